package i18n_test

import (
	"testing"

	"passage/internal/i18n"
)

func TestCountryCode(t *testing.T) {
	for text, want := range map[string]string{
		"XMM": "XMM", "xmm": "XMM", "Country M": "XMM", "pays m": "XMM", " Türkiye ": "TUR", "turkiye": "TUR", "Allemagne": "DEU", "afghanistan": "AFG",
		"Cote d'Ivoire": "CIV", "Côte d’Ivoire": "CIV", "Nowhere": "", "": "", "ZZ": "",
	} {
		if got, ok := i18n.CountryCode(text); got != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	// Every country that a page offers is taken back from its name.
	for _, l := range i18n.Langs {
		for _, c := range l.Countries() {
			if got, _ := i18n.CountryCode(c.Name); i18n.EN.Country(got) != i18n.EN.Country(c.Code) {
				t.Errorf("%s: %q comes back as %s", c.Code, c.Name, got)
			}
		}
	}
}

func TestLanguageCode(t *testing.T) {
	for text, want := range map[string]string{"ENG": "ENG", "en": "ENG", "English": "ENG", "anglais": "ENG", "Arabe": "ARA", "persan": "FAS", "xyzzy": "", "": "", "aen": "AEN"} {
		if got, ok := i18n.LanguageCode(text); got != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for _, l := range i18n.Langs {
		for _, c := range l.Languages() {
			if c.Name == c.Code {
				t.Errorf("%s has no name in %s", c.Code, l)
			}
			if got, _ := i18n.LanguageCode(c.Name); l.Language(got) != c.Name {
				t.Errorf("%s: %q comes back as %s", c.Code, c.Name, got)
			}
		}
	}
}
