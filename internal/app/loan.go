package app

import (
	"context"

	"passage/internal/casework/access"
	"passage/internal/casework/decision"
	"passage/internal/store"
)

// RecordLoan keeps how the travel of an adult is paid and what they signed, as long as no officer has authorised it.
func (a *App) RecordLoan(ctx context.Context, w Write, version int64, in decision.Loan) (string, error) {
	return a.change(ctx, w, access.RecordLoan, func(tx *store.Tx, f *store.File) error {
		was, _ := decision.LoanOf(f.Loans, in.Person)
		if was.Version != version {
			return conflict()
		}
		l, err := decision.RecordLoan(in, was, a.journey(tx, f), decision.TermsOf(a.Policy()), onFile(f))
		if err != nil {
			return err
		}
		l.ID, l.Version, l.By, l.At = was.ID, was.Version, tx.Entry.Actor.Account, tx.Now
		return tx.SaveLoan(f, &l)
	})
}

// AuthoriseLoan is the officer's word on it.
func (a *App) AuthoriseLoan(ctx context.Context, w Write, person string, version int64) (string, error) {
	return a.change(ctx, w, access.AuthoriseLoan, func(tx *store.Tx, f *store.File) error {
		l, err := by(f.Loans, person, func(l *decision.Loan) string { return l.Person })
		if err != nil {
			return err
		}
		if l.Version != version {
			return conflict()
		}
		if l, err = l.Authorise(tx.Entry.Actor.Account, tx.Now); err != nil {
			return err
		}
		return tx.SaveLoan(f, &l)
	})
}

// RecordOrientation keeps who was at an orientation before departure.
func (a *App) RecordOrientation(ctx context.Context, w Write, in decision.Orientation) (string, error) {
	return a.change(ctx, w, access.Orient, func(tx *store.Tx, f *store.File) error {
		in.ID, in.Version = "", 0
		if err := decision.Attend(in, a.journey(tx, f)); err != nil {
			return err
		}
		in.By, in.At = tx.Entry.Actor.Account, tx.Now
		return tx.SaveOrientation(f, &in)
	})
}
