package policy_test

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

func load(t testing.TB, demo bool) *policy.Pack {
	t.Helper()
	var p *policy.Pack
	var err error
	if demo {
		p, err = policy.Load(policy.Demo())
	} else {
		p, err = policy.Load()
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Rule I-4: FLD's referral of 28 February 2023 is refused, that of 1 April 2023 is accepted, each with its reason.
func TestRule_I_4_DirectReferralFromMarch2023(t *testing.T) {
	p := load(t, false)
	err := p.On("2023-02-28").MayRefer("FLD")
	var f *fault.Error
	if !errors.As(err, &f) || f.Rule != "I-4" || f.Key != "policy.refer.too_early" {
		t.Errorf("2023-02-28: %v, want I-4", err)
	}
	if err := p.On("2023-04-01").MayRefer("FLD"); err != nil {
		t.Errorf("2023-04-01: %v", err)
	}
	if a, ok := p.On("2023-04-01").Agreement("FLD"); !ok || a.ID != "fld-1" {
		t.Error("2023-04-01 is not accepted for a reason: no agreement is named")
	}
	if err := p.On("2021-06-01").MayRefer("UNHCR"); err != nil {
		t.Errorf("UNHCR refers by law: %v", err)
	}
}

// The commitment of 2021 was 250 persons, that of 2023 was 500.
func TestRule_I_59_CommitmentOfTheYear(t *testing.T) {
	v := load(t, false).On("2026-06-01")
	for year, want := range map[int]int{2021: 250, 2022: 250, 2023: 500, 2026: 500} {
		c, ok := v.Commitment("hrd-global", year)
		if !ok || c.Persons != want {
			t.Errorf("%d: %v, want %d", year, c, want)
		}
	}
}

func TestConditionsSpeak(t *testing.T) {
	v := load(t, false).On("2026-06-01")
	said, err := v.Completeness(&policy.Facts{Persons: []policy.PersonFacts{{Principal: true}, {Principal: true}}}, true)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, s := range said {
		found = found || s.Rule.ID == "INT-E10"
	}
	if !found {
		t.Errorf("two principal applicants: %v", said)
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := policy.Load(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompleteness(b *testing.B) {
	v := load(b, false).On("2026-06-01")
	f := &policy.Facts{Persons: []policy.PersonFacts{{Principal: true, Named: true}, {}, {}, {}}}
	for b.Loop() {
		if _, err := v.Completeness(f, true); err != nil {
			b.Fatal(err)
		}
	}
}

func TestDemoOverlay(t *testing.T) {
	v := load(t, true).On("2026-06-01")
	o, ok := v.OfficeFor("TUR")
	if !ok || o.ID != "cedar" || o.Spaces[2026] != 480 {
		t.Errorf("TUR goes to %v", o)
	}
	if _, ok := v.Office("ankara"); ok {
		t.Error("a real office is in the demonstration")
	}
	if o, ok := load(t, false).On("2026-06-01").OfficeFor("TUR"); !ok || o.ID != "ankara" || !o.Ours() {
		t.Errorf("TUR goes to %v, want Ankara marked as ours", o)
	}
}

// A case of five with every row, check and ground recorded.
func BenchmarkContradictions(b *testing.B) {
	v := load(b, false).On("2026-06-01")
	f := &policy.Facts{Case: policy.CaseFacts{Open: true, State: "final_review"}, Referral: policy.ReferralFacts{Made: "2026-01-01", Agreement: true, AreaOK: true},
		Decision: policy.DecisionFacts{Outcome: "approve", Signer: "officer.cedar"}}
	f.Case.SpaceThere = true
	for i := range v.Criteria() {
		f.Findings = append(f.Findings, policy.FindingFacts{Criterion: v.Criteria()[i].ID, Result: "met", Recorded: true, Place: "finding." + v.Criteria()[i].ID})
	}
	for n := range 5 {
		f.Persons = append(f.Persons, policy.PersonFacts{Number: n + 1, Principal: n == 0, Residence: "XMM"})
		for _, c := range v.Checks() {
			f.Tracks = append(f.Tracks, policy.TrackFacts{Person: n + 1, Kind: c.ID, Value: "no_concern"})
		}
		for _, g := range v.Grounds() {
			f.Grounds = append(f.Grounds, policy.GroundFacts{Person: n + 1, Ground: g.ID, Result: "no_concern"})
		}
	}
	for b.Loop() {
		if said, err := v.Contradictions(f, ""); err != nil || len(said) > 0 {
			b.Fatal(said, err)
		}
	}
}

// The text of a pack makes the same pack again, and another text has another print.
func TestTextIsTheWholePack(t *testing.T) {
	for _, demo := range []bool{false, true} {
		p := load(t, demo)
		again, err := policy.Read(p.Text())
		if err != nil {
			t.Fatal(err)
		}
		if again.Print() != p.Print() || len(p.Print()) != 32 || !bytes.Equal(again.Text(), p.Text()) {
			t.Errorf("%s is not %s", again.Print(), p.Print())
		}
		f := &policy.Facts{Case: policy.CaseFacts{Urgent: true}, Findings: []policy.FindingFacts{{Criterion: "ELG-E12", Place: "finding.ELG-E12", Result: "not_met"}}}
		if got := places(t, again.On("2026-06-01"), f, "X-13"); len(got) != 1 {
			t.Errorf("its conditions say %v", got)
		}
		if a, b := p.On("2026-06-01").Criteria(), again.On("2026-06-01").Criteria(); !reflect.DeepEqual(a, b) {
			t.Error("its criteria are others")
		}
	}
	if load(t, false).Print() == load(t, true).Print() {
		t.Error("two packs have one print")
	}
	if _, err := policy.Read([]byte(`{"Contradictions":[{"ID":"X-1","When":"nothing("}]}`)); err == nil {
		t.Error("a condition that cannot be read is left out")
	}
}
