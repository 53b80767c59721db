package referral

import (
	"slices"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Household is what each household is asked before anybody signs that there is no other family (I-27): yes, no or "".
type Household struct {
	Spouse   string // a spouse or common-law partner, anywhere
	Children string // of any of them, anywhere
	Earlier  string // from an earlier union, of either
	Adopted  string
	Missing  string
	Dead     string // believed dead
}

// HouseholdForm is the questions, in the order of the page. Who is not listed cannot follow later (I-26), so the page asks
// for each kind of person who is easily forgotten.
var HouseholdForm = Sheet[Household]{{"household", []Question[Household]{
	one("household", "spouse", Choice, Optional, 0, func(h *Household) *string { return &h.Spouse }).reads("I-27").of("ask.yn", yesNo...),
	one("household", "children", Choice, Optional, 0, func(h *Household) *string { return &h.Children }).reads("I-27").of("ask.yn", yesNo...),
	one("household", "earlier", Choice, Optional, 0, func(h *Household) *string { return &h.Earlier }).reads("I-27").of("ask.yn", yesNo...),
	one("household", "adopted", Choice, Optional, 0, func(h *Household) *string { return &h.Adopted }).reads("I-27").of("ask.yn", yesNo...),
	one("household", "missing", Choice, Optional, 0, func(h *Household) *string { return &h.Missing }).reads("I-27").of("ask.yn", yesNo...),
	one("household", "believed_dead", Choice, Optional, 0, func(h *Household) *string { return &h.Dead }).reads("I-27").of("ask.yn", yesNo...),
}}}

// Unlisted are the questions answered "yes" although nobody of that kind is listed. A child from an earlier union and an
// adopted child are listed as children, so any child answers for them.
//
// Rule I-27 (R140.1): spouse, children anywhere, also from earlier unions, adopted, missing or believed dead;
// the statement that there is nobody else is signed after that, and not while a "yes" has nobody.
func Unlisted(h Household, all []people.Person) []string {
	listed := func(is func(people.Person) bool) bool { return slices.ContainsFunc(all, is) }
	partner := listed(func(p people.Person) bool { return p.Relationship.Class() == people.IsPartner })
	child := listed(func(p people.Person) bool {
		c := p.Relationship.Class()
		return c == people.IsChild || c == people.IsGrandchild || p.Relationship == people.FosterD || p.Relationship == people.FosterS
	})
	missing := listed(func(p people.Person) bool { return p.Whereabouts == people.Missing })
	dead := listed(func(p people.Person) bool {
		return p.Whereabouts == people.BelievedDead || p.Whereabouts == people.Dead
	})
	var out []string
	for _, q := range []struct {
		name, answer string
		found        bool
	}{{"spouse", h.Spouse, partner}, {"children", h.Children, child}, {"earlier", h.Earlier, child}, {"adopted", h.Adopted, child}, {"missing", h.Missing, missing}, {"believed_dead", h.Dead, dead}} {
		if q.answer == people.Yes && !q.found {
			out = append(out, q.name)
		}
	}
	return out
}

// CheckHousehold says beside each question that somebody is still to be listed.
func CheckHousehold(h Household, all []people.Person) error {
	var c fault.Check
	for _, name := range Unlisted(h, all) {
		c.AddRule(name, "household."+name+".unlisted", "I-27")
	}
	return c.Err("ask.check")
}

// household are the questions to the household that nobody has answered, which can follow, and those whose answer has nobody
// listed, which block: a person who is left out cannot use the one-year window.
func (s *Subject) household() []Lack {
	var out []Lack
	values := HouseholdForm.Values(&s.Referral.Household)
	unlisted := Unlisted(s.Referral.Household, s.Persons)
	asked := false
	for q := range HouseholdForm.All() {
		l := Lack{Place: place("household", q.Name), Step: 3, Field: q.Name, Basis: policy.Ours}
		switch {
		case slices.Contains(unlisted, q.Name):
			l.Rule, l.Blocking, l.Key = "I-27", true, "household."+q.Name+".unlisted"
		case len(values[q.Name]) > 0 || asked:
			continue
		default: // said once, at the first of them
			asked, l.Key = true, "household.unasked"
		}
		out = append(out, l)
	}
	return out
}
