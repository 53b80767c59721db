package web

import (
	"cmp"
	"slices"

	"passage/internal/app"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
)

// Step 5: which forms, signed by whom and when, and the consents. The forms are the pack's.

type formsView struct {
	draftPage
	Lines    []formLine
	Consents []entry
	Add      string
	Acting   entry  // who acts for the applicant
	Helpers  string // address of the helpers of the draft
}

// formLine is one form that somebody owes.
type formLine struct {
	At     string
	Form   string
	Name   string
	Person string
	State  string // icon: ok, need, follow
	Words  string
	Ours   bool
}

func (w *Web) forms(v *visit) error {
	dp, err := v.draft(5, false)
	if err != nil {
		return err
	}
	p := formsView{draftPage: dp, Add: v.path("/referrals/{case}/consent/{index}", v.caseID(), "new")}
	d := p.D
	for i := range d.Owed {
		o := &d.Owed[i]
		switch o.Form.ID {
		case "cover", "determination", "photo", "checklist":
			continue // the first step, the sixth, and this list itself
		}
		l := v.formLine(d, o)
		if n := len(p.Lines); !o.Form.Blocking && len(d.Persons) > large && n > 0 && p.Lines[n-1].Form == l.Form {
			last := &p.Lines[n-1] // what can follow is one line for a large family: the step of the documents has each
			last.At, last.Person = v.path(draftSteps[5], d.Case.ID), v.T("referral.forms.several")
			if l.State != "ok" {
				last.State, last.Words = l.State, l.Words
			}
			continue
		}
		p.Lines = append(p.Lines, l)
	}
	// Children and others who owe no form of their own have a row in the principal applicant's.
	for _, x := range people.InCase(d.Persons) {
		if details, _ := referral.SectionOf("details"); !x.Principal() && d.Subject.Asks(details, x, false) {
			l := v.sectionLines(d, x, "", "imm0008")[0]
			p.Lines = append(p.Lines, formLine{At: l.At, Form: v.formName(d, "imm0008"), Name: l.Name, Person: x.Shown(), State: "ok", Words: l.Words})
			if n := &p.Lines[len(p.Lines)-1]; l.Icon != "ok" {
				if n.State = "follow"; d.Subject.Asks(details, x, true) {
					n.State = "need"
				}
			}
		}
	}
	p.Acting = entry{At: v.path(representativeAt, d.Case.ID), Words: v.T("referral.representative." + cmp.Or(d.Referral.Acting.Acts, "open"))}
	for i, c := range d.Referral.Consents {
		words := v.T("consent.what.is."+c.What) + ", " + v.Lang.Date(string(c.Given))
		for _, x := range d.Persons {
			if x.ID == c.Person {
				words = x.Shown() + ": " + words
			}
		}
		p.Consents = append(p.Consents, entry{At: v.path("/referrals/{case}/consent/{index}", d.Case.ID, i), Words: words})
	}
	p.Helpers = v.helpersOf(d.File)
	return v.show("referral/forms", p)
}

// paperAt is where a form or paper is seen to: a consent, a line of the checklist, or a document.
func (v *visit) paperAt(d *app.Draft, form, person string) string {
	id := d.Case.ID
	if form == "consent" {
		return v.path("/referrals/{case}/consent/{index}", id, "new") + "?person=" + person
	}
	// What nobody signs is only there or not: a document.
	f, known := d.Subject.View().Form(form)
	if _, paper := document.KindOf(form); paper && known && !f.Signed {
		at := v.path(draftSteps[5], id) + "?kind=" + form
		if person != "case" {
			at += "&person=" + person
		}
		return at
	}
	return v.path("/referrals/{case}/forms/{form}/{person}", id, form, person)
}

func (v *visit) formLine(d *app.Draft, o *referral.Owed) formLine {
	l := formLine{Form: v.formName(d, o.Form.ID), Name: o.Form.In(string(v.Lang)), Ours: o.Form.Ours()}
	person := "case"
	if o.Person != nil {
		person, l.Person = o.Person.ID, o.Person.Shown()
	}
	l.At = v.paperAt(d, o.Form.ID, person)
	switch {
	case o.Present && (o.Signed || !o.Form.Signed):
		l.State, l.Words = "ok", v.T("referral.form.ready")
		if o.Line.SignedOn != "" {
			l.Words = v.F("referral.form.signed", map[string]any{"Day": o.Line.SignedOn})
		}
	case o.Present && o.Form.Blocking:
		l.State, l.Words = "need", v.T("referral.form.unsigned")
	case o.Present:
		l.State, l.Words = "follow", v.T("referral.form.unsigned.follow")
	case o.Form.Blocking:
		l.State, l.Words = "need", v.T("referral.form.missing")
	default: // nothing stops for it: it is not said to be needed
		l.State, l.Words = "follow", v.T("referral.state.follow")
	}
	return l
}

// formPage is one line of the checklist.
func (w *Web) formPage(v *visit) error {
	dp, err := v.draft(5, false)
	if err != nil {
		return err
	}
	p := v.part(dp, "referral.form.title", draftSteps[4], v.caseID())
	for _, o := range p.D.Owed {
		id := "case"
		if o.Person != nil {
			id = o.Person.ID
		}
		if o.Form.ID != v.value("form") || id != v.value("person") {
			continue
		}
		p.Head = v.formName(p.D, o.Form.ID)
		p.Note = o.Form.In(string(v.Lang))
		if o.Person != nil {
			p.Note = v.F("referral.form.of", map[string]any{"Form": p.Note, "Person": o.Person.Shown()})
		}
		p.Main = "line"
		p.Edit = v.form("line", "/referrals/{case}/forms/{form}/{person}", v.caseID(), o.Form.ID, id).of(p.D.Referral.Version)
		line := o.Line
		sheet(p.Edit, referral.SignatureForm, &line)
		parts := o.Person != nil && len(referral.SectionsOf(o.Form.ID, *o.Person)) > 0
		background := o.Form.ID == "imm5669" && o.Line.How != referral.Online
		if parts && o.Line.How != referral.Paper {
			p.Sections = v.sectionLines(p.D, *o.Person, "", o.Form.ID)
		}
		p.Edit.each(func(q *field) bool {
			switch q.Name {
			case "how":
				return parts
			case "edition":
				return o.Line.How != referral.Online || q.Value != ""
			case "no_gaps", "explained": // asked of the form on paper that holds the history and the background questions (I-39, I-41)
				return background || q.Value != ""
			case "signed_by", "signed_as", "signed_on", "means", "place", "witness", "interpreter", "interpreted":
				return o.Form.Signed
			case "state":
				if !o.Form.Signed { // a paper that is there or not, and that nobody signs
					q.Options = slices.DeleteFunc(q.Options, func(o option) bool { return o.Value == "signed" })
					for i := range q.Options {
						if q.Options[i].Value == "started" {
							q.Options[i].Label = v.T("referral.form.at_hand")
						}
					}
				}
			}
			return true
		})
		return v.show("referral/part", p)
	}
	return fault.New(fault.NotFound, "fault.not_found")
}

func (w *Web) saveForm(v *visit) error {
	person := v.value("person")
	if person == "case" {
		person = ""
	}
	if err := w.App.SaveForm(v.ctx(), v.write(), v.version(), v.value("form"), person, answersTo(v, referral.SignatureForm)); err != nil {
		return err
	}
	return v.done("referral.saved", draftSteps[4], v.caseID())
}

// consent is one consent; a new one may name the person in the address.
func (w *Web) consent(v *visit) error {
	dp, err := v.draft(5, false)
	if err != nil {
		return err
	}
	p := v.part(dp, "referral.consent.title", draftSteps[4], v.caseID())
	c, err := at(p.D.Referral.Consents, v.value("index"))
	if err != nil {
		return err
	}
	if c.Person == "" {
		c.Person = v.query("person")
	}
	p.forms(v, "consent", p.D.Referral.Version, "/referrals/{case}/consent/{index}", v.caseID(), v.value("index"))
	sheet(p.Edit, referral.ConsentForm, &c)
	p.Edit.each(func(q *field) bool {
		if q.Name == "person" {
			*q = p.Edit.pick(*q, personOptions(p.D)...)
		}
		return true
	})
	return v.show("referral/part", p)
}

func (w *Web) saveConsent(v *visit) error {
	i, err := index_(v.value("index"))
	if err != nil {
		return err
	}
	if v.Typed.Get("form") == "remove" {
		err = w.App.RemoveConsent(v.ctx(), v.write(), v.version(), i)
	} else {
		err = w.App.SaveConsent(v.ctx(), v.write(), v.version(), i, answersTo(v, referral.ConsentForm))
	}
	if err != nil {
		return err
	}
	return v.done("referral.saved", draftSteps[4], v.caseID())
}

type proofView struct {
	draftPage
	Edit    *form
	Claimed []refPair
	NoProof bool
	Papers  string
}

// proof enters the day on which a referral was made, or an application submitted, by another channel (decision 4).
func (w *Web) proof(v *visit) error {
	dp, err := v.draft(7, false)
	if err != nil {
		return err
	}
	p := proofView{draftPage: dp, Papers: v.path(draftSteps[5], v.caseID()) + "?kind=proof_of_date"}
	p.Title, p.Head, p.Main = v.T("referral.proof.title"), v.T("referral.proof.title"), "proof"
	d := p.D
	for _, c := range d.Referral.Claimed {
		p.Claimed = append(p.Claimed, refPair{v.T("referral.proof.which.is." + c.Which), v.Lang.Date(string(c.Day))})
	}
	var papers []option
	for _, x := range d.Documents {
		if x.Kind == "proof_of_date" {
			papers = append(papers, option{Value: x.ID, Label: documentName(v, x)})
		}
	}
	p.NoProof = len(papers) == 0
	p.Edit = v.form("proof", "/referrals/{case}/proof", d.Case.ID).of(d.Referral.Version)
	p.Edit.Fields = []field{
		p.Edit.choice("which", "referral.proof.which.label", "", "referral.proof.which.is", referral.DateMade, referral.DateSubmitted),
		p.Edit.date("day", "referral.proof.day.label", ""),
		p.Edit.choice("channel", "referral.proof.channel.label", "", "referral.proof.channel.is", referral.Channels[1:]...),
		p.Edit.pick(p.Edit.one("select", "proof", v.T("referral.proof.proof.label"), ""), papers...),
	}
	return v.show("referral/proof", p)
}

func (w *Web) saveProof(v *visit) error {
	which := v.typed("which")
	if which != referral.DateMade && which != referral.DateSubmitted {
		var c fault.Check
		c.Add("which", "ask.choice")
		return c.Err("ask.check")
	}
	if err := w.App.ClaimDate(v.ctx(), v.write(), v.version(), which, referral.Dated{Day: policy.Day(v.day("day")), Channel: v.typed("channel"), Proof: v.typed("proof")}); err != nil {
		return err
	}
	return v.done("referral.saved", draftSteps[6], v.caseID())
}

type checkView struct {
	draftPage
	Send    *form
	Ready   bool
	Proof   string
	Read    string
	Claimed []refPair
	Back    []refPair // what reviewers asked for, newest first
	Check   *checkNote
}

// check is step 7: what is needed, who lacks what, and the way to the reviewer.
func (w *Web) check(v *visit) error {
	dp, err := v.draft(7, false)
	if err != nil {
		return err
	}
	if err := dp.stops(v); err != nil {
		return err
	}
	p := checkView{draftPage: dp, Proof: v.path("/referrals/{case}/proof", v.caseID()), Read: v.path("/referrals/{case}/review", v.caseID())}
	p.whoLacksWhat(v, 0)
	d := p.D
	p.Ready = d.Blocking == 0 && p.Open
	for _, c := range d.Referral.Claimed {
		p.Claimed = append(p.Claimed, refPair{v.T("referral.proof.which.is." + c.Which), v.Lang.Date(string(c.Day))})
	}
	for i := len(d.Referral.SentBack) - 1; i >= 0; i-- {
		b := d.Referral.SentBack[i]
		p.Back = append(p.Back, refPair{v.Lang.Date(string(b.Day)), b.What})
	}
	p.Check = v.checklist(d)
	p.Main = "send"
	p.Send = v.form("send", draftSteps[6], d.Case.ID).of(d.Referral.Version)
	return v.show("referral/check", p)
}

func (w *Web) sendForReview(v *visit) error {
	if err := w.App.SendForReview(v.ctx(), v.write(), v.version()); err != nil {
		return err
	}
	return v.done("referral.sent_for_review", "/referrals/{case}", v.caseID())
}
