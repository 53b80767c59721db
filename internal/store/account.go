package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"passage/internal/casework/access"
	"passage/internal/casework/policy"
	"passage/internal/vault"
)

// Account is a person (or service account) who may sign in: role and unit in clear, the rest sealed under the system
// key. Frozen accounts are out on their next request.
type Account struct {
	ID      string // "officer.cedar" in the demo, opaque otherwise
	Version int64
	Role    access.Role
	Unit    string
	Frozen  bool
	Details Details
}

// Details is the sealed part of an account.
type Details struct {
	Name        string        // as shown
	Language    string        // preferred, "en" or "fr"
	Links       []string      // declared links to countries, ISO alpha-3 (decision 14)
	Handle      []byte        // WebAuthn user handle
	Credentials [][]byte      // each a whole WebAuthn credential as opaque JSON
	Keys        bool          // single-key shortcuts are on
	Mail        string        // where a mail says that there is an update, "" for none
	Duty        []access.Duty // when they answer for their office
	Key         Key           // of a partner's own system, which signs in without a browser
}

// Key is what is kept of the key of a system: never the key itself.
type Key struct {
	SHA256 []byte     // of its secret
	Until  policy.Day // last day on which it is good
}

// Given says whether there is one.
func (k Key) Given() bool { return len(k.SHA256) > 0 }

// Actor is the account as it acts.
func (a Account) Actor() access.Actor {
	return access.Actor{Account: a.ID, Name: a.Details.Name, Role: a.Role, Unit: a.Unit, Links: a.Details.Links, Frozen: a.Frozen, Language: a.Details.Language}
}

// OnDuty says whether the account is named to answer for its office on the UTC day of an instant (I-73).
func (a Account) OnDuty(at time.Time) bool {
	day := policy.DayOf(at)
	return slices.ContainsFunc(a.Details.Duty, func(d access.Duty) bool { return d.From <= day && day <= d.Until })
}

const accessStream = "access"

// SaveAccount stores an account: a new one when Version is 0, else in place of that version (fault.Conflict when
// stale). Entered in the stream "access".
func (tx *Tx) SaveAccount(a Account) error {
	m := image{table: accounts, op: inserted, key: row{a.ID}, before: []byte{}}
	if a.Version > 0 {
		old, err := oneRow(tx.ctx, tx.q, accounts, "WHERE id = $1", a.ID)
		if err != nil {
			return err
		}
		if old == nil {
			return notFound()
		}
		m.op, m.before = updated, rowHash(old)
	}
	plain, err := json.Marshal(a.Details, json.OmitZeroStructFields(true))
	if err != nil {
		return err
	}
	m.after = sealRow(tx.s.vault.System(), accounts, row{a.ID, a.Version + 1, string(a.Role), a.Unit, a.Frozen, nil, nil}, 5, a.ID, plain)
	tx.rows = append(tx.rows, pending{accessStream, m})
	return nil
}

func oneRow(ctx context.Context, q querier, t *table, where string, args ...any) (row, error) {
	rows, err := q.QueryContext(ctx, t.all+" "+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, rows.Err()
	}
	return t.scan(rows)
}

// openAccount opens an account's row, or knows it: every request asks for its reader's.
func (s *Store) openAccount(r row) (Account, error) {
	a, err := s.staff.Open(r[len(r)-1].([]byte), func() (Account, error) { return s.unsealAccount(r) })
	if err == nil && (a.ID != r[0].(string) || a.Version != r[1].(int64)) {
		err = vault.ErrSealed // another row's MAC
	}
	a.Details.Links, a.Details.Credentials = slices.Clone(a.Details.Links), slices.Clone(a.Details.Credentials)
	return a, err
}

func (s *Store) unsealAccount(r row) (a Account, err error) {
	plain, err := openRow(s.vault.System(), accounts, r, 5, r[0].(string), nil)
	if err != nil {
		return a, err
	}
	a = Account{ID: r[0].(string), Version: r[1].(int64), Role: access.Role(r[2].(string)), Unit: r[3].(string), Frozen: r[4].(bool)}
	if json.Unmarshal(plain, &a.Details) != nil {
		return a, errors.New("store: an account cannot be read")
	}
	return a, nil
}

// Account reads one account; fault.NotFound when there is none.
func (s *Store) Account(ctx context.Context, id string) (a Account, err error) {
	err = s.reading(ctx, func(q querier) error {
		a, err = s.account(ctx, q, id)
		return err
	})
	return a, err
}

// Account reads one account inside a change, as the one who is to be assigned a case.
func (tx *Tx) Account(id string) (Account, error) { return tx.s.account(tx.ctx, tx.q, id) }

func (s *Store) account(ctx context.Context, q querier, id string) (Account, error) {
	r, err := oneRow(ctx, q, accounts, "WHERE id = $1", id)
	if err != nil {
		return Account{}, err
	}
	if r == nil {
		return Account{}, notFound()
	}
	return s.openAccount(r)
}

// Accounts are all accounts, by id; of one unit when unit is given.
func (s *Store) Accounts(ctx context.Context, unit string) (out []Account, err error) {
	err = s.reading(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, accounts.all+" ORDER BY id")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			r, err := accounts.scan(rows)
			if err != nil {
				return err
			}
			if unit != "" && r[3].(string) != unit {
				continue
			}
			a, err := s.openAccount(r)
			if err != nil {
				return err
			}
			out = append(out, a)
		}
		return rows.Err()
	})
	return out, err
}

// Session is one signed-in browser. The token itself is never stored, only its SHA-256.
type Session struct {
	Token   []byte // SHA-256 of the cookie's 256 random bits
	Account string
	Started time.Time
	Seen    time.Time
	Proven  time.Time // last proof of presence by passkey; zero when none
}

// StartSession stores a new session.
func (s *Store) StartSession(ctx context.Context, n Session) error {
	return s.run(ctx, "INSERT INTO sessions (token, account, started, seen, proven) VALUES ($1, $2, $3, $4, $5)",
		n.Token, n.Account, n.Started.UnixMicro(), n.Seen.UnixMicro(), micros(n.Proven))
}

// Session reads a session with its account as it is now, so that a frozen account or a changed role counts at once.
// fault.NotFound when there is none; the caller judges its age.
func (s *Store) Session(ctx context.Context, token []byte) (n Session, a Account, err error) {
	err = s.asking(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, sessionText, token)
		if err != nil {
			return err
		}
		defer rows.Close()
		if !rows.Next() {
			if err := rows.Err(); err != nil {
				return err
			}
			return notFound()
		}
		var started, seen, proven int64
		r, err := accounts.scan(rows, &started, &seen, &proven)
		if err != nil {
			return err
		}
		n = Session{Token: token, Account: r[0].(string), Started: instant(started), Seen: instant(seen), Proven: instant(proven)}
		a, err = s.openAccount(r)
		return err
	})
	return n, a, err
}

var sessionText = accounts.with("sessions.started", "sessions.seen", "sessions.proven") + " JOIN sessions ON sessions.account = accounts.id WHERE sessions.token = $1"

// TouchSession notes that a session was used, and when presence was last proven.
func (s *Store) TouchSession(ctx context.Context, token []byte, seen, proven time.Time) error {
	return s.run(ctx, "UPDATE sessions SET seen = $2, proven = $3 WHERE token = $1", token, seen.UnixMicro(), micros(proven))
}

// EndSession removes a session.
func (s *Store) EndSession(ctx context.Context, token []byte) error {
	return s.run(ctx, "DELETE FROM sessions WHERE token = $1", token)
}

// EndSessions removes every session of an account, and those not seen since an instant when the account is empty.
func (s *Store) EndSessions(ctx context.Context, account string, before time.Time) error {
	if account == "" {
		return s.run(ctx, "DELETE FROM sessions WHERE seen < $1", before.UnixMicro())
	}
	return s.run(ctx, "DELETE FROM sessions WHERE account = $1", account)
}

// run carries out one statement on rows that are not journalled.
func (s *Store) run(ctx context.Context, text string, args ...any) error {
	return plain(s.submit(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, text, args...)
		return err
	}))
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// Slip is something sealed that lives for hours: a post that met an ended session, a search, a passkey ceremony.
type Slip struct {
	ID      string
	Kind    string
	Account string // "" when nobody is known yet
	Until   time.Time
	Body    []byte // sealed under the system key
}

func slipPlace(kind, id string) vault.Place { return place("slips", kind, id, 1) }

// LeaveSlip stores a slip; the id is made when empty and returned.
func (s *Store) LeaveSlip(ctx context.Context, p Slip) (string, error) {
	if p.ID == "" {
		p.ID = NewID()
	}
	return p.ID, s.run(ctx, "INSERT INTO slips (id, kind, account, until, body) VALUES ($1, $2, $3, $4, $5)",
		p.ID, p.Kind, p.Account, p.Until.UnixMicro(), s.vault.System().Seal(slipPlace(p.Kind, p.ID), p.Body))
}

// Slip reads a slip of a kind that is still good at now; fault.NotFound otherwise.
func (s *Store) Slip(ctx context.Context, kind, id string, now time.Time) (p Slip, err error) {
	list, err := s.slips(ctx, "WHERE kind = $1 AND id = $2 AND until > $3", kind, id, now.UnixMicro())
	if err == nil && len(list) == 0 {
		err = notFound()
	}
	if err != nil {
		return p, err
	}
	return list[0], nil
}

// Slips are the slips of a kind that wait for an account.
func (s *Store) Slips(ctx context.Context, kind, account string, now time.Time) ([]Slip, error) {
	return s.slips(ctx, "WHERE kind = $1 AND account = $2 AND until > $3 ORDER BY until", kind, account, now.UnixMicro())
}

func (s *Store) slips(ctx context.Context, where string, args ...any) (out []Slip, err error) {
	err = s.reading(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, "SELECT id, kind, account, until, body FROM slips "+where, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var p Slip
			var until int64
			var body []byte
			if err := rows.Scan(&p.ID, &p.Kind, &p.Account, &until, &body); err != nil {
				return err
			}
			p.Until = instant(until)
			if p.Body, err = s.vault.System().Open(slipPlace(p.Kind, p.ID), body); err != nil {
				return err
			}
			out = append(out, p)
		}
		return rows.Err()
	})
	return out, err
}

// ExtendSlip moves the end of a slip.
func (s *Store) ExtendSlip(ctx context.Context, kind, id string, until time.Time) error {
	return s.run(ctx, "UPDATE slips SET until = $3 WHERE kind = $1 AND id = $2", kind, id, until.UnixMicro())
}

// TakeSlip removes a slip and says whether this call removed it, so that a one-time code works once.
func (s *Store) TakeSlip(ctx context.Context, kind, id string) (bool, error) {
	var n int64
	err := plain(s.submit(ctx, func(ctx context.Context, q querier) error {
		res, err := q.ExecContext(ctx, "DELETE FROM slips WHERE kind = $1 AND id = $2", kind, id)
		if err == nil {
			n, err = res.RowsAffected()
		}
		return err
	}))
	return n == 1, err
}

// Sweep removes what has outlived its time: slips, sessions, attempts, requests older than 30 days, uploads whose
// next part did not come within seven days, and blobs that no document came to use within a day.
func (s *Store) Sweep(ctx context.Context, now time.Time) error {
	return plain(s.submit(ctx, func(ctx context.Context, q querier) error {
		for _, st := range []struct {
			text string
			arg  int64
		}{
			{"DELETE FROM slips WHERE until < $1", now.UnixMicro()},
			{"DELETE FROM sessions WHERE seen < $1", now.Add(-13 * time.Hour).UnixMicro()},
			{"DELETE FROM attempts WHERE slot < $1", now.Add(-48*time.Hour).Unix() / 60},
			{"DELETE FROM requests WHERE at < $1", now.AddDate(0, 0, -30).UnixMicro()},
			{"DELETE FROM uploads WHERE at < $1", now.Add(-UploadLife).UnixMicro()},
			{"DELETE FROM chunks WHERE at > 0 AND at < $1 AND NOT EXISTS (SELECT 1 FROM uploads WHERE uploads.id = chunks.blob)", now.Add(-24 * time.Hour).UnixMicro()},
		} {
			if _, err := q.ExecContext(ctx, st.text, st.arg); err != nil {
				return err
			}
		}
		return nil
	}))
}

// Attempt counts one try of something that is limited, as a sign-in from an address (what is a code or a hash, never
// a name), and returns how many there were in the last span.
func (s *Store) Attempt(ctx context.Context, what string, now time.Time, span time.Duration) (tries int, err error) {
	slot := now.Unix() / 60
	err = plain(s.submit(ctx, func(ctx context.Context, q querier) error {
		if _, err := q.ExecContext(ctx, "INSERT INTO attempts (what, slot, tries) VALUES ($1, $2, 1) ON CONFLICT (what, slot) DO UPDATE SET tries = attempts.tries + 1", what, slot); err != nil {
			return err
		}
		return q.QueryRowContext(ctx, "SELECT CAST(SUM(tries) AS BIGINT) FROM attempts WHERE what = $1 AND slot > $2", what, slot-int64(span/time.Minute)).Scan(&tries)
	}))
	return tries, err
}
