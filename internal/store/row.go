package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"passage/internal/casework/fault"
)

// querier is what a transaction, a connection or a pool can do; SQLite wraps it to keep statements prepared.
type querier interface {
	ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row
}

// prepared keeps every statement of one connection prepared, in the engine's own text.
type prepared struct {
	eng   engine
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	late  *late // of the writer of SQLite
}

func (p *prepared) stmt(ctx context.Context, q string) (*sql.Stmt, error) {
	if s := p.stmts[q]; s != nil {
		return s, nil
	}
	s, err := p.conn.PrepareContext(ctx, p.eng.text(q))
	if err == nil {
		p.stmts[q] = s
	}
	return s, err
}

func (p *prepared) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	s, err := p.stmt(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

func (p *prepared) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	s, err := p.stmt(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (p *prepared) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	s, err := p.stmt(ctx, q)
	if err != nil {
		return p.conn.QueryRowContext(ctx, p.eng.text(q), args...) // reports the same error when scanned
	}
	return s.QueryRowContext(ctx, args...)
}

// A table is a journalled table: its columns in order, how many of them are the key, and where the row version is.
// The last column is always the row's MAC.
type table struct {
	name    string
	cols    []string
	key     int      // the first key columns identify a row
	version int      // index of the version column, -1 when rows are only appended
	beside  []string // columns that are written beside a new row and not journalled
	follow  int      // so many of them, the last, are written with a changed row too
	insert  string
	update  string
	remove  string
	all     string
}

func newTable(name string, key, version int, cols ...string) *table {
	t := &table{name: name, cols: cols, key: key, version: version}
	return t.texts()
}

// keeps is the table with columns that are written beside a new row and not journalled, the last follow of them also
// beside a changed one.
func (t *table) keeps(follow int, beside ...string) *table {
	t.beside, t.follow = beside, follow
	return t.texts()
}

func (t *table) texts() *table {
	name, cols, key, version := t.name, t.cols, t.key, t.version
	inserted := append(slices.Clip(cols), t.beside...)
	marks := make([]string, len(inserted))
	for i := range inserted {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	t.insert = "INSERT INTO " + name + " (" + strings.Join(inserted, ", ") + ") VALUES (" + strings.Join(marks, ", ") + ")"
	var sets, wheres []string
	for i, c := range cols {
		if i < key {
			wheres = append(wheres, c+" = "+marks[i])
		} else {
			sets = append(sets, c+" = "+marks[i])
		}
	}
	where := " WHERE " + strings.Join(wheres, " AND ")
	if version >= 0 {
		t.update = "UPDATE " + name + " SET " + strings.Join(sets, ", ") + where + fmt.Sprintf(" AND version = $%d", len(cols)+1)
		t.remove = "DELETE FROM " + name + where + fmt.Sprintf(" AND version = $%d", key+1)
	}
	t.all = "SELECT " + strings.Join(cols, ", ") + " FROM " + name
	return t
}

// change is the statement that writes a changed row: an engine writes every index of each column that is named, also
// when its value stays.
func (t *table) change(was, now, beside row) (string, row) {
	var text strings.Builder
	var vals row
	set := func(word, col string, v any) {
		vals = append(vals, v)
		text.WriteString(word)
		text.WriteString(col)
		text.WriteString(" = $")
		text.WriteString(strconv.Itoa(len(vals)))
	}
	text.WriteString("UPDATE ")
	text.WriteString(t.name)
	word := " SET "
	for i := t.key; i < len(now); i++ {
		if !equal(was[i], now[i]) {
			set(word, t.cols[i], now[i])
			word = ", "
		}
	}
	for i, col := range t.beside[len(t.beside)-t.follow:] {
		set(word, col, beside[i])
		word = ", "
	}
	word = " WHERE "
	for i := range t.key {
		set(word, t.cols[i], now[i])
		word = " AND "
	}
	set(word, t.cols[t.version], now[t.version].(int64)-1)
	return text.String(), vals
}

func equal(a, b any) bool {
	if a, ok := a.([]byte); ok {
		return bytes.Equal(a, b.([]byte))
	}
	return a == b
}

// with selects the table's columns, qualified, and more columns of tables that are joined.
func (t *table) with(more ...string) string {
	cols := make([]string, 0, len(t.cols)+len(more))
	for _, c := range t.cols {
		cols = append(cols, t.name+"."+c)
	}
	return "SELECT " + strings.Join(append(cols, more...), ", ") + " FROM " + t.name
}

// The journalled tables. Their row images are what replay rebuilds.
var (
	cases = newTable("cases", 1, 1, "id", "version", "ref", "state", "referred_by", "identified_by", "stream", "office",
		"assigned", "prepared", "persons", "landed", "opened", "since", "referred", "applied", "filed", "at_office",
		"decided", "pack", "summary", "mac").keeps(2, "wrapped", "made", "linked", "link")
	items    = newTable("items", 2, 3, "case_id", "seq", "id", "version", "body", "mac")
	accounts = newTable("accounts", 1, 1, "id", "version", "role", "unit", "frozen", "body", "mac")
	ledger   = newTable("ledger", 2, -1, "year", "seq", "id", "at", "counter", "stream", "kind", "from_", "undoes",
		"partner", "office", "case_id", "person", "persons", "limit_", "free", "of_", "reason", "author", "note", "mac")
	suspensions   = newTable("suspensions", 1, 1, "id", "version", "partner", "body", "mac")
	packs         = newTable("packs", 1, 1, "id", "version", "body", "mac")
	matters       = newTable("matters", 1, 1, "id", "version", "body", "mac").keeps(0, "wrapped")
	levels        = newTable("levels", 1, 1, "id", "version", "year", "body", "mac")
	reallocations = newTable("reallocations", 1, 1, "id", "version", "year", "body", "mac")
	extracts      = newTable("extracts", 1, 1, "id", "version", "year", "body", "mac")
	releases      = newTable("releases", 1, 1, "id", "version", "year", "body", "mac")
	trips         = newTable("trips", 1, 1, "id", "version", "office", "body", "mac")
	interpreters  = newTable("interpreters", 1, 1, "id", "version", "office", "body", "mac")
	seats         = newTable("seats", 1, 1, "id", "version", "trip", "body", "mac")

	tables = map[string]*table{"cases": cases, "items": items, "accounts": accounts, "ledger": ledger, "suspensions": suspensions, "packs": packs, "matters": matters, "levels": levels, "reallocations": reallocations, "extracts": extracts, "releases": releases,
		"trips": trips, "interpreters": interpreters, "seats": seats}
)

// row holds the values of a stored row in the table's column order: string, int64, bool or []byte.
type row []any

// encode is the one canonical form of values; row images, MACs and hashes are taken over it.
func encode(b []byte, vals ...any) []byte {
	if b == nil {
		size := 0
		for _, v := range vals {
			switch v := v.(type) {
			case string:
				size += len(v)
			case []byte:
				size += len(v)
			}
			size += 9
		}
		b = make([]byte, 0, size)
	}
	for _, v := range vals {
		switch v := v.(type) {
		case string:
			b = append(b, 's')
			b = binary.BigEndian.AppendUint32(b, uint32(len(v)))
			b = append(b, v...)
		case []byte:
			b = append(b, 'b')
			b = binary.BigEndian.AppendUint32(b, uint32(len(v)))
			b = append(b, v...)
		case int64:
			b = append(b, 'i')
			b = binary.BigEndian.AppendUint64(b, uint64(v))
		case bool:
			if v {
				b = append(b, 't')
			} else {
				b = append(b, 'f')
			}
		default:
			panic(fmt.Sprintf("store: cannot encode %T", v))
		}
	}
	return b
}

var errEncoding = errors.New("store: an image cannot be read")

// decode is the reverse of encode.
func decode(b []byte) ([]any, error) {
	var out []any
	for len(b) > 0 {
		switch c := b[0]; c {
		case 't', 'f':
			out, b = append(out, c == 't'), b[1:]
		case 'i':
			if len(b) < 9 {
				return nil, errEncoding
			}
			out, b = append(out, int64(binary.BigEndian.Uint64(b[1:]))), b[9:]
		case 's', 'b':
			if len(b) < 5 {
				return nil, errEncoding
			}
			n := int(binary.BigEndian.Uint32(b[1:]))
			if n > len(b)-5 {
				return nil, errEncoding
			}
			if c == 's' {
				out = append(out, string(b[5:5+n]))
			} else {
				out = append(out, bytes.Clone(b[5:5+n]))
			}
			b = b[5+n:]
		default:
			return nil, errEncoding
		}
	}
	return out, nil
}

// scan reads one row of the table; the engines' integers, booleans and bytes become our four types.
// more are pointers for columns that follow the table's own.
func (t *table) scan(rows *sql.Rows, more ...any) (row, error) {
	return t.scanAfter(rows, nil, more...)
}

// scanAfter is scan of a statement that leaves the first columns out, because their values are known.
func (t *table) scanAfter(rows *sql.Rows, known row, more ...any) (row, error) {
	n := len(t.cols)
	both := make([]any, 2*n-len(known)+len(more))
	vals, ptrs := both[:n:n], both[n:]
	copy(vals, known)
	for i := range ptrs[len(more):] {
		ptrs[i] = &vals[len(known)+i]
	}
	copy(ptrs[n-len(known):], more)
	if err := rows.Scan(ptrs...); err != nil {
		return nil, err
	}
	for i, v := range vals {
		// Bytes are ours already: a scan into any copies them.
		if n, ok := v.(int64); ok && t.cols[i] == "frozen" { // SQLite has no boolean
			vals[i] = n != 0
		}
	}
	return vals, nil
}

// op is what happened to a row.
type op byte

const (
	inserted op = 'i'
	updated  op = 'u'
	removed  op = 'd'
)

// image is what the journal keeps of one row in one change: the hash of the row before, and the row after as it is
// stored, cells sealed. The bytes of the row before stand as the row after of an earlier entry of the stream.
type image struct {
	table  *table
	op     op
	key    row
	before []byte // SHA-256 of the canonical row before, empty for an insert
	after  row    // nil for a removal

	version int64 // of a row to remove, not kept
	was     row   // the row before, when it was read: only what differs from it is written
	beside  row   // not kept: the values of the table's columns beside
}

func (m image) bytes() []byte {
	var after []byte
	if m.after != nil {
		after = encode(nil, m.after...)
	}
	return encode(nil, m.table.name, string(m.op), encode(nil, m.key...), m.before, after)
}

func readImages(b []byte) ([]image, error) {
	list, err := decode(b)
	if err != nil {
		return nil, err
	}
	var out []image
	for _, v := range list {
		raw, ok := v.([]byte)
		if !ok {
			return nil, errEncoding
		}
		f, err := decode(raw)
		if err != nil || len(f) != 5 {
			return nil, errEncoding
		}
		name, _ := f[0].(string)
		what, _ := f[1].(string)
		key, _ := f[2].([]byte)
		before, _ := f[3].([]byte)
		after, _ := f[4].([]byte)
		m := image{table: tables[name], before: before}
		if m.table == nil || len(what) != 1 {
			return nil, errEncoding
		}
		m.op = op(what[0])
		k, err := decode(key)
		if err != nil || len(k) != m.table.key {
			return nil, errEncoding
		}
		m.key = k
		if len(after) > 0 {
			if m.after, err = decode(after); err != nil || len(m.after) != len(m.table.cols) {
				return nil, errEncoding
			}
		}
		if (m.after == nil) != (m.op == removed) {
			return nil, errEncoding
		}
		out = append(out, m)
	}
	return out, nil
}

func rowHash(r row) []byte {
	h := sha256.Sum256(encode(nil, r...))
	return h[:]
}

// write carries an image out. A row that is not at the version it was read at is fault.Conflict.
func (m image) write(ctx context.Context, q querier) error {
	if m.op == inserted {
		return exec(ctx, q, m.table.insert, append(slices.Clip(m.after), m.beside...)...)
	}
	text, vals := m.table.remove, append(append(row{}, m.key...), m.version)
	switch {
	case m.op == updated && m.was != nil:
		text, vals = m.table.change(m.was, m.after, m.beside)
	case m.op == updated:
		text, vals = m.table.update, append(append(row{}, m.after...), m.after[m.table.version].(int64)-1)
	}
	return execOnce(ctx, q, text, vals...)
}

// exec runs a statement of whose answer nothing is asked, and execOnce one that has to change one row: fault.Conflict when the row
// was changed meanwhile. On PostgreSQL both may answer before the statement was sent, and what is wrong is then told by a later
// one or by the commit.
func exec(ctx context.Context, q querier, text string, args ...any) error {
	if p, ok := q.(*piped); ok {
		return p.put(ctx, false, text, args)
	}
	_, err := q.ExecContext(ctx, text, args...)
	return err
}

func execOnce(ctx context.Context, q querier, text string, args ...any) error {
	if p, ok := q.(*piped); ok {
		return p.put(ctx, true, text, args)
	}
	res, err := q.ExecContext(ctx, text, args...)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	return once(n)
}

func once(n int64) error {
	if n != 1 {
		return fault.New(fault.Conflict, "fault.conflict")
	}
	return nil
}
