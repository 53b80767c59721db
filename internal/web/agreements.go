package web

import (
	"strings"

	"passage/internal/casework/access"
	"passage/internal/casework/policy"
)

// Agreements with the partners: area, number, days, and what suspends them (I-2, I-3). They are text of the policy pack,
// which changes through it; this page shows what stands.

const agreementsAt = "/agreements"

type agreementsView struct {
	page
	Rows []agreementRow
}

type agreementRow struct {
	Partner, Name, Area, Number, From, Until, Stands string
	Tag                                              string // class of what stands
	Suspended                                        []string
	Ours                                             bool
}

func (w *Web) agreements(v *visit) error {
	if err := access.Allow(v.Actor, access.ViewAgreements, access.Resource{Partner: v.Actor.Unit}); err != nil {
		return err
	}
	p := agreementsView{page: v.page("agreement.title")}
	for _, x := range w.App.Policy().Partners() {
		if partners[v.Actor.Role] && x.ID != v.Actor.Unit {
			continue // a partner sees its own
		}
		if x.ByLaw {
			p.Rows = append(p.Rows, agreementRow{Partner: x.In(string(v.Lang)), Name: v.T("agreement.by_law"), Area: v.T("agreement.area.world"), Number: v.T("agreement.number.none"),
				Stands: v.T("agreement.stands.force"), Tag: "tag-ok"})
		}
		for _, a := range x.Agreements {
			p.Rows = append(p.Rows, v.agreementRow(x, a))
		}
	}
	return v.show("spaces/agreements", p)
}

func (v *visit) agreementRow(x policy.Partner, a policy.Agreement) agreementRow {
	today := v.web.App.Today()
	r := agreementRow{Partner: x.In(string(v.Lang)), Name: a.In(string(v.Lang)), Area: v.T("agreement.area.world"), Number: v.T("agreement.number.none"),
		From: v.Lang.Date(string(a.From)), Until: v.Lang.Date(string(a.Until)), Stands: v.T("agreement.stands.force"), Tag: "tag-ok", Ours: a.Ours()}
	if len(a.Area) > 0 {
		var names []string
		for _, c := range a.Area {
			names = append(names, v.country(c))
		}
		r.Area = strings.Join(names, ", ")
	}
	if a.Number > 0 {
		r.Number = v.N("agreement.number", a.Number, nil)
	}
	switch {
	case a.From > today:
		r.Stands, r.Tag = v.T("agreement.stands.ahead"), ""
	case !a.Holds(today):
		r.Stands, r.Tag = v.T("agreement.stands.ended"), "tag-warn"
	}
	for _, s := range a.Suspended {
		if s.From <= today && (s.Until == "" || today <= s.Until) {
			r.Stands, r.Tag = v.T("agreement.stands.suspended"), "tag-stop"
		}
		words := v.F("agreement.suspended.since", map[string]any{"From": v.Lang.Date(string(s.From))})
		if s.Until != "" {
			words = v.F("agreement.suspended.span", map[string]any{"From": v.Lang.Date(string(s.From)), "Until": v.Lang.Date(string(s.Until))})
		}
		r.Suspended = append(r.Suspended, words)
	}
	return r
}
