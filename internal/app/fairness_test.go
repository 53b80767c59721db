package app_test

import (
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/document"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/store"
)

// concerns is a letter that puts what the worksheet of the tests finds against the applicant.
func concerns() casefile.FairLetter {
	c := casefile.Concern{Codes: []string{assessment.Persecution}, Essence: "Nobody is on record as having looked for you.", Facts: "The file names no threat after 2024.",
		Sources: []casefile.SourceKind{casefile.FromApplication, casefile.FromOpenSource}, Papers: "A letter of somebody who knows of a threat."}
	d := c
	d.Codes, d.Essence = []string{assessment.ClassMet}, "Neither class seems to be met."
	return casefile.FairLetter{Concerns: []casefile.Concern{c, d}}
}

// hearing is the one letter of the case.
func (o *office) hearing() casefile.Hearing {
	o.Helper()
	all := app.Hearings(o.file())
	if len(all) != 1 {
		o.Fatalf("%d letters", len(all))
	}
	return all[0]
}

func (o *office) stage(want casefile.HearingStage) casefile.Hearing {
	o.Helper()
	h := o.hearing()
	if got := h.Stage(policy.DayOf(o.now)); got != want {
		o.Fatalf("the letter is %s, want %s", got, want)
	}
	return h
}

// put takes the case to the final review with findings that were never put, and signs and sends the letter.
func (o *office) put() {
	o.Helper()
	o.assess(true)
	o.heard()
	o.ok(o.app.FinishEligibility(bg, o.w(officer)))
	in := concerns()
	in.ID = o.ok(o.app.DraftConcerns(bg, o.w(officer), in))
	in.Version = o.hearing().Letter.Version
	o.ok(o.app.SignConcerns(bg, o.w(officer), in, "demo"))
	o.in(casefile.Fairness)
	n := o.stage(casefile.HearingOwed).Notice
	o.ok(o.app.SendNotice(bg, o.w(assistant), n.ID, n.Version, i18n.EN))
}

// told is the partner saying that it handed the letter on today.
func (o *office) told() {
	o.Helper()
	n := o.stage(casefile.HearingSent).Notice
	o.ok(o.app.ProveNotice(bg, o.w(caseworker), n.ID, n.Version, casefile.Proof{How: casefile.ProofHanded, Day: policy.DayOf(o.now), Who: "caseworker"}))
}

func (o *office) days(n int) { o.now = o.now.AddDate(0, 0, n) }

func (o *office) judge(allayed ...bool) {
	o.Helper()
	for n, yes := range allayed {
		h := o.hearing()
		o.ok(o.app.AssessConcern(bg, o.w(officer), h.Letter.ID, h.Letter.Version, n, yes, "As the record shows."))
	}
}

// refusing says by which gates a refusal is stopped.
func (o *office) refusing() string {
	o.Helper()
	b, err := o.app.Basis(o.file())
	if err != nil {
		o.Fatal(err)
	}
	for _, g := range decision.Gates(decision.Decision{Outcome: decision.Refuse, By: officer.Account}, b) {
		if g.Name == "heard" && !g.Met {
			var out []string
			for _, f := range g.Why {
				out = append(out, strings.TrimPrefix(f.Key, "decision.gate."))
			}
			return strings.Join(out, " ")
		}
	}
	return ""
}

// The whole path: put in writing, proven, silent, answered late, assessed; and the refusal that rests on it.
func TestConcerns_FromTheLetterToTheDecision(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.put()
		if got := o.refusing(); got != "not_put not_put letter.sent" {
			o.Errorf("sent: %q", got)
		}
		// Nobody is known to have told the applicant: the clock does not run, however long it takes.
		o.days(40)
		if h := o.stage(casefile.HearingSent); h.Due() != "" || len(o.file().Disclosures) != 0 {
			o.Errorf("a clock without proof: %s", h.Due())
		}
		h := o.hearing()
		a, err := o.app.AssessConcern(bg, o.w(officer), h.Letter.ID, h.Letter.Version, 0, false, "Nothing came.")
		o.no("A-59", a, err)
		o.told()
		h = o.stage(casefile.HearingRunning)
		if want := policy.DayOf(o.now).Add(30); h.Due() != want {
			o.Errorf("due %s, want %s", h.Due(), want)
		}
		if got := o.refusing(); got != "not_put not_put letter.running" {
			o.Errorf("running: %q", got)
		}
		c := o.file().Case
		if c.Summary.Letter != casefile.HearingRunning || c.Summary.AnswerBy != h.Due() || !c.Summary.Answering {
			o.Errorf("summary %+v", c.Summary)
		}
		// Silence, said to be silence by the officer.
		o.days(31)
		o.stage(casefile.HearingEnded)
		o.judge(false, false)
		o.in(casefile.Eligibility)
		o.stage(casefile.HearingAssessed)
		if got := o.refusing(); got != "" {
			o.Errorf("assessed: %q", got)
		}
		// A late reply with a paper, before the decision: it must be read.
		paper := o.paper()
		o.ok(o.app.AnswerConcerns(bg, o.w(caseworker), casefile.Answer{Letter: h.Letter.ID, What: casefile.AnswerReply, From: "applicant", Text: "They came again.", Papers: []string{paper}}))
		h = o.stage(casefile.HearingReplied)
		if r := h.Replies()[0]; !h.Late(r) || r.Office || r.On != policy.DayOf(o.now) {
			o.Errorf("%+v", r)
		}
		if got := o.refusing(); got != "not_put not_put letter.replied" {
			o.Errorf("a late reply: %q", got)
		}
		o.judge(false, false)
		if got := o.refusing(); got != "" {
			o.Errorf("a late reply, assessed: %q", got)
		}
		o.ok(o.app.FinishEligibility(bg, o.w(officer)))
		d := decision.Decision{Outcome: decision.Refuse, Summary: "A well-founded fear is not established.",
			Reasons: []decision.Reason{{Code: assessment.Persecution, Text: "No one looked for the applicant."}, {Code: assessment.ClassMet, Text: "Neither class is met."}}}
		o.ok(o.app.DraftDecision(bg, o.w(officer), d))
		o.settle()
		o.ok(o.app.AskSecondLook(bg, o.w(officer), o.draft()))
		d = o.draft()
		o.ok(o.app.LookAtDecision(bg, o.w(supervisor), d.ID, d.Version, casefile.Look{Agrees: true, Reasons: "Read"}))
		o.settle()
		o.ok(o.app.SignDecision(bg, o.w(officer), o.draft(), "demo"))
		o.in(casefile.Refused)
		f := o.file()
		for _, g := range f.Decisions[0].Grounds {
			if g.Disclosure == "" {
				o.Errorf("%s links to no occasion", g.Code)
			}
		}
		for _, n := range f.Notices {
			if n.Kind == casefile.RefusalEligibility {
				p, err := o.app.PreviewNotice(bg, f, n, i18n.EN)
				if err != nil || !strings.Contains(p.Text, "They came again.") || strings.Contains(p.Text, "received no answer") {
					o.Errorf("%v %s", err, p.Text)
				}
			}
		}
		a, err = o.app.AnswerConcerns(bg, o.w(caseworker), casefile.Answer{Letter: h.Letter.ID, What: casefile.AnswerReply, From: "applicant", Text: "And again."})
		o.no("fairness.answer.decided", a, err)
	})
}

// paper is a document that came with a reply.
func (o *office) paper() string {
	o.Helper()
	return o.ok(o.app.Store.Change(bg, store.Entry{Actor: caseworker, Action: "test", Now: o.now}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(o.id)
		if err != nil {
			return "", err
		}
		d := document.Document{Kind: "threat", AddedBy: caseworker.Account, Added: tx.Today()}
		err = tx.SaveDocument(f, &d)
		return d.ID, err
	}))
}

func TestConcerns_MoreTimeAndAllayed(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.put()
		o.told()
		id := o.hearing().Letter.ID
		o.days(35) // asked after the time has run out
		ask := casefile.Answer{Letter: id, What: casefile.AnswerTime, From: "applicant", Text: "The paper is on its way."}
		o.ok(o.app.AnswerConcerns(bg, o.w(caseworker), ask))
		h := o.stage(casefile.HearingAsked)
		a, err := o.app.AnswerConcerns(bg, o.w(caseworker), ask)
		o.no("fairness.time.asked_already", a, err)
		until := policy.DayOf(o.now).Add(15)
		a, err = o.app.GiveTime(bg, o.w(assistant), h.Answers[0].ID, h.Answers[0].Version, until, "")
		o.no("forbidden", a, err)
		o.ok(o.app.GiveTime(bg, o.w(officer), h.Answers[0].ID, h.Answers[0].Version, until, ""))
		h = o.stage(casefile.HearingRunning)
		if h.Due() != until || o.file().Disclosures[0].Due != until {
			o.Errorf("due %s", h.Due())
		}
		// The office enters a reply that came on paper, and it is the whole of it.
		reply := casefile.Answer{Letter: id, What: casefile.AnswerReply, From: "representative", On: policy.DayOf(o.now), Papers: []string{"none"}, Whole: true}
		a, err = o.app.AnswerConcerns(bg, o.w(assistant), reply)
		o.no("invalid", a, err)
		reply.Papers = []string{o.paper()}
		o.ok(o.app.AnswerConcerns(bg, o.w(assistant), reply))
		o.stage(casefile.HearingReplied)
		o.judge(true, false)
		// What the answer allayed carries no refusal.
		if got := o.refusing(); got != "not_put" {
			o.Errorf("allayed: %q", got)
		}
		for _, d := range o.file().Disclosures {
			if d.Allayed != (d.Point == 1) || !d.Papers || d.Reply != "" {
				o.Errorf("%+v", d)
			}
		}
	})
}

func TestConcerns_WhoSeesAndDoesWhat(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		a, err := o.app.DraftConcerns(bg, o.w(assistant), concerns())
		o.no("forbidden", a, err)
		bad := concerns()
		bad.Concerns[0].Facts = ""
		a, err = o.app.SignConcerns(bg, o.w(officer), bad, "demo")
		o.no("invalid", a, err)
		h := o.stage(casefile.HearingDraft) // kept as it was typed
		bad = concerns()
		bad.ID, bad.Version = h.Letter.ID, h.Letter.Version
		a, err = o.app.SignConcerns(bg, o.w(officer), bad, "")
		o.no("A-58", a, err)
		bad.Version = o.hearing().Letter.Version
		p, err := o.app.PreviewConcerns(bg, o.file(), o.hearing().Letter, i18n.FR)
		if err != nil || !strings.Contains(p.Text, "<b>30 jours</b>") || !strings.Contains(p.Text, "Nobody is on record") || !strings.Contains(p.Text, "LIPR") {
			o.Errorf("%v %s", err, p.Text)
		}
		o.ok(o.app.SignConcerns(bg, o.w(officer), bad, "demo"))
		h = o.stage(casefile.HearingOwed)
		if _, err := app.Heard(o.file(), caseworker, h.Notice.ID); err == nil {
			o.Error("a partner knows of a letter that was not sent")
		}
		a, err = o.app.AnswerConcerns(bg, o.w(caseworker), casefile.Answer{Letter: h.Letter.ID, What: casefile.AnswerReply, From: "applicant", Text: "x"})
		o.no("not_found", a, err)
		a, err = o.app.WithdrawConcerns(bg, o.w(officer), h.Letter.ID, h.Letter.Version, "Another letter takes its place.")
		o.ok(a, err)
		h = o.stage(casefile.HearingWithdrawn)
		if h.Notice.Status != casefile.NoticeDropped {
			o.Errorf("still owed: %s", h.Notice.Status)
		}
		o.in(casefile.Eligibility)
		f, err := o.app.View(bg, caseworker, o.id, access.ViewReferral, "")
		if err != nil || len(f.Letters) != 0 || len(f.Disclosures) != 0 {
			o.Errorf("the partner sees the office's letters: %v", err)
		}
	})
}
