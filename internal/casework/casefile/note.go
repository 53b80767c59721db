package casefile

import (
	"log/slog"
	"time"
)

// Note is a working note on the case. Notes are never edited: a correction is another note that names it.
type Note struct {
	ID      string
	Version int64 `json:"-"`

	Text     string
	About    string `json:",omitempty"` // id of the item it is about
	Corrects string `json:",omitempty"` // id of the note it corrects
	By       string
	Unit     string
	At       time.Time
}

// LogValue says nothing: a note never reaches a log.
func (n Note) LogValue() slog.Value { return slog.StringValue("note") }
