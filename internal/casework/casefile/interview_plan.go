package casefile

import (
	"slices"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// NoticeDays is how long before an interview its invitation goes, unless a reason is recorded (A-44, default).
const NoticeDays = 14

// SignDays is within how many working days of the interview its record is to be signed (A-52, default).
const SignDays = 5

// Result is what follows from a column of the safety assessment, "" while an answer is missing. It is advice on a
// way to meet: it says nothing of the applicant, and only the answers can change it.
func (m MeetingRisk) Result() Advice {
	risks := []Level{m.Travel, m.Seen, m.Privacy, m.Interpreter}
	switch {
	case m.Partner == NotAdvised || slices.Contains(risks, High):
		return NotAdvised
	case m.Partner == "" || slices.Contains(risks, ""):
		return ""
	case m.Partner == Advised && !slices.ContainsFunc(risks, func(l Level) bool { return l != Low }):
		return Advised
	}
	return Possible
}

// FromPlan is the column of a way to meet with what the safety plan already says, so that nothing is asked again
// (O4). What the plan does not say is not known, which is never an advice to go ahead.
func FromPlan(w Way, p people.SafetyPlan) MeetingRisk {
	m := MeetingRisk{Travel: NotKnown, Seen: NotKnown, Privacy: NotKnown, Interpreter: NotKnown, Partner: NotAsked}
	said, only := p.TravelSafe, p.VideoOnly
	if w.Video() {
		said, only = p.VideoSafe, false
	}
	switch {
	case said == people.No || only:
		m.Partner = NotAdvised
		if !w.Video() && said == people.No {
			m.Travel = High
		}
	case said == people.Yes:
		m.Partner = Possible
		if !w.Video() {
			m.Travel = Low
		}
	}
	return m
}

// Choose sets the way to meet, after the safety assessment.
//
// Rule A-39: the applicant's safety comes first; video may replace a meeting that is impossible or raises the
// risk. Rule A-40: in person, video or waived, and never by telephone. A way that is not advised cannot be
// chosen: only the answers can change, by somebody who knows better.
func Choose(i Interview, plan people.SafetyPlan) error {
	var c fault.Check
	if i.Mode == Waived {
		return fault.Stop("A-40", "interview.mode.waive_apart")
	}
	if !slices.Contains(Ways, i.Mode) {
		c.AddRule("mode", "interview.mode.offered", "A-40")
		return c.Err("interview.plan.wrong")
	}
	for _, w := range Ways {
		m := i.Meeting[w]
		for _, a := range []struct {
			name  string
			level Level
		}{{"travel", m.Travel}, {"seen", m.Seen}, {"privacy", m.Privacy}, {"interpreter", m.Interpreter}} {
			if !slices.Contains(Levels, a.level) {
				c.AddRule("meeting."+string(w)+"."+a.name, "interview.meeting.answer", "A-39")
			}
		}
		if !slices.Contains(Advices, m.Partner) {
			c.AddRule("meeting."+string(w)+".partner", "interview.meeting.answer", "A-39")
		}
	}
	if err := c.Err("interview.plan.wrong"); err != nil {
		return err
	}
	if i.Meeting[i.Mode].Result() == NotAdvised || forbids(plan, i.Mode) {
		return fault.Stop("A-39", "interview.mode.not_advised")
	}
	if i.Meeting[i.Mode].Result() != Advised && i.ModeWhy == "" && slices.ContainsFunc(Ways, func(w Way) bool {
		return i.Meeting[w].Result() == Advised && !forbids(plan, w)
	}) {
		c.AddRule("mode_why", "interview.mode.why", "A-39")
	}
	return c.Err("interview.plan.wrong")
}

// forbids says whether the safety plan rules a way out, whatever was answered since.
func forbids(p people.SafetyPlan, w Way) bool {
	if w.Video() {
		return p.VideoSafe == people.No
	}
	return p.VideoOnly || p.TravelSafe == people.No
}

// Forbidden lists the ways that the safety plan rules out.
func Forbidden(p people.SafetyPlan) []Way {
	return slices.DeleteFunc(slices.Clone(Ways), func(w Way) bool { return !forbids(p, w) })
}

// Waive is the decision that no interview is held.
//
// Rule A-40: with a reason from the list, in words too, and a note of the risk; a supervisor looks at it as well
// while any criterion is undetermined. Rule A-41: a waiver never lightens what must be put to the applicant.
func Waive(i Interview, undetermined bool) error {
	var c fault.Check
	if !slices.Contains(WaiveReasons, i.Waived) {
		c.AddRule("waived", "interview.waive.reason", "A-40")
	}
	if i.WaivedWhy == "" {
		c.AddRule("waived_why", "interview.waive.why", "A-40")
	}
	if i.RiskNote == "" {
		c.AddRule("risk_note", "interview.waive.risk", "A-40")
	}
	if err := c.Err("interview.waive.wrong"); err != nil {
		return err
	}
	if undetermined && !i.Looked() {
		return fault.Stop("A-40", "interview.waive.second")
	}
	return nil
}

// Looked says whether a supervisor has looked at the waiver as it stands.
func (i Interview) Looked() bool {
	return i.Second != nil && i.Second.By != "" && i.Second.By != i.Officer && i.Second.Of == i.Waiver()
}

// Waiver is the fingerprint of what a supervisor looks at.
func (i Interview) Waiver() string {
	return Fingerprint(string(i.Waived), i.WaivedWhy, i.RiskNote)
}

// LookAt records another person's look at a waiver.
func LookAt(i Interview, l Look) (Interview, error) {
	var c fault.Check
	if l.By == i.Officer {
		return i, fault.Stop("A-40", "interview.second.same_person")
	}
	if l.Reasons == "" {
		c.AddRule("second_reasons", "interview.second.reasons", "A-40")
		return i, c.Err("interview.second.wrong")
	}
	l.Of = i.Waiver()
	i.Second = &l
	return i, nil
}

// Book sets the time of the interview; the invitation is owed from then on.
//
// Rule A-44 (default): 14 days' notice, or a recorded reason. Rule A-47: an interpreter is checked against the
// applicant's stated fears, and the applicant may object without giving a reason. Decision 7: a safety plan of
// more than 90 days is confirmed again before anybody is contacted.
func Book(i Interview, plan people.SafetyPlan, now time.Time) error {
	var c fault.Check
	today := policy.DayOf(now)
	if err := Choose(i, plan); err != nil {
		return err
	}
	if plan.Expired(today) {
		return fault.Stop("A-56", "interview.book.plan_expired")
	}
	switch {
	case i.At.IsZero():
		c.Add("at", "interview.book.when")
	case !i.At.After(now):
		c.Add("at", "interview.book.past")
	case today.Until(policy.DayOf(i.At)) < NoticeDays && i.ShortNotice == "":
		c.AddRule("short_notice", "interview.book.short", "A-44")
	}
	if !zone(i.Zone) {
		c.Add("zone", "interview.book.zone")
	}
	if i.Language == "" {
		c.Add("language", "interview.book.language")
	}
	if len(i.Persons) == 0 {
		c.Add("persons", "interview.book.persons")
	}
	if i.Mode.Video() && i.DropLine != DropRebook && i.DropLine != DropCall {
		c.Add("drop_line", "interview.book.drop")
	}
	c.Fields = append(c.Fields, interpreter(i)...)
	return c.Err("interview.book.wrong")
}

// interpreter finds what is wrong with the interpreter.
func interpreter(i Interview) []fault.Field {
	var c fault.Check
	switch {
	case i.Interpreter == "" && i.InterpreterOK != "":
		c.AddRule("interpreter", "interview.interpreter.who", "A-47")
	case i.Interpreter != "" && !neutral(i.Interpreter):
		c.AddRule("interpreter", "interview.interpreter.neutral", "A-47")
	case i.Interpreter != "" && i.InterpreterOK == "":
		c.AddRule("interpreter_ok", "interview.interpreter.check", "A-47")
	case i.InterpreterOK == Conflicted || i.InterpreterOK == Objected:
		c.AddRule("interpreter", "interview.interpreter.other", "A-47")
	case i.InterpreterOK != "" && i.InterpreterOK != NoConflict:
		c.AddRule("interpreter_ok", "interview.interpreter.check", "A-47")
	}
	return c.Fields
}

// neutral says whether an interpreter is named by a number: a name would tell who works with whom.
func neutral(s string) bool {
	if len(s) < 2 || len(s) > 8 {
		return false
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

func zone(name string) bool {
	if name == "" || name == "Local" {
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}

// Clock is an instant as one place reads it.
type Clock struct {
	Place string // "utc", "ottawa" or "place"
	Zone  string
	At    time.Time
}

// Clocks is the time of the interview in UTC, in Ottawa and where the applicant will be, in that order.
func (i Interview) Clocks() []Clock {
	out := []Clock{{"utc", "UTC", i.At.UTC()}}
	for _, z := range []struct{ place, name string }{{"ottawa", "America/Toronto"}, {"place", i.Zone}} {
		if l, err := time.LoadLocation(z.name); err == nil && z.name != "" {
			out = append(out, Clock{z.place, z.name, i.At.In(l)})
		}
	}
	return out
}

// Slots proposes times in the applicant's zone that keep the notice: mornings and early afternoons of days that are
// working days wherever the week ends on Thursday, Friday or Saturday. Nothing is held by being proposed.
func Slots(now time.Time, zoneName string, n int) []time.Time {
	l, err := time.LoadLocation(zoneName)
	if err != nil || zoneName == "" {
		l = time.UTC
	}
	var out []time.Time
	day := policy.DayOf(now).Add(NoticeDays + 1).Time()
	for ; len(out) < n; day = day.AddDate(0, 0, 1) {
		if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday || day.Weekday() == time.Friday {
			continue
		}
		for _, hour := range []int{9, 13} {
			if len(out) < n {
				out = append(out, time.Date(day.Year(), day.Month(), day.Day(), hour, 0, 0, 0, l).UTC())
			}
		}
	}
	return out
}
