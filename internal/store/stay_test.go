package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// The roundest day of a stay is one of its days, and one of the few that are looked up for each of them.
func TestStay_Round(t *testing.T) {
	for first := int64(1); first < 140; first++ {
		for last := first; last < 140; last++ {
			at := store.Round(first, last)
			if at < first || at > last {
				t.Fatalf("%d to %d: %d", first, last, at)
			}
			for day := first; day <= last; day++ {
				if !slices.Contains(store.Rounds(day), at) {
					t.Fatalf("%d to %d: %d is not looked up for %d, but %v", first, last, at, day, store.Rounds(day))
				}
			}
		}
	}
	for _, last := range []int64{20_787, 30_000, 2_900_000} { // a clock may say any year up to 9999
		if at := store.Round(20_000, last); !slices.Contains(store.Rounds(20_100), at) {
			t.Errorf("until %d: %d", last, at)
		}
	}
}

// moved changes the head of a case at an instant.
func moved(t testing.TB, s *store.Store, id casefile.ID, at time.Time, fn func(c *casefile.Case)) {
	t.Helper()
	e := entry("", "")
	e.Now = at
	if _, err := s.Change(bg, e, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(id)
		if err == nil {
			fn(&f.Case)
		}
		return "", err
	}); err != nil {
		t.Fatal(err)
	}
}

// Stays of a case follow one another, also when a clock has run back: a change then counts from the one before it on, and as many are
// listed on each day as are counted.
func TestStays_AClockRunsBack(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		id := create(t, s, "Applicant 0412") // a draft: the department has no stay of it
		day := func(n int, hour time.Duration) time.Time { return noon.AddDate(0, 0, n).Add(hour * time.Hour) }
		to := func(state casefile.State, office string) func(c *casefile.Case) {
			return func(c *casefile.Case) { c.State, c.Office, c.Since = state, office, "2026-03-02" }
		}
		moved(t, s, id, day(1, 0), to(casefile.Received, ""))
		moved(t, s, id, day(1, 1), to(casefile.Checking, "")) // the same day: no day ended in the first
		moved(t, s, id, day(5, 0), to(casefile.Transferred, "cedar"))
		moved(t, s, id, day(5, 0), to(casefile.Eligibility, "cedar"))               // in the same microsecond
		moved(t, s, id, day(3, 0), to(casefile.Interviewing, "cedar"))              // and before
		moved(t, s, id, day(9, 0), func(c *casefile.Case) { c.Persons = 4 })        // as counted
		moved(t, s, id, day(8, 0), func(c *casefile.Case) { c.Summary.Name = "x" }) // not counted
		moved(t, s, id, day(7, 0), to(casefile.Returned, "cedar"))
		moved(t, s, id, day(12, 0), to(casefile.Preparing, "")) // with its partner
		moved(t, s, id, day(11, 0), to(casefile.Received, ""))
		moved(t, s, id, day(20, 0), to(casefile.PostArrival, "birch"))
		moved(t, s, id, day(22, 0), func(c *casefile.Case) { c.Landed = 4 })
		moved(t, s, id, day(24, 0), func(c *casefile.Case) { c.Landed = 3 }) // taken back
		want := []string{
			"checking  03-02T13:00-03-06T12:00",
			"interview cedar 03-06T12:00-03-10T12:00",
			"returned cedar 03-10T12:00-03-13T12:00",
			"received  03-13T12:00-03-21T12:00",
			"post_arrival birch 03-21T12:00-03-23T12:00",
			"post_arrival birch 03-23T12:00-03-25T12:00",
			"post_arrival birch 03-25T12:00-now",
		}
		if got, err := s.Stayed(bg, id); err != nil || !slices.Equal(got, want) {
			t.Errorf("stays\n%s\nwant\n%s\n%v", strings.Join(got, "\n"), strings.Join(want, "\n"), err)
		}
		rests := ""
		for n := -1; n < 30; n++ {
			on := policy.DayOf(noon).Add(n)
			f, err := s.Figures(bg, on.Year(), on, true, "", "")
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range f.Counts {
				if !c.State.After() {
					continue
				}
				ids, err := s.StaysOn(bg, on, store.Stays{States: []casefile.State{c.State}, Offices: []string{c.Office}, Partner: c.Partner, Bracket: -1, Limit: 9})
				if err != nil || c.Cases != 1 || len(ids) != 1 {
					t.Errorf("%s: %+v, listed %v, %v", on, c, ids, err)
				}
			}
			ids, err := s.StaysOn(bg, on, store.Stays{States: []casefile.State{casefile.Travel}, Rest: true, Bracket: -1, Limit: 9})
			if err != nil {
				t.Fatal(err)
			}
			rests += fmt.Sprint(len(ids))
		}
		if rests != strings.Repeat("0", 21)+"1100111111" {
			t.Errorf("somebody was still to come: %s", rests)
		}
		sound(t, s)
		if wrong, err := s.Rebuild(bg, true); err != nil || wrong != 0 {
			t.Errorf("%d rows were wrong, %v", wrong, err)
		}
	})
}

// Whatever is done to the stays in the database is found, and made right from the journal.
func TestStays_SpoiltRowsAreFound(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		for seed := range uint64(20) {
			dayHistory(t, s, seed)
		}
		sound(t, s)
		const one = "(SELECT MIN(case_id) FROM stays)"
		for _, text := range []string{
			"DELETE FROM stays WHERE case_id = " + one,
			"UPDATE stays SET until_ = until_ - 1 WHERE case_id = " + one,
			"UPDATE stays SET round_ = round_ + 1 WHERE case_id = " + one,
			"UPDATE stays SET office = 'elm' WHERE case_id = " + one,
			"UPDATE stays SET from_ = from_ + 1 WHERE case_id = " + one,
			"INSERT INTO stays SELECT case_id, from_ - 1, from_, 7, state, partner, office, since, persons, landed FROM stays WHERE case_id = " + one,
			"INSERT INTO stays SELECT 'nosuchcase', from_, until_, round_, state, partner, office, since, persons, landed FROM stays WHERE case_id = " + one,
			"DELETE FROM stays",
		} {
			if err := s.Spoilt(bg, text); err != nil {
				t.Fatal(err)
			}
			rep, err := s.Verify(bg)
			if err != nil || len(rep.Faults) == 0 {
				t.Errorf("%s: not found, %v", text, err)
			}
			for _, f := range rep.Faults {
				if !strings.HasPrefix(f.Stream, "stays") {
					t.Errorf("%s: %v", text, f)
				}
			}
			if wrong, err := s.Rebuild(bg, true); err != nil || wrong == 0 {
				t.Errorf("%s: %d rows were wrong, %v", text, wrong, err)
			}
			sound(t, s)
		}
	})
}

// A store of an earlier version gets its stays when it is opened.
func TestStays_AnEarlierStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "passage.db")
	s := storetest.At(t, path)
	var ids []casefile.ID
	for seed := range uint64(230) { // more than are taken at once
		ids = append(ids, dayHistory(t, s, seed))
	}
	all := func(s *store.Store) (out []string) {
		for _, id := range ids {
			list, err := s.Stayed(bg, id)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, list...)
		}
		return out
	}
	want := all(s)
	if err := s.Spoilt(bg, "DELETE FROM stays", "DELETE FROM meta WHERE name = 'counters/3'"); err != nil {
		t.Fatal(err)
	}
	again := storetest.At(t, path)
	if got := all(again); !slices.Equal(got, want) || len(got) < 230 {
		t.Errorf("%d stays, %d before", len(got), len(want))
	}
	sound(t, again)
}

// BenchmarkMove is a case that goes from one state to the next, each time on another day, as one change among those of 16 clients.
func BenchmarkMove(b *testing.B) {
	s := storetest.Open(b)
	ids := typical(b, s, 500)
	b.SetParallelism(max(1, 16/runtime.GOMAXPROCS(0)))
	states := []casefile.State{casefile.Interviewing, casefile.Admissibility, casefile.FinalReview, casefile.Eligibility}
	defer cpu(b)()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			e := entry(store.NewID(), "body")
			e.Now = noon.AddDate(0, 0, i)
			_, err := s.Change(context.Background(), e, func(tx *store.Tx) (string, error) {
				f, err := tx.Load(ids[i*7%len(ids)])
				if err != nil {
					return "", err
				}
				for k, st := range states {
					if st == f.Case.State || f.Case.State == casefile.Eligibility && k == 0 {
						f.Case.State, f.Case.Since = states[(k+1)%len(states)], tx.Today()
						break
					}
				}
				return "", nil
			})
			if err != nil {
				b.Error(err)
			}
		}
	})
}
