package spaces

import "passage/internal/casework/policy"

// Turn is the turn of the year, said to those who hold places: Ends is the year that ends or has ended, Next the one after it.
type Turn struct {
	Ends, Next int
	Days       int  // until 31 December, that day not counted; 0 once it is over
	Over       bool // the new year has begun
}

// TurnOf says whether the turn of the year is near enough to be said: so many days before 31 December, and so many after it.
//
// Rule I-10: shares are per referral year, and the commitment per admission year. Both are calendar years, so places
// of a year end with it. From which day it is said, and for how long, is our default.
func TurnOf(today policy.Day, before, after int) (Turn, bool) {
	year := today.Year()
	if year == 0 {
		return Turn{}, false
	}
	last := func(y int) policy.Day { return policy.DayOf(policy.Day("2000-12-31").Time().AddDate(y-2000, 0, 0)) }
	if n := today.Until(last(year)); n <= before {
		return Turn{Ends: year, Next: year + 1, Days: n}, true
	}
	if n := last(year - 1).Until(today); n <= after {
		return Turn{Ends: year - 1, Next: year, Over: true}, true
	}
	return Turn{}, false
}
