package errf

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
)

// Draft is what a partner's draft begins with when it is made from a case of a file.
type Draft struct {
	Referral referral.Referral
	Persons  []people.Person // the principal applicant first, then in the order of the file
	Photos   []Photo
}

// Photo is a decoded photograph; its document is complete but for where its bytes are kept.
type Photo struct {
	document.Document
	Content []byte
}

// DraftOf makes a referral draft of the case at index i. newID makes the ids by which persons and photos name each other.
//
// Nothing the file holds is dropped (decision 16): what has a field here goes there; a code that no table has, and
// whatever no field here can hold, is kept with the person as written and shown beside the field as a fault. Nothing is
// guessed either: no answer on safety, travel or consent, and no relationship that the file does not state. The
// country of residence is the country of asylum; an address elsewhere stays, and clashes with it on the page.
func DraftOf(f File, i int, newID func() string) Draft {
	m := mapper{version: f.Version, c: f.Cases[i], at: map[string]int{}, newID: newID}
	m.people()
	m.records()
	m.referral()
	m.faults(f)
	slices.SortStableFunc(m.d.Persons, func(a, b people.Person) int { return cmp.Compare(rank(a), rank(b)) })
	for n := range m.d.Persons {
		m.d.Persons[n].Number = n + 1
	}
	return m.d
}

func rank(p people.Person) int {
	if p.Principal() {
		return 0
	}
	return 1
}

type mapper struct {
	version Version
	c       Case
	d       Draft
	at      map[string]int // GUID or IndividualID -> index in d.Persons
	newID   func() string
}

func (m *mapper) people() {
	relationship := map[string]string{}
	for _, x := range m.c.Members {
		if _, twice := relationship[x.Individual]; !twice {
			relationship[x.Individual] = x.Relationship
		}
	}
	for _, i := range m.c.Individuals {
		p := m.person(i, cmp.Or(i.RelationshipToPPA, relationship[i.GUID]))
		n := len(m.d.Persons)
		for _, k := range []string{i.GUID, i.ID} {
			if _, taken := m.at[k]; k != "" && !taken {
				m.at[k] = n
			}
		}
		m.d.Persons = append(m.d.Persons, p)
		if i.Photo != "" {
			m.photo(n, i.Photo)
		}
	}
}

func (m *mapper) person(i Individual, relationship string) people.Person {
	p := people.Person{ID: m.newID(), Family: i.Family, Given: i.Given, SecondFamily: i.SecondFamily, Middle: i.Middle, Maiden: i.Maiden,
		BirthPlace: i.BirthPlace, Mother: i.Mother, Father: i.Father, UNHCR: i.ID, UNHCRGUID: i.GUID,
		Religion: given(i.Religion), Ethnicity: given(i.Ethnicity)}
	p.Born = partial(&p, "DateofBirth", i.Born)
	p.BornEstimated, _ = truth(i.BornEstimated)
	p.Registered = partial(&p, "RegistrationDate", i.Registered)
	p.Arrived = partial(&p, "ArrivalDate", i.Arrived)
	p.BirthCountry = country(&p, "BirthCountryCode", i.BirthCountry)
	p.Origin = country(&p, "OriginCountryCode", i.Origin)
	p.Residence = country(&p, "AsylumCountryCode", i.Asylum)
	if n := country(&p, "NationalityCode", i.Nationality); n != "" {
		p.Nationalities = []string{n}
	}
	p.Stateless = i.Nationality == stateless
	p.Sex = coded(&p, "SexCode", i.Sex, "sex")
	p.Marital = marital(coded(&p, "MarriageStatusCode", i.Marital, "marital"))
	p.Schooling = Level(coded(&p, "EducationLevelCode", i.EducationLevel, "education"))
	p.Relationship = people.Relationship(coded(&p, relationshipField, relationship, "relationship"))
	if i.ConcatenatedName != "" && i.ConcatenatedName != p.Shown() {
		keepAs(&p, "ConcatenatedName", i.ConcatenatedName)
	}
	keepExtras(&p, "", i.Extras)
	return p
}

// of is the person a record is about; nil when the file has no such person, which is a fault of its own.
func (m *mapper) of(element, guid, id string) *people.Person {
	for _, k := range []string{guid, id} {
		if n, ok := m.at[k]; ok && k != "" {
			return &m.d.Persons[n]
		}
	}
	m.d.Referral.Import.Faults = append(m.d.Referral.Import.Faults, referral.ImportFault{Kind: "stray", Field: element, Value: cmp.Or(id, guid)})
	return nil
}

func (m *mapper) records() {
	for _, x := range m.c.Members {
		m.member(x)
	}
	for n, x := range m.c.Addresses {
		if p := m.of("dataAddress", x.IndividualGUID, x.IndividualID); p != nil {
			address(p, x, n)
		}
	}
	for _, x := range m.c.Aliases {
		if p := m.of("dataAlias", x.IndividualGUID, x.IndividualID); p != nil {
			p.OtherNames = append(p.OtherNames, people.OtherName{Kind: "alias", Family: x.Family, Given: x.Given})
			keepExtras(p, "dataAlias/", x.Extras)
		}
	}
	for _, x := range m.c.Education {
		if p := m.of("dataEducation", x.IndividualGUID, x.IndividualID); p != nil {
			p.Education = append(p.Education, people.Education{Level: Level(given(x.Level)), Degree: given(x.Degree)})
			keepExtras(p, "dataEducation/", x.Extras)
		}
	}
	for _, x := range m.c.Employment {
		if p := m.of("dataEmployment", x.IndividualGUID, x.IndividualID); p != nil {
			p.Employment = append(p.Employment, people.Employment{Kind: given(x.Type), Occupation: given(x.Occupation), Text: x.Text})
			keepExtras(p, "dataEmployment/", x.Extras)
		}
	}
	for n, x := range m.c.Relatives {
		if p := m.of("dataIndividualRelatives", x.IndividualGUID, x.IndividualID); p != nil {
			relative(p, x, "dataIndividualRelatives/"+strconv.Itoa(n+1)+"/")
		}
	}
	for n, x := range m.c.Languages {
		if p := m.of("dataLanguage", x.IndividualGUID, x.IndividualID); p != nil {
			if given(x.Code) != "" && Tongue(x.Code) == "" {
				m.keptLanguage(p, "dataLanguage/"+strconv.Itoa(n+1)+"/LanguageCode", x.Code)
			}
			p.Languages = append(p.Languages, people.Language{Code: Tongue(x.Code), Speak: given(x.Speak), Understand: given(x.Understand), Read: given(x.Read), Write: given(x.Write)})
			keepExtras(p, "dataLanguage/", x.Extras)
		}
	}
	for _, x := range m.c.Photographs {
		if p := m.of("dataPhotograph", x.Individual, ""); p != nil {
			if x.Type != "1" { // the portrait; UNHCR counts other types from 2
				keepAs(p, "PhotoTypeCode", x.Type)
			}
			keepExtras(p, "dataPhotograph/", x.Extras)
			m.photo(m.at[x.Individual], x.Photo)
		}
	}
	for _, x := range m.c.Vulnerabilities {
		if p := m.of("dataVulnerability", x.Individual, ""); p != nil {
			if v := given(x.Code); v != "" {
				p.Vulnerabilities = append(p.Vulnerabilities, v)
			}
			keepExtras(p, "dataVulnerability/", x.Extras)
		}
	}
	for _, x := range m.c.Documents {
		if p := m.of("dataDocument", "", x.IndividualID); p != nil && x.Number != "" {
			p.IdentityDocuments = append(p.IdentityDocuments, people.IdentityDocument{Kind: "other", Number: x.Number})
			keepExtras(p, "dataDocument/", x.Extras)
		}
	}
	for n := range m.d.Persons {
		if p := &m.d.Persons[n]; p.Schooling == "" && len(p.Education) == 1 {
			p.Schooling = p.Education[0].Level // the individual says "-", the one education record says it
		}
	}
}

// keptLanguage notes a code that has no match in ISO 639-3: kept as written, and shown until somebody names the language.
func (m *mapper) keptLanguage(p *people.Person, element, code string) {
	keepAs(p, element, code)
	if tables["language"](code) { // a code of no table is a fault of the check already
		m.d.Referral.Import.Faults = append(m.d.Referral.Import.Faults, referral.ImportFault{Kind: "kept", Field: "LanguageCode", Name: "language", Person: p.ID, Value: code})
	}
}

// member notes a second, different relationship of the same person: the first one counts until somebody settles it.
func (m *mapper) member(x Member) {
	p := m.of("dataIndividualProcessGroup", x.Individual, "")
	if p == nil {
		return
	}
	keepExtras(p, "dataIndividualProcessGroup/", x.Extras)
	if r := people.Relationship(given(x.Relationship)); r != "" && p.Relationship != "" && r != p.Relationship && relationships.has(string(r)) {
		keepAs(p, relationshipField, string(r))
		m.d.Referral.Import.Faults = append(m.d.Referral.Import.Faults,
			referral.ImportFault{Kind: string(Duplicate), Field: relationshipField, Name: "relationship", Person: p.ID, Value: string(r)})
	}
}

// address keeps the place, and lifts a telephone number or an e-mail address out of its lines.
func address(p *people.Person, x Address, n int) {
	at := "dataAddress/" + strconv.Itoa(n+1) + "/"
	a := people.Address{Kind: given(cmp.Or(addressTypes.canonical(x.Type), x.Type)), Postal: x.Postal}
	a.Country = country(p, at+"AddressCountry", x.Country)
	for _, l := range []string{x.Level1, x.Level2, x.Level3, x.Level4, x.Level5, x.Level6} {
		if l != "" {
			a.Lines = append(a.Lines, l)
		}
	}
	switch a.Kind {
	case "TEL":
		p.Phone = cmp.Or(p.Phone, x.Level6)
	case "EML":
		p.Email = cmp.Or(p.Email, x.Level6)
	}
	p.Addresses = append(p.Addresses, a)
	keepExtras(p, at, x.Extras)
}

func relative(p *people.Person, x Relative, at string) {
	r := people.Relative{Family: x.Family, Given: x.Given, SecondFamily: x.SecondFamily, Middle: x.Middle, Maiden: x.Maiden,
		BirthPlace: x.BirthPlace, Sex: given(x.Sex), Marital: marital(given(x.Marital)), Relationship: people.Relationship(given(x.Relationship))}
	r.Born, r.Died = partial(p, at+"DateofBirth", x.Born), partial(p, at+"DeceasedDate", x.DeceasedDate)
	r.Estimated, _ = truth(x.BornEstimated)
	r.Deceased, _ = truth(x.Deceased)
	r.BirthCountry = country(p, at+"BirthCountryCode", x.BirthCountry)
	r.Residence = country(p, at+"ResidenceCountryCode", x.Residence)
	r.Nationality = country(p, at+"NationalityCode", x.Nationality)
	p.Relatives = append(p.Relatives, r)
	keepExtras(p, at, x.Extras)
}

// photo decodes a photograph; the first of a person is their one photo. What cannot be decoded or is no picture
// is a fault, and stays in the source that is kept with the case.
func (m *mapper) photo(n int, text string) {
	content, err := decode(text)
	if err != nil || len(content) == 0 {
		return // Check says so
	}
	p := &m.d.Persons[n]
	media := document.TypeOf(content[:min(len(content), document.Head)])
	if !strings.HasPrefix(media, "image/") {
		m.d.Referral.Import.Faults = append(m.d.Referral.Import.Faults, referral.ImportFault{Kind: string(Invalid), Field: "Photo", Name: "photo", Person: p.ID})
		return
	}
	t, _ := document.TypeInfo(media)
	sum := sha256.Sum256(content)
	d := document.Document{ID: m.newID(), Kind: "photo", Person: p.ID, Name: "photo" + t.Ending, Type: media, Size: int64(len(content)),
		SHA256: hex.EncodeToString(sum[:]), Sensitivity: document.Ordinary}
	m.d.Photos = append(m.d.Photos, Photo{d, content})
	p.Photo = cmp.Or(p.Photo, d.ID)
}

// referral is what the file says of the case as a whole: its number and size, priority, categories, other cases.
func (m *mapper) referral() {
	r := &m.d.Referral
	r.Channel = "errf"
	r.Import.Format, r.Import.Version = "errf", string(m.version)
	for _, g := range m.c.Groups {
		r.Import.Number = cmp.Or(r.Import.Number, g.Number)
		if n, err := strconv.Atoi(g.Size); err == nil && n > 0 && r.Import.Size == 0 {
			r.Import.Size = n
		}
	}
	if len([]rune(r.Import.Number)) <= 60 {
		r.PartnerCase = r.Import.Number
	}
	for _, x := range m.c.CrossReferences {
		r.Linked = append(r.Linked, referral.Linked{Note: x.To}) // how they belong together the file does not say
	}
	m.rest()
	if len(m.c.Resettlement) == 0 {
		return
	}
	x := m.c.Resettlement[0]
	// Rule I-17: UNHCR's three levels. Rule I-18: the primary category first.
	r.Priority = priorities[x.Priority]
	both := []string{category(x.Criteria), category(cmp.Or(x.Criteria2V4, x.Criteria2V3))}
	if both[0] != "" || both[1] != "" {
		r.Criteria = both
	}
}

// rest keeps with the referral what is the case's and has no field here.
func (m *mapper) rest() {
	keep := func(at string, list []Extra) {
		for _, x := range list {
			m.d.Referral.Import.Extras = append(m.d.Referral.Import.Extras, people.Extra{Name: at + x.Name, Value: x.Value})
		}
	}
	keep("", m.c.Extras)
	for _, x := range m.c.Groups {
		keep("dataProcessGroup/", x.Extras)
	}
	for _, x := range m.c.CrossReferences {
		keep("dataProcessGroupCrossReference/", x.Extras)
	}
	for _, x := range m.c.Resettlement {
		keep("dataResettlement/", x.Extras)
		for _, c := range []Extra{{"ResettlementPriorityCode", x.Priority}, {"ResettlementCriteriaCode", x.Criteria},
			{"ResettlementCriteria2Code", x.Criteria2V4}, {"ResettlementCriteriaCode2", x.Criteria2V3}} {
			if given(c.Value) != "" && category(c.Value) == "" && priorities[c.Value] == "" {
				keep("", []Extra{c})
			}
		}
	}
}

// priorities are UNHCR's three levels as the house writes them (I-17).
var priorities = map[string]string{"NR": "normal", "UG": "urgent", "EM": "emergency"}

// category is a submission category that the cover page knows.
func category(code string) string {
	if slices.Contains(referral.Criteria, code) {
		return code
	}
	return ""
}

// faults are those of the check, each beside the field of ours that the element fills.
func (m *mapper) faults(f File) {
	byNumber := map[string]string{}
	for _, p := range m.d.Persons {
		byNumber[p.UNHCR] = cmp.Or(byNumber[p.UNHCR], p.ID)
	}
	for _, x := range checkCase(f.Version, m.c) {
		out := referral.ImportFault{Kind: string(x.Kind), Field: x.Field, Name: formName(x.record, x.Field), Value: x.Value}
		if x.Individual != "" {
			out.Person = byNumber[x.Individual]
		}
		m.d.Referral.Import.Faults = append(m.d.Referral.Import.Faults, out)
	}
}

// formNames are the names of our fields: those of a person's form, and those of the cover page.
var formNames = map[string]string{
	"FamilyName": "family", "SecondFamilyName": "second_family", "GivenName": "given", "MiddleName": "middle", "MaidenName": "maiden",
	"DateofBirth": "born", "DateofBirthEstimate": "born_estimated", "BirthCountryCode": "birth_country", "BirthCityTownVillage": "birth_place",
	"OriginCountryCode": "origin", "AsylumCountryCode": "residence", "ArrivalDate": "arrived", "SexCode": "sex", "NationalityCode": "nationality",
	"MarriageStatusCode": "marital", "EducationLevelCode": "schooling", "IndividualID": "unhcr", "Photo": "photo",
}

// formName is the form name of the field beside which a fault is shown, "" when it has none of its own.
func formName(record, element string) string {
	switch element {
	case coaAddress:
		return "address"
	case relationshipField, primaryApplicant:
		return "relationship"
	case "ProcessingGroupSize":
		return "stated_size"
	case "ProcessingGroupNumber":
		return "partner_case"
	case "ResettlementCriteriaCode":
		return "criteria_1"
	case "ResettlementCriteriaCode2", "ResettlementCriteria2Code":
		return "criteria_2"
	case "ResettlementPriorityCode":
		return "priority"
	}
	switch record {
	case "dataIndividual":
		return formNames[element]
	case "dataAddress":
		return "address"
	case "dataLanguage":
		return "language"
	case "dataPhotograph":
		return "photo"
	}
	return ""
}

// given is a code that says something: "-" is UNHCR's way to leave a field empty.
func given(code string) string {
	if code == notGiven {
		return ""
	}
	return code
}

// coded is a code for a field of ours that offers a list; what no table has is kept as written, and the field stays open.
func coded(p *people.Person, element, code, table string) string {
	if code == "" || code == notGiven {
		return ""
	}
	if !tables[table](code) {
		keepAs(p, element, code)
		return ""
	}
	return code
}

// marital is the status by the one code our list has for a partnership; UNHCR's table has two.
func marital(code string) string {
	if code == "P" {
		return "PT"
	}
	return code
}

// country is the house's code for a country of the file; what is lost in it, or is no country, is kept as written.
func country(p *people.Person, element, code string) string {
	if code == "" || code == notGiven {
		return ""
	}
	house, exact := Country(code)
	if !exact || house == "" {
		keepAs(p, element, code)
	}
	if _, known := countries[code]; !known {
		return "" // the field asks for a country; the fault beside it shows what was written
	}
	return house
}

// partial is the day of a date; what is no date is kept as written.
func partial(p *people.Person, element, s string) people.Partial {
	if s == "" {
		return ""
	}
	d := people.Partial(day(s))
	if d == "" {
		keepAs(p, element, s)
	}
	return d
}

func keepAs(p *people.Person, element, value string) {
	p.Extras = append(p.Extras, people.Extra{Name: element, Value: value})
}

func keepExtras(p *people.Person, at string, list []Extra) {
	for _, x := range list {
		keepAs(p, at+x.Name, x.Value)
	}
}
