package store

import (
	"context"
	"encoding/binary"
	"strings"

	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/vault"
)

// mostSketches is how many of an office's newest decisions a draft is compared with.
const mostSketches = 500

func sketchPlace(id casefile.ID) vault.Place { return place("sketches", "body", string(id), 0) }

func (s *Store) sketch(d decision.Decision) decision.Sketch {
	return decision.SketchOf(decision.Runs(d), func(run string) uint64 {
		return binary.BigEndian.Uint64(s.vault.Token("sketch", run))
	})
}

// sketched says whether a change of the case touches what its sketch is made of.
func (f *File) sketched() bool {
	if !f.fresh && f.Case.Office != f.orig.Office {
		return true
	}
	for _, st := range f.puts {
		if strings.HasPrefix(string(st.next), decisions.name+"\x00") {
			return true
		}
	}
	return false
}

// keepSketch brings the sketch of a case up to date with its signed decision.
func (s *Store) keepSketch(ctx context.Context, q querier, f *File) error {
	var k decision.Sketch
	d, ok := decision.Standing(f.Decisions)
	if ok {
		k = s.sketch(d)
	}
	if k == nil {
		_, err := q.ExecContext(ctx, "DELETE FROM sketches WHERE case_id = $1", string(f.Case.ID))
		return err
	}
	var plain []byte
	for _, h := range k {
		plain = binary.BigEndian.AppendUint64(plain, h)
	}
	_, err := q.ExecContext(ctx, "INSERT INTO sketches (case_id, office, signed, body) VALUES ($1, $2, $3, $4) ON CONFLICT (case_id) DO UPDATE SET office = EXCLUDED.office, signed = EXCLUDED.signed, body = EXCLUDED.body",
		string(f.Case.ID), f.Case.Office, d.SignedAt.UnixMicro(), f.key.Seal(sketchPlace(f.Case.ID), plain))
	return err
}

// Alike are the decisions lately signed on other cases of the office whose words are most like those of a draft.
func (tx *Tx) Alike(f *File, d decision.Decision) ([]decision.Alike, error) {
	own := tx.s.sketch(d)
	if own == nil {
		return nil, nil
	}
	rows, err := tx.q.QueryContext(tx.ctx, "SELECT sketches.case_id, sketches.body, cases.wrapped FROM sketches JOIN cases ON cases.id = sketches.case_id WHERE sketches.office = $1 AND sketches.case_id <> $2 AND cases.wrapped IS NOT NULL ORDER BY sketches.signed DESC LIMIT $3",
		f.Case.Office, string(f.Case.ID), mostSketches)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []decision.Alike
	for rows.Next() {
		var id string
		var body, wrapped []byte
		if err := rows.Scan(&id, &body, &wrapped); err != nil {
			return nil, err
		}
		key, err := tx.s.vault.Unwrap(id, wrapped)
		if err != nil {
			return nil, err
		}
		plain, err := key.Open(sketchPlace(casefile.ID(id)), body)
		if err != nil {
			return nil, err
		}
		var k decision.Sketch
		for ; len(plain) >= 8; plain = plain[8:] {
			k = append(k, binary.BigEndian.Uint64(plain))
		}
		out = append(out, decision.Alike{Case: casefile.ID(id), Percent: own.Like(k)})
	}
	return decision.MostAlike(out), rows.Err()
}
