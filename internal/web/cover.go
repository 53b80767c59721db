package web

import (
	"passage/internal/app"
	"passage/internal/casework/referral"
)

// Step 1: the cover page, with the charges and convictions that are known.

type coverView struct {
	draftPage
	Edit  *form
	Legal []legalLine
}

type legalLine struct {
	At    string
	Words string
}

func (w *Web) cover(v *visit) error {
	dp, err := v.draft(1, false)
	if err != nil {
		return err
	}
	p := coverView{draftPage: dp}
	p.Main = "cover"
	d := p.D
	p.Edit = v.form("cover", draftSteps[0], d.Case.ID).of(d.Referral.Version)
	sheet(p.Edit, referral.CoverForm, &d.Referral)
	p.Edit.each(func(q *field) bool { return v.coverField(d, p.Edit, q) })
	p.Edit.imported(d, "")
	for i, l := range d.Referral.LegalCases {
		p.Legal = append(p.Legal, legalLine{At: v.path("/referrals/{case}/convictions/{index}", d.Case.ID, i), Words: l.Charge + ", " + v.Lang.Country(l.Country)})
	}
	return v.show("referral/cover", p)
}

// coverField leaves out what a partner is not asked: who identified the applicant where it may name nobody, and
// UNHCR's categories and size where its package carries none (I-5, I-18).
func (v *visit) coverField(d *app.Draft, f *form, q *field) bool {
	partner, ok := d.Subject.View().Partner(d.Referral.Partner)
	switch q.Name {
	case "identified_by":
		if !ok || len(partner.MayTakeUp) == 0 {
			return false
		}
		var options []option
		for _, id := range partner.MayTakeUp {
			if other, ok := d.Subject.View().Partner(id); ok {
				options = append(options, option{Value: id, Label: other.In(string(v.Lang))})
			}
		}
		*q = f.pick(*q, options...)
	case "work_country":
		q.List = "" // typed by name or code: the page is long enough
	case "criteria_1", "criteria_2", "stated_size":
		return ok && partner.Categories > 0
	}
	return true
}

func (w *Web) saveCover(v *visit) error {
	if err := w.App.SaveCover(v.ctx(), v.write(), v.version(), answersTo(v, referral.CoverForm)); err != nil {
		return err
	}
	return v.nextStep(v.caseID(), 1)
}

// legal is one charge or conviction; {index} is its place, or "new".
func (w *Web) legal(v *visit) error {
	dp, err := v.draft(1, false)
	if err != nil {
		return err
	}
	p := v.part(dp, "referral.legal.title", draftSteps[0], v.caseID())
	l, err := at(p.D.Referral.LegalCases, v.value("index"))
	if err != nil {
		return err
	}
	p.forms(v, "legal", p.D.Referral.Version, "/referrals/{case}/convictions/{index}", v.caseID(), v.value("index"))
	sheet(p.Edit, referral.LegalCaseForm, &l)
	p.Edit.each(func(q *field) bool {
		if q.Name == "person" {
			*q = p.Edit.pick(*q, personOptions(p.D)...)
		}
		return true
	})
	return v.show("referral/part", p)
}

func (w *Web) saveLegal(v *visit) error {
	i, err := index_(v.value("index"))
	if err != nil {
		return err
	}
	if v.Typed.Get("form") == "remove" {
		err = w.App.RemoveLegalCase(v.ctx(), v.write(), v.version(), i)
	} else {
		err = w.App.SaveLegalCase(v.ctx(), v.write(), v.version(), i, answersTo(v, referral.LegalCaseForm))
	}
	if err != nil {
		return err
	}
	return v.done("referral.saved", draftSteps[0], v.caseID())
}
