package people

import (
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/fault"
)

// Secret is what one member of a family keeps from the others: violence at home, an illness, a child from before, an
// orientation. It is kept apart from the person, and opened by a logged reveal alone.
type Secret struct {
	ID      string
	Version int64 `json:"-"`

	Person string // whose it is
	Words  string
	By     string // account
	At     time.Time
}

// LogValue says nothing: a secret never reaches a log.
func (s Secret) LogValue() slog.Value { return slog.StringValue("secret") }

// maxSecret is how long it may be, in characters.
const maxSecret = 4000

// Keep is what was typed of a person's secret; empty words take it back.
//
// Rule I-20 (UNHCR's form, sections 4 to 7): confidential facts of one family member are storable apart from the others' view, and
// exported on a page of their own.
func (s Secret) Keep(words, by string, at time.Time) (Secret, error) {
	words = strings.TrimSpace(words)
	var c fault.Check
	if utf8.RuneCountInString(words) > maxSecret {
		c.Fields = append(c.Fields, fault.Field{Name: "secret", Key: "ask.long", Args: map[string]any{"Limit": maxSecret}})
	}
	s.Words, s.By, s.At = words, by, at
	return s, c.Err("person.secret.check")
}
