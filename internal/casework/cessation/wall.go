package cessation

import (
	"slices"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Walls are what a person told Canada to be resettled, and what was found then (decision 9): the partner's texts, the record of the
// interview, the findings.
var Walls = []string{"narrative", "interview", "findings"}

// Opening is one time that a wall was opened, for an hour.
type Opening struct {
	ID     string
	Wall   string
	Ground Ground // that needs it
	Why    string
	By     string
	At     time.Time
}

// wallHolds is how long an opening holds (ours).
const wallHolds = time.Hour

// Until is when an opening ends.
func (o Opening) Until() time.Time { return o.At.Add(wallHolds) }

// Through opens a wall.
//
// Rule I-97 (decision 9, our default of an hour): the resettlement narrative and the partner's texts, the record of the interview and
// the findings are walled off from a matter unless a ground that has a line needs them, with a reason; each opening is recorded,
// is of one wall, for the officer of the matter alone, and ends by itself.
func (m Matter) Through(o Opening, by policy.Mark) (Matter, error) {
	if err := m.in(Assessing); err != nil {
		return m, err
	}
	if by.By != m.Holds(AsOfficer) {
		return m, fault.New(fault.Forbidden, "fault.forbidden")
	}
	var c fault.Check
	if !slices.Contains(Walls, o.Wall) {
		c.Add("wall", "cessation.wall.which")
	}
	if _, ok := m.Line(o.Ground); !ok {
		c.AddRule("ground", "cessation.wall.ground", "I-97")
	}
	words(&c, "why", &o.Why, text, true)
	if err := c.Err("cessation.check"); err != nil {
		return m, err
	}
	o.By, o.At = by.By, by.At
	m.Openings = append(slices.Clip(m.Openings), o)
	return m, nil
}

// Open is the opening of an account that holds at an instant; false when there is none.
func (m Matter) Open(id, account string, now time.Time) (Opening, bool) {
	for _, o := range m.Openings {
		if o.ID == id && o.By == account && m.Holds(AsOfficer) == account && m.State == Assessing && now.Before(o.Until()) {
			return o, true
		}
	}
	return Opening{}, false
}
