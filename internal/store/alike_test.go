package store_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/matching"
	"passage/internal/casework/people"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// listed makes a case of persons who were referred.
func listed(t *testing.T, s *store.Store, partner string, list ...people.Person) casefile.ID {
	t.Helper()
	id, err := s.Change(bg, entry("", ""), func(tx *store.Tx) (string, error) {
		f, err := tx.Create(casefile.Case{State: casefile.Received, ReferredBy: partner, Referred: tx.Today(), Persons: len(list)})
		if err != nil {
			return "", err
		}
		for i := range list {
			list[i].Number = i + 1
			if err := tx.SavePerson(f, &list[i]); err != nil {
				return "", err
			}
		}
		return string(f.Case.ID), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return casefile.ID(id)
}

// Names are found in any spelling and script, of one person; a name that no one has is not.
func TestFind_OtherSpellingsAndScripts(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		id := listed(t, s, "FLD", people.Person{Family: "Yusuf", Given: "Muhammad", Native: "محمد يوسف"}, people.Person{Family: "Invented", Given: "Khadija"})
		listed(t, s, "PD", people.Person{Family: "Ivanov", Given: "Applicant"})
		for _, text := range []string{"Yusuf", "Mohammed Youssef", "محمد", "Мухаммад Юсуф", "Khadidja", "Invented Khadija", "YUSUF, muhammad"} {
			if got, err := s.Find(bg, text, store.Query{}, 10); err != nil || len(got) != 1 || got[0] != id {
				t.Errorf("%s: %v, %v", text, got, err)
			}
			if got, err := s.Find(bg, text, store.Query{Partner: "PD"}, 10); err != nil || len(got) != 0 {
				t.Errorf("%s, of another partner: %v, %v", text, got, err)
			}
		}
		for _, text := range []string{"Petrov", "Muhammad Invented", "x", "...", "Юсуф Иванов"} { // two persons of a case are not one
			if got, err := s.Find(bg, text, store.Query{}, 10); err != nil || len(got) != 0 {
				t.Errorf("%s: %v, %v", text, got, err)
			}
		}
	})
}

// A person who is changed or taken off is found as they are now, and no trace of before is left.
func TestAlike_FollowsThePersons(t *testing.T) {
	path := filepath.Join(t.TempDir(), "passage.db")
	s := storetest.At(t, path)
	id := listed(t, s, "FLD", people.Person{Family: "Before", Given: "Applicant", Born: "1987-04-12"}, people.Person{Family: "Gone", Given: "Person"})
	change := func(fn func(tx *store.Tx, f *store.File) error) {
		t.Helper()
		if _, err := s.Change(bg, entry("", ""), func(tx *store.Tx) (string, error) {
			f, err := tx.Load(id)
			if err != nil {
				return "", err
			}
			return "", fn(tx, f)
		}); err != nil {
			t.Fatal(err)
		}
	}
	found := func(name string) int {
		list, err := s.Alike(bg, matching.Prepare(matching.Record{Names: []string{name}, Born: "1987-04-12"}), store.Query{})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, f := range list {
			if matching.Compare(matching.Prepare(matching.Record{Names: []string{name}, Born: "1987-04-12"}), f.Ready).Suggested() {
				n++
			}
		}
		return n
	}
	if found("Applicant Before") != 1 {
		t.Error("not found")
	}
	change(func(tx *store.Tx, f *store.File) error {
		p := f.Persons[0]
		p.Family, p.Given, p.Born = "Quartz", "Xylo", "1962-11-30"
		if err := tx.SavePerson(f, &p); err != nil {
			return err
		}
		return tx.RemovePerson(f, f.Persons[1].ID)
	})
	if found("Applicant Before") != 0 {
		t.Error("found as before")
	}
	if n := len(dump(t, path)); n != 1 {
		t.Errorf("%d faces are left of one person", n)
	}
}

// dump is the whole index, as it is kept: faces opened would be names, so their tokens are compared, and the traces.
// The numbers of faces are left out: they are given anew. The numbers that cases are found by come after.
func dump(t *testing.T, path string) (out []string) {
	t.Helper()
	raw, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	rows, err := raw.Query("SELECT faces.id, case_id, state, tokens, (SELECT COUNT(*) FROM traces WHERE face = faces.id) FROM faces JOIN cases ON cases.id = case_id")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	total := 0
	for rows.Next() {
		var id int64
		var of, state string
		var tokens []byte
		var n int
		if err := rows.Scan(&id, &of, &state, &tokens, &n); err != nil {
			t.Fatal(err)
		}
		want := 0 // a draft leaves no traces
		if casefile.State(state).After() {
			want = len(tokens) / 4
		}
		if n != want {
			t.Errorf("a face of %d tokens in state %s has %d traces", len(tokens)/4, state, n)
		}
		total += n
		out = append(out, fmt.Sprintf("%s %x", of, tokens))
	}
	slices.Sort(out)
	var all int
	if err := raw.QueryRow("SELECT COUNT(*) FROM traces").Scan(&all); err != nil || all != total {
		t.Errorf("%d traces, %d belong to a face (%v)", all, total, err)
	}
	return out
}

// numbered are the numbers that cases are found by, as they are kept.
func numbered(t *testing.T, path string) (out []string) {
	t.Helper()
	raw, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	rows, err := raw.Query("SELECT hex(token) || ' ' || case_id FROM tokens ORDER BY 1")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

// Decision 18: derived rows are rebuilt, and what comes out is what was kept.
func TestReindex_IsWhatWasKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "passage.db")
	s := storetest.At(t, path)
	for i := range 40 {
		randomHistory(t, s, uint64(i))
	}
	id := listed(t, s, "FLD", people.Person{Family: "Yusuf", Given: "Muhammad", Native: "محمد يوسف", Born: "1987-04", UNHCR: "900-00000412"})
	before, numbers := dump(t, path), numbered(t, path)
	if err := s.Reindex(bg); err != nil {
		t.Fatal(err)
	}
	if after := numbered(t, path); len(after) < 20 || !slices.Equal(numbers, after) {
		t.Errorf("%d numbers kept, %d rebuilt, and they differ", len(numbers), len(after))
	}
	if after := dump(t, path); len(after) < 20 || !slices.Equal(before, after) {
		t.Errorf("%d faces kept, %d rebuilt, and they differ", len(before), len(after))
	}
	if got, err := s.Find(bg, "900-00000412", store.Query{}, 10); err != nil || len(got) != 1 || got[0] != id {
		t.Errorf("by number: %v, %v", got, err)
	}
	sound(t, s) // nothing of it is in the journal
	raw, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	var bodies [][]byte
	rows, err := raw.Query("SELECT body FROM faces")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, b)
	}
	for _, name := range []string{"Yusuf", "Muhammad", "محمد", "Applicant"} {
		if bytes.Contains(bytes.Join(bodies, nil), []byte(name)) {
			t.Errorf("%s stands readable in a face", name)
		}
	}
}
