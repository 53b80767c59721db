package main

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"passage/internal/app"
	"passage/internal/casework/casefile"
	"passage/internal/fixture"
	"passage/internal/i18n"
)

type caseCmd struct {
	Record caseRecordCmd `cmd:"" help:"Write the certified record of a case as it was on a day: a PDF with an index, the data, the documents and the hashes. Works beside a running server."`
}

type caseRecordCmd struct {
	where
	Case    string `arg:"" help:"Id or reference of the case."`
	On      string `required:"" help:"A day (2026-09-01: its end) or a moment (2026-09-01T10:15:00Z), in UTC." placeholder:"DATE"`
	Out     string `required:"" help:"File to write; it must not exist." type:"path" placeholder:"FILE"`
	Purpose string `default:"Not stated at the command line" help:"Number of the order that asks for it; never a name. It stands in the record and in the file of the case."`
	Lang    string `default:"en" enum:"en,fr" help:"Language of the PDF."`
}

// Run makes the record for a court and writes it. That it was made and taken is entered in the file, as the machine's.
func (c *caseRecordCmd) Run(ctx context.Context, o out) error {
	a, err := c.app(ctx, false, false)
	if err != nil {
		return err
	}
	return errors.Join(c.run(ctx, o, a), a.Store.Close())
}

func (c *caseRecordCmd) run(ctx context.Context, o out, a *app.App) error {
	at, err := moment(c.On, a.Now().UTC())
	if err != nil {
		return err
	}
	id, err := a.CaseNamed(ctx, c.Case)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return errors.New("the file cannot be made, or is there already")
	}
	t, err := c.write(ctx, a, app.Write{Actor: fixture.System, Case: id}, at, f)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		os.Remove(c.Out)
		return err
	}
	fmt.Fprintf(o, "as of %s: entry %d of the journal of the case, %s\n", at.Format(time.RFC3339), t.Record.Entry, t.Record.Hash)
	return nil
}

func (c *caseRecordCmd) write(ctx context.Context, a *app.App, w app.Write, at time.Time, f io.Writer) (*app.Taken, error) {
	id, err := a.MakeRecord(ctx, w, app.NewRecord{AsOf: at, For: casefile.ForCourt, Purpose: c.Purpose})
	if err != nil {
		return nil, err
	}
	t, err := a.TakeRecord(ctx, w, id, casefile.WholeRecord, i18n.Lang(c.Lang))
	if err != nil {
		return nil, err
	}
	return t, t.Send(ctx, f)
}

// moment is a day's end, or a moment; today's is the second before now.
func moment(s string, now time.Time) (time.Time, error) {
	if at, err := time.Parse(time.DateOnly, s); err == nil {
		if end := at.AddDate(0, 0, 1).Add(-time.Second); end.Before(now) || at.After(now) {
			return end, nil
		}
		return now.Truncate(time.Second).Add(-time.Second), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if at, err := time.Parse(layout, s); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, errors.New("--on: say a day as 2026-09-01, or a moment as 2026-09-01T10:15:00Z")
}

// proveRecord says whether a record is whole, each file with the hash that its manifest has for it, and one that the journal holds.
func proveRecord(ctx context.Context, o out, a *app.App, file string) error {
	z, err := zip.OpenReader(file)
	if err != nil {
		return errors.New("the record cannot be opened")
	}
	defer z.Close()
	sums := map[string]string{}
	var manifest []byte
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return errors.New("the record cannot be read")
		}
		sum := sha256.New()
		var w io.Writer = sum
		var text []byte
		if f.Name == app.ManifestName {
			if text, err = io.ReadAll(io.LimitReader(r, 8<<20)); err == nil {
				manifest = text
			}
		} else {
			_, err = io.Copy(w, r)
			sums[f.Name] = hex.EncodeToString(sum.Sum(nil))
		}
		r.Close()
		if err != nil {
			return errors.New("the record cannot be read")
		}
	}
	var m struct {
		Files []struct{ Name, SHA256 string }
	}
	if json.Unmarshal(manifest, &m) != nil {
		return errors.New("the record has no manifest")
	}
	bad := len(m.Files) != len(sums)
	for _, f := range m.Files {
		bad = bad || sums[f.Name] != f.SHA256
	}
	if bad {
		fmt.Fprintln(o, "record: its files are not those of its manifest")
		return quit(1)
	}
	held, err := a.ProveRecord(ctx, manifest)
	if err != nil {
		return err
	}
	if !held {
		fmt.Fprintln(o, "record: the journal does not hold the entry that it names")
		return quit(1)
	}
	fmt.Fprintf(o, "record: %d files as in its manifest; the journal holds the entry that it names\n", len(m.Files))
	return nil
}
