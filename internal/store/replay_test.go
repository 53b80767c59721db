package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// histories is how many random histories the done-when asks for.
const histories = 2000

// randomHistory makes one case and does random things to it, from a seed that a failure names.
func randomHistory(t *testing.T, s *store.Store, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 1))
	id := create(t, s, fmt.Sprintf("Applicant %04d", seed))
	roles := []access.Role{access.Caseworker, access.Reviewer, access.Clerk, access.Supervisor, access.Officer, access.System}
	for step := range 1 + r.IntN(3) {
		e := entry(fmt.Sprintf("%d/%d", seed, step), "b")
		e.Actor.Role = roles[r.IntN(len(roles))]
		e.Now = noon.Add(time.Duration(step+1) * time.Hour)
		_, err := s.Change(bg, e, func(tx *store.Tx) (string, error) {
			f, err := tx.Load(id)
			if err != nil {
				return "", err
			}
			for range 1 + r.IntN(3) {
				switch r.IntN(6) {
				case 0:
					err = tx.SavePerson(f, &people.Person{Family: strings.Repeat("x", r.IntN(300)), Number: len(f.Persons) + 1})
				case 1:
					if len(f.Persons) > 0 {
						p := f.Persons[r.IntN(len(f.Persons))]
						p.Given, p.UNHCR = p.Given+"y", fmt.Sprintf("900-%08d", r.IntN(100)) // a number that others have too
						err = tx.SavePerson(f, &p)
					}
				case 2:
					if len(f.Persons) > 1 {
						err = tx.RemovePerson(f, f.Persons[r.IntN(len(f.Persons))].ID)
					}
				case 3:
					if next := casefile.Next(f.Case.State, e.Actor.Role); len(next) > 0 {
						err = tx.Move(f, next[r.IntN(len(next))], "random")
					}
				case 4:
					f.Case.Persons, f.Case.Summary.Name = r.IntN(9), fmt.Sprint(r.IntN(1000))
				case 5:
					_, err = tx.Ledger(spaces.Entry{Counter: spaces.Allocation, Year: 2026, Stream: "global", Kind: spaces.Hold, Partner: "FLD", Case: id, Persons: 1, Limit: 1 << 20})
				}
				if err != nil {
					return "", err
				}
			}
			return "", nil
		})
		if err != nil {
			t.Errorf("history %d: %v", seed, err)
			return
		}
	}
	live, err := s.Read(bg, id, store.Everything)
	if err != nil {
		t.Errorf("history %d: %v", seed, err)
		return
	}
	then, err := s.FileAsOf(bg, id, noon.AddDate(1, 0, 0), store.Everything)
	if err != nil {
		t.Errorf("history %d: %v", seed, err)
		return
	}
	if !reflect.DeepEqual(then.Case, live.Case) || !reflect.DeepEqual(then.Persons, live.Persons) || !reflect.DeepEqual(then.Steps, live.Steps) {
		t.Errorf("history %d: replayed and live differ", seed)
	}
}

// Replaying every stream's entries gives exactly the rows that are there (architecture 2).
func TestReplayEqualsLive(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		seeds := make(chan uint64)
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				for seed := range seeds {
					randomHistory(t, s, seed)
				}
			})
		}
		for seed := range uint64(histories) {
			seeds <- seed
		}
		close(seeds)
		wg.Wait()
		sound(t, s)
		kept, err := s.Counts(bg)
		if err != nil {
			t.Fatal(err)
		}
		real, err := s.Recount(bg)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(kept, real) {
			t.Errorf("kept counters %v, recounted %v", kept, real)
		}
	})
}

// As it was on a day: what the officer knew when they decided.
func TestAsOfADay(t *testing.T) {
	s := storetest.Open(t)
	id := create(t, s, "Applicant 0003")
	e := entry("", "")
	e.Now = noon.AddDate(0, 0, 10)
	if _, err := s.Change(bg, e, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(id)
		if err != nil {
			return "", err
		}
		p := f.Persons[0]
		p.Given = "Later"
		return "", tx.SavePerson(f, &p)
	}); err != nil {
		t.Fatal(err)
	}
	f, err := s.FileAsOf(bg, id, noon.AddDate(0, 0, 5), store.Everything)
	if err != nil || f.Persons[0].Given != "Person" {
		t.Errorf("five days later: %v, %v", f.Persons, err)
	}
	if _, err := s.FileAsOf(bg, id, noon.AddDate(0, 0, -1), store.Everything); err == nil {
		t.Error("the case is there before it was")
	}
}

// journal verify finds any single changed, dropped or reordered row.
func TestVerifyFindsTampering(t *testing.T) {
	path := filepath.Join(t.TempDir(), "passage.db")
	s := storetest.At(t, path)
	for i := range 3 {
		randomHistory(t, s, uint64(i))
	}
	id := create(t, s, "Applicant 0412")
	for range 3 {
		if err := s.Record(bg, store.Look{At: noon, Actor: caseworker, Case: id, Action: "view_case", Outcome: store.Shown, Detail: "assigned"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Change(bg, entry("", ""), func(tx *store.Tx) (string, error) {
		if err := tx.SaveAccount(store.Account{ID: "officer.cedar", Role: access.Officer, Unit: "cedar"}); err != nil {
			return "", err
		}
		if err := tx.KeepPack("print", []byte("text")); err != nil {
			return "", err
		}
		if _, err := tx.SaveSuspension(policy.Suspension{Partner: "FLD", Agreement: "fld-1", Ground: "asked", Reason: "invented"}); err != nil {
			return "", err
		}
		trip, reader := casefile.Trip{Office: "cedar", Ref: "7K3M-Q9TD"}, casefile.Interpreter{Office: "cedar", Number: "0005"}
		if err := errors.Join(tx.SaveTrip(&trip), tx.SaveInterpreter(&reader)); err != nil {
			return "", err
		}
		if err := tx.TakeSeat(&casefile.Seat{Trip: trip.ID, Cell: casefile.Cell{Slot: "2026-12-07 09:00", Room: 1}, At: noon, Minutes: 30, Officer: "officer.cedar"}); err != nil {
			return "", err
		}
		_, err := tx.Ledger(spaces.Entry{Counter: spaces.Allocation, Year: 2026, Stream: "global", Kind: spaces.Hold, Partner: "FLD", Persons: 2, Limit: 100})
		return "", err
	}); err != nil {
		t.Fatal(err)
	}
	sound(t, s)

	raw, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	found := func(what string) {
		t.Helper()
		rep, err := s.Verify(bg)
		if err == nil && len(rep.Faults) == 0 {
			t.Errorf("%s: not found", what)
		}
	}
	exec := func(q string, args ...any) {
		t.Helper()
		res, err := raw.Exec(q, args...)
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		if n, _ := res.RowsAffected(); n == 0 && !strings.Contains(q, " TABLE ") {
			t.Fatalf("%s: no row", q)
		}
	}
	cols := map[string][]string{}
	for _, table := range []string{"cases", "items", "accounts", "ledger", "suspensions", "trips", "interpreters", "seats", "taken", "journal", "reads", "heads"} {
		rows, err := raw.Query("SELECT name FROM pragma_table_info($1)", table)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var c string
			if err := rows.Scan(&c); err != nil {
				t.Fatal(err)
			}
			cols[table] = append(cols[table], c)
		}
		rows.Close()
	}
	tampered := 0
	for table, list := range cols {
		var n int
		if err := raw.QueryRow("SELECT COUNT(*) FROM " + table).Scan(&n); err != nil || n == 0 {
			t.Fatalf("%s has %d rows, %v", table, n, err)
		}
		id, keep := "rowid", "rowid, "
		if key := map[string]string{"heads": "chain, stream", "accounts": "id", "suspensions": "id", "trips": "id", "interpreters": "id", "seats": "id", "taken": "mark"}[table]; key != "" { // their rows stand in the tree of their key
			id, keep = key, ""
		}
		exec("CREATE TABLE kept AS SELECT " + keep + "* FROM " + table)
		back := func() {
			raw.Exec("DELETE FROM " + table)
			exec("INSERT INTO " + table + " (" + keep + strings.Join(list, ", ") + ") SELECT * FROM kept")
		}
		for at := range n {
			where := fmt.Sprintf(" WHERE (%s) = (SELECT %s FROM %s ORDER BY %s LIMIT 1 OFFSET %d)", id, id, table, id, at)
			// Every row is dropped once; every column of the first and last row is changed once.
			exec("DELETE FROM " + table + where)
			found("a dropped row of " + table)
			back()
			tampered++
			if at == 0 || at == n-1 {
				for _, c := range list {
					exec(fmt.Sprintf("UPDATE %s SET %s = CASE typeof(%s) WHEN 'integer' THEN 1 - %s WHEN 'blob' THEN CAST(%s || x'00' AS BLOB) ELSE %s || 'x' END%s", table, c, c, c, c, c, where))
					found(fmt.Sprintf("%s.%s of row %d changed", table, c, at))
					back()
					tampered++
				}
			}
		}
		exec("DROP TABLE kept")
	}
	for _, table := range []string{"journal", "reads"} {
		stream := "case/" + string(id)
		if table == "journal" {
			stream = "ledger/2026"
		}
		exec("UPDATE "+table+" SET version = -1 WHERE stream = $1 AND version = 1", stream)
		exec("UPDATE "+table+" SET version = 1 WHERE stream = $1 AND version = 2", stream)
		exec("UPDATE "+table+" SET version = 2 WHERE stream = $1 AND version = -1", stream)
		found("two entries of " + table + " in the other order")
		exec("UPDATE "+table+" SET version = -1 WHERE stream = $1 AND version = 1", stream)
		exec("UPDATE "+table+" SET version = 1 WHERE stream = $1 AND version = 2", stream)
		exec("UPDATE "+table+" SET version = 2 WHERE stream = $1 AND version = -1", stream)
	}
	sound(t, s) // everything was put back: what was found was the tampering
	t.Logf("%d rows and columns tampered with, each found", tampered)
}
