package web

import (
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// The central branch's page of orders of the Governor in Council (IRPA 87.301, 87.302): which cases one suspends, lets go on or ends,
// by their references. Nothing of a person is shown.

const ordersAt = "/orders"

type ordersView struct {
	page
	Cases  []orderLine
	Record *form
}

type orderLine struct{ Ref, Number, Since string }

func (w *Web) orders(v *visit) error {
	list, err := w.App.Suspended(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	view := ordersView{page: v.page("order.title")}
	view.Current = "/consultations"
	for _, c := range list {
		view.Cases = append(view.Cases, orderLine{c.Ref, v.orderNumber(c.Summary.Order), v.Lang.Date(string(c.Since))})
	}
	var effects []string
	for _, e := range casefile.OrderEffects {
		effects = append(effects, string(e))
	}
	x := v.form("order", ordersAt).final()
	view.Record, view.Main = x, "order"
	x.Fields = []field{x.text("number", "order.number", ""), x.date("on", "order.on", ""), x.long("scope", "order.scope", ""),
		x.choice("effect", "order.effect", "", "order.effect.is", effects...), x.long("cases", "order.cases", "")}
	return v.show("spaces/orders", view)
}

func (w *Web) recordOrder(v *visit) error {
	if v.pressed() != "record" {
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	in := casefile.Order{Number: v.typed("number"), On: policy.Day(v.day("on")), Scope: v.typed("scope"), Effect: casefile.OrderEffect(v.typed("effect"))}
	if _, err := w.App.RecordOrder(v.ctx(), v.write(), in, v.typed("cases")); err != nil {
		return err
	}
	return v.done("order.recorded", ordersAt)
}

// orderNumber is the number of an order as the language writes it.
func (v *visit) orderNumber(number string) string {
	return casefile.OrderNumber(number, string(v.Lang))
}

// orderedLine is an order on the page of a case.
func (v *visit) orderedLine(o *casefile.Order) recourseLine {
	l := recourseLine{Head: v.orderNumber(o.Number), Words: o.Scope, State: v.T("order.effect.was." + string(o.Effect)), Tag: "tag-info"}
	if o.Effect != casefile.Lifts {
		l.Tag = "tag-warn"
	}
	l.Facts = []fact{{v.T("order.on"), v.Lang.Date(string(o.On))}, {v.T("hold.by"), v.web.App.Name(v.ctx(), o.By) + ", " + v.Lang.DateTime(o.At.UTC())}}
	return l
}
