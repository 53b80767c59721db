package web

import (
	"slices"
	"strconv"

	"passage/internal/casework/assessment"
	"passage/internal/casework/policy"
)

// openRow is the open line of the worksheet: the question, the facts, the reasons and evidence on the left; the HRD
// notes in the policy's voice on the right, each to be answered.
type openRow struct {
	Key      string
	Ask      string // the criterion as a question
	Usual    string // evidence usually on file
	Form     *form  // nil for a reader who does not work the case, and for what is recorded
	Draft    string
	Standing string
	Next     string // key of the row that comes next
	Go       string // the button that records and goes on

	Facts  []factField
	Result *field
	Place  *field

	Recognition []field // its day, and why a finding departs from it

	Follows   string // what follows from the facts as they stand
	Reasons   field
	Flags     []field
	Chips     []chip
	Document  field
	Page      field
	Wording   string // the sentence that may read as an assessment of status
	Notes     []noteRow
	Source    string
	Newer     bool // a newer text of the notes is in force than the case is judged by
	Said      []said
	Recorded  *recordedRow // what stands, when a draft is written over it or it is only read
	Before    *recordedRow // what stood here when the court set the decision aside
	Change    string       // opens a recorded row for change
	SavedBy   string
	Waits     string // why the row takes nothing yet
	Asked     bool
	Evidenced bool // the case has documents to cite
}

type factField struct {
	field
	Document *field // for a criterion of several questions, each its own evidence
	Short    bool   // its answers stand on one line
}

type chip struct{ ID, Value, Words string }

// noteRow is one HRD note with its answer.
type noteRow struct {
	Letter, Title, Text string
	Ours                bool // a default of ours, not the authority's own words
	Answer, Reason      field
}

// recordedRow is a finding as it was recorded.
type recordedRow struct {
	Result, Class  string
	Lines          []fact
	Reasons        string
	Evidence       []string
	Notes          []recordedNote
	By, When, Pack string
}

type recordedNote struct{ Letter, Title, Answer, Reason string }

// codes are the answers of each question as words of a form.
var factCodes = func() map[assessment.Question][]string {
	out := map[assessment.Question][]string{}
	for q, answers := range assessment.Answers {
		for _, a := range answers {
			out[q] = append(out[q], string(a))
		}
	}
	return out
}()

var (
	resultCodes = []string{string(assessment.Met), string(assessment.NotMet), string(assessment.NotApplicable), string(assessment.Undetermined)}
	noteCodes   = []string{string(assessment.Applies), string(assessment.DoesNotArise)}
)

// results are the results that a criterion can have: what the law asks of everybody is never not applicable.
func results(criterion string) []string {
	if assessment.Always(criterion) {
		return slices.DeleteFunc(slices.Clone(resultCodes), func(c string) bool { return c == string(assessment.NotApplicable) })
	}
	return resultCodes
}

// answerWords is under which key the answers of a question have their words.
func answerWords(q assessment.Question) string {
	if q == assessment.Relocation {
		return "assessment.answer.place"
	}
	return "assessment.answer"
}

// followsAlone are the criteria whose result always follows from their one question.
var followsAlone = map[string]bool{assessment.Repatriation: true, assessment.FlightInside: true, assessment.VulnerableNow: true}

func (v *worksheet) openLine(l *assessment.Line, o *openRow, working bool, found []said) {
	o.Key = l.Key()
	c, ok := v.view.Criterion(l.Criterion)
	if ok {
		o.Ask, o.Usual = c.In(string(v.Lang)), c.Evidence.In(string(v.Lang))
	}
	place := l.Place()
	for _, s := range found {
		if slices.Contains(s.Places, place) {
			o.Said = append(o.Said, s)
		}
	}
	if setAside(v.f) != nil {
		if x := assessment.FoundBefore(v.f.Findings, l.Row); x != nil {
			o.Before = v.recorded(x, c)
		}
	}
	if l.Closed == "A-33" {
		o.Waits = v.T("assessment.row.vulnerability_first")
		return
	}
	if l.Exempt() {
		o.Waits = v.T("assessment.row.exempt")
	}
	changing := v.query("change") != "" || v.Typed != nil && v.Typed.Get("form") == "finding"
	if l.Standing != nil {
		o.Recorded = v.recorded(l.Standing, c)
		o.Standing = l.Standing.ID
	}
	if !working || l.Draft == nil && l.Standing != nil && !changing || l.Exempt() && l.Standing == nil {
		if working && l.Standing != nil && !l.Exempt() {
			o.Change = v.path(eligibilityAt, v.f.Case.ID) + "?row=" + l.Key() + "&change=1#open"
		}
		if l.Draft != nil {
			o.Recorded = v.recorded(l.Draft, c)
		}
		return
	}
	v.openForm(l, c, o)
}

// openForm lays the form of a row: from the draft, or from what is recorded when that is to be changed. The facts and
// the evidence of a recorded finding are not carried over: they change only with evidence of their own (decision 1).
func (v *worksheet) openForm(l *assessment.Line, c *policy.Criterion, o *openRow) {
	var x assessment.Finding
	switch {
	case l.Draft != nil:
		x = *l.Draft
		o.Draft, o.SavedBy = x.ID, v.savedBy(x)
	case l.Standing != nil:
		x = assessment.Finding{Row: l.Row, Reasons: l.Standing.Reasons, Notes: l.Standing.Notes}
	default:
		x.Row = l.Row
	}
	f := v.form("finding", eligibilityAt, v.f.Case.ID)
	if l.Draft != nil {
		f.of(x.Version)
	}
	o.Form, o.Asked = f, x.Ask
	for _, q := range assessment.Questions[l.Criterion] {
		if x.Ended(q) {
			break // in order: an answer above ended the question
		}
		name := "fact." + string(q)
		key := "assessment.question." + string(q)
		ff := factField{field: f.choice(name, key, string(x.Answer(q)), answerWords(q), factCodes[q]...), Short: assessment.OwnEvidence(l.Criterion)}
		if ff.Short && assessment.Weighs(q) {
			doc := f.one("select", name+".doc", v.T("assessment.form.evidence"), factDocument(&x, q))
			doc.Options = v.chosen(v.documentOptions(), doc.Value)
			ff.Document = &doc
		}
		o.Facts = append(o.Facts, ff)
		if q == assessment.Recognition {
			o.Recognition = []field{opt(f.date(name+".day", "assessment.recognition.day", string(factDay(&x, q)))), opt(f.long(name+".note", "assessment.recognition.why", factNote(&x, q)))}
		}
		if q == assessment.Relocation {
			note := f.text(name+".note", "assessment.place", factNote(&x, q))
			o.Place = &note
		}
	}
	if !followsAlone[l.Criterion] {
		r := f.choice("result", "assessment.question.result", string(x.Result), "assessment.result", results(l.Criterion)...)
		o.Result = &r
	}
	o.Follows = v.follows(&x)
	o.Reasons = f.long("reasons", "assessment.form.reasons", x.Reasons)
	if s, drifts := assessment.DriftsIntoStatus(o.Reasons.Value); drifts {
		o.Wording = s
	}
	if assessment.Departs(l.Criterion) {
		o.Flags = append(o.Flags, f.tick("addressed", "assessment.form.addressed", x.Addressed))
	}
	if l.Criterion == assessment.Persecution || l.Criterion == assessment.SeeksResidence {
		o.Flags = append(o.Flags, f.tick("belief", "assessment.form.belief", x.Belief))
	}
	v.evidenceFields(f, x.Evidence, o)
	v.noteFields(f, c, &x, o)
	if next := v.sheet.Next(l.Row); next != nil {
		o.Next = next.Key()
		o.Go = v.F("assessment.form.record_next", map[string]any{"Next": v.number(lineIndex(v.sheet, next.Row))})
	} else {
		o.Go = v.T("assessment.form.record")
	}
}

func lineIndex(s assessment.Sheet, r assessment.Row) int {
	return slices.IndexFunc(s.Lines, func(l assessment.Line) bool { return l.Row == r })
}

func (v *worksheet) savedBy(x assessment.Finding) string {
	return v.F("assessment.form.saved_by", map[string]any{"Name": v.web.App.Name(v.ctx(), x.By), "Time": v.Lang.DateTime(x.At.UTC())})
}

func factDocument(x *assessment.Finding, q assessment.Question) string {
	for i := range x.Facts {
		if x.Facts[i].Question == q && len(x.Facts[i].Evidence) > 0 {
			return x.Facts[i].Evidence[0].Document
		}
	}
	return ""
}

func factDay(x *assessment.Finding, q assessment.Question) policy.Day {
	for i := range x.Facts {
		if x.Facts[i].Question == q {
			return x.Facts[i].Day
		}
	}
	return ""
}

func factNote(x *assessment.Finding, q assessment.Question) string {
	for i := range x.Facts {
		if x.Facts[i].Question == q {
			return x.Facts[i].Note
		}
	}
	return ""
}

// follows says what the facts of a draft lead to, where the result follows from them.
func (v *worksheet) follows(x *assessment.Finding) string {
	result, rule := x.Follows()
	switch {
	case result == assessment.Met && x.Criterion == assessment.Repatriation && (rule == "A-18" || rule == "A-19" || rule == "X-4"):
		return v.T("assessment.consequence.durable")
	case result == assessment.Met && x.Criterion == assessment.FlightInside && (rule == "A-27" || rule == "X-4"):
		return v.T("assessment.consequence.flight")
	case result == assessment.Met && x.Criterion == assessment.Integration:
		return v.T("assessment.consequence.integration")
	case x.Criterion == assessment.Integration:
		return v.T("assessment.consequence.integration_open")
	}
	return ""
}

// evidenceFields are the citations kept so far, and room for one more.
func (v *worksheet) evidenceFields(fm *form, stored []assessment.Evidence, o *openRow) {
	kept := stored
	if typed, sent := fm.typed("keep"); sent {
		kept = nil
		for _, k := range typed {
			kept = append(kept, citation(k))
		}
	}
	for i, e := range kept {
		o.Chips = append(o.Chips, chip{ID: "keep-" + strconv.Itoa(i+1), Value: e.Document + "|" + e.Page, Words: v.evidence(e)})
	}
	o.Document = fm.one("select", "doc", v.T("assessment.form.document"), v.query("doc"))
	o.Document.Options = v.chosen(v.documentOptions(), o.Document.Value)
	o.Page = fm.one("text", "page", v.T("assessment.form.page"), v.query("page"))
	o.Evidenced = len(o.Document.Options) > 0
	if fm.v.Fault != nil { // the fault of the whole is shown beside the list
		for _, w := range fm.v.Fault.Fields {
			if w.Name == "evidence" {
				o.Document.Error = v.say(w.Key, w.Args)
				v.labels["evidence"] = v.T("assessment.form.evidence")
			}
		}
	}
}

func (v *worksheet) chosen(options []option, value string) []option {
	for i := range options {
		options[i].On = options[i].Value == value
	}
	return options
}

// noteFields are the HRD notes of the criterion, each with its answer.
func (v *worksheet) noteFields(f *form, c *policy.Criterion, x *assessment.Finding, o *openRow) {
	if c == nil {
		return
	}
	today := v.web.App.Policy()
	for i, id := range c.Notes {
		n, ok := v.view.Note(id)
		if !ok {
			continue
		}
		if now, ok := today.Note(id); !ok || now.EN != n.EN || now.FR != n.FR {
			o.Newer = true
		}
		a := noteAnswer(x, id)
		row := noteRow{Letter: string(rune('A' + i)), Title: n.Title.In(string(v.Lang)), Text: n.In(string(v.Lang)), Ours: n.Ours()}
		row.Answer = f.choice("note."+id, "assessment.notes.label", string(a.Answer), "assessment.notes", noteCodes...)
		row.Reason = f.one("text", "note."+id+".reason", v.F("assessment.notes.reason", map[string]any{"Letter": row.Letter}), a.Reason)
		if v.labels != nil && f.again() {
			v.labels["note."+id] = v.F("assessment.notes.group", map[string]any{"Letter": row.Letter})
		}
		o.Notes = append(o.Notes, row)
		if o.Source == "" && len(n.Cite) > 0 {
			o.Source = v.view.Pack.Cite(n.Cite[0], string(v.Lang))
		}
	}
}

func noteAnswer(x *assessment.Finding, id string) assessment.NoteAnswer {
	for _, n := range x.Notes {
		if n.Note == id {
			return n
		}
	}
	return assessment.NoteAnswer{}
}

// recorded is a finding as it was recorded, with its reasons, facts, evidence and the answers to the HRD notes.
func (v *worksheet) recorded(x *assessment.Finding, c *policy.Criterion) *recordedRow {
	r := &recordedRow{Reasons: x.Reasons, By: v.web.App.Name(v.ctx(), x.By), When: v.Lang.DateTime(x.At.UTC()), Pack: x.Pack}
	r.Result, r.Class, _ = v.foundTag(x)
	if x.Status == assessment.Draft {
		r.Result, r.Class = v.T("assessment.tag.draft"), "tag tag-warn"
	}
	for _, fa := range x.Facts {
		r.Lines = append(r.Lines, fact{v.T("assessment.question." + string(fa.Question)), v.answer(fa.Question, fa.Answer)})
		note := "assessment.place"
		if fa.Question == assessment.Recognition {
			note = "assessment.recognition.why"
		}
		if fa.Day != "" {
			r.Lines = append(r.Lines, fact{v.T("assessment.recognition.day"), v.Lang.Date(string(fa.Day))})
		}
		if fa.Note != "" {
			r.Lines = append(r.Lines, fact{v.T(note), fa.Note})
		}
		if fa.Question == assessment.Recognition {
			for _, e := range fa.Evidence {
				r.Evidence = append(r.Evidence, v.evidence(e))
			}
		}
	}
	for _, e := range x.Evidence {
		r.Evidence = append(r.Evidence, v.evidence(e))
	}
	if c == nil {
		return r
	}
	for i, id := range c.Notes {
		n, ok := v.view.Note(id)
		a := noteAnswer(x, id)
		if !ok || a.Answer == "" {
			continue
		}
		r.Notes = append(r.Notes, recordedNote{Letter: string(rune('A' + i)), Title: n.Title.In(string(v.Lang)), Answer: v.T("assessment.notes." + string(a.Answer)), Reason: a.Reason})
	}
	return r
}

func citation(kept string) assessment.Evidence {
	for i := 0; i < len(kept); i++ {
		if kept[i] == '|' {
			return assessment.Evidence{Document: kept[:i], Page: kept[i+1:]}
		}
	}
	return assessment.Evidence{Document: kept}
}
