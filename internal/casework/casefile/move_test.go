package casefile_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
)

var roles = []access.Role{access.Helper, access.Caseworker, access.Reviewer, access.PartnerAdmin, access.Clerk, access.SeniorClerk, access.Assistant,
	access.Officer, access.Supervisor, access.Analyst, access.PolicyManager, access.PostArrival, access.Privacy, access.Auditor, access.Admin, access.System}

func TestMove(t *testing.T) {
	for _, c := range []struct {
		name     string
		from, to casefile.State
		role     access.Role
		want     fault.Kind // "" is allowed
	}{
		{"caseworker asks for the review", casefile.Preparing, casefile.Reviewing, access.Caseworker, ""},
		{"reviewer sends back", casefile.Reviewing, casefile.Preparing, access.Reviewer, ""},
		{"caseworker cannot sign", casefile.Reviewing, casefile.Ready, access.Caseworker, fault.Forbidden},
		{"caseworker cannot refer", casefile.Ready, casefile.Referred, access.Caseworker, fault.Forbidden},
		{"a draft is not referred past the review", casefile.Preparing, casefile.Referred, access.Reviewer, fault.Stopped},
		{"reviewer refers", casefile.Ready, casefile.Referred, access.Reviewer, ""},
		{"system acknowledges", casefile.Referred, casefile.Received, access.System, ""},
		{"clerk checks", casefile.Received, casefile.Checking, access.Clerk, ""},
		{"no file before it is complete", casefile.Checking, casefile.FileCreated, access.Clerk, fault.Stopped},
		{"returned goes back to the same case", casefile.Returned, casefile.Preparing, access.Caseworker, ""},
		{"office sends a wrong transfer back", casefile.Transferred, casefile.OfficeAssigned, access.Assistant, ""},
		{"only an officer finds", casefile.Eligibility, casefile.Admissibility, access.Assistant, fault.Forbidden},
		{"only an officer decides", casefile.FinalReview, casefile.Approved, access.Supervisor, fault.Forbidden},
		{"the department cannot refuse before it assesses", casefile.Accepted, casefile.Refused, access.Officer, fault.Stopped},
		{"applicant withdraws after referral", casefile.Eligibility, casefile.Withdrawn, access.Assistant, ""},
		{"no withdrawal after landing", casefile.PostArrival, casefile.Withdrawn, access.Assistant, fault.Stopped},
		{"the end is the end", casefile.ClosedRefused, casefile.Eligibility, access.Officer, fault.Stopped},
		{"unknown state", "elsewhere", casefile.Checking, access.Clerk, fault.Stopped},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := casefile.Move(c.from, c.to, c.role)
			var f *fault.Error
			errors.As(err, &f)
			if got := kind(f); got != c.want {
				t.Errorf("Move(%s, %s, %s) = %q, want %q", c.from, c.to, c.role, got, c.want)
			}
		})
	}
}

func kind(f *fault.Error) fault.Kind {
	if f == nil {
		return ""
	}
	return f.Kind
}

// No role of the department moves a draft, and no role of a partner moves a case that the department has, but for
// an answer, a withdrawal and the next version of a returned package.
func TestMove_spaces(t *testing.T) {
	partners := map[access.Role]bool{access.Caseworker: true, access.Reviewer: true}
	for _, from := range casefile.States {
		for _, role := range roles {
			for _, to := range casefile.Next(from, role) {
				if from.Draft() && !partners[role] {
					t.Errorf("%s moves the draft %s to %s", role, from, to)
				}
				if from.After() && partners[role] && to != casefile.Withdrawn && from != casefile.InformationAsked && from != casefile.Returned {
					t.Errorf("%s moves %s to %s", role, from, to)
				}
				if from.Closed() && from != casefile.Declined && from != casefile.ClosedRefused { // a refusal may still be asked about
					t.Errorf("%s is an end, yet %s moves it to %s", from, role, to)
				}
			}
		}
	}
}

// A random walk of allowed moves never meets an unlisted state, never goes from the department's space to an
// approval without an officer's final review, and every open state has a way on.
func TestMove_walks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		state := rapid.SampledFrom([]casefile.State{casefile.Inquiry, casefile.Preparing, casefile.Received}).Draw(t, "open")
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			type move struct {
				to   casefile.State
				role access.Role
			}
			var ways []move
			for _, r := range roles {
				for _, to := range casefile.Next(state, r) {
					ways = append(ways, move{to, r})
				}
			}
			if len(ways) == 0 {
				if !state.Closed() {
					t.Fatalf("%s is open and has no way on", state)
				}
				return
			}
			w := rapid.SampledFrom(ways).Draw(t, "move")
			if err := casefile.Move(state, w.to, w.role); err != nil {
				t.Fatalf("Next offers what Move forbids: %v", err)
			}
			if !w.to.Valid() {
				t.Fatalf("%s is not in the list", w.to)
			}
			if w.to == casefile.Approved && state != casefile.FinalReview && state != casefile.OnHold && state != casefile.SuspendedByOrder {
				t.Fatalf("approved from %s", state)
			}
			state = w.to
		}
	})
}

func TestStage(t *testing.T) {
	for _, s := range casefile.States {
		g := casefile.StageOf(s)
		if s.Draft() != (g == casefile.StageDraft) {
			t.Errorf("%s: draft %v, stage %q", s, s.Draft(), g)
		}
	}
	steps := []casefile.Step{{From: casefile.Eligibility, To: casefile.OnHold}, {From: casefile.OnHold, To: casefile.SuspendedByOrder}}
	if g := casefile.StageNow(casefile.SuspendedByOrder, steps); g != casefile.StageEligibility {
		t.Errorf("a suspended hold shows stage %q", g)
	}
	if s, ok := casefile.Back([]casefile.Step{{From: casefile.Vetting, To: casefile.Paused}}, casefile.Paused); !ok || s != casefile.Vetting {
		t.Errorf("a pause goes back to %q", s)
	}
	loop := []casefile.Step{{From: casefile.OnHold, To: casefile.SuspendedByOrder}, {From: casefile.SuspendedByOrder, To: casefile.OnHold}}
	if g := casefile.StageNow(casefile.OnHold, loop); g != casefile.StageReferred {
		t.Errorf("steps that never left the hold show %q", g)
	}
}
