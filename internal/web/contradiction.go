package web

import (
	"net/url"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
)

const contradictionAt = "/cases/{case}/contradictions/{code}"

// said is one contradiction as a page shows it: what, between which entries, and what people have said to it.
type said struct {
	Code, Words, Fix string
	Severity, Class  string
	Places           []string
	Links            []place
	State            string // answered, or whom it waits for
	Settled          bool
	At               string // where it is answered; "" when only correcting an entry helps
	Act              string // words of that link
	Correct          string // said instead
}

// place is one entry that contradicts, with the way to it.
type place struct{ At, Words string }

var severityClass = map[assessment.Severity]string{
	assessment.StopByLaw: "tag tag-stop", assessment.Stop: "tag tag-stop", assessment.Second: "tag tag-warn", assessment.Notice: "tag tag-info",
}

func (v *worksheet) sayContradictions(found []app.Contradiction) []said {
	out := make([]said, 0, len(found))
	for _, c := range found {
		r := c.Rule
		s := said{Code: r.ID, Words: r.In(string(v.Lang)), Fix: r.Fix.In(string(v.Lang)), Severity: v.T("assessment.contradictions." + string(r.Severity)),
			Class: severityClass[r.Severity], Places: c.Places, Settled: c.Settled}
		for _, p := range c.Places {
			s.Links = append(s.Links, v.placeLink(p))
		}
		switch {
		case r.Severity == assessment.StopByLaw:
			s.Correct = v.T("assessment.contradictions.correct")
		case r.Factual:
			s.Correct = v.T("assessment.contradictions.facts_only")
		case c.Settled:
			s.State, s.At, s.Act = v.T("assessment.contradictions.settled"), v.path(contradictionAt, v.f.Case.ID, r.ID), v.T("assessment.contradictions.open")
		case c.Answer != nil:
			s.State, s.At, s.Act = v.T("assessment.contradictions.waits"), v.path(contradictionAt, v.f.Case.ID, r.ID), v.T("assessment.contradictions.open")
		case r.Severity == assessment.Notice:
			s.At, s.Act = v.path(contradictionAt, v.f.Case.ID, r.ID), v.T("assessment.contradictions.acknowledge")
		default:
			s.At, s.Act = v.path(contradictionAt, v.f.Case.ID, r.ID), v.T("assessment.contradictions.keep")
		}
		out = append(out, s)
	}
	return out
}

// placeLink is the way to an entry by its anchor.
func (v *worksheet) placeLink(name string) place {
	id := v.f.Case.ID
	kind, rest, _ := strings.Cut(name, ".")
	to := func(pattern, words, after string) place {
		if v.web.routes["GET "+pattern] == nil {
			return place{Words: words}
		}
		return place{At: v.path(pattern, id) + after, Words: words}
	}
	switch kind {
	case "finding":
		for i := range v.sheet.Lines {
			l := &v.sheet.Lines[i]
			if l.Place() != name && l.Criterion != rest {
				continue
			}
			words := l.Criterion
			if c, ok := v.view.Criterion(l.Criterion); ok {
				words = v.F("assessment.contradictions.row", map[string]any{"Number": v.number(i), "Row": c.Short.In(string(v.Lang))})
			}
			return place{At: v.rowAt(l.Row), Words: words}
		}
	case "ground", "track":
		person, what, _ := strings.Cut(rest, ".")
		words, anchor := what, "#g-"+what
		if kind == "track" {
			words, anchor = v.T("admissibility.track."+what), "#k-"+what
		} else if g, ok := v.view.Ground(what); ok {
			words = g.In(string(v.Lang))
		}
		words = v.F("assessment.contradictions.person", map[string]any{"Person": v.personNumber(person), "What": words})
		return to(admissibilityAt, words, "?person="+url.QueryEscape(person)+anchor)
	case "conviction":
		return place{At: v.path(convictionAt, id, rest), Words: v.T("conviction.page.title")}
	case "person":
		number, _, _ := strings.Cut(rest, ".")
		return to("/cases/{case}/persons", v.F("admissibility.person", map[string]any{"Number": number}), "")
	case "interview":
		return to("/cases/{case}/interview", v.T("case.section.interview"), "")
	case "decision":
		if other, ok := strings.CutPrefix(name, app.AlikePlace); ok {
			ref, known := v.web.App.KnownCase(v.ctx(), v.Actor, casefile.ID(other))
			if !known { // whose it is is not the reader's to know
				return place{Words: v.T("assessment.contradictions.other_case")}
			}
			return place{At: v.path(decisionAt, other), Words: v.F("assessment.contradictions.case", map[string]any{"Ref": ref})}
		}
		return to("/cases/{case}/decision", v.T("case.section.decision"), "")
	}
	return to("/cases/{case}", v.T("case.section.overview"), "")
}

type contradictionView struct {
	casePage
	It     said
	Reason string // what the officer said
	By     string
	When   string
	Second *lookView
	Answer *form // for the officer
	Look   *form // for the second person
}

// lookView is another person's look.
type lookView struct{ By, When, Words, Reasons string }

func (w *Web) contradiction(v *visit) error {
	f, p, err := v.openCase(access.ViewEligibility, "assessment.contradictions.heading")
	if err != nil {
		return err
	}
	found, err := w.App.Contradictions(f, p.Frame.Sheet, w.App.Admissibility(f), "")
	if err != nil {
		return err
	}
	page := contradictionView{casePage: p}
	var c *app.Contradiction
	for i := range found {
		if found[i].Rule.ID == v.value("code") {
			c = &found[i]
		}
	}
	if c == nil {
		return v.redirect(eligibilityAt, f.Case.ID) // it no longer stands
	}
	page.It = v.worksheet(f, p).sayContradictions([]app.Contradiction{*c})[0]
	if a := c.Answer; a != nil {
		page.Reason, page.By, page.When = a.Reason, w.App.Name(v.ctx(), a.By), v.Lang.DateTime(a.At.UTC())
		if l := a.Second; l != nil {
			words := "assessment.contradictions.disagree"
			if l.Agrees {
				words = "assessment.contradictions.agree"
			}
			page.Second = &lookView{By: w.App.Name(v.ctx(), l.By), When: v.Lang.DateTime(l.At.UTC()), Words: v.T(words), Reasons: l.Reasons}
		}
	}
	if page.It.Correct == "" && v.works(f) && c.Answer == nil {
		page.Answer = v.form("answer", contradictionAt, f.Case.ID, c.Rule.ID)
		page.Answer.Fields = []field{page.Answer.long("reason", "assessment.contradictions.why", "")}
		page.Main = "answer"
	}
	if c.Answer != nil && c.Answer.Second == nil && v.Actor.Role == access.Supervisor && c.Rule.Severity != assessment.Notice {
		page.Look = v.form("look", contradictionAt, f.Case.ID, c.Rule.ID)
		page.Look.Fields = []field{page.Look.choice("agrees", "assessment.contradictions.look", "", "assessment.contradictions", "agree", "disagree"),
			page.Look.long("reasons", "assessment.form.reasons", "")}
		page.Main = "look"
	}
	return v.show("assessment/contradiction", page)
}

func (w *Web) answerContradiction(v *visit) error {
	id, code := v.caseID(), v.value("code")
	var err error
	if v.Typed.Get("form") == "look" {
		var agrees bool
		if agrees, err = v.agrees(); err == nil {
			_, err = w.App.LookAtContradiction(v.ctx(), v.write(), code, agrees, v.typed("reasons"))
		}
	} else {
		_, err = w.App.AnswerContradiction(v.ctx(), v.write(), code, v.typed("reason"))
	}
	if err != nil {
		return err
	}
	return v.done("assessment.answered", eligibilityAt, id)
}

// agrees is the answer of a second look: no default.
func (v *visit) agrees() (bool, error) {
	switch v.typed("agrees") {
	case "agree":
		return true, nil
	case "disagree":
		return false, nil
	}
	var c fault.Check
	c.Add("agrees", "assessment.result.needed")
	return false, c.Err("assessment.second.answer")
}
