package casefile_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

func TestRule_A_48_SpousesTogetherArePointedOut(t *testing.T) {
	all := []people.Person{{ID: "a", Relationship: people.PA}, {ID: "b", Relationship: people.Husband}, {ID: "c", Relationship: people.Daughter}}
	for heard, want := range map[string]bool{"a b": true, "a": false, "b": false, "a c": false, "b c": false, "a b c": true, "": false} {
		if got := casefile.Couple(all, strings.Fields(heard)); got != want {
			t.Errorf("%q: %v", heard, got)
		}
	}
}

func TestRule_A_48_WhatIsNotExplainedIsWrittenDown(t *testing.T) {
	r := casefile.Record{Lines: []casefile.QuestionAnswer{
		{Question: "Where?", Answer: "In City Z."},
		{Question: "The report says otherwise.", Answer: "It is wrong.", Concern: true},
		{Question: "The dates differ.", Answer: "Silence.", Concern: true, Unexplained: true},
	}}
	if got := r.Unexplained(); len(got) != 1 || got[0].Question != "The dates differ." {
		t.Errorf("%+v", got)
	}
}

// Counsel may attend as an observer, and an interview is neither made nor moved for one.
func TestRule_A_50_CounselObserves(t *testing.T) {
	for _, who := range []string{"", "Counsel 0007"} {
		i := planned()
		i.Observer = who
		if err := casefile.Book(i, plan(), now); err != nil {
			t.Errorf("observer %q: %v", who, err)
		}
	}
}

// No field of an interview holds sound or pictures: a recording is off.
func TestRule_A_53_NothingIsRecorded(t *testing.T) {
	for _, x := range []reflect.Type{reflect.TypeFor[casefile.Interview](), reflect.TypeFor[casefile.Record](), reflect.TypeFor[casefile.QuestionAnswer]()} {
		for i := range x.NumField() {
			for _, word := range []string{"audio", "sound", "video", "film", "recording"} {
				if name := x.Field(i).Name; strings.Contains(strings.ToLower(name), word) {
					t.Errorf("%s.%s", x.Name(), name)
				}
			}
		}
	}
}

func TestRule_A_62_AgeAndIdleTime(t *testing.T) {
	at := func(day policy.Day) time.Time { return day.Time().Add(15 * time.Hour) }
	c := casefile.Case{Referred: "2026-03-01", AtOffice: "2026-07-01", Since: "2026-08-01"}
	for _, x := range []struct {
		name      string
		change    func(*casefile.Case)
		done      []time.Time
		age, idle int
	}{
		{"nothing since the last step", func(*casefile.Case) {}, nil, 183, 30},
		{"a finding since", func(*casefile.Case) {}, []time.Time{at("2026-08-21"), at("2026-08-11"), {}}, 183, 10},
		{"something from before", func(*casefile.Case) {}, []time.Time{at("2026-07-15")}, 183, 30},
		{"decided", func(c *casefile.Case) { c.Decided, c.Since = "2026-08-11", "2026-08-11" }, nil, 163, 0},
		{"a draft", func(c *casefile.Case) { c.Referred, c.AtOffice = "", "" }, nil, 0, 30},
	} {
		c := c
		x.change(&c)
		if age, idle := c.Waiting("2026-08-31", x.done...); age != x.age || idle != x.idle {
			t.Errorf("%s: %d days, idle %d; want %d and %d", x.name, age, idle, x.age, x.idle)
		}
	}
}
