package casefile

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// KeepRecord takes what has been written of the record so far; it always saves, and nothing is asked for yet. Questions
// may be prepared before the appointment: until its time has come the interview is not held, and can still be moved.
func KeepRecord(i Interview, r Record, now time.Time) (Interview, error) {
	switch i.Status {
	case InterviewBooked, InterviewHeld:
	case InterviewSigned:
		return i, fault.Stop("A-52", "interview.record.signed")
	default:
		return i, fault.Stop("A-40", "interview.record.not_booked")
	}
	r.SignedBy, r.SignedAt, r.Pauses = "", time.Time{}, i.Record.Pauses
	r.Lines = slices.DeleteFunc(slices.Clone(r.Lines), func(l QuestionAnswer) bool { return l.Question == "" && l.Answer == "" })
	if i.Record = r; !i.At.After(now) {
		i.Status = InterviewHeld
	}
	return i, nil
}

// Sign closes the record, and says on which occasion which concerns were put.
//
// Rule A-51: where, when, who, language, interpreter, mode, questions and answers, concerns and replies, and the
// officer's reasoning. Rule A-46: the applicant was asked whether they understand the interpreter. Rule A-49: the
// choice of English or French is confirmed. Rule A-52: after signing nothing is edited. Rules: a
// concern names the criteria it bears on and holds the reply, or it was not put.
//
// Nobody signs what was said at an interview whose time has not come: only a waived one has none, and no record.
func Sign(i Interview, by string, now time.Time) (Interview, []Disclosure, error) {
	if i.Status == InterviewBooked && i.At.After(now) {
		return i, nil, fault.Stop("A-51", "interview.sign.before")
	}
	if i.Status != InterviewHeld {
		return i, nil, fault.Stop("A-52", "interview.sign.not_held")
	}
	if by != i.Officer {
		return i, nil, fault.Stop("A-51", "interview.sign.conductor")
	}
	if err := complete(i, now); err != nil {
		return i, nil, err
	}
	i.Record.SignedBy, i.Record.SignedAt, i.Status = by, now, InterviewSigned
	var put []Disclosure
	for _, l := range i.Record.Lines {
		if l.Concern {
			put = append(put, Disclosure{How: HowInterview, Event: i.ID, Codes: l.Codes, Person: l.Person, Essence: l.Question,
				Put: policy.DayOf(i.Record.Began), Reply: l.Answer, Replied: policy.DayOf(i.Record.Began), By: by})
		}
	}
	return i, put, nil
}

func complete(i Interview, now time.Time) error {
	var c fault.Check
	r := i.Record
	c.Fields = notOpened(i)
	if r.Began.IsZero() || r.Began.After(now) {
		c.AddRule("began", "interview.record.began", "A-51")
	}
	if r.Ended.IsZero() || r.Ended.Before(r.Began) || r.Ended.After(now) {
		c.AddRule("ended", "interview.record.ended", "A-51")
	}
	if !r.Paused().IsZero() {
		c.AddRule("ended", "interview.record.paused", "I-84")
	}
	if r.Present == "" {
		c.AddRule("present", "interview.record.present", "A-51")
	}
	if i.Interpreter != "" && r.Understood == "" {
		c.AddRule("understood", "interview.record.understood", "A-46")
	}
	if i.Official != "en" && i.Official != "fr" {
		c.AddRule("official", "interview.record.official", "A-49")
	}
	if len(r.Lines) == 0 {
		c.AddRule("line.1.question", "interview.record.lines", "A-51")
	}
	for n, l := range r.Lines {
		at := fmt.Sprintf("line.%d.", n+1)
		if l.Question == "" {
			c.AddRule(at+"question", "interview.record.question", "A-51")
		}
		if l.Answer == "" {
			c.AddRule(at+"answer", "interview.record.answer", "A-51")
		}
		if l.Concern && len(l.Codes) == 0 {
			c.AddRule(at+"codes", "interview.record.codes", "A-60")
		}
	}
	if r.Reasoning == "" {
		c.AddRule("reasoning", "interview.record.reasoning", "A-51")
	}
	return c.Err("interview.record.wrong")
}

// SignBy is the last day by which a record is to be signed (A-52, default).
func SignBy(held policy.Day) policy.Day { return WorkingDays(held, SignDays) }

// WorkingDays is the day n working days after d; Saturdays and Sundays do not count. Holidays differ by office
// and are not known here.
func WorkingDays(d policy.Day, n int) policy.Day {
	for n > 0 {
		d = d.Add(1)
		if w := d.Time().Weekday(); w != time.Saturday && w != time.Sunday {
			n--
		}
	}
	return d
}

// Append adds a dated addition to a signed record.
func Append(i Interview, a Addendum) (Interview, error) {
	if i.Status != InterviewSigned {
		return i, fault.Stop("A-52", "interview.addendum.unsigned")
	}
	if a.Text == "" {
		var c fault.Check
		c.AddRule("addendum", "interview.addendum.text", "A-52")
		return i, c.Err("interview.addendum.wrong")
	}
	i.Added = append(slices.Clone(i.Added), a)
	return i, nil
}

// CallOff ends an interview before it was signed, with a reason. A new one is a new item, with its own safety
// assessment: nothing is carried over that may have changed.
func CallOff(i Interview, why string) (Interview, error) {
	switch i.Status {
	case InterviewPlanning, InterviewBooked:
		i.Status = InterviewCalledOff
	case InterviewHeld:
		i.Status = InterviewStopped
	default:
		return i, fault.Stop("A-52", "interview.record.signed")
	}
	if why == "" {
		var c fault.Check
		c.Add("why", "interview.call_off.why")
		return i, c.Err("interview.call_off.wrong")
	}
	i.Why, i.MeetingLink = why, ""
	return i, nil
}

// Answered says whether the applicant has had their chance on this occasion: a reply was given, or the time for it
// has run out and the officer confirmed that none came.
func (d Disclosure) Answered() bool {
	if (d.Reply != "" || d.Papers) && d.Replied.Valid() {
		return true
	}
	return d.How == HowWriting && d.Due.Valid() && d.NoReply.Valid() && d.NoReply > d.Due
}

// WasPut finds the occasion on which a criterion or ground was put to the applicant, or to the person it concerns,
// and answered. A concern that the answer allayed carries nothing.
func WasPut(all []Disclosure, code, person string) (Disclosure, bool) {
	for _, d := range all {
		if d.Answered() && !d.Allayed && slices.Contains(d.Codes, code) && (d.Person == "" || d.Person == person) {
			return d, true
		}
	}
	return Disclosure{}, false
}

// Fingerprint is a short digest of texts, so that a look holds only for what was looked at.
func Fingerprint(texts ...string) string {
	h := sha256.New()
	for _, t := range texts {
		fmt.Fprintf(h, "%d:%s;", len(t), t)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Settled is the interview question answered for good: a signed record, or a waiver. The newest one counts.
func Settled(all []Interview) (Interview, bool) {
	return newest(all, InterviewSigned, InterviewWaived)
}

// Current is the interview being worked on: the newest that is neither signed, waived, called off nor stopped.
func Current(all []Interview) (Interview, bool) {
	return newest(all, InterviewPlanning, InterviewBooked, InterviewHeld)
}

func newest(all []Interview, statuses ...InterviewStatus) (found Interview, ok bool) {
	for _, i := range all {
		if slices.Contains(statuses, i.Status) && (!ok || i.Opened.After(found.Opened)) {
			found, ok = i, true
		}
	}
	return found, ok
}
