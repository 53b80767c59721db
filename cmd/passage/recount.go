package main

import (
	"context"
	"fmt"
	"time"
)

type recountCmd struct {
	where
	Journal bool `help:"Also what each day added and how long cases have waited, from the whole journal."`
}

// Run counts the cases and the places anew, and what waits in each case, and says how long it took. A server that runs goes on.
func (c *recountCmd) Run(ctx context.Context, o out) error {
	s, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	start := time.Now()
	wrong, err := s.Rebuild(ctx, c.Journal)
	if err != nil {
		return err
	}
	desk, err := s.RebuildDesk(ctx)
	if err != nil {
		return err
	}
	wrong += desk
	fmt.Fprintf(o, "The counters are counted anew, in %.1f s. Rows that were wrong: %d.\n", time.Since(start).Seconds(), wrong)
	return nil
}
