package referral_test

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
)

func TestSheet_Fill(t *testing.T) {
	for _, c := range []struct {
		name  string
		typed referral.Answers
		bad   map[string]string // field -> key
		check func(people.Person) bool
	}{
		{"name and whole date", referral.Answers{"family": {" Invented "}, "born_y": {"1980"}, "born_m": {"3"}, "born_d": {"27"}}, nil,
			func(p people.Person) bool { return p.Family == "Invented" && p.Born == "1980-03-27" }},
		{"month 27: the prototype's fault, and the name is kept", referral.Answers{"family": {"Invented"}, "born_y": {"2015"}, "born_m": {"27"}, "born_d": {"3"}},
			map[string]string{"born": "ask.date.month"}, func(p people.Person) bool { return p.Family == "Invented" && p.Born == "" }},
		{"a day without a month", referral.Answers{"born_y": {"2015"}, "born_m": {""}, "born_d": {"3"}}, map[string]string{"born": "ask.date.month"}, nil},
		{"30 February", referral.Answers{"born_y": {"2015"}, "born_m": {"2"}, "born_d": {"30"}}, map[string]string{"born": "ask.date.day"}, nil},
		{"year of two digits", referral.Answers{"born_y": {"15"}, "born_m": {""}, "born_d": {""}}, map[string]string{"born": "ask.date.year"}, nil},
		{"only the year", referral.Answers{"born_y": {"2015"}, "born_m": {""}, "born_d": {""}}, nil, func(p people.Person) bool { return p.Born == "2015" }},
		{"no such choice", referral.Answers{"travelling": {"maybe"}}, map[string]string{"travelling": "ask.choice"}, nil},
		{"too long", referral.Answers{"family": {strings.Repeat("x", 101)}}, map[string]string{"family": "ask.long"}, nil},
		{"accents count once", referral.Answers{"family": {strings.Repeat("é", 100)}}, nil, nil},
		{"control character", referral.Answers{"family": {"a\x00b"}}, map[string]string{"family": "ask.control"}, nil},
		{"country by its code", referral.Answers{"residence": {"XMM"}}, nil, func(p people.Person) bool { return p.Residence == "XMM" }},
		{"no country", referral.Answers{"residence": {"Somewhere"}}, map[string]string{"residence": "ask.country"}, nil},
		{"two nationalities, one twice", referral.Answers{"nationality": {"XKK", "", "XMM", "XKK"}}, nil, func(p people.Person) bool { return slices.Equal(p.Nationalities, []string{"XKK", "XMM"}) }},
		{"an unknown question is left alone", referral.Answers{"ID": {"other"}, "hrd_status": {"no"}}, nil, func(p people.Person) bool { return p.ID == "" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p people.Person
			err := referral.PersonForm.Fill(&p, c.typed)
			got := map[string]string{}
			var f *fault.Error
			if errors.As(err, &f) {
				for _, x := range f.Fields {
					got[x.Name] = x.Key
				}
			}
			if len(c.bad)+len(got) > 0 && !maps.Equal(got, c.bad) {
				t.Errorf("faults %v, want %v", got, c.bad)
			}
			if c.check != nil && !c.check(p) {
				t.Errorf("filled %+v", p)
			}
		})
	}
}

// A box that is emptied sends nothing: the page says that it was shown, and the answer is taken back. A question
// that was not on the page stays as it is.
func TestSheet_Fill_shown(t *testing.T) {
	p := people.Person{SingleName: true, Stateless: true, Travelling: people.Yes}
	if err := referral.PersonForm.Fill(&p, referral.Answers{referral.Shown: {"single_name", "travelling"}}); err != nil {
		t.Fatal(err)
	}
	if p.SingleName || p.Travelling != "" || !p.Stateless {
		t.Errorf("%+v", p)
	}
}

// What a form shows and gets back unchanged changes nothing, and whatever is typed, only answers that the form
// itself would accept get in.
func TestSheet_roundTrip(t *testing.T) {
	names := []string{}
	for q := range referral.CoverForm.All() {
		names = append(names, q.Name)
	}
	rapid.Check(t, func(t *rapid.T) {
		typed := referral.Answers{}
		for _, n := range names {
			typed[n] = rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom([]string{"", "yes", "no", "unknown", "urgent", "XKK", "2020-02-30", "2020-02-28", "state", "LPN", "12"}), rapid.StringN(0, 30, 60)), 0, 3).Draw(t, n)
		}
		var r referral.Referral
		_ = referral.CoverForm.Fill(&r, typed)
		again := r
		if err := referral.CoverForm.Fill(&again, referral.CoverForm.Values(&r)); err != nil {
			t.Fatalf("what was accepted is refused: %v", err)
		}
		if !reflect.DeepEqual(normal(r), normal(again)) {
			t.Fatalf("changed by showing it:\n%+v\n%+v", r, again)
		}
	})
}

// normal makes empty and absent lists the same.
func normal(r referral.Referral) referral.Referral {
	if len(r.Criteria) == 0 || (len(r.Criteria) == 2 && r.Criteria[0]+r.Criteria[1] == "") {
		r.Criteria = nil
	}
	for _, l := range []*[]string{&r.Determination.Basis, &r.Work.Fields, &r.Work.Organizations, &r.Risk.Actors, &r.Protection} {
		if len(*l) == 0 {
			*l = nil
		}
	}
	return r
}

// Names are unique in a form, every option has somewhere its words are, and every choice has options.
func TestSheets(t *testing.T) {
	asks := map[string][]referral.Ask{}
	for _, s := range referral.Sheets {
		seen := map[string]bool{}
		for _, a := range s.Asks {
			if seen[a.Name] {
				t.Errorf("%s asks %s twice", s.Name, a.Name)
			}
			seen[a.Name] = true
			if a.Form != s.Name {
				t.Errorf("%s: %s says it is of %s", s.Name, a.Name, a.Form)
			}
			if len(a.Options) > 0 != (a.Words != "") && a.Kind != referral.Tick {
				t.Errorf("%s.%s: options %v, words %q", s.Name, a.Name, a.Options, a.Words)
			}
		}
		asks[s.Name] = s.Asks
	}
	if len(asks) != len(referral.Sheets) {
		t.Error("two sheets have one name")
	}
}

// Rules I-11 and I-21, decision 9: no form asks anybody to assess who is a defender, for a fee, or whether the person wants to return one day.
func TestRule_I_11_NoStatusQuestion(t *testing.T) {
	for _, s := range referral.Sheets {
		for _, a := range s.Asks {
			for _, word := range []string{"verify", "verified", "overturn", "hrd_status", "is_defender", "fee", "payment", "return_wish", "score", "rank"} {
				if strings.Contains(a.Name, word) {
					t.Errorf("%s asks %s", s.Name, a.Name)
				}
			}
		}
	}
}
