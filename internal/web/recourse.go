package web

import (
	"slices"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// The page of what can follow a refusal: the request to reconsider it and its answer, the application to the court and how
// far it is, and that another officer decides again.

const recourseAt = "/cases/{case}/recourse"

type recourseView struct {
	casePage
	Last     string // last day to go to the court, "" while nobody is proven to have been told
	Past     bool
	None     bool // no refusal stands and nothing followed one
	Requests []recourseLine
	Courts   []recourseLine
	Ours     bool // the list of what a request brings is a working list
	Ask      *form
	Answer   *form
	Serve    *form
	Step     *form
	End      *form
	Again    bool // the reader is a supervisor and ends it only by sending it back
	Close    string
}

// recourseLine is a request or an application as it stands.
type recourseLine struct {
	Head, State, Tag string
	Facts            []fact
	Words            string
	Note             string
	Clock            []string
}

func (w *Web) recourse(v *visit) error {
	f, p, err := v.openCase(access.ViewDecision, "recourse.title")
	if err != nil {
		return err
	}
	view, ws := recourseView{casePage: p}, v.worksheet(f, p)
	d, stands := decision.Standing(f.Decisions)
	stands = stands && d.Outcome == decision.Refuse
	today := w.App.Today()
	if stands && d.Recourse != "" {
		view.Last, view.Past = v.Lang.Date(string(d.Recourse)), d.Recourse < today
	}
	view.None = !stands && len(f.Reconsiderations)+len(f.Courts) == 0
	list, _ := w.App.Policy().List(casefile.ReconsiderationItems)
	for i := len(f.Reconsiderations) - 1; i >= 0; i-- {
		view.Requests = append(view.Requests, v.requestLine(&f.Reconsiderations[i], list))
	}
	for i := len(f.Courts) - 1; i >= 0; i-- {
		last := policy.Day("")
		if d, ok := itemOf(f.Decisions, f.Courts[i].Of, func(d *decision.Decision) string { return d.ID }); ok {
			last = d.Recourse
		}
		view.Courts = append(view.Courts, v.courtLine(&f.Courts[i], last))
	}
	may := func(a access.Action, to casefile.State) bool {
		return w.App.May(v.Actor, a, f.Case) && casefile.Move(f.Case.State, to, v.Actor.Role) == nil
	}
	document := func(x *form, name, key string) field {
		q := x.one("select", name, v.T(key), "")
		q.Options = ws.chosen(ws.documentOptions(), q.Value)
		return q
	}
	if stands && may(access.TakeRecourse, casefile.Reconsideration) {
		x := v.form("ask", recourseAt, f.Case.ID)
		points := x.long("points", "reconsideration.points", "")
		view.Ask, x.Fields = x, []field{x.choice("asked", "withdrawal.asked", "", "withdrawal.asked.is", casefile.WithdrawnBy...), x.date("on", "reconsideration.on", ""), document(x, "request", "reconsideration.request"), points}
	}
	if stands && may(access.TakeRecourse, casefile.Litigation) {
		x := v.form("serve", recourseAt, f.Case.ID)
		view.Serve, x.Fields = x, []field{x.text("number", "court.number", ""), x.date("served", "court.served", ""), document(x, "document", "court.document")}
	}
	if i := slices.IndexFunc(f.Reconsiderations, casefile.ReconsiderationRequest.Open); i >= 0 && w.App.May(v.Actor, access.Reconsider, f.Case) {
		x := v.form("answer", recourseAt, f.Case.ID).of(f.Reconsiderations[i].Version).final()
		items := x.many("items", "reconsideration.items", nil, "")
		var options []option
		if list != nil {
			view.Ours = list.Lost
			for _, e := range list.Entries {
				options = append(options, option{Value: e.ID, Label: e.In(string(v.Lang))})
			}
		}
		x.Fields = []field{x.pick(items, options...), x.choice("reopen", "reconsideration.reopen", "", "reconsideration.reopen.is", "yes", "no"), x.long("note", "reconsideration.note", "")}
		if d.By != v.Actor.Account {
			x.Fields = append(x.Fields, x.long("not_own", "reconsideration.not_own", ""))
		}
		view.Answer, view.Main = x, "answer"
	}
	if i := slices.IndexFunc(f.Courts, casefile.CourtApplication.Open); i >= 0 && f.Case.State == casefile.Litigation {
		v.courtForms(&view, &f.Courts[i], w.App.May(v.Actor, access.TakeRecourse, f.Case), w.App.May(v.Actor, access.RecordSetAside, f.Case), recourseAt, f.Case.ID)
	}
	if f.Case.Summary.Told && f.Case.State != casefile.Refused && casefile.Move(f.Case.State, casefile.ClosedRefused, v.Actor.Role) == nil {
		view.Close = v.path(decisionAt, f.Case.ID)
	}
	return v.show("decision/recourse", view)
}

func (v *visit) courtForms(view *recourseView, l *casefile.CourtApplication, steps, again bool, at string, id casefile.ID) {
	if steps {
		x := v.form("step", at, id).of(l.Version)
		x.Fields = []field{x.selects("extension", "court.extension", l.Extension, "court.answer", casefile.CourtAnswers...),
			x.date("reasons_asked", "court.reasons_asked", string(l.ReasonsAsked)), x.date("reasons_sent", "court.reasons_sent", string(l.ReasonsSent)),
			x.date("leave", "court.leave", string(l.Leave)), x.date("record_due", "court.record_due", string(l.RecordDue)), x.date("record_sent", "court.record_sent", string(l.RecordSent)),
			x.selects("anonymity", "court.anonymity", l.Anonymity, "court.answer", casefile.CourtAnswers...)}
		for i := range x.Fields {
			x.Fields[i].Optional = true
		}
		view.Step, view.Main = x, "step"
	}
	var outcomes []string
	for _, o := range casefile.CourtOutcomes {
		if o.Again() && again || !o.Again() && steps {
			outcomes = append(outcomes, string(o))
		}
	}
	if outcomes == nil {
		return
	}
	x := v.form("end", at, id).of(l.Version).final()
	order := x.long("order", "court.order", "")
	x.Fields = []field{x.choice("outcome", "court.outcome", "", "court.outcome.is", outcomes...), x.date("ended", "court.ended_on", ""), order}
	view.End, view.Again = x, again && !slices.Contains(outcomes, string(casefile.Dismissed))
}

func (v *visit) requestLine(r *casefile.ReconsiderationRequest, list *policy.List) recourseLine {
	name := func(account string) string { return v.web.App.Name(v.ctx(), account) }
	l := recourseLine{Head: v.F("reconsideration.head", map[string]any{"Day": v.Lang.Date(string(r.On))}), Words: r.Points, State: v.T("reconsideration.state.open"), Tag: "tag-warn"}
	l.Facts = []fact{{v.T("withdrawal.asked"), v.T("withdrawal.asked.is." + r.Asked)}, {v.T("recourse.entered"), name(r.By) + ", " + v.Lang.DateTime(r.At.UTC())}}
	if r.Open() {
		return l
	}
	l.State, l.Tag, l.Note = v.T("reconsideration.state."+r.Reopen), "tag-info", r.Note
	for _, id := range r.Items {
		if list == nil {
			break
		}
		for _, e := range list.Entries {
			if e.ID == id {
				l.Facts = append(l.Facts, fact{v.T("reconsideration.brings"), e.In(string(v.Lang))})
			}
		}
	}
	l.Facts = append(l.Facts, fact{v.T("recourse.answered"), name(r.DecidedBy) + ", " + v.Lang.Date(string(r.Decided))})
	if r.NotOwn != "" {
		l.Facts = append(l.Facts, fact{v.T("reconsideration.not_own"), r.NotOwn})
	}
	return l
}

func (v *visit) courtLine(c *casefile.CourtApplication, last policy.Day) recourseLine {
	l := recourseLine{Head: c.Number, State: v.T("court.state.open"), Tag: "tag-warn", Words: c.Order}
	add := func(key string, day policy.Day) {
		if day != "" {
			l.Facts = append(l.Facts, fact{v.T(key), v.Lang.Date(string(day))})
		}
	}
	add("court.served", c.Served)
	if c.Late(last) {
		l.Clock = append(l.Clock, v.F("court.late", map[string]any{"Day": v.Lang.Date(string(last))}))
	}
	if c.Extension != "" {
		l.Facts = append(l.Facts, fact{v.T("court.extension"), v.T("court.answer." + c.Extension)})
	}
	add("court.reasons_asked", c.ReasonsAsked)
	add("court.reasons_sent", c.ReasonsSent)
	add("court.leave", c.Leave)
	add("court.record_due", c.RecordDue)
	add("court.record_sent", c.RecordSent)
	if c.Anonymity != "" {
		l.Facts = append(l.Facts, fact{v.T("court.anonymity"), v.T("court.answer." + c.Anonymity)})
	}
	if !c.Open() {
		l.State, l.Tag = v.T("court.outcome.is."+string(c.Outcome)), "tag-info"
		add("court.ended_on", c.Ended)
		return l
	}
	if c.ReasonsAsked != "" && c.ReasonsSent == "" {
		if clock, ok := v.web.App.Policy().Clock("court-reasons"); ok {
			l.Clock = append(l.Clock, v.F("court.reasons.by", map[string]any{"Day": v.Lang.Date(string(c.ReasonsAsked.Add(clock.Days)))}))
		}
	}
	if c.RecordDue != "" && c.RecordSent == "" {
		l.Clock = append(l.Clock, v.F("court.record.by", map[string]any{"Day": v.Lang.Date(string(c.RecordDue))}))
	}
	l.Clock = append(l.Clock, v.T("court.hold"))
	return l
}

// setAside is how the court last set a refusal of the case aside, nil when it never did.
func setAside(f *app.File) (out *casefile.CourtApplication) {
	for i := range f.Courts {
		if f.Courts[i].Outcome.Again() {
			out = &f.Courts[i]
		}
	}
	return out
}

// courtLine is what the officer who decides again reads of the court.
type courtLine struct{ Outcome, Order, At string }

// court is nil when no court has spoken, or the case has been decided since.
func (v *visit) court(f *app.File) *courtLine {
	x := setAside(f)
	if x == nil || f.Case.Decided != "" {
		return nil
	}
	return &courtLine{Outcome: v.F("court.again", map[string]any{"Outcome": v.T("court.outcome.is." + string(x.Outcome)), "Day": x.Ended}), Order: x.Order, At: v.path(recourseAt, f.Case.ID)}
}

func (w *Web) takeRecourse(v *visit) error {
	day := func(name string) policy.Day { return policy.Day(v.day(name)) }
	var err error
	done := "recourse.entered"
	switch v.pressed() {
	case "ask":
		_, err = w.App.AskReconsideration(v.ctx(), v.write(), casefile.ReconsiderationRequest{Asked: v.typed("asked"), On: day("on"), Request: v.typed("request"), Points: v.typed("points")})
	case "answer":
		done = "recourse.answered"
		_, err = w.App.AnswerReconsideration(v.ctx(), v.write(), v.version(), casefile.ReconsiderationRequest{Items: v.Typed["items"], Reopen: v.typed("reopen"), Note: v.typed("note"), NotOwn: v.typed("not_own")})
	case "serve":
		_, err = w.App.ServeCourt(v.ctx(), v.write(), casefile.CourtApplication{Number: v.typed("number"), Served: day("served"), Document: v.typed("document")})
	case "step":
		done = "recourse.kept"
		_, err = w.App.StepCourt(v.ctx(), v.write(), v.version(), casefile.CourtSteps{Extension: v.typed("extension"), ReasonsAsked: day("reasons_asked"), ReasonsSent: day("reasons_sent"), Leave: day("leave"),
			RecordDue: day("record_due"), RecordSent: day("record_sent"), Anonymity: v.typed("anonymity")})
	case "end":
		done = "recourse.ended"
		_, err = w.App.EndCourt(v.ctx(), v.write(), v.version(), casefile.CourtOutcome(v.typed("outcome")), day("ended"), v.typed("order"))
	default:
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err != nil {
		return err
	}
	return v.done(done, recourseAt, v.caseID())
}
