package web

import (
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// "I have proof to the contrary": the officer says what proof there is, and the route of the referring partner opens.
// Nothing here lets anybody of the department decide the question.

const (
	consultationAt = "/cases/{case}/consultation"
	replyAt        = "/cases/{case}/consultations/{consultation}"
)

type consultView struct {
	casePage
	Partner string
	Route   string
	Ours    bool // the route is our default, not the authority's
	Copied  string
	Form    *form
	Sent    []consultLine
}

type consultLine struct {
	Sent, State, Reply, Words string
	Proof                     []string
	Summary, Obtained         string
	At                        string
}

func (w *Web) consultation(v *visit) error {
	if v.Actor.Role == access.PolicyManager { // headquarters sees what was asked and records the answer, and no case
		f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewConsultation, "")
		if err != nil {
			return err
		}
		if n := len(f.Consultations); n > 0 {
			return v.redirect(replyAt, f.Case.ID, f.Consultations[n-1].ID)
		}
		return fault.New(fault.NotFound, "fault.not_found")
	}
	f, p, err := v.openCase(access.ViewConsultation, "consult.page.title")
	if err != nil {
		return err
	}
	ws := v.worksheet(f, p)
	page := consultView{casePage: p, Partner: v.partner(f.Case.ReferredBy)}
	if r, ok := w.App.Policy().Route(f.Case.ReferredBy); ok {
		page.Route, page.Ours = r.In(string(v.Lang)), r.Ours()
		if r.Copy && f.Case.IdentifiedBy != "" && f.Case.IdentifiedBy != f.Case.ReferredBy {
			page.Copied = v.partner(f.Case.IdentifiedBy)
		}
	}
	for i := len(f.Consultations) - 1; i >= 0; i-- {
		c := &f.Consultations[i]
		l := consultLine{Sent: v.F("consult.sent", map[string]any{"Day": policy.DayOf(c.At)}), State: v.T("consult.waiting"), Summary: c.Summary, Obtained: c.Obtained}
		for _, d := range c.Proof {
			l.Proof = append(l.Proof, ws.evidence(assessment.Evidence{Document: d}))
		}
		if !c.Open() {
			l.State, l.Reply, l.Words = v.F("consult.answered", map[string]any{"Day": c.Replied}), v.T("consult.reply."+string(c.Reply)), c.ReplyText
		}
		page.Sent = append(page.Sent, l)
	}
	if v.works(f) {
		page.Main = "consult"
		x := v.form("consult", consultationAt, f.Case.ID)
		page.Form = x
		proof := x.many("proof", "consult.proof", nil, "")
		x.Fields = []field{
			x.pick(proof, ws.documentOptions()...),
			x.long("summary", "consult.summary", ""), x.long("obtained", "consult.obtained", ""),
			x.choice("showable", "consult.showable", "", "consult.showable", "yes", "no"), x.date("put", "consult.put", ""),
		}
	}
	return v.show("consult/case", page)
}

func (w *Web) openConsultation(v *visit) error {
	c := casefile.Consultation{Proof: v.Typed["proof"], Summary: v.typed("summary"), Obtained: v.typed("obtained"), Showable: v.typed("showable"), Put: policy.Day(v.day("put"))}
	if _, err := w.App.OpenConsultation(v.ctx(), v.write(), c); err != nil {
		return err
	}
	return v.done("consult.sent", consultationAt, v.caseID())
}

// replyView is headquarters' page: the consultation and nothing more of the case.
type replyView struct {
	page
	Ref               string
	Partner           string
	Sent              string
	Summary, Obtained string
	Showable          string
	Reply             string
	Words             string
	State             string
	Form              *form
}

func (w *Web) reply(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewConsultation, "")
	if err != nil {
		return err
	}
	i := slices.IndexFunc(f.Consultations, func(c casefile.Consultation) bool { return c.ID == v.value("consultation") })
	if i < 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	c := &f.Consultations[i]
	page := replyView{page: v.page("consult.page.title"), Ref: f.Case.Ref, Partner: v.partner(c.Partner), Sent: v.F("consult.sent", map[string]any{"Day": policy.DayOf(c.At)}),
		Summary: c.Summary, Obtained: c.Obtained, Showable: v.T("consult.showable." + c.Showable), State: v.T("consult.waiting")}
	if !c.Open() {
		page.State, page.Reply, page.Words = v.F("consult.answered", map[string]any{"Day": c.Replied}), v.T("consult.reply."+string(c.Reply)), c.ReplyText
	} else if v.Actor.Role == access.PolicyManager {
		page.Main = "reply"
		x := v.form("reply", replyAt, f.Case.ID, c.ID).final().of(c.Version)
		x.Fields = []field{x.choice("reply", "consult.reply", "", "consult.reply", string(casefile.Maintained), string(casefile.ReferralWithdrawn)),
			x.long("words", "consult.words", ""), x.date("day", "consult.day.label", "")}
		page.Form = x
	}
	return v.show("consult/reply", page)
}

func (w *Web) recordReply(v *visit) error {
	_, err := w.App.RecordReply(v.ctx(), v.write(), v.value("consultation"), v.version(), casefile.PartnerReply(v.typed("reply")), v.typed("words"), policy.Day(v.day("day")))
	if err != nil {
		return err
	}
	return v.done("consult.replied", replyAt, v.caseID(), v.value("consultation"))
}
