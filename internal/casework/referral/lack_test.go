package referral_test

import (
	"fmt"
	"slices"
	"testing"

	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
)

// whole is a package that lacks nothing: a main applicant, a husband, and a daughter who does not travel.
func whole() referral.Subject {
	home := []people.Address{{Kind: "CoA", Country: "XMM", Lines: []string{"Street 1"}}}
	s := referral.Subject{Pack: pack, Today: today, State: "preparing",
		Referral: referral.Referral{Partner: "FLD", Contact: "Caseworker 0118", Priority: "normal", Quebec: "no",
			Determination: referral.Determination{Statement: "Known to us.", Date: "2026-05-01", By: "Committee 4", Account: "caseworker.fld"},
			Work:          referral.Work{Fields: []string{"land"}, Account: "Invented work.", Place: "no"},
			Risk:          referral.Risk{Actors: []string{"state"}, Reach: "no", Hiding: "no"},
			Household:     referral.Household{Spouse: "yes", Children: "yes", Earlier: "no", Adopted: "no", Missing: "no", Dead: "no"},
			NoOthers:      referral.Statement{Answer: "yes", By: "Applicant 0412", Day: "2026-05-20"}},
		Plan: people.SafetyPlan{Reach: people.OnlyPartner, LocationRestricted: people.No, Partner: "Caseworker 0118", Fallback: "Organization 7", TravelSafe: people.Yes, VideoSafe: people.Yes, Confirmed: "2026-05-20"},
		Persons: []people.Person{
			{ID: "a", Number: 1, Family: "0412", Given: "Applicant", Sex: "F", Born: "1985-02-03", BirthCountry: "XKK", Nationalities: []string{"XKK"}, Residence: "XMM", Whereabouts: people.WithApplicant,
				Relationship: people.PA, Marital: "MA", Travelling: people.Yes, NamingSafe: people.Yes, Addresses: home, Photo: "p1"},
			{ID: "b", Number: 2, Family: "0412", Given: "Person", Sex: "M", Born: "1984", BirthCountry: "XKK", Nationalities: []string{"XKK"}, Residence: "XMM", Whereabouts: people.WithApplicant,
				Relationship: people.Husband, Marital: "MA", Travelling: people.Yes, NamingSafe: people.Yes, Addresses: home, Photo: "p2"},
			{ID: "c", Number: 3, Family: "0412", Given: "Child", Sex: "F", Born: "2012-02-03", BirthCountry: "XKK", Nationalities: []string{"XKK"}, Residence: "XKK", Whereabouts: people.AtHome,
				Relationship: people.Daughter, Marital: "SN", Travelling: people.No, NotWhy: "lives with a relative", NamingSafe: people.No},
		}}
	for _, o := range referral.Owes(s) {
		id := ""
		if o.Person != nil {
			id = o.Person.ID
		}
		if o.Form.ID == "consent" {
			s.Referral.Consents = append(s.Referral.Consents, referral.Consent{Person: id, What: "share_department", Language: "ENG", Given: "2026-05-20"})
		} else {
			s.Referral.Forms = append(s.Referral.Forms, referral.Form{Form: o.Form.ID, Person: id, State: "signed", SignedBy: "x", SignedOn: "2026-05-20", NoGaps: "yes", Explained: "yes", Means: "scan", Place: "x", Witness: "x"})
		}
	}
	return s
}

func lacks(t *testing.T, s referral.Subject, partner bool) []referral.Lack {
	t.Helper()
	out, err := referral.Lacks(s, partner)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestLacks_Whole(t *testing.T) {
	if got := lacks(t, whole(), true); len(got) != 0 {
		t.Errorf("a whole package lacks %+v", got)
	}
	s := whole()
	m := referral.Measure(s, nil)
	if m.Ready != len(m.Items) || m.Owing+m.Follow != 0 || m.Ready < 10 {
		t.Errorf("meter: %d of %d ready", m.Ready, len(m.Items))
	}
}

// lack is one case of a completeness rule: the package is spoiled in one way, and the rule alone says so, at the place.
type lack struct {
	name  string
	spoil func(*referral.Subject)
	place string // "" when the rule must be silent
	soft  bool   // does not block
}

func checkLacks(t *testing.T, rule string, cases ...lack) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := whole()
			c.spoil(&s)
			var at []string
			for _, l := range lacks(t, s, true) {
				if l.Rule == rule {
					at = append(at, l.Place)
					if l.Blocking == c.soft {
						t.Errorf("%s blocks: %v", rule, l.Blocking)
					}
					if l.Step < 1 || l.Step > 6 {
						t.Errorf("%s is on no page: step %d", l.Place, l.Step)
					}
				}
			}
			if c.place == "" && len(at) > 0 || c.place != "" && !slices.Equal(at, []string{c.place}) {
				t.Errorf("%s at %v, want %q", rule, at, c.place)
			}
		})
	}
}

func TestRule_INT_E1_Agreement(t *testing.T) {
	checkLacks(t, "INT-E1",
		lack{"not a partner", func(s *referral.Subject) { s.Referral.Partner = "IOM" }, "referral.partner", false},
		lack{"before it referred directly", func(s *referral.Subject) {
			s.Referral.Claimed = []referral.Claim{{Which: referral.DateMade, Dated: referral.Dated{Day: "2023-02-28"}}}
		}, "referral.partner", false},
		lack{"UNHCR at any time", func(s *referral.Subject) { s.Referral.Partner = "UNHCR" }, "", false})
}

func TestRule_INT_E2_Allocation(t *testing.T) {
	checkLacks(t, "INT-E2",
		lack{"no room", func(s *referral.Subject) { s.Over = true }, "referral.places", false},
		lack{"no room, with an override", func(s *referral.Subject) { s.Over, s.Let = true, true }, "", false})
}

func TestRule_INT_E3_Outside(t *testing.T) {
	checkLacks(t, "INT-E3",
		lack{"in Canada", func(s *referral.Subject) { s.Persons[0].Residence = "CAN" }, "person.1.residence", false},
		lack{"in the home country", func(s *referral.Subject) { s.Persons[0].Residence = "XKK" }, "person.1.residence", false},
		lack{"one of two nationalities", func(s *referral.Subject) { s.Persons[0].Nationalities = []string{"XQQ", "XMM"} }, "person.1.residence", false},
		lack{"stateless, in the country of former residence", func(s *referral.Subject) {
			s.Persons[0].Stateless, s.Persons[0].Nationalities, s.Persons[0].Origin = true, nil, "XMM"
		}, "person.1.residence", false},
		lack{"stateless, elsewhere", func(s *referral.Subject) {
			s.Persons[0].Stateless, s.Persons[0].Nationalities, s.Persons[0].Origin = true, nil, "XKK"
		}, "", false},
		lack{"a child at home is no fault", func(s *referral.Subject) {}, "", false})
}

func TestRule_INT_E4_Forms(t *testing.T) {
	without := func(form, person string) func(*referral.Subject) {
		return func(s *referral.Subject) {
			s.Referral.Forms = slices.DeleteFunc(s.Referral.Forms, func(f referral.Form) bool { return f.Form == form && f.Person == person })
		}
	}
	checkLacks(t, "INT-E4",
		lack{"application form", without("imm0008", "a"), "form.imm0008.1", false},
		lack{"the husband's schedule", without("imm5669", "b"), "form.imm5669.2", false},
		lack{"photo", func(s *referral.Subject) { s.Persons[1].Photo = ""; without("photo", "b")(s) }, "form.photo.2", false},
		lack{"photo as a document", func(s *referral.Subject) {
			s.Persons[1].Photo = ""
			without("photo", "b")(s)
			s.Documents = []document.Document{{ID: "d", Kind: "photo", Person: "b"}}
		}, "", false},
		lack{"consent", func(s *referral.Subject) { s.Referral.Consents = s.Referral.Consents[1:] }, "form.consent.1", false},
		lack{"withdrawn consent", func(s *referral.Subject) { s.Referral.Consents[0].Withdrawn = "2026-05-25" }, "form.consent.1", false},
		lack{"who died owes nothing", func(s *referral.Subject) { s.Persons[1].Whereabouts = people.Dead; without("imm5669", "b")(s) }, "", false})
}

func TestRule_INT_E5_Signatures(t *testing.T) {
	edit := func(f func(*referral.Form)) func(*referral.Subject) {
		return func(s *referral.Subject) {
			f(&s.Referral.Forms[slices.IndexFunc(s.Referral.Forms, func(x referral.Form) bool { return x.Form == "imm0008" })])
		}
	}
	checkLacks(t, "INT-E5",
		lack{"no signature", edit(func(f *referral.Form) { f.SignedBy = "" }), "form.imm0008.1", false},
		lack{"no date", edit(func(f *referral.Form) { f.SignedOn = "" }), "form.imm0008.1", false},
		lack{"only filled", edit(func(f *referral.Form) { f.State = "started" }), "form.imm0008.1", false},
		lack{"after the referral", edit(func(f *referral.Form) { f.SignedOn = "2026-06-02" }), "form.imm0008.1", false},
		lack{"on the day itself", edit(func(f *referral.Form) { f.SignedOn = today }), "", false})
}

func TestRule_INT_E6_Editions(t *testing.T) {
	f := &policy.Form{Versions: []string{"2024-04", "2025-01"}, Retired: []string{"2023-06"}}
	for edition, want := range map[string]bool{"2024-04": false, "2025-01": false, "2023-06": true, "2020-01": true} {
		if referral.Retired(f, edition) != want {
			t.Errorf("edition %s: %v", edition, !want)
		}
	}
	if referral.Retired(&policy.Form{}, "any") {
		t.Error("a form without a list of editions refuses one")
	}
}

func TestRule_INT_E7_Gaps(t *testing.T) {
	checkLacks(t, "INT-E7", lack{"a gap", func(s *referral.Subject) { s.Referral.Forms[1].NoGaps = "no" }, place(whole().Referral.Forms[1]), false})
}

func TestRule_INT_E11_Unexplained(t *testing.T) {
	checkLacks(t, "INT-E11",
		lack{"said on the checklist", func(s *referral.Subject) { s.Referral.Forms[1].Explained = "no" }, place(whole().Referral.Forms[1]), false},
		lack{"an answer without words", func(s *referral.Subject) {
			s.Persons[1].Background = []people.Answer{{Question: "detained", Answer: "yes"}}
		}, "person.2.background.detained", false},
		lack{"an answer with words", func(s *referral.Subject) {
			s.Persons[1].Background = []people.Answer{{Question: "detained", Answer: "yes", Explanation: "for a protest"}}
		}, "", false})
}

// place is where a line of the checklist stands: persons a, b, c have the numbers 1, 2, 3.
func place(f referral.Form) string { return fmt.Sprintf("form.%s.%d", f.Form, f.Person[0]-'a'+1) }

func TestRule_INT_E8_NotDependant(t *testing.T) {
	checkLacks(t, "INT-E8",
		lack{"22 on the day: not a dependant, and nothing stops (decision 10)", func(s *referral.Subject) { s.Persons[2].Born = "2004-06-01" }, "person.3.dob", true},
		lack{"21 on the day", func(s *referral.Subject) { s.Persons[2].Born = "2004-06-02" }, "", true},
		lack{"a condition since childhood", func(s *referral.Subject) {
			s.Persons[2].Born, s.Persons[2].Condition, s.Persons[2].ConditionFrom = "1998", true, "2005"
		}, "", true},
		lack{"married at 17", func(s *referral.Subject) { s.Persons[2].Born, s.Persons[2].Marital = "2009-01-01", "MA" }, "person.3.own_case", true})
}

func TestRule_INT_E9_Size(t *testing.T) {
	checkLacks(t, "INT-E9",
		lack{"the form states five", func(s *referral.Subject) { s.Referral.Import.Size = 5 }, "cover.stated_size", false},
		lack{"the form states three", func(s *referral.Subject) { s.Referral.Import.Size = 3 }, "", false},
		lack{"nothing is stated", func(s *referral.Subject) {}, "", false})
}

func TestRule_INT_E10_OnePrincipal(t *testing.T) {
	checkLacks(t, "INT-E10",
		lack{"two", func(s *referral.Subject) { s.Persons[1].Relationship = people.PA }, "persons", false},
		lack{"none", func(s *referral.Subject) { s.Persons[0].Relationship = people.Wife }, "persons", false})
}

// Decision 5: a partner never learns that a person is in another case; the operations centre does.
func TestRule_INT_E12_NotForPartners(t *testing.T) {
	s := whole()
	s.Known = []string{"person.1"}
	if got := lacks(t, s, true); len(got) != 0 {
		t.Errorf("the partner reads %+v", got)
	}
	got := lacks(t, s, false)
	if len(got) != 1 || got[0].Rule != "INT-E12" || got[0].Place != "person.1" {
		t.Errorf("the operations centre reads %+v", got)
	}
}

func TestRule_INT_E13_Impossible(t *testing.T) {
	checkLacks(t, "INT-E13",
		lack{"arrived before birth", func(s *referral.Subject) { s.Persons[1].Arrived = "1970" }, "person.2.born", false},
		lack{"an address that ends before it begins", func(s *referral.Subject) {
			s.Persons[0].Addresses = []people.Address{{Kind: "CoA", Country: "XMM", Lines: []string{"x"}, From: "2020", To: "2019"}}
		}, "person.1.born", false})
}

func TestRule_INT_E14_Determination(t *testing.T) {
	checkLacks(t, "INT-E14",
		lack{"no statement", func(s *referral.Subject) { s.Referral.Determination.Statement = "" }, "referral.determination", false},
		lack{"same person", func(s *referral.Subject) { s.Referral.PreparedBy, s.Referral.ReviewedBy = "x", "x" }, "referral.review", false},
		lack{"two persons", func(s *referral.Subject) { s.Referral.PreparedBy, s.Referral.ReviewedBy = "x", "y" }, "", false})
}

func TestRule_INT_E15_NoOthers(t *testing.T) {
	checkLacks(t, "INT-E15", lack{"no answer", func(s *referral.Subject) { s.Referral.NoOthers = referral.Statement{} }, "referral.no_others", false})
}

func TestRule_INT_E16_SafeContact(t *testing.T) {
	checkLacks(t, "INT-E16",
		lack{"no choice", func(s *referral.Subject) { s.Plan.Reach = "" }, "safety.reach", false},
		lack{"place not answered", func(s *referral.Subject) { s.Plan.LocationRestricted = "" }, "safety.reach", false})
}

// Rule I-30: whoever is not family cannot stay in the case.
func TestRule_I_30_Lacks(t *testing.T) {
	checkLacks(t, "I-30",
		lack{"brother-in-law", func(s *referral.Subject) { s.Persons[1].Relationship = people.BrotherIL }, "person.2.own_case", false},
		lack{"with a case of his own", func(s *referral.Subject) {
			s.Persons[1].Relationship, s.Persons[1].OwnCase = people.BrotherIL, "7K3M-Q9TD"
		}, "", false})
}

// Rule I-15: no person's fact but the main applicant's residence decides it, and partial answers say nothing.
func TestRule_I_15_AtHome(t *testing.T) {
	for _, c := range []struct {
		p    people.Person
		want bool
	}{
		{people.Person{Residence: "XKK", Nationalities: []string{"XKK"}}, true},
		{people.Person{Residence: "XMM", Nationalities: []string{"XKK"}}, false},
		{people.Person{Nationalities: []string{"XKK"}}, false},
		{people.Person{Residence: "XKK", Stateless: true, Origin: "XKK"}, true},
		{people.Person{Residence: "XKK", Stateless: true}, false},
	} {
		if got := referral.AtHome(c.p); got != c.want {
			t.Errorf("%+v: %v", c.p, got)
		}
	}
}

// The needed questions of the forms stop as ours, those of R140.1 as the law's (decision 10), each at its field.
func TestLacks_Questions(t *testing.T) {
	for _, c := range []struct {
		spoil func(*referral.Subject)
		place string
		basis policy.Basis
	}{
		{func(s *referral.Subject) { s.Referral.Work.Account = "" }, "cover.work", policy.Ours},
		{func(s *referral.Subject) { s.Referral.Priority = "urgent" }, "cover.priority_why", policy.Ours},
		{func(s *referral.Subject) { s.Persons[2].BirthCountry = "" }, "person.3.birth_country", policy.Law},
		{func(s *referral.Subject) { s.Persons[2].NotWhy = "" }, "person.3.not_why", policy.Law},
		{func(s *referral.Subject) { s.Persons[1].Born = "" }, "person.2.born", policy.Ours},
		{func(s *referral.Subject) { s.Plan.Fallback = "" }, "safety.fallback", policy.Ours},
		{func(s *referral.Subject) { s.Plan.Confirmed = "2026-01-01" }, "safety.agreed", policy.Ours},
	} {
		s := whole()
		c.spoil(&s)
		got := lacks(t, s, true)
		if len(got) != 1 || got[0].Place != c.place || got[0].Basis != c.basis || !got[0].Blocking || got[0].Key == "" {
			t.Errorf("%s: %+v", c.place, got)
		}
		m := referral.Measure(s, got)
		if m.Owing != 1 {
			t.Errorf("%s: the meter says %d needed", c.place, m.Owing)
		}
	}
}

// Every lack stands in exactly one item of the meter, and an item is ready only when nothing is lacking in it.
func TestMeasure(t *testing.T) {
	s := whole()
	s.Referral = referral.Referral{Partner: "UNHCR"}
	s.Persons = append(s.Persons, people.Person{ID: "d", Number: 4})
	s.Documents = []document.Document{{ID: "x", Kind: "other", Language: "ARA"}}
	list := lacks(t, s, true)
	n := 0
	m := referral.Measure(s, list)
	for _, it := range m.Items {
		n += len(it.Lacks)
		if it.State == referral.Ready && len(it.Lacks) > 0 {
			t.Errorf("%s of person %d is ready and lacks %v", it.Name, it.Person, it.Lacks)
		}
	}
	if n != len(list) || m.Ready+m.Owing+m.Follow != len(m.Items) {
		t.Errorf("%d lacks in the items, %d in all", n, len(list))
	}
}

// A draft that was just started, as every change of a draft counts what it lacks.
func BenchmarkLacks(b *testing.B) {
	w := whole()
	s := referral.Subject{Referral: referral.Referral{Partner: "FLD"}, Persons: []people.Person{{ID: "a", Number: 1, Family: "Applicant 0412", Given: "Person One", Relationship: people.PA}},
		Pack: w.Pack, Today: w.Today, State: "preparing"}
	for b.Loop() {
		if _, err := referral.Lacks(s, true); err != nil {
			b.Fatal(err)
		}
	}
}

// Rule A-54: a consent says who, to what and until when; what is over, withdrawn or not given yet lets nobody be told.
func TestRule_A_54_ConsentStandsUntilItsDay(t *testing.T) {
	r := referral.Referral{Consents: []referral.Consent{{Person: "p1", What: "outcome_partner", Given: "2026-05-01", Until: "2026-08-31"}}}
	for day, want := range map[policy.Day]bool{"2026-04-30": false, "2026-05-01": true, "2026-08-31": true, "2026-09-01": false} {
		if got := referral.Consented(r, "p1", "outcome_partner", day); got != want {
			t.Errorf("on %s: %v", day, got)
		}
	}
	if referral.Consented(r, "p2", "outcome_partner", "2026-06-01") || referral.Consented(r, "p1", "handover_unhcr", "2026-06-01") {
		t.Error("one person's consent to one thing was taken for another")
	}
	r.Consents[0].Withdrawn = "2026-06-01"
	if referral.Consented(r, "p1", "outcome_partner", "2026-06-01") {
		t.Error("withdrawn, and it still stands")
	}
}
