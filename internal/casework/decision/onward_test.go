package decision_test

import (
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// The way from an approval to a landing: destination, planned travel and its notices, whoever did not arrive.

func packOn(t *testing.T, day policy.Day) *policy.View {
	t.Helper()
	p, err := policy.Load()
	if err != nil {
		t.Fatal(err)
	}
	return p.On(day)
}

func TestRule_A_97_SixWeeksBeforeAndAgain(t *testing.T) {
	v := packOn(t, today)
	asked := func(r decision.DestinationRequest, list ...decision.DestinationRequest) (decision.DestinationRequest, error) {
		return decision.AskDestination(r, casefile.FinalReview, list, v, today)
	}
	r, err := asked(decision.DestinationRequest{Travel: today.Add(42)})
	if err != nil || r.Due != today.AddWorkdays(5) {
		t.Fatalf("%+v %v", r, err)
	}
	if _, err := asked(decision.DestinationRequest{Travel: today.Add(41)}); names(err) != "urgent" {
		t.Errorf("41 days before: %v", err)
	}
	if _, err := asked(decision.DestinationRequest{Travel: today.Add(41), Urgent: true}); names(err) != "why" {
		t.Errorf("urgent without a reason: %v", err)
	}
	u, err := asked(decision.DestinationRequest{Travel: today.Add(10), Urgent: true, Why: "The exit permit ends."})
	if err != nil || u.Due != today.AddWorkdays(1) {
		t.Errorf("urgent: %+v %v", u, err)
	}
	if _, err := decision.AskDestination(r, casefile.Eligibility, nil, v, today); rule(err) != "A-97" {
		t.Errorf("before the interview is over: %v", err)
	}
	r.ID = "r1"
	if _, err := asked(decision.DestinationRequest{Travel: today.Add(60)}, r); rule(err) != "A-97" {
		t.Errorf("again at once: %v", err)
	}
	late := r.Due.Add(1)
	again, err := decision.AskDestination(decision.DestinationRequest{Travel: late.Add(60)}, casefile.FinalReview, []decision.DestinationRequest{r}, v, late)
	if err != nil || again.Again != "r1" {
		t.Errorf("without an answer: %+v %v", again, err)
	}
	again.ID = "r2"
	if w, ok := decision.WaitsForDestination([]decision.DestinationRequest{r, again}); !ok || w.ID != "r2" {
		t.Errorf("%s waits", w.ID)
	}
	dropped := again
	dropped.Dropped = late
	if w, ok := decision.WaitsForDestination([]decision.DestinationRequest{r, dropped}); !ok || w.ID != "r1" {
		t.Errorf("with the repetition taken back %q waits", w.ID)
	}
	again.Answers = []decision.DestinationAnswer{{Community: "Community 07", Province: "ON"}}
	if w, ok := decision.WaitsForDestination([]decision.DestinationRequest{r, again}); ok {
		t.Errorf("the repetition was answered, and %s waits", w.ID)
	}
}

func TestRule_A_98_WhatIsAnswered(t *testing.T) {
	r := decision.DestinationRequest{ID: "r1", At: at}
	if _, err := decision.AnswerDestination(r, decision.DestinationAnswer{}); names(err) != "community province" {
		t.Errorf("nothing: %v", err)
	}
	r, err := decision.AnswerDestination(r, decision.DestinationAnswer{Community: "Community 07", Province: "ON", Why: "Ignored."})
	if a, ok := r.Answer(); err != nil || !ok || a.Community != "Community 07" || a.Why != "" || r.Open() {
		t.Errorf("%+v %v", r, err)
	}
	if _, err := decision.DropDestination(r, "Not needed", today); rule(err) != "A-97" {
		t.Errorf("an answered one is taken back: %v", err)
	}
}

func TestRule_A_99_QuebecChoosesFirst(t *testing.T) {
	r := decision.DestinationRequest{ID: "r1", At: at, Quebec: true}
	in := decision.DestinationAnswer{Community: "Community 07", Province: "QC"}
	if _, err := decision.AnswerDestination(r, in); rule(err) != "A-99" {
		t.Errorf("before Quebec: %v", err)
	}
	for _, c := range []struct {
		part decision.QuebecPart
		bad  string
	}{
		{decision.QuebecPart{}, "passed"},
		{decision.QuebecPart{Passed: today}, ""},
		{decision.QuebecPart{Passed: today, Decided: today}, "decided"},
		{decision.QuebecPart{Passed: today, Selected: people.Yes, Decided: today.Add(-1)}, "decided"},
		{decision.QuebecPart{Passed: today, Selected: people.No, Decided: today, CSQ: today}, "csq"},
		{decision.QuebecPart{Passed: today, Selected: people.Yes, Decided: today, CSQ: today}, ""},
	} {
		if _, err := decision.RecordQuebec(r, c.part, today); names(err) != c.bad {
			t.Errorf("%+v: %v", c.part, err)
		}
	}
	no, _ := decision.RecordQuebec(r, decision.QuebecPart{Passed: today, Selected: people.No, Decided: today}, today)
	if _, err := decision.AnswerDestination(no, in); rule(err) != "A-99" {
		t.Errorf("not selected: %v", err)
	}
	yes, _ := decision.RecordQuebec(r, decision.QuebecPart{Passed: today, Selected: people.Yes, Decided: today}, today)
	yes, err := decision.AnswerDestination(yes, in)
	if err != nil {
		t.Fatal(err)
	}
	if d := (decision.Destination{}).Known([]decision.DestinationRequest{yes}); d.Province != "QC" || d.Quebec != today || d.Selected != people.Yes || d.Requested != policy.DayOf(at) {
		t.Errorf("a draft decision knows of it: %+v", d)
	}
	if d := (decision.Destination{Province: "ON", Requested: "2026-08-01"}).Known([]decision.DestinationRequest{yes}); d.Province != "ON" || d.Requested != "2026-08-01" || d.Quebec != "" {
		t.Errorf("what the officer says counts: %+v", d)
	}
	// The notice of the certificate may come after the signature: the visa waits for it.
	j := journey()
	j.Requests = []decision.DestinationRequest{yes}
	if got := rule(decision.Issue(visa("p1"), j)); got != "X-25" {
		t.Errorf("a visa before the notice: %q", got)
	}
	yes.AtQuebec.CSQ = today
	j.Requests = []decision.DestinationRequest{yes}
	if err := decision.Issue(visa("p1"), j); err != nil {
		t.Error(err)
	}
}

func TestRule_I_106_ChangedWithAReason(t *testing.T) {
	v := packOn(t, today)
	r := decision.DestinationRequest{ID: "r1", At: at, Answers: []decision.DestinationAnswer{{Community: "Community 07", Province: "ON"}}}
	if _, err := decision.AnswerDestination(r, decision.DestinationAnswer{Community: "Community 08", Province: "MB"}); names(err) != "why" {
		t.Errorf("another answer without a reason: %v", err)
	}
	changed, err := decision.AnswerDestination(r, decision.DestinationAnswer{Community: "Community 08", Province: "MB", Why: "No home is free."})
	if err != nil || len(changed.Answers) != 2 || len(r.Answers) != 1 {
		t.Errorf("%+v %v", changed, err)
	}
	ask := decision.DestinationRequest{Travel: today.Add(60)}
	if _, err := decision.AskDestination(ask, casefile.Approved, []decision.DestinationRequest{r}, v, today); names(err) != "change" {
		t.Errorf("asked for another without a reason: %v", err)
	}
	ask.Change = "A cousin moved."
	if _, err := decision.AskDestination(ask, casefile.Approved, []decision.DestinationRequest{r}, v, today); err != nil {
		t.Error(err)
	}
}

func TestRule_I_105_NeitherIllnessNorWork(t *testing.T) {
	v := packOn(t, today)
	for text, bad := range map[string]bool{"A cousin in Community 07.": false, "She is a journalist.": true, "Il est militant.": true, "Has diabetes.": true, "Un régime sans sel": false, "Known to an NGO": true, "The opposition": true,
		"DDP": true, "A protestant church": false, "Une garderie": false, "Longueuil": false, "Défenseure": true} {
		_, err := decision.AskDestination(decision.DestinationRequest{Travel: today.Add(60), Settle: text}, casefile.FinalReview, nil, v, today)
		if (err != nil) != bad {
			t.Errorf("%q: %v", text, err)
		}
	}
	j, m := ready()
	m.Alert = "She is a journalist: meet her inside."
	if _, err := decision.Plan(m, j, nil); names(err) != "alert_why agreed agreed_on" {
		t.Errorf("an alert without need and consent: %v", err)
	}
	m.AlertWhy = "She may be known to somebody at the exit."
	m.AlertAgreed = casefile.ConsentToTell{By: "person", On: j.Today}
	if _, err := decision.Plan(m, j, nil); err != nil {
		t.Error(err)
	}
	m.Alert, m.AlertAgreed = "Meet them inside, not at the exit.", casefile.ConsentToTell{}
	if _, err := decision.Plan(m, j, nil); err != nil {
		t.Error(err)
	}
}

// ready is a family with visas, and travel that may be planned.
func ready() (decision.Journey, decision.Movement) {
	j := travelling()
	return j, decision.Movement{ID: "m1", Number: "4T7P-22QX", Persons: []string{"p1", "p2"}, Departs: j.Today.Add(50), Arrives: j.Today.Add(50), Port: "Port 01", Flights: "XX 100", Booked: "IOM"}
}

func TestRule_A_106_WhoTravelsAndTheNoticeOfIt(t *testing.T) {
	j, m := ready()
	v := packOn(t, j.Today)
	if _, err := decision.Plan(m, j, nil); err != nil {
		t.Fatal(err)
	}
	for bad, change := range map[string]func(*decision.Movement){
		"arrives departs": func(m *decision.Movement) { m.Arrives = j.Today.Add(-1) },
		"departs":         func(m *decision.Movement) { m.Departs = m.Arrives.Add(1) },
		"port":            func(m *decision.Movement) { m.Port = " " },
		"flights":         func(m *decision.Movement) { m.Flights = "" },
		"booked":          func(m *decision.Movement) { m.Booked = "us" },
		"changed":         func(m *decision.Movement) { m.Changed = "She was ill: diabetes." },
		"persons":         func(m *decision.Movement) { m.Persons = nil },
		"arrives arrives": func(m *decision.Movement) { m.Arrives = "2027-02-02" }, // the visas end the day before
	} {
		x := m
		change(&x)
		if _, err := decision.Plan(x, j, nil); names(err) != bad {
			t.Errorf("want %q: %v", bad, err)
		}
	}
	other := m
	other.ID = "m2"
	if _, err := decision.Plan(m, j, []decision.Movement{other}); names(err) != "persons persons" {
		t.Errorf("in two movements: %v", err)
	}
	// Ten working days before, whatever the weekday; a notice that nobody sent is written anew, one that was sent is amended and cites
	// the number; a cancellation of what nobody was told is no notice.
	owe, _ := decision.Announce(m, nil, decision.ArrivalFirst, "", v, j.Today)
	if owe == nil || owe.Number != m.Number || m.Arrives != "2027-01-24" || owe.Due != "2027-01-08" { // from a Friday to a Sunday
		t.Fatalf("%+v for an arrival on %s", owe, m.Arrives)
	}
	first := *owe
	first.ID = "n0"
	if owe, gone := decision.Announce(m, []decision.ArrivalNotice{first}, decision.ArrivalAmended, "Another day.", v, j.Today); owe.What != decision.ArrivalFirst || owe.Part != 0 || len(gone) != 1 || gone[0].Status != decision.ArrivalDropped {
		t.Errorf("changed before it was sent: %+v %+v", owe, gone)
	}
	if owe, gone := decision.Announce(m, []decision.ArrivalNotice{first}, decision.ArrivalCancelled, "Ill.", v, j.Today); owe != nil || len(gone) != 1 {
		t.Errorf("cancelled before it was sent: %+v %+v", owe, gone)
	}
	first.Text, first.Ground = "<p>x</p>", "consistent"
	sent, err := decision.SendArrival(first, v, "assistant.cedar", at)
	if err != nil || sent.AckBy != policy.DayOf(at).AddWorkdays(1) {
		t.Fatalf("%+v %v", sent, err)
	}
	if _, err := decision.SendArrival(sent, v, "assistant.cedar", at); rule(err) != "A-91" {
		t.Errorf("sent twice: %v", err)
	}
	owe, gone := decision.Announce(m, []decision.ArrivalNotice{sent}, decision.ArrivalAmended, "Another day.", v, j.Today)
	if owe.What != decision.ArrivalAmended || owe.Part != 1 || owe.Number != m.Number || owe.Due != j.Today.AddWorkdays(1) || len(gone) != 0 {
		t.Errorf("changed after it was sent: %+v %+v", owe, gone)
	}
	// Not acknowledged on the next working day: once more, and not before.
	if _, err := decision.ResendArrival(sent, v, "x", at); rule(err) != "A-106" {
		t.Errorf("sent again at once: %v", err)
	}
	if again, err := decision.ResendArrival(sent, v, "x", at.AddDate(0, 0, 5)); err != nil || again.Again != 1 || again.Text != sent.Text {
		t.Errorf("%+v %v", again, err)
	}
	if _, err := decision.PassOn(sent, decision.ToPort, nil, j.Today); rule(err) != "A-106" {
		t.Errorf("passed on before it was acknowledged: %v", err)
	}
	had, err := decision.ReceiveArrival(sent, policy.DayOf(at), "page", "clerk.roco", policy.DayOf(at))
	if err != nil {
		t.Fatal(err)
	}
	list := []decision.ArrivalNotice{had}
	if got := decision.ToPass(had, list); !slices.Equal(got, decision.PassedTo) {
		t.Errorf("to pass on: %v", got)
	}
	to, err := decision.PassOn(had, decision.ToPort, list, j.Today)
	if err != nil {
		t.Fatal(err)
	}
	list = append(list, to)
	if _, err := decision.PassOn(had, decision.ToPort, list, j.Today); rule(err) != "A-91" {
		t.Errorf("passed on twice: %v", err)
	}
	// An amendment goes to who had the first and to nobody else.
	change := had
	change.ID, change.Part, change.What = "n1", 1, decision.ArrivalAmended
	if got := decision.ToPass(change, append(list, change)); !slices.Equal(got, []decision.Recipient{decision.ToPort}) {
		t.Errorf("to pass an amendment on: %v", got)
	}
	if got := decision.ToPass(had, append(list, change)); len(got) != 0 {
		t.Errorf("what was replaced is still to be passed on: %v", got)
	}
}

func TestRule_A_107_DaysAndFlights(t *testing.T) {
	_, m := ready()
	warned := func(m decision.Movement, urgent bool, on policy.Day) string {
		var out []string
		for _, w := range decision.Warnings(m, urgent, packOn(t, on), on) {
			out = append(out, strings.TrimPrefix(w.Key, "movement.warn."))
		}
		return strings.Join(out, " ")
	}
	m.Arrives = "2026-10-22" // a Thursday
	for _, c := range []struct {
		arrives policy.Day
		aboard  int
		urgent  bool
		on      policy.Day
		want    string
	}{
		{"2026-10-22", 75, false, "2026-09-01", ""},
		{"2026-10-23", 0, false, "2026-09-01", "day"},
		{"2026-10-25", 0, false, "2026-09-01", "day"},
		{"2026-10-26", 0, false, "2026-09-01", ""},
		{"2026-10-23", 0, true, "2026-09-01", ""}, // any day
		{"2026-10-22", 76, false, "2026-10-01", ""},
		{"2026-10-22", 76, false, "2026-10-02", "many"},
		{"2026-10-22", 0, false, "2026-10-08", ""},
		{"2026-10-22", 0, false, "2026-10-09", "late"},
	} {
		m.Arrives, m.Aboard = c.arrives, c.aboard
		if got := warned(m, c.urgent, c.on); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
	m.Arrives, m.Exception = "2026-10-23", true
	if got := warned(m, false, "2026-09-01"); got != "" {
		t.Errorf("an exception was given: %q", got)
	}
}

func TestRule_A_108_WhoIsToldWhat(t *testing.T) {
	_, m := ready()
	ps := slices.Clone(family())
	ps[1].NamingSafe = people.No
	for _, c := range []struct {
		to              decision.Recipient
		named, numbered int
		flights         bool
	}{{decision.ToCentre, 2, 0, true}, {decision.ToPort, 2, 0, true}, {decision.ToLocal, 1, 1, false}, {decision.ToProvider, 1, 1, true}} {
		named, numbered := decision.Named(m, ps, c.to)
		if len(named) != c.named || len(numbered) != c.numbered || decision.TellsOf(c.to).Flights != c.flights {
			t.Errorf("%s: %d named, %d by number", c.to, len(named), len(numbered))
		}
	}
}

func TestRule_I_107_SomebodyAsks(t *testing.T) {
	v := packOn(t, today)
	d := decision.Departure{ID: "x", Person: "p1"}
	s := decision.OweCheck(d, v, today)
	if s.Due != today {
		t.Errorf("due on %s", s.Due)
	}
	plan := people.SafetyPlan{Reach: people.Direct, Allowed: []string{"email"}, Forbidden: []string{"telephone"}, Confirmed: today}
	ask := func(whom, way string) error {
		x := s
		x.Whom, x.Way, x.Words = whom, way, "Is person 1 safe?"
		_, err := decision.AskSafe(x, plan, today)
		return err
	}
	if err := ask("partner", ""); err != nil {
		t.Error(err)
	}
	if err := ask("person", "email"); err != nil {
		t.Error(err)
	}
	for _, way := range []string{"telephone", "post", "", "partner"} {
		if ask("person", way) == nil {
			t.Errorf("the person is asked by %q", way)
		}
	}
	if names(ask("family", "")) != "whom" {
		t.Error("somebody else is asked")
	}
	if _, err := decision.FindSafe(s, "safe", "Said so.", today, today); rule(err) != "I-107" {
		t.Errorf("found without asking: %v", err)
	}
	// Nobody departs again while nobody has asked and heard.
	j := travelling()
	j.State, j.Checks = casefile.NoShow, []decision.SafetyCheck{s}
	again := decision.Departure{Person: "p1", Day: j.Today, Confirmed: "IOM"}
	if got := rule(decision.Depart(again, j)); got != "I-107" {
		t.Errorf("departs unchecked: %q", got)
	}
	s.Asked = today
	s, err := decision.FindSafe(s, "safe", "The partner spoke to them.", today, today)
	if err != nil {
		t.Fatal(err)
	}
	j.Checks = []decision.SafetyCheck{s}
	if err := decision.Depart(again, j); err != nil {
		t.Error(err)
	}
}

// what ends before they arrive is found, of whoever is still to land, by the day of their own travel.
func TestRule_X_24_WatchedUntilTheyLand(t *testing.T) {
	j, m := ready()
	j.Decision.Travel = j.Today.Add(20)
	j.Tracks = []assessment.Track{{Person: "p1", Kind: assessment.Medical, ValidUntil: j.Today.Add(30)}, {Person: "p2", Kind: assessment.Security, ValidUntil: j.Today.Add(200)}, {Person: "p3", Kind: assessment.Medical, ValidUntil: j.Today}}
	ends := decision.Ends(j, nil)
	if len(ends) == 0 || ends[0].Person != "p1" || ends[0].Before() {
		t.Fatalf("planned by the decision: %+v", ends)
	}
	if slices.ContainsFunc(ends, func(e decision.Ending) bool { return e.Person == "p3" }) {
		t.Error("somebody who stays is watched")
	}
	if ends = decision.Ends(j, []decision.Movement{m}); !ends[0].Before() || ends[0].What != string(assessment.Medical) {
		t.Errorf("booked for later: %+v", ends)
	}
	j.Landings = []decision.Landing{landed("p1", j.Today)}
	if ends = decision.Ends(j, []decision.Movement{m}); ends[0].Person != "p2" {
		t.Errorf("somebody who has landed is watched: %+v", ends)
	}
}

// Decision 9: the receipt of the plain words is on the record, at the approval and on arrival.
func TestWordsGiven(t *testing.T) {
	j := gone()
	w := decision.WordsGiven{Person: "p1", When: "approval", Day: today, Language: "Language Q", How: "read_out"}
	if err := decision.GiveWords(w, j, onFile); err != nil {
		t.Fatal(err)
	}
	w.When = "arrival"
	if got := rule(decision.GiveWords(w, j, onFile)); got != "A-111" {
		t.Errorf("before the landing: %q", got)
	}
	j.Today, j.Landings = "2026-12-10", []decision.Landing{landed("p1", "2026-12-02")}
	if got := names(decision.GiveWords(w, j, onFile)); got != "day" {
		t.Errorf("a day before the landing: %q", got)
	}
	w.Day, w.How = "2026-12-03", "signed"
	if got := names(decision.GiveWords(w, j, onFile)); got != "proof" {
		t.Errorf("signed, and no receipt on file: %q", got)
	}
	w.Proof = "d1"
	if err := decision.GiveWords(w, j, onFile); err != nil {
		t.Error(err)
	}
}
