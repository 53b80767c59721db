package store

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"passage/internal/casework/casefile"
	"passage/internal/vault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is one database, SQLite or PostgreSQL, with the vault that opens its cells. It is safe for concurrent use.
type Store struct {
	eng   engine
	vault *vault.Vault
	w, r  *sql.DB // the same pool on PostgreSQL
	path  string  // SQLite file, "" on PostgreSQL

	readers chan *prepared // SQLite: the reading connections, made when first needed

	heads vault.Kept[casefile.Case] // of lists, by the MAC of their row
	staff vault.Kept[Account]       // the same

	jobs chan *job
	stop chan struct{}
	done sync.WaitGroup

	// copied says that a checkpoint has just gone by: the writer may let the log begin again.
	copied atomic.Bool

	recounting sync.Mutex // one recount at once

	lastFace atomic.Int64 // the last number that was given to a face
}

// Open opens the database at where, a SQLite file's path or a postgres:// address, brings its tables up to date and
// checks that the vault is the one it was made with. It refuses a SQLite library that can lose committed writes.
func Open(ctx context.Context, where string, v *vault.Vault) (*Store, error) {
	s := &Store{vault: v, jobs: make(chan *job, 1024), stop: make(chan struct{}),
		heads: vault.Kept[casefile.Case]{Most: 4096}, staff: vault.Kept[Account]{Most: 256}}
	var err error
	if strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://") {
		s.eng = post
		if s.w, err = openPost(where); err != nil {
			return nil, err
		}
		s.r = s.w
	} else {
		s.path = where
		if s.w, s.r, err = openLite(where); err != nil {
			return nil, err
		}
		s.readers = make(chan *prepared, readers)
		for range readers {
			s.readers <- &prepared{eng: s.eng, stmts: map[string]*sql.Stmt{}}
		}
	}
	if err := s.migrate(ctx); err != nil {
		s.close()
		return nil, fmt.Errorf("store: %w", err)
	}
	if err := s.knowVault(ctx); err != nil {
		s.close()
		return nil, err
	}
	if err := s.start(ctx); err != nil {
		s.close()
		return nil, err
	}
	if err := s.ready(ctx); err != nil {
		s.Close()
		return nil, fmt.Errorf("store: %w", err)
	}
	return s, nil
}

// Vault is the vault that opens this store's cells.
func (s *Store) Vault() *vault.Vault { return s.vault }

// migrate runs the migrations that have not run yet, in order, each in its own transaction.
func (s *Store) migrate(ctx context.Context) error {
	if _, err := s.w.ExecContext(ctx, s.eng.ddl("CREATE TABLE IF NOT EXISTS migrations (\n\tname TEXT PRIMARY KEY NOT NULL\n);")); err != nil {
		return err
	}
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	sort.Strings(names)
	for _, n := range names {
		text, err := migrations.ReadFile(n)
		if err != nil {
			return err
		}
		tx, err := s.w.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		var seen int
		if err = tx.QueryRowContext(ctx, s.eng.text("SELECT COUNT(*) FROM migrations WHERE name = $1"), n).Scan(&seen); err == nil && seen == 0 {
			if _, err = tx.ExecContext(ctx, s.eng.ddl(string(text))); err == nil {
				_, err = tx.ExecContext(ctx, s.eng.text("INSERT INTO migrations (name) VALUES ($1)"), n)
			}
		}
		if err != nil {
			tx.Rollback()
			return fmt.Errorf("%s: %w", n, err)
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

// ErrOtherKey says that the store was made with another root key.
var ErrOtherKey = errors.New("store: this database was made with another root key")

// knowVault compares the vault with the mark left when the store was made, or leaves the mark.
func (s *Store) knowVault(ctx context.Context) error {
	mark := sha256.Sum256(s.vault.Token("store", "root key"))
	if _, err := s.w.ExecContext(ctx, s.eng.text("INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING"), "root", mark[:]); err != nil {
		return err
	}
	var have []byte
	if err := s.w.QueryRowContext(ctx, s.eng.text("SELECT value FROM meta WHERE name = $1"), "root").Scan(&have); err != nil {
		return err
	}
	if subtle.ConstantTimeCompare(have, mark[:]) != 1 {
		return ErrOtherKey
	}
	return nil
}

// Close finishes what was acknowledged, moves the write-ahead log into the file and closes the pools.
func (s *Store) Close() error {
	close(s.stop)
	s.done.Wait()
	if s.eng == lite {
		if _, err := s.w.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
			slog.Warn("checkpoint at close", "err", err)
		}
	}
	return s.close()
}

func (s *Store) close() error {
	if s.r != nil && s.r != s.w {
		s.r.Close()
	}
	if s.w != nil {
		return s.w.Close()
	}
	return nil
}

// checkpoints copies the write-ahead log into the file, off the commit path, every two seconds: a page that many changes
// touch is copied once for all of them.
func (s *Store) checkpoints() {
	defer s.done.Done()
	t := time.NewTicker(2 * time.Second)
	defer t.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-t.C:
			if st, err := os.Stat(s.path + "-wal"); err != nil || st.Size() < 1<<20 {
				continue
			}
			if _, err := s.w.Exec("PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
				slog.Warn("checkpoint", "err", err)
			}
			s.copied.Store(true)
		}
	}
}

// readers is the number of reading connections on SQLite.
const readers = 4

// reading runs fn on one consistent view of committed data.
func (s *Store) reading(ctx context.Context, fn func(q querier) error) error {
	return s.read(ctx, fn, true)
}

// asking is reading for one statement, which is one view by itself and needs no transaction around it.
func (s *Store) asking(ctx context.Context, fn func(q querier) error) error {
	return s.read(ctx, fn, false)
}

func (s *Store) read(ctx context.Context, fn func(q querier) error, transaction bool) error {
	if s.eng == post && !transaction {
		return fn(s.r)
	}
	if s.eng == post {
		tx, err := s.r.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
		if err != nil {
			return err
		}
		defer tx.Rollback()
		return fn(tx)
	}
	var p *prepared
	select {
	case p = <-s.readers:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { s.readers <- p }()
	// The statements themselves run to their end: a cancelled one would leave its connection half used.
	ctx = context.WithoutCancel(ctx)
	if err := p.connect(ctx, s.r); err != nil {
		return err
	}
	if !transaction {
		return fn(p)
	}
	if _, err := p.ExecContext(ctx, "BEGIN"); err != nil {
		p.reset()
		return err
	}
	err := fn(p)
	if _, e := p.ExecContext(ctx, "ROLLBACK"); e != nil {
		p.reset()
	}
	return err
}

// Rest gives back what the connections keep of pages, as after a store was filled: what is asked for next is read anew.
func (s *Store) Rest(ctx context.Context) error {
	if s.eng == post {
		return nil
	}
	const shrink = "PRAGMA shrink_memory"
	for range readers {
		if err := s.asking(ctx, func(q querier) error {
			_, err := q.ExecContext(ctx, shrink)
			return err
		}); err != nil {
			return err
		}
	}
	return s.submit(ctx, func(ctx context.Context, q querier) error {
		if _, err := q.ExecContext(ctx, shrink); err != nil {
			return err
		}
		return errQuiet{} // nothing was written
	})
}

// connect gives a reader its connection, when it has none yet.
func (p *prepared) connect(ctx context.Context, db *sql.DB) error {
	if p.conn != nil {
		return nil
	}
	c, err := db.Conn(ctx)
	if err == nil {
		p.conn = c
	}
	return err
}

// reset gives up a connection that failed; the next reader gets a new one.
func (p *prepared) reset() {
	p.conn.Close()
	p.conn, p.stmts = nil, map[string]*sql.Stmt{}
}
