package sheet_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/i18n"
	"passage/internal/pdf"
	"passage/internal/sheet"
)

// said answers questions: texts with words of their own, codes with the first option that makes the others count. It answers
// what must be read on a paper.
func said(asks []referral.Ask, mark string, lang i18n.Lang, not ...string) (typed referral.Answers, want []string) {
	typed = referral.Answers{}
	for i, q := range asks {
		if slices.Contains(not, q.Name) {
			continue
		}
		value, words := fmt.Sprintf("said%s%d", mark, i), ""
		switch q.Kind {
		case referral.Number:
			value = fmt.Sprint(70 + i)
		case referral.Date, referral.DateLike:
			value = fmt.Sprintf("20%02d-03-04", i%25)
			words = lang.Date(value)
		case referral.Country, referral.Several:
			value, words = "CAN", "Canada"
		case referral.Tongue:
			value, words = "ARA", lang.Language("ARA")
		case referral.Tick:
			value, words = "yes", lang.T("ask.yn.yes")
		case referral.Choice, referral.Select, referral.Many:
			if len(q.Options) == 0 {
				continue // about a person of the case: set by the test
			}
			value = q.Options[0]
			words = lang.T(q.Words + "." + value)
		}
		if q.Limit > 0 && len(value) > q.Limit && q.Kind != referral.Lines && q.Kind != referral.Many {
			value = value[len(value)-q.Limit:]
		}
		if words == "" {
			words = value
		}
		typed[q.Name] = []string{value}
		want = append(want, lang.T(q.Form+"."+q.Name+".label"), words)
	}
	return typed, want
}

// filled puts answers to every question of a list into a value.
func filled[T any](t *testing.T, list referral.Sheet[T], v *T, mark string, lang i18n.Lang, not ...string) []string {
	t.Helper()
	var asks []referral.Ask
	for q := range list.All() {
		asks = append(asks, q.Ask)
	}
	typed, want := said(asks, mark, lang, not...)
	if err := list.Fill(v, typed); err != nil {
		t.Fatal(err)
	}
	return want
}

// lived answers every section of the department's forms about a person, and a row of each of its lists.
func lived(t *testing.T, p *people.Person, lang i18n.Lang) (want []string) {
	t.Helper()
	for _, s := range referral.Sections {
		if s.Name == "application" && !p.Principal() {
			continue
		}
		mark := fmt.Sprint(s.Name, p.Number)
		want = append(want, filled(t, s.Sheet, p, mark, lang, "uci", "email")...)
		for _, r := range s.Rows {
			if r.Name == "addresses" {
				continue // filled with the steps before
			}
			typed, w := said(r.Listed.Asks, mark+r.Name, lang)
			at := referral.Added
			if r.Fixed {
				at = 0
			}
			if err := r.Apply(p, at, typed, "2026-08-31"); err != nil {
				t.Fatalf("%s: %v", r.Name, err)
			}
			want = append(want, w...)
		}
	}
	return want
}

// whole is a package in which everything is answered, and what its papers must say.
func whole(t *testing.T, lang i18n.Lang) (*sheet.Source, []string) {
	t.Helper()
	pack, err := policy.Load()
	if err != nil {
		t.Fatal(err)
	}
	var r referral.Referral
	want := filled(t, referral.CoverForm, &r, "cover", lang)
	r.Partner, r.Made = "FLD", referral.Dated{Day: "2026-08-31", Channel: "portal"}
	r.Preconditions = map[string]string{"track_record": "yes"}
	r.Packages = []referral.Package{{Number: 2, Day: "2026-08-31", Receipt: "RCPT-7"}}
	r.Import.Extras = []people.Extra{{Name: "OddElement", Value: "kept verbatim"}}
	r.Import.Faults = []referral.ImportFault{{Kind: "digits", Field: "Surname", Value: "Wr0ng"}}
	r.PreparedBy, r.ReviewedBy = "account.one", "account.two"
	var l referral.LegalCase
	want = append(want, filled(t, referral.LegalCaseForm, &l, "legal", lang)...)
	l.Person = "p1"
	r.LegalCases = []referral.LegalCase{l}
	var persons []people.Person
	for n := 1; n <= 8; n++ {
		p := people.Person{}
		want = append(want, filled(t, referral.PersonForm, &p, fmt.Sprint("person", n, "x"), lang, "born", "native")...)
		p.ID, p.Number, p.Relationship, p.Born = fmt.Sprint("p", n), n, people.Daughter, "2012-01-02"
		p.Died, p.Whereabouts, p.Travelling = "", people.WithApplicant, people.Yes
		switch n {
		case 1:
			p.Relationship, p.Born, p.Native = people.PA, "1985-05", "محمد عبد الله"
		case 2:
			p.Relationship, p.Born, p.Native = people.Wife, "1987", "Александра"
		}
		var a people.Address
		want = append(want, filled(t, referral.AddressForm, &a, fmt.Sprint("address", n, "x"), lang)...)
		var id people.IdentityDocument
		want = append(want, filled(t, referral.IdentityForm, &id, fmt.Sprint("identity", n, "x"), lang)...)
		var tongue people.Language
		want = append(want, filled(t, referral.LanguageForm, &tongue, "language", lang)...)
		p.Addresses, p.IdentityDocuments, p.Languages = []people.Address{a}, []people.IdentityDocument{id}, []people.Language{tongue}
		persons = append(persons, p)
	}
	for i := range 2 {
		want = append(want, lived(t, &persons[i], lang)...)
	}
	persons[0].Relatives[0].BirthPlace = "Town Nine"
	want = append(want, filled(t, referral.RepresentativeForm, &r.Acting, "acting", lang)...)
	want = append(want, "kept verbatim", "Wr0ng", "Town Nine", "محمد عبد الله", "Александра", "RCPT-7", "Name of account.one")
	var c referral.Consent
	want = append(want, filled(t, referral.ConsentForm, &c, "consent", lang)...)
	c.Person = "p1"
	r.Consents = []referral.Consent{c}
	var f referral.Form
	want = append(want, filled(t, referral.SignatureForm, &f, "form", lang)...)
	f.Form, f.Person = "imm5476", "p1"
	r.Forms = []referral.Form{f}
	var plan people.SafetyPlan
	plannedWords := filled(t, referral.SafetyForm, &plan, "safety", lang)
	want = append(want, plannedWords...)
	documents := []document.Document{{ID: "d1", Kind: "identity", Person: "p1", Title: "Paper One", Language: "ARA", Translation: "attached", Pages: 3, Sensitivity: document.Ordinary}}
	want = append(want, "Paper One")
	s := &sheet.Source{Lang: lang, Ref: "7K3M-Q9TD", Application: "G123456789", Referral: r, Persons: persons, Plan: plan, Revealed: true, Documents: documents,
		View: pack.On("2026-08-31"), Printed: "printed by nobody", Account: func(id string) string { return "Name of " + id }}
	s.Owed = referral.Owes(referral.Subject{Referral: r, Persons: persons, Plan: plan, Documents: documents, Pack: pack, Today: "2026-08-31"})
	return s, want
}

// text is what a paper says, in order.
func text(d pdf.Document) string {
	var b strings.Builder
	put := func(t pdf.Text) {
		for _, r := range t {
			b.WriteString(r.Text)
		}
		b.WriteString("\n")
	}
	for _, x := range d.Blocks {
		switch x := x.(type) {
		case pdf.Heading:
			put(x.Text)
		case pdf.Paragraph:
			put(x.Text)
		case pdf.Note:
			put(x.Text)
		case pdf.List:
			for _, t := range x.Items {
				put(t)
			}
		case pdf.Pairs:
			for _, p := range x {
				put(p.Label)
				put(p.Value)
			}
		case pdf.Table:
			for _, t := range x.Head {
				put(t)
			}
			for _, r := range x.Rows {
				for _, t := range r {
					put(t)
				}
			}
		}
	}
	return b.String()
}

// Every question of every list and every answer of the package is on its papers, in both languages, and no code or key is.
func TestPapers_EveryAnswer(t *testing.T) {
	for _, lang := range i18n.Langs {
		s, want := whole(t, lang)
		var all strings.Builder
		var names []string
		for _, p := range s.Papers() {
			d := s.Write(p)
			said := text(d)
			all.WriteString(said)
			names = append(names, p.Name())
			if strings.Contains(said+d.Title, "⟦") {
				t.Errorf("%s %s: a key without words: %s", lang, p.Name(), said)
			}
			if d.Head[0] != lang.T("sheet.protected") || d.Head[1] != "7K3M-Q9TD" || d.Page == "" || d.Foot != "printed by nobody" {
				t.Errorf("%s: classification, reference, page or printer is missing: %v %q %q", p.Name(), d.Head, d.Page, d.Foot)
			}
			for _, w := range []string{d.Title, p.Name(), d.Head[0], d.Head[1]} {
				for _, no := range []string{"HRD", "DDH", "FLD", "Applicant", "said", "2026"} {
					if strings.Contains(w, no) {
						t.Errorf("%s: %q says %q (decision 6)", p.Name(), w, no)
					}
				}
			}
			if _, err := pdf.Render(d); err != nil {
				t.Errorf("%s: %v", p.Name(), err)
			}
		}
		for _, w := range want {
			if !strings.Contains(all.String(), w) {
				t.Errorf("%s: %q is on no paper", lang, w)
			}
		}
		for _, w := range []string{"cover", "imm0008-1", "imm0008dep-1", "imm5669-1", "imm5669-2", "imm0008sch2-1", "imm0008sch2-2", "imm5476-1", "consent-1", "consent-2", "safety"} {
			if !slices.Contains(names, w) {
				t.Errorf("%s is not among the papers %v", w, names)
			}
		}
	}
}

// Decision 15: every data sheet says that it is not the form.
func TestPapers_NotTheForm(t *testing.T) {
	s, _ := whole(t, i18n.EN)
	for _, p := range s.Papers() {
		if p.ID != sheet.Cover && p.ID != sheet.Safety && !strings.Contains(text(s.Write(p)), "not the form") {
			t.Errorf("%s does not say that it is not the form", p.Name())
		}
	}
}

// Rule I-20: what is of one family member alone is on a page of their own, and on no other paper.
func TestRule_I_20_PageOfItsOwn(t *testing.T) {
	s, _ := whole(t, i18n.EN)
	s.Persons[1].Apart, s.Persons[1].Vulnerabilities = true, []string{"SV-XX"}
	s.Secrets = []people.Secret{{Person: "p2", Words: "Secret condition"}}
	s.Documents = append(s.Documents, document.Document{ID: "d2", Kind: "medical", Person: "p2", Title: "Secret paper", Sensitivity: document.Restricted},
		document.Document{ID: "d3", Kind: "threat", Title: "Secret of the case", Sensitivity: document.Restricted})
	where := map[string][]string{}
	for _, p := range s.Papers() {
		said := text(s.Write(p))
		for _, secret := range []string{"Secret condition", "SV-XX", "Secret paper", "Secret of the case"} {
			if strings.Contains(said, secret) {
				where[secret] = append(where[secret], p.Name())
			}
		}
	}
	for secret, want := range map[string]string{"Secret condition": "confidential-2", "SV-XX": "confidential-2", "Secret paper": "confidential-2", "Secret of the case": "confidential"} {
		if !slices.Equal(where[secret], []string{want}) {
			t.Errorf("%q stands on %v, want %s alone", secret, where[secret], want)
		}
	}
	if d := text(s.Write(sheet.Paper{ID: sheet.Cover})); !strings.Contains(d, "2 restricted documents") {
		t.Error("the cover page does not say that something is kept apart")
	}
}

// Decision 7: the plan's places and words are on no paper but its own, which is there only after a reveal.
func TestPapers_PlanOnlyWhenRevealed(t *testing.T) {
	s, _ := whole(t, i18n.EN)
	s.Plan.Location, s.Plan.CodeWord, s.Plan.AtHome = "Place Seven", "Word Seven", "Name Seven"
	for _, revealed := range []bool{true, false} {
		s.Revealed = revealed
		for _, p := range s.Papers() {
			said := text(s.Write(p))
			for _, w := range []string{"Place Seven", "Word Seven", "Name Seven"} {
				if got, want := strings.Contains(said, w), p.ID == sheet.Safety; got != want {
					t.Errorf("revealed %v: %q on %s: %v", revealed, w, p.Name(), got)
				}
			}
			if p.ID == sheet.Safety && !revealed {
				t.Error("the plan is among the papers of a reader who may not reveal it")
			}
		}
	}
}

func TestPapers_SameSourceSameBytes(t *testing.T) {
	a, _ := whole(t, i18n.FR)
	b, _ := whole(t, i18n.FR)
	for _, p := range a.Papers() {
		x, err := pdf.Render(a.Write(p))
		y, err2 := pdf.Render(b.Write(p))
		if err != nil || err2 != nil || !bytes.Equal(x, y) {
			t.Errorf("%s: two printings differ (%v, %v)", p.Name(), err, err2)
		}
	}
}
