package app

import (
	"context"
	"slices"

	"passage/internal/casework/access"
	"passage/internal/store"
)

// Account is a person who may sign in; Details is its sealed part.
type (
	Account = store.Account
	Details = store.Details
)

// CreateAccounts makes accounts. Nobody gives themselves a role: the command line does it on the machine itself, as
// the system, or an administrator does.
func (a *App) CreateAccounts(ctx context.Context, w Write, list []store.Account) error {
	_, err := a.start(ctx, w, access.CreateAccount, func(tx *store.Tx) error {
		for _, acc := range list {
			acc.Version = 0
			if err := tx.SaveAccount(acc); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// Freeze freezes an account or lets it back in. A frozen account is out on its next request: its sessions end.
func (a *App) Freeze(ctx context.Context, w Write, account string, frozen bool) error {
	if _, err := a.start(ctx, w, access.FreezeAccount, func(tx *store.Tx) error {
		acc, err := tx.Account(account)
		if err != nil {
			return err
		}
		acc.Frozen = frozen
		return tx.SaveAccount(acc)
	}); err != nil {
		return err
	}
	if !frozen {
		return nil
	}
	return a.Store.EndSessions(ctx, account, a.Now())
}

// DeclareLink records or takes back a person's declared link to a country (decision 14): while it stands they neither
// open, nor find, nor are assigned a case against it.
func (a *App) DeclareLink(ctx context.Context, w Write, account, country string, linked bool) error {
	_, err := a.start(ctx, w, access.DeclareLink, func(tx *store.Tx) error {
		acc, err := tx.Account(account)
		if err != nil {
			return err
		}
		acc.Details.Links = slices.DeleteFunc(acc.Details.Links, func(c string) bool { return c == country })
		if linked {
			acc.Details.Links = append(acc.Details.Links, country)
		}
		return tx.SaveAccount(acc)
	})
	return err
}

// Accounts are the accounts of a unit, for those who hand out work; all of them for an administrator.
func (a *App) Accounts(ctx context.Context, who access.Actor) ([]store.Account, error) {
	if access.Allow(who, access.ViewAccounts, access.Resource{}) == nil {
		return a.Store.Accounts(ctx, "")
	}
	if err := access.Allow(who, access.AssignCase, access.Resource{Office: who.Unit, WithOffice: true}); err != nil {
		return nil, err
	}
	return a.Store.Accounts(ctx, who.Unit)
}
