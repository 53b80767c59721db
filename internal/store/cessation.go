package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"passage/internal/casework/access"
	"passage/internal/casework/cessation"
	"passage/internal/vault"
)

func matterStream(id cessation.ID) string { return "matter/" + string(id) }

func cutMatter(stream string) (cessation.ID, bool) {
	id, ok := strings.CutPrefix(stream, "matter/")
	return cessation.ID(id), ok
}

// SaveMatter stores a matter: a new one with a key of its own when Version is 0, else in place of that version (fault.Conflict when
// stale). Entered in a stream of its own: the case's chain says nothing of it.
func (tx *Tx) SaveMatter(m cessation.Matter) (cessation.Matter, error) {
	if m.ID == "" {
		m.ID = cessation.ID(tx.NewID())
	}
	x := image{table: matters, op: inserted, key: row{string(m.ID)}, before: []byte{}}
	var key *vault.Key
	if m.Version == 0 {
		k, wrapped := tx.s.vault.NewKey(string(m.ID))
		key, x.beside = k, row{wrapped}
	} else {
		old, err := oneRow(tx.ctx, tx.q, matters, "WHERE id = $1", string(m.ID))
		if err != nil {
			return m, err
		}
		if old == nil {
			return m, notFound()
		}
		if key, err = tx.s.matterKey(tx.ctx, tx.q, m.ID); err != nil {
			return m, err
		}
		x.op, x.before = updated, rowHash(old)
	}
	plain, err := json.Marshal(m, json.OmitZeroStructFields(true))
	if err != nil {
		return m, err
	}
	m.Version++
	x.after = sealRow(key, matters, row{string(m.ID), m.Version, nil, nil}, 2, string(m.ID), plain)
	tx.rows = append(tx.rows, pending{matterStream(m.ID), x})
	return m, nil
}

// matterKey unwraps the key of a matter; fault.NotFound when there is none, or when it has been shredded.
func (s *Store) matterKey(ctx context.Context, q querier, id cessation.ID) (*vault.Key, error) {
	var wrapped []byte
	err := q.QueryRowContext(ctx, "SELECT wrapped FROM matters WHERE id = $1 AND wrapped IS NOT NULL", string(id)).Scan(&wrapped)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound()
	}
	if err != nil {
		return nil, err
	}
	return s.vault.Unwrap(string(id), wrapped)
}

// Matter is one matter; fault.NotFound when there is none.
func (s *Store) Matter(ctx context.Context, id cessation.ID) (m cessation.Matter, err error) {
	err = s.reading(ctx, func(q querier) error {
		m, err = s.matter(ctx, q, id)
		return err
	})
	return m, err
}

// Matter is the same inside a change.
func (tx *Tx) Matter(id cessation.ID) (cessation.Matter, error) { return tx.s.matter(tx.ctx, tx.q, id) }

func (s *Store) matter(ctx context.Context, q querier, id cessation.ID) (cessation.Matter, error) {
	list, err := s.matters(ctx, q, " WHERE id = $1", string(id))
	if err != nil {
		return cessation.Matter{}, err
	}
	if len(list) == 0 {
		return cessation.Matter{}, notFound()
	}
	return list[0], nil
}

// Matters are all matters, by id. There are few: one opens by a named person's hand alone, and who is in its group is sealed.
func (s *Store) Matters(ctx context.Context) (out []cessation.Matter, err error) {
	err = s.reading(ctx, func(q querier) error {
		out, err = s.matters(ctx, q, "")
		return err
	})
	return out, err
}

func (s *Store) matters(ctx context.Context, q querier, where string, args ...any) (out []cessation.Matter, err error) {
	rows, err := q.QueryContext(ctx, matters.with("wrapped")+where+" ORDER BY id", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var wrapped []byte
		r, err := matters.scan(rows, &wrapped)
		if err != nil {
			return nil, err
		}
		if wrapped == nil {
			continue // shredded
		}
		m := cessation.Matter{ID: cessation.ID(r[0].(string)), Version: r[1].(int64)}
		key, err := s.vault.Unwrap(string(m.ID), slices.Clone(wrapped))
		if err != nil {
			return nil, err
		}
		plain, err := openRow(key, matters, r, 2, string(m.ID), nil)
		if err != nil {
			return nil, err
		}
		if json.Unmarshal(plain, &m) != nil {
			return nil, errors.New("store: a matter cannot be read")
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// MatterReleased enters, in the same transaction, what leaves the house about a matter.
func (tx *Tx) MatterReleased(id cessation.ID, detail string) {
	l := Look{At: tx.Now, Actor: tx.Entry.Actor, Matter: id, Action: tx.Entry.Action, Outcome: Released, Detail: detail}
	tx.after = append(tx.after, func(q querier) error { return tx.s.look(tx.ctx, q, l) })
}

// MatterLooks are the entries of reads of a matter, newest first, at most limit.
func (s *Store) MatterLooks(ctx context.Context, id cessation.ID, limit int) ([]Look, error) {
	return s.looksWhere(ctx, "WHERE stream = $1 ORDER BY version DESC LIMIT $2", matterStream(id), int64(limit))
}

// MatterHistory is what was done in a matter, newest first, at most limit entries.
func (s *Store) MatterHistory(ctx context.Context, id cessation.ID, limit int) (out []Event, err error) {
	err = s.reading(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, "SELECT at, actor, role, unit, action, pack FROM journal WHERE stream = $1 ORDER BY version DESC LIMIT $2", matterStream(id), int64(limit))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var e Event
			var at int64
			var role, action string
			if err := rows.Scan(&at, &e.Actor.Account, &role, &e.Actor.Unit, &action, &e.Pack); err != nil {
				return err
			}
			e.At, e.Actor.Role, e.Action = time.UnixMicro(at).UTC(), access.Role(role), access.Action(action)
			out = append(out, e)
		}
		return rows.Err()
	})
	return out, err
}
