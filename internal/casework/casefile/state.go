package casefile

// State is where a case stands: one stored list, A1 to B10 of the intake policy by their names, then the
// states of the assessment policy, section 2.2 (decision 20). Codes in docs/rules.md are ST- and the code below.
type State string

// The states, in the order of the work.
const (
	Inquiry           State = "inquiry"             // A1
	Screening         State = "screening"           // A2
	Vetting           State = "vetting"             // A3
	Vetted            State = "vetted"              // A4
	Preparing         State = "preparing"           // A5
	Reviewing         State = "reviewing"           // A6
	Ready             State = "ready"               // A7
	Paused            State = "paused"              // A8
	Declined          State = "declined"            // A9
	WithdrawnBefore   State = "withdrawn_before"    // A10
	Referred          State = "referred"            // B1
	Received          State = "received"            // B2
	Checking          State = "checking"            // B3
	InformationAsked  State = "information_asked"   // B4
	Returned          State = "returned"            // B5
	Complete          State = "complete"            // B6
	FileCreated       State = "file_created"        // B7
	OfficeAssigned    State = "office_assigned"     // B8
	Transferred       State = "transferred"         // B9
	Accepted          State = "accepted"            // B10
	Assigned          State = "assigned"            // ASSIGNED
	Eligibility       State = "eligibility"         // ELIGIBILITY
	Interviewing      State = "interview"           // INTERVIEW
	Fairness          State = "fairness"            // FAIRNESS
	Admissibility     State = "admissibility"       // ADMISSIBILITY
	QuebecSelection   State = "quebec_selection"    // QUEBEC_SELECTION
	FinalReview       State = "final_review"        // FINAL_REVIEW
	Approved          State = "approved"            // APPROVED
	Travel            State = "travel"              // TRAVEL
	Departed          State = "departed"            // DEPARTED
	Arrived           State = "arrived"             // ARRIVED
	NoShow            State = "no_show"             // NO_SHOW
	PostArrival       State = "post_arrival"        // POST_ARRIVAL
	Refused           State = "refused"             // REFUSED
	Reconsideration   State = "reconsideration"     // RECONSIDERATION
	Litigation        State = "litigation"          // LITIGATION
	Redetermination   State = "redetermination"     // REDETERMINATION
	OnHold            State = "on_hold"             // ON_HOLD
	SuspendedByOrder  State = "suspended_by_order"  // SUSPENDED_BY_ORDER
	TerminatedByOrder State = "terminated_by_order" // TERMINATED_BY_ORDER
	Withdrawn         State = "withdrawn"           // X1 and WITHDRAWN
	MergedDuplicate   State = "merged_duplicate"    // X2
	ClosedComplete    State = "closed_complete"     // CLOSED_COMPLETE
	ClosedRefused     State = "closed_refused"      // CLOSED_REFUSED
	ClosedUnused      State = "closed_unused"       // CLOSED_UNUSED
)
