package app

import (
	"context"
	"slices"
	"strings"

	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/i18n"
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

// AddAccount makes one account after its role and unit were looked at: a partner's role in a partner's unit, an office's
// in an office's, intake in ROCO. An id that is taken is fault.Invalid.
func (a *App) AddAccount(ctx context.Context, w Write, acc store.Account) error {
	var c fault.Check
	if strings.TrimSpace(acc.ID) == "" || len(acc.ID) > 60 {
		c.Add("account", "account.id")
	}
	if strings.TrimSpace(acc.Details.Name) == "" || len(acc.Details.Name) > 120 {
		c.Add("name", "account.name")
	}
	if !slices.Contains(access.Roles, acc.Role) {
		c.Add("role", "account.role")
	} else if !a.fits(acc.Role, acc.Unit) {
		c.Add("unit", "account.unit")
	}
	if _, err := a.Store.Account(ctx, acc.ID); err == nil {
		c.Add("account", "account.taken")
	}
	if err := c.Err("account.check"); err != nil {
		return err
	}
	return a.CreateAccounts(ctx, w, []store.Account{acc})
}

// fits says whether a unit has people of that role.
func (a *App) fits(role access.Role, unit string) bool {
	view := a.Policy()
	switch role {
	case access.Caseworker, access.Reviewer, access.PartnerAdmin:
		_, ok := view.Partner(unit)
		return ok
	case access.Clerk, access.SeniorClerk:
		return unit == "ROCO"
	case access.Assistant, access.Officer, access.Supervisor:
		_, ok := view.Office(unit)
		return ok
	case access.Helper:
		return unit != ""
	}
	return unit == "OPPB" || unit == "HQ"
}

// Freeze freezes an account or lets it back in. A frozen account is out on its next request: its sessions end.
func (a *App) Freeze(ctx context.Context, w Write, account string, frozen bool) error {
	if _, err := a.start(ctx, w, access.FreezeAccount, func(tx *store.Tx) error {
		if frozen && account == w.Actor.Account {
			return fault.New(fault.Stopped, "account.self") // the last administrator would lock the door from outside
		}
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
	if linked && !i18n.Has("country."+country) {
		var c fault.Check
		c.Add("country", "account.country")
		return c.Err("account.check")
	}
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

// SetKeys turns single keys on or off for one's own account (ux section 10).
func (a *App) SetKeys(ctx context.Context, w Write, on bool) error {
	w.Case = ""
	_, err := a.start(ctx, w, access.ChangeSettings, func(tx *store.Tx) error {
		acc, err := tx.Account(w.Actor.Account)
		if err != nil || acc.Details.Keys == on {
			return err
		}
		acc.Details.Keys = on
		return tx.SaveAccount(acc)
	})
	return err
}

// Person is one account, for an administrator.
func (a *App) Person(ctx context.Context, who access.Actor, id string) (store.Account, error) {
	if err := access.Allow(who, access.ViewAccounts, access.Resource{Partner: who.Unit}); err != nil {
		return store.Account{}, err
	}
	return a.Store.Account(ctx, id)
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
