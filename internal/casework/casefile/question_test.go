package casefile_test

import (
	"slices"
	"testing"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
)

// I-76: the sides that have a case ask one another, and nobody else; our clock stands where no day is asked for; who was asked
// answers once, and the answer stands on the asker's lists until it was read.
func TestRule_I_76_AskedAndAnsweredInTheCase(t *testing.T) {
	pack, err := policy.Load()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 8, 31, 9, 0, 0, 0, time.UTC)
	v := pack.On(policy.DayOf(now))
	at := func(s casefile.State, office string, accepted policy.Day) casefile.Case {
		return casefile.Case{State: s, Office: office, AtOffice: accepted}
	}
	for _, c := range []struct {
		name string
		of   casefile.Case
		want []casefile.Side
	}{
		{"a draft", at(casefile.Preparing, "", ""), nil},
		{"returned", at(casefile.Returned, "", ""), nil},
		{"over", at(casefile.ClosedComplete, "cedar", "2026-02-01"), nil},
		{"at intake", at(casefile.Checking, "", ""), []casefile.Side{casefile.PartnerSide, casefile.IntakeSide}},
		{"an office is only proposed", at(casefile.OfficeAssigned, "cedar", ""), []casefile.Side{casefile.PartnerSide, casefile.IntakeSide}},
		{"on its way", at(casefile.Transferred, "cedar", ""), []casefile.Side{casefile.PartnerSide, casefile.IntakeSide, casefile.OfficeSide}},
		{"at the office", at(casefile.Eligibility, "cedar", "2026-02-01"), []casefile.Side{casefile.PartnerSide, casefile.OfficeSide}},
	} {
		if got := casefile.Sides(c.of); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	of := at(casefile.Eligibility, "cedar", "2026-02-01")
	ask := func(q casefile.Question) error { _, err := casefile.Ask(q, of, v, "officer.cedar", now); return err }
	good := casefile.Question{From: casefile.OfficeSide, To: casefile.PartnerSide, Words: "Which spelling?"}
	for name, q := range map[string]casefile.Question{
		"of oneself":                    {From: casefile.OfficeSide, To: casefile.OfficeSide, Words: "?"},
		"of who has the case no longer": {From: casefile.OfficeSide, To: casefile.IntakeSide, Words: "?"},
		"by who has the case no longer": {From: casefile.IntakeSide, To: casefile.PartnerSide, Words: "?"},
		"nothing":                       {From: casefile.OfficeSide, To: casefile.PartnerSide, Words: " \n"},
		"for yesterday":                 {From: casefile.OfficeSide, To: casefile.PartnerSide, Words: "?", Due: "2026-08-30"},
	} {
		if ask(q) == nil {
			t.Errorf("%s is asked", name)
		}
	}
	q, err := casefile.Ask(good, of, v, "officer.cedar", now)
	if err != nil || q.Due != policy.Day("2026-08-31").AddWorkdays(30) {
		t.Fatalf("due %s, %v", q.Due, err)
	}
	of.Summary.Priority = "emergency"
	if soon, err := casefile.Ask(good, of, v, "officer.cedar", now); err != nil || soon.Due != "2026-08-31" {
		t.Errorf("in an emergency due %s, %v", soon.Due, err)
	}
	if !q.Asking().Waits(casefile.PartnerSide) || q.Asking().Waits(casefile.OfficeSide) || q.Within() {
		t.Error("a question that was just asked waits for its answer alone")
	}
	if _, err := q.Reply(casefile.OfficeSide, "Mine", "x", now); err == nil {
		t.Error("who asked answers")
	}
	if _, err := q.Note(casefile.OfficeSide, "x", now); err == nil {
		t.Error("an answer that is not there was read")
	}
	if _, err := q.Reply(casefile.PartnerSide, "", "x", now); err == nil {
		t.Error("an empty answer")
	}
	a, err := q.Reply(casefile.PartnerSide, "With two dots.", "x", now)
	if err != nil || !a.Asking().Waits(casefile.OfficeSide) || a.Asking().Waits(casefile.PartnerSide) {
		t.Fatalf("an answer waits to be read: %v", err)
	}
	if _, err := a.Reply(casefile.PartnerSide, "Again", "x", now); err == nil {
		t.Error("answered twice")
	}
	if _, err := a.Note(casefile.PartnerSide, "x", now); err == nil {
		t.Error("who answered notes it as read")
	}
	if a, err = a.Note(casefile.OfficeSide, "x", now); err != nil || !a.Over() {
		t.Errorf("read: %v", err)
	}
}
