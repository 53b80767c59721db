package referral

import (
	"slices"
	"strings"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Act is who does something to a referral, and on which UTC day of the server.
type Act struct {
	Account string
	Today   policy.Day
}

// SendForReview is the caseworker's last step (A5 to A6): the package goes to another person of the partner. The
// caller has asked the pack that nothing blocks; what is blocking is shown on the check page.
func SendForReview(r Referral, by Act) (Referral, error) {
	r.PreparedBy, r.PreparedOn = by.Account, by.Today
	r.ReviewedBy, r.ReviewedOn = "", ""
	return r, nil
}

// SendBack returns a draft to the caseworker (A6 to A5), with what to change.
func SendBack(r Referral, what string, by Act) (Referral, error) {
	var c fault.Check
	what = strings.TrimSpace(what)
	switch {
	case what == "":
		c.Add("what", "referral.send_back.what")
	case len([]rune(what)) > 2000:
		c.Add("what", "referral.send_back.long")
	}
	if err := c.Err("ask.check"); err != nil {
		return r, err
	}
	r.SentBack = append(slices.Clone(r.SentBack), SentBack{By: by.Account, Day: by.Today, What: what})
	return r, nil
}

// Sign is the reviewer's signature (A6 to A7): a second person of the partner certifies the cover page.
//
// Rule INT-E14 (intake 7.1, "two different people"): whoever prepared the package or wrote the determination does
// not review it.
func Sign(r Referral, certified bool, by Act) (Referral, error) {
	if by.Account == r.PreparedBy || by.Account == r.Determination.Account {
		return r, fault.Stop("INT-E14", "referral.sign.same_person")
	}
	if !certified {
		var c fault.Check
		c.AddRule("certified", "referral.sign.certified", "INT-E14")
		return r, c.Err("ask.check")
	}
	r.ReviewedBy, r.ReviewedOn = by.Account, by.Today
	r.Determination.ReviewedBy = by.Account
	r.Certified = Statement{Answer: people.Yes, By: by.Account, Day: by.Today}
	return r, nil
}

// Withdraw is the end of a referral that was not made (A10): who asked, and why.
func Withdraw(r Referral, w Withdrawal, by Act) (Referral, error) {
	var c fault.Check
	if w.Asked != "applicant" && w.Asked != "partner" {
		c.Add("asked", "withdraw.asked.missing")
	}
	if !slices.Contains(WithdrawReasons, w.Reason) {
		c.AddRule("reason", "withdraw.reason.missing", "I-67")
	}
	if err := c.Err("ask.check"); err != nil {
		return r, err
	}
	w.Day, w.By = by.Today, by.Account
	r.Withdrawal = w
	return r, nil
}

// StateNoOthers is the signed answer that there is no other family (I-27, INT-E15); an empty answer takes it back.
func StateNoOthers(r Referral, answer, by string, day policy.Day) (Referral, error) {
	if answer != people.Yes {
		r.NoOthers = Statement{}
		return r, nil
	}
	var c fault.Check
	if strings.TrimSpace(by) == "" {
		c.AddRule("no_others_by", "referral.no_others.by", "INT-E15")
	}
	if !day.Valid() {
		c.AddRule("no_others_day", "referral.no_others.day", "INT-E15")
	}
	if err := c.Err("ask.check"); err != nil {
		return r, err
	}
	r.NoOthers = Statement{Answer: people.Yes, By: strings.TrimSpace(by), Day: day}
	return r, nil
}

// CheckCover finds what is wrong with the cover page beyond single answers. A draft is saved all the same; these
// show beside their fields.
func CheckCover(r Referral, view *policy.View) error {
	var c fault.Check
	if r.Determination.Date.Valid() && r.Determination.Date > view.Day {
		c.AddRule("determined_on", "cover.determined_on.future", "INT-E13")
	}
	if UnjustifiedPriority(r) {
		c.AddRule("priority_why", "cover.priority_why.missing", "I-17")
	}
	if err := Identified(r.Partner, r.IdentifiedBy, view); err != nil {
		c.AddRule("identified_by", "cover.identified_by.cannot", "I-5")
	}
	if len(r.Criteria) == 2 && r.Criteria[0] != "" && r.Criteria[0] == r.Criteria[1] {
		c.AddRule("criteria_2", "cover.criteria_2.same", "I-18")
	}
	return c.Err("ask.check")
}

// UnjustifiedPriority says whether a written justification is missing.
//
// Rule I-17: priorities are emergency, urgent and normal; the first two carry a written justification.
func UnjustifiedPriority(r Referral) bool {
	return r.Priority != "" && r.Priority != "normal" && strings.TrimSpace(r.PriorityWhy) == ""
}

// MissingCategories is how many submission categories are missing.
//
// Rule I-18: a UNHCR package carries a primary and a secondary category; how many a partner's package carries is a
// field of the pack.
func MissingCategories(r Referral, view *policy.View) int {
	partner, ok := view.Partner(r.Partner)
	if !ok {
		return 0
	}
	n := 0
	for _, c := range r.Criteria {
		if c != "" {
			n++
		}
	}
	return max(0, partner.Categories-n)
}

// UrgentProtection says whether the referral may carry the tag of the Urgent Protection Program.
//
// Rule I-16: only for the partner that has the program (UNHCR, in the pack), and with priority emergency.
func UrgentProtection(r Referral, view *policy.View) bool {
	partner, ok := view.Partner(r.Partner)
	return ok && partner.Urgent && r.Priority == "emergency"
}

// Identified says whether the partner that refers may name the one that identified the applicant.
//
// Rule I-5: a case has exactly one referred_by and at most one identified_by; UNHCR may hold one identified by
// another partner, and the others may not hold one identified by UNHCR. Who may hold whose is in the pack.
func Identified(referredBy, identifiedBy string, view *policy.View) error {
	if referredBy == "" {
		return fault.Stop("I-5", "referral.referred_by.missing")
	}
	partner, ok := view.Partner(referredBy)
	if identifiedBy == "" || identifiedBy == referredBy || ok && slices.Contains(partner.MayTakeUp, identifiedBy) {
		return nil
	}
	return fault.Stop("I-5", "cover.identified_by.cannot")
}

// CheckForm finds what is wrong with one line of the checklist; minor says whether it is a minor's.
//
// Rule INT-E5: a signed form has a signature and a date, and the date is not after the day it is sent.
//
// Rule I-37 (decision 15): each adult signs their own forms, a parent or guardian for a minor. A witnessed scan or an
// e-signature is accepted, with its date, its place, who witnessed it, and the interpreter's declaration where one was used.
func CheckForm(f Form, minor bool, today policy.Day) error {
	var c fault.Check
	if f.State != "signed" {
		return nil
	}
	if strings.TrimSpace(f.SignedBy) == "" {
		c.AddRule("signed_by", "form.signed_by.missing", "INT-E5")
	}
	switch {
	case f.SignedOn == "":
		c.AddRule("signed_on", "form.signed_on.missing", "INT-E5")
	case f.SignedOn > today:
		c.AddRule("signed_on", "form.signed_on.future", "INT-E5")
	}
	if minor && f.SignedAs != "guardian" {
		c.AddRule("signed_as", "form.signed_as.minor", "I-37")
	}
	if f.Means != "" {
		if f.Place == "" {
			c.AddRule("place", "form.place.missing", "I-37")
		}
		if f.Witness == "" {
			c.AddRule("witness", "form.witness.missing", "I-37")
		}
	}
	if f.Interpreter != "" && !f.Interpreted {
		c.AddRule("interpreted", "form.interpreted.missing", "I-37")
	}
	return c.Err("ask.check")
}

// Witnessed says whether all that I-37 keeps of a signature is there.
func (f Form) Witnessed() bool { return f.Means != "" && f.Place != "" && f.Witness != "" }

// SectionSaved is the checklist after a part of the department's forms was filled in here: each form that holds it and
// that the person owes is begun, unless it is being filled in on paper.
func SectionSaved(s Subject, section Section, person people.Person) []Form {
	list := slices.Clone(s.Referral.Forms)
	for _, o := range Owes(s) {
		if !section.in(o.Form.ID) || o.Person == nil || o.Person.ID != person.ID && !section.Each {
			continue
		}
		i := slices.IndexFunc(list, func(f Form) bool { return f.Form == o.Form.ID && f.Person == o.Person.ID })
		if i < 0 {
			list = append(list, Form{Form: o.Form.ID, Person: o.Person.ID})
			i = len(list) - 1
		}
		f := &list[i]
		if f.How == "" && f.State != "signed" { // what is signed was filled in elsewhere, before the program asked how
			f.How = Online
		}
		if f.How == Online && (f.State == "" || f.State == "missing") {
			f.State = "started"
		}
	}
	return list
}
