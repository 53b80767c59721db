package spaces

import (
	"cmp"
	"slices"

	"passage/internal/casework/casefile"
)

// Balance is a kept counter row, or one derived from entries; the two are equal (test).
type Balance struct {
	Key
	Delta
}

// Balances adds up entries into counter rows. It is the meaning of the kept counters. The entries are in the order in which they
// were posted, all those of a year.
func Balances(entries []Entry) map[Key]Delta {
	out := map[Key]Delta{}
	seen := Landers{}
	for _, e := range entries {
		for _, m := range seen.Moves(e) {
			out[m.Key] = out[m.Key].Add(m.Delta)
		}
	}
	return out
}

// Landers are how many persons of each case landed under a counter row, so that a case counts once in it, when the first of its
// persons lands (I-60), and no more when none is left.
type Landers map[Lander]int

// Lander is a case under a counter row.
type Lander struct {
	Key
	Case   casefile.ID
	Window bool // who followed through the one-year window, apart
}

// Moves are the moves of the next entry, with the cases that it adds or takes off.
func (l Landers) Moves(e Entry) []Move {
	list := e.Moves()
	for i := range list {
		m := &list[i]
		for _, x := range []struct {
			window bool
			n      int
			cases  *int
		}{{false, m.Landed, &m.Cases}, {true, m.Other, &m.Followed}} {
			if x.n == 0 {
				continue
			}
			k := Lander{m.Key, e.Case, x.window}
			was := l[k]
			l[k] = was + x.n
			*x.cases = min(1, max(0, was+x.n)) - min(1, max(0, was))
		}
	}
	return list
}

// Add is the sum of two rows.
func (d Delta) Add(o Delta) Delta {
	return Delta{d.Held + o.Held, d.Confirmed + o.Confirmed, d.Consumed + o.Consumed,
		d.Planned + o.Planned, d.Landed + o.Landed, d.Other + o.Other, d.Moved + o.Moved, d.Cases + o.Cases, d.Followed + o.Followed}
}

// Refused says whether the guard stands against an entry, given its guarded row before it. The store does the
// same inside the update, so that whatever runs at once cannot pass it.
func Refused(before Delta, e Entry) bool {
	d := e.delta()
	return e.Guarded() && before.Used()+d.Used() > e.Limit+before.Moved+d.Moved
}

// Room is how many persons may still be taken under the number of the plan, with what was moved; never below zero
// (I-59: no shortfall is shown).
func Room(limit int, d Delta) int { return max(0, limit+d.Moved-d.Used()) }

// Office is one line of the office report. The landings of the stream are inside the office's GAR number: a total
// never adds them on top (I-62).
type Office struct {
	Office string
	GAR    int // the office's GAR number of the year; 0 when none is set
	Landed int // persons of the stream who landed: "of which"
	Other  int // one-year-window members, on their own line (I-61)
	Plan   int // persons of the stream whose admission is planned
}

// Warn says whether the stream alone would pass the office's GAR number; it warns and never blocks (decision 3).
func (o Office) Warn() bool { return o.GAR > 0 && o.Landed+o.Plan > o.GAR }

// Offices reads the office lines of one stream and admission year from counter rows, with the offices' GAR
// numbers. An office with a number and no landing has a line; so has one with a landing and no number.
func Offices(rows map[Key]Delta, stream string, year int, gar map[string]int) []Office {
	lines := map[string]*Office{}
	for o, n := range gar {
		lines[o] = &Office{Office: o, GAR: n}
	}
	for k, d := range rows {
		if k.Counter != Commitment || k.Year != year || k.Stream != stream || k.Partner == "" {
			continue
		}
		if lines[k.Office] == nil {
			lines[k.Office] = &Office{Office: k.Office}
		}
		lines[k.Office].Landed += d.Landed
		lines[k.Office].Other += d.Other
		lines[k.Office].Plan += d.Planned
	}
	return sorted(lines)
}

func sorted(lines map[string]*Office) []Office {
	out := make([]Office, 0, len(lines))
	for _, l := range lines {
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b Office) int { return cmp.Compare(a.Office, b.Office) })
	return out
}

// SumWarning says by how many persons the offices' GAR numbers pass the GAR target of the year; they may not
// without a note (I-63).
func SumWarning(gar map[string]int, target int) int {
	sum := 0
	for _, n := range gar {
		sum += n
	}
	return max(0, sum-target)
}
