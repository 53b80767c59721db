package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/store"
)

// Whose says whose a case's next step is, to somebody who looks at their work.
type Whose int

// Whose it is.
const (
	Nobodys Whose = iota // not shown
	Mine
	Others
)

// Work is what somebody has before them: what is next, not all that there is.
type Work struct {
	Mine   []casefile.Case // theirs to do: emergencies, then what is urgent, then what has waited longest (I-17)
	Others []casefile.Case // that others have to do, in the same order
	Mailed []casefile.Case // with a mail that somebody must look at
	Cut    bool            // there are more than were looked at
}

const (
	workMine   = 25
	workOthers = 10
	workAtOnce = 40  // rows that are opened at once; others' cases are not looked for beyond the first
	workMost   = 200 // nobody's are, beyond these
)

// before are what comes before age in somebody's work (I-17), and the mail that waits there.
var before = []casefile.DeskKind{casefile.DeskEmergency, casefile.DeskUrgent, casefile.DeskMail}

// Work is the door to the open cases of an office, an officer's own: step says whose each is. It opens no more of them than
// it needs to show a screen or two, for the order is sealed and who has eight hundred cases looks here all day; what is shown is
// entered as looked at.
func (a *App) Work(ctx context.Context, who access.Actor, step func(casefile.Case) Whose) (*Work, error) {
	q := store.Query{States: casefile.OpenStates, Desk: before, Limit: workMost}
	if who.Role == access.Officer {
		q.Assigned = who.Account
	}
	first, err := a.rows(ctx, who, access.ListCases, q)
	if err != nil {
		return nil, err
	}
	w := &Work{Cut: len(first) == workMost}
	show := func(c casefile.Case) {
		switch step(c) {
		case Mine:
			w.Mine = append(w.Mine, c)
		case Others:
			w.Others = append(w.Others, c)
		}
	}
	for _, what := range before {
		for _, c := range first {
			switch {
			case !slices.Contains(c.Desk(), what):
			case what == casefile.DeskMail:
				w.Mailed = append(w.Mailed, c)
			default:
				show(c)
			}
		}
	}
	ended := store.Query{States: casefile.ClosedStates, Desk: []casefile.DeskKind{casefile.DeskLetter}, Assigned: q.Assigned, Limit: workMine}
	letters, err := a.rows(ctx, who, access.ListCases, ended) // a letter that is owed is not over with its case (I-116)
	if err != nil {
		return nil, err
	}
	for _, c := range letters {
		show(c)
	}
	q.Desk, q.Limit = nil, workAtOnce
	for looked := 0; !w.Cut; looked += workAtOnce {
		if len(w.Mine) >= workMine || looked >= workMost {
			w.Cut = true
			break
		}
		list, err := a.rows(ctx, who, access.ListCases, q)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			if desk := c.Desk(); !slices.Contains(desk, casefile.DeskEmergency) && !slices.Contains(desk, casefile.DeskUrgent) { // these came before
				show(c)
			}
		}
		if len(list) < workAtOnce {
			break
		}
		last := list[len(list)-1]
		q.After = store.Cursor{Since: last.Since, ID: last.ID}
	}
	w.Cut = w.Cut || len(w.Mine) > workMine || len(w.Others) > workOthers
	w.Mine, w.Others, w.Mailed = w.Mine[:min(len(w.Mine), workMine)], w.Others[:min(len(w.Others), workOthers)], w.Mailed[:min(len(w.Mailed), workMine)]
	return w, a.looked(ctx, who, access.ListCases, slices.Concat(w.Mine, w.Others, w.Mailed))
}
