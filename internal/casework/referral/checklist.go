package referral

import (
	"slices"

	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// How a line of a partner's own checklist stands.
const (
	CheckSeen   = "seen"   // what was entered says so
	CheckTicked = "ticked" // the reviewer says so
	CheckOpen   = "open"   // neither
)

// CheckLine is one line of a partner's own checklist.
type CheckLine struct {
	Item    policy.Choice
	Stands  string
	Persons []int // numbers of those of whom nothing that was entered says so
	Tick    bool  // the reviewer may tick it
}

// Lines that what was entered can answer; the others are the reviewer's to tick.
const (
	linePersons    = "persons"    // recognised refugee, stateless, or a dependant of one
	lineCategories = "categories" // at least two submission categories
)

// Checklist is the partner's own checklist for the review of a package, from the list that the pack names for it; nil when the
// partner has none. It is offered and stops nothing: a rule of the partner's is not the program's to enforce.
//
// Rule I-19: UNHCR asks itself whether every person of the case is a recognised refugee, or stateless, or a dependant who is not a
// refugee; whether other solutions were weighed; and whether the need fits at least two categories.
func Checklist(s Subject) []CheckLine {
	v := s.View()
	pt, ok := v.Partner(s.Referral.Partner)
	if !ok || pt.Review == "" {
		return nil
	}
	list, ok := v.List(pt.Review)
	if !ok {
		return nil
	}
	var out []CheckLine
	for _, e := range list.Entries {
		l := CheckLine{Item: e, Stands: CheckOpen, Tick: true}
		switch e.ID {
		case linePersons:
			if l.Persons = unrecognised(s); len(l.Persons) == 0 && len(s.Persons) > 0 {
				l.Stands, l.Tick = CheckSeen, false
			}
		case lineCategories:
			first, more := "", false
			for _, c := range s.Referral.Criteria {
				more = more || first != "" && c != "" && c != first
				if first == "" {
					first = c
				}
			}
			if l.Tick = false; more {
				l.Stands = CheckSeen
			}
		}
		if l.Tick && slices.Contains(s.Referral.Checked, e.ID) {
			l.Stands = CheckTicked
		}
		out = append(out, l)
	}
	return out
}

// unrecognised are the numbers of those of whom nothing says that they are a recognised refugee, stateless, or a family member who
// depends on one.
func unrecognised(s Subject) (out []int) {
	day := LockDay(s.Referral, s.Today)
	for _, p := range s.Persons {
		if p.Deceased() || p.OwnCase != "" {
			continue
		}
		refugee := p.Recognised == people.Yes || p.Status == "refugee" || p.Stateless
		if !refugee && people.MembershipOf(s.Persons, p, day) != people.Member {
			out = append(out, p.Number)
		}
	}
	return out
}

// Ticked are the lines of the checklist that the reviewer ticked, of those that are theirs to tick.
func Ticked(s Subject, ticked []string) []string {
	var out []string
	for _, l := range Checklist(s) {
		if l.Tick && slices.Contains(ticked, l.Item.ID) {
			out = append(out, l.Item.ID)
		}
	}
	return out
}
