package app

import (
	"context"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// Withdraw records that the applicants asked in writing that their application end: the case is closed and its places are
// free again (A-95, ST-X1). The applicants and the partner are owed a letter that says so (L12).
func (a *App) Withdraw(ctx context.Context, w Write, in casefile.Withdrawal) (string, error) {
	return a.change(ctx, w, access.Withdraw, func(tx *store.Tx, f *store.File) error {
		in.ID, in.Version, in.By, in.At = "", 0, tx.Entry.Actor.Account, tx.Now
		x, err := casefile.Withdraw(in, f.Case.Referred, tx.Today(), Signatories(f, tx.Today()), onFile(f))
		if err != nil {
			return err
		}
		if err := decision.End(f.Decisions, f.Notices); err != nil {
			return err
		}
		if err := tx.SaveWithdrawal(f, &x); err != nil {
			return err
		}
		if h, ok := casefile.Standing(f.Holds); ok {
			h.Ended, h.EndedBy, h.EndNote = tx.Today(), tx.Entry.Actor.Account, casefile.HoldClosed
			if err := a.endHold(tx, f, h); err != nil {
				return err
			}
		}
		// Nothing that was still to be said is so any more, but that the request was received.
		if err := dropOwed(tx, f, func(casefile.Notice) bool { return true }); err != nil {
			return err
		}
		if err := tx.Move(f, casefile.Withdrawn, x.Reason); err != nil {
			return err
		}
		if err := oweBoth(tx, f, casefile.WithdrawalReceived, x.ID); err != nil {
			return err
		}
		return a.freePlaces(tx, f, spaces.ReasonWithdrawn)
	})
}

// Signatories are the ids of the adults of a case who are to travel: each of them asks for themselves.
func Signatories(f *File, today policy.Day) (out []string) {
	for i := range f.Persons {
		if p := &f.Persons[i]; p.Travels() && p.OwnCase == "" && !p.Deceased() && p.Adult(today) {
			out = append(out, p.ID)
		}
	}
	return out
}
