package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// The third path of an exit barrier: the principal applicant leaves without who is not let out, once that has been explained and
// signed.

// BeginSeparation records who would stay and why the principal applicant cannot wait, and owes them the letter that explains what
// follows (L11). Nobody's travel changes.
func (a *App) BeginSeparation(ctx context.Context, w Write, in decision.Separation) (string, error) {
	return a.change(ctx, w, access.Separate, func(tx *store.Tx, f *store.File) error {
		s, err := decision.Separate(in, a.journey(tx, f), f.Holds, f.Separations)
		if err != nil {
			return err
		}
		s.By, s.At = tx.Entry.Actor.Account, tx.Now
		if err := tx.SaveSeparation(f, &s); err != nil {
			return err
		}
		n := owed(f, casefile.SeparationCounselling, casefile.ToApplicant, s.ID, tx.Today())
		return tx.SaveNotice(f, &n)
	})
}

// SeparateFamily records the signed counselling; from then on the members stay: their visas end, the places follow the number of who
// travels, and the others may leave.
func (a *App) SeparateFamily(ctx context.Context, w Write, id string, version int64, in decision.Separation) (string, error) {
	return a.onSeparation(ctx, w, id, version, func(tx *store.Tx, f *store.File, s decision.Separation) (decision.Separation, error) {
		s, err := s.Counsel(in, a.journey(tx, f), f.Holds, SeparationTold(f, s), onFile(f))
		if err != nil {
			return s, err
		}
		for _, p := range f.Persons {
			if !slices.Contains(s.Persons, p.ID) {
				continue
			}
			p = s.Stay(p)
			if err := tx.SavePerson(f, &p); err != nil {
				return s, err
			}
		}
		for _, v := range standingVisas(f) {
			if !slices.Contains(s.Persons, v.Person) {
				continue
			}
			v.Cancelled, v.Why = tx.Today(), "separation"
			if err := tx.SaveVisa(f, &v); err != nil {
				return s, err
			}
		}
		if err := endPermits(tx, f, "separation", func(person string) bool { return slices.Contains(s.Persons, person) }); err != nil {
			return s, err
		}
		return s, a.placesFollow(tx, f, spaces.ReasonFamily)
	})
}

// DropSeparation records that the family stays together. A letter about it that nobody has sent falls away.
func (a *App) DropSeparation(ctx context.Context, w Write, id string, version int64, words string) (string, error) {
	return a.onSeparation(ctx, w, id, version, func(tx *store.Tx, f *store.File, s decision.Separation) (decision.Separation, error) {
		s, err := s.Drop(words)
		if err != nil {
			return s, err
		}
		return s, dropOwed(tx, f, func(n casefile.Notice) bool { return n.Of == s.ID })
	})
}

// onSeparation is an act that ends a separation, as it was read.
func (a *App) onSeparation(ctx context.Context, w Write, id string, version int64, fn func(*store.Tx, *store.File, decision.Separation) (decision.Separation, error)) (string, error) {
	return a.change(ctx, w, access.Separate, func(tx *store.Tx, f *store.File) error {
		s, err := by(f.Separations, id, func(s *decision.Separation) string { return s.ID })
		if err != nil {
			return err
		}
		if s.Version != version {
			return conflict()
		}
		if s, err = fn(tx, f, s); err != nil {
			return err
		}
		s.Officer, s.Ended = tx.Entry.Actor.Account, tx.Now
		if err := tx.SaveSeparation(f, &s); err != nil {
			return err
		}
		return a.onward(tx, f)
	})
}

// SeparationTold is the day on which the letter of a separation is known to have reached the principal applicant, "" before.
func SeparationTold(f *File, s decision.Separation) policy.Day {
	for _, n := range f.Notices {
		if n.Kind == casefile.SeparationCounselling && n.Of == s.ID && n.Proven() {
			return n.Proof.Day
		}
	}
	return ""
}
