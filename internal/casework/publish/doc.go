// Package publish owns what a table of counts may show (rule I-69, decision 13): small counts are hidden, so are the ones
// from which they could be worked out, everything else is rounded, and no table gives away what another one hides. It reads
// counts by property and never a case. Who may ask for a table is the access file's, what it counts is the report's.
//
// docs/adr/0039-a-table-gives-no-cell-away.md says why it can be believed.
package publish

import (
	"maps"
	"slices"
	"strings"

	"passage/internal/casework/fault"
)

// Rule is what a table has to keep by where it goes.
type Rule struct {
	Under int // counts from one to below this are hidden
	Round int // others are rounded to the nearest multiple
}

// The two rules of decision 13: inside the department, and for anything that leaves it.
var (
	Inside  = Rule{Under: 5, Round: 5}
	Leaving = Rule{Under: 20, Round: 5}
)

// Facts are the counts that tables are made of: how many persons, or cases, share all properties. Tables of one population
// (as "flow/2026/persons") are kept apart from no other of it.
type Facts struct {
	Of     string   // the population: what is counted, in which year, in which unit
	Dims   []string // the properties, in order
	Moving bool     // counts move from day to day, as those of open cases do: whoever looks knows where nothing moved (rule I-99)
	Rows   []Row
}

// Row is one combination of properties.
type Row struct {
	At []string // by Dims
	N  int
}

// Ask is a table that somebody wants: by which properties, and of which values alone (a period is some of the months).
type Ask struct {
	Dims []string // one to three of the facts'
	Only map[string][]string
}

// Cell is one cell of a table as it may be seen. A total over a property has "" in its place.
type Cell struct {
	At     []string // by the table's Dims
	Shown  int      // rounded; 0 is nobody, and true
	Hidden bool
}

// Release is a table as it was let out, with the facts that it was made of: what later tables are checked against.
type Release struct {
	Rule    Rule
	Ask     Ask
	Cells   []Cell
	Noughts bool  // noughts are hidden too, and a hidden cell may be one
	Facts   Facts `json:"-"` // never shown; kept apart
}

// most is how many properties a table may have.
const most = 3

func (a Ask) check(f Facts) error {
	bad := len(a.Dims) == 0 || len(a.Dims) > most
	for i, d := range a.Dims {
		bad = bad || !slices.Contains(f.Dims, d) || slices.Contains(a.Dims[:i], d)
	}
	for d := range a.Only {
		bad = bad || !slices.Contains(f.Dims, d)
	}
	if bad {
		return fault.New(fault.Invalid, "publish.dims")
	}
	return nil
}

// keys gives the cells that a row counts in, by their keys: every one of its values, each in turn left out for a total. None
// when the row is not asked for.
func (a Ask) keys(dims []string) func(row []string) []string {
	only, at := map[int][]string{}, make([]int, len(a.Dims))
	for d, values := range a.Only {
		only[slices.Index(dims, d)] = values
	}
	for i, d := range a.Dims {
		at[i] = slices.Index(dims, d)
	}
	return func(row []string) (out []string) {
		for i, values := range only {
			if !slices.Contains(values, row[i]) {
				return nil
			}
		}
		cell := make([]string, len(at))
		for left := range 1 << len(at) {
			for i, j := range at {
				if cell[i] = row[j]; left>>i&1 == 1 {
					cell[i] = ""
				}
			}
			out = append(out, key(cell))
		}
		return out
	}
}

func key(at []string) string { return strings.Join(at, "\x00") }

// places are all cells of the table: every combination of values that occur, with every total.
func (a Ask) places(f Facts) [][]string {
	keys, out := a.keys(f.Dims), [][]string{{}}
	for _, d := range a.Dims {
		i, values := slices.Index(f.Dims, d), map[string]bool{}
		for _, r := range f.Rows {
			if !values[r.At[i]] && keys(r.At) != nil {
				values[r.At[i]] = true
			}
		}
		list := append(slices.Sorted(maps.Keys(values)), "")
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

// tally is the count of every cell, by its key.
func (a Ask) tally(f Facts) map[string]int {
	keys, out := a.keys(f.Dims), map[string]int{}
	for _, r := range f.Rows {
		for _, k := range keys(r.At) {
			out[k] += r.N
		}
	}
	return out
}

func (r Rule) small(n int) bool { return n > 0 && n < r.Under }

func (r Rule) rounded(n int) int { return (n + r.Round/2) / r.Round * r.Round }

// between is what anybody knows of a cell from seeing it: the lowest and the highest count, the highest -1 when there is none.
func (x Release) between(c Cell) (low, high int) {
	switch r := x.Rule; {
	case c.Hidden && x.Noughts:
		return 0, -1
	case c.Hidden:
		return 1, -1
	case c.Shown == 0:
		return 0, 0
	default:
		return max(r.Under, c.Shown-r.Round/2), c.Shown + r.Round - r.Round/2 - 1
	}
}

// Hidden is how many cells are.
func (x Release) Hidden() int {
	n := 0
	for _, c := range x.Cells {
		if c.Hidden {
			n++
		}
	}
	return n
}

// Total says whether a cell is one.
func (c Cell) Total() bool { return slices.Contains(c.At, "") }
