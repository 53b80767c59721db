// Package storetest opens real stores for tests: a fresh SQLite file, and a fresh schema on PostgreSQL when
// TEST_POSTGRES_URL names a cluster. It owns no data.
package storetest

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"database/sql"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver that makes the schemas

	"passage/internal/store"
	"passage/internal/vault"
)

// Vault is a vault on a fixed key, for tests alone.
func Vault(t testing.TB) *vault.Vault {
	t.Helper()
	v, err := vault.New(bytes.Repeat([]byte{42}, vault.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Open is a fresh store on SQLite, closed when the test ends.
func Open(t testing.TB) *store.Store {
	t.Helper()
	return At(t, filepath.Join(t.TempDir(), "passage.db"))
}

// At opens the store at a path or address and closes it when the test ends.
func At(t testing.TB, where string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), where, Vault(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// Engines runs a test on SQLite and, when TEST_POSTGRES_URL is set, on PostgreSQL. The full check always sets it; a
// run without it says so.
func Engines(t *testing.T, fn func(t *testing.T, s *store.Store)) {
	t.Run("sqlite", func(t *testing.T) { fn(t, Open(t)) })
	if os.Getenv("TEST_POSTGRES_URL") == "" {
		t.Log("NOT RUN on PostgreSQL: TEST_POSTGRES_URL is not set")
		return
	}
	t.Run("postgres", func(t *testing.T) { fn(t, At(t, Schema(t))) })
}

// Schema makes a schema of its own on the test cluster and gives the address that leads to it. It fails the test when
// TEST_POSTGRES_URL is not set.
func Schema(t testing.TB) string {
	t.Helper()
	base := os.Getenv("TEST_POSTGRES_URL")
	if base == "" {
		t.Fatal("TEST_POSTGRES_URL is not set")
	}
	name := "t" + strings.ToLower(store.NewID())
	db, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE SCHEMA " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.Exec("DROP SCHEMA " + name + " CASCADE"); err != nil {
			t.Log(err)
		}
		db.Close()
	})
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}
