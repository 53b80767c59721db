package people

import (
	"time"

	"passage/internal/casework/policy"
)

// Partial is a date of which the day or the month may be unknown: "1980", "1980-08" or "1980-08-01". Many
// refugees have no recorded birth day, and a made-up one becomes a contradiction years later.
type Partial string

// Valid says whether p is a year, a month or a day that exists.
func (p Partial) Valid() bool { return p.layout() != "" }

func (p Partial) layout() string {
	for _, l := range []string{time.DateOnly, "2006-01", "2006"} {
		if len(p) != len(l) {
			continue
		}
		if _, err := time.Parse(l, string(p)); err == nil {
			return l
		}
	}
	return ""
}

// Day is the whole date, "" when only part of it is known.
func (p Partial) Day() policy.Day {
	if p.layout() != time.DateOnly {
		return ""
	}
	return policy.Day(p)
}

// Earliest is the first day it may be, "" when not set.
func (p Partial) Earliest() policy.Day {
	t, err := time.Parse(p.layout(), string(p))
	if p == "" || err != nil {
		return ""
	}
	return policy.DayOf(t)
}

// Latest is the last day it may be, "" when not set.
func (p Partial) Latest() policy.Day {
	t, err := time.Parse(p.layout(), string(p))
	if p == "" || err != nil {
		return ""
	}
	switch p.layout() {
	case "2006":
		t = t.AddDate(1, 0, -1)
	case "2006-01":
		t = t.AddDate(0, 1, -1)
	}
	return policy.DayOf(t)
}

// Before says that p is before q whatever the unknown parts are.
func (p Partial) Before(q Partial) bool {
	return p.Valid() && q.Valid() && p.Latest() < q.Earliest()
}
