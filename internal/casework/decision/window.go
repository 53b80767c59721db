package decision

import (
	"log/slog"
	"slices"
	"strings"
	"time"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// The one-year window: how the family that stayed behind follows (R141, R142, A-112).

// Window is the time in which a family member who did not travel may apply, and what the record says for and against it.
type Window struct {
	Person string
	Of     string     // id of the landing, or of the permit, that opened it
	Opens  policy.Day // protection was conferred on the principal applicant: the day of their landing, or of their entry on a permit (A-111, A-116, decision 12)
	Ends   policy.Day // the last day: "within one year from" leaves out the first day, so it is the same day a year later
	Tests  []WindowTest
}

// WindowTest is one thing that the law asks of a member who follows.
type WindowTest struct {
	Name string // words are in the catalogue under window.test.<name>
	Rule string
	Cite string // provision, as the pack cites it
	Is   string // people.Yes, people.No, "" while the record does not say
}

// windowCites are the provisions of the tests.
var windowCites = map[string]string{"listed": "IRPR 141(1)(a)", "then": "IRPR 142(a), 25.1(8)", "in_time": "IRPR 141(1)(b)", "admissible": "IRPR 141(1)(c)", "quebec": "IRPR 141(1)(e)", "now": "IRPR 142(b)"}

// WindowCite is the provision of a test, as the pack cites it.
func WindowCite(name string) string { return windowCites[name] }

// WindowApplication is the application of a member who follows, and the visa that an officer issued on it.
type WindowApplication struct {
	ID      string
	Version int64 `json:"-"`

	Person    string
	Submitted policy.Day // to an officer outside Canada
	Proof     string     `json:",omitempty"` // id of the document that shows the day
	Known     string     `json:",omitempty"` // how the day is known, when no document shows it
	By        string
	At        time.Time

	Related    string     `json:",omitempty"` // the officer: still a family member on the day of the determination (R142(b))
	Quebec     policy.Day `json:",omitempty"` // Quebec's selection, for whoever goes there (R141(1)(e))
	Number     string     `json:",omitempty"` // of the visa; sealed
	Issued     policy.Day `json:",omitempty"`
	ValidUntil policy.Day `json:",omitempty"`
	Reasons    string     `json:",omitempty"`
	Officer    string     `json:",omitempty"`

	// A refusal instead of a visa: what was not met, and how it was put before.
	Put       policy.Day `json:",omitempty"` // put to the applicants, by the safe channel
	Answer    string     `json:",omitempty"` // what they said; "" when nothing came within the time
	Unmet     []string   `json:",omitempty"` // names of the tests
	Refused   policy.Day `json:",omitempty"`
	RefusedBy string     `json:",omitempty"`
	Recourse  policy.Day `json:",omitempty"` // last day to ask the Federal Court, once they were told
}

// LogValue says nothing.
func (w WindowApplication) LogValue() slog.Value { return slog.StringValue("window application") }

// Follows is a member's application under the window, the last where one was refused and another came.
func (j Journey) Follows(person string) (WindowApplication, bool) {
	for _, w := range slices.Backward(j.Windows) {
		if w.Person == person {
			return w, true
		}
	}
	return WindowApplication{}, false
}

// stays is a living member who did not travel and has not landed.
func (j Journey) stays(person string) (people.Person, bool) {
	for _, p := range people.InCase(j.Persons) {
		_, landed := j.Landed(p.ID)
		if p.ID == person && !p.Travels() && !p.Principal() && !p.Deceased() && !landed {
			return p, true
		}
	}
	return people.Person{}, false
}

// Window is the window of a member who stayed, false before protection is conferred or for anybody else.
//
// Rule A-112 (R141(1)(b)): one year from the day on which protection is conferred on the principal applicant. Rule I-29:
// each member is tested for themselves.
func (j Journey) Window(person string) (Window, bool) {
	p, ok := j.stays(person)
	if !ok {
		return Window{}, false
	}
	w := Window{Person: person}
	for _, q := range people.InCase(j.Persons) {
		if at, is := j.Protected(q.ID); is && q.Principal() {
			w.Of, w.Opens = at.Of, at.Day
		}
	}
	if w.Opens == "" {
		return Window{}, false
	}
	w.Ends = w.Opens.AddYears(1)
	a, applied := j.Follows(person)
	add := func(name, rule string, is string) {
		w.Tests = append(w.Tests, WindowTest{Name: name, Rule: rule, Cite: windowCites[name], Is: is})
	}
	add("listed", "A-36", j.listed(person))
	add("then", "I-24", isMember(people.MembershipOf(j.Persons, p, j.Applied)))
	in := ""
	switch {
	case applied:
		in = yes(a.Submitted <= w.Ends)
	case j.Today > w.Ends:
		in = people.No
	}
	add("in_time", "A-112", in)
	add("admissible", "A-112", j.admissible(p))
	if j.Province() == Quebec {
		quebec := ""
		if a.Quebec.Valid() {
			quebec = people.Yes
		}
		add("quebec", "A-112", quebec)
	}
	add("now", "A-112", a.Related)
	return w, true
}

func yes(is bool) string {
	if is {
		return people.Yes
	}
	return people.No
}

func isMember(m people.Membership) string {
	switch m {
	case people.Member:
		return people.Yes
	case people.NotDependant, people.DeFacto:
		return people.No
	}
	return ""
}

// listed says whether the member was on the application when it was made, or was added before the principal applicant left
// for Canada.
func (j Journey) listed(person string) string {
	var left policy.Day
	for _, q := range people.InCase(j.Persons) {
		if d, gone := j.Departed(q.ID); gone && q.Principal() {
			left = d.Day
		}
	}
	for _, c := range j.Changes {
		if c.New != nil && c.Person == person && c.Status == casefile.ChangeAccepted {
			return yes(left == "" || policy.DayOf(c.At) < left) // the day on which it was asked for
		}
	}
	return people.Yes
}

// admissible says what the checks of a member found: no while a recorded finding bars them, yes when every check that is
// asked of them has ended well and still holds.
func (j Journey) admissible(p people.Person) string {
	for i := range j.Grounds {
		if g := &j.Grounds[i]; g.Person == p.ID && g.Status == assessment.Recorded && g.Result == assessment.GroundInadmissible {
			return people.No
		}
	}
	for _, kind := range assessment.TrackKinds {
		i := slices.IndexFunc(j.Tracks, func(t assessment.Track) bool { return t.Person == p.ID && t.Kind == kind })
		if i < 0 {
			return ""
		}
		t := j.Tracks[i]
		done := t.Value == assessment.NotRequired || t.Value == assessment.NoConcern && (t.ValidUntil == "" || t.ValidUntil >= j.Today)
		if !done {
			return ""
		}
	}
	return people.Yes
}

// Apply checks that a member's application has come. One that is late is kept too: that it came is a fact, and an officer
// says what follows.
func Apply(w WindowApplication, j Journey, onFile func(document string) bool) error {
	at, ok := j.Window(w.Person)
	if !ok {
		return fault.Stop("A-112", "window.not_open")
	}
	if was, twice := j.Follows(w.Person); twice && was.Refused == "" {
		return fault.Stop("A-112", "window.twice")
	}
	var c fault.Check
	if !w.Submitted.Valid() || w.Submitted > j.Today || w.Submitted < at.Opens {
		c.AddRule("submitted", "window.submitted", "A-112")
	}
	if w.Proof != "" && !onFile(w.Proof) || w.Proof == "" && w.Known == "" {
		c.AddRule("known", "window.known", "A-112")
	}
	return c.Err("window.wrong")
}

// Admit checks the visa of a member who follows.
//
// Rule A-112 (R141(1), R142): a visa shall be issued when every test is met, and none is while one is not. It runs no
// longer than the medical certificate.
func Admit(w WindowApplication, j Journey) error {
	if err := w.open(); err != nil {
		return err
	}
	at, ok := j.with(w).Window(w.Person)
	if !ok {
		return fault.Stop("A-112", "window.not_open")
	}
	var c fault.Check
	if w.Related != people.Yes && w.Related != people.No {
		c.AddRule("related", "window.related", "A-112")
	}
	if w.Number == "" {
		c.AddRule("number", "visa.number", "A-100")
	}
	if !w.Issued.Valid() || w.Issued > j.Today || w.Issued < w.Submitted {
		c.AddRule("issued", "window.issued", "A-112")
	}
	if !w.ValidUntil.Valid() || w.ValidUntil <= w.Issued {
		c.AddRule("valid_until", "visa.valid", "A-101")
	} else if last := j.LatestVisa(w.Person, TravelDocument{}); last != "" && w.ValidUntil > last {
		c.Fields = append(c.Fields, fault.Field{Name: "valid_until", Key: "visa.too_long", Rule: "A-101", Args: map[string]any{"Day": string(last)}})
	}
	if w.Reasons == "" {
		c.AddRule("reasons", "window.reasons", "A-112")
	}
	if err := c.Err("window.wrong"); err != nil {
		return err
	}
	for _, t := range at.Tests {
		switch t.Is {
		case people.Yes:
		case people.No:
			return fault.Stop(t.Rule, "window.unmet."+t.Name)
		default: // the record does not say: nobody is told that it says no
			return fault.Stop(t.Rule, "window.test."+t.Name+".open")
		}
	}
	return nil
}

// open says whether nothing was decided on an application.
func (w WindowApplication) open() error {
	switch {
	case w.Officer != "":
		return fault.Stop("A-112", "window.has_visa")
	case w.Refused != "":
		return fault.Stop("A-112", "window.refused")
	}
	return nil
}

// with is the journey with an application as it is about to be.
func (j Journey) with(w WindowApplication) Journey {
	if i := slices.IndexFunc(j.Windows, func(x WindowApplication) bool { return x.ID == w.ID }); i >= 0 {
		j.Windows = slices.Clone(j.Windows)
		j.Windows[i] = w
	}
	return j
}

// RefuseWindow checks the refusal of a member who follows; days is the time to answer what was put to them, by the pack.
//
// Rule A-112 (R141(1), R142): a visa is refused only for what the record says is not met, and never for what is still open. Rule
// what the refusal rests on was put to the applicants before, and their answer or the end of its time came.
func RefuseWindow(w WindowApplication, j Journey, days int) (WindowApplication, error) {
	if err := w.open(); err != nil {
		return w, err
	}
	at, ok := j.with(w).Window(w.Person)
	if !ok {
		return w, fault.Stop("A-112", "window.not_open")
	}
	w.Unmet, w.Answer, w.Reasons = nil, strings.TrimSpace(w.Answer), strings.TrimSpace(w.Reasons)
	for _, t := range at.Tests {
		if t.Is == people.No {
			w.Unmet = append(w.Unmet, t.Name)
		}
	}
	if len(w.Unmet) == 0 {
		return w, fault.Stop("A-112", "window.nothing_unmet")
	}
	var c fault.Check
	if !w.Put.Valid() || w.Put > j.Today || w.Put < w.Submitted {
		c.AddRule("put", "window.put", "A-57")
	} else if w.Answer == "" && j.Today <= w.Put.Add(days) {
		c.Fields = append(c.Fields, fault.Field{Name: "answer", Key: "window.answer.wait", Rule: "A-57", Args: map[string]any{"Day": string(w.Put.Add(days))}})
	}
	if w.Reasons == "" {
		c.AddRule("reasons", "window.reasons", "A-112")
	}
	w.Refused = j.Today
	return w, c.Err("window.wrong")
}

// OweRefusal lists who must be told of a refused member: the applicants and the partner that referred, as of any refusal.
func OweRefusal(w WindowApplication, referredBy, language string, today policy.Day) []casefile.Notice {
	kind := casefile.RefusalEligibility
	if slices.Equal(w.Unmet, []string{"admissible"}) {
		kind = casefile.RefusalInadmissible
	}
	out := Owe(Decision{ID: w.ID, Outcome: Refuse}, referredBy, false, language, today)
	applicant := out[0]
	applicant.Kind, applicant.To = kind, casefile.ToApplicant
	return []casefile.Notice{applicant, out[0]}
}

// Reminder is that the window of a member who has not applied ends in some days.
type Reminder struct {
	Person string
	Of     string // id of the landing, or of the permit, that opened it
	Step   int    // of the pack: so many days before the end
	Ends   policy.Day
}

// Reminders are those whose day has come, at most one for each member: the step nearest to the end. steps are of the pack, the
// longest time first.
//
// Rule I-110 (ours): the family is reminded of the window at set times, each once, through the principal applicant alone and by a
// channel that the safe-contact plan allows. A member at home is not written to: a letter there can harm.
func (j Journey) Reminders(steps []int) (out []Reminder) {
	for _, p := range people.InCase(j.Persons) {
		w, ok := j.Window(p.ID)
		if _, applied := j.Follows(p.ID); !ok || applied {
			continue
		}
		left, step := j.Today.Until(w.Ends), 0
		for _, s := range steps {
			if left <= s {
				step = s
			}
		}
		if left >= 0 && step > 0 {
			out = append(out, Reminder{Person: p.ID, Of: w.Of, Step: step, Ends: w.Ends})
		}
	}
	return out
}

// Applying says whether the application of a member who follows waits for a decision (I-115).
func (j Journey) Applying() bool {
	for _, p := range people.InCase(j.Persons) {
		if a, applied := j.Follows(p.ID); applied && a.open() == nil {
			if _, stays := j.stays(p.ID); stays {
				return true
			}
		}
	}
	return false
}

// WindowEnds is the first last day of a member who stayed and has not applied, "" when there is none.
func (j Journey) WindowEnds() policy.Day {
	var first policy.Day
	for _, p := range people.InCase(j.Persons) {
		if w, ok := j.Window(p.ID); ok {
			if _, applied := j.Follows(p.ID); !applied && (first == "" || w.Ends < first) {
				first = w.Ends
			}
		}
	}
	return first
}
