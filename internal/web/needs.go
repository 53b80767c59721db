package web

import (
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// What whoever receives a person has to get ready, in practical terms and never as an illness.

const needsAt = travellerAt + "/needs"

type needsView struct {
	casePage
	Name  string
	Lines []fact
	Saved string
	Form  *form
}

func (w *Web) needs(v *visit) error {
	f, p, err := v.openCase(access.ViewDecision, "needs.title")
	if err != nil {
		return err
	}
	x, ok := itemOf(f.Persons, v.value("person"), func(p *people.Person) string { return p.ID })
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	n := app.NeedsOf(f, x.ID)
	view := needsView{casePage: p, Name: v.personHead(x), Lines: v.needLines(n)}
	if n.By != "" {
		view.Saved = v.F("assessment.form.saved_by", map[string]any{"Name": w.App.Name(v.ctx(), n.By), "Time": v.Lang.DateTime(n.At.UTC())})
	}
	if w.App.May(v.Actor, access.RecordNeeds, f.Case) && x.OwnCase == "" && !x.Deceased() {
		q := v.form("needs", needsAt, f.Case.ID, x.ID).of(n.Version)
		codes := q.many("codes", "needs.codes", n.Codes, "needs.code", casefile.PracticalNeeds...)
		codes.Optional = true
		q.Fields = []field{codes, opt(q.long("words", "needs.words", n.Words)), opt(q.long("detail", "needs.detail", n.Detail)), opt(q.long("detail_why", "needs.detail_why", n.Why)),
			opt(q.choice("agreed", "needs.agreed", n.Agreed.By, "needs.agreed.is", casefile.ConsentGivers...)), opt(q.date("agreed_on", "needs.agreed_on", string(n.Agreed.On)))}
		view.Form, view.Main = q, "needs"
	}
	return v.show("travel/needs", view)
}

// needLines are a person's needs as pages show them.
func (v *visit) needLines(n casefile.Needs) (out []fact) {
	var list []string
	for _, c := range n.Codes {
		list = append(list, v.T("needs.code."+c))
	}
	for _, x := range []fact{{v.T("needs.codes"), strings.Join(list, "; ")}, {v.T("needs.words"), n.Words}, {v.T("needs.detail"), n.Detail}, {v.T("needs.detail_why"), n.Why}} {
		if x.Value != "" {
			out = append(out, x)
		}
	}
	if n.Agreed.By != "" {
		out = append(out, fact{v.T("needs.agreed"), v.T("needs.agreed.is."+n.Agreed.By) + ", " + v.Lang.Date(string(n.Agreed.On))})
	}
	return out
}

func (w *Web) recordNeeds(v *visit) error {
	in := casefile.Needs{Person: v.value("person"), Version: v.version(), Codes: v.Typed["codes"], Words: v.typed("words"), Detail: v.typed("detail"), Why: v.typed("detail_why"),
		Agreed: casefile.ConsentToTell{By: v.typed("agreed"), On: policy.Day(v.day("agreed_on"))}}
	if _, err := w.App.RecordNeeds(v.ctx(), v.write(), in); err != nil {
		return err
	}
	return v.done("needs.saved", travelAt, v.caseID())
}
