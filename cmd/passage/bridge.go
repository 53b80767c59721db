package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"passage/internal/app"
	"passage/internal/casework/bridge"
	"passage/internal/fixture"
	"passage/internal/i18n"
)

type bridgeCmd struct {
	Import  bridgeImportCmd  `cmd:"" help:"Bring the cases of a CSV file in (docs/bridge.md); prints lines, columns and figures, never what a cell holds. Safe to repeat. Works beside a running server."`
	Compare bridgeCompareCmd `cmd:"" help:"Compare an extract of the department's case system with the cases here; what differs waits on the page for somebody to settle."`
}

type bridgeImportCmd struct {
	where
	File   string `arg:"" help:"CSV file." type:"path"`
	DryRun bool   `help:"Try the whole file and store nothing."`
}

// bridgeLine is something about a line of the file: where, which code and its words.
type bridgeLine struct {
	Line   int    `json:"line,omitempty"`
	Column string `json:"column,omitempty"`
	Rule   string `json:"rule,omitempty"`
	Code   string `json:"code"`
	Words  string `json:"words"`
}

// mostLines is how many lines about a file are printed.
const mostLines = 1000

// Run prints one object for each thing that is to be said, and figures at the end. Exit 1 when something is wrong in the file: then
// nothing of it was stored.
func (c *bridgeImportCmd) Run(ctx context.Context, o out) error {
	return bridged(ctx, c.where, true, c.File, func(a *app.App, w app.Write, text []byte) error {
		x, err := a.BringCases(ctx, w, text, c.DryRun)
		if err != nil {
			return err
		}
		printNotes(o, x.Notes)
		if err := printFaults(o, x.Faults); err != nil {
			return err
		}
		done := "stored"
		if c.DryRun {
			done = "tried, nothing stored"
		}
		fmt.Fprintf(o, "%d records %s: %d new, %d corrected, %d as they were\n", x.Records, done, x.New, x.Changed, x.Same)
		return nil
	})
}

type bridgeCompareCmd struct {
	where
	File  string `arg:"" help:"CSV file." type:"path"`
	Whole bool   `help:"The extract has all cases of the case system that have a file and are not over: say which cases here it lacks."`
}

// Run prints figures, and the lines of records that are no case here.
func (c *bridgeCompareCmd) Run(ctx context.Context, o out) error {
	return bridged(ctx, c.where, false, c.File, func(a *app.App, w app.Write, text []byte) error {
		x, err := a.CompareExtract(ctx, w, text, c.Whole)
		if err != nil {
			return err
		}
		if err := printFaults(o, x.Faults); err != nil {
			return err
		}
		for i, line := range x.Unknown {
			if i == mostLines {
				break
			}
			printLine(o, bridgeLine{Line: line, Column: "record", Code: "bridge.unknown"}, nil)
		}
		fmt.Fprintf(o, "%d records, %d of them cases here: %d differences found, %d gone, %d cases with something to settle; %d cases here that the extract lacks\n", x.Records, x.Matched, x.New, x.Over, x.Differ, x.Lacking)
		return nil
	})
}

// bridged reads the file and does something with it as the machine; fresh makes the store when it is not there yet. Neither the name of the file nor what it holds is in an error.
func bridged(ctx context.Context, at where, fresh bool, path string, do func(*app.App, app.Write, []byte) error) error {
	f, err := os.Open(path)
	if err != nil {
		return errors.New("the file cannot be opened")
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, bridge.MostBytes+8))
	if err != nil {
		return errors.New("the file cannot be read")
	}
	a, err := at.app(ctx, fresh, false)
	if err != nil {
		return err
	}
	return errors.Join(do(a, app.Write{Actor: fixture.System}, text), a.Store.Close())
}

func printNotes(o out, list []bridge.Note) {
	for i, n := range list {
		if i == mostLines {
			fmt.Fprintf(o, "and %d more\n", len(list)-i)
			return
		}
		printLine(o, bridgeLine{Line: n.Line, Column: n.Column, Code: n.Key}, nil)
	}
}

func printFaults(o out, list []bridge.Fault) error {
	for i, f := range list {
		if i == mostLines {
			fmt.Fprintf(o, "and %d more\n", len(list)-i)
			break
		}
		printLine(o, bridgeLine{Line: f.Line, Column: f.Column, Rule: f.Rule, Code: f.Key}, f.Args)
	}
	if len(list) > 0 {
		fmt.Fprintf(o, "%d faults: nothing of the file was stored\n", len(list))
		return quit(1)
	}
	return nil
}

func printLine(o out, l bridgeLine, args map[string]any) {
	l.Words = i18n.EN.F(l.Code, args)
	enc := json.NewEncoder(o)
	enc.SetEscapeHTML(false)
	enc.Encode(l) // to standard output: what cannot be written there is seen
}
