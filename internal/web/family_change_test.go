package web

import (
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/i18n"
	"passage/internal/store"
)

// The partner asks for a newborn from the page of the sent referral, the office is told on its lists and on the case, and
// accepts; what is typed stays when something is missing.
func TestFamilyChangePages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	var proof document.Document
	if _, err := h.App.Store.Change(t.Context(), store.Entry{Actor: access.Actor{Account: "caseworker.fld", Role: access.Caseworker, Unit: "FLD"}, Action: "test", Now: h.App.Now()}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(id)
		if err != nil {
			return "", err
		}
		proof = document.Document{Kind: "other"}
		return "", tx.SaveDocument(f, &proof)
	}); err != nil {
		t.Fatal(err)
	}
	listed := len(h.file(id).Persons)
	p := h.browser("caseworker.fld")
	p.open("/en/referrals/" + string(id))
	p.link(i18n.EN.T("family_change.link"))
	day := h.App.Today()
	p.send("family", "ask", "kind", "birth", "on_y", string(day[:4]), "on_m", string(day[5:7]), "on_d", string(day[8:]), "given", "Person Fifteen")
	if p.code != 422 {
		t.Errorf("without proof and name: %d", p.code)
	}
	p.says(i18n.EN.T("family_change.proof.needed"), "Person Fifteen")
	p.send("family", "ask", "kind", "birth", "proof", proof.ID, "family", "Applicant", "sex", "F", "born_y", string(day[:4]), "born_m", string(day[5:7]), "born_d", string(day[8:]),
		"birth_country", "XMM", "nationality", "XKK", "residence", "XMM", "relationship", "DAU", "travelling", "yes")
	p.says(i18n.EN.T("done.family_change.asked"), i18n.EN.T("family_change.waits"), "Person Fifteen")
	p.hides(i18n.EN.T("family_change.accept"))

	b := h.browser("assistant.cedar")
	b.open("/fr/mon-travail")
	b.says(i18n.FR.T("family_change.waits"))
	b.open("/en/cases/" + string(id))
	b.link(i18n.EN.T("family_change.link"))
	b.send("answer", "decline")
	if b.code != 422 {
		t.Errorf("declined without a word: %d", b.code)
	}
	b.says(i18n.EN.T("family_change.answer.needed"))
	b.send("answer", "accept")
	b.says(i18n.EN.T("done.family_change.answered"), i18n.EN.T("family_change.needs"))
	if got := len(h.file(id).Persons); got != listed+1 {
		t.Errorf("%d persons are listed, %d were", got, listed)
	}
}
