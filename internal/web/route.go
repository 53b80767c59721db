package web

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"

	"passage/internal/casework/fault"
	"passage/internal/i18n"
)

// handler answers a request. What it returns as an error, errors.go turns into a page.
type handler func(*visit) error

// route is one line of the table in routes.go.
type route struct {
	method  string
	pattern string // English, without the language: "/cases/{case}/notes"
	handle  handler
	public  bool      // needs no session
	demo    bool      // exists in the demo alone
	upload  bool      // takes files: body as multipart, streamed, up to uploadLimit
	script  bool      // takes JSON from our own module: the ceremonies of a passkey
	bare    bool      // in a frame that says nothing of what it is
	parts   bool      // part of an upload by our own module: an ended session is a status, not a page
	at      [2]string // address in English and in French
}

func get(pattern string, h handler) *route {
	return &route{method: "GET", pattern: pattern, handle: h}
}
func by(method, pattern string, h handler) *route {
	return &route{method: method, pattern: pattern, handle: h}
}
func post(pattern string, h handler) *route {
	return &route{method: "POST", pattern: pattern, handle: h}
}

// public marks a route that needs no session.
func public(r *route) *route { r.public = true; return r }

// demo marks a route that exists in the demo alone.
func demo(r *route) *route { r.demo = true; return r }

// script marks a route that our own module talks to in JSON.
func script(r *route) *route { r.script = true; return r }

// bare marks a public route whose pages say nothing of what they are: no product, no navigation, no account.
func bare(r *route) *route { r.bare = true; return public(r) }

// parts marks a route of files that come in parts.
func parts(r *route) *route { r.parts = true; return script(r) }

// upload marks a route that takes files.
func upload(r *route) *route { r.upload = true; return r }

func (w *Web) lay(r *route) error {
	key := r.method + " " + r.pattern
	if w.routes[key] != nil {
		return fmt.Errorf("route %s stands twice", key)
	}
	w.routes[key] = r
	for _, l := range i18n.Langs {
		at, err := address(l, r.pattern)
		if err != nil {
			return err
		}
		r.at[index(l)] = at
		w.mux.HandleFunc(r.method+" "+at, func(rw http.ResponseWriter, req *http.Request) { w.serve(r, l, rw, req) })
	}
	return nil
}

// serve is one request from its session to its answer.
func (w *Web) serve(rt *route, l i18n.Lang, rw http.ResponseWriter, r *http.Request) {
	v := w.visit(rw, r, l, rt)
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			// A panic's value may hold what a person typed: the log gets its type and where it happened.
			w.Log.Error("panic", "request", v.RequestID, "route", rt.pattern, "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			v.fail(errPanic)
		}
	}()
	s, err := w.Auth.Session(r)
	switch {
	case err == nil:
		v.enter(s)
	case !rt.public && (rt.parts || r.Header.Get("Accept") == "application/json"):
		code, _ := answer(err)
		rw.WriteHeader(code)
		return
	case !rt.public:
		if s != nil {
			v.keep(s)
		}
		v.fail(err)
		return
	}
	if r.Method == http.MethodPost && !rt.script {
		if err := v.read(); err != nil {
			v.fail(err)
			return
		}
		if v.Typed.Get("go") == "lang" { // the reader wants the page in this language, with what they typed
			if twin := w.routes["GET "+rt.pattern]; twin != nil {
				if err := twin.handle(v); err != nil {
					v.fail(err)
				}
				return
			}
			v.fail(fault.New(fault.Unusable, "frame.error.unusable"))
			return
		}
	}
	if err := rt.handle(v); err != nil {
		v.fail(err)
	}
}

var errPanic = errors.New("panic")
