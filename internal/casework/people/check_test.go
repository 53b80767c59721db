package people_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// wrong is the field and rule of each fault.
func wrong(err error) map[string]string {
	out := map[string]string{}
	var f *fault.Error
	if errors.As(err, &f) {
		for _, x := range f.Fields {
			out[x.Name] = x.Rule
		}
	}
	return out
}

func TestRule_I_40_Names(t *testing.T) {
	for _, c := range []struct {
		name string
		p    people.Person
		bad  string // field, "" is good
	}{
		{"family and given", people.Person{Family: "Invented", Given: "Name"}, ""},
		{"single name", people.Person{Family: "Invented", SingleName: true}, ""},
		{"single name with a given name", people.Person{Family: "Invented", Given: "Name", SingleName: true}, "given"},
		{"initials", people.Person{Family: "Invented", Given: "N. M."}, "given"},
		{"one letter can be a name", people.Person{Family: "O", Given: "Name"}, ""},
		{"abbreviation that is no initial", people.Person{Family: "St. Invented", Given: "Name"}, ""},
		{"digit in a name", people.Person{Family: "Inv3nted", Given: "Name"}, "family"},
		{"number of a demonstration", people.Person{Family: "0412-2", Given: "Person"}, ""},
		{"line break", people.Person{Family: "Inven\nted"}, "family"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := wrong(people.CheckEntered(c.p, "2026-06-01"))
			if _, bad := got[c.bad]; (c.bad != "") != (len(got) > 0) || (c.bad != "" && !bad) {
				t.Errorf("faults %v, want %q", got, c.bad)
			}
		})
	}
}

func TestRule_INT_E13_Dates(t *testing.T) {
	const today = policy.Day("2026-06-01")
	for _, c := range []struct {
		name string
		p    people.Person
		bad  string
	}{
		{"nothing entered", people.Person{}, ""},
		{"year alone", people.Person{Born: "1980"}, ""},
		{"no such day", people.Person{Born: "1980-02-30"}, "born"},
		{"tomorrow", people.Person{Born: "2026-06-02"}, "born"},
		{"120 years ago", people.Person{Born: "1899"}, "born"},
		{"arrived before birth", people.Person{Born: "1980-05-01", Arrived: "1979"}, "arrived"},
		{"arrived in the year of birth", people.Person{Born: "1980-05-01", Arrived: "1980"}, ""},
		{"passport that ends before it begins", people.Person{IdentityDocuments: []people.IdentityDocument{{Issued: "2020-01-01", Expires: "2019-01-01"}}}, "identity_expires"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := wrong(people.CheckEntered(c.p, today))
			if _, bad := got[c.bad]; (c.bad != "") != (len(got) > 0) || (c.bad != "" && !bad) {
				t.Errorf("faults %v, want %q", got, c.bad)
			}
			if got := people.ImpossibleDates(c.p, today); got != (c.bad != "") {
				t.Errorf("ImpossibleDates = %v", got)
			}
		})
	}
}

func TestRule_I_28_Listed(t *testing.T) {
	full := people.Person{Family: "Invented", BirthCountry: "XKK", Marital: "SN", Relationship: people.Son, Travelling: people.Yes,
		Addresses: []people.Address{{Kind: "CoA", Country: "XMM", Lines: []string{"Street 1"}}}}
	edit := func(f func(*people.Person)) people.Person { p := full; f(&p); return p }
	for _, c := range []struct {
		name string
		p    people.Person
		bad  string
	}{
		{"travelling, all there", full, ""},
		{"no name", edit(func(p *people.Person) { p.Family = "" }), "family"},
		{"no country of birth", edit(func(p *people.Person) { p.BirthCountry = "" }), "birth_country"},
		{"nobody said whether they have a partner", edit(func(p *people.Person) { p.Marital = "" }), "marital"},
		{"travelling without an address", edit(func(p *people.Person) { p.Addresses = nil }), "address"},
		{"not travelling needs no address but a reason", edit(func(p *people.Person) { p.Travelling, p.Addresses = people.No, nil }), "not_why"},
		{"not travelling, with a reason", edit(func(p *people.Person) { p.Travelling, p.Addresses, p.NotWhy = people.No, nil, "missing" }), ""},
		{"no answer", edit(func(p *people.Person) { p.Travelling = "" }), "travelling"},
		{"dead: no travel question", edit(func(p *people.Person) { p.Travelling, p.Whereabouts, p.Addresses = "", people.Dead, nil }), ""},
		{"principal applicant without a residence", edit(func(p *people.Person) { p.Relationship = people.PA }), "residence"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := map[string]bool{}
			for _, f := range people.CheckListed(c.p) {
				got[f.Name] = true
			}
			if (c.bad != "") != (len(got) > 0) || (c.bad != "" && !got[c.bad]) {
				t.Errorf("missing %v, want %q", got, c.bad)
			}
		})
	}
}

func TestRule_I_52_UCI(t *testing.T) {
	for s, want := range map[string]bool{"1234-5678": true, "12-3456-7890": true, "12345678": true, "X1234-5678": true, "CAN12345678": true,
		"123-4567": false, "1234-567a": false, "123456789": false, "": false} {
		if people.UCIValid(s) != want {
			t.Errorf("UCIValid(%q) = %v", s, !want)
		}
	}
}

func TestRule_I_36_Clash(t *testing.T) {
	p := people.Person{Residence: "TUR", Addresses: []people.Address{{Kind: "CoR", Country: "AFG"}, {Kind: "PCoR", Country: "AFG"}, {Kind: "Coa", Country: "TUR"}}}
	if got := people.ClashingAddresses(p); len(got) != 1 || got[0] != 0 {
		t.Errorf("clashing addresses %v", got)
	}
}

// A partial date stands for the days from its earliest to its latest, in order, and whole days for themselves.
func TestPartial(t *testing.T) {
	for p, want := range map[people.Partial][2]policy.Day{
		"1980": {"1980-01-01", "1980-12-31"}, "1980-02": {"1980-02-01", "1980-02-29"}, "1980-02-29": {"1980-02-29", "1980-02-29"},
		"": {"", ""}, "1981-02-29": {"", ""}, "80": {"", ""}, "1980-13": {"", ""},
	} {
		if p.Earliest() != want[0] || p.Latest() != want[1] || p.Valid() != (want[0] != "") {
			t.Errorf("%q: %s to %s, valid %v", p, p.Earliest(), p.Latest(), p.Valid())
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p, q := people.Partial(rapid.StringMatching(`19[0-9]{2}(-[01][0-9](-[0-3][0-9])?)?`).Draw(t, "p")), people.Partial(rapid.StringMatching(`19[0-9]{2}(-[01][0-9])?`).Draw(t, "q"))
		if p.Earliest() > p.Latest() {
			t.Fatalf("%s begins after it ends", p)
		}
		if p.Before(q) && q.Before(p) {
			t.Fatalf("%s and %s are before each other", p, q)
		}
	})
}
