package app

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

// rules keeps the pack with the suspensions that stand and the numbers that were confirmed beside it, so that no page asks the
// store for them: they are rare, and the acts that refer or hold places read them in their own transaction.
type rules struct{ kept atomic.Pointer[read] }

type read struct {
	at      time.Time
	text    *policy.Pack // that it was read beside
	pack    *policy.Pack // with the suspensions and the numbers
	numbers *policy.Pack // with the numbers alone
}

// rulesLife is for how long a page of this process may not know what another process has confirmed.
const rulesLife = 10 * time.Second

// Rules is the pack with the suspensions that stand and the numbers that were confirmed beside its text, as pages ask it.
func (a *App) Rules(ctx context.Context) (*policy.Pack, error) {
	now := a.Now()
	if k := a.rules.kept.Load(); k != nil && k.text == a.Pack && !now.Before(k.at) && now.Sub(k.at) < rulesLife {
		return k.pack, nil
	}
	list, err := a.Store.Suspensions(ctx)
	if err != nil {
		return nil, err
	}
	plans, err := a.Store.YearPlans(ctx)
	if err != nil {
		return nil, err
	}
	numbers := a.Pack.WithPlans(plans)
	k := &read{now, a.Pack, numbers.With(list), numbers}
	a.rules.kept.Store(k)
	return k.pack, nil
}

// rulesIn is the pack with the suspensions that stand inside a change, whoever confirmed them a moment ago.
func (a *App) rulesIn(tx *store.Tx) (*policy.Pack, error) {
	list, err := tx.Suspensions()
	if err != nil {
		return nil, err
	}
	v, err := a.numbersIn(tx)
	if err != nil {
		return nil, err
	}
	return v.Pack.With(list), nil
}

// numbersIn is what is in force on the day of a change, with the numbers that were confirmed beside the pack, whoever did so a
// moment ago: the one place where a change learns how many persons a year allows.
func (a *App) numbersIn(tx *store.Tx) (*policy.View, error) {
	plans, err := tx.YearPlans()
	if err != nil {
		return nil, err
	}
	return a.Pack.WithPlans(plans).On(tx.Today()), nil
}

// lastRules is what was last read of them: every look at a case reads (View).
func (a *App) lastRules() *policy.Pack {
	if k := a.rules.kept.Load(); k != nil && k.text == a.Pack {
		return k.pack
	}
	return a.Pack
}

// Suspensions are the suspensions of agreements beside the pack, the latest first. A partner sees its own once they are
// confirmed, with the ground: who acted and the reason are the department's.
func (a *App) Suspensions(ctx context.Context, who access.Actor) ([]policy.Suspension, error) {
	if err := access.Allow(who, access.ViewAgreements, access.Resource{Partner: who.Unit}); err != nil {
		return nil, err
	}
	list, err := a.Store.Suspensions(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(x, y policy.Suspension) int { return y.Proposed.At.Compare(x.Proposed.At) })
	if access.Allow(who, access.SuspendPartner, access.Resource{}) == nil {
		return list, nil
	}
	var out []policy.Suspension
	for _, s := range list {
		if s.Confirmed.Is() && (!partnerRole(who.Role) || s.Partner == who.Unit) {
			out = append(out, policy.Suspension{ID: s.ID, Partner: s.Partner, Agreement: s.Agreement, Ground: s.Ground, From: s.From,
				Confirmed: unsigned(s.Confirmed), Lift: policy.Lift{Confirmed: unsigned(s.Lift.Confirmed)}})
		}
	}
	return out, nil
}

// unsigned is what a partner sees of an act of the department: that it was done, and when.
func unsigned(m policy.Mark) policy.Mark {
	if m.Is() {
		m.By = "department"
	}
	return m
}

// Referring says why the partner of a person cannot make new referrals today (I-3), so that its pages say so before anybody
// tries: the suspension, or an empty one when the agreement is not in force for another reason; false when it may refer.
func (a *App) Referring(ctx context.Context, who access.Actor) (policy.Suspension, bool, error) {
	if !partnerRole(who.Role) {
		return policy.Suspension{}, false, nil
	}
	p, err := a.Rules(ctx)
	if err != nil {
		return policy.Suspension{}, false, err
	}
	v := p.On(a.Today())
	if s, ok := v.Suspended(who.Unit); ok {
		return policy.Suspension{Partner: s.Partner, Agreement: s.Agreement, Ground: s.Ground, From: s.From, Confirmed: policy.Mark{At: s.Confirmed.At}}, true, nil
	}
	return policy.Suspension{Partner: who.Unit}, v.MayRefer(who.Unit) != nil, nil
}

// ProposeSuspension proposes that an agreement be suspended; it stops nothing until another person has confirmed it (I-3).
func (a *App) ProposeSuspension(ctx context.Context, w Write, s policy.Suspension) error {
	return a.suspending(ctx, w, func(tx *store.Tx, list []policy.Suspension) (policy.Suspension, error) {
		s.ID, s.Version = "", 0
		return a.Pack.On(tx.Today()).Propose(list, s, signed(tx))
	})
}

// ConfirmSuspension is the second person's yes to a suspension that was proposed, or to its end (I-3). A suspension stops new
// referrals from this change on, whatever process they come through.
func (a *App) ConfirmSuspension(ctx context.Context, w Write, id string, version int64) error {
	return a.answering(ctx, w, id, version, func(s policy.Suspension, m policy.Mark) (policy.Suspension, error) { return s.Confirm(m) })
}

// ProposeLift proposes that a suspension end; it stands until another person has confirmed.
func (a *App) ProposeLift(ctx context.Context, w Write, id string, version int64, reason string) error {
	return a.answering(ctx, w, id, version, func(s policy.Suspension, m policy.Mark) (policy.Suspension, error) { return s.ProposeLift(reason, m) })
}

// DropSuspension takes a proposal back, or says no to it: to suspend, or to lift.
func (a *App) DropSuspension(ctx context.Context, w Write, id string, version int64) error {
	return a.answering(ctx, w, id, version, func(s policy.Suspension, m policy.Mark) (policy.Suspension, error) { return s.Drop(m) })
}

func signed(tx *store.Tx) policy.Mark { return policy.Mark{By: tx.Entry.Actor.Account, At: tx.Now} }

// answering changes one suspension that there is, as it was read.
func (a *App) answering(ctx context.Context, w Write, id string, version int64, fn func(policy.Suspension, policy.Mark) (policy.Suspension, error)) error {
	return a.suspending(ctx, w, func(tx *store.Tx, list []policy.Suspension) (policy.Suspension, error) {
		i := slices.IndexFunc(list, func(s policy.Suspension) bool { return s.ID == id })
		if i < 0 {
			return policy.Suspension{}, fault.New(fault.NotFound, "fault.not_found")
		}
		if list[i].Version != version {
			return policy.Suspension{}, fault.New(fault.Conflict, "fault.conflict")
		}
		return fn(list[i], signed(tx))
	})
}

func (a *App) suspending(ctx context.Context, w Write, fn func(tx *store.Tx, list []policy.Suspension) (policy.Suspension, error)) error {
	w.Case = ""
	_, err := a.start(ctx, w, access.SuspendPartner, func(tx *store.Tx) error {
		list, err := tx.Suspensions()
		if err != nil {
			return err
		}
		s, err := fn(tx, list)
		if err != nil {
			return err
		}
		_, err = tx.SaveSuspension(s)
		return err
	})
	if err == nil {
		a.rules.kept.Store(nil)
	}
	return err
}
