package app

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

// overruled notes of a case that is assessed whether a contradiction was overruled and waits for a second person. An answer whose
// entries have changed since waits for nobody: the contradiction stands again.
func (a *App) overruled(f *store.File) {
	if decided(f.Case.State) || len(f.Answered) == 0 {
		return
	}
	v, last := a.PolicyOf(f.Case), map[string]*assessment.Answered{}
	for i := range f.Answered {
		last[f.Answered[i].Contradiction] = &f.Answered[i]
	}
	for code, x := range last {
		r, ok := v.Contradiction(code)
		if ok && x.Second == nil && (r.Severity == assessment.Stop || r.Severity == assessment.Second) && standing(f, x.Entries) {
			f.Case.Summary.Looks = append(f.Case.Summary.Looks, casefile.LookOverrule)
			return
		}
	}
}

// standing says whether entries are as they were when somebody answered to them.
func standing(f *store.File, entries map[string]int64) bool {
	now := map[string]int64{}
	for i := range f.Findings {
		if x := &f.Findings[i]; x.Status != assessment.Superseded {
			now[x.ID] = x.Version
		}
	}
	for i := range f.Grounds {
		if x := &f.Grounds[i]; x.Status != assessment.Superseded {
			now[x.ID] = x.Version
		}
	}
	for i := range f.Tracks {
		now[f.Tracks[i].ID] = f.Tracks[i].Version
	}
	for i := range f.Convictions {
		now[f.Convictions[i].ID] = f.Convictions[i].Version
	}
	for id, version := range entries {
		if version > 0 && now[id] != version {
			return false
		}
	}
	return true
}

// Board is what a supervisor sees of their office: figures from kept rows, and no case opened but those that wait.
type Board struct {
	Cases, Persons int
	Transfers      int // on their way to the office, to be accepted
	Unassigned     int // accepted, and nobody's
	Looks          int // cases in which a second person is asked for a word
	Officers       []OfficerLoad
	Stood          []StateStood
}

// OfficerLoad is the open work of one officer. It ranks nobody: officers stand in the order of their names.
type OfficerLoad struct {
	Account, Name string
	Cases         int
	Persons       int
	Interviews    int // booked within the next 14 days
	Looks         int // of their cases, that wait for a second person
	Oldest        policy.Day
}

// StateStood is how long the open cases of the office stand in a state, with what is usual there (I-86).
type StateStood struct {
	State  casefile.State
	Range  casefile.Range
	Usual  bool // there are enough of them to say what is usual
	Oldest int  // days
}

// boardMost is how many cases that wait, or are booked, are opened to be counted by officer.
const boardMost = 500

// soon is how far interviews are counted ahead.
const soon = 14 * 24 * time.Hour

// Board counts the office of whoever may list its cases. The look is entered.
func (a *App) Board(ctx context.Context, who access.Actor) (*Board, error) {
	if err := access.Allow(who, access.ListCases, access.Resource{Partner: who.Unit, Office: who.Unit}); err != nil {
		return nil, err
	}
	loads, err := a.Store.Loads(ctx, who.Unit)
	if err != nil {
		return nil, err
	}
	b := &Board{}
	by := map[string]*OfficerLoad{}
	officer := func(account string) *OfficerLoad {
		if by[account] == nil {
			by[account] = &OfficerLoad{Account: account, Name: a.Name(ctx, account)}
		}
		return by[account]
	}
	accounts, err := a.Store.Accounts(ctx, who.Unit)
	if err != nil {
		return nil, err
	}
	for _, x := range accounts {
		if x.Role == access.Officer && !x.Frozen { // who has nothing yet can be given something
			officer(x.ID)
		}
	}
	for _, l := range loads {
		if !atHome(l.State) {
			continue
		}
		b.Cases, b.Persons = b.Cases+l.Cases, b.Persons+l.Persons
		switch {
		case l.State == casefile.Transferred:
			b.Transfers += l.Cases
		case l.Assigned == "" && slices.Contains(unassigned, l.State):
			b.Unassigned += l.Cases
		}
		if l.Assigned == "" {
			continue
		}
		o := officer(l.Assigned)
		o.Cases, o.Persons = o.Cases+l.Cases, o.Persons+l.Persons
		if o.Oldest == "" || l.Oldest < o.Oldest {
			o.Oldest = l.Oldest
		}
	}
	if b.Looks, err = a.Store.Desk(ctx, who.Unit, casefile.DeskLook); err != nil {
		return nil, err
	}
	if err := a.desk(ctx, who, officer); err != nil {
		return nil, err
	}
	for _, o := range by {
		b.Officers = append(b.Officers, *o)
	}
	slices.SortFunc(b.Officers, func(x, y OfficerLoad) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Account, y.Account))
	})
	b.Stood, err = a.stood(ctx, who.Unit)
	return b, err
}

// onDesk are the cases that stand out for something, wherever they are, oldest in state first, of which the reader may see what bare
// leaves of them, limit of them or all when it is 0: for a desk outside the office. Cases against a country that the reader has a declared link to are left out
// (decision 14); which were shown is entered.
func (a *App) onDesk(ctx context.Context, who access.Actor, what casefile.DeskKind, list, view access.Action, limit int, bare func(casefile.Case) casefile.Case) (out []casefile.Case, err error) {
	if err := access.Allow(who, list, access.Resource{Partner: who.Unit, Office: who.Unit}); err != nil {
		return nil, err
	}
	q := store.Query{Desk: []casefile.DeskKind{what}, Sent: true, Limit: limit}
	full := func() bool { return limit > 0 && len(out) == limit }
	for more := true; more && !full(); {
		rows, err := a.Store.List(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, c := range rows {
			if q.After = (store.Cursor{Since: c.Since, ID: c.ID}); !full() && access.Allow(who, view, a.resource(c)) == nil {
				out = append(out, bare(c))
			}
		}
		more = limit > 0 && len(rows) == limit
	}
	return out, a.looked(ctx, who, list, out)
}

// atHome says whether a case of an office in a state is the office's: sent to it, or accepted by it.
func atHome(s casefile.State) bool {
	return s != casefile.OfficeAssigned && (s == casefile.Transferred || slices.Index(casefile.States, s) >= slices.Index(casefile.States, casefile.Accepted))
}

// desk adds to each officer what waits for a second person and the interviews of the next days.
func (a *App) desk(ctx context.Context, who access.Actor, officer func(string) *OfficerLoad) error {
	now := a.Now()
	for _, what := range []casefile.DeskKind{casefile.DeskLook, casefile.DeskMeeting} {
		_, err := a.pick(ctx, who, access.ListCases, store.Query{Desk: []casefile.DeskKind{what}, Limit: boardMost}, func(list []casefile.Case) []casefile.Case {
			for _, c := range list {
				switch at := c.Summary.Interview; {
				case c.Assigned == "":
				case what == casefile.DeskLook:
					officer(c.Assigned).Looks++
				case !at.Before(now) && at.Before(now.Add(soon)):
					officer(c.Assigned).Interviews++
				}
			}
			return nil // figures: no case is shown
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// stood is what is usual in an office, state by state.
func (a *App) stood(ctx context.Context, office string) (out []StateStood, err error) {
	list, err := a.Store.Stood(ctx, office)
	if err != nil {
		return nil, err
	}
	days := map[casefile.State][]int{}
	for _, x := range list {
		if !atHome(x.State) || x.Since == "" {
			continue
		}
		n := max(0, x.Since.Until(a.Today()))
		for range x.Cases {
			days[x.State] = append(days[x.State], n)
		}
	}
	for _, s := range casefile.States {
		if len(days[s]) == 0 {
			continue
		}
		x := StateStood{State: s, Oldest: slices.Max(days[s])}
		x.Range, x.Usual = casefile.RangeOf(days[s])
		out = append(out, x)
	}
	return out, nil
}

// SecondLooks are the cases of the office in which a second person is asked for a word, oldest in their state first (I-87).
func (a *App) SecondLooks(ctx context.Context, who access.Actor, after store.Cursor, limit int) ([]casefile.Case, error) {
	return a.List(ctx, who, access.ListCases, store.Query{Desk: []casefile.DeskKind{casefile.DeskLook}, After: after, Limit: limit})
}

// Unassigned are the cases that the office has accepted and nobody has.
func (a *App) Unassigned(ctx context.Context, who access.Actor, after store.Cursor, limit int) ([]casefile.Case, error) {
	if err := access.Allow(who, access.AssignCase, access.Resource{WithOffice: true, Office: who.Unit}); err != nil {
		return nil, err
	}
	return a.List(ctx, who, access.ListCases, store.Query{Unassigned: true, States: unassigned, After: after, Limit: limit})
}

// unassigned are the states in which a case of an office waits for an officer.
var unassigned = []casefile.State{casefile.Accepted, casefile.Assigned, casefile.Eligibility, casefile.Interviewing, casefile.Fairness, casefile.Admissibility, casefile.QuebecSelection, casefile.FinalReview, casefile.Redetermination}

// batch is what an act gave to an officer, kept for the one who did it while it can be taken back.
type batch struct {
	Officer string
	Since   policy.Day
	Cases   []casefile.ID
}

// undoFor is how long it can be taken back (I-85).
const undoFor = 10 * time.Minute

// Assigning is what became of several cases that were to be given to an officer.
type Assigning struct {
	Given int
	Left  []casefile.ID // this officer cannot get them, or somebody else was first
	Undo  string        // id of the act, to take it back by; "" when nothing was given
}

// AssignCases gives several cases to an officer, each in a change of its own, so that one that cannot be holds up none (I-85).
func (a *App) AssignCases(ctx context.Context, w Write, ids []casefile.ID, officer string) (out Assigning, err error) {
	b := batch{Officer: officer, Since: a.Today()}
	for _, id := range ids {
		one := w
		one.Case = id
		if w.Token != "" {
			one.Token += "." + string(id)
		}
		_, err := a.change(ctx, one, access.AssignCase, func(tx *store.Tx, f *store.File) error {
			if f.Case.Assigned != "" {
				return conflict()
			}
			return a.assign(tx, f, officer)
		})
		switch fault.KindOf(err) {
		case "":
			if err != nil {
				return out, err
			}
			b.Cases, out.Given = append(b.Cases, id), out.Given+1
		case fault.Invalid, fault.Conflict, fault.NotFound, fault.Forbidden, fault.Stopped:
			out.Left = append(out.Left, id)
		default:
			return out, err
		}
	}
	if len(b.Cases) == 0 {
		return out, nil
	}
	body, err := json.Marshal(b)
	if err != nil {
		return out, err
	}
	out.Undo, err = a.Store.LeaveSlip(ctx, store.Slip{Kind: "assigned", Account: w.Actor.Account, Until: a.Now().Add(undoFor), Body: body})
	return out, err
}

// LastAssigned is the act that can still be taken back, for the one who did it: how many cases, and to whom; "" when there is none.
func (a *App) LastAssigned(ctx context.Context, who access.Actor) (id, officer string, cases int, err error) {
	list, err := a.Store.Slips(ctx, "assigned", who.Account, a.Now())
	if err != nil || len(list) == 0 {
		return "", "", 0, err
	}
	var b batch
	last := list[len(list)-1]
	err = json.Unmarshal(last.Body, &b)
	return last.ID, b.Officer, len(b.Cases), err
}

// UndoAssigned takes an act back: the cases in which nothing was done since are nobody's again. It answers how many.
func (a *App) UndoAssigned(ctx context.Context, w Write, id string) (n int, err error) {
	s, err := a.Store.Slip(ctx, "assigned", id, a.Now())
	if err != nil {
		return 0, err
	}
	if s.Account != w.Actor.Account {
		return 0, fault.New(fault.NotFound, "fault.not_found")
	}
	var b batch
	if err := json.Unmarshal(s.Body, &b); err != nil {
		return 0, err
	}
	for _, at := range b.Cases {
		one := w
		one.Case = at
		if w.Token != "" {
			one.Token += "." + string(at)
		}
		_, err := a.change(ctx, one, access.AssignCase, func(tx *store.Tx, f *store.File) error {
			if !casefile.Unassign(f.Case, b.Officer, b.Since) {
				return conflict()
			}
			f.Case.Assigned = ""
			return tx.Move(f, casefile.Accepted, "assignment_undone")
		})
		switch {
		case err == nil:
			n++
		case fault.KindOf(err) == "":
			return n, err
		}
	}
	_, err = a.Store.TakeSlip(ctx, "assigned", id)
	return n, err
}
