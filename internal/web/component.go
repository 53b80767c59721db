package web

import (
	"fmt"
	"strconv"
	"strings"
)

// The components that need more than a line: their data, computed here, laid out in parts/component.html. The page
// /components shows each of them.

// stepLine is one step of a form of several pages; the template is "steps".
type stepLine struct {
	Number      int
	At, Name    string
	Note        string // "1 person to finish"
	Done, Here  bool
	Unreachable bool // there is nothing to open yet
}

// stepList is the steps, with the words for a narrow screen.
type stepList struct {
	Label string // of the navigation
	All   string // "See all 7 steps"
	Steps []stepLine
}

// rect is one rectangle of a drawing: places across in per cent, so that text never scales.
type rect struct{ Class, X, Width string }

func pct(part, whole int) string {
	if whole == 0 {
		return "0%"
	}
	return strconv.FormatFloat(float64(part)*100/float64(whole), 'f', 2, 64) + "%"
}

// meter is how complete a package is: one mark for each item, never a percentage; the template is "meter".
type meter struct {
	Head  string // "18 of 25 items ready"
	Words string // the whole of it, for those who do not see the marks
	Note  string // "5 needed before you submit, 2 can follow"
	Box   string // one unit across for each mark
	Marks []mark
}

// mark is all marks of one kind as one path: a rectangle for each would be 2 KB of a page.
type mark struct{ Class, Path string }

// newMeter draws ready, needed and following items in this order.
func newMeter(head, note string, ready, needed, follow int) meter {
	all := max(1, ready+needed+follow)
	m := meter{Head: head, Note: note, Words: head + ". " + note, Box: fmt.Sprintf("0 0 %d 22", all)}
	gap := min(0.007*float64(all), 0.2)
	at := 0
	for _, k := range []struct {
		class string
		n     int
	}{{"m-ready", ready}, {"m-need", needed}, {"m-follow", follow}} {
		path := fmt.Sprintf("M%.4g 4", float64(at)+gap/2)
		for i := range k.n {
			if i > 0 {
				path += "m1 0" // from where the mark before began
			}
			path += strings.ReplaceAll(fmt.Sprintf("h%.2gv14h-%.2gz", 1-gap, 1-gap), "0.", ".")
		}
		at += k.n
		if k.n > 0 {
			m.Marks = append(m.Marks, mark{k.class, path})
		}
	}
	return m
}

// item is one line of a list of what is missing; the template is "items", the icon need, follow, ok or warn.
type item struct{ Icon, At, Words string }

// matrix is who is missing what; the template is "matrix".
type matrix struct {
	Caption string
	Columns []matrixColumn
	Rows    []matrixRow
}

type matrixColumn struct {
	Prefix, Name string // "Person " for those who listen, "1" for all
	Here         bool
}

type matrixRow struct {
	Name  string
	Cells []matrixCell
}

type matrixCell struct {
	Icon, Words string
	Here        bool
}

// compare is two things side by side, with a word for each line; the template is "compare".
type compare struct {
	Caption, Left, Right string
	Rows                 []compareRow
}

type compareRow struct {
	Name, Left, Right string
	Tag, Words        string // tag-ok, tag-warn or "": same, similar, different
}

// ledger is persons against the "up to" number of a year: what happened is solid, what is in process is hatched, and
// the ceiling is a line with a word. It is not a target: nothing says how much of it is reached. The template is "ledger".
type ledger struct {
	Title, Words string // message and numbers, for those who do not see the drawing
	Bars         []ledgerBar
	Ceiling      string // its place, "" when no number is set
	CeilingWords string
	Ticks        []ledgerTick
	Key          []ledgerKey
	TicksAre     string // unit of the ticks
}

type ledgerBar struct {
	rect
	Shift, At, Label, On string // gap, middle, number, class of the number
}

type ledgerTick struct{ X, Words, Anchor string }

type ledgerKey struct{ Class, Name, Value, Note, At string }

// ledgerPart is one part of the ledger, in the order of the way: landed, visas issued, approved, in process.
type ledgerPart struct {
	Name, Note string
	Persons    int
	At         string // opens the cases behind the number; "" for none
}

// newLedger draws the parts against the ceiling (0: none). number writes a number in the reader's language.
func newLedger(title, words, ceilingWords, unit string, ceiling int, number func(int) string, parts ...ledgerPart) ledger {
	sum := 0
	for _, p := range parts {
		sum += p.Persons
	}
	whole := max(sum, ceiling, 1)
	step := tickStep(whole)
	whole = (whole/step + 1) * step // the ceiling and its word stay inside
	l := ledger{Title: title, Words: words, TicksAre: unit}
	if ceiling > 0 {
		l.Ceiling, l.CeilingWords = pct(ceiling, whole), ceilingWords
	}
	at := 0
	for i, p := range parts {
		class := "c" + strconv.Itoa(i+1)
		l.Key = append(l.Key, ledgerKey{class, p.Name, number(p.Persons), p.Note, p.At})
		if p.Persons == 0 {
			continue
		}
		b := ledgerBar{rect: rect{class, pct(at, whole), pct(p.Persons, whole)}, Shift: "translate(" + strconv.Itoa(i) + " 0)", At: pct(2*at+p.Persons, 2*whole), On: "on"}
		if i >= 2 {
			b.On = "ond halo"
		}
		// The line of the ceiling does not run through a number: it moves into the longer part of its bar.
		if d := at + p.Persons - ceiling; ceiling > at && d > 0 && abs(2*at+p.Persons-2*ceiling)*20 < 2*whole {
			from, to := at, ceiling
			if d > ceiling-at {
				from, to = ceiling, at+p.Persons
			}
			b.At = pct(from+to, 2*whole)
		}
		if p.Persons*25 > whole { // narrower than its number: the key has it
			b.Label = number(p.Persons)
		}
		l.Bars = append(l.Bars, b)
		at += p.Persons
	}
	for n := 0; n <= whole; n += step {
		t := ledgerTick{X: pct(n, whole), Words: number(n), Anchor: "middle"}
		switch n {
		case 0:
			t.Anchor = "start"
		case whole:
			t.Anchor = "end"
		}
		l.Ticks = append(l.Ticks, t)
	}
	return l
}

func abs(n int) int { return max(n, -n) }

// tickStep is a round distance that gives four to eight ticks.
func tickStep(whole int) int {
	for step := 1; ; step *= 10 {
		for _, f := range []int{1, 2, 5} {
			if whole/(step*f) <= 7 {
				return step * f
			}
		}
	}
}

// cellBar is a bar inside a table cell: decoration, the cells beside it are the numbers; the template is "cellbar".
func cellBar(whole int, persons ...int) (out []rect) {
	at := 0
	for i, n := range persons {
		if n > 0 {
			out = append(out, rect{"c" + strconv.Itoa(i+1), pct(at, whole), pct(n, whole)})
		}
		at += n
	}
	return out
}
