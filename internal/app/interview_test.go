package app_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/store"
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

// allWell is an opening at which everything was as it has to be.
func allWell() (o casefile.Opening) {
	for _, q := range casefile.OpeningQuestions {
		o = o.Answered(q, casefile.Well)
	}
	return o
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
		in.Opening = allWell()
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

// Rule I-84: an answer that tells of danger stops the interview in the change that keeps it: what was written stays, the partner is asked
// the same day in words that name nobody, and nobody contacts the applicants before the plan was agreed again.
func TestInterview_UnsafeStops(t *testing.T) {
	for name, act := range map[string]func(o *office, in casefile.Interview) (string, error){
		"an answer, saved": func(o *office, in casefile.Interview) (string, error) {
			in.Opening = allWell().Answered("word", casefile.Amiss)
			return o.app.SaveInterviewRecord(bg, o.w(officer), in)
		},
		"an answer, signed": func(o *office, in casefile.Interview) (string, error) {
			in.Opening = allWell().Answered("alone", casefile.Amiss)
			return o.app.SignInterviewRecord(bg, o.w(officer), in)
		},
		"an answer, paused": func(o *office, in casefile.Interview) (string, error) {
			in.Opening = allWell().Answered("safe", casefile.Amiss)
			return o.app.PauseInterview(bg, o.w(officer), in)
		},
		"the button": func(o *office, in casefile.Interview) (string, error) {
			return o.app.StopInterview(bg, o.w(officer), in)
		},
	} {
		t.Run(name, func(t *testing.T) {
			engines(t, casefile.Eligibility, func(o *office) {
				in := o.booked()
				o.now = in.At.Add(time.Minute)
				in.Record.Lines = []casefile.QuestionAnswer{{Question: "Where are you?", Answer: "I cannot say."}}
				o.ok(act(o, in))
				in = o.interview(in.ID)
				if in.Status != casefile.InterviewStopped || !in.Unsafe || in.StoppedBy != officer.Account || len(in.Record.Lines) != 1 || in.Record.SignedBy != "" {
					o.Errorf("stopped: %+v", in)
				}
				o.asked()
				if len(o.file().Disclosures) != 0 {
					o.Error("something was concluded from it")
				}
			})
		})
	}
}

// asked says that the partner was asked today whether they are safe, and that the plan is to be agreed again.
func (o *office) asked() {
	o.Helper()
	f := o.file()
	if q := f.Questions; len(q) != 1 || q[0].To != casefile.PartnerSide || q[0].Due != o.app.Today() || strings.Contains(q[0].Words, "Applicant") || !strings.Contains(q[0].Words, "en sécurité") {
		o.Errorf("asked: %+v", q)
	}
	if f.Plans[0].Confirmed != "" {
		o.Error("the plan still counts as agreed")
	}
	looks, err := o.app.Store.Looks(bg, o.id, 50)
	if err != nil {
		o.Fatal(err)
	}
	if !slices.ContainsFunc(looks, func(l store.Look) bool { return l.Outcome == store.Released }) {
		o.Error("what left is not entered")
	}
}

// Rule I-84: who is not there has said nothing by it; the partner is asked, the place on a trip is free, the invitation is dropped.
func TestInterview_NobodyCame(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		trip, _ := o.trip()
		in := o.chosen()
		o.ok(o.app.BookSeat(bg, o.w(officer), in, trip, nine(2), ""))
		in = o.interview(in.ID)
		a, err := o.app.MissInterview(bg, o.w(assistant), in.ID, in.Version)
		o.no("I-84", a, err) // its time has not come
		o.now = in.At.Add(20 * time.Minute)
		o.ok(o.app.MissInterview(bg, o.w(assistant), in.ID, in.Version))
		if in = o.interview(in.ID); in.Status != casefile.InterviewMissed || in.Seat != "" || len(o.seats(trip)) != 0 || o.file().Notices[0].Status != casefile.NoticeDropped {
			o.Errorf("missed: %+v, %+v", in, o.file().Notices)
		}
		o.asked()
		o.in(casefile.Interviewing)
		// A new one is planned with its own safety assessment, and booked once the plan was agreed again.
		in = o.chosen()
		in.ShortNotice = "soon"
		a, err = o.app.BookSeat(bg, o.w(officer), in, trip, casefile.Cell{Slot: "2026-09-22 09:00", Room: 2}, "")
		o.no("A-56", a, err)
	})
}

func TestInterview_Pauses(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		in := o.booked()
		a, err := o.app.PauseInterview(bg, o.w(officer), in)
		o.no("I-84", a, err) // its time has not come
		o.now = in.At.Add(time.Hour)
		o.ok(o.app.PauseInterview(bg, o.w(officer), in))
		in = o.interview(in.ID)
		in.Official, in.Opening = "fr", allWell()
		in.Record = casefile.Record{Began: in.At, Ended: o.now, Present: "applicant, officer", Reasoning: "Weighed.", Lines: []casefile.QuestionAnswer{{Question: "One?", Answer: "Yes."}}}
		a, err = o.app.SignInterviewRecord(bg, o.w(officer), in)
		o.no("invalid", a, err)
		o.now = o.now.Add(time.Minute)
		in.Version = o.interview(in.ID).Version
		o.ok(o.app.PauseInterview(bg, o.w(officer), in))
		in.Version = o.interview(in.ID).Version
		o.ok(o.app.SignInterviewRecord(bg, o.w(officer), in))
		if p := o.interview(in.ID).Record.Pauses; len(p) != 1 || p[0].Until.Sub(p[0].From) != time.Minute {
			o.Errorf("pauses: %+v", p)
		}
	})
}

// Rule I-84: the link of a video meeting is shown to the partner once, is entered as released, and is nowhere else.
func TestInterview_LinkIsGivenOnce(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		const link = "https://meet.example/planted-zq"
		in := o.booked()
		a, err := o.app.KeepLink(bg, o.w(assistant), in.ID, in.Version, "meet.example/planted")
		o.no("invalid", a, err)
		o.ok(o.app.KeepLink(bg, o.w(assistant), in.ID, in.Version, link))
		n := o.file().Notices[0]
		_, err = o.app.GiveLink(bg, o.w(caseworker), n.ID)
		o.no("not_found", "", err) // the invitation has not been sent
		o.ok(o.app.SendNotice(bg, o.w(officer), n.ID, n.Version, "fr"))
		if strings.Contains(o.file().Notices[0].Text, "planted-zq") {
			o.Error("the link is in the letter")
		}
		_, err = o.app.GiveLink(bg, o.w(officer), n.ID)
		o.no("forbidden", "", err)
		var wg sync.WaitGroup
		got, errs := make([]string, 6), make([]error, 6)
		for k := range got {
			wg.Go(func() { got[k], errs[k] = o.app.GiveLink(bg, app.Write{Actor: caseworker, Case: o.id}, n.ID) })
		}
		wg.Wait()
		shown := 0
		for k := range got {
			switch {
			case got[k] == link && errs[k] == nil:
				shown++
			case got[k] != "" || errs[k] == nil:
				o.Errorf("looked again: %q, %v", got[k], errs[k])
			}
		}
		if x := o.file().Notices[0]; shown != 1 || x.LinkWaits || !x.LinkShown.Equal(o.now) || x.LinkTo != caseworker.Account || o.interview(in.ID).MeetingLink != "" {
			o.Errorf("shown %d times: %+v", shown, x)
		}
		// The same request again gets no link; another link is another time.
		in = o.interview(in.ID)
		o.ok(o.app.KeepLink(bg, o.w(officer), in.ID, in.Version, link+"-two"))
		once := app.Write{Actor: caseworker, Case: o.id, Token: "once", Body: []byte("b")}
		if l, err := o.app.GiveLink(bg, once, n.ID); l != link+"-two" || err != nil {
			o.Errorf("another link: %q, %v", l, err)
		}
		if l, err := o.app.GiveLink(bg, once, n.ID); l != "" || err != nil {
			o.Errorf("the same request again: %q, %v", l, err)
		}
		// Moved to another time: the link of the old one does not wait any more.
		in = o.interview(in.ID)
		o.ok(o.app.KeepLink(bg, o.w(officer), in.ID, in.Version, link))
		in = o.interview(in.ID)
		in.At = in.At.AddDate(0, 0, 1)
		o.ok(o.app.BookInterview(bg, o.w(officer), in))
		for _, x := range o.file().Notices {
			if x.LinkWaits || o.interview(in.ID).MeetingLink != "" {
				o.Errorf("moved: %+v", x)
			}
		}
		// Called off: it does not wait either.
		in = o.interview(in.ID)
		o.ok(o.app.KeepLink(bg, o.w(officer), in.ID, in.Version, link))
		in = o.interview(in.ID)
		o.ok(o.app.CallOffInterview(bg, o.w(officer), in.ID, in.Version, "not now"))
		for _, x := range o.file().Notices {
			if x.LinkWaits || o.interview(in.ID).MeetingLink != "" {
				o.Errorf("called off: %+v", x)
			}
		}
	})
}
