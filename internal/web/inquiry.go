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
	"passage/internal/casework/referral"
)

// Inquiries: those who wrote to a partner, from the first line to the day a package begins. Nothing here is ever shown to the
// department.

const inquiryAt = "/inquiries/{case}"

func inInquiry(s casefile.State) bool { return slices.Contains(app.InquiryStates, s) }

type inquiriesView struct {
	page
	Year    string // what is left of the year, or that it is full
	Full    bool
	Filters []filterLink
	Lines   []inquiryLine
	Edit    *form
	Decline bool // the reader may decline
	All     field
	Next    string
	Notice  string
	May     bool
	Stopped *stoppedNote
	Turn    *turnNote
}

type inquiryLine struct {
	ID                                     casefile.ID
	Box, Ref, Name, Country, Claim, At, On string
	State, Since                           string
	Answer                                 bool
}

// inquiryShows are the filters of the list, each with its states.
var inquiryShows = []casefile.State{casefile.Inquiry, casefile.Screening, casefile.Vetting, casefile.Vetted, casefile.Paused, casefile.Declined}

// inquiries is the partner's list of those who wrote, the longest waiting first, with triage in bulk (I-13).
func (w *Web) inquiries(v *visit) error {
	show := casefile.State(v.query("show"))
	if !slices.Contains(inquiryShows, show) {
		show = casefile.Inquiry
	}
	var after app.Cursor
	if day, id, ok := strings.Cut(v.query("after"), "."); ok {
		after = app.Cursor{Since: policy.Day(day), ID: casefile.ID(id)}
	}
	list, err := w.App.Inquiries(v.ctx(), v.Actor, []casefile.State{show}, after, pageRows+1)
	if err != nil {
		return err
	}
	held, err := w.App.Held(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	p := inquiriesView{page: v.page("inquiry.list.title"), May: v.Actor.Role != access.PartnerAdmin}
	p.Current = "/inquiries"
	if p.Year, p.Full, err = v.yearWords(); err != nil {
		return err
	}
	if p.Stopped, err = v.stopped(); err != nil {
		return err
	}
	if p.Turn, err = v.turn(); err != nil {
		return err
	}
	for _, s := range inquiryShows {
		at := v.path("/inquiries")
		if s != casefile.Inquiry {
			at += "?show=" + string(s)
		}
		p.Filters = append(p.Filters, filterLink{At: at, Words: v.F("inquiry.list.filter", map[string]any{"State": v.T("casefile.state." + string(s)), "Count": held[s]}), On: s == show})
	}
	if len(list) > pageRows {
		last := list[pageRows-1]
		list = list[:pageRows]
		p.Next = v.path("/inquiries") + "?show=" + string(show) + "&after=" + string(last.Since) + "." + string(last.ID)
	}
	for _, c := range list {
		l := inquiryLine{ID: c.ID, Box: "p-" + string(c.ID), Ref: c.Ref, Name: c.Summary.Name, Country: v.Lang.Country(c.Summary.Residence), Claim: c.Summary.Claim,
			At: v.path(inquiryAt, c.ID), State: v.T("casefile.state." + string(c.State)), Since: string(c.Since), Answer: c.Summary.Answer}
		if slices.Contains(v.Typed["pick"], string(c.ID)) {
			l.On = "on"
		}
		p.Lines = append(p.Lines, l)
	}
	if p.May && show == casefile.Inquiry && len(p.Lines) > 0 {
		p.Main = "triage"
		p.Edit = v.form("triage", "/inquiries")
		p.All = p.Edit.tick("all", "inquiry.triage.all", false)
		if p.Decline = v.Actor.Role == access.Reviewer; p.Decline {
			p.Edit.Fields = p.declineFields(p.Edit)
		}
	}
	return v.show("inquiry/list", p)
}

func (p *page) declineFields(f *form) []field {
	note := f.text("decline_note", "inquiry.decline.note", "")
	note.Optional = true
	return []field{f.selects("decline_reason", "inquiry.decline.why", "", "inquiry.decline.is", referral.DeclineReasons...),
		f.choice("contact", "inquiry.decline.tell", "", "ask.yn", people.Yes, people.No), note}
}

func (v *visit) declined() referral.Decline {
	return referral.Decline{Reason: v.typed("decline_reason"), Contact: v.typed("contact"), Note: v.typed("decline_note")}
}

// yearWords says what is left of the partner's own year (I-8 to I-10, I-13).
func (v *visit) yearWords() (string, bool, error) {
	y, err := v.web.App.YearOf(v.ctx(), v.Actor)
	if err != nil || !y.Limited {
		return "", false, err
	}
	args := map[string]any{"Left": y.Left(), "Used": y.Used, "Limit": y.Limit}
	args["Year"] = strconv.Itoa(y.Year)
	if y.Closed() {
		return v.F("inquiry.year.closed", args), true, nil
	}
	return v.F("inquiry.year.left", args), false, nil
}

// triage sends those that are ticked to the screening, or declines them.
func (w *Web) triage(v *visit) error {
	var ids []casefile.ID
	picked := v.Typed["pick"]
	if v.typed("all") != "" {
		picked = v.Typed["row"]
	}
	for _, id := range picked {
		ids = append(ids, casefile.ID(id))
	}
	t := app.Triage{To: casefile.Screening}
	if v.pressed() == "decline" {
		t = app.Triage{To: casefile.Declined, Decline: v.declined()}
	}
	n, err := w.App.TriageInquiries(v.ctx(), v.write(), ids, t)
	if err != nil {
		return err
	}
	if n < len(ids) {
		return v.done("inquiry.triage.some", "/inquiries")
	}
	return v.done("inquiry.triage."+string(t.To), "/inquiries")
}

// inquiryAsks are what is asked of who wrote.
var inquiryAsks = []string{"family", "given", "single_name", "native", "born", "nationality", "residence"}

func (w *Web) newInquiry(v *visit) error {
	p := startView{page: v.page("inquiry.new.title")}
	p.Main, p.Current = "inquiry", "/inquiries"
	p.Edit = v.form("inquiry", "/inquiries/new")
	var empty people.Person
	for q := range referral.PersonForm.All() {
		if slices.Contains(inquiryAsks, q.Name) {
			f := p.Edit.ask(q.Ask, referral.PersonForm.Values(&empty)[q.Name])
			f.Optional = q.Name != "family" && q.Name != "residence" && q.Name != "single_name"
			p.Edit.Fields = append(p.Edit.Fields, f)
		}
	}
	var none referral.Inquiry
	for q := range referral.InquiryForm.All() {
		p.Edit.Fields = append(p.Edit.Fields, p.Edit.ask(q.Ask, referral.InquiryForm.Values(&none)[q.Name]))
	}
	return v.show("inquiry/new", p)
}

func (w *Web) takeInquiry(v *visit) error {
	typed := referral.Answers{}
	for name, s := range answersTo(v, referral.PersonForm) {
		if base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "_y"), "_m"), "_d"); slices.Contains(inquiryAsks, base) || name == referral.Shown {
			typed[name] = s
		}
	}
	in := app.NewInquiry{Inquiry: referral.Inquiry{Came: "entered"}}
	var c fault.Check
	gather := func(err error) error {
		f, ok := err.(*fault.Error)
		if !ok {
			return err
		}
		for _, x := range f.Fields {
			if !slices.ContainsFunc(c.Fields, func(y fault.Field) bool { return y.Name == x.Name }) {
				c.Fields = append(c.Fields, x)
			}
		}
		return nil
	}
	if err := gather(referral.PersonForm.Apply(&in.Person, typed, nil)); err != nil {
		return err
	}
	if err := gather(referral.InquiryForm.Apply(&in.Inquiry, answersTo(v, referral.InquiryForm), nil)); err != nil {
		return err
	}
	if err := gather(referral.NewInquiry(in.Inquiry, in.Person, w.App.Today())); err != nil {
		return err
	}
	if err := c.Err("ask.check"); err != nil {
		return err
	}
	id, err := w.App.TakeInquiry(v.ctx(), v.write(), in)
	if err != nil {
		return err
	}
	return v.done("inquiry.taken", inquiryAt, id)
}

type inquiryView struct {
	page
	ID      casefile.ID
	Ref     string
	Name    string
	Where   string
	Year    string
	Full    bool
	Facts   []fact
	Alike   []likeLine
	Start   *form // inquiry: take it up
	Screen  *form
	Vet     *form
	Refs    []entry
	AddRef  string
	Check   *form  // determination
	Same    string // why this reader may not determine
	Prepare *form
	Pause   *form
	Resume  *form
	Decline *form
	Reopen  *form
	Answer  *form
	Replies []replyLine
	Hand    *form
	Close   string // withdraw
	Waiting string
	Package string // the draft
}

type likeLine struct{ At, Ref, Name, Where, How string }
type replyLine struct{ Head, Text, Lang string }

// inquiry is one person who wrote: what is known, what comes next, and the other ways out.
func (w *Web) inquiry(v *visit) error {
	d, err := w.App.Inquiry(v.ctx(), v.Actor, v.caseID())
	if err != nil {
		return err
	}
	c, i := d.Case, d.Inquiry
	if !inInquiry(c.State) {
		return v.redirect("/referrals/{case}", c.ID)
	}
	p := inquiryView{page: v.page("inquiry.page.title"), ID: c.ID, Ref: c.Ref, Name: c.Summary.Name, Where: v.T("casefile.state." + string(c.State))}
	p.Current = "/inquiries"
	if p.Year, p.Full, err = v.yearWords(); err != nil {
		return err
	}
	v.inquiryFacts(&p, d)
	may := func(a access.Action) bool { return w.App.May(v.Actor, a, c) }
	here := func(name string) *form { return v.form(name, inquiryAt, c.ID).of(i.Version) }
	next := func(to casefile.State) bool { return slices.Contains(casefile.Next(c.State, v.Actor.Role), to) }
	if may(access.ScreenInquiry) {
		switch c.State {
		case casefile.Inquiry:
			p.Start = here("start")
		case casefile.Screening:
			p.Screen = v.screenForm(here("screen"), i)
		case casefile.Vetting:
			p.Vet = here("vet")
			sheet(p.Vet, referral.VettingForm, &i)
			for n, r := range i.Referees {
				p.Refs = append(p.Refs, entry{At: v.path("/inquiries/{case}/referees/{index}", c.ID, n), Words: r.Name})
			}
			p.AddRef = v.path("/inquiries/{case}/referees/{index}", c.ID, "new")
		case casefile.Vetted:
			p.Prepare = here("prepare")
		}
		p.Package = v.path("/referrals/{case}/cover", c.ID)
	}
	if next(casefile.Vetted) && may(access.FinishVetting) && c.State == casefile.Vetting {
		if v.Actor.Account == c.Prepared || v.Actor.Account == i.Vetting {
			p.Same = v.T("inquiry.determine.same_person")
		} else {
			p.Check = here("determine")
			by := p.Check.text("determined_by", "cover.determined_by.label", d.Referral.Determination.By)
			p.Check.Fields = []field{p.Check.long("statement", "cover.statement.label", d.Referral.Determination.Statement), by}
		}
	}
	if next(casefile.Paused) && may(access.PauseReferral) {
		p.Pause = here("pause")
		note := p.Pause.text("wait_note", "inquiry.wait.note", "")
		note.Optional = true
		p.Pause.Fields = []field{p.Pause.selects("wait_reason", "inquiry.wait.why", "", "inquiry.wait.is", referral.WaitReasons...), p.Pause.date("review", "inquiry.wait.until", ""), note}
	}
	if wait, on := i.Waiting(); on && c.State == casefile.Paused {
		p.Waiting = v.F("inquiry.wait.now", map[string]any{"Reason": v.T("inquiry.wait.is." + wait.Reason), "Day": wait.Review, "From": v.T("casefile.state." + wait.From)})
		if may(access.PauseReferral) {
			p.Resume = here("resume")
		}
	}
	if next(casefile.Declined) && may(access.DeclineInquiry) {
		p.Decline = here("decline")
		p.Decline.Fields = p.declineFields(p.Decline)
	}
	if c.State == casefile.Declined && next(casefile.Screening) && may(access.DeclineInquiry) {
		p.Reopen = here("reopen")
		p.Reopen.Fields = []field{p.Reopen.text("why", "inquiry.reopen.label", "")}
	}
	v.replies(&p, d, may(access.AnswerInquiry), here)
	v.handOver(&p, d, may(access.HandOver))
	if may(access.WithdrawReferral) && next(casefile.WithdrawnBefore) {
		p.Close = v.path("/referrals/{case}/withdraw", c.ID)
	}
	return v.show("inquiry/page", p)
}

func (v *visit) inquiryFacts(p *inquiryView, d *app.Inquired) {
	add := func(key, value string) {
		if value != "" {
			p.Facts = append(p.Facts, fact{v.T(key), value})
		}
	}
	i := d.Inquiry
	add("inquiry.claim.label", i.Claim)
	if len(d.Persons) > 0 {
		x := d.Persons[0]
		add("person.residence.label", v.Lang.Country(x.Residence))
		add("person.born.label", v.Lang.Date(string(x.Born)))
		names := make([]string, len(x.Nationalities))
		for n, c := range x.Nationalities {
			names[n] = v.Lang.Country(c)
		}
		add("person.nationality.label", strings.Join(names, ", "))
	}
	if i.Reply != "" {
		add("inquiry.reply.label", v.T("inquiry.reply.is."+i.Reply))
	}
	add("inquiry.how.label", i.How)
	if i.From != "" {
		add("inquiry.from", v.unit(i.From))
	}
	if n := len(i.Declines); n > 0 && i.Declines[n-1].Reopened == "" {
		x := i.Declines[n-1]
		add("inquiry.decline.why", v.T("inquiry.decline.is."+x.Reason))
		add("inquiry.decline.tell", v.T("ask.yn."+x.Contact))
	}
	for _, l := range d.Alike {
		line := likeLine{At: v.path(inquiryAt, l.Case.ID), Ref: l.Case.Ref, Name: l.Case.Summary.Name, Where: v.T("casefile.state." + string(l.Case.State)), How: v.T("inquiry.alike.possible")}
		if l.Likely {
			line.How = v.T("inquiry.alike.likely")
		}
		if !inInquiry(l.Case.State) {
			line.At, line.Where = v.path("/referrals/{case}", l.Case.ID), v.stageWords(l.Case)
		}
		p.Alike = append(p.Alike, line)
	}
}

func (v *visit) screenForm(f *form, i referral.Inquiry) *form {
	for _, q := range v.web.App.Preconditions() {
		x := f.choice("pre_"+q.ID, "inquiry.pre", i.Screened[q.ID], "ask.ynu", people.Yes, people.No, people.Unknown)
		x.Label = policy.Words{EN: q.EN, FR: q.FR}.In(string(v.Lang))
		if v.labels != nil && v.labels[x.Name] != "" {
			v.labels[x.Name] = x.Label
		}
		f.Fields = append(f.Fields, x)
	}
	f.Fields = append(f.Fields, f.choice("duplicate", "inquiry.duplicate.label", i.Duplicate.Answer, "inquiry.duplicate.is", referral.DuplicateAnswers...))
	return f
}

func (v *visit) replies(p *inquiryView, d *app.Inquired, may bool, here func(string) *form) {
	for n := len(d.Inquiry.Replies) - 1; n >= 0; n-- {
		r := d.Inquiry.Replies[n]
		p.Replies = append(p.Replies, replyLine{Head: v.T("inquiry.answer.is."+r.Code) + ", " + v.Lang.Date(string(r.Day)), Text: r.Text, Lang: r.Lang})
	}
	if may && d.Inquiry.Reply != referral.ReplyNever && d.Inquiry.Reply != "" {
		p.Answer = here("answer")
		p.Answer.Fields = []field{p.Answer.selects("code", "inquiry.answer.which", "", "inquiry.answer.is", referral.ReplyCodes...),
			p.Answer.choice("lang", "inquiry.answer.lang", "", "inquiry.answer.in", "en", "fr")}
	}
}

// handOver offers the partners that may take up this one's inventory (I-6).
func (v *visit) handOver(p *inquiryView, d *app.Inquired, may bool) {
	if !may || d.Case.State.Closed() {
		return
	}
	var to []option
	for _, x := range v.web.App.Policy().Partners() {
		if slices.Contains(x.MayTakeUp, d.Case.ReferredBy) {
			to = append(to, option{Value: x.ID, Label: x.In(string(v.Lang))})
		}
	}
	if len(to) == 0 {
		return
	}
	p.Hand = v.form("hand", inquiryAt, d.Case.ID).of(d.Referral.Version)
	p.Hand.Fields = []field{p.Hand.pick(p.Hand.one("choice", "to", v.T("inquiry.hand_over.to"), ""), to...)}
}

// actOnInquiry is every step of an inquiry; the form's name says which.
func (w *Web) actOnInquiry(v *visit) error {
	var err error
	code, ctx, in, version := v.typed("form"), v.ctx(), v.write(), v.version()
	switch code {
	case "start":
		err = w.App.StartScreening(ctx, in)
	case "screen":
		pre := map[string]string{}
		for _, q := range w.App.Preconditions() {
			if s, sent := v.Typed["pre_"+q.ID]; sent {
				pre[q.ID] = firstOf(s)
			}
		}
		if v.pressed() == "vet" {
			code, err = "vetting", w.App.StartVetting(ctx, in, version, pre, v.typed("duplicate"))
		} else {
			err = w.App.SaveScreening(ctx, in, version, pre, v.typed("duplicate"))
		}
	case "vet":
		err = w.App.SaveVetting(ctx, in, version, answersTo(v, referral.VettingForm))
	case "determine":
		err = w.App.FinishVetting(ctx, in, version, referral.Determination{Statement: v.typed("statement"), By: v.typed("determined_by")})
	case "prepare":
		if err = w.App.PreparePackage(ctx, in); err == nil {
			return v.done("inquiry.prepare", draftSteps[0], v.caseID())
		}
	case "pause":
		err = w.App.PauseReferral(ctx, in, version, referral.Wait{Reason: v.typed("wait_reason"), Review: policy.Day(v.day("review")), Note: v.typed("wait_note")})
	case "resume":
		err = w.App.ResumeReferral(ctx, in, version)
	case "decline":
		err = w.App.DeclineInquiry(ctx, in, version, v.declined())
	case "reopen":
		err = w.App.ReopenDeclined(ctx, in, version, v.typed("why"))
	case "answer":
		err = w.App.AnswerInquiry(ctx, in, version, v.typed("code"), v.typed("lang"))
	case "hand":
		if err = w.App.HandOver(ctx, in, version, v.typed("to")); err == nil {
			return v.done("inquiry.hand", "/referrals/{case}", v.caseID())
		}
	default:
		return fault.New(fault.Unusable, "fault.unusable")
	}
	if err != nil {
		return err
	}
	return v.done("inquiry."+code, inquiryAt, v.caseID())
}

type refereeView struct {
	page
	ID   casefile.ID
	Ref  string
	Edit *form
}

func (w *Web) referee(v *visit) error {
	d, err := w.App.Inquiry(v.ctx(), v.Actor, v.caseID())
	if err != nil {
		return err
	}
	r, err := at(d.Inquiry.Referees, v.value("index"))
	if err != nil {
		return err
	}
	p := refereeView{page: v.page("referee.title"), ID: d.Case.ID, Ref: d.Case.Ref}
	p.Main, p.Current = "referee", "/inquiries"
	p.Edit = v.form("referee", "/inquiries/{case}/referees/{index}", d.Case.ID, v.value("index")).of(d.Inquiry.Version)
	sheet(p.Edit, referral.RefereeForm, &r)
	return v.show("inquiry/referee", p)
}

func (w *Web) saveReferee(v *visit) error {
	i, err := index_(v.value("index"))
	if err != nil {
		return err
	}
	if err := w.App.SaveReferee(v.ctx(), v.write(), v.version(), i, answersTo(v, referral.RefereeForm)); err != nil {
		return err
	}
	return v.done("inquiry.vet", inquiryAt, v.caseID())
}
