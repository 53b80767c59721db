package app

import (
	"context"
	"slices"
	"strings"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/store"
)

// SideOf is the side on which a role asks and answers; "" for roles that do neither.
func SideOf(r access.Role) casefile.Side {
	switch r {
	case access.Caseworker, access.Reviewer, access.PartnerAdmin:
		return casefile.PartnerSide
	case access.Clerk, access.SeniorClerk:
		return casefile.IntakeSide
	case access.Assistant, access.Officer, access.Supervisor:
		return casefile.OfficeSide
	}
	return ""
}

// AskWhom are the sides that a reader may ask about a case.
func (a *App) AskWhom(who access.Actor, c casefile.Case) []casefile.Side {
	return slices.DeleteFunc(casefile.Sides(c), func(to casefile.Side) bool {
		from := SideOf(who.Role)
		return to == from || !a.May(who, asking(from, to), c)
	})
}

// asking is the act of one side asking another.
func asking(from, to casefile.Side) access.Action {
	switch casefile.PartnerSide {
	case from:
		return access.AskDepartment
	case to:
		return access.AskPartner
	}
	return access.AskWithin
}

// AskQuestion asks another side of a case. What goes to the partner leaves the house; what it asks, and what office and
// operations centre ask one another, does not (I-76).
func (a *App) AskQuestion(ctx context.Context, w Write, in casefile.Question) (string, error) {
	in.From = SideOf(w.Actor.Role)
	return a.exchange(ctx, w, asking(in.From, in.To), in.To, func(tx *store.Tx, f *store.File) (casefile.Question, error) {
		return casefile.Ask(in, f.Case, a.Pack.On(tx.Today()), w.Actor.Account, tx.Now)
	})
}

// ReplyQuestion answers what another side asked; within says that both are of the department.
func (a *App) ReplyQuestion(ctx context.Context, w Write, id string, version int64, within bool, words string) (string, error) {
	side, action, to := SideOf(w.Actor.Role), access.AnswerAsked, casefile.PartnerSide
	if within {
		action = access.AnswerWithin
	}
	if within || side == casefile.PartnerSide {
		to = ""
	}
	return a.exchange(ctx, w, action, to, func(tx *store.Tx, f *store.File) (casefile.Question, error) {
		q, err := theQuestion(f, id, version, within)
		if err != nil {
			return q, err
		}
		return q.Reply(side, words, w.Actor.Account, tx.Now)
	})
}

// NoteAnswer is the side that asked having read the answer.
func (a *App) NoteAnswer(ctx context.Context, w Write, id string, version int64, within bool) (string, error) {
	return a.exchange(ctx, w, access.NoteAnswer, "", func(tx *store.Tx, f *store.File) (casefile.Question, error) {
		q, err := theQuestion(f, id, version, within)
		if err != nil {
			return q, err
		}
		return q.Note(SideOf(w.Actor.Role), w.Actor.Account, tx.Now)
	})
}

// exchange is the door of questions and answers: those that go to the partner are entered as what left the house.
func (a *App) exchange(ctx context.Context, w Write, action access.Action, to casefile.Side, fn func(*store.Tx, *store.File) (casefile.Question, error)) (string, error) {
	act := func(tx *store.Tx, f *store.File) (Release, error) {
		q, err := fn(tx, f)
		if err != nil {
			return Release{}, err
		}
		save := tx.SaveQuestion
		if q.Within() {
			save = tx.SaveWithin
		}
		if err := save(f, &q); err != nil {
			return Release{}, err
		}
		tx.Answer = q.ID
		return Release{To: f.Case.ReferredBy, Channel: "partner_message", Ground: "question", Item: q.ID}, nil
	}
	if to == casefile.PartnerSide {
		return a.release(ctx, w, action, act)
	}
	return a.change(ctx, w, action, func(tx *store.Tx, f *store.File) error {
		_, err := act(tx, f)
		return err
	})
}

func theQuestion(f *store.File, id string, version int64, within bool) (casefile.Question, error) {
	list := f.Questions
	if within {
		list = f.Within
	}
	q, err := by(list, id, func(q *casefile.Question) string { return q.ID })
	if err != nil {
		return casefile.Question{}, err
	}
	if q.Version != version {
		return casefile.Question{}, conflict()
	}
	return q, nil
}

// Asked is a case in which it is a reader's turn to answer, or to read an answer.
type Asked struct {
	Case casefile.Case
	casefile.Asking
}

// Asked is the door to the questions that wait for a reader, the earliest day first: for an officer those of their own cases,
// for the others those of their office, of the operations centre, of their organization. At most limit; more says that there
// are others. Nothing is looked at when nothing was asked.
func (a *App) Asked(ctx context.Context, who access.Actor, limit int) (out []Asked, more bool, err error) {
	side := SideOf(who.Role)
	action := map[casefile.Side]access.Action{casefile.PartnerSide: access.ListReferrals, casefile.IntakeSide: access.ListIntake, casefile.OfficeSide: access.ListCases}[side]
	if any, err := a.Store.AnyPressing(ctx); err != nil || !any || action == "" {
		return nil, false, err
	}
	q := store.Query{Pressing: true}
	if who.Role == access.Officer {
		q.Assigned = who.Account
	}
	_, err = a.pick(ctx, who, action, q, func(list []casefile.Case) (shown []casefile.Case) {
		for _, c := range list {
			for _, x := range c.Summary.Asked {
				if x.Waits(side) {
					out = append(out, Asked{c, x})
				}
			}
		}
		slices.SortStableFunc(out, func(x, y Asked) int { return strings.Compare(string(x.Due), string(y.Due)) })
		if more = len(out) > limit; more {
			out = out[:limit]
		}
		for _, x := range out {
			if !slices.ContainsFunc(shown, func(c casefile.Case) bool { return c.ID == x.Case.ID }) {
				shown = append(shown, x.Case)
			}
		}
		return shown
	})
	return out, more, err
}
