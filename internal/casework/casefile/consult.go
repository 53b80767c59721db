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

// Consultation is what follows when an officer holds proof against what the referring partner determined (A-4,
// I-48). It goes to that partner by the route of the pack. The case goes on meanwhile; nobody of the department
// answers the question itself, and headquarters records the partner's answer and nothing more (decision 2).
type Consultation struct {
	ID      string
	Version int64 `json:"-"`

	Proof    []string   // ids of the documents that prove it; suspicion without proof cannot be saved
	Summary  string     // what they show
	Obtained string     // how the proof was obtained
	Showable string     // may the partner see it: people.Yes or people.No
	Put      policy.Day `json:",omitempty"` // the day it was put to the applicant; before that it is weighed nowhere (decision 2)

	Route     string // id of the route in the pack
	Partner   string // whom the case came from: the route's key (I-49)
	CopiedTo  string `json:",omitempty"` // who identified the person, when another partner referred (I-49)
	By        string // account of the officer
	At        time.Time
	Pack      string
	Reply     PartnerReply `json:",omitempty"`
	ReplyText string       `json:",omitempty"` // the partner's words
	Replied   policy.Day   `json:",omitempty"`
	EnteredBy string       `json:",omitempty"` // account at headquarters
	EnteredAt time.Time    `json:",omitzero"`
}

// PartnerReply is what the referring partner answered. Only the partner can take its own referral back; there is no
// answer by which anybody else decides (decision 2).
type PartnerReply string

// The replies.
const (
	Maintained        PartnerReply = "maintained"         // the partner keeps its referral, with an explanation
	ReferralWithdrawn PartnerReply = "referral_withdrawn" // the partner withdraws its referral
)

// PartnerReplies in the order of the page.
var PartnerReplies = []PartnerReply{Maintained, ReferralWithdrawn}

// Open says whether the answer is still awaited.
func (c Consultation) Open() bool { return c.Reply == "" }

// LogValue says nothing: a consultation never reaches a log.
func (c Consultation) LogValue() slog.Value { return slog.StringValue("consultation") }

const maxConsultText = 4000

// Consult opens a consultation. state is where the case stands, documents the documents that can be attached.
func Consult(c Consultation, state State, documents func(id string) bool) (Consultation, error) {
	// Rule I-48: only an officer, and only once the office has the case (B10 and after).
	if state.Closed() || slices.Index(States, state) < slices.Index(States, Accepted) {
		return c, fault.Stop("I-48", "consult.not_at_office")
	}
	c.Summary, c.Obtained = strings.TrimSpace(c.Summary), strings.TrimSpace(c.Obtained)
	var check fault.Check
	proof := false
	for _, id := range c.Proof {
		if !documents(id) {
			check.Add("proof", "consult.proof.unknown")
		}
		proof = true
	}
	if !proof {
		// Rule I-48: suspicion without proof cannot be saved.
		check.AddRule("proof", "consult.proof.needed", "I-48")
	}
	if c.Summary == "" {
		check.AddRule("summary", "consult.summary.needed", "I-48")
	}
	if c.Obtained == "" {
		check.AddRule("obtained", "consult.obtained.needed", "I-48")
	}
	if c.Showable != "yes" && c.Showable != "no" {
		check.AddRule("showable", "consult.showable.needed", "I-48")
	}
	if utf8.RuneCountInString(c.Summary) > maxConsultText || utf8.RuneCountInString(c.Obtained) > maxConsultText {
		check.Add("summary", "consult.too_long")
	}
	if err := check.Err("consult.not_ready"); err != nil {
		return c, err
	}
	if c.Route == "" {
		return c, fault.Stop("I-49", "consult.no_route")
	}
	c.Reply, c.ReplyText, c.Replied, c.EnteredBy, c.EnteredAt = "", "", "", "", time.Time{}
	return c, nil
}

// RecordReply enters the partner's answer: what it was, in whose words, on which day. It changes nothing else.
func (c Consultation) RecordReply(reply PartnerReply, words string, day, today policy.Day, by string, at time.Time) (Consultation, error) {
	if !c.Open() {
		return c, fault.Stop("I-49", "consult.answered_already")
	}
	var check fault.Check
	if reply != Maintained && reply != ReferralWithdrawn {
		check.Add("reply", "consult.reply.needed")
	}
	words = strings.TrimSpace(words)
	if words == "" {
		check.Add("words", "consult.words.needed")
	}
	if utf8.RuneCountInString(words) > maxConsultText {
		check.Add("words", "consult.too_long")
	}
	if !day.Valid() || day > today || day < policy.DayOf(c.At) {
		check.Add("day", "consult.day")
	}
	if err := check.Err("consult.not_ready"); err != nil {
		return c, err
	}
	c.Reply, c.ReplyText, c.Replied, c.EnteredBy, c.EnteredAt = reply, words, day, by, at
	return c, nil
}
