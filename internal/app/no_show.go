package app

import (
	"context"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

// Whether somebody who did not arrive is safe (I-107), and that the plain words on passports and travel were received (decision 9).

// oweSafety owes the question, and takes the person out of the travel on which they did not arrive. The notice says no cause.
func (a *App) oweSafety(tx *store.Tx, f *store.File, d decision.Departure) error {
	s := decision.OweCheck(d, a.Pack.On(tx.Today()), tx.Today())
	if err := tx.SaveSafetyCheck(f, &s); err != nil {
		return err
	}
	return a.leaveOut(tx, f, d.Person)
}

// AskSafe puts the question: to the partner, as a question of the case, or records by which allowed channel the person was asked.
func (a *App) AskSafe(ctx context.Context, w Write, id string, version int64, in decision.SafetyCheck) (string, error) {
	return a.release(ctx, w, access.CheckSafe, func(tx *store.Tx, f *store.File) (Release, error) {
		s, err := checkOf(f, id)
		if err != nil {
			return Release{}, err
		}
		s.Version, s.Whom, s.Way, s.Words = version, in.Whom, in.Way, in.Words
		if s, err = decision.AskSafe(s, Plan(f), tx.Today()); err != nil {
			return Release{}, err
		}
		s.By, s.At = tx.Entry.Actor.Account, tx.Now
		out := Release{To: string(casefile.ToApplicant), Channel: s.Way, Ground: GroundAddressee, Item: s.ID}
		if s.Whom == "partner" {
			v := a.Pack.On(tx.Today())
			q, err := casefile.Ask(casefile.Question{From: casefile.OfficeSide, To: casefile.PartnerSide, Words: s.Words, Due: decision.SafeAnswerBy(v, tx.Today())}, f.Case, v, s.By, tx.Now)
			if err != nil {
				return Release{}, err
			}
			if err := tx.SaveQuestion(f, &q); err != nil {
				return Release{}, err
			}
			s.Question = q.ID
			out = Release{To: f.Case.ReferredBy, Channel: string(casefile.PartnerMessage), Ground: "question", Item: q.ID}
		}
		return out, tx.SaveSafetyCheck(f, &s)
	})
}

// FindSafe records what was found.
func (a *App) FindSafe(ctx context.Context, w Write, id string, version int64, found, note string, on policy.Day) (string, error) {
	return a.change(ctx, w, access.CheckSafe, func(tx *store.Tx, f *store.File) error {
		s, err := checkOf(f, id)
		if err != nil {
			return err
		}
		s.Version = version
		if s, err = decision.FindSafe(s, found, note, on, tx.Today()); err != nil {
			return err
		}
		s.FoundBy = tx.Entry.Actor.Account
		return tx.SaveSafetyCheck(f, &s)
	})
}

func checkOf(f *store.File, id string) (decision.SafetyCheck, error) {
	return by(f.SafetyChecks, id, func(s *decision.SafetyCheck) string { return s.ID })
}

// GiveWords records that a person received the plain words on passports and travel.
func (a *App) GiveWords(ctx context.Context, w Write, in decision.WordsGiven) (string, error) {
	return a.change(ctx, w, access.GiveWords, func(tx *store.Tx, f *store.File) error {
		in.ID, in.Version, in.By, in.At = "", 0, tx.Entry.Actor.Account, tx.Now
		if err := decision.GiveWords(in, a.journey(tx, f), onFile(f)); err != nil {
			return err
		}
		return tx.SaveWordsGiven(f, &in)
	})
}
