package store

import (
	"context"
	"strings"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
)

var mails = kind("mail", Mailed, func(f *File) *[]casefile.Mail { return &f.Mails }, func(x *casefile.Mail) (*string, *int64) { return &x.ID, &x.Version })

// SaveMail stores a mail, or what became of it.
func (tx *Tx) SaveMail(f *File, x *casefile.Mail) error { return mails.save(tx, f, x) }

// isMail says whether an item's plain text is a mail's.
func isMail(plain []byte) bool {
	return strings.HasPrefix(string(plain[:min(len(plain), 5)]), "mail\x00")
}

// posts keeps the outbox: which mails of a case the house still has something to do with, and when.
func (f *File) posts(tx *Tx) func(q querier) error {
	return func(q querier) error { return keepOutbox(tx.ctx, q, f) }
}

func keepOutbox(ctx context.Context, q querier, f *File) error {
	if err := exec(ctx, q, "DELETE FROM outbox WHERE case_id = $1", string(f.Case.ID)); err != nil {
		return err
	}
	for _, m := range f.Mails {
		if !m.Live() {
			continue
		}
		until := m.Until()
		due := until // somebody has it until its time is over
		if m.Status == casefile.MailWaiting && m.Due.Before(until) {
			due = m.Due
		}
		if err := exec(ctx, q, "INSERT INTO outbox (case_id, mail, due, until) VALUES ($1, $2, $3, $4)", string(f.Case.ID), m.ID, due.UnixMicro(), until.UnixMicro()); err != nil {
			return err
		}
	}
	return nil
}

// Posted is a line of the outbox.
type Posted struct {
	Case  casefile.ID
	Mail  string
	Due   time.Time // not before
	Until time.Time // and no longer; never before Due
}

// Outbox is what is due at now, the earliest first, at most limit; next is when the next one is due, zero when there
// is none.
func (s *Store) Outbox(ctx context.Context, now time.Time, limit int) (out []Posted, next time.Time, err error) {
	err = s.reading(ctx, func(q querier) error {
		rows, err := q.QueryContext(ctx, "SELECT case_id, mail, due, until FROM outbox ORDER BY due, mail LIMIT $1", int64(limit))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var p Posted
			var id string
			var due, until int64
			if err := rows.Scan(&id, &p.Mail, &due, &until); err != nil {
				return err
			}
			p.Case, p.Due, p.Until = casefile.ID(id), instant(due), instant(until)
			if p.Due.After(now) {
				next = p.Due
				break
			}
			out = append(out, p)
		}
		return rows.Err()
	})
	return out, next, err
}

// Unpost takes a line off that stands for nothing, as when the key of its case was taken away.
func (s *Store) Unpost(ctx context.Context, p Posted) error {
	return s.run(ctx, "DELETE FROM outbox WHERE case_id = $1 AND mail = $2", string(p.Case), p.Mail)
}

// MailID is what a mail is known by outside: the same for the same mail, and nothing can be learnt from it.
func (s *Store) MailID(id string) string { return letters.EncodeToString(s.vault.Token("mail", id)) }

// Colleagues are the accounts of a unit in these roles, for a change that tells them.
func (tx *Tx) Colleagues(unit string, roles ...access.Role) (out []Account, err error) {
	rows, err := tx.q.QueryContext(tx.ctx, accounts.all+" WHERE unit = $1 ORDER BY id", unit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		r, err := accounts.scan(rows)
		if err != nil {
			return nil, err
		}
		a, err := tx.s.openAccount(r)
		if err != nil {
			return nil, err
		}
		for _, x := range roles {
			if a.Role == x {
				out = append(out, a)
			}
		}
	}
	return out, rows.Err()
}
