package matching

import (
	"strconv"

	"passage/internal/casework/people"
)

// bornLevel compares two birth dates, of which a part may be unknown. It says what is seen: the same day, the same as
// far as both are known, day and month swapped, one digit apart, or different. An estimated year agrees with a year
// nearby (I-33 knows estimates: most refugees without papers are recorded as born on 1 January).
func bornLevel(a, b people.Partial, estimated bool) (Level, float64) {
	switch {
	case !a.Valid() || !b.Valid():
		return Missing, 0
	case a == b && len(a) == 10:
		if a[5:] == "01-01" { // the day of those whose day is not known
			return Same, weightYear + 1
		}
		return Same, weightBorn
	}
	n := min(len(a), len(b))
	if a[:n] == b[:n] {
		if n == 4 {
			return Part, weightYear
		}
		return Part, weightMonth
	}
	if len(a) == 10 && len(b) == 10 {
		if a[:4] == b[:4] && a[5:7] == b[8:] && a[8:] == b[5:7] {
			return Swapped, weightSwapped
		}
		if slips(keepDigits(string(a)), keepDigits(string(b))) == 1 {
			return Near, weightSlip
		}
	}
	if estimated || a[4:] == "" || b[4:] == "" || a[4:] == "-01-01" || b[4:] == "-01-01" {
		x, _ := strconv.Atoi(string(a[:4]))
		y, _ := strconv.Atoi(string(b[:4]))
		if x-y <= 2 && y-x <= 2 {
			return Near, 0
		}
	}
	return Different, -weightOther
}
