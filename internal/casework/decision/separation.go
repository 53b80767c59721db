package decision

import (
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Separation is how a principal applicant in exceptional danger leaves without members of the family who are not let out:
// what was explained to them before, and that these members stay, to follow through the one-year window.
type Separation struct {
	ID      string
	Version int64 `json:"-"`

	Persons []string // who stays
	Barrier string   // what keeps them from leaving: why they do not travel
	Danger  string   // why the principal applicant cannot wait; in no letter
	By      string
	At      time.Time

	Told       policy.Day `json:",omitempty"` // counselled on this day
	Counsellor string     `json:",omitempty"` // by whom, as their role is named
	Signed     string     `json:",omitempty"` // id of the document: the record of the counselling, as the principal applicant signed it
	Heard      string     `json:",omitempty"` // what those who stay say of it, or why nobody could ask them safely (I-108)
	Keeper     string     `json:",omitempty"` // with whom children stay of whom no parent or other adult of the case stays (I-109)

	Outcome SeparationOutcome `json:",omitempty"`
	Words   string            `json:",omitempty"` // why nothing came of it
	Officer string            `json:",omitempty"`
	Ended   time.Time         `json:",omitzero"`
}

// SeparationOutcome is how it ended.
type SeparationOutcome string

// The outcomes.
const (
	Separated SeparationOutcome = "separated"
	Together  SeparationOutcome = "together" // the principal applicant waits, or the way out opened
)

// LogValue says nothing.
func (s Separation) LogValue() slog.Value { return slog.StringValue("separation") }

// Open says whether nothing has come of it yet.
func (s Separation) Open() bool { return s.Outcome == "" }

const maxSeparationText = 2000

func (s *Separation) trim(c *fault.Check) {
	for _, x := range []struct {
		name string
		text *string
	}{{"barrier", &s.Barrier}, {"danger", &s.Danger}, {"counsellor", &s.Counsellor}, {"heard", &s.Heard}, {"keeper", &s.Keeper}, {"words", &s.Words}} {
		if *x.text = strings.TrimSpace(*x.text); utf8.RuneCountInString(*x.text) > maxSeparationText {
			c.Add(x.name, "family_change.too_long")
		}
	}
}

// MaySeparate says whether the case stands where a principal applicant may leave before others: approved, or on permits, and not gone,
// also while it waits at an exit barrier.
func MaySeparate(j Journey, holds []casefile.Hold) bool {
	state := j.State
	if h, ok := casefile.Standing(holds); ok && state == casefile.OnHold && h.Reason == casefile.ExitBarrier {
		state = h.From
	}
	return j.Coming() && (state == casefile.Approved || state == casefile.Travel || state == casefile.NoShow)
}

// Blockable are the members of the family who may have to stay: who travel and have not gone, but the principal applicant.
func (j Journey) Blockable() []people.Person {
	return slices.DeleteFunc(j.Travellers(), func(p people.Person) bool {
		_, gone := j.Departed(p.ID)
		return p.Principal() || gone
	})
}

// Separate checks that a separation may be prepared: it decides nothing, and owes the principal applicant the letter that explains it.
//
// Rule A-102 (third path): after a final decision, in exceptional danger, and only of members who are not let out.
func Separate(s Separation, j Journey, holds []casefile.Hold, before []Separation) (Separation, error) {
	if !MaySeparate(j, holds) {
		return s, fault.Stop("A-102", "separation.state")
	}
	if slices.ContainsFunc(before, Separation.Open) {
		return s, fault.Stop("A-102", "separation.open")
	}
	var c fault.Check
	s = Separation{Persons: s.Persons, Barrier: s.Barrier, Danger: s.Danger}
	s.trim(&c)
	may := j.Blockable()
	if len(s.Persons) == 0 || slices.ContainsFunc(s.Persons, func(id string) bool {
		return !slices.ContainsFunc(may, func(p people.Person) bool { return p.ID == id })
	}) {
		c.AddRule("persons", "separation.persons.needed", "A-102")
	}
	if s.Barrier == "" {
		c.AddRule("barrier", "separation.barrier.needed", "A-102")
	}
	if s.Danger == "" {
		c.AddRule("danger", "separation.danger.needed", "A-102")
	}
	return s, c.Err("separation.wrong")
}

// Counsel ends a separation: the members stay, and the others may leave. told is the day on which the letter that explains it (L11) is
// known to have reached the principal applicant, "" before that.
//
// Rule A-103: before anybody leaves, the counselling on the separation, the day of the window and the risk to those who stay is
// recorded and signed. Rule I-108 (ours): those who stay are heard where that is safe. Rule I-109 (ours): no child stays without a
// named adult.
func (s Separation) Counsel(in Separation, j Journey, holds []casefile.Hold, told policy.Day, onFile func(document string) bool) (Separation, error) {
	switch {
	case !s.Open():
		return s, fault.Stop("A-102", "separation.ended")
	case !MaySeparate(j, holds):
		return s, fault.Stop("A-102", "separation.state")
	case told == "":
		return s, fault.Stop("A-103", "separation.letter")
	}
	s.Told, s.Counsellor, s.Signed, s.Heard, s.Keeper = in.Told, in.Counsellor, in.Signed, in.Heard, in.Keeper
	var c fault.Check
	s.trim(&c)
	if !s.Told.Valid() || s.Told < told || s.Told > j.Today {
		c.AddRule("told", "separation.told.needed", "A-103")
	}
	if s.Counsellor == "" {
		c.AddRule("counsellor", "separation.counsellor.needed", "A-103")
	}
	if !onFile(s.Signed) {
		c.AddRule("signed", "separation.signed.needed", "A-103")
	}
	if s.Heard == "" {
		c.AddRule("heard", "separation.heard.needed", "I-108")
	}
	child, adult := false, false
	for _, p := range j.Persons {
		if slices.Contains(s.Persons, p.ID) {
			if p.Adult(j.Today) {
				adult = true
			} else {
				child = true
			}
		}
	}
	if child && !adult && s.Keeper == "" {
		c.AddRule("keeper", "separation.keeper.needed", "I-109")
	}
	for _, id := range s.Persons {
		if !slices.ContainsFunc(j.Blockable(), func(p people.Person) bool { return p.ID == id }) {
			return s, fault.Stop("A-102", "separation.persons.gone")
		}
	}
	s.Outcome = Separated
	return s, c.Err("separation.wrong")
}

// Drop ends a separation from which nothing comes: the family stays together.
func (s Separation) Drop(words string) (Separation, error) {
	if !s.Open() {
		return s, fault.Stop("A-102", "separation.ended")
	}
	var c fault.Check
	s.Words = words
	if s.trim(&c); s.Words == "" {
		c.AddRule("words", "separation.words.needed", "A-102")
	}
	s.Outcome = Together
	return s, c.Err("separation.wrong")
}

// Stay is a person as the separation leaves them: of the family, examined, and not travelling.
func (s Separation) Stay(p people.Person) people.Person {
	p.Travelling, p.NotWhy = people.No, s.Barrier
	return p
}
