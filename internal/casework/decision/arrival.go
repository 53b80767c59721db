package decision

import (
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Planned travel, and the arrival notices that follow from it. A family may travel in parts: each part is a movement
// with notices of its own.

// Movement is the planned travel of some persons of a case together.
type Movement struct {
	ID      string
	Version int64 `json:"-"`

	Number    string // of the arrival notice: random; every amendment cites it
	Persons   []string
	Departs   policy.Day
	Arrives   policy.Day
	Port      string // port of entry
	Flights   string // sealed; a restricted field
	Booked    string // Bookers
	Aboard    int    `json:",omitempty"` // refugees on the flight, when it is known
	Exception bool   `json:",omitempty"` // the operations centre allowed an arrival on such a day or flight

	Alert       string                 `json:",omitempty"` // what whoever meets them must know to keep them safe
	AlertWhy    string                 `json:",omitempty"`
	AlertAgreed casefile.ConsentToTell `json:",omitzero"`

	Changed   string     `json:",omitempty"` // why it was changed last
	Cancelled policy.Day `json:",omitempty"`
	By        string
	At        time.Time
}

// Bookers are who books a movement.
var Bookers = []string{"IOM", "office"}

// ArrivalNotice is one notice of a movement to one recipient (L15).
type ArrivalNotice struct {
	ID      string
	Version int64 `json:"-"`

	Movement string
	Number   string
	Part     int // 0 is the first notice, its amendments count from 1
	What     ArrivalKind
	To       Recipient
	Status   ArrivalStatus
	Why      string `json:",omitempty"` // of an amendment or a cancellation

	Language string `json:",omitempty"`
	Ground   string `json:",omitempty"`
	Subject  string `json:",omitempty"`
	Text     string `json:",omitempty"` // as sent
	Owed     policy.Day
	Due      policy.Day
	SentBy   string    `json:",omitempty"`
	SentAt   time.Time `json:",omitzero"` // the last time
	Again    int       `json:",omitempty"`
	AckBy    policy.Day
	Received policy.Day `json:",omitempty"` // acknowledged, or known to have arrived
	How      string     `json:",omitempty"` // ArrivalProofs
	Taken    string     `json:",omitempty"` // account that recorded it
}

// ArrivalKind is what a notice of arrival says.
type ArrivalKind string

// The kinds.
const (
	ArrivalFirst     ArrivalKind = "first"
	ArrivalAmended   ArrivalKind = "amended"
	ArrivalCancelled ArrivalKind = "cancelled"
)

// ArrivalStatus is how far a notice is.
type ArrivalStatus string

// The statuses.
const (
	ArrivalOwed     ArrivalStatus = "owed"
	ArrivalSent     ArrivalStatus = "sent"
	ArrivalReceived ArrivalStatus = "received"
	ArrivalDropped  ArrivalStatus = "dropped"
)

// ArrivalProofs are how it is known that a notice arrived: by a page of Passage that somebody of the centre opened, in writing, in words.
var ArrivalProofs = []string{"page", "writing", "words"}

// Recipient is who is told of an arrival.
type Recipient string

// The recipients. The operations centre passes a notice on; the others do not read it in Passage.
const (
	ToCentre   Recipient = "roco"
	ToPort     Recipient = "poe"
	ToLocal    Recipient = "local"
	ToProvider Recipient = "provider"
)

// PassedTo are the recipients to whom the operations centre passes a notice.
var PassedTo = []Recipient{ToPort, ToLocal, ToProvider}

// Tells is what a recipient is told besides day, number of persons and needs.
//
// Rule A-108 (Privacy Act 8(2)(a)): minimum data. The port of entry examines each person, so it has the names and the flights. Who
// meets and houses them has the names of those whom letters may name. Nobody has a photo, an account of the work or of the risk.
// Which recipient has what is our default.
type Tells struct {
	Names   bool // of everybody; else of those whom it is safe to name
	Flights bool
	Contact bool // what must not be done to reach them
	Visas   bool
}

// TellsOf are what each recipient is told.
func TellsOf(to Recipient) Tells {
	switch to {
	case ToCentre:
		return Tells{Names: true, Flights: true, Contact: true}
	case ToPort:
		return Tells{Names: true, Flights: true}
	case ToProvider:
		return Tells{Flights: true, Contact: true}
	}
	return Tells{Contact: true}
}

// LogValue says nothing.
func (m Movement) LogValue() slog.Value { return slog.StringValue("movement") }

// LogValue says nothing.
func (n ArrivalNotice) LogValue() slog.Value { return slog.StringValue("arrival notice") }

// Cancel is planned travel that does not take place, with the reason that the notice says.
func Cancel(m Movement, why string, today policy.Day) (Movement, error) {
	if m.Cancelled != "" {
		return m, fault.Stop("A-106", "movement.cancelled")
	}
	var c fault.Check
	trimmed(&c, map[string]*string{"changed": &why})
	if why == "" {
		c.AddRule("changed", "movement.changed", "A-106")
	}
	Minimal(&c, "changed", why)
	m.Cancelled, m.Changed = today, why
	return m, c.Err("movement.wrong")
}

// Warning is what is pointed out about a movement and stops nobody.
type Warning struct {
	Key  string
	Args map[string]any
}

// OnTheWay says whether travel is planned in a state: from the approval on, while the case goes on.
func OnTheWay(s casefile.State) bool {
	switch s {
	case casefile.Approved, casefile.Travel, casefile.NoShow, casefile.Departed, casefile.Arrived, casefile.PostArrival:
		return true
	}
	return false
}

// Plan checks the planned travel of some persons.
//
// Rule A-106: only whoever has a visa, or a permit, that is good on the day of arrival travels, in one movement at a time. Rule I-105: an alert that
// names the rights work or an illness is told only where it is needed for safety and the person agreed to it on a day.
func Plan(m Movement, j Journey, list []Movement) (Movement, error) {
	if !OnTheWay(j.State) {
		return m, fault.Stop("A-106", "movement.state")
	}
	if m.Cancelled != "" {
		return m, fault.Stop("A-106", "movement.cancelled")
	}
	var c fault.Check
	trimmed(&c, map[string]*string{"flights": &m.Flights, "alert": &m.Alert, "alert_why": &m.AlertWhy, "changed": &m.Changed})
	m.Port = strings.TrimSpace(m.Port)
	if !m.Arrives.Valid() || m.Arrives < j.Today {
		c.AddRule("arrives", "movement.arrives", "A-106")
	}
	if !m.Departs.Valid() || m.Departs > m.Arrives {
		c.AddRule("departs", "movement.departs", "A-106")
	}
	if n := utf8.RuneCountInString(m.Port); n == 0 || n > 120 {
		c.AddRule("port", "movement.port", "A-106")
	}
	if m.Flights == "" {
		c.AddRule("flights", "movement.flights", "A-106")
	}
	for _, t := range []struct{ name, text string }{{"port", m.Port}, {"flights", m.Flights}, {"changed", m.Changed}} {
		Minimal(&c, t.name, t.text)
	}
	if !slices.Contains(Bookers, m.Booked) {
		c.AddRule("booked", "movement.booked", "A-106")
	}
	if m.Aboard < 0 || m.Aboard > 1000 {
		c.AddRule("aboard", "movement.aboard", "A-107")
	}
	if len(m.Persons) == 0 {
		c.AddRule("persons", "movement.persons", "A-106")
	}
	for _, id := range m.Persons {
		_, until, ok := j.Paper(id)
		_, landed := j.Protected(id)
		switch {
		case !j.travels(id) || landed:
			c.AddRule("persons", "movement.persons.who", "A-106")
		case !ok:
			c.AddRule("persons", "movement.persons.visa", "A-100")
		case m.Arrives.Valid() && until < m.Arrives:
			c.AddRule("arrives", "movement.visa_ends", "X-24")
		case slices.ContainsFunc(list, func(x Movement) bool {
			return x.ID != m.ID && x.Cancelled == "" && slices.Contains(x.Persons, id)
		}):
			c.AddRule("persons", "movement.persons.twice", "A-106")
		}
	}
	if m.Alert == "" {
		m.AlertWhy, m.AlertAgreed = "", casefile.ConsentToTell{}
		return m, c.Err("movement.wrong")
	}
	sensitive := NamesWork(m.Alert) != "" || casefile.NamesIllness(m.Alert) != ""
	if m.AlertWhy == "" {
		c.AddRule("alert_why", "movement.alert_why", "A-108")
	}
	if sensitive || m.AlertAgreed.By != "" || m.AlertAgreed.On != "" {
		if !slices.Contains(casefile.ConsentGivers, m.AlertAgreed.By) {
			c.AddRule("agreed", "movement.agreed", "I-105")
		}
		if !m.AlertAgreed.On.Valid() || m.AlertAgreed.On > j.Today {
			c.AddRule("agreed_on", "movement.agreed_on", "I-105")
		}
	}
	return m, c.Err("movement.wrong")
}

// Warnings are what is pointed out about a movement: the notice is late, or the day or the flight is one for which the operations
// centre gives an exception.
//
// Rule A-107 (departmental manual, an older copy): no arrival from Friday to Sunday or on a holiday, at most 75 refugees on a flight, and
// more with fifteen working days' notice. Pointed out alone, since the limits of today are not public. An urgent case travels on any
// day. Holidays are not known to the program.
func Warnings(m Movement, urgent bool, v *policy.View, today policy.Day) (out []Warning) {
	if m.Cancelled != "" || !m.Arrives.Valid() || m.Arrives < today {
		return nil
	}
	if clock, ok := v.Clock("arrival-notice"); ok && casefile.WorkingDays(today, clock.Days) > m.Arrives {
		out = append(out, Warning{"movement.warn.late", map[string]any{"Days": clock.Days}})
	}
	if m.Exception || urgent {
		return out
	}
	if w := m.Arrives.Time().Weekday(); w == time.Friday || w == time.Saturday || w == time.Sunday {
		out = append(out, Warning{"movement.warn.day", nil})
	}
	if clock, ok := v.Clock("arrival-many"); ok && m.Aboard > clock.Persons && casefile.WorkingDays(today, clock.Days) > m.Arrives {
		out = append(out, Warning{"movement.warn.many", map[string]any{"Most": clock.Persons, "Days": clock.Days}})
	}
	return out
}

// NoticeBy is the day by which the notice of a movement reaches the operations centre: ten working days before the arrival, and at
// once when that day is over.
func NoticeBy(m Movement, v *policy.View, today policy.Day) policy.Day {
	clock, ok := v.Clock("arrival-notice")
	if !ok {
		return today
	}
	by := m.Arrives.Add(-clock.Days)
	for d := by.Time().Weekday(); casefile.WorkingDays(by, clock.Days) > m.Arrives || d == time.Saturday || d == time.Sunday; d = by.Time().Weekday() {
		by = by.Add(-1)
	}
	return max(by, today)
}

// Announce is the notice that a movement as it now stands owes the operations centre, and those that fall away because of it.
//
// Rule A-106: a change cites the number of the first notice. A notice that nobody has sent yet is written anew and needs no amendment;
// one that was sent is amended, or cancelled, on the next working day at the latest (our default).
func Announce(m Movement, notices []ArrivalNotice, what ArrivalKind, why string, v *policy.View, today policy.Day) (owe *ArrivalNotice, keep []ArrivalNotice) {
	told, parts := false, 0
	for _, n := range notices {
		if n.Movement != m.ID || n.To != ToCentre {
			continue
		}
		parts = max(parts, n.Part+1)
		switch n.Status {
		case ArrivalSent, ArrivalReceived:
			told = true
		case ArrivalOwed:
			n.Status = ArrivalDropped
			keep = append(keep, n)
			if n.Part > 0 {
				parts = n.Part
			} else {
				parts = 0
			}
		}
	}
	n := ArrivalNotice{Movement: m.ID, Number: m.Number, Part: parts, What: what, To: ToCentre, Status: ArrivalOwed, Why: why, Owed: today}
	switch {
	case !told && what == ArrivalCancelled: // nobody was told of it
		return nil, keep
	case !told:
		n.What, n.Part, n.Why, n.Due = ArrivalFirst, 0, "", NoticeBy(m, v, today)
	default:
		n.Due = today.AddWorkdays(clockDays(v, "arrival-change"))
	}
	return &n, keep
}

func clockDays(v *policy.View, id string) int {
	if c, ok := v.Clock(id); ok {
		return c.Days
	}
	return 0
}

// SendArrival marks a notice as sent, as it was sent, once; the centre acknowledges it on the next working day.
func SendArrival(n ArrivalNotice, v *policy.View, by string, at time.Time) (ArrivalNotice, error) {
	if n.Status != ArrivalOwed {
		return n, fault.Stop("A-91", "arrival.sent_already")
	}
	if strings.TrimSpace(n.Text) == "" || n.Ground == "" {
		return n, fault.Stop("DUTY-10.1", "arrival.no_ground")
	}
	n.Status, n.SentBy, n.SentAt = ArrivalSent, by, at
	n.AckBy = policy.DayOf(at).AddWorkdays(clockDays(v, "arrival-acknowledge"))
	return n, nil
}

// ResendArrival sends a notice once more of which the operations centre has not said by the next working day that it has it.
func ResendArrival(n ArrivalNotice, v *policy.View, by string, at time.Time) (ArrivalNotice, error) {
	today := policy.DayOf(at)
	if n.Status != ArrivalSent || n.To != ToCentre {
		return n, fault.Stop("A-106", "arrival.not_waiting")
	}
	if today <= n.AckBy {
		return n, fault.Stop("A-106", "arrival.wait")
	}
	n.Again, n.SentBy, n.SentAt = n.Again+1, by, at
	n.AckBy = today.AddWorkdays(clockDays(v, "arrival-acknowledge"))
	return n, nil
}

// ReceiveArrival records that a notice arrived: by the page, when the operations centre says so of its own, else in writing or in words.
func ReceiveArrival(n ArrivalNotice, day policy.Day, how, by string, today policy.Day) (ArrivalNotice, error) {
	if n.Status != ArrivalSent {
		return n, fault.Stop("A-91", "arrival.not_waiting")
	}
	var c fault.Check
	if !slices.Contains(ArrivalProofs, how) || (how == "page") != (n.To == ToCentre) {
		c.AddRule("how", "arrival.how", "A-91")
	}
	if !day.Valid() || day > today || day < policy.DayOf(n.SentAt) {
		c.AddRule("day", "arrival.day", "A-91")
	}
	n.Status, n.Received, n.How, n.Taken = ArrivalReceived, day, how, by
	return n, c.Err("arrival.wrong")
}

// PassOn is the notice to another recipient that follows from what the operations centre has received.
func PassOn(from ArrivalNotice, to Recipient, list []ArrivalNotice, today policy.Day) (ArrivalNotice, error) {
	if from.To != ToCentre || from.Status != ArrivalReceived {
		return from, fault.Stop("A-106", "arrival.acknowledge_first")
	}
	if !slices.Contains(PassedTo, to) {
		return from, fault.Stop("A-106", "arrival.to_whom")
	}
	if slices.ContainsFunc(list, func(x ArrivalNotice) bool {
		return x.Movement == from.Movement && x.Part == from.Part && x.To == to && x.Status != ArrivalDropped
	}) {
		return from, fault.Stop("A-91", "arrival.sent_already")
	}
	return ArrivalNotice{Movement: from.Movement, Number: from.Number, Part: from.Part, What: from.What, To: to, Status: ArrivalOwed, Why: from.Why, Owed: today, Due: today}, nil
}

// ToPass are the recipients to whom a notice that the centre has is still to be passed: all three of a first notice, and of a later one
// those who had an earlier one, so that nobody is told of a change to what they were never told.
func ToPass(n ArrivalNotice, list []ArrivalNotice) (out []Recipient) {
	if n.To != ToCentre || n.Status != ArrivalReceived {
		return nil
	}
	never := !slices.ContainsFunc(list, func(x ArrivalNotice) bool { return x.Movement == n.Movement && x.To != ToCentre })
	for _, to := range PassedTo {
		// The first goes to all, and so does an amendment when the first was never passed on.
		had, has := n.What == ArrivalFirst || never && n.What == ArrivalAmended, false
		for _, x := range list {
			if x.Movement == n.Movement && x.To == to && x.Status != ArrivalDropped {
				had, has = had || x.Part < n.Part, has || x.Part == n.Part
			}
		}
		if had && !has && !superseded(n, list) {
			out = append(out, to)
		}
	}
	return out
}

// superseded says whether the centre has a later notice of the same movement.
func superseded(n ArrivalNotice, list []ArrivalNotice) bool {
	return slices.ContainsFunc(list, func(x ArrivalNotice) bool {
		return x.Movement == n.Movement && x.To == ToCentre && x.Part > n.Part && x.Status == ArrivalReceived
	})
}

// Moving is the movement of a person that was not cancelled.
func Moving(list []Movement, person string) (Movement, bool) {
	for _, m := range list {
		if m.Cancelled == "" && slices.Contains(m.Persons, person) {
			return m, true
		}
	}
	return Movement{}, false
}

// Ending is a check or a paper of somebody who is still to leave that ends before the day of planned arrival, or soon.
type Ending struct {
	Person string
	What   string // a track's kind, EndingVisa, EndingDocument or EndingPermit
	Until  policy.Day
	By     policy.Day // planned arrival, "" when none is planned
}

// Papers that end.
const (
	EndingVisa     = "visa"
	EndingDocument = "document"
	EndingPermit   = "permit"
)

// Before says whether it ends before they arrive.
func (e Ending) Before() bool { return e.By != "" && e.Until < e.By }

// Ends are the checks and papers of whoever is still to leave, and of a member who has applied to follow, the first to end first (X-24,
//
func Ends(j Journey, moves []Movement) (out []Ending) {
	checks := func(person string, by policy.Day) func(what string, until policy.Day) {
		add := func(what string, until policy.Day) {
			if until.Valid() {
				out = append(out, Ending{person, what, until, by})
			}
		}
		for _, t := range j.Tracks {
			if t.Person == person {
				add(string(t.Kind), t.ValidUntil)
			}
		}
		return add
	}
	for _, p := range people.InCase(j.Persons) {
		if a, applied := j.Follows(p.ID); applied && a.Refused == "" {
			if _, stays := j.stays(p.ID); stays {
				checks(p.ID, "")(EndingVisa, a.ValidUntil)
			}
		}
	}
	for _, p := range j.Travellers() {
		_, landed := j.Protected(p.ID)
		if _, gone := j.Departed(p.ID); landed || gone {
			continue
		}
		by := j.Decision.Travel
		if m, ok := Moving(moves, p.ID); ok {
			by = m.Arrives
		}
		add := checks(p.ID, by)
		if v, ok := j.Visa(p.ID); ok {
			add(EndingVisa, v.ValidUntil)
			add(EndingDocument, v.Document.Expires)
		}
		if q, ok := j.Permit(p.ID); ok {
			add(EndingPermit, q.ValidUntil)
		}
	}
	slices.SortStableFunc(out, func(a, b Ending) int { return strings.Compare(string(a.Until), string(b.Until)) })
	return out
}

// ArriveBy is the first day on which somebody was to arrive of whom nobody has said whether they did, "" when there is none: the planned
// day, else that of the departure.
//
// Rule I-115 (ours): whoever was to arrive is not lost from sight. The day after, it stands in the work of the office until somebody
// records the landing, the no-show or another plan; and so does the application of a member who follows, until it is decided.
func ArriveBy(j Journey, moves []Movement) (first policy.Day) {
	if !OnTheWay(j.State) {
		return ""
	}
	for _, p := range j.Travellers() {
		if _, landed := j.Landed(p.ID); landed {
			continue
		}
		d, _ := j.Departed(p.ID)
		day := d.Day
		if m, ok := Moving(moves, p.ID); ok && m.Arrives > day {
			day = m.Arrives
		}
		if day != "" && (first == "" || day < first) {
			first = day
		}
	}
	return first
}

// Named are the persons of a movement whom a recipient is told by name, and how many others by number alone.
func Named(m Movement, persons []people.Person, to Recipient) (named, numbered []people.Person) {
	for _, p := range persons {
		switch {
		case !slices.Contains(m.Persons, p.ID):
		case TellsOf(to).Names || p.NamingSafe != people.No:
			named = append(named, p)
		default:
			numbered = append(numbered, p)
		}
	}
	return named, numbered
}
