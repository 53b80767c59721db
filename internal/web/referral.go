package web

import (
	"cmp"
	"slices"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
)

// The partner's landing page, the first word of a draft, and a referral once it is out of the caseworker's hands.

type referralsView struct {
	page
	Continue *referralLine // the draft to go on with
	Asked    []questionRow // what the operations centre waits for
	Lines    []referralLine
	Filters  []filterLink
	Next     string // address of the next page, "" for none
	Import   string // address of the import, "" where there is none
	News     string // where something that happened is said, "" for who may not
	Stopped  *stoppedNote
	Turn     *turnNote
}

// referralLine is one referral of the partner: its stage, and nothing of the office's work (P1).
type referralLine struct {
	ID      casefile.ID
	Ref     string
	Name    string
	Persons int
	Where   string
	Since   string
	Ready   string
	Draft   bool
	Mine    bool // waits for this reader: a draft for a caseworker, a review for a reviewer
}

// filterLink is one filter of a list, as a link.
type filterLink struct {
	At, Words string
	On        bool
}

// shows are the filters of the partner's list.
var shows = []string{"all", "drafts", "sent", "decided"}

// decided says whether a case has come past the decision.
func decided(s casefile.State) bool {
	switch casefile.StageOf(s) {
	case casefile.StageVisa, casefile.StageLanded:
		return true
	case casefile.StageDecision:
		return s != casefile.FinalReview
	}
	return false
}

// statesOf are the states that a filter shows; nil is all.
func statesOf(show string) []casefile.State {
	var out []casefile.State
	for _, s := range casefile.States {
		draft := s.Draft() || s == casefile.Returned
		switch show {
		case "drafts":
			if !draft || s.Closed() {
				continue
			}
		case "sent":
			if draft {
				continue
			}
		case "decided":
			if !decided(s) {
				continue
			}
		default:
			return nil
		}
		out = append(out, s)
	}
	return out
}

// referrals is the partner's landing page, with the draft to go on with on top (P1).
func (w *Web) referrals(v *visit) error {
	show := v.query("show")
	if !slices.Contains(shows, show) {
		show = "all"
	}
	var after app.Cursor
	if day, id, ok := strings.Cut(v.query("after"), "."); ok {
		after = app.Cursor{Since: policy.Day(day), ID: casefile.ID(id)}
	}
	list, err := w.App.Referrals(v.ctx(), v.Actor, statesOf(show), after, pageRows+1)
	if err != nil {
		return err
	}
	p := referralsView{page: v.page("referral.list.title")}
	if access.Allow(v.Actor, access.ImportReferral, access.Resource{Partner: v.Actor.Unit}) == nil {
		p.Import = v.To("/referrals/import")
	}
	if access.Allow(v.Actor, access.ReportIncident, access.Resource{Partner: v.Actor.Unit, Sent: true}) == nil {
		p.News = v.path(newsAt)
	}
	if p.Stopped, err = v.stopped(); err != nil {
		return err
	}
	if p.Turn, err = v.turn(); err != nil {
		return err
	}
	for _, s := range shows {
		at := v.path("/referrals")
		if s != "all" {
			at += "?show=" + s
		}
		p.Filters = append(p.Filters, filterLink{At: at, Words: v.T("referral.list.show." + s), On: s == show})
	}
	if len(list) > pageRows {
		last := list[pageRows-1]
		list = list[:pageRows]
		p.Next = v.path("/referrals") + "?show=" + show + "&after=" + string(last.Since) + "." + string(last.ID)
	}
	// A decision is said by its notice: until then the case is among those that were sent.
	list = slices.DeleteFunc(list, func(c casefile.Case) bool {
		return show == "sent" && decided(c.State) && c.Summary.Heard || show == "decided" && !c.Summary.Heard
	})
	for _, c := range list {
		p.Lines = append(p.Lines, v.referralLine(c))
	}
	if after.ID == "" {
		if p.Asked, _, err = v.openQuestions(); err != nil {
			return err
		}
		if i := slices.IndexFunc(p.Lines, func(l referralLine) bool { return l.Mine }); i >= 0 {
			p.Continue = &p.Lines[i]
		}
	}
	return v.show("referral/list", p)
}

func (v *visit) referralLine(c casefile.Case) referralLine {
	l := referralLine{ID: c.ID, Ref: c.Ref, Name: c.Summary.Name, Persons: c.Persons, Since: string(c.Since), Draft: c.State.Editable()}
	if l.Name == "" {
		l.Name = v.T("referral.list.unnamed")
	}
	own := c.ReferredBy == v.Actor.Unit
	l.Mine = own && (c.State.Editable() && (c.Prepared == v.Actor.Account || v.Actor.Role == access.Caseworker) || c.State == casefile.Reviewing && v.Actor.Role == access.Reviewer && c.Prepared != v.Actor.Account)
	switch {
	case c.State.Draft() || c.State == casefile.Returned || c.State == casefile.InformationAsked:
		l.Where = v.T("casefile.state." + string(c.State))
	default:
		l.Where = v.stageWords(c)
	}
	if c.State.Editable() {
		l.Ready = v.T("referral.list.ready")
		if n := c.Summary.Missing; n > 0 {
			l.Ready = v.N("referral.step.needed", n, nil)
		}
	}
	return l
}

// stageWords is where a case stands in the words of the journey: all that a partner sees of the department's work.
func (v *visit) stageWords(c casefile.Case) string {
	if g := c.Outward(); g != "" {
		return v.T("casefile.stage." + string(g))
	}
	return v.stateWords(c.State)
}

// stateWords is a state in the words that the reader may see: no partner is told that a case ended as the duplicate of
// another, since the other may be somebody else's (decision 5).
func (v *visit) stateWords(s casefile.State) string {
	if s == casefile.MergedDuplicate && partners[v.Actor.Role] {
		return v.T("matching.partner.ended")
	}
	return v.T("casefile.state." + string(s))
}

type startView struct {
	page
	Edit *form
}

// startReferral asks for a name, and no more: the rest is asked step by step.
func (w *Web) startReferral(v *visit) error {
	p := startView{page: v.page("referral.start.title")}
	p.Main, p.Current = "start", "/referrals"
	p.Edit = v.form("start", "/referrals/new")
	var empty people.Person
	for q := range referral.PersonForm.All() {
		if slices.Contains(startAsks, q.Name) {
			p.Edit.Fields = append(p.Edit.Fields, p.Edit.ask(q.Ask, referral.PersonForm.Values(&empty)[q.Name]))
		}
	}
	return v.show("referral/start", p)
}

var startAsks = []string{"family", "given", "single_name"}

func (w *Web) start(v *visit) error {
	typed := referral.Answers{}
	for _, name := range append(slices.Clone(startAsks), referral.Shown) {
		if s, ok := v.Typed[name]; ok {
			typed[name] = s
		}
	}
	var p people.Person
	err := referral.PersonForm.Apply(&p, typed, func(p people.Person) error { return people.CheckEntered(p, w.App.Today()) })
	if err != nil {
		return err
	}
	if !p.Named() {
		var c fault.Check
		c.AddRule("family", "person.family.missing", "I-28")
		return c.Err("ask.check")
	}
	id, err := w.App.StartReferral(v.ctx(), v.write(), app.NewReferral{Persons: []people.Person{p}})
	if err != nil {
		return err
	}
	return v.done("referral.started", draftSteps[0], id)
}

// referral leads to where a draft stopped; a referral that is out of the caseworker's hands has a page of its own.
func (w *Web) referral(v *visit) error {
	d, err := w.App.Draft(v.ctx(), v.Actor, v.caseID(), false)
	if err != nil {
		return err
	}
	if inInquiry(d.Case.State) && d.Case.ReferredBy == v.Actor.Unit {
		return v.redirect(inquiryAt, d.Case.ID)
	}
	if app.InHand(v.Actor, d.Case) && (d.Case.ReferredBy == v.Actor.Unit || d.Case.Summary.Entering) {
		to := draftSteps[6]
		for _, l := range d.Lacks {
			if l.Blocking {
				return v.see(v.stepAt(d, l.Step))
			}
		}
		return v.redirect(to, d.Case.ID)
	}
	if d.Case.State == casefile.Reviewing && v.Actor.Role == access.Reviewer {
		return v.redirect("/referrals/{case}/review", d.Case.ID)
	}
	return v.show("referral/sent", v.sent(d))
}

// applicant leads to the page of the main applicant, which is the second step.
func (w *Web) applicant(v *visit) error {
	d, err := w.App.Draft(v.ctx(), v.Actor, v.caseID(), false)
	if err != nil {
		return err
	}
	to := v.stepAt(d, 2)
	if v.r.URL.RawQuery != "" {
		to += "?" + v.r.URL.RawQuery // the notice goes along
	}
	return v.see(to)
}

// sentView is a referral that the partner follows: its stage, its receipt, and what came back.
type sentView struct {
	page
	Ref                      string
	ID                       casefile.ID
	Name                     string
	Where                    string
	Stages                   []sentStage
	Stage                    string
	Facts                    []refPair
	Receipt                  *referral.Package
	Back                     []returnLine
	Reopen                   *form
	Withdraw                 string // address, "" where it is too late or not the reader's
	Read                     string // address of everything on one page
	Package                  string // address of its papers, "" where they are not the reader's
	News                     string // where something that happened is said, "" while nobody but the partner has the case
	Filed                    bool   // the file is created, its numbers are there
	NewsOpen                 string // how many are open
	Questions, QuestionsOpen string // where sides ask one another, and how many wait for this one
	Plan                     string // address of the safe-contact plan, "" for who may not confirm it
	Holds                    string // until when the plan holds, or that it must be confirmed again
	Expired                  bool
	Linked                   []refPair
	Secrets                  []refPair // a page for each person, of what they keep from the others

	Family      string // address of the changes in the family, "" before the referral
	FamilyWaits bool   // one of them waits for an answer
}

type sentStage struct {
	Name  string
	Class string
	Now   bool
}

type refPair struct{ Name, Value string }

// returnLine is one reason why a package came back (I-45).
type returnLine struct{ Words, Note string }

func (v *visit) sent(d *app.Draft) sentView {
	c := d.Case
	p := sentView{page: v.page("referral.sent.title"), Ref: c.Ref, ID: c.ID, Name: c.Summary.Name, Where: v.stateWords(c.State)}
	p.Current = "/referrals"
	at := c.Outward() // its steps are the department's: the stage is all that a partner sees of them
	if at == "" {
		at = cmp.Or(c.Summary.Left, casefile.StageReferred)
	}
	if c.State.After() {
		p.Where = v.stageWords(c)
		now := slices.Index(casefile.Stages, at)
		for i, s := range casefile.Stages {
			x := sentStage{Name: v.T("case.stage." + string(s))}
			switch {
			case i == now:
				x.Class, x.Now = "now", true
			case i > now:
				x.Class = "next"
			}
			p.Stages = append(p.Stages, x)
		}
		p.Stage = v.F("referral.sent.stage", map[string]any{"Number": now + 1, "All": len(casefile.Stages), "Stage": v.T("casefile.stage." + string(at))})
	}
	add := func(key, value string) {
		if value != "" {
			p.Facts = append(p.Facts, refPair{v.T(key), value})
		}
	}
	add("referral.sent.persons", v.N("referral.persons", c.Persons, nil))
	add("referral.sent.made", v.Lang.Date(string(c.Referred)))
	add("referral.sent.submitted", v.Lang.Date(string(c.Applied)))
	if p.Filed = c.Filed != ""; p.Filed { // numbers come with the file, and not before (I-46)
		add("referral.sent.application", c.Summary.Application)
		for _, x := range casefile.Identified(d.Persons) {
			if x.UCI != "" {
				p.Facts = append(p.Facts, refPair{v.F("referral.sent.uci", map[string]any{"Number": x.Number}), people.ShownUCI(x.UCI)})
			}
		}
	}
	if w := d.Referral.Withdrawal; w.Day != "" {
		add("referral.sent.withdrawn", v.Lang.Date(string(w.Day))+", "+v.T("withdraw.reason.is."+w.Reason))
	}
	if n := len(d.Referral.Packages); n > 0 {
		p.Receipt = &d.Referral.Packages[n-1]
	}
	own := c.ReferredBy == v.Actor.Unit
	if c.State == casefile.Returned {
		for _, it := range p.Receipt.Items {
			p.Back = append(p.Back, v.returned(d, it))
		}
		if own {
			p.Reopen = v.form("reopen", "/referrals/{case}", c.ID)
		}
	}
	if own && c.State.Draft() && !c.State.Closed() {
		p.Withdraw = v.path("/referrals/{case}/withdraw", c.ID)
	}
	p.Read = v.path("/referrals/{case}/review", c.ID)
	p.Package = v.packageOf(d)
	p.Family, p.FamilyWaits = v.familyLink(d.File), c.Summary.Changes > 0
	if c.State.After() {
		p.News = v.path(partnerNewsAt, c.ID)
		p.Questions, p.QuestionsOpen = v.path(partnerQuestionsAt, c.ID), v.waiting(c)
		if n := len(c.Summary.Calls); n > 0 {
			p.NewsOpen = v.N("incident.open", n, nil)
		}
	}
	if v.web.App.May(v.Actor, access.ConfirmSafety, c) {
		p.Plan, p.Holds, p.Expired = v.path(planAt, c.ID), v.planHolds(d.Plan), d.Plan.Expired(v.web.App.Today())
	}
	if v.web.App.May(v.Actor, access.EditSecret, c) {
		for _, x := range people.InCase(d.Persons) {
			p.Secrets = append(p.Secrets, refPair{numbered(&x), v.path(secretAt, c.ID, x.ID)})
		}
	}
	for _, l := range d.Referral.Linked {
		p.Linked = append(p.Linked, refPair{l.Ref, v.path("/referrals/{case}", l.Case)})
	}
	return p
}

// returned is one reason in words: the rule's of the pack, else the note alone.
func (v *visit) returned(d *app.Draft, it referral.ReturnItem) returnLine {
	l := returnLine{Note: it.Note}
	if r, ok := d.Subject.View().Lack(it.Rule); ok {
		l.Words = r.In(string(v.Lang))
	}
	if it.Item != "" {
		l.Words = v.F("referral.lack.form", map[string]any{"Form": v.formName(d, it.Item), "What": l.Words})
	}
	for _, p := range d.Persons {
		if p.ID == it.Person {
			l.Words = v.F("referral.lack.person", map[string]any{"Number": p.Number, "What": l.Words})
		}
	}
	return l
}

// reopen takes a returned package up again.
func (w *Web) reopen(v *visit) error {
	if err := w.App.ReopenReturned(v.ctx(), v.write()); err != nil {
		return err
	}
	return v.done("referral.reopened", draftSteps[6], v.caseID())
}

type withdrawView struct {
	page
	Ref  string
	ID   casefile.ID
	Edit *form
}

// withdrawPage asks who wants it and why (A10).
func (w *Web) withdrawPage(v *visit) error {
	d, err := w.App.Draft(v.ctx(), v.Actor, v.caseID(), false)
	if err != nil {
		return err
	}
	if !d.Case.State.Draft() || d.Case.State.Closed() {
		return v.redirect("/referrals/{case}", d.Case.ID)
	}
	p := withdrawView{page: v.page("referral.withdraw.title"), Ref: d.Case.Ref, ID: d.Case.ID}
	p.Main, p.Current = "withdraw", "/referrals"
	p.Edit = v.form("withdraw", "/referrals/{case}/withdraw", d.Case.ID).final().of(d.Referral.Version)
	var empty referral.Withdrawal
	sheet(p.Edit, referral.WithdrawForm, &empty)
	return v.show("referral/withdraw", p)
}

func (w *Web) withdraw(v *visit) error {
	var in referral.Withdrawal
	if err := referral.WithdrawForm.Apply(&in, answersTo(v, referral.WithdrawForm), nil); err != nil {
		return err
	}
	if err := w.App.WithdrawReferral(v.ctx(), v.write(), v.version(), in); err != nil {
		return err
	}
	return v.done("referral.withdrawn", "/referrals/{case}", v.caseID())
}
