package main

import (
	"context"
	"fmt"
	"time"
)

type recountCmd struct {
	where
	Journal bool `help:"Also what each day added, from the whole journal."`
}

// Run makes the counters of cases and of places anew, and says how long it took.
func (c *recountCmd) Run(ctx context.Context, o out) error {
	s, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	start := time.Now()
	if err := s.Rebuild(ctx, c.Journal); err != nil {
		return err
	}
	fmt.Fprintf(o, "The counters are made anew, in %.1f s.\n", time.Since(start).Seconds())
	return nil
}
