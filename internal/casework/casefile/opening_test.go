package casefile_test

import (
	"slices"
	"testing"
	"time"

	"passage/internal/casework/casefile"
)

// allWell is an opening at which everything was as it has to be.
func allWell() (o casefile.Opening) {
	for _, q := range casefile.OpeningQuestions {
		o = o.Answered(q, casefile.Well)
	}
	return o
}

func TestRule_I_84_OpeningBeforeAnythingElse(t *testing.T) {
	with := held()
	with.Interpreter = "0005"
	if got := with.Asked(); !slices.Equal(got, casefile.OpeningQuestions) {
		t.Errorf("asked with an interpreter: %v", got)
	}
	if got := held().Asked(); slices.Contains(got, "understood") || len(got) != 5 {
		t.Errorf("asked without: %v", got)
	}
	for _, q := range with.Asked() {
		for _, c := range []struct {
			answer       string
			stop, signed bool
		}{
			{casefile.Well, false, true},
			{"", false, false},
			{"maybe", false, false},
			{casefile.Amiss, q == "alone" || q == "safe" || q == "word", q == "identity"},
		} {
			i := with
			i.Record.Understood, i.Opening = "asked; yes", casefile.Opening{}
			i, stop := casefile.TakeOpening(i, allWell().Answered(q, c.answer), "officer.cedar", now)
			if stop != c.stop {
				t.Errorf("%s %q: stops %v, want %v", q, c.answer, stop, c.stop)
			}
			_, _, err := casefile.Sign(i, "officer.cedar", now)
			if c.stop {
				continue // it is never signed: see StopUnsafe
			}
			if _, fields := faultOf(err); (err == nil) != c.signed || err != nil && fields != "opening."+q {
				t.Errorf("%s %q: %v (%s)", q, c.answer, err, fields)
			}
			if c.answer == casefile.Well && (i.Opening.By != "officer.cedar" || !i.Opening.At.Equal(now)) {
				t.Errorf("who asked, and when: %+v", i.Opening)
			}
		}
	}
}

// Before the time has come nobody is there to answer.
func TestRule_I_84_NotBeforeTheTime(t *testing.T) {
	i := held()
	i.Status, i.Opening = casefile.InterviewBooked, casefile.Opening{}
	if got, stop := casefile.TakeOpening(i, allWell().Answered("safe", casefile.Amiss), "officer.cedar", now); stop || got.Opening != (casefile.Opening{}) {
		t.Errorf("answered before: %+v", got.Opening)
	}
	if _, err := casefile.Miss(i, "officer.cedar", i.At.Add(-time.Minute)); err == nil {
		t.Error("missed before its time")
	}
}

func TestRule_I_84_StoppedOrMissed(t *testing.T) {
	for _, s := range []casefile.InterviewStatus{casefile.InterviewPlanning, casefile.InterviewBooked, casefile.InterviewHeld, casefile.InterviewSigned, casefile.InterviewWaived, casefile.InterviewCalledOff, casefile.InterviewStopped, casefile.InterviewMissed} {
		i := held()
		i.Status = s
		got, err := casefile.StopUnsafe(i, "officer.cedar", now)
		if may := s == casefile.InterviewBooked || s == casefile.InterviewHeld; (err == nil) != may || may && (got.Status != casefile.InterviewStopped || !got.Unsafe || len(got.Record.Lines) != len(i.Record.Lines)) {
			t.Errorf("%s stopped: %v", s, err)
		}
		i.At = now.Add(-time.Hour)
		got, err = casefile.Miss(i, "officer.cedar", now)
		if may := s == casefile.InterviewBooked; (err == nil) != may || may && got.Status != casefile.InterviewMissed {
			t.Errorf("%s missed: %v", s, err)
		}
	}
}

func TestRule_I_84_PausesAreKept(t *testing.T) {
	i, err := casefile.Rest(held(), now)
	if err != nil || !i.Record.Paused().Equal(now) {
		t.Fatalf("%v, %+v", err, i.Record.Pauses)
	}
	if _, _, err := casefile.Sign(i, "officer.cedar", now); err == nil {
		t.Error("signed while it rests")
	}
	kept, err := casefile.KeepRecord(i, casefile.Record{Present: "applicant"}, now)
	if err != nil || !kept.Record.Paused().Equal(now) {
		t.Errorf("a form of the record took the pauses away: %+v, %v", kept.Record.Pauses, err)
	}
	if i, err = casefile.Rest(i, now.Add(time.Minute)); err != nil || !i.Record.Paused().IsZero() || len(i.Record.Pauses) != 1 {
		t.Errorf("%v, %+v", err, i.Record.Pauses)
	}
}

func TestRule_I_84_LinkOfAVideoMeeting(t *testing.T) {
	i := held()
	i.Status, i.Mode = casefile.InterviewBooked, casefile.VideoPartner
	if got, err := casefile.KeepLink(i, " https://meet.example/room "); err != nil || got.MeetingLink != "https://meet.example/room" {
		t.Errorf("%q, %v", got.MeetingLink, err)
	}
	for _, bad := range []string{"", "meet.example", "http://meet.example/room", "https://", "https://meet.example/a b", "javascript:alert(1)"} {
		if _, err := casefile.KeepLink(i, bad); err == nil {
			t.Errorf("%q was kept", bad)
		}
	}
	person := i
	person.Mode = casefile.InPerson
	if _, err := casefile.KeepLink(person, "https://meet.example/room"); err == nil {
		t.Error("a link for a meeting in person")
	}
	if _, err := casefile.KeepLink(held(), "https://meet.example/room"); err == nil {
		t.Error("a link for a meeting that is being held")
	}
}
