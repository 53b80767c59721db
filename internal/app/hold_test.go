package app_test

import (
	"strings"
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/i18n"
	"passage/internal/store"
)

// waiting puts the case on hold for an exit barrier.
func (o *office) waiting() casefile.Hold {
	o.Helper()
	o.ok(o.app.HoldCase(bg, o.w(officer), casefile.Hold{Reason: casefile.ExitBarrier, Note: "A word of the file.", Review: "2026-12-01"}))
	o.in(casefile.OnHold)
	h, ok := casefile.Standing(o.file().Holds)
	if !ok {
		o.Fatal("no hold stands")
	}
	return h
}

// owing counts the notices of a kind that are owed.
func (o *office) owing(kind casefile.NoticeKind) (n int) {
	o.Helper()
	for _, x := range o.file().Notices {
		if x.Kind == kind && x.Status == casefile.NoticeOwed {
			n++
		}
	}
	return n
}

// ST-on_hold: the assigned officer holds from where the case stands, both who must be told are owed the reason and the day, nothing
// is assessed meanwhile, and the case goes back to where it was.
func TestRule_ST_on_hold_AndBack(t *testing.T) {
	engines(t, casefile.Admissibility, func(o *office) {
		other := access.Actor{Account: "officer2.cedar", Role: access.Officer, Unit: "cedar"}
		for _, who := range []access.Actor{other, assistant, supervisor, caseworker, clerk} {
			if _, err := o.app.HoldCase(bg, o.w(who), casefile.Hold{Reason: casefile.ExitBarrier, Review: "2026-12-01"}); err == nil {
				o.Errorf("%s holds the case", who.Account)
			}
		}
		answer, err := o.app.HoldCase(bg, o.w(officer), casefile.Hold{Reason: casefile.ExitBarrier, Review: "2027-12-01"})
		o.no("invalid", answer, err)
		h := o.waiting()
		if h.From != casefile.Admissibility || o.owing(casefile.HoldNotice) != 2 {
			o.Errorf("from %s, %d notices", h.From, o.owing(casefile.HoldNotice))
		}
		if s := o.file().Case.Summary; s.Review != "2026-12-01" || s.Left != casefile.StageAdmissibility {
			o.Errorf("lists show %q and %q", s.Review, s.Left)
		}
		answer, err = o.app.DraftDecision(bg, o.w(officer), decision.Decision{Outcome: decision.Approve})
		o.no("A-83", answer, err)
		answer, err = o.app.DraftFinding(bg, o.w(officer), assessment.Finding{})
		o.no("A-83", answer, err)
		answer, err = o.app.ResumeCase(bg, o.w(officer), h.Version+1, "The permit came.")
		o.no("conflict", answer, err)
		answer, err = o.app.ResumeCase(bg, o.w(officer), h.Version, "")
		o.no("invalid", answer, err)
		o.ok(o.app.LookAgain(bg, o.w(officer), h.Version, "2027-01-15", "The permit is promised."))
		o.in(casefile.OnHold)
		if o.owing(casefile.HoldNotice) != 2 {
			o.Errorf("%d notices are owed after the second look", o.owing(casefile.HoldNotice))
		}
		h, _ = casefile.Standing(o.file().Holds)
		o.ok(o.app.ResumeCase(bg, o.w(officer), h.Version, "The permit came."))
		o.in(casefile.Admissibility)
		if f := o.file(); o.owing(casefile.HoldNotice) != 0 || len(f.Holds) != 2 || f.Case.Summary.Review != "" || f.Case.Summary.Left != "" {
			o.Errorf("%d notices, %d holds", o.owing(casefile.HoldNotice), len(f.Holds))
		}
		answer, err = o.app.ResumeCase(bg, o.w(officer), h.Version, "Again.")
		o.no("ST-on_hold", answer, err)
	})
}

// the letters say the reason and the day, and nothing of the file.
func TestRule_A_102_TheLettersSayTheDay(t *testing.T) {
	engines(t, casefile.Travel, func(o *office) {
		o.waiting()
		f := o.file()
		for _, n := range f.Notices {
			for lang := range map[i18n.Lang]bool{i18n.EN: true, i18n.FR: true} {
				p, err := o.app.PreviewNotice(bg, f, n, lang)
				if err != nil {
					o.Fatal(err)
				}
				if !strings.Contains(p.Text, lang.Date("2026-12-01")) || !strings.Contains(p.Text, lang.T("hold.letter.exit_barrier")) || strings.Contains(p.Text, "A word of the file") {
					o.Errorf("%s to the %s: %s", lang, n.To, p.Text)
				}
			}
			o.ok(o.app.SendNotice(bg, o.w(assistant), n.ID, n.Version, i18n.EN))
		}
	})
}

// ST-closed_unused: from a hold, or with visas that nobody used, the case is closed for one of three reasons, and its places are free.
func TestRule_ST_closed_unused_PlacesAreFree(t *testing.T) {
	engines(t, casefile.Travel, func(o *office) {
		o.given(func(tx *store.Tx, f *store.File) error {
			return tx.SaveVisa(f, &decision.Visa{Person: f.Persons[0].ID, Number: "V1", Issued: "2026-03-01", ValidUntil: "2026-11-30"})
		})
		o.waiting()
		answer, err := o.app.CloseUnused(bg, o.w(officer), casefile.Ending{Why: "unused"})
		o.no("invalid", answer, err) // a visa is still good
		answer, err = o.app.CloseUnused(bg, o.w(caseworker), casefile.Ending{Why: "unused"})
		o.no("forbidden", answer, err)
		o.now = o.now.AddDate(0, 3, 2)
		o.ok(o.app.CloseUnused(bg, o.w(supervisor), casefile.Ending{Why: "unused"}))
		o.in(casefile.ClosedUnused)
		f := o.file()
		if _, ok := casefile.Standing(f.Holds); ok || o.owing(casefile.HoldNotice) != 0 {
			o.Error("the hold stands, or its letters are owed")
		}
	})
}
