package app

import (
	"context"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/store"
)

// AfterArrival is what the closing of a landed case reads besides the journey.
func AfterArrival(f *File) decision.After {
	in := decision.After{Notices: f.Notices, Waiting: openMails(f)}
	for i := range f.Incidents {
		if f.Incidents[i].Open() {
			in.Waiting++
		}
	}
	for i := range f.Changes {
		if f.Changes[i].Open() {
			in.Waiting++
		}
	}
	for _, list := range [][]casefile.Question{f.Questions, f.Within} {
		for i := range list {
			if !list[i].Over() {
				in.Waiting++
			}
		}
	}
	return in
}

// CloseComplete closes a landed case for good, once everything of it is settled (ST-closed_complete). Nothing is erased.
func (a *App) CloseComplete(ctx context.Context, w Write) (string, error) {
	return a.change(ctx, w, access.CloseCase, func(tx *store.Tx, f *store.File) error {
		if err := decision.Complete(a.journey(tx, f), AfterArrival(f)); err != nil {
			return err
		}
		return tx.Move(f, casefile.ClosedComplete, "settled")
	})
}
