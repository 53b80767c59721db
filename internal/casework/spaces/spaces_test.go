package spaces_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
)

var at = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func ask(id string, persons, year, limit int) spaces.Ask {
	return spaces.Ask{Case: casefile.Case{ID: casefile.ID(id), ReferredBy: "FLD", Stream: "global-hrd", Persons: persons},
		Year: year, Limit: limit, Reason: spaces.ReasonPreparing, By: "caseworker.fld", At: at}
}

// book is a ledger in memory that refuses as the store does, and keeps counters beside the entries.
type book struct {
	entries []spaces.Entry
	kept    map[spaces.Key]spaces.Delta
}

func newBook() *book { return &book{kept: map[spaces.Key]spaces.Delta{}} }

func (b *book) of(id casefile.ID) []spaces.Entry {
	var out []spaces.Entry
	for _, e := range b.entries {
		if e.Case == id {
			out = append(out, e)
		}
	}
	return out
}

// post appends all entries or none, and an over entry where a free one passes its number.
func (b *book) post(entries []spaces.Entry) bool {
	kept := map[spaces.Key]spaces.Delta{}
	for k, d := range b.kept {
		kept[k] = d
	}
	var out []spaces.Entry
	for i, e := range entries {
		e.ID = fmt.Sprintf("e%d", len(b.entries)+len(out)+i)
		before := kept[e.GuardKey()]
		if spaces.Refused(before, e) {
			return false
		}
		for _, m := range e.Moves() {
			kept[m.Key] = kept[m.Key].Add(m.Delta)
		}
		out = append(out, e)
		if o, over := spaces.Past(kept[e.GuardKey()], e); over {
			o.ID = e.ID + "o"
			out = append(out, o)
		}
	}
	b.entries, b.kept = append(b.entries, out...), kept
	b.landers()
	return true
}

// landers counts anew the cases of which somebody landed, row by row: a case in which more landed than were taken back.
func (b *book) landers() {
	for k, d := range b.kept {
		landed, followed := map[casefile.ID]int{}, map[casefile.ID]int{}
		for _, e := range b.entries {
			for _, m := range e.Moves() {
				if m.Key == k {
					landed[e.Case] += m.Landed
					followed[e.Case] += m.Other
				}
			}
		}
		above := func(m map[casefile.ID]int) (n int) {
			for _, persons := range m {
				if persons > 0 {
					n++
				}
			}
			return n
		}
		d.Cases, d.Followed = above(landed), above(followed)
		b.kept[k] = d
	}
}

func (b *book) count(kind spaces.Kind) (entries, persons int) {
	for _, e := range b.entries {
		if e.Kind == kind {
			entries++
			persons += e.Persons
		}
	}
	return
}

func must(t interface{ Fatal(...any) }, entries []spaces.Entry, err error) []spaces.Entry {
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func rule(t *testing.T, err error, want string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Rule != want {
		t.Fatalf("got %v, want a stop by %s", err, want)
	}
}

func TestRule_I_50_HoldConfirmConsumeRelease(t *testing.T) {
	b := newBook()
	key := spaces.Key{Counter: spaces.Allocation, Year: 2026, Stream: "global-hrd", Partner: "FLD"}
	a := ask("c1", 4, 2026, 10)

	es, err := spaces.Take(a, nil)
	b.post(must(t, es, err))
	if b.kept[key] != (spaces.Delta{Held: 4}) {
		t.Fatalf("after the hold: %+v", b.kept[key])
	}
	if again, _ := spaces.Take(a, b.of("c1")); again != nil {
		t.Fatalf("the same hold is taken twice: %+v", again)
	}
	es, err = spaces.Refer(a, b.of("c1"))
	b.post(must(t, es, err))
	if b.kept[key] != (spaces.Delta{Confirmed: 4}) {
		t.Fatalf("after the referral: %+v", b.kept[key])
	}
	if _, err := spaces.Take(a, b.of("c1")); err == nil {
		t.Fatal("a hold beside a confirmation")
	}
	l := ask("c1", 4, 2027, 500)
	es, err = spaces.Land(l, b.of("c1"), "p1", "cedar", false)
	b.post(must(t, es, err))
	if b.kept[key] != (spaces.Delta{Confirmed: 3, Consumed: 1}) {
		t.Fatalf("after one landing: %+v", b.kept[key])
	}
	b.post(spaces.Leave(a, b.of("c1")))
	if b.kept[key] != (spaces.Delta{Consumed: 1}) {
		t.Fatalf("after leaving: %+v", b.kept[key])
	}
	for _, day := range []struct {
		today policy.Day
		want  bool
	}{{"2026-03-01", false}, {"2026-04-29", false}, {"2026-04-30", true}} {
		if got := spaces.Lapsed("2026-03-01", day.today); got != day.want {
			t.Errorf("returned 2026-03-01, today %s: lapsed %v", day.today, got)
		}
	}
}

func TestRule_I_10_TwoCounters(t *testing.T) {
	b := newBook()
	held, err := spaces.Take(ask("c1", 3, 2025, 125), nil)
	b.post(must(t, held, err))
	// Held in December, referred in January: the place is in the referral year alone.
	es, err := spaces.Refer(ask("c1", 3, 2026, 125), b.of("c1"))
	b.post(must(t, es, err))
	// Landed two years later: the commitment of the year of landing, the allocation of the year of referral.
	es, err = spaces.Land(ask("c1", 3, 2028, 500), b.of("c1"), "p1", "cedar", false)
	b.post(must(t, es, err))
	want := map[spaces.Key]spaces.Delta{
		{Counter: spaces.Allocation, Year: 2025, Stream: "global-hrd", Partner: "FLD"}:                  {},
		{Counter: spaces.Allocation, Year: 2026, Stream: "global-hrd", Partner: "FLD"}:                  {Confirmed: 2, Consumed: 1},
		{Counter: spaces.Commitment, Year: 2028, Stream: "global-hrd"}:                                  {Landed: 1, Cases: 1},
		{Counter: spaces.Commitment, Year: 2028, Stream: "global-hrd", Partner: "FLD", Office: "cedar"}: {Landed: 1, Cases: 1},
	}
	if len(b.kept) != len(want) {
		t.Fatalf("rows: %+v", b.kept)
	}
	for k, d := range want {
		if b.kept[k] != d {
			t.Errorf("%+v: got %+v, want %+v", k, b.kept[k], d)
		}
	}
}

func TestRule_I_7_CountFallsOnTheReferrer(t *testing.T) {
	a := ask("c1", 2, 2026, 125)
	a.Case.ReferredBy, a.Case.IdentifiedBy = "UNHCR", "FLD"
	es, err := spaces.Refer(a, nil)
	if must(t, es, err)[0].Partner != "UNHCR" {
		t.Fatalf("count falls on %s", es[0].Partner)
	}
}

func TestRule_I_8_AllocationIsPersonsAndWholeFamilies(t *testing.T) {
	b := newBook()
	for i := range 25 {
		es, err := spaces.Refer(ask(fmt.Sprint("c", i), 5, 2026, 125), nil)
		if !b.post(must(t, es, err)) {
			t.Fatalf("family %d of 25 was refused under 125 persons", i+1)
		}
	}
	es, err := spaces.Refer(ask("late", 2, 2026, 125), nil)
	if b.post(must(t, es, err)) {
		t.Fatal("person 126 and 127 were let in")
	}
	if len(b.of("late")) != 0 {
		t.Fatal("a part of the family was let in")
	}
	over := ask("late", 2, 2026, 125)
	over.Override = &spaces.Authority{By: "policy.oppb", Reason: "agreed for this year"}
	es, err = spaces.Refer(over, nil)
	if !b.post(must(t, es, err)) {
		t.Fatal("an override did not let the family in")
	}
	var kinds []spaces.Kind
	for _, e := range b.of("late") {
		kinds = append(kinds, e.Kind)
	}
	if fmt.Sprint(kinds) != "[confirm over override]" {
		t.Fatalf("entries of the override: %v", kinds)
	}
	over.Override.Reason = ""
	if _, err := spaces.Refer(over, nil); err == nil {
		t.Fatal("an override without a reason")
	}
}

func TestOverride_IsGrantedAheadAndUsedOnce(t *testing.T) {
	b := newBook()
	es, err := spaces.Refer(ask("c1", 3, 2026, 3), nil)
	b.post(must(t, es, err))
	late := ask("c2", 2, 2026, 3)
	if _, err := spaces.Grant(late, spaces.Allocation); err == nil {
		t.Fatal("granted without a reason")
	}
	late.Note, late.By = "agreed with the partner", "policy.oppb"
	grant, err := spaces.Grant(late, spaces.Allocation)
	b.post(must(t, []spaces.Entry{grant}, err))
	if spaces.Granted(b.of("c2"), spaces.Commitment, 2026) != nil || spaces.Granted(b.of("c2"), spaces.Allocation, 2027) != nil || spaces.Granted(b.of("c1"), spaces.Allocation, 2026) != nil {
		t.Fatal("the grant holds for another counter, year or case")
	}
	late.Override = spaces.Granted(b.of("c2"), spaces.Allocation, 2026)
	if late.Override == nil || late.Override.By != "policy.oppb" {
		t.Fatalf("the grant is not found: %+v", late.Override)
	}
	es, err = spaces.Refer(late, b.of("c2"))
	es = must(t, es, err)
	es[len(es)-1].Of = "the confirmation" // as app does when it posts them
	if !b.post(es) {
		t.Fatal("refused in spite of the grant")
	}
	if spaces.Granted(b.of("c2"), spaces.Allocation, 2026) != nil {
		t.Fatal("the grant is used twice")
	}
}

func TestRule_I_60_CountsPersonsInTheYearOfLanding(t *testing.T) {
	b := newBook()
	for i := range 4 {
		es, err := spaces.Land(ask("c1", 4, 2026, 500), b.of("c1"), fmt.Sprint("p", i), "cedar", false)
		b.post(must(t, es, err))
	}
	if got := b.kept[spaces.Key{Counter: spaces.Commitment, Year: 2026, Stream: "global-hrd"}].Landed; got != 4 {
		t.Fatalf("a family of four counts %d", got)
	}
}

func TestRule_I_61_WindowMembersAreALineOfTheirOwn(t *testing.T) {
	b := newBook()
	es, err := spaces.Land(ask("c1", 2, 2026, 1), b.of("c1"), "p9", "cedar", true)
	b.post(must(t, es, err))
	got := b.kept[spaces.Key{Counter: spaces.Commitment, Year: 2026, Stream: "global-hrd"}]
	if got != (spaces.Delta{Other: 1, Followed: 1}) || got.Used() != 0 {
		t.Fatalf("a window member: %+v, charged %d", got, got.Used())
	}
}

func TestRule_I_62_InsideTheOfficeNumber(t *testing.T) {
	b := newBook()
	for i := range 3 {
		es, err := spaces.Land(ask("c1", 3, 2026, 500), b.of("c1"), fmt.Sprint("p", i), "cedar", false)
		b.post(must(t, es, err))
	}
	es, err := spaces.Land(ask("c2", 1, 2026, 500), b.of("c2"), "q", "birch", false)
	b.post(must(t, es, err))
	lines := spaces.Offices(b.kept, "global-hrd", 2026, map[string]int{"cedar": 2, "elm": 40})
	want := []spaces.Office{{Office: "birch", Landed: 1}, {Office: "cedar", GAR: 2, Landed: 3}, {Office: "elm", GAR: 40}}
	if fmt.Sprint(lines) != fmt.Sprint(want) {
		t.Fatalf("got %+v", lines)
	}
	if !lines[1].Warn() || lines[0].Warn() || lines[2].Warn() {
		t.Fatal("the office number warns at the wrong office")
	}
}

func TestRule_I_63_OfficeNumbersAndTheTarget(t *testing.T) {
	if n := spaces.SumWarning(map[string]int{"cedar": 100, "birch": 51}, 150); n != 1 {
		t.Fatalf("got %d", n)
	}
	if n := spaces.SumWarning(map[string]int{"cedar": 100, "birch": 50}, 150); n != 0 {
		t.Fatalf("got %d", n)
	}
}

func TestRule_I_59_RoomIsNeverBelowNothing(t *testing.T) {
	if spaces.Room(500, spaces.Delta{Landed: 512}) != 0 || spaces.Room(500, spaces.Delta{Landed: 12, Planned: 8}) != 480 {
		t.Fatal("room under the ceiling")
	}
}

func TestRule_X_30_NobodyIsCountedTwice(t *testing.T) {
	b := newBook()
	es, err := spaces.Land(ask("c1", 2, 2026, 500), nil, "p1", "cedar", false)
	b.post(must(t, es, err))
	_, err = spaces.Land(ask("c1", 2, 2027, 500), b.of("c1"), "p1", "cedar", false)
	rule(t, err, "X-30")
	_, err = spaces.Land(ask("c1", 2, 2026, 500), b.of("c1"), "p1", "cedar", true)
	rule(t, err, "X-30")
	_, err = spaces.Land(ask("c1", 2, 0, 500), b.of("c1"), "p2", "cedar", false)
	rule(t, err, "X-30")
	// Taken back, the same person may land on the right day.
	es, err = spaces.TakeBack(ask("c1", 2, 2026, 500), b.of("c1"), "p1")
	b.post(must(t, es, err))
	_, err = spaces.TakeBack(ask("c1", 2, 2026, 500), b.of("c1"), "p1")
	rule(t, err, "X-30")
	es, err = spaces.Land(ask("c1", 2, 2027, 500), b.of("c1"), "p1", "cedar", false)
	b.post(must(t, es, err))
	for k, d := range b.kept {
		if k.Year == 2026 && d != (spaces.Delta{}) {
			t.Errorf("left over in 2026: %+v %+v", k, d)
		}
	}
}

func TestRule_X_12_PlannedAdmissionsAreGuarded(t *testing.T) {
	b := newBook()
	es, err := spaces.Intend(ask("c1", 4, 2026, 5), nil, "cedar")
	if !b.post(must(t, es, err)) {
		t.Fatal("four of five are refused")
	}
	es, err = spaces.Intend(ask("c2", 2, 2026, 5), nil, "cedar")
	if b.post(must(t, es, err)) {
		t.Fatal("six of five are planned without an override")
	}
	// The same family lands anyway: the landing posts, and the excess is an entry.
	for _, p := range []string{"p1", "p2"} {
		es, err = spaces.Land(ask("c2", 2, 2026, 5), b.of("c2"), p, "cedar", false)
		if !b.post(must(t, es, err)) {
			t.Fatal("a landing was refused")
		}
	}
	if n, persons := b.count(spaces.Over); n != 1 || persons != 1 {
		t.Fatalf("over entries %d, persons %d, want one of one", n, persons)
	}
	// The plan moves with the year of travel, as a whole.
	es, err = spaces.Intend(ask("c1", 4, 2027, 500), b.of("c1"), "cedar")
	b.post(must(t, es, err))
	if got := spaces.AdmissionsOf(b.of("c1")).Planned; got[2026] != 0 || got[2027] != 4 {
		t.Fatalf("planned %v", got)
	}
	b.post(spaces.Abandon(ask("c1", 4, 2027, 500), b.of("c1")))
	if got := spaces.AdmissionsOf(b.of("c1")).Planned; got[2027] != 0 {
		t.Fatalf("planned after abandoning %v", got)
	}
}

func TestRule_I_6_HandedOverReleases(t *testing.T) {
	b := newBook()
	es, err := spaces.Take(ask("c1", 3, 2026, 125), nil)
	b.post(must(t, es, err))
	a := ask("c1", 3, 2026, 125)
	a.Reason = spaces.ReasonHandedOver
	b.post(spaces.Leave(a, b.of("c1")))
	if got := b.kept[a1Key()]; got != (spaces.Delta{}) {
		t.Fatalf("after the hand-over: %+v", got)
	}
}

func TestRule_I_31_FamilyChangesAlwaysPost(t *testing.T) {
	b := newBook()
	es, err := spaces.Refer(ask("c1", 3, 2026, 3), nil)
	b.post(must(t, es, err))
	if !b.post(spaces.Alter(ask("c1", 4, 2026, 3), b.of("c1"))) {
		t.Fatal("a birth was refused")
	}
	if n, persons := b.count(spaces.Over); n != 1 || persons != 1 {
		t.Fatalf("over entries %d of %d persons", n, persons)
	}
	b.post(spaces.Alter(ask("c1", 2, 2026, 3), b.of("c1")))
	if got := b.kept[a1Key()]; got.Confirmed != 2 {
		t.Fatalf("after two left: %+v", got)
	}
	if es := spaces.Alter(ask("c1", 2, 2026, 3), b.of("c1")); es != nil {
		t.Fatalf("nothing changed, yet %+v", es)
	}
}

func a1Key() spaces.Key {
	return spaces.Key{Counter: spaces.Allocation, Year: 2026, Stream: "global-hrd", Partner: "FLD"}
}

// Whatever happens in whatever order: kept counters equal the entries, no guarded entry passes its number without
// an override, a family is in as a whole or not at all, and everybody who lands is counted once.
func TestRule_I_50_Histories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const limit, ceiling = 20, 15
		b := newBook()
		type one struct {
			persons int
			landed  map[string]bool
			size    int  // the family as it was when its places were last taken
			was     bool // somebody has landed at some time
		}
		cases := map[string]*one{}
		landed := 0
		for range rapid.IntRange(1, 80).Draw(t, "steps") {
			id := fmt.Sprint("c", rapid.IntRange(0, 9).Draw(t, "case"))
			c := cases[id]
			if c == nil {
				c = &one{persons: rapid.IntRange(1, 7).Draw(t, "persons"), landed: map[string]bool{}}
				cases[id] = c
			}
			year := 2025 + rapid.IntRange(0, 2).Draw(t, "year")
			a := ask(id, c.persons, year, limit)
			of := b.of(casefile.ID(id))
			free := rapid.IntRange(0, 9).Draw(t, "override") == 0
			if free {
				a.Override = &spaces.Authority{By: "policy.oppb", Reason: "agreed"}
			}
			post := func(es []spaces.Entry, err error) bool {
				if err != nil {
					return false
				}
				ok := b.post(es)
				for _, e := range es {
					if ok && e.Guarded() && b.kept[e.GuardKey()].Used() > e.Limit {
						t.Fatalf("%s passed %d: %+v", e.Kind, e.Limit, b.kept[e.GuardKey()])
					}
				}
				return ok
			}
			switch rapid.SampledFrom([]string{"take", "refer", "leave", "intend", "land", "birth", "back", "abandon"}).Draw(t, "act") {
			case "take":
				if post(spaces.Take(a, of)) {
					c.size = c.persons
				}
			case "refer":
				if post(spaces.Refer(a, of)) {
					c.size = c.persons
				}
			case "leave":
				if !b.post(spaces.Leave(a, of)) {
					t.Fatal("leaving was refused")
				}
			case "intend":
				a.Limit = ceiling
				post(spaces.Intend(a, of, "cedar"))
			case "abandon":
				b.post(spaces.Abandon(a, of))
			case "land":
				p := fmt.Sprint("p", rapid.IntRange(1, c.persons).Draw(t, "person"))
				a.Limit = ceiling
				es, err := spaces.Land(a, of, p, "cedar", false)
				if c.landed[p] != (err != nil) {
					t.Fatalf("landed %v, error %v", c.landed[p], err)
				}
				if err == nil {
					if !b.post(es) {
						t.Fatal("a landing was refused")
					}
					c.landed[p], c.was = true, true
					landed++
				}
			case "back":
				p := fmt.Sprint("p", rapid.IntRange(1, c.persons).Draw(t, "person"))
				es, err := spaces.TakeBack(a, of, p)
				if c.landed[p] != (err == nil) {
					t.Fatalf("landed %v, taken back %v", c.landed[p], err)
				}
				if err == nil {
					b.post(es)
					delete(c.landed, p)
					landed--
				}
			case "birth":
				c.persons++
				a.Case.Persons = c.persons
				es := spaces.Alter(a, of)
				if !b.post(es) {
					t.Fatal("a birth was refused")
				}
				if es != nil {
					c.size = c.persons
				}
			}
		}
		derived := spaces.Balances(b.entries)
		if len(derived) != len(b.kept) {
			t.Fatalf("derived %d rows, kept %d", len(derived), len(b.kept))
		}
		sum, inOffices, inStream := 0, 0, 0
		for k, d := range b.kept {
			if derived[k] != d {
				t.Fatalf("%+v: kept %+v, derived %+v", k, d, derived[k])
			}
			for _, n := range []int{d.Held, d.Confirmed, d.Consumed, d.Planned, d.Landed, d.Other} {
				if n < 0 {
					t.Fatalf("%+v below nothing: %+v", k, d)
				}
			}
			if k.Counter == spaces.Commitment && k.Partner == "" {
				sum += d.Landed
				inStream += d.Landed + d.Planned
			} else if k.Counter == spaces.Commitment {
				inOffices += d.Landed + d.Planned
			}
		}
		if sum != landed {
			t.Fatalf("counted %d, landed %d", sum, landed)
		}
		if inOffices != inStream {
			t.Fatalf("the offices add up to %d, the stream to %d", inOffices, inStream)
		}
		for id, c := range cases {
			in := 0
			for _, p := range spaces.Positions(b.of(casefile.ID(id))) {
				if p.Held != 0 && p.Confirmed != 0 {
					t.Fatalf("%s is held and confirmed at once: %+v", id, p)
				}
				in += p.Held + p.Confirmed
			}
			if !c.was && in != 0 && in != c.size {
				t.Fatalf("%s: %d places for a family of %d", id, in, c.size)
			}
		}
	})
}
