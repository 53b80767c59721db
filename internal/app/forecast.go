package app

import (
	"context"

	"passage/internal/casework/forecast"
)

// History is the stream's own history as far as a forecast reads it: durations, outcomes and numbers of persons by stage,
// office and partner. It is read by the machine, and nothing of it is shown case by case.
func (a *App) History(ctx context.Context, stream string) (forecast.History, error) {
	h := forecast.History{Stages: forecast.Defaults, At: forecast.At(a.Today().Add(1))} // today has been
	err := a.Store.Journeys(ctx, stream, func(j forecast.Journey) { h.Spells = append(h.Spells, j.Spells()...) })
	return h, err
}
