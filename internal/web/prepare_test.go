package web

import (
	"strings"
	"testing"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/i18n"
	"passage/internal/store"
)

// Rules on the pages: what the file leaves unclear stands beside the interview and never on the screen that the
// applicant may see; spouses together are pointed out; a concern that was not explained is written down; the case shows its age.
func TestRule_A_45_BeforeTheInterview(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	h.change(id, func(tx *store.Tx, f *store.File) error {
		x := assessment.Finding{Row: assessment.Row{Criterion: assessment.Persecution, Class: assessment.Convention, Country: "XKK"}, Result: assessment.NotMet, Ask: true, Status: assessment.Recorded, Reasons: "No link.", By: "officer.cedar", At: clock}
		if err := tx.SaveFinding(f, &x); err != nil {
			return err
		}
		i := casefile.Interview{Status: casefile.InterviewHeld, Mode: casefile.VideoPartner, Officer: "officer.cedar", Opened: clock, At: clock.AddDate(0, 0, -1), Zone: "Europe/Istanbul", Language: "ara", Official: "fr"}
		for _, p := range f.Persons {
			if p.Principal() || p.Relationship == people.Husband {
				i.Persons = append(i.Persons, p.ID)
			}
		}
		return tx.SaveInterview(f, &i)
	})
	i := h.file(id).Interviews[0]
	for _, lang := range []i18n.Lang{i18n.EN, i18n.FR} {
		at, err := h.path(lang, interviewAt, id)
		if err != nil {
			t.Fatal(err)
		}
		b := h.browser("officer.cedar")
		b.open(at)
		b.says(lang.T("interview.prepare.title"), "X-7", "ELG-E5", lang.T("interview.prepare.couple"), lang.T("interview.prepare.recording"), lang.T("interview.prepare.impartial"))
		if at, err = h.path(lang, recordAt, id, i.ID); err != nil {
			t.Fatal(err)
		}
		b.open(at)
		b.hides(lang.T("interview.prepare.title"), "X-7")
	}
	a := h.browser("assistant.cedar")
	a.open("/en/cases/" + string(id) + "/interview")
	a.hides(i18n.EN.T("interview.prepare.title"))

	b := h.browser("officer.cedar")
	b.open("/en/cases/" + string(id) + "/interview")
	b.link(i18n.EN.T("interview.record.open"))
	b.send("record", "sign", "began", "2026-08-30 10:00", "ended", "2026-08-30 11:00", "present", "applicant, officer", "official", "fr", "reasoning", "Consistent.",
		"line.1.question", "What would you do?", "line.1.answer", "Go on.", "line.4.question", "The dates differ.", "line.4.answer", "They said nothing.", "line.4.unexplained", "yes")
	if b.code != 422 {
		t.Fatalf("a concern that bears on nothing: %d", b.code)
	}
	b.send("record", "sign", "line.2.codes", "ELG-E5", "opening.alone", "well", "opening.safe", "well", "opening.word", "well", "opening.identity", "well", "opening.consent", "well")
	b.says(i18n.EN.T("done.interview.signed"), i18n.EN.T("interview.unexplained"))
	if u := h.file(id).Interviews[0].Record.Unexplained(); len(u) != 1 || u[0].Question != "The dates differ." {
		t.Errorf("%+v", h.file(id).Interviews[0].Record.Lines)
	}
	b.open("/en/cases/" + string(id))
	b.says(i18n.EN.T("case.overview.age"), i18n.EN.T("case.overview.idle"))
}

// the age of a case stands beside the figure that is published for planning, in months of the pack, and never as a standard that
// somebody missed; a partner is not told it, for nobody has promised it.
func TestRule_A_118_AgeBesideThePlanningFigure(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	clock, ok := h.App.Policy().Clock("planning")
	if !ok || clock.Months != 12 {
		t.Fatalf("the figure is %+v", clock)
	}
	at := string(id)
	for l, want := range map[i18n.Lang]string{i18n.EN: "12 months, and no standard", i18n.FR: "12 mois, et ce n’est pas une norme"} {
		path, err := h.path(l, "/cases/{case}", at)
		if err != nil {
			t.Fatal(err)
		}
		if body := ask(t, h, getReq(path)).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s: the figure is not said", l)
		}
	}
	h.signIn("caseworker.fld")
	if body := ask(t, h, getReq("/en/referrals/"+at)).Body.String(); strings.Contains(body, "no standard") {
		t.Error("a partner is told a figure that nobody promised")
	}
}
