package app

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// commitment is the "up to" number of a stream in a year, as it stands on the day of the change; 0 when there is none.
func (a *App) commitment(tx *store.Tx, stream string, year int) (int, error) {
	v, err := a.numbersIn(tx)
	if err != nil {
		return 0, err
	}
	if c, ok := v.Commitment(stream, year); ok {
		return c.Persons, nil
	}
	return 0, nil
}

// Tally is a number of persons and of cases; a page always says which it shows (I-60).
type Tally struct{ Persons, Cases int }

func (t Tally) add(o Tally) Tally { return Tally{t.Persons + o.Persons, t.Cases + o.Cases} }

// Standing is how far persons are on the way to landing. Landed is of the year; the rest is as at now.
type Standing struct {
	Landed   Tally
	Window   Tally // one-year-window members who landed: a line of their own, not charged (I-61)
	Visas    Tally // every traveller has a visa, not landed
	Approved Tally // visas not issued yet
	Process  Tally // referred, not decided
}

func (s *Standing) add(o Standing) {
	s.Landed, s.Window, s.Visas = s.Landed.add(o.Landed), s.Window.add(o.Window), s.Visas.add(o.Visas)
	s.Approved, s.Process = s.Approved.add(o.Approved), s.Process.add(o.Process)
}

// CommitmentLine is the standing of one partner or one office.
type CommitmentLine struct {
	Code string
	Standing
	GAR int // offices: the GAR number of the year, in which the landings are included (I-62); 0 when none is set
}

// Step is one step from referral to landing: how many cases have come so far, how many wait there, how many left there.
type Step struct {
	Stage   casefile.Stage
	Reached int
	Waiting int
	Left    int
}

// Age is how long open cases have stood in their stage, in the brackets of AgeBrackets.
type Age struct {
	Stage casefile.Stage
	Cases []int
}

// AgeBrackets are the upper ends of the brackets of ages, in days; the last is open.
var AgeBrackets = []int{30, 60, 90, 180}

// Commitment is what the analyst's page shows of one stream and admission year. No forecast and no percentage of the
// ceiling: it is a ceiling and never a target (I-59).
type Commitment struct {
	Stream string
	Year   int
	UpTo   int // 0 when the pack has no number for the year
	Firm   bool
	AsAt   time.Time
	Now    bool // the year is the current one: visas, approved and in process are shown
	Standing
	Planned  int // persons whose admission is planned in the year
	Partners []CommitmentLine
	Offices  []CommitmentLine
	Steps    []Step
	Ages     []Age
	Target   int              // GAR target of the year; the offices' numbers are compared with it (I-63)
	Regions  []CommitmentLine // of the offices, by the region they lie in (I-64); "" is with no office yet
	Past     bool             // as of a past day: how old cases were, and which they were, is not kept
	Gone     []Gone
	Turn     *spaces.Turn // of the year, when it is near and the year is the current one
}

// CommitmentFilter narrows what is counted; empty fields do not.
type CommitmentFilter struct {
	Stream  string
	Year    int
	Partner string
	Office  string
	AsOf    policy.Day // a past day, as it stood at its end; "" is now
}

// Commitment counts a stream's admission year from kept counters and the ledger. Whoever may see it sees figures alone:
// the look is entered, and no case is opened.
func (a *App) Commitment(ctx context.Context, who access.Actor, by CommitmentFilter) (*Commitment, error) {
	if err := a.figures(ctx, who); err != nil {
		return nil, err
	}
	today := a.Today()
	c := &Commitment{Stream: by.Stream, Year: by.Year, AsAt: a.Now().UTC()}
	v := a.Policy()
	if by.AsOf.Valid() && by.AsOf < today {
		today, c.Past, c.AsAt = by.AsOf, true, by.AsOf.Time().Add(24*time.Hour-time.Second)
		v = v.Pack.On(by.AsOf)
	}
	c.Now = by.Year == today.Year()
	if n, ok := v.Commitment(by.Stream, by.Year); ok {
		c.UpTo, c.Firm = n.Persons, n.Firm
	}
	if l, ok := v.Level(by.Year); ok {
		c.Target = l.Target
	}
	if t, near := a.turn(); near && c.Now && !c.Past {
		c.Turn = &t
	}
	entries, err := a.Store.Entries(ctx, by.Year, "")
	if err != nil {
		return nil, err
	}
	balances, err := a.Store.Balances(ctx, by.Year)
	if err != nil {
		return nil, err
	}
	if c.Past {
		entries = slices.DeleteFunc(entries, func(e spaces.Entry) bool { return policy.DayOf(e.At) > by.AsOf })
		balances = spaces.Balances(entries)
	}
	counts, err := a.countsOn(ctx, c.Past, by.AsOf)
	if err != nil {
		return nil, err
	}
	k := counter{by: by, partners: map[string]*Standing{}, offices: map[string]*Standing{}}
	for _, p := range v.Partners() {
		k.partners[p.ID] = &Standing{}
	}
	k.landed(c, entries, balances)
	if c.Now {
		k.stock(counts)
	}
	k.lines(c, v)
	c.Regions = regions(c.Offices, v)
	c.Steps, c.Gone = steps(k.kept(counts)), gone(k.kept(counts))
	if !c.Past {
		c.Ages, err = a.ages(ctx, by)
	}
	return c, err
}

// countsOn are the counters of cases now, or as they stood at the end of a past day.
func (a *App) countsOn(ctx context.Context, past bool, on policy.Day) ([]store.Count, error) {
	if past {
		return a.Store.CountsAsOf(ctx, on)
	}
	return a.Store.Counts(ctx)
}

// regions adds the offices up by the region they lie in.
//
// Rule I-64: the country has commitments to regions, so the stream is reported by region too. The region is that of the office,
// which is coarse; counts by country are not kept.
func regions(offices []CommitmentLine, v *policy.View) []CommitmentLine {
	sums := map[string]*CommitmentLine{}
	for _, o := range offices {
		region := ""
		if x, ok := v.Office(o.Code); ok {
			region = x.Region
		}
		if sums[region] == nil {
			sums[region] = &CommitmentLine{Code: region}
		}
		sums[region].Standing.add(o.Standing)
	}
	var out []CommitmentLine
	for _, l := range sums {
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b CommitmentLine) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

// Gone is how many cases left in one way, as their state says: refused, withdrawn by the applicant or the partner, merged as a
// duplicate, visas not used, ended by an order. Finer reasons (I-67) are sealed in the case.
type Gone struct {
	State casefile.State
	Tally
}

func gone(counts []store.Count) (out []Gone) {
	for _, s := range []casefile.State{casefile.Refused, casefile.Withdrawn, casefile.MergedDuplicate, casefile.ClosedUnused, casefile.TerminatedByOrder} {
		g := Gone{State: s}
		for _, n := range counts {
			if at := n.State; at == s || s == casefile.Refused && (at == casefile.Reconsideration || at == casefile.Litigation || at == casefile.ClosedRefused) {
				g.Tally = g.Tally.add(Tally{n.Persons, n.Cases})
			}
		}
		if g.Cases > 0 {
			out = append(out, g)
		}
	}
	return out
}

// figures enters the look of somebody who may see figures. Partners have pages of their own.
func (a *App) figures(ctx context.Context, who access.Actor) error {
	if err := access.Allow(who, access.ViewSpaces, access.Resource{Partner: who.Unit}); err != nil || partnerRole(who.Role) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if _, err := a.Rules(ctx); err != nil { // the numbers as they stand
		return err
	}
	return a.Store.Record(ctx, store.Look{At: a.Now(), Actor: who, Action: access.ViewSpaces, Outcome: store.Shown})
}

// counter adds up figures under a filter.
type counter struct {
	by       CommitmentFilter
	partners map[string]*Standing
	offices  map[string]*Standing
}

func (k counter) wants(partner, office string) bool {
	return (k.by.Partner == "" || k.by.Partner == partner) && (k.by.Office == "" || k.by.Office == office)
}

func (k counter) at(m map[string]*Standing, code string) *Standing {
	if m[code] == nil {
		m[code] = &Standing{}
	}
	return m[code]
}

// put adds to the line of a partner and of an office alike.
func (k counter) put(partner, office string, s Standing) {
	k.at(k.partners, partner).add(s)
	k.at(k.offices, office).add(s)
}

// landed takes persons from the kept counters of the ledger and cases from its entries: a case counts once in a year,
// when the first of its persons lands.
func (k counter) landed(c *Commitment, entries []spaces.Entry, balances map[spaces.Key]spaces.Delta) {
	for key, d := range balances {
		if key.Counter != spaces.Commitment || key.Stream != k.by.Stream || key.Partner == "" || !k.wants(key.Partner, key.Office) {
			continue
		}
		k.put(key.Partner, key.Office, Standing{Landed: Tally{Persons: d.Landed}, Window: Tally{Persons: d.Other}})
		c.Planned += d.Planned
	}
	type at struct {
		id              casefile.ID
		partner, office string
		window          bool
	}
	cases := map[at]int{}
	for _, e := range entries {
		if e.Counter != spaces.Commitment || e.Stream != k.by.Stream || !k.wants(e.Partner, e.Office) {
			continue
		}
		for _, m := range e.Moves() {
			if m.Key.Partner == "" || m.Landed == 0 && m.Other == 0 {
				continue
			}
			cases[at{e.Case, e.Partner, e.Office, m.Other != 0}] += m.Landed + m.Other
		}
	}
	for x, n := range cases {
		switch {
		case n <= 0:
		case x.window:
			k.put(x.partner, x.office, Standing{Window: Tally{Cases: 1}})
		default:
			k.put(x.partner, x.office, Standing{Landed: Tally{Cases: 1}})
		}
	}
}

// stock is what is on the way now, from the kept counters of cases.
func (k counter) stock(counts []store.Count) {
	for _, n := range counts {
		if !k.wants(n.Partner, n.Office) {
			continue
		}
		left := Tally{n.Persons - n.Landed, n.Cases}
		switch {
		case n.State == casefile.Travel || n.State == casefile.Departed || n.State == casefile.NoShow:
			k.put(n.Partner, n.Office, Standing{Visas: left})
		case (n.State == casefile.Arrived || n.State == casefile.PostArrival) && left.Persons > 0:
			k.put(n.Partner, n.Office, Standing{Visas: Tally{Persons: left.Persons}}) // the rest of a family that travels in parts
		case n.State == casefile.Approved:
			k.put(n.Partner, n.Office, Standing{Approved: left})
		case inProcess(n.State):
			k.put(n.Partner, n.Office, Standing{Process: left})
		}
	}
}

// inProcess says whether a case is referred and not decided.
func inProcess(s casefile.State) bool {
	switch casefile.StageOf(s) {
	case casefile.StageReferred, casefile.StageFiled, casefile.StageOffice, casefile.StageEligibility, casefile.StageInterview, casefile.StageAdmissibility:
		return s != casefile.Returned
	case "":
		return s == casefile.OnHold || s == casefile.SuspendedByOrder
	}
	return s == casefile.FinalReview
}

func (k counter) lines(c *Commitment, v *policy.View) {
	for code, s := range k.partners {
		if k.by.Partner == "" || k.by.Partner == code {
			c.Partners = append(c.Partners, CommitmentLine{Code: code, Standing: *s})
			c.Standing.add(*s)
		}
	}
	for _, o := range v.Offices() {
		if gar := v.GAR(o.ID, k.by.Year); gar > 0 && k.offices[o.ID] == nil && (k.by.Office == "" || k.by.Office == o.ID) {
			k.offices[o.ID] = &Standing{}
		}
	}
	for code, s := range k.offices {
		l := CommitmentLine{Code: code, Standing: *s, GAR: v.GAR(code, k.by.Year)}
		c.Offices = append(c.Offices, l)
	}
	order := func(a, b CommitmentLine) int {
		return cmp.Or(cmp.Compare(b.Landed.Persons, a.Landed.Persons), cmp.Compare(a.Code, b.Code))
	}
	slices.SortFunc(c.Partners, order)
	slices.SortFunc(c.Offices, order)
}

func (k counter) kept(counts []store.Count) []store.Count {
	return slices.DeleteFunc(slices.Clone(counts), func(n store.Count) bool { return !k.wants(n.Partner, n.Office) || !n.State.After() })
}

// funnel are the steps of the table from referral to landing. An interview is no step: it may be waived, and the state
// of a case alone does not tell.
var funnel = []casefile.Stage{casefile.StageReferred, casefile.StageFiled, casefile.StageOffice, casefile.StageAdmissibility, casefile.StageDecision, casefile.StageVisa, casefile.StageLanded}

// place is the step of the funnel that a state stands at: eligibility and the interview are work of the office. left
// says that the case went no further; what was withdrawn is only known to have been referred.
func place(s casefile.State) (step int, left bool) {
	switch s {
	case casefile.Withdrawn, casefile.MergedDuplicate, casefile.TerminatedByOrder:
		return 0, true
	case casefile.OnHold, casefile.SuspendedByOrder:
		return 2, false
	case casefile.ClosedUnused: // the state alone does not tell how far it had come
		return 2, true
	case casefile.Refused, casefile.Reconsideration, casefile.Litigation, casefile.ClosedRefused:
		return 4, true
	}
	switch g := casefile.StageOf(s); g {
	case casefile.StageEligibility, casefile.StageInterview:
		return 2, false
	default:
		return max(0, slices.Index(funnel, g)), false
	}
}

func steps(counts []store.Count) []Step {
	out := make([]Step, len(funnel))
	for i, g := range funnel {
		out[i].Stage = g
	}
	for _, n := range counts {
		at, left := place(n.State)
		for i := 0; i <= at; i++ {
			out[i].Reached += n.Cases
		}
		switch {
		case left:
			out[at].Left += n.Cases
		case funnel[at] != casefile.StageLanded:
			out[at].Waiting += n.Cases
		}
	}
	return out
}

// ageing are the stages whose ages are shown.
var ageing = []casefile.Stage{casefile.StageReferred, casefile.StageFiled, casefile.StageOffice, casefile.StageEligibility, casefile.StageInterview, casefile.StageAdmissibility, casefile.StageDecision, casefile.StageVisa}

// openStates are the states of a stage in which a case waits for somebody.
func openStates(g casefile.Stage) []casefile.State {
	var out []casefile.State
	for _, s := range casefile.States {
		if casefile.StageOf(s) == g && s.After() && !s.Closed() && s != casefile.Refused && s != casefile.Returned {
			out = append(out, s)
		}
	}
	return out
}

func (a *App) ages(ctx context.Context, by CommitmentFilter) ([]Age, error) {
	var states []casefile.State
	for _, g := range ageing {
		states = append(states, openStates(g)...)
	}
	list, err := a.Store.Ages(ctx, states)
	if err != nil {
		return nil, err
	}
	at := map[casefile.Stage][]int{}
	k := counter{by: by}
	for _, x := range list {
		if !k.wants(x.Partner, x.Office) || x.Since == "" {
			continue
		}
		g := casefile.StageOf(x.State)
		if at[g] == nil {
			at[g] = make([]int, len(AgeBrackets)+1)
		}
		at[g][Bracket(x.Since.Until(a.Today()))] += x.Cases
	}
	var out []Age
	for _, g := range ageing {
		if at[g] == nil {
			at[g] = make([]int, len(AgeBrackets)+1)
		}
		out = append(out, Age{g, at[g]})
	}
	return out, nil
}

// Bracket is the bracket of a number of days.
func Bracket(days int) int {
	for i, end := range AgeBrackets {
		if days <= end {
			return i
		}
	}
	return len(AgeBrackets)
}

// Behind says which cases a figure is made of.
type Behind struct {
	CommitmentFilter
	What    string // landed, visas, approved, process, or a stage
	Bracket int    // of a stage's age; -1 for all
}

// CasesBehind are the cases behind a figure, as references and codes: no name, no country, no place. Cases against a
// country that the reader has a declared link to are left out (decision 14); which were shown is entered.
func (a *App) CasesBehind(ctx context.Context, who access.Actor, b Behind, limit int) ([]casefile.Case, error) {
	if err := access.Allow(who, access.ViewSpaces, access.Resource{Partner: who.Unit}); err != nil || partnerRole(who.Role) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	q := store.Query{Partner: b.Partner, Office: b.Office, Limit: limit}
	switch b.What {
	case "landed":
		entries, err := a.Store.Entries(ctx, b.Year, "")
		if err != nil {
			return nil, err
		}
		q.IDs = landedCases(entries, b.CommitmentFilter)
	case "visas":
		q.States = []casefile.State{casefile.Travel, casefile.Departed, casefile.NoShow, casefile.Arrived, casefile.PostArrival}
	case "approved":
		q.States = []casefile.State{casefile.Approved}
	case "process":
		for _, s := range casefile.States {
			if inProcess(s) && s.After() {
				q.States = append(q.States, s)
			}
		}
	default:
		if q.States = openStates(casefile.Stage(b.What)); len(q.States) == 0 {
			return nil, fault.New(fault.NotFound, "fault.not_found")
		}
	}
	list, err := a.Store.List(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []casefile.Case
	var ids strings.Builder
	for _, c := range list {
		partly := b.What == "visas" && (c.State == casefile.Arrived || c.State == casefile.PostArrival) && c.Persons <= c.Landed
		old := b.Bracket >= 0 && Bracket(c.Since.Until(a.Today())) != b.Bracket
		other := b.Partner != "" && c.ReferredBy != b.Partner // identified by it and referred by another
		if partly || old || other || who.Conflicts(c.Summary.Countries) {
			continue
		}
		c.Summary, c.Assigned, c.Prepared = casefile.Summary{}, "", ""
		out = append(out, c)
		ids.WriteString(string(c.ID) + " ")
	}
	return out, a.Store.Record(ctx, store.Look{At: a.Now(), Actor: who, Action: access.ViewSpaces, Outcome: store.Shown, Detail: ids.String()})
}

// landedCases are the cases of which a person landed in the year of the entries.
func landedCases(entries []spaces.Entry, by CommitmentFilter) []casefile.ID {
	n := map[casefile.ID]int{}
	k := counter{by: by}
	for _, e := range entries {
		if e.Counter != spaces.Commitment || e.Stream != by.Stream || !k.wants(e.Partner, e.Office) {
			continue
		}
		for _, m := range e.Moves() {
			if m.Key.Partner != "" {
				n[e.Case] += m.Landed + m.Other
			}
		}
	}
	out := []casefile.ID{}
	for id, persons := range n {
		if persons > 0 {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// Allocations is what the partners hold, have referred and have landed of one referral year (I-8, I-10).
type Allocations struct {
	Year  int
	Lines []AllocationLine
	Last  []spaces.Entry // the last lines of the ledger of the year, newest first
}

// AllocationLine is one partner's in one year: the department and the partner read the same.
type AllocationLine struct {
	Partner string
	Year    int
	Limit   int // 0 when the pack has none
	spaces.Delta
	Room int
}

// allocationOf is the line of a partner and a year: the number of the plan with what was moved, and what is left of it.
func allocationOf(v *policy.View, rows map[spaces.Key]spaces.Delta, stream, partner string, year int) AllocationLine {
	l := AllocationLine{Partner: partner, Year: year, Delta: rows[spaces.Key{Counter: spaces.Allocation, Year: year, Stream: stream, Partner: partner}]}
	if al, ok := v.Allocation(stream, partner, year); ok {
		l.Limit, l.Room = al.Persons+l.Moved, spaces.Room(al.Persons, l.Delta)
	}
	return l
}

// Allocations are the partners' lines of a referral year, and the last entries of the year's ledger.
func (a *App) Allocations(ctx context.Context, who access.Actor, stream string, year, last int) (*Allocations, error) {
	if err := a.figures(ctx, who); err != nil {
		return nil, err
	}
	rows, err := a.Store.Balances(ctx, year)
	if err != nil {
		return nil, err
	}
	entries, err := a.Store.Entries(ctx, year, "")
	if err != nil {
		return nil, err
	}
	out := &Allocations{Year: year}
	v := a.Policy()
	for _, p := range v.Partners() {
		l := allocationOf(v, rows, stream, p.ID, year)
		if l.Limit > 0 || l.Delta != (spaces.Delta{}) {
			out.Lines = append(out.Lines, l)
		}
	}
	slices.Reverse(entries)
	for i := range entries {
		entries[i].Note = "" // an author's words may name a case's circumstances; they are for the case's own pages
	}
	out.Last = entries[:min(last, len(entries))]
	return out, nil
}

// GrantOverride lets one case past the number of a counter in a year, ahead of the hold, referral or approval that needs
// it: a named authority, with a reason, on record (decision 3). The case is named by its reference; nothing of it is
// shown.
func (a *App) GrantOverride(ctx context.Context, w Write, ref string, c spaces.Counter, year int, reason string) (string, error) {
	var check fault.Check
	if c != spaces.Allocation && c != spaces.Commitment {
		check.Add("counter", "spaces.override.counter")
	}
	if year < 2020 || year > 2100 {
		check.Add("year", "spaces.override.year")
	}
	ref = strings.ToUpper(strings.TrimSpace(ref))
	list, err := a.Store.List(ctx, store.Query{Ref: ref, Limit: 1})
	if err != nil {
		return "", err
	}
	if ref == "" || len(list) == 0 || w.Actor.Conflicts(list[0].Summary.Countries) {
		check.Add("ref", "spaces.override.ref")
	}
	if err := check.Err("spaces.override.missing"); err != nil {
		return "", err
	}
	w.Case = list[0].ID
	return a.change(ctx, w, access.PostLedger, func(tx *store.Tx, f *store.File) error {
		ask := a.ask(tx, f, year, 0, spaces.ReasonGranted)
		ask.Note = strings.TrimSpace(reason)
		e, err := spaces.Grant(ask, c)
		if err != nil {
			return err
		}
		_, err = post(tx, []spaces.Entry{e})
		return err
	})
}

// CarryOver moves what the pack lets go of a partner's unused year into its next, once the year is over (I-91); called again
// it finds nothing. Where the pack says none, nothing is read.
func (a *App) CarryOver(ctx context.Context) error {
	who := access.Actor{Account: "system", Role: access.System, Unit: "HQ"}
	year := a.Today().Year() - 1
	for _, st := range a.Policy().Streams() {
		if st.Carry == 0 {
			continue
		}
		if _, err := a.start(ctx, Write{Actor: who}, access.ReleasePlaces, func(tx *store.Tx) error {
			was, err := tx.EntriesOf(year)
			if err != nil {
				return err
			}
			v, err := a.numbersIn(tx)
			if err != nil {
				return err
			}
			for _, pt := range v.Partners() {
				now, ok := v.Allocation(st.ID, pt.ID, year)
				next, too := v.Allocation(st.ID, pt.ID, year+1)
				if !ok || !too {
					continue
				}
				row, err := tx.Balance(spaces.Key{Counter: spaces.Allocation, Year: year, Stream: st.ID, Partner: pt.ID})
				if err != nil {
					return err
				}
				list, err := spaces.Carry(spaces.Shift{Stream: st.ID, Year: year, From: pt.ID, FromLimit: now.Persons, ToLimit: next.Persons}, st.Carry, row, was)
				if err != nil {
					return err
				}
				if _, err := post(tx, list); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// LapseReturned releases the places of every package that came back 60 days ago and that nobody has taken up again
// (I-50). It answers how many cases gave places back; called again it finds none. A package that is taken up later takes
// places of its year anew when it is referred.
func (a *App) LapseReturned(ctx context.Context) (n int, err error) {
	who := access.Actor{Account: "system", Role: access.System, Unit: "HQ"}
	var after store.Cursor
	for {
		list, err := a.Store.List(ctx, store.Query{States: []casefile.State{casefile.Returned}, After: after, Limit: 100})
		if err != nil {
			return n, err
		}
		for _, c := range list {
			after = store.Cursor{Since: c.Since, ID: c.ID}
			if !spaces.Lapsed(c.Since, a.Today()) {
				return n, nil // oldest in state first
			}
			entries, err := a.Store.Entries(ctx, 0, c.ID)
			if err != nil {
				return n, err
			}
			if !slices.ContainsFunc(spaces.Positions(entries), spaces.Position.Open) {
				continue
			}
			if _, err := a.change(ctx, Write{Actor: who, Case: c.ID}, access.ReleasePlaces, func(tx *store.Tx, f *store.File) error {
				if f.Case.State != casefile.Returned { // taken up in this moment
					return nil
				}
				entries, err := tx.Entries(f.Case.ID)
				if err != nil {
					return err
				}
				ask, err := a.places(tx, f, tx.Today().Year(), spaces.ReasonReturned)
				if err != nil {
					return err
				}
				_, err = post(tx, spaces.Leave(ask, entries))
				return err
			}); err != nil {
				return n, err
			}
			n++
		}
		if len(list) < 100 {
			return n, nil
		}
	}
}
