package app_test

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
	"passage/internal/fixture"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// A model check of the counting of landings, through the doors of app on a real database: from an approval to the end of a case every
// command is tried in every state that commands lead to, nearest first, and after each the case is compared with the lines of the ledger.
//
// A place is a case as it is stored, with a day. Two places of one shape are taken for the same: what is left out of the shape (the
// words of letters, how often something was amended) no rule on landings reads.

// The days of the walk, from the day of the first visas: the year has turned, those visas have ended, the one-year window has.
var modelDays = []int{3, 210, 400}

var modelStart = time.Date(2026, 12, 30, 9, 0, 0, 0, time.UTC)

// place is one place of the walk.
type place struct {
	id    casefile.ID
	time  int // index of modelDays
	file  *store.File
	lines []spaces.Entry
	by    string // how it was reached
	deep  int
}

type landingWalk struct {
	*office
	p    *place
	docs string // a paper that is on file
}

func (w *landingWalk) at(p *place) {
	w.p, w.id = p, p.id
	w.now = modelStart.AddDate(0, 0, modelDays[p.time])
}

func (w *landingWalk) day() policy.Day     { return policy.DayOf(w.now) }
func (w *landingWalk) who(n int) string    { return w.p.file.Persons[n-1].ID }
func (w *landingWalk) j() decision.Journey { return w.app.Journey(w.p.file) }

// read reads a place anew as it is stored.
func (w *landingWalk) read() {
	w.p.file = w.file()
	var err error
	if w.p.lines, err = w.app.Store.Entries(bg, 0, w.id); err != nil { // of all years
		w.Fatal(err)
	}
}

// again is another case that stands where a place does: the same items and lines.
func (w *landingWalk) again(from *place) *place {
	w.Helper()
	p := *from
	w.at(&p)
	id, err := w.app.Store.Change(bg, store.Entry{Actor: fixture.System, Action: "test", Now: w.now}, func(tx *store.Tx) (string, error) {
		in := *from.file
		in.Case.ID, in.Case.Ref = "", ""
		f, err := tx.Take(&in)
		if err != nil {
			return "", err
		}
		ids := map[string]string{}
		for _, e := range from.lines {
			if e.Kind == spaces.Over {
				continue // the store writes it anew where it must
			}
			was := e.ID
			e.ID, e.Case, e.Free, e.Limit = "", f.Case.ID, true, 0
			if ids[e.Of] != "" {
				e.Of = ids[e.Of]
			}
			if e, err = tx.Ledger(e); err != nil {
				return "", err
			}
			ids[was] = e.ID
		}
		for _, l := range slices.Clone(f.Landings) {
			l.Entry = ids[l.Entry]
			if err := tx.SaveLanding(f, &l); err != nil {
				return "", err
			}
		}
		return string(f.Case.ID), nil
	})
	if err != nil {
		w.Fatal(err)
	}
	p.id = casefile.ID(id)
	w.id = p.id
	w.read()
	return &p
}

// shape is what of a place the rules on landings can read.
func (p *place) shape() string {
	f, today := p.file, policy.DayOf(modelStart).Add(modelDays[p.time])
	j := decision.Journey{State: f.Case.State, Persons: f.Persons, Visas: f.Visas, Departures: f.Departures, Landings: f.Landings, Windows: f.Windows}
	d, _ := decision.Standing(f.Decisions)
	var b strings.Builder
	fmt.Fprint(&b, f.Case.State, p.time, d.Status, f.Case.Landed, f.Case.Persons, len(f.Broughts))
	if h, ok := casefile.Standing(f.Holds); ok {
		fmt.Fprint(&b, h.From)
	}
	if n := len(f.Steps); f.Case.State == casefile.SuspendedByOrder && n > 0 {
		fmt.Fprint(&b, f.Steps[n-1].From)
	}
	for i := range f.Persons {
		x := &f.Persons[i]
		v, visa := j.Visa(x.ID)
		gone, left := j.Departed(x.ID)
		in, landed := j.Landed(x.ID)
		a, applied := j.Follows(x.ID)
		back := false // of one that came from the case system the right day may then be entered without a departure
		for _, l := range f.Landings {
			back = back || l.Person == x.ID && l.TakenBack != ""
		}
		check, waits := decision.Unchecked(f.SafetyChecks, x.ID)
		_, moves := decision.Moving(f.Movements, x.ID)
		start := policy.DayOf(modelStart) // of the days, what is compared: before or after that of the visas, the year, over or not
		fmt.Fprint(&b, "|", x.Travels(), x.Principal(), x.Deceased(), visa, visa && v.ValidUntil < today, left, gone.Day > start, waits && !check.Settled(), moves,
			landed, in.Day > start, in.Window, back && len(f.Broughts) > 0, applied, a.Officer != "", a.Officer != "" && a.ValidUntil < today, a.Refused != "")
	}
	for _, c := range f.Changes {
		fmt.Fprint(&b, "/", c.Kind, c.Status)
	}
	a := spaces.AdmissionsOf(p.lines)
	fmt.Fprint(&b, a.Planned, len(a.Landed), spaces.Positions(p.lines))
	return b.String()
}

// miscounted is what must be so of a case in every place.
//
// Contradiction X-30: nobody is counted twice, without the day on which they became a permanent resident, or by the day of a visa. Rules
// a landing counts for one person, in the year of that day, and nothing else does.
func miscounted(f *store.File, lines []spaces.Entry, today policy.Day) (out []string) {
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	undone := map[string]bool{}
	for _, e := range lines {
		if e.Kind == spaces.Correct {
			if undone[e.Of] {
				say("a line is taken back twice")
			}
			undone[e.Of] = true
		}
	}
	stands, consumed, planned := map[string]spaces.Entry{}, map[string]int{}, map[int]int{}
	for _, e := range lines {
		sign := 1
		kind := e.Kind
		if kind == spaces.Correct {
			sign, kind = -1, e.Undoes
		}
		switch kind {
		case spaces.Plan:
			planned[e.Year] += sign * e.Persons
		case spaces.Unplan:
			planned[e.Year] -= sign * e.Persons
		case spaces.Consume:
			consumed[e.Person] += sign * e.Persons
		case spaces.Landed, spaces.LandedOther:
			if e.Person == "" || e.Persons != 1 || e.Year == 0 {
				say("a line counts %d of %q in %d", e.Persons, e.Person, e.Year)
			}
			if sign < 0 || undone[e.ID] {
				continue
			}
			if was, twice := stands[e.Person]; twice {
				say("counted twice: in %d and in %d", was.Year, e.Year)
			}
			stands[e.Person] = e
		}
	}
	live, charged := map[string]decision.Landing{}, 0
	for _, l := range f.Landings {
		if l.TakenBack != "" {
			continue
		}
		if _, twice := live[l.Person]; twice {
			say("landed twice")
		}
		live[l.Person] = l
		if !l.Window {
			charged++
		}
		e, ok := stands[l.Person]
		switch {
		case !l.Day.Valid() || l.Day > today:
			say("landed without a day, or on one to come: %q", l.Day)
		case !ok || e.ID != l.Entry:
			say("landed, and no line of its own counts it")
		case e.Year != l.Day.Year():
			say("landed in %d and counted in %d", l.Day.Year(), e.Year)
		case (e.Kind == spaces.LandedOther) != l.Window:
			say("counted on the wrong line")
		}
		if l.Place == "" || l.Document == "" && !l.Brought {
			say("landed without place or document")
		}
		if left, ok := (decision.Journey{Departures: f.Departures}).Departed(l.Person); ok && l.Day < left.Day {
			say("landed before the departure: by the day of the visa")
		}
		if !l.Window && !l.Brought && !casefile.BroughtApproved(f.Broughts) && !slices.ContainsFunc(f.Departures, func(d decision.Departure) bool { return d.Person == l.Person && d.NoShow == "" }) {
			say("landed and never left")
		}
	}
	for person := range stands {
		if _, ok := live[person]; !ok {
			say("counted, and nobody landed")
		}
	}
	if f.Case.Landed != charged {
		say("the case says %d landed, %d did", f.Case.Landed, charged)
	}
	for person, n := range consumed {
		if l, ok := live[person]; n < 0 || n > 1 || n == 1 && (!ok || l.Window) {
			say("a place is consumed %d times", n)
		}
	}
	for year, n := range planned {
		if n < 0 {
			say("%d are planned of %d", n, year)
		}
	}
	return out
}

// command is one act, through the door of app that a person has. It says by its name whether it may change who has landed.
type command struct {
	name   string
	run    func(w *landingWalk) error
	beside bool // leads beside the way from a visa to a landing: walked by name alone
}

func just(_ string, err error) error { return err }

// modelCommands are all that can touch a landing, and what leads to one.
func modelCommands(all bool) (out []command) {
	beside := false
	add := func(name string, run func(w *landingWalk) error) { out = append(out, command{name, run, beside}) }
	for n := 1; n <= 3; n++ {
		if n == 2 && !all {
			continue
		}
		is := func(s string) string { return fmt.Sprintf("%s %d", s, n) }
		add(is("visa"), func(w *landingWalk) error {
			v := w.visa(w.who(n))
			if w.p.time == 0 {
				v.Issued, v.ValidUntil = policy.DayOf(modelStart), policy.DayOf(modelStart).Add(200)
			}
			return just(w.app.IssueVisa(bg, w.w(officer), v))
		})
		add(is("depart"), func(w *landingWalk) error {
			return just(w.app.RecordDeparture(bg, w.w(assistant), decision.Departure{Person: w.who(n), Day: w.day(), Confirmed: "IOM"}))
		})
		add(is("no-show"), func(w *landingWalk) error {
			d, ok := w.j().Departed(w.who(n))
			if !ok {
				return errNone
			}
			return just(w.app.RecordNoShow(bg, w.w(assistant), d.ID, d.Version, "Not on the flight."))
		})
		add(is("safe"), func(w *landingWalk) error {
			s, waits := decision.Unchecked(w.p.file.SafetyChecks, w.who(n))
			if !waits || s.Settled() {
				return errNone
			}
			if _, err := w.app.AskSafe(bg, w.w(assistant), s.ID, s.Version, decision.SafetyCheck{Whom: "partner", Words: "Is this person safe?"}); err != nil {
				return err
			}
			return just(w.app.FindSafe(bg, w.w(assistant), s.ID, s.Version+1, "safe", "The partner spoke to them.", w.day()))
		})
		for what, day := range map[string]func(w *landingWalk) policy.Day{
			"today":           (*landingWalk).day,
			"without a day":   func(*landingWalk) policy.Day { return "" },
			"by the visa":     func(*landingWalk) policy.Day { return policy.DayOf(modelStart) },
			"tomorrow":        func(w *landingWalk) policy.Day { return w.day().Add(1) },
			"in another year": func(w *landingWalk) policy.Day { return w.day().AddYears(-1) },
		} {
			if !all && strings.HasPrefix(what, "in") {
				continue
			}
			for _, window := range []bool{false, true} {
				add(fmt.Sprintf("land %d %s %v", n, what, window), func(w *landingWalk) error {
					return just(w.app.RecordLanding(bg, w.w(assistant), decision.Landing{Person: w.who(n), Day: day(w), Place: "Toronto", Document: "C 1", Window: window}))
				})
			}
			add(fmt.Sprintf("land %d by the case system, %s", n, what), func(w *landingWalk) error { return w.differs(n, day(w)) })
		}
		add(is("land: take back"), func(w *landingWalk) error {
			l, ok := w.j().Landed(w.who(n))
			if !ok {
				return errNone
			}
			return just(w.app.TakeBackLanding(bg, w.w(postArrival), l.ID, l.Version, "The wrong person."))
		})
		beside = n != 2
		add(is("dies"), func(w *landingWalk) error {
			return just(w.app.RecordDeath(bg, w.w(assistant), casefile.Death{Person: w.who(n), On: people.Partial(w.day()), Source: "partner", NoProof: "Nobody is asked."}))
		})
		beside = false
	}
	beside = true
	add("plan", func(w *landingWalk) error { return just(w.app.PlanTravel(bg, w.w(assistant), "", 0, w.travel())) })
	add("amend", func(w *landingWalk) error {
		m, ok := w.moving()
		if !ok {
			return errNone
		}
		in := w.travel()
		in.Changed = "Another flight."
		return just(w.app.PlanTravel(bg, w.w(assistant), m.ID, m.Version, in))
	})
	add("cancel", func(w *landingWalk) error {
		m, ok := w.moving()
		if !ok {
			return errNone
		}
		return just(w.app.CancelTravel(bg, w.w(assistant), m.ID, m.Version, "No flight."))
	})
	beside = false
	add("apply", func(w *landingWalk) error {
		return just(w.app.RecordWindow(bg, w.w(assistant), decision.WindowApplication{Person: w.who(3), Submitted: w.day(), Known: "The office took it."}))
	})
	add("admit", func(w *landingWalk) error {
		a, ok := w.j().Follows(w.who(3))
		if !ok {
			return errNone
		}
		return just(w.app.AdmitWindow(bg, w.w(officer), a.ID, a.Version, decision.WindowApplication{Related: people.Yes, Number: "V 3", Issued: w.day(), ValidUntil: w.day().Add(100), Reasons: "As listed."}))
	})
	add("refuse", func(w *landingWalk) error {
		a, ok := w.j().Follows(w.who(3))
		if !ok {
			return errNone
		}
		return just(w.app.RefuseWindow(bg, w.w(officer), a.ID, a.Version, decision.WindowApplication{Related: people.No, Put: w.day(), Answer: "He is my son.", Reasons: "As the record shows."}))
	})
	add("separate", func(w *landingWalk) error {
		if _, err := w.app.BeginSeparation(bg, w.w(officer), decision.Separation{Persons: []string{w.who(2)}, Barrier: "No exit permit.", Danger: "Looked for."}); err != nil {
			return err
		}
		w.reached(casefile.SeparationCounselling)
		s := w.file().Separations
		x := s[len(s)-1]
		return just(w.app.SeparateFamily(bg, w.w(officer), x.ID, x.Version, decision.Separation{Told: w.day(), Counsellor: "Officer", Signed: w.docs, Heard: "She agrees."}))
	})
	beside = true
	add("ask separation", func(w *landingWalk) error {
		if len(w.p.file.Changes) > 0 {
			return errNone // one is enough to see where it leads
		}
		return just(w.app.AskChange(bg, w.w(caseworker), casefile.FamilyChange{Kind: casefile.Separation, On: "2026-12-01", Person: w.who(2), Proof: w.docs, Words: "They live apart."}, nil))
	})
	add("accept separation", func(w *landingWalk) error {
		for _, c := range w.p.file.Changes {
			if c.Open() {
				return just(w.app.AnswerChange(bg, w.w(assistant), c.ID, c.Version, true, "As the paper shows."))
			}
		}
		return errNone
	})
	add("split", func(w *landingWalk) error {
		_, err := w.app.SplitFile(bg, w.w(officer), app.SplitAsk{Officer: officer.Account, Split: casefile.Split{Why: casefile.SplitWhys[0], On: "2026-08-20", Persons: []string{w.who(2)}, To: w.who(2), Words: "Apart."}})
		return err
	})
	add("another principal", func(w *landingWalk) error {
		in := casefile.PrincipalChange{To: w.who(2), Why: "request", Proof: w.docs, Consent: w.docs, Words: "As the family asks.", Seen: true,
			Ties: []casefile.Tie{{Person: w.who(1), Now: people.Wife}, {Person: w.who(3), Now: people.Son}}}
		if w.p.file.Persons[0].Deceased() {
			in.Why = "death"
		}
		return just(w.app.ChangePrincipal(bg, w.w(officer), in))
	})
	add("hold", func(w *landingWalk) error {
		return just(w.app.HoldCase(bg, w.w(officer), casefile.Hold{Reason: casefile.ExitBarrier, Note: "No permit.", Review: w.day().Add(90)}))
	})
	add("resume", func(w *landingWalk) error {
		h, ok := casefile.Standing(w.p.file.Holds)
		if !ok {
			return errNone
		}
		return just(w.app.ResumeCase(bg, w.w(officer), h.Version, "It opened."))
	})
	for _, e := range []casefile.OrderEffect{casefile.Suspends, casefile.Lifts, casefile.Terminates} {
		add("order "+string(e), func(w *landingWalk) error {
			x := order(e)
			return just(w.app.RecordOrder(bg, app.Write{Actor: central}, x, w.p.file.Case.Ref))
		})
	}
	add("withdraw", func(w *landingWalk) error {
		return just(w.app.Withdraw(bg, w.w(officer), casefile.Withdrawal{Asked: "applicant", On: w.day(), Request: w.docs, Covers: app.Signatories(w.p.file, w.day()), Reason: "applicant_wish"}))
	})
	for _, why := range []string{casefile.VisasUnused, casefile.PrincipalDied, casefile.TakenElsewhere} {
		add("close "+why, func(w *landingWalk) error {
			return just(w.app.CloseUnused(bg, w.w(officer), casefile.Ending{Why: why, On: people.Partial(w.day()), Country: "XNN", Said: "document", Proof: w.docs, Covers: app.Signatories(w.p.file, w.day()), Words: "So it is."}))
		})
	}
	add("close complete", func(w *landingWalk) error { return just(w.app.CloseComplete(bg, w.w(postArrival))) })
	return out
}

var errNone = fmt.Errorf("there is nothing of it")

func (w *landingWalk) travel() decision.Movement {
	m := decision.Movement{Departs: w.day(), Arrives: w.day().Add(1), Port: "Toronto", Flights: "Flight 0412", Booked: "IOM"}
	for _, p := range w.j().Travellers() {
		m.Persons = append(m.Persons, p.ID)
	}
	return m
}

func (w *landingWalk) moving() (decision.Movement, bool) {
	for _, m := range w.p.file.Movements {
		if m.Cancelled == "" {
			return m, true
		}
	}
	return decision.Movement{}, false
}

// differs is that an extract has a landing of a person, of a day or none, and that somebody takes theirs.
func (w *landingWalk) differs(n int, day policy.Day) error {
	l, landed := w.j().Landed(w.who(n))
	d := casefile.Difference{Kind: casefile.DifferLanding, Person: w.who(n), Number: fmt.Sprint(n), Theirs: string(day), Ours: string(l.Day), Place: "Toronto", Document: "D 1", Found: w.day()}
	switch {
	case d.Theirs == d.Ours:
		return errNone
	case landed && day == "":
		d.Kind = casefile.DifferOurs
	case landed:
		d.Kind = casefile.DifferDay
	}
	w.given(func(tx *store.Tx, f *store.File) error { return tx.SaveDifference(f, &d) })
	return just(w.app.SettleDifference(bg, w.w(postArrival), d.ID, d.Version, app.Settled{Take: true, Why: "As they have it."}))
}

// approvedFamily is where the walk begins: an approval signed, a spouse who travels, a son who stays, with places and every check settled.
func (w *landingWalk) approvedFamily() {
	w.now = modelStart
	w.id = w.family(casefile.FinalReview, "FLD", "cedar")
	w.approve()
	w.docs = w.paper()
	w.placed(2)
	w.given(func(tx *store.Tx, f *store.File) error {
		p := f.Persons[1]
		p.Relationship, p.Born = people.Husband, "1984-05-06"
		if err := tx.SavePerson(f, &p); err != nil {
			return err
		}
		for _, t := range slices.Clone(f.Tracks) { // for longer than the walk: that checks end is another test's
			t.ValidUntil = "2030-01-01"
			if err := tx.SaveTrack(f, &t); err != nil {
				return err
			}
		}
		for _, k := range assessment.TrackKinds {
			if k == assessment.Medical {
				continue
			}
			if err := tx.SaveTrack(f, &assessment.Track{Person: f.Persons[2].ID, Kind: k, Value: assessment.NoConcern}); err != nil {
				return err
			}
		}
		plan := f.Plans[0]
		plan.Confirmed, plan.Language = "2029-01-01", "ENG"
		return tx.SavePlan(f, &plan)
	})
}

// broughtFamilies are cases that the bridge brought in: approved, on the way, and with one landed.
const broughtFamilies = `record,application,partner,stage,referred,submitted,filed,office,at_office,decided,ended,province,person,uci,family,given,sex,born,birth_country,nationality,residence,relationship,travels,visa,visa_issued,visa_until,departed,landed,landed_place,landed_document
R-1,G000000504,FLD,approved,2026-03-01,2026-03-02,2026-03-20,cedar,2026-04-01,2026-12-03,,ON,1,50400001,Applicant,0504,F,1983-01-02,XKK,XKK,XMM,PA,yes,,,,,,,
R-1,,,,,,,,,,,,2,50400002,Applicant,0505,M,1982-01-02,XKK,XKK,XMM,HUS,yes,,,,,,,
R-1,,,,,,,,,,,,3,50400003,Applicant,0506,M,2014-01-02,XKK,XKK,XMM,SON,no,,,,,,,
R-2,G000000507,FLD,visa,2026-03-01,2026-03-02,2026-03-20,cedar,2026-04-01,2026-12-03,,ON,1,50700001,Applicant,0507,F,1983-01-02,XKK,XKK,XMM,PA,yes,V-1,2026-12-20,2027-07-01,2026-12-29,,,
R-2,,,,,,,,,,,,2,50700002,Applicant,0508,M,1982-01-02,XKK,XKK,XMM,HUS,yes,V-2,2026-12-20,2027-07-01,,,,
R-2,,,,,,,,,,,,3,50700003,Applicant,0509,M,2014-01-02,XKK,XKK,XMM,SON,no,,,,,,,
R-3,G000000510,FLD,landed,2026-03-01,2026-03-02,2026-03-20,cedar,2026-04-01,2026-12-03,,ON,1,51000001,Applicant,0510,F,1983-01-02,XKK,XKK,XMM,PA,yes,,,,,2026-12-29,Toronto,D-1
R-3,,,,,,,,,,,,2,51000002,Applicant,0511,M,1982-01-02,XKK,XKK,XMM,HUS,yes,,,,,,,
R-3,,,,,,,,,,,,3,51000003,Applicant,0512,M,2014-01-02,XKK,XKK,XMM,SON,no,,,,,2026-12-29,Toronto,D-3
`

// landingsNow is who has landed on which day, by person: what only some commands may change.
func (p *place) landingsNow() string {
	var out []string
	for _, l := range p.file.Landings {
		if l.TakenBack == "" {
			out = append(out, l.Person+string(l.Day)+l.Entry)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// Contradiction X-30, rules, over every state from the approval on and every command: nobody is counted
// twice, without a day, or by the day of a visa, and the case, its landings and the lines of the ledger say the same. LANDINGS=all
// goes beside the way too (holds, orders, ends, changes of the family), for as long as it has.
func TestRule_X_30_EveryStateAndCommand(t *testing.T) {
	all := os.Getenv("LANDINGS") == "all"
	bound := 9 * time.Minute
	if x, err := time.ParseDuration(os.Getenv("LANDINGS_FOR")); err == nil {
		bound = x
	}
	o := open(t, storetest.Open(t), casefile.FinalReview)
	w := &landingWalk{office: o}
	began := time.Now()
	commands := slices.DeleteFunc(modelCommands(all), func(c command) bool { return c.beside && !all })
	seen, states, ways := map[string]bool{}, map[casefile.State]int{}, map[string]int{}
	var queue []*place
	begin := func(by string) {
		p := &place{id: w.id, by: by}
		w.at(p)
		w.read()
		seen[p.shape()] = true
		queue = append(queue, p)
	}
	w.approvedFamily()
	if !all { // of two persons every place is walked in seconds
		w.given(func(tx *store.Tx, f *store.File) error {
			p := f.Persons[1]
			p.Died = "2026-12"
			f.Case.Persons--
			return tx.SavePerson(f, &p)
		})
	}
	begin("approved")
	w.bring(broughtFamilies, false)
	for _, r := range []string{"R-3", "R-2", "R-1"} {
		if !all && r != "R-3" {
			continue
		}
		w.id = w.brought(r).Case.ID
		w.given(func(tx *store.Tx, f *store.File) error {
			f.Case.Assigned = officer.Account
			plan := people.SafetyPlan{ID: f.Plans[0].ID, Version: f.Plans[0].Version, Reach: people.OnlyPartner, LocationRestricted: people.No, Confirmed: "2029-01-01", Language: "ENG"}
			for _, x := range f.Persons {
				for _, k := range assessment.TrackKinds {
					if err := tx.SaveTrack(f, &assessment.Track{Person: x.ID, Kind: k, Value: assessment.NoConcern}); err != nil {
						return err
					}
				}
			}
			return tx.SavePlan(f, &plan)
		})
		begin("brought as " + r)
	}
	tried := 0
	came := map[string]bool{"followed": false, "landed again": false, "landed after a no-show": false}
	for ; len(queue) > 0 && time.Since(began) < bound; queue = queue[1:] {
		from := queue[0]
		states[from.file.Case.State]++
		w.at(from)
		if bad := miscounted(from.file, from.lines, w.day()); len(bad) > 0 {
			t.Fatalf("%s: %s", from.by, strings.Join(bad, "; "))
		}
		live := from // the case that stands there, until a command moves it
		go1 := func(name string, run func() error) {
			w.at(live)
			version, landings := live.file.Case.Version, live.landingsNow()
			err := run()
			tried++
			if err != nil {
				if err != errNone {
					if c, _ := w.app.Store.Peek(bg, live.id); c.Version != version { // part of it was done, or an extract was compared
						live = w.again(from)
					}
				}
				return
			}
			ways[strings.Fields(name)[0]]++
			to := *live
			to.by, to.deep = from.by+"; "+name, from.deep+1
			w.at(&to)
			w.read()
			if bad := miscounted(to.file, to.lines, w.day()); len(bad) > 0 {
				t.Fatalf("%s: %s", to.by, strings.Join(bad, "; "))
			}
			for _, l := range to.file.Landings {
				came["followed"] = came["followed"] || l.Window && !l.Brought
				came["landed again"] = came["landed again"] || l.TakenBack == "" && slices.ContainsFunc(to.file.Landings, func(x decision.Landing) bool { return x.Person == l.Person && x.TakenBack != "" })
				came["landed after a no-show"] = came["landed after a no-show"] || slices.ContainsFunc(to.file.Departures, func(d decision.Departure) bool { return d.Person == l.Person && d.NoShow != "" })
			}
			if to.landingsNow() != landings && !strings.HasPrefix(name, "land") {
				t.Fatalf("%s changes who has landed", to.by)
			}
			if s := to.shape(); !seen[s] && (all || to.deep < 3 || len(to.file.Broughts) == 0) { // of one that was brought the first steps
				seen[s] = true
				queue = append(queue, &to)
			}
			live = w.again(from)
		}
		for _, c := range commands {
			go1(c.name, func() error { return c.run(w) })
		}
		if from.time+1 < len(modelDays)-1 || all && from.time+1 < len(modelDays) {
			to := *live
			to.time, to.by = from.time+1, from.by+"; later"
			if s := to.shape(); !seen[s] {
				seen[s] = true
				queue = append(queue, &to)
			}
		}
	}
	for what, did := range came { // the walk is worth something only when it comes there
		if !did {
			t.Errorf("nobody %s", what)
		}
	}
	t.Logf("%d places, %d left to walk, %d commands tried, in %s", len(seen), len(queue), tried, time.Since(began).Round(time.Millisecond))
	for _, s := range slices.SortedFunc(maps.Keys(states), func(a, b casefile.State) int { return cmp.Compare(a, b) }) {
		t.Logf("%s: %d", s, states[s])
	}
	t.Logf("%v", ways)
}

// What the walk asks notices each of what must not be.
func TestRule_X_30_TheCheckerNotices(t *testing.T) {
	o := open(t, storetest.Open(t), casefile.FinalReview)
	w := &landingWalk{office: o}
	w.approvedFamily()
	o.land()
	from := &place{id: w.id}
	for what, wrong := range map[string]func(f *store.File, lines *[]spaces.Entry){
		"":                            func(*store.File, *[]spaces.Entry) {},
		"landed twice":                func(f *store.File, _ *[]spaces.Entry) { f.Landings = append(f.Landings, f.Landings[0]) },
		"landed without a day":        func(f *store.File, _ *[]spaces.Entry) { f.Landings[0].Day = "" },
		"by the day of the visa":      func(f *store.File, _ *[]spaces.Entry) { f.Landings[0].Day = f.Visas[0].Issued },
		"counted, and nobody landed":  func(f *store.File, _ *[]spaces.Entry) { f.Landings[0].TakenBack = "2027-03-01" },
		"counted in":                  func(f *store.File, _ *[]spaces.Entry) { f.Landings[0].Day = f.Landings[0].Day.AddYears(-1) },
		"no line of its own":          func(f *store.File, _ *[]spaces.Entry) { f.Landings[0].Entry = f.Landings[1].Entry },
		"the case says":               func(f *store.File, _ *[]spaces.Entry) { f.Case.Landed++ },
		"landed and never left":       func(f *store.File, _ *[]spaces.Entry) { f.Departures = nil },
		"landed without place":        func(f *store.File, _ *[]spaces.Entry) { f.Landings[1].Document = "" },
		"on the wrong line":           func(f *store.File, _ *[]spaces.Entry) { f.Landings[1].Window = true },
		"counted twice":               func(f *store.File, lines *[]spaces.Entry) { *lines = append(*lines, counts(*lines)) },
		"a place is consumed 2 times": func(f *store.File, lines *[]spaces.Entry) { *lines = append(*lines, counts(*lines, spaces.Consume)) },
		"are planned of":              func(f *store.File, lines *[]spaces.Entry) { *lines = append(*lines, counts(*lines, spaces.Unplan)) },
	} {
		w.p = from
		w.now = modelStart.AddDate(0, 3, 0)
		w.read()
		wrong(from.file, &from.lines)
		got := strings.Join(miscounted(from.file, from.lines, w.day()), "; ")
		if (what == "") != (got == "") || !strings.Contains(got, what) {
			t.Errorf("%q: %q", what, got)
		}
	}
}

// counts is another line like the first of a kind: of a landing, or as named.
func counts(lines []spaces.Entry, kind ...spaces.Kind) spaces.Entry {
	kind = append(kind, spaces.Landed)
	e := lines[slices.IndexFunc(lines, func(e spaces.Entry) bool { return e.Kind == kind[0] })]
	e.ID += "2"
	return e
}
