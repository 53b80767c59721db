package decision_test

import (
	"fmt"
	"hash/fnv"
	"strings"
	"testing"

	"passage/internal/casework/decision"
)

func hashed(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

func sketch(texts ...string) decision.Sketch {
	d := decision.Decision{Summary: texts[0]}
	for i, t := range texts[1:] {
		d.Reasons = append(d.Reasons, decision.Reason{Code: fmt.Sprintf("ELG-E%d", i), Text: t})
	}
	return decision.SketchOf(decision.Runs(d), hashed)
}

// invented is a text of so many words, each another.
func invented(seed, words int) string {
	var b strings.Builder
	for i := range words {
		fmt.Fprintf(&b, "word%dof%d ", i, seed)
	}
	return b.String()
}

// Contradiction X-33: text copied from another case is known again, with other signs and capitals, and for what it is when a
// part was rewritten; a text of one's own is not, and one of a few words says nothing.
func TestRule_X_33_CopiedTextIsKnownAgain(t *testing.T) {
	long := invented(1, 300)
	half := strings.Join(strings.Fields(long)[:150], " ")
	for _, c := range []struct {
		name       string
		a, b       decision.Sketch
		from, upTo int
	}{
		{"the same", sketch(long), sketch(long), 100, 100},
		{"other signs", sketch(long), sketch(strings.ToUpper(strings.ReplaceAll(long, " ", ",  "))), 100, 100},
		{"one word changed", sketch(long), sketch(strings.Replace(long, "word150of1", "other", 1)), 90, 100},
		{"half of it new", sketch(long), sketch(half + " " + invented(2, 150)), 15, 55},
		{"of their own", sketch(long), sketch(invented(3, 300)), 0, 0},
		{"a short one", sketch(invented(4, 30)), sketch(invented(4, 30)), 0, 0},
	} {
		if got := c.a.Like(c.b); got < c.from || got > c.upTo || got != c.b.Like(c.a) {
			t.Errorf("%s: %d %%, want %d to %d", c.name, got, c.from, c.upTo)
		}
	}
	if got := decision.MostAlike([]decision.Alike{{Case: "a", Percent: 49}, {Case: "b", Percent: 60}, {Case: "c", Percent: 95}}); len(got) != 2 || got[0].Case != "c" {
		t.Errorf("%+v", got)
	}
}
