package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/store"
)

// A page opened with a card (I-88) has a cookie of its own, which is no session of an account: it is shorter, and an officer at the
// same browser stays who they are.
const (
	CardIdle  = 10 * time.Minute
	CardWhole = time.Hour
)

const cardSession = "card.session"

// CardSession is a browser in which a card was opened.
type CardSession struct {
	Case    string
	Card    string
	Started time.Time
	Expires time.Time `json:"-"` // unless it is used again before
}

func (a *Auth) cardCookie(value string, age int) *http.Cookie {
	name := "__Host-p"
	if a.Demo {
		name = "p"
	}
	return &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: !a.Demo, SameSite: http.SameSiteStrictMode, MaxAge: age}
}

// StartCard starts the session of a card that was opened and sets its cookie, whose sum alone is kept.
func (a *Auth) StartCard(ctx context.Context, w http.ResponseWriter, c CardSession) error {
	raw := make([]byte, 32)
	rand.Read(raw)
	value := base64.RawURLEncoding.EncodeToString(raw)
	c.Started = a.Now()
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if _, err := a.Store.LeaveSlip(ctx, store.Slip{Kind: cardSession, ID: hex.EncodeToString(digest(value)), Until: a.Now().Add(CardIdle), Body: body}); err != nil {
		return err
	}
	http.SetCookie(w, a.cardCookie(value, int(CardWhole/time.Second)))
	return nil
}

// Card is the session of a card of a request; fault.SignIn when there is none or when it has ended.
func (a *Auth) Card(r *http.Request) (CardSession, error) {
	none := fault.New(fault.SignIn, "fault.sign_in")
	c, err := r.Cookie(a.cardCookie("", 0).Name)
	if err != nil || c.Value == "" {
		return CardSession{}, none
	}
	id, now := hex.EncodeToString(digest(c.Value)), a.Now()
	slip, err := a.Store.Slip(r.Context(), cardSession, id, now)
	if fault.KindOf(err) == fault.NotFound {
		return CardSession{}, none
	}
	if err != nil {
		return CardSession{}, err
	}
	var s CardSession
	if err := json.Unmarshal(slip.Body, &s); err != nil {
		return CardSession{}, err
	}
	end := s.Started.Add(CardWhole)
	if !now.Before(end) || now.Before(s.Started.Add(-time.Minute)) { // a clock that jumped back stretches nothing
		return CardSession{}, none
	}
	s.Expires = now.Add(CardIdle)
	if end.Before(s.Expires) {
		s.Expires = end
	}
	if s.Expires.Sub(slip.Until) > touch {
		return s, a.Store.ExtendSlip(r.Context(), cardSession, id, s.Expires)
	}
	s.Expires = slip.Until
	return s, nil
}

// EndCard ends the session of a card and clears what the browser holds of it.
func (a *Auth) EndCard(w http.ResponseWriter, r *http.Request) error {
	if c, err := r.Cookie(a.cardCookie("", 0).Name); err == nil && c.Value != "" {
		if _, err := a.Store.TakeSlip(r.Context(), cardSession, hex.EncodeToString(digest(c.Value))); err != nil {
			return err
		}
	}
	http.SetCookie(w, a.cardCookie("", -1))
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return nil
}
