package web

import (
	"slices"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
)

// Letters and notices: what is owed to whom, the letter as it goes out, how it is known to have arrived; and the
// partner's page on which it reads what was sent and says that it told the applicant.

const (
	noticesAt  = "/cases/{case}/notices"
	noticeAt   = noticesAt + "/{notice}"
	messagesAt = "/messages"
	messageAt  = messagesAt + "/{case}/{notice}"
	letterAt   = noticeAt + "/download"  // the letter as it was sent, as a PDF
	handOnAt   = messageAt + "/download" // the same, for the partner
)

type noticesView struct {
	casePage
	Rows  []noticeLine
	Mail  string // address of the page of the case's mails
	Cards string // and of its cards
}

type noticeLine struct {
	At, Kind, To, Status, Tag, Due, Sent, Proof string
	Late                                        bool
}

func (w *Web) notices(v *visit) error {
	f, p, err := v.openCase(access.ViewDecision, "notice.page.title")
	if err != nil {
		return err
	}
	view := noticesView{casePage: p, Mail: v.path(caseMailAt, f.Case.ID), Cards: v.cardsLink(f, cardsAt)}
	for i := range f.Notices {
		n := &f.Notices[i]
		l := noticeLine{At: v.path(noticeAt, f.Case.ID, n.ID), Kind: v.T("notice.kind." + string(n.Kind)), To: v.T("notice.to." + string(n.To)),
			Status: v.T("notice.status." + string(n.Status)), Tag: noticeTags[n.Status]}
		switch n.Status {
		case casefile.NoticeOwed:
			l.Due = v.F("notice.due", map[string]any{"Day": n.Due})
			l.Late = n.Due != "" && n.Due < w.App.Today()
		case casefile.NoticeSent, casefile.NoticeReceived:
			if !n.SentAt.IsZero() {
				l.Sent = v.F("notice.sent", map[string]any{"At": n.SentAt.UTC(), "Name": w.App.Name(v.ctx(), n.SentBy)})
			}
		}
		l.Proof = v.proof(n.Proof)
		view.Rows = append(view.Rows, l)
	}
	return v.show("notice/list", view)
}

var noticeTags = map[casefile.NoticeStatus]string{casefile.NoticeOwed: "tag-warn", casefile.NoticeSent: "tag-info", casefile.NoticeReceived: "tag-ok"}

func (v *visit) proof(p casefile.Proof) string {
	if p.How == "" {
		return ""
	}
	who := p.Who
	if p.How == casefile.ProofRead { // a code: nobody is named
		who = v.T("card.for.is." + p.Who)
	}
	return v.F("notice.proven."+string(p.How), map[string]any{"Day": p.Day, "Who": who})
}

type noticeView struct {
	casePage
	Letters  []letterView
	Facts    []fact
	Send     *form
	Page     *form // on the applicant's own page, where a card holds
	Tell     *form
	Prove    *form
	Sendable bool
	Mail     *form  // the applicant may be told by mail that there is an update
	Mailed   string // what this server does about mail
	Mails    string // address of the page of the case's mails
}

func (w *Web) notice(v *visit) error {
	f, p, err := v.openCase(access.ViewDecision, "notice.one.title")
	if err != nil {
		return err
	}
	n, ok := itemOf(f.Notices, v.value("notice"), func(n *casefile.Notice) string { return n.ID })
	if !ok {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	view := noticeView{casePage: p}
	add := func(key, value string) {
		if value != "" {
			view.Facts = append(view.Facts, fact{v.T(key), value})
		}
	}
	add("notice.kind", v.T("notice.kind."+string(n.Kind)))
	add("notice.to", v.T("notice.to."+string(n.To)))
	add("notice.status", v.T("notice.status."+string(n.Status)))
	if n.Channel != "" {
		add("notice.channel.label", v.T("notice.channel.is."+string(n.Channel)))
		add("notice.ground.label", v.T("notice.ground.is."+n.Ground))
	}
	if !n.SentAt.IsZero() {
		add("notice.sent.label", v.F("notice.sent", map[string]any{"At": n.SentAt.UTC(), "Name": w.App.Name(v.ctx(), n.SentBy)}))
	}
	add("notice.proof", v.proof(n.Proof))
	view.Mailed, view.Mails = v.T("mail.not_sent"), v.path(caseMailAt, f.Case.ID)
	if w.App.MailSet() {
		view.Mailed = v.T("mail.sent_to")
	}
	may := w.App.May(v.Actor, access.GiveNotice, f.Case)
	if n.Status == casefile.NoticeOwed {
		if err := v.owed(&view, f, n, may); err != nil {
			return err
		}
	} else if n.Text != "" {
		view.Letters = []letterView{{Kind: string(n.Kind), To: v.T("notice.to." + string(n.To)), Subject: n.Subject, Lang: i18n.Lang(n.Language), Nodes: app.ReadLetter(n.Text), PDF: v.path(letterAt, f.Case.ID, n.ID)}}
		if n.Status == casefile.NoticeSent && may {
			view.Prove = v.form("prove", noticeAt, f.Case.ID, n.ID).final().of(n.Version)
			view.Prove.Fields = v.proofFields(view.Prove, f, n, false)
			if w.App.MayMail(f, n) {
				view.Mail = v.form("mail", noticeAt, f.Case.ID, n.ID).final()
			}
		}
	}
	return v.show("notice/one", view)
}

// owed is the preview of a notice in both languages, and the two ways to give it.
func (v *visit) owed(view *noticeView, f *app.File, n casefile.Notice, may bool) error {
	view.Sendable = true
	for _, l := range i18n.Langs {
		p, err := v.web.App.PreviewNotice(v.ctx(), f, n, l)
		if err != nil {
			return err
		}
		if len(p.Blocked) > 0 {
			view.Sendable = false
		}
		view.Letters = append(view.Letters, v.letterView(p, l))
	}
	if !may {
		return nil
	}
	lang := n.Language
	if lang == "" && n.To == casefile.ToPartner {
		lang = string(v.Lang)
	}
	q := v.form("send", noticeAt, f.Case.ID, n.ID).final().of(n.Version)
	q.Fields = []field{q.choice("language", "notice.lang", lang, "notice.lang.is", "en", "fr")}
	view.Send, view.Page = q, v.toPage(f, n, lang)
	if n.To == casefile.ToApplicant || !view.Sendable { // what may not be written is told, whoever it is for
		t := v.form("tell", noticeAt, f.Case.ID, n.ID).final().of(n.Version)
		t.Fields = []field{t.choice("language", "notice.lang", lang, "notice.lang.is", "en", "fr"), wide(t.text("who", "notice.who", ""), "w-l"), t.date("day", "notice.day", "")}
		for i := range t.Fields { // two forms of one page: ids apart
			t.Fields[i].ID += "-tell"
			for j := range t.Fields[i].Options {
				t.Fields[i].Options[j].ID += "-tell"
			}
		}
		view.Tell = t
	}
	return nil
}

// proofFields ask how a notice is known to have arrived. A partner cannot choose what the office's receipt proves.
func (v *visit) proofFields(q *form, f *app.File, n casefile.Notice, partner bool) []field {
	hows := []casefile.ProofKind{casefile.ProofHanded, casefile.ProofToldOrally}
	if !partner {
		hows = append(hows, casefile.ProofReceipt)
	}
	out := []field{
		q.choice("how", "notice.how", "", "notice.how.is", strs(hows)...),
		wide(q.text("who", "notice.who", ""), "w-l"),
		q.date("day", "notice.day", ""),
	}
	if partner {
		return out
	}
	var docs []option
	for _, d := range f.Documents {
		if d.Removed == "" {
			docs = append(docs, option{Value: d.ID, Label: v.documentName(d)})
		}
	}
	return append(out, opt(q.pick(q.selects("document", "notice.document", "", "notice.document"), docs...)))
}

func (v *visit) documentName(d document.Document) string {
	if d.Title != "" {
		return d.Title
	}
	return v.T("document.kind.is." + d.Kind)
}

// giveNotice sends a notice, records that it was told in words, or proves that it arrived: by the form that was posted.
func (w *Web) giveNotice(v *visit) error {
	id, version := v.value("notice"), v.version()
	lang := i18n.Lang(v.typed("language"))
	proof := casefile.Proof{How: casefile.ProofKind(v.typed("how")), Day: policy.Day(v.day("day")), Who: v.typed("who"), Document: v.typed("document")}
	if f := v.posted(); (f == "send" || f == "tell" || f == "page") && !lang.Valid() {
		var c fault.Check
		c.Add("language", "notice.language")
		return c.Err("notice.wrong")
	}
	var err error
	done := "notice.proven"
	switch v.posted() {
	case "send":
		done = "notice.sent"
		_, err = w.App.SendNotice(v.ctx(), v.write(), id, version, lang)
	case "page":
		done = "notice.on_page"
		_, err = w.App.SendToPage(v.ctx(), v.write(), id, version, lang)
	case "tell":
		_, err = w.App.TellOrally(v.ctx(), v.write(), id, version, lang, proof)
	case "prove":
		_, err = w.App.ProveNotice(v.ctx(), v.write(), id, version, proof)
	case "mail":
		done = "mail.asked"
		_, err = w.App.MailApplicant(v.ctx(), v.write(), id)
	default:
		err = fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err != nil {
		return err
	}
	return v.done(done, noticesAt, v.caseID())
}

// messagesView is what the department has sent to a partner: for itself, or to hand on. The newest cases first.
type messagesView struct {
	page
	Rows []row
}

// told are the states in which something may have been sent to a partner.
var told = slices.DeleteFunc(slices.Clone(casefile.States), func(s casefile.State) bool { return !s.After() })

func (w *Web) messages(v *visit) error {
	list, err := w.App.List(v.ctx(), v.Actor, access.ListReferrals, app.Query{Limit: 500, States: told, Newest: true})
	if err != nil {
		return err
	}
	p := messagesView{page: v.page("message.list.title")}
	var waiting []casefile.Case
	for _, c := range list {
		if (c.Summary.Messages > 0 || c.Summary.Answering) && c.ReferredBy == v.Actor.Unit {
			waiting = append(waiting, c)
		}
	}
	p.Rows = v.rows(waiting)
	for i := range p.Rows {
		p.Rows[i].Next = v.path(messagesOfAt, waiting[i].ID)
		if p.Rows[i].Tag = v.T("message.answering"); waiting[i].Summary.Messages > 0 {
			p.Rows[i].Tag = v.N("message.waiting", waiting[i].Summary.Messages, nil)
		}
	}
	return v.show("message/list", p)
}

const messagesOfAt = messagesAt + "/{case}"

// outcomeView is what a partner sees of a case that it referred: where it stands in its own words, and its messages.
type outcomeView struct {
	page
	Ref      string
	Stage    string
	Outcome  string
	Facts    []fact
	Messages []noticeLine
	Cards    string // address of the cards of the case
	Back     string
}

func (w *Web) messagesOf(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewReferral, "")
	if err != nil {
		return err
	}
	if f.Case.ReferredBy != v.Actor.Unit || !f.Case.State.After() {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	p := outcomeView{page: v.page("message.of.title"), Ref: f.Case.Ref}
	p.Current = messagesAt
	p.Title += ", " + f.Case.Ref
	p.Stage, p.Cards = v.partnerStage(f), v.cardsLink(f, handCardsAt)
	for i := range f.Notices {
		n := &f.Notices[i]
		if _, err := app.Message(f, v.Actor, n.ID); err != nil {
			continue
		}
		l := noticeLine{At: v.path(messageAt, f.Case.ID, n.ID), Kind: v.T("message.kind." + string(n.Kind)), To: v.T("message.to." + string(n.To)),
			Status: v.T("message.status." + string(n.Status)), Tag: noticeTags[n.Status], Sent: v.Lang.DateTime(n.SentAt.UTC()), Proof: v.proof(n.Proof)}
		p.Messages = append(p.Messages, l)
	}
	return v.show("message/of", p)
}

// partnerStage is where a case stands in the words that partners see: stages, never an officer's notes or findings. The
// outcome is said only once the partner has been told of it.
func (v *visit) partnerStage(f *app.File) string {
	if f.Case.Summary.Heard && (f.Case.State == casefile.Refused || f.Case.State == casefile.ClosedRefused) {
		return v.T("message.stage.refused")
	}
	return v.stageWords(f.Case)
}

type messageView struct {
	page
	Ref    string
	Letter letterView
	Closed bool // the partner's own, not opened yet
	Open   *form
	Told   *form
	Proof  string
	Back   string
	HandOn bool
	Answer string // address where an answer to concerns is sent
	Link   *form  // a link to a video meeting waits, and is shown once
	Linked string // when the last one was shown
}

// linkView is the one page on which the link of a video meeting is shown (I-84).
type linkView struct {
	page
	Link, Back string
}

func (w *Web) giveLink(v *visit) error {
	link, err := w.App.GiveLink(v.ctx(), v.write(), v.value("notice"))
	if err != nil {
		return err
	}
	if link == "" { // the same request again: it was shown
		return v.redirect(messageAt, v.caseID(), v.value("notice"))
	}
	p := linkView{page: v.page("message.link.title"), Link: link, Back: v.path(messageAt, v.caseID(), v.value("notice"))}
	p.Current = messagesAt
	return v.show("message/link", p)
}

func (w *Web) message(v *visit) error {
	f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewReferral, "")
	if err != nil {
		return err
	}
	n, err := app.Message(f, v.Actor, v.value("notice"))
	if err != nil {
		return err
	}
	p := messageView{page: v.page("message.one.title"), Ref: f.Case.Ref, Back: v.path(messagesOfAt, f.Case.ID), HandOn: n.To == casefile.ToApplicant, Proof: v.proof(n.Proof)}
	p.Current = messagesAt
	p.Title += ", " + f.Case.Ref
	p.Closed = n.To == casefile.ToPartner && n.Status == casefile.NoticeSent
	p.Letter = letterView{Kind: v.T("message.kind." + string(n.Kind)), Subject: n.Subject, Lang: i18n.Lang(n.Language)}
	if p.Closed {
		p.Open = v.form("open", messageAt, f.Case.ID, n.ID)
		return v.show("message/one", p)
	}
	p.Letter.Nodes, p.Letter.PDF = app.ReadLetter(n.Text), v.path(handOnAt, f.Case.ID, n.ID)
	if n.LinkWaits {
		p.Link = v.form("link", messageAt, f.Case.ID, n.ID).final()
	} else if !n.LinkShown.IsZero() {
		p.Linked = v.F("message.link.shown", map[string]any{"At": v.Lang.DateTime(n.LinkShown.UTC()), "Name": w.App.Name(v.ctx(), n.LinkTo)})
	}
	if n.Kind == casefile.FairnessLetter {
		p.Answer = v.path(messageAnswerAt, f.Case.ID, n.ID)
	}
	if p.HandOn && n.Status == casefile.NoticeSent && v.Actor.Role != access.PartnerAdmin {
		p.Told = v.form("told", messageAt, f.Case.ID, n.ID).final().of(n.Version)
		p.Told.Fields = v.proofFields(p.Told, f, n, true)
	}
	return v.show("message/one", p)
}

// printLetter sends a letter as it was sent, as a PDF.
func (w *Web) printLetter(v *visit) error {
	b, err := w.App.PrintLetter(v.ctx(), v.Actor, v.caseID(), v.value("notice"))
	if err != nil {
		return err
	}
	return v.sendPDF(b, "letter.pdf")
}

func (w *Web) answerMessage(v *visit) error {
	var err error
	switch v.posted() {
	case "link":
		return w.giveLink(v)
	case "open":
		_, err = w.App.OpenMessage(v.ctx(), v.write(), v.value("notice"))
	case "told":
		_, err = w.App.ProveNotice(v.ctx(), v.write(), v.value("notice"), v.version(),
			casefile.Proof{How: casefile.ProofKind(v.typed("how")), Day: policy.Day(v.day("day")), Who: v.typed("who")})
	default:
		err = fault.New(fault.Unusable, "frame.error.unusable")
	}
	if err != nil {
		return err
	}
	if v.posted() == "open" {
		return v.redirect(messageAt, v.caseID(), v.value("notice"))
	}
	return v.done("message.told", messagesOfAt, v.caseID())
}
