// Package publishtest is an intruder for tests: they see tables as they were let out, know what hiding and rounding mean, which
// combinations of properties nobody has, what was corrected between two tables, and where nothing moved, and reckon how far
// they can narrow a hidden cell. The linear program and the reading of tables are its own, apart from the guard's.
package publishtest

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"passage/internal/casework/publish"
)

// Holds says whether a row of facts counts in a cell.
func Holds(dims []string, ask publish.Ask, row, at []string) bool {
	for d, list := range ask.Only {
		if !slices.Contains(list, row[slices.Index(dims, d)]) {
			return false
		}
	}
	for i, d := range ask.Dims {
		if at[i] != "" && at[i] != row[slices.Index(dims, d)] {
			return false
		}
	}
	return true
}

// Truth is the count of a cell.
func Truth(f publish.Facts, ask publish.Ask, at []string) (n int) {
	for _, r := range f.Rows {
		if Holds(f.Dims, ask, r.At, at) {
			n += r.N
		}
	}
	return n
}

// Seen is what a cell tells: hidden ones are one or more, others what rounds to what is shown and is not hidden.
func Seen(x publish.Release, c publish.Cell) (low, high float64) {
	switch {
	case c.Hidden && x.Noughts:
		return 0, math.Inf(1)
	case c.Hidden:
		return 1, math.Inf(1)
	case c.Shown == 0:
		return 0, 0
	}
	low, high = 1e9, -1
	for n := x.Rule.Under; n < c.Shown+20; n++ {
		if (n+2)/5*5 == c.Shown {
			low, high = min(low, float64(n)), max(high, float64(n))
		}
	}
	return low, high
}

// Bare are tables in which the small cells alone are hidden.
func Bare(all []publish.Release) (out []publish.Release) {
	for _, x := range all {
		x.Cells, x.Noughts = slices.Clone(x.Cells), false
		for i, c := range x.Cells {
			n := Truth(x.Facts, x.Ask, c.At)
			x.Cells[i].Hidden = n > 0 && n < x.Rule.Under
			if x.Cells[i].Shown = (n + 2) / 5 * 5; x.Cells[i].Hidden {
				x.Cells[i].Shown = 0
			}
		}
		out = append(out, x)
	}
	return out
}

// added are the tables with their facts by the properties that some table asks for: nobody is told what was corrected in the
// others, as the office of a case that no table speaks of.
func added(all []publish.Release) (out []publish.Release) {
	asked := map[string]bool{}
	for _, x := range all {
		for _, d := range x.Ask.Dims {
			asked[d] = true
		}
		for d := range x.Ask.Only {
			asked[d] = true
		}
	}
	for _, x := range all {
		sums := map[string]int{}
		for _, r := range x.Facts.Rows {
			at := slices.Clone(r.At)
			for i, d := range x.Facts.Dims {
				if !asked[d] {
					at[i] = "-"
				}
			}
			sums[strings.Join(at, "|")] += r.N
		}
		x.Facts.Rows = nil
		for k, n := range sums {
			x.Facts.Rows = append(x.Facts.Rows, publish.Row{At: strings.Split(k, "|"), N: n})
		}
		out = append(out, x)
	}
	return out
}

// Recovered are the hidden small cells of all tables, in the order in which they were let out, that the intruder can narrow: to
// other than 1 to under-1. Of large populations they try about so many, spread over all; 0 is all.
func Recovered(all []publish.Release, under, most int) (out []string) {
	dims := all[0].Facts.Dims
	all = added(all)
	rows, order := map[string][]string{}, []string(nil)
	for _, x := range all {
		for _, r := range x.Facts.Rows {
			if k := strings.Join(r.At, "|"); rows[k] == nil {
				rows[k], order = r.At, append(order, k)
			}
		}
	}
	slices.Sort(order)
	type cell struct {
		table, of int // of is the equation
		told      int // how much more it was than in the version with the least
		low, high float64
		n         int
		small     bool
		name      string
	}
	var cells []cell
	first := make([]int, len(all))
	for i, x := range all {
		first[i] = len(cells)
		for _, c := range x.Cells {
			n := Truth(x.Facts, x.Ask, c.At)
			l, h := Seen(x, c)
			cells = append(cells, cell{table: i, low: l, high: h, n: n, small: c.Hidden && n > 0 && n < under, name: fmt.Sprint(c.At)})
		}
	}
	// Columns: a row for as long as the intruder knows it to be the same. Those that no cell tells apart are one.
	columns := map[string]int{}
	in := make([][]int, len(cells))
	add := func(list []int) {
		k := fmt.Sprint(list)
		if _, ok := columns[k]; !ok && len(list) > 0 {
			columns[k] = len(columns)
			for _, c := range list {
				in[c] = append(in[c], columns[k])
			}
		}
	}
	for _, k := range order {
		counts := make([]int, len(all))
		for i, x := range all {
			for _, r := range x.Facts.Rows {
				if strings.Join(r.At, "|") == k {
					counts[i] += r.N
				}
			}
		}
		from := 0
		for from < len(all) && counts[from] == 0 { // nobody yet
			from++
		}
		for from < len(all) {
			to := from + 1
			for to < len(all) && (!all[from].Facts.Moving || counts[to] == counts[from]) {
				to++
			}
			least := slices.Min(counts[from:to])
			var list []int
			for i := from; i < to; i++ {
				for j, c := range all[i].Cells {
					if Holds(dims, all[i].Ask, rows[k], c.At) {
						list = append(list, first[i]+j)
						cells[first[i]+j].told += counts[i] - least
					}
				}
			}
			add(list)
			from = to
		}
	}
	// Equations: cells over the same columns say something of one sum.
	type equation struct {
		of        []int
		low, high float64
	}
	var list []equation
	index := map[string]int{}
	for i := range cells {
		c := &cells[i]
		k := fmt.Sprint(in[i])
		if _, ok := index[k]; !ok {
			index[k] = len(list)
			list = append(list, equation{of: in[i], high: math.Inf(1)})
		}
		c.of = index[k]
		e := &list[c.of]
		e.low, e.high = max(e.low, c.low-float64(c.told)), min(e.high, c.high-float64(c.told))
	}
	// What hangs together with an equation: the others over any of its columns that say more than that counts are counts.
	narrow := func(of int) (low, high float64) {
		index, parts := map[int]int{}, []equation(nil)
		taken := make([]bool, len(list))
		todo := slices.Clone(list[of].of)
		for len(todo) > 0 {
			j := todo[0]
			if todo = todo[1:]; index[j] > 0 {
				continue
			}
			index[j] = len(index) + 1
			for i, e := range list {
				if !taken[i] && (e.low > 0 || !math.IsInf(e.high, 1)) && slices.Contains(e.of, j) {
					taken[i], parts, todo = true, append(parts, e), append(todo, e.of...)
				}
			}
		}
		line := func(e equation, sign float64) []float64 {
			row := make([]float64, len(index))
			for _, j := range e.of {
				row[index[j]-1] = sign
			}
			return row
		}
		var a [][]float64
		var b []float64
		for _, e := range parts {
			if !math.IsInf(e.high, 1) {
				a, b = append(a, line(e, 1)), append(b, e.high)
			}
			if e.low > 0 {
				a, b = append(a, line(e, -1)), append(b, -e.low)
			}
		}
		return -Maximum(a, b, line(list[of], -1)), Maximum(a, b, line(list[of], 1))
	}
	ends := map[int][2]float64{}
	small := slices.DeleteFunc(slices.Clone(cells), func(c cell) bool { return !c.small })
	step := 1
	if most > 0 {
		step = len(small)/most + 1
	}
	for i := 0; i < len(small); i += step {
		c := small[i]
		if _, ok := ends[c.of]; !ok {
			low, high := narrow(c.of)
			ends[c.of] = [2]float64{low, high}
		}
		low, high := ends[c.of][0]+float64(c.told), ends[c.of][1]+float64(c.told)
		if low > 1+1e-6 || high < float64(under-1)-1e-6 || math.IsNaN(low) || math.IsNaN(high) {
			out = append(out, fmt.Sprintf("table %d cell %s: between %.2f and %.2f, is %d", c.table, c.name, low, high, c.n))
		}
	}
	return out
}

// Maximum of c·x with A·x ≤ b and x ≥ 0, by a dictionary simplex with an artificial variable; +Inf without end, NaN when
// nothing agrees.
func Maximum(a [][]float64, b, c []float64) float64 {
	m, n := len(a), len(c)
	d := make([][]float64, m+2)
	basis, non := make([]int, m), make([]int, n+1)
	for i := range m {
		d[i] = make([]float64, n+2)
		copy(d[i], a[i])
		d[i][n], d[i][n+1] = -1, b[i]
		basis[i] = n + i
	}
	d[m], d[m+1] = make([]float64, n+2), make([]float64, n+2)
	for j := range n {
		non[j], d[m][j] = j, -c[j]
	}
	non[n], d[m+1][n] = -1, 1
	exchange := func(r, s int) {
		inv := 1 / d[r][s]
		for i := range d {
			if i == r {
				continue
			}
			if f := d[i][s]; math.Abs(f) > 1e-12 {
				for j := range d[i] {
					if j != s {
						d[i][j] -= d[r][j] * f * inv
					}
				}
			}
		}
		for j := range d[r] {
			if j != s {
				d[r][j] *= inv
			}
		}
		for i := range d {
			if i != r {
				d[i][s] *= -inv
			}
		}
		d[r][s] = inv
		basis[r], non[s] = non[s], basis[r]
	}
	run := func(x int) bool {
		for {
			s := -1
			for j := range n + 1 {
				if x == m && non[j] == -1 {
					continue
				}
				if d[x][j] < -1e-9 && (s < 0 || non[j] < non[s]) {
					s = j
				}
			}
			if s < 0 {
				return true
			}
			r := -1
			for i := range m {
				if d[i][s] < 1e-9 {
					continue
				}
				if r < 0 || d[i][n+1]/d[i][s] < d[r][n+1]/d[r][s]-1e-12 || math.Abs(d[i][n+1]/d[i][s]-d[r][n+1]/d[r][s]) <= 1e-12 && basis[i] < basis[r] {
					r = i
				}
			}
			if r < 0 {
				return false
			}
			exchange(r, s)
		}
	}
	r := 0
	for i := range m {
		if d[i][n+1] < d[r][n+1] {
			r = i
		}
	}
	if d[r][n+1] < -1e-9 {
		exchange(r, n)
		if !run(m+1) || d[m+1][n+1] < -1e-6 {
			return math.NaN()
		}
		for i := range m {
			if basis[i] == -1 {
				s := 0
				for j := range n + 1 {
					if math.Abs(d[i][j]) > math.Abs(d[i][s]) {
						s = j
					}
				}
				exchange(i, s)
			}
		}
	}
	if !run(m) {
		return math.Inf(1)
	}
	return d[m][n+1]
}
