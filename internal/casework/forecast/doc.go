// Package forecast owns what is likely: how many persons will have landed by month, as a range, from the project's own
// history (rule I-65). It reads counts and durations by stage, office and referrer and nothing about a person, and it
// answers with totals: no case and no person has a figure here, and no figure may be used about one. A ceiling ("up to")
// is no part of it, so that nothing can be read as short of one (rule I-59).
//
// How it works is docs/adr/0038-a-forecast-from-our-own-history.md. All of it is a function of what it is given: chance
// comes from a seed.
package forecast

import (
	"math"
	"time"

	"passage/internal/casework/policy"
)

// Instant is time in months since January 2000: its whole part is a calendar month, the rest how much of it has gone.
type Instant float64

// At is the start of a day.
func At(d policy.Day) Instant {
	t := d.Time()
	days := time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return Start(t.Year(), int(t.Month())) + Instant(float64(t.Day()-1)/float64(days))
}

// Start is the start of a month, 1 to 12, of a year.
func Start(year, month int) Instant { return Instant((year-2000)*12 + month - 1) }

// Never is later than every instant: a case that is still in its stage leaves it then.
func Never() Instant { return Instant(math.Inf(1)) }

// Month is the calendar month, in months since January 2000.
func (t Instant) Month() int { return int(math.Floor(float64(t))) }

// YearOf is the calendar year of a month that is counted since January 2000, and its place in the year from 1 to 12.
func YearOf(month int) (year, of int) {
	year = int(math.Floor(float64(month) / 12))
	return 2000 + year, month - year*12 + 1
}

// Default is what is taken for a stage of which the history says little (rule I-65: 0.75 and 24 months from the file to the
// landing, which we share out over the stages; before the file it is ours).
type Default struct {
	Months float64 // mean time in the stage
	Chance float64 // of going on
}

// Spell is one case's time in one stage. Cases are not named and cannot be told apart.
type Spell struct {
	Stage            int    // place in the journey, from 0
	Office, Referrer string // codes; the office is empty before it is known
	From, To         Instant
	On               bool // it left by going on to the next stage, from the last one by landing; else it left the stream
	Persons          int
	Referred         Instant // when the case came
}

// History is all that a forecast is made from.
type History struct {
	Stages []Default // by stage
	Spells []Spell
	At     Instant // nothing later is known
}

// AsOf is the history as it was known at an earlier instant: what a forecast would have been made from then.
func (h History) AsOf(t Instant) History {
	out := History{Stages: h.Stages, At: t}
	for _, s := range h.Spells {
		if s.From >= t {
			continue
		}
		if s.To >= t {
			s.To, s.On = Never(), false
		}
		out.Spells = append(out.Spells, s)
	}
	return out
}

// open says whether the case is in the stage at the instant of the history.
func (h History) open(s Spell) bool { return s.To >= h.At || math.IsInf(float64(s.To), 1) }

// Landed is how many persons landed in each of n months from a month on.
func (h History) Landed(from, n int) []int {
	out := make([]int, n)
	for _, s := range h.Spells {
		if s.Stage == len(h.Stages)-1 && s.On && !h.open(s) {
			if i := s.To.Month() - from; i >= 0 && i < n {
				out[i] += s.Persons
			}
		}
	}
	return out
}

// First is the month in which the history begins, the month of At when it is empty.
func (h History) First() int {
	first := h.At.Month()
	for _, s := range h.Spells {
		first = min(first, s.From.Month())
	}
	return first
}

// Open is a case on its way: where it stands and since when.
type Open struct {
	Stage            int
	Office, Referrer string
	From             Instant
	Persons          int
	Referred         Instant
}

// Pipeline is the cases on their way at the instant of the history.
func (h History) Pipeline() []Open {
	var out []Open
	for _, s := range h.Spells {
		if h.open(s) && s.From < h.At {
			out = append(out, Open{Stage: s.Stage, Office: s.Office, Referrer: s.Referrer, From: s.From, Persons: s.Persons, Referred: s.Referred})
		}
	}
	return out
}
