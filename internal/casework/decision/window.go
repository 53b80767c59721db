package decision

import (
	"log/slog"
	"slices"
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
	Opens  policy.Day // protection was conferred on the principal applicant: the day of their landing (A-111, decision 12)
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
}

// LogValue says nothing.
func (w WindowApplication) LogValue() slog.Value { return slog.StringValue("window application") }

// Follows is a member's application under the window.
func (j Journey) Follows(person string) (WindowApplication, bool) {
	i := slices.IndexFunc(j.Windows, func(w WindowApplication) bool { return w.Person == person })
	if i < 0 {
		return WindowApplication{}, false
	}
	return j.Windows[i], true
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
		if l, landed := j.Landed(q.ID); landed && q.Principal() {
			w.Opens = l.Day
		}
	}
	if w.Opens == "" {
		return Window{}, false
	}
	w.Ends = w.Opens.AddYears(1)
	a, applied := j.Follows(person)
	add := func(name, rule, cite string, is string) {
		w.Tests = append(w.Tests, WindowTest{Name: name, Rule: rule, Cite: cite, Is: is})
	}
	add("listed", "A-36", "IRPR 141(1)(a)", j.listed(person))
	add("then", "I-24", "IRPR 142(a), 25.1(8)", isMember(people.MembershipOf(j.Persons, p, j.Applied)))
	in := ""
	switch {
	case applied:
		in = yes(a.Submitted <= w.Ends)
	case j.Today > w.Ends:
		in = people.No
	}
	add("in_time", "A-112", "IRPR 141(1)(b)", in)
	add("admissible", "A-112", "IRPR 141(1)(c)", j.admissible(p))
	if j.Province() == Quebec {
		quebec := ""
		if a.Quebec.Valid() {
			quebec = people.Yes
		}
		add("quebec", "A-112", "IRPR 141(1)(e)", quebec)
	}
	add("now", "A-112", "IRPR 142(b)", a.Related)
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
	if _, twice := j.Follows(w.Person); twice {
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
	if w.Officer != "" {
		return fault.Stop("A-112", "window.has_visa")
	}
	for i := range j.Windows {
		if j.Windows[i].ID == w.ID {
			j.Windows = slices.Clone(j.Windows)
			j.Windows[i] = w
		}
	}
	at, ok := j.Window(w.Person)
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
