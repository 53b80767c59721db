package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/casework/bridge"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// The bridge to the department's case system: the caseload and its history come in as a table, and extracts of it are compared with what
// is here. Neither moves a case that is here.

// atOnce is how many records one transaction takes.
const atOnce = 100

// Brought is what became of a file: figures, and lines. Where there are faults nothing of it was stored.
type Brought struct {
	Records int
	New     int // cases that were made
	Changed int // cases of which a corrected row changed something
	Same    int // cases that stay as they are
	Faults  []bridge.Fault
	Notes   []bridge.Note
}

// errDry ends a trial: everything was tried, and nothing is stored.
var errDry = errors.New("app: a trial")

// BringCases makes a case of each record of a file that is not here yet, and takes over what a corrected row of one that is may change.
// The whole file is tried first; dry ends there. The same file again changes nothing. Rules: I-102, X-30.
func (a *App) BringCases(ctx context.Context, w Write, text []byte, dry bool) (*Brought, error) {
	if err := access.Allow(w.Actor, access.BringCases, access.Resource{}); err != nil {
		return nil, err
	}
	list, faults := readBridge(text, true)
	pack, err := a.Rules(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range list {
		faults = append(faults, bridge.Check(r, pack, a.Today())...)
	}
	out := &Brought{Records: len(list), Faults: faults}
	if len(faults) > 0 {
		return out, nil
	}
	for _, trial := range []bool{true, false} {
		got := &Brought{Records: len(list)}
		for some := range slices.Chunk(list, atOnce) {
			x, err := a.bring(ctx, w, some, trial)
			if err != nil {
				return nil, err
			}
			got.New, got.Changed, got.Same = got.New+x.New, got.Changed+x.Changed, got.Same+x.Same
			got.Faults, got.Notes = append(got.Faults, x.Faults...), append(got.Notes, x.Notes...)
		}
		if out = got; dry || len(out.Faults) > 0 {
			break
		}
	}
	return out, nil
}

// readBridge are the records of a file, or what is wrong in it, in the order of its lines.
func readBridge(text []byte, brings bool) ([]bridge.Record, []bridge.Fault) {
	rows, faults := bridge.Read(text, bridge.Needed(brings))
	if len(faults) > 0 {
		return nil, faults
	}
	return bridge.Records(rows)
}

// bring takes some records over in one change, or none of them.
func (a *App) bring(ctx context.Context, w Write, list []bridge.Record, trial bool) (out Brought, err error) {
	_, err = a.start(ctx, w, access.BringCases, func(tx *store.Tx) error {
		out = Brought{} // the function may run twice
		for _, r := range list {
			own, known, err := a.recorded(tx, w.Actor, access.BringCases, r)
			if err != nil {
				return err
			}
			taken, err := takenNumbers(tx, r, own)
			if err != nil {
				return err
			}
			switch out.Faults = append(out.Faults, taken...); {
			case len(taken) > 0:
			case known == nil:
				out.New++
				err = a.open(tx, r)
			default:
				var notes []bridge.Note
				var changed bool
				if notes, changed, err = correct(tx, known, r); changed {
					out.Changed++
				} else {
					out.Same++
				}
				out.Notes = append(out.Notes, notes...)
			}
			if err != nil {
				return err
			}
		}
		if trial || len(out.Faults) > 0 {
			return errDry
		}
		return nil
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	return out, err
}

// recorded is the case that a record became; nil when it is not here.
func (a *App) recorded(tx *store.Tx, who access.Actor, action access.Action, r bridge.Record) (casefile.ID, *store.File, error) {
	ids, err := tx.Recorded(r.Number)
	if err != nil || len(ids) == 0 {
		return "", nil, err
	}
	f, err := tx.Load(ids[0])
	if err != nil {
		return "", nil, err
	}
	return f.Case.ID, f, access.Allow(who, action, a.resource(f.Case))
}

// takenNumbers finds a number of a record that is another case's here (I-51, I-52): that one was entered here, and is compared.
func takenNumbers(tx *store.Tx, r bridge.Record, own casefile.ID) (out []bridge.Fault, err error) {
	ask := func(line int, column, number, rule string) {
		if number == "" || err != nil {
			return
		}
		var ids []casefile.ID
		if ids, err = tx.Numbered(number); slices.ContainsFunc(ids, func(id casefile.ID) bool { return id != own }) {
			out = append(out, bridge.Fault{Line: line, Column: column, Key: "bridge.taken", Rule: rule})
		}
	}
	ask(r.Line, "application", r.Application, "I-51")
	for _, p := range r.Persons {
		ask(p.Line, "uci", p.UCI, "I-52")
	}
	return out, err
}

// open makes the case of a record.
func (a *App) open(tx *store.Tx, r bridge.Record) error {
	v, err := a.numbersIn(tx)
	if err != nil {
		return err
	}
	state, since := bridge.State(r)
	c := casefile.Case{State: state, Since: since, Opened: r.Referred, ReferredBy: r.Partner, IdentifiedBy: r.IdentifiedBy, Stream: stream, Pack: tx.Entry.Pack,
		Referred: r.Referred, Applied: r.Submitted, Filed: r.Filed, AtOffice: r.AtOffice, Decided: r.Decided}
	if r.AtOffice != "" {
		c.Office = r.Office
	}
	c.Summary.Application = r.Application
	c.Persons, c.Landed = r.Travellers()
	f, err := tx.Create(c)
	if err != nil {
		return err
	}
	ref := referral.Bring(referral.Referral{Partner: r.Partner, IdentifiedBy: r.IdentifiedBy}, r.Referred, r.Submitted, r.Filed != "", act(tx))
	if err := errors.Join(tx.SaveReferral(f, &ref), tx.SavePlan(f, &people.SafetyPlan{})); err != nil {
		return err
	}
	if r.Application != "" {
		x := casefile.Filing{Number: r.Application, By: tx.Entry.Actor.Account, Day: r.Filed}
		if s, ok := a.Pack.On(r.Referred).Stream(stream); ok {
			x.Category, x.Program = s.Category, s.Program
		}
		if err := tx.SaveFiling(f, &x); err != nil {
			return err
		}
	}
	b := r.Of()
	b.Day, b.By = tx.Today(), tx.Entry.Actor.Account
	var landed []spaces.Arrival
	for i, row := range r.Persons {
		p := row.Person
		p.Number = i + 1
		if err := tx.SavePerson(f, &p); err != nil {
			return err
		}
		b.Persons = append(b.Persons, casefile.BroughtPerson{Number: row.Number, Person: p.ID, Said: row.Said()})
		if row.Landed != "" {
			x := spaces.Arrival{Person: p.ID, Day: row.Landed, Window: row.Travelling != people.Yes}
			if up, ok := v.Commitment(stream, row.Landed.Year()); ok {
				x.Limit = up.Persons
			}
			landed = append(landed, x)
		}
		if err := keepJourney(tx, f, row, p.ID); err != nil {
			return err
		}
	}
	counted, err := a.countBrought(tx, f, r, v, landed)
	if err != nil {
		return err
	}
	for i := range f.Landings {
		l := f.Landings[i]
		j := slices.IndexFunc(counted, func(e spaces.Entry) bool {
			return e.Person == l.Person && (e.Kind == spaces.Landed || e.Kind == spaces.LandedOther)
		})
		l.Entry = counted[j].ID
		if err := tx.SaveLanding(f, &l); err != nil {
			return err
		}
	}
	return errors.Join(tx.SaveBrought(f, &b), tx.Came(f, "brought"))
}

// keepJourney keeps what a row has of a person's visa, departure and landing.
func keepJourney(tx *store.Tx, f *store.File, row bridge.Person, person string) error {
	who, at := tx.Entry.Actor.Account, tx.Now
	for _, v := range row.Visas() {
		v.Person, v.By, v.At = person, who, at
		if err := tx.SaveVisa(f, &v); err != nil {
			return err
		}
	}
	for _, d := range row.Departures() {
		d.Person, d.By, d.At = person, who, at
		if err := tx.SaveDeparture(f, &d); err != nil {
			return err
		}
	}
	for _, l := range row.Landings() {
		l.Person, l.By, l.At, l.Brought = person, who, at, true
		if err := tx.SaveLanding(f, &l); err != nil {
			return err
		}
	}
	return nil
}

// countBrought posts the lines of a case that comes: its places, what is still to be admitted, and each landing.
func (a *App) countBrought(tx *store.Tx, f *store.File, r bridge.Record, v *policy.View, landed []spaces.Arrival) ([]spaces.Entry, error) {
	if r.Stage.Over() && r.Stage != casefile.SystemClosed {
		return nil, nil // it holds no place any more
	}
	year := r.Referred.Year()
	ask := a.ask(tx, f, year, allocation(v, stream, r.Partner, year), spaces.ReasonBrought)
	var plan spaces.Ask
	if r.Stage.Approved() && r.Stage != casefile.SystemClosed {
		plan = a.ask(tx, f, tx.Today().Year(), 0, spaces.ReasonBrought)
		if up, ok := v.Commitment(stream, plan.Year); ok {
			plan.Limit = up.Persons
		}
	}
	lines, err := spaces.Bring(ask, plan, f.Case.Office, landed)
	if err != nil {
		return nil, err
	}
	return post(tx, lines)
}

// correct takes over what a corrected record may change of a case that it brought.
func correct(tx *store.Tx, f *store.File, r bridge.Record) ([]bridge.Note, bool, error) {
	here := bridge.Here{Case: f.Case, Brought: f.Broughts[0], Persons: f.Persons}
	if len(f.Filings) > 0 {
		here.Filing = f.Filings[0]
	}
	now, who, notes := bridge.Correct(r, here)
	changed := slices.ContainsFunc(notes, func(n bridge.Note) bool { return n.Key == bridge.NoteChanged })
	if !changed {
		return notes, false, nil
	}
	f.Case = now.Case
	for _, p := range now.Persons {
		if slices.Contains(who, p.ID) {
			if err := tx.SavePerson(f, &p); err != nil {
				return nil, false, err
			}
		}
	}
	if now.Filing.Number != here.Filing.Number {
		if err := tx.SaveFiling(f, &now.Filing); err != nil {
			return nil, false, err
		}
	}
	return notes, true, tx.SaveBrought(f, &now.Brought)
}

// Compared is what became of an extract that was compared: figures, and lines.
type Compared struct {
	casefile.Extract
	New, Over int   // differences found by it; of those found before, that it has no more
	Unknown   []int // lines of records that are no case here
	known     map[casefile.ID]bool
	Faults    []bridge.Fault // where there are any nothing was compared
}

// CompareExtract compares an extract of the case system with the cases that are here, and keeps what differs with each case for somebody to
// settle; nothing else of a case changes. whole says that the extract has all cases of the case system that have a file and are not over:
// then a case here that is not in it is one more difference. The same extract again finds nothing new. Rule I-103.
func (a *App) CompareExtract(ctx context.Context, w Write, text []byte, whole bool) (*Compared, error) {
	if err := access.Allow(w.Actor, access.CompareExtract, access.Resource{}); err != nil {
		return nil, err
	}
	list, faults := readBridge(text, false)
	for _, r := range list {
		if !slices.Contains(casefile.SystemStages, r.Stage) {
			faults = append(faults, bridge.Fault{Line: r.Line, Column: "stage", Key: "bridge.stage.unknown", Rule: "I-103"})
		}
	}
	sum := sha256.Sum256(text)
	out := &Compared{Extract: casefile.Extract{Day: a.Today(), SHA256: hex.EncodeToString(sum[:]), Records: len(list), Whole: whole, By: w.Actor.Account}, Faults: faults, known: map[casefile.ID]bool{}}
	if len(faults) > 0 {
		return out, nil
	}
	for some := range slices.Chunk(list, atOnce) {
		x, err := a.compare(ctx, w, some)
		if err != nil {
			return nil, err
		}
		out.Matched, out.Differ, out.New, out.Over = out.Matched+x.Matched, out.Differ+x.Differ, out.New+x.New, out.Over+x.Over
		out.Unknown = append(out.Unknown, x.Unknown...)
		maps.Copy(out.known, x.known)
	}
	if whole {
		if err := a.lacking(ctx, w, out); err != nil {
			return nil, err
		}
	}
	_, err := a.start(ctx, w, access.CompareExtract, func(tx *store.Tx) error {
		_, err := tx.SaveExtract(out.Extract)
		return err
	})
	return out, err
}

func (a *App) compare(ctx context.Context, w Write, list []bridge.Record) (out Compared, err error) {
	_, err = a.start(ctx, w, access.CompareExtract, func(tx *store.Tx) error {
		out = Compared{known: map[casefile.ID]bool{}}
		for _, r := range list {
			f, err := a.pointed(tx, w.Actor, r)
			if err != nil {
				return err
			}
			if f == nil {
				out.Unknown = append(out.Unknown, r.Line)
				continue
			}
			out.Matched++
			out.known[f.Case.ID] = true
			found, over := bridge.Met(f.Differences, bridge.Compare(r, ours(f)), tx.Today())
			out.New, out.Over = out.New+len(found), out.Over+len(over)
			for _, d := range append(found, over...) {
				if err := tx.SaveDifference(f, &d); err != nil {
					return err
				}
			}
			if len(Differing(f)) > 0 {
				out.Differ++
			}
		}
		return nil
	})
	return out, err
}

// lacking keeps with each case here that an extract of all cases does not have that this is so.
func (a *App) lacking(ctx context.Context, w Write, out *Compared) error {
	last := casefile.ID("")
	for {
		list, err := a.Store.NextToCount(ctx, last, atOnce)
		if err != nil || len(list) == 0 {
			return err
		}
		last = list[len(list)-1].Case.ID
		more, found := 0, 0
		_, err = a.start(ctx, w, access.CompareExtract, func(tx *store.Tx) error {
			more, found = 0, 0
			for _, x := range list {
				if out.known[x.Case.ID] {
					continue
				}
				f, err := tx.Load(x.Case.ID)
				if err != nil {
					return err
				}
				if err := access.Allow(w.Actor, access.CompareExtract, a.resource(f.Case)); err != nil {
					return err
				}
				for _, d := range bridge.Lacks(ours(f)) {
					more++
					if slices.ContainsFunc(f.Differences, func(o casefile.Difference) bool { return o.Gone == "" && o.Same(d) }) {
						continue
					}
					found++
					d.Found = tx.Today()
					if err := tx.SaveDifference(f, &d); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		out.Lacking, out.New = out.Lacking+more, out.New+found
	}
}

// pointed is the case here that a record is about: the one that it became, else by application number, else by a client identifier; nil
// when there is none that was referred.
func (a *App) pointed(tx *store.Tx, who access.Actor, r bridge.Record) (*store.File, error) {
	_, f, err := a.recorded(tx, who, access.CompareExtract, r)
	if f != nil || err != nil {
		return f, err
	}
	numbers := []string{r.Application}
	for _, p := range r.Persons {
		numbers = append(numbers, p.UCI)
	}
	for _, n := range numbers {
		if n == "" {
			continue
		}
		ids, err := tx.Numbered(n)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if f, err := tx.Load(id); err != nil || f.Case.State.After() {
				return f, err
			}
		}
	}
	return nil, nil
}

func ours(f *store.File) bridge.Ours {
	return bridge.Ours{Case: f.Case, Persons: f.Persons, Landings: f.Landings, Brought: f.Broughts}
}

// noLonger ends the differences that what was done to the case has settled.
func noLonger(tx *store.Tx, f *store.File) error {
	for _, d := range slices.Clone(f.Differences) {
		if !d.Open() || bridge.Still(d, ours(f)) {
			continue
		}
		d.Gone = tx.Today()
		if err := tx.SaveDifference(f, &d); err != nil {
			return err
		}
	}
	return nil
}

// Differing are the differences of a case that are still to be settled, in the order of their kinds.
func Differing(f *File) []casefile.Difference {
	out := slices.DeleteFunc(slices.Clone(f.Differences), func(d casefile.Difference) bool { return !d.Open() })
	slices.SortStableFunc(out, func(x, y casefile.Difference) int {
		return cmp.Compare(slices.Index(casefile.DifferenceKinds, x.Kind), slices.Index(casefile.DifferenceKinds, y.Kind))
	})
	return out
}

// Differences are the cases with something to settle that the reader may settle it of: references and codes alone.
func (a *App) Differences(ctx context.Context, who access.Actor, limit int) ([]casefile.Case, error) {
	return a.onDesk(ctx, who, casefile.DeskDiffer, access.ListDifferences, access.ViewDifferences, limit, func(c casefile.Case) casefile.Case {
		return casefile.Case{ID: c.ID, Ref: c.Ref, State: c.State, Since: c.Since, Office: c.Office, Summary: casefile.Summary{Application: c.Summary.Application, Differs: c.Summary.Differs}}
	})
}

// Extracts are the extracts that were compared, the latest first.
func (a *App) Extracts(ctx context.Context, who access.Actor) ([]casefile.Extract, error) {
	if err := access.Allow(who, access.ListDifferences, access.Resource{}); err != nil {
		return nil, err
	}
	list, err := a.Store.Extracts(ctx)
	slices.SortFunc(list, func(x, y casefile.Extract) int { return cmp.Or(cmp.Compare(y.Day, x.Day), cmp.Compare(y.ID, x.ID)) })
	return list, err
}

// Settled is a person's answer to a difference.
type Settled struct {
	Take            bool // theirs is taken; else ours is kept
	Why             string
	Place, Document string // of a landing that is taken, where the extract does not say them
}

// SettleDifference is a person's answer to a difference, with a reason. Theirs is taken by the act that goes with it, which must be the
// person's own: a landing is counted, corrected or taken back as on the page of travel. Rule I-103.
func (a *App) SettleDifference(ctx context.Context, w Write, id string, version int64, in Settled) (string, error) {
	c, err := a.Store.Peek(ctx, w.Case)
	if err != nil {
		return "", err
	}
	if err := access.Allow(w.Actor, access.SettleDifference, a.resource(c)); err != nil {
		return "", err
	}
	f, err := a.Store.Read(ctx, w.Case, store.Rooms{store.Bridge: true})
	if err != nil {
		return "", err
	}
	d, err := difference(f, id)
	if err != nil {
		return "", err
	}
	action := access.SettleDifference
	if in.Take && d.Kind.OfLanding() {
		action = access.RecordLanding
	}
	return a.change(ctx, w, action, func(tx *store.Tx, f *store.File) error {
		d, err := difference(f, id)
		if err != nil {
			return err
		}
		if !bridge.Still(d, ours(f)) {
			return fault.Stop("I-103", "bridge.settled")
		}
		d.Version = version
		if d, err = casefile.Settle(d, in.Take, in.Why, signed(tx)); err != nil {
			return err
		}
		if in.Take {
			if err := a.takeTheirs(tx, f, d, in); err != nil {
				return err
			}
		}
		return tx.SaveDifference(f, &d)
	})
}

func difference(f *store.File, id string) (casefile.Difference, error) {
	return by(f.Differences, id, func(d *casefile.Difference) string { return d.ID })
}

// takeTheirs does what the case system has, by the act that goes with it.
func (a *App) takeTheirs(tx *store.Tx, f *store.File, d casefile.Difference, said Settled) error {
	if d.Kind == casefile.DifferNumber {
		return renumber(tx, f, d.Theirs)
	}
	var undone []spaces.Entry
	in := decision.Landing{Person: d.Person, Day: policy.Day(d.Theirs), Place: cmp.Or(d.Place, said.Place), Document: cmp.Or(d.Document, said.Document)}
	in.Window = slices.ContainsFunc(f.Persons, func(p people.Person) bool { return p.ID == d.Person && !p.Travels() && !p.Principal() })
	if l, ok := a.journey(tx, f).Landed(d.Person); ok {
		in.Window, in.Place, in.Document = l.Window, cmp.Or(in.Place, l.Place), cmp.Or(in.Document, l.Document)
		var err error
		if undone, err = a.takeBack(tx, f, l, d.Why); err != nil || d.Kind == casefile.DifferOurs {
			return err
		}
	}
	return a.land(tx, f, in, undone...)
}

// renumber is the file under the number that the case system has; no other case has it (I-51).
func renumber(tx *store.Tx, f *store.File, number string) error {
	if len(f.Filings) == 0 {
		return fault.Stop("ST-B7", "bridge.take.no_file")
	}
	var c fault.Check
	if err := numberFree(tx, f.Case.ID, number, &c); err != nil {
		return err
	}
	if err := c.Err("filing.check"); err != nil {
		return err
	}
	x, err := casefile.Renumbered(f.Filings[0], number)
	if err != nil {
		return err
	}
	f.Case.Summary.Application = x.Number
	return tx.SaveFiling(f, &x)
}
