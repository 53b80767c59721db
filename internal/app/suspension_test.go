package app_test

import (
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/store"
)

var (
	policyOne = access.Actor{Account: "policy.oppb", Role: access.PolicyManager, Unit: "OPPB", Language: "en"}
	policyTwo = access.Actor{Account: "policy2.oppb", Role: access.PolicyManager, Unit: "OPPB", Language: "fr"}
)

// suspension is the newest one, as the department sees it.
func (d *desk) suspension() policy.Suspension {
	d.Helper()
	list, err := d.app.Suspensions(bg, policyOne)
	d.ok(err)
	if len(list) == 0 {
		d.Fatal("no suspension")
	}
	return list[0]
}

func (d *desk) proposes(who access.Actor) error {
	return d.app.ProposeSuspension(bg, app.Write{Actor: who}, policy.Suspension{Partner: "FLD", Agreement: "fld-1", Ground: "integrity", Reason: "invented"})
}

func (d *desk) confirms(who access.Actor) error {
	s := d.suspension()
	return d.app.ConfirmSuspension(bg, app.Write{Actor: who}, s.ID, s.Version)
}

// Rule I-3: a suspension that is only proposed blocks nothing; confirmed by another person it blocks new referrals at once,
// also through another process; what was sent goes on, a corrected package too; lifted, new referrals are open again.
func TestRule_I_3_SuspensionStopsNewReferrals(t *testing.T) {
	received(t, func(d *desk) {
		other := app.New(d.app.Store, d.app.Pack) // another process, that has read what stood before
		other.Now = d.app.Now
		if _, err := other.Rules(bg); err != nil {
			d.Fatal(err)
		}
		draft, err := d.app.StartReferral(bg, app.Write{Actor: caseworker}, app.NewReferral{})
		d.ok(err)

		d.kind(d.proposes(reviewer), fault.Forbidden)
		d.ok(d.proposes(policyOne))
		d.no(d.proposes(policyTwo), "I-3") // one at a time
		if _, no, err := d.app.Referring(bg, reviewer); no || err != nil {
			d.Errorf("proposed, and the partner is told that it may not: %v", err)
		}
		d.refers(people.Person{Family: "0413", Given: "Applicant"}) // before it is confirmed
		d.no(d.confirms(policyOne), "I-3")
		d.ok(d.confirms(policyTwo))

		d.ok(d.app.CreateFile(bg, d.w(clerk), d.filed())) // a clerk goes on with what was sent (B2)
		d.state(casefile.Transferred)

		d.id = draft
		if s, no, err := d.app.Referring(bg, reviewer); !no || err != nil || s.Ground != "integrity" || s.Reason != "" || s.Confirmed.By != "" {
			d.Errorf("the partner is told %+v, %v, %v", s, no, err)
		}
		if _, no, _ := d.app.Referring(bg, stranger); no {
			d.Error("another partner is told that it is suspended")
		}
		d.no(d.app.SendForReview(bg, d.w(caseworker), d.draft().Referral.Version), "I-3")
		d.no(other.SendForReview(bg, d.w(caseworker), d.draft().Referral.Version), "I-3")

		// The partner's administrator reads the ground, and not the reason nor who acted.
		list, err := d.app.Suspensions(bg, access.Actor{Account: "partneradmin.fld", Role: access.PartnerAdmin, Unit: "FLD"})
		d.ok(err)
		if len(list) != 1 || list[0].Reason != "" || list[0].Proposed.By != "" || list[0].Confirmed.By == policyTwo.Account || list[0].Ground != "integrity" {
			d.Errorf("the partner reads %+v", list)
		}
		if list, err = d.app.Suspensions(bg, access.Actor{Account: "partneradmin.pd", Role: access.PartnerAdmin, Unit: "PD"}); err != nil || len(list) != 0 {
			d.Errorf("another partner reads %+v, %v", list, err)
		}

		d.now = d.now.AddDate(0, 0, 3)
		s := d.suspension()
		d.ok(d.app.ProposeLift(bg, app.Write{Actor: policyTwo}, s.ID, s.Version, "invented"))
		d.kind(d.app.ConfirmSuspension(bg, app.Write{Actor: policyOne}, s.ID, s.Version), fault.Conflict) // read before the proposal
		d.no(d.confirms(policyTwo), "I-3")
		d.no(d.app.SendForReview(bg, d.w(caseworker), d.draft().Referral.Version), "I-3")
		d.ok(d.confirms(policyOne))
		if _, no, err := d.app.Referring(bg, reviewer); no || err != nil {
			d.Errorf("lifted, and the partner is told that it may not: %v", err)
		}
		d.no(d.app.SendForReview(bg, d.w(caseworker), d.draft().Referral.Version), "ST-"+string(casefile.Reviewing)) // open again: now only what it lacks
		if rep, err := d.app.Store.Verify(bg); err != nil || len(rep.Faults) > 0 {
			d.Errorf("%+v, %v", rep, err)
		}
	})
}

// Rule I-3: what was sent on the day of the suspension comes back and is sent again while the agreement is suspended.
func TestRule_I_3_CorrectedPackageGoesOn(t *testing.T) {
	desks(t, func(d *desk) {
		d.complete()
		d.ok(d.app.SendForReview(bg, d.w(caseworker), d.draft().Referral.Version))
		d.ok(d.app.Refer(bg, d.w(reviewer), d.draft().Referral.Version, true))
		d.ok(d.proposes(policyOne))
		d.ok(d.confirms(policyTwo))
		d.given(func(tx *store.Tx, f *store.File) error {
			for _, to := range []casefile.State{casefile.Checking, casefile.Returned} {
				if err := tx.MoveAs(f, to, casefile.Step{By: clerk.Account, Role: clerk.Role, Reason: "incomplete"}); err != nil {
					return err
				}
			}
			return nil
		})
		d.now = d.now.Add(26 * time.Hour)
		d.ok(d.app.ReopenReturned(bg, d.w(caseworker)))
		d.ok(d.app.SendForReview(bg, d.w(caseworker), d.draft().Referral.Version))
		d.ok(d.app.Refer(bg, d.w(reviewer), d.draft().Referral.Version, true))
		d.state(casefile.Received)
	})
}

// Rule I-3: an earlier day of another channel does not lead a partner past its suspension.
func TestRule_I_3_EarlierDayIsNoWayAround(t *testing.T) {
	desks(t, func(d *desk) {
		d.complete()
		proof := d.upload(caseworker, document.Document{Kind: "proof_of_date"}, "receipt.pdf", paper("invented"))
		d.ok(d.proposes(policyOne))
		d.ok(d.confirms(policyTwo))
		d.now = d.now.AddDate(0, 0, 2)
		d.ok(d.app.ClaimDate(bg, d.w(caseworker), d.draft().Referral.Version, referral.DateMade, referral.Dated{Day: "2026-08-01", Channel: "encrypted", Proof: proof}))
		d.no(d.app.SendForReview(bg, d.w(caseworker), d.draft().Referral.Version), "I-3")
	})
}
