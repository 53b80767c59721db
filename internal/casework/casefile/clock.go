package casefile

import "passage/internal/casework/policy"

// clocks is which of the pack's clocks runs in a state of the operations centre's work.
var clocks = map[State]string{
	Referred: "acknowledge", Received: "completeness", Checking: "completeness", InformationAsked: "partner-answer",
	Complete: "file-creation", FileCreated: "transfer", OfficeAssigned: "transfer", Transferred: "acceptance",
}

// OurClock is the clock that runs for a case at intake, and the day by which it ends; false when none runs.
//
// Rule I-47: refugee programs have no official service standard, so these are "our clocks", shown and never enforced:
// acknowledgement, completeness, file creation, transfer, acceptance and the partner's answer in working days, a third
// of them when urgent, the same day in an emergency. The check counts from the day the package was received, whoever
// has opened it since.
func OurClock(c Case, v *policy.View) (*policy.Clock, policy.Day, bool) {
	clock, ok := v.Clock(clocks[c.State])
	if !ok {
		return nil, "", false
	}
	from := c.Since
	if c.State == Checking && c.Summary.Received != "" {
		from = c.Summary.Received
	}
	return clock, c.by(clock, from), true
}

// by is the day by which one of our clocks ends for a case: an urgent one has less time, and in an emergency it is the same day.
func (c Case) by(clock *policy.Clock, from policy.Day) policy.Day {
	days := clock.Days
	switch {
	case c.Summary.Priority == "emergency":
		days = 0
	case c.Summary.Urgent && clock.Urgent > 0:
		days = clock.Urgent
	}
	if clock.Business {
		return from.AddWorkdays(days)
	}
	return from.Add(days)
}
