package app

import (
	"context"
	"fmt"
	"io"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/referral"
	"passage/internal/store"
)

// Upload is one file as it comes in: what is said about it, the name the sender gave it, and its bytes to read once.
type Upload struct {
	Said document.Document
	Name string
	Body io.Reader
}

// AddDocument seals a file under the case's key, chunk by chunk, and stores what is said about it. Nothing is written
// before the actor may do this, and what is not kept in the end is swept within a day. It answers the document's id.
func (a *App) AddDocument(ctx context.Context, w Write, in Upload) (string, error) {
	c, err := a.Store.Peek(ctx, w.Case)
	if err != nil {
		return "", err
	}
	if err := a.mayAdd(w.Actor, c); err != nil {
		return "", err
	}
	d := in.Said
	if k, ok := document.KindOf(d.Kind); ok && d.Sensitivity == "" {
		d.Sensitivity = k.Sensitivity
	}
	// What is said is looked at before the bytes are taken in, so that a wrong answer costs no upload.
	ahead := d
	ahead.Size, ahead.Type = 1, "image/png"
	if err := document.Check(ahead); err != nil {
		return "", err
	}
	blob, err := a.Store.WriteBlob(ctx, w.Case, a.Now(), io.LimitReader(in.Body, document.Limit+1))
	if err != nil {
		return "", err
	}
	d.ID, d.Version = "", 0
	d.Name, d.Blob, d.Size, d.SHA256 = document.CleanName(in.Name), blob.ID, blob.Size, blob.SHA256
	d.Type = document.TypeOf(blob.Head[:min(len(blob.Head), document.Head)])
	if err := document.Check(d); err != nil {
		return "", err
	}
	w.Body = append(slices.Clone(w.Body), blob.SHA256...) // the token stands for these bytes too
	return a.change(ctx, w, access.AddDocument, func(tx *store.Tx, f *store.File) error {
		if err := a.mayAdd(w.Actor, f.Case); err != nil {
			return err
		}
		d := d
		d.Added, d.AddedBy = tx.Today(), w.Actor.Account
		p, err := thePerson(f, must(d.Person))
		if d.Person != "" && err != nil {
			return err
		}
		tx.KeepBlob(blob.ID)
		if err := tx.SaveDocument(f, &d); err != nil {
			return err
		}
		tx.Answer = d.ID
		if d.Kind != "photo" {
			return nil
		}
		p.Photo = d.ID
		return tx.SavePerson(f, &p)
	})
}

// mayAdd says whether a document may be added: the access file, and for a partner that the referral is in its hands.
func (a *App) mayAdd(who access.Actor, c casefile.Case) error {
	if err := access.Allow(who, access.AddDocument, resource(c)); err != nil {
		return err
	}
	partner := who.Unit == c.ReferredBy
	if partner && !c.State.Editable() && c.State != casefile.InformationAsked || c.State.Closed() {
		return &fault.Error{Kind: fault.Stopped, Key: "referral.not_editable", Rule: "ST-" + string(c.State), Args: map[string]any{"State": string(c.State)}}
	}
	return nil
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
		tx.DropBlob(d.Blob)
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

// OpenDocument is the door to the bytes of a document: who may, the look is durable, and what is needed to answer before
// the first byte. The bytes come from Send.
func (a *App) OpenDocument(ctx context.Context, who access.Actor, id casefile.ID, doc string) (*Opened, error) {
	f, err := a.View(ctx, who, id, access.ViewDocument, doc)
	if err != nil {
		return nil, err
	}
	d, err := theDocument(f, doc)
	if err != nil {
		return nil, err
	}
	if !Opens(who, f.Case, d.Sensitivity) {
		return nil, fault.New(fault.Forbidden, "document.forbidden")
	}
	return &Opened{Document: d, app: a, id: id}, nil
}

// Opens says whether a reader of the case may open a document of this sensitivity: those who sent it may; of the
// department a restricted one is for the assigned officer alone, and a sensitive one not for assistants.
func Opens(who access.Actor, c casefile.Case, s document.Sensitivity) bool {
	if who.Unit == c.ReferredBy {
		return true
	}
	switch s {
	case document.Restricted:
		return who.Role == access.Officer && who.Account == c.Assigned
	case document.Sensitive:
		return who.Role != access.Assistant
	}
	return true
}

// Opened is a document whose look has been entered.
type Opened struct {
	document.Document
	app *App
	id  casefile.ID
}

// Send writes the bytes, opened chunk by chunk.
func (o *Opened) Send(ctx context.Context, w io.Writer) error {
	if err := o.app.Store.ReadBlob(ctx, o.id, o.Blob, w); err != nil {
		return fmt.Errorf("document %s: %w", o.ID, err)
	}
	return nil
}
