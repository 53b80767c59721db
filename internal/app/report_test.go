package app_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/publish"
	"passage/internal/casework/publish/publishtest"
	"passage/internal/casework/referral"
	"passage/internal/casework/report"
	"passage/internal/fixture"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// bureau is a central branch with an invented caseload that goes on.
type bureau struct {
	testing.TB
	app *app.App
	now time.Time
	r   *rand.Rand
	ids []casefile.ID
}

func bureaus(t *testing.T, start string, fn func(b *bureau)) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		b := &bureau{TB: t, app: app.New(s, thePack()), now: policy.Day(start).Time().Add(6 * time.Hour), r: rand.New(rand.NewPCG(5, 68))}
		b.app.Now = func() time.Time { return b.now }
		fn(b)
	})
}

func (b *bureau) ok(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func choose[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// refer makes n cases that were referred lately.
func (b *bureau) refer(n int) {
	b.Helper()
	today := policy.DayOf(b.now)
	var list []*app.File
	for range n {
		f := &app.File{}
		f.Case = casefile.Case{ID: casefile.ID(store.NewID()), State: casefile.Received, ReferredBy: choose(b.r, "FLD", "UNHCR", "PD"), Stream: "hrd-global",
			Opened: today.Add(-30), Since: today, Referred: today.Add(-b.r.IntN(20)), Pack: b.app.Pack.Version, Summary: casefile.Summary{Matched: true}}
		for k := range 1 + b.r.IntN(4) {
			p := people.Person{ID: store.NewID(), Number: k + 1, Family: "Applicant", Given: fmt.Sprint(len(b.ids)), Sex: choose(b.r, "F", "M", "X"), Relationship: people.PA,
				Born: people.Partial(today.AddYears(-1 - b.r.IntN(65))), Origin: choose(b.r, "XKK", "XMM", "XTT"), Residence: "XMM", Travelling: people.Yes}
			if k > 0 {
				p.Relationship = people.Daughter
			}
			f.Persons = append(f.Persons, p)
		}
		list, b.ids = append(list, f), append(b.ids, f.Case.ID)
	}
	b.ok(b.app.Load(bg, app.Write{Actor: fixture.System}, list))
}

// goOn brings a case a step further; the last is that its persons land.
func (b *bureau) goOn(id casefile.ID) {
	b.Helper()
	today := policy.DayOf(b.now)
	_, err := b.app.Store.Change(bg, store.Entry{Actor: fixture.System, Action: "test", Now: b.now}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(id)
		if err != nil {
			return "", err
		}
		c := &f.Case
		switch c.State {
		case casefile.Received:
			if b.r.IntN(4) == 0 {
				c.State = casefile.Returned
				if err := tx.SaveReturn(f, &casefile.Return{Status: casefile.ReturnConfirmed, Settled: today, Items: returnItems()}); err != nil {
					return "", err
				}
			} else {
				c.State, c.Filed, c.Office = casefile.Transferred, today, choose(b.r, "cedar", "birch", "alder")
			}
		case casefile.Returned:
			c.State = casefile.Received
		case casefile.Transferred:
			c.State, c.AtOffice = casefile.Eligibility, today
		case casefile.Eligibility:
			c.State = casefile.FinalReview
		case casefile.FinalReview:
			c.State, c.Decided = choose(b.r, casefile.Approved, casefile.Approved, casefile.Refused), today
		case casefile.Approved:
			c.State, c.Landed = casefile.PostArrival, len(f.Persons)
			for _, p := range f.Persons {
				if err := tx.SaveLanding(f, &decision.Landing{Person: p.ID, Day: today}); err != nil {
					return "", err
				}
			}
		}
		c.Since = today
		return "", nil
	})
	b.ok(err)
}

// month is one in which some cases are referred and some go on.
func (b *bureau) month() {
	b.refer(8 + b.r.IntN(8))
	for _, id := range b.ids {
		if b.r.IntN(3) == 0 {
			b.goOn(id)
		}
	}
	b.now = b.now.AddDate(0, 1, 0)
}

func (b *bureau) register() []report.Release {
	b.Helper()
	l, err := b.app.Reports(bg, analyst)
	b.ok(err)
	slices.Reverse(l.Releases) // in the order in which they were made
	return l.Releases
}

// let are the tables of the register of each population, with the counts that they were made of.
func (b *bureau) let() map[string][]publish.Release {
	b.Helper()
	out := map[string][]publish.Release{}
	for _, r := range b.register() {
		for _, t := range r.Tables {
			if t.Refused != "" {
				continue
			}
			c, _ := report.Find(t.Count)
			counted, err := b.app.Store.Counted(bg, t.Of, t.Facts)
			b.ok(err)
			t.Release.Facts = c.Facts(t.Unit, t.Of, counted)
			out[t.Of] = append(out[t.Of], t.Release)
		}
	}
	return out
}

// A year of the register, as the machine made it: standard reports of every week and month, and tables that analysts asked for. The
// intruder has all of it, those inside the department and outside, and recovers no hidden cell.
func TestRule_I_100_NothingIsRecoveredFromTheRegister(t *testing.T) {
	bureaus(t, "2026-01-01", func(b *bureau) {
		b.refer(40)
		asked := 0
		for month := range 13 { // into the next year, in which the report of the year is made
			b.month()
			b.ok(b.app.MakeReports(bg, false))
			if month%3 == 1 {
				c := choose(b.r, report.Counts[:2]...)
				u := choose(b.r, c.Units...)
				by := c.By(u)
				b.r.Shuffle(len(by), func(i, j int) { by = slices.Clone(by); by[i], by[j] = by[j], by[i] })
				_, err := b.app.MakeTable(bg, app.Write{Actor: analyst, Token: fmt.Sprint(month)}, report.Wanted{Count: c.Code, Unit: u, Year: 2026, By: by[:2], Goes: choose(b.r, "inside", "outside"), Purpose: "Question of a committee"})
				var no *fault.Error
				if errors.As(err, &no) && no.Kind == fault.Stopped {
					continue
				}
				b.ok(err)
				asked++
			}
		}
		tables, hidden, shown, refused := 0, 0, 0, 0
		for _, r := range b.register() {
			for _, x := range r.Tables {
				if tables++; x.Refused != "" {
					refused++
				}
				hidden, shown = hidden+x.Hidden(), shown+len(x.Cells)-x.Hidden()
			}
		}
		bare := 0
		for of, all := range b.let() {
			for _, s := range publishtest.Recovered(all, publish.Inside.Under, 6) {
				b.Errorf("%s, inside: %s", of, s)
			}
			bare += len(publishtest.Recovered(publishtest.Bare(all), publish.Inside.Under, 6))
			left := slices.DeleteFunc(slices.Clone(all), func(x publish.Release) bool { return x.Rule != publish.Leaving })
			if len(left) > 0 {
				for _, s := range publishtest.Recovered(left, publish.Leaving.Under, 6) {
					b.Errorf("%s, outside: %s", of, s)
				}
			}
		}
		b.Logf("%d cases, %d tables, %d asked for, %d refused, %d cells hidden, %d shown; %d recovered when only small cells are hidden", len(b.ids), tables, asked, refused, hidden, shown, bare)
		if bare < 5 || shown < 500 || asked == 0 || refused*3 > tables {
			b.Error("the intruder has no teeth, or too little is shown")
		}
	})
}

// A count that is cut off goes on where it was, in another process too; one of another day starts anew. Each report is once in the
// register, however many make it, and its totals are those of the cases.
func TestRule_I_100_CutOffAndNeverTwice(t *testing.T) {
	bureaus(t, "2026-11-02", func(b *bureau) {
		b.refer(450)
		ctx, cancel := context.WithCancel(bg)
		cut := app.New(b.app.Store, b.app.Pack)
		cut.Now = b.app.Now
		go func() { // cut off once it has come somewhere
			for ctx.Err() == nil {
				if c, ok, _ := b.app.Store.Counting(bg, false); ok && c.Cases > 0 {
					cancel()
					return
				}
			}
		}()
		err := cut.MakeReports(ctx, false)
		cancel()
		if err == nil {
			b.Skip("the count was over before it could be cut off")
		}
		c, going, err := b.app.Store.Counting(bg, true)
		b.ok(err)
		if !going || c.Cases == 0 || c.Cases >= 450 || c.All != 450 {
			b.Fatalf("cut off, %v, at %d of %d", going, c.Cases, c.All)
		}
		if l, err := b.app.Reports(bg, analyst); err != nil || l.Cases != c.Cases || l.All != 450 {
			b.Errorf("the register says %d of %d: %v", l.Cases, l.All, err)
		}
		began := c.At
		b.now = b.now.Add(20 * time.Minute)
		var wait sync.WaitGroup
		for range 3 {
			wait.Go(func() {
				a := app.New(b.app.Store, b.app.Pack)
				a.Now = func() time.Time { return b.now }
				if err := a.MakeReports(bg, false); err != nil {
					b.Error(err)
				}
			})
		}
		wait.Wait()
		have := map[string]int{}
		for _, r := range b.register() {
			have[r.Report+" "+r.Period]++
			if !r.AsAt.Equal(began) {
				b.Errorf("%s is as at %v, the count began %v", r.Report, r.AsAt, began)
			}
			for _, x := range r.Tables {
				if x.Count != "stock" || x.Unit != report.Cases {
					continue
				}
				for _, cell := range x.Cells {
					if strings.Join(cell.At, "") == "" && (cell.Hidden || cell.Shown != 450) {
						b.Errorf("%s counts %+v of 450 cases", r.Report, cell)
					}
				}
			}
		}
		if len(have) != len(b.app.Policy().Reports()) {
			b.Errorf("the register has %v", have)
		}
		for k, n := range have {
			if n != 1 {
				b.Errorf("%s stands %d times", k, n)
			}
		}
	})
}

// A table that an analyst asks for: needs a purpose, stays in the register with it, and the making and the taking of the file are
// entered. Who is no analyst makes none; what cannot be shown is refused.
func TestRule_I_101_ATableNeedsAPurpose(t *testing.T) {
	bureaus(t, "2026-11-02", func(b *bureau) {
		want := report.Wanted{Count: "stock", Unit: report.Persons, By: []string{report.Country, report.Sex}, Goes: "inside", Purpose: "Question 0412 of a committee"}
		make := func(who access.Actor, w report.Wanted) (string, error) {
			return b.app.MakeTable(bg, app.Write{Actor: who, Token: store.NewID()}, w)
		}
		kind := func(err error) fault.Kind {
			no, _ := errors.AsType[*fault.Error](err)
			if no == nil {
				return ""
			}
			return no.Kind
		}
		if _, err := make(analyst, want); kind(err) != fault.Stopped {
			b.Errorf("before anything was counted: %v", err)
		}
		b.refer(120)
		b.ok(b.app.MakeReports(bg, true))
		for _, bad := range []func(*report.Wanted){
			func(w *report.Wanted) { w.Purpose = "  " },
			func(w *report.Wanted) { w.By = nil },
			func(w *report.Wanted) { w.By = []string{report.Country, report.Country} },
			func(w *report.Wanted) { w.By = []string{report.Event} },
			func(w *report.Wanted) { w.Unit, w.By = report.Cases, []string{report.Sex} },
			func(w *report.Wanted) { w.Goes = "" },
			func(w *report.Wanted) { w.Count, w.By = "flow", []string{report.Event} },
		} {
			w := want
			bad(&w)
			if _, err := make(analyst, w); kind(err) != fault.Invalid {
				b.Errorf("%+v: %v", w, err)
			}
		}
		for _, who := range []access.Actor{overseer, officer, caseworker} {
			if _, err := make(who, want); kind(err) != fault.Forbidden {
				b.Errorf("%s makes a table: %v", who.Account, err)
			}
		}
		id, err := make(analyst, want)
		b.ok(err)
		r, err := b.app.ReportOf(bg, overseer, id, true)
		b.ok(err)
		if r.Purpose != want.Purpose || r.By != analyst.Account || r.AsAt.IsZero() || r.Policy != b.app.Pack.Version || len(r.Tables) != 1 {
			b.Errorf("the register has %+v", r)
		}
		if _, err := b.app.ReportOf(bg, caseworker, id, false); kind(err) != fault.Forbidden {
			b.Errorf("a partner reads it: %v", err)
		}
		looks, err := b.app.Store.LooksByOutcome(bg, store.Denied, 100)
		b.ok(err)
		if !slices.ContainsFunc(looks, func(l store.Look) bool {
			return l.Action == access.ViewReports && l.Actor.Account == caseworker.Account && l.Detail == id
		}) {
			b.Error("that a partner tried to read it is not entered")
		}
	})
}

func returnItems() []referral.ReturnItem {
	return []referral.ReturnItem{{Rule: "INT-E3", Item: "form", Note: "missing"}, {Item: "other", Note: "unread"}}
}
