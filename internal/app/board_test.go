package app_test

import (
	"slices"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// I-85: several cases are given together; who has a declared link gets none of those, and it can be taken back for ten minutes.
func TestRule_I_85_SeveralAtOnceAndBack(t *testing.T) {
	engines(t, casefile.Accepted, func(o *office) {
		o.hire(officer, officer2, supervisor)
		ids := []casefile.ID{o.id}
		for range 3 {
			ids = append(ids, o.family(casefile.Accepted, "FLD", "cedar"))
		}
		for _, id := range ids {
			o.id = id
			o.given(func(_ *store.Tx, f *store.File) error { f.Case.Assigned = ""; return nil })
		}
		elsewhere := o.family(casefile.Accepted, "FLD", "birch")
		free := func() []casefile.ID {
			o.Helper()
			list, err := o.app.Unassigned(bg, supervisor, store.Cursor{}, 50)
			if err != nil {
				o.Fatal(err)
			}
			var out []casefile.ID
			for _, c := range list {
				out = append(out, c.ID)
			}
			return out
		}
		if n := len(free()); n != 4 {
			o.Fatalf("%d cases without an officer", n)
		}
		if _, err := o.app.Unassigned(bg, officer, store.Cursor{}, 50); err == nil {
			o.Error("an officer sees the list")
		}
		out, err := o.app.AssignCases(bg, app.Write{Actor: supervisor, Token: "one"}, append(slices.Clone(ids[:2]), elsewhere), officer.Account)
		if err != nil || out.Given != 2 || !slices.Equal(out.Left, []casefile.ID{elsewhere}) || out.Undo == "" {
			o.Fatalf("%+v %v", out, err)
		}
		if again, err := o.app.AssignCases(bg, app.Write{Actor: supervisor, Token: "two"}, ids[:1], officer2.Account); err != nil || again.Given != 0 {
			o.Errorf("taken from an officer: %+v %v", again, err)
		}
		id, to, n, err := o.app.LastAssigned(bg, supervisor)
		if err != nil || id != out.Undo || to != officer.Account || n != 2 {
			o.Errorf("the last act: %s %d %v", to, n, err)
		}
		if _, err := o.app.UndoAssigned(bg, app.Write{Actor: assistant}, id); err == nil {
			o.Error("somebody else takes it back")
		}
		o.id = ids[0]
		o.given(func(_ *store.Tx, f *store.File) error { f.Case.State = casefile.Eligibility; return nil }) // work has begun
		if n, err := o.app.UndoAssigned(bg, app.Write{Actor: supervisor, Token: "back"}, id); err != nil || n != 1 {
			o.Errorf("%d taken back, %v", n, err)
		}
		if left := free(); len(left) != 3 || slices.Contains(left, ids[0]) {
			o.Errorf("%d without an officer", len(left))
		}
		if _, _, n, err := o.app.LastAssigned(bg, supervisor); err != nil || n != 0 {
			o.Errorf("it can be taken back twice: %d %v", n, err)
		}
		out, err = o.app.AssignCases(bg, app.Write{Actor: supervisor, Token: "three"}, ids[1:2], officer.Account)
		if err != nil || out.Given != 1 {
			o.Fatal(err)
		}
		o.later(10*time.Minute + time.Second)
		if _, err := o.app.UndoAssigned(bg, app.Write{Actor: supervisor, Token: "late"}, out.Undo); err == nil {
			o.Error("taken back after ten minutes")
		}
		// Decision 14.
		o.ok("", o.app.DeclareLink(bg, app.Write{Actor: access.Actor{Account: "admin.hq", Role: access.Admin, Unit: "HQ"}}, officer2.Account, "XKK", true))
		out, err = o.app.AssignCases(bg, app.Write{Actor: supervisor, Token: "four"}, ids[2:], officer2.Account)
		if err != nil || out.Given != 0 || len(out.Left) != 2 || out.Undo != "" {
			o.Errorf("given against a declared link: %+v %v", out, err)
		}
	})
}

// I-87: each kind of what waits for a second person brings a case into the one queue, and what is answered takes it out.
func TestRule_I_87_OneQueue(t *testing.T) {
	engines(t, casefile.Admissibility, func(o *office) {
		o.hire(officer, supervisor)
		queue := func() []casefile.LookKind {
			o.Helper()
			list, err := o.app.SecondLooks(bg, supervisor, store.Cursor{}, 50)
			if err != nil {
				o.Fatal(err)
			}
			n, err := o.app.Store.Desk(bg, "cedar", casefile.DeskLook)
			if err != nil || n != len(list) {
				o.Errorf("%d on the desk, %d in the list, %v", n, len(list), err)
			}
			if len(list) == 0 {
				return nil
			}
			return list[0].Summary.Looks
		}
		if k := queue(); k != nil {
			o.Errorf("nothing waits: %v", k)
		}
		touch := func(put func(tx *store.Tx, f *store.File) error) { // with the summary made anew, as every door does
			o.Helper()
			o.given(put)
			o.ok(o.app.AddNote(bg, o.w(officer), "A note.", ""))
		}
		var waiver casefile.Interview
		touch(func(tx *store.Tx, f *store.File) error {
			waiver = casefile.Interview{Status: casefile.InterviewPlanning, Mode: casefile.Waived, Waived: casefile.WaiveRecord, Opened: o.now}
			return tx.SaveInterview(f, &waiver)
		})
		if k := queue(); !slices.Equal(k, []casefile.LookKind{casefile.LookWaiver}) {
			o.Errorf("a waiver: %v", k)
		}
		touch(func(tx *store.Tx, f *store.File) error {
			g := assessment.Ground{Person: f.Persons[0].ID, Ground: assessment.SecurityGround, Result: assessment.GroundInadmissible, Status: assessment.Recorded}
			r := casefile.CertifiedRecord{For: casefile.ForPerson, Reviewed: o.now, ReviewedBy: officer.Account}
			m := casefile.Mail{Status: casefile.MailFailed, Asked: o.now}
			z := casefile.Glass{By: officer2.Account, Role: access.Officer, At: o.now, Until: o.now}
			x := assessment.Finding{Row: assessment.Row{Criterion: assessment.Persecution, Class: assessment.Convention, Country: "XKK"}, Result: assessment.NotMet, Status: assessment.Recorded}
			for _, err := range []error{tx.SaveGround(f, &g), tx.SaveRecord(f, &r), tx.SaveMail(f, &m), tx.SaveGlass(f, &z), tx.SaveFinding(f, &x)} {
				if err != nil {
					return err
				}
			}
			return tx.SaveAnswered(f, &assessment.Answered{Contradiction: "X-7", Entries: map[string]int64{x.ID: 1}, Reason: "Seen.", By: officer.Account, At: o.now})
		})
		k := queue()
		for _, want := range []casefile.LookKind{casefile.LookWaiver, casefile.LookGround, casefile.LookRecord, casefile.LookGlass, casefile.LookMail, casefile.LookOverrule} {
			if !slices.Contains(k, want) {
				o.Errorf("%s is not in the queue: %v", want, k)
			}
		}
		touch(func(tx *store.Tx, f *store.File) error { // what it was about has changed: the contradiction stands again, and nobody is asked
			x := f.Findings[0]
			x.Reasons = "Other words."
			return tx.SaveFinding(f, &x)
		})
		if slices.Contains(queue(), casefile.LookOverrule) {
			o.Error("a second person is asked about what has changed")
		}
		f, err := o.app.View(bg, caseworker, o.id, access.ViewReferral, "")
		if err != nil || f.Case.Summary.Looks != nil || f.Case.Summary.Look {
			o.Errorf("the partner reads what waits in the office: %v", err)
		}
	})
}

// The board counts what is there: by officer, with the interviews of the next days, and nothing of another office.
func TestBoard_CountsWhatIsThere(t *testing.T) {
	o := open(t, storetest.Open(t), casefile.Interviewing)
	o.hire(officer, officer2, supervisor)
	o.given(func(tx *store.Tx, f *store.File) error {
		return tx.SaveInterview(f, &casefile.Interview{Status: casefile.InterviewBooked, Mode: casefile.VideoPartner, At: o.now.AddDate(0, 0, 3), Zone: "UTC", Persons: []string{f.Persons[0].ID}, Opened: o.now})
	})
	o.ok(o.app.AddNote(bg, o.w(officer), "A note.", ""))
	o.family(casefile.Eligibility, "UNHCR", "cedar")
	o.family(casefile.Eligibility, "UNHCR", "birch")
	o.family(casefile.ClosedRefused, "UNHCR", "cedar")
	b, err := o.app.Board(bg, supervisor)
	if err != nil {
		t.Fatal(err)
	}
	if b.Cases != 2 || b.Persons != 4 || b.Transfers != 0 || b.Unassigned != 0 || len(b.Officers) != 2 {
		t.Fatalf("%+v", b)
	}
	i := slices.IndexFunc(b.Officers, func(l app.OfficerLoad) bool { return l.Account == officer.Account })
	if l := b.Officers[i]; l.Cases != 2 || l.Persons != 4 || l.Interviews != 1 || l.Oldest != "2026-08-01" || b.Officers[1-i].Cases != 0 {
		t.Errorf("%+v", l)
	}
	if len(b.Stood) != 2 || b.Stood[0].Usual || b.Stood[0].Oldest != 30 {
		t.Errorf("%+v", b.Stood)
	}
	o.later(20 * 24 * time.Hour)
	if b, err = o.app.Board(bg, supervisor); err != nil || b.Officers[i].Interviews != 0 {
		t.Errorf("an interview that is over is counted: %v", err)
	}
	if _, err := o.app.Board(bg, caseworker); err == nil {
		t.Error("a partner reads the board")
	}
}
