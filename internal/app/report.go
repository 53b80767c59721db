package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/publish"
	"passage/internal/casework/report"
	"passage/internal/store"
)

// No request reads all cases: the machine counts them in its own time, a few at once, and keeps the counts; reports and tables are
// made of these.

const (
	casesAtOnce = 200                  // cases that are read at once
	stale       = time.Hour            // a count that was cut off is gone on with for so long; after that it would be of two days
	register    = 366 * 24 * time.Hour // tables of open cases are made against those of so long before
)

// counts is what a count opens of a case.
var counts = store.Rooms{store.Package: true, store.Intake: true, store.Outcome: true}

var machine = access.Actor{Account: "system", Role: access.System, Unit: "HQ"}

// reporting keeps two from counting, or from making reports, at once.
var reporting sync.Mutex

// MakeReports makes the reports of the pack that are due and not in the register, from a count of all cases that is of after
// the period; anew counts though nothing is due. It keeps a processor busy while it counts, and is for the machine's own time.
// Cut off, it goes on where it was, and enters nothing twice (rule I-100).
func (a *App) MakeReports(ctx context.Context, anew bool) error {
	reporting.Lock()
	defer reporting.Unlock()
	if _, err := a.Rules(ctx); err != nil {
		return err
	}
	have, err := a.Store.Releases(ctx)
	if err != nil {
		return err
	}
	v := a.Policy()
	due := report.Due(v, func(id, period string) bool {
		return slices.ContainsFunc(have, func(r report.Release) bool { return r.Report == id && r.Period == period })
	})
	at, err := a.Store.LastCounted(ctx)
	if err != nil {
		return err
	}
	if anew || len(due) > 0 && policy.DayOf(at) < a.Today() {
		if at, err = a.count(ctx, v); err != nil {
			return err
		}
	}
	for _, r := range due {
		if err := a.makeReport(ctx, v, r, at); err != nil {
			return err
		}
	}
	return nil
}

// CountAsked waits until somebody asks for a new count, or for so long; it says whether they did.
func (a *App) CountAsked(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-a.asked:
		return true
	case <-time.After(d):
		return false
	}
}

// AskCount asks that all cases be counted anew, in the machine's own time.
func (a *App) AskCount(ctx context.Context, who access.Actor) error {
	if err := a.mayReports(ctx, who, access.MakeTable, "count"); err != nil {
		return err
	}
	select {
	case a.asked <- struct{}{}:
	default: // somebody has asked already
	}
	return nil
}

// count counts all cases that were referred, from the first or from where a count of the last hour was cut off.
func (a *App) count(ctx context.Context, v *policy.View) (time.Time, error) {
	by := report.Brackets{Age: v.Bands("age"), Waits: v.Bands("waits")}
	c, going, err := a.Store.Counting(ctx, true)
	if err != nil {
		return time.Time{}, err
	}
	now := a.Now().UTC().Truncate(time.Microsecond)
	if !going || now.Sub(c.At) > stale || policy.DayOf(c.At) != policy.DayOf(now) {
		all, err := a.Store.AllToCount(ctx)
		if err != nil {
			return time.Time{}, err
		}
		c = store.Counting{At: now, All: int(all), Book: report.Book{}}
		if err := a.Store.Record(ctx, store.Look{At: now, Actor: machine, Action: access.MakeReports, Outcome: store.Shown, Detail: strconv.Itoa(c.All) + " cases"}); err != nil {
			return time.Time{}, err
		}
	}
	kept := c.Cases
	for {
		if err := ctx.Err(); err != nil {
			return time.Time{}, err
		}
		list, err := a.Store.NextToCount(ctx, c.Reached, casesAtOnce)
		if err != nil {
			return time.Time{}, err
		}
		for _, x := range list {
			f, err := x.Open(counts)
			if err != nil {
				return time.Time{}, err
			}
			c.Book.Add(countable(f), policy.DayOf(c.At), by)
		}
		if c.Cases += len(list); len(list) > 0 {
			c.Reached = list[len(list)-1].Case.ID
		}
		if len(list) < casesAtOnce {
			break
		}
		if c.Cases-kept < c.Cases/10 {
			continue // the book grows: it is not written for every few cases of many
		}
		kept = c.Cases
		if err := a.Store.KeepCounting(ctx, c); err != nil {
			return time.Time{}, err
		}
	}
	c.Book["all"] = map[string]int{"cases": c.Cases}
	have, err := a.Store.Releases(ctx)
	if err != nil {
		return time.Time{}, err
	}
	return c.At, a.Store.KeepCounted(ctx, c.At, c.Book, func(of string, at int64) bool {
		// A table may be on its way into the register: counts of the last day stay.
		return c.At.Sub(time.UnixMicro(at)) < 24*time.Hour || slices.ContainsFunc(have, func(r report.Release) bool {
			return slices.ContainsFunc(r.Tables, func(t report.Table) bool { return t.Of == of && t.Facts == at })
		})
	})
}

// countable is what a count reads of a case.
func countable(f *store.File) report.Case {
	c := report.Case{State: f.Case.State, Since: f.Case.Since, Referred: f.Case.Referred, Filed: f.Case.Filed, AtOffice: f.Case.AtOffice,
		Decide: f.Case.Decided, Partner: f.Case.ReferredBy, Office: f.Case.Office, Asked: len(f.Withdrawals) > 0, Returns: f.Returns}
	for _, p := range people.InCase(f.Persons) {
		if p.Principal() {
			c.Country = p.Origin
		}
		n := report.Person{Sex: p.Sex, Born: p.Born, Travels: (p.Travels() || p.Principal()) && !p.Deceased()}
		if i := slices.IndexFunc(f.Landings, func(l decision.Landing) bool { return l.Person == p.ID && l.TakenBack == "" }); i >= 0 {
			if n.Landed = f.Landings[i].Day; f.Landings[i].Window {
				n.Landed, n.Window = "", n.Landed
			}
		}
		c.Persons = append(c.Persons, n)
	}
	return c
}

// makeReport makes one report of the pack and enters it in the register, unless it is there.
func (a *App) makeReport(ctx context.Context, v *policy.View, r policy.Report, at time.Time) error {
	p := report.Past(r.Every, v.Day)
	out := report.Release{ID: a.Store.ReleaseID(r.ID, p.Code), Year: p.Last.Year(), Report: r.ID, Period: p.Code, Goes: r.Goes, AsAt: at}
	for _, t := range r.Tables {
		c, ask, err := report.Ask(t, p)
		if err != nil {
			return fmt.Errorf("report %s: %w", r.ID, err)
		}
		unit := report.Unit(t.Unit)
		out.Tables = append(out.Tables, report.Table{Count: t.Count, Unit: unit, Of: c.Population(unit, out.Year), Release: publish.Release{Ask: ask}})
	}
	if r.Spans {
		counted, err := a.Store.Counted(ctx, report.Spans, at.UnixMicro())
		if err != nil {
			return err
		}
		out.Spans = report.SpansOf(counted, report.Rule(r.Goes).Under)
	}
	if r.Likely {
		if err := a.likely(ctx, v, &out); err != nil {
			return err
		}
	}
	_, err := a.issue(ctx, Write{Actor: machine}, access.MakeReports, out)
	if no, ok := errors.AsType[*fault.Error](err); ok && no.Kind == fault.Conflict {
		return nil // another process made it
	}
	return err
}

// likely puts the newest forecast of the year, when there is one, beside the ceiling, rounded to five as everything else is.
func (a *App) likely(ctx context.Context, v *policy.View, r *report.Release) error {
	streams := v.Streams()
	if len(streams) == 0 {
		return nil
	}
	f, ok, err := a.lastForecast(ctx, streams[0].ID, "")
	if err != nil {
		return err
	}
	r.Likely = &report.Likely{}
	if ok && f.Year == r.Year {
		five := func(n int) int { return (n + 2) / 5 * 5 }
		*r.Likely = report.Likely{Day: f.Day, Low: five(f.This.Low), High: five(f.This.High)}
	}
	if c, ok := v.Commitment(streams[0].ID, r.Year); ok {
		r.Likely.UpTo = c.Persons
	}
	return nil
}

// facts are what was counted of a population at an instant, each read once.
type facts map[string]publish.Facts

func (k facts) of(ctx context.Context, a *App, c report.Count, u report.Unit, of string, at int64) (publish.Facts, error) {
	id := of + "@" + strconv.FormatInt(at, 10)
	if f, ok := k[id]; ok {
		return f, nil
	}
	counted, err := a.Store.Counted(ctx, of, at)
	if err != nil {
		return publish.Facts{}, err
	}
	k[id] = c.Facts(u, of, counted)
	return k[id], nil
}

// issue makes the tables of a release against the register and enters it there. Should another one come between, they are made
// again against that one too.
func (a *App) issue(ctx context.Context, w Write, action access.Action, r report.Release) (string, error) {
	read := facts{}
	for {
		before, err := a.Store.Releases(ctx)
		if err != nil {
			return "", err
		}
		if err := a.guard(ctx, read, before, &r); err != nil {
			return "", err
		}
		r.By, r.Policy, r.Version = w.Actor.Account, a.Pack.Version, 0
		again := false
		answer, err := a.start(ctx, w, action, func(tx *store.Tx) error {
			now, err := tx.Releases()
			if err != nil {
				return err
			}
			if again = len(now) != len(before); again {
				return fault.New(fault.Conflict, "fault.conflict")
			}
			r.Made = tx.Now
			if err := tx.SaveRelease(&r); err != nil {
				return err
			}
			tx.Answer = r.ID
			return nil
		})
		if !again {
			return answer, err
		}
	}
}

// guard makes each table of a release against all earlier ones of its population, those of the release itself among them.
func (a *App) guard(ctx context.Context, read facts, before []report.Release, r *report.Release) error {
	slices.SortStableFunc(before, func(x, y report.Release) int { return x.Made.Compare(y.Made) })
	rule := report.Rule(r.Goes)
	for i := range r.Tables {
		t := &r.Tables[i]
		c, ok := report.Find(t.Count)
		if !ok {
			return fault.New(fault.Invalid, "report.table")
		}
		t.Facts, t.Refused = r.AsAt.UnixMicro(), ""
		now, err := read.of(ctx, a, c, t.Unit, t.Of, t.Facts)
		if err != nil {
			return err
		}
		var earlier []publish.Release
		take := func(list []report.Table) error {
			for _, e := range list {
				if e.Of != t.Of || e.Refused != "" {
					continue
				}
				if e.Release.Facts, err = read.of(ctx, a, c, e.Unit, e.Of, e.Facts); err != nil {
					return err
				}
				if len(e.Release.Facts.Rows) == 0 && slices.ContainsFunc(e.Cells, func(c publish.Cell) bool { return c.Shown > 0 || c.Hidden && !e.Noughts }) {
					return errors.New("app: what an earlier table was made of is gone, so nothing can be made against it")
				}
				earlier = append(earlier, e.Release)
			}
			return nil
		}
		for _, e := range before {
			if c.Moving && r.AsAt.Sub(e.AsAt) > register {
				continue
			}
			if err := take(e.Tables); err != nil {
				return err
			}
		}
		if err := take(r.Tables[:i]); err != nil {
			return err
		}
		x, err := publish.Guard(now, t.Ask, rule, earlier)
		no, stopped := errors.AsType[*fault.Error](err)
		switch {
		case stopped && no.Kind == fault.Stopped:
			t.Refused, t.Release = no.Key, publish.Release{Rule: rule, Ask: t.Ask}
		case err != nil:
			return err
		default:
			t.Release = x
		}
	}
	return nil
}

// MakeTable makes a table that somebody asks for, for a purpose, of the newest count, and enters it in the register (rule I-101).
// It answers the id of the release. Errors: fault.Stopped when nothing of it can be shown without giving away what an
// earlier table hides; the attempt is entered.
func (a *App) MakeTable(ctx context.Context, w Write, want report.Wanted) (string, error) {
	if err := access.Allow(w.Actor, access.MakeTable, access.Resource{}); err != nil {
		return "", fault.New(fault.Forbidden, "fault.forbidden")
	}
	if err := want.Check(a.Today()); err != nil {
		return "", err
	}
	at, err := a.Store.LastCounted(ctx)
	if err != nil {
		return "", err
	}
	if at.IsZero() {
		return "", fault.New(fault.Stopped, "report.ask.uncounted")
	}
	c, _ := report.Find(want.Count)
	t := report.Table{Count: want.Count, Unit: want.Unit, Of: c.Population(want.Unit, want.Year), Release: publish.Release{Ask: publish.Ask{Dims: want.By}}}
	r := report.Release{ID: store.NewID(), Year: want.Year, Goes: want.Goes, Purpose: strings.TrimSpace(want.Purpose), AsAt: at, Tables: []report.Table{t}}
	return a.issue(ctx, w, access.MakeTable, r)
}

// mayReports enters the look of somebody who may.
func (a *App) mayReports(ctx context.Context, who access.Actor, action access.Action, what string) error {
	l := store.Look{At: a.Now(), Actor: who, Action: action, Outcome: store.Shown, Detail: what}
	no := access.Allow(who, action, access.Resource{})
	if no != nil {
		l.Outcome, no = store.Denied, fault.New(fault.Forbidden, "fault.forbidden")
	}
	if err := a.Store.Record(ctx, l); err != nil {
		return err
	}
	return no
}

// ReportList is what was let out, newest first, without the cells; and how far a count is that is under way.
type ReportList struct {
	Releases []report.Release
	Counted  time.Time
	Cases    int // counted so far, of All, when a count is under way
	All      int
}

// Reports are the register of reports and tables, for who may see reports.
func (a *App) Reports(ctx context.Context, who access.Actor) (ReportList, error) {
	var out ReportList
	err := a.mayReports(ctx, who, access.ViewReports, "register")
	if err != nil {
		return out, err
	}
	if out.Releases, err = a.Store.Releases(ctx); err != nil {
		return out, err
	}
	slices.SortFunc(out.Releases, func(x, y report.Release) int { return y.Made.Compare(x.Made) })
	if out.Counted, err = a.Store.LastCounted(ctx); err != nil {
		return out, err
	}
	c, _, err := a.Store.Counting(ctx, false)
	out.Cases, out.All = c.Cases, c.All
	return out, err
}

// ReportOf is one line of the register with its tables. The look, or the taking of a file, is entered.
func (a *App) ReportOf(ctx context.Context, who access.Actor, id string, file bool) (report.Release, error) {
	what := id
	if file {
		what += " as a file"
	}
	if err := a.mayReports(ctx, who, access.ViewReports, what); err != nil {
		return report.Release{}, err
	}
	return a.Store.Release(ctx, id)
}
