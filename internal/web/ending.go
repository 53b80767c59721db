package web

import (
	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/i18n"
)

// The office's page on which a case is closed before anybody of it arrived, in neutral words (I-77, I-81, CLOSED_UNUSED).

const endingAt = "/cases/{case}/ending"

type endingView struct {
	casePage
	Ends []recourseLine
	Form *form
	Died bool
}

func (w *Web) ending(v *visit) error {
	f, p, err := v.openCase(access.ViewDecision, "ending.title")
	if err != nil {
		return err
	}
	view := endingView{casePage: p, Died: app.Orphaned(f)}
	for i := range f.Endings {
		view.Ends = append(view.Ends, v.endingLine(f, &f.Endings[i]))
	}
	if v.mayHold(f, casefile.ClosedUnused) {
		view.Form, view.Main = v.endingForm(v.worksheet(f, p), view.Died), "ending"
	}
	return v.show("life/ending", view)
}

func (v *visit) endingForm(ws *worksheet, died bool) *form {
	f := ws.f
	x := v.form("ending", endingAt, f.Case.ID).final()
	if died { // nothing else is open, and it is the assigned officer's (I-77)
		x.Fields = []field{x.choice("why", "ending.why", "", "ending.why.is", casefile.PrincipalDied), x.long("words", "ending.words", "")}
		return x
	}
	proof := x.words(x.one("select", "proof", v.T("ending.proof"), ""), "ending.proof")
	proof.Options = ws.chosen(ws.documentOptions(), proof.Value)
	covers := x.words(x.many("covers", "ending.covers", nil, ""), "ending.covers")
	var adults []option
	for _, id := range app.Signatories(f, v.web.App.Today()) {
		for i := range f.Persons {
			if p := &f.Persons[i]; p.ID == id {
				adults = append(adults, option{Value: id, Label: numbered(p)})
			}
		}
	}
	country := x.words(x.one("country", "country", v.T("ending.country"), ""), "ending.country")
	fields := []field{x.date("on", "ending.on", ""), x.pick(covers, adults...), proof,
		x.choice("said", "ending.said", "", "ending.said.is", casefile.EndingSaid...), country,
		x.selects("channel", "ending.channel", "", "ending.channel.is", casefile.StatementChannels...), x.long("words", "ending.words", "")}
	for i := range fields {
		fields[i].Optional = true
	}
	x.Fields = append([]field{x.choice("why", "ending.why", "", "ending.why.is", casefile.VisasUnused, casefile.TakenElsewhere, casefile.ChoseToReturn)}, fields...)
	return x
}

func (v *visit) endingLine(f *app.File, e *casefile.Ending) recourseLine {
	l := recourseLine{Head: v.T("ending.why.is." + e.Why), Words: e.Words}
	add := func(key, value string) {
		if value != "" {
			l.Facts = append(l.Facts, fact{v.T(key), value})
		}
	}
	add("ending.on", string(e.On))
	add("ending.country", v.country(e.Country))
	if e.Said != "" {
		add("ending.said", v.T("ending.said.is."+e.Said))
	}
	if e.Channel != "" {
		add("ending.channel", v.T("ending.channel.is."+e.Channel))
	}
	for i := range f.Documents {
		if d := &f.Documents[i]; d.ID == e.Proof {
			add("ending.proof", v.T("document.kind.is."+d.Kind))
		}
	}
	add("hold.by", v.web.App.Name(v.ctx(), e.By)+", "+v.Lang.DateTime(e.At.UTC()))
	return l
}

func (w *Web) closeUnused(v *visit) error {
	country := v.typed("country")
	if code, ok := i18n.CountryCode(country); ok {
		country = code
	}
	in := casefile.Ending{Why: v.typed("why"), On: people.Partial(v.day("on")), Country: country, Said: v.typed("said"), Channel: v.typed("channel"), Proof: v.typed("proof"), Covers: v.Typed["covers"], Words: v.typed("words")}
	if _, err := w.App.CloseUnused(v.ctx(), v.write(), in); err != nil {
		return err
	}
	return v.done("ending.closed", endingAt, v.caseID())
}
