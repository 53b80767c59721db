package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/spaces"
)

// Rebuild makes the kept counters right: those of cases from the cases, those of places, of now and of each day, from the lines of
// the ledger; and with days also what each day added, how long cases have waited, and their stays, from the journal, whose entries about
// cases are all read. It answers how many rows were wrong, or not there.
//
// What they should be is read from one view of what is committed, and what they lack is added, some thousand rows at once: readers
// and changes go on meanwhile. Two at once would add it twice: the second is fault.Conflict, and can be started again. Stays are no
// sums: those of some cases are looked at again, with the cases locked, where the view had one that was wrong.
//
// Rule I-119 (our rule): a recount stops nobody, and what is changed meanwhile counts once.
func (s *Store) Rebuild(ctx context.Context, days bool) (wrong int, err error) {
	s.recounting.Lock()
	defer s.recounting.Unlock()
	r := recount{s: s, counts: map[dayKey][3]int64{}, places: map[spaces.Key]spaces.Delta{}, placeDays: map[spaceDay]spaces.Delta{}, heads: newTally()}
	if err := s.views(ctx, func(qs []querier) error { return r.read(ctx, qs, days) }); err != nil {
		return 0, err
	}
	var all []lacking
	for _, x := range r.lacks(days) {
		for rows := range slices.Chunk(x.rows, recountStep) {
			all = append(all, lacking{x.to, rows})
		}
	}
	for _, x := range all {
		mark := []byte(NewID())
		if err := plain(s.anew(ctx, func(ctx context.Context, q querier) error {
			if err := r.turn(ctx, q, mark); err != nil {
				return err
			}
			if x.to == nil {
				return addPlaces(ctx, q, x.rows)
			}
			return x.to.add(ctx, q, x.rows)
		})); err != nil {
			return wrong, err
		}
		r.mark = mark
		wrong += len(x.rows)
	}
	for _, x := range r.stays {
		n, err := s.restays(ctx, x)
		if wrong += n; err != nil {
			return wrong, err
		}
	}
	return wrong, nil
}

const (
	recountStep = 1024        // rows that are added at once, while others wait
	recounted   = "recounted" // the name in meta of the last step of a recount
)

// recount is what counters should be, and then what they lack.
type recount struct {
	s    *Store
	mark []byte // of the last step that was taken before the view, or by this one; nil when none was

	mu        sync.Mutex
	counts    map[dayKey][3]int64 // span 0
	places    map[spaces.Key]spaces.Delta
	placeDays map[spaceDay]spaces.Delta
	heads     *tally
	ages      map[ageKey]int64
	stays     []share // in which some are wrong
}

// lacking are rows that are to be added to sums, or to those of places when to is nil.
type lacking struct {
	to   *sums
	rows [][]any
}

// turn notes a step, unless another recount has taken one since.
func (r *recount) turn(ctx context.Context, q querier, mark []byte) error {
	text, args := "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", []any{recounted, mark}
	if r.mark != nil {
		text, args = "UPDATE meta SET value = $2 WHERE name = $1 AND value = $3", append(args, r.mark)
	}
	res, err := q.ExecContext(ctx, text, args...)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return fault.New(fault.Conflict, "fault.conflict")
	}
	return nil
}

// read reads what the counters should be, in as many views as there are, and then takes off what they are.
func (r *recount) read(ctx context.Context, qs []querier, days bool) error {
	if err := qs[0].QueryRowContext(ctx, "SELECT value FROM meta WHERE name = $1", recounted).Scan(&r.mark); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	years, err := ledgerYears(ctx, qs[0])
	if err != nil {
		return err
	}
	var tasks []func(q querier, t *tally) error
	add := func(fn func(q querier, t *tally) error) { tasks = append(tasks, fn) }
	if days {
		list, err := shares(ctx, qs[0])
		if err != nil {
			return err
		}
		for _, x := range list {
			add(func(q querier, t *tally) error { return r.journal(ctx, q, x, t) })
		}
	}
	add(func(q querier, _ *tally) error { return r.ledger(ctx, q) })
	add(func(q querier, _ *tally) error { return r.cases(ctx, q) })
	add(func(q querier, _ *tally) error { return r.landers(ctx, q) })
	work := make(chan func(q querier, t *tally) error, len(tasks))
	for _, fn := range tasks {
		work <- fn
	}
	close(work)
	errs := make([]error, len(qs))
	var wg sync.WaitGroup
	for i, q := range qs {
		wg.Go(func() {
			t := newTally()
			for fn := range work {
				if errs[i] == nil {
					errs[i] = fn(q, t)
				}
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			r.heads.merge(t)
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	q := qs[0]
	if err := errors.Join(r.lessCounts(ctx, q), r.lessPlaces(ctx, q, years)); err != nil {
		return err
	}
	for _, y := range years {
		if err := lessSpaceDays(ctx, q, y, r.placeDays); err != nil {
			return err
		}
	}
	if !days {
		return nil
	}
	r.ages = r.heads.together()
	return errors.Join(r.heads.lessDays(ctx, q), lessAges(ctx, q, r.ages))
}

// journal follows the heads of a share of the cases, and compares their stays with those that are kept.
func (r *recount) journal(ctx context.Context, q querier, x share, t *tally) error {
	want, err := x.follow(ctx, q, t)
	if err != nil {
		return err
	}
	have, err := x.kept(ctx, q)
	if err != nil {
		return err
	}
	if !slices.Equal(have, want) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.stays = append(r.stays, x)
	}
	return nil
}

func (r *recount) cases(ctx context.Context, q querier) error {
	e := r.s.eng
	rows, err := q.QueryContext(ctx, "SELECT referred_by, office, state, "+e.summed("1")+", "+e.summed("persons")+", "+e.summed("landed")+" FROM cases"+e.by("referred_by, office, state"))
	if err != nil {
		return err
	}
	defer rows.Close()
	sum := map[dayKey][3]int64{}
	for rows.Next() {
		var k dayKey
		var n [3]int64
		if err := rows.Scan(&k.partner, &k.office, &k.state, &n[0], &n[1], &n[2]); err != nil {
			return err
		}
		m := sum[k]
		sum[k] = [3]int64{m[0] + n[0], m[1] + n[1], m[2] + n[2]}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts = sum
	return rows.Err()
}

// ledger adds up what the lines move, of those that are alike and of one day together. Their seals are not looked at: that is for
// Verify.
func (r *recount) ledger(ctx context.Context, q querier) error {
	e := r.s.eng
	const like, day = "year || '|' || counter || '|' || stream || '|' || kind || '|' || from_ || '|' || undoes || '|' || partner || '|' || office", "at / 86400000000"
	rows, err := q.QueryContext(ctx, "SELECT "+like+", "+day+", "+e.summed("persons")+" FROM ledger"+e.by(like+", "+day))
	if err != nil {
		return err
	}
	defer rows.Close()
	sum := map[string]map[int64]int64{}
	for rows.Next() {
		var raw sql.RawBytes
		var day, persons int64
		if err := rows.Scan(&raw, &day, &persons); err != nil {
			return err
		}
		days := sum[string(raw)]
		if days == nil {
			days = map[int64]int64{}
			sum[string(raw)] = days
		}
		days[day] += persons
	}
	if err := rows.Err(); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for k, days := range sum {
		p := strings.Split(k, "|")
		year, err := strconv.Atoi(p[0])
		if err != nil {
			return err
		}
		x := spaces.Entry{Year: year, Counter: spaces.Counter(p[1]), Stream: p[2], Kind: spaces.Kind(p[3]), From: spaces.Kind(p[4]), Undoes: spaces.Kind(p[5]), Partner: p[6], Office: p[7]}
		for day, persons := range days {
			x.Persons = int(persons)
			r.post(time.Unix(day*86400, 0), x.Moves())
		}
	}
	return nil
}

// landers adds the cases of which somebody landed: a case counts once in a year. The lines come case by case, in the order of an index.
func (r *recount) landers(ctx context.Context, q querier) error {
	rows, err := q.QueryContext(ctx, "SELECT year, stream, case_id, kind || '|' || undoes || '|' || partner || '|' || office, persons, at FROM ledger WHERE "+landingLines+" ORDER BY year, stream, case_id, seq")
	if err != nil {
		return err
	}
	defer rows.Close()
	type line struct {
		like        string
		persons, at int64
	}
	type moved struct {
		key spaces.Key
		day int64
	}
	sum := map[moved]spaces.Delta{}
	alike := map[string]string{}
	var of spaces.Entry // year and stream of the lines
	var id []byte
	var lines []line
	flush := func() {
		seen := spaces.Landers{}
		for _, l := range lines {
			p := strings.Split(l.like, "|")
			x := of
			x.Counter, x.Kind, x.Undoes, x.Partner, x.Office, x.Persons = spaces.Commitment, spaces.Kind(p[0]), spaces.Kind(p[1]), p[2], p[3], int(l.persons)
			for _, m := range seen.Moves(x) {
				if m.Cases != 0 || m.Followed != 0 {
					k := moved{m.Key, l.at / (24 * time.Hour).Microseconds()}
					sum[k] = sum[k].Add(spaces.Delta{Cases: m.Cases, Followed: m.Followed})
				}
			}
		}
		lines = lines[:0]
	}
	for rows.Next() {
		var stream, next, like sql.RawBytes
		var year int
		var l line
		if err := rows.Scan(&year, &stream, &next, &like, &l.persons, &l.at); err != nil {
			return err
		}
		if year != of.Year || string(stream) != of.Stream || !bytes.Equal(next, id) {
			flush()
			if of.Year = year; string(stream) != of.Stream {
				of.Stream = string(stream)
			}
			id = append(id[:0], next...)
		}
		var ok bool
		if l.like, ok = alike[string(like)]; !ok {
			l.like = string(like)
			alike[l.like] = l.like
		}
		lines = append(lines, l)
	}
	flush()
	r.mu.Lock()
	defer r.mu.Unlock()
	for k, d := range sum {
		r.post(time.Unix(k.day*86400, 0), []spaces.Move{{Key: k.key, Delta: d}})
	}
	return rows.Err()
}

func (r *recount) post(at time.Time, list []spaces.Move) {
	for _, m := range list {
		r.places[m.Key] = r.places[m.Key].Add(m.Delta)
	}
	addSpaceDays(r.placeDays, at, list)
}

func (r *recount) lessCounts(ctx context.Context, q querier) error {
	return countSums.less(ctx, q, func(v []any) {
		k := dayKey{0, v[0].(string), v[1].(string), v[2].(string)}
		n := r.counts[k]
		r.counts[k] = [3]int64{n[0] - v[3].(int64), n[1] - v[4].(int64), n[2] - v[5].(int64)}
	})
}

func (r *recount) lessPlaces(ctx context.Context, q querier, years []int64) error {
	for _, y := range years {
		kept, err := balances(ctx, q, int(y))
		if err != nil {
			return err
		}
		for k, d := range kept {
			r.places[k] = minus(r.places[k], d)
		}
	}
	return nil
}

// lacks are the rows that are to be added.
func (r *recount) lacks(days bool) []lacking {
	var places, counts [][]any
	for k, d := range r.places {
		if d != (spaces.Delta{}) {
			places = append(places, append([]any{string(k.Counter), int64(k.Year), k.Stream, k.Partner, k.Office}, columns(d)...))
		}
	}
	for k, n := range r.counts {
		if n != ([3]int64{}) {
			counts = append(counts, []any{k.partner, k.office, k.state, n[0], n[1], n[2]})
		}
	}
	out := []lacking{{nil, places}, {spaceDaySums, spaceDayRows(r.placeDays)}, {countSums, counts}}
	if days {
		out = append(out, lacking{daySums, dayRows(r.heads.days)}, lacking{ageSums, ageRows(r.ages)})
	}
	return out
}

// addPlaces adds to counters of the ledger. It moves nothing that a guard would stand before: it says what the lines say already.
func addPlaces(ctx context.Context, q querier, rows [][]any) error {
	for _, r := range rows {
		d := deltaFrom(r[5:])
		if _, err := q.ExecContext(ctx, `INSERT INTO spaces (counter, year, stream, partner, office, `+counterCols+`, bound) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (counter, year, stream, partner, office) DO UPDATE SET held = spaces.held + EXCLUDED.held, confirmed = spaces.confirmed + EXCLUDED.confirmed, consumed = spaces.consumed + EXCLUDED.consumed,
planned = spaces.planned + EXCLUDED.planned, landed = spaces.landed + EXCLUDED.landed, other = spaces.other + EXCLUDED.other, moved = spaces.moved + EXCLUDED.moved, cases = spaces.cases + EXCLUDED.cases, followed = spaces.followed + EXCLUDED.followed,
bound = spaces.held + spaces.confirmed + spaces.consumed + spaces.planned + spaces.landed + EXCLUDED.bound`, append(r, int64(d.Used()))...); err != nil {
			return err
		}
	}
	return nil
}

// spaceDaysOf are the rows of space_days that the lines of a year give.
func spaceDaysOf(list []spaces.Entry) map[spaceDay]spaces.Delta {
	r := recount{places: map[spaces.Key]spaces.Delta{}, placeDays: map[spaceDay]spaces.Delta{}}
	seen := spaces.Landers{}
	for _, e := range list {
		r.post(e.At, seen.Moves(e))
	}
	return r.placeDays
}

// lessSpaceDays takes off what is kept of a year.
func lessSpaceDays(ctx context.Context, q querier, year int64, days map[spaceDay]spaces.Delta) error {
	rows, err := q.QueryContext(ctx, "SELECT span, counter, stream, partner, office, "+counterCols+" FROM space_days WHERE year = $1", year)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		k, d := spaceDay{Key: spaces.Key{Year: int(year)}}, spaces.Delta{}
		if err := rows.Scan(append([]any{&k.span, &k.Counter, &k.Stream, &k.Partner, &k.Office}, deltaOf(&d)...)...); err != nil {
			return err
		}
		days[k] = minus(days[k], d)
	}
	return rows.Err()
}

// ledgerYears are the years that the ledger or its counters have.
func ledgerYears(ctx context.Context, q querier) (years []int64, err error) {
	rows, err := q.QueryContext(ctx, "SELECT year FROM spaces UNION SELECT year FROM space_days UNION SELECT CAST(SUBSTR(stream, 8) AS BIGINT) FROM heads WHERE chain = $1 AND stream >= 'ledger/' AND stream < 'ledger0'", changes)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var y int64
		if err := rows.Scan(&y); err != nil {
			return nil, err
		}
		years = append(years, y)
	}
	return years, rows.Err()
}

// views runs fn over some connections that all see the same: what was committed at one moment.
func (s *Store) views(ctx context.Context, fn func(qs []querier) error) error {
	if s.eng == post {
		return s.reading(ctx, func(q querier) error { return fn([]querier{q}) })
	}
	// The writer stands still while they begin; two are left for others.
	var list []*prepared
	for range readers / 2 {
		select {
		case p := <-s.readers:
			list = append(list, p)
			defer func() { s.readers <- p }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	ctx = context.WithoutCancel(ctx)
	for _, p := range list {
		if err := p.connect(ctx, s.r); err != nil {
			return err
		}
	}
	qs := make([]querier, len(list))
	err := s.submit(ctx, func(context.Context, querier) error {
		for i, p := range list {
			if qs[i] != nil { // its batch was rolled back, and it runs again
				if _, err := p.ExecContext(ctx, "ROLLBACK"); err != nil {
					return errQuiet{err}
				}
			}
			qs[i] = nil
			var n int64
			if _, err := p.ExecContext(ctx, "BEGIN"); err != nil {
				return errQuiet{err}
			}
			qs[i] = p
			if err := p.QueryRowContext(ctx, "SELECT COUNT(*) FROM meta").Scan(&n); err != nil {
				return errQuiet{err}
			}
		}
		return errQuiet{errBegun}
	})
	if errors.Is(err, errBegun) {
		err = fn(qs)
	}
	for _, p := range list {
		if _, e := p.ExecContext(ctx, "ROLLBACK"); e != nil {
			p.reset()
		}
	}
	return err
}

// errBegun says that the writer had nothing to write.
var errBegun = errors.New("store: the views have begun")
