package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/spaces"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

var (
	caseworker = access.Actor{Account: "caseworker.fld", Role: access.Caseworker, Unit: "FLD"}
	noon       = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	bg         = context.Background()
)

func entry(token, body string) store.Entry {
	return store.Entry{Actor: caseworker, Action: "test", Pack: "1", Token: token, Body: []byte(body), Now: noon}
}

func create(t testing.TB, s *store.Store, name string) casefile.ID {
	t.Helper()
	id, err := s.Change(bg, entry("", ""), func(tx *store.Tx) (string, error) {
		f, err := tx.Create(casefile.Case{State: casefile.Preparing, ReferredBy: "FLD", Persons: 1, Since: tx.Today(), Summary: casefile.Summary{Name: name}})
		if err != nil {
			return "", err
		}
		return string(f.Case.ID), tx.SavePerson(f, &people.Person{Family: name, Given: "Person"})
	})
	if err != nil {
		t.Fatal(err)
	}
	return casefile.ID(id)
}

func TestWhatIsSavedIsRead(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		id := create(t, s, "Applicant 0412")
		f, err := s.Read(bg, id, store.Everything)
		if err != nil {
			t.Fatal(err)
		}
		if f.Case.Summary.Name != "Applicant 0412" || len(f.Persons) != 1 || f.Persons[0].Family != "Applicant 0412" || f.Persons[0].Version != 1 {
			t.Fatalf("read %+v", f)
		}
		if f, err = s.Read(bg, id, store.Rooms{store.Contact: true}); err != nil || len(f.Persons) != 0 {
			t.Errorf("a closed room was opened: %v, %v", f.Persons, err)
		}
		if _, err := s.Read(bg, "nosuchcase", store.Everything); !isKind(err, fault.NotFound) {
			t.Errorf("absent case: %v", err)
		}
		// A name with a number in it is found by its words; a number that nothing bears finds nothing.
		own := store.Query{Partner: "FLD"}
		got, err := s.Find(bg, "applicant 0412", own, 10)
		if err != nil || len(got) != 1 || got[0] != id {
			t.Errorf("a name with a number found %v, %v", got, err)
		}
		if got, err = s.Find(bg, "applicant 0413", own, 10); err != nil || len(got) != 0 {
			t.Errorf("a number that is none found %v, %v", got, err)
		}
		if got, err = s.Find(bg, "APPLICANT person", own, 10); err != nil || len(got) != 1 || got[0] != id {
			t.Errorf("name words found %v, %v", got, err)
		}
		if got, err = s.Find(bg, "APPLICANT person", store.Query{}, 10); err != nil || len(got) != 0 {
			t.Errorf("a draft is found by others than its partner: %v, %v", got, err)
		}
		sound(t, s)
	})
}

func isKind(err error, k fault.Kind) bool {
	var f *fault.Error
	return errors.As(err, &f) && f.Kind == k
}

func sound(t testing.TB, s *store.Store) {
	t.Helper()
	rep, err := s.Verify(bg)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range rep.Faults {
		t.Error("verify:", f)
	}
}

// Invariant V14: of two writers of the same item one wins and the other is told.
func TestNoLostUpdate(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		id := create(t, s, "Applicant 0001")
		f, err := s.Read(bg, id, store.Everything)
		if err != nil {
			t.Fatal(err)
		}
		p := f.Persons[0]
		write := func(given string) error {
			_, err := s.Change(bg, entry("", ""), func(tx *store.Tx) (string, error) {
				f, err := tx.Load(id)
				if err != nil {
					return "", err
				}
				mine := p
				mine.Given = given
				return "", tx.SavePerson(f, &mine)
			})
			return err
		}
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { errs[i] = write(string(rune('A' + i))) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !isKind(err, fault.Conflict) {
				t.Errorf("loser: %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d writers won, want 1", won)
		}
		sound(t, s)
	})
}

// Invariant V8: the same token and body has one effect and one answer; another body is refused.
func TestIdempotencyToken(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		var spoiled error // what a rule says of the same request when it comes again
		do := func(token, body string) (string, error) {
			return s.Change(bg, entry(token, body), func(tx *store.Tx) (string, error) {
				if spoiled != nil {
					return "", spoiled
				}
				f, err := tx.Create(casefile.Case{State: casefile.Preparing, Since: tx.Today()})
				if err != nil {
					return "", err
				}
				return string(f.Case.ID), nil
			})
		}
		a, err := do("t1", "body")
		if err != nil {
			t.Fatal(err)
		}
		b, err := do("t1", "body")
		if err != nil || a != b {
			t.Errorf("again: %q and %q, %v", a, b, err)
		}
		spoiled = fault.New(fault.Conflict, "fault.conflict")
		if c, err := do("t1", "body"); err != nil || a != c {
			t.Errorf("again, when it can no longer be done: %q and %q, %v", a, c, err)
		}
		if _, err := do("t1", "other"); !isKind(err, fault.Reused) {
			t.Errorf("other body, when it cannot be done: %v", err)
		}
		if _, err := do("t2", "body"); !isKind(err, fault.Conflict) {
			t.Errorf("another request: %v", err)
		}
		spoiled = nil
		if n, err := s.Counts(bg); err != nil || len(n) != 1 || n[0].Cases != 1 {
			t.Errorf("done once: %+v, %v", n, err)
		}
		if _, err := do("t1", "other"); !isKind(err, fault.Reused) {
			t.Errorf("other body: %v", err)
		}
	})
}

// Decision 3 and security F6: whatever runs at once, holds never pass the number in force.
func TestHoldsNeverPassTheNumber(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		const limit, tries = 50, 80
		var wg sync.WaitGroup
		var mu sync.Mutex
		ok := 0
		for range tries {
			wg.Go(func() {
				_, err := s.Change(bg, entry("", ""), func(tx *store.Tx) (string, error) {
					_, err := tx.Ledger(spaces.Entry{Counter: spaces.Allocation, Year: 2026, Stream: "global", Kind: spaces.Hold, Partner: "FLD", Persons: 1, Limit: limit})
					return "", err
				})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					ok++
				} else if !isKind(err, fault.Stopped) {
					t.Errorf("refused hold: %v", err)
				}
			})
		}
		wg.Wait()
		if ok != limit {
			t.Errorf("%d holds stood, want %d", ok, limit)
		}
		b, err := s.Balances(bg, 2026)
		if err != nil {
			t.Fatal(err)
		}
		if d := b[spaces.Key{Counter: spaces.Allocation, Year: 2026, Stream: "global", Partner: "FLD"}]; d.Held != limit {
			t.Errorf("kept counter says %d held", d.Held)
		}
		list, err := s.Entries(bg, 2026, "")
		if err != nil || len(list) != limit {
			t.Errorf("%d entries, %v", len(list), err)
		}
		sound(t, s)
	})
}

// Decision 3: a landing always posts, and what goes past the number is an entry of its own, whatever runs at once.
func TestLandingsAlwaysPost(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		const limit, landings = 10, 30
		var wg sync.WaitGroup
		for range landings {
			wg.Go(func() {
				if _, err := s.Change(bg, entry("", ""), func(tx *store.Tx) (string, error) {
					_, err := tx.Ledger(spaces.Entry{Counter: spaces.Commitment, Year: 2026, Stream: "global", Kind: spaces.Landed, Partner: "FLD", Office: "cedar",
						Person: tx.NewID(), Persons: 1, Limit: limit, Free: true})
					return "", err
				}); err != nil {
					t.Errorf("a landing was refused: %v", err)
				}
			})
		}
		wg.Wait()
		list, err := s.Entries(bg, 2026, "")
		if err != nil {
			t.Fatal(err)
		}
		over := 0
		for _, e := range list {
			if e.Kind == spaces.Over {
				over += e.Persons
			}
		}
		b, err := s.Balances(bg, 2026)
		if err != nil {
			t.Fatal(err)
		}
		if got := b[spaces.Key{Counter: spaces.Commitment, Year: 2026, Stream: "global"}].Landed; got != landings || over != landings-limit {
			t.Errorf("%d landed, %d over, want %d and %d", got, over, landings, landings-limit)
		}
		sound(t, s)
	})
}

func TestLooksAreKept(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		id := create(t, s, "Applicant 0002")
		for range 3 {
			if err := s.Record(bg, store.Look{At: noon, Actor: caseworker, Case: id, Action: "view_case", Outcome: store.Shown, Detail: "assigned"}); err != nil {
				t.Fatal(err)
			}
		}
		list, err := s.Looks(bg, id, 10)
		if err != nil || len(list) != 3 || list[0].Detail != "assigned" {
			t.Fatalf("looks %v, %v", list, err)
		}
		sound(t, s)
	})
}
