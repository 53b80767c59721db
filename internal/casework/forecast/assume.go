package forecast

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// MarshalText is a group in one word: codes have no space.
func (g Group) MarshalText() ([]byte, error) { return []byte(g.Office + " " + g.Referrer), nil }

// UnmarshalText is the reverse of MarshalText.
func (g *Group) UnmarshalText(b []byte) error {
	g.Office, g.Referrer, _ = strings.Cut(string(b), " ")
	return nil
}

// Assumption is what the model takes for a stage as a whole, or for one group in it.
type Assumption struct {
	Stage   int
	Whole   bool
	Group   Group
	Half    float64 // half of the cases leave the stage within so many months
	Eight   float64 // eight in ten do (rule I-71: a percentile says what it is)
	Chance  float64 // of going on
	Events  float64 // cases that left it, recent ones weighing more
	Default float64 // share of the stated default in the speed, 0 to 1
}

// Thin says whether it rests on the stated defaults, or on the whole, rather than on its own history.
func (a Assumption) Thin() bool { return a.Events < Thin }

// Assumptions are all of a model: each stage, then the groups that have a history in it.
func (m Model) Assumptions() (out []Assumption) {
	for k, s := range m.Speed {
		c, ch := curveOf(s.Hazard), m.Chance[k]
		within := func(share, factor float64) float64 { return c.age(-math.Log(1-share) / factor) }
		whole := s.Level.mean()
		out = append(out, Assumption{Stage: k, Whole: true, Half: within(0.5, whole), Eight: within(0.8, whole), Chance: ch.Mean(),
			Events: s.Events, Default: firmEvents / (firmEvents + s.Events)})
		var groups []Assumption
		for g, v := range s.Groups {
			f := whole * s.Offices[g.Office] * v[0] / v[1]
			on := ch.Groups[g]
			groups = append(groups, Assumption{Stage: k, Group: g, Half: within(0.5, f), Eight: within(0.8, f),
				Chance: (on[0] + ch.Firm*ch.Mean()) / (on[0] + on[1] + ch.Firm), Events: on[0] + on[1], Default: firmEvents / (firmEvents + s.Events)})
		}
		slices.SortFunc(groups, func(a, b Assumption) int {
			return cmp.Or(cmp.Compare(a.Group.Office, b.Group.Office), cmp.Compare(a.Group.Referrer, b.Group.Referrer))
		})
		out = append(out, groups...)
	}
	return out
}
