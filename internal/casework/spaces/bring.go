package spaces

import "passage/internal/casework/policy"

// Arrival is one person who landed before the case was here.
type Arrival struct {
	Person string
	Day    policy.Day
	Limit  int  // the "up to" number of its year
	Window bool // a member who followed
}

// Bring are the lines of a case that comes from the department's case system: its places in the allocation of the year of its referral,
// what of it is still to be admitted, and each landing in its own year.
//
// Rule I-102 (our rule): these are facts of another system, so they always post, and what passes a number is a line of its own
// (decision 3); a landing counts once, whoever brings it again. They are lines of the day on which they are entered: a closed
// month does not change (I-90). plan is the year in which the rest is expected, this one; by the case system there is none.
func Bring(a Ask, plan Ask, office string, landed []Arrival) ([]Entry, error) {
	var out []Entry
	if a.Case.Persons > 0 {
		e := a.entry(Allocation, Confirm, a.Case.Persons)
		e.Free, e.Reason = true, ReasonBrought
		out = append(out, e)
	}
	if rest := a.Case.Persons - a.Case.Landed; plan.Year > 0 && rest > 0 {
		e := plan.entry(Commitment, Plan, rest)
		e.Office, e.Free, e.Reason = office, true, ReasonBrought
		out = append(out, e)
	}
	for _, x := range landed {
		ask := a
		ask.Year, ask.Limit, ask.Reason = x.Day.Year(), x.Limit, ReasonBrought
		lines, err := Land(ask, withoutPlans(out), x.Person, office, x.Window)
		if err != nil {
			return nil, err
		}
		lines[0].Of = string(x.Day)
		out = append(out, lines...)
	}
	return out, nil
}

// withoutPlans are the lines but for the plan: it is of those who have not landed.
func withoutPlans(entries []Entry) (out []Entry) {
	for _, e := range entries {
		if e.Kind != Plan {
			out = append(out, e)
		}
	}
	return out
}
