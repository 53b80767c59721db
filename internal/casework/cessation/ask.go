package cessation

import (
	"slices"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Ask is one letter that asks the person (L18), and what they said.
type Ask struct {
	ID   string
	Way  string // Ways: how it goes
	Lang string
	Why  string // why it is asked, as the person reads it
	What string // the questions, one a line
	Days int    // to answer, from the day on which they are told
	Text string // the letter as it left, HTML
	Out  policy.Mark

	Told  policy.Day `json:",omitempty"` // the day on which the person is known to have it
	Proof string     `json:",omitempty"` // how that is known
	How   string     `json:",omitempty"` // Replies, "" while nothing came of it
	On    policy.Day `json:",omitempty"`
	Said  string     `json:",omitempty"` // what they said
	By    string     `json:",omitempty"`
	At    time.Time  `json:",omitzero"`
}

// Ways is how a letter may reach the person. It goes through the partner only with their consent, since the partner is not told
// otherwise; where the plan says "only through the partner" it is handed over in person or goes through counsel.
var Ways = []string{"in_person", "counsel", "post", "partner"}

// Replies is what became of a letter.
var Replies = []string{"answered", "declined", "none"}

const (
	leastDays = 15 // ours: time to find counsel
	mostDays  = 365
)

// Asking checks what a letter would ask. It leaves nobody's hands by this: the letter is written, read, and then released.
//
// L18 says why it is asked, what may follow, the right to counsel, and that nothing is presumed; safe contact holds.
func (m Matter) Asking(in Ask) (Ask, error) {
	if err := m.in(Assessing); err != nil {
		return in, err
	}
	if a, ok := m.Asked(); ok && a.Out.Is() && a.How == "" {
		return in, fault.Stop("A-130", "cessation.ask.open")
	}
	var c fault.Check
	words(&c, "ask_why", &in.Why, text, true)
	words(&c, "ask_what", &in.What, longText, true)
	if in.Days < leastDays || in.Days > mostDays {
		c.Fields = append(c.Fields, fault.Field{Name: "days", Key: "cessation.ask.days", Args: map[string]any{"Least": leastDays, "Most": mostDays}})
	}
	if in.Lang != "en" && in.Lang != "fr" {
		c.Add("lang", "cessation.ask.lang")
	}
	switch {
	case !slices.Contains(Ways, in.Way):
		c.Add("way", "cessation.ask.way")
	case in.Way == "partner" && !m.Agreed():
		c.AddRule("way", "cessation.ask.partner", "A-133")
	}
	return in, c.Err("cessation.check")
}

// Asked is the latest letter; false when there is none.
func (m Matter) Asked() (Ask, bool) {
	if n := len(m.Asks); n > 0 {
		return m.Asks[n-1], true
	}
	return Ask{}, false
}

// Write keeps a letter as it is written, in place of one that was not released.
func (m Matter) Write(a Ask) Matter {
	m.Asks = slices.Clone(m.Asks)
	if last, ok := m.Asked(); ok && !last.Out.Is() {
		m.Asks = m.Asks[:len(m.Asks)-1]
	}
	m.Asks = append(m.Asks, a)
	return m
}

// Release is that the letter as it was written leaves. allows says whether the safe-contact plan lets a channel be used today, with
// its own refusal; what is handed over in person or to the person's counsel uses no channel of the plan.
func (m Matter) Release(id string, allows func(channel string) error, by policy.Mark) (Matter, error) {
	if err := m.in(Assessing); err != nil {
		return m, err
	}
	a, ok := m.Asked()
	if !ok || a.ID != id || a.Out.Is() {
		return m, fault.New(fault.NotFound, "fault.not_found")
	}
	if a.Way == "partner" && !m.Agreed() {
		return m, fault.Stop("A-133", "cessation.ask.partner")
	}
	if a.Way == "partner" || a.Way == "post" {
		if err := allows(a.Way); err != nil {
			return m, err
		}
	}
	a.Out = by
	m.Asks = slices.Clone(m.Asks)
	m.Asks[len(m.Asks)-1] = a
	return m, nil
}

// Due is the last day to answer, from the day on which the person is known to have the letter; "" before that.
func (a Ask) Due() policy.Day {
	if a.Told == "" {
		return ""
	}
	return a.Told.Add(a.Days)
}

// Reply is when the person had a letter, and what came back. Silence is not held against anybody: it only says that they were asked.
func (m Matter) Reply(in Ask, today policy.Day, by policy.Mark) (Matter, error) {
	if err := m.in(Assessing); err != nil {
		return m, err
	}
	i := slices.IndexFunc(m.Asks, func(a Ask) bool { return a.ID == in.ID })
	if i < 0 {
		return m, fault.New(fault.NotFound, "fault.not_found")
	}
	a := m.Asks[i]
	if !a.Out.Is() {
		return m, fault.Stop("A-130", "cessation.ask.not_sent")
	}
	if a.How != "" {
		return m, fault.Stop("A-130", "cessation.ask.answered")
	}
	var c fault.Check
	if !in.Told.Valid() || in.Told > today || in.Told < policy.DayOf(a.Out.At) {
		c.AddRule("told", "cessation.ask.told", "A-130")
	}
	words(&c, "proof", &in.Proof, shortText, true)
	a.Told, a.Proof = in.Told, in.Proof
	if in.How != "" && !slices.Contains(Replies, in.How) {
		c.Add("reply", "cessation.ask.reply")
	}
	words(&c, "said", &in.Said, longText, in.How == "answered")
	switch {
	case in.How == "none" && in.Told.Valid() && today <= a.Due():
		c.AddRule("reply", "cessation.ask.time_runs", "A-130")
	case in.How == "none":
		in.On = today
	case in.How != "" && (!in.On.Valid() || in.On > today || in.On < in.Told):
		c.AddRule("reply_on", "cessation.ask.on", "A-130")
	}
	if err := c.Err("cessation.check"); err != nil {
		return m, err
	}
	a.How, a.On, a.Said, a.By, a.At = in.How, in.On, in.Said, by.By, by.At
	if a.How == "" {
		a.On, a.Said = "", ""
	}
	m.Asks = slices.Clone(m.Asks)
	m.Asks[i] = a
	return m, nil
}

// Heard says whether the person was asked, is known to have been, and answered or let the time pass.
func (m Matter) Heard() bool {
	return slices.ContainsFunc(m.Asks, func(a Ask) bool { return a.Told != "" && a.How != "" })
}
