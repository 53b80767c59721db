package spaces

import (
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Reasons of entries, as codes; words are in the catalogue under spaces.reason.<code>.
const (
	ReasonPreparing  = "preparing"   // A5
	ReasonReferred   = "referred"    // B1
	ReasonYearTurned = "year_turned" // held in one year, referred in the next (I-10)
	ReasonDeclined   = "declined"    // A9
	ReasonWithdrawn  = "withdrawn"   // A10, X1
	ReasonReturned   = "returned"    // B5, 60 days after
	ReasonDuplicate  = "duplicate"   // X2
	ReasonRefused    = "refused"     //
	ReasonUnused     = "unused"      // visa not used, CLOSED_UNUSED
	ReasonOrdered    = "ordered"     // ended by an order, TERMINATED_BY_ORDER
	ReasonHandedOver = "handed_over" // to another partner (I-6)
	ReasonBirth      = "birth"       //
	ReasonDeath      = "death"       //
	ReasonFamily     = "family"      // any other change of who travels (I-31)
	ReasonApproved   = "approved"    // admission planned
	ReasonLanded     = "landed"      //
	ReasonMistake    = "mistake"     //
	ReasonGranted    = "granted"     // an authority lets it past the number
	ReasonMoved      = "moved"       // room went from one partner to another (I-66)
	ReasonCarried    = "carried"     // room went into the next year (I-91)
	ReasonSplit      = "split"       // persons went on in a case of their own (I-79)
	ReasonBrought    = "brought"     // from the department's case system (I-102)
)

// ReturnedFor is how long a returned package keeps its place (I-50).
const ReturnedFor = 60 // days

// Ask is what a rule needs to write entries: the case, whose work it is, and the number in force.
type Ask struct {
	Case     casefile.Case
	Year     int // referral year, or year of landing
	Limit    int // the partner's allocation of that year, or the stream's commitment
	Reason   string
	Note     string
	By       string
	At       time.Time
	Override *Authority // a named authority lets it past the number
}

// Authority is who let an entry past the number and why (decision 3).
type Authority struct {
	By     string // account
	Reason string // in words, sealed
}

// Granted is the authority that has let a case past the number of a counter and year, and of which no entry has made
// use yet; nil when there is none. A grant is an Override entry that names no entry.
func Granted(entries []Entry, c Counter, year int) *Authority {
	var open *Authority
	for _, e := range entries {
		if e.Kind != Override || e.Counter != c || e.Year != year {
			continue
		}
		if open = nil; e.Of == "" {
			open = &Authority{By: e.By, Reason: e.Note}
		}
	}
	return open
}

// Grant is the entry by which a named authority lets a case past the number, ahead of the entry that needs it
// (decision 3). Only persons who would be refused without it need one; it moves nothing.
func Grant(a Ask, c Counter) (Entry, error) {
	if err := a.check("I-50"); err != nil {
		return Entry{}, err
	}
	if a.Note == "" {
		f := fault.Check{}
		f.AddRule("override_reason", "spaces.override.reason", "I-50")
		return Entry{}, f.Err("spaces.override.missing")
	}
	e := a.entry(c, Override, a.Case.Persons)
	e.Reason = ReasonGranted
	return e, nil
}

// Position is what one case has in one partner's allocation of one referral year.
type Position struct {
	Year      int
	Partner   string
	Held      int
	Confirmed int
	Consumed  int
}

// Open says whether anything is still held or confirmed.
func (p Position) Open() bool { return p.Held != 0 || p.Confirmed != 0 }

// Positions is what a case has in the allocations, oldest year first, from the entries of the case.
func Positions(entries []Entry) []Position {
	var out []Position
	at := map[Key]int{}
	for _, e := range entries {
		if e.Counter != Allocation {
			continue
		}
		k := e.GuardKey()
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, Position{Year: e.Year, Partner: e.Partner})
		}
		d := e.delta()
		out[i].Held += d.Held
		out[i].Confirmed += d.Confirmed
		out[i].Consumed += d.Consumed
	}
	return out
}

// Take holds places for the whole family while the partner prepares the package (I-50, A5). What the case holds
// already is brought to the number of persons who are to travel: the whole family or nothing.
//
// Rule I-50 (our design): hold at A5, confirm at B1, consume at admission, release on leaving.
func Take(a Ask, entries []Entry) ([]Entry, error) {
	if err := a.check("I-50"); err != nil {
		return nil, err
	}
	for _, p := range Positions(entries) {
		if p.Confirmed != 0 || p.Consumed != 0 {
			return nil, fault.Stop("I-50", "spaces.hold.confirmed")
		}
		if p.Held == a.Case.Persons && p.Year == a.Year && p.Partner == a.Case.ReferredBy {
			return nil, nil
		}
	}
	out := a.leave(entries, a.Reason)
	return a.past(append(out, a.entry(Allocation, Hold, a.Case.Persons))), nil
}

// Refer confirms the family's places on the day the referral is made (I-50, B1). Places held in an earlier year
// are released there and taken in the referral year: shares are per referral year (I-10). The count falls on the
// partner that refers, whoever identified the applicant (I-7).
func Refer(a Ask, entries []Entry) ([]Entry, error) {
	if err := a.check("I-50"); err != nil {
		return nil, err
	}
	var held int
	for _, p := range Positions(entries) {
		if p.Consumed != 0 {
			return nil, fault.Stop("I-50", "spaces.hold.landed")
		}
		if p.Confirmed == a.Case.Persons && p.Year == a.Year && p.Partner == a.Case.ReferredBy {
			return nil, nil // a corrected package of the same referral year keeps its places
		}
		if p.Held != 0 && p.Year == a.Year && p.Partner == a.Case.ReferredBy {
			held = p.Held
		}
	}
	if held == a.Case.Persons {
		e := a.entry(Allocation, Confirm, held)
		e.From = Hold
		return []Entry{e}, nil
	}
	out := a.leave(entries, ReasonYearTurned)
	return a.past(append(out, a.entry(Allocation, Confirm, a.Case.Persons))), nil
}

// Leave releases whatever the case holds or has confirmed and has not consumed: the partner declines, the
// applicant withdraws, a return lapses, a duplicate is merged, the case is refused or handed over (I-50, I-6).
func Leave(a Ask, entries []Entry) []Entry { return a.leave(entries, a.Reason) }

// Lapsed says whether a returned package has lost its place (I-50: 60 days).
func Lapsed(returned, today policy.Day) bool {
	return returned.Valid() && today.Valid() && returned.Until(today) >= ReturnedFor
}

// Alter brings the confirmed places to the number who are to travel, after a birth, a death or a family change
// (I-31). It always posts: a family is never turned away by a number (decision 3). Over says what it passed.
func Alter(a Ask, entries []Entry) []Entry {
	travelling := a.Case.Persons
	for _, p := range Positions(entries) {
		travelling -= p.Confirmed + p.Consumed
	}
	for _, p := range Positions(entries) {
		if p.Confirmed+p.Consumed == 0 || travelling == 0 {
			continue
		}
		e := a.entry(Allocation, Change, travelling)
		e.Year, e.Partner, e.Free = p.Year, p.Partner, true
		return []Entry{e}
	}
	return nil
}

// Part moves the confirmed places of persons to the case in which they go on, in the year in which they were referred: what the partner has
// used stays the same, so no guard is asked and nothing is over that was not (I-79). more is how many of them did not travel before and do
// now: they take a place, as after every change in a family.
func Part(from, to Ask, moved, more int, entries []Entry) []Entry {
	for _, p := range Positions(entries) {
		if p.Confirmed < moved || p.Confirmed == 0 {
			continue
		}
		entry := func(a Ask, n int) Entry {
			e := a.entry(Allocation, Change, n)
			e.Year, e.Partner, e.Free = p.Year, p.Partner, true
			return e
		}
		var out []Entry
		if moved > 0 {
			gives, takes := entry(from, -moved), entry(to, moved)
			gives.Limit, takes.Limit = 0, 0 // nothing is taken that was not taken before
			out = append(out, gives, takes)
		}
		if more > 0 {
			e := entry(to, more)
			e.Reason = ReasonFamily
			out = append(out, e)
		}
		return out
	}
	return nil
}

func (a Ask) check(rule string) error {
	switch {
	case a.Case.Persons <= 0:
		return fault.Stop(rule, "spaces.hold.nobody")
	case a.Case.ReferredBy == "" || a.Year <= 0:
		return fault.Stop(rule, "spaces.hold.unknown")
	case a.Override != nil && (a.Override.By == "" || a.Override.Reason == ""):
		c := fault.Check{}
		c.AddRule("override_reason", "spaces.override.reason", "I-50")
		return c.Err("spaces.override.missing")
	}
	return nil
}

func (a Ask) leave(entries []Entry, reason string) []Entry {
	var out []Entry
	for _, p := range Positions(entries) {
		for _, part := range []struct {
			from Kind
			n    int
		}{{Hold, p.Held}, {Confirm, p.Confirmed}} {
			if part.n == 0 {
				continue
			}
			e := a.entry(Allocation, Release, part.n)
			e.Year, e.Partner, e.From, e.Reason = p.Year, p.Partner, part.from, reason
			out = append(out, e)
		}
	}
	return out
}

func (a Ask) entry(c Counter, k Kind, n int) Entry {
	return Entry{Counter: c, Year: a.Year, Stream: a.Case.Stream, Kind: k, Partner: a.Case.ReferredBy,
		Case: a.Case.ID, Persons: n, Limit: a.Limit, Reason: a.Reason, Note: a.Note, By: a.By, At: a.At}
}

// past lets the last entry past the guard when an authority is named, and records the override beside it.
func (a Ask) past(entries []Entry) []Entry {
	if a.Override == nil {
		return entries
	}
	last := &entries[len(entries)-1]
	last.Free = true
	o := *last
	o.Kind, o.From, o.Note, o.By = Override, last.Kind, a.Override.Reason, a.Override.By
	return append(entries, o)
}
