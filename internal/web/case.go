package web

import (
	"slices"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
)

// casePage is a page of a case: the page and what stands around it. Pages of a case embed it and lay their main
// between {{template "case" .}} and {{template "case-end" .}}.
type casePage struct {
	page
	Frame *caseFrame
}

// caseFrame is what stands around every page of a case: who it is about, what must not be done, where it stands, its
// sections, what is still to do and what happened last.
type caseFrame struct {
	ID        casefile.ID
	Ref       string
	Who       string // principal applicant as shown; the h1
	State     string // words, when the state is beside the way (held, withdrawn) or the end
	Assigned  string
	Facts     []fact
	Strip     []string // prohibitions only (decision 7)
	Reveal    bool     // the reader may open what is behind the logged reveal
	Break     bool     // the reader may open it with break-glass (I-74)
	Stages    []stage
	Now       string // the stage in one sentence, for narrow screens
	Sections  [][]section
	Tasks     []task
	Done, All int
	Latest    []moment
	Sheet     assessment.Sheet
}

type fact struct{ Name, Value string }

type stage struct {
	Name, Note, Class string
	Current           bool
}

type section struct {
	At, Name, Count string
	Key             string // drawn on it
	Current         bool
}

type task struct {
	Icon, Name, Due string
	At              string // "" when there is nothing to do there now
	Current         bool
}

type moment struct{ What, When, By, Day string }

// openCase looks at a case through the door and lays its frame. action is what is looked at; title is the key of the
// page's title, the same for every case: the tab then says the reference and never a name.
func (v *visit) openCase(action access.Action, title string) (*app.File, casePage, error) {
	f, err := v.web.App.View(v.ctx(), v.Actor, v.caseID(), action, "")
	if err != nil {
		return nil, casePage{}, err
	}
	return f, v.framed(f, title), nil
}

// framed lays the frame around a case that was opened.
func (v *visit) framed(f *app.File, title string) casePage {
	p := casePage{page: v.page(title), Frame: &caseFrame{ID: f.Case.ID, Ref: f.Case.Ref}}
	p.Title += ", " + f.Case.Ref
	p.Current = "/cases"
	c := p.Frame
	c.Sheet = v.web.App.Sheet(f)
	v.identity(c, f)
	v.journey(c, f)
	if v.Actor.Role != access.PostArrival { // what stood before the decision is closed to them, and nothing is said of it
		v.tasks(c, f)
	}
	v.sections(c, f)
	v.latest(c, f)
	return p
}

func (v *visit) identity(c *caseFrame, f *app.File) {
	today := v.web.App.Today()
	c.Who = f.Case.Summary.Name
	if casefile.StageOf(f.Case.State) == "" || f.Case.State.Closed() {
		c.State = v.stateWords(f.Case.State)
	}
	if app.Orphaned(f) {
		c.State = v.T("death.stops")
	}
	switch f.Case.Assigned {
	case "":
		c.Assigned = v.T("case.assigned.none")
	case v.Actor.Account:
		c.Assigned = v.T("case.assigned.you")
	default:
		c.Assigned = v.F("case.assigned.to", map[string]any{"Name": v.web.App.Name(v.ctx(), f.Case.Assigned)})
	}
	add := func(key, value string) {
		if value != "" {
			c.Facts = append(c.Facts, fact{v.T(key), value})
		}
	}
	if pa, ok := people.PrincipalOf(f.Persons); ok {
		born := string(pa.Born)
		if n, known := age(pa.Born, today); known {
			born = v.F("case.born.age", map[string]any{"Born": born, "Age": n})
		}
		add("case.born", born)
		from := pa.Nationalities
		if len(from) == 0 && pa.Origin != "" {
			from = []string{pa.Origin}
		}
		add("case.from", v.countries(from))
		add("case.in", v.country(pa.Residence))
	}
	all := people.InCase(f.Persons)
	staying := 0
	for i := range all {
		if all[i].Travelling == people.No {
			staying++
		}
	}
	family := v.N("case.family.count", len(all), nil)
	if staying > 0 {
		family = v.F("case.family.staying", map[string]any{"All": family, "Staying": staying})
	}
	add("case.family", family)
	add("case.partner", v.partner(f.Case.ReferredBy))
	add("case.application", f.Case.Summary.Application)
	add("bridge.came", v.cameWords(f))
	plan := app.Plan(f)
	for _, x := range plan.Prohibitions(f.Persons, today) {
		c.Strip = append(c.Strip, v.T("safety.prohibition."+string(x)))
	}
	c.Reveal = v.web.App.May(v.Actor, access.RevealSafety, f.Case)
	c.Break = !c.Reveal && v.web.App.May(v.Actor, access.BreakGlass, f.Case)
}

// age is the whole years on a day; known is false when the birth date leaves it open.
func age(born people.Partial, on policy.Day) (int, bool) {
	years := func(b policy.Day) int {
		n := on.Year() - b.Year()
		if on < b.AddYears(n) {
			n--
		}
		return n
	}
	early, late := born.Earliest(), born.Latest()
	if early == "" || years(early) != years(late) {
		return 0, false
	}
	return years(early), true
}

// country is the name of a country; an unknown code is shown as it is.
func (v *visit) country(code string) string {
	if key := "country." + code; code != "" && i18n.Has(key) {
		return v.T(key)
	}
	return code
}

func (v *visit) countries(codes []string) string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = v.country(c)
	}
	return strings.Join(names, ", ")
}

// partner is the short name of a referral partner.
func (v *visit) partner(code string) string {
	if p, ok := v.web.App.Policy().Partner(code); ok {
		if s := p.Short.In(string(v.Lang)); s != "" {
			return s
		}
	}
	return code
}

// when is a day for a narrow place: without its year when that is this year's.
func (v *visit) when(d policy.Day) string {
	if d == "" {
		return ""
	}
	if d.Year() == v.web.App.Today().Year() {
		return v.Lang.ShortDate(string(d))
	}
	return v.Lang.Date(string(d))
}

// journey is the nine stages with the day each was reached, and how long it took.
func (v *visit) journey(c *caseFrame, f *app.File) {
	reached := map[casefile.Stage]policy.Day{casefile.StageReferred: f.Case.Referred, casefile.StageFiled: f.Case.Filed, casefile.StageOffice: f.Case.AtOffice}
	for i := range f.Steps {
		if g := casefile.StageOf(f.Steps[i].To); g != "" && reached[g] == "" {
			reached[g] = f.Steps[i].Day
		}
	}
	today := v.web.App.Today()
	now := slices.Index(casefile.Stages, casefile.StageNow(f.Case.State, f.Steps))
	var last policy.Day
	for i, g := range casefile.Stages {
		day := reached[g]
		s := stage{Name: v.T("case.stage." + string(g)), Class: "next"}
		switch {
		case i < now:
			s.Class, s.Note = "", v.when(day)
			if last != "" && day != "" {
				s.Note = v.N("case.stage.after", last.Until(day), map[string]any{"Day": s.Note})
			}
		case i == now:
			s.Class, s.Current = "now", true
			if day != "" && !f.Case.State.Closed() {
				s.Note = v.F("case.stage.day", map[string]any{"Number": day.Until(today) + 1})
			}
			c.Now = v.F("case.stage.now", map[string]any{"Number": i + 1, "Of": len(casefile.Stages), "Stage": s.Name, "Note": s.Note})
		case g == casefile.StageAdmissibility && len(f.Tracks) > 0:
			s.Class = "next par"
		}
		if day != "" {
			last = day
		}
		c.Stages = append(c.Stages, s)
	}
}

// tasks is what stands between the case and its next end, in the order of the work. It says what is missing and never
// decides by itself.
func (v *visit) tasks(c *caseFrame, f *app.File) {
	add := func(done, begun bool, key, due, pattern string) {
		t := task{Icon: "none", Name: v.T("case.task." + key), Due: due}
		switch {
		case done:
			t.Icon = "ok"
			c.Done++
		case begun:
			t.Icon = "half"
		}
		shown := v.Actor.Role != access.PostArrival || slices.Contains(afterArrival, strings.TrimPrefix(pattern, "/cases/{case}/"))
		if pattern != "" && v.web.routes["GET "+pattern] != nil && shown {
			t.At = v.path(pattern, c.ID)
			t.Current = pattern == v.route.pattern
		}
		c.All++
		c.Tasks = append(c.Tasks, t)
	}
	of := func(n, m int) string { return v.F("case.of", map[string]any{"N": n, "M": m}) }
	add(f.Case.AtOffice != "", f.Case.State == casefile.Transferred, "accepted", v.when(f.Case.AtOffice), "/cases/{case}/transfer")
	add(f.Case.Assigned != "", false, "assigned", v.web.App.Name(v.ctx(), f.Case.Assigned), "/cases/{case}/assign")
	if n := len(f.Hurries); n > 0 || f.Case.Summary.Urgent && decision.MayHurry(f.Case.State) { // the centre is told of who cannot wait
		due := v.T("case.due.none")
		if n > 0 {
			due = v.when(policy.DayOf(f.Hurries[n-1].At))
		}
		add(n > 0 && !f.Hurries[n-1].Open(), n > 0, "hurry", due, hurryAt)
	}
	n, m := c.Sheet.Progress()
	add(m > 0 && n == m, n > 0, "eligibility", of(n, m), "/cases/{case}/eligibility")
	heard := app.Interviewed(f)
	if x, ok := casefile.Settled(heard); ok {
		add(true, true, "interview", v.T("interview.status."+string(x.Status)), "/cases/{case}/interview")
	} else if x, ok := casefile.Current(heard); ok {
		due := v.T("case.interview." + string(x.Status))
		if !x.At.IsZero() {
			due = v.when(policy.DayOf(x.At)) + ", " + v.Lang.Time(x.At.UTC())
		}
		add(false, true, "interview", due, "/cases/{case}/interview")
	} else {
		add(false, false, "interview", v.T("case.due.none"), "/cases/{case}/interview")
	}
	all := v.web.App.Admissibility(f)
	open := 0
	for _, e := range all.Examined {
		t, g := all.Open(e, v.web.App.Today())
		open += t + g
	}
	add(open == 0 && len(all.Examined) > 0, len(f.Tracks)+len(f.Grounds) > 0, "admissibility", v.N("case.due.open", open, nil), "/cases/{case}/admissibility")
	d, decided := decision.Standing(f.Decisions)
	_, drafted := decision.Current(f.Decisions)
	if n := v.differsCount(f.Case); n != "" {
		c.Tasks = append(c.Tasks, task{Icon: "none", Name: v.T("bridge.title"), Due: n, At: v.path(caseDiffersAt, c.ID)})
	}
	came := !decided && casefile.BroughtApproved(f.Broughts) // the case system's approval: no page of ours has it
	add(decided || came, drafted, "decision", v.when(f.Case.Decided), "/cases/{case}/decision")
	if !decided && !came {
		return
	}
	owed := 0
	for i := range f.Notices {
		if s := f.Notices[i].Status; s == casefile.NoticeOwed || s == casefile.NoticeSent {
			owed++
		}
	}
	add(owed == 0 && !came, len(f.Notices) > owed, "notices", v.N("case.due.owed", owed, nil), "/cases/{case}/notices")
	if came || d.Outcome == decision.Approve {
		j := v.web.App.Journey(f)
		who := j.Travellers()
		visas, landed := 0, 0
		for i := range who {
			if _, ok := j.Visa(who[i].ID); ok {
				visas++
			}
			if _, ok := j.Landed(who[i].ID); ok {
				landed++
			}
		}
		add(visas == len(who), visas > 0, "visas", of(visas, len(who)), "/cases/{case}/travel")
		add(landed == len(who), landed > 0, "landing", of(landed, len(who)), "/cases/{case}/travel")
	}
}

// caseSections are the sections of a case, in their fixed order; a rule stands between the groups.
var caseSections = [][]string{
	{"", "persons", "documents"},
	{"eligibility", "interview", "admissibility", "concerns", "decision", "notices", "travel"},
	{"consultation", "news", "questions", "notes", "timeline", "looked"},
}

// afterArrival are the sections that a post-arrival officer sees.
var afterArrival = []string{"travel", "timeline"}

func (v *visit) sections(c *caseFrame, f *app.File) {
	n, m := c.Sheet.Progress()
	count := map[string]string{
		"persons": strconv.Itoa(len(people.InCase(f.Persons))), "documents": strconv.Itoa(len(f.Documents)), "notes": strconv.Itoa(len(f.Notes)),
		"eligibility": v.F("case.of", map[string]any{"N": n, "M": m}),
	}
	if n := len(f.Case.Summary.Calls); n > 0 {
		count["news"] = strconv.Itoa(n)
	}
	if n := v.waits(f.Case); n > 0 {
		count["questions"] = strconv.Itoa(n)
	}
	for _, group := range caseSections {
		var out []section
		for _, name := range group {
			pattern := "/cases/{case}"
			if name != "" {
				pattern += "/" + name
			}
			if v.web.routes["GET "+pattern] == nil || v.Actor.Role == access.PostArrival && !slices.Contains(afterArrival, name) {
				continue
			}
			key := name
			if name == "" {
				key = "overview"
			}
			current := v.route.pattern == pattern || name != "" && strings.HasPrefix(v.route.pattern, pattern+"/")
			out = append(out, section{At: v.path(pattern, c.ID), Name: v.T("case.section." + key), Count: count[name], Key: v.drawn(sectionKeys[name]), Current: current})
		}
		if out != nil {
			c.Sections = append(c.Sections, out)
		}
	}
}

// latest are the last moves of the case, newest first.
func (v *visit) latest(c *caseFrame, f *app.File) {
	for i := len(f.Steps) - 1; i >= 0 && len(c.Latest) < 4; i-- {
		s := &f.Steps[i]
		c.Latest = append(c.Latest, moment{What: v.stateWords(s.To), When: v.when(s.Day), By: v.web.App.Name(v.ctx(), s.By), Day: string(s.Day)})
	}
}
