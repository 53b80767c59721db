package app_test

import (
	"strings"
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/i18n"
)

// A-40, L2: a waiver leaves a note on file and owes nothing; when the applicant asks, one letter is owed, which does not say why, and goes
// out as every letter does.
func TestRule_A_40_ALetterOnlyWhenAsked(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.assess(false)
		id := o.ok(o.app.WaiveInterview(bg, o.w(officer), casefile.Interview{Waived: casefile.WaiveUnsafe, WaivedWhy: "Zqwatched.", RiskNote: "Zqhigh."}))
		f := o.file()
		if len(f.Notices) != 0 || len(f.Notes) != 1 || f.Notes[0].About != id || f.Notes[0].Unit != "cedar" || !strings.Contains(f.Notes[0].Text, "No interview") {
			o.Fatalf("%d notices, notes %+v", len(f.Notices), f.Notes)
		}
		for _, who := range []access.Actor{caseworker, {Account: "officer.birch", Role: access.Officer, Unit: "birch"}} {
			if _, err := o.app.OweWaiverLetter(bg, o.w(who), id); err == nil {
				o.Errorf("%s owes the letter", who.Account)
			}
		}
		n := o.ok(o.app.OweWaiverLetter(bg, o.w(assistant), id))
		answer, err := o.app.OweWaiverLetter(bg, o.w(assistant), id)
		o.no("A-40", answer, err)
		o.ok(o.app.SendNotice(bg, o.w(assistant), n, 1, i18n.FR))
		sent := o.notice(casefile.InterviewWaiver)
		if sent.Status != casefile.NoticeSent || sent.Of != id || !strings.Contains(sent.Text, "sans entrevue") || strings.Contains(sent.Text, "Zq") {
			o.Errorf("%s: %s", sent.Status, sent.Text)
		}
	})
	engines(t, casefile.Eligibility, func(o *office) {
		i := o.booked()
		answer, err := o.app.OweWaiverLetter(bg, o.w(assistant), i.ID)
		o.no("A-40", answer, err)
	})
}
