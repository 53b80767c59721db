package casefile_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
)

// torn is a family: a woman, her husband, a daughter of 10 and a sister of 30.
func torn() []people.Person {
	return []people.Person{
		{ID: "a", Number: 1, Relationship: people.PA, Born: "1985-02-03", Travelling: people.Yes},
		{ID: "b", Number: 2, Relationship: people.Husband, Born: "1984-02-03", Travelling: people.Yes},
		{ID: "c", Number: 3, Relationship: people.Daughter, Born: "2016-02-03", Travelling: people.Yes},
		{ID: "d", Number: 4, Relationship: "SBF", Born: "1996-02-03", Travelling: people.Yes, Whereabouts: people.Dead},
		{ID: "e", Number: 5, Relationship: "SBF", Born: "1997-02-03", OwnCase: "7K3M-Q9TD"},
	}
}

func departing() casefile.Split {
	return casefile.Split{Why: casefile.SplitViolence, On: "2026-08-20", Persons: []string{"c", "b"}, To: "b", Words: "A reason.", Children: "By her wish.", Leaves: "He agrees.", Stays: "Not asked: not safe.",
		Ties: []casefile.Tie{{Person: "c", Now: people.Daughter}}}
}

// I-79: what a split needs, one thing taken away at a time, and who cannot go.
func TestRule_I_79_WhatASplitNeeds(t *testing.T) {
	s, err := casefile.SplitFile(departing(), casefile.Eligibility, false, torn(), "2026-03-01", "2026-08-31")
	if err != nil || len(s.Ties) != 1 || s.Ties[0].Was != people.Daughter || s.Ties[0].Is != people.Member {
		t.Fatalf("%+v %v", s.Ties, err)
	}
	for field, wrong := range map[string]func(*casefile.Split){
		"why":      func(s *casefile.Split) { s.Why = "" },
		"on":       func(s *casefile.Split) { s.On = "2026-09-01" },
		"words":    func(s *casefile.Split) { s.Words = " " },
		"children": func(s *casefile.Split) { s.Children = "" },
		"leaves":   func(s *casefile.Split) { s.Leaves = "" },
		"stays":    func(s *casefile.Split) { s.Stays = strings.Repeat("x", 4001) },
		"tie.c":    func(s *casefile.Split) { s.Ties = nil },
		"to":       func(s *casefile.Split) { s.To = "c" },
		"person":   func(s *casefile.Split) { s.Persons = []string{"a", "b", "c"} },
	} {
		in := departing()
		in.Ties = slices.Clone(in.Ties)
		wrong(&in)
		_, err := casefile.SplitFile(in, casefile.Eligibility, false, torn(), "2026-03-01", "2026-08-31")
		var f *fault.Error
		if !errors.As(err, &f) || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Name == field }) {
			t.Errorf("without %s: %v", field, err)
		}
	}
	for who, list := range map[string][]string{"nobody": nil, "somebody of another case": {"b", "x"}, "who died": {"b", "d"}, "who has a case of their own": {"b", "e"}} {
		in := departing()
		in.Persons, in.Ties = list, []casefile.Tie{{Person: "d", Now: "SBF"}, {Person: "e", Now: "SBF"}}
		if _, err := casefile.SplitFile(in, casefile.Eligibility, false, torn(), "2026-03-01", "2026-08-31"); err == nil {
			t.Errorf("%s goes", who)
		}
	}
	in := departing() // an adult who goes alone: what becomes of the child who stays is decided all the same
	in.Persons, in.Ties, in.Children = []string{"b"}, nil, ""
	if _, err := casefile.SplitFile(in, casefile.Eligibility, false, torn(), "2026-03-01", "2026-08-31"); err == nil {
		t.Error("nobody decided about the child who stays")
	}
	childless := slices.DeleteFunc(torn(), func(p people.Person) bool { return p.ID == "c" })
	in.Leaves, in.Stays = "", ""
	if _, err := casefile.SplitFile(in, casefile.Eligibility, false, childless, "2026-03-01", "2026-08-31"); err != nil {
		t.Errorf("without a child: %v", err)
	}
}

// I-79: from which states, and where the new case begins.
func TestRule_I_79_FromWhere(t *testing.T) {
	may := []casefile.State{casefile.Received, casefile.Checking, casefile.InformationAsked, casefile.Complete, casefile.FileCreated, casefile.OfficeAssigned, casefile.Assigned, casefile.Eligibility,
		casefile.Interviewing, casefile.Fairness, casefile.Admissibility, casefile.QuebecSelection, casefile.FinalReview, casefile.Redetermination, casefile.OnHold}
	for _, s := range casefile.States {
		if err := casefile.Splittable(s, false); (err == nil) != slices.Contains(may, s) {
			t.Errorf("%s: %v", s, err)
		}
		if casefile.Splittable(s, true) == nil {
			t.Errorf("%s: with a signed decision", s)
		}
	}
	for _, x := range []struct {
		at    casefile.State
		steps []casefile.Step
		want  casefile.State
	}{
		{casefile.Admissibility, nil, casefile.Admissibility},
		{casefile.InformationAsked, nil, casefile.Checking},
		{casefile.Fairness, []casefile.Step{{From: casefile.Admissibility, To: casefile.Fairness}}, casefile.Admissibility},
		{casefile.OnHold, []casefile.Step{{From: casefile.Interviewing, To: casefile.Fairness}, {From: casefile.Fairness, To: casefile.OnHold}}, casefile.Interviewing},
		{casefile.OnHold, nil, casefile.Eligibility},
	} {
		if got := casefile.SplitState(x.at, x.steps); got != x.want {
			t.Errorf("from %s: %s, want %s", x.at, got, x.want)
		}
	}
}
