package casefile

import (
	"slices"
	"time"

	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Couple says whether an interview would hear the principal applicant and their partner together.
//
// Rule A-48: spouses are heard separately where fitting. Whether it fits is the officer's to say: it is pointed out, and stops nobody.
func Couple(persons []people.Person, heard []string) bool {
	principal, partner := false, false
	for _, p := range persons {
		if slices.Contains(heard, p.ID) {
			principal = principal || p.Principal()
			partner = partner || p.Relationship.Class() == people.IsPartner
		}
	}
	return principal && partner
}

// Unexplained is the discrepancies that were put at an interview and not explained.
//
// Rule A-48 again: the applicant has the chance to explain each; what stays unexplained is written down as that.
func (r Record) Unexplained() (out []QuestionAnswer) {
	for _, l := range r.Lines {
		if l.Concern && l.Unexplained {
			out = append(out, l)
		}
	}
	return out
}

// Waiting is how many days a case has been with the department, and for how many nothing was done on it. done are the instants of
// what the file holds.
//
// Rule A-62: undue unexplained delay is itself unfair; the case shows its age and its idle time. A decided case ages no more.
func (c Case) Waiting(today policy.Day, done ...time.Time) (age, idle int) {
	until := today
	if c.Decided != "" {
		until = c.Decided
	}
	if c.Referred.Valid() && c.Referred <= until {
		age = c.Referred.Until(until)
	}
	last := max(c.Since, c.AtOffice, c.Referred)
	for _, t := range done {
		if d := policy.DayOf(t); !t.IsZero() && d <= today {
			last = max(last, d)
		}
	}
	if last.Valid() && last <= until {
		idle = last.Until(until)
	}
	return age, idle
}
