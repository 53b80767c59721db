package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/store"
)

// openUploads is how many files of one account may be on their way into one case.
const openUploads = 60

// StartUpload begins a file that comes in parts: what is said of it, its name, its size and its sum come first, and a
// wrong answer costs no byte. It belongs to this account and this case. The same file again (its name, size and sum) is
// not begun anew: what has come of it is gone on with, and what is said now of it counts. in.SHA256 is lower-case hex,
// or "" of a sender that cannot sum; then nothing is gone on with.
func (a *App) StartUpload(ctx context.Context, who access.Actor, id casefile.ID, in Upload, size int64) (store.Upload, error) {
	var c fault.Check
	switch {
	case size == 0:
		c.Add("file", "document.file.empty")
	case size > document.Limit || size < 0:
		c.Add("file", "document.file.large")
	case !document.Ends(in.Name):
		c.Add("file", "document.file.ending")
	}
	if sum, err := hex.DecodeString(in.SHA256); in.SHA256 != "" && (err != nil || len(sum) != sha256.Size || hex.EncodeToString(sum) != in.SHA256) {
		c.Add("file", "document.upload.sum")
	}
	if err := c.Err("document.check"); err != nil {
		return store.Upload{}, err
	}
	list, err := a.Uploads(ctx, who, id)
	if err != nil {
		return store.Upload{}, err
	}
	name := document.CleanName(in.Name)
	for _, u := range list {
		if in.SHA256 == "" || u.SHA256 != in.SHA256 || u.Size != size || u.Name != name {
			continue
		}
		if u.Said, err = a.expected(ctx, who, id, in.Said, size, u.ID); err != nil {
			return store.Upload{}, err
		}
		u.At, u.Declared = a.Now(), in.Declared
		return u, a.Store.GoOnUpload(ctx, u)
	}
	d, err := a.expected(ctx, who, id, in.Said, size, "")
	if err != nil {
		return store.Upload{}, err
	}
	if len(list) >= openUploads {
		return store.Upload{}, fault.New(fault.TooMany, "document.upload.many")
	}
	return a.Store.BeginUpload(ctx, store.Upload{Case: id, Account: who.Account, At: a.Now(), Size: size,
		Name: name, Declared: in.Declared, SHA256: in.SHA256, Said: d})
}

// Uploads are the files of this account that are on their way into a case.
func (a *App) Uploads(ctx context.Context, who access.Actor, id casefile.ID) ([]store.Upload, error) {
	if err := a.mayUpload(ctx, who, id); err != nil {
		return nil, err
	}
	list, err := a.Store.Uploads(ctx, id)
	return slices.DeleteFunc(list, func(u store.Upload) bool { return u.Account != who.Account }), err
}

// Upload is one of them. Whether the actor may add to the case is asked again, as it is on every part.
// fault.NotFound for an upload of another account or case.
func (a *App) Upload(ctx context.Context, who access.Actor, id casefile.ID, upload string) (store.Upload, error) {
	if err := a.mayUpload(ctx, who, id); err != nil {
		return store.Upload{}, err
	}
	u, err := a.Store.Upload(ctx, id, upload)
	if err == nil && u.Account != who.Account {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return u, err
}

func (a *App) mayUpload(ctx context.Context, who access.Actor, id casefile.ID) error {
	c, err := a.Store.Peek(ctx, id)
	if err != nil {
		return err
	}
	return a.mayAdd(who, c)
}

// AppendUpload takes the next part and says how many bytes of it are kept; see store.AppendUpload.
func (a *App) AppendUpload(ctx context.Context, who access.Actor, id casefile.ID, upload string, offset int64, r io.Reader) (int64, error) {
	u, err := a.Upload(ctx, who, id, upload)
	if err != nil {
		return 0, err
	}
	return a.Store.AppendUpload(ctx, u, offset, a.Now(), r)
}

// FinishUpload makes a document of an upload whose last part is here. Sent again it answers the same. A file that is
// refused is removed. It answers the document's id.
func (a *App) FinishUpload(ctx context.Context, w Write, upload string) (string, error) {
	w.Token, w.Body = "upload "+upload, []byte(upload)
	u, err := a.Upload(ctx, w.Actor, w.Case, upload)
	if fault.KindOf(err) == fault.NotFound { // finished before, and the answer was lost: the token knows it
		return a.change(ctx, w, adding(w.Actor), func(*store.Tx, *store.File) error { return err })
	}
	if err != nil {
		return "", err
	}
	if u.Held != u.Size {
		return "", fault.New(fault.Conflict, "document.upload.offset")
	}
	blob, content, err := a.Store.BlobOf(ctx, u)
	if err != nil {
		return "", err
	}
	if u.SHA256 != "" && u.SHA256 != blob.SHA256 {
		var c fault.Check
		c.Add("file", "document.upload.other")
		return "", errors.Join(a.Store.DropUpload(ctx, u), c.Err("document.check"))
	}
	d := u.Said
	d.Name = u.Name
	id, err := a.keep(ctx, w, d, u.Declared, blob, content, u.ID)
	if fault.KindOf(err) == fault.Invalid {
		if e := a.Store.DropUpload(ctx, u); e != nil {
			return "", e
		}
	}
	return id, err
}

// DropUpload gives up an upload.
func (a *App) DropUpload(ctx context.Context, who access.Actor, id casefile.ID, upload string) error {
	u, err := a.Upload(ctx, who, id, upload)
	if err != nil {
		return err
	}
	return a.Store.DropUpload(ctx, u)
}
