package web

import (
	"cmp"
	"slices"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
)

// The helper's side of I-75. These pages are made from app.Helping alone, in which no answer of anybody else is.

const (
	grantedAt          = "/granted"
	grantedCaseAt      = "/granted/{case}"
	grantedPartAt      = "/granted/{case}/persons/{person}/sections/{section}"
	grantedRowAt       = "/granted/{case}/persons/{person}/{rows}/{index}"
	grantedDocumentsAt = "/granted/{case}/documents"
)

type grantedListView struct {
	page
	Rows []grantedRow
}

type grantedRow struct{ At, Ref, Until string }

// granted are the drafts of which forms are open to the reader.
func (w *Web) granted(v *visit) error {
	list, err := w.App.Granted(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	p := grantedListView{page: v.page("granted.title")}
	for _, c := range list {
		until := app.UntilOf(c, v.Actor.Account, w.App.Today())
		p.Rows = append(p.Rows, grantedRow{v.path(grantedCaseAt, c.ID), c.Ref, v.Lang.Date(string(until))})
	}
	return v.show("grant/list", p)
}

// grantedPage stands around every page of one case.
type grantedPage struct {
	page
	H     *app.Helping
	Head  string
	Crumb []entry
	Open  bool
	Until string
}

func (v *visit) helping(title string) (grantedPage, error) {
	h, err := v.web.App.Helping(v.ctx(), v.Actor, v.caseID())
	if err != nil {
		return grantedPage{}, err
	}
	p := grantedPage{page: v.page(title), H: h, Head: v.T(title), Open: h.Open, Until: v.F("granted.until", map[string]any{"Day": h.Until}), Crumb: []entry{{At: v.path(grantedCaseAt, h.ID), Words: h.Ref}}}
	p.Current = grantedAt
	return p, nil
}

// personWords is a person as a helper knows them: number, and what they are to the applicant.
func (v *visit) personWords(p app.HelpedPerson) string {
	words := v.F("grant.person", map[string]any{"Number": p.Number})
	if p.Relationship != "" && slices.Contains(people.Relationships, p.Relationship) {
		words += ", " + v.T("person.relationship.is."+string(p.Relationship))
	}
	return words
}

type grantedCaseView struct {
	grantedPage
	Persons   []grantedPerson
	Documents string // address, "" where they are not open
}

type grantedPerson struct {
	ID, Words string
	Parts     []sectionLine
}

// grantedCase is whom a helper may type for, and the parts of the forms that are open.
func (w *Web) grantedCase(v *visit) error {
	g, err := v.helping("granted.case")
	if err != nil {
		return err
	}
	p := grantedCaseView{grantedPage: g}
	p.Crumb, p.Head = []entry{{At: v.path(grantedAt), Words: v.T("granted.title")}}, g.H.Ref
	for _, x := range g.H.Persons {
		if len(x.Parts) > 0 {
			p.Persons = append(p.Persons, grantedPerson{ID: x.ID, Words: v.personWords(x), Parts: v.helpedLines(g.H, x, "")})
		}
	}
	if slices.Contains(g.H.Forms, referral.Papers) {
		p.Documents = v.path(grantedDocumentsAt, g.H.ID)
	}
	return v.show("grant/case", p)
}

// helpedLines are the parts that are open about a person; how many questions of each are still empty.
func (v *visit) helpedLines(h *app.Helping, x app.HelpedPerson, here string) (out []sectionLine) {
	for _, s := range x.Parts {
		l := sectionLine{At: v.path(grantedPartAt, h.ID, x.ID, s.Name), Name: v.T("section." + s.Name + ".title"), Here: s.Name == here, Icon: "ok", Words: v.T("granted.nothing_empty")}
		n := 0
		for q := range s.Sheet.All() {
			if q.Need == referral.Needed && s.Seen[q.Name] == referral.StillEmpty {
				n++
			}
		}
		if n > 0 {
			l.Icon, l.Words = "need", v.N("granted.empty", n, nil)
		} else if len(s.Sheet) == 0 {
			l.Icon, l.Words = "follow", v.T("granted.list")
		}
		out = append(out, l)
	}
	return out
}

type grantedPartView struct {
	grantedPage
	Hint     string
	Edit     *form
	Groups   []grantedGroup
	Lists    []grantedRows
	Sections []sectionLine
}

// grantedGroup is some questions: those that the helper may answer, those that others have, and what was typed to one that was
// answered meanwhile.
type grantedGroup struct {
	group
	Answered []string
	Lost     []refPair
}

type grantedRows struct {
	ID, Title string
	Entries   []entry
	Others    string
	Add       *entry
}

func (v *visit) helpedPart() (grantedPage, app.HelpedPerson, app.HelpedPart, error) {
	g, err := v.helping("granted.case")
	if err != nil {
		return g, app.HelpedPerson{}, app.HelpedPart{}, err
	}
	x, err := helpedPerson(g.H, v.value("person"))
	if err != nil {
		return g, x, app.HelpedPart{}, err
	}
	part, ok := x.Part(v.value("section"))
	if !ok {
		return g, x, part, fault.New(fault.NotFound, "fault.not_found")
	}
	return g, x, part, nil
}

func helpedPerson(h *app.Helping, id string) (app.HelpedPerson, error) {
	i := slices.IndexFunc(h.Persons, func(p app.HelpedPerson) bool { return p.ID == id })
	if i < 0 {
		return app.HelpedPerson{}, fault.New(fault.NotFound, "person.not_found")
	}
	return h.Persons[i], nil
}

func (w *Web) grantedPart(v *visit) error {
	g, x, part, err := v.helpedPart()
	if err != nil {
		return err
	}
	p := grantedPartView{grantedPage: g, Hint: v.T("granted.part.what"), Sections: v.helpedLines(g.H, x, part.Name)}
	p.Head, p.Title = v.T("section."+part.Name+".title"), v.T("section."+part.Name+".title")
	p.Crumb = append(p.Crumb, entry{Words: v.personWords(x)})
	form := ""
	if len(part.Sheet) > 0 {
		form = "part"
		p.Main = form
		p.Edit = v.form(form, grantedPartAt, g.H.ID, x.ID, part.Name).of(x.Version)
		p.Groups = v.grantedGroups(p.Edit, part)
	}
	for _, l := range part.Lists {
		p.Lists = append(p.Lists, v.grantedRows(g, x, l, form))
	}
	return v.show("grant/part", p)
}

func (v *visit) grantedGroups(f *form, part app.HelpedPart) (out []grantedGroup) {
	for _, s := range part.Sheet {
		g := grantedGroup{group: group{ID: "g-" + s.Name, Title: v.T(s.Questions[0].Form + ".group." + s.Name)}}
		for _, q := range s.Questions {
			if part.Seen[q.Name] != referral.Filled {
				x := f.ask(q.Ask, part.Values[q.Name])
				x.List = "" // typed by name or code: the page stays small
				g.Fields = append(g.Fields, x)
				continue
			}
			label := v.T(q.Form + "." + q.Name + ".label")
			g.Answered = append(g.Answered, label)
			if words := v.typedWords(q.Ask); f.again() && words != "" {
				g.Lost = append(g.Lost, refPair{label, words})
			}
		}
		out = append(out, g)
	}
	return out
}

// typedWords is what was typed to a question, in words.
func (v *visit) typedWords(a referral.Ask) string {
	if a.Kind == referral.Date || a.Kind == referral.DateLike {
		return v.day(a.Name)
	}
	if values := v.Typed[a.Name]; a.Words != "" {
		return v.answerWords(a, values)
	}
	return strings.TrimSpace(strings.Join(v.Typed[a.Name], ", "))
}

// grantedRows is a list of rows: the helper's own, and how many others typed.
func (v *visit) grantedRows(g grantedPage, x app.HelpedPerson, l app.HelpedRows, form string) grantedRows {
	out := grantedRows{ID: "rows-" + strings.ReplaceAll(l.Name, "_", "-"), Title: v.T("rows." + l.Name + ".title")}
	saving := form != "" && g.Open
	for _, row := range l.Own {
		e := entry{At: v.path(grantedRowAt, g.H.ID, x.ID, l.Name, row.Index)}.saving(saving, form, l.Name, row.Index)
		var words []string
		if row.Question != "" {
			words = append(words, v.T("life.background."+row.Question+".short"))
			if row.Empty {
				e.Wrong = v.T("life.context.explanation.missing")
			}
		}
		for _, a := range l.HelperAsks() {
			if s := v.answerWords(a, row.Values[a.Name]); s != "" && a.Kind != referral.Long && len(words) < 4 {
				words = append(words, s)
			}
		}
		e.Words = cmp.Or(strings.Join(words, ", "), v.T("rows."+l.Name+".one"))
		out.Entries = append(out.Entries, e)
	}
	if l.Others {
		out.Others = v.T("granted.rows.others")
	}
	if !l.Full {
		e := entry{At: v.path(grantedRowAt, g.H.ID, x.ID, l.Name, "new"), Words: v.T("rows." + l.Name + ".add")}.saving(saving, form, l.Name, "new")
		out.Add = &e
	}
	return out
}

func (w *Web) saveGrantedPart(v *visit) error {
	s, ok := referral.HelperSection(referral.HelperForms, v.value("section"))
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if err := w.App.SaveGranted(v.ctx(), v.write(), v.value("person"), v.version(), s.Name, answersTo(v, s.Sheet)); err != nil {
		return err
	}
	if parts := strings.Split(v.pressed(), "."); len(parts) == 3 && parts[0] == rowGo {
		if _, _, ok := referral.HelperRows(referral.HelperForms, parts[1]); ok {
			if _, err := index_(parts[2]); err == nil {
				return v.done("grant.saved", grantedRowAt, v.caseID(), v.value("person"), parts[1], parts[2])
			}
		}
	}
	if v.pressed() == "stay" {
		return v.done("grant.saved", grantedPartAt, v.caseID(), v.value("person"), s.Name)
	}
	return v.done("grant.saved", grantedCaseAt, v.caseID())
}

type grantedRowView struct {
	grantedPage
	Ask    string
	Edit   *form
	Remove *form
	Again  bool
	Back   string
}

// grantedList is the list of rows that an address names, as the reader sees it, and the part that shows it.
func grantedList(h *app.Helping, x app.HelpedPerson, name string) (app.HelpedRows, string, error) {
	for _, part := range x.Parts {
		for _, l := range part.Lists {
			if l.Name == name {
				return l, part.Name, nil
			}
		}
	}
	return app.HelpedRows{}, "", fault.New(fault.NotFound, "fault.not_found")
}

func (w *Web) grantedRow(v *visit) error {
	g, err := v.helping("granted.case")
	if err != nil {
		return err
	}
	x, err := helpedPerson(g.H, v.value("person"))
	if err != nil {
		return err
	}
	l, part, err := grantedList(g.H, x, v.value("rows"))
	if err != nil {
		return err
	}
	i, err := index_(v.value("index"))
	if err != nil {
		return err
	}
	row := app.HelpedRow{Index: referral.Added, Values: referral.Answers{}}
	if i != referral.Added {
		at := slices.IndexFunc(l.Own, func(r app.HelpedRow) bool { return r.Index == i })
		if at < 0 {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		row = l.Own[at]
	} else if l.Fixed {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	p := grantedRowView{grantedPage: g, Again: i == referral.Added, Back: v.path(grantedPartAt, g.H.ID, x.ID, part)}
	p.Head, p.Title = v.T("rows."+l.Name+".one"), v.T("rows."+l.Name+".one")
	if row.Question != "" {
		p.Head, p.Ask = v.T("life.background."+row.Question+".short"), v.T("life.background."+row.Question+".label")
	}
	p.Crumb = append(p.Crumb, entry{At: p.Back, Words: v.T("section." + part + ".title")}, entry{Words: v.personWords(x)})
	p.Main = l.Name
	p.Edit = v.form(l.Name, grantedRowAt, g.H.ID, x.ID, l.Name, v.value("index")).of(x.Version)
	for _, a := range l.HelperAsks() {
		q := p.Edit.ask(a, row.Values[a.Name])
		q.List = ""
		p.Edit.Fields = append(p.Edit.Fields, q)
	}
	if i != referral.Added && !l.Fixed {
		p.Remove = v.form("remove", grantedRowAt, g.H.ID, x.ID, l.Name, v.value("index")).of(x.Version)
	}
	return v.show("grant/row", p)
}

func (w *Web) saveGrantedRow(v *visit) error {
	r, in, ok := referral.HelperRows(referral.HelperForms, v.value("rows"))
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	i, err := index_(v.value("index"))
	if err != nil {
		return err
	}
	if v.Typed.Get("form") == "remove" {
		err = w.App.RemoveGrantedRow(v.ctx(), v.write(), v.value("person"), v.version(), r.Name, i)
	} else {
		err = w.App.SaveGrantedRow(v.ctx(), v.write(), v.value("person"), v.version(), r.Name, i, v.answers(r.HelperAsks()))
	}
	if err != nil {
		return err
	}
	if v.pressed() == "add" {
		return v.done("grant.saved", grantedRowAt, v.caseID(), v.value("person"), r.Name, "new")
	}
	// The list may stand in two parts, of which one alone is open to the reader.
	h, err := w.App.Helping(v.ctx(), v.Actor, v.caseID())
	if err != nil {
		return err
	}
	part := in.Name
	if x, err := helpedPerson(h, v.value("person")); err == nil {
		if _, name, err := grantedList(h, x, r.Name); err == nil {
			part = name
		}
	}
	return v.done("grant.saved", grantedPartAt, v.caseID(), v.value("person"), part)
}

type grantedDocumentsView struct {
	grantedPage
	Docs    []refPair
	Others  string
	Edit    *form
	Scanner bool
}

// grantedDocuments are the documents that a helper added, by what they said of them. The files are not opened again: who
// brought one has it.
func (w *Web) grantedDocuments(v *visit) error {
	g, err := v.helping("granted.documents")
	if err != nil {
		return err
	}
	if !slices.Contains(g.H.Forms, referral.Papers) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	p := grantedDocumentsView{grantedPage: g, Scanner: w.App.Clam.Set()}
	for _, d := range g.H.Documents {
		p.Docs = append(p.Docs, refPair{v.T("document.kind.is." + d.Kind), documentName(v, d) + ", " + v.size(d.Size)})
	}
	if g.H.Others {
		p.Others = v.T("granted.documents.others")
	}
	p.Main = "add"
	p.Edit = v.form("add", grantedDocumentsAt, g.H.ID)
	var said document.Document
	sheet(p.Edit, referral.DocumentForm, &said)
	p.Edit.each(func(q *field) bool {
		switch q.Name {
		case "kind": // the proof of a date is the partner's to give (decision 4)
			q.Options = slices.DeleteFunc(q.Options, func(o option) bool { return o.Value == "proof_of_date" })
		case "person":
			var who []option
			for _, x := range g.H.Persons {
				who = append(who, option{Value: x.ID, Label: v.personWords(x)})
			}
			*q = p.Edit.pick(*q, who...)
		case "language":
			q.List = ""
		}
		return true
	})
	file := p.Edit.upload("file", "document.file.label", document.Accept())
	file.Multiple = true
	p.Edit.Groups[0].Fields = append(p.Edit.Groups[0].Fields, file)
	return v.show("grant/documents", p)
}

func (w *Web) addGrantedDocument(v *visit) error {
	if err := v.addFiles(); err != nil {
		return err
	}
	return v.done("referral.document_added", grantedDocumentsAt, v.caseID())
}

// helpersOf is where a partner sees to the helpers of a draft, "" when there is nothing to see to.
func (v *visit) helpersOf(f *app.File) string {
	if f.Case.State == casefile.WithdrawnBefore || !partners[v.Actor.Role] || len(f.Grants) == 0 && !app.InHand(v.Actor, f.Case) {
		return ""
	}
	return v.path(helpersAt, f.Case.ID)
}
