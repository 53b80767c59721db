package web

import (
	"slices"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/i18n"
)

// People, for the administrator (wireframe D1): who has which role where, who is frozen, and whose link to a country keeps
// them from cases against it (decision 14). An administrator sees no case.

// peopleView is the list, unit by unit.
type peopleView struct {
	page
	Units []peopleUnit
}

type peopleUnit struct {
	ID, Name string
	People   []peopleLine
}

type peopleLine struct {
	ID, Name, Role string
	Links          int
	Frozen         bool
}

func (w *Web) people(v *visit) error {
	if err := access.Allow(v.Actor, access.ViewAccounts, access.Resource{Partner: v.Actor.Unit}); err != nil {
		return err
	}
	list, err := w.App.Accounts(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	p := peopleView{page: v.page("people.title")}
	for _, a := range list {
		i := slices.IndexFunc(p.Units, func(u peopleUnit) bool { return u.ID == a.Unit })
		if i < 0 {
			i = len(p.Units)
			p.Units = append(p.Units, peopleUnit{ID: a.Unit, Name: v.unit(a.Unit)})
		}
		p.Units[i].People = append(p.Units[i].People, peopleLine{a.ID, a.Details.Name, v.T("role." + string(a.Role)), len(a.Details.Links), a.Frozen})
	}
	slices.SortFunc(p.Units, func(a, b peopleUnit) int { return strings.Compare(a.Name, b.Name) })
	return v.show("people/list", p)
}

// staffView is one account: what it may do is its role's, and changes are two.
type staffView struct {
	page
	ID, Name, Role, Work string
	Frozen, Self         bool
	Links                []linkLine
	Freeze, Link         *form
}

type linkLine struct {
	Code, Name string
	Drop       *form
}

func (w *Web) staff(v *visit) error {
	a, err := w.App.Person(v.ctx(), v.Actor, v.value("account"))
	if err != nil {
		return err
	}
	p := staffView{page: v.page("people.one.title"), ID: a.ID, Name: a.Details.Name, Role: v.T("role." + string(a.Role)), Work: v.unit(a.Unit),
		Frozen: a.Frozen, Self: a.ID == v.Actor.Account}
	p.Current = "/people"
	p.Freeze = v.form("freeze", "/people/{account}", a.ID).final()
	for _, code := range a.Details.Links {
		p.Links = append(p.Links, linkLine{code, v.Lang.Country(code), v.form("drop-"+code, "/people/{account}", a.ID)})
	}
	p.Link = v.form("link", "/people/{account}", a.ID)
	country := p.Link.one("country", "country", v.T("people.link.country"), "")
	country.Hint, country.List, country.Wide = v.T("people.link.country.hint"), "l-countries", "w-l"
	p.Link.Fields = []field{country}
	p.Main = "link"
	return v.show("people/one", p)
}

func (w *Web) changeStaff(v *visit) error {
	id := v.value("account")
	write := v.write()
	write.Case = ""
	var err error
	done := ""
	switch go1, code, _ := strings.Cut(v.pressed(), " "); go1 {
	case "freeze":
		done, err = "people.frozen", w.App.Freeze(v.ctx(), write, id, true)
	case "thaw":
		done, err = "people.thawed", w.App.Freeze(v.ctx(), write, id, false)
	case "unlink":
		done, err = "people.unlinked", w.App.DeclareLink(v.ctx(), write, id, code, false)
	default:
		country, ok := i18n.CountryCode(v.typed("country"))
		if !ok {
			country = v.typed("country")
		}
		done, err = "people.linked", w.App.DeclareLink(v.ctx(), write, id, country, true)
	}
	if err != nil {
		return err
	}
	return v.done(done, "/people/{account}", id)
}

// auditView is the log (wireframe D2): over all cases, or of one reference.
type auditView struct {
	page
	Tabs   []tab
	Ref    field
	Of     string
	Looks  []trailLine
	Events []trailLine
}

type tab struct {
	At, Name string
	Current  bool
}

type trailLine struct {
	Stamp, When, By, Role, What, Outcome, Ref, RefAt string
	Denied                                           bool
}

// outcomes are the parts of the log, in the order of the page; what was refused comes first.
var outcomes = []string{"denied", "released", "shown"}

func (w *Web) audit(v *visit) error {
	kind := v.query("kind")
	if !slices.Contains(outcomes, kind) {
		kind = outcomes[0]
	}
	p := auditView{page: v.page("audit.title")}
	p.Ref = field{Kind: "text", Name: "ref", ID: "f-ref", Label: v.T("audit.ref"), Hint: v.T("audit.ref.hint"), Value: v.query("ref"), Wide: "w-m"}
	trail, err := w.App.Audit(v.ctx(), v.Actor, app.Result(kind), v.query("ref"))
	if _, f := answer(err); err != nil && f != nil && len(f.Fields) > 0 {
		p.Ref.Error, v.status = v.say(f.Fields[0].Key, nil), f.Kind.Status()
		return v.show("people/audit", p)
	}
	if err != nil {
		return err
	}
	here := v.path("/audit")
	for _, k := range outcomes {
		p.Tabs = append(p.Tabs, tab{here + "?kind=" + k, v.T("audit.kind." + k), trail.Ref == "" && k == kind})
	}
	p.Of = trail.Ref
	for i := range trail.Looks {
		l := &trail.Looks[i]
		line := trailLine{Stamp: l.At.UTC().Format("2006-01-02T15:04:05Z"), When: v.Lang.DateTime(l.At.UTC()), By: w.App.Name(v.ctx(), l.Actor.Account), Role: v.T("role." + string(l.Actor.Role)),
			What: v.T("action." + string(l.Action)), Outcome: v.T("looked." + string(l.Outcome)), Denied: l.Outcome == "denied"}
		if ref := trail.Refs[l.Case]; ref != "" && trail.Ref == "" {
			line.Ref, line.RefAt = ref, here+"?ref="+ref
		}
		p.Looks = append(p.Looks, line)
	}
	for i := range trail.Events {
		e := &trail.Events[i]
		line := trailLine{Stamp: e.At.UTC().Format("2006-01-02T15:04:05Z"), When: v.Lang.DateTime(e.At.UTC()), By: w.App.Name(v.ctx(), e.Actor.Account), Role: v.T("role." + string(e.Actor.Role)),
			What: v.T("action." + string(e.Action))}
		if e.State != "" {
			line.Outcome = v.T("casefile.state." + string(e.State))
		}
		p.Events = append(p.Events, line)
	}
	return v.show("people/audit", p)
}
