package spaces

import (
	"strings"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Proposal is room that is proposed to go from one partner to another (I-66): who proposes says why, both partners may
// comment, and another person of the department approves or declines. Nothing moves before that.
type Proposal struct {
	ID      string `json:"-"`
	Version int64  `json:"-"`
	Year    int    `json:"-"` // referral year

	Stream    string
	From, To  string // partner codes
	Persons   int
	Reason    string // both partners read it
	Proposed  policy.Mark
	Comments  []Comment
	Approved  policy.Mark
	Declined  policy.Mark // by who answers, or taken back by who proposed
	Answering string      // why it was declined, "" when taken back
}

// Comment is what a partner says of a proposal.
type Comment struct {
	Partner string
	Text    string
	policy.Mark
}

// Waits says whether the proposal is still to be answered.
func (p Proposal) Waits() bool { return !p.Approved.Is() && !p.Declined.Is() }

// Of says whether a partner is one of the two.
func (p Proposal) Of(partner string) bool {
	return partner != "" && (p.From == partner || p.To == partner)
}

// mostWords is how long a reason or a comment may be, in letters.
const mostWords = 2000

// Propose begins a proposal; row and limit are the giving partner's. It must have what it is to give today; the store asks
// again when it is approved.
func Propose(p Proposal, row Delta, limit, thisYear int, by policy.Mark) (Proposal, error) {
	var c fault.Check
	p.Reason = strings.TrimSpace(p.Reason)
	switch {
	case p.From == "" || p.To == "":
		c.Add("to", "spaces.move.unknown")
	case p.From == p.To:
		c.Add("to", "spaces.move.same")
	}
	if p.Year < thisYear || p.Year > thisYear+1 {
		c.AddRule("year", "spaces.move.year", "I-66")
	}
	switch free := Room(limit, row); {
	case p.Persons <= 0:
		c.Add("persons", "spaces.move.nobody")
	case p.Persons > free:
		c.Fields = append(c.Fields, fault.Field{Name: "persons", Key: "spaces.move.free", Rule: "I-66", Args: map[string]any{"Free": free}})
	}
	words(&c, "reason", p.Reason)
	if err := c.Err("ask.check"); err != nil {
		return p, err
	}
	p.ID, p.Version, p.Proposed, p.Approved, p.Declined, p.Comments, p.Answering = "", 0, by, policy.Mark{}, policy.Mark{}, nil, ""
	return p, nil
}

func words(c *fault.Check, name, text string) {
	switch {
	case text == "":
		c.Add(name, "policy.suspend.reason")
	case len([]rune(text)) > mostWords:
		c.Fields = append(c.Fields, fault.Field{Name: name, Key: "ask.long", Args: map[string]any{"Limit": mostWords}})
	}
}

// Say adds what one of the two partners says; nothing is taken back.
func (p Proposal) Say(partner, text string, by policy.Mark) (Proposal, error) {
	switch {
	case !p.Of(partner):
		return p, fault.New(fault.NotFound, "fault.not_found")
	case !p.Waits():
		return p, fault.Stop("I-66", "spaces.move.settled")
	}
	var c fault.Check
	text = strings.TrimSpace(text)
	words(&c, "comment", text)
	if err := c.Err("ask.check"); err != nil {
		return p, err
	}
	p.Comments = append(append([]Comment{}, p.Comments...), Comment{partner, text, by})
	return p, nil
}

// Approve is the answer of another person of the department, with the lines that it posts in both ledgers.
func (p Proposal) Approve(fromLimit, toLimit int, by policy.Mark) (Proposal, []Entry, error) {
	switch {
	case !p.Waits():
		return p, nil, fault.Stop("I-66", "spaces.move.settled")
	case by.By == p.Proposed.By:
		return p, nil, fault.Stop("I-66", "spaces.move.same_person")
	}
	p.Approved = by
	list, err := Reallocate(Shift{Stream: p.Stream, Year: p.Year, From: p.From, To: p.To, Persons: p.Persons, FromLimit: fromLimit, ToLimit: toLimit,
		Of: p.ID, Reason: ReasonMoved, By: by.By, At: by.At})
	return p, list, err
}

// Decline ends a proposal: who proposed takes it back, without a word, or another person says no and why.
func (p Proposal) Decline(why string, by policy.Mark) (Proposal, error) {
	if !p.Waits() {
		return p, fault.Stop("I-66", "spaces.move.settled")
	}
	why = strings.TrimSpace(why)
	if by.By != p.Proposed.By {
		var c fault.Check
		words(&c, "why", why)
		if err := c.Err("ask.check"); err != nil {
			return p, err
		}
	}
	p.Declined, p.Answering = by, why
	return p, nil
}
