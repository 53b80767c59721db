package report_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/casework/publish"
	"passage/internal/casework/report"
)

func pack(t *testing.T) *policy.View {
	t.Helper()
	p, err := policy.Load(policy.Demo())
	if err != nil {
		t.Fatal(err)
	}
	return p.On("2027-01-04")
}

func brackets(v *policy.View) report.Brackets {
	return report.Brackets{Age: v.Bands("age"), Waits: v.Bands("waits")}
}

// Every table of every report of the pack can be made, and names measures that are declared.
func TestRule_I_68_TablesOfThePack(t *testing.T) {
	v := pack(t)
	if len(v.Reports()) < 6 {
		t.Fatalf("only %d reports", len(v.Reports()))
	}
	for _, r := range v.Reports() {
		for _, x := range r.Tables {
			c, ask, err := report.Ask(x, report.Past(r.Every, v.Day))
			if err != nil {
				t.Errorf("%s: %v", r.ID, err)
				continue
			}
			for _, e := range x.Events {
				if !slices.ContainsFunc(c.What, func(m report.Measure) bool { return m.Code == e }) {
					t.Errorf("%s: no measure %s", r.ID, e)
				}
			}
			u := report.Unit(x.Unit)
			if _, err := publish.Guard(c.Facts(u, c.Population(u, 2026), nil), ask, report.Rule(r.Goes), nil); err != nil {
				t.Errorf("%s by %v: %v", r.ID, x.By, err)
			}
		}
	}
}

// Rule I-67: what the applicants asked for and what their partner did are two reasons; within a case that is closed unused none is told.
func TestRule_I_67_WithdrawnByWhom(t *testing.T) {
	v, b := pack(t), report.Book{}
	who := []report.Person{{Sex: "F", Born: "1990", Travels: true}}
	for _, c := range []report.Case{{State: casefile.Withdrawn, Asked: true}, {State: casefile.Withdrawn}, {State: casefile.Withdrawn}, {State: casefile.ClosedUnused, Asked: true}} {
		c.Since, c.Referred, c.Partner, c.Office, c.Country, c.Persons = "2026-11-20", "2025-03-02", "FLD", "cedar", "XKK", who
		b.Add(c, "2026-12-31", brackets(v))
	}
	got := map[string]int{}
	for k, n := range b["flow/2026/cases"] {
		event, _, _ := strings.Cut(k, "|")
		got[event] += n
	}
	if want := map[string]int{"withdrawn": 1, "referral_withdrawn": 2, "unused": 1}; !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestRule_I_68_WhatIsCounted(t *testing.T) {
	v, b := pack(t), report.Book{}
	who := []report.Person{{Sex: "F", Born: "1990", Travels: true}, {Sex: "M", Born: "2015-06-01", Travels: true}, {Sex: "F", Born: "2019-01-01"}}
	c := report.Case{State: casefile.Eligibility, Since: "2026-11-20", Referred: "2026-03-02", Filed: "2026-04-01", AtOffice: "2026-12-30", Partner: "FLD", Office: "cedar", Country: "XKK", Persons: who,
		Returns: []casefile.Return{{Status: casefile.ReturnConfirmed, Settled: "2026-03-20"}, {Status: casefile.ReturnDropped, Settled: "2026-03-21"}}}
	b.Add(c, "2026-12-31", brackets(v))
	for of, want := range map[string]map[string]int{
		"stock/cases":       {"eligibility|31-60|FLD|cedar|XKK": 1},
		"stock/persons":     {"eligibility|31-60|FLD|cedar|XKK|F|30-44": 1, "eligibility|31-60|FLD|cedar|XKK|M|00-17": 1},
		"flow/2026/cases":   {"referred|03|FLD|cedar|XKK": 1, "returned|03|FLD|cedar|XKK": 1, "filed|04|FLD|cedar|XKK": 1}, // December is not over
		"checks/2026/cases": {"complete|04|FLD": 1, "returned|03|FLD": 1},
	} {
		for k, n := range want {
			if b[of][k] != n {
				t.Errorf("%s %s: %d, want %d; there is %v", of, k, b[of][k], n, b[of])
			}
		}
		if len(b[of]) != len(want) {
			t.Errorf("%s: %v", of, b[of])
		}
	}
	for _, s := range []casefile.State{casefile.Returned, casefile.Refused, casefile.PostArrival, casefile.Withdrawn, casefile.Preparing} {
		b := report.Book{}
		b.Add(report.Case{State: s, Since: "2026-11-20", Persons: who}, "2026-12-31", brackets(v))
		if len(b["stock/cases"]) > 0 {
			t.Errorf("%s counts as open", s)
		}
	}
}

// Landings count person by person on the day of each, the case on that of the first; who followed in the one-year window stands apart.
func TestRule_I_70_GenderAndAge(t *testing.T) {
	v, b := pack(t), report.Book{}
	c := report.Case{State: casefile.PostArrival, Since: "2026-05-01", Decide: "2025-12-31", Partner: "FLD", Office: "cedar", Country: "XKK", Persons: []report.Person{
		{Sex: "F", Born: "1966-05-02", Travels: true, Landed: "2026-05-01"}, {Sex: "X", Born: "2009-05-01", Travels: true, Landed: "2026-07-09"}, {Sex: "M", Born: "", Window: "2026-09-09"}}}
	b.Add(c, "2027-01-04", brackets(v))
	want := map[string]int{"landed|05|FLD|cedar|XKK|F|45-59": 1, "landed|07|FLD|cedar|XKK|X|00-17": 1, "window|09|FLD|cedar|XKK|M|none": 1}
	for k, n := range want {
		if b["flow/2026/persons"][k] != n {
			t.Errorf("%s: there is %v", k, b["flow/2026/persons"])
		}
	}
	if len(b["flow/2026/persons"]) != len(want) || b["flow/2026/cases"]["landed|05|FLD|cedar|XKK"] != 1 || len(b["flow/2026/cases"]) != 2 {
		t.Errorf("persons %v, cases %v", b["flow/2026/persons"], b["flow/2026/cases"])
	}
}

func TestPeriods(t *testing.T) {
	for _, x := range []struct {
		every, today, code, first, last string
	}{
		{"week", "2026-11-29", "2026-W47", "2026-11-16", "2026-11-22"}, {"week", "2026-11-30", "2026-W48", "2026-11-23", "2026-11-29"},
		{"month", "2026-03-01", "2026-02", "2026-02-01", "2026-02-28"}, {"month", "2026-01-31", "2025-12", "2025-12-01", "2025-12-31"},
		{"year", "2026-01-01", "2025", "2025-01-01", "2025-12-31"},
	} {
		if p := report.Past(x.every, policy.Day(x.today)); p.Code != x.code || string(p.First) != x.first || string(p.Last) != x.last {
			t.Errorf("%s before %s: %+v", x.every, x.today, p)
		}
	}
}

// Rule I-71: a percentile is within how many whole weeks; of few cases there is none.
func TestRule_I_71_WithinWeeks(t *testing.T) {
	counted := map[string]int{"eligibility|6": 4, "eligibility|13": 4, "eligibility|70": 2, "interview|3": 4}
	got := report.SpansOf(counted, 5)
	if len(got) != 1 || got[0] != (report.Span{Stage: "eligibility", Half: 2, Eight: 2}) {
		t.Errorf("%+v", got)
	}
}
