package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"passage/internal/app"
	"passage/internal/auth"
	"passage/internal/casework/access"
	"passage/internal/fixture"
	"passage/internal/store"
	"passage/internal/vault"
)

type journalCmd struct {
	Verify verifyCmd `cmd:"" help:"Chains, versions, gaps, replay: exit 0 sound, 1 not, with what and where."`
}

type verifyCmd struct {
	where
	Record string `help:"A certified record to compare with the journal: its files with its manifest, and the entry that it names." type:"existingfile" placeholder:"FILE"`
}

// Run verifies the store, beside a running server or on a copy.
func (c *verifyCmd) Run(ctx context.Context, o out) error {
	s, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	rep, err := s.Verify(ctx)
	if err != nil {
		return err
	}
	for _, f := range rep.Faults {
		fmt.Fprintln(o, f)
	}
	fmt.Fprintf(o, "%d streams, %d changes, %d looks, %d rows: %d faults\n", rep.Streams, rep.Entries, rep.Looks, rep.Rows, len(rep.Faults))
	if len(rep.Faults) > 0 {
		return quit(1)
	}
	if c.Record != "" {
		return proveRecord(ctx, o, app.New(s, nil), c.Record)
	}
	return nil
}

type adminCmd struct {
	Keys    keysCmd    `cmd:"" help:"Root keys."`
	Account accountCmd `cmd:"" help:"People and service accounts."`
	Load    loadCmd    `cmd:"" help:"Invented cases in bulk into a demonstration's store, to measure with."`
	Invite  inviteCmd  `cmd:"" help:"Add a person and print a one-time code for their passkey, good for ten minutes."`
	Backup  backupCmd  `cmd:"" help:"Write a sealed backup; the server may run."`
	Recount recountCmd `cmd:"" help:"Make the kept counters anew; the server may run."`
	Restore restoreCmd `cmd:"" help:"Bring a sealed backup back into an empty folder, and verify it."`
}

type keysCmd struct {
	Init keysInitCmd `cmd:"" help:"Make the folder and a new root key; never overwrites one."`
}

type keysInitCmd struct{ where }

// Run makes the root key. Whoever loses it loses every case.
func (c *keysInitCmd) Run(o out) error {
	if c.Data == "" && c.Key == "" {
		return errors.New("say where: --data DIR or --key FILE")
	}
	if c.Data != "" {
		if err := os.MkdirAll(c.Data, 0o700); err != nil {
			return err
		}
	}
	if err := vault.CreateKeyFile(c.keyFile()); err != nil {
		return err
	}
	fmt.Fprintln(o, "A root key was made. Keep a copy where the database is not: without it nothing can be read.")
	return nil
}

type accountCmd struct {
	Add      accountAddCmd    `cmd:"" help:"Add an account."`
	List     accountListCmd   `cmd:"" help:"Ids, roles and units."`
	Freeze   accountFreezeCmd `cmd:"" help:"Freeze an account: out on its next request."`
	Unfreeze accountThawCmd   `cmd:"" help:"Let an account back in."`
	Link     accountLinkCmd   `cmd:"" help:"Declare a person's link to a country, or take it back."`
	Key      accountKeyCmd    `cmd:"" help:"Make the key with which a partner's own system signs in to the API, or take it away."`
	Enrol    accountEnrolCmd  `cmd:"" help:"Make a one-time code, good for ten minutes, with which the person adds a passkey."`
}

type inviteCmd struct {
	where
	ID   string `arg:"" optional:"" help:"Opaque id; a random one unless given."`
	Role string `required:"" help:"Role, as officer or caseworker."`
	Unit string `required:"" help:"Partner code, ROCO, office code, OPPB or HQ."`
	Name string `required:"" help:"Name as shown."`
	Lang string `default:"en" enum:"en,fr" help:"Preferred language."`
}

// Run adds an account and prints its id and a one-time code, to be handed over in person.
func (c *inviteCmd) Run(ctx context.Context, o out) error {
	if c.ID == "" {
		c.ID = store.NewID()
	}
	return c.do(ctx, func(a *app.App, w app.Write) error {
		if err := a.AddAccount(ctx, w, store.Account{ID: c.ID, Role: access.Role(c.Role), Unit: c.Unit, Details: store.Details{Name: c.Name, Language: c.Lang}}); err != nil {
			return err
		}
		code, err := invite(ctx, a, c.ID)
		if err == nil {
			fmt.Fprintf(o, "%s %s\n", c.ID, code)
		}
		return err
	})
}

func invite(ctx context.Context, a *app.App, account string) (string, error) {
	id, err := auth.New(a.Store, "", false)
	if err != nil {
		return "", err
	}
	return id.Invite(ctx, account)
}

type accountListCmd struct{ where }

// Run prints ids, roles and units, never names.
func (c *accountListCmd) Run(ctx context.Context, o out) error {
	return c.do(ctx, func(a *app.App, w app.Write) error {
		list, err := a.Accounts(ctx, w.Actor)
		for _, x := range list {
			state := ""
			if x.Frozen {
				state = " frozen"
			}
			fmt.Fprintf(o, "%s %s %s%s\n", x.ID, x.Role, x.Unit, state)
		}
		return err
	})
}

type accountAddCmd struct {
	where
	ID   string `arg:"" help:"Opaque id."`
	Role string `required:"" help:"Role, as officer or caseworker."`
	Unit string `required:"" help:"Partner code, ROCO, office code, OPPB or HQ."`
	Name string `required:"" help:"Name as shown."`
	Lang string `default:"en" enum:"en,fr" help:"Preferred language."`
}

// Run adds an account.
func (c *accountAddCmd) Run(ctx context.Context, o out) error {
	return c.do(ctx, func(a *app.App, w app.Write) error {
		return a.AddAccount(ctx, w, store.Account{ID: c.ID, Role: access.Role(c.Role), Unit: c.Unit, Details: store.Details{Name: c.Name, Language: c.Lang}})
	})
}

func (w where) do(ctx context.Context, fn func(*app.App, app.Write) error) error {
	a, err := w.app(ctx, true, false)
	if err != nil {
		return err
	}
	return errors.Join(fn(a, app.Write{Actor: fixture.System}), a.Store.Close())
}

type accountFreezeCmd struct {
	where
	ID string `arg:""`
}

// Run freezes an account.
func (c *accountFreezeCmd) Run(ctx context.Context) error {
	return c.do(ctx, func(a *app.App, w app.Write) error { return a.Freeze(ctx, w, c.ID, true) })
}

type accountThawCmd struct {
	where
	ID string `arg:""`
}

// Run lets an account back in.
func (c *accountThawCmd) Run(ctx context.Context) error {
	return c.do(ctx, func(a *app.App, w app.Write) error { return a.Freeze(ctx, w, c.ID, false) })
}

type accountLinkCmd struct {
	where
	ID      string `arg:""`
	Country string `arg:"" help:"ISO alpha-3 code."`
	Remove  bool   `help:"Take the declaration back."`
}

// Run declares a link.
func (c *accountLinkCmd) Run(ctx context.Context) error {
	return c.do(ctx, func(a *app.App, w app.Write) error { return a.DeclareLink(ctx, w, c.ID, c.Country, !c.Remove) })
}

type accountEnrolCmd struct {
	where
	ID string `arg:""`
}

// Run prints a one-time code.
func (c *accountEnrolCmd) Run(ctx context.Context, o out) error {
	return c.do(ctx, func(a *app.App, _ app.Write) error {
		code, err := invite(ctx, a, c.ID)
		if err == nil {
			fmt.Fprintln(o, code)
		}
		return err
	})
}

type accountKeyCmd struct {
	where
	ID   string `arg:""`
	Days int    `default:"365" help:"How long it is good, 365 days at most."`
	End  bool   `help:"Take the key away."`
}

// Run prints the key, once, in place of the one before it; or takes it away.
func (c *accountKeyCmd) Run(ctx context.Context, o out) error {
	return c.do(ctx, func(a *app.App, w app.Write) error {
		id, err := auth.New(a.Store, "", false)
		if err != nil {
			return err
		}
		if c.End {
			return id.EndKey(ctx, w.Actor, c.ID)
		}
		key, err := id.MakeKey(ctx, w.Actor, c.ID, c.Days)
		if err == nil {
			fmt.Fprintln(o, key)
		}
		return err
	})
}

type backupCmd struct {
	where
	File string `arg:"" help:"File to write; it must not exist." type:"path"`
}

// Run writes a backup of the store as of now.
func (c *backupCmd) Run(ctx context.Context, o out) (err error) {
	s, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	f, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = s.Backup(ctx, f)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		os.Remove(c.File)
		return err
	}
	fmt.Fprintln(o, "The backup is sealed under the root key. Keep a copy of that key where neither the backup nor the database is.")
	return nil
}

type restoreCmd struct {
	where
	File string `arg:"" help:"Backup to read." type:"existingfile"`
}

// Run restores a backup and verifies it. The root key must be there: copied into the folder, or named by --key.
func (c *restoreCmd) Run(ctx context.Context, o out) error {
	if c.Data == "" {
		return errors.New("say where to: --data DIR")
	}
	v, err := vault.OpenKeyFile(c.keyFile())
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	path := filepath.Join(c.Data, "passage.db")
	if err := store.Restore(v, f, path); err != nil {
		return err
	}
	return (&verifyCmd{where: c.where}).Run(ctx, o)
}

type versionCmd struct{}

// Run prints the build.
func (versionCmd) Run(o out) error {
	if b, ok := debug.ReadBuildInfo(); ok {
		fmt.Fprintln(o, "passage", b.Main.Version, b.GoVersion)
	}
	return nil
}
