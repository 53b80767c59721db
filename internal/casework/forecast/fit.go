package forecast

import (
	"cmp"
	"math"
	"slices"
)

// Rule I-94 (our defaults, no source says them): what happened two years ago weighs half of what happens now; the stated
// defaults of rule I-65 weigh as much as firmEvents events of our own; a stage with fewer than Thin weighted events is
// said to rest on them.
const (
	halfLife   = 24.0
	firmEvents = 3.0
	Thin       = 10.0
)

// cuts are where the chance of leaving a stage may change, in months since it was entered.
var cuts = []float64{0, 1, 2, 3, 4, 6, 9, 12, 18, 24, 36}

// Group is who works on a case in a stage, and who referred it.
type Group struct{ Office, Referrer string }

// Model is what a history says: how fast cases go through each stage, how many go on, and how many come.
type Model struct {
	Speed    []Speed
	Chance   []Chance
	Arrivals Arrivals
}

// Speed is the time in one stage.
type Speed struct {
	Hazard  []float64 // chance of leaving in a month, by the parts of cuts
	Level   level
	Season  [12]float64
	Offices map[string]float64   // factor of the office
	Groups  map[Group][2]float64 // shape and rate of the factor of office and referrer on top
	Firm    float64              // how strongly a group is drawn to its office
	Events  float64              // weighted
	Shape   float64              // how firmly the stage itself is known
}

// Chance is the share that goes on from one stage.
type Chance struct {
	On, Off float64              // weighted events, the default among them
	Groups  map[Group][2]float64 // weighted events of the group
	Firm    float64              // how strongly a group is drawn to the stage
}

// Mean is the share that goes on.
func (c Chance) Mean() float64 { return c.On / (c.On + c.Off) }

// Arrivals is what comes: cases by month, and what they are like.
type Arrivals struct {
	Mean   float64 // cases a month over the history
	Level  level
	Season [12]float64
	Like   []Like
	Where  map[string][]Share // by referrer: where its files go
}

// Like is a kind of case that came, with its weight.
type Like struct {
	Referrer string
	Persons  int
	Weight   float64
}

// Share is a code with its weight.
type Share struct {
	Code   string
	Weight float64
}

// Now is how many cases a month are expected to come, at today's level.
func (a Arrivals) Now() float64 { return a.Mean * a.Level.mean() }

func weight(at Instant, month int) float64 {
	return math.Exp2(-max(0, float64(at)-float64(month)-0.5) / halfLife)
}

// back is how many months of history are read.
const back = 96

// Fit reads a history.
func Fit(h History) Model {
	var m Model
	for k := range h.Stages {
		m.Speed = append(m.Speed, speedOf(h, k))
		m.Chance = append(m.Chance, chanceOf(h, k))
	}
	m.Arrivals = arrivalsOf(h)
	return m
}

// each calls fn for every month or part of one that a case spent in stage k: the month, and the ages between.
func each(h History, k int, fn func(s Spell, month int, from, to float64, left bool)) {
	for _, s := range h.Spells {
		if s.Stage != k {
			continue
		}
		end := min(s.To, h.At)
		for t := max(s.From, h.At-back); t < end || t == s.From && s.To == s.From; {
			next := min(Instant(t.Month()+1), end)
			left := next >= s.To && s.To < h.At
			fn(s, t.Month(), float64(t-s.From), float64(next-s.From), left)
			if next <= t {
				break
			}
			t = next
		}
	}
}

// part is the part of cuts that an age lies in.
func part(age float64) int {
	for i := len(cuts) - 1; i > 0; i-- {
		if age >= cuts[i] {
			return i
		}
	}
	return 0
}

// over adds the time between two ages to the parts that it lies in.
func over(from, to float64, add func(part int, time float64)) {
	for i := part(from); i < len(cuts) && from < to; i++ {
		end := to
		if i+1 < len(cuts) {
			end = min(to, cuts[i+1])
		}
		if end > from {
			add(i, end-from)
			from = end
		}
	}
}

func speedOf(h History, k int) Speed {
	sp := Speed{Hazard: make([]float64, len(cuts)), Offices: map[string]float64{}, Groups: map[Group][2]float64{}}
	events, time := make([]float64, len(cuts)), make([]float64, len(cuts))
	each(h, k, func(s Spell, month int, from, to float64, left bool) {
		w := weight(h.At, month)
		over(from, to, func(i int, t float64) { time[i] += w * t })
		if left {
			events[part(max(0, to-1e-9))] += w
			sp.Events += w
		}
	})
	all := 0.0
	for _, t := range time {
		all += t
	}
	whole := (sp.Events + firmEvents) / (all + firmEvents*h.Stages[k].Months)
	for i := range sp.Hazard {
		sp.Hazard[i] = (events[i] + 2) / (time[i] + 2/whole)
	}
	sp.Shape = sp.Events + firmEvents
	c := curveOf(sp.Hazard)

	offices, groups := map[string]*tally{}, map[Group]*tally{}
	each(h, k, func(s Spell, month int, from, to float64, left bool) {
		w := weight(h.At, month)
		at(offices, s.Office).add(w, c.at(to)-c.at(from), left)
	})
	firm := firmness(offices)
	for o, t := range offices {
		sp.Offices[o] = (t.seen + firm) / (t.expected + firm)
	}
	each(h, k, func(s Spell, month int, from, to float64, left bool) {
		at(groups, Group{s.Office, s.Referrer}).add(weight(h.At, month), (c.at(to)-c.at(from))*sp.Offices[s.Office], left)
	})
	sp.Firm = firmness(groups)
	for g, t := range groups {
		sp.Groups[g] = [2]float64{t.seen + sp.Firm, t.expected + sp.Firm}
	}

	first, n := window(h)
	seen, expected := make([]float64, n), make([]float64, n)
	each(h, k, func(s Spell, month int, from, to float64, left bool) {
		i := month - first
		if i < 0 || i >= n {
			return
		}
		g := sp.Groups[Group{s.Office, s.Referrer}]
		expected[i] += (c.at(to) - c.at(from)) * sp.Offices[s.Office] * g[0] / g[1]
		if left {
			seen[i]++
		}
	})
	sp.Season = seasons(first, seen, expected)
	for i := range expected {
		expected[i] *= sp.Season[(first+i)%12]
	}
	sp.Level = levelOf(seen, expected)
	return sp
}

// window is the whole months of the history that are read: the first and how many.
func window(h History) (first, n int) {
	first = max(h.First(), h.At.Month()-back+1)
	return first, max(0, h.At.Month()-first)
}

type tally struct{ seen, square, expected float64 }

func (t *tally) add(w, expected float64, left bool) {
	t.expected += w * expected
	if left {
		t.seen += w
		t.square += w * w
	}
}

func at[K comparable](m map[K]*tally, k K) *tally {
	if m[k] == nil {
		m[k] = &tally{}
	}
	return m[k]
}

// firmness is how many events' worth the whole weighs beside a group's own: few when groups differ more than chance
// makes them (method of moments).
func firmness[K comparable](m map[K]*tally) float64 {
	var list []*tally
	for _, t := range m {
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b *tally) int { // sums must not depend on the order of a map
		return cmp.Or(cmp.Compare(a.expected, b.expected), cmp.Compare(a.seen, b.seen))
	})
	more, all := 0.1, 2.0 // as if groups differed a little
	for _, t := range list {
		more += (t.seen-t.expected)*(t.seen-t.expected) - max(t.square, 0.5*t.expected)
		all += t.expected * t.expected
	}
	if more <= all/200 {
		return 200
	}
	return max(2, all/more)
}

func chanceOf(h History, k int) Chance {
	d := h.Stages[k].Chance
	c := Chance{On: firmEvents * d, Off: firmEvents * (1 - d), Groups: map[Group][2]float64{}}
	for _, s := range h.Spells {
		if s.Stage != k || h.open(s) || s.To < h.At-back {
			continue
		}
		w, g := weight(h.At, s.To.Month()), Group{s.Office, s.Referrer}
		x := c.Groups[g]
		if s.On {
			c.On += w
			x[0] += w
		} else {
			c.Off += w
			x[1] += w
		}
		c.Groups[g] = x
	}
	p := c.Mean()
	var sizes [][2]float64
	for _, x := range c.Groups {
		sizes = append(sizes, x)
	}
	slices.SortFunc(sizes, func(a, b [2]float64) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	more, all := 0.02, 1.0
	for _, x := range sizes {
		n := x[0] + x[1]
		more += (x[0]-n*p)*(x[0]-n*p) - n*p*(1-p)
		all += n * n * p * (1 - p)
	}
	c.Firm = 200
	if more > all/200 {
		c.Firm = max(4, all/more)
	}
	return c
}

func arrivalsOf(h History) Arrivals {
	first, n := window(h)
	a := Arrivals{Where: map[string][]Share{}}
	seen := make([]float64, n)
	likes, where := map[Like]float64{}, map[[2]string]float64{}
	for _, s := range h.Spells {
		w := weight(h.At, s.From.Month())
		if s.Stage == 0 {
			if i := s.From.Month() - first; i >= 0 && i < n {
				seen[i]++
			}
			likes[Like{Referrer: s.Referrer, Persons: s.Persons}] += w
		}
		if s.Stage > 0 && s.Office != "" {
			where[[2]string{s.Referrer, s.Office}] += w
		}
	}
	for l, w := range likes {
		l.Weight = w
		a.Like = append(a.Like, l)
	}
	slices.SortFunc(a.Like, func(x, y Like) int {
		return cmp.Or(cmp.Compare(x.Referrer, y.Referrer), cmp.Compare(x.Persons, y.Persons))
	})
	for k, w := range where {
		a.Where[k[0]] = append(a.Where[k[0]], Share{k[1], w})
	}
	for _, list := range a.Where {
		slices.SortFunc(list, func(x, y Share) int { return cmp.Compare(x.Code, y.Code) })
	}
	a.fit(first, seen)
	return a
}

// fit reads a series of months.
func (a *Arrivals) fit(first int, seen []float64) {
	n := float64(len(seen))
	sum, flat := 0.0, make([]float64, len(seen))
	for _, x := range seen {
		sum += x
	}
	a.Mean = (sum + 0.1) / (n + 1)
	for i := range flat {
		flat[i] = a.Mean
	}
	a.Season = seasons(first, seen, flat)
	for i := range flat {
		flat[i] *= a.Season[(((first+i)%12)+12)%12]
	}
	a.Level = levelOf(seen, flat)
}

// curve is how much of leaving has come together at an age.
type curve struct{ hazard, sum []float64 }

func curveOf(hazard []float64) curve {
	c := curve{hazard, make([]float64, len(hazard))}
	for i := 1; i < len(hazard); i++ {
		c.sum[i] = c.sum[i-1] + hazard[i-1]*(cuts[i]-cuts[i-1])
	}
	return c
}

func (c curve) at(age float64) float64 {
	i := part(age)
	return c.sum[i] + (age-cuts[i])*c.hazard[i]
}

// age is the reverse of at.
func (c curve) age(sum float64) float64 {
	for i := len(cuts) - 1; i > 0; i-- {
		if sum >= c.sum[i] {
			return cuts[i] + (sum-c.sum[i])/c.hazard[i]
		}
	}
	return sum / c.hazard[0]
}
