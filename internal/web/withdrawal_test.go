package web

import (
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/i18n"
	"passage/internal/store"
)

// From the decision page an assistant records that the applicants withdrew; without their request in writing the page
// says why not, and what was typed stays.
func TestWithdrawalPage(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	var request document.Document
	if _, err := h.App.Store.Change(t.Context(), store.Entry{Actor: access.Actor{Account: "caseworker.fld", Role: access.Caseworker, Unit: "FLD"}, Action: "test", Now: h.App.Now()}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(id)
		if err != nil {
			return "", err
		}
		request = document.Document{Kind: "other"}
		return "", tx.SaveDocument(f, &request)
	}); err != nil {
		t.Fatal(err)
	}
	b := h.browser("assistant.cedar")
	b.open("/en/cases/" + string(id) + "/decision")
	b.link(i18n.EN.T("withdrawal.link"))
	day := h.App.Today()
	b.send("withdrawal", "withdraw", "asked", "applicant", "on_y", string(day[:4]), "on_m", string(day[5:7]), "on_d", string(day[8:]), "reason", "safety")
	if b.code != 422 && b.code != 409 {
		t.Errorf("without a request: %d", b.code)
	}
	b.says(i18n.EN.T("withdrawal.request.needed"), string(day[:4]))
	action, v := b.fields("withdrawal") // as it was typed
	v.Set("request", request.ID)
	v.Set("go", "withdraw")
	for _, p := range h.file(id).Persons {
		if p.Travels() && p.Adult(day) {
			v.Add("covers", p.ID)
		}
	}
	b.follow(ask(t, h, postReq(action, v.Encode())), action)
	b.says(i18n.EN.T("done.withdrawal.done"), i18n.EN.T("withdrawal.recorded"))
	if st := h.file(id).Case.State; st != casefile.Withdrawn {
		t.Errorf("the case is in %s", st)
	}
	b.open("/en/cases/" + string(id) + "/withdrawal")
	b.hides(i18n.EN.T("withdrawal.go"))
}
