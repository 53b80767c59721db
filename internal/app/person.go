package app

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/store"
)

// editPerson is draft for one person: the one with id, or a new one when id is "". It answers the person's id. A
// fault in fields is handed back after the rest is stored.
func (a *App) editPerson(ctx context.Context, w Write, id string, version int64, edit func(tx *store.Tx, f *store.File, p *people.Person) error) (string, error) {
	var wrong error
	answer, err := a.draft(ctx, w, access.EditReferral, func(tx *store.Tx, f *store.File) error {
		wrong = nil
		p, err := thePerson(f, id)
		if err != nil {
			return err
		}
		p.Version = version
		if err := keep(&wrong, edit(tx, f, &p)); err != nil {
			return err
		}
		if err := tx.SavePerson(f, &p); err != nil {
			return err
		}
		tx.Answer = p.ID
		wrong = at(wrong, p.Version)
		return nil
	})
	if err != nil {
		return "", err
	}
	return answer, wrong
}

// thePerson is the person with an id; a new one gets the next number and is not yet related to anybody.
func thePerson(f *store.File, id string) (people.Person, error) {
	if id == "" {
		next := 0
		for _, p := range f.Persons {
			next = max(next, p.Number)
		}
		return people.Person{Number: next + 1}, nil
	}
	i := slices.IndexFunc(f.Persons, func(p people.Person) bool { return p.ID == id })
	if i < 0 {
		return people.Person{}, fault.New(fault.NotFound, "person.not_found")
	}
	return f.Persons[i], nil
}

// SavePerson stores the answers about a person that are right, and returns the person's id and what is wrong.
// Rules: I-23, I-35, I-40, INT-E13.
func (a *App) SavePerson(ctx context.Context, w Write, id string, version int64, typed referral.Answers) (string, error) {
	return a.editPerson(ctx, w, id, version, func(tx *store.Tx, f *store.File, p *people.Person) error {
		return referral.PersonForm.Apply(p, typed, func(p people.Person) error { return checkPerson(f, p, tx.Today()) })
	})
}

// checkPerson is what was typed about a person, and that they fit in with the others: one principal applicant
// (I-35), and a parent who is in the case (I-23).
func checkPerson(f *store.File, p people.Person, today policy.Day) error {
	var c fault.Check
	if err := keepFields(&c, people.CheckEntered(p, today)); err != nil {
		return err
	}
	for _, q := range f.Persons {
		if q.ID != p.ID && q.Principal() && p.Principal() && q.OwnCase == "" {
			c.AddRule("relationship", "person.relationship.second_principal", "I-35")
		}
	}
	if p.ParentID != "" && (p.ParentID == p.ID || !slices.ContainsFunc(f.Persons, func(q people.Person) bool { return q.ID == p.ParentID })) {
		c.AddRule("parent", "person.parent.none", "I-23")
	}
	return c.Err("ask.check")
}

func keepFields(c *fault.Check, err error) error {
	f, ok := err.(*fault.Error)
	if !ok {
		return err
	}
	c.Fields = append(c.Fields, f.Fields...)
	return nil
}

// RemovePerson takes a person who was listed by mistake off the draft. Family members are listed, travelling or not
// (I-26); the page says so before it asks.
func (a *App) RemovePerson(ctx context.Context, w Write, id string) error {
	_, err := a.draft(ctx, w, access.EditReferral, func(tx *store.Tx, f *store.File) error {
		p, err := thePerson(f, id)
		switch {
		case err != nil || id == "":
			return fault.New(fault.NotFound, "person.not_found")
		case p.Principal():
			return fault.Stop("I-35", "person.remove.principal")
		}
		for _, d := range f.Documents {
			if d.Person == id {
				return fault.New(fault.Stopped, "person.remove.documents")
			}
		}
		if s := SecretOf(f, id); s.ID != "" {
			if err := tx.RemoveSecret(f, s.ID); err != nil {
				return err
			}
		}
		return tx.RemovePerson(f, id)
	})
	return err
}

// SaveRow stores one row of a person's lists: the one at index, or a new one (referral.Added). A row that belongs to the
// department's forms begins them, as SaveSection does.
func (a *App) SaveRow(ctx context.Context, w Write, id string, version int64, rows string, index int, typed referral.Answers) error {
	r, in, ok := referral.RowsOf(rows)
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	_, err := a.editPerson(ctx, w, must(id), version, func(tx *store.Tx, f *store.File, p *people.Person) error {
		if r.Name == "context" {
			if proof, err := theDocument(f, typed.First("proof")); err != nil || proof.Person != "" && proof.Person != p.ID {
				typed = maps.Clone(typed)
				typed["proof"] = nil // what is not in the case proves nothing
			}
		}
		err := r.Apply(p, index, typed, tx.Today())
		return cmp.Or(a.begin(tx, f, in, *p), err)
	})
	return err
}

// RemoveRow takes a row off a person's lists.
func (a *App) RemoveRow(ctx context.Context, w Write, id string, version int64, rows string, index int) error {
	r, _, ok := referral.RowsOf(rows)
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	_, err := a.editPerson(ctx, w, must(id), version, func(tx *store.Tx, f *store.File, p *people.Person) error { return r.Remove(p, index) })
	return err
}

// SaveSection stores the answers to one part of the department's forms about a person that are right, and returns what is
// wrong. The forms that hold it are begun. Rules: I-39, I-41, INT-E13.
func (a *App) SaveSection(ctx context.Context, w Write, id string, version int64, section string, typed referral.Answers) error {
	x, ok := referral.SectionOf(section)
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	_, err := a.editPerson(ctx, w, must(id), version, func(tx *store.Tx, f *store.File, p *people.Person) error {
		err := x.Sheet.Apply(p, typed, func(p people.Person) error { return checkPerson(f, p, tx.Today()) })
		return cmp.Or(a.begin(tx, f, x, *p), err)
	})
	return err
}

// begin notes on the checklist that the forms which hold a section are filled in here.
func (a *App) begin(tx *store.Tx, f *store.File, x referral.Section, p people.Person) error {
	r, err := theReferral(f)
	if err != nil || x.Name == "" {
		return err
	}
	var plan people.SafetyPlan
	if len(f.Plans) > 0 {
		plan = f.Plans[0]
	}
	list := referral.SectionSaved(a.subject(f, r, plan, tx.Today()), x, p)
	if slices.Equal(list, r.Forms) {
		return nil
	}
	r.Forms = list
	return tx.SaveReferral(f, &r)
}

// must keeps an empty id from meaning a new person where one is meant that exists.
func must(id string) string {
	if id == "" {
		return "-"
	}
	return id
}

// LinkCase makes a de facto dependant, or a child who is not a dependant, the principal applicant of a case of their
// own, linked to this one, and answers its id. They stay listed here with its reference.
//
// Rule I-30: they need their own application and must meet the refugee definition themselves. The safe-contact plan
// goes along: it is the same home, and no case may be without one while it can be read. A package that came by another channel
// (I-56) and is still being entered is linked to one of the same channel, days and proof, which a second clerk confirms as well.
func (a *App) LinkCase(ctx context.Context, w Write, id string, version int64) (casefile.ID, error) {
	proof, err := a.proofOf(ctx, w)
	if err != nil {
		return "", err
	}
	answer, err := a.draft(ctx, w, access.LinkCase, func(tx *store.Tx, f *store.File) error {
		r, err := theReferral(f)
		if err != nil {
			return err
		}
		next, err := thePerson(f, must(id))
		if err != nil {
			return err
		}
		if next.Version != version {
			return fault.New(fault.Conflict, "fault.conflict")
		}
		moved, stays, err := people.OwnCaseFor(f.Persons, id, "-", referral.LockDay(r, tx.Today()))
		if err != nil {
			return err
		}
		own := NewReferral{Persons: []people.Person{moved}, Referral: referral.Referral{
			PartnerOffice: r.PartnerOffice, Contact: r.Contact, Backup: r.Backup, IdentifiedBy: r.IdentifiedBy,
			Linked: []referral.Linked{{Kind: "de_facto", Case: string(f.Case.ID), Ref: f.Case.Ref}},
		}}
		if len(f.Plans) > 0 {
			own.Plan = f.Plans[0]
			own.Plan.ID, own.Plan.Version = "", 0
		}
		var other *store.File
		if f.Case.Summary.Entering {
			other, err = openRegistered(tx, f.Case.ReferredBy, own,
				referral.ClaimedDate(r, referral.DateMade), referral.ClaimedDate(r, referral.DateSubmitted), proof)
		} else {
			other, err = a.openDraft(tx, w.Actor, own)
		}
		if err != nil {
			return err
		}
		if s := SecretOf(f, id); s.ID != "" { // goes with the person
			if err := tx.RemoveSecret(f, s.ID); err != nil {
				return err
			}
			s.ID, s.Version, s.Person = "", 0, other.Persons[0].ID
			if err := tx.SaveSecret(other, &s); err != nil {
				return err
			}
			stays.Apart = false
		}
		stays.OwnCase = other.Case.Ref
		if err := tx.SavePerson(f, &stays); err != nil {
			return err
		}
		r.Linked = append(slices.Clone(r.Linked), referral.Linked{Kind: "de_facto", Case: string(other.Case.ID), Ref: other.Case.Ref, Person: id})
		tx.Answer = string(other.Case.ID)
		return tx.SaveReferral(f, &r)
	})
	return casefile.ID(answer), err
}
