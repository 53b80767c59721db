package web

import (
	"slices"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/cessation"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
)

// Matters of cessation and vacation (assessment section 8), for their small group. They are no pages of a case: whoever is not of
// the group finds nothing, and no page of a case leads to one. Addresses and titles say "matter" and nothing more.

const (
	mattersAt      = "/matters"
	matterAt       = "/matters/{matter}"
	matterAssessAt = matterAt + "/assessment"
	matterLinesAt  = matterAt + "/grounds"
	matterLineAt   = matterAt + "/grounds/{line}"
	matterLetterAt = matterAt + "/letter"
	matterResultAt = matterAt + "/result"
	matterWallAt   = matterAt + "/wall"
	matterWalledAt = matterAt + "/wall/{opening}"
	matterGroupAt  = matterAt + "/group"
	matterPDFAt    = matterAt + "/writings/{writing}"
	newMatterAt    = "/cases/{case}/matter"
)

type mattersView struct {
	page
	Rows []matterRow
	More string
}

type matterRow struct {
	At, Ref, Name, State, Since, As string
	Over                            bool
}

func (w *Web) matters(v *visit) error {
	list, err := w.App.Matters(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	p := mattersView{page: v.page("cessation.list.title")}
	if after := v.query("after"); after != "" {
		if i := slices.IndexFunc(list, func(l app.MatterLine) bool { return string(l.ID) == after }); i >= 0 {
			list = list[i+1:]
		}
	}
	if len(list) > pageRows {
		list = list[:pageRows]
		p.More = v.page2(string(list[pageRows-1].ID))
	}
	for _, l := range list {
		p.Rows = append(p.Rows, matterRow{At: v.path(matterAt, l.ID), Ref: l.Ref, Name: l.Name, State: v.T("cessation.state." + string(l.State)), Since: v.Lang.Date(string(l.Since)), As: v.T("cessation.as." + l.As), Over: l.State.Over()})
	}
	return v.show("cessation/list", p)
}

// matterPage is what every page of a matter has on top.
type matterPage struct {
	page
	Ref, Name, State string
	Over             bool
	Parts            []matterPart

	f *app.MatterFile
}

type matterPart struct {
	At, Words string
	On        bool
}

var matterParts = []struct{ at, key string }{{matterAt, "person"}, {matterAssessAt, "assessment"}, {matterLinesAt, "grounds"}, {matterLetterAt, "letter"}, {matterResultAt, "result"}, {matterWallAt, "wall"}, {matterGroupAt, "group"}}

func (v *visit) openMatter(purpose string) (matterPage, error) {
	f, err := v.web.App.ViewMatter(v.ctx(), v.Actor, cessation.ID(v.value("matter")), purpose)
	if err != nil {
		return matterPage{}, err
	}
	return v.matterPage(f), nil
}

func (v *visit) matterPage(f *app.MatterFile) matterPage {
	p := matterPage{page: v.page("cessation.title"), Ref: f.Ref, Name: v.F("case.person.head", map[string]any{"Number": f.Number, "Name": f.Name}), State: v.T("cessation.state." + string(f.State)), Over: f.State.Over(), f: f}
	for _, x := range matterParts {
		p.Parts = append(p.Parts, matterPart{At: v.path(x.at, f.ID), Words: v.T("cessation.part." + x.key), On: v.route.pattern == x.at})
	}
	return p
}

func (v *visit) mayMatter(p matterPage, action access.Action, states ...cessation.State) bool {
	return slices.Contains(states, p.f.State) && v.web.App.MayInMatter(v.Actor, action, p.f)
}

func (v *visit) matterWrite() app.MatterWrite {
	return app.MatterWrite{Write: v.write(), Matter: cessation.ID(v.value("matter")), Version: v.version()}
}

func (v *visit) matterForm(p matterPage, name, at string) *form {
	return v.form(name, at, p.f.ID).of(p.f.Version)
}

func (v *visit) by(who string, m policy.Mark) string {
	return v.F("assessment.form.saved_by", map[string]any{"Name": v.web.App.Name(v.ctx(), who), "Time": v.Lang.DateTime(m.At.UTC())})
}

// saying is a title with words, as a page shows them to who only reads.
type saying struct{ Title, Words, Note string }

type matterView struct {
	matterPage
	Facts  []fact
	What   string
	Warned bool
	Start  *form
	Panel  []saying
	Steps  []saying
}

func (w *Web) matter(v *visit) error {
	p, err := v.openMatter("")
	if err != nil {
		return err
	}
	f := p.f
	view := matterView{matterPage: p, What: f.Concern.What, Warned: f.Warned != ""}
	add := func(key, words string) { view.Facts = append(view.Facts, fact{v.T(key), words}) }
	if landed := v.F("travel.landed.at", map[string]any{"Day": f.Landed, "Place": f.Place}); f.Permit {
		add("cessation.protected", landed)
		switch {
		case f.Resident != "":
			add("cessation.resident", v.Lang.Date(string(f.Resident)))
		case f.Bars():
			add("cessation.resident", v.T("cessation.resident.bars"))
		default:
			add("cessation.resident", v.T("cessation.resident.none"))
		}
	} else {
		add("cessation.landed", landed)
	}
	warned := v.T("cessation.warned.none")
	if f.Warned != "" {
		warned = v.F("cessation.warned.on", map[string]any{"Day": v.Lang.Date(string(f.Warned))})
	}
	add("cessation.warned", warned)
	add("cessation.source", v.T("cessation.source.is."+f.Concern.Source)+", "+v.Lang.Date(string(f.Concern.On)))
	add("cessation.who", f.Concern.Who)
	add("cessation.recorded", v.by(f.Concern.By, policy.Mark{At: f.Steps[0].At}))
	if v.mayMatter(p, access.AssessMatter, cessation.Recorded) {
		x := v.matterForm(p, "begin", matterAt)
		view.Start, view.Main = x, "begin"
		if f.Tagged {
			for _, name := range cessation.Considerations {
				q := x.one("long", "panel."+name, v.T("cessation.panel."+name), "")
				q.Hint, q.Rows = v.T("cessation.panel.how"), 3
				x.Fields = append(x.Fields, q)
			}
		}
	}
	for _, c := range f.Panel {
		view.Panel = append(view.Panel, saying{Title: v.T("cessation.panel." + c.What), Words: c.Reason, Note: v.by(c.By, policy.Mark{At: c.At})})
	}
	for _, s := range slices.Backward(f.Steps) {
		view.Steps = append(view.Steps, saying{Title: v.T("cessation.state." + string(s.To)), Words: s.Why, Note: v.by(s.By, policy.Mark{At: s.At})})
	}
	return v.show("cessation/matter", view)
}

func (w *Web) beginMatter(v *visit) error {
	var panel []cessation.Considered
	for _, name := range cessation.Considerations {
		panel = append(panel, cessation.Considered{What: name, Reason: v.typed("panel." + name)})
	}
	if err := w.App.BeginMatter(v.ctx(), v.matterWrite(), panel); err != nil {
		return err
	}
	return v.done("matter.begun", matterAssessAt, v.value("matter"))
}

type matterAssessView struct {
	matterPage
	Edit                                *form
	Questions, Factors, Words           []field  // of the form
	AnswersSaid, FactorsSaid, WordsSaid []saying // for who only reads
	Panel                               []saying
	Facts                               []saying // journeys and passports as recorded, beside the questions
	What                                string   // the concern
	AtFacts                             string   // address of the page of facts
}

// factNote is the source of a fact, how far it is proven, and of a journey its days.
func (v *visit) factNote(k cessation.Fact) string {
	s := k.Source + ", " + v.Lang.Date(string(k.On)) + "; " + v.T("cessation.level."+k.Level)
	if d := v.journeyDays(k); d != "" {
		s = d + "; " + s
	}
	return s
}

// journeyDays are the days of a journey, "" when none is known.
func (v *visit) journeyDays(k cessation.Fact) string {
	switch {
	case k.From == "":
		return ""
	case k.Until == "":
		return v.F("cessation.fact.since", map[string]any{"Day": k.From})
	}
	return v.N("cessation.fact.days", k.Days(), map[string]any{"From": k.From, "Until": k.Until})
}

func (w *Web) matterAssessment(v *visit) error {
	p, err := v.openMatter("assessment")
	if err != nil {
		return err
	}
	f := p.f
	view := matterAssessView{matterPage: p, What: f.Concern.What, AtFacts: v.path(matterLinesAt, f.ID)}
	for _, k := range f.Facts {
		if k.Kind != "travel" && k.Kind != "passport" { // the others are on the page of facts
			continue
		}
		side := "for"
		if k.Against {
			side = "against"
		}
		view.Facts = append(view.Facts, saying{Title: v.T("cessation.fact.kind.is."+k.Kind) + ", " + v.T("cessation.fact.is."+side), Words: k.What, Note: v.factNote(k)})
	}
	for _, c := range f.Panel {
		view.Panel = append(view.Panel, saying{Title: v.T("cessation.panel." + c.What), Words: c.Reason})
	}
	words := []struct{ name, words string }{{"prima_facie", f.Words.PrimaFacie}, {"very_strong", f.Words.VeryStrong}, {"contrary", f.Words.Contrary}}
	if !v.mayMatter(p, access.AssessMatter, cessation.Assessing) {
		for _, q := range cessation.Questions {
			a := f.Said(q)
			view.AnswersSaid = append(view.AnswersSaid, saying{Title: app.QuestionWords(w.App.Policy(), q, v.Lang), Words: a.Reasons, Note: v.says(a.Says)})
		}
		for _, n := range cessation.FactorNames {
			view.FactorsSaid = append(view.FactorsSaid, saying{Title: v.T("cessation.factor." + n), Words: f.Factor(n)})
		}
		for _, x := range words {
			view.WordsSaid = append(view.WordsSaid, saying{Title: v.T("cessation.words." + x.name), Words: x.words})
		}
		return v.show("cessation/assessment", view)
	}
	x := v.matterForm(p, "assessment", matterAssessAt)
	view.Edit, view.Main = x, "assessment"
	long := func(name, label, hint, stored string) field {
		q := x.one("long", name, label, stored)
		q.Hint, q.Rows, q.Optional = hint, 2, true
		return q
	}
	for _, q := range cessation.Questions {
		a := f.Said(q)
		pick := x.choice("q."+q, "cessation.question", a.Says, "cessation.says", cessation.Says...)
		pick.Label, pick.Optional = app.QuestionWords(w.App.Policy(), q, v.Lang), true
		if i18n.Has("cessation.question." + q + ".note") {
			pick.Hint = v.T("cessation.question." + q + ".note")
		}
		view.Questions = append(view.Questions, pick, long("q."+q+".reasons", v.F("cessation.question.reasons", map[string]any{"Question": app.QuestionWords(w.App.Policy(), q, v.Lang)}), "", a.Reasons))
	}
	for _, n := range cessation.FactorNames {
		view.Factors = append(view.Factors, long("factor."+n, v.T("cessation.factor."+n), "", f.Factor(n)))
	}
	for _, y := range words {
		view.Words = append(view.Words, long(y.name, v.T("cessation.words."+y.name), v.T("cessation.words."+y.name+".hint"), y.words))
	}
	return v.show("cessation/assessment", view)
}

func (v *visit) says(code string) string {
	if code == "" {
		return ""
	}
	return v.T("cessation.says." + code)
}

func (w *Web) saveMatterAssessment(v *visit) error {
	var in cessation.Assessment
	for _, q := range cessation.Questions {
		in.Answers = append(in.Answers, cessation.Answer{Question: q, Says: v.typed("q." + q), Reasons: v.typed("q." + q + ".reasons")})
	}
	for _, n := range cessation.FactorNames {
		in.Factors = append(in.Factors, cessation.Factor{Name: n, Says: v.typed("factor." + n)})
	}
	in.Words = cessation.Conclusion{PrimaFacie: v.typed("prima_facie"), VeryStrong: v.typed("very_strong"), Contrary: v.typed("contrary")}
	if err := w.App.SaveAssessmentOf(v.ctx(), v.matterWrite(), in); err != nil {
		return err
	}
	return v.done("matter.saved", matterAssessAt, v.value("matter"))
}

type matterLinesView struct {
	matterPage
	Lines []matterLineRow
	Facts []matterFactRow
	Edit  *form
	Drop  *form
}

type matterLineRow struct{ At, Title, Result, Follows string }

type matterFactRow struct{ ID, Ground, Kind, What, Days, Source, Level, Side string }

func (w *Web) matterLines(v *visit) error {
	p, err := v.openMatter("grounds")
	if err != nil {
		return err
	}
	view := matterLinesView{matterPage: p}
	for _, g := range cessation.Grounds {
		l, _ := p.f.Line(g)
		row := matterLineRow{At: v.path(matterLineAt, p.f.ID, string(g)), Title: v.T("cessation.ground." + string(g)), Result: v.T("cessation.result.none"), Follows: v.T("cessation.follows." + string(g))}
		if l.Result != "" {
			row.Result = v.T("cessation.result." + l.Result)
		}
		view.Lines = append(view.Lines, row)
	}
	for _, k := range p.f.Facts {
		side := "for"
		if k.Against {
			side = "against"
		}
		view.Facts = append(view.Facts, matterFactRow{ID: k.ID, Ground: v.T("cessation.ground.short." + string(k.Ground)), Kind: v.T("cessation.fact.kind.is." + k.Kind), What: k.What, Source: k.Source + ", " + v.Lang.Date(string(k.On)), Days: v.journeyDays(k), Level: v.T("cessation.level." + k.Level), Side: v.T("cessation.fact.is." + side)})
	}
	if v.mayMatter(p, access.AssessMatter, cessation.Assessing) {
		x := v.matterForm(p, "fact", matterLinesAt)
		view.Edit, view.Main = x, "fact"
		var grounds []string
		for _, g := range cessation.Grounds {
			grounds = append(grounds, string(g))
		}
		what := x.long("fact_what", "cessation.fact.what", "")
		what.Rows = 3
		x.Fields = []field{x.selects("fact_ground", "cessation.fact.ground", "", "cessation.ground", grounds...), x.selects("kind", "cessation.fact.kind", "", "cessation.fact.kind.is", cessation.FactKinds...), what,
			x.text("fact_source", "cessation.fact.source", ""), x.date("fact_on", "cessation.fact.on", ""), opt(x.date("fact_from", "cessation.fact.from", "")), opt(x.date("fact_until", "cessation.fact.until", "")), x.choice("level", "cessation.fact.level", "", "cessation.level", cessation.Levels...), x.tick("against", "cessation.fact.against", false)}
		if len(view.Facts) > 0 {
			view.Drop = v.matterForm(p, "drop", matterLinesAt)
			drop := view.Drop.one("select", "fact", v.T("cessation.fact.drop"), "")
			var list []option
			for i, k := range view.Facts {
				list = append(list, option{Value: k.ID, Label: v.F("cessation.fact.number", map[string]any{"Number": i + 1, "Kind": k.Kind})})
			}
			view.Drop.Fields = []field{view.Drop.pick(drop, list...)}
		}
	}
	return v.show("cessation/grounds", view)
}

func (w *Web) saveMatterFact(v *visit) error {
	var err error
	switch v.posted() {
	case "fact":
		err = w.App.AddFact(v.ctx(), v.matterWrite(), cessation.Fact{Ground: cessation.Ground(v.typed("fact_ground")), Kind: v.typed("kind"), What: v.typed("fact_what"), Source: v.typed("fact_source"), On: policy.Day(v.day("fact_on")), From: policy.Day(v.day("fact_from")), Until: policy.Day(v.day("fact_until")), Level: v.typed("level"), Against: v.typed("against") != ""})
	case "drop":
		err = w.App.DropFact(v.ctx(), v.matterWrite(), v.typed("fact"))
	default:
		err = fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err != nil {
		return err
	}
	return v.done("matter.saved", matterLinesAt, v.value("matter"))
}

type matterLineView struct {
	matterPage
	Ground, Follows string
	Back            string
	Stop            string // why the ground cannot be recommended
	Edit            *form
	Stands          []saying
}

func (w *Web) matterLine(v *visit) error {
	p, err := v.openMatter("ground")
	if err != nil {
		return err
	}
	g := cessation.Ground(v.value("line"))
	if !slices.Contains(cessation.Grounds, g) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	l, _ := p.f.Line(g)
	view := matterLineView{matterPage: p, Ground: v.T("cessation.ground." + string(g)), Follows: v.T("cessation.follows." + string(g)), Back: v.path(matterLinesAt, p.f.ID)}
	if g == cessation.ReasonsEnded && p.f.Resident != "" {
		view.Stop = v.T("cessation.recommend.resident")
	}
	more := []struct{ name, words string }{{"material", l.Material}, {"tied", l.Tied}, {"rest", l.Rest}}
	if g != cessation.Vacation {
		more = nil
	}
	if !v.mayMatter(p, access.AssessMatter, cessation.Assessing) {
		view.Stands = append(view.Stands, saying{Title: v.T("cessation.line.reasons"), Words: l.Reasons, Note: v.result(l.Result)})
		for _, x := range more {
			view.Stands = append(view.Stands, saying{Title: v.T("cessation.line." + x.name), Words: x.words})
		}
		if l.Seen.Is() {
			view.Stands = append(view.Stands, saying{Title: v.T("cessation.line.seen"), Note: v.by(l.Seen.By, l.Seen)})
		}
		return v.show("cessation/line", view)
	}
	x := v.form("line", matterLineAt, p.f.ID, string(g)).of(p.f.Version)
	view.Edit, view.Main = x, "line"
	for _, y := range more {
		q := x.long(y.name, "cessation.line."+y.name, y.words)
		q.Rows = 3
		x.Fields = append(x.Fields, q)
	}
	x.Fields = append(x.Fields, x.long("reasons", "cessation.line.reasons", l.Reasons), x.choice("result", "cessation.line.result", l.Result, "cessation.result", cessation.Results...), x.tick("seen", "cessation.line.seen", l.Seen.Is()))
	return v.show("cessation/line", view)
}

func (v *visit) result(code string) string {
	if code == "" {
		return v.T("cessation.result.none")
	}
	return v.T("cessation.result." + code)
}

func (w *Web) saveMatterLine(v *visit) error {
	in := cessation.Line{Ground: cessation.Ground(v.value("line")), Result: v.typed("result"), Reasons: v.typed("reasons"), Material: v.typed("material"), Tied: v.typed("tied"), Rest: v.typed("rest")}
	if err := w.App.SaveLine(v.ctx(), v.matterWrite(), in, v.typed("seen") != ""); err != nil {
		return err
	}
	return v.done("matter.saved", matterLinesAt, v.value("matter"))
}

type matterLetterView struct {
	matterPage
	Edit    *form
	Draft   *form // releases the letter as it is written
	Reply   *form
	Letters []matterLetter
}

type matterLetter struct {
	ID      string
	Head    string
	Facts   []fact
	Said    string
	Letter  letterView
	Outside bool // it has left
}

func (w *Web) matterLetter(v *visit) error {
	p, err := v.openMatter("letter")
	if err != nil {
		return err
	}
	view := matterLetterView{matterPage: p}
	for _, a := range slices.Backward(p.f.Asks) {
		l := matterLetter{ID: a.ID, Outside: a.Out.Is(), Head: v.T("cessation.ask.draft"), Said: a.Said,
			Letter: letterView{Kind: "L18", Subject: p.f.Ref, Lang: i18n.Lang(a.Lang), Nodes: app.ReadLetter(a.Text), PDF: v.path(matterPDFAt, p.f.ID, a.ID)}}
		add := func(key, words string) { l.Facts = append(l.Facts, fact{v.T(key), words}) }
		add("cessation.ask.way", v.T("cessation.ask.way.is."+a.Way))
		if a.Out.Is() {
			l.Head = v.F("cessation.ask.left", map[string]any{"Day": v.Lang.Date(string(policy.DayOf(a.Out.At)))})
		}
		if a.Told != "" {
			add("cessation.ask.told", v.Lang.Date(string(a.Told))+", "+a.Proof)
			add("cessation.ask.due", v.Lang.Date(string(a.Due())))
		}
		if a.How != "" {
			add("cessation.reply", v.T("cessation.reply."+a.How)+", "+v.Lang.Date(string(a.On)))
		}
		view.Letters = append(view.Letters, l)
	}
	if !v.mayMatter(p, access.AskInMatter, cessation.Assessing) {
		return v.show("cessation/letter", view)
	}
	last, has := p.f.Asked()
	if has && !last.Out.Is() {
		view.Draft = v.matterForm(p, "release", matterLetterAt).final()
	}
	if has && last.Out.Is() && last.How == "" {
		x := v.matterForm(p, "reply", matterLetterAt)
		view.Reply, view.Main = x, "reply"
		how := x.choice("reply", "cessation.reply", "", "cessation.reply", cessation.Replies...)
		on := x.date("reply_on", "cessation.reply.on", "")
		said := x.long("said", "cessation.reply.said", "")
		how.Optional, on.Optional, said.Optional = true, true, true
		x.Fields = []field{x.date("told", "cessation.ask.told", string(last.Told)), x.text("proof", "cessation.ask.proof", last.Proof), how, on, said}
		return v.show("cessation/letter", view)
	}
	if last.Out.Is() { // what was not released is changed by writing it anew
		last = cessation.Ask{}
	}
	x := v.matterForm(p, "ask", matterLetterAt)
	view.Edit, view.Main = x, "ask"
	why, what := x.long("ask_why", "cessation.ask.why", last.Why), x.long("ask_what", "cessation.ask.what", last.What)
	days := x.text("days", "cessation.ask.days.label", dayCount(last.Days))
	days.Kind, days.Wide = "number", "w-s"
	x.Fields = []field{x.choice("way", "cessation.ask.way", last.Way, "cessation.ask.way.is", cessation.Ways...), x.choice("lang", "cessation.ask.language", last.Lang, "cessation.lang", "en", "fr"), days, why, what}
	return v.show("cessation/letter", view)
}

func (w *Web) writeMatterLetter(v *visit) error {
	var err error
	switch v.posted() {
	case "ask":
		err = w.App.WriteAsk(v.ctx(), v.matterWrite(), cessation.Ask{Way: v.typed("way"), Lang: v.typed("lang"), Days: typedCount(v.typed("days")), Why: v.typed("ask_why"), What: v.typed("ask_what")})
	case "release":
		err = w.App.ReleaseAsk(v.ctx(), v.matterWrite(), v.typed("letter"))
	case "reply":
		err = w.App.ReplyAsk(v.ctx(), v.matterWrite(), cessation.Ask{ID: v.typed("letter"), Told: policy.Day(v.day("told")), Proof: v.typed("proof"), How: v.typed("reply"), On: policy.Day(v.day("reply_on")), Said: v.typed("said")})
	default:
		err = fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err != nil {
		return err
	}
	return v.done("matter.saved", matterLetterAt, v.value("matter"))
}

// dayCount is a number of days as a form shows it, "" for none.
func dayCount(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// typedCount is a number that was typed; 0 for what is none, which the rule refuses.
func typedCount(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0
	}
	return n
}

func (w *Web) printMatterLetter(v *visit) error {
	b, err := w.App.PrintMatterLetter(v.ctx(), v.Actor, cessation.ID(v.value("matter")), v.value("writing"))
	if err != nil {
		return err
	}
	return v.sendPDF(b, "letter.pdf")
}

type matterResultView struct {
	matterPage
	Gaps     []saying // Words is where it is answered
	Assess   bool
	Result   *form
	Opinion  *form
	Package  *form
	Hand     *form
	Letter   []letterView
	Outcome  *form
	Opinions []saying
	Outcomes []saying
	Ceased   string
}

func (w *Web) matterResult(v *visit) error {
	p, err := v.openMatter("result")
	if err != nil {
		return err
	}
	f := p.f
	view := matterResultView{matterPage: p, Assess: f.State == cessation.Assessing}
	if view.Assess || f.State == cessation.InReview {
		for _, g := range f.Missing() {
			view.Gaps = append(view.Gaps, v.gap(f, g))
		}
	}
	if v.mayMatter(p, access.AssessMatter, cessation.Assessing) {
		x := v.matterForm(p, "result", matterResultAt).final()
		view.Result, view.Main = x, "result"
		x.Fields = []field{x.choice("result", "cessation.end", "", "cessation.end.is", "no_action", "recommend"), x.long("why", "cessation.end.why", "")}
	}
	if v.mayMatter(p, access.ReviewMatter, cessation.InReview) && !f.Confirmed() {
		x := v.matterForm(p, "opinion", matterResultAt).final()
		view.Opinion, view.Main = x, "opinion"
		x.Fields = []field{x.long("reasons", "cessation.opinion.reasons", ""), x.choice("agrees", "cessation.opinion.agrees", "", "cessation.opinion.is", "no", "yes")}
	}
	if v.mayMatter(p, access.ReferMatter, cessation.InReview) && f.Confirmed() {
		v.packageForms(&view, f)
	}
	if f.Referral.Text != "" {
		view.Letter = []letterView{{Kind: "L19", Subject: f.Ref, Lang: i18n.Lang(f.Referral.Lang), Nodes: app.ReadLetter(f.Referral.Text), PDF: v.path(matterPDFAt, f.ID, "package")}}
	}
	if next := cessation.Next(f.State); (!f.State.Ours() || f.State == cessation.Referred) && len(next) > 0 && w.App.MayInMatter(v.Actor, access.NoteOutcome, f) {
		x := v.matterForm(p, "outcome", matterResultAt)
		view.Outcome, view.Main = x, "outcome"
		var codes []string
		for _, s := range next {
			codes = append(codes, string(s))
		}
		note := x.long("note", "cessation.outcome.note", "")
		note.Optional, note.Rows = true, 2
		x.Fields = []field{x.choice("to", "cessation.outcome.to", "", "cessation.state", codes...), x.date("outcome_on", "cessation.outcome.on", ""), x.text("document", "cessation.outcome.document", ""), note}
	}
	for _, o := range slices.Backward(f.Reviews) {
		is := "no"
		if o.Agrees {
			is = "yes"
		}
		view.Opinions = append(view.Opinions, saying{Title: v.T("cessation.opinion.is." + is), Words: o.Reasons, Note: v.by(o.By.By, o.By)})
	}
	for _, o := range slices.Backward(f.Outcomes) {
		view.Outcomes = append(view.Outcomes, saying{Title: v.T("cessation.state."+string(o.To)) + ", " + v.Lang.Date(string(o.On)), Words: o.Document + "\n" + o.Note, Note: v.by(o.By, policy.Mark{At: o.At})})
	}
	if day := f.Ceased(); day != "" {
		view.Ceased = v.F("cessation.ceased", map[string]any{"Day": v.Lang.Date(string(day))})
	}
	return v.show("cessation/result", view)
}

// packageForms are what goes with a referral, and its hand-over once it is written.
func (v *visit) packageForms(view *matterResultView, f *app.MatterFile) {
	r := f.Referral
	x := v.matterForm(view.matterPage, "package", matterResultAt)
	view.Package, view.Main = x, "package"
	long := func(name, key, stored string) field {
		q := x.long(name, key, stored)
		q.Rows = 2
		return q
	}
	x.Fields = []field{long("contact", "cessation.refer.contact", r.Contact), long("counsel", "cessation.refer.counsel", r.Counsel), x.text("client", "cessation.refer.client", r.Client), long("foreign", "cessation.refer.foreign", r.Foreign),
		long("copy", "cessation.refer.copy", r.Copy), x.choice("disclosure", "cessation.refer.ground", r.Ground, "cessation.refer.ground.is", cessation.Disclosures...), x.choice("lang", "cessation.refer.lang", r.Lang, "cessation.lang", "en", "fr")}
	if r.Text != "" {
		view.Hand = v.matterForm(view.matterPage, "hand", matterResultAt).final()
	}
}

// gap is one thing that is missing, in words, with where it is answered.
func (v *visit) gap(f *app.MatterFile, g cessation.Gap) saying {
	at, of := matterAssessAt, ""
	switch g.What {
	case "panel":
		at, of = matterAt, v.T("cessation.panel."+g.Of)
	case "question", "not_all":
		of = app.QuestionWords(v.web.App.Policy(), g.Of, v.Lang)
	case "factor":
		of = v.T("cessation.factor." + g.Of)
	case "line", "reasons", "seen", "travel_alone", "resident", "material", "tied", "rest":
		at = matterLinesAt
		if g.Of != "" {
			of = v.T("cessation.ground.short." + g.Of)
		}
	case "heard":
		at = matterLetterAt
	}
	words := v.T("cessation.gap." + g.What)
	if of != "" {
		words += " " + of
	}
	return saying{Title: words, Words: v.path(at, f.ID), Note: g.Rule}
}

func (w *Web) recordMatterResult(v *visit) error {
	var err error
	done := "matter.saved"
	x := v.matterWrite()
	switch v.posted() {
	case "result":
		switch v.typed("result") {
		case "no_action":
			err, done = w.App.EndMatter(v.ctx(), x, v.typed("why")), "matter.ended"
		case "recommend":
			err, done = w.App.Recommend(v.ctx(), x, v.typed("why")), "matter.recommended"
		default:
			var c fault.Check
			c.Add("result", "cessation.end.needed")
			err = c.Err("cessation.check")
		}
	case "opinion":
		if a := v.typed("agrees"); a != "yes" && a != "no" {
			var c fault.Check
			c.Add("agrees", "cessation.opinion.needed")
			return c.Err("cessation.check")
		}
		err = w.App.Opine(v.ctx(), x, v.typed("agrees") == "yes", v.typed("reasons"))
	case "package":
		err = w.App.WritePackage(v.ctx(), x, cessation.Referral{Contact: v.typed("contact"), Counsel: v.typed("counsel"), Client: v.typed("client"), Foreign: v.typed("foreign"), Copy: v.typed("copy"), Ground: v.typed("disclosure"), Lang: v.typed("lang")})
	case "hand":
		if _, err = v.gate(); err == nil {
			err, done = w.App.HandOverMatter(v.ctx(), x), "matter.handed"
		}
	case "outcome":
		err = w.App.NoteOutcome(v.ctx(), x, cessation.Outcome{To: cessation.State(v.typed("to")), On: policy.Day(v.day("outcome_on")), Document: v.typed("document"), Note: v.typed("note")})
	default:
		err = fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err != nil {
		return err
	}
	return v.done(done, matterResultAt, v.value("matter"))
}

type matterWallView struct {
	matterPage
	Edit     *form
	NoLine   bool
	Openings []saying
	Links    []act
}

func (w *Web) matterWall(v *visit) error {
	p, err := v.openMatter("wall")
	if err != nil {
		return err
	}
	view := matterWallView{matterPage: p}
	for _, o := range slices.Backward(p.f.Openings) {
		view.Openings = append(view.Openings, saying{Title: v.T("cessation.wall.is."+o.Wall) + ", " + v.T("cessation.ground.short."+string(o.Ground)), Words: o.Why, Note: v.by(o.By, policy.Mark{At: o.At})})
		if _, ok := p.f.Open(o.ID, v.Actor.Account, w.App.Now()); ok {
			view.Links = append(view.Links, act{v.path(matterWalledAt, p.f.ID, o.ID), v.F("cessation.wall.read", map[string]any{"What": v.T("cessation.wall.is." + o.Wall), "Time": v.Lang.Time(o.Until().UTC())})})
		}
	}
	if v.mayMatter(p, access.OpenWall, cessation.Assessing) {
		if view.NoLine = len(p.f.Lines) == 0; !view.NoLine {
			x := v.matterForm(p, "wall", matterWallAt).final()
			view.Edit, view.Main = x, "wall"
			var grounds []string
			for _, l := range p.f.Lines {
				grounds = append(grounds, string(l.Ground))
			}
			why := x.long("why", "cessation.wall.why", "")
			why.Rows = 3
			x.Fields = []field{x.choice("wall", "cessation.wall.which", "", "cessation.wall.is", cessation.Walls...), x.choice("ground", "cessation.wall.ground", "", "cessation.ground", grounds...), why}
		}
	}
	return v.show("cessation/wall", view)
}

func (w *Web) openMatterWall(v *visit) error {
	if _, err := v.gate(); err != nil {
		return err
	}
	id, err := w.App.OpenWall(v.ctx(), v.matterWrite(), cessation.Opening{Wall: v.typed("wall"), Ground: cessation.Ground(v.typed("ground")), Why: v.typed("why")})
	if err != nil {
		return err
	}
	if id == "" { // the same form again: what it opened stands in the list
		return v.done("matter.opened", matterWallAt, v.value("matter"))
	}
	return v.done("matter.opened", matterWalledAt, v.value("matter"), id)
}

type matterWalledView struct {
	matterPage
	Head, Until string
	Lines       []fact
}

func (w *Web) matterWalled(v *visit) error {
	f, o, lines, err := w.App.ReadWall(v.ctx(), v.Actor, cessation.ID(v.value("matter")), v.value("opening"), v.Lang)
	if err != nil {
		return err
	}
	view := matterWalledView{matterPage: v.matterPage(f), Head: v.T("cessation.wall.is." + o.Wall), Until: v.F("cessation.wall.until", map[string]any{"Time": v.Lang.Time(o.Until().UTC())})}
	for _, l := range lines {
		view.Lines = append(view.Lines, fact{l.Name, l.Value})
	}
	return v.show("cessation/walled", view)
}

type matterGroupView struct {
	matterPage
	Members        []saying
	Appoint, Leave *form
	Tell           *form
	Told           []saying
	Looks, Events  []saying
}

func (w *Web) matterGroup(v *visit) error {
	f, looks, events, err := w.App.MatterTrail(v.ctx(), v.Actor, cessation.ID(v.value("matter")))
	if err != nil {
		return err
	}
	p := v.matterPage(f)
	view := matterGroupView{matterPage: p}
	var readers []option
	for _, m := range f.Group {
		t := saying{Title: w.App.Name(v.ctx(), m.Account) + ", " + v.T("cessation.as."+m.As), Words: m.Why, Note: v.by(m.Named.By, m.Named)}
		if m.Out.Is() {
			t.Title += ", " + v.F("cessation.group.out", map[string]any{"Day": v.Lang.Date(string(policy.DayOf(m.Out.At)))})
		} else if m.As == cessation.AsReader {
			readers = append(readers, option{Value: m.Account, Label: w.App.Name(v.ctx(), m.Account)})
		}
		view.Members = append(view.Members, t)
	}
	if !f.State.Over() && w.App.MayInMatter(v.Actor, access.NameInMatter, f) {
		x := v.matterForm(p, "name", matterGroupAt)
		view.Appoint, view.Main = x, "name"
		var list []option
		seen := map[string]bool{}
		for _, as := range cessation.Places {
			seats, err := w.App.Seats(v.ctx(), f.Case, as)
			if err != nil {
				return err
			}
			for _, s := range seats {
				if !seen[s.ID] {
					seen[s.ID] = true
					list = append(list, option{Value: s.ID, Label: seatWords(v, s)})
				}
			}
		}
		why := x.long("why", "cessation.group.why", "")
		why.Rows = 2
		x.Fields = []field{x.pick(x.one("select", "account", v.T("cessation.group.account"), ""), list...), x.choice("as", "cessation.group.place", "", "cessation.as", cessation.Places...), why}
		if len(readers) > 0 {
			view.Leave = v.matterForm(p, "leave", matterGroupAt)
			view.Leave.Fields = []field{view.Leave.pick(view.Leave.one("select", "leaves", v.T("cessation.group.leaves"), ""), readers...)}
		}
	}
	if !f.State.Over() && w.App.MayInMatter(v.Actor, access.NoteOutcome, f) {
		x := v.matterForm(p, "tell", matterGroupAt)
		view.Tell = x
		what, how := x.long("told_what", "cessation.told.what", ""), x.long("how", "cessation.told.how", "")
		what.Rows, how.Rows = 2, 2
		x.Fields = []field{x.date("consent", "cessation.told.consented", ""), how, x.date("told", "cessation.told.day", ""), what}
	}
	for _, t := range f.Told {
		view.Told = append(view.Told, saying{Title: v.Lang.Date(string(t.On)), Words: t.What, Note: v.F("cessation.told.line", map[string]any{"Day": v.Lang.Date(string(t.Consent)), "How": t.How})})
	}
	for _, l := range looks {
		view.Looks = append(view.Looks, saying{Title: v.T("action." + string(l.Action)), Words: l.Detail, Note: v.by(l.Actor.Account, policy.Mark{At: l.At}) + ", " + v.T("cessation.look."+string(l.Outcome))})
	}
	for _, e := range events {
		view.Events = append(view.Events, saying{Title: v.T("action." + string(e.Action)), Note: v.by(e.Actor.Account, policy.Mark{At: e.At})})
	}
	return v.show("cessation/group", view)
}

func seatWords(v *visit, s app.Account) string {
	name := s.Details.Name
	if name == "" {
		name = s.ID
	}
	return name + ", " + v.T("role."+string(s.Role)) + ", " + v.unit(s.Unit)
}

func (w *Web) changeMatterGroup(v *visit) error {
	var err error
	switch v.posted() {
	case "name":
		err = w.App.NameInMatter(v.ctx(), v.matterWrite(), v.typed("account"), v.typed("as"), v.typed("why"))
	case "leave":
		err = w.App.LeaveMatter(v.ctx(), v.matterWrite(), v.typed("leaves"))
	case "tell":
		err = w.App.TellPartnerOf(v.ctx(), v.matterWrite(), cessation.Told{Consent: policy.Day(v.day("consent")), How: v.typed("how"), On: policy.Day(v.day("told")), What: v.typed("told_what")})
	default:
		err = fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err != nil {
		return err
	}
	if v.posted() == "name" && v.typed("as") == cessation.AsSupervisor { // who gave their place away sees it no more
		return v.done("matter.saved", mattersAt)
	}
	return v.done("matter.saved", matterGroupAt, v.value("matter"))
}

type newMatterView struct {
	page
	Ref    string
	Back   string
	Landed bool
	Edit   *form
}

func (w *Web) newMatter(v *visit) error {
	c, landed, err := w.App.Concern(v.ctx(), v.Actor, v.caseID())
	if err != nil {
		return err
	}
	view := newMatterView{page: v.page("cessation.new.title"), Ref: c.Ref, Back: v.path("/cases/{case}/travel", c.ID), Landed: len(landed) > 0}
	if view.Landed {
		x := v.form("concern", newMatterAt, c.ID)
		view.Edit, view.Main = x, "concern"
		var who []option
		for i := range landed {
			who = append(who, option{Value: landed[i].ID, Label: numbered(&landed[i])})
		}
		seats := func(name, key, as string) (field, error) {
			list, err := w.App.Seats(v.ctx(), c.ID, as)
			var out []option
			for _, s := range list {
				out = append(out, option{Value: s.ID, Label: seatWords(v, s)})
			}
			return x.pick(x.one("select", name, v.T(key), ""), out...), err
		}
		first, err := seats("officer", "cessation.officer", cessation.AsOfficer)
		if err != nil {
			return err
		}
		second, err := seats("second", "cessation.second.label", cessation.AsSupervisor)
		if err != nil {
			return err
		}
		x.Fields = []field{x.pick(x.one("select", "person", v.T("cessation.person"), ""), who...), x.choice("source", "cessation.source", "", "cessation.source.is", cessation.Sources...), x.text("who", "cessation.who", ""),
			x.date("on", "cessation.on", ""), x.long("what", "cessation.what", ""), first, second}
	}
	return v.show("cessation/new", view)
}

func (w *Web) recordConcern(v *visit) error {
	in := cessation.Concern{Source: v.typed("source"), Who: v.typed("who"), On: policy.Day(v.day("on")), What: v.typed("what"), Officer: v.typed("officer"), Second: v.typed("second")}
	id, err := w.App.RecordConcern(v.ctx(), v.write(), v.typed("person"), in)
	if err != nil {
		return err
	}
	if strings.TrimSpace(id) == "" {
		return v.done("matter.recorded", newMatterAt, v.caseID())
	}
	return v.done("matter.open", matterAt, id)
}
