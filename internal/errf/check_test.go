package errf_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"passage/internal/errf"
)

func TestCheck(t *testing.T) {
	type file = errf.File
	const pa, other = "900-1", "900-2"
	one := func(kind errf.Kind, field, individual, value string) []errf.Fault {
		return []errf.Fault{{Kind: kind, Field: field, Individual: individual, Value: value}}
	}
	for _, c := range []struct {
		name    string
		version errf.Version // "" for both
		change  func(*errf.Case)
		want    []errf.Fault
	}{
		{"nothing changed", "", func(c *errf.Case) {}, nil},
		{"address type in any case", "", func(c *errf.Case) { c.Addresses[0].Type = "cOA" }, nil},
		{"address type of no table", "", func(c *errf.Case) { c.Addresses[0].Type = "COAX" },
			[]errf.Fault{{errf.Invalid, "AddressType", pa, "COAX"}, {errf.Missing, "COA address of the primary applicant", pa, ""}}},
		{"address type left out", "", func(c *errf.Case) { c.Addresses[0].Type = "" },
			[]errf.Fault{{errf.Missing, "AddressType", pa, ""}, {errf.Missing, "COA address of the primary applicant", pa, ""}}},
		{"the address is somebody else's", errf.V3, func(c *errf.Case) { c.Addresses[0].IndividualID = other }, one(errf.Missing, "COA address of the primary applicant", pa, "")},
		{"the address is somebody else's, by GUID", errf.V4, func(c *errf.Case) { c.Addresses[0].IndividualGUID = "g2" }, one(errf.Missing, "COA address of the primary applicant", pa, "")},
		{"address of another kind only", "", func(c *errf.Case) { c.Addresses[0].Type = "CoO" }, one(errf.Missing, "COA address of the primary applicant", pa, "")},
		{"no address at all", "", func(c *errf.Case) { c.Addresses = nil }, one(errf.Missing, "COA address of the primary applicant", pa, "")},
		{"address country", "", func(c *errf.Case) { c.Addresses[0].Country = "TURKEY" }, one(errf.Invalid, "AddressCountry", pa, "TURKEY")},
		{"address lines may be empty", "", func(c *errf.Case) { c.Addresses[0].Level1, c.Addresses[0].Level6 = "", "" }, nil},

		{"family name of the second person", "", func(c *errf.Case) { c.Individuals[1].Family = "" }, one(errf.Missing, "FamilyName", other, "")},
		{"digit in a family name", "", func(c *errf.Case) { c.Individuals[1].Family = "Inv3nted" }, one(errf.Digits, "FamilyName", other, "Inv3nted")},
		{"digit of another script", "", func(c *errf.Case) { c.Individuals[1].Given = "اسم٣" }, one(errf.Digits, "GivenName", other, "اسم٣")},
		{"given name, 3.1 needs one", errf.V3, func(c *errf.Case) { c.Individuals[0].Given = "" }, one(errf.Missing, "GivenName", pa, "")},
		{"given name, 4.1 does not", errf.V4, func(c *errf.Case) { c.Individuals[0].Given = "" }, nil},
		{"birth date, 3.1 needs one", errf.V3, func(c *errf.Case) { c.Individuals[1].Born = "" }, one(errf.Missing, "DateofBirth", other, "")},
		{"birth date, 4.1 does not", errf.V4, func(c *errf.Case) { c.Individuals[1].Born = "" }, nil},
		{"a birth date that does not exist", "", func(c *errf.Case) { c.Individuals[1].Born = "1980-02-30T00:00:00" }, one(errf.Invalid, "DateofBirth", other, "1980-02-30T00:00:00")},
		{"middle name with a digit", errf.V4, func(c *errf.Case) { c.Individuals[0].Middle = "A1" }, one(errf.Digits, "MiddleName", pa, "A1")},
		{"alias with a digit", "", func(c *errf.Case) { c.Aliases[0].Family = "Otherw1se" }, one(errf.Digits, "IndividualAliasLastName", other, "Otherw1se")},
		{"relative's name with a digit", "", func(c *errf.Case) { c.Relatives[0].Family = "9" }, one(errf.Digits, "FamilyName", pa, "9")},

		{"registration of the applicant", "", func(c *errf.Case) { c.Individuals[0].Registered = "" }, one(errf.Missing, "RegistrationDate of the primary applicant", pa, "")},
		{"registration of another, 3.1 lets it be", errf.V3, func(c *errf.Case) { c.Individuals[1].Registered = "" }, nil},
		{"registration of another, 4.1 does not", errf.V4, func(c *errf.Case) { c.Individuals[1].Registered = "" }, one(errf.Missing, "RegistrationDate", other, "")},
		{"registration that is no date", "", func(c *errf.Case) { c.Individuals[0].Registered = "soon" }, one(errf.Invalid, "RegistrationDate", pa, "soon")},

		{"no relationship, so no applicant, 3.1", errf.V3, func(c *errf.Case) { c.Individuals[0].RelationshipToPPA = "" },
			[]errf.Fault{{errf.Missing, "RelationshipToPrincipalRepresentative", pa, ""}, {errf.Missing, "primary applicant", "", ""}}},
		{"no relationship, so no applicant, 4.1", errf.V4, func(c *errf.Case) { c.Members[0].Relationship = "" },
			[]errf.Fault{{errf.Missing, "RelationshipToPrincipalRepresentative", pa, ""}, {errf.Missing, "primary applicant", "", ""}}},
		{"no member record, so no applicant", errf.V4, func(c *errf.Case) { c.Members = c.Members[1:] },
			[]errf.Fault{{errf.Missing, "RelationshipToPrincipalRepresentative", pa, ""}, {errf.Missing, "primary applicant", "", ""}}},
		{"relationship of no table, 3.1", errf.V3, func(c *errf.Case) { c.Individuals[1].RelationshipToPPA = "XX" }, one(errf.Invalid, "RelationshipToPrincipalRepresentative", other, "XX")},
		{"relationship of no table, 4.1", errf.V4, func(c *errf.Case) { c.Members[1].Relationship = "XX" }, one(errf.Invalid, "RelationshipToPrincipalRepresentative", other, "XX")},
		{"two applicants, 3.1", errf.V3, func(c *errf.Case) {
			c.Individuals[1].RelationshipToPPA = "PA"
			c.Addresses = append(c.Addresses, errf.Address{IndividualID: other, Type: "CoA", Country: "JOR"})
		}, one(errf.Duplicate, "primary applicant", "", "")},
		{"two applicants, 4.1", errf.V4, func(c *errf.Case) {
			c.Members[1].Relationship = "PA"
			c.Addresses = append(c.Addresses, errf.Address{GUID: "z", IndividualGUID: "g2", Type: "CoA", Country: "TUR"})
		}, one(errf.Duplicate, "primary applicant", "", "")},
		{"the same person twice", errf.V3, func(c *errf.Case) { c.Individuals[1].ID = pa }, one(errf.Duplicate, "IndividualID", pa, pa)},

		{"size too large", "", func(c *errf.Case) { c.Groups[0].Size = "11" }, one(errf.Mismatch, "ProcessingGroupSize", "", "11, but 2 individuals")},
		{"size too small", "", func(c *errf.Case) { c.Groups[0].Size = "1" }, one(errf.Mismatch, "ProcessingGroupSize", "", "1, but 2 individuals")},
		{"size left out", "", func(c *errf.Case) { c.Groups[0].Size = "" }, one(errf.Missing, "ProcessingGroupSize", "", "")},
		{"size in words", "", func(c *errf.Case) { c.Groups[0].Size = "two" }, one(errf.Invalid, "ProcessingGroupSize", "", "two")},
		{"case number left out", "", func(c *errf.Case) { c.Groups[0].Number = "" }, one(errf.Missing, "ProcessingGroupNumber", "", "")},
		{"a case number of any length", "", func(c *errf.Case) { c.Groups[0].Number = strings.Repeat("9", 80) }, nil},
		{"no group", "", func(c *errf.Case) { c.Groups = nil }, one(errf.Missing, "dataProcessGroup", "", "")},

		{"the same cross reference twice", "", func(c *errf.Case) { c.CrossReferences = append(c.CrossReferences, c.CrossReferences[0]) }, one(errf.Duplicate, "DataProcessGroupCrossReference", "", "")},
		{"and a third time", "", func(c *errf.Case) {
			c.CrossReferences = append(c.CrossReferences, c.CrossReferences[0], c.CrossReferences[0])
		}, one(errf.Duplicate, "DataProcessGroupCrossReference", "", "")},
		{"no cross reference", "", func(c *errf.Case) { c.CrossReferences = nil }, nil},
		{"cross reference to nowhere", "", func(c *errf.Case) { c.CrossReferences[0].To = "" }, one(errf.Missing, "ProcessingGroupNumberTo", "", "")},

		{"photo of no bytes, 3.1", errf.V3, func(c *errf.Case) { c.Individuals[1].Photo = "" }, one(errf.EmptyFile, "Photo", other, "")},
		{"photo of no bytes, 4.1", errf.V4, func(c *errf.Case) { c.Photographs[0].Photo = "" }, one(errf.EmptyFile, "Photo", pa, "")},
		{"photo of padding alone", errf.V4, func(c *errf.Case) { c.Photographs[0].Photo = "====" }, one(errf.EmptyFile, "Photo", pa, "")},
		{"photo that is not base64, 3.1", errf.V3, func(c *errf.Case) { c.Individuals[1].Photo = "not base64!" }, one(errf.Undecodable, "Photo", other, "")},
		{"photo that is not base64, 4.1", errf.V4, func(c *errf.Case) { c.Photographs[0].Photo = onePixel[:10] + "*" + onePixel[10:] }, one(errf.Undecodable, "Photo", pa, "")},
		{"photo in lines", errf.V4, func(c *errf.Case) { c.Photographs[0].Photo = onePixel[:40] + "\r\n  " + onePixel[40:] }, nil},
		{"no photos, 4.1", errf.V4, func(c *errf.Case) { c.Photographs = nil }, nil},
		{"photo type", errf.V4, func(c *errf.Case) { c.Photographs[0].Type = "" }, one(errf.Missing, "PhotoTypeCode", pa, "")},

		{"language", "", func(c *errf.Case) { c.Languages[0].Code = "ENG1" }, one(errf.Invalid, "LanguageCode", other, "ENG1")},
		{"language in small letters", "", func(c *errf.Case) { c.Languages[0].Code = "eng" }, one(errf.Invalid, "LanguageCode", other, "eng")},
		{"language level", "", func(c *errf.Case) { c.Languages[0].Read = "GOOD" }, one(errf.Invalid, "LanguageReadCode", other, "GOOD")},
		{"language level left out", "", func(c *errf.Case) { c.Languages[0].Understand = "" }, one(errf.Missing, "LanguageUnderstandCode", other, "")},
		{"occupation", "", func(c *errf.Case) { c.Employment[0].Occupation = "999999" }, one(errf.Invalid, "OccupationCode", pa, "999999")},
		{"occupation left out, with text", "", func(c *errf.Case) { c.Employment[0].Occupation, c.Employment[0].Text = "", "Something" }, one(errf.Missing, "OccupationCode", pa, "")},
		{"kind of employment", "", func(c *errf.Case) { c.Employment[0].Type = "X" }, one(errf.Invalid, "EmploymentTypeCode", pa, "X")},
		{"education of 7 years, two ways", "", func(c *errf.Case) { c.Education[0].Level = "07" }, nil},
		{"education", "", func(c *errf.Case) { c.Education[0].Level = "77" }, one(errf.Invalid, "EducationLevelCode", pa, "77")},
		{"degree", errf.V4, func(c *errf.Case) { c.Education[0].Degree = "MBA" }, one(errf.Invalid, "DegreeTypeCode", pa, "MBA")},
		{"country of birth left out", "", func(c *errf.Case) { c.Individuals[1].BirthCountry = "" }, one(errf.Missing, "BirthCountryCode", other, "")},
		{"asylum", "", func(c *errf.Case) { c.Individuals[0].Asylum = "T" }, one(errf.Invalid, "AsylumCountryCode", pa, "T")},
		{"ISO code that UNHCR does not have", "", func(c *errf.Case) { c.Individuals[0].Nationality = "DEU" }, one(errf.Invalid, "NationalityCode", pa, "DEU")},
		{"sex", "", func(c *errf.Case) { c.Individuals[0].Sex = "W" }, one(errf.Invalid, "SexCode", pa, "W")},
		{"marital status", "", func(c *errf.Case) { c.Individuals[0].Marital = "M" }, one(errf.Invalid, "MarriageStatusCode", pa, "M")},
		{"religion", "", func(c *errf.Case) { c.Individuals[0].Religion = "XX" }, one(errf.Invalid, "ReligionCode", pa, "XX")},
		{"ethnicity", "", func(c *errf.Case) { c.Individuals[0].Ethnicity = "08312" }, one(errf.Invalid, "EthnicityCode", pa, "08312")},
		{"estimate that is neither", errf.V4, func(c *errf.Case) { c.Individuals[0].BornEstimated = "maybe" }, one(errf.Invalid, "DateofBirthEstimate", pa, "maybe")},
		{"relative's relationship", "", func(c *errf.Case) { c.Relatives[0].Relationship = "" }, one(errf.Missing, "RelationshipCode", pa, "")},
		{"relative's residence", "", func(c *errf.Case) { c.Relatives[0].Residence = "HERE" }, one(errf.Invalid, "ResidenceCountryCode", pa, "HERE")},
		{"category", "", func(c *errf.Case) { c.Resettlement[0].Criteria = "HRD" }, one(errf.Invalid, "ResettlementCriteriaCode", pa, "HRD")},
		{"second category, 3.1", errf.V3, func(c *errf.Case) { c.Resettlement[0].Criteria2V3 = "" }, one(errf.Missing, "ResettlementCriteriaCode2", pa, "")},
		{"second category, 4.1", errf.V4, func(c *errf.Case) { c.Resettlement[0].Criteria2V4 = "" }, nil},
		{"second category of no table, 4.1", errf.V4, func(c *errf.Case) { c.Resettlement[0].Criteria2V4 = "Q" }, one(errf.Invalid, "ResettlementCriteria2Code", pa, "Q")},
		{"priority", "", func(c *errf.Case) { c.Resettlement[0].Priority = "" }, one(errf.Missing, "ResettlementPriorityCode", pa, "")},
		{"no submission data", "", func(c *errf.Case) { c.Resettlement = nil }, one(errf.Missing, "dataResettlement", "", "")},
		{"vulnerability", errf.V4, func(c *errf.Case) { c.Vulnerabilities[0].Code = "ZZ" }, one(errf.Invalid, "VulnerabilityCode", other, "ZZ")},
		{"white space is no value", "", func(c *errf.Case) { c.Individuals[1].Sex = " \n " }, one(errf.Missing, "SexCode", other, "")},
	} {
		for _, f := range []file{v3(), v4()} {
			if c.version != "" && c.version != f.Version {
				continue
			}
			t.Run(c.name+" "+string(f.Version), func(t *testing.T) {
				c.change(&f.Cases[0])
				for _, absent := range []bool{false, true} { // empty and absent are the same fault
					got := slices.SortedFunc(slices.Values(errf.Check(read(t, write(f, absent)))), byAll)
					slices.SortFunc(c.want, byAll)
					if !slices.Equal(got, c.want) {
						t.Errorf("absent %v\n got %+v\nwant %+v", absent, got, c.want)
					}
				}
			})
		}
	}
}

// Several cases in one file are checked one by one, and each person is looked for in their own case.
func TestCheck_severalCases(t *testing.T) {
	f := v4()
	second := v4().Cases[0]
	second.Individuals = slices.Clone(second.Individuals)
	second.Individuals[0].ID, second.Individuals[1].ID = "901-1", "901-2"
	second.Addresses = nil
	f.Cases = append(f.Cases, second)
	text := write(f, false)
	got := read(t, text)
	if faults := errf.Check(got); !slices.Equal(faults, []errf.Fault{{errf.Missing, "COA address of the primary applicant", "901-1", ""}}) {
		t.Errorf("%+v", faults)
	}
	for i, id := range []string{"900-1", "901-1"} {
		alone := read(t, string(got.Source(i, []byte(text))))
		if len(alone.Cases) != 1 || alone.Cases[0].Individuals[0].ID != id || len(alone.Batches) != 1 {
			t.Errorf("case %d taken alone: %+v", i, alone)
		}
	}
}

func TestCheck_file(t *testing.T) {
	f := v4()
	f.Batches[0].Indicator = "Both"
	if got := errf.Check(read(t, write(f, false))); !slices.Equal(got, []errf.Fault{{errf.Invalid, "GroupIndividualIndicator", "", "Both"}}) {
		t.Errorf("%+v", got)
	}
	if got := errf.Check(read(t, "<UNHCR_RRF/>")); !slices.Equal(got, []errf.Fault{{errf.Missing, "GroupIndividualIndicator", "", ""}, {errf.Missing, "CASE", "", ""}}) {
		t.Errorf("%+v", got)
	}
	if got := errf.Check(read(t, "<UNHCR_RRF><CASE/></UNHCR_RRF>")); len(got) != 5 {
		t.Errorf("a case of nothing: %+v", got)
	}
}

// What is written is read back, every element of both schemas; what the schemas do not know is kept too.
func TestRead_keepsEverything(t *testing.T) {
	for _, f := range []errf.File{v3(), v4()} {
		n := 0
		fill(reflect.ValueOf(&f).Elem(), f.Version, &n)
		f.Cases[0].Individuals[0].Extras = []errf.Extra{{Name: "NewElement", Value: "kept"}}
		f.Cases[0].Extras = []errf.Extra{{Name: "dataNew", Value: "kept too"}}
		got := read(t, write(f, false))
		if again := write(got, false); again != write(f, false) {
			t.Errorf("%s: read and written again it differs", f.Version)
		}
		if n < 60 {
			t.Errorf("%s: only %d elements tried", f.Version, n)
		}
	}
	got := read(t, `<UNHCR_RRF><CASE><dataIndividual><FamilyName>One<!-- c -->Two<b>Three<c>Four</c></b></FamilyName><FamilyName>Five</FamilyName></dataIndividual><Odd><Deep>Six</Deep></Odd></CASE></UNHCR_RRF>`)
	i := got.Cases[0].Individuals[0]
	if i.Family != "OneTwo" || !slices.Equal(i.Extras, []errf.Extra{{"FamilyName/b", "Three"}, {"FamilyName/b/c", "Four"}, {"FamilyName", "Five"}}) {
		t.Errorf("%+v", i)
	}
	if !slices.Equal(got.Cases[0].Extras, []errf.Extra{{"Odd/Deep", "Six"}}) {
		t.Errorf("%+v", got.Cases[0].Extras)
	}
}

// fill gives every element of a version a value of its own.
func fill(v reflect.Value, version errf.Version, n *int) {
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag
		switch known := map[errf.Version]string{errf.V3: tag.Get("v3"), errf.V4: tag.Get("v4")}[version]; {
		case v.Field(i).Kind() == reflect.Slice && tag.Get("el") != "":
			for j := range v.Field(i).Len() {
				fill(v.Field(i).Index(j), version, n)
			}
		case known != "":
			*n++
			v.Field(i).SetString("value " + tag.Get("el"))
		}
	}
}
