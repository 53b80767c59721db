// Package referral owns what a partner sends: the cover page, the partner's own determination, the form
// questions, the checklist of signed forms, completeness, and acceptance or return.
//
// It does not own persons and the safety plan (people), documents (document), the case's state (casefile) or
// the conditions of completeness, which are text of the policy pack. Nothing here assesses who is a defender:
// that is the partner's, and the department's roles have no field for it (I-11).
package referral

import (
	"log/slog"

	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Referral is the referral cover page and what goes with it (intake 7.1). One per case.
type Referral struct {
	ID      string
	Version int64 `json:"-"`

	Partner       string // code of the partner that refers (I-5)
	IdentifiedBy  string // code of the partner that identified the applicant, "" when the same (I-5)
	PartnerOffice string
	PartnerCase   string // the partner's own case number; sealed, never shown outside the case (decision 6)
	Contact       string // the partner's contact for this case
	Backup        string
	Channel       string // Channels: how the package comes
	Priority      string // emergency, urgent, normal (I-17)
	PriorityWhy   string // written justification (I-17)
	Criteria      []string
	// Criteria are UNHCR's submission categories, primary first; a UNHCR package carries two (I-18).

	Preconditions map[string]string // screening questions of I-12, copied from the partner's screening: question -> yes, no, unknown
	Determination Determination
	Work          Work
	Risk          Risk
	LegalCases    []LegalCase
	Protection    []string // medical and protection needs at a glance
	Linked        []Linked
	FamilyCanada  string // family in Canada, in words
	Destination   string // destination wish
	Quebec        string // yes, no or ""

	Household  Household // who there is, as asked of each household (I-27)
	NoOthers   Statement // "there is no other family" (I-27, INT-E15)
	Consents   []Consent
	Forms      []Form // checklist: which forms, per person
	Acting     Representative
	Certified  Statement
	PreparedBy string     // account of the caseworker
	PreparedOn policy.Day //
	ReviewedBy string     // account of another person of the partner
	ReviewedOn policy.Day
	SentBack   []SentBack // what reviewers asked for, newest last
	Checked    []string   `json:",omitempty"` // lines of the partner's own checklist that the reviewer ticked (I-19)

	Made       Dated   // referral made: locks the children's age (R25.1(7), decision 4)
	Submitted  Dated   // application submitted (R25.1(8), decision 4)
	Claimed    []Claim // dates of another channel that wait for a second person
	Packages   []Package
	Registered Registered `json:",omitzero"` // by the operations centre: the package came by another channel
	Withdrawal Withdrawal
	Handed     HandOver // to another partner (I-6): the record is read-only from then on

	Import Import // where the draft was read from, if it was
}

// Determination is the partner's own: a statement, who made it and when. No field of it is for the department (I-11).
type Determination struct {
	Statement  string
	Date       policy.Day
	By         string   // person or body at the partner
	Account    string   // who entered it
	ReviewedBy string   // another person, INT-E14
	Basis      []string // kinds of evidence
	References string   // how many referees were checked; their names stay with the partner
}

// Work is the profile of the defender's work.
type Work struct {
	Fields        []string // Fields of work
	Role          string
	Organizations []string
	Since         string // year
	Country       string
	Account       string // what, where, since when
	Place         string // does the work depend on a place or community: yes, no, unknown
	PlaceWhere    string
}

// Risk is what the applicant faces, as the partner knows it.
type Risk struct {
	Actors   []string // state, non_state
	Reach    string   // can they reach into the country of asylum: yes, no, unknown
	Hiding   string   // living in hiding: yes, no, unknown
	Deadline policy.Day
	What     string // of the deadline: visa_expiry, deportation, other
	Account  string
}

// LegalCase is a charge or conviction that is known. It is context, never a score (I-41).
type LegalCase struct {
	Person  string // person id
	Country string
	Charge  string
	Status  string // LegalStatuses
	Court   string
	Date    string // partial date
	View    string // the partner's view of it
}

// Linked is another case that belongs with this one: de facto dependants, relatives, co-defenders (I-30).
type Linked struct {
	Kind   string // LinkKinds
	Case   string // case id, when it is in Passage
	Ref    string // neutral reference
	Person string // person id in this case, when the person was moved out of it
	Note   string
}

// Statement is something a person states and signs.
type Statement struct {
	Answer string // yes or ""
	By     string
	Day    policy.Day
}

// Consent is who agreed that what is shared with whom (intake 7.5).
type Consent struct {
	Person    string // person id
	What      string // ConsentKinds
	Language  string // read to the person in
	Given     policy.Day
	Until     policy.Day // last day on which it stands, "" without an end
	Withdrawn policy.Day
	Witness   string
	Document  string
}

// Stands says whether the consent stands on a day.
//
// Rule A-54: before a third party is told anything, somebody has agreed: who, to what and with whom (the kind says both), and
// until when. What is over or withdrawn is no consent.
func (c Consent) Stands(day policy.Day) bool {
	return c.Given.Valid() && c.Given <= day && (c.Until == "" || day <= c.Until) && (c.Withdrawn == "" || c.Withdrawn > day)
}

// Form is one line of the checklist: a form of the pack for one person, and its signature.
type Form struct {
	Form        string // pack id, as imm0008
	Person      string // person id, "" for the case
	How         string // Ways; "" is on paper
	State       string // FormStates
	Edition     string // edition of the form, as printed on it (I-38)
	SignedBy    string // person who signed
	SignedAs    string // Signers; a parent or guardian signs for a minor (I-37)
	SignedOn    policy.Day
	Means       string // Means; "" not said
	Place       string
	Witness     string // who witnessed the signature or took the e-signature (decision 15)
	Interpreter string // who interpreted, "" when nobody did
	Interpreted bool   // and declared to have interpreted it truly
	NoGaps      string // on paper: no gap longer than a month: yes, no or "" (I-39)
	Explained   string // on paper: every "yes" is explained: yes, no or "" (I-41)
	Document    string // document id of the scan
}

// The ways a form is filled in.
const (
	Online = "online" // here: its answers are the package's own
	Paper  = "paper"  // on the department's form; the scan goes with the documents
)

// Representative is who acts for the applicant (IMM 5476), nobody while Acts is not yes.
type Representative struct {
	Acts        string // yes, no or ""
	Name        string
	Firm        string
	Address     []string
	Telephone   string
	Email       string
	Remunerated string // yes, no or ""
	Body        string // Bodies
	Member      string // membership number
}

// SentBack is a reviewer's request to change a draft (A6 to A5).
type SentBack struct {
	By   string
	Day  policy.Day
	What string
}

// Dated is one of the two dates that law reads, with its evidence (decision 4). Through the portal it is the
// server's day; from another channel it is the day the proof shows, entered by two persons. A correction is a
// new entry: Earlier keeps the ones before.
type Dated struct {
	Day     policy.Day
	Channel string // portal or another of Channels
	Proof   string // document id, "" through the portal
	By      string // account
	Second  string // second account, "" through the portal
	Entered policy.Day
	Earlier []Dated `json:",omitempty"`
}

// Package is one sending, frozen (B1): what it held and a checksum over it.
type Package struct {
	Number   int
	Day      policy.Day
	Receipt  string // receipt code shown to the partner
	Checksum string // SHA-256 over the frozen content
	Persons  int
	Content  []byte // the frozen package
	Returned policy.Day
	Items    []ReturnItem // why it came back, per item (I-45)
}

// ReturnItem is one reason why a package came back or information was asked.
type ReturnItem struct {
	Rule   string // INT-E4 ...
	Person string
	Item   string // form or document kind
	Note   string
}

// Withdrawal is who asked that the referral be withdrawn, and why (A10, X1).
type Withdrawal struct {
	Day    policy.Day
	Asked  string // applicant, partner
	Reason string // WithdrawReasons
	Note   string
	By     string // account
}

// Import is where a draft was read from.
type Import struct {
	Format  string // errf
	Version string // of the format
	Number  string // the case number there
	Size    int    // the number of persons the file states
	SHA256  string // of the case's own part of the file: the same one again changes nothing
	Faults  []ImportFault
	Extras  []people.Extra // what the file says of the case that has no field here, verbatim
}

// ImportFault is a fault found in the file, beside the field that it concerns.
type ImportFault struct {
	Kind   string // missing, invalid, digits, ...
	Field  string // element's name
	Name   string // form name of our field, "" when it has none
	Person string // person id, "" for the case
	Value  string
}

// LogValue says nothing: what a partner sends never reaches a log.
func (r Referral) LogValue() slog.Value { return slog.StringValue("referral") }
