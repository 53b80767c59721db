package app

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/casework/forecast"
	"passage/internal/casework/policy"
	"passage/internal/store"
)

// History is the stream's own history as far as a forecast reads it: durations, outcomes and numbers of persons by stage,
// office and partner. It is read by the machine, and nothing of it is shown case by case.
func (a *App) History(ctx context.Context, stream string) (forecast.History, error) {
	h := forecast.History{Stages: forecast.Defaults, At: forecast.At(a.Today().Add(1))} // today has been
	err := a.Store.Journeys(ctx, stream, func(j forecast.Journey) { h.Spells = append(h.Spells, j.Spells()...) })
	return h, err
}

// Forecast is what a forecast of a day says, as it is kept.
type Forecast struct {
	Day         policy.Day
	At          time.Time
	Year        int
	Landed      []int // persons of the year so far, by month, January first
	This, Next  forecast.Range
	Months      []forecast.Month
	Before      policy.Day // the earlier forecast that it is compared with
	Kept        bool       // which had been kept; else it is what would have been said then
	From        forecast.Range
	Why         []forecast.Driver
	Said        []Said // of the last twelve months, oldest first
	Assumptions []forecast.Assumption
	Draws       forecast.Draws
}

// Said is what was said of a month at its beginning, or would have been.
type Said struct {
	forecast.Said
	Kept bool
}

// draws is how many futures a forecast is made from; seed makes it the same for everybody who asks.
const (
	draws = 400
	seed  = 20231
)

// making keeps two from making the same forecast at once.
var making sync.Mutex

// MakeForecast makes the forecast of today and keeps it, unless it is kept already. It keeps a processor busy for as long
// as there are many cases, and is for the machine's own time, once a day (rule I-65).
func (a *App) MakeForecast(ctx context.Context, stream string) error {
	making.Lock()
	defer making.Unlock()
	today := a.Today()
	days, err := a.Store.ForecastDays(ctx, stream)
	if err != nil || len(days) > 0 && days[len(days)-1] >= today {
		return err
	}
	h, err := a.History(ctx, stream)
	if err != nil {
		return err
	}
	now := forecast.Basis{Standing: forecast.Stand(h), Model: forecast.Fit(h)}
	d := forecast.Simulate(now.Standing, now.Model, nil, forecast.ToNextYear(h.At), draws, seed)
	f := Forecast{Day: today, At: a.Now().UTC(), Landed: now.Standing.Landed, Months: forecast.Months(now.Standing, d), Draws: d,
		This: forecast.YearEnd(now.Standing, d, false), Next: forecast.YearEnd(now.Standing, d, true), Assumptions: now.Model.Assumptions()}
	f.Year, _ = forecast.YearOf(h.At.Month())
	was, err := a.earlier(ctx, stream, h, days, &f)
	if err != nil {
		return err
	}
	f.From, _, f.Why = forecast.Why(was, now, draws, seed)
	if f.Said, err = a.said(ctx, stream, h, days); err != nil {
		return err
	}
	body, err := json.Marshal(f)
	if err != nil {
		return err
	}
	basis, err := json.Marshal(now)
	if err != nil {
		return err
	}
	return a.Store.KeepForecast(ctx, stream, today, body, basis)
}

// earlier is what a forecast is compared with: the newest kept one that is four weeks old, else what would have been said
// a month ago.
func (a *App) earlier(ctx context.Context, stream string, h forecast.History, days []policy.Day, f *Forecast) (was forecast.Basis, err error) {
	for _, d := range days {
		if d <= f.Day.Add(-28) && d.Year() >= f.Day.Year()-1 {
			f.Before, f.Kept = d, true
		}
	}
	if f.Kept {
		b, err := a.Store.Forecast(ctx, stream, f.Before, true)
		if err != nil {
			return was, err
		}
		return was, json.Unmarshal(b, &was)
	}
	f.Before = f.Day.Add(-30)
	then := h.AsOf(forecast.At(f.Before.Add(1)))
	return forecast.Basis{Standing: forecast.Stand(then), Model: forecast.Fit(then)}, nil
}

// said is what was said at the beginning of each of the last twelve months about that month.
func (a *App) said(ctx context.Context, stream string, h forecast.History, days []policy.Day) (out []Said, err error) {
	kept := map[int]policy.Day{} // by month, the first forecast of its first five days
	for _, d := range days {
		at := forecast.At(d)
		if _, ok := kept[at.Month()]; !ok && d.Time().Day() <= 5 {
			kept[at.Month()] = d
		}
	}
	for m := h.At.Month() - 12; m < h.At.Month(); m++ {
		x := Said{Said: forecast.Said{From: m, Months: 1, Happened: h.Landed(m, 1)[0]}}
		if d, ok := kept[m]; ok {
			then, err := a.forecastOf(ctx, stream, d)
			if err != nil {
				return nil, err
			}
			if len(then.Months) > 0 && then.Months[0].Month == m {
				x.Range, x.Kept = then.Months[0].In, true
			}
		}
		if m < h.First()+1 {
			continue
		}
		if !x.Kept {
			then := h.AsOf(forecast.Instant(m))
			x.Range = forecast.Simulate(forecast.Stand(then), forecast.Fit(then), nil, 1, draws, seed).Sum(0, 1, 0)
		}
		out = append(out, x)
	}
	return out, nil
}

func (a *App) forecastOf(ctx context.Context, stream string, day policy.Day) (f Forecast, err error) {
	b, err := a.Store.Forecast(ctx, stream, day, false)
	if err != nil {
		return f, err
	}
	if json.Unmarshal(b, &f) != nil {
		return f, errors.New("app: a kept forecast cannot be read")
	}
	return f, nil
}

// Forecast is the newest forecast of a stream. The look is entered; the first one of a store is made when it is asked for.
func (a *App) Forecast(ctx context.Context, who access.Actor, stream string) (Forecast, error) {
	if err := a.mayForecast(ctx, who); err != nil {
		return Forecast{}, err
	}
	f, ok, err := a.lastForecast(ctx, stream, "")
	if err == nil && !ok {
		if err = a.MakeForecast(ctx, stream); err == nil {
			f, _, err = a.lastForecast(ctx, stream, "")
		}
	}
	return f, err
}

// lastForecast is the newest that is kept, or that was by a day; ok is false when there is none.
func (a *App) lastForecast(ctx context.Context, stream string, by policy.Day) (f Forecast, ok bool, err error) {
	days, err := a.Store.ForecastDays(ctx, stream)
	for n := len(days); err == nil && n > 0; n-- {
		if by == "" || days[n-1] <= by {
			f, err = a.forecastOf(ctx, stream, days[n-1])
			return f, err == nil, err
		}
	}
	return f, false, err
}

// Likely is what the newest forecast on a day says of its year; ok is false when none is kept, or the reader may not see it. None is
// made.
func (a *App) Likely(ctx context.Context, who access.Actor, stream string, on policy.Day) (f Forecast, ok bool, err error) {
	if access.Allow(who, access.ViewForecast, access.Resource{}) != nil {
		return f, false, nil
	}
	f, ok, err = a.lastForecast(ctx, stream, on)
	if !ok || f.Year != on.Year() {
		return f, false, err
	}
	return f, true, a.mayForecast(ctx, who)
}

func (a *App) mayForecast(ctx context.Context, who access.Actor) error {
	if err := access.Allow(who, access.ViewForecast, access.Resource{}); err != nil {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return a.Store.Record(ctx, store.Look{At: a.Now(), Actor: who, Action: access.ViewForecast, Outcome: store.Shown})
}

// Suppose is what somebody asks: so many persons more, referred by a partner in a month.
type Suppose struct {
	Partner string
	Month   int // since January 2000
	Persons int
}

// WhatIf is the years' ranges with the persons supposed, beside what f says without. Nothing of it is kept. The look was
// entered with the forecast itself.
func (a *App) WhatIf(ctx context.Context, stream string, f Forecast, s Suppose) (this, next forecast.Range, err error) {
	b, err := a.Store.Forecast(ctx, stream, f.Day, true)
	if err != nil {
		return this, next, err
	}
	var basis forecast.Basis
	if json.Unmarshal(b, &basis) != nil {
		return this, next, errors.New("app: a kept forecast cannot be read")
	}
	st, like := basis.Standing, basis.Model.Arrivals.Like
	sum, persons := 0.0, 0.0
	for _, l := range like {
		if l.Referrer == s.Partner {
			sum, persons = sum+l.Weight, persons+l.Weight*float64(l.Persons)
		}
	}
	cases := s.Persons // of families as the partner's usually are
	if sum > 0 && persons > sum {
		cases = max(1, int(float64(s.Persons)*sum/persons+0.5))
	}
	months := len(f.Months)
	alone := basis.Model
	alone.Arrivals.Mean = 0
	more := forecast.Simulate(forecast.Standing{At: st.At}, alone, []forecast.Extra{{Month: s.Month, Referrer: s.Partner, Cases: cases, Persons: s.Persons}}, months, draws, seed)
	for k := range more.Persons {
		for i := range more.Persons[k] {
			more.Persons[k][i] += f.Draws.Persons[k][i]
		}
	}
	return forecast.YearEnd(st, more, false), forecast.YearEnd(st, more, true), nil
}
