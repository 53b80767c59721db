package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passage/e2e/browser"
	"passage/e2e/house"
)

// What is typed in a matter stands in no address or title, and nowhere in the clear on the disk.
const matterWords = "Quillhaven assembly by the river"

// fill fills a form by the names of its fields, as both languages have them, and presses a button of it.
func fill(p *browser.Page, form, button string, values map[string]string) *browser.Page {
	if values == nil {
		values = map[string]string{}
	}
	text, _ := json.Marshal(values)
	p.Eval(fmt.Sprintf(`(() => { const f = document.getElementById(%q); for (const [k, v] of Object.entries(%s)) for (const e of f.querySelectorAll('[name="' + k + '"]'))
		if (e.type == 'radio' || e.type == 'checkbox') e.checked = e.value == v; else if (e.tagName == 'SELECT' && v == '*') e.selectedIndex = 1; else e.value = v; })()`, form, text), nil)
	p.ClickCSS(fmt.Sprintf("#%s button[value=%q]", form, button))
	return p
}

func dated(values map[string]string, name string, d time.Time) map[string]string {
	values[name+"_y"], values[name+"_m"], values[name+"_d"] = fmt.Sprint(d.Year()), fmt.Sprint(int(d.Month())), fmt.Sprint(d.Day())
	return values
}

// matter is a concern about somebody of a landed family of Office Cedar, as the post-arrival officer records it; what is answered is the
// address of the matter.
func matter(t *testing.T, p *browser.Page, lang string) string {
	t.Helper()
	cases, add := map[string]string{"en": "/en/cases", "fr": "/fr/dossiers"}[lang], map[string]string{"en": "/matter", "fr": "/affaire"}[lang]
	p.Go(cases + "?stage=landed")
	var to string
	p.Eval(`document.querySelector('main tbody th a').getAttribute('href')`, &to)
	p.Go(strings.Replace(strings.Split(to, "?")[0], map[string]string{"en": "/travel", "fr": "/voyage"}[lang], add, 1))
	fill(p, "concern", "record", dated(map[string]string{"person": "*", "source": "public", "who": "Invented report of Institute Elm", "what": matterWords, "officer": "postarrival.hq", "second": ""}, "on", today(3)))
	if p.Status() != 422 {
		t.Fatalf("a matter without a supervisor: status %d", p.Status())
	}
	var typed string
	p.Eval(`document.querySelector('[name=what]').value`, &typed)
	if strings.TrimSpace(typed) != matterWords {
		t.Fatal("what was typed is gone")
	}
	fill(p, "concern", "record", map[string]string{"second": "supervisor.cedar"})
	at, _, _ := strings.Cut(p.URL(), "?")
	if p.Status() != 200 || !strings.Contains(at, "/matters/") && !strings.Contains(at, "/affaires/") {
		t.Fatalf("the concern was not recorded: %s %d: %s", at, p.Status(), p.Text())
	}
	return at[strings.Index(at, "/"+lang+"/"):]
}

func considered(p *browser.Page) {
	fill(p, "begin", "begin", map[string]string{"panel.not_presumed": "They went for the assembly.", "panel.compatible": "Their own passport was the only one they had.", "panel.risk": "They knew it and went."})
}

// Both languages: what the work for rights explains ends in peace, and the case knows nothing of it.
func TestMatter_EndsInNoAction(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			s := house.Demo(t)
			me := signIn(t, s, lang, "postarrival.hq", browser.Options{NoScript: lang == "fr"})
			t.Cleanup(func() { calm(t, me.Page) })
			p := me.Page
			at := matter(t, p, lang)
			result := map[string]string{"en": "/result", "fr": "/resultat"}[lang]
			p.Go(at + result) // before the considerations nothing can be concluded
			var forms int
			p.Eval(`document.querySelectorAll('#result').length`, &forms)
			if forms != 0 {
				t.Fatal("a result before the considerations")
			}
			p.Go(at)
			fill(p, "begin", "begin", map[string]string{"panel.not_presumed": "They went for the assembly."})
			if p.Status() != 422 {
				t.Fatalf("two considerations without a reason: %d", p.Status())
			}
			considered(p)
			p.Go(at + result)
			fill(p, "result", "record", map[string]string{"result": "recommend", "why": "They used a passport."})
			p.See(map[string]string{"en": "A recommendation is not complete", "fr": "La recommandation n’est pas complète"}[lang])
			fill(p, "result", "record", map[string]string{"result": "no_action", "why": "Work for rights explains the journey; nothing shows that protection was asked."})
			p.See(map[string]string{"en": "Ended, no action", "fr": "Terminée, sans suite"}[lang])
			if strings.Contains(p.URL()+p.Title(), "Quillhaven") {
				t.Error("an address or a title says what was typed")
			}
			other := signIn(t, s, lang, "officer.cedar", browser.Options{})
			if other.Page.Opens(at); other.Page.Status() != 404 {
				t.Errorf("the officer of the case opens it: %d", other.Page.Status())
			}
			unreadable(t, s, matterWords, "Quillhaven")
		})
	}
}

// Both languages: a matter is assessed, the person is asked and answers, another person agrees, and the package is handed over; what the
// agency does is only recorded.
func TestMatter_GoesToTheAgency(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			s := house.Demo(t)
			p := signIn(t, s, lang, "postarrival.hq", browser.Options{NoScript: lang == "en"}).Page
			t.Cleanup(func() { calm(t, p) })
			at := matter(t, p, lang)
			part := func(en, fr string) string { return at + map[string]string{"en": en, "fr": fr}[lang] }
			considered(p)
			answers := map[string]string{"prima_facie": "On its face.", "very_strong": "Three independent papers say so.", "contrary": "Nothing was found."}
			for _, q := range []string{"voluntary", "intended", "obtained", "resettled"} {
				answers["q."+q], answers["q."+q+".reasons"] = "yes", "As the papers say."
			}
			for _, f := range []string{"consequences", "submissions", "knowledge", "attributes", "persecutor", "getting", "used", "purpose", "frequency", "doing", "precautions", "conduct", "else"} {
				answers["factor."+f] = "As the papers say."
			}
			fill(p.Go(part("/assessment", "/evaluation")), "assessment", "save", answers)
			fill(p.Go(part("/grounds", "/motifs")), "fact", "add", dated(map[string]string{"fact_ground": "a", "kind": "travel", "fact_what": "Ten weeks there.", "fact_source": "Paper 1", "level": "established"}, "fact_on", today(40)))
			fill(p.Go(part("/grounds/a", "/motifs/a")), "line", "save", map[string]string{"reasons": "The papers show it.", "result": "made_out", "seen": "yes"})
			fill(p.Go(part("/letter", "/lettre")), "ask", "write", map[string]string{"way": "in_person", "lang": lang, "days": "30", "ask_why": "A paper speaks of a journey.", "ask_what": "Why did you go?"})
			fill(p, "release", "release", nil)
			fill(p, "reply", "reply", dated(dated(map[string]string{"proof": "Signed receipt", "reply": "answered", "said": "To live there."}, "told", today(0)), "reply_on", today(0)))
			fill(p.Go(part("/result", "/resultat")), "result", "record", map[string]string{"result": "recommend", "why": "The ground is made out."})
			p.See(map[string]string{"en": "A journey or a passport alone", "fr": "Un voyage ou un passeport seul"}[lang])
			fill(p.Go(part("/grounds", "/motifs")), "fact", "add", dated(map[string]string{"fact_ground": "a", "kind": "protection", "fact_what": "Guards of the state at the door, at their own wish.", "fact_source": "Paper 2", "level": "established"}, "fact_on", today(40)))
			fill(p.Go(part("/result", "/resultat")), "result", "record", map[string]string{"result": "recommend", "why": "The ground is made out."})
			p.See(map[string]string{"en": "With the supervisor", "fr": "Chez le superviseur"}[lang])

			second := signIn(t, s, lang, "supervisor.cedar", browser.Options{}).Page
			fill(second.Go(part("/result", "/resultat")), "opinion", "opine", map[string]string{"reasons": "I have read each paper.", "agrees": "yes"})

			fill(p.Go(part("/result", "/resultat")), "package", "write", map[string]string{"contact": "By counsel", "counsel": "Counsel Fir", "client": "1234-5678", "foreign": "None", "copy": "By counsel", "disclosure": "program", "lang": lang})
			fill(p, "hand", "hand", nil)
			send(p, map[string]string{"en": "It is me, go on", "fr": "C’est moi, continuer"}[lang])
			p.See(map[string]string{"en": "Referred to the border agency", "fr": "Renvoyée à l’agence"}[lang])
			fill(p, "outcome", "outcome", dated(map[string]string{"to": "cbsa_declined", "document": "Letter 7"}, "outcome_on", today(0)))
			p.See(map[string]string{"en": "Agency does not file", "fr": "L’Agence ne dépose pas"}[lang])
			second.Go(part("/group", "/groupe")).See(map[string]string{"en": "Who has looked", "fr": "Qui a consulté"}[lang], "CBSA by hand")
			if dir := os.Getenv("LOOK"); dir != "" {
				p.Size(1366, 900)
				if lang == "fr" {
					p.Size(390, 844)
				}
				for name, x := range map[string]string{"person": "", "assessment": part("/assessment", "/evaluation")[len(at):], "grounds": part("/grounds", "/motifs")[len(at):], "letter": part("/letter", "/lettre")[len(at):], "result": part("/result", "/resultat")[len(at):], "group": part("/group", "/groupe")[len(at):]} {
					p.Go(at+x).Screenshot(filepath.Join(dir, lang+"-"+name+".png"), true)
				}
			}
		})
	}
}
