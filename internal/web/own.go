package web

import (
	"net/http"
	"strings"

	"passage/internal/app"
	"passage/internal/auth"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// A person's own page, opened with a card (I-88): no account, no name before the code, and in no title or address what it is. Whatever
// does not open says the same. The page sends nothing.

const (
	doorAt    = "/page/{key}"
	ownAt     = "/page"
	ownItemAt = "/page/item/{notice}"
)

type doorView struct {
	page
	Edit *form
}

func (w *Web) cardDoor(v *visit) error {
	p := doorView{page: v.page("own.title")}
	p.Edit = v.form("open", doorAt, v.value("key"))
	q := p.Edit.words(p.Edit.one("number", "code", v.T("own.code"), ""), "own.code")
	q.Value, q.Wide, q.Focus = "", "w-m", true // a code is never shown again
	p.Edit.Fields = []field{q}
	return v.show("card/door", p)
}

func (w *Web) openCard(v *visit) error {
	if err := w.Auth.Limit(v.r, "card"); err != nil {
		return err
	}
	code, ok := casefile.CardCode(v.typed("code"))
	if !ok {
		var c fault.Check
		c.Add("code", "own.code.form")
		return c.Err("own.code.wrong")
	}
	h, err := w.App.OpenCard(v.ctx(), v.value("key"), code)
	if err != nil {
		return err
	}
	if err := w.Auth.StartCard(v.ctx(), v.w, auth.CardSession{Case: string(h.Case), Card: h.Card}); err != nil {
		return err
	}
	return v.redirect(ownAt)
}

// holder is who opened a card in this browser; ok is false when nobody did, or too long ago.
func (v *visit) holder() (h app.Holder, ok bool, err error) {
	s, err := v.web.Auth.Card(v.r)
	if fault.KindOf(err) == fault.SignIn {
		return h, false, nil
	}
	v.Expires = s.Expires
	return app.Holder{Case: casefile.ID(s.Case), Card: s.Card}, err == nil, err
}

type closedView struct {
	page
	Text string // what was typed and not sent
}

// shut is the page that is shown when there is nothing to show: closed by its holder, after a while, or for good. It gives back what
// was typed, which was not sent.
func (v *visit) shut() error {
	if err := v.web.Auth.EndCard(v.w, v.r); err != nil {
		return err
	}
	v.Fault = nil
	p := closedView{page: v.page("own.title")}
	if v.posted() == "reply" || v.posted() == "time" {
		p.Text = strings.TrimSpace(v.typed("text"))
	}
	return v.show("card/closed", p)
}

// ownPage is the page of whoever holds the card of this browser; nil when it is shut, and then that was said.
func (v *visit) ownPage() (*app.Own, error) {
	h, ok, err := v.holder()
	if err != nil {
		return nil, err
	}
	if !ok {
		v.status = http.StatusNotFound
		return nil, v.shut()
	}
	own, err := v.web.App.OwnPage(v.ctx(), h)
	if fault.KindOf(err) == fault.NotFound {
		v.status = http.StatusNotFound
		return nil, v.shut()
	}
	return own, err
}

type ownView struct {
	page
	Until string
	Lines []ownLine
	Leave *form
	End   *form
}

type ownLine struct{ At, Words, State, Tag string }

func (w *Web) own(v *visit) error {
	own, err := v.ownPage()
	if own == nil {
		return err
	}
	p := ownView{page: v.page("own.title"), Until: v.F("own.until", map[string]any{"Day": own.Until}), Leave: v.form("leave", ownAt), End: v.form("end", ownAt).final()}
	for _, l := range own.Letters {
		x := ownLine{At: v.path(ownItemAt, l.ID), Words: v.F("own.letter", map[string]any{"Day": policy.DayOf(l.Sent)}), State: v.T("own.state.new"), Tag: "tag-info"}
		if l.Opened {
			x.State, x.Tag = v.T("own.state.read"), ""
		}
		if l.Due != "" && l.Takes {
			x.State, x.Tag = v.F("own.state.answer", map[string]any{"Day": l.Due}), "tag-warn"
		}
		p.Lines = append(p.Lines, x)
	}
	return v.show("card/own", p)
}

func (w *Web) closeOwn(v *visit) error {
	h, ok, err := v.holder()
	if err != nil {
		return err
	}
	switch {
	case !ok || v.posted() == "leave":
	case v.posted() == "end":
		if err := w.App.CloseOwn(v.ctx(), h); err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
	default:
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	return v.shut()
}

type ownItemView struct {
	page
	Head    string
	Letter  letterView
	Open    *form
	Answers []answerLine
	Due     string
	Over    string
	Reply   *form
	Time    *form
}

func (w *Web) ownItem(v *visit) error {
	own, err := v.ownPage()
	if own == nil {
		return err
	}
	l, err := own.Letter(v.value("notice"))
	if err != nil {
		return err
	}
	p := ownItemView{page: v.page("own.title"), Head: v.F("own.letter", map[string]any{"Day": policy.DayOf(l.Sent)})}
	if !l.Opened {
		p.Open = v.form("read", ownItemAt, l.ID)
		return v.show("card/item", p)
	}
	p.Letter = letterView{Subject: l.Subject, Lang: l.Lang, Nodes: app.ReadLetter(l.Text)}
	for _, a := range l.Answers {
		x := answerLine{What: v.T("fairness.answer." + string(a.What)), From: v.T("fairness.from.is." + a.From), On: v.Lang.Date(string(a.On)), Text: a.Text, Why: a.Refused}
		switch {
		case a.What != casefile.AnswerTime:
		case a.Open():
			x.State, x.Tag = v.T("own.time.waits"), "tag-warn"
		case a.Granted != "":
			x.State, x.Tag = v.F("fairness.answer.granted", map[string]any{"Day": a.Granted}), "tag-ok"
		default:
			x.State = v.T("fairness.answer.refused")
		}
		p.Answers = append(p.Answers, x)
	}
	if l.Due != "" {
		p.Due = v.F("own.due", map[string]any{"Day": l.Due})
	}
	if l.Takes {
		p.Main = "reply"
		p.Reply = v.form("reply", ownItemAt, l.ID)
		p.Reply.Fields = p.Reply.apart([]field{p.Reply.long("text", "own.text", "")})
		if l.Due != "" {
			p.Reply.Fields = append(p.Reply.Fields, p.Reply.tick("whole", "own.whole", false))
		}
	}
	if l.MoreTime {
		p.Time = v.form("time", ownItemAt, l.ID)
		p.Time.Fields = p.Time.apart([]field{p.Time.long("text", "own.time.why", "")})
	}
	return v.show("card/item", p)
}

func (w *Web) actOnOwn(v *visit) error {
	h, ok, err := v.holder()
	if err != nil {
		return err
	}
	if !ok {
		v.status = http.StatusNotFound
		return v.shut()
	}
	id, body, done := v.value("notice"), v.write().Body, ""
	switch what := v.posted(); what {
	case "read":
		err = w.App.ReadOwn(v.ctx(), h, v.Typed.Get("token"), body, id)
	case "reply", "time":
		in := casefile.Answer{What: casefile.AnswerReply, Text: v.typed("text"), Whole: v.typed("whole") == "yes"}
		if done = "own.replied"; what == "time" {
			in.What, in.Whole, done = casefile.AnswerTime, false, "own.asked"
		}
		err = w.App.AnswerOwn(v.ctx(), h, v.Typed.Get("token"), body, id, in)
	default:
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if fault.KindOf(err) == fault.NotFound {
		v.status = http.StatusNotFound
		return v.shut()
	}
	if err != nil {
		return err
	}
	if done == "" {
		return v.redirect(ownItemAt, id)
	}
	return v.done(done, ownItemAt, id)
}

// Bare says whether the page stands in a frame that says nothing of what it is.
func (v *reader) Bare() bool { return v.route.bare }
