package app_test

import (
	"testing"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// BenchmarkContradictions is what the pack's conditions ask of the worksheet page, on a case in full work.
func BenchmarkContradictions(b *testing.B) {
	o := open(b, storetest.Open(b), casefile.Eligibility)
	o.given(func(tx *store.Tx, f *store.File) error {
		s := o.app.Sheet(f)
		for _, l := range s.Lines {
			x := assessment.Finding{Row: l.Row, Result: assessment.Met, Status: assessment.Recorded, Reasons: "As the file shows."}
			if err := tx.SaveFinding(f, &x); err != nil {
				return err
			}
		}
		for _, k := range assessment.TrackKinds {
			x := assessment.Track{Person: f.Persons[0].ID, Kind: k, Value: assessment.Requested, Requested: "2026-08-01"}
			if err := tx.SaveTrack(f, &x); err != nil {
				return err
			}
		}
		return nil
	})
	f := o.file()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := o.app.Contradictions(f, o.app.Sheet(f), o.app.Admissibility(f), "worksheet"); err != nil {
			b.Fatal(err)
		}
	}
}
