package casefile

import (
	"log/slog"
	"slices"
	"strings"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
)

// Return is a package that is to go back to the partner (B5): one clerk proposes it with a reason for each item, a
// second clerk confirms. Nothing is ever lost: the version stays, and the next one shows the difference (I-45).
type Return struct {
	ID      string
	Version int64 `json:"-"`

	Status  ReturnStatus
	Items   []referral.ReturnItem
	By      string // account that proposed it
	Day     policy.Day
	Second  string // account that confirmed or dropped it
	Settled policy.Day
	Why     string // why it was dropped
}

// ReturnStatus is how far a return is.
type ReturnStatus string

// The statuses.
const (
	ReturnProposed  ReturnStatus = "proposed"
	ReturnConfirmed ReturnStatus = "confirmed"
	ReturnDropped   ReturnStatus = "dropped"
)

// LogValue says nothing: reasons never reach a log.
func (r Return) LogValue() slog.Value { return slog.StringValue("return") }

// Proposed is the return that waits for a second clerk.
func Proposed(all []Return) (Return, bool) {
	i := slices.IndexFunc(all, func(r Return) bool { return r.Status == ReturnProposed })
	if i < 0 {
		return Return{}, false
	}
	return all[i], true
}

// OtherItem is the place of a reason that no completeness rule names.
const OtherItem = "other"

// ItemField is the form name of the reason for an item.
func ItemField(place string) string { return "item" + strings.TrimPrefix(PassField(place), "past") }

// ProposeReturn is a return with a reason for each item, waiting for a second clerk.
//
// Rule ST-B5 (intake section 3): "clerk and second clerk; reasons per item; no file created". Rule I-44: an application
// that does not meet R10 and R11 is returned with its documents, through the partner.
func ProposeReturn(all []Return, state State, items []referral.ReturnItem, by string, today policy.Day) (Return, error) {
	if _, open := Proposed(all); open {
		return Return{}, fault.Stop("ST-B5", "intake.return.open")
	}
	if !checked(state) {
		return Return{}, fault.Stop("ST-B5", "intake.return.state")
	}
	kept, err := itemised(items)
	if err != nil {
		return Return{}, err
	}
	return Return{Status: ReturnProposed, Items: kept, By: by, Day: today}, nil
}

// itemised are the items that have a reason; at least one must, and one without is shown where it stands.
func itemised(items []referral.ReturnItem) ([]referral.ReturnItem, error) {
	var c fault.Check
	var out []referral.ReturnItem
	for _, i := range items {
		i.Note = strings.TrimSpace(i.Note)
		switch {
		case i.Note == "":
			c.AddRule(ItemField(i.Item), "intake.item.reason", "ST-B5")
		case len([]rune(i.Note)) > 1000:
			c.Fields = append(c.Fields, fault.Field{Name: ItemField(i.Item), Key: "ask.long", Args: map[string]any{"Limit": 1000}})
		default:
			out = append(out, i)
		}
	}
	if len(items) == 0 {
		c.AddRule("items", "intake.items.none", "ST-B5")
	}
	return out, c.Err("intake.check")
}

// checked says whether the operations centre has the package and no file has been created.
func checked(s State) bool {
	return s == Received || s == Checking || s == InformationAsked || s == Complete
}

// ConfirmReturn is the second clerk's confirmation: the package goes back, with its items on the version that came.
func ConfirmReturn(r Return, packages []referral.Package, by string, today policy.Day) (Return, []referral.Package, error) {
	switch {
	case r.Status != ReturnProposed:
		return r, nil, fault.Stop("ST-B5", "intake.return.settled")
	case r.By == by:
		return r, nil, fault.Stop("ST-B5", "intake.return.same_person")
	}
	r.Status, r.Second, r.Settled = ReturnConfirmed, by, today
	packages = slices.Clone(packages)
	if n := len(packages); n > 0 {
		packages[n-1].Returned, packages[n-1].Items = today, r.Items
	}
	return r, packages, nil
}

// DropReturn takes a proposal back, by whoever made it or by the second clerk, with the reason.
func DropReturn(r Return, why, by string, today policy.Day) (Return, error) {
	if r.Status != ReturnProposed {
		return r, fault.Stop("ST-B5", "intake.return.settled")
	}
	var c fault.Check
	if why = strings.TrimSpace(why); why == "" {
		c.Add("why", "intake.return.why")
	} else if len([]rune(why)) > 1000 {
		c.Fields = append(c.Fields, fault.Field{Name: "why", Key: "ask.long", Args: map[string]any{"Limit": 1000}})
	}
	if err := c.Err("intake.check"); err != nil {
		return r, err
	}
	r.Status, r.Why, r.Second, r.Settled = ReturnDropped, why, by, today
	return r, nil
}

// Request is information that the operations centre asks the partner for (B4): all forms are there and signed, and
// details are missing.
type Request struct {
	ID      string
	Version int64 `json:"-"`

	Items    []referral.ReturnItem
	Due      policy.Day
	By       string
	Day      policy.Day
	Answer   string
	AnswerBy string
	Answered policy.Day
}

// LogValue says nothing: questions and answers never reach a log.
func (r Request) LogValue() slog.Value { return slog.StringValue("request") }

// Open says whether an answer is waited for.
func (r Request) Open() bool { return r.Answered == "" }

// OpenRequest is the request that waits for an answer.
func OpenRequest(all []Request) (Request, bool) {
	i := slices.IndexFunc(all, Request.Open)
	if i < 0 {
		return Request{}, false
	}
	return all[i], true
}

// AskPartner is a request with the list of what is missing and the day by which it is needed.
//
// Rule ST-B4 (intake section 3): "list of missing items, due date".
func AskPartner(all []Request, state State, items []referral.ReturnItem, due policy.Day, by string, today policy.Day) (Request, error) {
	if _, open := OpenRequest(all); open {
		return Request{}, fault.Stop("ST-B4", "intake.request.open")
	}
	if state == InformationAsked || !checked(state) {
		return Request{}, fault.Stop("ST-B4", "intake.request.state")
	}
	kept, err := itemised(items)
	var c fault.Check
	if f, ok := err.(*fault.Error); ok {
		c.Fields = f.Fields
	}
	switch {
	case !due.Valid():
		c.AddRule("due", "intake.due.missing", "ST-B4")
	case due <= today:
		c.AddRule("due", "intake.due.past", "ST-B4")
	}
	if err := c.Err("intake.check"); err != nil {
		return Request{}, err
	}
	return Request{Items: kept, Due: due, By: by, Day: today}, nil
}

// AnswerRequest is the partner's answer; the check goes on with it.
func AnswerRequest(r Request, answer, by string, today policy.Day) (Request, error) {
	if !r.Open() {
		return r, fault.Stop("ST-B4", "intake.request.answered")
	}
	var c fault.Check
	if answer = strings.TrimSpace(answer); answer == "" {
		c.Add("answer", "intake.answer.missing")
	} else if len([]rune(answer)) > 4000 {
		c.Fields = append(c.Fields, fault.Field{Name: "answer", Key: "ask.long", Args: map[string]any{"Limit": 4000}})
	}
	if err := c.Err("intake.check"); err != nil {
		return r, err
	}
	r.Answer, r.AnswerBy, r.Answered = answer, by, today
	return r, nil
}

// CameBack are the places of the package for which it came back to the partner, each once, and without the person.
func CameBack(all []Return) (out []string) {
	for _, r := range all {
		if r.Status != ReturnConfirmed {
			continue
		}
		for _, i := range r.Items {
			parts := slices.DeleteFunc(strings.Split(i.Item, "."), func(part string) bool { return strings.Trim(part, "0123456789") == "" })
			if place := strings.Join(parts, "."); !slices.Contains(out, place) {
				out = append(out, place)
			}
		}
	}
	return out
}
