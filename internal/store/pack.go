package store

import "context"

const packStream = "packs"

// KeepPack keeps the text of a policy pack by its print, once: a decision is signed under it. Entered in the stream "packs".
func (tx *Tx) KeepPack(id string, text []byte) error {
	old, err := oneRow(tx.ctx, tx.q, packs, "WHERE id = $1", id)
	if err != nil || old != nil {
		return err
	}
	m := image{table: packs, op: inserted, key: row{id}, before: []byte{}}
	m.after = sealRow(tx.s.vault.System(), packs, row{id, int64(1), nil, nil}, 2, id, text)
	tx.rows = append(tx.rows, pending{packStream, m})
	return nil
}

// PackText is the text of a pack that a decision was signed under, nil when none is kept.
func (s *Store) PackText(ctx context.Context, id string) (text []byte, err error) {
	err = s.asking(ctx, func(q querier) error {
		text, err = s.packText(ctx, q, id)
		return err
	})
	return text, err
}

// PackText is the same inside a change.
func (tx *Tx) PackText(id string) ([]byte, error) { return tx.s.packText(tx.ctx, tx.q, id) }

func (s *Store) packText(ctx context.Context, q querier, id string) ([]byte, error) {
	r, err := oneRow(ctx, q, packs, "WHERE id = $1", id)
	if err != nil || r == nil {
		return nil, err
	}
	return openRow(s.vault.System(), packs, r, 2, id, nil)
}
