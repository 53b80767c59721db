package web

import (
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
)

// The officer's page on which a file goes on under another principal applicant, and every relationship is stated anew (I-78).

const principalAt = "/cases/{case}/principal"

type principalView struct {
	casePage
	Lock    string // day of the referral, which stays
	Changes []principalLine
	Form    *form
	Nobody  bool // no other adult of the file is to travel
}

type principalLine struct {
	recourseLine
	Ties []tieLine
}

type tieLine struct{ Who, Was, Now, Follows string }

func (w *Web) principal(v *visit) error {
	f, p, err := v.openCase(access.ViewCase, "principal.title")
	if err != nil {
		return err
	}
	view := principalView{casePage: p, Lock: v.Lang.Date(string(f.Case.Referred))}
	for i := len(f.Principals) - 1; i >= 0; i-- {
		view.Changes = append(view.Changes, v.principalLine(f, &f.Principals[i]))
	}
	if w.App.May(v.Actor, access.ChangePrincipal, f.Case) {
		heirs := app.Heirs(f, w.App.Today())
		if view.Nobody = len(heirs) == 0; !view.Nobody {
			view.Form, view.Main = v.principalForm(v.worksheet(f, p), heirs), "principal"
		}
	}
	return v.show("life/principal", view)
}

func (v *visit) principalForm(ws *worksheet, heirs []people.Person) *form {
	x := v.form("principal", principalAt, ws.f.Case.ID).final()
	to := x.one("select", "to", v.T("principal.to"), "")
	var who []option
	for i := range heirs {
		who = append(who, option{Value: heirs[i].ID, Label: numbered(&heirs[i])})
	}
	to.Options = ws.chosen(who, to.Value)
	paper := func(name, key string, optional bool) field {
		q := x.words(x.one("select", name, v.T(key), ""), key)
		q.Options, q.Optional = ws.chosen(ws.documentOptions(), q.Value), optional
		return q
	}
	x.Fields = []field{to, x.choice("why", "principal.why", "", "principal.why.is", casefile.PrincipalWhy...), paper("consent", "principal.consent", false), paper("proof", "principal.proof", true), x.long("words", "principal.words", "")}
	for _, p := range people.InCase(ws.f.Persons) {
		name := "tie." + p.ID
		q := x.one("select", name, v.F("principal.tie", map[string]any{"Who": numbered(&p), "Was": v.T("person.relationship.is." + string(p.Relationship))}), "")
		var codes []string
		for _, r := range casefile.Ties {
			codes = append(codes, string(r))
		}
		q.Options = x.options(name, "person.relationship.is", []string{q.Value}, codes)
		x.Fields = append(x.Fields, q)
	}
	x.Fields = append(x.Fields, x.tick("seen", "principal.seen", false))
	return x
}

func (v *visit) principalLine(f *app.File, c *casefile.PrincipalChange) principalLine {
	name := func(id string) string {
		for i := range f.Persons {
			if p := &f.Persons[i]; p.ID == id {
				return numbered(p)
			}
		}
		return ""
	}
	l := principalLine{recourseLine: recourseLine{Head: name(c.To), Words: c.Words}}
	l.Facts = []fact{{v.T("principal.from"), name(c.From)}, {v.T("principal.why"), v.T("principal.why.is." + c.Why)}, {v.T("principal.lock"), v.Lang.Date(string(c.Referred))},
		{v.T("hold.by"), v.web.App.Name(v.ctx(), c.By) + ", " + v.Lang.DateTime(c.At.UTC())}}
	for _, t := range c.Ties {
		line := tieLine{Who: name(t.Person), Was: v.T("person.relationship.is." + string(t.Was)), Now: v.T("person.relationship.is." + string(t.Now)), Follows: v.T("principal.follows.member")}
		switch {
		case t.Ended():
			line.Follows = v.T("principal.follows.own_case")
		case t.Is == people.Open:
			line.Follows = v.T("principal.follows.open")
		}
		l.Ties = append(l.Ties, line)
	}
	return l
}

func (w *Web) changePrincipal(v *visit) error {
	in := casefile.PrincipalChange{To: v.typed("to"), Why: v.typed("why"), Proof: v.typed("proof"), Consent: v.typed("consent"), Words: v.typed("words"), Seen: v.typed("seen") != ""}
	for name := range v.Typed {
		if id, ok := strings.CutPrefix(name, "tie."); ok && v.typed(name) != "" {
			in.Ties = append(in.Ties, casefile.Tie{Person: id, Now: people.Relationship(v.typed(name))})
		}
	}
	if _, err := w.App.ChangePrincipal(v.ctx(), v.write(), in); err != nil {
		return err
	}
	return v.done("principal.changed", principalAt, v.caseID())
}
