package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

// What can follow a refusal: a request to look at it once more, an application to the court, and a decision by
// another officer.

// AskReconsideration enters a written request, as it came.
func (a *App) AskReconsideration(ctx context.Context, w Write, in casefile.ReconsiderationRequest) (string, error) {
	return a.change(ctx, w, access.TakeRecourse, func(tx *store.Tx, f *store.File) error {
		d, err := refusalOf(f, "A-93")
		if err != nil {
			return err
		}
		in.ID, in.Version, in.Of, in.By, in.At = "", 0, d.ID, tx.Entry.Actor.Account, tx.Now
		x, err := casefile.AskReconsideration(in, f.Reconsiderations, policy.DayOf(d.SignedAt), tx.Today(), onFile(f))
		if err != nil {
			return err
		}
		if err := tx.SaveReconsideration(f, &x); err != nil {
			return err
		}
		return tx.Move(f, casefile.Reconsideration, x.ID)
	})
}

// AnswerReconsideration is the officer's answer whether the case is reopened. The applicant is owed the answer in either case (L13).
// Reopened, the refusal is set aside and the case is in its final review again; not reopened, it is closed once everybody was told.
func (a *App) AnswerReconsideration(ctx context.Context, w Write, version int64, in casefile.ReconsiderationRequest) (string, error) {
	return a.change(ctx, w, access.Reconsider, func(tx *store.Tx, f *store.File) error {
		i := slices.IndexFunc(f.Reconsiderations, casefile.ReconsiderationRequest.Open)
		if i < 0 || f.Case.State != casefile.Reconsideration {
			return fault.Stop("A-93", "reconsideration.answered")
		}
		if f.Reconsiderations[i].Version != version {
			return conflict()
		}
		d, err := refusalOf(f, "A-93")
		if err != nil {
			return err
		}
		list, ok := a.Pack.On(tx.Today()).List(casefile.ReconsiderationItems)
		known := func(id string) bool {
			return ok && slices.ContainsFunc(list.Entries, func(e policy.Choice) bool { return e.ID == id })
		}
		x, err := f.Reconsiderations[i].Answer(in.Items, known, in.Reopen, in.Note, in.NotOwn, tx.Entry.Actor.Account, d.By, tx.Today())
		if err != nil {
			return err
		}
		if err := tx.SaveReconsideration(f, &x); err != nil {
			return err
		}
		n := owed(f, casefile.ReconsiderationResult, casefile.ToApplicant, x.ID, tx.Today())
		if err := tx.SaveNotice(f, &n); err != nil {
			return err
		}
		if x.Reopen != "yes" {
			return nil
		}
		if err := a.reopen(tx, f, d); err != nil {
			return err
		}
		return tx.Move(f, casefile.FinalReview, x.ID)
	})
}

// reopen sets a refusal aside: it stays on file, what it still owes is dropped, and the case is undecided again.
func (a *App) reopen(tx *store.Tx, f *store.File, d decision.Decision) error {
	d.Status = decision.Superseded
	if err := tx.SaveDecision(f, &d); err != nil {
		return err
	}
	for _, n := range f.Notices {
		if n.Of == d.ID && n.Status == casefile.NoticeOwed {
			n.Status = casefile.NoticeDropped
			if err := tx.SaveNotice(f, &n); err != nil {
				return err
			}
		}
	}
	f.Case.Decided, f.Case.Summary.Under = "", "" // decided again under the text of that day
	return nil
}

// ServeCourt enters an application to the court, as it was served.
func (a *App) ServeCourt(ctx context.Context, w Write, in casefile.CourtApplication) (string, error) {
	return a.change(ctx, w, access.TakeRecourse, func(tx *store.Tx, f *store.File) error {
		d, err := refusalOf(f, "A-92")
		if err != nil {
			return err
		}
		in.ID, in.Version, in.Of, in.By, in.At = "", 0, d.ID, tx.Entry.Actor.Account, tx.Now
		x, err := casefile.Serve(in, f.Courts, policy.DayOf(d.SignedAt), tx.Today(), onFile(f))
		if err != nil {
			return err
		}
		if err := tx.SaveCourt(f, &x); err != nil {
			return err
		}
		return tx.Move(f, casefile.Litigation, x.ID)
	})
}

// StepCourt keeps how far the court is.
func (a *App) StepCourt(ctx context.Context, w Write, version int64, steps casefile.CourtSteps) (string, error) {
	return a.onCourt(ctx, w, access.TakeRecourse, version, func(tx *store.Tx, f *store.File, x casefile.CourtApplication) error {
		x, err := x.Step(steps, tx.Today())
		if err != nil {
			return err
		}
		return tx.SaveCourt(f, &x)
	})
}

// EndCourt records how the court ended it. Set aside, or decided again by consent, the case waits for another officer: the
// findings and grounds stay on file as they were and bind nobody.
func (a *App) EndCourt(ctx context.Context, w Write, version int64, o casefile.CourtOutcome, on policy.Day, order string) (string, error) {
	action := access.TakeRecourse
	if o.Again() {
		action = access.RecordSetAside
	}
	return a.onCourt(ctx, w, action, version, func(tx *store.Tx, f *store.File, x casefile.CourtApplication) error {
		x, err := x.End(o, on, order, tx.Entry.Actor.Account, tx.Today())
		if err != nil {
			return err
		}
		if err := tx.SaveCourt(f, &x); err != nil || !o.Again() {
			return err
		}
		d, err := refusalOf(f, "A-94")
		if err != nil {
			return err
		}
		if err := a.reopen(tx, f, d); err != nil {
			return err
		}
		for _, g := range f.Findings {
			if g.Status != assessment.Superseded {
				g.Status = assessment.Superseded
				if err := tx.SaveFinding(f, &g); err != nil {
					return err
				}
			}
		}
		for _, g := range f.Grounds {
			if g.Status != assessment.Superseded {
				g.Status = assessment.Superseded
				if err := tx.SaveGround(f, &g); err != nil {
					return err
				}
			}
		}
		f.Case.Assigned = "" // until a supervisor has named another officer
		return tx.Move(f, casefile.Redetermination, x.ID)
	})
}

func (a *App) onCourt(ctx context.Context, w Write, action access.Action, version int64, fn func(*store.Tx, *store.File, casefile.CourtApplication) error) (string, error) {
	return a.change(ctx, w, action, func(tx *store.Tx, f *store.File) error {
		i := slices.IndexFunc(f.Courts, casefile.CourtApplication.Open)
		if i < 0 || f.Case.State != casefile.Litigation {
			return fault.Stop("A-92", "court.ended")
		}
		if f.Courts[i].Version != version {
			return conflict()
		}
		return fn(tx, f, f.Courts[i])
	})
}

// refusalOf is the refusal that stands.
func refusalOf(f *store.File, rule string) (decision.Decision, error) {
	d, ok := decision.Standing(f.Decisions)
	if !ok || d.Outcome != decision.Refuse {
		return d, fault.Stop(rule, "recourse.no_refusal")
	}
	return d, nil
}

// refusedBefore says whether an account has signed a decision on the case that was set aside: it is decided again by somebody else
//
func refusedBefore(f *store.File, account string) bool {
	return slices.ContainsFunc(f.Courts, func(x casefile.CourtApplication) bool {
		return x.Outcome.Again() && slices.ContainsFunc(f.Decisions, func(d decision.Decision) bool { return d.ID == x.Of && d.By == account })
	})
}
