package store

import (
	"context"
	"database/sql"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
)

// A stay is how counters read the head of a referred case, from an instant to another. Each begins where the one before ended, unless
// the case was back with its partner meanwhile. Sums say how many stood somewhere at the end of a day; stays say which.
type stay struct {
	id          string
	from, until int64 // microseconds
	counted
}

// lasts is the end of a stay that goes on.
const lasts = math.MaxInt64

// stays is a derived table: it is not journalled, and follows from what is.
var stays = newTable("stays", 2, -1, "case_id", "from_", "until_", "round_", "state", "partner", "office", "since", "persons", "landed")

func (x stay) row() row {
	return row{x.id, x.from, x.until, x.round(), x.state, x.partner, x.office, x.since, x.persons, x.landed}
}

// dayOf is the number of the UTC day of an instant, counted from 1970.
func dayOf(at int64) int64 { return max(1, at/(24*time.Hour).Microseconds()) }

// stood says whether a day ended meanwhile: no other stay is ever asked for.
func (x stay) stood() bool { return dayOf(x.from) < dayOf(x.until) }

// round is the roundest of the days at whose end it stood so, the one that two divides most often; 0 while it lasts.
func (x stay) round() int64 {
	switch {
	case x.until == lasts:
		return 0
	case !x.stood(): // of a row that was spoilt
		return -1
	}
	first, last := dayOf(x.from), dayOf(x.until)-1
	n := bits.Len64(uint64((first-1)^last)) - 1
	return last >> n << n
}

// rounds are what round can be of a stay over a day: for each number of times that two divides, the one nearest to the day.
func rounds(day int64) (out [24]int64) {
	for n := bits.TrailingZeros64(uint64(day)); n < len(out)-1; n++ {
		out[n+1] = (day>>n | 1) << n
	}
	return out
}

// stand gives what the last stays of a case become when its head reads otherwise, and the instant from which it does: by a clock that has
// run back it is that of the change before.
func stand(list []stay, id string, at int64, now counted) ([]stay, int64) {
	if n := len(list); n > 0 {
		last := &list[n-1]
		at = max(at, last.from)
		if last.until != lasts {
			at = max(at, last.until)
		} else if last.until = at; !last.stood() {
			list = list[:n-1]
		}
	}
	if casefile.State(now.state).After() {
		list = append(list, stay{id, at, lasts, now})
	}
	return list, at
}

// stands writes what a change makes of the stays of a case, and gives the instant that counts for it.
func (tx *Tx) stands(q querier, id string, fresh bool, now counted) (time.Time, error) {
	var last []stay
	if !fresh {
		var err error
		if last, err = readStays(tx.ctx, q, " WHERE case_id = $1 ORDER BY from_ DESC LIMIT 1", id); err != nil {
			return tx.Now, err
		}
	}
	next, at := stand(slices.Clone(last), id, tx.Now.UnixMicro(), now)
	_, err := restay(tx.ctx, q, last, next)
	return time.UnixMicro(at), err
}

func readStays(ctx context.Context, q querier, where string, args ...any) (out []stay, err error) {
	rows, err := q.QueryContext(ctx, stays.all+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var x stay
		var round int64
		if err := rows.Scan(&x.id, &x.from, &x.until, &round, &x.state, &x.partner, &x.office, &x.since, &x.persons, &x.landed); err != nil {
			return nil, err
		}
		if round != x.round() {
			x.until = 0 // so that it is like none
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

const changeStay = "UPDATE stays SET until_ = $3, round_ = $4, state = $5, partner = $6, office = $7, since = $8, persons = $9, landed = $10 WHERE case_id = $1 AND from_ = $2"

// restay makes the rows of some cases what they should be, and answers how many were not so.
func restay(ctx context.Context, q querier, have, want []stay) (wrong int, err error) {
	type key struct {
		id   string
		from int64
	}
	kept := make(map[key]stay, len(have))
	for _, x := range have {
		kept[key{x.id, x.from}] = x
	}
	for _, x := range want {
		k, text := key{x.id, x.from}, stays.insert
		was, ok := kept[k]
		delete(kept, k)
		if ok && was == x {
			continue
		}
		if ok {
			text = changeStay
		}
		wrong++
		if err := exec(ctx, q, text, x.row()...); err != nil {
			return wrong, err
		}
	}
	for k := range kept {
		wrong++
		if err := exec(ctx, q, "DELETE FROM stays WHERE case_id = $1 AND from_ = $2", k.id, k.from); err != nil {
			return wrong, err
		}
	}
	return wrong, nil
}

// follow takes the journal of cases, stream by stream in order, adds up the heads that it has, and tells the stays of each case.
type follow struct {
	*tally
	told   func(list []stay)
	stream string
	was    counted
	is     bool
	list   []stay
}

// next takes what an entry made of the head of a case; nil when it is gone, and its stays with it.
func (f *follow) next(stream string, at int64, head row) {
	if stream != f.stream {
		f.end()
		f.stream = stream
	}
	if f.is && head == nil {
		f.add(time.UnixMicro(at), f.was, -1)
		f.is, f.list = false, nil
	}
	if head == nil || f.is && countedRow(head) == f.was {
		return
	}
	now := countedRow(head)
	f.list, at = stand(f.list, head[0].(string), at, now)
	if f.is {
		f.add(time.UnixMicro(at), f.was, -1)
	}
	f.add(time.UnixMicro(at), now, 1)
	f.was, f.is = now, true
}

// end tells the last case.
func (f *follow) end() {
	f.told(f.list)
	f.is, f.list = false, nil
}

// share is some cases: those with an id from one on, up to another.
type share struct{ from, to string }

// shareOf is how many cases are taken at once, and are locked while their stays are put right.
const shareOf = 100

// shares part all cases.
func shares(ctx context.Context, q querier) (out []share, err error) {
	list, err := caseIDs(ctx, q, "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n FROM cases) AS numbered WHERE n % $1 = 0 ORDER BY id", int64(shareOf))
	from := ""
	for _, id := range list {
		out, from = append(out, share{from, string(id)}), string(id)
	}
	return append(out, share{from, "~"}), err
}

// follow reads what the journal says of the cases: it adds to a tally, and gives their stays.
func (x share) follow(ctx context.Context, q querier, t *tally) (list []stay, err error) {
	rows, err := q.QueryContext(ctx, "SELECT stream, at, images FROM journal WHERE stream >= $1 AND stream < $2 ORDER BY stream, version", "case/"+x.from, "case/"+x.to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	f := follow{tally: t, told: func(of []stay) { list = append(list, of...) }}
	for rows.Next() {
		var stream string
		var at int64
		var raw sql.RawBytes
		if err := rows.Scan(&stream, &at, &raw); err != nil {
			return nil, err
		}
		if err := headsIn(raw, func(head row) { f.next(stream, at, head) }); err != nil {
			return nil, err
		}
	}
	f.end()
	return list, rows.Err()
}

// kept are their stays as they are.
func (x share) kept(ctx context.Context, q querier) ([]stay, error) {
	return readStays(ctx, q, " WHERE case_id >= $1 AND case_id < $2 ORDER BY case_id, from_", x.from, x.to)
}

// restays puts the stays of a share right, and answers how many were wrong. What changes one of the cases waits.
func (s *Store) restays(ctx context.Context, x share) (wrong int, err error) {
	err = s.anew(ctx, func(ctx context.Context, q querier) error {
		if _, err := caseIDs(ctx, q, "SELECT id FROM cases WHERE id >= $1 AND id < $2 ORDER BY id FOR UPDATE", x.from, x.to); err != nil {
			return err
		}
		want, err := x.follow(ctx, q, newTally())
		if err != nil {
			return err
		}
		have, err := x.kept(ctx, q)
		if err != nil {
			return err
		}
		wrong, err = restay(ctx, q, have, want)
		return err
	})
	return wrong, plain(err)
}

// Stays are which stays of cases are asked for. Empty fields do not filter, nor does a bracket below 0.
type Stays struct {
	States  []casefile.State
	Rest    bool // also of families of whom some have landed and others have not
	Partner string
	Offices []string // "" is with no office yet
	Bracket int      // of casefile.AgeBrackets, of the days since which they stood there
	Limit   int
}

// StaysOn are the cases that stood so at the end of a UTC day, oldest in state first: as many as Figures counts.
func (s *Store) StaysOn(ctx context.Context, on policy.Day, x Stays) (out []casefile.ID, err error) {
	text, args := x.text(on)
	err = s.asking(ctx, func(q querier) error {
		out, err = caseIDs(ctx, q, text, args...)
		return err
	})
	return out, err
}

func (x Stays) text(on policy.Day) (string, []any) {
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	end := on.Add(1).Time().UnixMicro()
	at := rounds(dayOf(end) - 1)
	e := arg(end)
	where := " AND round_ IN (" + marks(at[:], arg) + ")" + " AND from_ < " + e + " AND until_ >= " + e
	if x.Partner != "" {
		where += " AND partner = " + arg(x.Partner)
	}
	if len(x.Offices) > 0 {
		where += " AND " + in("office", x.Offices, arg)
	}
	if b := x.Bracket; b > 0 {
		where += " AND since <> '' AND since < " + arg(string(on.Add(-casefile.AgeBrackets[b-1])))
	}
	if b := x.Bracket; b >= 0 && b < len(casefile.AgeBrackets) {
		where += " AND (since = '' OR since >= " + arg(string(on.Add(-casefile.AgeBrackets[b]))) + ")"
	}
	text := "SELECT case_id, since FROM stays WHERE " + in("state", x.States, arg) + where
	if x.Rest {
		text += " UNION ALL SELECT case_id, since FROM stays WHERE landed < persons AND state IN ('arrived', 'post_arrival')" + where
	}
	return "SELECT case_id FROM (" + text + ") AS stood ORDER BY since, case_id LIMIT " + arg(int64(x.Limit)), args
}
