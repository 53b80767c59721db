package casefile

import (
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Trip is an office interviewing many families within some days: it goes somewhere, or sits before its video lines. It
// belongs to no case. Its reference tells no place; the place is told to those assigned to the trip alone.
type Trip struct {
	ID      string
	Version int64  `json:"-"`
	Office  string `json:"-"`

	Ref        string       // neutral and random, as of a case (decision 6)
	Place      string       `json:",omitempty"` // sealed with the rest; see Told
	Zone       string       // IANA zone of the place
	Days       []policy.Day // days of the place on which interviews are held
	Starts     []string     // "09:00", in the zone of the place
	Minutes    int          // how long a place is taken, the break after it included
	Rooms      int          // numbered from 1
	Lines      int          // video lines, numbered on from the rooms
	Languages  []string     `json:",omitempty"` // of the interviews that are expected, as codes
	Officers   []string     // accounts of those who interview
	Assistants []string     `json:",omitempty"` // accounts of those who help on the trip
	Blocked    []Cell       `json:",omitempty"` // places nobody is booked into
	Present    []Presence   `json:",omitempty"` // which interpreter is there on which day
	By         string       // account of the supervisor who planned it
	At         time.Time
}

// Cell is one place of a trip's calendar: a slot in a room.
type Cell struct {
	Slot string // "2026-12-07 09:00", in the zone of the place
	Room int    // room or line, from 1
}

// Presence is on which days of a trip an interpreter can be called on.
type Presence struct {
	Interpreter string // id
	Days        []policy.Day
}

// Seat is a place of a trip that an interview has taken: slot, room, officer and interpreter, all at once.
type Seat struct {
	ID      string
	Version int64  `json:"-"`
	Trip    string `json:"-"`

	Cell
	At          time.Time // when the slot begins, in UTC
	Minutes     int
	Case        ID
	Interview   string // id
	Officer     string // account
	Interpreter string `json:",omitempty"` // id on the roster
	By          string // who booked it
	Booked      time.Time
}

// LogValue says nothing: a place never reaches a log.
func (t Trip) LogValue() slog.Value { return slog.StringValue("trip") }

// LogValue says nothing.
func (s Seat) LogValue() slog.Value { return slog.StringValue("seat") }

// What a trip may be at most: all of it stands on one page.
const (
	tripDays   = 14
	tripCells  = 60
	quarter    = 15 // minutes; slots begin and last in quarters
	slotLayout = "2006-01-02 15:04"
)

// Slot is one beginning of a trip, as the place reads it and in UTC.
type Slot struct {
	Name string // "2026-12-07 09:00"
	Day  policy.Day
	At   time.Time
}

// Slots are the beginnings of a trip, in order.
func (t Trip) Slots() (out []Slot) {
	l, err := time.LoadLocation(t.Zone)
	if err != nil {
		return nil
	}
	for _, d := range t.Days {
		for _, s := range t.Starts {
			name := string(d) + " " + s
			if at, err := time.ParseInLocation(slotLayout, name, l); err == nil {
				out = append(out, Slot{name, d, at.UTC()})
			}
		}
	}
	return out
}

// Slot is a beginning by its name; false when the trip has none such.
func (t Trip) Slot(name string) (Slot, bool) {
	all := t.Slots()
	i := slices.IndexFunc(all, func(s Slot) bool { return s.Name == name })
	if i < 0 {
		return Slot{}, false
	}
	return all[i], true
}

// Room says whether a trip has a room or line of that number, and whether it is a video line.
func (t Trip) Room(n int) (line, ok bool) { return n > t.Rooms, n >= 1 && n <= t.Rooms+t.Lines }

// Over says whether the last day of a trip has gone by.
func (t Trip) Over(today policy.Day) bool { return len(t.Days) == 0 || t.Days[len(t.Days)-1] < today }

// Team says whether somebody is assigned to the trip: they interview or help on it, or planned it.
func (t Trip) Team(account string) bool {
	return account != "" && (t.By == account || slices.Contains(t.Officers, account) || slices.Contains(t.Assistants, account))
}

// Told is the trip as somebody of the office may see it: where it goes is told to those assigned to it.
func (t Trip) Told(account string) Trip {
	if !t.Team(account) {
		t.Place = ""
	}
	return t
}

// Is says whether an interpreter is there on a day.
func (t Trip) Is(interpreter string, day policy.Day) bool {
	return slices.ContainsFunc(t.Present, func(p Presence) bool {
		return p.Interpreter == interpreter && slices.Contains(p.Days, day)
	})
}

// PlanTrip checks a trip before it is kept; seats are the places that are taken on it as it was planned before.
//
// Rule I-82 (our default; no source says how trips are planned): a trip has days of the place, beginnings that do not overlap, rooms or
// video lines, and its officers; at most sixty places on fourteen days, so that all of it stands on one page. What is planned anew leaves
// every place that is taken where it is: a family is moved by name and told, never by a plan.
func PlanTrip(t Trip, seats []Seat, today policy.Day) error {
	var c fault.Check
	wrong := func(name, key string) { c.AddRule(name, key, "I-82") }
	if !zone(t.Zone) {
		wrong("zone", "interview.book.zone")
	}
	switch days := t.Days; {
	case len(days) == 0:
		wrong("from", "trip.days.needed")
	case len(days) > tripDays || days[0].Until(days[len(days)-1]) >= tripDays:
		wrong("until", "trip.days.many")
	case len(seats) == 0 && days[0] < today:
		wrong("from", "trip.days.past")
	}
	if !starts(t) {
		wrong("starts", "trip.starts.wrong")
	}
	if t.Minutes < 2*quarter || t.Minutes > 8*60 || t.Minutes%quarter != 0 {
		wrong("minutes", "trip.minutes.wrong")
	}
	if t.Rooms < 0 || t.Lines < 0 || t.Rooms+t.Lines == 0 {
		wrong("rooms", "trip.rooms.needed")
	} else if len(t.Days)*len(t.Starts)*(t.Rooms+t.Lines) > tripCells {
		wrong("rooms", "trip.rooms.many")
	}
	if len(t.Officers) == 0 {
		wrong("officers", "trip.officers.needed")
	}
	if err := c.Err("trip.wrong"); err != nil {
		return err
	}
	for _, s := range seats {
		slot, ok := t.Slot(s.Slot)
		_, room := t.Room(s.Room)
		if !ok || !room || !slot.At.Equal(s.At) || t.Minutes < s.Minutes || t.blocked(s.Cell) || !slices.Contains(t.Officers, s.Officer) {
			return fault.Stop("I-82", "trip.taken_stays")
		}
	}
	return nil
}

// starts says whether the beginnings of a day are times in order, in quarters, that leave each place its minutes.
func starts(t Trip) bool {
	was := -24 * 60
	for _, s := range t.Starts {
		at, err := time.Parse("15:04", s)
		if err != nil {
			return false
		}
		now := at.Hour()*60 + at.Minute()
		if now%quarter != 0 || now-was < t.Minutes || now+t.Minutes > 24*60 {
			return false
		}
		was = now
	}
	return len(t.Starts) > 0
}

func (t Trip) blocked(c Cell) bool { return slices.Contains(t.Blocked, c) }

// Block closes a place to bookings, or opens it again; one that is taken is not closed.
func Block(t Trip, seats []Seat, c Cell, closed bool) (Trip, error) {
	_, slot := t.Slot(c.Slot)
	_, room := t.Room(c.Room)
	if !slot || !room {
		return t, fault.New(fault.NotFound, "fault.not_found")
	}
	if closed && slices.ContainsFunc(seats, func(s Seat) bool { return s.Cell == c }) {
		return t, fault.Stop("I-82", "trip.block.taken")
	}
	t.Blocked = slices.DeleteFunc(slices.Clone(t.Blocked), func(b Cell) bool { return b == c })
	if closed {
		t.Blocked = append(t.Blocked, c)
	}
	return t, nil
}

// Attend keeps on which days of a trip interpreters can be called on. Whoever is booked on a day stays until the family is moved.
func Attend(t Trip, present []Presence, seats []Seat) (Trip, error) {
	for _, p := range present {
		for _, d := range p.Days {
			if !slices.Contains(t.Days, d) {
				return t, fault.New(fault.Unusable, "frame.error.unusable")
			}
		}
	}
	t.Present = present
	for _, s := range seats {
		if slot, ok := t.Slot(s.Slot); ok && s.Interpreter != "" && !t.Is(s.Interpreter, slot.Day) {
			return t, fault.Stop("I-83", "trip.present.booked")
		}
	}
	return t, nil
}

// Quarters are the quarters of an hour that a seat takes, as numbers that no two quarters share: who holds one of a room, of an officer
// and of an interpreter holds it alone.
func (s Seat) Quarters() (out []string) {
	first := s.At.Unix() / (quarter * 60)
	for n := range int64((s.Minutes + quarter - 1) / quarter) {
		out = append(out, strconv.FormatInt(first+n, 10))
	}
	return out
}

// Sit checks that an interview may take a place of a trip, and gives the interview with the time of that place and the seat to be kept.
//
// Rule I-82: one place, one family: room, officer and interpreter are free and taken together. The officer is the one to whom the case is
// assigned, so that who hears decides; a room is for a meeting in person and a line for one by video, as it was chosen after the
// safety assessment. Two people at once cannot take the same: the store holds each quarter of an hour of each of the three once.
// Rule I-83: see Interpreter.Serves.
func Sit(i Interview, t Trip, seats []Seat, cell Cell, officer string, who *Interpreter) (Interview, Seat, error) {
	var c fault.Check
	s := Seat{Trip: t.ID, Cell: cell, Minutes: t.Minutes, Interview: i.ID, Officer: officer}
	slot, ok := t.Slot(cell.Slot)
	line, room := t.Room(cell.Room)
	others := slices.DeleteFunc(slices.Clone(seats), func(o Seat) bool { return o.Interview == i.ID || o.Slot != cell.Slot })
	taken := func(same func(Seat) bool) bool { return slices.ContainsFunc(others, same) }
	switch {
	case !ok || !room:
		c.AddRule("cell", "trip.sit.cell", "I-82")
	case t.blocked(cell):
		c.AddRule("cell", "trip.sit.blocked", "I-82")
	case line != i.Mode.Video():
		c.AddRule("cell", "trip.sit.way", "A-39")
	case taken(func(o Seat) bool { return o.Room == cell.Room }):
		c.AddRule("cell", SeatTaken, "I-82")
	case !slices.Contains(t.Officers, officer):
		c.AddRule("cell", "trip.sit.officer", "I-82")
	case taken(func(o Seat) bool { return o.Officer == officer }):
		c.AddRule("cell", OfficerTaken, "I-82")
	}
	i.Interpreter = ""
	if who != nil {
		i.Interpreter, s.Interpreter = who.Number, who.ID
		if key := who.Serves(i.Language, slot.Day, t); key != "" {
			c.AddRule("interpreter", key, "I-83")
		} else if taken(func(o Seat) bool { return o.Interpreter == who.ID }) {
			c.AddRule("interpreter", InterpreterTaken, "I-83")
		}
	}
	if err := c.Err("interview.book.wrong"); err != nil {
		return i, s, err
	}
	s.At = slot.At
	i.At, i.Zone, i.Place, i.Officer = slot.At, t.Zone, "", officer
	i.Trip, i.TripRef, i.Room = t.ID, t.Ref, cell.Room
	return i, s, nil
}

// What the store says when somebody else was faster.
const (
	SeatTaken        = "trip.sit.taken"
	OfficerTaken     = "trip.sit.officer_busy"
	InterpreterTaken = "trip.sit.interpreter_busy"
)

// Sits says whether an interview still needs the place that it took: it is to be held there, is being held, or was held to the end.
// Called off, stopped or planned anew it does not; nor when the case has closed before it was held.
func (i Interview) Sits(closed bool) bool {
	switch i.Status {
	case InterviewBooked:
		return !closed
	case InterviewHeld, InterviewSigned:
		return true
	}
	return false
}

// Rise is the interview without its place on a trip.
func (i Interview) Rise() Interview {
	i.Trip, i.TripRef, i.Room, i.Seat = "", "", 0, ""
	return i
}

// Week is what a trip's days are when interviews are held on some weekdays between two days, both included.
func Week(from, until policy.Day, on []time.Weekday) (out []policy.Day) {
	if !from.Valid() || !until.Valid() {
		return nil
	}
	for d := from; d <= until && len(out) <= tripDays; d = d.Add(1) {
		if slices.Contains(on, d.Time().Weekday()) {
			out = append(out, d)
		}
	}
	return out
}

// Beginnings takes what was typed as a list of times apart: "09:00, 13:00".
func Beginnings(s string) (out []string) {
	for _, x := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' }) {
		out = append(out, strings.TrimSpace(x))
	}
	return out
}
