package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/vault"
)

// Documents are kept as sealed chunks in the same database as their case, so that a document and what is known of it
// are there together or not at all, are backed up together, and are shredded with the case's key. Nothing spills to a
// temporary folder: a chunk is sealed as soon as it is full.

// chunkSize is the plaintext of one chunk.
const chunkSize = 64 << 10

// Blob is what WriteBlob learnt of the bytes.
type Blob struct {
	ID     string
	Size   int64
	SHA256 string // lower-case hex
	Head   []byte // the first bytes, to recognise the type
}

// WriteBlob seals the bytes of a document under the case's key. Until KeepBlob is called in the change that stores
// the document, the chunks count as left over and Sweep removes them after a day. When r breaks off, its error comes
// back with the id of what was written.
func (s *Store) WriteBlob(ctx context.Context, id casefile.ID, now time.Time, r io.Reader) (b Blob, err error) {
	var key *vault.Key
	if err := s.reading(ctx, func(q querier) (err error) { key, err = s.keyOf(ctx, q, id); return err }); err != nil {
		return b, err
	}
	b.ID = NewID()
	sum := sha256.New()
	buf := make([]byte, chunkSize)
	for n := int64(0); ; n++ {
		m, err := fill(r, buf)
		if err != nil && err != io.EOF {
			return b, err
		}
		if m > 0 {
			if len(b.Head) == 0 {
				b.Head = append(b.Head, buf[:min(m, 3072)]...)
			}
			sum.Write(buf[:m])
			b.Size += int64(m)
			cell := key.Seal(chunkPlace(b.ID, n), buf[:m])
			if e := s.run(ctx, "INSERT INTO chunks (blob, n, at, body) VALUES ($1, $2, $3, $4)", b.ID, n, now.UnixMicro(), cell); e != nil {
				return b, e
			}
		}
		if m < len(buf) {
			break
		}
	}
	b.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return b, nil
}

// fill reads until buf is full or r ends. Unlike io.ReadFull it keeps the two ends apart: io.EOF is the whole of r, and
// what r itself calls io.ErrUnexpectedEOF is a line that was cut.
func fill(r io.Reader, buf []byte) (n int, err error) {
	for n < len(buf) && err == nil {
		var m int
		m, err = r.Read(buf[n:])
		n += m
	}
	return n, err
}

func chunkPlace(blob string, n int64) vault.Place {
	return place("chunks", "body", fmt.Sprintf("%s/%d", blob, n), 1)
}

// AddBlob seals bytes that are at hand already under the key of a case of this change, and stores them with it: an
// import makes a case and its pictures in one transaction, or neither.
func (tx *Tx) AddBlob(f *File, content []byte) Blob {
	b := described(tx.NewID(), content)
	tx.after = append(tx.after, func(q querier) error {
		for n := int64(0); n*chunkSize < b.Size; n++ {
			part := content[n*chunkSize : min((n+1)*chunkSize, b.Size)]
			cell := f.key.Seal(chunkPlace(b.ID, n), part)
			if _, err := q.ExecContext(tx.ctx, "INSERT INTO chunks (blob, n, at, body) VALUES ($1, $2, $3, $4)", b.ID, n, int64(0), cell); err != nil {
				return err
			}
		}
		return nil
	})
	return b
}

// CopyBlob seals the bytes of a document of one case anew under the key of another of this change, chunk by chunk, and answers their id
// there. Both cases then have bytes of their own: the key of neither opens those of the other.
func (tx *Tx) CopyBlob(from, to *File, blob string) string {
	id := tx.NewID()
	tx.after = append(tx.after, func(q querier) error {
		for n := int64(0); ; n++ {
			var cell []byte
			switch err := q.QueryRowContext(tx.ctx, "SELECT body FROM chunks WHERE blob = $1 AND n = $2", blob, n).Scan(&cell); {
			case errors.Is(err, sql.ErrNoRows):
				return nil
			case err != nil:
				return err
			}
			plain, err := from.key.Open(chunkPlace(blob, n), cell)
			if err != nil {
				return err
			}
			if _, err := q.ExecContext(tx.ctx, "INSERT INTO chunks (blob, n, at, body) VALUES ($1, $2, $3, $4)", id, n, int64(0), to.key.Seal(chunkPlace(id, n), plain)); err != nil {
				return err
			}
		}
	})
	return id
}

// described is what is known of bytes that are at hand.
func described(id string, content []byte) Blob {
	sum := sha256.Sum256(content)
	return Blob{ID: id, Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:]), Head: content[:min(len(content), 3072)]}
}

// Content is a whole document in memory, to be taken apart; it is at most document.Limit bytes.
func (s *Store) Content(ctx context.Context, id casefile.ID, b Blob) ([]byte, error) {
	if b.Size == 0 {
		return nil, nil // no chunk was written
	}
	return s.blob(ctx, id, b.ID, b.Size)
}

// KeepBlob makes the chunks part of the case with this change.
func (tx *Tx) KeepBlob(blob string) {
	tx.after = append(tx.after, func(q querier) error {
		_, err := q.ExecContext(tx.ctx, "UPDATE chunks SET at = 0 WHERE blob = $1", blob)
		return err
	})
}

// DropBlob removes the chunks with this change.
func (tx *Tx) DropBlob(blob string) {
	tx.after = append(tx.after, func(q querier) error {
		_, err := q.ExecContext(tx.ctx, "DELETE FROM chunks WHERE blob = $1", blob)
		return err
	})
}

// ReadBlob writes the bytes of a document to w, chunk by chunk. The caller has recorded the look.
func (s *Store) ReadBlob(ctx context.Context, id casefile.ID, blob string, w io.Writer) error {
	var key *vault.Key
	if err := s.reading(ctx, func(q querier) (err error) { key, err = s.keyOf(ctx, q, id); return err }); err != nil {
		return err
	}
	for n := int64(0); ; n++ {
		var cell []byte
		found := false
		err := s.reading(ctx, func(q querier) error {
			rows, err := q.QueryContext(ctx, "SELECT body FROM chunks WHERE blob = $1 AND n = $2", blob, n)
			if err != nil {
				return err
			}
			defer rows.Close()
			if rows.Next() {
				found = true
				return rows.Scan(&cell)
			}
			return rows.Err()
		})
		if err != nil {
			return err
		}
		if !found {
			if n == 0 {
				return notFound()
			}
			return nil
		}
		plain, err := key.Open(chunkPlace(blob, n), cell)
		if err != nil {
			return err
		}
		if _, err := w.Write(plain); err != nil {
			return err
		}
	}
}

// HasBlob says whether the bytes of a document are still here.
func (s *Store) HasBlob(ctx context.Context, blob string) (has bool, err error) {
	err = s.reading(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, "SELECT n FROM chunks WHERE blob = $1 AND n = 0", blob)
		if err != nil {
			return err
		}
		defer rows.Close()
		has = rows.Next()
		return rows.Err()
	})
	return has, err
}
