// Package people owns persons and families: names as they are written, uncertain birth dates, who is family in
// law, whose age is locked on which day, and what is unsafe to do or say to whom.
//
// It does not own what the partner sends about the case as a whole (referral), documents (document), findings
// (assessment) or words: codes are shown through the catalogues.
package people

import (
	"log/slog"

	"passage/internal/casework/policy"
)

// Person is one human in a case; the unit in which places are counted (I-60). All family members are listed,
// travelling or not (I-26). Countries are ISO 3166-1 alpha-3 ("X" codes are invented or UNHCR's special ones);
// languages are ISO 639-3 in upper case; sex, marital status, relationship, religion, ethnicity, education and
// occupation are UNHCR's codes.
type Person struct {
	ID      string
	Version int64 `json:"-"`
	Number  int   // place in the case, from 1; the principal applicant is usually 1

	Family       string      // as in the identity document; a single name stands here (I-40)
	Given        string      // "" for a single name
	SecondFamily string      //
	Middle       string      //
	Maiden       string      //
	SingleName   bool        // the identity document has one name alone (I-40)
	Native       string      // name in its own script
	OtherNames   []OtherName // aliases, earlier names, other spellings

	Sex           string  // F, M, X or U
	Born          Partial // birth date, as much of it as is known
	BornEstimated bool    //
	BirthCountry  string  //
	BirthPlace    string  // city, town or village
	Died          Partial // set when the person is known to be dead

	Nationalities []string //
	Stateless     bool     //
	Origin        string   // country of origin; for a stateless person, of former habitual residence
	Residence     string   // country where the person lives now; decides the office (I-36)
	Status        string   // status there: ResidenceStatuses
	Arrived       Partial  // came to the country of residence
	Registered    Partial  // registered with UNHCR
	Whereabouts   string   // where the person is now: WithApplicant, Apart, Missing, ... (I-26)
	InCanada      bool     // stops a referral for the principal applicant (I-15)

	Marital       string       // UNHCR's code
	MaritalSince  Partial      //
	Relationship  Relationship // to the principal applicant, UNHCR's code
	ParentID      string       // the person in the case whose child this is, for a child of a partner or of a dependent child (I-23)
	HasPartner    bool         // married or in a common-law relationship: then no dependent child (I-24)
	LivedTogether Partial      // common-law: living together since (R1(1): one year)
	Condition     bool         // cannot support themselves since before 22 because of a physical or mental condition (I-24)
	ConditionFrom Partial      //

	Travelling  string // Yes, No or "" when not answered (I-26, I-28)
	NotWhy      string // reason when not travelling
	Apart       bool   // keeps something from the others of the family, which is stored apart (I-20)
	NamingSafe  string // may letters name this person: Yes, No or ""
	Defender    bool   // the partner determined this person to be a defender
	OwnCase     string // reference of the person's own case, when made a linked case (I-30)
	Phone       string
	Email       string
	UCI         string // unique client identifier, with or without hyphens (I-52)
	UNHCR       string // UNHCR individual number
	UNHCRGUID   string //
	Religion    string //
	Ethnicity   string //
	Schooling   string // highest level of education
	Mother      string // mother's name
	Father      string // father's name
	Photo       string // document id of the one photo
	Recognised  string // recognition as a refugee where the person is: Yes, No or ""
	Interpreter string // language an interpreter is needed in, "" when none

	IdentityDocuments []IdentityDocument
	Addresses         []Address
	Languages         []Language
	Education         []Education
	Employment        []Employment
	Relatives         []Relative // relatives who are not in the case
	Vulnerabilities   []string   // UNHCR's codes
	Background        []Answer   // background questions (I-41)
	Life              Life       // what the department's forms ask besides
	Extras            []Extra    // what an import held that has no field here, verbatim
}

// Answers to yes-or-no questions; "" is not answered. No question of safety, travel or consent has a default.
const (
	Yes     = "yes"
	No      = "no"
	Unknown = "unknown"
)

// Where a person is now (I-26: also when missing or believed dead).
const (
	WithApplicant = "with_applicant"
	Apart         = "apart"
	AtHome        = "country_of_origin"
	Missing       = "missing"
	BelievedDead  = "believed_dead"
	Dead          = "dead"
	NotKnown      = "not_known"
)

// Whereabouts lists them in the order of the page.
var Whereabouts = []string{WithApplicant, Apart, AtHome, Missing, BelievedDead, Dead, NotKnown}

// ResidenceStatuses are the ways to be in the country of residence.
var ResidenceStatuses = []string{"refugee", "asylum_seeker", "temporary_protection", "visa", "permit", "none", "expired", "unknown"}

// OtherName is a name the person has or had besides.
type OtherName struct {
	Kind   string // alias, earlier, spelling
	Family string
	Given  string
}

// IdentityDocument is a passport, card or certificate; "none and why" is accepted for a refugee.
type IdentityDocument struct {
	Kind     string // passport, national_id, refugee_card, birth_certificate, other
	Number   string
	Country  string
	Issued   Partial
	Expires  Partial
	Document string // document id of the scan
}

// Address is a place lived in or to be reached at. Kind is UNHCR's code: CoR and CoA are where the person lives.
type Address struct {
	Kind    string
	Country string
	Lines   []string
	Postal  string
	From    Partial
	To      Partial
}

// Language is how well a person uses a language; levels are UNHCR's: E easily, N not easily, NO none, U unknown.
type Language struct {
	Code       string
	Speak      string
	Understand string
	Read       string
	Write      string
}

// Education is one level reached, or one school.
type Education struct {
	Level   string
	Degree  string
	Place   string // school
	City    string
	Country string
	Field   string // of study
	From    Partial
	To      Partial
}

// Employment is one job, occupation or skill, or any other time of the personal history: looking for work, at home, in
// hiding, in detention (I-39).
type Employment struct {
	Kind       string // UNHCR's: E employment, NE not employed, S skill
	Occupation string // code
	Text       string // activity or job
	Employer   string // employer or school
	City       string
	Country    string
	Status     string // there: ResidenceStatuses, or citizen
	From       Partial
	To         Partial // "" is until now
}

// Relative is a relative of the person who is not in the case.
type Relative struct {
	Family       string
	Given        string
	SecondFamily string
	Middle       string
	Maiden       string
	Relationship Relationship // to the person
	Sex          string
	Born         Partial
	Estimated    bool
	BirthCountry string
	BirthPlace   string
	Residence    string
	Nationality  string
	Marital      string
	Deceased     bool
	Died         Partial
}

// Answer is one background question. "Yes" is common among defenders, often abusive, and never scored; it needs an
// explanation and opens its context (I-41).
type Answer struct {
	Question    string // Background
	Answer      string // Yes, No or ""
	Explanation string
	Charge      string
	Court       string
	Date        Partial
	View        string // the partner's view of it
	Proof       string // document id
}

// Extra is a value of an import that has no field of ours: kept so that nothing sent is lost.
type Extra struct {
	Name  string // as the format spells it
	Value string
}

// LogValue says nothing: a person's details never reach a log.
func (p Person) LogValue() slog.Value { return slog.StringValue("person") }

// Principal says whether this is the principal applicant (I-35).
func (p Person) Principal() bool { return p.Relationship == PA }

// Travels says whether the person is to travel with the case: what holds and landings count (I-60).
func (p Person) Travels() bool { return p.Travelling == Yes && p.OwnCase == "" && !p.Deceased() }

// Deceased says whether the person is known to be dead.
func (p Person) Deceased() bool { return p.Whereabouts == Dead || p.Died != "" }

// Shown is the name as lists show it: family name, given names.
func (p Person) Shown() string {
	if p.Given == "" {
		return p.Family
	}
	if p.Family == "" {
		return p.Given
	}
	return p.Family + ", " + p.Given
}

// Named says whether any name is entered.
func (p Person) Named() bool { return p.Family != "" || p.Given != "" }

// Countries is every country that ties the person to a place: nationality, birth, origin, residence. The
// conflict barrier reads it (decision 14).
func (p Person) Countries() []string {
	all := append([]string{p.BirthCountry, p.Origin, p.Residence}, p.Nationalities...)
	var out []string
	for _, c := range all {
		if c != "" && !contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// BornOn is the whole birth date, "" when only part of it is known.
func (p Person) BornOn() policy.Day { return p.Born.Day() }

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
