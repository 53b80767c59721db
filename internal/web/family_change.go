package web

import (
	"strconv"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
)

// One page for whoever has to do with it: what changed in the family after the referral, what was answered, and the forms
// to ask and to answer (I-31). Partner, operations centre and office see the same.

const (
	familyAt       = "/families/{case}"
	familyAnswerAt = familyAt + "/{change}"
)

type familyChangesView struct {
	page
	Ref   string
	Back  string
	Waits bool // information required (I-32)
	Lines []familyChangeLine
	Edit  *form
	Typed string // an answer to what another has answered meanwhile: it is not lost
}

type familyChangeLine struct {
	Kind, On, Words, Asked, State, Tag string
	Who                                []fact
	Proof                              string
	Answer                             string
	Needs                              []string // what is still needed of the person it added, and of nobody else
	Form                               *form
}

// familyLook is the look by which a role opens the page, and where it goes back to.
func (v *visit) familyLook() (access.Action, string) {
	switch v.Actor.Role {
	case access.Caseworker, access.Reviewer, access.PartnerAdmin:
		return access.ViewReferral, "/referrals/{case}"
	case access.Clerk, access.SeniorClerk:
		return access.ViewIntake, "/intake/{case}"
	}
	return access.ViewCase, "/cases/{case}"
}

func (w *Web) changes(v *visit) error {
	look, back := v.familyLook()
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), look, "")
	if err != nil {
		return err
	}
	p := familyChangesView{page: v.page("family_change.title"), Ref: f.Case.Ref, Back: v.path(back, f.Case.ID), Waits: f.Case.Summary.Changes > 0}
	p.Title += ", " + f.Case.Ref
	ws := &worksheet{visit: v, f: f}
	turn := -1 // the one that is answered first: the oldest of another person's
	for i := range f.Changes {
		if c := &f.Changes[i]; turn < 0 && c.Open() && c.By != v.Actor.Account && w.App.May(v.Actor, access.AnswerChange, f.Case) {
			turn = i
		}
	}
	if turn < 0 && v.Typed.Get("form") == "answer" {
		p.Typed = v.Typed.Get("answer")
	}
	for i := len(f.Changes) - 1; i >= 0; i-- {
		l, err := v.familyChangeLine(ws, &f.Changes[i])
		if err != nil {
			return err
		}
		if i == turn {
			l.Form = v.form("answer", familyAnswerAt, f.Case.ID, f.Changes[i].ID).of(f.Changes[i].Version)
			l.Form.Fields = []field{l.Form.long("answer", "family_change.answer", "")}
			p.Main = "answer"
		}
		p.Lines = append(p.Lines, l)
	}
	if w.App.May(v.Actor, access.AskChange, f.Case) && f.Case.State.After() && f.Case.State != casefile.Returned {
		if p.Main == "" {
			p.Main = "family"
		}
		p.Edit = v.familyForm(ws)
	}
	return v.show("case/family", p)
}

func (v *visit) familyForm(ws *worksheet) *form {
	x := v.form("family", familyAt, ws.f.Case.ID)
	var kinds []string
	for _, k := range casefile.ChangeKinds {
		kinds = append(kinds, string(k))
	}
	who := x.one("select", "person", v.T("family_change.person"), "")
	var persons []option
	for i := range ws.f.Persons {
		if p := &ws.f.Persons[i]; !p.Deceased() {
			persons = append(persons, option{Value: p.ID, Label: numbered(p)})
		}
	}
	who.Options = ws.chosen(persons, who.Value)
	proof := x.one("select", "proof", v.T("family_change.proof"), "")
	proof.Options = ws.chosen(ws.documentOptions(), proof.Value)
	x.Fields = []field{x.choice("kind", "family_change.kind", "", "family_change.kind.is", kinds...), x.date("on", "family_change.on", ""), proof,
		x.long("words", "family_change.words", ""), who}
	var nobody people.Person
	sheet(x, referral.MemberForm, &nobody)
	return x
}

func (v *visit) familyChangeLine(ws *worksheet, c *casefile.FamilyChange) (familyChangeLine, error) {
	l := familyChangeLine{Kind: v.T("family_change.kind.is." + string(c.Kind)), On: v.Lang.Date(string(c.On)), Words: c.Words, State: v.T("family_change.status." + string(c.Status)), Tag: "tag-warn", Answer: c.Answer,
		Asked: v.Lang.DateTime(c.At.UTC())}
	if !partners[v.Actor.Role] { // who of the department asked is not the partner's to know
		l.Asked = v.F("assessment.form.saved_by", map[string]any{"Name": v.web.App.Name(v.ctx(), c.By), "Time": l.Asked})
	}
	for i := range ws.f.Documents {
		if d := &ws.f.Documents[i]; d.ID == c.Proof {
			l.Proof = v.T("document.kind.is." + d.Kind)
		}
	}
	switch {
	case c.New != nil:
		add := func(key, value string) {
			if value != "" {
				l.Who = append(l.Who, fact{v.T(key), value})
			}
		}
		add("sheet.cover.name", c.New.Shown())
		add("person.born.label", string(c.New.Born))
		add("person.relationship.label", v.T("person.relationship.is."+string(c.New.Relationship)))
		add("person.travelling.label", v.T("ask.yn."+c.New.Travelling))
	case c.Person != "":
		for i := range ws.f.Persons {
			if p := &ws.f.Persons[i]; p.ID == c.Person {
				l.Who = []fact{{v.T("family_change.who"), numbered(p)}}
			}
		}
	}
	switch c.Status {
	case casefile.ChangeAccepted:
		l.Tag = "tag-ok"
		for i := range ws.f.Persons {
			if p := &ws.f.Persons[i]; c.Kind.Adds() && p.ID == c.Person {
				lacks, err := v.web.App.NewcomerLacks(ws.f, p.Number)
				if err != nil {
					return l, err
				}
				for _, x := range lacks {
					l.Needs = append(l.Needs, v.lackWords(ws.f, x).Words)
				}
			}
		}
	case casefile.ChangeDeclined:
		l.Tag = ""
	}
	return l, nil
}

// personHead is a person of a case where a heading or a list names them.
func (v *reader) personHead(p people.Person) string {
	return v.F("case.person.head", map[string]any{"Number": p.Number, "Name": p.Shown()})
}

// numbered is a person as lists of a case have them, "2. Applicant 0412".
func numbered(p *people.Person) string { return strconv.Itoa(p.Number) + ". " + p.Shown() }

func (w *Web) askChange(v *visit) error {
	in := casefile.FamilyChange{Kind: casefile.ChangeKind(v.typed("kind")), On: policy.Day(v.day("on")), Person: v.typed("person"), Proof: v.typed("proof"), Words: v.typed("words")}
	if _, err := w.App.AskChange(v.ctx(), v.write(), in, answersTo(v, referral.MemberForm)); err != nil {
		return err
	}
	return v.done("family_change.asked", familyAt, v.caseID())
}

func (w *Web) answerChange(v *visit) error {
	if _, err := w.App.AnswerChange(v.ctx(), v.write(), v.value("change"), v.version(), v.pressed() == "accept", v.typed("answer")); err != nil {
		return err
	}
	return v.done("family_change.answered", familyAt, v.caseID())
}

// familyLink is the address of the page, "" where it has nothing for the reader.
func (v *visit) familyLink(f *app.File) string {
	if len(f.Changes) > 0 || v.web.App.May(v.Actor, access.AskChange, f.Case) && f.Case.State.After() && f.Case.State != casefile.Returned {
		return v.path(familyAt, f.Case.ID)
	}
	return ""
}
