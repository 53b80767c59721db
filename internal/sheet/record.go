package sheet

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/pdf"
)

// Record is what the record of a case as it was at a moment is written from: what is certified to a court, or given to the
// person. Nothing is looked up elsewhere, so the same record gives the same bytes.
type Record struct {
	Lang        i18n.Lang
	Ref         string
	Application string
	AsOf, Made  time.Time
	Role        access.Role // whose act it is; the title page names a role and no person
	State       casefile.State
	Office      string // in words
	For         string // codes of casefile.Recipients
	Purpose     string
	Pack        string       // version in force then, as the last entry says
	View        *policy.View // its text on that day
	Part        casefile.RecordPart
	Links       []Link
	Entries     []Entry
	Files       []RecordFile
	Account     func(string) string

	Persons []people.Person // of that moment, so that a person is said by their number
}

// Link is one entry of the chain of the case's journal.
type Link struct {
	Number int64         `json:"number"`
	At     time.Time     `json:"at"`
	Role   access.Role   `json:"role"`
	Action access.Action `json:"action"`
	Pack   string        `json:"pack,omitempty"`
	Hash   string        `json:"hash"` // SHA-256, lower-case hex
}

// Entry is one entry of the case as it stood: an item of the file, or a package as it was sent.
type Entry struct {
	Number   int
	ID       string
	Kind     string
	At       time.Time // when it was entered as it is
	Role     access.Role
	Link     int64  // number of the entry of the chain that wrote it
	SHA256   string // of its data, "" where it is withheld
	Value    any    // a struct, nil where it is withheld
	Data     []byte // JSON
	Withheld casefile.Withholding
}

// RecordFile is a document that was then present.
type RecordFile struct {
	Entry    int    // number of the document's entry
	Name     string // its neutral name within the record, "" when it is left out
	Kind     string
	Language string
	Of       string // SHA-256 of the original
	Why      string // why it is left out: a code
}

// Line is one line of an entry: what it is called, and what it says.
type Line struct{ Name, Value string }

// SendingEntry is the kind of the entries that are packages as they were sent.
const SendingEntry = "sending"

// hidden are fields that say nothing to a reader: ids of bytes, and what is laid out as entries of its own.
var hidden = []string{"ID", "Version", "Blob", "Content", "Light", "MeetingLink", "Sum", "ForcedSum", "Said"}

// codes are the catalogues of the fields that hold a code, by kind and field.
var codes = map[string]string{
	"finding.Result": "assessment.result.", "finding.Class": "assessment.class.", "document.Kind": "document.kind.is.", "document.Sensitivity": "document.sensitivity.is.",
	"document.Translation": "document.translation.is.", "person.Relationship": "person.relationship.is.", "person.Travelling": "person.travelling.is.", "person.Sex": "person.sex.is.",
	"person.Marital": "person.marital.is.", "person.Whereabouts": "person.whereabouts.is.", "person.Status": "person.status.is.", "person.OwnCase": "person.own_case.is.", "step.From": "casefile.state.", "step.To": "casefile.state.",
	"step.Role": "role.", "glass.Role": "role.", "glass.Reason": "glass.reason.is.", "notice.Kind": "message.kind.", "notice.Status": "notice.status.", "decision.Outcome": "decision.outcome.is.",
	"interview.Status": "interview.status.", "track.Kind": "admissibility.track.", "track.Value": "admissibility.value.", "incident.Kind": "incident.kind.is.",
	"referral.Priority": "cover.priority.is.", "record.For": "record.for.is.", "record.Ground": "record.withheld.is.",
}

// countries and tongues are the fields that hold a code of a country, or of a language.
var (
	countries = []string{"Country", "Nationality", "Nationalities", "Residence", "BirthCountry", "Origin"}
	tongues   = []string{"Language", "Official", "Correspondence"}
)

// Lines are the fields of an entry that say something, in their order, with what they are called.
func (r *Record) Lines(e Entry) []Line {
	if e.Value == nil {
		return nil
	}
	l := liner{Record: r, kind: e.Kind}
	l.fields("", reflect.Indirect(reflect.ValueOf(e.Value)))
	return l.out
}

// liner gathers the lines of one entry.
type liner struct {
	*Record
	kind string
	out  []Line
}

func (l *liner) fields(under string, v reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		switch {
		case !f.IsExported() || f.Tag.Get("json") == "-" || slices.Contains(hidden, f.Name) || v.Field(i).IsZero():
		case f.Anonymous:
			l.fields(under, v.Field(i))
		default:
			l.field(join(under, l.called("record.field.", f.Name)), f.Name, v.Field(i))
		}
	}
}

func join(list ...string) string {
	return strings.Join(slices.DeleteFunc(list, func(s string) bool { return s == "" }), ": ")
}

func (l *liner) add(name, value string) {
	if value != "" {
		l.out = append(l.out, Line{name, value})
	}
}

func (l *liner) field(name, field string, v reflect.Value) {
	if t, ok := v.Interface().(time.Time); ok {
		l.add(name, l.Moment(t))
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			l.field(name, field, v.Elem())
		}
	case reflect.Struct:
		l.fields(name, v)
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(fmt.Sprint(a.Interface()), fmt.Sprint(b.Interface())) })
		for _, k := range keys {
			l.field(join(name, l.value(field, fmt.Sprint(k.Interface()))), field, v.MapIndex(k))
		}
	case reflect.Slice, reflect.Array:
		if k := v.Type().Elem().Kind(); k != reflect.Struct && k != reflect.Pointer {
			var all []string
			for i := range v.Len() {
				all = append(all, l.simple(field, v.Index(i)))
			}
			l.add(name, strings.Join(all, ", "))
			return
		}
		for i := range v.Len() {
			l.field(name+" "+strconv.Itoa(i+1), field, v.Index(i))
		}
	default:
		l.add(name, l.simple(field, v))
	}
}

// simple is a value that is no structure, in words.
func (l *liner) simple(field string, v reflect.Value) string {
	switch x := v.Interface().(type) {
	case policy.Day:
		return l.Lang.Date(string(x))
	case people.Partial:
		return l.Lang.Date(string(x))
	}
	switch v.Kind() {
	case reflect.String:
		return l.value(field, v.String())
	case reflect.Bool:
		if v.Bool() {
			return l.Lang.T("ask.yn.yes")
		}
		return l.Lang.T("ask.yn.no")
	}
	return fmt.Sprint(v.Interface())
}

// value is a text or a code: persons by their number, entries by theirs, accounts by their name, codes as their words where
// there are words.
func (l *liner) value(field, s string) string {
	for i := range l.Persons {
		if p := &l.Persons[i]; p.ID == s {
			return l.Lang.F("case.person.n", map[string]any{"Number": p.Number})
		}
	}
	if id, ok := l.entry(s); ok {
		return l.Lang.F("record.entry", map[string]any{"Number": id})
	}
	if prefix := codes[l.kind+"."+field]; prefix != "" && i18n.Has(prefix+s) {
		return l.Lang.T(prefix + s)
	}
	switch {
	case slices.Contains(countries, field):
		return l.Lang.Country(s)
	case slices.Contains(tongues, field):
		return l.Lang.Language(s)
	case field == "By" || field == "Account" || field == "Officer" || strings.HasSuffix(field, "By"):
		return l.Account(s)
	case field == "Criterion" || field == "Code" || field == "Codes":
		if c, ok := l.View.Criterion(s); ok {
			return s + ", " + c.In(string(l.Lang))
		}
		if g, ok := l.View.Ground(s); ok {
			return s + ", " + g.In(string(l.Lang))
		}
	}
	if i18n.Has("ask.yn." + s) {
		return l.Lang.T("ask.yn." + s)
	}
	return s
}

func (l *liner) entry(id string) (int, bool) {
	for i := range l.Entries {
		if l.Entries[i].ID == id {
			return l.Entries[i].Number, id != ""
		}
	}
	return 0, false
}

// Moment is an instant as a record says it, to the second.
func (r *Record) Moment(t time.Time) string {
	t = t.UTC()
	return r.Lang.Date(t.Format(time.DateOnly)) + ", " + t.Format("15:04:05") + " UTC"
}

// Kind is what an entry is called.
func (r *Record) Kind(e Entry) string { return r.called("record.kind.", e.Kind) }

// called is the words of a kind or a field; one that a newer or an older version made is said by its code.
func (r *Record) called(prefix, code string) string {
	if i18n.Has(prefix + code) {
		return r.Lang.T(prefix + code)
	}
	return code
}

// Certified is the record as a document: what it is, what it holds by number, the chain that proves it, and the content.
func (r *Record) Certified() pdf.Document {
	w := &writer{Source: &Source{Lang: r.Lang}}
	l := r.Lang
	w.heading(1, l.T("record.pdf."+string(r.Part)))
	w.note("record.pdf.what." + string(r.Part))
	last := r.Links[len(r.Links)-1]
	w.pairs(w.of("sheet.reference", r.Ref), w.of("sheet.application", r.Application), w.of("record.pdf.as_of", r.Moment(r.AsOf)), w.of("record.pdf.made", r.Moment(r.Made)),
		w.of("record.pdf.role", l.T("role."+string(r.Role))), w.of("record.for", l.T("record.for.is."+r.For)), w.of("record.pdf.ground", l.T("record.for.ground."+r.For)), w.of("record.purpose", r.Purpose),
		w.of("case.overview.state", l.T("casefile.state."+string(r.State))), w.of("case.overview.office", r.Office), w.of("case.overview.pack", r.Pack),
		w.of("record.pdf.link", strconv.FormatInt(last.Number, 10)), w.of("record.pdf.head", last.Hash))
	w.note("record.pdf.proof")
	w.note("record.pdf.blank")
	w.heading(2, l.T("record.pdf.index"))
	t := pdf.Table{Head: w.heads("record.pdf.number", "record.pdf.kind", "record.pdf.day", "record.pdf.written", "record.pdf.hash"), Widths: []int{2, 5, 4, 2, 12}, RowHeads: true}
	for _, e := range r.Entries {
		said := e.SHA256
		if e.Withheld.Ground != "" && e.Value == nil {
			said = l.F("record.pdf.withheld", map[string]any{"Ground": l.T("record.withheld.is." + string(e.Withheld.Ground))})
		}
		t.Rows = append(t.Rows, []pdf.Text{pdf.Plain(strconv.Itoa(e.Number)), pdf.Plain(r.Kind(e)), pdf.Plain(l.Date(e.At.UTC().Format(time.DateOnly))), pdf.Plain(strconv.FormatInt(e.Link, 10)), pdf.Plain(said)})
	}
	w.add(t)
	r.documents(w)
	w.heading(2, l.T("record.pdf.chain"))
	t = pdf.Table{Head: w.heads("record.pdf.number", "record.pdf.at", "record.pdf.act", "record.pdf.role", "record.pdf.hash"), Widths: []int{2, 4, 5, 4, 12}, RowHeads: true}
	for _, x := range r.Links {
		t.Rows = append(t.Rows, []pdf.Text{pdf.Plain(strconv.FormatInt(x.Number, 10)), pdf.Plain(r.Moment(x.At)), pdf.Plain(r.called("action.", string(x.Action))), pdf.Plain(l.T("role." + string(x.Role))), pdf.Plain(x.Hash)})
	}
	w.add(t)
	w.heading(2, l.T("record.pdf.content"))
	for _, e := range r.Entries {
		w.heading(3, l.F("record.pdf.entry", map[string]any{"Number": e.Number, "Kind": r.Kind(e), "At": r.Moment(e.At)}))
		if e.Value == nil && e.Withheld.Ground != "" {
			w.add(pdf.Note{Text: pdf.Plain(l.F("record.pdf.withheld", map[string]any{"Ground": l.T("record.withheld.is." + string(e.Withheld.Ground))}))})
			continue
		}
		if e.Withheld.Ground != "" {
			w.add(pdf.Paragraph{Text: pdf.Plain(l.F("record.pdf.annexed", map[string]any{"Ground": l.T("record.withheld.is." + string(e.Withheld.Ground))}))})
		}
		var out []pair
		for _, x := range r.Lines(e) {
			out = append(out, pair{x.Name, x.Value})
		}
		w.pairs(out...)
	}
	return pdf.Document{Title: l.T("record.pdf.window"), Lang: string(l) + "-CA", Head: [2]string{l.T("sheet.protected"), r.Ref},
		Foot: l.F("record.pdf.foot", map[string]any{"AsOf": r.Moment(r.AsOf)}), Page: l.T("sheet.page"), Undrawn: l.T("sheet.undrawn"), Blocks: w.blocks}
}

// documents are the documents then present, and those of them that are not in the record, with why.
func (r *Record) documents(w *writer) {
	if len(r.Files) == 0 {
		return
	}
	w.heading(2, r.Lang.T("record.pdf.documents"))
	t := pdf.Table{Head: w.heads("record.pdf.number", "document.kind.label", "document.language.label", "record.pdf.file", "record.pdf.original"), Widths: []int{2, 5, 4, 6, 10}, RowHeads: true}
	for _, f := range r.Files {
		kind, language, name := "", "", f.Name
		if f.Kind != "" {
			kind = r.Lang.T("document.kind.is." + f.Kind)
		}
		if f.Language != "" {
			language = r.Lang.Language(f.Language)
		}
		if f.Why != "" {
			name = r.Lang.T("record.left." + f.Why)
		}
		t.Rows = append(t.Rows, []pdf.Text{pdf.Plain(strconv.Itoa(f.Entry)), pdf.Plain(kind), pdf.Plain(language), pdf.Plain(name), pdf.Plain(f.Of)})
	}
	w.add(t)
}

// FileName is the neutral name of a document within a record: the number of its entry.
func FileName(entry int, media string) string {
	kind, _ := document.TypeInfo(media)
	return fmt.Sprintf("documents/%04d%s", entry, kind.Ending)
}
