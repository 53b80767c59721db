package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
)

// Kept counters are sums. A change adds to them what it moves; a recount finds what they should be and adds what is missing, so
// that it may go on beside changes, in steps, and the order of neither matters.

// dayKey is a row of days.
type dayKey struct {
	span                   int64
	partner, office, state string
}

// ageKey is a row of ages.
type ageKey struct {
	span                   int64
	partner, office, stage string
	over                   int64
}

// everyone stands for all partners, or all offices, in ages. It is no code.
const everyone = "*"

// tally adds up what heads of cases move in days and in ages, each partner and office by itself.
type tally struct {
	days map[dayKey][3]int64
	ages map[ageKey]int64
}

func newTally() *tally {
	return &tally{days: map[dayKey][3]int64{}, ages: map[ageKey]int64{}}
}

// counted is what counters read of the head of a case.
type counted struct {
	partner, office, state, since string
	persons, landed               int64
}

func countedOf(c casefile.Case) counted {
	return counted{c.ReferredBy, c.Office, string(c.State), string(c.Since), int64(c.Persons), int64(c.Landed)}
}

func countedRow(r row) counted {
	return counted{r[colPartner].(string), r[colOffice].(string), r[colState].(string), r[colSince].(string), r[colPersons].(int64), r[colLanded].(int64)}
}

// never is the day on which a case without a day has waited for long.
var never = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// add adds a head that stands from an instant on, or with sign -1 does so no more.
func (t *tally) add(at time.Time, c counted, sign int64) {
	day, month := daysOf(at)
	for _, span := range []int64{day, month} {
		k := dayKey{span, c.partner, c.office, c.state}
		n := t.days[k]
		t.days[k] = [3]int64{n[0] + sign, n[1] + sign*c.persons, n[2] + sign*c.landed}
	}
	stage := casefile.State(c.state).Waits()
	if stage == "" {
		return
	}
	since := policy.Day(c.since).Time()
	for _, over := range casefile.AgeBrackets {
		from := at
		if c.since == "" {
			from = never
		} else if x := since.AddDate(0, 0, over+1); x.After(at) {
			from = x
		}
		day, month := daysOf(from)
		for _, span := range []int64{day, month} {
			t.ages[ageKey{span, c.partner, c.office, string(stage), int64(over)}] += sign
		}
	}
}

// merge adds another tally.
func (t *tally) merge(o *tally) {
	for k, n := range o.days {
		m := t.days[k]
		t.days[k] = [3]int64{m[0] + n[0], m[1] + n[1], m[2] + n[2]}
	}
	for k, n := range o.ages {
		t.ages[k] += n
	}
}

// together are the rows of ages, with those of all partners and of all offices.
func (t *tally) together() map[ageKey]int64 {
	out := make(map[ageKey]int64, 2*len(t.ages))
	for k, n := range t.ages {
		if n == 0 {
			continue
		}
		partner, office := k.partner, k.office
		for _, k.partner = range []string{partner, everyone} {
			for _, k.office = range []string{office, everyone} {
				out[k] += n
			}
		}
	}
	return out
}

// headsIn hands out what the images of an entry make of heads of cases, nil for one that is gone. The rest is passed over unread:
// most of a journal is items.
func headsIn(b []byte, fn func(row)) error {
	name := encode(nil, cases.name)
	for len(b) > 0 {
		if b[0] != 'b' || len(b) < 5 {
			return errEncoding
		}
		n := int(binary.BigEndian.Uint32(b[1:]))
		if n > len(b)-5 {
			return errEncoding
		}
		one := b[:5+n]
		b = b[5+n:]
		if !bytes.HasPrefix(one[5:], name) {
			continue
		}
		list, err := readImages(one)
		if err != nil {
			return err
		}
		for _, m := range list {
			fn(m.after)
		}
	}
	return nil
}

// A sums is a table of kept sums: rows are added to, never set.
type sums struct {
	table     string
	key, vals []string
	texts     [len(sumsAtOnce)]string
}

// sumsAtOnce are how many rows a statement adds.
var sumsAtOnce = [...]int{16, 4, 2, 1}

func newSums(table, key, vals string) *sums {
	t := &sums{table: table, key: strings.Split(key, ", "), vals: strings.Split(vals, ", ")}
	for i, n := range sumsAtOnce {
		t.texts[i] = t.text(n)
	}
	return t
}

func (t *sums) text(rows int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + t.table + " (" + strings.Join(append(slices.Clone(t.key), t.vals...), ", ") + ") VALUES ")
	n := 0
	for i := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		for k := range len(t.key) + len(t.vals) {
			n++
			b.WriteString([]string{"($", ", $"}[min(k, 1)] + strconv.Itoa(n))
		}
		b.WriteString(")")
	}
	b.WriteString(" ON CONFLICT (" + strings.Join(t.key, ", ") + ") DO UPDATE SET ")
	for i, v := range t.vals {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(v + " = " + t.table + "." + v + " + EXCLUDED." + v)
	}
	return b.String()
}

// add adds rows, each its key and its values; in one order, so that changes that run side by side wait for one another. The
// writer of SQLite puts them off until the commit.
func (t *sums) add(ctx context.Context, q querier, rows [][]any) error {
	if l := lateOf(q); l != nil {
		l.add(t, rows)
		return nil
	}
	slices.SortFunc(rows, func(a, b []any) int { return order(a[:len(t.key)], b[:len(t.key)]) })
	for i, n := range sumsAtOnce {
		for len(rows) >= n {
			if err := exec(ctx, q, t.texts[i], slices.Concat(rows[:n]...)...); err != nil {
				return err
			}
			rows = rows[n:]
		}
	}
	return nil
}

func order(a, b []any) int {
	for i := range a {
		c := 0
		switch x := a[i].(type) {
		case string:
			c = strings.Compare(x, b[i].(string))
		case int64:
			c = int(min(1, max(-1, x-b[i].(int64))))
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// The kept sums. Those of places are in ledger.go too, where a guard stands before them.
var (
	countSums    = newSums("counts", "partner, office, state", "cases, persons, landed")
	daySums      = newSums("days", "span, partner, office, state", "cases, persons, landed")
	ageSums      = newSums("ages", "partner, office, span, stage, over_", "cases")
	spaceDaySums = newSums("space_days", "year, span, counter, stream, partner, office", counterCols)
)

// less reads the rows of a table of sums and takes them off what a recount found: what is left is what they lack.
func (t *sums) less(ctx context.Context, q querier, take func(r []any)) error {
	rows, err := q.QueryContext(ctx, "SELECT "+strings.Join(append(slices.Clone(t.key), t.vals...), ", ")+" FROM "+t.table)
	if err != nil {
		return err
	}
	defer rows.Close()
	vals := make([]any, len(t.key)+len(t.vals))
	ptrs := make([]any, len(vals))
	for i := range vals {
		ptrs[i] = &vals[i]
	}
	for rows.Next() {
		if err := rows.Scan(ptrs...); err != nil {
			return err
		}
		take(vals)
	}
	return rows.Err()
}

func (t *tally) lessDays(ctx context.Context, q querier) error {
	return daySums.less(ctx, q, func(r []any) {
		k := dayKey{r[0].(int64), r[1].(string), r[2].(string), r[3].(string)}
		n := t.days[k]
		n = [3]int64{n[0] - r[4].(int64), n[1] - r[5].(int64), n[2] - r[6].(int64)}
		if n == ([3]int64{}) {
			delete(t.days, k)
		} else {
			t.days[k] = n
		}
	})
}

func lessAges(ctx context.Context, q querier, ages map[ageKey]int64) error {
	return ageSums.less(ctx, q, func(r []any) {
		k := ageKey{r[2].(int64), r[0].(string), r[1].(string), r[3].(string), r[4].(int64)}
		if n := ages[k] - r[5].(int64); n == 0 {
			delete(ages, k)
		} else {
			ages[k] = n
		}
	})
}

func dayRows(days map[dayKey][3]int64) (out [][]any) {
	for k, n := range days {
		if n != ([3]int64{}) {
			out = append(out, []any{k.span, k.partner, k.office, k.state, n[0], n[1], n[2]})
		}
	}
	return out
}

func ageRows(ages map[ageKey]int64) (out [][]any) {
	for k, n := range ages {
		if n != 0 {
			out = append(out, []any{k.partner, k.office, k.span, k.stage, k.over, n})
		}
	}
	return out
}

// spaceDay is a row of space_days.
type spaceDay struct {
	span int64
	spaces.Key
}

// addSpaceDays adds what an entry moves to its day and its month.
func addSpaceDays(days map[spaceDay]spaces.Delta, at time.Time, list []spaces.Move) {
	day, month := daysOf(at)
	for _, m := range list {
		for _, span := range []int64{day, month} {
			k := spaceDay{span, m.Key}
			days[k] = days[k].Add(m.Delta)
		}
	}
}

// spaceDayRows are the rows that are not nothing.
func spaceDayRows(days map[spaceDay]spaces.Delta) (out [][]any) {
	for k, d := range days {
		if d != (spaces.Delta{}) {
			out = append(out, spaceDayRow(k, d))
		}
	}
	return out
}

func spaceDayRow(k spaceDay, d spaces.Delta) []any {
	return append([]any{int64(k.Year), k.span, string(k.Counter), k.Stream, k.Partner, k.Office}, columns(d)...)
}

// columns are the values of counterCols.
func columns(d spaces.Delta) []any {
	return []any{int64(d.Held), int64(d.Confirmed), int64(d.Consumed), int64(d.Planned), int64(d.Landed), int64(d.Other), int64(d.Moved), int64(d.Cases), int64(d.Followed)}
}

func deltaFrom(r []any) (d spaces.Delta) {
	n := func(i int) int { return int(r[i].(int64)) }
	return spaces.Delta{Held: n(0), Confirmed: n(1), Consumed: n(2), Planned: n(3), Landed: n(4), Other: n(5), Moved: n(6), Cases: n(7), Followed: n(8)}
}

// minus is what a row lacks.
func minus(a, b spaces.Delta) spaces.Delta {
	return spaces.Delta{Held: a.Held - b.Held, Confirmed: a.Confirmed - b.Confirmed, Consumed: a.Consumed - b.Consumed, Planned: a.Planned - b.Planned,
		Landed: a.Landed - b.Landed, Other: a.Other - b.Other, Moved: a.Moved - b.Moved, Cases: a.Cases - b.Cases, Followed: a.Followed - b.Followed}
}
