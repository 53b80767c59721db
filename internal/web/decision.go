package web

import (
	"slices"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
)

// The decision: what stands before the signature and who has it, the outcome and its reasons, the letters as they will
// go out, and the signature. Nothing here decides: the officer does.

const (
	decisionAt     = "/cases/{case}/decision"
	signAt         = decisionAt + "/sign"
	decisionLookAt = decisionAt + "/second-look"
	closeAt        = decisionAt + "/close"
)

type decisionView struct {
	casePage
	Recourse string // address of the page of what follows a refusal, "" without one
	Hold     string // address of the page of holds, "" while there is nothing to hold or close
	Withdraw string // address of the page on which the applicants' withdrawal is recorded
	Form     *form
	Outcome  field
	Approve  []field
	Refuse   []field
	Rests    []restsLine
	Common   []field
	Gates    []gateGroup

	Contradictions []said // that concern this page, with the way to answer each

	Signed   *signedCard
	Draft    []fact // what a reader who does not work the case sees of a draft
	LookForm *form
	Looked   *lookCard
	Asked    bool
	Works    bool
	Refusing bool // what a refusal rests on is shown with the form
	Close    *form
}

// gateGroup is what one outcome needs.
type gateGroup struct {
	Outcome string
	Gates   []gateLine
	Met, Of int
	Open    bool // the outcome that was chosen
}

type gateLine struct {
	Icon, Words, Rule, Who string
	Why                    []string
}

type restsLine struct {
	Code, Title, For, Put string
	Missing               bool
}

type lookCard struct {
	By, At, Reasons string
	Agrees, Holds   bool
}

type signedCard struct {
	Outcome, Tag string
	Facts        []fact
	Reasons      []fact
	Grounds      []restsLine
}

func (w *Web) decision(v *visit) error {
	f, p, err := v.openCase(access.ViewDecision, "decision.page.title")
	if err != nil {
		return err
	}
	b, err := w.App.Basis(f)
	if err != nil {
		return err
	}
	view := decisionView{casePage: p, Works: v.decides(f)}
	if v.withdraws(f) || len(f.Withdrawals) > 0 {
		view.Withdraw = v.path(withdrawalAt, f.Case.ID)
	}
	if v.holds(f) {
		view.Hold = v.path(holdAt, f.Case.ID)
	}
	if d, ok := decision.Standing(f.Decisions); ok && d.Outcome == decision.Refuse || len(f.Reconsiderations)+len(f.Courts) > 0 {
		view.Recourse = v.path(recourseAt, f.Case.ID)
	}
	if d, ok := decision.Standing(f.Decisions); ok {
		view.Signed = v.signed(f, d)
		if (f.Case.State == casefile.Refused || f.Case.Summary.Told) && w.App.May(v.Actor, access.CloseCase, f.Case) && casefile.Move(f.Case.State, casefile.ClosedRefused, v.Actor.Role) == nil {
			view.Close = v.form("close", closeAt, f.Case.ID).final()
		}
	}
	d, drafted := decision.Current(f.Decisions)
	if !drafted && view.Works {
		d.By = v.Actor.Account // whoever begins the draft signs it
	}
	if view.Signed != nil && !drafted && !v.decides(f) {
		return v.show("decision/page", view)
	}
	for _, o := range []decision.Outcome{decision.Approve, decision.Refuse} {
		if d.Outcome == "" || d.Outcome == o {
			g := v.gates(d, b, o)
			g.Open = d.Outcome == o
			view.Gates = append(view.Gates, g)
		}
	}
	view.Asked = d.Status == decision.Asked
	if l := d.Second; l != nil {
		view.Looked = &lookCard{By: w.App.Name(v.ctx(), l.By), At: v.Lang.DateTime(l.At.UTC()), Reasons: l.Reasons, Agrees: l.Agrees, Holds: l.Of == d.Print(b)}
	}
	view.Rests = v.rests(f, decision.GroundsOf(b))
	found, err := w.App.Contradictions(f, b.Sheet, b.Admissibility, "decision")
	if err != nil {
		return err
	}
	view.Contradictions = v.worksheet(f, p).sayContradictions(found)
	switch {
	case view.Works:
		v.decide(&view, f, d, b)
		view.Refusing = view.Outcome.Value != string(decision.Approve)
		view.Main = "decision"
	case drafted:
		view.Draft = v.draftFacts(d)
		if v.Actor.Role == access.Supervisor && view.Asked {
			q := v.form("look", decisionLookAt, f.Case.ID).final().of(d.Version)
			q.Fields = []field{q.choice("agrees", "interview.second.agrees", "", "interview.second.agrees.is", "yes", "no"), q.long("second_reasons", "interview.second.words", "")}
			view.LookForm = q
		}
	}
	return v.show("decision/page", view)
}

// decides says whether the reader is the officer who drafts and signs, where the case stands.
func (v *visit) decides(f *app.File) bool {
	switch f.Case.State {
	case casefile.Eligibility, casefile.Interviewing, casefile.Fairness, casefile.Admissibility, casefile.QuebecSelection, casefile.FinalReview:
		return v.web.App.May(v.Actor, access.DraftDecision, f.Case)
	}
	return false
}

// decide lays out the form of the officer.
func (v *visit) decide(view *decisionView, f *app.File, d decision.Decision, b decision.Basis) {
	q := v.form("decision", decisionAt, f.Case.ID).of(d.Version)
	view.Form = q
	view.Outcome = q.choice("outcome", "decision.outcome", string(d.Outcome), "decision.outcome.is", string(decision.Approve), string(decision.Refuse))
	reason := func(code string) string {
		for _, r := range d.Reasons {
			if r.Code == code {
				return r.Text
			}
		}
		return ""
	}
	year := func(name, key string, stored int) field {
		had := ""
		if stored != 0 {
			had = strconv.Itoa(stored)
		}
		x := q.text(name, key, had)
		x.Kind, x.Wide = "number", "w-s"
		return x
	}
	to := d.Destination.Known(f.Destinations) // as the operations centre was asked and answered, until the officer says otherwise
	text := q.long("reason."+decision.ReasonAllMet, "decision.reason.all_met", reason(decision.ReasonAllMet))
	view.Approve = []field{
		text,
		q.date("travel", "decision.travel", string(d.Travel)),
		year("space", "decision.space", d.Space.Year),
		q.selects("province", "decision.province", to.Province, "decision.province.is", decision.Provinces...),
		q.date("requested", "decision.requested", string(to.Requested)),
	}
	if view.Approve[3].Value == decision.Quebec { // asked of nobody who goes elsewhere
		view.Approve = append(view.Approve,
			q.date("quebec", "decision.quebec", string(to.Quebec)),
			q.choice("selected", "decision.selected", to.Selected, "decision.selected.is", people.Yes, people.No),
			opt(q.date("csq", "decision.csq", string(to.CSQ))))
	}
	for _, code := range decision.Codes(decision.GroundsOf(b)) {
		was := reason(code)
		if was == "" {
			was = v.composed(f, code) // built from the findings; the officer edits it (O5)
		}
		x := q.long("reason."+code, "decision.reason.ground", was)
		x.Label = v.F("decision.reason.ground", map[string]any{"Ground": v.criterion(f, code)})
		v.labels[x.Name] = x.Label
		view.Refuse = append(view.Refuse, x)
	}
	// Once the outcome is chosen, the page asks what that outcome needs.
	switch decision.Outcome(view.Outcome.Value) {
	case decision.Approve:
		view.Refuse, view.Rests = nil, nil
	case decision.Refuse:
		view.Approve = nil
	}
	view.Common = []field{q.long("summary", "decision.summary", d.Summary)}
	if i, ok := casefile.Settled(f.Interviews); ok && i.Status == casefile.InterviewSigned && i.Officer != v.Actor.Account {
		view.Common = append(view.Common, q.text("not_own", "decision.not_own", d.NotOwn))
	}
	if l := d.Second; l != nil && !l.Agrees {
		view.Common = append(view.Common, q.long("answered", "decision.answered", d.Answered))
	}
}

// composed is a reason built from the officer's own findings on a ground.
func (v *visit) composed(f *app.File, code string) string {
	var out []string
	add := func(text string) {
		if text = strings.TrimSpace(text); text != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	for i := range f.Findings {
		if x := &f.Findings[i]; x.Status == assessment.Recorded && x.Criterion == code && x.Against() && x.Person == "" {
			add(x.Reasons)
		}
	}
	for i := range f.Grounds {
		if g := &f.Grounds[i]; g.Status == assessment.Recorded && g.Ground == code && g.Result == assessment.GroundInadmissible {
			add(g.Reasons)
		}
	}
	return strings.Join(out, "\n")
}

// criterion is the short name of a criterion or ground.
func (v *visit) criterion(f *app.File, code string) string {
	view := v.web.App.PolicyOf(f.Case)
	if c, ok := view.Criterion(code); ok {
		return c.Short.In(string(v.Lang))
	}
	if g, ok := view.Ground(code); ok {
		return g.In(string(v.Lang))
	}
	return code
}

// gates is what stands before the signature of an outcome.
func (v *visit) gates(d decision.Decision, b decision.Basis, o decision.Outcome) gateGroup {
	d.Outcome = o
	g := gateGroup{Outcome: v.T("decision.outcome.is." + string(o))}
	for _, x := range decision.Gates(d, b) {
		l := gateLine{Icon: "none", Words: v.T("decision.gate." + x.Name), Rule: x.Rule}
		g.Of++
		if x.Met {
			l.Icon = "ok"
			g.Met++
		} else {
			l.Words = v.F("decision.gate."+x.Name+".missing", map[string]any{"N": x.N, "M": x.M})
			l.Who = v.T("decision.who." + x.Who)
			l.Why = v.missing(x)
		}
		g.Gates = append(g.Gates, l)
	}
	return g
}

// missing names what a gate lacks, at most a handful: the rest is where the work is done.
func (v *visit) missing(g decision.Gate) []string {
	var out []string
	for _, f := range g.Why {
		words := v.F(f.Key, f.Args)
		if f.Rule != "" && f.Rule != g.Rule {
			words = f.Rule + ": " + words
		}
		if !slices.Contains(out, words) {
			out = append(out, words)
		}
		if len(out) == 4 {
			break
		}
	}
	return out
}

// rests is what a refusal would rest on, and whether it was put to the applicant.
func (v *visit) rests(f *app.File, grounds []decision.Ground) []restsLine {
	var out []restsLine
	for _, g := range grounds {
		l := restsLine{Code: g.Code, Title: v.criterion(f, g.Code), Missing: g.Disclosure == ""}
		l.For = strings.Join(nonEmpty(v.country(g.Country), v.class(g.Class), v.names(f, []string{g.Person})), ", ")
		if d, ok := itemOf(f.Disclosures, g.Disclosure, func(d *casefile.Disclosure) string { return d.ID }); ok {
			l.Put = v.F("decision.put", map[string]any{"Day": d.Put})
		}
		out = append(out, l)
	}
	return out
}

func (v *visit) class(c assessment.Class) string {
	if c == "" {
		return ""
	}
	return v.T("assessment.class." + string(c))
}

func (v *visit) signed(f *app.File, d decision.Decision) *signedCard {
	c := &signedCard{Outcome: v.T("decision.outcome.done." + string(d.Outcome)), Tag: "tag-info", Grounds: v.rests(f, d.Grounds)}
	add := func(key, value string) {
		if value != "" {
			c.Facts = append(c.Facts, fact{v.T(key), value})
		}
	}
	add("decision.signed.by", v.web.App.Name(v.ctx(), d.By)+", "+v.Lang.DateTime(d.SignedAt.UTC()))
	add("decision.summary", d.Summary)
	add("decision.not_own", d.NotOwn)
	if l := d.Second; l != nil {
		add("interview.second", v.F("interview.second.by", map[string]any{"Name": v.web.App.Name(v.ctx(), l.By), "At": v.Lang.DateTime(l.At.UTC()), "Reasons": l.Reasons}))
	}
	add("decision.answered", d.Answered)
	add("decision.travel", v.Lang.Date(string(d.Travel)))
	if d.Destination.Province != "" {
		add("decision.province", v.T("decision.province.is."+d.Destination.Province))
	}
	add("decision.recourse", v.Lang.Date(string(d.Recourse)))
	add("decision.pack", d.Pack)
	for _, r := range d.Reasons {
		title := v.T("decision.reason.all_met")
		if r.Code != decision.ReasonAllMet {
			title = v.criterion(f, r.Code)
		}
		c.Reasons = append(c.Reasons, fact{title, r.Text})
	}
	return c
}

func (v *visit) draftFacts(d decision.Decision) []fact {
	var out []fact
	add := func(key, value string) {
		if value != "" {
			out = append(out, fact{v.T(key), value})
		}
	}
	if d.Outcome != "" {
		add("decision.outcome", v.T("decision.outcome.is."+string(d.Outcome)))
	}
	add("decision.summary", d.Summary)
	for _, r := range d.Reasons {
		out = append(out, fact{r.Code, r.Text})
	}
	return out
}

// decisionTyped is the decision as it was posted, over the draft that it was made from.
func (v *visit) decisionTyped(f *app.File) (decision.Decision, error) {
	d, _ := decision.Current(f.Decisions)
	year, err := strconv.Atoi(v.typed("space"))
	if v.typed("space") != "" && (err != nil || year < 2000 || year > 2999) {
		var c fault.Check
		c.Add("space", "decision.space.confirm")
		return d, c.Err("assessment.draft.unreadable")
	}
	in := decision.Decision{ID: d.ID, Version: v.version(), Outcome: decision.Outcome(v.typed("outcome")), Summary: v.typed("summary"), NotOwn: v.typed("not_own"), Answered: v.typed("answered"),
		Travel: policy.Day(v.day("travel")), Space: decision.Space{Year: year},
		Destination: decision.Destination{Province: v.typed("province"), Requested: policy.Day(v.day("requested")), Quebec: policy.Day(v.day("quebec")), Selected: v.typed("selected"), CSQ: policy.Day(v.day("csq"))}}
	for name := range v.Typed {
		code, ok := strings.CutPrefix(name, "reason.")
		// A reason belongs to the outcome that was chosen; of the other nothing is kept.
		if ok && v.typed(name) != "" && (code == decision.ReasonAllMet) == (in.Outcome == decision.Approve) {
			in.Reasons = append(in.Reasons, decision.Reason{Code: code, Text: v.typed(name)})
		}
	}
	slices.SortFunc(in.Reasons, func(a, b decision.Reason) int { return strings.Compare(a.Code, b.Code) })
	return in, nil
}

func (w *Web) saveDecision(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewDecision, "")
	if err != nil {
		return err
	}
	in, err := v.decisionTyped(f)
	if err != nil {
		return err
	}
	if v.pressed() == "ask" {
		if _, err := w.App.AskSecondLook(v.ctx(), v.write(), in); err != nil {
			return err
		}
		return v.done("decision.asked", decisionAt, v.caseID())
	}
	if _, err := w.App.DraftDecision(v.ctx(), v.write(), in); err != nil {
		return err
	}
	if _, asked := v.Typed["quebec_y"]; in.Outcome == decision.Approve && in.Destination.Province == decision.Quebec && !asked {
		return v.done("decision.quebec", decisionAt, v.caseID()) // the destination has opened questions of its own
	}
	if v.pressed() == "preview" {
		return v.redirect(signAt, v.caseID())
	}
	return v.done("decision.saved", decisionAt, v.caseID())
}

func (w *Web) lookAtDecision(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewDecision, "")
	if err != nil {
		return err
	}
	d, ok := decision.Current(f.Decisions)
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if _, err := w.App.LookAtDecision(v.ctx(), v.write(), d.ID, v.version(), casefile.Look{Agrees: v.typed("agrees") == "yes", Reasons: v.looked()}); err != nil {
		return err
	}
	return v.done("decision.looked", decisionAt, v.caseID())
}

func (w *Web) closeRefused(v *visit) error {
	if _, err := w.App.CloseRefused(v.ctx(), v.write()); err != nil {
		return err
	}
	return v.done("decision.closed", decisionAt, v.caseID())
}

// signView is the letters as they will go out, checked against the safety plan, and the signature.
type signView struct {
	casePage
	Form    *form
	Outcome string
	Refuse  bool
	Letters []letterView
	Lang    field
	Missing *gateGroup
}

// letterView is a letter as its addressee will read it.
type letterView struct {
	Kind, To, Channel string
	Subject           string
	Lang              i18n.Lang
	Nodes             []app.LetterNode
	Blocked           []blockedWord
	PDF               string // address of the letter as a file, "" while it is owed
}

type blockedWord struct{ Word, Why string }

func (w *Web) signPage(v *visit) error {
	f, p, err := v.openCase(access.ViewDecision, "decision.sign.title")
	if err != nil {
		return err
	}
	d, ok := decision.Current(f.Decisions)
	if !ok || !v.decides(f) || d.Outcome == "" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	b, err := w.App.Basis(f)
	if err != nil {
		return err
	}
	view := signView{casePage: p, Outcome: v.T("decision.outcome.is." + string(d.Outcome)), Refuse: d.Outcome == decision.Refuse}
	if decision.Ready(d, b) != nil {
		g := v.gates(d, b, d.Outcome)
		view.Missing = &g
	}
	q := v.form("sign", signAt, f.Case.ID).final().of(d.Version)
	view.Form = q
	lang := v.letterLang(f)
	q.Fields = []field{q.choice("language", "notice.lang", string(lang), "notice.lang.is", "en", "fr")}
	for _, l := range i18n.Langs {
		list, err := w.App.PreviewDecision(v.ctx(), f, d, b, l)
		if err != nil {
			return err
		}
		for _, x := range list {
			view.Letters = append(view.Letters, v.letterView(x, l))
		}
	}
	return v.show("decision/sign", view)
}

// letterLang is the language that the applicant chose, as far as it is known.
func (v *visit) letterLang(f *app.File) i18n.Lang { return i18n.Lang(app.OfficialLanguage(f)) }

func (v *visit) letterView(p app.Preview, l i18n.Lang) letterView {
	n := p.Notice
	x := letterView{Kind: string(n.Kind), To: v.T("notice.to." + string(n.To)), Subject: p.Subject, Lang: l, Nodes: app.ReadLetter(p.Text)}
	x.Channel = v.F("notice.through", map[string]any{"Partner": v.partner(n.Partner)})
	for _, b := range p.Blocked {
		x.Blocked = append(x.Blocked, blockedWord{b.Word, v.T("notice.blocked." + string(b.Why))})
	}
	return x
}

// signDecision takes the signature. The reader proves again who they are: without it the shell asks for proof and
// comes back with this same form.
func (w *Web) signDecision(v *visit) error {
	gate, err := v.gate()
	if err != nil {
		return err
	}
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewDecision, "")
	if err != nil {
		return err
	}
	d, ok := decision.Current(f.Decisions)
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	lang := i18n.Lang(v.typed("language"))
	if v.pressed() == "send" && !lang.Valid() {
		var c fault.Check
		c.Add("language", "notice.language")
		return c.Err("notice.wrong")
	}
	d.Version = v.version()
	if _, err := w.App.SignDecision(v.ctx(), v.write(), d, gate); err != nil {
		return err
	}
	if v.pressed() != "send" {
		return v.done("decision.signed", noticesAt, v.caseID())
	}
	return v.sendAll(lang)
}

// sendAll sends the notices that the signed decision owes. One that may not go by this way stays owed, and its page
// says why.
func (v *visit) sendAll(lang i18n.Lang) error {
	w := v.web
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewDecision, "")
	if err != nil {
		return err
	}
	d, _ := decision.Standing(f.Decisions)
	for _, n := range f.Notices {
		if n.Of != d.ID || n.Status != casefile.NoticeOwed {
			continue
		}
		to := lang
		if n.To == casefile.ToPartner {
			to = v.Lang
		}
		write := v.write()
		write.Token += "." + n.ID
		if _, err := w.App.SendNotice(v.ctx(), write, n.ID, n.Version, to); err != nil {
			if _, ok := err.(*fault.Error); !ok {
				return err
			}
			return v.done("decision.signed.stuck", noticesAt, v.caseID())
		}
	}
	return v.done("decision.sent", noticesAt, v.caseID())
}
