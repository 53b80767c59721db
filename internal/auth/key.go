package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"

	"golang.org/x/time/rate"

	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

// A key is what a partner's own system signs in with: "passage.<account>.<secret>". The secret has 256 random bits; its
// SHA-256 alone is kept, sealed on the account. It acts as its account and as nobody else, so that what came by machine
// can be told from what a person typed; an account has a key or a passkey, never both.
const keyMark = "passage."

// KeyDays is how long a key is good unless it is asked for less.
const KeyDays = 365

// MakeKey gives an account a key that is good for some days, in place of the one it had, and returns it: it is shown
// once. Errors: fault.Stopped for an account that signs in with a passkey, and for a role that no machine has.
func (a *Auth) MakeKey(ctx context.Context, who access.Actor, account string, days int) (string, error) {
	if days < 1 || days > KeyDays {
		return "", fault.New(fault.Stopped, "fault.key_days")
	}
	raw := make([]byte, 32)
	rand.Read(raw)
	secret := base64.RawURLEncoding.EncodeToString(raw)
	err := a.setKey(ctx, who, account, func(acc *store.Account) error {
		switch {
		case acc.Role != access.Caseworker:
			return fault.New(fault.Stopped, "fault.key_role")
		case len(acc.Details.Credentials) > 0:
			return fault.New(fault.Stopped, "fault.key_passkey")
		}
		sum := sha256.Sum256([]byte(secret))
		acc.Details.Key = store.Key{SHA256: sum[:], Until: policy.DayOf(a.Now()).Add(days)}
		return nil
	})
	return keyMark + account + "." + secret, err
}

// EndKey takes an account's key away: it is good for nothing from the next request on.
func (a *Auth) EndKey(ctx context.Context, who access.Actor, account string) error {
	return a.setKey(ctx, who, account, func(acc *store.Account) error {
		acc.Details.Key = store.Key{}
		return nil
	})
}

func (a *Auth) setKey(ctx context.Context, who access.Actor, account string, fn func(*store.Account) error) error {
	if err := access.Allow(who, access.MakeKey, access.Resource{}); err != nil {
		return err
	}
	_, err := a.Store.Change(ctx, store.Entry{Actor: who, Action: access.MakeKey, Now: a.Now()}, func(tx *store.Tx) (string, error) {
		acc, err := tx.Account(account)
		if err != nil {
			return "", err
		}
		if err := fn(&acc); err != nil {
			return "", err
		}
		return "", tx.SaveAccount(acc)
	})
	return err
}

// Budget of one account with a key: a system that sends a family a minute is far below it.
const (
	perSecond = 10
	burst     = 60
)

// Key is who sends a request with a key in its Authorization header. Errors: fault.SignIn without a key, with one that is unknown, over, or
// of a frozen account, which are all told alike; fault.TooMany for an address that tries too many, and past the budget of the account.
func (a *Auth) Key(r *http.Request) (access.Actor, error) {
	acc, err := a.byKey(r)
	if err != nil {
		if e := a.Limit(r, "key"); e != nil {
			return access.Actor{}, e
		}
		return access.Actor{}, err
	}
	a.mu.Lock()
	l := a.budgets[acc.ID]
	if l == nil {
		l = rate.NewLimiter(perSecond, burst)
		if a.budgets == nil {
			a.budgets = map[string]*rate.Limiter{}
		}
		a.budgets[acc.ID] = l
	}
	a.mu.Unlock()
	if !l.AllowN(a.Now(), 1) {
		return access.Actor{}, fault.New(fault.TooMany, "fault.too_many")
	}
	return acc.Actor(), nil
}

func (a *Auth) byKey(r *http.Request) (store.Account, error) {
	no := fault.New(fault.SignIn, "fault.key")
	text, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "+keyMark)
	i := strings.LastIndexByte(text, '.')
	if !ok || i < 1 || len(text) > 200 {
		return store.Account{}, no
	}
	acc, err := a.Store.Account(r.Context(), text[:i])
	if fault.KindOf(err) == fault.NotFound {
		return store.Account{}, no
	}
	if err != nil {
		return store.Account{}, err
	}
	sum, today := sha256.Sum256([]byte(text[i+1:])), policy.DayOf(a.Now())
	if subtle.ConstantTimeCompare(sum[:], acc.Details.Key.SHA256) != 1 || today > acc.Details.Key.Until || acc.Frozen {
		return store.Account{}, no
	}
	return acc, nil
}
