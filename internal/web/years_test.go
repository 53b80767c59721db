package web

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/fixture"
	"passage/internal/i18n"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// A simulated run over years: families from their approval on, with invented travel. Offices, the operations centre and partners do what
// they do through the doors of app, late, or not at all; the program's daily work runs, is left out for days, or runs twice. Beside it an
// oracle keeps the bare days of what was done and says of each day what somebody must see of each case, and which reminder leaves. The two
// are compared every day: nothing passes unseen, nothing is shown that is not so, each reminder is owed once, and none leaves against
// the plan or after a stop.

const yearsFirst policy.Day = "2026-09-07"

var (
	yearsOfficer   = access.Actor{Account: "officer.cedar", Role: access.Officer, Unit: "cedar", Language: "en"}
	yearsAssistant = access.Actor{Account: "assistant.cedar", Role: access.Assistant, Unit: "cedar", Language: "en"}
	yearsClerk     = access.Actor{Account: "clerk.roco", Role: access.Clerk, Unit: "ROCO", Language: "en"}
	yearsPartner   = access.Actor{Account: "caseworker.fld", Role: access.Caseworker, Unit: "FLD", Language: "en"}
	yearsCentral   = access.Actor{Account: "policy.oppb", Role: access.PolicyManager, Unit: "OPPB", Language: "en"}
)

// traveller is what the oracle knows of a person: days, and nothing that the program worked out.
type oracleOf struct {
	id       string
	stays    bool
	dead     bool
	checks   map[assessment.TrackKind]policy.Day // until when
	visa     policy.Day                          // until when, "" without one
	paper    policy.Day
	arrives  policy.Day // of planned travel
	gone     policy.Day
	landed   policy.Day
	unsafe   bool // did not arrive, and nothing is known yet
	applied  bool
	answered bool // visa or refusal
	refused  bool
}

type letterDue struct {
	kind casefile.NoticeKind
	to   casefile.Addressee
	due  policy.Day
}

type reminded struct {
	step int
	on   policy.Day
	sent bool
	gone bool // fell away
}

// yearsCase is one family: what was done for it, by day.
type yearsCase struct {
	id        casefile.ID
	ref       string
	r         *rand.Rand
	who       []*oracleOf // the principal applicant, a spouse who travels or nobody, a child who stays or nobody
	brought   bool
	language  bool
	state     string // way, hold, suspended, over
	resumes   string // of a suspended case: where it goes back to
	review    policy.Day
	agreed    policy.Day // the safe-contact plan was gone through
	told      bool       // the operations centre has had a notice of the planned travel
	owesNews  bool       // and is owed one
	acks      map[string]policy.Day
	asked     policy.Day // a destination: due
	letters   []letterDue
	reminders []reminded
	dirty     bool
	row       casefile.Case
}

type years struct {
	t       testing.TB
	app     *app.App
	now     time.Time
	list    []*yearsCase
	due     map[policy.Day][]func()
	acts    map[string]int
	refused map[string]int
	figures struct{ checks, needs, owed, sent, runs int }
	faults  []string
	noticed map[string]bool
}

func (y *years) today() policy.Day { return policy.DayOf(y.now) }

func (y *years) fault(c *yearsCase, format string, args ...any) {
	if len(y.faults) < 5000 {
		y.faults = append(y.faults, string(y.today())+" "+c.ref+" "+c.tale()+": "+fmt.Sprintf(format, args...))
	}
}

// tale is a case in a line, for whoever reads a fault.
func (c *yearsCase) tale() string {
	s := c.state
	for i, p := range c.who {
		s += fmt.Sprintf(" %d[stays %v dead %v visa %s arrives %s gone %s landed %s applied %v answered %v]", i+1, p.stays, p.dead, p.visa, p.arrives, p.gone, p.landed, p.applied, p.answered)
	}
	return s
}

// after does something so many days from now.
func (y *years) after(days int, do func()) {
	d := y.today().Add(max(1, days))
	y.due[d] = append(y.due[d], do)
}

// did says whether an act was let through. What a rule refuses is no fault: the actors try what they may not.
func (y *years) did(c *yearsCase, what string, err error) bool {
	c.dirty = true
	if err == nil {
		y.acts[what]++
		return true
	}
	var no *fault.Error
	if !errors.As(err, &no) {
		y.t.Fatalf("%s: %v", what, err)
	}
	y.refused[what+" "+no.Rule+" "+no.Key]++
	return false
}

func (y *years) w(c *yearsCase, who access.Actor) app.Write { return app.Write{Actor: who, Case: c.id} }

func (y *years) file(c *yearsCase) *store.File {
	f, err := y.app.Store.Read(y.t.Context(), c.id, store.Everything)
	if err != nil {
		y.t.Fatal(err)
	}
	return f
}

// workday is so many working days after a day, counted for the oracle alone.
func workday(d policy.Day, n int) policy.Day {
	for n > 0 {
		d = d.Add(1)
		if w := d.Time().Weekday(); w != time.Saturday && w != time.Sunday {
			n--
		}
	}
	return d
}

func between(r *rand.Rand, a, b int) int { return a + r.IntN(b-a+1) }

func often(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

// begin makes a family that was approved today, by the bulk path.
func (y *years) begin(n int, r *rand.Rand) *yearsCase {
	c := &yearsCase{r: r, state: "way", acks: map[string]policy.Day{}, dirty: true, brought: often(r, 12), language: often(r, 92), agreed: y.today().Add(-between(r, 0, 80))}
	today := y.today()
	f := &store.File{Case: casefile.Case{ID: casefile.ID(store.NewID()), Ref: store.NewRef(), State: casefile.Approved, ReferredBy: "FLD", Stream: "hrd-global", Office: "cedar", Assigned: yearsOfficer.Account, AtOffice: today.Add(-200),
		Referred: today.Add(-300), Applied: today.Add(-300), Opened: today.Add(-320), Since: today, Decided: today, Pack: y.app.Pack.Version, Summary: casefile.Summary{Priority: "normal", Matched: true}}}
	c.id, c.ref = f.Case.ID, f.Case.Ref
	plan := people.SafetyPlan{ID: store.NewID(), Reach: people.OnlyPartner, LocationRestricted: people.No, Confirmed: c.agreed}
	if c.language {
		plan.Language = "ENG"
	}
	f.Plans = []people.SafetyPlan{plan}
	f.Referrals = []referral.Referral{{ID: store.NewID(), Partner: "FLD", Priority: "normal"}}
	add := func(rel people.Relationship, stays bool, born policy.Day) {
		p := people.Person{ID: store.NewID(), Number: len(f.Persons) + 1, Family: "Applicant", Given: fmt.Sprintf("%06d-%d", n, len(f.Persons)+1), Relationship: rel, Travelling: people.Yes, Born: people.Partial(born), Nationalities: []string{"XKK"}, Residence: "XMM"}
		o := &oracleOf{id: p.ID, stays: stays, checks: map[assessment.TrackKind]policy.Day{}}
		if stays {
			p.Travelling, p.NotWhy = people.No, "With a grandparent."
		} else {
			f.Case.Persons++
		}
		f.Persons = append(f.Persons, p)
		for _, k := range assessment.TrackKinds {
			t := assessment.Track{ID: store.NewID(), Person: p.ID, Kind: k, Value: assessment.NoConcern, Received: today}
			if stays {
				t.Value, t.Received = assessment.NotRequired, ""
			} else if days := map[assessment.TrackKind][2]int{assessment.Medical: {50, 360}, assessment.Biometrics: {200, 3000}, assessment.Security: {120, 700}}[k]; days[1] > 0 {
				t.ValidUntil = today.Add(between(r, days[0], days[1]))
				o.checks[k] = t.ValidUntil
			}
			f.Tracks = append(f.Tracks, t)
		}
		c.who = append(c.who, o)
	}
	add(people.PA, false, "1985-02-03")
	if often(r, 50) {
		add(people.Husband, false, "1984-02-03")
	}
	if often(r, 65) {
		add(people.Son, true, today.AddYears(-9))
	}
	if c.brought {
		f.Broughts = []casefile.Brought{{ID: store.NewID(), Record: "R-" + strconv.Itoa(n), Stage: casefile.SystemApproved, Day: today, By: "system", Province: "ON", Said: map[string]string{"decided": string(today)}}}
	} else {
		f.Decisions = []decision.Decision{{ID: store.NewID(), Outcome: decision.Approve, Status: decision.Signed, By: yearsOfficer.Account, SignedAt: y.now, Gate: "demo", Destination: decision.Destination{Province: "ON", Requested: today}}}
	}
	if err := y.app.Load(y.t.Context(), app.Write{Actor: fixture.System}, []*store.File{f}); err != nil {
		y.t.Fatal(err)
	}
	y.list = append(y.list, c)
	y.live(c)
	return c
}

// live is what is to happen to a family; each act leads to the next.
func (y *years) live(c *yearsCase) {
	r := c.r
	y.after(between(r, 2, 40), func() { y.visas(c) })
	y.after(20, func() { y.agree(c) })
	if often(r, 60) {
		y.after(between(r, 1, 20), func() { y.destination(c) })
	}
	if often(r, 3) {
		y.after(between(r, 10, 300), func() { y.withdraw(c) })
	}
	if often(r, 4) {
		y.after(between(r, 10, 400), func() { y.suspend(c) })
	}
	if often(r, 4) {
		y.after(between(r, 5, 500), func() { y.dies(c, c.who[len(c.who)-1]) })
	}
	y.after(30, func() { y.tend(c) })
}

// travels are those who travel and have not landed.
func (c *yearsCase) travels() (out []*oracleOf) {
	for _, p := range c.who {
		if !p.stays && !p.dead && p.landed == "" {
			out = append(out, p)
		}
	}
	return out
}

func (c *yearsCase) principal() *oracleOf { return c.who[0] }

func (y *years) visas(c *yearsCase) {
	today := y.today()
	for _, p := range c.travels() {
		if p.visa != "" {
			continue
		}
		if p.checks[assessment.Medical] <= today.Add(20) && !y.renew(c, p, assessment.Medical) {
			continue
		}
		paper := today.Add(between(c.r, 150, 1500))
		until := min(today.Add(between(c.r, 50, 330)), p.checks[assessment.Medical], paper)
		_, err := y.app.IssueVisa(y.t.Context(), y.w(c, yearsOfficer), decision.Visa{Person: p.id, Number: "V 0412", Issued: today, ValidUntil: until, Document: decision.TravelDocument{Kind: decision.Refugee, Number: "T 0412", Expires: paper}})
		if y.did(c, "visa", err) {
			p.visa, p.paper = until, paper
		}
	}
	switch {
	case often(c.r, 9):
		y.after(between(c.r, 3, 30), func() { y.hold(c) })
	case often(c.r, 94):
		y.after(between(c.r, 1, 45), func() { y.travel(c) })
	}
}

// renew records a check again.
func (y *years) renew(c *yearsCase, p *oracleOf, kind assessment.TrackKind) bool {
	today := y.today()
	for _, t := range y.file(c).Tracks {
		if t.Person != p.id || t.Kind != kind {
			continue
		}
		t.Value, t.Requested, t.Received, t.ValidUntil, t.Reasons = assessment.NoConcern, today, today, today.Add(360), ""
		_, err := y.app.RecordTracks(y.t.Context(), y.w(c, yearsAssistant), p.id, []assessment.Track{t})
		if y.did(c, "renew", err) {
			p.checks[kind] = t.ValidUntil
			return true
		}
	}
	return false
}

func (y *years) destination(c *yearsCase) {
	in := decision.DestinationRequest{Travel: y.today().Add(between(c.r, 45, 90))}
	_, err := y.app.AskDestination(y.t.Context(), y.w(c, yearsAssistant), in, i18n.EN)
	if !y.did(c, "ask destination", err) {
		return
	}
	c.asked = workday(y.today(), 5)
	if often(c.r, 80) {
		y.after(between(c.r, 1, 9), func() { y.destined(c) })
	} else if often(c.r, 80) {
		y.after(between(c.r, 8, 30), func() { y.destination(c) })
	}
}

func (y *years) destined(c *yearsCase) {
	r, ok := decision.WaitsForDestination(y.file(c).Destinations)
	if !ok {
		return
	}
	_, err := y.app.AnswerDestination(y.t.Context(), y.w(c, yearsClerk), r.ID, r.Version, decision.DestinationAnswer{Community: "Community 07", Province: "ON"})
	if y.did(c, "destination", err) {
		c.asked = ""
	}
}

// travel plans the travel of all who have a visa, and what follows.
func (y *years) travel(c *yearsCase) {
	today := y.today()
	in := decision.Movement{Port: "Port 01", Flights: "XX 100", Booked: "IOM"}
	arrives := today.Add(between(c.r, 8, 60))
	var who []*oracleOf
	for _, p := range c.travels() {
		if p.visa > today.Add(2) && p.gone == "" {
			arrives = min(arrives, p.visa)
			who, in.Persons = append(who, p), append(in.Persons, p.id)
		}
	}
	in.Arrives, in.Departs = arrives, arrives.Add(-1)
	if len(who) > 1 && often(c.r, 15) { // a family that travels in parts
		in.Persons, who = in.Persons[:1], who[:1]
		y.after(between(c.r, 5, 60), func() { y.travel(c) })
	}
	_, err := y.app.PlanTravel(y.t.Context(), y.w(c, yearsAssistant), "", 0, in)
	if !y.did(c, "plan", err) {
		return
	}
	for _, p := range who {
		p.arrives = arrives
	}
	c.owesNews = true
	y.tells(c)
	switch {
	case often(c.r, 12):
		y.after(between(c.r, 2, 12), func() { y.postpone(c, who) })
	case often(c.r, 7):
		y.after(between(c.r, 2, 12), func() { y.callOff(c, who) })
	}
	for _, p := range who {
		late := between(c.r, 0, 3)
		if often(c.r, 10) {
			late = between(c.r, 15, 70) // forgotten
		}
		y.after(today.Until(arrives)+late, func() { y.arrive(c, p) })
	}
}

// tells is the office sending the notice that is owed, and the centre answering; both forget.
func (y *years) tells(c *yearsCase) {
	days := between(c.r, 0, 6)
	if often(c.r, 8) {
		days = between(c.r, 15, 50)
	}
	y.after(days, func() {
		for _, n := range y.file(c).Arrivals {
			if n.To != decision.ToCentre || n.Status != decision.ArrivalOwed {
				continue
			}
			_, err := y.app.SendArrival(y.t.Context(), y.w(c, yearsAssistant), n.ID, n.Version, i18n.EN)
			if !y.did(c, "send notice", err) {
				continue
			}
			c.owesNews, c.told = false, true
			c.acks[n.ID] = workday(y.today(), 1)
			if often(c.r, 85) {
				y.after(between(c.r, 1, 5), func() { y.acknowledge(c, n.ID) })
			} else {
				y.after(between(c.r, 4, 30), func() { y.again(c, n.ID) })
			}
		}
	})
}

func (y *years) arrivalNotice(c *yearsCase, id string) decision.ArrivalNotice {
	for _, n := range y.file(c).Arrivals {
		if n.ID == id {
			return n
		}
	}
	return decision.ArrivalNotice{}
}

func (y *years) acknowledge(c *yearsCase, id string) {
	_, err := y.app.TakeArrival(y.t.Context(), y.w(c, yearsClerk), id, y.arrivalNotice(c, id).Version, "", "")
	if y.did(c, "acknowledge", err) {
		delete(c.acks, id)
	}
}

func (y *years) again(c *yearsCase, id string) {
	_, err := y.app.SendArrival(y.t.Context(), y.w(c, yearsAssistant), id, y.arrivalNotice(c, id).Version, i18n.EN)
	if y.did(c, "send notice again", err) {
		c.acks[id] = workday(y.today(), 1)
		y.after(between(c.r, 1, 3), func() { y.acknowledge(c, id) })
	}
}

// movement is the planned travel of a person.
func (y *years) movement(c *yearsCase, p *oracleOf) (decision.Movement, bool) {
	return decision.Moving(y.file(c).Movements, p.id)
}

func (y *years) postpone(c *yearsCase, who []*oracleOf) {
	m, ok := y.movement(c, who[0])
	if !ok {
		return
	}
	m.Arrives = m.Arrives.Add(between(c.r, 3, 25))
	for _, id := range m.Persons {
		for _, p := range c.who {
			if p.id == id {
				m.Arrives = min(m.Arrives, p.visa)
			}
		}
	}
	m.Departs, m.Changed = m.Arrives.Add(-1), "Another flight."
	_, err := y.app.PlanTravel(y.t.Context(), y.w(c, yearsAssistant), m.ID, m.Version, m)
	if y.did(c, "postpone", err) {
		for _, p := range c.who {
			if slices.Contains(m.Persons, p.id) {
				p.arrives = m.Arrives
			}
		}
		c.owesNews = true
		y.tells(c)
	}
}

func (y *years) callOff(c *yearsCase, who []*oracleOf) {
	m, ok := y.movement(c, who[0])
	if !ok {
		return
	}
	_, err := y.app.CancelTravel(y.t.Context(), y.w(c, yearsAssistant), m.ID, m.Version, "No flight.")
	if y.did(c, "cancel", err) {
		y.newsOf(c, m.ID)
		for _, p := range c.who {
			if slices.Contains(m.Persons, p.id) {
				p.arrives = ""
			}
		}
		y.tells(c)
		if often(c.r, 80) {
			y.after(between(c.r, 5, 40), func() { y.travel(c) })
		}
	}
}

// newsOf is what a cancelled movement owes: nothing when nobody was told of it. Which part of it was told is read from what left.
func (y *years) newsOf(c *yearsCase, movement string) {
	was := false
	for _, n := range y.file(c).Arrivals {
		was = was || n.Movement == movement && n.To == decision.ToCentre && !n.SentAt.IsZero()
	}
	c.owesNews = was
}

// arrive is the boarding and the landing of a person, or that they did not come.
func (y *years) arrive(c *yearsCase, p *oracleOf) {
	if p.arrives == "" || p.landed != "" || p.dead {
		return
	}
	today := y.today()
	if p.arrives > today { // it was postponed
		y.after(today.Until(p.arrives)+between(c.r, 0, 3), func() { y.arrive(c, p) })
		return
	}
	day := p.arrives
	if p.gone == "" {
		_, err := y.app.RecordDeparture(y.t.Context(), y.w(c, yearsAssistant), decision.Departure{Person: p.id, Day: day.Add(-1), Confirmed: "IOM"})
		if !y.did(c, "depart", err) {
			if often(c.r, 70) {
				y.after(between(c.r, 10, 40), func() { y.callOff(c, []*oracleOf{p}) })
			}
			return
		}
		p.gone = day.Add(-1)
	}
	if often(c.r, 9) {
		y.noShow(c, p)
		return
	}
	if often(c.r, 10) { // the port's word comes late, or never
		if often(c.r, 85) {
			y.after(between(c.r, 3, 50), func() { y.landing(c, p, day) })
		}
		return
	}
	y.landing(c, p, day)
}

func (y *years) landing(c *yearsCase, p *oracleOf, day policy.Day) {
	if p.landed != "" || p.gone == "" {
		return
	}
	_, err := y.app.RecordLanding(y.t.Context(), y.w(c, yearsAssistant), decision.Landing{Person: p.id, Day: day, Place: "Toronto", Document: "C 1"})
	if !y.did(c, "land", err) {
		return
	}
	p.landed = day
	if p != c.principal() {
		return
	}
	for _, x := range c.who {
		if x.stays {
			y.follows(c, x)
		}
	}
	for _, days := range []int{200, 371, 420, 600} {
		y.after(days, func() {
			_, err := y.app.CloseComplete(y.t.Context(), y.w(c, yearsAssistant))
			if y.did(c, "close complete", err) {
				y.over(c)
			}
		})
	}
	if often(c.r, 4) { // entered for the wrong day, and corrected
		y.after(between(c.r, 5, 200), func() { y.correct(c, p) })
	}
}

func (y *years) correct(c *yearsCase, p *oracleOf) {
	for _, l := range y.file(c).Landings {
		if l.Person != p.id || l.TakenBack != "" {
			continue
		}
		_, err := y.app.TakeBackLanding(y.t.Context(), y.w(c, yearsAssistant), l.ID, l.Version, "A slip.")
		if !y.did(c, "take back", err) {
			return
		}
		y.dropReminders(c)
		for i := range c.reminders { // what never left is said of the landing that stands
			c.reminders[i].gone = c.reminders[i].gone || !c.reminders[i].sent
		}
		day := l.Day
		if often(c.r, 50) {
			day = day.Add(1)
			for i := range c.reminders { // of another last day: it is said anew
				c.reminders[i].gone = true
			}
		}
		_, err = y.app.RecordLanding(y.t.Context(), y.w(c, yearsAssistant), decision.Landing{Person: p.id, Day: day, Place: "Toronto", Document: "C 2"})
		p.landed = ""
		if y.did(c, "land again", err) {
			p.landed = day
		}
	}
}

func (y *years) noShow(c *yearsCase, p *oracleOf) {
	d, ok := y.app.Journey(y.file(c)).Departed(p.id)
	if !ok {
		return
	}
	m, moved := y.movement(c, p)
	_, err := y.app.RecordNoShow(y.t.Context(), y.w(c, yearsAssistant), d.ID, d.Version, "Not on the flight.")
	if !y.did(c, "no-show", err) {
		return
	}
	p.gone, p.arrives, p.unsafe = "", "", true
	if moved {
		if len(m.Persons) == 1 {
			y.newsOf(c, m.ID)
		} else {
			c.owesNews = true
		}
		y.tells(c)
	}
	if often(c.r, 10) {
		return // nobody asks
	}
	y.after(between(c.r, 1, 5), func() {
		s, waits := decision.Unchecked(y.file(c).SafetyChecks, p.id)
		if !waits {
			return
		}
		_, err := y.app.AskSafe(y.t.Context(), y.w(c, yearsAssistant), s.ID, s.Version, decision.SafetyCheck{Whom: "partner", Words: "Is this person safe?"})
		if !y.did(c, "ask whether safe", err) {
			return
		}
		y.after(between(c.r, 1, 8), func() {
			s, waits := decision.Unchecked(y.file(c).SafetyChecks, p.id)
			if !waits {
				return
			}
			_, err := y.app.FindSafe(y.t.Context(), y.w(c, yearsAssistant), s.ID, s.Version, []string{"safe", "unknown", "harm"}[c.r.IntN(3)], "As the partner says.", y.today())
			if y.did(c, "found", err) {
				p.unsafe = false
				y.after(between(c.r, 5, 40), func() { y.travel(c) })
			}
		})
	})
}

// follows is the family of one who landed: an application in its time, late, or none.
func (y *years) follows(c *yearsCase, p *oracleOf) {
	apply := func() {
		today := y.today()
		_, err := y.app.RecordWindow(y.t.Context(), y.w(c, yearsAssistant), decision.WindowApplication{Person: p.id, Submitted: today, Known: "The office took it."})
		if !y.did(c, "apply", err) {
			return
		}
		p.applied = true
		y.dropReminders(c)
		if often(c.r, 12) {
			return // nobody decides
		}
		y.after(between(c.r, 10, 90), func() { y.admit(c, p) })
	}
	switch {
	case often(c.r, 45):
		y.after(between(c.r, 10, 355), apply)
	case often(c.r, 10):
		y.after(between(c.r, 366, 420), apply)
	}
}

func (y *years) admit(c *yearsCase, p *oracleOf) {
	today := y.today()
	a, ok := y.app.Journey(y.file(c)).Follows(p.id)
	if !ok || p.dead {
		return
	}
	if often(c.r, 10) {
		_, err := y.app.RefuseWindow(y.t.Context(), y.w(c, yearsOfficer), a.ID, a.Version, decision.WindowApplication{Related: people.No, Put: today, Answer: "He is my son.", Reasons: "As the record shows."})
		if y.did(c, "refuse who follows", err) {
			p.answered, p.refused = true, true
			y.owe(c, casefile.RefusalEligibility, casefile.ToApplicant)
			y.owe(c, casefile.PartnerOutcome, casefile.ToPartner)
			y.letters(c)
		}
		return
	}
	if !y.renew(c, p, assessment.Medical) {
		return
	}
	until := today.Add(between(c.r, 40, 200))
	_, err := y.app.AdmitWindow(y.t.Context(), y.w(c, yearsOfficer), a.ID, a.Version, decision.WindowApplication{Related: people.Yes, Number: "V 3", Issued: today, ValidUntil: until, Reasons: "As listed."})
	if !y.did(c, "admit", err) {
		return
	}
	p.answered, p.visa = true, until
	if often(c.r, 85) {
		y.after(between(c.r, 10, 190), func() {
			day := y.today()
			_, err := y.app.RecordLanding(y.t.Context(), y.w(c, yearsAssistant), decision.Landing{Person: p.id, Day: day, Place: "Toronto", Document: "C 3", Window: true})
			if y.did(c, "land who follows", err) {
				p.landed = day
			}
		})
	}
}

// agree is the partner going through the safe-contact plan with the family, again and again, or not.
func (y *years) agree(c *yearsCase) {
	if often(c.r, 75) && c.state != "over" {
		_, err := y.app.ConfirmPlan(y.t.Context(), y.w(c, yearsPartner), y.file(c).Plans[0].Version, nil)
		if y.did(c, "confirm the plan", err) {
			c.agreed = y.today()
		}
	}
	y.after(between(c.r, 50, 130), func() { y.agree(c) })
}

// owe is a letter that the office is to send within five working days.
func (y *years) owe(c *yearsCase, kind casefile.NoticeKind, to casefile.Addressee) {
	c.letters = append(c.letters, letterDue{kind, to, workday(y.today(), 5)})
}

// letters is the office sending what it owes, when it comes to it.
func (y *years) letters(c *yearsCase) {
	y.after(between(c.r, 1, 25), func() {
		for _, n := range y.file(c).Notices {
			if n.Status != casefile.NoticeOwed || often(c.r, 15) {
				continue
			}
			_, err := y.app.SendNotice(y.t.Context(), y.w(c, yearsAssistant), n.ID, n.Version, i18n.EN)
			if y.did(c, "letter", err) {
				i := slices.IndexFunc(c.letters, func(l letterDue) bool { return l == letterDue{n.Kind, n.To, n.Due} })
				if i < 0 { // of two of a kind, as of an order and of its end, the one of that day
					i = slices.IndexFunc(c.letters, func(l letterDue) bool { return l.kind == n.Kind && l.to == n.To })
				}
				if i < 0 {
					y.fault(c, "%s to %s left, and nobody owed it", n.Kind, n.To)
					continue
				}
				c.letters = slices.Delete(c.letters, i, i+1)
				if n.Kind == casefile.WindowReminder {
					for k := range c.reminders {
						if c.reminders[k].step == n.Days && c.reminders[k].on == n.Owed { // a landing that was corrected has two of a step
							c.reminders[k].sent = true
						}
					}
				}
			}
		}
	})
}

func (c *yearsCase) drop(which func(letterDue) bool) {
	c.letters = slices.DeleteFunc(c.letters, which)
}

func (y *years) dropReminders(c *yearsCase) {
	c.drop(func(l letterDue) bool { return l.kind == casefile.WindowReminder })
}

func (y *years) hold(c *yearsCase) {
	review := y.today().Add(between(c.r, 20, 180))
	_, err := y.app.HoldCase(y.t.Context(), y.w(c, yearsOfficer), casefile.Hold{Reason: casefile.ExitBarrier, Note: "No permit.", Review: review})
	if !y.did(c, "hold", err) {
		return
	}
	y.stops(c, "hold")
	c.review = review
	y.owe(c, casefile.HoldNotice, casefile.ToApplicant)
	y.owe(c, casefile.HoldNotice, casefile.ToPartner)
	y.letters(c)
	if often(c.r, 92) {
		y.after(y.today().Until(review)+between(c.r, -10, 20), func() { y.lookAgain(c) })
	}
}

func (y *years) lookAgain(c *yearsCase) {
	h, ok := casefile.Standing(y.file(c).Holds)
	if !ok || c.state != "hold" {
		return
	}
	noHold := func(l letterDue) bool { return l.kind == casefile.HoldNotice }
	if often(c.r, 60) {
		_, err := y.app.ResumeCase(y.t.Context(), y.w(c, yearsOfficer), h.Version, "It opened.")
		if y.did(c, "resume", err) {
			c.state, c.review = "way", ""
			c.drop(noHold)
			y.after(between(c.r, 2, 30), func() { y.travel(c) })
		}
		return
	}
	review := y.today().Add(between(c.r, 20, 180))
	_, err := y.app.LookAgain(y.t.Context(), y.w(c, yearsOfficer), h.Version, review, "Still shut.")
	if y.did(c, "look again", err) {
		c.review = review
		c.drop(noHold)
		y.owe(c, casefile.HoldNotice, casefile.ToApplicant)
		y.owe(c, casefile.HoldNotice, casefile.ToPartner)
		y.letters(c)
		y.after(y.today().Until(review)+between(c.r, 0, 20), func() { y.lookAgain(c) })
	}
}

// stops is that a case does not go on: planned travel is called off, and whoever was told of it is told so at once.
func (y *years) stops(c *yearsCase, state string) {
	c.state = state
	for _, p := range c.who {
		if p.arrives >= y.today() {
			p.arrives = ""
		}
	}
	c.owesNews = false
	for _, n := range y.file(c).Arrivals { // what left is read, how long its answer may take is counted here
		switch {
		case n.To != decision.ToCentre:
		case n.Status == decision.ArrivalSent && c.acks[n.ID] == "":
			c.acks[n.ID] = workday(y.today(), 1)
			y.after(between(c.r, 1, 3), func() { y.acknowledge(c, n.ID) })
		case n.Status == decision.ArrivalOwed:
			c.owesNews = true // of travel whose day is over
		}
	}
}

func (y *years) suspend(c *yearsCase) {
	was := c.state
	_, err := y.app.RecordOrder(y.t.Context(), app.Write{Actor: yearsCentral}, casefile.Order{Number: "PC 2026-0123", On: y.today(), Scope: "Whom it covers.", Effect: casefile.Suspends}, c.ref)
	if !y.did(c, "suspend", err) {
		return
	}
	y.stops(c, "suspended")
	c.resumes = was
	y.owe(c, casefile.OrderNotice, casefile.ToApplicant)
	y.owe(c, casefile.OrderNotice, casefile.ToPartner)
	y.letters(c)
	y.after(between(c.r, 20, 200), func() {
		_, err := y.app.RecordOrder(y.t.Context(), app.Write{Actor: yearsCentral}, casefile.Order{Number: "PC 2026-0124", On: y.today(), Scope: "Whom it covers.", Effect: casefile.Lifts}, c.ref)
		if y.did(c, "lift", err) {
			c.state = c.resumes
			y.reread(c)
			y.letters(c)
			y.after(between(c.r, 2, 30), func() { y.travel(c) })
		}
	})
}

// reread takes the letters of an order as they are owed now: their words are another test's.
func (y *years) reread(c *yearsCase) {
	c.drop(func(l letterDue) bool { return l.kind == casefile.OrderNotice })
	for _, n := range y.file(c).Notices {
		if n.Kind == casefile.OrderNotice && n.Status == casefile.NoticeOwed {
			c.letters = append(c.letters, letterDue{n.Kind, n.To, workday(n.Owed, 5)})
		}
	}
}

func (y *years) dies(c *yearsCase, p *oracleOf) {
	if p == c.principal() || c.state == "over" {
		return
	}
	m, moved := y.movement(c, p)
	_, err := y.app.RecordDeath(y.t.Context(), y.w(c, yearsAssistant), casefile.Death{Person: p.id, On: people.Partial(y.today()), Source: "partner", NoProof: "Nobody is asked."})
	if !y.did(c, "die", err) {
		return
	}
	p.dead = true
	if p.stays {
		y.dropReminders(c)
	}
	if moved && m.Arrives >= y.today() {
		p.arrives = ""
		if len(m.Persons) == 1 {
			y.newsOf(c, m.ID)
		} else {
			c.owesNews = true
		}
		y.tells(c)
	}
}

func (y *years) withdraw(c *yearsCase) {
	if c.principal().landed != "" {
		return
	}
	var paper string
	f := y.file(c)
	_, err := y.app.Store.Change(y.t.Context(), store.Entry{Actor: yearsPartner, Action: "test", Now: y.now}, func(tx *store.Tx) (string, error) {
		f, err := tx.Load(c.id)
		if err != nil {
			return "", err
		}
		d := documentOf(tx.Today())
		err = tx.SaveDocument(f, &d)
		paper = d.ID
		return "", err
	})
	if err != nil {
		y.t.Fatal(err)
	}
	_, err = y.app.Withdraw(y.t.Context(), y.w(c, yearsOfficer), casefile.Withdrawal{Asked: "applicant", On: y.today(), Request: paper, Covers: app.Signatories(f, y.today()), Reason: "applicant_wish"})
	if y.did(c, "withdraw", err) {
		c.letters = nil // of what is not so any more
		y.over(c)
		y.owe(c, casefile.WithdrawalReceived, casefile.ToApplicant)
		y.owe(c, casefile.WithdrawalReceived, casefile.ToPartner)
	}
}

// over is that a case has ended: what is still owed is still to be sent.
func (y *years) over(c *yearsCase) {
	c.state = "over"
	c.drop(func(l letterDue) bool { return l.kind == casefile.HoldNotice })
	y.letters(c)
}

// tend is the office looking at what ends, from time to time: checks are renewed, a case whose visas ended unused is closed, letters are sent.
func (y *years) tend(c *yearsCase) {
	if c.state == "over" {
		return
	}
	y.after(between(c.r, 20, 60), func() { y.tend(c) })
	if often(c.r, 40) {
		return
	}
	today := y.today()
	ended := 0
	for _, p := range c.travels() {
		for _, kind := range []assessment.TrackKind{assessment.Medical, assessment.Biometrics, assessment.Security} {
			if until := p.checks[kind]; until != "" && until <= today.Add(60) && often(c.r, 70) {
				y.renew(c, p, kind)
			}
		}
		if p.visa != "" && p.visa < today {
			ended++
		}
		if p.visa == "" {
			y.visas(c)
		}
	}
	if ended > 0 && c.principal().landed == "" && (c.state == "way" || c.state == "hold") {
		_, err := y.app.CloseUnused(y.t.Context(), y.w(c, yearsOfficer), casefile.Ending{Why: casefile.VisasUnused})
		if y.did(c, "close unused", err) {
			y.over(c)
			return
		}
	}
	if len(c.letters) > 0 {
		y.letters(c)
	}
}

// needs is what somebody must see of a case today, from the bare days.
func (c *yearsCase) needs(today policy.Day) map[string]bool {
	out := map[string]bool{}
	add := func(what string, is bool) {
		if is {
			out[what] = true
		}
	}
	if c.state == "suspended" { // while an order stands nothing of the case may be done
		return out
	}
	for _, l := range c.letters {
		add("letter_due", l.due <= today)
	}
	if c.state == "over" {
		return out
	}
	add("hold", c.state == "hold" && c.review <= today)
	pa := c.principal()
	near := today.Add(60)
	for _, p := range c.who {
		add("unsafe", p.unsafe)
		follows := p.stays && p.applied && !p.refused && pa.landed != ""
		if p.dead || p.landed != "" {
			continue
		}
		if !p.stays && p.gone == "" || follows {
			for _, until := range p.checks {
				add("ending", until <= near || p.arrives != "" && until < p.arrives)
			}
			for _, until := range []policy.Day{p.visa, p.paper} {
				add("ending", until != "" && (until <= near || p.arrives != "" && until < p.arrives))
			}
		}
		if !p.stays && c.state == "way" {
			day := max(p.gone, p.arrives)
			add("overdue", day != "" && day < today)
		}
		if c.state == "way" && p.stays && pa.landed != "" {
			add("applying", p.applied && !p.answered)
			ends := pa.landed.AddYears(1)
			add("window", !p.applied && today <= ends && today.Until(ends) <= 90)
		}
	}
	if c.state == "way" {
		add("announce", c.owesNews)
		for _, by := range c.acks {
			add("resend", by < today)
		}
		add("destination", c.asked != "" && c.asked < today)
	}
	return out
}

// where each need is told, and whether one act ends it.
var yearsPages = map[string]string{"hold": holdAt, "unsafe": travelAt, "ending": travelAt, "overdue": travelAt, "applying": travelAt, "window": travelAt,
	"announce": arrivalsAt, "resend": arrivalsAt, "destination": destinationAt, "letter_due": noticesAt}

var yearsLasts = map[string]bool{"ending": true, "window": true}

// look compares the step of my work with what must be seen.
func (y *years) look(c *yearsCase) {
	if c.dirty {
		row, err := y.app.Store.Peek(y.t.Context(), c.id)
		if err != nil {
			y.t.Fatal(err)
		}
		c.row, c.dirty = row, false
	}
	today := y.today()
	needs := c.needs(today)
	y.figures.checks++
	y.figures.needs += len(needs)
	if c.row.State.Closed() && needs["letter_due"] && !slices.Contains(c.row.Desk(), casefile.DeskLetter) {
		y.fault(c, "a letter of a case that has ended is on nobody's desk")
	}
	for i, what := range unseen(c.row, needs, today) {
		y.fault(c, "%s", what)
		if i == 0 && len(y.faults) < 20 {
			for _, n := range y.file(c).Notices {
				y.t.Logf("%s %s: %s to %s, %s, owed %s, due %s; %v", today, c.ref, n.Kind, n.To, n.Status, n.Owed, n.Due, c.letters)
			}
		}
	}
	for field, blank := range yearsBlind { // with that taken away somebody would not see it, and the oracle says so
		row := c.row
		blank(&row.Summary)
		y.noticed[field] = y.noticed[field] || len(unseen(row, needs, today)) > 0
	}
}

// yearsBlind are the fields of a summary by which my work sees what is due.
var yearsBlind = map[string]func(*casefile.Summary){
	"review": func(s *casefile.Summary) { s.Review = "" }, "unsafe": func(s *casefile.Summary) { s.Unsafe = "" }, "ending": func(s *casefile.Summary) { s.Ending = "" },
	"announce": func(s *casefile.Summary) { s.AnnounceBy = "" }, "resend": func(s *casefile.Summary) { s.AckBy = "" }, "destination": func(s *casefile.Summary) { s.DestineBy = "" },
	"overdue": func(s *casefile.Summary) { s.ArriveBy = "" }, "applying": func(s *casefile.Summary) { s.Applying = false }, "letter": func(s *casefile.Summary) { s.LetterBy = "" },
	"window": func(s *casefile.Summary) { s.Window = "" }, "a false alarm": func(s *casefile.Summary) { s.Unsafe = "2020-01-01" },
}

// unseen is what is wrong with what my work says of a case on a day.
func unseen(row casefile.Case, needs map[string]bool, today policy.Day) (out []string) {
	s, words := stepOf(row, today)
	shown := strings.TrimPrefix(words, "list.step.")
	if _, one := yearsPages[shown]; one && !needs[shown] {
		out = append(out, fmt.Sprintf("%s shows %q, and it is not so: %v", row.State, shown, needs))
	}
	for need := range needs {
		switch {
		case need == shown && len(s.roles) > 0:
		case needs[shown] && (s.pattern == yearsPages[need] || !yearsLasts[shown]):
			// told on the page to which the step leads, or next, once one act is done
		default:
			out = append(out, fmt.Sprintf("%s shows %q at %s: nobody sees %q of %v", row.State, shown, s.pattern, need, needs))
		}
	}
	return out
}

// remind runs what the program does by itself, and says what it must have done.
func (y *years) remind() {
	want, today := 0, y.today()
	for _, c := range y.list {
		pa := c.principal()
		if c.state != "way" || pa.landed == "" {
			continue
		}
		for _, p := range c.who {
			if !p.stays || p.dead || p.applied || p.landed != "" {
				continue
			}
			ends := pa.landed.AddYears(1)
			left, step := today.Until(ends), 0
			for _, s := range []int{180, 90, 30, 7} {
				if left <= s {
					step = s
				}
			}
			if left < 0 || step == 0 || slices.ContainsFunc(c.reminders, func(x reminded) bool { return !x.gone && x.step <= step }) {
				continue
			}
			y.dropReminders(c)
			x := reminded{step: step, on: today, sent: c.language && today < c.agreed.Add(90)}
			c.reminders = append(c.reminders, x)
			c.dirty = true
			want++
			if x.sent {
				y.figures.sent++
			} else {
				c.letters = append(c.letters, letterDue{casefile.WindowReminder, casefile.ToApplicant, min(workday(today, 5), ends)})
			}
		}
	}
	n, err := y.app.RemindWindows(y.t.Context())
	if err != nil {
		y.t.Fatal(err)
	}
	y.figures.runs++
	y.figures.owed += n
	if n != want {
		y.faults = append(y.faults, fmt.Sprintf("%s: %d reminders were owed, and %d should have been", today, n, want))
	}
}

// sum compares the letters of a case with what the oracle says left.
func (y *years) sum(c *yearsCase) {
	var got, want []string
	for _, n := range y.file(c).Notices {
		if n.Kind != casefile.WindowReminder {
			continue
		}
		sent := n.Status == casefile.NoticeSent || n.Status == casefile.NoticeReceived
		if sent && n.Channel != casefile.PartnerMessage {
			y.fault(c, "a reminder left by %s", n.Channel)
		}
		got = append(got, fmt.Sprintf("%d on %s sent %v", n.Days, n.Owed, sent))
	}
	for _, x := range c.reminders {
		want = append(want, fmt.Sprintf("%d on %s sent %v", x.step, x.on, x.sent))
	}
	if !slices.Equal(got, want) {
		y.fault(c, "reminders %v, want %v", got, want)
	}
}

// I-110, I-114 to I-116, X-24, A-102, A-106, A-112, I-107: a run over years. Small here; by `make years` as long and as large as it is
// asked for (YEARS_CASES, YEARS_DAYS, SEED), within a time (YEARS_FOR).
func TestYears_NothingPassesUnseen(t *testing.T) {
	number := func(name string, or int) int {
		if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
			return n
		}
		return or
	}
	cases, days, seed := number("YEARS_CASES", 60), number("YEARS_DAYS", 500), uint64(number("SEED", 1))
	bound, err := time.ParseDuration(os.Getenv("YEARS_FOR"))
	if err != nil {
		bound = time.Hour
	}
	y := &years{t: t, app: app.New(storetest.Open(t), thePack()), now: yearsFirst.Time().Add(9 * time.Hour), due: map[policy.Day][]func(){}, acts: map[string]int{}, refused: map[string]int{}, noticed: map[string]bool{}}
	y.app.Now = func() time.Time { return y.now }
	began := time.Now()
	r := rand.New(rand.NewPCG(seed, 0))
	starts := map[int]int{}
	for range cases { // over the first third
		starts[r.IntN(max(1, days/3))]++
	}
	off, n, day := 0, 0, 0
	for ; day < days && time.Since(began) < bound; day++ {
		y.now = yearsFirst.Add(day).Time().Add(9 * time.Hour)
		for range starts[day] {
			n++
			y.begin(n, rand.New(rand.NewPCG(seed, uint64(n))))
		}
		for _, do := range y.due[y.today()] {
			do()
		}
		delete(y.due, y.today())
		switch {
		case off > 0: // the server is off
			off--
		case often(r, 3):
			off = between(r, 1, 25)
		default:
			y.remind()
			if often(r, 20) {
				y.remind() // runs again the same day
			}
			if err := y.app.CarryOver(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := y.app.LapseReturned(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range y.list {
			y.look(c)
		}
	}
	for _, c := range y.list {
		y.sum(c)
	}
	for field := range yearsBlind {
		if !y.noticed[field] {
			t.Errorf("without %q the oracle misses nothing", field)
		}
	}
	kinds := map[string]int{} // the first of each kind: the rest are the days after it
	for _, f := range y.faults {
		_, what, _ := strings.Cut(f, ": ")
		if kinds[what]++; kinds[what] == 1 && len(kinds) <= 12 {
			t.Error(f)
		}
	}
	t.Logf("seed %d: %d cases, %d days, %d looks, %d things to be seen, %d daily runs, %d reminders owed, %d sent by the house, %d faults, in %s", seed, len(y.list), day, y.figures.checks, y.figures.needs,
		y.figures.runs, y.figures.owed, y.figures.sent, len(y.faults), time.Since(began).Round(time.Millisecond))
	for _, m := range []map[string]int{y.acts, y.refused} {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			t.Logf("%6d %s", m[k], k)
		}
	}
}

func documentOf(day policy.Day) document.Document {
	return document.Document{Kind: "other", AddedBy: yearsPartner.Account, Added: day}
}
