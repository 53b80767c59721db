package referral_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
)

// Rule I-45: the version after a return shows what differs from the one before: every answer, person, form and paper.
func TestRule_I_45_WhatChanged(t *testing.T) {
	was := referral.Content{
		Referral: referral.Referral{Priority: "normal", Work: referral.Work{Role: "Writer"}, Forms: []referral.Form{{Form: "imm0008", State: "started"}, {Form: "imm5669", Person: "one", State: "signed"}},
			LegalCases: []referral.LegalCase{{Charge: "Publishing"}}},
		Persons:   []people.Person{{ID: "one", Number: 1, Family: "Applicant 0412", Born: "1980-05", Addresses: []people.Address{{Kind: "CoA", Country: "TUR"}}}, {ID: "two", Number: 2, Family: "Applicant 0413"}},
		Plans:     []people.SafetyPlan{{Reach: people.OnlyPartner, Location: "Marrow House", Hours: "mornings", MustNot: "A neighbour"}},
		Documents: []document.Document{{ID: "d1", Kind: "photo"}, {ID: "d2", Kind: "other"}},
	}
	is := referral.Content{
		Referral: referral.Referral{Priority: "urgent", Work: referral.Work{Role: "Writer"}, Forms: []referral.Form{{Form: "imm0008", State: "signed"}, {Form: "imm5669", Person: "one", State: "signed"}},
			LegalCases: []referral.LegalCase{{Charge: "Publishing"}, {Charge: "Assembly"}}},
		Persons:   []people.Person{{ID: "one", Number: 1, Family: "Applicant 0412", Born: "1980-05-02", Addresses: []people.Address{{Kind: "CoA", Country: "TUR", Postal: "0001"}}}, {ID: "three", Number: 2, Family: "Applicant 0414"}},
		Plans:     []people.SafetyPlan{{Reach: people.OnlyPartner, Location: "Quill House", Hours: "evenings", MustNot: "A cousin"}},
		Documents: []document.Document{{ID: "d1", Kind: "photo"}, {ID: "d2", Kind: "other", Removed: today}, {ID: "d3", Kind: "identity"}},
	}
	var got []string
	for _, c := range referral.Changes(was, is) {
		line := fmt.Sprint(c.What, " ", c.Person, " ", c.Ask.Name, c.At, " ", c.Was, " ", c.Is)
		if c.Closed {
			line += " closed"
		}
		got = append(got, strings.TrimSpace(line+" "+c.Document.ID+c.Form.Form))
	}
	want := []string{
		"person_came 2  [] [Applicant 0414]",
		"person_went 2  [Applicant 0413] []",
		"answer 1 born [1980-05] [1980-05-02]",
		"answer 1 postal1 [] [0001]",
		"answer 0 priority [normal] [urgent]",
		"answer 0 charge2 [] [Assembly]",
		"answer 0 hours [mornings] [evenings]",
		"answer 0 location [] [] closed",
		"answer 0 must_not […] […] closed",
		"form 0  [] [] imm0008",
		"document_came 0  [] [] d3",
		"document_went 0  [] [] d2",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if same := referral.Changes(is, is); len(same) != 0 {
		t.Errorf("a version differs from itself: %+v", same)
	}
	if s := fmt.Sprintf("%+v", referral.Changes(was, is)); strings.Contains(s, "House") || strings.Contains(s, "cousin") {
		t.Error("a closed word of the plan is shown")
	}
}
