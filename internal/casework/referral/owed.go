package referral

import (
	"slices"

	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Subject is all that completeness looks at: what the partner has entered, the pack, and the day.
type Subject struct {
	Referral  Referral
	Persons   []people.Person
	Plan      people.SafetyPlan
	Documents []document.Document
	Pack      *policy.Pack
	Today     policy.Day

	State  string   // of the case
	Office string   //
	Over   bool     // the partner's allocation of the year has no room for the family (INT-E2)
	Let    bool     // an override is recorded
	Known  []string // persons who are in another open case, as places; the operations centre alone sees it (INT-E12, decision 5)
}

// View is the text in force for this package: on the day the referral was made, or today for a draft.
func (s *Subject) View() *policy.View { return s.Pack.On(LockDay(s.Referral, s.Today)) }

// Owed is a form or paper that somebody owes, and where it stands.
type Owed struct {
	Form    *policy.Form
	Person  *people.Person // nil for the case
	Line    Form           // as entered, zero when nothing is
	Paper   *document.Document
	Present bool
	Signed  bool
}

// Place is its anchor on the pages: "form.imm5669.2", "form.rrf.0".
func (o Owed) Place() string {
	n := 0
	if o.Person != nil {
		n = o.Person.Number
	}
	return place("form", o.Form.ID, n)
}

// Owes lists which forms and papers of the pack are owed by whom, in the pack's order, then by person (intake
// section 6).
func Owes(s Subject) []Owed {
	view := s.View()
	day := LockDay(s.Referral, s.Today)
	var out []Owed
	forms := view.Forms()
	for i := range forms {
		f := &forms[i]
		if len(f.Partners) > 0 && !slices.Contains(f.Partners, s.Referral.Partner) {
			continue
		}
		if f.Over > 0 && len(people.InCase(s.Persons)) <= f.Over+1 {
			continue // the principal applicant's own form still has rows
		}
		switch f.Who {
		case "case":
			out = append(out, s.owed(f, nil))
			continue
		case "representative": // only when somebody acts for the applicant (I-72)
			if pa, one := people.PrincipalOf(s.Persons); one && f.Blocking && s.Referral.Acting.Acts == people.Yes {
				out = append(out, s.owed(f, &pa))
			}
			continue
		}
		for j := range s.Persons {
			if p := &s.Persons[j]; owes(f.Who, p, s.Persons, day) {
				out = append(out, s.owed(f, p))
			}
		}
	}
	return out
}

// owes says whether a person owes a form. Those who died or who are missing sign nothing.
func owes(who string, p *people.Person, all []people.Person, day policy.Day) bool {
	if p.OwnCase != "" || p.Deceased() || p.Whereabouts == people.BelievedDead {
		return false
	}
	signs := p.Whereabouts != people.Missing
	switch who {
	case "principal":
		return p.Principal()
	case "each":
		return p.Travelling != people.No
	case "each_adult":
		return signs && p.Adult(day) && p.Travelling != people.No
	case "spouse_and_adult_children": // the principal applicant, the partner, each child of 18, travelling or not
		return signs && (p.Principal() || p.Relationship.Class() == people.IsPartner || p.Relationship.Class() == people.IsChild && p.Adult(day) && people.MembershipOf(all, *p, day) == people.Member)
	case "defender":
		return p.Defender || p.Principal() && !slices.ContainsFunc(all, func(q people.Person) bool { return q.Defender })
	}
	return false
}

func (s *Subject) owed(f *policy.Form, p *people.Person) Owed {
	o := Owed{Form: f, Person: p}
	id := ""
	if p != nil {
		id = p.ID
	}
	i := slices.IndexFunc(s.Referral.Forms, func(x Form) bool { return x.Form == f.ID && x.Person == id })
	if i >= 0 {
		o.Line = s.Referral.Forms[i]
	}
	for i := range s.Documents {
		d := &s.Documents[i]
		if d.Removed == "" && d.Person == id && (d.Form == f.ID || d.Kind == f.ID) {
			o.Paper = d
		}
	}
	o.Present = o.Paper != nil || o.Line.State == "started" || o.Line.State == "signed"
	o.Signed = o.Line.State == "signed" && o.Line.SignedBy != "" && o.Line.SignedOn != "" && (o.Line.Interpreter == "" || o.Line.Interpreted)
	if p != nil && o.Line.SignedAs != "guardian" && p.Born.Valid() && !p.Adult(s.Today) {
		o.Signed = false // for a minor a parent or guardian signs (I-37)
	}
	// What lives in Passage itself is there when its answers are.
	switch f.ID {
	case "cover":
		o.Present, o.Signed = true, true // it is this referral; its questions say one by one what is missing
	case "determination":
		o.Present, o.Signed = true, true // it is on the cover page; INT-E14 says whether it is there
	case "photo":
		o.Present = o.Present || p != nil && p.Photo != ""
	case "consent", "safe_contact":
		if c, ok := consent(s.Referral, id, "share_department", s.Today); ok {
			o.Present, o.Signed, o.Line.SignedOn = true, true, c.Given
		}
	case "checklist":
		o.Present, o.Signed = true, true // this list is it
	}
	return o
}

// Asks says whether a section is asked of a person: they owe a form that holds it, or the principal applicant's form has a
// row for them, and that form is filled in here. lacking narrows it to those whose answers are needed: who does not travel
// needs no more than the law asks (I-28).
func (s *Subject) Asks(section Section, p people.Person, lacking bool) bool {
	if p.OwnCase != "" || p.Deceased() || section.Name == "application" && !p.Principal() {
		return false
	}
	away := p.Travelling == people.No || p.Whereabouts == people.Missing || p.Whereabouts == people.BelievedDead
	for _, o := range Owes(*s) {
		if !section.in(o.Form.ID) || o.Person == nil || lacking && o.Line.How != Online {
			continue
		}
		if o.Person.ID == p.ID || section.Each && !(lacking && away) {
			return true
		}
	}
	return false
}

// Consented says whether a person's consent stands on a day.
func Consented(r Referral, person, what string, day policy.Day) bool {
	_, ok := consent(r, person, what, day)
	return ok
}

func consent(r Referral, person, what string, day policy.Day) (Consent, bool) {
	i := slices.IndexFunc(r.Consents, func(c Consent) bool {
		return c.Person == person && c.What == what && c.Stands(day)
	})
	if i < 0 {
		return Consent{}, false
	}
	return r.Consents[i], true
}

func determined(r Referral) bool {
	return r.Determination.Statement != "" && r.Determination.Date.Valid() && r.Determination.By != ""
}
