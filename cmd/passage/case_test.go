package main

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/casework/referral"
	"passage/internal/store"
)

// The record of a case from the command line: made once, entered in the file, proved by the journal, and nobody named outside it.
func TestCaseRecord(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	at := time.Now().UTC().AddDate(0, 0, -3)
	s, err := where{Data: filepath.Join(dir, "store")}.open(ctx, true)
	if err != nil {
		t.Fatal(err)
	}
	ref := ""
	id, err := s.Change(ctx, store.Entry{Actor: access.Actor{Account: "officer.cedar", Role: access.Officer, Unit: "cedar"}, Action: "test", Now: at}, func(tx *store.Tx) (string, error) {
		f, err := tx.Create(casefile.Case{State: casefile.Eligibility, ReferredBy: "FLD", Stream: "hrd-global", Office: "cedar", AtOffice: "2026-07-01", Opened: "2026-02-01", Summary: casefile.Summary{Name: "Applicant 0412", Countries: []string{"XKK"}}})
		if err != nil {
			return "", err
		}
		ref = f.Case.Ref
		if err := tx.SavePerson(f, &people.Person{Number: 1, Family: "Applicant", Given: "0412", Relationship: people.PA, Nationalities: []string{"XKK"}}); err != nil {
			return "", err
		}
		return string(f.Case.ID), tx.SaveReferral(f, &referral.Referral{Partner: "FLD"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	said := ""
	cmd := func(want int, args ...string) string {
		t.Helper()
		var o, e bytes.Buffer
		if code := run(ctx, append(args, "--data", filepath.Join(dir, "store")), &o, &e); code != want {
			t.Fatalf("%v: exit %d, want %d\n%s%s", args, code, want, o.String(), e.String())
		}
		said += o.String() + e.String()
		return o.String() + e.String()
	}
	yesterday := time.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly)
	first, second := filepath.Join(dir, "first.zip"), filepath.Join(dir, "second.zip")
	if got := cmd(0, "case", "record", id, "--on", yesterday, "--out", first); !regexp.MustCompile(`^as of ` + yesterday + `T23:59:59Z: entry 1 of the journal of the case, [0-9a-f]{64}\n$`).MatchString(got) {
		t.Errorf("it says %q", got)
	}
	cmd(2, "case", "record", id, "--on", yesterday, "--out", first) // it is there
	cmd(0, "case", "record", ref, "--on", yesterday, "--out", second, "--lang", "fr")
	none := filepath.Join(dir, "none.zip")
	cmd(2, "case", "record", id, "--on", "last week", "--out", none)
	cmd(2, "case", "record", id, "--on", "2099-01-01", "--out", none)
	cmd(2, "case", "record", id, "--on", "2001-01-01", "--out", none)
	cmd(2, "case", "record", strings.Repeat("a", 26), "--on", yesterday, "--out", none)
	cmd(2, "case", "record", "Applicant 0412", "--on", yesterday, "--out", none)
	if _, err := os.Stat(none); err == nil {
		t.Error("a file is left of what was refused")
	}
	if info, err := os.Stat(first); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	z, err := zip.OpenReader(first)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	names := ""
	for _, f := range z.File {
		names += f.Name + " "
	}
	if names != "record.pdf data.json manifest.json " {
		t.Errorf("it holds %s", names)
	}
	for _, file := range []string{first, second} {
		if got := cmd(0, "journal", "verify", "--record", file); !strings.Contains(got, " 0 faults") || !strings.Contains(got, "the journal holds the entry that it names") {
			t.Errorf("not proved: %s", got)
		}
	}
	// One file of it is another: the manifest says so. Another entry: the journal does.
	for name, change := range map[string]func(name string, b []byte) []byte{
		"data.json":     func(_ string, b []byte) []byte { return bytes.Replace(b, []byte("eligibility"), []byte("approved"), 1) },
		"manifest.json": func(_ string, b []byte) []byte { return bytes.Replace(b, []byte(`"hash": "`), []byte(`"hash": "0`), 1) },
	} {
		bent := filepath.Join(dir, "bent-"+name)
		out, err := os.Create(bent)
		if err != nil {
			t.Fatal(err)
		}
		w := zip.NewWriter(out)
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if _, err := b.ReadFrom(r); err != nil {
				t.Fatal(err)
			}
			content := b.Bytes()
			if f.Name == name {
				if content = change(name, content); bytes.Equal(content, b.Bytes()) {
					t.Fatalf("%s was not changed", name)
				}
			}
			x, err := w.Create(f.Name)
			if err == nil {
				_, err = x.Write(content)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		out.Close()
		cmd(1, "journal", "verify", "--record", bent)
	}
	for _, not := range []string{"Applicant", "0412", "FLD", "HRD", ref} {
		if strings.Contains(strings.ReplaceAll(said, "Applicant 0412 --on", ""), not) {
			t.Errorf("the commands say %q:\n%s", not, said)
		}
	}
}
