package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
)

// Trips: an office interviews many families within some days. The calendar shows families by reference; where the trip goes is told to
// those who are on it (I-82).

const (
	tripsAt   = "/interviews/trips"
	newTripAt = tripsAt + "/new"
	tripAt    = tripsAt + "/{trip}"
	planOfAt  = tripAt + "/plan"
	arrangeAt = tripAt + "/arrange"
	seatAt    = interviewAt + "/{interview}/trips/{trip}"
)

// tripsView is the trips of an office, the last first.
type tripsView struct {
	page
	Rows []tripLine
	New  string
}

type tripLine struct{ At, Ref, Days, Taken, Tag string }

func (w *Web) trips(v *visit) error {
	list, err := w.App.Trips(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	p := tripsView{page: v.page("trip.list.title")}
	for i := range list {
		t := &list[i]
		l := tripLine{At: v.path(tripAt, t.ID), Ref: t.Ref, Days: v.span(t.Days), Taken: v.N("trip.places", len(t.Slots())*(t.Rooms+t.Lines), nil)}
		if t.Over(w.App.Today()) {
			l.Tag = v.T("trip.over")
		}
		p.Rows = append(p.Rows, l)
	}
	if v.atDesk(access.PlanTrip) {
		p.New = v.path(newTripAt)
	}
	return v.show("trip/list", p)
}

// atDesk says whether the reader may do that to what their office keeps beside its cases.
func (v *visit) atDesk(action access.Action) bool {
	return access.Allow(v.Actor, action, access.Resource{Partner: v.Actor.Unit, Office: v.Actor.Unit}) == nil
}

// span is the first and the last of some days.
func (v *visit) span(days []policy.Day) string {
	if len(days) == 0 {
		return ""
	}
	return v.F("trip.span", map[string]any{"From": v.Lang.Date(string(days[0])), "Until": v.Lang.Date(string(days[len(days)-1]))})
}

// tripView is the calendar of a trip: day and slot by room.
type tripView struct {
	page
	Ref, Days     string
	Facts         []fact
	Free, Taken   string
	Rooms         []string
	Slots         []slotRow
	Interpreters  []fact
	Plan, Arrange string
	Back          string
	Block         *form // of the page on which places are blocked
	Present       *form
	Calendar      string
	Heads         []string // days, of who is there
	There         []presenceRow
}

type slotRow struct {
	Day   string // on the first slot of a day
	Time  string // at the place
	Other string // in UTC and in Ottawa
	Cells []slotCell
}

type slotCell struct {
	At, Ref, Name, By string // a family
	Taken             bool   // by a case that the reader may not open
	Blocked           bool
	Cell, Label       string // what is blocked or opened, and its name for who hears the page
}

type presenceRow struct {
	Number, Languages string
	Boxes             []presenceBox
}

type presenceBox struct {
	ID, Value, Label string
	On               bool
}

func (v *visit) calendar(title string) (app.Calendar, tripView, error) {
	c, err := v.web.App.Calendar(v.ctx(), v.Actor, v.value("trip"))
	if err != nil {
		return c, tripView{}, err
	}
	p := tripView{page: v.page(title), Ref: c.Ref, Days: v.span(c.Days), Back: v.path(tripsAt), Calendar: v.path(tripAt, c.ID)}
	p.Title += ", " + c.Ref
	p.Current = "/interviews"
	p.Rooms = v.roomNames(c.Trip)
	return c, p, nil
}

func (v *visit) roomNames(t casefile.Trip) (out []string) {
	for n := 1; n <= t.Rooms+t.Lines; n++ {
		out = append(out, v.room(t.Rooms, n))
	}
	return out
}

func (v *visit) room(rooms, n int) string {
	if n > rooms {
		return v.F("trip.line", map[string]any{"Number": n})
	}
	return v.F("trip.room", map[string]any{"Number": n})
}

// roomOf is the room or line of an interview on a trip: video has lines, a meeting in person a room.
func (v *visit) roomOf(i casefile.Interview) string {
	if i.Mode.Video() {
		return v.room(0, i.Room)
	}
	return v.room(i.Room, i.Room)
}

// slotWords are the time of a slot at the place, and in UTC and Ottawa beside it.
func (v *visit) slotWords(t casefile.Trip, s casefile.Slot) (place, other string) {
	clocks := casefile.Interview{At: s.At, Zone: t.Zone}.Clocks()
	return v.Lang.Clock(clocks[2].At), v.F("trip.clocks", map[string]any{"UTC": v.Lang.Clock(clocks[0].At), "Ottawa": v.Lang.Clock(clocks[1].At)})
}

func (w *Web) trip(v *visit) error {
	c, p, err := v.calendar("trip.page.title")
	if err != nil {
		return err
	}
	v.slots(&p, c)
	names := func(ids []string) string {
		var out []string
		for _, id := range ids {
			out = append(out, w.App.Name(v.ctx(), id))
		}
		return strings.Join(out, "; ")
	}
	place := c.Place
	if !c.Team(v.Actor.Account) {
		place = v.T("trip.place.team")
	}
	all := len(c.Slots()) * (c.Rooms + c.Lines)
	var tongues []string
	for _, l := range c.Languages {
		tongues = append(tongues, v.Lang.Language(l))
	}
	add := func(key, value string) {
		if value != "" {
			p.Facts = append(p.Facts, fact{v.T(key), value})
		}
	}
	add("trip.place", place)
	add("trip.zone", c.Zone)
	add("trip.minutes.is", v.N("trip.minutes.n", c.Minutes, nil))
	add("trip.officers", names(c.Officers))
	add("trip.assistants", names(c.Assistants))
	add("trip.languages", strings.Join(tongues, ", "))
	p.Taken = v.N("trip.taken", len(c.Seats), map[string]any{"All": all})
	p.Free = v.N("trip.free", all-len(c.Seats)-len(c.Blocked), nil)
	for _, x := range c.Present {
		i := slices.IndexFunc(c.Roster, func(r casefile.Interpreter) bool { return r.ID == x.Interpreter })
		if i < 0 || len(x.Days) == 0 {
			continue
		}
		p.Interpreters = append(p.Interpreters, fact{c.Roster[i].Number + ", " + v.tongues(c.Roster[i].Languages), v.dayNames(x.Days)})
	}
	if v.atDesk(access.PlanTrip) {
		p.Plan = v.path(planOfAt, c.ID)
	}
	if v.atDesk(access.ArrangeTrip) {
		p.Arrange = v.path(arrangeAt, c.ID)
	}
	return v.show("trip/page", p)
}

func (v *visit) tongues(codes []string) string {
	var out []string
	for _, c := range codes {
		out = append(out, v.Lang.Language(c))
	}
	return strings.Join(out, ", ")
}

func (v *visit) dayNames(days []policy.Day) string {
	var out []string
	for _, d := range days {
		out = append(out, v.dayName(d))
	}
	return strings.Join(out, ", ")
}

// dayName is a day of a trip with its weekday.
func (v *visit) dayName(d policy.Day) string {
	return v.F("trip.day", map[string]any{"Weekday": v.T("trip.weekday." + weekdays[d.Time().Weekday()]), "Day": v.Lang.ShortDate(string(d))})
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// slots lays out the calendar.
func (v *visit) slots(p *tripView, c app.Calendar) {
	var day policy.Day
	for _, s := range c.Slots() {
		row := slotRow{}
		if s.Day != day {
			row.Day, day = v.dayName(s.Day), s.Day
		}
		row.Time, row.Other = v.slotWords(c.Trip, s)
		for n := 1; n <= c.Rooms+c.Lines; n++ {
			cell := casefile.Cell{Slot: s.Name, Room: n}
			x := slotCell{Blocked: slices.Contains(c.Blocked, cell), Cell: cellValue(cell)}
			x.Label = v.F("trip.cell", map[string]any{"Day": v.dayName(s.Day), "Time": row.Time, "Room": v.room(c.Rooms, n)})
			if i := slices.IndexFunc(c.Seats, func(s app.Seated) bool { return s.Cell == cell }); i >= 0 {
				seat := &c.Seats[i]
				if x.Taken = !seat.Known; seat.Known {
					x.At, x.Ref, x.Name = v.path(interviewAt, seat.Case.ID), seat.Case.Ref, seat.Case.Summary.Name
				}
				x.By = v.web.App.Name(v.ctx(), seat.Officer)
				if r := slices.IndexFunc(c.Roster, func(r casefile.Interpreter) bool { return r.ID == seat.Interpreter }); r >= 0 {
					x.By += ", " + c.Roster[r].Number
				}
			}
			row.Cells = append(row.Cells, x)
		}
		p.Slots = append(p.Slots, row)
	}
}

// cellValue and cellOf are a place of a trip as a form sends it: "2026-12-07 09:00/1".
func cellValue(c casefile.Cell) string { return c.Slot + "/" + strconv.Itoa(c.Room) }

func cellOf(s string) casefile.Cell {
	slot, room, _ := strings.Cut(s, "/")
	n, _ := strconv.Atoi(room)
	return casefile.Cell{Slot: slot, Room: n}
}

// arrange is the page on which places are blocked, and interpreters say on which day they are there.
func (w *Web) arrange(v *visit) error {
	c, p, err := v.calendar("trip.arrange.title")
	if err != nil {
		return err
	}
	if !v.atDesk(access.ArrangeTrip) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	v.slots(&p, c)
	p.Block = v.form("block", arrangeAt, c.ID).of(c.Version)
	p.Present = v.form("present", arrangeAt, c.ID).of(c.Version)
	p.Main = "present"
	for _, d := range c.Days {
		p.Heads = append(p.Heads, v.dayName(d))
	}
	typed, again := p.Present.typed("there")
	again = again || p.Present.again() && v.posted() == "present"
	for _, r := range c.Roster {
		booked := slices.ContainsFunc(c.Seats, func(s app.Seated) bool { return s.Interpreter == r.ID })
		if !booked && !r.Stands(c.Days[0]) && !r.Stands(c.Days[len(c.Days)-1]) {
			continue // nobody is asked to come whose vetting does not hold then
		}
		row := presenceRow{Number: r.Number, Languages: v.tongues(r.Languages)}
		for i, d := range c.Days {
			x := presenceBox{ID: fmt.Sprintf("there-%s-%d", r.Number, i), Value: r.ID + " " + string(d), Label: r.Number + ", " + p.Heads[i], On: c.Is(r.ID, d)}
			if again {
				x.On = slices.Contains(typed, x.Value)
			}
			row.Boxes = append(row.Boxes, x)
		}
		p.There = append(p.There, row)
	}
	return v.show("trip/arrange", p)
}

func (w *Web) arrangeTrip(v *visit) error {
	id := v.value("trip")
	switch what, cell, _ := strings.Cut(v.pressed(), " "); {
	case v.posted() == "block" && (what == "block" || what == "open"):
		if err := w.App.BlockSeat(v.ctx(), v.write(), id, v.version(), cellOf(cell), what == "block"); err != nil {
			return err
		}
		return v.done("trip."+what, arrangeAt, id)
	case v.posted() == "present":
		var present []casefile.Presence
		for _, s := range v.Typed["there"] {
			who, day, _ := strings.Cut(s, " ")
			i := slices.IndexFunc(present, func(p casefile.Presence) bool { return p.Interpreter == who })
			if i < 0 {
				i = len(present)
				present = append(present, casefile.Presence{Interpreter: who})
			}
			present[i].Days = append(present[i].Days, policy.Day(day))
		}
		if err := w.App.AttendTrip(v.ctx(), v.write(), id, v.version(), present); err != nil {
			return err
		}
		return v.done("trip.present", tripAt, id)
	}
	return fault.New(fault.Unusable, "frame.error.unusable")
}

// tripFormView is the plan of a trip, new or as it stands.
type tripFormView struct {
	page
	Form *form
	Back string
}

func (w *Web) newTrip(v *visit) error { return v.tripForm(casefile.Trip{}) }

func (w *Web) planTripPage(v *visit) error {
	c, err := w.App.Calendar(v.ctx(), v.Actor, v.value("trip"))
	if err != nil {
		return err
	}
	return v.tripForm(c.Trip)
}

func (v *visit) tripForm(t casefile.Trip) error {
	officers, assistants, err := v.web.App.Colleagues(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	p := tripFormView{page: v.page("trip.plan.title"), Back: v.path(tripsAt)}
	q := v.form("trip", newTripAt)
	zone := t.Zone
	if t.ID != "" {
		q, p.Back = v.form("trip", planOfAt, t.ID).of(t.Version), v.path(tripAt, t.ID)
	} else if o, ok := v.web.App.Policy().Office(v.Actor.Unit); ok {
		zone = o.Zone
	}
	p.Current, p.Main, p.Form = "/interviews", "trip", q
	var first, last policy.Day
	var on []string
	for _, d := range t.Days {
		last = d
		if first == "" {
			first = d
		}
		if day := weekdays[d.Time().Weekday()]; !slices.Contains(on, day) {
			on = append(on, day)
		}
	}
	num := func(n int) string {
		if t.ID == "" {
			return ""
		}
		return strconv.Itoa(n)
	}
	place := q.text("place", "trip.place", t.Place)
	if t.ID != "" && !t.Team(v.Actor.Account) {
		place.Hint = v.T("trip.place.again") // planned by another supervisor: it is not told, and asked for anew
	}
	place.Sensitive = true
	q.Fields = []field{
		opt(place),
		wide(q.text("zone", "trip.zone", zone), "w-l"),
		q.date("from", "trip.from", string(first)), q.date("until", "trip.until", string(last)),
		q.many("weekdays", "trip.weekdays", on, "trip.weekdays.is", "mon", "tue", "wed", "thu", "fri", "sat", "sun"),
		wide(q.text("starts", "trip.starts", strings.Join(t.Starts, ", ")), "w-l"),
		wide(q.text("minutes", "trip.minutes", num(t.Minutes)), "w-s"),
		wide(q.text("rooms", "trip.rooms", num(t.Rooms)), "w-s"),
		wide(q.text("lines", "trip.lines", num(t.Lines)), "w-s"),
		opt(q.text("languages", "trip.languages", v.tongues(t.Languages))),
		q.pick(q.many("officers", "trip.officers", t.Officers, "trip.officers"), colleagues(officers)...),
		opt(q.pick(q.many("assistants", "trip.assistants", t.Assistants, "trip.assistants"), colleagues(assistants)...)),
	}
	return v.show("trip/plan", p)
}

func colleagues(list []app.Colleague) (out []option) {
	for _, a := range list {
		out = append(out, option{Value: a.Account, Label: a.Name})
	}
	return out
}

func (w *Web) planTrip(v *visit) error {
	in := casefile.Trip{ID: v.value("trip"), Version: v.version(), Place: v.typed("place"), Zone: v.typed("zone"), Starts: casefile.Beginnings(v.typed("starts")),
		Minutes: typedNumber(v.typed("minutes")), Rooms: typedNumber(v.typed("rooms")), Lines: typedNumber(v.typed("lines")), Languages: v.languages("languages"),
		Officers: v.Typed["officers"], Assistants: v.Typed["assistants"]}
	var on []time.Weekday
	for _, d := range v.Typed["weekdays"] {
		if i := slices.Index(weekdays, d); i >= 0 {
			on = append(on, time.Weekday(i))
		}
	}
	in.Days = casefile.Week(policy.Day(v.day("from")), policy.Day(v.day("until")), on)
	id, err := w.App.PlanTrip(v.ctx(), v.write(), in)
	if err != nil {
		return err
	}
	return v.done("trip.planned", tripAt, id)
}

// typedNumber is what was typed as one, -1 when it is none and 0 for nothing.
func typedNumber(s string) int {
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n > 1000 {
		return -1
	}
	return n
}

// languages are the codes of what was typed by name, with commas between.
func (v *visit) languages(name string) []string {
	var typed []string
	for _, s := range strings.FieldsFunc(v.typed(name), func(r rune) bool { return r == ',' || r == ';' }) {
		if s = strings.TrimSpace(s); s != "" {
			typed = append(typed, s)
		}
	}
	return named(typed, i18n.LanguageCode)
}

// seatView is the page on which an interview takes a place of a trip.
type seatView struct {
	casePage
	Ref    string
	Mode   string
	Free   string
	Form   *form
	More   []field
	Roster string
	None   bool
}

func (w *Web) seat(v *visit) error {
	f, p, err := v.openCase(access.ViewInterview, "trip.seat.title")
	if err != nil {
		return err
	}
	i, ok := itemOf(f.Interviews, v.value("interview"), func(i *casefile.Interview) string { return i.ID })
	if !ok || i.Mode == casefile.Waived || i.Status != casefile.InterviewPlanning && i.Status != casefile.InterviewBooked || !v.plans(f) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	c, err := w.App.Calendar(v.ctx(), v.Actor, v.value("trip"))
	if err != nil {
		return err
	}
	q := v.form("seat", seatAt, f.Case.ID, i.ID, c.ID).of(i.Version)
	view := seatView{casePage: p, Ref: c.Ref, Mode: v.T("interview.way." + string(i.Mode)), Form: q, Roster: v.path(rosterAt)}
	view.Main = "seat"
	free := v.freeCells(c, i, f.Case.Assigned)
	view.Free, view.None = v.N("trip.free", len(free), nil), len(free) == 0
	on := ""
	if i.Trip == c.ID {
		at := slices.IndexFunc(c.Seats, func(s app.Seated) bool { return s.ID == i.Seat })
		if at >= 0 {
			on = cellValue(c.Seats[at].Cell)
		}
	}
	pa, _ := people.PrincipalOf(f.Persons)
	persons := i.Persons
	if len(persons) == 0 && pa.ID != "" {
		persons = []string{pa.ID}
	}
	who := ""
	for _, r := range c.Roster {
		if i.Interpreter != "" && r.Number == i.Interpreter {
			who = r.ID
		}
	}
	q.Fields = []field{q.pick(q.selects("cell", "trip.seat.place", on, "trip.seat.place"), free...)}
	view.More = []field{
		q.pick(q.many("persons", "interview.persons", persons, "interview.persons"), v.listeners(f)...),
		wide(q.text("language", "interview.language", cmp.Or(i.Language, pa.Interpreter, firstLanguage(pa), app.Plan(f).Language)), "w-m"),
		opt(q.pick(q.selects("interpreter", "trip.seat.interpreter", who, "trip.seat.interpreter"), v.callable(c)...)),
		opt(q.choice("interpreter_ok", "interview.interpreter_ok", string(i.InterpreterOK), "interview.interpreter_ok.is", string(casefile.NoConflict), string(casefile.Conflicted), string(casefile.Objected))),
		opt(q.text("interpreter_why", "trip.seat.why", i.InterpreterWhy)),
		opt(q.text("observer", "interview.observer", i.Observer)),
		opt(q.text("short_notice", "interview.short_notice", i.ShortNotice)),
	}
	if i.Mode.Video() {
		view.More = append(view.More, q.choice("drop_line", "interview.drop_line", cmp.Or(i.DropLine, casefile.DropRebook), "interview.drop_line.is", casefile.DropRebook, casefile.DropCall))
	}
	return v.show("trip/seat", view)
}

// freeCells are the places of a trip that an interview could take now, its own among them: the door asks again.
func (v *visit) freeCells(c app.Calendar, i casefile.Interview, officer string) (out []option) {
	for _, s := range c.Slots() {
		if !s.At.After(v.web.App.Now()) {
			continue
		}
		place, other := v.slotWords(c.Trip, s)
		for n := 1; n <= c.Rooms+c.Lines; n++ {
			cell := casefile.Cell{Slot: s.Name, Room: n}
			var seats []casefile.Seat
			for _, x := range c.Seats {
				if x.ID == i.Seat && i.Seat != "" {
					x.Seat.Interview = i.ID
				} else if x.Seat.Interview == "" {
					x.Seat.Interview = "another"
				}
				seats = append(seats, x.Seat)
			}
			if _, _, err := casefile.Sit(i, c.Trip, seats, cell, officer, nil); err != nil {
				continue
			}
			out = append(out, option{Value: cellValue(cell), Label: fmt.Sprintf("%s, %s (%s), %s", v.dayName(s.Day), place, other, v.room(c.Rooms, n))})
		}
	}
	return out
}

// listeners are the persons of a case who may be heard.
func (v *visit) listeners(f *app.File) (out []option) {
	for _, x := range people.InCase(f.Persons) {
		if !x.Deceased() {
			out = append(out, option{Value: x.ID, Label: v.personHead(x)})
		}
	}
	return out
}

// callable are the interpreters who are there on a day of a trip.
func (v *visit) callable(c app.Calendar) (out []option) {
	for _, r := range c.Roster {
		i := slices.IndexFunc(c.Present, func(p casefile.Presence) bool { return p.Interpreter == r.ID })
		if i >= 0 && len(c.Present[i].Days) > 0 {
			out = append(out, option{Value: r.ID, Label: v.F("trip.seat.there", map[string]any{"Number": r.Number, "Languages": v.tongues(r.Languages), "Days": v.dayNames(c.Present[i].Days)})})
		}
	}
	return out
}

func (w *Web) bookSeat(v *visit) error {
	in := casefile.Interview{ID: v.value("interview"), Version: v.version(), Persons: v.Typed["persons"], ShortNotice: v.typed("short_notice"), Language: v.typed("language"),
		InterpreterOK: casefile.ConflictCheck(v.typed("interpreter_ok")), InterpreterWhy: v.typed("interpreter_why"), Observer: v.typed("observer"), DropLine: v.typed("drop_line")}
	if _, err := w.App.BookSeat(v.ctx(), v.write(), in, v.value("trip"), cellOf(v.typed("cell")), v.typed("interpreter")); err != nil {
		return err
	}
	return v.done("interview.booked", interviewAt, v.caseID())
}

type tripLink struct{ At, Words string }

// tripsFor are the trips on which an interview of a case could have a place: those to come, with the case's officer.
func (v *visit) tripsFor(f *app.File, i casefile.Interview) ([]tripLink, error) {
	list, err := v.web.App.Trips(v.ctx(), v.Actor)
	if err != nil {
		return nil, err
	}
	var out []tripLink
	for _, t := range list {
		if !t.Over(v.web.App.Today()) && slices.Contains(t.Officers, f.Case.Assigned) {
			out = append(out, tripLink{v.path(seatAt, f.Case.ID, i.ID, t.ID), v.F("trip.seat.link", map[string]any{"Ref": t.Ref, "Days": v.span(t.Days)})})
		}
	}
	return out, nil
}
