// Package api is the doors of app in JSON, under /api/v1, for a referral partner's own case system: its drafts can be
// begun, filled in and read there. What a person has to answer for is not here: nothing is sent for review, referred,
// withdrawn or decided by a machine.
//
// It owns the shape of the answers and the status of a fault. It does not own who may do what (access), what a question
// is (referral), or words (i18n). The questions are those of the pages: one list for both, and for the document that
// describes them (openapi.go).
package api

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/auth"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/i18n"
)

// Root is where everything here begins.
const Root = "/api/v1"

// limit is what a body without a file may have, in bytes: the longest form has a tenth of it.
const limit = 1 << 20

// Config is what the API stands on.
type Config struct {
	App    *app.App
	Auth   *auth.Auth
	Log    *slog.Logger
	Secure bool // it is reached by TLS alone: HSTS is said
}

// New is the handler of all of it.
func New(c Config) http.Handler {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	mux := http.NewServeMux()
	for _, o := range operations() {
		mux.HandleFunc(o.method+" "+Root+o.path, c.serve(o))
	}
	mux.HandleFunc(Root+"/", c.serve(operation{id: "nowhere", do: func(*call) (reply, error) {
		return reply{}, fault.New(fault.NotFound, "fault.not_found")
	}}))
	return mux
}

// operation is one thing that can be asked of the API. Its words are in the catalogues under "api.<id>".
type operation struct {
	method, path, id string
	body             *schema // of what is sent, nil for nothing
	file             bool    // a form of parts: the answers and a file
	do               func(*call) (reply, error)
}

// writes says whether the operation changes something.
func (o operation) writes() bool { return o.method != http.MethodGet }

// reply is what an operation answers: a status and what becomes JSON.
type reply struct {
	status int
	value  any
}

// call is one request under way.
type call struct {
	Config
	r     *http.Request
	w     http.ResponseWriter
	lang  i18n.Lang
	actor access.Actor
	body  sent
	raw   []byte
}

// sent is the body of a request: what is answered, of which version, and what else the operation asks.
type sent struct {
	Version  int64                      `json:"version"`
	Answers  map[string]json.RawMessage `json:"answers"`
	Person   string                     `json:"person"`    // of a form: whose it is
	Agreed   bool                       `json:"agreed"`    // the safe-contact plan was gone through with the applicant today
	NoOthers *statement                 `json:"no_others"` // the signed answer that there is no other family
}

type statement struct {
	Answer string `json:"answer"`
	By     string `json:"by"`
	Day    string `json:"day"`
}

func (c Config) serve(o operation) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Vary", "Accept-Language, Authorization")
		if c.Secure {
			h.Set("Strict-Transport-Security", "max-age=63072000")
		}
		k := &call{Config: c, r: r, w: w, lang: i18n.Preferred(r.Header.Get("Accept-Language"))}
		h.Set("Content-Language", string(k.lang))
		out, err := k.answer(o)
		if err != nil {
			new, _ := out.value.(made)
			k.fail(o, err, new.ID)
			return
		}
		k.write(out.status, "application/json", out.value)
	}
}

func (k *call) answer(o operation) (out reply, err error) {
	if k.actor, err = k.Auth.Key(k.r); err != nil {
		return out, err
	}
	if o.writes() {
		if n := len(k.token()); n < 16 || n > 100 {
			return out, fault.New(fault.Unusable, "api.no_token")
		}
	}
	if o.body != nil && !o.file {
		if err := k.read(http.MaxBytesReader(k.w, k.r.Body, limit)); err != nil {
			return out, err
		}
	}
	return o.do(k)
}

// read takes the body in: one JSON object and nothing after it, without members that nobody asks for.
func (k *call) read(from io.Reader) (err error) {
	if k.raw, err = io.ReadAll(from); err != nil {
		return err
	}
	d := json.NewDecoder(strings.NewReader(string(k.raw)))
	d.DisallowUnknownFields()
	if !strings.HasPrefix(strings.TrimSpace(string(k.raw)), "{") || d.Decode(&k.body) != nil || d.More() {
		return fault.New(fault.Unusable, "api.unreadable")
	}
	return nil
}

func (k *call) write(code int, kind string, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		k.Log.Error("an answer cannot be written", "account", k.actor.Account)
		code, body = http.StatusInternalServerError, []byte("{}")
	}
	k.w.Header().Set("Content-Type", kind)
	k.w.Header().Set("Content-Length", strconv.Itoa(len(body)+1))
	k.w.WriteHeader(code)
	k.w.Write(append(body, '\n'))
}

// token is the request's own: sent again with it, it has no second effect.
func (k *call) token() string { return k.r.Header.Get("Idempotency-Key") }

// change is what a change carries of this request.
func (k *call) change() app.Write {
	sum := sha256.Sum256([]byte(k.r.Method + " " + k.r.URL.RequestURI() + "\n" + string(k.raw)))
	return app.Write{Actor: k.actor, Case: k.caseID(), Token: "api." + k.token(), Body: []byte(hex.EncodeToString(sum[:]))}
}

func (k *call) caseID() casefile.ID { return casefile.ID(k.r.PathValue("case")) }

// index is the place in a list that the address names.
func (k *call) index() (int, error) {
	n, err := strconv.Atoi(k.r.PathValue("index"))
	if err != nil || n < 0 || n > 1000 {
		return 0, fault.New(fault.NotFound, "fault.not_found")
	}
	return n, nil
}

// version is what a removal says that it has read.
func (k *call) version() (int64, error) {
	n, err := strconv.ParseInt(k.r.URL.Query().Get("version"), 10, 64)
	if err != nil || n < 1 {
		return 0, fault.New(fault.Unusable, "api.no_version")
	}
	return n, nil
}

func isTooLarge(err error) bool {
	var e *http.MaxBytesError
	return errors.As(err, &e)
}
