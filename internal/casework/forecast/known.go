package forecast

import "math"

// Kind is a kind of process that histories are made from, to see how well they are forecast.
type Kind string

// The kinds.
const (
	Steady   Kind = "steady"
	Drifting Kind = "drifting" // what comes and how fast it goes change by up to a half over the years
	Sparse   Kind = "sparse"   // about one case a month
	Seasonal Kind = "seasonal" // by the month of the year, at the landing above all
)

// Kinds lists them.
var Kinds = []Kind{Steady, Drifting, Sparse, Seasonal}

// KnownMonths is how long a made history is.
const KnownMonths = 84

// Defaults are what rule I-65 states, shared out over the stages of the journey: referred (ours: it lies before the file),
// file made, at the office, approved. 0.75 and 24 months from the file to the landing.
var Defaults = []Default{{2, 0.9}, {3, 0.97}, {14, 0.82}, {7, 0.943}}

// Known makes a history by a process that is not the model's: times in a stage are gamma distributed and not constant in
// parts, drift is along a line or a wave and not a walk, and offices and referrers differ by factors of their own.
func Known(kind Kind, seed uint64) History {
	r := seeded(seed, uint64(len(kind)), uint64(kind[0]))
	const warm = 48
	first := Start(2018, 1).Month()
	h := History{Stages: Defaults, At: Instant(first + KnownMonths)}
	rate := 5 + 9*r.unit()
	if kind == Sparse {
		rate = 0.7 + 0.8*r.unit()
	}
	mean := []float64{1 + 2*r.unit(), 2 + 2*r.unit(), 6 + 8*r.unit(), 3 + 5*r.unit()}
	shape := []float64{1 + 3*r.unit(), 1 + 3*r.unit(), 1 + 3*r.unit(), 1 + 3*r.unit()}
	on := []float64{0.95, 0.97, 0.75 + 0.2*r.unit(), 0.95}
	offices, referrers := []string{"alder", "birch", "cedar", "fir"}, []string{"A", "B", "C"}
	slow := map[string]float64{}
	for _, o := range offices {
		slow[o] = math.Exp(0.3 * r.normal())
	}
	for _, f := range referrers {
		slow[f] = math.Exp(0.1 * r.normal())
	}
	all := KnownMonths + warm
	spread := 0.03 + 0.12*r.unit()
	grow, wave := 0.0, 0.0
	if kind == Drifting {
		grow, wave = (r.unit()-0.5)*1.2, r.unit()*2*math.Pi
	}
	pace := make([][]float64, 5) // by stage and month; the last is what comes
	for k := range pace {
		pace[k] = make([]float64, all)
		for i := range pace[k] {
			f := r.gamma(1/spread) * spread
			gone := float64(i-warm) / KnownMonths
			switch {
			case kind == Drifting && k == 4:
				f *= math.Exp(grow * gone)
			case kind == Drifting:
				f *= math.Exp(0.3 * math.Sin(wave+float64(k)+gone*math.Pi*1.5))
			case kind == Seasonal && k >= 3:
				f *= 1 + 0.6*math.Cos(2*math.Pi*(float64(i%12)-8)/12)
			}
			pace[k][i] = f
		}
	}
	sizes := []int{1, 1, 1, 1, 2, 2, 3, 4, 5, 6}
	for i := range all {
		for range r.poisson(rate * pace[4][i]) {
			s := Spell{Referrer: referrers[min(2, r.below(4))], Persons: sizes[r.below(len(sizes))]}
			office := offices[min(3, r.below(6))]
			t := float64(i) + r.unit()
			s.Referred = Instant(first-warm) + Instant(t)
			for k := range mean {
				s.Stage, s.From, s.Office = k, Instant(first-warm)+Instant(t), office
				if k == 0 {
					s.Office = ""
				}
				work := mean[k] * r.gamma(shape[k]) / shape[k] * slow[s.Referrer]
				if k > 0 {
					work *= slow[office]
				}
				for int(t) < all {
					m := int(t)
					left := (float64(m+1) - t) * pace[k][m]
					if work < left {
						t += work / pace[k][m]
						break
					}
					work -= left
					t = float64(m + 1)
				}
				if int(t) >= all {
					s.To, s.On = Never(), false
					h.Spells = append(h.Spells, s)
					break
				}
				s.To, s.On = Instant(first-warm)+Instant(t), r.unit() < on[k]
				h.Spells = append(h.Spells, s)
				if !s.On {
					break
				}
			}
		}
	}
	return h
}
