package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/store"
)

// Contradiction X-32: every command is in the table of docs/ways-out.md, and what those that read a store print names nobody.
func TestRule_X_32_EveryCommandAgainstTheTable(t *testing.T) {
	p, err := kong.New(&cli{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range p.Model.Leaves(true) {
		path := n.Name
		for up := n.Parent; up != nil && up.Parent != nil; up = up.Parent {
			path = up.Name + " " + path
		}
		got = append(got, path)
	}
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "ways-out.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(b), "\n## Commands\n")
	var told []string
	for line := range strings.SplitSeq(text, "\n") {
		if cells := strings.Split(strings.Trim(line, "|"), "|"); len(cells) == 4 && !strings.HasPrefix(line, "|---") && !strings.HasPrefix(line, "| what ") {
			told = append(told, strings.Split(strings.TrimSpace(cells[0]), ", ")...)
		}
	}
	slices.Sort(got)
	if slices.Sort(told); !slices.Equal(got, told) {
		t.Errorf("docs/ways-out.md knows\n%q, the program has\n%q", told, got)
	}

	dir := t.TempDir()
	data := filepath.Join(dir, "store")
	s, err := where{Data: data}.open(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	planted := []string{"Zqnamezq", "zqplacezq", "zqcodezq", "zqsecretzq", "zqnotezq", "zqletterzq"}
	if _, err := s.Change(t.Context(), store.Entry{Actor: access.Actor{Account: "officer.cedar", Role: access.Officer, Unit: "cedar"}, Action: "test", Now: time.Now()}, func(tx *store.Tx) (string, error) {
		f, err := tx.Create(casefile.Case{State: casefile.Eligibility, ReferredBy: "FLD", Stream: "hrd-global", Office: "cedar", Summary: casefile.Summary{Name: planted[0], Countries: []string{"XKK"}}})
		if err != nil {
			return "", err
		}
		one := people.Person{Number: 1, Family: planted[0], Relationship: people.PA}
		if err := tx.SavePerson(f, &one); err != nil {
			return "", err
		}
		return "", errors.Join(tx.SavePlan(f, &people.SafetyPlan{Location: planted[1], CodeWord: planted[2]}), tx.SaveSecret(f, &people.Secret{Person: one.ID, Words: planted[3]}),
			tx.SaveNote(f, &casefile.Note{Text: planted[4]}), tx.SaveNotice(f, &casefile.Notice{Text: planted[5]}))
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(dir, "backup")
	var said bytes.Buffer
	for _, args := range [][]string{{"journal", "verify"}, {"admin", "account", "list"}, {"admin", "account", "freeze", "nobody"}, {"case", "record", planted[0], "--on", "2026-01-01", "--out", filepath.Join(dir, "x.zip")}, {"admin", "backup", backup}} {
		var out bytes.Buffer
		code := run(t.Context(), append(args, "--data", data), &out, &out)
		if args[0] == "journal" && code != 0 {
			t.Errorf("%v: exit %d\n%s", args, code, out.String())
		}
		said.Write(out.Bytes())
	}
	sealed, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	said.Write(sealed)
	list, err := os.ReadDir(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		b, err := os.ReadFile(filepath.Join(data, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		said.WriteString(e.Name())
		said.Write(b)
	}
	for _, w := range planted {
		if bytes.Contains(bytes.ToLower(said.Bytes()), []byte(strings.ToLower(w))) {
			t.Errorf("a command, a backup or a file of the store holds %q", w)
		}
	}
}
