package matching

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"passage/internal/casework/people"
)

// Tokens are what a record is found by in a blind index: short texts that records of one person are likely to share
// whatever the spelling or the script. The store keeps a keyed hash of each and never the text.
//
//	word   the consonants of a word of a name, as classes of sounds
//	pair   those of two words of one name
//	year   those of a word, with the year of birth
//	day    the birth date, day and month in any order, with the class of a word's first consonant
//	number a number of a document
func (r Ready) Tokens() (out []Token) {
	add := func(k TokenKind, v string) {
		if t := (Token{k, v}); v != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	for _, name := range r.words {
		var spelled [][]string
		for _, w := range name {
			if !w.light && len(w.letters) > 1 {
				spelled = append(spelled, w.skeletons())
			}
		}
		for i, s := range spelled {
			for _, x := range s {
				add(ByWord, x)
				if len(r.Born) >= 4 {
					add(ByYear, x+" "+string(r.Born[:4]))
				}
				if day := anyOrder(r.Born); day != "" {
					add(ByDay, day+" "+first(x))
				}
				for _, other := range spelled[:i] {
					for _, y := range other {
						add(ByPair, min(x, y)+" "+max(x, y))
					}
				}
			}
		}
	}
	for _, n := range r.Numbers {
		add(ByNumber, n.Kind+" "+n.Value)
	}
	return out
}

// TokenKind is what a token is made from.
type TokenKind string

// The kinds.
const (
	ByWord   TokenKind = "word"
	ByPair   TokenKind = "pair"
	ByYear   TokenKind = "year"
	ByDay    TokenKind = "day"
	ByNumber TokenKind = "number"
)

// Token is one of them, in clear: it never leaves memory.
type Token struct {
	Kind  TokenKind
	Value string
}

func first(skeleton string) string {
	for i := range skeleton {
		if i > 0 {
			return skeleton[:i]
		}
	}
	return skeleton
}

// anyOrder is a whole birth date with day and month in the order of their size.
func anyOrder(p people.Partial) string {
	if len(p) != 10 {
		return ""
	}
	return string(p[:4]) + min(string(p[5:7]), string(p[8:])) + max(string(p[5:7]), string(p[8:]))
}

// Skeletons are the tokens of one word that was typed into a search.
func (w Word) Skeletons() []string { return w.skeletons() }

// Light says whether the word is a particle or a title, which nobody is found by.
func (w Word) Light() bool { return w.light || len(w.letters) == 1 }

// classes puts sounds that scripts and ears confuse into one class each; the second reading is the other one that a
// letter may have. A sound without a class is left out.
//
//	P p b   F f v   T t d th   S s z ts   X sh zh ch j   K k g gh kh   M m   N n   R r   L l
var hard, soft = reading("P:pb F:fv T:tdT S:szc X:SZCJ K:kgGx M:m N:n R:r L:l"), reading("P:pb F:f T:td S:szcT X:SZCJ K:kg M:m N:n R:r L:l")

func reading(text string) (out [32]byte) {
	for _, f := range strings.Fields(text) {
		for i := 2; i < len(f); i++ {
			out[strings.IndexByte(sounds, f[i])] = f[0]
		}
	}
	return out
}

// skeletons are the consonants of a word in one or two readings. The hard one keeps v, w and kh, reads c as k and g as
// written; the soft one drops v, w and kh, which other scripts write as vowels or not at all, and reads c as s.
func (w Word) skeletons() []string {
	from := w
	if x, ok := w.unjoined(); ok {
		from = x
	}
	read := func(class *[32]byte, gentle bool) string {
		var out []byte
		for _, s := range from.sounds {
			if s.kind == other {
				out = append(out, string(rune(s.main&^(1<<31)))...)
				continue
			}
			m := s.main
			switch {
			case s.kind == vowel || s.kind == breath, s.kind == glide && (gentle || m&(bit('v')) == 0):
				continue
			case s.kind == glide:
				m = bit('v')
			case gentle && m == bit('k') && s.also&bit('s') != 0: // Latin c
				m = bit('s')
			case gentle && m&bit('g') != 0 && s.also&bit('J') != 0: // g before e and i, Egyptian jim
				m = bit('J')
			}
			if c := class[bits.TrailingZeros32(m)]; c != 0 && (len(out) == 0 || out[len(out)-1] != c) {
				out = append(out, c)
			}
		}
		if len(out) == 0 && len(from.letters) > 0 { // vowels alone
			return "-" + string(from.letters[:1])
		}
		return string(out)
	}
	a, b := read(&hard, false), read(&soft, true)
	if a == b {
		return []string{a}
	}
	return []string{a, b}
}

// Order puts the likeliest first; equal ones by what tells them apart.
func Order(a, b Result, x, y string) int {
	return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(x, y))
}
