package app_test

import (
	"bytes"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	smtp "passage/internal/mail"
	"passage/internal/mail/mailtest"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// mails lets the office send mail, to a real server, and two people of the partner and the officer choose it.
func (o *office) mails(s *mailtest.Server) {
	o.Helper()
	r, err := smtp.New(s.Addr, "updates@passage.example", "")
	if err != nil {
		o.Fatal(err)
	}
	r.Wait = 2 * time.Second
	o.app.Relay, o.app.Origin = r, "https://passage.example"
	other := access.Actor{Account: "caseworker.unhcr", Role: access.Caseworker, Unit: "UNHCR"}
	silent := access.Actor{Account: "caseworker2.fld", Role: access.Caseworker, Unit: "FLD"}
	o.hire(caseworker, reviewer, officer, other, silent)
	for _, a := range []access.Actor{caseworker, reviewer, officer, other} {
		if err := o.app.SetMail(bg, app.Write{Actor: a}, a.Account+"@planted.example"); err != nil {
			o.Fatal(err)
		}
	}
}

// carried carries what is due in a quarter of an hour.
func (o *office) carried() int {
	o.Helper()
	o.now = o.now.Add(15 * time.Minute)
	n, _, err := o.app.CarryMail(bg)
	if err != nil {
		o.Fatal(err)
	}
	return n
}

func (o *office) mail(to string) casefile.Mail {
	o.Helper()
	for _, m := range o.file().Mails {
		if m.To == to {
			return m
		}
	}
	o.Fatalf("no mail to %q", to)
	return casefile.Mail{}
}

// send sends a notice that is owed.
func (o *office) send(kind casefile.NoticeKind) casefile.Notice {
	o.Helper()
	n := o.notice(kind)
	o.ok(o.app.SendNotice(bg, o.w(officer), n.ID, n.Version, i18n.EN))
	return o.notice(kind)
}

func only(step mailtest.Step, f mailtest.Fault) func(mailtest.Step) mailtest.Fault {
	return func(at mailtest.Step) mailtest.Fault {
		if at == step {
			return f
		}
		return mailtest.None
	}
}

// Who chose mail is told once that there is an update, in a quarter of an hour, and nobody of anything else.
func TestMail_SaysThatThereIsAnUpdate(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		s := mailtest.Start(o, false)
		o.mails(s)
		o.refused()
		if len(o.file().Mails) != 0 {
			o.Fatalf("mail before anything was sent: %+v", o.file().Mails)
		}
		n := o.send(casefile.PartnerOutcome)
		if got := o.carried(); got != 2 {
			o.Errorf("%d were told, want the partner's two who chose it", got)
		}
		if got := o.carried(); got != 0 {
			o.Errorf("%d were told again", got)
		}
		list := s.Taken()
		var to []string
		for _, m := range list {
			if len(m.To) != 1 {
				o.Errorf("one mail to %v", m.To)
			}
			to = append(to, m.To...)
		}
		slices.Sort(to)
		if !slices.Equal(to, []string{"caseworker.fld@planted.example", "reviewer.fld@planted.example"}) {
			o.Errorf("told: %v", to)
		}
		for _, a := range []string{"caseworker.fld", "reviewer.fld"} {
			m := o.mail(a)
			if m.Status != casefile.MailHanded || m.Code != 250 || m.Of != n.ID || m.Ended.IsZero() {
				o.Errorf("%+v", m)
			}
		}
		if got := o.notice(casefile.PartnerOutcome); got.Status != casefile.NoticeSent {
			o.Errorf("that a mail was handed over proved the notice: %s", got.Status)
		}
		// What the partner does reaches its officer, by mail too.
		n = o.send(casefile.RefusalEligibility)
		o.carried()
		before := len(s.Taken())
		o.ok(o.app.ProveNotice(bg, o.w(caseworker), n.ID, n.Version, casefile.Proof{How: casefile.ProofHanded, Day: o.app.Today(), Who: "Caseworker 0118"}))
		o.carried()
		if got := s.Taken()[before:]; len(got) != 1 || got[0].To[0] != "officer.cedar@planted.example" {
			o.Errorf("the officer: %+v", got)
		}
	})
}

// Every mail is the same bytes but for recipient, date and Message-ID, whatever the case and its languages are.
func TestMail_IsTheSameForEverybody(t *testing.T) {
	o := open(t, storetest.Open(t), casefile.Eligibility)
	s := mailtest.Start(t, false)
	o.mails(s)
	o.refused()
	o.send(casefile.PartnerOutcome)
	o.send(casefile.RefusalEligibility)
	o.carried()
	var first string
	ids := map[string]bool{}
	for _, m := range s.Taken() {
		msg, err := mail.ReadMessage(bytes.NewReader(m.Raw))
		if err != nil {
			t.Fatal(err)
		}
		rest := string(m.Raw)
		for _, h := range []string{"To", "Date", "Message-ID"} {
			rest = strings.Replace(rest, msg.Header.Get(h), "", 1)
		}
		if first == "" {
			first = rest
		}
		if rest != first {
			t.Errorf("two mails differ:\n%s\n%s", first, rest)
		}
		ids[m.ID] = true
	}
	if len(ids) != 4 || len(s.Taken()) != 4 {
		t.Fatalf("%d mails, %d ids", len(s.Taken()), len(ids))
	}
	for _, want := range []string{"You have an update. Sign in to read it.", "Il y a du nouveau. Connectez-vous pour lire.", "https://passage.example\r\n"} {
		if !strings.Contains(first, want) {
			t.Errorf("%q is not in\n%s", want, first)
		}
	}
	if len(first) > 800 || strings.Contains(first, o.file().Case.Ref) || strings.Contains(first, string(o.id)) {
		t.Errorf("it says more:\n%s", first)
	}
}

// Rule A-91: never twice by mail. A line that is cut after the content leaves a mail of which nobody knows; it waits for a
// person, and goes again only with their words, as the same mail.
func TestRule_A_91_NotKnownIsAPersons(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		s := mailtest.Start(o, false)
		o.mails(s)
		o.refused()
		s.Fails(only(mailtest.End, mailtest.TakenAndCut))
		o.send(casefile.PartnerOutcome)
		o.carried()
		s.Fails(nil)
		for range 5 {
			o.now = o.now.Add(time.Hour)
			if got := o.carried(); got != 0 {
				o.Fatalf("%d went again by themselves", got)
			}
		}
		m := o.mail("caseworker.fld")
		if m.Status != casefile.MailUnknown || o.file().Case.Summary.Mails != 2 {
			o.Fatalf("%+v, %d to look at", m, o.file().Case.Summary.Mails)
		}
		a, err := o.app.SettleMail(bg, o.w(officer), m.ID, m.Version, true, "")
		o.no("invalid", a, err)
		a, err = o.app.SettleMail(bg, o.w(caseworker), m.ID, m.Version, true, "Again")
		o.no("forbidden", a, err)
		o.ok(o.app.SettleMail(bg, o.w(officer), m.ID, m.Version, true, "The partner says that nothing came."))
		a, err = o.app.SettleMail(bg, o.w(officer), m.ID, m.Version, true, "Again")
		o.no("A-91", a, err)
		if got := o.carried(); got != 1 {
			o.Errorf("%d went", got)
		}
		x := o.mail("reviewer.fld")
		o.ok(o.app.SettleMail(bg, o.w(assistant), x.ID, x.Version, false, "Told by telephone."))
		if n := o.file().Case.Summary.Mails; n != 0 {
			o.Errorf("%d to look at", n)
		}
		same := map[string]int{}
		for _, m := range s.Taken() {
			same[m.ID]++
		}
		if len(same) != 2 || len(s.Taken()) != 3 {
			o.Errorf("the mail that went again is another: %v", same)
		}
	})
}

// What the server did not take is tried again, later each time; what it refuses is shown to whoever must act.
func TestMail_LaterAndRefused(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		s := mailtest.Start(o, false)
		o.mails(s)
		o.refused()
		o.send(casefile.PartnerOutcome)
		for _, f := range []struct {
			at mailtest.Step
			mailtest.Fault
		}{{mailtest.From, 421}, {mailtest.To, 450}, {mailtest.End, 451}, {mailtest.From, mailtest.Cut}} {
			s.Fails(only(f.at, f.Fault))
			if got := o.carried(); got != 0 {
				o.Fatalf("%s %d: %d went", f.at, f.Fault, got)
			}
			if m := o.mail("caseworker.fld"); m.Status != casefile.MailWaiting {
				o.Fatalf("%s %d: %+v", f.at, f.Fault, m)
			}
			lines := s.Lines()
			if _, next, err := o.app.CarryMail(bg); err != nil || !next.After(o.now) || s.Lines() != lines {
				o.Fatalf("tried again at once: %v %v", next, err)
			}
			o.now = o.now.Add(time.Hour)
		}
		s.Fails(nil)
		if got := o.carried(); got != 2 || len(s.Taken()) != 2 {
			o.Errorf("%d went, the server has %d", got, len(s.Taken()))
		}
		s.Fails(only(mailtest.To, 550))
		o.send(casefile.RefusalEligibility)
		o.carried()
		if n := o.file().Case.Summary.Mails; n != 2 {
			o.Errorf("%d to look at, want 2", n)
		}
	})
}

// A server that does not answer costs no entry in any case; after a day somebody is asked to look.
func TestMail_ServerIsAway(t *testing.T) {
	o := open(t, storetest.Open(t), casefile.Eligibility)
	s := mailtest.Start(t, false)
	o.mails(s)
	away, err := smtp.New("127.0.0.1:1", "updates@passage.example", "")
	if err != nil {
		t.Fatal(err)
	}
	o.app.Relay = away
	o.refused()
	o.send(casefile.PartnerOutcome)
	before := o.mail("caseworker.fld").Version
	o.now = o.now.Add(time.Hour)
	if _, _, err := o.app.CarryMail(bg); err == nil {
		t.Fatal("nobody listens there")
	}
	if got := o.mail("caseworker.fld"); got.Version != before || got.Status != casefile.MailWaiting {
		t.Errorf("%+v", got)
	}
	o.now = o.now.AddDate(0, 0, 1)
	if _, _, err := o.app.CarryMail(bg); err != nil {
		t.Fatal(err)
	}
	if n := o.file().Case.Summary.Mails; n != 2 {
		t.Errorf("%d to look at", n)
	}
}

// Two processes on one store never both hand the same mail over; one that died leaves it not known, ten minutes later.
func TestRule_A_91_TwoProcessesOneMail(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		s := mailtest.Start(o, false)
		o.mails(s)
		o.refused()
		o.send(casefile.PartnerOutcome)
		o.now = o.now.Add(15 * time.Minute)
		var counts [4]int
		done := make(chan int, len(counts))
		for i := range counts {
			go func() {
				for range 3 {
					n, _, _ := o.app.CarryMail(bg) // who loses a race hears of a conflict
					counts[i] += n
				}
				done <- i
			}()
		}
		for range counts {
			<-done
		}
		if total := counts[0] + counts[1] + counts[2] + counts[3]; total != 2 || len(s.Taken()) != 2 {
			o.Errorf("%v handed over, the server has %d", counts, len(s.Taken()))
		}
	})
}

// Nobody is mailed unless this server sends mail and they chose it; the choice counts when the mail leaves.
func TestMail_OffAndTakenBack(t *testing.T) {
	o := open(t, storetest.Open(t), casefile.Eligibility)
	s := mailtest.Start(t, false)
	o.mails(s)
	relay := o.app.Relay
	o.app.Relay = nil
	o.refused()
	n := o.send(casefile.PartnerOutcome)
	if len(o.file().Mails) != 0 {
		t.Errorf("queued although nothing can leave: %+v", o.file().Mails)
	}
	a, err := o.app.MailApplicant(bg, o.w(officer), n.ID)
	o.no("A-56", a, err)
	o.app.Relay = relay
	n = o.send(casefile.RefusalEligibility)
	if err := o.app.SetMail(bg, app.Write{Actor: reviewer}, ""); err != nil {
		t.Fatal(err)
	}
	if err := o.app.SetMail(bg, app.Write{Actor: reviewer}, "a@b.example, c@d.example"); err == nil {
		t.Error("two addresses were taken")
	}
	// And what was read meanwhile needs no mail.
	o.ok(o.app.ProveNotice(bg, o.w(officer), n.ID, n.Version, casefile.Proof{How: casefile.ProofToldOrally, Day: o.app.Today(), Who: "Caseworker 0118"}))
	if got := o.carried(); got != 0 || len(s.Taken()) != 0 {
		t.Errorf("%d went, the server has %d", got, len(s.Taken()))
	}
	if m := o.mail("reviewer.fld"); m.Status != casefile.MailDropped || m.Why != casefile.MailRead {
		t.Errorf("%+v", m)
	}
}

// Rule A-56: the applicant is told by mail only where the plan allows it on the day, when it is asked for and when it leaves.
func TestRule_A_56_MailOnlyWhereThePlanAllowsIt(t *testing.T) {
	o := open(t, storetest.Open(t), casefile.Eligibility)
	s := mailtest.Start(t, false)
	o.mails(s)
	o.refused()
	set := func(change func(*people.SafetyPlan)) {
		o.given(func(tx *store.Tx, f *store.File) error {
			p := f.Plans[0]
			change(&p)
			return tx.SavePlan(f, &p)
		})
	}
	n := o.notice(casefile.RefusalEligibility)
	a, err := o.app.MailApplicant(bg, o.w(officer), n.ID)
	o.no("A-91", a, err) // nothing was sent yet
	n = o.send(casefile.RefusalEligibility)
	a, err = o.app.MailApplicant(bg, o.w(officer), n.ID)
	o.no("A-56", a, err) // through the partner only
	set(func(p *people.SafetyPlan) { p.Reach, p.Allowed = people.Direct, []string{"telephone"} })
	a, err = o.app.MailApplicant(bg, o.w(officer), n.ID)
	o.no("A-56", a, err)
	set(func(p *people.SafetyPlan) { p.Allowed = []string{"email"} })
	a, err = o.app.MailApplicant(bg, o.w(officer), n.ID)
	o.no("mail.no_address", a, err)
	set(func(p *people.SafetyPlan) { p.Email = "applicant@planted.example" })
	seen, err := o.app.View(bg, officer, o.id, access.ViewDecision, "")
	if err != nil || seen.Plans[0].Email == "applicant@planted.example" || seen.Plans[0].Email == "" {
		t.Errorf("the address is behind a reveal: %v %q", err, seen.Plans[0].Email)
	}
	o.ok(o.app.MailApplicant(bg, o.w(officer), n.ID))
	a, err = o.app.MailApplicant(bg, o.w(officer), n.ID)
	o.no("A-91", a, err)
	set(func(p *people.SafetyPlan) { p.Allowed, p.Forbidden = []string{"telephone"}, []string{"email"} })
	if got := o.carried(); got != 2 {
		t.Errorf("%d went", got)
	}
	if m := o.mail(""); m.Status != casefile.MailDropped || m.Why != casefile.MailPlan {
		t.Errorf("%+v", m)
	}
	for _, m := range s.Taken() {
		if slices.Contains(m.To, "applicant@planted.example") {
			t.Error("the applicant was mailed against the plan")
		}
	}
}

// Rule A-91: word that a notice arrived comes twice, too early, from two people at once, or after another's: it is in the case
// exactly once, as it was said first.
func TestRule_A_91_WordOfReceiptComesTwiceAndInAnyOrder(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.refused()
		n := o.notice(casefile.RefusalEligibility)
		told := func(token, who string, version int64) error {
			w := app.Write{Actor: caseworker, Case: o.id, Token: token, Body: []byte(who)}
			_, err := o.app.ProveNotice(bg, w, n.ID, version, casefile.Proof{How: casefile.ProofHanded, Day: policy.DayOf(o.now), Who: who})
			return err
		}
		if err := told("early", "Caseworker 0118", n.Version); !isKind(err, fault.NotFound) {
			o.Errorf("receipt of what was not sent: %v", err) // the partner does not know of it
		}
		send := app.Write{Actor: officer, Case: o.id, Token: "send", Body: []byte("en")}
		for range 3 {
			o.ok(o.app.SendNotice(bg, send, n.ID, n.Version, i18n.EN))
		}
		another := send
		another.Token = "another"
		_, err := o.app.SendNotice(bg, another, n.ID, n.Version+1, i18n.FR)
		if !rule(err, "A-91") {
			o.Errorf("sent by two people: %v", err)
		}
		n = o.notice(casefile.RefusalEligibility)
		errs := make(chan error, 6)
		for i := range cap(errs) { // three requests, each of them twice, at once
			go func() { errs <- told(fmt.Sprint("told", i/2), fmt.Sprint("Caseworker ", i/2), n.Version) }()
		}
		done := 0
		for range cap(errs) {
			if err := <-errs; err == nil {
				done++
			}
		}
		n = o.notice(casefile.RefusalEligibility)
		first := n.Proof
		if done == 0 || done > 2 || !n.Proven() {
			o.Errorf("%d were told that it is entered; it is %s", done, n.Status)
		}
		for i := range 3 {
			token, who := fmt.Sprint("told", i), fmt.Sprint("Caseworker ", i)
			if err := told(token, who, n.Version); (err == nil) != (who == first.Who) {
				o.Errorf("%s comes again: %v", who, err)
			}
		}
		if err := told("told"+first.Who[len("Caseworker "):], "Somebody else", n.Version); !isKind(err, fault.Reused) {
			o.Errorf("the same request with other words: %v", err)
		}
		_, err = o.app.ProveNotice(bg, o.w(officer), n.ID, n.Version, casefile.Proof{How: casefile.ProofToldOrally, Day: policy.DayOf(o.now), Who: "Officer"})
		if !rule(err, "A-91") || o.notice(casefile.RefusalEligibility).Proof != first {
			o.Errorf("the office's word after the partner's: %v", err)
		}
		events, err := o.app.Store.History(bg, o.id, 0)
		if err != nil {
			o.Fatal(err)
		}
		count := map[access.Action]int{}
		for _, e := range events {
			count[e.Action]++
		}
		if count[access.GiveNotice] != 1 || count[access.ReportTold] != 1 {
			o.Errorf("sent %d times and told %d times", count[access.GiveNotice], count[access.ReportTold])
		}
	})
}
