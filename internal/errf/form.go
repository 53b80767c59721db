// Package errf reads UNHCR's electronic Resettlement Referral Form, the XML with which a resettlement case is handed
// to a receiving state, in its versions 3.1 and 4.1; says what is wrong in it as a receiving state's validator
// does; and makes a referral draft of each case.
//
// It owns the format, its code tables and their translation into the house's codes. It does not own what a draft may become
// (referral, people, document), storing it (app) or words (i18n): faults are kinds and element names.
package errf

import "log/slog"

// Version is the version of the form a file is written in. Files do not say it: it shows in their elements.
type Version string

// The versions.
const (
	V3 Version = "3.1"
	V4 Version = "4.1"
)

// File is one eRRF file: every element of both schemas, as written, white space around values taken off.
type File struct {
	Version Version
	Batches []Batch `el:"RRFBATCHTYPE"`
	Cases   []Case  `el:"CASE"`
	Extras  []Extra // elements that neither schema knows
}

// Case is one CASE: one principal applicant and those who are referred with them.
type Case struct {
	Individuals     []Individual     `el:"dataIndividual"`
	Members         []Member         `el:"dataIndividualProcessGroup"`
	Groups          []Group          `el:"dataProcessGroup"`
	CrossReferences []CrossReference `el:"dataProcessGroupCrossReference"`
	Addresses       []Address        `el:"dataAddress"`
	Aliases         []Alias          `el:"dataAlias"`
	Education       []Education      `el:"dataEducation"`
	Employment      []Employment     `el:"dataEmployment"`
	Relatives       []Relative       `el:"dataIndividualRelatives"`
	Languages       []Language       `el:"dataLanguage"`
	Photographs     []Photograph     `el:"dataPhotograph"`
	Resettlement    []Resettlement   `el:"dataResettlement"`
	Vulnerabilities []Vulnerability  `el:"dataVulnerability"`
	Documents       []Document       `el:"dataDocument"`
	Extras          []Extra

	from, to int64 // the bytes of the CASE in the source
}

// Extra is an element that the schemas do not know, or know once and the file has twice: kept, so that nothing sent is lost.
type Extra struct {
	Name  string // path of element names below the record, with slashes
	Value string
}

// LogValue says nothing: a file's content never reaches a log.
func (f File) LogValue() slog.Value { return slog.StringValue("eRRF file") }

// The records below are the schemas and the validator's table at once. Of each element: "el" is its name; "v3" and
// "v4" say whether that version must have a value in it ("must": its schema lists the element as mandatory and a
// receiving state asks for a value) or may ("may"); without the tag, that version's schema does not have it. Free
// text that the schemas list but files leave empty (LocationLevel6, OccupationText, a parent's name) is "may". "is" says what the
// value is: a code of a table (codes.go), a name, a date, and so on.

// Batch says whether one case or a group is submitted.
type Batch struct {
	Indicator string `el:"GroupIndividualIndicator" v3:"must" v4:"must" is:"batch"`
	Extras    []Extra
}

// Individual is one person of the case.
type Individual struct {
	GUID              string `el:"IndividualGUID" v4:"must"`
	ID                string `el:"IndividualID" v3:"must" v4:"must"`
	ConcatenatedName  string `el:"ConcatenatedName" v3:"may" is:"name"`
	Family            string `el:"FamilyName" v3:"must" v4:"must" is:"name"`
	SecondFamily      string `el:"SecondFamilyName" v4:"may" is:"name"`
	Given             string `el:"GivenName" v3:"must" v4:"may" is:"name"`
	Middle            string `el:"MiddleName" v4:"may" is:"name"`
	Maiden            string `el:"MaidenName" v4:"may" is:"name"`
	Registered        string `el:"RegistrationDate" v3:"may" v4:"must" is:"date"`
	Born              string `el:"DateofBirth" v3:"must" v4:"may" is:"date"`
	BornEstimated     string `el:"DateofBirthEstimate" v4:"must" is:"bool"`
	BirthCountry      string `el:"BirthCountryCode" v3:"must" v4:"must" is:"country"`
	BirthPlace        string `el:"BirthCityTownVillage" v3:"may" v4:"may"`
	Origin            string `el:"OriginCountryCode" v3:"must" v4:"must" is:"country"`
	Asylum            string `el:"AsylumCountryCode" v3:"must" v4:"must" is:"country"`
	Arrived           string `el:"ArrivalDate" v3:"may" v4:"may" is:"date"`
	Sex               string `el:"SexCode" v3:"must" v4:"must" is:"sex"`
	Nationality       string `el:"NationalityCode" v3:"must" v4:"must" is:"country"`
	Marital           string `el:"MarriageStatusCode" v3:"must" v4:"must" is:"marital"`
	Religion          string `el:"ReligionCode" v3:"must" v4:"must" is:"religion"`
	Ethnicity         string `el:"EthnicityCode" v3:"must" v4:"must" is:"ethnicity"`
	EducationLevel    string `el:"EducationLevelCode" v3:"must" v4:"must" is:"education"`
	Mother            string `el:"MotherName" v3:"may" v4:"may" is:"name"`
	Father            string `el:"FatherName" v3:"may" v4:"may" is:"name"`
	RelationshipToPPA string `el:"RelationshipToPrincipalRepresentative" v3:"must" is:"relationship"`
	Photo             string `el:"Photo" v3:"must" is:"photo"`
	Extras            []Extra
}

// Member is what one person is to the principal applicant (4.1).
type Member struct {
	GUID         string `el:"IndividualProcessingGroupGUID" v4:"must"`
	Individual   string `el:"IndividualGUID" v4:"must" is:"owner"`
	Group        string `el:"ProcessingGroupGUID" v4:"must"`
	Relationship string `el:"RelationshipToPrincipalRepresentative" v4:"must" is:"relationship"`
	Extras       []Extra
}

// Group is the case as UNHCR numbers it.
type Group struct {
	GUID   string `el:"ProcessingGroupGUID" v4:"must"`
	Number string `el:"ProcessingGroupNumber" v3:"must" v4:"must"`
	Size   string `el:"ProcessingGroupSize" v3:"must" v4:"must" is:"number"`
	Extras []Extra
}

// CrossReference ties the case to another one.
type CrossReference struct {
	GUID     string `el:"ProcessingGroupCrossReferenceGUID" v4:"must"`
	FromGUID string `el:"ProcessingGroupGUIDFrom" v4:"must"`
	From     string `el:"ProcessingGroupNumberFrom" v3:"must" v4:"must"`
	ToGUID   string `el:"ProcessingGroupGUIDTo" v4:"must"`
	To       string `el:"ProcessingGroupNumberTo" v3:"must" v4:"must"`
	Extras   []Extra
}

// Address is a place, a telephone number or an e-mail address.
type Address struct {
	GUID           string `el:"AddressGUID" v4:"must"`
	IndividualGUID string `el:"IndividualGUID" v4:"must" is:"owner"`
	IndividualID   string `el:"IndividualID" v3:"must" is:"owner"`
	Type           string `el:"AddressType" v3:"must" v4:"must" is:"address"`
	Country        string `el:"AddressCountry" v3:"must" v4:"must" is:"country"`
	Postal         string `el:"AddressPostal" v4:"may"`
	Level1         string `el:"LocationLevel1Description" v3:"may" v4:"may"`
	Level2         string `el:"LocationLevel2Description" v3:"may" v4:"may"`
	Level3         string `el:"LocationLevel3Description" v3:"may" v4:"may"`
	Level4         string `el:"LocationLevel4Description" v3:"may" v4:"may"`
	Level5         string `el:"LocationLevel5Description" v4:"may"`
	Level6         string `el:"LocationLevel6" v3:"may" v4:"may"`
	Extras         []Extra
}

// Alias is another name of a person.
type Alias struct {
	GUID           string `el:"AliasGUID" v4:"must"`
	IndividualGUID string `el:"IndividualGUID" v4:"must" is:"owner"`
	IndividualID   string `el:"IndividualID" v3:"must" is:"owner"`
	Family         string `el:"IndividualAliasLastName" v3:"must" v4:"must" is:"name"`
	Given          string `el:"IndividualAliasFirstName" v3:"may" v4:"may" is:"name"`
	Extras         []Extra
}

// Education is a level reached.
type Education struct {
	GUID           string `el:"EducationGUID" v4:"must"`
	IndividualGUID string `el:"IndividualGUID" v4:"must" is:"owner"`
	IndividualID   string `el:"IndividualID" v3:"must" is:"owner"`
	Level          string `el:"EducationLevelCode" v3:"must" v4:"must" is:"education"`
	Degree         string `el:"DegreeTypeCode" v4:"must" is:"degree"`
	Extras         []Extra
}

// Employment is an occupation or a skill.
type Employment struct {
	GUID           string `el:"EmploymentGUID" v4:"must"`
	IndividualGUID string `el:"IndividualGUID" v4:"must" is:"owner"`
	IndividualID   string `el:"IndividualID" v3:"must" is:"owner"`
	Type           string `el:"EmploymentTypeCode" v3:"must" v4:"must" is:"employment"`
	Occupation     string `el:"OccupationCode" v3:"must" v4:"must" is:"occupation"`
	Text           string `el:"OccupationText" v3:"may" v4:"may"`
	Extras         []Extra
}

// Relative is a relative of a person who is not in the case.
type Relative struct {
	GUID           string `el:"IndividualRelativesGUID" v4:"must"`
	IndividualGUID string `el:"IndividualGUID" v4:"must" is:"owner"`
	IndividualID   string `el:"IndividualID" v3:"must" is:"owner"`
	Family         string `el:"FamilyName" v3:"must" v4:"must" is:"name"`
	SecondFamily   string `el:"SecondFamilyName" v4:"may" is:"name"`
	Given          string `el:"GivenName" v3:"must" v4:"may" is:"name"`
	Middle         string `el:"MiddleName" v4:"may" is:"name"`
	Maiden         string `el:"MaidenName" v4:"may" is:"name"`
	Relationship   string `el:"RelationshipCode" v3:"must" v4:"must" is:"relationship"`
	Born           string `el:"DateofBirth" v4:"may" is:"date"`
	BornEstimated  string `el:"DateofBirthEstimateFlag" v4:"may" is:"bool"`
	BirthCountry   string `el:"BirthCountryCode" v4:"must" is:"country"`
	BirthPlace     string `el:"BirthCityTownVillage" v4:"may"`
	Residence      string `el:"ResidenceCountryCode" v3:"must" v4:"must" is:"country"`
	Sex            string `el:"SexCode" v3:"must" v4:"must" is:"sex"`
	Nationality    string `el:"NationalityCode" v3:"must" v4:"must" is:"country"`
	Deceased       string `el:"Deceased" v4:"must" is:"bool"`
	DeceasedDate   string `el:"DeceasedDate" v4:"may" is:"date"`
	Marital        string `el:"MarriageStatusCode" v3:"must" v4:"must" is:"marital"`
	Extras         []Extra
}

// Language is how well a person uses a language.
type Language struct {
	GUID           string `el:"LanguageGUID" v4:"must"`
	IndividualGUID string `el:"IndividualGUID" v4:"must" is:"owner"`
	IndividualID   string `el:"IndividualID" v3:"must" is:"owner"`
	Code           string `el:"LanguageCode" v3:"must" v4:"must" is:"language"`
	Read           string `el:"LanguageReadCode" v3:"must" v4:"must" is:"level"`
	Write          string `el:"LanguageWriteCode" v3:"must" v4:"must" is:"level"`
	Speak          string `el:"LanguageSpeakCode" v3:"must" v4:"must" is:"level"`
	Understand     string `el:"LanguageUnderstandCode" v3:"must" v4:"must" is:"level"`
	Extras         []Extra
}

// Photograph is a photo of a person (4.1; in 3.1 it stands in the individual).
type Photograph struct {
	GUID       string `el:"PhotoGUID" v4:"must"`
	Individual string `el:"IndividualGUID" v4:"must" is:"owner"`
	Type       string `el:"PhotoTypeCode" v4:"must" is:"number"`
	Photo      string `el:"Photo" v4:"must" is:"photo"`
	Extras     []Extra
}

// Resettlement is why and how urgently the case is submitted. The second category is spelt differently by the two versions.
type Resettlement struct {
	IndividualGUID string `el:"IndividualGUID" v4:"must" is:"owner"`
	IndividualID   string `el:"IndividualID" v3:"must" is:"owner"`
	Criteria       string `el:"ResettlementCriteriaCode" v3:"must" v4:"must" is:"criteria"`
	Criteria2V3    string `el:"ResettlementCriteriaCode2" v3:"must" is:"criteria"`
	Criteria2V4    string `el:"ResettlementCriteria2Code" v4:"may" is:"criteria"`
	Priority       string `el:"ResettlementPriorityCode" v3:"must" v4:"must" is:"priority"`
	Extras         []Extra
}

// Vulnerability is a specific need of a person (4.1).
type Vulnerability struct {
	GUID       string `el:"VulnerabilityGUID" v4:"must"`
	Individual string `el:"IndividualGUID" v4:"must" is:"owner"`
	Code       string `el:"VulnerabilityCode" v4:"must" is:"vulnerability"`
	Extras     []Extra
}

// Document is a paper of a person by its number (3.1).
type Document struct {
	IndividualID string `el:"IndividualID" v3:"must" is:"owner"`
	Number       string `el:"DocumentNumber" v3:"may"`
	Extras       []Extra
}
