package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/store"
)

// NeedsOf is what is noted of a person's practical needs, empty when nothing is.
func NeedsOf(f *File, person string) casefile.Needs {
	i := slices.IndexFunc(f.Needs, func(n casefile.Needs) bool { return n.Person == person })
	if i < 0 {
		return casefile.Needs{Person: person}
	}
	return f.Needs[i]
}

// RecordNeeds notes what whoever receives a person has to get ready. What stood before is in the journal.
func (a *App) RecordNeeds(ctx context.Context, w Write, in casefile.Needs) (string, error) {
	return a.change(ctx, w, access.RecordNeeds, func(tx *store.Tx, f *store.File) error {
		was := NeedsOf(f, in.Person)
		if was.Version != in.Version {
			return conflict()
		}
		n, err := casefile.RecordNeeds(in, f.Persons, tx.Today())
		if err != nil {
			return err
		}
		n.ID, n.Version, n.By, n.At = was.ID, was.Version, tx.Entry.Actor.Account, tx.Now
		return tx.SaveNeeds(f, &n)
	})
}
