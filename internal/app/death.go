package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// RecordDeath records that a person of the case died (I-77).
func (a *App) RecordDeath(ctx context.Context, w Write, in casefile.Death) (string, error) {
	return a.change(ctx, w, access.RecordDeath, func(tx *store.Tx, f *store.File) error { return a.died(tx, f, in) })
}

// died is a death as it is recorded, whoever said it: the person is out of what is still to be done, by entries and never silently.
func (a *App) died(tx *store.Tx, f *store.File, in casefile.Death) error {
	in.ID, in.Version, in.By, in.At = "", 0, tx.Entry.Actor.Account, tx.Now
	j := a.journey(tx, f)
	landed := func(person string) bool { _, ok := j.Protected(person); return ok }
	d, err := casefile.RecordDeath(in, f.Case.State, f.Persons, tx.Today(), landed, onFile(f))
	if err != nil {
		return err
	}
	p, err := by(f.Persons, d.Person, func(p *people.Person) string { return p.ID })
	if err != nil {
		return err
	}
	if f.Case.Landed > 0 && (p.Travels() || p.Principal()) {
		f.Case.Persons-- // of a family that travels in parts the number is no longer counted from the list
	}
	if err := agreeAgain(tx, f, d.Concerns(Plan(f), p)); err != nil {
		return err
	}
	p = d.Apply(p)
	if err := tx.SavePerson(f, &p); err != nil {
		return err
	}
	if err := tx.SaveDeath(f, &d); err != nil {
		return err
	}
	if err := dropOwed(tx, f, func(n casefile.Notice) bool { return n.About == p.ID }); err != nil {
		return err
	}
	if v, ok := j.Visa(p.ID); ok {
		v.Cancelled, v.Why = tx.Today(), "died"
		if err := tx.SaveVisa(f, &v); err != nil {
			return err
		}
	}
	if err := endPermits(tx, f, "died", func(person string) bool { return person == p.ID }); err != nil {
		return err
	}
	if err := a.placesFollow(tx, f, spaces.ReasonDeath); err != nil {
		return err
	}
	if p.Principal() {
		return nil // the case stops until an officer says what becomes of it
	}
	return a.onward(tx, f)
}

// agreeAgain takes back that the safe-contact plan is agreed: until the partner has gone through it again, nobody is contacted by it
// (decision 7, A-56).
func agreeAgain(tx *store.Tx, f *store.File, again bool) error {
	if !again || len(f.Plans) == 0 || f.Plans[0].Confirmed == "" {
		return nil
	}
	plan := f.Plans[0]
	plan.Confirmed, plan.ConfirmedBy = "", ""
	return tx.SavePlan(f, &plan)
}

// placesFollow brings what the case has in the ledger to those who still travel.
func (a *App) placesFollow(tx *store.Tx, f *store.File, reason string) error {
	entries, err := tx.Entries(f.Case.ID)
	if err != nil {
		return err
	}
	ask, err := a.places(tx, f, tx.Today().Year(), reason)
	if err != nil {
		return err
	}
	_, err = post(tx, append(spaces.Alter(ask, entries), spaces.Fewer(ask, entries)...))
	return err
}

// Orphaned says whether the principal applicant is dead and nobody has answered what becomes of the case (I-77).
func Orphaned(f *File) bool { return casefile.Headless(f.Case, f.Persons) }

// standingVisas are the visas that were not cancelled.
func standingVisas(f *store.File) []decision.Visa {
	return slices.DeleteFunc(slices.Clone(f.Visas), func(v decision.Visa) bool { return v.Cancelled != "" })
}
