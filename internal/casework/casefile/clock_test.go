package casefile_test

import (
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
)

// Rule I-47: our clocks, in working days; a third when urgent, the same day in an emergency; none where the law or
// the office has the case.
func TestRule_I_47_OurClocks(t *testing.T) {
	pack, err := policy.Load()
	if err != nil {
		t.Fatal(err)
	}
	v := pack.On("2026-06-01")
	at := func(s casefile.State, priority string) casefile.Case {
		c := casefile.Case{State: s, Since: "2026-06-05"} // a Friday
		c.Summary = casefile.Summary{Priority: priority, Urgent: priority != "normal", Received: "2026-06-01"}
		return c
	}
	for _, x := range []struct {
		c    casefile.Case
		id   string
		want policy.Day
	}{
		{at(casefile.Referred, "normal"), "acknowledge", "2026-06-08"},
		{at(casefile.Received, "normal"), "completeness", "2026-06-19"},
		{at(casefile.Checking, "normal"), "completeness", "2026-06-15"}, // from the receipt
		{at(casefile.Checking, "urgent"), "completeness", "2026-06-05"},
		{at(casefile.Checking, "emergency"), "completeness", "2026-06-01"},
		{at(casefile.InformationAsked, "normal"), "partner-answer", "2026-07-17"},
		{at(casefile.Complete, "normal"), "file-creation", "2026-06-12"},
		{at(casefile.FileCreated, "normal"), "transfer", "2026-06-10"},
		{at(casefile.OfficeAssigned, "urgent"), "transfer", "2026-06-08"},
		{at(casefile.Transferred, "normal"), "acceptance", "2026-06-19"},
		{at(casefile.Eligibility, "normal"), "", ""},
		{at(casefile.Preparing, "normal"), "", ""},
	} {
		clock, due, ok := casefile.OurClock(x.c, v)
		id := ""
		if ok {
			id = clock.ID
			if !clock.Ours() {
				t.Errorf("%s is not marked as ours", id)
			}
		}
		if id != x.id || due != x.want {
			t.Errorf("%s %s: %s by %s, want %s by %s", x.c.State, x.c.Summary.Priority, id, due, x.id, x.want)
		}
	}
}
