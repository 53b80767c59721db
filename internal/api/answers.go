package api

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
)

// values are answers as JSON: text, days and codes are strings, numbers numbers, a tick true or false, and what may have
// several answers an array. What is not answered is left out.
func values(asks []referral.Ask, a referral.Answers) map[string]any {
	out := map[string]any{}
	for _, q := range asks {
		v := a[q.Name]
		switch {
		case q.Kind == referral.Tick:
			out[q.Name] = a.First(q.Name) == people.Yes
		case len(v) == 0 || v[0] == "":
		case several(q):
			out[q.Name] = v
		case q.Kind == referral.Number:
			if n, err := strconv.Atoi(v[0]); err == nil {
				out[q.Name] = n
			} else {
				out[q.Name] = v[0] // a file of another system's: as it came
			}
		default:
			out[q.Name] = v[0]
		}
	}
	return out
}

// several says whether a question may have more than one answer.
func several(q referral.Ask) bool {
	return q.Kind == referral.Many || q.Kind == referral.Several || q.Kind == referral.Lines
}

// answers are what was sent, as a page's form would have it; null takes an answer back. A name that the list does not ask and a value of the wrong
// type are told field by field, and then nothing is stored: a program that sends them has to be mended.
func (k *call) answers(asks []referral.Ask) (referral.Answers, error) {
	out := referral.Answers{}
	var c fault.Check
	for _, name := range slices.Sorted(maps.Keys(k.body.Answers)) {
		i := slices.IndexFunc(asks, func(a referral.Ask) bool { return a.Name == name })
		if i < 0 {
			c.Add(name, "api.unknown")
			continue
		}
		v, ok := answer(asks[i], k.body.Answers[name])
		if !ok {
			c.Add(name, "api.type")
			continue
		}
		out[name] = v
	}
	return out, c.Err("ask.check")
}

func answer(q referral.Ask, raw json.RawMessage) ([]string, bool) {
	if string(raw) == "null" {
		return nil, true
	}
	switch {
	case q.Kind == referral.Tick:
		var yes bool
		if json.Unmarshal(raw, &yes) != nil {
			return nil, false
		}
		if yes {
			return []string{people.Yes}, true
		}
		return nil, true
	case several(q):
		var list []string
		if json.Unmarshal(raw, &list) != nil {
			return nil, false
		}
		return list, true
	case q.Kind == referral.Number:
		var n uint32
		if json.Unmarshal(raw, &n) != nil {
			return nil, false
		}
		return []string{strconv.FormatUint(uint64(n), 10)}, true
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return nil, false
	}
	return []string{s}, true
}
