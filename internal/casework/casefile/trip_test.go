package casefile_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

func aTrip() casefile.Trip {
	return casefile.Trip{ID: "t", Ref: "7K3M-Q9TD", Place: "Town Seven", Zone: "Europe/Istanbul", Days: []policy.Day{"2026-12-07", "2026-12-08", "2026-12-09", "2026-12-10", "2026-12-11"},
		Starts: []string{"09:00", "11:30", "14:00"}, Minutes: 120, Rooms: 1, Lines: 1, Officers: []string{"officer.cedar", "officer2.cedar"}, Assistants: []string{"assistant.cedar"}, By: "supervisor.cedar",
		Present: []casefile.Presence{{Interpreter: "i5", Days: []policy.Day{"2026-12-07"}}}}
}

func anInterpreter() casefile.Interpreter {
	return casefile.Interpreter{ID: "i5", Number: "0005", Name: "Invented Name", Languages: []string{"ARA"}, Nationalities: []string{"XKK"}, Network: "none known",
		VettedBy: "Security section", Vetted: "2026-01-10", Until: "2026-12-31"}
}

// wrongs are the keys of what is wrong, or the rule's own.
func wrongs(err error) (out []string) {
	var f *fault.Error
	if !errors.As(err, &f) {
		return nil
	}
	if len(f.Fields) == 0 {
		return []string{f.Key}
	}
	for _, x := range f.Fields {
		out = append(out, x.Key)
	}
	return out
}

func TestRule_I_82_TripIsPlanned(t *testing.T) {
	if err := casefile.PlanTrip(aTrip(), nil, "2026-11-01"); err != nil {
		t.Fatal(err)
	}
	if n := len(aTrip().Slots()) * 2; n != 30 {
		t.Errorf("%d places, want thirty in a week", n)
	}
	for name, c := range map[string]struct {
		change func(*casefile.Trip)
		want   string
	}{
		"no zone":             {func(x *casefile.Trip) { x.Zone = "Nowhere/At all" }, "interview.book.zone"},
		"no day":              {func(x *casefile.Trip) { x.Days = nil }, "trip.days.needed"},
		"too many days":       {func(x *casefile.Trip) { x.Days = append(x.Days, "2026-12-21") }, "trip.days.many"},
		"over before planned": {func(x *casefile.Trip) { x.Days = []policy.Day{"2026-10-31"} }, "trip.days.past"},
		"no beginning":        {func(x *casefile.Trip) { x.Starts = nil }, "trip.starts.wrong"},
		"no time":             {func(x *casefile.Trip) { x.Starts = []string{"nine"} }, "trip.starts.wrong"},
		"no quarter":          {func(x *casefile.Trip) { x.Starts = []string{"09:10"} }, "trip.starts.wrong"},
		"they overlap":        {func(x *casefile.Trip) { x.Starts = []string{"09:00", "10:45"} }, "trip.starts.wrong"},
		"past midnight":       {func(x *casefile.Trip) { x.Starts = []string{"23:00"} }, "trip.starts.wrong"},
		"too short":           {func(x *casefile.Trip) { x.Minutes = 15 }, "trip.minutes.wrong"},
		"no room":             {func(x *casefile.Trip) { x.Rooms, x.Lines = 0, 0 }, "trip.rooms.needed"},
		"more than a page":    {func(x *casefile.Trip) { x.Rooms = 9 }, "trip.rooms.many"},
		"nobody interviews":   {func(x *casefile.Trip) { x.Officers = nil }, "trip.officers.needed"},
	} {
		x := aTrip()
		c.change(&x)
		if got := wrongs(casefile.PlanTrip(x, nil, "2026-11-01")); !slices.Contains(got, c.want) {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
	// A place that is taken stays where it is, whatever is planned anew.
	taken := []casefile.Seat{{Cell: casefile.Cell{Slot: "2026-12-07 09:00", Room: 1}, At: aTrip().Slots()[0].At, Minutes: 120, Officer: "officer.cedar"}}
	if err := casefile.PlanTrip(aTrip(), taken, "2026-12-08"); err != nil {
		t.Errorf("the same plan, under way: %v", err)
	}
	for name, change := range map[string]func(*casefile.Trip){
		"its day":     func(x *casefile.Trip) { x.Days = x.Days[1:] },
		"its time":    func(x *casefile.Trip) { x.Starts = x.Starts[1:] },
		"its zone":    func(x *casefile.Trip) { x.Zone = "UTC" },
		"its room":    func(x *casefile.Trip) { x.Rooms, x.Lines = 0, 0 },
		"its officer": func(x *casefile.Trip) { x.Officers = x.Officers[1:] },
		"its length":  func(x *casefile.Trip) { x.Minutes = 90 },
	} {
		x := aTrip()
		change(&x)
		if casefile.PlanTrip(x, taken, "2026-11-01") == nil {
			t.Errorf("a plan without %s", name)
		}
	}
}

func TestRule_I_82_OnePlaceOneFamily(t *testing.T) {
	cell := casefile.Cell{Slot: "2026-12-07 09:00", Room: 1}
	in := casefile.Interview{ID: "mine", Mode: casefile.InPerson, Language: "ara"}
	other := casefile.Seat{Cell: cell, Interview: "other", Officer: "officer2.cedar", Interpreter: "i9"}
	blocked := aTrip()
	blocked.Blocked = []casefile.Cell{cell}
	video := in
	video.Mode = casefile.VideoPartner
	for name, c := range map[string]struct {
		in      casefile.Interview
		trip    casefile.Trip
		seats   []casefile.Seat
		cell    casefile.Cell
		officer string
		want    []string
	}{
		"a free place":                  {in, aTrip(), nil, cell, "officer.cedar", nil},
		"the family's own":              {in, aTrip(), []casefile.Seat{{Cell: cell, Interview: "mine", Officer: "officer.cedar"}}, cell, "officer.cedar", nil},
		"another's":                     {in, aTrip(), []casefile.Seat{other}, cell, "officer.cedar", []string{casefile.SeatTaken}},
		"another slot of that room":     {in, aTrip(), []casefile.Seat{other}, casefile.Cell{Slot: "2026-12-07 11:30", Room: 1}, "officer.cedar", nil},
		"blocked":                       {in, blocked, nil, cell, "officer.cedar", []string{"trip.sit.blocked"}},
		"no such slot":                  {in, aTrip(), nil, casefile.Cell{Slot: "2026-12-07 10:00", Room: 1}, "officer.cedar", []string{"trip.sit.cell"}},
		"no such room":                  {in, aTrip(), nil, casefile.Cell{Slot: cell.Slot, Room: 3}, "officer.cedar", []string{"trip.sit.cell"}},
		"a line for a meeting":          {in, aTrip(), nil, casefile.Cell{Slot: cell.Slot, Room: 2}, "officer.cedar", []string{"trip.sit.way"}},
		"a line for video":              {video, aTrip(), []casefile.Seat{other}, casefile.Cell{Slot: cell.Slot, Room: 2}, "officer.cedar", nil},
		"a room for video":              {video, aTrip(), nil, cell, "officer.cedar", []string{"trip.sit.way"}},
		"an officer who stays at home":  {in, aTrip(), nil, cell, "officer9.cedar", []string{"trip.sit.officer"}},
		"an officer who hears another":  {video, aTrip(), []casefile.Seat{other}, casefile.Cell{Slot: cell.Slot, Room: 2}, "officer2.cedar", []string{casefile.OfficerTaken}},
		"a spouse, at the same officer": {video, aTrip(), []casefile.Seat{{Cell: cell, Interview: "of the spouse", Officer: "officer.cedar"}}, casefile.Cell{Slot: cell.Slot, Room: 2}, "officer.cedar", []string{casefile.OfficerTaken}},
	} {
		got, seat, err := casefile.Sit(c.in, c.trip, c.seats, c.cell, c.officer, nil)
		if !slices.Equal(wrongs(err), c.want) || err == nil && c.want != nil {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err == nil && (got.Room != c.cell.Room || got.Officer != c.officer || !got.At.Equal(seat.At) || got.Zone != "Europe/Istanbul" || got.Place != "") {
			t.Errorf("%s: %+v, %+v", name, got, seat)
		}
	}
	got, _, _ := casefile.Sit(in, aTrip(), nil, cell, "officer.cedar", nil)
	if want := time.Date(2026, 12, 7, 6, 0, 0, 0, time.UTC); !got.At.Equal(want) {
		t.Errorf("nine o'clock there is %s, want %s", got.At, want)
	}
}

// The place is held as long as the interview needs it, and not longer.
func TestRule_I_82_APlaceIsFreeAgain(t *testing.T) {
	for status, want := range map[casefile.InterviewStatus][2]bool{
		casefile.InterviewPlanning: {false, false}, casefile.InterviewBooked: {true, false}, casefile.InterviewHeld: {true, true}, casefile.InterviewSigned: {true, true},
		casefile.InterviewWaived: {false, false}, casefile.InterviewCalledOff: {false, false}, casefile.InterviewStopped: {false, false},
	} {
		i := casefile.Interview{Status: status}
		if got := [2]bool{i.Sits(false), i.Sits(true)}; got != want {
			t.Errorf("%s: %v in an open and a closed case, want %v", status, got, want)
		}
	}
}

func TestRule_I_82_BlockedPlaces(t *testing.T) {
	cell := casefile.Cell{Slot: "2026-12-07 09:00", Room: 1}
	x, err := casefile.Block(aTrip(), nil, cell, true)
	if err != nil || !slices.Equal(x.Blocked, []casefile.Cell{cell}) {
		t.Fatalf("%+v, %v", x.Blocked, err)
	}
	if x, err = casefile.Block(x, nil, cell, false); err != nil || len(x.Blocked) != 0 {
		t.Errorf("opened again: %+v, %v", x.Blocked, err)
	}
	if _, err := casefile.Block(aTrip(), []casefile.Seat{{Cell: cell}}, cell, true); err == nil {
		t.Error("a place that is taken was blocked")
	}
	if _, err := casefile.Block(aTrip(), nil, casefile.Cell{Slot: "2026-12-07 09:00", Room: 7}, true); fault.KindOf(err) != fault.NotFound {
		t.Errorf("no such place: %v", err)
	}
}

// Where a trip goes is told to those on it, and to who planned it.
func TestRule_I_82_PlaceIsToldToTheTeam(t *testing.T) {
	for account, want := range map[string]string{"officer.cedar": "Town Seven", "assistant.cedar": "Town Seven", "supervisor.cedar": "Town Seven", "officer9.cedar": "", "supervisor2.cedar": "", "": ""} {
		if got := aTrip().Told(account).Place; got != want {
			t.Errorf("%q is told %q, want %q", account, got, want)
		}
	}
}

func TestRule_I_83_InterpreterIsCalledOn(t *testing.T) {
	cell := casefile.Cell{Slot: "2026-12-07 09:00", Room: 1}
	in := casefile.Interview{ID: "mine", Mode: casefile.InPerson, Language: "ara"}
	for name, c := range map[string]struct {
		change func(*casefile.Interpreter)
		slot   string
		seats  []casefile.Seat
		want   []string
	}{
		"vetted, fluent, there":    {func(*casefile.Interpreter) {}, cell.Slot, nil, nil},
		"the vetting has run out":  {func(p *casefile.Interpreter) { p.Until = "2026-12-06" }, cell.Slot, nil, []string{"trip.sit.vetting"}},
		"not vetted yet":           {func(p *casefile.Interpreter) { p.Vetted = "2026-12-08" }, cell.Slot, nil, []string{"trip.sit.vetting"}},
		"not called on any more":   {func(p *casefile.Interpreter) { p.Stopped = "2026-12-01" }, cell.Slot, nil, []string{"trip.sit.vetting"}},
		"another language":         {func(p *casefile.Interpreter) { p.Languages = []string{"FAS"} }, cell.Slot, nil, []string{"trip.sit.language"}},
		"not there on that day":    {func(*casefile.Interpreter) {}, "2026-12-08 09:00", nil, []string{"trip.sit.absent"}},
		"in another room then":     {func(*casefile.Interpreter) {}, cell.Slot, []casefile.Seat{{Cell: casefile.Cell{Slot: cell.Slot, Room: 2}, Interview: "other", Officer: "officer2.cedar", Interpreter: "i5"}}, []string{casefile.InterpreterTaken}},
		"in another room later on": {func(*casefile.Interpreter) {}, cell.Slot, []casefile.Seat{{Cell: casefile.Cell{Slot: "2026-12-07 11:30", Room: 2}, Interview: "other", Officer: "officer2.cedar", Interpreter: "i5"}}, nil},
	} {
		p := anInterpreter()
		c.change(&p)
		got, seat, err := casefile.Sit(in, aTrip(), c.seats, casefile.Cell{Slot: c.slot, Room: 1}, "officer.cedar", &p)
		if !slices.Equal(wrongs(err), c.want) || err == nil && c.want != nil {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err == nil && (got.Interpreter != "0005" || seat.Interpreter != "i5") {
			t.Errorf("%s: %q, %q", name, got.Interpreter, seat.Interpreter)
		}
	}
	if _, err := casefile.Attend(aTrip(), nil, []casefile.Seat{{Cell: cell, Interpreter: "i5"}}); err == nil {
		t.Error("an interpreter who is booked was sent home")
	}
}

func TestRule_I_83_RosterIsVetted(t *testing.T) {
	if _, err := casefile.Enter(anInterpreter(), nil, "2026-11-01"); err != nil {
		t.Fatal(err)
	}
	other := anInterpreter()
	other.ID = "i6"
	for name, c := range map[string]struct {
		change func(*casefile.Interpreter)
		all    []casefile.Interpreter
		want   string
	}{
		"a name for a number":        {func(p *casefile.Interpreter) { p.Number = "Ann" }, nil, "interview.interpreter.neutral"},
		"a number that is another's": {func(*casefile.Interpreter) {}, []casefile.Interpreter{other}, "interpreter.number.taken"},
		"no name":                    {func(p *casefile.Interpreter) { p.Name = " " }, nil, "interpreter.name.needed"},
		"no language":                {func(p *casefile.Interpreter) { p.Languages = nil }, nil, "interpreter.languages.needed"},
		"no nationality":             {func(p *casefile.Interpreter) { p.Nationalities = nil }, nil, "interpreter.nationalities.needed"},
		"vetted by nobody":           {func(p *casefile.Interpreter) { p.VettedBy = "" }, nil, "interpreter.vetted_by.needed"},
		"vetted tomorrow":            {func(p *casefile.Interpreter) { p.Vetted = "2026-11-02" }, nil, "interpreter.vetted.wrong"},
		"until before":               {func(p *casefile.Interpreter) { p.Until = "2026-01-09" }, nil, "interpreter.until.wrong"},
	} {
		p := anInterpreter()
		c.change(&p)
		if _, err := casefile.Enter(p, c.all, "2026-11-01"); !slices.Equal(wrongs(err), []string{c.want}) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if got := anInterpreter().Shares([]string{"XMM", "XKK"}); !slices.Equal(got, []string{"XKK"}) {
		t.Errorf("countries in common: %v", got)
	}
	if got := anInterpreter().Shares([]string{"XMM"}); len(got) != 0 {
		t.Errorf("countries in common: %v", got)
	}
}
