package app

import (
	"context"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/i18n"
	"passage/internal/letter"
	"passage/internal/store"
)

// A case that cannot wait: the operations centre is told of it, and the partner.

// hurryData is what the message is written from: persons by number, ages in groups, languages, practical needs.
func (a *App) hurryData(f *File, h decision.Hurry, lang i18n.Lang) letter.Onward {
	o := a.destinationData(f, decision.DestinationRequest{}, lang)
	o.Background, o.Why, o.By, o.Settle = h.Background, h.Why, h.By, h.Needs
	return o
}

// PreviewHurry is the message as it would be sent.
func (a *App) PreviewHurry(f *File, in decision.Hurry, lang i18n.Lang) (Preview, error) {
	return a.onwardLetter(f, Plan(f), casefile.CannotWait, lang, a.hurryData(f, in, lang))
}

// SendHurry tells the operations centre that a case cannot wait, and owes the partner a notice that it is treated first.
func (a *App) SendHurry(ctx context.Context, w Write, in decision.Hurry, lang i18n.Lang) (string, error) {
	return a.release(ctx, w, access.Hurry, func(tx *store.Tx, f *store.File) (Release, error) {
		h, err := decision.Hurries(decision.Hurry{Background: in.Background, Why: in.Why, By: in.By, Needs: in.Needs}, f.Case.State, f.Hurries, a.Pack.On(tx.Today()), tx.Today())
		if err != nil {
			return Release{}, err
		}
		p, err := a.onwardLetter(f, Plan(f), casefile.CannotWait, lang, a.hurryData(f, h, lang))
		if err != nil {
			return Release{}, err
		}
		if len(p.Blocked) > 0 {
			return Release{}, fault.Stop("X-32", "onward.blocked")
		}
		h.Language, h.Subject, h.Text, h.Ground, h.Sender, h.At = string(lang), p.Subject, p.Text, GroundProgram, tx.Entry.Actor.Account, tx.Now
		first := len(f.Hurries) == 0
		if err := tx.SaveHurry(f, &h); err != nil {
			return Release{}, err
		}
		if first {
			n := owed(f, casefile.TreatedFirst, casefile.ToPartner, h.ID, tx.Today())
			if err := tx.SaveNotice(f, &n); err != nil {
				return Release{}, err
			}
		}
		return Release{To: string(decision.ToCentre), Channel: OperationsMessage, Ground: h.Ground, Item: h.ID}, nil
	})
}

// TakeHurry is the operations centre saying that it has the message; the officer of the case is told.
func (a *App) TakeHurry(ctx context.Context, w Write, id string, version int64) (string, error) {
	return a.change(ctx, w, access.PassArrival, func(tx *store.Tx, f *store.File) error {
		h, err := by(f.Hurries, id, func(h *decision.Hurry) string { return h.ID })
		if err != nil {
			return err
		}
		if h.Version != version {
			return conflict()
		}
		if h, err = decision.TakeHurry(h, tx.Entry.Actor.Account, tx.Now); err != nil {
			return err
		}
		if err := tx.SaveHurry(f, &h); err != nil {
			return err
		}
		return a.wakeOfficer(tx, f)
	})
}
