package store

import (
	"context"
	"fmt"
	"strings"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
)

// Count is one kept counter of cases: how many cases of a partner stand in a state at an office, with how many
// persons, and how many of these have landed. Kept in the same transaction as the head of the case.
type Count struct {
	Partner, Office string
	State           casefile.State
	Cases           int
	Persons         int
	Landed          int
}

// count gives the statement that moves the kept counters from where the case was to where it is.
func (f *File) count(tx *Tx) func(q querier) error {
	now, was, fresh := f.Case, f.orig, f.fresh
	same := !fresh && now.ReferredBy == was.ReferredBy && now.Office == was.Office && now.State == was.State
	if same && now.Persons == was.Persons && now.Landed == was.Landed {
		return func(querier) error { return nil }
	}
	add := func(q querier, c casefile.Case, sign int) error {
		if err := addDay(tx.ctx, q, tx.Now, countOf(c, sign)); err != nil {
			return err
		}
		_, err := q.ExecContext(tx.ctx, `INSERT INTO counts (partner, office, state, cases, persons, landed) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (partner, office, state) DO UPDATE SET cases = counts.cases + EXCLUDED.cases, persons = counts.persons + EXCLUDED.persons, landed = counts.landed + EXCLUDED.landed`,
			c.ReferredBy, c.Office, string(c.State), int64(sign), int64(sign*c.Persons), int64(sign*c.Landed))
		return err
	}
	return func(q querier) error {
		if !fresh {
			if err := add(q, was, -1); err != nil {
				return err
			}
		}
		return add(q, now, 1)
	}
}

// Counts are the kept counters of cases.
func (s *Store) Counts(ctx context.Context) ([]Count, error) {
	return s.counts(ctx, "SELECT partner, office, state, cases, persons, landed FROM counts WHERE cases <> 0 ORDER BY partner, office, state")
}

// Recount is what Counts must equal: the same figures taken from the cases themselves.
func (s *Store) Recount(ctx context.Context) ([]Count, error) {
	return s.counts(ctx, "SELECT referred_by, office, state, COUNT(*), CAST(SUM(persons) AS BIGINT), CAST(SUM(landed) AS BIGINT) FROM cases GROUP BY referred_by, office, state ORDER BY referred_by, office, state")
}

func (s *Store) counts(ctx context.Context, text string, args ...any) (out []Count, err error) {
	err = s.reading(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, text, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var c Count
			var state string
			if err := rows.Scan(&c.Partner, &c.Office, &state, &c.Cases, &c.Persons, &c.Landed); err != nil {
				return err
			}
			c.State = casefile.State(state)
			out = append(out, c)
		}
		return rows.Err()
	})
	return out, err
}

// Age is how many cases of a partner have stood in a state at an office since a day.
type Age struct {
	Partner, Office string
	State           casefile.State
	Since           policy.Day
	Cases, Persons  int
}

// Ages are the cases in some states by the day since which they stand there.
func (s *Store) Ages(ctx context.Context, states []casefile.State) (out []Age, err error) {
	if len(states) == 0 {
		return nil, nil
	}
	marks, args := make([]string, len(states)), make([]any, len(states))
	for i, x := range states {
		marks[i], args[i] = fmt.Sprintf("$%d", i+1), string(x)
	}
	err = s.reading(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, "SELECT referred_by, office, state, since, COUNT(*), CAST(SUM(persons) AS BIGINT) FROM cases WHERE state IN ("+strings.Join(marks, ", ")+") GROUP BY referred_by, office, state, since", args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var a Age
			var state, since string
			if err := rows.Scan(&a.Partner, &a.Office, &state, &since, &a.Cases, &a.Persons); err != nil {
				return err
			}
			a.State, a.Since = casefile.State(state), policy.Day(since)
			out = append(out, a)
		}
		return rows.Err()
	})
	return out, err
}
