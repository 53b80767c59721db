package e2e

import (
	"fmt"
	"testing"

	"passage/e2e/browser"
)

func TestZZ(t *testing.T) {
	for _, size := range [][2]int{{1366, 768}, {390, 844}} {
		for _, lang := range []string{"en", "fr"} {
			p := tabs(t).Open(t, "http://127.0.0.1:18777", browser.Options{})
			p.Size(size[0], size[1])
			p.Go("/" + lang + "/demo")
			p.ClickCSS(`button[name="account"][value="caseworker.fld"]`)
			list := "/en/referrals"
			start := "/en/referrals/new"
			if lang == "fr" {
				list, start = "/fr/recommandations", "/fr/recommandations/nouveau"
			}
			look := func(name string) {
				t.Helper()
				for _, v := range p.Axe("/work/w/tooling/e2e/node_modules/axe-core/axe.min.js") {
					t.Errorf("%s %s %d: %s", name, lang, size[0], v)
				}
				for _, v := range p.Trouble() {
					t.Errorf("%s trouble: %s", name, v)
				}
				p.Screenshot(fmt.Sprintf("/tmp/refshots/%s-%s-%d.png", name, lang, size[0]), true)
			}
			p.Go(list)
			look("list")
			p.Go(start)
			look("start")
			var f, g string = "Family name", "Given names (optional)"
			if lang == "fr" { f, g = "Nom de famille", "Prénoms (facultatif)" }
			p.Fill(f, "0412")
			p.Fill(g, "Applicant")
			if lang == "fr" { p.Press("Commencer l’ébauche") } else { p.Press("Start the draft") }
			look("cover")
			base := p.URL()
			_ = base
			var hrefs []string
			p.Eval(`JSON.stringify([...document.querySelectorAll('.steps a')].map(a => a.getAttribute('href')))`, nil)
			var raw []string
			p.Eval(`[...document.querySelectorAll('ol.steps a')].map(a => a.getAttribute('href'))`, &raw)
			hrefs = raw
			for i, n := range []string{"", "applicant", "family", "safety", "forms", "documents", "check"} {
				if n == "" || i >= len(hrefs) { continue }
				p.Go(hrefs[i])
				look(n)
			}
		}
	}
}
