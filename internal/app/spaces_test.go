package app_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

var (
	analyst  = access.Actor{Account: "analyst.oppb", Role: access.Analyst, Unit: "OPPB", Language: "en"}
	overseer = access.Actor{Account: "policy.oppb", Role: access.PolicyManager, Unit: "OPPB", Language: "en"}
)

func (o *office) commitment(by app.CommitmentFilter) *app.Commitment {
	o.Helper()
	by.Stream, by.Year = "hrd-global", 2026
	c, err := o.app.Commitment(bg, analyst, by)
	if err != nil {
		o.Fatal(err)
	}
	return c
}

// The analyst's figures equal the landings recorded, by partner and by office; an office's landings are inside its GAR
// number; what is on the way is beside them and never mixed with them.
func TestCommitment_EqualsTheLandingsRecorded(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		start := o.now
		landed := map[string]int{}
		for _, at := range []string{"FLD cedar", "UNHCR cedar", "PD birch", "FLD cedar"} {
			partner, place, _ := strings.Cut(at, " ")
			o.now = start
			o.id = o.family(casefile.FinalReview, partner, place)
			o.approve()
			was := [2]access.Actor{officer, assistant}
			officer.Unit, assistant.Unit = place, place
			o.land()
			officer, assistant = was[0], was[1]
			for range o.file().Landings {
				landed["all"]++
				landed[partner]++
				landed[place]++
			}
		}
		o.family(casefile.Approved, "FLD", "cedar")
		c := o.commitment(app.CommitmentFilter{})
		if c.UpTo != 500 || !c.Now || c.Landed != (app.Tally{Persons: landed["all"], Cases: 4}) || landed["all"] != 8 {
			o.Errorf("landed %+v of up to %d, %d on file", c.Landed, c.UpTo, landed["all"])
		}
		if c.Approved != (app.Tally{Persons: 2, Cases: 1}) || c.Process != (app.Tally{Persons: 2, Cases: 1}) || c.Visas != (app.Tally{}) {
			o.Errorf("approved %+v, in process %+v, visas %+v", c.Approved, c.Process, c.Visas)
		}
		for _, lines := range [][]app.CommitmentLine{c.Partners, c.Offices} {
			sum := 0
			for _, l := range lines {
				sum += l.Landed.Persons
				if l.Landed.Persons != landed[l.Code] {
					o.Errorf("%s: %d, %d on file", l.Code, l.Landed.Persons, landed[l.Code])
				}
				if l.Code == "cedar" && l.GAR != 480 {
					o.Errorf("the GAR number of the office is %d: landings are inside it, never on top", l.GAR)
				}
			}
			if sum != c.Landed.Persons {
				o.Errorf("the lines add up to %d of %d", sum, c.Landed.Persons)
			}
		}
		if c := o.commitment(app.CommitmentFilter{Partner: "FLD", Office: "cedar"}); c.Landed.Persons != 4 || len(c.Partners) != 1 {
			o.Errorf("one partner at one office: %+v", c.Landed)
		}
		var reached []int
		for _, s := range c.Steps {
			reached = append(reached, s.Reached)
		}
		if fmt.Sprint(reached) != "[6 6 6 5 5 5 4]" {
			o.Errorf("reached %v", reached)
		}
		open := 0
		for _, a := range c.Ages {
			for _, n := range a.Cases {
				open += n
			}
		}
		if open != 2 {
			o.Errorf("%d open cases have an age", open)
		}

		// Every number opens the cases behind it, without a name.
		for what, want := range map[string]int{"landed": 4, "approved": 1, "process": 1, "visas": 0, "eligibility": 1} {
			list, err := o.app.CasesBehind(bg, analyst, app.Behind{CommitmentFilter: app.CommitmentFilter{Stream: "hrd-global", Year: 2026}, What: what, Bracket: -1}, 100)
			if err != nil || len(list) != want {
				o.Errorf("%s: %d cases, %v", what, len(list), err)
			}
			for _, c := range list {
				if c.Summary.Name != "" || c.Summary.Countries != nil || c.Ref == "" {
					o.Errorf("%s shows more than a reference", what)
				}
			}
		}
		linked := analyst
		linked.Links = []string{"XKK"}
		if list, err := o.app.CasesBehind(bg, linked, app.Behind{CommitmentFilter: app.CommitmentFilter{Stream: "hrd-global", Year: 2026}, What: "landed", Bracket: -1}, 100); err != nil || len(list) != 0 {
			o.Errorf("a declared link opens %d cases, %v", len(list), err)
		}
		for _, who := range []access.Actor{caseworker, {Account: "partneradmin.fld", Role: access.PartnerAdmin, Unit: "FLD"}, officer} {
			if _, err := o.app.Commitment(bg, who, app.CommitmentFilter{Stream: "hrd-global", Year: 2026}); err == nil {
				o.Errorf("%s sees the department's figures", who.Account)
			}
		}
	})
}

// A landing that was taken back is in no figure, and the case behind it is gone from the list.
func TestCommitment_TakenBack(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		o.approve()
		o.land()
		for range 2 {
			for _, l := range o.file().Landings {
				if l.TakenBack == "" {
					o.ok(o.app.TakeBackLanding(bg, o.w(assistant), l.ID, l.Version, "the wrong family"))
					break
				}
			}
		}
		c := o.commitment(app.CommitmentFilter{})
		if c.Landed != (app.Tally{}) {
			o.Errorf("landed %+v", c.Landed)
		}
		list, err := o.app.CasesBehind(bg, analyst, app.Behind{CommitmentFilter: app.CommitmentFilter{Stream: "hrd-global", Year: 2026}, What: "landed", Bracket: -1}, 100)
		if err != nil || len(list) != 0 {
			o.Errorf("%d cases behind nothing, %v", len(list), err)
		}
	})
}

// Decision 3: an approval past the "up to" number is refused until a named authority lets it past, with a reason.
func TestCommitment_OverrideByANamedAuthority(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		full, err := policy.Load(policy.Demo(), onePerson)
		if err != nil {
			o.Fatal(err)
		}
		o.app.Pack = full
		o.assess(false)
		o.heard()
		o.ok(o.app.FinishEligibility(bg, o.w(officer)))
		o.clear()
		o.ok(o.app.FinishAdmissibility(bg, o.w(officer)))
		travel := policy.DayOf(o.now).Add(60)
		o.ok(o.app.DraftDecision(bg, o.w(officer), decision.Decision{Outcome: decision.Approve, Summary: "All established.", Reasons: []decision.Reason{{Code: decision.ReasonAllMet, Text: "Each limb is met."}},
			Travel: travel, Space: decision.Space{Year: travel.Year()}, Destination: decision.Destination{Province: "ON", Requested: policy.DayOf(o.now)}}))
		o.settle()
		a, err := o.app.SignDecision(bg, o.w(officer), o.draft(), "demo")
		o.no("X-12", a, err)
		o.in(casefile.FinalReview)
		ref := o.file().Case.Ref
		a, err = o.app.GrantOverride(bg, app.Write{Actor: overseer}, ref, spaces.Commitment, travel.Year(), "")
		o.no("invalid", a, err)
		a, err = o.app.GrantOverride(bg, app.Write{Actor: overseer}, "2222-2222", spaces.Commitment, travel.Year(), "agreed")
		o.no("invalid", a, err)
		a, err = o.app.GrantOverride(bg, app.Write{Actor: supervisor}, ref, spaces.Commitment, travel.Year(), "agreed")
		o.no("forbidden", a, err)
		o.ok(o.app.GrantOverride(bg, app.Write{Actor: overseer}, strings.ToLower(ref), spaces.Commitment, travel.Year(), "agreed at the year's review"))
		o.ok(o.app.SignDecision(bg, o.w(officer), o.draft(), "demo"))
		o.in(casefile.Approved)
		entries, err := o.app.Store.Entries(bg, travel.Year(), "")
		if err != nil {
			o.Fatal(err)
		}
		var kinds []string
		for _, e := range entries {
			kinds = append(kinds, string(e.Kind)+" "+e.By)
		}
		if got := strings.Join(kinds, ", "); got != "override policy.oppb, plan officer.cedar, over officer.cedar, override policy.oppb" {
			o.Errorf("the ledger says %s", got)
		}
	})
}

// onePerson is an overlay of the pack in which the stream may admit one person a year.
var onePerson = fstest.MapFS{"one.yaml": {Data: []byte(`version: one
commitments:
  - {id: one-2026, stream: hrd-global, year: 2026, persons: 1, firm: true, en: Up to 1 person, fr: Au plus 1 personne, cite: [test], status: default}
  - {id: one-2027, stream: hrd-global, year: 2027, persons: 1, firm: true, en: Up to 1 person, fr: Au plus 1 personne, cite: [test], status: default}
`)}}

// Rule I-64: the figures by region are those of the offices that lie in it; what is with no office yet is with no region.
func TestRule_I_64_ByRegion(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.family(casefile.Approved, "FLD", "cedar")
		o.family(casefile.Approved, "PD", "birch")
		c := o.commitment(app.CommitmentFilter{})
		got := map[string]int{}
		for _, l := range c.Regions {
			got[l.Code] = l.Approved.Cases + l.Process.Cases
		}
		if got["middle_east"] != 2 || got["asia_pacific"] != 1 || got["africa"] != 0 {
			o.Errorf("by region %v", got)
		}
	})
}

// A past day is answered as it stood at its end, and says nothing of what came after.
func TestCommitment_AsOfAPastDay(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		before := policy.DayOf(o.now)
		o.now = o.now.AddDate(0, 0, 3)
		o.approve()
		o.land()
		now := o.commitment(app.CommitmentFilter{})
		landed := policy.DayOf(o.now)
		o.now = o.now.AddDate(0, 0, 2)
		if c := o.commitment(app.CommitmentFilter{AsOf: before}); !c.Past || c.Landed != (app.Tally{}) || c.Process.Cases != 1 || c.Ages[6].Cases[0] != 1 {
			o.Errorf("before: landed %+v, in process %+v, ages %v", c.Landed, c.Process, c.Ages)
		}
		c := o.commitment(app.CommitmentFilter{AsOf: landed})
		if now.Landed.Persons == 0 || c.Landed != now.Landed || c.Process != now.Process || c.Visas != now.Visas || fmt.Sprint(c.Partners, c.Offices, c.Steps, c.Ages) != fmt.Sprint(now.Partners, now.Offices, now.Steps, now.Ages) {
			o.Errorf("as of that day %+v, on that day %+v", c.Standing, now.Standing)
		}
	})
}

// Rule I-118: behind a figure of a past day stand the cases that it counts, as they stood then; a country that bars the reader, then or
// now, leaves a case out; a partner opens none of it; and which were shown is entered.
func TestRule_I_118_BehindAPastDay(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		decided := policy.DayOf(o.now)
		o.now = o.now.AddDate(0, 0, 40)
		o.approve()
		approved := policy.DayOf(o.now)
		then := o.file().Case
		o.now = o.now.AddDate(0, 0, 3)
		o.land()
		landed := policy.DayOf(o.now)
		arrived := o.file().Case
		o.now = o.now.AddDate(0, 0, 40)
		if _, err := o.app.Store.Change(bg, store.Entry{Actor: officer, Action: "test", Now: o.now}, func(tx *store.Tx) (string, error) { // since then it went to another office and is over
			f, err := tx.Load(o.id)
			if err == nil {
				f.Case.State, f.Case.Office, f.Case.Summary.Countries = casefile.ClosedComplete, "birch", []string{"XLL"}
			}
			return "", err
		}); err != nil {
			o.Fatal(err)
		}
		behind := func(who access.Actor, what, office string, on policy.Day, bracket int) ([]casefile.Case, error) {
			by := app.CommitmentFilter{Stream: "hrd-global", Year: 2026, Office: office, AsOf: on}
			return o.app.CasesBehind(bg, who, app.Behind{CommitmentFilter: by, What: what, Bracket: bracket}, 100)
		}
		last := decided.Add(39)
		for _, x := range []struct {
			what    string
			office  string
			on      policy.Day
			bracket int
			state   casefile.State // "" when it opens nothing
		}{
			{"landed", "cedar", landed, -1, arrived.State},
			{"landed", "", approved, -1, ""},
			{"process", "cedar", last, -1, casefile.FinalReview},
			{"process", "birch", last, -1, ""},
			{"process", "", approved, -1, ""},
			{"decision", "", decided, 0, casefile.FinalReview},
			{"decision", "", decided.Add(1), 0, ""},
			{"decision", "", decided.Add(1), 1, casefile.FinalReview},
			{"decision", "", last, 2, casefile.FinalReview},
			{"decision", "", approved, -1, ""},
			{"approved", "", last, -1, ""},
			{"visa", "", approved, 2, then.State},
			{"visa", "", landed, -1, ""},
			{"visas", "", landed.Add(1), -1, ""},
		} {
			before := o.looks()
			list, err := behind(analyst, x.what, x.office, x.on, x.bracket)
			if err != nil || len(list) > 1 || (len(list) == 1) != (x.state != "") {
				o.Errorf("%+v: %+v, %v", x, list, err)
				continue
			}
			if n := o.looks() - before; n != 1 {
				o.Errorf("%+v: %d looks were entered", x, n)
			}
			if x.state == "" {
				continue
			}
			if c := list[0]; c.State != x.state || c.Office != "cedar" || c.Summary.Name != "" || c.Summary.Countries != nil {
				o.Errorf("%+v: %+v", x, c)
			}
			for _, country := range []string{"XKK", "XLL"} { // of then, and of now
				linked := analyst
				linked.Links = []string{country}
				if list, err := behind(linked, x.what, x.office, x.on, x.bracket); err != nil || len(list) != 0 {
					o.Errorf("%+v: a declared link to %s opens %+v, %v", x, country, list, err)
				}
			}
			for _, who := range []access.Actor{caseworker, {Account: "partneradmin.fld", Role: access.PartnerAdmin, Unit: "FLD"}, officer} {
				list, err := behind(who, x.what, x.office, x.on, x.bracket)
				o.no("forbidden", "", err)
				if list != nil {
					o.Errorf("%s opens %+v", who.Account, list)
				}
			}
		}
	})
}

// looks is how many looks were entered so far.
func (o *office) looks() int {
	o.Helper()
	rep, err := o.app.Store.Verify(bg)
	if err != nil || len(rep.Faults) > 0 {
		o.Fatal(rep.Faults, err)
	}
	return rep.Looks
}
