package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
)

// Counters as of a past day. Each change that moves a counter of cases adds the same to the rows of its day and its month; a past
// day is the counters of now less the days of its month after it and the months after that, so that what was lately is asked for
// with few rows.

// daysOf are the spans that an instant falls into: its UTC day, as 20260314, and its month, as 202603.
func daysOf(at time.Time) (day, month int64) {
	y, m, d := at.UTC().Date()
	y = max(y, 1000) // so that a day has eight figures and a month six, whatever a clock says
	month = int64(y)*100 + int64(m)
	return month*100 + int64(d), month
}

// addDay adds to the rows of a day and of its month.
func addDay(ctx context.Context, q querier, at time.Time, c Count) error {
	day, month := daysOf(at)
	_, err := q.ExecContext(ctx, `INSERT INTO days (span, partner, office, state, cases, persons, landed) VALUES ($1, $3, $4, $5, $6, $7, $8), ($2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (span, partner, office, state) DO UPDATE SET cases = days.cases + EXCLUDED.cases, persons = days.persons + EXCLUDED.persons, landed = days.landed + EXCLUDED.landed`,
		day, month, c.Partner, c.Office, string(c.State), int64(c.Cases), int64(c.Persons), int64(c.Landed))
	return err
}

// CountsAsOf are the kept counters of cases as they stood at the end of a UTC day.
func (s *Store) CountsAsOf(ctx context.Context, on policy.Day) ([]Count, error) {
	day, month := daysOf(on.Time())
	return s.counts(ctx, `SELECT partner, office, state, CAST(SUM(cases) AS BIGINT), CAST(SUM(persons) AS BIGINT), CAST(SUM(landed) AS BIGINT) FROM (
SELECT partner, office, state, cases, persons, landed FROM counts
UNION ALL SELECT partner, office, state, -cases, -persons, -landed FROM days WHERE span > $1 AND span <= $2
UNION ALL SELECT partner, office, state, -cases, -persons, -landed FROM days WHERE span > $3 AND span < 1000000) AS moved
GROUP BY partner, office, state HAVING SUM(cases) <> 0 ORDER BY partner, office, state`, day, month*100+31, month)
}

const daysKept = "counters/days"

// keptDays makes the rows of days when a store does not have them yet.
func (s *Store) keptDays(ctx context.Context) error {
	var have []byte
	err := s.asking(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, "SELECT value FROM meta WHERE name = $1", daysKept).Scan(&have)
	})
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	var full bool
	if err := s.asking(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM cases)").Scan(&full)
	}); err != nil {
		return err
	}
	if full {
		slog.Info("the counters of each day are made from the journal")
	}
	return s.Rebuild(ctx, true)
}

// Rebuild makes the kept counters anew, in one transaction: those of cases from the cases, those of places from the lines of
// the ledger, and what waits in each case from its head; and with days also what each day added, from the journal, whose entries are all read. Readers go on with what
// was there; on SQLite changes wait.
func (s *Store) Rebuild(ctx context.Context, days bool) error {
	return s.anew(ctx, func(ctx context.Context, q querier) error {
		for _, text := range []string{"DELETE FROM counts", "INSERT INTO counts (partner, office, state, cases, persons, landed) " +
			"SELECT referred_by, office, state, COUNT(*), CAST(SUM(persons) AS BIGINT), CAST(SUM(landed) AS BIGINT) FROM cases GROUP BY referred_by, office, state"} {
			if _, err := q.ExecContext(ctx, text); err != nil {
				return err
			}
		}
		if err := errors.Join(s.rebuildSpaces(ctx, q), s.rebuildDesk(ctx, q)); err != nil || !days {
			return err
		}
		return rebuildDays(ctx, q)
	})
}

func (s *Store) rebuildSpaces(ctx context.Context, q querier) error {
	years, err := ledgerYears(ctx, q)
	if err != nil {
		return err
	}
	if _, err := q.ExecContext(ctx, "DELETE FROM spaces"); err != nil {
		return err
	}
	for _, y := range years {
		list, err := s.entries(ctx, q, int(y), "")
		if err != nil {
			return err
		}
		for k, d := range spaces.Balances(list) {
			if _, err := q.ExecContext(ctx, `INSERT INTO spaces (counter, year, stream, partner, office, held, confirmed, consumed, planned, landed, other, moved, bound)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, string(k.Counter), int64(k.Year), k.Stream, k.Partner, k.Office,
				int64(d.Held), int64(d.Confirmed), int64(d.Consumed), int64(d.Planned), int64(d.Landed), int64(d.Other), int64(d.Moved), int64(d.Used())); err != nil {
				return err
			}
		}
	}
	return nil
}

// ledgerYears are the years that the ledger or its counters have.
func ledgerYears(ctx context.Context, q querier) (years []int64, err error) {
	rows, err := q.QueryContext(ctx, "SELECT DISTINCT year FROM ledger UNION SELECT DISTINCT year FROM spaces")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var y int64
		if err := rows.Scan(&y); err != nil {
			return nil, err
		}
		years = append(years, y)
	}
	return years, rows.Err()
}

// rebuildDays follows the head of every case through the journal.
func rebuildDays(ctx context.Context, q querier) error {
	type key struct {
		span                   int64
		partner, office, state string
	}
	sums := map[key][3]int64{}
	add := func(at int64, r row, sign int64) {
		day, month := daysOf(time.UnixMicro(at))
		for _, span := range []int64{day, month} {
			k := key{span, r[colPartner].(string), r[colOffice].(string), r[colState].(string)}
			n := sums[k]
			sums[k] = [3]int64{n[0] + sign, n[1] + sign*r[colPersons].(int64), n[2] + sign*r[colLanded].(int64)}
		}
	}
	if err := func() error {
		rows, err := q.QueryContext(ctx, "SELECT stream, at, images FROM journal ORDER BY stream, version")
		if err != nil {
			return err
		}
		defer rows.Close()
		last := ""
		var was row
		for rows.Next() {
			var stream string
			var at int64
			var raw sql.RawBytes
			if err := rows.Scan(&stream, &at, &raw); err != nil {
				return err
			}
			if _, ok := cutCase(stream); !ok {
				continue
			}
			if stream != last {
				last, was = stream, nil
			}
			list, err := readImages(raw)
			if err != nil {
				return err
			}
			for _, m := range list {
				if m.table != cases {
					continue
				}
				if was != nil {
					add(at, was, -1)
				}
				if was = m.after; was != nil {
					add(at, was, 1)
				}
			}
		}
		return rows.Err()
	}(); err != nil {
		return err
	}
	if _, err := q.ExecContext(ctx, "DELETE FROM days"); err != nil {
		return err
	}
	for k, n := range sums {
		if n == [3]int64{} {
			continue
		}
		if _, err := q.ExecContext(ctx, "INSERT INTO days (span, partner, office, state, cases, persons, landed) VALUES ($1, $2, $3, $4, $5, $6, $7)",
			k.span, k.partner, k.office, k.state, n[0], n[1], n[2]); err != nil {
			return err
		}
	}
	_, err := q.ExecContext(ctx, "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", daysKept, []byte{1})
	return err
}

// Columns of the head of a case that counters read.
const (
	colState   = 3
	colPartner = 4
	colOffice  = 7
	colPersons = 10
	colLanded  = 11
)

// verifyDays compares what the days added up with the counters of now, and each month with its days.
func (s *Store) verifyDays(ctx context.Context, q querier, rep *Report) error {
	for _, text := range []string{
		`SELECT COUNT(*) FROM (SELECT partner, office, state FROM (
SELECT partner, office, state, cases, persons, landed FROM counts UNION ALL SELECT partner, office, state, -cases, -persons, -landed FROM days WHERE span < 1000000) AS both_
GROUP BY partner, office, state HAVING SUM(cases) <> 0 OR SUM(persons) <> 0 OR SUM(landed) <> 0) AS off`,
		`SELECT COUNT(*) FROM (SELECT month FROM (
SELECT span AS month, partner, office, state, cases, persons, landed FROM days WHERE span < 1000000 UNION ALL SELECT span / 100, partner, office, state, -cases, -persons, -landed FROM days WHERE span > 1000000) AS both_
GROUP BY month, partner, office, state HAVING SUM(cases) <> 0 OR SUM(persons) <> 0 OR SUM(landed) <> 0) AS off`,
	} {
		var n int64
		if err := q.QueryRowContext(ctx, text).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			rep.fault("counters differ from the days", "days", n)
		}
	}
	return nil
}

// countOf is what one case adds to the counters.
func countOf(c casefile.Case, sign int) Count {
	return Count{Partner: c.ReferredBy, Office: c.Office, State: c.State, Cases: sign, Persons: sign * c.Persons, Landed: sign * c.Landed}
}
