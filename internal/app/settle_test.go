package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

// ST-closed_complete through the doors: a landed family whose son stayed does not close while his window or a letter is open, and then
// it closes; nothing moves it after that.
func TestRule_ST_closed_complete_ClosesWhenAllIsOver(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		o.approve()
		o.land()
		_, err := o.app.CloseComplete(bg, o.w(assistant))
		o.no("ST-closed_complete", "", err)
		o.now = o.now.AddDate(1, 0, 1)
		for _, who := range []access.Actor{caseworker, clerk, {Account: "postarrival.hq", Role: access.PostArrival, Unit: "HQ"}} {
			if _, err := o.app.CloseComplete(bg, o.w(who)); err == nil {
				o.Errorf("%s closes the case", who.Account)
			}
		}
		o.given(func(tx *store.Tx, f *store.File) error {
			return tx.SaveNotice(f, &casefile.Notice{Kind: casefile.WindowReminder, To: casefile.ToApplicant, Of: f.Landings[0].ID, About: f.Persons[2].ID, Status: casefile.NoticeOwed, Owed: tx.Today()})
		})
		_, err = o.app.CloseComplete(bg, o.w(assistant))
		o.no("ST-closed_complete", "", err)
		o.given(func(tx *store.Tx, f *store.File) error {
			n := f.Notices[len(f.Notices)-1]
			n.Status = casefile.NoticeDropped
			return tx.SaveNotice(f, &n)
		})
		o.ok(o.app.CloseComplete(bg, o.w(assistant)))
		o.in(casefile.ClosedComplete)
		if len(o.file().Landings) != 2 {
			o.Error("closing took something")
		}
		_, err = o.app.RecordWindow(bg, o.w(assistant), decision.WindowApplication{Person: o.person(3), Submitted: policy.DayOf(o.now), Known: "Late."})
		if err == nil && o.file().Case.State != casefile.ClosedComplete {
			o.Error("moved after it was closed")
		}
	})
}

// Decision 9: whoever works after an arrival is given the family, the travel and the moves, and no word of what the family told Canada,
// of why it was decided so, or of what was written.
func TestView_AfterArrivalNoMoreThanTheTravel(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		o.approve()
		o.land()
		o.given(func(tx *store.Tx, f *store.File) error {
			p, r, d := f.Persons[0], f.Referrals[0], f.Decisions[0]
			p.Religion, p.Phone, p.Background, p.NotWhy = "zqone", "zqone", []people.Answer{{Explanation: "zqone"}}, "zqone"
			d.Summary, d.Reasons = "zqone", []decision.Reason{{Code: assessment.Persecution, Text: "zqone"}}
			for _, err := range []error{tx.SavePerson(f, &p), tx.SaveReferral(f, &r), tx.SaveDecision(f, &d), tx.SaveNote(f, &casefile.Note{Text: "zqone", At: o.now}),
				tx.SaveNotice(f, &casefile.Notice{Kind: casefile.HoldNotice, To: casefile.ToApplicant, Text: "zqone", Status: casefile.NoticeReceived}),
				tx.SaveFinding(f, &assessment.Finding{Reasons: "zqone", By: officer.Account, At: o.now}), tx.SaveLoan(f, &decision.Loan{Person: p.ID, Needs: "zqone"}),
				tx.SaveChange(f, &casefile.FamilyChange{Kind: casefile.Birth, Words: "zqone", Person: f.Persons[1].ID, Status: casefile.ChangeAccepted, New: &people.Person{Religion: "zqone"}})} {
				if err != nil {
					return err
				}
			}
			return nil
		})
		after := access.Actor{Account: "postarrival.hq", Role: access.PostArrival, Unit: "HQ"}
		for _, action := range []access.Action{access.ViewTravel, access.ViewTimeline} {
			f, err := o.app.View(bg, after, o.id, action, "")
			if err != nil {
				o.Fatal(err)
			}
			b, err := json.Marshal(f)
			if err != nil || strings.Contains(string(b), "zqone") {
				o.Errorf("%s: %v, more than the travel: %s", action, err, b)
			}
			j := o.app.Journey(f)
			w, open := j.Window(o.person(3))
			if len(f.Persons) != 3 || len(f.Landings) != 2 || len(f.Steps) == 0 || len(f.Visas) != 2 || !open || w.Ends == "" || j.Decision.Outcome != decision.Approve || f.Persons[0].Shown() != o.file().Persons[0].Shown() {
				o.Errorf("%s: not what the page shows: %d persons, %d landings, %d steps, %+v", action, len(f.Persons), len(f.Landings), len(f.Steps), w)
			}
		}
		if f, err := o.app.View(bg, officer, o.id, access.ViewTravel, ""); err != nil || f.Decisions[0].Summary != "zqone" || f.Persons[0].Religion != "zqone" {
			o.Errorf("the office sees less: %v", err)
		}
	})
}
