package app

import (
	"context"
	"math"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// Draft is a referral as the partner works on it: what was entered, and how complete it is.
type Draft struct {
	*File
	Referral referral.Referral
	Plan     people.SafetyPlan
	Subject  referral.Subject
	Lacks    []referral.Lack
	Meter    referral.Meter
	Owed     []referral.Owed
	Flags    []people.Flag // for the officer (I-33)
	Lock     policy.Day    // day on which the children's age is locked, as things stand (I-24)
	Blocking int
}

// Draft shows a referral to its partner. reveal opens places, code words and names of the safe-contact plan, as an
// entry of its own (decision 7).
func (a *App) Draft(ctx context.Context, who access.Actor, id casefile.ID, reveal bool) (*Draft, error) {
	action := access.ViewReferral
	if reveal {
		action = access.RevealSafety
	}
	f, err := a.View(ctx, who, id, action, "")
	if err != nil {
		return nil, err
	}
	over := false
	if !f.Case.State.After() {
		entries, err := a.Store.Entries(ctx, 0, id)
		if err != nil {
			return nil, err
		}
		year := a.Today().Year()
		rows, err := a.Store.Balances(ctx, year)
		if err != nil {
			return nil, err
		}
		over = noRoom(f.Case, year, allocation(a.Policy(), f.Case.Stream, f.Case.ReferredBy, year), rows[share(f.Case, year)], entries)
	}
	pack, err := a.Rules(ctx)
	if err != nil {
		return nil, err
	}
	return a.draftOf(f, pack, a.Today(), over, true)
}

// draftOf is the draft under a pack that knows the suspensions.
func (a *App) draftOf(f *store.File, pack *policy.Pack, today policy.Day, over, partner bool) (*Draft, error) {
	r, err := theReferral(f)
	if err != nil {
		return nil, err
	}
	d := &Draft{File: f, Referral: r, Lock: referral.LockDay(r, today)}
	if len(f.Plans) > 0 {
		d.Plan = f.Plans[0]
	}
	d.Subject = a.subject(f, r, d.Plan, today)
	d.Subject.Over, d.Subject.Pack = over, pack
	if d.Lacks, err = referral.Lacks(d.Subject, partner); err != nil {
		return nil, err
	}
	d.Meter = referral.Measure(d.Subject, d.Lacks)
	d.Owed = referral.Owes(d.Subject)
	d.Flags = people.Flags(f.Persons, d.Lock)
	d.Blocking = referral.Blocking(d.Lacks)
	return d, nil
}

// subject is what completeness looks at, under the text of the pack alone: a suspension is asked of where a referral is made.
func (a *App) subject(f *store.File, r referral.Referral, plan people.SafetyPlan, today policy.Day) referral.Subject {
	return referral.Subject{Referral: r, Persons: f.Persons, Plan: plan, Documents: f.Documents, Pack: a.Pack, Today: today,
		State: string(f.Case.State), Office: f.Case.Office}
}

// allocation is how many persons a partner may refer in a year; where the pack has no number there is no limit.
func allocation(v *policy.View, stream, partner string, year int) int {
	if al, ok := v.Allocation(stream, partner, year); ok {
		return al.Persons
	}
	return math.MaxInt32
}

// noRoom says whether the family does not fit into what is left of the partner's year; what the case itself holds is
// its own room (INT-E2). It is shown before the guard says so.
func noRoom(c casefile.Case, year, limit int, d spaces.Delta, entries []spaces.Entry) bool {
	own := 0
	for _, p := range spaces.Positions(entries) {
		if p.Year == year && p.Partner == c.ReferredBy {
			own = p.Held + p.Confirmed + p.Consumed
		}
	}
	return d.Used()-own+c.Persons > limit+d.Moved
}

// share is the counter of the places of a case's partner in a year.
func share(c casefile.Case, year int) spaces.Key {
	return spaces.Key{Counter: spaces.Allocation, Year: year, Stream: c.Stream, Partner: c.ReferredBy}
}

// places is what the ledger's rules need about this case.
func (a *App) places(tx *store.Tx, f *store.File, year int, reason string) (spaces.Ask, error) {
	countPersons(f)
	v, err := a.numbersIn(tx)
	if err != nil {
		return spaces.Ask{}, err
	}
	return a.ask(tx, f, year, allocation(v, f.Case.Stream, f.Case.ReferredBy, year), reason), nil
}

// missing is how many things still block a draft. Whether there is room in the year is not asked: that is the ledger's.
func (a *App) missing(tx *store.Tx, f *store.File) int {
	r, err := theReferral(f)
	if err != nil {
		return 0 // a case without a referral yet, in the middle of the change that makes it
	}
	var plan people.SafetyPlan
	if len(f.Plans) > 0 {
		plan = f.Plans[0]
	}
	n, err := referral.Missing(a.subject(f, r, plan, tx.Today()), true)
	if err != nil {
		Log("counting what a draft lacks", f.Case.ID, err)
	}
	return n
}

// SendForReview gives the package to a second person of the partner (A6). Nothing that blocks may be missing, the
// law's or ours (decision 10), and the family's places in the partner's year are held (I-50): all of them, or it does not go.
func (a *App) SendForReview(ctx context.Context, w Write, version int64) error {
	_, err := a.draft(ctx, w, access.SendForReview, func(tx *store.Tx, f *store.File) error {
		r, _, err := a.complete(tx, f)
		if err != nil {
			return err
		}
		r.Version = version
		if r, err = referral.SendForReview(r, act(tx)); err != nil {
			return err
		}
		if err := tx.SaveReferral(f, &r); err != nil {
			return err
		}
		f.Case.Prepared = w.Actor.Account
		if err := a.hold(tx, f); err != nil {
			return err
		}
		return tx.Move(f, casefile.Reviewing, "complete")
	})
	return err
}

// complete is the referral when nothing blocks it, and the pack with the suspensions as they stand in this change.
func (a *App) complete(tx *store.Tx, f *store.File) (referral.Referral, *policy.Pack, error) {
	pack, err := a.rulesIn(tx)
	if err != nil {
		return referral.Referral{}, nil, err
	}
	d, err := a.draftOf(f, pack, tx.Today(), false, true) // whether there is room is the ledger's to say, in this same change
	if err != nil {
		return referral.Referral{}, nil, err
	}
	if len(d.Referral.Packages) == 0 { // said by its own rule (I-3), before it is one of many things that lack
		if err := pack.On(tx.Today()).MayRefer(d.Referral.Partner); err != nil {
			return d.Referral, nil, err
		}
	}
	if d.Blocking > 0 {
		return d.Referral, nil, &fault.Error{Kind: fault.Stopped, Key: "referral.incomplete", Rule: "ST-" + string(casefile.Reviewing), Args: map[string]any{"Count": d.Blocking}}
	}
	return d.Referral, pack, nil
}

// hold takes places for the family, or keeps those it has confirmed (a corrected package).
func (a *App) hold(tx *store.Tx, f *store.File) error {
	entries, err := tx.Entries(f.Case.ID)
	if err != nil {
		return err
	}
	for _, p := range spaces.Positions(entries) {
		if p.Confirmed > 0 {
			return nil
		}
	}
	ask, err := a.places(tx, f, tx.Today().Year(), spaces.ReasonPreparing)
	if err != nil {
		return err
	}
	ask.Override = spaces.Granted(entries, spaces.Allocation, ask.Year)
	out, err := spaces.Take(ask, entries)
	if err != nil {
		return err
	}
	_, err = post(tx, out)
	return err
}

// SendBack gives a package back to the caseworker with what to change (A5).
func (a *App) SendBack(ctx context.Context, w Write, version int64, what string) error {
	_, err := a.change(ctx, w, access.SendBack, func(tx *store.Tx, f *store.File) error {
		if err := only(f, casefile.Reviewing, casefile.Ready); err != nil {
			return err
		}
		r, err := theReferral(f)
		if err != nil {
			return err
		}
		r.Version = version
		if r, err = referral.SendBack(r, what, act(tx)); err != nil {
			return err
		}
		if err := tx.SaveReferral(f, &r); err != nil {
			return err
		}
		return tx.Move(f, casefile.Preparing, "sent_back")
	})
	return err
}

// Refer is the reviewer's signature and the referral itself (A7, B1), followed by the receipt (B2, I-46): the package is
// frozen, both dates are set, and the family's places are confirmed in the year of the referral.
//
// Rule I-46: the acknowledgement is automatic, in the same act, with a number that is stored with the package; the application
// number and the client numbers reach the partner with the file and not before.
//
// What the reviewer ticked of the partner's own checklist is kept with it; it stops nothing (I-19).
//
// Rules: INT-E14, I-1, I-3, I-4, I-5, I-7, I-10, I-24, I-25, I-50.
func (a *App) Refer(ctx context.Context, w Write, version int64, certified bool, checked ...string) error {
	_, err := a.change(ctx, w, access.Refer, func(tx *store.Tx, f *store.File) error {
		if err := casefile.Move(f.Case.State, casefile.Ready, w.Actor.Role); err != nil {
			return err
		}
		r, pack, err := a.complete(tx, f)
		if err != nil {
			return err
		}
		r.Version = version
		if r, err = referral.Sign(r, certified, act(tx)); err != nil {
			return err
		}
		r.Checked = referral.Ticked(a.subject(f, r, Plan(f), tx.Today()), checked)
		receipt := referral.ReceiptCode(tx.NewID())
		r, err = referral.Refer(r, referral.Content{Persons: f.Persons, Plans: f.Plans, Documents: f.Documents}, pack, receipt, act(tx))
		if err != nil {
			return err
		}
		if err := tx.SaveReferral(f, &r); err != nil {
			return err
		}
		if err := a.referred(tx, f, r); err != nil {
			return err
		}
		if err := tx.Move(f, casefile.Ready, "signed"); err != nil {
			return err
		}
		if err := tx.Move(f, casefile.Referred, "referred"); err != nil {
			return err
		}
		return tx.MoveAs(f, casefile.Received, casefile.Step{By: "system", Role: access.System, Reason: receipt})
	})
	return err
}

// referred sets both dates of the case and confirms the family's places in the year of the referral (I-50).
func (a *App) referred(tx *store.Tx, f *store.File, r referral.Referral) error {
	f.Case.Referred, f.Case.Applied = r.Made.Day, r.Submitted.Day
	entries, err := tx.Entries(f.Case.ID)
	if err != nil {
		return err
	}
	ask, err := a.places(tx, f, r.Made.Day.Year(), spaces.ReasonReferred)
	if err != nil {
		return err
	}
	ask.Override = spaces.Granted(entries, spaces.Allocation, ask.Year)
	out, err := spaces.Refer(ask, entries)
	if err != nil {
		return err
	}
	_, err = post(tx, out)
	return err
}

// WithdrawReferral ends a referral that was not made (A10) and gives its places back.
func (a *App) WithdrawReferral(ctx context.Context, w Write, version int64, in referral.Withdrawal) error {
	_, err := a.change(ctx, w, access.WithdrawReferral, func(tx *store.Tx, f *store.File) error {
		r, err := theReferral(f)
		if err != nil {
			return err
		}
		r.Version = version
		if r, err = referral.Withdraw(r, in, act(tx)); err != nil {
			return err
		}
		if err := tx.SaveReferral(f, &r); err != nil {
			return err
		}
		entries, err := tx.Entries(f.Case.ID)
		if err != nil {
			return err
		}
		ask, err := a.places(tx, f, tx.Today().Year(), spaces.ReasonWithdrawn)
		if err != nil {
			return err
		}
		if _, err := post(tx, spaces.Leave(ask, entries)); err != nil {
			return err
		}
		return tx.Move(f, casefile.WithdrawnBefore, in.Reason)
	})
	return err
}

// ReopenReturned takes a returned package up again (B5 to A5): the same case, the next version of the package (I-45).
func (a *App) ReopenReturned(ctx context.Context, w Write) error {
	_, err := a.change(ctx, w, access.EditReferral, func(tx *store.Tx, f *store.File) error {
		if err := only(f, casefile.Returned); err != nil {
			return err
		}
		r, err := theReferral(f)
		if err != nil {
			return err
		}
		r.Certified, r.ReviewedBy, r.ReviewedOn, r.Checked = referral.Statement{}, "", "", nil // a corrected package is signed again
		if err := tx.SaveReferral(f, &r); err != nil {
			return err
		}
		return tx.Move(f, casefile.Preparing, "returned")
	})
	return err
}

// Referrals is the partner's list: its own cases alone, newest in state first (P1).
func (a *App) Referrals(ctx context.Context, who access.Actor, states []casefile.State, after store.Cursor, limit int) ([]casefile.Case, error) {
	return a.List(ctx, who, access.ListReferrals, store.Query{Partner: who.Unit, States: states, Newest: true, After: after, Limit: limit})
}
