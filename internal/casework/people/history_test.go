package people_test

import (
	"testing"

	"pgregory.net/rapid"

	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Rule I-39: ten years or since 18, month by month; more than a month is a gap that INT-E7 reads.
func TestRule_I_39_NoGaps(t *testing.T) {
	const today = policy.Day("2026-11-28")
	job := func(from, to people.Partial) people.Employment {
		return people.Employment{From: from, To: to, Text: "x"}
	}
	for _, c := range []struct {
		name  string
		born  people.Partial
		jobs  []people.Employment
		first policy.Day
		gaps  []people.Gap
	}{
		{"nothing is said", "1980-03-02", nil, "2016-11-28", []people.Gap{{First: "2016-11-28", Last: today, Long: true}}},
		{"one job until now", "1980", []people.Employment{job("2010", "")}, "2016-11-28", nil},
		{"asked since 18", "2005-06-10", []people.Employment{job("2023-06", "")}, "2023-06-10", nil},
		{"only the year of birth: the last day on which it can be", "2005", []people.Employment{job("2023-12-31", "")}, "2023-12-31", nil},
		{"a minor is asked nothing", "2012-01-01", nil, "2030-01-01", nil},
		{"one whole month is no obstacle", "1980", []people.Employment{job("2010", "2020-03"), job("2020-05", "")}, "2016-11-28", []people.Gap{{First: "2020-04-01", Last: "2020-04-30"}}},
		{"a month and a day is one", "1980", []people.Employment{job("2010", "2020-03-30"), job("2020-05", "")}, "2016-11-28", []people.Gap{{First: "2020-03-31", Last: "2020-04-30", Long: true}}},
		{"two months", "1980", []people.Employment{job("2010", "2020-03"), job("2020-06", "")}, "2016-11-28", []people.Gap{{First: "2020-04-01", Last: "2020-05-31", Long: true}}},
		{"overlaps, in any order", "1980", []people.Employment{job("2018", ""), job("2010", "2019"), job("2012-02", "2012-03")}, "2016-11-28", nil},
		{"it ended", "1980", []people.Employment{job("2010", "2026-08-15")}, "2016-11-28", []people.Gap{{First: "2026-08-16", Last: today, Long: true}}},
		{"a day that is wrong covers nothing", "1980", []people.Employment{job("", "2020"), job("2016", "")}, "2016-11-28", nil},
		{"end of January to end of February", "1980", []people.Employment{job("2010", "2020-01-30"), job("2020-03-01", "")}, "2016-11-28", []people.Gap{{First: "2020-01-31", Last: "2020-02-29", Long: true}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := people.Person{Born: c.born, Employment: c.jobs}.Jobs(today)
			if h.First != c.first || len(h.Gaps) != len(c.gaps) {
				t.Fatalf("from %s, gaps %+v; want from %s, %+v", h.First, h.Gaps, c.first, c.gaps)
			}
			for i, g := range c.gaps {
				if h.Gaps[i].First != g.First || h.Gaps[i].Last != g.Last || h.Gaps[i].Long != g.Long {
					t.Errorf("gap %+v, want %+v", h.Gaps[i], g)
				}
			}
		})
	}
}

// A telephone is no place to live, and the address now counts from the day it has.
func TestRule_I_39_Homes(t *testing.T) {
	p := people.Person{Born: "1980", Addresses: []people.Address{{Kind: "TEL", From: "2000"}, {Kind: "CoO", From: "2000", To: "2024-06"}, {Kind: "CoA", From: "2024-07"}}}
	if h := p.Homes("2026-11-28"); len(h.Gaps) != 0 {
		t.Errorf("gaps %v", h.Gaps)
	}
	p.Addresses = p.Addresses[:2]
	if h := p.Homes("2026-11-28"); len(h.LongGaps()) != 1 {
		t.Errorf("gaps %v", h.Gaps)
	}
}

// Whatever is entered, what is covered and the gaps make up the years that are asked about, day for day, and no two touch the same day.
func TestHistory_CoversOrSays(t *testing.T) {
	day := rapid.Custom(func(t *rapid.T) people.Partial {
		d := policy.Day("2014-01-01").Add(rapid.IntRange(0, 5000).Draw(t, "day"))
		return people.Partial(d[:rapid.SampledFrom([]int{4, 7, 10}).Draw(t, "known")])
	})
	rapid.Check(t, func(t *rapid.T) {
		p := people.Person{Born: "1990-05-05"}
		for range rapid.IntRange(0, 8).Draw(t, "jobs") {
			e := people.Employment{From: day.Draw(t, "from")}
			if rapid.Bool().Draw(t, "ended") {
				e.To = day.Draw(t, "to")
			}
			p.Employment = append(p.Employment, e)
		}
		h := p.Jobs("2026-11-28")
		days := 0
		for _, s := range h.Covered {
			days += s.First.Until(s.Last) + 1
		}
		for _, g := range h.Gaps {
			days += g.First.Until(g.Last) + 1
			if g.Long != (g.First.Until(g.Last)+1 > 31) && g.Long != (g.First.Until(g.Last)+1 > 28) {
				t.Fatalf("%+v", g)
			}
		}
		if want := h.First.Until(h.Last) + 1; days != want {
			t.Fatalf("%d days of %d: %+v", days, want, h)
		}
	})
}
