package casefile

import (
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Interpreter is one entry of an office's roster. In cases, letters and lists an interpreter is a number; name, nationality and network
// are sealed and read where somebody checks them against what an applicant fears.
type Interpreter struct {
	ID      string
	Version int64  `json:"-"`
	Office  string `json:"-"`

	Number        string   // "0005", never a name
	Name          string   `json:",omitempty"`
	Gender        string   `json:",omitempty"` // F or M; "" not said
	Languages     []string // codes
	Nationalities []string `json:",omitempty"` // country codes, present and former
	Network       string   `json:",omitempty"` // what is known of whom they work and live with
	VettedBy      string   // who vetted them, in words
	Vetted        policy.Day
	Until         policy.Day // last day on which the vetting holds
	Stopped       policy.Day `json:",omitempty"` // since when they are not called on any more
	By            string     // account of who wrote the entry
	At            time.Time
}

// LogValue says nothing: an interpreter never reaches a log.
func (p Interpreter) LogValue() slog.Value { return slog.StringValue("interpreter") }

// maxNetwork is how long what is known of an interpreter's network may be, in characters.
const maxNetwork = 2000

// Enter checks an entry of the roster before it is kept; all are the others of the office.
//
// Rule I-83 (our default; say what is checked, no source says how a roster is kept): an interpreter is named by a number,
// and is on the roster with their languages and with who vetted them, when and until when. The nationality and the network are kept to
// be read against the applicant's fears by a person: nothing is concluded from them by itself.
func Enter(p Interpreter, all []Interpreter, today policy.Day) (Interpreter, error) {
	var c fault.Check
	wrong := func(name, key string) { c.AddRule(name, key, "I-83") }
	p.Name, p.Network, p.VettedBy = strings.TrimSpace(p.Name), strings.TrimSpace(p.Network), strings.TrimSpace(p.VettedBy)
	switch {
	case !neutral(p.Number):
		c.AddRule("number", "interview.interpreter.neutral", "A-47")
	case slices.ContainsFunc(all, func(o Interpreter) bool { return o.Number == p.Number && o.ID != p.ID }):
		wrong("number", "interpreter.number.taken")
	}
	if p.Name == "" {
		wrong("name", "interpreter.name.needed")
	}
	if len(p.Languages) == 0 {
		wrong("languages", "interpreter.languages.needed")
	}
	if len(p.Nationalities) == 0 {
		wrong("nationalities", "interpreter.nationalities.needed")
	}
	if p.Gender != "" && p.Gender != "F" && p.Gender != "M" {
		wrong("gender", "interpreter.gender.wrong")
	}
	if utf8.RuneCountInString(p.Network) > maxNetwork {
		wrong("network", "family_change.too_long")
	}
	if p.VettedBy == "" {
		wrong("vetted_by", "interpreter.vetted_by.needed")
	}
	if !p.Vetted.Valid() || p.Vetted > today {
		wrong("vetted", "interpreter.vetted.wrong")
	}
	if !p.Until.Valid() || p.Until < p.Vetted {
		wrong("until", "interpreter.until.wrong")
	}
	return p, c.Err("interpreter.wrong")
}

// Stands says whether the vetting holds on a day and the interpreter is still called on.
func (p Interpreter) Stands(day policy.Day) bool {
	return p.Vetted <= day && day <= p.Until && (p.Stopped == "" || day < p.Stopped)
}

// Serves says why an interpreter cannot be called on for an interview on a day of a trip, "" when they can.
//
// Rule I-83: while the vetting holds, in a language that is on the roster, on a day on which they said that they are there.
func (p Interpreter) Serves(language string, day policy.Day, t Trip) string {
	switch {
	case !p.Stands(day):
		return "trip.sit.vetting"
	case language != "" && !slices.ContainsFunc(p.Languages, func(l string) bool { return strings.EqualFold(l, language) }):
		return "trip.sit.language"
	case !t.Is(p.ID, day):
		return "trip.sit.absent"
	}
	return ""
}

// Shares are the countries that an interpreter and a case have in common. It is pointed out to who checks, and answered in words:
// it says nothing of the interpreter, who may have left that country for the applicant's own reasons.
func (p Interpreter) Shares(countries []string) (out []string) {
	for _, n := range p.Nationalities {
		if slices.Contains(countries, n) {
			out = append(out, n)
		}
	}
	return out
}
