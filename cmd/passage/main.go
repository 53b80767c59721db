// Command passage is the whole system in one file: the server, the demonstration and the tools of the house.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"passage/internal/casework/fault"
	"passage/internal/i18n"
)

// cli is the command line. Secrets come by file path, never by flag.
type cli struct {
	Demo     demoCmd     `cmd:"" help:"A fresh store with an invented cast and caseload; prints the address."`
	Serve    serveCmd    `cmd:"" help:"The real server."`
	Errf     errfCmd     `cmd:"" help:"UNHCR's referral files."`
	Bridge   bridgeCmd   `cmd:"" help:"The department's case system: what comes from it, and what it has differently."`
	Case     caseCmd     `cmd:"" help:"One case, from the command line of whoever holds the root key."`
	Journal  journalCmd  `cmd:"" help:"The journal of changes and reads."`
	Forecast forecastCmd `cmd:"" help:"How many persons are likely to land."`
	Match    matchCmd    `cmd:"" help:"How well names and records of one person are known again."`
	Policy   policyCmd   `cmd:"" help:"The policy pack."`
	Admin    adminCmd    `cmd:"" help:"Keys and people."`
	Version  versionCmd  `cmd:"" help:"Which build this is."`
}

// quit ends the program with a code and without more words: they were printed.
type quit int

func (q quit) Error() string { return fmt.Sprintf("exit %d", int(q)) }

// out is where commands print; errors go to standard error.
type out struct{ io.Writer }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main without the process: it returns the exit code. 0 done, 1 the answer is no, 2 unusable input.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c cli
	code := -1
	p, err := kong.New(&c, kong.Name("passage"), kong.Description("Passage: from a referral to a landing."), kong.UsageOnError(),
		kong.Writers(stdout, stderr), kong.Exit(func(n int) { code = n }))
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	k, err := p.Parse(args)
	if code >= 0 { // help was asked for
		return code
	}
	if err != nil {
		fmt.Fprintln(stderr, "passage:", err)
		return 2
	}
	k.BindTo(ctx, (*context.Context)(nil))
	k.Bind(out{stdout})
	err = k.Run()
	var q quit
	switch {
	case err == nil:
		return 0
	case errors.As(err, &q):
		return int(q)
	default:
		fmt.Fprintln(stderr, "passage:", words(err))
		return 2
	}
}

// words says an error as a person reads it: a rule's no in its own words, field by field.
func words(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return err.Error()
	}
	said := i18n.EN.F(f.Key, f.Args)
	for _, x := range f.Fields {
		said += "\n  " + x.Name + ": " + i18n.EN.F(x.Key, x.Args)
	}
	return said
}
