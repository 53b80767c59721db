package forecast

import "math"

// Score is how a way of forecasting did: what fell inside its range, and how far its middle was off, in persons, beside
// the two simplest ways.
type Score struct {
	Outcomes, Inside          int
	Error, LastYear, SamePace float64 // mean, absolute
}

// Coverage is the share of outcomes that lay inside the range of 8 chances in 10.
func (s Score) Coverage() float64 { return float64(s.Inside) / math.Max(1, float64(s.Outcomes)) }

// Add is two scores as one.
func (s Score) Add(o Score) Score {
	n := float64(s.Outcomes + o.Outcomes)
	if n == 0 {
		return s
	}
	mix := func(a, b float64) float64 { return (a*float64(s.Outcomes) + b*float64(o.Outcomes)) / n }
	return Score{s.Outcomes + o.Outcomes, s.Inside + o.Inside, mix(s.Error, o.Error), mix(s.LastYear, o.LastYear), mix(s.SamePace, o.SamePace)}
}

func one(r Range, outcome int, lastYear, pace float64) Score {
	s := Score{Outcomes: 1, Error: math.Abs(float64(r.Middle - outcome)), LastYear: math.Abs(lastYear - float64(outcome)), SamePace: math.Abs(pace - float64(outcome))}
	if outcome >= r.Low && outcome <= r.High {
		s.Inside = 1
	}
	return s
}

// Scores are by what is said: single months, the rest of the year, and twelve months together.
type Scores struct{ Month, Year, Twelve Score }

// Add is two of them as one.
func (s Scores) Add(o Scores) Scores {
	return Scores{s.Month.Add(o.Month), s.Year.Add(o.Year), s.Twelve.Add(o.Twelve)}
}

// All is everything that was said.
func (s Scores) All() Score { return s.Month.Add(s.Year).Add(s.Twelve) }

// Said is what would have been said of a span, and what happened.
type Said struct {
	From, Months int // first month since January 2000, and how many
	Range
	Happened int
}

// Try is what would have been said at the start of a month, from nothing that was known later, and what happened in the
// twelve months that followed: landed is by month from a month on and holds them.
func Try(d Draws, landed Series) (said []Said, s Scores) {
	at := d.First - landed.First
	year, of := YearOf(d.First)
	total := func(i, n int) (sum int) {
		for j := i; j < i+n; j++ {
			if j >= 0 && j < len(landed.Counts) {
				sum += landed.Counts[j]
			}
		}
		return sum
	}
	// The pace so far is this year's; in January there is none, and the last twelve months' is taken.
	pace := float64(total(at-of+1, of-1)) / math.Max(1, float64(of-1))
	if of == 1 {
		pace = float64(total(at-12, 12)) / 12
	}
	put := func(i, n int) Score {
		r, out := d.Sum(i, n, 0), total(at+i, n)
		said = append(said, Said{From: d.First + i, Months: n, Range: r, Happened: out})
		return one(r, out, float64(total(at+i-12, n)), pace*float64(n))
	}
	ahead := min(12, len(landed.Counts)-at)
	for i := range ahead {
		s.Month = s.Month.Add(put(i, 1))
	}
	if left := Start(year+1, 1).Month() - d.First; left <= ahead {
		s.Year = put(0, left)
	}
	if ahead == 12 {
		s.Twelve = put(0, 12)
	}
	return said, s
}

// Backtest forecasts a history again from the start of each of some of its months.
func Backtest(h History, months []int, draws int, seed uint64) (said [][]Said, s Scores) {
	first := h.First()
	landed := Series{first, h.Landed(first, h.At.Month()-first)}
	for _, m := range months {
		then := h.AsOf(Instant(m))
		list, x := Try(Simulate(Stand(then), Fit(then), nil, 12, draws, seed+uint64(m)), landed)
		said, s = append(said, list), s.Add(x)
	}
	return said, s
}

// BacktestSeries is Backtest of a series, from the start of every month after its first two years.
func BacktestSeries(x Series, draws int, seed uint64) (s Scores) {
	for i := 24; i < len(x.Counts); i++ {
		_, one := Try(x.Before(x.First+i).Draw(12, draws, seed+uint64(i)), x)
		s = s.Add(one)
	}
	return s
}
