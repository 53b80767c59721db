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

// Age is how long open cases have stood in their stage, in the brackets of casefile.AgeBrackets.
type Age struct {
	Stage casefile.Stage
	Cases []int
}

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
	Past     bool             // as of the end of a past day
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
	f, err := a.Store.Figures(ctx, by.Year, today, c.Past, by.Partner, by.Office)
	if err != nil {
		return nil, err
	}
	k := counter{by: by, partners: map[string]*Standing{}, offices: map[string]*Standing{}}
	for _, p := range v.Partners() {
		k.partners[p.ID] = &Standing{}
	}
	k.landed(c, f.Places)
	if c.Now {
		k.stock(f.Counts)
	}
	k.lines(c, v)
	c.Regions = regions(c.Offices, v)
	c.Steps, c.Gone = steps(k.kept(f.Counts)), gone(k.kept(f.Counts))
	c.Ages = agesOf(f)
	return c, nil
}

func agesOf(f store.Figures) (out []Age) {
	for _, g := range casefile.Ageing {
		x := Age{Stage: g, Cases: f.Waits[g]}
		if x.Cases == nil {
			x.Cases = make([]int, len(casefile.AgeBrackets)+1)
		}
		out = append(out, x)
	}
	return out
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
	for _, s := range waysOut {
		g := Gone{State: s}
		for _, n := range counts {
			if goneAs(n.State) == s {
				g.Tally = g.Tally.add(Tally{n.Persons, n.Cases})
			}
		}
		if g.Cases > 0 {
			out = append(out, g)
		}
	}
	return out
}

var waysOut = []casefile.State{casefile.Refused, casefile.Withdrawn, casefile.MergedDuplicate, casefile.ClosedUnused, casefile.TerminatedByOrder}

// goneAs is the way in which a case in a state left: its own, or the refusal that it is about; "" when it has not left.
func goneAs(s casefile.State) casefile.State {
	switch s {
	case casefile.Reconsideration, casefile.Litigation, casefile.ClosedRefused:
		return casefile.Refused
	}
	if slices.Contains(waysOut, s) {
		return s
	}
	return ""
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

// landed takes persons and cases from the kept counters of the ledger: a case counts once in a year, when the first of its persons
// lands.
func (k counter) landed(c *Commitment, places map[spaces.Key]spaces.Delta) {
	for key, d := range places {
		if key.Counter != spaces.Commitment || key.Stream != k.by.Stream || key.Partner == "" || d == (spaces.Delta{}) || !k.wants(key.Partner, key.Office) {
			continue
		}
		k.put(key.Partner, key.Office, Standing{Landed: Tally{d.Landed, d.Cases}, Window: Tally{d.Other, d.Followed}})
		c.Planned += d.Planned
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

// Behind says which cases a figure is made of.
type Behind struct {
	CommitmentFilter
	What    string // landed, window, visas, approved, process, a stage; a step, of "reached", "there" or "left"; or "gone" and a state: "there decision"
	Region  string // in which the offices lie; NoOffice is with none yet, "" is any
	Bracket int    // of a stage's age; -1 for all
}

// NoOffice is in the place of a region, of cases that are with no office yet.
const NoOffice = "none"

// offices are the offices that are asked for; none is any.
func (b Behind) offices(v *policy.View) (out []string) {
	switch {
	case b.Office != "":
		return []string{b.Office}
	case b.Region == NoOffice:
		return []string{""}
	}
	for _, o := range v.Offices() {
		if b.Region != "" && o.Region == b.Region {
			out = append(out, o.ID)
		}
	}
	return out
}

// states are the states that the figure counts; none when there is no such figure.
func (b Behind) states() []casefile.State {
	only := func(is func(s casefile.State) bool) []casefile.State {
		return slices.DeleteFunc(slices.Clone(casefile.States), func(s casefile.State) bool { return !s.After() || !is(s) })
	}
	what, of, _ := strings.Cut(b.What, " ")
	step := slices.Index(funnel, casefile.Stage(of))
	switch {
	case b.What == "visas":
		return []casefile.State{casefile.Travel, casefile.Departed, casefile.NoShow}
	case b.What == "approved":
		return []casefile.State{casefile.Approved}
	case b.What == "process":
		return only(inProcess)
	case what == "gone":
		return only(func(s casefile.State) bool { return of != "" && goneAs(s) == casefile.State(of) })
	case step >= 0:
		return only(func(s casefile.State) bool {
			at, left := place(s)
			return what == "reached" && at >= step || at == step && (what == "left" && left || what == "there" && !left)
		})
	}
	return casefile.WaitingStates(casefile.Stage(b.What))
}

// CasesBehind are the cases behind a figure, as references and codes: no name, no country, no place. Cases against a
// country that the reader has a declared link to are left out (decision 14); which were shown is entered.
//
// Rule I-118 (our rule): behind a figure of a past day stand the cases that it counts, as they stood then, to whom both of then and of now
// are open.
func (a *App) CasesBehind(ctx context.Context, who access.Actor, b Behind, limit int) ([]casefile.Case, error) {
	if err := access.Allow(who, access.ViewSpaces, access.Resource{Partner: who.Unit}); err != nil || partnerRole(who.Role) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	on, past := a.Today(), false
	if b.AsOf.Valid() && b.AsOf < on {
		on, past = b.AsOf, true
	}
	behind, err := a.behind(ctx, b, on, limit)
	if err != nil {
		return nil, err
	}
	list, err := a.Store.List(ctx, store.Query{IDs: append([]casefile.ID{}, behind...)})
	if err != nil {
		return nil, err
	}
	var out []casefile.Case
	var ids strings.Builder
	for _, c := range list {
		if who.Conflicts(c.Summary.Countries) {
			continue
		}
		if past {
			if c, err = a.headThen(ctx, who, c.ID, on); err != nil {
				return nil, err
			}
			if c.ID == "" {
				continue
			}
		}
		c.Summary, c.Assigned, c.Prepared = casefile.Summary{}, "", ""
		out = append(out, c)
		ids.WriteString(string(c.ID) + " ")
	}
	slices.SortStableFunc(out, func(x, y casefile.Case) int { return cmp.Compare(x.Since, y.Since) })
	return out, a.Store.Record(ctx, store.Look{At: a.Now(), Actor: who, Action: access.ViewSpaces, Outcome: store.Shown, Detail: ids.String()})
}

// behind are the cases that a figure counts at the end of a day, at most limit.
func (a *App) behind(ctx context.Context, b Behind, on policy.Day, limit int) ([]casefile.ID, error) {
	offices := b.offices(a.Policy().Pack.On(on))
	if b.Region != "" && len(offices) == 0 {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	if kind, ok := map[string]spaces.Kind{"landed": spaces.Landed, "window": spaces.LandedOther}[b.What]; ok {
		return a.Store.LandedCases(ctx, on, store.Landings{Year: b.Year, Stream: b.Stream, Kind: kind, Partner: b.Partner, Offices: offices, Limit: limit})
	}
	states := b.states()
	if len(states) == 0 {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return a.Store.StaysOn(ctx, on, store.Stays{States: states, Rest: b.What == "visas", Partner: b.Partner, Offices: offices, Bracket: b.Bracket, Limit: limit})
}

// headThen is the head of a case as it stood at the end of a past day; the zero one when it was not there, was still in the partner's
// hands, or had a country then that bars the reader (as Past).
func (a *App) headThen(ctx context.Context, who access.Actor, id casefile.ID, on policy.Day) (casefile.Case, error) {
	x, err := a.Store.FetchAsOf(ctx, id, on.Add(1).Time().Add(-time.Microsecond))
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return casefile.Case{}, nil
	case err != nil:
		return casefile.Case{}, err
	case !x.Case.State.After() || who.Conflicts(x.Case.Summary.Countries):
		return casefile.Case{}, nil
	}
	return x.Case, nil
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
	entries, err := a.Store.LastEntries(ctx, year, last)
	if err != nil {
		return nil, err
	}
	out := &Allocations{Year: year, Last: entries}
	v := a.Policy()
	for _, p := range v.Partners() {
		l := allocationOf(v, rows, stream, p.ID, year)
		if l.Limit > 0 || l.Delta != (spaces.Delta{}) {
			out.Lines = append(out.Lines, l)
		}
	}
	for i := range entries {
		entries[i].Note = "" // an author's words may name a case's circumstances; they are for the case's own pages
	}
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
