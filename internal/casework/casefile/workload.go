package casefile

import (
	"cmp"
	"slices"

	"passage/internal/casework/policy"
)

// OfficeLoad is the open work of one office and who is there to do it.
type OfficeLoad struct {
	Office         string
	Staff          int // officers; no one of them is told apart
	Cases, Persons int // open, sent to the office or accepted by it
	Ages           []int
	Came           int // of the cases, accepted since a day
}

// Each is how many open cases there are for each officer; false where nobody is there.
func (l OfficeLoad) Each() (float64, bool) {
	if l.Staff == 0 {
		return 0, false
	}
	return float64(l.Cases) / float64(l.Staff), true
}

// Came is how many of an office's open cases it accepted on a day.
type Came struct {
	Office string
	Day    policy.Day
	Cases  int
}

// Spread is how many times the open cases for each officer of the least loaded office the most loaded one has; false where fewer than two
// offices have officers, or one of them has no case.
//
// Rule I-104 (our rule): the load of offices is their open cases for each officer. It compares offices and never persons, in the order of their
// names; no target follows from it.
func Spread(list []OfficeLoad) (float64, bool) {
	var all []float64
	for _, l := range list {
		if n, ok := l.Each(); ok {
			all = append(all, n)
		}
	}
	if len(all) < 2 || slices.Min(all) == 0 {
		return 0, false
	}
	return slices.Max(all) / slices.Min(all), true
}

// Rerouted is what the offices would have, had each of the cases that came gone to the office that then had the fewest for each officer;
// what was done to all others stays as it was.
//
// Rule I-104 (our rule): this is a comparison and decides nothing. The office is by law the one that serves where the applicant lives
// (I-36), and nothing here says what another one could have done as fast.
func Rerouted(list []OfficeLoad, came []Came) []OfficeLoad {
	out := slices.Clone(list)
	slices.SortFunc(out, func(x, y OfficeLoad) int { return cmp.Compare(x.Office, y.Office) })
	at := func(office string) *OfficeLoad {
		i := slices.IndexFunc(out, func(l OfficeLoad) bool { return l.Office == office })
		if i < 0 {
			return nil
		}
		return &out[i]
	}
	came = slices.Clone(came)
	slices.SortStableFunc(came, func(x, y Came) int { return cmp.Compare(x.Day, y.Day) })
	for _, c := range came {
		if l := at(c.Office); l != nil {
			l.Cases -= c.Cases
		}
	}
	for _, c := range came {
		if at(c.Office) == nil {
			continue
		}
		for range c.Cases {
			to := at(c.Office) // where nobody is anywhere, it stays
			for i := range out {
				n, ok := out[i].Each()
				if least, is := to.Each(); ok && (!is || n < least) {
					to = &out[i]
				}
			}
			to.Cases++
		}
	}
	return out
}
