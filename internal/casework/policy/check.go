package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

// Fault is one thing that is wrong with a pack: in which collection, with which item, what.
type Fault struct {
	Collection string
	ID         string
	What       string
}

// String is the fault on one line.
func (f Fault) String() string { return f.Collection + " " + f.ID + ": " + f.What }

// checker gathers faults.
type checker struct {
	pack   *Pack
	faults []Fault
}

func (c *checker) add(bad bool, collection, id, what string, args ...any) {
	if bad {
		c.faults = append(c.faults, Fault{collection, id, fmt.Sprintf(what, args...)})
	}
}

// Check says what is wrong with a pack: it is consistent, complete in both languages, its dates do not overlap, and
// every citation names something. With laws, every provision that is cited exists in both languages and is in force.
func (p *Pack) Check(laws *Laws) []Fault {
	c := &checker{pack: p}
	c.add(p.Version == "", "pack", "", "no version")
	c.sources()
	c.items(laws)
	c.names()
	c.numbers()
	c.rules()
	c.offices()
	return c.faults
}

func (c *checker) sources() {
	seen := map[string]bool{}
	for _, s := range c.pack.Sources {
		c.add(seen[s.ID], "sources", s.ID, "is there twice")
		seen[s.ID] = true
		c.words("sources", s.ID, "name", Words{s.EN, s.FR}, true)
		c.words("sources", s.ID, "title", s.Title, true)
		c.words("sources", s.ID, "address", s.URL, false)
		for _, w := range s.Parts {
			c.words("sources", s.ID, "part", w, true)
		}
	}
}

// items checks what every item has: words, days, status, citations, and no second item of its id on the same day.
func (c *checker) items(laws *Laws) {
	type run struct{ from, until Day }
	seen := map[string][]run{}
	c.pack.each(func(collection string, x *Item) {
		c.add(x.ID == "", collection, x.ID, "no id")
		c.add(strings.ContainsAny(x.ID, " /"), collection, x.ID, "the id has a space or a slash")
		c.words(collection, x.ID, "words", Words{x.EN, x.FR}, true)
		c.add(x.From != "" && !x.From.Valid() || x.Until != "" && !x.Until.Valid(), collection, x.ID, "a day that does not exist")
		c.add(x.From != "" && x.Until != "" && x.Until < x.From, collection, x.ID, "ends before it begins")
		entry := strings.HasPrefix(collection, "lists.")
		// An entry of a list has the source and the status of its list unless it says otherwise.
		c.add(!entry && len(x.Cite) == 0, collection, x.ID, "no citation")
		c.add(!(entry && x.Status == "") && x.Status != Confirmed && x.Status != Inferred && x.Status != Default, collection, x.ID, "status %q", x.Status)
		for _, cite := range x.Cite {
			if why := c.pack.resolves(cite, laws); why != "" {
				c.add(true, collection, x.ID, "cites %s: %s", cite, why)
			}
		}
		key := collection + " " + x.ID
		for _, r := range seen[key] {
			apart := r.until != "" && x.From != "" && r.until < x.From || x.Until != "" && r.from != "" && x.Until < r.from
			c.add(!apart, collection, x.ID, "is there twice on the same day")
		}
		seen[key] = append(seen[key], run{x.From, x.Until})
	})
}

// words checks a text in both languages. French writes ’, no space before ; ! ? (Canadian
// usage), and a no-break space before the colon and inside guillemets.
func (c *checker) words(collection, id, what string, w Words, needed bool) {
	en, fr := strings.TrimSpace(w.EN), strings.TrimSpace(w.FR)
	c.add(needed && en == "" || en == "" && fr != "", collection, id, "%s: no English", what)
	c.add(needed && fr == "" || fr == "" && en != "", collection, id, "%s: no French", what)
	c.add(en != w.EN || fr != w.FR, collection, id, "%s: space at an end", what)
	if what == "address" {
		return
	}
	c.add(strings.ContainsAny(w.EN+w.FR, "'\""), collection, id, "%s: a straight quote", what)
	for _, bad := range []string{" ;", " !", " ?", "\u00a0;", "\u00a0?"} {
		c.add(strings.Contains(w.FR, bad), collection, id, "%s: a space before%s", what, bad)
	}
	for _, bad := range []string{" :", "« ", " »"} {
		c.add(strings.Contains(w.FR, bad), collection, id, "%s: in French %q takes a no-break space", what, bad)
	}
}

func one(list []string, of ...string) bool {
	return !slices.ContainsFunc(list, func(s string) bool { return !slices.Contains(of, s) })
}

// names checks that whatever an item names is in the pack.
func (c *checker) names() {
	p := c.pack
	partner := func(id string) bool {
		return slices.ContainsFunc(p.Partners, func(x Partner) bool { return x.ID == id })
	}
	stream := func(id string) bool { return slices.ContainsFunc(p.Streams, func(x Stream) bool { return x.ID == id }) }
	route := func(id string) bool { return slices.ContainsFunc(p.Routes, func(x Route) bool { return x.ID == id }) }
	for _, x := range p.Partners {
		c.words("partners", x.ID, "short name", x.Short, true)
		c.add(!route(x.ConsultAt), "partners", x.ID, "no consultation route %q", x.ConsultAt)
		c.add(x.Refers != "" && !x.Refers.Valid(), "partners", x.ID, "refers from a day that does not exist")
		c.add(!x.ByLaw && len(x.Agreements) == 0, "partners", x.ID, "neither a referral organization by law nor an agreement")
		c.add(x.Review != "" && !slices.ContainsFunc(p.Lists, func(l List) bool { return l.ID == x.Review }), "partners", x.ID, "no list %q", x.Review)
		for _, id := range x.MayTakeUp {
			c.add(!partner(id), "partners", x.ID, "may take up from %q, who is no partner", id)
		}
	}
	for _, x := range p.Routes {
		c.add(x.Partner != "" && !partner(x.Partner), "routes", x.ID, "no partner %q", x.Partner)
		c.add(!one([]string{x.Through}, "office", "headquarters"), "routes", x.ID, "through %q", x.Through)
	}
	for _, x := range p.Forms {
		c.add(!one([]string{x.Who}, "case", "principal", "each", "each_adult", "spouse_and_adult_children", "defender", "representative"), "forms", x.ID, "who %q", x.Who)
		c.add(x.Basis != Law && x.Basis != Ours, "forms", x.ID, "basis %q", x.Basis)
		for _, id := range x.Partners {
			c.add(!partner(id), "forms", x.ID, "no partner %q", id)
		}
	}
	for _, x := range p.Criteria {
		c.add(!slices.ContainsFunc(p.Headings, func(h Heading) bool { return h.ID == x.Heading }), "criteria", x.ID, "no heading %q", x.Heading)
		c.add(!one([]string{x.Per}, "case", "country", "class"), "criteria", x.ID, "per %q", x.Per)
		c.add(!one([]string{x.Class}, "", "convention", "asylum"), "criteria", x.ID, "class %q", x.Class)
		c.words("criteria", x.ID, "short name", x.Short, true)
		c.words("criteria", x.ID, "evidence", x.Evidence, true)
		for _, n := range x.Notes {
			c.add(!slices.ContainsFunc(p.Notes, func(y Note) bool { return y.ID == n }), "criteria", x.ID, "no note %q", n)
		}
	}
	for _, x := range p.Notes {
		c.words("notes", x.ID, "title", x.Title, true)
		c.add(!slices.ContainsFunc(p.Criteria, func(y Criterion) bool { return slices.Contains(y.Notes, x.ID) }), "notes", x.ID, "stands beside no criterion")
	}
	for _, x := range p.Grounds {
		c.words("grounds", x.ID, "note", x.Note, false)
		c.words("grounds", x.ID, "why", x.Why, x.NeverByLaw)
	}
	for _, x := range p.Letters {
		c.words("letters", x.ID, "what it must hold", x.Must, true)
		c.add(len(x.To) == 0 || !one(x.To, "applicant", "partner", "roco", "provider", "cbsa"), "letters", x.ID, "to %v", x.To)
		c.add(x.When == "", "letters", x.ID, "no act owes it")
	}
	for _, x := range p.Commitments {
		c.add(!stream(x.Stream), "commitments", x.ID, "no stream %q", x.Stream)
	}
	for _, x := range p.Allocations {
		c.add(!stream(x.Stream), "allocations", x.ID, "no stream %q", x.Stream)
		c.add(!partner(x.Partner), "allocations", x.ID, "no partner %q", x.Partner)
	}
}

// numbers checks years and persons. Rule I-10: shares of a referral year are kept apart from the admission year; their
// sum is still not above what the stream may admit in a year, or somebody promised places that do not exist.
func (c *checker) numbers() {
	p := c.pack
	ceilings, shares, seen := map[string]int{}, map[string]int{}, map[string]bool{}
	twice := func(collection, id, key string) {
		c.add(seen[collection+key], collection, id, "the year is there twice")
		seen[collection+key] = true
	}
	year := func(collection, id string, y int) { c.add(y < 2021 || y > 2100, collection, id, "year %d", y) }
	for _, x := range p.Commitments {
		year("commitments", x.ID, x.Year)
		key := x.Stream + strconv.Itoa(x.Year)
		twice("commitments", x.ID, key)
		c.add(x.Persons <= 0, "commitments", x.ID, "%d persons", x.Persons)
		ceilings[key] = x.Persons
	}
	for _, x := range p.Allocations {
		year("allocations", x.ID, x.Year)
		key := x.Stream + strconv.Itoa(x.Year)
		twice("allocations", x.ID, x.Partner+key)
		c.add(x.Persons <= 0, "allocations", x.ID, "%d persons", x.Persons)
		shares[key] += x.Persons
		c.add(shares[key] > ceilings[key], "allocations", x.ID, "the shares of %d pass the commitment of %d persons", x.Year, ceilings[key])
	}
	target := map[int]int{}
	for _, x := range p.Levels {
		year("levels", x.ID, x.Year)
		twice("levels", x.ID, strconv.Itoa(x.Year))
		c.add(x.Target <= 0 || x.Low > x.Target || x.High != 0 && x.High < x.Target, "levels", x.ID, "target %d outside %d to %d", x.Target, x.Low, x.High)
		target[x.Year] = x.Target
	}
	// Rule I-63: what the offices have together is not above the GAR target of the year.
	sum := map[int]int{}
	for _, x := range p.Offices {
		for y, n := range x.Spaces {
			year("offices", x.ID, y)
			c.add(n < 0, "offices", x.ID, "%d spaces", n)
			sum[y] += n
			c.add(target[y] > 0 && sum[y] > target[y], "offices", x.ID, "the offices' spaces of %d pass the target of %d", y, target[y])
		}
	}
	for _, x := range p.Clocks {
		c.add(x.Days < 0 || x.Urgent < 0 || x.Urgent > x.Days, "clocks", x.ID, "%d days, %d when urgent", x.Days, x.Urgent)
		c.add(x.Hours < 0 || x.Hours > 0 && x.Days > 0, "clocks", x.ID, "%d hours and %d days", x.Hours, x.Days)
		c.add(x.Months < 0 || x.Months > 0 && x.Days+x.Hours > 0, "clocks", x.ID, "%d months, %d hours and %d days", x.Months, x.Hours, x.Days)
		for i, s := range x.Steps {
			c.add(s <= 0 || i > 0 && s >= x.Steps[i-1] || x.Days+x.Hours+x.Months > 0, "clocks", x.ID, "step %d", s)
		}
	}
	for _, x := range p.Reports {
		c.add(!one([]string{x.Every}, "week", "month", "year") || !one([]string{x.Goes}, "inside", "outside"), "reports", x.ID, "every %q, goes %q", x.Every, x.Goes)
		c.add(len(x.Tables) == 0, "reports", x.ID, "no table")
	}
	for _, x := range p.Bands {
		c.add(len(x.Ends) == 0 || !slices.IsSorted(x.Ends) || x.Ends[0] < 0, "bands", x.ID, "ends %v", x.Ends)
	}
	for _, x := range p.Checks {
		c.add(x.FromAge < 0 || x.ToAge != 0 && x.ToAge < x.FromAge || x.Months < 0, "checks", x.ID, "ages or months")
	}
}

// rules checks severities, bases and that every condition is there or says where it is enforced.
func (c *checker) rules() {
	for _, x := range c.pack.Completeness {
		c.words("completeness", x.ID, "what to do", x.Fix, true)
		c.add(x.When == "", "completeness", x.ID, "no condition")
		c.add(x.Basis != Law && x.Basis != Ours, "completeness", x.ID, "basis %q", x.Basis)
		c.add(!one(x.NotFor, "partner"), "completeness", x.ID, "not for %v", x.NotFor)
	}
	for _, x := range c.pack.Contradictions {
		c.words("contradictions", x.ID, "what to do", x.Fix, true)
		c.add((x.When == "") == (x.Where == ""), "contradictions", x.ID, "either a condition or where it is enforced")
		c.add(!one([]string{x.Where}, "", "code", "later"), "contradictions", x.ID, "where %q", x.Where)
		c.add(!one([]string{string(x.Severity)}, string(Stop), string(StopByLaw), string(Second), string(NoteOnly)), "contradictions", x.ID, "severity %q", x.Severity)
		c.add(!one(x.At, "worksheet", "interview", "admissibility", "decision"), "contradictions", x.ID, "at %v", x.At)
	}
}

// offices checks that a country has one office (I-36), or a file would have two homes.
func (c *checker) offices() {
	of := map[string]string{}
	fallback := 0
	for _, x := range c.pack.Offices {
		if x.Fallback {
			fallback++
		}
		c.add(x.Zone == "" || !strings.Contains(x.Zone, "/"), "offices", x.ID, "time zone %q", x.Zone)
		for _, country := range x.Territory {
			c.add(len(country) != 3 || strings.ToUpper(country) != country, "offices", x.ID, "country %q", country)
			c.add(of[country] != "", "offices", x.ID, "%s is of %s already", country, of[country])
			of[country] = x.ID
		}
	}
	c.add(fallback > 1, "offices", "", "more than one office for what no office serves")
}

// Show is every item with an id that is in force on a day, as the pack writes it, with its citations in words; false
// when there is none. Ids are unique in their collection, so several may answer.
func (p *Pack) Show(id string, on Day) (string, bool) {
	v := p.On(on).part
	var out strings.Builder
	add := func(collection string, x any, item Item) {
		text, err := yaml.MarshalWithOptions(x, yaml.OmitEmpty())
		if err != nil {
			text = []byte(err.Error())
		}
		fmt.Fprintf(&out, "# %s, in force on %s\n%s", collection, on, text)
		for _, c := range item.Cite {
			fmt.Fprintf(&out, "# %s | %s\n", p.Cite(c, "en"), p.Cite(c, "fr"))
		}
	}
	show(add, id, "streams", v.Streams, func(x Stream) Item { return x.Item })
	show(add, id, "partners", v.Partners, func(x Partner) Item { return x.Item })
	show(add, id, "commitments", v.Commitments, func(x Commitment) Item { return x.Item })
	show(add, id, "allocations", v.Allocations, func(x Allocation) Item { return x.Item })
	show(add, id, "levels", v.Levels, func(x Level) Item { return x.Item })
	show(add, id, "offices", v.Offices, func(x Office) Item { return x.Item })
	show(add, id, "forms", v.Forms, func(x Form) Item { return x.Item })
	show(add, id, "completeness", v.Completeness, func(x Rule) Item { return x.Item })
	show(add, id, "headings", v.Headings, func(x Heading) Item { return x.Item })
	show(add, id, "criteria", v.Criteria, func(x Criterion) Item { return x.Item })
	show(add, id, "notes", v.Notes, func(x Note) Item { return x.Item })
	show(add, id, "contradictions", v.Contradictions, func(x Rule) Item { return x.Item })
	show(add, id, "grounds", v.Grounds, func(x Ground) Item { return x.Item })
	show(add, id, "checks", v.Checks, func(x Check) Item { return x.Item })
	show(add, id, "routes", v.Routes, func(x Route) Item { return x.Item })
	show(add, id, "letters", v.Letters, func(x Letter) Item { return x.Item })
	show(add, id, "clocks", v.Clocks, func(x Clock) Item { return x.Item })
	show(add, id, "lists", v.Lists, func(x List) Item { return x.Item })
	show(add, id, "reports", v.Reports, func(x Report) Item { return x.Item })
	show(add, id, "bands", v.Bands, func(x Bands) Item { return x.Item })
	return out.String(), out.Len() > 0
}

func show[T any](add func(string, any, Item), id, collection string, list []T, item func(T) Item) {
	for _, x := range list {
		if item(x).ID == id {
			add(collection, x, item(x))
		}
	}
}
