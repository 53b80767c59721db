package casefile

import (
	"slices"
	"time"

	"passage/internal/casework/fault"
)

// Opening is what is asked before anything else at an interview. Answers are Well and Amiss, whatever the question; "" is not asked yet.
type Opening struct {
	Alone      string    `json:",omitempty"` // alone, or with those alone whom the applicant wants there
	Safe       string    `json:",omitempty"` // says that it is safe to speak now
	Word       string    `json:",omitempty"` // the word for danger was not given; what it is stands behind the logged reveal (decision 7)
	Identity   string    `json:",omitempty"` // a paper was seen, or the partner vouched for who is there
	Understood string    `json:",omitempty"` // understands the interpreter
	Consent    string    `json:",omitempty"` // agrees to be heard, and knows what the record is for
	By         string    `json:",omitempty"` // account of who asked
	At         time.Time `json:",omitzero"`  // when all was answered first
}

// The answers.
const (
	Well  = "well"
	Amiss = "amiss"
)

// OpeningQuestions are what is asked, in the order of the page.
var OpeningQuestions = []string{"alone", "safe", "word", "identity", "understood", "consent"}

// of is the answer to a question.
func (o *Opening) of(question string) *string {
	switch question {
	case "alone":
		return &o.Alone
	case "safe":
		return &o.Safe
	case "word":
		return &o.Word
	case "identity":
		return &o.Identity
	case "understood":
		return &o.Understood
	}
	return &o.Consent
}

// Answer is the answer to a question.
func (o Opening) Answer(question string) string { return *o.of(question) }

// Answered is the opening with one answer more; what is no answer is none.
func (o Opening) Answered(question, answer string) Opening {
	if answer != Well && answer != Amiss {
		answer = ""
	}
	*o.of(question) = answer
	return o
}

// Unsafe says whether an answer means that the applicant may be in danger while they speak.
func (o Opening) Unsafe() bool { return o.Alone == Amiss || o.Safe == Amiss || o.Word == Amiss }

// Asked are the questions of the opening for an interview: nobody understands an interpreter who is not there.
func (i Interview) Asked() []string {
	return slices.DeleteFunc(slices.Clone(OpeningQuestions), func(q string) bool { return q == "understood" && i.Interpreter == "" })
}

// opened keeps the answers once the time of the interview has come: before it nobody is there to answer.
func opened(i Interview, o Opening, by string, now time.Time) Interview {
	if i.Status != InterviewHeld {
		return i
	}
	o.By, o.At = i.Opening.By, i.Opening.At
	whole := !slices.ContainsFunc(i.Asked(), func(q string) bool { return o.Answer(q) == "" })
	if whole && o.At.IsZero() {
		o.By, o.At = by, now
	}
	i.Opening = o
	return i
}

// TakeOpening keeps what was answered at the opening of an interview, and says whether the interview has to stop there.
//
// Rule I-84 (our default; and decision 7 say what matters, no source says in which order): before anything else the
// applicant is asked whether they are alone and safe, and whoever asks listens for the word for danger; then who is there, whether the
// interpreter is understood, and whether they agree to be heard. An answer that tells of danger stops the interview at once: what was
// written is kept, nothing is concluded from it, the partner is asked to see whether they are safe, and nobody contacts them before the
// plan was agreed again. No record is signed of an interview that was not opened. Nobody who does not come has said anything by it.
func TakeOpening(i Interview, o Opening, by string, now time.Time) (out Interview, stop bool) {
	i = opened(i, o, by, now)
	return i, i.Status == InterviewHeld && i.Opening.Unsafe()
}

// notOpened finds what is missing of the opening before a record is signed.
func notOpened(i Interview) []fault.Field {
	var c fault.Check
	for _, q := range i.Asked() {
		switch i.Opening.Answer(q) {
		case "":
			c.AddRule("opening."+q, "interview.opening.answer", "I-84")
		case Amiss:
			if q == "understood" || q == "consent" {
				c.AddRule("opening."+q, "interview.opening.not_yet", "I-84")
			}
		}
	}
	return c.Fields
}

// StopUnsafe ends an interview at once because going on may harm the applicant. No reason is asked for: what it was can be said later.
func StopUnsafe(i Interview, by string, now time.Time) (Interview, error) {
	if i.Status != InterviewBooked && i.Status != InterviewHeld {
		return i, fault.Stop("A-52", "interview.record.signed")
	}
	i.Status, i.Unsafe, i.StoppedBy, i.StoppedAt, i.MeetingLink = InterviewStopped, true, by, now, ""
	return i, nil
}

// Miss keeps that the applicant was not there when the time came. It is evidence of nothing: the partner is asked whether they are safe.
func Miss(i Interview, by string, now time.Time) (Interview, error) {
	if i.Status != InterviewBooked || i.At.After(now) {
		return i, fault.Stop("I-84", "interview.miss.when")
	}
	i.Status, i.StoppedBy, i.StoppedAt, i.MeetingLink = InterviewMissed, by, now, ""
	return i, nil
}

// Break is a while in which nothing was asked.
type Break struct {
	From  time.Time
	Until time.Time `json:",omitzero"` // zero while it lasts
}

// Paused says since when the interview rests, zero when it does not.
func (r Record) Paused() time.Time {
	if n := len(r.Pauses); n > 0 && r.Pauses[n-1].Until.IsZero() {
		return r.Pauses[n-1].From
	}
	return time.Time{}
}

// Rest begins a pause, or ends the one that lasts.
func Rest(i Interview, now time.Time) (Interview, error) {
	if i.Status != InterviewHeld {
		return i, fault.Stop("I-84", "interview.pause.not_held")
	}
	i.Record.Pauses = slices.Clone(i.Record.Pauses)
	if n := len(i.Record.Pauses); i.Record.Paused().IsZero() {
		i.Record.Pauses = append(i.Record.Pauses, Break{From: now})
	} else {
		i.Record.Pauses[n-1].Until = now
	}
	return i, nil
}
