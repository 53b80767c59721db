package web

import (
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/i18n"
	"passage/internal/store"
)

// An assistant closes a case whose applicants chose to return: by their own statement, in neutral words; what was typed stays when
// something is missing, and the partner sees that it is closed and not why.
func TestEndingPages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	statement := document.Document{Kind: "other"}
	h.change(id, func(tx *store.Tx, f *store.File) error { return tx.SaveDocument(f, &statement) })
	b := h.browser("assistant.cedar")
	b.open("/en/cases/" + string(id) + "/persons")
	b.link(i18n.EN.T("ending.link"))
	b.says(i18n.EN.T("ending.neutral"))
	b.hides(i18n.EN.T("ending.why.is.died"))
	b.send("ending", "close", "why", "returned", "on_y", "2026", "channel", "telephone", "words", "They telephoned nobody.")
	if b.code != 422 {
		t.Errorf("without a statement: %d", b.code)
	}
	b.says(i18n.EN.T("ending.statement.needed"), i18n.EN.T("ending.channel.needed"), i18n.EN.T("ending.covers.needed"), "They telephoned nobody.")
	action, v := b.fields("ending")
	v.Set("proof", statement.ID)
	v.Set("channel", "partner")
	v.Set("go", "close")
	for _, p := range h.file(id).Persons[:2] {
		v.Add("covers", p.ID)
	}
	b.follow(ask(t, h, postReq(action, v.Encode())), action)
	b.says(i18n.EN.T("done.ending.closed"), i18n.EN.T("ending.why.is.returned"))
	if st := h.file(id).Case.State; st != casefile.ClosedUnused {
		t.Errorf("the case is in %s", st)
	}
	b.open("/fr/dossiers/" + string(id) + "/fin")
	b.says(i18n.FR.T("ending.why.is.returned"))
	c := h.browser("caseworker.fld")
	c.open("/en/messages/" + string(id))
	c.hides("return", i18n.EN.T("ending.why.is.returned"))
	if h.App.May(access.Actor{Account: "assistant.cedar", Role: access.Assistant, Unit: "cedar"}, access.RecordDeath, h.file(id).Case) {
		t.Error("a death is recorded in a closed case")
	}
}

// The officer closes a case whose principal applicant died; nothing else is offered, and to nobody else.
func TestEndingAfterADeath(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	at := "/en/cases/" + string(id)
	a := h.browser("assistant.cedar")
	a.open(at + "/deaths")
	a.send("death", "record", "person", h.file(id).Persons[0].ID, "on_y", "2026", "source", "partner", "no_proof", "There is none.")
	b := h.browser("officer.cedar")
	b.open(at + "/deaths")
	b.link(i18n.EN.T("ending.link"))
	b.says(i18n.EN.T("ending.why.is.died"))
	b.hides(i18n.EN.T("ending.why.is.returned"))
	b.send("ending", "close", "why", "died")
	b.says(i18n.EN.T("ending.words.needed"))
	b.send("ending", "close", "words", "Nobody of the family wishes to go on.")
	b.says(i18n.EN.T("done.ending.closed"), "Nobody of the family wishes to go on.")
}
