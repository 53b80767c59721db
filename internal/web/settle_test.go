package web

import (
	"testing"

	"passage/internal/app"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/store"
)

// followed is a family of whom the principal applicant landed some days ago and the others stayed, of whom the second has applied.
func (h *testHouse) followed(days int) casefile.ID {
	id := h.family(412, casefile.Approved)
	h.change(id, func(tx *store.Tx, f *store.File) error {
		today := policy.DayOf(clock)
		f.Case.State, f.Case.Decided, f.Case.Landed = casefile.PostArrival, today.Add(-days-30), 1
		for i, p := range f.Persons {
			if !p.Principal() {
				p.Travelling, p.NotWhy = "no", "Not let out."
				if err := tx.SavePerson(f, &p); err != nil {
					return err
				}
				f.Persons[i] = p
			}
		}
		one, two := f.Persons[0].ID, f.Persons[1].ID
		for _, err := range []error{
			tx.SaveDecision(f, &decision.Decision{Outcome: decision.Approve, Status: decision.Signed, By: "officer.cedar", SignedAt: clock.AddDate(0, 0, -days-30)}),
			tx.SaveVisa(f, &decision.Visa{Person: one, Number: "V 1", Issued: today.Add(-days - 20), ValidUntil: today}),
			tx.SaveLanding(f, &decision.Landing{Person: one, Day: today.Add(-days), Place: "Toronto Pearson", Document: "C 1"}),
			tx.SaveWindow(f, &decision.WindowApplication{Person: two, Submitted: today.Add(-days + 1), Known: "Told."})} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	return id
}

// The page of travel says what must be over before a landed case closes for good; a member who follows is refused from their own page,
// for what is not met and after it was put to them; the post-arrival officer sees the travel and neither of these.
func TestClosingPages(t *testing.T) {
	h := house(t)
	id := h.followed(100)
	at, today := "/en/cases/"+string(id)+"/travel", string(policy.DayOf(clock))
	two := h.file(id).Persons[1].ID
	o := h.browser("officer.cedar")
	o.open(at)
	o.says(i18n.EN.T("settle.title"), i18n.EN.F("settle.application.open", map[string]any{"N": 1}), i18n.EN.T("settle.letter"))
	o.hides(i18n.EN.T("settle.go"))
	o.open(at + "/" + two)
	typed := []string{"related", "no", "put_y", today[:4], "put_m", today[5:7], "put_d", today[8:], "reasons", "No longer of the family."}
	o.send("refuse", "refuse", typed...)
	if o.code != 422 {
		t.Errorf("without an answer, on the day: %d", o.code)
	}
	o.says("No longer of the family.", i18n.EN.F("window.answer.wait", map[string]any{"Day": string(policy.Day(today).Add(30))}))
	o.send("refuse", "refuse", append(typed, "answer", "We parted.")...)
	o.says(i18n.EN.T("done.travel.window_refused"), i18n.EN.F("settle.refusal.open", map[string]any{"N": 1}))
	o.open("/fr/dossiers/" + string(id) + "/voyage/" + two)
	o.says(i18n.FR.T("window.refused.on"), "We parted.")

	p := h.browser("postarrival.hq")
	p.open(at)
	p.says(i18n.EN.T("travel.staying"), "Toronto Pearson")
	p.hides(i18n.EN.T("settle.title"), i18n.EN.T("case.todo"), i18n.EN.T("needs.title"), i18n.EN.T("loan.link"))
	p.open(at + "/" + two)
	p.hides(i18n.EN.T("window.test.admissible.open"), i18n.EN.T("window.unmet.admissible"))

	over := h.followed(400)
	h.change(over, func(tx *store.Tx, f *store.File) error {
		w := f.Windows[0]
		w.Refused, w.Unmet, w.RefusedBy, w.Recourse = policy.DayOf(clock).Add(-100), []string{"now"}, "officer.cedar", policy.DayOf(clock).Add(-1)
		for _, to := range []casefile.Addressee{casefile.ToApplicant, casefile.ToPartner} {
			n := casefile.Notice{Kind: casefile.RefusalEligibility, To: to, Of: w.ID, Status: casefile.NoticeReceived, Text: "x", Proof: casefile.Proof{How: casefile.ProofHanded, Who: "x", Day: policy.DayOf(clock).Add(-61)}}
			if err := tx.SaveNotice(f, &n); err != nil {
				return err
			}
		}
		return tx.SaveWindow(f, &w)
	})
	for _, x := range decision.Settle(h.App.Journey(h.file(over)), app.AfterArrival(h.file(over))) {
		if x.N > 0 {
			t.Errorf("%s: %d", x.Name, x.N)
		}
	}
	o = h.browser("officer.cedar")
	o.open("/fr/dossiers/" + string(over) + "/voyage")
	o.says(i18n.FR.T("settle.refusal"), i18n.FR.T("settle.window"))
	o.send("close", "close")
	o.says(i18n.FR.T("done.settle.closed"))
	if h.file(over).Case.State != casefile.ClosedComplete {
		t.Error("not closed")
	}
}
