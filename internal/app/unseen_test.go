package app_test

import (
	"testing"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/store"
)

// examined records a medical check of a person that ends in a year, today.
func (o *office) examined(person string) error {
	o.Helper()
	t := assessment.Track{Kind: assessment.Medical}
	for _, x := range o.file().Tracks {
		if x.Person == person && x.Kind == assessment.Medical {
			t = x
		}
	}
	day := policy.DayOf(o.now)
	t.Value, t.Requested, t.Received, t.ValidUntil = assessment.NoConcern, day, day, day.AddYears(1)
	_, err := o.app.RecordTracks(bg, o.w(assistant), person, []assessment.Track{t})
	return err
}

// I-114: a check that ends is renewed after the approval too, at an exit barrier as well, of whoever is still to land and of a member who
// follows, and of nobody else; what the work list says of it goes.
func TestRule_I_114_AgainAfterTheApproval(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		o.approve()
		o.ok(o.app.IssueVisa(bg, o.w(officer), o.visa(o.person(1))))
		o.now = o.now.AddDate(0, 11, 0)
		if err := o.examined(o.person(2)); err != nil {
			t.Fatal(err)
		}
		if j := o.app.Journey(o.file()); j.LatestVisa(o.person(2), decision.TravelDocument{}) != policy.DayOf(o.now).AddYears(1) || j.Decision.Status != decision.Signed {
			t.Error("it was not renewed, or the decision was touched")
		}
		o.ok(o.app.IssueVisa(bg, o.w(officer), o.visa(o.person(2)))) // which the one before would not have let
		o.ok(o.app.HoldCase(bg, o.w(officer), casefile.Hold{Reason: casefile.ExitBarrier, Review: policy.DayOf(o.now).Add(90)}))
		if err := o.examined(o.person(1)); err != nil {
			t.Error("on hold:", err)
		}
	})
	engines(t, casefile.FinalReview, func(o *office) {
		o.approve()
		o.land()
		o.no("A-83", "", o.examined(o.person(1)))
		if err := o.examined(o.person(3)); err != nil {
			t.Error("who follows:", err)
		}
		o.given(func(_ *store.Tx, f *store.File) error { f.Case.State = casefile.ClosedComplete; return nil })
		if err := o.examined(o.person(3)); err == nil {
			t.Error("of a closed case")
		}
	})
}

// I-115: the day after somebody was to arrive it is known that nobody has said so; each way of saying it ends that. The application of a
// member who follows waits in sight until it is decided.
func TestRule_I_115_UntilSomebodySaysSo(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		arriveBy := func(want policy.Day) {
			o.Helper()
			if got := o.file().Case.Summary.ArriveBy; got != want {
				o.Errorf("was to arrive on %q, want %q", got, want)
			}
		}
		o.approve()
		for _, n := range []int{1, 2} {
			o.ok(o.app.IssueVisa(bg, o.w(officer), o.visa(o.person(n))))
		}
		arriveBy("")
		day := policy.DayOf(o.now).Add(30)
		m := o.ok(o.app.PlanTravel(bg, o.w(assistant), "", 0, decision.Movement{Persons: []string{o.person(1), o.person(2)}, Departs: day, Arrives: day, Port: "Toronto", Flights: "Flight 0412", Booked: "IOM"}))
		arriveBy(day)
		o.now = day.Add(3).Time().Add(9 * 3600e9)
		o.ok(o.app.CancelTravel(bg, o.w(assistant), m, o.file().Movements[0].Version, "No flight."))
		arriveBy("")
		for _, n := range []int{1, 2} {
			o.ok(o.app.RecordDeparture(bg, o.w(assistant), decision.Departure{Person: o.person(n), Day: day.Add(n), Confirmed: "IOM"}))
		}
		arriveBy(day.Add(1))
		land := func(n int, window bool) {
			o.Helper()
			o.ok(o.app.RecordLanding(bg, o.w(assistant), decision.Landing{Person: o.person(n), Day: day.Add(3), Place: "Toronto", Document: "C 1", Window: window}))
		}
		land(1, false)
		o.in(casefile.PostArrival)
		arriveBy(day.Add(2)) // the other is not lost from sight once the first has landed
		land(2, false)
		arriveBy("")
		o.ok(o.app.RecordWindow(bg, o.w(assistant), decision.WindowApplication{Person: o.person(3), Submitted: day.Add(3), Known: "The office took it."}))
		if s := o.file().Case.Summary; !s.Applying {
			o.Error("nobody sees that an application waits")
		}
		w := o.file().Windows[0]
		o.ok(o.app.RefuseWindow(bg, o.w(officer), w.ID, w.Version, decision.WindowApplication{Related: people.No, Put: day.Add(3), Answer: "He is my son.", Reasons: "As the record shows."}))
		if s := o.file().Case.Summary; s.Applying || s.LetterBy == "" {
			o.Errorf("decided: %+v", s)
		}
	})
}

// I-116: the first day by which an owed letter is to be sent is known of every open case, until it is sent.
func TestRule_I_116_UntilItIsSent(t *testing.T) {
	engines(t, casefile.Travel, func(o *office) {
		if by := o.file().Case.Summary.LetterBy; by != "" {
			o.Errorf("nothing is owed: %q", by)
		}
		o.given(func(tx *store.Tx, f *store.File) error {
			p := f.Plans[0]
			p.Confirmed, p.Language = "2027-01-01", "ENG"
			return tx.SavePlan(f, &p)
		})
		o.waiting()
		want := policy.DayOf(o.now).AddWorkdays(decision.NoticeWorkingDays)
		for left := 2; left > 0; left-- {
			if by := o.file().Case.Summary.LetterBy; by != want {
				o.Errorf("%d are owed: by %q, want %q", left, by, want)
			}
			for _, n := range o.file().Notices {
				if n.Status == casefile.NoticeOwed {
					o.ok(o.app.SendNotice(bg, o.w(assistant), n.ID, n.Version, i18n.EN))
					break
				}
			}
		}
		if by := o.file().Case.Summary.LetterBy; by != "" {
			o.Errorf("sent: by %q", by)
		}
	})
}

// I-116: of a case on hold that is withdrawn the hold ends, what it would say falls away, and that the request was received is owed, in
// sight until it is sent, although the case has ended.
func TestRule_I_116_AlsoOnceItHasEnded(t *testing.T) {
	engines(t, casefile.Travel, func(o *office) {
		o.waiting()
		o.ok(o.app.Withdraw(bg, o.w(officer), casefile.Withdrawal{Asked: "applicant", On: policy.DayOf(o.now), Request: o.paper(), Covers: []string{o.person(1)}, Reason: "applicant_wish"}))
		f := o.file()
		if _, stands := casefile.Standing(f.Holds); stands || o.owing(casefile.HoldNotice) != 0 || o.owing(casefile.WithdrawalReceived) != 2 {
			o.Errorf("a hold stands %v, %d of its letters are owed", stands, o.owing(casefile.HoldNotice))
		}
		if !f.Case.State.Closed() || f.Case.Summary.LetterBy == "" {
			o.Errorf("%s, by %q", f.Case.State, f.Case.Summary.LetterBy)
		}
		if n, err := o.app.Store.Desk(bg, "cedar", casefile.DeskLetter); err != nil || n != 1 {
			o.Errorf("%d on the desk, %v", n, err)
		}
	})
}

// a visa ends at an exit barrier as well, a case that came approved is watched like any other, and so is who follows.
func TestRule_X_24_AlsoWhoWaits(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		ending := func(what string, want policy.Day) {
			o.Helper()
			if got := o.file().Case.Summary.Ending; got != want {
				o.Errorf("%s: told from %q, want %q", what, got, want)
			}
		}
		o.approve()
		for _, n := range []int{1, 2} {
			o.ok(o.app.IssueVisa(bg, o.w(officer), o.visa(o.person(n))))
		}
		from := policy.DayOf(o.now).Add(200 - 60)
		ending("on the way", from)
		h := o.waiting()
		ending("on hold", from)
		o.ok(o.app.ResumeCase(bg, o.w(officer), h.Version, "It opened."))
		o.given(func(tx *store.Tx, f *store.File) error {
			d := f.Decisions[0]
			d.Status = ""
			if err := tx.SaveBrought(f, &casefile.Brought{Record: "R-1", Stage: casefile.SystemApproved, Province: "ON", Said: map[string]string{"decided": string(tx.Today())}}); err != nil {
				return err
			}
			d.Status = decision.Superseded
			return tx.SaveDecision(f, &d)
		})
		o.ok(o.app.AddNote(bg, o.w(officer), "A word.", ""))
		ending("brought", from)
	})
	engines(t, casefile.FinalReview, func(o *office) {
		o.approve()
		o.land()
		o.follow(o.person(3))
		if got, want := o.file().Case.Summary.Ending, policy.DayOf(o.now).Add(100-60); got != want {
			o.Errorf("who follows: told from %q, want %q", got, want)
		}
	})
}

// I-110: a landing of the wrong day is corrected: a reminder that waits falls away with it, one of the same last day is not sent twice, and
// of another day it is said anew.
func TestRule_I_110_ACorrectedLanding(t *testing.T) {
	for _, days := range []int{0, 1} {
		engines(t, casefile.FinalReview, func(o *office) {
			o.approve()
			o.land()
			landed := policy.DayOf(o.now)
			o.now = landed.AddYears(1).Add(-80).Time().Add(9 * 3600e9)
			o.confirm()
			remind := func(want int) {
				o.Helper()
				if n, err := o.app.RemindWindows(bg); err != nil || n != want {
					o.Errorf("%d owed, %v, want %d", n, err, want)
				}
			}
			remind(1)
			l := o.file().Landings[0]
			o.ok(o.app.TakeBackLanding(bg, o.w(assistant), l.ID, l.Version, "A slip."))
			remind(0)
			o.ok(o.app.RecordLanding(bg, o.w(assistant), decision.Landing{Person: o.person(1), Day: landed.Add(days), Place: "Toronto", Document: "C 2"}))
			remind(days)
		})
	}
}
