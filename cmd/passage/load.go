package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"passage/internal/app"
	"passage/internal/fixture"
)

type loadCmd struct {
	Data  string `help:"Folder of the demonstration's store, made when it is not there." type:"path" required:""`
	Cases int    `help:"How many invented cases." default:"50000"`
	Seed  uint64 `help:"Fixes their facts." default:"1"`
	IDs   string `name:"ids" help:"File for their ids, state, office and officer, a case a line." type:"path"`
}

// Run fills a demonstration's store with invented cases, to measure with; a real store is refused.
func (c *loadCmd) Run(ctx context.Context, o out) error {
	_, err := os.Stat(filepath.Join(c.Data, "passage.db"))
	fresh := errors.Is(err, fs.ErrNotExist)
	a, err := where{Data: c.Data}.app(ctx, fresh, true)
	if err != nil {
		return err
	}
	begun, n := time.Now(), 0
	var ids bytes.Buffer
	err = (&demoCmd{Seed: c.Seed}).prepare(ctx, a, fresh)
	if err == nil {
		err = fixture.Load(ctx, a, c.Seed, c.Cases, func(list []*app.File) {
			for _, f := range list {
				fmt.Fprintf(&ids, "%s\t%s\t%s\t%s\n", f.Case.ID, f.Case.State, f.Case.Office, f.Case.Assigned)
			}
			if n += len(list); n%10_000 == 0 || n == c.Cases {
				fmt.Fprintf(o, "%d cases in %.1f s\n", n, time.Since(begun).Seconds())
			}
		})
	}
	if err == nil && c.IDs != "" {
		err = os.WriteFile(c.IDs, ids.Bytes(), 0o600)
	}
	if err = errors.Join(err, a.Store.Close()); err != nil {
		return err
	}
	// What a server does by itself at its start is done here: the index of persons has outgrown its tokens, and what has arrived
	// is to be compared. Who measures would measure that.
	if a, err = (where{Data: c.Data}).app(ctx, false, true); err != nil {
		return err
	}
	_, err = a.MatchArrivals(ctx)
	return errors.Join(err, a.Store.Close())
}
