package app_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/mail/mailtest"
	"passage/internal/store"
)

// plantedOnward are words of a case that whoever finds a place, or meets a family, is never told: the work, the risk, where they
// are, a birth date, a number, what an officer wrote.
var plantedOnward = map[string]string{"work": "zqwork", "risk": "zqrisk", "place": "Zqplaceburg", "code": "zqcodeword", "home": "Zqaunt", "know": "zqlandlord", "telephone": "zqphone", "street": "zqstreet", "birth": "1987-04-12", "note": "zqnote",
	"passport": "zqpassport", "why of a need": "zqneedwhy", "why": "zqalertwhy", "cause": "zqcause", "partner": "FLD"}

// plant puts the words in the case.
func (o *office) plant() {
	o.Helper()
	o.given(func(tx *store.Tx, f *store.File) error {
		p, r, plan := f.Persons[0], f.Referrals[0], people.SafetyPlan{}
		if len(f.Plans) > 0 {
			plan = f.Plans[0]
		}
		p.Phone, p.Born, p.Addresses = plantedOnward["telephone"], people.Partial(plantedOnward["birth"]), []people.Address{{Kind: "CoA", Country: "XMM", Lines: []string{plantedOnward["street"]}}}
		p.IdentityDocuments = []people.IdentityDocument{{Kind: "passport", Number: plantedOnward["passport"], Country: "XKK"}}
		r.Work.Account, r.Risk.Account = plantedOnward["work"], plantedOnward["risk"]
		plan.Reach, plan.Confirmed, plan.LocationRestricted, plan.Location, plan.CodeWord, plan.AtHome, plan.MustNot = people.OnlyPartner, policy.DayOf(o.now), people.Yes, plantedOnward["place"], plantedOnward["code"], plantedOnward["home"], plantedOnward["know"]
		second := f.Persons[1]
		second.NamingSafe, second.Given = people.No, "Zqgiven"
		for _, err := range []error{tx.SaveNeeds(f, &casefile.Needs{Person: p.ID, Codes: []string{"no_stairs"}, Words: "A ramp.", Detail: "zqdetail", Why: "zqneedwhy", By: officer.Account, At: o.now}), tx.SavePerson(f, &p), tx.SavePerson(f, &second), tx.SaveReferral(f, &r), tx.SavePlan(f, &plan),
			tx.SaveNote(f, &casefile.Note{Text: plantedOnward["note"], By: officer.Account, Unit: "cedar", At: o.now})} {
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (o *office) tellsNothing(what, text string) {
	o.Helper()
	for name, w := range plantedOnward {
		if strings.Contains(text, w) {
			o.Errorf("%s tells the %s: %s", what, name, text)
		}
	}
}

// I-107: from the request to a no-show, through the real doors, with the words planted.
func TestRule_A_108_NothingButWhatServes(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		o.plant()
		one, two := o.person(1), o.person(2)
		travel := policy.DayOf(o.now).Add(60)
		for _, who := range []access.Actor{clerk, caseworker} {
			if _, err := o.app.AskDestination(bg, o.w(who), decision.DestinationRequest{Travel: travel}, i18n.EN); err == nil {
				o.Errorf("%s asks for a destination", who.Account)
			}
		}
		answer, err := o.app.AskDestination(bg, o.w(assistant), decision.DestinationRequest{Travel: travel, Ties: "An uncle in Zqplaceburg."}, i18n.EN)
		o.no("X-32", answer, err)
		o.ok(o.app.AskDestination(bg, o.w(assistant), decision.DestinationRequest{Travel: travel, Ties: "A cousin in Community 07."}, i18n.EN))
		r := o.file().Destinations[0]
		o.tellsNothing("the request", r.Text)
		if strings.Contains(r.Text, "Zqgiven") || strings.Contains(r.Text, o.file().Persons[0].Family) || !strings.Contains(r.Text, "Community 07") || r.Ground != "consistent" {
			o.Errorf("the request names somebody, or not the cousin: %s", r.Text)
		}
		if !strings.Contains(r.Text, "A ramp.") || strings.Contains(r.Text, "zqdetail") {
			o.Errorf("what is to be got ready is not said, or a detail of health is: %s", r.Text)
		}
		// The operations centre reads what it was asked, and nothing else.
		f, err := o.app.View(bg, clerk, o.id, access.ViewOnward, "")
		if err != nil || len(f.Destinations) != 1 || len(f.Persons)+len(f.Referrals)+len(f.Notes)+len(f.Plans)+len(f.Documents) > 0 || f.Case.Summary.Name != "" {
			o.Fatalf("the operations centre reads %+v, %v", f, err)
		}
		if list, err := o.app.Onward(bg, clerk); err != nil || len(list) != 1 || list[0].Summary.Name != "" || list[0].Summary.DestineBy != r.Due {
			o.Errorf("its list: %+v %v", list, err)
		}
		linked := clerk
		linked.Links = o.file().Case.Summary.Countries[:1]
		if _, err := o.app.View(bg, linked, o.id, access.ViewOnward, ""); err == nil {
			o.Error("against a declared link")
		}
		if list, _ := o.app.Onward(bg, linked); len(list) > 0 {
			o.Error("listed against a declared link")
		}
		answer, err = o.app.AnswerDestination(bg, o.w(assistant), r.ID, r.Version, decision.DestinationAnswer{Community: "Community 07", Province: "ON"})
		o.no("forbidden", answer, err)
		o.ok(o.app.AnswerDestination(bg, o.w(clerk), r.ID, r.Version, decision.DestinationAnswer{Community: "Community 07", Province: "ON"}))
		if list, _ := o.app.Onward(bg, clerk); len(list) != 0 {
			o.Errorf("it still waits: %+v", list)
		}
		// The rest of the way: planned travel, its notice, and who is told what of it.
		o.approve()
		for _, id := range []string{one, two} {
			o.ok(o.app.IssueVisa(bg, o.w(officer), o.visa(id)))
		}
		m := decision.Movement{Persons: []string{one, two}, Departs: travel, Arrives: travel, Port: "Port 01", Flights: "XX 100", Booked: "IOM", Alert: "Meet them inside.", AlertWhy: plantedOnward["why"]}
		answer, err = o.app.PlanTravel(bg, o.w(clerk), "", 0, m)
		o.no("forbidden", answer, err)
		o.ok(o.app.PlanTravel(bg, o.w(assistant), "", 0, m))
		n := o.file().Arrivals[0]
		o.ok(o.app.SendArrival(bg, o.w(assistant), n.ID, n.Version, i18n.EN))
		n = o.file().Arrivals[0]
		answer, err = o.app.SendArrival(bg, o.w(assistant), n.ID, n.Version, i18n.EN)
		o.no("A-106", answer, err) // once
		o.ok(o.app.TakeArrival(bg, o.w(clerk), n.ID, n.Version, "", ""))
		for _, to := range decision.PassedTo {
			o.ok(o.app.PassArrival(bg, o.w(clerk), n.ID, to, i18n.FR))
		}
		for _, x := range o.file().Arrivals {
			o.tellsNothing(string(x.To), x.Text)
			named := strings.Contains(x.Text, "Zqgiven")
			if want := x.To == decision.ToCentre || x.To == decision.ToPort; named != want {
				o.Errorf("%s is told the name of who must not be named: %v", x.To, named)
			}
			if flights := strings.Contains(x.Text, "XX 100"); flights != (x.To != decision.ToLocal) {
				o.Errorf("%s is told the flights: %v", x.To, flights)
			}
			if !strings.Contains(x.Text, "Meet them inside.") || x.Ground == "" || x.Status == decision.ArrivalOwed {
				o.Errorf("%s: %+v", x.To, x)
			}
		}
		took := map[string]bool{}
		for _, x := range o.file().Arrivals {
			channel := "passed_on"
			if x.To == decision.ToCentre {
				channel = app.OperationsMessage
			}
			took[strings.Join([]string{"L15", string(x.To), channel, x.Ground}, " ")] = true
		}
		took["L14 roco "+app.OperationsMessage+" "+r.Ground] = true
		o.compareOnward(took)
		// Somebody does not arrive: they are asked after, the notice is amended and says no cause, the others' journey goes on.
		o.now = o.now.AddDate(0, 0, 60)
		day := policy.DayOf(o.now)
		for _, id := range []string{one, two} {
			o.ok(o.app.RecordDeparture(bg, o.w(assistant), decision.Departure{Person: id, Day: day, Confirmed: "IOM"}))
		}
		if d := o.file().Departures[0]; d.Notice != policy.DayOf(n.SentAt) {
			o.Errorf("the notice went on %q", d.Notice)
		}
		d := o.file().Departures[1]
		o.ok(o.app.RecordNoShow(bg, o.w(assistant), d.ID, d.Version, plantedOnward["cause"]))
		o.in(casefile.Departed)
		f2 := o.file()
		last := f2.Arrivals[len(f2.Arrivals)-1]
		if last.What != decision.ArrivalAmended || last.Number != n.Number || !slices.Equal(f2.Movements[0].Persons, []string{one}) || f2.Case.Summary.Unsafe != day {
			o.Fatalf("after a no-show: %+v %+v", last, f2.Movements[0])
		}
		p, err := o.app.PreviewArrival(bg, f2, last, i18n.EN)
		if err != nil {
			o.Fatal(err)
		}
		o.tellsNothing("the amendment", p.Text)
		check := f2.SafetyChecks[0]
		answer, err = o.app.AskSafe(bg, o.w(assistant), check.ID, check.Version, decision.SafetyCheck{Whom: "person", Way: "telephone", Words: "Safe?"})
		o.no("A-56", answer, err)
		o.given(func(tx *store.Tx, f *store.File) error { // the plan is confirmed again meanwhile
			plan := f.Plans[0]
			plan.Confirmed = tx.Today()
			return tx.SavePlan(f, &plan)
		})
		o.ok(o.app.AskSafe(bg, o.w(assistant), check.ID, check.Version, decision.SafetyCheck{Whom: "partner", Words: "Is person 2 safe?"}))
		f2 = o.file()
		if q := f2.Questions[len(f2.Questions)-1]; q.To != casefile.PartnerSide || q.ID != f2.SafetyChecks[0].Question {
			o.Errorf("the partner is asked %+v", q)
		}
		answer, err = o.app.RecordDeparture(bg, o.w(assistant), decision.Departure{Person: two, Day: day, Confirmed: "IOM"})
		o.no("I-107", answer, err)
		o.ok(o.app.FindSafe(bg, o.w(assistant), check.ID, f2.SafetyChecks[0].Version, "safe", "The partner spoke to them.", day))
		o.ok(o.app.RecordDeparture(bg, o.w(assistant), decision.Departure{Person: two, Day: day, Confirmed: "IOM"}))
	})
}

// compareOnward holds the ways that were taken against docs/ways-out.md, both ways.
func (o *office) compareOnward(took map[string]bool) {
	o.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "ways-out.md"))
	if err != nil {
		o.Fatal(err)
	}
	_, text, _ := strings.Cut(string(b), "\n## To the operations centre\n")
	text, _, _ = strings.Cut(text, "\n## ")
	told := map[string]bool{}
	for line := range strings.SplitSeq(text, "\n") {
		c := strings.Split(strings.Trim(line, "|"), "|")
		if len(c) == 4 && strings.HasPrefix(line, "| L") {
			ground, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(c[3]), "`"), "`")
			told[strings.Join([]string{strings.TrimSpace(c[0]), strings.TrimSpace(c[1]), strings.TrimSpace(c[2]), ground}, " ")] = true
		}
	}
	if !maps.Equal(took, told) {
		o.Errorf("docs/ways-out.md has %v, taken were %v", told, took)
	}
}

// the day from which somebody is told that a check ends follows from the pack, and from the planned travel at once.
func TestRule_X_24_WatchedFromADay(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		o.approve()
		for _, n := range []int{1, 2} {
			o.ok(o.app.IssueVisa(bg, o.w(officer), o.visa(o.person(n))))
		}
		today := policy.DayOf(o.now)
		if got := o.file().Case.Summary.Ending; got != today.Add(200-60) { // the visas end first
			o.Errorf("watched from %s", got)
		}
		o.given(func(tx *store.Tx, f *store.File) error {
			t := f.Tracks[0]
			t.ValidUntil = today.Add(90)
			return tx.SaveTrack(f, &t)
		})
		m := decision.Movement{Persons: []string{o.person(1)}, Departs: today.Add(99), Arrives: today.Add(100), Port: "Port 01", Flights: "XX 100", Booked: "IOM"}
		o.ok(o.app.PlanTravel(bg, o.w(assistant), "", 0, m))
		if got := o.file().Case.Summary.Ending; got != today {
			o.Errorf("a check ends before the arrival: watched from %s", got)
		}
	})
}

// whoever of the operations centre chose mail is told once that there is an update, and not any more once it has answered; the
// officer is told of the answer.
func TestRule_A_91_TheCentreIsToldOnce(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		s := mailtest.Start(o, false)
		o.mails(s)
		second := access.Actor{Account: "senior.roco", Role: access.SeniorClerk, Unit: clerk.Unit}
		o.hire(clerk, second)
		for _, who := range []access.Actor{clerk, second} {
			if err := o.app.SetMail(bg, app.Write{Actor: who}, who.Account+"@planted.example"); err != nil {
				o.Fatal(err)
			}
		}
		ask := func() decision.DestinationRequest {
			o.Helper()
			o.ok(o.app.AskDestination(bg, o.w(assistant), decision.DestinationRequest{Travel: policy.DayOf(o.now).Add(60)}, i18n.EN))
			list := o.file().Destinations
			return list[len(list)-1]
		}
		r := ask()
		if n := o.carried(); n != 2 || o.carried() != 0 {
			o.Errorf("%d of the centre were told, or again", n)
		}
		o.ok(o.app.DropDestination(bg, o.w(assistant), r.ID, r.Version, "Not yet."))
		r = ask() // answered before a mail leaves: the centre has read it
		o.ok(o.app.AnswerDestination(bg, o.w(second), r.ID, r.Version, decision.DestinationAnswer{Community: "Community 07", Province: "ON"}))
		before := len(s.Taken())
		o.carried()
		if got := s.Taken()[before:]; len(got) != 1 || got[0].To[0] != "officer.cedar@planted.example" {
			o.Errorf("told after the answer: %+v", got)
		}
	})
}

// a case that waits has no planned travel; whoever was told of it is told at once that it does not take place, and nothing more.
func TestRule_A_106_CalledOff(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		o.plant()
		o.approve()
		for _, n := range []int{1, 2} {
			o.ok(o.app.IssueVisa(bg, o.w(officer), o.visa(o.person(n))))
		}
		day := policy.DayOf(o.now).Add(60)
		for _, n := range []int{1, 2} { // two parts, of which one was announced
			o.ok(o.app.PlanTravel(bg, o.w(assistant), "", 0, decision.Movement{Persons: []string{o.person(n)}, Departs: day, Arrives: day, Port: "Port 01", Flights: "XX 100", Booked: "IOM"}))
		}
		n := o.file().Arrivals[0]
		o.ok(o.app.SendArrival(bg, o.w(assistant), n.ID, n.Version, i18n.EN))
		o.ok(o.app.HoldCase(bg, o.w(officer), casefile.Hold{Reason: casefile.ExitBarrier, Review: "2026-12-01"}))
		f := o.file()
		var told []decision.ArrivalNotice
		for _, x := range f.Arrivals {
			if x.What == decision.ArrivalCancelled {
				told = append(told, x)
			} else if x.Status == decision.ArrivalOwed {
				o.Errorf("a notice of travel that does not take place is owed: %+v", x)
			}
		}
		if len(told) != 1 || told[0].Status != decision.ArrivalSent || told[0].Number != n.Number || f.Movements[0].Cancelled == "" || f.Movements[1].Cancelled == "" {
			o.Fatalf("%+v %+v", told, f.Movements)
		}
		o.tellsNothing("the cancellation", told[0].Text)
		for _, p := range f.Persons {
			if strings.Contains(told[0].Text, p.Shown()) || strings.Contains(told[0].Text, "exit") {
				o.Errorf("the cancellation says who, or why: %s", told[0].Text)
			}
		}
		if list, err := o.app.Onward(bg, clerk); err != nil || len(list) != 1 {
			o.Errorf("the centre has %v, %v", list, err)
		}
	})
}
