package decision_test

import (
	"testing"
	"time"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/policy"
)

// A message that a case cannot wait has its background and its urgency, names no illness and no rights work, and goes while the office has
// the case; what begins at once is counted and stops nothing.
func TestRule_A_117_TheMessage(t *testing.T) {
	pack, err := policy.Load()
	if err != nil {
		t.Fatal(err)
	}
	v := pack.On(early)
	whole := decision.Hurry{Background: "A family of three, in one room.", Why: "Their stay ends soon.", By: early.Add(20), Needs: "Warm clothes."}
	for _, x := range []struct {
		name, want string
		state      casefile.State
		with       func(h *decision.Hurry)
	}{
		{"whole", "", casefile.Assigned, nil},
		{"without a day and needs", "", casefile.Eligibility, func(h *decision.Hurry) { h.By, h.Needs = "", "" }},
		{"at the operations centre still", "hurry.state", casefile.Checking, nil},
		{"decided", "hurry.state", casefile.Approved, nil},
		{"no background", "hurry.background.needed", casefile.Assigned, func(h *decision.Hurry) { h.Background = " " }},
		{"no reason", "hurry.why.needed", casefile.Assigned, func(h *decision.Hurry) { h.Why = "" }},
		{"a day that is past", "hurry.by.needed", casefile.Assigned, func(h *decision.Hurry) { h.By = early.Add(-1) }},
		{"names the work", "onward.words.work", casefile.Assigned, func(h *decision.Hurry) { h.Background = "A journalist." }},
		{"names an illness", "needs.words.illness", casefile.Assigned, func(h *decision.Hurry) { h.Needs = "Diabetes." }},
	} {
		h := whole
		if x.with != nil {
			x.with(&h)
		}
		_, err := decision.Hurries(h, x.state, nil, v, early)
		refused(t, x.name, x.want, err)
	}
	j := waiting()
	counts := func(want ...int) {
		t.Helper()
		for i, b := range j.AtOnce(nil)[1:] {
			if b.N != want[i] {
				t.Errorf("%s has not begun for %d, want %d", b.Name, b.N, want[i])
			}
		}
	}
	counts(2, 1) // the children are not asked for a security check, who stays for no medical one
	if j.AtOnce(nil)[0].N != 1 || j.AtOnce([]casefile.Interview{{}})[0].N != 0 {
		t.Error("the interview")
	}
	j.Tracks = []assessment.Track{{Person: "1", Kind: assessment.Medical, Value: assessment.Requested}, {Person: "1", Kind: assessment.Security, Value: assessment.Requested}}
	counts(1, 0)
}

// The centre says once that it has the message; no second one goes before its day has passed or it has said so.
func TestRule_I_112_AcknowledgedAndNotTwice(t *testing.T) {
	pack, err := policy.Load()
	if err != nil {
		t.Fatal(err)
	}
	v := pack.On(early)
	in := decision.Hurry{Background: "A family of three.", Why: "Their stay ends soon."}
	h, err := decision.Hurries(in, casefile.Assigned, nil, v, early)
	if err != nil || h.AckBy != early.AddWorkdays(1) {
		t.Fatal(h.AckBy, err)
	}
	_, err = decision.Hurries(in, casefile.Assigned, []decision.Hurry{h}, v, h.AckBy)
	refused(t, "before its day has passed", "hurry.waits", err)
	if _, err := decision.Hurries(in, casefile.Assigned, []decision.Hurry{h}, v, h.AckBy.Add(1)); err != nil {
		t.Error("after it:", err)
	}
	if h, err = decision.TakeHurry(h, "clerk.roco", time.Now()); err != nil || h.Open() {
		t.Fatal(err)
	}
	_, err = decision.TakeHurry(h, "clerk.roco", time.Now())
	refused(t, "twice", "hurry.taken", err)
	if _, err := decision.Hurries(in, casefile.Assigned, []decision.Hurry{h}, v, early); err != nil {
		t.Error("more is known:", err)
	}
}
