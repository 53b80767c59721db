package app

import (
	"context"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

// A case that waits for a named reason, with a day on which its officer looks again (A-102, ST-on_hold).

// HoldCase puts a case on hold from where it stands. Applicant and partner are owed the reason and the day of review (L16).
func (a *App) HoldCase(ctx context.Context, w Write, in casefile.Hold) (string, error) {
	return a.change(ctx, w, access.HoldCase, func(tx *store.Tx, f *store.File) error {
		in.ID, in.Version, in.From, in.Since = "", 0, f.Case.State, tx.Today()
		in.Ended, in.EndedBy, in.EndNote = "", "", ""
		if err := casefile.Pause(in, a.holdDays(tx.Today()), tx.Today()); err != nil {
			return err
		}
		if err := a.mayWait(f, in.Reason, tx.Today()); err != nil {
			return err
		}
		if err := tx.Move(f, casefile.OnHold, string(in.Reason)); err != nil {
			return err
		}
		return a.keepWaiting(tx, f, in)
	})
}

// LookAgain is the officer's look on the day of review, or before it, after which the case waits on until another day.
func (a *App) LookAgain(ctx context.Context, w Write, version int64, review policy.Day, found string) (string, error) {
	return a.onHold(ctx, w, version, func(tx *store.Tx, f *store.File, h casefile.Hold) error {
		was, next, err := h.Again(review, a.holdDays(tx.Today()), tx.Entry.Actor.Account, found, tx.Today())
		if err != nil {
			return err
		}
		if err := a.endHold(tx, f, was); err != nil {
			return err
		}
		return a.keepWaiting(tx, f, next)
	})
}

// ResumeCase ends a hold with what was found: the case goes on where it was.
func (a *App) ResumeCase(ctx context.Context, w Write, version int64, found string) (string, error) {
	return a.onHold(ctx, w, version, func(tx *store.Tx, f *store.File, h casefile.Hold) error {
		if h.Reason == casefile.LostContact {
			if err := casefile.FoundAgain(h, f.Holds, Plan(f), tx.Today()); err != nil {
				return err
			}
		}
		h, err := casefile.Resume(h, tx.Entry.Actor.Account, found, tx.Today())
		if err != nil {
			return err
		}
		if err := a.endHold(tx, f, h); err != nil {
			return err
		}
		if err := tx.Move(f, h.From, string(h.Reason)); err != nil {
			return err
		}
		return a.onward(tx, f) // what the persons have by now may bring it further
	})
}

// holdDays is how far ahead the day of review may be, by the pack.
func (a *App) holdDays(today policy.Day) int {
	if c, ok := a.Pack.On(today).Clock("exit-hold"); ok {
		return c.Days
	}
	return 0
}

// onHold is an act on the hold that a case is on, as it was read.
func (a *App) onHold(ctx context.Context, w Write, version int64, fn func(*store.Tx, *store.File, casefile.Hold) error) (string, error) {
	return a.change(ctx, w, access.HoldCase, func(tx *store.Tx, f *store.File) error {
		h, ok := casefile.Standing(f.Holds)
		if !ok || f.Case.State != casefile.OnHold {
			return fault.Stop("ST-on_hold", "hold.ended")
		}
		if h.Version != version {
			return conflict()
		}
		return fn(tx, f, h)
	})
}

// keepWaiting stores a hold and owes its notices.
func (a *App) keepWaiting(tx *store.Tx, f *store.File, h casefile.Hold) error {
	h.By, h.At = tx.Entry.Actor.Account, tx.Now
	if err := tx.SaveHold(f, &h); err != nil {
		return err
	}
	if h.Reason == casefile.LostContact { // the applicants are those who cannot be reached
		n := owed(f, casefile.HoldNotice, casefile.ToPartner, h.ID, tx.Today())
		return tx.SaveNotice(f, &n)
	}
	return oweBoth(tx, f, casefile.HoldNotice, h.ID)
}

// endHold stores the end of a hold. Its notices that nobody has sent yet fall away: they would say what is no longer so.
func (a *App) endHold(tx *store.Tx, f *store.File, h casefile.Hold) error {
	if err := tx.SaveHold(f, &h); err != nil {
		return err
	}
	return dropOwed(tx, f, func(n casefile.Notice) bool { return n.Of == h.ID })
}

// oweBoth owes the applicant and the partner that referred a notice of the same thing.
func oweBoth(tx *store.Tx, f *store.File, kind casefile.NoticeKind, of string) error {
	for _, to := range []casefile.Addressee{casefile.ToApplicant, casefile.ToPartner} {
		n := owed(f, kind, to, of, tx.Today())
		if err := tx.SaveNotice(f, &n); err != nil {
			return err
		}
	}
	return nil
}
