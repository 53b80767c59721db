package web

import (
	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// The page of a case that waits: why and until when its officer looks again, that it waits on or goes on, and how a case is
// closed whose visas nobody used.

const holdAt = "/cases/{case}/hold"

type holdView struct {
	casePage
	Orders []recourseLine // that suspend the case, let it go on or ended it, the latest first
	Holds  []recourseLine // the latest first
	Put    *form
	Again  *form
	Resume *form
	Paths  []pathLine // from an exit barrier
	Close  string     // address of the page on which it is closed unused
	NoWay  bool       // the case cannot be held from where it stands
}

// mayHold says whether the reader may bring the case to a state of this page: on hold, or closed with its visas not used.
func (v *visit) mayHold(f *app.File, to casefile.State) bool {
	action := access.HoldCase
	if to == casefile.ClosedUnused {
		action = access.CloseCase
	}
	return v.web.App.May(v.Actor, action, f.Case) && casefile.Move(f.Case.State, to, v.Actor.Role) == nil
}

// holds says whether the case has something on the page of holds, or the reader may do something there.
func (v *visit) holds(f *app.File) bool {
	return v.mayHold(f, casefile.OnHold) || v.mayHold(f, casefile.ClosedUnused) || len(f.Holds)+len(f.Orders) > 0
}

func (w *Web) hold(v *visit) error {
	f, p, err := v.openCase(access.ViewDecision, "hold.title")
	if err != nil {
		return err
	}
	view := holdView{casePage: p, Paths: v.barrier(f)}
	for i := len(f.Orders) - 1; i >= 0; i-- {
		view.Orders = append(view.Orders, v.orderedLine(&f.Orders[i]))
	}
	for i := len(f.Holds) - 1; i >= 0; i-- {
		view.Holds = append(view.Holds, v.holdLine(&f.Holds[i]))
	}
	h, on := casefile.Standing(f.Holds)
	on = on && f.Case.State == casefile.OnHold
	if v.mayHold(f, casefile.OnHold) {
		x := v.form("put", holdAt, f.Case.ID)
		var reasons []string
		for _, r := range casefile.HoldReasons {
			reasons = append(reasons, string(r))
		}
		note := x.long("note", "hold.note", "")
		note.Optional = true
		view.Put, view.Main = x, "put"
		x.Fields = []field{x.choice("reason", "hold.reason", "", "hold.reason", reasons...), x.date("review", "hold.review", ""), note}
	}
	view.NoWay = view.Put == nil && !on
	if on && w.App.May(v.Actor, access.HoldCase, f.Case) {
		x := v.form("again", holdAt, f.Case.ID).of(h.Version)
		view.Again, view.Main = x, "again"
		x.Fields = x.apart([]field{x.long("note", "hold.found", ""), x.date("review", "hold.review", "")})
		y := v.form("resume", holdAt, f.Case.ID).of(h.Version)
		view.Resume, y.Fields = y, y.apart([]field{y.long("note", "hold.found", "")})
	}
	if v.mayHold(f, casefile.ClosedUnused) || len(f.Endings) > 0 {
		view.Close = v.path(endingAt, f.Case.ID)
	}
	return v.show("decision/hold", view)
}

func (v *visit) holdLine(h *casefile.Hold) recourseLine {
	l := recourseLine{Head: v.T("hold.reason." + string(h.Reason)), Words: h.Note, State: v.T("hold.state.standing"), Tag: "tag-info"}
	add := func(key, value string) { l.Facts = append(l.Facts, fact{v.T(key), value}) }
	add("hold.since", v.Lang.Date(string(h.Since)))
	add("hold.review.by", v.Lang.Date(string(h.Review)))
	add("hold.from", v.stateWords(h.From))
	add("hold.by", v.web.App.Name(v.ctx(), h.By)+", "+v.Lang.DateTime(h.At.UTC()))
	switch {
	case h.Ended != "":
		l.State, l.Tag, l.Note = v.T("hold.state.ended"), "", h.EndNote
		if h.EndNote == casefile.HoldClosed {
			l.Note = v.stateWords(casefile.ClosedUnused)
		}
		add("hold.ended.on", v.Lang.Date(string(h.Ended))+", "+v.web.App.Name(v.ctx(), h.EndedBy))
	case h.Due(v.web.App.Today()):
		l.State, l.Tag = v.T("hold.state.due"), "tag-warn"
	}
	return l
}

func (w *Web) takeHold(v *visit) error {
	review := policy.Day(v.day("review"))
	var err error
	var done string
	switch v.pressed() {
	case "put":
		done = "hold.put"
		_, err = w.App.HoldCase(v.ctx(), v.write(), casefile.Hold{Reason: casefile.HoldReason(v.typed("reason")), Note: v.typed("note"), Review: review})
	case "again":
		done = "hold.again"
		_, err = w.App.LookAgain(v.ctx(), v.write(), v.version(), review, v.typed("note"))
	case "resume":
		done = "hold.resumed"
		_, err = w.App.ResumeCase(v.ctx(), v.write(), v.version(), v.typed("note"))
	default:
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err != nil {
		return err
	}
	return v.done(done, holdAt, v.caseID())
}
