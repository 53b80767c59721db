package app

import (
	"context"

	"passage/internal/casework/access"
	"passage/internal/store"
)

// Load is the bulk path of change: it takes over whole cases, as another system kept them, in one transaction (a
// thousand of them is a good measure). Each case gets its own key, its journal entry, its index tokens and its place
// in the kept counters, as if it had been made one by one; it is not led through its moves, and the ledger of places
// is posted apart. Open to the machine's own command line alone.
func (a *App) Load(ctx context.Context, w Write, list []*File) error {
	_, err := a.start(ctx, w, access.LoadCases, func(tx *store.Tx) error {
		for _, in := range list {
			if _, err := tx.Take(in); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}
