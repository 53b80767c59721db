package app_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/spaces"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// one and another are one person, as two partners know them.
var (
	one     = people.Person{Family: "Yusuf", Given: "Muhammad", Native: "محمد يوسف", Born: "1987-04-12", Sex: "M", Nationalities: []string{"XKK"}}
	another = people.Person{Family: "Youssef", Given: "Mohamed", Born: "1987-12-04", Sex: "M", Nationalities: []string{"XKK"}}
)

func (d *desk) alike() []app.Suggestion {
	d.Helper()
	_, list, err := d.app.Duplicates(bg, clerk, d.id)
	d.ok(err)
	return list
}

func (d *desk) arrived() int {
	d.Helper()
	n, err := d.app.MatchArrivals(bg)
	d.ok(err)
	return n
}

// answer is what a clerk presses about the first suggestion.
func answer(s app.Suggestion, a casefile.Likeness) app.Answered {
	return app.Answered{Person: s.Person.ID, Other: s.Case.ID, There: s.Other, Answer: a}
}

// On arrival, before a package is opened, the queue says how many possible duplicates wait; each says why; a clerk
// answers, and the count follows. The partner's own list and page say nothing of it (decision 5).
func TestMatching_OnArrival(t *testing.T) {
	received(t, func(d *desk) {
		first := d.refers(one)
		d.id = d.refers(another)
		if n := d.arrived(); n != 3 || d.arrived() != 0 {
			d.Errorf("%d packages were compared, then again", n)
		}
		q, err := d.app.Intake(bg, clerk, app.IntakeQuery{Rows: 10})
		d.ok(err)
		i := slices.IndexFunc(q.Rows, func(c casefile.Case) bool { return c.ID == d.id })
		if i < 0 || q.Rows[i].Summary.Alike != 1 {
			d.Fatalf("the queue: %+v", q.Rows)
		}
		list := d.alike()
		if len(list) != 1 || list[0].Case.ID != first || !list[0].Result.Likely() {
			d.Fatalf("suggested: %+v", list)
		}
		var seen []string
		for _, r := range list[0].Result.Reasons {
			seen = append(seen, string(r.Field)+" "+string(r.Level))
		}
		if fmt.Sprint(seen) != "[name sound born same sex same nation same number missing]" {
			d.Errorf("seen %v", seen)
		}
		for _, who := range []access.Actor{caseworker, reviewer} {
			own, err := d.app.Referrals(bg, who, nil, store.Cursor{}, 10)
			d.ok(err)
			for _, c := range own {
				if c.Summary.Alike != 0 || c.Summary.Matched {
					d.Error("the partner's list tells of a comparison")
				}
			}
			f, err := d.app.View(bg, who, d.id, access.ViewReferral, "")
			d.ok(err)
			if f.Case.Summary.Alike != 0 || f.Case.Summary.Matched || len(f.Comparisons) != 0 {
				d.Error("the partner's page tells of a comparison")
			}
			_, events, err := d.app.Timeline(bg, who, d.id)
			d.ok(err)
			for _, e := range events {
				if e.Action == access.MatchArrival || e.Action == access.LinkPersons {
					d.Errorf("the partner's timeline has %s", e.Action)
				}
			}
			d.no2(d.app.AnswerComparison(bg, d.w(who), answer(list[0], casefile.SamePerson)))
			if _, _, err := d.app.Duplicates(bg, who, d.id); err == nil {
				d.Error("a partner sees what the operations centre found")
			}
		}
		d.ok(d.app.AnswerComparison(bg, d.w(clerk), answer(list[0], casefile.DifferentPerson)))
		if in := d.incoming(); len(in.Known) != 0 || in.Blocking != 0 || in.Case.Summary.Alike != 0 {
			d.Errorf("answered, and still %d known, %d blocking, %d counted", len(in.Known), in.Blocking, in.Case.Summary.Alike)
		}
	})
}

func (d *desk) no2(err error) {
	d.Helper()
	if !isKind(err, fault.Forbidden) && !isKind(err, fault.NotFound) {
		d.Errorf("let in: %v", err)
	}
}

// items are the rows of everything but heads and journal, byte for byte, apart from the answer itself.
func items(t *testing.T, path string) map[string]string {
	t.Helper()
	raw, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	rows, err := raw.Query("SELECT case_id || ' ' || seq, id || ' ' || version || ' ' || hex(body) || ' ' || hex(mac) FROM items UNION ALL SELECT 'face ' || id, hex(tokens) || hex(body) FROM faces")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var k, v string
		if err := rows.Scan(&k, &v); err != nil {
			t.Fatal(err)
		}
		out[k] = v
	}
	return out
}

// Linking never merges and is undone to the byte: every item of both cases, and what they are found by, is what it was.
func TestMatching_LinkIsUndoneToTheByte(t *testing.T) {
	path := filepath.Join(t.TempDir(), "passage.db")
	d := &desk{T: t, app: app.New(storetest.At(t, path), thePack()), now: time.Date(2026, 8, 31, 9, 0, 0, 0, time.UTC)}
	d.app.Now = func() time.Time { return d.now }
	d.refers(one)
	d.id = d.refers(another)
	d.arrived()
	s := d.alike()[0]
	before := items(t, path)
	if len(before) < 10 {
		t.Fatalf("%d rows", len(before))
	}
	same := func(when string) {
		t.Helper()
		after := items(t, path)
		for k, v := range before {
			if after[k] != v {
				t.Errorf("%s: row %s changed", when, k)
			}
		}
		if want := len(before); when == "undone" && len(after) != want {
			t.Errorf("undone: %d rows, want %d", len(after), want)
		}
	}
	for _, a := range []casefile.Likeness{casefile.SamePerson, casefile.NotSure, casefile.SamePerson} {
		d.ok(d.app.AnswerComparison(bg, d.w(clerk), answer(s, a)))
		same("linked") // an answer is a row of its own in both cases
		for _, at := range [][2]string{{string(d.id), string(s.Case.ID)}, {string(s.Case.ID), string(d.id)}} {
			f, err := d.app.Store.Read(bg, casefile.ID(at[0]), store.Everything)
			d.ok(err)
			if len(f.Comparisons) != 1 || string(f.Comparisons[0].Case) != at[1] || f.Comparisons[0].Answer != a {
				t.Fatalf("%s: %+v", a, f.Comparisons)
			}
		}
	}
	undo := answer(s, "")
	undo.Undo = true
	d.ok(d.app.AnswerComparison(bg, d.w(senior), undo))
	same("undone")
	if list := d.alike(); len(list) != 1 || !list[0].Waits() {
		t.Errorf("undone, and it does not wait again: %+v", list)
	}
	d.no(d.app.AnswerComparison(bg, d.w(clerk), undo), "INT-E12") // nothing is left to take back
	if rep, err := d.app.Store.Verify(bg); err != nil || len(rep.Faults) > 0 {
		t.Errorf("verify: %v %v", rep.Faults, err)
	}
	bad := answer(s, "perhaps")
	if got := fields(d.app.AnswerComparison(bg, d.w(clerk), bad)); fmt.Sprint(got) != "[answer INT-E12]" {
		t.Errorf("an answer that is none: %v", got)
	}
	stray := answer(s, casefile.SamePerson)
	stray.There = "x"
	if err := d.app.AnswerComparison(bg, d.w(clerk), stray); !isKind(err, fault.NotFound) {
		t.Errorf("a person who is not there: %v", err)
	}
}

// Rule X2: only a clerk ends a case as a duplicate, only after the answer that a person of both is the same one, and only
// of a case that goes on; its places are given back and the other case is left as it is.
func TestRule_ST_X2_MergedDuplicate(t *testing.T) {
	received(t, func(d *desk) {
		first := d.refers(one)
		d.id = d.refers(another)
		d.no(d.app.MergeDuplicate(bg, d.w(clerk), first), "ST-X2")
		d.no(d.app.MergeDuplicate(bg, d.w(clerk), d.id), "ST-X2")
		s := d.alike()[0]
		d.ok(d.app.AnswerComparison(bg, d.w(clerk), answer(s, casefile.NotSure)))
		d.no(d.app.MergeDuplicate(bg, d.w(clerk), first), "ST-X2")
		d.ok(d.app.AnswerComparison(bg, d.w(clerk), answer(s, casefile.SamePerson)))
		d.no2(d.app.MergeDuplicate(bg, d.w(caseworker), first))
		before, err := d.app.Store.Read(bg, first, store.Everything)
		d.ok(err)
		d.ok(d.app.MergeDuplicate(bg, d.w(clerk), first))
		d.state(casefile.MergedDuplicate)
		f, err := d.app.Store.Read(bg, d.id, store.Everything)
		d.ok(err)
		if last := f.Steps[len(f.Steps)-1]; last.Reason != string(first) {
			d.Errorf("the step does not name the case that goes on: %+v", last)
		}
		entries, err := d.app.Store.Entries(bg, 0, d.id)
		d.ok(err)
		for _, p := range spaces.Positions(entries) {
			if p.Held+p.Confirmed != 0 {
				d.Errorf("places are kept: %+v", p)
			}
		}
		after, err := d.app.Store.Read(bg, first, store.Everything)
		d.ok(err)
		if after.Case.State != before.Case.State || len(after.Persons) != len(before.Persons) || after.Case.Version != before.Case.Version {
			d.Error("the surviving case was changed")
		}
	})
}

// Rule I-53: an earlier case is shown with the client number of the person, before one is created.
func TestRule_I_53_EarlierNumber(t *testing.T) {
	received(t, func(d *desk) {
		first := d.refers(one)
		own := d.id
		d.id = first
		ask := d.filed()
		ask.Transfer = false
		d.ok(d.app.CreateFile(bg, d.w(clerk), ask))
		d.id = own
		d.id = d.refers(another)
		s := d.alike()[0]
		_, b, err := d.app.CompareWith(bg, clerk, d.id, s.Person.ID, s.Case.ID, s.Other)
		d.ok(err)
		if b.UCI == "" || b.Mergeable || b.At != 1 || b.Of != 1 {
			d.Errorf("beside: %+v", b)
		}
		if _, _, err := d.app.CompareWith(bg, clerk, d.id, s.Person.ID, s.Case.ID, "x"); !isKind(err, fault.NotFound) {
			d.Errorf("somebody who is not suggested: %v", err)
		}
		looks, err := d.app.Store.Looks(bg, first, 10)
		d.ok(err)
		if !slices.ContainsFunc(looks, func(l store.Look) bool { return l.Action == access.ComparePersons && l.Actor.Account == clerk.Account }) {
			d.Error("the look at the other case is not entered")
		}
	})
}

// Decision 14: a clerk with a link to a country of the other case learns that there is one, and not which.
func TestMatching_ConflictOfCountry(t *testing.T) {
	received(t, func(d *desk) {
		lone := one
		lone.Nationalities, lone.BirthCountry = []string{"XKK"}, "XKK"
		d.refers(lone)
		mine := another
		mine.Nationalities = nil
		d.id = d.refers(mine)
		linked := clerk
		linked.Links = []string{"XKK"}
		_, list, err := d.app.Duplicates(bg, linked, d.id)
		if isKind(err, fault.NotFound) {
			return // both cases are against the country: nothing is seen at all
		}
		d.ok(err)
		for _, s := range list {
			if s.Case.ID != "" || s.Other != "" || len(s.Result.Reasons) != 0 || s.Born != "" {
				d.Errorf("which case it is: %+v", s)
			}
		}
	})
}

// Decision 5: outside the operations centre a comparison sees the partner's own records alone; the answer is the same,
// row for row, and takes as long, whether or not another partner knows the person.
func TestDecision5_PartnersSeeTheirOwn(t *testing.T) {
	received(t, func(d *desk) {
		mine, err := d.app.StartReferral(bg, app.Write{Actor: caseworker}, app.NewReferral{Persons: []people.Person{another}})
		d.ok(err)
		stray := people.Person{Family: "Quartz", Given: "Xylo", Born: "1991-05-06"}
		nobody, err := d.app.StartReferral(bg, app.Write{Actor: caseworker}, app.NewReferral{Persons: []people.Person{stray}})
		d.ok(err)
		// Another partner knows the person well.
		for range 30 {
			_, err := d.app.StartReferral(bg, app.Write{Actor: stranger}, app.NewReferral{Persons: []people.Person{one}})
			d.ok(err)
		}
		ask := func(id casefile.ID) (int, time.Duration) {
			at := time.Now()
			_, list, err := d.app.OwnDuplicates(bg, caseworker, id)
			took := time.Since(at)
			d.ok(err)
			return len(list), took
		}
		var known, unknown []time.Duration
		for range 41 {
			n, a := ask(mine)
			m, b := ask(nobody)
			if n != 0 || m != 0 {
				d.Fatalf("another partner's records were found: %d, %d", n, m)
			}
			known, unknown = append(known, a), append(unknown, b)
		}
		slices.Sort(known)
		slices.Sort(unknown)
		a, b := known[len(known)/2], unknown[len(unknown)/2]
		d.Logf("median of a person another partner knows %v, of nobody %v", a, b)
		if a > 2*b+time.Millisecond || b > 2*a+time.Millisecond {
			d.Errorf("the time tells: %v and %v", a, b)
		}
		for _, text := range []string{"Yusuf", "Muhammad Yusuf", "محمد يوسف"} { // found in the partner's own spelling alone
			found, err := d.app.Find(bg, caseworker, text)
			d.ok(err)
			for _, c := range found {
				if c.ID != mine {
					d.Errorf("%s finds %s", text, c.ID)
				}
			}
		}
		// Its own records it is told of (I-13).
		again, err := d.app.StartReferral(bg, app.Write{Actor: caseworker}, app.NewReferral{Persons: []people.Person{one}})
		d.ok(err)
		if n, _ := ask(again); n != 1 {
			d.Errorf("%d of its own", n)
		}
	})
}
