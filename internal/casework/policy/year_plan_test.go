package policy_test

import (
	"errors"
	"testing"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Rule I-58: a year has the numbers of its latest plan from its first day on; the pack's are the first version, none is overwritten,
// and two persons are needed.
func TestRule_I_58_VersionsOfAYear(t *testing.T) {
	pack, err := policy.Load(policy.Demo())
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
	mark := func(by string, days int) policy.Mark { return policy.Mark{By: by, At: at.AddDate(0, 0, days)} }
	v := pack.On("2026-09-01")
	first := v.YearPlan("hrd-global", 2027)
	if first.UpTo != 500 || first.Firm || first.Shares["FLD"] != 125 || first.Offices["cedar"] != 480 || first.Target != 13250 {
		t.Fatalf("the pack's %+v", first)
	}
	if p := v.YearPlan("hrd-global", 2026); p.Regions["africa"] != 12000 || p.Regions["americas"] != 4000 {
		t.Errorf("regions %v", p.Regions)
	}
	next := first
	next.UpTo, next.Firm, next.Reason, next.From = 600, true, "The plan that was tabled.", "2026-11-01"
	next.Shares = map[string]int{"FLD": 150, "PD": 125, "UNHCR": 300}
	next.Offices = map[string]int{"cedar": 470}
	next, err = v.ProposePlan(nil, next, mark("one", 0))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.ProposePlan([]policy.YearPlan{next}, next, mark("two", 0)); err == nil {
		t.Error("two versions of a year wait at once")
	}
	if p := pack.WithPlans([]policy.YearPlan{next}); p != pack {
		t.Error("a version that nobody confirmed counts")
	}
	if _, err := next.Confirm(mark("one", 1)); err == nil {
		t.Error("one person proposed and confirmed")
	}
	next, err = next.Confirm(mark("two", 1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := next.Drop(mark("two", 2)); err == nil {
		t.Error("what is in force was dropped")
	}
	later := next
	later.UpTo, later.From, later.Confirmed = 550, "2026-12-01", mark("two", 90)
	with := pack.WithPlans([]policy.YearPlan{later, next})
	for day, want := range map[policy.Day]int{"2026-10-31": 500, "2026-11-01": 600, "2026-11-30": 600, "2026-12-01": 550} {
		v := with.On(day)
		if c, ok := v.Commitment("hrd-global", 2027); !ok || c.Persons != want {
			t.Errorf("%s: %+v, want %d", day, c, want)
		}
		if c, _ := v.Commitment("hrd-global", 2026); c.Persons != 500 {
			t.Errorf("%s: another year became %d", day, c.Persons)
		}
		al, _ := v.Allocation("hrd-global", "FLD", 2027)
		if is := v.GAR("cedar", 2027); want == 500 && (al.Persons != 125 || is != 480) || want != 500 && (al.Persons != 150 || is != 470 || v.GAR("birch", 2027) != 0) {
			t.Errorf("%s: FLD %d, cedar %d", day, al.Persons, is)
		}
	}
}

// Rule I-63: the offices' numbers pass the target only with a note; other figures that cannot be are refused too.
func TestRule_I_63_NoteAboveTheTarget(t *testing.T) {
	pack, err := policy.Load(policy.Demo())
	if err != nil {
		t.Fatal(err)
	}
	v := pack.On("2026-09-01")
	good := v.YearPlan("hrd-global", 2027)
	good.Reason = "A reason."
	for field, spoil := range map[string]func(*policy.YearPlan){
		"":             func(p *policy.YearPlan) {},
		"note":         func(p *policy.YearPlan) { p.Offices = map[string]int{"cedar": 13251} },
		"year":         func(p *policy.YearPlan) { p.Year = 2025 },
		"up_to":        func(p *policy.YearPlan) { p.Shares = map[string]int{"FLD": 501} },
		"target":       func(p *policy.YearPlan) { p.High = 13000 },
		"from":         func(p *policy.YearPlan) { p.From = "2026-08-31" },
		"reason":       func(p *policy.YearPlan) { p.Reason = " " },
		"office.cedar": func(p *policy.YearPlan) { p.Offices = map[string]int{"cedar": -1} },
	} {
		p := good
		spoil(&p)
		_, err := v.ProposePlan(nil, p, policy.Mark{By: "one"})
		var f *fault.Error
		if field == "" {
			if err != nil {
				t.Errorf("what is right: %v", err)
			}
		} else if !errors.As(err, &f) || len(f.Fields) == 0 || f.Fields[0].Name != field {
			t.Errorf("%s: %v", field, err)
		}
		if field == "note" {
			p.Note = "Agreed with the offices."
			if _, err := v.ProposePlan(nil, p, policy.Mark{By: "one"}); err != nil {
				t.Errorf("with a note: %v", err)
			}
		}
	}
}
