package web

import (
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// The one-year window of a family member who stayed, on their page of the travel: until when, what the law asks and what the
// record says to it, the application, the visa.

type windowCard struct {
	Ends  string
	Late  bool
	Tests []gateLine
	Facts []fact
	Form  *form
	Step  string

	Refuse *form // while something that the law asks is recorded as not met
}

// windowEnds is how long a member has, in words.
func (v *visit) windowEnds(w decision.Window, j decision.Journey) string {
	left := j.Today.Until(w.Ends)
	a, applied := j.Follows(w.Person)
	switch {
	case a.Refused != "":
		return v.F("window.refused.state", map[string]any{"Day": a.Refused})
	case applied:
		return v.T("window.applied")
	case left < 0:
		return v.F("window.ended", map[string]any{"Day": w.Ends})
	}
	return v.N("window.left", left, map[string]any{"Day": w.Ends})
}

func (v *visit) windowForms(view *travellerView, f *app.File, j decision.Journey, x people.Person) {
	w, ok := j.Window(x.ID)
	if !ok {
		return
	}
	a, applied := j.Follows(x.ID)
	c := &windowCard{Ends: v.windowEnds(w, j), Late: !applied && w.Ends < j.Today}
	for _, t := range w.Tests {
		l := gateLine{Icon: "none", Words: v.T("window.test." + t.Name + ".open"), Rule: policy.Provisions(t.Cite, string(v.Lang))}
		if t.Name == "admissible" && v.Actor.Role == access.PostArrival { // the checks are not opened to them: nothing is said of them
			continue
		}
		switch t.Is {
		case people.Yes:
			l.Icon, l.Words = "ok", v.T("window.test."+t.Name)
		case people.No:
			l.Icon, l.Words = "stop", v.T("window.unmet."+t.Name)
		}
		c.Tests = append(c.Tests, l)
	}
	add := func(key, value string) {
		if value != "" {
			c.Facts = append(c.Facts, fact{v.T(key), value})
		}
	}
	add("window.opens", v.Lang.Date(string(w.Opens)))
	var said []string
	for i := range f.Notices {
		if n := &f.Notices[i]; n.Kind == casefile.WindowReminder && n.About == x.ID {
			said = append(said, v.F("window.reminded.line", map[string]any{"N": n.Days, "Status": v.T("notice.status." + string(n.Status))}))
		}
	}
	add("window.reminded", strings.Join(said, "; "))
	if applied {
		add("window.submitted.label", v.Lang.Date(string(a.Submitted)))
		for i := range f.Documents {
			if d := &f.Documents[i]; d.ID == a.Proof {
				add("window.proof.label", v.T("document.kind.is."+d.Kind))
			}
		}
		add("window.known.label", a.Known)
		if a.Officer != "" {
			add("visa.label", v.F("travel.visa.facts", map[string]any{"Number": a.Number, "Issued": a.Issued, "Until": a.ValidUntil}))
			add("window.reasons.label", a.Reasons)
			add("hold.by", v.web.App.Name(v.ctx(), a.Officer))
		}
		if a.Refused != "" {
			add("window.refused.on", v.Lang.Date(string(a.Refused)))
			add("window.put.label", v.Lang.Date(string(a.Put)))
			add("window.answer.label", a.Answer)
			add("window.reasons.label", a.Reasons)
			if a.Recourse != "" {
				add("window.recourse", v.Lang.Date(string(a.Recourse)))
			}
			add("hold.by", v.web.App.Name(v.ctx(), a.RefusedBy))
		}
	}
	switch c.Step = view.Step; view.Step {
	case "apply":
		q := v.form("apply", travellerAt, f.Case.ID, x.ID)
		ws := v.worksheet(f, view.casePage)
		proof := q.one("select", "proof", v.T("window.proof.label"), "")
		proof.Options = ws.chosen(ws.documentOptions(), proof.Value)
		q.Fields = []field{q.date("submitted", "window.submitted.label", ""), opt(proof), opt(q.text("known", "window.known.label", ""))}
		c.Form, view.Main = q, "apply"
	case "admit":
		q := v.form("admit", travellerAt, f.Case.ID, x.ID).of(a.Version)
		q.Fields = []field{q.choice("related", "window.related.label", "", "window.related.is", people.Yes, people.No)}
		if j.Province() == decision.Quebec {
			q.Fields = append(q.Fields, q.date("quebec", "window.quebec.label", ""))
		}
		q.Fields = append(q.Fields, q.long("reasons", "window.reasons.label", ""), wide(q.text("number", "visa.number.label", ""), "w-l"),
			q.date("issued", "visa.issued.label", ""), q.date("valid_until", "visa.valid.label", ""))
		if last := j.LatestVisa(x.ID, decision.TravelDocument{}); last != "" {
			view.Until = v.F("visa.until", map[string]any{"Day": last})
		}
		q.Fields = q.apart(q.Fields)
		c.Form, view.Main = q, "admit"
		r := v.form("refuse", travellerAt, f.Case.ID, x.ID).final().of(a.Version)
		c.Refuse, r.Fields = r, r.apart([]field{r.choice("related", "window.related.label", "", "window.related.is", people.Yes, people.No), r.date("put", "window.put.label", ""),
			opt(r.long("answer", "window.answer.label", "")), r.long("reasons", "window.reasons.label", "")})
	}
	view.Window = c
}
