package people

import (
	"slices"

	"passage/internal/casework/policy"
)

// Span is a stretch of time that something was the case, by the first and the last day it may have been.
type Span struct {
	First, Last policy.Day
}

// Gap is a stretch that nothing covers.
type Gap struct {
	First, Last policy.Day
	Long        bool // more than one month: INT-E7
}

// History is what a person's history or addresses cover of the years that the form asks about.
type History struct {
	First, Last policy.Day // the stretch that is asked about
	Covered     []Span     // in order, joined
	Gaps        []Gap      // in order
}

// historyYears is how far back the form asks (IMM 5669).
const historyYears = 10

// lastKnown stands for "until now".
const lastKnown = policy.Day("9999-12-31")

// Jobs is what the personal history covers on a day.
//
// Rule I-39 (IMM 5669 and its guide): ten years, or since the age of 18, without a gap in time, month by month, for
// each adult. A date known in part covers all that it may mean (our default): nobody is asked for a day they do not
// know. INT-E7 reads what is longer than a month.
func (p Person) Jobs(day policy.Day) History {
	var spans []Span
	for _, e := range p.Employment {
		spans = append(spans, span(e.From, e.To))
	}
	return p.history(spans, day)
}

// Homes is what the addresses cover on a day; telephone, mail and e-mail are no places to live. Rule I-39.
func (p Person) Homes(day policy.Day) History {
	var spans []Span
	for _, a := range p.Addresses {
		if Dwelling(a.Kind) {
			spans = append(spans, span(a.From, a.To))
		}
	}
	return p.history(spans, day)
}

// Dwelling says whether a kind of address is a place somebody lives or lived in.
func Dwelling(kind string) bool {
	return !slices.Contains([]string{"Mail", "PMail", "TEL", "EML"}, kind)
}

func span(from, to Partial) Span {
	s := Span{First: from.Earliest(), Last: lastKnown}
	if to != "" {
		s.Last = to.Latest()
	}
	return s
}

func (p Person) history(spans []Span, day policy.Day) History {
	h := History{First: day.AddYears(-historyYears), Last: day}
	if p.Born.Valid() {
		h.First = max(h.First, p.Born.Latest().AddYears(18)) // whoever may have been 17 is not asked
	}
	if h.First > h.Last {
		return h
	}
	slices.SortFunc(spans, func(a, b Span) int {
		switch {
		case a.First < b.First:
			return -1
		case a.First > b.First:
			return 1
		}
		return 0
	})
	at := h.First // the first day that is not covered yet
	for _, s := range spans {
		if s.First == "" || s.Last < at || s.First > h.Last {
			continue
		}
		first, last := max(s.First, at), min(s.Last, h.Last)
		if first > at {
			h.Gaps = append(h.Gaps, gap(at, first.Add(-1)))
		}
		if n := len(h.Covered); n > 0 && first == at {
			h.Covered[n-1].Last = last
		} else {
			h.Covered = append(h.Covered, Span{first, last})
		}
		at = last.Add(1)
	}
	if at <= h.Last {
		h.Gaps = append(h.Gaps, gap(at, h.Last))
	}
	return h
}

// gap is one stretch; it is long when it lasts more than a month from its first day.
func gap(first, last policy.Day) Gap {
	return Gap{First: first, Last: last, Long: last.Add(1) > nextMonth(first)}
}

// nextMonth is the same day of the next month, or its last day where there is none.
func nextMonth(d policy.Day) policy.Day {
	month := Partial(d[:7])
	next := Partial(month.Latest().Add(1)[:7])
	return min(policy.Day(string(next)+string(d[7:])), next.Latest())
}

// LongGaps are the gaps that INT-E7 reads.
func (h History) LongGaps() []Gap {
	return slices.DeleteFunc(slices.Clone(h.Gaps), func(g Gap) bool { return !g.Long })
}
