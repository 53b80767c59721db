package referral_test

import (
	"reflect"
	"slices"
	"testing"

	"passage/internal/casework/people"
	"passage/internal/casework/referral"
)

// Rule I-19: UNHCR's own checklist is answered from what was entered where it can be, and ticked by the reviewer where it cannot; the
// pack says whose it is, and whatever stands open stops nothing.
func TestRule_I_19_TheirOwnChecklist(t *testing.T) {
	s := whole()
	if list := referral.Checklist(s); list != nil {
		t.Errorf("a partner whom the pack names none for has %+v", list)
	}
	s.Referral.Partner = "UNHCR"
	stands := func() map[string]string {
		out := map[string]string{}
		for _, l := range referral.Checklist(s) {
			out[l.Item.ID] = l.Stands
		}
		return out
	}
	want := func(when, persons, solutions, categories string) {
		t.Helper()
		if got := stands(); !reflect.DeepEqual(got, map[string]string{"persons": persons, "solutions": solutions, "categories": categories}) {
			t.Errorf("%s: %v", when, got)
		}
	}
	want("nothing is known", referral.CheckOpen, referral.CheckOpen, referral.CheckOpen)
	if p := referral.Checklist(s)[0].Persons; !slices.Equal(p, []int{1}) {
		t.Errorf("the husband and the child depend on the applicant: open for %v", p)
	}
	for name, put := range map[string]func(*people.Person){
		"recognised": func(p *people.Person) { p.Recognised = people.Yes },
		"refugee":    func(p *people.Person) { p.Status = "refugee" },
		"stateless":  func(p *people.Person) { p.Stateless = true },
	} {
		was := s.Persons[0]
		put(&s.Persons[0])
		want(name, referral.CheckSeen, referral.CheckOpen, referral.CheckOpen)
		s.Persons[0] = was
	}
	s.Persons = append(s.Persons, people.Person{ID: "d", Number: 4, Relationship: people.BrotherIL, Travelling: people.Yes})
	if p := referral.Checklist(s)[0].Persons; !slices.Equal(p, []int{1, 4}) {
		t.Errorf("a brother-in-law is no dependant: open for %v", p)
	}
	s.Persons = s.Persons[:3]
	for _, c := range []struct {
		criteria []string
		want     string
	}{{[]string{"AWR"}, referral.CheckOpen}, {[]string{"AWR", "AWR"}, referral.CheckOpen}, {[]string{"AWR", ""}, referral.CheckOpen}, {[]string{"AWR", "SVT"}, referral.CheckSeen}} {
		s.Referral.Criteria = c.criteria
		want("categories", referral.CheckOpen, referral.CheckOpen, c.want)
	}

	// The reviewer ticks what is theirs to tick, and nothing else.
	s.Referral.Criteria = nil
	open := lacks(t, s, true)
	s.Referral.Checked = referral.Ticked(s, []string{"solutions", "persons", "categories", "nonsense"})
	want("ticked", referral.CheckTicked, referral.CheckTicked, referral.CheckOpen)
	if got := lacks(t, s, true); !reflect.DeepEqual(got, open) {
		t.Errorf("the checklist changes what the package lacks: %v, was %v", got, open)
	}
	s.Referral.Partner = "FLD"
	if got := referral.Ticked(s, []string{"solutions"}); got != nil {
		t.Errorf("ticks of a partner that has no checklist are kept: %v", got)
	}
}
