package app_test

import (
	"slices"
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// others adds to the family a husband, a daughter who was 21 at the referral and is 22 now, and a sister of the principal applicant.
func (o *office) others() {
	o.Helper()
	o.given(func(tx *store.Tx, f *store.File) error {
		for _, p := range []people.Person{
			{Number: 4, Family: "Applicant", Given: "0415", Relationship: people.Husband, Travelling: people.Yes, Born: "1984-02-03", Nationalities: []string{"XLL"}, Residence: "XMM"},
			{Number: 5, Family: "Applicant", Given: "0416", Relationship: people.Daughter, Travelling: people.Yes, Born: "2004-05-01", Nationalities: []string{"XKK"}, Residence: "XMM"},
			{Number: 6, Family: "Applicant", Given: "0417", Relationship: people.StepS, Travelling: people.Yes, Born: "2012-05-01", Nationalities: []string{"XKK"}, Residence: "XMM"},
		} {
			if err := tx.SavePerson(f, &p); err != nil {
				return err
			}
		}
		f.Case.Persons = 5
		return nil
	})
}

// under is a change to the husband, with every relationship stated.
func (o *office) under(why, paper string) casefile.PrincipalChange {
	return casefile.PrincipalChange{To: o.person(4), Why: why, Proof: paper, Consent: paper, Words: "As the family asks.", Seen: true, Ties: []casefile.Tie{
		{Person: o.person(1), Now: people.Wife}, {Person: o.person(2), Now: people.Daughter}, {Person: o.person(3), Now: people.Son},
		{Person: o.person(5), Now: people.StepD}, {Person: o.person(6), Now: "NRM"}}}
}

// I-78: a file goes on under another adult who agrees; nothing of the referral moves, what was found of the one before is history, and
// the rows that depend on the principal applicant open again.
func TestRule_I_78_AnotherPrincipalApplicant(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.others()
		o.assess(false)
		o.given(func(_ *store.Tx, f *store.File) error { f.Case.State = casefile.Admissibility; return nil })
		before, paper := o.file(), o.paper()
		recorded := len(before.Findings)
		in := o.under("request", paper)
		for _, who := range []access.Actor{assistant, supervisor, caseworker, {Account: "officer2.cedar", Role: access.Officer, Unit: "cedar"}} {
			if _, err := o.app.ChangePrincipal(bg, o.w(who), in); err == nil {
				o.Errorf("%s changes it", who.Account)
			}
		}
		for name, wrong := range map[string]func(*casefile.PrincipalChange){
			"to a child":               func(c *casefile.PrincipalChange) { c.To = o.person(2) },
			"to who does not travel":   func(c *casefile.PrincipalChange) { c.To = o.person(3) },
			"to the same":              func(c *casefile.PrincipalChange) { c.To = o.person(1) },
			"without consent":          func(c *casefile.PrincipalChange) { c.Consent = "" },
			"without the request":      func(c *casefile.PrincipalChange) { c.Proof = "" },
			"after no death":           func(c *casefile.PrincipalChange) { c.Why = "death" },
			"without a reason":         func(c *casefile.PrincipalChange) { c.Words = "" },
			"with one left out":        func(c *casefile.PrincipalChange) { c.Ties = c.Ties[1:] },
			"with who has no tie seen": func(c *casefile.PrincipalChange) { c.Seen = false },
		} {
			c := in
			c.Ties = slices.Clone(in.Ties)
			wrong(&c)
			answer, err := o.app.ChangePrincipal(bg, o.w(officer), c)
			if err == nil {
				o.Errorf("changed %s: %s", name, answer)
			}
		}
		o.ok(o.app.ChangePrincipal(bg, o.w(officer), in))
		o.in(casefile.Eligibility)
		f := o.file()
		if f.Case.Referred != before.Case.Referred || f.Case.Applied != before.Case.Applied || f.Case.ReferredBy != before.Case.ReferredBy || f.Case.Stream != before.Case.Stream ||
			f.Case.Ref != before.Case.Ref || f.Case.Persons != before.Case.Persons || f.Case.Assigned != before.Case.Assigned {
			o.Errorf("the head has changed: %+v", f.Case.Referred)
		}
		if pa, ok := people.PrincipalOf(f.Persons); !ok || pa.ID != o.person(4) || f.Case.Summary.Name != "Applicant, 0415" {
			o.Errorf("the principal applicant is %q", f.Case.Summary.Name)
		}
		for _, x := range f.Findings {
			if x.Status != assessment.Superseded {
				o.Errorf("%s still stands", x.Key())
			}
		}
		if n, rows := func() (int, int) { s := o.app.Sheet(f); return s.Progress() }(); len(f.Findings) != recorded || n != 0 || rows == 0 {
			o.Errorf("%d findings of %d, %d recorded on the sheet", len(f.Findings), recorded, n)
		}
		for _, l := range o.app.Sheet(f).Lines {
			if l.Country == "XKK" {
				o.Error("the sheet still asks about the country of the one before")
			}
		}
		if f.Plans[0].Confirmed != "" || len(f.Principals) != 1 {
			o.Error("the plan of the one before holds")
		}
		answer, err := o.app.ChangePrincipal(bg, o.w(officer), in)
		o.no("invalid", answer, err)
	})
}

// I-24: the ages stay as taken on the day of the referral, whatever day it is when the principal applicant changes: who was 21 then
// and is 22 now stays a dependent child.
func TestRule_I_24_TheLockStays(t *testing.T) {
	o := open(t, storetest.Open(t), casefile.Eligibility)
	o.others()
	o.ok(o.app.ChangePrincipal(bg, o.w(officer), o.under("separation", o.paper())))
	f := o.file()
	c := f.Principals[0]
	if c.Referred != "2026-03-01" || f.Case.Referred != "2026-03-01" {
		o.Errorf("locked on %s", c.Referred)
	}
	i := slices.IndexFunc(c.Ties, func(t casefile.Tie) bool { return t.Person == o.person(5) })
	if c.Ties[i].Is != people.Member || people.AgeLock(f.Persons[4], o.app.Today()) != people.NotByAge {
		o.Errorf("who was 21 at the referral is %s", c.Ties[i].Is)
	}
	if f.Persons[4].ParentID != o.person(1) {
		o.Error("the child of the one before has no parent on file")
	}
}

// I-78: whose tie ended is named, and until they have a case of their own nothing is signed.
func TestRule_I_78_WhoseTieEnded(t *testing.T) {
	o := open(t, storetest.Open(t), casefile.Eligibility)
	o.others()
	o.ok(o.app.ChangePrincipal(bg, o.w(officer), o.under("request", o.paper())))
	gate := func() bool {
		b, err := o.app.Basis(o.file())
		if err != nil {
			o.Fatal(err)
		}
		for _, g := range decision.Gates(decision.Decision{Outcome: decision.Approve}, b) {
			if g.Name == "family" {
				return g.Met
			}
		}
		o.Fatal("no gate of the family")
		return false
	}
	if gate() {
		o.Error("a person without a tie does not stand in the way")
	}
	o.given(func(tx *store.Tx, f *store.File) error {
		p := f.Persons[5]
		p.OwnCase = "7K3M-Q9TD"
		return tx.SavePerson(f, &p)
	})
	if !gate() {
		o.Error("a case of their own does not help")
	}
}

// I-78: after a death it goes on under another; an approval is set aside with its visas and its plan, and the places stay.
func TestRule_I_78_AfterADeathAndAnApproval(t *testing.T) {
	engines(t, casefile.Travel, func(o *office) {
		o.others()
		o.placed(5)
		o.given(func(tx *store.Tx, f *store.File) error {
			f.Case.Decided = "2026-08-01"
			v := decision.Visa{Person: f.Persons[3].ID, Number: "V4", Issued: "2026-08-20", ValidUntil: "2026-12-01"}
			if err := tx.SaveVisa(f, &v); err != nil {
				return err
			}
			return tx.SaveDecision(f, &decision.Decision{Outcome: decision.Approve, Status: decision.Signed, By: officer.Account, SignedAt: o.now})
		})
		o.ok(o.app.RecordDeath(bg, o.w(assistant), casefile.Death{Person: o.person(1), On: "2026-08", Source: "family", NoProof: "None."}))
		if confirmed, planned := o.taken(); confirmed != 4 || planned != 4 {
			o.Errorf("after the death: %d places, %d planned", confirmed, planned)
		}
		answer, err := o.app.ChangePrincipal(bg, o.w(officer), o.under("request", o.paper()))
		o.no("invalid", answer, err)
		in := o.under("death", "")
		in.Consent = o.paper()
		o.ok(o.app.ChangePrincipal(bg, o.w(officer), in))
		o.in(casefile.Eligibility)
		f := o.file()
		if f.Case.Decided != "" || f.Decisions[0].Status != decision.Superseded || f.Visas[0].Cancelled == "" {
			o.Error("the approval or its visa stands")
		}
		if confirmed, planned := o.taken(); confirmed != 4 || planned != 0 {
			o.Errorf("%d places, %d planned", confirmed, planned)
		}
		if !f.Persons[0].Deceased() || f.Persons[0].Relationship != people.Wife {
			o.Error("who died is off the record")
		}
		o.ok(o.app.DraftFinding(bg, o.w(officer), assessment.Finding{Row: o.app.Sheet(f).Lines[0].Row, Reasons: "Begun."}))
	})
}
