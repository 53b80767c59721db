package web

import (
	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
)

// settle is what must be over before a landed case closes for good, on the page of its travel, and the act that closes it. Who works
// after the arrival sees neither: letters and questions are the office's.
func (v *visit) settle(view *travelView, f *app.File, j decision.Journey) {
	if f.Case.State != casefile.PostArrival || !v.web.App.May(v.Actor, access.CloseCase, f.Case) {
		return
	}
	all := true
	for _, s := range decision.Settle(j, app.AfterArrival(f)) {
		l := gateLine{Icon: "ok", Words: v.T("settle." + s.Name)}
		if s.N > 0 {
			l.Icon, l.Words, all = "none", v.F("settle."+s.Name+".open", map[string]any{"N": s.N}), false
		}
		view.Settle = append(view.Settle, l)
	}
	if all {
		view.Close = v.form("close", travelAt, f.Case.ID).final()
	}
}

func (w *Web) closeComplete(v *visit) error {
	if _, err := w.App.CloseComplete(v.ctx(), v.write()); err != nil {
		return err
	}
	return v.done("settle.closed", travelAt, v.caseID())
}
