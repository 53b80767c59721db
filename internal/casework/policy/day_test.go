package policy_test

import (
	"testing"

	"passage/internal/casework/policy"
)

func TestDay_Workdays(t *testing.T) {
	for _, c := range []struct {
		from, to policy.Day
		want     int
	}{
		{"2026-08-31", "2026-08-31", 0}, {"2026-08-31", "2026-09-01", 1}, {"2026-08-28", "2026-08-31", 1}, {"2026-08-28", "2026-08-30", 0},
		{"2026-08-24", "2026-08-31", 5}, {"2026-08-29", "2026-09-14", 11}, {"2026-09-01", "2026-08-31", 0}, {"", "2026-08-31", 0},
	} {
		if got := c.from.Workdays(c.to); got != c.want {
			t.Errorf("%s to %s: %d, want %d", c.from, c.to, got, c.want)
		}
		if c.want > 0 {
			if back := c.from.AddWorkdays(c.want); back.Workdays(c.to) != 0 || back > c.to {
				t.Errorf("%s and %d working days: %s", c.from, c.want, back)
			}
		}
	}
}
