package store

import (
	"context"
	"slices"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
)

// Load is how many open cases of an office an officer has in a state; Assigned is "" for those that nobody has.
type Load struct {
	Assigned       string
	State          casefile.State
	Cases, Persons int
	Oldest         policy.Day // the first day since which one of them stands there
}

// Loads is the open work of an office by officer and state, counted from an index: no case is opened.
func (s *Store) Loads(ctx context.Context, office string) (out []Load, err error) {
	err = s.asking(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, "SELECT assigned, state, COUNT(*), CAST(SUM(persons) AS BIGINT), MIN(since) FROM cases WHERE office = $1 AND "+open+" GROUP BY assigned, state", office)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var l Load
			var state, oldest string
			if err := rows.Scan(&l.Assigned, &state, &l.Cases, &l.Persons, &oldest); err != nil {
				return err
			}
			l.State, l.Oldest = casefile.State(state), policy.Day(oldest)
			out = append(out, l)
		}
		return rows.Err()
	})
	return out, err
}

// Stood is how many open cases of an office stand in a state since a day.
type Stood struct {
	State casefile.State
	Since policy.Day
	Cases int
}

// Stood are the open cases of an office by state and day, counted from an index.
func (s *Store) Stood(ctx context.Context, office string) (out []Stood, err error) {
	err = s.asking(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, "SELECT state, since, COUNT(*) FROM cases WHERE office = $1 AND "+open+" GROUP BY state, since ORDER BY state, since", office)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var x Stood
			var state, since string
			if err := rows.Scan(&state, &since, &x.Cases); err != nil {
				return err
			}
			x.State, x.Since = casefile.State(state), policy.Day(since)
			out = append(out, x)
		}
		return rows.Err()
	})
	return out, err
}

// Desk is how many cases of an office stand on its supervisor's desk for something.
func (s *Store) Desk(ctx context.Context, office string, what casefile.DeskKind) (n int, err error) {
	err = s.asking(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, "SELECT COUNT(*) FROM desk JOIN cases ON cases.id = desk.case_id WHERE desk.what = $1 AND cases.office = $2 AND cases.wrapped IS NOT NULL", string(what), office).Scan(&n)
	})
	return n, err
}

// desks keeps for what a case stands on a supervisor's desk.
func (f *File) desks(tx *Tx) func(q querier) error {
	id, now, was := string(f.Case.ID), f.Case.Desk(), f.orig.Desk()
	return func(q querier) error {
		for _, what := range casefile.DeskKinds {
			text := ""
			switch on := slices.Contains(now, what); {
			case on && !slices.Contains(was, what):
				text = "INSERT INTO desk (what, case_id) VALUES ($1, $2) ON CONFLICT (what, case_id) DO NOTHING"
			case !on && slices.Contains(was, what):
				text = "DELETE FROM desk WHERE what = $1 AND case_id = $2"
			default:
				continue
			}
			if _, err := q.ExecContext(tx.ctx, text, string(what), id); err != nil {
				return err
			}
		}
		return nil
	}
}
