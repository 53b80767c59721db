package web

import (
	"net/http"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// The office receives a file: it accepts it or sends it back, and an officer gets it.

type transferView struct {
	casePage
	Sent   []fact
	Accept *form
	Back   *form
	Over   string // when there is nothing to answer any more
}

func (w *Web) transferPage(v *visit) error {
	f, frame, err := v.openCase(access.ViewCase, "transfer.title")
	if err != nil {
		return err
	}
	p := transferView{casePage: frame}
	var t casefile.Transfer
	if n := len(f.Transfers); n > 0 {
		t = f.Transfers[n-1]
	}
	add := func(key, value string) {
		if value != "" {
			p.Sent = append(p.Sent, fact{v.T(key), value})
		}
	}
	add("transfer.sent", v.Lang.Date(string(t.Day)))
	add("transfer.by", w.App.Name(v.ctx(), t.By))
	add("transfer.reason", t.Reason)
	add("transfer.note", t.Note)
	if len(f.Filings) > 0 {
		add("filing.number", f.Filings[0].Number)
		for _, x := range f.Filings[0].Passed {
			add("transfer.follows", v.F("transfer.follows.is", map[string]any{"What": v.placeWords(f, x.Place), "Reason": x.Reason, "Day": policy.Day(x.FollowUp)}))
		}
	}
	if _, open := casefile.UnderWay(f.Transfers); !open {
		p.Over = v.T("transfer.none")
		if t.Accepted != "" {
			p.Over = v.F("transfer.accepted.on", map[string]any{"Day": t.Accepted})
		}
		return v.show("transfer/receive", p)
	}
	p.Main = "accept"
	p.Accept = v.form("accept", "/cases/{case}/transfer", f.Case.ID).of(t.Version)
	officers, err := v.officerField(p.Accept, f)
	if code, _ := answer(err); err != nil && code == http.StatusForbidden { // they read, and others accept
		p.Main, p.Accept, p.Over = "", nil, v.T("casefile.state."+string(f.Case.State))
		return v.show("transfer/receive", p)
	}
	if err != nil {
		return err
	}
	officers.Optional = true
	p.Accept.Fields = []field{officers}
	p.Back = v.form("back", "/cases/{case}/transfer", f.Case.ID).of(t.Version)
	p.Back.Fields = []field{p.Back.short("why", "transfer.back.reason", "")}
	return v.show("transfer/receive", p)
}

// officerField is the officers who may get the case, with how many open cases each has. Whoever has a declared link to one
// of its countries is not on the list (decision 14).
func (v *visit) officerField(f *form, file *app.File) (field, error) {
	list, err := v.web.App.Assignable(v.ctx(), v.Actor, file)
	if err != nil {
		return field{}, err
	}
	q := f.one("choice", "officer", v.T("transfer.officer"), "")
	options := make([]option, len(list))
	for i, o := range list {
		options[i] = option{Value: o.Account, Label: v.F("transfer.officer.is", map[string]any{"Name": o.Name, "Cases": v.N("list.count", o.Open, nil)})}
	}
	q = f.pick(q, options...)
	if len(list) == 0 {
		q.Hint = v.T("transfer.officer.none")
	}
	return q, nil
}

func (w *Web) answerTransfer(v *visit) error {
	id := v.caseID()
	switch v.typed("form") {
	case "accept":
		officer := v.typed("officer")
		if err := w.App.AcceptTransfer(v.ctx(), v.write(), v.version(), officer); err != nil {
			return err
		}
		if officer == "" {
			return v.done("transfer.accepted", "/cases/{case}/assign", id)
		}
		return v.done("transfer.assigned", "/cases/{case}", id)
	case "back":
		if err := w.App.SendTransferBack(v.ctx(), v.write(), v.version(), v.typed("why")); err != nil {
			return err
		}
		return v.done("transfer.sent_back", "/cases")
	}
	return fault.New(fault.Unusable, "frame.error.unusable")
}

type assignView struct {
	casePage
	Now  string
	Edit *form // nil before the office has accepted the file
}

func (w *Web) assignPage(v *visit) error {
	f, frame, err := v.openCase(access.ViewCase, "transfer.assign.title")
	if err != nil {
		return err
	}
	p := assignView{casePage: frame, Now: v.T("transfer.assign.nobody")}
	if f.Case.Assigned != "" {
		p.Now = v.F("transfer.assign.now", map[string]any{"Name": w.App.Name(v.ctx(), f.Case.Assigned)})
	}
	if f.Case.AtOffice == "" {
		p.Now = v.T("transfer.assign.first")
		return v.show("transfer/assign", p)
	}
	if v.Actor.Role == access.Officer || f.Case.State.Closed() {
		return v.show("transfer/assign", p)
	}
	p.Main, p.Edit = "assign", v.form("assign", "/cases/{case}/assign", f.Case.ID)
	q, err := v.officerField(p.Edit, f)
	if err != nil {
		return err
	}
	p.Edit.Fields = []field{q}
	return v.show("transfer/assign", p)
}

func (w *Web) assign(v *visit) error {
	if err := w.App.AssignCase(v.ctx(), v.write(), v.typed("officer")); err != nil {
		return err
	}
	return v.done("transfer.assigned", "/cases/{case}", v.caseID())
}
