package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
)

// What stands around every page of a partner's draft: the seven steps, what is still needed, and who lacks what.

// draftPage is embedded by each of them.
type draftPage struct {
	page
	D      *app.Draft
	Ref    string
	Head   string // of the step
	Step   int
	Steps  stepList
	Meter  meter
	Matrix *matrix
	Open   bool   // the reader may change it
	Intake string // address of the clerk's page, for the operations centre that enters the package
	Needs  []need
	More   int // needs that are not listed here
	After  []need

	Stopped *stoppedNote // where it is sent: a new referral would be refused
}

// need is one thing that is still needed, and where to put it right.
type need struct {
	At    string
	Words string
	Law   string // words of whose rule it is
	Fix   string
}

// draftSteps are the patterns of the seven steps, in order; the second one is a person's page.
var draftSteps = []string{"/referrals/{case}/cover", "/referrals/{case}/persons/{person}", "/referrals/{case}/family", "/referrals/{case}/safety",
	"/referrals/{case}/forms", "/referrals/{case}/documents", "/referrals/{case}/check"}

// draftStepNames are the keys of their names.
var draftStepNames = []string{"referral.step.cover", "referral.step.applicant", "referral.step.family", "referral.step.safety", "referral.step.forms", "referral.step.documents", "referral.step.check"}

// stops says before anybody tries that a new referral would be refused (I-3); what was sent goes on.
func (p *draftPage) stops(v *visit) (err error) {
	if len(p.D.Referral.Packages) == 0 && p.D.Case.ReferredBy == v.Actor.Unit {
		p.Stopped, err = v.stopped()
	}
	return err
}

// draft opens a referral at one of its steps. Its places and code words are opened only where reveal says so.
func (v *visit) draft(step int, reveal bool) (draftPage, error) {
	d, err := v.web.App.Draft(v.ctx(), v.Actor, v.caseID(), reveal)
	if err != nil {
		return draftPage{}, err
	}
	p := draftPage{page: v.page(draftStepNames[step-1]), D: d, Ref: d.Case.Ref, Head: v.T(draftStepNames[step-1]), Step: step, Open: app.InHand(v.Actor, d.Case)}
	p.Current = "/referrals"
	if !partners[v.Actor.Role] { // the operations centre enters what came by another channel
		p.Current, p.Intake = "/intake", v.path("/intake/{case}", d.Case.ID)
	}
	p.Steps = v.steps(d, step)
	blocking, follow := 0, 0
	room, later := 5, 2 // a page stays small: the long ones say less beside the form
	switch {
	case step == 7:
		room = max(6, 26-2*len(d.Persons)) // the matrix grows with the family
	case step == 1: // the longest of them
		room, later = 1, 0
	case step <= 3:
		room, later = 3, 0
	}
	lacks := slices.Clone(d.Lacks)
	if step < 7 { // what this page can put right comes first
		slices.SortStableFunc(lacks, func(a, b referral.Lack) int {
			return cmp.Compare(b2i(a.Step != step), b2i(b.Step != step))
		})
	}
	for _, l := range lacks {
		switch {
		case !l.Blocking:
			follow++
			if follow <= later {
				p.After = append(p.After, v.need(d, l))
			}
		case blocking < room:
			p.Needs = append(p.Needs, v.need(d, l))
			blocking++
		default:
			blocking++
		}
	}
	p.More = blocking - len(p.Needs)
	p.Meter = newMeter(v.N("referral.meter.ready", len(d.Meter.Items), map[string]any{"Ready": d.Meter.Ready}),
		v.F("referral.meter.rest", map[string]any{"Needed": d.Meter.Owing, "Follow": d.Meter.Follow}), d.Meter.Ready, d.Meter.Owing, d.Meter.Follow)
	return p, nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (v *visit) stepAt(d *app.Draft, n int) string {
	if n != 2 {
		return v.path(draftSteps[n-1], d.Case.ID)
	}
	return v.path(draftSteps[1], d.Case.ID, principalID(d))
}

// principalID is the main applicant's id, or the first person's; "new" when nobody is listed.
func principalID(d *app.Draft) string {
	if p, ok := people.PrincipalOf(d.Persons); ok {
		return p.ID
	}
	if len(d.Persons) > 0 {
		return d.Persons[0].ID
	}
	return "new"
}

func (v *visit) steps(d *app.Draft, now int) stepList {
	out := make([]stepLine, len(draftSteps))
	for i := range draftSteps {
		n := i + 1
		s := stepLine{Number: n, Name: v.T(draftStepNames[i]), At: v.stepAt(d, n), Here: n == now}
		needed := 0
		for _, l := range d.Lacks {
			if l.Step == n && l.Blocking {
				needed++
			}
		}
		switch {
		case n == 7 && d.Blocking > 0:
			s.Note = v.N("referral.step.needed", d.Blocking, nil)
		case needed > 0:
			s.Note = v.N("referral.step.left", needed, nil)
		default:
			s.Note, s.Done = v.T("referral.step.done"), true
		}
		out[i] = s
	}
	return stepList{Label: v.T("referral.steps"), All: v.T("referral.steps.all"), Steps: out}
}

// need writes a lack in words and finds its field.
func (v *visit) need(d *app.Draft, l referral.Lack) need {
	n := need{At: v.fieldAt(d, l)}
	what := ""
	if l.Said != nil {
		what, n.Fix = l.Said.In(string(v.Lang)), l.Said.Fix.In(string(v.Lang))
		if parts := strings.Split(l.Place, "."); parts[0] == "form" && len(parts) > 1 {
			what = v.F("referral.lack.form", map[string]any{"Form": v.formName(d, parts[1]), "What": what})
		}
	} else {
		what = v.say(l.Key, nil)
	}
	if l.Person > 0 {
		what = v.F("referral.lack.person", map[string]any{"Number": l.Person, "What": what})
	}
	n.Words = what
	n.Law = v.T("referral.basis." + string(policy.Ours))
	if l.Basis == policy.Law {
		n.Law = v.T("referral.basis." + string(policy.Law))
	}
	return n
}

// formName is a form by its number, or by its name when it has none.
func (v *visit) formName(d *app.Draft, id string) string {
	if f, ok := d.Subject.View().Form(id); ok {
		if f.Number != "" {
			return f.Number
		}
		return f.In(string(v.Lang))
	}
	return id
}

// fieldAt is the address of the field that a lack is about.
func (v *visit) fieldAt(d *app.Draft, l referral.Lack) string {
	id := ""
	for _, p := range d.Persons {
		if p.Number == l.Person {
			id = p.ID
		}
	}
	at := ""
	switch l.Step {
	case 1:
		at = v.path(draftSteps[0], d.Case.ID)
	case 2, 3:
		if id == "" {
			if l.Field == "no_others" {
				return v.path(draftSteps[2], d.Case.ID) + "#no-others"
			}
			if l.Field != "" {
				return v.path(draftSteps[2], d.Case.ID) + "#" + fieldID(l.Field)
			}
			return v.path(draftSteps[2], d.Case.ID)
		}
		at = v.path(draftSteps[1], d.Case.ID, id)
		switch {
		case l.Field == "own_case" || strings.HasSuffix(l.Place, ".own_case"):
			return at + "#own"
		case strings.Contains(l.Place, ".address"):
			return at + "#places"
		case strings.Contains(l.Place, ".background"):
			return v.path(sectionAt, d.Case.ID, id, "background")
		}
	case 4:
		at = v.path(draftSteps[3], d.Case.ID)
	case 5:
		parts := strings.Split(l.Place, ".")
		if len(parts) < 2 {
			return v.path(draftSteps[4], d.Case.ID)
		}
		switch {
		case parts[0] == "representative":
			return v.path(representativeAt, d.Case.ID) + "#" + fieldID(l.Field)
		case parts[0] == "section" && id != "":
			at = v.path(sectionAt, d.Case.ID, id, parts[1])
			if l.Field == "" {
				return at
			}
			return at + "#" + fieldID(l.Field)
		case id == "":
			id = "case"
		}
		return v.paperAt(d, parts[1], id)
	default:
		return v.path(draftSteps[5], d.Case.ID)
	}
	if l.Field != "" {
		at += "#" + fieldID(l.Field)
	}
	return at
}

// whoLacksWhat puts the matrix on the page, with the person at work marked; 0 is nobody.
func (p *draftPage) whoLacksWhat(v *visit, now int) {
	words := map[referral.ItemState]matrixCell{
		referral.Ready: {Icon: "ok", Words: p.T("referral.state.ready")}, referral.Owing: {Icon: "need", Words: p.T("referral.state.needed")},
		referral.Follow: {Icon: "follow", Words: p.T("referral.state.follow")}, "": {Icon: "na", Words: p.T("referral.state.na")},
	}
	m := &matrix{Caption: p.T("referral.matrix")}
	persons := people.InCase(p.D.Persons)
	slices.SortFunc(persons, func(a, b people.Person) int { return a.Number - b.Number })
	column := map[int]int{}
	for i, x := range persons {
		column[x.Number] = i
		m.Columns = append(m.Columns, matrixColumn{Prefix: p.T("referral.matrix.person") + " ", Name: strconv.Itoa(x.Number), Here: x.Number == now})
	}
	row := map[string]int{}
	for _, it := range p.D.Meter.Items {
		at, here := column[it.Person]
		if !here {
			continue
		}
		i, ok := row[it.Name]
		if !ok {
			i = len(m.Rows)
			row[it.Name] = i
			r := matrixRow{Name: p.T("referral.item.answers")}
			if it.Form != nil {
				r.Name = v.formName(p.D, it.Form.ID)
			}
			for range m.Columns {
				r.Cells = append(r.Cells, words[""])
			}
			m.Rows = append(m.Rows, r)
		}
		m.Rows[i].Cells[at] = words[it.State]
	}
	for _, r := range m.Rows {
		for i := range r.Cells {
			r.Cells[i].Here = m.Columns[i].Here
		}
	}
	p.Matrix = m
}

// nextStep is where a saved step leads: on, to another person, or to the list.
func (v *visit) nextStep(id casefile.ID, step int) error {
	switch {
	case v.pressed() == "stop":
		return v.stopsHere(id)
	case v.pressed() == "add":
		return v.done("referral.saved", "/referrals/{case}/persons/{person}", id, "new")
	case v.pressed() == "stay" || step >= len(draftSteps):
		return v.see(v.r.URL.Path + "?done=referral.saved")
	case step == 1: // the second step is a person's page, and this address knows whose
		return v.done("referral.saved", "/referrals/{case}/applicant", id)
	}
	return v.done("referral.saved", draftSteps[step], id)
}

// partView is the page of one entry of a list: an address, an identity document, a charge, a consent.
type partView struct {
	draftPage
	Edit   *form
	Remove *form // nil for a new one
	Back   string
	Note   string
	Ask    string // what is asked, in full, under the heading
	Again  bool   // another may be added at once

	Sections []sectionLine // of a form: its parts, filled in here
}

// Names says whether a field of the page is filled with the name of a country or a language.
func (p *partView) Names(kind string) bool {
	found := false
	p.Edit.each(func(q *field) bool { found = found || q.List == "l-"+kind; return true })
	return found
}

func (v *visit) part(dp draftPage, title, back string, args ...any) *partView {
	p := &partView{draftPage: dp, Back: v.path(back, args...)}
	p.Title, p.Head = v.T(title), v.T(title)
	return p
}

// forms makes the form of the entry, and the one that removes it; the name is the entry's.
func (p *partView) forms(v *visit, name string, version int64, pattern string, args ...any) {
	p.Main = name
	p.Edit = v.form(name, pattern, args...).of(version)
	if v.value("index") != "new" {
		p.Remove = v.form("remove", pattern, args...).of(version)
	}
}

// index_ is a place in a list: "new" is the one that is not there yet.
func index_(s string) (int, error) {
	if s == "new" {
		return referral.Added, nil
	}
	i, err := strconv.Atoi(s)
	if err != nil || i < 0 {
		return 0, fault.New(fault.NotFound, "fault.not_found")
	}
	return i, nil
}

// at is the entry at a place of a list, an empty one for "new".
func at[T any](list []T, place string) (v T, err error) {
	i, err := index_(place)
	if err != nil || i == referral.Added {
		return v, err
	}
	if i >= len(list) {
		return v, fault.New(fault.NotFound, "fault.not_found")
	}
	return list[i], nil
}

// personOptions are the persons of a draft as answers to a question.
func personOptions(d *app.Draft) []option {
	var out []option
	for _, p := range people.InCase(d.Persons) {
		out = append(out, option{Value: p.ID, Label: strconv.Itoa(p.Number) + ". " + p.Shown()})
	}
	return out
}

// each goes over the fields of a form; those it says no to are left out.
func (f *form) each(keep func(*field) bool) {
	kept := func(list []field) []field {
		out := list[:0]
		for _, q := range list {
			if keep(&q) {
				out = append(out, q)
			}
		}
		return out
	}
	f.Fields = kept(f.Fields)
	for i := range f.Groups {
		f.Groups[i].Fields = kept(f.Groups[i].Fields)
	}
}

// imported puts the faults of the imported file that are still open beside the fields they concern.
func (f *form) imported(d *app.Draft, person string) {
	open := referral.OpenFaults(d.Referral, d.Persons)
	f.each(func(q *field) bool {
		for _, x := range open {
			if x.Person != person || x.Name != q.Name {
				continue
			}
			q.Note = f.v.F("referral.import.fault", map[string]any{"Fault": f.v.T("errf.kind." + x.Kind), "Field": x.Field, "Value": x.Value})
		}
		return true
	})
}

// Likely are the names that a field for a country offers on a long page: the countries of this case and those that the
// offices serve. Any other is typed, by name or code; the page of an address offers them all.
func (p draftPage) Likely() []string {
	var out []string
	add := func(codes []string) {
		for _, c := range codes {
			if n := p.Lang.Country(c); len(out) < 12 && !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	add(p.D.Case.Summary.Countries)
	for _, o := range p.D.Subject.View().Offices() {
		add(o.Territory)
	}
	slices.Sort(out)
	return out
}
