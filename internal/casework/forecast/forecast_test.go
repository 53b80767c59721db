package forecast_test

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"testing"

	"passage/internal/casework/forecast"
	"passage/internal/casework/policy"
)

func TestInstants(t *testing.T) {
	for day, want := range map[policy.Day]float64{"2000-01-01": 0, "2023-03-01": 278, "2024-02-15": 289 + 14.0/29} {
		if got := float64(forecast.At(day)); math.Abs(got-want) > 1e-9 {
			t.Errorf("%s is %v, want %v", day, got, want)
		}
	}
	if y, m := forecast.YearOf(forecast.Start(2026, 12).Month()); y != 2026 || m != 12 {
		t.Errorf("December 2026 comes back as %d of %d", m, y)
	}
}

func made(kind forecast.Kind, seed uint64) (forecast.Standing, forecast.Model) {
	h := forecast.Known(kind, seed)
	h = h.AsOf(h.At - 8)
	return forecast.Stand(h), forecast.Fit(h)
}

// The same history and seed give the same forecast, whatever the order of rows; another seed gives another.
func TestRule_I_94_SameSeedSameForecast(t *testing.T) {
	h := forecast.Known(forecast.Steady, 3)
	a := forecast.Simulate(forecast.Stand(h), forecast.Fit(h), nil, 12, 50, 1)
	other := forecast.Simulate(forecast.Stand(h), forecast.Fit(h), nil, 12, 50, 2)
	slices.Reverse(h.Spells)
	b := forecast.Simulate(forecast.Stand(h), forecast.Fit(h), nil, 12, 50, 1)
	if !reflect.DeepEqual(a.Persons, b.Persons) {
		t.Error("the order of rows changes the forecast")
	}
	if reflect.DeepEqual(a.Persons, other.Persons) {
		t.Error("another seed draws the same futures")
	}
}

// With no history at all the stated defaults hold: 0.75 of files land, and it says that every stage rests on them.
func TestRule_I_65_DefaultsWhenHistoryIsThin(t *testing.T) {
	at := forecast.Start(2026, 1)
	h := forecast.History{Stages: forecast.Defaults, At: at}
	for range 400 { // files made just now, one person each
		h.Spells = append(h.Spells, forecast.Spell{Stage: 1, Office: "cedar", Referrer: "A", From: at - 0.01, To: forecast.Never(), Persons: 1, Referred: at - 2})
	}
	m := forecast.Fit(h)
	for _, a := range m.Assumptions() {
		if a.Whole && (!a.Thin() || a.Default < 0.99 || math.Abs(a.Chance-forecast.Defaults[a.Stage].Chance) > 1e-9) {
			t.Errorf("stage %d without history does not rest on the default: %+v", a.Stage, a)
		}
	}
	d := forecast.Simulate(forecast.Stand(h), m, nil, 240, 200, 1)
	all := 0
	for _, f := range d.Cases {
		for _, n := range f {
			all += int(n)
		}
	}
	if share := float64(all) / 200 / 400; math.Abs(share-0.75) > 0.04 {
		t.Errorf("%.3f of files land, want about 0.75", share)
	}
	rich := forecast.Fit(forecast.Known(forecast.Steady, 1))
	for _, a := range rich.Assumptions() {
		if a.Whole && (a.Thin() || a.Default > 0.1) {
			t.Errorf("a stage of a rich history rests on the default: %+v", a)
		}
	}
}

// A small group is drawn towards the whole; a large one keeps its own.
func TestRule_I_94_SmallGroupsAreDrawnToTheWhole(t *testing.T) {
	h := forecast.History{Stages: forecast.Defaults[:1], At: 300}
	add := func(office string, n int, months float64) {
		for i := range n {
			from := forecast.Instant(276 + float64(i%12))
			h.Spells = append(h.Spells, forecast.Spell{Office: office, Referrer: "A", From: from, To: from + forecast.Instant(months), On: true, Persons: 1})
		}
	}
	add("large", 200, 2)
	add("slow", 200, 8)
	add("small", 2, 8)
	half := map[string]float64{}
	for _, a := range forecast.Fit(h).Assumptions() {
		if !a.Whole {
			half[a.Group.Office] = a.Half
		}
	}
	if !(half["large"] < half["small"] && half["small"] < half["slow"]) {
		t.Errorf("halves %v: the small group does not lie between its own and the whole", half)
	}
}

// What an earlier forecast would have said knows nothing of what came later.
func TestRule_I_65_NothingIsKnownOfLater(t *testing.T) {
	h := forecast.Known(forecast.Drifting, 5)
	then := h.AsOf(h.At - 20)
	cut := h
	cut.Spells = nil
	for _, s := range h.Spells {
		if s.From < then.At {
			if s.To >= then.At { // another later life
				s.To, s.On = then.At+1, !s.On
			}
			cut.Spells = append(cut.Spells, s)
		}
	}
	cut = cut.AsOf(then.At)
	if !reflect.DeepEqual(forecast.Fit(then).Assumptions(), forecast.Fit(cut).Assumptions()) {
		t.Error("another later life gives another fit")
	}
	for _, s := range then.Spells {
		if s.From >= then.At || s.To >= then.At && !math.IsInf(float64(s.To), 1) {
			t.Fatalf("a spell that is known later: %+v", s)
		}
	}
}

// Families land whole: with families of four alone, every future lands a multiple of four.
func TestRule_I_65_FamiliesLandWhole(t *testing.T) {
	h := forecast.Known(forecast.Steady, 2)
	for i := range h.Spells {
		h.Spells[i].Persons = 4
	}
	d := forecast.Simulate(forecast.Stand(h), forecast.Fit(h), nil, 12, 40, 9)
	some := false
	for k, f := range d.Persons {
		for i, n := range f {
			some = some || n > 0
			if n != 4*d.Cases[k][i] {
				t.Fatalf("%d persons of %d cases", n, d.Cases[k][i])
			}
		}
	}
	if !some {
		t.Fatal("nobody lands: the test sees nothing")
	}
}

// The parts by which a forecast moved add up to the difference of the two middles, exactly.
func TestRule_I_94_DriversAddUp(t *testing.T) {
	for seed := range uint64(24) {
		h := forecast.Known(forecast.Kinds[seed%4], seed+1)
		back := forecast.Instant(0.5 + float64(seed)*0.55)
		then := h.AsOf(h.At - back)
		was, now := forecast.Basis{Standing: forecast.Stand(then), Model: forecast.Fit(then)}, forecast.Basis{Standing: forecast.Stand(h), Model: forecast.Fit(h)}
		from, to, why := forecast.Why(was, now, 20, 7)
		sum := 0
		for _, d := range why {
			sum += d.By
		}
		if sum != to.Middle-from.Middle || len(why) != 5 {
			t.Fatalf("%v add up to %d; the middle went from %d to %d", why, sum, from.Middle, to.Middle)
		}
		year, _ := forecast.YearOf(h.At.Month())
		if now.Total(year, 20, 7) != to || was.Total(year, 20, 7) != from {
			t.Fatal("the ends are not the two forecasts")
		}
	}
}

// Twelve persons more who are referred land later, and nothing else changes.
func TestRule_I_65_WhatIf(t *testing.T) {
	st, m := made(forecast.Steady, 4)
	n := forecast.ToNextYear(st.At)
	base := forecast.Simulate(st, m, nil, n, 60, 3)
	more := forecast.Simulate(st, m, []forecast.Extra{{Month: st.At.Month() + 1, Referrer: "A", Cases: 4, Persons: 12}}, n, 60, 3)
	landed := 0
	for k := range base.Persons {
		for i := range base.Persons[k] {
			d := more.Persons[k][i] - base.Persons[k][i]
			if d < 0 || d > 12 || i == 0 && d > 0 {
				t.Fatalf("month %d of future %d changes by %d", i, k, d)
			}
			landed += int(d)
		}
	}
	if landed == 0 {
		t.Error("nobody of them lands in any future")
	}
}

// What is kept of a forecast comes back as it was.
func TestBasisIsKept(t *testing.T) {
	st, m := made(forecast.Seasonal, 6)
	was := forecast.Basis{Standing: st, Model: m}
	b, err := json.Marshal(was)
	if err != nil {
		t.Fatal(err)
	}
	var back forecast.Basis
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	y, _ := forecast.YearOf(st.At.Month())
	if was.Total(y, 30, 1) != back.Total(y, 30, 1) {
		t.Error("it forecasts something else")
	}
}

// The same engine on a series alone: 75 to 85 in a hundred, and nearer than the two simplest ways.
func TestRule_I_65_Series(t *testing.T) {
	var all forecast.Scores
	for i := range 40 {
		h := forecast.Known(forecast.Kinds[i%4], uint64(i)+900)
		first := h.At.Month() - forecast.KnownMonths
		all = all.Add(forecast.BacktestSeries(forecast.Series{First: first, Counts: h.Landed(first, forecast.KnownMonths)}, 150, 1))
	}
	s := all.All()
	t.Log(line("months", all.Month), line("year", all.Year), line("twelve", all.Twelve))
	if c := s.Coverage(); c < 0.73 || c > 0.88 {
		t.Errorf("%.1f%% of outcomes in the range", 100*c)
	}
	if s.Error >= s.LastYear || s.Error >= s.SamePace {
		t.Error(line("all", s))
	}
}

func TestRangeOfNothing(t *testing.T) {
	if r := (forecast.Draws{}).Sum(0, 0, 3); r != (forecast.Range{}) {
		t.Errorf("%+v", r)
	}
	h := forecast.History{Stages: forecast.Defaults, At: 320.5}
	m := forecast.Fit(h)
	d := forecast.Simulate(forecast.Stand(h), m, nil, 20, 50, 1)
	if r := d.Sum(0, 20, 0); r.High > 3 {
		t.Errorf("an empty stream lands %+v persons", r)
	}
	if got := forecast.Months(forecast.Stand(h), d); len(got) != 20 || got[0].Month != 320 {
		t.Errorf("%d months", len(got))
	}
}

// Half and eight in ten say within how many months: so many of the cases of a made stage have left it by then.
func TestRule_I_71_PercentilesSayWhatTheyMean(t *testing.T) {
	h := forecast.History{Stages: forecast.Defaults[:1], At: 320}
	const n = 2000
	left := make([]float64, n)
	for i := range left {
		left[i] = -6 * math.Log(1-(float64(i)+0.5)/n) // a constant chance, six months in the mean
		from := forecast.Instant(230 + i%24)
		h.Spells = append(h.Spells, forecast.Spell{Referrer: "A", From: from, To: from + forecast.Instant(left[i]), On: true, Persons: 1})
	}
	for _, a := range forecast.Fit(h).Assumptions() {
		if a.Whole && (math.Abs(a.Half-left[n/2]) > 0.6 || math.Abs(a.Eight-left[n*8/10]) > 1.5) {
			t.Errorf("half within %.2f months, eight in ten within %.2f; want %.2f and %.2f", a.Half, a.Eight, left[n/2], left[n*8/10])
		}
	}
}
