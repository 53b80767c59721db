package referral_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
)

var helped = time.Date(2026, 8, 31, 9, 0, 0, 0, time.UTC)

func entered(p people.Person) error { return people.CheckEntered(p, policy.DayOf(helped)) }

func part(t testing.TB, name string) referral.Section {
	t.Helper()
	s, ok := referral.HelperSection(referral.HelperForms, name)
	if !ok {
		t.Fatalf("no part %s", name)
	}
	return s
}

// Rule I-75: a helper fills what is empty and changes what they typed; what another typed stays, whatever is posted.
func TestRule_I_75_AHelperFillsWhatIsEmpty(t *testing.T) {
	s := part(t, "person")
	p := people.Person{ID: "p", Number: 1, Family: "Kept Sixname", Born: "1980"}
	typed := referral.Answers{"family": {"Other Fivename"}, "given": {"Typed Onename"}, "born_y": {"1999"}, "born_m": {""}, "born_d": {""}, "arrived_y": {"2020"}, "arrived_m": {""}, "arrived_d": {""},
		referral.Shown: {"family", "stateless"}, "relationship": {"PA"}, "naming_safe": {"yes"}}
	mine, err := s.FillAsHelper(&p, typed, nil, helped, entered)
	if err != nil {
		t.Fatal(err)
	}
	if p.Family != "Kept Sixname" || p.Born != "1980" || p.Given != "Typed Onename" || p.Arrived != "2020" || p.Relationship != "" || p.NamingSafe != "" {
		t.Errorf("filled %+v", p)
	}
	if len(mine) != 2 {
		t.Errorf("marks %+v", mine)
	}
	seen := s.Sees(&p, mine)
	for name, want := range map[string]referral.Seen{"family": referral.Filled, "born": referral.Filled, "given": referral.Mine, "arrived": referral.Mine, "middle": referral.StillEmpty} {
		if seen[name] != want {
			t.Errorf("%s: %s, want %s", name, seen[name], want)
		}
	}
	if _, ok := seen["relationship"]; ok {
		t.Error("a helper is asked what somebody is to the family")
	}
	// What they typed they change, and take back.
	mine, err = s.FillAsHelper(&p, referral.Answers{"given": {"Again Twoname"}, "arrived_y": {""}, "arrived_m": {""}, "arrived_d": {""}}, mine, helped.Add(time.Hour), entered)
	if err != nil || p.Given != "Again Twoname" || p.Arrived != "" || len(mine) != 1 || mine[0].Name != "given" || !mine[0].At.Equal(helped.Add(time.Hour)) {
		t.Errorf("%+v %+v %v", p, mine, err)
	}
	// The partner changes it: it is the partner's now, and the mark is gone.
	p.Given = "Partner Threename"
	if left := referral.Standing(mine, []people.Person{p}); len(left) != 0 {
		t.Errorf("marks left %+v", left)
	}
	if _, err = s.FillAsHelper(&p, referral.Answers{"given": {"Mine Fourname"}}, mine, helped, entered); err != nil || p.Given != "Partner Threename" {
		t.Errorf("a helper wrote over the partner's answer: %+v %v", p, err)
	}
}

// Rule I-75: nothing that a helper may type tells them, by what is refused, an answer that they do not see.
func TestRule_I_75_NoAnswerIsFoundOutByTrying(t *testing.T) {
	for _, year := range []string{"1950", "1980", "2010"} {
		hidden := people.Person{ID: "p", Number: 1, Born: "1980-05-05", SingleName: true}
		_, err := part(t, "person").FillAsHelper(&hidden, referral.Answers{"arrived": {year}, "given": {"Typed Onename"}}, nil, helped, entered)
		if err != nil {
			t.Errorf("arrived %s: %v", year, err)
		}
		jobs, _, _ := referral.HelperRows(referral.HelperForms, "jobs")
		if _, err := jobs.RowAsHelper(&hidden, referral.Added, referral.Answers{"from": {year}, "text": {"Invented 0412"}, "city": {"Invented"}, "country": {"XMM"}}, nil, helped, policy.DayOf(helped)); err != nil {
			t.Errorf("job %s: %v", year, err)
		}
		if hidden.Born != "1980-05-05" || len(hidden.Employment) != 1 {
			t.Errorf("%+v", hidden)
		}
	}
	p := people.Person{ID: "p", Number: 1}
	_, err := part(t, "person").FillAsHelper(&p, referral.Answers{"born": {"1980"}, "arrived": {"1950"}, "given": {"Typed Onename"}}, nil, helped, entered)
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || len(f.Fields) != 1 || f.Fields[0].Name != "arrived" || p.Born != "1980" || p.Arrived != "" {
		t.Errorf("of what they see they are told: %v %+v", err, p)
	}
}

// Rule I-75: a box that another ticked looks to a helper as one that nobody did, whatever they do with it, and stays.
func TestRule_I_75_ABoxTellsNothing(t *testing.T) {
	s := part(t, "person")
	on, off := people.Person{ID: "p", Number: 1, Stateless: true}, people.Person{ID: "p", Number: 1}
	var a, b []referral.Mark
	box := func(v ...string) referral.Answers {
		return referral.Answers{"stateless": v, referral.Shown: {"stateless"}}
	}
	for i, typed := range []referral.Answers{{}, box("yes"), {"unhcr": {"1"}}, box(), box(), box("yes"), box("yes"), box()} {
		var errs [2]error
		a, errs[0] = s.FillAsHelper(&on, typed, a, helped, entered)
		b, errs[1] = s.FillAsHelper(&off, typed, b, helped, entered)
		if errs[0] != nil || errs[1] != nil || s.Sees(&on, a)["stateless"] != s.Sees(&off, b)["stateless"] || !on.Stateless {
			t.Fatalf("step %d: %v %s %s %v", i, errs, s.Sees(&on, a)["stateless"], s.Sees(&off, b)["stateless"], on.Stateless)
		}
		for _, m := range referral.Own(a) {
			if m.Name == "stateless" {
				t.Fatalf("step %d: another's box is theirs", i)
			}
		}
	}
	if off.Stateless {
		t.Error("their own box stays ticked")
	}
}

// Rule I-75: rows are added; one that another typed is neither seen, nor changed, nor taken away.
func TestRule_I_75_RowsOfAHelper(t *testing.T) {
	r, in, ok := referral.HelperRows([]string{"imm5669"}, "jobs")
	if !ok || in.Name != "history" {
		t.Fatal(in.Name)
	}
	if _, _, ok := referral.HelperRows([]string{"imm0008"}, "jobs"); ok {
		t.Error("a list of another form")
	}
	today := policy.DayOf(helped)
	p := people.Person{ID: "p", Number: 1, Employment: []people.Employment{{From: "2010", Text: "Kept 0412", City: "Invented", Country: "XMM"}}}
	row := referral.Answers{"from": {"2015"}, "text": {"Typed 0413"}, "city": {"Invented"}, "country": {"XMM"}}
	mine, err := r.RowAsHelper(&p, referral.Added, row, nil, helped, today)
	if err != nil || len(p.Employment) != 2 || r.Sees(&p, 0, mine) != referral.Filled || r.Sees(&p, 1, mine) != referral.Mine {
		t.Fatalf("%+v %+v %v", p.Employment, mine, err)
	}
	for _, i := range []int{0, 2, -2} {
		if _, err := r.RowAsHelper(&p, i, row, mine, helped, today); fault.KindOf(err) != fault.NotFound {
			t.Errorf("row %d: %v", i, err)
		}
		if _, err := r.RemoveAsHelper(&p, i, mine); fault.KindOf(err) != fault.NotFound {
			t.Errorf("row %d is taken away: %v", i, err)
		}
	}
	row["text"] = []string{"Again 0414"}
	if mine, err = r.RowAsHelper(&p, 1, row, mine, helped, today); err != nil || len(mine) != 1 || p.Employment[1].Text != "Again 0414" || len(referral.Standing(mine, []people.Person{p})) != 1 {
		t.Fatalf("%+v %+v %v", p.Employment, mine, err)
	}
	// The partner takes the row before it away: the mark stays with its row.
	p.Employment = p.Employment[1:]
	if r.Sees(&p, 0, mine) != referral.Mine {
		t.Error("the mark went with the place of the row")
	}
	if mine, err = r.RemoveAsHelper(&p, 0, mine); err != nil || len(mine) != 0 || len(p.Employment) != 0 {
		t.Errorf("%+v %+v %v", p.Employment, mine, err)
	}
}

// Rule I-75: the context of a background question is asked of whoever answered it "yes"; the partner's view of it never.
func TestRule_I_75_TheContextOfOnesOwnYes(t *testing.T) {
	s := part(t, "background")
	r := s.Rows[0]
	first, second := people.Background[0], people.Background[1]
	p := people.Person{ID: "p", Number: 1, Background: []people.Answer{{Question: first, Answer: people.Yes}}}
	mine, err := s.FillAsHelper(&p, referral.Answers{second: {people.Yes}, first: {people.No}}, nil, helped, entered)
	if err != nil || p.Answered(first).Answer != people.Yes || p.Answered(second).Answer != people.Yes {
		t.Fatalf("%+v %v", p.Background, err)
	}
	if r.Sees(&p, 0, mine) != referral.Filled || r.Sees(&p, 1, mine) != referral.StillEmpty {
		t.Errorf("%s %s", r.Sees(&p, 0, mine), r.Sees(&p, 1, mine))
	}
	typed := referral.Answers{"explanation": {"Typed 0412"}, "view": {"Not theirs"}, "proof": {"d"}}
	if _, err := r.RowAsHelper(&p, 0, typed, mine, helped, policy.DayOf(helped)); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the context of another's answer: %v", err)
	}
	mine, err = r.RowAsHelper(&p, 1, typed, mine, helped, policy.DayOf(helped))
	if c := p.Answered(second); err != nil || c.Explanation != "Typed 0412" || c.View != "" || c.Proof != "" {
		t.Errorf("%+v %v", c, err)
	}
	p.Background[1].View = "The partner's 0413"
	if len(referral.Standing(mine, []people.Person{p})) != 2 {
		t.Error("the partner's view takes a helper's mark away")
	}
}

// Rule I-75: whatever is answered in a case and whatever a helper posts, no answer of another is changed, and what carries
// their mark is what they typed.
func TestRule_I_75_NothingOfOthersIsTouched(t *testing.T) {
	sections := referral.HelperSections(referral.HelperForms)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(sections).Draw(t, "part")
		p := people.Person{ID: "p", Number: 1}
		before, typed := referral.Answers{}, referral.Answers{}
		for q := range s.Sheet.All() {
			if rapid.Bool().Draw(t, "answered") {
				before[q.Name] = []string{rapid.SampledFrom([]string{"", "yes", "no", "XMM", "1990", "Invented 0412"}).Draw(t, "value")}
			}
			if rapid.Bool().Draw(t, "typed") {
				typed[q.Name] = []string{rapid.SampledFrom([]string{"", "yes", "no", "XKK", "1991", "Typed 0413"}).Draw(t, "value")}
			}
		}
		_ = s.Sheet.Fill(&p, before)
		was := s.Sheet.Values(&p)
		mine, _ := s.FillAsHelper(&p, typed, nil, helped, entered)
		now := s.Sheet.Values(&p)
		for name, values := range was {
			if len(values) > 0 && !slices.Equal(values, now[name]) {
				t.Fatalf("%s.%s: %v became %v", s.Name, name, values, now[name])
			}
		}
		for _, m := range mine {
			if m.Also {
				continue
			}
			if len(was[m.Name]) > 0 || !slices.Equal(now[m.Name], typed[m.Name]) {
				t.Fatalf("%s.%s carries a mark", s.Name, m.Name)
			}
		}
		if len(referral.Standing(mine, []people.Person{p})) != len(mine) {
			t.Fatal("a mark does not stand")
		}
	})
}

// What may be opened to a helper names neither the cover page nor the safe-contact plan, and every question list of it is one
// that a partner has too.
func TestRule_I_75_WhatIsNeverOpened(t *testing.T) {
	for _, f := range referral.HelperForms {
		if strings.Contains(f, "cover") || strings.Contains(f, "safety") || strings.Contains(f, "consent") {
			t.Errorf("%s can be opened", f)
		}
	}
	if got := referral.HelperSections([]string{referral.Papers}); len(got) != 0 {
		t.Errorf("documents open %d parts", len(got))
	}
	for _, s := range referral.HelperSections(referral.HelperForms) {
		for q := range s.Sheet.All() {
			if slices.Contains([]string{"relationship", "travelling", "not_why", "naming_safe", "statement"}, q.Name) {
				t.Errorf("%s is asked of a helper", q.Name)
			}
		}
	}
}
