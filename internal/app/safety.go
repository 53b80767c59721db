package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
	"passage/internal/store"
)

// SaveSafety stores the answers of the safe-contact plan that are right and returns what is wrong. agreed says that the
// partner went through the plan with the applicant today, which starts its 90 days (decision 7).
func (a *App) SaveSafety(ctx context.Context, w Write, version int64, typed referral.Answers, agreed bool) error {
	var wrong error
	_, err := a.draft(ctx, w, access.EditSafety, func(tx *store.Tx, f *store.File) error {
		wrong = nil
		var plan people.SafetyPlan
		if len(f.Plans) > 0 {
			plan = f.Plans[0]
			plan.Version = version
		}
		before := plan
		if err := keep(&wrong, referral.SafetyForm.Apply(&plan, typed, people.CheckPlan)); err != nil {
			return err
		}
		if agreed && wrong == nil {
			plan.Confirmed, plan.ConfirmedBy = tx.Today(), w.Actor.Account
		}
		// A plan that says something else than what was agreed is not agreed.
		before.Confirmed, before.ConfirmedBy = plan.Confirmed, plan.ConfirmedBy
		if !agreed && !same(before, plan) {
			plan.Confirmed, plan.ConfirmedBy = "", ""
		}
		err := tx.SavePlan(f, &plan)
		wrong = at(wrong, plan.Version)
		return err
	})
	if err != nil {
		return err
	}
	return wrong
}

// ConfirmPlan is the partner having gone through the plan with the applicant today, after the referral: it holds for
// another 90 days (decision 7, A-56). Answers that changed are given too, nil for none; a plan with something wrong in it
// is not confirmed, and what stood before stays.
func (a *App) ConfirmPlan(ctx context.Context, w Write, version int64, typed referral.Answers) (string, error) {
	return a.change(ctx, w, access.ConfirmSafety, func(tx *store.Tx, f *store.File) error {
		if f.Case.State.Editable() { // the draft's own page does it
			return fault.Stop("A-56", "safety.confirm.draft")
		}
		if len(f.Plans) == 0 {
			return fault.Stop("A-56", "safety.allows.missing")
		}
		plan := f.Plans[0]
		if plan.Version != version {
			return conflict()
		}
		if typed != nil {
			if err := referral.SafetyForm.Apply(&plan, typed, people.CheckPlan); err != nil {
				return err
			}
		}
		if !plan.Answered() {
			return fault.Stop("A-56", "safety.allows.missing")
		}
		plan.Confirmed, plan.ConfirmedBy = tx.Today(), w.Actor.Account
		return tx.SavePlan(f, &plan)
	})
}

// same says whether two plans tell a reader the same.
func same(a, b people.SafetyPlan) bool {
	for q := range referral.SafetyForm.All() {
		va, vb := referral.SafetyForm.Values(&a)[q.Name], referral.SafetyForm.Values(&b)[q.Name]
		if !slices.Equal(va, vb) {
			return false
		}
	}
	return true
}
