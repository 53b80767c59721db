package people_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

func TestRule_I_24_AgeLock(t *testing.T) {
	for _, c := range []struct {
		name string
		p    people.Person
		lock policy.Day
		want people.Dependence
	}{
		{"21 on the day", people.Person{Born: "2001-03-02"}, "2023-03-01", people.DependentByAge},
		{"turns 22 on the day", people.Person{Born: "2001-03-01"}, "2023-03-01", people.NotByAge},
		{"born on 29 February, the day before", people.Person{Born: "2004-02-29"}, "2026-02-28", people.DependentByAge},
		{"born on 29 February, 1 March", people.Person{Born: "2004-02-29"}, "2026-03-01", people.NotByAge},
		{"21 and married", people.Person{Born: "2002-01-01", Marital: "MA"}, "2023-03-01", people.NotPartnered},
		{"21 and in a common-law relationship by the answer", people.Person{Born: "2002-01-01", HasPartner: true}, "2023-03-01", people.NotPartnered},
		{"21 and engaged", people.Person{Born: "2002-01-01", Marital: "EG"}, "2023-03-01", people.DependentByAge},
		{"30 with a condition since 12", people.Person{Born: "1993-01-01", Condition: true, ConditionFrom: "2005"}, "2023-03-01", people.DependentByCondition},
		{"30 with a condition since 25", people.Person{Born: "1993-01-01", Condition: true, ConditionFrom: "2018"}, "2023-03-01", people.NotByAge},
		{"30 with a condition, no day", people.Person{Born: "1993-01-01", Condition: true}, "2023-03-01", people.DependentByCondition},
		{"20, married, with a condition: the second ground begins at 22", people.Person{Born: "2003-01-01", Marital: "MA", Condition: true}, "2023-03-01", people.NotPartnered},
		{"only the year, surely under", people.Person{Born: "2005"}, "2023-03-01", people.DependentByAge},
		{"only the year, surely over", people.Person{Born: "1999"}, "2023-03-01", people.NotByAge},
		{"only the year, could be either", people.Person{Born: "2001"}, "2023-03-01", people.DependenceNotKnown},
		{"only the month, could be either", people.Person{Born: "2001-03"}, "2023-03-15", people.DependenceNotKnown},
		{"could be either but married", people.Person{Born: "2001", Marital: "MA"}, "2023-03-01", people.NotPartnered},
		{"could be either but with a condition", people.Person{Born: "2001", Condition: true}, "2023-03-01", people.DependentByCondition},
		{"no birth date", people.Person{}, "2023-03-01", people.DependenceNotKnown},
		{"no lock day", people.Person{Born: "2010"}, "", people.DependenceNotKnown},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := people.AgeLock(c.p, c.lock); got != c.want {
				t.Errorf("AgeLock = %s, want %s", got, c.want)
			}
		})
	}
}

// What is only partly known never says more than every day it may stand for: AgeLock of a year is an answer only
// when AgeLock of each of its days is the same.
func TestRule_I_24_AgeLock_partial(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(1990+rapid.IntRange(0, 20).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		lock := policy.DayOf(time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 8000).Draw(t, "lock")))
		layout := rapid.SampledFrom([]string{"2006", "2006-01"}).Draw(t, "known")
		p := people.Person{Marital: rapid.SampledFrom([]string{"SN", "MA"}).Draw(t, "marital"), Condition: rapid.Bool().Draw(t, "condition")}
		exact, part := p, p
		exact.Born, part.Born = people.Partial(day.Format(time.DateOnly)), people.Partial(day.Format(layout))
		whole, known := people.AgeLock(exact, lock), people.AgeLock(part, lock)
		if known != people.DependenceNotKnown && dependent(whole) != dependent(known) {
			t.Fatalf("born %s: %s; known as %s: %s", exact.Born, whole, part.Born, known)
		}
	})
}

func dependent(d people.Dependence) bool {
	return d == people.DependentByAge || d == people.DependentByCondition
}

func TestRule_I_23_Family(t *testing.T) {
	const lock = policy.Day("2026-06-01")
	child := people.Person{ID: "c", Relationship: people.Daughter, Born: "2008-01-01"}
	grown := people.Person{ID: "g", Relationship: people.Son, Born: "1998-01-01"}
	for _, c := range []struct {
		name string
		p    people.Person
		want people.Membership
	}{
		{"principal applicant", people.Person{Relationship: people.PA}, people.Principal},
		{"husband", people.Person{Relationship: people.Husband}, people.Member},
		{"partner", people.Person{Relationship: people.PartnerF}, people.Member},
		{"minor daughter", child, people.Member},
		{"step-son of the partner", people.Person{Relationship: people.StepS, Born: "2010-05-05"}, people.Member},
		{"grown son", grown, people.NotDependant},
		{"grandchild of a dependent child", people.Person{Relationship: people.GrandD, Born: "2025-01-01", ParentID: "c"}, people.Member},
		{"grandchild of a grown son", people.Person{Relationship: people.GrandS, Born: "2025-01-01", ParentID: "g"}, people.NotDependant},
		{"grandchild whose parent is not named", people.Person{Relationship: people.GrandS, Born: "2025-01-01"}, people.Open},
		{"mother", people.Person{Relationship: "PRF"}, people.DeFacto},
		{"no answer", people.Person{}, people.Open},
		{"UNHCR's To Be Defined", people.Person{Relationship: "U"}, people.Open},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := people.MembershipOf([]people.Person{child, grown, c.p}, c.p, lock); got != c.want {
				t.Errorf("MembershipOf = %s, want %s", got, c.want)
			}
		})
	}
}

func TestRule_I_30_OwnCase(t *testing.T) {
	const lock = policy.Day("2026-06-01")
	all := []people.Person{
		{ID: "1", Number: 1, Relationship: people.PA},
		{ID: "2", Number: 2, Relationship: people.BrotherIL, Travelling: people.Yes, Photo: "doc", Family: "0412", Given: "Person"},
		{ID: "3", Number: 3, Relationship: people.Wife},
		{ID: "4", Number: 4, Relationship: people.Son, Born: "1990"},
		{ID: "5", Number: 5, Relationship: people.SisterIL, OwnCase: "7K3M-Q9TD"},
	}
	moved, stays, err := people.OwnCaseFor(all, "2", "AAAA-BBBB", lock)
	if err != nil {
		t.Fatal(err)
	}
	if !moved.Principal() || moved.Number != 1 || moved.ID != "" || moved.Photo != "" || moved.Family != "0412" {
		t.Errorf("moved = %+v", moved)
	}
	if stays.OwnCase != "AAAA-BBBB" || stays.Travels() || stays.Relationship != people.BrotherIL {
		t.Errorf("stays = %+v", stays)
	}
	if _, _, err := people.OwnCaseFor(all, "4", "AAAA-BBBB", lock); err != nil {
		t.Errorf("a grown son may have a case of his own: %v", err)
	}
	for id, rule := range map[string]string{"1": "I-35", "3": "I-23", "5": "I-30"} {
		_, _, err := people.OwnCaseFor(all, id, "AAAA-BBBB", lock)
		var f *fault.Error
		if !errors.As(err, &f) || f.Rule != rule {
			t.Errorf("person %s: %v, want rule %s", id, err, rule)
		}
	}
}

func TestRule_I_33_Flags(t *testing.T) {
	const day = policy.Day("2026-06-01")
	pa := people.Person{ID: "1", Relationship: people.PA, Born: "1990"}
	for _, c := range []struct {
		name string
		all  []people.Person
		want []people.Flag
	}{
		{"one partner", []people.Person{pa, {Relationship: people.Wife}}, nil},
		{"two partners", []people.Person{pa, {Relationship: people.PartnerF}, {Relationship: people.PartnerM}}, []people.Flag{people.SecondPartner}},
		{"the first partner died", []people.Person{pa, {Relationship: people.Wife, Whereabouts: people.Dead}, {Relationship: people.Wife}}, nil},
		{"minor alone", []people.Person{{Relationship: people.PA, Born: "2012"}}, []people.Flag{people.MinorAlone}},
		{"foster child", []people.Person{pa, {Relationship: people.FosterD, Born: "2015"}}, []people.Flag{people.Guardianship}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := people.Flags(c.all, day); !slices.Equal(got, c.want) {
				t.Errorf("Flags = %v, want %v", got, c.want)
			}
		})
	}
}

func TestRule_I_35_Principal(t *testing.T) {
	if _, ok := people.PrincipalOf(nil); ok {
		t.Error("nobody is a principal applicant")
	}
	if _, ok := people.PrincipalOf([]people.Person{{Relationship: people.PA}, {Relationship: people.PA}}); ok {
		t.Error("two are one too many")
	}
	if p, ok := people.PrincipalOf([]people.Person{{Relationship: people.Wife}, {ID: "x", Relationship: people.PA}}); !ok || p.ID != "x" {
		t.Errorf("principal = %+v, %v", p, ok)
	}
}

// Contradiction X-15: the age of a child is that of the lock day, whatever day it is looked at: nothing else is computed.
func TestRule_X_15_AgeOfTheLockDayAlone(t *testing.T) {
	child := people.Person{ID: "c", Born: "2001-06-01", Relationship: people.Daughter, Travelling: people.Yes, BirthCountry: "XKK"}
	all := []people.Person{{ID: "a", Relationship: people.PA, Travelling: people.Yes}, child}
	// Referred at 21, looked at when 24: a member. Referred at 22: no dependant, whenever it is looked at.
	if got := people.MembershipOf(all, child, "2023-05-31"); got != people.Member {
		t.Errorf("referred at 21: %s", got)
	}
	if got := people.MembershipOf(all, child, "2023-06-01"); got != people.NotDependant {
		t.Errorf("referred on the 22nd birthday: %s", got)
	}
}
