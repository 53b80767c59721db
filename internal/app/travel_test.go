package app_test

import (
	"testing"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// approve puts a signed approval on file, as signing leaves it, with medical checks that are good for a year.
func (o *office) approve() {
	o.Helper()
	_, err := o.app.Store.Change(bg, store.Entry{Actor: officer, Action: "test", Now: o.now}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(o.id)
		if err != nil {
			return "", err
		}
		f.Case.State, f.Case.Applied, f.Case.Decided = casefile.Approved, tx.Today(), tx.Today()
		for _, p := range f.Persons {
			if err := tx.SaveTrack(f, &assessment.Track{Person: p.ID, Kind: assessment.Medical, Value: assessment.NoConcern, ValidUntil: tx.Today().AddYears(1)}); err != nil {
				return "", err
			}
		}
		return "", tx.SaveDecision(f, &decision.Decision{Outcome: decision.Approve, Status: decision.Signed, By: officer.Account, SignedAt: tx.Now, Gate: "demo",
			Destination: decision.Destination{Province: "ON", Requested: tx.Today()}})
	})
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) visa(person string) decision.Visa {
	today := policy.DayOf(o.now)
	return decision.Visa{Person: person, Number: "V 0001", Issued: today, ValidUntil: today.Add(200),
		Document: decision.TravelDocument{Kind: decision.Refugee, Number: "T 0001", Expires: today.AddYears(2)}}
}

// land takes the two travellers from approval to landing.
func (o *office) land() {
	o.Helper()
	for _, n := range []int{1, 2} {
		o.ok(o.app.IssueVisa(bg, o.w(officer), o.visa(o.person(n))))
	}
	o.in(casefile.Travel)
	o.now = o.now.AddDate(0, 2, 0)
	day := policy.DayOf(o.now)
	for _, n := range []int{1, 2} {
		o.ok(o.app.RecordDeparture(bg, o.w(assistant), decision.Departure{Person: o.person(n), Day: day.Add(-1), Confirmed: "IOM"}))
	}
	o.in(casefile.Departed)
	for _, n := range []int{1, 2} {
		o.ok(o.app.RecordLanding(bg, o.w(assistant), decision.Landing{Person: o.person(n), Day: day, Place: "Toronto Pearson", Document: "C 0001"}))
	}
	o.in(casefile.PostArrival)
}

func (o *office) balances(year int) map[spaces.Key]spaces.Delta {
	o.Helper()
	b, err := o.app.Store.Balances(bg, year)
	if err != nil {
		o.Fatal(err)
	}
	return b
}

// The counts equal the landings recorded, by partner and by office, and an office's landings are the stream's: never
// on top (I-60, I-62, A-111).
func TestLanding_CountsEqualTheLandingsRecorded(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		start := o.now
		type where struct{ partner, office string }
		recorded := map[where]int{}
		total := 0
		families := []where{{"FLD", "cedar"}, {"UNHCR", "cedar"}, {"PD", "birch"}, {"FLD", "cedar"}}
		for _, at := range families {
			o.now = start
			o.id = o.family(casefile.FinalReview, at.partner, at.office)
			was := [3]access.Actor{officer, supervisor, assistant}
			officer.Unit, supervisor.Unit, assistant.Unit = at.office, at.office, at.office
			o.approve()
			o.land()
			officer, supervisor, assistant = was[0], was[1], was[2]
			for _, l := range o.file().Landings {
				if l.TakenBack == "" {
					recorded[at]++
					total++
				}
			}
		}
		b := o.balances(2026)
		if got := b[spaces.Key{Counter: spaces.Commitment, Year: 2026, Stream: "hrd-global"}]; got.Landed != total || total != 8 {
			o.Errorf("the commitment counts %d, %d landings are on file", got.Landed, total)
		}
		for at, n := range recorded {
			if got := b[spaces.Key{Counter: spaces.Commitment, Year: 2026, Stream: "hrd-global", Partner: at.partner, Office: at.office}]; got.Landed != n {
				o.Errorf("%+v counts %d, %d landings are on file", at, got.Landed, n)
			}
		}
		inOffices := 0
		for _, l := range spaces.Offices(b, "hrd-global", 2026, map[string]int{"cedar": 40, "birch": 10}) {
			inOffices += l.Landed
		}
		if inOffices != total {
			o.Errorf("the offices add up to %d, the stream to %d", inOffices, total)
		}
		counts, err := o.app.Store.Counts(bg)
		if err != nil {
			o.Fatal(err)
		}
		kept := 0
		for _, c := range counts {
			kept += c.Landed
		}
		if kept != total {
			o.Errorf("kept counters of cases say %d landed, want %d", kept, total)
		}
	})
}

func TestLanding_NobodyTwiceAndTakenBack(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		o.approve()
		o.land()
		day := policy.DayOf(o.now)
		again := decision.Landing{Person: o.person(1), Day: day, Place: "Toronto Pearson", Document: "C 0002"}
		a, err := o.app.RecordLanding(bg, o.w(assistant), again)
		o.no("X-30", a, err)
		l := o.file().Landings[0]
		o.ok(o.app.TakeBackLanding(bg, o.w(assistant), l.ID, l.Version, "the wrong person"))
		if got := o.balances(2026)[spaces.Key{Counter: spaces.Commitment, Year: 2026, Stream: "hrd-global"}].Landed; got != 1 || o.file().Case.Landed != 1 {
			o.Errorf("after taking back: %d counted, %d on the case", got, o.file().Case.Landed)
		}
		o.ok(o.app.RecordLanding(bg, o.w(assistant), again))
		// The one who stayed lands later, through the window: on a line of their own, not charged, and on a visa of their own.
		later := decision.Landing{Person: o.person(3), Day: day, Place: "Toronto Pearson", Document: "C 0003", Window: true}
		a, err = o.app.RecordLanding(bg, o.w(assistant), later)
		o.no("A-112", a, err)
		if got, want := o.file().Case.Summary.Window, day.AddYears(1); got != want {
			o.Errorf("lists show %q, want %q", got, want)
		}
		o.follow(o.person(3))
		o.ok(o.app.RecordLanding(bg, o.w(assistant), later))
		got := o.balances(2026)[spaces.Key{Counter: spaces.Commitment, Year: 2026, Stream: "hrd-global"}]
		if got.Landed != 2 || got.Other != 1 {
			o.Errorf("%+v", got)
		}
		rep, err := o.app.Store.Verify(bg)
		if err != nil || len(rep.Faults) != 0 {
			o.Errorf("journal: %v %v", err, rep.Faults)
		}
	})
}

// follow brings a member who stayed to a visa under the one-year window, today.
func (o *office) follow(person string) {
	o.Helper()
	_, err := o.app.Store.Change(bg, store.Entry{Actor: officer, Action: "test", Now: o.now}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(o.id)
		if err != nil {
			return "", err
		}
		for _, k := range assessment.TrackKinds {
			if k == assessment.Medical {
				continue // stands since the approval
			}
			if err := tx.SaveTrack(f, &assessment.Track{Person: person, Kind: k, Value: assessment.NoConcern, ValidUntil: tx.Today().AddYears(1)}); err != nil {
				return "", err
			}
		}
		return "", nil
	})
	if err != nil {
		o.Fatal(err)
	}
	day := policy.DayOf(o.now)
	visa := decision.WindowApplication{Related: people.Yes, Number: "V 0003", Issued: day, ValidUntil: day.Add(100), Reasons: "As listed."}
	o.ok(o.app.RecordWindow(bg, o.w(assistant), decision.WindowApplication{Person: person, Submitted: day, Known: "The office took it."}))
	if got := o.file().Case.Summary.Window; got != "" {
		o.Errorf("lists still show %q", got)
	}
	a := o.file().Windows[0]
	r, err := o.app.AdmitWindow(bg, o.w(assistant), a.ID, a.Version, visa)
	if r != "" || err == nil {
		o.Errorf("an assistant issues a visa: %v", err)
	}
	o.ok(o.app.AdmitWindow(bg, o.w(officer), a.ID, a.Version, visa))
}

// A family travels in two parts: the first landing counts at once, the second when it happens, in its own year.
func TestLanding_PersonByPerson(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		o.approve()
		for _, n := range []int{1, 2} {
			v := o.visa(o.person(n))
			o.ok(o.app.IssueVisa(bg, o.w(officer), v))
		}
		o.now = time.Date(2026, 12, 30, 9, 0, 0, 0, time.UTC)
		depart := func(n int) {
			o.ok(o.app.RecordDeparture(bg, o.w(assistant), decision.Departure{Person: o.person(n), Day: policy.DayOf(o.now), Confirmed: "IOM"}))
		}
		land := func(n int) {
			o.ok(o.app.RecordLanding(bg, o.w(assistant), decision.Landing{Person: o.person(n), Day: policy.DayOf(o.now), Place: "Toronto Pearson", Document: "C 0001"}))
		}
		depart(1)
		land(1)
		o.in(casefile.PostArrival)
		o.now = time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC)
		depart(2)
		land(2)
		for year, want := range map[int]int{2026: 1, 2027: 1} {
			if got := o.balances(year)[spaces.Key{Counter: spaces.Commitment, Year: year, Stream: "hrd-global"}].Landed; got != want {
				o.Errorf("%d counts %d", year, got)
			}
		}
	})
}

func TestDeparture_NoShow(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		o.approve()
		for _, n := range []int{1, 2} {
			o.ok(o.app.IssueVisa(bg, o.w(officer), o.visa(o.person(n))))
		}
		o.now = o.now.AddDate(0, 1, 0)
		o.ok(o.app.RecordDeparture(bg, o.w(assistant), decision.Departure{Person: o.person(1), Day: policy.DayOf(o.now), Confirmed: "IOM"}))
		d := o.file().Departures[0]
		o.ok(o.app.RecordNoShow(bg, o.w(assistant), d.ID, d.Version, "stopped at the border"))
		o.in(casefile.NoShow)
		a, err := o.app.RecordLanding(bg, o.w(assistant), decision.Landing{Person: o.person(1), Day: policy.DayOf(o.now), Place: "Toronto Pearson", Document: "C 0001"})
		o.no("A-110", a, err)
		again := decision.Departure{Person: o.person(1), Day: policy.DayOf(o.now), Confirmed: "IOM"}
		a, err = o.app.RecordDeparture(bg, o.w(assistant), again)
		o.no("I-107", a, err) // nobody knows yet whether they are safe
		o.ok(o.app.AskSafe(bg, o.w(assistant), o.file().SafetyChecks[0].ID, o.file().SafetyChecks[0].Version, decision.SafetyCheck{Whom: "partner", Words: "Is person 1 safe?"}))
		o.ok(o.app.FindSafe(bg, o.w(assistant), o.file().SafetyChecks[0].ID, o.file().SafetyChecks[0].Version, "safe", "The partner spoke to them.", policy.DayOf(o.now)))
		o.ok(o.app.RecordDeparture(bg, o.w(assistant), again))
		o.in(casefile.Departed)
	})
}
