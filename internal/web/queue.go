package web

import (
	"slices"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Lists of cases: the office's, my work, the supervisor's board, and what a search found.

// pageRows is how many rows a list shows (ux section 9).
const pageRows = 50

// row is one case in a list, chosen in Go so that the template only lays it out.
type row struct {
	At, Ref, Name, State, Since, Days, Assigned, Partner, Tag string
	Persons                                                   string
	Next                                                      string // where the next step is done
	Step                                                      string // its words
}

// caseHome is the first page of a case for a role.
func caseHome(r access.Role) string {
	switch {
	case partners[r]:
		return "/referrals/{case}"
	case r == access.Clerk || r == access.SeniorClerk:
		return "/intake/{case}"
	case r == access.PostArrival:
		return "/cases/{case}/travel"
	case r == access.PolicyManager:
		return consultationAt
	}
	return "/cases/{case}"
}

func (v *visit) rows(list []casefile.Case) []row {
	today := v.web.App.Today()
	home, err := v.web.at(caseHome(v.Actor.Role))
	if err != nil { // a role whose pages of a case are not there sees the list alone
		home = [2]string{}
	}
	before, after, _ := strings.Cut(home[index(v.Lang)], "{case}")
	states := map[casefile.State]string{}
	partner := map[string]string{}
	out := make([]row, len(list))
	for i := range list {
		c := &list[i]
		if states[c.State] == "" {
			states[c.State] = v.stateWords(c.State)
		}
		if partner[c.ReferredBy] == "" {
			partner[c.ReferredBy] = v.partner(c.ReferredBy)
		}
		r := row{Ref: c.Ref, Name: c.Summary.Name, State: states[c.State], Since: string(c.Since), Partner: partner[c.ReferredBy],
			Persons: strconv.Itoa(c.Persons), Assigned: v.web.App.Name(v.ctx(), c.Assigned)}
		if before != "" {
			r.At = before + string(c.ID) + after
		}
		if c.Since != "" {
			r.Days = strconv.Itoa(max(0, c.Since.Until(today)))
		}
		if c.Summary.Changes > 0 {
			r.Tag = v.T("family_change.waits")
		}
		if c.Summary.Urgent {
			r.Tag = v.T("cover.priority.is." + c.Summary.Priority)
		}
		out[i] = r
	}
	return out
}

// cursor is the place in a list as the query string has it: day.id of the last row shown.
func cursor(s string) (app.Cursor, bool) {
	day, id, ok := strings.Cut(s, ".")
	c := app.Cursor{Since: policy.Day(day), ID: casefile.ID(id)}
	return c, ok && c.Since.Valid() && len(id) == 26
}

// listView is the list of an office's cases.
type listView struct {
	page
	Rows    []row
	Filters []filter
	First   string // address of the first page, on a later one
	More    string // address of the next page
}

// filter is one list of a filter form.
type filter struct {
	ID, Name, Label string
	Options         []option
}

// stageStates are the states of each stage, for the filter.
var stageStates = func() map[casefile.Stage][]casefile.State {
	m := map[casefile.Stage][]casefile.State{}
	for _, s := range casefile.States {
		g := casefile.StageOf(s)
		m[g] = append(m[g], s)
	}
	return m
}()

func (v *visit) choose(name, label, any string, codes []string, words string) filter {
	f := filter{ID: "by-" + name, Name: name, Label: v.T(label), Options: []option{{Label: v.T(any)}}}
	at := v.query(name)
	for _, c := range codes {
		f.Options = append(f.Options, option{Value: c, Label: v.T(words + c), On: c == at})
	}
	return f
}

var (
	officeStages = []string{"at_office", "eligibility", "interview", "admissibility", "decision", "visa", "landed"}
	whose        = []string{"me"}
	orders       = []string{"newest"}
)

func (w *Web) cases(v *visit) error {
	q := app.Query{Limit: pageRows + 1, Newest: v.query("order") == "newest"}
	if g := casefile.Stage(v.query("stage")); g != "" {
		q.States = stageStates[g]
	}
	if len(q.States) == 0 {
		q.States = casefile.OpenStates
	}
	if v.query("assigned") == "me" {
		q.Assigned = v.Actor.Account
	}
	if c, ok := cursor(v.query("after")); ok {
		q.After = c
	}
	list, err := w.App.List(v.ctx(), v.Actor, access.ListCases, q)
	if err != nil {
		return err
	}
	p := listView{page: v.page("list.cases.title")}
	if len(list) > pageRows {
		list = list[:pageRows]
		last := list[pageRows-1]
		p.More = v.page2(string(last.Since) + "." + string(last.ID))
	}
	if v.query("after") != "" {
		p.First = v.page2("")
	}
	p.Rows = v.rows(list)
	p.Filters = []filter{v.choose("stage", "list.by.stage", "list.all", officeStages, "casefile.stage."), v.choose("assigned", "list.by.assigned", "list.all", whose, "list.assigned."), v.choose("order", "list.by.order", "list.order.oldest", orders, "list.order.")}
	return v.show("queue/cases", p)
}

// consultations are the cases in which a partner was asked about proof against what it determined: headquarters records
// what the partner answers, and sees nothing more of them (decision 2).
func (w *Web) consultations(v *visit) error {
	if v.Actor.Role != access.PolicyManager {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	q := app.Query{Limit: pageRows + 1, States: casefile.OpenStates}
	if c, ok := cursor(v.query("after")); ok {
		q.After = c
	}
	list, err := w.App.List(v.ctx(), v.Actor, access.ListCases, q)
	if err != nil {
		return err
	}
	p := listView{page: v.page("list.consultations.title")}
	if len(list) > pageRows {
		list = list[:pageRows]
		last := list[pageRows-1]
		p.More = v.page2(string(last.Since) + "." + string(last.ID))
	}
	p.Rows = v.rows(list)
	return v.show("queue/consultations", p)
}

// page2 is the address of this list at another place, with the same filters.
func (v *visit) page2(after string) string {
	q := v.r.URL.Query()
	q.Del("done")
	if q.Del("after"); after != "" {
		q.Set("after", after)
	}
	if s := q.Encode(); s != "" {
		return v.path(v.route.pattern) + "?" + s
	}
	return v.path(v.route.pattern)
}

// workView is my work: the next task first, then the rest by urgency and age.
type workView struct {
	page
	Calls   []callLine    // what happened, before all else
	Asked   []questionRow // questions that wait for an answer, answers to be read
	Told    []openingRow
	Mail    []row // cases with a mail that somebody must look at
	Next    *row
	Rows    []row  // the first that are the reader's to do
	Waiting []row  // the first that wait for others
	More    string // address of all of them, when there are more than these
}

// step is the next step of a case in a state: where it is done, and whose it is.
type step struct {
	pattern string
	roles   []access.Role
}

var (
	officers   = []access.Role{access.Officer}
	assistants = []access.Role{access.Assistant}
	closers    = []access.Role{access.Assistant, access.Officer}
	settlers   = []access.Role{access.Assistant, access.PostArrival}
	receivers  = []access.Role{access.Assistant, access.Supervisor}
)

var steps = map[casefile.State]step{
	casefile.Transferred:     {"/cases/{case}/transfer", receivers},
	casefile.Accepted:        {"/cases/{case}/assign", receivers},
	casefile.Assigned:        {"/cases/{case}/eligibility", officers},
	casefile.Eligibility:     {"/cases/{case}/eligibility", officers},
	casefile.Redetermination: {"/cases/{case}/eligibility", officers},
	casefile.Interviewing:    {"/cases/{case}/interview", officers},
	casefile.Fairness:        {concernsAt, officers},
	casefile.Admissibility:   {"/cases/{case}/admissibility", officers},
	casefile.FinalReview:     {"/cases/{case}/decision", officers},
	casefile.Refused:         {"/cases/{case}/notices", assistants},
	casefile.Reconsideration: {recourseAt, officers},
	casefile.Litigation:      {recourseAt, closers},
	casefile.Approved:        {"/cases/{case}/travel", assistants},
	casefile.Travel:          {"/cases/{case}/travel", assistants},
	casefile.Departed:        {"/cases/{case}/travel", assistants},
	casefile.NoShow:          {"/cases/{case}/travel", assistants},
}

// stepOf is the next step of a case as it stands on a day, and its words. A letter that puts concerns comes before the work of the
// state when somebody can act on it.
func stepOf(c casefile.Case, today policy.Day) (step, string) {
	if by := c.Summary.LetterBy; c.State.Closed() && by != "" && by <= today {
		return step{noticesAt, closers}, "list.step.letter_due" // it has ended, and somebody is still to be told (I-116)
	}
	if c.Summary.Headless { // nothing else goes on (I-77)
		return step{deathsAt, officers}, "list.step.died"
	}
	if c.State == casefile.OnHold { // nothing moves: its officer looks again on the day
		switch s := c.Summary; {
		case s.Review != "" && s.Review <= today:
			return step{holdAt, officers}, "list.step.hold"
		case s.LetterBy != "" && s.LetterBy <= today:
			return step{noticesAt, closers}, "list.step.letter_due"
		case s.Ending != "" && s.Ending <= today: // a visa or a check does not wait
			return step{travelAt, closers}, "list.step.ending"
		}
		return step{holdAt, nil}, "list.step.on_hold"
	}
	if c.State == casefile.SuspendedByOrder {
		return step{}, "list.step.suspended_by_order"
	}
	switch at := c.Summary.Letter; {
	case at == casefile.HearingRunning && c.Summary.AnswerBy < today: // the day has passed since the case was last written
		return step{concernsAt, officers}, "list.step.letter.ended"
	case at == casefile.HearingOwed:
		return step{noticesAt, closers}, "list.step.letter.owed"
	case at == casefile.HearingAsked || at == casefile.HearingReplied || at == casefile.HearingEnded:
		return step{concernsAt, officers}, "list.step.letter." + string(at)
	case at == casefile.HearingSent && c.State == casefile.Fairness:
		return step{noticesAt, assistants}, "list.step.letter.sent"
	case at == casefile.HearingRunning && c.State == casefile.Fairness:
		return step{concernsAt, nil}, "list.step.letter.running"
	}
	if s, words := onTheWay(c, today); words != "" {
		return s, words
	}
	if c.State == casefile.PostArrival && c.Summary.Applying {
		return step{travelAt, officers}, "list.step.applying"
	}
	if end := c.Summary.Window; end != "" && today <= end && today.Until(end) <= casefile.WindowNear {
		return step{travelAt, settlers}, "list.step.window"
	}
	if c.Summary.Told {
		return step{decisionAt, closers}, "list.step.close"
	}
	if c.Summary.RequestBy != "" && c.Summary.RequestBy < today && !c.State.Closed() {
		return step{requestsAt, officers}, "list.step.request.ended" // what was asked for in writing has not come
	}
	if c.State == casefile.Redetermination && c.Assigned == "" {
		return step{"/cases/{case}/assign", receivers}, "list.step.another_officer"
	}
	return steps[c.State], "list.step." + string(c.State)
}

// onTheWay is what is to be done for a family between its approval and its landing, "" for nothing but the step of the state.
func onTheWay(c casefile.Case, today policy.Day) (step, string) {
	s := c.Summary
	switch {
	case s.Unsafe != "":
		return step{travelAt, closers}, "list.step.unsafe" // somebody did not arrive (I-107)
	case !decision.OnTheWay(c.State):
	// What one act ends comes before what lasts: nothing that is due stands behind a date that is only coming nearer.
	case s.AckBy != "" && s.AckBy < today:
		return step{arrivalsAt, assistants}, "list.step.resend"
	case s.AnnounceBy != "":
		return step{arrivalsAt, assistants}, "list.step.announce"
	case s.DestineBy != "" && s.DestineBy < today:
		return step{destinationAt, assistants}, "list.step.destination"
	case s.ArriveBy != "" && s.ArriveBy < today:
		return step{travelAt, settlers}, "list.step.overdue" // I-115
	case s.LetterBy != "" && s.LetterBy <= today:
		return step{noticesAt, closers}, "list.step.letter_due" // I-116
	case s.Ending != "" && s.Ending <= today:
		return step{travelAt, assistants}, "list.step.ending"
	}
	return step{}, ""
}

func (w *Web) myWork(v *visit) error {
	p := workView{page: v.page("list.work.title")}
	var err error
	if p.Calls, err = v.calls(); err != nil {
		return err
	}
	if p.Asked, _, err = v.askedRows(); err != nil {
		return err
	}
	told, err := w.App.Told(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	p.Told = v.openingRows(told, glassAt)
	work, err := w.App.Work(v.ctx(), v.Actor, func(c casefile.Case) app.Whose {
		s, _ := v.stepOf(c)
		switch {
		case w.routes["GET "+s.pattern] != nil && slices.Contains(s.roles, v.Actor.Role):
			return app.Mine
		case v.Actor.Role == access.Officer || slices.Contains(s.roles, v.Actor.Role):
			return app.Others
		}
		return app.Nobodys
	})
	if err != nil {
		return err
	}
	if work.Cut {
		p.More = v.path("/cases")
		if v.Actor.Role == access.Officer {
			p.More += "?assigned=me"
		}
	}
	p.Rows, p.Waiting, p.Mail = v.rows(work.Mine), v.rows(work.Others), v.rows(work.Mailed)
	for i := range p.Rows {
		v.next(&p.Rows[i], work.Mine[i])
	}
	for i := range p.Waiting {
		v.next(&p.Waiting[i], work.Others[i])
	}
	for i := range p.Mail {
		p.Mail[i].Next, p.Mail[i].Step = v.path(caseMailAt, work.Mailed[i].ID), v.N("mail.look", work.Mailed[i].Summary.Mails, nil)
	}
	if len(p.Rows) > 0 {
		p.Next = &p.Rows[0]
	}
	return v.show("queue/work", p)
}

// stepOf is the next step of a case to who looks: what needs no officer is an assistant's.
func (v *visit) stepOf(c casefile.Case) (step, string) {
	s, words := stepOf(c, v.web.App.Today())
	if c.Summary.Changes > 0 && v.Actor.Role == access.Assistant && !slices.Contains(s.roles, access.Assistant) {
		return step{familyAt, assistants}, "list.step.family"
	}
	if by := c.Summary.DestineBy; by != "" && by < v.web.App.Today() && v.Actor.Role == access.Assistant && !slices.Contains(s.roles, access.Assistant) {
		return step{destinationAt, assistants}, "list.step.destination" // so is asking again
	}
	if by := c.Summary.LetterBy; by != "" && by <= v.web.App.Today() && v.Actor.Role == access.Assistant && !c.Summary.Headless && !slices.Contains(s.roles, access.Assistant) {
		return step{noticesAt, assistants}, "list.step.letter_due" // and sending a letter
	}
	return s, words
}

// boardView is a supervisor's: what waits for them, and the load of each officer. No ranking of persons.
type boardView struct {
	page
	Calls                     []callLine    // what happened, before all else
	Asked                     []questionRow // questions that wait for an answer, answers to be read
	Openings                  int           // by break-glass, to be reviewed
	Cases, Persons            int
	Looks, ToAccept, ToAssign int
	LooksAt, AssignAt         string
	Transfers                 []row // the first that wait to be accepted
	Officers                  []load
	Stood                     []stoodLine
}

type load struct {
	Name                             string
	Open, Persons, Interviews, Looks int
	Oldest                           string
	Bar                              string // width of the bar, in per cent
}

// stoodLine is how long the cases of a state stand there, with what is usual beside it (I-86).
type stoodLine struct {
	State, Usual, Over, Oldest string
	Cases                      int
	At                         string // the cases, oldest first
}

// boardTransfers is how many transfers the board itself lists.
const boardTransfers = 10

const (
	looksAt  = "/office/second-looks"
	assignAt = "/office/assign"
)

func (w *Web) office(v *visit) error {
	b, err := w.App.Board(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	p := boardView{page: v.page("list.board.title"), Cases: b.Cases, Persons: b.Persons, Looks: b.Looks, ToAccept: b.Transfers, ToAssign: b.Unassigned}
	if p.Calls, err = v.calls(); err != nil {
		return err
	}
	if p.Asked, _, err = v.askedRows(); err != nil {
		return err
	}
	openings, err := w.App.Openings(v.ctx(), v.Actor)
	if err != nil && fault.KindOf(err) != fault.Forbidden { // others of the office may look at the board
		return err
	}
	p.Openings = len(openings)
	transfers, err := w.App.List(v.ctx(), v.Actor, access.ListCases, app.Query{Limit: boardTransfers, States: []casefile.State{casefile.Transferred}})
	if err != nil {
		return err
	}
	p.Transfers = v.rows(transfers)
	for i := range p.Transfers {
		v.next(&p.Transfers[i], transfers[i])
	}
	p.LooksAt = v.path(looksAt)
	if slices.Contains(receivers, v.Actor.Role) {
		p.AssignAt = v.path(assignAt)
	}
	most := 1
	for _, o := range b.Officers {
		most = max(most, o.Cases)
	}
	today := w.App.Today()
	for _, o := range b.Officers {
		l := load{Name: o.Name, Open: o.Cases, Persons: o.Persons, Interviews: o.Interviews, Looks: o.Looks, Bar: strconv.Itoa(o.Cases * 100 / most)}
		if o.Oldest != "" {
			l.Oldest = v.N("list.days", max(0, o.Oldest.Until(today)), nil)
		}
		p.Officers = append(p.Officers, l)
	}
	for _, x := range b.Stood {
		l := stoodLine{State: v.stateWords(x.State), Cases: x.Range.Cases, Oldest: v.N("list.days", x.Oldest, nil), Usual: v.T("list.board.usual.few")}
		if x.Usual {
			l.Usual = v.F("list.board.usual.is", map[string]any{"Half": x.Range.Half, "Most": v.N("list.days", x.Range.Most, nil)})
			if x.Range.Over > 0 {
				l.Over = v.N("list.count", x.Range.Over, nil)
			}
		}
		if g := casefile.StageOf(x.State); slices.Contains(officeStages, string(g)) {
			l.At = v.path("/cases") + "?stage=" + string(g)
		}
		p.Stood = append(p.Stood, l)
	}
	return v.show("queue/board", p)
}

// secondLooksView is the one queue of whatever waits for a second person (I-87).
type secondLooksView struct {
	page
	Rows        []row
	Cases       int
	First, More string
}

func (w *Web) looks(v *visit) error {
	var after app.Cursor
	if c, ok := cursor(v.query("after")); ok {
		after = c
	}
	list, err := w.App.SecondLooks(v.ctx(), v.Actor, after, pageRows+1)
	if err != nil {
		return err
	}
	p := secondLooksView{page: v.page("list.looks.title")}
	p.Current = "/office"
	p.First, p.More, list = v.pageOf(list)
	p.Cases = len(list)
	for i, r := range v.rows(list) {
		for _, k := range casefile.LookKinds {
			if slices.Contains(list[i].Summary.Looks, k) {
				x := r
				x.Next, x.Step = v.lookPath(k, list[i].ID), v.T("list.look."+string(k))
				p.Rows = append(p.Rows, x)
			}
		}
	}
	return v.show("queue/looks", p)
}

// lookPath is where the word that is asked for is given.
func (v *visit) lookPath(k casefile.LookKind, id casefile.ID) string {
	switch k {
	case casefile.LookWaiver:
		return v.path(interviewAt, id)
	case casefile.LookGround:
		return v.path(admissibilityAt, id)
	case casefile.LookOverrule:
		return v.path("/cases/{case}/eligibility", id)
	case casefile.LookDecision:
		return v.path(decisionAt, id)
	case casefile.LookGlass:
		return v.path("/openings")
	case casefile.LookMail:
		return v.path(caseMailAt, id)
	}
	return v.path("/cases/{case}", id)
}

// pageOf cuts a list that was read one row too far: the address of the first page, on a later one, and of the next.
func (v *visit) pageOf(list []casefile.Case) (first, more string, cut []casefile.Case) {
	if v.query("after") != "" {
		first = v.page2("")
	}
	if len(list) > pageRows {
		list = list[:pageRows]
		last := list[pageRows-1]
		more = v.page2(string(last.Since) + "." + string(last.ID))
	}
	return first, more, list
}

// assignManyView is the cases that nobody has, to be given to an officer together (I-85).
type assignManyView struct {
	page
	Rows        []assignRow
	Edit        *form
	Undo        *form
	Last        string
	First, More string
}

type assignRow struct {
	row
	ID casefile.ID
	On bool
}

func (w *Web) assignMany(v *visit) error {
	var after app.Cursor
	if c, ok := cursor(v.query("after")); ok {
		after = c
	}
	list, err := w.App.Unassigned(v.ctx(), v.Actor, after, pageRows+1)
	if err != nil {
		return err
	}
	p := assignManyView{page: v.page("list.assign.title")}
	p.Current = "/office"
	p.First, p.More, list = v.pageOf(list)
	for i, r := range v.rows(list) {
		p.Rows = append(p.Rows, assignRow{row: r, ID: list[i].ID, On: slices.Contains(v.Typed["case"], string(list[i].ID))})
	}
	if len(p.Rows) > 0 {
		b, err := w.App.Board(v.ctx(), v.Actor)
		if err != nil {
			return err
		}
		p.Edit, p.Main = v.form("assign", assignAt), "assign"
		q := p.Edit.one("choice", "officer", v.T("transfer.officer"), "")
		var options []option
		for _, o := range b.Officers {
			options = append(options, option{Value: o.Account, Label: v.F("transfer.officer.is", map[string]any{"Name": o.Name, "Cases": v.N("list.count", o.Cases, nil)})})
		}
		q.Hint = v.T("list.assign.conflict")
		p.Edit.Fields = []field{p.Edit.pick(q, options...)}
	}
	id, officer, n, err := w.App.LastAssigned(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	if id != "" {
		p.Last = v.N("list.assign.last", n, map[string]any{"Name": w.App.Name(v.ctx(), officer)})
		p.Undo = v.form("undo", assignAt)
	}
	return v.show("queue/assign", p)
}

func (w *Web) giveCases(v *visit) error {
	if v.typed("form") == "undo" {
		id, _, _, err := w.App.LastAssigned(v.ctx(), v.Actor)
		if err != nil {
			return err
		}
		if _, err := w.App.UndoAssigned(v.ctx(), v.write(), id); err != nil {
			return err
		}
		return v.done("list.assign.undone", assignAt)
	}
	var ids []casefile.ID
	for _, id := range v.Typed["case"] {
		ids = append(ids, casefile.ID(id))
	}
	var c fault.Check
	if len(ids) == 0 {
		c.Add("case", "list.assign.none")
	}
	if v.typed("officer") == "" {
		c.Add("officer", "transfer.officer.missing")
	}
	if err := c.Err("transfer.check"); err != nil {
		return err
	}
	if len(ids) > pageRows {
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	out, err := w.App.AssignCases(v.ctx(), v.write(), ids, v.typed("officer"))
	if err != nil {
		return err
	}
	switch {
	case out.Given == 0:
		return v.done("list.assign.nothing", assignAt)
	case len(out.Left) > 0:
		return v.done("list.assign.some", assignAt)
	}
	return v.done("list.assign.all", assignAt)
}

func (v *visit) next(r *row, c casefile.Case) {
	if s, words := v.stepOf(c); v.web.routes["GET "+s.pattern] != nil {
		r.Next, r.Step = v.path(s.pattern, c.ID), v.T(words)
	}
}

// searchView is the find page and what was found.
type searchView struct {
	page
	Find *form
	Text string
	Rows []row
}

func (w *Web) search(v *visit) error {
	p := searchView{page: v.page("search.title")}
	p.Find = v.form("search", "/search")
	p.Find.Fields = []field{p.Find.text("q", "search.q", "")}
	return v.show("queue/search", p)
}

// startSearch keeps the text, sealed, and leads to a short-lived address that says nothing (decision 26).
func (w *Web) startSearch(v *visit) error {
	id, err := w.App.StartSearch(v.ctx(), v.Actor, v.typed("q"))
	if err != nil {
		return err
	}
	return v.redirect("/search/{search}", id)
}

func (w *Web) found(v *visit) error {
	text, list, err := w.App.Found(v.ctx(), v.Actor, v.value("search"))
	if err != nil {
		return err
	}
	p := searchView{page: v.page("search.title"), Text: text, Rows: v.rows(list)}
	p.Current = "/search"
	p.Find = v.form("search", "/search")
	p.Find.Fields = []field{p.Find.text("q", "search.q", text)}
	return v.show("queue/search", p)
}
