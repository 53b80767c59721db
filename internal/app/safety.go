package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
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
