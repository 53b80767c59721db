package web

import (
	"slices"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// What the operations centre asks the partner for (B4), and the partner's answer (ux task 2); and what partner, operations
// centre and office ask one another about a case (I-76).

const (
	partnerQuestionsAt = "/referrals/{case}/questions"
	intakeQuestionsAt  = "/intake/{case}/questions"
	caseQuestionsAt    = "/cases/{case}/questions"
)

type questionsView struct {
	page
	Rows []questionRow
	More bool // and others, which follow once these are answered
}

type questionRow struct {
	At, Ref, Name, Since, What string
	Late                       bool
}

// questions is the partner's list of what it was asked and has not answered, oldest first.
func (w *Web) questions(v *visit) error {
	p := questionsView{page: v.page("question.list.title")}
	var err error
	if p.Rows, p.More, err = v.openQuestions(); err != nil {
		return err
	}
	return v.show("question/list", p)
}

// openQuestions are the partner's referrals about which something was asked, the longest first, and then the answers to what it
// asked.
func (v *visit) openQuestions() (out []questionRow, more bool, err error) {
	list, err := v.web.App.List(v.ctx(), v.Actor, access.ListReferrals, app.Query{States: []casefile.State{casefile.InformationAsked}, Limit: pageRows})
	if err != nil {
		return nil, false, err
	}
	for i := range list {
		c := &list[i]
		out = append(out, questionRow{At: v.path(partnerQuestionsAt, c.ID), Ref: c.Ref, Name: c.Summary.Name, Since: string(c.Since), What: v.T("question.turn.answer")})
	}
	asked, more, err := v.askedRows()
	return append(out, asked...), more || len(list) == pageRows, err
}

// askedRows are the cases in which it is the reader's turn, to answer or to read an answer.
func (v *visit) askedRows() (out []questionRow, more bool, err error) {
	list, more, err := v.web.App.Asked(v.ctx(), v.Actor, pageRows)
	at := caseQuestionsAt
	switch app.SideOf(v.Actor.Role) {
	case casefile.PartnerSide:
		at = partnerQuestionsAt
	case casefile.IntakeSide:
		at = intakeQuestionsAt
	}
	for i := range list {
		x := &list[i]
		r := questionRow{At: v.path(at, x.Case.ID), Ref: x.Case.Ref, Name: x.Case.Summary.Name, What: v.F("question.turn.read", map[string]any{"Side": v.T("question.side." + string(x.To))})}
		if !x.Answered {
			r.Since, r.Late = v.Lang.Date(string(x.Due)), x.Due < v.web.App.Today()
			r.What = v.F("question.turn.asked", map[string]any{"Side": v.T("question.side." + string(x.From))})
		}
		out = append(out, r)
	}
	return out, more, err
}

type questionView struct {
	page
	Ref       string
	Open      *askedLine
	Past      []askedLine
	Edit      *form
	Documents string // where papers are added, "" when there is no such page
	exchange
}

func (w *Web) question(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewReferral, "")
	if err != nil {
		return err
	}
	p := questionView{page: v.page("question.title"), Ref: f.Case.Ref}
	p.Title += ", " + f.Case.Ref
	p.Current = "/questions"
	for _, x := range f.Requests {
		l := v.asked(f, x)
		if !x.Open() {
			p.Past = append(p.Past, l)
			continue
		}
		p.Open = &l
		if !w.App.May(v.Actor, access.AnswerQuestion, f.Case) {
			continue // the question is shown, and its answer is for others
		}
		p.Main, p.Edit = "answer", v.form("answer", "/referrals/{case}/questions", f.Case.ID).of(x.Version)
		p.Edit.Fields = []field{p.Edit.long("answer", "question.answer", "")}
	}
	if app.PapersAsked(f.Case) {
		p.Documents = v.path("/referrals/{case}/documents", f.Case.ID)
	}
	p.exchange = v.exchange(f, partnerQuestionsAt, p.Edit != nil)
	return v.show("question/answer", p)
}

func (w *Web) answerQuestion(v *visit) error {
	switch v.pressed() {
	case "ask", "reply", "note":
		return w.exchangeQuestion(v)
	}
	if err := w.App.AnswerRequest(v.ctx(), v.write(), v.version(), v.typed("answer")); err != nil {
		return err
	}
	return v.done("question.answered", "/questions")
}

// exchange is what the sides of a case asked one another, the newest first, with the reader's own acts.
type exchange struct {
	Lines []questionLine
	Ask   *form
}

type questionLine struct {
	ID, Head, Words, By, Stamp, When string
	Due                              string
	State, Tag                       string
	Answer, AnswerBy                 string
	AnswerStamp, Answered            string
	Within                           bool
	Reply, Note                      *form
}

// questionWho is who wrote: the partner is told the place and not the person.
func (v *visit) questionWho(s casefile.Side, account string) string {
	if side := app.SideOf(v.Actor.Role); s == casefile.PartnerSide || side != casefile.PartnerSide {
		return v.F("question.by", map[string]any{"Side": v.T("question.side." + string(s)), "Name": v.web.App.Name(v.ctx(), account)})
	}
	return v.T("question.side." + string(s))
}

// exchange lays it out. The plain id of the answer's field, to which the summary of what is wrong leads, is that of the form that
// was posted; taken says that another form of the page has it.
func (v *visit) exchange(f *app.File, at string, taken bool) (x exchange) {
	plain := v.typed("question")
	if plain == "" && taken {
		plain = "taken"
	}
	side := app.SideOf(v.Actor.Role)
	all := append(slices.Clone(f.Questions), f.Within...)
	slices.SortStableFunc(all, func(a, b casefile.Question) int { return b.At.Compare(a.At) })
	for i := range all {
		q := &all[i]
		l := questionLine{ID: q.ID, Words: q.Words, Within: q.Within(), Head: v.F("question.head", map[string]any{"From": v.T("question.side." + string(q.From)), "To": v.T("question.side." + string(q.To))}),
			By: v.questionWho(q.From, q.By), When: v.clockTime(q.At), Stamp: q.At.UTC().Format("2006-01-02T15:04Z"), Due: v.Lang.Date(string(q.Due)), State: v.T("question.state.open"), Tag: "tag-warn"}
		may, reads := access.AnswerAsked, access.NoteAnswer
		if l.Within {
			may = access.AnswerWithin
		}
		begin := func(name string) *form { return v.form(name+"-"+q.ID, at, f.Case.ID).of(q.Version) }
		switch {
		case !q.Open():
			l.Answer, l.AnswerBy, l.Answered, l.AnswerStamp = q.Answer, v.questionWho(q.To, q.AnsweredBy), v.clockTime(q.Answered), q.Answered.UTC().Format("2006-01-02T15:04Z")
			l.State, l.Tag, l.Due = v.T("question.state.answered"), "tag-ok", ""
			if q.From == side && !q.Over() && v.web.App.May(v.Actor, reads, f.Case) {
				l.State, l.Note = v.T("question.state.unread"), begin("note")
			}
		case q.Due < v.web.App.Today():
			l.State, l.Tag = v.T("question.state.late"), "tag-stop"
		}
		if q.Open() && q.To == side && v.web.App.May(v.Actor, may, f.Case) {
			l.Reply = begin("reply")
			words := l.Reply.long("answer", "question.answer", "")
			if plain == "" || plain == q.ID {
				plain = q.ID
			} else {
				words.ID += "-" + q.ID
			}
			l.Reply.Fields = []field{words}
		}
		x.Lines = append(x.Lines, l)
	}
	if whom := v.web.App.AskWhom(v.Actor, f.Case); len(whom) > 0 {
		x.Ask = v.form("ask", at, f.Case.ID)
		var sides []string
		for _, s := range whom {
			sides = append(sides, string(s))
		}
		was := ""
		if len(sides) == 1 {
			was = sides[0]
		}
		words := x.Ask.long("words", "question.words", "")
		words.Rows = 4
		x.Ask.Fields = []field{x.Ask.choice("to", "question.to", was, "question.side", sides...), words, x.Ask.date("due", "question.due", "")}
	}
	return x
}

// waits is how many questions and answers of a case wait for the reader's side.
func (v *visit) waits(c casefile.Case) (n int) {
	for _, x := range c.Summary.Asked {
		if x.Waits(app.SideOf(v.Actor.Role)) {
			n++
		}
	}
	return n
}

// waiting is the same in words, "" for none.
func (v *visit) waiting(c casefile.Case) string {
	if n := v.waits(c); n > 0 {
		return v.N("question.waiting", n, nil)
	}
	return ""
}

type exchangeView struct {
	casePage
	Ref, Back string // of the operations centre, which has no frame of the case
	exchange
}

func (w *Web) caseQuestions(v *visit) error {
	f, p, err := v.openCase(access.ViewCase, "question.exchange.title")
	if err != nil {
		return err
	}
	x := exchangeView{casePage: p, Ref: f.Case.Ref, exchange: v.exchange(f, caseQuestionsAt, false)}
	return v.show("question/exchange", x)
}

func (w *Web) intakeQuestions(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewIntake, "")
	if err != nil {
		return err
	}
	x := exchangeView{casePage: casePage{page: v.page("question.exchange.title")}, Ref: f.Case.Ref, Back: v.path("/intake/{case}", f.Case.ID), exchange: v.exchange(f, intakeQuestionsAt, false)}
	x.Title += ", " + f.Case.Ref
	x.Current = "/intake"
	return v.show("question/exchange", x)
}

// exchangeQuestion asks, answers, or notes that an answer was read.
func (w *Web) exchangeQuestion(v *visit) error {
	id, within := v.typed("question"), v.typed("within") != ""
	var err error
	done := "question.sent"
	switch v.pressed() {
	case "ask":
		_, err = w.App.AskQuestion(v.ctx(), v.write(), casefile.Question{To: casefile.Side(v.typed("to")), Words: v.typed("words"), Due: policy.Day(v.day("due"))})
	case "reply":
		done = "question.answered"
		_, err = w.App.ReplyQuestion(v.ctx(), v.write(), id, v.version(), within, v.typed("answer"))
	case "note":
		done = "question.read"
		_, err = w.App.NoteAnswer(v.ctx(), v.write(), id, v.version(), within)
	default:
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err != nil {
		return err
	}
	return v.done(done, v.route.pattern, v.caseID())
}
