package policy_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

func refused(t *testing.T, err error, rule, key string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Rule != rule || f.Key != key {
		t.Errorf("%v, want %s by %s", err, key, rule)
	}
}

// Rule I-1: only a referral organization refers.
func TestRule_I_1_OnlyAReferralOrganization(t *testing.T) {
	v := load(t, false).On("2026-06-01")
	refused(t, v.MayRefer("IOM"), "I-1", "policy.refer.not_partner")
	for _, p := range []string{"UNHCR", "FLD", "PD"} {
		if err := v.MayRefer(p); err != nil {
			t.Errorf("%s: %v", p, err)
		}
	}
}

// Rule I-2: an agreement holds its area, number, start and end, and what suspends it.
func TestRule_I_2_AgreementHoldsItsTerms(t *testing.T) {
	p := spoiled(load(t, false))
	fld := slices.IndexFunc(p.Partners, func(x policy.Partner) bool { return x.ID == "FLD" })
	a, ok := p.On("2026-06-01").Agreement("FLD")
	if !ok || a.From != "2023-03-01" || a.Number != 125 || len(p.Partners[fld].Agreements) != 1 {
		t.Errorf("%+v", a)
	}
	if _, ok := p.On("2023-02-28").Agreement("FLD"); ok {
		t.Error("an agreement before it was signed")
	}
}

// Rule I-3: a suspended or ended agreement blocks new referrals, on those days alone.
func TestRule_I_3_SuspendedOrEnded(t *testing.T) {
	over := overlay(`partners:
  - id: FLD
    en: FLD
    fr: FLD
    refers: 2023-03-01
    agreements:
      - {id: a, from: 2023-03-01, until: 2025-12-31, suspended: [{from: 2024-02-01, until: 2024-02-29}]}
      - {id: b, from: 2026-03-01}
`)
	p, err := policy.Load(over)
	if err != nil {
		t.Fatal(err)
	}
	for day, ok := range map[policy.Day]bool{"2024-01-31": true, "2024-02-01": false, "2024-02-29": false, "2024-03-01": true,
		"2025-12-31": true, "2026-01-01": false, "2026-02-28": false, "2026-03-01": true} {
		err := p.On(day).MayRefer("FLD")
		if ok && err != nil {
			t.Errorf("%s: %v", day, err)
		}
		if !ok {
			refused(t, err, "I-3", "policy.refer.no_agreement")
		}
	}
}

// Rules I-8 and I-9: what each partner may refer in a referral year, in persons, families included.
func TestRule_I_8_SharesOfTheReferralYear(t *testing.T) {
	v := load(t, false).On("2026-06-01")
	for partner, want := range map[string]int{"UNHCR": 250, "FLD": 125, "PD": 125} {
		a, ok := v.Allocation("hrd-global", partner, 2026)
		if !ok || a.Persons != want {
			t.Errorf("%s: %v, want %d", partner, a, want)
		}
		if partner != "FLD" && !a.Ours() {
			t.Errorf("%s: not published, so it is our default", partner)
		}
	}
	if _, ok := v.Allocation("hrd-global", "FLD", 2022); ok {
		t.Error("FLD had a share before it referred")
	}
}

// Rule I-9: the shares that are not published are marked as ours.
func TestRule_I_9_UnpublishedSharesAreOurs(t *testing.T) {
	a, _ := load(t, false).On("2026-06-01").Allocation("hrd-global", "PD", 2026)
	if a == nil || a.Status != policy.Default {
		t.Errorf("%+v", a)
	}
}

// Rule I-58: years 2 and 3 of a plan are notional and say so.
func TestRule_I_58_NotionalYears(t *testing.T) {
	v := load(t, false).On("2026-06-01")
	for year, firm := range map[int]bool{2026: true, 2027: false, 2028: false} {
		if c, ok := v.Commitment("hrd-global", year); !ok || c.Firm != firm {
			t.Errorf("%d: %+v", year, c)
		}
	}
}

// Rule I-63: the spaces of the offices together do not pass the GAR target of the year.
func TestRule_I_63_OfficesInsideTheTarget(t *testing.T) {
	v := load(t, true).On("2026-06-01")
	for year := 2023; year <= 2027; year++ {
		level, ok := v.Level(year)
		sum := 0
		for _, o := range v.Offices() {
			sum += o.Spaces[year]
		}
		if !ok || sum == 0 || sum > level.Target {
			t.Errorf("%d: %d of %+v", year, sum, level)
		}
	}
}

// Contradiction X-13: the case is urgent and the finding says neither vulnerable nor in urgent need.
func TestRule_X_13_UrgentAndNotVulnerable(t *testing.T) {
	v := load(t, false).On("2026-06-01")
	f := &policy.Facts{Case: policy.CaseFacts{Urgent: true}, Findings: []policy.FindingFacts{{Criterion: "ELG-E12", Place: "finding.ELG-E12", Result: "not_met"}}}
	if got := places(t, v, f, "X-13"); fmt.Sprint(got) != "[finding.ELG-E12]" {
		t.Errorf("at %v", got)
	}
	f.Findings[0].Result = "met"
	if got := places(t, v, f, "X-13"); got != nil {
		t.Errorf("at %v although the need was found", got)
	}
	f.Findings[0].Result, f.Case.Urgent = "not_met", false
	if got := places(t, v, f, "X-13"); got != nil {
		t.Errorf("at %v although nothing is urgent", got)
	}
}

// Contradiction X-4 is about one country: what is said of another nationality neither makes nor hides it.
func TestRule_X_4_CountryByCountry(t *testing.T) {
	v := load(t, false).On("2026-06-01")
	finding := func(criterion, country, result string) policy.FindingFacts {
		return policy.FindingFacts{Criterion: criterion, Nationality: country, Result: result, Place: "finding." + criterion + "." + country}
	}
	f := &policy.Facts{Return: policy.ReturnFacts{Silence: []string{"finding.ELG-E9a.XKK"}},
		Findings: []policy.FindingFacts{finding("ELG-E9a", "XKK", "met"), finding("ELG-E9a", "XMM", "not_met")}}
	if got := places(t, v, f, "X-4"); got != nil {
		t.Errorf("at %v", got)
	}
	f.Findings = append(f.Findings, finding("ELG-E7", "XKK", "not_met"))
	if got := places(t, v, f, "X-4"); fmt.Sprint(got) != "[finding.ELG-E7.XKK]" {
		t.Errorf("at %v", got)
	}
}

func places(t *testing.T, v *policy.View, f *policy.Facts, rule string) []string {
	t.Helper()
	said, err := v.Contradictions(f, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range said {
		if s.Rule.ID == rule {
			return s.Places
		}
	}
	return nil
}

// Every contradiction of assessment section 11 is in the pack, with its severity; the two that nobody can overrule are
// X-4 and X-5 (decision 1), and X-3 is a note (decision 2).
func TestContradictionsAreAll(t *testing.T) {
	v := load(t, false).On("2026-06-01")
	want := map[policy.Severity][]int{
		policy.Stop:      {4, 5, 9, 12, 17, 19, 21, 22, 24, 26, 27, 29, 30, 31, 32},
		policy.StopByLaw: {11, 14, 15, 18, 20, 25, 28},
		policy.Second:    {1, 2, 7, 8, 10, 13, 16},
		policy.NoteOnly:  {3, 6, 23, 33},
	}
	n := 0
	for severity, codes := range want {
		for _, c := range codes {
			n++
			x, ok := v.Contradiction(fmt.Sprintf("X-%d", c))
			if !ok || x.Severity != severity {
				t.Errorf("X-%d: %+v, want %s", c, x, severity)
			} else if x.Factual != (c == 4 || c == 5) {
				t.Errorf("X-%d: factual %v", c, x.Factual)
			}
		}
	}
	if n != 33 {
		t.Fatal("the list of this test is not whole")
	}
}

// Every criterion, ground, letter and completeness rule of the work is in the pack, once.
func TestPackIsWhole(t *testing.T) {
	p := load(t, false)
	v := p.On("2026-06-01")
	for _, e := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9a", "9b", "9c", "10", "11", "12", "13", "14", "15"} {
		if _, ok := v.Criterion("ELG-E" + e); !ok {
			t.Errorf("no ELG-E%s", e)
		}
	}
	for i := 1; i <= 13; i++ {
		g, ok := v.Ground(fmt.Sprintf("ADM-D%d", i))
		if !ok || g.NeverByLaw != (i >= 8 && i <= 11) || g.Worksheet != (i == 4 || i == 5) || g.SecondLook != (i <= 6) {
			t.Errorf("ADM-D%d: %+v", i, g)
		}
	}
	for i := 1; i <= 16; i++ {
		if _, ok := v.Lack(fmt.Sprintf("INT-E%d", i)); !ok {
			t.Errorf("no INT-E%d", i)
		}
	}
	for i := 1; i <= 20; i++ {
		if _, ok := v.Letter(fmt.Sprintf("L%d", i)); !ok {
			t.Errorf("no L%d", i)
		}
	}
	for i := 1; i <= 4; i++ {
		if l, ok := v.List(fmt.Sprintf("G-%d", i)); !ok || !l.Lost || !l.Ours() || len(l.Entries) == 0 {
			t.Errorf("G-%d: %+v", i, l)
		}
	}
	if len(v.Headings()) != 6 || len(p.Criteria) != 17 || len(p.Grounds) != 13 {
		t.Errorf("%d headings, %d criteria, %d grounds", len(v.Headings()), len(p.Criteria), len(p.Grounds))
	}
}

// A view is what is in force on its day, and days between two changes share what they hold.
func TestOn(t *testing.T) {
	p, err := policy.Load(overlay(`clocks:
  - {id: a, until: 2024-12-31, days: 10}
  - {id: a, from: 2025-01-01, days: 20}
  - {id: b, from: 2025-06-01, until: 2025-06-01, days: 1}
`))
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[policy.Day]string{"": "10 no", "2024-12-31": "10 no", "2025-01-01": "20 no", "2025-05-31": "20 no", "2025-06-01": "20 yes", "2025-06-02": "20 no", "2099-01-01": "20 no"} {
		v := p.On(day)
		a, _ := v.Clock("a")
		got := fmt.Sprint(a.Days, " no")
		if _, ok := v.Clock("b"); ok {
			got = fmt.Sprint(a.Days, " yes")
		}
		if got != want || v.Day != day {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
	a, _ := p.On("2025-02-01").Clock("a")
	b, _ := p.On("2025-03-01").Clock("a")
	if a != b {
		t.Error("two days of one run hold two copies")
	}
}

// Rule I-43: biometrics are no part of the application: no form or paper of the package is about them.
func TestRule_I_43_BiometricsDoNotBlock(t *testing.T) {
	v := load(t, false).On("2026-06-01")
	for _, f := range v.Forms() {
		if strings.Contains(strings.ToLower(f.EN+f.ID), "biometric") {
			t.Errorf("form %s", f.ID)
		}
	}
	if c := slices.IndexFunc(v.Checks(), func(c policy.Check) bool { return c.ID == "biometrics" }); c < 0 || v.Checks()[c].FromAge != 14 || v.Checks()[c].ToAge != 79 {
		t.Error("biometrics are a check of persons of 14 to 79")
	}
}
