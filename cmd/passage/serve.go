package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"passage/internal/api"
	"passage/internal/app"
	"passage/internal/auth"
	"passage/internal/fixture"
	"passage/internal/mail"
	"passage/internal/pdf"
	"passage/internal/web"
)

type demoCmd struct {
	Addr string `help:"Address to listen on." default:"127.0.0.1:8080"`
	Data string `help:"Folder that keeps the demonstration, and in which it goes on; a temporary one unless given." type:"path"`
	Seed uint64 `help:"Fixes the facts of the invented caseload." default:"1"`

	Cases    bool `help:"Make the invented caseload." default:"true" negatable:""`
	Practice bool `help:"Make nine more cases at Office Cedar, each at a turn that few cases take, to practise with."`
	Packages int  `help:"How many more whole packages wait at the operations centre, to practise with." placeholder:"N"`

	Fonts  fontFolder `help:"Folder of TrueType fonts for scripts that the program's own lack, as Debian's fonts-noto-core has them." placeholder:"DIR"`
	Clamav string     `help:"ClamAV's daemon on this machine, that every document is shown to: unix:/path or tcp:127.0.0.1:3310." placeholder:"unix:/path"`

	Profile string `help:"Loopback address for profiles of the running program." placeholder:"127.0.0.1:6060" hidden:""`
}

// Run starts the demonstration, on a fresh store or on the one that an earlier demonstration left in the folder.
func (c *demoCmd) Run(ctx context.Context, o out) error {
	if err := profile(c.Profile); err != nil {
		return err
	}
	if err := c.Fonts.add(); err != nil {
		return err
	}
	tune()
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "passage-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		c.Data = dir
	}
	_, err := os.Stat(filepath.Join(c.Data, "passage.db"))
	fresh := errors.Is(err, fs.ErrNotExist)
	a, err := where{Data: c.Data}.app(ctx, fresh, true)
	if err != nil {
		return err
	}
	if a.Clam, err = clam(c.Clamav); err != nil {
		return errors.Join(err, a.Store.Close())
	}
	return listen(ctx, o, a, c.Addr, "", true, gate{}, func() error { return c.prepare(ctx, a, fresh) })
}

// prepare makes the cast. A store that no demonstration made is refused: the demonstration signs people in without
// proof. The mark comes last, so that a cast cut short is not gone on with.
func (c *demoCmd) prepare(ctx context.Context, a *app.App, fresh bool) error {
	if fresh {
		if err := fixture.Accounts(ctx, a); err != nil {
			return err
		}
		if c.Cases {
			if err := c.caseload(ctx, a); err != nil {
				return err
			}
		}
		return a.Store.Mark(ctx, demoMark)
	}
	ours, err := a.Store.Marked(ctx, demoMark)
	if err == nil && !ours {
		err = errors.New("the store in that folder is not a demonstration's, or its making was cut short")
	}
	return err
}

// caseload makes the invented cases. Memory is spent for a second so that the first answer comes sooner.
func (c *demoCmd) caseload(ctx context.Context, a *app.App) error {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	if err := fixture.Caseload(ctx, a, c.Seed); err != nil {
		return err
	}
	if err := fixture.Packages(ctx, a, c.Seed, c.Packages); err != nil {
		return err
	}
	if c.Practice {
		if err := fixture.Practice(ctx, a, c.Seed); err != nil {
			return err
		}
	}
	if _, err := a.MatchArrivals(ctx); err != nil { // the cast's arrivals are compared before anybody looks, as they long were
		return err
	}
	return a.MakeReports(ctx, false)
}

type serveCmd struct {
	where
	Addr    string `help:"Address to listen on." default:"127.0.0.1:8080"`
	Origin  string `help:"Scheme and host that readers use, as https://passage.example; passkeys are bound to it." required:""`
	TLSCert string `name:"tls-cert" help:"Certificate chain in PEM; with --tls-key the server speaks TLS itself." type:"existingfile"`
	TLSKey  string `name:"tls-key" help:"Private key in PEM." type:"existingfile"`
	Clamav  string `help:"ClamAV's daemon on this machine, that every document is shown to: unix:/path or tcp:127.0.0.1:3310." placeholder:"unix:/path"`
	Proxy   string `help:"Address of the proxy in front that speaks TLS, as 127.0.0.1: its word on where a request comes from is believed, and nobody else may connect."`

	Fonts fontFolder `help:"Folder of TrueType fonts for scripts that the program's own lack, as Debian's fonts-noto-core has them. Every machine that prints has the same." placeholder:"DIR"`

	SMTP     string `name:"smtp" help:"Mail server that takes mail saying only that there is an update, as mail.example:587. TLS is asked for unless it is on this machine. None: nobody is mailed." placeholder:"HOST:PORT"`
	SMTPFrom string `name:"smtp-from" help:"Address that such mail comes from." placeholder:"updates@passage.example"`
	SMTPAuth string `name:"smtp-auth" help:"File that nobody else can read with two lines: the name at the mail server, and the password." type:"path" placeholder:"FILE"`
}

// relay is the mail server, nil when there is none.
func (c *serveCmd) relay() (*mail.Relay, error) {
	if c.SMTP == "" {
		if c.SMTPFrom != "" || c.SMTPAuth != "" {
			return nil, errors.New("--smtp-from and --smtp-auth go with --smtp")
		}
		return nil, nil
	}
	r, err := mail.New(c.SMTP, c.SMTPFrom, c.SMTPAuth)
	if err != nil {
		err = fmt.Errorf("--smtp: %w", err)
	}
	return r, err
}

// fontFolder is a folder of fonts that are printed with besides the program's own.
type fontFolder string

func (f fontFolder) add() error {
	if f == "" {
		return nil
	}
	n, left, err := pdf.AddFonts(os.DirFS(string(f)))
	if err != nil {
		return fmt.Errorf("--fonts: %w", err)
	}
	if n == 0 {
		return errors.New("--fonts: there is no TrueType font (*.ttf) in that folder")
	}
	slog.Info("fonts were read", "taken", n, "left", len(left))
	return nil
}

// Run starts the real server. Passkeys and cookies need TLS: from files, or from a proxy that is named; without either
// it listens on this machine alone.
func (c *serveCmd) Run(ctx context.Context, o out) error {
	g := gate{cert: c.TLSCert, key: c.TLSKey}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return errors.New("--tls-cert and --tls-key go together")
	}
	if c.Proxy != "" {
		var err error
		if g.proxy, err = netip.ParseAddr(c.Proxy); err != nil {
			return errors.New("--proxy: give the proxy's address, as 127.0.0.1")
		}
	}
	if host, _, err := net.SplitHostPort(c.Addr); err != nil || c.TLSCert == "" && c.Proxy == "" && !local(host) {
		return errors.New("--addr: without TLS or a named proxy the server listens on this machine alone, as 127.0.0.1:8080")
	}
	if err := c.Fonts.add(); err != nil {
		return err
	}
	r, err := c.relay()
	if err != nil {
		return err
	}
	a, err := c.app(ctx, true, false)
	if err != nil {
		return err
	}
	a.Relay, a.Origin = r, c.Origin
	if a.Clam, err = clam(c.Clamav); err != nil {
		return errors.Join(err, a.Store.Close())
	}
	if ours, err := a.Store.Marked(ctx, demoMark); err != nil || ours {
		if err == nil {
			err = errors.New("that is a demonstration's store: passage demo opens it")
		}
		return errors.Join(err, a.Store.Close())
	}
	return listen(ctx, o, a, c.Addr, c.Origin, false, g, func() error { return nil })
}

func clam(s string) (app.Clam, error) {
	c, err := app.ParseClam(s)
	if err != nil {
		err = fmt.Errorf("--clamav: %w", err)
	}
	return c, err
}

func local(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// gate is how requests come in: TLS of our own, or a proxy in front.
type gate struct {
	cert, key string
	proxy     netip.Addr
}

// through lets the proxy's requests in with the address they came from, and nobody else's.
func (g gate) through(next http.Handler) http.Handler {
	if !g.proxy.IsValid() {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || from.Addr().Unmap() != g.proxy.Unmap() {
			http.Error(w, http.StatusText(http.StatusForbidden), http.StatusForbidden)
			return
		}
		if list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ","); len(list) > 0 {
			if ip, err := netip.ParseAddr(strings.TrimSpace(list[len(list)-1])); err == nil {
				r.RemoteAddr = netip.AddrPortFrom(ip, from.Port()).String()
			}
		}
		next.ServeHTTP(w, r)
	})
}

// listen serves until the context ends, then lets requests under way finish. The store is prepared while the pages are:
// who asks meanwhile is answered when both are ready.
func listen(ctx context.Context, o out, a *app.App, addr, origin string, demo bool, g gate, prepare func() error) (err error) {
	defer func() { err = errors.Join(err, a.Store.Close()) }()
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	slog.SetDefault(log)
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	prepared := make(chan error, 1)
	go func() { prepared <- prepare() }()
	w, err := pages(a, l, origin, demo)
	if err = errors.Join(err, <-prepared); err != nil {
		return errors.Join(err, l.Close())
	}
	srv := &http.Server{
		Handler:           g.through(doors(a, w, origin)),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Minute, // a scan over a bad line
		WriteTimeout:      5 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	at := "http://" + l.Addr().String() + "/en/demo"
	if !demo {
		at = origin + "/en, listening on " + l.Addr().String()
	}
	fmt.Fprintln(o, "Passage: "+at)
	go sweep(ctx, a)
	go makeReports(ctx, a)
	go matchArrivals(ctx, a)
	go rescan(ctx, a)
	ctx, stop := context.WithCancel(ctx)
	var carried sync.WaitGroup
	carried.Go(func() { a.DeliverMail(ctx) })
	defer carried.Wait() // before the store closes: what was said to the mail server is entered
	defer stop()
	done := make(chan error, 1)
	go func() {
		if g.cert != "" {
			done <- srv.ServeTLS(l, g.cert, g.key)
			return
		}
		done <- srv.Serve(l)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return srv.Shutdown(end)
}

// doors are the pages and the API.
func doors(a *app.App, w *web.Web, origin string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(api.Root+"/", api.New(api.Config{App: a, Auth: w.Auth, Log: slog.Default(), Secure: strings.HasPrefix(origin, "https://")}))
	mux.Handle("/", w.Handler())
	return mux
}

// pages are all pages, ready to be asked for.
func pages(a *app.App, l net.Listener, origin string, demo bool) (*web.Web, error) {
	id, err := auth.New(a.Store, origin, demo)
	if err != nil {
		return nil, err
	}
	if demo { // passkeys need a host name, which the demonstration has none of; it signs in without
		origin = "http://" + l.Addr().String()
	}
	return web.New(web.Config{App: a, Auth: id, Origin: origin, Demo: demo, Log: slog.Default()})
}

// matchArrivals compares what has arrived, now and every few seconds: apart from the requests of partners, so that none
// takes longer for one person than for another (decision 5).
func matchArrivals(ctx context.Context, a *app.App) {
	t := time.NewTicker(5 * time.Second)
	defer t.Stop()
	for first := true; ; first = false {
		if _, err := a.MatchArrivals(ctx); err != nil && ctx.Err() == nil {
			slog.Warn("comparing arrivals", "err", err)
		}
		if first {
			settle(ctx, a)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// settle gives back what only starting needed: parsing pages and policy, making a cast, and comparing what is there
// already leave much behind.
func settle(ctx context.Context, a *app.App) {
	if err := a.Store.Rest(ctx); err != nil && ctx.Err() == nil {
		slog.Warn("giving back memory", "err", err)
	}
	debug.FreeOSMemory()
	dropProgramPages()
}

// rescan asks the malware scanner, every minute, about the documents that wait for it.
func rescan(ctx context.Context, a *app.App) {
	if !a.Clam.Set() {
		return
	}
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		if _, err := a.Rescan(ctx); err != nil && ctx.Err() == nil {
			slog.Warn("malware scan", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// makeReports makes the reports that are due: soon, then every hour; and counts all cases anew when somebody asks.
func makeReports(ctx context.Context, a *app.App) {
	asked := a.CountAsked(ctx, 5*time.Minute) // whoever has just started the server has their first pages first
	for ctx.Err() == nil {
		if err := a.MakeReports(ctx, asked); err != nil && ctx.Err() == nil {
			slog.Warn("reports", "err", err)
		}
		asked = a.CountAsked(ctx, time.Hour)
	}
}

// sweep removes what has outlived its time, releases the places of returned packages that nobody took up (I-50), carries over
// what the pack lets go into the next year (I-91), reminds families of the one-year window (I-110), and makes the forecast of the day: now, soon, and every hour. The
// forecast keeps a processor busy for as long as there are many cases, so it leaves whoever has just started the server
// their first pages.
func sweep(ctx context.Context, a *app.App) {
	for started := true; ; started = false {
		if err := a.Store.Sweep(ctx, a.Now()); err != nil && ctx.Err() == nil {
			slog.Warn("sweep", "err", err)
		}
		if _, err := a.LapseReturned(ctx); err != nil && ctx.Err() == nil {
			slog.Warn("returned packages", "err", err)
		}
		if _, err := a.RemindWindows(ctx); err != nil && ctx.Err() == nil {
			slog.Warn("reminders of the window", "err", err)
		}
		if err := a.CarryOver(ctx); err != nil && ctx.Err() == nil {
			slog.Warn("turn of the year", "err", err)
		}
		wait := 5 * time.Minute
		if !started {
			wait = time.Hour
			for _, s := range a.Policy().Streams() {
				if err := a.MakeForecast(ctx, s.ID); err != nil && ctx.Err() == nil {
					slog.Warn("forecast", "err", err)
				}
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}
