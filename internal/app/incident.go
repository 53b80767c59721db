package app

import (
	"context"
	"slices"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

// ReportIncident is a partner saying that something happened, in a case that it referred (I-73). The clock is the
// pack's, of the kind and the day.
func (a *App) ReportIncident(ctx context.Context, w Write, in casefile.Incident) (string, error) {
	return a.change(ctx, w, access.ReportIncident, func(tx *store.Tx, f *store.File) error {
		hours := 0
		if c, ok := a.Pack.On(tx.Today()).Clock("incident-" + string(in.Kind)); ok {
			hours = c.Hours
		}
		i, err := casefile.Report(in, hours, w.Actor.Account, tx.Now)
		if err != nil {
			return err
		}
		return tx.SaveIncident(f, &i)
	})
}

// TakeUpIncident is somebody saying that they have read it and act.
func (a *App) TakeUpIncident(ctx context.Context, w Write, id string, version int64) (string, error) {
	return a.onIncident(ctx, w, id, version, func(tx *store.Tx, i casefile.Incident) (casefile.Incident, error) {
		return i.TakeUp(w.Actor.Account, tx.Now)
	})
}

// ActOnIncident enters what was done; the partner reads it.
func (a *App) ActOnIncident(ctx context.Context, w Write, id string, version int64, words string) (string, error) {
	return a.onIncident(ctx, w, id, version, func(tx *store.Tx, i casefile.Incident) (casefile.Incident, error) {
		return i.Do(words, w.Actor.Account, tx.Now)
	})
}

// EndIncident closes it with how it ended; the partner reads it.
func (a *App) EndIncident(ctx context.Context, w Write, id string, version int64, o casefile.Outcome, words string) (string, error) {
	return a.onIncident(ctx, w, id, version, func(tx *store.Tx, i casefile.Incident) (casefile.Incident, error) {
		return i.End(o, words, w.Actor.Account, tx.Now)
	})
}

// onIncident is the door of what is done about an incident. All of it is the partner's to read, so it is entered as
// what left the house.
func (a *App) onIncident(ctx context.Context, w Write, id string, version int64, fn func(*store.Tx, casefile.Incident) (casefile.Incident, error)) (string, error) {
	return a.release(ctx, w, access.AnswerIncident, func(tx *store.Tx, f *store.File) (Release, error) {
		at := slices.IndexFunc(f.Incidents, func(i casefile.Incident) bool { return i.ID == id })
		if at < 0 {
			return Release{}, fault.New(fault.NotFound, "fault.not_found")
		}
		if f.Incidents[at].Version != version {
			return Release{}, conflict()
		}
		i, err := fn(tx, f.Incidents[at])
		if err != nil {
			return Release{}, err
		}
		return Release{To: f.Case.ReferredBy, Channel: "partner_message", Ground: "incident", Item: id}, tx.SaveIncident(f, &i)
	})
}

// Calling is a case in which something happened, for somebody who is to act.
type Calling struct {
	Case casefile.Case
	casefile.Call
	Turn casefile.Turn
	Mine bool // it is this reader's turn
}

// Calls is the door to what happened in the cases of the reader and is not over, the shortest clock first: for the
// officer of the case and whoever is on duty from the first minute, for the supervisor and the operations centre
// always, for the others of the office once it is everybody's turn (I-73). Nothing is looked at when nothing happened.
func (a *App) Calls(ctx context.Context, who access.Actor) ([]Calling, error) {
	var action access.Action
	switch who.Role {
	case access.Clerk, access.SeniorClerk:
		action = access.ListIntake
	case access.Officer, access.Supervisor:
		action = access.ListCases
	default:
		return nil, nil
	}
	if any, err := a.Store.AnyPressing(ctx); err != nil || !any {
		return nil, err
	}
	now := a.Now()
	var out []Calling
	duty, err := a.dutyOf(ctx, who.Unit, now)
	if err != nil {
		return nil, err
	}
	mine := slices.ContainsFunc(duty, func(d store.Account) bool { return d.ID == who.Account })
	if _, err := a.pick(ctx, who, action, store.Query{Pressing: true}, func(list []casefile.Case) (shown []casefile.Case) {
		for _, c := range list {
			reachable := slices.ContainsFunc(duty, func(d store.Account) bool { return !d.Actor().Conflicts(c.Summary.Countries) })
			seen := false
			for _, x := range c.Summary.Calls {
				k := Calling{Case: c, Call: x, Turn: x.Turn(now, reachable)}
				switch {
				case action == access.ListIntake:
					k.Mine = true
				case who.Account == c.Assigned, mine:
					k.Mine = true
				case who.Role == access.Supervisor:
					k.Mine = k.Turn != casefile.DutysTurn
				case k.Turn == casefile.EverybodysTurn && !x.Answered:
					k.Mine = true
				default:
					continue
				}
				k.Mine = k.Mine && !x.Answered
				out, seen = append(out, k), true
			}
			if seen {
				shown = append(shown, c)
			}
		}
		return shown
	}); err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(x, y Calling) int {
		if x.Answered != y.Answered { // what nobody has taken up stands first
			if x.Answered {
				return 1
			}
			return -1
		}
		return x.Due().Compare(y.Due())
	})
	return out, nil
}

// dutyOf are the accounts that are on duty for an office at an instant and may act.
func (a *App) dutyOf(ctx context.Context, office string, now time.Time) ([]store.Account, error) {
	list, err := a.Store.Accounts(ctx, office)
	return slices.DeleteFunc(list, func(x store.Account) bool { return x.Frozen || !x.OnDuty(now) }), err
}

// Reportable are the cases of a partner in which it can say that something happened, newest first, at most limit: what
// was referred and is not over.
func (a *App) Reportable(ctx context.Context, who access.Actor, limit int) ([]casefile.Case, error) {
	if err := access.Allow(who, access.ReportIncident, access.Resource{Partner: who.Unit, Sent: true}); err != nil {
		return nil, err
	}
	var states []casefile.State
	for _, s := range casefile.States {
		if s.After() && !s.Closed() {
			states = append(states, s)
		}
	}
	return a.List(ctx, who, access.ListReferrals, store.Query{States: states, Newest: true, Limit: limit})
}

// Duty is who is named for duty at an office, and when.
type Duty struct {
	Account store.Account
	Spans   []access.Duty // those that have not ended
}

// DutyList are those of the reader's office who may be on duty, with their times.
func (a *App) DutyList(ctx context.Context, who access.Actor) ([]Duty, error) {
	if err := access.Allow(who, access.NameDuty, access.Resource{Office: who.Unit, Partner: who.Unit}); err != nil {
		return nil, err
	}
	list, err := a.Store.Accounts(ctx, who.Unit)
	if err != nil {
		return nil, err
	}
	var out []Duty
	for _, x := range list {
		if !dutyRole(x) {
			continue
		}
		d := Duty{Account: x}
		for _, s := range x.Details.Duty {
			if s.Until >= a.Today() {
				d.Spans = append(d.Spans, s)
			}
		}
		out = append(out, d)
	}
	return out, nil
}

// dutyRole says whether an account may be on duty: officers and supervisors, who can open what is needed.
func dutyRole(x store.Account) bool {
	return !x.Frozen && (x.Role == access.Officer || x.Role == access.Supervisor)
}

// dutyMost is how long somebody is named for duty at once, in days: a longer time is a slip, or nobody's rest.
const dutyMost = 31

// NameDuty names an officer or supervisor of the supervisor's office for duty, from the first to the last day.
func (a *App) NameDuty(ctx context.Context, w Write, account string, from, until policy.Day) error {
	return a.onDuty(ctx, w, account, func(tx *store.Tx, acc *store.Account) error {
		var c fault.Check
		if !from.Valid() || from < tx.Today() {
			c.Add("from", "duty.from.wrong")
		}
		if !until.Valid() || until < from || from.Valid() && until > from.Add(dutyMost-1) {
			c.Add("until", "duty.until.wrong")
		}
		if err := c.Err("duty.check"); err != nil {
			return err
		}
		list := slices.DeleteFunc(slices.Clone(acc.Details.Duty), func(d access.Duty) bool { return d.Until < tx.Today() || d.From == from })
		acc.Details.Duty = append(list, access.Duty{From: from, Until: until, By: w.Actor.Account})
		return nil
	})
}

// EndDuty takes the duty that begins on a day back.
func (a *App) EndDuty(ctx context.Context, w Write, account string, from policy.Day) error {
	return a.onDuty(ctx, w, account, func(_ *store.Tx, acc *store.Account) error {
		acc.Details.Duty = slices.DeleteFunc(slices.Clone(acc.Details.Duty), func(d access.Duty) bool { return d.From == from })
		return nil
	})
}

func (a *App) onDuty(ctx context.Context, w Write, account string, fn func(*store.Tx, *store.Account) error) error {
	w.Case = ""
	_, err := a.Store.Change(ctx, a.entry(w, access.NameDuty), func(tx *store.Tx) (string, error) {
		if err := access.Allow(w.Actor, access.NameDuty, access.Resource{Office: w.Actor.Unit, Partner: w.Actor.Unit}); err != nil {
			return "", err
		}
		acc, err := tx.Account(account)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return "", err
		}
		if err != nil || acc.Unit != w.Actor.Unit || !dutyRole(acc) {
			var c fault.Check
			c.Add("account", "duty.account.wrong")
			return "", c.Err("duty.check")
		}
		if err := fn(tx, &acc); err != nil {
			return "", err
		}
		return "", tx.SaveAccount(acc)
	})
	return err
}
