package web

import (
	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
)

// What the operations centre asks the partner for (B4), and the partner's answer (ux task 2).

type questionsView struct {
	page
	Rows []questionRow
}

type questionRow struct{ At, Ref, Name, Since string }

// questions is the partner's list of what it was asked and has not answered, oldest first.
func (w *Web) questions(v *visit) error {
	p := questionsView{page: v.page("question.list.title")}
	var err error
	if p.Rows, err = v.openQuestions(); err != nil {
		return err
	}
	return v.show("question/list", p)
}

// openQuestions are the partner's referrals about which something was asked, the longest first.
func (v *visit) openQuestions() (out []questionRow, err error) {
	list, err := v.web.App.List(v.ctx(), v.Actor, access.ListReferrals, app.Query{States: []casefile.State{casefile.InformationAsked}, Limit: pageRows})
	for i := range list {
		c := &list[i]
		out = append(out, questionRow{At: v.path("/referrals/{case}/questions", c.ID), Ref: c.Ref, Name: c.Summary.Name, Since: string(c.Since)})
	}
	return out, err
}

type questionView struct {
	page
	Ref       string
	Open      *askedLine
	Past      []askedLine
	Edit      *form
	Documents string // where papers are added, "" when there is no such page
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
	if p.Edit != nil && w.routes["GET /referrals/{case}/documents"] != nil {
		p.Documents = v.path("/referrals/{case}/documents", f.Case.ID)
	}
	return v.show("question/answer", p)
}

func (w *Web) answerQuestion(v *visit) error {
	if err := w.App.AnswerRequest(v.ctx(), v.write(), v.version(), v.typed("answer")); err != nil {
		return err
	}
	return v.done("question.answered", "/questions")
}
