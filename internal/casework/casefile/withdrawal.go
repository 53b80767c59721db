package casefile

import (
	"log/slog"
	"slices"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Withdrawal is the applicants' own request that their application end, as it reached the office (A-95, ST-X1). Nobody
// of the department and no partner withdraws an application: they record what was asked.
type Withdrawal struct {
	ID      string
	Version int64 `json:"-"`

	Asked   string     // WithdrawnBy
	On      policy.Day // the day of the written request
	Request string     // id of the document: the request as it was signed
	Covers  []string   // ids of the adults who signed it, or for whom their representative did
	Reason  string     // WithdrawnWhy
	By      string     // account that recorded it
	At      time.Time
}

// WithdrawnBy is who can ask, in the order of the page.
var WithdrawnBy = []string{"applicant", "representative"}

// WithdrawnWhy is why, as they say it (I-67), in the order of the page.
var WithdrawnWhy = []string{"applicant_wish", "other_country", "returned_home", "safety"}

// LogValue says nothing: a withdrawal never reaches a log.
func (w Withdrawal) LogValue() slog.Value { return slog.StringValue("withdrawal") }

// Withdraw checks a request. referred is the day of the referral, adults the ids of the adults who travel, documents
// whether a document is on file. Errors: a stop by X-28 without a request in writing by those who may ask.
func Withdraw(w Withdrawal, referred, today policy.Day, adults []string, documents func(id string) bool) (Withdrawal, error) {
	if !slices.Contains(WithdrawnBy, w.Asked) || !documents(w.Request) {
		// Rule X-28 (stop by law): only the applicant or their representative, in writing.
		return w, fault.Stop("X-28", "withdrawal.request.needed")
	}
	var c fault.Check
	if !w.On.Valid() || w.On < referred || w.On > today {
		c.AddRule("on", "withdrawal.on.needed", "A-95")
	}
	if !slices.Contains(WithdrawnWhy, w.Reason) {
		c.AddRule("reason", "withdraw.reason.missing", "I-67")
	}
	for _, id := range adults {
		if !slices.Contains(w.Covers, id) {
			// Rule A-95: one adult does not withdraw for another.
			c.AddRule("covers", "withdrawal.covers.needed", "A-95")
			break
		}
	}
	for _, id := range w.Covers {
		if !slices.Contains(adults, id) {
			c.Add("covers", "withdrawal.covers.unknown")
			break
		}
	}
	return w, c.Err("withdrawal.not_ready")
}
