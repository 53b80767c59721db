package policy_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"passage/internal/casework/policy"
)

// shared is the folder of data that nobody here wrote. A test that needs it says loudly when it cannot run.
func shared(t testing.TB, parts ...string) string {
	t.Helper()
	dir := os.Getenv("PASSAGE_SHARED")
	if dir == "" {
		t.Skip("NOT RUN: PASSAGE_SHARED is not set, so no citation was looked up in the Act and the Regulations")
	}
	return filepath.Join(append([]string{dir}, parts...)...)
}

func laws(t testing.TB) *policy.Laws {
	t.Helper()
	l, err := policy.ReadLaws(os.DirFS(shared(t, "data", "laws")))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestPackIsSound(t *testing.T) {
	for name, demo := range map[string]bool{"pack": false, "demonstration": true} {
		for _, f := range load(t, demo).Check(nil) {
			t.Errorf("%s: %s", name, f)
		}
	}
}

// Every provision that the pack cites is in force in the Act or the Regulations, in English and in French.
func TestCitationsResolve(t *testing.T) {
	l := laws(t)
	for _, demo := range []bool{false, true} {
		for _, f := range load(t, demo).Check(l) {
			t.Error(f)
		}
	}
}

// A citation of a provision that is not there, is repealed, or is there in one language alone is found.
func TestCitationsThatDoNotResolve(t *testing.T) {
	l, p := laws(t), load(t, false)
	for cite, want := range map[string]string{
		"IRPR 139(1)(d)(i)":  "",
		"IRPR 139(1)(z)":     "has no 139(1)(z)",
		"IRPR 1390":          "has no 1390",
		"IRPR 10(1)":         "",
		"IRPA 38(1)":         "",
		"IRPA 38(1)(c)":      "fr/I-2.5.xml has no 38(1)(c)", // the French text has no paragraphs there
		"IRPR 139(1)(d)(ii)": "",
		"IRPR 12.2(3)":       "12.2(3) is not in force", // repealed
		"IRPA 34(2)":         "34(2) is not in force",
		"A-200":              "no such rule",
		"A-18":               "",
		"HRD page: Nowhere":  "no such part",
		"Somewhere":          "no such source",
		"IRPR":               "",
	} {
		p.Clocks[0].Cite = []string{cite}
		got := ""
		for _, f := range p.Check(l) {
			if f.Collection == "clocks" {
				got += f.What
			}
		}
		if want == "" && got != "" || want != "" && !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", cite, got, want)
		}
	}
}

// The laws are read as published: labels nest, definitions are not provisions, what is repealed or still to come is not
// in force.
func TestReadLaws(t *testing.T) {
	law := func(body string) string {
		return `<?xml version="1.0"?><Regulation xmlns:lims="http://justice.gc.ca/lims" lims:current-date="2026-06-14"><Body>` + body + `</Body><RelatedProvisions><Section><Label>7</Label></Section></RelatedProvisions></Regulation>`
	}
	section := `<Section lims:inforce-start-date="2014-05-29"><Label>139</Label><Subsection><Label>(1)</Label><Paragraph><Label>%s</Label><Subparagraph><Label>(i)</Label></Subparagraph></Paragraph></Subsection></Section>`
	gone := `<Section><Label>140</Label><Text><Repealed>[Repealed]</Repealed></Text></Section><Section lims:inforce-start-date="2027-01-01"><Label>141</Label></Section>`
	defs := `<Section><Label>2</Label><Definition><Paragraph><Label>(a)</Label></Paragraph></Definition></Section>`
	en, fr := law(fmt.Sprintf(section, "(d)")+gone+defs), law(fmt.Sprintf(section, "d)")+gone+defs)
	dir := fstest.MapFS{"en/I-2.5.xml": {Data: []byte(en)}, "fr/I-2.5.xml": {Data: []byte(fr)},
		"en/SOR-2002-227.xml": {Data: []byte(en)}, "fr/DORS-2002-227.xml": {Data: []byte(fr)}}
	l, err := policy.ReadLaws(dir)
	if err != nil {
		t.Fatal(err)
	}
	p := load(t, false)
	for cite, want := range map[string]string{
		"IRPR 139(1)(d)(i)": "", "IRPR 2": "", "IRPR 140": "not in force", "IRPR 141": "not in force", "IRPR 7": "has no 7", "IRPR 2(a)": "has no 2(a)",
	} {
		p.Clocks[0].Cite = []string{cite}
		got := ""
		for _, f := range p.Check(l) {
			if f.Collection == "clocks" && strings.Contains(f.What, "cites "+cite+":") {
				got = f.What
			}
		}
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", cite, got, want)
		}
	}
	delete(dir, "fr/I-2.5.xml")
	if _, err := policy.ReadLaws(dir); err == nil {
		t.Error("a missing file is not missed")
	}
	dir["fr/I-2.5.xml"] = &fstest.MapFile{Data: []byte("<Statute><Body>")}
	if _, err := policy.ReadLaws(dir); err == nil {
		t.Error("a broken file is read")
	}
}

// spoiled is a copy of a pack that a test may change: its collections are its own.
func spoiled(p *policy.Pack) *policy.Pack {
	q := *p
	v := reflect.ValueOf(&q).Elem()
	for i := range v.NumField() {
		if f := v.Field(i); f.CanSet() && f.Kind() == reflect.Slice {
			own := reflect.MakeSlice(f.Type(), f.Len(), f.Len())
			reflect.Copy(own, f)
			f.Set(own)
		}
	}
	return &q
}

// Each way in which a pack can be wrong is found.
func TestCheckFinds(t *testing.T) {
	whole := load(t, false)
	for name, c := range map[string]struct {
		spoil func(*policy.Pack)
		want  string
	}{
		"French is missing":            {func(p *policy.Pack) { p.Criteria[0].FR = "" }, "no French"},
		"English is missing":           {func(p *policy.Pack) { p.Notes[0].Title.EN = "" }, "no English"},
		"a straight quote":             {func(p *policy.Pack) { p.Forms[0].FR = "L'entente" }, "straight quote"},
		"a space before a semicolon":   {func(p *policy.Pack) { p.Forms[0].FR = "Oui ; non" }, "a space before"},
		"a space before a colon":       {func(p *policy.Pack) { p.Forms[0].FR = "Oui : non" }, "no-break space"},
		"no citation":                  {func(p *policy.Pack) { p.Levels[0].Cite = nil }, "no citation"},
		"no status":                    {func(p *policy.Pack) { p.Levels[0].Status = "" }, "status"},
		"the same id on the same day":  {func(p *policy.Pack) { p.Clocks = append(p.Clocks, p.Clocks[0]) }, "twice on the same day"},
		"ends before it begins":        {func(p *policy.Pack) { p.Clocks[0].From, p.Clocks[0].Until = "2026-01-02", "2026-01-01" }, "ends before"},
		"a day that is none":           {func(p *policy.Pack) { p.Clocks[0].From = "2026-02-30" }, "does not exist"},
		"a note that is not there":     {func(p *policy.Pack) { p.Criteria[0].Notes = []string{"NOTE-x"} }, "no note"},
		"a note beside nothing":        {func(p *policy.Pack) { p.Notes = append(p.Notes, policy.Note{Item: policy.Item{ID: "NOTE-lone"}}) }, "beside no criterion"},
		"a heading that is not there":  {func(p *policy.Pack) { p.Criteria[0].Heading = "x" }, "no heading"},
		"a route that is not there":    {func(p *policy.Pack) { p.Partners[0].ConsultAt = "x" }, "no consultation route"},
		"a partner without agreement":  {func(p *policy.Pack) { p.Partners[1].Agreements = nil }, "neither"},
		"two offices for a country":    {func(p *policy.Pack) { p.Offices[0].Territory = append(p.Offices[0].Territory, "TUR") }, "is of"},
		"shares above the commitment":  {func(p *policy.Pack) { p.Allocations[3].Persons = 300 }, "pass the commitment"},
		"two commitments for a year":   {func(p *policy.Pack) { p.Commitments[1].Year = 2021 }, "twice"},
		"spaces above the target":      {func(p *policy.Pack) { p.Offices[0].Spaces = map[int]int{2026: 13251} }, "pass the target"},
		"a contradiction without sign": {func(p *policy.Pack) { p.Contradictions[0].When = "" }, "either a condition"},
		"an unknown severity":          {func(p *policy.Pack) { p.Contradictions[0].Severity = "soft" }, "severity"},
		"an unknown basis":             {func(p *policy.Pack) { p.Completeness[0].Basis = "" }, "basis"},
		"nothing to do about it":       {func(p *policy.Pack) { p.Completeness[0].Fix = policy.Words{} }, "what to do"},
	} {
		t.Run(name, func(t *testing.T) {
			p := spoiled(whole)
			c.spoil(p)
			faults := p.Check(nil)
			if !slices.ContainsFunc(faults, func(f policy.Fault) bool { return strings.Contains(f.String(), c.want) }) {
				t.Errorf("found %v, want %q", faults, c.want)
			}
		})
	}
}

// Unknown keys, conditions that do not compile and conditions of another type are refused when the pack is loaded.
func TestLoadRefuses(t *testing.T) {
	rule := func(when string) fs.FS {
		return fstest.MapFS{"x.yaml": {Data: []byte("completeness:\n  - {id: INT-E1, when: '" + when + "'}\n")}}
	}
	for name, over := range map[string]fs.FS{
		"an unknown key":      fstest.MapFS{"x.yaml": {Data: []byte("clocks:\n  - {id: x, minutes: 3}\n")}},
		"no yaml":             fstest.MapFS{"x.yaml": {Data: []byte("clocks: [")}},
		"an unknown variable": rule("referral.status"),
		"another type":        rule("referral.agreement"),
		"a syntax error":      rule("persons.filter("),
	} {
		if _, err := policy.Load(over); err == nil {
			t.Errorf("%s is loaded", name)
		}
	}
	if _, err := policy.Load(rule("persons.map(p, p.place)")); err != nil {
		t.Error(err)
	}
}

func TestCite(t *testing.T) {
	p := load(t, false)
	for cite, want := range map[string][2]string{
		"IRPR 139(1)(d)(i)":           {"IRPR 139(1)(d)(i)", "RIPR 139(1)d)(i)"},
		"IRPR 10(2)(c.1)":             {"IRPR 10(2)(c.1)", "RIPR 10(2)c.1)"},
		"IRPA 96":                     {"IRPA 96", "LIPR 96"},
		"HRD page: Durable solutions": {"HRD page: Durable solutions", "Page DDP\u00a0: Solutions durables"},
		"A-18":                        {"A-18", "A-18"},
	} {
		if en, fr := p.Cite(cite, "en"), p.Cite(cite, "fr"); en != want[0] || fr != want[1] {
			t.Errorf("%s: %q, %q", cite, en, fr)
		}
	}
	if got := policy.Provisions("IRPA 36(1)(b), IRPR 17 and what is typed (a)", "fr"); got != "LIPR 36(1)b), RIPR 17 and what is typed (a)" {
		t.Error(got)
	}
}

func TestShow(t *testing.T) {
	p := load(t, false)
	text, ok := p.Show("FLD", "2023-04-01")
	if !ok || !strings.Contains(text, "refers: \"2023-03-01\"") && !strings.Contains(text, "refers: 2023-03-01") || !strings.Contains(text, "RIPR 140.3(1)") {
		t.Errorf("%v %s", ok, text)
	}
	if _, ok := p.Show("hrd-global", "2020-12-31"); ok {
		t.Error("the stream is in force before it began")
	}
	if _, ok := p.Show("nothing", "2026-01-01"); ok {
		t.Error("nothing is shown")
	}
}

// Rules A-2 and I-11: no criterion, note, ground, check, letter, reason, list, route or fact of the pack lets anybody
// assess, verify or change whether a person is a human rights defender. The word stands only where the pack says that the
// partner determined it, or names the stream and its considerations.
func TestRule_A_2_NobodyAssessesStatus(t *testing.T) {
	p := load(t, true)
	status := regexp.MustCompile(`(?i)defender|\bHRDs?\b|défenseur|\bDDP\b`)
	silent := func(where, id string, texts ...string) {
		for _, s := range append(texts, id) {
			if status.MatchString(s) {
				t.Errorf("%s %s speaks of the status: %q", where, id, s)
			}
		}
	}
	for _, x := range p.Headings {
		silent("heading", x.ID, x.EN, x.FR)
	}
	for _, x := range p.Criteria { // what an officer finds
		silent("criterion", x.ID, x.EN, x.FR, x.Short.EN, x.Short.FR, x.Evidence.EN, x.Evidence.FR)
	}
	for _, x := range p.Grounds {
		silent("ground", x.ID, x.EN, x.FR, x.Why.EN, x.Why.FR)
	}
	for _, x := range p.Checks {
		silent("check", x.ID, x.EN, x.FR)
	}
	for _, x := range p.Letters {
		silent("letter", x.ID, x.EN, x.FR, x.When, x.Must.EN, x.Must.FR)
	}
	for _, x := range p.Clocks {
		silent("clock", x.ID, x.EN, x.FR)
	}
	for _, l := range p.Lists { // what an officer, a clerk or a manager may choose
		for _, e := range l.Entries {
			silent("list "+l.ID, e.ID, e.EN, e.FR)
		}
	}
	for _, x := range p.Completeness {
		silent("completeness", x.ID, x.EN, x.FR, x.Fix.EN, x.Fix.FR, x.When)
	}
	for _, x := range p.Contradictions {
		if x.ID != "X-3" && x.ID != "X-31" { // X-3 points such wording out; X-31 names the considerations
			silent("contradiction", x.ID, x.EN, x.FR, x.Fix.EN, x.Fix.FR, x.When)
		}
	}
	asks := regexp.MustCompile(`\?|(?i)\b(verify|confirm|decide) (whether|that|if)\b|vérifi|détermine[zr]\b`)
	for _, n := range p.Notes { // considerations state, they do not ask
		if s := n.EN + " " + n.FR; asks.MatchString(s) {
			t.Errorf("note %s asks: %q", n.ID, s)
		}
	}
	var walk func(reflect.Type)
	walk = func(x reflect.Type) {
		for x.Kind() == reflect.Slice {
			x = x.Elem()
		}
		if x.Kind() != reflect.Struct {
			return
		}
		for i := range x.NumField() {
			silent("fact "+x.Name(), x.Field(i).Name, x.Field(i).Tag.Get("cel"))
			walk(x.Field(i).Type)
		}
	}
	walk(reflect.TypeFor[policy.Facts]())
	if r, ok := p.On("2026-01-01").Route("UNHCR"); !ok || r.ID != "consult-unhcr" {
		t.Error("proof against what UNHCR determined has no route")
	}
}

// Rule I-67: why a case left holds "referral withdrawn by the partner", and nothing by which we would find that somebody
// is no defender (decision 2).
func TestRule_I_67_LeavingReasons(t *testing.T) {
	l, ok := load(t, false).On("2026-06-01").List("leaving")
	if !ok || !slices.ContainsFunc(l.Entries, func(e policy.Choice) bool { return e.ID == "referral_withdrawn" }) {
		t.Fatal("a referral withdrawn by its partner has no reason")
	}
	for _, e := range l.Entries {
		if strings.Contains(e.ID, "not_hrd") || strings.Contains(e.ID, "status") {
			t.Errorf("reason %s", e.ID)
		}
	}
}

// overlay is a folder with one file.
func overlay(text string) fs.FS { return fstest.MapFS{"x.yaml": {Data: []byte(text)}} }
