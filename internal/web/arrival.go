package web

import (
	"strconv"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
)

// Planned travel of a case, and the notices of it.

const (
	arrivalsAt = "/cases/{case}/arrivals"
	arrivalAt  = arrivalsAt + "/{movement}"
)

type arrivalsView struct {
	casePage
	Lines []movementLine
	Plan  *form
	None  bool // nobody is left whose travel is to be planned
}

type movementLine struct {
	recourseLine
	At       string
	Warnings []string
	Notices  []noticeLine
}

func (w *Web) arrivals(v *visit) error {
	f, p, err := v.openBefore("arrival.title")
	if err != nil {
		return err
	}
	view := arrivalsView{casePage: p}
	for i := len(f.Movements) - 1; i >= 0; i-- {
		view.Lines = append(view.Lines, v.movementLine(f, &f.Movements[i]))
	}
	if w.App.May(v.Actor, access.PlanTravel, f.Case) {
		who := v.mayMove(f, "")
		if view.None = len(who) == 0; !view.None {
			q := v.form("plan", arrivalsAt, f.Case.ID)
			q.Fields = v.movementFields(q, f, decision.Movement{Arrives: w.App.Journey(f).Decision.Travel}, who)
			view.Plan, view.Main = q, "plan"
		}
	}
	return v.show("travel/arrivals", view)
}

// mayMove are the persons whose travel can be planned: with a visa or a permit, not in Canada, and in no other planned travel.
func (v *visit) mayMove(f *app.File, movement string) (out []people.Person) {
	j := v.web.App.Journey(f)
	for _, x := range j.Travellers() {
		_, _, visa := j.Paper(x.ID)
		_, landed := j.Protected(x.ID)
		m, moves := decision.Moving(f.Movements, x.ID)
		if visa && !landed && (!moves || m.ID == movement) {
			out = append(out, x)
		}
	}
	return out
}

func (v *visit) movementFields(q *form, f *app.File, m decision.Movement, who []people.Person) []field {
	persons := q.many("persons", "movement.persons.label", m.Persons, "")
	var options []option
	for _, x := range who {
		options = append(options, option{Value: x.ID, Label: v.personHead(x)})
	}
	aboard := ""
	if m.Aboard > 0 {
		aboard = strconv.Itoa(m.Aboard)
	}
	return []field{
		q.pick(persons, options...),
		q.date("departs", "movement.departs.label", string(m.Departs)), q.date("arrives", "movement.arrives.label", string(m.Arrives)),
		wide(q.text("port", "movement.port.label", m.Port), "w-l"), wide(q.text("flights", "movement.flights.label", m.Flights), "w-l"),
		q.choice("booked", "movement.booked.label", m.Booked, "movement.booked.is", decision.Bookers...),
		opt(wide(q.text("aboard", "movement.aboard.label", aboard), "w-s")), opt(q.tick("exception", "movement.exception", m.Exception)),
		opt(q.long("alert", "movement.alert.label", m.Alert)), opt(q.text("alert_why", "movement.alert_why.label", m.AlertWhy)),
		opt(q.choice("agreed", "needs.agreed", m.AlertAgreed.By, "needs.agreed.is", casefile.ConsentGivers...)), opt(q.date("agreed_on", "needs.agreed_on", string(m.AlertAgreed.On))),
	}
}

// typedMovement is what was posted of planned travel.
func (v *visit) typedMovement() decision.Movement {
	aboard := 0
	if s := v.typed("aboard"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			n = -1
		}
		aboard = n
	}
	return decision.Movement{Persons: v.Typed["persons"], Departs: policy.Day(v.day("departs")), Arrives: policy.Day(v.day("arrives")), Port: v.typed("port"), Flights: v.typed("flights"), Booked: v.typed("booked"),
		Aboard: aboard, Exception: v.typed("exception") != "", Alert: v.typed("alert"), AlertWhy: v.typed("alert_why"), AlertAgreed: casefile.ConsentToTell{By: v.typed("agreed"), On: policy.Day(v.day("agreed_on"))}, Changed: v.typed("changed")}
}

func (w *Web) planArrival(v *visit) error {
	id, err := w.App.PlanTravel(v.ctx(), v.write(), "", 0, v.typedMovement())
	if err != nil {
		return err
	}
	return v.done("arrival.planned", arrivalAt, v.caseID(), id)
}

func (v *visit) movementLine(f *app.File, m *decision.Movement) movementLine {
	l := movementLine{At: v.path(arrivalAt, f.Case.ID, m.ID)}
	l.Head, l.State, l.Tag = v.F("movement.head", map[string]any{"Number": m.Number}), v.T("movement.is.planned"), "tag-info"
	add := func(key, value string) {
		if value != "" {
			l.Facts = append(l.Facts, fact{v.T(key), value})
		}
	}
	who := ""
	for _, x := range f.Persons {
		for _, id := range m.Persons {
			if x.ID == id {
				if who != "" {
					who += "; "
				}
				who += v.personHead(x)
			}
		}
	}
	add("movement.persons.label", who)
	add("movement.departs.label", v.Lang.Date(string(m.Departs)))
	add("movement.arrives.label", v.Lang.Date(string(m.Arrives))+", "+m.Port)
	add("movement.flights.label", m.Flights)
	add("movement.booked.label", v.T("movement.booked.is."+m.Booked))
	add("movement.alert.label", m.Alert)
	if m.Changed == decision.NotTravelled {
		add("movement.changed.label", v.T("movement.not_travelled"))
	} else {
		add("movement.changed.label", m.Changed)
	}
	if m.Cancelled != "" {
		l.State, l.Tag = v.F("movement.cancelled.on", map[string]any{"Day": m.Cancelled}), ""
	}
	for _, x := range decision.Warnings(*m, f.Case.Summary.Priority == "emergency", v.web.App.Policy(), v.web.App.Today()) {
		l.Warnings = append(l.Warnings, v.F(x.Key, x.Args))
	}
	for i := range f.Arrivals {
		if n := &f.Arrivals[i]; n.Movement == m.ID && n.Status != decision.ArrivalDropped {
			l.Notices = append(l.Notices, v.arrivalLine(n, ""))
		}
	}
	return l
}

var arrivalTags = map[decision.ArrivalStatus]string{decision.ArrivalOwed: "tag-warn", decision.ArrivalSent: "tag-info", decision.ArrivalReceived: "tag-ok"}

func (v *visit) arrivalLine(n *decision.ArrivalNotice, at string) noticeLine {
	l := noticeLine{At: at, Kind: v.F("arrival.what."+string(n.What), map[string]any{"Number": n.Number, "Part": n.Part}), To: v.T("arrival.to." + string(n.To)), Status: v.T("arrival.status." + string(n.Status)), Tag: arrivalTags[n.Status]}
	today := v.web.App.Today()
	switch n.Status {
	case decision.ArrivalOwed:
		l.Due, l.Late = v.F("notice.due", map[string]any{"Day": n.Due}), n.Due < today
	case decision.ArrivalSent:
		if n.To == decision.ToCentre {
			l.Due, l.Late = v.F("notice.due", map[string]any{"Day": n.AckBy}), n.AckBy < today
		}
	case decision.ArrivalReceived:
		l.Proof = v.F("arrival.received."+n.How, map[string]any{"Day": n.Received})
	}
	if !n.SentAt.IsZero() {
		l.Sent = v.F("notice.sent", map[string]any{"At": n.SentAt.UTC(), "Name": v.web.App.Name(v.ctx(), n.SentBy)})
		if n.Again > 0 {
			l.Sent += " " + v.N("arrival.again", n.Again, nil)
		}
	}
	return l
}

type arrivalView struct {
	casePage
	Line   movementLine
	Letter *letterView
	Send   *form
	Resend bool
	Change *form
	Cancel *form
	Stop   bool // words stand in it that must not
}

func (w *Web) arrival(v *visit) error {
	f, p, err := v.openBefore("arrival.one.title")
	if err != nil {
		return err
	}
	m, ok := itemOf(f.Movements, v.value("movement"), func(m *decision.Movement) string { return m.ID })
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	view := arrivalView{casePage: p, Line: v.movementLine(f, &m)}
	if n, ok := lastToCentre(f, m.ID); ok {
		if n.Status == decision.ArrivalOwed {
			pre, err := w.App.PreviewArrival(v.ctx(), f, n, v.Lang)
			if err != nil {
				return err
			}
			x := v.onwardLetter(pre.Text, pre.Subject, string(v.Lang), n.To)
			x.Blocked = v.blockedWords(pre)
			view.Letter, view.Stop = &x, len(pre.Blocked) > 0
		} else {
			x := v.onwardLetter(n.Text, n.Subject, n.Language, n.To)
			view.Letter = &x
		}
		view.Resend = n.Status == decision.ArrivalSent && n.AckBy < w.App.Today()
		if w.App.May(v.Actor, access.SendArrival, f.Case) && (n.Status == decision.ArrivalOwed && !view.Stop || view.Resend) {
			view.Send, view.Main = v.form("send", arrivalAt, f.Case.ID, m.ID).final().of(n.Version), "send"
		}
	}
	if m.Cancelled == "" && w.App.May(v.Actor, access.PlanTravel, f.Case) {
		q := v.form("change", arrivalAt, f.Case.ID, m.ID).of(m.Version)
		m.Changed = ""
		q.Fields = q.apart(append(v.movementFields(q, f, m, v.mayMove(f, m.ID)), q.text("changed", "movement.changed.label", "")))
		view.Change = q
		x := v.form("cancel", arrivalAt, f.Case.ID, m.ID).of(m.Version)
		x.Fields = x.apart([]field{x.text("changed", "movement.changed.label", "")})
		view.Cancel = x
	}
	return v.show("travel/arrival", view)
}

// lastToCentre is the last notice of a movement to the operations centre that did not fall away.
func lastToCentre(f *app.File, movement string) (out decision.ArrivalNotice, ok bool) {
	for _, n := range f.Arrivals {
		if n.Movement == movement && n.To == decision.ToCentre && n.Status != decision.ArrivalDropped {
			out, ok = n, true
		}
	}
	return out, ok
}

func (w *Web) takeArrival(v *visit) error {
	id := v.value("movement")
	var err error
	done := "arrival.changed"
	switch v.posted() {
	case "send":
		f, e := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewTravel, "")
		if e != nil {
			return e
		}
		n, _ := lastToCentre(f, id)
		done = "arrival.sent"
		_, err = w.App.SendArrival(v.ctx(), v.write(), n.ID, v.version(), v.Lang)
	case "change":
		_, err = w.App.PlanTravel(v.ctx(), v.write(), id, v.version(), v.typedMovement())
	case "cancel":
		done = "arrival.cancelled"
		_, err = w.App.CancelTravel(v.ctx(), v.write(), id, v.version(), v.typed("changed"))
	default:
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err != nil {
		return err
	}
	return v.done(done, arrivalAt, v.caseID(), id)
}

// onwardNoticeView is a notice as the operations centre has it, and to whom it passes it on.
type onwardNoticeView struct {
	page
	Ref     string
	Back    string
	Line    noticeLine
	Letter  letterView
	Take    *form
	Pass    *form
	Passed  []passedLine
	Receipt *form
}

type passedLine struct {
	noticeLine
	Letter letterView
}

func (w *Web) onwardNotice(v *visit) error {
	f, p, err := v.openOnward("arrival.one.title")
	if err != nil {
		return err
	}
	n, ok := itemOf(f.Arrivals, v.value("arrival"), func(n *decision.ArrivalNotice) string { return n.ID })
	if !ok || n.To != decision.ToCentre || n.SentAt.IsZero() {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	view := onwardNoticeView{page: p, Ref: f.Case.Ref, Back: v.path(onwardOfAt, f.Case.ID), Line: v.arrivalLine(&n, ""), Letter: v.onwardLetter(n.Text, n.Subject, n.Language, n.To)}
	may := w.App.May(v.Actor, access.PassArrival, f.Case)
	var waiting []option
	for i := range f.Arrivals {
		x := &f.Arrivals[i]
		if x.Movement != n.Movement || x.Part != n.Part || x.To == decision.ToCentre || x.Status == decision.ArrivalDropped {
			continue
		}
		view.Passed = append(view.Passed, passedLine{v.arrivalLine(x, ""), v.onwardLetter(x.Text, x.Subject, x.Language, x.To)})
		if x.Status == decision.ArrivalSent {
			waiting = append(waiting, option{Value: x.ID, Label: v.T("arrival.to." + string(x.To))})
		}
	}
	if may && n.Status == decision.ArrivalSent {
		view.Take, view.Main = v.form("take", onwardNoticeAt, f.Case.ID, n.ID).of(n.Version), "take"
	}
	if to := decision.ToPass(n, f.Arrivals); may && len(to) > 0 {
		q := v.form("pass", onwardNoticeAt, f.Case.ID, n.ID).final()
		q.Fields = []field{q.choice("to", "arrival.pass.to", "", "arrival.to", strs(to)...), q.choice("language", "arrival.lang", "", "notice.lang.is", "en", "fr")}
		view.Pass, view.Main = q, "pass"
	}
	if may && len(waiting) > 0 {
		q := v.form("receipt", onwardNoticeAt, f.Case.ID, n.ID)
		of := q.one("choice", "of", v.T("arrival.receipt.of"), "")
		q.Fields = []field{q.pick(of, waiting...), q.choice("how", "arrival.how.label", "", "arrival.how.is", decision.ArrivalProofs[1:]...), q.date("day", "arrival.day.label", "")}
		view.Receipt = q
	}
	return v.show("travel/onward-notice", view)
}

func (w *Web) takeOnwardNotice(v *visit) error {
	id := v.value("arrival")
	var err error
	done := "arrival.taken"
	switch v.posted() {
	case "take":
		_, err = w.App.TakeArrival(v.ctx(), v.write(), id, v.version(), "", "")
	case "pass":
		lang := i18n.Lang(v.typed("language"))
		var c fault.Check
		if !lang.Valid() {
			c.Add("language", "notice.language")
		}
		if v.typed("to") == "" {
			c.Add("to", "arrival.to_whom")
		}
		if err := c.Err("arrival.wrong"); err != nil {
			return err
		}
		done = "arrival.passed"
		_, err = w.App.PassArrival(v.ctx(), v.write(), id, decision.Recipient(v.typed("to")), lang)
	case "receipt":
		f, e := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewOnward, "")
		if e != nil {
			return e
		}
		n, ok := itemOf(f.Arrivals, v.typed("of"), func(n *decision.ArrivalNotice) string { return n.ID })
		if !ok || n.To == decision.ToCentre {
			var c fault.Check
			c.Add("of", "arrival.to_whom")
			return c.Err("arrival.wrong")
		}
		done = "arrival.receipt"
		_, err = w.App.TakeArrival(v.ctx(), v.write(), n.ID, n.Version, policy.Day(v.day("day")), v.typed("how"))
	default:
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err != nil {
		return err
	}
	return v.done(done, onwardNoticeAt, v.caseID(), id)
}
