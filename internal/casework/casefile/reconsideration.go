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

// ReconsiderationRequest is a written request to look at a refusal once more, and the officer's answer in two steps: whether the case is
// reopened, and then a decision as any other.
type ReconsiderationRequest struct {
	ID      string
	Version int64 `json:"-"`

	Of      string     // id of the refusal
	Asked   string     // WithdrawnBy: the applicant or their representative
	On      policy.Day // the day of the written request
	Request string     // id of the document
	Points  string     // what they say, in short
	By      string     // account that entered it
	At      time.Time

	Items     []string   `json:",omitempty"` // what it brings, of the pack's list ReconsiderationItems
	Reopen    string     `json:",omitempty"` // yes or no
	Note      string     `json:",omitempty"` // why, point by point
	NotOwn    string     `json:",omitempty"` // why it is not who refused that answers
	DecidedBy string     `json:",omitempty"`
	Decided   policy.Day `json:",omitempty"`
}

// Items of the pack's list that a rule reads.
const (
	ReconsiderationItems = "reconsideration"
	Disagreement         = "disagreement" // does not agree with the decision, and no more
)

// LogValue says nothing: a request never reaches a log.
func (r ReconsiderationRequest) LogValue() slog.Value { return slog.StringValue("reconsideration") }

// Open says whether the officer has not yet answered whether the case is reopened.
func (r ReconsiderationRequest) Open() bool { return r.Reopen == "" }

const maxRecourse = 6000

// AskReconsideration checks a request as it came. refused is the day of the refusal, documents whether a document is on file. A
// request in writing must be considered: nothing here turns one away.
func AskReconsideration(r ReconsiderationRequest, earlier []ReconsiderationRequest, refused, today policy.Day, documents func(string) bool) (ReconsiderationRequest, error) {
	if slices.ContainsFunc(earlier, ReconsiderationRequest.Open) {
		return r, fault.Stop("A-93", "reconsideration.open")
	}
	r.Points = strings.TrimSpace(r.Points)
	var c fault.Check
	if !slices.Contains(WithdrawnBy, r.Asked) {
		c.AddRule("asked", "reconsideration.asked.needed", "A-93")
	}
	if !r.On.Valid() || r.On < refused || r.On > today {
		c.AddRule("on", "reconsideration.on.needed", "A-93")
	}
	if !documents(r.Request) {
		c.AddRule("request", "reconsideration.request.needed", "A-93")
	}
	said(&c, "points", r.Points, "reconsideration.points.needed", maxRecourse)
	return r, c.Err("reconsideration.check")
}

// Answer is the officer's answer to the first step: reopen or not, with reasons. refusedBy is the account that signed the refusal.
//
// Rule A-93: reopening is discretionary and exceptional; to disagree is not enough; that a decision was made is by itself no bar;
// the request goes to the original decision-maker if possible.
func (r ReconsiderationRequest) Answer(items []string, known func(string) bool, reopen, note, notOwn, by, refusedBy string, today policy.Day) (ReconsiderationRequest, error) {
	if !r.Open() {
		return r, fault.Stop("A-93", "reconsideration.answered")
	}
	r.Items, r.Reopen, r.Note, r.NotOwn = items, reopen, strings.TrimSpace(note), strings.TrimSpace(notOwn)
	var c fault.Check
	if len(items) == 0 || slices.ContainsFunc(items, func(s string) bool { return !known(s) }) {
		c.AddRule("items", "reconsideration.items.needed", "A-93")
	}
	switch reopen {
	case "yes":
		if !slices.ContainsFunc(items, func(s string) bool { return s != Disagreement }) {
			c.AddRule("reopen", "reconsideration.disagreement", "A-93")
		}
	case "no":
	default:
		c.AddRule("reopen", "reconsideration.reopen.needed", "A-93")
	}
	said(&c, "note", r.Note, "reconsideration.note.needed", maxRecourse)
	if by != refusedBy && r.NotOwn == "" {
		c.AddRule("not_own", "reconsideration.not_own.needed", "A-93")
	}
	if utf8.RuneCountInString(r.NotOwn) > 1000 {
		c.Fields = append(c.Fields, fault.Field{Name: "not_own", Key: "ask.long", Args: map[string]any{"Limit": 1000}})
	}
	r.DecidedBy, r.Decided = by, today
	return r, c.Err("reconsideration.answer.check")
}
