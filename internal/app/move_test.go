package app_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// mover is one act of app that moves a case: by whom, and from where, it may; call tries it with what it needs. whole says that
// the case of the test has all that the rule asks, so each of from must work; the others need a story of their own, which their
// own tests tell: here they must not work from anywhere else nor for anybody else.
type mover struct {
	whole bool
	from  []casefile.State
	roles []access.Role
	call  func(a *app.App, w app.Write, f *store.File) error
}

var (
	drafters  = []access.Role{access.Caseworker, access.Reviewer}
	second    = []access.Role{access.Reviewer}
	clerks    = []access.Role{access.Clerk, access.SeniorClerk}
	officers  = []access.Role{access.Officer}
	offices   = []access.Role{access.Assistant, access.Supervisor}
	travels   = []access.Role{access.Assistant, access.Officer, access.Supervisor, access.PostArrival}
	atWork    = []casefile.State{casefile.Assigned, casefile.Eligibility, casefile.Interviewing, casefile.Fairness, casefile.Admissibility, casefile.QuebecSelection, casefile.FinalReview, casefile.Redetermination}
	atOffice  = append(slices.Clone(atWork), casefile.Approved, casefile.Travel, casefile.Departed, casefile.Arrived, casefile.NoShow, casefile.OnHold)
	beforeB1  = []casefile.State{casefile.Inquiry, casefile.Screening, casefile.Vetting, casefile.Vetted, casefile.Preparing, casefile.Reviewing, casefile.Ready, casefile.Paused}
	checkings = []casefile.State{casefile.Received, casefile.Checking, casefile.InformationAsked}
)

// begins are the acts that make a case and move none; Load and BringCases take cases over from another system.
var begins = []string{"StartReferral", "TakeInquiry", "TakeInquiries", "ImportERRF", "LinkCase", "Load", "BringCases", "Register", "SplitFile"}

func version(list []referral.Referral) int64 { return list[0].Version }

// movers is the register: an act of app that moves a case and is not in it fails the test.
var movers = map[string]mover{
	"StartScreening": {true, []casefile.State{casefile.Inquiry}, drafters, func(a *app.App, w app.Write, _ *store.File) error { return ends(a.StartScreening(bg, w)) }},
	"TriageInquiries": {true, []casefile.State{casefile.Inquiry}, drafters, func(a *app.App, w app.Write, _ *store.File) error {
		_, err := a.TriageInquiries(bg, w, []casefile.ID{w.Case}, app.Triage{To: casefile.Screening})
		return err
	}},
	"StartVetting": {true, []casefile.State{casefile.Screening}, drafters, func(a *app.App, w app.Write, f *store.File) error {
		return ends(a.StartVetting(bg, w, f.Inquiries[0].Version, nil, ""))
	}},
	"FinishVetting": {true, []casefile.State{casefile.Vetting}, second, func(a *app.App, w app.Write, f *store.File) error {
		return ends(a.FinishVetting(bg, w, f.Inquiries[0].Version, referral.Determination{Statement: "Known to us.", By: "Committee"}))
	}},
	"PreparePackage": {true, []casefile.State{casefile.Vetted}, drafters, func(a *app.App, w app.Write, _ *store.File) error { return ends(a.PreparePackage(bg, w)) }},
	"PauseReferral": {true, []casefile.State{casefile.Screening, casefile.Vetting, casefile.Vetted, casefile.Preparing, casefile.Ready}, drafters, func(a *app.App, w app.Write, f *store.File) error {
		return ends(a.PauseReferral(bg, w, f.Inquiries[0].Version, referral.Wait{Reason: "safety", Review: "2026-10-01"}))
	}},
	"ResumeReferral": {true, []casefile.State{casefile.Paused}, drafters, func(a *app.App, w app.Write, f *store.File) error {
		return ends(a.ResumeReferral(bg, w, f.Inquiries[0].Version))
	}},
	"DeclineInquiry": {true, []casefile.State{casefile.Inquiry, casefile.Screening, casefile.Vetting, casefile.Paused}, second, func(a *app.App, w app.Write, f *store.File) error {
		return ends(a.DeclineInquiry(bg, w, f.Inquiries[0].Version, referral.Decline{Reason: "other", Contact: people.No}))
	}},
	"ReopenDeclined": {true, []casefile.State{casefile.Declined}, second, func(a *app.App, w app.Write, f *store.File) error {
		return ends(a.ReopenDeclined(bg, w, f.Inquiries[0].Version, "New words"))
	}},
	"HandOver": {true, beforeB1, second, func(a *app.App, w app.Write, f *store.File) error {
		return ends(a.HandOver(bg, w, version(f.Referrals), "UNHCR"))
	}},
	"WithdrawReferral": {true, beforeB1, drafters, func(a *app.App, w app.Write, f *store.File) error {
		return ends(a.WithdrawReferral(bg, w, version(f.Referrals), referral.Withdrawal{Asked: "applicant", Reason: "applicant_wish"}))
	}},
	"ReopenReturned": {true, []casefile.State{casefile.Returned}, drafters, func(a *app.App, w app.Write, _ *store.File) error { return ends(a.ReopenReturned(bg, w)) }},
	"SendForReview": {false, []casefile.State{casefile.Preparing}, drafters, func(a *app.App, w app.Write, f *store.File) error {
		return ends(a.SendForReview(bg, w, version(f.Referrals)))
	}},
	"SendBack": {false, []casefile.State{casefile.Reviewing, casefile.Ready}, second, func(a *app.App, w app.Write, f *store.File) error {
		return ends(a.SendBack(bg, w, version(f.Referrals), "The second page"))
	}},
	"Refer": {false, []casefile.State{casefile.Reviewing, casefile.Ready}, second, func(a *app.App, w app.Write, f *store.File) error {
		return ends(a.Refer(bg, w, version(f.Referrals), true))
	}},
	"AnswerRequest": {false, []casefile.State{casefile.InformationAsked}, drafters, func(a *app.App, w app.Write, _ *store.File) error { return ends(a.AnswerRequest(bg, w, 1, "Yes")) }},

	"AskInformation": {false, append(slices.Clone(checkings), casefile.Complete), clerks, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.AskInformation(bg, w, []referral.ReturnItem{{Rule: "INT-E4", Note: "Page 2"}}, "2026-10-01"))
	}},
	"ProposeReturn": {false, append(slices.Clone(checkings), casefile.Complete), clerks, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.ProposeReturn(bg, w, []referral.ReturnItem{{Rule: "INT-E4", Note: "Page 2"}}))
	}},
	"ConfirmReturn": {false, checkings, []access.Role{access.SeniorClerk}, func(a *app.App, w app.Write, _ *store.File) error { return ends(a.ConfirmReturn(bg, w, 1)) }},
	"CreateFile":    {false, append(slices.Clone(checkings), casefile.Complete), clerks, func(a *app.App, w app.Write, _ *store.File) error { return ends(a.CreateFile(bg, w, app.Filed{})) }},
	"DropRegistered": {false, []casefile.State{casefile.Received}, clerks, func(a *app.App, w app.Write, f *store.File) error {
		return ends(a.DropRegistered(bg, w, version(f.Referrals), "Twice"))
	}},
	"MergeDuplicate": {false, []casefile.State{casefile.Received, casefile.Checking, casefile.InformationAsked, casefile.Complete, casefile.FileCreated, casefile.OfficeAssigned, casefile.Transferred}, clerks, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.MergeDuplicate(bg, w, w.Case))
	}},
	"TransferCase": {false, []casefile.State{casefile.FileCreated, casefile.OfficeAssigned}, clerks, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.TransferCase(bg, w, casefile.Transfer{Office: "ankara", Reason: "Nearest"}))
	}},
	"TransferCases":    {false, []casefile.State{casefile.FileCreated, casefile.OfficeAssigned}, clerks, nil}, // TransferCase, many times
	"TakeTransferBack": {false, []casefile.State{casefile.Transferred}, clerks, func(a *app.App, w app.Write, _ *store.File) error { return ends(a.TakeTransferBack(bg, w, 1, "Wrong")) }},
	"UndoTransfer":     {false, []casefile.State{casefile.Transferred}, clerks, func(a *app.App, w app.Write, _ *store.File) error { return ends(a.UndoTransfer(bg, w, 1)) }},
	"SendTransferBack": {false, []casefile.State{casefile.Transferred}, offices, func(a *app.App, w app.Write, _ *store.File) error { return ends(a.SendTransferBack(bg, w, 1, "Wrong")) }},
	"AcceptTransfer":   {false, []casefile.State{casefile.Transferred}, offices, func(a *app.App, w app.Write, _ *store.File) error { return ends(a.AcceptTransfer(bg, w, 1, "")) }},
	"AssignCase":       {false, append([]casefile.State{casefile.Accepted}, atOffice...), offices, func(a *app.App, w app.Write, _ *store.File) error { return ends(a.AssignCase(bg, w, "officer.x")) }},
	"AssignCases":      {false, append([]casefile.State{casefile.Accepted}, atOffice...), offices, nil}, // AssignCase, many times
	"UndoAssigned":     {false, []casefile.State{casefile.Assigned}, offices, nil},                      // of an act that its own test does

	"AskReconsideration": {false, []casefile.State{casefile.Refused, casefile.ClosedRefused}, []access.Role{access.Assistant, access.Officer}, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.AskReconsideration(bg, w, casefile.ReconsiderationRequest{}))
	}},
	"AnswerReconsideration": {false, []casefile.State{casefile.Reconsideration}, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.AnswerReconsideration(bg, w, 1, casefile.ReconsiderationRequest{}))
	}},
	"ServeCourt": {false, []casefile.State{casefile.Refused, casefile.ClosedRefused}, []access.Role{access.Assistant, access.Officer}, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.ServeCourt(bg, w, casefile.CourtApplication{}))
	}},
	"EndCourt": {false, []casefile.State{casefile.Litigation}, append(slices.Clone(offices), access.Officer), func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.EndCourt(bg, w, 1, casefile.SetAside, "2026-08-01", "Again"))
	}},
	"HoldCase": {true, []casefile.State{casefile.Eligibility, casefile.Interviewing, casefile.Fairness, casefile.Admissibility, casefile.QuebecSelection, casefile.FinalReview, casefile.Approved, casefile.Travel, casefile.NoShow}, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.HoldCase(bg, w, casefile.Hold{Reason: casefile.ExitBarrier, Review: "2026-12-01"}))
	}},
	"SeparateFamily": {false, []casefile.State{casefile.Approved}, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.SeparateFamily(bg, w, "x", 1, decision.Separation{}))
	}},
	"DropSeparation": {false, nil, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.DropSeparation(bg, w, "x", 1, "They wait."))
	}},
	"CloseComplete": {false, []casefile.State{casefile.PostArrival}, append(slices.Clone(offices), access.Officer), func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.CloseComplete(bg, w))
	}},
	"ResumeCase": {false, []casefile.State{casefile.OnHold}, officers, func(a *app.App, w app.Write, _ *store.File) error { return ends(a.ResumeCase(bg, w, 1, "Found")) }},
	"CloseUnused": {false, append([]casefile.State{casefile.Accepted}, slices.DeleteFunc(slices.Clone(atOffice), func(s casefile.State) bool { return s == casefile.Departed || s == casefile.Arrived })...), append(slices.Clone(offices), access.Officer), func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.CloseUnused(bg, w, casefile.Ending{Why: "unused"}))
	}},
	"RecordDeath": {false, []casefile.State{casefile.Approved}, []access.Role{access.Assistant, access.Officer}, func(a *app.App, w app.Write, f *store.File) error {
		return ends(a.RecordDeath(bg, w, casefile.Death{Person: f.Persons[0].ID, On: "2026-08", Source: "family", NoProof: "There is none."}))
	}},
	"ChangePrincipal": {false, []casefile.State{casefile.Interviewing, casefile.Fairness, casefile.Admissibility, casefile.QuebecSelection, casefile.FinalReview, casefile.Approved, casefile.Travel, casefile.NoShow, casefile.OnHold}, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.ChangePrincipal(bg, w, casefile.PrincipalChange{}))
	}},
	"AnswerChange": {false, []casefile.State{casefile.Approved}, append(slices.Clone(offices), access.Officer), func(a *app.App, w app.Write, f *store.File) error {
		return ends(a.AnswerChange(bg, w, "x", 1, true, ""))
	}},
	"RecordOrder": {true, slices.DeleteFunc(slices.Clone(casefile.States), func(s casefile.State) bool { return !s.After() || s.Closed() || s == casefile.SuspendedByOrder }), []access.Role{access.PolicyManager}, func(a *app.App, w app.Write, f *store.File) error {
		return ends(a.RecordOrder(bg, w, casefile.Order{Number: "PC 2026-0123", On: "2026-08-30", Scope: "All of them.", Effect: casefile.Suspends}, f.Case.Ref))
	}},
	"AnswerContradiction": {false, atWork, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.AnswerContradiction(bg, w, "X-3", "Seen"))
	}},
	"SignConcerns": {false, atWork, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.SignConcerns(bg, w, casefile.FairLetter{}, "demo"))
	}},
	"WithdrawConcerns": {false, atWork, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.WithdrawConcerns(bg, w, "x", 1, "Wrong"))
	}},
	"AssessConcern": {false, atWork, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.AssessConcern(bg, w, "x", 1, 0, true, "Said"))
	}},
	"DraftFinding": {false, atWork, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.DraftFinding(bg, w, assessment.Finding{}))
	}},
	"RecordFinding": {false, atWork, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.RecordFinding(bg, w, assessment.Finding{}))
	}},
	"DraftGround": {false, atWork, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.DraftGround(bg, w, assessment.Ground{}))
	}},
	"RecordGround": {false, atWork, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.RecordGround(bg, w, assessment.Ground{}))
	}},
	"RecordGrounds": {false, atWork, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.RecordGrounds(bg, w, []assessment.Ground{{}}))
	}},
	"RecordTracks": {false, atWork, append(slices.Clone(offices), access.Officer), func(a *app.App, w app.Write, f *store.File) error {
		return ends(a.RecordTracks(bg, w, f.Persons[0].ID, []assessment.Track{{Kind: assessment.Security}}))
	}},
	"FinishEligibility":   {false, atWork, officers, func(a *app.App, w app.Write, _ *store.File) error { return ends(a.FinishEligibility(bg, w)) }},
	"FinishAdmissibility": {false, atWork, officers, func(a *app.App, w app.Write, _ *store.File) error { return ends(a.FinishAdmissibility(bg, w)) }},
	"WaiveInterview": {false, atWork, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.WaiveInterview(bg, w, casefile.Interview{}))
	}},
	"ChooseInterview": {false, atWork, append(slices.Clone(offices), access.Officer), func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.ChooseInterview(bg, w, casefile.Interview{}))
	}},
	"SignInterviewRecord": {false, atWork, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.SignInterviewRecord(bg, w, casefile.Interview{}))
	}},
	"SignDecision": {false, atWork, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.SignDecision(bg, w, decision.Decision{}, ""))
	}},
	"RecordConviction": {false, atWork, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.RecordConviction(bg, w, assessment.Conviction{}))
	}},
	"DraftConviction": {false, atWork, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.DraftConviction(bg, w, assessment.Conviction{}))
	}},
	"CloseRefused": {false, []casefile.State{casefile.Refused, casefile.Reconsideration, casefile.Litigation}, append(slices.Clone(offices), access.Officer), func(a *app.App, w app.Write, _ *store.File) error { return ends(a.CloseRefused(bg, w)) }},
	"Withdraw": {false, slices.DeleteFunc(slices.Clone(casefile.States), func(s casefile.State) bool {
		return casefile.Move(s, casefile.Withdrawn, access.Assistant) != nil
	}), append(slices.Clone(officers), access.Assistant), func(a *app.App, w app.Write, f *store.File) error {
		return ends(a.Withdraw(bg, w, casefile.Withdrawal{}))
	}},
	"IssueVisa": {false, atOffice, travels, func(a *app.App, w app.Write, _ *store.File) error { return ends(a.IssueVisa(bg, w, decision.Visa{})) }},
	"IssuePermit": {false, atOffice, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.IssuePermit(bg, w, decision.Permit{}))
	}},
	"EndPermit": {false, atOffice, officers, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.EndPermit(bg, w, "x", 1, "Not used"))
	}},
	"RecordEntry": {false, atOffice, travels, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.RecordEntry(bg, w, "x", 1, decision.Entry{}))
	}},
	"RecordDeparture": {false, atOffice, travels, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.RecordDeparture(bg, w, decision.Departure{}))
	}},
	"RecordNoShow": {false, atOffice, travels, func(a *app.App, w app.Write, _ *store.File) error { return ends(a.RecordNoShow(bg, w, "x", 1, "")) }},
	"RecordLanding": {false, append([]casefile.State{casefile.PostArrival}, atOffice...), travels, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.RecordLanding(bg, w, decision.Landing{}))
	}},
	"SettleDifference": {false, append([]casefile.State{casefile.PostArrival}, atOffice...), travels, func(a *app.App, w app.Write, _ *store.File) error {
		return ends(a.SettleDifference(bg, w, "x", 1, app.Settled{Take: true, Why: "Theirs"}))
	}},
}

// ends is the error of an act, whatever else it answers.
func ends(answers ...any) error {
	err, _ := answers[len(answers)-1].(error)
	return err
}

// Every act of app that moves a case stands in the register.
func TestMoves_AllAreRegistered(t *testing.T) {
	calls, exported := map[string]map[string]bool{}, map[string]bool{}
	names, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if !strings.HasSuffix(n.Name(), ".go") || strings.HasSuffix(n.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), n.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			in := map[string]bool{}
			calls[fn.Name.Name] = in
			exported[fn.Name.Name] = fn.Recv != nil && fn.Name.IsExported()
			ast.Inspect(fn.Body, func(x ast.Node) bool {
				if c, ok := x.(*ast.CallExpr); ok {
					switch e := c.Fun.(type) {
					case *ast.Ident:
						in[e.Name] = true
					case *ast.SelectorExpr:
						if of, ok := e.X.(*ast.Ident); ok && (of.Name == "a" || of.Name == "tx") {
							in[of.Name+"."+e.Sel.Name] = true
						}
					}
				}
				return true
			})
		}
	}
	moving := map[string]bool{}
	for changed := true; changed; {
		changed = false
		for name, in := range calls {
			if moving[name] {
				continue
			}
			for c := range in {
				if c == "tx.Move" || c == "tx.MoveAs" || c == "tx.Create" || c == "tx.Take" || moving[strings.TrimPrefix(c, "a.")] && !strings.HasPrefix(c, "tx.") {
					moving[name], changed = true, true
				}
			}
		}
	}
	for name := range moving {
		if _, ok := movers[name]; exported[name] && !ok && !slices.Contains(begins, name) {
			t.Errorf("%s moves a case and is not in the register of move_test.go", name)
		}
	}
	for name := range movers {
		if !moving[name] {
			t.Errorf("%s is in the register and moves no case", name)
		}
	}
}

// stage puts a case into a state with all that a partner's acts need.
func stage(t *testing.T, a *app.App, s casefile.State) *store.File {
	t.Helper()
	e := store.Entry{Actor: caseworker, Action: access.StartReferral, Now: a.Now(), Pack: a.Pack.Version}
	id, err := a.Store.Change(bg, e, func(tx *store.Tx) (string, error) {
		f, err := tx.Create(casefile.Case{State: s, Since: tx.Today(), Opened: tx.Today(), ReferredBy: "FLD", Stream: "hrd-global", Prepared: "somebody.fld", Persons: 1, Pack: a.Pack.Version})
		if err != nil {
			return "", err
		}
		if s == casefile.Paused {
			f.Case.State = casefile.Vetted
			if err := tx.Move(f, casefile.Paused, "safety"); err != nil {
				return "", err
			}
		}
		if s.After() {
			f.Case.Referred, f.Case.Applied, f.Case.Office = tx.Today(), tx.Today(), "ankara"
			if slices.Index(casefile.States, s) >= slices.Index(casefile.States, casefile.Accepted) {
				f.Case.AtOffice, f.Case.Assigned, f.Case.Decided = tx.Today(), "x.officer", tx.Today()
			}
		}
		p := people.Person{Family: "Vorvane", SingleName: true, Residence: "TUR", Number: 1, Relationship: people.PA, Born: "1980-01-01", Travelling: people.Yes}
		if err := tx.SavePerson(f, &p); err != nil {
			return "", err
		}
		r := referral.Referral{Partner: "FLD", PreparedBy: "somebody.fld", Consents: []referral.Consent{{Person: p.ID, What: "handover_unhcr", Given: tx.Today()}}}
		if err := tx.SaveReferral(f, &r); err != nil {
			return "", err
		}
		if err := tx.SavePlan(f, &people.SafetyPlan{}); err != nil {
			return "", err
		}
		i := referral.Inquiry{Claim: "x", Reply: referral.ReplySame, Screened: map[string]string{}, Duplicate: referral.Duplicate{Answer: "none", Day: tx.Today()}, Vetting: "somebody.fld", Evidence: []string{"publication"}}
		for _, q := range a.Preconditions() {
			i.Screened[q.ID] = people.Yes
		}
		return string(f.Case.ID), tx.SaveInquiry(f, &i)
	})
	if err != nil {
		t.Fatal(err)
	}
	f, err := a.Store.Read(context.Background(), casefile.ID(id), store.Everything)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

var unitOf = map[access.Role]string{access.Caseworker: "FLD", access.Reviewer: "FLD", access.PartnerAdmin: "FLD", access.Helper: "FLD", access.Clerk: "ROCO", access.SeniorClerk: "ROCO",
	access.Assistant: "ankara", access.Officer: "ankara", access.Supervisor: "ankara", access.Analyst: "OPPB", access.PolicyManager: "OPPB", access.System: "FLD"}

// Every move of intake section 3 and assessment 2.2 is tried from every state by every role through the doors: only what the
// register says works, and whatever moved, the table of moves allows.
func TestMoves_OnlyTheAllowedOnesWork(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		pack, err := policy.Load()
		if err != nil {
			t.Fatal(err)
		}
		a := app.New(s, pack)
		now := time.Date(2026, 8, 31, 9, 0, 0, 0, time.UTC)
		a.Now = func() time.Time { return now }
		for _, from := range casefile.States {
			t.Run(string(from), func(t *testing.T) {
				t.Parallel()
				everyAct(t, a, s, from)
			})
		}
	})
}

// everyAct tries every act on a case in a state, as every role. A new case is made when an act was done.
func everyAct(t *testing.T, a *app.App, s *store.Store, from casefile.State) {
	f := stage(t, a, from)
	at := func() casefile.Case {
		c, err := s.Peek(bg, f.Case.ID)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for _, name := range slices.Sorted(maps.Keys(movers)) {
		m := movers[name]
		if m.call == nil {
			continue
		}
		for _, role := range append(slices.Clone(access.Roles), access.System) {
			who := access.Actor{Account: "x." + string(role), Role: role, Unit: unitOf[role], Language: "en"}
			if who.Unit == "" {
				who.Unit = "HQ"
			}
			allowed := slices.Contains(m.from, from) && slices.Contains(m.roles, role)
			err := m.call(a, app.Write{Actor: who, Case: f.Case.ID}, f)
			if err == nil {
				if c := at(); c.State != from && !allowed {
					t.Errorf("%s as %s moves %s to %s", name, role, from, c.State)
				} else if c.State == from && allowed && m.whole {
					t.Errorf("%s as %s does not move %s", name, role, from)
				}
				f = stage(t, a, from)
			} else if allowed && m.whole {
				t.Errorf("%s as %s does not move %s: %v", name, role, from, err)
			}
		}
		switch c := at(); { // what was refused has moved nothing, whoever asked
		case c.State != from:
			t.Errorf("%s moved a case from %s to %s although it was refused", name, from, c.State)
			fallthrough
		case c.Version != f.Case.Version: // an act of several steps did the first ones
			f = stage(t, a, from)
		}
	}
}
