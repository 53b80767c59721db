package casefile

import (
	"log/slog"
	"time"

	"passage/internal/casework/policy"
)

// Notice is one letter or message that is owed to somebody about a case: it is owed, then sent as stored, then
// proven received (section 9, A-91). What was sent is kept as it was sent.
type Notice struct {
	ID      string
	Version int64 `json:"-"`

	Kind    NoticeKind
	To      Addressee
	Partner string // code of the partner that it goes to or through
	Person  string // person id, for a letter to one person; "" is the principal applicant for all
	About   string `json:",omitempty"` // person id, of whom a reminder speaks: nobody writes to them
	Of      string // id of the interview, decision or landing that owes it
	Status  NoticeStatus

	Channel  Channel // how it goes; "" while owed
	Language string  // as the addressee chose: en or fr
	Ground   string  `json:",omitempty"` // why the department may tell this recipient this (decision 8): grounds of disclosure
	Subject  string  `json:",omitempty"` // neutral: no HRD, partner, name or year (decision 6)
	Text     string  `json:",omitempty"` // the letter as sent, HTML
	Blocked  int     `json:",omitempty"` // words that the check found in the draft before it was changed

	Days   int `json:",omitempty"` // of a letter that puts concerns: days to answer, from proven delivery; of a reminder: the step, in days before the end
	Owed   policy.Day
	Due    policy.Day `json:",omitempty"`
	SentBy string     `json:",omitempty"`
	SentAt time.Time  `json:",omitzero"`
	Out    string     `json:",omitempty"` // id of the release record
	Proof  Proof      `json:",omitzero"`

	// Of an invitation by video: that a link waits, and when and to whom the last one was shown. Never the link (I-84).
	LinkWaits bool      `json:",omitempty"`
	LinkShown time.Time `json:",omitzero"`
	LinkTo    string    `json:",omitempty"` // account of the partner
}

// NoticeKind is the kind of a letter (assessment, section 9).
type NoticeKind string

// The kinds that this release sends.
const (
	InterviewInvitation   NoticeKind = "L1"
	InterviewWaiver       NoticeKind = "L2" // only when the applicant asks
	PaperRequest          NoticeKind = "L3"
	FairnessLetter        NoticeKind = "L4"
	TestOffer             NoticeKind = "L5"
	MedicalInstructions   NoticeKind = "L6"
	RefusalEligibility    NoticeKind = "L7"
	RefusalInadmissible   NoticeKind = "L8"
	PartnerOutcome        NoticeKind = "L9"
	Approval              NoticeKind = "L10"
	SeparationCounselling NoticeKind = "L11"
	WithdrawalReceived    NoticeKind = "L12"
	ReconsiderationResult NoticeKind = "L13"
	DestinationMatching   NoticeKind = "L14" // these two are the operations centre's, and no notices of a partner or an applicant
	ArrivalNotification   NoticeKind = "L15"
	HoldNotice            NoticeKind = "L16"
	OrderNotice           NoticeKind = "L17"
	CannotWait            NoticeKind = "W2" // ours, to the operations centre: no source numbers the message
	TreatedFirst          NoticeKind = "W3" // ours, to the partner
	WindowReminder        NoticeKind = "W1" // ours: no source has a letter for it (I-110)
)

// Addressee is who a notice is for.
type Addressee string

// The addressees.
const (
	ToApplicant Addressee = "applicant"
	ToPartner   Addressee = "partner"
)

// NoticeStatus is how far a notice is.
type NoticeStatus string

// The statuses.
const (
	NoticeOwed     NoticeStatus = "owed"
	NoticeSent     NoticeStatus = "sent"
	NoticeReceived NoticeStatus = "received"
	NoticeDropped  NoticeStatus = "dropped" // what it was about fell away before it was sent
)

// Channel is the way a notice goes.
type Channel string

// The channels that this release has. An applicant is reached through the partner, unless the safety plan
// names a direct channel that is allowed.
const (
	PartnerMessage Channel = "partner_message" // a message in Passage to the partner, for itself or to hand on
	ToldOrally     Channel = "told_orally"     // the partner told the applicant in words; the annex is held (decision 8)
	HandedOver     Channel = "handed_over"     // handed over at the office
	SecurePage     Channel = "secure_page"     // the person's own page, opened with a card (I-88)
)

// Proof is how a notice is known to have reached the person: delivery is the person actually told (decision 11).
type Proof struct {
	How      ProofKind  `json:",omitempty"`
	Day      policy.Day `json:",omitempty"` // the person was told on this day: recourse counts from here
	Who      string     `json:",omitempty"` // who told them, as the partner names its role; never a private number
	Document string     `json:",omitempty"` // id of the receipt or annex
	By       string     `json:",omitempty"` // account that recorded it
	At       time.Time  `json:",omitzero"`
}

// ProofKind is what proves that a notice arrived.
type ProofKind string

// The kinds of proof.
const (
	ProofOpened     ProofKind = "opened"      // a person of the partner opened the message in Passage
	ProofReceipt    ProofKind = "receipt"     // a signed receipt is on file
	ProofHanded     ProofKind = "handed_on"   // the partner says that it handed the letter on to the person
	ProofToldOrally ProofKind = "told_orally" // told in words through the partner, annex held (decision 8)
	ProofRead       ProofKind = "read"        // opened by the holder of a card on their own page (I-88)
)

// Proven says whether the notice has been sent and is known to have arrived.
func (n Notice) Proven() bool {
	return n.Status == NoticeReceived && n.Proof.How != "" && n.Proof.Day.Valid()
}

// LogValue says nothing: a notice never reaches a log.
func (n Notice) LogValue() slog.Value { return slog.StringValue("notice") }
