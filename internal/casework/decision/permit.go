package decision

import (
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
)

// Permit is a temporary resident permit for reasons of protection (IRPA 24, IRPR 151.1): a person whose checks cannot be finished where
// they are comes to Canada early and applies for permanent residence there. It is no visa and no approval, and counts nobody.
type Permit struct {
	ID      string
	Version int64 `json:"-"`

	Person     string
	Number     string // sealed
	Issued     policy.Day
	ValidUntil policy.Day
	Why        string                 // why the checks cannot be finished where the person is
	Open       []assessment.TrackKind // the checks that were open on that day
	Medical    policy.Day             `json:",omitempty"` // the medical officer gave an opinion on the risk, where the medical check is open
	Opinion    string                 `json:",omitempty"` // id of the document that holds it
	By         string
	At         time.Time

	Entries []Entry `json:",omitempty"` // all that were recorded; the one that was not taken back stands

	Applied policy.Day `json:",omitempty"` // for permanent residence, in Canada
	Known   string     `json:",omitempty"` // how the day is known

	Cancelled policy.Day `json:",omitempty"`
	Ended     string     `json:",omitempty"` // why nobody uses it
}

// Entry is the day on which a person became a temporary resident on a permit: protection was conferred on it.
type Entry struct {
	Day   policy.Day
	Place string // port of entry
	By    string
	At    time.Time

	TakenBack policy.Day `json:",omitempty"` // entered by mistake
	Why       string     `json:",omitempty"`
}

// LogValue says nothing.
func (p Permit) LogValue() slog.Value { return slog.StringValue("permit") }

// Entry is the entry that stands, false before the person is in Canada.
func (p Permit) Entry() (Entry, bool) {
	for _, e := range p.Entries {
		if e.TakenBack == "" {
			return e, true
		}
	}
	return Entry{}, false
}

// Listed is a permit as whoever works after the arrival reads it: why the checks could not be finished, and what a doctor said of the
// risk, are the office's.
func (p Permit) Listed() Permit {
	p.Why, p.Open, p.Medical, p.Opinion, p.Ended = "", nil, "", "", ""
	return p
}

// Permit is a person's permit that was not ended.
func (j Journey) Permit(person string) (Permit, bool) {
	for _, p := range j.Permits {
		if p.Person == person && p.Cancelled == "" {
			return p, true
		}
	}
	return Permit{}, false
}

// OnPermit says whether the case came to where it stands by permits and not by an approval.
func (j Journey) OnPermit() bool {
	return !j.Approved() && slices.ContainsFunc(j.Permits, func(p Permit) bool { return p.Cancelled == "" })
}

// Coming says whether the family may come: it has an approval that stands, signed here or brought, or comes on permits.
func (j Journey) Coming() bool { return j.Approved() || j.OnPermit() }

// Paper is on what a person travels to Canada, and until when: their visa, or a permit.
func (j Journey) Paper(person string) (issued, until policy.Day, ok bool) {
	if v, has := j.Visa(person); has {
		return v.Issued, v.ValidUntil, true
	}
	p, has := j.Permit(person)
	return p.Issued, p.ValidUntil, has
}

// Protection is that refugee protection was conferred on a person.
type Protection struct {
	Day    policy.Day
	Place  string
	Of     string // id of the landing, or of the permit
	Permit bool   // as a temporary resident, on a permit
}

// Protected is the day on which protection was conferred on a person, false before it. Everything that begins on that day asks here.
//
// Rule A-111 (A95(1)(a)): on becoming a permanent resident on the visa. Rule A-116, decision 12: or, before that, on becoming a
// temporary resident on a permit for protection reasons.
func (j Journey) Protected(person string) (Protection, bool) {
	if p, ok := j.Permit(person); ok {
		if e, in := p.Entry(); in {
			return Protection{Day: e.Day, Place: e.Place, Of: p.ID, Permit: true}, true
		}
	}
	if l, ok := j.Landed(person); ok {
		return Protection{Day: l.Day, Place: l.Place, Of: l.ID}, true
	}
	return Protection{}, false
}

// permitsIn are the states in which a permit is issued: somebody was found to be in need of protection, and the checks are open.
var permitsIn = []casefile.State{casefile.Admissibility, casefile.QuebecSelection, casefile.FinalReview}

// EarlyFrom says whether the checks of a case in a state are open, so that its persons leave it on permits alone.
func EarlyFrom(s casefile.State) bool { return slices.Contains(permitsIn, s) }

// MayPermit says whether permits are issued where the case stands: while its checks are open, and afterwards for whoever of the family
// has none yet.
func MayPermit(j Journey) bool {
	if EarlyFrom(j.State) {
		return true
	}
	return (j.State == casefile.Travel || j.State == casefile.NoShow || j.State == casefile.PostArrival) && j.OnPermit()
}

// OpenChecks are the checks of a person of which nothing good is known that still holds.
func (j Journey) OpenChecks(p people.Person) (out []assessment.TrackKind) {
	mine := slices.DeleteFunc(slices.Clone(j.Tracks), func(t assessment.Track) bool { return t.Person != p.ID })
	for _, t := range assessment.Tracks(assessment.Examine(p, j.Today), mine) {
		if v := t.On(j.Today); v != assessment.NotRequired && v != assessment.NoConcern {
			out = append(out, t.Kind)
		}
	}
	return out
}

const maxPermitText = 2000

// IssuePermit checks the permit of one person before it is kept. eligible says that the worksheet is complete and nothing on it is not
// met.
//
// Rule A-116 (A24, R151.1): early admission is for whoever needs protection and whose checks cannot be finished: the reason is recorded;
// where the medical check is open, a medical officer gave an opinion on the risk; whoever goes to Quebec has its certificate first; each
// member is tested for themselves. Rule I-111 (ours): nobody comes early of whom a recorded finding says that they are inadmissible.
func IssuePermit(p Permit, j Journey, eligible bool, onFile func(document string) bool) (Permit, error) {
	switch {
	case !MayPermit(j):
		return p, fault.Stop("A-116", "permit.state")
	case !eligible:
		return p, fault.Stop("A-116", "permit.eligible")
	case !j.travels(p.Person):
		return p, fault.Stop("A-116", "permit.who")
	}
	if _, ok := j.Permit(p.Person); ok {
		return p, fault.Stop("A-116", "permit.has_one")
	}
	for i := range j.Grounds {
		if g := &j.Grounds[i]; g.Person == p.Person && g.Status == assessment.Recorded && g.Result == assessment.GroundInadmissible {
			return p, fault.Stop("I-111", "permit.inadmissible")
		}
	}
	x := j.Travellers()[slices.IndexFunc(j.Travellers(), func(x people.Person) bool { return x.ID == p.Person })]
	p.Open = j.OpenChecks(x)
	switch {
	case len(p.Open) == 0:
		return p, fault.Stop("A-116", "permit.finished")
	case j.Province() == "":
		return p, fault.Stop("A-116", "permit.province")
	case j.Province() == Quebec && !j.CSQ().Valid():
		return p, fault.Stop("A-116", "permit.csq")
	}
	p.Number, p.Why = strings.TrimSpace(p.Number), strings.TrimSpace(p.Why)
	var c fault.Check
	switch {
	case p.Why == "":
		c.AddRule("why", "permit.why.needed", "A-116")
	case utf8.RuneCountInString(p.Why) > maxPermitText:
		c.Add("why", "family_change.too_long")
	}
	if slices.Contains(p.Open, assessment.Medical) {
		if !p.Medical.Valid() || p.Medical > j.Today {
			c.AddRule("medical", "permit.medical.needed", "A-116")
		}
		if !onFile(p.Opinion) {
			c.AddRule("opinion", "permit.opinion.needed", "A-116")
		}
	} else {
		p.Medical, p.Opinion = "", ""
	}
	if p.Number == "" {
		c.AddRule("number", "permit.number.needed", "A-116")
	}
	if !p.Issued.Valid() || p.Issued > j.Today || p.Medical.Valid() && p.Issued < p.Medical {
		c.AddRule("issued", "permit.issued.needed", "A-116")
	}
	if !p.ValidUntil.Valid() || p.ValidUntil <= p.Issued {
		c.AddRule("valid_until", "permit.valid.needed", "A-116")
	}
	return p, c.Err("permit.wrong")
}

// EndPermit ends a permit that nobody has used, with a reason. back says that the case goes back to its checks: nobody travels on what
// is left.
//
// Rule I-111 (ours): a family comes on permits when each who travels has one; one that ends before its person left takes the case back
// to where the checks go on, unless somebody is on the way.
func EndPermit(p Permit, why string, j Journey) (ended Permit, back bool, err error) {
	if p.Cancelled != "" {
		return p, false, fault.Stop("I-111", "permit.ended")
	}
	if _, in := p.Entry(); in {
		return p, false, fault.Stop("I-111", "permit.used")
	}
	why = strings.TrimSpace(why)
	if why == "" || utf8.RuneCountInString(why) > maxPermitText {
		var c fault.Check
		c.AddRule("ended", "permit.ended.needed", "I-111")
		return p, false, c.Err("permit.wrong")
	}
	onTheWay := slices.ContainsFunc(j.Travellers(), func(x people.Person) bool { _, gone := j.Departed(x.ID); return gone })
	back = (j.State == casefile.Travel || j.State == casefile.NoShow) && j.OnPermit() && !onTheWay
	p.Cancelled, p.Ended = j.Today, why
	return p, back, nil
}

// Enter checks that a person became a temporary resident on their permit.
//
// Rule A-116: the day, the place and the permit of each; protection is conferred on that day, and nobody is counted.
func (p Permit) Enter(e Entry, j Journey) (Permit, error) {
	if p.Cancelled != "" {
		return p, fault.Stop("A-116", "permit.ended")
	}
	if _, twice := j.Protected(p.Person); twice {
		return p, fault.Stop("A-116", "permit.here")
	}
	d, gone := j.Departed(p.Person)
	if !gone {
		return p, fault.Stop("A-116", "landing.not_departed")
	}
	e.Place = strings.TrimSpace(e.Place)
	var c fault.Check
	switch {
	case !e.Day.Valid() || e.Day > j.Today:
		c.AddRule("day", "permit.day.needed", "A-116")
	case e.Day < d.Day:
		c.AddRule("day", "landing.before_departure", "A-116")
	case e.Day > p.ValidUntil:
		c.AddRule("day", "permit.over", "A-116")
	}
	if e.Place == "" {
		c.AddRule("place", "landing.place", "A-116")
	}
	p.Entries = append(slices.Clone(p.Entries), e)
	return p, c.Err("permit.wrong")
}

// TakeBackEntry marks an entry that was recorded by mistake. It stays on file.
func (p Permit) TakeBackEntry(why string, j Journey) (Permit, error) {
	if _, landed := j.Landed(p.Person); landed {
		return p, fault.Stop("A-116", "permit.landed")
	}
	i := slices.IndexFunc(p.Entries, func(e Entry) bool { return e.TakenBack == "" })
	if i < 0 {
		return p, fault.Stop("A-116", "permit.not_here")
	}
	if why = strings.TrimSpace(why); why == "" {
		var c fault.Check
		c.AddRule("taken_back", "landing.why", "A-116")
		return p, c.Err("permit.wrong")
	}
	p.Entries = slices.Clone(p.Entries)
	p.Entries[i].TakenBack, p.Entries[i].Why = j.Today, why
	p.Applied, p.Known = "", ""
	return p, nil
}

// ApplyHere checks that whoever came on a permit has applied for permanent residence in Canada.
func (p Permit) ApplyHere(day policy.Day, known string, j Journey) (Permit, error) {
	e, in := p.Entry()
	if !in {
		return p, fault.Stop("A-116", "permit.not_here")
	}
	if _, landed := j.Landed(p.Person); landed {
		return p, fault.Stop("A-116", "permit.landed")
	}
	var c fault.Check
	if !day.Valid() || day < e.Day || day > j.Today {
		c.AddRule("applied", "permit.applied.needed", "A-116")
	}
	if known = strings.TrimSpace(known); known == "" || utf8.RuneCountInString(known) > maxPermitText {
		c.AddRule("known", "permit.known.needed", "A-116")
	}
	p.Applied, p.Known = day, known
	return p, c.Err("permit.wrong")
}
