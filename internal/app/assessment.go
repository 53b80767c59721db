package app

import (
	"context"
	"errors"
	"maps"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/store"
)

// Sheet is the eligibility worksheet of a case: the rows of the policy text that the case is judged by, with what
// stands on them.
func (a *App) Sheet(f *File) assessment.Sheet {
	return assessment.Build(a.criteria(f.Case), subject(f), f.Findings)
}

// subject is whom the worksheet is about: one row for each nationality of the principal applicant or, for a stateless
// person, for the former habitual residence.
func subject(f *File) assessment.Subject {
	var s assessment.Subject
	for i := range f.Persons {
		p := &f.Persons[i]
		if p.OwnCase != "" || p.Deceased() && !p.Principal() {
			continue
		}
		if !p.Principal() {
			s.Members = append(s.Members, p.ID)
			continue
		}
		s.Countries = append(s.Countries, p.Nationalities...)
		if len(s.Countries) == 0 && p.Origin != "" {
			s.Countries = append(s.Countries, p.Origin)
		}
	}
	s.Barred = slices.ContainsFunc(f.Grounds, func(g assessment.Ground) bool {
		return g.Status == assessment.Recorded && g.Result == assessment.GroundInadmissible && slices.ContainsFunc(f.Persons, func(p people.Person) bool {
			return p.ID == g.Person && (p.Principal() || p.Travels())
		})
	})
	s.Quebec = len(f.Referrals) > 0 && f.Referrals[0].Quebec == people.Yes
	for i := range f.Decisions {
		if d := &f.Decisions[i]; d.Destination.Province == decision.Quebec && d.SignedAt.IsZero() {
			s.Quebec = true
		}
	}
	return s
}

// Admissibility is what the rules of admissibility read of a case, today.
func (a *App) Admissibility(f *File) assessment.Admissibility {
	return admissibility(f, a.Now())
}

// DraftFinding saves one row of the worksheet as a draft. Drafts always save. in.ID and in.Version are those of the
// draft the officer had before them, empty when there was none, and in.Supersedes the recorded finding they saw;
// when the row has moved on since, it is fault.Conflict and nothing is overwritten.
func (a *App) DraftFinding(ctx context.Context, w Write, in assessment.Finding) (string, error) {
	return a.change(ctx, w, access.DraftFinding, func(tx *store.Tx, f *store.File) error {
		sheet, err := a.openSheet(tx, f, in)
		if err != nil {
			return err
		}
		x, err := sheet.SaveDraft(in)
		if err != nil {
			return err
		}
		return a.keepFinding(tx, f, x)
	})
}

// RecordFinding records one row of the worksheet, as DraftFinding saves it. Where a rule says that it is not ready or
// cannot be, the draft is saved all the same, so that nothing typed is lost, and the rule's fault is returned.
func (a *App) RecordFinding(ctx context.Context, w Write, in assessment.Finding) (string, error) {
	answer, err := a.change(ctx, w, access.RecordFinding, func(tx *store.Tx, f *store.File) error {
		sheet, err := a.openSheet(tx, f, in)
		if err != nil {
			return err
		}
		x, err := sheet.Record(in, a.notes(f.Case, in.Criterion))
		if err != nil {
			return err
		}
		if old := sheet.Line(in.Row).Standing; old != nil {
			before := *old
			before.Status = assessment.Superseded
			if err := tx.SaveFinding(f, &before); err != nil {
				return err
			}
		}
		return a.keepFinding(tx, f, x)
	})
	return answer, a.elseDraft(w, in.Version, err, func(w Write) error {
		_, err := a.DraftFinding(ctx, w, in)
		return err
	})
}

// elseDraft saves the draft of what a rule did not let be recorded. version is the item's as the form had it: the fault
// tells at which version it stands now, so that who mends what was wrong and sends it again does not clash with
// themselves (Saved).
func (a *App) elseDraft(w Write, version int64, err error, draft func(Write) error) error {
	var no *fault.Error
	if !errors.As(err, &no) || no.Kind != fault.Invalid && no.Kind != fault.Stopped || no.Key == "assessment.decided" {
		return err
	}
	if w.Token != "" {
		w.Token += ".draft"
	}
	var d *fault.Error
	switch e := draft(w); {
	case e == nil:
		told := *no
		told.Args = maps.Clone(no.Args)
		if told.Args == nil {
			told.Args = map[string]any{}
		}
		told.Args["Version"] = version + 1
		return &told
	case !errors.As(e, &d) || d.Kind == fault.Conflict:
		return e
	}
	return err
}

func (a *App) keepFinding(tx *store.Tx, f *store.File, x assessment.Finding) error {
	x = x.Stamp(tx.Entry.Actor.Account, tx.Now, a.packOf(f.Case))
	return tx.SaveFinding(f, &x)
}

// openSheet opens the worksheet for work: the state lets it, the officer saw the row as it stands, and the evidence is
// of this case. The first work on an assigned case begins its assessment.
func (a *App) openSheet(tx *store.Tx, f *store.File, in assessment.Finding) (assessment.Sheet, error) {
	if err := assessing(tx, f); err != nil {
		return assessment.Sheet{}, err
	}
	sheet := a.Sheet(f)
	l := sheet.Line(in.Row)
	if l == nil {
		return sheet, fault.New(fault.NotFound, "assessment.row.unknown")
	}
	if !asSeen(l, in) {
		return sheet, fault.New(fault.Conflict, "assessment.conflict.title")
	}
	return sheet, known(f, in.Evidence, in.Facts)
}

// asSeen says whether the row is as the officer saw it: two writers of one row never overwrite each other.
func asSeen(l *assessment.Line, in assessment.Finding) bool {
	standing := ""
	if l.Standing != nil {
		standing = l.Standing.ID
	}
	if l.Draft == nil {
		return in.ID == "" && in.Supersedes == standing
	}
	return in.ID == l.Draft.ID && in.Version == l.Draft.Version && in.Supersedes == standing
}

// assessing says whether findings can be worked on where the case stands.
func assessing(tx *store.Tx, f *store.File) error {
	switch f.Case.State {
	case casefile.Assigned, casefile.Redetermination:
		return tx.Move(f, casefile.Eligibility, "assessment.opened")
	case casefile.Eligibility, casefile.Interviewing, casefile.Fairness, casefile.Admissibility, casefile.QuebecSelection, casefile.FinalReview:
		return nil
	}
	return fault.Stop("A-83", "assessment.decided")
}

// known finds evidence that is no document of this case.
func known(f *store.File, evidence []assessment.Evidence, facts []assessment.Fact) error {
	var c fault.Check
	has := func(list []assessment.Evidence) bool {
		for _, e := range list {
			if !slices.ContainsFunc(f.Documents, func(d document.Document) bool { return d.ID == e.Document && d.Removed == "" }) {
				return false
			}
		}
		return true
	}
	if !has(evidence) {
		c.Add("evidence", "assessment.evidence.unknown")
	}
	for _, x := range facts {
		if !has(x.Evidence) {
			c.Add("fact."+string(x.Question)+".evidence", "assessment.evidence.unknown")
		}
	}
	return c.Err("assessment.draft.unreadable")
}

// FinishEligibility moves a case whose worksheet is complete on to admissibility or, when a finding is against the
// applicant, to the final review (assessment 2.2). An interview has been decided on by then.
func (a *App) FinishEligibility(ctx context.Context, w Write) (string, error) {
	return a.change(ctx, w, access.RecordFinding, func(tx *store.Tx, f *store.File) error {
		sheet := a.Sheet(f)
		if err := sheet.CheckForSigning(func(code string) []assessment.Note { return a.notes(f.Case, code) }); err != nil {
			return err
		}
		if !slices.ContainsFunc(f.Interviews, func(i casefile.Interview) bool { return i.Mode != "" }) {
			return fault.Stop("A-40", "assessment.sign.interview")
		}
		if len(sheet.NotMet()) > 0 {
			return tx.Move(f, casefile.FinalReview, "assessment.not_met")
		}
		return tx.Move(f, casefile.Admissibility, "assessment.met")
	})
}

// persons is who is examined for admissibility: everybody on the application, travelling or not, without those
// who have a case of their own or are dead.
func persons(f *store.File) []people.Person {
	return slices.DeleteFunc(people.InCase(f.Persons), people.Person.Deceased)
}
