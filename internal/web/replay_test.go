package web

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/store"
)

// everyText is where a text of the pack begins, in the text of a whole pack.
var everyText = regexp.MustCompile(`"(EN|FR)":"([^"])`)

// newer is the pack with every text of it changed that explains, and what asked for another person's look now a note. Names of
// offices and partners stay: they are today's on every page.
func newer(t *testing.T, p *policy.Pack) *policy.Pack {
	t.Helper()
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(p.Text(), &parts); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Headings", "Criteria", "Notes", "Contradictions", "Grounds", "Checks", "Lists", "Letters", "Sources", "Routes", "Clocks"} {
		if len(parts[name]) == 0 {
			t.Fatalf("the pack has no %s", name)
		}
		parts[name] = everyText.ReplaceAll(parts[name], []byte(`"$1":"Newer $2`))
	}
	parts["Contradictions"] = bytes.ReplaceAll(parts["Contradictions"], []byte(`"Severity":"second"`), []byte(`"Severity":"note"`))
	text, err := json.Marshal(parts)
	if err != nil {
		t.Fatal(err)
	}
	n, err := policy.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	if n.Print() == p.Print() {
		t.Fatal("the newer pack has the print of the old one")
	}
	return n
}

// once is what differs between two looks at the same page: tokens of forms and of scripts.
var once = regexp.MustCompile(`(?:name="(?:csrf|token|k)" value|nonce)="[^"]*"`)

// explained are the pages that explain a decision, in both languages, as an officer reads them.
func (h *testHouse) explained(id casefile.ID) map[string]string {
	h.t.Helper()
	out := map[string]string{}
	at := func(lang i18n.Lang, pattern string, args ...any) string {
		p, err := h.path(lang, pattern, args...)
		if err != nil {
			h.t.Fatal(err)
		}
		return p
	}
	b := h.browser("officer.cedar")
	for _, lang := range []i18n.Lang{i18n.EN, i18n.FR} {
		pages := []string{at(lang, "/cases/{case}/decision", id), at(lang, eligibilityAt, id), at(lang, admissibilityAt, id), at(lang, noticesAt, id)}
		f := h.file(id)
		sheet := h.App.Sheet(f)
		for i := range sheet.Lines {
			if l := &sheet.Lines[i]; l.Standing != nil && l.Standing.Result == assessment.NotMet {
				pages = append(pages, at(lang, eligibilityAt, id)+"?row="+l.Key())
			}
		}
		for _, x := range f.Answered {
			pages = append(pages, at(lang, contradictionAt, id, x.Contradiction))
		}
		for _, p := range pages {
			b.open(p)
			if b.code != 200 {
				h.t.Fatalf("%s: %d", p, b.code)
			}
			out[p] = once.ReplaceAllString(b.body, "")
		}
	}
	return out
}

// A decision is explained by the text that it was signed under: under a newer pack, whose every text and whose severities are other
// ones, its pages are the same, byte for byte. A case that is not decided reads the newer text.
func TestDecisionIsExplainedByItsOwnText(t *testing.T) {
	h := house(t)
	id, open := h.family(412, casefile.Eligibility), h.family(413, casefile.Eligibility)
	h.ready(id, true)
	b := h.browser("officer.cedar")
	b.open("/en/cases/" + string(id) + "/decision")
	b.send("decision", "ask", "outcome", "refuse", "summary", "A well-founded fear is not established.")
	h.settle(id)
	s := h.browser("supervisor.cedar")
	s.open("/en/cases/" + string(id) + "/decision")
	s.send("look", "look", "agrees", "yes", "second_reasons", "Read; the reasons answer every note.")
	h.settle(id)
	b = h.browser("officer.cedar")
	b.open("/en/cases/" + string(id) + "/decision")
	b.send("decision", "preview")
	b.send("sign", "send", "language", "fr")
	b.proven()
	if h.file(id).Case.State != casefile.Refused || h.file(id).Case.Summary.Under != h.App.Pack.Print() {
		t.Fatalf("%+v", h.file(id).Case)
	}

	before := h.explained(id)
	for at, body := range h.explained(id) {
		if before[at] != body {
			t.Fatalf("%s is not the same twice: the test cannot compare", at)
		}
	}
	if len(before) < 12 {
		t.Errorf("only %d pages are read", len(before))
	}
	old := h.App.Pack
	h.App.Pack = newer(t, old)
	for at, body := range h.explained(id) {
		if before[at] != body {
			t.Errorf("%s is another page under the newer text: %s", at, firstDifference(before[at], body))
		}
	}
	b = h.browser("officer.cedar")
	b.open("/en/cases/" + string(open) + "/eligibility")
	b.says("Newer ")

	// Without the kept text nothing is shown rather than another one.
	h.change(id, func(_ *store.Tx, f *store.File) error {
		f.Case.Summary.Under = strings.Repeat("0", 32)
		return nil
	})
	if rec := ask(t, h, getReq("/en/cases/"+string(id)+"/decision")); rec.Code < 500 {
		t.Errorf("a decision whose text is lost is explained by another: %d", rec.Code)
	}
}

func firstDifference(a, b string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return "…" + a[max(0, i-60):min(len(a), i+60)] + "… is …" + b[max(0, i-60):min(len(b), i+60)] + "…"
		}
	}
	return "one ends before the other"
}
