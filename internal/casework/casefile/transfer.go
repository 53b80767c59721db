package casefile

import (
	"log/slog"
	"slices"
	"strings"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Transfer is one sending of the file to a migration office (B8, B9), and how it was received (B10). History stays: a
// wrong office or a move of the applicant makes another one (I-57).
type Transfer struct {
	ID      string
	Version int64 `json:"-"`

	Proposed string // office that serves the residence, "" when none does
	Office   string
	Reason   string // why another office than the proposed one
	Note     string // to the office
	By       string
	Day      policy.Day
	At       time.Time // to the minute: a transfer can be undone for a short while

	Accepted   policy.Day
	AcceptedBy string
	Back       policy.Day // sent or taken back
	BackBy     string
	BackWhy    string
	Undone     bool // taken back at once: a slip of the hand, without a reason
}

// LogValue says nothing: notes never reach a log.
func (t Transfer) LogValue() slog.Value { return slog.StringValue("transfer") }

// UnderWay is the transfer that an office has not yet answered.
func UnderWay(all []Transfer) (Transfer, bool) {
	i := slices.IndexFunc(all, func(t Transfer) bool { return t.Accepted == "" && t.Back == "" })
	if i < 0 {
		return Transfer{}, false
	}
	return all[i], true
}

// ResponsibleOffice is the office abroad that serves the place where the principal applicant lives; false when none
// does, and the operations centre keeps the file until somebody chooses.
//
// Rule I-36 (R140.3(4)): residence decides, not nationality and not an address in another country.
func ResponsibleOffice(all []people.Person, view *policy.View) (*policy.Office, bool) {
	pa, one := people.PrincipalOf(all)
	if !one || pa.Residence == "" {
		return nil, false
	}
	return view.OfficeFor(pa.Residence)
}

// SendTransfer is a transfer to an office; another one than the proposed needs a reason (I-36).
func SendTransfer(t Transfer, all []people.Person, view *policy.View) (Transfer, error) {
	var c fault.Check
	if o, ok := ResponsibleOffice(all, view); ok {
		t.Proposed = o.ID
	}
	t.Reason, t.Note = strings.TrimSpace(t.Reason), strings.TrimSpace(t.Note)
	if o, ok := view.Office(t.Office); !ok || o.Fallback {
		c.AddRule("office", "transfer.office.missing", "I-36")
	} else if t.Office != t.Proposed && t.Reason == "" {
		c.AddRule("office_reason", "transfer.reason.missing", "I-36")
	}
	for name, s := range map[string]string{"office_reason": t.Reason, "note": t.Note} {
		if len([]rune(s)) > 1000 {
			c.Fields = append(c.Fields, fault.Field{Name: name, Key: "ask.long", Args: map[string]any{"Limit": 1000}})
		}
	}
	return t, c.Err("transfer.check")
}

// AcceptTransfer is the office's acceptance (B10).
func AcceptTransfer(t Transfer, by string, today policy.Day) Transfer {
	t.Accepted, t.AcceptedBy = today, by
	return t
}

// TakeBack ends a transfer that an office has not accepted: the office sends it back as not its own, or the clerk
// takes it back. Rule I-57: the reason is kept, and the file is transferred anew.
func TakeBack(t Transfer, why, by string, today policy.Day) (Transfer, error) {
	var c fault.Check
	if why = strings.TrimSpace(why); why == "" {
		c.AddRule("why", "transfer.back.why", "I-57")
	} else if len([]rune(why)) > 1000 {
		c.Fields = append(c.Fields, fault.Field{Name: "why", Key: "ask.long", Args: map[string]any{"Limit": 1000}})
	}
	if err := c.Err("transfer.check"); err != nil {
		return t, err
	}
	t.Back, t.BackBy, t.BackWhy = today, by, why
	return t, nil
}

// undoFor is how long a transfer can be undone without a reason (ux section 11).
const undoFor = 10 * time.Minute

// UndoUntil is the instant until which a transfer can be undone, the zero time when it cannot.
func (t Transfer) UndoUntil() time.Time {
	if t.At.IsZero() || t.Accepted != "" || t.Back != "" {
		return time.Time{}
	}
	return t.At.Add(undoFor)
}

// Undo takes a transfer back within ten minutes, as if the button had not been pressed; after that the office may be
// at work, and taking it back needs a reason (TakeBack).
func Undo(t Transfer, by string, now time.Time, today policy.Day) (Transfer, error) {
	if until := t.UndoUntil(); until.IsZero() || now.After(until) {
		return t, fault.Stop("ST-B9", "transfer.undo.late")
	}
	t.Back, t.BackBy, t.Undone = today, by, true
	return t, nil
}
