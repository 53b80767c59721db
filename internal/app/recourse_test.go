package app_test

import (
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/document"
	"passage/internal/store"
)

// refusal is a case of which a refusal was signed by the officer, with its two notices proven when told.
func (o *office) refusal(told bool) (paper string) {
	o.given(func(tx *store.Tx, f *store.File) error {
		f.Case.State, f.Case.Decided = casefile.Refused, tx.Today()
		d := decision.Decision{Outcome: decision.Refuse, Status: decision.Signed, By: officer.Account, SignedAt: tx.Now, Gate: "demo", Summary: "Not established."}
		if err := tx.SaveDecision(f, &d); err != nil {
			return err
		}
		for _, n := range []casefile.Notice{{Kind: casefile.RefusalEligibility, To: casefile.ToApplicant}, {Kind: casefile.PartnerOutcome, To: casefile.ToPartner}} {
			n.Of, n.Partner, n.Status = d.ID, "FLD", casefile.NoticeOwed
			if told {
				n.Status, n.Proof = casefile.NoticeReceived, casefile.Proof{How: casefile.ProofHanded, Day: tx.Today()}
			}
			if err := tx.SaveNotice(f, &n); err != nil {
				return err
			}
		}
		x := assessment.Finding{Row: assessment.Row{Criterion: assessment.Persecution, Class: assessment.Convention, Country: "XKK"}, Result: assessment.NotMet, Status: assessment.Recorded, Reasons: "No link.", By: officer.Account, At: tx.Now}
		doc := document.Document{Kind: "other"}
		if err := tx.SaveFinding(f, &x); err != nil {
			return err
		}
		err := tx.SaveDocument(f, &doc)
		paper = doc.ID
		return err
	})
	return paper
}

// a request in writing is entered also after the case is closed, answered by the officer in two steps, and the answer is owed
// to whoever asked before the case can be closed.
func TestRule_A_93_NotReopened(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		paper := o.refusal(true)
		o.ok(o.app.CloseRefused(bg, o.w(officer)))
		in := casefile.ReconsiderationRequest{Asked: "applicant", On: "2026-08-31", Request: paper, Points: "The officer is wrong."}
		for _, who := range []access.Actor{caseworker, supervisor, clerk} {
			if _, err := o.app.AskReconsideration(bg, o.w(who), in); err == nil {
				o.Errorf("%s enters a request", who.Role)
			}
		}
		o.ok(o.app.AskReconsideration(bg, o.w(assistant), in))
		o.in(casefile.Reconsideration)
		answer, err := o.app.CloseRefused(bg, o.w(officer))
		o.no("X-29", answer, err) // nobody has answered
		no := casefile.ReconsiderationRequest{Items: []string{casefile.Disagreement}, Reopen: "no", Note: "Nothing is new."}
		version := o.file().Reconsiderations[0].Version
		answer, err = o.app.AnswerReconsideration(bg, o.w(assistant), version, no)
		o.no("forbidden", answer, err)
		yes := no
		yes.Reopen = "yes"
		answer, err = o.app.AnswerReconsideration(bg, o.w(officer), version, yes)
		o.no("invalid", answer, err) // to disagree is not enough
		o.ok(o.app.AnswerReconsideration(bg, o.w(officer), version, no))
		o.in(casefile.Reconsideration)
		answer, err = o.app.CloseRefused(bg, o.w(officer))
		o.no("X-29", answer, err) // the answer is owed
		var n casefile.Notice
		for _, x := range o.file().Notices {
			if x.Kind == casefile.ReconsiderationResult {
				n = x
			}
		}
		o.given(func(tx *store.Tx, f *store.File) error {
			n.Status, n.Proof = casefile.NoticeReceived, casefile.Proof{How: casefile.ProofHanded, Day: tx.Today()}
			return tx.SaveNotice(f, &n)
		})
		o.ok(o.app.CloseRefused(bg, o.w(officer)))
		o.in(casefile.ClosedRefused)
	})
}

// reopened, the refusal no longer stands, what it still owes is dropped, and the officer decides again.
func TestRule_A_93_Reopened(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		paper := o.refusal(false)
		o.ok(o.app.AskReconsideration(bg, o.w(officer), casefile.ReconsiderationRequest{Asked: "representative", On: "2026-08-31", Request: paper, Points: "A judgment of June."}))
		o.ok(o.app.AnswerReconsideration(bg, o.w(officer), 1, casefile.ReconsiderationRequest{Items: []string{"new_evidence"}, Reopen: "yes", Note: "The judgment could not be had before."}))
		o.in(casefile.FinalReview)
		f := o.file()
		if _, ok := decision.Standing(f.Decisions); ok || f.Case.Decided != "" {
			o.Error("the refusal still stands")
		}
		owed := 0
		for _, n := range f.Notices {
			if n.Status == casefile.NoticeOwed {
				owed++
				if n.Kind != casefile.ReconsiderationResult {
					o.Errorf("%s is still owed", n.Kind)
				}
			}
		}
		if owed != 1 {
			o.Errorf("%d letters are owed", owed)
		}
		o.ok(o.app.DraftDecision(bg, o.w(officer), decision.Decision{Outcome: decision.Approve}))
	})
}

// an application is entered as served and followed; set aside by the court, the case goes to another officer, who finds
// the old findings on file and nothing filled in.
func TestRule_A_94_AnotherOfficerDecides(t *testing.T) {
	engines(t, casefile.FinalReview, func(o *office) {
		paper := o.refusal(true)
		o.ok(o.app.ServeCourt(bg, o.w(assistant), casefile.CourtApplication{Number: "IMM-1234-26", Served: "2026-08-31", Document: paper}))
		o.in(casefile.Litigation)
		answer, err := o.app.CloseRefused(bg, o.w(officer))
		o.no("X-29", answer, err) // the court has it
		o.ok(o.app.StepCourt(bg, o.w(officer), 1, casefile.CourtSteps{Leave: "2026-08-31", RecordDue: "2026-09-21", Anonymity: "granted"}))
		answer, err = o.app.StepCourt(bg, o.w(assistant), 1, casefile.CourtSteps{})
		o.no("conflict", answer, err)
		answer, err = o.app.EndCourt(bg, o.w(officer), 2, casefile.SetAside, "2026-08-31", "Assess again.")
		o.no("forbidden", answer, err)
		o.ok(o.app.EndCourt(bg, o.w(supervisor), 2, casefile.SetAside, "2026-08-31", "Assess the risk again."))
		o.in(casefile.Redetermination)
		f := o.file()
		if f.Case.Assigned != "" || len(f.Findings) != 1 || f.Findings[0].Status != assessment.Superseded {
			o.Errorf("assigned to %q; finding %s", f.Case.Assigned, f.Findings[0].Status)
		}
		sheet := o.app.Sheet(f)
		if l := sheet.Line(f.Findings[0].Row); l != nil && l.Standing != nil {
			o.Error("the old finding fills the worksheet")
		}
		other := access.Actor{Account: "officer2.cedar", Role: access.Officer, Unit: "cedar"}
		o.hire(officer, other)
		err = o.app.AssignCase(bg, o.w(supervisor), officer.Account)
		o.no("invalid", "", err)
		list, err := o.app.Assignable(bg, supervisor, f)
		o.ok("", err)
		if len(list) != 1 || list[0].Account != other.Account {
			o.Errorf("offered: %v", list)
		}
		o.ok("", o.app.AssignCase(bg, o.w(supervisor), other.Account))
		o.ok(o.app.DraftFinding(bg, o.w(other), assessment.Finding{Row: f.Findings[0].Row, Result: assessment.Met, Reasons: "Read anew."}))
		o.in(casefile.Eligibility)
		if got := len(o.file().Findings); got != 2 {
			o.Errorf("%d findings are on file", got)
		}
	})
}

// who asks for a refusal to be looked at again, and then withdraws, or whose case an order ends, is told of the refusal first.
func TestRule_A_91_ToldBeforeAnyEnd(t *testing.T) {
	for _, told := range []bool{false, true} {
		engines(t, casefile.FinalReview, func(o *office) {
			paper := o.refusal(told)
			o.ok(o.app.AskReconsideration(bg, o.w(assistant), casefile.ReconsiderationRequest{Asked: "applicant", On: "2026-08-31", Request: paper, Points: "The officer is wrong."}))
			o.ok(o.app.RecordOrder(bg, app.Write{Actor: central}, order(casefile.Suspends), o.file().Case.Ref))
			in := casefile.Withdrawal{Asked: "applicant", On: "2026-08-31", Request: paper, Covers: []string{o.person(1)}, Reason: "returned_home"}
			if told {
				o.ok(o.app.RecordOrder(bg, app.Write{Actor: central}, order(casefile.Terminates), o.file().Case.Ref))
				o.in(casefile.TerminatedByOrder)
				return
			}
			_, err := o.app.RecordOrder(bg, app.Write{Actor: central}, order(casefile.Terminates), o.file().Case.Ref)
			o.no("invalid", "", err)
			answer, err := o.app.Withdraw(bg, o.w(assistant), in)
			o.no("X-29", answer, err)
			o.in(casefile.SuspendedByOrder)
			o.ok(o.app.RecordOrder(bg, app.Write{Actor: central}, order(casefile.Lifts), o.file().Case.Ref))
			answer, err = o.app.Withdraw(bg, o.w(assistant), in)
			o.no("X-29", answer, err)
			o.in(casefile.Reconsideration)
		})
	}
}
