package web

import (
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/referral"
	"passage/internal/i18n"
	"passage/internal/store"
)

// What the referral names of charges and convictions stands where the officer looks into them, of the person whom it is about.
func TestConvictionPages_ShowWhatTheReferralNames(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Admissibility)
	pa := h.file(id).Persons[0].ID
	if _, err := h.App.Store.Change(t.Context(), store.Entry{Actor: access.Actor{Account: "caseworker.fld", Role: access.Caseworker, Unit: "FLD"}, Action: "test", Now: h.App.Now()}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(id)
		if err != nil {
			return "", err
		}
		r := f.Referrals[0]
		r.LegalCases = []referral.LegalCase{{Person: pa, Country: "XKK", Charge: "Spreading false information", Status: "in_absentia", View: "It punishes a report."}}
		return "", tx.SaveReferral(f, &r)
	}); err != nil {
		t.Fatal(err)
	}
	b := h.browser("officer.cedar")
	at := "/en/cases/" + string(id)
	for _, page := range []string{at + "/admissibility?person=" + pa, at + "/convictions/new?person=" + pa} {
		b.open(page)
		b.says(i18n.EN.T("admissibility.convictions.told"), "Spreading false information", i18n.EN.T("legal.status.is.in_absentia"), i18n.EN.T("admissibility.convictions.view"), "It punishes a report.")
	}
	b.open(at + "/admissibility?person=" + h.file(id).Persons[1].ID)
	b.hides("Spreading false information", i18n.EN.T("admissibility.convictions.told"))
}
