package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/document"
	"passage/internal/casework/people"
)

// The pages that only show: overview, persons, documents, timeline, who has looked; and the notes.

type overviewView struct {
	casePage
	Summary []fact
	People  []personLine
	Flags   []string

	Past        string // address of the case as it was, "" where it is not the reader's
	Family      string // address of the changes in the family
	FamilyWaits bool
}

// personLine is one person as lists of a case show them.
type personLine struct {
	Number       int
	Name         string
	Native       string
	Relationship string
	Born         string
	Travels      string
	OwnCase      string
	Gone         bool // no longer part of the file, and nothing says where they are
	NotNamed     bool
	More         []fact
}

func (v *visit) personLines(f *app.File) []personLine {
	out := make([]personLine, 0, len(f.Persons))
	for i := range f.Persons {
		p := &f.Persons[i]
		l := personLine{Number: p.Number, Name: p.Shown(), Native: p.Native, Born: string(p.Born), OwnCase: p.OwnCase, Gone: p.OwnCase == people.Gone, NotNamed: p.NamingSafe == people.No}
		if p.Relationship != "" {
			l.Relationship = v.T("person.relationship.is." + string(p.Relationship))
		}
		if p.Travelling != "" {
			l.Travels = v.T("case.travels." + p.Travelling)
		}
		if p.Deceased() {
			l.Travels = v.T("death.person")
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b personLine) int { return cmp.Compare(a.Number, b.Number) })
	return out
}

func (w *Web) caseOverview(v *visit) error {
	f, p, err := v.openCase(access.ViewCase, "case.section.overview")
	if err != nil {
		return err
	}
	view := overviewView{casePage: p, People: v.personLines(f), Past: v.pastLink(f), Family: v.familyLink(f), FamilyWaits: f.Case.Summary.Changes > 0}
	add := func(key, value string) {
		if value != "" {
			view.Summary = append(view.Summary, fact{v.T(key), value})
		}
	}
	c := f.Case
	add("case.overview.state", v.stateWords(c.State))
	add("case.overview.partner", v.unit(c.ReferredBy))
	if c.IdentifiedBy != "" && c.IdentifiedBy != c.ReferredBy {
		add("case.overview.identified", v.unit(c.IdentifiedBy))
	}
	add("case.overview.referred", v.Lang.Date(string(c.Referred)))
	add("case.overview.applied", v.Lang.Date(string(c.Applied)))
	add("case.overview.filed", v.Lang.Date(string(c.Filed)))
	if c.Office != "" {
		add("case.overview.office", v.unit(c.Office))
	}
	add("case.overview.at_office", v.Lang.Date(string(c.AtOffice)))
	add("case.overview.decided", v.Lang.Date(string(c.Decided)))
	if c.State.After() && !c.State.Closed() && v.web.App.May(v.Actor, access.ViewInterview, c) { // the department's own slowness
		age, idle := v.web.App.Waiting(f)
		days := v.N("case.overview.days", age, nil)
		if clock, ok := v.web.App.PolicyOf(c).Clock("planning"); ok {
			days = v.F("case.overview.planning", map[string]any{"Days": days, "Months": clock.Months})
		}
		add("case.overview.age", days)
		add("case.overview.idle", v.N("case.overview.days", idle, nil))
	}
	if len(f.Referrals) > 0 {
		r := &f.Referrals[0]
		if r.Priority != "" {
			add("case.overview.priority", v.T("cover.priority.is."+r.Priority))
		}
		determined := v.F("case.overview.determined.by", map[string]any{"Partner": v.unit(c.ReferredBy)})
		if r.Determination.Date != "" {
			determined = v.F("case.overview.determined.on", map[string]any{"Partner": v.unit(c.ReferredBy), "Day": r.Determination.Date})
		}
		add("case.overview.determined", determined)
	}
	add("case.overview.persons", v.F("case.overview.persons.is", map[string]any{"Persons": v.N("case.persons", c.Persons, nil), "Landed": c.Landed}))
	add("case.overview.pack", c.Pack)
	for _, flag := range people.Flags(f.Persons, v.web.App.Today()) {
		view.Flags = append(view.Flags, v.T("person.flag."+string(flag)))
	}
	return v.show("case/overview", view)
}

type personsView struct {
	casePage
	People []personLine
	Acts   []act // what may be recorded of them
}

func (w *Web) casePersons(v *visit) error {
	f, p, err := v.openCase(access.ViewCase, "case.section.persons")
	if err != nil {
		return err
	}
	view := personsView{casePage: p, People: v.personLines(f)}
	for i := range view.People {
		l := &view.People[i]
		at := slices.IndexFunc(f.Persons, func(x people.Person) bool { return x.Number == l.Number })
		x := &f.Persons[at]
		add := func(key, value string) {
			if value != "" {
				l.More = append(l.More, fact{v.T(key), value})
			}
		}
		code := func(key, value string) string {
			if value == "" {
				return ""
			}
			return v.T(key + ".is." + value)
		}
		add("person.sex.label", code("person.sex", x.Sex))
		add("person.birth_place.label", x.BirthPlace)
		add("person.birth_country.label", v.country(x.BirthCountry))
		add("person.nationality.label", v.countries(x.Nationalities))
		add("person.residence.label", v.country(x.Residence))
		add("person.status.label", code("person.status", x.Status))
		add("person.whereabouts.label", code("person.whereabouts", x.Whereabouts))
		add("person.marital.label", code("person.marital", x.Marital))
		add("person.travelling.label", l.Travels)
		add("person.not_why.label", x.NotWhy)
		add("person.uci.label", x.UCI)
		for _, d := range x.IdentityDocuments {
			add("case.identity_document", strings.Join(nonEmpty(code("identity.kind", d.Kind), d.Number, v.country(d.Country), string(d.Expires)), ", "))
		}
	}
	view.Acts = v.lifeActs(f)
	return v.show("case/persons", view)
}

func nonEmpty(list ...string) (out []string) {
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

type documentsView struct {
	casePage
	Documents []documentLine
	Package   string // address of the papers of the package, "" where they are not the reader's
}

type documentLine struct {
	ID, Title, Kind, Person, Size, Added, Sensitivity string
	Pages                                             int
	Opens                                             bool // for this reader
}

func (w *Web) caseDocuments(v *visit) error {
	f, p, err := v.openCase(access.ViewCase, "case.section.documents")
	if err != nil {
		return err
	}
	view := documentsView{casePage: p}
	for i := range f.Documents {
		d := &f.Documents[i]
		if d.Removed != "" {
			continue
		}
		l := documentLine{ID: d.ID, Title: cmp.Or(d.Title, v.T("document.kind.is."+d.Kind)), Kind: v.T("document.kind.is." + d.Kind), Size: v.size(d.Size), Added: v.Lang.Date(string(d.Added)), Pages: d.Pages, Opens: w.App.Opens(v.Actor, f.Case, d.Sensitivity)}
		if d.Sensitivity != document.Ordinary && d.Sensitivity != "" {
			l.Sensitivity = v.T("document.sensitivity.is." + string(d.Sensitivity))
		}
		if at := slices.IndexFunc(f.Persons, func(x people.Person) bool { return x.ID == d.Person }); at >= 0 {
			l.Person = v.F("case.person.n", map[string]any{"Number": f.Persons[at].Number})
		}
		view.Documents = append(view.Documents, l)
	}
	if w.App.May(v.Actor, access.PrintPaper, f.Case) && len(f.Referrals) > 0 {
		view.Package = v.path(filePackageAt, f.Case.ID)
	}
	return v.show("case/documents", view)
}

// size is a number of bytes as a person reads it.
func (v *visit) size(n int64) string {
	switch {
	case n >= 1<<20:
		return v.F("frame.size.mb", map[string]any{"N": strconv.FormatInt((n+1<<19)>>20, 10)})
	case n >= 1<<10:
		return v.F("frame.size.kb", map[string]any{"N": strconv.FormatInt((n+1<<9)>>10, 10)})
	}
	return v.F("frame.size.b", map[string]any{"N": int(n)})
}

type notesView struct {
	casePage
	Notes []noteLine
	Add   *form
}

type noteLine struct{ Text, By, When, Stamp string }

func (w *Web) caseNotes(v *visit) error {
	f, p, err := v.openCase(access.ViewNotes, "case.section.notes")
	if err != nil {
		return err
	}
	view := notesView{casePage: p}
	for i := len(f.Notes) - 1; i >= 0; i-- {
		n := &f.Notes[i]
		view.Notes = append(view.Notes, noteLine{n.Text, w.App.Name(v.ctx(), n.By), v.Lang.DateTime(n.At.UTC()), n.At.UTC().Format("2006-01-02T15:04Z")})
	}
	view.Main = "note"
	view.Add = v.form("note", "/cases/{case}/notes", f.Case.ID)
	view.Add.Fields = []field{view.Add.long("text", "note.text", "")}
	return v.show("case/notes", view)
}

func (w *Web) addNote(v *visit) error {
	if _, err := w.App.AddNote(v.ctx(), v.write(), v.typed("text"), ""); err != nil {
		return err
	}
	return v.done("note.added", "/cases/{case}/notes", v.caseID())
}

type timelineView struct {
	casePage
	Past   string // address of the case as it was, "" where it is not the reader's
	Events []eventLine
}

type eventLine struct {
	What, State, By, Role, When, Stamp string
	Mark                               bool // denied, or moved the case
}

func (w *Web) caseTimeline(v *visit) error {
	f, events, err := w.App.Timeline(v.ctx(), v.Actor, v.caseID())
	if err != nil {
		return err
	}
	if partners[v.Actor.Role] { // the frame of a case says how far the office is
		p := eventsView{page: v.page("case.section.timeline"), Ref: f.Case.Ref, Back: v.path("/referrals/{case}", f.Case.ID), Events: v.events(events)}
		p.Title, p.Current = p.Title+", "+f.Case.Ref, "/referrals"
		return v.show("referral/timeline", p)
	}
	return v.show("case/timeline", timelineView{casePage: v.framed(f, "case.section.timeline"), Past: v.pastLink(f), Events: v.events(events)})
}

// eventsView is the timeline for the partner of the case: its own acts, and what reached it.
type eventsView struct {
	page
	Ref, Back string
	Events    []eventLine
}

func (v *visit) events(events []app.Event) (out []eventLine) {
	state := ""
	for i := len(events) - 1; i >= 0; i-- { // oldest first, so that a move is seen as one
		e := &events[i]
		l := eventLine{What: v.act(e.Action), By: v.web.App.Name(v.ctx(), e.Actor.Account), Role: v.T("role." + string(e.Actor.Role)),
			When: v.Lang.DateTime(e.At.UTC()), Stamp: e.At.UTC().Format("2006-01-02T15:04Z")}
		if e.State != "" && string(e.State) != state {
			state = string(e.State)
			l.State, l.Mark = v.stateWords(e.State), true
		}
		out = append(out, l)
	}
	slices.Reverse(out)
	return out
}

// act is the words of an action.
func (v *visit) act(a access.Action) string { return v.T("action." + string(a)) }

type looksView struct {
	casePage
	Looks []lookLine
}

type lookLine struct {
	eventLine
	Outcome string
	Denied  bool
}

func (w *Web) caseLooked(v *visit) error {
	f, looks, err := w.App.Looks(v.ctx(), v.Actor, v.caseID())
	if err != nil {
		return err
	}
	view := looksView{casePage: v.framed(f, "case.section.looked")}
	for i := range looks {
		l := &looks[i]
		view.Looks = append(view.Looks, lookLine{eventLine: eventLine{What: v.act(l.Action), By: w.App.Name(v.ctx(), l.Actor.Account), Role: v.T("role." + string(l.Actor.Role)),
			When: l.At.UTC().Format("2006-01-02 15:04:05"), Stamp: l.At.UTC().Format("2006-01-02T15:04:05Z")},
			Outcome: v.T("looked." + string(l.Outcome)), Denied: l.Outcome == "denied"})
	}
	return v.show("case/looked", view)
}

// revealView is what stands behind the logged reveal: places, code words, names at home (decision 7). It has no frame
// but the strip's heading, so that it is read and left.
type revealView struct {
	page
	ID    string
	Ref   string
	Facts []fact
}

func (w *Web) revealSafety(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.RevealSafety, "")
	if err != nil {
		return err
	}
	view := revealView{page: v.page("case.reveal.title"), ID: string(f.Case.ID), Ref: f.Case.Ref}
	view.Title += ", " + f.Case.Ref
	plan := app.Plan(f)
	for _, x := range []struct{ key, value string }{
		{"safety.code_word.label", plan.CodeWord}, {"safety.at_home.label", plan.AtHome}, {"safety.must_not.label", plan.MustNot},
		{"safety.location.label", plan.Location}, {"safety.hours.label", plan.Hours}, {"safety.fallback.label", plan.Fallback},
		{"safety.avoid.label", plan.Avoid}, {"safety.travel_why.label", plan.TravelWhy},
	} {
		if x.value != "" {
			view.Facts = append(view.Facts, fact{v.T(x.key), x.value})
		}
	}
	for i := range f.Persons {
		if s := app.SecretOf(f, f.Persons[i].ID); s.Words != "" {
			view.Facts = append(view.Facts, fact{v.F("person.secret.of", map[string]any{"Who": numbered(&f.Persons[i])}), s.Words})
		}
	}
	return v.show("case/reveal", view)
}

// askReveal is the step before: opening these is entered in the file, with the reader's name.
func (w *Web) askReveal(v *visit) error {
	_, p, err := v.openCase(access.ViewCase, "case.reveal.title")
	if err != nil {
		return err
	}
	return v.show("case/ask-reveal", p)
}
