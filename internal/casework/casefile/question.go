package casefile

import (
	"log/slog"
	"slices"
	"strings"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Question is what one side of a case asks another, and the answer. Questions live in the case and never in mail: whoever
// asks sees when it was answered, and whoever takes the case over reads both. It moves no case and stops nothing.
type Question struct {
	ID      string
	Version int64 `json:"-"`

	From, To Side
	Words    string
	Due      policy.Day // our clock, or the day that was asked for
	By       string     // account
	At       time.Time

	Answer     string    `json:",omitempty"`
	AnsweredBy string    `json:",omitempty"`
	Answered   time.Time `json:",omitzero"`
	ReadBy     string    `json:",omitempty"` // who of the side that asked has read the answer
	Read       time.Time `json:",omitzero"`
}

// Side is who asks or answers: a place, not a person. The partner is never told who of the department wrote (security 2.1).
type Side string

// The sides of a case.
const (
	PartnerSide Side = "partner"
	IntakeSide  Side = "intake" // the operations centre, from the referral until an office has accepted
	OfficeSide  Side = "office" // the migration office, from the transfer on
)

// Asking is what lists show of a question that somebody is still to answer, or the answer to which is still to be read: no word
// of it.
type Asking struct {
	From, To Side
	Due      policy.Day
	Answered bool
}

// LogValue says nothing: questions and answers never reach a log.
func (q Question) LogValue() slog.Value { return slog.StringValue("question") }

// Open says whether an answer is waited for.
func (q Question) Open() bool { return q.Answered.IsZero() }

// Over says that the question was answered and the answer read.
func (q Question) Over() bool { return !q.Read.IsZero() }

// Within says that the question stays in the department.
func (q Question) Within() bool { return q.From != PartnerSide && q.To != PartnerSide }

// Asking is the question as lists show it.
func (q Question) Asking() Asking { return Asking{q.From, q.To, q.Due, !q.Open()} }

// Waits says whether it is a side's turn: to answer, or to read the answer to what it asked.
func (a Asking) Waits(s Side) bool { return a.To == s && !a.Answered || a.From == s && a.Answered }

// Sides are the sides that have a case now: whom one of them can ask.
//
// Rule I-76 (ours): what office, operations centre and partner ask one another is asked and answered in the case. The
// operations centre has it from the referral until an office has accepted, the office from the transfer on.
func Sides(c Case) (out []Side) {
	if !c.State.After() || c.State.Closed() || c.State == Returned {
		return nil
	}
	out = append(out, PartnerSide)
	if c.AtOffice == "" {
		out = append(out, IntakeSide)
	}
	if c.Office != "" && (c.State == Transferred || c.AtOffice != "") {
		out = append(out, OfficeSide)
	}
	return out
}

// maxQuestion is how long a question or an answer may be, in characters.
const maxQuestion = 4000

// Ask is one side asking another of the sides that have the case. Where no day is asked for, it is that of our clock (I-47).
func Ask(q Question, c Case, v *policy.View, by string, now time.Time) (Question, error) {
	sides := Sides(c)
	if !slices.Contains(sides, q.From) {
		return q, fault.Stop("I-76", "question.not_yours")
	}
	today := policy.DayOf(now)
	q = Question{From: q.From, To: q.To, Words: strings.TrimSpace(q.Words), Due: q.Due, By: by, At: now}
	var check fault.Check
	if q.To == q.From || !slices.Contains(sides, q.To) {
		check.AddRule("to", "question.to.wrong", "I-76")
	}
	said(&check, "words", q.Words, "question.words.needed", maxQuestion)
	switch {
	case q.Due == "":
		name := "department-answer"
		if q.To == PartnerSide {
			name = "partner-answer"
		}
		if clock, ok := v.Clock(name); ok {
			q.Due = c.by(clock, today)
		}
	case !q.Due.Valid() || q.Due < today || q.Due > today.AddYears(1):
		check.Add("due", "question.due.wrong")
	}
	return q, check.Err("question.check")
}

// Reply is the answer of the side that was asked.
func (q Question) Reply(side Side, words, by string, now time.Time) (Question, error) {
	if q.To != side {
		return q, fault.Stop("I-76", "question.not_asked")
	}
	if !q.Open() {
		return q, fault.Stop("I-76", "question.answered_meanwhile")
	}
	words = strings.TrimSpace(words)
	var check fault.Check
	said(&check, "answer", words, "question.answer.needed", maxQuestion)
	if err := check.Err("question.answer.check"); err != nil {
		return q, err
	}
	q.Answer, q.AnsweredBy, q.Answered = words, by, now
	return q, nil
}

// Note is the side that asked having read the answer: until then it stands on its lists.
func (q Question) Note(side Side, by string, now time.Time) (Question, error) {
	if q.From != side || q.Open() || q.Over() {
		return q, fault.Stop("I-76", "question.nothing_to_read")
	}
	q.ReadBy, q.Read = by, now
	return q, nil
}
