package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"log/slog"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/casework/matching"
	"passage/internal/casework/people"
	"passage/internal/vault"
)

// Persons are found across spellings and scripts through a blind index: keyed hashes of what their names sound like,
// with and without the birth date, and of their numbers. A hash is cut to as many bits as the store has persons, so
// that each bucket holds a handful of strangers besides: whoever steals the file without the key cannot even tell who
// shares a name. What is found is opened and compared exactly, in memory. Derived rows: rebuilt, never journalled.

// Face is one person of a case, as far as persons are compared.
type Face struct {
	Case   casefile.ID
	Person string // id within the case
	matching.Ready
}

// leastBits is the length of a token in a small store.
const leastBits = 12

// indexBits is the meta row that says how long the tokens of this store are.
const indexBits = "index/bits"

// bitsOf is the length of tokens now, 0 before the index has been made.
func (s *Store) bitsOf(ctx context.Context, q querier) (int, error) {
	var b []byte
	err := q.QueryRowContext(ctx, "SELECT value FROM meta WHERE name = $1", indexBits).Scan(&b)
	if errors.Is(err, sql.ErrNoRows) || err == nil && len(b) != 1 {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return int(b[0]), nil
}

// hashed is a token as it is stored: a keyed hash cut to n bits.
func (s *Store) hashed(n int, t matching.Token) int64 {
	return int64(binary.BigEndian.Uint64(s.vault.Token("alike/"+string(t.Kind), t.Value)) >> (64 - n))
}

// faceID numbers faces in the order of time, so that new ones stand together; the low bits part those that two
// processes number in one microsecond.
func (s *Store) faceID() int64 {
	for {
		last := s.lastFace.Load()
		next := max(last+1, time.Now().UnixMicro()<<10|rand.Int64N(1<<10))
		if s.lastFace.CompareAndSwap(last, next) {
			return next
		}
	}
}

func facePlace(id int64) vault.Place { return place("faces", "body", strconv.FormatInt(id, 10), 0) }

// The parts of a face's body. No name holds such a sign: they are stripped from what is typed.
const (
	partEnd  = "\x1e"
	valueEnd = "\x1f"
)

func writeFace(person string, r matching.Record) []byte {
	var numbers []string
	for _, n := range r.Numbers {
		numbers = append(numbers, n.Kind, n.Value)
	}
	clean := func(list []string) string {
		for i := range list {
			list[i] = strings.NewReplacer(partEnd, " ", valueEnd, " ").Replace(list[i])
		}
		return strings.Join(list, valueEnd)
	}
	about := "" // an estimated birth date
	if r.Estimated {
		about = "~"
	}
	return []byte(strings.Join([]string{person, clean(slices.Clone(r.Names)), string(r.Born), about, r.Sex, clean(slices.Clone(r.Nations)), clean(numbers)}, partEnd))
}

func readFace(id casefile.ID, body []byte) (Face, error) {
	p := strings.Split(string(body), partEnd)
	if len(p) != 7 {
		return Face{}, vault.ErrSealed
	}
	list := func(s string) []string {
		if s == "" {
			return nil
		}
		return strings.Split(s, valueEnd)
	}
	r := matching.Record{Names: list(p[1]), Born: people.Partial(p[2]), Estimated: p[3] != "", Sex: p[4], Nations: list(p[5])}
	for n := list(p[6]); len(n) > 1; n = n[2:] {
		r.Numbers = append(r.Numbers, matching.Number{Kind: n[0], Value: n[1]})
	}
	return Face{Case: id, Person: p[0], Ready: matching.Prepare(r)}, nil
}

// tokensOf are the stored tokens of a face, in order and each once.
func (s *Store) tokensOf(n int, list []matching.Token) []int64 {
	out := make([]int64, 0, len(list))
	for _, t := range list {
		out = append(out, s.hashed(n, t))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func packed(list []int64) []byte {
	b := make([]byte, 0, 4*len(list))
	for _, t := range list {
		b = binary.BigEndian.AppendUint32(b, uint32(t))
	}
	return b
}

func unpacked(b []byte) (out []int64) {
	for ; len(b) >= 4; b = b[4:] {
		out = append(out, int64(binary.BigEndian.Uint32(b)))
	}
	return out
}

// keepFaces brings the faces of a case and their tokens up to date with its persons. What is still a draft leaves no
// traces: the department looks at none, and the partner's own are read one by one (own).
func (s *Store) keepFaces(ctx context.Context, q querier, f *File) error {
	n, err := s.bitsOf(ctx, q)
	if err != nil || n == 0 {
		return err // the index is made when the store is opened
	}
	sent, wasSent := f.Case.State.After(), !f.fresh && f.orig.State.After()
	var old map[string]kept
	if !f.fresh {
		if old, err = facesOf(ctx, q, f); err != nil {
			return err
		}
	}
	for i := range f.Persons {
		p := &f.Persons[i]
		r := matching.Of(*p)
		if len(r.Names) == 0 && len(r.Numbers) == 0 || p.OwnCase == people.Gone { // who is no longer part of the file is not found in it (I-79)
			continue
		}
		plain := writeFace(p.ID, r)
		was, ok := old[p.ID]
		delete(old, p.ID)
		id := was.id
		switch {
		case !ok:
			id = s.faceID()
		case bytes.Equal(was.plain, plain):
			switch {
			case sent && !wasSent:
				err = putTraces(ctx, q, id, unpacked(was.tokens))
			case wasSent && !sent:
				err = dropTraces(ctx, q, id, was.tokens)
			}
			if err != nil {
				return err
			}
			continue
		default:
			if err := dropFace(ctx, q, was); err != nil {
				return err
			}
		}
		list := s.tokensOf(n, matching.Prepare(r).Tokens())
		if err := exec(ctx, q, "INSERT INTO faces (id, case_id, tokens, body) VALUES ($1, $2, $3, $4)", id, string(f.Case.ID), packed(list), f.key.Seal(facePlace(id), plain)); err != nil {
			return err
		}
		if !sent {
			continue
		}
		if err := putTraces(ctx, q, id, list); err != nil {
			return err
		}
	}
	for _, was := range old {
		if err := dropFace(ctx, q, was); err != nil {
			return err
		}
	}
	return nil
}

// putTraces writes tokens, several rows a statement.
func putTraces(ctx context.Context, q querier, id int64, list []int64) error {
	const most = 16
	for len(list) > 0 {
		some := list[:min(most, len(list))]
		list = list[len(some):]
		var text strings.Builder
		args := make([]any, 0, 1+len(some))
		args = append(args, id)
		for i, t := range some {
			args = append(args, t)
			if i > 0 {
				text.WriteString(", ")
			}
			text.WriteString("($" + strconv.Itoa(i+2) + ", $1)")
		}
		if err := exec(ctx, q, "INSERT INTO traces (token, face) VALUES "+text.String(), args...); err != nil {
			return err
		}
	}
	return nil
}

// kept is a face as the index has it.
type kept struct {
	id     int64
	tokens []byte
	plain  []byte // its body, opened; nil when it does not open
}

// facesOf are the faces of a case that the index has, by person.
func facesOf(ctx context.Context, q querier, f *File) (map[string]kept, error) {
	rows, err := q.QueryContext(ctx, "SELECT id, tokens, body FROM faces WHERE case_id = $1", string(f.Case.ID))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]kept{}
	for rows.Next() {
		var k kept
		var body []byte
		if err := rows.Scan(&k.id, &k.tokens, &body); err != nil {
			return nil, err
		}
		person := partEnd + strconv.FormatInt(k.id, 10) // nobody: the face goes
		if k.plain, err = f.key.Open(facePlace(k.id), body); err == nil {
			name, _, _ := bytes.Cut(k.plain, []byte(partEnd))
			person = string(name)
		}
		out[person] = k
	}
	return out, rows.Err()
}

func dropTraces(ctx context.Context, q querier, id int64, tokens []byte) error {
	for _, t := range unpacked(tokens) {
		if err := exec(ctx, q, "DELETE FROM traces WHERE token = $1 AND face = $2", t, id); err != nil {
			return err
		}
	}
	return nil
}

func dropFace(ctx context.Context, q querier, k kept) error {
	if err := dropTraces(ctx, q, k.id, k.tokens); err != nil {
		return err
	}
	return exec(ctx, q, "DELETE FROM faces WHERE id = $1", k.id)
}

// mostFaces is how many candidates are opened for one question: those that share most tokens (security 2.5).
const mostFaces = 100

// mostNamed is the same for a search by name alone, which has less to go by.
const mostNamed = 200

// Alike gives the persons who share tokens with a record, those that share most first, at most mostFaces: candidates,
// which the caller compares. within narrows them to the cases that the reader may know.
func (s *Store) Alike(ctx context.Context, r matching.Ready, within Query) (out []Face, err error) {
	var use []matching.Token
	list := r.Tokens()
	for _, t := range list {
		if t.Kind != matching.ByWord {
			use = append(use, t)
		}
	}
	if len(use) == 0 { // one word and no date: the word alone
		use = list
	}
	if len(use) == 0 {
		return nil, nil
	}
	err = s.reading(ctx, func(q querier) error {
		n, err := s.bitsOf(ctx, q)
		if err != nil || n == 0 {
			return err
		}
		tokens := s.tokensOf(n, use)
		if within.Partner != "" {
			out, err = s.own(ctx, q, within, 1, tokens)
			return err
		}
		var args []any
		arg := func(v any) string {
			args = append(args, v)
			return "$" + strconv.Itoa(len(args))
		}
		found := "SELECT face, COUNT(*) AS n FROM traces WHERE token IN (" + marks(tokens, arg) + ") GROUP BY face"
		out, err = s.faces(ctx, q, found, within, mostFaces, args)
		return err
	})
	return out, err
}

func marks(tokens []int64, arg func(any) string) string {
	m := make([]string, len(tokens))
	for i, t := range tokens {
		m[i] = arg(t)
	}
	return strings.Join(m, ", ")
}

// hit is a face that shares tokens with what is looked for, and how many.
type hit struct{ id, n int64 }

// faces opens what a statement over traces found (face, n), those that share most first, until most are inside a query's
// scope. A common name is shared by thousands: who they are is not read, they are counted, and few are opened.
func (s *Store) faces(ctx context.Context, q querier, found string, within Query, most int, args []any) (out []Face, err error) {
	const some = 500
	for from := 0; ; from += some {
		rows, err := q.QueryContext(ctx, found+" ORDER BY n DESC, face LIMIT "+strconv.Itoa(some)+" OFFSET "+strconv.Itoa(from), args...)
		if err != nil {
			return nil, err
		}
		var hits []hit
		for rows.Next() {
			var h hit
			if err := rows.Scan(&h.id, &h.n); err != nil {
				rows.Close()
				return nil, err
			}
			hits = append(hits, h)
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, err
		}
		more, err := s.open(ctx, q, hits, within, most-len(out))
		if err != nil {
			return nil, err
		}
		if out = append(out, more...); len(out) == most || len(hits) < some {
			return out, nil
		}
	}
}

// open opens faces in their order, those inside a query's scope, until it has most of them.
func (s *Store) open(ctx context.Context, q querier, hits []hit, within Query, most int) (out []Face, err error) {
	for len(hits) > 0 && len(out) < most {
		some := hits[:min(50, len(hits))]
		hits = hits[len(some):]
		var args []any
		arg := func(v any) string {
			args = append(args, v)
			return "$" + strconv.Itoa(len(args))
		}
		at := make(map[int64]int, len(some))
		marks := make([]string, len(some))
		for i, h := range some {
			at[h.id], marks[i] = i, arg(h.id)
		}
		where := append([]string{"faces.id IN (" + strings.Join(marks, ", ") + ") AND cases.id = faces.case_id AND cases.wrapped IS NOT NULL"}, within.where(arg)...)
		rows, err := q.QueryContext(ctx, "SELECT faces.id, faces.case_id, faces.body, cases.wrapped FROM faces CROSS JOIN cases WHERE "+strings.Join(where, " AND "), args...)
		if err != nil {
			return nil, err
		}
		type sealed struct {
			of            string
			body, wrapped []byte
		}
		found := make([]*sealed, len(some))
		for rows.Next() {
			var id int64
			x := new(sealed)
			if err := rows.Scan(&id, &x.of, &x.body, &x.wrapped); err != nil {
				rows.Close()
				return nil, err
			}
			found[at[id]] = x
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, err
		}
		for i, x := range found {
			if x == nil || len(out) == most {
				continue
			}
			f, err := s.openFace(some[i].id, x.of, x.body, x.wrapped)
			if err != nil {
				return nil, err
			}
			out = append(out, f)
		}
	}
	return out, nil
}

// own is Alike and the name search inside one partner's records: every face of the partner is looked at and no other, so
// that neither the answer nor the time it takes tells of anybody else's (decision 5). A face is opened when it has a
// token of at least least of the groups.
func (s *Store) own(ctx context.Context, q querier, within Query, least int, groups ...[]int64) ([]Face, error) {
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	rows, err := q.QueryContext(ctx, "SELECT faces.id, faces.tokens FROM cases JOIN faces ON faces.case_id = cases.id WHERE "+strings.Join(within.where(arg), " AND ")+" ORDER BY faces.id", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var hits []hit
	for rows.Next() {
		var h hit
		var b []byte
		if err := rows.Scan(&h.id, &b); err != nil {
			return nil, err
		}
		met := 0
		tokens := unpacked(b)
		for _, g := range groups {
			n := int64(0)
			for _, t := range g {
				if _, ok := slices.BinarySearch(tokens, t); ok {
					n++
				}
			}
			if h.n += n; n > 0 {
				met++
			}
		}
		if met >= least {
			hits = append(hits, h)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.n, a.n) })
	return s.open(ctx, q, hits, Query{}, mostFaces)
}

func (s *Store) openFace(at int64, id string, body, wrapped []byte) (Face, error) {
	k, err := s.vault.Unwrap(id, wrapped)
	if err != nil {
		return Face{}, err
	}
	plain, err := k.Open(facePlace(at), body)
	if err != nil {
		return Face{}, err
	}
	return readFace(casefile.ID(id), plain)
}

// named are the cases of which a person's name is known by every word that was typed, in any spelling or script, the
// most alike first.
func (s *Store) named(ctx context.Context, q querier, text string, within Query, limit int) ([]casefile.ID, error) {
	n, err := s.bitsOf(ctx, q)
	if err != nil || n == 0 {
		return nil, err
	}
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	typed := matching.Words(text)
	var each []string
	var groups [][]int64
	for _, w := range typed {
		if w.Light() && len(typed) > 1 {
			continue
		}
		var tokens []int64
		for _, x := range w.Skeletons() {
			tokens = append(tokens, s.hashed(n, matching.Token{Kind: matching.ByWord, Value: x}))
		}
		slices.Sort(tokens)
		tokens = slices.Compact(tokens)
		groups = append(groups, tokens)
		each = append(each, "SELECT face FROM traces WHERE token IN ("+marks(tokens, arg)+")")
	}
	if len(each) == 0 || len(each) > 12 {
		return nil, nil
	}
	var found []Face
	if within.Partner != "" {
		found, err = s.own(ctx, q, within, len(groups), groups...)
	} else {
		found, err = s.faces(ctx, q, "SELECT face, 1 AS n FROM ("+strings.Join(each, " INTERSECT ")+") AS every", within, mostNamed, args)
	}
	if err != nil {
		return nil, err
	}
	fit := map[casefile.ID]float64{}
	for _, f := range found {
		if like := f.Known(typed); like > 0 {
			fit[f.Case] = max(fit[f.Case], like)
		}
	}
	out := make([]casefile.ID, 0, len(fit))
	for id := range fit {
		out = append(out, id)
	}
	slices.SortFunc(out, func(a, b casefile.ID) int { return cmp.Or(cmp.Compare(fit[b], fit[a]), cmp.Compare(a, b)) })
	return out[:min(limit, len(out))], nil
}

// ready makes the index when the store has none, and makes it anew with longer tokens when the store has outgrown it.
func (s *Store) ready(ctx context.Context) error {
	var n int
	var faces, cases int64
	if err := s.reading(ctx, func(q querier) (err error) {
		if n, err = s.bitsOf(ctx, q); err != nil {
			return err
		}
		if err = q.QueryRowContext(ctx, "SELECT COUNT(*) FROM faces").Scan(&faces); err != nil {
			return err
		}
		return q.QueryRowContext(ctx, "SELECT COUNT(*) FROM cases").Scan(&cases)
	}); err != nil {
		return err
	}
	if err := errors.Join(s.keptSums(ctx), s.keptDesk(ctx)); err != nil {
		return err
	}
	if n > 0 && faces <= 8<<n {
		return nil
	}
	if cases > 0 {
		slog.Info("the index of persons is made anew", "cases", cases)
	}
	return s.Reindex(ctx)
}

// Reindex makes all that people, numbers and copied words are found by anew from the cases, in one transaction: tokens,
// faces, traces, sketches; and the outbox. What was there before is what comes out, unless the rules of matching or the length of tokens changed.
func (s *Store) Reindex(ctx context.Context) error {
	return s.anew(ctx, func(ctx context.Context, q querier) error {
		for _, t := range []string{"tokens", "traces", "faces", "sketches", "outbox"} {
			if err := exec(ctx, q, "DELETE FROM "+t); err != nil {
				return err
			}
		}
		var persons int64
		if err := q.QueryRowContext(ctx, "SELECT COALESCE(SUM(persons), 0) FROM cases").Scan(&persons); err != nil {
			return err
		}
		n := min(30, max(leastBits, bits.Len64(uint64(persons))))
		if err := exec(ctx, q, "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value", indexBits, []byte{byte(n)}); err != nil {
			return err
		}
		last := ""
		for {
			ids, err := nextCases(ctx, q, last)
			if err != nil || len(ids) == 0 {
				return err
			}
			for _, id := range ids {
				last = string(id)
				f, err := s.load(ctx, q, id, Rooms{Package: true, Outcome: true, Mailed: true}, false)
				if err != nil {
					return err
				}
				f.fresh = true // its rows are gone
				if err := s.index(ctx, q, f); err != nil {
					return err
				}
				if err := keepOutbox(ctx, q, f); err != nil {
					return err
				}
				if len(f.Decisions) == 0 {
					continue
				}
				if err := s.keepSketch(ctx, q, f); err != nil {
					return err
				}
			}
		}
	})
}

// anew runs fn in one transaction through the writer.
func (s *Store) anew(ctx context.Context, fn func(context.Context, querier) error) error {
	if s.eng == lite {
		return s.submit(ctx, fn)
	}
	return s.again(ctx, fn)
}

// nextCases are some cases with a key, in the order of their ids.
func nextCases(ctx context.Context, q querier, after string) ([]casefile.ID, error) {
	return caseIDs(ctx, q, "SELECT id FROM cases WHERE id > $1 AND wrapped IS NOT NULL ORDER BY id LIMIT 500", after)
}
