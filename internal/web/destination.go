package web

import (
	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
)

// Where in Canada a family goes: the office asks, the operations centre answers.

const destinationAt = "/cases/{case}/destination"

type destinationView struct {
	casePage
	Lines   []recourseLine // requests, the latest first
	Letters []letterView   // as sent, in the same order
	Ask     *form
	Again   bool // the request repeats one without an answer
	Drop    *form
	Draft   *letterView // what goes, but for the words that are typed
	Wait    string      // why nothing can be asked now
}

func (w *Web) destination(v *visit) error {
	f, p, err := v.openBefore("destination.title")
	if err != nil {
		return err
	}
	view := destinationView{casePage: p}
	for i := len(f.Destinations) - 1; i >= 0; i-- {
		r := &f.Destinations[i]
		view.Lines = append(view.Lines, v.destinationLine(r))
		view.Letters = append(view.Letters, v.onwardLetter(r.Text, r.Subject, r.Language, decision.ToCentre))
	}
	if !w.App.May(v.Actor, access.AskDestination, f.Case) {
		return v.show("travel/destination", view)
	}
	waits, open := decision.WaitsForDestination(f.Destinations)
	if open {
		x := v.form("drop", destinationAt, f.Case.ID).of(waits.Version)
		x.Fields = []field{x.text("drop_why", "destination.drop.why.label", "")}
		view.Drop = x
	}
	switch {
	case !decision.AsksDestination(f.Case.State):
		view.Wait = v.T("destination.state")
	case open && w.App.Today() <= waits.Due:
		view.Wait = v.F("destination.waits.until", map[string]any{"Day": waits.Due})
	default:
		if err := v.askDestination(&view, f, waits, open); err != nil {
			return err
		}
	}
	return v.show("travel/destination", view)
}

// askDestination lays out the form of a request. One that repeats another has its words.
func (v *visit) askDestination(view *destinationView, f *app.File, was decision.DestinationRequest, again bool) error {
	q := v.form("ask", destinationAt, f.Case.ID).final()
	view.Ask, view.Main, view.Again = q, "ask", again
	if was.Travel == "" {
		j := v.web.App.Journey(f)
		was.Travel, was.Quebec = j.Decision.Travel, j.Decision.Destination.Province == decision.Quebec
	}
	lead := 0
	if c, ok := v.web.App.Policy().Clock("destination-lead"); ok {
		lead = c.Days
	}
	urgent := q.tick("urgent", "destination.urgent", was.Urgent)
	urgent.Hint = v.F("destination.urgent.when", map[string]any{"Days": lead})
	q.Fields = []field{
		q.date("travel", "destination.travel.label", string(was.Travel)),
		opt(urgent), opt(q.text("why", "destination.why.label", was.Why)),
		opt(q.long("ties", "destination.ties", was.Ties)), opt(q.long("settle", "destination.settle", was.Settle)), opt(q.text("avoid", "destination.avoid", was.Avoid)),
		opt(q.tick("quebec", "destination.quebec", was.Quebec)),
	}
	if _, answered := decision.Destined(f.Destinations); answered && !again {
		q.Fields = append(q.Fields, q.long("change", "destination.change", ""))
	}
	p, err := v.web.App.PreviewDestination(f, decision.DestinationRequest{Travel: was.Travel, Ties: was.Ties, Settle: was.Settle, Avoid: was.Avoid, Quebec: was.Quebec}, v.Lang)
	if err != nil {
		return err
	}
	draft := v.onwardLetter(p.Text, p.Subject, string(v.Lang), decision.ToCentre)
	draft.Blocked = v.blockedWords(p)
	view.Draft = &draft
	return nil
}

// onwardLetter is a letter about a family on its way, as it was sent or would be.
func (v *visit) onwardLetter(text, subject, lang string, to decision.Recipient) letterView {
	return letterView{To: v.T("arrival.to." + string(to)), Subject: subject, Lang: i18n.Lang(lang), Nodes: app.ReadLetter(text)}
}

func (v *visit) destinationLine(r *decision.DestinationRequest) recourseLine {
	l := recourseLine{Head: v.F("destination.asked", map[string]any{"Day": policy.DayOf(r.At)}), State: v.F("destination.due", map[string]any{"Day": r.Due}), Tag: "tag-info"}
	add := func(key, value string) {
		if value != "" {
			l.Facts = append(l.Facts, fact{v.T(key), value})
		}
	}
	if r.Again != "" {
		add("destination.again.label", v.T("destination.again"))
	}
	add("destination.travel.label", v.Lang.Date(string(r.Travel)))
	add("hold.by", v.web.App.Name(v.ctx(), r.By)+", "+v.Lang.DateTime(r.At.UTC()))
	for i, a := range r.Answers {
		key := "destination.answer"
		if i < len(r.Answers)-1 {
			key = "destination.answer.before"
		}
		add(key, v.F("destination.answer.is", map[string]any{"Community": a.Community, "Province": v.T("decision.province.is." + a.Province), "Day": policy.DayOf(a.At)}))
		add("destination.changed.why.label", a.Why)
	}
	q := r.AtQuebec
	add("destination.quebec.passed", v.Lang.Date(string(q.Passed)))
	if q.Decided != "" {
		add("destination.quebec.decided", v.Lang.Date(string(q.Decided))+", "+v.T("decision.selected.is."+q.Selected))
	}
	add("destination.quebec.csq", v.Lang.Date(string(q.CSQ)))
	switch {
	case r.Dropped != "":
		l.State, l.Tag, l.Words = v.F("destination.dropped.on", map[string]any{"Day": r.Dropped}), "", r.DropWhy
	case !r.Open():
		l.State, l.Tag = v.T("destination.is.answered"), "tag-ok"
	case r.Due < v.web.App.Today():
		l.State, l.Tag = v.F("destination.over", map[string]any{"Day": r.Due}), "tag-warn"
	}
	return l
}

func (v *visit) blockedWords(p app.Preview) (out []blockedWord) {
	for _, b := range p.Blocked {
		out = append(out, blockedWord{b.Word, v.T("notice.blocked." + string(b.Why))})
	}
	return out
}

func (w *Web) takeDestination(v *visit) error {
	switch v.posted() {
	case "ask":
		in := decision.DestinationRequest{Travel: policy.Day(v.day("travel")), Urgent: v.typed("urgent") != "", Why: v.typed("why"), Ties: v.typed("ties"), Settle: v.typed("settle"), Avoid: v.typed("avoid"),
			Quebec: v.typed("quebec") != "", Change: v.typed("change")}
		if _, err := w.App.AskDestination(v.ctx(), v.write(), in, v.Lang); err != nil {
			return err
		}
		return v.done("destination.asked", destinationAt, v.caseID())
	case "drop":
		f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewTravel, "")
		if err != nil {
			return err
		}
		r, _ := decision.WaitsForDestination(f.Destinations)
		if _, err := w.App.DropDestination(v.ctx(), v.write(), r.ID, v.version(), v.typed("drop_why")); err != nil {
			return err
		}
		return v.done("destination.dropped", destinationAt, v.caseID())
	}
	return fault.New(fault.Unusable, "frame.error.unusable")
}

// The operations centre's pages: what waits for it, and of a case what it was asked and told.

const (
	onwardAt       = "/destinations"
	onwardOfAt     = onwardAt + "/{case}"
	onwardNoticeAt = onwardOfAt + "/{arrival}"
)

type onwardView struct {
	page
	Rows []onwardRow
}

type onwardRow struct{ At, Ref, What, Due, Tag string }

func (w *Web) onward(v *visit) error {
	list, err := w.App.Onward(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	p := onwardView{page: v.page("onward.title")}
	for _, c := range list {
		add := func(key string, due policy.Day) {
			r := onwardRow{At: v.path(onwardOfAt, c.ID), Ref: c.Ref, What: v.T(key), Due: v.Lang.Date(string(due))}
			if due != "" && due < w.App.Today() {
				r.Tag = v.T("intake.queue.over")
			}
			p.Rows = append(p.Rows, r)
		}
		if c.Summary.HurryBy != "" {
			add("onward.hurry", c.Summary.HurryBy)
		}
		if s := c.Summary; s.DestineBy != "" {
			add("onward.destine", s.DestineBy)
		}
		if c.Summary.AckBy != "" {
			add("onward.acknowledge", c.Summary.AckBy)
		}
		if c.Summary.PassOn {
			add("onward.pass", "")
		}
	}
	return v.show("travel/onward", p)
}

// onwardOfView is all that the operations centre sees of a case with an office.
type onwardOfView struct {
	page
	Ref     string
	Lines   []recourseLine
	Letter  *letterView // of the last request
	Answer  *form
	Quebec  *form
	Notices []noticeLine
	Hurry   *letterView // that the case cannot wait
	Hurried *recourseLine
	Take    *form
}

// openOnward looks at what the operations centre was asked and told of a case.
func (v *visit) openOnward(title string) (*app.File, page, error) {
	f, err := v.web.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewOnward, "")
	if err != nil {
		return nil, page{}, err
	}
	p := v.page(title)
	p.Title += ", " + f.Case.Ref
	p.Current = onwardAt
	return f, p, nil
}

func (w *Web) onwardOf(v *visit) error {
	f, p, err := v.openOnward("onward.of.title")
	if err != nil {
		return err
	}
	view := onwardOfView{page: p, Ref: f.Case.Ref}
	for i := len(f.Destinations) - 1; i >= 0; i-- {
		view.Lines = append(view.Lines, v.destinationLine(&f.Destinations[i]))
	}
	for i := len(f.Arrivals) - 1; i >= 0; i-- {
		if n := &f.Arrivals[i]; n.To == decision.ToCentre && !n.SentAt.IsZero() {
			view.Notices = append(view.Notices, v.arrivalLine(n, v.path(onwardNoticeAt, f.Case.ID, n.ID)))
		}
	}
	view.Hurry, view.Hurried, view.Take = v.hurryNotice(f)
	if n := len(f.Destinations); n > 0 && f.Destinations[n-1].Dropped == "" {
		r := f.Destinations[n-1]
		x := v.onwardLetter(r.Text, r.Subject, r.Language, decision.ToCentre)
		view.Letter = &x
		if w.App.May(v.Actor, access.AnswerDestination, f.Case) {
			a, had := r.Answer()
			q := v.form("answer", onwardOfAt, f.Case.ID).final().of(r.Version)
			q.Fields = []field{wide(q.text("community", "destination.community", a.Community), "w-l"), q.selects("province", "destination.province", a.Province, "decision.province.is", decision.Provinces...)}
			if had {
				q.Fields = append(q.Fields, q.text("why", "destination.changed.why.label", ""))
			}
			view.Answer, view.Main = q, "answer"
			if r.Quebec || r.AtQuebec.Passed != "" {
				z := v.form("quebec", onwardOfAt, f.Case.ID).of(r.Version)
				z.Fields = []field{z.date("passed", "destination.quebec.passed", string(r.AtQuebec.Passed)), opt(z.date("decided", "destination.quebec.decided", string(r.AtQuebec.Decided))),
					opt(z.choice("selected", "decision.selected", r.AtQuebec.Selected, "decision.selected.is", people.Yes, people.No)), opt(z.date("csq", "destination.quebec.csq", string(r.AtQuebec.CSQ)))}
				view.Quebec = z
			}
		}
	}
	return v.show("travel/onward-of", view)
}

func (w *Web) answerOnward(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewOnward, "")
	if err != nil {
		return err
	}
	if n := len(f.Hurries); n > 0 && v.posted() == "take-hurry" {
		if _, err := w.App.TakeHurry(v.ctx(), v.write(), f.Hurries[n-1].ID, v.version()); err != nil {
			return err
		}
		return v.done("hurry.taken", onwardOfAt, v.caseID())
	}
	if len(f.Destinations) == 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	id, done := f.Destinations[len(f.Destinations)-1].ID, "destination.answered"
	switch v.posted() {
	case "answer":
		_, err = w.App.AnswerDestination(v.ctx(), v.write(), id, v.version(), decision.DestinationAnswer{Community: v.typed("community"), Province: v.typed("province"), Why: v.typed("why")})
	case "quebec":
		done = "destination.quebec"
		_, err = w.App.RecordQuebec(v.ctx(), v.write(), id, v.version(), decision.QuebecPart{Passed: policy.Day(v.day("passed")), Decided: policy.Day(v.day("decided")), Selected: v.typed("selected"), CSQ: policy.Day(v.day("csq"))})
	default:
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err != nil {
		return err
	}
	return v.done(done, onwardOfAt, v.caseID())
}
