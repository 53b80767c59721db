package store_test

import (
	"testing"

	"passage/internal/store"
	"passage/internal/store/storetest"
)

func TestMark_IsTheRootKeysAlone(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		if is, err := s.Marked(bg, "demo"); is || err != nil {
			t.Fatalf("a fresh store is marked: %v, %v", is, err)
		}
		for range 2 {
			if err := s.Mark(bg, "demo"); err != nil {
				t.Fatal(err)
			}
		}
		if is, err := s.Marked(bg, "demo"); !is || err != nil {
			t.Errorf("marked: %v, %v", is, err)
		}
		if is, err := s.Marked(bg, "other"); is || err != nil {
			t.Errorf("another mark: %v, %v", is, err)
		}
	})
}
