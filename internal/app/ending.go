package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// CloseUnused closes a case before anybody of it arrived: its visas ended unused, the principal applicant died, another country took the
// family, or they chose to return. Its places are free again (ST-closed_unused). The step and the hold that ends name the ending and
// not why: that stands in a room of its own (I-81). After a death it is the assigned officer's to say (I-77).
func (a *App) CloseUnused(ctx context.Context, w Write, in casefile.Ending) (string, error) {
	return a.change(ctx, w, access.CloseCase, func(tx *store.Tx, f *store.File) error {
		if err := casefile.Move(f.Case.State, casefile.ClosedUnused, tx.Entry.Actor.Role); err != nil {
			return err
		}
		if in.Why == casefile.PrincipalDied {
			if err := access.Allow(w.Actor, access.ChangePrincipal, a.resource(f.Case)); err != nil {
				return err
			}
		}
		visas := standingVisas(f)
		in.ID, in.Version = "", 0
		e, err := casefile.CloseUnused(in, casefile.Closing{
			State: f.Case.State, Headless: Orphaned(f), Visas: len(visas) > 0, Valid: slices.ContainsFunc(visas, func(v decision.Visa) bool { return v.ValidUntil >= tx.Today() }),
			Adults: Signatories(f, tx.Today()), Plan: Plan(f), Referred: f.Case.Referred, Today: tx.Today(), Documents: onFile(f),
		})
		if err != nil {
			return err
		}
		if err := decision.End(f.Decisions, f.Notices); err != nil {
			return err
		}
		e.By, e.At = tx.Entry.Actor.Account, tx.Now
		if err := tx.SaveEnding(f, &e); err != nil {
			return err
		}
		if h, ok := casefile.Standing(f.Holds); ok {
			h.Ended, h.EndedBy, h.EndNote = tx.Today(), tx.Entry.Actor.Account, casefile.HoldClosed
			if err := a.endHold(tx, f, h); err != nil {
				return err
			}
		}
		if e.Why != casefile.VisasUnused { // nothing that was still to be said is so any more
			if err := dropOwed(tx, f, func(casefile.Notice) bool { return true }); err != nil {
				return err
			}
		}
		if err := tx.Move(f, casefile.ClosedUnused, e.ID); err != nil {
			return err
		}
		return a.freePlaces(tx, f, spaces.ReasonUnused)
	})
}
