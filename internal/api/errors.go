package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"passage/internal/app"
	"passage/internal/casework/fault"
)

// problem is what went wrong (RFC 9457). Kind and Key are for programs, the rest for people, in the caller's language.
type problem struct {
	Type   string  `json:"type"` // "about:blank": the status says it
	Status int     `json:"status"`
	Kind   string  `json:"kind"`
	Title  string  `json:"title"`
	Rule   string  `json:"rule,omitempty"`
	Saved  int64   `json:"saved,omitempty"` // what is right was stored all the same, as this version (a draft always saves)
	ID     string  `json:"id,omitempty"`    // of what was made with that
	Fields []wrong `json:"fields,omitempty"`
}

// wrong is one answer that is wrong.
type wrong struct {
	Name string `json:"name"`
	Key  string `json:"key"`
	Says string `json:"says"`
	Rule string `json:"rule,omitempty"`
}

// fail answers an error. Nothing of our inside is in it, and nothing that was sent. id is of what was made all the same.
func (k *call) fail(o operation, err error, id string) {
	if errors.Is(err, context.Canceled) && k.r.Context().Err() != nil {
		return // the caller has gone
	}
	var f *fault.Error
	if !errors.As(err, &f) {
		switch {
		case isTooLarge(err):
			f = fault.New(fault.TooLarge, "frame.error.too_large")
		default:
			k.Log.Error("failed", "operation", o.id, "account", k.actor.Account, "error", err)
			f = fault.New("", "api.failed")
		}
	}
	p := problem{Type: "about:blank", Status: f.Kind.Status(), Kind: string(f.Kind), Rule: f.Rule, Saved: app.Saved(f)}
	if p.Saved > 0 {
		p.ID = id
	}
	if p.Kind == "" {
		p.Kind = "failed"
	}
	p.Title = k.lang.F(f.Key, f.Args)
	for _, x := range f.Fields {
		p.Fields = append(p.Fields, wrong{Name: x.Name, Key: x.Key, Says: k.lang.F(x.Key, x.Args), Rule: x.Rule})
	}
	switch p.Status {
	case http.StatusUnauthorized:
		k.w.Header().Set("WWW-Authenticate", "Bearer")
	case http.StatusTooManyRequests:
		k.w.Header().Set("Retry-After", strconv.Itoa(60))
	}
	k.write(p.Status, "application/problem+json", p)
}
