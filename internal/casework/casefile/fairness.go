package casefile

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/fault"
)

// FairLetter is a letter that puts concerns to the applicant in writing, before anything is found against them (A-57,
// It is written and signed by the officer; from then on nothing in it is edited. The notice L4 carries it, and what
// comes back are Answers, which the partner sees; this letter with its assessment is the office's alone.
type FairLetter struct {
	ID      string
	Version int64 `json:"-"`

	Concerns []Concern
	Days     int    `json:",omitempty"` // to answer, from proven delivery; 0 while a draft leaves it to the pack
	Shorter  string `json:",omitempty"` // how and when the applicant agreed to fewer days than the pack's

	Status   FairnessStatus
	By       string // account of the officer
	Drafted  time.Time
	SignedAt time.Time `json:",omitzero"`
	Gate     string    `json:",omitempty"` // how the signer proved again who they are
	Why      string    `json:",omitempty"` // why it was withdrawn
}

// FairnessStatus is what has become of a letter; how far its delivery and its answer are is a Hearing's to say.
type FairnessStatus string

// The statuses.
const (
	FairnessDraft     FairnessStatus = "draft"
	FairnessSigned    FairnessStatus = "signed"
	FairnessWithdrawn FairnessStatus = "withdrawn" // before it was known to have arrived
)

// Concern is one concern, which is put, answered and assessed by itself.
type Concern struct {
	Codes   []string     // criteria and grounds at issue: the letter cites their provisions
	Person  string       `json:",omitempty"` // person id, when it concerns one alone
	Essence string       // the concern as the applicant reads it
	Facts   string       `json:",omitempty"` // what it rests on; with security information a summary alone
	Sources []SourceKind // kinds of source, never the source itself
	Papers  string       `json:",omitempty"` // documents that could help
	Held    string       `json:",omitempty"` // where the whole of what cannot be disclosed is held; never in the letter

	Found *Judgement `json:",omitempty"`
}

// SourceKind is what kind of source facts come from: the essence is disclosed even where the document is not.
type SourceKind string

// The kinds of source.
const (
	FromInterview   SourceKind = "interview"
	FromApplication SourceKind = "application"
	FromDocument    SourceKind = "document" // of the file
	FromOpenSource  SourceKind = "open_source"
	FromOtherCase   SourceKind = "other_case" // which is never named
	FromSecurity    SourceKind = "security"   // confidential: a summary is disclosed, the rest is held
)

// SourceKinds in the order of the page.
var SourceKinds = []SourceKind{FromInterview, FromApplication, FromDocument, FromOpenSource, FromOtherCase, FromSecurity}

// Judgement is what the officer found of a concern after the answer, or after the time for one.
type Judgement struct {
	Allayed bool
	Why     string
	Read    int // replies that were read for it: with another it no longer holds
	By      string
	At      time.Time
}

// LogValue says nothing: a letter never reaches a log.
func (x FairLetter) LogValue() slog.Value { return slog.StringValue("fairness letter") }

const (
	maxConcerns = 20
	maxFairText = 4000
	maxFairDays = 365
)

// KeepFairness checks only that a draft can be kept: drafts always save, and signing says what is missing.
func KeepFairness(x FairLetter) (FairLetter, error) {
	if x.Status != FairnessDraft {
		return x, fault.Stop("A-58", "fairness.signed_already")
	}
	x.Concerns = slices.DeleteFunc(slices.Clone(x.Concerns), func(c Concern) bool {
		return len(c.Codes) == 0 && c.Person == "" && c.Essence+c.Facts+c.Papers+c.Held == "" && len(c.Sources) == 0
	})
	var c fault.Check
	if len(x.Concerns) > maxConcerns {
		c.Add("concern.1.essence", "fairness.too_many")
	}
	for n := range x.Concerns {
		p := &x.Concerns[n]
		p.Found = nil
		p.Essence, p.Facts, p.Papers, p.Held = strings.TrimSpace(p.Essence), strings.TrimSpace(p.Facts), strings.TrimSpace(p.Papers), strings.TrimSpace(p.Held)
		for _, t := range []struct{ name, text string }{{"essence", p.Essence}, {"facts", p.Facts}, {"papers", p.Papers}, {"held", p.Held}} {
			if utf8.RuneCountInString(t.text) > maxFairText {
				c.Add(at(n)+t.name, "fairness.too_long")
			}
		}
		for _, s := range p.Sources {
			if !slices.Contains(SourceKinds, s) {
				c.Add(at(n)+"sources", "fairness.sources")
			}
		}
	}
	if x.Days < 0 || x.Days > maxFairDays {
		c.Add("days", "fairness.days")
	}
	if x.Shorter = strings.TrimSpace(x.Shorter); utf8.RuneCountInString(x.Shorter) > maxFairText {
		c.Add("shorter", "fairness.too_long")
	}
	return x, c.Err("fairness.wrong")
}

func at(n int) string { return fmt.Sprintf("concern.%d.", n+1) }

// ReadyFairness says what a letter lacks before it can be signed.
//
// Rule A-58: the letter cites the provision at issue, the facts and their kind of source, and documents that could help;
// the deadline, how to ask for more time and the safe channel stand in every letter by its template. Rule A-57: what
// cannot be disclosed is put as a summary, and the letter says so. Rule A-59: the pack's days at least; fewer only in an
// expedited case whose applicant agreed.
func ReadyFairness(x FairLetter, clock int, urgent bool, known func(code string) bool) error {
	var c fault.Check
	if len(x.Concerns) == 0 {
		c.AddRule("concern.1.essence", "fairness.none", "A-58")
	}
	for n, p := range x.Concerns {
		if len(p.Codes) == 0 || slices.ContainsFunc(p.Codes, func(code string) bool { return !known(code) }) {
			c.AddRule(at(n)+"codes", "fairness.codes", "A-58")
		}
		if p.Essence == "" {
			c.AddRule(at(n)+"essence", "fairness.essence", "A-57")
		}
		if p.Facts == "" {
			c.AddRule(at(n)+"facts", "fairness.facts", "A-58")
		}
		if len(p.Sources) == 0 {
			c.AddRule(at(n)+"sources", "fairness.sources", "A-58")
		}
		if p.Papers == "" {
			c.AddRule(at(n)+"papers", "fairness.papers", "A-58")
		}
		if p.Held == "" && slices.Contains(p.Sources, FromSecurity) {
			c.AddRule(at(n)+"held", "fairness.held", "A-57")
		}
	}
	if x.Days != 0 && x.Days < clock {
		switch {
		case !urgent:
			c.AddRule("days", "fairness.days.expedited", "A-59")
		case x.Shorter == "":
			c.AddRule("shorter", "fairness.days.agreed", "A-59")
		}
	}
	return c.Err("fairness.not_ready")
}

// SignFairness signs a letter: the officer's own act, after proving again who they are. gate is empty for anything else.
func SignFairness(x FairLetter, clock int, urgent bool, known func(code string) bool, by, gate string, now time.Time) (FairLetter, error) {
	switch {
	case x.Status != FairnessDraft:
		return x, fault.Stop("A-58", "fairness.signed_already")
	case gate == "" || by == "":
		return x, fault.Stop("A-58", "fairness.gate")
	}
	if err := ReadyFairness(x, clock, urgent, known); err != nil {
		return x, err
	}
	if x.Days == 0 {
		x.Days = clock
	}
	x.Status, x.By, x.Gate, x.SignedAt = FairnessSigned, by, gate, now
	return x, nil
}
