package spaces

import (
	"strconv"
	"time"

	"passage/internal/casework/fault"
)

// Shift is room that goes from one allocation to another: from partner to partner in one year, or from a year of a
// partner into its next.
type Shift struct {
	Stream             string
	Year, ToYear       int // ToYear 0 is the same
	From, To           string
	Persons            int
	FromLimit, ToLimit int // the numbers of the plan, without what was moved before
	Of                 string
	Reason, Note, By   string
	At                 time.Time
}

// Reallocate is both halves of a shift, to be posted in one transaction: what one gives the other receives, so that
// together the partners never have more or less than the plan gave them. Who gives keeps what it holds, has referred
// and has landed: the store refuses a Give that would take those places away, whatever runs at once.
//
// Rule I-66 (reallocation): partners work together so that spaces are used; both ledgers change, closed months do not.
func Reallocate(s Shift) ([]Entry, error) {
	if s.ToYear == 0 {
		s.ToYear = s.Year
	}
	switch {
	case s.From == "" || s.To == "" || s.Year <= 0:
		return nil, fault.Stop("I-66", "spaces.move.unknown")
	case s.Persons <= 0:
		return nil, fault.Stop("I-66", "spaces.move.nobody")
	case s.From == s.To && s.Year == s.ToYear:
		return nil, fault.Stop("I-66", "spaces.move.same")
	}
	e := Entry{Counter: Allocation, Stream: s.Stream, Persons: s.Persons, Of: s.Of, Reason: s.Reason, Note: s.Note, By: s.By, At: s.At}
	give, take := e, e
	give.Kind, give.Year, give.Partner, give.Limit = Give, s.Year, s.From, s.FromLimit
	take.Kind, take.Year, take.Partner, take.Limit, take.Free = Receive, s.ToYear, s.To, s.ToLimit, true
	return []Entry{give, take}, nil
}

// Carry is what of a partner's year goes into its next, once the year is over: at most so many persons as the pack
// says, less what was carried before, and never more than is free. None when nothing is to go.
//
// Rule I-91 (carry-over, our default): no source says that places of a year are used in the next, so the pack carries
// none; whoever decides otherwise writes a number there.
func Carry(s Shift, most int, row Delta, entries []Entry) ([]Entry, error) {
	s.Of = "carry " + strconv.Itoa(s.Year)
	for _, e := range entries {
		if e.Kind == Give && e.Of == s.Of && e.Partner == s.From && e.Stream == s.Stream {
			most -= e.Persons
		}
	}
	s.Persons = min(most, Room(s.FromLimit, row))
	if s.Persons <= 0 {
		return nil, nil
	}
	s.To, s.ToYear, s.Reason = s.From, s.Year+1, ReasonCarried
	return Reallocate(s)
}
