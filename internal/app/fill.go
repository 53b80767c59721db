package app

import (
	"context"
	"time"

	"passage/internal/casework/access"
	"passage/internal/store"
)

// Fill is change on a day of an invented past: what a person did in one sitting, written as one change and entered at
// the time it is said to have happened. Permission is asked as of anybody, and the table of moves holds; other rules are
// fn's to keep. It is how the demonstration gets its caseload, and open to the machine's own command line alone.
func (a *App) Fill(ctx context.Context, machine access.Actor, at time.Time, w Write, action access.Action, fn func(tx *store.Tx, f *store.File) error) (string, error) {
	if err := access.Allow(machine, access.LoadCases, access.Resource{Partner: machine.Unit}); err != nil {
		return "", err
	}
	past := &App{Store: a.Store, Pack: a.Pack, Now: func() time.Time { return at }}
	if w.Case == "" {
		return past.start(ctx, w, action, func(tx *store.Tx) error { return fn(tx, nil) })
	}
	return past.change(ctx, w, action, fn)
}
