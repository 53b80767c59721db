package matching

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Word is one word of a name, ready to be compared.
type Word struct {
	letters []rune // as written, folded: lower case, no marks
	script  script
	sounds  []sound // what the letters may sound like, without the doubled ones
	light   bool    // a particle or a title: "bin", "de", "Dr"
}

// String is the folded word. It is a person's name: never for a log.
func (w Word) String() string { return string(w.letters) }

// light are words that stand before a name and are left out as often as not: articles, "son of", "of", forms of
// address. They count for little, whether there or not.
var light = set("al el ul ar as ad az an ash il bin ibn ben bint binti bent b ould weld de da do dos das di del della du des la le les los y e van von der den ten ter zu af av na bar bat " +
	"mr mrs ms miss dr prof sir dame don dona sheikh shaikh shaykh sheik mullah maulana hajji haji hadji sayyid syed imam father rev president " +
	"ал эль аль ибн бин оглы кызы угли ال بن ابن بنت ولد د الشيخ")

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// spelled are letters that decompose to nothing useful, or whose mark changes the sound, in plain Latin letters.
var spelled = strings.NewReplacer(
	"š", "sh", "ş", "sh", "ș", "sh", "ś", "sh", "ŝ", "sh", "ž", "zh", "ż", "zh", "ź", "zh", "č", "ch", "ć", "ch", "ĉ", "ch", "ç", "ch",
	"ď", "d", "ť", "t", "đ", "dj", "ğ", "gh", "ł", "l", "ø", "o", "å", "o", "æ", "ae", "œ", "oe", "ß", "ss", "ı", "i", "ñ", "ny", "ń", "n",
	"ə", "a", "ę", "en", "ą", "on", "ð", "dh", "þ", "th", "ŋ", "ng", "ħ", "h", "ř", "rzh", "ţ", "ts", "ț", "ts", "ĝ", "j", "ĵ", "zh", "ŭ", "u", "ʻ", "", "ʼ", "")

// plain are the same letters as people type them when the keyboard has no marks.
var plain = strings.NewReplacer("ł", "l", "ø", "o", "æ", "ae", "œ", "oe", "ß", "ss", "ı", "i", "đ", "d", "ð", "d", "þ", "th", "ə", "e", "ŋ", "ng", "ħ", "h")

// digits are letters written as digits by a slip or to escape a filter; only in a word that has letters too.
var digits = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t")

// Words splits a name into folded words. A hyphen, an apostrophe inside a word and a full stop split; what is left of
// each is lower-case letters and digits without marks.
func Words(name string) (out []Word) {
	name = strings.ToLower(norm.NFKC.String(name))
	for _, w := range strings.FieldsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune("'’ʻʼ`‘ʿʾ\u200c\u200d\u0640", r)
	}) {
		if x, ok := word(w); ok {
			out = append(out, x)
		}
	}
	return out
}

func word(w string) (Word, bool) {
	if strings.ContainsAny(w, "0123456789") && strings.ContainsFunc(w, unicode.IsLetter) {
		w = digits.Replace(w)
	}
	first := strings.IndexFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	if first < 0 {
		return Word{}, false
	}
	x := Word{script: scriptOf([]rune(w[first:])[0])}
	switch x.script {
	case latin:
		x.letters = []rune(strip(plain.Replace(w)))
		x.sounds = ofLatin(strip(spelled.Replace(w)))
	case hangul:
		x.letters = []rune(w)
		x.sounds = ofLatin(romanHangul(x.letters))
	case indic: // vowels are marks there, and stay
		x.letters = []rune(w)
		x.sounds = ofScript(w)
	default:
		x.letters = []rune(variants.Replace(strip(w)))
		x.sounds = ofScript(w)
	}
	x.light = light[string(x.letters)]
	return x, len(x.letters) > 0
}

// variants are forms of one letter that writers of a script use for each other.
var variants = strings.NewReplacer("ی", "ي", "ى", "ي", "ک", "ك", "ة", "ه", "ہ", "ه", "ھ", "ه", "ς", "σ")

// strip takes off what stands over and under letters, and whatever is neither a letter nor a digit.
func strip(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range norm.NFKD.String(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			out = append(out, r)
		}
	}
	return norm.NFC.String(string(out))
}
