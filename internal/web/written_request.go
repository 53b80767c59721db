package web

import (
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

// What the office asks for in a letter: documents, a voluntary test, an examination; and what became of it.

const (
	requestsAt = "/cases/{case}/requests"
	requestAt  = requestsAt + "/{request}"
)

// wantedRows is how many papers one letter's form has room for; the next letter can ask for more.
const wantedRows = 3

type requestsView struct {
	casePage
	Rows []requestLine
	Asks []entry // the kinds that the reader may ask for
}

type requestLine struct{ At, Kind, What, Stage, Tag, Due string }

type requestView struct {
	casePage
	Kind   string
	What   string // what the law or the page says of this kind
	Form   *form
	Papers []group
	Facts  []fact
	Words  []fact
	Letter string // address of its letter
	Reply  *form
}

func (v *visit) mayAsk(f *app.File, k casefile.RequestKind) bool {
	action := access.AskInWriting
	if k == casefile.OfferTest {
		action = access.OfferTest
	}
	return v.web.App.May(v.Actor, action, f.Case) && !f.Case.State.Closed()
}

func (w *Web) requests(v *visit) error {
	f, p, err := v.openCase(access.ViewDecision, "request.title")
	if err != nil {
		return err
	}
	view := requestsView{casePage: p}
	for _, k := range casefile.RequestKinds {
		if v.mayAsk(f, k) {
			view.Asks = append(view.Asks, entry{At: v.path(requestAt, f.Case.ID, k), Words: v.T("request.ask." + string(k))})
		}
	}
	for i := len(f.Written) - 1; i >= 0; i-- {
		x := &f.Written[i]
		l := requestLine{At: v.path(requestAt, f.Case.ID, x.ID), Kind: v.T("request.kind.is." + string(x.Kind)), What: v.Lang.Date(string(policy.DayOf(x.At)))}
		l.Stage, l.Tag = v.requestStage(f, x)
		if due := x.Due(app.LetterOf(f, *x)); due != "" && x.Open() {
			l.Due = v.Lang.Date(string(due))
		}
		view.Rows = append(view.Rows, l)
	}
	return v.show("request/list", view)
}

// requestStage is how far a request is, and the look of its tag.
func (v *visit) requestStage(f *app.File, x *casefile.WrittenRequest) (words, tag string) {
	n := app.LetterOf(f, *x)
	due := x.Due(n)
	switch {
	case !x.Open():
		return v.T("request.reply.is." + string(x.Reply.How)), "tag-ok"
	case due != "" && due < v.web.App.Today():
		return v.T("request.stage.over"), "tag-warn"
	case due != "":
		return v.T("request.stage.runs"), "tag-info"
	}
	return v.T("notice.status." + string(n.Status)), noticeTags[n.Status]
}

// request is one request, or the form to make one: the address then names its kind.
func (w *Web) request(v *visit) error {
	kind := casefile.RequestKind(v.value("request"))
	if slices.Contains(casefile.RequestKinds, kind) {
		return w.ask(v, kind)
	}
	f, p, err := v.openCase(access.ViewDecision, "request.one")
	if err != nil {
		return err
	}
	i := slices.IndexFunc(f.Written, func(x casefile.WrittenRequest) bool { return x.ID == v.value("request") })
	if i < 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	x := &f.Written[i]
	n := app.LetterOf(f, *x)
	view := requestView{casePage: p, Kind: v.T("request.kind.is." + string(x.Kind)), Letter: v.path(noticeAt, f.Case.ID, n.ID)}
	stage, _ := v.requestStage(f, x)
	add := func(key, value string) {
		if value != "" {
			view.Facts = append(view.Facts, fact{v.T(key), value})
		}
	}
	add("notice.to", v.T("notice.to."+string(x.To)))
	add("notice.status", stage)
	add("request.days.label", v.Lang.N("request.days.count", x.Days, nil))
	if due := x.Due(n); due != "" {
		add("request.due", v.Lang.Date(string(due)))
	}
	var who []string
	for i := range f.Persons {
		if q := &f.Persons[i]; slices.Contains(x.Persons, q.ID) {
			who = append(who, numbered(q))
		}
	}
	add("request.persons", strings.Join(who, ", "))
	add("request.by", w.App.Name(v.ctx(), x.By)+", "+v.Lang.DateTime(x.At.UTC()))
	say := func(label, value string) {
		if value != "" {
			view.Words = append(view.Words, fact{label, value})
		}
	}
	for _, q := range x.Items {
		say(v.wanted(q), q.What+". "+q.Why)
	}
	say(v.T("request.dna.doubt"), x.Doubt)
	say(v.T("request.dna.cost"), x.Cost)
	say(v.T("request.medical.where"), x.Where)
	for _, a := range f.Answers {
		if a.Letter == x.ID {
			say(v.F("own.answered", map[string]any{"Who": v.T("fairness.from.is." + a.From), "Day": a.On}), a.Text)
		}
	}
	if !x.Open() {
		say(v.T("request.reply.is."+string(x.Reply.How))+", "+v.Lang.Date(string(x.Reply.On)), x.Reply.Note+" "+v.F("assessment.form.saved_by", map[string]any{"Name": w.App.Name(v.ctx(), x.Reply.By), "Time": v.Lang.DateTime(x.Reply.At.UTC())}))
		ws := v.worksheet(f, p)
		for _, o := range ws.documentOptions() {
			if slices.Contains(x.Reply.Documents, o.Value) {
				say(v.T("request.documents.label"), o.Label)
			}
		}
	} else if v.mayAsk(f, casefile.AskPapers) {
		view.Main = "reply"
		r := v.form("reply", requestAt, f.Case.ID, x.ID).of(x.Version)
		var codes []string
		for _, k := range x.Kind.Replies() {
			codes = append(codes, string(k))
		}
		on, note := r.date("on", "request.reply.on", ""), r.long("note", "request.reply.note", "")
		on.Optional, note.Optional = true, true
		r.Fields = []field{r.choice("how", "request.reply.how", "", "request.reply.is", codes...), on, note}
		if list := v.worksheet(f, p).documentOptions(); len(list) > 0 {
			papers := r.many("documents", "request.documents.label", nil, "")
			papers.Optional = true
			r.Fields = append(r.Fields, r.pick(papers, list...))
		}
		view.Reply = r
	}
	return v.show("request/one", view)
}

// wanted is what is asked for, by its kind.
func (v *visit) wanted(q casefile.WantedPaper) string {
	s := v.wantedKind(q.Kind)
	if q.Country != "" {
		s += " (" + v.Lang.Country(q.Country) + ")"
	}
	return s
}

func (v *visit) wantedKind(code string) string {
	if code == casefile.PoliceCertificate {
		return v.T("request.police")
	}
	return v.T("document.kind.is." + code)
}

// ask is the form of a new request of a kind.
func (w *Web) ask(v *visit, kind casefile.RequestKind) error {
	f, p, err := v.openCase(access.ViewDecision, "request.ask."+string(kind))
	if err != nil {
		return err
	}
	if !v.mayAsk(f, kind) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	view := requestView{casePage: p, Kind: v.T("request.ask." + string(kind)), What: v.T("request.what." + string(kind))}
	view.Main = "ask"
	x := v.form("ask", requestAt, f.Case.ID, kind)
	view.Form = x
	days := x.one("number", "days", v.T("request.days.label"), "30")
	days.Hint, days.Wide = v.T("request.days.hint"), "w-s"
	var persons []option
	for i := range f.Persons {
		if q := &f.Persons[i]; q.OwnCase == "" && !q.Deceased() && (kind == casefile.OfferTest || q.Travelling != people.No) {
			persons = append(persons, option{Value: q.ID, Label: numbered(q)})
		}
	}
	switch kind {
	case casefile.AskPapers:
		x.Fields = []field{x.choice("to", "notice.to", "", "notice.to", string(casefile.ToApplicant), string(casefile.ToPartner)), days}
		for n := range wantedRows {
			name := "item." + strconv.Itoa(n+1) + "."
			pick := x.one("select", name+"kind", v.T("request.item.kind.label"), "")
			for _, code := range app.WantedKinds() {
				pick.Options = append(pick.Options, option{Value: code, Label: v.wantedKind(code), On: pick.Value == code})
			}
			country := x.one("country", name+"country", v.T("request.item.country"), "")
			country.List, country.Wide, country.Optional = "l-countries", "w-l", true
			what, why := x.one("text", name+"what", v.T("request.item.what"), ""), x.one("text", name+"why", v.T("request.item.why"), "")
			what.Limit, why.Limit = 1000, 1000
			if n > 0 {
				pick.Optional, what.Optional, why.Optional = true, true, true
			}
			view.Papers = append(view.Papers, group{ID: "g-paper-" + strconv.Itoa(n+1), Title: v.F("request.item.nth", map[string]any{"Number": n + 1}), Fields: []field{pick, what, why, country}})
		}
	case casefile.OfferTest:
		x.Fields = []field{x.pick(x.many("persons", "request.dna.persons.label", nil, ""), persons...), x.long("doubt", "request.dna.doubt", ""), x.long("cost", "request.dna.cost", "")}
	case casefile.AskMedical:
		x.Fields = []field{x.pick(x.many("persons", "request.medical.persons.label", nil, ""), persons...), x.long("where", "request.medical.where", ""), days}
	}
	return v.show("request/ask", view)
}

func (w *Web) takeRequest(v *visit) error {
	if kind := casefile.RequestKind(v.value("request")); slices.Contains(casefile.RequestKinds, kind) {
		days, _ := strconv.Atoi(v.typed("days")) // a word is no number of days: the rule says so
		in := casefile.WrittenRequest{Kind: kind, To: casefile.Addressee(v.typed("to")), Persons: v.Typed["persons"], Doubt: v.typed("doubt"), Cost: v.typed("cost"), Where: v.typed("where"), Days: days}
		for n := range wantedRows {
			name := "item." + strconv.Itoa(n+1) + "."
			q := casefile.WantedPaper{Kind: v.typed(name + "kind"), What: v.typed(name + "what"), Why: v.typed(name + "why"), Country: v.typed(name + "country")}
			if q == (casefile.WantedPaper{}) {
				continue
			}
			if code, ok := i18n.CountryCode(q.Country); ok {
				q.Country = code
			}
			in.Items = append(in.Items, q)
		}
		if _, err := w.App.AskInWriting(v.ctx(), v.write(), in); err != nil {
			return err
		}
		return v.done("request.asked", requestsAt, v.caseID())
	}
	in := casefile.WrittenReply{How: casefile.ReplyKind(v.typed("how")), On: policy.Day(v.day("on")), Note: v.typed("note"), Documents: v.Typed["documents"]}
	if _, err := w.App.AnswerWritten(v.ctx(), v.write(), v.value("request"), v.version(), in); err != nil {
		return err
	}
	return v.done("request.replied", requestAt, v.caseID(), v.value("request"))
}
