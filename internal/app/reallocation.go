package app

import (
	"cmp"
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// Reallocations are the proposals to move room between partners, the latest first. A partner sees those it is part of; who of the
// department acted is left out for it.
func (a *App) Reallocations(ctx context.Context, who access.Actor) ([]spaces.Proposal, error) {
	if err := access.Allow(who, access.ViewRoom, access.Resource{Partner: who.Unit}); err != nil {
		return nil, err
	}
	list, err := a.Store.Reallocations(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(x, y spaces.Proposal) int { return y.Proposed.At.Compare(x.Proposed.At) })
	if !partnerRole(who.Role) {
		return list, nil
	}
	list = slices.DeleteFunc(list, func(p spaces.Proposal) bool { return !p.Of(who.Unit) })
	for i := range list {
		p := &list[i]
		p.Proposed, p.Approved, p.Declined = unsigned(p.Proposed), unsigned(p.Approved), unsigned(p.Declined)
		p.Comments = slices.Clone(p.Comments)
		for j := range p.Comments {
			if p.Comments[j].Partner != who.Unit {
				p.Comments[j].By = p.Comments[j].Partner // what the other said, not who there
			}
		}
	}
	return list, nil
}

// ProposeReallocation proposes that room go from one partner to another (I-66). Nothing moves yet.
func (a *App) ProposeReallocation(ctx context.Context, w Write, p spaces.Proposal) (string, error) {
	return a.moving(ctx, w, access.ProposeMove, func(tx *store.Tx, v *policy.View, _ []spaces.Proposal) (spaces.Proposal, []spaces.Entry, error) {
		for _, code := range []string{p.From, p.To} {
			if _, ok := v.Partner(code); code != "" && !ok {
				return p, nil, fault.New(fault.NotFound, "fault.not_found")
			}
		}
		row, err := tx.Balance(spaces.Key{Counter: spaces.Allocation, Year: p.Year, Stream: p.Stream, Partner: p.From})
		if err != nil {
			return p, nil, err
		}
		limit := 0
		if al, ok := v.Allocation(p.Stream, p.From, p.Year); ok {
			limit = al.Persons
		}
		p, err = spaces.Propose(p, row, limit, tx.Today().Year(), signed(tx))
		return p, nil, err
	})
}

// CommentReallocation is what one of the two partners says of a proposal; the department and the other partner read it.
func (a *App) CommentReallocation(ctx context.Context, w Write, id string, version int64, text string) error {
	_, err := a.moving(ctx, w, access.CommentMove, func(tx *store.Tx, _ *policy.View, list []spaces.Proposal) (spaces.Proposal, []spaces.Entry, error) {
		p, err := one(list, id, version)
		if err != nil {
			return p, nil, err
		}
		p, err = p.Say(w.Actor.Unit, text, signed(tx))
		return p, nil, err
	})
	return err
}

// ApproveReallocation is the answer of another person of the department: both ledgers change in this one change, or neither (I-66).
func (a *App) ApproveReallocation(ctx context.Context, w Write, id string, version int64) error {
	_, err := a.moving(ctx, w, access.AnswerMove, func(tx *store.Tx, v *policy.View, list []spaces.Proposal) (spaces.Proposal, []spaces.Entry, error) {
		p, err := one(list, id, version)
		if err != nil {
			return p, nil, err
		}
		from, ok := v.Allocation(p.Stream, p.From, p.Year)
		to, too := v.Allocation(p.Stream, p.To, p.Year)
		if !ok || !too {
			return p, nil, fault.Stop("I-66", "spaces.move.no_number")
		}
		return p.Approve(from.Persons, to.Persons, signed(tx))
	})
	return err
}

// DeclineReallocation ends a proposal: taken back by who proposed it, or declined by another person with a reason.
func (a *App) DeclineReallocation(ctx context.Context, w Write, id string, version int64, why string) error {
	_, err := a.moving(ctx, w, access.AnswerMove, func(tx *store.Tx, _ *policy.View, list []spaces.Proposal) (spaces.Proposal, []spaces.Entry, error) {
		p, err := one(list, id, version)
		if err != nil {
			return p, nil, err
		}
		p, err = p.Decline(why, signed(tx))
		return p, nil, err
	})
	return err
}

func one(list []spaces.Proposal, id string, version int64) (spaces.Proposal, error) {
	i := slices.IndexFunc(list, func(p spaces.Proposal) bool { return p.ID == id })
	switch {
	case i < 0:
		return spaces.Proposal{}, fault.New(fault.NotFound, "fault.not_found")
	case list[i].Version != version:
		return spaces.Proposal{}, fault.New(fault.Conflict, "fault.conflict")
	}
	return list[i], nil
}

func (a *App) moving(ctx context.Context, w Write, action access.Action, fn func(*store.Tx, *policy.View, []spaces.Proposal) (spaces.Proposal, []spaces.Entry, error)) (string, error) {
	w.Case = ""
	return a.start(ctx, w, action, func(tx *store.Tx) error {
		list, err := tx.Reallocations()
		if err != nil {
			return err
		}
		v, err := a.numbersIn(tx)
		if err != nil {
			return err
		}
		p, entries, err := fn(tx, v, list)
		if err != nil {
			return err
		}
		if p, err = tx.SaveReallocation(p); err != nil {
			return err
		}
		tx.Answer = p.ID
		_, err = post(tx, entries)
		return err
	})
}

// OwnAllocation is what a partner sees of its own places: each year, how long its referred cases have stood where, and the
// proposals that it is part of. Nothing of another partner, but what it proposed to give or was to receive.
type OwnAllocation struct {
	Years   []AllocationLine
	Ages    []Age // of the stages before the decision
	Decided int   // cases at the decision and after it, until somebody has landed or they are closed
	Moves   []spaces.Proposal

	Cases    int            // the latest of its cases that the reasons are counted over
	Returned int            // of these, cases of which a package came back
	Reasons  []ReturnReason // why, the most frequent first
}

// ReturnReason is in how many cases a package came back for a place of it.
type ReturnReason struct {
	Place string
	Cases int
}

// returnsOver is over how many cases of a partner, the latest in their state, the reasons of returns are counted.
const returnsOver = 2000

// returns counts why packages of a partner came back, from the heads of its cases: none is shown.
func (a *App) returns(ctx context.Context, out *OwnAllocation, partner, stream string) error {
	list, err := a.Store.List(ctx, store.Query{Partner: partner, Newest: true, Limit: returnsOver})
	if err != nil {
		return err
	}
	n := map[string]int{}
	for _, c := range list {
		if c.Stream != stream || c.Referred == "" || c.ReferredBy != partner {
			continue
		}
		out.Cases++
		if len(c.Summary.CameBack) > 0 {
			out.Returned++
		}
		for _, place := range c.Summary.CameBack {
			n[place]++
		}
	}
	for place, cases := range n {
		out.Reasons = append(out.Reasons, ReturnReason{place, cases})
	}
	slices.SortFunc(out.Reasons, func(x, y ReturnReason) int {
		return cmp.Or(cmp.Compare(y.Cases, x.Cases), cmp.Compare(x.Place, y.Place))
	})
	return nil
}

// OwnAllocation are the figures of the reader's own partner, from the same counters that the department's pages read.
func (a *App) OwnAllocation(ctx context.Context, who access.Actor, stream string) (*OwnAllocation, error) {
	if !partnerRole(who.Role) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	moves, err := a.Reallocations(ctx, who)
	if err != nil {
		return nil, err
	}
	if _, err := a.Rules(ctx); err != nil {
		return nil, err
	}
	out := &OwnAllocation{Moves: moves}
	for year := a.Today().Year() - 1; year <= a.Today().Year()+1; year++ {
		rows, err := a.Store.Balances(ctx, year)
		if err != nil {
			return nil, err
		}
		if l := allocationOf(a.Policy(), rows, stream, who.Unit, year); l.Limit > 0 || l.Delta != (spaces.Delta{}) {
			out.Years = append(out.Years, l)
		}
	}
	f, err := a.Store.Figures(ctx, a.Today().Year(), a.Today(), false, who.Unit, "")
	if err != nil {
		return nil, err
	}
	// Rule A-89: the outcome is said to a partner by its notice alone, so neither a stage nor an age may tell it before.
	decided := []casefile.Stage{casefile.StageDecision, casefile.StageVisa}
	out.Ages = slices.DeleteFunc(agesOf(f), func(x Age) bool { return slices.Contains(decided, x.Stage) })
	for _, n := range f.Counts {
		if n.Partner == who.Unit && slices.Contains(decided, casefile.StageOf(n.State)) && !n.State.Closed() {
			out.Decided += n.Cases
		}
	}
	if err := a.returns(ctx, out, who.Unit, stream); err != nil {
		return nil, err
	}
	return out, a.Store.Record(ctx, store.Look{At: a.Now(), Actor: who, Action: access.ViewRoom, Outcome: store.Shown})
}

// Unused is room of one partner beside persons of another who wait in packages that hold no place (I-59, I-66).
type Unused struct {
	Year     int
	From, To string
	Free     int // places of From
	Waiting  int // persons of To
}

// Unused points out, all year, where room is free while persons wait elsewhere, so that there is time to act on it. Where nobody
// waits nothing is said: room that is left is no shortfall (I-59).
func (a *App) Unused(ctx context.Context, who access.Actor, stream string) ([]Unused, error) {
	if err := a.figures(ctx, who); err != nil {
		return nil, err
	}
	year, v := a.Today().Year(), a.Policy()
	rows, err := a.Store.Balances(ctx, year)
	if err != nil {
		return nil, err
	}
	counts, err := a.Store.Counts(ctx)
	if err != nil {
		return nil, err
	}
	prepared := map[string]int{}
	for _, n := range counts {
		if slices.Contains(preparing, n.State) {
			prepared[n.Partner] += n.Persons
		}
	}
	var out []Unused
	for _, to := range v.Partners() {
		full := allocationOf(v, rows, stream, to.ID, year)
		waiting := prepared[to.ID] - full.Held
		if full.Limit == 0 || full.Room >= waiting || waiting <= 0 {
			continue
		}
		for _, from := range v.Partners() {
			if l := allocationOf(v, rows, stream, from.ID, year); l.Room > 0 && from.ID != to.ID && l.Room > prepared[from.ID]-l.Held {
				out = append(out, Unused{Year: year, From: from.ID, To: to.ID, Free: l.Room - max(0, prepared[from.ID]-l.Held), Waiting: waiting - full.Room})
			}
		}
	}
	return out, nil
}

// preparing are the states of a package that holds places, or would if there were room (I-50).
var preparing = []casefile.State{casefile.Preparing, casefile.Reviewing, casefile.Ready}
