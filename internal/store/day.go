package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"

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

// countsAsOf are the kept counters of cases as they stood at the end of a UTC day.
func countsAsOf(ctx context.Context, q querier, on policy.Day) ([]Count, error) {
	day, month := daysOf(on.Time())
	return counts(ctx, q, `SELECT partner, office, state, CAST(SUM(cases) AS BIGINT), CAST(SUM(persons) AS BIGINT), CAST(SUM(landed) AS BIGINT) FROM (
SELECT partner, office, state, cases, persons, landed FROM counts
UNION ALL SELECT partner, office, state, -cases, -persons, -landed FROM days WHERE span > $1 AND span <= $2
UNION ALL SELECT partner, office, state, -cases, -persons, -landed FROM days WHERE span > $3 AND span < 1000000) AS moved
GROUP BY partner, office, state HAVING SUM(cases) <> 0 ORDER BY partner, office, state`, day, month*100+31, month)
}

// placesAsOf takes off the counters of a year's ledger what came after the end of a UTC day.
func placesAsOf(ctx context.Context, q querier, year int, on policy.Day, rows map[spaces.Key]spaces.Delta) error {
	day, month := daysOf(on.Time())
	list, err := q.QueryContext(ctx, "SELECT counter, stream, partner, office, "+counterCols+" FROM space_days WHERE year = $1 AND (span > $2 AND span <= $3 OR span > $4 AND span < 1000000)",
		int64(year), day, month*100+31, month)
	if err != nil {
		return err
	}
	defer list.Close()
	for list.Next() {
		k, d := spaces.Key{Year: year}, spaces.Delta{}
		if err := list.Scan(append([]any{&k.Counter, &k.Stream, &k.Partner, &k.Office}, deltaOf(&d)...)...); err != nil {
			return err
		}
		rows[k] = minus(rows[k], d)
	}
	return list.Err()
}

// keptFigures says that a store has the rows of all kept sums, and the stays; a number higher when there are more of them, or when
// casefile.State.Waits or casefile.AgeBrackets say something else.
const keptFigures = "counters/3"

// keptSums makes the kept sums when a store does not have them all.
func (s *Store) keptSums(ctx context.Context) error {
	var have []byte
	err := s.asking(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, "SELECT value FROM meta WHERE name = $1", keptFigures).Scan(&have)
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
		slog.Info("the counters of each day and the stays of cases are made from the journal")
	}
	if _, err := s.Rebuild(ctx, true); err != nil {
		return err
	}
	return s.anew(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", keptFigures, []byte{1})
		return err
	})
}

// Columns of the head of a case that counters read.
const (
	colState   = 3
	colPartner = 4
	colOffice  = 7
	colPersons = 10
	colLanded  = 11
	colSince   = 13
)

// verifyDays compares the rows of days and ages with what the journal says.
func (s *Store) verifyDays(ctx context.Context, q querier, rep *Report, t *tally) error {
	ages := t.together()
	if err := errors.Join(t.lessDays(ctx, q), lessAges(ctx, q, ages)); err != nil {
		return err
	}
	if n := len(dayRows(t.days)); n > 0 {
		rep.fault("counters differ from the journal", "days", int64(n))
	}
	if n := len(ageRows(ages)); n > 0 {
		rep.fault("counters differ from the journal", "ages", int64(n))
	}
	return nil
}
