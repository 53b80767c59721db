package web

import (
	"slices"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
)

// Break-glass (I-74): somebody of the office opens what they need of another's case for an hour, the officer of the
// case is told, and somebody else reviews it. The addresses and titles say "access" and nothing more.

const (
	glassAt    = "/cases/{case}/access"
	openingsAt = "/openings"
	openingAt  = "/openings/{case}"
)

type glassView struct {
	casePage
	Edit   *form
	Holds  string // until when what was opened is open, "" when it is not
	Reveal bool
	Tell   *form // of the owner
	Lines  []glassLine
}

// glassLine is one opening, as those who may read why see it.
type glassLine struct {
	ID, By, Role, Why, Words string
	When, Stamp              string
	State                    string
	Remark                   string
	Due                      string
	Late                     bool
	Review                   *form
}

func (w *Web) glass(v *visit) error {
	f, p, err := v.openCase(access.ViewCase, "glass.title")
	if err != nil {
		return err
	}
	view := glassView{casePage: p, Lines: v.glassLines(f), Reveal: p.Frame.Reveal}
	for _, x := range f.Case.Summary.Glass {
		if x.By == v.Actor.Account && x.Holds(w.App.Now()) {
			view.Holds = v.clockTime(x.Until)
		}
		if !x.Told && w.App.May(v.Actor, access.ReadGlass, f.Case) {
			view.Tell = v.form("told", glassAt, f.Case.ID)
		}
	}
	if view.Holds == "" && w.App.May(v.Actor, access.BreakGlass, f.Case) {
		view.Main, view.Edit = "glass", v.form("glass", glassAt, f.Case.ID).final()
		var codes []string
		for _, r := range casefile.GlassReasons {
			if r != casefile.GlassIncident || len(f.Case.Summary.Calls) > 0 {
				codes = append(codes, string(r))
			}
		}
		words := view.Edit.long("words", "glass.words", "")
		words.Rows = 3
		view.Edit.Fields = []field{view.Edit.choice("reason", "glass.reason", "", "glass.reason.is", codes...), words}
	}
	return v.show("glass/case", view)
}

func (w *Web) breakGlass(v *visit) error {
	if v.pressed() == "told" {
		if _, err := w.App.ReadGlass(v.ctx(), v.write()); err != nil {
			return err
		}
		return v.done("access.told", glassAt, v.caseID())
	}
	gate, err := v.gate()
	if err != nil {
		return err
	}
	if _, err := w.App.BreakGlass(v.ctx(), v.write(), casefile.GlassReason(v.typed("reason")), v.typed("words"), gate); err != nil {
		return err
	}
	return v.done("access.open", glassAt, v.caseID())
}

// glassLines are the openings of a case, the newest first.
func (v *visit) glassLines(f *app.File) (out []glassLine) {
	today := v.web.App.Today()
	for _, g := range slices.Backward(f.Glasses) {
		l := glassLine{ID: g.ID, By: v.web.App.Name(v.ctx(), g.By), Role: v.T("role." + string(g.Role)), Why: v.T("glass.reason.is." + string(g.Reason)), Words: g.Words,
			When: v.clockTime(g.At), Stamp: g.At.UTC().Format("2006-01-02T15:04Z"), Due: v.Lang.Date(string(g.Due)), Late: g.Pane().Late(today)}
		l.State = v.F("glass.state.waiting", map[string]any{"Day": l.Due})
		if !g.Reviewed.IsZero() {
			l.State = v.F("glass.state."+string(g.Verdict), map[string]any{"Name": v.web.App.Name(v.ctx(), g.ReviewedBy)})
			l.Remark = g.Remark
		}
		out = append(out, l)
	}
	return out
}

type openingsView struct {
	page
	Rows []openingRow
}

type openingRow struct {
	At, Ref, By, Role, Why, When, Due string
	Late, Mine                        bool
}

func (v *visit) openingRows(list []app.Opening, at string) (out []openingRow) {
	for _, o := range list {
		out = append(out, openingRow{At: v.path(at, o.Case.ID), Ref: o.Case.Ref, By: v.web.App.Name(v.ctx(), o.By), Role: v.T("role." + string(o.Role)),
			Why: v.T("glass.reason.is." + string(o.Reason)), When: v.clockTime(o.At), Due: v.Lang.Date(string(o.Due)), Late: o.Late(v.web.App.Today()), Mine: o.Mine})
	}
	return out
}

// openings are those that are to be reviewed: a supervisor's office, or all of them for the privacy officer.
func (w *Web) openings(v *visit) error {
	list, err := w.App.Openings(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	return v.show("glass/list", openingsView{page: v.page("glass.list.title"), Rows: v.openingRows(list, openingAt)})
}

type openingView struct {
	page
	Ref   string
	Lines []glassLine
}

// opening is what was opened and why, and nothing else of the case.
func (w *Web) opening(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewGlass, "")
	if err != nil {
		return err
	}
	p := openingView{page: v.page("glass.title"), Ref: f.Case.Ref, Lines: v.glassLines(f)}
	p.Title += ", " + f.Case.Ref
	p.Current = openingsAt
	if v.Actor.Role == access.Supervisor {
		p.Current = "/office"
	}
	plain := v.typed("opening")
	for n := range p.Lines {
		g := f.Glasses[len(f.Glasses)-1-n]
		if !g.Reviewed.IsZero() || g.By == v.Actor.Account || (g.Role == access.Supervisor) != (v.Actor.Role == access.Privacy) {
			continue
		}
		end := "-" + g.ID
		if plain == "" || plain == g.ID {
			plain, end = g.ID, ""
		}
		x := v.form("review-"+g.ID, openingAt, f.Case.ID).of(g.Version)
		verdict, remark := x.choice("verdict", "glass.verdict", "", "glass.verdict.is", string(casefile.GlassNeeded), string(casefile.GlassNotNeeded)), x.long("remark", "glass.remark", "")
		verdict.ID, remark.ID, remark.Rows = verdict.ID+end, remark.ID+end, 2
		for k := range verdict.Options {
			verdict.Options[k].ID += end
		}
		x.Fields = []field{verdict, remark}
		p.Lines[n].Review = x
	}
	return v.show("glass/review", p)
}

func (w *Web) reviewGlass(v *visit) error {
	id := v.typed("opening")
	if id == "" {
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if _, err := w.App.ReviewGlass(v.ctx(), v.write(), id, v.version(), casefile.Verdict(v.typed("verdict")), v.typed("remark")); err != nil {
		return err
	}
	return v.done("access.reviewed", openingsAt)
}
