package decision

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"passage/internal/casework/casefile"
)

// Alike is the signed decision of another case of the office whose words are close to those of a draft.
//
// Contradiction X-33: text copied from another case. From which share on it is said is the pack's to say (our default).
type Alike struct {
	Case    casefile.ID
	Percent int // of the runs of words that stand in either, those that stand in both; an estimate
}

const (
	runWords  = 5  // how many words make a run
	leastRuns = 40 // our default: a text of fewer says what many cases have in common
	mostKept  = 64 // hashes of a sketch
	noted     = 50 // percent; what is less alike is not kept with the draft
	mostAlike = 3  // of the most alike
)

// Runs are the runs of five words of what an officer wrote in a decision: reasons and summary, each text for itself,
// without signs and case. What the program writes, as the code of a reason or the words of a letter, is not among them.
func Runs(d Decision) []string {
	texts := []string{d.Summary}
	for _, r := range d.Reasons {
		texts = append(texts, r.Text)
	}
	var out []string
	for _, t := range texts {
		words := strings.FieldsFunc(strings.ToLower(t), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) })
		for i := runWords; i <= len(words); i++ {
			out = append(out, strings.Join(words[i-runWords:i], " "))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Sketch is what is kept of the runs of a decision: the lowest of their keyed hashes, in order. No word can be read
// from it.
type Sketch []uint64

// SketchOf is the sketch of runs under a keyed hash, nil when there are too few to say anything.
func SketchOf(runs []string, hash func(string) uint64) Sketch {
	if len(runs) < leastRuns {
		return nil
	}
	all := make(Sketch, len(runs))
	for i, r := range runs {
		all[i] = hash(r)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return slices.Clone(all[:min(mostKept, len(all))])
}

// Like estimates how much two texts share, in percent, from the lowest hashes of both together (MinHash, bottom k).
func (s Sketch) Like(t Sketch) int {
	if len(s) == 0 || len(t) == 0 {
		return 0
	}
	both, seen := 0, 0
	for i, j := 0, 0; seen < mostKept && (i < len(s) || j < len(t)); seen++ {
		switch {
		case j == len(t) || i < len(s) && s[i] < t[j]:
			i++
		case i == len(s) || t[j] < s[i]:
			j++
		default:
			both, i, j = both+1, i+1, j+1
		}
	}
	return int(math.Round(100 * float64(both) / float64(seen)))
}

// MostAlike are the few of others that are most alike, and alike enough to be worth keeping.
func MostAlike(all []Alike) []Alike {
	out := slices.DeleteFunc(all, func(x Alike) bool { return x.Percent < noted })
	slices.SortStableFunc(out, func(a, b Alike) int { return b.Percent - a.Percent })
	return out[:min(mostAlike, len(out))]
}
