package people

import "passage/internal/casework/policy"

// Life is what the department's forms ask of a person beyond who they are and where they live (intake 7.2 to 7.4).
// It is asked once, and every form that needs it shows it; which form that is, is said by the lists of referral.
type Life struct {
	// IMM 0008
	Eyes           string     // eye colour, code
	Height         string     // cm
	Correspondence string     // ENG or FRA, of the principal applicant
	Province       string     // intended, of the principal applicant; the city is the cover page's
	QuebecSince    policy.Day // of the Quebec selection certificate
	NoPassport     string     // why there is no passport: accepted of a refugee
	SchoolYears    string     // years of school in all
	Occupation     string     // now
	Intended       string     // in Canada
	Native         string     // native language
	Official       string     // can use English, French, both, neither
	Tested         string     // took a test of English or French
	Lived          []Stay     // earlier countries of residence: five years, more than six months
	LivedNone      bool       //
	Unions         []Union    // earlier marriages and common-law relationships
	UnionsNone     bool       //

	// IMM 5669
	MotherIs, FatherIs Parent // their names are Person.Mother and Person.Father
	Years              School // of each level
	EducationNone      bool   // never went to school
	Associations       []Association
	AssociationsNone   bool
	Posts              []Post // positions in a government
	PostsNone          bool
	Service            []Service // military, militia, police, civil defence
	ServiceNone        bool

	// IMM 0008 Schedule 2
	RegisteredBy  string  // who registered the person where they are: unhcr, state, both, none
	StateNumber   string  // of the host state's registration
	StateStatus   string  // in words
	Refusal       string  // was recognition as a refugee refused: Yes, No or ""
	RefusalWhy    string  //
	Left          Partial // the home country
	WhatHappened  string
	Harm          string // feared now
	Sought        string // asked the authorities for protection: Yes, No or ""
	SoughtResult  string
	Moved         string // moved inside the country: Yes, No or ""
	MovedResult   string
	Helped        string // who helped on the way
	Legs          []Leg
	Returned      string // went back since: Yes, No or ""
	ReturnedWhy   string // when and why: context for the officer, never held against the person here
	StatusUntil   Partial
	Situation     string // work, schooling, health care
	Threats       string // there, and risk of removal
	CanStay       string // Yes, No or ""
	CanStayWhy    string
	Elsewhere     string // other applications for resettlement: Yes, No or ""
	ElsewhereWhat string
	Friends       []Friend // relatives and friends in Canada
	FriendsNone   bool
	RelativesNone bool   // no relatives elsewhere
	Needs         string // for arrival
	Release       string // consent to release the profile to sponsors and settlement bodies (Part D): Yes, No or ""
}

// Parent is a mother or a father.
type Parent struct {
	Born    Partial
	City    string
	Country string
	Died    Partial
}

// School is years of schooling at each level, as typed.
type School struct {
	Elementary, Secondary, University, Trade string
}

// Stay is an earlier country of residence.
type Stay struct {
	Country string
	Status  string // ResidenceStatuses
	From    Partial
	To      Partial
}

// Union is an earlier marriage or common-law relationship.
type Union struct {
	Family string
	Given  string
	Born   Partial
	Kind   string // UnionKinds
	From   Partial
	To     Partial
}

// UnionKinds are the kinds of an earlier union.
var UnionKinds = []string{"marriage", "common_law", "religious", "customary"}

// Association is a membership: political, social, union, youth, student, religious. For defenders it is often the work
// itself, and never scored.
type Association struct {
	From, To   Partial
	Name       string
	Activities string
	City       string
	Country    string
}

// Post is a position in a government.
type Post struct {
	From, To   Partial
	Country    string
	Level      string // PostLevels
	Department string
	Title      string
}

// PostLevels are the levels of government.
var PostLevels = []string{"national", "regional", "municipal", "other"}

// Service is a time in an armed force, a militia, the police or civil defence.
type Service struct {
	Country   string
	From, To  Partial
	Unit      string
	Commander string
	Rank      string
	Place     string
	Left      string // why
	Combat    string // dates and places of combat
}

// Leg is one country on the way to the country of asylum.
type Leg struct {
	Country  string
	From, To Partial
	How      string
}

// Friend is a relative or friend in Canada. Kept for the person's arrival, and nobody is contacted because of it.
type Friend struct {
	Name     string
	Relation string
	City     string
	Contact  string
}

// Background lists the questions of the IMM 5669 that are answered with yes or no, in its order (intake 7.3).
var Background = []string{"convicted_canada", "charged_elsewhere", "earlier_claim", "refused_visa", "refused_entry", "atrocity", "armed_struggle",
	"armed_group", "organized_crime", "detained", "disease"}

// Answered is a person's answer to a background question; the zero answer when there is none.
func (p Person) Answered(question string) Answer {
	for _, a := range p.Background {
		if a.Question == question {
			return a
		}
	}
	return Answer{Question: question}
}

// Answers is the background with one answer set; what was said about a "yes" stays when it is taken back, in case it
// is a slip. The list keeps the order of the form.
func (p Person) Answers(question, answer string) []Answer {
	a := p.Answered(question)
	a.Answer = answer
	var out []Answer
	for _, q := range Background {
		switch x := p.Answered(q); {
		case q == question && a != (Answer{Question: q}):
			out = append(out, a)
		case q != question && x != (Answer{Question: q}):
			out = append(out, x)
		}
	}
	for _, x := range p.Background { // what an import may hold besides
		if !contains(Background, x.Question) {
			out = append(out, x)
		}
	}
	return out
}
