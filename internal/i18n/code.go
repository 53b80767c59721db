package i18n

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// Named is a code and its name in a language.
type Named struct{ Code, Name string }

// Country is the name of a country (ISO 3166-1 alpha-3); a code without a name stands for itself.
func (l Lang) Country(code string) string {
	if key := "country." + code; code != "" && Has(key) {
		return l.T(key)
	}
	return code
}

// Language is the name of a language (ISO 639, two or three letters, any case); a code without a name stands for itself.
func (l Lang) Language(code string) string {
	if key := "language.is." + strings.ToUpper(code); Has(key) {
		return l.T(key)
	}
	if b, err := language.ParseBase(strings.ToLower(code)); err == nil {
		if n := namers()[l].Name(b); n != "" {
			return upperFirst(n)
		}
	}
	return code
}

var namers = sync.OnceValue(func() map[Lang]display.Namer {
	return map[Lang]display.Namer{EN: display.Languages(language.English), FR: display.Languages(language.CanadianFrench)}
})

func upperFirst(s string) string {
	r := []rune(s)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}

// lists are the countries and the languages that pages offer, by name, and what each name stands for.
var lists = sync.OnceValue(func() (out struct {
	countries, languages map[Lang][]Named
	country, tongue      map[string]string
}) {
	out.countries, out.languages = map[Lang][]Named{}, map[Lang][]Named{}
	out.country, out.tongue = map[string]string{}, map[string]string{}
	for _, key := range Keys() {
		if code, ok := strings.CutPrefix(key, "country."); ok && len(code) == 3 {
			for _, l := range Langs {
				out.countries[l] = append(out.countries[l], Named{code, l.T(key)})
				out.country[fold(l.T(key))] = code
			}
			out.country[fold(code)] = code
		}
	}
	for _, code := range offered {
		for _, l := range Langs {
			name := l.Language(code)
			out.languages[l] = append(out.languages[l], Named{code, name})
			out.tongue[fold(name)] = code
		}
	}
	for _, l := range Langs {
		c := collate.New(language.Make(string(l)))
		for _, list := range [][]Named{out.countries[l], out.languages[l]} {
			slices.SortFunc(list, func(a, b Named) int { return c.CompareString(a.Name, b.Name) })
		}
	}
	return out
})

// Countries are all countries by name.
func (l Lang) Countries() []Named { return lists().countries[l] }

// Languages are the languages that pages offer, by name. Any other is entered by its code.
func (l Lang) Languages() []Named { return lists().languages[l] }

// CountryCode is the country that a text names: its code, or its name in either language, whatever the case and the accents.
func CountryCode(text string) (string, bool) {
	code, ok := lists().country[fold(text)]
	return code, ok
}

// LanguageCode is the language that a text names: its code, or its name in either language.
func LanguageCode(text string) (string, bool) {
	if code, ok := lists().tongue[fold(text)]; ok {
		return code, true
	}
	if n := len(text); n == 2 || n == 3 {
		if b, err := language.ParseBase(strings.ToLower(text)); err == nil {
			return strings.ToUpper(b.ISO3()), true
		}
	}
	return "", false
}

// Compare orders names as a reader looks for them, whatever the case and the accents.
func Compare(a, b string) int { return cmp.Or(cmp.Compare(fold(a), fold(b)), cmp.Compare(a, b)) }

// fold makes names alike that differ in case, accents, hyphens and apostrophes.
func fold(s string) string {
	t := transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
	s, _, _ = transform.String(t, strings.ToLower(strings.TrimSpace(s)))
	return strings.Map(func(r rune) rune {
		switch r {
		case '’', '‘', '\'', '-', '‑', '.', '\u00a0', ' ':
			return -1
		}
		return r
	}, s)
}

// offered are languages that refugees speak and interpreters are found for, as ISO 639-3; the list is ours and only a help.
var offered = strings.Fields(`ENG FRA ARA FAS PRS PUS KUR CKB KMR TUR UZB TUK TGK KAZ KIR UIG AZE HYE KAT RUS UKR BEL POL RON BUL SRP HRV BOS SQI MKD ELL
ITA DEU NLD SPA POR HAT SWA SOM AMH TIR ORM AAR HAU YOR IBO FUL WOL BAM LIN KON LUA KIN RUN LUG ACH NUS DIN ZUL XHO SNA NYA MLG AFR URD HIN PAN BEN NEP SIN TAM TEL MAL GUJ MAR
KAN MYA KAR SHN RHG KHM LAO THA VIE IND MSA TGL ZHO YUE BOD MON JPN KOR HEB AII SYR QUE AYM GRN QUC`)
