package web

import (
	"strconv"

	"passage/internal/app"
)

// turnNote is what the turn of the year means for places, some weeks before and after it (I-10). It says what is, and nothing is
// late or missed (I-59).
type turnNote struct {
	Head  string
	Lines []string
}

// turn is for a partner's lists; nil most of the year.
func (v *visit) turn() (*turnNote, error) {
	t, near, err := v.web.App.YearTurn(v.ctx(), v.Actor)
	if err != nil || !near {
		return nil, err
	}
	args := map[string]any{"Year": strconv.Itoa(t.Ends), "Next": strconv.Itoa(t.Next), "Left": t.Left, "Limit": t.Limit, "Then": t.Then}
	n := &turnNote{}
	say := func(key string) { n.Lines = append(n.Lines, v.F(key, args)) }
	if t.Over {
		n.Head = v.F("turn.over", args)
		say("turn.over.sent")
		if t.Held > 0 {
			n.Lines = append(n.Lines, v.N("turn.over.held", t.Held, args))
		}
		say("turn.over.channel")
		return n, nil
	}
	n.Head = v.yearEnds(t.Days, args)
	if t.Limit > 0 {
		say("turn.left")
	}
	say("turn.sent")
	if t.Held > 0 {
		n.Lines = append(n.Lines, v.N("turn.held", t.Held, args))
	}
	if t.Then > 0 {
		say("turn.then")
	}
	say("turn.carry")
	return n, nil
}

// turnOfAll is for the analyst: of the admission year, and of the partners' shares.
func (v *visit) turnOfAll(c *app.Commitment) *turnNote {
	if c.Turn == nil {
		return nil
	}
	t := c.Turn
	args := map[string]any{"Year": strconv.Itoa(t.Ends), "Next": strconv.Itoa(t.Next)}
	n := &turnNote{}
	say := func(keys ...string) {
		for _, k := range keys {
			n.Lines = append(n.Lines, v.F(k, args))
		}
	}
	if t.Over {
		n.Head = v.F("turn.over", args)
		say("turn.all.over.landed", "turn.over.sent", "turn.over.channel")
		return n
	}
	n.Head = v.yearEnds(t.Days, args)
	say("turn.all.landed", "turn.sent", "turn.all.carry")
	return n
}

func (v *visit) yearEnds(days int, args map[string]any) string {
	if days == 0 {
		return v.F("turn.today", args)
	}
	return v.N("turn.ends", days, args)
}
