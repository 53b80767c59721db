package assessment

import (
	"time"

	"passage/internal/casework/policy"
)

// Conviction is the worksheet for one charge or conviction (assessment 5.3, working version of lost list G-2).
// Steps 1 to 8 are filled before ADM-D4 or ADM-D5 can be inadmissible.
type Conviction struct {
	ID      string
	Version int64 `json:"-"`
	Person  string

	// Step 1: the offence as named, and how we know without contacting that state.
	Offence  string
	Article  string `json:",omitempty"`
	Country  string // ISO alpha-3
	Court    string `json:",omitempty"`
	Day      policy.Day
	Stage    Stage
	Sentence string     `json:",omitempty"`
	Served   policy.Day `json:",omitempty"` // the day the sentence was completed; R17 and R18 count from it
	HowKnown string

	// Step 2: what the person did, in their words and from independent sources.
	Acts         string
	ActsEvidence []Evidence `json:",omitempty"`

	// Step 3: the link to the rights work, and why the conviction may be illegitimate (pick-list G-1).
	Link         Link
	LinkEvidence []Evidence `json:",omitempty"`
	Illegitimate []string   `json:",omitempty"` // codes of the pack's pick-list
	IllegitText  string     `json:",omitempty"`

	// Step 4: is there reliable evidence of a conviction, and of the facts? (A33)
	ReliableConviction Answer
	ReliableFacts      Answer
	Reliability        string

	// Step 5: equivalency by one of three methods; names of offences prove nothing.
	Method     Method
	Provision  string `json:",omitempty"` // Canadian provision
	MaxYears   int    `json:",omitempty"` // its maximum
	Elements   string `json:",omitempty"` // side by side
	Equivalent Equivalence

	// Step 6: "act committed" used instead: an offence in both places, evidence apart from the verdict.
	ActUsed     Answer
	ActEvidence string `json:",omitempty"`

	// Step 7: exceptions of A36(3), R17, R18.
	Exceptions []string `json:",omitempty"`
	Relief     string   `json:",omitempty"`

	// Step 8: the partner asked for context, and the person heard on the point.
	PartnerAsked   policy.Day `json:",omitempty"`
	PartnerReplied policy.Day `json:",omitempty"`
	PartnerSaid    string     `json:",omitempty"`
	Heard          policy.Day `json:",omitempty"`
	HeardAt        string     `json:",omitempty"` // id of the interview or letter

	// Step 9: only when the person is still inadmissible.
	ReliefConsidered string `json:",omitempty"`
	Headquarters     string `json:",omitempty"`
	Conclusion       string `json:",omitempty"`

	Status Status
	By     string
	At     time.Time
	Pack   string
}

// Stage is how far a prosecution went.
type Stage string

// The stages. A charge alone is not a conviction.
const (
	Charged    Stage = "charge"
	Convicted  Stage = "conviction"
	InAbsentia Stage = "in_absentia"
	Amnestied  Stage = "amnesty"
	Completed  Stage = "served"
)

// Link is the link of a conviction to the person's rights work.
type Link string

// The links.
const (
	LinkNone     Link = "none"
	LinkPossible Link = "possible"
	LinkDirect   Link = "direct"
)

// Method is how equivalency was found.
type Method string

// The three methods.
const (
	CompareElements Method = "elements"
	TestFacts       Method = "facts"
	BothMethods     Method = "both"
)

// Equivalence is the conclusion of step 5.
type Equivalence string

// The conclusions.
const (
	NoEquivalent    Equivalence = "none"
	IndictableLevel Equivalence = "indictable"
	TenYearLevel    Equivalence = "ten_year"
	NotDetermined   Equivalence = "undetermined"
)
