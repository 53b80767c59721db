package web

import (
	"errors"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// One page for the officer and, before an office has the file, for the operations centre: who of a case goes on in a case of their own, and
// what both cases keep of it (I-79).

const splitAt = "/splits/{case}"

type splitView struct {
	page
	Ref, Back string
	Lock      string // day of the referral, which both keep
	Lines     []splitLine
	Edit      *form
	No        string // why it cannot be split now
	Nobody    bool   // but the principal applicant there is nobody
}

type splitLine struct {
	Head, At, Ref string
	Facts         []fact
	Words         []fact
}

func (w *Web) split(v *visit) error {
	look, back := v.familyLook()
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), look, "")
	if err != nil {
		return err
	}
	p := splitView{page: v.page("split.title"), Ref: f.Case.Ref, Back: v.path(back, f.Case.ID), Lock: v.Lang.Date(string(f.Case.Referred))}
	p.Title += ", " + f.Case.Ref
	for i := len(f.Splits) - 1; i >= 0; i-- {
		p.Lines = append(p.Lines, v.splitLine(f, &f.Splits[i]))
	}
	var no *fault.Error
	switch may := w.App.May(v.Actor, access.SplitFile, f.Case); {
	case !may && len(p.Lines) == 0:
		return fault.New(fault.Forbidden, "fault.forbidden")
	case !may:
	case errors.As(app.MaySplit(f), &no):
		p.No = v.T(no.Key)
	default:
		if p.Edit, err = v.splitForm(f); err != nil {
			return err
		}
		if p.Nobody = p.Edit == nil; !p.Nobody {
			p.Main = "split"
		}
	}
	return v.show("life/split", p)
}

// splitForm is nil when nobody of the file can go.
func (v *visit) splitForm(f *app.File) (*form, error) {
	ws := &worksheet{visit: v, f: f}
	today := v.web.App.Today()
	var who, adults []option
	var going []people.Person
	minors := false
	for _, q := range people.InCase(f.Persons) {
		if q.Principal() || q.Deceased() {
			continue
		}
		o := option{Value: q.ID, Label: numbered(&q)}
		who, going = append(who, o), append(going, q)
		if q.Born.Valid() && q.Adult(today) {
			adults = append(adults, o)
		} else if q.Born.Valid() {
			minors = true
		}
	}
	if len(adults) == 0 {
		return nil, nil
	}
	x := v.form("split", splitAt, f.Case.ID).final()
	why := x.choice("why", "split.why", "", "split.why.is", splitWhys...)
	persons := x.pick(x.words(x.many("person", "split.person", nil, ""), "split.person"), who...)
	to := x.words(x.one("select", "to", v.T("split.to"), ""), "split.to")
	to.Options = ws.chosen(adults, to.Value)
	x.Fields = []field{why, x.date("on", "split.on", ""), x.long("words", "split.words", ""), persons, to}
	if len(going) > 1 {
		var codes []string
		for _, r := range casefile.Ties {
			codes = append(codes, string(r))
		}
		for i := range going {
			name := "tie." + going[i].ID
			q := x.one("select", name, v.F("split.tie", map[string]any{"Who": numbered(&going[i])}), "")
			q.Options, q.Optional = x.options(name, "person.relationship.is", []string{q.Value}, codes), true
			x.Fields = append(x.Fields, q)
		}
	}
	if minors {
		x.Fields = append(x.Fields, x.long("children", "split.children", ""), x.long("leaves", "split.leaves", ""), x.long("stays", "split.stays", ""))
	}
	officers, err := v.web.App.SplitOfficers(v.ctx(), v.Actor, f)
	if err != nil {
		return nil, err
	}
	if len(officers) > 0 {
		var list []option
		for _, o := range officers {
			list = append(list, option{Value: o.Account, Label: o.Name})
		}
		q := x.words(x.one("select", "officer", v.T("split.officer"), f.Case.Assigned), "split.officer")
		q.Options = ws.chosen(list, q.Value)
		x.Fields = append(x.Fields, q)
	}
	if f.Case.Filed != "" {
		q := x.words(x.one("text", "number", v.T("split.number"), ""), "split.number")
		q.Optional, q.Wide = true, "w-m"
		x.Fields = append(x.Fields, q)
	}
	return x, nil
}

var splitWhys = func() (out []string) {
	for _, w := range casefile.SplitWhys {
		out = append(out, string(w))
	}
	return out
}()

func (v *visit) splitLine(f *app.File, s *casefile.Split) splitLine {
	l := splitLine{Head: v.T("split.left"), Ref: s.Ref, At: v.path(caseHome(v.Actor.Role), s.Other)}
	if s.Came {
		l.Head = v.T("split.came")
	}
	name := func(id string) string {
		for i := range f.Persons {
			if p := &f.Persons[i]; p.ID == id {
				return numbered(p)
			}
		}
		return ""
	}
	var who []string
	for _, id := range s.Persons {
		who = append(who, name(id))
	}
	l.Facts = []fact{{v.T("split.person"), strings.Join(who, "; ")}, {v.T("split.to"), name(s.To)}, {v.T("split.why"), v.T("split.why.is." + string(s.Why))}, {v.T("split.on"), v.Lang.Date(string(s.On))},
		{v.T("hold.by"), v.web.App.Name(v.ctx(), s.By) + ", " + v.Lang.DateTime(s.At.UTC())}}
	for _, t := range s.Ties {
		l.Facts = append(l.Facts, fact{v.F("split.tie", map[string]any{"Who": name(t.Person)}), v.T("person.relationship.is."+string(t.Now)) + ", " + v.T("person.membership."+string(t.Is))})
	}
	for _, q := range []fact{{v.T("split.words"), s.Words}, {v.T("split.children"), s.Children}, {v.T("split.leaves"), s.Leaves}, {v.T("split.stays"), s.Stays}} {
		if q.Value != "" {
			l.Words = append(l.Words, q)
		}
	}
	return l
}

func (w *Web) splitFile(v *visit) error {
	in := app.SplitAsk{Officer: v.typed("officer"), Number: v.typed("number"), Split: casefile.Split{Why: casefile.SplitWhy(v.typed("why")), On: policy.Day(v.day("on")), Persons: v.Typed["person"], To: v.typed("to"),
		Words: v.typed("words"), Children: v.typed("children"), Leaves: v.typed("leaves"), Stays: v.typed("stays")}}
	for name := range v.Typed {
		if id, ok := strings.CutPrefix(name, "tie."); ok && v.typed(name) != "" {
			in.Ties = append(in.Ties, casefile.Tie{Person: id, Now: people.Relationship(v.typed(name))})
		}
	}
	id, err := w.App.SplitFile(v.ctx(), v.write(), in)
	if err != nil {
		return err
	}
	return v.done("split.made", caseHome(v.Actor.Role), id)
}

// splitLink is the address of the page, "" where it has nothing for the reader.
func (v *visit) splitLink(f *app.File) string {
	if len(f.Splits) > 0 || v.web.App.May(v.Actor, access.SplitFile, f.Case) && !f.Case.Summary.Entering {
		return v.path(splitAt, f.Case.ID)
	}
	return ""
}
