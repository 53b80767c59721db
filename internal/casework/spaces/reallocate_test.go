package spaces_test

import (
	"testing"

	"passage/internal/casework/spaces"
)

// Rule I-66: what one partner gives the other receives, and nobody gives what it holds, has referred or has landed.
func TestRule_I_66_Reallocation(t *testing.T) {
	shift := func(from, to string, n int) spaces.Shift {
		return spaces.Shift{Stream: "hrd", Year: 2026, From: from, To: to, Persons: n, FromLimit: 10, ToLimit: 20, Reason: spaces.ReasonMoved, Of: "p1"}
	}
	list, err := spaces.Reallocate(shift("FLD", "PD", 4))
	if err != nil || len(list) != 2 || list[0].Kind != spaces.Give || list[1].Kind != spaces.Receive || !list[0].Guarded() || list[1].Guarded() {
		t.Fatalf("%+v, %v", list, err)
	}
	sum := 0
	for _, d := range spaces.Balances(list) {
		sum += d.Moved
	}
	if sum != 0 {
		t.Errorf("the halves add up to %d", sum)
	}
	for held, no := range map[int]bool{6: false, 7: true} {
		if spaces.Refused(spaces.Delta{Held: held}, list[0]) != no {
			t.Errorf("%d held of 10, 4 given: refused is not %v", held, no)
		}
	}
	if spaces.Room(10, spaces.Delta{Held: 3, Moved: -4}) != 3 || spaces.Room(20, spaces.Delta{Confirmed: 21, Moved: 4}) != 3 {
		t.Error("what was moved is not in the room")
	}
	for _, s := range []spaces.Shift{shift("FLD", "FLD", 4), shift("FLD", "", 4), shift("FLD", "PD", 0), shift("FLD", "PD", -2)} {
		if list, err := spaces.Reallocate(s); err == nil {
			t.Errorf("%+v: %+v", s, list)
		}
	}
}

// Rule I-91: nothing is carried into the next year unless the pack says so, never more than is free, and not twice.
func TestRule_I_91_CarryOver(t *testing.T) {
	s := spaces.Shift{Stream: "hrd", Year: 2026, From: "FLD", FromLimit: 125, ToLimit: 125}
	for _, c := range []struct{ most, used, before, want int }{
		{0, 0, 0, 0}, {10, 0, 0, 10}, {10, 120, 0, 5}, {10, 125, 0, 0}, {10, 130, 0, 0}, {10, 0, 4, 6}, {10, 0, 10, 0},
	} {
		was := []spaces.Entry{{Kind: spaces.Give, Stream: "hrd", Partner: "FLD", Of: "carry 2026", Persons: c.before}, {Kind: spaces.Give, Stream: "hrd", Partner: "PD", Of: "carry 2026", Persons: 50}}
		list, err := spaces.Carry(s, c.most, spaces.Delta{Consumed: c.used, Moved: -c.before}, was)
		got := 0
		for _, e := range list {
			if e.Kind == spaces.Give && e.Year == 2026 {
				got += e.Persons
			}
			if e.Kind == spaces.Receive && (e.Year != 2027 || e.Partner != "FLD") {
				t.Errorf("received in %d by %s", e.Year, e.Partner)
			}
		}
		if err != nil || got != c.want {
			t.Errorf("%+v: carried %d, %v", c, got, err)
		}
	}
}
