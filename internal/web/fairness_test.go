package web

import (
	"testing"

	"passage/internal/app"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/i18n"
)

// The officer writes, sees and signs a letter that puts concerns, and it goes out; the partner says that it was told, asks
// for more time and sends the reply; the officer gives the time and assesses. What is typed stays when something is missing,
// and the partner reads nothing of the assessment.
func TestConcernPages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	b := h.browser("officer.cedar")
	b.open("/en/cases/" + string(id) + "/decision")
	b.link(i18n.EN.T("fairness.title"))
	b.says(i18n.EN.T("fairness.none_yet"))
	b.link(i18n.EN.T("fairness.new"))
	b.send("concerns", "preview", "concern.1.codes", assessment.Persecution, "concern.1.essence", "Nobody is on record as having looked for you.", "days", "10")
	b.says(i18n.EN.T("fairness.sign.missing"), i18n.EN.T("fairness.facts"), i18n.EN.T("fairness.days.expedited"), "Nobody is on record", "Préoccupations au sujet de votre demande")
	b.link(i18n.EN.T("fairness.sign.back"))
	b.says("Nobody is on record as having looked for you.")
	b.send("concerns", "preview", "days", "x")
	if b.code != 422 {
		t.Errorf("days in words: %d", b.code)
	}
	b.says("Nobody is on record as having looked for you.", i18n.EN.T("fairness.days"))
	b.send("concerns", "preview", "days", "", "concern.1.facts", "The file names no threat after 2024.", "concern.1.sources", "application", "concern.1.papers", "A letter of somebody who knows.")
	b.hides(i18n.EN.T("fairness.sign.missing"))
	b.send("sign", "send", "language", "en")
	b.proven()
	b.says(i18n.EN.T("done.fairness.sent"), i18n.EN.T("fairness.stage.sent"), i18n.EN.T("fairness.due.none"))
	if got := h.file(id).Case.State; got != casefile.Fairness {
		t.Errorf("the case is in %s", got)
	}

	p := h.browser("caseworker.fld")
	p.open("/en/messages")
	p.link(h.file(id).Case.Ref)
	p.link(i18n.EN.T("message.kind.L4"))
	p.says("Nobody is on record as having looked for you.", "30 days")
	day := h.App.Today()
	p.send("told", "told", "how", "handed_on", "who", "caseworker", "day_y", string(day[:4]), "day_m", string(day[5:7]), "day_d", string(day[8:]))
	p.link(i18n.EN.T("message.kind.L4"))
	p.link(i18n.EN.T("fairness.partner.go"))
	p.says(i18n.EN.F("fairness.partner.due", map[string]any{"Day": day.Add(30)}))
	p.send("time", "time", "from", "applicant", "text", "Two weeks for the letter.")
	p.says(i18n.EN.T("done.fairness.asked"), i18n.EN.T("fairness.partner.time.waits"))

	h.signIn("officer.cedar")
	b.open("/en/my-work")
	b.says(i18n.EN.T("list.step.letter.asked"))
	b.open("/en/cases/" + string(id) + "/concerns")
	b.says(i18n.EN.T("fairness.stage.asked"))
	at := "/en/cases/" + string(id) + "/concerns/" + h.file(id).Letters[0].ID
	b.open(at)
	b.send("time", "grant")
	if b.code != 422 {
		t.Errorf("granted without a day: %d", b.code)
	}
	b.says(i18n.EN.T("fairness.time.until"))
	until := day.Add(44)
	b.send("time", "grant", "until_y", string(until[:4]), "until_m", string(until[5:7]), "until_d", string(until[8:]))
	b.says(i18n.EN.T("done.fairness.time"), i18n.EN.T("fairness.stage.running"))
	b.hides(i18n.EN.T("fairness.judge.go") + "</button>")

	h.signIn("caseworker.fld")
	p.open("/fr/messages")
	p.says(i18n.FR.T("message.answering"))
	p.open("/en/messages/" + string(id) + "/" + h.file(id).Notices[0].ID + "/answer")
	p.says(i18n.EN.F("fairness.answer.granted", map[string]any{"Day": until}))
	p.send("reply", "reply", "from", "applicant", "whole", "yes")
	if p.code != 422 {
		t.Errorf("a reply of nothing: %d", p.code)
	}
	p.says(i18n.EN.T("fairness.answer.empty"))
	p.open("/en/referrals/" + string(id) + "/documents")
	if !p.has("document", "file") && !p.has("upload", "file") && !p.has("add", "file") {
		t.Errorf("no document can be added to the reply\n%s", p.body)
	}
	p.open("/en/messages/" + string(id) + "/" + h.file(id).Notices[0].ID + "/answer")
	p.send("reply", "reply", "from", "applicant", "text", "They came again.", "whole", "yes")
	p.says(i18n.EN.T("done.fairness.replied"), "They came again.")

	h.signIn("officer.cedar")
	b.open("/en/my-work")
	b.says(i18n.EN.T("list.step.letter.replied"))
	b.open(at)
	b.send("judge-1", "judge", "why", "It names no day.")
	if b.code != 422 {
		t.Errorf("assessed without a result: %d", b.code)
	}
	b.says("It names no day.", i18n.EN.T("fairness.judge.choose"))
	b.send("judge-1", "judge", "allayed", "no")
	b.says(i18n.EN.T("done.fairness.judged"), i18n.EN.T("fairness.stage.assessed"), "It names no day.")
	h.signIn("caseworker.fld")
	p.open("/en/messages/" + string(id) + "/" + h.file(id).Notices[0].ID + "/answer")
	p.hides("It names no day.", i18n.EN.T("fairness.allayed.is.no"))
	if d := h.file(id).Disclosures; len(d) != 1 || !d[0].Answered() || app.Hearings(h.file(id))[0].Awaits(day) {
		t.Errorf("%+v", d)
	}
	a := h.browser("assistant.cedar")
	a.open(at)
	a.says("They came again.", i18n.EN.T("fairness.enter"))
	a.hides(i18n.EN.T("fairness.judge.go") + "</button>")
}
