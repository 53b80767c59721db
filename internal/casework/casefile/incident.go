package casefile

import (
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Incident is something that happened to the applicant or is about to: the partner says it in a minute, and it is
// answered in hours. It lives in the case, sealed; nothing of it is ever in a message, a title or an address.
type Incident struct {
	ID      string
	Version int64 `json:"-"`

	Kind   IncidentKind
	Day    policy.Day // when it happened, or will: the day of a deportation lies ahead
	What   string     // the partner's words
	Needed string     // what is needed now
	Reach  string     // how the partner is reached in the next hours
	By     string     // account of the partner
	At     time.Time
	Hours  int // the clock of its kind on that day

	Answered   time.Time `json:",omitzero"` // somebody took it up
	AnsweredBy string    `json:",omitempty"`
	Acts       []Act     `json:",omitempty"` // what was done, in order; the partner reads it
	Outcome    Outcome   `json:",omitempty"`
	Words      string    `json:",omitempty"` // how it ended
	Ended      time.Time `json:",omitzero"`
	EndedBy    string    `json:",omitempty"`
}

// Act is one thing that was done about an incident.
type Act struct {
	Words string
	By    string
	At    time.Time
}

// IncidentKind is what happened.
type IncidentKind string

// The kinds.
const (
	Arrest      IncidentKind = "arrest"
	Raid        IncidentKind = "raid"
	Deportation IncidentKind = "deportation" // a day is set
	Threat      IncidentKind = "threat"
	OtherKind   IncidentKind = "other"
	Forced      IncidentKind = "forced" // somebody was forced to open their page: nobody reports it, the code says it (I-89)
)

// IncidentKinds are those that somebody reports, in the order of the page.
var IncidentKinds = []IncidentKind{Arrest, Raid, Deportation, Threat, OtherKind}

// Outcome is how an incident ended.
type Outcome string

// The outcomes.
const (
	OutcomeSafe   Outcome = "safe"   // the person is out of the danger that was reported
	OutcomeHelped Outcome = "helped" // handed on to somebody who helps on the spot
	OutcomeGoesOn Outcome = "goes_on"
	OutcomeFalse  Outcome = "false_alarm"
)

// Outcomes in the order of the page.
var Outcomes = []Outcome{OutcomeSafe, OutcomeHelped, OutcomeGoesOn, OutcomeFalse}

// Turn is whose it is to answer an incident that nobody has taken up.
type Turn string

// The turns, in the order of the clock.
const (
	DutysTurn       Turn = "duty" // the officer of the case, and whoever is on duty
	SupervisorsTurn Turn = "supervisor"
	EverybodysTurn  Turn = "everybody" // of the office, with a right to the case
)

// LogValue says nothing: an incident never reaches a log.
func (i Incident) LogValue() slog.Value { return slog.StringValue("incident") }

// Open says whether the incident has not ended.
func (i Incident) Open() bool { return i.Ended.IsZero() }

// Call is what lists show of an incident that is open: no word of what happened.
type Call struct {
	Kind     IncidentKind
	At       time.Time
	Hours    int
	Answered bool
}

// Call is the incident as lists show it.
func (i Incident) Call() Call { return Call{i.Kind, i.At, i.Hours, !i.Answered.IsZero()} }

// Due is the instant by which somebody is to have taken it up.
func (c Call) Due() time.Time { return c.At.Add(time.Duration(c.Hours) * time.Hour) }

// Turn is whose it is to answer at an instant.
//
// Rule I-73 (our rule): an incident has a clock in hours by its kind (our default, in the pack). Within it the officer
// of the case and whoever is on duty for the office answer; once it has run out, the supervisor; once it has run out
// twice, everybody of the office with a right to the case. Where nobody is on duty who may open the case, it is the
// supervisor's at once. This is computed whenever somebody looks: nothing is sent, and nothing decides anything.
func (c Call) Turn(now time.Time, duty bool) Turn {
	clock := time.Duration(c.Hours) * time.Hour
	switch run := now.Sub(c.At); {
	case run >= 2*clock:
		return EverybodysTurn
	case run >= clock, !duty:
		return SupervisorsTurn
	}
	return DutysTurn
}

// Limits of what is typed of an incident.
const (
	maxIncidentText  = 2000
	maxIncidentReach = 300
)

// Report checks what a partner says of an incident and starts its clock.
func Report(in Incident, clock int, by string, at time.Time) (Incident, error) {
	i := Incident{Kind: in.Kind, Day: in.Day, What: strings.TrimSpace(in.What), Needed: strings.TrimSpace(in.Needed), Reach: strings.TrimSpace(in.Reach), By: by, At: at, Hours: clock}
	today := policy.DayOf(at)
	var c fault.Check
	if !slices.Contains(IncidentKinds, i.Kind) {
		c.Add("kind", "incident.kind.needed")
	}
	// A day further off than a year is a slip of the keyboard.
	if !i.Day.Valid() || i.Day < today.AddYears(-1) || i.Day > today.AddYears(1) {
		c.Add("day", "incident.day.wrong")
	}
	said(&c, "what", i.What, "incident.what.needed", maxIncidentText)
	said(&c, "needed", i.Needed, "incident.needed.needed", maxIncidentText)
	said(&c, "reach", i.Reach, "incident.reach.needed", maxIncidentReach)
	return i, c.Err("incident.check")
}

// said checks a text that must be there and has a limit.
func said(c *fault.Check, name, text, needed string, limit int) {
	if text == "" {
		c.Add(name, needed)
	}
	if utf8.RuneCountInString(text) > limit {
		c.Fields = append(c.Fields, fault.Field{Name: name, Key: "ask.long", Args: map[string]any{"Limit": limit}})
	}
}

// TakeUp is somebody saying that they have read it and act.
func (i Incident) TakeUp(by string, at time.Time) (Incident, error) {
	if !i.Open() || !i.Answered.IsZero() {
		return i, fault.Stop("I-73", "incident.taken_up")
	}
	i.Answered, i.AnsweredBy = at, by
	return i, nil
}

// Do enters what was done. Who acts has taken it up.
func (i Incident) Do(words, by string, at time.Time) (Incident, error) {
	if !i.Open() {
		return i, fault.Stop("I-73", "incident.ended_already")
	}
	words = strings.TrimSpace(words)
	var c fault.Check
	said(&c, "words", words, "incident.done.needed", maxIncidentText)
	if err := c.Err("incident.act.check"); err != nil {
		return i, err
	}
	if i.Answered.IsZero() {
		i.Answered, i.AnsweredBy = at, by
	}
	i.Acts = append(slices.Clone(i.Acts), Act{words, by, at})
	return i, nil
}

// End closes the incident with how it ended: only once somebody has said what was done.
func (i Incident) End(o Outcome, words, by string, at time.Time) (Incident, error) {
	if !i.Open() {
		return i, fault.Stop("I-73", "incident.ended_already")
	}
	words = strings.TrimSpace(words)
	var c fault.Check
	if !slices.Contains(Outcomes, o) {
		c.Add("outcome", "incident.outcome.needed")
	}
	said(&c, "ending", words, "incident.ending.needed", maxIncidentText)
	if len(i.Acts) == 0 {
		c.AddRule("ending", "incident.ending.nothing_done", "I-73")
	}
	if err := c.Err("incident.end.check"); err != nil {
		return i, err
	}
	i.Outcome, i.Words, i.Ended, i.EndedBy = o, words, at, by
	return i, nil
}
