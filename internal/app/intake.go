package app

import (
	"cmp"
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/store"
)

// intakeStates are the states in which the operations centre has a package and no office has accepted the file.
var intakeStates = []casefile.State{casefile.Referred, casefile.Received, casefile.Checking, casefile.InformationAsked, casefile.Complete,
	casefile.FileCreated, casefile.OfficeAssigned, casefile.Transferred}

// Waiting says where a package stands for the operations centre.
type Waiting string

// The parts of the queue.
const (
	ForFile     Waiting = "file"     // to be checked, and a file created
	ForPartner  Waiting = "partner"  // the partner was asked
	ForTransfer Waiting = "transfer" // a file without an office
	ForOffice   Waiting = "office"   // transferred, not yet accepted
)

// WaitingOf is the part of the queue that a state belongs to.
func WaitingOf(s casefile.State) Waiting {
	switch s {
	case casefile.InformationAsked:
		return ForPartner
	case casefile.FileCreated, casefile.OfficeAssigned:
		return ForTransfer
	case casefile.Transferred:
		return ForOffice
	}
	return ForFile
}

// IntakeQuery is a page of the intake queue.
type IntakeQuery struct {
	Part Waiting // "" is what waits for a file
	Only Filter  // "" shows all of the part
	From int     // rows before the page
	Rows int
}

// Filter narrows a part of the queue.
type Filter string

// The filters, in the order of the page.
const (
	OnlyUrgent     Filter = "urgent"
	OnlyIncomplete Filter = "incomplete" // something that is needed is missing
	OnlyLate       Filter = "late"       // past our clock (I-47)
	OnlyAlike      Filter = "alike"      // possible duplicates that no clerk has answered
)

// Filters are all filters of the queue.
var Filters = []Filter{OnlyUrgent, OnlyAlike, OnlyIncomplete, OnlyLate}

// passes says whether a case is shown under a filter.
func (x Filter) passes(c casefile.Case, v *policy.View, today policy.Day) bool {
	switch x {
	case OnlyUrgent:
		return c.Summary.Urgent
	case OnlyIncomplete:
		return c.Summary.Missing > 0
	case OnlyAlike:
		return c.Summary.Alike > 0
	case OnlyLate:
		_, due, ok := casefile.OurClock(c, v)
		return ok && due < today
	}
	return true
}

// IntakeQueue is a page of the queue, with the number of cases in each part.
type IntakeQueue struct {
	Rows   []casefile.Case
	All    int // rows of this part under this filter
	Parts  map[Waiting]int
	Only   map[Filter]int // of this part
	Oldest policy.Day
}

// intakeMost is how many cases at intake a queue reads; more than that is a matter for the whole centre.
const intakeMost = 5000

// Intake is the operations centre's queue: urgent first, then the oldest referral, so that a newer one never goes
// before an older by accident. Priority is sealed, so the order is made after opening; what is shown is entered.
func (a *App) Intake(ctx context.Context, who access.Actor, in IntakeQuery) (IntakeQueue, error) {
	out := IntakeQueue{Parts: map[Waiting]int{}, Only: map[Filter]int{}}
	v, today := a.Policy(), a.Today()
	rows, err := a.pick(ctx, who, access.ListIntake, store.Query{States: intakeStates, Limit: intakeMost}, func(list []casefile.Case) []casefile.Case {
		part := cmp.Or(in.Part, ForFile)
		var mine []casefile.Case
		for _, c := range list {
			w := WaitingOf(c.State)
			if out.Parts[w]++; w != part {
				continue
			}
			if out.Oldest == "" || c.Referred < out.Oldest {
				out.Oldest = c.Referred
			}
			for _, x := range Filters {
				if x.passes(c, v, today) {
					out.Only[x]++
				}
			}
			if in.Only.passes(c, v, today) {
				mine = append(mine, c)
			}
		}
		slices.SortStableFunc(mine, byUrgency)
		out.All = len(mine)
		from := min(max(in.From, 0), len(mine))
		return mine[from:min(from+in.Rows, len(mine))]
	})
	out.Rows = rows
	return out, err
}

// IntakePlace is where a package stands in its part of the queue, and the ones before and after it.
type IntakePlace struct {
	At, Of     int // 1 is the first
	Prev, Next casefile.ID
}

// IntakeAround is the place of a package in the queue: the clerk goes from one to the next without the list.
func (a *App) IntakeAround(ctx context.Context, who access.Actor, id casefile.ID) (out IntakePlace, err error) {
	_, err = a.pick(ctx, who, access.ListIntake, store.Query{States: intakeStates, Limit: intakeMost}, func(list []casefile.Case) []casefile.Case {
		i := slices.IndexFunc(list, func(c casefile.Case) bool { return c.ID == id })
		if i < 0 {
			return nil
		}
		part := WaitingOf(list[i].State)
		list = slices.DeleteFunc(list, func(c casefile.Case) bool { return WaitingOf(c.State) != part })
		slices.SortStableFunc(list, byUrgency)
		i = slices.IndexFunc(list, func(c casefile.Case) bool { return c.ID == id })
		out.At, out.Of = i+1, len(list)
		var shown []casefile.Case
		if i > 0 {
			out.Prev = list[i-1].ID
			shown = append(shown, list[i-1])
		}
		if i+1 < len(list) {
			out.Next = list[i+1].ID
			shown = append(shown, list[i+1])
		}
		return shown
	})
	return out, err
}

// byUrgency is the order of the queue: emergency, urgent, then by the day of the referral.
func byUrgency(a, b casefile.Case) int {
	rank := func(c casefile.Case) int {
		switch c.Summary.Priority {
		case "emergency":
			return 0
		case "urgent":
			return 1
		}
		return 2
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Referred, b.Referred), cmp.Compare(a.ID, b.ID))
}

// Known is a person of the package who is in another open case that was referred (INT-E12). Only the operations
// centre sees it (decision 5).
type Known struct {
	Person int // number
	Case   casefile.ID
	Ref    string
}

// Incoming is a package as the operations centre checks it.
type Incoming struct {
	*Draft
	Known    []Known
	Alike    []Suggestion    // persons of other cases who may be the same
	Urgent   bool            // the Urgent Protection Program's tag (I-16)
	Proposed casefile.Return // waits for a second clerk; zero when none does
	Asked    casefile.Request
	Filing   casefile.Filing
	Transfer casefile.Transfer
	Office   *policy.Office    // responsible by the residence (I-36), nil when none serves it
	Changes  []referral.Change // since the version before (I-45); nil for a first version
	Due      policy.Day        // our clock of this state (I-47), "" when none runs
	Clock    *policy.Clock
}

// Received is the door to a package at intake.
func (a *App) Received(ctx context.Context, who access.Actor, id casefile.ID) (*Incoming, error) {
	f, err := a.View(ctx, who, id, access.ViewIntake, "")
	if err != nil {
		return nil, err
	}
	list, err := a.suggestions(ctx, f)
	if err != nil {
		return nil, err
	}
	in, err := a.incoming(f, a.Today(), inOpenCases(list))
	if err != nil {
		return nil, err
	}
	in.Alike = sheltered(who, list)
	for i, k := range in.Known { // the finding stays; which case it is, is not for whoever has a link to its countries
		if !slices.ContainsFunc(in.Alike, func(s Suggestion) bool { return s.Case.ID == k.Case }) {
			in.Known[i].Case, in.Known[i].Ref = "", ""
		}
	}
	return in, nil
}

func (a *App) incoming(f *store.File, today policy.Day, known []Known) (*Incoming, error) {
	r, err := theReferral(f)
	if err != nil {
		return nil, err
	}
	d := &Draft{File: f, Referral: r, Lock: referral.LockDay(r, today), Plan: Plan(f)}
	d.Subject = a.subject(f, r, d.Plan, today)
	for _, k := range known {
		if at := "person." + itoa(k.Person); !slices.Contains(d.Subject.Known, at) {
			d.Subject.Known = append(d.Subject.Known, at)
		}
	}
	if d.Lacks, err = referral.Lacks(d.Subject, false); err != nil {
		return nil, err
	}
	d.Meter, d.Owed = referral.Measure(d.Subject, d.Lacks), referral.Owes(d.Subject)
	d.Flags, d.Blocking = people.Flags(f.Persons, d.Lock), referral.Blocking(d.Lacks)
	in := &Incoming{Draft: d, Known: known, Urgent: referral.UrgentProtection(r, d.Subject.View())}
	in.Proposed, _ = casefile.Proposed(f.Returns)
	in.Asked, _ = casefile.OpenRequest(f.Requests)
	in.Transfer, _ = casefile.UnderWay(f.Transfers)
	if len(f.Filings) > 0 {
		in.Filing = f.Filings[0]
	}
	if o, ok := casefile.ResponsibleOffice(f.Persons, a.Pack.On(today)); ok {
		in.Office = o
	}
	in.Clock, in.Due, _ = casefile.OurClock(f.Case, a.Pack.On(today))
	if in.Asked.ID != "" {
		in.Due = in.Asked.Due
	}
	return in, nil
}

// atIntake is the door of what a clerk does with a package: the package as the rule looks at it, inside the change.
func (a *App) atIntake(ctx context.Context, w Write, action access.Action, fn func(tx *store.Tx, f *store.File, in *Incoming) error) error {
	_, err := a.change(ctx, w, action, func(tx *store.Tx, f *store.File) error {
		list, err := a.suggestions(ctx, f)
		if err != nil {
			return err
		}
		in, err := a.incoming(f, tx.Today(), inOpenCases(list))
		if err != nil {
			return err
		}
		return fn(tx, f, in)
	})
	return err
}

// check brings a package that was only received, or was found complete too early, into the check: a clerk works on it (B3).
func check(tx *store.Tx, f *store.File) error {
	if f.Case.State == casefile.Received || f.Case.State == casefile.Complete {
		return tx.Move(f, casefile.Checking, "check")
	}
	return nil
}

// entered stops what needs a package while one that came by another channel is still being entered: there is none before a
// second person has confirmed its dates (decision 4).
func entered(f *store.File) error {
	if f.Case.Summary.Entering {
		return fault.Stop("I-56", "referral.register.waits")
	}
	return nil
}

// closeRequest ends a request that was overtaken: by a return, or by a file created without waiting for the answer.
func closeRequest(tx *store.Tx, f *store.File) error {
	q, open := casefile.OpenRequest(f.Requests)
	if !open {
		return nil
	}
	q.Answered, q.AnswerBy = tx.Today(), "system"
	return tx.SaveRequest(f, &q)
}

// ProposeReturn proposes to return the package with a reason for each item; a second clerk confirms (B5).
func (a *App) ProposeReturn(ctx context.Context, w Write, items []referral.ReturnItem) error {
	return a.atIntake(ctx, w, access.ProposeReturn, func(tx *store.Tx, f *store.File, in *Incoming) error {
		if err := entered(f); err != nil {
			return err
		}
		if err := outward(in, items); err != nil {
			return err
		}
		x, err := casefile.ProposeReturn(f.Returns, f.Case.State, items, w.Actor.Account, tx.Today())
		if err != nil {
			return err
		}
		if err := check(tx, f); err != nil {
			return err
		}
		return tx.SaveReturn(f, &x)
	})
}

// ConfirmReturn is the second clerk's: the package goes back to the partner, no file is created, and every reason stands
// on the version that came (I-45). Its places stay confirmed: a corrected version keeps the first referral's day and year (I-25, I-50).
func (a *App) ConfirmReturn(ctx context.Context, w Write, version int64) error {
	return a.atIntake(ctx, w, access.ConfirmReturn, func(tx *store.Tx, f *store.File, in *Incoming) error {
		x := in.Proposed
		if x.ID == "" {
			return fault.Stop("ST-B5", "intake.return.settled")
		}
		x.Version = version
		r := in.Referral
		x, packages, err := casefile.ConfirmReturn(x, r.Packages, w.Actor.Account, tx.Today())
		if err != nil {
			return err
		}
		r.Packages = packages
		if err := tx.SaveReturn(f, &x); err != nil {
			return err
		}
		if err := tx.SaveReferral(f, &r); err != nil {
			return err
		}
		if err := closeRequest(tx, f); err != nil {
			return err
		}
		tx.Released(f, f.Case.ReferredBy+" by partner_message on return: "+x.ID)
		return tx.Move(f, casefile.Returned, x.ID)
	})
}

// DropReturn takes a proposed return back, with the reason; the check goes on.
func (a *App) DropReturn(ctx context.Context, w Write, version int64, why string) error {
	return a.atIntake(ctx, w, access.ProposeReturn, func(tx *store.Tx, f *store.File, in *Incoming) error {
		x := in.Proposed
		if x.ID == "" {
			return fault.Stop("ST-B5", "intake.return.settled")
		}
		x.Version = version
		x, err := casefile.DropReturn(x, why, w.Actor.Account, tx.Today())
		if err != nil {
			return err
		}
		return tx.SaveReturn(f, &x)
	})
}

// outward refuses what a return or a request may not tell a partner: that a person is in another case (decision 5).
func outward(in *Incoming, items []referral.ReturnItem) error {
	for _, l := range in.Lacks {
		if l.Inside() && slices.ContainsFunc(items, func(i referral.ReturnItem) bool { return i.Rule == l.Rule }) {
			return fault.New(fault.Forbidden, "fault.forbidden")
		}
	}
	return nil
}

// AskInformation asks the partner for details (B4).
func (a *App) AskInformation(ctx context.Context, w Write, items []referral.ReturnItem, due policy.Day) error {
	return a.atIntake(ctx, w, access.AskInformation, func(tx *store.Tx, f *store.File, in *Incoming) error {
		if err := entered(f); err != nil {
			return err
		}
		if err := outward(in, items); err != nil {
			return err
		}
		if in.Proposed.ID != "" {
			return fault.Stop("ST-B4", "intake.return.open")
		}
		x, err := casefile.AskPartner(f.Requests, f.Case.State, items, due, w.Actor.Account, tx.Today())
		if err != nil {
			return err
		}
		if err := check(tx, f); err != nil {
			return err
		}
		if err := tx.SaveRequest(f, &x); err != nil {
			return err
		}
		tx.Released(f, f.Case.ReferredBy+" by partner_message on information request: "+x.ID)
		return tx.Move(f, casefile.InformationAsked, x.ID)
	})
}

// AnswerRequest is the partner's answer to what was asked; the check goes on with it. Papers are added before, while the
// request is open.
func (a *App) AnswerRequest(ctx context.Context, w Write, version int64, answer string) error {
	_, err := a.change(ctx, w, access.AnswerQuestion, func(tx *store.Tx, f *store.File) error {
		x, open := casefile.OpenRequest(f.Requests)
		if !open {
			return fault.Stop("ST-B4", "intake.request.answered")
		}
		x.Version = version
		x, err := casefile.AnswerRequest(x, answer, w.Actor.Account, tx.Today())
		if err != nil {
			return err
		}
		if err := tx.SaveRequest(f, &x); err != nil {
			return err
		}
		return tx.Move(f, casefile.Checking, "answered")
	})
	return err
}

// Filed is what a clerk enters to create a file, and to transfer it in the same act when Transfer is set (ux task 4).
type Filed struct {
	Number   string
	UCI      map[string]string // person id -> as typed
	Passed   map[string]string // place -> reason to go past it
	FollowUp policy.Day
	Transfer bool
	To       casefile.Transfer // office, reason, note
}

// CreateFile creates the file of a package (B6, B7): number, client identifiers, category and program of the stream,
// children typed. With in.Transfer it is sent to the office in the same change (B8, B9).
// Rules: I-24, I-36, I-51, I-52, decision 10.
func (a *App) CreateFile(ctx context.Context, w Write, in Filed) error {
	return a.atIntake(ctx, w, access.CreateFile, func(tx *store.Tx, f *store.File, p *Incoming) error {
		if err := entered(f); err != nil {
			return err
		}
		if p.Proposed.ID != "" {
			return fault.Stop("ST-B7", "intake.return.open")
		}
		if f.Case.Filed != "" {
			return fault.Stop("ST-B7", "filing.already")
		}
		if f.Case.State == casefile.InformationAsked { // the clerk does not wait for the answer
			if err := tx.Move(f, casefile.Checking, "check"); err != nil {
				return err
			}
		}
		if f.Case.State == casefile.Received {
			if err := check(tx, f); err != nil {
				return err
			}
		}
		var wrong fault.Check
		stream, _ := a.Pack.On(f.Case.Referred).Stream(f.Case.Stream)
		x, persons, err := casefile.CreateFile(casefile.FilingAsk{Number: in.Number, UCI: in.UCI, Passed: in.Passed, FollowUp: in.FollowUp, By: w.Actor.Account, Today: tx.Today(),
			Persons: f.Persons, Lacks: p.Lacks, Lock: p.Lock, Stream: stream, Urgent: p.Urgent})
		if err := keepFields(&wrong, err); err != nil {
			return err
		}
		if err := numberFree(tx, f.Case.ID, x.Number, &wrong); err != nil {
			return err
		}
		var t casefile.Transfer
		if in.Transfer {
			t, err = a.transfer(tx, f, in.To)
			if err := keepFields(&wrong, err); err != nil {
				return err
			}
		}
		if err := wrong.Err("filing.check"); err != nil {
			return err
		}
		return a.file(tx, f, x, persons, in.Transfer, t)
	})
}

// file stores the file and moves the case as far as it goes.
func (a *App) file(tx *store.Tx, f *store.File, x casefile.Filing, persons []people.Person, transfer bool, t casefile.Transfer) error {
	if err := closeRequest(tx, f); err != nil {
		return err
	}
	if err := tx.SaveFiling(f, &x); err != nil {
		return err
	}
	for _, p := range persons {
		if err := tx.SavePerson(f, &p); err != nil {
			return err
		}
	}
	f.Case.Filed, f.Case.Summary.Application = tx.Today(), x.Number
	if f.Case.State != casefile.Complete {
		if err := tx.Move(f, casefile.Complete, "checked"); err != nil {
			return err
		}
	}
	if err := tx.Move(f, casefile.FileCreated, x.ID); err != nil || !transfer {
		return err
	}
	return send(tx, f, t)
}

// numberFree says that an application number is no other case's (I-51).
func numberFree(tx *store.Tx, own casefile.ID, number string, c *fault.Check) error {
	if number == "" {
		return nil
	}
	ids, err := tx.Numbered(number)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if id != own {
			c.AddRule("number", "filing.number.taken", "I-51")
			return nil
		}
	}
	return nil
}
