package policy

import (
	"slices"
	"strings"
	"time"

	"passage/internal/casework/fault"
)

// SuspensionGrounds is the pack's list of grounds for a suspension. What the memoranda themselves hold under R143(2)(d) is
// not published, so the list is our default.
const SuspensionGrounds = "suspension-grounds"

// Mark is who did something and when.
type Mark struct {
	By string    `json:",omitempty"`
	At time.Time `json:",omitzero"`
}

// Is says whether it was done.
func (s Mark) Is() bool { return s.By != "" }

// Suspension is the suspension of an agreement by the department, beside those that are text of the pack: it works at once,
// without a new pack. One person proposes and another confirms, both to suspend and to lift it; the law says neither, it is our
// default.
type Suspension struct {
	ID        string `json:"-"`
	Version   int64  `json:"-"`
	Partner   string `json:"-"`
	Agreement string // id in the pack
	Ground    string // of the list SuspensionGrounds
	Reason    string // for the department alone: the partner is shown the ground
	From      Day    // the first day, "" until it is confirmed when it is to be that day
	Proposed  Mark
	Confirmed Mark
	Dropped   Mark // not confirmed: taken back, or the other person said no
	Lift      Lift
	Kept      []Lift `json:",omitempty"` // proposals to lift it that were dropped
}

// Lift is the end of a suspension, or the proposal of one.
type Lift struct {
	Reason    string
	Proposed  Mark
	Confirmed Mark
	Dropped   Mark
}

// Standing is where a suspension stands.
type Standing string

// The standings of a suspension.
const (
	SuspensionProposed Standing = "proposed"
	SuspensionDropped  Standing = "dropped"
	SuspensionStands   Standing = "stands"  // confirmed: from its first day new referrals are stopped
	SuspensionLifting  Standing = "lifting" // stands, and its end waits for a second person
	SuspensionLifted   Standing = "lifted"
)

// Standing is where the suspension stands.
func (s Suspension) Standing() Standing {
	switch {
	case s.Dropped.Is():
		return SuspensionDropped
	case !s.Confirmed.Is():
		return SuspensionProposed
	case s.Lift.Confirmed.Is():
		return SuspensionLifted
	case s.Lift.Proposed.Is():
		return SuspensionLifting
	}
	return SuspensionStands
}

// Over says whether nothing more can happen to the suspension.
func (s Suspension) Over() bool {
	x := s.Standing()
	return x == SuspensionDropped || x == SuspensionLifted
}

// Holds says whether the suspension stops referrals that are made on a day: from its first day on, until the day on
// which its end is confirmed, which is open again.
func (s Suspension) Holds(d Day) bool {
	return s.Confirmed.Is() && s.From <= d && (!s.Lift.Confirmed.Is() || d < DayOf(s.Lift.Confirmed.At))
}

// Propose begins a suspension; list are those there are already. It stops nothing until another person has confirmed it.
//
// Rule I-3: a suspended agreement blocks new referrals. Who refers by law (R138) has no agreement that could be suspended.
func (v *View) Propose(list []Suspension, s Suspension, by Mark) (Suspension, error) {
	pt, ok := v.Partner(s.Partner)
	if !ok {
		return s, fault.New(fault.NotFound, "fault.not_found")
	}
	a, ok := find(pt.Agreements, func(a *Agreement) bool { return a.ID == s.Agreement && (a.Until == "" || v.Day <= a.Until) })
	switch {
	case !ok && pt.ByLaw:
		return s, &fault.Error{Kind: fault.Stopped, Key: "policy.suspend.by_law", Rule: "I-3", Args: map[string]any{"Partner": s.Partner}}
	case !ok:
		return s, fault.New(fault.NotFound, "fault.not_found")
	case slices.ContainsFunc(list, func(x Suspension) bool { return x.Partner == s.Partner && x.Agreement == a.ID && !x.Over() }):
		return s, &fault.Error{Kind: fault.Stopped, Key: "policy.suspend.already", Rule: "I-3", Args: map[string]any{"Partner": s.Partner}}
	}
	var c fault.Check
	if l, ok := v.List(SuspensionGrounds); !ok || !slices.ContainsFunc(l.Entries, func(x Choice) bool { return x.ID == s.Ground }) {
		c.Add("ground", "policy.suspend.ground")
	}
	switch {
	case s.From != "" && !s.From.Valid():
		c.Add("from", "policy.suspend.from")
	case s.From != "" && s.From < v.Day:
		c.AddRule("from", "policy.suspend.past", "I-3")
	}
	s.Reason = because(&c, s.Reason)
	if err := c.Err("ask.check"); err != nil {
		return s, err
	}
	s.Proposed, s.Confirmed, s.Dropped, s.Lift, s.Kept = by, Mark{}, Mark{}, Lift{}, nil
	return s, nil
}

// because is a reason as it is kept.
func because(c *fault.Check, text string) string {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		c.Add("reason", "policy.suspend.reason")
	case len([]rune(text)) > 2000:
		c.Fields = append(c.Fields, fault.Field{Name: "reason", Key: "ask.long", Args: map[string]any{"Limit": 2000}})
	}
	return text
}

// Confirm is the second person's yes to what waits: the suspension, from this day or the later one that was proposed, or
// its end, from this day.
func (s Suspension) Confirm(by Mark) (Suspension, error) {
	at := &s.Confirmed
	who := s.Proposed
	switch s.Standing() {
	case SuspensionProposed:
		s.From = max(s.From, DayOf(by.At))
	case SuspensionLifting:
		at, who = &s.Lift.Confirmed, s.Lift.Proposed
	default:
		return s, settled()
	}
	if by.By == who.By {
		return s, fault.Stop("I-3", "policy.suspend.same_person")
	}
	*at = by
	return s, nil
}

// ProposeLift proposes the end of a suspension that stands; it stands until another person has confirmed.
func (s Suspension) ProposeLift(reason string, by Mark) (Suspension, error) {
	if s.Standing() != SuspensionStands {
		return s, settled()
	}
	var c fault.Check
	reason = because(&c, reason)
	if err := c.Err("ask.check"); err != nil {
		return s, err
	}
	s.Lift = Lift{Reason: reason, Proposed: by}
	return s, nil
}

// Drop ends a proposal that waits: who proposed takes it back, or the other person says no. It stays on record.
func (s Suspension) Drop(by Mark) (Suspension, error) {
	switch s.Standing() {
	case SuspensionProposed:
		s.Dropped = by
	case SuspensionLifting:
		l := s.Lift
		l.Dropped = by
		s.Kept, s.Lift = append(slices.Clone(s.Kept), l), Lift{}
	default:
		return s, settled()
	}
	return s, nil
}

func settled() error { return fault.Stop("I-3", "policy.suspend.settled") }

// With is the pack with the suspensions that were confirmed beside its text. The pack itself stays as it is.
func (p *Pack) With(list []Suspension) *Pack {
	list = slices.DeleteFunc(slices.Clone(list), func(s Suspension) bool { return !s.Confirmed.Is() })
	if len(list) == 0 && len(p.suspensions) == 0 {
		return p
	}
	with := *p
	with.suspensions = list
	return &with
}

// Sent is the pack as it is asked about a referral that was made already: one of the day on which a suspension began was made
// before it, for nothing was sent after it. What was sent goes on (I-3).
func (p *Pack) Sent() *Pack {
	if len(p.suspensions) == 0 {
		return p
	}
	sent := *p
	sent.suspensions = slices.Clone(p.suspensions)
	for i := range sent.suspensions {
		sent.suspensions[i].From = sent.suspensions[i].From.Add(1)
	}
	return &sent
}

// Suspended is the confirmed suspension that stops a partner's referrals on the view's day: that of an agreement that would be
// in force without it.
func (v *View) Suspended(partner string) (*Suspension, bool) {
	pt, ok := v.Partner(partner)
	if !ok || pt.ByLaw {
		return nil, false
	}
	if _, ok := v.Agreement(partner); ok {
		return nil, false
	}
	return find(v.Pack.suspensions, func(s *Suspension) bool {
		return s.Partner == partner && s.Holds(v.Day) && slices.ContainsFunc(pt.Agreements, func(a Agreement) bool { return a.ID == s.Agreement && a.Holds(v.Day) })
	})
}
