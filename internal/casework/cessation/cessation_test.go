package cessation_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/casework/cessation"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

var (
	now     = time.Date(2026, 9, 1, 9, 0, 0, 0, time.UTC)
	today   = policy.DayOf(now)
	first   = policy.Mark{By: "officer.hq", At: now}
	second  = policy.Mark{By: "supervisor.cedar", At: now}
	another = policy.Mark{By: "reader.hq", At: now}
	landed  = cessation.Person{Case: "c", ID: "p", Landed: "2024-11-08", Resident: "2024-11-08", Tagged: true}
	concern = cessation.Concern{Source: "public", Who: "A report of Institute Elm", On: "2026-08-01", What: "A journey to Country K.", Officer: first.By, Second: second.By}
)

// says is whether an error is a no by a rule, or by a field of that name.
func says(err error, want string) bool {
	var f *fault.Error
	if !errors.As(err, &f) {
		return false
	}
	return f.Rule == want || string(f.Kind) == want || slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Name == want || x.Rule == want })
}

func must(t *testing.T) func(m cessation.Matter, err error) cessation.Matter {
	return func(m cessation.Matter, err error) cessation.Matter {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
}

func panel() (out []cessation.Considered) {
	for _, name := range cessation.Considerations {
		out = append(out, cessation.Considered{What: name, Reason: "It bears on them so."})
	}
	return out
}

// assessed is a whole assessment, with every question answered with yes.
func assessed() (in cessation.Assessment) {
	for _, q := range cessation.Questions {
		in.Answers = append(in.Answers, cessation.Answer{Question: q, Says: "yes", Reasons: "As the record says."})
	}
	for _, f := range cessation.FactorNames {
		in.Factors = append(in.Factors, cessation.Factor{Name: f, Says: "As the record says."})
	}
	in.Words = cessation.Conclusion{PrimaFacie: "On its face.", VeryStrong: "Because.", Contrary: "Nothing was found."}
	return in
}

func help(g cessation.Ground) cessation.Fact {
	return cessation.Fact{ID: "f-" + string(g), Ground: g, Kind: "protection", What: "Guards of the state at every step.", Source: "Report", On: "2026-07-01", Level: "established"}
}

func line(g cessation.Ground) cessation.Line {
	l := cessation.Line{Ground: g, Result: cessation.MadeOut, Reasons: "The facts show it."}
	if g == cessation.Vacation {
		l.Material, l.Tied, l.Rest = "A fact.", "It was the claim.", "None remains."
	}
	return l
}

func always(string) error { return nil }

// whole is a matter about one ground whose record lacks nothing.
func whole(t *testing.T, g cessation.Ground) cessation.Matter {
	t.Helper()
	ok := must(t)
	m := ok(cessation.Open(concern, landed, today, first))
	m = ok(m.Consider(panel(), first))
	m = ok(m.Save(assessed()))
	m = ok(m.AddFact(help(g), today, first))
	m = ok(m.SaveLine(line(g), true, first))
	a, err := m.Asking(cessation.Ask{ID: "a", Way: "in_person", Lang: "en", Why: "A report.", What: "Why?", Days: 30})
	if err != nil {
		t.Fatal(err)
	}
	m = ok(m.Write(a).Release("a", always, first))
	return ok(m.Reply(cessation.Ask{ID: "a", Told: today, Proof: "Receipt", How: "answered", On: today, Said: "For my work."}, today, first))
}

// The smallest thing that is missing stands in the way, and names its rule. Each is one change of a whole record.
func TestRule_X_31_NothingMayBeMissing(t *testing.T) {
	m := whole(t, cessation.Reavailed)
	if gaps := m.Missing(); len(gaps) != 0 {
		t.Fatalf("the whole record lacks %v", gaps)
	}
	if _, err := m.Recommend("It is made out.", first); err != nil {
		t.Fatal(err)
	}
	lacks := func(what string, m cessation.Matter, want, rule string) {
		t.Helper()
		if !slices.ContainsFunc(m.Missing(), func(g cessation.Gap) bool { return g.What == want && g.Rule == rule }) {
			t.Errorf("%s: missing %v, want %s by %s", what, m.Missing(), want, rule)
		}
		if _, err := m.Recommend("It is made out.", first); !says(err, "X-31") {
			t.Errorf("%s: recommended: %v", what, err)
		}
	}
	for i := range cessation.Considerations {
		x := m
		x.Panel = slices.Delete(slices.Clone(m.Panel), i, i+1)
		lacks("a consideration", x, "panel", "A-128")
	}
	for i := range cessation.Questions {
		x := m
		x.Answers = slices.Delete(slices.Clone(m.Answers), i, i+1)
		lacks("a question", x, "question", "A-125")
	}
	for i := range cessation.FactorNames {
		x := m
		x.Factors = slices.Delete(slices.Clone(m.Factors), i, i+1)
		lacks("a factor", x, "factor", "A-126")
	}
	x := m
	x.Asks = nil
	lacks("asked", x, "heard", "A-130")
	x = m
	x.Lines = nil
	lacks("a ground", x, "line", "A-121")
}

func TestRule_A_120_WhyItIsVeryStrong(t *testing.T) {
	m := whole(t, cessation.Reavailed)
	m.Words.VeryStrong = ""
	if g := m.Missing(); len(g) != 1 || g[0].Rule != "A-120" {
		t.Errorf("missing %v", g)
	}
}

func TestRule_A_121_OneGroundALine(t *testing.T) {
	ok := must(t)
	m := whole(t, cessation.Established)
	m = ok(m.SaveLine(cessation.Line{Ground: cessation.Reavailed}, false, first))
	m = ok(m.SaveLine(cessation.Line{Ground: cessation.Reavailed, Result: cessation.NotMadeOut, Reasons: "No protection was asked."}, false, first))
	if len(m.Lines) != 2 || m.Lines[0].Ground != cessation.Reavailed {
		t.Fatalf("lines %v", m.Lines)
	}
	if g := m.Missing(); len(g) != 0 || len(m.MadeOut()) != 1 {
		t.Errorf("a line that is not made out stands beside one that is: %v", g)
	}
	if _, err := m.SaveLine(cessation.Line{Ground: "f"}, true, first); !says(err, "ground") {
		t.Errorf("a ground that the Act does not know: %v", err)
	}
}

// The loss of permanent residence is acknowledged ground by ground before anybody can recommend; ground (e) is stopped.
func TestRule_A_122_WhatALossMeans(t *testing.T) {
	for _, g := range cessation.Grounds {
		if g.Loses() != (g != cessation.ReasonsEnded) {
			t.Errorf("%s takes residence away: %v", g, g.Loses())
		}
	}
	m := must(t)(whole(t, cessation.Reavailed).SaveLine(line(cessation.Reavailed), false, first))
	if _, err := m.Recommend("It is made out.", first); !says(err, "X-31") || m.Missing()[0].What != "seen" {
		t.Errorf("recommended without having seen what follows: %v, %v", err, m.Missing())
	}
	m = whole(t, cessation.ReasonsEnded)
	if _, err := m.Recommend("They have ceased.", first); !says(err, "X-31") || !m.Missing()[0].Stop {
		t.Errorf("ground (e) on a permanent resident: %v", err)
	}
	m.Resident = ""
	if _, err := m.Recommend("They have ceased.", first); err != nil {
		t.Errorf("ground (e) on somebody who is none: %v", err)
	}
}

// Vacation is a line with a test of its own.
func TestRule_A_123_Vacation(t *testing.T) {
	for _, drop := range []func(l *cessation.Line){func(l *cessation.Line) { l.Material = "" }, func(l *cessation.Line) { l.Tied = "" }, func(l *cessation.Line) { l.Rest = "" }} {
		l := line(cessation.Vacation)
		drop(&l)
		m := must(t)(whole(t, cessation.Vacation).SaveLine(l, true, first))
		if g := m.Missing(); len(g) != 1 || g[0].Rule != "A-123" {
			t.Errorf("missing %v", g)
		}
	}
	if m := whole(t, cessation.Vacation); len(m.Missing()) != 0 {
		t.Errorf("missing %v", m.Missing())
	}
}

// A journey or a passport alone carries no recommendation, however well it is proven.
func TestRule_A_124_TravelAloneCarriesNothing(t *testing.T) {
	for _, c := range []struct {
		change func(f *cessation.Fact)
		stops  bool
	}{
		{func(*cessation.Fact) {}, false},
		{func(f *cessation.Fact) { f.Kind = "passport" }, true},
		{func(f *cessation.Fact) { f.Kind = "travel" }, true},
		{func(f *cessation.Fact) { f.Against = true }, true},
		{func(f *cessation.Fact) { f.Level = "doubtful" }, true},
		{func(f *cessation.Fact) { f.Ground = cessation.Reacquired }, true},
	} {
		m := whole(t, cessation.Reavailed)
		m.Facts = slices.Clone(m.Facts)
		c.change(&m.Facts[0])
		m.Facts = append(m.Facts, cessation.Fact{ID: "t", Ground: cessation.Reavailed, Kind: "travel", What: "Ten weeks there.", Source: "Report", On: "2026-07-01", Level: "established"})
		if _, err := m.Recommend("It is made out.", first); says(err, "X-31") != c.stops {
			t.Errorf("%+v: %v", m.Facts, err)
		}
	}
}

// All three, and not two of them.
func TestRule_A_125_AllThree(t *testing.T) {
	for _, q := range cessation.Questions {
		for _, answer := range []string{"no", "unclear"} {
			m := whole(t, cessation.Reavailed)
			in := assessed()
			in.Answers[slices.Index(cessation.Questions, q)].Says = answer
			m = must(t)(m.Save(in))
			if _, err := m.Recommend("It is made out.", first); says(err, "X-31") != (q != "resettled") {
				t.Errorf("%s %s: %v", q, answer, err)
			}
		}
	}
}

// Every factor is one of the list, and each is kept as it is typed.
func TestRule_A_126_EveryFactor(t *testing.T) {
	if len(cessation.FactorNames) != 13 {
		t.Fatalf("%d factors, the list has 13", len(cessation.FactorNames))
	}
	m := must(t)(whole(t, cessation.Reavailed).Save(cessation.Assessment{Factors: []cessation.Factor{{Name: "purpose", Says: "Her work."}, {Name: "invented", Says: "x"}}}))
	if m.Factor("purpose") != "Her work." || len(m.Factors) != 1 || len(m.Answers) != 0 {
		t.Errorf("kept %v %v", m.Factors, m.Answers)
	}
	n := 0
	for _, g := range m.Missing() {
		if g.What == "factor" {
			n++
		}
	}
	if n != 12 {
		t.Errorf("%d factors are missing", n)
	}
}

// Soon after arriving or years later: a concern is a concern, and nothing follows from the days between.
func TestRule_A_127_SoonAfterArriving(t *testing.T) {
	soon := landed
	soon.Landed = "2026-07-25"
	a, b := must(t)(cessation.Open(concern, landed, today, first)), must(t)(cessation.Open(concern, soon, today, first))
	b.Resident = a.Resident
	if fmt.Sprintf("%+v", a) != fmt.Sprintf("%+v", b) {
		t.Error("a soon return makes another matter")
	}
}

// The considerations come first for who is marked, each with a reason; nothing else can be done before.
func TestRule_A_128_TheConsiderationsFirst(t *testing.T) {
	m := must(t)(cessation.Open(concern, landed, today, first))
	for name, err := range every(m) {
		if name != "begin" && name != "name" && name != "leave" && name != "tell" && err == nil {
			t.Errorf("%s before the considerations", name)
		}
	}
	for i, name := range cessation.Considerations {
		p := panel()
		p[i].Reason = " "
		if _, err := m.Consider(p, first); !says(err, "panel."+name) || !says(err, "A-128") {
			t.Errorf("without %s: %v", name, err)
		}
	}
	m.Tagged = false
	if m = must(t)(m.Consider(nil, first)); m.State != cessation.Assessing || len(m.Panel) != 0 {
		t.Errorf("who is not marked: %s %v", m.State, m.Panel)
	}
}

func TestRule_A_129_APersonAndASource(t *testing.T) {
	for want, change := range map[string]func(c *cessation.Concern, p *cessation.Person, m *policy.Mark){
		"source": func(c *cessation.Concern, _ *cessation.Person, _ *policy.Mark) { c.Source = "entries_and_exits" },
		"who":    func(c *cessation.Concern, _ *cessation.Person, _ *policy.Mark) { c.Who = " " },
		"what":   func(c *cessation.Concern, _ *cessation.Person, _ *policy.Mark) { c.What = "" },
		"on":     func(c *cessation.Concern, _ *cessation.Person, _ *policy.Mark) { c.On = today.Add(1) },
		"A-129":  func(_ *cessation.Concern, _ *cessation.Person, m *policy.Mark) { m.By = "" },
		"A-111":  func(_ *cessation.Concern, p *cessation.Person, _ *policy.Mark) { p.Landed = "" },
		"second": func(c *cessation.Concern, _ *cessation.Person, _ *policy.Mark) { c.Second = c.Officer },
	} {
		c, p, by := concern, landed, first
		change(&c, &p, &by)
		if _, err := cessation.Open(c, p, today, by); !says(err, want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// The record holds what was asked and said, and silence only after its time.
func TestRule_A_130_AskedAndHeard(t *testing.T) {
	ok := must(t)
	m := whole(t, cessation.Reavailed)
	m.Asks = nil
	a, err := m.Asking(cessation.Ask{ID: "a", Way: "in_person", Lang: "fr", Why: "A report.", What: "Why?", Days: 15})
	if err != nil {
		t.Fatal(err)
	}
	m = m.Write(a)
	if _, err := m.Reply(cessation.Ask{ID: "a", Told: today, Proof: "x"}, today, first); !says(err, "A-130") {
		t.Errorf("a reply to a letter that has not left: %v", err)
	}
	m = ok(m.Release("a", always, first))
	m = ok(m.Reply(cessation.Ask{ID: "a", Told: today, Proof: "Receipt"}, today, first))
	if m.Heard() {
		t.Error("heard before anything came back")
	}
	if _, err := m.Reply(cessation.Ask{ID: "a", Told: today, Proof: "Receipt", How: "none"}, today.Add(15), first); !says(err, "reply") {
		t.Errorf("silence on the last day: %v", err)
	}
	if _, err := m.Asking(a); !says(err, "A-130") {
		t.Errorf("a second letter while one is out: %v", err)
	}
	if m = ok(m.Reply(cessation.Ask{ID: "a", Told: today, Proof: "Receipt", How: "none"}, today.Add(16), first)); !m.Heard() {
		t.Error("not heard after the time has run")
	}
}

// What goes with a referral is whole, is read before it leaves, and leaves only with another person's agreement.
func TestRule_A_131_WhatGoesWithIt(t *testing.T) {
	ok := must(t)
	full := cessation.Referral{Contact: "c", Counsel: "none known", Client: "1", Foreign: "none", Copy: "by post", Ground: "program", Lang: "en"}
	m := ok(whole(t, cessation.Reavailed).Recommend("It is made out.", first))
	if _, err := m.Packing(full); !says(err, "X-31") {
		t.Errorf("without an opinion: %v", err)
	}
	m = ok(m.Opine(true, "I read it all.", second))
	for want, drop := range map[string]func(r *cessation.Referral){"contact": func(r *cessation.Referral) { r.Contact = "" }, "counsel": func(r *cessation.Referral) { r.Counsel = "" }, "client": func(r *cessation.Referral) { r.Client = "" },
		"foreign": func(r *cessation.Referral) { r.Foreign = "" }, "copy": func(r *cessation.Referral) { r.Copy = "" }, "disclosure": func(r *cessation.Referral) { r.Ground = "" }} {
		in := full
		drop(&in)
		if _, err := m.Packing(in); !says(err, want) {
			t.Errorf("without %s: %v", want, err)
		}
	}
	if _, err := m.Hand(first); !says(err, "A-131") {
		t.Errorf("handed over unwritten: %v", err)
	}
	in, err := m.Packing(full)
	if err != nil {
		t.Fatal(err)
	}
	in.Text = "<p>x</p>"
	m.Referral = in
	if m = ok(m.Hand(first)); m.State != cessation.Referred || !m.Referral.Out.Is() || len(m.Referral.Grounds) != 1 {
		t.Errorf("handed over: %+v", m.Referral)
	}
}

// The department moves nothing past the referral: what the others do is recorded, with its day and its paper.
func TestRule_A_96_OnlyRecorded(t *testing.T) {
	ok := must(t)
	m := ok(ok(whole(t, cessation.Reavailed).Recommend("x", first)).Opine(true, "y", second))
	m.Referral = cessation.Referral{Text: "<p>x</p>"}
	m = ok(m.Hand(first))
	o := cessation.Outcome{To: cessation.BeforeRPD, On: today, Document: "Notice 1, held by the agency"}
	for want, drop := range map[string]func(o *cessation.Outcome){"to": func(o *cessation.Outcome) { o.To = cessation.Allowed }, "outcome_on": func(o *cessation.Outcome) { o.On = today.Add(-1) }, "document": func(o *cessation.Outcome) { o.Document = "" }} {
		in := o
		drop(&in)
		if _, err := m.Record(in, today, first); !says(err, want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	m = ok(m.Record(o, today, first))
	o.To = cessation.Allowed
	m = ok(m.Record(o, today, first))
	if m.Ceased() != "" {
		t.Error("final before the time for the court has passed and the matter is closed")
	}
	back := ok(m.Record(cessation.Outcome{To: cessation.CourtReview, On: today, Document: "x"}, today, first))
	back = ok(back.Record(cessation.Outcome{To: cessation.BeforeRPD, On: today, Document: "x"}, today, first))
	back = ok(back.Record(cessation.Outcome{To: cessation.Rejected, On: today, Document: "x"}, today, first))
	if back = ok(back.Record(cessation.Outcome{To: cessation.Closed, On: today, Document: "x"}, today, first)); back.Ceased() != "" {
		t.Error("the court sent it back, and it was rejected")
	}
	if m = ok(m.Record(cessation.Outcome{To: cessation.Closed, On: today, Document: "x"}, today, first)); m.Ceased() != today {
		t.Errorf("a final decision on ground (a): %q", m.Ceased())
	}
	for name, err := range every(m) {
		if err == nil {
			t.Errorf("%s in a closed matter", name)
		}
	}
}

// The four questions are a working list, and none is added to or lost.
func TestRule_G_3_FourQuestions(t *testing.T) {
	if !slices.Equal(cessation.Questions, []string{"voluntary", "intended", "obtained", "resettled"}) {
		t.Errorf("questions %v", cessation.Questions)
	}
	m := whole(t, cessation.Established)
	in := assessed()
	in.Answers[3].Says = "no"
	if _, err := must(t)(m.Save(in)).Recommend("x", first); !says(err, "X-31") {
		t.Errorf("ground (d) without having settled there: %v", err)
	}
}

// A small group, the partner only with consent, and the letter by a way that is open.
func TestRule_A_133_GroupAndPartner(t *testing.T) {
	ok := must(t)
	m := whole(t, cessation.Reavailed)
	if got := m.Members(); !slices.Equal(got, []string{first.By, second.By}) {
		t.Fatalf("group %v", got)
	}
	for i := range 4 {
		m = ok(m.Name(fmt.Sprint("reader", i), cessation.AsReader, "Needs it.", second))
	}
	if _, err := m.Name("seventh", cessation.AsReader, "Needs it.", second); !says(err, "A-133") {
		t.Errorf("a seventh: %v", err)
	}
	if m = ok(m.Leave("reader0", second)); slices.Contains(m.Members(), "reader0") || len(m.Group) != 6 {
		t.Errorf("left: %v", m.Members())
	}
	if _, err := m.TellPartner(cessation.Told{Consent: today, How: "h", On: today.Add(-1), What: "w"}, today, first); !says(err, "A-133") {
		t.Errorf("told before the consent: %v", err)
	}
	m.Asks = nil
	ask := cessation.Ask{ID: "b", Way: "partner", Lang: "en", Why: "w", What: "q", Days: 30}
	if _, err := m.Asking(ask); !says(err, "A-133") {
		t.Errorf("through the partner without consent: %v", err)
	}
	m = ok(m.TellPartner(cessation.Told{Consent: today, How: "In writing.", On: today, What: "That we write."}, today, first))
	a, err := m.Asking(ask)
	if err != nil {
		t.Fatal(err)
	}
	never := func(string) error { return fault.Stop("A-56", "safety.allows.expired") }
	if _, err := m.Write(a).Release("b", never, first); !says(err, "A-56") {
		t.Errorf("against the plan: %v", err)
	}
}

// One assesses and another person gives an opinion; who does not agree sends it back.
func TestRule_I_98_TwoPersons(t *testing.T) {
	ok := must(t)
	m := whole(t, cessation.Reavailed)
	if _, err := m.Recommend("x", second); !says(err, "X-31") {
		t.Errorf("the supervisor recommends: %v", err)
	}
	if _, err := m.Name(second.By, cessation.AsOfficer, "x", second); !says(err, "I-98") {
		t.Errorf("both places: %v", err)
	}
	m = ok(m.Recommend("x", first))
	if _, err := m.Opine(true, "y", first); !says(err, "X-31") {
		t.Errorf("the officer agrees with themselves: %v", err)
	}
	if _, err := m.Name(first.By, cessation.AsSupervisor, "x", second); err == nil {
		t.Error("who recommended becomes the supervisor")
	}
	m = ok(m.Opine(false, "Not strong.", second))
	if m.State != cessation.Assessing || m.Confirmed() {
		t.Errorf("not agreed: %s", m.State)
	}
	if m = ok(m.Recommend("again", first)); m.Confirmed() {
		t.Error("the earlier opinion stands for the new recommendation")
	}
}

// Each opening is of one wall, on a ground that has a line, with a reason, by the officer, for an hour.
func TestRule_I_97_TheWall(t *testing.T) {
	ok := must(t)
	m := whole(t, cessation.Reavailed)
	o := cessation.Opening{ID: "o", Wall: "interview", Ground: cessation.Reavailed, Why: "What was said of the guards."}
	for want, change := range map[string]func(o *cessation.Opening){"wall": func(o *cessation.Opening) { o.Wall = "all" }, "I-97": func(o *cessation.Opening) { o.Ground = cessation.Vacation }, "why": func(o *cessation.Opening) { o.Why = "" }} {
		in := o
		change(&in)
		if _, err := m.Through(in, first); !says(err, want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, err := m.Through(o, second); !says(err, "forbidden") {
		t.Errorf("the supervisor opens: %v", err)
	}
	m = ok(m.Through(o, first))
	for _, c := range []struct {
		by   string
		at   time.Time
		open bool
	}{{first.By, now, true}, {first.By, now.Add(time.Hour - 1), true}, {first.By, now.Add(time.Hour), false}, {second.By, now, false}} {
		if _, open := m.Open("o", c.by, c.at); open != c.open {
			t.Errorf("%s at %v: %v", c.by, c.at, open)
		}
	}
}

// every runs each command of a matter with input that is as good as it can be, and gives what it was told.
func every(m cessation.Matter) map[string]error {
	out := map[string]error{}
	for name, run := range commands(m) {
		_, out[name] = run()
	}
	return out
}

func commands(m cessation.Matter) map[string]func() (cessation.Matter, error) {
	ask, _ := m.Asked()
	all := map[string]func() (cessation.Matter, error){
		"begin":     func() (cessation.Matter, error) { return m.Consider(panel(), first) },
		"save":      func() (cessation.Matter, error) { return m.Save(assessed()) },
		"blank":     func() (cessation.Matter, error) { return m.Save(cessation.Assessment{}) },
		"fact":      func() (cessation.Matter, error) { return m.AddFact(help(cessation.Reavailed), today, first) },
		"line":      func() (cessation.Matter, error) { return m.SaveLine(line(cessation.Reavailed), true, first) },
		"unseen":    func() (cessation.Matter, error) { return m.SaveLine(line(cessation.Reavailed), false, first) },
		"end":       func() (cessation.Matter, error) { return m.End("In peace.", first) },
		"recommend": func() (cessation.Matter, error) { return m.Recommend("It is made out.", first) },
		"agree":     func() (cessation.Matter, error) { return m.Opine(true, "I agree.", second) },
		"disagree":  func() (cessation.Matter, error) { return m.Opine(false, "I do not.", second) },
		"alone":     func() (cessation.Matter, error) { return m.Opine(true, "I agree.", first) },
		"hand":      func() (cessation.Matter, error) { x := m; x.Referral.Text = "<p>x</p>"; return x.Hand(first) },
		"wall": func() (cessation.Matter, error) {
			return m.Through(cessation.Opening{ID: "o", Wall: "findings", Ground: cessation.Reavailed, Why: "x"}, first)
		},
		"name":  func() (cessation.Matter, error) { return m.Name(another.By, cessation.AsOfficer, "x", second) },
		"leave": func() (cessation.Matter, error) { return m.Leave(another.By, second) },
		"tell": func() (cessation.Matter, error) {
			return m.TellPartner(cessation.Told{Consent: today, How: "x", On: today, What: "x"}, today, first)
		},
		"ask": func() (cessation.Matter, error) {
			a, err := m.Asking(cessation.Ask{ID: "a", Way: "in_person", Lang: "en", Why: "x", What: "x", Days: 30})
			return m.Write(a), err
		},
		"release": func() (cessation.Matter, error) { return m.Release(ask.ID, always, first) },
		"reply": func() (cessation.Matter, error) {
			return m.Reply(cessation.Ask{ID: ask.ID, Told: today, Proof: "x", How: "answered", On: today, Said: "x"}, today, first)
		},
	}
	for _, s := range cessation.States {
		all["outcome "+string(s)] = func() (cessation.Matter, error) {
			return m.Record(cessation.Outcome{To: s, On: today, Document: "x"}, today, first)
		}
	}
	return all
}

// shape is what of a matter the rules read: two matters of one shape are told the same.
func shape(m cessation.Matter) string {
	var gaps []string
	for _, g := range m.Missing() {
		gaps = append(gaps, g.What+g.Of)
	}
	a, has := m.Asked()
	return fmt.Sprint(m.State, len(m.Panel) > 0, gaps, m.Confirmed(), has, a.Out.Is(), a.How, m.Agreed(), m.Holds(cessation.AsOfficer), len(m.Lines) > 0, m.Referral.Out.Is(), m.Ceased() != "",
		len(m.Outcomes) > 0 && m.Outcomes[len(m.Outcomes)-1].To == cessation.Allowed)
}

// Contradiction X-31, over every state and every command: no recommendation without the considerations, every factor and question and
// what the person said; no referral without another person's agreement; nothing past it by the department's own act.
func TestRule_X_31_EveryStateAndCommand(t *testing.T) {
	start := must(t)(cessation.Open(concern, landed, today, first))
	seen := map[string]bool{shape(start): true}
	states, edges := map[cessation.State]bool{}, 0
	for queue := []cessation.Matter{start}; len(queue) > 0; queue = queue[1:] {
		m := queue[0]
		states[m.State] = true
		for name, run := range commands(m) {
			x, err := run()
			if err != nil {
				continue
			}
			edges++
			if x.State != m.State && !slices.Contains(cessation.Next(m.State), x.State) {
				t.Fatalf("%s goes from %s to %s", name, m.State, x.State)
			}
			switch {
			case x.State == cessation.InReview && m.State == cessation.Assessing && (len(m.Missing()) > 0 || len(m.Panel) != 3 || len(m.Factors) != 13 || !m.Heard()):
				t.Fatalf("recommended with gaps: %v", m.Missing())
			case x.State == cessation.Referred && m.State == cessation.InReview && (!m.Confirmed() || m.Reviews[len(m.Reviews)-1].By.By == first.By):
				t.Fatalf("referred by %s without another person", name)
			case !x.State.Ours() && x.State != m.State && !strings.HasPrefix(name, "outcome "):
				t.Fatalf("%s moved it to %s: it is only recorded", name, x.State)
			case name == "alone":
				t.Fatalf("the officer agreed in %s", m.State)
			}
			if s := shape(x); !seen[s] {
				seen[s] = true
				queue = append(queue, x)
			}
		}
	}
	for _, s := range cessation.States {
		if !states[s] {
			t.Errorf("%s is never reached", s)
		}
	}
	t.Logf("%d shapes, %d moves", len(seen), edges)
}

// A journey may have its first and its last day, in order and not in the future; another fact has none; nothing but the days is counted,
// and a journey alone still carries no recommendation.
func TestRule_I_113_DaysOfAJourney(t *testing.T) {
	ok := must(t)
	m := ok(cessation.Open(concern, landed, today, first))
	m = ok(m.Consider(panel(), first))
	trip := help(cessation.Reavailed)
	trip.Kind = "travel"
	for _, x := range []struct {
		from, until policy.Day
		days        int
		ok          bool
	}{{"", "", 0, true}, {"2026-03-02", "", 0, true}, {"2026-03-02", "2026-05-19", 79, true}, {"2026-03-02", "2026-03-02", 1, true},
		{"", "2026-05-19", 0, false}, {"2026-05-19", "2026-03-02", 0, false}, {today.Add(1), "", 0, false}, {"2026-03-02", today.Add(1), 0, false}, {"2026", "", 0, false}} {
		trip.From, trip.Until = x.from, x.until
		got, err := m.AddFact(trip, today, first)
		if (err == nil) != x.ok {
			t.Errorf("%s to %s: %v", x.from, x.until, err)
		} else if err == nil && got.Facts[0].Days() != x.days {
			t.Errorf("%s to %s: %d days", x.from, x.until, got.Facts[0].Days())
		}
	}
	other := help(cessation.Reavailed)
	other.From, other.Until = "2026-03-02", "2026-05-19"
	if got := ok(m.AddFact(other, today, first)); got.Facts[0].From != "" || got.Facts[0].Until != "" {
		t.Error("a fact that is no journey keeps days")
	}
}
