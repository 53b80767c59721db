package store_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// dayHistory makes a case on a random day and does random things to it over some months.
func dayHistory(t *testing.T, s *store.Store, seed uint64) casefile.ID {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 3))
	at := noon.Add(time.Duration(r.IntN(60*24)) * time.Hour)
	e := entry("", "")
	e.Now = at
	answer, err := s.Change(bg, e, func(tx *store.Tx) (string, error) {
		state := []casefile.State{casefile.Preparing, casefile.Received, casefile.Transferred, casefile.Eligibility, casefile.FinalReview, casefile.Approved}[r.IntN(6)]
		f, err := tx.Create(casefile.Case{State: state, ReferredBy: []string{"FLD", "PD"}[r.IntN(2)], Persons: 1 + r.IntN(5), Since: tx.Today()})
		if err != nil {
			return "", err
		}
		return string(f.Case.ID), tx.SavePerson(f, &people.Person{Family: fmt.Sprintf("Applicant %04d", seed), Given: "Person"})
	})
	if err != nil {
		t.Fatal(err)
	}
	id := casefile.ID(answer)
	roles := []access.Role{access.Caseworker, access.Reviewer, access.Clerk, access.Supervisor, access.Officer, access.Assistant, access.System}
	for range r.IntN(9) {
		at = at.Add(time.Duration(r.IntN(40*24)) * time.Hour)
		e.Now, e.Actor.Role = at, roles[r.IntN(len(roles))]
		if _, err := s.Change(bg, e, func(tx *store.Tx) (string, error) {
			f, err := tx.Load(id)
			if err != nil {
				return "", err
			}
			switch r.IntN(5) {
			case 0:
				f.Case.Persons = 1 + r.IntN(6)
			case 1:
				f.Case.Landed = r.IntN(f.Case.Persons + 1)
			case 2:
				f.Case.Office = []string{"cedar", "birch", ""}[r.IntN(3)]
			default:
				if next := casefile.Next(f.Case.State, e.Actor.Role); len(next) > 0 {
					return "", tx.Move(f, next[r.IntN(len(next))], "random")
				}
			}
			return "", nil
		}); err != nil {
			t.Fatalf("history %d: %v", seed, err)
		}
	}
	return id
}

// replayed counts the cases as the journal says they stood at an instant: no counter is read.
func replayed(t *testing.T, s *store.Store, ids []casefile.ID, at time.Time) (out []store.Count) {
	t.Helper()
	type key struct {
		partner, office string
		state           casefile.State
	}
	sums := map[key]store.Count{}
	for _, id := range ids {
		f, err := s.FileAsOf(bg, id, at, nil)
		if err != nil {
			continue // not there yet
		}
		c := f.Case
		k := key{c.ReferredBy, c.Office, c.State}
		n := sums[k]
		sums[k] = store.Count{Partner: k.partner, Office: k.office, State: k.state, Cases: n.Cases + 1, Persons: n.Persons + c.Persons, Landed: n.Landed + c.Landed}
	}
	for _, n := range sums {
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b store.Count) int {
		return cmp.Or(cmp.Compare(a.Partner, b.Partner), cmp.Compare(a.Office, b.Office), cmp.Compare(a.State, b.State))
	})
	return out
}

// waited is how long the cases have waited that the journal says stood there at an instant, by stage and bracket.
func waited(s *store.Store, ids []casefile.ID, at time.Time, partner, office string) map[casefile.Stage][]int {
	out := map[casefile.Stage][]int{}
	for _, id := range ids {
		f, err := s.FileAsOf(bg, id, at, nil)
		if err != nil || partner != "" && f.Case.ReferredBy != partner || office != "" && f.Case.Office != office {
			continue
		}
		for _, g := range casefile.Ageing {
			if slices.Contains(casefile.WaitingStates(g), f.Case.State) {
				if out[g] == nil {
					out[g] = make([]int, len(casefile.AgeBrackets)+1)
				}
				out[g][casefile.Bracket(f.Case.Since.Until(policy.DayOf(at)))]++
			}
		}
	}
	return out
}

// As of any past day the kept counters are what a recount from the journal gives, and so they are after they were made anew.
// HISTORIES (40) is how many random cases.
func TestCounts_AsOfAnyDay(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		var ids []casefile.ID
		for seed := range uint64(number(t, "HISTORIES", 40)) {
			ids = append(ids, dayHistory(t, s, seed))
		}
		if _, err := s.Change(bg, entry("", ""), func(tx *store.Tx) (string, error) {
			_, err := tx.Ledger(spaces.Entry{Counter: spaces.Allocation, Year: 2026, Stream: "global", Kind: spaces.Hold, Partner: "FLD", Case: "a1", Persons: 3, Limit: 9})
			return "", err
		}); err != nil {
			t.Fatal(err)
		}
		compare := func(when string) {
			t.Helper()
			seen := map[int]bool{}
			for day := -2; day < 430; day += 9 {
				on := policy.DayOf(noon).Add(day)
				want := replayed(t, s, ids, on.Time().Add(24*time.Hour-time.Microsecond))
				f, err := s.Figures(bg, on.Year(), on, true, "", "")
				if err != nil || !reflect.DeepEqual(f.Counts, want) {
					t.Fatalf("%s, %s: the figures have %v, %v", when, on, f.Counts, err)
				}
				partner, office := []string{"", "FLD", "PD"}[max(0, day/9)%3], []string{"", "cedar", "birch"}[max(0, day/27)%3]
				ages := waited(s, ids, on.Time().Add(24*time.Hour-time.Microsecond), partner, office)
				if f, err = s.Figures(bg, on.Year(), on, true, partner, office); err != nil {
					t.Fatal(err)
				}
				maps.DeleteFunc(f.Waits, func(_ casefile.Stage, n []int) bool { return slices.Max(n) == 0 && slices.Min(n) == 0 })
				if !reflect.DeepEqual(f.Waits, ages) {
					t.Fatalf("%s, %s, %q at %q: waited %v, the journal says %v", when, on, partner, office, f.Waits, ages)
				}
				seen[len(want)] = true
			}
			if len(seen) < 5 {
				t.Errorf("only %d different days: nothing is proven", len(seen))
			}
		}
		compare("as kept")
		for _, days := range []bool{false, true} {
			if wrong, err := s.Rebuild(bg, days); err != nil || wrong != 0 {
				t.Fatalf("%d rows were wrong, %v", wrong, err)
			}
		}
		sound(t, s)
		if err := s.Spoil(bg); err != nil {
			t.Fatal(err)
		}
		if rep, err := s.Verify(bg); err != nil || len(rep.Faults) < 5 {
			t.Errorf("counters were spoilt, and verifying says %v, %v", rep.Faults, err)
		}
		if wrong, err := s.Rebuild(bg, true); err != nil || wrong == 0 {
			t.Fatalf("%d rows were wrong, %v", wrong, err)
		}
		compare("made anew")
		now, err := s.Counts(bg)
		if err != nil {
			t.Fatal(err)
		}
		if last, err := s.Figures(bg, 2030, "2030-01-01", true, "", ""); err != nil || !reflect.DeepEqual(last.Counts, now) {
			t.Errorf("after the last day %v, %v, now %v", last, err, now)
		}
		sound(t, s)
	})
}

// Rule I-119: counters are counted anew while cases are changed, and are right at the end; of two recounts at once one adds what is
// missing, and the other finds nothing to add or is told to begin again.
func TestRule_I_119_RecountBesideChanges(t *testing.T) {
	beside := func(t *testing.T, s, other *store.Store) {
		for seed := range uint64(25) {
			dayHistory(t, s, seed)
		}
		if err := s.Spoil(bg); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for k := range uint64(2) {
			wg.Go(func() {
				for seed := range uint64(12) {
					dayHistory(t, s, 1000+k*100+seed)
				}
			})
		}
		var mended [2]int
		for i, x := range []*store.Store{s, other} {
			wg.Go(func() {
				wrong, err := x.Rebuild(bg, true)
				if err != nil && fault.KindOf(err) != fault.Conflict {
					t.Error(err)
				}
				mended[i] = wrong
			})
		}
		wg.Wait()
		if mended[0]+mended[1] == 0 {
			t.Error("nothing was mended")
		}
		if wrong, err := s.Rebuild(bg, true); err != nil {
			t.Errorf("%d, %v", wrong, err)
		}
		if wrong, err := s.Rebuild(bg, true); err != nil || wrong != 0 {
			t.Errorf("after all %d rows were wrong, %v", wrong, err)
		}
		sound(t, s)
	}
	t.Run("sqlite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "passage.db")
		beside(t, storetest.At(t, path), storetest.At(t, path))
	})
	if os.Getenv("TEST_POSTGRES_URL") != "" {
		t.Run("postgres", func(t *testing.T) {
			where := storetest.Schema(t)
			beside(t, storetest.At(t, where), storetest.At(t, where))
		})
	}
}
