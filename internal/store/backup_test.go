package store_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/store"
	"passage/internal/store/storetest"
	"passage/internal/vault"
)

func TestBackup_ComesBackWhole(t *testing.T) {
	s := storetest.Open(t)
	ctx := context.Background()
	for range 300 {
		if _, err := s.Change(ctx, store.Entry{Actor: access.Actor{Account: "a"}, Action: "test"}, func(tx *store.Tx) (string, error) {
			f, err := tx.Create(casefile.Case{State: casefile.Preparing, ReferredBy: "Partner canary", Stream: "hrd-global"})
			if err != nil {
				return "", err
			}
			return "", tx.SavePerson(f, &people.Person{Family: "Backup canary", Given: string(bytes.Repeat([]byte("x"), 3000))})
		}); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := s.Backup(ctx, &b); err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"canary", "SQLite format", "preparing"} {
		if bytes.Contains(b.Bytes(), []byte(word)) {
			t.Errorf("the backup shows %q", word)
		}
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "passage.db")
	if err := store.Restore(storetest.Vault(t), bytes.NewReader(b.Bytes()), path); err != nil {
		t.Fatal(err)
	}
	back := storetest.At(t, path)
	rep, err := back.Verify(ctx)
	if err != nil || len(rep.Faults) > 0 {
		t.Fatal(err, rep.Faults)
	}
	list, err := back.List(ctx, store.Query{})
	if err != nil || len(list) != 300 {
		t.Fatal(len(list), err)
	}
	if err := store.Restore(storetest.Vault(t), bytes.NewReader(b.Bytes()), path); err == nil {
		t.Error("a restore overwrites a store")
	}

	other, _ := vault.New(bytes.Repeat([]byte{7}, vault.KeySize))
	bad := filepath.Join(dir, "bad.db")
	changed := bytes.Clone(b.Bytes())
	changed[len(changed)/2] ^= 1
	for name, try := range map[string]func() error{
		"another key": func() error { return store.Restore(other, bytes.NewReader(b.Bytes()), bad) },
		"cut short":   func() error { return store.Restore(storetest.Vault(t), bytes.NewReader(b.Bytes()[:b.Len()-100]), bad) },
		"changed":     func() error { return store.Restore(storetest.Vault(t), bytes.NewReader(changed), bad) },
		"no backup":   func() error { return store.Restore(storetest.Vault(t), bytes.NewReader([]byte("hello")), bad) },
	} {
		if try() == nil {
			t.Errorf("%s: restored", name)
		}
		if _, err := os.Stat(bad); err == nil {
			t.Errorf("%s: something is left behind", name)
		}
	}
}
