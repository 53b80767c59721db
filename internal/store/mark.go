package store

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
)

// Mark notes something about the whole store, once and for ever: the demonstration marks its own, so that nobody can
// open a real store without signing in by calling it one. Only the holder of the root key can make a mark.
func (s *Store) Mark(ctx context.Context, what string) error {
	_, err := s.w.ExecContext(ctx, s.eng.text("INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING"),
		"mark/"+what, s.vault.Token("mark", what))
	return err
}

// Marked says whether the store has the mark.
func (s *Store) Marked(ctx context.Context, what string) (bool, error) {
	var have []byte
	err := s.w.QueryRowContext(ctx, s.eng.text("SELECT value FROM meta WHERE name = $1"), "mark/"+what).Scan(&have)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return subtle.ConstantTimeCompare(have, s.vault.Token("mark", what)) == 1, err
}
