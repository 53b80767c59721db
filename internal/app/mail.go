package app

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/mail"
	"slices"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	smtp "passage/internal/mail"
	"passage/internal/store"
)

// Mail says "you have an update", the same to everybody, and nothing else (docs/adr/0034). What it is about stands in the
// case, and is read there.

// mailSpread is how long after the act a mail leaves at most: a random time of it, so that its time tells less.
const mailSpread = 15 * time.Minute

// wakes are the acts of a partner, or of the holder of a card, of which the officer of the case is told.
var wakes = []access.Action{access.ReportTold, access.AnswerConcerns, access.AskDepartment, access.AnswerAsked, access.ReportIncident, access.AskChange, access.ConfirmSafety, access.AnswerOwn}

// mailed are the people of a partner to whom a message is told of.
var mailed = []access.Role{access.Caseworker, access.Reviewer, access.PartnerAdmin}

// MailSet says whether this server sends mail at all.
func (a *App) MailSet() bool { return a.Relay != nil }

// Posted is heard from when something was put in the outbox.
func (a *App) Posted() <-chan struct{} { return a.posted }

func (a *App) wake() {
	select {
	case a.posted <- struct{}{}:
	default:
	}
}

// queued is how many mails of a case wait to leave.
func queued(f *store.File) (n int) {
	for _, m := range f.Mails {
		if m.Status == casefile.MailWaiting {
			n++
		}
	}
	return n
}

// openMails is how many mails of a case somebody must look at.
func openMails(f *store.File) (n int) {
	for _, m := range f.Mails {
		if m.Open() {
			n++
		}
	}
	return n
}

// tell asks for a mail to an account, or to the applicant (""), about an item. One that still waits says it all.
func (a *App) tell(tx *store.Tx, f *store.File, of, to string) error {
	if slices.ContainsFunc(f.Mails, func(m casefile.Mail) bool {
		return m.Of == of && m.To == to && m.Status == casefile.MailWaiting
	}) {
		return nil
	}
	m := casefile.AskMail(of, to, tx.Now, rand.N(mailSpread).Truncate(time.Second))
	return tx.SaveMail(f, &m)
}

// tellPartner asks for a mail to everybody of the referring partner who chose mail.
func (a *App) tellPartner(tx *store.Tx, f *store.File, of string) error {
	if !a.MailSet() || f.Case.AtOffice == "" {
		return nil
	}
	list, err := tx.Colleagues(f.Case.ReferredBy, mailed...)
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.Details.Mail != "" && !x.Frozen {
			if err := a.tell(tx, f, of, x.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// tellCentre asks for a mail to whoever of the operations centre chose mail.
func (a *App) tellCentre(tx *store.Tx, f *store.File, of string) error {
	if !a.MailSet() {
		return nil
	}
	list, err := tx.Colleagues(centre, access.Clerk, access.SeniorClerk)
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.Details.Mail != "" && !x.Frozen {
			if err := a.tell(tx, f, of, x.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// centre is the unit of the operations centre.
const centre = "ROCO"

// onwardItem says whether an item is one that the operations centre was sent, and whether it still waits for it.
func onwardItem(f *store.File, id string) (is, waits bool) {
	for _, r := range f.Destinations {
		if r.ID == id {
			return true, r.Open()
		}
	}
	for _, n := range f.Arrivals {
		if n.ID == id {
			return true, n.Status == decision.ArrivalSent
		}
	}
	return false, false
}

// tellOfficer asks for a mail to the officer of the case, if they chose mail, when a partner has done something.
func (a *App) tellOfficer(tx *store.Tx, f *store.File, action access.Action) error {
	if role := tx.Entry.Actor.Role; !partnerRole(role) && role != access.Holder || !slices.Contains(wakes, action) {
		return nil
	}
	return a.wakeOfficer(tx, f)
}

// wakeOfficer asks for a mail to the officer of the case, if they chose mail.
func (a *App) wakeOfficer(tx *store.Tx, f *store.File) error {
	if !a.MailSet() || f.Case.Assigned == "" {
		return nil
	}
	x, err := tx.Account(f.Case.Assigned)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil || x.Details.Mail == "" || x.Frozen {
		return err
	}
	return a.tell(tx, f, "", x.ID)
}

// MayMail says whether the applicant may be told by mail of a letter: pages offer it, and the door asks again.
func (a *App) MayMail(f *File, n casefile.Notice) bool {
	return a.mayMail(f, n, a.Today()) == nil
}

func (a *App) mayMail(f *File, n casefile.Notice, today policy.Day) error {
	switch {
	case !a.MailSet():
		return fault.Stop("A-56", "mail.off")
	case n.To != casefile.ToApplicant || n.Status != casefile.NoticeSent:
		return fault.Stop("A-91", "mail.nothing")
	case slices.ContainsFunc(f.Mails, func(m casefile.Mail) bool { return m.Of == n.ID && m.To == "" }):
		return fault.Stop("A-91", "mail.asked")
	}
	if err := Plan(f).Allows("email", today); err != nil {
		return err
	}
	if Plan(f).Email == "" {
		return fault.Stop("A-56", "mail.no_address")
	}
	return nil
}

// MailApplicant asks for a mail to the applicant about a letter that the partner is handing on.
//
// Rule A-56: only where the safe-contact plan allows mail on the day and holds an address; both are asked again when it
// leaves.
func (a *App) MailApplicant(ctx context.Context, w Write, notice string) (string, error) {
	return a.release(ctx, w, access.GiveNotice, func(tx *store.Tx, f *store.File) (Release, error) {
		n, err := noticeOf(f, notice)
		if err != nil {
			return Release{}, err
		}
		if err := a.mayMail(f, n, tx.Today()); err != nil {
			return Release{}, err
		}
		return Release{To: string(n.To), Channel: "email", Ground: GroundAddressee, Item: n.ID}, a.tell(tx, f, n.ID, "")
	})
}

// SettleMail is what a person does about a mail that failed or may not have left: send it again, or say how the person was
// reached.
func (a *App) SettleMail(ctx context.Context, w Write, id string, version int64, again bool, words string) (string, error) {
	return a.change(ctx, w, access.SettleMail, func(tx *store.Tx, f *store.File) error {
		m, err := by(f.Mails, id, func(m *casefile.Mail) string { return m.ID })
		if err != nil {
			return err
		}
		if again && !a.MailSet() {
			return fault.Stop("A-56", "mail.off")
		}
		m.Version = version
		if m, err = m.Settle(again, words, w.Actor.Account, tx.Now); err != nil {
			return err
		}
		return tx.SaveMail(f, &m)
	})
}

// SetMail is where one is told by mail that there is an update; "" is nowhere, which is what holds until somebody chooses.
func (a *App) SetMail(ctx context.Context, w Write, address string) error {
	if address != "" {
		if x, err := mail.ParseAddress(address); err != nil || x.Address != address || len(address) > 120 {
			var c fault.Check
			c.Add("mail", "mail.address")
			return c.Err("mail.wrong")
		}
	}
	w.Case = ""
	_, err := a.start(ctx, w, access.ChangeSettings, func(tx *store.Tx) error {
		acc, err := tx.Account(w.Actor.Account)
		if err != nil || acc.Details.Mail == address {
			return err
		}
		acc.Details.Mail = address
		return tx.SaveAccount(acc)
	})
	return err
}

var mailer = access.Actor{Account: "system", Role: access.System, Unit: "HQ"}

// CarryMail hands over what is due, each mail at most once whatever ends this program, and enters what became of it. next is
// when more is due, zero when nothing waits.
func (a *App) CarryMail(ctx context.Context) (handed int, next time.Time, err error) {
	if !a.MailSet() {
		return 0, time.Time{}, nil
	}
	for {
		due, next, err := a.Store.Outbox(ctx, a.Now(), 100)
		if err != nil || len(due) == 0 {
			return handed, next, err
		}
		n, err := a.carry(ctx, due)
		handed += n
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return handed, next, err
		}
	}
}

// carry works through a part of the outbox. What is over is ended first: it needs no server.
func (a *App) carry(ctx context.Context, due []store.Posted) (handed int, err error) {
	var live []store.Posted
	for _, p := range due {
		if a.Now().Before(p.Until) {
			live = append(live, p)
			continue
		}
		if err := a.onMail(ctx, p, func(tx *store.Tx, _ *store.File, m casefile.Mail) (casefile.Mail, bool, error) {
			m, over := m.Lapse(tx.Now)
			return m, over, nil
		}); err != nil {
			return handed, err
		}
	}
	var line *smtp.Line
	defer func() {
		if line != nil {
			line.Close()
		}
	}()
	for _, p := range live {
		if err := ctx.Err(); err != nil {
			return handed, err
		}
		if line == nil { // before anything is entered: a server that does not answer costs nothing
			if line, err = a.Relay.Dial(ctx); err != nil {
				return handed, err
			}
		}
		m, to, err := a.handOver(ctx, p)
		if err != nil {
			return handed, err
		}
		if to == "" {
			continue
		}
		answer, code := line.Send(a.letterless(p.Mail, to))
		if answer == smtp.Taken {
			handed++
		}
		if answer != smtp.Taken || code == 0 { // the next one gets a line of its own
			line.Close()
			line = nil
		}
		if err := a.enter(ctx, p, m, answer, code); err != nil {
			return handed, err
		}
	}
	return handed, nil
}

// onMail is the system's act on one mail of the outbox; fn says whether anything changed. A line that stands for nothing goes.
func (a *App) onMail(ctx context.Context, p store.Posted, fn func(*store.Tx, *store.File, casefile.Mail) (casefile.Mail, bool, error)) error {
	_, err := a.change(ctx, Write{Actor: mailer, Case: p.Case}, access.CarryMail, func(tx *store.Tx, f *store.File) error {
		m, err := by(f.Mails, p.Mail, func(m *casefile.Mail) string { return m.ID })
		if err != nil {
			return err
		}
		m, changed, err := fn(tx, f, m)
		if err != nil || !changed {
			return err
		}
		return tx.SaveMail(f, &m)
	})
	if fault.KindOf(err) == fault.NotFound {
		return a.Store.Unpost(ctx, p)
	}
	return err
}

// handOver enters, durably, that a mail is being handed over, before a word of it is said; to is "" when it is not: another
// has it, or what allowed it fell away.
func (a *App) handOver(ctx context.Context, p store.Posted) (m casefile.Mail, to string, err error) {
	err = a.onMail(ctx, p, func(tx *store.Tx, f *store.File, x casefile.Mail) (casefile.Mail, bool, error) {
		to = ""
		was := x
		if x, ok := x.Hand(tx.Now); ok {
			why, at, err := a.mayLeave(tx, f, x)
			if err != nil {
				return x, false, err
			}
			if why != "" {
				return was.Drop(why, tx.Now), true, nil
			}
			m, to = x, at
			return x, true, nil
		}
		return x, false, nil
	})
	if err != nil {
		to = ""
	}
	return m, to, err
}

// mayLeave asks once more, when a mail is about to leave, whether it may, and to where.
//
// Rule A-56: what the plan allows on the day it leaves counts, not what it allowed when it was asked for.
func (a *App) mayLeave(tx *store.Tx, f *store.File, m casefile.Mail) (casefile.MailWhy, string, error) {
	if n, err := noticeOf(f, m.Of); err == nil && n.Status != casefile.NoticeSent {
		return casefile.MailRead, "", nil
	}
	onward, waits := onwardItem(f, m.Of)
	if onward && !waits {
		return casefile.MailRead, "", nil
	}
	if m.To == "" {
		plan := Plan(f)
		if plan.Allows("email", tx.Today()) != nil || plan.Email == "" || Orphaned(f) {
			return casefile.MailPlan, "", nil
		}
		return "", plan.Email, nil
	}
	x, err := tx.Account(m.To)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return casefile.MailChoice, "", nil
	case err != nil:
		return "", "", err
	case x.Frozen || x.Details.Mail == "" || m.Of != "" && !onward && x.Unit != f.Case.ReferredBy || onward && x.Unit != centre || m.Of == "" && x.ID != f.Case.Assigned:
		return casefile.MailChoice, "", nil
	}
	return "", x.Details.Mail, nil
}

// enter enters what became of a mail that was being handed over. It is finished although the program is about to end.
func (a *App) enter(ctx context.Context, p store.Posted, m casefile.Mail, answer smtp.Answer, code int) error {
	return a.onMail(context.WithoutCancel(ctx), p, func(tx *store.Tx, _ *store.File, x casefile.Mail) (casefile.Mail, bool, error) {
		ours := x.Status == casefile.MailHanding && x.Began.Equal(m.Began)
		switch {
		case answer == smtp.Taken && (ours || x.Status == casefile.MailUnknown):
			return x.Taken(code, tx.Now), true, nil
		case !ours: // its time was over before the server's word came
			return x, false, nil
		case answer == smtp.Later:
			return x.PutOff(code, tx.Now), true, nil
		case answer == smtp.Refused:
			return x.Fail(code, tx.Now), true, nil
		}
		return x.Doubt(tx.Now), true, nil
	})
}

// letterless is the mail: the same for everybody, in both languages, with the server's address and nothing of any case.
func (a *App) letterless(id, to string) smtp.Mail {
	m := smtp.Mail{ID: a.Store.MailID(id), To: to, At: a.Now()}
	for _, l := range i18n.Langs {
		if m.Subject != "" {
			m.Subject, m.Text = m.Subject+" / ", m.Text+"\n"
		}
		m.Subject += l.T("mail.subject")
		m.Text += l.T("mail.text") + "\n" + a.Origin + "\n"
	}
	return m
}

// DeliverMail carries mail until ctx ends: when something is put in the outbox, when the next one is due, and every minute in
// case another process put it there. After a failure it waits, longer each time. What a mail server says of a mail is not
// logged: it names the recipient.
func (a *App) DeliverMail(ctx context.Context) {
	if !a.MailSet() {
		return
	}
	const least, most = time.Minute, 15 * time.Minute
	for failed := 0; ; {
		_, next, err := a.CarryMail(ctx)
		if ctx.Err() != nil {
			return
		}
		wait, posted := least, a.posted
		if err != nil {
			wait, posted = min(most, least<<min(failed, 4)), nil
			failed++
			slog.Warn("mail waits", "for", wait, "err", err)
		} else {
			failed = 0
			if d := next.Sub(a.Now()); !next.IsZero() && d < wait {
				wait = max(0, d)
			}
		}
		t := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			t.Stop()
			return
		case <-posted:
		case <-t.C:
		}
		t.Stop()
	}
}
