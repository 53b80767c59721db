package app_test

import (
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
)

// kept for each person, by the office alone; read where people travel and arrive, and by nobody of the partner.
func TestRule_A_70_KeptForEachPerson(t *testing.T) {
	engines(t, casefile.Approved, func(o *office) {
		in := casefile.Needs{Person: o.person(2), Codes: []string{"wheelchair"}, Words: "A seat by the aisle."}
		for _, who := range []access.Actor{caseworker, {Account: "officer.birch", Role: access.Officer, Unit: "birch"}, {Account: "clerk.roco", Role: access.Clerk, Unit: "ROCO"}} {
			if _, err := o.app.RecordNeeds(bg, o.w(who), in); err == nil {
				o.Errorf("%s notes it", who.Account)
			}
		}
		o.ok(o.app.RecordNeeds(bg, o.w(assistant), in))
		answer, err := o.app.RecordNeeds(bg, o.w(officer), in)
		o.no("conflict", answer, err)
		in.Version, in.Words = 1, "Has cancer."
		answer, err = o.app.RecordNeeds(bg, o.w(officer), in)
		o.no("invalid", answer, err)
		in.Words, in.Codes = "", []string{"no_stairs"}
		o.ok(o.app.RecordNeeds(bg, o.w(officer), in))
		f, err := o.app.View(bg, assistant, o.id, access.ViewTravel, "")
		if err != nil || len(f.Needs) != 1 || f.Needs[0].Codes[0] != "no_stairs" || f.Needs[0].Version != 2 {
			o.Errorf("%+v %v", f.Needs, err)
		}
		if f, err = o.app.View(bg, caseworker, o.id, access.ViewReferral, ""); err != nil || len(f.Needs) > 0 {
			o.Errorf("the partner reads it: %v", err)
		}
	})
}
