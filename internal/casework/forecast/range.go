package forecast

import "slices"

// Chance of the range, in tenths: 8 chances in 10 that what happens lies in it.
const InTen = 8

// Range is between which numbers something lies with 8 chances in 10, and the middle.
type Range struct{ Low, Middle, High int }

// rangeOf is the range of many futures: the shortest that holds eight tenths of them. It puts them in order.
func rangeOf(all []int) Range {
	if len(all) == 0 {
		return Range{}
	}
	slices.Sort(all)
	hold := (len(all)*InTen + 9) / 10
	r := Range{Low: all[0], Middle: all[len(all)/2], High: all[hold-1]}
	for i := 1; i+hold <= len(all); i++ {
		if low, high := all[i], all[i+hold-1]; high-low < r.High-r.Low {
			r.Low, r.High = low, high
		}
	}
	return r
}

// Sum is the range of persons over n months, the i-th from the first, and more that is certain.
func (d Draws) Sum(i, n, more int) Range { return sum(d.Persons, i, n, more) }

// SumCases is Sum in cases.
func (d Draws) SumCases(i, n, more int) Range { return sum(d.Cases, i, n, more) }

func sum(draws [][]int32, i, n, more int) Range {
	all := make([]int, len(draws))
	for k, months := range draws {
		all[k] = more
		for _, x := range months[i : i+n] {
			all[k] += int(x)
		}
	}
	return rangeOf(all)
}

// Month is what is likely in one month, and from January of its year to its end.
type Month struct {
	Month   int // since January 2000
	Already int // persons landed so far in it: only of the month of the forecast
	In      Range
	By      Range
}

// Months says it month by month.
func Months(st Standing, d Draws) []Month {
	if len(d.Persons) == 0 {
		return nil
	}
	n, so := len(d.Persons[0]), 0
	for _, x := range st.Landed {
		so += x
	}
	var out []Month
	start := 0
	for i := range n {
		m := Month{Month: d.First + i}
		if _, of := YearOf(m.Month); of == 1 && i > 0 {
			start, so = i, 0
		}
		if i == 0 && len(st.Landed) > 0 {
			m.Already = st.Landed[len(st.Landed)-1]
		}
		m.In, m.By = d.Sum(i, 1, m.Already), d.Sum(start, i-start+1, so)
		out = append(out, m)
	}
	return out
}

// YearEnd is what is likely by the end of the year of the forecast (next false) or of the year after.
func YearEnd(st Standing, d Draws, next bool) Range {
	_, of := YearOf(d.First)
	left, so := 12-of+1, 0
	if next {
		return d.Sum(left, 12, 0)
	}
	for _, x := range st.Landed {
		so += x
	}
	return d.Sum(0, left, so)
}
