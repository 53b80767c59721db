package web

import (
	"context"
	"errors"
	"net/http"

	"passage/internal/casework/fault"
)

func tooLarge(err error) bool {
	var e *http.MaxBytesError
	return errors.As(err, &e)
}

// answer is the status and, where a rule or a limit said no, the fault.
func answer(err error) (int, *fault.Error) {
	var f *fault.Error
	switch {
	case tooLarge(err):
		return http.StatusRequestEntityTooLarge, fault.New(fault.TooLarge, "frame.error.too_large")
	case errors.As(err, &f):
		return f.Kind.Status(), f
	case errors.Is(err, errNowhere):
		return http.StatusNotFound, nil
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable, nil
	}
	return http.StatusInternalServerError, nil
}

// fail answers an error: a form is shown again with what was typed and what is wrong; anything else is a page that
// says what happened, what is safe and what to do, with a reference and nothing of our inside.
func (v *visit) fail(err error) {
	if errors.Is(err, context.Canceled) && v.r.Context().Err() != nil {
		return // the reader has gone
	}
	code, f := answer(err)
	if code >= 500 {
		v.web.Log.Error("failed", "request", v.RequestID, "route", v.route.pattern, "account", v.Actor.Account, "error", err)
	}
	if code == http.StatusUnauthorized {
		v.signIn()
		return
	}
	if f != nil && f.Key == provePresence && v.Typed != nil {
		v.Fault = nil
		if err := v.prove(); err != nil {
			v.errorPage(http.StatusInternalServerError)
		}
		return
	}
	v.status, v.Fault = code, f
	if again := v.again(code); again != nil {
		err := again.handle(v)
		if err == nil {
			return
		}
		if code, f = answer(err); code >= 500 {
			v.web.Log.Error("failed again", "request", v.RequestID, "route", v.route.pattern, "error", err)
		}
		v.status, v.Fault = code, f
	}
	v.errorPage(code)
}

// again is the page on which a refused form is shown once more: the GET of the same address.
func (v *visit) again(code int) *route {
	if v.r.Method != http.MethodPost || v.Fault == nil || v.Typed == nil {
		return nil
	}
	switch code {
	case http.StatusUnprocessableEntity, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusServiceUnavailable:
		return v.web.routes["GET "+v.route.pattern]
	}
	return nil
}

// errorView is the page for what cannot be shown any other way.
type errorView struct {
	page
	Code   int
	Head   string
	What   string // what happened
	Do     string // what to do
	Reason string // the rule's or the limit's own words
}

// errorPages are the codes that have words of their own; another code has those of 500.
var errorPages = map[int]string{
	400: "frame.error.400", 403: "frame.error.403", 404: "frame.error.404", 409: "frame.error.409", 413: "frame.error.413",
	422: "frame.error.422", 429: "frame.error.429", 500: "frame.error.500", 503: "frame.error.503",
}

func (v *visit) errorPage(code int) {
	key, ok := errorPages[code]
	if !ok {
		key = errorPages[500]
	}
	e := errorView{page: v.page(key + ".title"), Code: code, Head: v.T(key + ".title"), What: v.T(key + ".what"), Do: v.T(key + ".do")}
	// A 404 does not tell whether a file exists, so it never says more than that; the others may have words of the rule.
	if v.Fault != nil && code != http.StatusNotFound {
		e.Reason = v.say(v.Fault.Key, v.Fault.Args)
	}
	v.Fault = nil
	v.status = code
	// What a handler had promised of a document that did not come.
	v.w.Header().Del("Content-Disposition")
	v.w.Header().Set("Content-Security-Policy", csp)
	if err := v.show("frame/error", e); err != nil {
		v.web.Log.Error("error page", "request", v.RequestID, "error", err)
		http.Error(v.w, http.StatusText(code)+" "+v.RequestID, code)
	}
}

// say is the words of a fault.
func (v *reader) say(key string, args map[string]any) string {
	if key == "" {
		return ""
	}
	return v.F(key, args)
}
