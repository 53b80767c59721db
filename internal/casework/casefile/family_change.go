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

// FamilyChange is a change of the family after the referral, asked for with its proof: a package that was sent is not
// edited (I-31). While it waits the file is "on hold, information required", in the words of the department's system
// for added dependants (I-32); other work on it goes on.
type FamilyChange struct {
	ID      string
	Version int64 `json:"-"`

	Kind   ChangeKind
	On     policy.Day     // the day it happened
	Person string         `json:",omitempty"` // id of the person it is about, or of the person it added
	New    *people.Person `json:",omitempty"` // who is to be added, as they were described
	Proof  string         // id of the document that proves it
	Words  string         `json:",omitempty"`

	Status      ChangeStatus
	FromPartner bool   `json:",omitempty"` // who asked is of the partner
	By          string // account that asked
	At          time.Time
	Answer      string    `json:",omitempty"` // why it was declined, or what was noted
	Decided     string    `json:",omitempty"` // account that answered
	Ended       time.Time `json:",omitzero"`
}

// ChangeKind is what happened.
type ChangeKind string

// The kinds (I-31).
const (
	Birth      ChangeKind = "birth"
	Marriage   ChangeKind = "marriage"
	Adoption   ChangeKind = "adoption"
	FoundChild ChangeKind = "found_child"
	Died       ChangeKind = "death"
	Separation ChangeKind = "separation"
)

// ChangeKinds in the order of the page.
var ChangeKinds = []ChangeKind{Birth, Marriage, Adoption, FoundChild, Died, Separation}

// Adds says whether the change adds a person to the case.
func (k ChangeKind) Adds() bool {
	return k == Birth || k == Marriage || k == Adoption || k == FoundChild
}

// ChangeStatus is where a change stands.
type ChangeStatus string

// The statuses.
const (
	ChangeAsked    ChangeStatus = "asked"
	ChangeAccepted ChangeStatus = "accepted"
	ChangeDeclined ChangeStatus = "declined"
)

// Open says whether the change waits for an answer.
func (c FamilyChange) Open() bool { return c.Status == ChangeAsked }

// LogValue says nothing: a change never reaches a log.
func (c FamilyChange) LogValue() slog.Value { return slog.StringValue("family change") }

const maxChangeText = 2000

// late are the states in which the family is no longer changed here: the journey has begun, or a refusal stands.
var late = []State{Departed, Arrived, PostArrival, Refused, Reconsideration, Litigation}

// AskChange checks a change that is asked for. state is where the case stands, persons who is listed, documents whether a
// document is on file.
func AskChange(c FamilyChange, state State, today policy.Day, persons []people.Person, documents func(id string) bool) (FamilyChange, error) {
	if !state.After() || state.Closed() || state == Returned || slices.Contains(late, state) {
		// Before the referral and after a return the family is edited in the package; after the journey it is the one-year window's.
		return c, fault.Stop("I-31", "family_change.not_now")
	}
	c.Words = strings.TrimSpace(c.Words)
	var check fault.Check
	if !slices.Contains(ChangeKinds, c.Kind) {
		check.AddRule("kind", "family_change.kind.needed", "I-31")
	}
	if !c.On.Valid() || c.On > today {
		check.AddRule("on", "family_change.on.needed", "I-31")
	}
	if !documents(c.Proof) {
		check.AddRule("proof", "family_change.proof.needed", "I-31")
	}
	switch {
	case c.Kind == Separation && c.Words == "":
		check.AddRule("words", "family_change.words.needed", "I-31") // why the person does not travel (I-28)
	case utf8.RuneCountInString(c.Words) > maxChangeText:
		check.Add("words", "family_change.too_long")
	}
	if c.Kind.Adds() {
		c.Person = ""
		if c.New == nil {
			return c, fault.Stop("I-31", "family_change.not_ready")
		}
		if c.Kind == Birth && c.New.Born.Valid() && c.New.Born.Earliest() > c.On {
			check.AddRule("on", "family_change.on.birth", "I-31")
		}
	} else {
		c.New = nil
		i := slices.IndexFunc(persons, func(p people.Person) bool { return p.ID == c.Person })
		switch {
		case i < 0 || persons[i].Deceased():
			check.AddRule("person", "family_change.person.needed", "I-31")
		case persons[i].Principal() && (c.Kind != Died || slices.Index(States, state) < slices.Index(States, Accepted)):
			// A case whose principal applicant leaves goes on under another one, which is no change of this kind. Their death is answered
			// by the office, where an officer says what becomes of the case (I-77).
			check.AddRule("person", "family_change.person.principal", "I-31")
		}
	}
	c.Status, c.Answer, c.Decided, c.Ended = ChangeAsked, "", "", time.Time{}
	return c, check.Err("family_change.not_ready")
}

// AnswerChange ends a change: accepted, or declined with words. Whoever asked does not answer.
func (c FamilyChange) AnswerChange(accept bool, words, by string, at time.Time) (FamilyChange, error) {
	words = strings.TrimSpace(words)
	switch {
	case !c.Open():
		return c, fault.Stop("I-31", "family_change.answered")
	case c.By == by:
		return c, fault.Stop("I-31", "family_change.same_person")
	}
	var check fault.Check
	if !accept && words == "" {
		check.AddRule("answer", "family_change.answer.needed", "I-31")
	}
	if utf8.RuneCountInString(words) > maxChangeText {
		check.Add("answer", "family_change.too_long")
	}
	if err := check.Err("family_change.not_ready"); err != nil {
		return c, err
	}
	c.Status, c.Answer, c.Decided, c.Ended = ChangeAccepted, words, by, at
	if !accept {
		c.Status = ChangeDeclined
	}
	return c, nil
}

// Apply is the person as the change leaves them: a new person under the next number, or one who no longer travels. A death is applied
// as every other (Death.Apply).
func (c FamilyChange) Apply(p people.Person, number int) people.Person {
	switch {
	case c.Kind.Adds():
		p = *c.New
		p.ID, p.Version, p.Number = "", 0, number
	case c.Kind == Separation:
		p.Travelling, p.NotWhy = people.No, c.Words
	}
	return p
}
