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
)

// reached sends the letter of a kind through the partner and proves it.
func (o *office) reached(kind casefile.NoticeKind) {
	o.Helper()
	for _, n := range o.file().Notices {
		if n.Kind != kind || n.Status != casefile.NoticeOwed {
			continue
		}
		o.ok(o.app.SendNotice(bg, o.w(assistant), n.ID, n.Version, i18n.EN))
		for _, x := range o.file().Notices {
			if x.ID == n.ID {
				n = x
			}
		}
		o.ok(o.app.ProveNotice(bg, o.w(assistant), n.ID, n.Version, casefile.Proof{How: casefile.ProofHanded, Day: policy.DayOf(o.now), Who: "Caseworker"}))
		return
	}
	o.Fatalf("no %s is owed", kind)
}

// through the doors: from a hold at an exit barrier the principal applicant is told, signs, and leaves; the daughter
// stays in the family, her visa ends, one person travels, her window opens when he lands, and nobody learns of the danger by letter.
func TestRule_A_103_LeavesAfterTheCounselling(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		o.approve()
		o.ok(o.app.IssueVisa(bg, o.w(officer), o.visa(o.person(1))))
		o.ok(o.app.IssueVisa(bg, o.w(officer), o.visa(o.person(2))))
		o.in(casefile.Travel)
		o.waiting()
		daughter := o.person(2)
		in := decision.Separation{Persons: []string{daughter}, Barrier: "No exit permit.", Danger: "Zqdanger at the door."}
		for _, who := range []access.Actor{assistant, supervisor} {
			_, err := o.app.BeginSeparation(bg, o.w(who), in)
			o.no("forbidden", "", err)
		}
		o.ok(o.app.BeginSeparation(bg, o.w(officer), in))
		s := o.file().Separations[0]
		f := o.file()
		for _, n := range f.Notices {
			if n.Kind != casefile.SeparationCounselling {
				continue
			}
			for _, lang := range i18n.Langs {
				p, err := o.app.PreviewNotice(bg, f, n, lang)
				if err != nil || strings.Contains(p.Text, "Zqdanger") || strings.Contains(p.Text, "permit.") || !strings.Contains(p.Text, "ersonnes 2 ") && !strings.Contains(p.Text, "ersons 2 ") {
					o.Errorf("%s: %v %s", lang, err, p.Text)
				}
			}
		}
		signed := decision.Separation{Told: policy.DayOf(o.now), Counsellor: "Officer", Signed: o.paper(), Heard: "She could not be asked safely.", Keeper: "A grandparent"}
		_, err := o.app.SeparateFamily(bg, o.w(officer), s.ID, s.Version, signed)
		o.no("A-103", "", err)
		o.reached(casefile.SeparationCounselling)
		_, err = o.app.SeparateFamily(bg, o.w(officer), s.ID, s.Version+1, signed)
		o.no("conflict", "", err)
		o.ok(o.app.SeparateFamily(bg, o.w(officer), s.ID, s.Version, signed))
		f = o.file()
		j := o.app.Journey(f)
		if _, ok := j.Visa(daughter); ok || f.Case.Persons != 1 || f.Persons[1].Travelling != people.No || f.Persons[1].NotWhy != "No exit permit." || len(j.Travellers()) != 1 {
			o.Errorf("%d travel, %+v", f.Case.Persons, f.Persons[1].Travelling)
		}
		o.in(casefile.OnHold)
		h, _ := casefile.Standing(f.Holds)
		o.ok(o.app.ResumeCase(bg, o.w(officer), h.Version, "He leaves alone."))
		o.in(casefile.Travel)
		o.now = o.now.AddDate(0, 1, 0)
		day := policy.DayOf(o.now)
		o.ok(o.app.RecordDeparture(bg, o.w(assistant), decision.Departure{Person: o.person(1), Day: day.Add(-1), Confirmed: "IOM"}))
		o.ok(o.app.RecordLanding(bg, o.w(assistant), decision.Landing{Person: o.person(1), Day: day, Place: "Toronto Pearson", Document: "C 0001"}))
		o.in(casefile.PostArrival)
		if w, ok := o.app.Journey(o.file()).Window(daughter); !ok || w.Ends != day.AddYears(1) {
			o.Errorf("her window: %+v %v", w, ok)
		}
	})
}

// The family may stay together: nothing changed, and a letter that nobody sent falls away. An approved case whose last visa was
// wanting goes on to travel when who had none stays.
func TestSeparation_TogetherAndOnward(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		o.approve()
		o.ok(o.app.IssueVisa(bg, o.w(officer), o.visa(o.person(1))))
		in := decision.Separation{Persons: []string{o.person(2)}, Barrier: "No exit permit.", Danger: "Looked for."}
		o.ok(o.app.BeginSeparation(bg, o.w(officer), in))
		s := o.file().Separations[0]
		o.ok(o.app.DropSeparation(bg, o.w(officer), s.ID, s.Version, "He waits."))
		if o.owing(casefile.SeparationCounselling) != 0 || o.file().Case.Persons != 2 {
			o.Error("the letter is owed, or somebody stays")
		}
		o.ok(o.app.BeginSeparation(bg, o.w(officer), in))
		s = o.file().Separations[1]
		o.reached(casefile.SeparationCounselling)
		o.in(casefile.Approved)
		o.ok(o.app.SeparateFamily(bg, o.w(officer), s.ID, s.Version, decision.Separation{Told: policy.DayOf(o.now), Counsellor: "Officer", Signed: o.paper(), Heard: "She agrees.", Keeper: "A grandparent"}))
		o.in(casefile.Travel)
	})
}
