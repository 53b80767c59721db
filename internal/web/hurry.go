package web

import (
	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/decision"
	"passage/internal/casework/policy"
)

// A case that cannot wait: the office's page, on which the operations centre is told, and what begins at once.

const hurryAt = "/cases/{case}/hurry"

type hurryView struct {
	casePage
	Lines   []recourseLine // messages, the latest first
	Letters []letterView   // as sent, in the same order
	Begun   []gateLine
	Send    *form
	Draft   *letterView
	Wait    string // why nothing can be sent now
}

func (w *Web) hurry(v *visit) error {
	f, p, err := v.openBefore("hurry.title")
	if err != nil {
		return err
	}
	view := hurryView{casePage: p}
	for i := len(f.Hurries) - 1; i >= 0; i-- {
		h := &f.Hurries[i]
		view.Lines = append(view.Lines, v.hurryLine(h))
		view.Letters = append(view.Letters, v.onwardLetter(h.Text, h.Subject, h.Language, decision.ToCentre))
	}
	for _, b := range w.App.Journey(f).AtOnce(f.Interviews) {
		l := gateLine{Icon: "ok", Words: v.T("hurry.begun." + b.Name)}
		if b.N > 0 {
			l = gateLine{Icon: "none", Words: v.T("hurry.begun." + b.Name + ".open")}
		}
		view.Begun = append(view.Begun, l)
	}
	var last decision.Hurry
	if n := len(f.Hurries); n > 0 {
		last = f.Hurries[n-1]
	}
	switch {
	case !decision.MayHurry(f.Case.State):
		view.Wait = v.T("hurry.state")
	case last.ID != "" && last.Open() && w.App.Today() <= last.AckBy:
		view.Wait = v.T("hurry.waits")
	case w.App.May(v.Actor, access.Hurry, f.Case):
		q := v.form("hurry", hurryAt, f.Case.ID).final()
		view.Send, view.Main = q, "hurry"
		q.Fields = []field{q.long("why", "hurry.why", last.Why), opt(q.date("by", "hurry.by", string(last.By))), q.long("background", "hurry.background", last.Background), opt(q.long("needs", "hurry.needs", last.Needs))}
		p, err := w.App.PreviewHurry(f, last, v.Lang)
		if err != nil {
			return err
		}
		draft := v.onwardLetter(p.Text, p.Subject, string(v.Lang), decision.ToCentre)
		draft.Blocked = v.blockedWords(p)
		view.Draft = &draft
	}
	return v.show("travel/hurry", view)
}

func (v *visit) hurryLine(h *decision.Hurry) recourseLine {
	l := recourseLine{Head: v.F("hurry.sent", map[string]any{"Day": policy.DayOf(h.At)}), State: v.F("hurry.due", map[string]any{"Day": h.AckBy}), Tag: "tag-info"}
	l.Facts = append(l.Facts, fact{v.T("hold.by"), v.web.App.Name(v.ctx(), h.Sender) + ", " + v.Lang.DateTime(h.At.UTC())})
	switch {
	case !h.Open():
		l.State, l.Tag = v.F("hurry.taken.on", map[string]any{"Day": policy.DayOf(h.TakenAt)}), "tag-ok"
	case h.AckBy < v.web.App.Today():
		l.State, l.Tag = v.F("hurry.over", map[string]any{"Day": h.AckBy}), "tag-warn"
	}
	return l
}

func (w *Web) sendHurry(v *visit) error {
	in := decision.Hurry{Why: v.typed("why"), By: policy.Day(v.day("by")), Background: v.typed("background"), Needs: v.typed("needs")}
	if _, err := w.App.SendHurry(v.ctx(), v.write(), in, v.Lang); err != nil {
		return err
	}
	return v.done("hurry.sent", hurryAt, v.caseID())
}

// hurries says whether the page has something to show or to do.
func (v *visit) hurries(f *app.File) bool {
	return len(f.Hurries) > 0 || decision.MayHurry(f.Case.State) && v.web.App.May(v.Actor, access.Hurry, f.Case)
}

// hurryNotice is the last message that a case cannot wait, as the operations centre reads it, and the form to say that it has it.
func (v *visit) hurryNotice(f *app.File) (letter *letterView, line *recourseLine, take *form) {
	n := len(f.Hurries)
	if n == 0 {
		return nil, nil, nil
	}
	h := &f.Hurries[n-1]
	x, l := v.onwardLetter(h.Text, h.Subject, h.Language, decision.ToCentre), v.hurryLine(h)
	if h.Open() && v.web.App.May(v.Actor, access.PassArrival, f.Case) {
		take = v.form("take-hurry", onwardOfAt, f.Case.ID).of(h.Version)
	}
	return &x, &l, take
}
