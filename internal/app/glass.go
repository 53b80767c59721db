package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/store"
)

// BreakGlass opens what the actor needs of a case that is not theirs, for an hour (I-74). gate says how they proved who
// they are. Whoever has an opening that nobody reviewed in time opens no other.
func (a *App) BreakGlass(ctx context.Context, w Write, reason casefile.GlassReason, words, gate string) (string, error) {
	late, err := a.unreviewed(ctx, w.Actor)
	if err != nil {
		return "", err
	}
	return a.change(ctx, w, access.BreakGlass, func(tx *store.Tx, f *store.File) error {
		if late {
			return fault.Stop("I-74", "glass.suspended")
		}
		g, err := casefile.BreakGlass(reason, words, w.Actor, gate, f.Incidents, tx.Now)
		if err != nil {
			return err
		}
		return tx.SaveGlass(f, &g)
	})
}

// unreviewed says whether an opening of the actor waits for its review beyond its day. Nothing of a case is shown.
func (a *App) unreviewed(ctx context.Context, who access.Actor) (bool, error) {
	list, err := a.Store.List(ctx, store.Query{Office: who.Unit, Pressing: true})
	return slices.ContainsFunc(list, func(c casefile.Case) bool {
		return slices.ContainsFunc(c.Summary.Glass, func(p casefile.Pane) bool { return p.By == who.Account && p.Late(a.Today()) })
	}), err
}

// ReadGlass is the officer of the case having read that somebody opened it.
func (a *App) ReadGlass(ctx context.Context, w Write) (string, error) {
	return a.change(ctx, w, access.ReadGlass, func(tx *store.Tx, f *store.File) error {
		for _, g := range f.Glasses {
			if told := g.Tell(tx.Now); g.Told.IsZero() {
				if err := tx.SaveGlass(f, &told); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// ReviewGlass enters whether an opening was needed, by another person than whoever made it.
func (a *App) ReviewGlass(ctx context.Context, w Write, id string, version int64, v casefile.Verdict, remark string) (string, error) {
	return a.change(ctx, w, access.ReviewGlass, func(tx *store.Tx, f *store.File) error {
		i := slices.IndexFunc(f.Glasses, func(g casefile.Glass) bool { return g.ID == id })
		if i < 0 {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		if f.Glasses[i].Version != version {
			return conflict()
		}
		g, err := f.Glasses[i].Review(v, remark, w.Actor, tx.Now)
		if err != nil {
			return err
		}
		if f.Case.Assigned == "" { // there is nobody to be told
			g = g.Tell(tx.Now)
		}
		return tx.SaveGlass(f, &g)
	})
}

// Opening is a break-glass opening in a list: of which case, and no word of why.
type Opening struct {
	Case casefile.Case
	casefile.Pane
	Mine bool // this reader's to review
}

// Openings are the openings that the reader is told of and that nobody has reviewed, the most pressing first: a
// supervisor's office, or all of them for the privacy officer. The entry of the look is durable before they are shown.
func (a *App) Openings(ctx context.Context, who access.Actor) ([]Opening, error) {
	if err := access.Allow(who, access.ListGlass, access.Resource{Partner: who.Unit, Office: who.Unit}); err != nil {
		return nil, err
	}
	q := store.Query{Pressing: true}
	if who.Role == access.Supervisor {
		q.Office = who.Unit
	}
	list, err := a.Store.List(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []Opening
	ids := ""
	for _, c := range list {
		if access.Allow(who, access.ViewGlass, a.resource(c)) != nil {
			continue
		}
		ids += string(c.ID) + " "
		panes := c.Summary.Glass
		c.Summary = casefile.Summary{}
		for _, p := range panes {
			if !p.Reviewed {
				out = append(out, Opening{c, p, p.By != who.Account && (p.Role == access.Supervisor) == (who.Role == access.Privacy)})
			}
		}
	}
	slices.SortStableFunc(out, func(x, y Opening) int { return x.At.Compare(y.At) })
	return out, a.Store.Record(ctx, store.Look{At: a.Now(), Actor: who, Action: access.ListGlass, Outcome: store.Shown, Detail: ids})
}

// Told are the cases of an officer that somebody opened and of which they have not read yet.
func (a *App) Told(ctx context.Context, who access.Actor) ([]Opening, error) {
	if who.Role != access.Officer {
		return nil, nil
	}
	if any, err := a.Store.AnyPressing(ctx); err != nil || !any {
		return nil, err
	}
	var out []Opening
	_, err := a.pick(ctx, who, access.ListCases, store.Query{Assigned: who.Account, Pressing: true}, func(list []casefile.Case) (shown []casefile.Case) {
		for _, c := range list {
			n := len(out)
			for _, p := range c.Summary.Glass {
				if !p.Told && p.By != who.Account {
					out = append(out, Opening{Case: c, Pane: p})
				}
			}
			if len(out) > n {
				shown = append(shown, c)
			}
		}
		return shown
	})
	return out, err
}
