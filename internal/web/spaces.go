package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
)

// The commitment of a year: who has landed, who is on the way, by partner, and by office inside its GAR number. The
// ceiling is a ceiling and never a target: no percentage of it, no red for room that is unused (I-59).

const (
	commitmentAt = "/commitment"
	behindAt     = "/commitment/cases"
	spacesAt     = "/spaces"
)

// hrdStream is the stream whose commitment the page shows: the one that the pack has.
func (v *visit) stream() string {
	if all := v.web.App.Policy().Streams(); len(all) > 0 {
		return all[0].ID
	}
	return ""
}

type commitmentView struct {
	page
	C        *app.Commitment
	Links    bool // to the numbers and to room between partners, for who keeps them
	Crumb    string
	Filters  []filter
	Reports  bool // the figures as a file are a report
	Lead     string
	Likely   string // of the whole stream by the end of the year, as said last
	LikelyOn string
	Turn     *turnNote
	Counted  string // persons or cases, in words
	Ledger   ledger
	Window   queueLink // one-year-window members, on their own line
	Partners []standingLine
	Offices  []standingLine
	Total    standingLine
	SumNote  string
	Steps    []funnelLine
	Ages     []ageLine
	Heads    []string
	Of       string
	Regions  []standingLine
	Gone     []goneLine
	Past     string
	Day      dayFilter
}

// dayFilter asks for the figures of a past day, and keeps what else is chosen.
type dayFilter struct {
	Value, Last string
	Kept        [][2]string
}

type goneLine struct {
	Name    string
	Persons int
	Cases   cellLink
}

type standingLine struct {
	Name                             string
	Bar                              []rect
	Landed, Visas, Approved, Process cellLink
	GAR                              string
	Note                             string
}

type cellLink struct {
	N  int
	At string
}

type funnelLine struct {
	Name          string
	Bar           []rect
	Reached       cellLink
	Waiting, Left queueLink
}

type ageLine struct {
	Name  string
	Cells []ageCell
	All   int
}

type ageCell struct {
	N         int
	At, Class string
}

func (v *visit) commitmentFilter() (app.CommitmentFilter, bool) {
	by := app.CommitmentFilter{Stream: v.stream(), Year: v.web.App.Today().Year()}
	if y, err := strconv.Atoi(v.query("year")); err == nil && y > 2000 && y < 2100 {
		by.Year = y
	}
	view := v.web.App.Policy()
	if _, ok := view.Partner(v.query("partner")); ok {
		by.Partner = v.query("partner")
	}
	if _, ok := view.Office(v.query("office")); ok {
		by.Office = v.query("office")
	}
	if day := policy.Day(v.query("day")); day.Valid() && day < v.web.App.Today() {
		by.AsOf = day
	}
	return by, v.query("unit") == "cases"
}

func (w *Web) commitment(v *visit) error {
	by, cases := v.commitmentFilter()
	c, err := w.App.Commitment(v.ctx(), v.Actor, by)
	if err != nil {
		return err
	}
	p := commitmentView{page: v.page("spaces.commitment.title"), C: c}
	p.Links = access.Allow(v.Actor, access.ProposeMove, access.Resource{}) == nil
	p.Crumb = v.F("spaces.crumb", map[string]any{"At": c.AsAt})
	p.Filters = v.commitmentFilters(by, cases)
	p.Reports = access.Allow(v.Actor, access.ViewReports, access.Resource{}) == nil
	p.Counted = v.T("spaces.unit.persons")
	if cases {
		p.Counted = v.T("spaces.unit.cases")
	}
	n := func(t app.Tally) int {
		if cases {
			return t.Cases
		}
		return t.Persons
	}
	p.Lead = v.lead(c)
	if err := v.yearLikely(&p, c, by); err != nil {
		return err
	}
	p.Turn = v.turnOfAll(c)
	p.Ledger = v.ledgerOf(c, by)
	if c.Window.Persons > 0 {
		p.Window = queueLink{Words: v.N("spaces.window", c.Window.Persons, nil), At: v.cell(c.Window.Persons, "window", by, "").At}
	}
	most := 1
	for _, l := range append(slices.Clone(c.Partners), c.Offices...) {
		most = max(most, n(l.Landed)+n(l.Visas)+n(l.Approved)+n(l.Process))
	}
	line := func(l app.CommitmentLine, name string, by app.CommitmentFilter, region string) standingLine {
		out := standingLine{Name: name, Landed: v.cell(n(l.Landed), "landed", by, region), Visas: v.cell(n(l.Visas), "visas", by, region),
			Approved: v.cell(n(l.Approved), "approved", by, region), Process: v.cell(n(l.Process), "process", by, region)}
		out.Bar = cellBar(most, n(l.Landed), n(l.Visas), n(l.Approved), n(l.Process))
		if l.GAR > 0 {
			out.GAR = v.Lang.Number(l.GAR)
		}
		if l.GAR > 0 && l.Landed.Persons > l.GAR {
			out.Note = v.T("spaces.office.past")
		}
		return out
	}
	for _, l := range c.Partners {
		b := by
		b.Partner = l.Code
		p.Partners = append(p.Partners, line(l, v.unit(l.Code), b, ""))
	}
	gar := 0
	for _, l := range c.Offices {
		b := by
		b.Office = l.Code
		gar += l.GAR
		name, region := v.T("spaces.office.none"), app.NoOffice
		if l.Code != "" {
			name, region = v.unit(l.Code), ""
		}
		p.Offices = append(p.Offices, line(l, name, b, region))
	}
	p.Total = line(app.CommitmentLine{Standing: c.Standing, GAR: gar}, v.T("spaces.office.all"), by, "")
	p.Total.Bar = nil // it would not fit beside the others
	if over := gar - c.Target; by.Office == "" && c.Target > 0 && over > 0 {
		p.SumNote = v.F("spaces.office.sum", map[string]any{"Persons": over, "Target": c.Target})
	}
	for _, l := range c.Regions {
		x := line(l, v.region(l.Code), by, cmp.Or(l.Code, app.NoOffice))
		x.Bar = nil
		p.Regions = append(p.Regions, x)
	}
	for _, g := range c.Gone {
		p.Gone = append(p.Gone, goneLine{v.T("spaces.gone." + string(g.State)), g.Persons, v.cell(g.Cases, "gone "+string(g.State), by, "")})
	}
	p.Day = dayFilter{Value: string(by.AsOf), Last: string(w.App.Today())}
	p.Day.Kept = append(p.Day.Kept, [2]string{"year", strconv.Itoa(by.Year)})
	for _, x := range [][2]string{{"partner", by.Partner}, {"office", by.Office}, {"unit", v.query("unit")}} {
		if x[1] != "" {
			p.Day.Kept = append(p.Day.Kept, x)
		}
	}
	if c.Past {
		p.Past = v.F("spaces.as_of", map[string]any{"Day": v.Lang.Date(string(by.AsOf))})
	}
	v.stepsAndAges(&p, c, by)
	return v.show("spaces/commitment", p)
}

func (v *visit) commitmentFilters(by app.CommitmentFilter, cases bool) []filter {
	view := v.web.App.Policy()
	year := filter{ID: "by-year", Name: "year", Label: v.T("spaces.by.year")}
	for y := v.web.App.Today().Year() + 1; y >= 2021; y-- {
		if _, ok := view.Commitment(by.Stream, y); ok {
			year.Options = append(year.Options, option{Value: strconv.Itoa(y), Label: strconv.Itoa(y), On: y == by.Year})
		}
	}
	partner := filter{ID: "by-partner", Name: "partner", Label: v.T("spaces.by.partner"), Options: []option{{Label: v.T("spaces.by.partners")}}}
	for _, x := range view.Partners() {
		partner.Options = append(partner.Options, option{Value: x.ID, Label: v.unit(x.ID), On: x.ID == by.Partner})
	}
	office := filter{ID: "by-office", Name: "office", Label: v.T("spaces.by.office"), Options: []option{{Label: v.T("spaces.by.offices")}}}
	for _, x := range view.Offices() {
		office.Options = append(office.Options, option{Value: x.ID, Label: v.unit(x.ID), On: x.ID == by.Office})
	}
	unit := filter{ID: "by-unit", Name: "unit", Label: v.T("spaces.by.unit"), Options: []option{
		{Value: "persons", Label: v.T("spaces.unit.persons"), On: !cases}, {Value: "cases", Label: v.T("spaces.unit.cases"), On: cases}}}
	return []filter{year, partner, office, unit}
}

// filterQuery is the query string of a filter, with what else is asked.
func (v *visit) filterQuery(by app.CommitmentFilter, cases bool, more url.Values) string {
	q := url.Values{}
	if by.Year != 0 {
		q.Set("year", strconv.Itoa(by.Year))
	}
	if by.Partner != "" {
		q.Set("partner", by.Partner)
	}
	if by.Office != "" {
		q.Set("office", by.Office)
	}
	if cases {
		q.Set("unit", "cases")
	}
	if by.AsOf != "" {
		q.Set("day", string(by.AsOf))
	}
	for k, s := range more {
		q[k] = s
	}
	return "?" + q.Encode()
}

// cell is a number that opens the cases behind it; nothing is behind a nought.
func (v *visit) cell(n int, what string, by app.CommitmentFilter, region string) cellLink {
	c := cellLink{N: n}
	if n > 0 {
		more := url.Values{"of": {what}}
		if region != "" {
			more.Set("region", region)
		}
		c.At = v.behindPath(by, more)
	}
	return c
}

// behindPath is where the cases behind a number are, from the page of the commitment. There are eighty of them: it says no more than is
// needed, and nothing of the year when it is this one.
func (v *visit) behindPath(by app.CommitmentFilter, more url.Values) string {
	if by.Year == v.web.App.Today().Year() {
		by.Year = 0
	}
	return v.path(behindAt) + v.filterQuery(by, false, more)
}

// lead is the sentence on top: what has happened, and the room under the ceiling. Room is not a shortfall.
func (v *visit) lead(c *app.Commitment) string {
	landed := v.N("spaces.lead.landed", c.Landed.Persons, nil)
	switch {
	case c.UpTo == 0:
		return landed
	case c.Landed.Persons > c.UpTo:
		return landed + " " + v.N("spaces.lead.over", c.Landed.Persons-c.UpTo, map[string]any{"UpTo": c.UpTo})
	}
	return landed + " " + v.N("spaces.lead.room", c.UpTo-c.Landed.Persons, map[string]any{"UpTo": c.UpTo})
}

// yearLikely is what was said last, on the day of the figures, of the whole stream: of a part of it nothing is forecast here.
func (v *visit) yearLikely(p *commitmentView, c *app.Commitment, by app.CommitmentFilter) error {
	on := v.web.App.Today()
	if c.Past {
		on = by.AsOf
	}
	if by.Partner != "" || by.Office != "" || by.Year != on.Year() {
		return nil
	}
	f, ok, err := v.web.App.Likely(v.ctx(), v.Actor, by.Stream, on)
	if ok {
		p.Likely, p.LikelyOn = v.yearEnd("forecast.lead", f.Year, f.This), v.Lang.Date(string(f.Day))
	}
	return err
}

// ledgerOf is persons against the ceiling. What is in process may pass the ceiling line: it is shown and not clipped.
func (v *visit) ledgerOf(c *app.Commitment, by app.CommitmentFilter) ledger {
	part := func(name string, t app.Tally) ledgerPart {
		return ledgerPart{Name: v.T("spaces.key." + name), Note: v.N("spaces.key.cases", t.Cases, nil), Persons: t.Persons, At: v.cell(t.Persons, name, by, "").At}
	}
	list := []ledgerPart{part("landed", c.Landed)}
	if c.Now {
		list = append(list, part("visas", c.Visas), part("approved", c.Approved), part("process", c.Process))
	}
	words := v.F("spaces.bar.desc", map[string]any{"Landed": c.Landed.Persons, "Visas": c.Visas.Persons, "Approved": c.Approved.Persons, "Process": c.Process.Persons})
	return newLedger(v.T("spaces.bar.title"), words, v.F("spaces.bar.ceiling", map[string]any{"UpTo": c.UpTo}), v.T("spaces.unit.persons"), c.UpTo, v.Lang.Number, list...)
}

func (v *visit) stepsAndAges(p *commitmentView, c *app.Commitment, by app.CommitmentFilter) {
	all := 1
	if len(c.Steps) > 0 {
		all = max(1, c.Steps[0].Reached)
		p.Of = v.N("spaces.steps.of", c.Steps[0].Reached, nil)
	}
	for _, s := range c.Steps {
		of := func(what string, n int) cellLink { return v.cell(n, what+" "+string(s.Stage), by, "") }
		l := funnelLine{Name: v.T("spaces.step." + string(s.Stage)), Bar: cellBar(all, s.Reached), Reached: of("reached", s.Reached)}
		if s.Waiting > 0 {
			l.Waiting = queueLink{Words: v.N("spaces.steps.waiting", s.Waiting, nil), At: of("there", s.Waiting).At}
		}
		if s.Left > 0 {
			l.Left = queueLink{Words: v.N("spaces.steps.left", s.Left, nil), At: of("left", s.Left).At}
		}
		p.Steps = append(p.Steps, l)
	}
	p.Heads = v.ageHeads()
	most := 1
	for _, a := range c.Ages {
		for _, n := range a.Cases {
			most = max(most, n)
		}
	}
	for _, a := range c.Ages {
		l := ageLine{Name: v.T("casefile.stage." + string(a.Stage))}
		for i, n := range a.Cases {
			x := ageCell{N: n, Class: "h" + strconv.Itoa(min(4, (n*4+most-1)/most))}
			if n > 0 {
				x.At = v.behindPath(by, url.Values{"of": {string(a.Stage)}, "age": {strconv.Itoa(i)}})
				if i == len(a.Cases)-1 {
					x.Class = "hw" // over the longest bracket: a frame, not only a shade
				}
			}
			l.Cells = append(l.Cells, x)
			l.All += n
		}
		p.Ages = append(p.Ages, l)
	}
}

// behindView is the cases behind a figure, by reference; who works in the office of a case goes on to it.
type behindView struct {
	page
	What string
	Past string
	Rows []row
	Cut  bool
	Back string
}

const behindRows = 200

func (w *Web) behind(v *visit) error {
	by, _ := v.commitmentFilter()
	b := app.Behind{CommitmentFilter: by, What: cmp.Or(v.query("of"), "landed"), Bracket: -1}
	if by.Office == "" { // an office lies in one region
		b.Region = v.query("region")
	}
	if n, err := strconv.Atoi(v.query("age")); err == nil && n >= 0 && n <= len(casefile.AgeBrackets) {
		b.Bracket = n
	}
	list, err := w.App.CasesBehind(v.ctx(), v.Actor, b, behindRows)
	if err != nil {
		return err
	}
	p := behindView{page: v.page("spaces.behind.title"), Cut: len(list) == behindRows, Back: v.path(commitmentAt) + v.filterQuery(by, false, nil)}
	p.Current = commitmentAt
	p.What = v.figure(b.What)
	if b.Region == app.NoOffice {
		p.What += ", " + v.T("spaces.office.none")
	} else if b.Region != "" {
		p.What += ", " + v.region(b.Region)
	}
	if by.AsOf != "" {
		p.Past = v.F("spaces.behind.as_of", map[string]any{"Day": v.Lang.Date(string(by.AsOf))})
	}
	p.Rows = v.rows(list)
	for i := range p.Rows {
		if v.Actor.Role != access.Supervisor || list[i].Office != v.Actor.Unit {
			p.Rows[i].At = ""
		}
		p.Rows[i].Assigned = v.unit(list[i].Office)
		if by.AsOf != "" && list[i].Since != "" {
			p.Rows[i].Days = strconv.Itoa(max(0, list[i].Since.Until(by.AsOf)))
		}
	}
	return v.show("spaces/behind", p)
}

// figure names what a number counts.
func (v *visit) figure(what string) string {
	kind, of, _ := strings.Cut(what, " ")
	switch {
	case kind == "gone":
		return v.T("spaces.gone." + of)
	case of != "":
		return v.F("spaces.behind."+kind, map[string]any{"Step": v.T("spaces.step." + of)})
	case slices.Contains([]string{"landed", "window", "visas", "approved", "process"}, what):
		return v.T("spaces.key." + what)
	}
	return v.T("casefile.stage." + what)
}

// spacesView is the allocations of a referral year, the ledger of the year, and overrides.
type spacesView struct {
	page
	Links       bool // to the numbers and to room between partners, for who keeps them
	Differences bool // to what the department's case system has differently
	Crumb       string
	Filters     []filter
	Lines       []allocationLine
	Entries     []entryLine
	Grant       *form
}

type allocationLine struct {
	Partner                                string
	Limit, Held, Confirmed, Consumed, Room string
}

type entryLine struct{ At, Kind, Partner, Office, Persons, Reason, By string }

func (w *Web) spaces(v *visit) error {
	by, _ := v.commitmentFilter()
	a, err := w.App.Allocations(v.ctx(), v.Actor, by.Stream, by.Year, 50)
	if err != nil {
		return err
	}
	p := spacesView{page: v.page("spaces.page.title"), Links: access.Allow(v.Actor, access.ViewRoom, access.Resource{}) == nil, Differences: access.Allow(v.Actor, access.ListDifferences, access.Resource{}) == nil, Crumb: v.F("spaces.page.crumb", map[string]any{"Year": strconv.Itoa(a.Year)})}
	p.Filters = v.commitmentFilters(by, false)[:1]
	num := v.Lang.Number
	for _, l := range a.Lines {
		x := allocationLine{Partner: v.unit(l.Partner), Held: num(l.Held), Confirmed: num(l.Confirmed), Consumed: num(l.Consumed)}
		if l.Limit > 0 {
			x.Limit, x.Room = num(l.Limit), num(l.Room)
		}
		p.Lines = append(p.Lines, x)
	}
	for _, e := range a.Last {
		x := entryLine{At: v.Lang.DateTime(e.At), Kind: v.T("spaces.kind." + string(e.Kind)), Partner: v.unit(e.Partner), Persons: num(e.Persons), By: w.App.Name(v.ctx(), e.By)}
		if e.Kind == spaces.Correct {
			x.Kind = v.F("spaces.kind.corrects", map[string]any{"Kind": v.T("spaces.kind." + string(e.Undoes))})
		}
		if e.Office != "" {
			x.Office = v.unit(e.Office)
		}
		if e.Reason != "" {
			x.Reason = v.T("spaces.reason." + e.Reason)
		}
		p.Entries = append(p.Entries, x)
	}
	if w.App.May(v.Actor, access.PostLedger, casefile.Case{}) {
		q := v.form("grant", spacesAt).final()
		q.Fields = []field{
			wide(q.text("ref", "spaces.grant.ref", ""), "w-m"),
			q.choice("counter", "spaces.grant.counter", "", "spaces.counter", string(spaces.Allocation), string(spaces.Commitment)),
			wide(q.text("year", "spaces.grant.year", strconv.Itoa(by.Year)), "w-s"),
			q.text("override_reason", "spaces.grant.reason", ""),
		}
		p.Grant, p.Main = q, "grant"
	}
	return v.show("spaces/page", p)
}

func (w *Web) grantOverride(v *visit) error {
	year, err := strconv.Atoi(v.typed("year"))
	if err != nil {
		year = 0
	}
	if v.posted() != "grant" {
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if _, err := w.App.GrantOverride(v.ctx(), v.write(), v.typed("ref"), spaces.Counter(v.typed("counter")), year, v.typed("override_reason")); err != nil {
		return err
	}
	return v.done("spaces.granted", spacesAt)
}
