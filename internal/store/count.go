package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
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

// count gives the statements that move the kept counters, and the stays, from where the case was to where it is.
func (f *File) count(tx *Tx) func(q querier) error {
	id, now, was, fresh := string(f.Case.ID), countedOf(f.Case), countedOf(f.orig), f.fresh
	if !fresh && now == was {
		return func(querier) error { return nil }
	}
	return func(q querier) error {
		at, err := tx.stands(q, id, fresh, now)
		if err != nil {
			return err
		}
		t := newTally()
		t.add(at, now, 1)
		if !fresh {
			t.add(at, was, -1)
		}
		day, _ := daysOf(at)
		var rows [][]any
		for k, n := range t.days { // what the day gains, the counters of now gain
			if k.span == day {
				rows = append(rows, []any{k.partner, k.office, k.state, n[0], n[1], n[2]})
			}
		}
		if err := countSums.add(tx.ctx, q, rows); err != nil {
			return err
		}
		if err := daySums.add(tx.ctx, q, dayRows(t.days)); err != nil {
			return err
		}
		return ageSums.add(tx.ctx, q, ageRows(t.together()))
	}
}

// Counts are the kept counters of cases.
func (s *Store) Counts(ctx context.Context) ([]Count, error) {
	return s.counts(ctx, nowCounts)
}

const nowCounts = "SELECT partner, office, state, cases, persons, landed FROM counts WHERE cases <> 0 ORDER BY partner, office, state"

// Recount is what Counts must equal: the same figures taken from the cases themselves.
func (s *Store) Recount(ctx context.Context) ([]Count, error) {
	return s.counts(ctx, "SELECT referred_by, office, state, COUNT(*), CAST(SUM(persons) AS BIGINT), CAST(SUM(landed) AS BIGINT) FROM cases GROUP BY referred_by, office, state ORDER BY referred_by, office, state")
}

func (s *Store) counts(ctx context.Context, text string, args ...any) (out []Count, err error) {
	err = s.asking(ctx, func(q querier) error {
		out, err = counts(ctx, q, text, args...)
		return err
	})
	return out, err
}

func counts(ctx context.Context, q querier, text string, args ...any) (out []Count, err error) {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c Count
		var state string
		if err := rows.Scan(&c.Partner, &c.Office, &state, &c.Cases, &c.Persons, &c.Landed); err != nil {
			return nil, err
		}
		c.State = casefile.State(state)
		out = append(out, c)
	}
	return out, rows.Err()
}

// Figures are what the commitment of a year is shown from, in one consistent view.
type Figures struct {
	Places map[spaces.Key]spaces.Delta // counters of the year's ledger
	Counts []Count
	Waits  map[casefile.Stage][]int // cases that wait in a stage, by casefile.Bracket of the days they have stood there
}

// Figures are the kept figures of a year as they stood at the end of a UTC day; past says that it is one before today. Waits are of a
// partner and an office, "" is all of them. Nothing is read that grows with the number of cases.
//
// Rule I-117 (our rule): figures come from kept sums, and on any day they are what a recount from the journal gives.
func (s *Store) Figures(ctx context.Context, year int, on policy.Day, past bool, partner, office string) (f Figures, err error) {
	err = s.reading(ctx, func(q querier) error {
		f = Figures{Waits: map[casefile.Stage][]int{}}
		now, err := counts(ctx, q, nowCounts)
		if err != nil {
			return err
		}
		f.Counts = now
		if past {
			if f.Counts, err = countsAsOf(ctx, q, on); err != nil {
				return err
			}
		}
		if f.Places, err = balances(ctx, q, year); err != nil {
			return err
		}
		if past {
			if err := placesAsOf(ctx, q, year, on, f.Places); err != nil {
				return err
			}
		}
		return f.waits(ctx, q, now, on, partner, office)
	})
	return f, err
}

// waits are made of the cases that wait now, less those that are entered for a day after.
func (f *Figures) waits(ctx context.Context, q querier, now []Count, on policy.Day, partner, office string) error {
	over := map[casefile.Stage][]int{}
	add := func(list []Count, fn func(g casefile.Stage, n int)) {
		for _, c := range list {
			if g := c.State.Waits(); g != "" && (partner == "" || partner == c.Partner) && (office == "" || office == c.Office) {
				if f.Waits[g] == nil {
					f.Waits[g], over[g] = make([]int, len(casefile.AgeBrackets)+1), make([]int, len(casefile.AgeBrackets))
				}
				fn(g, c.Cases)
			}
		}
	}
	add(f.Counts, func(g casefile.Stage, n int) { f.Waits[g][0] += n })
	add(now, func(g casefile.Stage, n int) {
		for i := range over[g] {
			over[g][i] += n
		}
	})
	day, month := daysOf(on.Time())
	rows, err := q.QueryContext(ctx, `SELECT stage, over_, CAST(SUM(cases) AS BIGINT) FROM (
SELECT stage, over_, cases FROM ages WHERE partner = $1 AND office = $2 AND span > $3 AND span <= $4
UNION ALL SELECT stage, over_, cases FROM ages WHERE partner = $1 AND office = $2 AND span > $5 AND span < 1000000) AS later GROUP BY stage, over_`,
		cmp.Or(partner, everyone), cmp.Or(office, everyone), day, month*100+31, month)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var stage string
		var days, n int
		if err := rows.Scan(&stage, &days, &n); err != nil {
			return err
		}
		g := casefile.Stage(stage)
		if i := slices.Index(casefile.AgeBrackets, days); i >= 0 {
			if over[g] == nil {
				f.Waits[g], over[g] = make([]int, len(casefile.AgeBrackets)+1), make([]int, len(casefile.AgeBrackets))
			}
			over[g][i] -= n
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for g, list := range f.Waits {
		for i, n := range over[g] { // how many have waited longer than each bracket: each bracket loses those
			list[i] -= n
			list[i+1] = n
		}
	}
	return nil
}

// Age is how many cases of a partner have stood in a state at an office since a day.
type Age struct {
	Partner, Office string
	State           casefile.State
	Since           policy.Day
	Cases, Persons  int
}

// Ages are the cases in some states by the day since which they stand there, read from the cases themselves: what Figures.Waits must
// equal.
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
