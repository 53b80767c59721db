package matching

import "slices"

// The prices of a difference. A consonant that differs costs 1; everything else is a part of that.
const (
	priceNear  = 0.5  // sounds made in the same place: d and t, s and z
	pricePart  = 0.12 // one spelling's possible sound is the other's usual one: c and s
	priceVowel = 0.2  // another vowel
	priceDrop  = 0.3  // a vowel or glide that one spelling lacks
	priceBare  = 0.1  // the same where one of the scripts writes no short vowels
	priceMute  = 0.15 // h, hamza, ayn
	priceLast  = 0.6  // a last s, t, d, x, z or r, which French does not say
	priceSwap  = 0.7  // two letters that changed places
)

// weight is what a sound counts for in the length of a word.
func (x *sound) weight() float64 {
	switch x.kind {
	case vowel:
		return 0.4
	case glide:
		return 0.4
	case breath:
		return 0.15
	}
	return 1
}

// drop is the price of a sound that the other spelling lacks.
func (x *sound) drop(bare bool) float64 {
	switch x.kind {
	case vowel, glide:
		switch {
		case bare:
			return priceBare
		case x.mute:
			return priceMute
		}
		return priceDrop
	case breath:
		return priceMute
	}
	if x.mute {
		return priceLast
	}
	return 1
}

// apart is the price of writing one sound for another.
func apart(a, b *sound) float64 {
	if a.kind == other || b.kind == other {
		if a.main == b.main && a.kind == b.kind {
			return 0
		}
		return 1
	}
	switch {
	case a.main == b.main:
		return 0
	case a.main&b.main != 0:
		return 0.02
	case a.main&b.also != 0 || a.also&b.main != 0:
		return pricePart
	case a.kind == vowel && b.kind == vowel:
		return priceVowel
	case a.also&b.also != 0:
		return 2 * pricePart
	}
	soft := func(k kind) bool { return k == vowel || k == glide || k == breath }
	switch {
	case soft(a.kind) && soft(b.kind):
		return 2 * priceVowel
	case soft(a.kind) != soft(b.kind):
		return 1.1
	case a.near&b.main != 0:
		return priceNear
	}
	return 1
}

// article is what the Arabic article costs when one spelling has it joined to the name and the other has not.
const article = 0.04

// bySound is how alike two words sound, from 0 to 1.
func bySound(a, b Word) float64 {
	like := soundLike(a, b)
	if like < 1 {
		if x, ok := a.unjoined(); ok {
			like = max(like, soundLike(x, b)-article)
		}
		if x, ok := b.unjoined(); ok {
			like = max(like, soundLike(a, x)-article)
		}
	}
	return like
}

// unjoined is an Arabic word without the article that is written with it.
func (w Word) unjoined() (Word, bool) {
	if w.script != arabic || len(w.letters) < 4 || w.letters[0] != 'ا' || w.letters[1] != 'ل' {
		return w, false
	}
	return Word{letters: w.letters[2:], script: arabic, sounds: w.sounds[2:]}, true
}

func soundLike(a, b Word) float64 {
	s, t := a.sounds, b.sounds
	if len(s) == 0 || len(t) == 0 {
		return 0
	}
	bare := a.script.bare() != b.script.bare()
	t = t[:min(len(t), 38)]
	var rows [3][40]float64
	var drops [40]float64
	row, prev, old := &rows[0], &rows[1], &rows[2]
	var la, lb float64
	for j := range t {
		lb += t[j].weight()
		drops[j] = t[j].drop(bare)
		row[j+1] = row[j] + drops[j]
	}
	for i := range s {
		x := &s[i]
		old, prev, row = prev, row, old
		la += x.weight()
		drop := x.drop(bare)
		row[0] = prev[0] + drop
		for j := range t {
			y := &t[j]
			d := min(prev[j+1]+drop, row[j]+drops[j])
			if prev[j] < d {
				d = min(d, prev[j]+apart(x, y))
			}
			if i > 0 && j > 0 && s[i-1].main == y.main && x.main == t[j-1].main && x.main != y.main {
				d = min(d, old[j-1]+priceSwap)
			}
			row[j+1] = d
		}
	}
	return max(0, 1-row[len(t)]/max(la, lb))
}

// byLetter is how alike two words of one script are written, from 0 to 1: one less the share of letters that must be
// changed, left out, put in or swapped with the next.
func byLetter(a, b []rune) float64 {
	if slices.Equal(a, b) {
		return 1
	}
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	a, b = a[:min(len(a), 62)], b[:min(len(b), 62)]
	var rows [3][64]int
	row, prev, old := &rows[0], &rows[1], &rows[2]
	for j := range b {
		row[j+1] = j + 1
	}
	for i, x := range a {
		old, prev, row = prev, row, old
		row[0] = i + 1
		for j, y := range b {
			d := prev[j]
			if x != y {
				d++
			}
			d = min(d, prev[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i-1] == y && x == b[j-1] {
				d = min(d, old[j-1]+1)
			}
			row[j+1] = d
		}
	}
	return max(0, 1-float64(row[len(b)])/float64(max(len(a), len(b))))
}
