package web

import (
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/store"
)

// From the page of travel the office records what an adult signed; their officer alone authorises it, and nobody of the partner or
// after arrival sees it.
func TestLoanPages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Approved)
	h.change(id, func(tx *store.Tx, f *store.File) error {
		f.Case.State, f.Case.Decided = casefile.Approved, policy.DayOf(clock)
		return tx.SaveDecision(f, &decision.Decision{Outcome: decision.Approve, Status: decision.Signed, By: "officer.cedar", SignedAt: clock})
	})
	one, paper, today := h.file(id).Persons[0].ID, h.file(id).Documents[0].ID, string(policy.DayOf(clock))
	a := h.browser("assistant.cedar")
	a.open("/en/cases/" + string(id) + "/travel")
	a.link(i18n.EN.T("loan.link"))
	a.says(i18n.EN.T("loan.no_condition"), i18n.EN.T("loan.none"), i18n.EN.T("orientation.none"))
	a.hides("authorise-" + one)
	typed := []string{"way", "loan", "counselled_y", today[:4], "counselled_m", today[5:7], "counselled_d", today[8:], "signed", paper, "amount", "2500"}
	a.send("loan-"+one, "loan", append(typed, "months", "12")...)
	if a.code != 422 {
		t.Errorf("12 months: %d", a.code)
	}
	a.says(i18n.EN.F("loan.months.needed", map[string]any{"Shortest": 36, "Longest": 96}), `value="2500"`)
	a.send("loan-"+one, "loan", append(typed, "months", "60")...)
	a.says(i18n.EN.T("done.loan.recorded"), i18n.EN.T("loan.to_authorise"))
	a.send("orientation", "orientation", "persons", one, "began_y", today[:4], "began_m", today[5:7], "began_d", today[8:], "days", "4", "given", "IOM")
	a.says(i18n.EN.T("done.loan.attended"), i18n.EN.T("orientation.given.is.IOM"))
	o := h.browser("officer.cedar")
	o.open("/fr/dossiers/" + string(id) + "/voyage/pret")
	o.says(i18n.FR.T("loan.way.is.loan"), i18n.FR.T("loan.to_authorise"))
	o.send("authorise-"+one, "authorise")
	o.says(i18n.FR.T("done.loan.authorised"), i18n.FR.T("loan.is_authorised"))
	o.hides("loan-" + one)
	for _, who := range []string{"caseworker.fld", "postarrival.hq"} {
		h.signIn(who)
		if rec := ask(t, h, getReq("/en/cases/"+string(id)+"/travel/loan")); rec.Code != 404 && rec.Code != 403 {
			t.Errorf("%s: %d", who, rec.Code)
		}
	}
}
