package referral_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
)

// filled is a person with an answer to everything that is asked of them.
func filled(p people.Person) people.Person {
	some := func(a referral.Ask) []string {
		switch a.Kind {
		case referral.Choice, referral.Select:
			if len(a.Options) > 0 {
				return a.Options[:1]
			}
			return nil
		case referral.Date, referral.DateLike:
			return []string{map[string]string{"from": "2013-01-01", "to": ""}[a.Name] + map[bool]string{true: "", false: "2012-03-04"}[a.Name == "from" || a.Name == "to"]}
		case referral.Country:
			return []string{"XMM"}
		case referral.Tongue:
			return []string{"ARA"}
		case referral.Number:
			return []string{"12"}
		case referral.Tick:
			return nil
		}
		return []string{"Invented 0412"}
	}
	for _, s := range referral.Sections {
		typed := referral.Answers{}
		for q := range s.Sheet.All() {
			typed[q.Name] = some(q.Ask)
		}
		delete(typed, "email")
		delete(typed, "uci")
		for _, q := range people.Background {
			if s.Name == "background" {
				typed[q] = []string{people.No}
			}
		}
		if err := s.Sheet.Fill(&p, typed); err != nil {
			panic(err)
		}
		for _, r := range s.Rows {
			if r.Fixed {
				continue
			}
			typed := referral.Answers{}
			for _, a := range r.Listed.Asks {
				typed[a.Name] = some(a)
			}
			if r.Name == "earlier_countries" || r.Name == "unions" {
				typed["to"] = []string{"2015"}
			}
			if err := r.Apply(&p, referral.Added, typed, today); err != nil {
				panic(r.Name + ": " + err.Error())
			}
		}
	}
	return p
}

// online is a whole package whose forms are filled in here.
func online() referral.Subject {
	s := whole()
	for i, p := range s.Persons {
		s.Persons[i] = filled(p)
	}
	for i := range s.Referral.Forms {
		if f := &s.Referral.Forms[i]; f.Form != "rrf" {
			f.How, f.NoGaps, f.Explained = referral.Online, "", ""
		}
	}
	return s
}

func blocking(t *testing.T, s referral.Subject) (places []string) {
	t.Helper()
	lacks, err := referral.Lacks(s, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lacks {
		if l.Blocking {
			places = append(places, l.Place)
		}
	}
	return places
}

// The department's forms filled in here: whole when all is answered, and each answer that is taken away is said, with its place.
func TestSections_Lacking(t *testing.T) {
	if places := blocking(t, online()); len(places) > 0 {
		t.Fatalf("a whole package lacks %v", places)
	}
	for place, take := range map[string]func(p *people.Person){
		"section.details.1.height":             func(p *people.Person) { p.Life.Height = "" },
		"section.details.1.lived_none":         func(p *people.Person) { p.Life.Lived = nil },
		"section.application.1.correspondence": func(p *people.Person) { p.Life.Correspondence = "" },
		"section.parents.1.mother":             func(p *people.Person) { p.Mother = "" },
		"section.background.1.detained":        func(p *people.Person) { p.Background = p.Answers("detained", "") },
		"section.associations.1.service_none":  func(p *people.Person) { p.Life.Service = nil },
		"section.registration.1.registered":    func(p *people.Person) { p.Registered = "" },
		"section.flight.1.what_happened":       func(p *people.Person) { p.Life.WhatHappened = "" },
		"section.here.1.elsewhere_what":        func(p *people.Person) { p.Life.ElsewhereWhat = "" },
		"section.relations.1.friends_none":     func(p *people.Person) { p.Life.Friends = nil },
		"section.arrival.1.release":            func(p *people.Person) { p.Life.Release = "" },
		"section.history.1":                    func(p *people.Person) { p.Employment = nil },
		"section.homes.1": func(p *people.Person) {
			p.Addresses = slices.DeleteFunc(slices.Clone(p.Addresses), func(a people.Address) bool { return a.From != "" })
		},
		"person.1.background.charged_elsewhere": func(p *people.Person) { p.Background = p.Answers("charged_elsewhere", people.Yes) },
		"person.1.background.earlier_claim":     func(p *people.Person) { p.Background = p.Answers("earlier_claim", people.Yes) },
	} {
		s := online()
		take(&s.Persons[0])
		if places := blocking(t, s); !slices.Equal(places, []string{place}) {
			t.Errorf("without %s: %v", place, places)
		}
	}
}

// What another answer decides is not asked without it.
func TestSections_Conditions(t *testing.T) {
	s := online()
	l := &s.Persons[0].Life
	l.Elsewhere, l.ElsewhereWhat, l.RegisteredBy, s.Persons[0].Registered, l.StateNumber = people.No, "", "none", "", ""
	if places := blocking(t, s); len(places) > 0 {
		t.Errorf("lacks %v", places)
	}
}

// Rule I-39: only what is filled in here is counted month by month; a form on paper says it itself.
func TestRule_I_39_OnPaper(t *testing.T) {
	s := whole()
	s.Persons[0].Employment = nil
	if places := blocking(t, s); len(places) > 0 {
		t.Errorf("on paper: %v", places)
	}
}

// Rule I-41: a "yes" is explained, once: a charge with the partner's view on the cover page is enough. It moves nothing else.
func TestRule_I_41_Explained(t *testing.T) {
	s := online()
	p := &s.Persons[0]
	p.Background = p.Answers("charged_elsewhere", people.Yes)
	s.Referral.LegalCases = []referral.LegalCase{{Person: p.ID, Charge: "x", View: "x", Country: "XKK", Status: "charged"}}
	if places := blocking(t, s); len(places) > 0 {
		t.Errorf("charge on the cover page: %v", places)
	}
	s = online()
	p = &s.Persons[0]
	p.Background = p.Answers("detained", people.Yes)
	_ = referral.ContextForm.Fill(&p.Background[slices.IndexFunc(p.Background, func(a people.Answer) bool { return a.Question == "detained" })], referral.Answers{"explanation": {"x"}})
	if places := blocking(t, s); len(places) > 0 {
		t.Errorf("explained: %v", places)
	}
	// A slip that is taken back keeps its words.
	p.Background = p.Answers("detained", people.No)
	if p.Answered("detained").Explanation != "x" {
		t.Error("the explanation is gone")
	}
	if fa, fb := referral.Facts(online()), referral.Facts(s); len(fa.Persons) != len(fb.Persons) || fa.Persons[0].Family != fb.Persons[0].Family {
		t.Error("an answer to a background question changed something else")
	}
}

// Rule I-37 (decision 15): who signed, for a minor a guardian; when, where and before whom; and the interpreter's declaration.
func TestRule_I_37_Signatures(t *testing.T) {
	good := referral.Form{State: "signed", SignedBy: "x", SignedOn: "2026-05-20", Means: "scan", Place: "x", Witness: "x"}
	for _, c := range []struct {
		name   string
		change func(*referral.Form)
		minor  bool
		field  string
	}{
		{"all there", func(*referral.Form) {}, false, ""},
		{"nobody", func(f *referral.Form) { f.SignedBy = " " }, false, "signed_by"},
		{"no place", func(f *referral.Form) { f.Place = "" }, false, "place"},
		{"no witness", func(f *referral.Form) { f.Witness = "" }, false, "witness"},
		{"an e-signature has a witness too", func(f *referral.Form) { f.Means, f.Witness = "electronic", "" }, false, "witness"},
		{"an interpreter who declared nothing", func(f *referral.Form) { f.Interpreter = "x" }, false, "interpreted"},
		{"an interpreter who declared", func(f *referral.Form) { f.Interpreter, f.Interpreted = "x", true }, false, ""},
		{"a minor alone", func(*referral.Form) {}, true, "signed_as"},
		{"a minor's guardian", func(f *referral.Form) { f.SignedAs = "guardian" }, true, ""},
		{"not signed yet", func(f *referral.Form) { *f = referral.Form{State: "started"} }, true, ""},
	} {
		f := good
		c.change(&f)
		err := referral.CheckForm(f, c.minor, today)
		if (err == nil) != (c.field == "") || err != nil && !strings.Contains(fields(err), c.field) {
			t.Errorf("%s: %v, want %q", c.name, err, c.field)
		}
	}
	// The verdict follows: a minor's own signature is none.
	s := whole()
	s.Persons[0].Born = "2012-01-01"
	if places := blocking(t, s); !slices.Contains(places, "form.imm0008.1") {
		t.Errorf("a minor signed: %v", places)
	}
}

// fields are the names of the fields that an error is about.
func fields(err error) (out string) {
	var f *fault.Error
	if errors.As(err, &f) {
		for _, x := range f.Fields {
			out += x.Name + " "
		}
	}
	return out
}

// Rule I-72 (IRPA 91): nobody acts unless IMM 5476 says so; a paid representative names body and membership number.
func TestRule_I_72_Representative(t *testing.T) {
	s := whole()
	if places := blocking(t, s); len(places) > 0 {
		t.Fatalf("nobody acts: %v", places)
	}
	s.Referral.Acting = referral.Representative{Acts: people.Yes, Name: "x", Address: []string{"x"}, Telephone: "x", Remunerated: people.Yes}
	places := blocking(t, s)
	for _, want := range []string{"representative.body", "representative.member", "form.imm5476.1"} {
		if !slices.Contains(places, want) {
			t.Errorf("%s is not asked: %v", want, places)
		}
	}
	s.Referral.Acting.Remunerated = people.No
	if places := blocking(t, s); !slices.Equal(places, []string{"form.imm5476.1"}) {
		t.Errorf("unpaid: %v", places)
	}
}

// Every question of every list of a package is walked once by Contents, with its answer; no list is left out.
func TestContents_WalksAll(t *testing.T) {
	s := online()
	got := map[string]int{}
	for _, o := range referral.Owes(s) {
		var p people.Person
		if o.Person != nil {
			p = *o.Person
		}
		for _, part := range referral.Contents(s, o.Form.ID, p) {
			if part.Title == "" {
				t.Errorf("%s: a part without a heading", o.Form.ID)
			}
			for _, a := range part.Asks {
				got[a.Form]++
			}
		}
	}
	for _, l := range referral.Sheets {
		switch l.Name {
		case "safety", "withdraw", "legal", "document", "life.context", "representative", "consent", "language", "identity", "inquiry", "vetting", "referee":
			continue // not a part of a form, or nothing of it is entered here
		}
		if got[l.Name] == 0 {
			t.Errorf("%s is in no form", l.Name)
		}
	}
}

// Whatever is typed into a row or a section, what is accepted comes back the same, and what is refused changes nothing.
func TestSections_roundTrip(t *testing.T) {
	word := rapid.OneOf(rapid.SampledFrom(append(naughty, "yes", "no", "XKK", "ARA", "2020", "2020-02", "12", "")), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(referral.Sections).Draw(t, "section")
		var p people.Person
		typed := referral.Answers{}
		for q := range s.Sheet.All() {
			typed[q.Name] = []string{word.Draw(t, q.Name)}
		}
		_ = s.Sheet.Fill(&p, typed)
		shown := s.Sheet.Values(&p)
		again := p
		if err := s.Sheet.Fill(&again, shown); err != nil {
			t.Fatalf("what was accepted is refused: %v", err)
		}
		for name, v := range shown {
			if !slices.Equal(v, s.Sheet.Values(&again)[name]) {
				t.Fatalf("%s changed", name)
			}
		}
		for _, r := range s.Rows {
			if r.Fixed {
				continue
			}
			typed := referral.Answers{}
			for _, a := range r.Listed.Asks {
				typed[a.Name] = []string{word.Draw(t, r.Name+a.Name)}
			}
			n := r.Count(&p)
			if r.Apply(&p, referral.Added, typed, today) == nil {
				v, err := r.Values(&p, n)
				if err != nil || r.Apply(&p, n, v, today) != nil {
					t.Fatalf("%s: a row that was accepted is refused: %v", r.Name, v)
				}
			}
		}
	})
}

// naughty are strings that break things elsewhere: any script, any direction, quotes, tags, formulas.
var naughty = []string{"<script>alert(1)</script>", "'; DROP TABLE cases; --", "=1+1", "ناشط ٤١٢", "Правозащитник", "\u202etxet", "𝒜𝓅𝓅", "e\u0301", "ﬁ", "\u200bhidden", "null", "{{.}}", "${x}", "%s%n", "../../x", "\ufeffx", "👩‍👩‍👧", "\U0010ffff"}
