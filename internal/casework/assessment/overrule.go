package assessment

import (
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Severity is how hard a contradiction stops; the pack gives each its own (assessment 11).
type Severity = policy.Severity

// The severities.
const (
	StopByLaw = policy.StopByLaw // only correcting the entry helps
	Stop      = policy.Stop      // a supervisor records why
	Second    = policy.Second    // another person looks
	Notice    = policy.NoteOnly  // shown and acknowledged
)

// Answered is what people said to a contradiction that the pack pointed out. It holds for the entries as they
// were: when one of them changes, the contradiction stands again.
type Answered struct {
	ID            string
	Version       int64            `json:"-"`
	Contradiction string           // "X-7"
	Entries       map[string]int64 // ids of the entries that contradict, and the version each had
	Reason        string
	By            string
	At            time.Time
	Second        *casefile.Look `json:",omitempty"` // where the table asks for a second person
}

// Overrule checks what an officer says to a contradiction. "Stop by law" takes no reason: only correcting the entry
// helps. A note is acknowledged, with or without words.
// A factual one takes none either: the finding follows from recorded facts, and only the facts change (decision 1).
func Overrule(a Answered, r *policy.Rule) (Answered, error) {
	a.Contradiction, a.Reason = r.ID, strings.TrimSpace(a.Reason)
	switch {
	case r.Severity == StopByLaw:
		return a, fault.Stop(a.Contradiction, "assessment.contradiction.by_law")
	case r.Factual:
		return a, fault.Stop(a.Contradiction, "assessment.contradiction.facts")
	}
	var c fault.Check
	if a.Reason == "" && r.Severity != Notice {
		c.AddRule("reason", "assessment.reasons.needed", a.Contradiction)
	}
	if utf8.RuneCountInString(a.Reason) > maxNoteReason {
		c.Add("reason", "assessment.text.too_long")
	}
	return a, c.Err("assessment.record.not_ready")
}

// LookAtOverrule is the second person's look: a supervisor's where the table says stop, another person's where it
// says second. It never replaces the officer's reason.
func LookAtOverrule(a Answered, r *policy.Rule, supervisor bool, look casefile.Look) (Answered, error) {
	look.Reasons = strings.TrimSpace(look.Reasons)
	switch {
	case r.Severity != Stop && r.Severity != Second:
		return a, fault.Stop(a.Contradiction, "assessment.second.not_asked")
	case r.Severity == Stop && !supervisor:
		return a, fault.Stop(a.Contradiction, "assessment.second.supervisor")
	case look.By == a.By:
		return a, fault.Stop(a.Contradiction, "assessment.second.same_person")
	case look.Reasons == "":
		return a, &fault.Error{Kind: fault.Invalid, Key: "assessment.record.not_ready",
			Fields: []fault.Field{{Name: "reasons", Key: "assessment.reasons.needed", Rule: a.Contradiction}}}
	}
	a.Second = &look
	return a, nil
}

// Settles says whether an answer settles a contradiction whose entries stand as given.
func (a Answered) Settles(r *policy.Rule, entries map[string]int64) bool {
	if a.Contradiction != r.ID || r.Severity == StopByLaw || r.Factual || len(a.Entries) != len(entries) {
		return false
	}
	for id, version := range entries {
		if was, ok := a.Entries[id]; !ok || was != version {
			return false
		}
	}
	switch r.Severity {
	case Notice:
		return true
	case Stop:
		return a.Second != nil && a.Second.Agrees // a supervisor records why it may stand
	}
	return a.Second != nil // another person has looked; the officer decides
}
