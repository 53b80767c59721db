package store

import (
	"context"
	"database/sql"
	"encoding/base32"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/report"
	"passage/internal/vault"
)

const releaseStream = "releases"

// SaveRelease enters what is let out in the register, under its own id when it has one: fault.Conflict when that is there
// already.
func (tx *Tx) SaveRelease(r *report.Release) error {
	if r.ID != "" {
		old, err := oneRow(tx.ctx, tx.q, releases, "WHERE id = $1", r.ID)
		if err != nil {
			return err
		}
		if old != nil {
			return fault.New(fault.Conflict, "fault.conflict")
		}
	}
	return tx.keepOfYear(releaseStream, releases, &r.ID, &r.Version, r.Year, r)
}

// ReleaseID is the id of the report of a period: always the same, so that it is entered once, and it says nothing.
func (s *Store) ReleaseID(report, period string) string {
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(s.vault.Token("release", report+"/"+period)[:16]))
}

// Releases are the register, by id.
func (s *Store) Releases(ctx context.Context) (out []report.Release, err error) {
	err = s.asking(ctx, func(q querier) error {
		out, err = s.releases(ctx, q)
		return err
	})
	return out, err
}

// Release is one line of the register, or fault.NotFound.
func (s *Store) Release(ctx context.Context, id string) (out report.Release, err error) {
	err = s.asking(ctx, func(q querier) error {
		list, err := s.releases(ctx, q, id)
		if err == nil && len(list) == 0 {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		if err == nil {
			out = list[0]
		}
		return err
	})
	return out, err
}

// Releases are the register as it stands inside a change.
func (tx *Tx) Releases() ([]report.Release, error) { return tx.s.releases(tx.ctx, tx.q) }

func (s *Store) releases(ctx context.Context, q querier, only ...string) ([]report.Release, error) {
	return ofYear(ctx, s, q, releases, func(r *report.Release, id string, version int64, year int) {
		r.ID, r.Version, r.Year = id, version, year
	}, only...)
}

// Counting is a count of all cases that is under way.
type Counting struct {
	At      time.Time   // when it began
	Reached casefile.ID // the last case that was counted
	Cases   int         // so far
	All     int
	Book    report.Book
}

const countingID = 1

// Counting is the count that is under way, false when there is none; the book is opened only when it is asked for.
func (s *Store) Counting(ctx context.Context, book bool) (c Counting, ok bool, err error) {
	var at, cases, all int64
	var reached string
	var body []byte
	err = s.asking(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, "SELECT at, reached, cases, all_, body FROM counting WHERE id = $1", int64(countingID)).Scan(&at, &reached, &cases, &all, &body)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return c, false, nil
	}
	if err != nil {
		return c, false, err
	}
	c = Counting{At: time.UnixMicro(at).UTC(), Reached: casefile.ID(reached), Cases: int(cases), All: int(all), Book: report.Book{}}
	if book {
		err = s.openJSON("counting", strconv.FormatInt(at, 10)+"/"+reached, body, &c.Book)
	}
	return c, true, err
}

// KeepCounting keeps how far the count has come.
func (s *Store) KeepCounting(ctx context.Context, c Counting) error {
	at := c.At.UnixMicro()
	body, err := s.sealJSON("counting", strconv.FormatInt(at, 10)+"/"+string(c.Reached), c.Book)
	if err != nil {
		return err
	}
	return plain(s.submit(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, `INSERT INTO counting (id, at, reached, cases, all_, body) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET at = EXCLUDED.at, reached = EXCLUDED.reached, cases = EXCLUDED.cases, all_ = EXCLUDED.all_, body = EXCLUDED.body`,
			int64(countingID), at, string(c.Reached), int64(c.Cases), int64(c.All), body)
		return err
	}))
}

// NextToCount are the next cases that were referred, in the order of their ids, at most so many: read in one view by two statements, and
// not opened yet.
func (s *Store) NextToCount(ctx context.Context, after casefile.ID, limit int) (out []*Sealed, err error) {
	err = s.reading(ctx, func(q querier) error {
		out = nil
		var tops []row
		keys := map[string]*vault.Key{}
		rows, err := q.QueryContext(ctx, cases.with("wrapped")+" WHERE id > $1 AND referred <> '' AND wrapped IS NOT NULL ORDER BY id LIMIT $2", string(after), int64(limit))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var wrapped []byte
			top, err := cases.scan(rows, &wrapped)
			if err != nil {
				return err
			}
			id := top[0].(string)
			if keys[id], err = s.vault.Unwrap(id, wrapped); err != nil {
				return err
			}
			tops = append(tops, top)
		}
		if err := rows.Err(); err != nil || len(tops) == 0 {
			return err
		}
		rest := map[string][]row{}
		list, err := q.QueryContext(ctx, items.all+" WHERE case_id >= $1 AND case_id <= $2 ORDER BY case_id, seq", tops[0][0], tops[len(tops)-1][0])
		if err != nil {
			return err
		}
		defer list.Close()
		for list.Next() {
			r, err := items.scan(list)
			if err != nil {
				return err
			}
			if id := r[0].(string); keys[id] != nil { // a draft may lie between
				rest[id] = append(rest[id], r)
			}
		}
		if err := list.Err(); err != nil {
			return err
		}
		for _, top := range tops {
			id := top[0].(string)
			x, err := sealed(keys[id], top, rest[id])
			if err != nil {
				return err
			}
			out = append(out, x)
		}
		return nil
	})
	return out, err
}

// AllToCount is how many cases a count reads.
func (s *Store) AllToCount(ctx context.Context) (n int64, err error) {
	err = s.asking(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, "SELECT COUNT(*) FROM cases WHERE referred <> '' AND wrapped IS NOT NULL").Scan(&n)
	})
	return n, err
}

// KeepCounted keeps a finished count, population by population, in place of those that no table in use was made of, and ends
// what was under way.
func (s *Store) KeepCounted(ctx context.Context, at time.Time, book report.Book, used func(of string, at int64) bool) error {
	micro := at.UnixMicro()
	type row struct {
		of   string
		body []byte
	}
	var put []row
	for of, counts := range book {
		body, err := s.sealJSON("counted", of+"/"+strconv.FormatInt(micro, 10), counts)
		if err != nil {
			return err
		}
		put = append(put, row{of, body})
	}
	old, err := s.countedAt(ctx)
	if err != nil {
		return err
	}
	return plain(s.submit(ctx, func(ctx context.Context, q querier) error {
		for _, r := range put {
			if _, err := q.ExecContext(ctx, "INSERT INTO counted (of_, at, body) VALUES ($1, $2, $3) ON CONFLICT (of_, at) DO NOTHING", r.of, micro, r.body); err != nil {
				return err
			}
		}
		for _, r := range old {
			if r.at != micro && !used(r.of, r.at) {
				if _, err := q.ExecContext(ctx, "DELETE FROM counted WHERE of_ = $1 AND at = $2", r.of, r.at); err != nil {
					return err
				}
			}
		}
		_, err := q.ExecContext(ctx, "DELETE FROM counting")
		return err
	}))
}

type countedAt struct {
	of string
	at int64
}

func (s *Store) countedAt(ctx context.Context) (out []countedAt, err error) {
	err = s.asking(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, "SELECT of_, at FROM counted ORDER BY at, of_")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var c countedAt
			if err := rows.Scan(&c.of, &c.at); err != nil {
				return err
			}
			out = append(out, c)
		}
		return rows.Err()
	})
	return out, err
}

// LastCounted is when the newest count was finished began, the zero time when there is none.
func (s *Store) LastCounted(ctx context.Context) (time.Time, error) {
	list, err := s.countedAt(ctx)
	if err != nil || len(list) == 0 {
		return time.Time{}, err
	}
	return time.UnixMicro(list[len(list)-1].at).UTC(), nil
}

// Counted is what was counted of a population at an instant; nothing, when nobody was.
func (s *Store) Counted(ctx context.Context, of string, at int64) (map[string]int, error) {
	var body []byte
	err := s.asking(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, "SELECT body FROM counted WHERE of_ = $1 AND at = $2", of, at).Scan(&body)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	return counts, s.openJSON("counted", of+"/"+strconv.FormatInt(at, 10), body, &counts)
}

func (s *Store) sealJSON(table, id string, v any) ([]byte, error) {
	plain, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return nil, err
	}
	return s.vault.System().Seal(place(table, "body", id, 0), plain), nil
}

func (s *Store) openJSON(table, id string, cell []byte, v any) error {
	plain, err := s.vault.System().Open(place(table, "body", id, 0), cell)
	if err != nil {
		return err
	}
	if json.Unmarshal(plain, v) != nil {
		return errors.New("store: what was counted cannot be read")
	}
	return nil
}
