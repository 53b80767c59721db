package web

import (
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

// The department's forms about one person, part by part, and the rows of a person's lists.

const (
	sectionAt = "/referrals/{case}/persons/{person}/sections/{section}"
	rowAt     = "/referrals/{case}/persons/{person}/{rows}/{index}"
)

type sectionView struct {
	draftPage
	Number   int
	Name     string // of the person
	Forms    string // numbers of the forms that hold it
	Hint     string
	Edit     *form // nil when there are rows alone
	Lists    []rowsView
	Strip    *strip
	Known    []refPair // charges of the cover page, beside the background questions
	Sections []sectionLine
	Next     string // address of the part after this one, or of the form
	NextName string
}

// rowsView is one list of rows: what is there, and where another is added.
type rowsView struct {
	ID, Title string
	Entries   []entry
	Add       *entry // nil when it is full or rows are not added by hand
	None      string // words when there is no row
}

// sectionLine is one part of a form in a list of them.
type sectionLine struct {
	At, Name string
	Words    string
	Icon     string
	Here     bool
}

// strip is what a history covers of the years, month by month, drawn; the table says the same in words.
type strip struct {
	Words string // the message of the drawing
	Bars  []stripBar
	Years []stripYear
	Gaps  []stripGap
	Whole string // words when there is no gap
}

type stripBar struct{ X, Width, Class string }
type stripYear struct{ X, Words string }

// stripGap is one gap, and where it is filled.
type stripGap struct {
	Words, Note string
	Long        bool
	At          string
}

// who is the person that an address names.
func who(d *app.Draft, id string) (people.Person, error) {
	i := slices.IndexFunc(d.Persons, func(q people.Person) bool { return q.ID == id })
	if i < 0 {
		return people.Person{}, fault.New(fault.NotFound, "person.not_found")
	}
	return d.Persons[i], nil
}

// asked are the parts of the department's forms that are asked of a person, in order.
func asked(d *app.Draft, x people.Person) []referral.Section {
	var out []referral.Section
	for _, s := range referral.Sections {
		if d.Subject.Asks(s, x, false) {
			out = append(out, s)
		}
	}
	return out
}

// section is one part of the department's forms about a person.
func (w *Web) section(v *visit) error {
	dp, err := v.draft(5, false)
	if err != nil {
		return err
	}
	d := dp.D
	x, err := who(d, v.value("person"))
	if err != nil {
		return err
	}
	s, ok := referral.SectionOf(v.value("section"))
	if !ok || !d.Subject.Asks(s, x, false) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	p := sectionView{draftPage: dp, Number: x.Number, Name: x.Shown(), Hint: v.T("section." + s.Name + ".hint")}
	p.Title, p.Head = v.T("section."+s.Name+".title"), v.T("section."+s.Name+".title")
	p.Needs, p.More, p.After = nil, 0, nil // the list of parts says it, and the page stays small
	var forms []string
	for _, f := range s.Forms {
		if name := v.formName(d, f); f != "imm0008dep" {
			forms = append(forms, name)
		}
	}
	p.Forms = strings.Join(forms, ", ")
	if len(s.Sheet) > 0 {
		p.Main = "section"
		p.Edit = v.form("section", sectionAt, d.Case.ID, x.ID, s.Name).of(x.Version)
		sheet(p.Edit, s.Sheet, &x)
		p.Edit.typedBy(d, s.Name, slices.IndexFunc(d.Persons, func(q people.Person) bool { return q.ID == x.ID }))
		p.Edit.each(func(q *field) bool {
			if q.Kind == "country" || q.Kind == "language" {
				q.List = "" // typed by name or code: the page stays small
			}
			return true
		})
	}
	form := ""
	if p.Edit != nil {
		form = "section"
	}
	for _, r := range s.Rows {
		p.Lists = append(p.Lists, v.rowsView(d, r, x, form))
	}
	if s.Strip {
		h := x.Jobs(d.Lock)
		if s.Name == "homes" {
			h = x.Homes(d.Lock)
		}
		p.Strip = v.strip(h, v.path(rowAt, d.Case.ID, x.ID, s.Rows[0].Name, "new"))
	}
	if s.Name == "background" {
		for _, l := range d.Referral.LegalCases {
			if l.Person == x.ID {
				p.Known = append(p.Known, refPair{l.Charge, v.Lang.Country(l.Country)})
			}
		}
	}
	p.Sections = v.sectionLines(d, x, s.Name, "")
	p.Next, p.NextName = v.nextSection(d, x, s)
	return v.show("referral/section", p)
}

// nextSection is where a part leads on to: the next one, or the form that holds it.
func (v *visit) nextSection(d *app.Draft, x people.Person, s referral.Section) (at, name string) {
	list := asked(d, x)
	i := slices.IndexFunc(list, func(t referral.Section) bool { return t.Name == s.Name })
	if i+1 < len(list) {
		return v.path(sectionAt, d.Case.ID, x.ID, list[i+1].Name), v.T("section." + list[i+1].Name + ".title")
	}
	return v.path(draftSteps[4], d.Case.ID), v.T(draftStepNames[4])
}

// sectionLines are the parts that are asked of a person, of one form or, when form is "", of all; how each stands.
func (v *visit) sectionLines(d *app.Draft, x people.Person, here, form string) []sectionLine {
	var out []sectionLine
	for _, s := range asked(d, x) {
		if form != "" && !slices.Contains(s.Forms, form) {
			continue
		}
		l := sectionLine{At: v.path(sectionAt, d.Case.ID, x.ID, s.Name), Name: v.T("section." + s.Name + ".title"), Here: s.Name == here, Icon: "ok", Words: v.T("referral.state.ready")}
		n := len(s.Lacking(x, d.Lock))
		for _, k := range d.Lacks {
			if k.Person == x.Number && k.Blocking && (k.Place == "section."+s.Name+"."+strconv.Itoa(x.Number) || s.Name == "background" && strings.Contains(k.Place, ".background.")) {
				n++
			}
		}
		if s.Strip && n == 0 { // also while the form is not begun here
			h := x.Jobs(d.Lock)
			if s.Name == "homes" {
				h = x.Homes(d.Lock)
			}
			n = len(h.LongGaps())
		}
		if n > 0 {
			l.Icon, l.Words = "need", v.N("referral.family.left", n, nil)
		}
		out = append(out, l)
	}
	return out
}

// rowsView is a list of rows as a page shows it. Of background questions, the rows are the answers "yes".
func (v *visit) rowsView(d *app.Draft, r referral.Rows, x people.Person, form string) rowsView {
	out := rowsView{ID: "rows-" + strings.ReplaceAll(r.Name, "_", "-"), Title: v.T("rows." + r.Name + ".title"), Entries: v.rowEntries(d, r, x, form), None: v.T("rows." + r.Name + ".empty")}
	if !r.Fixed && r.Count(&x) < r.Limit {
		add := entry{At: v.path(rowAt, d.Case.ID, x.ID, r.Name, "new"), Words: v.T("rows." + r.Name + ".add")}.saving(form != "" && d.Case.State.Editable(), form, r.Name, "new")
		out.Add = &add
	}
	return out
}

// rowEntries are the rows of a list in words, each a way to its page. form is the form that stands beside them, "" when
// none does.
func (v *visit) rowEntries(d *app.Draft, r referral.Rows, x people.Person, form string) []entry {
	var out []entry
	for _, part := range r.Parts(x) {
		i := part.Row - 1
		e := entry{At: v.path(rowAt, d.Case.ID, x.ID, r.Name, i)}.saving(form != "" && d.Case.State.Editable(), form, r.Name, i)
		if len(d.Typed) > 0 {
			e.Note = v.byHelper(casefile.WhoTypedRow(d.Typed, r, &x, i))
		}
		var words []string
		if r.Fixed {
			words = append(words, v.T("life.background."+x.Background[i].Question+".short"))
			if x.Background[i].Explanation == "" {
				e.Wrong = v.T("life.context.explanation.missing")
			}
		}
		if r.Name == "addresses" { // as on an envelope: the country last
			e.Words = v.addressWords(x.Addresses[i])
			out = append(out, e)
			continue
		}
		for _, a := range part.Asks {
			s := v.answerWords(a.Ask, a.Values)
			if s == "" || a.Kind == referral.Long || len(words) == 4 {
				continue
			}
			if a.Name == "to" && len(words) > 0 && part.Asks[0].Name == "from" { // the two ends of a time read as one
				words[0] = v.F("rows.times", map[string]any{"From": words[0], "To": s})
				continue
			}
			words = append(words, s)
		}
		e.Words = strings.Join(words, ", ")
		if e.Words == "" {
			e.Words = v.F("rows.nth", map[string]any{"Number": part.Row})
		}
		out = append(out, e)
	}
	return out
}

func (v *visit) addressWords(a people.Address) string {
	kind := v.T("address.kind.other")
	if slices.Contains(referral.AddressForm.Option("kind"), a.Kind) {
		kind = v.T("address.kind.is." + a.Kind)
	}
	return kind + ": " + strings.Join(append(slices.Clone(a.Lines), v.Lang.Country(a.Country)), ", ")
}

func (w *Web) saveSection(v *visit) error {
	s, ok := referral.SectionOf(v.value("section"))
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	var asks []referral.Ask
	for q := range s.Sheet.All() {
		asks = append(asks, q.Ask)
	}
	if err := w.App.SaveSection(v.ctx(), v.write(), v.value("person"), v.version(), s.Name, v.answers(asks)); err != nil {
		return err
	}
	if to, ok := v.toRow(v.value("person")); ok {
		return v.see(to)
	}
	if v.pressed() != "next" {
		return v.nextStep(v.caseID(), len(draftSteps)) // stop leads to the list, stay shows the part again
	}
	d, err := w.App.Draft(v.ctx(), v.Actor, v.caseID(), false)
	if err != nil {
		return err
	}
	x, err := who(d, v.value("person"))
	if err != nil {
		return err
	}
	if s.Name == "background" { // a new "yes" asks for its context before anything else
		if at := v.unexplained(d, x); at != "" {
			return v.see(at + "?done=referral.saved")
		}
	}
	at, _ := v.nextSection(d, x, s)
	return v.see(at + "?done=referral.saved")
}

// unexplained is where the first "yes" without its explanation is explained, "" when there is none.
func (v *visit) unexplained(d *app.Draft, x people.Person) string {
	for i, a := range x.Background {
		if a.Answer == people.Yes && a.Explanation == "" {
			return v.path(rowAt, d.Case.ID, x.ID, "context", i)
		}
	}
	return ""
}

// row is one row of a person's lists; {index} is a number, or "new".
func (w *Web) row(v *visit) error {
	r, in, ok := referral.RowsOf(v.value("rows"))
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	step := 3
	if in.Name != "" {
		step = 5
	}
	dp, err := v.draft(step, false)
	if err != nil {
		return err
	}
	x, err := who(dp.D, v.value("person"))
	if err != nil {
		return err
	}
	i, err := index_(v.value("index"))
	if err != nil {
		return err
	}
	values, err := r.Values(&x, i)
	if err != nil {
		return err
	}
	if i == referral.Added { // a gap leads here with its ends
		for _, end := range []string{"from", "to"} {
			if day := people.Partial(v.query(end)); day.Valid() && len(values[end]) == 0 {
				values[end] = []string{string(day)}
			}
		}
	}
	p := v.part(dp, "rows."+r.Name+".one", draftSteps[1], v.caseID(), x.ID)
	if in.Name != "" {
		p.Back = v.path(sectionAt, v.caseID(), x.ID, in.Name)
	}
	p.Note = v.F("referral.person.head", map[string]any{"Number": x.Number})
	p.forms(v, r.Name, x.Version, rowAt, v.caseID(), x.ID, r.Name, v.value("index"))
	if r.Fixed {
		p.Remove = nil
		p.Head = v.T("life.background." + x.Background[max(i, 0)].Question + ".short")
		p.Ask = v.T("life.background." + x.Background[max(i, 0)].Question + ".label")
	}
	p.Again = i == referral.Added
	g := group{ID: "g-row"}
	for _, a := range r.Listed.Asks {
		q := p.Edit.ask(a, values[a.Name])
		if a.Name == "proof" {
			q = p.Edit.pick(q, v.proofs(dp.D, x)...)
			if len(q.Options) == 0 {
				continue
			}
		}
		g.Fields = append(g.Fields, q)
	}
	p.Edit.Groups = []group{g}
	return v.show("referral/part", p)
}

// proofs are the documents of the case and of the person, as proof of what is said.
func (v *visit) proofs(d *app.Draft, x people.Person) []option {
	var out []option
	for _, doc := range d.Documents {
		if doc.Kind != "photo" && doc.Removed == "" && (doc.Person == "" || doc.Person == x.ID) {
			out = append(out, option{Value: doc.ID, Label: documentName(v, doc)})
		}
	}
	return out
}

func (w *Web) saveRow(v *visit) error {
	i, err := index_(v.value("index"))
	if err != nil {
		return err
	}
	r, in, ok := referral.RowsOf(v.value("rows"))
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if v.Typed.Get("form") == "remove" {
		err = w.App.RemoveRow(v.ctx(), v.write(), v.value("person"), v.version(), r.Name, i)
	} else {
		err = w.App.SaveRow(v.ctx(), v.write(), v.value("person"), v.version(), r.Name, i, v.answers(r.Listed.Asks))
	}
	switch {
	case err != nil:
		return err
	case v.pressed() == "add":
		return v.done("referral.saved", rowAt, v.caseID(), v.value("person"), r.Name, "new")
	case in.Name == "":
		return v.done("referral.saved", draftSteps[1], v.caseID(), v.value("person"))
	}
	return v.done("referral.saved", sectionAt, v.caseID(), v.value("person"), in.Name)
}

// strip draws what a history covers: one bar for each stretch, years below, and each gap as a line with its link.
func (v *visit) strip(h people.History, add string) *strip {
	out := &strip{}
	days := float64(h.First.Until(h.Last) + 1)
	if h.First > h.Last {
		return nil // nothing is asked: the person is 18 now, or not yet
	}
	at := func(day policy.Day) string { return percent(100 * float64(h.First.Until(day)) / days) }
	wide := func(a, b policy.Day) string { return percent(100 * float64(a.Until(b)+1) / days) }
	for _, c := range h.Covered {
		out.Bars = append(out.Bars, stripBar{at(c.First), wide(c.First, c.Last), "s-ok"})
	}
	for _, g := range h.Gaps {
		class := "s-short"
		line := stripGap{Words: v.F("section.gap.days", map[string]any{"From": g.First, "To": g.Last}), Long: g.Long, At: add + "?from=" + string(g.First) + "&to=" + string(g.Last),
			Note: v.T("section.gap.short")}
		if g.Last == h.Last {
			line.At = add + "?from=" + string(g.First)
		}
		if g.Long {
			class, line.Note = "s-gap", v.T("section.gap.long")
		}
		out.Bars = append(out.Bars, stripBar{at(g.First), wide(g.First, g.Last), class})
		out.Gaps = append(out.Gaps, line)
	}
	for y := h.First.Year() + 1; y <= h.Last.Year(); y++ {
		out.Years = append(out.Years, stripYear{at(policy.Day(strconv.Itoa(y) + "-01-01")), strconv.Itoa(y)})
	}
	span := map[string]any{"From": h.First, "To": h.Last}
	out.Words = v.N("section.strip.gaps", len(h.LongGaps()), span)
	if len(h.Gaps) == 0 {
		out.Whole = v.F("section.strip.whole", span)
		out.Words = out.Whole
	}
	return out
}

// percent is a share of a drawing's width.
func percent(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) + "%" }

const representativeAt = "/referrals/{case}/representative"

// representative is the IMM 5476: who acts for the applicant, if anybody does (I-72).
func (w *Web) representative(v *visit) error {
	dp, err := v.draft(5, false)
	if err != nil {
		return err
	}
	p := v.part(dp, "referral.representative.title", draftSteps[4], v.caseID())
	p.Note, p.Ask = v.T("referral.representative.title"), v.T("referral.representative.what")
	p.Main = "representative"
	p.Edit = v.form("representative", representativeAt, v.caseID()).of(p.D.Referral.Version)
	sheet(p.Edit, referral.RepresentativeForm, &p.D.Referral.Acting)
	return v.show("referral/part", p)
}

func (w *Web) saveRepresentative(v *visit) error {
	if err := w.App.SaveRepresentative(v.ctx(), v.write(), v.version(), answersTo(v, referral.RepresentativeForm)); err != nil {
		return err
	}
	return v.done("referral.saved", draftSteps[4], v.caseID())
}
