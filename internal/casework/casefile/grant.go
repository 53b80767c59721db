package casefile

import (
	"log/slog"
	"slices"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
)

// Grant opens some forms of one draft to one helper for some days: an assisting organization (IOM, as in the sources of
// intake section 2) or a volunteer, who types for the applicant.
//
// Rule I-75 (our rule): a partner opens forms of a draft to a helper, at most for the days of the pack (our default); the
// helper fills what is empty, changes what they typed themselves, and of the rest learns only that it is answered. Every
// answer of theirs is marked as typed by them until the partner changes it. The cover page, the safe-contact plan and what
// the reviewer signs are never opened. The grant ends with its last day, at once when the partner says so, and by itself
// when the case is sent; whether it holds is asked at each request.
type Grant struct {
	ID      string
	Version int64 `json:"-"`

	Account string   // of the helper
	Forms   []string // referral.HelperForms
	From    policy.Day
	Until   policy.Day // the last day
	By      string     // account of the partner
	At      time.Time

	Ended   time.Time `json:",omitzero"`
	EndedBy string    `json:",omitempty"` // "" when it ended by itself as the case was sent
}

// LogValue says nothing: who helps in which case never reaches a log.
func (g Grant) LogValue() slog.Value { return slog.StringValue("grant") }

// Holds says whether the grant opens anything on a day.
func (g Grant) Holds(day policy.Day) bool {
	return g.Ended.IsZero() && g.From <= day && day <= g.Until
}

// Opens says whether the grant opens a form on a day.
func (g Grant) Opens(form string, day policy.Day) bool {
	return g.Holds(day) && slices.Contains(g.Forms, form)
}

// Help is what the head of a case keeps of a grant: whether somebody may help is decided without opening the case.
type Help struct {
	Account string
	Forms   []string
	From    policy.Day
	Until   policy.Day
}

// Help is the grant as the head of its case keeps it.
func (g Grant) Help() Help { return Help{g.Account, g.Forms, g.From, g.Until} }

// Holds says whether the helper is let in on a day.
func (h Help) Holds(day policy.Day) bool { return h.From <= day && day <= h.Until }

// Give checks what a partner opens to a helper. who is the account that was chosen, barred says that it may not see the case
// for another reason (a declared link to a country, decision 14), standing are the case's grants, days is the longest that
// one lasts.
func Give(in Grant, who access.Actor, barred bool, standing []Grant, days int, by string, at time.Time) (Grant, error) {
	today := policy.DayOf(at)
	g := Grant{Account: who.Account, From: today, Until: in.Until, By: by, At: at}
	var c fault.Check
	switch {
	case who.Account == "" || who.Role != access.Helper || who.Frozen:
		c.AddRule("account", "grant.account.needed", "I-75")
	case barred:
		c.Add("account", "grant.account.barred")
	case slices.ContainsFunc(standing, func(x Grant) bool { return x.Account == who.Account && x.Holds(today) }):
		c.AddRule("account", "grant.account.twice", "I-75")
	}
	for _, f := range referral.HelperForms { // in their order, each once
		if slices.Contains(in.Forms, f) {
			g.Forms = append(g.Forms, f)
		}
	}
	if len(g.Forms) == 0 || slices.ContainsFunc(in.Forms, func(f string) bool { return f != "" && !slices.Contains(referral.HelperForms, f) }) {
		c.AddRule("forms", "grant.forms.needed", "I-75")
	}
	switch {
	case !g.Until.Valid():
		c.Add("until", "grant.until.needed")
	case g.Until < today:
		c.AddRule("until", "grant.until.past", "I-75")
	case g.Until > today.Add(days):
		c.Fields = append(c.Fields, fault.Field{Name: "until", Key: "grant.until.long", Rule: "I-75", Args: map[string]any{"Days": days}})
	}
	return g, c.Err("grant.check")
}

// End ends a grant at once. by is "" when it ends by itself.
func (g Grant) End(by string, at time.Time) (Grant, error) {
	if !g.Holds(policy.DayOf(at)) {
		return g, fault.Stop("I-75", "grant.over")
	}
	g.Ended, g.EndedBy = at, by
	return g, nil
}

// Typed is what one helper typed into a case: where, and a sum of each answer as they left it. The answers themselves stand
// where everybody's do.
type Typed struct {
	ID      string
	Version int64 `json:"-"`

	Account string
	Marks   []referral.Mark
}

// LogValue says nothing.
func (t Typed) LogValue() slog.Value { return slog.StringValue("typed") }

// WhoTyped says of each question of a part which helper's answer it is, for those whose answer nobody has changed since.
func WhoTyped(list []Typed, s referral.Section, p *people.Person) map[string]string {
	out := map[string]string{}
	for _, t := range list {
		for name, seen := range s.Sees(p, referral.Own(t.Marks)) {
			if seen == referral.Mine {
				out[name] = t.Account
			}
		}
	}
	return out
}

// WhoTypedRow is the helper whose row it is, "" when it is nobody's.
func WhoTypedRow(list []Typed, r referral.Rows, p *people.Person, i int) string {
	for _, t := range list {
		if r.Sees(p, i, t.Marks) == referral.Mine {
			return t.Account
		}
	}
	return ""
}

// MarksOf are the marks of one account.
func MarksOf(list []Typed, account string) []referral.Mark {
	for _, t := range list {
		if t.Account == account {
			return t.Marks
		}
	}
	return nil
}
