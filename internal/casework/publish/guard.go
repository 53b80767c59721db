package publish

import (
	"slices"
	"strings"

	"passage/internal/casework/fault"
)

// Rule I-95 (our default): a hidden cell stays safe when everything that was ever shown of its population still lets it be
// anything from one to just under the number below which cells are hidden. Who is inside sees every table, who is outside
// those that left the house: both are asked. It is proven by finding, for both ends, whole numbers that agree with every
// table; where none are found another cell is hidden.

// Guard makes the table that was asked for and hides in it what must be hidden, given all earlier ones of the population
// (rule I-69). Errors: fault.Invalid for a table that cannot be made, fault.Stopped when nothing of it can be shown
// without giving away what an earlier one hides (rule I-96).
func Guard(f Facts, ask Ask, rule Rule, earlier []Release) (Release, error) {
	if err := ask.check(f); err != nil {
		return Release{}, err
	}
	for _, e := range earlier {
		if e.Facts.Of != f.Of || !slices.Equal(e.Facts.Dims, f.Dims) {
			return Release{}, fault.New(fault.Invalid, "publish.population")
		}
	}
	// Noughts are shown, since nobody is told of by them; only where a table could not be shown at all they are hidden.
	x, err := guarded(f, ask, rule, earlier, false)
	if err != nil {
		x, err = guarded(f, ask, rule, earlier, true)
	}
	return x, err
}

func guarded(f Facts, ask Ask, rule Rule, earlier []Release, noughts bool) (Release, error) {
	x := Release{Rule: rule, Ask: ask, Noughts: noughts, Facts: f}
	for _, at := range ask.places(f) {
		n := ask.count(f, at)
		c := Cell{At: at, Shown: rule.rounded(n), Hidden: rule.small(n) || noughts && n == 0}
		if c.Hidden {
			c.Shown = 0
		}
		x.Cells = append(x.Cells, c)
	}
	// Who is inside sees all tables; counts under the lower number must be safe from them.
	if err := x.mend(append(slices.Clone(earlier), x), Inside.Under); err != nil {
		return Release{}, err
	}
	if rule.Under > Inside.Under {
		var left []Release
		for _, e := range earlier {
			if e.Rule.Under >= rule.Under {
				left = append(left, e)
			}
		}
		if err := x.mend(append(left, x), rule.Under); err != nil {
			return Release{}, err
		}
	}
	return x, nil
}

// mend hides more cells of x, which is the last of the tables, until every small cell of all of them is safe. Hiding only
// takes knowledge away: what was proven safe stays so.
func (x *Release) mend(all []Release, under int) error {
	s := systemOf(all)
	rule := Rule{Under: under}
	for _, t := range s.rows {
		if !t.hidden || !rule.small(t.n) {
			continue
		}
		for _, goal := range []int{1 - t.n, under - 1 - t.n} {
			for {
				binding, ok := s.reaches(t, goal)
				if ok {
					break
				}
				// Of the cells of the new table that stand in the way the smallest is hidden, inner ones before totals.
				best := -1
				for _, b := range binding {
					r := s.rows[b]
					if r.release != len(all)-1 || r.hidden || r.n == 0 {
						continue
					}
					if best < 0 || before(r, s.rows[best]) {
						best = b
					}
				}
				if best < 0 {
					return fault.New(fault.Stopped, "publish.refused")
				}
				r := &s.rows[best]
				c := &x.Cells[r.cell]
				c.Hidden, c.Shown, r.hidden = true, 0, true
				r.low, r.high = x.between(*c)
			}
		}
	}
	return nil
}

func before(a, b line) bool {
	if a.totals != b.totals {
		return a.totals < b.totals
	}
	return a.n < b.n
}

// line is what one cell of one table says.
type line struct {
	release, cell int
	n             int // its count when it was let out
	low, high     int // what is known of it; high -1 is no end
	hidden        bool
	totals        int // over so many properties
	of            []int
}

// system is everything that is known of a population: the lines over classes of rows that no table tells apart.
//
// A class is how far the counts may be from what they are. Who looks is supposed to know exactly what was corrected between
// two tables, and which combinations of properties nobody has: both make the proof harder, never easier.
type system struct {
	rows  []line
	least []int // by class: how much less it may be, in every version that a table was made of
}

func systemOf(all []Release) *system {
	s := &system{}
	dims := all[len(all)-1].Facts.Dims
	at := map[string][]string{}
	for _, x := range all {
		for _, r := range x.Facts.Rows {
			at[strings.Join(r.At, "\x00")] = r.At
		}
	}
	var keys []string
	for k := range at {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	member := make([][]int, len(keys)) // lines that a row counts in
	for i, x := range all {
		for j, c := range x.Cells {
			l := line{release: i, cell: j, n: x.Ask.count(x.Facts, c.At), hidden: c.Hidden}
			l.low, l.high = x.between(c)
			for _, v := range c.At {
				if v == "" {
					l.totals++
				}
			}
			for k, key := range keys {
				if x.Ask.holds(dims, at[key], c.At) {
					member[k] = append(member[k], len(s.rows))
				}
			}
			s.rows = append(s.rows, l)
		}
	}
	classes := map[string]int{}
	var counts [][]int // by class and release
	for k, key := range keys {
		sign := make([]byte, 0, 4*len(member[k]))
		for _, m := range member[k] {
			sign = append(sign, byte(m), byte(m>>8), byte(m>>16), byte(m>>24))
		}
		c, ok := classes[string(sign)]
		if !ok {
			c = len(counts)
			classes[string(sign)] = c
			counts = append(counts, make([]int, len(all)))
			for _, m := range member[k] {
				s.rows[m].of = append(s.rows[m].of, c)
			}
		}
		for i, x := range all {
			for _, r := range x.Facts.Rows {
				if slices.Equal(r.At, at[key]) {
					counts[c][i] += r.N
				}
			}
		}
	}
	for _, c := range counts {
		s.least = append(s.least, -slices.Min(c))
	}
	return s
}

const tiny = 1e-9

// reaches says whether the count of a line can differ by exactly so much from what it is, in whole numbers, with every
// table as it is. If not it gives the lines that stand in the way. (Bounded simplex from the true counts, Bland's rule; a
// witness is tried in whole numbers before it is believed.)
func (s *system) reaches(t line, goal int) (binding []int, ok bool) {
	if goal == 0 {
		return nil, true
	}
	n, m := len(s.least), len(s.rows)
	low, high, value := make([]float64, n+m), make([]float64, n+m), make([]float64, n+m)
	const endless = 1e15
	for j, l := range s.least {
		low[j], high[j] = float64(l), endless
	}
	table := make([][]float64, m)
	basic, free := make([]int, m), make([]int, n)
	for j := range free {
		free[j] = j
	}
	for i, r := range s.rows {
		table[i], basic[i] = make([]float64, n), n+i
		for _, j := range r.of {
			table[i][j] = 1
		}
		low[n+i], high[n+i] = float64(r.low-r.n), endless
		if r.high >= 0 {
			high[n+i] = float64(r.high - r.n)
		}
	}
	sign := 1.0
	if goal < 0 {
		sign = -1
	}
	cost := make([]float64, n)
	for _, j := range t.of {
		cost[j] = sign
	}
	z, want := 0.0, sign*float64(goal)
	for range 50 * (n + m) {
		enter, dir := -1, 1.0
		for j, v := range free {
			if cost[j] > tiny && value[v] < high[v]-tiny || cost[j] < -tiny && value[v] > low[v]+tiny {
				if enter < 0 || v < free[enter] {
					enter, dir = j, 1
					if cost[j] < 0 {
						dir = -1
					}
				}
			}
		}
		if enter < 0 {
			for j, v := range free {
				if v >= n && (cost[j] > tiny || cost[j] < -tiny) {
					binding = append(binding, v-n)
				}
			}
			return binding, false
		}
		v := free[enter]
		step := high[v] - value[v]
		if dir < 0 {
			step = value[v] - low[v]
		}
		leave := -1
		for i, b := range basic {
			rate := table[i][enter] * dir
			room := endless
			switch {
			case rate > tiny:
				room = (high[b] - value[b]) / rate
			case rate < -tiny:
				room = (low[b] - value[b]) / rate
			default:
				continue
			}
			if room < step-tiny || room < step+tiny && leave >= 0 && b < basic[leave] {
				step, leave = max(0, room), i
			}
		}
		done := false
		if rest := (want - z) / (cost[enter] * dir); rest <= step+tiny {
			step, done = rest, true
		}
		value[v] += dir * step
		for i, b := range basic {
			value[b] += table[i][enter] * dir * step
		}
		z += cost[enter] * dir * step
		if done {
			if s.whole(value[:n], t, goal) {
				return nil, true
			}
			// Fractions prove nothing: every line that is at its end, or near it, may be one too many.
			for i := range s.rows {
				if len(s.rows[i].of) > 0 {
					binding = append(binding, i)
				}
			}
			return binding, false
		}
		if leave < 0 {
			continue // it stands at its own end
		}
		pivot(table, cost, leave, enter)
		basic[leave], free[enter] = v, basic[leave]
	}
	for i := range s.rows {
		binding = append(binding, i)
	}
	return binding, false
}

// pivot exchanges a basic variable for a free one: row i is solved for column j.
func pivot(table [][]float64, cost []float64, i, j int) {
	row := table[i]
	p := row[j]
	for k := range row {
		row[k] = -row[k] / p
	}
	row[j] = 1 / p
	add := func(to []float64) {
		f := to[j]
		if f == 0 {
			return
		}
		to[j] = 0
		for k := range to {
			to[k] += f * row[k]
		}
	}
	for k := range table {
		if k != i {
			add(table[k])
		}
	}
	add(cost)
}

// whole tries a witness in whole numbers: every line as it is seen, no class below nothing, and the cell where it should be.
func (s *system) whole(value []float64, t line, goal int) bool {
	y := make([]int, len(value))
	for j, v := range value {
		w := int(v + 0.5)
		if v < 0 {
			w = -int(-v + 0.5)
		}
		if d := v - float64(w); d > 1e-6 || d < -1e-6 || w < s.least[j] {
			return false
		}
		y[j] = w
	}
	sum := func(l line) int {
		n := 0
		for _, j := range l.of {
			n += y[j]
		}
		return n
	}
	for _, l := range s.rows {
		if n := l.n + sum(l); n < l.low || l.high >= 0 && n > l.high {
			return false
		}
	}
	return sum(t) == goal
}
