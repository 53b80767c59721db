package referral

import (
	"slices"

	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Section is one part of the department's forms about a person: a page of its own. Every form that holds it reads it, so
// nothing is asked twice.
type Section struct {
	Name  string   // words under "section.<name>.title"; also the last part of its address
	Forms []string // pack ids of the forms that hold it
	Each  bool     // of every person who is listed (a row of the principal applicant's form), not only of those who owe the form
	Strip bool     // what its rows cover of the years is drawn, month by month (I-39)
	Sheet Sheet[people.Person]
	Rows  []Rows
}

// RowLists are the lists of the steps before the forms: a person's page shows them.
var RowLists = []Rows{
	rows("addresses", 60, AddressForm, func(p *people.Person) *[]people.Address { return &p.Addresses },
		func(a people.Address, p people.Person, _ policy.Day) error { return people.CheckAddress(a, p.Born) }),
	rows("identity", 20, IdentityForm, func(p *people.Person) *[]people.IdentityDocument { return &p.IdentityDocuments },
		func(d people.IdentityDocument, _ people.Person, _ policy.Day) error { return people.CheckIdentity(d) }),
	rows("languages", 20, LanguageForm, func(p *people.Person) *[]people.Language { return &p.Languages }, nil),
}

// Sections are all parts of the department's forms about a person, in the order in which they are asked (intake 7.2 to
// 7.4). What the steps before ask (names, birth, countries, family, safety) is not here: the forms show it as known.
var Sections = []Section{
	{Name: "application", Forms: []string{"imm0008"}, Sheet: applicationForm},
	{Name: "details", Forms: []string{"imm0008", "imm0008dep"}, Each: true, Sheet: detailsForm, Rows: []Rows{
		rows("other_names", 10, otherNameForm, func(p *people.Person) *[]people.OtherName { return &p.OtherNames }, nil),
		rows("earlier_countries", 15, stayForm, func(p *people.Person) *[]people.Stay { return &p.Life.Lived }, func(s people.Stay, p people.Person, today policy.Day) error {
			return people.CheckTimes(s.From, s.To, p, today)
		}).none("lived_none"),
		rows("unions", 8, unionForm, func(p *people.Person) *[]people.Union { return &p.Life.Unions }, func(u people.Union, p people.Person, today policy.Day) error {
			return people.CheckTimes(u.From, u.To, p, today)
		}).none("unions_none"),
	}},
	{Name: "parents", Forms: []string{"imm5669"}, Sheet: parentsForm},
	{Name: "background", Forms: []string{"imm5669"}, Sheet: backgroundForm, Rows: []Rows{contextRows}},
	{Name: "education", Forms: []string{"imm5669"}, Sheet: schoolForm, Rows: []Rows{
		rows("schools", 20, educationForm, func(p *people.Person) *[]people.Education { return &p.Education }, func(e people.Education, p people.Person, today policy.Day) error {
			return people.CheckTimes(e.From, e.To, p, today)
		}).none("education_none"),
	}},
	{Name: "history", Forms: []string{"imm5669"}, Strip: true, Rows: []Rows{
		rows("jobs", 60, jobForm, func(p *people.Person) *[]people.Employment { return &p.Employment }, func(e people.Employment, p people.Person, today policy.Day) error {
			return people.CheckTimes(e.From, e.To, p, today)
		}),
	}},
	{Name: "homes", Forms: []string{"imm5669"}, Strip: true, Rows: RowLists[:1]},
	{Name: "associations", Forms: []string{"imm5669"}, Sheet: associationsForm, Rows: []Rows{
		rows("associations", 30, associationForm, func(p *people.Person) *[]people.Association { return &p.Life.Associations }, func(a people.Association, p people.Person, today policy.Day) error {
			return people.CheckTimes(a.From, a.To, p, today)
		}).none("associations_none"),
		rows("posts", 20, postForm, func(p *people.Person) *[]people.Post { return &p.Life.Posts }, func(a people.Post, p people.Person, today policy.Day) error {
			return people.CheckTimes(a.From, a.To, p, today)
		}).none("posts_none"),
		rows("service", 20, serviceForm, func(p *people.Person) *[]people.Service { return &p.Life.Service }, func(a people.Service, p people.Person, today policy.Day) error {
			return people.CheckTimes(a.From, a.To, p, today)
		}).none("service_none"),
	}},
	{Name: "registration", Forms: []string{"imm0008sch2"}, Sheet: registrationForm},
	{Name: "flight", Forms: []string{"imm0008sch2"}, Sheet: flightForm, Rows: []Rows{
		rows("legs", 20, legForm, func(p *people.Person) *[]people.Leg { return &p.Life.Legs }, func(l people.Leg, p people.Person, today policy.Day) error {
			return people.CheckTimes(l.From, l.To, p, today)
		}),
	}},
	{Name: "here", Forms: []string{"imm0008sch2"}, Sheet: hereForm},
	{Name: "relations", Forms: []string{"imm0008sch2"}, Sheet: relationsForm, Rows: []Rows{
		rows("friends", 15, friendForm, func(p *people.Person) *[]people.Friend { return &p.Life.Friends }, nil).none("friends_none"),
		rows("relatives", 40, relativeForm, func(p *people.Person) *[]people.Relative { return &p.Relatives }, nil).none("relatives_none"),
	}},
	{Name: "arrival", Forms: []string{"imm0008sch2"}, Sheet: arrivalForm},
}

// SectionOf is the section with a name.
func SectionOf(name string) (Section, bool) {
	i := slices.IndexFunc(Sections, func(s Section) bool { return s.Name == name })
	if i < 0 {
		return Section{}, false
	}
	return Sections[i], true
}

// RowsOf is the list of rows with a name, and the section that holds it; the lists of a person's page are in none.
func RowsOf(name string) (r Rows, in Section, ok bool) {
	for _, s := range Sections {
		for _, r := range s.Rows {
			if r.Name == name && !slices.ContainsFunc(RowLists, func(x Rows) bool { return x.Name == name }) {
				return r, s, true
			}
		}
	}
	for _, r := range RowLists {
		if r.Name == name {
			return r, Section{}, true
		}
	}
	return Rows{}, Section{}, false
}

// Says whether the section's form is one with an id.
func (s Section) in(form string) bool { return slices.Contains(s.Forms, form) }

// SectionsOf are the parts of one form for one person: what they owe themselves, and what the principal applicant's form
// asks about everybody.
func SectionsOf(form string, p people.Person) []Section {
	var out []Section
	for _, s := range Sections {
		if s.in(form) && (s.Name != "application" || p.Principal()) {
			out = append(out, s)
		}
	}
	return out
}

// Lacking are the names of the questions of a section that want an answer from a person, and of the lists that want a
// row or the word that there is none, on a day. "Yes" without its explanation is INT-E11's and gaps are INT-E7's.
func (s Section) Lacking(p people.Person, day policy.Day) []string {
	out := s.Sheet.Missing(&p)
	values := s.Sheet.Values(&p)
	for _, r := range s.Rows {
		if r.None == "" || r.Count(&p) > 0 || values.First(r.None) != "" {
			continue
		}
		out = append(out, r.None)
	}
	if !p.Adult(day) {
		out = slices.DeleteFunc(out, func(name string) bool { return slices.Contains(grown, name) })
	}
	return out
}

// Begun says whether anything of the section is answered.
func (s Section) Begun(p people.Person) bool {
	for _, v := range s.Sheet.Values(&p) {
		if len(v) > 0 {
			return true
		}
	}
	return slices.ContainsFunc(s.Rows, func(r Rows) bool { return r.Count(&p) > 0 })
}
