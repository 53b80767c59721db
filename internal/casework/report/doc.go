// Package report owns what the department's reports count (rule I-68; rule I-70): each measure stands here once, with the function
// that finds it in a case; its words are in the catalogue under the same code, and the page of definitions is made of this
// list. Which reports are made, how often and for whom is the policy pack's; what a table may show is publish's. A report
// counts and ranks nobody; what the ceiling leaves is no target (I-59).
package report

import (
	"slices"
	"strconv"

	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Unit is what a number is a number of; a table always says which (I-60).
type Unit string

// The units.
const (
	Persons Unit = "persons"
	Cases   Unit = "cases"
	Reasons Unit = "reasons"
)

// Properties that tables can be made by. Country, sex and age are sealed in the case; a table of them is a count all the same.
const (
	Stage   = "stage"
	Waits   = "waits"
	Event   = "event"
	Result  = "result"
	Reason  = "reason"
	Month   = "month"
	Partner = "partner"
	Office  = "office"
	Country = "country"
	Sex     = "sex"
	Age     = "age"
)

// None is the value of a property that a case does not have, as the office of one that is with none yet.
const None = "none"

// Case is what a count reads of a case.
type Case struct {
	State                             casefile.State
	Since                             policy.Day
	Referred, Filed, AtOffice, Decide policy.Day
	Partner, Office                   string
	Country                           string // of origin, of the principal applicant
	Asked                             bool   // the applicants asked in writing that it end
	Returns                           []casefile.Return
	Persons                           []Person
}

// Person is what a count reads of a person.
type Person struct {
	Sex     string
	Born    people.Partial
	Travels bool       // with the case, and alive
	Landed  policy.Day // as one of the case
	Window  policy.Day // landed as a member who followed (I-61)
}

// Measure is one thing that is counted: in cases by the days on which it happened to the case, in persons by the days on which
// it happened to each. Its code is the value of the property of its count, and the name of its definition.
type Measure struct {
	Code   string
	Rule   string
	Cases  func(Case) []policy.Day
	Person func(Case, Person) []policy.Day // nil: each who travels, when it happens to the case
}

// Count is a population of which tables can be made.
type Count struct {
	Code   string
	Units  []Unit
	Dims   []string // persons have sex and age besides
	Moving bool     // as it stands now; else what happened in a year, month by month
	Of     string   // the property whose values are measures
	What   []Measure
}

// Counts are all populations.
var Counts = []Count{
	{Code: "stock", Units: []Unit{Cases, Persons}, Dims: []string{Stage, Waits, Partner, Office, Country}, Moving: true, What: []Measure{{Code: "open", Rule: "I-68"}}},
	{Code: "flow", Units: []Unit{Cases, Persons}, Dims: []string{Event, Month, Partner, Office, Country}, Of: Event, What: []Measure{
		{Code: "referred", Rule: "ST-B1", Cases: on(func(c Case) policy.Day { return c.Referred })},
		{Code: "returned", Rule: "ST-B5", Cases: returned},
		{Code: "filed", Rule: "ST-B7", Cases: filed},
		{Code: "at_office", Rule: "ST-B10", Cases: on(func(c Case) policy.Day { return c.AtOffice })},
		{Code: "approved", Rule: "A-86", Cases: on(func(c Case) policy.Day { return c.decided(false) })},
		{Code: "refused", Rule: "A-86", Cases: on(func(c Case) policy.Day { return c.decided(true) })},
		{Code: "landed", Rule: "I-60", Cases: on(func(c Case) policy.Day { return c.first(func(p Person) policy.Day { return p.Landed }) }), Person: who(func(p Person) policy.Day { return p.Landed })},
		{Code: "window", Rule: "I-61", Cases: on(func(c Case) policy.Day { return c.first(func(p Person) policy.Day { return p.Window }) }), Person: who(func(p Person) policy.Day { return p.Window })},
		{Code: "withdrawn", Rule: "I-67", Cases: withdrawn(true)},
		{Code: "referral_withdrawn", Rule: "I-67", Cases: withdrawn(false)},
		{Code: "merged", Rule: "I-67", Cases: in(casefile.MergedDuplicate)},
		{Code: "unused", Rule: "I-67", Cases: in(casefile.ClosedUnused)},
		{Code: "ended", Rule: "I-67", Cases: in(casefile.TerminatedByOrder)},
	}},
	{Code: "checks", Units: []Unit{Cases}, Dims: []string{Result, Month, Partner}, Of: Result, What: []Measure{
		{Code: "complete", Rule: "ST-B7", Cases: filed},
		{Code: "returned", Rule: "ST-B5", Cases: returned},
	}},
	{Code: "reasons", Units: []Unit{Reasons}, Dims: []string{Reason, Month, Partner}, What: []Measure{{Code: "reason", Rule: "ST-B5"}}},
}

// Find is the population of a code.
func Find(code string) (Count, bool) {
	i := slices.IndexFunc(Counts, func(c Count) bool { return c.Code == code })
	if i < 0 {
		return Count{}, false
	}
	return Counts[i], true
}

// By are the properties of a population in a unit.
func (c Count) By(u Unit) []string {
	if u == Persons {
		return append(slices.Clone(c.Dims), Sex, Age)
	}
	return c.Dims
}

// Values are the values of a property in the order of the work, where there is one: nil when they are read by their code, as months
// and brackets, or by their words.
func (c Count) Values(dim string) (out []string) {
	switch dim {
	case Stage:
		for _, s := range casefile.Stages {
			out = append(out, string(s))
		}
	case c.Of:
		for _, m := range c.What {
			out = append(out, m.Code)
		}
	}
	return out
}

// Population names what tables are checked against one another in (rule I-96).
func (c Count) Population(u Unit, year int) string {
	if c.Moving {
		return c.Code + "/" + string(u)
	}
	return c.Code + "/" + strconv.Itoa(year) + "/" + string(u)
}

func on(day func(Case) policy.Day) func(Case) []policy.Day {
	return func(c Case) []policy.Day {
		if d := day(c); d != "" {
			return []policy.Day{d}
		}
		return nil
	}
}

func who(day func(Person) policy.Day) func(Case, Person) []policy.Day {
	return func(_ Case, p Person) []policy.Day {
		if d := day(p); d != "" {
			return []policy.Day{d}
		}
		return nil
	}
}

// in is a state that a case has come to and stays in.
func in(s casefile.State) func(Case) []policy.Day {
	return on(func(c Case) policy.Day {
		if c.State == s {
			return c.Since
		}
		return ""
	})
}

// withdrawn is a case that ended on the applicants' own request, or whose referral its partner withdrew.
func withdrawn(asked bool) func(Case) []policy.Day {
	return func(c Case) []policy.Day {
		if c.Asked != asked {
			return nil
		}
		return in(casefile.Withdrawn)(c)
	}
}

// decided is the day of the decision that stands.
func (c Case) decided(refused bool) policy.Day {
	switch c.State {
	case casefile.Refused, casefile.Reconsideration, casefile.Litigation, casefile.ClosedRefused:
		if refused {
			return c.Decide
		}
	default:
		if !refused {
			return c.Decide
		}
	}
	return ""
}

func (c Case) first(day func(Person) policy.Day) (first policy.Day) {
	for _, p := range c.Persons {
		if d := day(p); d != "" && (first == "" || d < first) {
			first = d
		}
	}
	return first
}

func filed(c Case) []policy.Day { return on(func(c Case) policy.Day { return c.Filed })(c) }

func returned(c Case) (out []policy.Day) {
	for _, r := range c.Returns {
		if r.Status == casefile.ReturnConfirmed {
			out = append(out, r.Settled)
		}
	}
	return out
}

// open says whether a case waits for somebody: referred, not decided against, not closed, nobody landed.
func (c Case) open() bool {
	switch c.State {
	case casefile.Returned, casefile.Refused, casefile.Reconsideration, casefile.Litigation, casefile.Arrived, casefile.PostArrival:
		return false
	}
	return c.State.After() && !c.State.Closed()
}
