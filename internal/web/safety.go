package web

import (
	"passage/internal/casework/access"
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
