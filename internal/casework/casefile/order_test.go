package casefile_test

import (
	"slices"
	"testing"

	"passage/internal/casework/casefile"
)

// ST-suspended_by_order: number, day, scope and effect of the order are recorded, and nothing else suspends.
func TestRule_ST_suspended_by_order_IsRecorded(t *testing.T) {
	good := casefile.Order{Number: "c.p.  2026-0123", On: "2026-08-31", Scope: "Whom it covers.", Effect: casefile.Suspends}
	if o, err := casefile.RecordOrder(good, "2026-08-31"); err != nil || o.Number != "PC 2026-0123" {
		t.Errorf("%q: %v", o.Number, err)
	}
	for _, change := range []func(*casefile.Order){
		func(o *casefile.Order) { o.Number = "2026-0123" }, func(o *casefile.Order) { o.On = "2026-09-01" }, func(o *casefile.Order) { o.On = "" },
		func(o *casefile.Order) { o.Scope = " " }, func(o *casefile.Order) { o.Effect = "" }, func(o *casefile.Order) { o.Effect = "cancel" },
	} {
		bad := good
		change(&bad)
		if _, err := casefile.RecordOrder(bad, "2026-08-31"); err == nil {
			t.Errorf("%+v is recorded", bad)
		}
	}
	for _, s := range casefile.States {
		to, ok := good.After(s, nil)
		if want := s.After() && !s.Closed() && s != casefile.SuspendedByOrder; ok != want || ok && to != casefile.SuspendedByOrder {
			t.Errorf("an order suspends %s: %v", s, ok)
		}
	}
}

// ST-terminated_by_order: only a suspended case is terminated; lifted, it goes back to where it came from, a hold included.
func TestRule_ST_terminated_by_order_OnlySuspended(t *testing.T) {
	steps := []casefile.Step{{From: casefile.Travel, To: casefile.OnHold}, {From: casefile.OnHold, To: casefile.SuspendedByOrder}}
	end, lift := casefile.Order{Effect: casefile.Terminates}, casefile.Order{Effect: casefile.Lifts}
	for _, s := range casefile.States {
		if _, ok := end.After(s, steps); ok != (s == casefile.SuspendedByOrder) {
			t.Errorf("terminated from %s: %v", s, ok)
		}
		if to, ok := lift.After(s, steps); ok != (s == casefile.SuspendedByOrder) || ok && to != casefile.OnHold {
			t.Errorf("lifted from %s to %q", s, to)
		}
	}
	refs, not := casefile.References(" 7k3m-q9td\n\n7K3M-Q9TD\r\nAAAA-2222\nApplicant 0412\n")
	if !slices.Equal(refs, []string{"7K3M-Q9TD", "AAAA-2222"}) || len(not) != 1 {
		t.Errorf("%q and %q", refs, not)
	}
}
