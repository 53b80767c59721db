package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
)

// Entry says who changes what, for the journal, and carries the idempotency token of the request.
type Entry struct {
	Actor  access.Actor
	Action access.Action
	Pack   string // policy-pack version in force
	Token  string // idempotency token of the form or call; "" for changes that no request can repeat
	Body   []byte // what the token stands for; the same token with another body is fault.Reused
	Now    time.Time
}

// Tx is one change under way. What it saves is written when its function has returned without an error, in one
// transaction with the journal entry; if anything fails, nothing is written. The function may run twice.
type Tx struct {
	Now    time.Time
	Entry  Entry
	Answer string // what the request is answered with, and again when it is repeated

	s     *Store
	q     querier
	ctx   context.Context
	files []*File
	rows  []pending      // rows of no case: accounts, suspensions, packs, trips, interpreters, seats
	lines []spaces.Entry // of the ledger, posted together
	after []func(q querier) error
}

type pending struct {
	stream string
	image  image
}

// Files are the cases that the change has loaded or made.
func (tx *Tx) Files() []*File { return tx.files }

// Released enters, in the same transaction, what leaves the house about a case.
func (tx *Tx) Released(f *File, detail string) {
	l := Look{At: tx.Now, Actor: tx.Entry.Actor, Case: f.Case.ID, Action: tx.Entry.Action, Outcome: Released, Detail: detail}
	tx.after = append(tx.after, func(q querier) error { return tx.s.look(tx.ctx, q, l) })
}

// Today is the UTC day of the change.
func (tx *Tx) Today() policy.Day { return policy.DayOf(tx.Now) }

// NewID is 128 random bits in lower-case base32, 26 letters (decision 6).
func (tx *Tx) NewID() string { return NewID() }

var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// NewID is 128 random bits in lower-case base32, 26 letters.
func NewID() string {
	b := make([]byte, 16)
	rand.Read(b)
	return letters.EncodeToString(b)
}

// NewRef is a short random reference for screens and speech, "7K3M-Q9TD": 40 bits without letters that look or sound
// alike. It says nothing of partner, year or sequence, and none of its letters spell the stream (decision 6).
func NewRef() string {
	for {
		if r := someRef(); !strings.Contains(r, "HRD") && !strings.Contains(r, "DDP") {
			return r
		}
	}
}

func someRef() string {
	const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ" // 31 letters: no 0 O 1 I L
	b := make([]byte, 0, 8)
	for len(b) < 8 {
		var some [12]byte
		rand.Read(some[:])
		for _, c := range some {
			if int(c) < 256/len(alphabet)*len(alphabet) && len(b) < 8 {
				b = append(b, alphabet[int(c)%len(alphabet)])
			}
		}
	}
	return string(b[:4]) + "-" + string(b[4:])
}

// job is one change or one batch of reads on its way through the writer.
type job struct {
	ctx  context.Context
	run  func(ctx context.Context, q querier) error
	err  error
	done chan struct{}
}

// errQuiet marks a failure before anything was written, so that the rest of a batch can go on.
type errQuiet struct{ error }

func (e errQuiet) Unwrap() error { return e.error }

// start starts the writer: on SQLite the one connection that writes, with group commit; on PostgreSQL the same loop
// batches the entries of reads, while changes run side by side.
func (s *Store) start(ctx context.Context) error {
	c, err := s.w.Conn(ctx)
	if err != nil {
		return err
	}
	s.done.Add(1)
	p := &prepared{eng: s.eng, conn: c, stmts: map[string]*sql.Stmt{}}
	if s.eng == lite {
		p.late = newLate()
		s.done.Add(1)
		go s.checkpoints()
	}
	go s.writer(p)
	return nil
}

// batch is how many jobs one commit may carry.
const batch = 256

func (s *Store) writer(p *prepared) {
	defer s.done.Done()
	defer p.conn.Close()
	list := make([]*job, 0, batch)
	for {
		list = list[:0]
		select {
		case j := <-s.jobs:
			list = append(list, j)
		case <-s.stop:
			for {
				select {
				case j := <-s.jobs:
					list = append(list, j)
					continue
				default:
				}
				break
			}
			if len(list) > 0 {
				s.carry(p, list)
			}
			return
		}
		runtime.Gosched() // who was just answered may ask again at once: one commit is enough for all of them
	more:
		for len(list) < batch {
			select {
			case j := <-s.jobs:
				list = append(list, j)
			default:
				break more
			}
		}
		s.carry(p, list)
		if s.copied.CompareAndSwap(true, false) {
			restartWAL(p)
		}
	}
}

// restartWAL copies what the checkpoint beside the writer could not, and lets the log begin again at its first page.
// Writing over pages that a file has costs a third of making it longer. Readers that are in the midst are waited for a
// moment; with one that takes longer the log goes on, until the next time.
func restartWAL(p *prepared) {
	ctx := context.Background()
	p.conn.ExecContext(ctx, "PRAGMA busy_timeout(50)")
	if _, err := p.conn.ExecContext(ctx, "PRAGMA wal_checkpoint(RESTART)"); err != nil {
		slog.Warn("checkpoint", "err", err)
	}
	p.conn.ExecContext(ctx, "PRAGMA busy_timeout(10000)")
}

// carry runs the jobs in one transaction and answers them all after its commit. If one of them spoils the
// transaction, it is rolled back and each job runs alone.
func (s *Store) carry(p *prepared, list []*job) {
	if !s.together(p, list) {
		for _, j := range list {
			s.together(p, []*job{j})
		}
	}
	for _, j := range list {
		// On PostgreSQL changes run beside this one and may win a row: what lost the race runs again.
		for try := 1; try < tries && retryable(j.err); try++ {
			time.Sleep(time.Duration(try*try) * time.Millisecond)
			s.together(p, []*job{j})
		}
		close(j.done)
	}
}

// tries is how often a transaction that loses a race is run before a person is asked to do it again.
const tries = 8

func (s *Store) together(p *prepared, list []*job) bool {
	ctx := context.Background()
	begin := "BEGIN"
	if s.eng == lite {
		begin = "BEGIN IMMEDIATE"
	}
	fail := func(err error) bool {
		p.conn.ExecContext(ctx, "ROLLBACK")
		if len(list) > 1 {
			return false
		}
		list[0].err = err
		return true
	}
	if _, err := p.conn.ExecContext(ctx, begin); err != nil {
		for _, j := range list {
			j.err = err
		}
		return true
	}
	if p.late != nil {
		p.late.forget() // what a batch that was rolled back put off
	}
	wrote := false
	for _, j := range list {
		j.err = nil
		if err := j.ctx.Err(); err != nil {
			j.err = err
			continue
		}
		err := guarded(func() error { return j.run(ctx, p) })
		var quiet errQuiet
		switch {
		case err == nil:
			wrote = true
		case errors.As(err, &quiet):
			j.err = quiet.error
		default:
			return fail(err)
		}
	}
	end := "COMMIT"
	if !wrote {
		end = "ROLLBACK"
	} else if err := p.settle(ctx); err != nil {
		return fail(err)
	}
	if _, err := p.conn.ExecContext(ctx, end); err != nil {
		return fail(err)
	}
	return true
}

// guarded turns a panic of a rule into an error, so that one bad change cannot take the writer down.
func guarded(fn func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			slog.Error("panic in a change", "stack", stack())
			err = fmt.Errorf("store: panic in a change: %T", r) // the value may hold case text
		}
	}()
	return fn()
}

// stack is the trace without the panic's value, which may hold case text.
func stack() string {
	lines := strings.Split(string(debug.Stack()), "\n")
	return strings.Join(lines[:min(len(lines), 40)], "\n")
}

func (s *Store) submit(ctx context.Context, run func(context.Context, querier) error) error {
	j := &job{ctx: ctx, run: run, done: make(chan struct{})}
	select {
	case <-s.stop:
		return errors.New("store: closed")
	case s.jobs <- j:
	case <-ctx.Done():
		return ctx.Err()
	}
	<-j.done // not the context: what has begun is finished and answered for
	return j.err
}

// Change runs fn as one change and returns the answer of the request, which is kept with its idempotency token: the
// same token and body again has no second effect and gets the same answer. fn returns the answer.
// Errors: what fn returns; fault.Conflict when a row was changed since it was read; fault.Reused; ErrUnknown.
func (s *Store) Change(ctx context.Context, e Entry, fn func(tx *Tx) (string, error)) (string, error) {
	var answer string
	run := func(ctx context.Context, q querier) error {
		tx := &Tx{Now: e.Now, Entry: e, s: s, q: q, ctx: ctx}
		var failed error
		if answer, failed = fn(tx); failed == nil {
			if first, err := tx.first(answer); err != nil || first {
				if err == nil {
					err = tx.flush()
				}
				return err
			}
		}
		// Nothing is written yet. What cannot be done may have been done already, by the same request.
		old, err := tx.repeated()
		var reused *fault.Error
		switch {
		case err == nil && old != nil:
			answer, failed = *old, nil
		case failed == nil || errors.As(err, &reused):
			failed = err
		}
		return errQuiet{failed}
	}
	if s.eng == lite {
		err := s.submit(ctx, run)
		return answer, plain(err)
	}
	err := s.again(ctx, run)
	return answer, plain(err)
}

// plain is the error a caller sees: a lost race is a conflict to be tried again by a person.
func plain(err error) error {
	var quiet errQuiet
	if errors.As(err, &quiet) {
		return quiet.error
	}
	if err != nil && full(err) {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}

// ErrFull says that the disk or the engine has no room; nothing was changed.
var ErrFull error = fault.New(fault.Unavailable, "fault.full")

// again is alone until no race is lost.
func (s *Store) again(ctx context.Context, run func(context.Context, querier) error) (err error) {
	for try := range tries {
		time.Sleep(time.Duration(try*try) * time.Millisecond)
		if err = s.alone(ctx, run); !retryable(err) {
			break
		}
	}
	return err
}

// alone runs one change in a PostgreSQL transaction of its own.
func (s *Store) alone(ctx context.Context, run func(context.Context, querier) error) error {
	c, err := s.w.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	ctx = context.WithoutCancel(ctx) // a cancelled COMMIT is "unknown", so it is never cancelled
	tx, err := c.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	p := &piped{Tx: tx, conn: c}
	err = guarded(func() error { return run(ctx, p) })
	if err == nil || p.err != nil { // what was put off may be why the rest went wrong
		err = p.send(ctx)
	}
	if err != nil {
		tx.Rollback()
		return err
	}
	return commit(ctx, c, tx)
}

// repeated gives the kept answer when the request's token has been seen.
func (tx *Tx) repeated() (*string, error) {
	if tx.Entry.Token == "" {
		return nil, nil
	}
	var hash []byte
	var answer string
	err := tx.q.QueryRowContext(tx.ctx, "SELECT hash, answer FROM requests WHERE actor = $1 AND token = $2",
		tx.Entry.Actor.Account, tx.Entry.Token).Scan(&hash, &answer)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, err
	}
	if sum := sha256.Sum256(tx.Entry.Body); string(hash) != string(sum[:]) {
		return nil, fault.New(fault.Reused, "fault.reused")
	}
	return &answer, nil
}

// first notes the answer of a request under its token, and says whether the token is new. It comes before anything else is
// written: to ask first whether there is such a token was one statement more for every change.
func (tx *Tx) first(answer string) (bool, error) {
	if tx.Entry.Token == "" {
		return true, nil
	}
	sum := sha256.Sum256(tx.Entry.Body)
	res, err := tx.q.ExecContext(tx.ctx, "INSERT INTO requests (actor, token, at, hash, answer) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (actor, token) DO NOTHING",
		tx.Entry.Actor.Account, tx.Entry.Token, tx.Now.UnixMicro(), sum[:], answer)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// flush writes the rows, the journal entries and what is derived from them.
func (tx *Tx) flush() error {
	for _, f := range tx.files {
		list, err := f.images(tx)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			continue
		}
		if err := tx.enter(caseStream(f.Case.ID), list, f); err != nil {
			return err
		}
	}
	byStream := map[string][]image{}
	var order []string
	for _, p := range tx.rows {
		if _, ok := byStream[p.stream]; !ok {
			order = append(order, p.stream)
		}
		byStream[p.stream] = append(byStream[p.stream], p.image)
	}
	for _, stream := range order {
		if err := tx.enter(stream, byStream[stream], nil); err != nil {
			return err
		}
	}
	for _, fn := range tx.after {
		if err := fn(tx.q); err != nil {
			return err
		}
	}
	return nil
}

func caseStream(id casefile.ID) string { return "case/" + string(id) }
