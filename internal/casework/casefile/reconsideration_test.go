package casefile_test

import (
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
)

func onFile(id string) bool { return id == "d1" }

// every request in writing is entered; reopening needs more than disagreement, and reasons; who answers in place of the
// original decision-maker says why.
func TestRule_A_93_RequestAndAnswer(t *testing.T) {
	good := casefile.ReconsiderationRequest{Asked: "applicant", On: "2026-08-20", Request: "d1", Points: "The hearing of June is new."}
	for name, spoil := range map[string]func(*casefile.ReconsiderationRequest){
		"by the office":      func(r *casefile.ReconsiderationRequest) { r.Asked = "office" },
		"before the refusal": func(r *casefile.ReconsiderationRequest) { r.On = "2026-07-31" },
		"not in writing":     func(r *casefile.ReconsiderationRequest) { r.Request = "" },
		"without a word":     func(r *casefile.ReconsiderationRequest) { r.Points = " " },
	} {
		r := good
		spoil(&r)
		if _, err := casefile.AskReconsideration(r, nil, "2026-08-01", "2026-08-31", onFile); err == nil {
			t.Errorf("%s: entered", name)
		}
	}
	r, err := casefile.AskReconsideration(good, []casefile.ReconsiderationRequest{{Reopen: "no"}}, "2026-08-01", "2026-08-31", onFile)
	if err != nil {
		t.Fatalf("a second request is considered too: %v", err)
	}
	if _, err := casefile.AskReconsideration(good, []casefile.ReconsiderationRequest{r}, "2026-08-01", "2026-08-31", onFile); err == nil {
		t.Error("two wait at once")
	}
	known := func(id string) bool { return id == "fact" || id == casefile.Disagreement }
	for _, c := range []struct {
		name                 string
		items                []string
		reopen, note, notOwn string
		by                   string
		ok                   bool
	}{
		{"reopened for an error of fact", []string{"fact"}, "yes", "The date was read wrongly.", "", "officer.x", true},
		{"not reopened", []string{casefile.Disagreement}, "no", "Nothing is new.", "", "officer.x", true},
		{"disagreement alone", []string{casefile.Disagreement}, "yes", "Well.", "", "officer.x", false},
		{"disagreement beside an error", []string{casefile.Disagreement, "fact"}, "yes", "The date.", "", "officer.x", true},
		{"no item", nil, "no", "Nothing is new.", "", "officer.x", false},
		{"an item of no list", []string{"mood"}, "no", "Nothing is new.", "", "officer.x", false},
		{"without reasons", []string{"fact"}, "yes", "", "", "officer.x", false},
		{"neither yes nor no", []string{"fact"}, "", "The date.", "", "officer.x", false},
		{"another officer, silent", []string{"fact"}, "yes", "The date.", "", "officer.y", false},
		{"another officer, who says why", []string{"fact"}, "yes", "The date.", "The first has left.", "officer.y", true},
	} {
		got, err := r.Answer(c.items, known, c.reopen, c.note, c.notOwn, c.by, "officer.x", "2026-08-31")
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.ok && got.Open() {
			t.Errorf("%s: still open", c.name)
		}
	}
}

// an application is entered as served, with the court's number; the record's day is the court's; it ends once, and is sent
// back only with the court's directions.
func TestRule_A_92_TheCourtsSteps(t *testing.T) {
	const refused, today = policy.Day("2026-08-01"), policy.Day("2026-11-30")
	good := casefile.CourtApplication{Number: " imm-1234-26", Served: "2026-10-20", Document: "d1"}
	l, err := casefile.Serve(good, nil, refused, today, onFile)
	if err != nil || l.Number != "IMM-1234-26" {
		t.Fatalf("%q, %v", l.Number, err)
	}
	for name, spoil := range map[string]func(*casefile.CourtApplication){
		"another number":     func(x *casefile.CourtApplication) { x.Number = "T-12-26" },
		"before the refusal": func(x *casefile.CourtApplication) { x.Served = "2026-07-31" },
		"without a paper":    func(x *casefile.CourtApplication) { x.Document = "" },
	} {
		x := good
		spoil(&x)
		if _, err := casefile.Serve(x, nil, refused, today, onFile); err == nil {
			t.Errorf("%s: entered", name)
		}
	}
	if l.Late("") || l.Late("2026-10-20") || !l.Late("2026-10-19") {
		t.Error("late is after the last day, and never while no day has run")
	}
	for name, c := range map[string]struct {
		steps casefile.CourtSteps
		ok    bool
	}{
		"reasons asked":               {casefile.CourtSteps{ReasonsAsked: "2026-10-25"}, true},
		"leave with the record's day": {casefile.CourtSteps{Leave: "2026-11-20", RecordDue: "2026-12-11", Extension: "granted", Anonymity: "asked"}, true},
		"leave without it":            {casefile.CourtSteps{Leave: "2026-11-20"}, false},
		"a record without leave":      {casefile.CourtSteps{RecordSent: "2026-11-20"}, false},
		"before it was served":        {casefile.CourtSteps{ReasonsAsked: "2026-10-19"}, false},
		"a leave that is to come":     {casefile.CourtSteps{Leave: "2026-12-20", RecordDue: "2026-12-30"}, false},
		"an answer of no list":        {casefile.CourtSteps{Anonymity: "maybe"}, false},
	} {
		if _, err := l.Step(c.steps, today); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := l.End(casefile.SetAside, "2026-11-29", " ", "supervisor.x", today); err == nil {
		t.Error("sent back without the court's directions")
	}
	if _, err := l.End(casefile.Dismissed, "2026-12-29", "", "officer.x", today); err == nil {
		t.Error("dismissed on a day to come")
	}
	ended, err := l.End(casefile.Dismissed, "2026-11-29", "", "officer.x", today)
	if err != nil || ended.Open() || ended.Outcome.Again() {
		t.Errorf("dismissed: %v", err)
	}
	if _, err := ended.Step(casefile.CourtSteps{}, today); err == nil {
		t.Error("it goes on after its end")
	}
}
