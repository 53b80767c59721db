package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/store"
)

// SecretOf is what a person of a case keeps from the others, as far as the look has opened it (I-20).
func SecretOf(f *File, person string) people.Secret {
	for _, s := range f.Secrets {
		if s.Person == person {
			return s
		}
	}
	return people.Secret{Person: person}
}

// KeepSecret stores what one of the family keeps from the others, apart from the person; empty words take it back (I-20). The
// person is marked, so that whoever hears them knows without reading it.
func (a *App) KeepSecret(ctx context.Context, w Write, person string, version int64, words string) (string, error) {
	return a.change(ctx, w, access.EditSecret, func(tx *store.Tx, f *store.File) error {
		i := slices.IndexFunc(f.Persons, func(p people.Person) bool { return p.ID == person })
		if i < 0 {
			return fault.New(fault.NotFound, "person.not_found")
		}
		was := SecretOf(f, person)
		if was.Version != version {
			return conflict()
		}
		s, err := was.Keep(words, w.Actor.Account, tx.Now)
		if err != nil {
			return err
		}
		switch {
		case s.Words != "":
			err = tx.SaveSecret(f, &s)
		case s.ID != "":
			err = tx.RemoveSecret(f, s.ID)
		}
		p := f.Persons[i]
		if err != nil || p.Apart == (s.Words != "") {
			return err
		}
		p.Apart = s.Words != ""
		return tx.SavePerson(f, &p)
	})
}
