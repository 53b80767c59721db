package web

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/referral"
)

// Step 6: documents. A file streams into sealed chunks; it is downloaded under a name that says nothing, and only
// pictures are shown in the browser, in a page of their own that can do nothing.

type papersView struct {
	draftPage
	Edit *form
	Docs []paperLine
	Need []entry // photos that are still missing
	Adds bool    // a paper may be added: in a draft, and when the operations centre has asked for one
}

// paperLine is one document of a draft.
type paperLine struct {
	ID       string
	Name     string
	Kind     string
	Person   string
	Size     string
	At       string
	Preview  string
	Remove   *form
	Note     string
	Evidence bool
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
	p := papersView{draftPage: dp}
	d := p.D
	p.Adds = p.Open || d.Case.State == casefile.InformationAsked
	for _, x := range d.Documents {
		l := paperLine{ID: x.ID, Name: documentName(v, x), Kind: v.T("document.kind.is." + x.Kind), Size: v.size(x.Size), At: v.path("/referrals/{case}/documents/{document}", d.Case.ID, x.ID)}
		for _, q := range d.Persons {
			if q.ID == x.Person {
				l.Person = q.Shown()
			}
		}
		if shown(x.Type) {
			l.Preview = v.path("/referrals/{case}/documents/{document}/preview", d.Case.ID, x.ID)
		}
		if document.TranslationNeeded(x) || x.Translation == "missing" {
			l.Note = v.T("document.translation.needed")
		}
		if p.Open {
			l.Remove = v.form("remove-"+x.ID[:6], "/referrals/{case}/documents/{document}/remove", d.Case.ID, x.ID).of(x.Version)
		}
		p.Docs = append(p.Docs, l)
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
	p.Edit.each(func(q *field) bool {
		if q.Name == "person" {
			*q = p.Edit.pick(*q, personOptions(d)...)
		}
		return true
	})
	group := &p.Edit.Groups[0]
	group.Fields = append(group.Fields, p.Edit.upload("file", "document.file.label", ".pdf,.jpg,.jpeg,.png,.webp,.tif,.tiff,.heic,.xml,.txt"))
	return v.show("referral/documents", p)
}

func (w *Web) addDocument(v *visit) error {
	var said document.Document
	if err := referral.DocumentForm.Apply(&said, answersTo(v, referral.DocumentForm), nil); err != nil {
		return v.drained(err)
	}
	n, err := v.files(func(_, name string, body io.Reader) error {
		_, err := w.App.AddDocument(v.ctx(), v.write(), app.Upload{Said: said, Name: name, Body: body})
		return err
	})
	if err != nil {
		return v.drained(err)
	}
	if n == 0 {
		var c fault.Check
		c.Add("file", "document.file.empty")
		return c.Err("document.check")
	}
	return v.done("referral.document_added", draftSteps[5], v.caseID())
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

// downloadDocument sends a document to be kept.
func (w *Web) downloadDocument(v *visit) error { return v.sendDocument(v.value("document")) }

// previewDocument shows a picture, in a page of its own that can run nothing. Anything else is only downloaded: a
// browser's viewer of PDF is a large thing to trust with somebody else's file.
func (w *Web) previewDocument(v *visit) error {
	d, err := w.App.OpenDocument(v.ctx(), v.Actor, v.caseID(), v.value("document"))
	if err != nil {
		return err
	}
	if !shown(d.Type) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	h := v.w.Header()
	h.Set("Content-Type", d.Type)
	h.Set("Content-Length", strconv.FormatInt(d.Size, 10))
	h.Set("Content-Disposition", "inline")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	return d.Send(v.ctx(), v.w)
}

// shown says whether a media type may be shown in the browser.
func shown(media string) bool {
	t, ok := document.TypeInfo(media)
	return ok && t.Preview && strings.HasPrefix(media, "image/")
}
