package casefile

import (
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Ending is why a case is closed before anybody of it arrived, without a decision on it (CLOSED_UNUSED). It is neutral: nothing is found,
// nobody is refused, and a new application stays possible.
type Ending struct {
	ID      string
	Version int64 `json:"-"`

	Why     string         // Unused
	On      people.Partial `json:",omitempty"` // since when, as much as is known
	Country string         `json:",omitempty"` // of the other country that took them
	Said    string         `json:",omitempty"` // EndingSaid: how it is known
	Channel string         `json:",omitempty"` // the safe channel by which the applicants' own statement came
	Proof   string         `json:",omitempty"` // id of the document: their statement, or the paper of the other country
	Covers  []string       `json:",omitempty"` // ids of the adults of whom it is true, each by their own word
	Words   string         `json:",omitempty"`
	By      string         // account
	At      time.Time
}

// Why a case is closed before anybody of it arrived.
const (
	VisasUnused    = "unused"
	PrincipalDied  = "died"
	TakenElsewhere = "other_country"
	ChoseToReturn  = "returned"
)

// Unused are the codes (I-67, CLOSED_UNUSED), in the order of the page.
var Unused = []string{VisasUnused, PrincipalDied, TakenElsewhere, ChoseToReturn}

// EndingSaid is how it is known that another country took them.
var EndingSaid = []string{"partner", "document"}

// StatementChannels are the ways by which the applicants' own statement may come.
var StatementChannels = append([]string{"partner"}, people.Channels...)

// LogValue says nothing.
func (e Ending) LogValue() slog.Value { return slog.StringValue("ending") }

// Closing is what the rule on an ending reads of a case.
type Closing struct {
	State     State
	Headless  bool // the principal applicant is dead
	Visas     bool // one was issued
	Valid     bool // and one of them is still good
	Adults    []string
	Plan      people.SafetyPlan
	Referred  policy.Day
	Today     policy.Day
	Documents func(id string) bool
}

// CloseUnused checks why a case is closed before anybody arrived.
//
// A case whose visas can still be used is not closed for their end.
//
// Rule I-81 (our rule; I-67): that another country took the family is known by the partner's word or a paper. That they chose to return
// is known by their own statement alone, each adult for themselves, through a channel that the safe-contact plan allows; nobody asks
// why, or where. Both are neutral ends and evidence of nothing: they say nothing of a need for protection, and whoever works on
// cessation does not see them (decision 9).
func CloseUnused(e Ending, in Closing) (Ending, error) {
	e.Words = strings.TrimSpace(e.Words)
	var c fault.Check
	if !slices.Contains(Unused, e.Why) {
		c.AddRule("why", "hold.close.which", "I-67")
		return e, c.Err("hold.close.wrong")
	}
	if utf8.RuneCountInString(e.Words) > maxLifeText {
		c.Add("words", "family_change.too_long")
	}
	switch e.Why {
	case VisasUnused:
		if !in.Visas || in.Valid || in.State != OnHold && in.State != Travel && in.State != NoShow {
			c.AddRule("why", "hold.close.visas", "A-102")
		}
		e = Ending{Why: e.Why, Words: e.Words}
	case PrincipalDied:
		if !in.Headless {
			c.AddRule("why", "ending.died", "I-77")
		}
		if e.Words == "" {
			c.AddRule("words", "ending.words.needed", "I-77")
		}
		e = Ending{Why: e.Why, Words: e.Words}
	default:
		if !e.On.Valid() || e.On.Earliest() > in.Today || e.On.Latest() < in.Referred {
			c.AddRule("on", "ending.on.needed", "I-81")
		}
		if !same(e.Covers, in.Adults) {
			c.AddRule("covers", "ending.covers.needed", "I-81")
		}
	}
	switch e.Why {
	case TakenElsewhere:
		e.Channel = ""
		if len(e.Country) != 3 {
			c.AddRule("country", "ending.country.needed", "I-81")
		}
		if !slices.Contains(EndingSaid, e.Said) || e.Said == "document" && !in.Documents(e.Proof) || e.Said == "partner" && e.Words == "" {
			c.AddRule("said", "ending.said.needed", "I-81")
		}
	case ChoseToReturn:
		e.Country, e.Said = "", "" // where they went is nobody's question here
		if !in.Documents(e.Proof) {
			c.AddRule("proof", "ending.statement.needed", "I-81")
		}
		if !slices.Contains(StatementChannels, e.Channel) || in.Plan.Allows(e.Channel, in.Today) != nil {
			c.AddRule("channel", "ending.channel.needed", "A-56")
		}
	}
	return e, c.Err("hold.close.wrong")
}

// same says whether two lists hold the same persons.
func same(a, b []string) bool {
	for _, id := range a {
		if !slices.Contains(b, id) {
			return false
		}
	}
	for _, id := range b {
		if !slices.Contains(a, id) {
			return false
		}
	}
	return true
}
