package web

import (
	"testing"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/i18n"
	"passage/internal/mail"
	"passage/internal/mail/mailtest"
	"passage/internal/store"
)

// A person chooses mail; a mail that the server refuses stands in My work until somebody says how the person was reached; the
// applicant is told only where the plan allows it; and a server that sends none says so.
func TestMailPages(t *testing.T) {
	h := house(t)
	now := clock
	h.App.Now = func() time.Time { return now }
	id := h.family(412, casefile.Admissibility)
	c := h.browser("caseworker.fld")
	c.open("/en/messages")
	c.link(i18n.EN.T("mail.mine.title"))
	c.says(i18n.EN.T("mail.not_sent"), i18n.EN.T("mail.mine.off"))

	s := mailtest.Start(t, false)
	var err error
	if h.App.Relay, err = mail.New(s.Addr, "updates@passage.example", ""); err != nil {
		t.Fatal(err)
	}
	h.App.Origin = "https://passage.example"
	c.open("/en/mail")
	c.hides(i18n.EN.T("mail.not_sent"))
	c.send("mail", "on", "mail", "no address")
	if c.code != 422 {
		t.Errorf("no address: %d", c.code)
	}
	c.says(i18n.EN.T("mail.address"), "no address")
	c.send("mail", "on", "mail", "caseworker@planted.example")
	c.says(i18n.EN.T("done.mail.on"), i18n.EN.T("mail.mine.on"))

	o := h.browser("officer.cedar")
	o.open("/en/cases/" + string(id) + "/hold")
	o.send("put", "put", "reason", "exit_barrier", "note", "", "review_y", "2026", "review_m", "11", "review_d", "02")
	notice := func(to casefile.Addressee) string {
		for _, n := range h.file(id).Notices {
			if n.Kind == casefile.HoldNotice && n.To == to {
				return "/en/cases/" + string(id) + "/notices/" + n.ID
			}
		}
		t.Fatal("no notice")
		return ""
	}
	s.Fails(func(at mailtest.Step) mailtest.Fault { return map[mailtest.Step]mailtest.Fault{mailtest.To: 550}[at] })
	o.open(notice(casefile.ToPartner))
	o.says(i18n.EN.T("mail.sent_to"))
	o.send("send", "send", "language", "en")
	now = now.Add(15 * time.Minute)
	if _, _, err := h.App.CarryMail(t.Context()); err != nil {
		t.Fatal(err)
	}
	o = h.browser("officer.cedar")
	o.open("/en/my-work")
	o.says(i18n.EN.T("mail.work"))
	o.link(i18n.EN.N("mail.look", 1, nil))
	o.says(i18n.EN.T("mail.why.is.refused"), "550", i18n.EN.T("mail.status.failed"))
	o.hides("caseworker@planted.example")
	m := h.file(id).Mails[0]
	o.send("mail-"+m.ID, "other", "words", "")
	o.says(i18n.EN.T("mail.words"))
	o.send("mail-"+m.ID, "other", "words", "Told by telephone.")
	o.says(i18n.EN.T("done.mail.settled"), "Told by telephone.")
	o.open("/en/my-work")
	o.hides(i18n.EN.T("mail.work"))

	// Through the partner only: nothing is offered. Where the plan allows it, one button.
	s.Fails(nil)
	o.open(notice(casefile.ToApplicant))
	o.send("send", "send", "language", "en")
	o.open(notice(casefile.ToApplicant))
	o.hides(i18n.EN.T("mail.applicant.go"))
	h.change(id, func(tx *store.Tx, f *store.File) error {
		p := f.Plans[0]
		p.Reach, p.Allowed, p.Forbidden, p.Email, p.Confirmed = people.Direct, []string{"email"}, nil, "applicant@planted.example", h.App.Today()
		return tx.SavePlan(f, &p)
	})
	o.open(notice(casefile.ToApplicant))
	o.hides("applicant@planted.example")
	o.send("mail", "mail")
	o.says(i18n.EN.T("done.mail.asked"))
	o.open(notice(casefile.ToApplicant))
	o.hides(i18n.EN.T("mail.applicant.go"))
	now = now.Add(15 * time.Minute)
	if _, _, err := h.App.CarryMail(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := false
	for _, x := range s.Taken() {
		told = told || x.To[0] == "applicant@planted.example"
	}
	if !told {
		t.Errorf("the applicant was not told: %+v", s.Taken())
	}

	// The partner sees nothing of it, and takes its choice back.
	c = h.browser("caseworker.fld")
	c.open("/en/messages/" + string(id))
	c.hides(i18n.EN.T("mail.case.title"))
	rec := ask(t, h, getReq("/en/cases/"+string(id)+"/mail"))
	if rec.Code != 403 {
		t.Errorf("the partner opened the mails of a case: %d", rec.Code)
	}
	c.open("/en/mail")
	c.send("mail", "off", "mail", "caseworker@planted.example")
	c.says(i18n.EN.T("done.mail.off"))
	if a, err := h.App.Person(t.Context(), access.Actor{Account: "admin.hq", Role: access.Admin, Unit: "HQ"}, "caseworker.fld"); err != nil || a.Details.Mail != "" {
		t.Errorf("%v %q", err, a.Details.Mail)
	}
}
