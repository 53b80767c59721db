package app

import (
	"context"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// Journey is what the rules after an approval read of a case.
func (a *App) Journey(f *File) decision.Journey {
	j := decision.Journey{State: f.Case.State, Brought: f.Broughts, Persons: f.Persons, Tracks: f.Tracks, Visas: f.Visas, Permits: f.Permits, Departures: f.Departures, Landings: f.Landings,
		Windows: f.Windows, Changes: f.Changes, Grounds: f.Grounds, Requests: f.Destinations, Checks: f.SafetyChecks, Applied: f.Case.Applied, Today: a.Today()}
	j.Decision, _ = decision.Standing(f.Decisions)
	return j
}

// IssueVisa keeps the visa of one person. When all who travel have one, travel begins.
func (a *App) IssueVisa(ctx context.Context, w Write, in decision.Visa) (string, error) {
	return a.change(ctx, w, access.RecordVisa, func(tx *store.Tx, f *store.File) error {
		if err := decision.Issue(in, a.journey(tx, f)); err != nil {
			return err
		}
		in.ID, in.By, in.At = "", tx.Entry.Actor.Account, tx.Now
		if err := tx.SaveVisa(f, &in); err != nil {
			return err
		}
		return a.onward(tx, f)
	})
}

// RecordDeparture keeps the boarding of one person, as confirmed. Nothing is counted.
func (a *App) RecordDeparture(ctx context.Context, w Write, in decision.Departure) (string, error) {
	return a.change(ctx, w, access.RecordDeparture, func(tx *store.Tx, f *store.File) error {
		if err := decision.Depart(in, a.journey(tx, f)); err != nil {
			return err
		}
		in.ID, in.By, in.At = "", tx.Entry.Actor.Account, tx.Now
		if day := noticeDay(f, in.Person); day != "" {
			in.Notice = day
		}
		if err := tx.SaveDeparture(f, &in); err != nil {
			return err
		}
		return a.onward(tx, f)
	})
}

// RecordNoShow marks that a person who departed was not on the flight or did not present.
func (a *App) RecordNoShow(ctx context.Context, w Write, id string, version int64, cause string) (string, error) {
	return a.change(ctx, w, access.RecordDeparture, func(tx *store.Tx, f *store.File) error {
		d, err := by(f.Departures, id, func(d *decision.Departure) string { return d.ID })
		if err != nil {
			return err
		}
		if d, err = decision.NoShow(d, cause, a.journey(tx, f)); err != nil {
			return err
		}
		d.Version = version
		if err := tx.SaveDeparture(f, &d); err != nil {
			return err
		}
		if err := a.oweSafety(tx, f, d); err != nil {
			return err
		}
		j := a.journey(tx, f)
		for _, p := range j.Travellers() {
			if _, gone := j.Departed(p.ID); gone {
				return nil // others of the family are on their way
			}
		}
		if f.Case.State == casefile.Departed {
			return tx.Move(f, casefile.NoShow, cause)
		}
		return nil
	})
}

// RecordLanding keeps the landing of one person and counts it, in the same transaction: against the stream's "up to"
// number of the year of landing, inside the office's GAR number, and out of the partner's allocation of the year of
// referral (A-111, I-10, I-62). A landing always posts (decision 3).
func (a *App) RecordLanding(ctx context.Context, w Write, in decision.Landing) (string, error) {
	return a.change(ctx, w, access.RecordLanding, func(tx *store.Tx, f *store.File) error { return a.land(tx, f, in) })
}

// land keeps a landing and counts it. entries of the same change stand before those of the ledger.
func (a *App) land(tx *store.Tx, f *store.File, in decision.Landing, before ...spaces.Entry) error {
	if err := decision.Land(in, a.journey(tx, f)); err != nil {
		return err
	}
	year := in.Day.Year()
	entries, err := tx.Entries(f.Case.ID)
	if err != nil {
		return err
	}
	upTo, err := a.commitment(tx, f.Case.Stream, year)
	if err != nil {
		return err
	}
	ask := a.ask(tx, f, year, upTo, spaces.ReasonLanded)
	counted, err := spaces.Land(ask, append(entries, before...), in.Person, f.Case.Office, in.Window)
	if err != nil {
		return err
	}
	if counted, err = post(tx, counted); err != nil {
		return err
	}
	in.ID, in.By, in.At, in.Entry = "", tx.Entry.Actor.Account, tx.Now, counted[0].ID
	if err := tx.SaveLanding(f, &in); err != nil {
		return err
	}
	if !in.Window {
		f.Case.Landed++
	}
	return a.onward(tx, f)
}

// TakeBackLanding corrects a landing that was entered by mistake: the ledger gets an entry for each that counted it,
// and nothing is erased.
func (a *App) TakeBackLanding(ctx context.Context, w Write, id string, version int64, why string) (string, error) {
	return a.change(ctx, w, access.RecordLanding, func(tx *store.Tx, f *store.File) error {
		l, err := by(f.Landings, id, func(l *decision.Landing) string { return l.ID })
		if err != nil {
			return err
		}
		l.Version = version
		_, err = a.takeBack(tx, f, l, why)
		return err
	})
}

// takeBack takes a landing back, and gives the lines that undo it.
func (a *App) takeBack(tx *store.Tx, f *store.File, l decision.Landing, why string) ([]spaces.Entry, error) {
	l, err := decision.TakeBack(l, why, tx.Today())
	if err != nil {
		return nil, err
	}
	entries, err := tx.Entries(f.Case.ID)
	if err != nil {
		return nil, err
	}
	ask := a.ask(tx, f, l.Day.Year(), 0, spaces.ReasonMistake)
	ask.Note = why
	back, err := spaces.TakeBack(ask, entries, l.Person)
	if err != nil {
		return nil, err
	}
	if back, err = post(tx, back); err != nil {
		return nil, err
	}
	if !l.Window {
		f.Case.Landed--
	}
	// A reminder of a window that never opened says what is not so (I-110).
	if err := dropOwed(tx, f, func(n casefile.Notice) bool { return n.Kind == casefile.WindowReminder && n.Of == l.ID }); err != nil {
		return nil, err
	}
	return back, tx.SaveLanding(f, &l)
}

// journey is Journey on the day of the change.
func (a *App) journey(tx *store.Tx, f *store.File) decision.Journey {
	j := a.Journey(f)
	j.Today = tx.Today()
	return j
}

// onward moves the case where what has happened to its persons brings it. The person who recorded the fact has done
// it; the step after a landing is the system's (2.2, POST_ARRIVAL).
func (a *App) onward(tx *store.Tx, f *store.File) error {
	for {
		next := decision.Next(a.journey(tx, f))
		if next == "" {
			return nil
		}
		step := casefile.Step{By: tx.Entry.Actor.Account, Role: access.System}
		switch next {
		case casefile.Travel, casefile.Departed:
			if step.Role = access.Assistant; decision.EarlyFrom(f.Case.State) { // whoever of the office records it does the assistant's work
				step.Role = access.Officer // a permit is the officer's
			}
		}
		if err := tx.MoveAs(f, next, step); err != nil {
			return err
		}
	}
}

// ask is what the rules of the ledger need from a change.
func (a *App) ask(tx *store.Tx, f *store.File, year, limit int, reason string) spaces.Ask {
	return spaces.Ask{Case: f.Case, Year: year, Limit: limit, Reason: reason, By: tx.Entry.Actor.Account, At: tx.Now}
}

// post appends entries to the ledger in their order. An override names the entry before it, which it lets through.
func post(tx *store.Tx, entries []spaces.Entry) ([]spaces.Entry, error) {
	out := make([]spaces.Entry, 0, len(entries))
	for _, e := range entries {
		if e.Kind == spaces.Override && len(out) > 0 {
			e.Of = out[len(out)-1].ID
		}
		e, err := tx.Ledger(e)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}
