package web

import (
	"strconv"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
)

// What the department's case system has differently (I-103): cases by their references, and of each what differs, in codes, days and
// numbers. No name is on these pages.

const (
	differencesAt = "/differences"
	caseDiffersAt = differencesAt + "/{case}"
	differenceAt  = caseDiffersAt + "/{difference}"
)

// differRows is how many cases the list shows, and extractRows how many extracts.
const (
	differRows  = 200
	extractRows = 12
)

type differencesView struct {
	page
	Rows     []differsRow
	Cut      bool
	Most     string
	Extracts []extractLine
}

type differsRow struct{ At, Ref, Application, Where, State, Open string }

type extractLine struct{ Day, Records, Here, Differ, Lacking string }

func (w *Web) differences(v *visit) error {
	list, err := w.App.Differences(v.ctx(), v.Actor, differRows)
	if err != nil {
		return err
	}
	runs, err := w.App.Extracts(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	num := v.Lang.Number
	p := differencesView{page: v.page("bridge.title"), Cut: len(list) == differRows, Most: num(differRows)}
	for _, c := range list {
		x := differsRow{At: v.path(caseDiffersAt, c.ID), Ref: c.Ref, Application: c.Summary.Application, Where: v.T("spaces.office.none"), State: v.stateWords(c.State), Open: num(c.Summary.Differs)}
		if c.Office != "" {
			x.Where = v.unit(c.Office)
		}
		p.Rows = append(p.Rows, x)
	}
	for _, x := range runs[:min(len(runs), extractRows)] {
		l := extractLine{v.Lang.Date(string(x.Day)), num(x.Records), num(x.Matched), num(x.Differ), v.T("bridge.extract.part")}
		if x.Whole {
			l.Lacking = num(x.Lacking)
		}
		p.Extracts = append(p.Extracts, l)
	}
	return v.show("bridge/list", p)
}

type caseDiffersView struct {
	page
	Ref  string
	Open []differLine
	Past []saying
}

// differLine is one difference; At is its own page.
type differLine struct{ At, What, Theirs, Ours, Found string }

func (w *Web) caseDiffers(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewDifferences, "")
	if err != nil {
		return err
	}
	p := caseDiffersView{page: v.page("bridge.one"), Ref: f.Case.Ref}
	p.Title += ", " + f.Case.Ref
	p.Current = differencesAt
	for _, d := range app.Differing(f) {
		p.Open = append(p.Open, v.differLine(f, &d))
	}
	for i := range f.Differences {
		d := &f.Differences[i]
		if !d.Settled.Is() {
			continue
		}
		said := "bridge.kept"
		if d.Take {
			said = "bridge.taken_over"
		}
		p.Past = append(p.Past, saying{Title: v.F("bridge.of", map[string]any{"What": v.differLine(f, d).What, "Of": v.T(said)}), Words: d.Why, Note: v.by(d.Settled.By, d.Settled)})
	}
	return v.show("bridge/case", p)
}

func (v *visit) differLine(f *app.File, d *casefile.Difference) differLine {
	side := func(s string) string {
		switch {
		case s == "":
			return v.T("bridge.nothing")
		case d.Kind == casefile.DifferStage || d.Kind == casefile.DifferLacking:
			return v.T("bridge.stage.is." + s)
		case d.Kind.OfLanding():
			return v.Lang.Date(s)
		}
		return s
	}
	l := differLine{At: v.path(differenceAt, f.Case.ID, d.ID), What: v.T("bridge.kind." + string(d.Kind)), Theirs: side(d.Theirs), Ours: side(d.Ours), Found: v.Lang.Date(string(d.Found))}
	who := v.F("case.person.n", map[string]any{"Number": d.Number})
	switch d.Kind {
	case casefile.DifferPerson:
		who = v.F("bridge.person.row", map[string]any{"Number": d.Number})
		l.Theirs = who
	case casefile.DifferPersonOur:
		l.Ours = who
	}
	if d.Number != "" {
		l.What = v.F("bridge.of", map[string]any{"What": l.What, "Of": who})
	}
	return l
}

type differenceView struct {
	page
	Ref, Back string
	Facts     []fact
	Say       string // what taking theirs does, or why it is not offered
	Take      bool
	Settle    *form
}

func (w *Web) difference(v *visit) error {
	f, d, err := v.theDifference()
	if err != nil {
		return err
	}
	if !d.Open() {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	l := v.differLine(f, d)
	p := differenceView{page: v.page("bridge.title"), Ref: f.Case.Ref, Back: v.path(caseDiffersAt, f.Case.ID)}
	p.Title += ", " + f.Case.Ref
	p.Current, p.Main = differencesAt, "settle"
	p.Facts = []fact{{v.T("bridge.what"), l.What}, {v.T("bridge.theirs"), l.Theirs}, {v.T("bridge.ours"), l.Ours}, {v.T("bridge.found"), l.Found}}
	switch landing := d.Kind.OfLanding(); {
	case !d.Kind.Taken():
		p.Say = v.T("bridge.take.act")
	case landing && !w.App.May(v.Actor, access.RecordLanding, f.Case):
		p.Say = v.T("bridge.take.other")
	default:
		if p.Take = true; landing {
			p.Say = v.T("bridge.take.landing")
		}
	}
	p.Settle = v.form("settle", differenceAt, f.Case.ID, d.ID).final().of(d.Version)
	p.Settle.Fields = []field{p.Settle.long("why", "bridge.why", "")}
	if p.Take && d.Kind == casefile.DifferLanding { // a landing has both, and an extract need not
		for _, x := range [][2]string{{"place", d.Place}, {"document", d.Document}} {
			if x[1] == "" {
				p.Settle.Fields = append(p.Settle.Fields, wide(opt(p.Settle.text(x[0], "landing."+x[0]+".label", "")), "w-l"))
			}
		}
	}
	return v.show("bridge/difference", p)
}

// theDifference is the {difference} of the path.
func (v *visit) theDifference() (*app.File, *casefile.Difference, error) {
	f, err := v.web.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewDifferences, "")
	if err != nil {
		return nil, nil, err
	}
	d, ok := itemOf(f.Differences, v.value("difference"), func(d *casefile.Difference) string { return d.ID })
	if !ok {
		return nil, nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return f, &d, nil
}

func (w *Web) settleDifference(v *visit) error {
	take := v.pressed() == "take"
	if !take && v.pressed() != "keep" {
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if _, err := w.App.SettleDifference(v.ctx(), v.write(), v.value("difference"), v.version(), app.Settled{Take: take, Why: v.typed("why"), Place: v.typed("place"), Document: v.typed("document")}); err != nil {
		return err
	}
	return v.done("bridge.saved", caseDiffersAt, v.caseID())
}

// cameWords say that a case came from the case system, "" of every other.
func (v *visit) cameWords(f *app.File) string {
	if len(f.Broughts) == 0 {
		return ""
	}
	b := f.Broughts[0]
	return v.F("bridge.came.as", map[string]any{"Day": v.Lang.Date(string(b.Day)), "Stage": v.T("bridge.stage.is." + string(b.Stage))})
}

// differsCount is how many differences of a case wait, for who may settle them; "" of none.
func (v *visit) differsCount(c casefile.Case) string {
	if c.Summary.Differs == 0 || !v.web.App.May(v.Actor, access.ViewDifferences, c) {
		return ""
	}
	return strconv.Itoa(c.Summary.Differs)
}
