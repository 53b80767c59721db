package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/casework/publish"
	"passage/internal/casework/report"
	"passage/internal/i18n"
)

// Reports: what was let out, and tables that an analyst asks for. The pages read the register and kept counts; none reads cases.

const (
	reportsAt    = "/reports"
	tableAt      = "/reports/table"
	reportAt     = "/reports/{release}"
	reportCSVAt  = "/reports/{release}/csv"
	reportXLSXAt = "/reports/{release}/xlsx"
	definedAt    = "/definitions"
)

type reportsView struct {
	page
	Crumb, Progress string
	Count           *form
	Table           bool
	Lines           []reportLine
}

type reportLine struct{ At, Name, Period, Goes, By, Made string }

func (v *visit) mayTable() bool {
	return access.Allow(v.Actor, access.MakeTable, access.Resource{}) == nil
}

func (w *Web) reports(v *visit) error {
	l, err := w.App.Reports(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	p := reportsView{page: v.page("report.title"), Crumb: v.T("report.uncounted"), Table: v.mayTable()}
	if !l.Counted.IsZero() {
		p.Crumb = v.F("report.counted", map[string]any{"At": l.Counted})
	}
	if l.All > 0 {
		p.Progress = v.F("report.progress", map[string]any{"Cases": l.Cases, "All": l.All})
	}
	if p.Table {
		p.Count, p.Main = v.form("count", reportsAt), "count"
	}
	for _, r := range l.Releases {
		p.Lines = append(p.Lines, reportLine{At: v.path(reportAt, r.ID), Name: v.reportName(r), Period: cmp.Or(v.period(r.Period), v.T("report.asked")),
			Goes: v.T("report.goes." + r.Goes), By: v.reportBy(r), Made: v.Lang.DateTime(r.Made.UTC())})
	}
	return v.show("report/register", p)
}

func (w *Web) countAgain(v *visit) error {
	if v.posted() != "count" {
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err := w.App.AskCount(v.ctx(), v.Actor); err != nil {
		return err
	}
	return v.done("report.count", reportsAt)
}

// reportName is the name of a report in the pack, or of the table that was asked for.
func (v *visit) reportName(r report.Release) string {
	if x, ok := v.web.App.Policy().Report(r.Report); ok {
		return x.In(string(v.Lang))
	}
	if len(r.Tables) > 0 && r.Report == "" {
		return v.tableName(r.Tables[0])
	}
	return r.Report
}

func (v *visit) reportBy(r report.Release) string {
	if r.Report != "" {
		return v.T("report.machine")
	}
	return v.web.App.Name(v.ctx(), r.By)
}

// period is a month or a year in words; a week as it is written.
func (v *visit) period(code string) string {
	if len(code) == len("2026-11") && code[5] != 'W' {
		return v.Lang.Date(code)
	}
	return code
}

func (v *visit) tableName(t report.Table) string {
	what, named := v.T("report.count."+t.Count), ""
	if c, ok := report.Find(t.Count); ok && len(t.Ask.Only[c.Of]) > 0 {
		var only []string
		for i, x := range t.Ask.Only[c.Of] {
			words := v.reportValue(c.Of, x)
			if i > 0 {
				words = strings.ToLower(words)
			}
			only = append(only, words)
		}
		what, named = strings.Join(only, "; "), c.Of
	}
	var by []string
	for _, d := range t.Ask.Dims {
		if d != named || len(t.Ask.Dims) == 1 { // the title says it
			by = append(by, strings.ToLower(v.T("report.by."+d)))
		}
	}
	return v.F("report.table", map[string]any{"What": what, "Unit": v.T("report.unit." + string(t.Unit)), "By": strings.Join(by, ", ")})
}

// value is a value of a property in words. A total has "".
func (v *visit) reportValue(dim, code string) string {
	switch {
	case code == "":
		return v.T("report.all")
	case dim == report.Stage && code == report.None:
		return v.T("report.beside")
	case dim == report.Reason && code == report.None:
		return v.T("report.reason.other")
	case code == report.None:
		return v.T("report.none")
	}
	switch dim {
	case report.Stage:
		return v.T("casefile.stage." + code)
	case report.Event, report.Result:
		return v.T("report.measure." + code)
	case report.Month:
		n, _ := strconv.Atoi(code)
		return v.T("report.month." + strconv.Itoa(n))
	case report.Partner, report.Office:
		return v.unit(code)
	case report.Country:
		return v.country(code)
	case report.Sex:
		return v.T("person.sex.is." + code)
	case report.Age, report.Waits:
		if from, ok := strings.CutSuffix(code, "+"); ok {
			return v.F("report.band.more", map[string]any{"From": plainNumber(from)})
		}
		from, to, _ := strings.Cut(code, "-")
		return v.F("report.band", map[string]any{"From": plainNumber(from), "To": plainNumber(to)})
	}
	return code
}

func plainNumber(s string) string {
	n, _ := strconv.Atoi(s)
	return strconv.Itoa(n)
}

// grid is a table laid out: properties but the last down, the last across; a table by one property has one column.
type grid struct {
	ID, Title, Refused string
	Notes              []string
	Heads              []string
	Rows               []gridRow
	Total              gridRow
}

type gridRow struct {
	Name  string
	Cells []gridCell
}

type gridCell struct {
	Label  string // of its column, on a narrow screen
	N      int
	Words  string
	Hidden bool
}

// hiddenMark stands for a hidden count, on pages and in files alike.
const hiddenMark = ".."

func (v *visit) grid(i int, t report.Table) grid {
	g := grid{ID: "t" + strconv.Itoa(i+1), Title: v.tableName(t)}
	if t.Refused != "" {
		g.Refused = v.T(t.Refused)
		return g
	}
	if t.Noughts {
		g.Notes = append(g.Notes, v.T("report.noughts"))
	}
	dims := t.Ask.Dims
	across := dims[len(dims)-1]
	down := dims[:len(dims)-1]
	columns := []string{}
	rows, order := map[string]map[string]publish.Cell{}, []string(nil)
	for _, c := range t.Cells {
		row, last := strings.Join(c.At[:len(down)], "|"), c.At[len(down)]
		if len(down) == 0 {
			row, last = last, ""
		}
		if !slices.Contains(columns, last) {
			columns = append(columns, last)
		}
		if rows[row] == nil {
			rows[row], order = map[string]publish.Cell{}, append(order, row)
		}
		rows[row][last] = c
	}
	if len(down) == 0 {
		down = dims
	}
	v.inOrder(t.Count, []string{across}, columns)
	v.inOrder(t.Count, down, order)
	for _, d := range down {
		g.Heads = append(g.Heads, v.T("report.by."+d))
	}
	g.Heads = []string{strings.Join(g.Heads, ", ")}
	for _, c := range columns {
		if len(dims) == 1 {
			g.Heads = append(g.Heads, v.T("report.unit."+string(t.Unit)))
		} else {
			g.Heads = append(g.Heads, v.reportValue(across, c))
		}
	}
	for _, k := range order {
		names := strings.Split(k, "|")
		for i, d := range down {
			names[i] = v.reportValue(d, names[i])
		}
		r := gridRow{Name: strings.Join(names, ", ")}
		for i, c := range columns {
			x := rows[k][c]
			cell := gridCell{Label: g.Heads[i+1], N: x.Shown, Words: v.Lang.Number(x.Shown), Hidden: x.Hidden}
			if x.Hidden {
				cell.Words = hiddenMark
			}
			r.Cells = append(r.Cells, cell)
		}
		if strings.Trim(k, "|") == "" {
			g.Total = r
		} else {
			g.Rows = append(g.Rows, r)
		}
	}
	return g
}

// inOrder sorts what stands down or across a table: by the order of the work, by code where that is one of numbers, by words else;
// what is not known or beside the way comes after it, and totals last.
func (v *visit) inOrder(count string, dims, list []string) {
	c, _ := report.Find(count)
	slices.SortStableFunc(list, func(x, y string) int {
		a, b := strings.Split(x, "|"), strings.Split(y, "|")
		for i, d := range dims {
			if a[i] == b[i] {
				continue
			}
			place := func(code string) int {
				switch code {
				case "":
					return 1000
				case report.None:
					return 999
				}
				return slices.Index(c.Values(d), code)
			}
			if n := cmp.Compare(place(a[i]), place(b[i])); n != 0 {
				return n
			}
			switch d {
			case report.Month, report.Age, report.Waits:
				return cmp.Compare(lowest(a[i]), lowest(b[i]))
			}
			return i18n.Compare(v.reportValue(d, a[i]), v.reportValue(d, b[i]))
		}
		return 0
	})
}

// lowest is the number that the code of a month or a bracket begins with.
func lowest(code string) int {
	n, _ := strconv.Atoi(code[:max(0, strings.IndexFunc(code+"+", func(r rune) bool { return r < '0' || r > '9' }))])
	return n
}

type reportView struct {
	page
	Name, Crumb string
	Facts       []fact
	Purpose     string
	Grids       []grid
	Spans       []spanLine
	Likely      []string
	CSV, XLSX   string
}

type spanLine struct{ Name, Half, Eight string }

func (w *Web) reportPage(v *visit) error {
	r, err := w.App.ReportOf(v.ctx(), v.Actor, v.r.PathValue("release"), false)
	if err != nil {
		return err
	}
	p := reportView{page: v.page("report.title"), Name: v.reportName(r), Crumb: cmp.Or(v.period(r.Period), v.T("report.asked")), Purpose: r.Purpose,
		CSV: v.path(reportCSVAt, r.ID), XLSX: v.path(reportXLSXAt, r.ID)}
	p.Current = reportsAt
	p.Facts = v.reportFacts(r)
	for i, t := range r.Tables {
		p.Grids = append(p.Grids, v.grid(i, t))
	}
	p.Spans, p.Likely = v.spans(r), v.likely(r)
	return v.show("report/page", p)
}

// reportFacts are what a reader must know of the figures; they stand in the files too.
func (v *visit) reportFacts(r report.Release) []fact {
	rule := report.Rule(r.Goes)
	return []fact{
		{v.T("report.as_at"), v.Lang.DateTime(r.AsAt.UTC())},
		{v.T("report.goes"), v.T("report.goes." + r.Goes)},
		{v.T("report.hidden"), v.F("report.hidden.words", map[string]any{"Under": rule.Under, "Round": rule.Round})},
		{v.T("report.by"), v.reportBy(r)},
		{v.T("report.policy"), r.Policy},
	}
}

func (v *visit) spans(r report.Release) (out []spanLine) {
	for _, s := range r.Spans {
		within := func(weeks int) string { return v.N("report.within", weeks, nil) }
		out = append(out, spanLine{v.reportValue(report.Stage, s.Stage), within(s.Half), within(s.Eight)})
	}
	return out
}

// likely are the newest forecast and the ceiling, in sentences; what lies between is not reckoned (I-59).
func (v *visit) likely(r report.Release) (out []string) {
	if r.Likely == nil {
		return nil
	}
	if r.Likely.Day != "" {
		out = append(out, v.F("report.likely", map[string]any{"Day": v.Lang.Date(string(r.Likely.Day)), "Low": r.Likely.Low, "High": r.Likely.High, "Year": strconv.Itoa(r.Year)}))
	} else {
		out = append(out, v.T("report.likely.none"))
	}
	if r.Likely.UpTo > 0 {
		out = append(out, v.F("report.ceiling", map[string]any{"UpTo": r.Likely.UpTo}))
	}
	return out
}

type tableView struct {
	page
	Ask *form
}

func (w *Web) askTable(v *visit) error {
	if !v.mayTable() {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	p := tableView{page: v.page("report.ask.title")}
	p.Current = reportsAt
	f := v.form("table", tableAt)
	year := w.App.Today().Year()
	var what, by []string
	for _, c := range report.Counts {
		for _, u := range c.Units {
			what = append(what, c.Code+"-"+string(u))
			for _, d := range c.By(u) {
				if !slices.Contains(by, d) {
					by = append(by, d)
				}
			}
		}
	}
	f.Fields = []field{
		f.choice("count", "report.ask.count.label", "", "report.ask.count", what...),
		f.pick(f.one("choice", "year", v.T("report.ask.year.label"), strconv.Itoa(year)), option{Value: strconv.Itoa(year), Label: strconv.Itoa(year)}, option{Value: strconv.Itoa(year - 1), Label: strconv.Itoa(year - 1)}),
		f.many("by", "report.ask.by.label", nil, "report.by", by...),
		f.choice("goes", "report.ask.goes.label", "inside", "report.goes", "inside", "outside"),
		f.long("purpose", "report.ask.purpose.label", ""),
	}
	p.Ask, p.Main = f, "table"
	return v.show("report/table", p)
}

func (w *Web) makeTable(v *visit) error {
	if v.posted() != "table" {
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	count, unit, _ := strings.Cut(v.typed("count"), "-")
	year, _ := strconv.Atoi(v.typed("year"))
	id, err := w.App.MakeTable(v.ctx(), v.write(), report.Wanted{Count: count, Unit: report.Unit(unit), Year: year, By: v.Typed["by"], Goes: v.typed("goes"), Purpose: v.typed("purpose")})
	if err != nil {
		return err
	}
	return v.done("report.table", reportAt, id)
}

type definitionsView struct {
	page
	Counts  []definedCount
	Reports []definedReport
	Bands   []fact
}

type definedCount struct {
	ID, Name, What, By string
	Lines              []definedLine
}

type definedLine struct{ Name, What, Rule string }

type definedReport struct {
	Name, Every, Goes string
	Tables            []string
	Ours              bool
}

// definitions are made of the list that is counted by: what is not there is not counted.
func (w *Web) definitions(v *visit) error {
	if access.Allow(v.Actor, access.ViewReports, access.Resource{}) != nil {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	p := definitionsView{page: v.page("report.definitions")}
	for _, c := range report.Counts {
		p.Counts = append(p.Counts, v.defined(c))
	}
	for _, r := range w.App.Policy().Reports() {
		d := definedReport{Name: r.In(string(v.Lang)), Every: v.T("report.every." + r.Every), Goes: v.T("report.goes." + r.Goes), Ours: r.Ours()}
		for _, t := range r.Tables {
			d.Tables = append(d.Tables, v.tableName(report.Table{Count: t.Count, Unit: report.Unit(t.Unit), Release: publish.Release{Ask: publish.Ask{Dims: t.By}}}))
		}
		p.Reports = append(p.Reports, d)
	}
	for _, b := range []string{report.Age, report.Waits} {
		p.Bands = append(p.Bands, fact{v.T("report.by." + b), v.bands(w.App.Policy().Bands(b))})
	}
	return v.show("report/definitions", p)
}

func (v *visit) defined(c report.Count) definedCount {
	d := definedCount{ID: c.Code, Name: v.T("report.count." + c.Code), What: v.T("report.count." + c.Code + ".what")}
	var by []string
	for _, x := range c.By(c.Units[len(c.Units)-1]) {
		by = append(by, strings.ToLower(v.T("report.by."+x)))
	}
	d.By = strings.Join(by, ", ")
	for _, m := range c.What {
		d.Lines = append(d.Lines, definedLine{v.T("report.measure." + m.Code), v.T("report.definition." + m.Code), m.Rule})
	}
	return d
}

func (v *visit) bands(b policy.Bands) string {
	var out []string
	from := 0
	for _, end := range b.Ends {
		out = append(out, v.F("report.band", map[string]any{"From": strconv.Itoa(from), "To": strconv.Itoa(end)}))
		from = end + 1
	}
	return fmt.Sprintf("%s, %s", strings.Join(out, ", "), v.F("report.band.more", map[string]any{"From": strconv.Itoa(from)}))
}
