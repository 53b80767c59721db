package casefile_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
)

// fair is a letter with two concerns that has all that A-58 asks.
func fair() casefile.FairLetter {
	one := casefile.Concern{Codes: []string{"ELG-E3"}, Essence: "A report says otherwise.", Facts: "The report names another year.", Sources: []casefile.SourceKind{casefile.FromOpenSource}, Papers: "A letter of the employer."}
	two := casefile.Concern{Codes: []string{"ADM-D4"}, Person: "p2", Essence: "A record of a conviction.", Facts: "In summary: a record exists.", Sources: []casefile.SourceKind{casefile.FromSecurity}, Papers: "The judgment.", Held: "Annex A"}
	return casefile.FairLetter{ID: "f1", Status: casefile.FairnessDraft, Concerns: []casefile.Concern{one, two}}
}

func knows(code string) bool { return code == "ELG-E3" || code == "ADM-D4" }

// sent is the letter signed and sent on 31 August; it is told on the day, "" for not yet.
func sent(told policy.Day) casefile.Hearing {
	x, err := casefile.SignFairness(fair(), 30, false, knows, "officer.cedar", "key", now)
	if err != nil {
		panic(err)
	}
	n := casefile.Notice{ID: "n1", Kind: casefile.FairnessLetter, To: casefile.ToApplicant, Of: "f1", Days: x.Days, Status: casefile.NoticeSent, SentAt: now}
	if told != "" {
		n.Status, n.Proof = casefile.NoticeReceived, casefile.Proof{How: casefile.ProofHanded, Day: told}
	}
	return casefile.Hearing{Letter: x, Notice: n}
}

func onDay(d policy.Day) time.Time { return d.Time().Add(9 * time.Hour) }

func reply(on policy.Day, whole bool) casefile.Answer {
	return casefile.Answer{ID: string("r" + on), Letter: "f1", What: casefile.AnswerReply, From: "applicant", On: on, Text: "It is wrong.", Whole: whole, At: onDay(on)}
}

func noPapers(string) bool { return false }

func TestRule_A_58_WhatALetterOfConcernsMustHold(t *testing.T) {
	sign := func(x casefile.FairLetter) (string, string) {
		_, err := casefile.SignFairness(x, 30, false, knows, "officer.cedar", "key", now)
		f, fields := faultOf(err)
		return f.Key, fields
	}
	if key, fields := sign(fair()); key != "" {
		t.Errorf("whole: %s %s", key, fields)
	}
	for _, c := range []struct {
		field  string
		change func(x *casefile.Concern)
	}{
		{"codes", func(x *casefile.Concern) { x.Codes = nil }},
		{"codes", func(x *casefile.Concern) { x.Codes = []string{"ELG-E99"} }},
		{"essence", func(x *casefile.Concern) { x.Essence = "" }},
		{"facts", func(x *casefile.Concern) { x.Facts = "" }},
		{"sources", func(x *casefile.Concern) { x.Sources = nil }},
		{"papers", func(x *casefile.Concern) { x.Papers = "" }},
		{"held", func(x *casefile.Concern) { x.Held = "" }}, // a summary of what cannot be disclosed says where the whole is
	} {
		x := fair()
		c.change(&x.Concerns[1])
		if _, fields := sign(x); fields != "concern.2."+c.field {
			t.Errorf("without %s: %q", c.field, fields)
		}
	}
	if _, fields := sign(casefile.FairLetter{Status: casefile.FairnessDraft}); fields != "concern.1.essence" {
		t.Errorf("no concern: %q", fields)
	}
	if _, err := casefile.SignFairness(fair(), 30, false, knows, "officer.cedar", "", now); err == nil {
		t.Error("signed without proof of who signs")
	}
	x := sent("").Letter
	if _, err := casefile.KeepFairness(x); err == nil {
		t.Error("a signed letter was edited")
	}
	if key, _ := sign(x); key != "fairness.signed_already" {
		t.Errorf("signed twice: %q", key)
	}
}

func TestRule_A_58_DraftsAlwaysSave(t *testing.T) {
	x, err := casefile.KeepFairness(casefile.FairLetter{Status: casefile.FairnessDraft, Concerns: []casefile.Concern{{}, {Essence: " Half a sentence "}, {}}})
	if err != nil || len(x.Concerns) != 1 || x.Concerns[0].Essence != "Half a sentence" {
		t.Errorf("%v %+v", err, x.Concerns)
	}
	if _, err := casefile.KeepFairness(casefile.FairLetter{Status: casefile.FairnessDraft, Concerns: []casefile.Concern{{Essence: strings.Repeat("é", 4001)}}}); err == nil {
		t.Error("no limit")
	}
}

func TestRule_A_59_ThirtyDaysFromProvenDelivery(t *testing.T) {
	h := sent("")
	if h.Due() != "" || h.Stage("2027-01-01") != casefile.HearingSent || !h.Awaits("2027-01-01") {
		t.Errorf("the clock of a letter that nobody is known to have got: %s %s", h.Due(), h.Stage("2027-01-01"))
	}
	h = sent("2026-09-10")
	if h.Due() != "2026-10-10" {
		t.Errorf("due %s", h.Due())
	}
	for day, want := range map[policy.Day]casefile.HearingStage{"2026-09-10": casefile.HearingRunning, "2026-10-10": casefile.HearingRunning, "2026-10-11": casefile.HearingEnded} {
		if got := h.Stage(day); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
}

func TestRule_A_59_ShorterOnlyExpeditedAndAgreed(t *testing.T) {
	for _, c := range []struct {
		days    int
		urgent  bool
		shorter string
		want    string
	}{
		{0, false, "", ""}, {45, false, "", ""}, {10, false, "They agreed", "days"}, {10, true, "", "shorter"}, {10, true, "On 30 August through the partner", ""},
	} {
		x := fair()
		x.Days, x.Shorter = c.days, c.shorter
		x, err := casefile.SignFairness(x, 30, c.urgent, knows, "officer.cedar", "key", now)
		if _, fields := faultOf(err); fields != c.want {
			t.Errorf("%+v: %q", c, fields)
		}
		if want := max(c.days, 30); c.want == "" && c.days != 10 && x.Days != want {
			t.Errorf("%+v: %d days", c, x.Days)
		}
	}
}

func TestRule_A_59_MoreTime(t *testing.T) {
	h := sent("2026-09-10")
	ask := casefile.Answer{ID: "t1", Letter: "f1", What: casefile.AnswerTime, From: "partner", On: "2026-10-20", Text: "The courier is late"}
	a, err := h.Take(ask, false, "2026-10-20", noPapers) // asked after the last day
	if err != nil {
		t.Fatal(err)
	}
	h.Answers = append(h.Answers, a)
	if h.Stage("2026-10-20") != casefile.HearingAsked || !h.Turn("2026-10-20") || !h.Awaits("2026-10-20") {
		t.Errorf("asked: %s", h.Stage("2026-10-20"))
	}
	if _, err := h.Take(ask, false, "2026-10-20", noPapers); err == nil {
		t.Error("asked twice at once")
	}
	if _, err := h.Judge(0, false, "No answer", "officer.cedar", onDay("2026-10-20")); err == nil {
		t.Error("assessed while more time is asked for")
	}
	for _, c := range []struct {
		until policy.Day
		why   string
		want  string
	}{{"", "", "why"}, {"2026-10-10", "", "until"}, {"2026-10-19", "", "until"}, {"2028-01-01", "", "until"}} {
		_, err := h.Give(a, c.until, c.why, "officer.cedar", onDay("2026-10-20"))
		if _, fields := faultOf(err); fields != c.want {
			t.Errorf("%+v: %q", c, fields)
		}
	}
	no, err := h.Give(a, "", "Asked twice before", "officer.cedar", onDay("2026-10-20"))
	if err != nil || no.Open() || no.Granted != "" || no.Refused == "" {
		t.Errorf("refused: %v %+v", err, no)
	}
	yes, err := h.Give(a, "2026-11-10", "", "officer.cedar", onDay("2026-10-20"))
	if err != nil {
		t.Fatal(err)
	}
	h.Answers[0] = yes
	if h.Due() != "2026-11-10" || h.Stage("2026-11-10") != casefile.HearingRunning || h.Stage("2026-11-11") != casefile.HearingEnded {
		t.Errorf("granted: %s %s", h.Due(), h.Stage("2026-11-11"))
	}
	if _, err := h.Give(yes, "2026-12-10", "", "officer.cedar", onDay("2026-10-20")); err == nil {
		t.Error("answered twice")
	}
}

func TestRule_A_59_ALateReplyIsReadUntilTheDecision(t *testing.T) {
	h := sent("2026-09-10")
	x := h.Letter
	for n := range x.Concerns { // silence, and the officer says so
		var err error
		if x, err = h.Judge(n, false, "No answer came", "officer.cedar", onDay("2026-10-11")); err != nil {
			t.Fatal(err)
		}
		h.Letter = x
	}
	if h.Stage("2026-10-11") != casefile.HearingAssessed || h.Awaits("2026-10-11") {
		t.Errorf("%s", h.Stage("2026-10-11"))
	}
	late, err := h.Take(reply("2026-10-20", false), false, "2026-10-20", noPapers)
	if err != nil || !h.Late(late) {
		t.Fatalf("%v", err)
	}
	h.Answers = append(h.Answers, late)
	if h.Stage("2026-10-20") != casefile.HearingReplied || !h.Awaits("2026-10-20") {
		t.Errorf("a late reply does not wait to be read: %s", h.Stage("2026-10-20"))
	}
	if _, err := h.Take(reply("2026-10-21", false), true, "2026-10-21", noPapers); err == nil {
		t.Error("taken after the decision")
	}
}

func TestRule_A_60_EachConcernIsAssessedByItself(t *testing.T) {
	h := sent("2026-09-10")
	if _, err := h.Judge(0, true, "Answered", "officer.cedar", onDay("2026-09-20")); err == nil {
		t.Error("assessed within the applicant's time")
	}
	h.Answers = append(h.Answers, reply("2026-09-20", true)) // the whole of it: the time need not run out
	if h.Stage("2026-09-20") != casefile.HearingReplied {
		t.Fatalf("%s", h.Stage("2026-09-20"))
	}
	if _, err := h.Judge(0, true, " ", "officer.cedar", onDay("2026-09-21")); err == nil {
		t.Error("assessed without saying why")
	}
	var err error
	if h.Letter, err = h.Judge(0, true, "The employer's letter answers it", "officer.cedar", onDay("2026-09-21")); err != nil {
		t.Fatal(err)
	}
	if !h.Awaits("2026-09-21") {
		t.Error("one concern is not assessed")
	}
	if h.Letter, err = h.Judge(1, false, "The record stands", "officer.cedar", onDay("2026-09-21")); err != nil || h.Awaits("2026-09-21") {
		t.Fatalf("%v %s", err, h.Stage("2026-09-21"))
	}
	put := h.Disclosures(nil)
	if _, ok := casefile.WasPut(put, "ELG-E3", ""); ok {
		t.Error("a concern that was allayed carries a refusal")
	}
	if d, ok := casefile.WasPut(put, "ADM-D4", "p2"); !ok || d.Reply != "It is wrong." || d.Put != "2026-09-10" {
		t.Errorf("%v %+v", ok, d)
	}
	if _, ok := casefile.WasPut(put, "ADM-D4", "p1"); ok {
		t.Error("put about another person")
	}
	// Another reply: what was found no longer holds, and nothing rests on it.
	h.Answers = append(h.Answers, reply("2026-10-05", true))
	if h.Stage("2026-10-05") != casefile.HearingReplied {
		t.Errorf("%s", h.Stage("2026-10-05"))
	}
	if _, ok := casefile.WasPut(h.Disclosures(put), "ADM-D4", "p2"); ok {
		t.Error("rests on an assessment that has not read every reply")
	}
}

func TestRule_A_60_NothingIsPutBeforeItIsTold(t *testing.T) {
	if got := sent("").Disclosures(nil); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	h := sent("2026-09-10")
	put := h.Disclosures(nil)
	if len(put) != 2 || put[0].Answered() || put[0].Due != "2026-10-10" {
		t.Fatalf("%+v", put)
	}
	put[0].ID, put[1].ID = "d1", "d2"
	papers := reply("2026-09-12", true)
	papers.Text, papers.Papers = "", []string{"doc1"}
	h.Answers = append(h.Answers, papers)
	h.Letter, _ = h.Judge(0, false, "The paper is of another year", "officer.cedar", onDay("2026-09-13"))
	again := h.Disclosures(put)
	if again[0].ID != "d1" || !again[0].Answered() || !again[0].Papers || again[1].Answered() {
		t.Errorf("%+v", again)
	}
}

func TestFairness_WithdrawnUnlessItArrived(t *testing.T) {
	if _, err := sent("2026-09-10").Withdraw("Wrong person"); err == nil {
		t.Error("taken back after it arrived")
	}
	h := sent("")
	if _, err := h.Withdraw(""); err == nil {
		t.Error("without a reason")
	}
	var err error
	if h.Letter, err = h.Withdraw("Another letter takes its place"); err != nil || h.Awaits("2026-12-01") {
		t.Fatalf("%v", err)
	}
	h.Notice.Status, h.Notice.Proof = casefile.NoticeReceived, casefile.Proof{How: casefile.ProofHanded, Day: "2026-09-10"}
	if h.Stage("2026-09-11") != casefile.HearingRunning {
		t.Errorf("it arrived all the same: %s", h.Stage("2026-09-11"))
	}
}

func TestFairness_AnAnswerIsWhole(t *testing.T) {
	h := sent("2026-09-10")
	for _, c := range []struct {
		name   string
		change func(*casefile.Answer)
		want   string
	}{
		{"as it is", func(*casefile.Answer) {}, ""},
		{"from nobody", func(a *casefile.Answer) { a.From = "" }, "from"},
		{"tomorrow", func(a *casefile.Answer) { a.On = "2026-09-13" }, "on"},
		{"before it was sent", func(a *casefile.Answer) { a.On = "2026-08-30" }, "on"},
		{"nothing", func(a *casefile.Answer) { a.Text = " " }, "text"},
		{"a paper that is not there", func(a *casefile.Answer) { a.Papers = []string{"x"} }, "papers"},
	} {
		a := reply("2026-09-12", false)
		c.change(&a)
		_, err := h.Take(a, false, "2026-09-12", noPapers)
		if _, fields := faultOf(err); fields != c.want {
			t.Errorf("%s: %q", c.name, fields)
		}
	}
	h.Notice.SentAt, h.Notice.Status, h.Notice.Proof = time.Time{}, casefile.NoticeOwed, casefile.Proof{}
	if _, err := h.Take(reply("2026-09-12", false), false, "2026-09-12", noPapers); err == nil {
		t.Error("an answer to what was never sent")
	}
	if !slices.Contains(casefile.SourceKinds, casefile.FromOtherCase) {
		t.Error("no other case")
	}
}
