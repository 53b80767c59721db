package decision_test

import (
	"errors"
	"testing"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

const early = policy.Day("2026-08-31")

// waiting is a family of three, of whom a child stays, in need of protection and with its checks open.
func waiting() decision.Journey {
	j := decision.Journey{State: casefile.Admissibility, Today: early, Applied: "2026-01-02", Persons: []people.Person{
		{ID: "1", Number: 1, Relationship: people.PA, Born: "1985-01-01", Travelling: people.Yes},
		{ID: "2", Number: 2, Relationship: people.Daughter, Born: "2015-01-01", Travelling: people.Yes},
		{ID: "3", Number: 3, Relationship: people.Son, Born: "2016-01-01", Travelling: people.No},
	}}
	j.Requests = []decision.DestinationRequest{{ID: "r", Answers: []decision.DestinationAnswer{{Province: "ON"}}}}
	return j
}

func permit(person string) decision.Permit {
	return decision.Permit{Person: person, Number: "P 0001", Issued: early, ValidUntil: early.AddYears(2), Why: "The security check cannot be finished in Country M.", Medical: early.Add(-2), Opinion: "d1"}
}

func refused(t *testing.T, what, want string, err error) {
	t.Helper()
	var f *fault.Error
	got := ""
	if errors.As(err, &f) {
		got = f.Key
		if len(f.Fields) > 0 {
			got = f.Fields[0].Key
		}
	}
	if got != want {
		t.Errorf("%s: %q (%v), want %q", what, got, err, want)
	}
}

// A permit is for whoever needs protection and whose checks cannot be finished: with the reason, the medical officer's opinion while the
// medical check is open, and Quebec's certificate first; each member is tested for themselves.
func TestRule_A_116_Permit(t *testing.T) {
	settled := func(person string, but assessment.TrackKind) (out []assessment.Track) {
		for _, kind := range assessment.TrackKinds {
			if kind != but {
				out = append(out, assessment.Track{Person: person, Kind: kind, Value: assessment.NoConcern, ValidUntil: early.Add(200)})
			}
		}
		return out
	}
	for _, x := range []struct {
		name, want string
		with       func(j *decision.Journey, p *decision.Permit)
		not        bool // not found to need protection
	}{
		{"as it should be", "", nil, false},
		{"not found to need protection", "permit.eligible", nil, true},
		{"before the worksheet is over", "permit.state", func(j *decision.Journey, _ *decision.Permit) { j.State = casefile.Eligibility }, false},
		{"approved", "permit.state", func(j *decision.Journey, _ *decision.Permit) { j.State = casefile.Approved }, false},
		{"who stays", "permit.who", func(_ *decision.Journey, p *decision.Permit) { p.Person = "3" }, false},
		{"twice", "permit.has_one", func(j *decision.Journey, p *decision.Permit) {
			j.Permits = []decision.Permit{{ID: "x", Person: p.Person}}
		}, false},
		{"the checks are over", "permit.finished", func(j *decision.Journey, _ *decision.Permit) { j.Tracks = settled("1", "") }, false},
		{"a check that has run out is open", "", func(j *decision.Journey, _ *decision.Permit) {
			j.Tracks = settled("1", "")
			j.Tracks[0].ValidUntil = early.Add(-1)
		}, false},
		{"another's checks are over", "", func(j *decision.Journey, _ *decision.Permit) { j.Tracks = settled("2", "") }, false},
		{"nobody knows where they go", "permit.province", func(j *decision.Journey, _ *decision.Permit) { j.Requests = nil }, false},
		{"to Quebec without its certificate", "permit.csq", func(j *decision.Journey, _ *decision.Permit) { j.Requests[0].Answers[0].Province = decision.Quebec }, false},
		{"to Quebec with it", "", func(j *decision.Journey, _ *decision.Permit) {
			j.Requests[0].Answers[0].Province, j.Requests[0].AtQuebec.CSQ = decision.Quebec, early
		}, false},
		{"no reason", "permit.why.needed", func(_ *decision.Journey, p *decision.Permit) { p.Why = " " }, false},
		{"no opinion on the risk", "permit.medical.needed", func(_ *decision.Journey, p *decision.Permit) { p.Medical = "" }, false},
		{"an opinion that is not on file", "permit.opinion.needed", func(_ *decision.Journey, p *decision.Permit) { p.Opinion = "" }, false},
		{"the medical check is over: no opinion is asked", "", func(j *decision.Journey, p *decision.Permit) {
			j.Tracks, p.Medical, p.Opinion = settled("1", assessment.Security), "", ""
		}, false},
		{"issued before the opinion", "permit.issued.needed", func(_ *decision.Journey, p *decision.Permit) { p.Issued = early.Add(-3) }, false},
		{"no number", "permit.number.needed", func(_ *decision.Journey, p *decision.Permit) { p.Number = "" }, false},
		{"over when it begins", "permit.valid.needed", func(_ *decision.Journey, p *decision.Permit) { p.ValidUntil = p.Issued }, false},
	} {
		j, p := waiting(), permit("1")
		if x.with != nil {
			x.with(&j, &p)
		}
		got, err := decision.IssuePermit(p, j, !x.not, onFile)
		refused(t, x.name, x.want, err)
		if err == nil && len(got.Open) == 0 {
			t.Errorf("%s: the open checks are not kept", x.name)
		}
	}
}

// One function says on which day protection was conferred: the entry on a permit, which a later landing does not move, or the landing.
// The window, the loan, the plain words and the closing ask it; nobody travels again, and nobody is counted before they are a permanent
// resident.
func TestRule_A_116_TheDayOfProtection(t *testing.T) {
	j := waiting()
	for _, id := range []string{"1", "2"} {
		p, err := decision.IssuePermit(permit(id), j, true, onFile)
		if p.ID = "p" + id; err != nil {
			t.Fatal(err)
		}
		j.Permits = append(j.Permits, p)
	}
	if decision.Next(j) != casefile.Travel {
		t.Errorf("every traveller has a permit: on to %q", decision.Next(j))
	}
	j.State = casefile.Travel
	in := decision.Entry{Day: early.Add(12), Place: "Port 01"}
	j.Today = early.Add(20)
	_, err := j.Permits[0].Enter(in, j)
	refused(t, "came without leaving", "landing.not_departed", err)
	for _, id := range []string{"1", "2"} {
		if err := decision.Depart(decision.Departure{Person: id, Day: early.Add(11), Confirmed: "IOM"}, j); err != nil {
			t.Fatal(err)
		}
	}
	j.Departures = []decision.Departure{{Person: "1", Day: early.Add(11)}}
	if j.State = casefile.Departed; decision.Next(j) != "" {
		t.Error("arrived before anybody came")
	}
	for day, want := range map[policy.Day]string{early.Add(10): "landing.before_departure", early.Add(21): "permit.day.needed"} {
		_, err := j.Permits[0].Enter(decision.Entry{Day: day, Place: "Port 01"}, j)
		refused(t, string(day), want, err)
	}
	p, err := j.Permits[0].Enter(in, j)
	if err != nil {
		t.Fatal(err)
	}
	j.Permits[0] = p
	if at, ok := j.Protected("1"); !ok || at.Day != in.Day || !at.Permit || at.Of != "p1" {
		t.Errorf("protected: %+v %v", at, ok)
	}
	if _, ok := j.Protected("2"); ok {
		t.Error("the daughter is protected before she came")
	}
	if decision.Next(j) != casefile.Arrived {
		t.Errorf("somebody came: on to %q", decision.Next(j))
	}
	if w, ok := j.Window("3"); !ok || w.Opens != in.Day || w.Ends != in.Day.AddYears(1) || w.Of != "p1" {
		t.Errorf("the window of who stays: %+v %v", w, ok)
	}
	if err := decision.GiveWords(decision.WordsGiven{Person: "1", When: "arrival", Day: in.Day, Language: "Q", How: "read_out"}, j, onFile); err != nil {
		t.Error("plain words on arrival:", err)
	}
	due := decision.Loan{Person: "1", Way: decision.ByLoan}.Due(j, decision.LoanTerms{Begins: 12})
	if due != in.Day.AddMonths(12) {
		t.Error("the loan is due on", due)
	}
	_, err = decision.Plan(decision.Movement{Persons: []string{"1"}, Departs: j.Today, Arrives: j.Today, Port: "Port 01", Flights: "XX 1", Booked: "IOM"}, j, nil)
	refused(t, "planned again", "movement.persons.who", err)
	permits := func() int {
		for _, s := range decision.Settle(j, decision.After{}) {
			if s.Name == "permit" {
				return s.N
			}
		}
		return -1
	}
	if permits() != 1 {
		t.Errorf("%d wait for permanent residence", permits())
	}
	l := decision.Landing{Person: "1", Day: in.Day.Add(5), Place: "Office", Document: "C 0001"}
	refused(t, "counted before they applied", "landing.not_applied", decision.Land(l, j))
	_, err = p.ApplyHere(in.Day.Add(-1), "By the letter of receipt.", j)
	refused(t, "applied before they came", "permit.applied.needed", err)
	if p, err = p.ApplyHere(in.Day.Add(4), "By the letter of receipt.", j); err != nil {
		t.Fatal(err)
	}
	j.Permits[0] = p
	if err := decision.Land(l, j); err != nil {
		t.Fatal(err)
	}
	l.ID, j.Landings = "l1", []decision.Landing{l}
	if at, _ := j.Protected("1"); at.Day != in.Day {
		t.Errorf("permanent residence moves the day of protection to %s", at.Day)
	}
	if permits() != 0 {
		t.Error("who is a permanent resident is still waited for")
	}
	_, err = p.TakeBackEntry("Another person.", j)
	refused(t, "taken back after the landing", "permit.landed", err)
	j.Landings = nil
	if p, err = p.TakeBackEntry("Another person.", j); err != nil || p.Applied != "" || len(p.Entries) != 1 {
		t.Fatalf("taken back: %+v %v", p, err)
	}
	if j.Permits[0] = p; true {
		if _, ok := j.Protected("1"); ok {
			t.Error("protected although nobody came")
		}
	}
}

// Nobody comes early of whom a recorded finding says that they are inadmissible; a permit that nobody used takes the case back to its
// checks, unless somebody of the family is on the way.
func TestRule_I_111_NotUsed(t *testing.T) {
	j := waiting()
	j.Grounds = []assessment.Ground{{Person: "1", Status: assessment.Recorded, Result: assessment.GroundInadmissible}}
	_, err := decision.IssuePermit(permit("1"), j, true, onFile)
	refused(t, "inadmissible", "permit.inadmissible", err)
	if _, err := decision.IssuePermit(permit("2"), j, true, onFile); err != nil {
		t.Error("her child is tested for herself:", err)
	}
	j.Grounds, j.Permits = nil, []decision.Permit{{ID: "p1", Person: "1"}, {ID: "p2", Person: "2"}}
	_, _, err = decision.EndPermit(j.Permits[0], " ", j)
	refused(t, "without a reason", "permit.ended.needed", err)
	for state, want := range map[casefile.State]bool{casefile.Travel: true, casefile.NoShow: true, casefile.Admissibility: false, casefile.PostArrival: false} {
		j.State = state
		if p, back, err := decision.EndPermit(j.Permits[0], "The way is closed.", j); err != nil || back != want || p.Cancelled != j.Today {
			t.Errorf("%s: back %v, %v", state, back, err)
		}
	}
	j.State, j.Departures = casefile.Travel, []decision.Departure{{Person: "2", Day: early}}
	if _, back, _ := decision.EndPermit(j.Permits[0], "The way is closed.", j); back {
		t.Error("back to the checks with somebody on the way")
	}
	j.Permits[0].Entries = []decision.Entry{{Day: early}}
	_, _, err = decision.EndPermit(j.Permits[0], "The way is closed.", j)
	refused(t, "a permit that was used", "permit.used", err)
}
