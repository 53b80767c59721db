package app_test

import (
	"testing"
	"testing/fstest"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
)

var (
	overseer2  = access.Actor{Account: "policy2.oppb", Role: access.PolicyManager, Unit: "OPPB", Language: "en"}
	adminFLD   = access.Actor{Account: "partneradmin.fld", Role: access.PartnerAdmin, Unit: "FLD", Language: "en"}
	adminPD    = access.Actor{Account: "partneradmin.pd", Role: access.PartnerAdmin, Unit: "PD", Language: "en"}
	adminUNHCR = access.Actor{Account: "partneradmin.unhcr", Role: access.PartnerAdmin, Unit: "UNHCR", Language: "en"}
)

func (o *office) err(want string, err error) {
	o.Helper()
	o.no(want, "", err)
}

// Rule I-66: a proposal, what both partners say, another person's yes: then both ledgers change, and both sides read the same.
func TestRule_I_66_FromProposalToBothLedgers(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		by := func(who access.Actor) app.Write { return app.Write{Actor: who} }
		p := spaces.Proposal{Stream: "hrd-global", Year: 2026, From: "PD", To: "FLD", Persons: 12, Reason: "Not needed this year."}
		_, err := o.app.ProposeReallocation(bg, by(adminPD), p)
		o.err("forbidden", err)
		p.Persons = 500
		_, err = o.app.ProposeReallocation(bg, by(analyst), p)
		o.err("invalid", err)
		p.Persons = 12
		id, err := o.app.ProposeReallocation(bg, by(overseer), p)
		if err != nil {
			o.Fatal(err)
		}
		limit := func(partner string) (int, int) {
			a, err := o.app.Allocations(bg, analyst, "hrd-global", 2026, 5)
			if err != nil {
				o.Fatal(err)
			}
			for _, l := range a.Lines {
				if l.Partner == partner {
					return l.Limit, l.Room
				}
			}
			return 0, 0
		}
		_, was := limit("FLD")
		if err := o.app.CommentReallocation(bg, by(adminFLD), id, 1, "We have families who wait."); err != nil {
			o.Fatal(err)
		}
		o.err("not_found", o.app.CommentReallocation(bg, by(adminUNHCR), id, 2, "Not ours."))
		if list, err := o.app.Reallocations(bg, adminUNHCR); err != nil || len(list) != 0 {
			o.Errorf("a third partner sees %d proposals, %v", len(list), err)
		}
		list, err := o.app.Reallocations(bg, adminPD)
		if err != nil || len(list) != 1 || list[0].Proposed.By != "department" || list[0].Comments[0].By != "FLD" {
			o.Errorf("the giving partner sees %+v, %v", list, err)
		}
		o.err("stopped", o.app.ApproveReallocation(bg, by(overseer), id, 2))
		o.err("conflict", o.app.ApproveReallocation(bg, by(overseer2), id, 1))
		o.err("forbidden", o.app.ApproveReallocation(bg, by(analyst), id, 2))
		if err := o.app.ApproveReallocation(bg, by(overseer2), id, 2); err != nil {
			o.Fatal(err)
		}
		fld, room := limit("FLD")
		pd, _ := limit("PD")
		if fld != 137 || pd != 113 || room != was+12 {
			o.Errorf("FLD %d with room for %d, before for %d; PD %d", fld, room, was, pd)
		}
		own, err := o.app.OwnAllocation(bg, adminFLD, "hrd-global")
		if err != nil {
			o.Fatal(err)
		}
		for _, l := range own.Years {
			if l.Year == 2026 && (l.Limit != fld || l.Room != room || l.Partner != "FLD") {
				o.Errorf("the partner reads %+v", l)
			}
		}
		if _, err := o.app.OwnAllocation(bg, analyst, "hrd-global"); err == nil {
			o.Error("the department has an allocation of its own")
		}
		o.err("stopped", o.app.DeclineReallocation(bg, by(overseer2), id, 3, "Too late."))
	})
}

// Rule I-58: numbers that two persons confirmed are what the next change is compared with, and what every page reads.
func TestRule_I_58_ConfirmedNumbersAreInForce(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		by := func(who access.Actor) app.Write { return app.Write{Actor: who} }
		now, err := o.app.YearNumbers(bg, analyst, "hrd-global", 2026)
		if err != nil {
			o.Fatal(err)
		}
		p := now.Now
		p.Reason, p.UpTo, p.Firm = "Agreed.", 300, true
		p.Shares = map[string]int{"FLD": 1, "PD": 100, "UNHCR": 150}
		o.err("forbidden", o.app.ProposeYearPlan(bg, by(analyst), p))
		if err := o.app.ProposeYearPlan(bg, by(overseer), p); err != nil {
			o.Fatal(err)
		}
		waits, err := o.app.YearNumbers(bg, analyst, "hrd-global", 2026)
		if err != nil || waits.Waits == nil || waits.Now.UpTo != 500 {
			o.Fatalf("%+v, %v", waits, err)
		}
		for _, l := range waits.Effect.Partners {
			if l.Partner == "FLD" && (l.Was != 125 || l.Is != 1 || l.Stopped != (l.Room == 0)) {
				o.Errorf("who is affected: %+v", l)
			}
		}
		o.err("stopped", o.app.ConfirmYearPlan(bg, by(overseer), waits.Waits.ID, waits.Waits.Version))
		if err := o.app.ConfirmYearPlan(bg, by(overseer2), waits.Waits.ID, waits.Waits.Version); err != nil {
			o.Fatal(err)
		}
		c := o.commitment(app.CommitmentFilter{})
		if c.UpTo != 300 || o.app.Policy().YearPlan("hrd-global", 2026).Shares["FLD"] != 1 {
			o.Errorf("the page says up to %d", c.UpTo)
		}
		own, err := o.app.OwnAllocation(bg, adminFLD, "hrd-global")
		if err != nil || len(own.Years) < 2 {
			o.Fatalf("%+v, %v", own, err)
		}
		for _, l := range own.Years {
			if l.Year == 2026 && l.Limit != 1 {
				o.Errorf("the partner reads up to %d", l.Limit)
			}
		}
	})
}

// share confirms other shares of 2026 by two persons.
func (o *office) share(persons map[string]int) {
	o.Helper()
	now, err := o.app.YearNumbers(bg, analyst, "hrd-global", 2026)
	if err != nil {
		o.Fatal(err)
	}
	p := now.Now
	p.Reason, p.Shares = "Agreed.", persons
	if err := o.app.ProposeYearPlan(bg, app.Write{Actor: overseer}, p); err != nil {
		o.Fatal(err)
	}
	waits, err := o.app.YearNumbers(bg, analyst, "hrd-global", 2026)
	if err != nil || waits.Waits == nil {
		o.Fatalf("%+v, %v", waits, err)
	}
	if err := o.app.ConfirmYearPlan(bg, app.Write{Actor: overseer2}, waits.Waits.ID, waits.Waits.Version); err != nil {
		o.Fatal(err)
	}
}

// Rule I-66: free room is pointed out where persons wait elsewhere without a place, from the partners that do not need it
// themselves; where nobody waits, nothing is said (I-59).
func TestRule_I_66_RoomThatIsFreeWhileOthersWait(t *testing.T) {
	engines(t, casefile.Preparing, func(o *office) { // two persons of FLD, in a package that holds no place
		unused := func() []app.Unused {
			list, err := o.app.Unused(bg, analyst, "hrd-global")
			if err != nil {
				o.Fatal(err)
			}
			return list
		}
		if list := unused(); len(list) != 0 {
			o.Errorf("there is room for all, and %+v", list)
		}
		o.share(map[string]int{"FLD": 1, "PD": 2, "UNHCR": 4})
		o.family(casefile.Preparing, "PD", "cedar") // PD needs its two places itself
		if list := unused(); len(list) != 1 || list[0] != (app.Unused{Year: 2026, From: "UNHCR", To: "FLD", Free: 4, Waiting: 1}) {
			o.Errorf("one of two of FLD has no place, UNHCR has four: %+v", list)
		}
		id, err := o.app.ProposeReallocation(bg, app.Write{Actor: analyst}, spaces.Proposal{Stream: "hrd-global", Year: 2026, From: "UNHCR", To: "FLD", Persons: 1, Reason: "A family waits."})
		if err != nil {
			o.Fatal(err)
		}
		if err := o.app.ApproveReallocation(bg, app.Write{Actor: overseer}, id, 1); err != nil {
			o.Fatal(err)
		}
		if list := unused(); len(list) != 0 {
			o.Errorf("the room has moved, and %+v", list)
		}
		if _, err := o.app.Unused(bg, adminFLD, "hrd-global"); err == nil {
			o.Error("a partner reads what the others have free")
		}
	})
}

// tenCarried is an overlay of the pack in which ten unused places of a partner go into its next year.
var tenCarried = fstest.MapFS{"carry.yaml": {Data: []byte(`version: carry
streams:
  - {id: hrd-global, from: 2021-01-01, en: Stream, fr: Volet, cite: [test], status: confirmed, category: CR1, program: HRD, carry: 10}
`)}}

// Rule I-91: once the year is over, so many of a partner's free places go into its next as the pack says, once; by the pack as
// it is, none.
func TestRule_I_91_CarriedOnceTheYearIsOver(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.share(map[string]int{"FLD": 125, "PD": 6, "UNHCR": 0})
		moved := func(year int) map[string]int {
			rows, err := o.app.Store.Balances(bg, year)
			if err != nil {
				o.Fatal(err)
			}
			out := map[string]int{}
			for k, d := range rows {
				if k.Counter == spaces.Allocation && d.Moved != 0 {
					out[k.Partner] = d.Moved
				}
			}
			return out
		}
		carry := func() {
			if err := o.app.CarryOver(bg); err != nil {
				o.Fatal(err)
			}
		}
		o.now = o.now.AddDate(0, 6, 0) // 28 February 2027
		carry()
		if len(moved(2026))+len(moved(2027)) != 0 {
			o.Errorf("the pack carries none, and %v went into %v", moved(2026), moved(2027))
		}
		p, err := policy.Load(policy.Demo(), tenCarried)
		if err != nil {
			o.Fatal(err)
		}
		kept := o.app.Store
		o.app = app.New(kept, p)
		o.app.Now = func() time.Time { return o.now }
		carry()
		carry() // the clock calls again
		if was, is := moved(2026), moved(2027); was["FLD"] != -10 || is["FLD"] != 10 || was["PD"] != -6 || is["PD"] != 6 || len(is) != 2 {
			o.Errorf("%v went into %v", was, is)
		}
	})
}
