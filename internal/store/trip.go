package store

import (
	"context"
	"errors"
	"strconv"

	"github.com/go-json-experiment/json"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
)

// A desk keeps rows of no case: id, version and whose they are in clear, the rest sealed under the system key.
type desk[T any] struct {
	table  *table
	stream string
	meta   func(*T) (id *string, version *int64, whose *string)
}

var (
	tripDesk        = desk[casefile.Trip]{trips, "trips", func(t *casefile.Trip) (*string, *int64, *string) { return &t.ID, &t.Version, &t.Office }}
	interpreterDesk = desk[casefile.Interpreter]{interpreters, "interpreters", func(p *casefile.Interpreter) (*string, *int64, *string) { return &p.ID, &p.Version, &p.Office }}
	seatDesk        = desk[casefile.Seat]{seats, "trips", func(s *casefile.Seat) (*string, *int64, *string) { return &s.ID, &s.Version, &s.Trip }}
)

// save stores a new row when its version is 0, else in place of that version (fault.Conflict when stale).
func (d desk[T]) save(tx *Tx, x *T) error {
	id, version, whose := d.meta(x)
	m := image{table: d.table, op: inserted, before: []byte{}}
	if *version > 0 {
		old, err := oneRow(tx.ctx, tx.q, d.table, "WHERE id = $1", *id)
		if err != nil {
			return err
		}
		if old == nil {
			return notFound()
		}
		m.op, m.before = updated, rowHash(old)
	} else if *id == "" {
		*id = tx.NewID()
	}
	plain, err := json.Marshal(x, json.OmitZeroStructFields(true))
	if err != nil {
		return err
	}
	*version++
	m.key = row{*id}
	m.after = sealRow(tx.s.vault.System(), d.table, row{*id, *version, *whose, nil, nil}, 3, *id, plain)
	tx.rows = append(tx.rows, pending{d.stream, m})
	return nil
}

// drop takes a row away; its image stays in the journal.
func (d desk[T]) drop(tx *Tx, id string) error {
	old, err := oneRow(tx.ctx, tx.q, d.table, "WHERE id = $1", id)
	if err != nil {
		return err
	}
	if old == nil {
		return notFound()
	}
	tx.rows = append(tx.rows, pending{d.stream, image{table: d.table, op: removed, key: row{id}, before: rowHash(old), version: old[1].(int64)}})
	return nil
}

func (d desk[T]) list(ctx context.Context, s *Store, q querier, where string, args ...any) (out []T, err error) {
	rows, err := q.QueryContext(ctx, d.table.all+" "+where+" ORDER BY id", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		r, err := d.table.scan(rows)
		if err != nil {
			return nil, err
		}
		var x T
		plain, err := openRow(s.vault.System(), d.table, r, 3, r[0].(string), nil)
		if err != nil {
			return nil, err
		}
		if json.Unmarshal(plain, &x) != nil {
			return nil, errors.New("store: a row of " + d.table.name + " cannot be read")
		}
		id, version, whose := d.meta(&x)
		*id, *version, *whose = r[0].(string), r[1].(int64), r[2].(string)
		out = append(out, x)
	}
	return out, rows.Err()
}

func (d desk[T]) of(ctx context.Context, s *Store, where string, args ...any) (out []T, err error) {
	err = s.asking(ctx, func(q querier) error {
		out, err = d.list(ctx, s, q, where, args...)
		return err
	})
	return out, err
}

// one is the row of an id; fault.NotFound when there is none.
func one[T any](list []T, err error) (x T, _ error) {
	if err != nil {
		return x, err
	}
	if len(list) != 1 {
		return x, notFound()
	}
	return list[0], nil
}

// SaveTrip stores a trip: a new one when Version is 0, else in place of that version (fault.Conflict when stale). Entered in the stream
// "trips".
func (tx *Tx) SaveTrip(t *casefile.Trip) error { return tripDesk.save(tx, t) }

// Trip is a trip as it stands inside a change; fault.NotFound.
func (tx *Tx) Trip(id string) (casefile.Trip, error) {
	return one(tripDesk.list(tx.ctx, tx.s, tx.q, "WHERE id = $1", id))
}

// Trip is a trip by its id; fault.NotFound.
func (s *Store) Trip(ctx context.Context, id string) (casefile.Trip, error) {
	return one(tripDesk.of(ctx, s, "WHERE id = $1", id))
}

// Trips are the trips of an office, by id.
func (s *Store) Trips(ctx context.Context, office string) ([]casefile.Trip, error) {
	return tripDesk.of(ctx, s, "WHERE office = $1", office)
}

// SaveInterpreter stores an entry of the roster, as SaveTrip. Entered in the stream "interpreters".
func (tx *Tx) SaveInterpreter(p *casefile.Interpreter) error { return interpreterDesk.save(tx, p) }

// Interpreters is an office's roster inside a change, by id.
func (tx *Tx) Interpreters(office string) ([]casefile.Interpreter, error) {
	return interpreterDesk.list(tx.ctx, tx.s, tx.q, "WHERE office = $1", office)
}

// Interpreters is an office's roster, by id.
func (s *Store) Interpreters(ctx context.Context, office string) ([]casefile.Interpreter, error) {
	return interpreterDesk.of(ctx, s, "WHERE office = $1", office)
}

// Seats are the places of a trip that are taken, by id.
func (s *Store) Seats(ctx context.Context, trip string) ([]casefile.Seat, error) {
	return seatDesk.of(ctx, s, "WHERE trip = $1", trip)
}

// Seats are the places of a trip that are taken, as they stand inside a change.
func (tx *Tx) Seats(trip string) ([]casefile.Seat, error) {
	return seatDesk.list(tx.ctx, tx.s, tx.q, "WHERE trip = $1", trip)
}

// TakeSeat takes a place of a trip for an interview: its room, its officer and its interpreter for as long as it lasts, all or none. When
// somebody else holds one of them, the change fails and says which (casefile.SeatTaken and its like), whoever asked first.
func (tx *Tx) TakeSeat(s *casefile.Seat) error {
	if err := seatDesk.save(tx, s); err != nil {
		return err
	}
	for _, m := range tx.s.marks(*s) {
		tx.after = append(tx.after, func(q querier) error {
			res, err := q.ExecContext(tx.ctx, "INSERT INTO taken (mark, seat) VALUES ($1, $2) ON CONFLICT (mark) DO NOTHING", m.mark, s.ID)
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); err != nil || n == 1 {
				return err
			}
			var c fault.Check
			c.AddRule(m.field, m.key, "I-82")
			return c.Err("interview.book.wrong")
		})
	}
	return nil
}

// FreeSeat gives a place of a trip back, for whoever asks next.
func (tx *Tx) FreeSeat(id string) error {
	if err := seatDesk.drop(tx, id); err != nil {
		return err
	}
	tx.after = append(tx.after, func(q querier) error {
		_, err := q.ExecContext(tx.ctx, "DELETE FROM taken WHERE seat = $1", id)
		return err
	})
	return nil
}

// mark is one quarter of an hour of a room, an officer or an interpreter, and what is said to who finds it held.
type mark struct {
	mark       []byte
	field, key string
}

func (s *Store) marks(x casefile.Seat) (out []mark) {
	add := func(what, field, key string) {
		for _, at := range x.Quarters() {
			out = append(out, mark{s.vault.Token("taken", what+"/"+at), field, key})
		}
	}
	add("room/"+x.Trip+"/"+strconv.Itoa(x.Room), "cell", casefile.SeatTaken)
	add("officer/"+x.Officer, "cell", casefile.OfficerTaken)
	if x.Interpreter != "" {
		add("interpreter/"+x.Interpreter, "interpreter", casefile.InterpreterTaken)
	}
	return out
}

// verifySeats compares what is held with the places that are taken.
func (s *Store) verifySeats(ctx context.Context, q querier, rep *Report) error {
	all, err := seatDesk.list(ctx, s, q, "WHERE trip <> ''")
	if err != nil {
		rep.fault("does not open", "seats", 0)
		return nil
	}
	want := map[string]string{}
	for _, x := range all {
		for _, m := range s.marks(x) {
			want[string(m.mark)] = x.ID
		}
	}
	rows, err := q.QueryContext(ctx, "SELECT mark, seat FROM taken")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var m []byte
		var seat string
		if err := rows.Scan(&m, &seat); err != nil {
			return err
		}
		if want[string(m)] != seat {
			rep.fault("differs from the seats", "taken", 0)
		}
		delete(want, string(m))
	}
	if len(want) > 0 {
		rep.fault("row missing", "taken", 0)
	}
	return rows.Err()
}
