package cessation

import (
	"slices"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Concern is why a matter was opened: what was said, by whom, and when.
type Concern struct {
	Source  string     // Sources
	Who     string     // the source's identity, as far as it may be written down
	On      policy.Day // the day of the source
	What    string
	By      string // account of the person who recorded it
	Officer string `json:"-"` // who is to assess, at the opening alone; see Group
	Second  string `json:"-"` // the supervisor, likewise
}

// Sources is what a concern may come from. None of them is data about entries and exits: no list of travellers is read, kept or
// compared.
var Sources = []string{"statement", "officer", "border", "authority", "public", "other"}

// Person is what the opening reads of the person.
type Person struct {
	Case     casefile.ID
	ID       string
	Landed   policy.Day // protection was conferred on them; "" when it was not
	Resident policy.Day // permanent resident since, "" when they are none: who came on a permit may not be yet
	Tagged   bool
}

// Open opens a matter about one person.
//
// Rule A-129: nothing opens one but a named person with a source; there is no import, no bulk and no matching. Rule A-127: that
// somebody went back soon after arriving may be looked into; it is a concern like another, and not a finding. A matter is about
// protection that was conferred, so the person must have landed, or come on a permit.
func Open(in Concern, p Person, today policy.Day, by policy.Mark) (Matter, error) {
	if p.Landed == "" {
		return Matter{}, fault.Stop("A-111", "cessation.not_landed")
	}
	var c fault.Check
	if by.By == "" {
		c.AddRule("source", "cessation.source.person", "A-129")
	}
	if !slices.Contains(Sources, in.Source) {
		c.AddRule("source", "cessation.source.needed", "A-129")
	}
	words(&c, "who", &in.Who, shortText, true)
	words(&c, "what", &in.What, longText, true)
	if !in.On.Valid() || in.On > today {
		c.AddRule("on", "cessation.on.needed", "A-129")
	}
	if in.Officer == "" {
		c.AddRule("officer", "cessation.group.officer", "I-98")
	}
	if in.Second == "" || in.Second == in.Officer {
		c.AddRule("second", "cessation.group.second", "I-98")
	}
	if err := c.Err("cessation.check"); err != nil {
		return Matter{}, err
	}
	in.By = by.By
	m := Matter{Case: p.Case, Person: p.ID, Tagged: p.Tagged, State: Recorded, Concern: in,
		Steps: []Step{{To: Recorded, By: by.By, At: by.At}},
		Group: []Member{{Account: in.Officer, As: AsOfficer, Named: by}, {Account: in.Second, As: AsSupervisor, Named: by}}}
	m.Resident = p.Resident
	return m, nil
}

// The places in a matter's group.
const (
	AsOfficer    = "officer"    // assesses
	AsSupervisor = "supervisor" // gives an opinion of their own, and says who is in the group
	AsReader     = "reader"     // reads
)

// Places in the order of the page.
var Places = []string{AsOfficer, AsSupervisor, AsReader}

// Member is one person of a matter's group.
type Member struct {
	Account string
	As      string
	Why     string `json:",omitempty"`
	Named   policy.Mark
	Out     policy.Mark `json:",omitzero"`
}

// maxGroup is how many may be in the group at once (ours): A-133 says small.
const maxGroup = 6

// Holds is who holds a place in the group now; "" for nobody.
func (m Matter) Holds(as string) string {
	for _, x := range m.Group {
		if x.As == as && !x.Out.Is() {
			return x.Account
		}
	}
	return ""
}

// Members are the accounts that may see the matter now.
func (m Matter) Members() (out []string) {
	for _, x := range m.Group {
		if !x.Out.Is() && !slices.Contains(out, x.Account) {
			out = append(out, x.Account)
		}
	}
	return out
}

// Name puts an account into a place of the group; an officer or a supervisor takes the place of the one before.
//
// Rule A-133: a small named group, and nobody else. Rule I-98 (our rule): one officer assesses and one supervisor, another person,
// gives an opinion and names who else reads, each with a reason and six at most; whoever recorded the concern sees the matter no
// more unless they are named; a supervisor who does not agree sends it back with reasons.
func (m Matter) Name(account, as, why string, by policy.Mark) (Matter, error) {
	if m.State.Over() {
		return m, fault.Stop("I-98", "cessation.not_now")
	}
	var c fault.Check
	words(&c, "why", &why, text, true)
	if !slices.Contains(Places, as) {
		c.Add("as", "cessation.group.as")
	}
	switch {
	case account == "":
		c.Add("account", "cessation.group.who")
	case as == AsReader && slices.Contains(m.Members(), account):
		c.AddRule("account", "cessation.group.in", "I-98")
	case as == AsOfficer && account == m.Holds(AsSupervisor), as == AsSupervisor && account == m.Holds(AsOfficer):
		c.AddRule("account", "cessation.group.second", "I-98")
	case as == AsSupervisor && m.State == InReview && slices.ContainsFunc(m.Steps, func(s Step) bool { return s.To == InReview && s.By == account }):
		c.AddRule("account", "cessation.group.second", "I-98") // they recommended it
	}
	if err := c.Err("cessation.check"); err != nil {
		return m, err
	}
	m.Group = slices.Clone(m.Group)
	for i := range m.Group {
		if x := &m.Group[i]; !x.Out.Is() && (x.Account == account || x.As == as && as != AsReader) {
			x.Out = by
		}
	}
	m.Group = append(m.Group, Member{Account: account, As: as, Why: why, Named: by})
	if len(m.Members()) > maxGroup {
		return m, fault.Stop("A-133", "cessation.group.many")
	}
	return m, nil
}

// Leave takes a reader out of the group. The officer and the supervisor are only replaced: a matter is never without them.
func (m Matter) Leave(account string, by policy.Mark) (Matter, error) {
	i := slices.IndexFunc(m.Group, func(x Member) bool { return x.Account == account && x.As == AsReader && !x.Out.Is() })
	if i < 0 {
		return m, fault.New(fault.NotFound, "fault.not_found")
	}
	m.Group = slices.Clone(m.Group)
	m.Group[i].Out = by
	return m, nil
}

// Told is that the referring partner was told of the matter.
type Told struct {
	Consent policy.Day // the day on which the person agreed
	How     string     // how they agreed
	On      policy.Day
	What    string
	By      string
	At      time.Time
}

// TellPartner records that the referring partner was told. Rule A-133: it is not, unless the person agreed before.
func (m Matter) TellPartner(t Told, today policy.Day, by policy.Mark) (Matter, error) {
	if m.State.Over() {
		return m, fault.Stop("A-133", "cessation.not_now")
	}
	var c fault.Check
	if !t.Consent.Valid() || t.Consent > today {
		c.AddRule("consent", "cessation.told.consent", "A-133")
	}
	words(&c, "how", &t.How, text, true)
	if !t.On.Valid() || t.On > today || t.Consent.Valid() && t.On < t.Consent {
		c.AddRule("told", "cessation.told.on", "A-133")
	}
	words(&c, "told_what", &t.What, text, true)
	if err := c.Err("cessation.check"); err != nil {
		return m, err
	}
	t.By, t.At = by.By, by.At
	m.Told = append(slices.Clip(m.Told), t)
	return m, nil
}

// Agreed says whether the person has agreed that the partner is told.
func (m Matter) Agreed() bool { return len(m.Told) > 0 }
