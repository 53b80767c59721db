package assessment

import (
	"time"
	"unicode/utf8"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// TrackKind is one of the checks that run beside the worksheet, one line per person (assessment 2.3).
type TrackKind string

// The tracks.
const (
	Biometrics   TrackKind = "biometrics"
	Medical      TrackKind = "medical"
	Criminality  TrackKind = "criminality"
	Security     TrackKind = "security"
	Sharing      TrackKind = "information_sharing"
	Identity     TrackKind = "identity"
	Relationship TrackKind = "family_relationship"
)

// TrackKinds is every track in the order of the page.
var TrackKinds = []TrackKind{Biometrics, Medical, Criminality, Security, Sharing, Identity, Relationship}

// TrackValue is where a track stands.
type TrackValue string

// The values. Expired is computed from the validity day and is never entered.
const (
	NotRequired TrackValue = "not_required"
	ToRequest   TrackValue = "to_request"
	Requested   TrackValue = "requested"
	Received    TrackValue = "received"
	NoConcern   TrackValue = "no_concern"
	Concern     TrackValue = "concern"
	Failed      TrackValue = "failed"
	Expired     TrackValue = "expired"
)

// Track is one check of one person. It holds dates, outcome and the officer's own reasons, never classified
// content and never a diagnosis.
type Track struct {
	ID         string
	Version    int64 `json:"-"`
	Person     string
	Kind       TrackKind
	Value      TrackValue
	Requested  policy.Day `json:",omitempty"`
	Received   policy.Day `json:",omitempty"`
	ValidUntil policy.Day `json:",omitempty"`
	Reasons    string     `json:",omitempty"`
	By         string
	At         time.Time
}

// enterable is the values a person may enter; Expired is computed.
var enterable = []TrackValue{NotRequired, ToRequest, Requested, Received, NoConcern, Concern, Failed}

// TrackValues is the values a person may enter, in the order of the page.
func TrackValues() []TrackValue { return enterable }

// On is where the track stands on a day: a good result past its validity is expired, and reopens the track.
func (t Track) On(day policy.Day) TrackValue {
	if t.Value == NoConcern && t.ValidUntil != "" && t.ValidUntil < day {
		return Expired
	}
	return t.Value
}

// Settled says whether nothing more is awaited. A concern is settled as a track: what follows from it is a ground.
func (v TrackValue) Settled() bool {
	return v == NotRequired || v == NoConcern || v == Concern || v == Failed
}

// Examined is a person as admissibility sees them.
type Examined struct {
	Person       string
	Principal    bool
	Accompanying bool
	Partner      bool // spouse or common-law partner of the principal applicant
	Age          int  // on the day, -1 when not known
}

// Examine is how admissibility sees a person on a day. Where only part of a birth date is known the person is as
// old as they may be: a check too many is asked, never one too few.
func Examine(p people.Person, day policy.Day) Examined {
	e := Examined{Person: p.ID, Principal: p.Principal(), Accompanying: p.Principal() || p.Travels(), Partner: p.Relationship.Class() == people.IsPartner, Age: -1}
	if born := p.Born.Earliest(); born != "" {
		e.Age = day.Year() - born.Year()
		if born.AddYears(e.Age) > day {
			e.Age--
		}
	}
	return e
}

// child says whether the person is known to be under an age.
func (e Examined) under(years int) bool { return e.Age >= 0 && e.Age < years }

// FirstValue is where a track starts for a person: not required where the law or practice does not ask it, else
// to be requested. An officer may ask for more.
func FirstValue(kind TrackKind, e Examined) TrackValue {
	switch kind {
	case Biometrics:
		// Rule A-67: age 14 to 79.
		if e.under(14) || e.Age > 79 {
			return NotRequired
		}
	case Medical:
		// Rule A-68: the principal applicant and accompanying members; not members who stay (R30(1)(f)).
		if !e.Accompanying {
			return NotRequired
		}
	case Security, Criminality:
		// Rule A-64: under 18 normally not screened.
		if e.under(18) {
			return NotRequired
		}
	case Relationship:
		if e.Principal {
			return NotRequired
		}
	}
	return ToRequest
}

// Tracks is every track of a person: what is recorded, and where the others start.
func Tracks(e Examined, recorded []Track) []Track {
	out := make([]Track, len(TrackKinds))
	for i, kind := range TrackKinds {
		out[i] = Track{Person: e.Person, Kind: kind, Value: FirstValue(kind, e)}
	}
	for i := range recorded {
		if recorded[i].Person != e.Person {
			continue
		}
		for j := range out {
			if out[j].Kind == recorded[i].Kind {
				first := out[j].Value
				if out[j] = recorded[i]; out[j].Value == "" {
					out[j].Value = first // a row without an answer stands where it starts
				}
			}
		}
	}
	return out
}

// RecordTrack checks a track before it is kept.
func RecordTrack(t Track, e Examined, today policy.Day) error {
	var c fault.Check
	name := string(t.Kind) + "."
	if !has(TrackKinds, t.Kind) {
		return fault.New(fault.Unusable, "assessment.track.kind")
	}
	if !has(enterable, t.Value) {
		c.Add(name+"value", "assessment.track.value")
	}
	for _, d := range []struct {
		field string
		day   policy.Day
	}{{"requested", t.Requested}, {"received", t.Received}, {"valid", t.ValidUntil}} {
		if d.day != "" && !d.day.Valid() {
			c.Add(name+d.field, "assessment.day.invalid")
		} else if d.day > today && d.field != "valid" {
			c.Add(name+d.field, "assessment.day.future")
		}
	}
	if t.Received != "" && t.Requested != "" && t.Received < t.Requested {
		c.Add(name+"received", "assessment.track.before_request")
	}
	if t.Value == Requested && t.Requested == "" {
		c.Add(name+"requested", "assessment.track.requested_day")
	}
	if (t.Value == Received || t.Value == NoConcern || t.Value == Concern || t.Value == Failed) && t.Received == "" && t.Kind != Relationship && t.Kind != Identity {
		c.Add(name+"received", "assessment.track.received_day")
	}
	if t.Value == NoConcern && t.Kind == Medical && t.ValidUntil == "" {
		c.AddRule(name+"valid", "assessment.track.medical_validity", "A-68") // R30(3): an exam of the last 12 months
	}
	if t.Kind == Medical && t.ValidUntil != "" && t.Received.Valid() && t.ValidUntil.Valid() && t.ValidUntil > t.Received.AddYears(1) {
		c.AddRule(name+"valid", "assessment.track.medical_year", "A-68")
	}
	if (t.Value == Concern || t.Value == Failed) && t.Reasons == "" {
		c.AddRule(name+"reasons", "assessment.reasons.needed", "A-65")
	}
	if t.Value == NotRequired && FirstValue(t.Kind, e) != NotRequired && t.Reasons == "" {
		c.Add(name+"reasons", "assessment.track.why_not_required")
	}
	if utf8.RuneCountInString(t.Reasons) > maxNoteReason {
		c.Add(name+"reasons", "assessment.text.too_long")
	}
	return c.Err("assessment.track.not_ready")
}

// RecordTrack checks a track before it is kept, with what is found of the person elsewhere.
func (a Admissibility) RecordTrack(t Track, e Examined, today policy.Day) error {
	if err := RecordTrack(t, e, today); err != nil {
		return err
	}
	var c fault.Check
	if a.unseparated(t, e) {
		c.AddRule(string(t.Kind)+".value", "assessment.track.separated", "A-75")
	}
	return c.Err("assessment.track.not_ready")
}

// unseparated says whether a partner who does not travel along is left unexamined and nothing is found of it.
//
// Rule A-75: a separated spouse is excepted (R23(b)(i)) by a dated finding alone: the family ground of that person as it is recorded
// no concern, with reasons and a document. Until then they are examined as every other member of the family.
func (a Admissibility) unseparated(t Track, e Examined) bool {
	if !e.Partner || e.Accompanying || t.Value != NotRequired || FirstValue(t.Kind, e) == NotRequired {
		return false
	}
	g := a.recorded(e.Person, FamilyMember)
	return g == nil || g.Result != GroundClear || g.Reasons == "" || len(g.Evidence) == 0
}
