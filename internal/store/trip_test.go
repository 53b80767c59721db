package store_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

func inTx(t *testing.T, s *store.Store, fn func(tx *store.Tx) error) error {
	t.Helper()
	_, err := s.Change(bg, entry("", ""), func(tx *store.Tx) (string, error) { return "", fn(tx) })
	return err
}

func tripOf(t *testing.T, s *store.Store) casefile.Trip {
	t.Helper()
	x := casefile.Trip{Office: "cedar", Ref: "7K3M-Q9TD", Place: "planted place", Zone: "UTC", Days: nil, Starts: []string{"09:00"}, Minutes: 120, Rooms: 2, By: "supervisor.cedar"}
	if err := inTx(t, s, func(tx *store.Tx) error { return tx.SaveTrip(&x) }); err != nil {
		t.Fatal(err)
	}
	return x
}

func seatOf(trip string, room int, at time.Time, officer, interpreter string) casefile.Seat {
	return casefile.Seat{Trip: trip, Cell: casefile.Cell{Slot: at.Format("2006-01-02 15:04"), Room: room}, At: at, Minutes: 120, Case: "case", Interview: store.NewID(), Officer: officer, Interpreter: interpreter}
}

// said is the key of the one field that is wrong.
func said(err error) string {
	var f *fault.Error
	if errors.As(err, &f) && len(f.Fields) == 1 {
		return f.Fields[0].Key
	}
	return fmt.Sprint(err)
}

// What is saved of trips, rosters and seats is read; a stale version is refused; the journal holds.
func TestTripIsKept(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		x := tripOf(t, s)
		x.Rooms = 3
		p := casefile.Interpreter{Office: "cedar", Number: "0005", Name: "Invented Name", Languages: []string{"ARA"}}
		if err := inTx(t, s, func(tx *store.Tx) error {
			y := x
			return errors.Join(tx.SaveTrip(&y), tx.SaveInterpreter(&p))
		}); err != nil {
			t.Fatal(err)
		}
		if err := inTx(t, s, func(tx *store.Tx) error { y := x; return tx.SaveTrip(&y) }); !isKind(err, fault.Conflict) {
			t.Errorf("a stale version: %v", err)
		}
		x.Version = 2
		if got, err := s.Trips(bg, "cedar"); err != nil || !reflect.DeepEqual(got, []casefile.Trip{x}) {
			t.Errorf("read %+v, %v, want %+v", got, err, x)
		}
		if got, err := s.Trips(bg, "birch"); err != nil || len(got) != 0 {
			t.Errorf("another office reads %+v, %v", got, err)
		}
		if got, err := s.Interpreters(bg, "cedar"); err != nil || !reflect.DeepEqual(got, []casefile.Interpreter{p}) {
			t.Errorf("roster %+v, %v", got, err)
		}
		seat := seatOf(x.ID, 1, noon, "officer.cedar", p.ID)
		if err := inTx(t, s, func(tx *store.Tx) error { return tx.TakeSeat(&seat) }); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Seats(bg, x.ID); err != nil || len(got) != 1 || got[0].Interview != seat.Interview || !got[0].At.Equal(noon) {
			t.Errorf("seats %+v, %v", got, err)
		}
		sound(t, s)
		if err := inTx(t, s, func(tx *store.Tx) error { return tx.FreeSeat(seat.ID) }); err != nil {
			t.Fatal(err)
		}
		if err := inTx(t, s, func(tx *store.Tx) error { return tx.FreeSeat(seat.ID) }); !isKind(err, fault.NotFound) {
			t.Errorf("given back twice: %v", err)
		}
		again := seatOf(x.ID, 1, noon, "officer.cedar", p.ID)
		if err := inTx(t, s, func(tx *store.Tx) error { return tx.TakeSeat(&again) }); err != nil {
			t.Errorf("a place that was given back: %v", err)
		}
		sound(t, s)
	})
}

// Room, officer and interpreter are held once at a time, on whatever trip, whenever it began.
func TestSeatHoldsRoomOfficerAndInterpreter(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		one, two := tripOf(t, s), tripOf(t, s)
		take := func(x casefile.Seat) error {
			return inTx(t, s, func(tx *store.Tx) error { return tx.TakeSeat(&x) })
		}
		if err := take(seatOf(one.ID, 1, noon, "a", "i")); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name string
			seat casefile.Seat
			want string
		}{
			{"the same room", seatOf(one.ID, 1, noon, "b", ""), casefile.SeatTaken},
			{"the same room, begun later", seatOf(one.ID, 1, noon.Add(105*time.Minute), "b", ""), casefile.SeatTaken},
			{"the same officer elsewhere", seatOf(two.ID, 1, noon.Add(time.Hour), "a", ""), casefile.OfficerTaken},
			{"the same interpreter elsewhere", seatOf(two.ID, 2, noon.Add(-time.Hour), "b", "i"), casefile.InterpreterTaken},
			{"the next slot", seatOf(one.ID, 1, noon.Add(2*time.Hour), "a", "i"), "<nil>"},
			{"the slot before", seatOf(one.ID, 1, noon.Add(-2*time.Hour), "a", "i"), "<nil>"},
			{"another room, officer and interpreter", seatOf(one.ID, 2, noon, "b", "j"), "<nil>"},
		} {
			if got := said(take(c.seat)); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
		}
		if got, err := s.Seats(bg, two.ID); err != nil || len(got) != 0 {
			t.Errorf("a seat that was refused is there: %+v, %v", got, err)
		}
		sound(t, s)
	})
}

// Many people at once, each for a family of their own: one gets the place, all others are told that it is taken.
func TestSeatIsTakenOnce(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		x := tripOf(t, s)
		const writers = 24
		var wg sync.WaitGroup
		errs := make([]error, writers)
		for n := range writers {
			wg.Go(func() {
				seat := seatOf(x.ID, 1, noon, fmt.Sprintf("officer%d", n), fmt.Sprintf("i%d", n))
				_, errs[n] = s.Change(bg, entry("", ""), func(tx *store.Tx) (string, error) {
					mine := seat // a change that lost a race runs again
					return "", tx.TakeSeat(&mine)
				})
			})
		}
		wg.Wait()
		won := 0
		for n, err := range errs {
			switch {
			case err == nil:
				won++
			case said(err) != casefile.SeatTaken:
				t.Errorf("writer %d: %v", n, err)
			}
		}
		if got, err := s.Seats(bg, x.ID); won != 1 || err != nil || len(got) != 1 {
			t.Errorf("%d of %d got the place, %d seats, %v", won, writers, len(got), err)
		}
		sound(t, s)
	})
}

// Where a trip goes, when, and who an interpreter is, is nowhere in clear: not in rows, marks or journal.
func TestTripIsSealed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "passage.db")
	s := storetest.At(t, path)
	x := tripOf(t, s)
	seat := seatOf(x.ID, 1, noon, "officer.cedar", "")
	p := casefile.Interpreter{Office: "cedar", Number: "0005", Name: "planted name", Network: "planted network"}
	if err := inTx(t, s, func(tx *store.Tx) error { return errors.Join(tx.SaveInterpreter(&p), tx.TakeSeat(&seat)) }); err != nil {
		t.Fatal(err)
	}
	raw, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	for _, q := range []string{"SELECT body FROM trips", "SELECT body FROM seats", "SELECT body FROM interpreters", "SELECT mark || seat FROM taken", "SELECT images FROM journal WHERE stream = 'trips'", "SELECT images FROM journal WHERE stream = 'interpreters'"} {
		rows, err := raw.Query(q)
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		n := 0
		for rows.Next() {
			var b []byte
			if err := rows.Scan(&b); err != nil {
				t.Fatal(err)
			}
			n++
			for _, word := range []string{"planted", "7K3M", "officer.cedar", "2026-03", "0005"} {
				if bytes.Contains(b, []byte(word)) {
					t.Errorf("%s holds %q in clear", q, word)
				}
			}
		}
		rows.Close()
		if n == 0 {
			t.Errorf("%s: no row", q)
		}
	}
}
