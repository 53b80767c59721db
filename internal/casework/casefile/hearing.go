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

// Answer is what came back on a letter that puts concerns: a reply, or a request for more time. It stands apart from the
// letter because the partner, through whom it comes, sees it.
type Answer struct {
	ID      string
	Version int64 `json:"-"`

	Letter string // id of the letter; of what is asked for in writing, of the request
	What   AnswerKind
	From   string     // who answers or asks: one of AnswersFrom
	On     policy.Day // received
	Text   string     `json:",omitempty"`
	Papers []string   `json:",omitempty"` // ids of documents that came with a reply
	Whole  bool       `json:",omitempty"` // of a reply: nothing more follows, so the time need not run out
	Office bool       `json:",omitempty"` // entered by the office, from paper or word
	Page   bool       `json:",omitempty"` // written on the page of a card (I-88)
	By     string     // account that entered it
	At     time.Time

	Granted policy.Day `json:",omitempty"` // of a request that was granted: the new last day
	Refused string     `json:",omitempty"` // of a request that was not: why
	Decided string     `json:",omitempty"` // account that answered the request
	Ended   time.Time  `json:",omitzero"`
}

// AnswerKind is what an answer is.
type AnswerKind string

// The kinds of answer.
const (
	AnswerReply AnswerKind = "reply"
	AnswerTime  AnswerKind = "more_time"
)

// AnswersFrom is who may answer or ask for time, in the order of the page.
var AnswersFrom = []string{"applicant", "representative", "partner"}

// Open says whether a request for more time waits for the officer.
func (a Answer) Open() bool { return a.What == AnswerTime && a.Ended.IsZero() }

// LogValue says nothing.
func (a Answer) LogValue() slog.Value { return slog.StringValue("answer") }

// Hearing is a letter with how it was delivered and what came back: where it stands follows from these and the day. A
// partner's has no Letter.
type Hearing struct {
	Letter  FairLetter
	Notice  Notice // L4; zero before the letter is signed
	Answers []Answer
}

// Hear puts the pieces of a letter together.
func Hear(x FairLetter, notices []Notice, answers []Answer) Hearing {
	h := Hearing{Letter: x}
	for _, n := range notices {
		if n.Kind == FairnessLetter && n.Of == x.ID {
			h.Notice = n
		}
	}
	for _, a := range answers {
		if a.Letter == x.ID {
			h.Answers = append(h.Answers, a)
		}
	}
	return h
}

// Told is the day on which the applicant was told, "" before that is proven.
func (h Hearing) Told() policy.Day {
	if h.Notice.Proven() {
		return h.Notice.Proof.Day
	}
	return ""
}

// Due is the last day to answer, "" while delivery is not proven: the clock does not run.
//
// Rule A-59: 30 days (the pack's) from proven delivery, extendable.
func (h Hearing) Due() policy.Day {
	told := h.Told()
	if told == "" {
		return ""
	}
	due := told.Add(h.Notice.Days)
	for _, a := range h.Answers {
		due = max(due, a.Granted)
	}
	return due
}

// Replies are the answers that are replies, in the order in which they came.
func (h Hearing) Replies() (out []Answer) {
	for _, a := range h.Answers {
		if a.What == AnswerReply {
			out = append(out, a)
		}
	}
	return out
}

// Late says whether a reply came after the last day. It is read all the same, until the decision.
func (h Hearing) Late(a Answer) bool { return h.Due() != "" && a.On > h.Due() }

// HearingStage is where a letter stands.
type HearingStage string

// The stages.
const (
	HearingDraft     HearingStage = "draft"
	HearingWithdrawn HearingStage = "withdrawn"
	HearingOwed      HearingStage = "owed"     // signed, to be sent
	HearingSent      HearingStage = "sent"     // delivery is not proven
	HearingAsked     HearingStage = "asked"    // more time is asked for
	HearingRunning   HearingStage = "running"  // the applicant's time
	HearingReplied   HearingStage = "replied"  // a reply is to be assessed
	HearingEnded     HearingStage = "ended"    // the time has run out without a reply
	HearingAssessed  HearingStage = "assessed" // every concern, with everything that came
)

// HearingPress are the stages that wait for somebody, the most pressing first.
var HearingPress = []HearingStage{HearingAsked, HearingReplied, HearingEnded, HearingOwed, HearingSent, HearingRunning}

// Stage is where the letter stands on a day.
func (h Hearing) Stage(today policy.Day) HearingStage {
	switch x := h.Letter; {
	case x.Status == FairnessDraft:
		return HearingDraft
	case slices.ContainsFunc(h.Answers, Answer.Open):
		return HearingAsked
	case h.Told() == "" && x.Status == FairnessWithdrawn:
		return HearingWithdrawn
	case h.Told() == "" && h.Notice.Status == NoticeSent:
		return HearingSent
	case h.Told() == "":
		return HearingOwed
	case !h.over(today):
		return HearingRunning
	}
	for n := range h.Letter.Concerns {
		if !h.Judged(n) {
			if len(h.Replies()) > 0 {
				return HearingReplied
			}
			return HearingEnded
		}
	}
	return HearingAssessed
}

// over says whether the applicant's time is: the last day has passed, or they said that the reply was the whole of it and
// asked for no more time since.
func (h Hearing) over(today policy.Day) bool {
	if h.Due() < today {
		return true
	}
	r := h.Replies()
	return len(r) > 0 && r[len(r)-1].Whole && !slices.ContainsFunc(h.Answers, func(a Answer) bool { return a.Granted != "" && a.Ended.After(r[len(r)-1].At) })
}

// Judged says whether a concern is assessed as things stand: with every reply read, and after the time given.
func (h Hearing) Judged(n int) bool {
	f := h.Letter.Concerns[n].Found
	return f != nil && f.Read == len(h.Replies()) && h.over(policy.DayOf(f.At))
}

// Awaits says whether the letter stands in the way of a refusal: the applicant has time, or something that came is
// not assessed. One that was withdrawn before it arrived was never put.
func (h Hearing) Awaits(today policy.Day) bool {
	switch h.Stage(today) {
	case HearingDraft, HearingWithdrawn, HearingAssessed:
		return false
	}
	return true
}

// Turn says whether the officer has something to do: assess, or answer a request for time.
func (h Hearing) Turn(today policy.Day) bool {
	switch h.Stage(today) {
	case HearingAsked, HearingReplied, HearingEnded:
		return true
	}
	return false
}

// Take checks an answer that came. decided says that the decision was signed: until then a late reply is taken and read.
// papers says whether a document is on file.
func (h Hearing) Take(a Answer, decided bool, today policy.Day, papers func(id string) bool) (Answer, error) {
	switch {
	case h.Notice.SentAt.IsZero() && h.Told() == "":
		return a, fault.Stop("A-59", "fairness.answer.not_sent")
	case decided:
		return a, fault.Stop("A-60", "fairness.answer.decided")
	case a.What == AnswerTime && slices.ContainsFunc(h.Answers, Answer.Open):
		return a, fault.Stop("A-59", "fairness.time.asked_already")
	}
	a.Text = strings.TrimSpace(a.Text)
	a.Granted, a.Refused, a.Decided, a.Ended = "", "", "", time.Time{}
	var c fault.Check
	if !slices.Contains(AnswersFrom, a.From) {
		c.Add("from", "fairness.answer.from")
	}
	first := policy.DayOf(h.Notice.SentAt)
	if h.Notice.SentAt.IsZero() {
		first = h.Told()
	}
	if !a.On.Valid() || a.On > today || a.On < first {
		c.AddRule("on", "fairness.answer.on", "A-59")
	}
	if utf8.RuneCountInString(a.Text) > maxFairText*2 {
		c.Add("text", "fairness.too_long")
	}
	if a.What == AnswerReply {
		if a.Text == "" && len(a.Papers) == 0 {
			c.AddRule("text", "fairness.answer.empty", "A-60")
		}
		for _, id := range a.Papers {
			if !papers(id) {
				c.Add("papers", "fairness.answer.papers")
				break
			}
		}
	} else {
		a.Papers, a.Whole = nil, false
	}
	return a, c.Err("fairness.answer.wrong")
}

// Give answers a request for more time: granted to a day, or refused with a reason. It may have been asked for after the
// time had run out, and granted then.
func (h Hearing) Give(a Answer, until policy.Day, why, by string, now time.Time) (Answer, error) {
	if !a.Open() {
		return a, fault.Stop("A-59", "fairness.time.answered")
	}
	why = strings.TrimSpace(why)
	var c fault.Check
	switch today := policy.DayOf(now); {
	case until == "" && why == "":
		c.AddRule("why", "fairness.time.why", "A-59")
	case until != "" && (!until.Valid() || until < today || until <= h.Due()):
		c.AddRule("until", "fairness.time.until", "A-59")
	case until != "" && today.Until(until) > maxFairDays:
		c.AddRule("until", "fairness.time.far", "A-59")
	}
	if utf8.RuneCountInString(why) > maxFairText {
		c.Add("why", "fairness.too_long")
	}
	if err := c.Err("fairness.time.wrong"); err != nil {
		return a, err
	}
	a.Granted, a.Refused, a.Decided, a.Ended = until, why, by, now
	if until != "" {
		a.Refused = ""
	}
	return a, nil
}

// Judge records what the officer finds of one concern: allayed or not, and why. It is for when the applicant has had
// their time; everything that came by then has been read.
//
// Rule A-60: a refusal may rest on the concern only after this. Silence counts once the last day has passed.
func (h Hearing) Judge(n int, allayed bool, why, by string, now time.Time) (FairLetter, error) {
	x := h.Letter
	switch h.Stage(policy.DayOf(now)) {
	case HearingReplied, HearingEnded, HearingAssessed:
	case HearingAsked:
		return x, fault.Stop("A-59", "fairness.judge.asked")
	case HearingRunning:
		return x, fault.Stop("A-59", "fairness.judge.running")
	default:
		return x, fault.Stop("A-59", "fairness.judge.not_told")
	}
	if n < 0 || n >= len(x.Concerns) {
		return x, fault.New(fault.NotFound, "fault.not_found")
	}
	why = strings.TrimSpace(why)
	var c fault.Check
	switch {
	case why == "":
		c.AddRule("why", "fairness.judge.why", "A-60")
	case utf8.RuneCountInString(why) > maxFairText:
		c.Add("why", "fairness.too_long")
	}
	if err := c.Err("fairness.judge.wrong"); err != nil {
		return x, err
	}
	x.Concerns = slices.Clone(x.Concerns)
	x.Concerns[n].Found = &Judgement{Allayed: allayed, Why: why, Read: len(h.Replies()), By: by, At: now}
	return x, nil
}

// Withdraw takes a letter back, with a reason, while it is not known to have arrived. Should it prove to have
// arrived all the same, the applicant's time runs as the letter says.
func (h Hearing) Withdraw(why string) (FairLetter, error) {
	x := h.Letter
	if x.Status != FairnessSigned || h.Told() != "" || len(h.Answers) > 0 {
		return x, fault.Stop("A-59", "fairness.withdraw.not_now")
	}
	if why = strings.TrimSpace(why); why == "" || utf8.RuneCountInString(why) > maxFairText {
		var c fault.Check
		c.AddRule("why", "fairness.withdraw.why", "A-58")
		return x, c.Err("fairness.withdraw.wrong")
	}
	x.Status, x.Why = FairnessWithdrawn, why
	return x, nil
}

// Disclosures are the occasions on which the letter put its concerns, one for each, over those that are on file: a
// refusal links to one of them once the concern is assessed and not allayed.
func (h Hearing) Disclosures(all []Disclosure) (out []Disclosure) {
	if h.Told() == "" {
		return nil
	}
	replies := h.Replies()
	for n, c := range h.Letter.Concerns {
		d := Disclosure{How: HowWriting, Event: h.Notice.ID, Point: n + 1}
		if i := slices.IndexFunc(all, func(x Disclosure) bool { return x.Event == d.Event && x.Point == d.Point }); i >= 0 {
			d = all[i]
		}
		d.Codes, d.Person, d.Essence, d.By = c.Codes, c.Person, c.Essence, h.Letter.By
		d.Put, d.Due = h.Told(), h.Due()
		d.Reply, d.Replied, d.NoReply, d.Papers, d.Allayed = "", "", "", false, false
		if h.Judged(n) {
			d.Allayed = c.Found.Allayed
			if len(replies) == 0 {
				d.NoReply = policy.DayOf(c.Found.At)
			}
			var texts []string
			for _, r := range replies {
				d.Replied = max(d.Replied, r.On)
				d.Papers = d.Papers || len(r.Papers) > 0
				if r.Text != "" {
					texts = append(texts, r.Text)
				}
			}
			d.Reply = strings.Join(texts, "\n")
		}
		out = append(out, d)
	}
	return out
}
