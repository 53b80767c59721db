package web

import (
	"errors"
	"io"
	"strconv"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/referral"
)

// Step 6: documents. A file streams into sealed chunks, in parts with our module or whole with a plain form.

type papersView struct {
	draftPage
	Edit    *form
	Docs    []paperLine
	Need    []entry   // photos that are still missing
	Adds    bool      // a paper may be added: in a draft, and when the operations centre has asked for one
	Waiting []waiting // files on their way
	Scanner bool      // a malware scanner is configured
	Room    string    // what the case has, and may have
	Door    string    // where an ended session begins again
}

// paperLine is one document of a draft.
type paperLine struct {
	ID     string
	Name   string
	Kind   string
	Person string
	Size   string
	Pages  string
	At     string
	Scan   string // the scanner has something to say
	Remove *form
	Note   string
	By     string // the helper who added it
}

// documentName is what a document is called on a page: its title, else what it is.
func documentName(v *visit, d document.Document) string {
	if d.Title != "" {
		return d.Title
	}
	return v.T("document.kind.is." + d.Kind)
}

func (w *Web) documents(v *visit) error {
	dp, err := v.draft(6, false)
	if err != nil {
		return err
	}
	p := papersView{draftPage: dp, Scanner: w.App.Clam.Set()}
	d := p.D
	p.Adds = (p.Open || app.PapersAsked(d.Case)) && w.App.May(v.Actor, access.AddDocument, d.Case)
	files, bytes := 0, int64(0)
	for _, x := range d.Documents {
		if x.Removed != "" {
			continue
		}
		files++
		bytes += x.Size
		l := paperLine{ID: x.ID, Name: documentName(v, x), Kind: v.T("document.kind.is." + x.Kind), Size: v.size(x.Size), At: v.path("/referrals/{case}/documents/{document}", d.Case.ID, x.ID)}
		for _, q := range d.Persons {
			if q.ID == x.Person {
				l.Person = q.Shown()
			}
		}
		if x.Pages > 0 {
			l.Pages = v.N("document.pages", x.Pages, nil)
		}
		if document.TranslationNeeded(x) || x.Translation == "missing" {
			l.Note = v.T("document.translation.needed")
		}
		if helped(d.File, x.AddedBy) {
			l.By = v.byHelper(x.AddedBy)
		}
		if x.Held() {
			l.Scan = v.T("document.held." + string(x.Malware))
		}
		if p.Open && w.App.May(v.Actor, access.RemoveDocument, d.Case) {
			l.Remove = v.form("remove-"+x.ID[:6], "/referrals/{case}/documents/{document}/remove", d.Case.ID, x.ID).of(x.Version)
		}
		p.Docs = append(p.Docs, l)
	}
	p.Room = v.F("document.room", map[string]any{"Files": files, "MaxFiles": document.CaseFiles, "Size": v.size(bytes), "MaxSize": v.size(document.CaseBytes)})
	if p.Adds && (v.Actor.Unit == d.Case.ReferredBy || d.Case.Summary.Entering) {
		list, err := w.App.Uploads(v.ctx(), v.Actor, d.Case.ID)
		if err != nil {
			return err
		}
		p.Waiting = v.waitingFor(list, d.Case.ID)
	}
	p.Door = v.path("/sign-in")
	if w.Demo {
		p.Door = v.path("/demo")
	}
	for _, o := range d.Owed {
		if o.Form.ID == "photo" && !o.Present {
			p.Need = append(p.Need, entry{At: v.path(draftSteps[5], d.Case.ID) + "?kind=photo&person=" + o.Person.ID, Words: v.F("referral.documents.photo", map[string]any{"Person": o.Person.Shown()})})
		}
	}
	said := document.Document{Kind: v.query("kind"), Person: v.query("person")}
	p.Main = "add"
	p.Edit = v.form("add", draftSteps[5], d.Case.ID)
	sheet(p.Edit, referral.DocumentForm, &said)
	p.Edit.Parts, p.Edit.Done = v.path(uploadsAt, d.Case.ID), v.path(draftSteps[5], d.Case.ID)+"?done=referral.document_added"
	p.Edit.each(func(q *field) bool {
		if q.Name == "person" {
			*q = p.Edit.pick(*q, personOptions(d)...)
		}
		return true
	})
	group := &p.Edit.Groups[0]
	file := p.Edit.upload("file", "document.file.label", document.Accept())
	file.Multiple = true
	group.Fields = append(group.Fields, file)
	return v.show("referral/documents", p)
}

func (w *Web) addDocument(v *visit) error {
	if err := v.addFiles(); err != nil {
		return err
	}
	return v.done("referral.document_added", draftSteps[5], v.caseID())
}

// addFiles makes documents of the files of a plain form.
func (v *visit) addFiles() error {
	var said document.Document
	if err := referral.DocumentForm.Apply(&said, answersTo(v, referral.DocumentForm), nil); err != nil {
		return v.drained(err)
	}
	w0, n := v.write(), 0
	sent, err := v.files(func(_, name, declared string, body io.Reader) error {
		each := w0
		if n++; each.Token != "" { // the form's token, for each of its files
			each.Token += "." + strconv.Itoa(n)
		}
		_, err := v.web.App.AddDocument(v.ctx(), each, app.Upload{Said: said, Name: name, Declared: declared, Body: body})
		return err
	})
	if err != nil {
		return v.drained(err)
	}
	if sent == 0 {
		var c fault.Check
		c.Add("file", "document.file.empty")
		return c.Err("document.check")
	}
	return nil
}

// drained reads the rest of a refused upload within its limit, so that a browser which is still sending gets to read
// the answer.
func (v *visit) drained(err error) error {
	var f *fault.Error
	if v.file != nil && errors.As(err, &f) {
		_, _ = io.Copy(io.Discard, v.file) // what cannot be read any more is the browser's loss alone
	}
	return err
}

func (w *Web) removeDocument(v *visit) error {
	if err := w.App.RemoveDocument(v.ctx(), v.write(), v.value("document"), v.version()); err != nil {
		return err
	}
	return v.done("referral.document_removed", draftSteps[5], v.caseID())
}
