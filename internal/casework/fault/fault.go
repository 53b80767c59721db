// Package fault is how a rule says no: a kind, a key for the words, and the fields that are wrong.
//
// It owns no words: those are in i18n. A fault never
// carries the name, place or text of a case: its arguments are codes, numbers and days.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what sort of no it is; Status is how it is answered.
type Kind string

// The kinds of fault.
const (
	// Unusable: the request cannot be read at all (400).
	Unusable Kind = "unusable"
	// SignIn: nobody is signed in, or the session has ended (401).
	SignIn Kind = "sign_in"
	// Forbidden: the reader may know that the thing exists but may not do this (403).
	Forbidden Kind = "forbidden"
	// NotFound: it does not exist, or the reader may not know that it does (404).
	NotFound Kind = "not_found"
	// Conflict: somebody else changed it since it was read (409).
	Conflict Kind = "conflict"
	// TooLarge: more bytes than the limit (413).
	TooLarge Kind = "too_large"
	// Invalid: what was entered is wrong; Fields says where (422).
	Invalid Kind = "invalid"
	// Stopped: a rule forbids it; Rule says which (422).
	Stopped Kind = "stopped"
	// Reused: an idempotency token was sent again with another body (422).
	Reused Kind = "reused"
	// TooMany: too many tries (429).
	TooMany Kind = "too_many"
	// Unavailable: it cannot be done now, or nobody can say yet whether it was; sending it again is safe (503).
	Unavailable Kind = "unavailable"
)

// Status is the HTTP status of the answer (RFC 9110), for pages and for programs; 500 for what is no kind of ours.
func (k Kind) Status() int {
	switch k {
	case Unusable:
		return 400
	case SignIn:
		return 401
	case Forbidden:
		return 403
	case NotFound:
		return 404
	case Conflict:
		return 409
	case TooLarge:
		return 413
	case Invalid, Stopped, Reused:
		return 422
	case TooMany:
		return 429
	case Unavailable:
		return 503
	}
	return 500
}

// Error is a no that a person can act on. Key names its words in the catalogues.
type Error struct {
	Kind   Kind
	Key    string         // catalogue key of the sentence to show
	Rule   string         // rule code where a rule says no: "I-24", "X-4", "INT-E3"
	Args   map[string]any // codes, numbers and days that the sentence needs; never case text
	Fields []Field        // what is wrong, in the order of the page
}

// Field is one wrong field: the name it has in the form and the words for what to do.
type Field struct {
	Name string         // form name, as "dob" or "person.2.dob"
	Key  string         // catalogue key
	Rule string         // rule code, where a rule says no
	Args map[string]any // as Error.Args
}

// Error names kind, key, rule and fields, for logs; it holds nothing that was entered.
func (e *Error) Error() string {
	s := string(e.Kind) + " " + e.Key
	if e.Rule != "" {
		s += " (" + e.Rule + ")"
	}
	for _, f := range e.Fields {
		s += fmt.Sprintf(" [%s: %s]", f.Name, f.Key)
	}
	return s
}

// KindOf is the kind of the fault within an error, "" when there is none.
func KindOf(err error) Kind {
	var f *Error
	if errors.As(err, &f) {
		return f.Kind
	}
	return ""
}

// New is a fault without fields.
func New(kind Kind, key string) *Error { return &Error{Kind: kind, Key: key} }

// Stop is a fault by a rule.
func Stop(rule, key string) *Error { return &Error{Kind: Stopped, Key: key, Rule: rule} }

// Check collects wrong fields and becomes an error when there are any.
type Check struct{ Fields []Field }

// Add notes that a field is wrong.
func (c *Check) Add(name, key string) { c.Fields = append(c.Fields, Field{Name: name, Key: key}) }

// AddRule notes that a rule finds a field wrong.
func (c *Check) AddRule(name, key, rule string) {
	c.Fields = append(c.Fields, Field{Name: name, Key: key, Rule: rule})
}

// Err is nil when nothing is wrong, else an Invalid fault with the fields; key heads the summary.
func (c *Check) Err(key string) error {
	if len(c.Fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Key: key, Fields: c.Fields}
}
