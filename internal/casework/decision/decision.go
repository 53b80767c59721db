package decision

import (
	"log/slog"
	"time"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
)

// Outcome is what the officer decides.
type Outcome string

// The outcomes. There is no default and nothing in between.
const (
	Approve Outcome = "approve"
	Refuse  Outcome = "refuse"
)

// Status is how firm a decision is.
type Status string

// The statuses. A draft always saves; a signed decision is never edited. A decision that the court or the
// officer reopened is superseded by the next one.
const (
	Draft      Status = "draft"
	Asked      Status = "asked" // a second look has been asked for
	Signed     Status = "signed"
	Superseded Status = "superseded"
)

// Decision is one final decision on a case, as a draft and as signed.
type Decision struct {
	ID      string
	Version int64 `json:"-"`

	Outcome Outcome  `json:",omitempty"`
	Grounds []Ground `json:",omitempty"` // of a refusal: each comes from a finding on file
	Reasons []Reason `json:",omitempty"` // at least one, coded, with words
	Summary string   `json:",omitempty"` // conclusion and decision summary
	NotOwn  string   `json:",omitempty"` // why the signer is not the interviewer

	Space       Space       `json:",omitzero"`  // of an approval
	Destination Destination `json:",omitzero"`  // of an approval
	Travel      policy.Day  `json:",omitempty"` // planned day of travel: validity is judged on it

	Alike []Alike `json:",omitempty"` // decisions on other cases whose words are close to these, when it was last kept

	Second   *casefile.Look `json:",omitempty"` // another person's look, where required
	Answered string         `json:",omitempty"` // the officer's answer to a look that does not agree

	Status   Status
	By       string // account of the officer who drafts and signs
	Drafted  time.Time
	SignedAt time.Time  `json:",omitzero"`
	Gate     string     `json:",omitempty"` // how the signer proved again who they are
	Pack     string     // policy text in force when it was signed
	Recourse policy.Day `json:",omitempty"` // last day to ask the Federal Court for leave, once notice is proven
}

// Ground is one thing a refusal rests on: a criterion found not met, or an inadmissibility, as recorded.
type Ground struct {
	Code       string           // "ELG-E9a", "ADM-D4"
	Class      assessment.Class `json:",omitempty"`
	Country    string           `json:",omitempty"`
	Person     string           `json:",omitempty"`
	Entry      string           // id of the finding or ground on file
	Disclosure string           // id of the occasion on which it was put to the applicant
}

// Reason is one coded reason and its words. The code of a refusal is that of a ground; an approval's is ReasonAllMet.
type Reason struct {
	Code string
	Text string
}

// ReasonAllMet is the one coded reason of an approval: everything R139(1) asks for is established.
const ReasonAllMet = "R139(1)"

// Space says that the office has a place for the family inside its GAR number for the year of travel (X-12, I-62).
type Space struct {
	Confirmed bool
	Year      int        `json:",omitempty"`
	Day       policy.Day `json:",omitempty"`
	By        string     `json:",omitempty"`
}

// Destination is where in Canada the family is to go.
type Destination struct {
	Province  string     `json:",omitempty"` // two letters
	Requested policy.Day `json:",omitempty"` // destination requested
	Quebec    policy.Day `json:",omitempty"` // day of Quebec's decision, for QC alone
	Selected  string     `json:",omitempty"` // people.Yes or people.No
	CSQ       policy.Day `json:",omitempty"` // electronic notice of the selection certificate
}

// LogValue says nothing: a decision never reaches a log.
func (d Decision) LogValue() slog.Value { return slog.StringValue("decision") }
