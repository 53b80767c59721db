package spaces

import (
	"time"

	"passage/internal/casework/casefile"
)

// Counter is which of the two counts an entry belongs to (I-10).
type Counter string

// The counters.
const (
	Allocation Counter = "allocation" // per partner and referral year
	Commitment Counter = "commitment" // per stream and admission year
)

// Kind is what an entry records.
type Kind string

// The kinds. The first seven move the allocation, the next five the commitment; the last two are of both.
const (
	Hold    Kind = "hold"    // allocation: a draft is being prepared (I-50, A5)
	Confirm Kind = "confirm" // allocation: the referral is made (I-50, B1); From is Hold when a hold stood, else empty
	Change  Kind = "change"  // allocation: a birth, a death, a family change after the referral; Persons may be negative
	Release Kind = "release" // allocation: the hold (From Hold) or the confirmation (From Confirm) falls away
	Consume Kind = "consume" // allocation: a person who was referred in that year has landed
	Give    Kind = "give"    // allocation: room goes to another partner (I-66) or year (I-91); guarded: what is taken stays
	Receive Kind = "receive" // allocation: room comes from another partner or year; the other half of a Give

	Plan        Kind = "plan"         // commitment: admission is planned in that year
	Unplan      Kind = "unplan"       // commitment: the plan falls away, or becomes a landing
	Landed      Kind = "landed"       // commitment: a person became a permanent resident
	LandedOther Kind = "landed_other" // commitment: a one-year-window member landed: a line of its own, not charged (I-61, A-113)
	Over        Kind = "over"         // of either counter: so many persons past the number; moves nothing, owes a notice

	Override Kind = "override" // a named authority let one entry past the number; moves nothing, Of is that entry
	Correct  Kind = "correct"  // takes back the entry Of: the same columns, the opposite sign
)

// Entry is one line of the ledger. Entries are appended to the stream ledger:<Year> and never changed.
//
// For the store: everything is clear (codes, numbers, opaque ids, times) but Note, which is sealed. Moves says
// which kept counter rows the entry moves and by how much; Guard says which row may refuse it.
type Entry struct {
	ID      string      // random; the store gives one when empty
	Counter Counter     //
	Year    int         // referral year for the allocation, year of landing for the commitment
	Stream  string      // stream id in the pack
	Kind    Kind        //
	From    Kind        // Confirm, Release: what it takes from, Hold or Confirm; else ""
	Undoes  Kind        // Correct: the kind of the entry Of; From, Persons and the rest repeat that entry; else ""
	Partner string      // partner code
	Office  string      // commitment: the office whose GAR number the landing is inside (I-62); else ""
	Case    casefile.ID // "" of Give and Receive: they are about no case
	Person  string      // Landed, LandedOther, and the Consume and Unplan that go with them: the person's id; else ""
	Persons int         // above zero, but for Change
	Limit   int         // the number of the plan that was in force when the entry was made; room that was moved comes on top
	Free    bool        // past the guard: an override stands beside it, or it is of a kind that always posts
	Of      string      // Correct, Override: the entry meant; Give, Receive: the proposal, or the year that was carried from; a landing that was brought: its day (I-102)
	Reason  string      // code from the reasons of this package
	Note    string      // the author's words; sealed
	By      string      // account
	At      time.Time
}

// Key names one kept counter row. Partner is empty for the row that the commitment is guarded on.
type Key struct {
	Counter Counter
	Year    int
	Stream  string
	Partner string
	Office  string
}

// Delta is what an entry adds to the columns of a counter row.
type Delta struct {
	Held, Confirmed, Consumed int // allocation
	Planned, Landed, Other    int // commitment
	Moved                     int // allocation: room received less room given; it is added to the number of the plan
	Cases, Followed           int // commitment: cases of which somebody landed, and through the window; no entry alone knows them, see Landers
}

// Used is what counts against the number: what is held, confirmed and consumed, or planned and landed. Other
// landings are never charged (I-61).
func (d Delta) Used() int { return d.Held + d.Confirmed + d.Consumed + d.Planned + d.Landed }

// Move is one counter row and what is added to it.
type Move struct {
	Key Key
	Delta
}

// Moves are the kept counter rows that an entry moves, the guarded one first. Over and Override move nothing.
func (e Entry) Moves() []Move {
	d := e.delta()
	if d == (Delta{}) {
		return nil
	}
	if e.Counter == Allocation {
		return []Move{{e.GuardKey(), d}}
	}
	return []Move{{e.GuardKey(), d}, {Key{e.Counter, e.Year, e.Stream, e.Partner, e.Office}, d}}
}

// GuardKey is the row that the number of this entry is compared with: the partner's in the allocation, the
// stream's in the commitment.
func (e Entry) GuardKey() Key {
	k := Key{Counter: e.Counter, Year: e.Year, Stream: e.Stream}
	if e.Counter == Allocation {
		k.Partner = e.Partner
	}
	return k
}

// Guarded says whether the store must refuse the entry when the guarded row's Used would pass Limit: only new
// holds, confirmations without a hold, plans and room given away are, and only when no override stands beside them
// (decision 3).
func (e Entry) Guarded() bool {
	if e.Free {
		return false
	}
	return e.Kind == Hold || e.Kind == Confirm && e.From == "" || e.Kind == Plan || e.Kind == Give
}

func (e Entry) delta() Delta {
	if e.Kind == Correct {
		u := e
		u.Kind, u.Persons, u.Undoes = e.Undoes, -e.Persons, ""
		return u.delta()
	}
	n := e.Persons
	switch e.Kind {
	case Hold:
		return Delta{Held: n}
	case Confirm:
		d := Delta{Confirmed: n}
		if e.From == Hold {
			d.Held = -n
		}
		return d
	case Change:
		return Delta{Confirmed: n}
	case Release:
		if e.From == Confirm {
			return Delta{Confirmed: -n}
		}
		return Delta{Held: -n}
	case Consume:
		return Delta{Confirmed: -n, Consumed: n}
	case Give:
		return Delta{Moved: -n}
	case Receive:
		return Delta{Moved: n}
	case Plan:
		return Delta{Planned: n}
	case Unplan:
		return Delta{Planned: -n}
	case Landed:
		return Delta{Landed: n}
	case LandedOther:
		return Delta{Other: n}
	}
	return Delta{}
}
