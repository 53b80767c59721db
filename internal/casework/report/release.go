package report

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/casework/publish"
)

// Release is a report, or a table that somebody asked for, as it was let out: a line of the register.
//
// Rule I-100 (our default): what was let out stays in the register, with when, by whom, for whom and with all its cells; later tables
// are made against it, and a report of a period is let out once.
type Release struct {
	ID      string
	Version int64 `json:"-"`
	Year    int   `json:"-"`

	Report  string // of the pack; "" for a table that was asked for
	Period  string // 2026-W47, 2026-11 or 2026
	Goes    string // inside, outside
	Purpose string // of a table that was asked for
	By      string // account; the machine's own for a standard report
	AsAt    time.Time
	Made    time.Time
	Policy  string // version of the pack
	Tables  []Table
	Spans   []Span
	Likely  *Likely
}

// Table is one table of a release. Refused is the key of the words that say why it is not shown at all.
type Table struct {
	Count   string
	Unit    Unit
	Of      string // population
	Facts   int64  // when the facts were counted that it was made of
	Refused string
	publish.Release
}

// Likely is what the newest forecast said, rounded to five, beside the ceiling.
type Likely struct {
	Day       policy.Day // "" when there was no forecast of the year
	Low, High int
	UpTo      int
}

// Rule is what a table has to keep by where it goes (decision 13).
func Rule(goes string) publish.Rule {
	if goes == "inside" {
		return publish.Inside
	}
	return publish.Leaving
}

// Period is the run of days that a report is of.
type Period struct {
	Code        string
	First, Last policy.Day
}

// Past is the last whole period before a day.
func Past(every string, today policy.Day) Period {
	t := today.Time()
	switch every {
	case "week":
		monday := today.Add(-(int(t.Weekday())+6)%7 - 7)
		y, w := monday.Time().ISOWeek()
		return Period{fmt.Sprintf("%d-W%02d", y, w), monday, monday.Add(6)}
	case "month":
		last := policy.DayOf(time.Date(t.Year(), t.Month(), 0, 0, 0, 0, 0, time.UTC))
		return Period{string(last[:7]), last[:8] + "01", last}
	}
	y := today.Year() - 1
	return Period{fmt.Sprint(y), policy.Day(fmt.Sprintf("%d-01-01", y)), policy.Day(fmt.Sprintf("%d-12-31", y))}
}

// Due are the reports of the pack that are to be made: those of the last whole period that are not in the register.
func Due(v *policy.View, have func(report, period string) bool) (out []policy.Report) {
	for _, r := range v.Reports() {
		if !have(r.ID, Past(r.Every, v.Day).Code) {
			out = append(out, r)
		}
	}
	return out
}

// Ask is what a table of a report asks for.
func Ask(t policy.ReportTable, p Period) (c Count, a publish.Ask, err error) {
	c, ok := Find(t.Count)
	if !ok || !slices.Contains(c.Units, Unit(t.Unit)) || (len(t.Events) > 0 || t.Latest) && c.Moving {
		return c, a, fault.New(fault.Invalid, "report.table")
	}
	a = publish.Ask{Dims: t.By, Only: map[string][]string{}}
	if len(t.Events) > 0 {
		a.Only[c.Of] = t.Events
	}
	if !c.Moving {
		last := int(p.Last.Time().Month())
		for m := 1; m <= last; m++ {
			if !t.Latest || m == last {
				a.Only[Month] = append(a.Only[Month], fmt.Sprintf("%02d", m))
			}
		}
	}
	return c, a, nil
}

// Wanted is a table that somebody asks for.
type Wanted struct {
	Count   string
	Unit    Unit
	Year    int
	By      []string
	Goes    string
	Purpose string
}

// Check says what is wrong with it.
//
// Rule I-101 (our default): a table that is asked for is made by one to three declared properties, sealed ones included, and needs
// a purpose, which is kept with it.
func (w Wanted) Check(today policy.Day) error {
	var c fault.Check
	count, ok := Find(w.Count)
	if !ok || !slices.Contains(count.Units, w.Unit) {
		c.AddRule("count", "report.ask.count", "I-101")
		return c.Err("report.ask.wrong")
	}
	if n := len(w.By); n == 0 || n > 3 || slices.ContainsFunc(w.By, func(d string) bool { return !slices.Contains(count.By(w.Unit), d) }) || len(slices.Compact(slices.Sorted(slices.Values(w.By)))) != n {
		c.AddRule("by", "report.ask.by", "I-101")
	}
	if !count.Moving && w.Year != today.Year() && w.Year != today.Year()-1 {
		c.AddRule("year", "report.ask.year", "I-101")
	}
	if w.Goes != "inside" && w.Goes != "outside" {
		c.AddRule("goes", "report.ask.goes", "I-101")
	}
	switch n := utf8.RuneCountInString(strings.TrimSpace(w.Purpose)); {
	case n == 0:
		c.AddRule("purpose", "report.ask.purpose", "I-101")
	case n > 500:
		c.AddRule("purpose", "report.ask.long", "I-101")
	}
	return c.Err("report.ask.wrong")
}
