package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	tusd "github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"
	"golang.org/x/exp/slog"

	"passage/internal/app"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/referral"
)

// Files that come in parts (tus 1.0): upload.js sends them, tusd speaks the protocol, and every part goes through app,
// which asks who it is each time. A line that is cut costs the part that was under way.

const (
	uploadsAt = "/referrals/{case}/uploads"
	uploadAt  = "/referrals/{case}/uploads/{upload}"
)

// locks keep two parts of one upload from being read at once; that only one of them is taken is the store's business.
var locks = memorylocker.New()

// incoming is the uploads of one reader into one case, as tusd asks for them. It lives for one request.
type incoming struct{ v *visit }

// incomingPart is one upload of theirs.
type incomingPart struct {
	v  *visit
	id string
}

// tus answers one request of the protocol.
func (w *Web) tus(v *visit) error {
	c := tusd.NewStoreComposer()
	c.UseCore(incoming{v})
	c.UseTerminater(incoming{v})
	c.UseLocker(locks)
	h, err := tusd.NewUnroutedHandler(tusd.Config{StoreComposer: c, BasePath: "/", DisableDownload: true,
		DisableConcatenation: true, Cors: &tusd.CorsConfig{Disable: true}, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return err
	}
	r := v.r.Clone(v.ctx())
	r.Header.Del("X-HTTP-Method-Override")
	r.Header.Del("Upload-Defer-Length") // tusd would answer 501: here a length is always needed
	r.URL.Path = "/" + v.value("upload")
	serve := map[string]http.HandlerFunc{http.MethodPost: h.PostFile, http.MethodHead: h.HeadFile, http.MethodPatch: h.PatchFile, http.MethodDelete: h.DelFile}[r.Method]
	h.Middleware(serve).ServeHTTP(&placed{ResponseWriter: v.w, v: v}, r)
	return nil
}

// placed writes the address of a new upload as our pages know it.
type placed struct {
	http.ResponseWriter
	v *visit
}

func (p *placed) WriteHeader(code int) {
	if at := p.Header().Get("Location"); at != "" {
		p.Header().Set("Location", p.v.path(uploadAt, p.v.caseID(), at[strings.LastIndexByte(at, '/')+1:]))
	}
	p.ResponseWriter.WriteHeader(code)
}

// Unwrap lets deadlines be set on the connection.
func (p *placed) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// told is a fault as the protocol carries it: status, and the words in the reader's language.
func (v *visit) told(err error) error {
	if err == nil {
		return nil
	}
	code, words := v.words(err)
	return tusd.Error{ErrorCode: "REFUSED", Message: "refused", HTTPResponse: tusd.HTTPResponse{StatusCode: code, Body: words,
		Header: tusd.HTTPHeader{"Content-Type": "text/plain; charset=utf-8"}}}
}

// words is what a refusal says in one line: of its field where it has one.
func (v *visit) words(err error) (int, string) {
	code, f := answer(err)
	if f == nil {
		v.web.Log.Error("upload", "request", v.RequestID, "account", v.Actor.Account, "error", err)
		return code, v.F("document.upload.failed", map[string]any{"Reference": v.RequestID})
	}
	key, args := f.Key, f.Args
	if len(f.Fields) > 0 {
		key, args = f.Fields[0].Key, f.Fields[0].Args
	}
	return code, v.say(key, args)
}

// NewUpload begins an upload, or goes on with the one of the same file: Upload-Offset in the answer says from where. The
// name, the declared type, the sum and the answers of the form come as tus metadata.
func (u incoming) NewUpload(ctx context.Context, info tusd.FileInfo) (tusd.Upload, error) {
	form, err := url.ParseQuery(info.MetaData["form"])
	if err != nil || len(info.MetaData["form"]) > 16<<10 {
		return nil, u.v.told(fault.New(fault.Unusable, "frame.error.unusable"))
	}
	u.v.Typed = form
	var said document.Document
	if err := referral.DocumentForm.Apply(&said, answersTo(u.v, referral.DocumentForm), nil); err != nil {
		return nil, u.v.told(err)
	}
	up, err := u.v.web.App.StartUpload(ctx, u.v.Actor, u.v.caseID(), app.Upload{Said: said, Name: info.MetaData["filename"], Declared: info.MetaData["filetype"], SHA256: info.MetaData["sha256"]}, info.Size)
	if err != nil {
		return nil, u.v.told(err)
	}
	u.v.w.Header().Set("Upload-Offset", strconv.FormatInt(up.Held, 10))
	return incomingPart{u.v, up.ID}, nil
}

// GetUpload is an upload by its id; whether it is the reader's is asked with every use.
func (u incoming) GetUpload(_ context.Context, id string) (tusd.Upload, error) {
	return incomingPart{u.v, id}, nil
}

// AsTerminatableUpload is part of tusd's contract.
func (u incoming) AsTerminatableUpload(x tusd.Upload) tusd.TerminatableUpload {
	return x.(incomingPart)
}

// GetInfo is how far an upload has come.
func (p incomingPart) GetInfo(ctx context.Context) (tusd.FileInfo, error) {
	u, err := p.v.web.App.Upload(ctx, p.v.Actor, p.v.caseID(), p.id)
	if err != nil {
		return tusd.FileInfo{}, p.v.told(err)
	}
	return tusd.FileInfo{ID: u.ID, Size: u.Size, Offset: u.Held}, nil
}

// WriteChunk takes a part.
func (p incomingPart) WriteChunk(ctx context.Context, offset int64, src io.Reader) (int64, error) {
	n, err := p.v.web.App.AppendUpload(ctx, p.v.Actor, p.v.caseID(), p.id, offset, src)
	return n, p.v.told(err)
}

// GetReader is never asked for: downloads are off.
func (p incomingPart) GetReader(context.Context) (io.ReadCloser, error) {
	return nil, errors.New("web: uploads are not read back")
}

// FinishUpload does nothing: the file becomes a document when the reader's page asks, and gets the answer.
func (p incomingPart) FinishUpload(context.Context) error { return nil }

// Terminate gives an upload up.
func (p incomingPart) Terminate(ctx context.Context) error {
	return p.v.told(p.v.web.App.DropUpload(ctx, p.v.Actor, p.v.caseID(), p.id))
}

// uploadState is what the page's module is told.
type uploadState struct {
	ID   string `json:"id,omitempty"`
	Said string `json:"said,omitempty"`
}

// toModule answers in JSON.
func (v *visit) toModule(what any, err error) error {
	code := http.StatusOK
	if err != nil {
		var s uploadState
		code, s.Said = v.words(err)
		what = s
	}
	body, err := json.Marshal(what)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.WriteHeader(code)
	_, _ = v.w.Write(body)
	return nil
}

// endUpload keeps a file whose last part is here, or gives it up: for the module in JSON, for a reader by a form.
func (w *Web) endUpload(v *visit) error {
	module := v.r.Header.Get("Accept") == "application/json"
	id := v.value("upload")
	if v.pressed() == "remove" {
		if err := w.App.DropUpload(v.ctx(), v.Actor, v.caseID(), id); err != nil {
			return err
		}
		return v.done("referral.document_removed", draftSteps[5], v.caseID())
	}
	_, err := w.App.FinishUpload(v.ctx(), v.write(), id)
	if module {
		return v.toModule(uploadState{ID: id}, err)
	}
	if err != nil {
		_, words := v.words(err)
		return &fault.Error{Kind: fault.Stopped, Key: "document.upload.refused", Args: map[string]any{"Why": words}}
	}
	return v.done("referral.document_added", draftSteps[5], v.caseID())
}

// waiting is a file on its way, on the page: how far it has come, and the forms that end it.
type waiting struct {
	Name  string
	Words string
	End   *form
	Whole bool
}

func (v *visit) waitingFor(list []app.Sending, id casefile.ID) (out []waiting) {
	for _, u := range list {
		out = append(out, waiting{Name: u.Name, Whole: u.Held == u.Size, End: v.form("up-"+u.ID[:6], uploadAt, id, u.ID),
			Words: v.F("document.upload.held", map[string]any{"Held": v.size(u.Held), "Size": v.size(u.Size)})})
	}
	return out
}
