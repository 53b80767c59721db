package referral

import (
	"slices"

	"passage/internal/casework/document"
	"passage/internal/casework/people"
)

// Answered is one question with its answer as it is stored: what pages, prints and exports read.
type Answered struct {
	Ask
	Values []string
}

// Part is some questions under one heading, in the order of the form. Nothing is left out: a question without an answer has no Values.
type Part struct {
	Title  string // key of its heading
	Person int    // number of the person it is about, 0 for the case
	Row    int    // 1, 2, ... for a row of a list that repeats; 0 otherwise
	Asks   []Answered
}

// PartsOf are the groups of a question list with the answers of a value.
func PartsOf[T any](s Sheet[T], v *T, person int) []Part {
	var out []Part
	values := s.Values(v)
	for _, g := range s {
		p := Part{Person: person}
		for _, q := range g.Questions {
			if p.Title == "" {
				p.Title = q.Form + ".group." + g.Name
			}
			p.Asks = append(p.Asks, Answered{q.Ask, values[q.Name]})
		}
		out = append(out, p)
	}
	return out
}

// Parts are the parts of a section with the answers of a person: its questions, then its rows.
func (s Section) Parts(p people.Person) []Part {
	out := PartsOf(s.Sheet, &p, p.Number)
	for _, r := range s.Rows {
		out = append(out, r.Parts(p)...)
	}
	return out
}

// Parts are the rows of a person, each with its answers. Of the context of background questions only a "yes" is a row.
func (r Rows) Parts(p people.Person) []Part {
	var out []Part
	for i := range r.Count(&p) {
		if r.Fixed && p.Background[i].Answer != people.Yes {
			continue
		}
		part := Part{Title: "rows." + r.Name + ".title", Person: p.Number, Row: i + 1}
		values := r.values(&p, i)
		for _, a := range r.Listed.Asks {
			part.Asks = append(part.Asks, Answered{a, values[a.Name]})
		}
		out = append(out, part)
	}
	return out
}

// Contents is everything one form of the package holds, in order: the one way to walk question lists and answers, for
// whoever reads, prints or exports them. form is an id of the pack, person whose form it is, the zero person for the
// case's. The safe-contact plan and the facts that one member keeps from the others are in none of them (I-20, decision 7).
func Contents(s Subject, form string, person people.Person) []Part {
	var out []Part
	r := s.Referral
	switch form {
	case "cover":
		out = append(out, PartsOf(CoverForm, &r, 0)...)
		out = append(out, PartsOf(HouseholdForm, &r.Household, 0)...)
		for i := range r.LegalCases {
			out = append(out, numbered(PartsOf(LegalCaseForm, &r.LegalCases[i], s.number(r.LegalCases[i].Person)), i)...)
		}
		return out
	case "imm5476":
		return PartsOf(RepresentativeForm, &r.Acting, 0)
	case "consent":
		for i := range r.Consents {
			if c := &r.Consents[i]; c.Person == person.ID {
				out = append(out, numbered(PartsOf(ConsentForm, c, person.Number), i)...)
			}
		}
		return out
	case "checklist":
		for i := range s.Documents {
			if d := &s.Documents[i]; d.Removed == "" && d.Sensitivity != document.Restricted {
				out = append(out, numbered(PartsOf(DocumentForm, d, s.number(d.Person)), i)...)
			}
		}
		return out
	}
	whole := form == "imm0008" || form == "imm0008dep"
	for _, p := range people.InCase(s.Persons) {
		switch {
		case p.ID == person.ID && form != "imm0008dep", whole && p.ID != person.ID:
		default:
			continue
		}
		if whole {
			out = append(out, PartsOf(PersonForm, &p, p.Number)...)
			for _, l := range RowLists {
				out = append(out, l.Parts(p)...)
			}
		} else {
			out = append(out, PartsOf(PersonForm[:2], &p, p.Number)...) // names and birth stand on every form
		}
		for _, x := range SectionsOf(form, p) {
			out = append(out, x.Parts(p)...)
		}
	}
	i := slices.IndexFunc(r.Forms, func(f Form) bool { return f.Form == form && f.Person == person.ID })
	if i >= 0 {
		out = append(out, PartsOf(SignatureForm, &r.Forms[i], person.Number)...)
	}
	return out
}

func numbered(parts []Part, i int) []Part {
	for j := range parts {
		parts[j].Row = i + 1
	}
	return parts
}
