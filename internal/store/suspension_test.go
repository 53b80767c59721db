package store_test

import (
	"bytes"
	"database/sql"
	"path/filepath"
	"reflect"
	"testing"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

func keep(t *testing.T, s *store.Store, x policy.Suspension) (out policy.Suspension, err error) {
	t.Helper()
	_, err = s.Change(bg, entry("", ""), func(tx *store.Tx) (string, error) {
		out, err = tx.SaveSuspension(x)
		return "", err
	})
	return out, err
}

// What is saved of a suspension is read, outside a change and inside one; a stale version is refused; the journal holds.
func TestSuspensionIsKept(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		x, err := keep(t, s, policy.Suspension{Partner: "FLD", Agreement: "fld-1", Ground: "integrity", Reason: "invented", Proposed: policy.Mark{By: "one", At: noon}})
		if err != nil || x.Version != 1 || x.ID == "" {
			t.Fatalf("%+v, %v", x, err)
		}
		y := x
		y.Confirmed, y.From = policy.Mark{By: "two", At: noon}, policy.DayOf(noon)
		y.Kept = []policy.Lift{{Reason: "invented", Proposed: policy.Mark{By: "two", At: noon}, Dropped: policy.Mark{By: "one", At: noon}}}
		if y, err = keep(t, s, y); err != nil || y.Version != 2 {
			t.Fatalf("%+v, %v", y, err)
		}
		if _, err := keep(t, s, x); !isKind(err, fault.Conflict) {
			t.Errorf("a stale version: %v", err)
		}
		read, err := s.Suspensions(bg)
		if err != nil || !reflect.DeepEqual(read, []policy.Suspension{y}) {
			t.Errorf("read %+v, %v, want %+v", read, err, y)
		}
		if _, err := s.Change(bg, entry("", ""), func(tx *store.Tx) (string, error) {
			read, err = tx.Suspensions()
			return "", err
		}); err != nil || !reflect.DeepEqual(read, []policy.Suspension{y}) {
			t.Errorf("read in a change %+v, %v", read, err)
		}
		sound(t, s)
	})
}

// The reason, the ground and who acted are nowhere in clear: not in the row, nor in the journal's image of it.
func TestSuspensionIsSealed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "passage.db")
	s := storetest.At(t, path)
	if _, err := keep(t, s, policy.Suspension{Partner: "FLD", Agreement: "fld-1", Ground: "integrity", Reason: "planted reason 0412", Proposed: policy.Mark{By: "one", At: noon}}); err != nil {
		t.Fatal(err)
	}
	raw, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	for _, q := range []string{"SELECT body FROM suspensions", "SELECT images FROM journal WHERE stream = 'agreements'"} {
		var b []byte
		if err := raw.QueryRow(q).Scan(&b); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		for _, word := range []string{"planted", "integrity", "fld-1"} {
			if bytes.Contains(b, []byte(word)) {
				t.Errorf("%s holds %q in clear", q, word)
			}
		}
	}
}
