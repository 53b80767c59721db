package decision_test

import (
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
)

// ST-closed_complete: each thing that is open keeps a landed case open, by name, and nothing else does.
func TestRule_ST_closed_complete_NothingIsOpen(t *testing.T) {
	over := func() decision.Journey {
		j := behind()
		j.Landings = append(j.Landings, landed("p2", "2026-12-02"))
		j.Today = "2027-12-03" // the day after the window
		return j
	}
	proven := func(of string) (out []casefile.Notice) {
		for _, to := range []casefile.Addressee{casefile.ToApplicant, casefile.ToPartner} {
			out = append(out, casefile.Notice{Of: of, To: to, Status: casefile.NoticeReceived, Proof: casefile.Proof{How: casefile.ProofHanded, Day: "2027-12-01"}})
		}
		return out
	}
	refused := func() decision.WindowApplication {
		w := applied()
		w.Refused, w.Unmet, w.Recourse = "2027-08-01", []string{"now"}, "2027-10-30"
		return w
	}
	for _, c := range []struct {
		name   string
		change func(*decision.Journey, *decision.After)
		want   string
	}{
		{"all over", func(*decision.Journey, *decision.After) {}, ""},
		{"the last day of the window", func(j *decision.Journey, _ *decision.After) { j.Today = "2027-12-02" }, "window"},
		{"one is still to land", func(j *decision.Journey, _ *decision.After) {
			j.Landings, j.Visas[1].ValidUntil = j.Landings[:1], "2027-12-03"
		}, "travel"},
		{"one whose visa ended", func(j *decision.Journey, _ *decision.After) {
			j.Landings, j.Visas[1].ValidUntil = j.Landings[:1], "2027-12-02"
		}, ""},
		{"an application that waits", func(j *decision.Journey, _ *decision.After) { j.Windows = []decision.WindowApplication{applied()} }, "application"},
		{"a visa under the window", func(j *decision.Journey, _ *decision.After) {
			w := admitted()
			w.Officer, w.ValidUntil = "officer.cedar", "2027-12-03"
			j.Windows = []decision.WindowApplication{w}
		}, "application"},
		{"who followed has landed", func(j *decision.Journey, _ *decision.After) {
			w := admitted()
			w.Officer, w.ValidUntil = "officer.cedar", "2027-12-03"
			j.Windows, j.Landings = []decision.WindowApplication{w}, append(j.Landings, landed("p3", "2027-11-01"))
		}, ""},
		{"refused, not told", func(j *decision.Journey, _ *decision.After) { j.Windows = []decision.WindowApplication{refused()} }, "refusal"},
		{"refused and told", func(j *decision.Journey, in *decision.After) {
			j.Windows, in.Notices = []decision.WindowApplication{refused()}, proven("w1")
		}, ""},
		{"refused, time for the court", func(j *decision.Journey, in *decision.After) {
			w := refused()
			w.Recourse = "2027-12-03"
			j.Windows, in.Notices = []decision.WindowApplication{w}, proven("w1")
		}, "refusal"},
		{"a letter is owed", func(_ *decision.Journey, in *decision.After) {
			in.Notices = []casefile.Notice{{Status: casefile.NoticeOwed}}
		}, "letter"},
		{"something waits", func(_ *decision.Journey, in *decision.After) { in.Waiting = 1 }, "waiting"},
		{"who stayed died", func(j *decision.Journey, _ *decision.After) { j.Today, j.Persons[2].Died = "2027-06-01", "2027-01" }, ""},
	} {
		j, in := over(), decision.After{}
		c.change(&j, &in)
		if err := decision.Complete(j, in); names(err) != c.want || (err == nil) != (c.want == "") {
			t.Errorf("%s: %v %q, want %q", c.name, err, names(err), c.want)
		}
	}
	j := over()
	j.State = casefile.Arrived
	if rule(decision.Complete(j, decision.After{})) != "ST-closed_complete" {
		t.Error("closes before the system has taken up the landing")
	}
	if j.Persons[2].Travelling != people.No {
		t.Fatal("the third stays in this test")
	}
}
