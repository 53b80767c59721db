package web

import (
	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
)

// The office's page on which the death of a person of a case is recorded, and what it stops (I-77).

const deathsAt = "/cases/{case}/deaths"

// act is a page on which something is recorded, as other pages lead to it.
type act struct{ At, Name string }

type deathsView struct {
	casePage
	Stopped bool // the principal applicant is dead, and an officer says what becomes of the case
	Ways    []act
	Deaths  []recourseLine
	Form    *form
}

func (w *Web) deaths(v *visit) error {
	f, p, err := v.openCase(access.ViewCase, "death.title")
	if err != nil {
		return err
	}
	view := deathsView{casePage: p, Stopped: app.Orphaned(f)}
	if view.Stopped {
		view.Ways = v.ways(f)
	}
	ws := v.worksheet(f, p)
	for i := len(f.Deaths) - 1; i >= 0; i-- {
		view.Deaths = append(view.Deaths, v.deathLine(f, &f.Deaths[i]))
	}
	if w.App.May(v.Actor, access.RecordDeath, f.Case) {
		x := v.form("death", deathsAt, f.Case.ID).final()
		view.Form, view.Main = x, "death"
		who := x.one("select", "person", v.T("death.who"), "")
		var living []option
		for i := range f.Persons {
			if q := &f.Persons[i]; q.OwnCase == "" && !q.Deceased() {
				living = append(living, option{Value: q.ID, Label: numbered(q)})
			}
		}
		who.Options = ws.chosen(living, who.Value)
		proof := x.one("select", "proof", v.T("death.proof"), "")
		proof.Options = ws.chosen(ws.documentOptions(), proof.Value)
		proof.Optional = true
		why := x.long("no_proof", "death.no_proof", "")
		why.Optional, why.Rows = true, 3
		x.Fields = []field{who, x.date("on", "death.on", ""), x.choice("source", "death.source", "", "death.source.is", casefile.DeathSources...), proof, why, x.tick("contact", "death.contact", false)}
	}
	return v.show("life/deaths", view)
}

func (v *visit) deathLine(f *app.File, d *casefile.Death) recourseLine {
	l := recourseLine{Words: d.NoProof}
	for i := range f.Persons {
		if p := &f.Persons[i]; p.ID == d.Person {
			l.Head = numbered(p)
		}
	}
	add := func(key, value string) { l.Facts = append(l.Facts, fact{v.T(key), value}) }
	add("death.on", string(d.On))
	add("death.source", v.T("death.source.is."+d.Source))
	proof := v.T("death.proof.none")
	for i := range f.Documents {
		if x := &f.Documents[i]; x.ID == d.Proof {
			proof = v.T("document.kind.is." + x.Kind)
		}
	}
	add("death.proof", proof)
	add("hold.by", v.web.App.Name(v.ctx(), d.By)+", "+v.Lang.DateTime(d.At.UTC()))
	return l
}

func (w *Web) recordDeath(v *visit) error {
	in := casefile.Death{Person: v.typed("person"), On: people.Partial(v.day("on")), Source: v.typed("source"), Proof: v.typed("proof"), NoProof: v.typed("no_proof"), Contact: v.typed("contact") != ""}
	if _, err := w.App.RecordDeath(v.ctx(), v.write(), in); err != nil {
		return err
	}
	return v.done("death.recorded", deathsAt, v.caseID())
}

// lifeActs are the pages of what life does to a case, as the reader may use them.
func (v *visit) lifeActs(f *app.File) (out []act) {
	add := func(may bool, pattern, key string) {
		if may {
			out = append(out, act{v.path(pattern, f.Case.ID), v.T(key)})
		}
	}
	add(len(f.Principals) > 0 || v.web.App.May(v.Actor, access.ChangePrincipal, f.Case), principalAt, "principal.link")
	add(v.splitLink(f) != "", splitAt, "split.link")
	add(len(f.Deaths) > 0 || v.web.App.May(v.Actor, access.RecordDeath, f.Case), deathsAt, "death.link")
	add(len(f.Attempts) > 0 || v.web.App.May(v.Actor, access.TryContact, f.Case), contactAt, "contact.link")
	add(len(f.Endings) > 0 || v.mayHold(f, casefile.ClosedUnused), endingAt, "ending.link")
	return out
}

// ways are what may become of a case whose principal applicant is dead.
func (v *visit) ways(f *app.File) (out []act) {
	if v.web.App.May(v.Actor, access.ChangePrincipal, f.Case) {
		out = append(out, act{v.path(principalAt, f.Case.ID), v.T("principal.link")})
	}
	if v.mayHold(f, casefile.ClosedUnused) {
		out = append(out, act{v.path(endingAt, f.Case.ID), v.T("ending.link")})
	}
	return out
}
