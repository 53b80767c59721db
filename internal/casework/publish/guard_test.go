package publish_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"passage/internal/casework/fault"
	"passage/internal/casework/publish"
)

// The intruder of these tests sees what is let out and nothing else: cells, what hidden and rounding mean, and which values
// a property can have. It is a linear program of its own (two-phase simplex over every combination of values), and for small
// tables it goes through all whole numbers.

var (
	dims   = []string{"month", "partner", "office", "sex"}
	values = [][]string{{"01", "02", "03"}, {"A", "B", "C"}, {"alder", "birch", "cedar"}, {"f", "m"}}
)

func universe() (out [][]string) {
	out = [][]string{{}}
	for _, list := range values {
		var next [][]string
		for _, at := range out {
			for _, v := range list {
				next = append(next, append(slices.Clone(at), v))
			}
		}
		out = next
	}
	return out
}

func random(r *rand.Rand, mean float64) publish.Facts {
	f := publish.Facts{Of: "landed", Dims: dims}
	for _, at := range universe() {
		if n := int(r.ExpFloat64() * mean * []float64{0, 0.3, 1, 2.5}[r.IntN(4)]); n > 0 {
			f.Rows = append(f.Rows, publish.Row{At: at, N: n})
		}
	}
	return f
}

func holds(ask publish.Ask, row, at []string) bool {
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

func truth(f publish.Facts, ask publish.Ask, at []string) (n int) {
	for _, r := range f.Rows {
		if holds(ask, r.At, at) {
			n += r.N
		}
	}
	return n
}

// seen is what a cell tells: hidden ones are one or more, others what rounds to what is shown and is not hidden.
func seen(x publish.Release, c publish.Cell) (low, high float64) {
	if c.Hidden && x.Noughts {
		return 0, 1e6
	}
	if c.Hidden {
		return 1, 1e6
	}
	low, high = 1e9, -1
	for n := 0; n < c.Shown+20; n++ {
		if n > 0 && n < x.Rule.Under {
			continue
		}
		if (n+2)/5*5 == c.Shown {
			low, high = min(low, float64(n)), max(high, float64(n))
		}
	}
	if c.Shown == 0 {
		return 0, 0
	}
	return low, high
}

// recovered are the hidden small cells of all tables that the intruder can narrow: to other than 1 to under-1. known is what
// was corrected between each table and the last, which this intruder has been told.
func recovered(all []publish.Release, under int) (out []string) {
	rows := universe()
	last := all[len(all)-1].Facts
	count := func(f publish.Facts, at []string) int {
		for _, r := range f.Rows {
			if slices.Equal(r.At, at) {
				return r.N
			}
		}
		return 0
	}
	var a [][]float64
	var b []float64
	for _, x := range all {
		for _, c := range x.Cells {
			row, told := make([]float64, len(rows)), 0.0
			for j, at := range rows {
				if holds(x.Ask, at, c.At) {
					row[j] = 1
					told += float64(count(last, at) - count(x.Facts, at))
				}
			}
			low, high := seen(x, c)
			less := make([]float64, len(rows))
			for j := range row {
				less[j] = -row[j]
			}
			a, b = append(a, row, less), append(b, high+told, -(low+told))
		}
	}
	for i, x := range all {
		for _, c := range x.Cells {
			n := truth(x.Facts, x.Ask, c.At)
			if !c.Hidden || n == 0 || n >= under {
				continue
			}
			obj, neg, told := make([]float64, len(rows)), make([]float64, len(rows)), 0.0
			for j, at := range rows {
				if holds(x.Ask, at, c.At) {
					obj[j], neg[j] = 1, -1
					told += float64(count(last, at) - count(x.Facts, at))
				}
			}
			high, low := maximum(a, b, obj)-told, -maximum(a, b, neg)-told
			if low > 1+1e-6 || high < float64(under-1)-1e-6 {
				out = append(out, fmt.Sprintf("table %d cell %v: between %.2f and %.2f, is %d", i, c.At, low, high, n))
			}
		}
	}
	return out
}

// maximum of c·x with A·x ≤ b and x ≥ 0, by a dictionary simplex with an artificial variable; +Inf without end, NaN when
// nothing agrees.
func maximum(a [][]float64, b, c []float64) float64 {
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

func TestIntruderReckons(t *testing.T) {
	// Most of x+y with x+2y ≤ 4, 3x+y ≤ 6, x ≥ 1.
	if got := maximum([][]float64{{1, 2}, {3, 1}, {-1, 0}}, []float64{4, 6, -1}, []float64{1, 1}); math.Abs(got-2.8) > 1e-9 {
		t.Errorf("the intruder reckons %v, want 2.8", got)
	}
	if got := maximum([][]float64{{1}, {-1}}, []float64{1, -2}, []float64{1}); !math.IsNaN(got) {
		t.Errorf("what agrees with nothing gives %v", got)
	}
}

func ask(r *rand.Rand) publish.Ask {
	order := r.Perm(len(dims))
	a := publish.Ask{}
	for _, i := range order[:1+r.IntN(3)] {
		a.Dims = append(a.Dims, dims[i])
	}
	if r.IntN(2) == 0 { // some months alone
		a.Only = map[string][]string{"month": values[0][:1+r.IntN(3)]}
	}
	return a
}

// A year of tables at random, nested periods, other properties, totals, corrections in between: the intruder, who is told
// the corrections, recovers no hidden cell. Without the complementary cells it recovers some.
func TestRule_I_96_NothingIsRecoveredFromAYear(t *testing.T) {
	tables, refused, hidden, broken := 0, 0, 0, 0
	for seed := range uint64(24) {
		r := rand.New(rand.NewPCG(seed, 5))
		f := random(r, []float64{3, 8, 25}[seed%3])
		var all, left []publish.Release
		for k := range 5 {
			rule := publish.Inside
			if r.IntN(3) == 0 {
				rule = publish.Leaving
			}
			if k == 3 { // somebody's landing is corrected
				f.Rows = slices.Clone(f.Rows)
				i := r.IntN(len(f.Rows))
				f.Rows[i].N += 1 + r.IntN(3)
			}
			x, err := publish.Guard(f, ask(r), rule, all)
			var no *fault.Error
			if errors.As(err, &no) && no.Kind == fault.Stopped {
				refused++
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			tables, hidden = tables+1, hidden+x.Hidden()
			if all = append(all, x); rule == publish.Leaving {
				left = append(left, x)
			}
		}
		if len(all) > 0 {
			for _, s := range recovered(all, publish.Inside.Under) {
				t.Errorf("seed %d, inside: %s", seed, s)
			}
			broken += len(recovered(bare(all), publish.Inside.Under))
		}
		if len(left) > 0 {
			for _, s := range recovered(left, publish.Leaving.Under) {
				t.Errorf("seed %d, outside: %s", seed, s)
			}
		}
	}
	t.Logf("%d tables, %d refused, %d cells hidden; %d recovered when only small cells are hidden", tables, refused, hidden, broken)
	if broken < 10 || hidden < 50 || refused*3 > tables {
		t.Error("the intruder has no teeth, or there is nothing to hide, or too much is refused")
	}
}

// bare are tables in which the small cells alone are hidden.
func bare(all []publish.Release) (out []publish.Release) {
	for _, x := range all {
		x.Cells, x.Noughts = slices.Clone(x.Cells), false
		for i, c := range x.Cells {
			n := truth(x.Facts, x.Ask, c.At)
			x.Cells[i].Hidden = n > 0 && n < x.Rule.Under
			if x.Cells[i].Shown = (n + 2) / 5 * 5; x.Cells[i].Hidden {
				x.Cells[i].Shown = 0
			}
		}
		out = append(out, x)
	}
	return out
}

// For small tables every whole-number table that agrees with what is shown is gone through: each hidden small cell is 1 in one
// of them and under-1 in another.
func TestRule_I_95_EveryWholeTableIsTried(t *testing.T) {
	tried := 0
	for seed := range uint64(48) {
		r := rand.New(rand.NewPCG(seed, 9))
		f := publish.Facts{Of: "x", Dims: dims}
		for _, p := range values[1][:2] {
			for _, o := range values[2][:2] {
				if n := r.IntN(16); n > 0 {
					f.Rows = append(f.Rows, publish.Row{At: []string{"01", p, o, "f"}, N: n})
				}
			}
		}
		if len(f.Rows) == 0 {
			continue
		}
		x, err := publish.Guard(f, publish.Ask{Dims: []string{"partner", "office"}}, publish.Inside, nil)
		if err != nil {
			t.Errorf("seed %d: a single table is refused: %v", seed, err)
			continue
		}
		low, high := map[int]int{}, map[int]int{}
		var inner []int
		for i, c := range x.Cells {
			if !c.Total() {
				inner = append(inner, i)
			}
		}
		n := make([]int, len(inner))
		var go1 func(k int)
		go1 = func(k int) {
			if k < len(inner) {
				a, b := seen(x, x.Cells[inner[k]])
				for v := int(a); v <= min(int(b), 30); v++ {
					n[k] = v
					go1(k + 1)
				}
				return
			}
			sums := make([]int, len(x.Cells))
			for i, c := range x.Cells {
				for k, j := range inner {
					if at := x.Cells[j].At; (c.At[0] == "" || c.At[0] == at[0]) && (c.At[1] == "" || c.At[1] == at[1]) {
						sums[i] += n[k]
					}
				}
				if a, b := seen(x, c); float64(sums[i]) < a || float64(sums[i]) > b {
					return
				}
			}
			for i, s := range sums {
				if l, ok := low[i]; !ok || s < l {
					low[i] = s
				}
				high[i] = max(high[i], s)
			}
		}
		go1(0)
		for i, c := range x.Cells {
			if k := truth(f, x.Ask, c.At); c.Hidden && k > 0 && k < 5 {
				tried++
				if low[i] > 1 || high[i] < 4 {
					t.Errorf("seed %d: cell %v is between %d and %d, is %d", seed, c.At, low[i], high[i], k)
				}
			}
		}
	}
	if tried < 30 {
		t.Fatalf("only %d hidden cells were tried", tried)
	}
}

func TestRule_I_69_SmallIsHiddenAndTheRestRounded(t *testing.T) {
	f := publish.Facts{Of: "x", Dims: dims, Rows: []publish.Row{{[]string{"01", "A", "alder", "f"}, 3}, {[]string{"01", "A", "birch", "f"}, 41}, {[]string{"01", "B", "alder", "f"}, 58},
		{[]string{"01", "B", "birch", "f"}, 122}, {[]string{"01", "C", "birch", "m"}, 22}}}
	for _, rule := range []publish.Rule{publish.Inside, publish.Leaving} {
		x, err := publish.Guard(f, publish.Ask{Dims: []string{"partner", "office"}}, rule, nil)
		if err != nil {
			t.Fatal(err)
		}
		shown := 0
		for _, c := range x.Cells {
			n := truth(f, x.Ask, c.At)
			switch {
			case n > 0 && n < rule.Under && !c.Hidden:
				t.Errorf("%v of %d is shown", c.At, n)
			case c.Hidden && c.Shown != 0:
				t.Errorf("%v is hidden and says %d", c.At, c.Shown)
			case !c.Hidden && (c.Shown%5 != 0 || c.Shown-n > 2 || n-c.Shown > 2):
				t.Errorf("%v of %d is shown as %d", c.At, n, c.Shown)
			case !c.Hidden:
				shown++
			}
		}
		if shown < 4 {
			t.Errorf("only %d cells are shown", shown)
		}
	}
}

func TestAsksThatCannotBeMade(t *testing.T) {
	f := random(rand.New(rand.NewPCG(1, 1)), 5)
	for _, a := range []publish.Ask{{}, {Dims: dims}, {Dims: []string{"shoe"}}, {Dims: []string{"sex", "sex"}}, {Dims: []string{"sex"}, Only: map[string][]string{"shoe": nil}}} {
		if _, err := publish.Guard(f, a, publish.Inside, nil); err == nil {
			t.Errorf("%+v is made", a)
		}
	}
	other := publish.Release{Facts: publish.Facts{Of: "else", Dims: dims}}
	if _, err := publish.Guard(f, publish.Ask{Dims: []string{"sex"}}, publish.Inside, []publish.Release{other}); err == nil {
		t.Error("a table of another population is compared")
	}
}
