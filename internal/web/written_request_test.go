package web

import (
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/i18n"
)

// An assistant asks for documents and sends instructions; a test is an officer's to offer, and only after the doubt was put. The letter
// goes like every letter, and what came back is recorded beside it.
func TestWrittenRequestPages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	b := h.browser("assistant.cedar")
	b.open("/en/cases/" + string(id) + "/notices")
	b.link(i18n.EN.T("request.title"))
	b.says(i18n.EN.T("request.none"))
	b.hides(i18n.EN.T("request.ask.dna"))
	b.link(i18n.EN.T("request.ask.documents"))
	b.send("ask", "ask", "to", "applicant", "days", "20", "item.1.kind", casefile.PoliceCertificate, "item.1.what", "A certificate", "item.1.why", "Typed words stay", "item.1.country", "XKK")
	if b.code != 422 {
		t.Errorf("a police certificate of home: %d", b.code)
	}
	b.says(i18n.EN.T("request.police.home"), "Typed words stay")
	b.send("ask", "ask", "to", "applicant", "days", "soon", "item.1.kind", "identity", "item.1.what", "", "item.1.why", "Typed words stay", "item.1.country", "")
	if b.code != 422 {
		t.Errorf("without a paper: %d", b.code)
	}
	b.says(i18n.EN.T("request.item.what.needed"), i18n.EN.T("request.days"), "Typed words stay")
	b.send("ask", "ask", "to", "applicant", "days", "20", "item.1.kind", "identity", "item.1.what", "The second page", "item.1.why", "It is missing.", "item.1.country", "")
	b.says(i18n.EN.T("done.request.asked"), i18n.EN.T("request.kind.is.documents"))
	if n := h.file(id).Notices; len(n) != 1 || n[0].Kind != casefile.PaperRequest || n[0].Status != casefile.NoticeOwed || n[0].To != casefile.ToApplicant {
		t.Fatalf("owed: %+v", n)
	}
	b.link(i18n.EN.T("request.kind.is.documents"))
	b.says("The second page", i18n.EN.T("request.reply"))
	b.send("reply", "reply", "how", "sent", "on_y", "2026", "on_m", "7", "on_d", "25")
	if b.code != 422 {
		t.Errorf("an answer before the letter was sent: %d", b.code)
	}
	b.says(i18n.EN.T("request.not_sent"))
	b.send("reply", "reply", "how", "not_needed", "note", "It came by itself.")
	b.says(i18n.EN.T("done.request.replied"), "It came by itself.")
	b.hides(i18n.EN.T("request.reply.go"))
	if f := h.file(id); f.Notices[0].Status != casefile.NoticeDropped || f.Written[0].Reply.How != casefile.ReplyMoot || f.Written[0].Reply.By != "assistant.cedar" {
		t.Errorf("%+v %+v", f.Notices, f.Written)
	}

	o := h.browser("officer.cedar")
	o.open("/fr/dossiers/" + string(id) + "/demandes-ecrites/dna")
	o.says(i18n.FR.T("request.what.dna"))
	persons := h.file(id).Persons
	o.send("ask", "ask", "persons", persons[0].ID, "doubt", "Les papiers diffèrent.", "cost", "Le bureau paie.")
	if o.code != 422 {
		t.Errorf("a test before the doubt was put: %d", o.code)
	}
	o.says(i18n.FR.T("request.dna.explain_first"), "Les papiers diffèrent.")
	o.open("/fr/dossiers/" + string(id) + "/demandes-ecrites/medical")
	o.send("ask", "ask", "persons", persons[0].ID, "where", "Clinique invent\u00e9e", "days", "45")
	o.says(i18n.FR.T("done.request.asked"))
	if x := h.file(id).Written; len(x) != 2 || x[1].Days != 45 || x[1].Kind != casefile.AskMedical {
		t.Errorf("%+v", x)
	}
	for account, path := range map[string]string{"assistant.cedar": "/requests/dna", "caseworker.fld": "/requests", "officer.birch": "/requests"} {
		h.signIn(account)
		if code := ask(t, h, getReq("/en/cases/"+string(id)+path)).Code; code != 403 && code != 404 {
			t.Errorf("%s opens %s: %d", account, path, code)
		}
	}
}
