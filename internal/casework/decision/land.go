package decision

import (
	"slices"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Journey is what the rules after an approval read: the decision, who travels, and what has happened so far.
type Journey struct {
	State      casefile.State
	Decision   Decision
	Brought    []casefile.Brought // an approval that the case system took, and nobody here signed (I-102)
	Persons    []people.Person
	Tracks     []assessment.Track
	Visas      []Visa
	Permits    []Permit
	Departures []Departure
	Landings   []Landing
	Windows    []WindowApplication
	Changes    []casefile.FamilyChange
	Grounds    []assessment.Ground
	Requests   []DestinationRequest
	Checks     []SafetyCheck
	Applied    policy.Day // the application was submitted: locks the age of a child who follows (R25.1(8), decision 4)
	Today      policy.Day
}

// approved is the day of the approval and where in Canada the family is to go; false when the case has none that stands. One that came
// with the case is the case system's.
func (j Journey) approved() (day policy.Day, to Destination, ok bool) {
	if j.Decision.Outcome == Approve && j.Decision.Status == Signed {
		return policy.DayOf(j.Decision.SignedAt), j.Decision.Destination, true
	}
	for _, b := range j.Brought {
		if b.Stage.Approved() && j.Decision.Status == "" {
			return policy.Day(b.Said["decided"]), Destination{Province: b.Province, CSQ: b.CSQ}, true
		}
	}
	return "", Destination{}, false
}

// Approved says whether the case has an approval that stands, signed here or brought by the case system.
func (j Journey) Approved() bool {
	_, _, ok := j.approved()
	return ok
}

// Travellers are the persons who travel with the case.
func (j Journey) Travellers() []people.Person {
	return slices.DeleteFunc(people.InCase(j.Persons), func(p people.Person) bool { return !p.Travels() && !p.Principal() || p.Deceased() })
}

func (j Journey) travels(person string) bool {
	return slices.ContainsFunc(j.Travellers(), func(p people.Person) bool { return p.ID == person })
}

// Visa is a person's visa that has not been cancelled.
func (j Journey) Visa(person string) (Visa, bool) {
	for _, v := range j.Visas {
		if v.Person == person && v.Cancelled == "" {
			return v, true
		}
	}
	return Visa{}, false
}

// Departed is a person's departure that was not a no-show.
func (j Journey) Departed(person string) (Departure, bool) {
	for _, d := range j.Departures {
		if d.Person == person && d.NoShow == "" {
			return d, true
		}
	}
	return Departure{}, false
}

// Landed is a person's landing that was not taken back.
func (j Journey) Landed(person string) (Landing, bool) {
	for _, l := range j.Landings {
		if l.Person == person && l.TakenBack == "" {
			return l, true
		}
	}
	return Landing{}, false
}

// AllHave says whether every traveller has something.
func AllHave[T any](j Journey, has func(person string) (T, bool)) bool {
	for _, p := range j.Travellers() {
		if _, ok := has(p.ID); !ok {
			return false
		}
	}
	return len(j.Travellers()) > 0
}

// Province is where they go: as the operations centre answered last, else as the decision says.
func (j Journey) Province() string {
	if r, ok := Destined(j.Requests); ok {
		a, _ := r.Answer()
		return a.Province
	}
	_, to, _ := j.approved()
	return to.Province
}

// CSQ is the day of the notice of Quebec's selection certificate, which may come after the decision was signed.
func (j Journey) CSQ() policy.Day {
	for _, r := range slices.Backward(j.Requests) {
		if r.AtQuebec.CSQ.Valid() {
			return r.AtQuebec.CSQ
		}
	}
	_, to, _ := j.approved()
	return to.CSQ
}

// LatestVisa is the last day to which a person's visa may run: the medical certificate and the travel document end it
// whichever comes first.
func (j Journey) LatestVisa(person string, doc TravelDocument) policy.Day {
	end := doc.Expires
	for _, t := range j.Tracks {
		if t.Person == person && t.Kind == assessment.Medical && t.ValidUntil.Valid() && (end == "" || t.ValidUntil < end) {
			end = t.ValidUntil
		}
	}
	return end
}

// LastVisa is the day on which the last of the visas ends that have not been cancelled, "" without one.
func (j Journey) LastVisa() (last policy.Day) {
	for _, v := range j.Visas {
		if v.Cancelled == "" {
			last = max(last, v.ValidUntil)
		}
	}
	return last
}

// Issue checks the visa of one person before it is kept.
//
// Rule A-100: a permanent resident visa for each person, on a travel document. Rule A-101: it does not outlive the
// medical certificate or the travel document. Rule A-86: only after an approval. Contradiction X-25 (stop by law): no
// visa for Quebec without the notice of its certificate; nor where a case came approved and nobody knows to which province.
func Issue(v Visa, j Journey) error {
	signed, _, ok := j.approved()
	if j.State != casefile.Approved && j.State != casefile.Travel && j.State != casefile.NoShow || !ok {
		return fault.Stop("A-86", "visa.not_approved")
	}
	if !j.travels(v.Person) {
		return fault.Stop("A-100", "visa.who")
	}
	if _, ok := j.Visa(v.Person); ok {
		return fault.Stop("A-100", "visa.has_one")
	}
	if j.Decision.Status == "" && j.Province() == "" {
		return fault.Stop("X-25", "bridge.province")
	}
	if j.Province() == Quebec && !j.CSQ().Valid() {
		return fault.Stop("X-25", "visa.csq")
	}
	var c fault.Check
	if v.Number == "" {
		c.AddRule("number", "visa.number", "A-100")
	}
	if !slices.Contains(DocumentKinds, v.Document.Kind) {
		c.AddRule("document_kind", "visa.document.kind", "A-100")
	}
	if v.Document.Number == "" {
		c.AddRule("document_number", "visa.document.number", "A-100")
	}
	if !v.Document.Expires.Valid() || v.Document.Expires <= j.Today {
		c.AddRule("document_expires", "visa.document.expires", "A-101")
	}
	if !v.Issued.Valid() || v.Issued > j.Today || v.Issued < signed {
		c.AddRule("issued", "visa.issued", "A-100")
	}
	if !v.ValidUntil.Valid() || v.ValidUntil <= v.Issued {
		c.AddRule("valid_until", "visa.valid", "A-101")
	} else if last := j.LatestVisa(v.Person, v.Document); last != "" && v.ValidUntil > last {
		c.Fields = append(c.Fields, fault.Field{Name: "valid_until", Key: "visa.too_long", Rule: "A-101", Args: map[string]any{"Day": string(last)}})
	}
	return c.Err("visa.wrong")
}

// Depart checks the boarding of one person before it is kept.
//
// Rule A-114: approved and departed persons are never "admitted"; nothing is counted here.
func Depart(d Departure, j Journey) error {
	if j.State != casefile.Travel && j.State != casefile.NoShow && j.State != casefile.Departed && j.State != casefile.Arrived && j.State != casefile.PostArrival {
		return fault.Stop("A-114", "departure.state")
	}
	if _, ok := j.Departed(d.Person); ok {
		return fault.Stop("A-114", "departure.twice")
	}
	issued, until, ok := j.Paper(d.Person)
	if !ok || !j.travels(d.Person) {
		return fault.Stop("A-100", "departure.no_visa")
	}
	if s, waits := Unchecked(j.Checks, d.Person); waits && !s.Settled() {
		return fault.Stop("I-107", "departure.unchecked")
	}
	var c fault.Check
	switch {
	case !d.Day.Valid() || d.Day > j.Today || d.Day < issued:
		c.AddRule("day", "departure.day", "A-114")
	case d.Day > until:
		c.AddRule("day", "departure.visa_ended", "A-101")
	}
	if !slices.Contains(Confirmers, d.Confirmed) {
		c.AddRule("confirmed", "departure.confirmed", "ST-departed")
	}
	if d.Notice != "" && (!d.Notice.Valid() || d.Notice > j.Today) {
		c.AddRule("notice", "departure.notice", "A-106")
	}
	return c.Err("departure.wrong")
}

// LateNotice says whether the arrival notice reached the operations centre fewer working days before than the pack asks.
// It is pointed out and stops nobody.
func LateNotice(d Departure, v *policy.View) bool {
	clock, ok := v.Clock("arrival-notice")
	return ok && d.Notice.Valid() && d.Day.Valid() && casefile.WorkingDays(d.Notice, clock.Days) > d.Day
}

// corrects says whether a landing of the person that came from the case system, of whose journey nothing is known here, was taken back:
// the right day may then be entered without it (I-103).
func (j Journey) corrects(person string) bool {
	return casefile.BroughtApproved(j.Brought) && slices.ContainsFunc(j.Landings, func(l Landing) bool { return l.Person == person && l.Brought && l.TakenBack != "" })
}

// Land checks the landing of one person before it is counted.
//
// Rule A-110: only when an officer at a port of entry is satisfied does the person become a permanent resident; date,
// place and document are recorded for each. Rule A-111: that day counts, in its year. Contradiction X-30: nobody is
// counted without that day, twice, or by the day of a visa.
func Land(l Landing, j Journey) error {
	if _, ok := j.Landed(l.Person); ok {
		return fault.Stop("X-30", "landing.twice")
	}
	var c fault.Check
	if l.Window {
		if !slices.ContainsFunc(j.Persons, func(p people.Person) bool { return p.ID == l.Person && !p.Travels() && !p.Principal() }) {
			return fault.Stop("I-61", "landing.window.who")
		}
		w, _ := j.Follows(l.Person)
		switch {
		case w.Officer == "" && j.corrects(l.Person):
		case w.Officer == "":
			return fault.Stop("A-112", "landing.window.no_visa")
		case l.Day.Valid() && l.Day < w.Issued:
			c.AddRule("day", "landing.window.before_visa", "X-30")
		case l.Day.Valid() && l.Day > w.ValidUntil:
			c.AddRule("day", "landing.visa_ended", "A-110")
		}
	} else if here, ok := j.Protected(l.Person); ok {
		// Rule A-116: whoever came on a permit applied in Canada, and is counted on the day they became a permanent resident.
		if p, _ := j.Permit(l.Person); p.Applied == "" {
			return fault.Stop("A-116", "landing.not_applied")
		} else if l.Day.Valid() && l.Day < max(here.Day, p.Applied) {
			c.AddRule("day", "landing.before_applied", "A-116")
		}
	} else {
		d, ok := j.Departed(l.Person)
		if !ok && !j.corrects(l.Person) {
			return fault.Stop("A-110", "landing.not_departed")
		}
		v, visa := j.Visa(l.Person)
		switch {
		case l.Day.Valid() && l.Day < d.Day:
			c.AddRule("day", "landing.before_departure", "X-30")
		case l.Day.Valid() && (visa || ok) && l.Day > v.ValidUntil:
			c.AddRule("day", "landing.visa_ended", "A-110")
		}
	}
	if !l.Day.Valid() || l.Day > j.Today {
		c.AddRule("day", "landing.day", "X-30")
	}
	if l.Place == "" {
		c.AddRule("place", "landing.place", "A-110")
	}
	if l.Document == "" {
		c.AddRule("document", "landing.document", "A-110")
	}
	return c.Err("landing.wrong")
}

// TakeBack marks a landing that was entered by mistake. It stays on file, and the ledger holds the correcting entry.
func TakeBack(l Landing, why string, today policy.Day) (Landing, error) {
	if l.TakenBack != "" {
		return l, fault.Stop("X-30", "landing.taken_back")
	}
	if why == "" {
		var c fault.Check
		c.AddRule("why", "landing.why", "X-30")
		return l, c.Err("landing.wrong")
	}
	l.TakenBack, l.Why = today, why
	return l, nil
}

// NoShow marks that a person was not on the flight, or did not present; the partner is asked whether they are safe.
func NoShow(d Departure, cause string, j Journey) (Departure, error) {
	if _, ok := j.Landed(d.Person); ok || d.NoShow != "" {
		return d, fault.Stop("A-110", "departure.no_show_landed")
	}
	if cause == "" {
		var c fault.Check
		c.AddRule("cause", "departure.cause", "ST-no_show")
		return d, c.Err("departure.wrong")
	}
	d.NoShow, d.Cause = j.Today, cause
	return d, nil
}

// Next is the state that follows by itself from what has happened to the persons, "" when nothing does: every
// traveller has a visa, or a permit; the first has departed; the first has landed, or came on a permit.
func Next(j Journey) casefile.State {
	any := func(has func(string) bool) bool {
		return slices.ContainsFunc(j.Travellers(), func(p people.Person) bool { return has(p.ID) })
	}
	switch {
	case j.State == casefile.Approved && AllHave(j, j.Visa):
		return casefile.Travel
	case EarlyFrom(j.State) && AllHave(j, j.Permit): // I-111: early, before the checks are over
		return casefile.Travel
	case j.State == casefile.NoShow && any(func(p string) bool { _, ok := j.Departed(p); return ok }):
		return casefile.Travel // they set out again
	case j.State == casefile.Travel && any(func(p string) bool { _, ok := j.Departed(p); return ok }):
		return casefile.Departed
	case j.State == casefile.Departed && any(func(p string) bool { _, ok := j.Protected(p); return ok }):
		return casefile.Arrived
	case j.State == casefile.Arrived:
		return casefile.PostArrival
	}
	return ""
}
