package matching

import "slices"

// Labelled is a likeness and whether the pair truly is one person.
type Labelled struct {
	Like float64
	Same bool
}

// Measure is how well a threshold does: of the pairs at or over it that are right (precision), of the right ones that
// are there (recall), and their harmonic mean (F1).
type Measure struct {
	Threshold             float64
	Found                 int
	Precision, Recall, F1 float64
}

// At measures one threshold. all is the number of true pairs, found or not.
func At(list []Labelled, all int, threshold float64) Measure {
	m, right := Measure{Threshold: threshold}, 0
	for _, x := range list {
		if x.Like >= threshold {
			m.Found++
			if x.Same {
				right++
			}
		}
	}
	if m.Found > 0 {
		m.Precision = float64(right) / float64(m.Found)
	}
	if all > 0 {
		m.Recall = float64(right) / float64(all)
	}
	if right > 0 {
		m.F1 = 2 * m.Precision * m.Recall / (m.Precision + m.Recall)
	}
	return m
}

// Best is the threshold with the highest F1.
func Best(list []Labelled, all int) Measure {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b Labelled) int {
		switch {
		case a.Like > b.Like:
			return -1
		case a.Like < b.Like:
			return 1
		}
		return 0
	})
	best, at, right := 0.0, 1.0, 0
	for i, x := range list {
		if x.Same {
			right++
		}
		if i+1 < len(list) && list[i+1].Like == x.Like {
			continue
		}
		if f1 := 2 * float64(right) / float64(i+1+all); f1 > best {
			best, at = f1, x.Like
		}
	}
	return At(list, all, at)
}
