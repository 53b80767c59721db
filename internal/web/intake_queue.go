package web

import (
	"slices"
	"strconv"

	"passage/internal/app"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
)

// The operations centre's queue (R1), and several files sent from it at once (R4).

type queueView struct {
	page
	Calls    []callLine    // what happened, before all else
	Asked    []questionRow // questions that wait for an answer, answers to be read
	Head     string
	Lead     string
	Parts    []queueLink
	Rows     []queueRow
	First    string
	More     string
	Number   string // "51 to 100 of 140"
	Send     *form  // several files to their offices, in the part that waits for an office (R4)
	Filter   []queueLink
	Register string // address of the page for a package that came by another channel
	Next     string // address of the package whose file is next: the first that nobody has to be compared in
}

// queueLink is a part of the queue, as a link with its number.
type queueLink struct {
	At, Words string
	On        bool
}

// queueRow is one package in the queue. It has no name: what the clerk needs is which, whose, how urgent and how old.
type queueRow struct {
	Alike                                                                 string // possible duplicates, "" when none waits
	At, Ref, Persons, Partner, State, Urgent, Missing, Referred, Age, Due string
	Office                                                                string // that would get it
	Registered                                                            string // it came by another channel, "" for the portal
	ID                                                                    casefile.ID
	Over, First                                                           bool
}

// intake is the clerk's landing page: what waits for a file, urgent first, then the oldest referral.
func (w *Web) intake(v *visit) error {
	return v.queue("/intake", app.ForFile, "intake.queue.title", app.ForFile, app.ForPartner)
}

// transfers is what has a file: waiting for an office, or for the office's answer.
func (w *Web) transfers(v *visit) error {
	return v.queue("/transfers", app.ForTransfer, "intake.transfers.title", app.ForTransfer, app.ForOffice)
}

func (v *visit) queue(at string, landing app.Waiting, title string, parts ...app.Waiting) error {
	q := app.IntakeQuery{Part: app.Waiting(v.query("part")), Only: app.Filter(v.query("only")), Rows: pageRows}
	if !slices.Contains(parts, q.Part) {
		q.Part = landing
	}
	if !slices.Contains(app.Filters, q.Only) {
		q.Only = ""
	}
	q.From, _ = strconv.Atoi(v.query("from"))
	q.From = max(0, q.From)
	got, err := v.web.App.Intake(v.ctx(), v.Actor, q)
	if err != nil {
		return err
	}
	p := queueView{page: v.page(title), Head: v.T("intake.part." + string(q.Part))}
	if p.Calls, err = v.calls(); err != nil {
		return err
	}
	if p.Asked, _, err = v.askedRows(); err != nil {
		return err
	}
	if got.Oldest != "" {
		p.Lead = v.N("intake.queue.oldest", got.Oldest.Workdays(v.web.App.Today()), nil)
	}
	to := func(part app.Waiting, only app.Filter, from int) string {
		s := v.path(at) + "?part=" + string(part)
		if only != "" {
			s += "&only=" + string(only)
		}
		if from > 0 {
			s += "&from=" + strconv.Itoa(from)
		}
		return s
	}
	for _, part := range parts {
		p.Parts = append(p.Parts, queueLink{At: to(part, "", 0), Words: v.F("intake.queue.part", map[string]any{"Part": v.T("intake.part." + string(part)), "Count": got.Parts[part]}), On: part == q.Part})
	}
	p.Filter = append(p.Filter, queueLink{At: to(q.Part, "", 0), Words: v.F("intake.queue.part", map[string]any{"Part": v.T("intake.only.all"), "Count": got.Parts[q.Part]}), On: q.Only == ""})
	for _, x := range app.Filters {
		p.Filter = append(p.Filter, queueLink{At: to(q.Part, x, 0), Words: v.F("intake.queue.part", map[string]any{"Part": v.T("intake.only." + string(x)), "Count": got.Only[x]}), On: q.Only == x})
	}
	if q.From > 0 {
		p.First = to(q.Part, q.Only, 0)
	}
	if q.From+len(got.Rows) < got.All {
		p.More = to(q.Part, q.Only, q.From+pageRows)
	}
	if len(got.Rows) > 0 {
		p.Number = v.F("intake.queue.number", map[string]any{"From": q.From + 1, "To": q.From + len(got.Rows), "All": got.All})
	}
	for i := range got.Rows {
		p.Rows = append(p.Rows, v.queueRow(&got.Rows[i], i == 0))
	}
	if i := slices.IndexFunc(p.Rows, func(r queueRow) bool { return r.Alike == "" }); q.Part == app.ForFile && q.From == 0 && i >= 0 {
		p.Next = p.Rows[i].At
	}
	if q.Part == app.ForFile {
		p.Register = v.path(registerAt)
	}
	if q.Part == app.ForTransfer && len(got.Rows) > 0 {
		p.Send = v.form("send", "/transfers")
		note := p.Send.short("note", "transfer.note", "")
		note.Optional = true
		p.Send.Fields = []field{note}
	}
	return v.show("intake/queue", p)
}

func (v *visit) queueRow(c *casefile.Case, first bool) queueRow {
	today, policy := v.web.App.Today(), v.web.App.Policy()
	r := queueRow{At: v.path("/intake/{case}", c.ID), ID: c.ID, Ref: c.Ref, Persons: strconv.Itoa(c.Persons), Partner: v.partner(c.ReferredBy),
		State: v.T("casefile.state." + string(c.State)), Referred: string(c.Referred), Age: v.N("intake.workdays", c.Referred.Workdays(today), nil), First: first}
	if c.Summary.Urgent {
		r.Urgent = v.T("cover.priority.is." + c.Summary.Priority)
	}
	if c.Summary.Alike > 0 {
		// Who a person is comes before their file: the row opens the comparison, and that leads on to the package.
		r.Alike, r.At = v.N("matching.flag", c.Summary.Alike, nil), v.path(duplicatesAt, c.ID)+"?next=1"
	}
	if c.Summary.Entering {
		r.Registered = v.T("register.flag.entering")
	} else if c.Summary.Registered {
		r.Registered = v.T("register.flag")
	}
	if c.Summary.Missing > 0 {
		r.Missing = v.N("intake.missing", c.Summary.Missing, nil)
	}
	if _, due, ok := casefile.OurClock(*c, policy); ok {
		r.Due, r.Over = string(due), due < today
	}
	if app.WaitingOf(c.State) == app.ForTransfer {
		r.Office = v.T("intake.office.none")
		if o, ok := policy.OfficeFor(c.Summary.Residence); ok {
			r.Office = o.In(string(v.Lang))
		}
	}
	return r
}

// sendFiles transfers the files that were ticked, each to the office of its residence (R4).
func (w *Web) sendFiles(v *visit) error {
	var ids []casefile.ID
	for _, id := range v.Typed["case"] {
		ids = append(ids, casefile.ID(id))
	}
	if len(ids) == 0 {
		var c fault.Check
		c.Add("case", "transfer.many.none")
		return c.Err("transfer.check")
	}
	if len(ids) > pageRows {
		return fault.New(fault.Unusable, "frame.error.unusable")
	}
	left := 0
	for _, sent := range w.App.TransferCases(v.ctx(), v.write(), ids, v.typed("note")) {
		if sent.Err == nil {
			continue
		}
		if code, _ := answer(sent.Err); code >= 500 {
			return sent.Err
		}
		left++ // no office serves the residence, or somebody else was first: the list shows what is left
	}
	if left > 0 {
		return v.done("intake.transferred_some", "/transfers")
	}
	return v.done("intake.transferred_many", "/transfers")
}
