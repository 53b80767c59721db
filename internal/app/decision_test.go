package app_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
	"passage/internal/i18n"
	"passage/internal/letter"
	"passage/internal/store"
)

var (
	identifier = access.Actor{Account: "caseworker.pd", Role: access.Caseworker, Unit: "PD", Language: "en"}
)

var evidence = []assessment.Evidence{{Document: "doc19", Page: "4"}}

// established is the answer to each question of fact by which its criterion is met.
var established = map[assessment.Question]assessment.Answer{
	assessment.Return: assessment.NotSafe, assessment.Relocation: assessment.NotSafe, assessment.Refoulement: assessment.Yes,
	assessment.Offer: assessment.NoOffer, assessment.Vulnerable: assessment.UrgentNeed, assessment.Agent: assessment.State,
}

// assess records every row of the worksheet through the door: all met, or the fear and the classes not met.
func (o *office) assess(refuse bool) {
	o.Helper()
	_, err := o.app.Store.Change(bg, store.Entry{Actor: officer, Action: "test", Now: o.now}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(o.id)
		if err != nil {
			return "", err
		}
		return "", tx.SaveDocument(f, &document.Document{ID: "doc19", Kind: "threat"})
	})
	if err != nil {
		o.Fatal(err)
	}
	for range 100 {
		f := o.file()
		sheet := o.app.Sheet(f)
		var row *assessment.Line
		for i := range sheet.Lines {
			if l := &sheet.Lines[i]; l.Standing == nil && l.Closed == "" {
				row = l
				break
			}
		}
		if row == nil {
			return
		}
		x := assessment.Finding{Row: row.Row, Result: assessment.Met, Reasons: "As the record shows.", Evidence: evidence}
		if refuse && (row.Criterion == assessment.Persecution || row.Criterion == assessment.ClassMet) {
			x.Result = assessment.NotMet
		}
		for _, q := range assessment.Questions[row.Criterion] {
			if a := established[q]; a != "" {
				x.Facts = append(x.Facts, assessment.Fact{Question: q, Answer: a, Evidence: evidence})
			}
		}
		if c, ok := o.app.PolicyOf(f.Case).Criterion(row.Criterion); ok {
			for _, n := range c.Notes {
				x.Notes = append(x.Notes, assessment.NoteAnswer{Note: n, Answer: assessment.DoesNotArise, Reason: "It does not arise here."})
			}
		}
		if _, err := o.app.RecordFinding(bg, o.w(officer), x); err != nil {
			o.Fatalf("%s: %v", row.Key(), err)
		}
	}
	o.Fatal("the worksheet does not end")
}

// clear records admissibility without a concern, everything valid for a year.
func (o *office) clear() {
	o.Helper()
	today := policy.DayOf(o.now)
	for _, e := range o.app.Admissibility(o.file()).Examined {
		var tracks []assessment.Track
		for _, t := range assessment.Tracks(e, nil) {
			if t.Value == assessment.ToRequest {
				t.Value, t.Requested, t.Received = assessment.NoConcern, today.Add(-30), today.Add(-2)
				t.ValidUntil = today.Add(300)
				tracks = append(tracks, t)
			}
		}
		o.ok(o.app.RecordTracks(bg, o.w(officer), e.Person, tracks))
		var grounds []assessment.Ground
		for _, code := range assessment.Grounds {
			if assessment.ClosedByLaw(code) == "" {
				grounds = append(grounds, assessment.Ground{Person: e.Person, Ground: code, Result: assessment.GroundClear})
			}
		}
		o.ok(o.app.RecordGrounds(bg, o.w(officer), grounds))
	}
}

// heard holds an interview at which concerns on the given criteria are put and answered.
func (o *office) heard(codes ...string) {
	o.Helper()
	in := o.booked()
	o.now = in.At.Add(3 * time.Hour)
	in.Official, in.Opening = "fr", allWell()
	in.Record = casefile.Record{Began: in.At, Ended: in.At.Add(2 * time.Hour), Present: "applicant, officer", Reasoning: "Weighed as recorded.",
		Lines: []casefile.QuestionAnswer{{Question: "What happened?", Answer: "I was threatened."}}}
	if len(codes) > 0 {
		in.Record.Lines = append(in.Record.Lines, casefile.QuestionAnswer{Question: "Nobody looked for you.", Answer: "They did.", Concern: true, Codes: codes})
	}
	o.ok(o.app.SignInterviewRecord(bg, o.w(officer), in))
}

func (o *office) draft() decision.Decision {
	o.Helper()
	d, ok := decision.Current(o.file().Decisions)
	if !ok {
		o.Fatal("no draft of a decision")
	}
	return d
}

// refused takes the case to a signed refusal.
func (o *office) refused() {
	o.Helper()
	o.assess(true)
	o.heard(assessment.Persecution, assessment.ClassMet)
	o.ok(o.app.FinishEligibility(bg, o.w(officer)))
	o.in(casefile.FinalReview)
	d := decision.Decision{Outcome: decision.Refuse, Summary: "A well-founded fear is not established.",
		Reasons: []decision.Reason{{Code: assessment.Persecution, Text: "No one looked for the applicant."}, {Code: assessment.ClassMet, Text: "Neither class is met."}}}
	a, err := o.app.SignDecision(bg, o.w(officer), d, "demo")
	o.no("invalid", a, err) // nobody has looked
	d = o.draft()
	if d.Summary == "" {
		o.Fatal("what was typed is lost")
	}
	o.settle()
	o.ok(o.app.AskSecondLook(bg, o.w(officer), d))
	d = o.draft()
	a, err = o.app.LookAtDecision(bg, o.w(officer), d.ID, d.Version, casefile.Look{Agrees: true, Reasons: "mine"})
	o.no("forbidden", a, err)
	o.ok(o.app.LookAtDecision(bg, o.w(supervisor), d.ID, d.Version, casefile.Look{Agrees: true, Reasons: "Read; the reasons answer every note."}))
	o.settle()
	d = o.draft()
	a, err = o.app.SignDecision(bg, o.w(officer), d, "")
	o.no("A-83", a, err) // without proving again who they are
	a, err = o.app.SignDecision(bg, o.w(supervisor), d, "demo")
	o.no("forbidden", a, err)
	o.ok(o.app.SignDecision(bg, o.w(officer), o.draft(), "demo"))
	o.in(casefile.Refused)
}

// settle answers every contradiction that stands, with the second look where the pack asks for one.
func (o *office) settle() {
	o.Helper()
	open, err := o.app.Unsettled(o.file())
	if err != nil {
		o.Fatal(err)
	}
	for _, x := range open {
		o.ok(o.app.AnswerContradiction(bg, o.w(officer), x.Code, "Weighed, with the reasons on file."))
		if x.Severity == policy.Second || x.Severity == policy.Stop {
			o.ok(o.app.LookAtContradiction(bg, o.w(supervisor), x.Code, true, "Read."))
		}
	}
}

func (o *office) notice(kind casefile.NoticeKind) casefile.Notice {
	o.Helper()
	for _, n := range o.file().Notices {
		if n.Kind == kind && n.Status != casefile.NoticeDropped {
			return n
		}
	}
	o.Fatalf("no notice %s", kind)
	return casefile.Notice{}
}

// A refusal to its two notices: owed in the same change, sent through the partner, proven, and only then closed.
func TestDecision_RefusalToItsTwoNotices(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.refused()
		a, err := o.app.CloseRefused(bg, o.w(assistant))
		o.no("X-29", a, err)

		n := o.notice(casefile.RefusalEligibility)
		if n.Language != "fr" || n.Partner != "FLD" {
			o.Errorf("owed %+v", n)
		}
		o.ok(o.app.SendNotice(bg, o.w(officer), n.ID, n.Version, i18n.FR))
		a, err = o.app.SendNotice(bg, o.w(officer), n.ID, n.Version+1, i18n.FR)
		o.no("A-91", a, err)
		n = o.notice(casefile.RefusalEligibility)
		for _, must := range []string{"Nobody looked for you.", "They did.", "No one looked for the applicant.", "60 jours", "LIPR 96"} {
			if !strings.Contains(n.Text, must) {
				o.Errorf("the letter does not hold %q", must)
			}
		}
		p := o.notice(casefile.PartnerOutcome)
		if _, err := app.Message(o.file(), caseworker, p.ID); err == nil {
			o.Error("the partner reads a notice that is only owed")
		}
		o.ok(o.app.SendNotice(bg, o.w(officer), p.ID, p.Version, i18n.EN))
		a, err = o.app.CloseRefused(bg, o.w(assistant))
		o.no("X-29", a, err) // sent, and nobody knows whether it arrived

		for _, other := range []access.Actor{identifier, {Account: "caseworker.unhcr", Role: access.Caseworker, Unit: "UNHCR"}} {
			a, err = o.app.OpenMessage(bg, o.w(other), p.ID)
			o.no("not_found", a, err)
		}
		if _, err := o.app.PrintLetter(bg, caseworker, o.id, p.ID); err == nil {
			o.Error("a partner has the file of its message before it has opened it")
		}
		o.ok(o.app.OpenMessage(bg, o.w(caseworker), p.ID))
		o.ok(o.app.OpenMessage(bg, o.w(caseworker), n.ID))
		o.printed(n, caseworker, officer)
		o.printed(p, caseworker, officer)
		if _, err := o.app.PrintLetter(bg, identifier, o.id, n.ID); err == nil {
			o.Error("a partner that identified the person has the letter's file")
		}
		if !o.notice(casefile.PartnerOutcome).Proven() || o.notice(casefile.RefusalEligibility).Proven() {
			o.Error("opened by the partner: its own notice is received, the applicant's is not")
		}
		a, err = o.app.CloseRefused(bg, o.w(assistant))
		o.no("X-29", a, err)
		o.now = o.now.AddDate(0, 0, 5)
		n = o.notice(casefile.RefusalEligibility)
		o.ok(o.app.ProveNotice(bg, o.w(caseworker), n.ID, n.Version, casefile.Proof{How: casefile.ProofHanded, Who: "Caseworker 0118", Day: policy.DayOf(o.now).Add(-1)}))
		d, _ := decision.Standing(o.file().Decisions)
		if want := policy.DayOf(o.now).Add(-1 + 60); d.Recourse != want {
			o.Errorf("recourse until %s, want %s", d.Recourse, want)
		}
		o.ok(o.app.CloseRefused(bg, o.w(assistant)))
		o.in(casefile.ClosedRefused)

		looks, err := o.app.Store.Looks(context.Background(), o.id, 100)
		if err != nil {
			o.Fatal(err)
		}
		released := 0
		for _, l := range looks {
			if l.Outcome == store.Released {
				released++
			}
		}
		if released != 2 {
			o.Errorf("%d entries of what left the house, want 2", released)
		}
	})
}

// printed says that a letter as it was sent is the same file for all who may have it, that it is entered, and that it says what
// was sent.
func (o *office) printed(n casefile.Notice, readers ...access.Actor) {
	o.Helper()
	var first []byte
	for _, who := range readers {
		b, err := o.app.PrintLetter(bg, who, o.id, n.ID)
		if err != nil {
			o.Fatal(err)
		}
		if first != nil && !bytes.Equal(first, b) {
			o.Error("the file of a letter differs by its reader")
		}
		first = b
		looks, err := o.app.Store.Looks(bg, o.id, 1)
		if err != nil || len(looks) != 1 || looks[0].Detail != "letter "+n.ID || looks[0].Actor.Account != who.Account {
			o.Errorf("the look is entered as %+v (%v)", looks, err)
		}
	}
	read := pdftotext(o, first)
	for _, w := range strings.Fields(letter.Text(o.notice(n.Kind).Text)) {
		if !strings.Contains(read, w) {
			o.Errorf("the file does not say %q", w)
		}
	}
}

// Contradiction X-32: a letter with a word that must not be written does not leave; told in words, with the letter
// held as the annex, the refusal is not stuck (decision 8).
func TestDecision_ABlockedLetterIsToldInWords(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.refused()
		_, err := o.app.Store.Change(bg, store.Entry{Actor: officer, Action: "test", Now: o.now}, func(tx *store.Tx) (string, error) {
			f, err := tx.Load(o.id)
			if err != nil {
				return "", err
			}
			plan := f.Plans[0]
			plan.LocationRestricted, plan.Location, plan.MustNot = people.Yes, "District R", "No one"
			return "", tx.SavePlan(f, &plan)
		})
		if err != nil {
			o.Fatal(err)
		}
		n := o.notice(casefile.RefusalEligibility)
		shown, err := o.app.View(bg, officer, o.id, access.ViewDecision, "")
		if err != nil || shown.Plans[0].MustNot == "No one" {
			o.Fatalf("the reader is not to see who must not know: %v %+v", err, shown.Plans)
		}
		p, err := o.app.PreviewNotice(bg, shown, n, i18n.EN)
		if err != nil || len(p.Blocked) != 1 || p.Blocked[0].Why != casefile.UnsafeKnow {
			o.Fatalf("%v %v", err, p.Blocked)
		}
		a, err := o.app.SendNotice(bg, o.w(officer), n.ID, n.Version, i18n.EN)
		o.no("X-32", a, err)
		if o.notice(casefile.RefusalEligibility).Text != "" {
			o.Fatal("a blocked letter was stored as sent")
		}
		a, err = o.app.TellOrally(bg, o.w(officer), n.ID, n.Version, i18n.EN, casefile.Proof{Day: policy.DayOf(o.now)})
		o.no("invalid", a, err) // by whom?
		o.ok(o.app.TellOrally(bg, o.w(officer), n.ID, n.Version, i18n.EN, casefile.Proof{Day: policy.DayOf(o.now), Who: "Caseworker 0118"}))
		n = o.notice(casefile.RefusalEligibility)
		if !n.Proven() || n.Channel != casefile.ToldOrally || n.Text == "" || n.Blocked != 1 {
			o.Errorf("%+v", n)
		}
		if _, err := app.Message(o.file(), caseworker, n.ID); err == nil {
			o.Error("the annex is shown to the partner as a message")
		}
	})
}

func TestDecision_ApprovalPlansTheYearOfTravel(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		o.assess(false)
		o.heard()
		o.ok(o.app.FinishEligibility(bg, o.w(officer)))
		o.in(casefile.Admissibility)
		o.clear()
		o.ok(o.app.FinishAdmissibility(bg, o.w(officer)))
		d := decision.Decision{Outcome: decision.Approve, Summary: "Everything is established.", Reasons: []decision.Reason{{Code: decision.ReasonAllMet, Text: "Each limb is met."}},
			Travel: policy.DayOf(o.now).Add(60), Destination: decision.Destination{Province: "ON", Requested: policy.DayOf(o.now)}}
		a, err := o.app.SignDecision(bg, o.w(officer), d, "demo")
		o.no("invalid", a, err) // no space confirmed
		d = o.draft()
		d.Space.Year = d.Travel.Year() + 1
		o.ok(o.app.DraftDecision(bg, o.w(officer), d))
		a, err = o.app.SignDecision(bg, o.w(officer), o.draft(), "demo")
		o.no("invalid", a, err) // a place in another year than that of travel
		d = o.draft()
		d.Space.Year = d.Travel.Year()
		o.ok(o.app.DraftDecision(bg, o.w(officer), d))
		o.settle()
		o.ok(o.app.SignDecision(bg, o.w(officer), o.draft(), "demo"))
		o.in(casefile.Approved)
		year := policy.DayOf(o.now).Add(60).Year()
		if got := o.balances(year)[spaces.Key{Counter: spaces.Commitment, Year: year, Stream: "hrd-global"}]; got.Planned != 2 || got.Landed != 0 {
			o.Errorf("planned %+v", got)
		}
		n := o.notice(casefile.Approval)
		o.ok(o.app.SendNotice(bg, o.w(officer), n.ID, n.Version, i18n.EN))
		if text := o.notice(casefile.Approval).Text; !strings.Contains(text, "one year") || !strings.Contains(text, "passport") {
			o.Error("the approval says nothing of the window or of passports")
		}
		for _, n := range []int{1, 2} {
			o.ok(o.app.IssueVisa(bg, o.w(officer), o.visa(o.person(n))))
		}
		o.in(casefile.Travel)
		a, err = o.app.DraftDecision(bg, o.w(officer), decision.Decision{Outcome: decision.Refuse})
		o.no("A-83", a, err)
	})
}

// Two officers' windows on one draft: one is kept, the other is told.
func TestDecision_TwoWritersOfOneDraft(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		a, err := o.app.DraftDecision(bg, o.w(officer), decision.Decision{Outcome: decision.Approve, Summary: "one"})
		o.ok(a, err)
		first := o.draft()
		a, err = o.app.DraftDecision(bg, o.w(officer), decision.Decision{Outcome: decision.Refuse, Summary: "two"})
		o.no("conflict", a, err)
		first.Summary = "more"
		o.ok(o.app.DraftDecision(bg, o.w(officer), first))
		a, err = o.app.DraftDecision(bg, o.w(officer), first)
		o.no("conflict", a, err)
		if o.draft().Summary != "more" {
			o.Error("overwritten")
		}
	})
}
