package casefile

import (
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/access"
	"passage/internal/casework/fault"
)

// CertifiedRecord is the record of a case as it was at a moment, made for somebody outside. It keeps what it was made from and
// not its bytes: they are written again from the journal, and are the same.
//
// Rule DUTY-10.4 (Canada Evidence Act, s. 31.1 to 31.3): an electronic record is proved by the integrity of the system that
// kept it. The record names the last entry of the case's chain at that moment and its hash, which `passage journal verify`
// compares with the journal.
type CertifiedRecord struct {
	ID      string
	Version int64 `json:"-"`

	AsOf    time.Time
	Entry   int64  // last entry of the case's chain at that moment
	Hash    string // its hash, lower-case hex
	For     Recipient
	Purpose string // number of the order or of the request, in words
	At      time.Time
	By      string
	Role    access.Role
	Out     []string `json:",omitempty"` // ids of documents that are left out: not open to whoever made it

	Withheld    []Withholding `json:",omitempty"` // of the redacted copy
	Reviewed    time.Time     `json:",omitzero"`  // by the first person, who says what is withheld
	ReviewedBy  string        `json:",omitempty"`
	Confirmed   time.Time     `json:",omitzero"` // by the second
	ConfirmedBy string        `json:",omitempty"`
}

// LogValue says nothing: a record never reaches a log.
func (r CertifiedRecord) LogValue() slog.Value { return slog.StringValue("record") }

// Withholding is one entry that the redacted copy leaves blank, and why.
type Withholding struct {
	Item   string // id of the entry
	Ground WithholdGround
}

// Recipient is whom a record is made for.
type Recipient string

// Recipients, and on which ground of the Privacy Act each is given it: a court by s. 8(2)(c), what a subpoena, a warrant or an
// order requires; the person by s. 12(1); the privacy office, which answers such a request, by the same.
const (
	ForCourt   Recipient = "court"
	ForPerson  Recipient = "person"
	ForPrivacy Recipient = "privacy"
)

// Recipients in the order of the page.
var Recipients = []Recipient{ForCourt, ForPerson, ForPrivacy}

// Provision is the ground on which a record is given to the recipient, as the journal of releases names it.
func (r Recipient) Provision() string {
	switch r {
	case ForCourt:
		return "privacy_act_8_2_c"
	case ForPerson, ForPrivacy:
		return "privacy_act_12_1"
	}
	return ""
}

// WithholdGround is the provision under which an entry is withheld.
type WithholdGround string

// WithholdGrounds are the grounds on which an entry may be withheld, in the order of the acts. Which fits is the reviewers'
// to say.
var WithholdGrounds = []WithholdGround{
	"pa19",   // Privacy Act s. 19: obtained in confidence from an international organization of states
	"pa21",   // s. 21: international affairs and defence
	"pa22",   // s. 22: law enforcement and investigation
	"pa25",   // s. 25: safety of individuals
	"pa26",   // s. 26: information about another individual
	"pa27",   // s. 27: professional secrecy of advocates, litigation privilege
	"cea37",  // Canada Evidence Act s. 37: specified public interest
	"cea38",  // s. 38: sensitive information
	"irpa87", // Immigration and Refugee Protection Act s. 87: non-disclosure on judicial review
}

// RecordPart is one of the files that a record is taken as.
type RecordPart string

// The parts: whole; what is left when the withheld is blank; and what was withheld, under seal.
const (
	WholeRecord    RecordPart = "whole"
	RedactedRecord RecordPart = "redacted"
	SealedAnnex    RecordPart = "annex"
)

// purposeLimit is how long a purpose may be, in characters.
const purposeLimit = 500

// MakeRecord is a record as of a moment, for a recipient, with what it is needed for. now is when it is made.
func MakeRecord(asOf time.Time, to Recipient, purpose string, by access.Actor, now time.Time) (CertifiedRecord, error) {
	var c fault.Check
	purpose = strings.TrimSpace(purpose)
	if asOf.After(now) {
		c.Add("on", "record.on.future")
	}
	if !slices.Contains(Recipients, to) {
		c.Add("for", "record.for.needed")
	}
	switch {
	case purpose == "":
		c.Add("purpose", "record.purpose.needed")
	case utf8.RuneCountInString(purpose) > purposeLimit:
		c.Add("purpose", "record.purpose.long")
	}
	if err := c.Err("record.check"); err != nil {
		return CertifiedRecord{}, err
	}
	return CertifiedRecord{AsOf: asOf.UTC(), For: to, Purpose: purpose, At: now, By: by.Account, Role: by.Role}, nil
}

// Review is the first person's word on what the redacted copy withholds, and undoes a confirmation: the second person confirms
// what stands.
func (r CertifiedRecord) Review(list []Withholding, by string, now time.Time) (CertifiedRecord, error) {
	var c fault.Check
	seen := map[string]bool{}
	for _, w := range list {
		if !slices.Contains(WithholdGrounds, w.Ground) {
			c.Add("ground."+w.Item, "record.withheld.needed")
		}
		if w.Item == "" || seen[w.Item] {
			return r, fault.New(fault.Unusable, "frame.error.unusable")
		}
		seen[w.Item] = true
	}
	if err := c.Err("record.check"); err != nil {
		return r, err
	}
	r.Withheld, r.Reviewed, r.ReviewedBy = list, now, by
	r.Confirmed, r.ConfirmedBy = time.Time{}, ""
	return r, nil
}

// Confirm is the second person's.
//
// A redacted copy takes two persons (ours): what is wrongly left in it cannot be taken back.
func (r CertifiedRecord) Confirm(by string, now time.Time) (CertifiedRecord, error) {
	switch {
	case r.Reviewed.IsZero():
		return r, fault.New(fault.Stopped, "record.not_reviewed")
	case !r.Confirmed.IsZero():
		return r, fault.New(fault.Conflict, "fault.conflict")
	case by == r.ReviewedBy:
		return r, fault.New(fault.Stopped, "record.same_person")
	}
	r.Confirmed, r.ConfirmedBy = now, by
	return r, nil
}

// May says whether a part of the record may be taken. The whole is for a court alone; the person and the privacy office get
// the copy that two persons have read, and nobody but a court the annex (ours).
func (r CertifiedRecord) May(p RecordPart) error {
	switch {
	case p == WholeRecord && r.For == ForCourt:
		return nil
	case p == RedactedRecord && r.Confirmed.IsZero(), p == SealedAnnex && r.Confirmed.IsZero():
		return fault.New(fault.Stopped, "record.not_confirmed")
	case p == RedactedRecord:
		return nil
	case p == SealedAnnex && r.For == ForCourt && len(r.Withheld) > 0:
		return nil
	}
	return fault.New(fault.Stopped, "record.not_for_them")
}

// Of is why an entry is withheld; empty when it is not.
func (r CertifiedRecord) Of(item string) Withholding {
	for _, w := range r.Withheld {
		if w.Item == item {
			return w
		}
	}
	return Withholding{}
}
