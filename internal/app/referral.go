package app

import (
	"context"
	"maps"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
	"passage/internal/store"
)

// NewReferral is what a draft begins with: a name and nothing more from the page, everything a file holds from an
// import.
type NewReferral struct {
	Referral referral.Referral
	Persons  []people.Person // in order; the first is the principal applicant when none says so
	Plan     people.SafetyPlan
	Imported bool // of a file: nobody becomes the principal applicant whom the file does not call so
}

// StartReferral begins a draft in the partner's space and answers the id of its case. Rules: I-5, I-35.
func (a *App) StartReferral(ctx context.Context, w Write, in NewReferral) (casefile.ID, error) {
	return a.startDraft(ctx, w, access.StartReferral, in)
}

// startDraft is StartReferral under the action it is entered as in the journal: a page or an import.
func (a *App) startDraft(ctx context.Context, w Write, action access.Action, in NewReferral) (casefile.ID, error) {
	id, err := a.start(ctx, w, action, func(tx *store.Tx) error {
		f, err := a.openDraft(tx, w.Actor, in)
		if err == nil {
			tx.Answer = string(f.Case.ID)
		}
		return err
	})
	return casefile.ID(id), err
}

func (a *App) openDraft(tx *store.Tx, who access.Actor, in NewReferral) (*store.File, error) {
	if err := casefile.Open(casefile.Preparing, who.Role); err != nil {
		return nil, err
	}
	f, err := a.openCase(tx, who, casefile.Preparing, in)
	if err != nil {
		return nil, err
	}
	countPersons(f)
	return f, a.keepHold(tx, f)
}

// openCase makes a case in the partner's space. who.Account is empty for one that another partner hands over: nobody
// there has taken it up yet.
func (a *App) openCase(tx *store.Tx, who access.Actor, state casefile.State, in NewReferral) (*store.File, error) {
	f, err := tx.Create(casefile.Case{
		State: state, Since: tx.Today(), Opened: tx.Today(), ReferredBy: who.Unit, IdentifiedBy: in.Referral.IdentifiedBy,
		Stream: stream, Prepared: who.Account, Pack: tx.Entry.Pack,
	})
	if err != nil {
		return nil, err
	}
	r := in.Referral
	r.Partner = who.Unit
	if err := tx.SaveReferral(f, &r); err != nil {
		return nil, err
	}
	principal := slices.ContainsFunc(in.Persons, people.Person.Principal)
	for i, p := range in.Persons {
		p.Number = i + 1
		if i == 0 && !principal && !in.Imported {
			p.Relationship = people.PA
		}
		if err := tx.SavePerson(f, &p); err != nil {
			return nil, err
		}
	}
	plan := in.Plan
	return f, tx.SavePlan(f, &plan)
}

// stream is the one stream of today (intake 7.1): a partner's draft begins in it.
const stream = "hrd-global"

// InHand says whether the package is in somebody's hand to enter: the partner's while it is a draft, the operations centre's
// when it came by another channel and its dates are not confirmed. Who may at all is the access file's.
func InHand(who access.Actor, c casefile.Case) bool {
	if c.Summary.Entering {
		return who.Unit != c.ReferredBy
	}
	return c.State.Editable()
}

// draft is the door of what changes a package that is being entered: it must be in the actor's hand.
func (a *App) draft(ctx context.Context, w Write, action access.Action, fn func(tx *store.Tx, f *store.File) error) (string, error) {
	return a.change(ctx, w, action, func(tx *store.Tx, f *store.File) error {
		if !InHand(w.Actor, f.Case) {
			return &fault.Error{Kind: fault.Stopped, Key: "referral.not_editable", Rule: "ST-" + string(f.Case.State), Args: map[string]any{"State": string(f.Case.State)}}
		}
		if err := fn(tx, f); err != nil {
			return err
		}
		countPersons(f) // the family may have changed
		return a.keepHold(tx, f)
	})
}

// theReferral is the one referral of a case.
func theReferral(f *store.File) (referral.Referral, error) {
	if len(f.Referrals) != 1 {
		return referral.Referral{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return f.Referrals[0], nil
}

// editReferral is draft for what lives on the referral itself. version is what the page was made from: a stale one is
// fault.Conflict and nothing is stored. A fault of the kind Invalid that edit returns is handed back after the rest
// is stored: drafts always save (decision 1).
func (a *App) editReferral(ctx context.Context, w Write, version int64, edit func(tx *store.Tx, f *store.File, r *referral.Referral) error) error {
	var wrong error
	_, err := a.draft(ctx, w, access.EditReferral, func(tx *store.Tx, f *store.File) error {
		wrong = nil
		r, err := theReferral(f)
		if err != nil {
			return err
		}
		r.Version = version
		if err := keep(&wrong, edit(tx, f, &r)); err != nil {
			return err
		}
		if err := tx.SaveReferral(f, &r); err != nil {
			return err
		}
		f.Case.IdentifiedBy = r.IdentifiedBy
		wrong = at(wrong, r.Version)
		return nil
	})
	if err != nil {
		return err
	}
	return wrong
}

// keep puts a fault in fields aside, to be told after what is right has been stored; any other error stops the change.
func keep(wrong *error, err error) error {
	if f, ok := err.(*fault.Error); ok && f.Kind == fault.Invalid {
		*wrong = err
		return nil
	}
	return err
}

// at notes in a fault which version of the item was saved all the same.
func at(wrong error, version int64) error {
	f, ok := wrong.(*fault.Error)
	if !ok {
		return wrong
	}
	g := *f
	g.Key = "ask.saved"
	g.Args = maps.Clone(f.Args)
	if g.Args == nil {
		g.Args = map[string]any{}
	}
	g.Args["Version"] = version
	return &g
}

// Saved is the version of the item that was stored although something in the form was wrong; 0 when nothing was.
func Saved(f *fault.Error) int64 {
	if f == nil {
		return 0
	}
	n, _ := f.Args["Version"].(int64)
	return n
}

// SaveCover stores the answers of the cover page that are right and returns what is wrong. Rules: I-5, I-17, I-18.
func (a *App) SaveCover(ctx context.Context, w Write, version int64, typed referral.Answers) error {
	return a.editReferral(ctx, w, version, func(tx *store.Tx, f *store.File, r *referral.Referral) error {
		if err := referral.CoverForm.Apply(r, typed, func(r referral.Referral) error { return referral.CheckCover(r, a.Pack.On(tx.Today())) }); err != nil {
			return err
		}
		if r.Determination.Statement != "" && r.Determination.Account == "" {
			r.Determination.Account = w.Actor.Account
		}
		return nil
	})
}

// SaveLegalCase stores one charge or conviction: the one at index, or a new one.
func (a *App) SaveLegalCase(ctx context.Context, w Write, version int64, index int, typed referral.Answers) error {
	return a.editReferral(ctx, w, version, func(tx *store.Tx, f *store.File, r *referral.Referral) error {
		list, err := referral.Applied(r.LegalCases, index, referral.LegalCaseForm, typed, func(l referral.LegalCase) error { return listed(f, l.Person) })
		r.LegalCases = list
		return err
	})
}

// RemoveLegalCase takes one charge or conviction off the draft.
func (a *App) RemoveLegalCase(ctx context.Context, w Write, version int64, index int) error {
	return a.editReferral(ctx, w, version, func(tx *store.Tx, f *store.File, r *referral.Referral) (err error) {
		r.LegalCases, err = referral.Without(r.LegalCases, index)
		return err
	})
}

// SaveConsent stores one consent (intake 7.5).
func (a *App) SaveConsent(ctx context.Context, w Write, version int64, index int, typed referral.Answers) error {
	return a.editReferral(ctx, w, version, func(tx *store.Tx, f *store.File, r *referral.Referral) error {
		list, err := referral.Applied(r.Consents, index, referral.ConsentForm, typed, func(c referral.Consent) error { return listed(f, c.Person) })
		r.Consents = list
		return err
	})
}

// RemoveConsent takes a consent that was entered by mistake off the draft. A consent that is withdrawn stays, with its day.
func (a *App) RemoveConsent(ctx context.Context, w Write, version int64, index int) error {
	return a.editReferral(ctx, w, version, func(tx *store.Tx, f *store.File, r *referral.Referral) (err error) {
		r.Consents, err = referral.Without(r.Consents, index)
		return err
	})
}

// SaveForm stores one line of the checklist: a form of one person, or of the case when person is "".
func (a *App) SaveForm(ctx context.Context, w Write, version int64, form, person string, typed referral.Answers) error {
	return a.editReferral(ctx, w, version, func(tx *store.Tx, f *store.File, r *referral.Referral) error {
		if person != "" && !slices.ContainsFunc(f.Persons, func(p people.Person) bool { return p.ID == person }) {
			return fault.New(fault.NotFound, "person.not_found")
		}
		list := slices.Clone(r.Forms)
		i := slices.IndexFunc(list, func(x referral.Form) bool { return x.Form == form && x.Person == person })
		if i < 0 {
			list = append(list, referral.Form{Form: form, Person: person})
			i = len(list) - 1
		}
		minor := slices.ContainsFunc(f.Persons, func(p people.Person) bool { return p.ID == person && p.Born.Valid() && !p.Adult(tx.Today()) })
		err := referral.SignatureForm.Apply(&list[i], typed, func(x referral.Form) error { return referral.CheckForm(x, minor, tx.Today()) })
		r.Forms = list
		return err
	})
}

// SaveRepresentative stores who acts for the applicant, if anybody does (IMM 5476). Rule: I-72.
func (a *App) SaveRepresentative(ctx context.Context, w Write, version int64, typed referral.Answers) error {
	return a.editReferral(ctx, w, version, func(_ *store.Tx, _ *store.File, r *referral.Referral) error {
		return referral.RepresentativeForm.Apply(&r.Acting, typed, nil)
	})
}

// SaveHousehold stores what the household was asked and the signed answer that there is no other family. The statement is
// not signed while somebody who is said to exist is not listed. Rules: I-27, INT-E15.
func (a *App) SaveHousehold(ctx context.Context, w Write, version int64, typed referral.Answers, answer string, s referral.Statement) error {
	return a.editReferral(ctx, w, version, func(_ *store.Tx, f *store.File, r *referral.Referral) error {
		if err := referral.HouseholdForm.Fill(&r.Household, typed); err != nil {
			return err
		}
		if err := referral.CheckHousehold(r.Household, f.Persons); err != nil {
			if answer != people.Yes {
				r.NoOthers = referral.Statement{}
			}
			return err
		}
		next, err := referral.StateNoOthers(*r, answer, s.By, s.Day)
		*r = next
		return err
	})
}

// ClaimDate enters the day of another channel for one of the two dates (decision 4); the reviewer confirms it when
// the referral is made.
func (a *App) ClaimDate(ctx context.Context, w Write, version int64, which string, d referral.Dated) error {
	return a.editReferral(ctx, w, version, func(tx *store.Tx, f *store.File, r *referral.Referral) error {
		if proof, err := theDocument(f, d.Proof); err != nil || proof.Kind != "proof_of_date" {
			d.Proof = "" // what is not in the case proves nothing
		}
		next, err := referral.ClaimDate(*r, which, d, act(tx))
		*r = next
		return err
	})
}

// listed says whether an answer names a person of the case.
func listed(f *store.File, id string) error {
	if id == "" || slices.ContainsFunc(f.Persons, func(p people.Person) bool { return p.ID == id }) {
		return nil
	}
	var c fault.Check
	c.Add("person", "ask.choice")
	return c.Err("ask.check")
}

func act(tx *store.Tx) referral.Act {
	return referral.Act{Account: tx.Entry.Actor.Account, Today: tx.Today()}
}
