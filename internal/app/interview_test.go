package app_test

import (
	"testing"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
)

func column(l casefile.Level, a casefile.Advice) casefile.MeetingRisk {
	return casefile.MeetingRisk{Travel: l, Seen: l, Privacy: l, Interpreter: l, Partner: a}
}

func safeByVideo() casefile.Interview {
	return casefile.Interview{Mode: casefile.VideoPartner, Meeting: map[casefile.Way]casefile.MeetingRisk{
		casefile.InPerson:       column(casefile.High, casefile.NotAdvised),
		casefile.VideoPartner:   column(casefile.Low, casefile.Advised),
		casefile.VideoElsewhere: column(casefile.NotKnown, casefile.NotAsked),
	}}
}

// booked plans and books an interview and returns it.
func (o *office) booked() casefile.Interview {
	o.Helper()
	id := o.ok(o.app.ChooseInterview(bg, o.w(officer), safeByVideo()))
	in := o.interview(id)
	in.Persons, in.At, in.Zone, in.Language, in.DropLine = []string{o.person(1)}, o.now.AddDate(0, 0, 20), "Europe/Istanbul", "ara", "rebook"
	o.ok(o.app.BookInterview(bg, o.w(officer), in))
	return o.interview(id)
}

func (o *office) interview(id string) casefile.Interview {
	o.Helper()
	for _, i := range o.file().Interviews {
		if i.ID == id {
			return i
		}
	}
	o.Fatalf("no interview %s", id)
	return casefile.Interview{}
}

func TestInterview_FromSafetyToSignedRecord(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		bad := safeByVideo()
		bad.Mode = casefile.InPerson
		a, err := o.app.ChooseInterview(bg, o.w(officer), bad)
		o.no("A-39", a, err)
		o.in(casefile.Eligibility)

		in := o.booked()
		o.in(casefile.Interviewing)
		a, err = o.app.ChooseInterview(bg, o.w(officer), safeByVideo())
		o.no("A-40", a, err) // one is open
		n := o.file().Notices
		if len(n) != 1 || n[0].Kind != casefile.InterviewInvitation || n[0].Partner != "FLD" || n[0].Status != casefile.NoticeOwed || n[0].Due != policy.DayOf(o.now).Add(6) {
			o.Fatalf("invitation: %+v", n)
		}
		// Booked again at another time: the same invitation, with its new day.
		in.At = in.At.AddDate(0, 0, 1)
		o.ok(o.app.BookInterview(bg, o.w(assistant), in))
		if n := o.file().Notices; len(n) != 1 || n[0].Due != policy.DayOf(o.now).Add(7) {
			o.Fatalf("invitation after rebooking: %+v", n)
		}
		in = o.interview(in.ID)

		// Questions are prepared before; nobody signs before the appointment, and it can still be moved.
		in.Official, in.Record = "fr", casefile.Record{Lines: []casefile.QuestionAnswer{{Question: "What would you do there?"}}}
		a, err = o.app.SignInterviewRecord(bg, o.w(officer), in)
		o.no("A-51", a, err)
		in = o.interview(in.ID)
		if in.Status != casefile.InterviewBooked || len(in.Record.Lines) != 1 {
			o.Fatalf("a record prepared before the appointment: %s, %+v", in.Status, in.Record)
		}
		in.At, in.Official = in.At.AddDate(0, 0, 1), ""
		o.ok(o.app.BookInterview(bg, o.w(officer), in))
		if in = o.interview(in.ID); len(in.Record.Lines) != 1 || in.Official != "fr" {
			o.Fatalf("moved: %+v", in)
		}

		o.now = in.At.Add(3 * time.Hour)
		in.Official = "fr"
		in.Record = casefile.Record{Began: in.At, Lines: []casefile.QuestionAnswer{{Question: "What would you do there?", Answer: "Go on."}}}
		o.ok(o.app.SaveInterviewRecord(bg, o.w(officer), in))
		a, err = o.app.SignInterviewRecord(bg, o.w(officer), o.interview(in.ID))
		o.no("invalid", a, err)
		in = o.interview(in.ID)
		in.Record.Ended, in.Record.Present, in.Record.Reasoning = in.At.Add(2*time.Hour), "applicant, officer", "consistent"
		in.Record.Lines = append(in.Record.Lines, casefile.QuestionAnswer{Question: "A report says otherwise.", Answer: "It is wrong.", Concern: true, Codes: []string{"ELG-E5"}})
		a, err = o.app.SignInterviewRecord(bg, o.w(assistant), in)
		o.no("forbidden", a, err)
		o.ok(o.app.SignInterviewRecord(bg, o.w(officer), in))
		o.in(casefile.Eligibility)
		f := o.file()
		if len(f.Disclosures) != 1 || f.Disclosures[0].Event != in.ID || !f.Disclosures[0].Answered() {
			o.Fatalf("put to the applicant: %+v", f.Disclosures)
		}
		in = o.interview(in.ID)
		a, err = o.app.SaveInterviewRecord(bg, o.w(officer), in)
		o.no("A-52", a, err)
		o.ok(o.app.AddToInterviewRecord(bg, o.w(officer), in.ID, in.Version, "answer 1 was read back"))
		if got := o.interview(in.ID); len(got.Added) != 1 || got.Record.SignedBy != officer.Account {
			o.Fatalf("%+v", got)
		}
	})
}

func TestInterview_TwoWritersOfOneRecord(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		in := o.booked()
		other := in
		in.Record.Lines = []casefile.QuestionAnswer{{Question: "One?", Answer: "Yes."}}
		o.ok(o.app.SaveInterviewRecord(bg, o.w(officer), in))
		other.Record.Lines = []casefile.QuestionAnswer{{Question: "Two?", Answer: "No."}}
		a, err := o.app.SaveInterviewRecord(bg, o.w(officer), other)
		o.no("conflict", a, err)
		if got := o.interview(in.ID).Record.Lines; len(got) != 1 || got[0].Question != "One?" {
			o.Fatalf("overwritten: %+v", got)
		}
	})
}

// Rule A-40: while nothing is determined, a waiver waits for a supervisor's look, and the officer then records it.
func TestInterview_WaiverWaitsForTheSupervisor(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		in := casefile.Interview{Waived: casefile.WaiveUnsafe, WaivedWhy: "no way to meet is safe", RiskNote: "every road is watched"}
		a, err := o.app.WaiveInterview(bg, o.w(officer), casefile.Interview{Waived: casefile.WaiveUnsafe})
		o.no("invalid", a, err)
		id := o.ok(o.app.WaiveInterview(bg, o.w(officer), in))
		if _, settled := casefile.Settled(o.file().Interviews); settled {
			o.Fatal("waived without the look")
		}
		got := o.interview(id)
		a, err = o.app.LookAtWaiver(bg, o.w(officer), id, got.Version, casefile.Look{Agrees: true, Reasons: "mine"})
		o.no("forbidden", a, err)
		o.ok(o.app.LookAtWaiver(bg, o.w(supervisor), id, got.Version, casefile.Look{Agrees: true, Reasons: "read"}))
		o.ok(o.app.WaiveInterview(bg, o.w(officer), o.interview(id)))
		if i, settled := casefile.Settled(o.file().Interviews); !settled || i.Status != casefile.InterviewWaived {
			o.Fatalf("%+v", i)
		}
		if len(o.file().Notices) != 0 {
			o.Error("a waived interview owes an invitation")
		}
	})
}

func TestInterview_CalledOffAndPlannedAnew(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		in := o.booked()
		o.ok(o.app.CallOffInterview(bg, o.w(officer), in.ID, in.Version, "the partner asks to wait"))
		o.in(casefile.Interviewing)
		if n := o.file().Notices; len(n) != 1 || n[0].Status != casefile.NoticeDropped {
			o.Fatalf("invitation to what is not held: %+v", n)
		}
		o.booked()
		if got := len(o.file().Interviews); got != 2 {
			o.Errorf("%d interviews on file, want 2", got)
		}
	})
}
