package casefile

import (
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Step is one move of a case: what the timeline shows, and how a pause knows where it came from. Nothing is
// deleted and no step is edited (intake section 3).
type Step struct {
	ID      string
	Version int64 `json:"-"`
	From    State
	To      State
	Day     policy.Day
	By      string      // account
	Role    access.Role // acted in
	Reason  string      // code from a list, or words; sealed with the rest
}

// Groups of roles that the table below names. Who may see and touch which case is the access file's; this
// table only says in whose work a move belongs.
var (
	caseworker = []access.Role{access.Caseworker, access.Reviewer}
	reviewer   = []access.Role{access.Reviewer}
	clerk      = []access.Role{access.Clerk, access.SeniorClerk}
	receiver   = []access.Role{access.Clerk, access.SeniorClerk, access.System}
	answerer   = []access.Role{access.Caseworker, access.Reviewer, access.Clerk, access.SeniorClerk}
	office     = []access.Role{access.Assistant, access.Supervisor}
	mover      = []access.Role{access.Clerk, access.SeniorClerk, access.Assistant, access.Supervisor}
	officer    = []access.Role{access.Officer}
	assistant  = []access.Role{access.Assistant, access.Officer}
	supervisor = []access.Role{access.Supervisor}
	traveller  = []access.Role{access.Assistant, access.Officer, access.Clerk, access.SeniorClerk}
	arrival    = []access.Role{access.Assistant, access.Clerk, access.SeniorClerk, access.PostArrival, access.System}
	closer     = []access.Role{access.Assistant, access.Officer, access.Supervisor, access.PostArrival, access.System}
	partner    = []access.Role{access.Reviewer, access.Clerk, access.SeniorClerk, access.Assistant, access.Officer}
	hq         = []access.Role{access.PolicyManager}
)

// to is one way on from a state.
type to struct {
	state State
	roles []access.Role
}

// moves is the table of intake section 3 and assessment 2.2. Moves that a table there does not list but its words
// need are marked "ours".
var moves = map[State][]to{
	// The partner's space.
	Inquiry:   {{Screening, caseworker}, {Declined, reviewer}, {WithdrawnBefore, caseworker}},
	Screening: {{Vetting, caseworker}, {Paused, caseworker}, {Declined, reviewer}, {WithdrawnBefore, caseworker}},
	Vetting:   {{Vetted, reviewer}, {Paused, caseworker}, {Declined, reviewer}, {WithdrawnBefore, caseworker}},
	Vetted:    {{Preparing, caseworker}, {Paused, caseworker}, {WithdrawnBefore, caseworker}},
	Preparing: {{Reviewing, caseworker}, {Paused, caseworker}, {WithdrawnBefore, caseworker}},
	// An applicant may ask to stop at any moment, also while the reviewer reads: ours.
	Reviewing:       {{Preparing, reviewer}, {Ready, reviewer}, {WithdrawnBefore, caseworker}},
	Ready:           {{Referred, reviewer}, {Paused, caseworker}, {Preparing, reviewer}, {WithdrawnBefore, caseworker}},
	Paused:          {{Screening, caseworker}, {Vetting, caseworker}, {Vetted, caseworker}, {Preparing, caseworker}, {Ready, caseworker}, {Declined, reviewer}, {WithdrawnBefore, caseworker}},
	Declined:        {{Screening, reviewer}}, // reopened, with a reason
	WithdrawnBefore: {},

	// The operations centre.
	Referred:         {{Received, receiver}},
	Received:         {{Checking, clerk}},
	Checking:         {{InformationAsked, clerk}, {Returned, clerk}, {Complete, clerk}},
	InformationAsked: {{Checking, answerer}, {Returned, clerk}},
	Returned:         {{Preparing, caseworker}}, // same case, next version of the package (I-45)
	Complete:         {{FileCreated, clerk}, {Checking, clerk}},
	FileCreated:      {{OfficeAssigned, clerk}},
	OfficeAssigned:   {{Transferred, clerk}, {OfficeAssigned, clerk}},
	Transferred:      {{Accepted, office}, {OfficeAssigned, mover}},
	Accepted:         {{Assigned, office}, {OfficeAssigned, mover}}, // moved on when the applicant moves (I-57)

	// The migration office.
	Assigned:        {{Eligibility, officer}, {OfficeAssigned, mover}, {Accepted, office}}, // an assignment that is taken back at once: ours (I-85)
	Eligibility:     {{Interviewing, officer}, {Fairness, officer}, {Admissibility, officer}, {FinalReview, officer}},
	Interviewing:    {{Eligibility, officer}, {Fairness, officer}},
	Fairness:        {{Eligibility, officer}, {Interviewing, officer}, {Admissibility, officer}, {FinalReview, officer}},
	Admissibility:   {{QuebecSelection, officer}, {FinalReview, officer}, {Fairness, officer}},
	QuebecSelection: {{FinalReview, officer}},
	FinalReview:     {{Approved, officer}, {Refused, officer}, {Fairness, officer}},
	Approved:        {{Travel, assistant}},
	Travel:          {{Departed, traveller}, {ClosedUnused, closer}},
	Departed:        {{Arrived, arrival}, {NoShow, arrival}},
	Arrived:         {{PostArrival, arrival}},
	NoShow:          {{Travel, assistant}, {ClosedUnused, closer}},
	PostArrival:     {{ClosedComplete, closer}},
	Refused:         {{Reconsideration, assistant}, {Litigation, assistant}, {ClosedRefused, closer}},
	Reconsideration: {{ClosedRefused, officer}, {FinalReview, officer}},
	Litigation:      {{ClosedRefused, closer}, {Redetermination, supervisor}}, // a request to reconsider waits for the court: ours
	Redetermination: {{Eligibility, officer}},
	// A request in writing must be considered, and the court's time may still run, also when everybody was told and the case is
	// closed: ours.
	ClosedRefused: {{Reconsideration, assistant}, {Litigation, assistant}},
	OnHold:        {{ClosedUnused, closer}},
}

// held are the states a case may be held from, and goes back to (ON_HOLD: "previous state").
var held = []State{Eligibility, Interviewing, Fairness, Admissibility, QuebecSelection, FinalReview, Approved, Travel, NoShow}

// closed are the ends. Closing never deletes.
var closed = []State{Declined, WithdrawnBefore, Withdrawn, MergedDuplicate, TerminatedByOrder, ClosedComplete, ClosedRefused, ClosedUnused}

// intake are the states in which the operations centre has the case and may find it is a duplicate (X2).
var intake = []State{Received, Checking, InformationAsked, Complete, FileCreated, OfficeAssigned, Transferred}

func init() {
	add := func(from, state State, roles []access.Role) { moves[from] = append(moves[from], to{state, roles}) }
	for _, s := range held {
		add(s, OnHold, officer)
		add(OnHold, s, officer)
	}
	for _, s := range []State{Accepted, Assigned, Eligibility, Interviewing, Fairness, Admissibility, QuebecSelection, FinalReview, Approved, Redetermination} {
		add(s, ClosedUnused, closer) // somebody died, was taken by another country or chose to return: ours (I-77, I-81)
	}
	for _, s := range []State{Admissibility, QuebecSelection, FinalReview, Approved, Travel, NoShow} {
		add(s, Eligibility, officer) // under another principal applicant it is assessed again: ours (I-78)
	}
	for _, s := range []State{Admissibility, QuebecSelection, FinalReview} {
		add(s, Travel, officer) // early, on permits, when the checks cannot be finished: ours, by the words of ARRIVED
	}
	for _, s := range []State{Travel, NoShow} {
		add(s, Admissibility, officer) // a permit ended before its person left: ours (I-111)
	}
	for _, s := range intake {
		add(s, MergedDuplicate, clerk)
	}
	for _, s := range States {
		if s.After() && !s.Closed() && s != Refused && s != PostArrival && s != Arrived && s != Departed {
			add(s, Withdrawn, partner) // X1: the applicant asks in writing, or the partner on their request
		}
		if s.After() && !s.Closed() && s != SuspendedByOrder {
			add(s, SuspendedByOrder, hq)
			add(SuspendedByOrder, s, hq)
		}
	}
	add(SuspendedByOrder, TerminatedByOrder, hq)
}

// Move says whether a case may go from one state to another in that role's work. Rules that need more than the
// state (two persons, completeness, findings) are asked besides, by the room that owns them.
func Move(from, next State, role access.Role) error {
	for _, t := range moves[from] {
		if t.state != next {
			continue
		}
		if slices.Contains(t.roles, role) {
			return nil
		}
		return &fault.Error{Kind: fault.Forbidden, Key: "casefile.move.role", Rule: "ST-" + string(next), Args: map[string]any{"From": string(from), "To": string(next)}}
	}
	return &fault.Error{Kind: fault.Stopped, Key: "casefile.move.no_way", Rule: "ST-" + string(next), Args: map[string]any{"From": string(from), "To": string(next)}}
}

// Next lists where a case may go from a state in that role's work, in the order of the table.
func Next(from State, role access.Role) []State {
	var out []State
	for _, t := range moves[from] {
		if slices.Contains(t.roles, role) {
			out = append(out, t.state)
		}
	}
	return out
}

// Open says whether a new case may begin in a state: a partner's inquiry or draft, or a package that came by
// another channel and is registered by the operations centre (decision 15).
func Open(state State, role access.Role) error {
	partners := []access.Role{access.Caseworker, access.Reviewer, access.System}
	switch {
	case (state == Inquiry || state == Preparing) && slices.Contains(partners, role):
		return nil
	case state == Received && slices.Contains(clerk, role):
		return nil
	}
	return &fault.Error{Kind: fault.Stopped, Key: "casefile.open.no_way", Rule: "ST-" + string(state), Args: map[string]any{"To": string(state)}}
}

// Back is the state a paused, held, suspended or questioned case goes back to: where the last step into its
// present state came from.
func Back(steps []Step, now State) (State, bool) {
	for i := len(steps) - 1; i >= 0; i-- {
		if steps[i].To == now {
			return steps[i].From, true
		}
	}
	return "", false
}
