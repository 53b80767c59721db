package web

import (
	"strings"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
)

// The roster of interpreters (I-83): lists say numbers; who somebody is stands on their own page, which is entered as a look.

const (
	rosterAt         = "/interviews/interpreters"
	newInterpreterAt = rosterAt + "/new"
	interpreterAt    = rosterAt + "/{interpreter}"
)

type rosterView struct {
	page
	Rows []interpreterLine
	New  string
}

type interpreterLine struct{ At, Number, Languages, Until, Tag string }

func (w *Web) roster(v *visit) error {
	list, err := w.App.Roster(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	p := rosterView{page: v.page("interpreter.list.title")}
	for i := range list {
		x := &list[i]
		l := interpreterLine{At: v.path(interpreterAt, x.ID), Number: x.Number, Languages: v.tongues(x.Languages), Until: v.Lang.Date(string(x.Until))}
		switch today := w.App.Today(); {
		case x.Stopped != "" && x.Stopped <= today:
			l.Tag = v.T("interpreter.stopped.tag")
		case !x.Stands(today):
			l.Tag = v.T("interpreter.lapsed")
		}
		p.Rows = append(p.Rows, l)
	}
	if v.atDesk(access.KeepRoster) {
		p.New = v.path(newInterpreterAt)
	}
	return v.show("trip/roster", p)
}

type interpreterView struct {
	page
	Number string
	Facts  []fact
	Edit   *form
	Back   string
}

func (w *Web) newInterpreter(v *visit) error {
	if !v.atDesk(access.KeepRoster) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	p := interpreterView{page: v.page("interpreter.new.title"), Back: v.path(rosterAt)}
	p.Current, p.Main = "/interviews", "interpreter"
	p.Edit = v.interpreterForm(v.form("interpreter", newInterpreterAt), casefile.Interpreter{})
	return v.show("trip/interpreter", p)
}

func (w *Web) interpreter(v *visit) error {
	x, err := w.App.Interpreter(v.ctx(), v.Actor, v.value("interpreter"))
	if err != nil {
		return err
	}
	p := interpreterView{page: v.page("interpreter.page.title"), Number: x.Number, Back: v.path(rosterAt)}
	p.Title += ", " + x.Number
	p.Current = "/interviews"
	if v.atDesk(access.KeepRoster) {
		p.Main = "interpreter"
		p.Edit = v.interpreterForm(v.form("interpreter", interpreterAt, x.ID).of(x.Version), x)
		return v.show("trip/interpreter", p)
	}
	add := func(key, value string) {
		if value != "" {
			p.Facts = append(p.Facts, fact{v.T(key), value})
		}
	}
	add("interpreter.name", x.Name)
	add("interpreter.languages", v.tongues(x.Languages))
	add("interpreter.nationalities", v.countries(x.Nationalities))
	add("interpreter.network", x.Network)
	if x.Gender != "" {
		add("interpreter.gender", v.T("interpreter.gender.is."+x.Gender))
	}
	add("interpreter.vetted_by", x.VettedBy)
	add("interpreter.vetted", v.Lang.Date(string(x.Vetted)))
	add("interpreter.until", v.Lang.Date(string(x.Until)))
	add("interpreter.stopped", v.Lang.Date(string(x.Stopped)))
	return v.show("trip/interpreter", p)
}

func (v *visit) interpreterForm(q *form, x casefile.Interpreter) *form {
	name, network := q.text("name", "interpreter.name", x.Name), opt(q.long("network", "interpreter.network", x.Network))
	name.Sensitive, network.Sensitive, network.Rows = true, true, 3
	q.Fields = []field{
		wide(q.text("number", "interpreter.number", x.Number), "w-s"),
		name,
		opt(q.choice("gender", "interpreter.gender", x.Gender, "interpreter.gender.is", "F", "M")),
		q.text("languages", "interpreter.languages", v.tongues(x.Languages)),
		q.text("nationalities", "interpreter.nationalities", v.countries(x.Nationalities)),
		network,
		q.text("vetted_by", "interpreter.vetted_by", x.VettedBy),
		q.date("vetted", "interpreter.vetted", string(x.Vetted)),
		q.date("until", "interpreter.until", string(x.Until)),
	}
	if x.ID != "" {
		q.Fields = append(q.Fields, q.tick("stopped", "interpreter.stop", x.Stopped != ""))
	}
	return q
}

func (w *Web) enterInterpreter(v *visit) error {
	if v.posted() != "interpreter" {
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	in := casefile.Interpreter{ID: v.value("interpreter"), Version: v.version(), Number: v.typed("number"), Name: v.typed("name"), Gender: v.typed("gender"), Languages: v.languages("languages"),
		Nationalities: v.countriesTyped("nationalities"), Network: v.typed("network"), VettedBy: v.typed("vetted_by"), Vetted: policy.Day(v.day("vetted")), Until: policy.Day(v.day("until"))}
	if _, err := w.App.EnterInterpreter(v.ctx(), v.write(), in, v.typed("stopped") == "yes"); err != nil {
		return err
	}
	return v.done("interpreter.kept", rosterAt)
}

// countriesTyped are the codes of what was typed by name, with commas between.
func (v *visit) countriesTyped(name string) []string {
	typed := v.typed(name)
	if code, ok := i18n.CountryCode(typed); ok {
		return []string{code} // one country, whose name may hold a comma
	}
	var out []string
	for _, s := range strings.FieldsFunc(typed, func(r rune) bool { return r == ',' || r == ';' }) {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return named(out, i18n.CountryCode)
}
