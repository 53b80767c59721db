package web

import (
	"slices"
	"strings"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
)

// Everything on one page, and the reviewer's signature.

type reviewView struct {
	draftPage
	Parts    []readPart
	Signing  bool // the reader may sign
	Same     bool // but is the person who prepared it
	Refer    *form
	Back     *form
	Prepared string
	Claimed  []refPair
	Strip    []string
	Helped   []helperTyped
	Helpers  string // address of the helpers of the draft
	Package  string // address of its papers, "" where they are not the reader's
	Check    *checkNote
}

// readPart is one form as it is read: only what is answered.
type readPart struct {
	Title string
	Lines []refPair
}

// readSheet writes the answers of a question list in words.
func readSheet[T any](v *visit, title string, s referral.Sheet[T], value *T, extra ...refPair) readPart {
	out := readPart{Title: title}
	values := s.Values(value)
	for q := range s.All() {
		words := v.answerWords(q.Ask, values[q.Name])
		if words != "" {
			out.Lines = append(out.Lines, refPair{v.T(q.Form + "." + q.Name + ".label"), words})
		}
	}
	out.Lines = append(out.Lines, extra...)
	return out
}

// answerWords is an answer as it is read: codes as their words, countries and languages by name, days in full.
func (v *visit) answerWords(a referral.Ask, values []string) string {
	var out []string
	for _, s := range values {
		switch {
		case s == "":
			continue
		case a.Kind == referral.Tick:
			s = v.T("ask.yn.yes")
		case a.Words != "" && slices.Contains(a.Options, s):
			s = v.T(a.Words + "." + s)
		case a.Kind == referral.Country || a.Kind == referral.Several:
			s = v.Lang.Country(s)
		case a.Kind == referral.Tongue:
			s = v.Lang.Language(s)
		case a.Kind == referral.Date || a.Kind == referral.DateLike && len(s) == 10:
			s = v.Lang.Date(s)
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

// review is everything on one page, for the reviewer to sign and for everybody of the partner to read.
func (w *Web) review(v *visit) error {
	dp, err := v.draft(7, access.Allow(v.Actor, access.RevealSafety, access.Resource{Partner: v.Actor.Unit}) == nil)
	if err != nil {
		return err
	}
	if err := dp.stops(v); err != nil {
		return err
	}
	p := reviewView{draftPage: dp}
	d := p.D
	p.Title, p.Head = v.T("referral.review.title"), v.T("referral.review.title")
	p.Package = v.packageOf(p.D)
	p.Parts = append(p.Parts, readSheet(v, v.T(draftStepNames[0]), referral.CoverForm, &d.Referral))
	for _, l := range d.Referral.LegalCases {
		p.Parts = append(p.Parts, readSheet(v, v.T("referral.legal.title"), referral.LegalCaseForm, &l))
	}
	for _, x := range d.Persons {
		title := v.F("referral.person.head", map[string]any{"Number": x.Number})
		var more []refPair
		if own := x.OwnCase; own != "" {
			if own == people.Gone {
				own = v.T("split.person.gone")
			}
			more = append(more, refPair{v.T("referral.review.own"), own})
		}
		for _, r := range referral.RowLists {
			for _, row := range v.rowEntries(d, r, x, "") {
				more = append(more, refPair{v.T("rows." + r.Name + ".title"), row.Words})
			}
		}
		p.Parts = append(p.Parts, readSheet(v, title, referral.PersonForm, &x, more...))
	}
	p.Parts = append(p.Parts, readSheet(v, v.T(draftStepNames[3]), referral.SafetyForm, &d.Plan))
	papers := readPart{Title: v.T(draftStepNames[4])}
	for i := range d.Owed {
		o := &d.Owed[i]
		l := v.formLine(d, o)
		name := l.Form
		if l.Person != "" {
			name += ", " + l.Person
		}
		papers.Lines = append(papers.Lines, refPair{name, l.Words})
	}
	p.Parts = append(p.Parts, papers)
	docs := readPart{Title: v.T(draftStepNames[5])}
	for _, x := range d.Documents {
		docs.Lines = append(docs.Lines, refPair{v.T("document.kind.is." + x.Kind), documentName(v, x) + ", " + v.size(x.Size)})
	}
	p.Parts = append(p.Parts, docs)
	for _, c := range d.Referral.Claimed {
		p.Claimed = append(p.Claimed, refPair{v.T("referral.proof.which.is." + c.Which), v.Lang.Date(string(c.Day))})
	}
	for _, x := range d.Plan.Prohibitions(d.Persons, d.Subject.Today) {
		p.Strip = append(p.Strip, v.T("safety.prohibition."+string(x)))
	}
	p.Check = v.checklist(d)
	p.Helped, p.Helpers = v.helpersTyped(d.File), v.helpersOf(d.File)
	v.signing(&p)
	return v.show("referral/review", p)
}

// signing offers the reviewer's two ways: refer, or send back.
func (v *visit) signing(p *reviewView) {
	d := p.D
	if d.Case.State != casefile.Reviewing || v.Actor.Role != access.Reviewer || d.Case.ReferredBy != v.Actor.Unit {
		return
	}
	p.Signing = true
	p.Same = v.Actor.Account == d.Referral.PreparedBy || v.Actor.Account == d.Referral.Determination.Account
	p.Back = v.form("back", "/referrals/{case}/review", d.Case.ID).of(d.Referral.Version)
	p.Back.Fields = []field{p.Back.long("what", "referral.review.what", "")}
	if p.Same {
		return
	}
	p.Main = "refer"
	p.Refer = v.form("refer", "/referrals/{case}/review", d.Case.ID).final().of(d.Referral.Version)
	p.Refer.Fields = v.ticks(p.Refer, d)
	p.Refer.Fields = append(p.Refer.Fields, p.Refer.tick("certified", "referral.review.certified", false))
}

// sign takes the reviewer's answer.
func (w *Web) sign(v *visit) error {
	if v.Typed.Get("form") == "back" {
		if err := w.App.SendBack(v.ctx(), v.write(), v.version(), v.typed("what")); err != nil {
			return err
		}
		return v.done("referral.sent_back", "/referrals")
	}
	if err := w.App.Refer(v.ctx(), v.write(), v.version(), v.typed("certified") == "yes", v.Typed["checked"]...); err != nil {
		return err
	}
	return v.done("referral.referred", "/referrals/{case}", v.caseID())
}
