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

// CourtApplication is an application to the Federal Court about a refusal, as it was served and as the court dealt with it. Nothing of the
// case is disposed of while it runs. The department records; the court decides.
type CourtApplication struct {
	ID      string
	Version int64 `json:"-"`

	Of       string // id of the refusal
	Number   string // of the court's file, IMM-1234-26
	Served   policy.Day
	Document string // id of the application
	By       string
	At       time.Time

	CourtSteps
	Ended   policy.Day   `json:",omitempty"`
	Outcome CourtOutcome `json:",omitempty"`
	Order   string       `json:",omitempty"` // the court's directions, or how it ended
	EndedBy string       `json:",omitempty"`
}

// CourtSteps are what happens before the end, each a day; "" is not yet.
type CourtSteps struct {
	Extension    string     `json:",omitempty"` // of the time to apply: CourtAnswers
	ReasonsAsked policy.Day `json:",omitempty"` // the registry asks for the written reasons
	ReasonsSent  policy.Day `json:",omitempty"`
	Leave        policy.Day `json:",omitempty"` // leave granted; refused is an outcome
	RecordDue    policy.Day `json:",omitempty"` // the day by which the court orders the tribunal record
	RecordSent   policy.Day `json:",omitempty"`
	Anonymity    string     `json:",omitempty"` // of the applicant in the court's file: CourtAnswers
}

// CourtAnswers are how far a request to the court is.
var CourtAnswers = []string{"asked", "granted", "refused"}

// CourtOutcome is how an application ended.
type CourtOutcome string

// The outcomes. Only the last two bring the case back, to another officer.
const (
	Discontinued CourtOutcome = "discontinued"
	LeaveRefused CourtOutcome = "leave_refused"
	Dismissed    CourtOutcome = "dismissed"
	SetAside     CourtOutcome = "set_aside"
	Consent      CourtOutcome = "consent" // both sides agree that it is decided again
)

// CourtOutcomes in the order of the page.
var CourtOutcomes = []CourtOutcome{Discontinued, LeaveRefused, Dismissed, SetAside, Consent}

// Again says whether the case is decided again.
func (o CourtOutcome) Again() bool { return o == SetAside || o == Consent }

// LogValue says nothing: an application never reaches a log.
func (l CourtApplication) LogValue() slog.Value { return slog.StringValue("court application") }

// Open says whether the court has not ended it.
func (l CourtApplication) Open() bool { return l.Outcome == "" }

// Late says whether it was served after the last day, so that it needs the court's extension. recourse is "" while nobody is
// proven to have been told: then no day has run.
func (l CourtApplication) Late(recourse policy.Day) bool {
	return recourse != "" && l.Served > recourse
}

var courtNumber = regexp.MustCompile(`^IMM-\d{1,6}-\d{2}$`)

// Serve checks an application as it was served. refused is the day of the refusal.
func Serve(l CourtApplication, earlier []CourtApplication, refused, today policy.Day, documents func(string) bool) (CourtApplication, error) {
	if slices.ContainsFunc(earlier, CourtApplication.Open) {
		return l, fault.Stop("A-92", "court.open")
	}
	l.Number = strings.ToUpper(strings.TrimSpace(l.Number))
	var c fault.Check
	if !courtNumber.MatchString(l.Number) {
		c.AddRule("number", "court.number.wrong", "A-92")
	}
	if !l.Served.Valid() || l.Served < refused || l.Served > today {
		c.AddRule("served", "court.served.wrong", "A-92")
	}
	if !documents(l.Document) {
		c.AddRule("document", "court.document.needed", "A-92")
	}
	return l, c.Err("court.check")
}

// Step keeps how far the court is.
func (l CourtApplication) Step(s CourtSteps, today policy.Day) (CourtApplication, error) {
	if !l.Open() {
		return l, fault.Stop("A-92", "court.ended")
	}
	var c fault.Check
	for _, x := range []struct {
		name string
		day  policy.Day
		past bool // it has happened: no day ahead
	}{{"reasons_asked", s.ReasonsAsked, true}, {"reasons_sent", s.ReasonsSent, true}, {"leave", s.Leave, true}, {"record_due", s.RecordDue, false}, {"record_sent", s.RecordSent, true}} {
		if x.day != "" && (!x.day.Valid() || x.day < l.Served || x.past && x.day > today) {
			c.AddRule(x.name, "court.day.wrong", "A-92")
		}
	}
	if s.Leave != "" && s.RecordDue == "" {
		c.AddRule("record_due", "court.record_due.needed", "A-92")
	}
	if s.RecordSent != "" && s.Leave == "" {
		c.AddRule("leave", "court.leave.needed", "A-92")
	}
	for _, x := range [][2]string{{"extension", s.Extension}, {"anonymity", s.Anonymity}} {
		if x[1] != "" && !slices.Contains(CourtAnswers, x[1]) {
			c.Add(x[0], "court.answer.wrong")
		}
	}
	l.CourtSteps = s
	return l, c.Err("court.check")
}

// End is how the court ended it. Directions are needed where the case is decided again: the next officer reads them.
func (l CourtApplication) End(o CourtOutcome, on policy.Day, order, by string, today policy.Day) (CourtApplication, error) {
	if !l.Open() {
		return l, fault.Stop("A-92", "court.ended")
	}
	order = strings.TrimSpace(order)
	var c fault.Check
	if !slices.Contains(CourtOutcomes, o) {
		c.AddRule("outcome", "court.outcome.needed", "A-92")
	}
	if !on.Valid() || on < l.Served || on > today {
		c.AddRule("ended", "court.day.wrong", "A-92")
	}
	if o.Again() || order != "" {
		said(&c, "order", order, "court.order.needed", maxRecourse)
	}
	l.Outcome, l.Ended, l.Order, l.EndedBy = o, on, order, by
	return l, c.Err("court.check")
}
