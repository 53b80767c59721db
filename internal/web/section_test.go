package web

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var partLink = regexp.MustCompile(`<a href="(/[a-z]+/[a-z-]+/[a-z2-7]{26}/[a-z]+/[a-z2-7]{26}/sections/[a-z]+)"`)

// Every part of the department's forms is reached from the form, takes what is typed whatever it is, shows it again exactly,
// and stays small; in both languages.
func TestSectionPages_RoundTrip(t *testing.T) {
	h := house(t)
	b := h.browser("caseworker.fld")
	b.start()
	b.complete()
	b.open(b.stepPath("applicant"))
	person := regexp.MustCompile(`/persons/([a-z2-7]{26})`).FindStringSubmatch(b.at)[1]
	parts := map[string]bool{}
	for _, form := range []string{"imm0008", "imm5669", "imm0008sch2"} {
		b.open(b.stepPath("forms/" + form + "/" + person))
		for _, m := range partLink.FindAllStringSubmatch(b.body, -1) {
			parts[m[1]] = true
		}
	}
	if len(parts) != 13 {
		t.Fatalf("%d parts: %v", len(parts), parts)
	}
	rough := `</textarea><script>x</script> "ناشط" Правозащитник {{.}} =1+1`
	for at := range parts {
		b.open(at)
		if b.has("section", "native") || strings.Contains(b.body, `id="section"`) {
			_, v := b.fields("section")
			var kv []string
			for name := range v {
				if strings.Contains(b.body, `<textarea class="in" id="f-`+strings.ReplaceAll(name, "_", "-")+`"`) {
					kv = append(kv, name, rough)
				}
			}
			b.send("section", "stay", kv...)
			_, again := b.fields("section")
			for i := 0; i < len(kv); i += 2 {
				if again.Get(kv[i]) != rough {
					t.Errorf("%s: %s came back as %q", at, kv[i], again.Get(kv[i]))
				}
			}
			if strings.Contains(b.body, "<script>x") {
				t.Errorf("%s: markup that was typed is markup", at)
			}
		}
		b.open(strings.NewReplacer("/en/referrals/", "/fr/recommandations/", "/persons/", "/personnes/").Replace(at))
	}
}

// A "yes" leads to its own page, which wants an explanation; what is explained is listed with the question (I-41).
func TestSectionPages_YesOpensItsContext(t *testing.T) {
	h := house(t)
	b := h.browser("caseworker.fld")
	b.start()
	b.complete()
	b.open(b.stepPath("applicant"))
	person := regexp.MustCompile(`/persons/([a-z2-7]{26})`).FindStringSubmatch(b.at)[1]
	at := b.stepPath("persons/" + person + "/sections/background")
	b.open(at)
	b.send("section", "next", "detained", "yes", "atrocity", "no")
	if !strings.Contains(b.at, "/context/") {
		t.Fatalf("a yes led to %s", b.at)
	}
	b.send("context", "save", "charge", "Invented charge")
	b.says("Explain", "Invented charge")
	b.send("context", "save", "explanation", "Held for two days after an article.")
	if !strings.HasPrefix(b.at, at) {
		t.Errorf("after the explanation: %s", b.at)
	}
	b.says("Detention", "Invented charge")
}

// A gap of the history is drawn, said in a table, and leads to a row with its ends filled in; the row closes it (I-39).
func TestSectionPages_GapIsFilled(t *testing.T) {
	h := house(t)
	b := h.browser("caseworker.fld")
	b.start()
	b.complete()
	b.open(b.stepPath("applicant"))
	person := regexp.MustCompile(`/persons/([a-z2-7]{26})`).FindStringSubmatch(b.at)[1]
	row := b.stepPath("persons/" + person + "/jobs/new")
	b.open(row)
	b.send("jobs", "add", "from_y", "2010", "to_y", "2020", "to_m", "3", "text", "Invented work", "city", "City R", "country", "Country K")
	b.send("jobs", "save", "from_y", "2020", "from_m", "7", "text", "Looking for work", "city", "City M", "country", "Country M")
	b.says("1 gap of more than a month", "Fill this gap", "Needed: more than a month")
	m := regexp.MustCompile(`href="([^"]+\?from=[^"]+)"`).FindStringSubmatch(b.body)
	b.open(html.UnescapeString(m[1]))
	_, v := b.fields("jobs")
	if want := (url.Values{"from_y": {"2020"}, "from_m": {"4"}, "to_m": {"6"}}); v.Get("from_y") != "2020" || v.Get("from_m") != "4" || v.Get("to_m") != "6" {
		t.Errorf("the gap is not filled in: %v, want %v", v, want)
	}
	b.send("jobs", "save", "text", "In hiding", "city", "City M", "country", "Country M")
	b.says("is accounted for")
	b.hides("Fill this gap")
}
