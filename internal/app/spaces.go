package app

import "passage/internal/store"

// commitment is the "up to" number of a stream in a year, as the pack has it on the day of the change; 0 when the pack
// has none.
func (a *App) commitment(tx *store.Tx, stream string, year int) int {
	if c, ok := a.Pack.On(tx.Today()).Commitment(stream, year); ok {
		return c.Persons
	}
	return 0
}
