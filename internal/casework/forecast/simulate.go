package forecast

import (
	"cmp"
	"math"
	"slices"
)

// Standing is where things are when a forecast is made.
type Standing struct {
	At     Instant
	Landed []int // persons by month of the year of At, January first, to the month of At
	Open   []Open
}

// Stand is the standing of a history.
func Stand(h History) Standing {
	year, of := YearOf(h.At.Month())
	return Standing{At: h.At, Landed: h.Landed(Start(year, 1).Month(), of), Open: h.Pipeline()}
}

// Extra are persons more that somebody supposes will be referred: a question, kept nowhere.
type Extra struct {
	Month    int // since January 2000
	Referrer string
	Cases    int
	Persons  int
}

// Draws are many equally likely futures: persons who land, by month. The first month is that of At, of which only the rest
// is drawn.
type Draws struct {
	First   int
	Persons [][]int32 // by draw, then by month
	Cases   [][]int32
}

// ToNextYear is how many months there are from the month of t to the end of the year after.
func ToNextYear(t Instant) int {
	_, of := YearOf(t.Month())
	return 12 - of + 1 + 12
}

// run is one simulation's tables.
type run struct {
	model  Model
	curves []curve
	at     Instant
	months int
	groups map[Group]int
	list   []Group
	where  map[string][]Share

	r      random
	speed  [][]float64 // by stage and group, NaN when not drawn
	chance [][]float64
	share  []float64   // by stage
	clock  [][]float64 // by stage: how much work is done by the start of each month from at on
}

// Simulate draws n futures of so many months, by seed. Families land whole, and what makes a month slow or quick is shared by
// all cases of a stage, so that the range is as wide as the past was.
func Simulate(st Standing, m Model, extra []Extra, months, n int, seed uint64) Draws {
	x := run{model: m, at: st.At, months: months, groups: map[Group]int{}, where: m.Arrivals.Where}
	for _, s := range m.Speed {
		x.curves = append(x.curves, curveOf(s.Hazard))
	}
	open := slices.Clone(st.Open)
	slices.SortFunc(open, func(a, b Open) int { // so that futures do not depend on the order of rows
		return cmp.Or(cmp.Compare(a.Referred, b.Referred), cmp.Compare(a.From, b.From), cmp.Compare(a.Stage, b.Stage),
			cmp.Compare(a.Office, b.Office), cmp.Compare(a.Referrer, b.Referrer), cmp.Compare(a.Persons, b.Persons))
	})
	place := make([]int, len(open))
	for i, o := range open {
		place[i] = x.group(Group{o.Office, o.Referrer})
	}
	came := make([]float64, len(m.Arrivals.Like))
	kinds := make([]int, len(came))
	sum := 0.0
	for i, l := range m.Arrivals.Like {
		sum += l.Weight
		came[i], kinds[i] = sum, x.group(Group{"", l.Referrer})
	}
	for _, s := range extra {
		x.group(Group{"", s.Referrer})
	}
	for i := 0; i < len(x.list); i++ { // the groups that they may come to
		for _, s := range x.where[x.list[i].Referrer] {
			x.group(Group{s.Code, x.list[i].Referrer})
		}
	}
	for range m.Speed {
		x.speed = append(x.speed, make([]float64, len(x.list)))
		x.chance = append(x.chance, make([]float64, len(x.list)))
		x.clock = append(x.clock, make([]float64, months+1))
	}
	x.share = make([]float64, len(m.Speed))
	d := Draws{First: st.At.Month()}
	path := make([]float64, months)
	for k := range n {
		x.r = seeded(seed, uint64(k), 1)
		x.draw(path)
		persons, cases := make([]int32, months), make([]int32, months)
		land := func(stage, g int, from, now Instant, size int) {
			if i := x.live(stage, g, from, now); i >= 0 {
				persons[i] += int32(size)
				cases[i]++
			}
		}
		x.r = seeded(seed, uint64(k), 2)
		for i, o := range open {
			land(o.Stage, place[i], o.From, st.At, o.Persons)
		}
		x.r = seeded(seed, uint64(k), 3)
		m.Arrivals.Level.path(&x.r, path)
		for i := range months {
			from := max(st.At, Instant(d.First+i))
			length := float64(Instant(d.First+i+1) - from)
			_, of := YearOf(d.First + i)
			for range x.r.poisson(m.Arrivals.Mean * path[i] * m.Arrivals.Season[of-1] * length) {
				if sum == 0 {
					break
				}
				l := min(len(came)-1, sortedAt(came, x.r.unit()*sum))
				came := from + Instant(x.r.unit()*length)
				land(0, kinds[l], came, came, m.Arrivals.Like[l].Persons)
			}
		}
		x.r = seeded(seed, uint64(k), 4)
		for _, s := range extra {
			if s.Month < d.First || s.Month >= d.First+months {
				continue
			}
			for i := range s.Cases {
				size := s.Persons / s.Cases
				if i < s.Persons%s.Cases {
					size++
				}
				from := max(st.At, Instant(s.Month))
				came := from + Instant(x.r.unit()*float64(Instant(s.Month+1)-from))
				land(0, x.groups[Group{"", s.Referrer}], came, came, size)
			}
		}
		d.Persons, d.Cases = append(d.Persons, persons), append(d.Cases, cases)
	}
	return d
}

func sortedAt(sums []float64, x float64) int {
	i, _ := slices.BinarySearch(sums, x)
	return i
}

func (x *run) group(g Group) int {
	i, ok := x.groups[g]
	if !ok {
		i = len(x.list)
		x.groups[g], x.list = i, append(x.list, g)
	}
	return i
}

// draw makes what is shared by all cases of one future.
func (x *run) draw(path []float64) {
	for k, s := range x.model.Speed {
		for g := range x.list {
			x.speed[k][g], x.chance[k][g] = math.NaN(), math.NaN()
		}
		c := x.model.Chance[k]
		x.share[k] = x.r.beta(max(0.05, c.On), max(0.05, c.Off))
		s.Level.path(&x.r, path)
		at := x.at
		for i := range x.months {
			end := Instant(x.at.Month() + i + 1)
			_, of := YearOf(x.at.Month() + i)
			x.clock[k][i+1] = x.clock[k][i] + float64(end-at)*path[i]*s.Season[of-1]
			at = end
		}
	}
}

// live takes one case of a future from a stage to its landing: the month from the first on, or -1.
func (x *run) live(stage, g int, from, now Instant) int {
	for k := stage; ; k++ {
		c := x.curves[k]
		age := float64(now - from)
		work := c.age(c.at(age)+x.r.exp()/x.factor(k, g)) - age
		var ok bool
		if now, ok = x.after(k, now, work); !ok || x.r.unit() > x.goes(k, g) {
			return -1
		}
		if k == len(x.curves)-1 {
			return min(x.months-1, now.Month()-x.at.Month())
		}
		if x.list[g].Office == "" {
			g = x.office(g)
		}
		from = now
	}
}

// after is when so much work in a stage is done that begins at an instant; false when not within the months.
func (x *run) after(k int, now Instant, work float64) (Instant, bool) {
	clock := x.clock[k]
	i := now.Month() - x.at.Month()
	if i >= x.months {
		return 0, false
	}
	start := func(i int) Instant { return max(x.at, Instant(x.at.Month()+i)) }
	length := float64(start(i+1) - start(i))
	done := clock[i] + (clock[i+1]-clock[i])*float64(now-start(i))/max(1e-9, length) + work
	for ; i < x.months; i++ {
		if done < clock[i+1] {
			part := (done - clock[i]) / max(1e-12, clock[i+1]-clock[i])
			return start(i) + Instant(max(0, part)*float64(start(i+1)-start(i))), true
		}
	}
	return 0, false
}

// factor is how much quicker than the stage the group is, in this future.
func (x *run) factor(k, g int) float64 {
	if f := x.speed[k][g]; f == f {
		return f
	}
	s, at := x.model.Speed[k], x.list[g]
	v, ok := s.Groups[at]
	if !ok {
		v = [2]float64{s.Firm, s.Firm}
	}
	f := x.r.gamma(v[0]) / v[1]
	if o, ok := s.Offices[at.Office]; ok {
		f *= o
	}
	x.speed[k][g] = max(1e-6, f)
	return x.speed[k][g]
}

// goes is the share of the group that goes on, in this future.
func (x *run) goes(k, g int) float64 {
	if f := x.chance[k][g]; f == f {
		return f
	}
	c, p := x.model.Chance[k], x.share[k]
	v := c.Groups[x.list[g]]
	x.chance[k][g] = x.r.beta(v[0]+max(0.05, c.Firm*p), v[1]+max(0.05, c.Firm*(1-p)))
	return x.chance[k][g]
}

// office is where a file of a referrer goes.
func (x *run) office(g int) int {
	list := x.where[x.list[g].Referrer]
	sum := 0.0
	for _, s := range list {
		sum += s.Weight
	}
	u := x.r.unit() * sum
	for _, s := range list {
		if u -= s.Weight; u < 0 {
			return x.groups[Group{s.Code, x.list[g].Referrer}]
		}
	}
	return g
}
