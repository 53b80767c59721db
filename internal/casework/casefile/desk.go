package casefile

import (
	"slices"

	"passage/internal/casework/policy"
)

// LookKind is what a second person is asked for in a case.
type LookKind string

// The kinds, in the order of the queue.
const (
	LookWaiver   LookKind = "waiver"   // an interview that is not to be held
	LookGround   LookKind = "ground"   // an inadmissibility
	LookOverrule LookKind = "overrule" // a contradiction that the officer overrules
	LookDecision LookKind = "decision" // a draft decision
	LookGlass    LookKind = "glass"    // an opening by break-glass (I-74)
	LookRecord   LookKind = "record"   // what a redacted copy withholds (DUTY-10.4)
	LookMail     LookKind = "mail"     // a mail that failed, or may not have left
)

// LookKinds in the order of the queue.
var LookKinds = []LookKind{LookWaiver, LookGround, LookOverrule, LookDecision, LookGlass, LookRecord, LookMail}

// DeskKind singles a case out among the cases of its office, or of the operations centre's.
type DeskKind string

// The kinds.
const (
	DeskLook      DeskKind = "look"      // a second person is asked for a word
	DeskMeeting   DeskKind = "meeting"   // an interview is booked
	DeskMail      DeskKind = "mail"      // a mail failed, or may not have left
	DeskEmergency DeskKind = "emergency" // shown first of all in my work (I-17)
	DeskUrgent    DeskKind = "urgent"    // and then these
	DeskWindow    DeskKind = "window"    // a family member who stayed may still apply
	DeskDiffer    DeskKind = "differ"    // the department's case system has something differently: on whoever's desk may settle it
	DeskLetter    DeskKind = "letter"    // the case has ended, and a letter of it is still owed (I-116)
	DeskOnward    DeskKind = "onward"    // the operations centre answers for a destination, or has an arrival notice to take or pass on
)

// DeskKinds are all of them.
var DeskKinds = []DeskKind{DeskLook, DeskMeeting, DeskMail, DeskEmergency, DeskUrgent, DeskWindow, DeskDiffer, DeskLetter, DeskOnward}

// Desk is what singles the case out among the others: on somebody's desk, and in the work of who has it.
//
// Rule I-87 (our rule): whatever waits for a second person stands in one queue: waivers, inadmissibility, overruled contradictions,
// decisions, openings, redactions, and mail that somebody must settle. Nothing leaves it by a clock.
func (c Case) Desk() (out []DeskKind) {
	if len(c.Summary.Looks) > 0 {
		out = append(out, DeskLook)
	}
	if !c.Summary.Interview.IsZero() {
		out = append(out, DeskMeeting)
	}
	if s := c.Summary; s.DestineBy != "" || s.AckBy != "" || s.HurryBy != "" || s.PassOn {
		out = append(out, DeskOnward)
	}
	if c.Summary.Differs > 0 {
		out = append(out, DeskDiffer)
	}
	if c.Summary.Mails > 0 {
		out = append(out, DeskMail)
	}
	if c.Summary.Window != "" {
		out = append(out, DeskWindow)
	}
	if c.State.Closed() && c.Summary.LetterBy != "" {
		out = append(out, DeskLetter)
	}
	if c.Office == "" || c.State.Closed() {
		return out
	}
	switch c.Summary.Priority {
	case "emergency":
		out = append(out, DeskEmergency)
	case "urgent":
		out = append(out, DeskUrgent)
	}
	return out
}

// Range is how long most cases of an office stand in a state: nine of ten of them no longer than Most days, half of them Half or longer.
type Range struct {
	Cases, Half, Most int
	Over              int // stand there for longer
}

// rangeLeast is how few cases make no range.
const rangeLeast = 10

// RangeOf is the usual range of a state from how many days each of its cases stands there; ok is false of too few.
//
// Rule I-86 (our default): beside the days stands what is usual in the office, from its own open cases, so that a number says
// something. It is about cases, ranks nobody, and no clock follows from it.
func RangeOf(days []int) (r Range, ok bool) {
	r.Cases = len(days)
	if r.Cases < rangeLeast {
		return r, false
	}
	days = slices.Clone(days)
	slices.Sort(days)
	r.Half, r.Most = days[(r.Cases-1)/2], days[(r.Cases*9+9)/10-1]
	for _, d := range days {
		if d > r.Most {
			r.Over++
		}
	}
	return r, true
}

// Unassign is whether the naming of an officer can be taken back: the case stands as it was left then.
//
// Rule I-85 (our rule): several cases are given to an officer in one act, each that may be: a declared link to one of its countries
// forbids it (decision 14), and nobody's link is told. For ten minutes the act can be taken back, of cases in which nothing was done since.
func Unassign(c Case, officer string, since policy.Day) bool {
	return c.State == Assigned && c.Assigned == officer && c.Since == since
}
