package app_test

import (
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// placed gives the case confirmed places of its referral year, and a planned admission.
func (o *office) placed(persons int) {
	o.Helper()
	o.given(func(tx *store.Tx, f *store.File) error {
		e := spaces.Entry{Counter: spaces.Allocation, Kind: spaces.Confirm, Year: 2026, Stream: "hrd-global", Partner: "FLD", Case: o.id, Persons: persons, Limit: 100}
		if _, err := tx.Ledger(e); err != nil {
			return err
		}
		e.Counter, e.Kind, e.Office = spaces.Commitment, spaces.Plan, "cedar"
		_, err := tx.Ledger(e)
		return err
	})
}

// taken is what stands in the partner's allocation, and what is planned of the year.
func (o *office) taken() (confirmed, planned int) {
	o.Helper()
	rows := o.balances(2026)
	return rows[spaces.Key{Counter: spaces.Allocation, Year: 2026, Stream: "hrd-global", Partner: "FLD"}].Confirmed,
		rows[spaces.Key{Counter: spaces.Commitment, Year: 2026, Stream: "hrd-global"}].Planned
}

// I-77: a member who died stays on record and is out of what is still to be done; the place goes back by an entry, the plan that names
// them must be agreed again, and nobody is told.
func TestRule_I_77_ADeathTakesNothingOffTheRecord(t *testing.T) {
	engines(t, casefile.Approved, func(o *office) {
		o.placed(2)
		o.given(func(tx *store.Tx, f *store.File) error {
			plan := people.SafetyPlan{Reach: people.OnlyPartner, Fallback: "A cousin of 0413", Confirmed: "2026-08-20"}
			if len(f.Plans) > 0 {
				plan.ID, plan.Version = f.Plans[0].ID, f.Plans[0].Version
			}
			v := decision.Visa{Person: f.Persons[1].ID, Number: "V2", Issued: "2026-08-20", ValidUntil: "2026-12-01"}
			if err := tx.SaveVisa(f, &v); err != nil {
				return err
			}
			return tx.SavePlan(f, &plan)
		})
		in := casefile.Death{Person: o.person(2), On: "2026-08", Source: "family", NoProof: "The place is not safe to write to."}
		for _, who := range []access.Actor{caseworker, clerk, supervisor, {Account: "officer.birch", Role: access.Officer, Unit: "birch"}} {
			if _, err := o.app.RecordDeath(bg, o.w(who), in); err == nil {
				o.Errorf("%s of %s records a death", who.Role, who.Unit)
			}
		}
		for name, wrong := range map[string]casefile.Death{
			"of nobody":             {On: in.On, Source: in.Source, NoProof: in.NoProof},
			"of a day to come":      {Person: in.Person, On: "2026-10", Source: in.Source, NoProof: in.NoProof},
			"without a day":         {Person: in.Person, Source: in.Source, NoProof: in.NoProof},
			"that nobody said":      {Person: in.Person, On: in.On, NoProof: in.NoProof},
			"with no proof, or why": {Person: in.Person, On: in.On, Source: in.Source},
			"with a strange paper":  {Person: in.Person, On: in.On, Source: in.Source, Proof: "none"},
		} {
			answer, err := o.app.RecordDeath(bg, o.w(assistant), wrong)
			if err == nil {
				o.Errorf("a death %s is recorded: %s", name, answer)
			}
		}
		o.ok(o.app.RecordDeath(bg, o.w(assistant), in))
		f := o.file()
		p := f.Persons[1]
		if !p.Deceased() || p.Died != "2026-08" || p.Travelling != people.Yes || len(f.Persons) != 3 || f.Case.Persons != 1 || len(f.Deaths) != 1 {
			o.Errorf("after a death: %q, %d persons, %d travel", p.Died, len(f.Persons), f.Case.Persons)
		}
		if confirmed, planned := o.taken(); confirmed != 1 || planned != 1 {
			o.Errorf("%d places, %d planned", confirmed, planned)
		}
		entries, err := o.app.Store.Entries(bg, 2026, o.id)
		if err != nil {
			o.Fatal(err)
		}
		for _, e := range entries {
			if e.Kind == spaces.Change && (e.Persons != -1 || e.Reason != spaces.ReasonDeath) {
				o.Errorf("the entry says %d for %q", e.Persons, e.Reason)
			}
		}
		if f.Plans[0].Confirmed != "" || f.Plans[0].Fallback == "" {
			o.Error("the plan that names the person still holds, or was emptied")
		}
		if f.Visas[0].Cancelled == "" || len(f.Notices) != 0 {
			o.Errorf("the visa stands, or %d are told", len(f.Notices))
		}
		for _, e := range o.app.Admissibility(f).Examined {
			if e.Person == p.ID {
				o.Error("a dead person is to be examined")
			}
		}
		if app := o.app.Journey(f).Travellers(); len(app) != 1 {
			o.Errorf("%d travel", len(app))
		}
		answer, err := o.app.RecordDeath(bg, o.w(officer), in)
		o.no("I-77", answer, err)
	})
}

// I-77: when the principal applicant dies the case stops: nothing is assessed, decided, planned or sent, and what keeps the others safe
// goes on. The partner may say it, and the office answers.
func TestRule_I_77_ThePrincipalApplicantDies(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		proof := o.paper()
		o.ok(o.app.AskChange(bg, o.w(caseworker), casefile.FamilyChange{Kind: casefile.Died, Person: o.person(1), On: "2026-08-20", Proof: proof}, nil))
		c := o.file().Changes[0]
		o.ok(o.app.AnswerChange(bg, o.w(assistant), c.ID, c.Version, true, ""))
		f := o.file()
		if len(f.Deaths) != 1 || f.Deaths[0].Source != "partner" || f.Deaths[0].Proof != proof || f.Case.State != casefile.Eligibility {
			o.Fatalf("%d deaths, %s", len(f.Deaths), f.Case.State)
		}
		answer, err := o.app.DraftFinding(bg, o.w(officer), assessment.Finding{})
		o.no("I-77", answer, err)
		answer, err = o.app.HoldCase(bg, o.w(officer), casefile.Hold{Reason: casefile.ExitBarrier, Review: "2026-12-01"})
		o.no("I-77", answer, err)
		answer, err = o.app.DraftDecision(bg, o.w(officer), decision.Decision{Outcome: decision.Approve})
		o.no("I-77", answer, err)
		for _, s := range casefile.States { // wherever it stops there is a way on, and elsewhere it does not stop
			c := f.Case
			c.State = s
			to := casefile.Move(s, casefile.ClosedUnused, access.Officer) == nil
			if stops := casefile.Headless(c, f.Persons); stops != to {
				o.Errorf("in %s it stops: %v, and can be closed: %v", s, stops, to)
			}
		}
		o.ok(o.app.AddNote(bg, o.w(officer), "The family was told by the partner.", ""))
		o.ok(o.app.ReportIncident(bg, o.w(caseworker), casefile.Incident{Kind: casefile.Threat, Day: "2026-08-30", What: "A call.", Needed: "Nothing.", Reach: "Extension 1"}))
	})
}
