package bridge_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"passage/internal/casework/bridge"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

const today policy.Day = "2026-09-01"

// head is the first line of a file that brings cases.
var head = strings.Join(bridge.Needed(true), ",")

// row is a line of such a file: a family's, in process, changed as a test needs.
func row(change map[string]string) string {
	cells := map[string]string{"record": "R-1", "application": "G000000001", "partner": "FLD", "stage": "in_process", "referred": "2025-02-01", "submitted": "2025-02-03", "filed": "2025-02-20",
		"office": "cedar", "at_office": "2025-03-01", "person": "1", "uci": "1111-1111", "family": "Applicant", "given": "0412", "sex": "F", "born": "1985-02-03",
		"birth_country": "XKK", "nationality": "XKK", "residence": "XMM", "relationship": "PA", "travels": "yes"}
	for k, v := range change {
		cells[k] = v
	}
	var out []string
	for _, n := range bridge.Needed(true) {
		out = append(out, cells[n])
	}
	return strings.Join(out, ",")
}

func file(rows ...string) []byte { return []byte(head + "\n" + strings.Join(rows, "\n") + "\n") }

// pack is read once: nothing changes it.
var pack = sync.OnceValue(func() *policy.Pack {
	p, err := policy.Load(policy.Demo())
	if err != nil {
		panic(err)
	}
	return p
})

// faults is everything that is wrong with a file, as "line column key".
func faults(t *testing.T, b []byte) (out []string) {
	t.Helper()
	rows, all := bridge.Read(b, bridge.Needed(true))
	var list []bridge.Record
	if len(all) == 0 {
		list, all = bridge.Records(rows)
	}
	p := pack()
	for _, r := range list {
		all = append(all, bridge.Check(r, p, today)...)
	}
	for _, f := range all {
		out = append(out, strings.Join([]string{string(rune('0' + f.Line)), f.Column, f.Key}, " "))
	}
	return out
}

// Rule I-102: a file is read whole or not at all; what is wrong is said with its line and column, and never with what a cell holds.
func TestRule_I_102_WhatIsWrongInAFile(t *testing.T) {
	second := map[string]string{"person": "2", "uci": "2222-2222", "relationship": "DAU", "born": "2016-01", "given": "0413"}
	with := func(more map[string]string) string {
		m := map[string]string{}
		for _, x := range []map[string]string{second, more} {
			for k, v := range x {
				m[k] = v
			}
		}
		return row(m)
	}
	utf16 := []byte{0xff, 0xfe, 'r', 0, 'e', 0}
	visa := map[string]string{"stage": "visa", "decided": "2026-01-05", "visa": "V1", "visa_issued": "2026-02-01", "visa_until": "2026-12-01"}
	landed := map[string]string{"stage": "landed", "decided": "2026-01-05", "landed": "2026-03-01"}
	but := func(m map[string]string, k, v string) map[string]string {
		out := map[string]string{k: v}
		for x, y := range m {
			if x != k {
				out[x] = y
			}
		}
		return out
	}
	for name, c := range map[string]struct {
		file []byte
		want []string
	}{
		"whole":                  {file(row(nil), with(nil)), nil},
		"byte order mark":        {append([]byte("\xef\xbb\xbf"), file(row(nil))...), nil},
		"semicolons":             {[]byte(strings.ReplaceAll(string(file(row(nil))), ",", ";")), nil},
		"windows lines":          {[]byte(strings.ReplaceAll(string(file(row(nil))), "\n", "\r\n")), nil},
		"later row leaves out":   {file(row(nil), with(map[string]string{"stage": "", "partner": "", "application": ""})), nil},
		"UTF-16":                 {utf16, []string{"0  bridge.file.encoding"}},
		"Latin-1":                {file(row(map[string]string{"family": "\xe9"})), []string{"0  bridge.file.encoding"}},
		"nothing":                {[]byte("\ufeff \n"), []string{"0  bridge.file.empty"}},
		"no rows":                {[]byte(head + "\n"), []string{"0  bridge.file.empty"}},
		"open quotation":         {file(row(nil), `"R-1`), []string{"3  bridge.file.form"}},
		"too few cells":          {file(row(nil), "R-1,G000000001"), []string{"3  bridge.file.cells"}},
		"a column with a slip":   {[]byte(strings.Replace(string(file(row(nil))), "uci", "ucl", 1)), []string{"1  bridge.column.unknown", "1 uci bridge.column.missing"}},
		"formula":                {file(row(map[string]string{"family": `=HYPERLINK(A1)`})), []string{"2 family bridge.cell.formula"}},
		"formula, plus":          {file(row(map[string]string{"given": `+1`})), []string{"2 given bridge.cell.formula"}},
		"turned text":            {file(row(map[string]string{"family": "A\u202eB"})), []string{"2 family bridge.cell.control"}},
		"long":                   {file(row(map[string]string{"family": strings.Repeat("a", 201)})), []string{"2 family bridge.cell.long"}},
		"no such day":            {file(row(map[string]string{"filed": "2025-02-30"})), []string{"2 filed bridge.cell.day"}},
		"two persons alike":      {file(row(nil), row(nil)), []string{"3 person bridge.person.twice", "3 uci filing.uci.twice"}},
		"two stages":             {file(row(nil), with(map[string]string{"stage": "filed"})), []string{"3 stage bridge.cell.differs"}},
		"no such stage":          {file(row(map[string]string{"stage": "soon"})), []string{"2 stage bridge.stage.unknown"}},
		"number":                 {file(row(map[string]string{"application": "H1"})), []string{"2 application filing.number.form"}},
		"days out of order":      {file(row(map[string]string{"submitted": "2025-01-01"})), []string{"2 submitted bridge.day.order"}},
		"day to come":            {file(row(map[string]string{"at_office": "2026-09-02"})), []string{"2 at_office bridge.day.order"}},
		"no office":              {file(row(map[string]string{"office": "oak"})), []string{"2 office bridge.office.unknown"}},
		"partner before its day": {file(row(map[string]string{"referred": "2022-12-01", "submitted": "2022-12-02", "filed": "2022-12-03", "at_office": "2022-12-04"})), []string{"2 partner bridge.partner.day"}},
		"nobody first":           {file(with(nil)), []string{"2 relationship bridge.person.principal"}},
		"visa":                   {file(row(visa)), nil},
		"visa without a number":  {file(row(but(visa, "visa", ""))), []string{"2 visa visa.number"}},
		"visa before it":         {file(row(but(visa, "decided", ""))), []string{"2 decided bridge.cell.missing"}},
		"visa, not approved":     {file(row(but(visa, "stage", "in_process"))), []string{"2 visa visa.not_approved"}},
		"landed":                 {file(row(landed)), nil},
		"landed, no landing":     {file(row(but(landed, "landed", ""))), []string{"2 stage bridge.stage.landed"}},
		"landed by a visa's day": {file(row(but(landed, "landed", "2025-12-31"))), []string{"2 landed landing.day"}},
		"landing, not approved":  {file(row(but(landed, "stage", "filed"))), []string{"2 stage bridge.stage.landed"}},
		"landing of who stayed":  {file(row(nil), with(map[string]string{"travels": "no", "landed": "2026-03-01"})), []string{"3 landed bridge.stage.landed"}},
		"refused":                {file(row(map[string]string{"stage": "refused", "decided": "2026-01-05", "ended": "2026-02-01"})), nil},
		"refused, not ended":     {file(row(map[string]string{"stage": "refused", "decided": "2026-01-05"})), []string{"2 ended bridge.cell.missing"}},
	} {
		if got := faults(t, c.file); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	big := make([]byte, bridge.MostBytes+1)
	if got := faults(t, big); len(got) != 1 || !strings.HasSuffix(got[0], "bridge.file.size") {
		t.Errorf("too large: %q", got)
	}
}

func one(t *testing.T, change map[string]string) bridge.Record {
	t.Helper()
	rows, wrong := bridge.Read(file(row(change)), bridge.Needed(true))
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	list, wrong := bridge.Records(rows)
	if len(wrong) > 0 || len(list) != 1 {
		t.Fatal(list, wrong)
	}
	return list[0]
}

// Rule I-102: each stage has the state in which a case enters, and the day since when it stands there.
func TestRule_I_102_TheStageThatItHas(t *testing.T) {
	for stage, want := range map[string]struct {
		state casefile.State
		since policy.Day
	}{
		"referred": {casefile.Received, "2025-02-03"}, "filed": {casefile.FileCreated, "2025-02-20"}, "in_process": {casefile.Accepted, "2025-03-01"},
		"approved": {casefile.Approved, "2026-01-05"}, "visa": {casefile.Travel, "2026-02-01"}, "landed": {casefile.PostArrival, "2026-03-02"},
		"closed": {casefile.ClosedComplete, "2026-08-01"}, "refused": {casefile.ClosedRefused, "2026-08-01"}, "withdrawn": {casefile.Withdrawn, "2026-08-01"}, "ended": {casefile.ClosedUnused, "2026-08-01"},
	} {
		r := one(t, map[string]string{"stage": stage, "decided": "2026-01-05", "ended": "2026-08-01", "visa_issued": "2026-02-01"})
		if stage == "landed" {
			r.Persons[0].Landed = "2026-03-02"
		}
		if state, since := bridge.State(r); state != want.state || since != want.since {
			t.Errorf("%s: %s since %s, want %s since %s", stage, state, since, want.state, want.since)
		}
		if got := casefile.SystemStageOf(want.state); string(got) != stage {
			t.Errorf("a case that came as %s is said to be %s", stage, got)
		}
	}
	departed := one(t, map[string]string{"stage": "visa", "departed": "2026-02-07"})
	if state, since := bridge.State(departed); state != casefile.Departed || since != "2026-02-07" {
		t.Errorf("departed: %s since %s", state, since)
	}
}

// Rule I-102: a corrected row changes what the source told us and nobody here has changed, and says what it left.
func TestRule_I_102_ACorrectedRow(t *testing.T) {
	was := one(t, nil)
	here := func() bridge.Here {
		p := was.Persons[0].Person
		p.ID, p.Number = "p1", 1
		b := was.Of()
		b.Persons = []casefile.BroughtPerson{{Number: "1", Person: "p1", Said: was.Persons[0].Said()}}
		c := casefile.Case{Filed: was.Filed, AtOffice: was.AtOffice, Referred: was.Referred, Summary: casefile.Summary{Application: was.Application}}
		return bridge.Here{Case: c, Filing: casefile.Filing{Number: was.Application}, Brought: b, Persons: []people.Person{p}}
	}
	notes := func(list []bridge.Note) (out []string) {
		for _, n := range list {
			out = append(out, n.Column+" "+strings.TrimPrefix(n.Key, "bridge.note."))
		}
		return out
	}
	now, who, said := bridge.Correct(was, here())
	if len(said)+len(who) > 0 || now.Persons[0].Born != "1985-02-03" {
		t.Errorf("the same row again: %v", notes(said))
	}
	now, who, said = bridge.Correct(one(t, map[string]string{"born": "1985-03-03", "application": "G000000009"}), here())
	if want := []string{"application changed", "born changed"}; !slices.Equal(notes(said), want) || now.Persons[0].Born != "1985-03-03" || now.Filing.Number != "G000000009" ||
		now.Case.Summary.Application != "G000000009" || !slices.Equal(who, []string{"p1"}) {
		t.Errorf("%v, %+v", notes(said), now)
	}
	if _, _, said = bridge.Correct(one(t, map[string]string{"born": "1985-03-03", "application": "G000000009"}), now); len(said) > 0 {
		t.Errorf("the corrected row again: %v", notes(said))
	}
	changed := here()
	changed.Persons[0].Born = "1986"
	now, _, said = bridge.Correct(one(t, map[string]string{"born": "1985-03-03"}), changed)
	if !slices.Equal(notes(said), []string{"born ours"}) || now.Persons[0].Born != "1986" {
		t.Errorf("changed here: %v, %s", notes(said), now.Persons[0].Born)
	}
	now, _, said = bridge.Correct(one(t, map[string]string{"stage": "approved", "decided": "2026-01-05", "referred": "2025-02-02", "landed": "2026-02-02", "travels": "no"}), here())
	if want := []string{"stage act", "referred act", "decided act", "travels act", "landed act"}; !slices.Equal(notes(said), want) || now.Case.Decided != "" || now.Case.Referred != "2025-02-01" {
		t.Errorf("%v, want %v", notes(said), want)
	}
	more := one(t, nil)
	more.Persons = append(more.Persons, bridge.Person{Number: "2"})
	if _, _, said = bridge.Correct(more, here()); !slices.Equal(notes(said), []string{"person act"}) {
		t.Errorf("one more in the family: %v", notes(said))
	}
}

// Rule I-103: number, stage, landings and persons are compared; what was answered stays answered while both sides stay as they were.
func TestRule_I_103_WhatDiffers(t *testing.T) {
	o := bridge.Ours{Case: casefile.Case{State: casefile.Eligibility, Summary: casefile.Summary{Application: "G000000001"}},
		Persons: []people.Person{{ID: "p1", Number: 1, UCI: "11111111", Relationship: people.PA}}}
	kinds := func(list []casefile.Difference) (out []string) {
		for _, d := range list {
			out = append(out, strings.Join([]string{string(d.Kind), d.Number, d.Theirs, d.Ours}, "/"))
		}
		return out
	}
	if got := bridge.Compare(one(t, nil), o); len(got) > 0 {
		t.Errorf("the same: %v", kinds(got))
	}
	r := one(t, map[string]string{"application": "G000000002", "stage": "landed", "landed": "2026-03-01"})
	got := bridge.Compare(r, o)
	if want := []string{"application//G000000002/G000000001", "stage//landed/in_process", "landing/1/2026-03-01/"}; !slices.Equal(kinds(got), want) {
		t.Errorf("%v, want %v", kinds(got), want)
	}
	o.Landings = []decision.Landing{{Person: "p1", Day: "2026-03-02"}}
	if got := kinds(bridge.Compare(r, o)); !slices.Contains(got, "landing_day/1/2026-03-01/2026-03-02") {
		t.Errorf("another day: %v", got)
	}
	if got := kinds(bridge.Compare(one(t, nil), o)); !slices.Contains(got, "landing_ours/1//2026-03-02") {
		t.Errorf("ours alone: %v", got)
	}
	o.Landings[0].TakenBack = today
	if got := bridge.Compare(one(t, nil), o); len(got) > 0 {
		t.Errorf("taken back: %v", kinds(got))
	}
	if got := kinds(bridge.Compare(one(t, map[string]string{"uci": "33333333"}), o)); !slices.Equal(got, []string{"person/1//", "person_ours/1//"}) {
		t.Errorf("another person: %v", got)
	}
	o.Case.State = casefile.OnHold
	if got := bridge.Compare(one(t, map[string]string{"stage": "approved"}), o); len(got) > 0 {
		t.Errorf("a state that it has no word for: %v", kinds(got))
	}

	found, over := bridge.Met(nil, got, today)
	if len(found) != 3 || len(over) != 0 || found[0].Found != today {
		t.Errorf("%v, %v", kinds(found), kinds(over))
	}
	answered, err := casefile.Settle(found[1], false, "We have not decided yet.", policy.Mark{By: "analyst.oppb"})
	if err != nil {
		t.Fatal(err)
	}
	found[1] = answered
	if again, over := bridge.Met(found, got, today); len(again)+len(over) != 0 {
		t.Errorf("the same extract again: %v, %v", kinds(again), kinds(over))
	}
	if again, over := bridge.Met(found, got[1:], "2026-10-01"); len(again) != 0 || len(over) != 1 || over[0].Gone != "2026-10-01" || over[0].Kind != casefile.DifferNumber {
		t.Errorf("they have corrected the number: %v, %v", kinds(again), kinds(over))
	}
	for _, c := range []struct {
		take bool
		why  string
	}{{false, " "}, {true, "The officer said so."}, {false, strings.Repeat("a", 601)}} {
		if _, err := casefile.Settle(found[0], c.take, c.why, policy.Mark{By: "x"}); (err == nil) != (c.why == "The officer said so.") {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := casefile.Settle(answered, false, "Again.", policy.Mark{By: "x"}); err == nil {
		t.Error("an answer is given twice")
	}
	stage := got[1]
	if _, err := casefile.Settle(stage, true, "Theirs.", policy.Mark{By: "x"}); err == nil {
		t.Error("a case moves by a list")
	}
}

// The columns that docs/bridge.md documents are those of the code, in their order, with what is said of each.
func TestColumns_AreDocumented(t *testing.T) {
	b, err := os.ReadFile("../../../docs/bridge.md")
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| (record|person) \\| (yes|) \\| (yes|) \\| (yes|) \\|").FindAllStringSubmatch(string(b), -1) {
		got = append(got, strings.Join(m[1:], "/"))
	}
	yes := func(b bool) string {
		if b {
			return "yes"
		}
		return ""
	}
	for _, c := range bridge.Columns {
		of := "record"
		if c.Person {
			of = "person"
		}
		want = append(want, strings.Join([]string{c.Name, of, yes(c.Brings), yes(c.Meets), yes(c.Owned)}, "/"))
	}
	if !slices.Equal(got, want) {
		t.Errorf("documented\n%q\nthe code has\n%q", got, want)
	}
	for _, s := range casefile.SystemStages {
		if !strings.Contains(string(b), "| `"+string(s)+"` |") {
			t.Errorf("the stage %s is not documented", s)
		}
	}
}
