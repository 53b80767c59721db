package store

import (
	"context"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"passage/internal/casework/casefile"
)

// Names and numbers are found through blind-index tokens: an HMAC of the normalised word. There is no index of
// plaintext names (security 2.5). Tokens are derived rows: they are rebuilt, not journalled.

// Fold is the form of a word that is indexed: compatibility forms and marks removed, lower case, letters and digits.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKD.String(s))
}

// words are the folded words of a name, of two letters or more.
func words(s string) (out []string) {
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '-' || r == '\'' || r == '’' }) {
		if f := Fold(w); len([]rune(f)) >= 2 {
			out = append(out, f)
		}
	}
	return out
}

// terms are what a case is found by: the words of its persons' names, and its numbers.
func (f *File) terms() map[[2]string]bool {
	out := map[[2]string]bool{}
	number := func(s string) {
		if s = Fold(s); s != "" {
			out[[2]string{"number", s}] = true
		}
	}
	number(f.Case.Ref)
	number(f.Case.Summary.Application)
	for _, r := range f.Referrals {
		if r.Import.SHA256 != "" {
			out[[2]string{imported, f.Case.ReferredBy + " " + r.Import.SHA256}] = true
		}
	}
	for _, p := range f.Persons {
		number(p.UCI)
		number(p.UNHCR)
		names := []string{p.Family, p.Given, p.SecondFamily, p.Middle, p.Maiden, p.Native}
		for _, o := range p.OtherNames {
			names = append(names, o.Family, o.Given)
		}
		for _, n := range names {
			for _, w := range words(n) {
				out[[2]string{"name", w}] = true
			}
		}
	}
	return out
}

// imported is the kind of token by which a case of a file is known again when the partner brings the same one.
const imported = "import"

// Imported are the cases that a partner has already made of a case of a file, by its hash.
func (tx *Tx) Imported(partner, sha256 string) ([]casefile.ID, error) {
	return tx.pointed(imported, partner+" "+sha256)
}

// Numbered are the cases that a number points to, as an application number or a client identifier.
func (tx *Tx) Numbered(number string) ([]casefile.ID, error) {
	return tx.pointed("number", Fold(number))
}

func (tx *Tx) pointed(kind, value string) (out []casefile.ID, err error) {
	rows, err := tx.q.QueryContext(tx.ctx, "SELECT case_id FROM tokens WHERE token = $1 ORDER BY case_id", tx.s.vault.Token(kind, value))
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

// index gives the statements that bring a case's tokens up to date.
func (f *File) index(tx *Tx) func(q querier) error {
	id := string(f.Case.ID)
	terms := f.terms()
	return func(q querier) error {
		if !f.fresh {
			if _, err := q.ExecContext(tx.ctx, "DELETE FROM tokens WHERE case_id = $1", id); err != nil {
				return err
			}
		}
		for t := range terms { // map order: nothing is learnt from the order of rows
			if _, err := q.ExecContext(tx.ctx, "INSERT INTO tokens (token, case_id) VALUES ($1, $2) ON CONFLICT (token, case_id) DO NOTHING", tx.s.vault.Token(t[0], t[1]), id); err != nil {
				return err
			}
		}
		return nil
	}
}

// isRef says whether a text has the form of a reference, "KMPQ-WTDR": one in ten has no digit.
func isRef(text string) bool {
	text = strings.TrimSpace(text)
	return len(text) == 9 && text[4] == '-' && text == strings.ToUpper(text) && !strings.ContainsRune(text, ' ')
}

// Find gives the cases that a number points to, or else those that every word of the text points to as part of a name;
// at most limit. The caller limits them to what the reader may know.
func (s *Store) Find(ctx context.Context, text string, limit int) (out []casefile.ID, err error) {
	var number, name [][2]string
	if n := Fold(text); n != "" && (strings.ContainsFunc(n, unicode.IsDigit) || isRef(text)) {
		number = [][2]string{{"number", n}}
	}
	for _, w := range words(text) {
		name = append(name, [2]string{"name", w})
	}
	err = s.reading(ctx, func(q querier) error {
		for _, terms := range [][][2]string{number, name} {
			if out, err = s.pointedAll(ctx, q, terms, limit); err != nil || len(out) > 0 {
				return err
			}
		}
		return nil
	})
	return out, err
}

// pointedAll are the cases that every term points to.
func (s *Store) pointedAll(ctx context.Context, q querier, terms [][2]string, limit int) (out []casefile.ID, err error) {
	var have map[casefile.ID]bool
	for _, t := range terms {
		next := map[casefile.ID]bool{}
		rows, err := q.QueryContext(ctx, "SELECT case_id FROM tokens WHERE token = $1", s.vault.Token(t[0], t[1]))
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				rows.Close()
				return nil, err
			}
			if have == nil || have[casefile.ID(id)] {
				next[casefile.ID(id)] = true
			}
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, err
		}
		have = next
	}
	for id := range have {
		if len(out) < limit {
			out = append(out, id)
		}
	}
	return out, nil
}
