package web

import (
	"slices"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Visa, departure and landing, person by person. A landing counts when it is recorded, in its year.

const (
	travelAt    = "/cases/{case}/travel"
	travellerAt = travelAt + "/{person}"
)

type travelView struct {
	casePage
	Rows     []travelRow
	Staying  []travelRow
	Concern  string // where a concern about somebody who has landed is recorded
	Approved bool
	OnPermit bool // not approved, and on the way all the same
	Planned  string
	Landed   string
	Settle   []gateLine // what must be over before the case closes for good
	Close    *form
	Loan     string      // address of the page of the loan and the orientation
	Links    []queueLink // destination, planned travel
	Soon     []string    // checks and papers that end before somebody arrives, or soon
	Needs    []needsLine // practical needs, of each who travels
}

type needsLine struct {
	Who, At string
	Lines   []fact
}

type travelRow struct {
	Number                   int
	Name, At                 string
	Visa, Departure, Landing string
	Step                     string // what may be recorded next
}

// openTravel looks at the travel of a case. After arrival the reader sees that and nothing more.
func (v *visit) openTravel(title string) (*app.File, casePage, error) {
	return v.openCase(access.ViewTravel, title)
}

// openBefore looks at what comes between the approval and the arrival: who works after it sees nothing of that.
func (v *visit) openBefore(title string) (*app.File, casePage, error) {
	return v.openCase(access.ViewDecision, title)
}

func (w *Web) travel(v *visit) error {
	f, p, err := v.openTravel("travel.page.title")
	if err != nil {
		return err
	}
	view := travelView{casePage: p}
	j := w.App.Journey(f)
	view.Approved, view.OnPermit = j.Approved(), j.OnPermit()
	if view.Approved && j.Decision.Travel != "" {
		view.Planned = v.F("travel.planned", map[string]any{"Day": j.Decision.Travel})
	}
	office := w.App.May(v.Actor, access.ViewDecision, f.Case)
	if j.Coming() && office {
		view.Loan = v.path(loanAt, f.Case.ID)
	}
	if office && (view.Approved || len(f.Destinations) > 0 || decision.AsksDestination(f.Case.State)) {
		view.Links = []queueLink{{At: v.path(destinationAt, f.Case.ID), Words: v.T("destination.title")}, {At: v.path(arrivalsAt, f.Case.ID), Words: v.T("arrival.title")}}
	}
	if office && v.hurries(f) {
		view.Links = append(view.Links, queueLink{At: v.path(hurryAt, f.Case.ID), Words: v.T("hurry.title")})
	}
	if office && v.holds(f) { // an exit barrier is met here
		view.Links = append(view.Links, queueLink{At: v.path(holdAt, f.Case.ID), Words: v.T("hold.link")})
	}
	if v.permits(f, j) {
		view.Links = append(view.Links, queueLink{At: v.path(permitAt, f.Case.ID), Words: v.T("permit.title")})
	}
	view.Soon = v.soon(f, j)
	landed, here := 0, false
	for _, x := range j.Travellers() {
		r := v.travelRow(f, j, x)
		if _, ok := j.Landed(x.ID); ok {
			landed++
		}
		if _, ok := j.Protected(x.ID); ok {
			here = true
		}
		view.Rows = append(view.Rows, r)
		if v.Actor.Role == access.PostArrival { // what a person needs before arrival is the office's
			continue
		}
		view.Needs = append(view.Needs, needsLine{Who: numbered(&x), At: v.path(needsAt, f.Case.ID, x.ID), Lines: v.needLines(app.NeedsOf(f, x.ID))})
	}
	v.settle(&view, f, j)
	view.Landed = v.F("travel.landed", map[string]any{"N": landed, "M": len(view.Rows)})
	if (here || f.Case.Landed > 0) && w.App.May(v.Actor, access.RecordConcern, f.Case) {
		view.Concern = v.path(newMatterAt, f.Case.ID)
	}
	for _, x := range people.InCase(f.Persons) {
		if x.Travelling == people.No && !x.Deceased() && !x.Principal() {
			view.Staying = append(view.Staying, v.travelRow(f, j, x))
		}
	}
	return v.show("travel/page", view)
}

// endingWords is what a check or a paper is called.
func (v *visit) endingWords(what string) string {
	switch what {
	case decision.EndingVisa:
		return v.T("visa.label")
	case decision.EndingPermit:
		return v.T("permit.label")
	case decision.EndingDocument:
		return v.T("visa.document")
	}
	return v.T("admissibility.track." + what)
}

// soon says what ends before its person arrives, or within the days that the pack gives.
func (v *visit) soon(f *app.File, j decision.Journey) (out []string) {
	near := 0
	if c, ok := v.web.App.Policy().Clock("validity-near"); ok {
		near = c.Days
	}
	for _, e := range decision.Ends(j, f.Movements) {
		if !e.Before() && j.Today.Until(e.Until) > near {
			continue
		}
		x, _ := itemOf(f.Persons, e.Person, func(p *people.Person) string { return p.ID })
		key, args := "travel.ends.soon", map[string]any{"What": v.endingWords(e.What), "Number": x.Number, "Day": e.Until}
		if e.Before() {
			key, args["Arrives"] = "travel.ends.before", e.By
		}
		out = append(out, v.F(key, args))
	}
	return out
}

func (v *visit) travelRow(f *app.File, j decision.Journey, x people.Person) travelRow {
	r := travelRow{Number: x.Number, Name: x.Shown()}
	if visa, ok := j.Visa(x.ID); ok {
		r.Visa = v.F("travel.visa.until", map[string]any{"Day": visa.ValidUntil})
	}
	if q, ok := j.Permit(x.ID); ok {
		r.Visa = v.F("permit.row", map[string]any{"Day": q.ValidUntil})
		if e, in := q.Entry(); in {
			r.Visa = v.F("permit.row.here", map[string]any{"Day": e.Day, "Until": q.ValidUntil})
		}
	}
	if d, ok := j.Departed(x.ID); ok {
		r.Departure = v.Lang.Date(string(d.Day))
	}
	if l, ok := j.Landed(x.ID); ok {
		r.Landing = v.F("travel.landed.at", map[string]any{"Day": l.Day, "Place": l.Place})
	}
	if s, waits := decision.Unchecked(f.SafetyChecks, x.ID); waits && !s.Settled() {
		r.Departure = v.T("no_show.row")
	}
	if step := v.travelStep(f, j, x); step != "" {
		r.Step = v.T("travel.step." + step)
	}
	if win, ok := j.Window(x.ID); ok {
		r.Visa = v.windowEnds(win, j)
	}
	if r.Step != "" || r.Visa != "" || r.Landing != "" {
		r.At = v.path(travellerAt, f.Case.ID, x.ID)
	}
	return r
}

// travelStep is what may be recorded next for a person, "" for nothing.
func (v *visit) travelStep(f *app.File, j decision.Journey, x people.Person) string {
	_, _, visa := j.Paper(x.ID)
	_, gone := j.Departed(x.ID)
	_, landed := j.Landed(x.ID)
	permit, onPermit := j.Permit(x.ID)
	_, here := permit.Entry()
	may := func(a access.Action) bool { return v.web.App.May(v.Actor, a, f.Case) }
	travels := x.Travels() || x.Principal()
	switch {
	case landed || !j.Coming():
		return ""
	case !travels:
		a, applied := j.Follows(x.ID)
		win, open := j.Window(x.ID)
		switch {
		case !open:
		case (!applied || a.Refused != "" && j.Today <= win.Ends) && may(access.RecordWindow):
			return "apply"
		case applied && a.Officer == "" && a.Refused == "" && may(access.AdmitWindow):
			return "admit"
		case a.Officer != "" && j.State == casefile.PostArrival && may(access.RecordLanding):
			return "window"
		}
	case !visa:
		if may(access.RecordVisa) && !j.OnPermit() && (j.State == casefile.Approved || j.State == casefile.Travel || j.State == casefile.NoShow) {
			return "visa"
		}
	case !gone:
		if may(access.RecordDeparture) && j.State != casefile.Approved && !decision.EarlyFrom(j.State) {
			return "departure"
		}
	case onPermit && (!here || permit.Applied == ""):
		return "" // on the page of permits
	default:
		if may(access.RecordLanding) {
			return "landing"
		}
	}
	return ""
}

// travellerView is one person's visa, departure and landing, and the form of the next step.
type travellerView struct {
	casePage
	Name   string
	Facts  []fact
	Form   *form
	Step   string
	Until  string // the last day to which a visa may run
	NoShow *form
	Back   *form // takes a landing back
	Links  []queueLink

	Window *windowCard // of a member who stayed
}

func (w *Web) traveller(v *visit) error {
	f, p, err := v.openTravel("travel.person.title")
	if err != nil {
		return err
	}
	x, ok := itemOf(f.Persons, v.value("person"), func(p *people.Person) string { return p.ID })
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	j := w.App.Journey(f)
	view := travellerView{casePage: p, Name: v.personHead(x), Step: v.travelStep(f, j, x)}
	add := func(key, value string) {
		if value != "" {
			view.Facts = append(view.Facts, fact{v.T(key), value})
		}
	}
	if visa, ok := j.Visa(x.ID); ok {
		add("visa.label", v.F("travel.visa.facts", map[string]any{"Number": visa.Number, "Issued": visa.Issued, "Until": visa.ValidUntil}))
		add("visa.document", v.F("travel.document.facts", map[string]any{"Kind": v.T("visa.document.is." + string(visa.Document.Kind)), "Number": visa.Document.Number, "Until": visa.Document.Expires}))
	}
	d, gone := j.Departed(x.ID)
	if gone {
		add("departure.label", v.F("travel.departure.facts", map[string]any{"Day": d.Day, "By": v.T("departure.confirmed.is." + d.Confirmed)}))
		if decision.LateNotice(d, w.App.Policy()) {
			add("departure.notice.label", v.T("departure.notice.late"))
		}
	}
	l, landed := j.Landed(x.ID)
	if landed {
		add("landing.label", v.F("travel.landing.facts", map[string]any{"Day": l.Day, "Place": l.Place, "Document": l.Document}))
	}
	if _, waits := decision.Unchecked(f.SafetyChecks, x.ID); waits || slices.ContainsFunc(f.SafetyChecks, func(s decision.SafetyCheck) bool { return s.Person == x.ID }) {
		view.Links = append(view.Links, queueLink{At: v.path(unarrivedAt, f.Case.ID, x.ID), Words: v.T("no_show.title"), On: waits})
	}
	if _, ok := j.Permit(x.ID); ok {
		view.Links = append(view.Links, queueLink{At: v.path(permitAt, f.Case.ID), Words: v.T("permit.title")})
	}
	if landed || j.Coming() {
		view.Links = append(view.Links, queueLink{At: v.path(wordsAt, f.Case.ID, x.ID), Words: v.T("words.title")})
	}
	v.travelForms(&view, f, j, x)
	v.windowForms(&view, f, j, x)
	if _, here := j.Protected(x.ID); gone && !here && w.App.May(v.Actor, access.RecordDeparture, f.Case) {
		view.NoShow = v.form("no_show", travellerAt, f.Case.ID, x.ID).of(d.Version)
		view.NoShow.Fields = []field{view.NoShow.text("cause", "departure.cause.label", "")}
	}
	if landed && w.App.May(v.Actor, access.RecordLanding, f.Case) {
		view.Back = v.form("take_back", travellerAt, f.Case.ID, x.ID).of(l.Version)
		view.Back.Fields = []field{view.Back.text("why", "landing.why.label", "")}
	}
	return v.show("travel/person", view)
}

// travelForms lays out the form of the next step.
func (v *visit) travelForms(view *travellerView, f *app.File, j decision.Journey, x people.Person) {
	name := view.Step
	if name == "" {
		return
	}
	switch name {
	case "window":
		name = "landing"
	case "apply", "admit":
		return // windowForms
	}
	q := v.form(name, travellerAt, f.Case.ID, x.ID)
	view.Form, view.Main = q, name
	switch view.Step {
	case "visa":
		q.Fields = []field{
			wide(q.text("number", "visa.number.label", ""), "w-l"),
			q.selects("document_kind", "visa.document.kind.label", "", "visa.document.is", strs(decision.DocumentKinds)...),
			wide(q.text("document_number", "visa.document.number.label", ""), "w-l"),
			q.date("document_expires", "visa.document.expires.label", ""),
			q.date("issued", "visa.issued.label", ""),
			q.date("valid_until", "visa.valid.label", ""),
		}
		if last := j.LatestVisa(x.ID, decision.TravelDocument{}); last != "" {
			view.Until = v.F("visa.until", map[string]any{"Day": last})
		}
	case "departure":
		q.Fields = []field{
			q.date("day", "departure.day.label", ""),
			opt(wide(q.text("port", "departure.port.label", ""), "w-l")),
			q.choice("confirmed", "departure.confirmed.label", "", "departure.confirmed.is", decision.Confirmers...),
			opt(q.date("notice", "departure.notice.label", "")),
		}
	default:
		place := "landing.place.label"
		if _, ok := j.Permit(x.ID); ok { // in Canada, by an officer there
			place = "permit.place"
		}
		q.Fields = []field{
			q.date("day", "landing.day.label", ""),
			wide(q.text("place", place, ""), "w-l"),
			wide(q.text("document", "landing.document.label", ""), "w-l"),
		}
	}
}

func (w *Web) recordTravel(v *visit) error {
	person := v.value("person")
	switch v.posted() {
	case "visa":
		return v.recorded(w.App.IssueVisa(v.ctx(), v.write(), decision.Visa{Person: person, Number: v.typed("number"), Issued: policy.Day(v.day("issued")), ValidUntil: policy.Day(v.day("valid_until")),
			Document: decision.TravelDocument{Kind: decision.DocumentKind(v.typed("document_kind")), Number: v.typed("document_number"), Expires: policy.Day(v.day("document_expires"))}}))("travel.visa")
	case "departure":
		return v.recorded(w.App.RecordDeparture(v.ctx(), v.write(), decision.Departure{Person: person, Day: policy.Day(v.day("day")), Port: v.typed("port"), Confirmed: v.typed("confirmed"), Notice: policy.Day(v.day("notice"))}))("travel.departure")
	case "apply":
		return v.recorded(w.App.RecordWindow(v.ctx(), v.write(), decision.WindowApplication{Person: person, Submitted: policy.Day(v.day("submitted")), Proof: v.typed("proof"), Known: v.typed("known")}))("travel.window")
	case "landing", "no_show", "take_back", "admit", "refuse":
	default:
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewTravel, "")
	if err != nil {
		return err
	}
	j := w.App.Journey(f)
	switch v.posted() {
	case "landing":
		x, _ := itemOf(f.Persons, person, func(p *people.Person) string { return p.ID })
		return v.recorded(w.App.RecordLanding(v.ctx(), v.write(), decision.Landing{Person: person, Day: policy.Day(v.day("day")), Place: v.typed("place"), Document: v.typed("document"),
			Window: !x.Travels() && !x.Principal()}))("travel.landing")
	case "admit":
		a, _ := j.Follows(person)
		return v.recorded(w.App.AdmitWindow(v.ctx(), v.write(), a.ID, v.version(), decision.WindowApplication{Related: v.typed("related"), Quebec: policy.Day(v.day("quebec")), Number: v.typed("number"),
			Issued: policy.Day(v.day("issued")), ValidUntil: policy.Day(v.day("valid_until")), Reasons: v.typed("reasons")}))("travel.window_visa")
	case "refuse":
		a, _ := j.Follows(person)
		return v.recorded(w.App.RefuseWindow(v.ctx(), v.write(), a.ID, v.version(), decision.WindowApplication{Related: v.typed("related"), Put: policy.Day(v.day("put")), Answer: v.typed("answer"), Reasons: v.typed("reasons")}))("travel.window_refused")
	case "no_show":
		d, _ := j.Departed(person)
		return v.recorded(w.App.RecordNoShow(v.ctx(), v.write(), d.ID, v.version(), v.typed("cause")))("travel.no_show")
	}
	l, _ := j.Landed(person)
	return v.recorded(w.App.TakeBackLanding(v.ctx(), v.write(), l.ID, v.version(), v.typed("why")))("travel.taken_back")
}

// recorded goes back to the page of the whole family when a step was recorded.
func (v *visit) recorded(_ string, err error) func(done string) error {
	return func(done string) error {
		if err != nil {
			return err
		}
		return v.done(done, travelAt, v.caseID())
	}
}
