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
