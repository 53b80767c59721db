package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/spaces"
	"passage/internal/vault"
)

// Fault is one thing that Verify found: what and where, in codes and opaque ids.
type Fault struct {
	What   string // "changed", "missing", "not linked", "not in the journal", "differs from the journal", ...
	Stream string // stream or table
	At     int64  // version within the stream, 0 when it is not about one entry
}

func (f Fault) String() string { return fmt.Sprintf("%s: %s %d", f.What, f.Stream, f.At) }

// Report is the result of Verify.
type Report struct {
	Streams, Entries, Looks, Rows int
	Faults                        []Fault
}

// Verify checks both chains, the versions and gaps, that replaying every stream gives exactly the rows that are
// there, that every row's MAC holds, that each kept document's bytes are those it was taken in with, and that kept
// counters and stays equal a recount. It reads one consistent view, so it may run beside a running server.
func (s *Store) Verify(ctx context.Context) (rep Report, err error) {
	err = s.reading(ctx, func(q querier) error {
		rep = Report{}
		heads := newTally()
		live, err := s.verifyChanges(ctx, q, &rep, heads)
		if err != nil {
			return err
		}
		if err := s.verifyLooks(ctx, q, &rep); err != nil {
			return err
		}
		return s.verifyRows(ctx, q, &rep, live, heads)
	})
	return rep, err
}

func (r *Report) fault(what, stream string, at int64) {
	if len(r.Faults) < 1000 {
		r.Faults = append(r.Faults, Fault{what, stream, at})
	}
}

// link follows one chain; it is given every entry in order of stream and version.
type link struct {
	rep     *Report
	label   string
	heads   map[string]chainHead
	stream  string
	version int64
	hash    []byte
}

type chainHead struct {
	version int64
	hash    []byte
}

func (l *link) next(stream string, version int64, prev, hash, want []byte) {
	if stream != l.stream {
		l.end()
		l.stream, l.version, l.hash = stream, 0, []byte{}
	}
	if version != l.version+1 {
		l.rep.fault("missing", l.label+stream, l.version+1)
	} else if !bytes.Equal(prev, l.hash) {
		l.rep.fault("not linked", l.label+stream, version)
	}
	if !bytes.Equal(hash, want) {
		l.rep.fault("changed", l.label+stream, version)
	}
	l.version, l.hash = version, hash
}

func (l *link) end() {
	if l.stream == "" {
		return
	}
	h, ok := l.heads[l.stream]
	if !ok {
		l.rep.fault("head missing", l.label+l.stream, 0)
	} else if h.version != l.version || !bytes.Equal(h.hash, l.hash) {
		l.rep.fault("head differs", l.label+l.stream, h.version)
	}
	delete(l.heads, l.stream)
}

func (l *link) finish() {
	l.end()
	for stream, h := range l.heads {
		l.rep.fault("missing", l.label+stream, h.version)
	}
}

func readHeads(ctx context.Context, q querier, chain string) (map[string]chainHead, error) {
	text := "SELECT stream, version, hash FROM heads WHERE chain = $1"
	if chain == changes {
		text += " UNION ALL SELECT 'case/' || id, linked, link FROM cases"
	}
	rows, err := q.QueryContext(ctx, text, chain)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]chainHead{}
	for rows.Next() {
		var stream string
		var h chainHead
		if err := rows.Scan(&stream, &h.version, &h.hash); err != nil {
			return nil, err
		}
		h.hash = bytes.Clone(h.hash)
		out[stream] = h
	}
	return out, rows.Err()
}

// verifyChanges follows the journal, adds up what counters have of it, and returns the hash of every row that replay leaves, stays
// among them, by table and key.
func (s *Store) verifyChanges(ctx context.Context, q querier, rep *Report, sum *tally) (map[string][32]byte, error) {
	heads, err := readHeads(ctx, q, changes)
	if err != nil {
		return nil, err
	}
	rep.Streams = len(heads)
	l := &link{rep: rep, heads: heads}
	rows, err := q.QueryContext(ctx, "SELECT stream, version, at, actor, role, unit, action, pack, images, prev, hash FROM journal ORDER BY stream, version")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	live := map[string][32]byte{}
	tell := follow{tally: sum, told: func(list []stay) {
		for _, x := range list {
			r := x.row()
			live[image{table: stays, key: r[:stays.key]}.id()] = sha256.Sum256(encode(nil, r...))
		}
	}}
	for rows.Next() {
		var stream, actor, role, unit, action, pack string
		var version, at int64
		var images, prev, hash []byte
		if err := rows.Scan(&stream, &version, &at, &actor, &role, &unit, &action, &pack, &images, &prev, &hash); err != nil {
			return nil, err
		}
		rep.Entries++
		l.next(stream, version, prev, bytes.Clone(hash), leaf(stream, version, at, actor, role, unit, action, pack, images, prev))
		list, err := readImages(images)
		if err != nil {
			rep.fault("changed", stream, version)
			continue
		}
		for _, m := range list {
			if _, ok := cutCase(stream); ok && m.table == cases {
				tell.next(stream, at, m.after)
			}
			was, ok := live[m.id()]
			switch {
			case m.op == inserted && ok, m.op != inserted && !ok:
				rep.fault("not replayable", stream, version)
			case m.op != inserted && !bytes.Equal(m.before, was[:]):
				rep.fault("not replayable", stream, version)
			}
			if m.op == removed {
				delete(live, m.id())
			} else {
				live[m.id()] = sha256.Sum256(encode(nil, m.after...))
			}
		}
	}
	l.finish()
	tell.end()
	return live, rows.Err()
}

func (s *Store) verifyLooks(ctx context.Context, q querier, rep *Report) error {
	heads, err := readHeads(ctx, q, looks)
	if err != nil {
		return err
	}
	l := &link{rep: rep, label: "reads of ", heads: heads}
	rows, err := q.QueryContext(ctx, "SELECT stream, version, at, actor, role, unit, action, outcome, detail, prev, hash FROM reads ORDER BY stream, version")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var stream, actor, role, unit, action, outcome string
		var version, at int64
		var detail, prev, hash []byte
		if err := rows.Scan(&stream, &version, &at, &actor, &role, &unit, &action, &outcome, &detail, &prev, &hash); err != nil {
			return err
		}
		if detail == nil {
			detail = []byte{}
		}
		rep.Looks++
		l.next(stream, version, prev, bytes.Clone(hash), leaf(stream, version, at, actor, role, unit, action, outcome, detail, prev))
	}
	l.finish()
	return rows.Err()
}

// verifyRows compares every row that is there with what replay left, and checks MACs, documents and counters.
func (s *Store) verifyRows(ctx context.Context, q querier, rep *Report, live map[string][32]byte, heads *tally) error {
	for _, t := range []*table{cases, items, accounts, ledger, suspensions, packs, matters, levels, reallocations, extracts, releases, trips, interpreters, seats, stays} {
		rows, err := q.QueryContext(ctx, t.all)
		if err != nil {
			return err
		}
		for rows.Next() {
			r, err := t.scan(rows)
			if err != nil {
				rows.Close()
				return err
			}
			rep.Rows++
			id := image{table: t, key: r[:t.key]}.id()
			want, ok := live[id]
			switch {
			case !ok:
				rep.fault("not in the journal", t.name+" "+short(r), 0)
			case sha256.Sum256(encode(nil, r...)) != want:
				rep.fault("differs from the journal", t.name+" "+short(r), 0)
			}
			delete(live, id)
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return err
		}
	}
	for id := range live {
		name, _, _ := strings.Cut(id, "/")
		rep.fault("row missing", name, 0)
	}
	if err := s.verifySeats(ctx, q, rep); err != nil {
		return err
	}
	if _, err := s.matters(ctx, q, ""); err != nil {
		rep.fault("does not open", "matters", 0)
	}
	return s.verifyFiles(ctx, q, rep, heads)
}

func short(r row) string { return fmt.Sprint(r[0]) }

// verifyFiles opens every case: keys, MACs and the bytes of documents.
func (s *Store) verifyFiles(ctx context.Context, q querier, rep *Report, heads *tally) error {
	rows, err := q.QueryContext(ctx, "SELECT id FROM cases ORDER BY id")
	if err != nil {
		return err
	}
	var ids []casefile.ID
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			rows.Close()
			return err
		}
		ids = append(ids, casefile.ID(id))
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return err
	}
	for _, id := range ids {
		f, err := s.load(ctx, q, id, Everything, false)
		if err != nil {
			rep.fault("does not open", caseStream(id), 0)
			continue
		}
		for _, d := range f.Documents {
			for _, c := range []document.Copy{{Blob: d.Blob, SHA256: d.SHA256}, d.Clean, d.Light} {
				if c.Blob == "" {
					continue
				}
				sum, err := blobSum(ctx, q, f.key, c.Blob)
				if err != nil {
					return err
				}
				if sum != c.SHA256 {
					rep.fault("document differs", caseStream(id), 0)
				}
			}
		}
	}
	return s.verifyMade(ctx, q, rep, heads)
}

// verifyMade compares the instant by which a case stands in lists with the first entry of its chain.
func (s *Store) verifyMade(ctx context.Context, q querier, rep *Report, heads *tally) error {
	var n int64
	if err := q.QueryRowContext(ctx, "SELECT COUNT(*) FROM cases JOIN journal ON journal.stream = 'case/' || cases.id AND journal.version = 1 WHERE made IS NULL OR made <> at").Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		rep.fault("differs from the journal", "cases made", n)
	}
	return s.verifyCounts(ctx, q, rep, heads)
}

// blobSum is the SHA-256 of what the chunks of a blob hold, in order, up to the first that is missing or does not open.
func blobSum(ctx context.Context, q querier, key *vault.Key, blob string) (string, error) {
	rows, err := q.QueryContext(ctx, "SELECT n, body FROM chunks WHERE blob = $1 ORDER BY n", blob)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	sum := sha256.New()
	for n := int64(0); rows.Next(); n++ {
		var at int64
		var cell []byte
		if err := rows.Scan(&at, &cell); err != nil {
			return "", err
		}
		plain, err := key.Open(chunkPlace(blob, at), cell)
		if err != nil || at != n {
			break
		}
		sum.Write(plain)
	}
	return hex.EncodeToString(sum.Sum(nil)), rows.Err()
}

// verifyCounts compares the kept counters of cases with the cases.
func (s *Store) verifyCounts(ctx context.Context, q querier, rep *Report, heads *tally) error {
	rows, err := q.QueryContext(ctx, `SELECT COUNT(*) FROM
(SELECT referred_by AS p, office AS o, state AS s, COUNT(*) AS c, SUM(persons) AS n, SUM(landed) AS l FROM cases GROUP BY referred_by, office, state) AS real
FULL JOIN (SELECT * FROM counts WHERE cases <> 0) AS kept ON kept.partner = real.p AND kept.office = real.o AND kept.state = real.s
WHERE kept.cases IS NULL OR real.c IS NULL OR kept.cases <> real.c OR kept.persons <> real.n OR kept.landed <> real.l`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var n int64
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			return err
		}
	}
	if n > 0 {
		rep.fault("counters differ from the cases", "counts", n)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if err := s.verifyDays(ctx, q, rep, heads); err != nil {
		return err
	}
	return s.verifySpaces(ctx, q, rep)
}

// verifySpaces compares the kept counters of the ledger with its lines.
func (s *Store) verifySpaces(ctx context.Context, q querier, rep *Report) error {
	years, err := ledgerYears(ctx, q)
	if err != nil {
		return err
	}
	for _, y := range years {
		list, err := s.entries(ctx, q, int(y), "")
		if err != nil {
			rep.fault("does not open", ledgerStream(int(y)), 0)
			continue
		}
		want, days := spaces.Balances(list), spaceDaysOf(list)
		if err := lessSpaceDays(ctx, q, y, days); err != nil {
			return err
		}
		if n := len(spaceDayRows(days)); n > 0 {
			rep.fault("counters differ from the ledger", "space_days", int64(n))
		}
		have, err := balances(ctx, q, int(y))
		if err != nil {
			return err
		}
		for k, d := range have {
			if want[k] != d {
				rep.fault("counters differ from the ledger", "spaces "+k.Partner+" "+k.Office, y)
			}
			delete(want, k)
		}
		for k, d := range want {
			if d != (spaces.Delta{}) {
				rep.fault("counters differ from the ledger", "spaces "+k.Partner+" "+k.Office, y)
			}
		}
	}
	return nil
}

func cutCase(stream string) (casefile.ID, bool) {
	id, ok := strings.CutPrefix(stream, "case/")
	return casefile.ID(id), ok
}
