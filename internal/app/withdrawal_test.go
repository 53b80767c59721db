package app_test

import (
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/spaces"
	"passage/internal/i18n"
	"passage/internal/store"
)

// A-95, ST-X1: an approved case whose applicants withdraw is closed, and what was planned for it is free again.
func TestRule_A_95_PlacesAreFree(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		planned := func() (n int) {
			for _, year := range []int{2026, 2027} {
				for k, d := range o.balances(year) {
					if k.Counter == spaces.Commitment && k.Partner != "" {
						n += d.Planned
					}
				}
			}
			return n
		}
		before := planned()
		o.approve()
		o.given(func(tx *store.Tx, f *store.File) error {
			_, err := tx.Ledger(spaces.Entry{Counter: spaces.Commitment, Kind: spaces.Plan, Year: 2026, Stream: "hrd-global", Partner: "FLD", Office: "cedar", Case: o.id, Persons: 2, Limit: 500})
			return err
		})
		if planned() != before+2 {
			o.Fatalf("%d persons are planned", planned())
		}
		request := document.Document{Kind: "other"}
		o.given(func(tx *store.Tx, f *store.File) error { return tx.SaveDocument(f, &request) })
		in := casefile.Withdrawal{Asked: "applicant", On: "2026-08-30", Request: request.ID, Covers: []string{o.person(1)}, Reason: "returned_home"}

		unasked := in
		unasked.Request = ""
		answer, err := o.app.Withdraw(bg, o.w(officer), unasked)
		o.no("X-28", answer, err)
		for _, who := range []access.Actor{caseworker, {Account: "officer.birch", Role: access.Officer, Unit: "birch"}, {Account: "clerk.one", Role: access.Clerk, Unit: "roc-o"}} {
			if _, err := o.app.Withdraw(bg, o.w(who), in); err == nil {
				o.Errorf("%s of %s withdraws", who.Role, who.Unit)
			}
		}
		o.ok(o.app.Withdraw(bg, o.w(assistant), in))
		o.in(casefile.Withdrawn)
		if planned() != before {
			o.Errorf("%d persons are still planned", planned()-before)
		}
		if w := o.file().Withdrawals; len(w) != 1 || w[0].By != assistant.Account || w[0].Request != request.ID {
			o.Errorf("recorded: %+v", w)
		}
		if _, err := o.app.Withdraw(bg, o.w(officer), in); err == nil {
			o.Error("a closed case is withdrawn again")
		}
		// The letters that say so (L12) are owed to both, and leave the closed case.
		told := map[casefile.Addressee]bool{}
		for _, n := range o.file().Notices {
			if n.Kind != casefile.WithdrawalReceived {
				continue
			}
			told[n.To] = true
			if n.To == casefile.ToPartner {
				o.ok(o.app.SendNotice(bg, o.w(assistant), n.ID, n.Version, i18n.EN))
			}
		}
		if !told[casefile.ToApplicant] || !told[casefile.ToPartner] {
			o.Errorf("owed: %v", told)
		}
	})
}
