package forecast

// Series is persons who landed by month, oldest first, and nothing else: any public series can be tried with it. It is
// forecast with the same level, season and month's own factors as what comes to the stream.
type Series struct {
	First  int // month since January 2000
	Counts []int
}

// Before is the series as it was known at the start of a month.
func (s Series) Before(month int) Series {
	return Series{s.First, s.Counts[:max(0, min(len(s.Counts), month-s.First))]}
}

// Draw draws n futures of so many months after the series.
func (s Series) Draw(months, n int, seed uint64) Draws {
	seen := make([]float64, len(s.Counts))
	for i, x := range s.Counts {
		seen[i] = float64(x)
	}
	var a Arrivals
	a.fit(s.First, seen)
	d := Draws{First: s.First + len(s.Counts)}
	path := make([]float64, months)
	for k := range n {
		r := seeded(seed, uint64(k))
		a.Level.path(&r, path)
		out := make([]int32, months)
		for i := range out {
			_, of := YearOf(d.First + i)
			out[i] = int32(r.poisson(a.Mean * path[i] * a.Season[of-1]))
		}
		d.Persons = append(d.Persons, out)
	}
	return d
}
