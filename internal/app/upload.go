package app

import (
	"context"
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

// StartUpload begins a file that comes in parts: what is said of it, its name and its size come first, and a wrong
// answer costs no byte. It belongs to this account and this case.
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
	if err := c.Err("document.check"); err != nil {
		return store.Upload{}, err
	}
	d, err := a.expected(ctx, who, id, in.Said, size)
	if err != nil {
		return store.Upload{}, err
	}
	mine, err := a.Uploads(ctx, who, id)
	if err != nil {
		return store.Upload{}, err
	}
	if len(mine) >= openUploads {
		return store.Upload{}, fault.New(fault.TooMany, "document.upload.many")
	}
	return a.Store.BeginUpload(ctx, store.Upload{Case: id, Account: who.Account, At: a.Now(), Size: size,
		Name: document.CleanName(in.Name), Declared: in.Declared, Said: d})
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
		return a.change(ctx, w, access.AddDocument, func(*store.Tx, *store.File) error { return err })
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
