package forecast

import "math"

// level is what is known of how much more or less happens now than was expected, month by month. It drifts: what is
// longer ago says less. How fast it drifts and how much single months differ is not known either, so each of a few
// answers is kept with the weight that the history gives it.
type level struct {
	Sorts []sort
}

// sort is one answer: Keep is what a month later is left of what is known, Spread the variance of one month's own factor,
// shared by everything of that month.
type sort struct {
	Weight, Keep, Spread float64
	Shape, Rate          float64 // of the level now
}

// firmly is how many events' worth it counts that the level is as expected.
const firmly = 4

// levelOf reads the months, oldest first: how much happened and how much was expected.
func levelOf(seen, expected []float64) level {
	var l level
	best := math.Inf(-1)
	for _, keep := range []float64{1, 0.98, 0.95, 0.9, 0.8, 0.65} {
		for _, spread := range []float64{0.01, 0.05, 0.15, 0.4, 1} {
			s := sort{Keep: keep, Spread: spread, Shape: firmly, Rate: firmly}
			said := 0.0
			for i, e := range expected {
				if e <= 1e-9 {
					continue
				}
				mean := e * s.Shape / s.Rate
				said += negativeBinomial(seen[i], mean, 1/(1/s.Shape+spread))
				tells := 1 / (1 + spread*mean) // a month with a factor of its own tells less of the level
				s.Shape, s.Rate = keep*s.Shape+tells*seen[i], keep*s.Rate+tells*e
				s.Shape, s.Rate = s.Shape+(1-keep)*0.5*s.Shape/s.Rate, s.Rate+(1-keep)*0.5
			}
			s.Weight = said
			best = max(best, said)
			l.Sorts = append(l.Sorts, s)
		}
	}
	all := 0.0
	for i := range l.Sorts {
		l.Sorts[i].Weight = math.Exp(l.Sorts[i].Weight - best)
		all += l.Sorts[i].Weight
	}
	for i := range l.Sorts {
		l.Sorts[i].Weight /= all
	}
	return l
}

// mean is the level now.
func (l level) mean() float64 {
	m := 0.0
	for _, s := range l.Sorts {
		m += s.Weight * s.Shape / s.Rate
	}
	return m
}

// path draws the factors of coming months.
func (l level) path(r *random, out []float64) {
	u, s := r.unit(), l.Sorts[len(l.Sorts)-1]
	for _, x := range l.Sorts {
		if u -= x.Weight; u < 0 {
			s = x
			break
		}
	}
	at := r.gamma(s.Shape) / s.Rate
	step := min(0.03, (1/s.Keep-1)/s.Shape)
	for i := range out {
		if i < 24 { // further ahead nobody looks, and a walk without end would stand still
			at *= math.Exp(math.Sqrt(step)*r.normal() - step/2)
		}
		out[i] = at * r.gamma(1/s.Spread) * s.Spread
	}
}

// negativeBinomial is the logarithm of the chance of n with a mean and a size.
func negativeBinomial(n, mean, size float64) float64 {
	a, _ := math.Lgamma(n + size)
	b, _ := math.Lgamma(size)
	c, _ := math.Lgamma(n + 1)
	return a - b - c + size*math.Log(size/(size+mean)) + n*math.Log(mean/(size+mean))
}

// seasons are the factors of the twelve months, drawn towards one as far as months of one name do not differ more than
// chance makes them. first is the month of the first figure. Under two years of figures say nothing.
func seasons(first int, seen, expected []float64) (out [12]float64) {
	for i := range out {
		out[i] = 1
	}
	n := len(seen) / 12 * 12
	if n < 24 {
		return out
	}
	off := len(seen) - n
	var s, e [12]float64
	noise, months := 0.0, 0
	for y := off; y < len(seen); y += 12 { // each year against itself, so that a drift is no season
		ys, ye := 0.0, 0.0
		for i := y; i < y+12; i++ {
			ys, ye = ys+seen[i], ye+expected[i]
		}
		if ye <= 0 || ys <= 0 {
			continue
		}
		for i := y; i < y+12; i++ {
			m := (((first + i) % 12) + 12) % 12
			s[m] += seen[i]
			e[m] += expected[i] * ys / ye
		}
	}
	for i := off; i < len(seen); i++ { // what months of one name differ by among themselves
		m := (((first + i) % 12) + 12) % 12
		if e[m] > 0 && expected[i] > 0 {
			want := expected[i] * max(0.1, s[m]/e[m])
			noise += (seen[i] - want) * (seen[i] - want) / want
			months++
		}
	}
	if months <= 12 {
		return out
	}
	noise = max(1, noise/float64(months-12))
	over, all := 0.0, 0.0
	for m := range s {
		over += (s[m]-e[m])*(s[m]-e[m]) - e[m]*noise
		all += e[m] * e[m]
	}
	if all == 0 || over <= 0 {
		return out
	}
	a := noise * all / over // how much is expected before a month's own figure outweighs the whole
	sum := 0.0
	for m := range out {
		out[m] = (s[m] + a) / (e[m] + a)
		sum += out[m]
	}
	for m := range out {
		out[m] *= 12 / sum
	}
	return out
}
