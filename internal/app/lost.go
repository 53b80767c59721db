package app

import (
	"context"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

// TryContact keeps that somebody tried to reach the applicants, by which way and with what result (I-80).
func (a *App) TryContact(ctx context.Context, w Write, in casefile.Attempt) (string, error) {
	return a.change(ctx, w, access.TryContact, func(tx *store.Tx, f *store.File) error {
		in.ID, in.Version, in.By, in.At = "", 0, tx.Entry.Actor.Account, tx.Now
		x, err := casefile.TryContact(in, Plan(f), f.Case.Referred, tx.Today())
		if err != nil {
			return err
		}
		return tx.SaveAttempt(f, &x)
	})
}

// NotLost is what is missing before the case may wait as lost contact (I-80). The caller has looked at the case through View, which
// leaves blank who the other contact is, and not that there is one.
func (a *App) NotLost(f *File, today policy.Day) []string {
	days := 0
	if c, ok := a.Pack.On(today).Clock(casefile.LostClock); ok {
		days = c.Days
	}
	return casefile.NotLost(f.Attempts, Plan(f), days, today)
}

// mayWait says whether a case may be put on hold for a reason.
func (a *App) mayWait(f *store.File, reason casefile.HoldReason, today policy.Day) error {
	if reason == casefile.LostContact && len(a.NotLost(f, today)) > 0 {
		var c fault.Check
		c.AddRule("reason", "contact.not_lost", "I-80")
		return c.Err("hold.wrong")
	}
	return nil
}
