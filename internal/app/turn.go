package app

import (
	"context"

	"passage/internal/casework/access"
	"passage/internal/casework/spaces"
)

// Turn is what the turn of the year means for a partner's places: of its own allocation alone.
type Turn struct {
	spaces.Turn
	Limit, Left int // of the year that ends; Limit 0 when the pack has no number for it
	Held        int // persons in it that drafts hold places for
	Then        int // the partner's number of the year after it, 0 when there is none
}

// turn says whether the turn of the year is near, by the clocks of the pack.
func (a *App) turn() (spaces.Turn, bool) {
	v := a.Policy()
	before, ok := v.Clock("year-ends")
	after, too := v.Clock("year-began")
	if !ok || !too {
		return spaces.Turn{}, false
	}
	return spaces.TurnOf(a.Today(), before.Days, after.Days)
}

// YearTurn is the turn of the year for whoever keeps a partner's lists; false most of the year, when nothing is read for it
// (I-10).
func (a *App) YearTurn(ctx context.Context, who access.Actor) (Turn, bool, error) {
	t, near := a.turn()
	if !near || !partnerRole(who.Role) {
		return Turn{}, false, nil
	}
	if _, err := a.Rules(ctx); err != nil {
		return Turn{}, false, err
	}
	rows, err := a.Store.Balances(ctx, t.Ends)
	if err != nil {
		return Turn{}, false, err
	}
	own := rows[spaces.Key{Counter: spaces.Allocation, Year: t.Ends, Stream: stream, Partner: who.Unit}]
	out := Turn{Turn: t, Held: own.Held}
	v := a.Policy()
	if al, ok := v.Allocation(stream, who.Unit, t.Ends); ok {
		out.Limit, out.Left = al.Persons+own.Moved, spaces.Room(al.Persons, own)
	}
	if al, ok := v.Allocation(stream, who.Unit, t.Next); ok {
		out.Then = al.Persons
	}
	return out, true, nil
}
