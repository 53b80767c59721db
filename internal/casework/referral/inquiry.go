package referral

import (
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Inquiry is what a partner keeps of a person before a package is prepared (states A1 to A4, A8 and A9): what they
// wrote, how they may be answered, the screening, who vouched for them. It is the partner's own: it is never part of a
// package, and no role of the department opens the room that it is kept in.
type Inquiry struct {
	ID      string
	Version int64 `json:"-"`

	Claim string // one line: what the person says they did and fear
	Reply string // InquiryReplies: how they may be answered without harm; no default
	How   string // the way of ReplyOther, in words
	Came  string // InquiryWays
	From  string // partner code that handed the person over, "" when they wrote themselves (I-6)

	Screened  map[string]string // pre-conditions of I-12: id of the pack's list -> yes, no, unknown
	Duplicate Duplicate
	Vetting   string   // account that opened the vetting
	Evidence  []string // Bases
	Seen      string   // what was seen and checked, in words
	Referees  []Referee

	Waits    []Wait
	Declines []Decline
	Replies  []Reply
}

// Duplicate is the partner's own look for an earlier inquiry of the same person, among its own records alone (I-13,
// decision 5).
type Duplicate struct {
	Answer string // DuplicateAnswers
	Day    policy.Day
	By     string
}

// Referee is somebody who vouches for the person. The name stays with the partner.
type Referee struct {
	Name    string
	Knows   string // how they know the person's work
	Checked policy.Day
	Says    string
}

// Wait is a time on the wait-list, or a pause (A8).
type Wait struct {
	Reason string // WaitReasons
	Note   string
	Review policy.Day // somebody looks again
	From   string     // state it goes back to
	Day    policy.Day
	By     string
	Ended  policy.Day
}

// Decline is the partner's no to an inquiry (A9), and how it was opened again.
type Decline struct {
	Reason   string // DeclineReasons
	Contact  string // is the person to be told: yes, no
	Note     string
	Day      policy.Day
	By       string
	Reopened policy.Day
	Why      string // of the reopening
}

// Reply is a canned answer as it was handed to the partner to send, in the words it had on that day.
type Reply struct {
	Code string // ReplyCodes
	Lang string
	Text string
	By   string
	Day  policy.Day
}

// LogValue says nothing.
func (Inquiry) LogValue() slog.Value { return slog.StringValue("inquiry") }

// Ways to answer somebody who wrote.
const (
	ReplySame  = "same"  // by the way they wrote
	ReplyOther = "other" // by the way named in Inquiry.How alone
	ReplyNever = "never" // an answer could harm: they write again
)

// Codes of an inquiry. Their words are in the catalogues under "inquiry.<list>.is.<code>".
var (
	InquiryReplies = []string{ReplySame, ReplyOther, ReplyNever}
	InquiryWays    = []string{"entered", "list", "handed_over"}
	// WaitReasons are why an inquiry or a draft waits (A8).
	WaitReasons = []string{"no_places", "evidence", "applicant", "safety", "other"}
	// DeclineReasons are the partner's own (A9). None is the department's: it assesses nobody's status (I-11).
	DeclineReasons = []string{"not_shown", "inside_country", "other_solution", "places_full", "duplicate", "no_answer", "other"}
	// DuplicateAnswers are what a look for duplicates can end in.
	DuplicateAnswers = []string{"none", "others"}
	// ReplyCodes are the canned answers. None names Canada, a program or a reason that could betray whoever reads along.
	ReplyCodes = []string{"received", "more", "slow", "closed", "cannot"}
)

// NewInquiry is an inquiry as it is entered: minimal identity, how to answer without harm, country now, one line
// (A1). What is wrong is returned field by field; nothing is stored of an inquiry that lacks one of these.
func NewInquiry(in Inquiry, p people.Person, today policy.Day) error {
	var c fault.Check
	if f, ok := people.CheckEntered(p, today).(*fault.Error); ok {
		c.Fields = append(c.Fields, f.Fields...)
	}
	add := func(when bool, name, key string) {
		if when && !slices.ContainsFunc(c.Fields, func(f fault.Field) bool { return f.Name == name }) {
			c.AddRule(name, key, "ST-inquiry")
		}
	}
	add(!p.Named(), "family", "person.family.missing")
	add(p.Residence == "", "residence", "inquiry.residence.missing")
	add(strings.TrimSpace(in.Claim) == "", "claim", "inquiry.claim.missing")
	add(!slices.Contains(InquiryReplies, in.Reply), "reply", "inquiry.reply.missing")
	add(in.Reply == ReplyOther && strings.TrimSpace(in.How) == "", "how", "inquiry.how.missing")
	return c.Err("ask.check")
}

// LookForDuplicate records that the partner looked among its own records.
func LookForDuplicate(i Inquiry, answer string, by Act) (Inquiry, error) {
	if !slices.Contains(DuplicateAnswers, answer) {
		var c fault.Check
		c.AddRule("duplicate", "inquiry.duplicate.missing", "I-13")
		return i, c.Err("ask.check")
	}
	i.Duplicate = Duplicate{answer, by.Today, by.Account}
	return i, nil
}

// Vet says whether an inquiry may go from screening to vetting, and opens the vetting (A3).
//
// Rule I-12: each of the pre-conditions of the pack's list is answered. An answer decides nothing by itself: the partner
// does. Rule I-13: the look for a duplicate is done.
func Vet(i Inquiry, list []policy.Choice, by Act) (Inquiry, error) {
	var c fault.Check
	for _, q := range list {
		if i.Screened[q.ID] == "" {
			c.AddRule("pre_"+q.ID, "inquiry.pre.missing", "I-12")
		}
	}
	if i.Duplicate.Day == "" {
		c.AddRule("duplicate", "inquiry.duplicate.missing", "I-13")
	}
	if err := c.Err("ask.check"); err != nil {
		return i, err
	}
	i.Vetting = by.Account
	return i, nil
}

// Determine is the partner's own determination (A4): written, dated, by a reviewer who did not vet the person. r keeps
// who prepared the words, so that whoever signs the package later is again somebody else (INT-E14).
//
// Rule INT-E14 (intake A4): two different people.
func Determine(i Inquiry, r Referral, prepared string, d Determination, by Act) (Referral, error) {
	if by.Account == prepared || by.Account == i.Vetting {
		return r, fault.Stop("INT-E14", "inquiry.determine.same_person")
	}
	var c fault.Check
	if strings.TrimSpace(d.Statement) == "" {
		c.AddRule("statement", "inquiry.statement.missing", "INT-E14")
	}
	if strings.TrimSpace(d.By) == "" {
		c.AddRule("determined_by", "inquiry.determined_by.missing", "INT-E14")
	}
	if len(i.Evidence) == 0 {
		c.AddRule("evidence", "inquiry.evidence.missing", "INT-E14")
	}
	if slices.Contains(i.Evidence, "referees") && !slices.ContainsFunc(i.Referees, func(x Referee) bool { return x.Checked.Valid() }) {
		c.AddRule("evidence", "inquiry.referees.missing", "INT-E14")
	}
	if err := c.Err("ask.check"); err != nil {
		return r, err
	}
	checked := 0
	for _, x := range i.Referees {
		if x.Checked.Valid() {
			checked++
		}
	}
	author := i.Vetting
	if author == "" {
		author = prepared
	}
	r.Preconditions = maps.Clone(i.Screened) // the cover page has them (intake 7.1)
	r.Determination = Determination{Statement: strings.TrimSpace(d.Statement), By: strings.TrimSpace(d.By), Date: by.Today,
		Account: author, ReviewedBy: by.Account, Basis: slices.Clone(i.Evidence), References: strconv.Itoa(checked)}
	return r, nil
}

// WaitHere puts an inquiry or a draft on the wait-list, with a reason and the day on which somebody looks again (A8).
func WaitHere(i Inquiry, w Wait, by Act) (Inquiry, error) {
	var c fault.Check
	if !slices.Contains(WaitReasons, w.Reason) {
		c.AddRule("wait_reason", "inquiry.wait.reason", "ST-paused")
	}
	if !w.Review.Valid() || w.Review <= by.Today || by.Today.Until(w.Review) > 366 {
		c.AddRule("review", "inquiry.wait.review", "ST-paused")
	}
	if err := c.Err("ask.check"); err != nil {
		return i, err
	}
	w.Day, w.By = by.Today, by.Account
	i.Waits = append(slices.Clone(i.Waits), w)
	return i, nil
}

// Waiting is the wait that has not ended.
func (i Inquiry) Waiting() (Wait, bool) {
	if n := len(i.Waits); n > 0 && i.Waits[n-1].Ended == "" {
		return i.Waits[n-1], true
	}
	return Wait{}, false
}

// GoOn ends the wait.
func GoOn(i Inquiry, today policy.Day) Inquiry {
	if _, ok := i.Waiting(); ok {
		i.Waits = slices.Clone(i.Waits)
		i.Waits[len(i.Waits)-1].Ended = today
	}
	return i
}

// Turn is the partner's no (A9): a reason code, and whether the person is to be told.
func Turn(i Inquiry, d Decline, by Act) (Inquiry, error) {
	var c fault.Check
	if !slices.Contains(DeclineReasons, d.Reason) {
		c.AddRule("decline_reason", "inquiry.decline.reason", "ST-declined")
	}
	switch {
	case d.Contact != people.Yes && d.Contact != people.No:
		c.AddRule("contact", "inquiry.decline.contact", "ST-declined")
	case d.Contact == people.Yes && i.Reply == ReplyNever:
		c.AddRule("contact", "inquiry.decline.never", "A-56")
	}
	if err := c.Err("ask.check"); err != nil {
		return i, err
	}
	d.Day, d.By = by.Today, by.Account
	i.Declines = append(slices.Clone(i.Declines), d)
	return GoOn(i, by.Today), nil
}

// Reopen takes a no back, with its reason.
func Reopen(i Inquiry, why string, by Act) (Inquiry, error) {
	if strings.TrimSpace(why) == "" {
		var c fault.Check
		c.AddRule("why", "inquiry.reopen.why", "ST-declined")
		return i, c.Err("ask.check")
	}
	if n := len(i.Declines); n > 0 {
		i.Declines = slices.Clone(i.Declines)
		i.Declines[n-1].Reopened, i.Declines[n-1].Why = by.Today, strings.TrimSpace(why)
	}
	return i, nil
}

// Answer hands a canned text out, if the person may be answered at all (A-56, decision 8).
func Answer(i Inquiry, r Reply, by Act) (Inquiry, error) {
	if !slices.Contains(ReplyCodes, r.Code) {
		var c fault.Check
		c.Add("code", "ask.choice")
		return i, c.Err("ask.check")
	}
	if i.Reply != ReplySame && i.Reply != ReplyOther {
		return i, fault.Stop("A-56", "inquiry.answer.never")
	}
	if n := len(i.Declines); n > 0 && i.Declines[n-1].Reopened == "" && i.Declines[n-1].Contact == people.No {
		return i, fault.Stop("A-56", "inquiry.answer.not_told")
	}
	r.Day, r.By = by.Today, by.Account
	i.Replies = append(slices.Clone(i.Replies), r)
	return i, nil
}

// OwesAnswer says whether the person is to be told of a no and was not yet handed an answer since.
func (i Inquiry) OwesAnswer() bool {
	n := len(i.Declines)
	if n == 0 || i.Declines[n-1].Reopened != "" || i.Declines[n-1].Contact != people.Yes {
		return false
	}
	return !slices.ContainsFunc(i.Replies, func(r Reply) bool { return r.Day >= i.Declines[n-1].Day && (r.Code == "cannot" || r.Code == "closed") })
}

// HandOver is a person handed to another partner (I-6).
type HandOver struct {
	To    string // partner code
	Case  string // id of the case there
	Ref   string
	Day   policy.Day
	By    string
	Agree policy.Day // the person consented (decision 11)
}

// GiveOver says whether a person may be handed over, and records it.
//
// Rules I-5 and I-6: only a partner that may take up this one's inventory (UNHCR, in the pack). Decision 11: every adult
// who travels has consented to it; the consent is on the referral and not withdrawn.
func GiveOver(r Referral, all []people.Person, h HandOver, view *policy.View, by Act) (Referral, error) {
	if err := Identified(h.To, r.Partner, view); err != nil || h.To == r.Partner {
		return r, fault.Stop("I-5", "inquiry.hand_over.cannot")
	}
	for i := range all {
		p := &all[i]
		if !p.Principal() && (!p.Adult(by.Today) || !p.Travels()) {
			continue
		}
		j := slices.IndexFunc(r.Consents, func(c Consent) bool {
			return c.Person == p.ID && c.What == "handover_unhcr" && c.Withdrawn == "" && c.Stands(by.Today)
		})
		if j < 0 {
			return r, fault.Stop("I-6", "inquiry.hand_over.consent")
		}
		if h.Agree == "" || r.Consents[j].Given > h.Agree {
			h.Agree = r.Consents[j].Given
		}
	}
	h.Day, h.By = by.Today, by.Account
	r.Handed = h
	return r, nil
}

// InquiryForm is what is asked of an inquiry besides who the person is.
var InquiryForm = Sheet[Inquiry]{
	{"inquiry", []Question[Inquiry]{
		one("inquiry", "claim", Text, Needed, 300, func(i *Inquiry) *string { return &i.Claim }).secret(),
		one("inquiry", "reply", Choice, Needed, 0, func(i *Inquiry) *string { return &i.Reply }).reads("A-56").of("inquiry.reply.is", InquiryReplies...),
		one("inquiry", "how", Text, Sometimes, 120, func(i *Inquiry) *string { return &i.How }).secret(),
	}},
}

// RefereeForm is one referee.
var RefereeForm = Sheet[Referee]{
	{"referee", []Question[Referee]{
		one("referee", "name", Text, Needed, 120, func(r *Referee) *string { return &r.Name }).secret(),
		one("referee", "knows", Text, Optional, 200, func(r *Referee) *string { return &r.Knows }).secret(),
		one("referee", "checked", Date, Optional, 0, func(r *Referee) *policy.Day { return &r.Checked }),
		one("referee", "says", Long, Optional, 1000, func(r *Referee) *string { return &r.Says }).secret(),
	}},
}

// VettingForm is what the partner saw for itself.
var VettingForm = Sheet[Inquiry]{
	{"vetting", []Question[Inquiry]{
		list("vetting", "evidence", Many, Sometimes, len(Bases), func(i *Inquiry) *[]string { return &i.Evidence }).of("cover.basis.is", Bases...),
		one("vetting", "seen", Long, Optional, 2000, func(i *Inquiry) *string { return &i.Seen }).secret(),
	}},
}
