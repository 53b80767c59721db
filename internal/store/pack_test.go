package store_test

import (
	"testing"

	"passage/internal/store"
	"passage/internal/store/storetest"
)

// The text of a pack is kept once, read outside a change and inside one, and stands in the journal.
func TestPackTextIsKept(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		for _, text := range []string{"the text", "another under the same print, which is not taken"} {
			if _, err := s.Change(bg, entry("", ""), func(tx *store.Tx) (string, error) { return "", tx.KeepPack("print", []byte(text)) }); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Change(bg, entry("", ""), func(tx *store.Tx) (string, error) {
			text, err := tx.PackText("print")
			if string(text) != "the text" {
				t.Errorf("inside a change: %q", text)
			}
			return "", err
		}); err != nil {
			t.Fatal(err)
		}
		if text, err := s.PackText(bg, "print"); err != nil || string(text) != "the text" {
			t.Errorf("%q, %v", text, err)
		}
		if text, err := s.PackText(bg, "none"); err != nil || text != nil {
			t.Errorf("one that is not kept: %q, %v", text, err)
		}
		sound(t, s)
	})
}
