package casefile

// AgeBrackets are the upper ends of the brackets of ages, in days; the last is open. Our default.
var AgeBrackets = []int{30, 60, 90, 180}

// Bracket is the bracket of a number of days.
func Bracket(days int) int {
	for i, end := range AgeBrackets {
		if days <= end {
			return i
		}
	}
	return len(AgeBrackets)
}

// Ageing are the stages whose ages are shown, in order.
var Ageing = []Stage{StageReferred, StageFiled, StageOffice, StageEligibility, StageInterview, StageAdmissibility, StageDecision, StageVisa}

// Waits is the stage in which a case of this state waits for somebody, "" when it waits in none: it is over, refused, back with the
// partner, beside the way, or landed.
func (s State) Waits() Stage {
	if !s.After() || s.Closed() || s == Refused || s == Returned {
		return ""
	}
	if g := StageOf(s); g != StageLanded {
		return g
	}
	return ""
}

// WaitingStates are the states in which a case waits in a stage.
func WaitingStates(g Stage) (out []State) {
	for _, s := range States {
		if g != "" && s.Waits() == g {
			out = append(out, s)
		}
	}
	return out
}
