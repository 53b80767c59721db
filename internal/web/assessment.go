package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
)

// The eligibility worksheet: every row of the policy text that the case is judged by, one of them open, the HRD notes
// beside it, and what contradicts what.

const eligibilityAt = "/cases/{case}/eligibility"

type worksheetView struct {
	casePage
	Recorded, Rows int
	DraftAt        string
	Partner        string
	Proof          string
	Court          *courtLine // what the court said, when the case is decided again
	Groups         []sheetGroup
	Contradictions []said
	Finish         *finishView
	Working        bool   // the reader works this worksheet; others read it
	All            string // shows every row, or one heading's again
	AllWords       string
}

// sheetGroup is one of the six headings. Its rows are shown when one of them is open, or all are asked for; closed, it
// says where they stand together.
type sheetGroup struct {
	N           int
	Title, Law  string
	At          string // opens it
	NoteCount   int
	Tag         string
	Class, Icon string
	Shown       bool
	Rows        []sheetRow
}

// sheetRow is one line of the worksheet.
type sheetRow struct {
	N         string // 4b: the second row under the fourth heading
	Place     string // its anchor
	At        string // opens it
	Title     string
	For       string // the country, class or person it is asked for, where there are several
	Law       string
	NoteCount int
	Tag       string
	Class     string // of the tag
	Icon      string
	Open      *openRow
}

// finishView is what stands at the end of a worksheet on which every row is recorded.
type finishView struct {
	Form  *form
	Words string
	Go    string
	To    string // the button's value: where the case goes on
}

// worksheet is what the pages of a worksheet are made from.
type worksheet struct {
	*visit
	f     *app.File
	sheet assessment.Sheet
	view  *policy.View
}

func (w *Web) eligibility(v *visit) error {
	f, p, err := v.openCase(access.ViewEligibility, "assessment.page.title")
	if err != nil {
		return err
	}
	ws := v.worksheet(f, p)
	if v.Clashed() && v.Typed.Get("form") == "finding" {
		return ws.clash(p)
	}
	page := worksheetView{casePage: p, Partner: v.partner(f.Case.ReferredBy), Proof: v.path(consultationAt, f.Case.ID), Working: v.works(f), Court: v.court(f)}
	page.Recorded, page.Rows = ws.sheet.Progress()
	page.DraftAt = ws.lastDraft()
	all := w.App.Admissibility(f)
	found, err := w.App.Contradictions(f, ws.sheet, all, "worksheet")
	if err != nil {
		return err
	}
	page.Contradictions = ws.sayContradictions(found)
	open := ws.openKey()
	every := v.query("all") != ""
	page.All, page.AllWords = v.path(eligibilityAt, f.Case.ID)+"?all=1", v.T("assessment.page.all")
	if every {
		page.All, page.AllWords = v.path(eligibilityAt, f.Case.ID), v.T("assessment.page.one")
	}
	page.Groups = ws.groups(open, every)
	for i := range page.Groups {
		for j := range page.Groups[i].Rows {
			if r := &page.Groups[i].Rows[j]; r.Open != nil {
				page.Main = "finding"
				ws.openLine(ws.sheet.Line(rowOf(open)), r.Open, page.Working, page.Contradictions)
			}
		}
	}
	if page.Working && page.Recorded == page.Rows && ws.sheet.Next(assessment.Row{}) == nil {
		page.Finish = ws.finish()
	}
	return v.show("assessment/worksheet", page)
}

func (v *visit) worksheet(f *app.File, p casePage) *worksheet {
	return &worksheet{visit: v, f: f, sheet: p.Frame.Sheet, view: v.web.App.PolicyOf(f.Case)}
}

// works says whether the reader is the officer who works the case.
func (v *visit) works(f *app.File) bool {
	return v.Actor.Role == access.Officer && f.Case.Assigned == v.Actor.Account && !f.Case.State.Closed() && f.Case.Decided == ""
}

// openKey is the row that is open: the one that was posted or asked for, else the first that needs work.
func (v *worksheet) openKey() string {
	if v.Typed != nil && v.Typed.Get("row") != "" {
		return v.Typed.Get("row")
	}
	if k := v.query("row"); k != "" {
		return k
	}
	if l := v.sheet.Next(assessment.Row{}); l != nil {
		return l.Key()
	}
	return ""
}

func (v *worksheet) lastDraft() string {
	var last *assessment.Finding
	for i := range v.f.Findings {
		if x := &v.f.Findings[i]; x.Status == assessment.Draft && (last == nil || x.At.After(last.At)) {
			last = x
		}
	}
	if last == nil {
		return ""
	}
	return v.Lang.Time(last.At.UTC())
}

func (v *worksheet) heading(h assessment.Heading) (words, provisions string) {
	for _, x := range v.view.Headings() {
		if x.ID == string(h) {
			return x.In(string(v.Lang)), law(string(v.Lang), x.Cite)
		}
	}
	return string(h), ""
}

// groups are the six headings with the rows of the one that is open.
func (v *worksheet) groups(open string, every bool) []sheetGroup {
	out := make([]sheetGroup, 0, len(assessment.Headings))
	lines := v.sheet.Lines
	for from := 0; from < len(lines); {
		to := from
		for to < len(lines) && lines[to].Heading == lines[from].Heading {
			to++
		}
		g := sheetGroup{N: len(out) + 1, Shown: every}
		g.Title, g.Law = v.heading(lines[from].Heading)
		recorded, asked, adverse, drafts := 0, 0, 0, 0
		first := from
		needs := -1
		for i := from; i < to; i++ {
			l := &lines[i]
			if l.Key() == open {
				g.Shown = true
			}
			if c, ok := v.view.Criterion(l.Criterion); ok {
				g.NoteCount += len(c.Notes)
			}
			if l.Exempt() {
				continue
			}
			asked++
			switch {
			case l.Draft != nil:
				drafts++
			case l.Standing != nil && l.Standing.Against():
				adverse++
			}
			if l.Standing != nil {
				recorded++
			}
			if needs < 0 && (l.Standing == nil || l.Draft != nil) {
				needs = i
			}
		}
		if needs >= 0 {
			first = needs
		}
		g.At = v.rowAt(lines[first].Row)
		g.Tag, g.Class, g.Icon = v.groupTag(recorded, asked, adverse, drafts)
		if g.Shown {
			for i := from; i < to; i++ {
				row := v.row(&lines[i], v.number(i))
				if lines[i].Key() == open {
					row.Open = &openRow{}
				}
				g.Rows = append(g.Rows, row)
			}
		}
		out = append(out, g)
		from = to
	}
	return out
}

func (v *worksheet) groupTag(recorded, asked, adverse, drafts int) (words, class, icon string) {
	switch {
	case adverse > 0:
		return v.T("assessment.result.not_met"), "tag tag-stop", ""
	case drafts > 0:
		return v.T("assessment.tag.draft"), "tag tag-warn", ""
	case recorded == 0:
		return v.T("assessment.tag.not_started"), "tag", ""
	}
	words = v.F("assessment.page.count", map[string]any{"Done": recorded, "All": asked})
	if recorded == asked {
		return words, "tag tag-ok", "ok"
	}
	return words, "tag tag-info", ""
}

// number is how a row is called: 4b is the second row under the fourth heading.
func (v *worksheet) number(i int) string {
	lines := v.sheet.Lines
	group, in := 1, 0
	for j := 1; j <= i; j++ {
		if in++; lines[j].Heading != lines[j-1].Heading {
			group, in = group+1, 0
		}
	}
	letter := string(rune('a' + in%26))
	if in >= 26 {
		letter = string(rune('a'+in/26-1)) + letter
	}
	return strconv.Itoa(group) + letter
}

// row is a line of the worksheet as it stands.
func (v *worksheet) row(l *assessment.Line, n string) sheetRow {
	row := sheetRow{N: n, Place: l.Place(), At: v.rowAt(l.Row)}
	if c, ok := v.view.Criterion(l.Criterion); ok {
		row.Title, row.Law, row.NoteCount = c.Short.In(string(v.Lang)), law(string(v.Lang), c.Cite), len(c.Notes)
	}
	row.For = v.rowFor(l.Row)
	row.Tag, row.Class, row.Icon = v.lineTag(l)
	return row
}

// rowFor is the country, class or person that a row is asked for.
func (v *worksheet) rowFor(r assessment.Row) string {
	var parts []string
	if r.Country != "" {
		parts = append(parts, v.country(r.Country))
	} else if r.Class != "" {
		parts = append(parts, v.T("assessment.class."+string(r.Class)))
	}
	if r.Person != "" {
		parts = append(parts, v.personNumber(r.Person))
	}
	return strings.Join(parts, ", ")
}

// personNumber is a person of the case without a name.
func (v *worksheet) personNumber(id string) string {
	for i := range v.f.Persons {
		if v.f.Persons[i].ID == id {
			return v.F("admissibility.person", map[string]any{"Number": v.f.Persons[i].Number})
		}
	}
	return ""
}

func (v *worksheet) rowAt(r assessment.Row) string {
	return v.path(eligibilityAt, v.f.Case.ID) + "?row=" + url.QueryEscape(r.Key()) + "#open"
}

// lineTag is where a line stands, in a word, a shape and a colour.
func (v *worksheet) lineTag(l *assessment.Line) (words, class, icon string) {
	switch {
	case l.Exempt() && l.Standing == nil:
		return v.T("assessment.tag.exempt"), "tag", "na"
	case l.Draft != nil:
		return v.T("assessment.tag.draft"), "tag tag-warn", ""
	case l.Standing != nil:
		return v.foundTag(l.Standing)
	case l.Closed != "":
		return v.T("assessment.tag.waits"), "tag", "lock"
	}
	return v.T("assessment.tag.not_started"), "tag", ""
}

func (v *worksheet) foundTag(f *assessment.Finding) (words, class, icon string) {
	switch f.Result {
	case assessment.Met:
		class, icon = "tag tag-ok", "ok"
	case assessment.NotMet:
		class, icon = "tag tag-stop", ""
	case assessment.Undetermined:
		class, icon = "tag tag-warn", ""
	default:
		class, icon = "tag", "na"
	}
	words = v.result(f.Result)
	if n := len(f.Evidence); n > 0 {
		words = v.F("assessment.tag.found", map[string]any{"Result": words, "Sources": v.N("assessment.sources", n, nil)})
	}
	return words, class, icon
}

func (v *worksheet) result(r assessment.Result) string {
	if r == assessment.Undetermined {
		return v.T("assessment.tag.undetermined")
	}
	return v.T("assessment.result." + string(r))
}

// law is the provisions of the Act and the Regulations among an item's citations, as the language writes them:
// IRPR 139(1)(d), RIPR 139(1)d).
func law(lang string, cite []string) string {
	out := ""
	for _, c := range cite {
		if !strings.HasPrefix(c, "IRPR ") && !strings.HasPrefix(c, "IRPA ") {
			continue
		}
		if out != "" {
			out += ", "
		}
		out += policy.Provisions(c, lang)
	}
	return out
}

// finish is the end of the worksheet: what it says as a whole and where the case goes on.
func (v *worksheet) finish() *finishView {
	fv := &finishView{Form: v.form("finish", eligibilityAt, v.f.Case.ID)}
	against := len(v.sheet.NotMet())
	switch v.f.Case.State {
	case casefile.Eligibility:
	default:
		return nil
	}
	if against > 0 {
		fv.Words, fv.Go, fv.To = v.N("assessment.finish.not_met", against, nil), v.T("assessment.finish.to_decision"), "decision"
	} else {
		fv.Words, fv.Go, fv.To = v.T("assessment.finish.met"), v.T("assessment.finish.to_admissibility"), "admissibility"
	}
	return fv
}

// saveFinding takes what was typed on one row.
func (w *Web) saveFinding(v *visit) error {
	id := v.caseID()
	if v.Typed.Get("form") == "finish" {
		if _, err := w.App.FinishEligibility(v.ctx(), v.write()); err != nil {
			return err
		}
		next := admissibilityAt
		if v.pressed() == "decision" {
			next = decisionAt
		}
		return v.done("assessment.finished", next, id)
	}
	in, ok := v.typedFinding()
	if !ok {
		return v.redirect(eligibilityAt, id)
	}
	back := v.path(eligibilityAt, id)
	switch v.pressed() {
	case "next":
		if _, err := w.App.RecordFinding(v.ctx(), v.write(), in); err != nil {
			return err
		}
		to := back + "?done=assessment.recorded"
		if next := v.typed("next"); next != "" {
			to += "&row=" + url.QueryEscape(next)
		}
		return v.see(to + "#open")
	case "ask":
		in.Ask = true
	}
	if _, err := w.App.DraftFinding(v.ctx(), v.write(), in); err != nil {
		return err
	}
	return v.see(back + "?done=assessment.draft&row=" + url.QueryEscape(in.Key()) + "#open")
}

// rowOf reads a row's key back.
func rowOf(key string) assessment.Row {
	p := strings.Split(key, ".")
	for len(p) < 4 {
		p = append(p, "")
	}
	return assessment.Row{Criterion: p[0], Class: assessment.Class(p[1]), Country: p[2], Person: p[3]}
}

// typedFinding is the finding as it was typed.
func (v *visit) typedFinding() (assessment.Finding, bool) {
	f := assessment.Finding{
		ID: v.typed("draft"), Version: v.version(), Supersedes: v.typed("standing"), Row: rowOf(v.typed("row")),
		Result: assessment.Result(v.typed("result")), Reasons: v.typed("reasons"),
		Ask: v.typed("asked") != "", Addressed: v.typed("addressed") != "", Belief: v.typed("belief") != "",
	}
	if f.Criterion == "" {
		return f, false
	}
	f.Evidence = v.typedEvidence()
	questions := assessment.Questions[f.Criterion]
	for _, q := range questions {
		name := "fact." + string(q)
		x := assessment.Fact{Question: q, Answer: assessment.Answer(v.typed(name)), Note: v.typed(name + ".note")}
		if q == assessment.Recognition {
			x.Day = policy.Day(v.day(name + ".day"))
		}
		if !assessment.OwnEvidence(f.Criterion) {
			x.Evidence = f.Evidence // one question: what the row rests on is what the answer rests on
		} else if doc := v.typed(name + ".doc"); doc != "" {
			x.Evidence = []assessment.Evidence{{Document: doc}}
		}
		if x.Answer != "" || x.Note != "" || x.Day != "" {
			f.Facts = append(f.Facts, x)
		}
	}
	for name := range v.Typed {
		note, ok := strings.CutPrefix(name, "note.")
		if !ok || strings.HasSuffix(note, ".reason") {
			continue
		}
		f.Notes = append(f.Notes, assessment.NoteAnswer{Note: note, Answer: assessment.Arises(v.typed(name)), Reason: v.typed(name + ".reason")})
	}
	for name := range v.Typed { // a reason typed before the answer was chosen is kept too
		note, ok := strings.CutPrefix(name, "note.")
		if note, isReason := strings.CutSuffix(note, ".reason"); ok && isReason && v.typed(name) != "" &&
			!slices.ContainsFunc(f.Notes, func(n assessment.NoteAnswer) bool { return n.Note == note }) {
			f.Notes = append(f.Notes, assessment.NoteAnswer{Note: note, Reason: v.typed(name)})
		}
	}
	slices.SortFunc(f.Notes, func(a, b assessment.NoteAnswer) int { return strings.Compare(a.Note, b.Note) })
	return f, true
}

// typedEvidence is the citations that were kept, and the one that was added.
func (v *visit) typedEvidence() (out []assessment.Evidence) {
	for _, kept := range v.Typed["keep"] {
		out = append(out, citation(kept))
	}
	if doc := v.typed("doc"); doc != "" {
		out = append(out, assessment.Evidence{Document: doc, Page: v.typed("page")})
	}
	return out
}

// documentNumber is the number of a document in its case, from 1 in the order they came; a removed one keeps its own.
func documentNumber(f *app.File, id string) int {
	for i := range f.Documents {
		if f.Documents[i].ID == id {
			return i + 1
		}
	}
	return 0
}

// evidence is a citation: "Document 19, p. 4".
func (v *worksheet) evidence(e assessment.Evidence) string {
	n := documentNumber(v.f, e.Document)
	if e.Page == "" {
		return v.F("assessment.form.document_n", map[string]any{"Number": strconv.Itoa(n)})
	}
	return v.F("assessment.form.document_page", map[string]any{"Number": strconv.Itoa(n), "Page": e.Page})
}

// documentOptions are the documents of a case as a list: number and kind, never a title, which may name people.
func (v *worksheet) documentOptions() []option {
	out := make([]option, 0, len(v.f.Documents)+1)
	for i := range v.f.Documents {
		if d := &v.f.Documents[i]; d.Removed == "" {
			out = append(out, option{Value: d.ID, Label: v.F("assessment.form.document_kind", map[string]any{"Number": strconv.Itoa(i + 1), "Kind": v.T("document.kind.is." + d.Kind)})})
		}
	}
	return out
}
