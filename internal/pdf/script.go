package pdf

import "unicode"

// Written is a text that somebody typed, in a language that is not known. What is in another script than Latin says so,
// as far as is known: its script and no language (BCP 47: "und-Arab").
func Written(s string) Text {
	for _, r := range s {
		if !unicode.IsLetter(r) {
			continue
		}
		for _, x := range scripts {
			if unicode.Is(x.table, r) {
				return In("und-"+x.code, s)
			}
		}
		break
	}
	return Plain(s)
}

// scripts are those that names come in, by their ISO 15924 code.
var scripts = []struct {
	table *unicode.RangeTable
	code  string
}{
	{unicode.Arabic, "Arab"}, {unicode.Cyrillic, "Cyrl"}, {unicode.Hebrew, "Hebr"}, {unicode.Greek, "Grek"}, {unicode.Armenian, "Armn"}, {unicode.Georgian, "Geor"},
	{unicode.Ethiopic, "Ethi"}, {unicode.Devanagari, "Deva"}, {unicode.Bengali, "Beng"}, {unicode.Tamil, "Taml"}, {unicode.Sinhala, "Sinh"}, {unicode.Myanmar, "Mymr"},
	{unicode.Thai, "Thai"}, {unicode.Lao, "Laoo"}, {unicode.Khmer, "Khmr"}, {unicode.Tibetan, "Tibt"}, {unicode.Han, "Hani"}, {unicode.Hangul, "Hang"}, {unicode.Syriac, "Syrc"},
}
