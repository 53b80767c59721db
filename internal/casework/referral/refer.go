package referral

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Which of the two dates (decision 4).
const (
	DateMade      = "made"      // referral made: locks the children's age (R25.1(7))
	DateSubmitted = "submitted" // application submitted (R25.1(8))
)

// Claim is a date of another channel that one person entered and a second one has not yet confirmed.
type Claim struct {
	Which string // DateMade or DateSubmitted
	Dated
}

// ClaimDate enters the day on which a referral was made, or an application submitted, by another channel than the portal:
// an imported eRRF, a courier. It counts once a second person has confirmed it. The same act corrects a date: the
// one before stays in its history.
func ClaimDate(r Referral, which string, d Dated, by Act) (Referral, error) {
	var c fault.Check
	if which != DateMade && which != DateSubmitted {
		return r, fault.New(fault.Unusable, "fault.unusable")
	}
	switch {
	case !d.Day.Valid():
		c.Add("day", "referral.claim.day")
	case d.Day > by.Today:
		c.AddRule("day", "referral.claim.future", "INT-E5")
	}
	if d.Channel == "portal" || !slices.Contains(Channels, d.Channel) {
		c.Add("channel", "referral.claim.channel")
	}
	if d.Proof == "" {
		c.Add("proof", "referral.claim.proof")
	}
	if err := c.Err("ask.check"); err != nil {
		return r, err
	}
	r.Claimed = slices.DeleteFunc(slices.Clone(r.Claimed), func(c Claim) bool { return c.Which == which })
	r.Claimed = append(r.Claimed, Claim{which, Dated{Day: d.Day, Channel: d.Channel, Proof: d.Proof, By: by.Account, Entered: by.Today}})
	return r, nil
}

// ClaimedDate is a date of another channel that waits for a second person; zero when none does.
func ClaimedDate(r Referral, which string) Dated {
	for _, c := range r.Claimed {
		if c.Which == which {
			return c.Dated
		}
	}
	return Dated{}
}

// ConfirmDate is the second person's confirmation of a claimed date.
func ConfirmDate(r Referral, which string, by Act) (Referral, error) {
	i := slices.IndexFunc(r.Claimed, func(c Claim) bool { return c.Which == which })
	if i < 0 {
		return r, fault.New(fault.NotFound, "referral.claim.none")
	}
	d := r.Claimed[i].Dated
	if d.By == by.Account {
		return r, fault.Stop("I-24", "referral.claim.same_person")
	}
	d.Second = by.Account
	at := &r.Made
	if which == DateSubmitted {
		at = &r.Submitted
	}
	*at = d.after(*at)
	r.Claimed = slices.Delete(slices.Clone(r.Claimed), i, i+1)
	return r, nil
}

// after keeps the date before in the history of d.
func (d Dated) after(was Dated) Dated {
	if was.Day == "" {
		return d
	}
	d.Earlier = append(slices.Clone(was.Earlier), Dated{Day: was.Day, Channel: was.Channel, Proof: was.Proof, By: was.By, Second: was.Second, Entered: was.Entered})
	return d
}

// LockDay is the day on which the children's age is locked: the day the referral was made, a claimed one while it
// waits, and in a draft today, as if it were made now (I-24).
func LockDay(r Referral, today policy.Day) policy.Day {
	if r.Made.Day.Valid() {
		return r.Made.Day
	}
	for _, c := range r.Claimed {
		if c.Which == DateMade {
			return c.Day
		}
	}
	return today
}

// Content is what a package holds when it is sent: frozen, with a checksum (B1).
type Content struct {
	Referral  Referral
	Persons   []people.Person
	Plans     []people.SafetyPlan
	Documents []document.Document
}

// Refer is the referral itself (B1): the package is frozen, and both dates are set.
//
// Decision 4: through the portal both dates are the server's UTC day. A date of another channel was claimed with
// proof by one person and is confirmed here by the reviewer. Rule I-24: once made, the day is never edited; rule
// I-25: a corrected package after a return keeps the first referral date.
//
// Rules I-1, I-3 and I-4: whether the partner may refer is asked of the pack on the day the referral was made, and of a new
// referral today too; a corrected package goes on.
func Refer(r Referral, c Content, pack *policy.Pack, receipt string, by Act) (Referral, error) {
	if r.Certified.Answer != people.Yes || r.ReviewedBy == "" {
		return r, fault.Stop("INT-E14", "referral.refer.not_signed")
	}
	if r.ReviewedBy == r.PreparedBy || by.Account == r.PreparedBy {
		return r, fault.Stop("INT-E14", "referral.sign.same_person")
	}
	var err error
	for _, w := range []string{DateMade, DateSubmitted} {
		if slices.ContainsFunc(r.Claimed, func(c Claim) bool { return c.Which == w }) {
			if r, err = ConfirmDate(r, w, by); err != nil {
				return r, err
			}
		}
	}
	portal := Dated{Day: by.Today, Channel: "portal", By: by.Account, Entered: by.Today}
	first := len(r.Packages) == 0
	if r.Made.Day == "" {
		r.Made = portal
	}
	if r.Submitted.Day == "" || !first {
		r.Submitted = portal.after(r.Submitted)
	}
	if !first {
		pack = pack.Sent()
	} else if err := pack.On(by.Today).MayRefer(r.Partner); err != nil {
		return r, err
	}
	if err := Timely(r, pack); err != nil {
		return r, err
	}
	return freeze(r, c, receipt, by), nil
}

func freeze(r Referral, c Content, receipt string, by Act) Referral {
	c.Referral = r
	c.Referral.Packages = nil // a package does not hold the ones before it
	travelling := 0
	for _, p := range c.Persons {
		if p.Travels() {
			travelling++
		}
	}
	var body bytes.Buffer
	if err := json.NewEncoder(&body).Encode(c); err != nil {
		panic("referral: a package that cannot be written: " + err.Error()) // only a type that JSON does not know, a fault of ours
	}
	sum := sha256.Sum256(body.Bytes())
	r.Packages = append(slices.Clone(r.Packages), Package{Number: len(r.Packages) + 1, Day: by.Today, Receipt: receipt,
		Checksum: hex.EncodeToString(sum[:]), Persons: travelling, Content: body.Bytes()})
	return r
}

// Open is what a frozen package holds; an error says that it is not what was sent.
func (p Package) Open() (Content, error) {
	var c Content
	if sum := sha256.Sum256(p.Content); hex.EncodeToString(sum[:]) != p.Checksum {
		return c, fault.New(fault.Unusable, "referral.package.changed")
	}
	err := json.Unmarshal(p.Content, &c)
	return c, err
}

// ReceiptCode writes a random id as a code to be read aloud: two groups of four.
func ReceiptCode(id string) string {
	s := strings.ToUpper(id)
	if len(s) < 8 {
		return s
	}
	return s[:4] + "-" + s[4:8]
}
