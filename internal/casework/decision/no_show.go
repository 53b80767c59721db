package decision

import (
	"log/slog"
	"slices"
	"strings"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Whoever was not on the flight, or did not present themselves, may be in danger: somebody asks, the same day, by a way that is safe.

// SafetyCheck is the question whether a person who did not arrive is safe, and what was found.
type SafetyCheck struct {
	ID      string
	Version int64 `json:"-"`

	Person    string
	Departure string // that was not followed by an arrival
	Owed      policy.Day
	Due       policy.Day

	Whom     string     `json:",omitempty"` // SafetyAsked
	Way      string     `json:",omitempty"` // of the person themselves: a channel of the plan
	Words    string     `json:",omitempty"` // what was asked
	Question string     `json:",omitempty"` // id of the question to the partner
	Asked    policy.Day `json:",omitempty"`
	By       string     `json:",omitempty"`
	At       time.Time  `json:",omitzero"`

	Found   string     `json:",omitempty"` // SafetyFound
	FoundOn policy.Day `json:",omitempty"`
	Note    string     `json:",omitempty"`
	FoundBy string     `json:",omitempty"`
}

// NotTravelled is why planned travel changes when somebody did not arrive on it: a code, which tells no cause.
const NotTravelled = "not_travelled"

// SafetyAsked are whom one can ask.
var SafetyAsked = []string{"partner", "person"}

// SafetyFound are what can be found.
var SafetyFound = []string{"safe", "harm", "unknown"}

// LogValue says nothing.
func (s SafetyCheck) LogValue() slog.Value { return slog.StringValue("safety check") }

// Settled says that something was found: also that nobody knows.
func (s SafetyCheck) Settled() bool { return s.Found != "" }

// OweCheck is the check that a no-show owes.
//
// Rule I-107 (ours, after NO_SHOW of 2.2): on the same day somebody of the office asks whether the person is safe.
func OweCheck(d Departure, v *policy.View, today policy.Day) SafetyCheck {
	return SafetyCheck{Person: d.Person, Departure: d.ID, Owed: today, Due: today.AddWorkdays(clockDays(v, "no-show-check"))}
}

// SafeAnswerBy is the day until which the partner is asked to say whether somebody is safe (I-107, our default).
func SafeAnswerBy(v *policy.View, today policy.Day) policy.Day {
	return today.AddWorkdays(clockDays(v, "no-show-answer"))
}

// AskSafe checks how a question whether somebody is safe is put.
//
// Rules I-107, A-56: the partner is asked, in the case; the person themselves only by a channel that the plan allows on the day. No call
// to a family at home, to an airline's desk or to an authority of the country stands for it.
func AskSafe(s SafetyCheck, plan people.SafetyPlan, today policy.Day) (SafetyCheck, error) {
	if s.Settled() {
		return s, fault.Stop("I-107", "no_show.settled")
	}
	var c fault.Check
	if s.Words = strings.TrimSpace(s.Words); s.Words == "" || len(s.Words) > 2000 {
		c.AddRule("words", "no_show.words", "I-107")
	}
	switch s.Whom {
	case "partner":
		s.Way = "partner"
	case "person":
		if s.Way == "" || s.Way == "partner" {
			c.AddRule("way", "no_show.way", "A-56")
		}
	default:
		c.AddRule("whom", "no_show.whom", "I-107")
	}
	if err := c.Err("no_show.wrong"); err != nil {
		return s, err
	}
	if s.Whom == "person" {
		if err := plan.Allows(s.Way, today); err != nil {
			return s, err
		}
	}
	s.Asked = today
	return s, nil
}

// FindSafe records what was found. That nobody knows is found too; the check is owed again with the next no-show and no sooner.
func FindSafe(s SafetyCheck, found, note string, on, today policy.Day) (SafetyCheck, error) {
	if s.Asked == "" {
		return s, fault.Stop("I-107", "no_show.ask_first")
	}
	if s.Settled() && s.Found != "unknown" {
		return s, fault.Stop("I-107", "no_show.settled")
	}
	var c fault.Check
	if !slices.Contains(SafetyFound, found) {
		c.AddRule("found", "no_show.found", "I-107")
	}
	if !on.Valid() || on > today || on < s.Asked {
		c.AddRule("found_on", "no_show.found_on", "I-107")
	}
	if note = strings.TrimSpace(note); note == "" {
		c.AddRule("note", "no_show.note", "I-107")
	}
	s.Found, s.FoundOn, s.Note = found, on, note
	return s, c.Err("no_show.wrong")
}

// Unchecked is a person's check of whom nothing is found yet.
func Unchecked(list []SafetyCheck, person string) (SafetyCheck, bool) {
	for _, s := range slices.Backward(list) {
		if s.Person == person && (!s.Settled() || s.Found == "unknown") {
			return s, true
		}
	}
	return SafetyCheck{}, false
}

// WordsGiven is that somebody was given the plain words on passports and travel, and said so (decision 9).
type WordsGiven struct {
	ID      string
	Version int64 `json:"-"`

	Person   string
	When     string // WordsWhen
	Day      policy.Day
	Language string
	How      string // WordsHow
	Proof    string `json:",omitempty"` // id of a signed receipt
	By       string
	At       time.Time
}

// WordsWhen are when they are given, WordsHow how their receipt is known.
var (
	WordsWhen = []string{"approval", "arrival"}
	WordsHow  = []string{"signed", "read_out"}
)

// LogValue says nothing.
func (w WordsGiven) LogValue() slog.Value { return slog.StringValue("words given") }

// GiveWords checks the record of it.
//
// Decision 9: the plain words go with the approval and are given once more on arrival; that they were received is on the record.
func GiveWords(w WordsGiven, j Journey, onFile func(string) bool) error {
	var c fault.Check
	landed, here := j.Protected(w.Person)
	if !j.travels(w.Person) && !here {
		return fault.Stop("A-111", "words.who")
	}
	from := policy.DayOf(j.Decision.SignedAt)
	switch {
	case !slices.Contains(WordsWhen, w.When):
		c.Add("when", "words.when")
	case w.When == "arrival" && !here:
		return fault.Stop("A-111", "words.not_landed")
	case w.When == "arrival":
		from = landed.Day
	}
	if !w.Day.Valid() || w.Day > j.Today || w.Day < from {
		c.Add("day", "words.day")
	}
	if strings.TrimSpace(w.Language) == "" || len(w.Language) > 60 {
		c.Add("language", "words.language")
	}
	if !slices.Contains(WordsHow, w.How) {
		c.Add("how", "words.how")
	}
	if w.How == "signed" && !onFile(w.Proof) {
		c.Add("proof", "words.proof")
	}
	return c.Err("words.wrong")
}
