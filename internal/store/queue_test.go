package store

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/vault"
)

// A list is read from its index in order: nothing before the page is sorted, however many cases an office has.
func TestList_SortsNothingButThePage(t *testing.T) {
	v, err := vault.New(make([]byte, vault.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "passage.db"), v)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	every := slices.Clone(casefile.OpenStates)
	for name, q := range map[string]Query{
		"every open case":               {Office: "cedar", WithOffice: true, States: every, Limit: 51},
		"every open case, newest first": {Office: "cedar", WithOffice: true, States: every, Newest: true, Limit: 51},
		"an office's open cases":        {Office: "cedar", WithOffice: true, States: []casefile.State{casefile.Assigned, casefile.Eligibility, casefile.Interviewing, casefile.Approved}, Limit: 51},
		"the page after it":             {Office: "cedar", States: []casefile.State{casefile.Assigned, casefile.Eligibility}, After: Cursor{"2026-01-01", "a"}, Limit: 51},
		"newest first":                  {Office: "cedar", States: []casefile.State{casefile.Assigned, casefile.Eligibility}, Newest: true, Limit: 51},
		"the operations centre's queue": {States: []casefile.State{casefile.Referred, casefile.Received, casefile.Checking}, Limit: 51},
	} {
		text, args := q.text()
		rows, err := s.w.Query("EXPLAIN QUERY PLAN "+lite.text(text), args...)
		if err != nil {
			t.Fatalf("%s: %v: %s", name, err, text)
		}
		var plan []string
		for rows.Next() {
			var id, parent, x int
			var what string
			if err := rows.Scan(&id, &parent, &x, &what); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, what)
		}
		rows.Close()
		if all := strings.Join(plan, "; "); strings.Contains(all, "TEMP B-TREE") || strings.Contains(all, "SCAN") || len(plan) == 0 {
			t.Errorf("%s: %s", name, all)
		}
	}
}
