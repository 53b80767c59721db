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

// Split is one or more persons of a case who go on in a case of their own, as each of the two cases keeps it. It stands in a room that
// is open to the assigned officer and the supervisor alone: nothing else of a case says where the other one is.
type Split struct {
	ID      string
	Version int64 `json:"-"`

	Why     SplitWhy
	On      policy.Day // the day from which they are apart
	Persons []string   // persons, by their ids in the case that keeps this
	To      string     // who of them is the principal applicant of the new case, by the same
	Came    bool       // the new case's: they came by it; else they left
	Other   ID         // the other case
	Ref     string     // and its reference

	Words    string // the officer's reason
	Children string `json:",omitempty"` // why each child of the file goes or stays
	Leaves   string `json:",omitempty"` // what the parent who leaves says of the children
	Stays    string `json:",omitempty"` // and the one who stays
	Ties     []Tie  `json:",omitempty"` // what those who go are to the principal applicant of the new case

	By string // account
	At time.Time
}

// SplitWhy is why a file is split.
type SplitWhy string

// The reasons, in the order of the page.
const (
	SplitViolence SplitWhy = "violence"
	SplitApart    SplitWhy = "separation"
	SplitWish     SplitWhy = "wish"
	SplitOther    SplitWhy = "other"
)

// SplitWhys in the order of the page.
var SplitWhys = []SplitWhy{SplitViolence, SplitApart, SplitWish, SplitOther}

// Apart says whether neither case may show that there is the other.
func (s Split) Apart() bool { return s.Why == SplitViolence }

// LogValue says nothing.
func (s Split) LogValue() slog.Value { return slog.StringValue("split of a file") }

// splittable are the states in which a file can be split: with the operations centre until it is sent to an office, and with the office
// until a decision is signed.
var splittable = []State{Received, Checking, InformationAsked, Complete, FileCreated, OfficeAssigned,
	Assigned, Eligibility, Interviewing, Fairness, Admissibility, QuebecSelection, FinalReview, Redetermination, OnHold}

// Splittable is nil when a file in a state can be split, decided saying whether a signed decision stands.
//
// Rule I-79 (our rule): a signed decision is about everybody on the file, so it is not split from then on. A sent file waits until the
// office has it, or is taken back; one that came back is edited in the package; an order covers the cases that it names, and
// nobody is taken out of it in this way.
func Splittable(s State, decided bool) error {
	switch {
	case decided:
		return fault.Stop("I-79", "split.decided")
	case s == SuspendedByOrder:
		return fault.Stop("I-79", "split.order")
	case s == Transferred:
		return fault.Stop("I-79", "split.sent")
	case !slices.Contains(splittable, s):
		return fault.Stop("I-79", "split.not_now")
	}
	return nil
}

// SplitState is the state that the new case begins in: the one that the old one stands in. What was put in writing, and a hold, stay with
// the old one: the new one stands where that began.
func SplitState(s State, steps []Step) State {
	if s == InformationAsked {
		return Checking
	}
	for range len(steps) + 1 {
		if s != OnHold && s != Fairness {
			return s
		}
		from, ok := Back(steps, s)
		if !ok {
			return Eligibility
		}
		s = from
	}
	return Eligibility
}

const maxSplitText = 4000

// SplitFile checks that persons go on in a case of their own, and answers the split with what each of them is to its principal applicant.
//
// Rule I-79 (our rule): one or more persons of a case, never all and never its principal
// applicant, who is changed first (I-78), go on in one of their own with the days of the referral and of the application, the partner and
// the office. With them goes what is theirs alone. A child under 18 goes with one parent by the officer's decision, with a reason and with
// what both parents say. Our default: who becomes the principal applicant of the new case is 18 or over.
func SplitFile(s Split, state State, decided bool, persons []people.Person, referred, today policy.Day) (Split, error) {
	if err := Splittable(state, decided); err != nil {
		return s, err
	}
	var c fault.Check
	here := people.InCase(persons)
	slices.Sort(s.Persons)
	s.Persons = slices.Compact(s.Persons)
	var going []people.Person
	minors := false
	for _, p := range here {
		minors = minors || !p.Principal() && !p.Deceased() && p.Born.Valid() && !p.Adult(today)
		if slices.Contains(s.Persons, p.ID) {
			going = append(going, p)
		}
	}
	switch {
	case len(going) == 0 || len(going) != len(s.Persons) || slices.ContainsFunc(going, people.Person.Deceased):
		c.AddRule("person", "split.person.needed", "I-79")
	case slices.ContainsFunc(going, people.Person.Principal):
		c.AddRule("person", "split.person.principal", "I-78")
	}
	to := slices.IndexFunc(going, func(p people.Person) bool { return p.ID == s.To })
	switch {
	case to < 0:
		c.AddRule("to", "split.to.needed", "I-79")
	case !going[to].Born.Valid() || !going[to].Adult(today):
		c.AddRule("to", "split.to.adult", "I-79")
	}
	if !slices.Contains(SplitWhys, s.Why) {
		c.AddRule("why", "split.why.needed", "I-79")
	}
	if !s.On.Valid() || s.On > today {
		c.AddRule("on", "split.on.needed", "I-79")
	}
	words := func(name, key string, text *string, needed bool) {
		*text = strings.TrimSpace(*text)
		switch {
		case needed && *text == "":
			c.AddRule(name, key, "I-79")
		case utf8.RuneCountInString(*text) > maxSplitText:
			c.Fields = append(c.Fields, fault.Field{Name: name, Key: "ask.long", Args: map[string]any{"Limit": maxSplitText}})
		}
	}
	words("words", "split.words.needed", &s.Words, true)
	words("children", "split.children.needed", &s.Children, minors)
	words("leaves", "split.leaves.needed", &s.Leaves, minors)
	words("stays", "split.stays.needed", &s.Stays, minors)
	stated := s.Ties
	s.Ties = nil
	after := slices.Clone(going)
	for i := range after {
		p := &after[i]
		if p.ID == s.To {
			p.Relationship, p.ParentID = people.PA, ""
			continue
		}
		j := slices.IndexFunc(stated, func(t Tie) bool { return t.Person == p.ID && slices.Contains(Ties, t.Now) })
		if j < 0 {
			c.AddRule("tie."+p.ID, "split.tie.needed", "I-79")
			continue
		}
		was := p.Relationship
		p.Relationship = stated[j].Now
		if p.Relationship.Class() == people.IsChild && p.Relationship != people.StepD && p.Relationship != people.StepS {
			p.ParentID = ""
		}
		s.Ties = append(s.Ties, Tie{Person: p.ID, Was: was, Now: p.Relationship})
	}
	for i := range s.Ties {
		for _, p := range after {
			if p.ID == s.Ties[i].Person {
				s.Ties[i].Is = people.MembershipOf(after, p, referred)
			}
		}
	}
	return s, c.Err("split.not_ready")
}

// ApplicationNumber is an application number as it is stored, "" when it is none (I-51).
func ApplicationNumber(typed string) string {
	n := strings.ToUpper(strings.Join(strings.Fields(typed), ""))
	if !number.MatchString(n) {
		return ""
	}
	return n
}
