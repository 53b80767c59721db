package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/letter"
	"passage/internal/store"
)

// Planned travel, and the notices of it: to the operations centre, which passes them on.

// PlanTravel plans the travel of some persons of a case, or changes the plan; the notice that follows is owed.
func (a *App) PlanTravel(ctx context.Context, w Write, id string, version int64, in decision.Movement) (string, error) {
	return a.change(ctx, w, access.PlanTravel, func(tx *store.Tx, f *store.File) error {
		in.ID, in.Version, in.Number, in.Cancelled = "", 0, store.NewRef(), ""
		what := decision.ArrivalFirst
		if id != "" {
			was, err := movementOf(f, id)
			if err != nil {
				return err
			}
			in.ID, in.Version, in.Number, in.Cancelled, what = was.ID, version, was.Number, was.Cancelled, decision.ArrivalAmended
			if in.Changed == "" {
				var c fault.Check
				c.AddRule("changed", "movement.changed", "A-106")
				return c.Err("movement.wrong")
			}
		} else {
			in.Changed = ""
		}
		m, err := decision.Plan(in, a.journey(tx, f), f.Movements)
		if err != nil {
			return err
		}
		m.By, m.At = tx.Entry.Actor.Account, tx.Now
		if err := tx.SaveMovement(f, &m); err != nil {
			return err
		}
		tx.Answer = m.ID
		return a.announce(tx, f, m, what, m.Changed)
	})
}

// CancelTravel cancels planned travel; whoever was told of it is owed a notice that says so.
func (a *App) CancelTravel(ctx context.Context, w Write, id string, version int64, why string) (string, error) {
	return a.change(ctx, w, access.PlanTravel, func(tx *store.Tx, f *store.File) error {
		m, err := movementOf(f, id)
		if err != nil {
			return err
		}
		m.Version = version
		return a.cancel(tx, f, m, why)
	})
}

func (a *App) cancel(tx *store.Tx, f *store.File, m decision.Movement, why string) error {
	m, err := decision.Cancel(m, why, tx.Today())
	if err != nil {
		return err
	}
	m.By, m.At = tx.Entry.Actor.Account, tx.Now
	if err := tx.SaveMovement(f, &m); err != nil {
		return err
	}
	return a.announce(tx, f, m, decision.ArrivalCancelled, m.Changed)
}

func movementOf(f *store.File, id string) (decision.Movement, error) {
	return by(f.Movements, id, func(m *decision.Movement) string { return m.ID })
}

// announce owes the notice of a movement as it now stands.
func (a *App) announce(tx *store.Tx, f *store.File, m decision.Movement, what decision.ArrivalKind, why string) error {
	owe, gone := decision.Announce(m, f.Arrivals, what, why, a.Pack.On(tx.Today()), tx.Today())
	for i := range gone {
		if err := tx.SaveArrival(f, &gone[i]); err != nil {
			return err
		}
	}
	if owe == nil {
		return nil
	}
	return tx.SaveArrival(f, owe)
}

// callOff cancels planned travel of whoever died, and of a case that does not go on: it waits, is suspended or has ended. A cancellation
// names nobody and tells nothing new, so that one that is owed here goes at once: nobody may be left to send it.
func (a *App) callOff(tx *store.Tx, f *store.File) error {
	for _, p := range f.Persons {
		if m, ok := decision.Moving(f.Movements, p.ID); ok && p.Deceased() && m.Arrives >= tx.Today() {
			if err := a.leaveOut(tx, f, p.ID); err != nil {
				return err
			}
		}
	}
	if decision.OnTheWay(f.Case.State) {
		return nil
	}
	for _, m := range slices.Clone(f.Movements) {
		if m.Cancelled != "" || m.Arrives < tx.Today() {
			continue
		}
		if err := a.cancel(tx, f, m, decision.NotTravelled); err != nil {
			return err
		}
		for _, n := range f.Arrivals {
			if n.Movement != m.ID || n.Status != decision.ArrivalOwed || n.What != decision.ArrivalCancelled {
				continue
			}
			r, err := a.arrivalOut(tx, f, n, i18n.EN, OperationsMessage)
			if err != nil {
				return err
			}
			if err := a.leaves(tx, f, r); err != nil {
				return err
			}
			break
		}
	}
	return nil
}

// leaveOut takes a person out of planned travel on which they did not arrive.
func (a *App) leaveOut(tx *store.Tx, f *store.File, person string) error {
	m, ok := decision.Moving(f.Movements, person)
	if !ok {
		return nil
	}
	if len(m.Persons) == 1 {
		return a.cancel(tx, f, m, decision.NotTravelled)
	}
	m.Persons = slices.DeleteFunc(slices.Clone(m.Persons), func(id string) bool { return id == person })
	m.Changed, m.By, m.At = decision.NotTravelled, tx.Entry.Actor.Account, tx.Now
	if err := tx.SaveMovement(f, &m); err != nil {
		return err
	}
	return a.announce(tx, f, m, decision.ArrivalAmended, m.Changed)
}

// PreviewArrival is a notice as it would be sent.
func (a *App) PreviewArrival(ctx context.Context, f *File, n decision.ArrivalNotice, lang i18n.Lang) (Preview, error) {
	plan, err := a.wholePlan(ctx, f)
	if err != nil {
		return Preview{}, err
	}
	return a.arrivalLetter(f, plan, n, lang)
}

func (a *App) arrivalLetter(f *File, plan people.SafetyPlan, n decision.ArrivalNotice, lang i18n.Lang) (Preview, error) {
	m, err := movementOf(f, n.Movement)
	if err != nil {
		return Preview{}, err
	}
	tells := decision.TellsOf(n.To)
	o := letter.Onward{Number: n.Number, Part: n.Part, What: string(n.What), Why: arrivalWhy(n.Why, lang), To: lang.T("arrival.to." + string(n.To)), Names: tells.Names}
	if n.What != decision.ArrivalCancelled { // who was told of it knows who; a cancellation tells nothing new
		o.Departs, o.Arrives, o.Port, o.Booked, o.Alert = m.Departs, m.Arrives, m.Port, lang.T("movement.booked.is."+m.Booked), m.Alert
		if tells.Flights {
			o.Flights = m.Flights
		}
		if tells.Contact {
			for _, x := range plan.Prohibitions(f.Persons, a.Today()) {
				if !slices.Contains(beforeTravel, x) {
					o.Contact = append(o.Contact, lang.T("safety.prohibition."+string(x)))
				}
			}
		}
		if r, ok := decision.Destined(f.Destinations); ok {
			x, _ := r.Answer()
			o.Community, o.Province = x.Community, lang.T("decision.province.is."+x.Province)
		}
		named, numbered := decision.Named(m, f.Persons, n.To)
		for _, p := range named {
			o.Persons = append(o.Persons, a.traveller(f, p, p.Shown(), lang, true))
		}
		for _, p := range numbered {
			o.Persons = append(o.Persons, a.traveller(f, p, "", lang, true))
		}
		slices.SortFunc(o.Persons, func(x, y letter.Traveller) int { return x.Number - y.Number })
	}
	return a.onwardLetter(f, plan, casefile.ArrivalNotification, lang, o)
}

// arrivalWhy is why a notice changes, in words: those of the office, or of what follows by itself.
func arrivalWhy(why string, lang i18n.Lang) string {
	if why == decision.NotTravelled {
		return lang.T("movement.not_travelled")
	}
	return why
}

// beforeTravel are prohibitions that say nothing to whoever meets a family.
var beforeTravel = []people.Prohibition{people.VideoInterviewOnly, people.NoTravel, people.NoVideo, people.PlanExpired, people.PlanMissing}

// SendArrival sends a notice that is owed to the operations centre.
func (a *App) SendArrival(ctx context.Context, w Write, id string, version int64, lang i18n.Lang) (string, error) {
	return a.release(ctx, w, access.SendArrival, func(tx *store.Tx, f *store.File) (Release, error) {
		n, err := arrivalOf(f, id)
		if err != nil {
			return Release{}, err
		}
		if n.Status == decision.ArrivalSent { // without an acknowledgement: the same letter once more
			if n, err = decision.ResendArrival(n, a.Pack.On(tx.Today()), tx.Entry.Actor.Account, tx.Now); err != nil {
				return Release{}, err
			}
			n.Version = version
			return Release{To: string(n.To), Channel: OperationsMessage, Ground: n.Ground, Item: n.ID}, tx.SaveArrival(f, &n)
		}
		n.Version = version
		return a.arrivalOut(tx, f, n, lang, OperationsMessage)
	})
}

// arrivalOut writes a notice and marks it as sent, as it was sent.
func (a *App) arrivalOut(tx *store.Tx, f *store.File, n decision.ArrivalNotice, lang i18n.Lang, channel string) (Release, error) {
	if n.Status != decision.ArrivalOwed {
		return Release{}, fault.Stop("A-91", "arrival.sent_already")
	}
	p, err := a.arrivalLetter(f, Plan(f), n, lang)
	if err != nil {
		return Release{}, err
	}
	if len(p.Blocked) > 0 {
		return Release{}, fault.Stop("X-32", "onward.blocked")
	}
	n.Language, n.Subject, n.Text, n.Ground = string(lang), p.Subject, p.Text, GroundProgram
	if n, err = decision.SendArrival(n, a.Pack.On(tx.Today()), tx.Entry.Actor.Account, tx.Now); err != nil {
		return Release{}, err
	}
	if err := tx.SaveArrival(f, &n); err != nil {
		return Release{}, err
	}
	return Release{To: string(n.To), Channel: channel, Ground: n.Ground, Item: n.ID}, nil
}

// noticeDay is the day on which the notice of a person's planned travel first went to the operations centre, "" when none did.
func noticeDay(f *store.File, person string) policy.Day {
	m, ok := decision.Moving(f.Movements, person)
	if !ok {
		return ""
	}
	for _, n := range f.Arrivals {
		if n.Movement == m.ID && n.To == decision.ToCentre && !n.SentAt.IsZero() {
			return policy.DayOf(n.SentAt)
		}
	}
	return ""
}

func arrivalOf(f *store.File, id string) (decision.ArrivalNotice, error) {
	return by(f.Arrivals, id, func(n *decision.ArrivalNotice) string { return n.ID })
}

// TakeArrival is the operations centre acknowledging a notice, or saying how it is known that one which it passed on arrived.
func (a *App) TakeArrival(ctx context.Context, w Write, id string, version int64, day policy.Day, how string) (string, error) {
	return a.change(ctx, w, access.PassArrival, func(tx *store.Tx, f *store.File) error {
		n, err := arrivalOf(f, id)
		if err != nil {
			return err
		}
		if n.To == decision.ToCentre {
			day, how = tx.Today(), "page"
		}
		if n, err = decision.ReceiveArrival(n, day, how, tx.Entry.Actor.Account, tx.Today()); err != nil {
			return err
		}
		n.Version = version
		return tx.SaveArrival(f, &n)
	})
}

// PassArrival is the operations centre passing a notice on, in the words for that recipient, by a channel of its own outside Passage.
func (a *App) PassArrival(ctx context.Context, w Write, id string, to decision.Recipient, lang i18n.Lang) (string, error) {
	return a.release(ctx, w, access.PassArrival, func(tx *store.Tx, f *store.File) (Release, error) {
		n, err := arrivalOf(f, id)
		if err != nil {
			return Release{}, err
		}
		next, err := decision.PassOn(n, to, f.Arrivals, tx.Today())
		if err != nil {
			return Release{}, err
		}
		return a.arrivalOut(tx, f, next, lang, "passed_on")
	})
}
