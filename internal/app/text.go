package app

import (
	"errors"
	"sync"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

// A decision is explained by the text that it was signed under, whatever the pack says since: the text is kept with the first
// decision under it, and every later look at a decided case reads that one.

// texts holds the older texts that somebody has looked at, by their print.
type texts struct{ packs sync.Map }

// keepText keeps the text that the decision of a case is signed under.
func (a *App) keepText(tx *store.Tx, f *store.File) error {
	f.Case.Summary.Under = a.Pack.Print()
	return tx.KeepPack(a.Pack.Print(), a.Pack.Text())
}

// under is the pack that explains a case. A door has recalled it.
func (a *App) under(c casefile.Case) *policy.Pack {
	if print := c.Summary.Under; print != "" && print != a.Pack.Print() {
		if p, ok := a.texts.packs.Load(print); ok {
			return p.(*policy.Pack)
		}
	}
	return a.Pack
}

// recall reads the text that a decided case stands under, where it is not today's. Without it nothing is shown: another text would
// explain the decision wrongly.
func (a *App) recall(c casefile.Case, text func(print string) ([]byte, error)) error {
	print := c.Summary.Under
	if print == "" || print == a.Pack.Print() {
		return nil
	}
	if _, ok := a.texts.packs.Load(print); ok {
		return nil
	}
	kept, err := text(print)
	if err != nil {
		return err
	}
	if kept == nil {
		return errors.New("app: the text that a decision stands under is not kept")
	}
	p, err := policy.Read(kept)
	if err != nil {
		return err
	}
	a.texts.packs.Store(print, p)
	return nil
}
