package e2e

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"passage/e2e/browser"
	"passage/e2e/house"
)

// A partner gives a card; somebody without an account, and without scripts, opens it in the other language, reads a letter and closes the
// page. Every page is looked at with every rule of axe, wide and narrow.
func TestCard(t *testing.T) {
	t.Parallel()
	s := house.Demo(t)
	shot := func(p *browser.Page, name string, width int) {
		if dir := os.Getenv("SHOTS"); dir != "" {
			p.Size(width, 844)
			p.Screenshot(filepath.Join(dir, name+".png"), true)
			p.Size(1366, 768)
		}
	}
	var partner *person
	found := false
	for _, account := range []string{"caseworker.fld", "caseworker.unhcr", "caseworker.pd"} {
		partner = signIn(t, s, "en", account, browser.Options{})
		partner.Go("/en/messages")
		var list []string
		for _, at := range partner.Links() {
			u, err := url.Parse(at)
			if err == nil && strings.HasPrefix(u.Path, "/en/messages/") && strings.Count(u.Path, "/") == 3 {
				list = append(list, u.Path)
			}
		}
		for _, at := range list {
			if partner.Go(at + "/cards"); partner.CanPress("Make the card") {
				found = true
				break
			}
		}
		if found {
			break
		}
		partner.Close()
	}
	if !found {
		t.Fatal("no case of the demo may be read on a page")
	}
	view(t, partner.Page, "")
	shot(partner.Page, "give-en-wide", 1366)
	partner.Click("Make the card").See("This is shown once")
	view(t, partner.Page, "")
	shot(partner.Page, "made-en-wide", 1366)
	var parts []string
	partner.Eval(`[...document.querySelectorAll('.panel b')].map(e => e.textContent)`, &parts)
	if len(parts) != 3 {
		t.Fatalf("the card is %q", parts)
	}
	address, err := url.Parse(parts[0])
	if err != nil {
		t.Fatal(err)
	}
	calm(t, partner.Page)
	for _, lang := range []string{"en", "fr"} {
		p := tabs(t).Open(t, s.Base, browser.Options{NoScript: lang == "en"})
		p.Go("/" + lang + "/page" + address.Path[strings.LastIndex(address.Path, "/"):])
		look := func() { // axe needs scripts
			if lang == "fr" {
				view(t, p, "")
			}
		}
		words := map[string][6]string{"en": {"Number", "Open", "Letters", "Open this letter", "Close", "This page is closed"}, "fr": {"Numéro", "Ouvrir", "Lettres", "Ouvrir cette lettre", "Fermer", "Cette page est fermée"}}[lang]
		look()
		shot(p, "door-"+lang, 390)
		p.Fill(words[0], "00000000").Click(words[1])
		look()
		shot(p, "wrong-"+lang, 390)
		p.Fill(words[0], parts[1]).Click(words[1])
		look()
		shot(p, "own-"+lang, 390)
		if strings.Contains(p.HTML(), "Passage") || p.Title() != "Page" || strings.Contains(p.URL(), address.Path[strings.LastIndex(address.Path, "/"):]) {
			t.Errorf("%s %q says what it is", p.URL(), p.Title())
		}
		var first string
		p.Eval(`(document.querySelector('main li a') || {}).href || ''`, &first)
		if first != "" {
			p.ClickCSS("main li a")
			if p.CanPress(words[3]) {
				look()
				shot(p, "closed-letter-"+lang, 390)
				p.Click(words[3])
			}
			look()
			shot(p, "letter-"+lang, 390)
			p.Go("/" + lang + "/page")
		} else if lang == "fr" {
			t.Log("the case of the demo has no letter")
		}
		p.Click(words[4]).See(words[5])
		look()
		shot(p, "shut-"+lang, 390)
		calm(t, p)
		p.Close()
	}
	partner.Go(strings.TrimSuffix(partner.URL(), "/cards") + "/cards").See("Holds until")
	view(t, partner.Page, "")
	shot(partner.Page, "given-en-wide", 1366)
	calm(t, partner.Page)
	partner.Close()
}
