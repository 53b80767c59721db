package app_test

import (
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/cessation"
	"passage/internal/casework/decision"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// destined has the operations centre answer with a province.
func (o *office) destined(province string) {
	o.Helper()
	o.given(func(tx *store.Tx, f *store.File) error {
		return tx.SaveDestination(f, &decision.DestinationRequest{Answers: []decision.DestinationAnswer{{Community: "Community 1", Province: province, At: tx.Now}}})
	})
}

func (o *office) permitOf(number int) decision.Permit {
	o.Helper()
	p, ok := o.app.Journey(o.file()).Permit(o.person(number))
	if !ok {
		o.Fatalf("person %d has no permit", number)
	}
	return p
}

// onPermits takes a family that was found to need protection to permits for both who travel.
func (o *office) onPermits() {
	o.Helper()
	o.assess(false)
	o.destined("ON")
	o.given(func(tx *store.Tx, f *store.File) error {
		f.Case.State, f.Case.Decided = casefile.Admissibility, ""
		return nil
	})
	doc, day := o.paper(), policy.DayOf(o.now)
	for _, n := range []int{1, 2} {
		o.in(casefile.Admissibility)
		o.ok(o.app.IssuePermit(bg, o.w(officer), decision.Permit{Person: o.person(n), Number: "P 0001", Issued: day, ValidUntil: day.AddYears(2), Why: "Zqopen: nobody answers there.", Medical: day, Opinion: doc}))
	}
	o.in(casefile.Travel)
}

// A-116 through the doors: the family travels on permits before its checks are over; protection is conferred on the day each came, which
// opens the window of who stays and lets a matter be opened; the ledger counts nobody until they are permanent residents, and then once,
// in that year; who works after the arrival reads neither the reason nor what a doctor said.
func TestRule_A_116_EarlyAdmission(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.hire(arrivals, arrivals2, borders)
		o.onPermits()
		if _, err := o.app.IssuePermit(bg, o.w(assistant), decision.Permit{Person: o.person(1)}); err == nil {
			o.Error("an assistant issues a permit")
		}
		o.now = o.now.AddDate(0, 1, 0)
		day := policy.DayOf(o.now)
		for _, n := range []int{1, 2} {
			o.ok(o.app.RecordDeparture(bg, o.w(assistant), decision.Departure{Person: o.person(n), Day: day.Add(-1), Confirmed: "IOM"}))
		}
		o.in(casefile.Departed)
		if _, err := o.app.View(bg, arrivals, o.id, access.ViewTravel, ""); err == nil {
			o.Error("who works after the arrival reads it before anybody came")
		}
		for _, n := range []int{1, 2} {
			p := o.permitOf(n)
			_, err := o.app.RecordEntry(bg, o.w(assistant), p.ID, p.Version+1, decision.Entry{Day: day, Place: "Port 01"})
			o.no("conflict", "", err)
			o.ok(o.app.RecordEntry(bg, o.w(assistant), p.ID, p.Version, decision.Entry{Day: day, Place: "Port 01"}))
			o.in(casefile.PostArrival)
		}
		counted := func() int {
			return o.balances(2026)[spaces.Key{Counter: spaces.Commitment, Year: 2026, Stream: "hrd-global"}].Landed + o.balances(2027)[spaces.Key{Counter: spaces.Commitment, Year: 2027, Stream: "hrd-global"}].Landed
		}
		if n := counted(); n != 0 || o.file().Case.Landed != 0 {
			o.Errorf("%d are counted on their permits", n)
		}
		if end := o.file().Case.Summary.Window; end != day.AddYears(1) {
			o.Errorf("the window of who stays ends on %q", end)
		}
		f, err := o.app.View(bg, arrivals, o.id, access.ViewTravel, "")
		if err != nil {
			o.Fatal(err)
		}
		if p := f.Permits[0]; p.Why != "" || p.Opinion != "" || p.Medical != "" || p.Open != nil || p.Number == "" || len(p.Entries) != 1 {
			o.Errorf("who works after the arrival reads %+v", p.Entries)
		}
		if list, err := o.app.List(bg, arrivals, access.ListCases, store.Query{Limit: 10}); err != nil || len(list) != 1 {
			o.Errorf("their list has %d cases, %v", len(list), err)
		}

		// A matter reads the same day, and that they are no permanent resident.
		id := o.concern()
		if m, err := o.app.ViewMatter(bg, arrivals, id, ""); err != nil || m.Landed != day || !m.Permit || m.Resident != "" || m.Decided != o.permitOf(1).Issued || m.Bars() {
			o.Errorf("the matter reads %+v, %v", m, err)
		}

		_, err = o.app.RecordLanding(bg, o.w(assistant), decision.Landing{Person: o.person(1), Day: day, Place: "Office", Document: "C 0001"})
		o.no("landing.not_applied", "", err)
		p := o.permitOf(1)
		o.ok(o.app.RecordApplication(bg, o.w(arrivals), p.ID, p.Version, day, "By the letter of receipt."))
		o.now = o.now.AddDate(0, 5, 0)
		lands := policy.DayOf(o.now)
		o.ok(o.app.RecordLanding(bg, o.w(arrivals), decision.Landing{Person: o.person(1), Day: lands, Place: "Office", Document: "C 0001"}))
		if n := counted(); n != 1 || o.balances(2027)[spaces.Key{Counter: spaces.Commitment, Year: 2027, Stream: "hrd-global"}].Landed != 1 || o.file().Case.Landed != 1 {
			o.Errorf("%d are counted, %d in the year of their landing", n, o.balances(2027)[spaces.Key{Counter: spaces.Commitment, Year: 2027, Stream: "hrd-global"}].Landed)
		}
		if at, _ := o.app.Journey(o.file()).Protected(o.person(1)); at.Day != day || o.file().Case.Summary.Window != day.AddYears(1) {
			o.Errorf("the landing moves the day of protection to %s", at.Day)
		}
		if m, err := o.app.ViewMatter(bg, arrivals, id, ""); err != nil || m.Landed != day || m.Resident != lands {
			o.Errorf("the matter reads %s, %v", m.Resident, err)
		}
		if err := decision.Complete(o.app.Journey(o.file()), app.AfterArrival(o.file())); err == nil {
			o.Error("closes with one on a permit")
		}
	})
}

// I-111 through the doors: a permit that nobody used is ended, and the case goes back to its checks, from where it may be approved.
func TestRule_I_111_BackToTheChecks(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.onPermits()
		p := o.permitOf(2)
		o.ok(o.app.EndPermit(bg, o.w(officer), p.ID, p.Version, "The way is closed."))
		o.in(casefile.Admissibility)
		if _, err := o.app.RecordDeparture(bg, o.w(assistant), decision.Departure{Person: o.person(1), Day: policy.DayOf(o.now), Confirmed: "IOM"}); err == nil {
			o.Error("leaves while the case is at its checks")
		}
		o.clear()
		o.ok(o.app.FinishAdmissibility(bg, o.w(officer)))
		o.in(casefile.FinalReview)
	})
}

// the border agency's application on somebody who came on a permit keeps them from becoming a permanent resident in Canada; the
// matter says so, and the case knows of nothing.
func TestRule_A_132_WhoCameOnAPermit(t *testing.T) {
	for _, x := range []struct {
		state    cessation.State
		resident policy.Day
		bars     bool
	}{{cessation.BeforeRPD, "", true}, {cessation.CourtReview, "", true}, {cessation.Referred, "", false}, {cessation.Closed, "", false}, {cessation.BeforeRPD, "2026-01-01", false}} {
		if m := (cessation.Matter{State: x.state}).Now(x.resident); m.Bars() != x.bars {
			t.Errorf("%s, permanent resident since %q: bars %v", x.state, x.resident, m.Bars())
		}
	}
}
