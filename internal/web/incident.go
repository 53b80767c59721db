package web

import (
	"slices"
	"strings"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// When something happens (I-73): the partner says it on one short page; whoever is to act sees it on top of their
// first page, takes it up, says what was done and how it ended. The addresses and titles say "news" and nothing more.

const (
	newsAt         = "/news"
	partnerNewsAt  = "/referrals/{case}/news"
	intakeNewsAt   = "/intake/{case}/news"
	caseNewsAt     = "/cases/{case}/news"
	dutyAt         = "/office/duty"
	reportableMost = 200
)

// newsView is the partner's page: the form, and what it said before in this case.
type newsView struct {
	page
	Ref     string
	Back    string
	Edit    *form
	Open    []incidentLine // said before and not over: its state comes first
	Past    []incidentLine
	Clocks  []fact // how soon each kind is taken up
	NoCases bool   // nothing was referred yet
}

// incidentLine is one incident as a page of its case shows it.
type incidentLine struct {
	ID                   string
	Kind, When, By, Told string
	Stamp                string
	What, Needed, Reach  string
	State                string // waiting, taken up, ended: in words
	Tag                  string // class
	Acts                 []noteLine
	Ended                string
	Ending               string
	TakeUp, Do, End      *form
}

// news asks which case it is, from the partner's first page.
func (w *Web) news(v *visit) error {
	list, err := w.App.Reportable(v.ctx(), v.Actor, reportableMost)
	if err != nil {
		return err
	}
	p := newsView{page: v.page("incident.title"), NoCases: len(list) == 0, Clocks: v.incidentClocks()}
	p.Current = "/referrals"
	if p.NoCases {
		return v.show("incident/report", p)
	}
	p.Main, p.Edit = "news", v.form("news", newsAt)
	which := p.Edit.one("select", "case", v.T("incident.case"), "")
	var options []option
	for i := range list {
		c := &list[i]
		options = append(options, option{Value: string(c.ID), Label: c.Ref + ", " + c.Summary.Name, On: which.Value == string(c.ID)})
	}
	which.Options = options
	p.Edit.Fields = append([]field{which}, v.incidentFields(p.Edit)...)
	return v.show("incident/report", p)
}

// partnerNews is the same page from the case, with what was said before.
func (w *Web) partnerNews(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewReferral, "")
	if err != nil {
		return err
	}
	p := newsView{page: v.page("incident.title"), Ref: f.Case.Ref, Back: v.path("/referrals/{case}", f.Case.ID), Clocks: v.incidentClocks()}
	p.Title += ", " + f.Case.Ref
	p.Current = "/referrals"
	if w.App.May(v.Actor, access.ReportIncident, f.Case) {
		p.Main, p.Edit = "news", v.form("news", partnerNewsAt, f.Case.ID)
		p.Edit.Fields = v.incidentFields(p.Edit)
	}
	for _, l := range v.incidents(f) {
		if l.Ended == "" {
			p.Open = append(p.Open, l)
		} else {
			p.Past = append(p.Past, l)
		}
	}
	return v.show("incident/report", p)
}

// incidentFields are the questions: five, in the order in which they are told.
func (v *visit) incidentFields(x *form) []field {
	var kinds []string
	for _, k := range casefile.IncidentKinds {
		kinds = append(kinds, string(k))
	}
	what, needed := x.long("what", "incident.what", ""), x.long("needed", "incident.needed", "")
	what.Rows, needed.Rows = 3, 2
	return []field{x.choice("kind", "incident.kind", "", "incident.kind.is", kinds...), x.date("day", "incident.day", string(v.web.App.Today())),
		what, needed, x.text("reach", "incident.reach", "")}
}

// incidentClocks says how soon each kind is to be taken up, from the pack.
func (v *visit) incidentClocks() (out []fact) {
	for _, k := range casefile.IncidentKinds {
		if c, ok := v.web.App.Policy().Clock("incident-" + string(k)); ok {
			out = append(out, fact{v.T("incident.kind.is." + string(k)), v.N("incident.hours", c.Hours, nil)})
		}
	}
	return out
}

func (w *Web) report(v *visit) error {
	write := v.write()
	if v.route.pattern == newsAt {
		write.Case = casefile.ID(v.typed("case"))
		if write.Case == "" {
			var c fault.Check
			c.Add("case", "incident.case.needed")
			return c.Err("incident.check")
		}
	}
	in := casefile.Incident{Kind: casefile.IncidentKind(v.typed("kind")), Day: policy.Day(v.day("day")), What: v.typed("what"), Needed: v.typed("needed"), Reach: v.typed("reach")}
	if _, err := w.App.ReportIncident(v.ctx(), write, in); err != nil {
		return err
	}
	return v.done("news.sent", partnerNewsAt, write.Case)
}

// clockTime is an instant with its day, for what runs in hours.
func (v *visit) clockTime(t time.Time) string { return v.Lang.DateTime(t.UTC()) }

// incidents are those of a case, the newest first, without acts.
func (v *visit) incidents(f *app.File) (out []incidentLine) {
	name := func(account string) string { return v.web.App.Name(v.ctx(), account) }
	for _, i := range slices.Backward(f.Incidents) {
		l := incidentLine{ID: i.ID, Kind: v.T("incident.kind.is." + string(i.Kind)), When: v.Lang.Date(string(i.Day)), What: i.What, Needed: i.Needed, Reach: i.Reach,
			Told: v.clockTime(i.At), Stamp: i.At.UTC().Format("2006-01-02T15:04Z"), By: name(i.By), Tag: "tag-stop",
			State: v.F("incident.state.waiting", map[string]any{"Until": v.clockTime(i.Call().Due())})}
		if i.Kind == casefile.Forced { // nobody wrote it: the other code of a card was given (I-89)
			l.What, l.Needed, l.Reach = v.T("incident.forced.what"), v.T("incident.forced.needed"), v.T("incident.forced.reach")
		}
		if !i.Answered.IsZero() {
			l.State, l.Tag = v.F("incident.state.taken", map[string]any{"Name": name(i.AnsweredBy), "When": v.clockTime(i.Answered)}), "tag-info"
		}
		for _, x := range i.Acts {
			l.Acts = append(l.Acts, noteLine{x.Words, name(x.By), v.clockTime(x.At), x.At.UTC().Format("2006-01-02T15:04Z")})
		}
		if !i.Open() {
			l.State, l.Tag = v.F("incident.state.ended", map[string]any{"When": v.clockTime(i.Ended)}), "tag-ok"
			l.Ended, l.Ending = v.T("incident.outcome.is."+string(i.Outcome)), i.Words
		}
		out = append(out, l)
	}
	return out
}

// incidentsView is the page of whoever is to act: of the office with the frame of the case, of the operations centre
// without.
type incidentsView struct {
	casePage
	Ref   string
	Back  string // of the operations centre
	Lines []incidentLine
	Strip []string
}

func (w *Web) caseNews(v *visit) error {
	f, p, err := v.openCase(access.ViewCase, "incident.title")
	if err != nil {
		return err
	}
	return v.show("incident/act", v.acting(incidentsView{casePage: p, Ref: f.Case.Ref}, f, caseNewsAt))
}

func (w *Web) intakeNews(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewIntake, "")
	if err != nil {
		return err
	}
	p := incidentsView{casePage: casePage{page: v.page("incident.title")}, Ref: f.Case.Ref, Back: v.path("/intake/{case}", f.Case.ID)}
	p.Title += ", " + f.Case.Ref
	p.Current = "/intake"
	plan := app.Plan(f)
	for _, x := range plan.Prohibitions(f.Persons, w.App.Today()) {
		p.Strip = append(p.Strip, v.T("safety.prohibition."+string(x)))
	}
	return v.show("incident/act", v.acting(p, f, intakeNewsAt))
}

// acting gives each incident that is open its acts.
func (v *visit) acting(p incidentsView, f *app.File, at string) incidentsView {
	p.Lines = v.incidents(f)
	if !v.web.App.May(v.Actor, access.AnswerIncident, f.Case) {
		return p
	}
	// The summary of what is wrong leads to the plain id of a field: it is that of the form that was posted.
	plain := v.typed("incident")
	for n := range p.Lines {
		l := &p.Lines[n]
		i := f.Incidents[len(f.Incidents)-1-n]
		if !i.Open() {
			continue
		}
		end := "-" + i.ID
		if plain == "" || plain == i.ID {
			plain, end = i.ID, ""
		}
		begin := func(name string) *form { return v.form(name+"-"+i.ID, at, f.Case.ID).of(i.Version) }
		if i.Answered.IsZero() {
			l.TakeUp = begin("take")
		}
		l.Do = begin("do")
		words := l.Do.long("words", "incident.done", "")
		words.ID, words.Rows = words.ID+end, 3
		l.Do.Fields = []field{words}
		if len(i.Acts) > 0 {
			l.End = begin("end")
			var codes []string
			for _, o := range casefile.Outcomes {
				codes = append(codes, string(o))
			}
			outcome, ending := l.End.choice("outcome", "incident.outcome", "", "incident.outcome.is", codes...), l.End.long("ending", "incident.ending", "")
			outcome.ID, ending.ID, ending.Rows = outcome.ID+end, ending.ID+end, 2
			for k := range outcome.Options {
				outcome.Options[k].ID += end
			}
			l.End.Fields = []field{outcome, ending}
		}
	}
	return p
}

func (w *Web) actOnNews(v *visit) error {
	write, id, version := v.write(), v.typed("incident"), v.version()
	done := "news.taken"
	var err error
	switch v.pressed() {
	case "take":
		_, err = w.App.TakeUpIncident(v.ctx(), write, id, version)
	case "do":
		done = "news.noted"
		_, err = w.App.ActOnIncident(v.ctx(), write, id, version, v.typed("words"))
	case "end":
		done = "news.ended"
		_, err = w.App.EndIncident(v.ctx(), write, id, version, casefile.Outcome(v.typed("outcome")), v.typed("ending"))
	default:
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err != nil {
		return err
	}
	return v.done(done, v.route.pattern, v.caseID())
}

// callLine is what happened in a case, on top of the first page of whoever is to act.
type callLine struct {
	At, Ref, Name, Kind, Told, Due, Turn, State string
	Mine                                        bool
	Over                                        bool // the clock has run out
}

// calls are the incidents that the reader is to know of.
func (v *visit) calls() ([]callLine, error) {
	list, err := v.web.App.Calls(v.ctx(), v.Actor)
	if err != nil {
		return nil, err
	}
	at, now := caseNewsAt, v.web.App.Now()
	if v.Actor.Role == access.Clerk || v.Actor.Role == access.SeniorClerk {
		at = intakeNewsAt
	}
	var out []callLine
	for _, c := range list {
		l := callLine{At: v.path(at, c.Case.ID), Ref: c.Case.Ref, Name: c.Case.Summary.Name, Kind: v.T("incident.kind.is." + string(c.Kind)), Told: v.clockTime(c.Call.At),
			Due: v.clockTime(c.Due()), Mine: c.Mine, Over: now.After(c.Due()) && !c.Answered, State: v.T("incident.call.waiting")}
		switch {
		case c.Answered:
			l.State = v.T("incident.call.taken")
		case at == caseNewsAt:
			l.Turn = v.T("incident.turn." + string(c.Turn))
		}
		out = append(out, l)
	}
	return out, nil
}

// dutyView is the supervisor's page of who answers for the office, and when.
type dutyView struct {
	page
	Now   string // who is on duty today, "" for nobody
	Edit  *form
	Spans []dutyLine
}

type dutyLine struct {
	Name, From, Until string
	Today             bool
	Drop              *form
	Go                string
}

func (w *Web) duty(v *visit) error {
	list, err := w.App.DutyList(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	p := dutyView{page: v.page("duty.title")}
	p.Current, p.Main = "/office", "duty"
	p.Edit = v.form("duty", dutyAt)
	who := p.Edit.one("select", "account", v.T("duty.account"), "")
	today := string(w.App.Today())
	for _, d := range list {
		who.Options = append(who.Options, option{Value: d.Account.ID, Label: d.Account.Details.Name + ", " + v.T("role."+string(d.Account.Role)), On: who.Value == d.Account.ID})
		for _, s := range d.Spans {
			l := dutyLine{Name: d.Account.Details.Name, From: v.Lang.Date(string(s.From)), Until: v.Lang.Date(string(s.Until)), Today: string(s.From) <= today && today <= string(s.Until)}
			l.Drop, l.Go = v.form("drop-"+d.Account.ID+"-"+string(s.From), dutyAt), "drop "+string(s.From)+" "+d.Account.ID
			if l.Today {
				p.Now = l.Name
			}
			p.Spans = append(p.Spans, l)
		}
	}
	p.Edit.Fields = []field{who, p.Edit.date("from", "duty.from", today), p.Edit.date("until", "duty.until", "")}
	return v.show("incident/duty", p)
}

func (w *Web) nameDuty(v *visit) error {
	if day, account, ok := dropped(v.pressed()); ok {
		if err := w.App.EndDuty(v.ctx(), v.write(), account, day); err != nil {
			return err
		}
		return v.done("duty.ended", dutyAt)
	}
	if err := w.App.NameDuty(v.ctx(), v.write(), v.typed("account"), policy.Day(v.day("from")), policy.Day(v.day("until"))); err != nil {
		return err
	}
	return v.done("duty.named", dutyAt)
}

// dropped is the button that takes a duty back: the word, its first day, whose it is.
func dropped(pressed string) (policy.Day, string, bool) {
	rest, ok := strings.CutPrefix(pressed, "drop ")
	day, account, _ := strings.Cut(rest, " ")
	return policy.Day(day), account, ok
}
