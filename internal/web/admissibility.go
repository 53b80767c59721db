package web

import (
	"slices"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
)

// Admissibility, person by person: the checks with their dates, the grounds with their findings, the conviction
// worksheets. Grounds that the law closes for a refugee are shown closed and have no control.

const (
	admissibilityAt = "/cases/{case}/admissibility"
	groundAt        = "/cases/{case}/admissibility/{person}/{ground}"
	convictionAt    = "/cases/{case}/convictions/{conviction}"
)

type admissibilityView struct {
	casePage
	Persons        []personTab
	Person         personTab
	Checks         *form
	Tracks         []trackLine
	Findings       *form
	Grounds        []groundLine
	Told           [][]refPair // charges and convictions that the referral names
	Convictions    []convictionLine
	Add            string // starts a conviction worksheet
	Contradictions []said
	Finish         *form
	Working        bool
}

// personTab is one person of the case, by number.
type personTab struct {
	ID, Words, Role, Open, At string
	Current                   bool
}

type trackLine struct {
	Name, Row             string // words, id of its head
	Stands, Class         string
	Value                 cell
	Requested, Got, Until cell
	Reasons               cell
	Seen, NameOfSeen      string // the item and version that the line was made from
}

type groundLine struct {
	Code, Name, Law, Why string
	Tag, Class, Icon     string
	Closed               bool
	Row                  string // id of its head, "" when the list takes nothing for it
	Result, Reasons      cell
	At                   string // the whole form of the ground
	Hidden               []hidden
	Second               string
}

// cell is a field in a table, labelled by the heads of its row and its column.
type cell struct {
	field
	By string
}

type convictionLine struct{ At, Words, Steps, Tag, Class string }

func (w *Web) admissibility(v *visit) error {
	f, p, err := v.openCase(access.ViewAdmissibility, "admissibility.page.title")
	if err != nil {
		return err
	}
	all := w.App.Admissibility(f)
	page := admissibilityView{casePage: p, Working: v.works(f)}
	ws := v.worksheet(f, p)
	who := v.examined(all)
	for _, e := range all.Examined {
		tab := ws.tab(all, e)
		tab.Current = e.Person == who.Person
		if tab.Current {
			page.Person = tab
		}
		page.Persons = append(page.Persons, tab)
	}
	assists := v.Actor.Role == access.Officer || v.Actor.Role == access.Assistant || v.Actor.Role == access.Supervisor
	page.Checks = v.form("tracks", admissibilityAt, f.Case.ID)
	page.Main = "tracks"
	for _, t := range assessment.Tracks(who, all.Tracks) {
		page.Tracks = append(page.Tracks, ws.track(page.Checks, t))
	}
	if !assists || f.Case.State.Closed() || f.Case.Decided != "" && !w.App.Rechecks(f, who.Person, w.App.Today()) {
		page.Checks = nil
	}
	page.Findings = v.form("grounds", admissibilityAt, f.Case.ID)
	n := 0
	for _, code := range assessment.Grounds {
		page.Grounds = append(page.Grounds, ws.ground(page.Findings, all, who.Person, code, &n))
	}
	if !page.Working {
		page.Findings = nil
	}
	page.Told = ws.told(who.Person)
	for i := range all.Convictions {
		if x := &all.Convictions[i]; x.Person == who.Person {
			page.Convictions = append(page.Convictions, ws.conviction(x))
		}
	}
	if page.Working {
		page.Add = v.path("/cases/{case}/convictions/new", f.Case.ID) + "?person=" + who.Person
		if f.Case.State == casefile.Admissibility && all.CheckForSigning(w.App.Today()) == nil {
			page.Finish = v.form("finish", admissibilityAt, f.Case.ID)
		}
	}
	found, err := w.App.Contradictions(f, ws.sheet, all, "admissibility")
	if err != nil {
		return err
	}
	for _, s := range ws.sayContradictions(found) {
		if slices.ContainsFunc(s.Places, ofAdmissibility) {
			page.Contradictions = append(page.Contradictions, s)
		}
	}
	return v.show("admissibility/person", page)
}

func ofAdmissibility(place string) bool {
	for _, kind := range []string{"ground.", "track.", "conviction."} {
		if len(place) > len(kind) && place[:len(kind)] == kind {
			return true
		}
	}
	return false
}

// examined is the person the page is about: asked for, else the first with something open, else the first.
func (v *visit) examined(all assessment.Admissibility) assessment.Examined {
	asked := v.query("person")
	if v.Typed != nil && v.Typed.Get("person") != "" {
		asked = v.Typed.Get("person")
	}
	for _, e := range all.Examined {
		if e.Person == asked {
			return e
		}
	}
	for _, e := range all.Examined {
		if t, g := all.Open(e, v.web.App.Today()); t+g > 0 {
			return e
		}
	}
	if len(all.Examined) > 0 {
		return all.Examined[0]
	}
	return assessment.Examined{Age: -1}
}

func (v *worksheet) tab(all assessment.Admissibility, e assessment.Examined) personTab {
	tab := personTab{ID: e.Person, Words: v.personNumber(e.Person), At: v.path(admissibilityAt, v.f.Case.ID) + "?person=" + e.Person}
	switch {
	case e.Principal:
		tab.Role = v.T("admissibility.person.principal")
	case e.Accompanying:
		tab.Role = v.T("admissibility.person.travels")
	default:
		tab.Role = v.T("admissibility.person.stays")
	}
	tracks, grounds := all.Open(e, v.web.App.Today())
	if tab.Open = v.T("admissibility.person.done"); tracks+grounds > 0 {
		tab.Open = v.N("admissibility.person.open", tracks+grounds, nil)
	}
	return tab
}

var trackClass = map[assessment.TrackValue]string{
	assessment.NoConcern: "tag tag-ok", assessment.Concern: "tag tag-stop", assessment.Failed: "tag tag-stop", assessment.Expired: "tag tag-warn",
	assessment.Requested: "tag tag-info", assessment.Received: "tag tag-info",
}

var trackCodes = func() (out []string) {
	for _, x := range assessment.TrackValues() {
		out = append(out, string(x))
	}
	return out
}()

// track is one check as a line of the form; its fields are named by the kind.
func (v *worksheet) track(f *form, t assessment.Track) trackLine {
	kind := string(t.Kind)
	name := v.T("admissibility.track." + kind)
	stands := t.On(v.web.App.Today())
	l := trackLine{Name: name, Stands: v.T("admissibility.value." + string(stands)), Class: trackClass[stands],
		Seen: t.ID + "|" + strconv.FormatInt(t.Version, 10), NameOfSeen: kind + ".seen"}
	if l.Class == "" {
		l.Class = "tag"
	}
	label := func(key string) string {
		return v.F("admissibility.tracks.of", map[string]any{"What": v.T(key), "Check": name})
	}
	l.Row = "k-" + kind
	in := func(q field, column string) cell { return cell{q, l.Row + " " + column} }
	l.Value = in(f.one("select", kind+".value", label("admissibility.tracks.value"), string(t.Value)), "c-v")
	l.Value.Must = l.Value.Value != ""
	for _, c := range trackCodes {
		l.Value.Options = append(l.Value.Options, option{Value: c, Label: v.T("admissibility.value." + c), On: c == l.Value.Value})
	}
	l.Requested = in(f.one("text", kind+".requested", label("admissibility.tracks.requested"), string(t.Requested)), "c-q")
	l.Got = in(f.one("text", kind+".received", label("admissibility.tracks.received"), string(t.Received)), "c-r")
	l.Until = in(f.one("text", kind+".valid", label("admissibility.tracks.valid"), string(t.ValidUntil)), "c-u")
	l.Reasons = in(f.one("text", kind+".reasons", label("admissibility.tracks.reasons"), t.Reasons), "c-w")
	return l
}

var groundClass = map[assessment.GroundResult]string{
	assessment.GroundClear: "tag tag-ok", assessment.GroundConcern: "tag tag-warn", assessment.GroundInadmissible: "tag tag-stop", assessment.GroundPending: "tag tag-info",
}

// quick are the results that the list takes; an inadmissibility has a form of its own.
var quick = []string{string(assessment.GroundClear), string(assessment.GroundPending)}

func (v *worksheet) ground(f *form, all assessment.Admissibility, person, code string, n *int) groundLine {
	l := groundLine{Code: code, Closed: assessment.ClosedByLaw(code) != ""}
	if g, ok := v.view.Ground(code); ok {
		l.Name, l.Law, l.Why = g.In(string(v.Lang)), law(string(v.Lang), g.Cite), g.Why.In(string(v.Lang))
	}
	if standing, draft := all.Standing(person, code); code == assessment.Ceased && (standing != nil && standing.Ordered() || draft != nil) {
		l.Closed = false // the tribunal's order is on file
	}
	if l.Closed {
		if code == assessment.Ceased {
			l.At = v.path(groundAt, v.f.Case.ID, person, code) // where its order would be entered
		}
		l.Tag, l.Class, l.Icon = v.T("admissibility.grounds.closed"), "tag", "lock"
		return l
	}
	standing, draft := all.Standing(person, code)
	l.At = v.path(groundAt, v.f.Case.ID, person, code)
	result, reasons := "", ""
	switch {
	case standing != nil:
		result, reasons = string(standing.Result), standing.Reasons
		l.Tag, l.Class = v.T("admissibility.result."+result), groundClass[standing.Result]
		if standing.Result == assessment.GroundInadmissible && assessment.NeedsSecondLook(code) {
			l.Second = v.secondLook(standing)
		}
	default:
		l.Tag, l.Class = v.T("admissibility.grounds.not_recorded"), "tag"
	}
	if draft != nil {
		l.Tag, l.Class = v.T("assessment.tag.draft"), "tag tag-warn"
	}
	if result == string(assessment.GroundInadmissible) || result == string(assessment.GroundConcern) || draft != nil {
		return l // worked on its own form
	}
	i := strconv.Itoa(*n)
	*n++
	l.Row = "g-" + code
	l.Result = cell{f.one("select", "g"+i+".result", v.F("admissibility.grounds.of", map[string]any{"Ground": l.Name}), result), l.Row + " c-f"}
	for _, c := range quick {
		l.Result.Options = append(l.Result.Options, option{Value: c, Label: v.T("admissibility.result." + c), On: c == l.Result.Value})
	}
	l.Reasons = cell{f.one("text", "g"+i+".reasons", v.F("admissibility.grounds.reasons_of", map[string]any{"Ground": l.Name}), reasons), l.Row + " c-g"}
	l.Hidden = []hidden{{"g" + i + ".code", code}}
	if standing != nil {
		l.Hidden = append(l.Hidden, hidden{"g" + i + ".standing", standing.ID})
	}
	return l
}

func (v *worksheet) secondLook(g *assessment.Ground) string {
	switch {
	case g.Second == nil:
		return v.T("admissibility.second.waits")
	case g.Second.Agrees:
		return v.T("admissibility.second.agrees")
	}
	return v.T("admissibility.second.disagrees")
}

func (v *worksheet) conviction(x *assessment.Conviction) convictionLine {
	l := convictionLine{At: v.path(convictionAt, v.f.Case.ID, x.ID), Words: v.T("conviction.page.title"),
		Steps: v.F("admissibility.convictions.steps", map[string]any{"Done": x.Steps()}), Tag: v.T("assessment.tag.draft"), Class: "tag tag-warn"}
	if x.Stage != "" {
		l.Words = v.F("admissibility.convictions.one", map[string]any{"Stage": v.T("conviction.stage." + string(x.Stage)), "Country": v.country(x.Country)})
	}
	if x.Status == assessment.Recorded {
		l.Tag, l.Class = v.T("assessment.tag.recorded"), "tag tag-ok"
	}
	return l
}

// saveAdmissibility takes the checks or the findings of one person.
func (w *Web) saveAdmissibility(v *visit) error {
	id, person := v.caseID(), v.typed("person")
	var err error
	switch v.Typed.Get("form") {
	case "finish":
		if _, err = w.App.FinishAdmissibility(v.ctx(), v.write()); err == nil {
			return v.done("admissibility.finished", decisionAt, id)
		}
		return err
	case "tracks":
		_, err = w.App.RecordTracks(v.ctx(), v.write(), person, v.typedTracks())
	default:
		_, err = w.App.RecordGrounds(v.ctx(), v.write(), v.typedGrounds(person))
	}
	if err != nil {
		return err
	}
	return v.see(v.path(admissibilityAt, id) + "?done=admissibility.saved&person=" + person)
}

func (v *visit) typedTracks() (out []assessment.Track) {
	for _, kind := range assessment.TrackKinds {
		name := string(kind) + "."
		id, seen, _ := strings.Cut(v.typed(name+"seen"), "|")
		version, _ := strconv.ParseInt(seen, 10, 64)
		out = append(out, assessment.Track{Kind: kind, ID: id, Version: version, Value: assessment.TrackValue(v.typed(name + "value")),
			Requested: policy.Day(v.typed(name + "requested")), Received: policy.Day(v.typed(name + "received")),
			ValidUntil: policy.Day(v.typed(name + "valid")), Reasons: v.typed(name + "reasons")})
	}
	return out
}

// typedGrounds is the lines of the list that were answered.
func (v *visit) typedGrounds(person string) (out []assessment.Ground) {
	for i := range assessment.Grounds {
		name := "g" + strconv.Itoa(i) + "."
		if code := v.typed(name + "code"); code != "" && v.typed(name+"result") != "" {
			out = append(out, assessment.Ground{Person: person, Ground: code, Supersedes: v.typed(name + "standing"),
				Result: assessment.GroundResult(v.typed(name + "result")), Reasons: v.typed(name + "reasons")})
		}
	}
	return out
}

// groundView is one ground of one person in full: what an inadmissibility asks.
type groundView struct {
	casePage
	Person, Name, Law string
	Worksheet         bool // a conviction worksheet is needed first
	SecondLook        bool
	Form              *form
	Draft, Standing   string
	Row               openRow // evidence and notes, as a row of the worksheet has them
	Back              string
	Recorded          []fact
	Before            []fact // what stood when the court set the decision aside
	Looked            *lookView
	Look              *form
}

var groundCodes = []string{string(assessment.GroundClear), string(assessment.GroundConcern), string(assessment.GroundInadmissible), string(assessment.GroundPending)}

func (w *Web) groundPage(v *visit) error {
	f, p, err := v.openCase(access.ViewAdmissibility, "admissibility.page.title")
	if err != nil {
		return err
	}
	all := w.App.Admissibility(f)
	ws := v.worksheet(f, p)
	person, code := v.value("person"), v.value("ground")
	g, ok := ws.view.Ground(code)
	if !ok || assessment.ClosedByLaw(code) != "" && code != assessment.Ceased || ws.personNumber(person) == "" {
		return v.redirect(admissibilityAt, f.Case.ID)
	}
	page := groundView{casePage: p, Person: ws.personNumber(person), Name: g.In(string(v.Lang)), Law: law(string(v.Lang), g.Cite),
		Worksheet: assessment.NeedsConviction(code), SecondLook: assessment.NeedsSecondLook(code), Back: v.path(admissibilityAt, f.Case.ID) + "?person=" + person}
	standing, draft := all.Standing(person, code)
	if standing != nil {
		page.Standing = standing.ID
		ws.recordedGround(&page, standing)
		if l := standing.Second; l != nil {
			page.Looked = &lookView{By: w.App.Name(v.ctx(), l.By), When: v.Lang.DateTime(l.At.UTC()), Words: ws.secondLook(standing), Reasons: l.Reasons}
		} else if page.SecondLook && standing.Result == assessment.GroundInadmissible && v.Actor.Role == access.Supervisor {
			page.Look = v.form("look", groundAt, f.Case.ID, person, code).of(standing.Version)
			page.Look.Fields = []field{page.Look.choice("agrees", "admissibility.second.heading", "", "admissibility.second", "agree", "disagree"),
				page.Look.long("reasons", "assessment.form.reasons", "")}
			page.Main = "look"
		}
	}
	if setAside(f) != nil {
		if x := assessment.GroundBefore(f.Grounds, person, code); x != nil {
			var before groundView
			ws.recordedGround(&before, x)
			page.Before = before.Recorded
		}
	}
	if v.works(f) {
		ws.groundForm(&page, all, g, draft, standing)
		page.Main = "ground"
	}
	return v.show("admissibility/ground", page)
}

func (v *worksheet) recordedGround(page *groundView, g *assessment.Ground) {
	add := func(key, value string) {
		if value != "" {
			page.Recorded = append(page.Recorded, fact{v.T(key), value})
		}
	}
	add("admissibility.grounds.finding", v.T("admissibility.result."+string(g.Result)))
	add("admissibility.ground.provision", g.Provision)
	if g.Rests != "" {
		add("admissibility.ground.rests", v.T("assessment.answer."+string(g.Rests)))
	}
	add("admissibility.ground.post", g.Post)
	if g.Analysed {
		add("admissibility.ground.analysed", v.T("assessment.answer.yes"))
	}
	if g.Ended != "" {
		add("admissibility.ground.ended", v.Lang.Date(string(g.Ended)))
	}
	add("assessment.form.reasons", g.Reasons)
	for _, e := range g.Evidence {
		add("assessment.form.evidence", v.evidence(e))
	}
	add("assessment.tag.recorded", v.F("assessment.form.saved_by", map[string]any{"Name": v.web.App.Name(v.ctx(), g.By), "Time": v.Lang.DateTime(g.At.UTC())}))
}

func (v *worksheet) groundForm(page *groundView, all assessment.Admissibility, g *policy.Ground, draft, standing *assessment.Ground) {
	x := assessment.Ground{}
	if draft != nil {
		x = *draft
		page.Draft = x.ID
	} else if standing != nil {
		x = *standing
		x.Version = 0
	}
	f := v.form("ground", groundAt, v.f.Case.ID, v.value("person"), g.ID)
	if draft != nil {
		f.of(x.Version)
	}
	page.Form = f
	f.Fields = []field{f.choice("result", "admissibility.grounds.finding", string(x.Result), "admissibility.result", groundCodes...),
		f.text("provision", "admissibility.ground.provision", x.Provision)}
	switch {
	case assessment.NeedsSecondLook(g.ID):
		f.Fields = append(f.Fields, f.choice("rests", "admissibility.ground.rests", string(x.Rests), "assessment.answer", string(assessment.Independent), string(assessment.OnlyAccuser)))
		switch g.ID {
		case assessment.RightsViolations:
			f.Fields = append(f.Fields, f.text("post", "admissibility.ground.post", x.Post), f.tick("analysed", "admissibility.ground.analysed", x.Analysed))
		case assessment.Sanctions:
			f.Fields = append(f.Fields, f.date("ended", "admissibility.ground.ended", string(x.Ended)))
		}
	case g.ID == assessment.HealthDanger:
		f.Fields = append(f.Fields, f.choice("treatable", "admissibility.ground.treatable", string(x.Treatable), "assessment.answer", string(assessment.Yes), string(assessment.No), string(assessment.Unknown)))
	case g.ID == assessment.Ceased:
		f.Fields = append(f.Fields, f.date("tribunal", "admissibility.ground.tribunal", string(x.Tribunal)))
	case g.ID == assessment.NonCompliance:
		f.Fields = append(f.Fields, f.choice("breach", "admissibility.ground.breach", string(x.Breach), "admissibility.breach", breachCodes...))
	case g.ID == assessment.FamilyMember:
		q := f.one("select", "through", v.T("admissibility.ground.through"), x.Through)
		for _, e := range all.Examined {
			if e.Person != v.value("person") {
				q.Options = append(q.Options, option{Value: e.Person, Label: v.personNumber(e.Person), On: e.Person == q.Value})
			}
		}
		f.Fields = append(f.Fields, q)
	}
	f.Fields = append(f.Fields, f.long("reasons", "assessment.form.reasons", x.Reasons))
	v.evidenceFields(f, x.Evidence, &page.Row)
	if g.Note.EN != "" {
		a := assessment.NoteAnswer{}
		for _, n := range x.Notes {
			if n.Note == g.ID {
				a = n
			}
		}
		row := noteRow{Letter: "A", Title: v.T("assessment.notes.heading"), Text: g.Note.In(string(v.Lang)), Ours: g.Ours()}
		row.Answer = f.choice("note."+g.ID, "assessment.notes.label", string(a.Answer), "assessment.notes", noteCodes...)
		row.Reason = f.one("text", "note."+g.ID+".reason", v.F("assessment.notes.reason", map[string]any{"Letter": "A"}), a.Reason)
		page.Row.Notes = []noteRow{row}
	}
	if s, drifts := assessment.DriftsIntoStatus(x.Reasons); drifts {
		page.Row.Wording = s
	}
}

var breachCodes = func() (out []string) {
	for _, b := range assessment.Breaches {
		out = append(out, string(b))
	}
	return out
}()

// saveGround takes one ground in full, or a second look at it.
func (w *Web) saveGround(v *visit) error {
	id, person, code := v.caseID(), v.value("person"), v.value("ground")
	back := v.path(admissibilityAt, id) + "?done=admissibility.saved&person=" + person
	if v.Typed.Get("form") == "look" {
		agrees, err := v.agrees()
		if err != nil {
			return err
		}
		if _, err := w.App.LookAtGround(v.ctx(), v.write(), v.typed("standing"), v.version(), agrees, v.typed("reasons")); err != nil {
			return err
		}
		return v.see(back)
	}
	g := assessment.Ground{
		ID: v.typed("draft"), Version: v.version(), Supersedes: v.typed("standing"), Person: person, Ground: code, Result: assessment.GroundResult(v.typed("result")),
		Provision: v.typed("provision"), Rests: assessment.Answer(v.typed("rests")), Treatable: assessment.Answer(v.typed("treatable")),
		Breach: assessment.Breach(v.typed("breach")), Post: v.typed("post"), Analysed: v.typed("analysed") != "", Ended: policy.Day(v.day("ended")), Tribunal: policy.Day(v.day("tribunal")), Through: v.typed("through"), Reasons: v.typed("reasons"), Evidence: v.typedEvidence(),
	}
	if answer, reason := v.typed("note."+code), v.typed("note."+code+".reason"); answer != "" || reason != "" {
		g.Notes = []assessment.NoteAnswer{{Note: code, Answer: assessment.Arises(answer), Reason: reason}}
	}
	var err error
	if v.pressed() == "record" {
		_, err = w.App.RecordGround(v.ctx(), v.write(), g)
	} else {
		_, err = w.App.DraftGround(v.ctx(), v.write(), g)
		back = v.path(groundAt, id, person, code) + "?done=assessment.draft"
	}
	if err != nil {
		return err
	}
	return v.see(back)
}

// ofCase says whether a case has a person.
func ofCase(f *app.File, person string) bool {
	for i := range f.Persons {
		if f.Persons[i].ID == person {
			return true
		}
	}
	return false
}
