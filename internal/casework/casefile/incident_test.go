package casefile_test

import (
	"strings"
	"testing"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
)

// Rule I-73: an incident has a clock in hours by its kind; whose turn it is follows from the clock alone.
func TestRule_I_73_WhoseTurnItIs(t *testing.T) {
	at := time.Date(2026, 8, 31, 9, 0, 0, 0, time.UTC)
	c := casefile.Call{Kind: casefile.Arrest, At: at, Hours: 2}
	for _, x := range []struct {
		name  string
		after time.Duration
		duty  bool
		want  casefile.Turn
	}{
		{"at once", 0, true, casefile.DutysTurn},
		{"within the clock", 2*time.Hour - time.Second, true, casefile.DutysTurn},
		{"nobody on duty", 0, false, casefile.SupervisorsTurn},
		{"the clock has run out", 2 * time.Hour, true, casefile.SupervisorsTurn},
		{"a second before twice", 4*time.Hour - time.Second, false, casefile.SupervisorsTurn},
		{"twice", 4 * time.Hour, true, casefile.EverybodysTurn},
		{"long after", 400 * time.Hour, false, casefile.EverybodysTurn},
	} {
		if got := c.Turn(at.Add(x.after), x.duty); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
	if !c.Due().Equal(at.Add(2 * time.Hour)) {
		t.Errorf("due %s", c.Due())
	}
}

// Rule I-73: it is taken up once, what was done is said before it ends, and what has ended stays as it is.
func TestRule_I_73_FromTheReportToTheEnd(t *testing.T) {
	at := time.Date(2026, 8, 31, 9, 0, 0, 0, time.UTC)
	in := casefile.Incident{Kind: casefile.Deportation, Day: "2026-09-04", What: " Told by a neighbour. ", Needed: "A letter", Reach: "Ext. 12", By: "forged", Answered: at}
	i, err := casefile.Report(in, 4, "caseworker.fld", at)
	if err != nil || i.What != "Told by a neighbour." || i.By != "caseworker.fld" || !i.Answered.IsZero() || i.Hours != 4 {
		t.Fatalf("%+v %v", i, err)
	}
	for name, bad := range map[string]casefile.Incident{
		"kind":   {Kind: "flood", Day: "2026-08-31", What: "x", Needed: "x", Reach: "x"},
		"day":    {Kind: casefile.Raid, Day: "2029-08-31", What: "x", Needed: "x", Reach: "x"},
		"what":   {Kind: casefile.Raid, Day: "2026-08-31", What: strings.Repeat("é", 2001), Needed: "x", Reach: "x"},
		"needed": {Kind: casefile.Raid, Day: "2026-08-31", What: "x", Needed: " ", Reach: "x"},
		"reach":  {Kind: casefile.Raid, Day: "2026-08-31", What: "x", Needed: "x"},
	} {
		_, err := casefile.Report(bad, 2, "a", at)
		f, ok := err.(*fault.Error)
		if !ok || len(f.Fields) != 1 || f.Fields[0].Name != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := i.End(casefile.OutcomeSafe, "All well", "officer.cedar", at); fault.KindOf(err) != fault.Invalid {
		t.Errorf("ended before anything was done: %v", err)
	}
	up, err := i.TakeUp("officer2.cedar", at.Add(time.Hour))
	if err != nil || up.AnsweredBy != "officer2.cedar" || !up.Call().Answered {
		t.Fatalf("%+v %v", up, err)
	}
	if _, err := up.TakeUp("officer.cedar", at.Add(2*time.Hour)); fault.KindOf(err) != fault.Stopped {
		t.Errorf("taken up twice: %v", err)
	}
	did, err := i.Do("Called the partner", "officer2.cedar", at.Add(time.Hour)) // who acts has taken it up
	if err != nil || did.AnsweredBy != "officer2.cedar" || len(i.Acts) != 0 {
		t.Fatalf("%+v %v", did, err)
	}
	over, err := did.End(casefile.OutcomeHelped, "A lawyer is there", "officer2.cedar", at.Add(2*time.Hour))
	if err != nil || over.Open() {
		t.Fatalf("%+v %v", over, err)
	}
	for name, again := range map[string]func() (casefile.Incident, error){
		"taken up": func() (casefile.Incident, error) { return over.TakeUp("a", at) },
		"acted on": func() (casefile.Incident, error) { return over.Do("x", "a", at) },
		"ended":    func() (casefile.Incident, error) { return over.End(casefile.OutcomeSafe, "x", "a", at) },
	} {
		if _, err := again(); fault.KindOf(err) != fault.Stopped {
			t.Errorf("%s after the end: %v", name, err)
		}
	}
}
