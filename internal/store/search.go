package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"passage/internal/casework/casefile"
)

// Numbers are found through blind-index tokens: an HMAC of the normalised number, which one case alone has; names
// through a coarser index (alike.go). There is no index in clear (security 2.5). Tokens are derived rows: they are
// rebuilt, not journalled.

// Fold is the form of a number that is indexed: compatibility forms and marks removed, lower case, letters and digits.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKD.String(s))
}

// found are the numbers that a case is found by, kind and folded number.
type found map[[2]string]bool

// terms are the numbers that a case is found by as it now is. Its reference is not among them: it stands in clear.
func (f *File) terms() found {
	out := found{}
	number := func(s string) {
		if s = Fold(s); s != "" {
			out[[2]string{"number", s}] = true
		}
	}
	number(f.Case.Summary.Application)
	for _, r := range f.Referrals {
		if r.Import.SHA256 != "" {
			out[[2]string{imported, f.Case.ReferredBy + " " + r.Import.SHA256}] = true
		}
	}
	for _, b := range f.Broughts {
		out[[2]string{recorded, b.Record}] = true
	}
	for _, p := range f.Persons {
		number(p.UCI)
		number(p.UNHCR)
	}
	return out
}

// imported is the kind of token by which a case of a file is known again when the partner brings the same one.
const imported = "import"

// Imported are the cases that a partner has already made of a case of a file, by its hash.
func (tx *Tx) Imported(partner, sha256 string) ([]casefile.ID, error) {
	return tx.s.pointed(tx.ctx, tx.q, imported, partner+" "+sha256)
}

// Numbered are the cases that a number points to, as an application number or a client identifier.
func (tx *Tx) Numbered(number string) ([]casefile.ID, error) {
	return tx.s.pointed(tx.ctx, tx.q, "number", Fold(number))
}

// Referenced is the case that a reference names; "" for none.
func (tx *Tx) Referenced(ref string) (casefile.ID, error) {
	ids, err := caseIDs(tx.ctx, tx.q, "SELECT id FROM cases WHERE ref = $1", ref)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}

// pointed are the cases that a number of a kind points to.
func (s *Store) pointed(ctx context.Context, q querier, kind, value string) ([]casefile.ID, error) {
	return caseIDs(ctx, q, "SELECT case_id FROM tokens WHERE token = $1 ORDER BY case_id", s.vault.Token(kind, value))
}

// caseIDs are the ids that a statement of one column gives, in its order.
func caseIDs(ctx context.Context, q querier, text string, args ...any) (out []casefile.ID, err error) {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, casefile.ID(id))
	}
	return out, rows.Err()
}

// index brings what a case is found by up to date.
func (s *Store) index(ctx context.Context, q querier, f *File) error {
	id := string(f.Case.ID)
	terms := f.terms()
	for t := range f.found {
		if terms[t] {
			continue
		}
		if err := exec(ctx, q, "DELETE FROM tokens WHERE token = $1 AND case_id = $2", s.vault.Token(t[0], t[1]), id); err != nil {
			return err
		}
	}
	for t := range terms { // map order: nothing is learnt from the order of rows
		if f.found[t] {
			continue
		}
		if err := exec(ctx, q, "INSERT INTO tokens (token, case_id) VALUES ($1, $2) ON CONFLICT (token, case_id) DO NOTHING", s.vault.Token(t[0], t[1]), id); err != nil {
			return err
		}
	}
	return s.keepFaces(ctx, q, f)
}

// arrives keeps the list of cases that wait to be compared.
func (f *File) arrives(tx *Tx) func(q querier) error {
	id, text := string(f.Case.ID), "DELETE FROM arrivals WHERE case_id = $1"
	if f.Case.Arriving() {
		text = "INSERT INTO arrivals (case_id) VALUES ($1) ON CONFLICT (case_id) DO NOTHING"
	}
	return func(q querier) error {
		return exec(tx.ctx, q, text, id)
	}
}

// presses keeps the list of cases in which somebody is asked for something beside the next step.
func (f *File) presses(tx *Tx) func(q querier) error {
	id, text := string(f.Case.ID), "DELETE FROM pressing WHERE case_id = $1"
	if f.Case.Pressing() {
		text = putPressing
	}
	return func(q querier) error {
		return exec(tx.ctx, q, text, id)
	}
}

// AnyPressing says whether there is such a case anywhere: pages that show them ask this first.
func (s *Store) AnyPressing(ctx context.Context) (bool, error) {
	var n int
	err := s.asking(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, "SELECT COUNT(*) FROM (SELECT case_id FROM pressing LIMIT 1) AS one").Scan(&n)
	})
	return n > 0, err
}

// Compared takes a case off the list of those that wait to be compared, also one that had been compared already.
func (tx *Tx) Compared(f *File) {
	f.Case.Summary.Matched = true
	tx.after = append(tx.after, f.arrives(tx))
}

// Arrivals are cases that wait to be compared, at most limit: the machine's own list, of ids alone.
func (s *Store) Arrivals(ctx context.Context, limit int) (out []casefile.ID, err error) {
	err = s.asking(ctx, func(q querier) error {
		out, err = caseIDs(ctx, q, "SELECT case_id FROM arrivals ORDER BY case_id LIMIT $1", int64(limit))
		return err
	})
	return out, err
}

// inside are those cases of a list that a query's scope has.
func inside(ctx context.Context, q querier, list []casefile.ID, within Query) (out []casefile.ID, err error) {
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	scope := strings.Join(append([]string{"id = " + arg("")}, within.where(arg)...), " AND ")
	for _, id := range list {
		args[0] = string(id)
		var n int
		if err := q.QueryRowContext(ctx, "SELECT COUNT(*) FROM cases WHERE "+scope, args...).Scan(&n); err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, id)
		}
	}
	return out, nil
}

// isRef says whether a text has the form of a reference, "KMPQ-WTDR": one in ten has no digit.
func isRef(text string) bool {
	text = strings.TrimSpace(text)
	return len(text) == 9 && text[4] == '-' && text == strings.ToUpper(text) && !strings.ContainsRune(text, ' ')
}

// Find gives the cases that a number points to, or else those of whose persons' names every word of the text is one, in
// any spelling or script, the most alike first; at most limit, inside the scope of within.
func (s *Store) Find(ctx context.Context, text string, within Query, limit int) (out []casefile.ID, err error) {
	err = s.reading(ctx, func(q querier) error {
		if n := Fold(text); n != "" && (strings.ContainsFunc(n, unicode.IsDigit) || isRef(text)) {
			all, err := s.pointed(ctx, q, "number", n)
			if err != nil {
				return err
			}
			if len(n) == 8 && strings.IndexFunc(n, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
				of, err := caseIDs(ctx, q, "SELECT id FROM cases WHERE ref = $1", strings.ToUpper(n[:4]+"-"+n[4:]))
				if err != nil {
					return err
				}
				for _, id := range of { // in a store of before, the reference is among the numbers too
					if !slices.Contains(all, id) {
						all = append(all, id)
					}
				}
			}
			if out, err = inside(ctx, q, all, within); err != nil || len(out) > 0 {
				out = out[:min(limit, len(out))]
				return err
			}
		}
		out, err = s.named(ctx, q, text, within, limit)
		return err
	})
	return out, err
}
