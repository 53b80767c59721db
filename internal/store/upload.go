package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"github.com/go-json-experiment/json"

	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/vault"
)

// Upload is a file that is on its way in. Its bytes are sealed chunks from the first one on; Held counts only whole
// chunks and the last one, so that a part that was cut is sent again from there and small parts make no small rows.
type Upload struct {
	ID      string // also the blob of its chunks
	Case    casefile.ID
	Account string
	At      time.Time // when its last part came
	Size    int64     // as it was announced
	Held    int64     // bytes that are here and will not be asked for again

	Name     string // as the sender gave it
	Declared string // media type, as the sender's browser declared it
	SHA256   string // of the whole file in lower-case hex, as the sender announced it; "" when it did not
	Said     document.Document
}

// UploadLife is how long an upload waits for its next part.
const UploadLife = 7 * 24 * time.Hour

// uploadPart is how much of an upload is written at once.
const uploadPart = 4 * chunkSize

func uploadPlace(id string) vault.Place { return place("uploads", "body", id, 1) }

// BeginUpload keeps what is said of a file that will come in parts. The id is made here.
func (s *Store) BeginUpload(ctx context.Context, u Upload) (Upload, error) {
	u.ID, u.Held = NewID(), 0
	body, err := s.sealUpload(ctx, u)
	if err != nil {
		return u, err
	}
	return u, s.run(ctx, "INSERT INTO uploads (id, case_id, account, at, size, held, body) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		u.ID, string(u.Case), u.Account, u.At.UnixMicro(), u.Size, int64(0), body)
}

// GoOnUpload keeps what is said now of a file that is on its way already; the bytes that are here stay.
func (s *Store) GoOnUpload(ctx context.Context, u Upload) error {
	body, err := s.sealUpload(ctx, u)
	if err != nil {
		return err
	}
	return s.run(ctx, "UPDATE uploads SET body = $1, at = $2 WHERE id = $3", body, u.At.UnixMicro(), u.ID)
}

func (s *Store) sealUpload(ctx context.Context, u Upload) ([]byte, error) {
	plain, err := json.Marshal(u, json.OmitZeroStructFields(true))
	if err != nil {
		return nil, err
	}
	var key *vault.Key
	if err := s.reading(ctx, func(q querier) (err error) { key, err = s.keyOf(ctx, q, u.Case); return err }); err != nil {
		return nil, err
	}
	return key.Seal(uploadPlace(u.ID), plain), nil
}

// Upload reads one upload of a case; fault.NotFound when there is none.
func (s *Store) Upload(ctx context.Context, id casefile.ID, upload string) (Upload, error) {
	list, err := s.uploads(ctx, id, " AND id = $2", upload)
	if err == nil && len(list) == 0 {
		err = notFound()
	}
	if err != nil {
		return Upload{}, err
	}
	return list[0], nil
}

// Uploads are the files that are on their way into a case, of every account, oldest first.
func (s *Store) Uploads(ctx context.Context, id casefile.ID) ([]Upload, error) {
	return s.uploads(ctx, id, " ORDER BY at, id")
}

func (s *Store) uploads(ctx context.Context, id casefile.ID, more string, args ...any) (out []Upload, err error) {
	err = s.reading(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, "SELECT id, account, at, size, held, body FROM uploads WHERE case_id = $1"+more, append([]any{string(id)}, args...)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		var sealed [][]byte
		for rows.Next() {
			u := Upload{Case: id}
			var at int64
			var body []byte
			if err := rows.Scan(&u.ID, &u.Account, &at, &u.Size, &u.Held, &body); err != nil {
				return err
			}
			u.At = instant(at)
			out, sealed = append(out, u), append(sealed, body)
		}
		if err := rows.Err(); err != nil || len(out) == 0 {
			return err
		}
		rows.Close()
		key, err := s.keyOf(ctx, q, id)
		if err != nil {
			return err
		}
		for i := range out {
			plain, err := key.Open(uploadPlace(out[i].ID), sealed[i])
			if err != nil {
				return err
			}
			var in Upload
			if json.Unmarshal(plain, &in) != nil {
				return errors.New("store: an upload cannot be read")
			}
			// The columns say where to look; whose it is stands in what is sealed.
			if in.ID != out[i].ID || in.Case != id || in.Account != out[i].Account || in.Size != out[i].Size {
				return vault.ErrSealed
			}
			out[i].Name, out[i].Declared, out[i].SHA256, out[i].Said = in.Name, in.Declared, in.SHA256, in.Said
		}
		return nil
	})
	return out, err
}

// AppendUpload seals what r gives from offset on and returns how many bytes of it are kept: whole chunks, and the last
// one of the file. What was read before the line was cut is kept. fault.Conflict when offset is not what is held, also
// when two parts come at once: one of them is taken.
func (s *Store) AppendUpload(ctx context.Context, u Upload, offset int64, now time.Time, r io.Reader) (n int64, err error) {
	if offset != u.Held {
		return 0, fault.New(fault.Conflict, "document.upload.offset")
	}
	var key *vault.Key
	if err := s.reading(ctx, func(q querier) (err error) { key, err = s.keyOf(ctx, q, u.Case); return err }); err != nil {
		return 0, err
	}
	r = io.LimitReader(r, u.Size-offset)
	buf := make([]byte, uploadPart)
	for {
		m, cut := io.ReadFull(r, buf)
		if offset+int64(m) < u.Size {
			m -= m % chunkSize
		}
		if m > 0 {
			if e := s.appendPart(ctx, key, u, offset, now, buf[:m]); e != nil {
				return n, e
			}
			offset += int64(m)
			n += int64(m)
		}
		if cut != nil || offset == u.Size {
			if errors.Is(cut, io.EOF) || errors.Is(cut, io.ErrUnexpectedEOF) {
				cut = nil
			}
			return n, cut
		}
	}
}

func (s *Store) appendPart(ctx context.Context, key *vault.Key, u Upload, offset int64, now time.Time, part []byte) error {
	var cells [][]byte
	first := offset / chunkSize
	for at := 0; at < len(part); at += chunkSize {
		cells = append(cells, key.Seal(chunkPlace(u.ID, first+int64(at/chunkSize)), part[at:min(at+chunkSize, len(part))]))
	}
	return plain(s.submit(context.WithoutCancel(ctx), func(ctx context.Context, q querier) error {
		res, err := q.ExecContext(ctx, "UPDATE uploads SET held = held + $1, at = $2 WHERE id = $3 AND held = $4", int64(len(part)), now.UnixMicro(), u.ID, offset)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return errQuiet{errors.Join(err, fault.New(fault.Conflict, "document.upload.offset"))}
		}
		for i, c := range cells {
			if _, err := q.ExecContext(ctx, "INSERT INTO chunks (blob, n, at, body) VALUES ($1, $2, $3, $4)", u.ID, first+int64(i), now.UnixMicro(), c); err != nil {
				return err
			}
		}
		return nil
	}))
}

// DropUpload removes an upload and what came of it.
func (s *Store) DropUpload(ctx context.Context, u Upload) error {
	return plain(s.submit(ctx, func(ctx context.Context, q querier) error {
		if _, err := q.ExecContext(ctx, "DELETE FROM uploads WHERE id = $1", u.ID); err != nil {
			return err
		}
		_, err := q.ExecContext(ctx, "DELETE FROM chunks WHERE blob = $1 AND at > 0", u.ID)
		return err
	}))
}

// DropLoose removes chunks that no change has made part of a case, as of a file that was refused.
func (s *Store) DropLoose(ctx context.Context, blobs ...string) error {
	return plain(s.submit(context.WithoutCancel(ctx), func(ctx context.Context, q querier) error {
		for _, b := range blobs {
			if _, err := q.ExecContext(ctx, "DELETE FROM chunks WHERE blob = $1 AND at > 0", b); err != nil {
				return err
			}
		}
		return nil
	}))
}

// EndUpload takes an upload off the list with this change: its chunks have become a document's.
func (tx *Tx) EndUpload(id string) {
	tx.after = append(tx.after, func(q querier) error {
		_, err := q.ExecContext(tx.ctx, "DELETE FROM uploads WHERE id = $1", id)
		return err
	})
}

// BlobOf is what an upload's chunks hold, once the last part is here, and their bytes.
func (s *Store) BlobOf(ctx context.Context, u Upload) (b Blob, content []byte, err error) {
	content, err = s.blob(ctx, u.Case, u.ID, u.Size)
	return described(u.ID, content), content, err
}

// blob is a whole blob of a known size in memory.
func (s *Store) blob(ctx context.Context, id casefile.ID, blob string, size int64) ([]byte, error) {
	var w bytes.Buffer
	w.Grow(int(min(size, document.Limit)))
	if err := s.ReadBlob(ctx, id, blob, &w); err != nil {
		return nil, err
	}
	return w.Bytes(), nil
}

// Unscanned is a document that waits for the malware scanner.
type Unscanned struct {
	Case     casefile.ID
	Document string
}

// AwaitScan enters, with this change, that a document waits for the scanner; EndScan that it does no longer.
func (tx *Tx) AwaitScan(f *File, doc string) {
	tx.after = append(tx.after, func(q querier) error {
		_, err := q.ExecContext(tx.ctx, "INSERT INTO unscanned (document, case_id) VALUES ($1, $2) ON CONFLICT (document) DO NOTHING", doc, string(f.Case.ID))
		return err
	})
}

// EndScan is the other half of AwaitScan.
func (tx *Tx) EndScan(doc string) {
	tx.after = append(tx.after, func(q querier) error {
		_, err := q.ExecContext(tx.ctx, "DELETE FROM unscanned WHERE document = $1", doc)
		return err
	})
}

// Unscanned are the documents that wait for the scanner.
func (s *Store) Unscanned(ctx context.Context) (out []Unscanned, err error) {
	err = s.reading(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, "SELECT case_id, document FROM unscanned ORDER BY document")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			var u Unscanned
			if err := rows.Scan(&id, &u.Document); err != nil {
				return err
			}
			u.Case = casefile.ID(id)
			out = append(out, u)
		}
		return rows.Err()
	})
	return out, err
}
