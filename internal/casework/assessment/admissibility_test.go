package assessment_test

import (
	"testing"
	"time"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

const today = policy.Day("2026-08-31")

var (
	adult  = assessment.Examined{Person: "p1", Principal: true, Accompanying: true, Age: 39}
	child  = assessment.Examined{Person: "p2", Accompanying: true, Age: 9}
	stays  = assessment.Examined{Person: "p3", Age: 35}
	family = assessment.Admissibility{Examined: []assessment.Examined{adult, child, stays}}
	worlds = []string{"rights_exercise", "unfair_process"} // codes of the pack's pick-list G-1
)

func ground(person, code string, result assessment.GroundResult) assessment.Ground {
	return assessment.Ground{ID: person + code, Person: person, Ground: code, Result: result, Provision: "A36(1)(b)",
		Reasons: "As the worksheet says.", Evidence: page4, Rests: assessment.Independent, By: "officer.cedar"}
}

func conviction() assessment.Conviction {
	return assessment.Conviction{
		ID: "c1", Person: "p1", Offence: "spreading false information", Country: "XKK", Day: "2023-02-01", Stage: assessment.Convicted,
		Served: "2014-02-28", HowKnown: "copy of the judgment kept by the partner",
		Acts: "published a report on detention", Link: assessment.LinkDirect, LinkEvidence: page4, Illegitimate: []string{"rights_exercise"},
		ReliableConviction: assessment.Yes, ReliableFacts: assessment.No, Reliability: "the judgment names no act",
		Method: assessment.CompareElements, Elements: "no element matches", Equivalent: assessment.NoEquivalent, ActUsed: assessment.No,
		Exceptions: []assessment.Exception{assessment.NoException}, Relief: "does not arise",
		PartnerAsked: "2026-08-01", Heard: "2026-08-20",
	}
}

func TestRule_X_18_GroundsThatNeverApply(t *testing.T) {
	for _, code := range []string{"ADM-D8", "ADM-D9", "ADM-D10", "ADM-D11"} {
		for _, r := range []assessment.GroundResult{assessment.GroundInadmissible, assessment.GroundConcern, assessment.GroundPending, assessment.GroundClear, ""} {
			_, err := family.SaveGround(ground("p1", code, r))
			stopped(t, err, "X-18")
		}
		if _, err := family.RecordGround(ground("p1", code, assessment.GroundNotByLaw), nil); err != nil {
			t.Errorf("%s: %v", code, err)
		}
	}
	// 5.2, D11: that of cessation opens with the tribunal's final decision, its day and its order; the others stay closed.
	for _, code := range []string{"ADM-D9", assessment.Ceased} {
		g := ground("p1", code, assessment.GroundInadmissible)
		g.Tribunal = "2025-03-01"
		if _, err := family.RecordGround(g, nil); (err == nil) != (code == assessment.Ceased) {
			t.Errorf("%s with an order: %v", code, err)
		}
		g.Evidence = nil
		_, err := family.SaveGround(g)
		stopped(t, err, "X-18")
	}
	treat := ground("p1", "ADM-D7", assessment.GroundInadmissible)
	treat.Treatable = assessment.Yes
	_, err := family.RecordGround(treat, nil)
	stopped(t, err, "X-18")
	treat.Treatable = assessment.No
	if _, err := family.RecordGround(treat, nil); err != nil {
		t.Error(err)
	}
}

func TestRule_A_82_SecondLook(t *testing.T) {
	g := ground("p1", "ADM-D1", assessment.GroundInadmissible)
	g, err := family.RecordGround(g, nil)
	if err != nil {
		t.Fatal(err)
	}
	a := family
	a.Grounds = []assessment.Ground{g}
	stopped(t, a.CheckForSigning(today), "A-82")
	_, err = assessment.LookAgain(g, "officer.cedar", time.Now(), true, "I agree with myself.")
	stopped(t, err, "A-82")
	_, err = assessment.LookAgain(g, "supervisor.cedar", time.Now(), true, " ")
	wrong(t, err, "reasons")
	looked, err := assessment.LookAgain(g, "supervisor.cedar", time.Now(), false, "The group is a trade union.")
	if err != nil || looked.Second == nil || looked.Result != assessment.GroundInadmissible {
		t.Fatalf("a second look is an opinion on the file, the officer decides: %v, %v", looked, err)
	}
	clear := ground("p1", "ADM-D1", assessment.GroundClear)
	clear.Status = assessment.Recorded
	_, err = assessment.LookAgain(clear, "supervisor.cedar", time.Now(), true, "Fine.")
	stopped(t, err, "A-82")
}

func TestRule_X_17_NoFindingWithoutTheWorksheet(t *testing.T) {
	g := ground("p1", "ADM-D4", assessment.GroundInadmissible)
	_, err := family.RecordGround(g, nil)
	stopped(t, err, "X-17")

	a := family
	w := conviction()
	w.Status = assessment.Draft
	a.Convictions = []assessment.Conviction{w}
	_, err = a.RecordGround(g, nil)
	stopped(t, err, "X-17")

	w.Status = assessment.Recorded
	w.Equivalent, w.Provision, w.MaxYears = assessment.TenYearLevel, "Criminal Code, s. 000", 14
	a.Convictions = []assessment.Conviction{w}
	_, err = a.RecordGround(g, nil)
	stopped(t, err, "X-17") // step 9 is still open

	w.ReliefConsidered, w.Headquarters, w.Conclusion = "A25.1 considered", "asked on 20 August", "Answers steps 3 to 5."
	a.Convictions = []assessment.Conviction{w}
	if _, err = a.RecordGround(g, nil); err != nil {
		t.Fatal(err)
	}
}

func TestRule_A_77_WhatIsAnOffence(t *testing.T) {
	g := ground("p1", "ADM-D4", assessment.GroundInadmissible)
	for name, change := range map[string]func(*assessment.Conviction){
		"no equivalent":              func(w *assessment.Conviction) { w.Equivalent = assessment.NoEquivalent },
		"a charge is no conviction":  func(w *assessment.Conviction) { w.Stage = assessment.Charged },
		"under ten years is A36(2)":  func(w *assessment.Conviction) { w.Equivalent, w.MaxYears = assessment.IndictableLevel, 5 },
		"acquitted":                  func(w *assessment.Conviction) { w.Exceptions = []assessment.Exception{assessment.Acquitted} },
		"no reliable evidence of it": func(w *assessment.Conviction) { w.ReliableConviction = assessment.No },
	} {
		t.Run(name, func(t *testing.T) {
			w := conviction()
			w.Status, w.Equivalent, w.Provision, w.MaxYears = assessment.Recorded, assessment.TenYearLevel, "s. 000", 14
			w.ReliefConsidered, w.Headquarters, w.Conclusion = "x", "x", "x"
			change(&w)
			a := family
			a.Convictions = []assessment.Conviction{w}
			_, err := a.RecordGround(g, nil)
			stopped(t, err, "A-77")
		})
	}
	w := conviction()
	w.Equivalent, w.Provision, w.MaxYears = assessment.TenYearLevel, "s. 000", 5
	_, err := family.RecordConviction(w, worlds)
	stopped(t, err, "A-77")
}

func TestRule_A_79_TheNineSteps(t *testing.T) {
	w, err := family.RecordConviction(conviction(), worlds)
	if err != nil || w.Status != assessment.Recorded || w.Steps() != 8 {
		t.Fatalf("%v, %d steps, %v", w.Status, w.Steps(), err)
	}
	for field, change := range map[string]func(*assessment.Conviction){
		"offence":             func(w *assessment.Conviction) { w.Offence = "" },
		"how_known":           func(w *assessment.Conviction) { w.HowKnown = "" },
		"acts":                func(w *assessment.Conviction) { w.Acts = "" },
		"link_evidence":       func(w *assessment.Conviction) { w.LinkEvidence = nil },
		"illegitimate":        func(w *assessment.Conviction) { w.Illegitimate = nil },
		"reliable_conviction": func(w *assessment.Conviction) { w.ReliableConviction = "" },
		"elements":            func(w *assessment.Conviction) { w.Elements = "" },
		"act_evidence":        func(w *assessment.Conviction) { w.ActUsed = assessment.Yes },
		"exceptions":          func(w *assessment.Conviction) { w.Exceptions = nil },
		"partner_asked":       func(w *assessment.Conviction) { w.PartnerAsked = "" },
		"heard":               func(w *assessment.Conviction) { w.Heard = "" },
	} {
		w := conviction()
		change(&w)
		_, err := family.RecordConviction(w, worlds)
		wrong(t, err, field)
		if _, err := family.SaveConviction(w, worlds); err != nil {
			t.Errorf("a draft always saves: %v", err)
		}
		if w.Steps() != 7 {
			t.Errorf("%s missing: %d steps filled", field, w.Steps())
		}
	}
	w = conviction()
	w.Illegitimate = []string{"not a code"}
	_, err = family.SaveConviction(w, worlds)
	wrong(t, err, "illegitimate")
}

func TestRule_A_80_ComputedDates(t *testing.T) {
	w := conviction()
	w.MaxYears = 5
	if w.Rehabilitation() != "2019-02-28" || w.Deemed() != "2024-02-28" {
		t.Errorf("rehabilitation %s, deemed %s", w.Rehabilitation(), w.Deemed())
	}
	w.MaxYears = 10
	if w.Deemed() != "" {
		t.Error("a maximum of ten years is never deemed rehabilitated (R18)")
	}
}

func TestRule_X_19_NeverAReason(t *testing.T) {
	for _, b := range []assessment.Breach{assessment.ExitPermit, assessment.HostStatus, assessment.HomeCertificate} {
		g := ground("p1", "ADM-D12", assessment.GroundInadmissible)
		g.Breach = b
		_, err := family.RecordGround(g, nil)
		stopped(t, err, "X-19")
	}
	g := ground("p1", "ADM-D12", assessment.GroundInadmissible)
	g.Breach = assessment.OtherBreach
	if _, err := family.RecordGround(g, nil); err != nil {
		t.Error(err)
	}
}

func TestRule_X_20_FamilyMemberWhoIsInadmissible(t *testing.T) {
	g := ground("p2", "ADM-D13", assessment.GroundInadmissible)
	g.Through = "p1"
	_, err := family.RecordGround(g, nil)
	stopped(t, err, "X-20")
	a := family
	d7 := ground("p1", "ADM-D7", assessment.GroundInadmissible)
	d7.Status = assessment.Recorded
	a.Grounds = []assessment.Ground{d7}
	if _, err = a.RecordGround(g, nil); err != nil {
		t.Error(err)
	}
	g.Through = "p2"
	_, err = a.RecordGround(g, nil)
	stopped(t, err, "X-20")
}

func TestRule_A_74_TheWholeFamily(t *testing.T) {
	a := family
	d7 := ground("p2", "ADM-D7", assessment.GroundInadmissible)
	d7.Status = assessment.Recorded
	clear := ground("p1", "ADM-D13", assessment.GroundClear)
	clear.Status = assessment.Recorded
	a.Grounds = []assessment.Ground{d7, clear}
	stopped(t, a.CheckForSigning(today), "A-74")
}

func TestRule_A_64_ChildrenAreNotScreened(t *testing.T) {
	for kind, want := range map[assessment.TrackKind]assessment.TrackValue{
		assessment.Security: assessment.NotRequired, assessment.Criminality: assessment.NotRequired, assessment.Biometrics: assessment.NotRequired,
		assessment.Medical: assessment.ToRequest, assessment.Relationship: assessment.ToRequest,
	} {
		if got := assessment.FirstValue(kind, child); got != want {
			t.Errorf("%s of a child of nine: %s, want %s", kind, got, want)
		}
	}
	for _, kind := range assessment.TrackKinds {
		if kind != assessment.Relationship && assessment.FirstValue(kind, adult) != assessment.ToRequest {
			t.Errorf("%s of an adult is not asked", kind)
		}
	}
	born := people.Person{ID: "p9", Born: "2008"} // 17 or 18: as old as they may be
	if e := assessment.Examine(born, today); e.Age != 18 || assessment.FirstValue(assessment.Security, e) != assessment.ToRequest {
		t.Errorf("born in 2008, month unknown: age %d", e.Age)
	}
}

func TestRule_A_67_Biometrics(t *testing.T) {
	for age, want := range map[int]assessment.TrackValue{13: assessment.NotRequired, 14: assessment.ToRequest, 79: assessment.ToRequest, 80: assessment.NotRequired, -1: assessment.ToRequest} {
		if got := assessment.FirstValue(assessment.Biometrics, assessment.Examined{Age: age}); got != want {
			t.Errorf("age %d: %s, want %s", age, got, want)
		}
	}
}

func TestRule_A_68_MedicalExamination(t *testing.T) {
	if got := assessment.FirstValue(assessment.Medical, stays); got != assessment.NotRequired {
		t.Errorf("a member who stays: %s", got)
	}
	m := assessment.Track{Person: "p1", Kind: assessment.Medical, Value: assessment.NoConcern, Requested: "2026-05-01", Received: "2026-06-01"}
	wrong(t, assessment.RecordTrack(m, adult, today), "medical.valid")
	m.ValidUntil = "2027-06-02"
	wrong(t, assessment.RecordTrack(m, adult, today), "medical.valid")
	m.ValidUntil = "2027-06-01"
	if err := assessment.RecordTrack(m, adult, today); err != nil {
		t.Error(err)
	}
	if m.On("2027-06-01") != assessment.NoConcern || m.On("2027-06-02") != assessment.Expired {
		t.Error("expired is computed from the day after the validity ends")
	}
}

func TestRule_A_65_WhatATrackHolds(t *testing.T) {
	for field, track := range map[string]assessment.Track{
		"security.value":     {Kind: assessment.Security, Value: assessment.Expired},
		"security.requested": {Kind: assessment.Security, Value: assessment.Requested},
		"security.received":  {Kind: assessment.Security, Value: assessment.NoConcern, Requested: "2026-08-01"},
		"security.reasons":   {Kind: assessment.Security, Value: assessment.Concern, Received: "2026-08-02"},
		"biometrics.reasons": {Kind: assessment.Biometrics, Value: assessment.NotRequired},
		"medical.requested":  {Kind: assessment.Medical, Value: assessment.Requested, Requested: "2026-09-01"},
		"medical.received":   {Kind: assessment.Medical, Value: assessment.Received, Requested: "2026-08-20", Received: "2026-08-10"},
		"identity.valid":     {Kind: assessment.Identity, Value: assessment.NoConcern, ValidUntil: "2026-02-30"},
	} {
		wrong(t, assessment.RecordTrack(track, adult, today), field)
	}
}

func TestRule_A_86_EveryTrackSettled(t *testing.T) {
	a := family
	stopped(t, a.CheckForSigning(today), "A-86")
	for _, e := range a.Examined {
		for _, kind := range assessment.TrackKinds {
			a.Tracks = append(a.Tracks, assessment.Track{Person: e.Person, Kind: kind, Value: assessment.NoConcern, Received: "2026-01-01", ValidUntil: "2027-01-01"})
		}
		for _, code := range assessment.Grounds {
			if assessment.ClosedByLaw(code) == "" {
				g := ground(e.Person, code, assessment.GroundClear)
				g.Status = assessment.Recorded
				a.Grounds = append(a.Grounds, g)
			}
		}
	}
	if err := a.CheckForSigning(today); err != nil {
		t.Fatal(err)
	}
	stopped(t, a.CheckForSigning("2027-01-02"), "X-24")
	if tracks, grounds := a.Open(adult, today); tracks != 0 || grounds != 0 {
		t.Errorf("%d tracks and %d grounds open", tracks, grounds)
	}
	a.Grounds[0].Result = assessment.GroundConcern
	stopped(t, a.CheckForSigning(today), "ADM-D1")
}

func TestOverruleNeedsAReasonAndASecondPerson(t *testing.T) {
	rule := func(id string, s policy.Severity) *policy.Rule {
		return &policy.Rule{Item: policy.Item{ID: id}, Severity: s}
	}
	entries := map[string]int64{"f1": 3, "f2": 1}
	second, stop := rule("X-7", policy.Second), rule("X-9", policy.Stop)
	a := assessment.Answered{Entries: entries, By: "officer.cedar"}
	_, err := assessment.Overrule(a, second)
	wrong(t, err, "reason")
	a.Reason = "The partner's assessment is of 2024."
	a, err = assessment.Overrule(a, second)
	if err != nil || a.Settles(second, entries) {
		t.Fatalf("settled before another person looked: %v", err)
	}
	_, err = assessment.LookAtOverrule(a, second, false, casefile.Look{By: "officer.cedar", Reasons: "ok"})
	stopped(t, err, "X-7")
	looked, err := assessment.LookAtOverrule(a, second, false, casefile.Look{By: "officer2.cedar", Reasons: "Read it."})
	if err != nil || !looked.Settles(second, entries) {
		t.Fatal(err)
	}
	if looked.Settles(second, map[string]int64{"f1": 4, "f2": 1}) {
		t.Error("an entry changed, and the answer still holds")
	}
	if looked.Settles(stop, entries) {
		t.Error("an answer to one contradiction settles another")
	}
	b, err := assessment.Overrule(a, stop)
	if err != nil {
		t.Fatal(err)
	}
	_, err = assessment.LookAtOverrule(b, stop, false, casefile.Look{By: "officer2.cedar", Reasons: "ok", Agrees: true})
	stopped(t, err, "X-9") // a supervisor's
	b, err = assessment.LookAtOverrule(b, stop, true, casefile.Look{By: "supervisor.cedar", Reasons: "Not convinced."})
	if err != nil || b.Settles(stop, entries) {
		t.Errorf("a stop is settled although the supervisor does not agree: %v", err)
	}
	factual := rule("X-4", policy.Stop)
	factual.Factual = true
	_, err = assessment.Overrule(a, factual)
	stopped(t, err, "X-4")
	_, err = assessment.Overrule(a, rule("X-18", policy.StopByLaw))
	stopped(t, err, "X-18")
	seen := rule("X-3", policy.NoteOnly)
	note, err := assessment.Overrule(assessment.Answered{Entries: entries, By: "officer.cedar"}, seen)
	if err != nil || !note.Settles(seen, entries) {
		t.Error("a note is acknowledged, with or without words")
	}
}

// Rule A-69: what can be treated before travel is held and treated, not refused.
func TestRule_A_69_TreatableIsNotRefused(t *testing.T) {
	for answer, ok := range map[assessment.Answer]bool{assessment.Yes: false, assessment.No: true, assessment.Unknown: true} {
		g := ground("p1", assessment.HealthDanger, assessment.GroundInadmissible)
		g.Treatable = answer
		if _, err := family.RecordGround(g, nil); (err == nil) != ok {
			t.Errorf("treatable %s: %v", answer, err)
		}
	}
}

// Rule A-55: a police certificate of the home country is never asked for, so its absence is no reason.
func TestRule_A_55_NoHomeCertificate(t *testing.T) {
	g := ground("p1", assessment.NonCompliance, assessment.GroundInadmissible)
	g.Breach = assessment.HomeCertificate
	_, err := family.RecordGround(g, nil)
	stopped(t, err, "X-19")
}

// Rule A-87: the lack of an exit permit or of status in the host country is no reason.
func TestRule_A_87_NoExitPermitNoStatus(t *testing.T) {
	for _, b := range []assessment.Breach{assessment.ExitPermit, assessment.HostStatus} {
		g := ground("p1", assessment.NonCompliance, assessment.GroundInadmissible)
		g.Breach = b
		_, err := family.RecordGround(g, nil)
		stopped(t, err, "X-19")
	}
}

// Rule A-75: a separated spouse is left unexamined only after a dated finding, with reasons and a document.
func TestRule_A_75_SeparatedSpouseNeedsAFinding(t *testing.T) {
	wife := people.Person{ID: "p3", Number: 3, Relationship: people.Wife, Travelling: people.No, Born: "1990-01-01"}
	e := assessment.Examine(wife, today)
	if !e.Partner || e.Accompanying {
		t.Fatalf("%+v", e)
	}
	a := family
	a.Examined = []assessment.Examined{adult, child, e}
	track := assessment.Track{Person: "p3", Kind: assessment.Security, Value: assessment.NotRequired, Reasons: "They live apart."}
	wrong(t, a.RecordTrack(track, e, today), "security.value")
	g := ground("p3", assessment.FamilyMember, assessment.GroundClear)
	for _, c := range []struct {
		name   string
		change func(*assessment.Ground)
		ok     bool
	}{
		{"found, with reasons and a document", func(*assessment.Ground) {}, true},
		{"a draft", func(g *assessment.Ground) { g.Status = assessment.Draft }, false},
		{"without reasons", func(g *assessment.Ground) { g.Reasons = "" }, false},
		{"without a document", func(g *assessment.Ground) { g.Evidence = nil }, false},
		{"a concern", func(g *assessment.Ground) { g.Result = assessment.GroundConcern }, false},
	} {
		x := g
		x.Status = assessment.Recorded
		c.change(&x)
		a.Grounds = []assessment.Ground{x}
		if err := a.RecordTrack(track, e, today); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	a.Grounds = nil
	medical := track
	medical.Kind = assessment.Medical // R30(1)(f) does not ask it of those who stay
	if err := a.RecordTrack(medical, e, today); err != nil {
		t.Error(err)
	}
	brother := stays
	if err := a.RecordTrack(assessment.Track{Person: brother.Person, Kind: assessment.Security, Value: assessment.NotRequired, Reasons: "No."}, brother, today); err != nil {
		t.Errorf("somebody else who stays: %v", err)
	}
}
