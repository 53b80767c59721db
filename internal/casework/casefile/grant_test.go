package casefile_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
)

// Rule I-75: what a partner opens to a helper has an account of that role, at least one form, a last day within the pack's
// days, and is not given twice.
func TestRule_I_75_WhatAGrantNeeds(t *testing.T) {
	at := time.Date(2026, 8, 31, 9, 0, 0, 0, time.UTC)
	helper := access.Actor{Account: "helper.iom", Role: access.Helper, Unit: "IOM"}
	good := casefile.Grant{Forms: []string{referral.Papers, "imm5669"}, Until: "2026-09-14"}
	given, err := casefile.Give(good, helper, false, nil, 14, "caseworker.fld", at)
	if err != nil {
		t.Fatal(err)
	}
	if given.Account != "helper.iom" || given.By != "caseworker.fld" || given.From != "2026-08-31" || !slices.Equal(given.Forms, []string{"imm5669", referral.Papers}) {
		t.Errorf("given %+v", given)
	}
	frozen, partner := helper, access.Actor{Account: "caseworker.pd", Role: access.Caseworker, Unit: "PD"}
	frozen.Frozen = true
	for _, x := range []struct {
		name     string
		in       casefile.Grant
		who      access.Actor
		barred   bool
		standing []casefile.Grant
		field    string
	}{
		{"nobody", good, access.Actor{}, false, nil, "account"},
		{"a partner", good, partner, false, nil, "account"},
		{"frozen", good, frozen, false, nil, "account"},
		{"barred", good, helper, true, nil, "account"},
		{"twice", good, helper, false, []casefile.Grant{given}, "account"},
		{"no form", casefile.Grant{Until: "2026-09-01"}, helper, false, nil, "forms"},
		{"the cover page", casefile.Grant{Forms: []string{"cover", "imm5669"}, Until: "2026-09-01"}, helper, false, nil, "forms"},
		{"the safe-contact plan", casefile.Grant{Forms: []string{"safety"}, Until: "2026-09-01"}, helper, false, nil, "forms"},
		{"no day", casefile.Grant{Forms: good.Forms}, helper, false, nil, "until"},
		{"no such day", casefile.Grant{Forms: good.Forms, Until: "2026-09-31"}, helper, false, nil, "until"},
		{"yesterday", casefile.Grant{Forms: good.Forms, Until: "2026-08-30"}, helper, false, nil, "until"},
		{"too long", casefile.Grant{Forms: good.Forms, Until: "2026-09-15"}, helper, false, nil, "until"},
	} {
		_, err := casefile.Give(x.in, x.who, x.barred, x.standing, 14, "caseworker.fld", at)
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != x.field {
			t.Errorf("%s: %v", x.name, err)
		}
	}
	ended, err := given.End("caseworker.fld", at)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := casefile.Give(good, helper, false, []casefile.Grant{ended}, 14, "caseworker.fld", at); err != nil {
		t.Errorf("again, after it was ended: %v", err)
	}
}

// Rule I-75: a grant holds from the day it is given to the last one, opens its forms alone, and is over when it is ended.
func TestRule_I_75_HowLongAGrantHolds(t *testing.T) {
	at := time.Date(2026, 8, 31, 9, 0, 0, 0, time.UTC)
	g := casefile.Grant{Account: "helper.iom", Forms: []string{"imm5669"}, From: "2026-08-31", Until: "2026-09-02"}
	for day, want := range map[policy.Day]bool{"2026-08-30": false, "2026-08-31": true, "2026-09-02": true, "2026-09-03": false} {
		if g.Holds(day) != want || g.Help().Holds(day) != want || g.Opens("imm5669", day) != want {
			t.Errorf("%s: holds %v", day, !want)
		}
		if g.Opens("imm0008", day) {
			t.Errorf("%s: opens another form", day)
		}
	}
	ended, err := g.End("reviewer.fld", at)
	if err != nil || ended.Holds("2026-08-31") || ended.EndedBy != "reviewer.fld" {
		t.Errorf("ended: %+v %v", ended, err)
	}
	if _, err := ended.End("reviewer.fld", at); fault.KindOf(err) != fault.Stopped {
		t.Errorf("ended twice: %v", err)
	}
	if _, err := g.End("reviewer.fld", at.AddDate(0, 0, 3)); fault.KindOf(err) != fault.Stopped {
		t.Errorf("ended when it was over: %v", err)
	}
}
