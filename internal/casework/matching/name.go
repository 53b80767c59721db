package matching

import "slices"

// How words are set against each other.
const (
	worst   = 0.6  // share of the worst pair of words in the likeness of two names; the rest is their mean
	absent  = 0.03 // what a word costs that one name has and the other lacks, as a second given name or a father's
	alone   = 0.12 // the same, when no more than one word agrees
	initial = 0.85 // likeness of a word to its first letter
	paired  = 0.45 // words less alike than this are not set against each other: each is absent, and they contradict
)

// pair is one word, or a run of words written together, set against its counterpart.
type pair struct {
	a, n int // first word of a name and how many
	b, m int
	like float64
}

// Alike is how alike two names are as texts, from 0 to 1: words in any order, in any script, written together or
// apart; the order of letters inside a word counts. It says how alike the spellings are and nothing of how rare.
func Alike(a, b []Word) float64 {
	if len(a) == 1 && len(b) == 1 {
		if like := wordLike(a[0], b[0]); like >= paired {
			return like
		}
		return 0
	}
	pairs := align(a, b)
	if len(pairs) == 0 {
		return 0
	}
	sum, total, least, heavy := 0.0, 0.0, 1.0, 0
	usedA, usedB := make([]bool, len(a)), make([]bool, len(b))
	for _, p := range pairs {
		w := min(length(a[p.a:p.a+p.n]), length(b[p.b:p.b+p.m]))
		for i := range p.n {
			usedA[p.a+i] = true
		}
		for i := range p.m {
			usedB[p.b+i] = true
		}
		sum += w * p.like
		total += w
		if !a[p.a].light || !b[p.b].light || p.n+p.m > 2 {
			heavy++
			least = min(least, p.like)
		}
	}
	left := func(words []Word, used []bool) (n int) {
		for i, w := range words {
			if !used[i] && !w.light && len(w.letters) > 1 {
				n++
			}
		}
		return n
	}
	la, lb := left(a, usedA), left(b, usedB)
	// Words left over on both sides contradict each other.
	for range min(la, lb) {
		total += 5
		least = 0
	}
	extra := float64(max(la, lb) - min(la, lb))
	price := absent
	if heavy < 2 {
		price = alone
	}
	return max(0, worst*least+(1-worst)*sum/total-price*extra)
}

// length is the weight of words in the mean: letters, and little for a particle.
func length(words []Word) (n float64) {
	for _, w := range words {
		if w.light {
			n += 0.5
			continue
		}
		n += float64(min(len(w.letters), 8))
	}
	return n
}

// align sets words against each other, the most alike first; a word may stand against two or three written apart.
func align(a, b []Word) (out []pair) {
	var all []pair
	try := func(p pair) {
		x, y := a[p.a:p.a+p.n], b[p.b:p.b+p.m]
		if p.n+p.m > 2 { // written together: about as many sounds in all, or it is no use to look
			if n, m := told(x), told(y); 4*n > 5*m+4 || 4*m > 5*n+4 {
				return
			}
		}
		if p.like = wordLike(joined(x), joined(y)); p.like >= paired {
			all = append(all, p)
		}
	}
	for i := range a {
		for j := range b {
			try(pair{a: i, n: 1, b: j, m: 1})
			for n := 2; n <= 3; n++ {
				if i+n <= len(a) && len(b[j].letters) > 4 {
					try(pair{a: i, n: n, b: j, m: 1})
				}
				if j+n <= len(b) && len(a[i].letters) > 4 {
					try(pair{a: i, n: 1, b: j, m: n})
				}
			}
		}
	}
	// Longer runs have to be clearly better than the words alone.
	rank := func(p pair) float64 {
		return p.like - 0.02*float64(p.n+p.m-2) + 0.001*float64(min(len(a[p.a].letters), len(b[p.b].letters)))
	}
	slices.SortStableFunc(all, func(x, y pair) int {
		if d := rank(y) - rank(x); d > 0 {
			return 1
		} else if d < 0 {
			return -1
		}
		return (x.a - x.b) - (y.a - y.b)
	})
	usedA, usedB := make([]bool, len(a)), make([]bool, len(b))
	for _, p := range all {
		if slices.Contains(usedA[p.a:p.a+p.n], true) || slices.Contains(usedB[p.b:p.b+p.m], true) {
			continue
		}
		for i := range p.n {
			usedA[p.a+i] = true
		}
		for i := range p.m {
			usedB[p.b+i] = true
		}
		out = append(out, p)
	}
	return out
}

// told is how many consonants words have.
func told(words []Word) (n int) {
	for _, w := range words {
		for _, s := range w.sounds {
			if s.kind == consonant {
				n++
			}
		}
	}
	return n
}

func joined(words []Word) Word {
	if len(words) == 1 {
		return words[0]
	}
	out := Word{script: words[0].script}
	for _, w := range words {
		out.letters = append(out.letters, w.letters...)
		for _, s := range w.sounds {
			out.sounds = add(out.sounds, s)
		}
	}
	return out
}

func (w Word) digits() bool {
	return !slices.ContainsFunc(w.letters, func(r rune) bool { return r < '0' || r > '9' })
}

// wordLike is how alike two words are, by letter when they are of one script, and by sound.
func wordLike(a, b Word) float64 {
	if slices.Equal(a.letters, b.letters) {
		return 1
	}
	if a.digits() && b.digits() { // a number is another number, and no slip of it
		return 0
	}
	if len(a.letters) == 1 || len(b.letters) == 1 {
		if a.script == b.script && a.letters[0] == b.letters[0] && !a.script.syllables() {
			return initial
		}
		if a.script == b.script {
			return 0
		}
	}
	if a.script != b.script {
		return bySound(a, b)
	}
	like := byLetter(a.letters, b.letters)
	if a.script.syllables() || a.script == unknown || like < 0.3 { // so far apart in writing, no sound makes up for it
		return like
	}
	// Sounds alone are no proof between spellings of one script: half way between the two.
	return max(like, (like+bySound(a, b))/2)
}
