package casefile_test

import (
	"testing"

	"passage/internal/casework/casefile"
)

// I-86: what is usual is said from ten cases on: half, nine in ten, and how many stand there for longer.
func TestRule_I_86_WhatIsUsual(t *testing.T) {
	if _, ok := casefile.RangeOf([]int{1, 2, 3, 4, 5, 6, 7, 8, 9}); ok {
		t.Error("nine cases make a range")
	}
	days := []int{90, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	r, ok := casefile.RangeOf(days)
	if !ok || r != (casefile.Range{Cases: 10, Half: 5, Most: 9, Over: 1}) || days[0] != 90 {
		t.Errorf("%+v", r)
	}
	same := make([]int, 40)
	if r, ok := casefile.RangeOf(same); !ok || r.Most != 0 || r.Over != 0 {
		t.Errorf("all on one day: %+v", r)
	}
}

// I-85: only a case in which nothing was done since is nobody's again.
func TestRule_I_85_WhatCanBeTakenBack(t *testing.T) {
	given := casefile.Case{State: casefile.Assigned, Assigned: "officer.cedar", Since: "2026-08-31"}
	if !casefile.Unassign(given, "officer.cedar", "2026-08-31") {
		t.Error("what was just given cannot be taken back")
	}
	for name, change := range map[string]func(*casefile.Case){
		"begun":           func(c *casefile.Case) { c.State = casefile.Eligibility },
		"given elsewhere": func(c *casefile.Case) { c.Assigned = "officer2.cedar" },
		"given before":    func(c *casefile.Case) { c.Since = "2026-08-30" },
	} {
		c := given
		change(&c)
		if casefile.Unassign(c, "officer.cedar", "2026-08-31") {
			t.Errorf("%s: taken back", name)
		}
	}
}
