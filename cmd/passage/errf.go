package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"passage/internal/app"
	"passage/internal/casework/fault"
	"passage/internal/errf"
)

type errfCmd struct {
	Check  errfCheckCmd  `cmd:"" help:"Check files as a receiving state does: one line of JSON for each; exit 0 all valid, 1 not all, 2 one cannot be read."`
	Import errfImportCmd `cmd:"" help:"Make referral drafts of the cases in files; prints ids, never names. Works beside a running server."`
}

type errfCheckCmd struct {
	Files []string `arg:"" name:"file" help:"Files to check."`
}

// Run prints one object for each file.
func (c *errfCheckCmd) Run(o out) error {
	var reports []errf.Report
	enc := json.NewEncoder(o)
	enc.SetEscapeHTML(false)
	for _, path := range c.Files {
		r := errf.ReportFiles([]string{path})
		reports = append(reports, r...)
		for _, x := range r {
			if err := enc.Encode(x); err != nil {
				return err
			}
			if x.Why != nil {
				fmt.Fprintf(os.Stderr, "passage: %s: %s\n", path, words(x.Why))
			}
		}
	}
	if code := errf.Exit(reports); code != 0 {
		return quit(code)
	}
	return nil
}

type errfImportCmd struct {
	where
	Files   []string `arg:"" name:"file" help:"Files to import."`
	Partner string   `required:"" help:"Partner in whose space the drafts are made, as UNHCR."`
}

// imported is one case of a file: the place of the file among those named, never its name, and ids.
type imported struct {
	File int `json:"file"`
	app.Imported
}

// Run imports each file whole or not at all, as the partner's service account. A file that cannot be used is told and the
// others go on; then the exit code is 2.
func (c *errfImportCmd) Run(ctx context.Context, o out) error {
	a, err := c.app(ctx, true, false)
	if err != nil {
		return err
	}
	return errors.Join(c.run(ctx, o, a), a.Store.Close())
}

func (c *errfImportCmd) run(ctx context.Context, o out, a *app.App) error {
	who, err := a.Importer(c.Partner)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(o)
	var bad error
	for i, path := range c.Files {
		made, err := c.one(ctx, a, app.Write{Actor: who}, path)
		if err != nil {
			var no *fault.Error
			if !errors.As(err, &no) {
				return fmt.Errorf("file %d: %w", i+1, err)
			}
			fmt.Fprintf(os.Stderr, "passage: file %d: %s\n", i+1, words(err))
			bad = quit(2)
		}
		for _, m := range made {
			if err := enc.Encode(imported{i + 1, m}); err != nil {
				return err
			}
		}
	}
	return bad
}

func (c *errfImportCmd) one(ctx context.Context, a *app.App, w app.Write, path string) ([]app.Imported, error) {
	f, err := os.Open(path)
	if err != nil {
		key := "errf.open"
		if errors.Is(err, fs.ErrNotExist) {
			key = "errf.no_file"
		}
		return nil, fault.New(fault.Unusable, key)
	}
	defer f.Close()
	return a.ImportERRF(ctx, w, path, f)
}
