package referral_test

import (
	"errors"
	"strings"
	"testing"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
)

// pack is the real one: these rules read it.
var pack = func() *policy.Pack {
	p, err := policy.Load()
	if err != nil {
		panic(err)
	}
	return p
}()

const today = policy.Day("2026-06-01")

// rule is the rule that said no, "" for yes.
func rule(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return ""
	}
	if f.Rule == "" && len(f.Fields) > 0 {
		return f.Fields[0].Rule
	}
	return f.Rule
}

func signed(r referral.Referral) referral.Referral {
	r.PreparedBy, r.Determination.Account = "caseworker.fld", "caseworker.fld"
	r, err := referral.Sign(r, true, referral.Act{Account: "reviewer.fld", Today: "2023-04-01"})
	if err != nil {
		panic(err)
	}
	return r
}

// The same referral by Front Line Defenders is refused on 28 February 2023 and accepted on 1 April, each with its reason.
func TestRule_I_4_DirectReferral(t *testing.T) {
	for _, c := range []struct {
		day  policy.Day
		want string
		key  string
	}{
		{"2023-02-28", "I-4", "policy.refer.too_early"}, {"2023-04-01", "", ""},
	} {
		r, err := referral.Refer(signed(referral.Referral{Partner: "FLD"}), referral.Content{}, pack, "AAAA-BBBB", referral.Act{Account: "reviewer.fld", Today: c.day})
		if rule(err) != c.want {
			t.Errorf("%s: %v, want %q", c.day, err, c.want)
		}
		var f *fault.Error
		if errors.As(err, &f) && f.Key != c.key {
			t.Errorf("%s: reason %q, want %q", c.day, f.Key, c.key)
		}
		if err == nil && (r.Made.Day != c.day || r.Submitted.Day != c.day || len(r.Packages) != 1) {
			t.Errorf("%s: made %+v", c.day, r.Made)
		}
	}
}

// The 2023 pair through the act of another channel: the claimed day decides, not the day of entry (decision 4).
func TestRule_I_4_ClaimedDay(t *testing.T) {
	for day, want := range map[policy.Day]string{"2023-02-28": "I-4", "2023-04-01": ""} {
		r := signed(referral.Referral{Partner: "FLD"})
		r, err := referral.ClaimDate(r, referral.DateMade, referral.Dated{Day: day, Channel: "encrypted", Proof: "doc"}, referral.Act{Account: "caseworker.fld", Today: "2026-06-01"})
		if err != nil {
			t.Fatal(err)
		}
		r, err = referral.Refer(r, referral.Content{}, pack, "AAAA-BBBB", referral.Act{Account: "reviewer.fld", Today: "2026-06-01"})
		if rule(err) != want {
			t.Errorf("%s: %v, want %q", day, err, want)
		}
		if err == nil && (r.Made.Day != day || r.Made.Second != "reviewer.fld" || r.Submitted.Day != "2026-06-01") {
			t.Errorf("made %+v, submitted %+v", r.Made, r.Submitted)
		}
	}
}

func TestRule_I_1_OnlyPartners(t *testing.T) {
	for partner, want := range map[string]string{"UNHCR": "", "FLD": "", "PD": "", "IOM": "I-1", "": "I-1"} {
		_, err := referral.Refer(signed(referral.Referral{Partner: partner}), referral.Content{}, pack, "", referral.Act{Account: "reviewer.fld", Today: today})
		if rule(err) != want {
			t.Errorf("%q: %v, want %q", partner, err, want)
		}
	}
}

func TestRule_I_5_Identified(t *testing.T) {
	for _, c := range []struct{ by, identified, want string }{
		{"UNHCR", "FLD", ""}, {"UNHCR", "PD", ""}, {"UNHCR", "", ""}, {"FLD", "UNHCR", "I-5"}, {"FLD", "PD", "I-5"}, {"FLD", "FLD", ""}, {"", "FLD", "I-5"},
	} {
		if got := rule(referral.Identified(c.by, c.identified, pack.On(today))); got != c.want {
			t.Errorf("referred by %q, identified by %q: %q, want %q", c.by, c.identified, got, c.want)
		}
	}
}

func TestRule_I_16_UrgentProtection(t *testing.T) {
	for _, c := range []struct {
		priority, partner string
		want              bool
	}{{"emergency", "UNHCR", true}, {"urgent", "UNHCR", false}, {"emergency", "FLD", false}} {
		if got := referral.UrgentProtection(referral.Referral{Partner: c.partner, Priority: c.priority}, pack.On(today)); got != c.want {
			t.Errorf("%s by %s: %v", c.priority, c.partner, got)
		}
	}
}

func TestRule_I_17_Priority(t *testing.T) {
	for _, c := range []struct {
		r    referral.Referral
		want bool
	}{
		{referral.Referral{}, false}, {referral.Referral{Priority: "normal"}, false}, {referral.Referral{Priority: "urgent"}, true},
		{referral.Referral{Priority: "emergency", PriorityWhy: "  "}, true}, {referral.Referral{Priority: "emergency", PriorityWhy: "removal is set"}, false},
	} {
		if got := referral.UnjustifiedPriority(c.r); got != c.want {
			t.Errorf("%q %q: %v", c.r.Priority, c.r.PriorityWhy, got)
		}
	}
}

func TestRule_I_18_Categories(t *testing.T) {
	for _, c := range []struct {
		criteria []string
		partner  string
		want     int
	}{{nil, "UNHCR", 2}, {[]string{"AWR"}, "UNHCR", 1}, {[]string{"AWR", ""}, "UNHCR", 1}, {[]string{"AWR", "SVT"}, "UNHCR", 0}, {nil, "FLD", 0}} {
		if got := referral.MissingCategories(referral.Referral{Partner: c.partner, Criteria: c.criteria}, pack.On(today)); got != c.want {
			t.Errorf("%v by %s: %d missing", c.criteria, c.partner, got)
		}
	}
	r := referral.Referral{Partner: "UNHCR", Criteria: []string{"AWR", "AWR"}}
	if rule(referral.CheckCover(r, pack.On(today))) != "I-18" {
		t.Error("the same category twice passes")
	}
}

func TestRule_INT_E14_TwoPersons(t *testing.T) {
	r := referral.Referral{Partner: "FLD", PreparedBy: "caseworker.fld", Determination: referral.Determination{Account: "other.fld"}}
	for _, c := range []struct {
		by        string
		certified bool
		want      string
	}{{"caseworker.fld", true, "INT-E14"}, {"other.fld", true, "INT-E14"}, {"reviewer.fld", false, "INT-E14"}, {"reviewer.fld", true, ""}} {
		if _, err := referral.Sign(r, c.certified, referral.Act{Account: c.by, Today: "2026-06-01"}); rule(err) != c.want {
			t.Errorf("%s, certified %v: %v", c.by, c.certified, err)
		}
	}
	if _, err := referral.Refer(r, referral.Content{}, pack, "", referral.Act{Account: "reviewer.fld", Today: "2026-06-01"}); rule(err) != "INT-E14" {
		t.Errorf("referred without a signature: %v", err)
	}
	if _, err := referral.Refer(signed(r), referral.Content{}, pack, "", referral.Act{Account: "caseworker.fld", Today: "2026-06-01"}); rule(err) != "INT-E14" {
		t.Errorf("referred by whoever prepared it: %v", err)
	}
}

// Rule I-25: after a return the first referral date stays, and the age stays locked on it; the application is a
// new one, so its date is new and the one before is kept.
func TestRule_I_25_FirstDateStays(t *testing.T) {
	r, err := referral.Refer(signed(referral.Referral{Partner: "FLD"}), referral.Content{}, pack, "", referral.Act{Account: "reviewer.fld", Today: "2026-01-10"})
	if err != nil {
		t.Fatal(err)
	}
	r.Packages[0].Returned = "2026-02-01"
	r, err = referral.Refer(r, referral.Content{}, pack, "", referral.Act{Account: "reviewer.fld", Today: "2026-03-01"})
	if err != nil {
		t.Fatal(err)
	}
	if r.Made.Day != "2026-01-10" || r.Submitted.Day != "2026-03-01" || len(r.Submitted.Earlier) != 1 || r.Submitted.Earlier[0].Day != "2026-01-10" || len(r.Packages) != 2 {
		t.Errorf("made %+v, submitted %+v, %d packages", r.Made, r.Submitted, len(r.Packages))
	}
	child := people.Person{Born: "2004-02-01", Relationship: people.Son}
	if got := people.AgeLock(child, referral.LockDay(r, "2026-03-01")); got != people.DependentByAge {
		t.Errorf("the child who turned 22 meanwhile is %s", got)
	}
}

func TestRule_I_24_LockDay(t *testing.T) {
	r := referral.Referral{}
	if got := referral.LockDay(r, "2026-06-01"); got != "2026-06-01" {
		t.Errorf("a draft locks on %s", got)
	}
	r.Claimed = []referral.Claim{{Which: referral.DateSubmitted, Dated: referral.Dated{Day: "2026-04-01"}}, {Which: referral.DateMade, Dated: referral.Dated{Day: "2026-05-01"}}}
	if got := referral.LockDay(r, "2026-06-01"); got != "2026-05-01" {
		t.Errorf("a claimed date locks on %s", got)
	}
	r.Made.Day = "2026-05-15"
	if got := referral.LockDay(r, "2026-06-01"); got != "2026-05-15" {
		t.Errorf("a referral locks on %s", got)
	}
}

// A date of another channel needs proof and two persons, and a correction keeps what stood before (decision 4).
func TestClaimDate(t *testing.T) {
	one, two := referral.Act{Account: "clerk.roco", Today: "2026-06-01"}, referral.Act{Account: "senior.roco", Today: "2026-06-02"}
	good := referral.Dated{Day: "2026-05-01", Channel: "courier", Proof: "doc"}
	for name, bad := range map[string]referral.Dated{
		"no day":          {Channel: "courier", Proof: "doc"},
		"tomorrow":        {Day: "2026-06-02", Channel: "courier", Proof: "doc"},
		"no proof":        {Day: "2026-05-01", Channel: "courier"},
		"the portal":      {Day: "2026-05-01", Channel: "portal", Proof: "doc"},
		"unknown channel": {Day: "2026-05-01", Channel: "pigeon", Proof: "doc"},
	} {
		if _, err := referral.ClaimDate(referral.Referral{}, referral.DateMade, bad, one); err == nil {
			t.Errorf("%s passes", name)
		}
	}
	r, err := referral.ClaimDate(referral.Referral{Made: referral.Dated{Day: "2026-05-20", Channel: "portal", By: "x"}}, referral.DateMade, good, one)
	if err != nil || r.Made.Day != "2026-05-20" {
		t.Fatalf("a claim alone changes the date: %+v, %v", r.Made, err)
	}
	if _, err := referral.ConfirmDate(r, referral.DateMade, one); rule(err) != "I-24" {
		t.Errorf("one person alone: %v", err)
	}
	r, err = referral.ConfirmDate(r, referral.DateMade, two)
	if err != nil || r.Made.Day != "2026-05-01" || r.Made.Second != "senior.roco" || len(r.Made.Earlier) != 1 || r.Made.Earlier[0].Day != "2026-05-20" || len(r.Claimed) != 0 {
		t.Errorf("corrected: %+v, %v", r.Made, err)
	}
	if _, err := referral.ConfirmDate(r, referral.DateMade, two); err == nil {
		t.Error("nothing is left to confirm")
	}
}

// A package is what was sent: it opens to the same persons, and one changed byte is seen (B1).
func TestPackage(t *testing.T) {
	c := referral.Content{Persons: []people.Person{{ID: "1", Family: "Invented", Relationship: people.PA, Travelling: people.Yes}, {ID: "2", Travelling: people.No}}}
	r, err := referral.Refer(signed(referral.Referral{Partner: "FLD"}), c, pack, "7F3K-22QX", referral.Act{Account: "reviewer.fld", Today: "2026-06-01"})
	if err != nil {
		t.Fatal(err)
	}
	p := r.Packages[0]
	if p.Persons != 1 || p.Receipt != "7F3K-22QX" || p.Day != "2026-06-01" {
		t.Errorf("package %+v", p)
	}
	got, err := p.Open()
	if err != nil || got.Persons[0].Family != "Invented" || got.Referral.Made.Day != "2026-06-01" {
		t.Errorf("opened %+v, %v", got, err)
	}
	p.Content[len(p.Content)/2] ^= 1
	if _, err := p.Open(); err == nil {
		t.Error("a changed package opens")
	}
}

func TestSendBack(t *testing.T) {
	if _, err := referral.SendBack(referral.Referral{}, "  ", referral.Act{}); err == nil {
		t.Error("sent back without a word")
	}
	r, err := referral.SendBack(referral.Referral{}, "Add the photo of person 3", referral.Act{Account: "reviewer.fld", Today: "2026-06-01"})
	if err != nil || len(r.SentBack) != 1 || r.SentBack[0].By != "reviewer.fld" {
		t.Errorf("%+v, %v", r.SentBack, err)
	}
}

func TestWithdraw(t *testing.T) {
	by := referral.Act{Account: "caseworker.fld", Today: "2026-06-01"}
	for _, w := range []referral.Withdrawal{{}, {Asked: "applicant"}, {Reason: "safety"}, {Asked: "somebody", Reason: "safety"}, {Asked: "partner", Reason: "found not HRD"}} {
		if _, err := referral.Withdraw(referral.Referral{}, w, by); err == nil {
			t.Errorf("%+v passes", w)
		}
	}
	r, err := referral.Withdraw(referral.Referral{}, referral.Withdrawal{Asked: "applicant", Reason: "applicant_wish"}, by)
	if err != nil || r.Withdrawal.Day != "2026-06-01" || r.Withdrawal.By != "caseworker.fld" {
		t.Errorf("%+v, %v", r.Withdrawal, err)
	}
}

func TestStateNoOthers(t *testing.T) {
	r, err := referral.StateNoOthers(referral.Referral{}, people.Yes, "", "")
	if rule(err) != "INT-E15" || r.NoOthers.Answer != "" {
		t.Errorf("unsigned: %+v, %v", r.NoOthers, err)
	}
	r, err = referral.StateNoOthers(r, people.Yes, "Applicant 0412", "2026-06-01")
	if err != nil || r.NoOthers.Answer != people.Yes {
		t.Errorf("%+v, %v", r.NoOthers, err)
	}
	if r, err = referral.StateNoOthers(r, "", "", ""); err != nil || r.NoOthers != (referral.Statement{}) {
		t.Errorf("taken back: %+v, %v", r.NoOthers, err)
	}
}

// Contradiction X-27: nothing marks the Urgent Protection Program on another partner's referral, or on one that is no
// emergency; the mark is computed and never entered.
func TestRule_X_27_ProgramIsComputed(t *testing.T) {
	for _, partner := range []string{"UNHCR", "FLD", "PD"} {
		for _, priority := range referral.Priorities {
			r := referral.Referral{Partner: partner, Priority: priority}
			if got := referral.UrgentProtection(r, pack.On(today)); got != (partner == "UNHCR" && priority == "emergency") {
				t.Errorf("%s, %s: %v", partner, priority, got)
			}
		}
	}
	for _, s := range referral.Sheets {
		for _, a := range s.Asks {
			if a.Name == "upp" || a.Name == "urgent_protection" {
				t.Errorf("%s asks for the mark", s.Name)
			}
		}
	}
}

// Rule I-38: an edition that is retired, or not in the list of accepted ones, comes back.
func TestRule_I_38_Editions(t *testing.T) {
	f := &policy.Form{Retired: []string{"2019-01"}}
	if !referral.Retired(f, "2019-01") || referral.Retired(f, "2024-04") {
		t.Error("the retired edition is accepted, or another is not")
	}
}

// Rule I-21: no question of any form is about a fee.
func TestRule_I_21_NoFee(t *testing.T) {
	for _, s := range referral.Sheets {
		for _, a := range s.Asks {
			for _, word := range []string{"fee", "payment", "paid", "price", "cost", "receipt"} {
				if strings.Contains(a.Name, word) {
					t.Errorf("%s asks %s", s.Name, a.Name)
				}
			}
		}
	}
}
