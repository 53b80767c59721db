package spaces_test

import (
	"testing"

	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
)

// Rule I-10: places are of a calendar year; its turn is said from some days before until some days after.
func TestRule_I_10_TheTurnOfTheYear(t *testing.T) {
	for day, want := range map[policy.Day]spaces.Turn{
		"2026-11-15": {},
		"2026-11-16": {Ends: 2026, Next: 2027, Days: 45},
		"2026-12-31": {Ends: 2026, Next: 2027},
		"2027-01-01": {Ends: 2026, Next: 2027, Over: true},
		"2027-01-31": {Ends: 2026, Next: 2027, Over: true},
		"2027-02-01": {},
		"2028-02-29": {},
		"":           {},
	} {
		got, ok := spaces.TurnOf(day, 45, 31)
		if got != want || ok != (want != spaces.Turn{}) {
			t.Errorf("%s: %+v, %v, want %+v", day, got, ok, want)
		}
	}
}
