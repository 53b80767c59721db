package app

import (
	"context"
	"strings"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// Orders of the Governor in Council (IRPA 87.301, 87.302): the central branch records which cases one suspends, lets go on or ends. It
// names them by their references and sees nothing of a person.

// RecordOrder does what an order says to each case that is named, or to none: what is wrong is said with the reference. Applicants and
// partners are owed a notice (L17), which the office sends. The answer is the number of cases.
func (a *App) RecordOrder(ctx context.Context, w Write, in casefile.Order, named string) (string, error) {
	w.Case = ""
	return a.start(ctx, w, access.RecordOrder, func(tx *store.Tx) error {
		in.ID, in.Version, in.By, in.At = "", 0, tx.Entry.Actor.Account, tx.Now
		order, err := casefile.RecordOrder(in, tx.Today())
		if err != nil {
			return err
		}
		refs, not := casefile.References(named)
		var c fault.Check
		if len(not) > 0 { // what was typed is not repeated: it may be a name
			c.AddRule("cases", "order.cases.not", "ST-suspended_by_order")
		} else if len(refs) == 0 {
			c.AddRule("cases", "order.cases.none", "ST-suspended_by_order")
		}
		var files []*store.File
		var unknown, standing, untold []string
		for _, ref := range refs {
			f, err := a.covered(tx, w.Actor, ref)
			if err != nil {
				return err
			}
			if f == nil {
				unknown = append(unknown, ref)
				continue
			}
			if _, ok := order.After(f.Case.State, f.Steps); !ok {
				standing = append(standing, ref)
				continue
			}
			if order.Effect == casefile.Terminates && decision.End(f.Decisions, f.Notices) != nil {
				untold = append(untold, ref)
				continue
			}
			files = append(files, f)
		}
		wrong := func(key string, list []string) {
			if len(list) > 0 {
				c.Fields = append(c.Fields, fault.Field{Name: "cases", Key: key, Rule: "ST-suspended_by_order", Args: map[string]any{"Refs": strings.Join(list, ", ")}})
			}
		}
		wrong("order.cases.unknown", unknown)
		wrong("order.cases.standing", standing)
		wrong("order.cases.untold", untold)
		if err := c.Err("order.wrong"); err != nil {
			return err
		}
		for _, f := range files {
			if err := a.cover(tx, f, order); err != nil {
				return err
			}
		}
		tx.Answer = itoa(len(files))
		return nil
	})
}

// covered is the case that a reference names; nil when there is none that the reader may know of.
func (a *App) covered(tx *store.Tx, who access.Actor, ref string) (*store.File, error) {
	id, err := tx.Referenced(ref)
	if err != nil || id == "" {
		return nil, err
	}
	f, err := tx.Load(id)
	if err != nil {
		return nil, err
	}
	if access.Allow(who, access.RecordOrder, a.resource(f.Case)) != nil {
		return nil, nil
	}
	return f, nil
}

// cover records an order in a case and does what it says.
func (a *App) cover(tx *store.Tx, f *store.File, order casefile.Order) error {
	to, _ := order.After(f.Case.State, f.Steps)
	if err := tx.SaveOrder(f, &order); err != nil {
		return err
	}
	if err := tx.Move(f, to, order.Number); err != nil {
		return err
	}
	if err := oweBoth(tx, f, casefile.OrderNotice, order.ID); err != nil {
		return err
	}
	if order.Effect == casefile.Terminates {
		return a.freePlaces(tx, f, spaces.ReasonOrdered)
	}
	return nil
}

// Suspended are the cases that an order suspends: reference, number and day, and nothing of a person. Cases against a country that the
// reader has a declared link to are left out (decision 14); which were shown is entered.
func (a *App) Suspended(ctx context.Context, who access.Actor) ([]casefile.Case, error) {
	if err := access.Allow(who, access.ListOrders, access.Resource{Partner: who.Unit}); err != nil {
		return nil, err
	}
	list, err := a.Store.List(ctx, store.Query{States: []casefile.State{casefile.SuspendedByOrder}})
	if err != nil {
		return nil, err
	}
	var out []casefile.Case
	var ids strings.Builder
	for _, c := range list {
		if who.Conflicts(c.Summary.Countries) {
			continue
		}
		out = append(out, casefile.Case{ID: c.ID, Ref: c.Ref, State: c.State, Since: c.Since, Summary: casefile.Summary{Order: c.Summary.Order}})
		ids.WriteString(string(c.ID) + " ")
	}
	return out, a.Store.Record(ctx, store.Look{At: a.Now(), Actor: who, Action: access.ListOrders, Outcome: store.Shown, Detail: ids.String()})
}
