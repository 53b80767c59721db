package decision_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

var at = time.Date(2026, 9, 1, 15, 0, 0, 0, time.UTC)

const today = policy.Day("2026-09-01")

var criteria = []assessment.Criterion{
	{Code: assessment.OutsideCanada, Heading: assessment.Outside, Per: assessment.PerCase},
	{Code: assessment.Persecution, Heading: assessment.Fear, Per: assessment.PerCountry, Class: assessment.Convention},
	{Code: assessment.ClassMet, Heading: assessment.Fear, Per: assessment.PerClass},
}

func noNotes(string) []assessment.Note { return nil }

// found is a recorded, sound finding.
func found(r assessment.Row, result assessment.Result) assessment.Finding {
	return assessment.Finding{ID: "f-" + r.Key(), Row: r, Result: result, Reasons: "as the record shows", Evidence: []assessment.Evidence{{Document: "d1"}}, Status: assessment.Recorded}
}

func family() []people.Person {
	return []people.Person{
		{ID: "p1", Number: 1, Relationship: people.PA, Travelling: people.Yes, Born: "1985-02-03"},
		{ID: "p2", Number: 2, Relationship: people.Daughter, Travelling: people.Yes, Born: "2016-02-03"},
		{ID: "p3", Number: 3, Relationship: people.Son, Travelling: people.No, Born: "2004-02-03"},
	}
}

// cleared is admissibility with every track settled until a day and no ground against anybody.
func cleared(until policy.Day) assessment.Admissibility {
	var a assessment.Admissibility
	for _, p := range family() {
		e := assessment.Examine(p, today)
		a.Examined = append(a.Examined, e)
		for _, k := range assessment.TrackKinds {
			a.Tracks = append(a.Tracks, assessment.Track{Person: p.ID, Kind: k, Value: assessment.NoConcern, ValidUntil: until})
		}
		for _, g := range assessment.Grounds {
			a.Grounds = append(a.Grounds, assessment.Ground{ID: "g-" + p.ID + g, Person: p.ID, Ground: g, Result: assessment.GroundClear, Status: assessment.Recorded})
		}
	}
	return a
}

func basis(findings ...assessment.Finding) decision.Basis {
	return decision.Basis{
		State: casefile.FinalReview, Notes: noNotes, Admissibility: cleared("2027-08-01"), Persons: family(), Today: today,
		Sheet:      assessment.Build(criteria, assessment.Subject{Countries: []string{"XKK"}, Members: []string{"p2", "p3"}}, findings),
		Interviews: []casefile.Interview{{ID: "i1", Status: casefile.InterviewSigned, Officer: "officer.cedar", Opened: at}},
	}
}

// good is an application of which everything is established.
func good() decision.Basis {
	return basis(found(assessment.Row{Criterion: assessment.OutsideCanada}, assessment.Met),
		found(assessment.Row{Criterion: assessment.Persecution, Class: assessment.Convention, Country: "XKK"}, assessment.Met),
		found(assessment.Row{Criterion: assessment.ClassMet, Class: assessment.Convention}, assessment.Met))
}

// bad is one whose fear is found not met, assessed under both classes for all, and put to the applicant.
func bad() decision.Basis {
	fs := []assessment.Finding{found(assessment.Row{Criterion: assessment.OutsideCanada}, assessment.Met),
		found(assessment.Row{Criterion: assessment.Persecution, Class: assessment.Convention, Country: "XKK"}, assessment.NotMet)}
	for _, p := range []string{"", "p2", "p3"} {
		for _, c := range []assessment.Class{assessment.Convention, assessment.Asylum} {
			fs = append(fs, found(assessment.Row{Criterion: assessment.ClassMet, Class: c, Person: p}, assessment.NotMet))
		}
	}
	b := basis(fs...)
	b.Disclosures = []casefile.Disclosure{put("x1", assessment.Persecution, assessment.ClassMet)}
	return b
}

func put(id string, codes ...string) casefile.Disclosure {
	return casefile.Disclosure{ID: id, How: casefile.HowInterview, Event: "i1", Codes: codes, Put: "2026-08-20", Reply: "not so", Replied: "2026-08-20"}
}

func approval() decision.Decision {
	return decision.Decision{ID: "d1", Outcome: decision.Approve, By: "officer.cedar", Summary: "all established", Travel: "2026-12-01", Status: decision.Draft,
		Reasons:     []decision.Reason{{Code: decision.ReasonAllMet, Text: "each limb is met"}},
		Space:       decision.Space{Confirmed: true, Year: 2026, Day: today, By: "officer.cedar"},
		Destination: decision.Destination{Province: "ON", Requested: today}}
}

func refusal(b decision.Basis) decision.Decision {
	d := decision.Decision{ID: "d1", Outcome: decision.Refuse, By: "officer.cedar", Summary: "fear not established", Status: decision.Draft,
		Reasons: []decision.Reason{{Code: assessment.Persecution, Text: "why not"}, {Code: assessment.ClassMet, Text: "why not"}}}
	d, err := decision.LookAt(d, b, casefile.Look{By: "supervisor.cedar", At: at, Agrees: true, Reasons: "read and agreed"})
	if err != nil {
		panic(err)
	}
	return d
}

// unmet are the gates that stand in the way.
func unmet(d decision.Decision, b decision.Basis) string {
	var out []string
	for _, g := range decision.Gates(d, b) {
		if !g.Met {
			out = append(out, g.Name+" "+g.Rule)
		}
	}
	return strings.Join(out, ", ")
}

func rule(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Rule
	}
	return ""
}

func names(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return ""
	}
	var out []string
	for _, x := range f.Fields {
		out = append(out, x.Name)
	}
	return strings.Join(out, " ")
}

func sign(d decision.Decision, b decision.Basis) error {
	_, err := decision.Sign(d, b, "passkey", at)
	return err
}

func TestRule_A_83_SignedByAPersonWhoProvesAgain(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*decision.Decision, *decision.Basis, *string)
		ok     bool
	}{
		{"everything is there", func(*decision.Decision, *decision.Basis, *string) {}, true},
		{"without proving again", func(_ *decision.Decision, _ *decision.Basis, g *string) { *g = "" }, false},
		{"by nobody, as a timer would", func(d *decision.Decision, _ *decision.Basis, _ *string) { d.By = "" }, false},
		{"in another state", func(_ *decision.Decision, b *decision.Basis, _ *string) { b.State = casefile.Eligibility }, false},
		{"signed already", func(d *decision.Decision, _ *decision.Basis, _ *string) { d.Status = decision.Signed }, false},
		{"no outcome chosen", func(d *decision.Decision, _ *decision.Basis, _ *string) { d.Outcome = "" }, false},
		{"a finding is missing", func(_ *decision.Decision, b *decision.Basis, _ *string) {
			b.Sheet = assessment.Build(criteria, assessment.Subject{Countries: []string{"XKK"}}, nil)
		}, false},
		{"no interview and no waiver", func(_ *decision.Decision, b *decision.Basis, _ *string) { b.Interviews = nil }, false},
		{"a contradiction stands", func(_ *decision.Decision, b *decision.Basis, _ *string) {
			b.Open = []decision.Open{{Code: "X-8", Severity: assessment.Second}}
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, b, gate := approval(), good(), "passkey"
			c.change(&d, &b, &gate)
			got, err := decision.Sign(d, b, gate, at)
			if (err == nil) != c.ok || c.ok && (got.Status != decision.Signed || got.SignedAt != at || got.Gate != "passkey") {
				t.Errorf("%v %+v", err, got)
			}
		})
	}
}

func TestRule_A_86_ApprovalNeedsEverythingEstablished(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*decision.Decision, *decision.Basis)
		want   string
	}{
		{"all established", func(*decision.Decision, *decision.Basis) {}, ""},
		{"a criterion not met", func(_ *decision.Decision, b *decision.Basis) { *b = bad() }, "all_met A-86"},
		{"somebody who travels is inadmissible", func(_ *decision.Decision, b *decision.Basis) {
			inadmissible(b, "p2", assessment.HealthDanger)
		}, "admissible X-24"},
		{"a track is not settled", func(_ *decision.Decision, b *decision.Basis) {
			b.Admissibility.Tracks[3].Value = assessment.Requested
		}, "admissible X-24"},
		{"a member is not answered for", func(_ *decision.Decision, b *decision.Basis) { b.Persons[2].Travelling = "" }, "family A-86"},
		{"no destination", func(d *decision.Decision, _ *decision.Basis) { d.Destination = decision.Destination{} }, "destination A-86"},
		{"no reasons", func(d *decision.Decision, _ *decision.Basis) { d.Reasons = nil }, "reasons A-88"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, b := approval(), good()
			c.change(&d, &b)
			if got := unmet(d, b); got != c.want {
				t.Errorf("got %q", got)
			}
			if err := sign(d, b); (err == nil) != (c.want == "") {
				t.Errorf("sign: %v", err)
			}
		})
	}
}

// inadmissible records a ground against a person, looked at by another.
func inadmissible(b *decision.Basis, person, ground string) *assessment.Ground {
	for i := range b.Admissibility.Grounds {
		g := &b.Admissibility.Grounds[i]
		if g.Person == person && g.Ground == ground {
			g.Result, g.Second = assessment.GroundInadmissible, &casefile.Look{By: "supervisor.cedar", Reasons: "read", Agrees: true}
			return g
		}
	}
	panic("no such ground")
}

func TestRule_X_24_ValidOnTheDayOfTravel(t *testing.T) {
	for day, want := range map[policy.Day]string{"2026-12-01": "", "2027-08-01": "", "2027-08-02": "admissible X-24"} {
		d := approval()
		d.Travel, d.Space.Year = day, day.Year()
		if got := unmet(d, good()); got != want {
			t.Errorf("travel on %s, valid until 2027-08-01: %q", day, got)
		}
	}
}

func TestRule_X_12_ConfirmedSpace(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*decision.Decision)
	}{
		{"not confirmed", func(d *decision.Decision) { d.Space.Confirmed = false }},
		{"confirmed by nobody", func(d *decision.Decision) { d.Space.By = "" }},
		{"for another year", func(d *decision.Decision) { d.Space.Year = 2027 }},
		{"no day of travel", func(d *decision.Decision) { d.Travel = "" }},
		{"a day of travel that is past", func(d *decision.Decision) { d.Travel = "2026-08-31" }},
	} {
		d := approval()
		c.change(&d)
		if got := unmet(d, good()); got != "space X-12" {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestRule_X_25_QuebecFirst(t *testing.T) {
	d := approval()
	d.Destination.Province = decision.Quebec
	if got := unmet(d, good()); got != "quebec X-25" {
		t.Errorf("before Quebec: %q", got)
	}
	d.Destination.Quebec, d.Destination.Selected = today, people.No
	if got := unmet(d, good()); got != "quebec X-25" {
		t.Errorf("not selected: %q", got)
	}
	d.Destination.Selected = people.Yes
	if got := unmet(d, good()); got != "" {
		t.Errorf("selected: %q", got)
	}
	j := journey()
	j.Decision.Destination = d.Destination
	if got := rule(decision.Issue(visa("p1"), j)); got != "X-25" {
		t.Errorf("a visa without the certificate's notice: %q", got)
	}
	j.Decision.Destination.CSQ = today
	if err := decision.Issue(visa("p1"), j); err != nil {
		t.Error(err)
	}
}

func TestRule_A_88_RefusalSaysHowEachCriterionIsUnmet(t *testing.T) {
	b := bad()
	if err := sign(refusal(b), b); err != nil {
		t.Fatal(err)
	}
	d, _ := decision.Sign(refusal(b), b, "passkey", at)
	if got := fmt.Sprint(decision.Codes(d.Grounds)); got != "[ELG-E5 ELG-E10]" || d.Grounds[0].Entry != "f-ELG-E5.convention.XKK" {
		t.Errorf("grounds %s %+v", got, d.Grounds)
	}
	d = refusal(b)
	d.Reasons = d.Reasons[:1]
	d.Second.Of = d.Print(b)
	if got := names(sign(d, b)); got != "gate.reasons reason.ELG-E10" {
		t.Errorf("one ground without words: %q", got)
	}
	// Nothing against the applicant: there is nothing to refuse on.
	g := good()
	if got := unmet(refusal(g), g); !strings.Contains(got, "grounds A-88") {
		t.Errorf("refused on nothing: %q", got)
	}
}

func TestRule_X_26_BothClassesBeforeRefusal(t *testing.T) {
	b := bad()
	for i := range b.Sheet.Lines {
		if l := &b.Sheet.Lines[i]; l.Criterion == assessment.ClassMet && l.Class == assessment.Asylum && l.Person == "p2" {
			l.Standing = nil
		}
	}
	if got := unmet(refusal(b), b); !strings.Contains(got, "both_classes X-26") {
		t.Errorf("one class for one member: %q", got)
	}
}

func TestRule_A_60_OnlyWhatWasPutToTheApplicant(t *testing.T) {
	for _, c := range []struct {
		name string
		put  []casefile.Disclosure
		want string
	}{
		{"everything was put", []casefile.Disclosure{put("x1", assessment.Persecution, assessment.ClassMet)}, ""},
		{"on two occasions", []casefile.Disclosure{put("x1", assessment.Persecution), put("x2", assessment.ClassMet)}, ""},
		{"nothing was", nil, "heard X-21"},
		{"one was not", []casefile.Disclosure{put("x1", assessment.Persecution)}, "heard X-21"},
		{"no answer yet and time left", []casefile.Disclosure{{ID: "x1", How: casefile.HowWriting, Codes: []string{assessment.Persecution, assessment.ClassMet}, Put: "2026-08-20", Due: "2026-09-19"}}, "heard X-21"},
	} {
		b := bad()
		b.Disclosures = c.put
		if got := unmet(refusal(b), b); got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// Rule A-60: while the applicant has time to answer a letter, or what came of it is not assessed, nobody refuses.
func TestRule_A_60_ALetterIsHeardToItsEnd(t *testing.T) {
	letter := func(told policy.Day) casefile.Hearing {
		h := casefile.Hearing{Letter: casefile.FairLetter{ID: "f1", Status: casefile.FairnessSigned, Concerns: []casefile.Concern{{Codes: []string{assessment.Persecution}}}},
			Notice: casefile.Notice{ID: "n1", Kind: casefile.FairnessLetter, Of: "f1", Days: 30, Status: casefile.NoticeSent, SentAt: at.AddDate(0, -2, 0)}}
		if told != "" {
			h.Notice.Status, h.Notice.Proof = casefile.NoticeReceived, casefile.Proof{How: casefile.ProofHanded, Day: told}
		}
		return h
	}
	judged := func(h casefile.Hearing) casefile.Hearing {
		h.Letter.Concerns[0].Found = &casefile.Judgement{Why: "it stands", By: "officer.cedar", At: at, Read: len(h.Replies())}
		return h
	}
	replied := func(h casefile.Hearing) casefile.Hearing {
		h.Answers = append(h.Answers, casefile.Answer{Letter: "f1", What: casefile.AnswerReply, On: today, At: at, Text: "no"})
		return h
	}
	asked := letter(today.Add(-40))
	asked.Answers = []casefile.Answer{{Letter: "f1", What: casefile.AnswerTime, On: today, At: at}}
	withdrawn := letter("")
	withdrawn.Letter.Status = casefile.FairnessWithdrawn
	for _, c := range []struct {
		name, want string
		letter     casefile.Hearing
	}{
		{"sent and not known to have arrived", "heard X-21", letter("")},
		{"within the time", "heard X-21", letter(today.Add(-30))},
		{"the time is over and nobody said so", "heard X-21", letter(today.Add(-31))},
		{"silence, recorded", "", judged(letter(today.Add(-31)))},
		{"a late reply that nobody assessed", "heard X-21", replied(judged(letter(today.Add(-31))))},
		{"a late reply, assessed", "", judged(replied(letter(today.Add(-31))))},
		{"more time is asked for", "heard X-21", asked},
		{"withdrawn before it arrived", "", withdrawn},
	} {
		b := bad()
		b.Letters = []casefile.Hearing{c.letter}
		if got := unmet(refusal(b), b); got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
		if got := unmet(approval(), b); strings.Contains(got, "heard") {
			t.Errorf("%s stands in the way of an approval: %q", c.name, got)
		}
	}
	// A look at a refusal does not hold once another reply has come.
	b := bad()
	b.Letters = []casefile.Hearing{judged(letter(today.Add(-31)))}
	d := refusal(b)
	b.Letters = []casefile.Hearing{judged(replied(letter(today.Add(-31))))}
	if got := unmet(d, b); got != "second A-82" {
		t.Errorf("an old look at a refusal with a new reply: %q", got)
	}
}

func TestRule_A_41_WaivedInterviewAndCredibility(t *testing.T) {
	b := bad()
	b.Interviews = []casefile.Interview{{ID: "i1", Status: casefile.InterviewWaived, Officer: "officer.cedar", Opened: at}}
	b.Disclosures = nil
	if got := unmet(refusal(b), b); got != "heard X-22" {
		t.Errorf("waived and nothing put in writing: %q", got)
	}
	b.Disclosures = []casefile.Disclosure{{ID: "x1", How: casefile.HowWriting, Codes: []string{assessment.Persecution, assessment.ClassMet}, Put: "2026-07-01", Due: "2026-07-31", NoReply: "2026-08-05"}}
	if got := unmet(refusal(b), b); got != "" {
		t.Errorf("put in writing and unanswered: %q", got)
	}
}

func TestRule_A_82_SecondLook(t *testing.T) {
	b := bad()
	d := refusal(b)
	d.Second = nil
	if got := unmet(d, b); got != "second A-82" {
		t.Errorf("no look: %q", got)
	}
	if _, err := decision.LookAt(d, b, casefile.Look{By: "officer.cedar", Agrees: true, Reasons: "mine"}); rule(err) != "A-82" {
		t.Errorf("the officer's own look: %v", err)
	}
	if _, err := decision.LookAt(d, b, casefile.Look{By: "supervisor.cedar"}); names(err) != "second_reasons" {
		t.Errorf("a look without a word: %v", err)
	}
	d = refusal(b)
	d.Summary = "something else than what was looked at"
	if got := unmet(d, b); got != "second A-82" {
		t.Errorf("changed after the look: %q", got)
	}
	// A supervisor is consulted and does not decide: the officer answers, and may sign (decision 1).
	d, err := decision.LookAt(refusal(b), b, casefile.Look{By: "supervisor.cedar", At: at, Reasons: "I would approve"})
	if err != nil || unmet(d, b) != "second A-82" {
		t.Errorf("a look that does not agree: %v %q", err, unmet(d, b))
	}
	d.Answered = "considered, and here is why not"
	if err := sign(d, b); err != nil {
		t.Errorf("answered: %v", err)
	}
	// An approval needs no second person.
	if err := sign(approval(), good()); err != nil {
		t.Error(err)
	}
	b = good()
	inadmissible(&b, "p1", assessment.SeriousCrime).Second = nil
	b.Disclosures = []casefile.Disclosure{put("x1", assessment.SeriousCrime)}
	if got := unmet(refusal(b), b); !strings.Contains(got, "second_on_grounds A-82") {
		t.Errorf("a ground of A36 that nobody else looked at: %q", got)
	}
}

func TestRule_I_49_RefusalWaitsForTheConsultation(t *testing.T) {
	b := bad()
	b.Consultation = true
	if got := unmet(refusal(b), b); got != "consultation I-49" {
		t.Errorf("got %q", got)
	}
	g := good()
	g.Consultation = true
	if got := unmet(approval(), g); got != "" {
		t.Errorf("an approval waits for nothing: %q", got)
	}
}

func TestRule_X_23_SignerIsNotTheInterviewer(t *testing.T) {
	b := good()
	b.Interviews[0].Officer = "officer.birch"
	d := approval()
	if got := unmet(d, b); got != "signer X-23" {
		t.Errorf("got %q", got)
	}
	d.NotOwn = "the interviewer has left the office"
	if got := unmet(d, b); got != "" {
		t.Errorf("with a reason: %q", got)
	}
}

func signedRefusal() decision.Decision {
	b := bad()
	d, err := decision.Sign(refusal(b), b, "passkey", at)
	if err != nil {
		panic(err)
	}
	return d
}

func TestRule_I_22_RefusalOwesTwoNotices(t *testing.T) {
	for _, partner := range []string{"UNHCR", "FLD", "PD"} {
		var got []string
		for _, n := range decision.Owe(signedRefusal(), partner, false, "fr", today) {
			got = append(got, string(n.Kind)+" "+string(n.To)+" "+n.Partner+" "+string(n.Status)+" "+string(n.Due))
		}
		want := []string{"L7 applicant " + partner + " owed 2026-09-08", "L9 partner " + partner + " owed 2026-09-08"}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v", partner, got)
		}
	}
	d := signedRefusal()
	d.Grounds = append(d.Grounds, decision.Ground{Code: "ADM-D1", Person: "p1"})
	if got := decision.Owe(d, "FLD", false, "en", today); len(got) != 3 || got[1].Kind != casefile.RefusalInadmissible {
		t.Errorf("refused on both: %+v", got)
	}
	if got := decision.Owe(approval(), "FLD", false, "en", today); len(got) != 2 || got[0].Kind != casefile.Approval {
		t.Errorf("approved: %+v", got)
	}
}

func TestRule_A_90_UrgentAtOnce(t *testing.T) {
	for _, n := range decision.Owe(signedRefusal(), "FLD", true, "en", today) {
		if n.Due != today {
			t.Errorf("%s is due %s", n.Kind, n.Due)
		}
	}
}

func owed(to casefile.Addressee) casefile.Notice {
	return casefile.Notice{ID: "n-" + string(to), Kind: casefile.RefusalEligibility, To: to, Of: "d1", Status: casefile.NoticeOwed, Owed: today, Language: "en",
		Ground: "consent", Channel: casefile.PartnerMessage, Text: "<p>letter</p>"}
}

func TestRule_A_89_SentThroughTheSafeChannel(t *testing.T) {
	safe := people.SafetyPlan{Reach: people.OnlyPartner, LocationRestricted: people.No, Confirmed: "2026-08-01"}
	sent, err := decision.Send(owed(casefile.ToApplicant), safe, "officer.cedar", at)
	if err != nil || sent.Status != casefile.NoticeSent || sent.SentBy != "officer.cedar" {
		t.Fatalf("%v %+v", err, sent)
	}
	if _, err := decision.Send(sent, safe, "officer.cedar", at); rule(err) != "A-91" {
		t.Errorf("sent twice: %v", err)
	}
	old := safe
	old.Confirmed = "2026-05-01"
	if _, err := decision.Send(owed(casefile.ToApplicant), old, "officer.cedar", at); rule(err) != "A-56" {
		t.Errorf("on a plan that has expired: %v", err)
	}
	if _, err := decision.Send(owed(casefile.ToPartner), old, "officer.cedar", at); err != nil {
		t.Errorf("the partner's own notice: %v", err)
	}
	n := owed(casefile.ToApplicant)
	n.Text, n.Language, n.Ground, n.Channel = " ", "de", "", "email"
	if _, err := decision.Send(n, safe, "officer.cedar", at); names(err) != "text language ground channel" {
		t.Errorf("got %v", err)
	}
}

func TestRule_A_91_ReceiptIsProven(t *testing.T) {
	sent := func(to casefile.Addressee) casefile.Notice {
		n := owed(to)
		n.Status, n.SentAt = casefile.NoticeSent, at
		return n
	}
	for _, c := range []struct {
		name string
		n    casefile.Notice
		p    casefile.Proof
		want string // wrong fields
		ok   bool
	}{
		{"the partner opened its own", sent(casefile.ToPartner), casefile.Proof{How: casefile.ProofOpened, Day: today}, "", true},
		{"the partner opened the applicant's", sent(casefile.ToApplicant), casefile.Proof{How: casefile.ProofOpened, Day: today}, "how", false},
		{"a signed receipt", sent(casefile.ToApplicant), casefile.Proof{How: casefile.ProofReceipt, Document: "d9", Day: today}, "", true},
		{"a receipt that is not there", sent(casefile.ToApplicant), casefile.Proof{How: casefile.ProofReceipt, Day: today}, "document", false},
		{"told in words, annex held, never sent", owed(casefile.ToApplicant), casefile.Proof{How: casefile.ProofToldOrally, Who: "caseworker 0118", Day: today}, "", true},
		{"the partner handed it on", sent(casefile.ToApplicant), casefile.Proof{How: casefile.ProofHanded, Who: "caseworker 0118", Day: today}, "", true},
		{"handed on by nobody", sent(casefile.ToApplicant), casefile.Proof{How: casefile.ProofHanded, Day: today}, "who", false},
		{"handed on before it was sent", owed(casefile.ToApplicant), casefile.Proof{How: casefile.ProofHanded, Who: "caseworker 0118", Day: today}, "", false},
		{"told in words by nobody", owed(casefile.ToApplicant), casefile.Proof{How: casefile.ProofToldOrally, Day: today}, "who", false},
		{"a receipt for what was never sent", owed(casefile.ToApplicant), casefile.Proof{How: casefile.ProofReceipt, Document: "d9", Day: today}, "", false},
		{"before it was owed", sent(casefile.ToPartner), casefile.Proof{How: casefile.ProofOpened, Day: "2026-08-31"}, "day", false},
		{"in the future", sent(casefile.ToPartner), casefile.Proof{How: casefile.ProofOpened, Day: "2026-09-02"}, "day", false},
		{"by hearsay", sent(casefile.ToPartner), casefile.Proof{How: "hearsay", Day: today}, "how", false},
	} {
		got, err := decision.Prove(c.n, c.p, today)
		if (err == nil) != c.ok || names(err) != c.want || got.Proven() != c.ok {
			t.Errorf("%s: %v, proven %v", c.name, err, got.Proven())
		}
	}
	n := owed(casefile.ToApplicant)
	n.Text = ""
	if _, err := decision.Prove(n, casefile.Proof{How: casefile.ProofToldOrally, Who: "x", Day: today}, today); names(err) != "how" {
		t.Errorf("told in words without the annex: %v", err)
	}
}

func TestRule_A_92_SixtyDaysFromBeingTold(t *testing.T) {
	n := owed(casefile.ToApplicant)
	n.Status, n.SentAt = casefile.NoticeSent, at
	if got := decision.Recourse([]casefile.Notice{n}, "d1"); got != "" {
		t.Errorf("sent and not told: %s", got)
	}
	n.Status, n.Proof = casefile.NoticeReceived, casefile.Proof{How: casefile.ProofReceipt, Day: "2026-09-10", Document: "d9"}
	p := owed(casefile.ToPartner)
	p.Status, p.Proof = casefile.NoticeReceived, casefile.Proof{How: casefile.ProofOpened, Day: "2026-09-02"}
	if got := decision.Recourse([]casefile.Notice{p, n}, "d1"); got != "2026-11-09" {
		t.Errorf("got %s", got)
	}
}

func TestRule_X_29_NoClosingBeforeBothAreTold(t *testing.T) {
	proven := func(to casefile.Addressee) casefile.Notice {
		n := owed(to)
		n.Status, n.Proof = casefile.NoticeReceived, casefile.Proof{How: casefile.ProofReceipt, Day: today, Document: "d9"}
		return n
	}
	d := signedRefusal()
	for _, c := range []struct {
		name    string
		notices []casefile.Notice
		want    string
	}{
		{"both told", []casefile.Notice{proven(casefile.ToApplicant), proven(casefile.ToPartner)}, ""},
		{"nothing on file", nil, "notice.applicant"},
		{"the partner's is owed", []casefile.Notice{proven(casefile.ToApplicant), owed(casefile.ToPartner)}, "notice.partner"},
		{"the applicant's is owed", []casefile.Notice{owed(casefile.ToApplicant), proven(casefile.ToPartner)}, "notice.applicant"},
		{"the partner's is missing", []casefile.Notice{proven(casefile.ToApplicant)}, "notice.partner"},
		{"of another decision", []casefile.Notice{other(proven(casefile.ToApplicant)), proven(casefile.ToPartner)}, "notice.applicant"},
	} {
		if err := decision.Close(d, c.notices); names(err) != c.want || err != nil && rule(err) != "X-29" {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func other(n casefile.Notice) casefile.Notice { n.Of = "d0"; return n }

func journey() decision.Journey {
	d := approval()
	d.Status, d.SignedAt = decision.Signed, at.AddDate(0, 0, -3)
	return decision.Journey{State: casefile.Approved, Decision: d, Persons: family(), Today: today,
		Tracks: []assessment.Track{{Person: "p1", Kind: assessment.Medical, ValidUntil: "2027-03-01"}, {Person: "p2", Kind: assessment.Medical, ValidUntil: "2027-03-01"}}}
}

func visa(person string) decision.Visa {
	return decision.Visa{ID: "v-" + person, Person: person, Number: "V 000", Issued: "2026-08-31", ValidUntil: "2027-02-01",
		Document: decision.TravelDocument{Kind: decision.Refugee, Number: "T 000", Expires: "2028-01-01"}}
}

func TestRule_A_100_VisaPerPerson(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*decision.Visa, *decision.Journey)
		rule   string
		fields string
	}{
		{"as it should be", func(*decision.Visa, *decision.Journey) {}, "", ""},
		{"before the approval", func(_ *decision.Visa, j *decision.Journey) { j.Decision.Status = decision.Draft }, "A-86", ""},
		{"after a refusal", func(_ *decision.Visa, j *decision.Journey) { j.State = casefile.Refused }, "A-86", ""},
		{"for somebody who stays", func(v *decision.Visa, _ *decision.Journey) { v.Person = "p3" }, "A-100", ""},
		{"a second one", func(_ *decision.Visa, j *decision.Journey) { j.Visas = []decision.Visa{visa("p1")} }, "A-100", ""},
		{"after one that was cancelled", func(_ *decision.Visa, j *decision.Journey) {
			v := visa("p1")
			v.Cancelled = today
			j.Visas = []decision.Visa{v}
		}, "", ""},
		{"nothing filled in", func(v *decision.Visa, _ *decision.Journey) { *v = decision.Visa{Person: "p1"} }, "", "number document_kind document_number document_expires issued valid_until"},
		{"issued before the approval", func(v *decision.Visa, _ *decision.Journey) { v.Issued = "2026-08-28" }, "", "issued"},
	} {
		v, j := visa("p1"), journey()
		c.change(&v, &j)
		if err := decision.Issue(v, j); rule(err) != c.rule || names(err) != c.fields {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestRule_A_101_VisaDoesNotOutlive(t *testing.T) {
	for _, c := range []struct {
		valid, document policy.Day
		ok              bool
	}{
		{"2027-03-01", "2028-01-01", true},
		{"2027-03-02", "2028-01-01", false}, // the medical certificate ends on 1 March
		{"2027-01-15", "2027-01-15", true},
		{"2027-01-16", "2027-01-15", false},
	} {
		v := visa("p1")
		v.ValidUntil, v.Document.Expires = c.valid, c.document
		if err := decision.Issue(v, journey()); (err == nil) != c.ok || err != nil && names(err) != "valid_until" {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// travelling is a family of whom both travellers have visas.
func travelling() decision.Journey {
	j := journey()
	j.State, j.Today = casefile.Travel, "2026-12-05"
	j.Visas = []decision.Visa{visa("p1"), visa("p2")}
	return j
}

func TestRule_A_114_VisaIssuedIsNotAdmitted(t *testing.T) {
	j := journey()
	if decision.Next(j) != "" {
		t.Error("moves without visas")
	}
	j.Visas = []decision.Visa{visa("p1")}
	if decision.Next(j) != "" {
		t.Error("moves with one visa of two")
	}
	j.Visas = append(j.Visas, visa("p2"))
	if got := decision.Next(j); got != casefile.Travel {
		t.Errorf("both have visas: %q", got)
	}
	j = travelling()
	if decision.Next(j) != "" {
		t.Error("departs by itself")
	}
	dep := decision.Departure{Person: "p1", Day: "2026-12-01", Confirmed: "IOM"}
	if err := decision.Depart(dep, j); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []decision.Departure{{Person: "p3", Day: "2026-12-01", Confirmed: "IOM"}, {Person: "p1", Day: "2026-12-06", Confirmed: "IOM"}, {Person: "p1", Day: "2026-12-01"},
		{Person: "p1", Day: "2026-08-01", Confirmed: "IOM"}} {
		if decision.Depart(bad, j) == nil {
			t.Errorf("%+v departs", bad)
		}
	}
	j.Departures = []decision.Departure{dep}
	if got := decision.Next(j); got != casefile.Departed {
		t.Errorf("the first departed: %q", got)
	}
	if rule(decision.Depart(dep, j)) != "A-114" {
		t.Error("departs twice")
	}
	j.State = casefile.Departed
	if decision.Next(j) != "" {
		t.Error("arrives by itself")
	}
}

func TestRule_A_106_ArrivalNoticeTenWorkingDays(t *testing.T) {
	for notice, late := range map[policy.Day]bool{"2026-11-17": false, "2026-11-18": true, "": false} { // 1 December 2026 is a Tuesday
		if got := decision.LateNotice(decision.Departure{Notice: notice, Day: "2026-12-01"}, packOn(t, today)); got != late {
			t.Errorf("%s: %v", notice, got)
		}
	}
}

func landed(person string, day policy.Day) decision.Landing {
	return decision.Landing{Person: person, Day: day, Place: "Toronto Pearson", Document: "C 000"}
}

func gone() decision.Journey {
	j := travelling()
	j.State = casefile.Departed
	j.Departures = []decision.Departure{{ID: "x", Person: "p1", Day: "2026-12-01", Confirmed: "IOM"}}
	return j
}

func TestRule_A_110_LandingIsConfirmedPersonByPerson(t *testing.T) {
	j := gone()
	if err := decision.Land(landed("p1", "2026-12-02"), j); err != nil {
		t.Fatal(err)
	}
	if got := rule(decision.Land(landed("p2", "2026-12-02"), j)); got != "A-110" {
		t.Errorf("the one who did not depart: %q", got)
	}
	if got := names(decision.Land(decision.Landing{Person: "p1", Day: "2026-12-02"}, j)); got != "place document" {
		t.Errorf("without place and document: %q", got)
	}
	j.Landings = []decision.Landing{landed("p1", "2026-12-02")}
	if got := decision.Next(j); got != casefile.Arrived {
		t.Errorf("the first landed: %q", got)
	}
	j.State = casefile.Arrived
	if got := decision.Next(j); got != casefile.PostArrival {
		t.Errorf("then: %q", got)
	}
}

func TestRule_X_30_LandingNeedsItsDayAndCountsOnce(t *testing.T) {
	for _, c := range []struct {
		name string
		day  policy.Day
		want string
	}{
		{"no day", "", "day"},
		{"the day of the visa", "2026-08-31", "day"},
		{"in the future", "2026-12-06", "day"},
		{"not a day", "2026-13-01", "day"},
	} {
		if got := names(decision.Land(landed("p1", c.day), gone())); got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
	j := gone()
	j.Landings = []decision.Landing{landed("p1", "2026-12-02")}
	if got := rule(decision.Land(landed("p1", "2026-12-03"), j)); got != "X-30" {
		t.Errorf("twice: %q", got)
	}
	back, err := decision.TakeBack(j.Landings[0], "the wrong person", "2026-12-05")
	if err != nil {
		t.Fatal(err)
	}
	j.Landings[0] = back
	if err := decision.Land(landed("p1", "2026-12-03"), j); err != nil {
		t.Errorf("after taking back: %v", err)
	}
	if _, err := decision.TakeBack(back, "again", "2026-12-05"); rule(err) != "X-30" {
		t.Errorf("taken back twice: %v", err)
	}
}

func TestRule_I_61_WindowMemberLandsApart(t *testing.T) {
	l := landed("p1", "2026-12-03")
	l.Window = true
	if got := rule(decision.Land(l, gone())); got != "I-61" {
		t.Errorf("the principal applicant: %q", got)
	}
}

func TestRule_A_13_DependantsProveNoFear(t *testing.T) {
	b := good()
	b.Sheet = assessment.Build(criteria, assessment.Subject{Countries: []string{"XKK"}, Members: []string{"p2", "p3"}}, []assessment.Finding{
		found(assessment.Row{Criterion: assessment.OutsideCanada}, assessment.Met),
		found(assessment.Row{Criterion: assessment.Persecution, Class: assessment.Convention, Country: "XKK"}, assessment.Met),
		found(assessment.Row{Criterion: assessment.ClassMet, Class: assessment.Convention}, assessment.Met),
		found(assessment.Row{Criterion: assessment.ClassMet, Class: assessment.Convention, Person: "p2"}, assessment.NotMet)})
	if got := decision.GroundsOf(b); len(got) != 0 {
		t.Errorf("a dependant's own fear is a ground: %+v", got)
	}
	if got := unmet(approval(), b); got != "" {
		t.Errorf("approval: %q", got)
	}
}

func TestDecision_NoShow(t *testing.T) {
	j := gone()
	d, err := decision.NoShow(j.Departures[0], "not on the flight", j)
	if err != nil || d.NoShow != "2026-12-05" {
		t.Fatal(err)
	}
	j.Departures[0] = d
	if rule(decision.Land(landed("p1", "2026-12-02"), j)) != "A-110" {
		t.Error("lands although they did not depart")
	}
	if _, err := decision.NoShow(gone().Departures[0], "", gone()); names(err) != "cause" {
		t.Errorf("without a cause: %v", err)
	}
}

// Contradiction X-21: a refusal reason that was never put to the applicant.
func TestRule_X_21_NeverPut(t *testing.T) {
	b := bad()
	b.Disclosures = []casefile.Disclosure{put("x1", assessment.ClassMet)}
	if got := unmet(refusal(b), b); got != "heard X-21" {
		t.Errorf("the fear was never put: %q", got)
	}
	b.Disclosures = append(b.Disclosures, put("x2", assessment.Persecution))
	if got := unmet(refusal(b), b); got != "" {
		t.Errorf("both were put: %q", got)
	}
}

// Rule A-111: the day of landing counts, in its year; not the day of the visa, nor of departure, nor one to come.
func TestRule_A_111_TheDayOfLanding(t *testing.T) {
	j := gone()
	for day, ok := range map[policy.Day]bool{"2026-12-01": true, "2026-12-02": true, "2026-11-30": false, "": false, j.Today.Add(1): false} {
		if err := decision.Land(landed("p1", day), j); (err == nil) != ok {
			t.Errorf("%q: %v", day, err)
		}
	}
}

// Rule A-10: a finding of exclusion is looked at by another person before it is signed on, and again when the finding changes.
func TestRule_A_10_ExclusionAlwaysGetsASecondLook(t *testing.T) {
	b := bad()
	rows := append(slices.Clone(criteria), assessment.Criterion{Code: assessment.NotExcluded, Heading: assessment.Fear, Per: assessment.PerCase})
	excluded := found(assessment.Row{Criterion: assessment.NotExcluded}, assessment.NotMet)
	excluded.Facts = []assessment.Fact{{Question: assessment.Source, Answer: assessment.Independent, Evidence: excluded.Evidence}}
	findings := []assessment.Finding{excluded}
	for i := range b.Sheet.Lines {
		if x := b.Sheet.Lines[i].Standing; x != nil {
			findings = append(findings, *x)
		}
	}
	b.Sheet = assessment.Build(rows, assessment.Subject{Countries: []string{"XKK"}, Members: []string{"p2", "p3"}}, findings)
	b.Disclosures = []casefile.Disclosure{put("x1", assessment.Persecution, assessment.ClassMet, assessment.NotExcluded)}
	d := refusal(b)
	d.Reasons = append(d.Reasons, decision.Reason{Code: assessment.NotExcluded, Text: "why excluded"})
	d, err := decision.LookAt(d, b, casefile.Look{By: "supervisor.cedar", At: at, Agrees: true, Reasons: "read and agreed"})
	if err != nil {
		t.Fatal(err)
	}
	if got := unmet(d, b); got != "" {
		t.Fatalf("looked at: %q", got)
	}
	none := d
	none.Second = nil
	if got := unmet(none, b); !strings.Contains(got, "second_on_grounds A-82") {
		t.Errorf("nobody has looked: %q", got)
	}
	own := *d.Second
	own.By = d.By
	none.Second = &own
	if got := unmet(none, b); !strings.Contains(got, "second_on_grounds A-82") {
		t.Errorf("the officer's own look: %q", got)
	}
	for i := range b.Sheet.Lines {
		if x := b.Sheet.Lines[i].Standing; x != nil && x.Criterion == assessment.NotExcluded {
			x.ID = "another finding"
		}
	}
	if got := unmet(d, b); !strings.Contains(got, "second_on_grounds A-82") {
		t.Errorf("the finding changed after the look: %q", got)
	}
	if err := sign(none, b); err == nil {
		t.Error("signed without a look at the exclusion")
	}
}

// Rule A-66: what screening brought is no finding: nothing rests on the track alone, and a ground that was found because of it is
// no refusal before its essence was put to the person.
func TestRule_A_66_AScreeningOutcomeIsNoFinding(t *testing.T) {
	for _, v := range []assessment.TrackValue{assessment.Concern, assessment.Failed} {
		b := good()
		for i := range b.Admissibility.Tracks {
			if x := &b.Admissibility.Tracks[i]; x.Person == "p1" && x.Kind == assessment.Security {
				x.Value, x.Reasons = v, "not favourable"
			}
		}
		d := refusal(b)
		d.Reasons = []decision.Reason{{Code: assessment.SecurityGround, Text: "the screening says so"}}
		if got := unmet(d, b); !strings.Contains(got, "grounds A-88") || sign(d, b) == nil {
			t.Errorf("%s alone: %q", v, got)
		}
		inadmissible(&b, "p1", assessment.SecurityGround)
		if got := unmet(d, b); !strings.Contains(got, "heard X-21") || sign(d, b) == nil {
			t.Errorf("%s and never put: %q", v, got)
		}
		b.Disclosures = []casefile.Disclosure{put("x1", assessment.SecurityGround)}
		if got := unmet(d, b); strings.Contains(got, "heard") || strings.Contains(got, "grounds A-88") {
			t.Errorf("%s, put and found: %q", v, got)
		}
	}
}
