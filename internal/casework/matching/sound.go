package matching

import (
	"math/bits"
	"strings"
)

// sound is what one letter, or a group of letters read as one, may stand for: the usual sounds and the possible
// ones, as sets. Two spellings agree where their sets meet, whatever the script.
type sound struct {
	main, also uint32
	near       uint32 // what is confused with the usual sounds
	kind       kind
	mute       bool // may be silent where it stands: the second of two vowels, the last consonant of a French name
}

// kind says how easily a sound is left out in writing.
type kind uint8

const (
	consonant kind = iota
	vowel          // left out by Arabic and Hebrew writing, confused by everybody
	glide          // w, y: now a consonant, now a vowel
	breath         // h, and the letters of the throat that other scripts do not write
	other          // a sign whose sound is not known here: agrees with itself alone
)

// The sounds, one letter each: c is ts, S sh, Z zh, C ch, J dj, x kh, G gh, T th, q a stop of the throat.
const sounds = "pbfvtdszcSZCJkgxGmnlrwyThaeiouq"

const vowelSet = uint32(0b11111) << 25

func bit(r byte) uint32 { return 1 << strings.IndexByte(sounds, r) }

// spec reads "k/gx": usual sounds before the slash, possible ones after it. "-" before it makes a breath.
func spec(s string) sound {
	var x sound
	s, quiet := strings.CutPrefix(s, "-")
	m, a, _ := strings.Cut(s, "/")
	for i := range len(m) {
		x.main |= bit(m[i])
	}
	for i := range len(a) {
		x.also |= bit(a[i])
	}
	switch {
	case quiet:
		x.kind = breath
	case x.main&(bit('w')|bit('y')) != 0:
		x.kind = glide
	case x.main&vowelSet != 0:
		x.kind = vowel
	}
	x.also |= x.main
	x.near = neighbours(x.main)
	return x
}

// latinSpec is how Latin letters are read, longest group first. Spellings of English, French, German, Spanish,
// Polish, Turkish and the romanisations of Chinese and Japanese stand side by side: a reader does not know which it is.
var latinSpec = table(`
chs=ks/xs dt=t/d tsch=C/J dzh=J/ZC sch=S/CsZk tch=C/S shch=S/C szcz=S/C zsch=C/S
sh=S/sZ ch=C/kxSh kh=x/khG gh=G/gh zh=Z/zJSs th=tT/ds ph=f/p ts=c/sz tz=c/szt cz=C/csk cs=ks/CSc sz=s/Sz ck=k/c dj=J/dZ dh=d/zT rh=r wh=w/v
dz=zJ/cd qu=k ny=n ll=l/y cc=k/Cs gg=g/J bh=b/v ks=ks/zSC ou=uow oo=u/o ee=i/e eu=eouy au=ao/w
a=a/oe b=b/pv c=k/scCxJ d=d/t e=e/aiy f=f/v g=g/JGZxkh h=-h/xG i=iy/ea j=JZ/yhx k=k/gxc l=l m=m/n n=n/m o=o/uaw p=p/bf q=k/gGC r=r s=s/zSZ t=t/dC u=uw/oyv v=v/fwb w=wv/uf x=ks/zSxhC y=yi/ue z=z/csZ
`)

func table(text string) map[string]sound {
	out := map[string]sound{}
	for _, f := range strings.Fields(text) {
		letters, s, _ := strings.Cut(f, "=")
		out[letters] = spec(strings.TrimSuffix(s, "-"))
	}
	return out
}

func ofLatin(s string) []sound {
	var out []sound
	for i := 0; i < len(s); {
		n, u := 0, sound{}
		for k := min(4, len(s)-i); k > 0 && n == 0; k-- {
			if x, ok := latinSpec[s[i:i+k]]; ok {
				n, u = k, x
			}
		}
		before := func(next string) bool { return i+1 < len(s) && strings.IndexByte(next, s[i+1]) >= 0 }
		switch {
		case n == 0: // no letter of the table, as a digit
			r := []rune(s[i:])[0]
			n, u = len(string(r)), sign(r)
		case n > 1:
		case s[i] == 'x' && i == 0:
			u = spec("z/kxsSh")
		case s[i] == 'c' && before("eiy"):
			u = spec("s/cCkJ")
		case s[i] == 'g' && before("eiy"):
			u = spec("gJ/ZGhx")
		case s[i] == 'g' && (before("n") || i > 0 && s[i-1] == 'n'): // "gn", "ng": one sound or two
			u.kind = breath
		}
		out = add(out, u)
		i += n
	}
	if n := len(out); n > 2 && out[n-1].kind == consonant && strings.HasSuffix("sxtdzr", s[len(s)-1:]) {
		out[n-1].mute = true
	}
	return out
}

// sign is a letter whose sound is not known here.
func sign(r rune) sound { return sound{main: uint32(r) | 1<<31, also: uint32(r) | 1<<31, kind: other} }

// pairs are sounds that scripts without a letter for them write with two.
var pairs = []struct{ a, b, one sound }{
	{spec("t"), spec("S"), spec("C/S")}, {spec("d"), spec("J"), spec("J/d")}, {spec("d"), spec("Z"), spec("J/Z")}, {spec("t"), spec("s"), spec("c/sz")},
	{spec("t"), spec("z"), spec("c/z")}, {spec("k"), spec("s"), spec("ks/zSxhC")}, {spec("C"), spec("Z"), spec("JZ/C")}, {spec("t"), spec("x"), spec("tT")},
}

// add appends a sound; a doubled consonant is one, and two letters for one sound are that sound.
func add(out []sound, u sound) []sound {
	if u.main == 0 {
		return out
	}
	n := len(out)
	if n == 0 {
		return append(out, u)
	}
	p := out[n-1]
	if p.main == u.main && p.kind == consonant && u.kind == consonant {
		return out
	}
	for _, q := range pairs {
		if p.main == q.a.main && u.main&q.b.main != 0 {
			out[n-1] = q.one
			return out
		}
	}
	open := func(k kind) bool { return k == vowel || k == glide }
	u.mute = u.mute || open(p.kind) && open(u.kind)
	return append(out, u)
}

// near are sounds made in the same place, which ears and scripts confuse.
var near = func() (out [32]uint32) {
	for _, group := range strings.Fields("pbfv vw td tT dT dz szcTSZ SZCJcs kgxGh Jgy mn lr aeiou wuo yiej") {
		var m uint32
		for i := range len(group) {
			if strings.IndexByte(sounds, group[i]) >= 0 {
				m |= bit(group[i])
			}
		}
		for i := range len(group) {
			if k := strings.IndexByte(sounds, group[i]); k >= 0 {
				out[k] |= m
			}
		}
	}
	return out
}()

func neighbours(m uint32) (out uint32) {
	for ; m != 0; m &= m - 1 {
		out |= near[bits.TrailingZeros32(m)]
	}
	return out
}
