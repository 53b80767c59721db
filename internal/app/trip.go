package app

import (
	"context"
	"slices"
	"strings"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

// Calendar is a trip with what is taken of it, as a reader may see it.
type Calendar struct {
	casefile.Trip
	Seats  []Seated
	Roster []casefile.Interpreter // of the office, as lists show them: no name, nationality or network
}

// Seated is a place that is taken. Known says that the reader may see the case; else there is nothing of it but that it is taken.
type Seated struct {
	casefile.Seat
	Known bool
	Case  casefile.Case
}

// Trips are the trips of the reader's office, the next first. Where one goes is told to those assigned to it.
func (a *App) Trips(ctx context.Context, who access.Actor) ([]casefile.Trip, error) {
	if err := a.tripLook(ctx, who, access.ViewTrips, ""); err != nil {
		return nil, err
	}
	list, err := a.Store.Trips(ctx, who.Unit)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(x, y casefile.Trip) int { return strings.Compare(string(y.Days[0]), string(x.Days[0])) })
	for i := range list {
		list[i] = list[i].Told(who.Account)
	}
	return list, nil
}

// tripLook is the door of looks at what an office keeps beside its cases: who may, and the entry of the look.
func (a *App) tripLook(ctx context.Context, who access.Actor, action access.Action, detail string) error {
	no := access.Allow(who, action, access.Resource{Partner: who.Unit, Office: who.Unit})
	l := store.Look{At: a.Now(), Actor: who, Action: action, Outcome: store.Shown, Detail: detail}
	if no != nil {
		l.Outcome = store.Denied
	}
	if err := a.Store.Record(ctx, l); err != nil {
		return err
	}
	return no
}

// Calendar is a trip of the reader's office with the families on it. A case that the reader may not open is taken, and nothing more is
// said of it.
func (a *App) Calendar(ctx context.Context, who access.Actor, id string) (Calendar, error) {
	if err := a.tripLook(ctx, who, access.ViewTrips, id); err != nil {
		return Calendar{}, err
	}
	t, err := a.Store.Trip(ctx, id)
	if err == nil && t.Office != who.Unit {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return Calendar{}, err
	}
	out := Calendar{Trip: t.Told(who.Account)}
	seats, err := a.Store.Seats(ctx, id)
	if err != nil {
		return out, err
	}
	ids := []casefile.ID{}
	for _, s := range seats {
		ids = append(ids, s.Case)
	}
	var cases []casefile.Case
	if len(ids) > 0 {
		if cases, err = a.List(ctx, who, access.ListCases, store.Query{IDs: ids}); err != nil {
			return out, err
		}
	}
	for _, s := range seats {
		x := Seated{Seat: s}
		if i := slices.IndexFunc(cases, func(c casefile.Case) bool { return c.ID == s.Case }); i >= 0 {
			x.Known, x.Case = true, cases[i]
		} else {
			x.Case, x.Seat.Case, x.Seat.Interview = casefile.Case{}, "", ""
		}
		out.Seats = append(out.Seats, x)
	}
	if out.Roster, err = a.Store.Interpreters(ctx, who.Unit); err != nil {
		return out, err
	}
	for i := range out.Roster {
		out.Roster[i] = asNumber(out.Roster[i])
	}
	return out, nil
}

// asNumber is an interpreter as lists show them.
func asNumber(p casefile.Interpreter) casefile.Interpreter {
	p.Name, p.Nationalities, p.Network, p.VettedBy = "", nil, "", ""
	return p
}

// PlanTrip keeps a trip of the supervisor's office, a new one or planned anew. What is blocked and who is there stays.
func (a *App) PlanTrip(ctx context.Context, w Write, in casefile.Trip) (string, error) {
	return a.onTrip(ctx, w, access.PlanTrip, in.ID, in.Version, func(tx *store.Tx, t casefile.Trip, seats []casefile.Seat) (casefile.Trip, error) {
		t.Place, t.Zone, t.Days, t.Starts, t.Minutes, t.Rooms, t.Lines = in.Place, in.Zone, in.Days, in.Starts, in.Minutes, in.Rooms, in.Lines
		t.Languages, t.Officers, t.Assistants = in.Languages, in.Officers, in.Assistants
		if err := casefile.PlanTrip(t, seats, tx.Today()); err != nil {
			return t, err
		}
		if err := ofOffice(tx, t, w.Actor.Unit); err != nil {
			return t, err
		}
		// What lies outside the new plan is neither blocked nor attended.
		t.Blocked = slices.DeleteFunc(t.Blocked, func(c casefile.Cell) bool {
			_, slot := t.Slot(c.Slot)
			_, room := t.Room(c.Room)
			return !slot || !room
		})
		for i := range t.Present {
			t.Present[i].Days = slices.DeleteFunc(t.Present[i].Days, func(d policy.Day) bool { return !slices.Contains(t.Days, d) })
		}
		return t, nil
	})
}

// ofOffice says whether all who are on a trip work in its office, those who interview as officers.
func ofOffice(tx *store.Tx, t casefile.Trip, office string) error {
	var c fault.Check
	for _, l := range []struct {
		name string
		ids  []string
		role access.Role
	}{{"officers", t.Officers, access.Officer}, {"assistants", t.Assistants, access.Assistant}} {
		for _, id := range l.ids {
			acc, err := tx.Account(id)
			if fault.KindOf(err) == fault.NotFound || err == nil && (acc.Unit != office || acc.Role != l.role || acc.Frozen) {
				c.AddRule(l.name, "trip.people.office", "I-82")
				break
			}
			if err != nil {
				return err
			}
		}
	}
	return c.Err("trip.wrong")
}

// BlockSeat closes a place of a trip to bookings, or opens it again.
func (a *App) BlockSeat(ctx context.Context, w Write, id string, version int64, cell casefile.Cell, closed bool) error {
	_, err := a.onTrip(ctx, w, access.ArrangeTrip, id, version, func(_ *store.Tx, t casefile.Trip, seats []casefile.Seat) (casefile.Trip, error) {
		return casefile.Block(t, seats, cell, closed)
	})
	return err
}

// AttendTrip keeps which interpreter can be called on, on which day of a trip.
func (a *App) AttendTrip(ctx context.Context, w Write, id string, version int64, present []casefile.Presence) error {
	_, err := a.onTrip(ctx, w, access.ArrangeTrip, id, version, func(tx *store.Tx, t casefile.Trip, seats []casefile.Seat) (casefile.Trip, error) {
		roster, err := tx.Interpreters(t.Office)
		if err != nil {
			return t, err
		}
		for _, p := range present {
			if !slices.ContainsFunc(roster, func(x casefile.Interpreter) bool { return x.ID == p.Interpreter }) {
				return t, fault.New(fault.NotFound, "fault.not_found")
			}
		}
		return casefile.Attend(t, present, seats)
	})
	return err
}

// onTrip changes a trip of the actor's office, as it was read; an empty id begins one.
func (a *App) onTrip(ctx context.Context, w Write, action access.Action, id string, version int64, fn func(*store.Tx, casefile.Trip, []casefile.Seat) (casefile.Trip, error)) (string, error) {
	w.Case = ""
	return a.start(ctx, w, action, func(tx *store.Tx) error {
		t := casefile.Trip{Office: w.Actor.Unit, Ref: store.NewRef(), By: w.Actor.Account, At: tx.Now}
		var seats []casefile.Seat
		if id != "" {
			var err error
			if t, err = tx.Trip(id); err == nil && t.Office != w.Actor.Unit {
				err = fault.New(fault.NotFound, "fault.not_found")
			}
			if err != nil {
				return err
			}
			if t.Version != version {
				return conflict()
			}
			if seats, err = tx.Seats(id); err != nil {
				return err
			}
		}
		t, err := fn(tx, t, seats)
		if err != nil {
			return err
		}
		err = tx.SaveTrip(&t)
		tx.Answer = t.ID
		return err
	})
}

// BookSeat books an interview into a place of a trip: the time, the room, the officer to whom the case is assigned and the interpreter
// are taken together with the appointment, in one change, or nothing is (I-82). An interview that has a place already is moved: the old
// place is free again. in says what BookInterview is told besides the time; interpreter is the id of an entry of the roster, "" for none.
func (a *App) BookSeat(ctx context.Context, w Write, in casefile.Interview, trip string, cell casefile.Cell, interpreter string) (string, error) {
	return a.change(ctx, w, access.PlanInterview, func(tx *store.Tx, f *store.File) error {
		i, err := plannable(f, in)
		if err != nil {
			return err
		}
		t, err := tx.Trip(trip)
		if err == nil && t.Office != f.Case.Office {
			err = fault.New(fault.NotFound, "fault.not_found")
		}
		if err != nil {
			return err
		}
		seats, err := tx.Seats(trip)
		if err != nil {
			return err
		}
		who, err := called(tx, t.Office, interpreter)
		if err != nil {
			return err
		}
		if err := a.conducts(tx, f); err != nil {
			return err
		}
		var wrong fault.Check
		if who != nil && in.InterpreterWhy == "" && len(who.Shares(f.Case.Summary.Countries)) > 0 {
			wrong.AddRule("interpreter_why", "trip.sit.shares", "I-83")
		}
		i.InterpreterWhy = in.InterpreterWhy
		i, seat, err := casefile.Sit(i, t, seats, cell, f.Case.Assigned, who)
		if err = withFields(err, wrong.Fields); err != nil {
			return err
		}
		if i.Seat != "" {
			if err := tx.FreeSeat(i.Seat); err != nil {
				return err
			}
		}
		seat.Case, seat.By, seat.Booked = f.Case.ID, w.Actor.Account, tx.Now
		if err := tx.TakeSeat(&seat); err != nil {
			return err
		}
		i.Seat = seat.ID
		return a.appoint(tx, f, i)
	})
}

// withFields is one fault of what two checks found wrong with the same form.
func withFields(err error, more []fault.Field) error {
	if len(more) == 0 {
		return err
	}
	x, ok := err.(*fault.Error)
	if err != nil && (!ok || x.Kind != fault.Invalid) {
		return err
	}
	var c fault.Check
	if ok {
		c.Fields = x.Fields
	}
	c.Fields = append(slices.Clone(c.Fields), more...)
	return c.Err("interview.book.wrong")
}

// called is the interpreter of an office's roster by their id; nil for none.
func called(tx *store.Tx, office, id string) (*casefile.Interpreter, error) {
	if id == "" {
		return nil, nil
	}
	roster, err := tx.Interpreters(office)
	if err != nil {
		return nil, err
	}
	p, err := by(roster, id, func(p *casefile.Interpreter) string { return p.ID })
	return &p, err
}

// conducts says whether the officer of a case may hold its interview today: a link to one of its countries that was declared since the
// case was assigned keeps them from it (decision 14). Why is theirs to tell.
func (a *App) conducts(tx *store.Tx, f *store.File) error {
	acc, err := tx.Account(f.Case.Assigned)
	if err == nil {
		err = access.Allow(acc.Actor(), access.BeAssigned, a.resource(f.Case))
	}
	if _, told := err.(*fault.Error); told {
		return fault.Stop("I-82", "trip.sit.officer_cannot")
	}
	return err
}

// unseat gives back the places that no interview of a case needs any more, whatever the reason: called off, stopped, planned anew, or the
// case has closed. It runs at the end of every change of a case (I-82).
func unseat(tx *store.Tx, f *store.File) error {
	for _, i := range f.Interviews {
		if i.Seat == "" || i.Sits(f.Case.State.Closed()) {
			continue
		}
		if err := tx.FreeSeat(i.Seat); err != nil {
			return err
		}
		i = i.Rise()
		if err := tx.SaveInterview(f, &i); err != nil {
			return err
		}
	}
	return nil
}

// Roster are the interpreters of the reader's office, by number, as lists show them.
func (a *App) Roster(ctx context.Context, who access.Actor) ([]casefile.Interpreter, error) {
	if err := a.tripLook(ctx, who, access.ViewRoster, ""); err != nil {
		return nil, err
	}
	list, err := a.Store.Interpreters(ctx, who.Unit)
	slices.SortFunc(list, func(x, y casefile.Interpreter) int { return strings.Compare(x.Number, y.Number) })
	for i := range list {
		list[i] = asNumber(list[i])
	}
	return list, err
}

// Interpreter is one entry of the roster with name, nationality and network, which is entered as a look of its own: somebody reads them
// against what an applicant fears.
func (a *App) Interpreter(ctx context.Context, who access.Actor, id string) (casefile.Interpreter, error) {
	if err := a.tripLook(ctx, who, access.ViewInterpreter, id); err != nil {
		return casefile.Interpreter{}, err
	}
	list, err := a.Store.Interpreters(ctx, who.Unit)
	if err != nil {
		return casefile.Interpreter{}, err
	}
	return by(list, id, func(p *casefile.Interpreter) string { return p.ID })
}

// EnterInterpreter keeps an entry of the roster, a new one or as it is now; stop says that they are not called on any more (I-83).
func (a *App) EnterInterpreter(ctx context.Context, w Write, in casefile.Interpreter, stop bool) (string, error) {
	w.Case = ""
	return a.start(ctx, w, access.KeepRoster, func(tx *store.Tx) error {
		roster, err := tx.Interpreters(w.Actor.Unit)
		if err != nil {
			return err
		}
		p := casefile.Interpreter{}
		if in.ID != "" {
			if p, err = by(roster, in.ID, func(p *casefile.Interpreter) string { return p.ID }); err != nil {
				return err
			}
			if p.Version != in.Version {
				return conflict()
			}
		}
		id, version, stopped := p.ID, p.Version, p.Stopped
		if p, err = casefile.Enter(in, roster, tx.Today()); err != nil {
			return err
		}
		p.ID, p.Version, p.Stopped, p.Office, p.By, p.At = id, version, "", w.Actor.Unit, w.Actor.Account, tx.Now
		if stop {
			if p.Stopped = stopped; stopped == "" {
				p.Stopped = tx.Today()
			}
		}
		err = tx.SaveInterpreter(&p)
		tx.Answer = p.ID
		return err
	})
}

// Colleague is somebody of an office by name.
type Colleague struct{ Account, Name string }

// Colleagues are those of the reader's office who may be on a trip: officers and assistants.
func (a *App) Colleagues(ctx context.Context, who access.Actor) (officers, assistants []Colleague, err error) {
	if err := access.Allow(who, access.PlanTrip, access.Resource{Partner: who.Unit, Office: who.Unit}); err != nil {
		return nil, nil, err
	}
	list, err := a.Store.Accounts(ctx, who.Unit)
	for _, x := range list {
		switch c := (Colleague{x.ID, x.Details.Name}); {
		case x.Frozen:
		case x.Role == access.Officer:
			officers = append(officers, c)
		case x.Role == access.Assistant:
			assistants = append(assistants, c)
		}
	}
	return officers, assistants, err
}
