package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/spaces"
	"passage/internal/vault"
)

func ledgerStream(year int) string { return fmt.Sprintf("ledger/%d", year) }

// Ledger appends an entry to the ledger of its year and moves the kept counters. When the entry is guarded and the
// number in force would be passed, whatever runs at once, it is refused: fault.Stopped with rule INT-E2, or X-12
// for the commitment, and nothing of the change is written (decision 3). An entry that always posts and passes the
// number is followed by one that says by how many persons (spaces.Past).
func (tx *Tx) Ledger(e spaces.Entry) (spaces.Entry, error) {
	if e.ID == "" {
		e.ID = tx.NewID()
	}
	e.At = tx.Now
	if e.Kind != spaces.Override || e.By == "" { // an override names the authority that granted it
		e.By = tx.Entry.Actor.Account
	}
	tx.after = append(tx.after, func(q querier) error { return tx.post(q, e) })
	return e, nil
}

// post writes the entry inside the transaction: its place in the year is only known there.
func (tx *Tx) post(q querier, e spaces.Entry) error {
	for i, m := range e.Moves() {
		if err := move(tx.ctx, q, e, m, i == 0); err != nil {
			return err
		}
	}
	if err := tx.entryOf(q, e); err != nil {
		return err
	}
	if !e.Free || e.Limit <= 0 {
		return nil
	}
	after, err := guardRow(tx.ctx, q, e.GuardKey())
	if err != nil {
		return err
	}
	if over, ok := spaces.Past(after, e); ok {
		over.ID = tx.NewID()
		return tx.entryOf(q, over)
	}
	return nil
}

// guardRow is the kept row that an entry's number is compared with, as it stands inside the transaction.
func guardRow(ctx context.Context, q querier, k spaces.Key) (d spaces.Delta, err error) {
	err = q.QueryRowContext(ctx, "SELECT held, confirmed, consumed, planned, landed, other FROM spaces WHERE counter = $1 AND year = $2 AND stream = $3 AND partner = $4 AND office = $5",
		string(k.Counter), int64(k.Year), k.Stream, k.Partner, k.Office).Scan(&d.Held, &d.Confirmed, &d.Consumed, &d.Planned, &d.Landed, &d.Other)
	if errors.Is(err, sql.ErrNoRows) {
		return d, nil
	}
	return d, err
}

// entryOf writes the row of an entry and its link of the year's chain.
func (tx *Tx) entryOf(q querier, e spaces.Entry) error {
	stream := ledgerStream(e.Year)
	v, _, err := head(tx.ctx, q, changes, stream)
	if err != nil {
		return err
	}
	seq := v + 1 // one entry of the chain for each line of the ledger
	sys := tx.s.vault.System()
	free := int64(0)
	if e.Free {
		free = 1
	}
	r := row{int64(e.Year), seq, e.ID, e.At.UnixMicro(), string(e.Counter), e.Stream, string(e.Kind), string(e.From), string(e.Undoes),
		e.Partner, e.Office, string(e.Case), e.Person, int64(e.Persons), int64(e.Limit), free, e.Of, e.Reason, e.By,
		sys.Seal(place("ledger", "note", e.ID, 1), []byte(e.Note)), nil}
	r[len(r)-1] = sys.MAC(encode(nil, r[:len(r)-1]...))
	m := image{table: ledger, op: inserted, key: r[:2], before: []byte{}, after: r}
	was := tx.q
	tx.q = q
	defer func() { tx.q = was }()
	return tx.enter(stream, []image{m}, nil)
}

// move adds to one kept counter row. The guard and the addition are one statement, so that no two changes can both
// find room for the last place (security F6).
func move(ctx context.Context, q querier, e spaces.Entry, m spaces.Move, guarded bool) error {
	k, d := m.Key, m.Delta
	if _, err := q.ExecContext(ctx, `INSERT INTO spaces (counter, year, stream, partner, office, held, confirmed, consumed, planned, landed, other, bound)
VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0, 0, 0, 0) ON CONFLICT (counter, year, stream, partner, office) DO NOTHING`,
		string(k.Counter), int64(k.Year), k.Stream, k.Partner, k.Office); err != nil {
		return err
	}
	const used = "held + confirmed + consumed + planned + landed + $12"
	text := `UPDATE spaces SET held = held + $6, confirmed = confirmed + $7, consumed = consumed + $8, planned = planned + $9, landed = landed + $10, other = other + $11,
bound = CASE WHEN bound < ` + used + ` THEN ` + used + ` ELSE bound END
WHERE counter = $1 AND year = $2 AND stream = $3 AND partner = $4 AND office = $5`
	args := []any{string(k.Counter), int64(k.Year), k.Stream, k.Partner, k.Office, int64(d.Held), int64(d.Confirmed), int64(d.Consumed), int64(d.Planned), int64(d.Landed), int64(d.Other), int64(d.Used())}
	if guarded && e.Guarded() {
		text += " AND " + used + " <= $13"
		args = append(args, int64(e.Limit))
	}
	res, err := q.ExecContext(ctx, text, args...)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil {
		return err
	} else if n != 1 {
		rule := "INT-E2"
		if k.Counter == spaces.Commitment {
			rule = "X-12"
		}
		return &fault.Error{Kind: fault.Stopped, Key: "spaces.full", Rule: rule,
			Args: map[string]any{"Year": k.Year, "Limit": e.Limit, "Persons": e.Persons, "Partner": k.Partner}}
	}
	return nil
}

// Entries are the lines of the ledger of a year in the order they were posted, or of one case when id is given
// (year 0 is then all years).
func (s *Store) Entries(ctx context.Context, year int, id casefile.ID) (out []spaces.Entry, err error) {
	err = s.reading(ctx, func(q querier) error {
		out, err = s.entries(ctx, q, year, id)
		return err
	})
	return out, err
}

// Entries are the lines of the ledger about a case, inside a change.
func (tx *Tx) Entries(id casefile.ID) ([]spaces.Entry, error) {
	return tx.s.entries(tx.ctx, tx.q, 0, id)
}

func (s *Store) entries(ctx context.Context, q querier, year int, id casefile.ID) (out []spaces.Entry, err error) {
	text, args := ledger.all+" WHERE year = $1 ORDER BY seq", []any{int64(year)}
	if id != "" {
		text, args = ledger.all+" WHERE case_id = $1 ORDER BY year, seq", []any{string(id)}
	}
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	sys := s.vault.System()
	for rows.Next() {
		r, err := ledger.scan(rows)
		if err != nil {
			return nil, err
		}
		last := len(r) - 1
		if !bytes.Equal(sys.MAC(encode(nil, r[:last]...)), r[last].([]byte)) {
			return nil, vault.ErrSealed
		}
		str := func(i int) string { return r[i].(string) }
		num := func(i int) int { return int(r[i].(int64)) }
		e := spaces.Entry{Year: num(0), ID: str(2), At: time.UnixMicro(r[3].(int64)).UTC(), Counter: spaces.Counter(str(4)), Stream: str(5),
			Kind: spaces.Kind(str(6)), From: spaces.Kind(str(7)), Undoes: spaces.Kind(str(8)), Partner: str(9), Office: str(10),
			Case: casefile.ID(str(11)), Person: str(12), Persons: num(13), Limit: num(14), Free: num(15) == 1, Of: str(16), Reason: str(17), By: str(18)}
		note, err := sys.Open(place("ledger", "note", e.ID, 1), r[19].([]byte))
		if err != nil {
			return nil, err
		}
		e.Note = string(note)
		out = append(out, e)
	}
	return out, rows.Err()
}

// Balances are the kept counters of the ledger for a year.
func (s *Store) Balances(ctx context.Context, year int) (out map[spaces.Key]spaces.Delta, err error) {
	err = s.reading(ctx, func(q querier) error {
		out, err = balances(ctx, q, year)
		return err
	})
	return out, err
}

// Balance is one kept counter inside a change, as a rule needs it before it posts.
func (tx *Tx) Balance(k spaces.Key) (d spaces.Delta, err error) {
	err = tx.q.QueryRowContext(tx.ctx, "SELECT held, confirmed, consumed, planned, landed, other FROM spaces WHERE counter = $1 AND year = $2 AND stream = $3 AND partner = $4 AND office = $5",
		string(k.Counter), int64(k.Year), k.Stream, k.Partner, k.Office).Scan(&d.Held, &d.Confirmed, &d.Consumed, &d.Planned, &d.Landed, &d.Other)
	if errors.Is(err, sql.ErrNoRows) {
		return spaces.Delta{}, nil
	}
	return d, err
}

func balances(ctx context.Context, q querier, year int) (map[spaces.Key]spaces.Delta, error) {
	out := map[spaces.Key]spaces.Delta{}
	rows, err := q.QueryContext(ctx, "SELECT counter, stream, partner, office, held, confirmed, consumed, planned, landed, other FROM spaces WHERE year = $1", int64(year))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		k, d := spaces.Key{Year: year}, spaces.Delta{}
		var c string
		if err := rows.Scan(&c, &k.Stream, &k.Partner, &k.Office, &d.Held, &d.Confirmed, &d.Consumed, &d.Planned, &d.Landed, &d.Other); err != nil {
			return nil, err
		}
		k.Counter = spaces.Counter(c)
		out[k] = d
	}
	return out, rows.Err()
}
