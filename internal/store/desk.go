package store

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"slices"
	"sync"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
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
			if err := exec(tx.ctx, q, "DELETE FROM desk WHERE what = $1 AND office = $2 AND assigned = $3 AND case_id = $4", string(x.what), x.office, x.assigned, id); err != nil {
				return err
			}
		}
		for _, x := range now {
			if slices.Contains(was, x) {
				continue
			}
			if err := exec(tx.ctx, q, putDesk, string(x.what), x.office, x.assigned, id); err != nil {
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
		if err := exec(ctx, q, text); err != nil {
			return err
		}
	}
	var found []standsOut
	if err := s.everyHead(ctx, q, func(c casefile.Case) {
		if x := outOf(c); x.is() {
			found = append(found, x)
		}
	}); err != nil {
		return err
	}
	for _, x := range found {
		if err := x.put(ctx, q); err != nil {
			return err
		}
	}
	return exec(ctx, q, "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", deskKept, []byte{1})
}

// RebuildDesk makes right what is kept of the heads of all cases: the desk and the list of pressing cases. Heads are read and opened in
// one view, while readers and changes go on; the few cases that differ are then looked at again, one step each. It answers how many.
func (s *Store) RebuildDesk(ctx context.Context) (wrong int, err error) {
	now, kept := map[string]standsOut{}, map[string]standsOut{}
	if err := s.views(ctx, func(qs []querier) error {
		q := qs[0]
		if err := s.everyHead(ctx, q, func(c casefile.Case) {
			if x := outOf(c); x.is() {
				now[x.id] = x
			}
		}); err != nil {
			return err
		}
		rows, err := q.QueryContext(ctx, "SELECT case_id, what, office, assigned FROM desk UNION ALL SELECT case_id, '', '', '' FROM pressing")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			var x stands
			if err := rows.Scan(&id, &x.what, &x.office, &x.assigned); err != nil {
				return err
			}
			k := kept[id]
			if k.id = id; x.what == "" {
				k.presses = true
			} else {
				k.desk = append(k.desk, x)
			}
			kept[id] = k
		}
		return rows.Err()
	}); err != nil {
		return 0, err
	}
	for id, k := range kept {
		if _, ok := now[id]; !ok {
			now[id] = standsOut{id: k.id}
		}
	}
	for id, x := range now {
		k := kept[id]
		if x.presses == k.presses && len(x.desk) == len(k.desk) && !slices.ContainsFunc(x.desk, func(d stands) bool { return !slices.Contains(k.desk, d) }) {
			continue
		}
		wrong++
		if err := s.anew(ctx, func(ctx context.Context, q querier) error { return s.deskOf(ctx, q, casefile.ID(id), k.desk) }); err != nil {
			return wrong, err
		}
	}
	return wrong, nil
}

// deskOf makes the rows of one case anew from its head as it is now.
func (s *Store) deskOf(ctx context.Context, q querier, id casefile.ID, kept []stands) error {
	for _, x := range kept {
		if err := exec(ctx, q, "DELETE FROM desk WHERE what = $1 AND office = $2 AND assigned = $3 AND case_id = $4", string(x.what), x.office, x.assigned, string(id)); err != nil {
			return err
		}
	}
	if err := exec(ctx, q, "DELETE FROM pressing WHERE case_id = $1", string(id)); err != nil {
		return err
	}
	x, err := s.fetch(ctx, q, id, false, true)
	if fault.KindOf(err) == fault.NotFound { // shredded
		return nil
	}
	if err != nil {
		return err
	}
	return outOf(x.Case).put(ctx, q)
}

// standsOut is what is kept of the head of a case.
type standsOut struct {
	id      string
	desk    []stands
	presses bool
}

func outOf(c casefile.Case) standsOut { return standsOut{string(c.ID), standing(c), c.Pressing()} }

func (x standsOut) is() bool { return len(x.desk) > 0 || x.presses }

func (x standsOut) put(ctx context.Context, q querier) error {
	for _, d := range x.desk {
		if err := exec(ctx, q, putDesk, string(d.what), d.office, d.assigned, x.id); err != nil {
			return err
		}
	}
	if !x.presses {
		return nil
	}
	return exec(ctx, q, putPressing, x.id)
}

// everyHead hands out the heads of all cases that have their key, one after the other. They are read in the order of the file and
// opened by as many as there are processors.
func (s *Store) everyHead(ctx context.Context, q querier, fn func(casefile.Case)) error {
	type one struct {
		r       row
		wrapped []byte
	}
	work := make(chan []one, 4)
	var mu sync.Mutex
	var wg sync.WaitGroup
	var failed error
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for list := range work {
				opened := make([]casefile.Case, 0, len(list))
				var no error
				for _, x := range list {
					k, err := s.vault.Unwrap(x.r[0].(string), x.wrapped)
					if err == nil {
						var c casefile.Case
						if c, err = openCase(k, x.r); err == nil {
							opened = append(opened, c)
						}
					}
					no = errors.Join(no, err)
				}
				mu.Lock()
				failed = errors.Join(failed, no)
				for _, c := range opened {
					fn(c)
				}
				mu.Unlock()
			}
		})
	}
	err := func() error {
		rows, err := q.QueryContext(ctx, cases.with("wrapped")+" WHERE wrapped IS NOT NULL")
		if err != nil {
			return err
		}
		defer rows.Close()
		var list []one
		for rows.Next() {
			var x one
			if x.r, err = cases.scan(rows, &x.wrapped); err != nil {
				return err
			}
			if list = append(list, x); len(list) == 256 {
				work <- list
				list = nil
			}
		}
		work <- list
		return rows.Err()
	}()
	close(work)
	wg.Wait()
	return errors.Join(err, failed)
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
