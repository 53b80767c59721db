package i18n

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

var months = map[Lang][12]string{
	EN: {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	FR: {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
}

// nbsp is a no-break space: a number and what it counts stay on one line.
const nbsp = "\u00a0"

// Number is a whole number with its thousands apart: 1,257 and 1 257.
func (l Lang) Number(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "−", s[1:]
	}
	if len(s) <= 3 {
		return sign + s
	}
	gap := ","
	if l == FR {
		gap = nbsp
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteString(gap)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Percent is a whole per cent: 25% and 25 %.
func (l Lang) Percent(n int) string {
	if l == FR {
		return l.Number(n) + nbsp + "%"
	}
	return l.Number(n) + "%"
}

// Date is a day as a sentence has it: 31 August 2026, 31 août 2026, 1er mai 2026. Of a date that is known in part it
// writes that part ("1980", "1980-08"); what is no date comes back as it is.
func (l Lang) Date(day string) string {
	switch len(day) {
	case 7:
		if t, err := time.Parse("2006-01", day); err == nil {
			return months[l][t.Month()-1] + " " + strconv.Itoa(t.Year())
		}
	case 10:
		if t, err := time.Parse(time.DateOnly, day); err == nil {
			return l.day(t) + " " + strconv.Itoa(t.Year())
		}
	}
	return day
}

// ShortDate is a day without its year, for a place where the year is plain: 31 August, 31 août.
func (l Lang) ShortDate(day string) string {
	if t, err := time.Parse(time.DateOnly, day); err == nil {
		return l.day(t)
	}
	return day
}

func (l Lang) day(t time.Time) string {
	d := strconv.Itoa(t.Day())
	if l == FR && t.Day() == 1 {
		d = "1er"
	}
	return d + nbsp + months[l][t.Month()-1]
}

// Time is a time of day of 24 hours with its zone: 14:10 UTC, 14 h 10 UTC. The zone is that of t.
func (l Lang) Time(t time.Time) string { return l.Clock(t) + nbsp + l.zone(t) }

// Clock is a time of day without zone, for where the zone is said once beside several: 14:10, 14 h 10.
func (l Lang) Clock(t time.Time) string {
	if l == FR {
		return fmt.Sprintf("%02d%sh%s%02d", t.Hour(), nbsp, nbsp, t.Minute())
	}
	return t.Format("15:04")
}

// DateTime is a day and a time: 31 August 2026, 14:10 UTC; 31 août 2026, 14 h 10 UTC.
func (l Lang) DateTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return l.Date(t.Format(time.DateOnly)) + ", " + l.Time(t)
}

// zones are the names of Canadian zones in French.
var zones = map[string]string{
	"EST": "HNE", "EDT": "HAE", "CST": "HNC", "CDT": "HAC", "MST": "HNR", "MDT": "HAR", "PST": "HNP", "PDT": "HAP",
	"AST": "HNA", "ADT": "HAA", "NST": "HNT", "NDT": "HAT",
}

func (l Lang) zone(t time.Time) string {
	name, offset := t.Zone()
	if offset == 0 {
		return "UTC"
	}
	if fr, canadian := zones[name]; canadian {
		if l == FR {
			return fr
		}
		return name
	}
	return "UTC" + t.Format("-07:00")
}

// Value is a value as the language writes it: numbers, days (whatever has a day's Valid and Time), instants; what has
// a kind of string is taken as it is.
func (l Lang) Value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return l.Number(v)
	case int64:
		return l.Number(int(v))
	case time.Time:
		return l.DateTime(v)
	case interface {
		Valid() bool
		Time() time.Time
	}:
		if v.Valid() {
			return l.Date(v.Time().Format(time.DateOnly))
		}
		return ""
	case nil:
		return ""
	}
	r := reflect.ValueOf(v)
	switch {
	case r.Kind() == reflect.String:
		return r.String()
	case r.CanInt():
		return l.Number(int(r.Int()))
	}
	return fmt.Sprint(v)
}
