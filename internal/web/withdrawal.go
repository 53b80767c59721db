package web

import (
	"slices"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
)

// The office's page on which the applicants' written request to end their application is recorded.

const withdrawalAt = "/cases/{case}/withdrawal"

type withdrawalView struct {
	casePage
	Recorded []fact
	Form     *form
}

// withdraws says whether the reader may record that the applicants withdraw, where the case stands.
func (v *visit) withdraws(f *app.File) bool {
	return v.web.App.May(v.Actor, access.Withdraw, f.Case) && casefile.Move(f.Case.State, casefile.Withdrawn, v.Actor.Role) == nil
}

func (w *Web) withdrawal(v *visit) error {
	f, p, err := v.openCase(access.ViewDecision, "withdrawal.page.title")
	if err != nil {
		return err
	}
	view, ws := withdrawalView{casePage: p}, v.worksheet(f, p)
	for i := range f.Withdrawals {
		x := &f.Withdrawals[i]
		for _, one := range []struct{ key, value string }{
			{"withdrawal.asked", v.T("withdrawal.asked.is." + x.Asked)}, {"withdrawal.on", v.Lang.Date(string(x.On))}, {"withdraw.reason.label", v.T("withdraw.reason.is." + x.Reason)},
			{"withdrawal.recorded", v.F("assessment.form.saved_by", map[string]any{"Name": w.App.Name(v.ctx(), x.By), "Time": v.Lang.DateTime(x.At.UTC())})},
		} {
			view.Recorded = append(view.Recorded, fact{v.T(one.key), one.value})
		}
	}
	if v.withdraws(f) {
		view.Main = "withdrawal"
		x := v.form("withdrawal", withdrawalAt, f.Case.ID).final()
		view.Form = x
		request := x.one("select", "request", v.T("withdrawal.request"), "")
		request.Options = ws.chosen(ws.documentOptions(), request.Value)
		covers := x.many("covers", "withdrawal.covers", nil, "")
		var adults []option
		asks := app.Signatories(f, w.App.Today())
		for i := range f.Persons {
			if p := &f.Persons[i]; slices.Contains(asks, p.ID) {
				adults = append(adults, option{Value: p.ID, Label: numbered(p)})
			}
		}
		x.Fields = []field{x.choice("asked", "withdrawal.asked", "", "withdrawal.asked.is", casefile.WithdrawnBy...), x.date("on", "withdrawal.on", ""), request,
			x.pick(covers, adults...), x.choice("reason", "withdraw.reason.label", "", "withdraw.reason.is", casefile.WithdrawnWhy...)}
	}
	return v.show("decision/withdrawal", view)
}

func (w *Web) recordWithdrawal(v *visit) error {
	in := casefile.Withdrawal{Asked: v.typed("asked"), On: policy.Day(v.day("on")), Request: v.typed("request"), Covers: v.Typed["covers"], Reason: v.typed("reason")}
	if _, err := w.App.Withdraw(v.ctx(), v.write(), in); err != nil {
		return err
	}
	return v.done("withdrawal.done", withdrawalAt, v.caseID())
}
