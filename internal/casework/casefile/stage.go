package casefile

import "slices"

// States lists every state, in the order of the work.
var States = []State{
	Inquiry, Screening, Vetting, Vetted, Preparing, Reviewing, Ready, Paused, Declined, WithdrawnBefore,
	Referred, Received, Checking, InformationAsked, Returned, Complete, FileCreated, OfficeAssigned, Transferred, Accepted,
	Assigned, Eligibility, Interviewing, Fairness, Admissibility, QuebecSelection, FinalReview,
	Approved, Travel, Departed, Arrived, NoShow, PostArrival,
	Refused, Reconsideration, Litigation, Redetermination, OnHold, SuspendedByOrder, TerminatedByOrder,
	Withdrawn, MergedDuplicate, ClosedComplete, ClosedRefused, ClosedUnused,
}

// Valid says whether s is one of the list.
func (s State) Valid() bool { return slices.Contains(States, s) }

// Closed says whether the work on the case is over.
func (s State) Closed() bool { return slices.Contains(closed, s) }

// OpenStates are those in which there is work left in the department: neither a partner's draft nor over.
var OpenStates = slices.DeleteFunc(slices.Clone(States), func(s State) bool { return s.Draft() || s.Closed() })

// ClosedStates are those in which the work on a case is over.
var ClosedStates = slices.Clone(closed)

// Draft says whether the case is still in the partner's space, where the department sees nothing of it (A1 to
// A10, and B5 is back there with its next version).
func (s State) Draft() bool {
	return slices.Index(States, s) < slices.Index(States, Referred) && s.Valid()
}

// After says whether the case was referred: B1 or later.
func (s State) After() bool { return s.Valid() && !s.Draft() }

// Editable says whether the partner may change the package: until a reviewer has it, and again after a return.
func (s State) Editable() bool {
	switch s {
	case Inquiry, Screening, Vetting, Vetted, Preparing:
		return true
	}
	return false
}

// Stage is one of the nine stages of the journey (ux section 3): what a partner and a reader in a hurry see.
type Stage string

// The nine stages, and the draft before them.
const (
	StageDraft         Stage = "draft"
	StageReferred      Stage = "referred"
	StageFiled         Stage = "file_created"
	StageOffice        Stage = "at_office"
	StageEligibility   Stage = "eligibility"
	StageInterview     Stage = "interview"
	StageAdmissibility Stage = "admissibility"
	StageDecision      Stage = "decision"
	StageVisa          Stage = "visa"
	StageLanded        Stage = "landed"
)

// Stages is the journey in order.
var Stages = []Stage{StageReferred, StageFiled, StageOffice, StageEligibility, StageInterview, StageAdmissibility, StageDecision, StageVisa, StageLanded}

// StageOf is the stage a state belongs to. States beside the way (held, suspended, withdrawn, closed unused) have the stage
// they were left at, which the steps know; without it they show as the decision they ended in, or none.
func StageOf(s State) Stage {
	switch s {
	case Referred, Received, Checking, InformationAsked, Returned, Complete:
		return StageReferred
	case FileCreated, OfficeAssigned, Transferred:
		return StageFiled
	case Accepted, Assigned:
		return StageOffice
	case Eligibility, Fairness, Redetermination:
		return StageEligibility
	case Interviewing:
		return StageInterview
	case Admissibility, QuebecSelection:
		return StageAdmissibility
	case FinalReview, Refused, Reconsideration, Litigation, ClosedRefused:
		return StageDecision
	case Approved, Travel, Departed, NoShow:
		return StageVisa
	case Arrived, PostArrival, ClosedComplete:
		return StageLanded
	case OnHold, SuspendedByOrder, TerminatedByOrder, Withdrawn, MergedDuplicate, ClosedUnused:
		return ""
	}
	return StageDraft
}

// StageNow is the stage of a case with its steps: a held, suspended or withdrawn case stays where it was.
func StageNow(s State, steps []Step) Stage {
	for range len(steps) + 1 {
		if g := StageOf(s); g != "" {
			return g
		}
		from, ok := Back(steps, s)
		if !ok {
			return StageReferred
		}
		s = from
	}
	return StageReferred
}

// Outward is the stage at which a case stands for the partner that referred it, "" where only its state says it. A case beside
// the way stands where it was left; an outcome is said by its notice and by no list, page or interface before it.
func (c Case) Outward() Stage {
	g := StageOf(c.State)
	if c.Summary.Left != "" && c.State != Withdrawn {
		g = c.Summary.Left
	}
	if (g == StageVisa || g == StageLanded) && !c.Summary.Heard {
		return StageDecision
	}
	return g
}

// Milestone is one of C1 to C6, which tracking reads (intake section 3).
type Milestone string

// The milestones.
const (
	InAssessment Milestone = "in_assessment" // C1
	DecidedYes   Milestone = "decided_yes"   // C2
	DecidedNo    Milestone = "decided_no"    // C3
	VisaIssued   Milestone = "visa_issued"   // C4
	HasDeparted  Milestone = "departed"      // C5
	Admitted     Milestone = "admitted"      // C6
)

// MilestoneOf is the milestone a state stands at, "" before C1 and for states beside the way.
func MilestoneOf(s State) Milestone {
	switch s {
	case Accepted, Assigned, Eligibility, Interviewing, Fairness, Admissibility, QuebecSelection, FinalReview, Redetermination:
		return InAssessment
	case Approved:
		return DecidedYes
	case Refused, Reconsideration, Litigation, ClosedRefused:
		return DecidedNo
	case Travel, NoShow:
		return VisaIssued
	case Departed:
		return HasDeparted
	case Arrived, PostArrival, ClosedComplete:
		return Admitted
	}
	return ""
}
