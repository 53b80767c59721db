package forecast

import "math"

// random is chance from a seed (SplitMix64): the same seed gives the same forecast, on every machine.
type random uint64

func seeded(seed uint64, parts ...uint64) random {
	r := random(seed)
	for _, p := range parts {
		r = random(r.next() ^ p*0x9e3779b97f4a7c15)
	}
	return r
}

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// unit is between 0 and 1, neither of them.
func (r *random) unit() float64 { return (float64(r.next()>>11) + 0.5) / (1 << 53) }

func (r *random) below(n int) int { return int(r.unit() * float64(n)) }

func (r *random) exp() float64 { return -math.Log(r.unit()) }

func (r *random) normal() float64 {
	return math.Sqrt(-2*math.Log(r.unit())) * math.Cos(2*math.Pi*r.unit())
}

// gamma has the mean k (Marsaglia and Tsang 2000).
func (r *random) gamma(k float64) float64 {
	if k < 1 {
		return r.gamma(k+1) * math.Pow(r.unit(), 1/k)
	}
	d := k - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.normal()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(r.unit()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

func (r *random) beta(a, b float64) float64 {
	x := r.gamma(a)
	return x / (x + r.gamma(b))
}

func (r *random) poisson(mean float64) int {
	if mean > 200 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*r.normal())))
	}
	n, p, stop := 0, r.unit(), math.Exp(-mean)
	for p > stop {
		n++
		p *= r.unit()
	}
	return n
}
