package app_test

import (
	"strings"
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/store"
)

// reminders are the reminders of the window on file, by step.
func (o *office) reminders() map[int]casefile.Notice {
	o.Helper()
	out := map[int]casefile.Notice{}
	for _, n := range o.file().Notices {
		if n.Kind != casefile.WindowReminder {
			continue
		}
		if _, twice := out[n.Days]; twice {
			o.Errorf("two reminders of %d days", n.Days)
		}
		out[n.Days] = n
	}
	return out
}

// confirm is the safe-contact plan gone through again today, so that it holds.
func (o *office) confirm() {
	o.Helper()
	o.given(func(tx *store.Tx, f *store.File) error {
		p := f.Plans[0]
		p.Confirmed, p.Language = tx.Today(), "ENG"
		return tx.SavePlan(f, &p)
	})
}

// I-110: each step is said once, by a channel that the plan allows; where it allows none, or the letter would hold a forbidden word,
// it is owed and nothing leaves; who has applied is not spoken of.
func TestRule_I_110_EachOnceByAnAllowedChannel(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		o.approve()
		o.land()
		landed := policy.DayOf(o.now)
		ends := landed.AddYears(1)
		remind := func(left, want int) {
			o.Helper()
			o.now = ends.Add(-left).Time().Add(9 * 3600e9)
			for range 2 { // a second run of the same day owes and writes nothing
				was := o.file().Case.Version
				n, err := o.app.RemindWindows(bg)
				if err != nil || n != want {
					o.Fatalf("%d days before the end: %d owed, %v, want %d", left, n, err, want)
				}
				if now := o.file().Case.Version; want == 0 && now != was {
					o.Errorf("a run that owes nothing wrote: version %d, was %d", now, was)
				}
				want = 0
			}
		}
		remind(200, 0)
		remind(150, 1) // the plan is more than 90 days old: it may not leave
		if n := o.reminders()[180]; n.Status != casefile.NoticeOwed {
			o.Errorf("against the plan: %s", n.Status)
		}
		o.confirm()
		remind(85, 1)
		n := o.reminders()[90]
		if n.Status != casefile.NoticeSent || n.Channel != casefile.PartnerMessage || n.About != o.person(3) || !strings.Contains(n.Text, i18n.EN.Date(string(ends))) {
			o.Errorf("%+v", n)
		}
		if o.reminders()[180].Status != casefile.NoticeDropped {
			o.Error("the earlier one still stands")
		}
		// A forbidden word stands in what the letter would say: the name of the principal applicant may not be written.
		o.confirm()
		o.given(func(tx *store.Tx, f *store.File) error {
			p := f.Plans[0]
			p.CodeWord = "one-year"
			return tx.SavePlan(f, &p)
		})
		remind(20, 1)
		if n := o.reminders()[30]; n.Status != casefile.NoticeOwed || n.Text != "" {
			o.Errorf("a forbidden word: %s, %q", n.Status, n.Text)
		}
		o.ok(o.app.RecordWindow(bg, o.w(assistant), decision.WindowApplication{Person: o.person(3), Submitted: policy.DayOf(o.now), Known: "Told by the office."}))
		if o.reminders()[30].Status != casefile.NoticeDropped {
			o.Error("owed although they applied")
		}
		remind(5, 0)
		for _, who := range []access.Actor{officer, assistant, supervisor, caseworker} {
			if o.app.May(who, access.RemindWindow, o.file().Case) {
				o.Errorf("%s may do what the house does", who.Account)
			}
		}
	})
}

// A member is refused by the case's officer: both who must be told are owed the letter, which says what was put and answered; the
// time for the court begins when they were told, and nobody is counted.
func TestRule_A_112_RefusedMemberIsTold(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		o.approve()
		o.land()
		o.confirm()
		o.ok(o.app.RecordWindow(bg, o.w(assistant), decision.WindowApplication{Person: o.person(3), Submitted: policy.DayOf(o.now), Known: "Told by the office."}))
		w := o.file().Windows[0]
		in := decision.WindowApplication{Related: people.Yes, Put: policy.DayOf(o.now), Answer: "He is my son.", Reasons: "As the record shows."}
		_, err := o.app.RefuseWindow(bg, o.w(officer), w.ID, w.Version, in)
		o.no("A-112", "", err) // nothing is recorded as not met
		in.Related = people.No
		_, err = o.app.RefuseWindow(bg, o.w(assistant), w.ID, w.Version, in)
		o.no("forbidden", "", err)
		o.ok(o.app.RefuseWindow(bg, o.w(officer), w.ID, w.Version, in))
		if o.owing(casefile.RefusalEligibility) != 1 || o.owing(casefile.PartnerOutcome) != 1 {
			o.Fatal("not both are owed")
		}
		for _, n := range o.file().Notices {
			p, err := o.app.PreviewNotice(bg, o.file(), n, i18n.EN)
			if n.Status != casefile.NoticeOwed || n.Of != w.ID {
				continue
			}
			if err != nil || !strings.Contains(p.Text, "142") || strings.Contains(p.Text, "He is my son.") != (n.To == casefile.ToApplicant) {
				o.Errorf("%s: %v %s", n.Kind, err, p.Text)
			}
		}
		o.reached(casefile.RefusalEligibility)
		if w := o.file().Windows[0]; w.Recourse != policy.DayOf(o.now).Add(60) || w.Officer != "" {
			o.Errorf("%+v", w)
		}
		_, err = o.app.RecordLanding(bg, o.w(assistant), decision.Landing{Person: o.person(3), Day: policy.DayOf(o.now), Place: "Toronto", Document: "C 2", Window: true})
		o.no("A-112", "", err)
	})
}
