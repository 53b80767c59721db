package matching

import (
	"strings"
	"unicode"
)

// script is the writing a word is in.
type script uint8

const (
	latin script = iota
	cyrillic
	greek
	arabic
	hebrew
	armenian
	georgian
	ethiopic
	indic
	hangul
	kana
	han
	unknown
)

var ranges = []struct {
	script script
	table  *unicode.RangeTable
}{
	{latin, unicode.Latin}, {cyrillic, unicode.Cyrillic}, {greek, unicode.Greek}, {arabic, unicode.Arabic}, {hebrew, unicode.Hebrew},
	{armenian, unicode.Armenian}, {georgian, unicode.Georgian}, {ethiopic, unicode.Ethiopic}, {indic, unicode.Devanagari}, {indic, unicode.Bengali},
	{indic, unicode.Gurmukhi}, {indic, unicode.Gujarati}, {indic, unicode.Tamil}, {indic, unicode.Telugu}, {indic, unicode.Kannada}, {indic, unicode.Malayalam},
	{hangul, unicode.Hangul}, {kana, unicode.Katakana}, {kana, unicode.Hiragana}, {han, unicode.Han},
}

func scriptOf(r rune) script {
	if r < 0x250 {
		return latin
	}
	for _, x := range ranges {
		if unicode.Is(x.table, r) {
			return x.script
		}
	}
	return unknown
}

// syllables says that a sign of the script is a syllable or more: one that differs is another name, not a slip.
func (s script) syllables() bool { return s == hangul || s == kana || s == han || s == ethiopic }

// bare says that the script leaves short vowels out.
func (s script) bare() bool { return s == arabic || s == hebrew }

// letterSpec is how the letters of other scripts are read. Arabic has the letters of Persian, Urdu, Pashto and
// Kurdish too, Cyrillic those of Ukrainian, Serbian, Macedonian, Kazakh and Mongolian.
var letterSpec = table(`
а=a/oe б=b/p в=v/wfbu г=g/GhJ ґ=g ѓ=gJ д=d/t ђ=J/d е=e/yai ё=oe/yu є=e/y ж=ZJ/S з=z/s ѕ=z и=i/ye і=i/y ї=iy й=y/i ј=y/J к=k/gc ќ=k л=l љ=l м=m н=n/m њ=n о=o/au п=p/b
р=r с=s/zcS т=t/dTcC ћ=C/t у=u/wov ў=w/uv ф=f/Tvp х=x/hkG ц=c/szk ч=C/cS џ=J ш=S/sC щ=S/C ы=i/yue э=e/ai ю=u/yi я=a/yie ә=a/e ғ=G/g қ=k/gG ң=n ө=oe ұ=u ү=u һ=-h

α=a β=v/b γ=g/yG δ=d/T ε=e ζ=z η=i/e θ=tT ι=i/y κ=k/g λ=l μ=m ν=n ξ=s/kx ο=o π=p/b ρ=r σ=s/z ς=s τ=t/d υ=i/uyv φ=f/p χ=x/hkC ψ=s/p ω=o

ا=a/eiou أ=a/eiou إ=i/ea آ=a ٱ=a ء=-q/aeiou ئ=-q/yieao ؤ=-q/wuo ع=-q/aeiouG ب=b/pv پ=p/b ت=t/c ث=Ts/t ج=J/gZCk چ=C/J ح=-h/x خ=x/hkG د=d/t ذ=zd/T ر=r ز=z/sc ژ=Z/JS س=s/zTc
ش=S/CZsx ص=s/z ض=dz ط=t/d ظ=z/dT غ=gG/Jhrk ف=f/vpT ڤ=v/f ق=k/gxG ك=k/gcCx ک=k/gcCx گ=g/J ڭ=g/n ل=l م=m/n ن=n/m ه=-h/ae ہ=-h/ae ھ=-h ة=a/teh ى=a/iy و=wuo/v ي=yi/eaJ ی=yi/eaJ ے=yei ې=ei/y ۍ=y/a
ٹ=t ڈ=d ڑ=r/d ں=n ټ=t ډ=d ړ=r ڼ=n ږ=Zg ښ=Sx څ=cs ځ=zJ ۆ=o/u ێ=e/i ە=ae ڕ=r ڵ=l ۇ=u ۋ=v/w

א=a/eiou ב=b/v ג=g/J ד=d ה=-h/ae ו=vuo/w ז=z ח=x/h ט=t י=yi/e כ=k/x ך=x/k ל=l מ=m ם=m נ=n ן=n ס=s ע=-q/aeiou פ=p/f ף=f/p צ=c/s ץ=c/s ק=k ר=r ש=Ss ת=t/T

ა=a ბ=b გ=g დ=d ე=e ვ=v/w ზ=z თ=t ი=iy კ=k ლ=l მ=m ნ=n ო=o პ=p ჟ=Z რ=r ს=s ტ=t უ=uw ფ=p/f ქ=k ღ=G ყ=k შ=S ჩ=C ც=c ძ=J/zd წ=c ჭ=C ხ=x ჯ=J ჰ=-h
ա=a բ=b/p գ=g/k դ=d/t ե=ey զ=z է=e ը=e թ=t ժ=Z ի=i լ=l խ=x ծ=c/d կ=k/g հ=-h ձ=J/zc ղ=G/l ճ=C/J մ=m յ=yh ն=n շ=S ո=ow չ=C պ=p/b ջ=J/C ռ=r ս=s վ=v տ=t/d ր=r ց=c ւ=wvu փ=p ք=k և=e օ=o ֆ=f
`)

// ethiopicRows are the consonants of the syllabary in the order of its block, eight signs each; ethiopicVowels what a
// sign of a row adds.
var (
	ethiopicRows   = strings.Fields("-h l -h m s r s S k k k k b v t C x x n n -q/ae k x x w -q/ae z Z y d d J g g g t C p c c f p")
	ethiopicVowels = []string{"ae", "u", "i", "a", "e", "e/iu", "o", "a"}
)

// indicRows are the letters of the Indic blocks by their place in the block: they run side by side.
var indicRows = map[rune]string{
	0x05: "a", 0x06: "a", 0x07: "i", 0x08: "i", 0x09: "u", 0x0a: "u", 0x0f: "e", 0x10: "ai", 0x13: "o", 0x14: "ou",
	0x15: "k", 0x16: "k/x", 0x17: "g", 0x18: "g", 0x19: "n", 0x1a: "C", 0x1b: "C", 0x1c: "Jz", 0x1d: "J", 0x1e: "n", 0x1f: "t", 0x20: "t", 0x21: "d", 0x22: "d", 0x23: "n",
	0x24: "t", 0x25: "t", 0x26: "d", 0x27: "d", 0x28: "n", 0x2a: "p", 0x2b: "f/p", 0x2c: "b/v", 0x2d: "b", 0x2e: "m", 0x2f: "yJ", 0x30: "r", 0x32: "l", 0x33: "l", 0x35: "vw",
	0x36: "S", 0x37: "S", 0x38: "s/S", 0x39: "-h", 0x3e: "a", 0x3f: "i", 0x40: "i", 0x41: "u", 0x42: "u", 0x47: "e", 0x48: "ai", 0x4b: "o", 0x4c: "ou", 0x5f: "y",
}

var (
	hangulFirst = strings.Fields("g kk n d tt r m b pp s ss _ j jj ch k t p h")
	hangulVowel = strings.Fields("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
	hangulLast  = strings.Fields("_ k k k n n n t l k m p l l p l m p p t t ng t t k t p t")
	kanaRows    = strings.Fields("a a i i u u e e o o ka ga ki gi ku gu ke ge ko go sa za shi ji su zu se ze so zo ta da chi ji tsu tsu zu te de to do na ni nu ne no ha ba pa hi bi pi fu bu pu he be pe ho bo po ma mi mu me mo ya ya yu yu yo yo ra ri ru re ro wa wa i e o n vu")
)

// romanHangul writes a Korean word in Latin letters, syllable by syllable.
func romanHangul(word []rune) string {
	var out strings.Builder
	for _, r := range word {
		if r < 0xac00 || r > 0xd7a3 {
			continue
		}
		n := int(r - 0xac00)
		for _, p := range []string{hangulFirst[n/588], hangulVowel[n%588/28], hangulLast[n%28]} {
			if p != "_" {
				out.WriteString(p)
			}
		}
	}
	return out.String()
}

// ofScript reads a word that is not in Latin letters.
func ofScript(s string) (out []sound) {
	for _, r := range s {
		x, ok := letterSpec[string(r)]
		switch {
		case r == 'ь' || r == 'ъ':
		case r == 'з' && len(out) > 0 && out[len(out)-1].main == bit('d'): // "дз": Japanese z and j, Polish and Italian dz
			out[len(out)-1] = spec("zJ/cd")
		case ok:
			out = add(out, x)
		case r >= 0x1200 && r < 0x1200+rune(len(ethiopicRows)*8):
			n := r - 0x1200
			out = add(out, spec(ethiopicRows[n/8]))
			if n%8 != 5 { // the sixth has no vowel, or a short one
				out = add(out, spec(ethiopicVowels[n%8]))
			}
		case r >= 0x900 && r < 0xd80:
			if x, ok := indicRows[r&0x7f]; ok {
				out = add(out, spec(x))
			}
		case r >= 0x3041 && r <= 0x3094 || r >= 0x30a1 && r <= 0x30f4:
			n := (r - 0x3041) % 0x60
			if int(n) < len(kanaRows) {
				for _, x := range ofLatin(kanaRows[n]) {
					out = add(out, x)
				}
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			out = append(out, sign(r))
		}
	}
	return out
}
