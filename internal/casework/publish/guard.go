package publish

import (
	"maps"
	"slices"

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
	// Noughts are shown, since nobody is told of by them; only where a table could not be shown at all they are hidden. Of
	// counts that move they are always hidden: else fewer of a year's tables could be shown.
	x, err := guarded(f, ask, rule, earlier, f.Moving)
	if err != nil && !f.Moving {
		x, err = guarded(f, ask, rule, earlier, true)
	}
	return x, err
}

func guarded(f Facts, ask Ask, rule Rule, earlier []Release, noughts bool) (Release, error) {
	x := Release{Rule: rule, Ask: ask, Noughts: noughts, Facts: f}
	tally := ask.tally(f)
	for _, at := range ask.places(f) {
		n := tally[key(at)]
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
	s, rule := systemOf(all), Rule{Under: under}
	for _, t := range s.rows {
		if !t.hidden || !rule.small(t.n) {
			continue
		}
		for _, goal := range []int{1 - t.n, under - 1 - t.n} {
			for {
				binding, ok, err := s.reaches(t.set, goal)
				if err != nil {
					return err
				}
				if ok {
					break
				}
				// Of the cells of the new table that stand in the way the smallest is hidden, inner ones before totals.
				best := -1
				for _, b := range binding {
					for _, i := range s.sets[b].rows {
						r := s.rows[i]
						if r.release != len(all)-1 || r.hidden || r.n == 0 {
							continue
						}
						if best < 0 || before(r, s.rows[best]) {
							best = i
						}
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
	set           int
}

// set are the lines over the same classes: what they say is known together.
type set struct {
	of   []int // classes
	rows []int // lines
}

// system is everything that is known of a population: the lines over classes of rows that no table tells apart.
//
// A class is how far the counts may be from what they are. Who looks is supposed to know exactly what was corrected between
// two tables, and which combinations of properties nobody has: both make the proof harder, never easier. Where counts move
// from day to day they are supposed to know where nothing moved, and there alone two tables speak of the same.
//
// Rule I-99 (our default).
type system struct {
	rows    []line
	sets    []set
	least   []int   // by class: how much less it may be, in every version that a table was made of
	alone   []int   // by class: the set that is this class alone, -1 for none
	through [][]int // by class: the sets of more than one class that it is in
	seen    [][]int // whole numbers that agree with every table; hiding leaves them so
}

// biggest is how many numbers a proof may take (our default): a table that cannot be proven safe is not shown.
const biggest = 1 << 22

func systemOf(all []Release) *system {
	s := &system{}
	dims := all[len(all)-1].Facts.Dims
	used := make([]bool, len(dims)) // properties that some table asks for; the others are added up
	for _, x := range all {
		for i, d := range dims {
			_, only := x.Ask.Only[d]
			used[i] = used[i] || only || slices.Contains(x.Ask.Dims, d)
		}
	}
	type tallied struct {
		n  int
		at []string
	}
	versions := map[*Row]map[string]tallied{}
	version := func(f Facts) map[string]tallied {
		if len(f.Rows) == 0 {
			return nil
		}
		v := versions[&f.Rows[0]]
		if v == nil {
			v = map[string]tallied{}
			for _, r := range f.Rows {
				at := slices.Clone(r.At)
				for i := range at {
					if !used[i] {
						at[i] = ""
					}
				}
				k := key(at)
				v[k] = tallied{v[k].n + r.N, at}
			}
			versions[&f.Rows[0]] = v
		}
		return v
	}
	// An unknown is a row; where counts move, a row for as long as its count stays.
	type unknown struct {
		counts []int
		lines  []int
	}
	var unknowns []*unknown
	last := map[string]*unknown{}
	rows := map[string][]string{}
	for _, x := range all {
		for k, t := range version(x.Facts) {
			rows[k] = t.at
		}
	}
	order := slices.Sorted(maps.Keys(rows))
	for i, x := range all {
		lines, v := map[string]int{}, version(x.Facts)
		for j, c := range x.Cells {
			l := line{release: i, cell: j, hidden: c.Hidden}
			l.low, l.high = x.between(c)
			for _, w := range c.At {
				if w == "" {
					l.totals++
				}
			}
			lines[key(c.At)] = len(s.rows)
			s.rows = append(s.rows, l)
		}
		keys := x.Ask.keys(dims)
		for _, k := range order {
			n, u := v[k].n, last[k]
			if u == nil && n == 0 {
				continue // nobody yet, and who looks knows it: they are not told how many came later
			}
			if u == nil || x.Facts.Moving && u.counts[len(u.counts)-1] != n {
				u = &unknown{}
				unknowns, last[k] = append(unknowns, u), u
			}
			u.counts = append(u.counts, n)
			for _, c := range keys(rows[k]) {
				if l, ok := lines[c]; ok {
					s.rows[l].n += n
					u.lines = append(u.lines, l)
				}
			}
		}
	}
	s.classify(len(unknowns), func(i int) ([]int, int) { return unknowns[i].lines, slices.Min(unknowns[i].counts) })
	return s
}

// classify puts together unknowns that no line tells apart, and lines over the same classes. What is less in one version
// is a floor of each row of a class, and the sum of the floors is a floor of the class.
func (s *system) classify(n int, unknown func(int) (lines []int, least int)) {
	name := func(list []int) string {
		b := make([]byte, 0, 4*len(list))
		for _, m := range list {
			b = append(b, byte(m), byte(m>>8), byte(m>>16), byte(m>>24))
		}
		return string(b)
	}
	classes, of := map[string]int{}, make([][]int, len(s.rows))
	for i := range n {
		lines, least := unknown(i)
		k := name(lines)
		c, ok := classes[k]
		if !ok {
			c = len(s.least)
			classes[k] = c
			s.least, s.alone, s.through = append(s.least, 0), append(s.alone, -1), append(s.through, nil)
			for _, l := range lines {
				of[l] = append(of[l], c)
			}
		}
		s.least[c] -= least
	}
	sets := map[string]int{}
	for l := range s.rows {
		k := name(of[l])
		t, ok := sets[k]
		if !ok {
			t = len(s.sets)
			sets[k] = t
			s.sets = append(s.sets, set{of: of[l]})
			for _, c := range of[l] {
				if len(of[l]) == 1 {
					s.alone[c] = t
				} else {
					s.through[c] = append(s.through[c], t)
				}
			}
		}
		s.rows[l].set = t
		s.sets[t].rows = append(s.sets[t].rows, l)
	}
}

// endless stands for no end.
const endless = 1e15

// ends are how much less and how much more than it is a set may be, by all its lines.
func (s *system) ends(t set) (low, high float64) {
	low, high = -endless, endless
	for _, i := range t.rows {
		r := s.rows[i]
		if low = max(low, float64(r.low-r.n)); r.high >= 0 {
			high = min(high, float64(r.high-r.n))
		}
	}
	return low, high
}

const tiny = 1e-9

// part are the classes and the sets that a set hangs together with, by sets that say more than the floors of their classes.
func (s *system) part(at int) (classes, wide []int) {
	in := make([]bool, len(s.least))
	add := func(t set) {
		for _, j := range t.of {
			if !in[j] {
				in[j], classes = true, append(classes, j)
			}
		}
	}
	add(s.sets[at])
	taken := make([]bool, len(s.sets))
	for i := 0; i < len(classes); i++ {
		for _, t := range s.through[classes[i]] {
			if taken[t] {
				continue
			}
			taken[t] = true
			floor := 0.0
			for _, j := range s.sets[t].of {
				floor += float64(s.least[j])
			}
			if low, high := s.ends(s.sets[t]); low > floor || high < endless {
				wide = append(wide, t)
				add(s.sets[t])
			}
		}
	}
	return classes, wide
}

// reaches says whether the counts of a set can differ by exactly so much from what they are, in whole numbers, with every
// table as it is. If not it gives the sets that stand in the way. Errors: fault.Stopped when that is too much to reckon.
func (s *system) reaches(at, goal int) (binding []int, ok bool, err error) {
	t := s.sets[at]
	if goal == 0 || slices.ContainsFunc(s.seen, func(y []int) bool { return sum(y, t) == goal }) {
		return nil, true, nil
	}
	classes, wide := s.part(at)
	if len(classes)*len(wide) > biggest {
		return nil, false, fault.New(fault.Stopped, "publish.large")
	}
	value, binding := s.solve(classes, wide, t, goal, 0, endless)
	if value == nil || s.whole(value, t, goal) {
		return binding, value != nil, nil
	}
	// Fractions prove nothing: other ways to the same end are tried, in other orders and with no class far from what it is.
	for try := range 6 {
		if value, _ := s.solve(classes, wide, t, goal, try, []float64{1, 2, 3, 5, 8, endless}[try]); value != nil && s.whole(value, t, goal) {
			return nil, true, nil
		}
	}
	for _, j := range classes {
		if s.alone[j] >= 0 {
			wide = append(wide, s.alone[j])
		}
	}
	return wide, false, nil
}

// solve looks for a witness, in fractions: values of all classes, of which those that hang together are moved, none further
// than far from what it is; or the sets that stand in the way. (Bounded simplex from the true counts, Bland's rule in an order
// by turn.)
func (s *system) solve(classes, wide []int, t set, goal, turn int, far float64) (witness []float64, binding []int) {
	n, m := len(classes), len(wide)
	rank := func(v int) int { return v * (2*turn + 1) & (1<<30 - 1) } // an odd factor keeps them apart
	low, high, value := make([]float64, n+m), make([]float64, n+m), make([]float64, n+m)
	index := make([]int, len(s.least))
	for i, j := range classes {
		index[j] = i
		low[i], high[i] = float64(s.least[j]), endless
		if a := s.alone[j]; a >= 0 {
			lo, hi := s.ends(s.sets[a])
			low[i], high[i] = max(low[i], lo), hi
		}
		low[i], high[i] = max(low[i], -far), min(high[i], far)
	}
	table := make([][]float64, m)
	basic, free := make([]int, m), make([]int, n)
	for j := range free {
		free[j] = j
	}
	for i, w := range wide {
		table[i], basic[i] = make([]float64, n), n+i
		for _, j := range s.sets[w].of {
			table[i][index[j]] = 1
		}
		low[n+i], high[n+i] = s.ends(s.sets[w])
	}
	sign := 1.0
	if goal < 0 {
		sign = -1
	}
	cost := make([]float64, n)
	for _, j := range t.of {
		cost[index[j]] = sign
	}
	z, want := 0.0, sign*float64(goal)
	for range 50 * (n + m) {
		enter, dir := -1, 1.0
		for j, v := range free {
			if cost[j] > tiny && value[v] < high[v]-tiny || cost[j] < -tiny && value[v] > low[v]+tiny {
				if enter < 0 || rank(v) < rank(free[enter]) {
					enter, dir = j, 1
					if cost[j] < 0 {
						dir = -1
					}
				}
			}
		}
		if enter < 0 {
			for j, v := range free {
				switch {
				case cost[j] <= tiny && cost[j] >= -tiny:
				case v >= n:
					binding = append(binding, wide[v-n])
				case s.alone[classes[v]] >= 0:
					binding = append(binding, s.alone[classes[v]])
				}
			}
			return nil, binding
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
			if room < step-tiny || room < step+tiny && leave >= 0 && rank(b) < rank(basic[leave]) {
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
			witness = make([]float64, len(s.least))
			for i, j := range classes {
				witness[j] = value[i]
			}
			return witness, nil
		}
		if leave < 0 {
			continue // it stands at its own end
		}
		pivot(table, cost, leave, enter)
		basic[leave], free[enter] = v, basic[leave]
	}
	return nil, wide
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

// whole tries a witness in whole numbers: every set within its ends, no class below nothing, and the one asked about where
// it should be. One that agrees is kept: it may answer for other cells too.
func (s *system) whole(value []float64, t set, goal int) bool {
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
	for _, t := range s.sets {
		low, high := s.ends(t)
		if n := float64(sum(y, t)); n < low || n > high {
			return false
		}
	}
	if sum(y, t) != goal {
		return false
	}
	s.seen = append(s.seen, y)
	return true
}

func sum(y []int, t set) (n int) {
	for _, j := range t.of {
		n += y[j]
	}
	return n
}
