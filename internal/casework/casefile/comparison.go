package casefile

import (
	"log/slog"
	"slices"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Comparison is a clerk's answer about a person of this case and one of another who may be the same (INT-E12, I-53). It
// stands in both cases, each naming the other. It links and never merges: nothing of either person is changed, and when
// it is taken back nothing is left of it but the journal.
type Comparison struct {
	ID      string
	Version int64 `json:"-"`

	Person string // id of the person in this case
	Case   ID     // the other case
	Other  string // id of the person there
	Answer Likeness
	Seen   []string // what was seen, field by field: "name sound", "born swapped"
	By     string   // account
	Day    policy.Day
}

// LogValue says nothing.
func (c Comparison) LogValue() slog.Value { return slog.StringValue("comparison") }

// Likeness is the answer.
type Likeness string

// The answers; they are the keys 1, 2 and 3 (wireframe R3).
const (
	SamePerson      Likeness = "same"
	DifferentPerson Likeness = "different"
	NotSure         Likeness = "unsure"
)

// Likenesses are the answers in their order.
var Likenesses = []Likeness{SamePerson, DifferentPerson, NotSure}

// ComparisonOf is the answer that stands about two persons, false when none does.
func ComparisonOf(list []Comparison, person string, other ID, there string) (Comparison, bool) {
	i := slices.IndexFunc(list, func(c Comparison) bool { return c.Person == person && c.Case == other && c.Other == there })
	if i < 0 {
		return Comparison{}, false
	}
	return list[i], true
}

// Compare is the answer as it is stored in one of the two cases: a new one, or in place of the one that stands.
//
// Rule INT-E12 (same person): that a person is in another open case is for a clerk to say, who has seen both; the program lists what
// agrees and does not answer.
func Compare(list []Comparison, x Comparison) (Comparison, error) {
	if !slices.Contains(Likenesses, x.Answer) {
		var c fault.Check
		c.AddRule("answer", "matching.answer.missing", "INT-E12")
		return x, c.Err("matching.check")
	}
	if was, ok := ComparisonOf(list, x.Person, x.Case, x.Other); ok {
		x.ID, x.Version = was.ID, was.Version
	}
	return x, nil
}

// Merge says whether a case may end as the duplicate of another (X2): a clerk has said that a person of both is the same
// one, and the other case goes on. Nothing is copied from one to the other; the surviving case's id is the reason of the step.
//
// Rule ST-X2 (merged duplicate): intake section 3.
func Merge(own Case, list []Comparison, surviving Case) error {
	switch {
	case own.ID == surviving.ID:
		return fault.Stop("ST-X2", "matching.merge.itself")
	case !slices.ContainsFunc(list, func(c Comparison) bool { return c.Case == surviving.ID && c.Answer == SamePerson }):
		return fault.Stop("ST-X2", "matching.merge.unlinked")
	case !surviving.State.After() || surviving.State.Closed():
		return fault.Stop("ST-X2", "matching.merge.closed")
	}
	return nil
}
