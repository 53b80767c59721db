package web

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
)

// Concerns put in writing: the office's list and letters, written, signed, answered and assessed; and the
// partner's page on which the answer, or a request for more time, is sent.

const (
	concernsAt      = "/cases/{case}/concerns"
	concernAt       = concernsAt + "/{letter}"
	concernSignAt   = concernAt + "/sign"
	messageAnswerAt = messageAt + "/answer"

	newLetter = "new" // in the address, of a letter that is not kept yet
)

type concernsView struct {
	casePage
	Rows  []concernsLine
	Write string // address where a letter is begun or gone on with, "" for who writes none
	Words string
}

type concernsLine struct{ At, Name, Stage, Tag, Due string }

var hearingTags = map[casefile.HearingStage]string{casefile.HearingOwed: "tag-warn", casefile.HearingSent: "tag-info", casefile.HearingAsked: "tag-warn", casefile.HearingRunning: "tag-info",
	casefile.HearingReplied: "tag-warn", casefile.HearingEnded: "tag-warn", casefile.HearingAssessed: "tag-ok"}

// puts says whether the reader is the officer who puts concerns, where the case stands.
func (v *visit) puts(f *app.File) bool {
	s := f.Case.State
	return casefile.MilestoneOf(s) == casefile.InAssessment && s != casefile.Accepted && v.web.App.May(v.Actor, access.PutConcerns, f.Case)
}

func (w *Web) concerns(v *visit) error {
	f, p, err := v.openCase(access.ViewDecision, "fairness.title")
	if err != nil {
		return err
	}
	view, today := concernsView{casePage: p}, w.App.Today()
	if v.puts(f) {
		view.Write, view.Words = v.path(concernAt, f.Case.ID, newLetter), v.T("fairness.new")
	}
	for _, h := range app.Hearings(f) {
		at := h.Stage(today)
		l := concernsLine{At: v.path(concernAt, f.Case.ID, h.Letter.ID), Name: v.Lang.Date(string(policy.DayOf(h.Letter.Drafted))), Stage: v.T("fairness.stage." + string(at)), Tag: hearingTags[at], Due: v.Lang.Date(string(h.Due()))}
		if !h.Letter.SignedAt.IsZero() {
			l.Name = v.Lang.Date(string(policy.DayOf(h.Letter.SignedAt)))
		}
		if at == casefile.HearingDraft && view.Write != "" {
			view.Write, view.Words = l.At, v.T("fairness.go_on")
		}
		view.Rows = append([]concernsLine{l}, view.Rows...)
	}
	return v.show("fairness/list", view)
}

type concernView struct {
	casePage
	Form     *form // to write the letter
	Concerns []concernFields
	Tail     []field
	Facts    []fact
	Stage    string
	Tag      string
	Letters  []letterView
	Notice   string // address where it is sent and proven
	Answers  []answerLine
	Judged   []judgedLine
	Silent   bool
	Time     *form
	Enter    *form
	Withdraw *form
}

// concernFields is one concern as it is written.
type concernFields struct {
	Title  string
	Fields []field
}

// answerLine is a reply or a request as pages show it.
type answerLine struct {
	What, From, On, Text string
	Notes                []string
	Papers               []entry
	State, Tag, Why      string
}

// judgedLine is one concern with what was found of it.
type judgedLine struct {
	ID              string
	Title, For      string
	Essence, Held   string
	Found, Tag, Why string
	By              string
	Stale           bool
	Form            *form
}

func (w *Web) concern(v *visit) error {
	f, p, err := v.openCase(access.ViewDecision, "fairness.one")
	if err != nil {
		return err
	}
	view := concernView{casePage: p}
	h := casefile.Hearing{Letter: casefile.FairLetter{Status: casefile.FairnessDraft}}
	if id := v.value("letter"); id != newLetter {
		if h, err = app.HearingOf(f, id); err != nil {
			return err
		}
	} else if !v.puts(f) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	at := h.Stage(w.App.Today())
	view.Stage, view.Tag = v.T("fairness.stage."+string(at)), hearingTags[at]
	switch {
	case at == casefile.HearingDraft && v.puts(f):
		v.writeLetter(&view, f, h.Letter)
	case at == casefile.HearingDraft:
		if view.Letters, err = v.previews(f, h.Letter); err != nil {
			return err
		}
	default:
		err = v.hearing(&view, f, h, at)
	}
	if err != nil {
		return err
	}
	return v.show("fairness/one", view)
}

// previews are a letter in both languages, as it would go out.
func (v *visit) previews(f *app.File, x casefile.FairLetter) (out []letterView, err error) {
	for _, l := range i18n.Langs {
		p, err := v.web.App.PreviewConcerns(v.ctx(), f, x, l)
		if err != nil {
			return nil, err
		}
		out = append(out, v.letterView(p, l))
	}
	return out, nil
}

// writeLetter lays out the form of a letter: what is written, and room for one concern more.
func (v *visit) writeLetter(view *concernView, f *app.File, x casefile.FairLetter) {
	id := x.ID
	if id == "" {
		id = newLetter
	}
	q := v.form("concerns", concernAt, f.Case.ID, id).of(x.Version)
	view.Form, view.Main = q, "concerns"
	stored := x.Concerns
	if q.again() {
		stored = v.letterTyped().Concerns
		v.renumberConcerns(stored)
	}
	codes := v.askable(f, view.Frame.Sheet) // what is open or against the applicant comes first
	for i := range view.Frame.Sheet.Lines {
		l := &view.Frame.Sheet.Lines[i]
		if l.Closed == "" && !slices.ContainsFunc(codes, func(o option) bool { return o.Value == l.Criterion }) {
			codes = append(codes, option{Value: l.Criterion, Label: v.criterion(f, l.Criterion)})
		}
	}
	var persons []option
	for _, x := range people.InCase(f.Persons) {
		persons = append(persons, option{Value: x.ID, Label: numbered(&x)})
	}
	for n := range len(stored) + 1 {
		var c casefile.Concern
		if n < len(stored) {
			c = stored[n]
		}
		view.Concerns = append(view.Concerns, v.concernFields(q, f, n, c, slices.Clone(codes), slices.Clone(persons)))
	}
	days := ""
	if x.Days != 0 {
		days = strconv.Itoa(x.Days)
	}
	d := opt(wide(q.text("days", "fairness.days.label", days), "w-s"))
	d.Kind = "number"
	shorter := opt(q.long("shorter", "fairness.shorter", x.Shorter))
	shorter.Rows = 2
	view.Tail = []field{d, shorter}
}

func (v *visit) concernFields(q *form, f *app.File, n int, c casefile.Concern, codes, persons []option) concernFields {
	number := map[string]any{"Number": n + 1}
	name := "concern." + strconv.Itoa(n+1) + "."
	done := func(x field, key string) field {
		x.Label = v.F("fairness.label."+key, number)
		if i18n.Has("fairness.hint." + key) {
			x.Hint = v.T("fairness.hint." + key)
		}
		v.labels[x.Name] = x.Label
		return x
	}
	long := func(key, stored string, rows int) field {
		x := q.long(name+key, "fairness.title", stored)
		x.Rows = rows
		return done(x, key)
	}
	for _, code := range c.Codes { // what was chosen stays, also when the worksheet asks it no more
		if !slices.ContainsFunc(codes, func(o option) bool { return o.Value == code }) {
			codes = append(codes, option{Value: code, Label: v.criterion(f, code)})
		}
	}
	person := q.one("select", name+"person", "", c.Person)
	person.Options = persons
	for i := range person.Options {
		person.Options[i].On = person.Options[i].Value == person.Value
	}
	return concernFields{Title: v.F("fairness.concern", number), Fields: []field{
		done(q.pick(q.many(name+"codes", "fairness.title", c.Codes, ""), codes...), "codes"),
		opt(done(person, "person")),
		long("essence", c.Essence, 3),
		long("facts", c.Facts, 3),
		done(q.many(name+"sources", "fairness.title", strs(c.Sources), "fairness.source.is", strs(casefile.SourceKinds)...), "sources"),
		opt(done(q.text(name+"held", "fairness.title", c.Held), "held")),
		long("papers", c.Papers, 2),
	}}
}

// letterTyped is the letter as it was posted, concerns without a word left out.
func (v *visit) letterTyped() casefile.FairLetter {
	x := casefile.FairLetter{Shorter: v.typed("shorter"), Version: v.version()}
	if id := v.value("letter"); id != newLetter {
		x.ID = id
	}
	for n := 1; n <= 50; n++ {
		name := "concern." + strconv.Itoa(n) + "."
		if _, sent := v.Typed[name+"essence"]; !sent {
			continue
		}
		c := casefile.Concern{Codes: v.Typed[name+"codes"], Person: v.typed(name + "person"), Essence: v.typed(name + "essence"), Facts: v.typed(name + "facts"), Papers: v.typed(name + "papers"), Held: v.typed(name + "held")}
		for _, s := range v.Typed[name+"sources"] {
			c.Sources = append(c.Sources, casefile.SourceKind(s))
		}
		if len(c.Codes)+len(c.Sources) > 0 || c.Person+c.Essence+c.Facts+c.Papers+c.Held != "" {
			x.Concerns = append(x.Concerns, c)
		}
	}
	return x
}

// renumberConcerns brings the posted concerns to the numbers that the rule uses for them, so that what is wrong stands
// beside the concern that it is about.
func (v *visit) renumberConcerns(list []casefile.Concern) {
	for name := range v.Typed {
		if strings.HasPrefix(name, "concern.") {
			delete(v.Typed, name)
		}
	}
	for n, c := range list {
		name := "concern." + strconv.Itoa(n+1) + "."
		for key, value := range map[string]string{"person": c.Person, "essence": c.Essence, "facts": c.Facts, "papers": c.Papers, "held": c.Held} {
			v.Typed[name+key] = []string{value}
		}
		v.Typed[name+"codes"], v.Typed[name+"sources"] = c.Codes, strs(c.Sources)
	}
}

// apart keeps the ids of a form's fields from those of another form on the page. The form that was posted keeps its own:
// the summary of what is wrong leads to them.
func (f *form) apart(fields []field) []field {
	if f.v.Typed.Get("form") == f.Name {
		return fields
	}
	for i := range fields {
		x := &fields[i]
		x.ID += "-" + f.Name
		for j := range x.Options {
			if x.Options[j].ID != "" {
				x.Options[j].ID += "-" + f.Name
			}
		}
	}
	return fields
}

// hearing lays out a signed letter: as it went out, what came back, what was found, and what the reader may do.
func (v *visit) hearing(view *concernView, f *app.File, h casefile.Hearing, at casefile.HearingStage) error {
	add := func(key, value string) {
		if value != "" {
			view.Facts = append(view.Facts, fact{v.T(key), value})
		}
	}
	x, n := h.Letter, h.Notice
	add("fairness.signed", v.F("fairness.judge.by", map[string]any{"Name": v.web.App.Name(v.ctx(), x.By), "At": v.Lang.DateTime(x.SignedAt.UTC())}))
	add("fairness.told", v.proof(n.Proof))
	switch due := h.Due(); {
	case due != "":
		add("fairness.due", v.Lang.Date(string(due)))
	case at == casefile.HearingSent || at == casefile.HearingOwed:
		add("fairness.due", v.T("fairness.due.none"))
	}
	add("fairness.withdrawn.why", x.Why)
	if n.ID != "" && at != casefile.HearingWithdrawn {
		view.Notice = v.path(noticeAt, f.Case.ID, n.ID)
	}
	if n.Text != "" {
		view.Letters = []letterView{{Kind: string(n.Kind), To: v.T("notice.to." + string(n.To)), Subject: n.Subject, Lang: i18n.Lang(n.Language), Nodes: app.ReadLetter(n.Text), PDF: v.path(letterAt, f.Case.ID, n.ID)}}
	} else {
		var err error
		if view.Letters, err = v.previews(f, x); err != nil {
			return err
		}
	}
	view.Answers = v.answerLines(f, h, "/cases/{case}/documents/{document}")
	puts := v.puts(f)
	judges := puts && (at == casefile.HearingReplied || at == casefile.HearingEnded || at == casefile.HearingAssessed)
	view.Silent = judges && len(h.Replies()) == 0 && at != casefile.HearingAssessed
	for i := range x.Concerns {
		view.Judged = append(view.Judged, v.judgedLine(f, h, i, judges))
	}
	if a := slices.IndexFunc(h.Answers, casefile.Answer.Open); a >= 0 && puts {
		q := v.form("time", concernAt, f.Case.ID, x.ID).of(h.Answers[a].Version)
		q.Fields = q.apart([]field{q.date("until", "fairness.time.new", ""), opt(q.long("why", "fairness.time.words", ""))})
		view.Time = q
	}
	if view.Time == nil && !n.SentAt.IsZero() && f.Case.Summary.Answering && v.web.App.May(v.Actor, access.AnswerConcerns, f.Case) {
		q := v.form("enter", concernAt, f.Case.ID, x.ID)
		fields := []field{q.choice("what", "fairness.kind", "", "fairness.answer", string(casefile.AnswerReply), string(casefile.AnswerTime)), q.date("on", "fairness.on", "")}
		q.Fields = q.apart(append(fields, v.replyFields(q, f, "")...))
		view.Enter = q
	}
	if puts && x.Status == casefile.FairnessSigned && h.Told() == "" && len(h.Answers) == 0 {
		q := v.form("withdraw", concernAt, f.Case.ID, x.ID).final().of(x.Version)
		q.Fields = q.apart([]field{q.long("why", "fairness.withdraw.words", "")})
		view.Withdraw = q
	}
	return nil
}

// replyFields ask for an answer: from whom, its words, the documents that came since a day, and whether more follows.
func (v *visit) replyFields(q *form, f *app.File, since policy.Day) []field {
	out := []field{q.choice("from", "fairness.from", "", "fairness.from.is", casefile.AnswersFrom...), q.long("text", "fairness.text", "")}
	var papers []option
	for i := range f.Documents {
		if d := &f.Documents[i]; d.Removed == "" && d.Added >= since {
			papers = append(papers, option{Value: d.ID, Label: v.F("assessment.form.document_kind", map[string]any{"Number": strconv.Itoa(i + 1), "Kind": v.documentName(*d)})})
		}
	}
	if len(papers) > 0 {
		out = append(out, opt(q.pick(q.many("papers", "fairness.reply_papers", nil, ""), papers...)))
	}
	return append(out, q.tick("whole", "fairness.whole", false))
}

func (v *visit) answerLines(f *app.File, h casefile.Hearing, at string) (out []answerLine) {
	for _, a := range h.Answers {
		l := answerLine{What: v.T("fairness.answer." + string(a.What)), From: v.T("fairness.from.is." + a.From), On: v.Lang.Date(string(a.On)), Text: a.Text, Why: a.Refused}
		note := func(yes bool, key string) {
			if yes {
				l.Notes = append(l.Notes, v.T(key))
			}
		}
		note(a.What == casefile.AnswerReply && h.Late(a), "fairness.answer.late")
		note(a.Office, "fairness.answer.office")
		note(a.Page, "fairness.answer.page")
		note(a.Whole, "fairness.answer.whole.said")
		for i := range f.Documents {
			if d := &f.Documents[i]; slices.Contains(a.Papers, d.ID) && d.Removed == "" {
				l.Papers = append(l.Papers, entry{At: v.path(at, f.Case.ID, d.ID), Words: v.documentName(*d)})
			}
		}
		switch {
		case a.What != casefile.AnswerTime:
		case a.Open():
			l.State, l.Tag = v.T("fairness.answer.waits"), "tag-warn"
		case a.Granted != "":
			l.State, l.Tag = v.F("fairness.answer.granted", map[string]any{"Day": a.Granted}), "tag-ok"
		default:
			l.State = v.T("fairness.answer.refused")
		}
		out = append(out, l)
	}
	return out
}

func (v *visit) judgedLine(f *app.File, h casefile.Hearing, n int, judges bool) judgedLine {
	c := h.Letter.Concerns[n]
	var titles []string
	for _, code := range c.Codes {
		titles = append(titles, v.criterion(f, code))
	}
	l := judgedLine{ID: "c-" + strconv.Itoa(n+1), Title: strings.Join(titles, "; "), For: v.names(f, []string{c.Person}), Essence: c.Essence, Held: c.Held}
	if j := c.Found; j != nil {
		l.Found, l.Tag, l.Why = v.T("fairness.allayed.is.no"), "tag-warn", j.Why
		if j.Allayed {
			l.Found, l.Tag = v.T("fairness.allayed.is.yes"), "tag-ok"
		}
		l.By = v.F("fairness.judge.by", map[string]any{"Name": v.web.App.Name(v.ctx(), j.By), "At": v.Lang.DateTime(j.At.UTC())})
		l.Stale = !h.Judged(n)
	}
	if judges {
		q := v.form("judge-"+strconv.Itoa(n+1), concernAt, f.Case.ID, h.Letter.ID).of(h.Letter.Version)
		q.Fields = q.apart([]field{q.choice("allayed", "fairness.allayed", "", "fairness.allayed.is", people.Yes, people.No), q.long("why", "fairness.judge.words", "")})
		l.Form = q
	}
	return l
}

// actOnConcern takes what was posted on the page of a letter.
func (w *Web) actOnConcern(v *visit) error {
	id := v.value("letter")
	which := v.posted()
	if n, ok := strings.CutPrefix(which, "judge-"); ok {
		return w.judgeConcern(v, id, n)
	}
	switch which {
	case "concerns":
		return w.saveLetter(v)
	case "time":
		return w.giveTime(v, id)
	case "enter":
		in := v.answerTyped(id)
		in.What, in.On = casefile.AnswerKind(v.typed("what")), policy.Day(v.day("on"))
		if in.What != casefile.AnswerReply && in.What != casefile.AnswerTime {
			var c fault.Check
			c.Add("what", "ask.choice")
			return c.Err("fairness.answer.wrong")
		}
		if _, err := w.App.AnswerConcerns(v.ctx(), v.write(), in); err != nil {
			return err
		}
		return v.done("fairness.entered", concernAt, v.caseID(), id)
	case "withdraw":
		if _, err := w.App.WithdrawConcerns(v.ctx(), v.write(), id, v.version(), v.typed("why")); err != nil {
			return err
		}
		return v.done("fairness.withdrawn", concernAt, v.caseID(), id)
	}
	return fault.New(fault.Unusable, "frame.error.unusable")
}

func (w *Web) saveLetter(v *visit) error {
	write := v.write() // over the bytes as they came
	in := v.letterTyped()
	if s := v.typed("days"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			n = -1 // the rule says what is wrong with it
		}
		in.Days = n
	}
	id, err := w.App.DraftConcerns(v.ctx(), write, in)
	if err != nil {
		return err
	}
	if v.pressed() == "preview" {
		return v.redirect(concernSignAt, v.caseID(), id)
	}
	return v.done("fairness.saved", concernAt, v.caseID(), id)
}

func (w *Web) giveTime(v *visit, id string) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewDecision, "")
	if err != nil {
		return err
	}
	h, err := app.HearingOf(f, id)
	if err != nil {
		return err
	}
	a := slices.IndexFunc(h.Answers, casefile.Answer.Open)
	if a < 0 {
		return fault.Stop("A-59", "fairness.time.answered")
	}
	until, why := policy.Day(v.day("until")), ""
	if v.pressed() == "refuse" {
		until, why = "", v.typed("why")
	} else if until == "" {
		until = "0" // asked for: the rule says that a day is missing
	}
	if _, err := w.App.GiveTime(v.ctx(), v.write(), h.Answers[a].ID, v.version(), until, why); err != nil {
		return err
	}
	return v.done("fairness.time", concernAt, v.caseID(), id)
}

func (w *Web) judgeConcern(v *visit, id, number string) error {
	n, err := strconv.Atoi(number)
	if err != nil {
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if a := v.typed("allayed"); a != people.Yes && a != people.No {
		var c fault.Check
		c.AddRule("allayed", "fairness.judge.choose", "A-60")
		return c.Err("fairness.judge.wrong")
	}
	if _, err := w.App.AssessConcern(v.ctx(), v.write(), id, v.version(), n-1, v.typed("allayed") == people.Yes, v.typed("why")); err != nil {
		return err
	}
	return v.done("fairness.judged", concernAt, v.caseID(), id)
}

// answerTyped is an answer as it was posted.
func (v *visit) answerTyped(letter string) casefile.Answer {
	return casefile.Answer{Letter: letter, From: v.typed("from"), Text: v.typed("text"), Papers: v.Typed["papers"], Whole: v.typed("whole") == "yes"}
}

type concernSignView struct {
	casePage
	Form    *form
	Back    string
	Missing []string
	Letters []letterView
}

// signConcernPage is the letter as it will go out, in both languages, what it lacks, and the signature.
func (w *Web) signConcernPage(v *visit) error {
	f, p, err := v.openCase(access.ViewDecision, "fairness.sign.title")
	if err != nil {
		return err
	}
	h, err := app.HearingOf(f, v.value("letter"))
	if err != nil {
		return err
	}
	x := h.Letter
	if x.Status != casefile.FairnessDraft || !v.puts(f) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	view := concernSignView{casePage: p, Back: v.path(concernAt, f.Case.ID, x.ID)}
	var lacks *fault.Error
	if errors.As(w.App.ReadyConcerns(f, x), &lacks) {
		for _, l := range lacks.Fields {
			words := v.F(l.Key, l.Args)
			if _, rest, ok := strings.Cut(l.Name, "concern."); ok {
				n, _, _ := strings.Cut(rest, ".")
				words = v.F("fairness.concern", map[string]any{"Number": n}) + ": " + words
			}
			view.Missing = append(view.Missing, words)
		}
	}
	if view.Letters, err = v.previews(f, x); err != nil {
		return err
	}
	q := v.form("sign", concernSignAt, f.Case.ID, x.ID).final().of(x.Version)
	q.Fields = []field{q.choice("language", "notice.lang", string(v.letterLang(f)), "notice.lang.is", "en", "fr")}
	view.Form = q
	return v.show("fairness/sign", view)
}

// signConcern takes the signature; the reader proves again who they are. Signed, the letter may go out at once.
func (w *Web) signConcern(v *visit) error {
	gate, err := v.gate()
	if err != nil {
		return err
	}
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewDecision, "")
	if err != nil {
		return err
	}
	h, err := app.HearingOf(f, v.value("letter"))
	if err != nil {
		return err
	}
	lang := i18n.Lang(v.typed("language"))
	if v.pressed() == "send" && !lang.Valid() {
		var c fault.Check
		c.Add("language", "notice.language")
		return c.Err("notice.wrong")
	}
	x := h.Letter
	x.Version = v.version()
	if _, err := w.App.SignConcerns(v.ctx(), v.write(), x, gate); err != nil {
		return err
	}
	if v.pressed() != "send" {
		return v.done("fairness.signed", concernAt, v.caseID(), x.ID)
	}
	if f, err = w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewDecision, ""); err != nil {
		return err
	}
	if h, err = app.HearingOf(f, x.ID); err != nil {
		return err
	}
	write := v.write()
	write.Token += "." + h.Notice.ID
	if _, err := w.App.SendNotice(v.ctx(), write, h.Notice.ID, h.Notice.Version, lang); err != nil {
		if _, ok := err.(*fault.Error); !ok {
			return err
		}
		return v.done("fairness.stuck", concernAt, v.caseID(), x.ID)
	}
	return v.done("fairness.sent", concernAt, v.caseID(), x.ID)
}

// answerView is the partner's page of a letter that puts concerns: what came back so far, a reply, more time.
type answerView struct {
	page
	Ref, Back string
	Due       string
	Answers   []answerLine
	Waits     bool
	Over      bool
	Documents string
	Reply     *form
	Time      *form
}

func (w *Web) answerConcerns(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewReferral, "")
	if err != nil {
		return err
	}
	h, err := app.Heard(f, v.Actor, v.value("notice"))
	if err != nil {
		return err
	}
	p := answerView{page: v.page("fairness.partner.title"), Ref: f.Case.Ref, Back: v.path(messageAt, f.Case.ID, h.Notice.ID), Due: v.T("fairness.partner.due.none")}
	p.Current = messagesAt
	p.Title += ", " + f.Case.Ref
	if due := h.Due(); due != "" {
		p.Due = v.F("fairness.partner.due", map[string]any{"Day": due})
	}
	p.Answers = v.answerLines(f, h, "/referrals/{case}/documents/{document}")
	p.Over = !f.Case.Summary.Answering
	if !w.App.May(v.Actor, access.AnswerConcerns, f.Case) || p.Over && v.Typed == nil {
		return v.show("fairness/answer", p)
	}
	p.Main, p.Documents = "reply", v.path("/referrals/{case}/documents", f.Case.ID)
	p.Reply = v.form("reply", messageAnswerAt, f.Case.ID, h.Notice.ID)
	p.Reply.Fields = p.Reply.apart(v.replyFields(p.Reply, f, policy.DayOf(h.Notice.SentAt)))
	if p.Waits = slices.ContainsFunc(h.Answers, casefile.Answer.Open); !p.Waits || v.Typed.Get("form") == "time" {
		q := v.form("time", messageAnswerAt, f.Case.ID, h.Notice.ID)
		q.Fields = q.apart([]field{q.choice("from", "fairness.from", "", "fairness.from.is", casefile.AnswersFrom...), q.long("text", "fairness.partner.time.words", "")})
		p.Time = q
	}
	return v.show("fairness/answer", p)
}

func (w *Web) takeAnswer(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewReferral, "")
	if err != nil {
		return err
	}
	h, err := app.Heard(f, v.Actor, v.value("notice"))
	if err != nil {
		return err
	}
	in, done := v.answerTyped(h.Notice.Of), "fairness.replied"
	switch v.posted() {
	case "reply":
		in.What = casefile.AnswerReply
	case "time":
		in.What, done = casefile.AnswerTime, "fairness.asked"
	default:
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	if _, err := w.App.AnswerConcerns(v.ctx(), v.write(), in); err != nil {
		return err
	}
	return v.done(done, messageAnswerAt, v.caseID(), h.Notice.ID)
}
