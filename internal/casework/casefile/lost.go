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

// Attempt is one try to reach the applicants of whom nothing is heard, by a channel that the safe-contact plan allowed on that day.
type Attempt struct {
	ID      string
	Version int64 `json:"-"`

	On      policy.Day
	Channel string // ContactWays
	Result  string // AttemptResults
	Words   string `json:",omitempty"`
	By      string
	At      time.Time
}

// Ways beside the channels of the plan.
const (
	ByPartner  = "partner"  // the partner tries, or is asked
	ByFallback = "fallback" // the contact independent of the partner (decision 11)
)

// ContactWays are the ways to try, in the order of the page.
var ContactWays = append([]string{ByPartner, ByFallback}, people.Channels...)

// Reached is the result that ends a silence.
const Reached = "reached"

// AttemptResults are what came of a try, in the order of the page.
var AttemptResults = []string{Reached, "no_answer", "not_delivered", "no_longer_there"}

// LostClock is the pack's clock of how long nobody was reached before a case may wait as lost contact.
const LostClock = "lost-contact"

// lostAttempts is how often somebody has tried by then: our default.
const lostAttempts = 3

// LogValue says nothing: an attempt never reaches a log.
func (a Attempt) LogValue() slog.Value { return slog.StringValue("attempt") }

// TryContact checks an attempt before it is kept.
//
// Rule I-80 (our rule; A-56, decision 11): who is not heard from is tried by the channels that the plan allowed on that day and by no
// other, through the partner, and through the contact that is independent of it. The partner may be asked at any time: only it can agree
// the plan again. Our default: after three tries over 90 days with nobody reached, one of them through the partner and one through the
// other contact where the plan names one, the officer may put the case on hold; no clock does, and none ever closes it. Found again, it
// goes on once the plan is agreed again.
func TryContact(a Attempt, plan people.SafetyPlan, referred, today policy.Day) (Attempt, error) {
	a.Words = strings.TrimSpace(a.Words)
	var c fault.Check
	if !a.On.Valid() || a.On > today || a.On < referred {
		c.AddRule("on", "contact.on.needed", "I-80")
	}
	if !slices.Contains(ContactWays, a.Channel) {
		c.AddRule("channel", "contact.channel.needed", "I-80")
	} else if a.On.Valid() && !mayTry(a, plan) {
		c.AddRule("channel", "contact.channel.forbidden", "A-56")
	}
	if !slices.Contains(AttemptResults, a.Result) {
		c.AddRule("result", "contact.result.needed", "I-80")
	}
	if utf8.RuneCountInString(a.Words) > maxLifeText {
		c.Add("words", "family_change.too_long")
	}
	return a, c.Err("contact.not_ready")
}

func mayTry(a Attempt, plan people.SafetyPlan) bool {
	switch a.Channel {
	case ByPartner:
		return plan.Reach != ""
	case ByFallback:
		return plan.Fallback != "" && !plan.Expired(a.On)
	}
	return plan.Allows(a.Channel, a.On) == nil
}

// Silence are the attempts since somebody was last reached, the first of them first.
func Silence(all []Attempt) []Attempt {
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b Attempt) int { return strings.Compare(string(a.On), string(b.On)) })
	for i := len(out) - 1; i >= 0; i-- {
		if out[i].Result == Reached {
			return out[i+1:]
		}
	}
	return out
}

// What is missing before a case may wait as lost contact.
const (
	TooFew       = "too_few"
	TooSoon      = "too_soon"
	NotByPartner = "not_by_partner"
	NotByOther   = "not_by_fallback"
)

// NotLost is what is missing before a case may wait as lost contact, nothing when it may. days is the pack's clock LostClock.
func NotLost(all []Attempt, plan people.SafetyPlan, days int, today policy.Day) (out []string) {
	silence := Silence(all)
	by := func(way string) bool {
		return slices.ContainsFunc(silence, func(a Attempt) bool { return a.Channel == way })
	}
	if len(silence) < lostAttempts {
		out = append(out, TooFew)
	}
	if len(silence) == 0 || silence[0].On.Until(today) < days {
		out = append(out, TooSoon)
	}
	if !by(ByPartner) {
		out = append(out, NotByPartner)
	}
	if plan.Fallback != "" && !by(ByFallback) {
		out = append(out, NotByOther)
	}
	return out
}

// FoundAgain says whether a hold for lost contact may end: the plan was agreed again since the case began to wait (decision 7).
func FoundAgain(h Hold, all []Hold, plan people.SafetyPlan, today policy.Day) error {
	since := h.Since
	for i := len(all) - 1; i >= 0; i-- { // a look after which it waited on began a new hold
		if x := all[i]; x.Reason == h.Reason && x.Ended == since {
			since = x.Since
		}
	}
	if plan.Expired(today) || plan.Confirmed < since {
		return fault.Stop("I-80", "contact.found.plan")
	}
	return nil
}
