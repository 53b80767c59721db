package store

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"passage/internal/casework/fault"
	"passage/internal/vault"
)

// A backup is the SQLite file as of one instant, in sealed chunks under the system key: who finds it reads not even how
// many cases an office has. The chunks are bound to their backup and place, and the last one says how many there are.

const (
	backupMagic = "passage backup 1\n"
	backupChunk = 1 << 20
)

func backupPlace(id string, n int64) vault.Place { return place("backup", "chunk", id, n) }

// Backup writes a sealed backup of a SQLite store, beside running work. A PostgreSQL store is backed up by its engine:
// then it is fault.Unusable.
func (s *Store) Backup(ctx context.Context, out io.Writer) error {
	if s.eng == post {
		return fault.New(fault.Unusable, "store.backup.postgres")
	}
	// The copy holds sealed cells alone, and lies beside the database, where nothing else is written either.
	dir, err := os.MkdirTemp(filepath.Dir(s.path), ".backup-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	copied := filepath.Join(dir, "copy.db")
	if _, err := s.w.ExecContext(ctx, "VACUUM INTO ?", copied); err != nil {
		return err
	}
	f, err := os.Open(copied)
	if err != nil {
		return err
	}
	defer f.Close()
	return sealBackup(s.vault.System(), f, out)
}

func sealBackup(k *vault.Key, in io.Reader, out io.Writer) error {
	w := bufio.NewWriterSize(out, backupChunk)
	id := NewID()
	if _, err := io.WriteString(w, backupMagic+id); err != nil {
		return err
	}
	put := func(n int64, plain []byte) error {
		cell := k.Seal(backupPlace(id, n), plain)
		if err := binary.Write(w, binary.BigEndian, uint32(len(cell))); err != nil {
			return err
		}
		_, err := w.Write(cell)
		return err
	}
	buf := make([]byte, backupChunk+1)
	n := int64(0)
	for {
		n++
		m, err := io.ReadFull(in, buf[1:])
		if m > 0 {
			if e := put(n, buf[:m+1]); e != nil {
				return e
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			if m == 0 {
				n--
			}
			break
		}
		if err != nil {
			return err
		}
	}
	// The end is a chunk with a mark of its own and the count, so that a backup cut short is not taken for a whole one.
	if err := put(n+1, binary.BigEndian.AppendUint64([]byte{1}, uint64(n))); err != nil {
		return err
	}
	return w.Flush()
}

// Restore writes the database of a backup to path, which must not exist yet. What is cut short, changed or of another
// root key is refused with vault.ErrSealed, and nothing is left behind.
func Restore(v *vault.Vault, in io.Reader, path string) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
		if err != nil {
			os.Remove(path)
		}
	}()
	r := bufio.NewReaderSize(in, backupChunk)
	head := make([]byte, len(backupMagic)+26)
	if _, err := io.ReadFull(r, head); err != nil || string(head[:len(backupMagic)]) != backupMagic {
		return errors.New("store: this is no backup")
	}
	id := string(head[len(backupMagic):])
	for n := int64(1); ; n++ {
		var size uint32
		if err := binary.Read(r, binary.BigEndian, &size); err != nil || size > 2*backupChunk {
			return fmt.Errorf("chunk %d: %w", n, vault.ErrSealed)
		}
		cell := make([]byte, size)
		if _, err := io.ReadFull(r, cell); err != nil {
			return fmt.Errorf("chunk %d: %w", n, vault.ErrSealed)
		}
		plain, err := v.System().Open(backupPlace(id, n), cell)
		if err != nil || len(plain) == 0 {
			return fmt.Errorf("chunk %d: %w", n, vault.ErrSealed)
		}
		if plain[0] == 1 {
			if len(plain) != 9 || binary.BigEndian.Uint64(plain[1:]) != uint64(n-1) {
				return vault.ErrSealed
			}
			break
		}
		if _, err := f.Write(plain[1:]); err != nil {
			return err
		}
	}
	return f.Sync()
}
