package web

import (
	"context"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"passage/internal/app"
	"passage/internal/auth"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/i18n"
)

// Limits of what a request may carry (security.md): a form of long texts, and files.
const (
	formLimit   = 1 << 20
	uploadLimit = 25<<20 + formLimit
)

// visit is one request of one reader, with all that a handler does with it.
type visit struct{ reader }

// reader is who asked: in which language, until when, and what they typed. Pages embed it, so templates read its fields
// and its exported methods. It has few methods, because each is compiled again for every page that embeds it: with all
// of a handler's there were 27,000.
type reader struct {
	Lang      i18n.Lang
	Actor     access.Actor
	SignedIn  bool
	Expires   time.Time // end of the session; printed on forms
	RequestID string    // shown with errors and in the log
	Now       time.Time

	Typed url.Values   // what was posted; nil on a plain GET
	Fault *fault.Error // what was wrong with it, when the page is shown again

	web     *Web
	session *auth.Session
	w       http.ResponseWriter
	r       *http.Request
	route   *route
	status  int
	kept    bool              // what was posted was kept for after signing in
	labels  map[string]string // of the fields on the page, for the error summary
	parts   *multipart.Reader // of an upload, until files are read
	file    *multipart.Part
}

func (w *Web) visit(rw http.ResponseWriter, r *http.Request, l i18n.Lang, rt *route) *visit {
	return &visit{reader{Lang: l, RequestID: random(6), Now: w.Now(), web: w, w: rw, r: r, route: rt, status: http.StatusOK}}
}

// enter is a reader with a session.
func (v *visit) enter(s *auth.Session) {
	v.session, v.Actor, v.Expires, v.SignedIn = s, s.Actor, s.Expires, true
}

// ctx carries the request's deadline; never who acts.
func (v *visit) ctx() context.Context { return v.r.Context() }

// value is a wildcard of the path.
func (v *visit) value(name string) string { return v.r.PathValue(name) }

// caseID is the {case} of the path.
func (v *visit) caseID() casefile.ID { return casefile.ID(v.r.PathValue("case")) }

// query is a filter of the query string, without what is no text: pages show it again.
func (v *reader) query(name string) string { return readable(v.r.URL.Query().Get(name)) }

// typed is a posted value, without spaces at its ends.
func (v *visit) typed(name string) string { return strings.TrimSpace(v.Typed.Get(name)) }

// version is the version of the item that the form was made from.
func (v *visit) version() int64 {
	n, _ := strconv.ParseInt(v.Typed.Get("version"), 10, 64)
	return n
}

// pressed is the button: the value of "go".
func (v *visit) pressed() string { return v.Typed.Get("go") }

// write is what a change carries, of this request: the form's token and the bytes it stands for.
func (v *visit) write() app.Write {
	body := url.Values{}
	for k, s := range v.Typed {
		if k != "token" && k != proveTo {
			body[k] = s
		}
	}
	return app.Write{Actor: v.Actor, Case: v.caseID(), Token: v.Typed.Get("token"), Body: []byte(v.route.pattern + "\n" + body.Encode())}
}

// read takes the body within its limit, and looks at what was typed. A file of an upload is left where it is: see files.
func (v *visit) read() error {
	if err := v.readBody(); err != nil {
		return err
	}
	return v.legible()
}

// fieldLimit is how many different fields a form may have: the longest of ours has about 150.
const fieldLimit = 500

// legible says which fields hold what is no text: bytes that are not UTF-8, NUL and other control characters. They
// come from a broken copy or from an attack, no engine keeps them alike, and nobody could see them on the page. What
// can be read of the field is shown again.
func (v *visit) legible() error {
	if len(v.Typed) > fieldLimit {
		return fault.New(fault.TooLarge, "frame.error.too_large")
	}
	var c fault.Check
	for name, values := range v.Typed {
		if !utf8.ValidString(name) || strings.ContainsFunc(name, illegible) {
			return fault.New(fault.Unusable, "frame.error.unusable")
		}
		for i, s := range values {
			if utf8.ValidString(s) && !strings.ContainsFunc(s, illegible) {
				continue
			}
			values[i] = readable(s)
			field := name
			for _, part := range []string{"_y", "_m", "_d"} { // the boxes of a date
				field = strings.TrimSuffix(field, part)
			}
			c.Add(field, "frame.error.characters.field")
		}
	}
	return c.Err("frame.error.characters")
}

// readable is what can be read of a text: broken bytes become the replacement character, control characters go.
func readable(s string) string {
	return strings.Map(func(r rune) rune {
		if illegible(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// illegible is a character that is no part of a text.
func illegible(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
}

func (v *visit) readBody() error {
	kind, _, _ := mime.ParseMediaType(v.r.Header.Get("Content-Type"))
	switch {
	case kind == "multipart/form-data" && v.route.upload:
		v.r.Body = http.MaxBytesReader(v.w, v.r.Body, uploadLimit)
		return v.readParts()
	case kind == "application/x-www-form-urlencoded":
		v.r.Body = http.MaxBytesReader(v.w, v.r.Body, formLimit)
		if err := v.r.ParseForm(); err != nil {
			return unreadable(err)
		}
		v.Typed = v.r.PostForm
		return nil
	case v.r.ContentLength == 0:
		v.Typed = url.Values{}
		return nil
	}
	return fault.New(fault.Unusable, "frame.error.unusable")
}

func unreadable(err error) error {
	if tooLarge(err) {
		return err
	}
	return fault.New(fault.Unusable, "frame.error.unusable")
}

// readParts reads the fields of a multipart body up to the first file, which stays in the stream: nothing is written
// to a temporary folder (decision 19). So file inputs come last in their form.
func (v *visit) readParts() error {
	mr, err := v.r.MultipartReader()
	if err != nil {
		return unreadable(err)
	}
	v.Typed, v.parts = url.Values{}, mr
	return v.nextPart()
}

func (v *visit) nextPart() error {
	for left := int64(formLimit); ; {
		p, err := v.parts.NextPart()
		if err == io.EOF {
			v.file = nil
			return nil
		}
		if err != nil {
			return unreadable(err)
		}
		if p.FileName() != "" {
			v.file = p
			return nil
		}
		b, err := io.ReadAll(io.LimitReader(p, left+1))
		if err != nil {
			return unreadable(err)
		}
		if left -= int64(len(b)); left < 0 {
			return fault.New(fault.TooLarge, "frame.error.too_large")
		}
		if p.Header.Get("Content-Type") == "" || p.FormName() != "" && len(b) > 0 {
			v.Typed[p.FormName()] = append(v.Typed[p.FormName()], string(b))
		}
	}
}

// files hands each file of an upload to fn, in order: the field, the name the sender gave it, the type their browser declared, and its bytes to read
// once. It returns how many there were.
func (v *visit) files(fn func(field, name, declared string, body io.Reader) error) (int, error) {
	n := 0
	for v.file != nil {
		if err := fn(v.file.FormName(), v.file.FileName(), v.file.Header.Get("Content-Type"), partly{v.file}); err != nil {
			return n, err
		}
		n++
		if err := v.nextPart(); err != nil {
			return n, err
		}
	}
	return n, nil
}

// partly is a file of a form; a form that breaks off is one that cannot be read.
type partly struct{ io.Reader }

func (p partly) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	if err != nil && err != io.EOF {
		err = unreadable(err)
	}
	return n, err
}

// T, F and N are words in the reader's language, for what a handler chooses.
func (v *reader) T(key string) string                          { return v.Lang.T(key) }
func (v *reader) F(key string, args map[string]any) string     { return v.Lang.F(key, args) }
func (v *reader) N(key string, n int, a map[string]any) string { return v.Lang.N(key, n, a) }

// path is the address of a route in the reader's language.
func (v *reader) path(pattern string, args ...any) string {
	p, err := v.web.path(v.Lang, pattern, args...)
	if err != nil {
		panic(err) // a link to no route is a mistake in the program; the test of every page finds it
	}
	return p
}

// redirect answers 303: what was done is done once, and the page after it can be loaded again.
func (v *visit) redirect(pattern string, args ...any) error {
	return v.see(v.path(pattern, args...))
}

// done redirects with a notice: the words of "done.<code>" stand on top of the next page.
func (v *visit) done(code, pattern string, args ...any) error {
	return v.see(v.path(pattern, args...) + "?done=" + url.QueryEscape(code))
}

func (v *visit) see(to string) error {
	if id := v.Typed.Get("kept"); id != "" && v.SignedIn && v.Fault == nil {
		if err := v.web.dropKept(v, id); err != nil { // what was kept has been sent
			return err
		}
	}
	v.w.Header().Set("Location", to)
	v.w.WriteHeader(http.StatusSeeOther)
	return nil
}
