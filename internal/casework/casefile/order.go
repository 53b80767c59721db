package casefile

import (
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Order is an order of the Governor in Council as it covers one case (IRPA 87.301 and 87.302; 2.2, SUSPENDED_BY_ORDER): what it was and
// what it did. One order may cover many cases; each keeps what was recorded of it, and what lifts an order is recorded the same way.
type Order struct {
	ID      string
	Version int64 `json:"-"`

	Number string     // "PC 2026-0123"
	On     policy.Day // of the order
	Scope  string     // whom it covers, in the words of the order
	Effect OrderEffect
	By     string // account of the central branch that recorded it
	At     time.Time
}

// OrderEffect is what an order does to a case.
type OrderEffect string

// The effects. Termination by an officer in prescribed circumstances (IRPA 11.3) is not among them: nobody knows of any that is
// prescribed.
const (
	Suspends   OrderEffect = "suspend"
	Lifts      OrderEffect = "lift"
	Terminates OrderEffect = "terminate"
)

// OrderEffects in the order of the page.
var OrderEffects = []OrderEffect{Suspends, Lifts, Terminates}

// LogValue says nothing.
func (o Order) LogValue() slog.Value { return slog.StringValue("order") }

var orderNumber = regexp.MustCompile(`^(?:PC|P\.C\.|CP|C\.P\.) ?(\d{4}-\d{1,5})$`)

// RecordOrder checks an order before any case is touched. Its number is kept one way, as English or French writes it.
func RecordOrder(o Order, today policy.Day) (Order, error) {
	var c fault.Check
	if m := orderNumber.FindStringSubmatch(strings.ToUpper(strings.Join(strings.Fields(o.Number), " "))); m != nil {
		o.Number = "PC " + m[1]
	} else {
		c.AddRule("number", "order.number.wrong", "ST-suspended_by_order")
	}
	if !o.On.Valid() || o.On > today {
		c.AddRule("on", "order.on.wrong", "ST-suspended_by_order")
	}
	if strings.TrimSpace(o.Scope) == "" {
		c.AddRule("scope", "order.scope.missing", "ST-suspended_by_order")
	}
	if !slices.Contains(OrderEffects, o.Effect) {
		c.AddRule("effect", "order.effect.which", "ST-suspended_by_order")
	}
	return o, c.Err("order.wrong")
}

// After is the state to which an order brings a case. Lifted, it goes back to where it came from (its steps know); only a case that is
// suspended is terminated
// (rule ST-terminated_by_order). false when the order does nothing to a case that stands there.
func (o Order) After(now State, steps []Step) (State, bool) {
	switch {
	case o.Effect == Suspends && now.After() && !now.Closed() && now != SuspendedByOrder:
		return SuspendedByOrder, true
	case now != SuspendedByOrder:
		return "", false
	case o.Effect == Terminates:
		return TerminatedByOrder, true
	case o.Effect == Lifts:
		return Back(steps, now)
	}
	return "", false
}

var reference = regexp.MustCompile(`^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$`)

// References are the references of cases in a text, one a line, and the lines that are none.
func References(text string) (refs, not []string) {
	for line := range strings.Lines(text) {
		line = strings.ToUpper(strings.TrimSpace(line))
		switch {
		case line == "" || slices.Contains(refs, line):
		case reference.MatchString(line):
			refs = append(refs, line)
		default:
			not = append(not, line)
		}
	}
	return refs, not
}

// OrderNumber is the number of an order as a language writes it.
func OrderNumber(number, lang string) string {
	if rest, ok := strings.CutPrefix(number, "PC "); ok && lang == "fr" {
		return "C.P. " + rest
	}
	return number
}
