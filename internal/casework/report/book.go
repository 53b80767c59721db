package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/casework/publish"
)

// Book is what was counted: by population, then by the values of its properties in order.
type Book map[string]map[string]int

// Spans is where a book keeps how long open cases have stood in their stage.
const Spans = "spans"

// Brackets are those that ages and waits are counted in.
type Brackets struct{ Age, Waits policy.Bands }

// Add counts a case as it stands on a day. What happened is counted of the year of the day and the one before, in months
// that are over: so that a month's count, once there, is corrected and does not grow.
func (b Book) Add(c Case, on policy.Day, by Brackets) {
	for _, count := range Counts {
		switch {
		case count.Moving:
			b.standing(count, c, on, by)
		case count.Code == "reasons":
			b.reasons(count, c, on)
		default:
			for _, m := range count.What {
				b.happened(count, m, c, on, by)
			}
		}
	}
}

func (b Book) put(of string, values ...string) {
	if b[of] == nil {
		b[of] = map[string]int{}
	}
	for i, v := range values {
		values[i] = cmp.Or(v, None)
	}
	b[of][strings.Join(values, "|")]++
}

func (b Book) standing(count Count, c Case, on policy.Day, by Brackets) {
	if !c.open() {
		return
	}
	days := c.Since.Until(on)
	at := []string{string(casefile.StageOf(c.State)), bracket(by.Waits, days), c.Partner, c.Office, c.Country}
	b.put(count.Population(Cases, 0), slices.Clone(at)...)
	b.put(Spans, at[0], strconv.Itoa(max(0, days)))
	for _, p := range c.Persons {
		if p.Travels {
			b.put(count.Population(Persons, 0), append(slices.Clone(at), p.Sex, p.age(on, by.Age))...)
		}
	}
}

// counted says whether what happened on a day is counted.
func counted(d, on policy.Day) bool {
	return d.Valid() && d.Year() >= on.Year()-1 && d[:7] < on[:7]
}

func (b Book) happened(count Count, m Measure, c Case, on policy.Day, by Brackets) {
	at := func(d policy.Day) []string {
		out := []string{m.Code, string(d[5:7]), c.Partner, c.Office, c.Country}
		return out[:len(count.Dims)]
	}
	happened := m.Cases(c)
	for _, d := range happened {
		if counted(d, on) {
			b.put(count.Population(Cases, d.Year()), at(d)...)
		}
	}
	if !slices.Contains(count.Units, Persons) {
		return
	}
	for _, p := range c.Persons {
		days := happened
		if m.Person != nil {
			days = m.Person(c, p)
		} else if !p.Travels {
			continue
		}
		for _, d := range days {
			if counted(d, on) {
				b.put(count.Population(Persons, d.Year()), append(at(d), p.Sex, p.age(d, by.Age))...)
			}
		}
	}
}

// reasons are the items of packages that went back, by the rule that each names.
func (b Book) reasons(count Count, c Case, on policy.Day) {
	for _, r := range c.Returns {
		if r.Status != casefile.ReturnConfirmed || !counted(r.Settled, on) {
			continue
		}
		for _, i := range r.Items {
			b.put(count.Population(Reasons, r.Settled.Year()), i.Rule, string(r.Settled[5:7]), c.Partner)
		}
	}
}

// age is the bracket of a person's age on a day. Of whom the year alone is known, or the month, is taken to be born on its
// first day.
func (p Person) age(on policy.Day, by policy.Bands) string {
	born := p.Born.Earliest()
	if born == "" || born > on {
		return None
	}
	years := on.Year() - born.Year()
	if on[4:] < born[4:] {
		years--
	}
	return bracket(by, years)
}

// bracket is the name of the bracket that a number is in, as "30-44", or "60+" for the last.
func bracket(b policy.Bands, n int) string {
	i, from := b.Band(n), 0
	if i > 0 {
		from = b.Ends[i-1] + 1
	}
	if i == len(b.Ends) {
		return fmt.Sprintf("%02d+", from)
	}
	return fmt.Sprintf("%02d-%02d", from, b.Ends[i])
}

// Facts are what was counted of a population, in an order that does not change.
func (c Count) Facts(u Unit, of string, counted map[string]int) publish.Facts {
	f := publish.Facts{Of: of, Dims: c.By(u), Moving: c.Moving}
	for _, k := range slices.Sorted(maps.Keys(counted)) {
		f.Rows = append(f.Rows, publish.Row{At: strings.Split(k, "|"), N: counted[k]})
	}
	return f
}

// Span is within how many whole weeks half of the open cases of a stage, and eight in ten, have come to it.
type Span struct {
	Stage       string
	Half, Eight int
}

// SpansOf are those of every stage with at least so many cases.
//
// Rule I-71: a percentile says what it means; here the median and the 80th, in whole weeks, so that no one case shows (our default).
func SpansOf(counted map[string]int, under int) (out []Span) {
	days := map[string][]int{}
	for k, n := range counted {
		stage, d, _ := strings.Cut(k, "|")
		v, _ := strconv.Atoi(d)
		for range n {
			days[stage] = append(days[stage], v)
		}
	}
	for _, s := range slices.Sorted(maps.Keys(days)) {
		list := days[s]
		if len(list) < under {
			continue
		}
		slices.Sort(list)
		within := func(tenths int) int { return list[(len(list)*tenths+9)/10-1]/7 + 1 }
		out = append(out, Span{s, within(5), within(8)})
	}
	return out
}
