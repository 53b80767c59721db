package app

import (
	"context"
	"errors"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// AskChange asks for a change of the family after the referral (I-31). typed describes who is to be added.
func (a *App) AskChange(ctx context.Context, w Write, in casefile.FamilyChange, typed referral.Answers) (string, error) {
	return a.change(ctx, w, access.AskChange, func(tx *store.Tx, f *store.File) error {
		in.ID, in.Version, in.By, in.At, in.New, in.FromPartner = "", 0, tx.Entry.Actor.Account, tx.Now, nil, partnerRole(tx.Entry.Actor.Role)
		var wrong error
		if in.Kind.Adds() {
			in.New = new(people.Person)
			wrong = referral.MemberForm.Apply(in.New, typed, func(p people.Person) error { return checkPerson(f, p, tx.Today()) })
		}
		x, err := casefile.AskChange(in, f.Case.State, tx.Today(), f.Persons, onFile(f))
		if err := together(err, wrong); err != nil {
			return err
		}
		return tx.SaveChange(f, &x)
	})
}

// together is one fault of two checks of the same form.
func together(a, b error) error {
	var c fault.Check
	for _, err := range []error{a, b} {
		var f *fault.Error
		switch {
		case err == nil:
		case errors.As(err, &f) && len(f.Fields) > 0:
			c.Fields = append(c.Fields, f.Fields...)
		default:
			return err
		}
	}
	return c.Err("family_change.not_ready")
}

// AnswerChange accepts or declines a change of the family. Accepted, the list of persons and their number follow, and so
// do the places that the case holds or has confirmed: a family is never turned away by a number (I-31, decision 3). The
// day of the referral, and the ages locked on it, stay.
func (a *App) AnswerChange(ctx context.Context, w Write, id string, version int64, accept bool, words string) (string, error) {
	return a.change(ctx, w, access.AnswerChange, func(tx *store.Tx, f *store.File) error {
		old, err := by(f.Changes, id, func(c *casefile.FamilyChange) string { return c.ID })
		if err != nil {
			return err
		}
		if old.Version != version {
			return conflict()
		}
		x, err := old.AnswerChange(accept, words, tx.Entry.Actor.Account, tx.Now)
		if err != nil {
			return err
		}
		if accept {
			if err := a.applyChange(tx, f, &x); err != nil {
				return err
			}
		}
		return tx.SaveChange(f, &x)
	})
}

func (a *App) applyChange(tx *store.Tx, f *store.File, x *casefile.FamilyChange) error {
	var p people.Person
	number := 0
	for i := range f.Persons {
		number = max(number, f.Persons[i].Number)
		if !x.Kind.Adds() && f.Persons[i].ID == x.Person {
			p = f.Persons[i]
		}
	}
	if !x.Kind.Adds() && p.ID == "" {
		return fault.New(fault.NotFound, "person.not_found")
	}
	if x.Kind == casefile.Died {
		said := "other"
		if x.FromPartner {
			said = "partner"
		}
		return a.died(tx, f, casefile.Death{Person: p.ID, On: people.Partial(x.On), Source: said, Proof: x.Proof})
	}
	p = x.Apply(p, number+1)
	if err := tx.SavePerson(f, &p); err != nil {
		return err
	}
	x.Person = p.ID
	return a.placesFollow(tx, f, spaces.ReasonFamily)
}

// NewcomerLacks is what the package still needs of a person whom a change added, and of nobody else.
func (a *App) NewcomerLacks(f *File, number int) ([]referral.Lack, error) {
	r, err := theReferral(f)
	if err != nil {
		return nil, err
	}
	all, err := referral.Lacks(a.subject(f, r, Plan(f), a.Today()), true)
	return slices.DeleteFunc(all, func(l referral.Lack) bool { return l.Person != number }), err
}
