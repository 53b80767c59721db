package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// The interview: safety first, then the way, then the time; where it stands, the waiver, and what follows.

const (
	interviewAt = "/cases/{case}/interview"
	appointAt   = interviewAt + "/{interview}/appoint"
	recordAt    = interviewAt + "/{interview}/record"
	cancelAt    = interviewAt + "/{interview}/cancel"
	lookAt      = interviewAt + "/{interview}/second-look"
	addAt       = interviewAt + "/{interview}/add"
	missAt      = interviewAt + "/{interview}/missed"
	linkAt      = interviewAt + "/{interview}/link"
	waiverAt    = interviewAt + "/{interview}/letter"
	waiveAt     = interviewAt + "/waive"
)

// interviewView is the page of the interview: the safety assessment when there is none under way, else where it stands.
type interviewView struct {
	casePage
	Apart   string // who is to be heard alone (I-20), "" for nobody
	Plan    *form
	Risks   []riskRow
	Ways    []wayColumn
	Current *interviewCard
	Settled *interviewCard
	Waive   string
	Again   string
	Look    *form // the supervisor's look at a waiver
	May     bool  // the reader may plan
	Prepare *preparation
}

// riskRow is one line of the safety assessment, one select for each way to meet.
type riskRow struct {
	Name  string
	Cells []field
}

// wayColumn is one way to meet: what follows from its column, and whether it may be chosen.
type wayColumn struct {
	Way, Name, Result, Tag string
	Out                    bool // the safety plan rules it out
}

// interviewCard is where one interview stands.
type interviewCard struct {
	Status, Tag string
	Facts       []fact
	Clocks      []clockLine
	Appoint     string
	Again       string // the safety of the meeting is assessed anew
	Record      string
	Trip        string // address of the trip on which it has its place
	Notice      string
	Lines       []casefile.QuestionAnswer
	Reasoning   string
	Added       []moment
	Cancel, Add *form
	Miss        *form  // the applicant was not there
	Link        *form  // of a video meeting: the address that the partner is shown once
	Linked      string // whether one waits, or when it was shown
	Tell        *form  // a letter about a waiver, when the applicant asks
}

type clockLine struct{ Place, Time string }

var risks = []struct {
	name string
	of   func(*casefile.MeetingRisk) *casefile.Level
}{
	{"travel", func(m *casefile.MeetingRisk) *casefile.Level { return &m.Travel }},
	{"seen", func(m *casefile.MeetingRisk) *casefile.Level { return &m.Seen }},
	{"privacy", func(m *casefile.MeetingRisk) *casefile.Level { return &m.Privacy }},
	{"interpreter", func(m *casefile.MeetingRisk) *casefile.Level { return &m.Interpreter }},
}

func (w *Web) interview(v *visit) error {
	f, p, err := v.openCase(access.ViewInterview, "interview.page.title")
	if err != nil {
		return err
	}
	view := interviewView{casePage: p, May: v.plans(f), Apart: v.apart(f)}
	current, open := casefile.Current(f.Interviews)
	if x, ok := casefile.Settled(f.Interviews); ok {
		view.Settled = v.card(f, x)
	}
	if open && (current.Mode == casefile.Waived || v.query("plan") != "again" && v.posted() != "meeting") {
		view.Current = v.card(f, current)
		if current.Mode == casefile.Waived {
			v.secondLook(&view, f, current)
		} else if v.web.App.May(v.Actor, access.RecordInterview, f.Case) && v.plans(f) {
			if view.Prepare, err = v.preparation(f, p, current); err != nil {
				return err
			}
		}
		return v.show("interview/page", view)
	}
	if view.May && (view.Settled == nil || v.query("plan") == "again" || v.posted() == "meeting") {
		v.planner(&view, f, current)
		view.Main = "meeting"
		if v.web.App.May(v.Actor, access.RecordInterview, f.Case) {
			view.Waive = v.path(waiveAt, f.Case.ID)
		}
	}
	if view.May && view.Settled != nil && view.Plan == nil {
		view.Again = v.path(interviewAt, f.Case.ID) + "?plan=again"
	}
	return v.show("interview/page", view)
}

// plans says whether the reader may plan an interview where the case stands.
func (v *visit) plans(f *app.File) bool {
	switch f.Case.State {
	case casefile.Assigned, casefile.Redetermination, casefile.Eligibility, casefile.Interviewing, casefile.Fairness, casefile.Admissibility, casefile.FinalReview:
		return v.Actor.Role == access.Assistant || v.Actor.Role == access.Officer || v.Actor.Role == access.Supervisor
	}
	return false
}

// planner lays out the safety assessment. What the safety plan says is there already; what nobody knows says so.
func (v *visit) planner(view *interviewView, f *app.File, current casefile.Interview) {
	plan := app.Plan(f)
	q := v.form("meeting", interviewAt, f.Case.ID).of(current.Version)
	ruled := casefile.Forbidden(plan)
	meeting := map[casefile.Way]casefile.MeetingRisk{}
	for _, way := range casefile.Ways {
		m, ok := current.Meeting[way]
		if !ok {
			m = casefile.FromPlan(way, plan)
		}
		meeting[way] = m
		c := wayColumn{Way: string(way), Name: v.T("interview.way." + string(way)), Out: slices.Contains(ruled, way)}
		c.Result, c.Tag = v.advice(m.Result())
		if c.Out {
			c.Result, c.Tag = v.advice(casefile.NotAdvised)
		}
		view.Ways = append(view.Ways, c)
	}
	cell := func(way casefile.Way, name, stored, words string, codes []string) field {
		x := q.selects("meeting."+string(way)+"."+name, "interview.risk."+name, stored, words, codes...)
		x.Label = v.F("interview.risk.of", map[string]any{"Risk": x.Label, "Way": v.T("interview.way." + string(way))})
		v.labels[x.Name] = x.Label
		return x
	}
	for _, r := range risks {
		row := riskRow{Name: v.T("interview.risk." + r.name)}
		for _, way := range casefile.Ways {
			m := meeting[way]
			row.Cells = append(row.Cells, cell(way, r.name, string(*r.of(&m)), "interview.level", strs(casefile.Levels)))
		}
		view.Risks = append(view.Risks, row)
	}
	row := riskRow{Name: v.T("interview.risk.partner")}
	for _, way := range casefile.Ways {
		row.Cells = append(row.Cells, cell(way, "partner", string(meeting[way].Partner), "interview.advice", strs(casefile.Advices)))
	}
	view.Risks = append(view.Risks, row)
	q.Fields = []field{opt(q.text("mode_why", "interview.mode_why", current.ModeWhy)), opt(q.long("risk_note", "interview.risk_note", current.RiskNote))}
	q.Fields[1].Rows = 2
	view.Plan = q
}

// opt marks a field as one that may stay empty.
func opt(q field) field { q.Optional = true; return q }

// strs are codes of a type as strings.
func strs[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}

func (v *visit) advice(a casefile.Advice) (words, tag string) {
	switch a {
	case casefile.Advised:
		return v.T("interview.result.advised"), "tag-ok"
	case casefile.Possible:
		return v.T("interview.result.possible"), "tag-info"
	case casefile.NotAdvised:
		return v.T("interview.result.not_advised"), "tag-stop"
	}
	return v.T("interview.result.open"), ""
}

// chooseInterview keeps the safety assessment and the way whose button was pressed.
func (w *Web) chooseInterview(v *visit) error {
	in := casefile.Interview{Meeting: map[casefile.Way]casefile.MeetingRisk{}, RiskNote: v.typed("risk_note"), ModeWhy: v.typed("mode_why"), Mode: casefile.Way(v.pressed()), Version: v.version()}
	for _, way := range casefile.Ways {
		var m casefile.MeetingRisk
		for _, r := range risks {
			*r.of(&m) = casefile.Level(v.typed("meeting." + string(way) + "." + r.name))
		}
		m.Partner = casefile.Advice(v.typed("meeting." + string(way) + ".partner"))
		in.Meeting[way] = m
	}
	if in.Version > 0 { // the one that is being planned; the form was made from it
		f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewInterview, "")
		if err != nil {
			return err
		}
		current, _ := casefile.Current(f.Interviews)
		in.ID = current.ID
	}
	id, err := w.App.ChooseInterview(v.ctx(), v.write(), in)
	if err != nil {
		return err
	}
	return v.redirect(appointAt, v.caseID(), id)
}

// card is where an interview stands, in facts.
func (v *visit) card(f *app.File, i casefile.Interview) *interviewCard {
	c := &interviewCard{Status: v.T("interview.status." + string(i.Status)), Tag: "tag-info"}
	add := func(key, value string) {
		if value != "" {
			c.Facts = append(c.Facts, fact{v.T(key), value})
		}
	}
	if i.Mode == casefile.Waived && i.Status == casefile.InterviewPlanning {
		c.Status, c.Tag = v.T("interview.status.waits"), "tag-warn"
	}
	if i.Mode != "" {
		add("interview.mode", v.T("interview.way."+string(i.Mode)))
	}
	if i.Waived != "" {
		add("interview.waived", v.T("interview.waived.is."+string(i.Waived)))
		add("interview.waived_why", i.WaivedWhy)
		add("interview.risk_note", i.RiskNote)
	}
	if l := i.Second; l != nil {
		add("interview.second", v.F("interview.second.by", map[string]any{"Name": v.web.App.Name(v.ctx(), l.By), "At": v.Lang.DateTime(l.At.UTC()), "Reasons": l.Reasons}))
	}
	if !i.At.IsZero() {
		c.Clocks = v.clocks(i)
	}
	if i.Trip != "" {
		add("interview.trip", v.F("trip.seat.is", map[string]any{"Ref": i.TripRef, "Room": v.roomOf(i)}))
		c.Trip = v.path(tripAt, i.Trip)
	}
	add("interview.persons", v.names(f, i.Persons))
	add("interview.language", v.Lang.Language(i.Language))
	if i.Official != "" {
		add("interview.official", v.T("interview.official.is."+i.Official))
	}
	add("interview.interpreter", i.Interpreter)
	add("trip.seat.why", i.InterpreterWhy)
	add("interview.place", i.Place)
	add("interview.observer", i.Observer)
	add("interview.officer", v.web.App.Name(v.ctx(), i.Officer))
	if i.Status == casefile.InterviewSigned {
		c.Tag = "tag-ok"
		c.Lines, c.Reasoning = i.Record.Lines, i.Record.Reasoning
		add("interview.present", i.Record.Present)
		add("interview.understood", i.Record.Understood)
		add("interview.signed", v.F("interview.signed.by", map[string]any{"Name": v.web.App.Name(v.ctx(), i.Record.SignedBy), "At": v.Lang.DateTime(i.Record.SignedAt.UTC())}))
		for _, a := range i.Added {
			c.Added = append(c.Added, moment{What: a.Text, When: v.Lang.DateTime(a.At.UTC()), By: v.web.App.Name(v.ctx(), a.By)})
		}
		if v.web.App.May(v.Actor, access.RecordInterview, f.Case) {
			c.Add = v.form("addendum", addAt, f.Case.ID, i.ID).of(i.Version)
			c.Add.Fields = []field{c.Add.long("addendum", "interview.addendum", "")}
		}
		return c
	}
	if i.Status == casefile.InterviewWaived {
		v.waiverLetter(c, f, i)
	}
	if i.Status == casefile.InterviewWaived || !v.plans(f) {
		return c
	}
	if i.Mode == casefile.Waived {
		if v.web.App.May(v.Actor, access.RecordInterview, f.Case) {
			c.Appoint = v.path(waiveAt, f.Case.ID)
		}
	} else {
		if i.Status != casefile.InterviewHeld {
			c.Appoint = v.path(appointAt, f.Case.ID, i.ID)
			c.Again = v.path(interviewAt, f.Case.ID) + "?plan=again"
		}
		if i.Status != casefile.InterviewPlanning && i.Officer == v.Actor.Account {
			c.Record = v.path(recordAt, f.Case.ID, i.ID)
		}
	}
	for _, n := range f.Notices {
		if n.Of == i.ID && n.Status != casefile.NoticeDropped && v.web.routes["GET "+noticeAt] != nil {
			c.Notice = v.path(noticeAt, f.Case.ID, n.ID)
		}
	}
	if i.Status == casefile.InterviewBooked && !i.At.After(v.web.App.Now()) {
		c.Miss = v.form("miss", missAt, f.Case.ID, i.ID).of(i.Version)
	}
	if i.Status == casefile.InterviewBooked && i.Mode.Video() && c.Notice != "" {
		c.Link = v.form("link", linkAt, f.Case.ID, i.ID).final().of(i.Version)
		c.Link.Fields = []field{c.Link.text("link", "interview.link", "")}
		c.Linked = v.linked(f, i)
	}
	c.Cancel = v.form("cancel", cancelAt, f.Case.ID, i.ID).of(i.Version)
	c.Cancel.Fields = []field{c.Cancel.text("why", "interview.call_off", "")}
	return c
}

// linked says of the link of a video meeting whether one waits for the partner, or when it was shown.
func (v *visit) linked(f *app.File, i casefile.Interview) string {
	out := ""
	for _, n := range f.Notices {
		switch {
		case n.Of != i.ID:
		case n.LinkWaits:
			out = v.T("interview.link.waits")
		case !n.LinkShown.IsZero():
			out = v.F("interview.link.shown", map[string]any{"At": v.Lang.DateTime(n.LinkShown.UTC()), "Name": v.web.App.Name(v.ctx(), n.LinkTo)})
		}
	}
	return out
}

func (w *Web) missInterview(v *visit) error {
	if _, err := w.App.MissInterview(v.ctx(), v.write(), v.value("interview"), v.version()); err != nil {
		return err
	}
	return v.done("interview.missed", interviewAt, v.caseID())
}

func (w *Web) keepLink(v *visit) error {
	if _, err := w.App.KeepLink(v.ctx(), v.write(), v.value("interview"), v.version(), v.typed("link")); err != nil {
		return err
	}
	return v.done("interview.linked", interviewAt, v.caseID())
}

// waiverLetter is the letter that the applicant has asked for, or the form by which it is owed (L2).
func (v *visit) waiverLetter(c *interviewCard, f *app.File, i casefile.Interview) {
	for _, n := range f.Notices {
		if n.Of == i.ID && n.Status != casefile.NoticeDropped {
			c.Notice = v.path(noticeAt, f.Case.ID, n.ID)
		}
	}
	if app.MayOweWaiver(f, i) && v.web.App.May(v.Actor, access.GiveNotice, f.Case) {
		c.Tell = v.form("tell", waiverAt, f.Case.ID, i.ID)
	}
}

func (w *Web) tellWaiver(v *visit) error {
	id, err := w.App.OweWaiverLetter(v.ctx(), v.write(), v.value("interview"))
	if err != nil {
		return err
	}
	return v.redirect(noticeAt, v.caseID(), id)
}

// clocks are the time of an interview in the three zones that matter.
func (v *visit) clocks(i casefile.Interview) []clockLine {
	var out []clockLine
	for _, c := range i.Clocks() {
		out = append(out, clockLine{v.T("interview.clock." + c.Place), v.Lang.DateTime(c.At)})
	}
	return out
}

func (v *visit) names(f *app.File, ids []string) string {
	var out []string
	for _, p := range f.Persons {
		if slices.Contains(ids, p.ID) {
			out = append(out, p.Shown())
		}
	}
	return strings.Join(out, "; ")
}

// secondLook is the supervisor's form on a waiver that waits for them.
func (v *visit) secondLook(view *interviewView, f *app.File, i casefile.Interview) {
	if v.Actor.Role != access.Supervisor || i.Looked() {
		return
	}
	q := v.form("look", lookAt, f.Case.ID, i.ID).of(i.Version)
	q.Fields = []field{q.choice("agrees", "interview.second.agrees", "", "interview.second.agrees.is", "yes", "no"), q.long("second_reasons", "interview.second.words", "")}
	view.Look = q
}

func (w *Web) lookAtWaiver(v *visit) error {
	_, err := w.App.LookAtWaiver(v.ctx(), v.write(), v.value("interview"), v.version(), casefile.Look{Agrees: v.typed("agrees") == "yes", Reasons: v.looked()})
	if err != nil {
		return err
	}
	return v.done("interview.looked", interviewAt, v.caseID())
}

// looked is the words of a second look; nothing is taken for an answer that was not given.
func (v *visit) looked() string {
	if a := v.typed("agrees"); a != "yes" && a != "no" {
		return ""
	}
	return v.typed("second_reasons")
}

func (w *Web) cancelInterview(v *visit) error {
	if _, err := w.App.CallOffInterview(v.ctx(), v.write(), v.value("interview"), v.version(), v.typed("why")); err != nil {
		return err
	}
	return v.done("interview.cancelled", interviewAt, v.caseID())
}

func (w *Web) addToRecord(v *visit) error {
	if _, err := w.App.AddToInterviewRecord(v.ctx(), v.write(), v.value("interview"), v.version(), v.typed("addendum")); err != nil {
		return err
	}
	return v.done("interview.added", interviewAt, v.caseID())
}

// waiveView is the page on which an officer records that no interview is held.
type waiveView struct {
	casePage
	Form *form
	Wait bool // a criterion is not determined: a supervisor looks first
}

func (w *Web) waive(v *visit) error {
	f, p, err := v.openCase(access.ViewInterview, "interview.waive.title")
	if err != nil {
		return err
	}
	i, _ := casefile.Current(f.Interviews)
	q := v.form("waive", waiveAt, f.Case.ID).of(i.Version)
	q.Fields = []field{
		q.choice("waived", "interview.waived", string(i.Waived), "interview.waived.is", strs(casefile.WaiveReasons)...),
		q.long("waived_why", "interview.waived_why", i.WaivedWhy),
		q.long("risk_note", "interview.risk_note", i.RiskNote),
	}
	view := waiveView{casePage: p, Form: q, Wait: app.Undetermined(f) && !i.Looked()}
	view.Main = "waive"
	return v.show("interview/waive", view)
}

func (w *Web) recordWaiver(v *visit) error {
	in := casefile.Interview{Version: v.version(), Waived: casefile.WaiveReason(v.typed("waived")), WaivedWhy: v.typed("waived_why"), RiskNote: v.typed("risk_note")}
	if in.Version > 0 {
		f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewInterview, "")
		if err != nil {
			return err
		}
		current, _ := casefile.Current(f.Interviews)
		in.ID = current.ID
	}
	if _, err := w.App.WaiveInterview(v.ctx(), v.write(), in); err != nil {
		return err
	}
	return v.done("interview.waived", interviewAt, v.caseID())
}

// appointView is the page on which the time is set and who is told is shown.
type appointView struct {
	casePage
	Form  *form
	Mode  string
	More  []field    // what is rarely changed
	Trips []tripLink // on which it could have a place
}

func (w *Web) appoint(v *visit) error {
	f, p, err := v.openCase(access.ViewInterview, "interview.appoint.title")
	if err != nil {
		return err
	}
	i, ok := itemOf(f.Interviews, v.value("interview"), func(i *casefile.Interview) string { return i.ID })
	if !ok || i.Status != casefile.InterviewPlanning && i.Status != casefile.InterviewBooked {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	q := v.form("appoint", appointAt, f.Case.ID, i.ID).of(i.Version)
	zone := cmp.Or(i.Zone, v.zoneOf(f))
	slots := []option{}
	for _, at := range append(bookedSlot(i), casefile.Slots(v.Now, zone, 6)...) {
		slots = append(slots, option{Value: at.UTC().Format(time.RFC3339), Label: v.slot(at, zone)})
	}
	slots = append(slots, option{Value: "other", Label: v.T("interview.slot.other")})
	on := ""
	if !i.At.IsZero() {
		on = i.At.UTC().Format(time.RFC3339)
	}
	pa, _ := people.PrincipalOf(f.Persons)
	persons := i.Persons
	if len(persons) == 0 && pa.ID != "" {
		persons = []string{pa.ID}
	}
	who := v.listeners(f)
	view := appointView{casePage: p, Form: q, Mode: v.T("interview.way." + string(i.Mode))}
	if view.Trips, err = v.tripsFor(f, i); err != nil {
		return err
	}
	view.Main = "appoint"
	q.Fields = []field{q.pick(q.choice("at", "interview.slot", on, "interview.slot"), slots...)}
	view.More = []field{
		wide(opt(q.text("other", "interview.slot.when", "")), "w-l"),
		wide(q.text("zone", "interview.zone", zone), "w-l"),
		q.pick(q.many("persons", "interview.persons", persons, "interview.persons"), who...),
		wide(q.text("language", "interview.language", cmp.Or(i.Language, pa.Interpreter, firstLanguage(pa), app.Plan(f).Language)), "w-m"),
		wide(opt(q.text("interpreter", "interview.interpreter", i.Interpreter)), "w-m"),
		opt(q.choice("interpreter_ok", "interview.interpreter_ok", string(i.InterpreterOK), "interview.interpreter_ok.is", string(casefile.NoConflict), string(casefile.Conflicted), string(casefile.Objected))),
		opt(q.text("place", "interview.place", i.Place)),
		opt(q.text("observer", "interview.observer", i.Observer)),
		opt(q.text("short_notice", "interview.short_notice", i.ShortNotice)),
	}
	if i.Mode.Video() {
		view.More = append(view.More, q.choice("drop_line", "interview.drop_line", cmp.Or(i.DropLine, casefile.DropRebook), "interview.drop_line.is", casefile.DropRebook, casefile.DropCall))
	}
	return v.show("interview/appoint", view)
}

// bookedSlot is the time that stands, offered first.
func bookedSlot(i casefile.Interview) []time.Time {
	if i.At.IsZero() {
		return nil
	}
	return []time.Time{i.At}
}

func wide(q field, class string) field { q.Wide = class; return q }

func firstLanguage(p people.Person) string {
	for _, l := range p.Languages {
		if l.Speak == "E" || l.Speak == "" {
			return l.Code
		}
	}
	return ""
}

// zoneOf is the time zone of the office: the applicant is usually in its territory. It can be changed.
func (v *visit) zoneOf(f *app.File) string {
	if o, ok := v.web.App.Policy().Office(f.Case.Office); ok && o.Zone != "" {
		return o.Zone
	}
	return "UTC"
}

// slot is a time in the three zones, on one line.
func (v *visit) slot(at time.Time, zone string) string {
	i := casefile.Interview{At: at, Zone: zone}
	c := i.Clocks()
	args := map[string]any{"Day": policy.DayOf(at), "UTC": v.Lang.Clock(c[0].At), "Ottawa": v.Lang.Clock(c[1].At), "Place": ""}
	if len(c) > 2 {
		args["Place"] = v.Lang.Clock(c[2].At)
	}
	return v.F("interview.slot.at", args)
}

// itemOf finds an item of a case by its id.
func itemOf[T any](list []T, id string, of func(*T) string) (T, bool) {
	for i := range list {
		if of(&list[i]) == id {
			return list[i], true
		}
	}
	var none T
	return none, false
}

func (w *Web) bookInterview(v *visit) error {
	in := casefile.Interview{ID: v.value("interview"), Version: v.version(), Persons: v.Typed["persons"], Zone: v.typed("zone"), Place: v.typed("place"),
		ShortNotice: v.typed("short_notice"), Language: v.typed("language"), Interpreter: v.typed("interpreter"),
		InterpreterOK: casefile.ConflictCheck(v.typed("interpreter_ok")), Observer: v.typed("observer"), DropLine: v.typed("drop_line")}
	at, err := v.slotTyped()
	if err != nil {
		return err
	}
	in.At = at
	if _, err := w.App.BookInterview(v.ctx(), v.write(), in); err != nil {
		return err
	}
	return v.done("interview.booked", interviewAt, v.caseID())
}

// slotTyped is the time that was chosen: one of those offered, or one that was typed in UTC.
func (v *visit) slotTyped() (time.Time, error) {
	switch at := v.typed("at"); at {
	case "":
		return time.Time{}, nil // the rule asks for it
	case "other":
		t, err := time.Parse(typedTime, v.typed("other"))
		if err != nil {
			var c fault.Check
			c.Add("other", "interview.when.format")
			return t, c.Err("interview.book.wrong")
		}
		return t, nil
	default:
		t, err := time.Parse(time.RFC3339, at)
		if err != nil {
			return t, fault.New(fault.Unusable, "frame.error.unusable")
		}
		return t, nil
	}
}

// typedTime is how a time is typed: a day and an hour, in UTC.
const typedTime = "2006-01-02 15:04"

// interviewsView is the list of an office's interviews, the next first.
type interviewsView struct {
	page
	Rows          []interviewRow
	More          []row // at the interview, no time set
	Trips, Roster string
}

type interviewRow struct {
	At, Ref, Name, When, Ottawa, Assigned string
}

func (w *Web) interviews(v *visit) error {
	q := app.Query{Limit: 200, States: []casefile.State{casefile.Eligibility, casefile.Interviewing, casefile.Fairness, casefile.Admissibility, casefile.FinalReview}}
	if v.Actor.Role == access.Officer {
		q.Assigned = v.Actor.Account
	}
	list, err := w.App.List(v.ctx(), v.Actor, access.ListCases, q)
	if err != nil {
		return err
	}
	p := interviewsView{page: v.page("interview.list.title")}
	if access.Allow(v.Actor, access.ViewTrips, access.Resource{Office: v.Actor.Unit}) == nil {
		p.Trips, p.Roster = v.path(tripsAt), v.path(rosterAt)
	}
	slices.SortStableFunc(list, func(a, b casefile.Case) int { return a.Summary.Interview.Compare(b.Summary.Interview) })
	var rest []casefile.Case
	for i := range list {
		c := &list[i]
		if c.Summary.Interview.IsZero() {
			if c.State == casefile.Interviewing {
				rest = append(rest, *c)
			}
			continue
		}
		clocks := casefile.Interview{At: c.Summary.Interview}.Clocks()
		p.Rows = append(p.Rows, interviewRow{At: v.path(interviewAt, c.ID), Ref: c.Ref, Name: c.Summary.Name, When: v.Lang.DateTime(clocks[0].At),
			Ottawa: v.Lang.Time(clocks[1].At), Assigned: w.App.Name(v.ctx(), c.Assigned)})
	}
	p.More = v.rows(rest)
	return v.show("interview/list", p)
}

// askable are the criteria and grounds that a concern may bear on: those not recorded as met or clear.
func (v *visit) askable(f *app.File, sheet assessment.Sheet) []option {
	var out []option
	add := func(code, words string) {
		if !slices.ContainsFunc(out, func(o option) bool { return o.Value == code }) {
			out = append(out, option{Value: code, Label: words})
		}
	}
	view := v.web.App.PolicyOf(f.Case)
	for i := range sheet.Lines {
		l := &sheet.Lines[i]
		if x := l.Shown(); l.Closed != "" || l.Standing != nil && l.Standing.Result == assessment.Met && (x == l.Standing && !x.Ask) {
			continue
		}
		if c, ok := view.Criterion(l.Criterion); ok {
			add(c.ID, c.Short.In(string(v.Lang)))
		}
	}
	for i := range f.Grounds {
		g := &f.Grounds[i]
		if g.Status == assessment.Superseded || g.Result == assessment.GroundClear || g.Result == assessment.GroundNotByLaw {
			continue
		}
		if c, ok := view.Ground(g.Ground); ok {
			add(c.ID, c.In(string(v.Lang)))
		}
	}
	return out
}

// posted is the name of the form that was posted, "" on a plain look.
func (v *visit) posted() string {
	if v.Typed == nil {
		return ""
	}
	return v.Typed.Get("form")
}
