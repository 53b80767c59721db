package web

import (
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/i18n"
)

// The officer asks from the case, the partner answers in its own words and asks back, and each finds what waits on the first
// page; who of the department wrote is not the partner's to know.
func TestQuestionPages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	o := h.browser("officer.cedar")
	o.open("/en/cases/" + string(id))
	o.link(i18n.EN.T("case.section.questions"))
	o.send("ask", "ask", "to", "partner", "words", "")
	if o.code != 422 {
		t.Errorf("nothing is asked: %d", o.code)
	}
	o.send("ask", "ask", "to", "partner", "words", "Which spelling\nis right?")
	o.says(i18n.EN.T("done.question.sent"), "Which spelling", i18n.EN.T("question.state.open"))

	p := h.browser("caseworker.fld")
	p.open("/fr/recommandations")
	p.says(i18n.FR.F("question.turn.asked", map[string]any{"Side": i18n.FR.T("question.side.office")}))
	p.open("/en/questions")
	p.link(h.file(id).Case.Ref)
	p.says("Which spelling", i18n.EN.T("question.documents"))
	p.hides("Officer 0")
	q := h.file(id).Questions[0]
	p.send("reply-"+q.ID, "reply", "answer", "")
	if p.code != 422 {
		t.Errorf("an empty answer: %d", p.code)
	}
	p.send("reply-"+q.ID, "reply", "answer", "With two dots.")
	p.says("With two dots.", i18n.EN.T("question.state.answered"))
	p.send("ask", "ask", "to", "office", "words", "Is there news?")
	p.says(i18n.EN.T("done.question.sent"))

	o = h.browser("officer.cedar")
	o.open("/en/my-work")
	o.says(i18n.EN.F("question.turn.read", map[string]any{"Side": i18n.EN.T("question.side.partner")}), i18n.EN.F("question.turn.asked", map[string]any{"Side": i18n.EN.T("question.side.partner")}))
	o.open("/en/cases/" + string(id) + "/questions")
	o.says("Is there news?", "With two dots.")
	o.send("note-"+q.ID, "note")
	o.says(i18n.EN.T("done.question.read"))
	o.hides(i18n.EN.T("question.state.unread"))
}
