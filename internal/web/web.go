package web

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"passage/internal/app"
	"passage/internal/auth"
	"passage/internal/casework/access"
	"passage/internal/i18n"
)

// Config is what the pages stand on.
type Config struct {
	App    *app.App
	Auth   *auth.Auth
	Origin string // scheme and host that readers use, "https://passage.example"; https switches HSTS on
	Demo   bool   // the demo's routes and its strip
	Log    *slog.Logger
	Now    func() time.Time // tests set it; else time.Now

}

// Web is the pages.
type Web struct {
	Config
	templates map[i18n.Lang]*templates
	static    *static
	routes    map[string]*route // by "GET /cases/{case}"
	nav       map[access.Role][]navItem
	forgery   *http.CrossOriginProtection
	mux       *http.ServeMux
	secure    bool
}

// New parses every template in both languages and lays the routes; a template that does not parse, a key without words
// or a link to no route is an error here and not in front of a reader.
func New(c Config) (*Web, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	w := &Web{Config: c, routes: map[string]*route{}, forgery: http.NewCrossOriginProtection(), mux: http.NewServeMux()}
	if c.Origin != "" {
		u, err := url.Parse(c.Origin)
		if err != nil || u.Host == "" || u.Path != "" || u.Scheme != "https" && u.Scheme != "http" {
			return nil, fmt.Errorf("origin %q: give scheme and host, as https://passage.example", c.Origin)
		}
		w.secure = u.Scheme == "https"
		if err := w.forgery.AddTrustedOrigin(c.Origin); err != nil {
			return nil, err
		}
	}
	var err error
	if w.static, err = newStatic(); err != nil {
		return nil, err
	}
	for _, r := range w.table() {
		if r.demo && !c.Demo {
			continue
		}
		if err := w.lay(r); err != nil {
			return nil, err
		}
	}
	w.mux.HandleFunc("GET /static/{name}", w.static.serve)
	w.mux.HandleFunc("GET /robots.txt", robots)
	w.mux.HandleFunc("GET /favicon.ico", w.static.icon)
	w.mux.HandleFunc("GET /{$}", w.root)
	w.mux.HandleFunc("/", w.nowhere)
	w.layNav()
	w.templates = map[i18n.Lang]*templates{}
	for _, l := range i18n.Langs {
		if w.templates[l], err = parseTemplates(l, w); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// Handler is all of it, behind the security headers and the guard against forged requests.
func (w *Web) Handler() http.Handler { return w.guard(w.mux) }

// root sends a reader without a language to their browser's.
func (w *Web) root(rw http.ResponseWriter, r *http.Request) {
	rw.Header().Set("Vary", "Accept-Language")
	http.Redirect(rw, r, "/"+string(i18n.Preferred(r.Header.Get("Accept-Language"))), http.StatusSeeOther)
}

// nowhere answers every address that is no route, in the frame and in the reader's language.
func (w *Web) nowhere(rw http.ResponseWriter, r *http.Request) {
	l := i18n.Preferred(r.Header.Get("Accept-Language"))
	if first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/"); i18n.Lang(first).Valid() {
		l = i18n.Lang(first)
	}
	v := w.visit(rw, r, l, &route{pattern: "/"})
	if s, err := w.Auth.Session(r); err == nil {
		v.enter(s)
	}
	v.fail(errNowhere)
}

func robots(rw http.ResponseWriter, _ *http.Request) {
	rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	rw.Header().Set("Cache-Control", "public, max-age=86400")
	rw.Write([]byte("User-agent: *\nDisallow: /\n"))
}

var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// random is n random bytes in lower-case base32.
func random(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return letters.EncodeToString(b)
}

// errNowhere is an address that leads nowhere.
var errNowhere = errors.New("no such address")
