package app

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/store"
)

func itoa(n int) string { return strconv.Itoa(n) }

// transfer is a transfer that the rule and the access file let pass.
func (a *App) transfer(tx *store.Tx, f *store.File, to casefile.Transfer) (casefile.Transfer, error) {
	if err := access.Allow(tx.Entry.Actor, access.TransferCase, a.resource(f.Case)); err != nil {
		return to, err
	}
	to.By, to.Day, to.At = tx.Entry.Actor.Account, tx.Today(), tx.Now
	return casefile.SendTransfer(to, f.Persons, a.Pack.On(tx.Today()))
}

// withoutOffice says that a file waits for an office: it is created, and not with one.
func withoutOffice(f *store.File) error {
	if s := f.Case.State; s != casefile.FileCreated && s != casefile.OfficeAssigned {
		return fault.Stop("ST-B8", "transfer.not_waiting")
	}
	return nil
}

// send moves the case to the office with the transfer.
func send(tx *store.Tx, f *store.File, t casefile.Transfer) error {
	f.Case.Office = t.Office
	if err := tx.SaveTransfer(f, &t); err != nil {
		return err
	}
	if err := tx.Move(f, casefile.OfficeAssigned, t.ID); err != nil {
		return err
	}
	return tx.Move(f, casefile.Transferred, t.ID)
}

// TransferCase sends a file to a migration office (B8, B9). The office is proposed from the principal applicant's
// residence; another one needs a reason (I-36). The safe-contact plan and its restrictions go with the file.
func (a *App) TransferCase(ctx context.Context, w Write, to casefile.Transfer) error {
	_, err := a.change(ctx, w, access.TransferCase, func(tx *store.Tx, f *store.File) error {
		if err := withoutOffice(f); err != nil {
			return err
		}
		t, err := a.transfer(tx, f, to)
		if err != nil {
			return err
		}
		return send(tx, f, t)
	})
	return err
}

// underWay is the transfer that has not been answered, at the version the page was made from.
func underWay(f *store.File, version int64) (casefile.Transfer, error) {
	t, ok := casefile.UnderWay(f.Transfers)
	if !ok {
		return t, fault.Stop("ST-B9", "transfer.answered")
	}
	t.Version = version
	return t, nil
}

// TakeTransferBack is the clerk's: a file sent to the wrong office comes back before that office has accepted it.
func (a *App) TakeTransferBack(ctx context.Context, w Write, version int64, why string) error {
	return a.back(ctx, w, access.TransferCase, version, why)
}

// SendTransferBack is the office's: the file is not its own, and goes back to the operations centre (I-57).
func (a *App) SendTransferBack(ctx context.Context, w Write, version int64, why string) error {
	return a.back(ctx, w, access.SendTransferBack, version, why)
}

func (a *App) back(ctx context.Context, w Write, action access.Action, version int64, why string) error {
	_, err := a.change(ctx, w, action, func(tx *store.Tx, f *store.File) error {
		t, err := underWay(f, version)
		if err != nil {
			return err
		}
		if t, err = casefile.TakeBack(t, why, w.Actor.Account, tx.Today()); err != nil {
			return err
		}
		if err := tx.SaveTransfer(f, &t); err != nil {
			return err
		}
		return tx.Move(f, casefile.OfficeAssigned, t.ID)
	})
	return err
}

// UndoTransfer takes a transfer back within ten minutes, without a reason; the file waits for an office again.
func (a *App) UndoTransfer(ctx context.Context, w Write, version int64) error {
	_, err := a.change(ctx, w, access.TransferCase, func(tx *store.Tx, f *store.File) error {
		t, err := underWay(f, version)
		if err != nil {
			return err
		}
		if t, err = casefile.Undo(t, w.Actor.Account, tx.Now, tx.Today()); err != nil {
			return err
		}
		if err := tx.SaveTransfer(f, &t); err != nil {
			return err
		}
		return tx.Move(f, casefile.OfficeAssigned, t.ID)
	})
	return err
}

// Sent says what became of one of several files that were to be transferred together.
type Sent struct {
	Case casefile.ID
	Err  error // nil when it was transferred
}

// TransferCases sends several files, each to the office of its principal applicant's residence; one without an office
// of its own is refused and stays. Each file is a change of its own, so that one that cannot go holds up none.
func (a *App) TransferCases(ctx context.Context, w Write, ids []casefile.ID, note string) []Sent {
	out := make([]Sent, len(ids))
	for i, id := range ids {
		one := w
		one.Case, one.Token = id, w.Token
		if w.Token != "" {
			one.Token += "." + string(id)
		}
		out[i] = Sent{Case: id, Err: a.transferToResponsible(ctx, one, note)}
	}
	return out
}

func (a *App) transferToResponsible(ctx context.Context, w Write, note string) error {
	_, err := a.change(ctx, w, access.TransferCase, func(tx *store.Tx, f *store.File) error {
		if err := withoutOffice(f); err != nil {
			return err
		}
		o, ok := casefile.ResponsibleOffice(f.Persons, a.Pack.On(tx.Today()))
		if !ok {
			return fault.Stop("I-36", "transfer.office.none")
		}
		t, err := a.transfer(tx, f, casefile.Transfer{Office: o.ID, Note: note})
		if err != nil {
			return err
		}
		return send(tx, f, t)
	})
	return err
}

// OfficeLoad is the open work of an office before a decision: what a clerk weighs before sending one more file there.
type OfficeLoad struct {
	Cases, Persons int
	Median         int // days that half of the cases have stood in their present stage, or longer
}

// officeWork are the states in which an office has work on a case before it is decided.
var officeWork = []casefile.State{casefile.Transferred, casefile.Accepted, casefile.Assigned, casefile.Eligibility, casefile.Interviewing,
	casefile.Fairness, casefile.Admissibility, casefile.QuebecSelection, casefile.FinalReview, casefile.Redetermination}

// OfficeLoads is the load of every office, by its code. The Auditor General found that work was sent to offices
// without looking at their load (intake section 11): figures alone, of no person and no case.
func (a *App) OfficeLoads(ctx context.Context, who access.Actor) (map[string]OfficeLoad, error) {
	if err := access.Allow(who, access.ListIntake, access.Resource{Partner: who.Unit, Office: who.Unit}); err != nil {
		return nil, err
	}
	ages, err := a.Store.Ages(ctx, officeWork)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(ages, func(x, y store.Age) int { return strings.Compare(string(x.Since), string(y.Since)) })
	loads := map[string]OfficeLoad{}
	for _, x := range ages {
		l := loads[x.Office]
		l.Cases, l.Persons = l.Cases+x.Cases, l.Persons+x.Persons
		loads[x.Office] = l
	}
	today, seen := a.Today(), map[string]int{}
	for _, x := range ages { // the oldest first: the median is where half have been passed
		l := loads[x.Office]
		if before := seen[x.Office]; 2*before < l.Cases && 2*(before+x.Cases) >= l.Cases {
			l.Median = max(0, x.Since.Until(today))
			loads[x.Office] = l
		}
		seen[x.Office] += x.Cases
	}
	return loads, nil
}

// AcceptTransfer is the office's acceptance (B10): the file is its own from now on. With an officer it is assigned in the same act.
func (a *App) AcceptTransfer(ctx context.Context, w Write, version int64, officer string) error {
	_, err := a.change(ctx, w, access.AcceptTransfer, func(tx *store.Tx, f *store.File) error {
		t, err := underWay(f, version)
		if err != nil {
			return err
		}
		t = casefile.AcceptTransfer(t, w.Actor.Account, tx.Today())
		if err := tx.SaveTransfer(f, &t); err != nil {
			return err
		}
		f.Case.AtOffice = tx.Today()
		if err := tx.Move(f, casefile.Accepted, t.ID); err != nil || officer == "" {
			return err
		}
		return a.assign(tx, f, officer)
	})
	return err
}

// AssignCase gives an accepted file to an officer of the office. A declared link to one of the case's countries
// forbids it (decision 14); the refusal names nobody's link.
func (a *App) AssignCase(ctx context.Context, w Write, officer string) error {
	_, err := a.change(ctx, w, access.AssignCase, func(tx *store.Tx, f *store.File) error { return a.assign(tx, f, officer) })
	return err
}

func (a *App) assign(tx *store.Tx, f *store.File, officer string) error {
	if err := access.Allow(tx.Entry.Actor, access.AssignCase, a.resource(f.Case)); err != nil {
		return err
	}
	var c fault.Check
	if officer == "" {
		c.Add("officer", "transfer.officer.missing")
		return c.Err("transfer.check")
	}
	acc, err := tx.Account(officer)
	if err == nil {
		err = access.Allow(acc.Actor(), access.BeAssigned, a.resource(f.Case))
	}
	if err != nil {
		if _, told := err.(*fault.Error); !told {
			return err
		}
		c.Add("officer", "transfer.officer.cannot")
		return c.Err("transfer.check")
	}
	if refusedBefore(f, officer) {
		c.AddRule("officer", "transfer.officer.refused_before", "A-94")
		return c.Err("transfer.check")
	}
	f.Case.Assigned = officer
	if f.Case.State == casefile.Accepted {
		return tx.Move(f, casefile.Assigned, officer)
	}
	return nil // another officer takes over; the state is the work's and stays
}

// Assignable is an officer who may get the case, with how many open cases they have.
type Assignable struct {
	Account, Name string
	Open          int
}

// Assignable are the officers of the office who may get a case. Who may not is left out without a word: a declared link is theirs to
// tell.
func (a *App) Assignable(ctx context.Context, who access.Actor, f *File) ([]Assignable, error) {
	if err := access.Allow(who, access.AssignCase, a.resource(f.Case)); err != nil {
		return nil, err
	}
	list, err := a.Store.Accounts(ctx, f.Case.Office)
	if err != nil {
		return nil, err
	}
	var out []Assignable
	for _, acc := range list {
		if acc.Role != access.Officer || access.Allow(acc.Actor(), access.BeAssigned, a.resource(f.Case)) != nil || refusedBefore(f, acc.ID) {
			continue
		}
		cases, err := a.Store.List(ctx, store.Query{Office: f.Case.Office, Assigned: acc.ID})
		if err != nil {
			return nil, err
		}
		cases = slices.DeleteFunc(cases, func(c casefile.Case) bool { return c.State.Closed() })
		out = append(out, Assignable{Account: acc.ID, Name: acc.Details.Name, Open: len(cases)})
	}
	return out, nil
}
