// Package auth owns who somebody is: passkeys, sessions, proof of presence, limits on tries. It does not own what they
// may do (access) nor the pages (web). A role never comes from outside: it stands on the account.
package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"golang.org/x/time/rate"

	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/store"
)

// Decision 25: idle 15 minutes, 12 hours at most; presence proven within five minutes counts for a decision.
const (
	Idle   = 15 * time.Minute
	Whole  = 12 * time.Hour
	Recent = 5 * time.Minute
	// touch is how often a session in use is noted; the idle time is exact to this.
	touch = 30 * time.Second
)

// Auth signs people in and knows their sessions.
type Auth struct {
	Store *store.Store
	Now   func() time.Time
	Demo  bool // sign-in without proof exists, and the cookie is plain

	webauthn *webauthn.WebAuthn

	mu      sync.Mutex
	budgets map[string]*rate.Limiter // of accounts with a key
}

// New is an Auth for an origin, as "https://passage.example". In the demo the origin may be empty.
func New(s *store.Store, origin string, demo bool) (*Auth, error) {
	a := &Auth{Store: s, Now: time.Now, Demo: demo}
	if origin == "" {
		return a, nil
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return nil, errors.New("auth: the origin must be an address like https://passage.example")
	}
	if net.ParseIP(u.Hostname()) != nil {
		return nil, errors.New("auth: the origin needs a host name, as https://passage.example or http://localhost:8080: passkeys are bound to a name, never to an address")
	}
	a.webauthn, err = webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: "Passage", RPOrigins: []string{origin},
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
	return a, err
}

// Session is one signed-in browser with the account as it is now.
type Session struct {
	Actor   access.Actor
	Account store.Account
	Expires time.Time // unless it is used again before
	Proven  time.Time // last proof of presence
	token   []byte
}

// CookieName is the session cookie's name: bound to the host in use, plain in the demo alone.
func (a *Auth) CookieName() string {
	if a.Demo {
		return "s"
	}
	return "__Host-s"
}

func (a *Auth) cookie(value string, age int) *http.Cookie {
	return &http.Cookie{Name: a.CookieName(), Value: value, Path: "/", HttpOnly: true, Secure: !a.Demo, SameSite: http.SameSiteLaxMode, MaxAge: age}
}

func digest(cookie string) []byte {
	h := sha256.Sum256([]byte(cookie))
	return h[:]
}

// Session is the session of a request. It returns fault.SignIn when there is none, when it has ended (the ended
// session comes along, so that what was typed can be kept for its person), or when the account was frozen since,
// which counts at once.
func (a *Auth) Session(r *http.Request) (*Session, error) {
	c, err := r.Cookie(a.CookieName())
	if err != nil || c.Value == "" {
		return nil, fault.New(fault.SignIn, "fault.sign_in")
	}
	n, acc, err := a.Store.Session(r.Context(), digest(c.Value))
	if err != nil {
		if _, ok := errors.AsType[*fault.Error](err); ok {
			return nil, fault.New(fault.SignIn, "fault.sign_in")
		}
		return nil, err
	}
	now := a.Now()
	actor := acc.Actor()
	actor.Duty = acc.OnDuty(now)
	s := &Session{Actor: actor, Account: acc, Proven: n.Proven, token: n.Token}
	switch {
	case acc.Frozen:
		return nil, fault.New(fault.SignIn, "fault.frozen")
	case now.Sub(n.Seen) > Idle, now.Sub(n.Started) > Whole, now.Before(n.Started.Add(-time.Minute)):
		// A clock that jumped back cannot stretch a session either.
		return s, fault.New(fault.SignIn, "fault.session_ended")
	}
	if now.Sub(n.Seen) > touch {
		if err := a.Store.TouchSession(r.Context(), n.Token, now, n.Proven); err != nil {
			return nil, err
		}
		n.Seen = now
	}
	s.Expires = n.Seen.Add(Idle)
	if end := n.Started.Add(Whole); end.Before(s.Expires) {
		s.Expires = end
	}
	return s, nil
}

// SignIn starts a session for an account and sets its cookie. A frozen account is fault.Forbidden.
func (a *Auth) SignIn(ctx context.Context, w http.ResponseWriter, account string, proven bool) error {
	acc, err := a.Store.Account(ctx, account)
	if err != nil {
		return err
	}
	if acc.Frozen {
		return fault.New(fault.Forbidden, "fault.frozen")
	}
	raw := make([]byte, 32)
	rand.Read(raw)
	value := base64.RawURLEncoding.EncodeToString(raw)
	n := store.Session{Token: digest(value), Account: acc.ID, Started: a.Now(), Seen: a.Now()}
	if proven {
		n.Proven = a.Now()
	}
	if err := a.Store.StartSession(ctx, n); err != nil {
		return err
	}
	http.SetCookie(w, a.cookie(value, int(Whole/time.Second)))
	return nil
}

// SignInDemo signs in without proof; outside the demo it is fault.NotFound.
func (a *Auth) SignInDemo(ctx context.Context, w http.ResponseWriter, account string) error {
	if !a.Demo {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return a.SignIn(ctx, w, account, false)
}

// SignOut ends the session and clears what the browser holds.
func (a *Auth) SignOut(w http.ResponseWriter, r *http.Request) error {
	if c, err := r.Cookie(a.CookieName()); err == nil && c.Value != "" {
		if err := a.Store.EndSession(r.Context(), digest(c.Value)); err != nil {
			return err
		}
	}
	http.SetCookie(w, a.cookie("", -1))
	w.Header().Set("Clear-Site-Data", `"cache", "cookies", "storage"`)
	return nil
}

// IsRecent says whether presence was proven within the last five minutes, as a decision asks.
func (a *Auth) IsRecent(s *Session) bool {
	return !s.Proven.IsZero() && a.Now().Sub(s.Proven) < Recent && !a.Now().Before(s.Proven)
}

// NeedRecent is fault.Forbidden with the key of the proof page when presence was not proven lately.
func (a *Auth) NeedRecent(s *Session) error {
	if a.IsRecent(s) {
		return nil
	}
	return fault.New(fault.Forbidden, "fault.prove_presence")
}

func (a *Auth) prove(ctx context.Context, s *Session) error {
	s.Proven = a.Now()
	return a.Store.TouchSession(ctx, s.token, s.Proven, s.Proven)
}

// ProveDemo is the demo's visible form, through the same gate (decision 17); outside the demo it is fault.NotFound.
func (a *Auth) ProveDemo(ctx context.Context, s *Session) error {
	if !a.Demo {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return a.prove(ctx, s)
}

// tries is how many ceremonies an address may begin in ten minutes: an office behind one address comes in together.
// Passkeys and codes of 128 bits cannot be guessed; the limit keeps strangers from filling the store.
const tries = 120

// Limit counts a try of something from where the request comes, and is fault.TooMany past the limit. The address is
// kept as a keyed hash alone.
func (a *Auth) Limit(r *http.Request, what string) error {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	key := what + ":" + hex.EncodeToString(a.Store.Vault().Token("address", host))
	n, err := a.Store.Attempt(r.Context(), key, a.Now(), 10*time.Minute)
	if err != nil {
		return err
	}
	if n > tries {
		return fault.New(fault.TooMany, "fault.too_many")
	}
	return nil
}

// Post is a form that met an ended session; it is sealed for that person and offered again after sign-in, for 24 hours.
type Post struct {
	ID   string
	Path string
	Body []byte // as posted, application/x-www-form-urlencoded
}

// KeepPost seals a post for an account whose session has ended (decision 25).
func (a *Auth) KeepPost(ctx context.Context, account, path string, body []byte) error {
	_, err := a.Store.LeaveSlip(ctx, store.Slip{Kind: "post", Account: account, Until: a.Now().Add(24 * time.Hour), Body: append([]byte(path+"\x00"), body...)})
	return err
}

// Posts are the kept posts of an account.
func (a *Auth) Posts(ctx context.Context, account string) (out []Post, err error) {
	list, err := a.Store.Slips(ctx, "post", account, a.Now())
	for _, s := range list {
		for i, b := range s.Body {
			if b == 0 {
				out = append(out, Post{s.ID, string(s.Body[:i]), s.Body[i+1:]})
				break
			}
		}
	}
	return out, err
}

// DropPost removes a kept post.
func (a *Auth) DropPost(ctx context.Context, id string) error {
	_, err := a.Store.TakeSlip(ctx, "post", id)
	return err
}
