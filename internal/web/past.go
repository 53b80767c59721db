package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// A case as it was at a moment: read-only pages without the frame of a case, which is of today. Their address says the case and
// the seconds of a clock, and nothing else.

const (
	pastAt         = "/cases/{case}/past"
	momentAt       = "/cases/{case}/past/{moment}"
	pastPartAt     = "/cases/{case}/past/{moment}/{part}"
	pastDocumentAt = "/cases/{case}/past/{moment}/documents/{document}"
)

// pastParts are the kinds of entries that each part of the past shows; what is named in none stands in the last.
var pastParts = []struct {
	name  string
	kinds []string
}{
	{"persons", []string{"person"}},
	{"findings", []string{"finding", "track", "ground", "conviction", "answered"}},
	{"interviews", []string{"interview", "disclosure", "fairness", "answer"}},
	{"notes", []string{"note", "question", "within", "request"}},
	{"notices", []string{"notice"}},
	{"decisions", []string{"decision", "withdrawal", "reconsideration", "court_application", "hold", "order"}},
	{"documents", []string{"document"}},
	{"others", nil},
}

func partOf(kind string) string {
	for _, p := range pastParts {
		if slices.Contains(p.kinds, kind) {
			return p.name
		}
	}
	return "others"
}

type pastView struct {
	casePage
	Edit    *form
	Moments []filterLink
	Records []filterLink
}

// past asks for the moment.
func (w *Web) past(v *visit) error {
	f, p, err := v.openCase(access.ViewCase, "record.title")
	if err != nil {
		return err
	}
	if !w.App.May(v.Actor, access.ViewPast, f.Case) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	view := pastView{casePage: p, Edit: v.form("past", pastAt, f.Case.ID)}
	view.Main = "past"
	view.Edit.Fields = v.momentFields(view.Edit)
	view.Moments, view.Records = v.moments(f), v.certifiedLines(f)
	return v.show("past/choose", view)
}

// moments are those that are most asked for: before each decision was signed, and the end of each day on which the case moved, the
// latest first.
func (v *visit) moments(f *app.File) (out []filterLink) {
	now := v.web.App.Now().UTC()
	add := func(at time.Time, key string, args map[string]any) {
		if at = at.Truncate(time.Second); at.Before(now) {
			out = append(out, filterLink{At: v.path(momentAt, f.Case.ID, strconv.FormatInt(at.Unix(), 10)), Words: v.F(key, args)})
		}
	}
	for i := len(f.Decisions) - 1; i >= 0; i-- {
		if d := &f.Decisions[i]; !d.SignedAt.IsZero() {
			add(d.SignedAt, "record.moment.decision", map[string]any{"At": v.Lang.DateTime(d.SignedAt.UTC())})
		}
	}
	last := policy.Day("")
	for i := len(f.Steps) - 1; i >= 0 && len(out) < 8; i-- {
		s := &f.Steps[i]
		if day, err := time.Parse(time.DateOnly, string(s.Day)); err == nil && s.Day != last && s.To.After() {
			last = s.Day
			end := day.AddDate(0, 0, 1).Add(-time.Second)
			if !end.Before(now) {
				end = now.Add(-time.Second)
			}
			add(end, "record.moment.step", map[string]any{"Day": v.Lang.Date(string(s.Day)), "State": v.stateWords(s.To)})
		}
	}
	return out
}

func (v *visit) momentFields(f *form) []field {
	clock := f.text("time", "record.time", "")
	clock.Optional, clock.Wide = true, "w-s"
	return []field{f.date("on", "record.on", ""), clock}
}

// moment is the day and the time that were typed, in UTC. A day without a time is its end, or now when it is today.
func (v *visit) moment() (time.Time, error) {
	var c fault.Check
	at, err := time.Parse(time.DateOnly, v.day("on"))
	if err != nil {
		c.Add("on", "record.on.needed")
		return at, c.Err("record.check")
	}
	now := v.web.App.Now().UTC()
	if typed := v.typed("time"); typed == "" {
		if at = at.AddDate(0, 0, 1).Add(-time.Second); !at.Before(now) && at.Add(-24*time.Hour).Before(now) {
			at = now.Add(-time.Second).Truncate(time.Second)
		}
	} else {
		clock, err := time.Parse("15:04:05", typed)
		if err != nil {
			clock, err = time.Parse("15:04", strings.ReplaceAll(strings.ReplaceAll(typed, " ", ""), "h", ":"))
		}
		if err != nil {
			c.Add("time", "record.time.wrong")
			return at, c.Err("record.check")
		}
		at = at.Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute + time.Duration(clock.Second())*time.Second)
	}
	if !at.Before(now) {
		c.Add("on", "record.on.future")
	}
	return at, c.Err("record.check")
}

func (w *Web) choosePast(v *visit) error {
	at, err := v.moment()
	if err != nil {
		return err
	}
	return v.redirect(momentAt, v.caseID(), strconv.FormatInt(at.Unix(), 10))
}

// asOf is the moment of the address.
func (v *visit) asOf() (time.Time, error) {
	n, err := strconv.ParseInt(v.value("moment"), 10, 64)
	if err != nil || n <= 0 || n > 1<<40 {
		return time.Time{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return time.Unix(n, 0).UTC(), nil
}

// pastPage is a page of the past: when, the way to now, and its parts.
type pastPage struct {
	page
	Ref, When, Stamp, NowAt string
	Parts                   []filterLink
	Part                    string
}

func (v *visit) openPast(part string) (*app.Past, pastPage, error) {
	at, err := v.asOf()
	if err != nil {
		return nil, pastPage{}, err
	}
	p, err := v.web.App.Past(v.ctx(), v.Actor, v.caseID(), at, part)
	if err != nil {
		return nil, pastPage{}, err
	}
	id, moment := p.Case.ID, v.value("moment")
	view := pastPage{page: v.page("record.title"), Ref: p.Case.Ref, Part: part, When: v.Lang.Date(at.Format(time.DateOnly)) + ", " + at.Format("15:04:05") + " UTC", Stamp: at.Format(time.RFC3339), NowAt: v.path("/cases/{case}", id)}
	view.Title += ", " + p.Case.Ref
	view.Current = "/cases"
	count := map[string]int{}
	for _, e := range p.Entries {
		count[partOf(e.Kind)]++
	}
	view.Parts = []filterLink{{At: v.path(momentAt, id, moment), Words: v.T("case.section.overview"), On: part == ""}}
	for _, x := range pastParts {
		if n := count[x.name]; n > 0 {
			view.Parts = append(view.Parts, filterLink{At: v.path(pastPartAt, id, moment, x.name), Words: v.F("record.part", map[string]any{"Part": v.T("record.part." + x.name), "Count": n}), On: part == x.name})
		}
	}
	return p, view, nil
}

type pastCaseView struct {
	pastPage
	Facts  []fact
	People []personLine
	Make   *form
}

// pastCase is the head of the case as it was, and the persons.
func (w *Web) pastCase(v *visit) error {
	p, page, err := v.openPast("")
	if err != nil {
		return err
	}
	view := pastCaseView{pastPage: page, People: v.personLines(p.File), Make: v.recordForm(p)}
	if view.Make != nil {
		view.Main = view.Make.Name
	}
	add := func(key, value string) {
		if value != "" {
			view.Facts = append(view.Facts, fact{v.T(key), value})
		}
	}
	r := p.Written(v.ctx(), v.Lang)
	c := p.Case
	add("case.overview.state", v.stateWords(c.State))
	add("case.overview.office", r.Office)
	add("case.overview.partner", v.unit(c.ReferredBy))
	add("case.application", c.Summary.Application)
	add("case.overview.referred", v.Lang.Date(string(c.Referred)))
	add("case.overview.applied", v.Lang.Date(string(c.Applied)))
	add("case.overview.filed", v.Lang.Date(string(c.Filed)))
	add("case.overview.at_office", v.Lang.Date(string(c.AtOffice)))
	add("record.assigned", w.App.Name(v.ctx(), c.Assigned))
	add("case.overview.decided", v.Lang.Date(string(c.Decided)))
	add("case.overview.pack", p.Pack)
	last := r.Links[len(r.Links)-1]
	add("record.pdf.link", strconv.FormatInt(last.Number, 10))
	add("record.pdf.head", last.Hash)
	return v.show("past/case", view)
}

type pastPartView struct {
	pastPage
	Head       string
	Entries    []pastEntry
	Texts      []fact // what was cited, as it was in force
	Documents  []pastDocument
	Prev, Next string
}

type pastEntry struct {
	ID, Head, When string
	Lines          []app.Line
	Hash           string
}

type pastDocument struct{ Name, Kind, Language, Hash, At, Left string }

// pastBytes is how much of the past one page shows: with its escapes and its frame it stays under 28 KB.
const pastBytes = 9 << 10

// pastPart shows the entries of a part, as many lines as a page holds.
func (w *Web) pastPart(v *visit) error {
	part := v.value("part")
	if !slices.ContainsFunc(pastParts, func(x struct {
		name  string
		kinds []string
	}) bool {
		return x.name == part
	}) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	p, page, err := v.openPast(part)
	if err != nil {
		return err
	}
	view := pastPartView{pastPage: page, Head: v.T("record.part." + part)}
	r := p.Written(v.ctx(), v.Lang)
	from, at, size := asNumber(v.query("from")), 0, 0
	here := v.path(pastPartAt, p.Case.ID, v.value("moment"), part)
	var starts []int // of the pages before
	for _, e := range p.Entries {
		if partOf(e.Kind) != part {
			continue
		}
		var shown *pastEntry
		for i, l := range r.Lines(e) {
			weight := len(l.Name) + len(l.Value) + 70
			if i == 0 {
				weight += 400
			}
			if size > 0 && size+weight > pastBytes {
				if at > from {
					view.Next = here + "?from=" + strconv.Itoa(at)
					break
				}
				starts, size = append(starts, at), 0
			}
			size += weight
			if at++; at <= from {
				continue
			}
			if shown == nil {
				view.Entries = append(view.Entries, pastEntry{ID: "e" + strconv.Itoa(e.Number), Hash: e.SHA256, When: v.Lang.DateTime(e.At.UTC()),
					Head: v.F("record.pdf.title", map[string]any{"Number": e.Number, "Kind": r.Kind(e)})})
				shown = &view.Entries[len(view.Entries)-1]
			}
			shown.Lines = append(shown.Lines, l)
		}
		if view.Next != "" {
			break
		}
	}
	if from > 0 {
		view.Prev = here
		if n := len(starts); n > 1 {
			view.Prev += "?from=" + strconv.Itoa(starts[n-2])
		}
	}
	switch {
	case part == "findings" && from <= 0:
		view.Texts = v.textsThen(p)
	case part == "documents":
		view.Documents, view.Entries, view.Next, view.Prev = v.documentsThen(p), nil, "", ""
	}
	return v.show("past/part", view)
}

// textsThen are the criteria and grounds that were cited, with their provisions, as the pack has them for that day.
func (v *visit) textsThen(p *app.Past) (out []fact) {
	var codes []string
	for i := range p.Findings {
		codes = append(codes, p.Findings[i].Criterion)
	}
	for i := range p.Grounds {
		codes = append(codes, p.Grounds[i].Ground)
	}
	slices.Sort(codes)
	lang := string(v.Lang)
	for _, c := range slices.Compact(codes) {
		var words string
		var cite []string
		if x, ok := p.Policy.Criterion(c); ok {
			words, cite = x.In(lang), x.Cite
		} else if x, ok := p.Policy.Ground(c); ok {
			words, cite = x.In(lang), x.Cite
		}
		for i := range cite {
			words += "; " + v.web.App.Pack.Cite(cite[i], lang)
		}
		out = append(out, fact{c, cmp.Or(words, v.T("record.text.none"))})
	}
	return out
}

// documentsThen are the documents then present: each with its language and the SHA-256 of the original.
func (v *visit) documentsThen(p *app.Past) (out []pastDocument) {
	for _, d := range p.Documents {
		if d.Removed != "" {
			continue
		}
		l := pastDocument{Name: documentName(v, d), Kind: v.T("document.kind.is." + d.Kind), Language: languageName(v, d.Language), Hash: d.SHA256}
		switch why := p.Left(v.Actor, d); {
		case why != "":
			l.Left = v.T("record.left." + why)
		case d.Clean.Blob == "":
			l.Left = v.T("record.left.original")
		default:
			l.At = v.path(pastDocumentAt, p.Case.ID, v.value("moment"), d.ID)
		}
		out = append(out, l)
	}
	return out
}

// pastDocument sends a document as it then was.
func (w *Web) pastDocument(v *visit) error {
	at, err := v.asOf()
	if err != nil {
		return err
	}
	o, err := w.App.PastDocument(v.ctx(), v.Actor, v.caseID(), at, v.value("document"))
	if err != nil {
		return err
	}
	return v.sendPart(o, false)
}

// pastLink is the address of the form for a moment, where the reader may read the past.
func (v *visit) pastLink(f *app.File) string {
	if !v.web.App.May(v.Actor, access.ViewPast, f.Case) {
		return ""
	}
	return v.path(pastAt, f.Case.ID)
}
