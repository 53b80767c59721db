package errf_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/people"
	"passage/internal/casework/referral"
	"passage/internal/errf"
	"passage/internal/i18n"
)

// ids counts up, so that a test can name them.
func ids() func() string {
	n := 0
	return func() string { n++; return fmt.Sprintf("id%d", n) }
}

// Decision 16: UNHCR's own test file keeps all five adults with everything about them; the residence is the
// country of asylum, and the address that clashes with it is pointed out.
func TestDraft_V4(t *testing.T) {
	dir := shared(t)
	if dir == "" {
		return
	}
	raw, err := os.ReadFile(filepath.Join(dir, "cases", "V4-TEST.xml"))
	if err != nil {
		t.Fatal(err)
	}
	f := read(t, string(raw))
	d := errf.DraftOf(f, 0, ids())
	var got []string
	photos := 0
	for _, p := range d.Persons {
		got = append(got, fmt.Sprint(p.Number, " ", p.Relationship, " ", p.Nationalities, " ", p.Residence, " ", p.Born, " ", p.Sex))
		if p.Photo != "" {
			photos++
		}
	}
	want := []string{"1 PA [AFG] TUR 1980-08-01 F", "2 BIL [AUS] TUR 2000-02-01 M", "3 PTF [AUS] TUR 1998-06-01 M", "4 SIL [AUS] TUR 1992-03-01 M", "5 PTM [AUS] TUR 1995-06-01 M"}
	if !slices.Equal(got, want) {
		t.Errorf("persons\n got %q\nwant %q", got, want)
	}
	pa := d.Persons[0]
	if pa.Family != "AAA" || pa.SecondFamily != "BBB" || pa.Given != "XXX" || pa.Middle != "DDDD" || pa.Maiden != "YYYY" || pa.Mother != "WWW, N" || pa.Father != "KKK, M" ||
		pa.Registered != "2020-05-01" || pa.Arrived != "2020-05-20" || pa.BirthPlace != "Bolec" || pa.BirthCountry != "AUS" || pa.UNHCR != "417-00001552" || pa.Schooling != "UG" || pa.Phone != "1234567890" {
		t.Errorf("principal applicant: %#v", pa)
	}
	var kinds []string
	for _, a := range pa.Addresses {
		kinds = append(kinds, a.Kind+" "+a.Country)
	}
	if !slices.Equal(kinds, []string{"CoA AFG", "TEL AFG", "CoR AFG", "PCoR TUR", "Integ TUR"}) || !slices.Equal(pa.Addresses[0].Lines, []string{"1", "2", "3", "4", "5", "1234567890"}) {
		t.Errorf("addresses: %v", pa.Addresses)
	}
	if !slices.Equal(people.ClashingAddresses(pa), []int{0, 2}) {
		t.Errorf("clashes: %v", people.ClashingAddresses(pa))
	}
	if len(pa.Languages) != 2 || len(pa.Employment) != 15 || len(pa.Education) != 1 || len(pa.Relatives) != 3 || !slices.Equal(pa.Vulnerabilities, []string{"WR"}) {
		t.Errorf("principal applicant keeps %d languages, %d occupations, %d schools, %d relatives, %v", len(pa.Languages), len(pa.Employment), len(pa.Education), len(pa.Relatives), pa.Vulnerabilities)
	}
	if r := pa.Relatives[2]; r.Given != "Delilah" || !r.Deceased || r.Born != "1991-11-11" || r.Residence != "AUS" {
		t.Errorf("relative: %+v", r)
	}
	two := d.Persons[1]
	if !slices.Equal(two.OtherNames, []people.OtherName{{Kind: "alias", Family: "SNOWY", Given: "Milou"}}) || len(two.Languages) != 1 || two.Languages[0].Code != "AEN" || len(two.Relatives) != 1 {
		t.Errorf("second person: %+v", two)
	}
	if !slices.Contains(two.Extras, people.Extra{Name: "dataIndividualRelatives/3/ResidenceCountryCode", Value: "U"}) {
		t.Errorf("what our fields cannot hold: %v", two.Extras)
	}
	if photos != 3 || len(d.Photos) != 3 || d.Photos[0].Type != "image/png" || d.Photos[0].Size == 0 || d.Photos[0].Person != pa.ID || pa.Photo != d.Photos[0].ID {
		t.Errorf("photos: %d with persons, %d decoded", photos, len(d.Photos))
	}
	r := d.Referral
	if r.Priority != "normal" || !slices.Equal(r.Criteria, []string{"AWR", "SVT"}) || r.Import.Number != "V4-ACRS1-TEST" || r.Import.Size != 5 || r.Import.Version != "4.1" || len(r.Import.Faults) != 0 {
		t.Errorf("referral: %+v", r)
	}
	if flags := people.Flags(d.Persons, "2026-01-01"); !slices.Contains(flags, people.SecondPartner) {
		t.Errorf("two partners are not flagged (I-33): %v", flags)
	}
	var own []people.Relationship
	for _, p := range d.Persons {
		if people.MembershipOf(d.Persons, p, "2026-01-01") == people.DeFacto {
			own = append(own, p.Relationship)
		}
		if p.Travelling != "" || p.NamingSafe != "" || p.Whereabouts != "" {
			t.Errorf("person %d: an answer that nobody gave", p.Number)
		}
	}
	if !slices.Equal(own, []people.Relationship{"BIL", "SIL"}) {
		t.Errorf("need cases of their own (I-30): %v", own)
	}
}

func TestDraft_V3(t *testing.T) {
	dir := shared(t)
	if dir == "" {
		return
	}
	raw, err := os.ReadFile(filepath.Join(dir, "cases", "V3-TEST.xml"))
	if err != nil {
		t.Fatal(err)
	}
	d := errf.DraftOf(read(t, string(raw)), 0, ids())
	if len(d.Persons) != 1 || len(d.Photos) != 1 {
		t.Fatalf("%d persons, %d photos", len(d.Persons), len(d.Photos))
	}
	p := d.Persons[0]
	if p.Given != "Detrty Qeurty" || p.Residence != "SYR" || p.Nationalities[0] != "BGD" || p.Schooling != "7" || p.Marital != "DV" || p.Ethnicity != "083" || !p.Principal() ||
		len(p.Relatives) != 10 || len(p.Employment) != 1 || p.Languages[0].Code != "RHG" || p.Addresses[0].Country != "JOR" {
		t.Errorf("%#v", p)
	}
	if !slices.Contains(p.Extras, people.Extra{Name: "ConcatenatedName", Value: "Abcd, Derty Qerty"}) {
		t.Errorf("the name as UNHCR joined it differs and is not kept: %v", p.Extras)
	}
	if !slices.Equal(people.ClashingAddresses(p), []int{0}) {
		t.Error("the address in Jordan does not clash with the residence in Syria")
	}
	if got := p.Relatives[2].Residence; got != "NLD" {
		t.Errorf("a relative in the Netherlands lives in %q", got)
	}
}

// Every value of a file is found again in the draft, or in what is kept beside it: whatever is planted, nothing is dropped.
func TestDraft_keepsEveryValue(t *testing.T) {
	for _, f := range []errf.File{v3(), v4()} {
		plant(reflect.ValueOf(&f.Cases[0]).Elem(), f.Version)
		f = read(t, write(f, false))
		d := errf.DraftOf(f, 0, ids())
		all := fmt.Sprintf("%+v %+v", d.Referral, d.Persons)
		var lost []string
		for _, w := range planted(write(f, false)) {
			if !strings.Contains(all, w) {
				lost = append(lost, w)
			}
		}
		// GUIDs of records say nothing of a person, and those of other cases nothing of this one; they stay in the source that is kept.
		lost = slices.DeleteFunc(lost, func(s string) bool { return strings.Contains(s, "GUID") })
		if len(lost) > 0 {
			t.Errorf("%s: lost %v", f.Version, lost)
		}
	}
}

// plant writes a word of its own into every free text and name of the case, and into unknown elements.
func plant(v reflect.Value, version errf.Version) {
	for i := range v.NumField() {
		field, tag := v.Field(i), v.Type().Field(i).Tag
		switch el := tag.Get("el"); {
		case field.Kind() == reflect.Slice && el != "":
			for j := range field.Len() {
				plant(field.Index(j), version)
			}
		case field.Kind() == reflect.Slice:
			field.Set(reflect.ValueOf([]errf.Extra{{Name: "Unknown", Value: "Planted" + strings.TrimPrefix(v.Type().Name(), "*") + "Extra"}}))
		case el == "ProcessingGroupNumberFrom", tag.Get("is") == "owner", strings.HasSuffix(el, "GUID"), el == "IndividualID", el == "Photo":
		case tag.Get("is") == "batch", tag.Get("is") == "bool", tag.Get("is") == "number", el == "RelationshipToPrincipalRepresentative":
		case tag.Get(map[errf.Version]string{errf.V3: "v3", errf.V4: "v4"}[version]) != "":
			field.SetString("Planted" + v.Type().Name() + el)
		}
	}
}

func planted(text string) (out []string) {
	for _, part := range strings.Split(text, "Planted")[1:] {
		out = append(out, "Planted"+part[:strings.Index(part, "<")])
	}
	return out
}

// What is wrong in the file is shown beside the field of ours that the element fills, and is settled by an answer there.
func TestDraft_faultsBesideFields(t *testing.T) {
	f := v4()
	c := &f.Cases[0]
	c.Individuals[1].Sex = "W"
	c.Individuals[1].Family = "Inv3nted"
	c.Individuals[0].Nationality = "SYRIA"
	c.Relatives[0].Family = "R2"
	c.Members[1].Relationship = "XX"
	c.Groups[0].Size = "3"
	c.Resettlement[0].Priority = "SOON"
	c.Languages[0].IndividualGUID = "nobody"
	d := errf.DraftOf(read(t, write(f, false)), 0, ids())
	one, two := d.Persons[0].ID, d.Persons[1].ID
	want := []referral.ImportFault{
		{Kind: "stray", Field: "dataLanguage", Value: "nobody"},
		{Kind: "invalid", Field: "NationalityCode", Name: "nationality", Person: one, Value: "SYRIA"},
		{Kind: "digits", Field: "FamilyName", Name: "family", Person: two, Value: "Inv3nted"},
		{Kind: "invalid", Field: "SexCode", Name: "sex", Person: two, Value: "W"},
		{Kind: "invalid", Field: "RelationshipToPrincipalRepresentative", Name: "relationship", Person: two, Value: "XX"},
		{Kind: "digits", Field: "FamilyName", Person: one, Value: "R2"},
		{Kind: "invalid", Field: "ResettlementPriorityCode", Name: "priority", Person: one, Value: "SOON"},
		{Kind: "mismatch", Field: "ProcessingGroupSize", Name: "stated_size", Value: "3, but 2 individuals"},
	}
	if !slices.Equal(d.Referral.Import.Faults, want) {
		t.Fatalf("faults\n got %+v\nwant %+v", d.Referral.Import.Faults, want)
	}
	if p := d.Persons[1]; p.Sex != "" || p.Relationship != "" || p.Family != "Inv3nted" || !slices.Contains(p.Extras, people.Extra{Name: "SexCode", Value: "W"}) {
		t.Errorf("second person: %+v", p)
	}
	d.Persons[1].Sex, d.Persons[1].Family, d.Persons[1].Relationship = "M", "Invented", people.PartnerM
	d.Persons[0].Nationalities = []string{"SYR"}
	d.Referral.Priority, d.Referral.Import.Size = "urgent", 2
	open := referral.OpenFaults(d.Referral, d.Persons)
	if !slices.Equal(open, []referral.ImportFault{want[0], want[5]}) {
		t.Errorf("left open: %+v", open)
	}
}

// UNHCR's codes for countries are not ISO's; read as ISO they are other countries.
func TestCountry(t *testing.T) {
	for code, want := range map[string]string{"AUL": "AUS", "AUS": "AUT", "ARE": "EGY", "CHI": "CHN", "MAR": "MTQ", "MOR": "MAR", "ANT": "ATG", "TUR": "TUR", "SWI": "CHE", "GFR": "DEU", "RSA": "ZAF", "NIG": "NGA", "NGR": "NER", "ZZZ": "", "U": "", "SYRIA": "SYRIA"} {
		if got, _ := errf.Country(code); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
	f := v4()
	f.Cases[0].Individuals[0].Nationality = "ZZZ"
	f.Cases[0].Individuals[1].Nationality = "TIB"
	d := errf.DraftOf(f, 0, ids())
	if p := d.Persons[0]; !p.Stateless || len(p.Nationalities) > 0 {
		t.Errorf("stateless: %+v", p)
	}
	if p := d.Persons[1]; p.Nationalities[0] != "CHN" || !slices.Contains(p.Extras, people.Extra{Name: "NationalityCode", Value: "TIB"}) {
		t.Errorf("a part of a state: %+v", p)
	}
}

// UNHCR's codes for languages are not ISO's either; what has no match is kept as written and shown until it is named.
func TestTongue(t *testing.T) {
	for code, want := range map[string]string{"SPN": "SPA", "FRN": "FRA", "ENG": "ENG", "ABV": "ARB", "R01": "RHG", "KUR": "KMR", "ALN": "ALS", "AEN": "AEN", "-": "", "ABV1": ""} {
		if got := errf.Tongue(code); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
	f := v4()
	f.Cases[0].Languages[0].Code = "AAM" // in UNHCR's table, and in no other
	d := errf.DraftOf(f, 0, ids())
	p := d.Persons[1]
	open := referral.OpenFaults(d.Referral, d.Persons)
	if p.Languages[0].Code != "" || !slices.Contains(p.Extras, people.Extra{Name: "dataLanguage/1/LanguageCode", Value: "AAM"}) || len(open) != 1 || open[0].Kind != "kept" {
		t.Errorf("%+v, open %+v", p.Languages, open)
	}
	d.Persons[1].Languages[0].Code = "ASA"
	if open := referral.OpenFaults(d.Referral, d.Persons); len(open) > 0 {
		t.Errorf("named, and still open: %+v", open)
	}
}

// Every country that an import can bring has a name in both languages.
func TestCountry_names(t *testing.T) {
	n := 0
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			for c := 'A'; c <= 'Z'; c++ {
				code := string([]rune{a, b, c})
				house, exact := errf.Country(code)
				if house == "" || house == code && !exact {
					continue // not UNHCR's
				}
				n++
				if !i18n.Has("country." + house) {
					t.Errorf("%s (%s): no name", house, code)
				}
			}
		}
	}
	if n < 250 {
		t.Errorf("only %d countries", n)
	}
}
