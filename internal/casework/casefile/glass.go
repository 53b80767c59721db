package casefile

import (
	"log/slog"
	"slices"
	"strings"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Glass is a break-glass opening: somebody of the office who is not the officer of the case opens what they need of it,
// with a reason, for an hour.
//
// Rule I-74 (our rule): only a supervisor, or an officer who is on duty or whose turn an incident is by its clock; never
// against a link to a country, never by another office, a partner or an administrator. Who owns the case is told on
// their first page, and somebody else reviews each opening within two working days: the supervisor, or the privacy
// officer for a supervisor's own. Who has one that was not reviewed in time opens no other.
type Glass struct {
	ID      string
	Version int64 `json:"-"`

	Reason GlassReason
	Words  string // why, in the reader's words
	By     string
	Role   access.Role
	At     time.Time
	Until  time.Time
	Due    policy.Day // to be reviewed by
	Gate   string     // how the reader proved who they are

	Told       time.Time `json:",omitzero"` // the owner has read of it
	Verdict    Verdict   `json:",omitempty"`
	Remark     string    `json:",omitempty"` // of whoever reviewed it
	Reviewed   time.Time `json:",omitzero"`
	ReviewedBy string    `json:",omitempty"`
}

// GlassReason is why somebody opens a case that is not theirs.
type GlassReason string

// The reasons.
const (
	GlassIncident GlassReason = "incident" // something was reported, and is not over
	GlassAway     GlassReason = "away"     // the officer is away, and it cannot wait
	GlassSafety   GlassReason = "safety"   // a person may come to harm unless it is read now
)

// GlassReasons in the order of the page.
var GlassReasons = []GlassReason{GlassIncident, GlassAway, GlassSafety}

// Verdict is what a review found.
type Verdict string

// The verdicts.
const (
	GlassNeeded    Verdict = "needed"
	GlassNotNeeded Verdict = "not_needed"
)

// Verdicts in the order of the page.
var Verdicts = []Verdict{GlassNeeded, GlassNotNeeded}

const (
	glassTime   = time.Hour
	glassReview = 2 // working days
)

// LogValue says nothing: a reason never reaches a log.
func (g Glass) LogValue() slog.Value { return slog.StringValue("glass") }

// Pane is what the head of a case keeps of an opening: who may look until when, and what is still owed.
type Pane struct {
	ID       string
	By       string
	Role     access.Role
	Reason   GlassReason
	At       time.Time
	Until    time.Time
	Due      policy.Day
	Told     bool
	Reviewed bool
}

// Pane is the opening as the head of its case keeps it.
func (g Glass) Pane() Pane {
	return Pane{g.ID, g.By, g.Role, g.Reason, g.At, g.Until, g.Due, !g.Told.IsZero(), !g.Reviewed.IsZero()}
}

// Holds says whether what was opened is still open at an instant.
func (p Pane) Holds(now time.Time) bool { return now.Before(p.Until) }

// Owed says whether something is still to follow from the opening.
func (p Pane) Owed(now time.Time) bool { return p.Holds(now) || !p.Told || !p.Reviewed }

// Late says whether nobody has reviewed it in time.
func (p Pane) Late(today policy.Day) bool { return !p.Reviewed && p.Due < today }

// BreakGlass checks the reason and opens for an hour. incidents are those of the case.
func BreakGlass(reason GlassReason, words string, who access.Actor, gate string, incidents []Incident, at time.Time) (Glass, error) {
	words = strings.TrimSpace(words)
	var c fault.Check
	switch {
	case !slices.Contains(GlassReasons, reason):
		c.Add("reason", "glass.reason.needed")
	case reason == GlassIncident && !slices.ContainsFunc(incidents, Incident.Open):
		c.AddRule("reason", "glass.reason.no_incident", "I-74")
	}
	said(&c, "words", words, "glass.words.needed", maxIncidentText)
	if err := c.Err("glass.check"); err != nil {
		return Glass{}, err
	}
	return Glass{Reason: reason, Words: words, By: who.Account, Role: who.Role, Gate: gate, At: at, Until: at.Add(glassTime), Due: policy.DayOf(at).AddWorkdays(glassReview)}, nil
}

// Tell is the owner saying that they have read of it.
func (g Glass) Tell(at time.Time) Glass {
	if g.Told.IsZero() {
		g.Told = at
	}
	return g
}

// Review is another person's: an opening is never reviewed by whoever made it, nor a supervisor's by a supervisor.
func (g Glass) Review(v Verdict, remark string, who access.Actor, at time.Time) (Glass, error) {
	if !g.Reviewed.IsZero() {
		return g, fault.Stop("I-74", "glass.reviewed_already")
	}
	if who.Account == g.By || g.Role == access.Supervisor && who.Role != access.Privacy || g.Role != access.Supervisor && who.Role != access.Supervisor {
		return g, fault.Stop("I-74", "glass.not_yours")
	}
	remark = strings.TrimSpace(remark)
	var c fault.Check
	if !slices.Contains(Verdicts, v) {
		c.Add("verdict", "glass.verdict.needed")
	}
	said(&c, "remark", remark, "glass.remark.needed", maxIncidentText)
	if err := c.Err("glass.review.check"); err != nil {
		return g, err
	}
	g.Verdict, g.Remark, g.Reviewed, g.ReviewedBy = v, remark, at, who.Account
	return g, nil
}
