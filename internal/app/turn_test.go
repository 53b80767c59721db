package app_test

import (
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/people"
)

// Rule I-10: in the last weeks of a year a partner reads what is left, what its drafts hold and what the next year has; after it,
// that last year's places are closed, while a draft that held some takes places of the new year when it is sent.
func TestRule_I_10_APartnerAtTheTurnOfTheYear(t *testing.T) {
	received(t, func(d *desk) {
		turn := func() (app.Turn, bool) {
			t.Helper()
			x, near, err := d.app.YearTurn(bg, caseworker)
			d.ok(err)
			return x, near
		}
		if _, near := turn(); near {
			d.Error("the turn of the year is said in August")
		}
		d.now = time.Date(2026, 12, 20, 9, 0, 0, 0, time.UTC)
		first := d.id
		id, err := d.app.StartReferral(bg, app.Write{Actor: caseworker}, app.NewReferral{Persons: []people.Person{{Family: "0413", Given: "Applicant"}}})
		d.ok(err)
		d.id = id
		d.review()
		x, near := turn()
		if !near || x.Over || x.Ends != 2026 || x.Days != 11 || x.Limit != 125 || x.Held != 1 || x.Left != 123 || x.Then != 125 {
			d.Errorf("before: %+v, %v", x, near)
		}
		d.now = time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC)
		if x, near = turn(); !near || !x.Over || x.Ends != 2026 || x.Next != 2027 || x.Held != 1 {
			d.Errorf("after: %+v, %v", x, near)
		}
		d.ok(d.app.Refer(bg, d.w(reviewer), d.draft().Referral.Version, true))
		if x, _ = turn(); x.Held != 0 || x.Left != 124 {
			d.Errorf("sent in the new year, and %+v: its place of last year is not given back", x)
		}
		d.id = first
		if _, near, err := d.app.YearTurn(bg, officer); near || err != nil {
			d.Errorf("an officer: %v, %v", near, err)
		}
	})
}
