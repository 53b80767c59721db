package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"passage/internal/app"
	"passage/internal/casework/policy"
	"passage/internal/store"
	"passage/internal/vault"
)

// where says which store a command works on.
type where struct {
	Data string `help:"Folder of the store: its database and its key file." type:"path" placeholder:"DIR"`
	DB   string `help:"PostgreSQL address instead of a database in the folder." placeholder:"postgres://..."`
	Key  string `help:"Root key file; DIR/root.key unless given." type:"path" placeholder:"FILE"`
}

func (w where) keyFile() string {
	if w.Key == "" {
		return filepath.Join(w.Data, "root.key")
	}
	return w.Key
}

// open opens the store. fresh makes the folder and the key when they are not there yet.
func (w where) open(ctx context.Context, fresh bool) (*store.Store, error) {
	if w.Data == "" && (w.DB == "" || w.Key == "") {
		return nil, errors.New("say where the store is: --data DIR, or --db ADDRESS with --key FILE")
	}
	if fresh {
		if w.Data != "" {
			if err := os.MkdirAll(w.Data, 0o700); err != nil {
				return nil, err
			}
		}
		if _, err := os.Stat(w.keyFile()); errors.Is(err, fs.ErrNotExist) {
			if err := vault.CreateKeyFile(w.keyFile()); err != nil {
				return nil, err
			}
		}
	}
	v, err := vault.OpenKeyFile(w.keyFile())
	if err != nil {
		return nil, err
	}
	if w.DB != "" {
		return store.Open(ctx, w.DB, v)
	}
	file := filepath.Join(w.Data, "passage.db")
	if !fresh {
		if _, err := os.Stat(file); err != nil {
			return nil, errors.New("there is no store in that folder")
		}
	}
	return store.Open(ctx, file, v)
}

// demoMark is on every store that a demonstration made.
const demoMark = "demo"

// app opens the store and the pack as the App that commands act through. The invented pack is laid over it for a
// demonstration, which a store tells by itself; demo says so of one that is being made.
func (w where) app(ctx context.Context, fresh, demo bool) (*app.App, error) {
	s, err := w.open(ctx, fresh)
	if err != nil {
		return nil, err
	}
	if !demo {
		if demo, err = s.Marked(ctx, demoMark); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	var overlays []fs.FS
	if demo {
		overlays = append(overlays, policy.Demo())
	}
	p, err := policy.Load(overlays...)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return app.New(s, p), nil
}
