package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
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
		return q.QueryRowContext(ctx, "SELECT COUNT(*) FROM desk JOIN cases ON cases.id = desk.case_id WHERE desk.what = $1 AND desk.office = $2 AND cases.wrapped IS NOT NULL", string(what), office).Scan(&n)
	})
	return n, err
}

const (
	putDesk     = "INSERT INTO desk (what, office, assigned, case_id) VALUES ($1, $2, $3, $4) ON CONFLICT (what, office, assigned, case_id) DO NOTHING"
	putPressing = "INSERT INTO pressing (case_id) VALUES ($1) ON CONFLICT (case_id) DO NOTHING"
)

// stands is a row of the desk.
type stands struct {
	what             casefile.DeskKind
	office, assigned string
}

// standing are the rows of the desk that a case has.
func standing(c casefile.Case) (out []stands) {
	for _, what := range c.Desk() {
		out = append(out, stands{what, c.Office, c.Assigned})
	}
	return out
}

// desks keeps what singles a case out.
func (f *File) desks(tx *Tx) func(q querier) error {
	id, now, was := string(f.Case.ID), standing(f.Case), standing(f.orig)
	return func(q querier) error {
		for _, x := range was {
			if slices.Contains(now, x) {
				continue
			}
			if _, err := q.ExecContext(tx.ctx, "DELETE FROM desk WHERE what = $1 AND office = $2 AND assigned = $3 AND case_id = $4", string(x.what), x.office, x.assigned, id); err != nil {
				return err
			}
		}
		for _, x := range now {
			if slices.Contains(was, x) {
				continue
			}
			if _, err := q.ExecContext(tx.ctx, putDesk, string(x.what), x.office, x.assigned, id); err != nil {
				return err
			}
		}
		return nil
	}
}

const deskKept = "desk/3" // a number higher when casefile.Case.Desk or Pressing says more

// keptDesk makes what is kept of the heads of cases when a store has it not, or as an earlier version made it.
func (s *Store) keptDesk(ctx context.Context) error {
	var have []byte
	err := s.asking(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, "SELECT value FROM meta WHERE name = $1", deskKept).Scan(&have)
	})
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return s.anew(ctx, s.rebuildDesk)
}

// rebuildDesk makes the desk and the list of pressing cases anew from the heads of all cases.
func (s *Store) rebuildDesk(ctx context.Context, q querier) error {
	for _, text := range []string{"DELETE FROM desk", "DELETE FROM pressing"} {
		if _, err := q.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	last, said := "", false
	for {
		ids, err := nextCases(ctx, q, last)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			break
		}
		if !said {
			slog.Info("what waits in each case is read from its head")
			said = true
		}
		last = string(ids[len(ids)-1])
		list := make([]casefile.Case, len(ids))
		places := make([]int, len(ids))
		for i, id := range ids {
			list[i].ID, places[i] = id, i
		}
		for few := range slices.Chunk(places, some) {
			if err := s.openHeads(ctx, q, list, few); err != nil {
				return err
			}
		}
		for _, c := range list {
			for _, x := range standing(c) {
				if _, err := q.ExecContext(ctx, putDesk, string(x.what), x.office, x.assigned, string(c.ID)); err != nil {
					return err
				}
			}
			if c.Pressing() {
				if _, err := q.ExecContext(ctx, putPressing, string(c.ID)); err != nil {
					return err
				}
			}
		}
	}
	_, err := q.ExecContext(ctx, "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", deskKept, []byte{1})
	return err
}

// Came are the open cases of an office by the day on which it accepted them, since a day; counted from an index.
func (s *Store) Came(ctx context.Context, office string, since policy.Day) (out []casefile.Came, err error) {
	err = s.asking(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, "SELECT at_office, state, COUNT(*) FROM cases WHERE office = $1 AND at_office <> '' AND at_office >= $2 GROUP BY at_office, state ORDER BY at_office, state", office, string(since))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			c := casefile.Came{Office: office}
			var state, day string
			if err := rows.Scan(&day, &state, &c.Cases); err != nil {
				return err
			}
			if c.Day = policy.Day(day); slices.Contains(casefile.OpenStates, casefile.State(state)) && state != string(casefile.OfficeAssigned) { // on its way to another
				out = append(out, c)
			}
		}
		return rows.Err()
	})
	return out, err
}
