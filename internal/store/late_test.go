package store_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/spaces"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// What a commit puts off is of the changes that it carries and of no other: of many that run at once some fail at the guard, after others
// of their batch have moved the same sums and added to the same chain, and recounts go on beside them.
func TestLate_WhatIsRolledBackLeavesNothing(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		hold := func(id string, limit int) spaces.Entry {
			return spaces.Entry{Counter: spaces.Allocation, Year: 2026, Stream: "global", Kind: spaces.Hold, Partner: "FLD", Case: casefile.ID(id), Persons: 1, Limit: limit}
		}
		var held, refused atomic.Int64
		var wg sync.WaitGroup
		for c := range 16 {
			wg.Go(func() {
				for n := range 20 {
					id := fmt.Sprintf("k%d-%d", c, n)
					_, err := s.Change(bg, entry(id, ""), func(tx *store.Tx) (string, error) {
						if _, err := tx.Ledger(hold(id, 1<<30)); err != nil || n%4 != 0 {
							return "", err
						}
						_, err := tx.Ledger(hold(id, 1)) // the first one takes the only place: the guard alone can tell
						return "", err
					})
					switch {
					case n%4 != 0 && err == nil:
						held.Add(1)
					case n%4 == 0 && isKind(err, fault.Stopped):
						refused.Add(1)
					default:
						t.Errorf("%s: %v", id, err)
					}
					if err := s.Record(bg, store.Look{At: noon, Actor: caseworker, Action: "test", Outcome: store.Shown}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Go(func() {
			for range 5 {
				if wrong, err := s.Rebuild(bg, true); err != nil || wrong != 0 {
					t.Errorf("a recount found %d rows wrong, %v", wrong, err)
				}
			}
		})
		wg.Wait()
		rows, err := s.Balances(bg, 2026)
		if err != nil {
			t.Fatal(err)
		}
		got := rows[spaces.Key{Counter: spaces.Allocation, Year: 2026, Stream: "global", Partner: "FLD"}]
		if held.Load() != 240 || refused.Load() != 80 || got != (spaces.Delta{Held: 240}) {
			t.Errorf("%d held and %d refused, and the counter says %+v", held.Load(), refused.Load(), got)
		}
		sound(t, s)
	})
}
