package app_test

import (
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
	"passage/internal/casework/spaces"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// child is a newborn as the page has them.
func child() referral.Answers {
	return referral.Answers{"family": {"Applicant"}, "given": {"0415"}, "sex": {"F"}, "born": {"2026-08-20"}, "birth_country": {"XMM"}, "nationality": {"XKK"}, "residence": {"XMM"},
		"relationship": {string(people.Daughter)}, "travelling": {people.Yes}}
}

// I-31, I-32: a birth after the referral is asked for with its proof, marks the file while it waits, and adds the child and
// a place once another person has accepted it; the day of the referral stays.
func TestRule_I_31_ABirthIsAskedForAndAdds(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		share := func() spaces.Delta {
			return o.balances(2026)[spaces.Key{Counter: spaces.Allocation, Year: 2026, Stream: "hrd-global", Partner: "FLD"}]
		}
		proof := document.Document{Kind: "other"}
		o.given(func(tx *store.Tx, f *store.File) error {
			if _, err := tx.Ledger(spaces.Entry{Counter: spaces.Allocation, Kind: spaces.Confirm, Year: 2026, Stream: "hrd-global", Partner: "FLD", Case: o.id, Persons: 2, Limit: 2}); err != nil {
				return err
			}
			return tx.SaveDocument(f, &proof)
		})
		in := casefile.FamilyChange{Kind: casefile.Birth, On: "2026-08-20", Proof: proof.ID}
		unproven := in
		unproven.Proof = ""
		answer, err := o.app.AskChange(bg, o.w(caseworker), unproven, child())
		o.no("invalid", answer, err)
		o.ok(o.app.AskChange(bg, o.w(caseworker), in, child()))
		f := o.file()
		if f.Case.Summary.Changes != 1 || len(f.Persons) != 3 || f.Case.Persons != 2 {
			o.Fatalf("asked for: %d open, %d persons, %d travel", f.Case.Summary.Changes, len(f.Persons), f.Case.Persons)
		}
		c := f.Changes[0]
		for _, who := range []access.Actor{caseworker, {Account: "officer.birch", Role: access.Officer, Unit: "birch"}} {
			if _, err := o.app.AnswerChange(bg, o.w(who), c.ID, c.Version, true, ""); err == nil {
				o.Errorf("%s of %s answers", who.Role, who.Unit)
			}
		}
		answer, err = o.app.AnswerChange(bg, o.w(assistant), c.ID, c.Version, false, "")
		o.no("invalid", answer, err) // declined without a word
		o.ok(o.app.AnswerChange(bg, o.w(assistant), c.ID, c.Version, true, ""))
		f = o.file()
		if f.Case.Summary.Changes != 0 || len(f.Persons) != 4 || f.Case.Persons != 3 || f.Case.Referred != "2026-03-01" {
			o.Errorf("accepted: %d open, %d persons, %d travel, referred %s", f.Case.Summary.Changes, len(f.Persons), f.Case.Persons, f.Case.Referred)
		}
		if got := share(); got.Confirmed != 3 { // past the number of two: a family is never turned away by it (decision 3)
			o.Errorf("%d places are confirmed", got.Confirmed)
		}
		newborn := f.Persons[3]
		if newborn.Number != 4 || newborn.Given != "0415" || f.Changes[0].Person != newborn.ID {
			o.Errorf("added: %+v", newborn.Number)
		}
		lacks, err := o.app.NewcomerLacks(f, newborn.Number)
		if err != nil || len(lacks) == 0 {
			o.Errorf("nothing is needed of a newcomer: %v", err)
		}
		for _, l := range lacks {
			if l.Person != newborn.Number {
				o.Errorf("%s is asked again of somebody else", l.Place)
			}
		}
		answer, err = o.app.AnswerChange(bg, o.w(officer), c.ID, f.Changes[0].Version, true, "")
		o.no("I-31", answer, err)
	})
}

// I-31: a separation takes a person off those who travel, a death is noted, and nobody answers what they asked.
func TestRule_I_31_WhoLeaves(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		proof := document.Document{Kind: "other"}
		o.given(func(tx *store.Tx, f *store.File) error { return tx.SaveDocument(f, &proof) })
		ask := func(who access.Actor, in casefile.FamilyChange) (casefile.FamilyChange, error) {
			in.On, in.Proof = "2026-08-20", proof.ID
			_, err := o.app.AskChange(bg, o.w(who), in, nil)
			list := o.file().Changes
			if len(list) == 0 {
				return in, err
			}
			return list[len(list)-1], err
		}
		for name, in := range map[string]casefile.FamilyChange{
			"of the principal applicant": {Kind: casefile.Separation, Person: o.person(1), Words: "x"},
			"of nobody":                  {Kind: casefile.Died},
			"without a word":             {Kind: casefile.Separation, Person: o.person(2)},
			"of no kind":                 {Kind: "other", Person: o.person(2)},
		} {
			if _, err := ask(assistant, in); err == nil {
				o.Errorf("a change %s is kept", name)
			}
		}
		c, err := ask(assistant, casefile.FamilyChange{Kind: casefile.Separation, Person: o.person(2), Words: "Stays with the other parent"})
		if err != nil {
			o.Fatal(err)
		}
		answer, err := o.app.AnswerChange(bg, o.w(assistant), c.ID, c.Version, true, "")
		o.no("I-31", answer, err) // the same person
		o.ok(o.app.AnswerChange(bg, o.w(officer), c.ID, c.Version, true, ""))
		f := o.file()
		if p := f.Persons[1]; p.Travelling != people.No || p.NotWhy != "Stays with the other parent" || f.Case.Persons != 1 {
			o.Errorf("after a separation: %s, %q, %d travel", p.Travelling, p.NotWhy, f.Case.Persons)
		}
		c, err = ask(officer, casefile.FamilyChange{Kind: casefile.Died, Person: o.person(3)})
		if err != nil {
			o.Fatal(err)
		}
		o.ok(o.app.AnswerChange(bg, o.w(assistant), c.ID, c.Version, false, "The paper names another person"))
		if p := o.file().Persons[2]; p.Deceased() {
			o.Error("what was declined is applied")
		}
	})
}

// I-32: a file with a change that waits is marked "information required" and its work goes on.
func TestRule_I_32_InformationRequired(t *testing.T) {
	o := open(t, storetest.Open(t), casefile.Eligibility)
	proof := document.Document{Kind: "other"}
	o.given(func(tx *store.Tx, f *store.File) error { return tx.SaveDocument(f, &proof) })
	o.ok(o.app.AskChange(bg, o.w(caseworker), casefile.FamilyChange{Kind: casefile.Birth, On: "2026-08-20", Proof: proof.ID}, child()))
	list, err := o.app.List(bg, officer, access.ListCases, app.Query{Limit: 10})
	if err != nil || len(list) != 1 || list[0].Summary.Changes != 1 {
		t.Errorf("the office's list does not say it: %v", err)
	}
	o.in(casefile.Eligibility)
	o.ok(o.app.AddNote(bg, o.w(officer), "The work goes on.", ""))
}
