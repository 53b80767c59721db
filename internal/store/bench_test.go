package store_test

import (
	"context"
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
	"passage/internal/casework/spaces"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// The parts of a page and of a change that the store is answerable for, with cases of the size that an officer
// works on: go test -bench . -benchmem ./internal/store

// typical is a case with its package and a half-filled worksheet.
func typical(b *testing.B, s *store.Store, n int) []casefile.ID {
	b.Helper()
	var ids []casefile.ID
	for i := 0; i < n; {
		_, err := s.Change(bg, entry("", ""), func(tx *store.Tx) (string, error) {
			for range 500 {
				if i++; i > n {
					return "", nil
				}
				f, err := tx.Create(casefile.Case{State: casefile.Eligibility, ReferredBy: "FLD", Office: "cedar", Persons: 2, Since: tx.Today(),
					Summary: casefile.Summary{Name: fmt.Sprintf("Applicant %04d", i), Residence: "XMM", Countries: []string{"XKK", "XMM"}}})
				if err != nil {
					return "", err
				}
				ids = append(ids, f.Case.ID)
				if err := tx.SaveReferral(f, &referral.Referral{}); err != nil {
					return "", err
				}
				for k := range 3 {
					p := people.Person{Number: k + 1, Family: fmt.Sprintf("Applicant %04d", i), Given: "Person", Nationalities: []string{"XKK"},
						Residence: "XMM", Sex: "F", Addresses: []people.Address{{Kind: "CoA", Country: "XMM", Lines: []string{"Place"}}},
						Languages: []people.Language{{Code: "ENG", Speak: "E"}}}
					if err := tx.SavePerson(f, &p); err != nil {
						return "", err
					}
				}
				for range 3 {
					if err := tx.SaveDocument(f, &document.Document{}); err != nil {
						return "", err
					}
				}
				for k := range 10 {
					x := assessment.Finding{Row: assessment.Row{Criterion: fmt.Sprintf("ELG-E%d", k)}, Result: assessment.Met, Status: assessment.Recorded,
						Reasons: "The statement and the country report agree on the events of the spring and on who ordered them."}
					if err := tx.SaveFinding(f, &x); err != nil {
						return "", err
					}
				}
			}
			return "", nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return ids
}

// cpu starts the timer and, at the end, reports the processor time an operation took: on a shared machine the one
// figure that holds still.
func cpu(b *testing.B) func() {
	used := func() time.Duration {
		var u syscall.Rusage
		syscall.Getrusage(syscall.RUSAGE_SELF, &u)
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	from := used()
	b.ResetTimer()
	return func() { b.ReportMetric(float64((used()-from).Microseconds())/float64(b.N), "cpu-us/op") }
}

func BenchmarkReadCase(b *testing.B) {
	s := storetest.Open(b)
	ids := typical(b, s, 500)
	defer cpu(b)()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			if _, err := s.Read(context.Background(), ids[i*7%len(ids)], store.Everything); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkList50(b *testing.B) {
	s := storetest.Open(b)
	typical(b, s, 2000)
	defer cpu(b)()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			list, err := s.List(context.Background(), store.Query{Office: "cedar", States: []casefile.State{casefile.Eligibility}, Limit: 50})
			if err != nil || len(list) != 50 {
				b.Error(len(list), err)
			}
		}
	})
}

func BenchmarkLook(b *testing.B) {
	s := storetest.Open(b)
	ids := typical(b, s, 500)
	b.SetParallelism(8)
	defer cpu(b)()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			if err := s.Record(context.Background(), store.Look{At: noon, Actor: caseworker, Case: ids[i*7%len(ids)], Action: "view_case", Outcome: store.Shown}); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkRecordFinding(b *testing.B) {
	s := storetest.Open(b)
	ids := typical(b, s, 500)
	b.SetParallelism(8)
	defer cpu(b)()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			_, err := s.Change(context.Background(), entry(store.NewID(), "body"), func(tx *store.Tx) (string, error) {
				f, err := tx.Load(ids[i*7%len(ids)])
				if err != nil {
					return "", err
				}
				x := f.Findings[i%10]
				x.Reasons += "."
				if len(x.Reasons) > 300 {
					x.Reasons = "Anew."
				}
				return "", tx.SaveFinding(f, &x)
			})
			if err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkStartDraft(b *testing.B) {
	s := storetest.Open(b)
	typical(b, s, 500)
	b.SetParallelism(8)
	defer cpu(b)()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			_, err := s.Change(context.Background(), entry(store.NewID(), "body"), func(tx *store.Tx) (string, error) {
				f, err := tx.Create(casefile.Case{State: casefile.Preparing, ReferredBy: "FLD", Persons: 1, Since: tx.Today(), Summary: casefile.Summary{Name: "Applicant 0001"}})
				if err != nil {
					return "", err
				}
				if err := tx.SaveReferral(f, &referral.Referral{}); err != nil {
					return "", err
				}
				return string(f.Case.ID), tx.SavePerson(f, &people.Person{Number: 1, Family: "Applicant", Given: "Person"})
			})
			if err != nil {
				b.Error(err)
			}
		}
	})
}

// BenchmarkHold is how many holds of places a second 16 clients are answered, each durable, each against the partner's number; beside
// it the same change without a line of the ledger, which is what durability and the journal cost.
func BenchmarkHold(b *testing.B) {
	for _, x := range []struct {
		name string
		do   func(tx *store.Tx, id casefile.ID) error
	}{
		{"change alone", func(*store.Tx, casefile.ID) error { return nil }},
		{"hold", func(tx *store.Tx, id casefile.ID) error {
			entries, err := tx.Entries(id)
			if err != nil {
				return err
			}
			list, err := spaces.Take(spaces.Ask{Case: casefile.Case{ID: id, Stream: "global", ReferredBy: "FLD", Persons: 4}, Year: 2026, Limit: 1 << 30, Reason: "bench", At: tx.Now}, entries)
			for _, e := range list {
				if _, err := tx.Ledger(e); err != nil {
					return err
				}
			}
			return err
		}},
	} {
		b.Run(x.name, func(b *testing.B) {
			s := storetest.Open(b)
			b.SetParallelism(max(1, 16/runtime.GOMAXPROCS(0)))
			report := cpu(b)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					id := casefile.ID(store.NewID())
					if _, err := s.Change(context.Background(), entry(string(id), "body"), func(tx *store.Tx) (string, error) { return "", x.do(tx, id) }); err != nil {
						b.Error(err)
					}
				}
			})
			report()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "changes/s")
		})
	}
}
