package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/referral"
	"passage/internal/inspect"
	"passage/internal/store"
)

// Upload is one file as it comes in: what is said about it, the name the sender gave it and the type their browser
// declared, and its bytes to read once.
type Upload struct {
	Said     document.Document
	Name     string
	Declared string
	SHA256   string // of the whole file, when it comes in parts; see StartUpload
	Body     io.Reader
}

// AddDocument seals a file under the case's key, chunk by chunk, has it taken apart, and stores what is said and found.
// Nothing is written before the actor may do this, and of a file that is refused nothing stays. It answers the
// document's id.
func (a *App) AddDocument(ctx context.Context, w Write, in Upload) (string, error) {
	d, err := a.expected(ctx, w.Actor, w.Case, in.Said, 0, "")
	if err != nil {
		return "", err
	}
	blob, err := a.Store.WriteBlob(ctx, w.Case, a.Now(), io.LimitReader(in.Body, document.Limit+1))
	if err != nil { // a form that was cut is no document
		return "", errors.Join(err, a.Store.DropLoose(ctx, blob.ID))
	}
	content, err := a.Store.Content(ctx, w.Case, blob)
	if err != nil {
		return "", err
	}
	d.Name = document.CleanName(in.Name)
	w.Body = append(slices.Clone(w.Body), blob.SHA256...) // the token stands for these bytes too
	return a.keep(ctx, w, d, in.Declared, blob, content, "")
}

// expected looks at what is said before any byte is taken in, so that a wrong answer costs no upload: who may, what is
// said of the file, and the room that the case has for size more bytes; upload is the one that they come by, if it has begun.
func (a *App) expected(ctx context.Context, who access.Actor, id casefile.ID, d document.Document, size int64, upload string) (document.Document, error) {
	c, err := a.Store.Peek(ctx, id)
	if err != nil {
		return d, err
	}
	if err := a.mayAdd(who, c); err != nil {
		return d, err
	}
	if k, ok := document.KindOf(d.Kind); ok && d.Sensitivity == "" {
		d.Sensitivity = k.Sensitivity
	}
	ahead := d
	ahead.Size, ahead.Type = max(size, 1), "image/png"
	if err := document.Check(ahead); err != nil {
		return d, err
	}
	f, err := a.Store.Read(ctx, id, store.Rooms{store.Package: true}) // of the rule alone: nothing of it is shown
	if err != nil {
		return d, err
	}
	open, err := a.Store.Uploads(ctx, id)
	if err != nil {
		return d, err
	}
	open = slices.DeleteFunc(open, func(u store.Upload) bool { return u.ID == upload })
	var bytes int64
	for _, u := range open {
		bytes += u.Size
	}
	return d, document.Room(f.Documents, len(open), bytes, size)
}

// keep takes a file apart that is here, whole and sealed, and makes it a document of the case with its copies. upload
// is the upload that it came by, "" for none. What is refused is removed at once.
func (a *App) keep(ctx context.Context, w Write, d document.Document, declared string, blob store.Blob, content []byte, upload string) (answer string, err error) {
	var wrote []string
	defer func() {
		if err != nil && (upload == "" || fault.KindOf(err) == fault.Invalid) {
			if e := a.Store.DropLoose(ctx, append(wrote, blob.ID)...); e != nil {
				err = errors.Join(err, e)
			}
		} else if err != nil {
			err = errors.Join(err, a.Store.DropLoose(ctx, wrote...))
		}
	}()
	d.ID, d.Version = "", 0
	d.Blob, d.Size, d.SHA256 = blob.ID, blob.Size, blob.SHA256
	found, err := a.inspected(ctx, &d, declared, content)
	if err != nil {
		return "", err
	}
	for _, c := range []struct {
		to    *document.Copy
		bytes []byte
	}{{&d.Clean, found.Clean}, {&d.Light, found.Light}} {
		if c.bytes == nil {
			continue
		}
		b, err := a.Store.WriteBlob(ctx, w.Case, a.Now(), bytes.NewReader(c.bytes))
		if err != nil {
			return "", err
		}
		wrote = append(wrote, b.ID)
		c.to.Blob, c.to.Size, c.to.SHA256 = b.ID, b.Size, b.SHA256
	}
	if err := document.Check(d); err != nil {
		return "", err
	}
	kept := ""
	answer, err = a.change(ctx, w, adding(w.Actor), func(tx *store.Tx, f *store.File) error {
		kept = blob.ID
		if err := a.mayAdd(w.Actor, f.Case); err != nil {
			return err
		}
		if err := document.Room(f.Documents, 0, 0, d.Size); err != nil {
			return err
		}
		d := d
		d.Added, d.AddedBy = tx.Today(), w.Actor.Account
		p, err := thePerson(f, must(d.Person))
		if d.Person != "" && err != nil {
			return err
		}
		if err := helpersPhoto(w.Actor, f, d, p); err != nil {
			return err
		}
		for _, b := range d.Blobs() {
			tx.KeepBlob(b)
		}
		if err := tx.SaveDocument(f, &d); err != nil {
			return err
		}
		if d.Malware == document.Waiting {
			tx.AwaitScan(f, d.ID)
		}
		if upload != "" {
			tx.EndUpload(upload)
		}
		tx.Answer = d.ID
		if d.Kind != "photo" || f.Case.Summary.Answering { // an answer to concerns changes nothing of the package
			return nil
		}
		p.Photo = d.ID
		return tx.SavePerson(f, &p)
	})
	if err == nil && kept == "" { // the same request again: these bytes are here twice
		err = a.Store.DropLoose(ctx, append(wrote, blob.ID)...)
	}
	return answer, err
}

// inspected enters in a document what its content shows, and refuses what is not what it says, what can act, and what
// the malware scanner knows.
func (a *App) inspected(ctx context.Context, d *document.Document, declared string, content []byte) (inspect.Found, error) {
	refuse := func(key string) error {
		var c fault.Check
		c.Add("file", key)
		return c.Err("document.check")
	}
	switch {
	case len(content) == 0:
		return inspect.Found{}, refuse("document.file.empty")
	case len(content) > document.Limit:
		return inspect.Found{}, refuse("document.file.large")
	}
	found, err := inspect.Read(ctx, d.Name, declared, content)
	if err != nil {
		return found, err
	}
	if found.Fault != "" {
		return found, refuse(found.Fault)
	}
	d.Type, d.Pages, d.Traces, d.Checked = found.Type, found.Pages, found.Traces, true
	d.Clean, d.Light = document.Copy{Type: found.CleanType}, document.Copy{}
	if found.CleanType != "" && found.Clean == nil { // nothing had to be taken out
		d.Clean = document.Copy{Blob: d.Blob, Type: d.Type, Size: d.Size, SHA256: d.SHA256}
	}
	if found.Light != nil {
		d.Light.Type = "image/jpeg"
	}
	d.Malware = a.scanned(ctx, content)
	if d.Malware != document.Unscanned && d.Malware != document.Waiting {
		d.ScannedAt = a.Today()
	}
	if d.Malware == document.Infected {
		return found, refuse("document.file.infected")
	}
	return found, nil
}

// mayAdd says whether a document may be added: the access file, and for a partner that the referral is in its hands.
func (a *App) mayAdd(who access.Actor, c casefile.Case) error {
	if err := access.Allow(who, adding(who), a.resource(c)); err != nil {
		return err
	}
	if who.Role == access.Helper {
		return a.mayHelp(who, c, referral.Papers)
	}
	partner := who.Unit == c.ReferredBy
	if partner && !c.State.Editable() && !PapersAsked(c) || c.State.Closed() {
		return &fault.Error{Kind: fault.Stopped, Key: "referral.not_editable", Rule: "ST-" + string(c.State), Args: map[string]any{"State": string(c.State)}}
	}
	return nil
}

// PapersAsked says that the partner was asked for something, or that concerns were put to the applicant: papers may be added
// to the answer.
func PapersAsked(c casefile.Case) bool {
	return c.State == casefile.InformationAsked || c.Summary.Answering || slices.ContainsFunc(c.Summary.Asked, func(x casefile.Asking) bool { return x.To == casefile.PartnerSide && !x.Answered })
}

// RemoveDocument takes a document off a draft; its bytes go, and the journal keeps that it was there.
func (a *App) RemoveDocument(ctx context.Context, w Write, id string, version int64) error {
	_, err := a.draft(ctx, w, access.RemoveDocument, func(tx *store.Tx, f *store.File) error {
		d, err := theDocument(f, id)
		if err != nil {
			return err
		}
		if d.Version != version {
			return fault.New(fault.Conflict, "fault.conflict")
		}
		for _, p := range f.Persons {
			if p.Photo == id {
				p.Photo = ""
				if err := tx.SavePerson(f, &p); err != nil {
					return err
				}
			}
		}
		r, err := theReferral(f)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(r.Claimed, func(c referral.Claim) bool { return c.Proof == id }) || r.Made.Proof == id || r.Submitted.Proof == id {
			return fault.Stop("I-24", "document.remove.proof")
		}
		for _, b := range d.Blobs() {
			tx.DropBlob(b)
		}
		tx.EndScan(id)
		return tx.RemoveDocument(f, id)
	})
	return err
}

func theDocument(f *store.File, id string) (document.Document, error) {
	i := slices.IndexFunc(f.Documents, func(d document.Document) bool { return d.ID == id && d.Removed == "" })
	if i < 0 {
		return document.Document{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return f.Documents[i], nil
}

// Part says which bytes of a document are opened.
type Part string

// Original is the file as it came, Clean the copy without traces, Light the small picture.
const (
	Original Part = "original"
	Clean    Part = "clean"
	Light    Part = "light"
)

// OpenDocument is the door to the bytes of a document: who may, the look is durable, and what is needed to answer before
// the first byte. The bytes come from Send. The original is asked for with a reason by everybody but those who sent it.
// fault.NotFound when there is no such part; fault.Stopped while the malware scanner has not answered.
func (a *App) OpenDocument(ctx context.Context, who access.Actor, id casefile.ID, doc string, part Part, reason string) (*Opened, error) {
	action := access.ViewDocument
	if part == Original {
		action = access.ViewOriginal
	}
	_, o, err := a.see(ctx, who, id, action, doc, reason)
	if err != nil {
		return nil, err
	}
	if part == Original && !o.sent(who) && strings.TrimSpace(reason) == "" {
		var c fault.Check
		c.Add("reason", "document.original.reason.missing")
		return nil, c.Err("document.original.check")
	}
	if o.Held() {
		return nil, &fault.Error{Kind: fault.Stopped, Key: "document.held." + string(o.Malware)}
	}
	switch part {
	case Original:
		o.Copy = document.Copy{Blob: o.Document.Blob, Type: o.Document.Type, Size: o.Document.Size, SHA256: o.Document.SHA256}
	case Clean:
		o.Copy = o.Clean
	case Light:
		o.Copy = o.Light
	}
	if o.Copy.Type == "" || o.Copy.Blob == "" {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return o, nil
}

// SeeDocument is the door to the page of a document: what is said of it and what was found, and the case around it.
func (a *App) SeeDocument(ctx context.Context, who access.Actor, id casefile.ID, doc string) (*File, document.Document, error) {
	f, o, err := a.see(ctx, who, id, access.ViewDocument, doc, "")
	if err != nil {
		return nil, document.Document{}, err
	}
	return f, o.Document, nil
}

func (a *App) see(ctx context.Context, who access.Actor, id casefile.ID, action access.Action, doc, reason string) (*File, *Opened, error) {
	f, err := a.View(ctx, who, id, action, strings.TrimSpace(doc+" "+reason))
	if err != nil {
		return nil, nil, err
	}
	d, err := theDocument(f, doc)
	if err != nil {
		return nil, nil, err
	}
	if !a.Opens(who, f.Case, d.Sensitivity) {
		return nil, nil, fault.New(fault.Forbidden, "document.forbidden")
	}
	return f, &Opened{Document: d, app: a, id: id, partner: f.Case.ReferredBy}, nil
}

// PageOfDocument is one page of a document as a picture of at most dots pixels on its longer side: of a PDF as it is
// rendered, apart from everything, of a picture as it is. The look is entered. fault.NotFound when there is none.
func (a *App) PageOfDocument(ctx context.Context, who access.Actor, id casefile.ID, doc string, page, dots int) ([]byte, error) {
	o, err := a.OpenDocument(ctx, who, id, doc, Clean, "")
	if err != nil {
		return nil, err
	}
	if o.Copy.Type != "application/pdf" || page < 1 || page > max(o.Pages, 1) {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	var pdf bytes.Buffer
	if err := o.Send(ctx, &pdf); err != nil {
		return nil, err
	}
	return inspect.Page(ctx, pdf.Bytes(), page, dots)
}

// Renders says whether pages of PDFs can be shown as pictures on this machine.
func (a *App) Renders() bool { return inspect.Renders() }

// Opens says whether a reader of the case may open a document of this sensitivity: those who sent it may; of the
// department a restricted one is for the assigned officer alone, and a sensitive one not for assistants.
func (a *App) Opens(who access.Actor, c casefile.Case, s document.Sensitivity) bool {
	if who.Unit == c.ReferredBy {
		return true
	}
	switch s {
	case document.Restricted:
		return who.Role == access.Officer && who.Account == c.Assigned || slices.Contains(a.resource(c).Glass, who.Account) && who.Unit == c.Office
	case document.Sensitive:
		return who.Role != access.Assistant
	}
	return true
}

// Opened is a document whose look has been entered, and the bytes of it that were asked for.
type Opened struct {
	document.Document
	Copy document.Copy

	app     *App
	id      casefile.ID
	partner string
}

// sent says whether the reader's unit sent the document.
func (o *Opened) sent(who access.Actor) bool { return who.Unit == o.partner }

// Send writes the bytes, opened chunk by chunk.
func (o *Opened) Send(ctx context.Context, w io.Writer) error {
	if err := o.app.Store.ReadBlob(ctx, o.id, o.Copy.Blob, w); err != nil {
		return fmt.Errorf("document %s: %w", o.ID, err)
	}
	return nil
}
