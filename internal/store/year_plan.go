package store

import (
	"context"
	"errors"

	"github.com/go-json-experiment/json"

	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
)

const levelStream = "levels"

// SaveYearPlan stores a version of a year's plan: a new one when Version is 0, else in place of that state of it
// (fault.Conflict when stale). Entered in the stream "levels".
func (tx *Tx) SaveYearPlan(p policy.YearPlan) (policy.YearPlan, error) {
	err := tx.keepOfYear(levelStream, levels, &p.ID, &p.Version, p.Year, &p)
	return p, err
}

// SaveReallocation stores a proposal to move room between partners, in the same way.
func (tx *Tx) SaveReallocation(p spaces.Proposal) (spaces.Proposal, error) {
	err := tx.keepOfYear(levelStream, reallocations, &p.ID, &p.Version, p.Year, &p)
	return p, err
}

// keepOfYear saves something of the department about a year, in sealed JSON, entered in a stream.
func (tx *Tx) keepOfYear(stream string, t *table, id *string, version *int64, year int, v any) error {
	if *id == "" {
		*id = tx.NewID()
	}
	m := image{table: t, op: inserted, key: row{*id}, before: []byte{}}
	if *version > 0 {
		old, err := oneRow(tx.ctx, tx.q, t, "WHERE id = $1", *id)
		if err != nil {
			return err
		}
		if old == nil {
			return notFound()
		}
		m.op, m.before = updated, rowHash(old)
	}
	plain, err := json.Marshal(v, json.OmitZeroStructFields(true))
	if err != nil {
		return err
	}
	*version++
	m.after = sealRow(tx.s.vault.System(), t, row{*id, *version, int64(year), nil, nil}, 3, *id, plain)
	tx.rows = append(tx.rows, pending{stream, m})
	return nil
}

// YearPlans are all versions of the years' plans beside the pack, proposed, confirmed and dropped, by id.
func (s *Store) YearPlans(ctx context.Context) (out []policy.YearPlan, err error) {
	err = s.asking(ctx, func(q querier) error {
		out, err = s.yearPlans(ctx, q)
		return err
	})
	return out, err
}

// YearPlans are the same as they stand inside a change.
func (tx *Tx) YearPlans() ([]policy.YearPlan, error) { return tx.s.yearPlans(tx.ctx, tx.q) }

func (s *Store) yearPlans(ctx context.Context, q querier) ([]policy.YearPlan, error) {
	return ofYear(ctx, s, q, levels, func(p *policy.YearPlan, id string, version int64, year int) {
		p.ID, p.Version, p.Year = id, version, year
	})
}

// Reallocations are all proposals to move room between partners, by id.
func (s *Store) Reallocations(ctx context.Context) (out []spaces.Proposal, err error) {
	err = s.asking(ctx, func(q querier) error {
		out, err = s.reallocations(ctx, q)
		return err
	})
	return out, err
}

// Reallocations are the same as they stand inside a change.
func (tx *Tx) Reallocations() ([]spaces.Proposal, error) { return tx.s.reallocations(tx.ctx, tx.q) }

func (s *Store) reallocations(ctx context.Context, q querier) ([]spaces.Proposal, error) {
	return ofYear(ctx, s, q, reallocations, func(p *spaces.Proposal, id string, version int64, year int) {
		p.ID, p.Version, p.Year = id, version, year
	})
}

// ofYear reads what keepOfYear saved, all of it or the one with an id.
func ofYear[T any](ctx context.Context, s *Store, q querier, t *table, name func(*T, string, int64, int), only ...string) (out []T, err error) {
	text, args := t.all, []any(nil)
	if len(only) > 0 {
		text, args = text+" WHERE id = $1", []any{only[0]}
	}
	rows, err := q.QueryContext(ctx, text+" ORDER BY id", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		r, err := t.scan(rows)
		if err != nil {
			return nil, err
		}
		var x T
		plain, err := openRow(s.vault.System(), t, r, 3, r[0].(string), nil)
		if err != nil {
			return nil, err
		}
		if json.Unmarshal(plain, &x) != nil {
			return nil, errors.New("store: what was decided of a year cannot be read")
		}
		name(&x, r[0].(string), r[1].(int64), int(r[2].(int64)))
		out = append(out, x)
	}
	return out, rows.Err()
}
