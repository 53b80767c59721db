package app

import (
	"context"
	"strings"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/store"
)

// Trail is what the log says: of one case, or of all. It holds who, when, what and how it ended, and references; never a
// name, a search or a text of a case. The auditor reads the log and no case.
type Trail struct {
	Ref    string // of one case, "" for all
	Looks  []Look
	Events []Event // changes of the one case
	Refs   map[casefile.ID]string
}

// trailLines is how many lines a page of the log shows, newest first: more would make it heavier than a weak line takes.
const trailLines = 72

// Audit is the door to the log: the newest entries of reads with an outcome, over all cases; or with ref everything
// about the case of that reference. The look at the log is an entry of its own. A reference that is none is
// fault.Invalid.
func (a *App) Audit(ctx context.Context, who access.Actor, outcome store.Result, ref string) (Trail, error) {
	if err := access.Allow(who, access.ViewAudit, access.Resource{Partner: who.Unit, Office: who.Unit}); err != nil {
		return Trail{}, err
	}
	t := Trail{Refs: map[casefile.ID]string{}}
	look := store.Look{At: a.Now(), Actor: who, Action: access.ViewAudit, Outcome: store.Shown, Detail: string(outcome)}
	if ref = strings.ToUpper(strings.TrimSpace(ref)); ref != "" {
		c, err := a.referenced(ctx, ref)
		if err != nil {
			return t, err
		}
		look.Case, t.Ref = c.ID, c.Ref
	}
	if err := a.Store.Record(ctx, look); err != nil {
		return t, err
	}
	var err error
	if t.Ref == "" {
		t.Looks, err = a.Store.LooksByOutcome(ctx, outcome, trailLines)
	} else if t.Looks, err = a.Store.Looks(ctx, look.Case, trailLines); err == nil {
		t.Events, err = a.Store.History(ctx, look.Case, trailLines)
	}
	if err != nil {
		return t, err
	}
	for i := range t.Looks {
		l := &t.Looks[i]
		if l.Outcome != store.Released { // a purpose or a search is sealed with its case; what left the house is codes
			l.Detail = ""
		}
		if l.Case != "" && t.Refs[l.Case] == "" {
			if c, err := a.Store.Peek(ctx, l.Case); err == nil {
				t.Refs[l.Case] = c.Ref
			}
		}
	}
	return t, nil
}

// referenced is the head of the case of a reference.
func (a *App) referenced(ctx context.Context, ref string) (casefile.Case, error) {
	ids, err := a.Store.Find(ctx, ref, store.Query{}, 20)
	if err != nil {
		return casefile.Case{}, err
	}
	for _, id := range ids {
		if c, err := a.Store.Peek(ctx, id); err == nil && c.Ref == ref {
			return c, nil
		}
	}
	var c fault.Check
	c.Add("ref", "audit.ref.none")
	return casefile.Case{}, c.Err("audit.check")
}
