package app_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

func plan() casefile.Trip {
	return casefile.Trip{Place: "Town Seven", Zone: "Europe/Istanbul", Days: []policy.Day{"2026-09-21", "2026-09-22"}, Starts: []string{"09:00", "14:00"}, Minutes: 120, Rooms: 1, Lines: 2,
		Officers: []string{officer.Account, officer2.Account}, Assistants: []string{assistant.Account}}
}

// trip plans a trip with one interpreter, who is there on its first day, and gives the ids of both.
func (o *office) trip() (trip, interpreter string) {
	o.Helper()
	o.hire(officer, officer2, supervisor, assistant)
	trip = o.ok(o.app.PlanTrip(bg, app.Write{Actor: supervisor}, plan()))
	interpreter = o.ok(o.app.EnterInterpreter(bg, app.Write{Actor: supervisor}, casefile.Interpreter{Number: "0005", Name: "Invented Name", Languages: []string{"ARA"}, Nationalities: []string{"XKK"},
		VettedBy: "Security section", Vetted: "2026-01-10", Until: "2026-12-31"}, false))
	if err := o.app.AttendTrip(bg, app.Write{Actor: assistant}, trip, 1, []casefile.Presence{{Interpreter: interpreter, Days: []policy.Day{"2026-09-21"}}}); err != nil {
		o.Fatal(err)
	}
	return trip, interpreter
}

// chosen plans an interview by video of the case that the office looks at.
func (o *office) chosen() casefile.Interview {
	o.Helper()
	in := o.interview(o.ok(o.app.ChooseInterview(bg, o.w(officer), safeByVideo())))
	in.Persons, in.Language, in.DropLine = []string{o.person(1)}, "ara", casefile.DropRebook
	return in
}

func (o *office) seats(trip string) []casefile.Seat {
	o.Helper()
	list, err := o.app.Store.Seats(bg, trip)
	if err != nil {
		o.Fatal(err)
	}
	return list
}

func nine(room int) casefile.Cell { return casefile.Cell{Slot: "2026-09-21 09:00", Room: room} }
func two(room int) casefile.Cell  { return casefile.Cell{Slot: "2026-09-21 14:00", Room: room} }

func (o *office) sound() {
	o.Helper()
	rep, err := o.app.Store.Verify(bg)
	if err != nil || len(rep.Faults) > 0 {
		o.Errorf("verify: %+v, %v", rep.Faults, err)
	}
}

func TestTrip_BookedMovedAndCalledOff(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		trip, interpreter := o.trip()
		in := o.chosen()
		in.InterpreterOK = casefile.NoConflict
		a, err := o.app.BookSeat(bg, o.w(officer), in, trip, nine(1), interpreter)
		o.no("invalid", a, err) // a room, for an interview by video
		a, err = o.app.BookSeat(bg, o.w(assistant), in, trip, nine(2), interpreter)
		o.no("invalid", a, err) // both of Country K, and nobody said why that is no conflict
		if len(o.seats(trip)) != 0 || len(o.file().Notices) != 0 {
			o.Fatal("a booking that was refused left something behind")
		}
		in.InterpreterWhy = "the applicant knows and trusts them"
		o.ok(o.app.BookSeat(bg, o.w(assistant), in, trip, nine(2), interpreter))
		in = o.interview(in.ID)
		if in.Status != casefile.InterviewBooked || !in.At.Equal(time.Date(2026, 9, 21, 6, 0, 0, 0, time.UTC)) || in.Zone != "Europe/Istanbul" || in.Interpreter != "0005" || in.Officer != officer.Account || in.Place != "" || in.Seat == "" {
			o.Fatalf("booked: %+v", in)
		}
		if n := o.file().Notices; len(n) != 1 || n[0].Kind != casefile.InterviewInvitation || n[0].Due != "2026-09-07" {
			o.Fatalf("invitation: %+v", n)
		}
		// Moved: the old place is free, the same invitation is owed.
		o.ok(o.app.BookSeat(bg, o.w(officer), in, trip, two(3), interpreter))
		in = o.interview(in.ID)
		if s := o.seats(trip); len(s) != 1 || s[0].Cell != two(3) || s[0].ID != in.Seat || len(o.file().Notices) != 1 {
			o.Fatalf("moved: %+v", s)
		}
		// An appointment by itself gives the place back, and so does calling off.
		in.At, in.Zone, in.Interpreter, in.InterpreterOK = o.now.AddDate(0, 0, 20), "UTC", "", ""
		o.ok(o.app.BookInterview(bg, o.w(officer), in))
		if in = o.interview(in.ID); len(o.seats(trip)) != 0 || in.Trip != "" || in.Seat != "" {
			o.Fatalf("apart: %+v", in)
		}
		o.ok(o.app.BookSeat(bg, o.w(officer), in, trip, nine(2), ""))
		in = o.interview(in.ID)
		o.ok(o.app.CallOffInterview(bg, o.w(officer), in.ID, in.Version, "the partner asks to wait"))
		if len(o.seats(trip)) != 0 || o.interview(in.ID).Seat != "" {
			o.Fatal("called off, and the place is still held")
		}
		o.sound()
	})
}

// A place is free as soon as the interview needs it no more, whatever happened to the case.
func TestTrip_FreeWhenTheInterviewIsNotHeld(t *testing.T) {
	for name, act := range map[string]func(o *office, in casefile.Interview){
		"another way of meeting": func(o *office, in casefile.Interview) {
			other := safeByVideo()
			other.ID, other.Version, other.Mode, other.ModeWhy = in.ID, in.Version, casefile.VideoElsewhere, "the partner moves"
			o.ok(o.app.ChooseInterview(bg, o.w(officer), other))
			if len(o.seats(in.Trip)) != 1 {
				o.Error("another line would do, and the place was given back")
			}
			o.ok(o.app.WaiveInterview(bg, o.w(officer), casefile.Interview{ID: in.ID, Version: o.interview(in.ID).Version, Waived: casefile.WaiveUnsafe, WaivedWhy: "no way is safe", RiskNote: "weighed"}))
		},
		"withdrawn": func(o *office, in casefile.Interview) {
			if _, err := o.app.Store.Change(bg, store.Entry{Actor: officer, Action: "test", Now: o.now}, func(tx *store.Tx) (string, error) {
				f, err := tx.Load(o.id)
				if err != nil {
					return "", err
				}
				f.Case.State = casefile.Withdrawn
				return "", nil
			}); err != nil {
				o.Fatal(err)
			}
			o.ok(o.app.AddNote(bg, o.w(assistant), "closed", ""))
		},
		"stopped": func(o *office, in casefile.Interview) {
			o.now = in.At.Add(time.Minute)
			in.Record.Present = "applicant"
			o.ok(o.app.SaveInterviewRecord(bg, o.w(officer), in))
			if len(o.seats(in.Trip)) != 1 {
				o.Error("being held, and the place was given back")
			}
			in = o.interview(in.ID)
			o.ok(o.app.CallOffInterview(bg, o.w(officer), in.ID, in.Version, "the line dropped"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			engines(t, casefile.Eligibility, func(o *office) {
				trip, _ := o.trip()
				in := o.chosen()
				o.ok(o.app.BookSeat(bg, o.w(officer), in, trip, nine(2), ""))
				act(o, o.interview(in.ID))
				if s := o.seats(trip); len(s) != 0 || o.interview(in.ID).Seat != "" {
					o.Errorf("still held: %+v", s)
				}
				o.sound()
			})
		})
	}
}

// Decision 14: an officer with a link to a country of the case holds no interview of it, however the case came to be theirs.
func TestTrip_ConflictOfCountry(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		trip, _ := o.trip()
		in := o.chosen()
		if err := o.app.DeclareLink(bg, app.Write{Actor: access.Actor{Account: "admin.hq", Role: access.Admin, Unit: "HQ"}}, officer.Account, "XKK", true); err != nil {
			o.Fatal(err)
		}
		a, err := o.app.BookSeat(bg, o.w(assistant), in, trip, nine(2), "")
		o.no("I-82", a, err)
		// Who has a link sees that a place is taken, and nothing else.
		if err := o.app.DeclareLink(bg, app.Write{Actor: access.Actor{Account: "admin.hq", Role: access.Admin, Unit: "HQ"}}, officer.Account, "XKK", false); err != nil {
			o.Fatal(err)
		}
		o.ok(o.app.BookSeat(bg, o.w(assistant), in, trip, nine(2), ""))
		barred := officer2
		barred.Links = []string{"XMM"}
		for who, known := range map[string]bool{officer2.Account: true, "barred": false} {
			reader := officer2
			if !known {
				reader = barred
			}
			c, err := o.app.Calendar(bg, reader, trip)
			if err != nil || len(c.Seats) != 1 || c.Seats[0].Known != known || (c.Seats[0].Case.Ref == "") == known || (c.Seats[0].Seat.Case == "") == known {
				o.Errorf("%s: %+v, %v", who, c.Seats, err)
			}
		}
	})
}

// Rule I-82: whoever books at once, one family gets the place, and what belongs to the losing booking is not kept.
func TestTrip_ConcurrentBookings(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		trip, _ := o.trip()
		const families = 8
		ids := make([]casefile.ID, families)
		ins := make([]casefile.Interview, families)
		for n := range families {
			ids[n] = o.family(casefile.Eligibility, "FLD", "cedar")
			o.id = ids[n]
			ins[n] = o.chosen()
		}
		errs := make([]error, families)
		var wg sync.WaitGroup
		for n := range families {
			wg.Go(func() {
				_, errs[n] = o.app.BookSeat(bg, app.Write{Actor: officer, Case: ids[n]}, ins[n], trip, nine(2), "")
			})
		}
		wg.Wait()
		won := -1
		for n, err := range errs {
			switch {
			case err == nil && won < 0:
				won = n
			case err == nil:
				o.Errorf("two families have the place: %d and %d", won, n)
			case fault.KindOf(err) != fault.Invalid:
				o.Errorf("family %d: %v", n, err)
			}
		}
		if s := o.seats(trip); won < 0 || len(s) != 1 || s[0].Case != ids[won] {
			o.Fatalf("won by %d: %+v", won, s)
		}
		for n := range families {
			o.id = ids[n]
			if in := o.interview(ins[n].ID); (in.Status == casefile.InterviewBooked) != (n == won) || (len(o.file().Notices) == 1) != (n == won) {
				o.Errorf("family %d: %s with %d notices", n, in.Status, len(o.file().Notices))
			}
		}
		o.sound()
	})
}

// Who may plan, arrange, read and book; where a trip goes is told to those on it; another office's is not found.
func TestTrip_WhoMay(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		trip, interpreter := o.trip()
		birch := access.Actor{Account: "supervisor.birch", Role: access.Supervisor, Unit: "birch"}
		other := access.Actor{Account: "supervisor2.cedar", Role: access.Supervisor, Unit: "cedar"}
		for _, who := range []access.Actor{officer, assistant, caseworker} {
			a, err := o.app.PlanTrip(bg, app.Write{Actor: who}, plan())
			o.no("forbidden", a, err)
			a, err = o.app.EnterInterpreter(bg, app.Write{Actor: who}, casefile.Interpreter{Number: "0006"}, false)
			o.no("forbidden", a, err)
		}
		a, err := o.app.PlanTrip(bg, app.Write{Actor: birch}, func() casefile.Trip { x := plan(); x.ID, x.Version = trip, 2; return x }())
		o.no("not_found", a, err)
		_, err = o.app.Calendar(bg, birch, trip)
		o.no("not_found", "", err)
		_, err = o.app.Interpreter(bg, birch, interpreter)
		o.no("not_found", "", err)
		_, err = o.app.Calendar(bg, caseworker, trip)
		o.no("forbidden", "", err)
		for _, account := range []access.Actor{officer, assistant, supervisor, other} {
			c, err := o.app.Calendar(bg, account, trip)
			if told := account.Account != other.Account; err != nil || (c.Place == "Town Seven") != told {
				o.Errorf("%s is told %q, %v", account.Account, c.Place, err)
			}
			if len(c.Roster) != 1 || c.Roster[0].Name != "" || c.Roster[0].Network != "" || c.Roster[0].Nationalities != nil {
				o.Errorf("%s reads who the interpreters are in a list: %+v", account.Account, c.Roster)
			}
		}
		// Somebody of another office is not on a trip.
		bad := plan()
		bad.Officers = append(slices.Clone(bad.Officers), "officer.birch")
		a, err = o.app.PlanTrip(bg, app.Write{Actor: supervisor}, bad)
		o.no("invalid", a, err)
		// A plan from an old page is refused.
		old := plan()
		old.ID, old.Version = trip, 1
		a, err = o.app.PlanTrip(bg, app.Write{Actor: supervisor}, old)
		o.no("conflict", a, err)
		if err := o.app.BlockSeat(bg, app.Write{Actor: officer}, trip, 2, nine(2), true); err != nil {
			o.Fatal(err)
		}
		a, err = o.app.BookSeat(bg, o.w(officer), o.chosen(), trip, nine(2), "")
		o.no("invalid", a, err)
	})
}
