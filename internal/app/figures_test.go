package app_test

import (
	"cmp"
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
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// histories is how many random cases: HISTORIES, or a few.
func histories(t *testing.T, few int) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("HISTORIES"))
	if os.Getenv("HISTORIES") != "" && err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		n = few
	}
	return n
}

// lived does random things to n cases in the order of time, over fourteen months from a day on, and gives their ids.
func lived(t *testing.T, s *store.Store, n int, from time.Time) []casefile.ID {
	t.Helper()
	type event struct {
		at   time.Time
		who  int
		make bool
	}
	r := rand.New(rand.NewPCG(uint64(n), 17))
	var events []event
	for i := range n {
		at := from.Add(time.Duration(r.IntN(240*24)) * time.Hour)
		events = append(events, event{at, i, true})
		for range r.IntN(11) {
			at = at.Add(time.Duration(r.IntN(35*24*60)) * time.Minute)
			events = append(events, event{at, i, false})
		}
	}
	slices.SortStableFunc(events, func(a, b event) int { return a.at.Compare(b.at) })
	ids := make([]casefile.ID, n)
	offices := []string{"", "cedar", "birch", "cedar"}
	for _, e := range events {
		answer, err := s.Change(bg, store.Entry{Actor: officer, Action: "test", Now: e.at}, func(tx *store.Tx) (string, error) {
			if e.make {
				f, err := tx.Create(casefile.Case{State: casefile.States[r.IntN(len(casefile.States))], Stream: "hrd-global", ReferredBy: []string{"FLD", "PD", "UNHCR"}[r.IntN(3)],
					Office: offices[r.IntN(4)], Persons: 1 + r.IntN(5), Since: tx.Today(), Referred: tx.Today()})
				if err != nil {
					return "", err
				}
				return string(f.Case.ID), nil
			}
			f, err := tx.Load(ids[e.who])
			if err != nil {
				return "", err
			}
			c := &f.Case
			switch r.IntN(6) {
			case 0:
				c.Persons = max(c.Landed, 1+r.IntN(6))
			case 1:
				c.Landed = r.IntN(c.Persons + 1)
			case 2:
				c.Office = offices[r.IntN(4)]
			case 3, 4:
				c.State, c.Since = casefile.States[r.IntN(len(casefile.States))], tx.Today()
			}
			return string(c.ID), randomLines(tx, r, *c)
		})
		if err != nil {
			t.Fatal(err)
		}
		ids[e.who] = casefile.ID(answer)
	}
	return ids
}

// randomLines posts some lines about a case, whatever they say.
func randomLines(tx *store.Tx, r *rand.Rand, c casefile.Case) error {
	had, err := tx.Entries(c.ID)
	if err != nil {
		return err
	}
	for range r.IntN(4) {
		e := spaces.Entry{Counter: spaces.Commitment, Year: tx.Today().Year() - r.IntN(2), Stream: c.Stream, Partner: c.ReferredBy, Office: c.Office, Case: c.ID, Persons: 1 + r.IntN(3), Free: true}
		switch r.IntN(8) {
		case 0:
			e.Kind = spaces.Plan
		case 1:
			e.Kind = spaces.Unplan
		case 2, 3:
			e.Kind, e.Persons, e.Person = spaces.Landed, 1, "p"
		case 4:
			e.Kind, e.Persons, e.Person = spaces.LandedOther, 1, "p"
		case 5: // take one back, whatever it was
			if len(had) == 0 {
				continue
			}
			e = had[r.IntN(len(had))]
			if e.Kind == spaces.Correct || e.Kind == spaces.Over {
				continue
			}
			e.Undoes, e.Kind, e.Of, e.ID = e.Kind, spaces.Correct, e.ID, ""
		default:
			e.Counter, e.Office = spaces.Allocation, ""
			e.Kind = []spaces.Kind{spaces.Hold, spaces.Confirm, spaces.Consume, spaces.Release}[r.IntN(4)]
		}
		if _, err := tx.Ledger(e); err != nil {
			return err
		}
	}
	return nil
}

// meaning is what a state counts as, written down once more: on the way as what, at which step, gone as what, waiting in which stage.
type meaning struct {
	way   string
	step  int
	left  bool
	gone  casefile.State
	waits casefile.Stage
}

var meanings = map[casefile.State]meaning{
	casefile.Referred:          {way: "process", waits: "referred"},
	casefile.Received:          {way: "process", waits: "referred"},
	casefile.Checking:          {way: "process", waits: "referred"},
	casefile.InformationAsked:  {way: "process", waits: "referred"},
	casefile.Complete:          {way: "process", waits: "referred"},
	casefile.Returned:          {},
	casefile.FileCreated:       {way: "process", step: 1, waits: "file_created"},
	casefile.OfficeAssigned:    {way: "process", step: 1, waits: "file_created"},
	casefile.Transferred:       {way: "process", step: 1, waits: "file_created"},
	casefile.Accepted:          {way: "process", step: 2, waits: "at_office"},
	casefile.Assigned:          {way: "process", step: 2, waits: "at_office"},
	casefile.Eligibility:       {way: "process", step: 2, waits: "eligibility"},
	casefile.Fairness:          {way: "process", step: 2, waits: "eligibility"},
	casefile.Redetermination:   {way: "process", step: 2, waits: "eligibility"},
	casefile.Interviewing:      {way: "process", step: 2, waits: "interview"},
	casefile.Admissibility:     {way: "process", step: 3, waits: "admissibility"},
	casefile.QuebecSelection:   {way: "process", step: 3, waits: "admissibility"},
	casefile.FinalReview:       {way: "process", step: 4, waits: "decision"},
	casefile.Refused:           {step: 4, left: true, gone: casefile.Refused},
	casefile.Reconsideration:   {step: 4, left: true, gone: casefile.Refused, waits: "decision"},
	casefile.Litigation:        {step: 4, left: true, gone: casefile.Refused, waits: "decision"},
	casefile.ClosedRefused:     {step: 4, left: true, gone: casefile.Refused},
	casefile.Approved:          {way: "approved", step: 5, waits: "visa"},
	casefile.Travel:            {way: "visas", step: 5, waits: "visa"},
	casefile.Departed:          {way: "visas", step: 5, waits: "visa"},
	casefile.NoShow:            {way: "visas", step: 5, waits: "visa"},
	casefile.Arrived:           {way: "rest", step: 6},
	casefile.PostArrival:       {way: "rest", step: 6},
	casefile.ClosedComplete:    {step: 6},
	casefile.OnHold:            {way: "process", step: 2},
	casefile.SuspendedByOrder:  {way: "process", step: 2},
	casefile.TerminatedByOrder: {left: true, gone: casefile.TerminatedByOrder},
	casefile.Withdrawn:         {left: true, gone: casefile.Withdrawn},
	casefile.MergedDuplicate:   {left: true, gone: casefile.MergedDuplicate},
	casefile.ClosedUnused:      {step: 2, left: true, gone: casefile.ClosedUnused},
}

// tallied is a figure by its name, in persons or in cases; what is nought is not there.
type tallied map[string]int

// recounted are the figures of a year on a day under a filter, as the journal says them: heads of cases replayed to the end of the day,
// and the lines of the ledger until then. No counter is read, and nothing of the reckoning is shared.
func recountedFigures(heads []casefile.Case, lines []spaces.Entry, by app.CommitmentFilter, day policy.Day) tallied {
	out := tallied{}
	put := func(what, partner, office string, n int) {
		for _, k := range []string{what, what + " of " + partner, what + " at " + office} {
			out[k] += n
		}
	}
	wants := func(partner, office string) bool {
		return (by.Partner == "" || by.Partner == partner) && (by.Office == "" || by.Office == office)
	}
	type of struct {
		what, partner, office string
		id                    casefile.ID
	}
	landed := map[of]int{}
	for _, e := range lines {
		kind, n := e.Kind, e.Persons
		if kind == spaces.Correct {
			kind, n = e.Undoes, -n
		}
		if policy.DayOf(e.At) > day || !wants(e.Partner, e.Office) || e.Counter != spaces.Commitment {
			continue
		}
		switch kind {
		case spaces.Landed:
			landed[of{"landed", e.Partner, e.Office, e.Case}] += n
		case spaces.LandedOther:
			landed[of{"window", e.Partner, e.Office, e.Case}] += n
		case spaces.Plan:
			out["planned"] += n
		case spaces.Unplan:
			out["planned"] -= n
		}
	}
	for k, n := range landed {
		put(k.what+" persons", k.partner, k.office, n)
		if n > 0 {
			put(k.what+" cases", k.partner, k.office, 1)
		}
	}
	for _, c := range heads {
		m, ok := meanings[c.State]
		if !ok || !wants(c.ReferredBy, c.Office) {
			continue
		}
		if by.Year == day.Year() {
			way, cases := m.way, 1
			if way == "rest" { // of a family that travels in parts
				if way, cases = "visas", 0; c.Persons == c.Landed {
					way = ""
				}
			}
			if way != "" {
				put(way+" persons", c.ReferredBy, c.Office, c.Persons-c.Landed)
				put(way+" cases", c.ReferredBy, c.Office, cases)
			}
		}
		for i := range m.step + 1 {
			out[fmt.Sprintf("reached %d", i)]++
		}
		switch {
		case m.left:
			out[fmt.Sprintf("left %d", m.step)]++
		case m.step < 6:
			out[fmt.Sprintf("waiting %d", m.step)]++
		}
		if m.gone != "" {
			out["gone "+string(m.gone)+" cases"]++
			out["gone "+string(m.gone)+" persons"] += c.Persons
		}
		if m.waits != "" {
			bracket := 0
			for _, end := range []int{30, 60, 90, 180} {
				if c.Since.Add(end) < day {
					bracket++
				}
			}
			out[fmt.Sprintf("age %s %d", m.waits, bracket)]++
		}
	}
	maps.DeleteFunc(out, func(_ string, n int) bool { return n == 0 })
	return out
}

// shown are the figures of the page under the same names.
func shown(c *app.Commitment) tallied {
	out := tallied{"planned": c.Planned}
	put := func(of string, s app.Standing) {
		for what, x := range map[string]app.Tally{"landed": s.Landed, "window": s.Window, "visas": s.Visas, "approved": s.Approved, "process": s.Process} {
			out[what+" persons"+of] += x.Persons
			out[what+" cases"+of] += x.Cases
		}
	}
	put("", c.Standing)
	for _, l := range c.Partners {
		put(" of "+l.Code, l.Standing)
	}
	for _, l := range c.Offices {
		put(" at "+l.Code, l.Standing)
	}
	for i, s := range c.Steps {
		out[fmt.Sprintf("reached %d", i)], out[fmt.Sprintf("waiting %d", i)], out[fmt.Sprintf("left %d", i)] = s.Reached, s.Waiting, s.Left
	}
	for _, a := range c.Ages {
		for i, n := range a.Cases {
			out[fmt.Sprintf("age %s %d", a.Stage, i)] = n
		}
	}
	for _, g := range c.Gone {
		out["gone "+string(g.State)+" cases"], out["gone "+string(g.State)+" persons"] = g.Cases, g.Persons
	}
	maps.DeleteFunc(out, func(_ string, n int) bool { return n == 0 })
	return out
}

// listed are the cases that a figure should open, in the meanings of a state that stand above. regions are those of the offices.
func listed(heads []casefile.Case, lines []spaces.Entry, b app.Behind, day policy.Day, regions map[string]string) (out []string) {
	asked := func(partner, office string) bool {
		return (b.Partner == "" || b.Partner == partner) && (b.Office == "" || b.Office == office) && (b.Office != "" || b.Region == "" || b.Region == regions[office])
	}
	landed := map[casefile.ID]int{}
	kind := map[string]spaces.Kind{"landed": spaces.Landed, "window": spaces.LandedOther}[b.What]
	for _, e := range lines {
		switch {
		case policy.DayOf(e.At) > day || !asked(e.Partner, e.Office) || kind == "":
		case e.Kind == kind:
			landed[e.Case] += e.Persons
		case e.Undoes == kind:
			landed[e.Case] -= e.Persons
		}
	}
	what, of, _ := strings.Cut(b.What, " ")
	step := slices.Index([]string{"referred", "file_created", "at_office", "admissibility", "decision", "visa", "landed"}, of)
	for _, c := range heads {
		m := meanings[c.State]
		is := m.way == b.What || m.way == "rest" && b.What == "visas" && c.Persons > c.Landed || string(m.waits) == b.What
		switch what {
		case "gone":
			is = string(m.gone) == of
		case "reached":
			is = m.step >= step
		case "left", "there":
			is = m.step == step && m.left == (what == "left")
		}
		if is && b.Bracket >= 0 {
			ends := []int{-1 << 20, 30, 60, 90, 180, 1 << 20}
			days := c.Since.Until(day)
			is = days > ends[b.Bracket] && days <= ends[b.Bracket+1]
		}
		if is = is && asked(c.ReferredBy, c.Office); kind != "" {
			is = landed[c.ID] > 0
		}
		is = is && c.State.After()
		if is {
			out = append(out, fmt.Sprint(c.ID, c.State, c.Office, c.Since, c.Persons, c.Landed))
		}
	}
	slices.Sort(out)
	return out
}

// Rule I-117: every figure of the commitment, on any day, is what a recount from the journal by other arithmetic gives: landed, through
// the window, on the way, by partner and by office, steps, how cases left, and how long they have waited; and a figure opens the cases
// that it counts, as they stood (I-118). HISTORIES (30) is how many random cases.
func TestRule_I_117_AnyDayEqualsARecount(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		from := time.Date(2025, 9, 3, 7, 0, 0, 0, time.UTC)
		ids := lived(t, s, histories(t, 30), from)
		a := app.New(s, thePack())
		a.Now = func() time.Time { return from.AddDate(0, 20, 0) }
		lines := map[int][]spaces.Entry{}
		for year := 2024; year <= 2027; year++ {
			var err error
			if lines[year], err = s.Entries(bg, year, ""); err != nil {
				t.Fatal(err)
			}
		}
		kinds, regions := map[string]bool{}, map[string]string{"": app.NoOffice}
		for _, o := range a.Policy().Offices() {
			regions[o.ID] = o.Region
		}
		r := rand.New(rand.NewPCG(5, 9))
		for at := -3; at < 610; at += 23 {
			day := policy.DayOf(from).Add(at)
			end := day.Add(1).Time().Add(-time.Microsecond)
			var heads []casefile.Case
			for _, id := range ids {
				if f, err := s.FileAsOf(bg, id, end, nil); err == nil {
					heads = append(heads, f.Case)
				}
			}
			for _, by := range []app.CommitmentFilter{{}, {Partner: "FLD"}, {Office: "cedar"}, {Partner: "UNHCR", Office: "birch"}} {
				by.Stream, by.Year, by.AsOf = "hrd-global", day.Year()-r.IntN(4)/3, day
				if day == a.Today() {
					by.AsOf = ""
				}
				c, err := a.Commitment(bg, analyst, by)
				if err != nil {
					t.Fatal(err)
				}
				got, want := shown(c), recountedFigures(heads, lines[by.Year], by, day)
				for k := range want {
					kinds[k] = true
				}
				if !maps.Equal(got, want) {
					t.Fatalf("%s, %+v:\nshown %v\nthe journal says %v", day, by, got, want)
				}
				figures := []app.Behind{{What: "landed", Bracket: -1}, {What: "visas", Bracket: -1}, {What: "approved", Bracket: -1}, {What: "process", Bracket: -1}}
				for range 4 {
					figures = append(figures, app.Behind{What: string(casefile.Ageing[r.IntN(len(casefile.Ageing))]), Bracket: r.IntN(6) - 1})
				}
				figures = append(figures, app.Behind{What: "window", Bracket: -1})
				for range 3 {
					figures = append(figures, app.Behind{What: []string{"reached ", "there ", "left "}[r.IntN(3)] + string(c.Steps[r.IntN(len(c.Steps))].Stage), Bracket: -1})
				}
				for _, g := range c.Gone {
					figures = append(figures, app.Behind{What: "gone " + string(g.State), Bracket: -1})
				}
				for _, b := range figures {
					if l := c.Regions[r.IntN(len(c.Regions))]; r.IntN(2) == 0 {
						b.Region = cmp.Or(l.Code, app.NoOffice)
					}
					b.CommitmentFilter = by
					list, err := a.CasesBehind(bg, analyst, b, 1<<20)
					if err != nil && !(fault.KindOf(err) == fault.NotFound && strings.HasPrefix(b.What, "left ")) { // at some steps nobody can leave
						t.Fatalf("%+v: %v", b, err)
					}
					var opened []string
					for _, c := range list {
						opened = append(opened, fmt.Sprint(c.ID, c.State, c.Office, c.Since, c.Persons, c.Landed))
					}
					slices.Sort(opened)
					if want := listed(heads, lines[by.Year], b, day, regions); !slices.Equal(opened, want) {
						t.Fatalf("%s, %+v opens\n%v\nthe journal says\n%v", day, b, opened, want)
					}
					if len(list) > 0 {
						kinds[fmt.Sprint("behind ", b.What, b.Bracket, b.Region)] = true
					}
				}
			}
		}
		if len(kinds) < 110 {
			t.Errorf("only %d different figures: little is proven", len(kinds))
		}
		if rep, err := s.Verify(bg); err != nil || len(rep.Faults) > 0 {
			t.Errorf("verify: %v, %v", rep.Faults, err)
		}
	})
}
