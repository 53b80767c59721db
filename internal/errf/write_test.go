package errf_test

import (
	"bytes"
	"encoding/xml"
	"reflect"
	"strings"
	"testing"

	"passage/internal/errf"
)

// onePixel is the smallest PNG, in base64.
const onePixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

// write writes a file as XML, in the order of the schema; absent leaves empty elements out instead of writing them empty.
func write(f errf.File, absent bool) string {
	var b bytes.Buffer
	b.WriteString("\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<UNHCR_RRF xmlns=\"http://tempuri.org/ElectronicRRF.xsd\">\n")
	children(&b, reflect.ValueOf(f), f.Version, absent)
	b.WriteString("</UNHCR_RRF>\n")
	return b.String()
}

func children(b *bytes.Buffer, v reflect.Value, version errf.Version, absent bool) {
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag
		el := tag.Get("el")
		if el == "" {
			continue
		}
		if v.Field(i).Kind() == reflect.Slice {
			for j := range v.Field(i).Len() {
				b.WriteString("<" + el + ">")
				children(b, v.Field(i).Index(j), version, absent)
				b.WriteString("</" + el + ">\n")
			}
			continue
		}
		s := v.Field(i).String()
		known := map[errf.Version]string{errf.V3: tag.Get("v3"), errf.V4: tag.Get("v4")}[version]
		if s == "" && (absent || known == "") {
			continue
		}
		b.WriteString("<" + el + ">")
		xml.EscapeText(b, []byte(s))
		b.WriteString("</" + el + ">")
	}
	for _, x := range extras(v) {
		b.WriteString("<" + x.Name + ">")
		xml.EscapeText(b, []byte(x.Value))
		b.WriteString("</" + x.Name + ">")
	}
}

func extras(v reflect.Value) []errf.Extra {
	x := v.FieldByName("Extras")
	if !x.IsValid() {
		return nil
	}
	return x.Interface().([]errf.Extra)
}

// v3 is a valid invented file of version 3.1: a principal applicant and a daughter.
func v3() errf.File {
	person := func(id, given, relationship string) errf.Individual {
		return errf.Individual{ID: id, ConcatenatedName: "Invented, " + given, Family: "Invented", Given: given, Registered: "2010-01-02T00:00:00", Born: "1980-01-10T00:00:00",
			BirthCountry: "AUL", BirthPlace: "Nowhere", Origin: "AUL", Asylum: "JOR", Arrived: "2010-01-11T00:00:00", Sex: "F", Nationality: "AUL", Marital: "SN",
			Religion: "NON", Ethnicity: "NON", EducationLevel: "07", Mother: "Invented, Mother", Father: "Invented, Father", RelationshipToPPA: relationship, Photo: onePixel}
	}
	return errf.File{Version: errf.V3, Batches: []errf.Batch{{Indicator: "Single Submission"}}, Cases: []errf.Case{{
		Individuals:     []errf.Individual{person("900-1", "Applicant", "PA"), person("900-2", "Daughter", "DAU")},
		Groups:          []errf.Group{{Number: "T-1", Size: "2"}},
		CrossReferences: []errf.CrossReference{{From: "T-1", To: "T-2"}, {From: "T-1", To: "T-3"}},
		Addresses:       []errf.Address{{IndividualID: "900-1", Type: "COA", Country: "JOR", Level1: "Here"}},
		Aliases:         []errf.Alias{{IndividualID: "900-2", Family: "Otherwise"}},
		Education:       []errf.Education{{IndividualID: "900-1", Level: "12"}},
		Employment:      []errf.Employment{{IndividualID: "900-1", Type: "-", Occupation: "9142"}},
		Relatives:       []errf.Relative{{IndividualID: "900-1", Family: "Invented", Given: "Sister", Relationship: "SBF", Residence: "GBR", Sex: "F", Nationality: "AUL", Marital: "MA"}},
		Languages:       []errf.Language{{IndividualID: "900-2", Code: "R01", Read: "E", Write: "N", Speak: "NO", Understand: "U"}},
		Resettlement:    []errf.Resettlement{{IndividualID: "900-1", Criteria: "FAM", Criteria2V3: "-", Priority: "NR"}},
		Documents:       []errf.Document{{IndividualID: "900-1", Number: "D-1"}},
	}}}
}

// v4 is a valid invented file of version 4.1: a principal applicant and a partner.
func v4() errf.File {
	person := func(guid, id, given string) errf.Individual {
		return errf.Individual{GUID: guid, ID: id, Family: "Invented", Given: given, Registered: "2020-05-01T00:00:00+02:00", Born: "1980-08-01T00:00:00+02:00", BornEstimated: "0",
			BirthCountry: "AUL", Origin: "AUL", Asylum: "TUR", Sex: "M", Nationality: "AUL", Marital: "PT", Religion: "-", Ethnicity: "114", EducationLevel: "-"}
	}
	return errf.File{Version: errf.V4, Batches: []errf.Batch{{Indicator: "Single Submission"}}, Cases: []errf.Case{{
		Individuals:     []errf.Individual{person("g1", "900-1", "Applicant"), person("g2", "900-2", "Partner")},
		Members:         []errf.Member{{GUID: "m1", Individual: "g1", Group: "p", Relationship: "PA"}, {GUID: "m2", Individual: "g2", Group: "p", Relationship: "PTM"}},
		Groups:          []errf.Group{{GUID: "p", Number: "T-4", Size: "2"}},
		CrossReferences: []errf.CrossReference{{GUID: "c", FromGUID: "p", From: "T-4", ToGUID: "q", To: "T-5"}},
		Addresses:       []errf.Address{{GUID: "a", IndividualGUID: "g1", Type: "Coa", Country: "TUR"}, {GUID: "b", IndividualGUID: "g2", Type: "TEL", Country: "TUR", Level6: "000"}},
		Aliases:         []errf.Alias{{GUID: "l", IndividualGUID: "g2", Family: "Otherwise"}},
		Education:       []errf.Education{{GUID: "e", IndividualGUID: "g1", Level: "UG", Degree: "-"}},
		Employment:      []errf.Employment{{GUID: "w", IndividualGUID: "g1", Type: "S", Occupation: "1341"}},
		Relatives: []errf.Relative{{GUID: "r", IndividualGUID: "g1", Family: "Invented", Relationship: "PRM", Born: "1950-07-02T00:00:00+02:00", BirthCountry: "AUL", Residence: "U", Sex: "M",
			Nationality: "ZZZ", Deceased: "1", Marital: "WD"}},
		Languages:       []errf.Language{{GUID: "t", IndividualGUID: "g2", Code: "ENG", Read: "E", Write: "E", Speak: "E", Understand: "E"}},
		Photographs:     []errf.Photograph{{GUID: "f", Individual: "g1", Type: "1", Photo: onePixel}},
		Resettlement:    []errf.Resettlement{{IndividualGUID: "g1", Criteria: "LPN", Criteria2V4: "SVT", Priority: "UG"}},
		Vulnerabilities: []errf.Vulnerability{{GUID: "v", Individual: "g2", Code: "DS"}},
	}}}
}

func read(t *testing.T, text string) errf.File {
	t.Helper()
	f, err := errf.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}
