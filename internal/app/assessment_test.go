package app_test

import (
	"errors"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

var hq = access.Actor{Account: "policy.hq", Name: "Policy 0002", Role: access.PolicyManager, Unit: "HQ"}

// assessed is an App with one case that is assigned to officer.cedar, with a document as evidence.
func assessed(t *testing.T) (*app.App, casefile.ID) {
	t.Helper()
	o := open(t, storetest.Open(t), casefile.Assigned)
	_, err := o.app.Store.Change(bg, store.Entry{Actor: officer, Action: "test", Now: o.now}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(o.id)
		if err != nil {
			return "", err
		}
		return "", tx.SaveDocument(f, &document.Document{ID: "doc19", Kind: "threat"})
	})
	if err != nil {
		t.Fatal(err)
	}
	return o.app, o.id
}

func seen(t *testing.T, a *app.App, id casefile.ID) *app.File {
	t.Helper()
	f, err := a.View(bg, officer, id, access.ViewEligibility, "")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func isKind(err error, k fault.Kind) bool {
	var f *fault.Error
	return errors.As(err, &f) && f.Kind == k
}

func rule(err error, code string) bool {
	var f *fault.Error
	return errors.As(err, &f) && f.Rule == code
}

// repatriation is the row "no repatriation" with a factual answer, evidence and an answer to each note of the pack.
func repatriation(a *app.App, f *app.File, answer assessment.Answer) assessment.Finding {
	page4 := []assessment.Evidence{{Document: "doc19", Page: "4"}}
	x := assessment.Finding{
		Row:     assessment.Row{Criterion: assessment.Repatriation, Country: "XKK"},
		Reasons: "The work depends on presence in District R.", Evidence: page4,
		Facts: []assessment.Fact{{Question: assessment.Return, Answer: answer, Evidence: page4}},
	}
	c, _ := a.PolicyOf(f.Case).Criterion(assessment.Repatriation)
	for _, n := range c.Notes {
		x.Notes = append(x.Notes, assessment.NoteAnswer{Note: n, Answer: assessment.DoesNotArise, Reason: "The work may go on in District R."})
	}
	return x
}

func TestAFindingIsRecordedAndSuperseded(t *testing.T) {
	a, id := assessed(t)
	w := app.Write{Actor: officer, Case: id}
	f := seen(t, a, id)
	if _, err := a.RecordFinding(bg, w, repatriation(a, f, assessment.SafeIfSilent)); err != nil {
		t.Fatal(err)
	}
	f = seen(t, a, id)
	if f.Case.State != casefile.Eligibility {
		t.Errorf("the first work begins the assessment: state %s", f.Case.State)
	}
	s := a.Sheet(f)
	l := s.Line(assessment.Row{Criterion: assessment.Repatriation, Country: "XKK"})
	if l.Standing == nil || l.Standing.Result != assessment.Met || l.Standing.By != officer.Account || l.Standing.Pack == "" {
		t.Fatalf("recorded %+v", l.Standing)
	}
	again := repatriation(a, f, assessment.NotSafe)
	again.Supersedes = l.Standing.ID
	if _, err := a.RecordFinding(bg, w, again); err != nil {
		t.Fatal(err)
	}
	states := map[assessment.Status]int{}
	for _, x := range seen(t, a, id).Findings {
		states[x.Status]++
	}
	if states[assessment.Recorded] != 1 || states[assessment.Superseded] != 1 {
		t.Errorf("findings %v", states)
	}
}

func TestRule_A_18_AtTheDoor(t *testing.T) {
	a, id := assessed(t)
	w := app.Write{Actor: officer, Case: id, Token: "t1", Body: []byte("1")}
	x := repatriation(a, seen(t, a, id), assessment.SafeIfSilent)
	x.Result = assessment.NotMet
	_, err := a.RecordFinding(bg, w, x)
	if !rule(err, "A-18") {
		t.Fatalf("%v", err)
	}
	f := seen(t, a, id)
	if len(f.Findings) != 1 || f.Findings[0].Status != assessment.Draft || f.Findings[0].Reasons == "" {
		t.Errorf("what was typed is lost: %+v", f.Findings)
	}
}

func TestTwoWritersOfOneRow(t *testing.T) {
	a, id := assessed(t)
	w := app.Write{Actor: officer, Case: id}
	f := seen(t, a, id)
	first, second := repatriation(a, f, assessment.NotSafe), repatriation(a, f, assessment.SafeElsewhere)
	if _, err := a.DraftFinding(bg, w, first); err != nil {
		t.Fatal(err)
	}
	if _, err := a.DraftFinding(bg, w, second); !isKind(err, fault.Conflict) {
		t.Fatalf("the second draft of the same empty row: %v", err)
	}
	draft := seen(t, a, id).Findings[0]
	if _, err := a.RecordFinding(bg, w, draft); err != nil {
		t.Fatal(err)
	}
	if _, err := a.DraftFinding(bg, w, draft); !isKind(err, fault.Conflict) {
		t.Fatalf("a draft that was recorded meanwhile: %v", err)
	}
	if got := seen(t, a, id).Findings; len(got) != 1 || got[0].Answer(assessment.Return) != assessment.NotSafe {
		t.Errorf("overwritten: %+v", got)
	}
}

func TestEvidenceIsOfThisCase(t *testing.T) {
	a, id := assessed(t)
	x := repatriation(a, seen(t, a, id), assessment.NotSafe)
	x.Evidence = []assessment.Evidence{{Document: "another"}}
	if _, err := a.DraftFinding(bg, app.Write{Actor: officer, Case: id}, x); !isKind(err, fault.Invalid) {
		t.Fatal(err)
	}
}

func TestOnlyTheAssignedOfficerFinds(t *testing.T) {
	a, id := assessed(t)
	x := repatriation(a, seen(t, a, id), assessment.NotSafe)
	for _, who := range []access.Actor{supervisor, {Account: "officer2.cedar", Role: access.Officer, Unit: "cedar"}, {Account: "assistant.cedar", Role: access.Assistant, Unit: "cedar"}} {
		if _, err := a.RecordFinding(bg, app.Write{Actor: who, Case: id}, x); !isKind(err, fault.Forbidden) {
			t.Errorf("%s: %v", who.Account, err)
		}
	}
	if _, err := a.RecordFinding(bg, app.Write{Actor: access.Actor{Account: "officer.birch", Role: access.Officer, Unit: "birch"}, Case: id}, x); !isKind(err, fault.NotFound) {
		t.Errorf("another office: %v", err)
	}
}

func TestRule_A_82_SecondLookAtTheDoor(t *testing.T) {
	a, id := assessed(t)
	w := app.Write{Actor: officer, Case: id}
	f := seen(t, a, id)
	g := assessment.Ground{Person: f.Persons[0].ID, Ground: assessment.SecurityGround, Result: assessment.GroundInadmissible, Provision: "A34(1)(f)",
		Reasons: "Membership.", Evidence: []assessment.Evidence{{Document: "doc19"}}, Rests: assessment.Independent}
	for _, n := range groundNotes(a, f, g.Ground) {
		g.Notes = append(g.Notes, assessment.NoteAnswer{Note: n, Answer: assessment.DoesNotArise, Reason: "The group, not its label, was tested."})
	}
	if _, err := a.RecordGround(bg, w, g); err != nil {
		t.Fatal(err)
	}
	got := seen(t, a, id).Grounds[0]
	if _, err := a.LookAtGround(bg, w, got.ID, got.Version, true, "mine"); !isKind(err, fault.Forbidden) {
		t.Errorf("the officer looked at their own finding: %v", err)
	}
	if _, err := a.LookAtGround(bg, app.Write{Actor: supervisor, Case: id}, got.ID, got.Version, false, "A trade union."); err != nil {
		t.Fatal(err)
	}
	got = seen(t, a, id).Grounds[0]
	if got.Second == nil || got.Second.Agrees || got.Result != assessment.GroundInadmissible {
		t.Errorf("%+v", got)
	}
}

func groundNotes(a *app.App, f *app.File, code string) []string {
	if g, ok := a.PolicyOf(f.Case).Ground(code); ok && g.Note.EN != "" {
		return []string{code}
	}
	return nil
}

func TestTracksOfAPerson(t *testing.T) {
	a, id := assessed(t)
	w := app.Write{Actor: officer, Case: id}
	if _, err := a.RecordTracks(bg, w, p1(t, a, id), []assessment.Track{
		{Kind: assessment.Security, Value: assessment.Requested, Requested: "2026-08-19"},
		{Kind: assessment.Medical, Value: assessment.ToRequest},
	}); err != nil {
		t.Fatal(err)
	}
	f := seen(t, a, id)
	if len(f.Tracks) != 1 || f.Tracks[0].Kind != assessment.Security {
		t.Fatalf("only what changed is kept: %+v", f.Tracks)
	}
	if _, err := a.RecordTracks(bg, w, p1(t, a, id), []assessment.Track{{Kind: assessment.Security, Value: assessment.NoConcern, Received: "2026-08-30"}}); !isKind(err, fault.Conflict) {
		t.Errorf("over a track that moved on: %v", err)
	}
	if _, err := a.RecordTracks(bg, w, "p9", nil); !isKind(err, fault.NotFound) {
		t.Errorf("of nobody: %v", err)
	}
}

func TestRule_X_18_AtTheDoor(t *testing.T) {
	a, id := assessed(t)
	for _, code := range []string{"ADM-D8", "ADM-D9", "ADM-D10", "ADM-D11"} {
		_, err := a.RecordGround(bg, app.Write{Actor: officer, Case: id}, assessment.Ground{Person: p1(t, a, id), Ground: code, Result: assessment.GroundInadmissible, Reasons: "x"})
		if !rule(err, "X-18") {
			t.Errorf("%s: %v", code, err)
		}
	}
	if f := seen(t, a, id); len(f.Grounds) != 0 {
		t.Errorf("kept as a draft: %+v", f.Grounds)
	}
}

func TestRule_X_17_AtTheDoor(t *testing.T) {
	a, id := assessed(t)
	w := app.Write{Actor: officer, Case: id}
	cid, err := a.DraftConviction(bg, w, assessment.Conviction{Person: p1(t, a, id), Offence: "spreading false information", Country: "XKK"})
	if err != nil {
		t.Fatal(err)
	}
	f := seen(t, a, id)
	if len(f.Convictions) != 1 || f.Convictions[0].ID != cid {
		t.Fatalf("%q, %+v", cid, f.Convictions)
	}
	_, err = a.RecordGround(bg, w, assessment.Ground{Person: p1(t, a, id), Ground: assessment.SeriousCrime, Result: assessment.GroundInadmissible, Reasons: "x", Provision: "A36(1)(b)"})
	if !rule(err, "X-17") {
		t.Error(err)
	}
	stale := f.Convictions[0]
	if _, err = a.DraftConviction(bg, w, stale); err != nil {
		t.Fatal(err)
	}
	if _, err = a.DraftConviction(bg, w, stale); !isKind(err, fault.Conflict) {
		t.Errorf("over a worksheet that moved on: %v", err)
	}
}

func TestRule_I_48_ConsultationAtTheDoor(t *testing.T) {
	a, id := assessed(t)
	w := app.Write{Actor: officer, Case: id}
	c := casefile.Consultation{Summary: "A signed statement.", Obtained: "Handed over at the interview.", Showable: "yes"}
	if _, err := a.OpenConsultation(bg, w, c); !isKind(err, fault.Invalid) {
		t.Errorf("a suspicion was saved: %v", err)
	}
	c.Proof = []string{"doc19"}
	if _, err := a.OpenConsultation(bg, app.Write{Actor: supervisor, Case: id}, c); !isKind(err, fault.Forbidden) {
		t.Errorf("only the officer opens it: %v", err)
	}
	if _, err := a.OpenConsultation(bg, w, c); err != nil {
		t.Fatal(err)
	}
	shown, err := a.View(bg, hq, id, access.ViewConsultation, "")
	if err != nil {
		t.Fatal(err)
	}
	if len(shown.Consultations) != 1 || len(shown.Persons) != 0 || len(shown.Findings) != 0 {
		t.Fatalf("headquarters sees the consultation and nothing more: %d, %d persons", len(shown.Consultations), len(shown.Persons))
	}
	got := shown.Consultations[0]
	route, _ := a.Policy().Route("FLD")
	if got.Route != route.ID || got.Partner != "FLD" {
		t.Errorf("route %q", got.Route)
	}
	if _, err := a.RecordReply(bg, w, got.ID, got.Version, casefile.Maintained, "words", "2026-08-31"); !isKind(err, fault.Forbidden) {
		t.Errorf("the officer answered for the partner: %v", err)
	}
	before := seen(t, a, id)
	if _, err := a.RecordReply(bg, app.Write{Actor: hq, Case: id}, got.ID, got.Version, casefile.Maintained, "The partner explains.", "2026-08-31"); err != nil {
		t.Fatal(err)
	}
	after := seen(t, a, id)
	if after.Consultations[0].Open() || after.Case.State != before.Case.State || after.Case.Version != before.Case.Version {
		t.Error("the answer changed more than the consultation")
	}
}

// p1 is the principal applicant's id.
func p1(t *testing.T, a *app.App, id casefile.ID) string { return seen(t, a, id).Persons[0].ID }
