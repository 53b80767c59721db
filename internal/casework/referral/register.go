package referral

import (
	"slices"
	"strings"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Registered is who at the operations centre registered a package that came by another channel than the portal, and who
// confirmed its dates; zero for every other referral.
type Registered struct {
	By        string // account
	Day       policy.Day
	Second    string // another account, "" until the dates are confirmed
	Confirmed policy.Day
}

// Register notes a package that reached the operations centre by another channel, with the two days that its proof shows.
//
// Rule I-56 (decisions 4 and 15): the channel is a field, and a package that came by another one is registered with its true
// dates and proof. The days count once a second person has confirmed them; until then the centre enters what came.
func Register(r Referral, channel string, made, submitted policy.Day, proof string, by Act) (Referral, error) {
	var c fault.Check
	for _, d := range []struct {
		which, field string
		day          policy.Day
	}{{DateMade, "made", made}, {DateSubmitted, "submitted", submitted}} {
		next, err := ClaimDate(r, d.which, Dated{Day: d.day, Channel: channel, Proof: proof}, by)
		f, wrong := err.(*fault.Error)
		if err != nil && !wrong {
			return r, err
		}
		if !wrong {
			r = next
			continue
		}
		for _, x := range f.Fields {
			if x.Name == "day" {
				x.Name = d.field
			}
			if x.Name == "proof" {
				x.Name = "file"
			}
			if !slices.ContainsFunc(c.Fields, func(y fault.Field) bool { return y.Name == x.Name }) {
				c.Fields = append(c.Fields, x)
			}
		}
	}
	if made.Valid() && submitted.Valid() && submitted < made {
		c.AddRule("submitted", "referral.refer.order", "I-24")
	}
	if err := c.Err("ask.check"); err != nil {
		return r, err
	}
	r.Channel = channel
	r.Registered = Registered{By: by.Account, Day: by.Today}
	return r, nil
}

// FromSystem is the channel of days that the department's case system has: its record is what there is of them.
const FromSystem = "case_system"

// Bring notes the two days as the department's case system has them. Where it has no file yet the package is registered like one of any
// other channel: the operations centre enters what came, and the days count once a second person has confirmed them (decision 4, I-102).
func Bring(r Referral, made, submitted policy.Day, filed bool, by Act) Referral {
	d := Dated{Channel: FromSystem, By: by.Account, Entered: by.Today}
	first, second := d, d
	first.Day, second.Day = made, submitted
	if filed {
		r.Made, r.Submitted = first, second
		return r
	}
	r.Registered = Registered{By: by.Account, Day: by.Today}
	r.Claimed = []Claim{{DateMade, first}, {DateSubmitted, second}}
	return r
}

// ConfirmRegistered is the second person's: both dates count from now on, and what was entered is frozen as the first
// version of the package, as if it had come through the portal on its own days.
//
// Decision 4: never the person who entered a date. Rules I-1, I-3, I-4 and I-5 are asked of the pack on the day the referral was
// made; the day locks the children's age from then on (I-24).
func ConfirmRegistered(r Referral, c Content, pack *policy.Pack, receipt string, by Act) (Referral, error) {
	if r.Registered.By == "" || len(r.Packages) > 0 {
		return r, fault.Stop("I-56", "referral.register.settled")
	}
	if by.Account == r.Registered.By {
		return r, fault.Stop("I-24", "referral.claim.same_person")
	}
	for _, which := range []string{DateMade, DateSubmitted} {
		var err error
		if r, err = ConfirmDate(r, which, by); err != nil {
			return r, err
		}
	}
	if err := Timely(r, pack); err != nil {
		return r, err
	}
	r.Registered.Second, r.Registered.Confirmed = by.Account, by.Today
	return freeze(r, c, receipt, by), nil
}

// Timely says whether the partner could refer on the day the referral was made, whoever identified the applicant, and
// whether the two days stand in their order.
func Timely(r Referral, pack *policy.Pack) error {
	view := pack.On(r.Made.Day)
	if err := view.MayRefer(r.Partner); err != nil {
		return err
	}
	if err := Identified(r.Partner, r.IdentifiedBy, view); err != nil {
		return err
	}
	if r.Submitted.Day < r.Made.Day {
		return fault.Stop("I-24", "referral.refer.order")
	}
	return nil
}

// DropRegistered ends what was registered in error: who says so, and why.
func DropRegistered(r Referral, why string, by Act) (Referral, error) {
	if r.Registered.By == "" || len(r.Packages) > 0 {
		return r, fault.Stop("I-56", "referral.register.settled")
	}
	var c fault.Check
	why = strings.TrimSpace(why)
	switch {
	case why == "":
		c.Add("why", "referral.register.why")
	case len([]rune(why)) > 600:
		c.Fields = append(c.Fields, fault.Field{Name: "why", Key: "ask.long", Args: map[string]any{"Limit": 600}})
	}
	if err := c.Err("ask.check"); err != nil {
		return r, err
	}
	r.Withdrawal = Withdrawal{Day: by.Today, Asked: "partner", Reason: "registered_in_error", Note: why, By: by.Account}
	return r, nil
}
