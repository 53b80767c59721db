package app

import (
	"context"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

// Early admission on a permit, when the checks cannot be finished where the persons are.

// IssuePermit keeps the permit of one person. When all who travel have one, travel begins.
func (a *App) IssuePermit(ctx context.Context, w Write, in decision.Permit) (string, error) {
	return a.change(ctx, w, access.IssuePermit, func(tx *store.Tx, f *store.File) error {
		in = decision.Permit{Person: in.Person, Number: in.Number, Issued: in.Issued, ValidUntil: in.ValidUntil, Why: in.Why, Medical: in.Medical, Opinion: in.Opinion}
		p, err := decision.IssuePermit(in, a.journey(tx, f), a.eligible(f), onFile(f))
		if err != nil {
			return err
		}
		p.By, p.At = tx.Entry.Actor.Account, tx.Now
		if err := tx.SavePermit(f, &p); err != nil {
			return err
		}
		return a.onward(tx, f)
	})
}

// eligible says that the worksheet is complete and nothing on it is found against the applicant.
func (a *App) eligible(f *store.File) bool {
	sheet := a.Sheet(f)
	return len(sheet.NotMet()) == 0 && sheet.CheckForSigning(func(code string) []assessment.Note { return a.notes(f.Case, code) }) == nil
}

// EndPermit ends a permit that nobody used; where nobody is on the way the case goes back to its checks (I-111).
func (a *App) EndPermit(ctx context.Context, w Write, id string, version int64, why string) (string, error) {
	return a.onPermit(ctx, w, access.IssuePermit, id, version, func(tx *store.Tx, f *store.File, p decision.Permit) error {
		p, back, err := decision.EndPermit(p, why, a.journey(tx, f))
		if err != nil {
			return err
		}
		if err := tx.SavePermit(f, &p); err != nil || !back {
			return err
		}
		return tx.Move(f, casefile.Admissibility, "permit")
	})
}

// RecordEntry keeps that a person became a temporary resident on their permit: protection is conferred on that day, and nobody is
// counted.
func (a *App) RecordEntry(ctx context.Context, w Write, id string, version int64, in decision.Entry) (string, error) {
	return a.onPermit(ctx, w, access.RecordLanding, id, version, func(tx *store.Tx, f *store.File, p decision.Permit) error {
		in = decision.Entry{Day: in.Day, Place: in.Place, By: tx.Entry.Actor.Account, At: tx.Now}
		p, err := p.Enter(in, a.journey(tx, f))
		if err != nil {
			return err
		}
		if err := tx.SavePermit(f, &p); err != nil {
			return err
		}
		return a.onward(tx, f)
	})
}

// TakeBackEntry corrects an entry that was recorded by mistake; nothing is erased.
func (a *App) TakeBackEntry(ctx context.Context, w Write, id string, version int64, why string) (string, error) {
	return a.onPermit(ctx, w, access.RecordLanding, id, version, func(tx *store.Tx, f *store.File, p decision.Permit) error {
		p, err := p.TakeBackEntry(why, a.journey(tx, f))
		if err != nil {
			return err
		}
		return tx.SavePermit(f, &p)
	})
}

// RecordApplication keeps that whoever came on a permit applied for permanent residence in Canada.
func (a *App) RecordApplication(ctx context.Context, w Write, id string, version int64, day policy.Day, known string) (string, error) {
	return a.onPermit(ctx, w, access.RecordLanding, id, version, func(tx *store.Tx, f *store.File, p decision.Permit) error {
		p, err := p.ApplyHere(day, known, a.journey(tx, f))
		if err != nil {
			return err
		}
		return tx.SavePermit(f, &p)
	})
}

// onPermit is an act on a permit as it was read.
func (a *App) onPermit(ctx context.Context, w Write, action access.Action, id string, version int64, fn func(*store.Tx, *store.File, decision.Permit) error) (string, error) {
	return a.change(ctx, w, action, func(tx *store.Tx, f *store.File) error {
		p, err := by(f.Permits, id, func(p *decision.Permit) string { return p.ID })
		if err != nil {
			return err
		}
		if p.Version != version {
			return conflict()
		}
		return fn(tx, f, p)
	})
}

// endPermits ends the permits that are not used of some persons, by a code: they died, stay, or another applicant is assessed.
func endPermits(tx *store.Tx, f *store.File, why string, of func(person string) bool) error {
	for _, p := range f.Permits {
		if _, used := p.Entry(); used || p.Cancelled != "" || !of(p.Person) {
			continue
		}
		p.Cancelled, p.Ended = tx.Today(), why
		if err := tx.SavePermit(f, &p); err != nil {
			return err
		}
	}
	return nil
}
