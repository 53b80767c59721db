package web

import (
	"strings"

	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Agreements with the partners: what each holds (I-2), whether it stands, and its suspension by two persons (I-3). The
// agreements are text of the policy pack; a suspension stands beside it and works at once.

const (
	agreementsAt = "/agreements"
	suspensionAt = agreementsAt + "/{suspension}"
)

type agreementsView struct {
	page
	Records []agreementRecord
	Edit    *form // to propose a suspension, nil for who may not
}

// agreementRecord is one agreement with all that the law asks it to hold.
type agreementRecord struct {
	ID, Partner string
	Stands, Tag string // how it stands, and its class
	Facts       []fact
	Ours        bool
	Blank       bool   // something is not known to us
	Note        string // what follows for the partner while it is suspended, or why there is nothing to suspend
	Suspensions []suspensionLine
}

// suspensionLine is a suspension in its agreement's record; At is its page, "" for who only reads.
type suspensionLine struct{ Words, Ground, Tag, At, Do string }

func (w *Web) agreements(v *visit) error {
	list, err := w.App.Suspensions(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	p := agreementsView{page: v.page("agreement.title")}
	var which []option
	for _, x := range w.App.Policy().Partners() {
		if partners[v.Actor.Role] && x.ID != v.Actor.Unit {
			continue // a partner sees its own
		}
		if x.ByLaw {
			p.Records = append(p.Records, agreementRecord{ID: "a-" + x.ID, Partner: x.In(string(v.Lang)), Stands: v.T("agreement.stands.force"), Tag: "tag-ok",
				Facts: []fact{{v.T("agreement.ground"), v.T("agreement.by_law")}, {v.T("agreement.area"), v.T("agreement.area.world")}, {v.T("agreement.number.head"), v.T("agreement.number.none")}},
				Note:  v.F("agreement.by_law.what", map[string]any{"Partner": x.Short.In(string(v.Lang))})})
		}
		for _, a := range x.Agreements {
			p.Records = append(p.Records, v.agreementRecord(x, a, list))
			if a.Until == "" || w.App.Today() <= a.Until {
				which = append(which, option{Value: x.ID + "/" + a.ID, Label: x.In(string(v.Lang)) + ", " + a.In(string(v.Lang))})
			}
		}
	}
	if v.suspends() && len(which) > 0 {
		p.Main = "suspend"
		p.Edit = v.form("suspend", agreementsAt)
		ground := p.Edit.one("select", "ground", v.T("suspension.ground"), "")
		if l, ok := w.App.Policy().List(policy.SuspensionGrounds); ok {
			var options []option
			for _, e := range l.Entries {
				options = append(options, option{Value: e.ID, Label: e.In(string(v.Lang))})
			}
			ground = p.Edit.pick(ground, options...)
		}
		ground.Hint = v.T("suspension.ground.hint")
		from := p.Edit.date("from", "suspension.from", "")
		from.Optional = true
		p.Edit.Fields = []field{p.Edit.pick(p.Edit.one("select", "agreement", v.T("suspension.agreement"), ""), which...), ground, from, p.Edit.long("reason", "suspension.reason", "")}
	}
	return v.show("spaces/agreements", p)
}

// suspends says whether the reader may propose, confirm and lift.
func (v *visit) suspends() bool {
	return access.Allow(v.Actor, access.SuspendPartner, access.Resource{}) == nil
}

func (v *visit) agreementRecord(x policy.Partner, a policy.Agreement, list []policy.Suspension) agreementRecord {
	today, lang := v.web.App.Today(), string(v.Lang)
	r := agreementRecord{ID: "a-" + a.ID, Partner: x.In(lang), Stands: v.T("agreement.stands.force"), Tag: "tag-ok", Ours: a.Ours()}
	add := func(key, value string) {
		if value == "" { // never invented: the memoranda are not published
			value, r.Blank = v.T("agreement.unknown"), true
		}
		r.Facts = append(r.Facts, fact{v.T(key), value})
	}
	var area []string
	for _, c := range a.Area {
		area = append(area, v.country(c))
	}
	number := ""
	if a.Number > 0 {
		number = v.N("agreement.number", a.Number, nil)
	}
	add("agreement.ground", a.In(lang))
	add("agreement.area", strings.Join(area, ", "))
	add("agreement.number.head", number)
	add("agreement.manner", a.Manner.In(lang))
	add("agreement.training", a.Training.In(lang))
	add("agreement.ends", a.Ends.In(lang))
	add("agreement.from", v.Lang.Date(string(a.From)))
	add("agreement.until", v.Lang.Date(string(a.Until)))
	switch {
	case a.From > today:
		r.Stands, r.Tag = v.T("agreement.stands.ahead"), ""
	case !a.Holds(today):
		r.Stands, r.Tag = v.T("agreement.stands.ended"), "tag-warn"
	}
	suspended := func() { r.Stands, r.Tag = v.T("agreement.stands.suspended"), "tag-stop" }
	for _, s := range a.Suspended {
		if s.From <= today && (s.Until == "" || today <= s.Until) {
			suspended()
		}
		r.Suspensions = append(r.Suspensions, suspensionLine{Words: v.spanWords(s.From, s.Until)})
	}
	for i := range list {
		s := &list[i]
		if s.Partner != x.ID || s.Agreement != a.ID {
			continue
		}
		if s.Holds(today) && a.Holds(today) {
			suspended()
		}
		r.Suspensions = append(r.Suspensions, v.suspensionLine(s))
	}
	if r.Tag == "tag-stop" || r.Tag == "tag-warn" {
		r.Note = v.T("suspension.follows")
	}
	return r
}

func (v *visit) spanWords(from, until policy.Day) string {
	args := map[string]any{"From": v.Lang.Date(string(from)), "Until": v.Lang.Date(string(until))}
	switch {
	case until != "" && until < from: // confirmed and lifted on one day
		return v.F("agreement.suspended.day", args)
	case until != "":
		return v.F("agreement.suspended.span", args)
	case from > v.web.App.Today():
		return v.F("agreement.suspended.ahead", args)
	}
	return v.F("agreement.suspended.since", args)
}

// suspensionWords is where a suspension stands, in words.
func (v *visit) suspensionWords(s *policy.Suspension) string {
	switch s.Standing() {
	case policy.SuspensionProposed, policy.SuspensionDropped:
		return v.T("suspension.standing." + string(s.Standing()))
	case policy.SuspensionLifted:
		return v.spanWords(s.From, policy.DayOf(s.Lift.Confirmed.At).Add(-1))
	}
	return v.spanWords(s.From, "")
}

// groundWords is the ground of a suspension as the pack has it.
func (v *visit) groundWords(code string) string {
	if l, ok := v.web.App.Policy().List(policy.SuspensionGrounds); ok {
		for _, e := range l.Entries {
			if e.ID == code {
				return e.In(string(v.Lang))
			}
		}
	}
	return code
}

func (v *visit) suspensionLine(s *policy.Suspension) suspensionLine {
	l := suspensionLine{Words: v.suspensionWords(s), Ground: v.groundWords(s.Ground)}
	x := s.Standing()
	waits := x == policy.SuspensionProposed || x == policy.SuspensionLifting
	if x == policy.SuspensionLifting {
		l.Tag = v.T("suspension.standing.lifting")
	}
	if v.suspends() {
		l.At, l.Do = v.path(suspensionAt, s.ID), v.T("suspension.open")
		switch by := s.Proposed.By; {
		case x == policy.SuspensionLifting && s.Lift.Proposed.By != v.Actor.Account, x == policy.SuspensionProposed && by != v.Actor.Account:
			l.Do = v.T("suspension.answer")
		case waits:
			l.Tag = v.T("suspension.standing.waits")
		}
	}
	return l
}

// proposeSuspension takes what was typed on the page of the agreements.
func (w *Web) proposeSuspension(v *visit) error {
	if v.posted() != "suspend" {
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	partner, agreement, ok := strings.Cut(v.typed("agreement"), "/")
	if !ok {
		var c fault.Check
		c.Add("agreement", "policy.suspend.agreement")
		return c.Err("ask.check")
	}
	in := policy.Suspension{Partner: partner, Agreement: agreement, Ground: v.typed("ground"), From: policy.Day(v.day("from")), Reason: v.typed("reason")}
	if err := w.App.ProposeSuspension(v.ctx(), v.write(), in); err != nil {
		return err
	}
	return v.done("suspension.proposed", agreementsAt)
}

// suspensionView is one suspension, for who proposes and confirms.
type suspensionView struct {
	page
	Partner, Back string
	Stands, Tag   string
	Facts         []fact
	Reason        string
	Ends          []suspensionEnd // proposals to lift it, the latest last
	Waits         string          // what waits for a second person, or for another than the reader
	Answer        *form
	Confirm       string // the words of the button, "" for who proposed
	Lift          *form
}

// suspensionEnd is one proposal to lift a suspension.
type suspensionEnd struct {
	Facts  []fact
	Reason string
}

func (w *Web) suspension(v *visit) error {
	if !v.suspends() {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	list, err := w.App.Suspensions(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	var s *policy.Suspension
	for i := range list {
		if list[i].ID == v.value("suspension") {
			s = &list[i]
		}
	}
	if s == nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	p := suspensionView{page: v.page("suspension.title"), Partner: v.unit(s.Partner), Back: v.path(agreementsAt), Stands: v.suspensionWords(s), Reason: s.Reason}
	if s.Holds(w.App.Today()) {
		p.Tag = "tag-stop"
	}
	from := v.Lang.Date(string(s.From))
	if s.From == "" {
		from = v.T("suspension.from.confirmed")
	}
	p.Facts = append([]fact{{v.T("suspension.ground"), v.groundWords(s.Ground)}, {v.T("suspension.from"), from}}, v.marks("", s.Proposed, s.Confirmed, s.Dropped)...)
	for _, l := range append(s.Kept, s.Lift) {
		if l.Proposed.Is() {
			p.Ends = append(p.Ends, suspensionEnd{v.marks("lift.", l.Proposed, l.Confirmed, l.Dropped), l.Reason})
		}
	}
	waits := func(proposed policy.Mark, confirm string) {
		p.Main = "answer"
		p.Answer = v.form("answer", suspensionAt, s.ID).final().of(s.Version)
		if p.Waits = v.T("suspension.waits.you"); proposed.By == v.Actor.Account {
			p.Waits = v.T("suspension.waits.other")
			return
		}
		p.Confirm = v.T(confirm)
	}
	switch s.Standing() {
	case policy.SuspensionProposed:
		waits(s.Proposed, "suspension.confirm")
	case policy.SuspensionLifting:
		waits(s.Lift.Proposed, "suspension.lift.confirm")
	case policy.SuspensionStands:
		p.Main = "lift"
		p.Lift = v.form("lift", suspensionAt, s.ID).of(s.Version)
		p.Lift.Fields = []field{p.Lift.long("reason", "suspension.lift.reason", "")}
	}
	return v.show("spaces/suspension", p)
}

// marks are who did what when.
func (v *visit) marks(what string, proposed, confirmed, dropped policy.Mark) (out []fact) {
	for _, x := range []struct {
		key string
		policy.Mark
	}{{"proposed", proposed}, {"confirmed", confirmed}, {"dropped", dropped}} {
		if x.Is() {
			out = append(out, fact{v.T("suspension." + what + x.key), v.F("assessment.form.saved_by", map[string]any{"Name": v.web.App.Name(v.ctx(), x.By), "Time": v.Lang.DateTime(x.At.UTC())})})
		}
	}
	return out
}

// answerSuspension is the second person's answer, or a proposal to lift.
func (w *Web) answerSuspension(v *visit) error {
	id := v.value("suspension")
	switch form, pressed := v.posted(), v.pressed(); {
	case form == "lift":
		if err := w.App.ProposeLift(v.ctx(), v.write(), id, v.version(), v.typed("reason")); err != nil {
			return err
		}
		return v.done("suspension.lift_proposed", agreementsAt)
	case form == "answer" && pressed == "confirm":
		if err := w.App.ConfirmSuspension(v.ctx(), v.write(), id, v.version()); err != nil {
			return err
		}
		return v.done("suspension.confirmed", agreementsAt)
	case form == "answer" && pressed == "drop":
		if err := w.App.DropSuspension(v.ctx(), v.write(), id, v.version()); err != nil {
			return err
		}
		return v.done("suspension.dropped", agreementsAt)
	}
	return fault.New(fault.Unusable, "frame.error.unusable")
}

// stopped is what a partner's people read on their lists and where they send, before they try: that new referrals are stopped,
// why, and what they can do (I-3). "" when their agreement stands.
func (v *visit) stopped() (*stoppedNote, error) {
	s, no, err := v.web.App.Referring(v.ctx(), v.Actor)
	if err != nil || !no {
		return nil, err
	}
	n := &stoppedNote{Head: v.T("suspension.banner.ended"), Do: v.T("suspension.banner.do")}
	if s.Ground != "" {
		n.Head = v.F("suspension.banner.head", map[string]any{"From": v.Lang.Date(string(s.From))})
		n.Ground = v.groundWords(s.Ground)
	}
	return n, nil
}

type stoppedNote struct{ Head, Ground, Do string }
