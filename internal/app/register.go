package app

import (
	"context"
	"io"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/inspect"
	"passage/internal/store"
)

// Packages that came by another channel than the portal (I-56): a clerk registers and enters them, a second one confirms
// their dates. From then on they are like every other, and the partner's.

// Registration is what a clerk says of a package that came by another channel; the rest is entered afterwards.
type Registration struct {
	Partner   string
	Channel   string
	Made      policy.Day // the referral was made
	Submitted policy.Day // the application was submitted
	Applicant people.Person
	Proof     Upload // of the days
}

// Register registers a package with its true dates and their proof, and answers the id of its case, which stands in the
// queue as received. Rules: I-1, I-3, I-4, I-24, I-56, decisions 4 and 15.
func (a *App) Register(ctx context.Context, w Write, in Registration) (casefile.ID, error) {
	if err := access.Allow(w.Actor, access.Register, access.Resource{Partner: w.Actor.Unit}); err != nil {
		return "", err
	}
	k, _ := document.KindOf("proof_of_date")
	d := document.Document{Kind: k.Code, Sensitivity: k.Sensitivity, Name: document.CleanName(in.Proof.Name)}
	var content []byte
	if in.Proof.Body != nil {
		var err error
		if content, err = io.ReadAll(io.LimitReader(in.Proof.Body, document.Limit+1)); err != nil {
			return "", err
		}
	}
	pack, err := a.Rules(ctx)
	if err != nil {
		return "", err
	}
	if err := a.registrable(in, len(content) > 0, pack); err != nil {
		return "", err
	}
	found, err := a.inspected(ctx, &d, in.Proof.Declared, content)
	if err != nil {
		return "", err
	}
	w.Body = append(slices.Clone(w.Body), sumOf(content)...) // the token stands for these bytes too
	id, err := a.start(ctx, w, access.Register, func(tx *store.Tx) error {
		f, err := openRegistered(tx, in.Partner, NewReferral{Persons: []people.Person{in.Applicant}},
			referral.Dated{Day: in.Made, Channel: in.Channel}, referral.Dated{Day: in.Submitted}, proven{proofSaid(d), content, found})
		if err != nil {
			return err
		}
		// Whoever has a declared link to a country neither opens nor makes a case against it (decision 14).
		a.summarise(tx, f)
		if w.Actor.Conflicts(f.Case.Summary.Countries) {
			return fault.New(fault.Forbidden, "fault.forbidden")
		}
		tx.Answer = string(f.Case.ID)
		return nil
	})
	return casefile.ID(id), err
}

// proven is the document that proves the days of a package from another channel.
type proven struct {
	said    document.Document
	content []byte
	found   inspect.Found
}

// proofSaid is what is said of a proof when it is kept with a case.
func proofSaid(d document.Document) document.Document {
	return document.Document{Kind: d.Kind, Sensitivity: d.Sensitivity, Name: d.Name, Type: d.Type, Translation: "not_needed", Malware: d.Malware, ScannedAt: d.ScannedAt}
}

// openRegistered makes the case of a package that came by another channel, received with its days and their proof.
func openRegistered(tx *store.Tx, partner string, in NewReferral, made, submitted referral.Dated, by proven) (*store.File, error) {
	if err := casefile.Open(casefile.Received, tx.Entry.Actor.Role); err != nil {
		return nil, err
	}
	f, err := tx.Create(casefile.Case{State: casefile.Received, Since: tx.Today(), Opened: tx.Today(), ReferredBy: partner, IdentifiedBy: in.Referral.IdentifiedBy,
		Stream: stream, Pack: tx.Entry.Pack, Referred: made.Day, Applied: submitted.Day})
	if err != nil {
		return nil, err
	}
	proof, err := keepDocument(tx, f, by.said, by.content, by.found)
	if err != nil {
		return nil, err
	}
	r := in.Referral
	r.Partner = partner
	if r, err = referral.Register(r, made.Channel, made.Day, submitted.Day, proof.ID, act(tx)); err != nil {
		return nil, err
	}
	if err := tx.SaveReferral(f, &r); err != nil {
		return nil, err
	}
	for i, p := range in.Persons {
		p.Number = i + 1
		if i == 0 {
			p.Relationship = people.PA
		}
		if err := tx.SavePerson(f, &p); err != nil {
			return nil, err
		}
	}
	plan := in.Plan
	return f, tx.SavePlan(f, &plan)
}

// proofOf is the proof of the days of a package that is still being entered, to go along with a case that is linked to it; nothing
// for every other case.
func (a *App) proofOf(ctx context.Context, w Write) (p proven, err error) {
	c, err := a.Store.Peek(ctx, w.Case)
	if err != nil || !c.Summary.Entering {
		return p, err
	}
	if err := access.Allow(w.Actor, access.LinkCase, a.resource(c)); err != nil {
		return p, err
	}
	f, err := a.Store.Read(ctx, w.Case, store.Rooms{store.Package: true})
	if err != nil {
		return p, err
	}
	r, err := theReferral(f)
	if err != nil {
		return p, err
	}
	d, err := theDocument(f, referral.ClaimedDate(r, referral.DateMade).Proof)
	if err != nil {
		return p, err
	}
	if p.content, err = a.Store.Content(ctx, w.Case, store.Blob{ID: d.Blob, Size: d.Size}); err != nil {
		return p, err
	}
	p.found, err = a.inspected(ctx, &d, d.Type, p.content)
	p.said = proofSaid(d)
	return p, err
}

// registrable finds what is wrong before anything is stored, all of it at once.
func (a *App) registrable(in Registration, proof bool, pack *policy.Pack) error {
	var c fault.Check
	today := a.Today()
	if _, ok := a.Policy().Partner(in.Partner); !ok {
		c.AddRule("partner", "referral.register.partner", "I-1")
	}
	which := ""
	if proof {
		which = "proof"
	}
	if _, err := referral.Register(referral.Referral{Partner: in.Partner}, in.Channel, in.Made, in.Submitted, which, referral.Act{Today: today}); err != nil {
		if err := keepFields(&c, err); err != nil {
			return err
		}
	}
	if !in.Applicant.Named() {
		c.AddRule("family", "person.family.missing", "I-28")
	}
	if in.Applicant.Residence == "" {
		c.AddRule("residence", "referral.register.residence", "I-36")
	}
	if err := c.Err("ask.check"); err != nil {
		return err
	}
	return referral.Timely(referral.Referral{Partner: in.Partner, Made: referral.Dated{Day: in.Made}, Submitted: referral.Dated{Day: in.Submitted}}, pack)
}

// ConfirmRegistered is the second person's confirmation of both dates: what was entered is frozen as version 1 of the package
// with a receipt, and the family's places are confirmed in the year of the referral.
// Rules: I-1, I-3, I-4, I-5, I-7, I-10, I-24, I-46, I-50, I-56, decision 4.
func (a *App) ConfirmRegistered(ctx context.Context, w Write, version int64) error {
	return a.atIntake(ctx, w, access.ConfirmDates, func(tx *store.Tx, f *store.File, in *Incoming) error {
		pack, err := a.rulesIn(tx)
		if err != nil {
			return err
		}
		r := in.Referral
		r.Version = version
		r, err = referral.ConfirmRegistered(r, referral.Content{Persons: f.Persons, Plans: f.Plans, Documents: f.Documents}, pack, referral.ReceiptCode(tx.NewID()), act(tx))
		if err != nil {
			return err
		}
		if err := tx.SaveReferral(f, &r); err != nil {
			return err
		}
		return a.referred(tx, f, r)
	})
}

// DropRegistered ends what was registered in error, with the reason; nothing of it was a referral.
func (a *App) DropRegistered(ctx context.Context, w Write, version int64, why string) error {
	return a.atIntake(ctx, w, access.ConfirmDates, func(tx *store.Tx, f *store.File, in *Incoming) error {
		r, err := referral.DropRegistered(in.Referral, why, act(tx))
		if err != nil {
			return err
		}
		r.Version = version
		if err := tx.SaveReferral(f, &r); err != nil {
			return err
		}
		return tx.Move(f, casefile.Withdrawn, "registered_in_error")
	})
}
