package casefile_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

var now = time.Date(2026, 8, 31, 9, 0, 0, 0, time.UTC)

// faultOf is the fault of an error, with the names of its fields.
func faultOf(err error) (f fault.Error, fields string) {
	var e *fault.Error
	if !errors.As(err, &e) {
		return
	}
	var names []string
	for _, x := range e.Fields {
		names = append(names, x.Name)
	}
	return *e, strings.Join(names, " ")
}

func column(l casefile.Level, a casefile.Advice) casefile.MeetingRisk {
	return casefile.MeetingRisk{Travel: l, Seen: l, Privacy: l, Interpreter: l, Partner: a}
}

// planned is an interview that may be booked: a meeting at the office is not advised, video from the partner's is.
func planned() casefile.Interview {
	return casefile.Interview{ID: "i1", Persons: []string{"p1"}, Officer: "officer.cedar", Status: casefile.InterviewPlanning, Opened: now,
		Meeting: map[casefile.Way]casefile.MeetingRisk{
			casefile.InPerson:       column(casefile.High, casefile.NotAdvised),
			casefile.VideoPartner:   column(casefile.Low, casefile.Advised),
			casefile.VideoElsewhere: column(casefile.NotKnown, casefile.NotAsked),
		},
		Mode: casefile.VideoPartner, At: time.Date(2026, 9, 18, 13, 0, 0, 0, time.UTC), Zone: "Europe/Istanbul", Language: "ara", DropLine: "rebook"}
}

func plan() people.SafetyPlan {
	return people.SafetyPlan{Reach: people.OnlyPartner, LocationRestricted: people.No, Confirmed: "2026-08-01"}
}

func TestRule_A_39_SafetyFirst(t *testing.T) {
	t.Run("what follows from a column", func(t *testing.T) {
		one := func(l casefile.Level) casefile.MeetingRisk {
			m := column(casefile.Low, casefile.Advised)
			m.Seen = l
			return m
		}
		for _, c := range []struct {
			name string
			m    casefile.MeetingRisk
			want casefile.Advice
		}{
			{"nothing answered", casefile.MeetingRisk{}, ""},
			{"one missing", one(""), ""},
			{"all low and the partner advises it", one(casefile.Low), casefile.Advised},
			{"one medium", one(casefile.Medium), casefile.Possible},
			{"one not known", one(casefile.NotKnown), casefile.Possible},
			{"one high", one(casefile.High), casefile.NotAdvised},
			{"the partner was not asked", column(casefile.Low, casefile.NotAsked), casefile.Possible},
			{"the partner says do not", column(casefile.Low, casefile.NotAdvised), casefile.NotAdvised},
			{"one high and the rest missing", casefile.MeetingRisk{Travel: casefile.High}, casefile.NotAdvised},
		} {
			if got := c.m.Result(); got != c.want {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
		}
	})
	for _, c := range []struct {
		name   string
		change func(*casefile.Interview, *people.SafetyPlan)
		stop   bool
		fields string
	}{
		{"video from the partner's office", func(*casefile.Interview, *people.SafetyPlan) {}, false, ""},
		{"a way that is not advised", func(i *casefile.Interview, _ *people.SafetyPlan) { i.Mode = casefile.InPerson }, true, ""},
		{"the plan says video is not safe", func(_ *casefile.Interview, p *people.SafetyPlan) { p.VideoSafe = people.No }, true, ""},
		{"video only, and in person is answered as good", func(i *casefile.Interview, p *people.SafetyPlan) {
			i.Meeting[casefile.InPerson], i.Mode, p.VideoOnly = column(casefile.Low, casefile.Advised), casefile.InPerson, true
		}, true, ""},
		{"travel is not safe, and in person is answered as good", func(i *casefile.Interview, p *people.SafetyPlan) {
			i.Meeting[casefile.InPerson], i.Mode, p.TravelSafe = column(casefile.Low, casefile.Advised), casefile.InPerson, people.No
		}, true, ""},
		{"possible while another is advised, without a reason", func(i *casefile.Interview, _ *people.SafetyPlan) {
			i.Mode = casefile.VideoElsewhere
		}, false, "mode_why"},
		{"possible while another is advised, with a reason", func(i *casefile.Interview, _ *people.SafetyPlan) {
			i.Mode, i.ModeWhy = casefile.VideoElsewhere, "the room at the partner's is not free"
		}, false, ""},
		{"an answer is missing in another column", func(i *casefile.Interview, _ *people.SafetyPlan) {
			i.Meeting[casefile.InPerson] = casefile.MeetingRisk{Travel: casefile.High, Seen: casefile.Low, Privacy: casefile.Low, Partner: casefile.NotAsked}
		}, false, "meeting.in_person.interpreter"},
		{"an answer that is none", func(i *casefile.Interview, _ *people.SafetyPlan) {
			i.Meeting[casefile.VideoPartner] = column("fine", casefile.Advised)
		}, false, "meeting.video_partner.travel meeting.video_partner.seen meeting.video_partner.privacy meeting.video_partner.interpreter"},
	} {
		t.Run(c.name, func(t *testing.T) {
			i, p := planned(), plan()
			c.change(&i, &p)
			f, fields := faultOf(casefile.Choose(i, p))
			if (f.Kind == fault.Stopped && f.Rule == "A-39") != c.stop || fields != c.fields {
				t.Errorf("got %v", f)
			}
		})
	}
	t.Run("what the plan says is not asked again", func(t *testing.T) {
		p := plan()
		p.TravelSafe, p.VideoSafe = people.No, people.Yes
		if got := casefile.FromPlan(casefile.InPerson, p); got.Travel != casefile.High || got.Result() != casefile.NotAdvised {
			t.Errorf("in person: %+v", got)
		}
		if got := casefile.FromPlan(casefile.VideoPartner, p).Result(); got != casefile.Possible {
			t.Errorf("video: %s", got)
		}
		for _, w := range casefile.Ways {
			if got := casefile.FromPlan(w, people.SafetyPlan{}).Result(); got != casefile.Possible {
				t.Errorf("an empty plan makes %s %q", w, got)
			}
		}
	})
}

func TestRule_A_40_ModeAndWaiver(t *testing.T) {
	for _, mode := range []casefile.Way{"", "telephone", "phone", "letter"} {
		i := planned()
		i.Mode = mode
		if f, fields := faultOf(casefile.Choose(i, plan())); fields != "mode" || f.Fields[0].Rule != "A-40" {
			t.Errorf("%q: %v", mode, f)
		}
	}
	i := casefile.Interview{Officer: "officer.cedar"}
	if _, fields := faultOf(casefile.Waive(i, false)); fields != "waived waived_why risk_note" {
		t.Errorf("an empty waiver lacks %q", fields)
	}
	i.Waived, i.WaivedWhy, i.RiskNote = casefile.WaiveUnsafe, "no way to meet is safe", "every road is watched"
	if err := casefile.Waive(i, false); err != nil {
		t.Errorf("all criteria determined: %v", err)
	}
	if f, _ := faultOf(casefile.Waive(i, true)); f.Rule != "A-40" || f.Kind != fault.Stopped {
		t.Errorf("undetermined, no second look: %v", f)
	}
	if _, err := casefile.LookAt(i, casefile.Look{By: "officer.cedar", Agrees: true, Reasons: "yes"}); err == nil {
		t.Error("the officer is their own second person")
	}
	i, err := casefile.LookAt(i, casefile.Look{By: "supervisor.cedar", Agrees: true, Reasons: "the roads are watched"})
	if err != nil || casefile.Waive(i, true) != nil {
		t.Errorf("with a second look: %v, %v", err, casefile.Waive(i, true))
	}
	i.WaivedWhy = "changed afterwards"
	if casefile.Waive(i, true) == nil {
		t.Error("the look holds for words nobody looked at")
	}
}

func TestRule_A_44_Notice(t *testing.T) {
	for _, c := range []struct {
		day, reason, fields string
	}{
		{"2026-09-14", "", ""}, // 14 days after 31 August
		{"2026-09-13", "", "short_notice"},
		{"2026-09-01", "urgent: deportation is announced", ""},
		{"2026-08-30", "", "at"},
	} {
		i := planned()
		i.At, i.ShortNotice = policy.Day(c.day).Time().Add(13*time.Hour), c.reason
		if _, fields := faultOf(casefile.Book(i, plan(), now)); fields != c.fields {
			t.Errorf("%s %q: %q", c.day, c.reason, fields)
		}
	}
	for n, s := range casefile.Slots(now, "Europe/Istanbul", 6) {
		i := planned()
		i.At = s
		if err := casefile.Book(i, plan(), now); err != nil {
			t.Errorf("slot %d, %s, cannot be booked: %v", n, s, err)
		}
	}
}

func TestRule_A_47_InterpreterIsChecked(t *testing.T) {
	for _, c := range []struct {
		id     string
		check  casefile.ConflictCheck
		fields string
	}{
		{"", "", ""},
		{"0005", casefile.NoConflict, ""},
		{"0005", "", "interpreter_ok"},
		{"0005", casefile.Conflicted, "interpreter"},
		{"0005", casefile.Objected, "interpreter"},
		{"0005", "perhaps", "interpreter_ok"},
		{"A. Name", casefile.NoConflict, "interpreter"},
		{"", casefile.NoConflict, "interpreter"},
	} {
		i := planned()
		i.Interpreter, i.InterpreterOK = c.id, c.check
		if _, fields := faultOf(casefile.Book(i, plan(), now)); fields != c.fields {
			t.Errorf("%q %q: %q", c.id, c.check, fields)
		}
	}
}

func TestRule_A_56_PlanIsConfirmedBeforeContact(t *testing.T) {
	p := plan()
	p.Confirmed = "2026-06-01"
	if f, _ := faultOf(casefile.Book(planned(), p, now)); f.Rule != "A-56" {
		t.Errorf("a plan of 91 days: %v", f)
	}
}

func TestInterview_BookAsksWhatIsMissing(t *testing.T) {
	i := planned()
	i.At, i.Zone, i.Language, i.Persons, i.DropLine = time.Time{}, "Mars/Base", "", nil, ""
	if _, fields := faultOf(casefile.Book(i, plan(), now)); fields != "at zone language persons drop_line" {
		t.Errorf("got %q", fields)
	}
}

func TestInterview_ThreeClocks(t *testing.T) {
	var got []string
	for _, c := range planned().Clocks() {
		got = append(got, fmt.Sprintf("%s %s", c.Place, c.At.Format("15:04")))
	}
	if want := []string{"utc 13:00", "ottawa 09:00", "place 16:00"}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func held() casefile.Interview {
	i := planned()
	i.Status, i.Official, i.Opening = casefile.InterviewHeld, "fr", allWell()
	i.Record = casefile.Record{Began: now.Add(-2 * time.Hour), Ended: now.Add(-time.Hour), Present: "applicant, officer", Reasoning: "clear and consistent",
		Lines: []casefile.QuestionAnswer{{Question: "Could you live there?", Answer: "Only if I stop."},
			{Question: "A report says return is possible.", Answer: "Not for me.", Concern: true, Codes: []string{"ELG-E9a"}}}}
	return i
}

func TestRule_A_51_WhatTheRecordHolds(t *testing.T) {
	i, put, err := casefile.Sign(held(), "officer.cedar", now)
	if err != nil || i.Status != casefile.InterviewSigned || i.Record.SignedAt != now {
		t.Fatalf("%v, %+v", err, i)
	}
	if len(put) != 1 || put[0].Codes[0] != "ELG-E9a" || put[0].Event != "i1" || !put[0].Answered() {
		t.Errorf("put: %+v", put)
	}
	empty := held()
	empty.Record, empty.Official = casefile.Record{}, "" // the opening was answered
	if _, _, err := casefile.Sign(empty, "officer.cedar", now); err == nil {
		t.Error("an empty record is signed")
	} else if _, fields := faultOf(err); fields != "began ended present official line.1.question reasoning" {
		t.Errorf("an empty record lacks %q", fields)
	}
	if _, _, err := casefile.Sign(held(), "officer.birch", now); err == nil {
		t.Error("signed by somebody who was not there")
	}
	late := held()
	late.Record.Ended = now.Add(time.Hour)
	if _, fields := faultOf(second(casefile.Sign(late, "officer.cedar", now))); fields != "ended" {
		t.Errorf("ends in the future: %q", fields)
	}
}

// Nobody signs what was said at an interview whose time has not come.
func TestRule_A_51_NotBeforeTheAppointment(t *testing.T) {
	i := held()
	i.Status, i.At = casefile.InterviewBooked, now.Add(time.Minute)
	if f, _ := faultOf(second(casefile.Sign(i, "officer.cedar", now))); f.Rule != "A-51" {
		t.Errorf("signed before its appointment: %q", f.Rule)
	}
	i, err := casefile.KeepRecord(i, i.Record, i.At)
	if err == nil {
		_, _, err = casefile.Sign(i, "officer.cedar", i.At)
	}
	if err != nil {
		t.Errorf("at its time: %v", err)
	}
}

func second(_ casefile.Interview, _ []casefile.Disclosure, err error) error { return err }

func TestRule_A_46_InterpreterIsUnderstood(t *testing.T) {
	i := held()
	i.Interpreter = "0005"
	if _, fields := faultOf(second(casefile.Sign(i, "officer.cedar", now))); fields != "understood" {
		t.Errorf("got %q", fields)
	}
}

func TestRule_A_49_OfficialLanguageIsConfirmed(t *testing.T) {
	i := held()
	i.Official = "de"
	if _, fields := faultOf(second(casefile.Sign(i, "officer.cedar", now))); fields != "official" {
		t.Errorf("got %q", fields)
	}
}

func TestRule_A_52_SignedIsNeverEdited(t *testing.T) {
	i, _, err := casefile.Sign(held(), "officer.cedar", now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := casefile.KeepRecord(i, casefile.Record{}, now); err == nil {
		t.Error("a signed record was changed")
	}
	if _, err := casefile.CallOff(i, "mistake"); err == nil {
		t.Error("a signed record was called off")
	}
	more, err := casefile.Append(i, casefile.Addendum{Text: "the date in answer 2 was corrected by the applicant", By: "officer.cedar", At: now})
	if err != nil || len(more.Added) != 1 || len(i.Added) != 0 {
		t.Errorf("an addition: %v", err)
	}
	if _, err := casefile.Append(held(), casefile.Addendum{Text: "x"}); err == nil {
		t.Error("an addition to a record that is open")
	}
	if got := casefile.SignBy("2026-08-27"); got != "2026-09-03" { // Thursday
		t.Errorf("to be signed by %s", got)
	}
}

func TestRule_A_57_AConcernNeedsItsReply(t *testing.T) {
	i := held()
	i.Record.Lines[1].Answer = ""
	if _, fields := faultOf(second(casefile.Sign(i, "officer.cedar", now))); fields != "line.2.answer" {
		t.Errorf("got %q", fields)
	}
	i = held()
	i.Record.Lines[1].Codes = nil
	if _, fields := faultOf(second(casefile.Sign(i, "officer.cedar", now))); fields != "line.2.codes" {
		t.Errorf("got %q", fields)
	}
}

func TestRule_A_59_SilenceCountsAfterTheTimeHasRun(t *testing.T) {
	d := casefile.Disclosure{How: casefile.HowWriting, Codes: []string{"ELG-E3"}, Put: "2026-08-01", Due: "2026-08-31"}
	for _, c := range []struct {
		replied, none policy.Day
		reply         string
		want          bool
	}{
		{"", "", "", false},
		{"", "2026-08-31", "", false}, // the last day is still theirs
		{"", "2026-09-01", "", true},
		{"2026-08-20", "", "not so", true},
	} {
		d.Replied, d.NoReply, d.Reply = c.replied, c.none, c.reply
		if d.Answered() != c.want {
			t.Errorf("%+v", c)
		}
	}
}

func TestInterview_RecordAlwaysSavesAndStops(t *testing.T) {
	i := planned()
	if _, err := casefile.KeepRecord(i, casefile.Record{}, now); err == nil {
		t.Error("a record of an interview that was not booked")
	}
	i.Status, i.At = casefile.InterviewBooked, now
	i, err := casefile.KeepRecord(i, casefile.Record{Lines: []casefile.QuestionAnswer{{}, {Question: "One?"}}, SignedBy: "x"}, now)
	if err != nil || i.Status != casefile.InterviewHeld || len(i.Record.Lines) != 1 || i.Record.SignedBy != "" {
		t.Fatalf("%v %+v", err, i.Record)
	}
	ahead := planned()
	ahead.Status, ahead.At = casefile.InterviewBooked, now.Add(time.Minute)
	if ahead, err = casefile.KeepRecord(ahead, casefile.Record{Lines: []casefile.QuestionAnswer{{Question: "One?"}}}, now); err != nil || ahead.Status != casefile.InterviewBooked || len(ahead.Record.Lines) != 1 {
		t.Errorf("questions prepared before the appointment: %v %s", err, ahead.Status)
	}
	if stopped, err := casefile.CallOff(i, "steps at the door"); err != nil || stopped.Status != casefile.InterviewStopped {
		t.Errorf("stopped: %v", err)
	}
	if _, err := casefile.CallOff(i, ""); err == nil {
		t.Error("stopped without a reason")
	}
}

func TestInterview_TheNewestCounts(t *testing.T) {
	a, b, c := planned(), planned(), planned()
	a.Status, a.ID = casefile.InterviewSigned, "a"
	b.Status, b.ID, b.Opened = casefile.InterviewSigned, "b", now.Add(time.Hour)
	c.Status, c.ID = casefile.InterviewBooked, "c"
	if got, ok := casefile.Settled([]casefile.Interview{b, a, c}); !ok || got.ID != "b" {
		t.Errorf("settled %s", got.ID)
	}
	if got, ok := casefile.Current([]casefile.Interview{b, a, c}); !ok || got.ID != "c" {
		t.Errorf("current %s", got.ID)
	}
	if _, ok := casefile.Current([]casefile.Interview{a, b}); ok {
		t.Error("a signed interview is open")
	}
}

func TestRule_A_102_HoldIsLookedAtAgain(t *testing.T) {
	h := casefile.Hold{Reason: casefile.ExitBarrier, Since: "2026-08-31", Review: "2026-12-01"}
	if err := casefile.Pause(h, 183, "2026-08-31"); err != nil {
		t.Error(err)
	}
	for _, bad := range []casefile.Hold{
		{Reason: casefile.ExitBarrier}, {Reason: casefile.ExitBarrier, Review: "2026-08-31"}, {Reason: casefile.ExitBarrier, Review: "2027-08-31"},
		{Reason: "no_reason", Review: "2026-12-01"},
	} {
		if casefile.Pause(bad, 183, "2026-08-31") == nil {
			t.Errorf("%+v is a hold", bad)
		}
	}
	if h.Due("2026-11-30") || !h.Due("2026-12-01") {
		t.Error("due on the wrong day")
	}
	if _, err := casefile.Resume(h, "officer.cedar", "", "2026-12-01"); err == nil {
		t.Error("ended without a word")
	}
	h, err := casefile.Resume(h, "officer.cedar", "the permit came", "2026-12-01")
	if err != nil || h.Due("2027-01-01") {
		t.Errorf("%v", err)
	}
}
