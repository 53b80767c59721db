package auth

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/store"
)

// Passkeys are discoverable and verify the user. The whole credential is kept as opaque JSON in the sealed account:
// applications that kept single fields locked their people out when a field was added.

// ceremony is how long a passkey ceremony may take; codeLife how long a one-time enrolment code is good.
const (
	ceremony = 5 * time.Minute
	codeLife = 10 * time.Minute
)

// person is an account as the library wants it.
type person struct{ a store.Account }

func (p person) WebAuthnID() []byte          { return p.a.Details.Handle }
func (p person) WebAuthnName() string        { return p.a.Details.Name }
func (p person) WebAuthnDisplayName() string { return p.a.Details.Name }
func (p person) WebAuthnCredentials() (out []webauthn.Credential) {
	for _, raw := range p.a.Details.Credentials {
		var c webauthn.Credential
		if json.Unmarshal(raw, &c) == nil {
			out = append(out, c)
		}
	}
	return out
}

// refused is a 403 and not a 401: the reader stays on the page and reads why.
var refused = fault.New(fault.Forbidden, "fault.passkey")

// Challenge starts the ceremony of signing in. It gives the options for the browser, as JSON, and the id of the ceremony.
func (a *Auth) Challenge(r *http.Request) (id string, options []byte, err error) {
	if a.webauthn == nil {
		return "", nil, fault.New(fault.NotFound, "fault.not_found")
	}
	if err := a.Limit(r, "sign-in"); err != nil {
		return "", nil, err
	}
	opts, data, err := a.webauthn.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return "", nil, err
	}
	return a.leave(r.Context(), "passkey", "", opts, data)
}

func (a *Auth) leave(ctx context.Context, kind, account string, opts any, data *webauthn.SessionData) (string, []byte, error) {
	body, err := json.Marshal(data)
	if err != nil {
		return "", nil, err
	}
	id, err := a.Store.LeaveSlip(ctx, store.Slip{Kind: kind, Account: account, Until: a.Now().Add(ceremony), Body: body})
	if err != nil {
		return "", nil, err
	}
	options, err := json.Marshal(opts)
	return id, options, err
}

// take opens a ceremony once; a second answer to the same challenge is refused.
func (a *Auth) take(ctx context.Context, kind, id string) (s store.Slip, data webauthn.SessionData, err error) {
	if s, err = a.Store.Slip(ctx, kind, id, a.Now()); err != nil {
		return s, data, refused
	}
	if ok, err := a.Store.TakeSlip(ctx, kind, id); err != nil || !ok {
		return s, data, refused
	}
	return s, data, json.Unmarshal(s.Body, &data)
}

// verify checks the browser's answer to a ceremony and gives the account that it proves, its credential counter kept.
func (a *Auth) verify(ctx context.Context, id string, answer io.Reader) (acc store.Account, err error) {
	if a.webauthn == nil {
		return acc, fault.New(fault.NotFound, "fault.not_found")
	}
	_, data, err := a.take(ctx, "passkey", id)
	if err != nil {
		return acc, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBody(answer)
	if err != nil {
		return acc, refused
	}
	_, cred, err := a.webauthn.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		list, err := a.Store.Accounts(ctx, "")
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			if len(handle) > 0 && bytes.Equal(x.Details.Handle, handle) {
				acc = x
				return person{x}, nil
			}
		}
		return nil, refused
	}, data, parsed)
	if err != nil || cred.Authenticator.CloneWarning {
		return store.Account{}, refused
	}
	if acc.Frozen {
		return store.Account{}, fault.New(fault.Forbidden, "fault.frozen")
	}
	raw, err := json.Marshal(cred)
	if err != nil {
		return store.Account{}, err
	}
	return acc, a.change(ctx, access.SignIn, acc, func(now *store.Account) {
		for i, c := range (person{*now}).WebAuthnCredentials() {
			if bytes.Equal(c.ID, cred.ID) {
				now.Details.Credentials[i] = raw
			}
		}
	})
}

// change stores an account as fn leaves it.
func (a *Auth) change(ctx context.Context, what access.Action, acc store.Account, fn func(*store.Account)) error {
	_, err := a.Store.Change(ctx, store.Entry{Actor: acc.Actor(), Action: what, Now: a.Now()}, func(tx *store.Tx) (string, error) {
		now, err := tx.Account(acc.ID)
		if err != nil {
			return "", err
		}
		fn(&now)
		return "", tx.SaveAccount(now)
	})
	return err
}

// Finish ends the ceremony of signing in and starts the session, presence proven.
func (a *Auth) Finish(w http.ResponseWriter, r *http.Request, id string, answer io.Reader) error {
	acc, err := a.verify(r.Context(), id, answer)
	if err != nil {
		return err
	}
	return a.SignIn(r.Context(), w, acc.ID, true)
}

// FinishProof ends a ceremony that proves presence again for a decision; it must be the same person's passkey.
func (a *Auth) FinishProof(ctx context.Context, s *Session, id string, answer io.Reader) error {
	acc, err := a.verify(ctx, id, answer)
	if err != nil {
		return err
	}
	if acc.ID != s.Account.ID {
		return fault.New(fault.Forbidden, "fault.passkey_other")
	}
	return a.prove(ctx, s)
}

// Invite makes a one-time code with which an account enrols a passkey. `passage admin` prints it, for two people to
// hand over in person.
func (a *Auth) Invite(ctx context.Context, account string) (string, error) {
	acc, err := a.Store.Account(ctx, account)
	if err != nil {
		return "", err
	}
	if acc.Details.Key.Given() {
		return "", fault.New(fault.Stopped, "fault.key_passkey")
	}
	code := store.NewID()
	_, err = a.Store.LeaveSlip(ctx, store.Slip{ID: codeID(code), Kind: "code", Account: account, Until: a.Now().Add(codeLife)})
	return code, err
}

// plainCode is a code as it was made, however it was read out or typed.
func plainCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return unicode.ToLower(r)
	}, typed)
}

// codeID is what is stored of a code: who reads the database cannot use it.
func codeID(code string) string { return hex.EncodeToString(digest(plainCode(code))) }

var badCode = fault.New(fault.Forbidden, "fault.code")

// BeginEnrol starts the enrolment of a passkey for the account that a code was made for. The code is used up when the
// passkey is kept, so that a cancelled dialogue does not cost it.
func (a *Auth) BeginEnrol(r *http.Request, code string) (id string, options []byte, err error) {
	if a.webauthn == nil {
		return "", nil, fault.New(fault.NotFound, "fault.not_found")
	}
	if err := a.Limit(r, "enrol"); err != nil {
		return "", nil, err
	}
	ctx := r.Context()
	slip, err := a.Store.Slip(ctx, "code", codeID(code), a.Now())
	if err != nil {
		return "", nil, badCode
	}
	acc, err := a.Store.Account(ctx, slip.Account)
	if err != nil {
		return "", nil, err
	}
	if acc.Frozen {
		return "", nil, fault.New(fault.Forbidden, "fault.frozen")
	}
	if len(acc.Details.Handle) == 0 {
		fresh := make([]byte, 32)
		rand.Read(fresh)
		if err := a.change(ctx, access.EnrolPasskey, acc, func(now *store.Account) {
			if len(now.Details.Handle) == 0 {
				now.Details.Handle = fresh
			}
		}); err != nil {
			return "", nil, err
		}
		if acc, err = a.Store.Account(ctx, slip.Account); err != nil {
			return "", nil, err
		}
	}
	var known []protocol.CredentialDescriptor
	for _, c := range (person{acc}).WebAuthnCredentials() {
		known = append(known, c.Descriptor())
	}
	opts, data, err := a.webauthn.BeginRegistration(person{acc}, webauthn.WithResidentKeyRequirement(protocol.ResidentKeyRequirementRequired),
		webauthn.WithExclusions(known))
	if err != nil {
		return "", nil, err
	}
	return a.leave(ctx, "enrol", acc.ID, opts, data)
}

// FinishEnrol keeps the new passkey and uses up the code.
func (a *Auth) FinishEnrol(ctx context.Context, id, code string, answer io.Reader) error {
	if a.webauthn == nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	slip, data, err := a.take(ctx, "enrol", id)
	if err != nil {
		return err
	}
	given, err := a.Store.Slip(ctx, "code", codeID(code), a.Now())
	if err != nil || given.Account != slip.Account {
		return badCode
	}
	parsed, err := protocol.ParseCredentialCreationResponseBody(answer)
	if err != nil {
		return refused
	}
	acc, err := a.Store.Account(ctx, slip.Account)
	if err != nil {
		return err
	}
	cred, err := a.webauthn.CreateCredential(person{acc}, data, parsed)
	if err != nil {
		return refused
	}
	raw, err := json.Marshal(cred)
	if err != nil {
		return err
	}
	// The code works once, whoever is first.
	if ok, err := a.Store.TakeSlip(ctx, "code", given.ID); err != nil || !ok {
		return badCode
	}
	return a.change(ctx, access.EnrolPasskey, acc, func(now *store.Account) { now.Details.Credentials = append(now.Details.Credentials, raw) })
}
