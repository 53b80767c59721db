package decision_test

import (
	"testing"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

func onFile(id string) bool { return id == "d1" }

// behind is a family of whom the two who travelled have landed, and the third stayed.
func behind() decision.Journey {
	j := gone()
	j.State, j.Today, j.Applied = casefile.PostArrival, "2027-06-01", "2026-01-05"
	j.Landings = []decision.Landing{landed("p1", "2026-12-02")}
	for _, k := range assessment.TrackKinds {
		j.Tracks = append(j.Tracks, assessment.Track{Person: "p3", Kind: k, Value: assessment.NoConcern, ValidUntil: "2028-01-01"})
	}
	return j
}

func applied() decision.WindowApplication {
	return decision.WindowApplication{ID: "w1", Person: "p3", Submitted: "2027-05-02", Proof: "d1", By: "assistant.cedar"}
}

func admitted() decision.WindowApplication {
	a := applied()
	a.Related, a.Number, a.Issued, a.ValidUntil, a.Reasons = people.Yes, "V 3", "2027-05-30", "2027-11-01", "As listed."
	return a
}

func test(w decision.Window, name string) string {
	for _, t := range w.Tests {
		if t.Name == name {
			return t.Is
		}
	}
	return "not asked"
}

func TestRule_A_112_OneYearFromProtection(t *testing.T) {
	j := behind()
	w, ok := j.Window("p3")
	if !ok || w.Opens != "2026-12-02" || w.Ends != "2027-12-02" {
		t.Fatalf("%+v %v", w, ok)
	}
	if _, ok := j.Window("p1"); ok {
		t.Error("a window for the principal applicant")
	}
	if j.WindowEnds() != "2027-12-02" {
		t.Errorf("lists show %q", j.WindowEnds())
	}
	// A leap year is a year of 366 days: the same day a year later, not 365 days.
	j.Landings[0].Day = "2027-12-02"
	if w, _ := j.Window("p3"); w.Ends != "2028-12-02" || w.Opens.Until(w.Ends) != 366 {
		t.Errorf("a leap year: %+v", w)
	}
	j.Landings = nil
	if _, ok := j.Window("p3"); ok {
		t.Error("open before protection is conferred")
	}
	// The landing of another member opens nothing, and one that was taken back neither.
	j.Landings = []decision.Landing{landed("p2", "2026-12-02"), {Person: "p1", Day: "2026-12-02", TakenBack: "2026-12-03"}}
	if _, ok := j.Window("p3"); ok {
		t.Error("opened by another's landing")
	}
}

func TestRule_A_112_Application(t *testing.T) {
	for _, c := range []struct {
		name string
		a    decision.WindowApplication
		want string
	}{
		{"in time", applied(), ""},
		{"on the last day", decision.WindowApplication{Person: "p3", Submitted: "2027-06-01", Known: "Told by the office."}, ""},
		{"before protection", decision.WindowApplication{Person: "p3", Submitted: "2026-12-01", Proof: "d1"}, "submitted"},
		{"to come", decision.WindowApplication{Person: "p3", Submitted: "2027-06-02", Proof: "d1"}, "submitted"},
		{"nothing shows the day", decision.WindowApplication{Person: "p3", Submitted: "2027-05-02"}, "known"},
		{"another case's document", decision.WindowApplication{Person: "p3", Submitted: "2027-05-02", Proof: "d9"}, "known"},
	} {
		if got := names(decision.Apply(c.a, behind(), onFile)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	j := behind()
	j.Windows = []decision.WindowApplication{applied()}
	if got := rule(decision.Apply(applied(), j, onFile)); got != "A-112" {
		t.Errorf("twice: %q", got)
	}
	if j.WindowEnds() != "" {
		t.Error("lists show the window of one who applied")
	}
}

func TestRule_I_29_EachMemberIsTested(t *testing.T) {
	for _, c := range []struct {
		name, test, rule string
		change           func(*decision.Journey, *decision.WindowApplication)
	}{
		{"late", "in_time", "A-112", func(j *decision.Journey, a *decision.WindowApplication) {
			j.Today, a.Submitted, a.Issued, a.ValidUntil = "2027-12-10", "2027-12-03", "2027-12-09", "2027-12-20"
		}},
		{"added after the departure", "listed", "A-36", func(j *decision.Journey, _ *decision.WindowApplication) {
			j.Changes = []casefile.FamilyChange{{Person: "p3", New: &people.Person{}, Status: casefile.ChangeAccepted, At: policy.Day("2026-12-01").Time()}}
		}},
		{"22 when the application was made", "then", "I-24", func(j *decision.Journey, _ *decision.WindowApplication) { j.Applied = "2045-01-01" }},
		{"inadmissible", "admissible", "A-112", func(j *decision.Journey, _ *decision.WindowApplication) {
			j.Grounds = []assessment.Ground{{Person: "p3", Status: assessment.Recorded, Result: assessment.GroundInadmissible}}
		}},
		{"a check has expired", "admissible", "A-112", func(j *decision.Journey, _ *decision.WindowApplication) {
			j.Tracks[len(j.Tracks)-1].ValidUntil = "2027-05-31"
		}},
		{"Quebec has not answered", "quebec", "A-112", func(j *decision.Journey, _ *decision.WindowApplication) {
			j.Decision.Destination.Province = decision.Quebec
		}},
		{"no longer a family member", "now", "A-112", func(_ *decision.Journey, a *decision.WindowApplication) { a.Related = people.No }},
	} {
		j, a := behind(), admitted()
		j.Windows = []decision.WindowApplication{applied()}
		if err := decision.Admit(a, j); err != nil {
			t.Fatalf("the neighbour of %s: %v", c.name, err)
		}
		c.change(&j, &a)
		if got := rule(decision.Admit(a, j)); got != c.rule {
			t.Errorf("%s: %q, want %q", c.name, got, c.rule)
		}
		j.Windows = []decision.WindowApplication{a}
		if w, _ := j.Window("p3"); test(w, c.test) == people.Yes {
			t.Errorf("%s: the page says yes to %s", c.name, c.test)
		}
	}
	j, a := behind(), admitted()
	j.Windows = []decision.WindowApplication{applied()}
	a.ValidUntil = "2028-01-02" // the medical certificate ends the day before
	if got := names(decision.Admit(a, j)); got != "valid_until" {
		t.Errorf("the visa outlives the medical certificate: %q", got)
	}
}

func TestRule_A_113_LandsThroughTheWindowOnAVisa(t *testing.T) {
	j := behind()
	l := landed("p3", "2027-06-01")
	l.Window = true
	if got := rule(decision.Land(l, j)); got != "A-112" {
		t.Errorf("without an application: %q", got)
	}
	j.Windows = []decision.WindowApplication{applied()}
	if got := rule(decision.Land(l, j)); got != "A-112" {
		t.Errorf("without a visa: %q", got)
	}
	a := admitted()
	a.Officer = "officer.cedar"
	j.Windows[0] = a
	if err := decision.Land(l, j); err != nil {
		t.Error(err)
	}
	l.Day = "2027-05-29"
	if got := names(decision.Land(l, j)); got != "day" {
		t.Errorf("before the visa: %q", got)
	}
	j.Today, l.Day = "2027-12-01", "2027-11-02"
	if got := names(decision.Land(l, j)); got != "day" {
		t.Errorf("after the visa: %q", got)
	}
}

// a member is refused only for what is recorded as not met, and never for what is open; A-57: it was put to them before.
func TestRule_A_112_Refusal(t *testing.T) {
	late := func() (decision.WindowApplication, decision.Journey) {
		w, j := applied(), behind()
		j.Today, w.Submitted = "2028-02-01", "2027-12-03"
		w.Put, w.Reasons, w.Related = "2027-12-20", "It came a day late.", people.Yes
		j.Windows = []decision.WindowApplication{w}
		return w, j
	}
	for _, c := range []struct {
		name   string
		change func(*decision.WindowApplication, *decision.Journey)
		want   string
	}{
		{"late, without an answer", func(*decision.WindowApplication, *decision.Journey) {}, ""},
		{"an answer, at once", func(w *decision.WindowApplication, j *decision.Journey) {
			w.Answer, j.Today = "The post was slow.", "2027-12-21"
		}, ""},
		{"no answer yet", func(_ *decision.WindowApplication, j *decision.Journey) { j.Today = "2028-01-19" }, "answer"},
		{"the day after its time", func(_ *decision.WindowApplication, j *decision.Journey) { j.Today = "2028-01-20" }, ""},
		{"not put to them", func(w *decision.WindowApplication, _ *decision.Journey) { w.Put = "" }, "put"},
		{"put before it came", func(w *decision.WindowApplication, _ *decision.Journey) { w.Put = "2027-12-01" }, "put"},
		{"no reasons", func(w *decision.WindowApplication, _ *decision.Journey) { w.Reasons = " " }, "reasons"},
		{"in time, all met", func(w *decision.WindowApplication, _ *decision.Journey) { w.Submitted = "2027-11-01" }, "A-112"},
		{"in time, a check open", func(w *decision.WindowApplication, j *decision.Journey) { w.Submitted, j.Tracks = "2027-11-01", nil }, "A-112"},
		{"no longer of the family", func(w *decision.WindowApplication, _ *decision.Journey) {
			w.Submitted, w.Related = "2027-11-01", people.No
		}, ""},
		{"after a visa", func(w *decision.WindowApplication, _ *decision.Journey) { w.Officer = "officer.cedar" }, "A-112"},
		{"twice", func(w *decision.WindowApplication, _ *decision.Journey) { w.Refused = "2028-01-30" }, "A-112"},
	} {
		w, j := late()
		c.change(&w, &j)
		got, err := decision.RefuseWindow(w, j, 30)
		if rule(err)+names(err) != c.want || err == nil && (got.Refused != j.Today || len(got.Unmet) != 1) {
			t.Errorf("%s: %v %v, want %q", c.name, err, got.Unmet, c.want)
		}
	}
	w, j := late()
	w, _ = decision.RefuseWindow(w, j, 30)
	owed := decision.OweRefusal(w, "FLD", "fr", j.Today)
	if len(owed) != 2 || owed[0].Kind != casefile.RefusalEligibility || owed[0].To != casefile.ToApplicant || owed[1].Kind != casefile.PartnerOutcome || owed[1].To != casefile.ToPartner || owed[0].Of != "w1" {
		t.Errorf("%+v", owed)
	}
	w.Unmet = []string{"admissible"}
	if decision.OweRefusal(w, "FLD", "fr", j.Today)[0].Kind != casefile.RefusalInadmissible {
		t.Error("a member found inadmissible gets the other letter")
	}
	// While the year runs another application may come after a refusal.
	j.Windows, j.Today = []decision.WindowApplication{{ID: "w0", Person: "p3", Submitted: "2027-05-02", Refused: "2027-07-01"}}, "2027-08-01"
	if err := decision.Apply(decision.WindowApplication{Person: "p3", Submitted: "2027-07-20", Known: "Told."}, j, onFile); err != nil {
		t.Errorf("another application: %v", err)
	}
}

// I-110: each step is due from its day to the next one's, only the last one counts, and who applied or landed is not spoken of.
func TestRule_I_110_RemindersOfTheWindow(t *testing.T) {
	steps := []int{180, 90, 30, 7}
	for day, want := range map[policy.Day]int{"2027-06-04": 0, "2027-06-05": 180, "2027-09-02": 180, "2027-09-03": 90, "2027-11-02": 30, "2027-11-25": 7, "2027-12-02": 7, "2027-12-03": 0} {
		j := behind()
		j.Today = day
		got := j.Reminders(steps)
		if want == 0 && len(got) != 0 || want > 0 && (len(got) != 1 || got[0].Step != want || got[0].Person != "p3" || got[0].Ends != "2027-12-02") {
			t.Errorf("%s: %+v, want %d", day, got, want)
		}
		j.Windows = []decision.WindowApplication{applied()}
		if got := j.Reminders(steps); len(got) != 0 {
			t.Errorf("%s: reminded although they applied: %+v", day, got)
		}
	}
}
