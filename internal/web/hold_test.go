package web

import (
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/i18n"
)

// A case is put on hold by its officer, stands on my work when its day has come and not before, waits on and goes on; its partner
// sees the stage at which it was left.
func TestHoldPages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	at := "/en/cases/" + string(id) + "/hold"
	o := h.browser("officer.cedar")
	o.open("/en/cases/" + string(id) + "/decision")
	o.link(i18n.EN.T("hold.link"))
	o.says(i18n.EN.T("hold.never"), i18n.EN.T("hold.none"))
	day := func(days int) (y, m, d string) {
		s := string(h.App.Today().Add(days))
		return s[:4], s[5:7], s[8:]
	}
	o.send("put", "put", "reason", "exit_barrier", "note", "A word of the file.")
	if o.code != 422 {
		t.Errorf("without a day: %d", o.code)
	}
	o.says(i18n.EN.T("hold.review.when"), "A word of the file.")
	y, m, d := day(1)
	o.send("put", "put", "reason", "exit_barrier", "note", "A word of the file.", "review_y", y, "review_m", m, "review_d", d)
	o.says(i18n.EN.T("done.hold.put"), i18n.EN.T("hold.state.standing"), i18n.EN.T("ending.link"))
	o.open("/en/my-work")
	o.says(i18n.EN.T("casefile.state.on_hold"))
	o.hides(i18n.EN.T("list.step.hold"))
	o.open("/en/cases/" + string(id) + "/notices")
	o.says(i18n.EN.T("notice.kind.L16"))

	a := h.browser("assistant.cedar")
	a.open("/fr/dossiers/" + string(id) + "/retenir")
	a.says(i18n.FR.T("hold.reason.exit_barrier"))
	a.hides(i18n.FR.T("hold.resume.go"))

	c := h.browser("caseworker.fld")
	c.open("/en/messages/" + string(id))
	c.says(i18n.EN.T("casefile.stage.eligibility"))

	stands, _ := casefile.Standing(h.file(id).Holds)
	o = h.browser("officer.cedar")
	o.open(at)
	y, m, d = day(200)
	o.send("again", "again", "note", "Promised.", "review_y", y, "review_m", m, "review_d", d)
	o.says(i18n.EN.T("hold.review.when"), "Promised.")
	y, m, d = day(100)
	o.send("again", "again", "note", "Promised.", "review_y", y, "review_m", m, "review_d", d)
	o.says(i18n.EN.T("done.hold.again"), i18n.EN.T("hold.state.ended"))
	if s, _ := casefile.Standing(h.file(id).Holds); s.ID == stands.ID {
		t.Error("the first hold still stands")
	}
	o.link(i18n.EN.T("ending.link"))
	o.send("ending", "close", "why", "unused")
	o.says(i18n.EN.T("hold.close.visas"))
	o.open(at)
	o.send("resume", "resume", "note", "The permit came.")
	o.says(i18n.EN.T("done.hold.resumed"), i18n.EN.T("hold.put.go"))
}

// The review day makes the hold its officer's next step.
func TestRule_A_102_LookAgainOnTheDay(t *testing.T) {
	c := casefile.Case{State: casefile.OnHold, Summary: casefile.Summary{Review: "2026-12-01", Letter: casefile.HearingReplied}}
	if s, words := stepOf(c, "2026-11-30"); s.roles != nil || words != "list.step.on_hold" {
		t.Errorf("before the day: %q", words)
	}
	if s, words := stepOf(c, "2026-12-01"); len(s.roles) != 1 || s.pattern != holdAt || words != "list.step.hold" {
		t.Errorf("on the day: %q", words)
	}
}
