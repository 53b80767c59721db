package store

import (
	"context"

	"passage/internal/casework/casefile"
)

var (
	broughts    = kind("brought", Family, func(f *File) *[]casefile.Brought { return &f.Broughts }, func(x *casefile.Brought) (*string, *int64) { return &x.ID, &x.Version })
	differences = kind("difference", Bridge, func(f *File) *[]casefile.Difference { return &f.Differences }, func(x *casefile.Difference) (*string, *int64) { return &x.ID, &x.Version })
)

// SaveBrought stores that the case came from the department's case system, and what that last said of it.
func (tx *Tx) SaveBrought(f *File, x *casefile.Brought) error { return broughts.save(tx, f, x) }

// SaveDifference stores what an extract has differently, or how it was settled.
func (tx *Tx) SaveDifference(f *File, x *casefile.Difference) error {
	return differences.save(tx, f, x)
}

// recorded is the kind of token by which a case that was brought is known again.
const recorded = "record"

// Recorded are the cases that came as a record of the department's case system: one, or none.
func (tx *Tx) Recorded(number string) ([]casefile.ID, error) {
	return tx.s.pointed(tx.ctx, tx.q, recorded, number)
}

// SaveExtract stores that an extract was compared. Entered in the stream "levels".
func (tx *Tx) SaveExtract(x casefile.Extract) (casefile.Extract, error) {
	x.Year = x.Day.Year()
	err := tx.keepOfYear(levelStream, extracts, &x.ID, &x.Version, x.Year, &x)
	return x, err
}

// Extracts are all that were compared, by id.
func (s *Store) Extracts(ctx context.Context) (out []casefile.Extract, err error) {
	err = s.asking(ctx, func(q querier) error {
		out, err = ofYear(ctx, s, q, extracts, func(x *casefile.Extract, id string, version int64, year int) {
			x.ID, x.Version, x.Year = id, version, year
		})
		return err
	})
	return out, err
}
