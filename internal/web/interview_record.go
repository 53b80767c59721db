package web

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// The record of an interview: questions left, answers right. The applicant may see this screen, so it has no frame: no
// safety strip, no name, no place (decision 7).

// blankLines is how many empty lines a record offers below those that are written.
const blankLines = 3

type recordView struct {
	page
	Ref      string
	Back     string
	Form     *form
	Clocks   []clockLine
	Head     []field
	Lines    []lineFields
	Concerns []lineFields
	Tail     []field
	SignBy   string
	Opening  []field // before anything else, once the time has come (I-84)
	Reveal   string  // where the word for danger stands, behind the logged reveal
	Held     bool    // its time has come
	Paused   string  // since when it rests
}

// lineFields is one question with its answer, or one concern with the reply and what it bears on.
type lineFields struct {
	N                int
	Question, Answer field
	Codes            *field
	Unexplained      *field // of a concern
	Concern          bool
}

func (w *Web) interviewRecord(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewInterview, "")
	if err != nil {
		return err
	}
	i, ok := itemOf(f.Interviews, v.value("interview"), func(i *casefile.Interview) string { return i.ID })
	if !ok || i.Status != casefile.InterviewBooked && i.Status != casefile.InterviewHeld || i.Officer != v.Actor.Account {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	view := recordView{page: v.page("interview.record.title"), Ref: f.Case.Ref, Back: v.path(interviewAt, f.Case.ID), Clocks: v.clocks(i)}
	view.Current, view.Main = "/interviews", "record"
	view.Title += ", " + f.Case.Ref
	q := v.form("record", recordAt, f.Case.ID, i.ID).of(i.Version)
	view.Form = q
	r := i.Record
	if view.Held = !i.At.After(v.web.App.Now()); view.Held {
		for _, x := range i.Asked() {
			view.Opening = append(view.Opening, q.choice("opening."+x, "interview.opening."+x, i.Opening.Answer(x), "interview.opening."+x+".is", casefile.Well, casefile.Amiss))
		}
		view.Reveal = v.path("/cases/{case}/reveal", f.Case.ID)
	}
	if since := r.Paused(); !since.IsZero() {
		view.Paused = v.Lang.Time(since.UTC())
	}
	view.Head = []field{
		wide(q.text("began", "interview.began", typed(r.Began)), "w-l"),
		wide(q.text("ended", "interview.ended", typed(r.Ended)), "w-l"),
		q.text("present", "interview.present", r.Present),
		q.choice("official", "interview.official", i.Official, "interview.official.is", "en", "fr"),
	}
	if i.Interpreter != "" {
		view.Head = append(view.Head, q.text("understood", "interview.understood", r.Understood))
	}
	view.lay(v, q, r.Lines, v.askable(f, w.App.Sheet(f)))
	reasoning := q.long("reasoning", "interview.reasoning", r.Reasoning)
	view.Tail = []field{reasoning}
	if !r.Began.IsZero() {
		view.SignBy = v.Lang.Date(string(casefile.SignBy(policy.DayOf(r.Began))))
	}
	return v.show("interview/record", view)
}

// lay makes the lines of the record, plain ones first, and leaves room for more. They are numbered through, as the
// rule that checks them numbers them.
func (p *recordView) lay(v *visit, q *form, stored []casefile.QuestionAnswer, codes []option) {
	lines, concerns := sorted(stored)
	if q.again() {
		all := v.recordLines()
		v.renumber(all)
		lines, concerns = sorted(all)
	}
	room := blankLines
	if v.query("more") != "" || v.pressed() == "more" {
		room = 8
	}
	plain, n := len(lines), 0
	for range plain {
		n++
		p.Lines = append(p.Lines, p.line(v, q, n, lines[n-1], nil))
	}
	for _, c := range concerns {
		n++
		p.Concerns = append(p.Concerns, p.line(v, q, n, c, codes))
	}
	for range room {
		n++
		p.Lines = append(p.Lines, p.line(v, q, n, casefile.QuestionAnswer{}, nil))
	}
	n++
	p.Concerns = append(p.Concerns, p.line(v, q, n, casefile.QuestionAnswer{Concern: true}, codes))
}

func (p *recordView) line(v *visit, q *form, n int, l casefile.QuestionAnswer, codes []option) lineFields {
	name := "line." + strconv.Itoa(n) + "."
	label := func(key string) string { return v.F(key, map[string]any{"Number": n}) }
	about := func(x field, key string) field {
		x.Label, x.Hint, x.Rows = label(key), "", 2
		v.labels[x.Name] = x.Label
		return x
	}
	out := lineFields{N: n, Concern: codes != nil || l.Concern}
	question, answer := "interview.line.question", "interview.line.answer"
	if out.Concern {
		question, answer = "interview.line.concern", "interview.line.reply"
	}
	out.Question = about(q.long(name+"question", question, l.Question), question)
	out.Answer = about(q.long(name+"answer", answer, l.Answer), answer)
	if out.Concern {
		c := q.pick(q.many(name+"codes", "interview.line.codes", l.Codes, "interview.line.codes"), append([]option(nil), codes...)...)
		c.Label = label("interview.line.codes")
		v.labels[c.Name] = c.Label
		out.Codes = &c
		u := q.tick(name+"unexplained", "interview.line.unexplained", l.Unexplained)
		u.Options[0].Label = label("interview.line.unexplained")
		v.labels[u.Name] = u.Options[0].Label
		out.Unexplained = &u
	}
	return out
}

// sorted puts plain lines before concerns, each in their order.
func sorted(all []casefile.QuestionAnswer) (lines, concerns []casefile.QuestionAnswer) {
	for _, l := range all {
		if l.Concern {
			concerns = append(concerns, l)
		} else {
			lines = append(lines, l)
		}
	}
	return lines, concerns
}

// recordLines are the lines that were posted, empty ones left out.
func (v *visit) recordLines() []casefile.QuestionAnswer {
	var out []casefile.QuestionAnswer
	for n := 1; n <= 400; n++ {
		name := "line." + strconv.Itoa(n) + "."
		if _, sent := v.Typed[name+"question"]; !sent {
			continue
		}
		l := casefile.QuestionAnswer{Question: v.typed(name + "question"), Answer: v.typed(name + "answer"), Codes: v.Typed[name+"codes"], Concern: v.typed(name+"concern") == "yes"}
		l.Unexplained = l.Concern && v.typed(name+"unexplained") == "yes"
		if l.Question != "" || l.Answer != "" || len(l.Codes) > 0 {
			out = append(out, l)
		}
	}
	lines, concerns := sorted(out)
	return append(lines, concerns...)
}

// renumber brings the posted lines to the numbers that the rule will use for them, so that what is wrong stands beside
// the line that it concerns when the page is shown again.
func (v *visit) renumber(lines []casefile.QuestionAnswer) {
	for name := range v.Typed {
		if strings.HasPrefix(name, "line.") {
			delete(v.Typed, name)
		}
	}
	for n, l := range lines {
		name := "line." + strconv.Itoa(n+1) + "."
		v.Typed[name+"question"], v.Typed[name+"answer"] = []string{l.Question}, []string{l.Answer}
		if l.Concern {
			v.Typed[name+"concern"], v.Typed[name+"codes"] = []string{"yes"}, l.Codes
			if l.Unexplained {
				v.Typed[name+"unexplained"] = []string{"yes"}
			}
		}
	}
}

func (w *Web) saveRecord(v *visit) error {
	write := v.write() // over the bytes as they came
	lines := v.recordLines()
	v.renumber(lines)
	in := casefile.Interview{ID: v.value("interview"), Version: v.version(), Official: v.typed("official")}
	var err error
	in.Record = casefile.Record{Present: v.typed("present"), Understood: v.typed("understood"), Reasoning: v.typed("reasoning"), Lines: lines}
	if in.Record.Began, err = v.instant("began"); err != nil {
		return err
	}
	if in.Record.Ended, err = v.instant("ended"); err != nil {
		return err
	}
	for _, x := range casefile.OpeningQuestions {
		in.Opening = in.Opening.Answered(x, v.typed("opening."+x))
	}
	act := w.App.SaveInterviewRecord
	switch v.pressed() {
	case "sign":
		act = w.App.SignInterviewRecord
	case "pause":
		act = w.App.PauseInterview
	case "unsafe":
		act = w.App.StopInterview
	}
	if _, err := act(v.ctx(), write, in); err != nil {
		return err
	}
	switch {
	case v.pressed() == "unsafe" || in.Opening.Unsafe():
		return v.done("interview.unsafe", interviewAt, v.caseID())
	case v.pressed() == "sign":
		return v.done("interview.signed", interviewAt, v.caseID())
	}
	to := v.path(recordAt, v.caseID(), v.value("interview")) + "?" + url.Values{"done": {"interview.saved"}}.Encode()
	if v.pressed() == "more" {
		to += "&more=1#record-lines"
	}
	return v.see(to)
}

// instant is a time that was typed in UTC; nothing typed is no time.
func (v *visit) instant(name string) (time.Time, error) {
	s := v.typed(name)
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(typedTime, s)
	if err != nil {
		var c fault.Check
		c.Add(name, "interview.when.format")
		return t, c.Err("interview.record.wrong")
	}
	return t, nil
}

// typed is an instant as it is typed.
func typed(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(typedTime)
}
