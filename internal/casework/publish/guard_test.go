package publish_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"passage/internal/casework/fault"
	"passage/internal/casework/publish"
	"passage/internal/casework/publish/publishtest"
)

// The intruder of these tests is publishtest's; for small tables all whole numbers are gone through too.

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

func TestIntruderReckons(t *testing.T) {
	// Most of x+y with x+2y ≤ 4, 3x+y ≤ 6, x ≥ 1.
	if got := publishtest.Maximum([][]float64{{1, 2}, {3, 1}, {-1, 0}}, []float64{4, 6, -1}, []float64{1, 1}); math.Abs(got-2.8) > 1e-9 {
		t.Errorf("the intruder reckons %v, want 2.8", got)
	}
	if got := publishtest.Maximum([][]float64{{1}, {-1}}, []float64{1, -2}, []float64{1}); !math.IsNaN(got) {
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
			for _, s := range publishtest.Recovered(all, publish.Inside.Under, 0) {
				t.Errorf("seed %d, inside: %s", seed, s)
			}
			broken += len(publishtest.Recovered(publishtest.Bare(all), publish.Inside.Under, 0))
		}
		if len(left) > 0 {
			for _, s := range publishtest.Recovered(left, publish.Leaving.Under, 0) {
				t.Errorf("seed %d, outside: %s", seed, s)
			}
		}
	}
	t.Logf("%d tables, %d refused, %d cells hidden; %d recovered when only small cells are hidden", tables, refused, hidden, broken)
	if broken < 10 || hidden < 50 || refused*3 > tables {
		t.Error("the intruder has no teeth, or there is nothing to hide, or too much is refused")
	}
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
				a, b := publishtest.Seen(x, x.Cells[inner[k]])
				for v := int(a); v <= int(min(b, 30)); v++ {
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
				if a, b := publishtest.Seen(x, c); float64(sums[i]) < a || float64(sums[i]) > b {
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
			if k := publishtest.Truth(f, x.Ask, c.At); c.Hidden && k > 0 && k < 5 {
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
			n := publishtest.Truth(f, x.Ask, c.At)
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

// A year of open cases, counted every month: some of the counts move from month to month, and the intruder knows where nothing
// did. They recover no hidden cell from the tables of all months; with the small cells alone hidden they do.
func TestRule_I_99_NothingIsRecoveredWhereNothingMoved(t *testing.T) {
	tables, refused, hidden, broken := 0, 0, 0, 0
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 99))
		f := random(r, []float64{1, 3, 8}[seed%3])
		f.Of, f.Moving = "stock", true
		var all []publish.Release
		for month := range 12 {
			if f.Rows = slices.Clone(f.Rows); month > 0 {
				for i := range f.Rows {
					if r.IntN(5) == 0 {
						f.Rows[i].N = max(1, f.Rows[i].N+r.IntN(5)-2)
					}
				}
			}
			for _, a := range []publish.Ask{{Dims: []string{"partner", "office"}}, ask(r)} {
				x, err := publish.Guard(f, a, publish.Inside, all)
				var no *fault.Error
				if errors.As(err, &no) && no.Kind == fault.Stopped {
					refused++
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				tables, hidden, all = tables+1, hidden+x.Hidden(), append(all, x)
			}
		}
		for _, s := range publishtest.Recovered(all, publish.Inside.Under, 0) {
			t.Errorf("seed %d: %s", seed, s)
		}
		broken += len(publishtest.Recovered(publishtest.Bare(all), publish.Inside.Under, 0))
	}
	t.Logf("%d tables, %d refused, %d cells hidden; %d recovered when only small cells are hidden", tables, refused, hidden, broken)
	if broken < 10 || hidden < 50 || refused*3 > tables {
		t.Error("the intruder has no teeth, or there is nothing to hide, or too much is refused")
	}
}
