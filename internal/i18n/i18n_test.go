package i18n

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Both languages hold the same keys, put the same things in, and leave nothing empty.
func TestWords_BothLanguagesAlike(t *testing.T) {
	all := load()
	if len(all[EN]) < 100 {
		t.Fatalf("only %d keys: the test does not see the catalogues", len(all[EN]))
	}
	for _, l := range Langs {
		for key, m := range all[l] {
			twin := all[l.Other()][key]
			if twin == nil {
				t.Errorf("%s has words in %s and none in %s", key, l, l.Other())
				continue
			}
			if m.plural != twin.plural {
				t.Errorf("%s has plural forms in one language only", key)
			}
			if a, b := slots(m.parts[other]), slots(twin.parts[other]); !slices.Equal(a, b) {
				t.Errorf("%s puts in %v in %s and %v in %s", key, a, l, b, l.Other())
			}
			for f, p := range m.parts {
				if p == nil {
					continue
				}
				if text := flat(p); strings.TrimSpace(text) == "" || text != strings.TrimSpace(text) || strings.Contains(text, "{{") || strings.Contains(text, "}}") {
					t.Errorf("%s in %s, form %d: empty, spaces at an end, or a slot that is no {{.Name}}: %q", key, l, f, text)
				}
				for _, name := range slots(p) {
					if name != "Count" && !slices.Contains(slots(m.parts[other]), name) {
						t.Errorf("%s in %s puts in %s in one form only", key, l, name)
					}
				}
			}
			if m.plural && (m.parts[one] == nil || l == FR && m.parts[many] == nil) {
				t.Errorf("%s lacks a plural form in %s (English: one, other; French: one, many, other)", key, l)
			}
		}
	}
}

func slots(p []part) (out []string) {
	for _, x := range p {
		if x.name != "" && x.name != "Count" && !slices.Contains(out, x.name) {
			out = append(out, x.name)
		}
	}
	slices.Sort(out)
	return out
}

func flat(p []part) string {
	var b strings.Builder
	for _, x := range p {
		b.WriteString(x.words)
		if x.name != "" {
			b.WriteString("<" + x.name + ">")
		}
	}
	return b.String()
}

// The name of the product is one constant: in the catalogues it stands as {{.Product}}.
func TestWords_ProductIsOneConstant(t *testing.T) {
	names, _ := fs.Glob(files, "words/*.toml")
	for _, name := range names {
		buf, _ := fs.ReadFile(files, name)
		for i, line := range strings.Split(string(buf), "\n") {
			if !strings.HasPrefix(line, "#") && regexp.MustCompile(`\b`+Product+`\b`).MatchString(line) {
				t.Errorf("%s:%d: write {{.Product}} for the name of the product: %s", name, i+1, line)
			}
		}
	}
}

// French pages never say "admissibilité" alone: the word stands for eligibility and for admissibility both (ux section 7).
func TestWords_FrenchAdmissibilityIsNeverAlone(t *testing.T) {
	alone := regexp.MustCompile(`(?i)admissibilité( à la réinstallation|s? et l’interdiction)?`)
	for key, m := range load()[FR] {
		for _, p := range m.parts {
			for _, hit := range alone.FindAllString(flat(p), -1) {
				if strings.EqualFold(hit, "admissibilité") {
					t.Errorf("%s: %q: say admissibilité à la réinstallation, or interdiction de territoire", key, flat(p))
				}
			}
		}
	}
}

// Canadian French: a no-break space before the colon and inside guillemets, none before ; ! ? (ux section 7).
func TestWords_FrenchSpaces(t *testing.T) {
	wrong := regexp.MustCompile(`[  ][;!?]|\p{L}:( |$)|[«»]\pL|\pL»| '|\pL'\pL`)
	for key, m := range load()[FR] {
		for _, p := range m.parts {
			if hit := wrong.FindString(flat(p)); hit != "" {
				t.Errorf("%s: %q in %q", key, hit, flat(p))
			}
		}
	}
}

// The library is the referee for plural forms and for what is put in.
func TestPlurals_AsTheLibrary(t *testing.T) {
	b := i18n.NewBundle(language.English)
	b.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	fsys := fstest.MapFS{}
	for l, text := range map[Lang]string{
		EN: "[\"persons\"]\none = \"{{.Count}} person of {{.Name}}\"\nother = \"{{.Count}} persons of {{.Name}}\"\n",
		FR: "[\"persons\"]\none = \"{{.Count}} personne de {{.Name}}\"\nmany = \"{{.Count}} de personnes de {{.Name}}\"\nother = \"{{.Count}} personnes de {{.Name}}\"\n",
	} {
		name := "words/persons." + string(l) + ".toml"
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
		b.MustParseMessageFileBytes([]byte(text), name)
	}
	own, err := read(fsys)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range Langs {
		loc := i18n.NewLocalizer(b, string(l))
		for _, n := range []int{0, 1, 2, 5, 11, 21, 100, 999, 1000, 1_000_000, 1_000_001, 2_000_000, -1, -2} {
			want := loc.MustLocalize(&i18n.LocalizeConfig{MessageID: "persons", PluralCount: n, TemplateData: map[string]any{"Count": l.Number(n), "Name": "Country K"}})
			m := own[l]["persons"]
			got := l.join(m.parts[l.form(n)], map[string]any{"Name": "Country K"}, n)
			if got != want {
				t.Errorf("%s %d: %q, the library says %q", l, n, got, want)
			}
		}
	}
}

func TestRead_RefusesAKeyTwiceAndAStrangeName(t *testing.T) {
	text := &fstest.MapFile{Data: []byte("[\"a.b.c\"]\nother = \"x\"\n")}
	if _, err := read(fstest.MapFS{"words/a.en.toml": text, "words/b.en.toml": text}); err == nil {
		t.Error("the same key in two files was taken")
	}
	if _, err := read(fstest.MapFS{"words/a.de.toml": text}); err == nil {
		t.Error("a third language was taken")
	}
}

func TestWritten(t *testing.T) {
	at := time.Date(2026, 8, 31, 14, 5, 0, 0, time.UTC)
	ottawa := time.FixedZone("EDT", -4*3600)
	for _, c := range []struct{ got, want string }{
		{EN.Date("2026-08-31"), "31\u00a0August 2026"},
		{FR.Date("2026-08-31"), "31\u00a0août 2026"},
		{FR.Date("2026-05-01"), "1er\u00a0mai 2026"},
		{EN.Date("1980-08"), "August 1980"},
		{FR.Date("1980"), "1980"},
		{EN.Date("soon"), "soon"},
		{FR.ShortDate("2026-07-14"), "14\u00a0juillet"},
		{EN.Number(1257), "1,257"},
		{FR.Number(1257), "1\u00a0257"},
		{EN.Number(1234567), "1,234,567"},
		{EN.Number(-1257), "−1,257"},
		{FR.Number(999), "999"},
		{EN.Percent(25), "25%"},
		{FR.Percent(25), "25\u00a0%"},
		{EN.Time(at), "14:05\u00a0UTC"},
		{FR.Time(at), "14\u00a0h\u00a005\u00a0UTC"},
		{FR.Time(at.In(ottawa)), "10\u00a0h\u00a005\u00a0HAE"},
		{EN.Time(at.In(time.FixedZone("XKT", 3*3600))), "17:05\u00a0UTC+03:00"},
		{EN.DateTime(at), "31\u00a0August 2026, 14:05\u00a0UTC"},
		{EN.T("no.such.key"), "⟦no.such.key⟧"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
