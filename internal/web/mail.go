package web

import (
	"strconv"
	"strings"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
)

// Mail that says "you have an update" and nothing else: one's own choice, and what became of the mails about a case.

const (
	myMailAt   = "/mail"
	caseMailAt = "/cases/{case}/mail"
)

type myMailView struct {
	page
	On   bool // this server sends mail
	Edit *form
	Set  bool
}

// myMail is where one is told by mail, which nobody is until they choose it.
func (w *Web) myMail(v *visit) error {
	p := myMailView{page: v.page("mail.mine.title"), On: w.App.MailSet(), Edit: v.form("mail", myMailAt)}
	at := v.session.Account.Details.Mail
	p.Set = at != ""
	p.Edit.Fields = []field{opt(wide(p.Edit.text("mail", "mail.mine.address", at), "w-l"))}
	return v.show("message/mine", p)
}

func (w *Web) setMyMail(v *visit) error {
	address := strings.TrimSpace(v.typed("mail"))
	if v.pressed() == "off" {
		address = ""
	}
	if err := w.App.SetMail(v.ctx(), v.write(), address); err != nil {
		return err
	}
	if address == "" {
		return v.done("mail.off", myMailAt)
	}
	return v.done("mail.on", myMailAt)
}

type caseMailView struct {
	casePage
	On    bool
	Mails []mailLine // the latest first
}

type mailLine struct {
	recourseLine
	Edit *form // of one that somebody must look at
}

var mailTags = map[casefile.MailStatus]string{casefile.MailWaiting: "tag-info", casefile.MailHanding: "tag-info", casefile.MailHanded: "tag-ok", casefile.MailUnknown: "tag-warn", casefile.MailFailed: "tag-warn"}

func (w *Web) caseMail(v *visit) error {
	f, p, err := v.openCase(access.ViewDecision, "mail.case.title")
	if err != nil {
		return err
	}
	view := caseMailView{casePage: p, On: w.App.MailSet()}
	may := w.App.May(v.Actor, access.SettleMail, f.Case)
	for i := len(f.Mails) - 1; i >= 0; i-- {
		m := &f.Mails[i]
		l := mailLine{recourseLine: recourseLine{Head: v.T("mail.of.other"), State: v.T("mail.status." + string(m.Status)), Tag: mailTags[m.Status]}}
		if n, ok := itemOf(f.Notices, m.Of, func(n *casefile.Notice) string { return n.ID }); ok {
			l.Head = v.T("notice.kind." + string(n.Kind))
		}
		add := func(key, value string) { l.Facts = append(l.Facts, fact{v.T(key), value}) }
		to := v.T("notice.to.applicant")
		if m.To != "" {
			to = w.App.Name(v.ctx(), m.To)
		}
		add("notice.to", to)
		add("mail.asked.label", v.Lang.DateTime(m.Asked.UTC()))
		if m.Why != "" {
			add("mail.why", v.T("mail.why.is."+string(m.Why)))
		}
		if !m.Ended.IsZero() {
			add("mail.ended", v.Lang.DateTime(m.Ended.UTC()))
		}
		if m.Code != 0 {
			add("mail.code", strconv.Itoa(m.Code))
		}
		for _, x := range m.Acts {
			key := "mail.act.other"
			if x.Again {
				key = "mail.act.again"
			}
			add(key, v.F("mail.act.by", map[string]any{"Words": x.Words, "Name": w.App.Name(v.ctx(), x.By), "At": x.At.UTC()}))
		}
		if m.Open() && may {
			l.Edit = v.form("mail-"+m.ID, caseMailAt, f.Case.ID).final().of(m.Version)
			l.Edit.Fields = l.Edit.apart([]field{l.Edit.text("words", "mail.act.words", "")})
		}
		view.Mails = append(view.Mails, l)
	}
	return v.show("notice/mail", view)
}

func (w *Web) settleMail(v *visit) error {
	id, ok := strings.CutPrefix(v.posted(), "mail-")
	if !ok {
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	again := v.pressed() == "again"
	if _, err := w.App.SettleMail(v.ctx(), v.write(), id, v.version(), again, v.typed("words")); err != nil {
		return err
	}
	if again {
		return v.done("mail.again", caseMailAt, v.caseID())
	}
	return v.done("mail.settled", caseMailAt, v.caseID())
}
