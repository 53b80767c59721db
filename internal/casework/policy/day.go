// Package policy owns what the authority decides and dates: streams, partners, commitments, criteria, notes, words and
// periods, kept in the pack as data. What follows from it is code in the other rooms.
package policy

import "time"

// Day is a calendar day in UTC, "2006-01-02"; the empty Day is not set. Days compare as strings do.
type Day string

// DayOf is the UTC day of an instant.
func DayOf(t time.Time) Day { return Day(t.UTC().Format(time.DateOnly)) }

// Valid says whether d is a day that exists.
func (d Day) Valid() bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil && len(d) == len(time.DateOnly)
}

// Time is midnight UTC at the start of the day; the zero time when d is not a day.
func (d Day) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Add is the day n days later; n may be negative.
func (d Day) Add(n int) Day { return DayOf(d.Time().AddDate(0, 0, n)) }

// AddMonths is the same day of a later month, or its last one where it has none.
func (d Day) AddMonths(n int) Day {
	t := d.Time()
	first := t.AddDate(0, n, 1-t.Day())
	return DayOf(first.AddDate(0, 0, min(t.Day(), first.AddDate(0, 1, -1).Day())-1))
}

// AddYears is the same day n years later; 29 February becomes 1 March in a common year.
func (d Day) AddYears(n int) Day { return DayOf(d.Time().AddDate(n, 0, 0)) }

// Until is the number of days from d to e.
func (d Day) Until(e Day) int { return int(e.Time().Sub(d.Time()).Hours() / 24) }

// Year is the calendar year, 0 when d is not set.
func (d Day) Year() int {
	if !d.Valid() {
		return 0
	}
	return d.Time().Year()
}

// Workdays is the number of working days from d to e, Monday to Friday; statutory holidays are not taken out. Our
// clocks count them (I-47).
func (d Day) Workdays(e Day) int {
	n := d.Until(e)
	if n <= 0 || !d.Valid() {
		return 0
	}
	out := n / 7 * 5
	for t := d.Add(n / 7 * 7); t < e; t = t.Add(1) {
		if w := t.Add(1).Time().Weekday(); w != time.Saturday && w != time.Sunday {
			out++
		}
	}
	return out
}

// AddWorkdays is the day n working days later.
func (d Day) AddWorkdays(n int) Day {
	for n > 0 && d.Valid() {
		d = d.Add(1)
		if w := d.Time().Weekday(); w != time.Saturday && w != time.Sunday {
			n--
		}
	}
	return d
}
