package web

import (
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/i18n"
	"passage/internal/store"
)

// A refusal is asked about in writing and reopened, and later the court sets the second one aside: each step on the page of the
// case, and what waits on the first page of whose turn it is.
func TestRecoursePages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.FinalReview)
	refuse := func() {
		if _, err := h.App.Store.Change(t.Context(), store.Entry{Actor: access.Actor{Account: "officer.cedar", Role: access.Officer, Unit: "cedar"}, Action: "test", Now: h.App.Now()}, func(tx *store.Tx) (string, error) {
			f, err := tx.Load(id)
			if err != nil {
				return "", err
			}
			f.Case.State, f.Case.Decided = casefile.Refused, tx.Today()
			x := assessment.Finding{Row: h.App.Sheet(f).Lines[0].Row, Result: assessment.NotMet, Reasons: "Seen in Canada in June.", Status: assessment.Recorded, By: "officer.cedar", At: tx.Now}
			if err := tx.SaveFinding(f, &x); err != nil {
				return "", err
			}
			return "", tx.SaveDecision(f, &decision.Decision{Outcome: decision.Refuse, Status: decision.Signed, By: "officer.cedar", SignedAt: tx.Now, Gate: "demo", Summary: "Not established."})
		}); err != nil {
			t.Fatal(err)
		}
	}
	refuse()
	paper, day := h.file(id).Documents[0].ID, h.App.Today()
	y, m, d := string(day[:4]), string(day[5:7]), string(day[8:])
	at := "/en/cases/" + string(id) + "/recourse"
	a := h.browser("assistant.cedar")
	a.open("/en/cases/" + string(id) + "/decision")
	a.link(i18n.EN.T("recourse.title"))
	a.send("ask", "ask", "asked", "applicant", "points", "A judgment of June.")
	if a.code != 422 {
		t.Errorf("without day and paper: %d", a.code)
	}
	a.says(i18n.EN.T("reconsideration.on.needed"), "A judgment of June.")
	a.send("ask", "ask", "asked", "applicant", "points", "A judgment of June.", "on_y", y, "on_m", m, "on_d", d, "request", paper)
	a.says(i18n.EN.T("done.recourse.entered"), i18n.EN.T("reconsideration.state.open"))
	a.hides(i18n.EN.T("reconsideration.answer.go"))

	o := h.browser("officer.cedar")
	o.open("/en/my-work")
	o.says(i18n.EN.T("list.step.reconsideration"))
	o.open(at)
	o.says(i18n.EN.T("recourse.working_list"))
	o.send("answer", "answer", "items", "disagreement", "reopen", "yes", "note", "Nothing.")
	o.says(i18n.EN.T("reconsideration.disagreement"))
	o.send("answer", "answer", "items", "new_evidence", "reopen", "yes", "note", "It could not be had before.")
	o.says(i18n.EN.T("done.recourse.answered"), i18n.EN.T("reconsideration.state.yes"))
	o.open("/en/cases/" + string(id) + "/notices")
	o.says(i18n.EN.T("notice.kind.L13"))

	refuse()
	a = h.browser("assistant.cedar")
	a.open(at)
	a.send("serve", "serve", "number", "IMM 12")
	a.says(i18n.EN.T("court.number.wrong"), "IMM 12")
	a.send("serve", "serve", "number", "IMM-12-26", "served_y", y, "served_m", m, "served_d", d, "document", paper)
	a.says("IMM-12-26", i18n.EN.T("court.hold"))
	a.send("step", "step", "leave_y", y, "leave_m", m, "leave_d", d)
	a.says(i18n.EN.T("court.record_due.needed"))

	s := h.browser("supervisor.cedar")
	s.open("/fr/dossiers/" + string(id) + "/recours")
	s.send("end", "end", "outcome", "set_aside", "ended_y", y, "ended_m", m, "ended_d", d, "order", "Assess the risk again.")
	s.says(i18n.FR.T("done.recourse.ended"), i18n.FR.T("court.outcome.is.set_aside"))
	s.open("/en/office/assign")
	s.says(i18n.EN.T("casefile.state.redetermination"))
	// Who decides again reads the court's directions and what was found, and nothing is filled in.
	s.open("/en/cases/" + string(id) + "/eligibility")
	s.says("Assess the risk again.", i18n.EN.T("court.again.what"), i18n.EN.T("court.before"), "Seen in Canada in June.", i18n.EN.T("assessment.tag.not_started"))
}
