package casefile_test

import (
	"testing"

	"passage/internal/casework/casefile"
)

// Rule I-104: offices are compared by open cases for each officer, and what another routing would have done is counted over the files that came,
// in the order in which they came.
func TestRule_I_104_LoadOfOffices(t *testing.T) {
	list := []casefile.OfficeLoad{{Office: "alder", Staff: 2, Cases: 40}, {Office: "birch", Staff: 1, Cases: 4}, {Office: "cedar", Staff: 0, Cases: 7}}
	if n, ok := casefile.Spread(list); !ok || n != 5 {
		t.Errorf("20 for each at one and 4 at the other: %v, %v", n, ok)
	}
	for _, few := range [][]casefile.OfficeLoad{nil, list[:1], {list[0], list[2]}, {list[0], {Office: "fir", Staff: 3}}} {
		if n, ok := casefile.Spread(few); ok {
			t.Errorf("%+v: %v", few, n)
		}
	}
	came := []casefile.Came{{"cedar", "2026-03-01", 1}, {"alder", "2026-02-01", 20}, {"birch", "2026-01-05", 2}, {"oak", "2026-01-01", 9}}
	got := casefile.Rerouted(list, came)
	// Before them alder had 20, birch 2 and cedar 6. Until birch has 10 for its one officer all go there, then two of three to alder.
	want := map[string]int{"alder": 30, "birch": 15, "cedar": 6}
	sum := 0
	for _, l := range got {
		sum += l.Cases
		if l.Cases != want[l.Office] {
			t.Errorf("%s would have %d, want %d", l.Office, l.Cases, want[l.Office])
		}
	}
	if sum != 51 || list[0].Cases != 40 {
		t.Errorf("%d cases of 51; what was given has changed: %+v", sum, list)
	}
	if none := casefile.Rerouted([]casefile.OfficeLoad{{Office: "cedar", Cases: 7}}, came); none[0].Cases != 7 {
		t.Errorf("nobody is anywhere: %+v", none)
	}
}
