package referral

import (
	"passage/internal/casework/people"
)

// The question lists of the department's forms about a person (intake 7.2 to 7.4). What is asked here is asked once. A
// question that another answer decides says so itself; whether a person owes it is said by the section.

type personQuestion = Question[people.Person]

// life binds a one-line question of a section to a field of people.Life.
func life[S ~string](section, name string, kind Kind, need Need, limit int, at func(*people.Life) *S) personQuestion {
	return one("life."+section, name, kind, need, limit, func(p *people.Person) *S { return at(&p.Life) })
}

func lifeTick(section, name string, at func(*people.Life) *bool) personQuestion {
	return tick("life."+section, name, func(p *people.Person) *bool { return at(&p.Life) })
}

// Lists of codes of these forms.
var (
	eyes          = []string{"brown", "black", "blue", "green", "grey", "hazel", "other"}
	official      = []string{"english", "french", "both", "neither"}
	provinces     = []string{"AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"}
	registrars    = []string{"unhcr", "state", "both", "none"}
	stayStatuses  = append([]string{"citizen"}, people.ResidenceStatuses...)
	otherNameKind = []string{"alias", "earlier", "spelling"}
)

var applicationForm = Sheet[people.Person]{{"application", []personQuestion{
	life("application", "correspondence", Choice, Needed, 0, func(l *people.Life) *string { return &l.Correspondence }).of("life.correspondence", "ENG", "FRA"),
	life("application", "province", Select, Optional, 0, func(l *people.Life) *string { return &l.Province }).of("life.province", provinces...),
	life("application", "quebec_since", Date, Optional, 0, func(l *people.Life) *string { return (*string)(&l.QuebecSince) }),
	one("life.application", "phone", Text, Optional, 40, func(p *people.Person) *string { return &p.Phone }).secret(),
	one("life.application", "email", Text, Optional, 120, func(p *people.Person) *string { return &p.Email }).secret(),
}}}

var detailsForm = Sheet[people.Person]{
	{"body", []personQuestion{
		one("life.details", "uci", Text, Optional, 14, func(p *people.Person) *string { return &p.UCI }).reads("I-52").secret(),
		life("details", "eyes", Select, Needed, 0, func(l *people.Life) *string { return &l.Eyes }).of("life.eyes", eyes...),
		life("details", "height", Number, Needed, 3, func(l *people.Life) *string { return &l.Height }),
		one("life.details", "marital_since", DateLike, Optional, 0, func(p *people.Person) *string { return (*string)(&p.MaritalSince) }).reads("I-23"),
		life("details", "no_passport", Text, Optional, 300, func(l *people.Life) *string { return &l.NoPassport }).secret(),
	}},
	{"languages", []personQuestion{
		life("details", "native", Tongue, Needed, 0, func(l *people.Life) *string { return &l.Native }),
		life("details", "official", Select, Needed, 0, func(l *people.Life) *string { return &l.Official }).of("life.official", official...),
		life("details", "tested", Choice, Optional, 0, func(l *people.Life) *string { return &l.Tested }).of("ask.yn", yesNo...),
	}},
	{"work", []personQuestion{
		life("details", "school_years", Number, Optional, 2, func(l *people.Life) *string { return &l.SchoolYears }),
		life("details", "occupation", Text, Needed, 120, func(l *people.Life) *string { return &l.Occupation }).secret(),
		life("details", "intended", Text, Optional, 120, func(l *people.Life) *string { return &l.Intended }),
	}},
	{"earlier", []personQuestion{
		lifeTick("details", "lived_none", func(l *people.Life) *bool { return &l.LivedNone }),
		lifeTick("details", "unions_none", func(l *people.Life) *bool { return &l.UnionsNone }),
	}},
}

// grown are the questions of the sections that nobody asks of a child.
var grown = []string{"occupation", "unions_none", "lived_none"}

var otherNameForm = Sheet[people.OtherName]{{"other_name", []Question[people.OtherName]{
	one("life.other_name", "kind", Select, Needed, 0, func(n *people.OtherName) *string { return &n.Kind }).of("life.other_name.kind.is", otherNameKind...),
	one("life.other_name", "family", Text, Needed, 100, func(n *people.OtherName) *string { return &n.Family }).reads("I-40").secret(),
	one("life.other_name", "given", Text, Optional, 100, func(n *people.OtherName) *string { return &n.Given }).reads("I-40").secret(),
}}}

var stayForm = Sheet[people.Stay]{{"stay", []Question[people.Stay]{
	one("life.stay", "country", Country, Needed, 0, func(s *people.Stay) *string { return &s.Country }),
	one("life.stay", "status", Select, Needed, 0, func(s *people.Stay) *string { return &s.Status }).of("life.status", stayStatuses...),
	one("life.stay", "from", DateLike, Needed, 0, func(s *people.Stay) *string { return (*string)(&s.From) }).reads("INT-E13"),
	one("life.stay", "to", DateLike, Needed, 0, func(s *people.Stay) *string { return (*string)(&s.To) }).reads("INT-E13"),
}}}

var unionForm = Sheet[people.Union]{{"union", []Question[people.Union]{
	one("life.union", "family", Text, Needed, 100, func(u *people.Union) *string { return &u.Family }).reads("I-40").secret(),
	one("life.union", "given", Text, Optional, 100, func(u *people.Union) *string { return &u.Given }).secret(),
	one("life.union", "born", DateLike, Optional, 0, func(u *people.Union) *string { return (*string)(&u.Born) }).secret(),
	one("life.union", "kind", Select, Needed, 0, func(u *people.Union) *string { return &u.Kind }).of("life.union.kind.is", people.UnionKinds...),
	one("life.union", "from", DateLike, Needed, 0, func(u *people.Union) *string { return (*string)(&u.From) }).reads("INT-E13"),
	one("life.union", "to", DateLike, Needed, 0, func(u *people.Union) *string { return (*string)(&u.To) }).reads("INT-E13"),
}}}

var parentsForm = Sheet[people.Person]{parent("mother", func(p *people.Person) *string { return &p.Mother }, func(l *people.Life) *people.Parent { return &l.MotherIs }),
	parent("father", func(p *people.Person) *string { return &p.Father }, func(l *people.Life) *people.Parent { return &l.FatherIs })}

// parent is one parent: the name is all that is needed, because many do not know the rest.
func parent(who string, name func(*people.Person) *string, at func(*people.Life) *people.Parent) Group[people.Person] {
	return Group[people.Person]{who, []personQuestion{
		one("life.parents", who, Text, Needed, 200, name).secret(),
		life("parents", who+"_born", DateLike, Optional, 0, func(l *people.Life) *string { return (*string)(&at(l).Born) }).secret(),
		life("parents", who+"_city", Text, Optional, 120, func(l *people.Life) *string { return &at(l).City }).secret(),
		life("parents", who+"_country", Country, Optional, 0, func(l *people.Life) *string { return &at(l).Country }),
		life("parents", who+"_died", DateLike, Optional, 0, func(l *people.Life) *string { return (*string)(&at(l).Died) }),
	}}
}

// backgroundForm is the eleven questions. A "yes" opens its context as a row of its own.
//
// Rule I-41 (IMM 5669 and its guide): "yes" needs an explanation. It is common among defenders and often abusive: nothing
// here counts, weighs or colours it, and the context is the applicant's and the partner's to give.
var backgroundForm = func() Sheet[people.Person] {
	g := Group[people.Person]{Name: "background"}
	for _, q := range people.Background {
		g.Questions = append(g.Questions, personQuestion{Ask: Ask{Form: "life.background", Name: q, Kind: Choice, Need: Needed, Options: yesNo, Words: "ask.yn", Rule: "I-41", Sensitive: true},
			get: func(p *people.Person) []string {
				if a := p.Answered(q).Answer; a != "" {
					return []string{a}
				}
				return nil
			},
			set: func(p *people.Person, s []string) { p.Background = p.Answers(q, first(s)) }})
	}
	return Sheet[people.Person]{g}
}()

// ContextForm is what a "yes" opens.
var ContextForm = Sheet[people.Answer]{{"context", []Question[people.Answer]{
	one("life.context", "explanation", Long, Needed, 4000, func(a *people.Answer) *string { return &a.Explanation }).reads("INT-E11").secret(),
	one("life.context", "charge", Text, Optional, 300, func(a *people.Answer) *string { return &a.Charge }).reads("I-41").secret(),
	one("life.context", "court", Text, Optional, 120, func(a *people.Answer) *string { return &a.Court }).secret(),
	one("life.context", "date", DateLike, Optional, 0, func(a *people.Answer) *string { return (*string)(&a.Date) }),
	one("life.context", "view", Long, Optional, 3000, func(a *people.Answer) *string { return &a.View }).reads("I-41").secret(),
	one("life.context", "proof", Select, Optional, 60, func(a *people.Answer) *string { return &a.Proof }), // the documents of the case
}}}

// contextRows are the context of every "yes".
var contextRows = func() Rows {
	r := rows("context", 11, ContextForm, func(p *people.Person) *[]people.Answer { return &p.Background }, nil)
	r.Fixed = true
	return r
}()

var schoolForm = Sheet[people.Person]{{"years", []personQuestion{
	life("education", "elementary", Number, Optional, 2, func(l *people.Life) *string { return &l.Years.Elementary }),
	life("education", "secondary", Number, Optional, 2, func(l *people.Life) *string { return &l.Years.Secondary }),
	life("education", "university", Number, Optional, 2, func(l *people.Life) *string { return &l.Years.University }),
	life("education", "trade", Number, Optional, 2, func(l *people.Life) *string { return &l.Years.Trade }),
	lifeTick("education", "education_none", func(l *people.Life) *bool { return &l.EducationNone }),
}}}

var educationForm = Sheet[people.Education]{{"school", []Question[people.Education]{
	one("life.school", "from", DateLike, Needed, 0, func(e *people.Education) *string { return (*string)(&e.From) }).reads("INT-E13"),
	one("life.school", "to", DateLike, Optional, 0, func(e *people.Education) *string { return (*string)(&e.To) }).reads("INT-E13"),
	one("life.school", "level", Select, Optional, 0, func(e *people.Education) *string { return &e.Level }).of("person.schooling.is", schooling...),
	one("life.school", "place", Text, Needed, 120, func(e *people.Education) *string { return &e.Place }).secret(),
	one("life.school", "city", Text, Needed, 120, func(e *people.Education) *string { return &e.City }).secret(),
	one("life.school", "country", Country, Needed, 0, func(e *people.Education) *string { return &e.Country }),
	one("life.school", "degree", Text, Optional, 120, func(e *people.Education) *string { return &e.Degree }),
	one("life.school", "field", Text, Optional, 120, func(e *people.Education) *string { return &e.Field }),
}}}

var jobForm = Sheet[people.Employment]{{"job", []Question[people.Employment]{
	one("life.job", "from", DateLike, Needed, 0, func(e *people.Employment) *string { return (*string)(&e.From) }).reads("INT-E7"),
	one("life.job", "to", DateLike, Optional, 0, func(e *people.Employment) *string { return (*string)(&e.To) }).reads("INT-E7"),
	one("life.job", "text", Text, Needed, 200, func(e *people.Employment) *string { return &e.Text }).reads("I-39").secret(),
	one("life.job", "employer", Text, Optional, 200, func(e *people.Employment) *string { return &e.Employer }).secret(),
	one("life.job", "city", Text, Needed, 120, func(e *people.Employment) *string { return &e.City }).secret(),
	one("life.job", "country", Country, Needed, 0, func(e *people.Employment) *string { return &e.Country }),
	one("life.job", "status", Select, Optional, 0, func(e *people.Employment) *string { return &e.Status }).of("life.status", stayStatuses...),
}}}

var associationsForm = Sheet[people.Person]{{"none", []personQuestion{
	lifeTick("associations", "associations_none", func(l *people.Life) *bool { return &l.AssociationsNone }),
	lifeTick("associations", "posts_none", func(l *people.Life) *bool { return &l.PostsNone }),
	lifeTick("associations", "service_none", func(l *people.Life) *bool { return &l.ServiceNone }),
}}}

var associationForm = Sheet[people.Association]{{"association", []Question[people.Association]{
	one("life.association", "from", DateLike, Needed, 0, func(a *people.Association) *string { return (*string)(&a.From) }).reads("INT-E13"),
	one("life.association", "to", DateLike, Optional, 0, func(a *people.Association) *string { return (*string)(&a.To) }).reads("INT-E13"),
	one("life.association", "name", Text, Needed, 200, func(a *people.Association) *string { return &a.Name }).secret(),
	one("life.association", "activities", Text, Needed, 300, func(a *people.Association) *string { return &a.Activities }).secret(),
	one("life.association", "city", Text, Needed, 120, func(a *people.Association) *string { return &a.City }).secret(),
	one("life.association", "country", Country, Needed, 0, func(a *people.Association) *string { return &a.Country }),
}}}

var postForm = Sheet[people.Post]{{"post", []Question[people.Post]{
	one("life.post", "from", DateLike, Needed, 0, func(a *people.Post) *string { return (*string)(&a.From) }).reads("INT-E13"),
	one("life.post", "to", DateLike, Optional, 0, func(a *people.Post) *string { return (*string)(&a.To) }).reads("INT-E13"),
	one("life.post", "country", Country, Needed, 0, func(a *people.Post) *string { return &a.Country }),
	one("life.post", "level", Select, Needed, 0, func(a *people.Post) *string { return &a.Level }).of("life.post.level.is", people.PostLevels...),
	one("life.post", "department", Text, Needed, 200, func(a *people.Post) *string { return &a.Department }).secret(),
	one("life.post", "title", Text, Needed, 200, func(a *people.Post) *string { return &a.Title }).secret(),
}}}

var serviceForm = Sheet[people.Service]{{"service", []Question[people.Service]{
	one("life.service", "from", DateLike, Needed, 0, func(a *people.Service) *string { return (*string)(&a.From) }).reads("INT-E13"),
	one("life.service", "to", DateLike, Optional, 0, func(a *people.Service) *string { return (*string)(&a.To) }).reads("INT-E13"),
	one("life.service", "country", Country, Needed, 0, func(a *people.Service) *string { return &a.Country }),
	one("life.service", "unit", Text, Needed, 200, func(a *people.Service) *string { return &a.Unit }).secret(),
	one("life.service", "commander", Text, Optional, 120, func(a *people.Service) *string { return &a.Commander }).secret(),
	one("life.service", "grade", Text, Optional, 120, func(a *people.Service) *string { return &a.Rank }).secret(),
	one("life.service", "place", Text, Optional, 120, func(a *people.Service) *string { return &a.Place }).secret(),
	one("life.service", "left", Text, Optional, 300, func(a *people.Service) *string { return &a.Left }).secret(),
	one("life.service", "combat", Long, Optional, 1000, func(a *people.Service) *string { return &a.Combat }).secret(),
}}}

var registrationForm = Sheet[people.Person]{{"registration", []personQuestion{
	life("registration", "registered_by", Choice, Needed, 0, func(l *people.Life) *string { return &l.RegisteredBy }).of("life.registered_by", registrars...),
	one("life.registration", "registered", DateLike, Sometimes, 0, func(p *people.Person) *string { return (*string)(&p.Registered) }).when("registered_by", "unhcr", "both"),
	life("registration", "state_number", Text, Sometimes, 60, func(l *people.Life) *string { return &l.StateNumber }).when("registered_by", "state", "both").secret(),
	life("registration", "state_status", Text, Optional, 120, func(l *people.Life) *string { return &l.StateStatus }).when("registered_by", "state", "both"),
	one("life.registration", "recognised", Choice, Needed, 0, func(p *people.Person) *string { return &p.Recognised }).of("ask.yn", yesNo...),
	life("registration", "refusal", Choice, Needed, 0, func(l *people.Life) *string { return &l.Refusal }).of("ask.yn", yesNo...),
	life("registration", "refusal_why", Long, Sometimes, 2000, func(l *people.Life) *string { return &l.RefusalWhy }).when("refusal", people.Yes).secret(),
}}}

var flightForm = Sheet[people.Person]{
	{"why", []personQuestion{
		life("flight", "what_happened", Long, Needed, 12000, func(l *people.Life) *string { return &l.WhatHappened }).secret(),
		life("flight", "harm", Long, Needed, 6000, func(l *people.Life) *string { return &l.Harm }).secret(),
		life("flight", "sought", Choice, Needed, 0, func(l *people.Life) *string { return &l.Sought }).of("ask.yn", yesNo...),
		life("flight", "sought_result", Long, Needed, 2000, func(l *people.Life) *string { return &l.SoughtResult }).secret(),
		life("flight", "moved", Choice, Needed, 0, func(l *people.Life) *string { return &l.Moved }).of("ask.yn", yesNo...),
		life("flight", "moved_result", Long, Sometimes, 2000, func(l *people.Life) *string { return &l.MovedResult }).when("moved", people.Yes).secret(),
	}},
	{"way", []personQuestion{
		life("flight", "left", DateLike, Needed, 0, func(l *people.Life) *string { return (*string)(&l.Left) }),
		life("flight", "helped", Text, Optional, 300, func(l *people.Life) *string { return &l.Helped }).secret(),
		life("flight", "returned", Choice, Needed, 0, func(l *people.Life) *string { return &l.Returned }).reads("A-14").of("ask.yn", yesNo...),
		life("flight", "returned_why", Long, Sometimes, 2000, func(l *people.Life) *string { return &l.ReturnedWhy }).when("returned", people.Yes).secret(),
	}},
}

var legForm = Sheet[people.Leg]{{"leg", []Question[people.Leg]{
	one("life.leg", "country", Country, Needed, 0, func(l *people.Leg) *string { return &l.Country }),
	one("life.leg", "from", DateLike, Needed, 0, func(l *people.Leg) *string { return (*string)(&l.From) }).reads("INT-E13"),
	one("life.leg", "to", DateLike, Optional, 0, func(l *people.Leg) *string { return (*string)(&l.To) }).reads("INT-E13"),
	one("life.leg", "how", Text, Optional, 300, func(l *people.Leg) *string { return &l.How }).secret(),
}}}

var hereForm = Sheet[people.Person]{
	{"now", []personQuestion{
		life("here", "status_until", DateLike, Optional, 0, func(l *people.Life) *string { return (*string)(&l.StatusUntil) }),
		life("here", "situation", Long, Needed, 4000, func(l *people.Life) *string { return &l.Situation }).secret(),
		life("here", "threats", Long, Needed, 4000, func(l *people.Life) *string { return &l.Threats }).secret(),
	}},
	{"solutions", []personQuestion{
		life("here", "can_stay", Choice, Needed, 0, func(l *people.Life) *string { return &l.CanStay }).of("ask.yn", yesNo...),
		life("here", "can_stay_why", Long, Needed, 2000, func(l *people.Life) *string { return &l.CanStayWhy }).secret(),
		life("here", "elsewhere", Choice, Needed, 0, func(l *people.Life) *string { return &l.Elsewhere }).of("ask.yn", yesNo...),
		life("here", "elsewhere_what", Long, Sometimes, 2000, func(l *people.Life) *string { return &l.ElsewhereWhat }).when("elsewhere", people.Yes).secret(),
	}},
}

var relationsForm = Sheet[people.Person]{{"none", []personQuestion{
	lifeTick("relations", "friends_none", func(l *people.Life) *bool { return &l.FriendsNone }),
	lifeTick("relations", "relatives_none", func(l *people.Life) *bool { return &l.RelativesNone }),
}}}

var friendForm = Sheet[people.Friend]{{"friend", []Question[people.Friend]{
	one("life.friend", "name", Text, Needed, 120, func(f *people.Friend) *string { return &f.Name }).secret(),
	one("life.friend", "relation", Text, Needed, 80, func(f *people.Friend) *string { return &f.Relation }),
	one("life.friend", "city", Text, Optional, 120, func(f *people.Friend) *string { return &f.City }),
	one("life.friend", "contact", Text, Optional, 120, func(f *people.Friend) *string { return &f.Contact }).secret(),
}}}

var relativeForm = Sheet[people.Relative]{{"relative", []Question[people.Relative]{
	one("life.relative", "family", Text, Needed, 100, func(r *people.Relative) *string { return &r.Family }).reads("I-40").secret(),
	one("life.relative", "given", Text, Optional, 100, func(r *people.Relative) *string { return &r.Given }).secret(),
	one("life.relative", "relationship", Select, Needed, 0, func(r *people.Relative) *string { return (*string)(&r.Relationship) }).of("person.relationship.is", relationships()...),
	one("life.relative", "born", DateLike, Optional, 0, func(r *people.Relative) *string { return (*string)(&r.Born) }).secret(),
	one("life.relative", "residence", Country, Optional, 0, func(r *people.Relative) *string { return &r.Residence }),
	tick("life.relative", "deceased", func(r *people.Relative) *bool { return &r.Deceased }),
}}}

var arrivalForm = Sheet[people.Person]{{"arrival", []personQuestion{
	life("arrival", "needs", Long, Optional, 2000, func(l *people.Life) *string { return &l.Needs }).secret(),
	life("arrival", "release", Choice, Needed, 0, func(l *people.Life) *string { return &l.Release }).of("ask.yn", yesNo...),
}}}
