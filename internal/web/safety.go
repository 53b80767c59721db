package web

import (
	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
)

// Step 4: how the applicant may be reached without harm. The page shows what the strip will say to every officer.

type safetyView struct {
	draftPage
	Edit      *form
	Strip     []string // the alerts that officers will see
	Confirmed string   // day on which the plan was agreed, "" when it was not
	Until     string   // it holds until then
}

// safety opens the plan with its places, code words and names, which is entered as a look of its own (decision 7).
func (w *Web) safety(v *visit) error {
	dp, err := v.draft(4, access.Allow(v.Actor, access.RevealSafety, access.Resource{Partner: v.Actor.Unit}) == nil)
	if err != nil {
		return err
	}
	p := safetyView{draftPage: dp}
	d := p.D
	p.Main = "safety"
	p.Edit = v.form("safety", draftSteps[3], d.Case.ID).of(d.Plan.Version)
	sheet(p.Edit, referral.SafetyForm, &d.Plan)
	last := &p.Edit.Groups[len(p.Edit.Groups)-1]
	agreed := p.Edit.tick("agreed", "safety.agreed.label", false)
	agreed.Hint = v.T("safety.agreed.hint")
	last.Fields = append(last.Fields, agreed)
	for _, x := range d.Plan.Prohibitions(d.Persons, d.Subject.Today) {
		p.Strip = append(p.Strip, v.T("safety.prohibition."+string(x)))
	}
	if d.Plan.Confirmed != "" {
		p.Confirmed, p.Until = v.Lang.Date(string(d.Plan.Confirmed)), v.Lang.Date(string(d.Plan.Expires()))
	}
	return v.show("referral/safety", p)
}

func (w *Web) saveSafety(v *visit) error {
	if err := w.App.SaveSafety(v.ctx(), v.write(), v.version(), answersTo(v, referral.SafetyForm), v.typed("agreed") == people.Yes); err != nil {
		return err
	}
	return v.nextStep(v.caseID(), 4)
}

const planAt = "/referrals/{case}/contact"

// planView is the plan after the referral: confirmed as it stands by one act, or with what changed.
type planView struct {
	page
	Ref   string
	Back  string
	Holds string
	Same  *form
	Edit  *form
}

// planHolds says until when the plan holds, or that it must be confirmed again before any contact (decision 7).
func (v *visit) planHolds(p people.SafetyPlan) string {
	switch {
	case p.Confirmed == "":
		return v.T("safety.holds.never")
	case p.Expired(v.web.App.Today()):
		return v.F("safety.holds.over", map[string]any{"Day": v.Lang.Date(string(p.Confirmed))})
	}
	return v.F("safety.holds.until", map[string]any{"Day": v.Lang.Date(string(p.Confirmed)), "Until": v.Lang.Date(string(p.Expires()))})
}

// plan opens the plan with its places and code words, which is entered as a look of its own (decision 7).
func (w *Web) plan(v *visit) error {
	d, err := w.App.Draft(v.ctx(), v.Actor, v.caseID(), access.Allow(v.Actor, access.RevealSafety, access.Resource{Partner: v.Actor.Unit}) == nil)
	if err != nil {
		return err
	}
	if d.Case.State.Editable() {
		return v.redirect(draftSteps[3], d.Case.ID)
	}
	if !w.App.May(v.Actor, access.ConfirmSafety, d.Case) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	p := planView{page: v.page("referral.safety.plan"), Ref: d.Case.Ref, Back: v.path("/referrals/{case}", d.Case.ID), Holds: v.planHolds(d.Plan)}
	p.Title += ", " + d.Case.Ref
	p.Current, p.Main = "/referrals", "changed"
	p.Same = v.form("same", planAt, d.Case.ID).of(d.Plan.Version)
	p.Edit = v.form("changed", planAt, d.Case.ID).of(d.Plan.Version)
	sheet(p.Edit, referral.SafetyForm, &d.Plan)
	return v.show("referral/plan", p)
}

func (w *Web) confirmPlan(v *visit) error {
	var typed referral.Answers
	if v.pressed() != "same" {
		typed = answersTo(v, referral.SafetyForm)
	}
	if _, err := w.App.ConfirmPlan(v.ctx(), v.write(), v.version(), typed); err != nil {
		return err
	}
	return v.done("safety.confirmed", "/referrals/{case}", v.caseID())
}
