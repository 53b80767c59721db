package e2e

import (
	"strings"
	"testing"

	"passage/e2e/browser"
	"passage/e2e/house"
)

// What an extract of the case system has differently is settled by persons (I-103): the post-arrival officer takes a landing over, which is
// counted once and ends the difference of stage by itself; an analyst may not, and keeps a number as it is, with a reason that must be given.
func TestWalkDifference(t *testing.T) {
	words := map[string]map[string]string{
		"en": {"place": "Port of entry", "document": "Number of the confirmation of permanent residence", "list": "Differences", "landing": "A landing that", "stage": "Stage", "take": "Take what the case system has", "keep": "Keep what Passage has", "why": "Why", "done": "The difference is settled.", "number": "Application number"},
		"fr": {"place": "Point d’entrée", "document": "Numéro de la confirmation de résidence permanente", "list": "Écarts", "landing": "Un établissement que", "stage": "Étape", "take": "Reprendre ce que le système de gestion des cas a", "why": "Motif", "done": "L’écart est réglé."},
	}
	walkers(t, []way{{"en", false}, {"fr", true}}, func(t *testing.T, lang string, noScript bool) {
		say, en := words[lang], words["en"]
		w := walker(t, house.Demo(t), lang, noScript)
		before := w.counted()

		// who opens the first case of the list that has a difference of that kind
		open := func(account, kind string) *browser.Page {
			lang := lang
			if account == "analyst.oppb" {
				lang = "en" // who counts reads English in every walk
			}
			p := w.as(lang, account)
			if account == "analyst.oppb" {
				p.Click("Spaces")
				p.Click("Differences to settle")
			} else {
				p.Click(say["list"])
			}
			var at []string
			p.Eval(`[...document.querySelectorAll('main tbody th a')].map(a => a.href)`, &at)
			for _, x := range at {
				if !strings.Contains(x, "://") {
					continue
				}
				p.Go(x[strings.Index(x, "/"+lang+"/"):])
				if strings.Contains(p.Within("css:main").Text(), kind) {
					return p
				}
			}
			t.Fatalf("%s finds no case with %q", account, kind)
			return nil
		}

		p := open("analyst.oppb", en["landing"])
		p.ClickCSS("main tbody tr:last-child th a")
		if text := p.Within("css:main").Text(); strings.Contains(text, en["take"]) {
			t.Errorf("an analyst is offered to take a landing over: %s", text)
		}

		p = open("postarrival.hq", say["landing"])
		p.ClickCSS("main tbody tr:last-child th a")
		p.Click(say["take"])
		if text := p.Within("css:main").Text(); strings.Contains(text, say["done"]) {
			t.Error("it is settled without a reason")
		}
		p.Fill(say["why"], "The port of entry confirmed it.").Fill(say["place"], "Port 01").Fill(say["document"], "C-0412") // the extract says neither
		p.Click(say["take"])
		text := p.Within("css:main").Text()
		if !strings.Contains(text, say["done"]) {
			t.Fatalf("after it was taken: %s", text)
		}
		if waits := p.Within("css:main section:first-of-type").Text(); strings.Contains(waits, say["stage"]) {
			t.Errorf("the stage follows from the landing, and waits: %s", waits)
		}

		p = open("analyst.oppb", en["number"])
		p.ClickCSS("main tbody tr:first-child th a")
		p.Fill(en["why"], "The paper has ours.")
		p.Click(en["keep"])
		if text := p.Within("css:main").Text(); !strings.Contains(text, en["done"]) {
			t.Errorf("after it was kept: %s", text)
		}
		more := 0
		for name, n := range w.counted().landed {
			if strings.HasPrefix(name, "Office ") {
				more += n - before.landed[name]
			}
		}
		if more != 1 {
			t.Errorf("%d persons more have landed, want 1", more)
		}
	})
}
