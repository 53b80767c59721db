package casefile

import (
	"crypto/subtle"
	"log/slog"
	"slices"
	"strings"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Card lets one person read their own letters on a page without an account: the applicant, or their representative. It is an
// address of 128 random bits and a code of eight digits, which are handed over apart and of which the case keeps keyed
// sums alone (docs/adr/0037).
//
// Rule I-88 (our rule): a card is for the principal applicant of one case, while the safe-contact plan allows the page on the day.
// It ends with its last day (the pack's, our default), at once when the office, the partner or its holder says so, with the fifth
// wrong code (our default), and when the case goes on under another person. Whether it holds is asked at each request. The page
// shows letters that were sent and hold no word that the plan forbids today, takes answers, and sends nothing.
//
// Rule I-89 (our rule): a card may have a second code, for whoever is forced to open the page. It opens a page with nothing on
// it, tells the office and the partner at once as an incident, and from then on the card shows nothing, whichever code is given.
type Card struct {
	ID      string
	Version int64 `json:"-"`

	Person    string     // person id
	For       CardHolder // who holds it
	Sum       []byte     // keyed sum of the code
	ForcedSum []byte     `json:",omitempty"` // keyed sum of the code for whoever is forced; empty when there is none
	From      policy.Day
	Until     policy.Day // the last day
	By        string     // account that gave it
	At        time.Time

	Wrong int       `json:",omitempty"` // wrong codes that were tried
	Used  time.Time `json:",omitzero"`  // last opened
	Alarm time.Time `json:",omitzero"`  // the code for whoever is forced was given

	Ended   time.Time `json:",omitzero"`
	EndedBy string    `json:",omitempty"` // account; "" when it ended by itself
	Why     CardEnd   `json:",omitempty"`
}

// CardHolder is who holds a card: an answer on the page is theirs.
type CardHolder string

// The holders.
const (
	ForApplicant      CardHolder = "applicant"
	ForRepresentative CardHolder = "representative" // named on the referral
)

// CardHolders in the order of the page.
var CardHolders = []CardHolder{ForApplicant, ForRepresentative}

// CardEnd is why a card ended before its last day.
type CardEnd string

// The ends.
const (
	CardClosed CardEnd = "closed" // the office or the partner said so
	CardGiven  CardEnd = "given"  // its holder said so
	CardTried  CardEnd = "tried"  // too many wrong codes
	CardMoved  CardEnd = "moved"  // the case is over, or goes on under another person
	CardNewer  CardEnd = "newer"  // another was given in its place
)

// CardTries is how many wrong codes end a card (our default): with eight digits, one in twenty million of guessing it.
const CardTries = 5

// CardDigits is how long a code is.
const CardDigits = 8

// CardClock is the pack's clock of the longest that a card lasts.
const CardClock = "page-card"

// LogValue says nothing: who holds a card never reaches a log.
func (c Card) LogValue() slog.Value { return slog.StringValue("card") }

// Account is who acts with the card, as the journal names it.
func (c Card) Account() string { return "card." + c.ID }

// Holds says whether the card opens anything on a day.
func (c Card) Holds(day policy.Day) bool {
	return c.Ended.IsZero() && c.Wrong < CardTries && c.From <= day && day <= c.Until
}

// Pass is what the head of a case keeps of a card: whether its holder is let in is decided without opening the case.
type Pass struct {
	Account string
	From    policy.Day
	Until   policy.Day
}

// Pass is the card as the head of its case keeps it.
func (c Card) Pass() Pass { return Pass{c.Account(), c.From, c.Until} }

// Holds says whether the holder is let in on a day.
func (p Pass) Holds(day policy.Day) bool { return p.From <= day && day <= p.Until }

// GiveCard checks a card that is to be given. principal is the person id of the principal applicant, "" when there is none alive;
// represented says that the referral names a representative; days is the longest that a card lasts.
func GiveCard(in Card, principal string, represented bool, days int, by string, at time.Time) (Card, error) {
	today := policy.DayOf(at)
	c := Card{Person: principal, For: in.For, Sum: in.Sum, ForcedSum: in.ForcedSum, From: today, Until: in.Until, By: by, At: at}
	if principal == "" {
		return c, fault.Stop("I-88", "card.nobody")
	}
	var k fault.Check
	switch {
	case !slices.Contains(CardHolders, c.For):
		k.Add("for", "card.for.needed")
	case c.For == ForRepresentative && !represented:
		k.AddRule("for", "card.for.none", "I-88")
	}
	switch {
	case !c.Until.Valid():
		k.Add("until", "card.until.needed")
	case c.Until < today:
		k.AddRule("until", "card.until.past", "I-88")
	case c.Until > today.Add(days):
		k.Fields = append(k.Fields, fault.Field{Name: "until", Key: "card.until.long", Rule: "I-88", Args: map[string]any{"Days": days}})
	}
	return c, k.Err("card.check")
}

// Try is somebody giving a code, as its keyed sum. opened says that it was one of the card's; a wrong one is counted, and the
// fifth ends the card. Both codes are compared each time, and no time is saved by a wrong one.
func (c Card) Try(sum []byte, at time.Time) (out Card, opened bool) {
	right := subtle.ConstantTimeCompare(sum, c.Sum) == 1
	forced := subtle.ConstantTimeCompare(sum, c.ForcedSum) == 1 && len(c.ForcedSum) > 0
	switch {
	case forced:
		c.Alarm, c.Used = at, at
	case right:
		c.Used = at
	default:
		if c.Wrong++; c.Wrong >= CardTries {
			c.Ended, c.Why = at, CardTried
		}
		return c, false
	}
	return c, true
}

// End ends a card at once.
func (c Card) End(by string, why CardEnd, at time.Time) (Card, error) {
	if !c.Ended.IsZero() {
		return c, fault.Stop("I-88", "card.over")
	}
	c.Ended, c.EndedBy, c.Why = at, by, why
	return c, nil
}

// zeros are the digits 0 of the scripts in which applicants write numbers.
var zeros = []rune{'0', '٠', '۰', '०', '০', '߀', '၀', '០', '０'}

// CardCode is a code as it was typed, in ASCII digits: in whatever script, with spaces and hyphens or without. ok is false for
// what cannot be one, which is no try.
func CardCode(typed string) (code string, ok bool) {
	var b strings.Builder
	for _, r := range typed {
		if strings.ContainsRune(" -\u00a0\u2009\u200e\u200f\u202f\t", r) {
			continue
		}
		i := slices.IndexFunc(zeros, func(z rune) bool { return z <= r && r <= z+9 })
		if i < 0 {
			return "", false
		}
		b.WriteByte(byte('0' + r - zeros[i]))
	}
	return b.String(), b.Len() == CardDigits
}
