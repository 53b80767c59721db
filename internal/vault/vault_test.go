package vault_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"passage/internal/vault"
)

func open(t *testing.T) *vault.Vault {
	t.Helper()
	v, err := vault.New(bytes.Repeat([]byte{7}, vault.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Invariant V11: a cell opens only in its own place and version.
func TestCellOpensOnlyInItsPlace(t *testing.T) {
	v := open(t)
	k, wrapped := v.NewKey("case1")
	other, _ := v.NewKey("case2")
	p := vault.Place{Table: "items", Column: "body", Row: "r1", Version: 3}
	cell := k.Seal(p, []byte("planted words"))
	if got, err := k.Open(p, cell); err != nil || string(got) != "planted words" {
		t.Fatalf("own place: %q, %v", got, err)
	}
	for name, q := range map[string]vault.Place{
		"table":   {Table: "cases", Column: "body", Row: "r1", Version: 3},
		"column":  {Table: "items", Column: "name", Row: "r1", Version: 3},
		"row":     {Table: "items", Column: "body", Row: "r2", Version: 3},
		"version": {Table: "items", Column: "body", Row: "r1", Version: 4},
	} {
		if _, err := k.Open(q, cell); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("another %s: %v, want ErrSealed", name, err)
		}
	}
	if _, err := other.Open(p, cell); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("another case's key: %v", err)
	}
	for i := range cell {
		bad := bytes.Clone(cell)
		bad[i] ^= 1
		if _, err := k.Open(p, bad); !errors.Is(err, vault.ErrSealed) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
	again, err := v.Unwrap("case1", wrapped)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Open(p, cell); err != nil || string(got) != "planted words" {
		t.Fatalf("unwrapped key: %q, %v", got, err)
	}
	if _, err := v.Unwrap("case2", wrapped); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("key wrapped for another case: %v", err)
	}
}

func TestSizesArePadded(t *testing.T) {
	k := open(t).System()
	p := vault.Place{Table: "t", Column: "c"}
	if a, b := len(k.Seal(p, []byte("x"))), len(k.Seal(p, bytes.Repeat([]byte("x"), 60))); a != b {
		t.Errorf("1 and 60 bytes seal to %d and %d", a, b)
	}
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root.key")
	if err := vault.CreateKeyFile(path); err != nil {
		t.Fatal(err)
	}
	if err := vault.CreateKeyFile(path); err == nil {
		t.Error("a key file was overwritten")
	}
	if _, err := vault.OpenKeyFile(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.OpenKeyFile(path); err == nil {
		t.Error("a key file that others may read was opened")
	}
}

func BenchmarkOpenFortyFields(b *testing.B) {
	v, _ := vault.New(bytes.Repeat([]byte{7}, vault.KeySize))
	k, _ := v.NewKey("case1")
	p := vault.Place{Table: "items", Column: "body", Row: "r1", Version: 3}
	cell := k.Seal(p, bytes.Repeat([]byte("x"), 200))
	for b.Loop() {
		for range 40 {
			if _, err := k.Open(p, cell); err != nil {
				b.Fatal(err)
			}
		}
	}
}
