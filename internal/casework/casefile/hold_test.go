package casefile_test

import (
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
)

// whoever looks again says what was found, and the case waits on with a day of its own.
func TestRule_A_102_WaitsOn(t *testing.T) {
	h := casefile.Hold{ID: "h", Reason: casefile.ExitBarrier, From: casefile.Travel, Since: "2026-08-31", Review: "2026-12-01"}
	was, next, err := h.Again("2027-05-01", 183, "officer.cedar", "The permit is promised.", "2026-12-01")
	if err != nil || was.Ended != "2026-12-01" || was.ID != "h" || next.ID != "" || next.From != casefile.Travel || next.Reason != h.Reason || next.Review != "2027-05-01" || next.Since != "2026-12-01" {
		t.Errorf("%+v, then %+v: %v", was, next, err)
	}
	for _, bad := range []struct{ review, note string }{{"2027-05-01", ""}, {"2026-12-01", "Found"}, {"2027-12-01", "Found"}, {"", "Found"}} {
		if _, _, err := h.Again(policy.Day(bad.review), 183, "officer.cedar", bad.note, "2026-12-01"); err == nil {
			t.Errorf("waits on until %q with %q", bad.review, bad.note)
		}
	}
	if got, ok := casefile.Standing([]casefile.Hold{was, h}); !ok || got.Ended != "" {
		t.Errorf("%+v stands", got)
	}
	if _, ok := casefile.Standing([]casefile.Hold{was}); ok {
		t.Error("a hold that has ended stands")
	}
}

// visas that can still be used are not said to have ended.
func TestRule_A_102_ClosedWithVisasNotUsed(t *testing.T) {
	for _, c := range []struct {
		state        casefile.State
		visas, valid bool
		may          bool
	}{
		{casefile.Travel, true, false, true}, {casefile.OnHold, true, false, true}, {casefile.Travel, true, true, false}, {casefile.Travel, false, false, false}, {casefile.Eligibility, true, false, false},
	} {
		if _, err := casefile.CloseUnused(casefile.Ending{Why: casefile.VisasUnused}, casefile.Closing{State: c.state, Visas: c.visas, Valid: c.valid}); (err == nil) != c.may {
			t.Errorf("%+v: %v", c, err)
		}
	}
	for _, why := range []string{"", "exit_barrier", casefile.PrincipalDied} {
		if _, err := casefile.CloseUnused(casefile.Ending{Why: why, Words: "A word."}, casefile.Closing{State: casefile.Travel, Visas: true}); err == nil {
			t.Errorf("closed for %q", why)
		}
	}
}
