// Package access owns who may do what: roles, actors and the one policy file, policy.cedar. It does not own what is
// done (casework's other rooms) or how someone signs in (auth).
package access

import "passage/internal/casework/policy"

// Role is what a person is in Passage (decision 23). Access is closed until policy.cedar opens it.
type Role string

// The roles, in the order of the work.
const (
	Helper        Role = "helper"       // assisting organization; one case, some forms
	Caseworker    Role = "caseworker"   // referral partner
	Reviewer      Role = "reviewer"     // referral partner, second person
	PartnerAdmin  Role = "partneradmin" // referral partner, its people and agreements
	Clerk         Role = "clerk"        // ROC-O intake
	SeniorClerk   Role = "senior"       // ROC-O intake, second clerk
	Assistant     Role = "assistant"    // migration office, program assistant
	Officer       Role = "officer"      // migration office; alone signs findings and decisions
	Supervisor    Role = "supervisor"   // migration office
	Analyst       Role = "analyst"      // central branch
	PolicyManager Role = "policy"       // central branch
	PostArrival   Role = "postarrival"  // after landing
	Privacy       Role = "privacy"
	Auditor       Role = "auditor" // reads the log, no cases
	Admin         Role = "admin"   // people and units, no cases
	System        Role = "system"  // clocks and imports as a partner's service account
	Holder        Role = "holder"  // of a card: a person who reads their own letters; no account has it (I-88)
)

// Roles are the roles of people, in the order of the work.
var Roles = []Role{Helper, Caseworker, Reviewer, PartnerAdmin, Clerk, SeniorClerk, Assistant, Officer, Supervisor,
	Analyst, PolicyManager, PostArrival, Privacy, Auditor, Admin}

// Duty is a time in which somebody answers for an office when something happens (I-73), from the first day to the last.
type Duty struct {
	From, Until policy.Day
	By          string // account of the supervisor
}

// Actor is the person (or service account) who acts, and the role and unit they act in. It is always a
// parameter, never hidden in a context.
type Actor struct {
	Account  string   // account id, as "officer.cedar" in the demo
	Name     string   // shown name, as "Officer 0031"; never a real name in the demo
	Role     Role     //
	Unit     string   // partner code (FLD), ROCO, office code (cedar), OPPB, HQ
	Links    []string // countries with a declared link (decision 14), ISO alpha-3
	Frozen   bool     // may do nothing
	Duty     bool     // answers for the office now (I-73)
	Language string   // "en" or "fr"
}
