package app_test

import (
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
)

// I-20: what one of the family keeps from the others is stored apart from the person; no look opens it but a reveal, and
// whoever plans an interview knows that the person is to be heard alone.
func TestRule_I_20_KeptFromTheFamily(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		const words = "Orchid is the reason"
		for _, who := range []access.Actor{officer, clerk, {Account: "caseworker.pd", Role: access.Caseworker, Unit: "PD"}} {
			if _, err := o.app.KeepSecret(bg, o.w(who), o.person(1), 0, words); err == nil {
				o.Errorf("%s of %s keeps a secret of the family", who.Role, who.Unit)
			}
		}
		answer, err := o.app.KeepSecret(bg, o.w(caseworker), o.person(1), 0, strings.Repeat("x", 4001))
		o.no("invalid", answer, err)
		o.ok(o.app.KeepSecret(bg, o.w(caseworker), o.person(1), 0, words))
		answer, err = o.app.KeepSecret(bg, o.w(reviewer), o.person(1), 0, "Another")
		o.no("conflict", answer, err)
		for _, who := range []access.Actor{caseworker, officer, assistant, supervisor} {
			action := access.ViewCase
			if who.Role == access.Caseworker {
				action = access.ViewReferral
			}
			f, err := o.app.View(bg, who, o.id, action, "")
			o.ok("", err)
			if len(f.Secrets) > 0 || !f.Persons[0].Apart || f.Persons[1].Apart {
				o.Errorf("%s: %d opened without a reveal", who.Role, len(f.Secrets))
			}
		}
		f, err := o.app.View(bg, officer, o.id, access.RevealSafety, "")
		o.ok("", err)
		if app.SecretOf(f, o.person(1)).Words != words || app.SecretOf(f, o.person(2)).Words != "" {
			o.Error("the assigned officer does not read it")
		}
		if _, err := o.app.View(bg, assistant, o.id, access.RevealSafety, ""); err == nil {
			o.Error("an assistant opens it")
		}
		o.ok(o.app.KeepSecret(bg, o.w(caseworker), o.person(1), 1, " "))
		if f := o.file(); len(f.Secrets) > 0 || f.Persons[0].Apart {
			o.Error("taken back, it is still there")
		}
	})
}
