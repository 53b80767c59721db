package app_test

import (
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/store"
)

// I-80: tries by allowed ways alone, over the time of the pack and through the partner and the other contact; then the officer may let the
// case wait, no clock does, nothing closes it, and it goes on once the plan is agreed again.
func TestRule_I_80_NothingIsHeardOfThem(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.given(func(tx *store.Tx, f *store.File) error {
			p := f.Plans[0]
			p.Reach, p.Allowed, p.Forbidden, p.Fallback, p.Confirmed = people.Direct, []string{"email"}, []string{"telephone"}, "A sister of 0412", "2026-08-31"
			return tx.SavePlan(f, &p)
		})
		try := func(channel, result string) error {
			_, err := o.app.TryContact(bg, o.w(assistant), casefile.Attempt{On: o.app.Today(), Channel: channel, Result: result})
			return err
		}
		for _, wrong := range [][2]string{{"telephone", "no_answer"}, {"post", "no_answer"}, {"", "no_answer"}, {"email", ""}, {"drum", "no_answer"}} {
			if try(wrong[0], wrong[1]) == nil {
				o.Errorf("tried by %q, %q", wrong[0], wrong[1])
			}
		}
		for _, who := range []access.Actor{caseworker, clerk} {
			if _, err := o.app.TryContact(bg, o.w(who), casefile.Attempt{On: o.app.Today(), Channel: "partner", Result: "no_answer"}); err == nil {
				o.Errorf("%s keeps a try", who.Role)
			}
		}
		ok := func(err error) {
			o.Helper()
			if err != nil {
				o.Fatal(err)
			}
		}
		hold := func() error {
			_, err := o.app.HoldCase(bg, o.w(officer), casefile.Hold{Reason: casefile.LostContact, Review: o.app.Today().Add(30)})
			return err
		}
		ok(try("email", "no_answer"))
		o.days(45)
		ok(try("email", casefile.Reached)) // the silence begins anew
		ok(try("fallback", "no_answer"))
		if hold() == nil {
			o.Fatal("a case waits that was just reached")
		}
		o.days(80) // the plan has run out: only the partner can be asked
		if try("email", "no_answer") == nil || try("fallback", "no_answer") == nil {
			o.Error("tried by a plan that has run out")
		}
		ok(try("partner", "no_longer_there"))
		o.days(10)
		if hold() == nil {
			o.Fatal("a case waits after two tries")
		}
		ok(try("partner", "no_answer"))
		o.in(casefile.Eligibility) // by itself nothing moves
		ok(hold())
		o.in(casefile.OnHold)
		f := o.file()
		if len(f.Notices) != 1 || f.Notices[0].To != casefile.ToPartner {
			o.Errorf("%d are told", len(f.Notices))
		}
		o.days(20)
		h, _ := casefile.Standing(f.Holds)
		o.ok(o.app.LookAgain(bg, o.w(officer), h.Version, o.app.Today().Add(60), "Still nothing."))
		answer, err := o.app.CloseUnused(bg, o.w(officer), casefile.Ending{Why: casefile.VisasUnused})
		o.no("invalid", answer, err)
		h, _ = casefile.Standing(o.file().Holds)
		answer, err = o.app.ResumeCase(bg, o.w(officer), h.Version, "They called the partner.")
		o.no("I-80", answer, err)
		o.ok(o.app.ConfirmPlan(bg, o.w(caseworker), o.file().Plans[0].Version, nil))
		o.ok(o.app.ResumeCase(bg, o.w(officer), h.Version, "They called the partner."))
		o.in(casefile.Eligibility)
	})
}
