package store

import (
	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
)

var (
	referrals = kind("referral", Package, func(f *File) *[]referral.Referral { return &f.Referrals }, func(r *referral.Referral) (*string, *int64) { return &r.ID, &r.Version })
	persons   = kind("person", Family, func(f *File) *[]people.Person { return &f.Persons }, func(p *people.Person) (*string, *int64) { return &p.ID, &p.Version })
	plans     = kind("plan", Contact, func(f *File) *[]people.SafetyPlan { return &f.Plans }, func(p *people.SafetyPlan) (*string, *int64) { return &p.ID, &p.Version })
	secrets   = kind("secret", Kept, func(f *File) *[]people.Secret { return &f.Secrets }, func(s *people.Secret) (*string, *int64) { return &s.ID, &s.Version })
	inquiries = kind("inquiry", Own, func(f *File) *[]referral.Inquiry { return &f.Inquiries }, func(i *referral.Inquiry) (*string, *int64) { return &i.ID, &i.Version })
	documents = kind("document", Package, func(f *File) *[]document.Document { return &f.Documents }, func(d *document.Document) (*string, *int64) { return &d.ID, &d.Version })
)

// SaveReferral stores what the partner sends about the case as a whole.
func (tx *Tx) SaveReferral(f *File, r *referral.Referral) error { return referrals.save(tx, f, r) }

// SavePerson stores one person of the case.
func (tx *Tx) SavePerson(f *File, p *people.Person) error { return persons.save(tx, f, p) }

// RemovePerson takes a person off the draft; the journal keeps the image.
func (tx *Tx) RemovePerson(f *File, id string) error { return persons.drop(f, id) }

// SavePlan stores a safe-contact plan.
func (tx *Tx) SavePlan(f *File, p *people.SafetyPlan) error { return plans.save(tx, f, p) }

// SaveSecret stores what one of the family keeps from the others.
func (tx *Tx) SaveSecret(f *File, s *people.Secret) error { return secrets.save(tx, f, s) }

// RemoveSecret takes it back.
func (tx *Tx) RemoveSecret(f *File, id string) error { return secrets.drop(f, id) }

// SaveDocument stores what is known of a document; its bytes are chunks (see WriteBlob).
func (tx *Tx) SaveDocument(f *File, d *document.Document) error { return documents.save(tx, f, d) }

// RemoveDocument takes a document off the case; its chunks go with it.
func (tx *Tx) RemoveDocument(f *File, id string) error { return documents.drop(f, id) }

// SaveInquiry stores what the partner keeps of a person for itself.
func (tx *Tx) SaveInquiry(f *File, i *referral.Inquiry) error { return inquiries.save(tx, f, i) }
