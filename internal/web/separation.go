package web

import (
	"slices"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// The three ways from an exit barrier, and the page of the last of them: the principal applicant leaves before who is not let out
//

const separationAt = "/cases/{case}/separation"

type separationView struct {
	casePage
	Lines   []recourseLine // the latest first
	Letters string         // address of the letters, while one is to be given
	Prepare *form
	Counsel *form
	Wait    bool // the letter has not arrived
	Drop    *form
	NoWay   bool
	Held    string // address of the hold, while a settled separation still waits behind it
}

// pathLine is one way from an exit barrier.
type pathLine struct{ Words, More, At string }

// barrier is the ways from an exit barrier, where the case has one or may have.
func (v *visit) barrier(f *app.File) (out []pathLine) {
	j := v.web.App.Journey(f)
	h, on := casefile.Standing(f.Holds)
	on = on && h.Reason == casefile.ExitBarrier
	if !on && !decision.MaySeparate(j, f.Holds) {
		return nil
	}
	add := func(way, at string, more ...string) {
		out = append(out, pathLine{v.T("separation.path." + way), strings.Join(more, " "), at})
	}
	if v.withdraws(f) {
		add("withdraw", v.path(withdrawalAt, f.Case.ID))
	} else {
		add("withdraw", "")
	}
	more := ""
	if on {
		more = v.F("separation.path.review", map[string]any{"Day": h.Review})
	}
	add("wait", "", more)
	more = v.T("separation.path.undecided")
	if j.Approved() {
		more = v.T("separation.path.unused")
		if last := j.LastVisa(); last != "" {
			more = v.F("separation.path.until", map[string]any{"Day": last}) + " " + more
		}
	}
	add("leave", "", more)
	if decision.MaySeparate(j, f.Holds) || len(f.Separations) > 0 {
		add("apart", v.path(separationAt, f.Case.ID))
	}
	return out
}

func (w *Web) separation(v *visit) error {
	f, p, err := v.openCase(access.ViewDecision, "separation.title")
	if err != nil {
		return err
	}
	view, ws, j := separationView{casePage: p}, v.worksheet(f, p), w.App.Journey(f)
	var open *decision.Separation
	for i := len(f.Separations) - 1; i >= 0; i-- {
		s := &f.Separations[i]
		view.Lines = append(view.Lines, v.separationLine(f, s))
		if s.Open() {
			open = s
		}
	}
	may := w.App.May(v.Actor, access.Separate, f.Case) && decision.MaySeparate(j, f.Holds)
	if h, on := casefile.Standing(f.Holds); on && h.Reason == casefile.ExitBarrier && open == nil && slices.ContainsFunc(f.Separations, func(s decision.Separation) bool { return s.Outcome == decision.Separated }) {
		view.Held = v.path(holdAt, f.Case.ID)
	}
	view.NoWay = open == nil && !decision.MaySeparate(j, f.Holds)
	switch {
	case may && open == nil && len(j.Blockable()) > 0:
		x := v.form("begin", separationAt, f.Case.ID)
		view.Prepare, view.Main = x, "begin"
		persons := x.many("persons", "separation.persons", nil, "")
		var who []option
		for _, one := range j.Blockable() {
			who = append(who, option{Value: one.ID, Label: numbered(&one)})
		}
		x.Fields = []field{x.pick(persons, who...), x.long("barrier", "separation.barrier", ""), x.long("danger", "separation.danger", "")}
	case open != nil && w.App.May(v.Actor, access.Separate, f.Case):
		if app.SeparationTold(f, *open) == "" {
			view.Wait, view.Letters = true, v.path(noticesAt, f.Case.ID)
		} else if may {
			x := v.form("counsel", separationAt, f.Case.ID).final().of(open.Version)
			view.Counsel, view.Main = x, "counsel"
			signed := x.one("select", "signed", v.T("separation.signed"), "")
			signed.Options = ws.chosen(ws.documentOptions(), signed.Value)
			x.Fields = []field{x.date("told", "separation.told", ""), wide(x.text("counsellor", "separation.counsellor", ""), "w-l"), signed, x.long("heard", "separation.heard", ""), opt(x.long("keeper", "separation.keeper", ""))}
		}
		y := v.form("drop", separationAt, f.Case.ID).of(open.Version)
		view.Drop, y.Fields = y, []field{y.long("words", "separation.words", "")}
	}
	return v.show("decision/separation", view)
}

func (v *visit) separationLine(f *app.File, s *decision.Separation) recourseLine {
	l := recourseLine{State: v.T("separation.is"), Tag: "tag-warn", Words: s.Barrier, Note: s.Words}
	add := func(key, value string) {
		if value != "" {
			l.Facts = append(l.Facts, fact{v.T(key), value})
		}
	}
	var who []string
	for i := range f.Persons {
		for _, id := range s.Persons {
			if f.Persons[i].ID == id {
				who = append(who, numbered(&f.Persons[i]))
			}
		}
	}
	l.Head = strings.Join(who, ", ")
	add("separation.danger", s.Danger)
	add("separation.by", v.web.App.Name(v.ctx(), s.By)+", "+v.Lang.DateTime(s.At.UTC()))
	for i := range f.Notices {
		n := &f.Notices[i]
		if n.Of != s.ID {
			continue
		}
		switch {
		case n.Proven():
			add("separation.letter.at", v.F("separation.letter.told", map[string]any{"Day": n.Proof.Day}))
		case n.Status == casefile.NoticeOwed:
			add("separation.letter.at", v.T("separation.letter.owed"))
		case n.Status == casefile.NoticeSent:
			add("separation.letter.at", v.T("separation.letter.sent"))
		}
	}
	if s.Told != "" {
		add("separation.told", v.Lang.Date(string(s.Told)))
	}
	add("separation.counsellor", s.Counsellor)
	for i := range f.Documents {
		if d := &f.Documents[i]; d.ID == s.Signed {
			add("separation.signed", v.T("document.kind.is."+d.Kind))
		}
	}
	add("separation.heard", s.Heard)
	add("separation.keeper", s.Keeper)
	if !s.Open() {
		l.State, l.Tag = v.T("separation.is."+string(s.Outcome)), ""
		add("separation.officer", v.web.App.Name(v.ctx(), s.Officer)+", "+v.Lang.DateTime(s.Ended.UTC()))
	}
	return l
}

func (w *Web) separate(v *visit) error {
	if v.pressed() == "begin" {
		if _, err := w.App.BeginSeparation(v.ctx(), v.write(), decision.Separation{Persons: v.Typed["persons"], Barrier: v.typed("barrier"), Danger: v.typed("danger")}); err != nil {
			return err
		}
		return v.done("separation.begun", separationAt, v.caseID())
	}
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewDecision, "")
	if err != nil {
		return err
	}
	s, ok := itemOf(f.Separations, "", func(s *decision.Separation) string { return string(s.Outcome) })
	if !ok {
		return fault.Stop("A-102", "separation.ended")
	}
	done := "separation.left"
	switch v.pressed() {
	case "counsel":
		_, err = w.App.SeparateFamily(v.ctx(), v.write(), s.ID, v.version(), decision.Separation{Told: policy.Day(v.day("told")), Counsellor: v.typed("counsellor"), Signed: v.typed("signed"), Heard: v.typed("heard"), Keeper: v.typed("keeper")})
	case "drop":
		done = "separation.dropped"
		_, err = w.App.DropSeparation(v.ctx(), v.write(), s.ID, v.version(), v.typed("words"))
	default:
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err != nil {
		return err
	}
	return v.done(done, separationAt, v.caseID())
}
