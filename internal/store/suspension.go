package store

import (
	"context"
	"errors"

	"github.com/go-json-experiment/json"

	"passage/internal/casework/policy"
)

const suspensionStream = "agreements"

// SaveSuspension stores a suspension of an agreement: a new one when Version is 0, else in place of that version
// (fault.Conflict when stale). Entered in the stream "agreements".
func (tx *Tx) SaveSuspension(s policy.Suspension) (policy.Suspension, error) {
	if s.ID == "" {
		s.ID = tx.NewID()
	}
	m := image{table: suspensions, op: inserted, key: row{s.ID}, before: []byte{}}
	if s.Version > 0 {
		old, err := oneRow(tx.ctx, tx.q, suspensions, "WHERE id = $1", s.ID)
		if err != nil {
			return s, err
		}
		if old == nil {
			return s, notFound()
		}
		m.op, m.before = updated, rowHash(old)
	}
	plain, err := json.Marshal(s, json.OmitZeroStructFields(true))
	if err != nil {
		return s, err
	}
	s.Version++
	m.after = sealRow(tx.s.vault.System(), suspensions, row{s.ID, s.Version, s.Partner, nil, nil}, 3, s.ID, plain)
	tx.rows = append(tx.rows, pending{suspensionStream, m})
	return s, nil
}

// Suspensions are all suspensions of agreements, proposed, standing and over, by id.
func (s *Store) Suspensions(ctx context.Context) (out []policy.Suspension, err error) {
	err = s.asking(ctx, func(q querier) error {
		out, err = s.suspensions(ctx, q)
		return err
	})
	return out, err
}

// Suspensions are all suspensions as they stand inside a change: a referral asks here, so that it sees what another process
// has just confirmed.
func (tx *Tx) Suspensions() ([]policy.Suspension, error) { return tx.s.suspensions(tx.ctx, tx.q) }

func (s *Store) suspensions(ctx context.Context, q querier) (out []policy.Suspension, err error) {
	rows, err := q.QueryContext(ctx, suspensions.all+" ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		r, err := suspensions.scan(rows)
		if err != nil {
			return nil, err
		}
		x := policy.Suspension{ID: r[0].(string), Version: r[1].(int64), Partner: r[2].(string)}
		plain, err := openRow(s.vault.System(), suspensions, r, 3, x.ID, nil)
		if err != nil {
			return nil, err
		}
		if json.Unmarshal(plain, &x) != nil {
			return nil, errors.New("store: a suspension cannot be read")
		}
		out = append(out, x)
	}
	return out, rows.Err()
}
