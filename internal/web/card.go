package web

import (
	"slices"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
)

// The cards with which an applicant reads their own letters (I-88): the pages of the office and of the partner on which one is given
// and ended. The holder's own pages are in own.go.

const (
	cardsAt     = "/cases/{case}/cards"
	handCardsAt = messagesAt + "/{case}/cards"
)

type cardsView struct {
	page
	Ref, Back string
	Lines     []cardLine
	Not       string // why none can be given
	Edit      *form
}

type cardLine struct {
	ID, For, State, Tag string
	Facts               []fact
	End                 *form
}

// cardsOf opens the case as the reader may, and says where they came from.
func (v *visit) cardsOf() (f *app.File, at, back string, err error) {
	if partners[v.Actor.Role] {
		f, err = v.web.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewReferral, "")
		if err == nil && (f.Case.ReferredBy != v.Actor.Unit || !f.Case.State.After()) {
			err = fault.New(fault.NotFound, "fault.not_found")
		}
		return f, handCardsAt, v.path(messagesOfAt, v.caseID()), err
	}
	f, err = v.web.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewDecision, "")
	return f, cardsAt, v.path(noticesAt, v.caseID()), err
}

func (w *Web) cards(v *visit) error {
	f, at, back, err := v.cardsOf()
	if err != nil {
		return err
	}
	p := cardsView{page: v.page("card.title"), Ref: f.Case.Ref, Back: back}
	p.Title += ", " + f.Case.Ref
	p.Current = "/cases"
	if at == handCardsAt {
		p.Current = messagesAt
	}
	today := w.App.Today()
	may := w.App.May(v.Actor, access.EndCard, f.Case)
	for i := range slices.Backward(f.Cards) {
		p.Lines = append(p.Lines, v.cardLine(f, &f.Cards[i], at, today, may))
	}
	if !w.App.May(v.Actor, access.GiveCard, f.Case) {
		return v.show("card/give", p)
	}
	if err := w.App.MayUsePage(f, today); err != nil {
		_, no := answer(err)
		p.Not = v.say(no.Key, no.Args)
		return v.show("card/give", p)
	}
	p.Main = "give"
	p.Edit = v.form("give", at, f.Case.ID).final()
	holders := []string{string(casefile.ForApplicant)}
	if app.Represented(f) {
		holders = append(holders, string(casefile.ForRepresentative))
	}
	until := p.Edit.date("until", "card.until", string(today.Add(w.App.CardDays(today))))
	until.Hint = v.N("card.until.most", w.App.CardDays(today), nil)
	p.Edit.Fields = []field{p.Edit.choice("for", "card.for", string(casefile.ForApplicant), "card.for.is", holders...), until, p.Edit.choice("forced", "card.forced", "yes", "card.forced.is", "yes", "no")}
	return v.show("card/give", p)
}

func (v *visit) cardLine(f *app.File, c *casefile.Card, at string, today policy.Day, may bool) cardLine {
	name := func(account string) string { return v.web.App.Name(v.ctx(), account) }
	l := cardLine{ID: c.ID, For: v.T("card.for.is." + string(c.For)), Facts: []fact{{v.T("card.by"), name(c.By) + ", " + v.Lang.DateTime(c.At.UTC())}}}
	switch {
	case c.Holds(today):
		l.State, l.Tag = v.F("card.state.open", map[string]any{"Day": c.Until}), "tag-ok"
		if may {
			l.End = v.form("end-"+c.ID[:6], at, f.Case.ID).of(c.Version)
		}
	case c.Ended.IsZero():
		l.State = v.F("card.state.over", map[string]any{"Day": c.Until})
	default:
		l.State = v.F("card.state."+string(c.Why), map[string]any{"Day": policy.DayOf(c.Ended), "Name": name(c.EndedBy)})
	}
	if c.Why == casefile.CardTried {
		l.Tag = "tag-warn"
	}
	used := v.T("card.used.never")
	if !c.Used.IsZero() {
		used = v.Lang.DateTime(c.Used.UTC())
	}
	l.Facts = append(l.Facts, fact{v.T("card.used"), used})
	if c.Wrong > 0 {
		l.Facts = append(l.Facts, fact{v.T("card.wrong"), v.N("card.wrong.of", c.Wrong, map[string]any{"Most": casefile.CardTries})})
	}
	if !c.Alarm.IsZero() {
		l.State, l.Tag = v.F("card.state.alarm", map[string]any{"Day": policy.DayOf(c.Alarm)}), "tag-stop"
	}
	return l
}

// madeView is a card as it is shown once: the two halves apart, in the words of whoever will hold them.
type madeView struct {
	page
	Back    string
	Tongue  i18n.Lang
	Address string
	Words   map[string]string
	Code    string
	Forced  string
}

func (w *Web) actOnCards(v *visit) error {
	f, at, _, err := v.cardsOf()
	if err != nil {
		return err
	}
	if v.posted() != "give" {
		for _, c := range f.Cards {
			if v.posted() == "end-"+c.ID[:6] {
				if _, err := w.App.EndCard(v.ctx(), v.write(), c.ID, v.version()); err != nil {
					return err
				}
				return v.done("card.ended", at, f.Case.ID)
			}
		}
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	forced := v.typed("forced")
	if forced != "yes" && forced != "no" {
		var c fault.Check
		c.Add("forced", "card.forced.needed")
		return c.Err("card.check")
	}
	s, err := w.App.GiveCard(v.ctx(), v.write(), casefile.Card{For: casefile.CardHolder(v.typed("for")), Until: policy.Day(v.day("until"))}, forced == "yes")
	if err != nil {
		return err
	}
	p := madeView{page: v.page("card.made.title"), Back: v.path(at, f.Case.ID), Tongue: s.Lang, Code: grouped(s.Code), Forced: grouped(s.Forced)}
	if !p.Tongue.Valid() {
		p.Tongue = v.Lang
	}
	to, err := w.path(p.Tongue, doorAt, s.Key)
	if err != nil {
		return err
	}
	origin := w.Origin
	if origin == "" {
		origin = "http://" + v.r.Host
	}
	p.Address = origin + to
	p.Words = map[string]string{"open": p.Tongue.T("card.slip.open"), "until": p.Tongue.F("card.slip.until", map[string]any{"Day": s.Until}), "code": p.Tongue.T("card.slip.code"), "number": p.Tongue.T("card.slip.number")}
	return v.show("card/made", p)
}

// grouped is a code as people read it to one another.
func grouped(code string) string {
	if len(code) != casefile.CardDigits {
		return code
	}
	return code[:4] + " " + code[4:]
}

// cardsLink is where the cards of a case are, for whoever may give one or has given some.
func (v *visit) cardsLink(f *app.File, at string) string {
	if len(f.Cards) == 0 && !v.web.App.May(v.Actor, access.GiveCard, f.Case) {
		return ""
	}
	return v.path(at, f.Case.ID)
}

// toPage is the form that puts a notice on the applicant's own page, nil where that cannot be.
func (v *visit) toPage(f *app.File, n casefile.Notice, lang string) *form {
	c, ok := app.CardHolding(f, v.web.App.Today())
	if !ok || !c.Alarm.IsZero() || n.To != casefile.ToApplicant || v.web.App.MayUsePage(f, v.web.App.Today()) != nil {
		return nil
	}
	q := v.form("page", noticeAt, f.Case.ID, n.ID).final().of(n.Version)
	q.Fields = q.apart([]field{q.choice("language", "notice.lang", lang, "notice.lang.is", "en", "fr")})
	return q
}
