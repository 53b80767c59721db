package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"passage/internal/casework/fault"
)

// YearPlan is one version of the numbers of one year: what the text of the pack says first, and then what one person of the
// department proposed and another confirmed beside it. A version is never changed or taken away; a later one takes its place
// from its first day on.
type YearPlan struct {
	ID      string `json:"-"` // "" of the pack's
	Version int64  `json:"-"`
	Year    int    `json:"-"`

	Stream            string
	UpTo              int // ceiling of the stream, in persons (I-59)
	Firm              bool
	Target, Low, High int            // GAR, in persons; Low and High 0 when the plan gave no range
	Shares            map[string]int // of each partner, of the referral year (I-8, I-9)
	Offices           map[string]int // GAR number of each office; the stream's landings are inside it (I-62)
	Regions           map[string]int // resettlement commitments of each region (I-64)
	Note              string         // why the offices' numbers together pass the target (I-63), "" when they do not
	Reason            string
	From              Day // first day; until it is confirmed "" when it is to be that day

	Proposed, Confirmed, Dropped Mark
}

// Waits says whether the plan waits for its second person.
func (p YearPlan) Waits() bool { return p.Proposed.Is() && !p.Confirmed.Is() && !p.Dropped.Is() }

// item is what an entry of the pack would have: the plan's own id and day, and the number in words.
func (p YearPlan) item(persons int) Item {
	return Item{ID: p.ID, From: p.From, EN: fmt.Sprintf("Up to %d persons", persons), FR: fmt.Sprintf("Au plus %d personnes", persons), Status: Confirmed}
}

// Sum is what the offices have together.
func (p YearPlan) Sum() int {
	n := 0
	for _, x := range p.Offices {
		n += x
	}
	return n
}

// Regions are the regions that offices lie in, as the pack names them, in the order of their names.
func (v *View) Regions() []string {
	var out []string
	for _, o := range v.Offices() {
		if o.Region != "" && !slices.Contains(out, o.Region) {
			out = append(out, o.Region)
		}
	}
	slices.Sort(out)
	return out
}

// YearPlan is the plan of a year in force on the view's day.
//
// Rule I-58: each year has the numbers of its latest plan, the first year is firm and the others notional; no plan is ever
// overwritten.
func (v *View) YearPlan(stream string, year int) YearPlan {
	if p, ok := v.planned(stream, year); ok {
		return *p
	}
	p := YearPlan{Year: year, Stream: stream, Shares: map[string]int{}, Offices: map[string]int{}, Regions: map[string]int{}}
	if c, ok := v.Commitment(stream, year); ok {
		p.UpTo, p.Firm = c.Persons, c.Firm
	}
	if l, ok := v.Level(year); ok {
		p.Target, p.Low, p.High = l.Target, l.Low, l.High
		maps.Copy(p.Regions, l.Regions)
	}
	for _, pt := range v.Partners() {
		if a, ok := v.Allocation(stream, pt.ID, year); ok {
			p.Shares[pt.ID] = a.Persons
		}
	}
	for _, o := range v.Offices() {
		if n := o.Spaces[year]; n > 0 {
			p.Offices[o.ID] = n
		}
	}
	return p
}

// planned is the confirmed plan beside the pack that is in force on the view's day: the one with the latest first day, of two
// the one that was confirmed last.
func (v *View) planned(stream string, year int) (out *YearPlan, ok bool) {
	for i := range v.Pack.plans {
		p := &v.Pack.plans[i]
		if p.Year != year || p.Stream != stream || p.From > v.Day {
			continue
		}
		if out == nil || p.From > out.From || p.From == out.From && p.Confirmed.At.After(out.Confirmed.At) {
			out = p
		}
	}
	return out, out != nil
}

// Planned says whether the numbers of a year are of a plan beside the pack on the view's day.
func (v *View) Planned(stream string, year int) bool {
	_, ok := v.planned(stream, year)
	return ok
}

// GAR is the GAR number of an office in a year, 0 when none is set.
func (v *View) GAR(office string, year int) int {
	for _, p := range v.Pack.plans {
		if p.Year == year {
			if p, ok := v.planned(p.Stream, year); ok {
				return p.Offices[office]
			}
		}
	}
	if o, ok := v.Office(office); ok {
		return o.Spaces[year]
	}
	return 0
}

// WithPlans is the pack with the plans that were confirmed beside its text. The pack itself stays as it is.
func (p *Pack) WithPlans(list []YearPlan) *Pack {
	list = slices.DeleteFunc(slices.Clone(list), func(x YearPlan) bool { return !x.Confirmed.Is() })
	if len(list) == 0 && len(p.plans) == 0 {
		return p
	}
	with := *p
	with.plans = list
	return &with
}

// ProposePlan begins a version of a year's plan; list are those there are already. It changes nothing until another person has
// confirmed it: two persons are our default.
//
// Rule I-63: what the offices have together does not pass the GAR target without a note that says why.
func (v *View) ProposePlan(list []YearPlan, p YearPlan, by Mark) (YearPlan, error) {
	if _, ok := v.Stream(p.Stream); !ok {
		return p, fault.New(fault.NotFound, "fault.not_found")
	}
	if slices.ContainsFunc(list, func(x YearPlan) bool { return x.Year == p.Year && x.Stream == p.Stream && x.Waits() }) {
		return p, &fault.Error{Kind: fault.Stopped, Key: "policy.plan.already", Rule: "I-58", Args: map[string]any{"Year": p.Year}}
	}
	var c fault.Check
	if p.Year < v.Day.Year() || p.Year > v.Day.Year()+5 {
		c.AddRule("year", "policy.plan.year", "I-58")
	}
	few := func(name string, n, least int) {
		if n < least || n > 1_000_000 {
			c.Add(name, "policy.plan.number")
		}
	}
	few("up_to", p.UpTo, 1)
	few("target", p.Target, 1)
	few("low", p.Low, 0)
	few("high", p.High, 0)
	if p.Low > p.Target || p.High != 0 && p.High < p.Target {
		c.AddRule("target", "policy.plan.range", "I-59")
	}
	sum := 0
	for _, of := range []struct {
		name string
		m    map[string]int
	}{{"share", p.Shares}, {"office", p.Offices}, {"region", p.Regions}} {
		for _, k := range slices.Sorted(maps.Keys(of.m)) {
			few(of.name+"."+k, of.m[k], 0)
			if of.name == "share" {
				sum += of.m[k]
			}
		}
	}
	if sum > p.UpTo {
		c.AddRule("up_to", "policy.plan.shares", "I-10")
	}
	p.Note = strings.TrimSpace(p.Note)
	if p.Sum() > p.Target && p.Note == "" {
		c.AddRule("note", "policy.plan.note", "I-63")
	}
	if len([]rune(p.Note)) > 2000 {
		c.Fields = append(c.Fields, fault.Field{Name: "note", Key: "ask.long", Args: map[string]any{"Limit": 2000}})
	}
	switch {
	case p.From != "" && !p.From.Valid():
		c.Add("from", "policy.suspend.from")
	case p.From != "" && p.From < v.Day:
		c.AddRule("from", "policy.plan.past", "I-58")
	}
	p.Reason = because(&c, p.Reason)
	if err := c.Err("ask.check"); err != nil {
		return p, err
	}
	p.ID, p.Version, p.Proposed, p.Confirmed, p.Dropped = "", 0, by, Mark{}, Mark{}
	return p, nil
}

// Confirm is the second person's yes: the plan is in force from this day, or the later one that was proposed. It never works
// backwards: what was counted against the earlier number stays.
func (p YearPlan) Confirm(by Mark) (YearPlan, error) {
	switch {
	case !p.Waits():
		return p, fault.Stop("I-58", "policy.plan.settled")
	case by.By == p.Proposed.By:
		return p, fault.Stop("I-58", "policy.plan.same_person")
	}
	p.From, p.Confirmed = max(p.From, DayOf(by.At)), by
	return p, nil
}

// Drop ends a plan that waits: who proposed takes it back, or the other person says no. It stays on record.
func (p YearPlan) Drop(by Mark) (YearPlan, error) {
	if !p.Waits() {
		return p, fault.Stop("I-58", "policy.plan.settled")
	}
	p.Dropped = by
	return p, nil
}
