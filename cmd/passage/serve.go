package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"passage/internal/app"
	"passage/internal/auth"
	"passage/internal/fixture"
	"passage/internal/web"
)

type demoCmd struct {
	Addr string `help:"Address to listen on." default:"127.0.0.1:8080"`
	Data string `help:"Folder for the fresh store; a temporary one unless given." type:"path"`
	Seed uint64 `help:"Fixes the facts of the invented caseload." default:"1"`
}

// Run starts the demonstration on a store that did not exist before.
func (c *demoCmd) Run(ctx context.Context, o out) error {
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "passage-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		c.Data = dir
	} else if _, err := os.Stat(filepath.Join(c.Data, "passage.db")); err == nil {
		return errors.New("the demonstration starts fresh, and there is a store in that folder")
	}
	a, err := where{Data: c.Data}.app(ctx, true, true)
	if err != nil {
		return err
	}
	if err := fixture.Accounts(ctx, a); err != nil {
		return errors.Join(err, a.Store.Close())
	}
	return listen(ctx, o, a, c.Addr, "", true)
}

type serveCmd struct {
	where
	Addr   string `help:"Address to listen on." default:"127.0.0.1:8080"`
	Origin string `help:"Scheme and host that readers use, as https://passage.example; passkeys are bound to it." required:""`
}

// Run starts the server. It makes nothing: admin keys init makes the folder and the key first.
func (c *serveCmd) Run(ctx context.Context, o out) error {
	a, err := c.app(ctx, true, false)
	if err != nil {
		return err
	}
	return listen(ctx, o, a, c.Addr, c.Origin, false)
}

// listen serves until the context ends, then lets requests under way finish.
func listen(ctx context.Context, o out, a *app.App, addr, origin string, demo bool) (err error) {
	defer func() { err = errors.Join(err, a.Store.Close()) }()
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	slog.SetDefault(log)
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	id, err := auth.New(a.Store, origin, demo)
	if err != nil {
		return err
	}
	if demo { // passkeys need a host name, which the demonstration has none of; it signs in without
		origin = "http://" + l.Addr().String()
	}
	w, err := web.New(web.Config{App: a, Auth: id, Origin: origin, Demo: demo, Log: log})
	if err != nil {
		return err
	}
	srv := &http.Server{
		Handler:           w.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Minute, // a scan over a bad line
		WriteTimeout:      5 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	fmt.Fprintln(o, "Passage: http://"+l.Addr().String()+"/en"+map[bool]string{true: "/demo"}[demo])
	go sweep(ctx, a)
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return srv.Shutdown(end)
}

// sweep removes what has outlived its time, now and every hour.
func sweep(ctx context.Context, a *app.App) {
	t := time.NewTicker(time.Hour)
	defer t.Stop()
	for {
		if err := a.Store.Sweep(ctx, a.Now()); err != nil && ctx.Err() == nil {
			slog.Warn("sweep", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}
