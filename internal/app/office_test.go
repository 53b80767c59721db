package app_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

var (
	bg         = context.Background()
	officer    = access.Actor{Account: "officer.cedar", Role: access.Officer, Unit: "cedar", Language: "en"}
	supervisor = access.Actor{Account: "supervisor.cedar", Role: access.Supervisor, Unit: "cedar", Language: "en"}
	assistant  = access.Actor{Account: "assistant.cedar", Role: access.Assistant, Unit: "cedar", Language: "fr"}
	caseworker = access.Actor{Account: "caseworker.fld", Role: access.Caseworker, Unit: "FLD", Language: "en"}
)

// office is a real store in memory with the pack, a clock that the test turns, and one family of three at an office.
type office struct {
	testing.TB
	app *app.App
	now time.Time
	id  casefile.ID
}

// thePack is read once for all tests: nothing changes it.
var thePack = sync.OnceValue(func() *policy.Pack {
	p, err := policy.Load(policy.Demo())
	if err != nil {
		panic(err)
	}
	return p
})

// engines runs a test at an office on SQLite and, when it is there, on PostgreSQL.
func engines(t *testing.T, state casefile.State, fn func(o *office)) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) { fn(open(t, s, state)) })
}

func open(t testing.TB, s *store.Store, state casefile.State) *office {
	t.Helper()
	o := &office{TB: t, app: app.New(s, thePack()), now: time.Date(2026, 8, 31, 9, 0, 0, 0, time.UTC)}
	o.app.Now = func() time.Time { return o.now }
	o.id = o.family(state, "FLD", "cedar")
	return o
}

// family is a case of three persons, of whom two travel, in a state at an office.
func (o *office) family(state casefile.State, partner, at string) casefile.ID {
	o.Helper()
	id, err := o.app.Store.Change(bg, store.Entry{Actor: caseworker, Action: "test", Now: o.now}, func(tx *store.Tx) (string, error) {
		f, err := tx.Create(casefile.Case{State: state, ReferredBy: partner, Stream: "hrd-global", Office: at, Assigned: officer.Account, AtOffice: "2026-07-01",
			Referred: "2026-03-01", Opened: "2026-02-01", Since: "2026-08-01", Persons: 2,
			Summary: casefile.Summary{Name: "Applicant 0412", Countries: []string{"XKK", "XMM"}}})
		if err != nil {
			return "", err
		}
		for _, p := range []people.Person{
			{Number: 1, Family: "Applicant", Given: "0412", Relationship: people.PA, Travelling: people.Yes, Born: "1985-02-03", Nationalities: []string{"XKK"}, Residence: "XMM"},
			{Number: 2, Family: "Applicant", Given: "0413", Relationship: people.Daughter, Travelling: people.Yes, Born: "2016-02-03", Nationalities: []string{"XKK"}, Residence: "XMM"},
			{Number: 3, Family: "Applicant", Given: "0414", Relationship: people.Son, Travelling: people.No, Born: "2014-02-03", Nationalities: []string{"XKK"}, Residence: "XKK"},
		} {
			if err := tx.SavePerson(f, &p); err != nil {
				return "", err
			}
		}
		if err := tx.SaveReferral(f, &referral.Referral{Partner: partner, Priority: "normal"}); err != nil {
			return "", err
		}
		plan := people.SafetyPlan{Reach: people.OnlyPartner, LocationRestricted: people.No, TravelSafe: people.No, VideoSafe: people.Yes, Confirmed: policy.DayOf(o.now)}
		return string(f.Case.ID), tx.SavePlan(f, &plan)
	})
	if err != nil {
		o.Fatal(err)
	}
	return casefile.ID(id)
}

func (o *office) w(who access.Actor) app.Write { return app.Write{Actor: who, Case: o.id} }

// file is the whole case as it is stored, beside the doors: what a test compares with.
func (o *office) file() *store.File {
	o.Helper()
	f, err := o.app.Store.Read(bg, o.id, store.Everything)
	if err != nil {
		o.Fatal(err)
	}
	return f
}

func (o *office) in(want casefile.State) {
	o.Helper()
	if got := o.file().Case.State; got != want {
		o.Fatalf("the case is in %s, want %s", got, want)
	}
}

// ok is the answer of a change that must succeed.
func (o *office) ok(answer string, err error) string {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
	return answer
}

// no is a change that must fail, by a rule or a kind.
func (o *office) no(want string, _ string, err error) {
	o.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Rule != want && string(f.Kind) != want && f.Key != want {
		o.Fatalf("got %v, want no by %s", err, want)
	}
}

// person is the id of a person by their number.
func (o *office) person(number int) string {
	o.Helper()
	for _, p := range o.file().Persons {
		if p.Number == number {
			return p.ID
		}
	}
	o.Fatalf("no person %d", number)
	return ""
}
