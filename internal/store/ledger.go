package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
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
	// Most that is refused is refused here, before anything is written and while nobody waits; the guard decides (move).
	k := e.GuardKey()
	if e.Guarded() && !slices.ContainsFunc(tx.lines, func(x spaces.Entry) bool { return x.GuardKey() == k }) {
		before, err := guardRow(tx.ctx, tx.q, k)
		if err != nil {
			return e, err
		}
		if spaces.Refused(before, e) {
			return e, noRoom(e)
		}
	}
	if len(tx.lines) == 0 {
		tx.after = append(tx.after, tx.post)
	}
	tx.lines = append(tx.lines, e)
	return e, nil
}

// post writes the entries of a change inside the transaction: their place in their year is only known there. The head of
// a year's chain is locked before its counters, and one year after the other, so that changes that run side by side wait
// for one another in one order.
func (tx *Tx) post(q querier) error {
	slices.SortStableFunc(tx.lines, func(a, b spaces.Entry) int { return cmp.Compare(a.Year, b.Year) })
	for list := tx.lines; len(list) > 0; {
		n := 1
		for n < len(list) && list[n].Year == list[0].Year {
			n++
		}
		if err := tx.postYear(q, list[0].Year, list[:n]); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

func (tx *Tx) postYear(q querier, year int, entries []spaces.Entry) error {
	was, prev, err := head(tx.ctx, q, changes, ledgerStream(year))
	if err != nil {
		return err
	}
	at, err := notBefore(tx.ctx, q, year, was, tx.Now)
	if err != nil {
		return err
	}
	v, days := was, map[spaceDay]spaces.Delta{}
	for _, e := range entries {
		e.At = at
		list, err := tx.moves(q, e)
		if err != nil {
			return err
		}
		for i, m := range list {
			if err := move(tx.ctx, q, e, m, i == 0); err != nil {
				return err
			}
		}
		addSpaceDays(days, at, list)
		if v, prev, err = tx.line(q, e, v, prev); err != nil {
			return err
		}
		if e.Free && e.Limit > 0 {
			after, err := guardRow(tx.ctx, q, e.GuardKey())
			if err != nil {
				return err
			}
			if over, ok := spaces.Past(after, e); ok {
				over.ID = tx.NewID()
				if v, prev, err = tx.line(q, over, v, prev); err != nil {
					return err
				}
			}
		}
	}
	if err := spaceDaySums.add(tx.ctx, q, spaceDayRows(days)); err != nil {
		return err
	}
	return setHead(tx.ctx, q, changes, ledgerStream(year), was == 0, v, prev)
}

// moves are the moves of an entry. When somebody lands, or a landing is taken back, what landed of the case before is read: a case
// counts once.
func (tx *Tx) moves(q querier, e spaces.Entry) ([]spaces.Move, error) {
	list := e.Moves()
	if !slices.ContainsFunc(list, func(m spaces.Move) bool { return m.Landed != 0 || m.Other != 0 }) {
		return list, nil
	}
	seen := spaces.Landers{}
	rows, err := q.QueryContext(tx.ctx, "SELECT kind, undoes, partner, office, persons FROM ledger WHERE case_id = $1 AND year = $2 AND stream = $3 AND counter = $4 ORDER BY seq",
		string(e.Case), int64(e.Year), e.Stream, string(e.Counter))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		x := spaces.Entry{Counter: e.Counter, Year: e.Year, Stream: e.Stream, Case: e.Case}
		var kind, undoes string
		if err := rows.Scan(&kind, &undoes, &x.Partner, &x.Office, &x.Persons); err != nil {
			return nil, err
		}
		x.Kind, x.Undoes = spaces.Kind(kind), spaces.Kind(undoes)
		seen.Moves(x)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return seen.Moves(e), nil
}

// notBefore is the instant of a new line: its own, or that of the line before it when a clock has run back.
//
// Rule I-90 (our rule): a closed month of the ledger never changes. A correction is a line of the open month, and no line
// is dated before the one that stands last.
func notBefore(ctx context.Context, q querier, year int, last int64, at time.Time) (time.Time, error) {
	if last == 0 {
		return at, nil
	}
	var was int64
	if err := q.QueryRowContext(ctx, "SELECT at FROM ledger WHERE year = $1 AND seq = $2", int64(year), last).Scan(&was); err != nil {
		return at, err
	}
	if was > at.UnixMicro() {
		return time.UnixMicro(was).UTC(), nil
	}
	return at, nil
}

// counterCols are the columns of a kept counter row, in the order of deltaOf.
const counterCols = "held, confirmed, consumed, planned, landed, other, moved, cases, followed"

func deltaOf(d *spaces.Delta) []any {
	return []any{&d.Held, &d.Confirmed, &d.Consumed, &d.Planned, &d.Landed, &d.Other, &d.Moved, &d.Cases, &d.Followed}
}

// guardRow is a kept row as it stands inside a transaction: nothing when there is none yet.
func guardRow(ctx context.Context, q querier, k spaces.Key) (d spaces.Delta, err error) {
	err = q.QueryRowContext(ctx, "SELECT "+counterCols+" FROM spaces WHERE counter = $1 AND year = $2 AND stream = $3 AND partner = $4 AND office = $5",
		string(k.Counter), int64(k.Year), k.Stream, k.Partner, k.Office).Scan(deltaOf(&d)...)
	if errors.Is(err, sql.ErrNoRows) {
		return spaces.Delta{}, nil
	}
	return d, err
}

// line writes the row of an entry and its link of the year's chain, after the link it is given, and gives the new one.
func (tx *Tx) line(q querier, e spaces.Entry, v int64, prev []byte) (int64, []byte, error) {
	sys := tx.s.vault.System()
	free := int64(0)
	if e.Free {
		free = 1
	}
	// One entry of the chain for each line of the ledger: its number is the line's.
	r := row{int64(e.Year), v + 1, e.ID, e.At.UnixMicro(), string(e.Counter), e.Stream, string(e.Kind), string(e.From), string(e.Undoes),
		e.Partner, e.Office, string(e.Case), e.Person, int64(e.Persons), int64(e.Limit), free, e.Of, e.Reason, e.By,
		sys.Seal(place("ledger", "note", e.ID, 1), []byte(e.Note)), nil}
	r[len(r)-1] = sys.MAC(encode(nil, r[:len(r)-1]...))
	m := image{table: ledger, op: inserted, key: r[:2], before: []byte{}, after: r}
	was := tx.q
	tx.q = q
	defer func() { tx.q = was }()
	v, hash, err := tx.append(ledgerStream(e.Year), []image{m}, v, prev)
	if err != nil {
		return 0, nil, err
	}
	return v, hash, m.write(tx.ctx, q)
}

// move adds to one kept counter row. The guard and the addition are one statement, so that no two changes can both
// find room for the last place (security F6).
func move(ctx context.Context, q querier, e spaces.Entry, m spaces.Move, guarded bool) error {
	k, d := m.Key, m.Delta
	const used = "held + confirmed + consumed + planned + landed + $12"
	text := `UPDATE spaces SET held = held + $6, confirmed = confirmed + $7, consumed = consumed + $8, planned = planned + $9, landed = landed + $10, other = other + $11,
moved = moved + $13, cases = cases + $14, followed = followed + $15, bound = CASE WHEN bound < ` + used + ` THEN ` + used + ` ELSE bound END
WHERE counter = $1 AND year = $2 AND stream = $3 AND partner = $4 AND office = $5`
	args := []any{string(k.Counter), int64(k.Year), k.Stream, k.Partner, k.Office, int64(d.Held), int64(d.Confirmed), int64(d.Consumed), int64(d.Planned), int64(d.Landed), int64(d.Other), int64(d.Used()), int64(d.Moved), int64(d.Cases), int64(d.Followed)}
	if guarded && e.Guarded() {
		text += " AND " + used + " <= $16 + moved + $13"
		args = append(args, int64(e.Limit))
	}
	changed := func() (bool, error) {
		res, err := q.ExecContext(ctx, text, args...)
		if err != nil {
			return false, err
		}
		n, err := res.RowsAffected()
		return n == 1, err
	}
	// The row is there but for the first time: it is asked for only when nothing was changed.
	if ok, err := changed(); ok || err != nil {
		return err
	}
	if _, err := q.ExecContext(ctx, `INSERT INTO spaces (counter, year, stream, partner, office, held, confirmed, consumed, planned, landed, other, moved, bound)
VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0, 0, 0, 0, 0) ON CONFLICT (counter, year, stream, partner, office) DO NOTHING`,
		string(k.Counter), int64(k.Year), k.Stream, k.Partner, k.Office); err != nil {
		return err
	}
	if ok, err := changed(); ok || err != nil {
		return err
	}
	return noRoom(e)
}

// noRoom is what is said of an entry for which there is no room.
func noRoom(e spaces.Entry) error {
	rule := "INT-E2"
	switch {
	case e.Counter == spaces.Commitment:
		rule = "X-12"
	case e.Kind == spaces.Give:
		return &fault.Error{Kind: fault.Stopped, Key: "spaces.move.taken", Rule: "I-66", Args: map[string]any{"Year": e.Year, "Persons": e.Persons, "Partner": e.Partner}}
	}
	return &fault.Error{Kind: fault.Stopped, Key: "spaces.full", Rule: rule,
		Args: map[string]any{"Year": e.Year, "Limit": e.Limit, "Persons": e.Persons, "Partner": e.GuardKey().Partner}}
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

// EntriesOf are the lines of the ledger of a year, inside a change.
func (tx *Tx) EntriesOf(year int) ([]spaces.Entry, error) {
	return tx.s.entries(tx.ctx, tx.q, year, "")
}

// LastEntries are the last lines of the ledger of a year, at most so many, newest first.
func (s *Store) LastEntries(ctx context.Context, year, limit int) (out []spaces.Entry, err error) {
	err = s.asking(ctx, func(q querier) error {
		out, err = s.lines(ctx, q, " WHERE year = $1 ORDER BY seq DESC LIMIT $2", int64(year), int64(limit))
		return err
	})
	return out, err
}

// landingLines are the lines by which somebody landed, and those that take it back: an index holds what is asked of them.
const landingLines = "(kind IN ('landed', 'landed_other') OR undoes IN ('landed', 'landed_other'))"

// Landings are which landings of a year are asked for. Empty fields do not filter.
type Landings struct {
	Year    int
	Stream  string
	Kind    spaces.Kind // spaces.Landed, or spaces.LandedOther: who followed through the one-year window is counted apart
	Partner string      // of the landing, as the office
	Offices []string
	Limit   int
}

// LandedCases are the cases of which somebody landed so, and whose landing stands at the end of a UTC day, by id.
func (s *Store) LandedCases(ctx context.Context, on policy.Day, x Landings) (out []casefile.ID, err error) {
	args := []any{int64(x.Year), x.Stream, on.Add(1).Time().UnixMicro(), x.Partner, string(x.Kind), int64(x.Limit)}
	where := ""
	if len(x.Offices) > 0 {
		where = " AND " + in("office", x.Offices, func(v any) string {
			args = append(args, v)
			return "$" + strconv.Itoa(len(args))
		})
	}
	err = s.asking(ctx, func(q querier) error {
		out, err = caseIDs(ctx, q, "SELECT case_id FROM ledger WHERE year = $1 AND stream = $2 AND "+landingLines+" AND at < $3 AND ($4 = '' OR partner = $4)"+where+
			" GROUP BY case_id HAVING SUM(CASE WHEN kind = $5 THEN persons WHEN undoes = $5 THEN -persons ELSE 0 END) > 0 ORDER BY case_id LIMIT $6", args...)
		return err
	})
	return out, err
}

func (s *Store) entries(ctx context.Context, q querier, year int, id casefile.ID) ([]spaces.Entry, error) {
	if id != "" {
		return s.lines(ctx, q, " WHERE case_id = $1 ORDER BY year, seq", string(id))
	}
	return s.lines(ctx, q, " WHERE year = $1 ORDER BY seq", int64(year))
}

func (s *Store) lines(ctx context.Context, q querier, where string, args ...any) (out []spaces.Entry, err error) {
	text := ledger.all + where
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
func (tx *Tx) Balance(k spaces.Key) (spaces.Delta, error) { return guardRow(tx.ctx, tx.q, k) }

func balances(ctx context.Context, q querier, year int) (map[spaces.Key]spaces.Delta, error) {
	out := map[spaces.Key]spaces.Delta{}
	rows, err := q.QueryContext(ctx, "SELECT counter, stream, partner, office, "+counterCols+" FROM spaces WHERE year = $1", int64(year))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		k, d := spaces.Key{Year: year}, spaces.Delta{}
		var c string
		if err := rows.Scan(append([]any{&c, &k.Stream, &k.Partner, &k.Office}, deltaOf(&d)...)...); err != nil {
			return nil, err
		}
		k.Counter = spaces.Counter(c)
		out[k] = d
	}
	return out, rows.Err()
}
