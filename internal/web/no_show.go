package web

import (
	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Whether somebody who did not arrive is safe (I-107), and that the plain words on passports and travel were received (decision 9).

const (
	unarrivedAt = travellerAt + "/safe"
	wordsAt     = travellerAt + "/words"
)

type unarrivedView struct {
	casePage
	Name  string
	Lines []recourseLine
	Ask   *form
	Find  *form
}

// ofTravel is a person of a case whose travel is looked at.
func (v *visit) ofTravel(open func(title string) (*app.File, casePage, error), title string) (*app.File, casePage, people.Person, error) {
	f, p, err := open(title)
	if err != nil {
		return nil, p, people.Person{}, err
	}
	x, ok := itemOf(f.Persons, v.value("person"), func(p *people.Person) string { return p.ID })
	if !ok {
		return nil, p, x, fault.New(fault.NotFound, "fault.not_found")
	}
	return f, p, x, nil
}

func (w *Web) unarrived(v *visit) error {
	f, p, x, err := v.ofTravel(v.openBefore, "no_show.title")
	if err != nil {
		return err
	}
	view := unarrivedView{casePage: p, Name: v.personHead(x)}
	for i := len(f.SafetyChecks) - 1; i >= 0; i-- {
		if s := &f.SafetyChecks[i]; s.Person == x.ID {
			view.Lines = append(view.Lines, v.checkLine(s))
		}
	}
	s, waits := decision.Unchecked(f.SafetyChecks, x.ID)
	if !waits || !w.App.May(v.Actor, access.CheckSafe, f.Case) {
		return v.show("travel/safe", view)
	}
	if !s.Settled() {
		q := v.form("ask", unarrivedAt, f.Case.ID, x.ID).final().of(s.Version)
		way := q.selects("way", "no_show.way.label", "", "safety.channel")
		var ways []option
		for _, c := range people.Channels {
			if app.Plan(f).Allows(c, w.App.Today()) == nil {
				ways = append(ways, option{Value: c, Label: v.T("safety.channel." + c)})
			}
		}
		whom := []string{"partner"}
		if len(ways) > 0 {
			whom = decision.SafetyAsked
		}
		q.Fields = []field{q.choice("whom", "no_show.whom.label", "", "no_show.whom.is", whom...)}
		if len(ways) > 0 {
			q.Fields = append(q.Fields, opt(q.pick(way, ways...)))
		}
		q.Fields = append(q.Fields, q.long("words", "no_show.words.label", v.F("no_show.words.offered", map[string]any{"Number": x.Number})))
		view.Ask, view.Main = q, "ask"
	}
	if s.Asked != "" {
		q := v.form("heard", unarrivedAt, f.Case.ID, x.ID).of(s.Version)
		q.Fields = []field{q.choice("found", "no_show.found.label", s.Found, "no_show.found.is", decision.SafetyFound...), q.date("found_on", "no_show.found_on.label", ""), q.long("note", "no_show.note.label", s.Note)}
		view.Find, view.Main = q, "heard"
	}
	return v.show("travel/safe", view)
}

func (v *visit) checkLine(s *decision.SafetyCheck) recourseLine {
	l := recourseLine{Head: v.F("no_show.of", map[string]any{"Day": s.Owed}), State: v.F("notice.due", map[string]any{"Day": s.Due}), Tag: "tag-warn", Words: s.Words, Note: s.Note}
	add := func(key, value string) {
		if value != "" {
			l.Facts = append(l.Facts, fact{v.T(key), value})
		}
	}
	if s.Asked != "" {
		l.State, l.Tag = v.F("no_show.asked", map[string]any{"Day": s.Asked}), "tag-info"
		add("no_show.whom.label", v.T("no_show.whom.is."+s.Whom))
		if s.Whom == "person" {
			add("no_show.way.label", v.T("safety.channel."+s.Way))
		}
		add("hold.by", v.web.App.Name(v.ctx(), s.By)+", "+v.Lang.DateTime(s.At.UTC()))
	}
	if s.Settled() {
		l.State, l.Tag = v.T("no_show.found.is."+s.Found), map[string]string{"safe": "tag-ok", "harm": "tag-stop", "unknown": "tag-warn"}[s.Found]
		add("no_show.found_on.label", v.Lang.Date(string(s.FoundOn))+", "+v.web.App.Name(v.ctx(), s.FoundBy))
	}
	return l
}

func (w *Web) takeUnarrived(v *visit) error {
	f, _, x, err := v.ofTravel(v.openBefore, "no_show.title")
	if err != nil {
		return err
	}
	s, _ := decision.Unchecked(f.SafetyChecks, x.ID)
	done := "no_show.asked"
	switch v.posted() {
	case "ask":
		_, err = w.App.AskSafe(v.ctx(), v.write(), s.ID, v.version(), decision.SafetyCheck{Whom: v.typed("whom"), Way: v.typed("way"), Words: v.typed("words")})
	case "heard":
		done = "no_show.found"
		_, err = w.App.FindSafe(v.ctx(), v.write(), s.ID, v.version(), v.typed("found"), v.typed("note"), policy.Day(v.day("found_on")))
	default:
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err != nil {
		return err
	}
	return v.done(done, unarrivedAt, v.caseID(), x.ID)
}

type wordsView struct {
	casePage
	Name  string
	Lines []fact
	Form  *form
}

func (w *Web) words(v *visit) error {
	f, p, x, err := v.ofTravel(v.openTravel, "words.title")
	if err != nil {
		return err
	}
	view := wordsView{casePage: p, Name: v.personHead(x)}
	for _, g := range f.WordsGiven {
		if g.Person == x.ID {
			view.Lines = append(view.Lines, fact{v.T("words.when.is." + g.When), v.F("words.given", map[string]any{"Day": g.Day, "Language": g.Language, "How": v.T("words.how.is." + g.How), "By": w.App.Name(v.ctx(), g.By)})})
		}
	}
	j := w.App.Journey(f)
	_, landed := j.Protected(x.ID)
	if w.App.May(v.Actor, access.GiveWords, f.Case) && (landed || j.Coming()) {
		q := v.form("words", wordsAt, f.Case.ID, x.ID)
		when := decision.WordsWhen
		if !landed {
			when = when[:1]
		}
		proof := q.one("select", "proof", v.T("words.proof.label"), "")
		var docs []option
		for _, d := range f.Documents {
			if d.Removed == "" {
				docs = append(docs, option{Value: d.ID, Label: v.T("document.kind.is." + d.Kind)})
			}
		}
		q.Fields = []field{q.choice("when", "words.when.label", "", "words.when.is", when...), q.date("day", "words.day.label", ""), wide(q.text("language", "words.language.label", ""), "w-m"),
			q.choice("how", "words.how.label", "", "words.how.is", decision.WordsHow...), opt(q.pick(proof, docs...))}
		view.Form, view.Main = q, "words"
	}
	return v.show("travel/words", view)
}

func (w *Web) giveWords(v *visit) error {
	in := decision.WordsGiven{Person: v.value("person"), When: v.typed("when"), Day: policy.Day(v.day("day")), Language: v.typed("language"), How: v.typed("how"), Proof: v.typed("proof")}
	if _, err := w.App.GiveWords(v.ctx(), v.write(), in); err != nil {
		return err
	}
	return v.done("words.given", wordsAt, v.caseID(), in.Person)
}
