package casefile

import (
	"log/slog"
	"time"

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
)

// HoldReasons in the order of the page.
var HoldReasons = []HoldReason{ExitBarrier, Treatment, MissingPerson, Awaited}

// LogValue says nothing.
func (h Hold) LogValue() slog.Value { return slog.StringValue("hold") }
