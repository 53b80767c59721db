package policy_test

import (
	"errors"
	"testing"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

func mark(by, day string) policy.Mark {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return policy.Mark{By: by, At: at.Add(10 * time.Hour)}
}

// proposed is a suspension of FLD's agreement that waits for a second person.
func proposed(t *testing.T, v *policy.View, from policy.Day) policy.Suspension {
	t.Helper()
	s, err := v.Propose(nil, policy.Suspension{Partner: "FLD", Agreement: "fld-1", Ground: "integrity", Reason: "invented", From: from}, mark("one", string(v.Day)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// must is what an act gives that has to work.
func must(t *testing.T) func(policy.Suspension, error) policy.Suspension {
	return func(s policy.Suspension, err error) policy.Suspension {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

// Rule I-3: a proposed suspension stops nothing; one that another person confirmed stops new referrals from its first day, and
// they are open again from the day on which a second person confirmed its end.
func TestRule_I_3_SuspendedByTwoPersons(t *testing.T) {
	p, ok := load(t, false), must(t)
	day := policy.Day("2026-06-01")
	may := func(s policy.Suspension, on policy.Day, want bool) {
		t.Helper()
		v := p.With([]policy.Suspension{s}).On(on)
		err := v.MayRefer("FLD")
		if want && err != nil {
			t.Errorf("%s, %s: %v", s.Standing(), on, err)
		}
		if !want {
			refused(t, err, "I-3", "policy.refer.no_agreement")
		}
		if _, is := v.Suspended("FLD"); is == want {
			t.Errorf("%s, %s: suspended %v", s.Standing(), on, is)
		}
		if err := v.MayRefer("PD"); err != nil {
			t.Errorf("another partner: %v", err)
		}
	}
	s := proposed(t, p.On(day), "")
	may(s, day, true)
	_, err := s.Confirm(mark("one", "2026-06-02"))
	refused(t, err, "I-3", "policy.suspend.same_person")

	s = ok(s.Confirm(mark("two", "2026-06-03")))
	may(s, "2026-06-02", true) // it never works backwards
	may(s, "2026-06-03", false)
	may(s, "2027-01-01", false)
	if _, err := s.Confirm(mark("three", "2026-06-04")); fault.KindOf(err) != fault.Stopped {
		t.Errorf("confirmed twice: %v", err)
	}

	s = ok(s.ProposeLift("invented", mark("two", "2026-07-01")))
	may(s, "2026-07-02", false)
	_, err = s.Confirm(mark("two", "2026-07-02"))
	refused(t, err, "I-3", "policy.suspend.same_person")
	dropped := ok(s.Drop(mark("one", "2026-07-02")))
	may(dropped, "2026-07-03", false)
	if dropped.Standing() != policy.SuspensionStands || len(dropped.Kept) != 1 || dropped.Kept[0].Dropped.By != "one" {
		t.Errorf("a lift that was dropped: %+v", dropped)
	}
	s = ok(s.Confirm(mark("one", "2026-07-04")))
	may(s, "2026-07-03", false)
	may(s, "2026-07-04", true)

	later := ok(proposed(t, p.On(day), "2026-09-01").Confirm(mark("two", "2026-06-02")))
	may(later, "2026-08-31", true)
	may(later, "2026-09-01", false)
	overtaken := ok(proposed(t, p.On(day), "2026-06-02").Confirm(mark("two", "2026-06-10")))
	may(overtaken, "2026-06-09", true) // what was sent while it was only proposed was sent under the agreement
	may(overtaken, "2026-06-10", false)

	no := ok(proposed(t, p.On(day), "").Drop(mark("two", "2026-06-02")))
	may(no, "2026-06-02", true)
	if _, err := no.Confirm(mark("three", "2026-06-03")); fault.KindOf(err) != fault.Stopped {
		t.Errorf("confirmed after it was dropped: %v", err)
	}
}

// Rule I-3: what was sent on the day of a suspension was sent before it, and goes on.
func TestRule_I_3_SentBeforeGoesOn(t *testing.T) {
	p := load(t, false)
	s := must(t)(proposed(t, p.On("2026-06-01"), "").Confirm(mark("two", "2026-06-01")))
	p = p.With([]policy.Suspension{s})
	refused(t, p.On("2026-06-01").MayRefer("FLD"), "I-3", "policy.refer.no_agreement")
	if err := p.Sent().On("2026-06-01").MayRefer("FLD"); err != nil {
		t.Errorf("sent in the morning: %v", err)
	}
	refused(t, p.Sent().On("2026-06-02").MayRefer("FLD"), "I-3", "policy.refer.no_agreement")
}

// What a proposal must say, and whose agreement there is to suspend.
func TestRule_I_3_WhatAProposalSays(t *testing.T) {
	v := load(t, false).On("2026-06-01")
	by := mark("one", "2026-06-01")
	good := policy.Suspension{Partner: "FLD", Agreement: "fld-1", Ground: "integrity", Reason: " invented "}
	if s, err := v.Propose(nil, good, by); err != nil || s.Reason != "invented" || s.Standing() != policy.SuspensionProposed {
		t.Errorf("%+v, %v", s, err)
	}
	for name, spoil := range map[string]func(*policy.Suspension){
		"ground": func(s *policy.Suspension) { s.Ground = "mood" },
		"reason": func(s *policy.Suspension) { s.Reason = " " },
		"from":   func(s *policy.Suspension) { s.From = "2026-05-31" },
	} {
		bad := good
		spoil(&bad)
		_, err := v.Propose(nil, bad, by)
		if fields := fieldsOf(err); len(fields) != 1 || fields[0] != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := v.Propose([]policy.Suspension{good}, good, by)
	refused(t, err, "I-3", "policy.suspend.already")
	_, err = v.Propose(nil, policy.Suspension{Partner: "UNHCR", Ground: "asked", Reason: "invented"}, by)
	refused(t, err, "I-3", "policy.suspend.by_law")
	for _, x := range []policy.Suspension{{Partner: "IOM"}, {Partner: "FLD", Agreement: "pd-1"}} {
		if _, err := v.Propose(nil, x, by); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%+v: %v", x, err)
		}
	}
}

// Rule I-2: the record has a place for all that R143(2) asks of a memorandum; what is not known to us is empty and not invented.
func TestRule_I_2_NothingInvented(t *testing.T) {
	for _, p := range load(t, false).Partners {
		for _, a := range p.Agreements {
			if a.Manner != (policy.Words{}) || a.Training != (policy.Words{}) || a.Ends != (policy.Words{}) {
				t.Errorf("%s: the memoranda are not published: whence is %+v?", a.ID, a)
			}
		}
	}
	over := overlay(`partners:
  - id: FLD
    en: FLD
    fr: FLD
    agreements:
      - {id: a, manner: {en: By the portal, fr: Par le portail}, training: {en: Yearly, fr: Chaque année}, ends: {en: Breach, fr: Manquement}}
`)
	p, err := policy.Load(over)
	if err != nil {
		t.Fatal(err)
	}
	if a, ok := p.On("2026-06-01").Agreement("FLD"); !ok || a.Manner.FR != "Par le portail" || a.Training.EN != "Yearly" || a.Ends.FR != "Manquement" {
		t.Errorf("%+v", a)
	}
}

func fieldsOf(err error) (out []string) {
	var f *fault.Error
	if errors.As(err, &f) {
		for _, x := range f.Fields {
			out = append(out, x.Name)
		}
	}
	return out
}
