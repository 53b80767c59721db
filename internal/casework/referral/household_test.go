package referral_test

import (
	"slices"
	"testing"

	"passage/internal/casework/people"
	"passage/internal/casework/referral"
)

// Rule I-27: whoever is said to exist is listed before the statement that there is nobody else.
func TestRule_I_27_Household(t *testing.T) {
	who := func(rel people.Relationship, where string) people.Person {
		return people.Person{Relationship: rel, Whereabouts: where}
	}
	pa := who(people.PA, people.WithApplicant)
	for _, c := range []struct {
		name string
		h    referral.Household
		all  []people.Person
		want []string
	}{
		{"nobody is asked", referral.Household{}, []people.Person{pa}, nil},
		{"nobody there", referral.Household{Spouse: "no", Children: "no", Missing: "no"}, []people.Person{pa}, nil},
		{"a spouse who is not listed", referral.Household{Spouse: "yes"}, []people.Person{pa}, []string{"spouse"}},
		{"a spouse who is", referral.Household{Spouse: "yes"}, []people.Person{pa, who(people.Wife, people.AtHome)}, nil},
		{"a child of an earlier union", referral.Household{Earlier: "yes"}, []people.Person{pa}, []string{"earlier"}},
		{"a missing child listed as if at home", referral.Household{Children: "yes", Missing: "yes"}, []people.Person{pa, who(people.Son, people.AtHome)}, []string{"missing"}},
		{"a missing child", referral.Household{Children: "yes", Missing: "yes"}, []people.Person{pa, who(people.Son, people.Missing)}, nil},
		{"believed dead", referral.Household{Dead: "yes"}, []people.Person{pa, who(people.Daughter, people.BelievedDead)}, nil},
	} {
		if got := referral.Unlisted(c.h, c.all); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	s := whole()
	s.Referral.Household.Adopted = "yes" // the daughter may be
	s.Referral.Household.Dead = "yes"
	if places := blocking(t, s); !slices.Equal(places, []string{"household.believed_dead"}) {
		t.Errorf("blocks: %v", places)
	}
}
