package matching

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// column is how a column of a file is compared, as its values show.
type column uint8

const (
	ofText column = iota
	ofDates
	ofDigits
)

// Pair is two rows of a file and how likely it is that they are one person, from 0 to 1.
type Pair struct {
	A, B int
	Like float64
}

// The levels of agreement of two values of a column.
const (
	missing = iota // one of them has none: says nothing either way
	differs
	hinted // much in common
	close_ // a slip apart
	agrees
	levels
)

// ShippedDedupe is the probability from which two rows are counted as one person.
const ShippedDedupe = 0.5

// cell is a value made ready.
type cell struct {
	text  string
	words []Word
	rare  float64 // share of the rows that have this value
}

// Dedupe finds the rows of a file that are one person, the likeliest first, with the method of Fellegi and Sunter
// (1969): each column's agreement is worth the logarithm of how much oftener it is seen among pairs of one person than
// among others. Nothing is taught: how often chance agrees is counted over pairs of the file, how often one person's
// records agree is estimated by expectation and maximisation, and an agreement on a rare value is worth more than one
// on a common value.
func Dedupe(rows [][]string) []Pair {
	if len(rows) < 2 {
		return nil
	}
	cols := make([]column, len(rows[0]))
	cells := make([][]cell, len(rows))
	for i := range rows {
		cells[i] = make([]cell, len(cols))
	}
	for c := range cols {
		cols[c] = columnOf(rows, c)
		count := map[string]int{}
		for i := range rows {
			x := &cells[i][c]
			if x.words = Words(rows[i][c]); cols[c] != ofText {
				x.words = nil
				x.text = keepDigits(rows[i][c])
			}
			for _, w := range x.words {
				x.text += w.String()
			}
			count[x.text]++
		}
		for i := range cells {
			cells[i][c].rare = float64(count[cells[i][c].text]) / float64(len(rows))
		}
	}
	e := estimate{cols: cols, cells: cells}
	return e.run()
}

func keepDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// columnOf says what most of a column's values look like.
func columnOf(rows [][]string, c int) column {
	n, digits, dates := 0, 0, 0
	for i := range rows {
		v := strings.TrimSpace(rows[i][c])
		if v == "" {
			continue
		}
		n++
		d := keepDigits(v)
		if len(d) == len(strings.NewReplacer("-", "", "/", "", ".", "", " ", "").Replace(v)) {
			digits++
			if len(d) == 8 && (d[0] == '1' || d[0] == '2') && d[4] <= '1' && d[6] <= '3' {
				dates++
			}
		}
	}
	switch {
	case dates*10 >= n*8:
		return ofDates
	case digits*10 >= n*8:
		return ofDigits
	}
	return ofText
}

type estimate struct {
	cols  []column
	cells [][]cell
}

// level says how far two values of a column agree.
func (e *estimate) level(c int, a, b *cell) int {
	if a.text == "" || b.text == "" {
		return missing
	}
	if a.text == b.text {
		return agrees
	}
	switch e.cols[c] {
	case ofDates:
		return dateLevel(a.text, b.text)
	case ofDigits:
		if n := slips(a.text, b.text); n == 1 && len(a.text) > 2 {
			return close_
		} else if n == 2 && len(a.text) > 4 {
			return hinted
		}
		return differs
	}
	like := Alike(a.words, b.words)
	if like < 0.8 {
		like = max(like, byLetter([]rune(a.text), []rune(b.text)))
	}
	switch {
	case like >= 0.8:
		return close_
	case like >= 0.6:
		return hinted
	}
	return differs
}

// slips is how many signs two numbers are apart.
func slips(a, b string) int {
	n := max(len(a), len(b))
	return int(math.Round(float64(n) * (1 - byLetter([]rune(a), []rune(b)))))
}

func dateLevel(a, b string) int {
	if len(a) == 8 && len(b) == 8 && a[:4] == b[:4] && a[4:6] == b[6:] && a[6:] == b[4:6] {
		return close_
	}
	switch slips(a, b) {
	case 1:
		return close_
	case 2:
		return hinted
	}
	return differs
}

// pattern is the levels of all columns of a pair, three bits each.
func (e *estimate) pattern(i, j int) (p uint64) {
	a, b := e.cells[i], e.cells[j]
	var lv [21]int
	for c := range e.cols {
		lv[c] = e.level(c, &a[c], &b[c])
	}
	// Values that stand in each other's column: family and given name changed places.
	for c := range e.cols {
		for d := c + 1; d < len(e.cols); d++ {
			if e.cols[c] == ofText && e.cols[d] == ofText && lv[c] <= differs && lv[d] <= differs && lv[c]+lv[d] > missing {
				x, y := e.level(c, &a[c], &b[d]), e.level(c, &a[d], &b[c])
				if x >= close_ && y >= close_ || x >= close_ && y == missing || y >= close_ && x == missing {
					lv[c], lv[d] = cross(x), cross(y)
				}
			}
		}
	}
	for c := range e.cols {
		p |= uint64(lv[c]) << (3 * c)
	}
	return p
}

func cross(level int) int {
	if level == agrees {
		return close_
	}
	return level
}

// candidates are the pairs that share a value, or the sound of one, in a column where that is rare enough to be worth
// comparing.
func (e *estimate) candidates() [][2]int32 {
	blocks := map[string][]int32{}
	put := func(k string, i int) { blocks[k] = append(blocks[k], int32(i)) }
	for i := range e.cells {
		var heads []string
		for c := range e.cols {
			x := &e.cells[i][c]
			if x.text == "" {
				continue
			}
			col := string(rune('A' + c))
			put(col+x.text, i)
			heads = append(heads, col+x.text[:min(3, len(x.text))])
			if e.cols[c] == ofText {
				put("~"+skeletonOf(x.words), i) // in any column: names that changed places meet
			}
		}
		for k := range heads {
			for m := k + 1; m < len(heads); m++ {
				put("+"+heads[k]+heads[m], i)
			}
		}
	}
	seen := map[[2]int32]int8{}
	most := max(40, len(e.cells)/40)
	for k, list := range blocks {
		if len(list) > most || k[0] == '+' && len(list) > 30 {
			continue
		}
		for k, a := range list {
			for _, b := range list[k+1:] {
				if a != b {
					seen[[2]int32{min(a, b), max(a, b)}]++
				}
			}
		}
	}
	out := make([][2]int32, 0, len(seen))
	least := int8(1)
	if len(e.cols) > 6 { // one column in common of so many is nothing to go by
		least = 2
	}
	for p, n := range seen {
		if n >= least {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(x, y [2]int32) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	return out
}

func (e *estimate) run() []Pair {
	list := e.candidates()
	patterns := make([]uint64, len(list))
	count := map[uint64]float64{}
	for k, p := range list {
		patterns[k] = e.pattern(int(p[0]), int(p[1]))
		count[patterns[k]]++
	}
	u := e.chance()
	m, share := e.maximise(count, u)
	out := make([]Pair, 0, len(list)/4)
	for k, p := range list {
		odds := math.Log(share / (1 - share))
		for c := range e.cols {
			l := int(patterns[k] >> (3 * c) & 7)
			if l == missing {
				continue
			}
			by := u[c][l]
			if l == agrees { // what chance would give is the value's own share, not the column's
				by = max(e.cells[p[0]][c].rare, 1/float64(len(e.cells)))
				by = math.Sqrt(by * u[c][l]) // half way: the file's own counts are few
			}
			odds += math.Log(m[c][l] / by)
		}
		if x := 1 / (1 + math.Exp(-odds)); x > 0.001 {
			out = append(out, Pair{int(p[0]), int(p[1]), x})
		}
	}
	slices.SortStableFunc(out, func(a, b Pair) int { return cmp.Compare(b.Like, a.Like) })
	return out
}

// chance is how often two rows of different persons agree, column by column: over pairs a fixed step apart, hardly
// any of which are one person.
func (e *estimate) chance() [][levels]float64 {
	u := make([][levels]float64, len(e.cols))
	n := len(e.cells)
	for c := range u {
		total := 0.0
		for l := differs; l < levels; l++ {
			u[c][l], total = 0.5, total+0.5
		}
		for step := 1; step <= max(1, 60000/n); step++ {
			gap := step*7919%(n-1) + 1
			for i := range n {
				if l := e.level(c, &e.cells[i][c], &e.cells[(i+gap)%n][c]); l != missing {
					u[c][l]++
					total++
				}
			}
		}
		for l := range u[c] {
			u[c][l] /= total
		}
	}
	return u
}

// maximise estimates how often two rows of one person agree, and what share of all pairs is one person.
func (e *estimate) maximise(count map[uint64]float64, u [][levels]float64) (m [][levels]float64, share float64) {
	m = make([][levels]float64, len(e.cols))
	for c := range m {
		m[c] = [levels]float64{0, 0.04, 0.03, 0.08, 0.85}
	}
	n := float64(len(e.cells))
	total := n * (n - 1) / 2 // all pairs: those that are no candidates are taken for different persons
	share = 0.25 / n
	order := make([]uint64, 0, len(count)) // the sum must not depend on the order of a map
	for p := range count {
		order = append(order, p)
	}
	slices.Sort(order)
	for range 40 {
		next := make([][levels]float64, len(e.cols))
		var same float64
		for _, p := range order {
			odds := math.Log(share / (1 - share))
			for c := range e.cols {
				if l := p >> (3 * c) & 7; l != missing {
					odds += math.Log(m[c][l] / u[c][l])
				}
			}
			w := count[p] / (1 + math.Exp(-odds))
			same += w
			for c := range e.cols {
				next[c][p>>(3*c)&7] += w
			}
		}
		for c := range next {
			var sum float64
			for l := differs; l < levels; l++ {
				next[c][l] += 0.5 // never impossible
				sum += next[c][l]
			}
			for l := differs; l < levels; l++ {
				m[c][l] = next[c][l] / sum
			}
		}
		share = min(0.5, max(1e-9, same/total))
	}
	return m, share
}

// skeletonOf are the consonants of words as classes of sounds.
func skeletonOf(words []Word) string {
	var out strings.Builder
	for _, w := range words {
		for _, s := range w.sounds {
			switch s.kind {
			case consonant:
				out.WriteByte('a' + byte(bits.TrailingZeros32(s.main)))
			case other:
				out.WriteRune(rune(s.main &^ (1 << 31)))
			}
		}
	}
	if out.Len() == 0 && len(words) > 0 {
		r, _ := utf8.DecodeRuneInString(words[0].String())
		return "-" + string(r)
	}
	return out.String()
}
