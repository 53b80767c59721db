package people

import (
	"slices"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Partnered says whether the person is married or in a common-law relationship, by the answer or by UNHCR's code.
func (p Person) Partnered() bool {
	return p.HasPartner || slices.Contains([]string{"MA", "CL", "PT", "P"}, p.Marital)
}

// Dependence is what a child is to the application on the day the age is locked (R2, "dependent child").
type Dependence string

// The answers. NotByAge and NotPartnered are INT-E8: the child is not a dependant, which does not stop the
// referral (decision 10).
const (
	DependentByAge       Dependence = "by_age"       // under 22, neither married nor common-law
	DependentByCondition Dependence = "by_condition" // 22 or over, dependent since before 22 because of a condition
	NotByAge             Dependence = "not_by_age"
	NotPartnered         Dependence = "not_partnered"
	DependenceNotKnown   Dependence = "not_known" // the birth date or the lock date leaves it open
)

// ageLimit is the age under which a child is dependent (R2, since 24 October 2017).
const ageLimit = 22

// AgeLock says whether the child is dependent when the age is locked on a day.
//
// Rule I-24 (R2, R25.1(7)): under 22 and without a spouse or common-law partner, or 22 and over and dependent since
// before 22 because of a physical or mental condition. The day is the day the referral was made, not the day it
// was received or checked, nor the day the file was created. For a child of the one-year window the caller passes the day of
// the principal applicant's application (R25.1(8), decision 4).
func AgeLock(p Person, lock policy.Day) Dependence {
	if !lock.Valid() {
		return DependenceNotKnown
	}
	under, known := under22(p, lock)
	condition := conditionBefore22(p)
	switch {
	case !known && condition && !p.Partnered():
		return DependentByCondition // dependent whichever the age
	case !known && !condition && p.Partnered():
		return NotPartnered // no dependant whichever the age
	case !known:
		return DependenceNotKnown
	case under && p.Partnered():
		return NotPartnered
	case under:
		return DependentByAge
	case condition:
		return DependentByCondition
	}
	return NotByAge
}

// under22 says whether the person was under 22 on a day whatever the unknown parts of the birth date are, and
// whether that can be known.
func under22(p Person, day policy.Day) (under, known bool) {
	if !p.Born.Valid() {
		return false, false
	}
	youngest := p.Born.Latest().AddYears(ageLimit) > day
	oldest := p.Born.Earliest().AddYears(ageLimit) > day
	return youngest && oldest, youngest == oldest
}

// conditionBefore22 says whether the partner states a condition that began before 22; without a day it is taken as
// stated, and the officer looks at the evidence.
func conditionBefore22(p Person) bool {
	if !p.Condition {
		return false
	}
	if !p.ConditionFrom.Valid() || !p.Born.Valid() {
		return true
	}
	return p.ConditionFrom.Earliest() < p.Born.Latest().AddYears(ageLimit)
}

// Turns22 is the first day on which the person may be 22, "" when the birth date is not known: a draft warns
// when it comes near, because only the referral locks the age (I-24).
func Turns22(p Person) policy.Day {
	if !p.Born.Valid() {
		return ""
	}
	return p.Born.Earliest().AddYears(ageLimit)
}

// Adult says whether the person is 18 on a day whatever the unknown parts of the birth date are; somebody whose
// birth date is not known is treated as an adult, so that a form is asked for rather than forgotten.
func (p Person) Adult(day policy.Day) bool {
	if !p.Born.Valid() || !day.Valid() {
		return true
	}
	return p.Born.Earliest().AddYears(18) <= day
}

// Membership is what a person is to the application.
type Membership string

// Memberships.
const (
	Principal    Membership = "principal"
	Member       Membership = "member"        // family member (R1(3))
	NotDependant Membership = "not_dependant" // child who is not a dependant on the lock day (INT-E8)
	DeFacto      Membership = "de_facto"      // needs a case of their own (I-30)
	Open         Membership = "open"          // not answered or not known yet
)

// MembershipOf says what a person is to the application, with the ages locked on a day.
//
// Rule I-23 (R1(3)): family are the spouse or common-law partner, the dependent children of either, and the
// dependent children of those children. Rule I-30: everybody else, also parents of adults, brothers, sisters and
// in-laws, needs a case of their own, linked to this one, and must meet the refugee definition themselves.
func MembershipOf(all []Person, p Person, lock policy.Day) Membership {
	switch p.Relationship.Class() {
	case IsPrincipal:
		return Principal
	case IsPartner:
		return Member
	case IsChild:
		return child(AgeLock(p, lock))
	case IsGrandchild:
		return grandchild(all, p, lock)
	case IsUnanswered:
		return Open
	}
	return DeFacto
}

func child(d Dependence) Membership {
	switch d {
	case DependentByAge, DependentByCondition:
		return Member
	case DependenceNotKnown:
		return Open
	}
	return NotDependant
}

// grandchild is a member when the parent is a child of the case and both are dependent. A child has seldom a
// child and no partner, so the parent is named and looked at first.
func grandchild(all []Person, p Person, lock policy.Day) Membership {
	i := slices.IndexFunc(all, func(q Person) bool { return q.ID == p.ParentID && p.ParentID != "" })
	if i < 0 {
		return Open
	}
	parent := all[i]
	if parent.Relationship.Class() != IsChild {
		return DeFacto
	}
	if m := child(AgeLock(parent, lock)); m != Member {
		return m
	}
	return child(AgeLock(p, lock))
}

// Flag is something about a family that the officer looks at; intake has no rule for it (I-33).
type Flag string

// The flags.
const (
	SecondPartner Flag = "second_partner" // more than one spouse or partner
	MinorAlone    Flag = "minor_alone"    // the principal applicant is under 18
	Guardianship  Flag = "guardianship"   // a child travels with neither a parent nor the parent's partner
)

// Flags says what the officer should look at in the family.
//
// Rule I-33: polygamous unions, minors alone and guardianship are flagged for the officer; intake decides nothing.
func Flags(all []Person, day policy.Day) []Flag {
	var out []Flag
	partners := 0
	for _, p := range all {
		if p.OwnCase == "" && !p.Deceased() && p.Relationship.Class() == IsPartner {
			partners++
		}
	}
	if partners > 1 {
		out = append(out, SecondPartner)
	}
	if pa, ok := PrincipalOf(all); ok && pa.Born.Valid() && !pa.Adult(day) {
		out = append(out, MinorAlone)
	}
	for _, p := range all {
		guarded := p.Relationship == FosterD || p.Relationship == FosterS || p.Relationship == GrandD || p.Relationship == GrandS
		if guarded && p.OwnCase == "" && p.Born.Valid() && !p.Adult(day) {
			out = append(out, Guardianship)
			break
		}
	}
	return out
}

// PrincipalOf is the principal applicant; ok is false when there is none or more than one.
//
// Rule I-35: a case has exactly one principal applicant.
func PrincipalOf(all []Person) (Person, bool) {
	var pa Person
	n := 0
	for _, p := range all {
		if p.Principal() && p.OwnCase == "" {
			pa = p
			n++
		}
	}
	return pa, n == 1
}

// InCase are the persons who still belong to the case: not those who were made a linked case of their own.
func InCase(all []Person) []Person {
	var out []Person
	for _, p := range all {
		if p.OwnCase == "" {
			out = append(out, p)
		}
	}
	return out
}

// OwnCaseFor is the person as the principal applicant of a new, linked case, and the person as they stay listed
// here with the reference of that case.
//
// Rule I-30: de facto dependants cannot be "non-accompanying"; they have a case of their own, linked.
func OwnCaseFor(all []Person, id, ref string, lock policy.Day) (moved, stays Person, err error) {
	i := slices.IndexFunc(all, func(p Person) bool { return p.ID == id })
	if i < 0 {
		return moved, stays, fault.New(fault.NotFound, "person.not_found")
	}
	p := all[i]
	switch MembershipOf(all, p, lock) {
	case DeFacto, NotDependant:
	case Principal:
		return moved, stays, fault.Stop("I-35", "person.own_case.principal")
	default:
		return moved, stays, fault.Stop("I-23", "person.own_case.member")
	}
	if p.OwnCase != "" {
		return moved, stays, fault.Stop("I-30", "person.own_case.already")
	}
	stays = p
	stays.OwnCase = ref
	stays.Travelling = "" // not a question about them in this case any more
	moved = p
	moved.ID, moved.Version, moved.Number = "", 0, 1
	moved.Relationship, moved.ParentID = PA, ""
	moved.Photo = "" // documents do not move with the person: each case has its own key
	moved.IdentityDocuments = slices.Clone(p.IdentityDocuments)
	for j := range moved.IdentityDocuments {
		moved.IdentityDocuments[j].Document = ""
	}
	return moved, stays, nil
}
