package app_test

import (
	"testing"

	"passage/internal/app"
	"passage/internal/casework/casefile"
	"passage/internal/casework/referral"
)

// Rule A-56: after 90 days nothing goes out until the partner, and nobody else, has gone through the plan again.
func TestRule_A_56_ThePartnerConfirmsThePlanAgain(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		plan := func() error { p := app.Plan(o.file()); return p.Allows("partner", o.app.Today()) }
		version := func() int64 { return o.file().Plans[0].Version }
		o.now = o.now.AddDate(0, 0, 90)
		o.no("A-56", "", plan())
		o.no("forbidden", "", errOf(o.app.ConfirmPlan(bg, o.w(officer), version(), nil)))
		o.no("conflict", "", errOf(o.app.ConfirmPlan(bg, o.w(caseworker), version()+1, nil)))
		o.ok(o.app.ConfirmPlan(bg, o.w(caseworker), version(), nil))
		o.ok("", plan())
		o.now = o.now.AddDate(0, 0, 89)
		o.ok("", plan())
		o.now = o.now.AddDate(0, 0, 1)
		o.no("A-56", "", plan())
		// What is wrong is not confirmed, and what stood before stays.
		o.no("invalid", "", errOf(o.app.ConfirmPlan(bg, o.w(caseworker), version(), referral.Answers{"reach": {"pigeon"}})))
		o.no("A-56", "", plan())
		o.ok(o.app.ConfirmPlan(bg, o.w(caseworker), version(), referral.Answers{"hours": {"After eight in the evening"}}))
		if p := o.file().Plans[0]; p.Hours != "After eight in the evening" || p.ConfirmedBy != caseworker.Account || p.LocationRestricted == "" {
			o.Errorf("%+v", p)
		}
		o.ok("", plan())
	})
}
