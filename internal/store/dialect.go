package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"passage/internal/casework/fault"
)

// Everything that differs between the two engines stands in this file: one SQL text in PostgreSQL's dialect,
// rewritten for SQLite (stack, section 3).

// engine is SQLite or PostgreSQL.
type engine int

const (
	lite engine = iota
	post
)

var (
	param = regexp.MustCompile(`\$(\d+)`)
	locks = regexp.MustCompile(`(?i)\s+FOR (NO KEY )?UPDATE( SKIP LOCKED)?`)
	ends  = regexp.MustCompile(`(?m)^\);`)
	keyed = regexp.MustCompile(`(?m)^\) /\* kept by its key \*/;`)
	memo  sync.Map
)

// text is the statement as the engine takes it. SQLite: $N becomes ?N (a bare $N would bind by first appearance)
// and row locks go, since BEGIN IMMEDIATE admits one writer.
func (e engine) text(q string) string {
	if e == post {
		return q
	}
	if v, ok := memo.Load(q); ok {
		return v.(string)
	}
	v, _ := memo.LoadOrStore(q, locks.ReplaceAllString(param.ReplaceAllString(q, "?$1"), ""))
	return v.(string)
}

// ddl is a migration as the engine takes it: SQLite gets its own type names and STRICT tables.
func (e engine) ddl(q string) string {
	if e == post {
		return q
	}
	for _, r := range [][2]string{{"BYTEA", "BLOB"}, {"BIGINT", "INTEGER"}, {"BOOLEAN", "INTEGER"}} {
		q = regexp.MustCompile(`\b`+r[0]+`\b`).ReplaceAllString(q, r[1])
	}
	return ends.ReplaceAllString(keyed.ReplaceAllString(q, ") STRICT, WITHOUT ROWID;"), ") STRICT;")
}

// summed and by let PostgreSQL add up what is alike. SQLite would sort all rows for it: they are added up as they come.
func (e engine) summed(col string) string {
	if e == post {
		return "CAST(SUM(" + col + ") AS BIGINT)"
	}
	return col
}

func (e engine) by(cols string) string {
	if e == post {
		return " GROUP BY " + cols
	}
	return ""
}

// oldestSQLite is the first version without the WAL corruption race (sqlite.org/wal.html#walresetbug).
const oldestSQLite = 3051003

// openLite opens the two pools on a SQLite file: one writing connection, several that only read.
func openLite(path string) (w, r *sql.DB, err error) {
	pragmas := []string{
		"busy_timeout(10000)", "journal_mode(WAL)", "foreign_keys(1)", "trusted_schema(0)",
		"secure_delete(1)", "mmap_size(0)", "temp_store(2)", // temp_store: nothing spills to a temporary file
	}
	dsn := func(more ...string) string {
		return "file:" + escapePath(path) + "?_pragma=" + strings.Join(append(pragmas, more...), "&_pragma=")
	}
	// Checkpoints stay off the commit path: a background loop makes them (performance, section 4).
	if w, err = sql.Open("sqlite", dsn("synchronous(2)", "wal_autocheckpoint(0)", "cache_size(-64000)")); err != nil {
		return nil, nil, err
	}
	w.SetMaxOpenConns(2) // one writes, one makes checkpoints
	w.SetMaxIdleConns(2)
	if r, err = sql.Open("sqlite", dsn("query_only(1)", "cache_size(-4000)")); err != nil {
		return nil, nil, err
	}
	r.SetMaxOpenConns(readers)
	r.SetMaxIdleConns(readers)
	var version string
	if err := w.QueryRow("SELECT sqlite_version()").Scan(&version); err != nil {
		return nil, nil, err
	}
	var a, b, c int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &a, &b, &c); err != nil || a*1000000+b*1000+c < oldestSQLite {
		return nil, nil, fmt.Errorf("store: SQLite %s can lose committed writes; 3.51.3 or newer is needed", version)
	}
	return w, r, nil
}

func escapePath(p string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(p)
}

// doubts holds the backend pids of PostgreSQL connections whose last COMMIT was answered although the wait for the
// standby was cancelled: the row may be lost at a fail-over (security F5).
var doubts sync.Map

func openPost(url string) (*sql.DB, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errors.New("store: the database address cannot be read") // the text would hold the password
	}
	cfg.OnNotice = func(c *pgconn.PgConn, n *pgconn.Notice) {
		if n.Code == "01000" && strings.Contains(n.Message, "synchronous replication") {
			doubts.Store(c.PID(), true)
		}
	}
	db := stdlib.OpenDB(*cfg)
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(16)
	return db, nil
}

// ErrUnknown says that a commit may or may not last; the same request sent again with its token is answered rightly.
var ErrUnknown error = fault.New(fault.Unavailable, "fault.unknown")

// piped is the transaction of a change on PostgreSQL. A statement whose answer nobody waits for goes with the next one that
// somebody does wait for, or before the commit: the journey to the server is most of what such a statement costs, and all
// that time others may wait for a row.
type piped struct {
	*sql.Tx
	conn  *sql.Conn
	queue pgx.Batch
	once  []bool // for each of the queue: it has to change one row
	err   error  // what the first one that failed said
}

func (p *piped) put(ctx context.Context, once bool, text string, args []any) error {
	p.queue.Queue(text, args...)
	if p.once = append(p.once, once); len(p.once) < batch {
		return nil
	}
	return p.send(ctx)
}

// send sends what was put off.
func (p *piped) send(ctx context.Context) error {
	if p.err != nil || len(p.once) == 0 {
		return p.err
	}
	p.err = p.conn.Raw(func(d any) error {
		results := d.(*stdlib.Conn).Conn().SendBatch(ctx, &p.queue)
		for _, one := range p.once {
			tag, err := results.Exec()
			if err == nil && one {
				err = once(tag.RowsAffected())
			}
			if err != nil {
				results.Close()
				return err
			}
		}
		return results.Close()
	})
	p.queue, p.once = pgx.Batch{}, p.once[:0]
	return p.err
}

func (p *piped) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	if err := p.send(ctx); err != nil {
		return nil, err
	}
	return p.Tx.ExecContext(ctx, q, args...)
}

func (p *piped) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	if err := p.send(ctx); err != nil {
		return nil, err
	}
	return p.Tx.QueryContext(ctx, q, args...)
}

// QueryRowContext reports what went wrong before it only as a transaction that is spoilt: alone knows what it was.
func (p *piped) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	p.send(ctx)
	return p.Tx.QueryRowContext(ctx, q, args...)
}

// commit commits a PostgreSQL transaction and reports ErrUnknown when the engine could not vouch for it.
func commit(ctx context.Context, c *sql.Conn, tx *sql.Tx) error {
	if err := tx.Commit(); err != nil {
		return err
	}
	return c.Raw(func(d any) error {
		pc, ok := d.(*stdlib.Conn)
		if !ok {
			return nil
		}
		if _, doubt := doubts.LoadAndDelete(pc.Conn().PgConn().PID()); doubt {
			return ErrUnknown
		}
		return nil
	})
}

// retryable says that a transaction lost a race and may run again.
func retryable(err error) bool {
	if pe, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pe.Code == "40001" || pe.Code == "40P01" || pe.Code == "23505"
	}
	if se, ok := errors.AsType[*sqlite.Error](err); ok {
		c := se.Code() & 0xff
		return c == sqlite3.SQLITE_BUSY || c == sqlite3.SQLITE_LOCKED
	}
	return false
}

// full says that the disk has no room; the caller answers 503 and nothing is half done.
func full(err error) bool {
	if pe, ok := errors.AsType[*pgconn.PgError](err); ok {
		return strings.HasPrefix(pe.Code, "53")
	}
	if se, ok := errors.AsType[*sqlite.Error](err); ok {
		c := se.Code() & 0xff
		return c == sqlite3.SQLITE_FULL || c == sqlite3.SQLITE_IOERR
	}
	return false
}
