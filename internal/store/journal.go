package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"maps"
	"sort"
	"time"

	"github.com/go-json-experiment/json"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/cessation"
	"passage/internal/vault"
)

// Two chained tables (decision 18): journal holds changes, reads holds who looked, what left the house and what was
// refused. An entry's hash covers its stream, version, all fields and the hash of the entry before it; it is a leaf
// hash after RFC 6962 (a zero byte in front), so that signed checkpoints can come on top.

const (
	changes = "journal"
	looks   = "reads"
)

func leaf(vals ...any) []byte {
	h := sha256.Sum256(encode([]byte{0}, vals...))
	return h[:]
}

// head reads the last link of a chain inside the transaction, so that a second process may write too.
func head(ctx context.Context, q querier, chain, stream string) (version int64, hash []byte, err error) {
	if l := lateOf(q); l != nil {
		if k, ok := l.heads[chainOf{chain, stream}]; ok {
			return k.version, k.hash, nil
		}
	}
	err = q.QueryRowContext(ctx, "SELECT version, hash FROM heads WHERE chain = $1 AND stream = $2 FOR UPDATE", chain, stream).Scan(&version, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, []byte{}, nil
	}
	return version, hash, err
}

func setHead(ctx context.Context, q querier, chain, stream string, first bool, version int64, hash []byte) error {
	if l := lateOf(q); l != nil {
		k := chainOf{chain, stream}
		l.heads[k] = lastLink{first || l.heads[k].first, version, hash}
		return nil
	}
	if first {
		return exec(ctx, q, "INSERT INTO heads (chain, stream, version, hash) VALUES ($1, $2, $3, $4)", chain, stream, version, hash)
	}
	return exec(ctx, q, "UPDATE heads SET version = $3, hash = $4 WHERE chain = $1 AND stream = $2", chain, stream, version, hash)
}

// enter writes a stream's changed rows and appends their journal entry. The last link of a case's chain stands beside
// its head, the others' in heads.
func (tx *Tx) enter(stream string, list []image, f *File) error {
	v, prev := int64(0), []byte{}
	var err error
	if f == nil {
		v, prev, err = head(tx.ctx, tx.q, changes, stream)
	} else if !f.fresh {
		v, prev = f.linked, f.link
	}
	if err != nil {
		return err
	}
	v, hash, err := tx.append(stream, list, v, prev)
	if err != nil {
		return err
	}
	linked := f == nil
	for _, m := range list {
		if m.table == cases {
			linked, m.beside = true, row{v, hash}
			if m.op == inserted {
				m.beside = row{f.wrapped, tx.Now.UnixMicro(), v, hash}
			}
		}
		if err := m.write(tx.ctx, tx.q); err != nil {
			return err
		}
	}
	if f == nil {
		return setHead(tx.ctx, tx.q, changes, stream, v == 1, v, hash)
	}
	if linked {
		return nil
	}
	return execOnce(tx.ctx, tx.q, "UPDATE cases SET linked = $2, link = $3 WHERE id = $1 AND linked = $4", string(f.Case.ID), v, hash, v-1)
}

// append adds an entry to a chain after the one that prev is the hash of, and gives its version and hash.
func (tx *Tx) append(stream string, list []image, v int64, prev []byte) (int64, []byte, error) {
	var images []byte
	for _, m := range list {
		images = encode(images, m.bytes())
	}
	e, v := tx.Entry, v+1
	hash := leaf(stream, v, tx.Now.UnixMicro(), e.Actor.Account, string(e.Actor.Role), e.Actor.Unit, string(e.Action), e.Pack, images, prev)
	if err := exec(tx.ctx, tx.q, "INSERT INTO journal (stream, version, at, actor, role, unit, action, pack, images, prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
		stream, v, tx.Now.UnixMicro(), e.Actor.Account, string(e.Actor.Role), e.Actor.Unit, string(e.Action), e.Pack, images, prev, hash); err != nil {
		return 0, nil, err
	}
	return v, hash, nil
}

// Result says how a look, a release or an attempt ended.
type Result string

// The outcomes.
const (
	Shown    Result = "shown"
	Released Result = "released"
	Denied   Result = "denied"
)

// Look is one entry of the journal of reads: who looked at which case, at what, and how it ended. Detail is sealed:
// the purpose, a search, the ids that a list showed, what was released to whom.
type Look struct {
	At      time.Time
	Actor   access.Actor
	Case    casefile.ID  // "" for a list or a search
	Matter  cessation.ID // of cessation: a chain of its own, and no case stands beside it
	Action  access.Action
	Outcome Result
	Detail  string
}

func (l Look) stream() string {
	switch {
	case l.Matter != "":
		return matterStream(l.Matter)
	case l.Case != "":
		return caseStream(l.Case)
	}
	return "list/" + l.Actor.Account
}

// Record makes a look durable; it returns when the entry is committed. What is shown is shown after that (V6).
func (s *Store) Record(ctx context.Context, l Look) error {
	return plain(s.submit(ctx, func(ctx context.Context, q querier) error { return s.look(ctx, q, l) }))
}

func (s *Store) look(ctx context.Context, q querier, l Look) error {
	stream := l.stream()
	v, prev, err := head(ctx, q, looks, stream)
	if err != nil {
		return err
	}
	v++
	detail := []byte{}
	if l.Detail != "" {
		key, err := s.lookKey(ctx, q, l)
		if err != nil {
			return err
		}
		detail = key.Seal(place("reads", "detail", stream, v), []byte(l.Detail))
	}
	at := l.At.UnixMicro()
	hash := leaf(stream, v, at, l.Actor.Account, string(l.Actor.Role), l.Actor.Unit, string(l.Action), string(l.Outcome), detail, prev)
	if err := exec(ctx, q, "INSERT INTO reads (stream, version, at, actor, role, unit, action, outcome, detail, prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
		stream, v, at, l.Actor.Account, string(l.Actor.Role), l.Actor.Unit, string(l.Action), string(l.Outcome), detail, prev, hash); err != nil {
		return err
	}
	return setHead(ctx, q, looks, stream, v == 1, v, hash)
}

// Looks are the entries of reads of a case, newest first, at most limit.
func (s *Store) Looks(ctx context.Context, id casefile.ID, limit int) ([]Look, error) {
	return s.looksWhere(ctx, "WHERE stream = $1 ORDER BY version DESC LIMIT $2", caseStream(id), int64(limit))
}

// LooksByOutcome are the newest entries of what left the house or was refused, over all streams, for the auditor.
func (s *Store) LooksByOutcome(ctx context.Context, o Result, limit int) ([]Look, error) {
	return s.looksWhere(ctx, "WHERE outcome = $1 AND outcome <> 'shown' ORDER BY at DESC LIMIT $2", string(o), int64(limit))
}

func (s *Store) looksWhere(ctx context.Context, where string, args ...any) (out []Look, err error) {
	type seal struct {
		at      int
		stream  string
		version int64
		cell    []byte
	}
	var sealed []seal
	err = s.reading(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, "SELECT stream, version, at, actor, role, unit, action, outcome, detail FROM reads "+where, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var l Look
			var stream, role, action, outcome string
			var v, at int64
			var detail []byte
			if err := rows.Scan(&stream, &v, &at, &l.Actor.Account, &role, &l.Actor.Unit, &action, &outcome, &detail); err != nil {
				return err
			}
			l.At, l.Actor.Role, l.Action, l.Outcome = time.UnixMicro(at).UTC(), access.Role(role), access.Action(action), Result(outcome)
			if id, ok := cutCase(stream); ok {
				l.Case = id
			}
			if id, ok := cutMatter(stream); ok {
				l.Matter = id
			}
			if len(detail) > 0 {
				sealed = append(sealed, seal{len(out), stream, v, bytes.Clone(detail)})
			}
			out = append(out, l)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		rows.Close()
		for _, d := range sealed {
			key, err := s.lookKey(ctx, q, out[d.at])
			if err != nil {
				return err
			}
			text, err := key.Open(place("reads", "detail", d.stream, d.version), d.cell)
			if err != nil {
				return err
			}
			out[d.at].Detail = string(text)
		}
		return nil
	})
	return out, err
}

// lookKey is the key that a look's detail is sealed under: the case's, so that shredding a case takes it along.
func (s *Store) lookKey(ctx context.Context, q querier, l Look) (*vault.Key, error) {
	switch {
	case l.Matter != "":
		return s.matterKey(ctx, q, l.Matter)
	case l.Case != "":
		return s.keyOf(ctx, q, l.Case)
	}
	return s.vault.System(), nil
}

// Event is one entry of a case's history: who did what, when, and the state the case then had.
type Event struct {
	At     time.Time
	Actor  access.Actor
	Action access.Action
	State  casefile.State // "" when the entry left the head of the case alone
	Pack   string
}

// History is what happened to a case, newest first, at most limit entries; 0 is all.
func (s *Store) History(ctx context.Context, id casefile.ID, limit int) (out []Event, err error) {
	if limit <= 0 {
		limit = 1 << 30
	}
	err = s.reading(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, "SELECT at, actor, role, unit, action, pack, images FROM journal WHERE stream = $1 ORDER BY version DESC LIMIT $2", caseStream(id), int64(limit))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var e Event
			var at int64
			var role, action string
			var raw []byte
			if err := rows.Scan(&at, &e.Actor.Account, &role, &e.Actor.Unit, &action, &e.Pack, &raw); err != nil {
				return err
			}
			e.At, e.Actor.Role, e.Action = time.UnixMicro(at).UTC(), access.Role(role), access.Action(action)
			list, err := readImages(raw)
			if err != nil {
				return err
			}
			for _, m := range list {
				if m.table == cases && m.after != nil {
					e.State = casefile.State(m.after[3].(string))
				}
			}
			out = append(out, e)
		}
		return rows.Err()
	})
	return out, err
}

// Link is one entry of a case's chain, without what it changed.
type Link struct {
	Number int64
	At     time.Time
	Actor  access.Actor
	Action access.Action
	Pack   string
	Hash   []byte
}

// replayed is a stream's rows as its entries up to an instant leave them, by table and key, the entry that wrote each, and
// the entries. An entry by a clock that runs ahead ends it: what follows in the chain came later.
type replayed struct {
	live  map[string]image
	wrote map[string]int // place in links
	links []Link
}

func replay(ctx context.Context, q querier, stream string, until time.Time) (replayed, error) {
	r := replayed{live: map[string]image{}, wrote: map[string]int{}}
	rows, err := q.QueryContext(ctx, "SELECT version, at, actor, role, unit, action, pack, images, hash FROM journal WHERE stream = $1 ORDER BY version", stream)
	if err != nil {
		return r, err
	}
	defer rows.Close()
	for rows.Next() {
		var l Link
		var at int64
		var role, action string
		var raw, hash []byte
		if err := rows.Scan(&l.Number, &at, &l.Actor.Account, &role, &l.Actor.Unit, &action, &l.Pack, &raw, &hash); err != nil {
			return r, err
		}
		if at > until.UnixMicro() {
			break
		}
		l.At, l.Actor.Role, l.Action, l.Hash = time.UnixMicro(at).UTC(), access.Role(role), access.Action(action), bytes.Clone(hash)
		list, err := readImages(raw)
		if err != nil {
			return r, err
		}
		for _, m := range list {
			if m.op == removed {
				delete(r.live, m.id())
			} else {
				r.live[m.id()], r.wrote[m.id()] = m, len(r.links)
			}
		}
		r.links = append(r.links, l)
	}
	return r, rows.Err()
}

func (m image) id() string { return m.table.name + "/" + string(encode(nil, m.key...)) }

// FetchAsOf reads a case as it stood at an instant, without opening its items: what the officer knew when they decided. It
// returns fault.NotFound when the case did not exist then.
func (s *Store) FetchAsOf(ctx context.Context, id casefile.ID, at time.Time) (x *Sealed, err error) {
	err = s.reading(ctx, func(q querier) error {
		r, err := replay(ctx, q, caseStream(id), at)
		if err != nil {
			return err
		}
		var top row
		var rest []row
		wrote := map[string]Link{}
		for key, m := range r.live {
			switch m.table {
			case cases:
				top = m.after
			case items:
				rest = append(rest, m.after)
				wrote[m.after[2].(string)] = r.links[r.wrote[key]]
			}
		}
		if top == nil {
			return notFound()
		}
		sort.Slice(rest, func(i, j int) bool { return rest[i][1].(int64) < rest[j][1].(int64) })
		key, err := s.keyOf(ctx, q, id)
		if err != nil {
			return err
		}
		if x, err = sealed(key, top, rest); err != nil {
			return err
		}
		last := r.links[len(r.links)-1]
		x.links, x.wrote, x.linked, x.link = r.links, wrote, last.Number, last.Hash
		return nil
	})
	return x, err
}

// FileAsOf is FetchAsOf with the rooms that are open to the reader.
func (s *Store) FileAsOf(ctx context.Context, id casefile.ID, at time.Time, rooms Rooms) (*File, error) {
	x, err := s.FetchAsOf(ctx, id, at)
	if err != nil {
		return nil, err
	}
	return x.Open(rooms)
}

// Chain are the entries of the case's chain up to the instant that the case was read as of, the oldest first.
func (f *File) Chain() []Link { return f.links }

// Item is one item of a case with what is known of its row: its place in the order in which things came, the entry of the
// chain that wrote it as it is, and its data as JSON, the same bytes for the same values.
type Item struct {
	Seq   int64
	ID    string
	Kind  string
	Wrote Link // of a case that was read as of an instant
	Value any  // a pointer to the item in the File
	Data  []byte
}

// Items are the items of the rooms that were opened, in the order in which they came. Data is of what the File holds now: what
// was blanked since it was opened is blank in it.
func (f *File) Items() ([]Item, error) {
	var out []Item
	for _, list := range listers {
		more, err := list(f)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Seq < out[j].Seq })
	return out, nil
}

// listers give the items of a kind.
var listers []func(f *File) ([]Item, error)

func lister[T any](k itemKind[T]) func(f *File) ([]Item, error) {
	return func(f *File) (out []Item, err error) {
		l := *k.list(f)
		for i := range l {
			id, _ := k.meta(&l[i])
			x := Item{ID: *id, Kind: k.name, Wrote: f.wrote[*id], Value: &l[i]}
			if st := f.rows[*id]; st != nil {
				x.Seq = st.seq
			}
			if x.Data, err = json.Marshal(&l[i], json.OmitZeroStructFields(true), json.Deterministic(true)); err != nil {
				return nil, err
			}
			out = append(out, x)
		}
		return out, nil
	}
}

// Kinds are the kinds of items, each with its room.
func Kinds() map[string]Room { return maps.Clone(rooms) }

// LinkHash is the hash of an entry of a case's chain; fault.NotFound when there is none.
func (s *Store) LinkHash(ctx context.Context, id casefile.ID, number int64) (hash []byte, err error) {
	err = s.reading(ctx, func(q querier) error {
		err := q.QueryRowContext(ctx, "SELECT hash FROM journal WHERE stream = $1 AND version = $2", caseStream(id), number).Scan(&hash)
		if errors.Is(err, sql.ErrNoRows) {
			return notFound()
		}
		return err
	})
	return hash, err
}
