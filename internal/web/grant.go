package web

import (
	"slices"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
)

// The partner's side of I-75: which forms of a draft are open to which helper, until when, and what each of them typed.

const (
	helpersAt = "/referrals/{case}/helpers"
	helperAt  = helpersAt + "/{grant}"
)

type helpersView struct {
	page
	Ref, Back string
	Lines     []helperLine
	Typed     []helperTyped
	Edit      *form
	Nobody    bool // there is no account of a helper
}

// helperLine is one grant, and the form that ends it.
type helperLine struct {
	ID, Name, Unit, Forms, State, Tag string
	End                               *form
}

// helperTyped is what one helper typed: how much, and which questions. The answers themselves are on their pages.
type helperTyped struct {
	Name  string
	Words string
	Where []refPair
}

func (w *Web) helpers(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewReferral, "")
	if err != nil {
		return err
	}
	p := helpersView{page: v.page("grant.title"), Ref: f.Case.Ref, Back: v.path("/referrals/{case}/forms", f.Case.ID)}
	p.Title += ", " + f.Case.Ref
	p.Current = "/referrals"
	today := w.App.Today()
	may := w.App.May(v.Actor, access.EndGrant, f.Case)
	for i := range slices.Backward(f.Grants) {
		p.Lines = append(p.Lines, v.helperLine(f, &f.Grants[i], today, may))
	}
	p.Typed = v.helpersTyped(f)
	if !w.App.May(v.Actor, access.GiveGrant, f.Case) || !app.InHand(v.Actor, f.Case) {
		return v.show("grant/helpers", p)
	}
	list, err := w.App.Helpers(v.ctx(), v.Actor, f.Case.ID)
	if err != nil {
		return err
	}
	if p.Nobody = len(list) == 0; p.Nobody {
		return v.show("grant/helpers", p)
	}
	p.Main = "give"
	p.Edit = v.form("give", helpersAt, f.Case.ID)
	var who []option
	for _, a := range list {
		who = append(who, option{Value: a.ID, Label: a.Details.Name + ", " + v.unit(a.Unit)})
	}
	until := p.Edit.date("until", "grant.until", "")
	until.Hint = v.N("grant.until.most", w.App.HelperDays(today), nil)
	p.Edit.Fields = []field{
		p.Edit.pick(p.Edit.one("select", "account", v.T("grant.account"), ""), who...),
		p.Edit.many("forms", "grant.forms", nil, "grant.form.is", referral.HelperForms...),
		until,
	}
	return v.show("grant/helpers", p)
}

func (v *visit) helperLine(f *app.File, g *casefile.Grant, today policy.Day, may bool) helperLine {
	l := helperLine{ID: g.ID, Name: v.web.App.Name(v.ctx(), g.Account), Forms: v.formsOpen(g.Forms), Tag: ""}
	day := map[string]any{"Day": g.Until}
	switch {
	case g.Holds(today):
		l.State, l.Tag = v.F("grant.state.open", day), "tag-ok"
		if may {
			l.End = v.form("end-"+g.ID[:6], helperAt, f.Case.ID, g.ID).of(g.Version)
		}
	case g.Ended.IsZero():
		l.State = v.F("grant.state.over", day)
	case g.EndedBy == "":
		l.State = v.F("grant.state.sent", map[string]any{"Day": policy.DayOf(g.Ended)})
	default:
		l.State = v.F("grant.state.ended", map[string]any{"Day": policy.DayOf(g.Ended), "Name": v.web.App.Name(v.ctx(), g.EndedBy)})
	}
	return l
}

func (v *visit) formsOpen(forms []string) string {
	words := make([]string, len(forms))
	for i, f := range forms {
		words[i] = v.T("grant.form.is." + f)
	}
	return strings.Join(words, "; ")
}

// helpersTyped is what helpers typed into a case and nobody has changed since, helper by helper.
func (v *visit) helpersTyped(f *app.File) []helperTyped {
	var out []helperTyped
	add := func(account string) *helperTyped {
		name := v.web.App.Name(v.ctx(), account)
		i := slices.IndexFunc(out, func(t helperTyped) bool { return t.Name == name })
		if i < 0 {
			out = append(out, helperTyped{Name: name})
			i = len(out) - 1
		}
		return &out[i]
	}
	for _, t := range f.Typed {
		t.Marks = referral.Own(t.Marks)
		n := len(referral.Standing(t.Marks, f.Persons))
		if n == 0 {
			continue
		}
		l := add(t.Account)
		l.Words = v.N("grant.typed.answers", n, nil)
		for i := range f.Persons {
			p := &f.Persons[i]
			for _, s := range referral.HelperSections(referral.HelperForms) {
				if words := v.typedIn(s, t, f, i); words != "" {
					l.Where = append(l.Where, refPair{v.F("grant.person", map[string]any{"Number": p.Number}) + ", " + v.T("section."+s.Name+".title"), words})
				}
			}
		}
	}
	for _, d := range f.Documents {
		if d.Removed == "" && helped(f, d.AddedBy) {
			l := add(d.AddedBy)
			l.Where = append(l.Where, refPair{v.T("grant.form.is." + referral.Papers), documentName(v, d)})
		}
	}
	return out
}

// typedIn are the questions of a part that a helper answered, by their labels.
func (v *visit) typedIn(s referral.Section, t casefile.Typed, f *app.File, person int) string {
	p := &f.Persons[person]
	seen := s.Sees(p, t.Marks)
	var words []string
	for q := range s.Sheet.All() {
		if seen[q.Name] == referral.Mine {
			words = append(words, v.T(q.Form+"."+q.Name+".label"))
		}
	}
	for _, r := range s.Rows {
		if s.Name == "homes" { // the same list is in the part before
			continue
		}
		for i := range r.Count(p) {
			if r.Sees(p, i, t.Marks) == referral.Mine {
				words = append(words, v.T("rows."+r.Name+".one"))
			}
		}
	}
	return strings.Join(words, ", ")
}

// helped says whether an account is, or was, let in to a case as a helper.
func helped(f *app.File, account string) bool {
	return slices.ContainsFunc(f.Grants, func(g casefile.Grant) bool { return g.Account == account })
}

// byHelper is the word beside what a helper typed, "" for nobody.
func (v *visit) byHelper(account string) string {
	if account == "" {
		return ""
	}
	return v.F("grant.typed_by", map[string]any{"Name": v.web.App.Name(v.ctx(), account)})
}

// typedBy puts beside the fields of a form which helper typed the answer.
func (f *form) typedBy(d *app.Draft, part string, person int) {
	s, ok := referral.HelperSection(referral.HelperForms, part)
	if !ok || person < 0 || len(d.Typed) == 0 {
		return
	}
	who := casefile.WhoTyped(d.Typed, s, &d.Persons[person])
	f.each(func(q *field) bool {
		q.By = f.v.byHelper(who[q.Name])
		return true
	})
}

func (w *Web) giveGrant(v *visit) error {
	in := casefile.Grant{Account: v.typed("account"), Forms: v.Typed["forms"], Until: policy.Day(v.day("until"))}
	if _, err := w.App.GiveGrant(v.ctx(), v.write(), in); err != nil {
		return err
	}
	return v.done("grant.given", helpersAt, v.caseID())
}

func (w *Web) endGrant(v *visit) error {
	if _, err := w.App.EndGrant(v.ctx(), v.write(), v.value("grant"), v.version()); err != nil {
		return err
	}
	return v.done("grant.ended", helpersAt, v.caseID())
}
