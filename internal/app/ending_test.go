package app_test

import (
	"fmt"
	"strings"
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/store"
)

// I-81: another country took them, by the partner's word or a paper; every adult who is to travel must be meant.
func TestRule_I_81_TakenByAnotherCountry(t *testing.T) {
	engines(t, casefile.Admissibility, func(o *office) {
		o.placed(2)
		paper := o.paper()
		in := casefile.Ending{Why: casefile.TakenElsewhere, On: "2026-08", Country: "XNN", Said: "document", Proof: paper, Covers: []string{o.person(1)}}
		for name, wrong := range map[string]func(*casefile.Ending){
			"without a day":       func(e *casefile.Ending) { e.On = "" },
			"before the referral": func(e *casefile.Ending) { e.On = "2025" },
			"of nobody":           func(e *casefile.Ending) { e.Covers = nil },
			"of a child":          func(e *casefile.Ending) { e.Covers = append(e.Covers, o.person(2)) },
			"without a country":   func(e *casefile.Ending) { e.Country = "" },
			"without a paper":     func(e *casefile.Ending) { e.Proof = "" },
			"by no word":          func(e *casefile.Ending) { e.Said, e.Proof = "partner", "" },
		} {
			e := in
			wrong(&e)
			if answer, err := o.app.CloseUnused(bg, o.w(assistant), e); err == nil {
				o.Errorf("closed %s: %s", name, answer)
			}
		}
		o.ok(o.app.CloseUnused(bg, o.w(assistant), in))
		o.in(casefile.ClosedUnused)
		if confirmed, planned := o.taken(); confirmed != 0 || planned != 0 {
			o.Errorf("%d places, %d planned", confirmed, planned)
		}
	})
}

// I-81: they chose to return, by their own statement through a channel that the plan allows. It is neutral: neither the step nor the
// hold says why, nothing is asked of why or where, and nobody who works on cessation, no partner and no analyst sees it (decision 9).
func TestRule_I_81_TheyChoseToReturn(t *testing.T) {
	engines(t, casefile.OnHold, func(o *office) {
		paper := o.paper()
		o.given(func(tx *store.Tx, f *store.File) error {
			f.Case.Decided = "2026-07-01" // an approval once stood
			return tx.SaveHold(f, &casefile.Hold{Reason: casefile.ExitBarrier, From: casefile.Travel, Since: "2026-08-01", Review: "2026-12-01"})
		})
		in := casefile.Ending{Why: casefile.ChoseToReturn, On: "2026-08-25", Proof: paper, Channel: "partner", Covers: []string{o.person(1)}, Country: "XKK"}
		for name, wrong := range map[string]func(*casefile.Ending){
			"without a statement":    func(e *casefile.Ending) { e.Proof = "" },
			"by no safe channel":     func(e *casefile.Ending) { e.Channel = "telephone" },
			"by nobody's own word":   func(e *casefile.Ending) { e.Covers = nil },
			"of a day that will be":  func(e *casefile.Ending) { e.On = "2026-12" },
			"on a channel not named": func(e *casefile.Ending) { e.Channel = "" },
		} {
			e := in
			wrong(&e)
			if answer, err := o.app.CloseUnused(bg, o.w(officer), e); err == nil {
				o.Errorf("closed %s: %s", name, answer)
			}
		}
		now := o.now
		o.now = o.now.AddDate(0, 0, 91)
		answer, err := o.app.CloseUnused(bg, o.w(officer), in)
		o.no("invalid", answer, err) // the plan has run out
		o.now = now
		o.ok(o.app.CloseUnused(bg, o.w(officer), in))
		o.in(casefile.ClosedUnused)
		f := o.file()
		if e := f.Endings[0]; e.Country != "" || e.Said != "" {
			o.Error("where they went is kept")
		}
		if strings.Contains(fmt.Sprint(f.Steps, f.Holds, f.Case), "returned") {
			o.Error("a step, the hold or the head says why")
		}
		if len(f.Notices) != 0 {
			o.Errorf("%d notices", len(f.Notices))
		}
		for _, who := range []access.Actor{{Account: "arrival.oppb", Role: access.PostArrival, Unit: "OPPB"}, caseworker, {Account: "policy.oppb", Role: access.PolicyManager, Unit: "OPPB"}} {
			for _, look := range []access.Action{access.ViewTravel, access.ViewReferral, access.ViewConsultation, access.ViewTimeline} {
				if seen, err := o.app.View(bg, who, o.id, look, ""); err == nil && len(seen.Endings) > 0 {
					o.Errorf("%s sees how it ended by %s", who.Role, look)
				}
			}
		}
		if seen, err := o.app.View(bg, officer, o.id, access.ViewDecision, ""); err != nil || len(seen.Endings) != 1 {
			o.Errorf("the office does not see it: %v", err)
		}
	})
}

// I-77: after the death of the principal applicant the assigned officer may close the case with a reason, from wherever it stands; nobody
// else, and not while the principal applicant lives.
func TestRule_I_77_ClosedAfterADeath(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.placed(2)
		in := casefile.Ending{Why: casefile.PrincipalDied, Words: "The children are with their aunt, who has a case of her own."}
		answer, err := o.app.CloseUnused(bg, o.w(officer), in)
		o.no("invalid", answer, err)
		o.ok(o.app.RecordDeath(bg, o.w(assistant), casefile.Death{Person: o.person(1), On: "2026", Source: "family", NoProof: "None."}))
		for _, who := range []access.Actor{assistant, supervisor} {
			if _, err := o.app.CloseUnused(bg, o.w(who), in); err == nil {
				o.Errorf("%s closes it", who.Role)
			}
		}
		answer, err = o.app.CloseUnused(bg, o.w(officer), casefile.Ending{Why: casefile.PrincipalDied})
		o.no("invalid", answer, err)
		o.ok(o.app.CloseUnused(bg, o.w(officer), in))
		o.in(casefile.ClosedUnused)
		if confirmed, planned := o.taken(); confirmed != 0 || planned != 0 {
			o.Errorf("%d places, %d planned", confirmed, planned)
		}
	})
}
