package app

import (
	"context"

	"passage/internal/casework/access"
	"passage/internal/casework/decision"
	"passage/internal/store"
)

// RecordWindow keeps that the application of a family member who stayed behind has come.
func (a *App) RecordWindow(ctx context.Context, w Write, in decision.WindowApplication) (string, error) {
	return a.change(ctx, w, access.RecordWindow, func(tx *store.Tx, f *store.File) error {
		in = decision.WindowApplication{Person: in.Person, Submitted: in.Submitted, Proof: in.Proof, Known: in.Known}
		if err := decision.Apply(in, a.journey(tx, f), onFile(f)); err != nil {
			return err
		}
		in.By, in.At = tx.Entry.Actor.Account, tx.Now
		return tx.SaveWindow(f, &in)
	})
}

// AdmitWindow keeps the visa that an officer issues to a member who follows (R141(1)).
func (a *App) AdmitWindow(ctx context.Context, w Write, id string, version int64, in decision.WindowApplication) (string, error) {
	return a.change(ctx, w, access.AdmitWindow, func(tx *store.Tx, f *store.File) error {
		x, err := by(f.Windows, id, func(x *decision.WindowApplication) string { return x.ID })
		if err != nil {
			return err
		}
		x.Related, x.Quebec, x.Number, x.Issued, x.ValidUntil, x.Reasons = in.Related, in.Quebec, in.Number, in.Issued, in.ValidUntil, in.Reasons
		if err := decision.Admit(x, a.journey(tx, f)); err != nil {
			return err
		}
		x.Officer, x.Version = tx.Entry.Actor.Account, version
		return tx.SaveWindow(f, &x)
	})
}
