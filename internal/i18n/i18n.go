// Package i18n owns every word of the application in both languages, and how dates, times, numbers and plurals are
// written in each. It does not own the words of the policy pack or of the letters, nor which language a reader chose.
//
// Words are in words/<noun>.en.toml and words/<noun>.fr.toml, always both, in go-i18n's TOML format. A key is
// noun.page.thing; a value may hold {{.Name}} for what is put in, and {{.Product}} for the name of the product.
// go-i18n reads the files; the sentences are then cut up once, so that a page looks them up and never parses.
package i18n

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// Product is the name of the product, the same in both languages, here and nowhere else.
const Product = "Passage"

// Lang is a language of the application.
type Lang string

// The two languages. Neither is a translation of the other: both arrive in the same change.
const (
	EN Lang = "en"
	FR Lang = "fr"
)

// Langs are the languages, in the order of the alphabet.
var Langs = []Lang{EN, FR}

// Other is the other language.
func (l Lang) Other() Lang {
	if l == FR {
		return EN
	}
	return FR
}

// Preferred is the first of our languages that a reader asks for in an Accept-Language header (RFC 9110), English when none is.
func Preferred(header string) Lang {
	for part := range strings.SplitSeq(header, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		if tag, _, _ = strings.Cut(strings.ToLower(tag), "-"); Lang(tag).Valid() {
			return Lang(tag)
		}
	}
	return EN
}

// Valid says whether l is one of the two.
func (l Lang) Valid() bool { return l == EN || l == FR }

//go:embed words
var files embed.FS

// form is a plural form of CLDR; English has one and other, French one (also for 0), many (whole millions) and other.
type form int

const (
	other form = iota
	one
	many
	forms
)

// part is a piece of a sentence: fixed words, then the name of what is put in after them, "" at the end.
type part struct{ words, name string }

// message is one key in one language.
type message struct {
	parts  [forms][]part // other is always there; the rest only where the language needs it
	plural bool
}

// catalogue is all keys of one language.
type catalogue map[string]*message

var load = sync.OnceValue(func() map[Lang]catalogue {
	c, err := read(files)
	if err != nil {
		panic(err) // the words are part of the program: it does not start without them
	}
	return c
})

// Load reads the catalogues now and not at the first word; it panics when a file cannot be read.
func Load() { load() }

func read(fsys fs.FS) (map[Lang]catalogue, error) {
	out := map[Lang]catalogue{EN: {}, FR: {}}
	names, err := fs.Glob(fsys, "words/*.toml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		buf, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		f, err := i18n.ParseMessageFileBytes(buf, name, map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		l := Lang(strings.TrimPrefix(path.Ext(strings.TrimSuffix(name, ".toml")), "."))
		if !l.Valid() {
			return nil, fmt.Errorf("%s: the name ends in .en.toml or .fr.toml", name)
		}
		for _, m := range f.Messages {
			if _, twice := out[l][m.ID]; twice {
				return nil, fmt.Errorf("%s: %s stands in another file too", name, m.ID)
			}
			out[l][m.ID] = cut(l, m)
		}
	}
	return out, nil
}

func cut(l Lang, m *i18n.Message) *message {
	out := &message{plural: m.One != "" || m.Many != ""}
	out.parts[other] = parts(l, m.Other)
	if m.One != "" {
		out.parts[one] = parts(l, m.One)
	}
	if m.Many != "" {
		out.parts[many] = parts(l, m.Many)
	}
	return out
}

var slot = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

// french puts the no-break spaces where Canadian French has them: before the colon and the per cent sign and inside
// guillemets; none before ; ! ? (ux section 7). So the catalogues can be typed on any keyboard.
var french = strings.NewReplacer(" :", "\u00a0:", "« ", "«\u00a0", " »", "\u00a0»", " %", "\u00a0%", " $", "\u00a0$")

func parts(l Lang, s string) []part {
	s = strings.ReplaceAll(s, "{{.Product}}", Product)
	if l == FR {
		s = french.Replace(s)
	}
	var out []part
	at := 0
	for _, m := range slot.FindAllStringSubmatchIndex(s, -1) {
		out = append(out, part{s[at:m[0]], s[m[2]:m[3]]})
		at = m[1]
	}
	return append(out, part{s[at:], ""})
}

func (l Lang) message(key string) *message { return load()[l][key] }

// Has says whether the key has words.
func Has(key string) bool { return EN.message(key) != nil }

// Keys are all keys, in order.
func Keys() []string { return slices.Sorted(maps.Keys(load()[EN])) }

// missing is what a reader sees for a key without words: it stands out, and the test of every page looks for it.
func missing(key string) string { return "⟦" + key + "⟧" }

// T is the words of a key that has nothing put in.
func (l Lang) T(key string) string {
	m := l.message(key)
	if m == nil {
		return missing(key)
	}
	if p := m.parts[other]; len(p) == 1 {
		return p[0].words
	}
	return l.F(key, nil)
}

// F is the words of a key with values put in: numbers and days are written as the language writes them.
func (l Lang) F(key string, args map[string]any) string {
	m := l.message(key)
	if m == nil {
		return missing(key)
	}
	return l.join(m.parts[other], args, 0)
}

// N is the words of a key in the plural form of n, which is put in as {{.Count}}.
func (l Lang) N(key string, n int, args map[string]any) string {
	m := l.message(key)
	if m == nil {
		return missing(key)
	}
	p := m.parts[l.form(n)]
	if p == nil {
		p = m.parts[other]
	}
	return l.join(p, args, n)
}

func (l Lang) join(p []part, args map[string]any, n int) string {
	if len(p) == 1 {
		return p[0].words
	}
	var b strings.Builder
	for _, x := range p {
		b.WriteString(x.words)
		if x.name == "" {
			continue
		}
		v, ok := args[x.name]
		switch {
		case ok:
			b.WriteString(l.Value(v))
		case x.name == "Count":
			b.WriteString(l.Number(n))
		default:
			b.WriteString(missing(x.name))
		}
	}
	return b.String()
}

// Part is a piece of a sentence: its words, then the name of what follows them, "" at the end. Templates are built
// from it when they are parsed.
type Part struct{ Words, Name string }

// Parts is the sentence of a key in pieces; ok is false when the key has no words or has plural forms.
func (l Lang) Parts(key string) (out []Part, ok bool) {
	m := l.message(key)
	if m == nil || m.plural {
		return nil, false
	}
	for _, p := range m.parts[other] {
		out = append(out, Part{p.words, p.name})
	}
	return out, true
}

// form is the plural form of a whole number, by CLDR.
func (l Lang) form(n int) form {
	if n < 0 {
		n = -n
	}
	switch {
	case l == EN && n == 1, l == FR && n <= 1:
		return one
	case l == FR && n%1_000_000 == 0:
		return many
	}
	return other
}
