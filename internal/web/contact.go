package web

import (
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
)

// The office's page on which it keeps how the applicants were tried of whom nothing is heard, and what is missing before the case may
// wait (I-80).

const contactAt = "/cases/{case}/contact"

type contactView struct {
	casePage
	Missing  []string
	Hold     string // address of the page on which the officer lets it wait
	Attempts []recourseLine
	Form     *form
}

func (w *Web) contact(v *visit) error {
	f, p, err := v.openCase(access.ViewCase, "contact.title")
	if err != nil {
		return err
	}
	view := contactView{casePage: p}
	for _, m := range w.App.NotLost(f, w.App.Today()) {
		view.Missing = append(view.Missing, v.T("contact.missing."+m))
	}
	if len(view.Missing) == 0 && v.mayHold(f, casefile.OnHold) {
		view.Hold = v.path(holdAt, f.Case.ID)
	}
	for i := len(f.Attempts) - 1; i >= 0; i-- {
		x := &f.Attempts[i]
		l := recourseLine{Head: v.Lang.Date(string(x.On)) + ", " + v.T("contact.channel.is."+x.Channel), State: v.T("contact.result.is." + x.Result), Words: x.Words}
		if x.Result == casefile.Reached {
			l.Tag = "tag-ok"
		}
		l.Facts = []fact{{v.T("hold.by"), w.App.Name(v.ctx(), x.By) + ", " + v.Lang.DateTime(x.At.UTC())}}
		view.Attempts = append(view.Attempts, l)
	}
	if w.App.May(v.Actor, access.TryContact, f.Case) {
		x := v.form("contact", contactAt, f.Case.ID)
		words := x.long("words", "contact.words", "")
		words.Optional, words.Rows = true, 3
		x.Fields = []field{x.date("on", "contact.on", ""), x.selects("channel", "contact.channel", "", "contact.channel.is", casefile.ContactWays...),
			x.choice("result", "contact.result", "", "contact.result.is", casefile.AttemptResults...), words}
		view.Form, view.Main = x, "contact"
	}
	return v.show("life/contact", view)
}

func (w *Web) tryContact(v *visit) error {
	in := casefile.Attempt{On: policy.Day(v.day("on")), Channel: v.typed("channel"), Result: v.typed("result"), Words: v.typed("words")}
	if _, err := w.App.TryContact(v.ctx(), v.write(), in); err != nil {
		return err
	}
	return v.done("contact.tried", contactAt, v.caseID())
}
