package casefile

import (
	"log/slog"
	"slices"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Hold is a time in which a case waits for a named reason, with a day on which somebody must look again (2.2,
// ON_HOLD). It does not hide that the case is waiting: age in stage goes on.
type Hold struct {
	ID      string
	Version int64 `json:"-"`

	Reason HoldReason
	Note   string     `json:",omitempty"`
	From   State      // the state to go back to
	Since  policy.Day //
	Review policy.Day // at this day the officer must act
	By     string
	At     time.Time

	Ended   policy.Day `json:",omitempty"`
	EndedBy string     `json:",omitempty"`
	EndNote string     `json:",omitempty"`
}

// HoldReason is why a case waits.
type HoldReason string

// The reasons. Lack of an exit permit is a reason to hold and never one to refuse.
const (
	ExitBarrier   HoldReason = "exit_barrier"
	Treatment     HoldReason = "medical_treatment"
	MissingPerson HoldReason = "missing_person"
	Awaited       HoldReason = "information_awaited"
	LostContact   HoldReason = "lost_contact" // nobody could be reached (I-80)
)

// HoldReasons in the order of the page.
var HoldReasons = []HoldReason{ExitBarrier, Treatment, MissingPerson, Awaited, LostContact}

// HoldClosed is how a hold ends when its case is closed.
const HoldClosed = "closed"

// LogValue says nothing.
func (h Hold) LogValue() slog.Value { return slog.StringValue("hold") }

// Pause checks a new hold: a named reason, and a day to look again, at most days ahead: the pack's clock "exit-hold" (A-102: about
// six months).
func Pause(h Hold, days int, today policy.Day) error {
	var c fault.Check
	if !slices.Contains(HoldReasons, h.Reason) {
		c.AddRule("reason", "hold.reason.which", "ST-on_hold")
	}
	if !h.Review.Valid() || h.Review <= today || today.Until(h.Review) > days {
		c.AddRule("review", "hold.review.when", "A-102")
	}
	return c.Err("hold.wrong")
}

// Resume ends a hold with what was found, so that its reason does not come back unnoticed.
func Resume(h Hold, by, note string, today policy.Day) (Hold, error) {
	if h.Ended != "" {
		return h, fault.Stop("ST-on_hold", "hold.ended")
	}
	if note == "" {
		var c fault.Check
		c.Add("note", "hold.note.missing")
		return h, c.Err("hold.wrong")
	}
	h.Ended, h.EndedBy, h.EndNote = today, by, note
	return h, nil
}

// Due says whether somebody must act on the hold (2.2: at expiry the officer must act).
func (h Hold) Due(today policy.Day) bool { return h.Ended == "" && h.Review <= today }

// Standing is the hold that has not ended.
func Standing(holds []Hold) (Hold, bool) {
	i := slices.IndexFunc(holds, func(h Hold) bool { return h.Ended == "" })
	if i < 0 {
		return Hold{}, false
	}
	return holds[i], true
}

// Again looks at a hold and lets the case wait on: what was found ends the old one, and a new one of the same reason has a new day
// on which somebody looks again. It goes back to where the first came from.
func (h Hold) Again(review policy.Day, days int, by, note string, today policy.Day) (was, next Hold, err error) {
	next = Hold{Reason: h.Reason, Note: h.Note, From: h.From, Since: today, Review: review}
	if was, err = Resume(h, by, note, today); err != nil {
		return h, next, err
	}
	return was, next, Pause(next, days, today)
}
