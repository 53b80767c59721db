package app

import (
	"context"
	"errors"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/store"
)

// RecordWindow keeps that the application of a family member who stayed behind has come.
func (a *App) RecordWindow(ctx context.Context, w Write, in decision.WindowApplication) (string, error) {
	return a.change(ctx, w, access.RecordWindow, func(tx *store.Tx, f *store.File) error {
		in = decision.WindowApplication{Person: in.Person, Submitted: in.Submitted, Proof: in.Proof, Known: in.Known}
		if err := decision.Apply(in, a.journey(tx, f), onFile(f)); err != nil {
			return err
		}
		in.By, in.At = tx.Entry.Actor.Account, tx.Now
		if err := dropOwed(tx, f, func(n casefile.Notice) bool { return n.Kind == casefile.WindowReminder && n.About == in.Person }); err != nil {
			return err
		}
		return tx.SaveWindow(f, &in)
	})
}

// AdmitWindow keeps the visa that an officer issues to a member who follows (R141(1)).
func (a *App) AdmitWindow(ctx context.Context, w Write, id string, version int64, in decision.WindowApplication) (string, error) {
	return a.change(ctx, w, access.AdmitWindow, func(tx *store.Tx, f *store.File) error {
		x, err := by(f.Windows, id, func(x *decision.WindowApplication) string { return x.ID })
		if err != nil {
			return err
		}
		x.Related, x.Quebec, x.Number, x.Issued, x.ValidUntil, x.Reasons = in.Related, in.Quebec, in.Number, in.Issued, in.ValidUntil, in.Reasons
		if err := decision.Admit(x, a.journey(tx, f)); err != nil {
			return err
		}
		x.Officer, x.Version = tx.Entry.Actor.Account, version
		return tx.SaveWindow(f, &x)
	})
}

// RefuseWindow refuses a member who follows. The applicants and the partner that referred are owed the letter.
func (a *App) RefuseWindow(ctx context.Context, w Write, id string, version int64, in decision.WindowApplication) (string, error) {
	return a.change(ctx, w, access.AdmitWindow, func(tx *store.Tx, f *store.File) error {
		x, err := by(f.Windows, id, func(x *decision.WindowApplication) string { return x.ID })
		if err != nil {
			return err
		}
		x.Related, x.Put, x.Answer, x.Reasons = in.Related, in.Put, in.Answer, in.Reasons
		days, _ := a.Pack.On(tx.Today()).Clock("fairness")
		if x, err = decision.RefuseWindow(x, a.journey(tx, f), days.Days); err != nil {
			return err
		}
		x.RefusedBy, x.Version = tx.Entry.Actor.Account, version
		if err := tx.SaveWindow(f, &x); err != nil {
			return err
		}
		for _, n := range decision.OweRefusal(x, f.Case.ReferredBy, OfficialLanguage(f), tx.Today()) {
			if err := tx.SaveNotice(f, &n); err != nil {
				return err
			}
		}
		return nil
	})
}

// reminderClock is the clock of the pack that says how many days before its end a window is spoken of.
const reminderClock = "window-reminders"

// RemindWindows reminds the families of whom a member who stayed has not applied (I-110): each step once, through the principal
// applicant, by a channel that the plan allows. A letter that may not leave stays owed, and the office tells it. n is how many were
// owed.
func (a *App) RemindWindows(ctx context.Context) (n int, err error) {
	clock, ok := a.Policy().Clock(reminderClock)
	if !ok || len(clock.Steps) == 0 {
		return 0, nil
	}
	var after store.Cursor
	var wrong error
	for {
		list, err := a.Store.List(ctx, store.Query{Desk: []casefile.DeskKind{casefile.DeskWindow}, After: after, Limit: 100})
		if err != nil {
			return n, err
		}
		for _, c := range list {
			after = store.Cursor{Since: c.Since, ID: c.ID}
			if left := a.Today().Until(c.Summary.Window); c.Summary.Window == "" || left < 0 || left > clock.Steps[0] {
				continue
			}
			owes := 0
			if _, err := a.change(ctx, Write{Actor: mailer, Case: c.ID}, access.RemindWindow, func(tx *store.Tx, f *store.File) (err error) {
				owes, err = a.remind(tx, f, clock.Steps)
				return err
			}); err != nil {
				wrong = errors.Join(wrong, err) // the others are reminded all the same
				continue
			}
			n += owes
		}
		if len(list) < 100 {
			return n, wrong
		}
	}
}

// remind owes the reminders of a case whose day has come, and sends what may leave.
func (a *App) remind(tx *store.Tx, f *store.File, steps []int) (owes int, err error) {
	if f.Case.State != casefile.PostArrival {
		return 0, nil
	}
	for _, r := range a.journey(tx, f).Reminders(steps) {
		said := func(n casefile.Notice) bool {
			return n.Kind == casefile.WindowReminder && n.About == r.Person && (n.Of == r.Of || n.Status != casefile.NoticeDropped && sameEnd(f, n.Of, r.Ends))
		}
		if slices.ContainsFunc(f.Notices, func(n casefile.Notice) bool { return said(n) && n.Days <= r.Step }) {
			continue // this step, or a later one
		}
		if err := dropOwed(tx, f, said); err != nil { // an earlier one that nobody could send
			return owes, err
		}
		n := owed(f, casefile.WindowReminder, casefile.ToApplicant, r.Of, tx.Today())
		n.About, n.Days, n.Due = r.Person, r.Step, min(n.Due, r.Ends)
		if err := tx.SaveNotice(f, &n); err != nil {
			return owes, err
		}
		owes++
		if err := a.sendItself(tx, f, n); err != nil {
			return owes, err
		}
	}
	return owes, nil
}

// sameEnd says whether another landing, that was corrected since, opened a window with the same last day: what was said of it holds.
func sameEnd(f *store.File, landing string, ends policy.Day) bool {
	return slices.ContainsFunc(f.Landings, func(l decision.Landing) bool { return l.ID == landing && l.Day.AddYears(1) == ends })
}

// sendItself sends a notice that nobody presses a button for: through the partner, else on the applicant's own page where a card
// holds. One that holds a forbidden word, that the plan does not allow, or whose language is not known, stays owed: a person tells it
// (docs/adr/0044).
func (a *App) sendItself(tx *store.Tx, f *store.File, n casefile.Notice) error {
	if n.Language == "" { // nobody has said which of the two they read
		return nil
	}
	p, err := a.preview(f, Plan(f), n, i18n.Lang(n.Language))
	if err != nil || len(p.Blocked) > 0 || Orphaned(f) {
		return err
	}
	n.Text, n.Subject, n.Ground = p.Text, p.Subject, ground(f, n, tx.Today())
	channels := []casefile.Channel{casefile.PartnerMessage}
	if _, holds := CardHolding(f, tx.Today()); holds {
		channels = append(channels, casefile.SecurePage)
	}
	for _, n.Channel = range channels {
		sent, err := decision.Send(n, Plan(f), tx.Entry.Actor.Account, tx.Now)
		if err != nil {
			continue
		}
		if err := tx.SaveNotice(f, &sent); err != nil {
			return err
		}
		return a.leaves(tx, f, Release{To: string(sent.To), Channel: string(sent.Channel), Ground: sent.Ground, Item: sent.ID})
	}
	return nil
}
