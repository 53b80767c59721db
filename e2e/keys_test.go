package e2e

import (
	"strings"
	"testing"

	"passage/e2e/browser"
	"passage/e2e/house"
)

// TestKeys turns single keys on as an officer does, in French, and works with them: they are off before, drawn where they
// work, and silent where one types.
func TestKeys(t *testing.T) {
	t.Parallel()
	s := house.Demo(t)
	p := signIn(t, s, "fr", "officer.cedar", browser.Options{})
	drawn := func() (n int) {
		p.Eval(`[...document.querySelectorAll('kbd[aria-hidden]')].filter(k => k.offsetWidth > 0).length`, &n)
		return n
	}
	home := p.URL()
	p.Key("g").Key("c").Key("?")
	if p.URL() != home || drawn() != 0 {
		t.Fatalf("single keys work before anybody turned them on: at %s, %d drawn", p.URL(), drawn())
	}
	p.Click("Clavier").Click("Activer les touches seules").See("Les touches seules sont activées")
	if drawn() < 4 {
		t.Errorf("%d keys are drawn", drawn())
	}
	p.KeyTo("g", "c")
	if !strings.HasSuffix(p.URL(), "/fr/dossiers") {
		t.Fatalf("g c leads to %s", p.URL())
	}
	var at [2]string
	p.Key("j").Eval(`[document.activeElement.closest('tr').rowIndex + '', document.activeElement.tagName]`, &at)
	if at != [2]string{"1", "A"} {
		t.Errorf("j goes to %q", at)
	}
	p.Key("j").Key("j").Key("k").Eval(`[document.activeElement.closest('tr').rowIndex + '', document.activeElement.tagName]`, &at)
	if at != [2]string{"2", "A"} {
		t.Errorf("j j j k is at %q", at)
	}
	list := p.URL()
	p.Key("/").Key("g").Key("w")
	var focus string
	if p.Eval(`document.activeElement.id`, &focus); focus != "find" || p.URL() != list {
		t.Errorf("/ goes to %q, and keys typed there lead to %s", focus, p.URL())
	}
	p.Eval(`document.activeElement.blur()`, nil)
	if p.KeyTo("g", "w"); !strings.HasSuffix(p.URL(), "/fr/mon-travail") {
		t.Errorf("g w leads to %s", p.URL())
	}
}

// TestKeys_Always are the keys that nobody has to turn on: Ctrl Enter saves, and sends no decision; Shift three times
// leaves a partner's page.
func TestKeys_Always(t *testing.T) {
	t.Parallel()
	s := house.Demo(t)
	p := signIn(t, s, "en", "officer.cedar", browser.Options{})
	var n int
	p.Go("/en/keyboard").Eval(`(() => {
		let sent = 0;
		for (const final of [false, true]) {
			const f = document.createElement('form'), i = document.createElement('input'), b = document.createElement('button');
			b.className = 'btn-1';
			if (final) f.dataset.final = '';
			f.addEventListener('submit', e => { e.preventDefault(); sent += final ? 100 : 1 });
			f.append(i, b);
			document.querySelector('main').append(f);
			i.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true}));
		}
		return sent;
	})()`, &n)
	if n != 1 {
		t.Errorf("Ctrl Enter: %d, want a form saved once and no decision sent", n)
	}

	partner := signIn(t, s, "en", "caseworker.fld", browser.Options{})
	var exit string
	partner.Eval(`document.querySelector('a.exit').href`, &exit)
	// The way out leads to another site; here it leads to the help page, so that no test leaves this machine.
	partner.Eval(`document.querySelector('a.exit').href = '/en/help'`, nil)
	at := partner.URL()
	partner.Key("Shift").Key("Shift").Key("Tab").Key("Shift")
	if partner.URL() != at || !strings.HasPrefix(exit, "https://") {
		t.Errorf("two times Shift, or a way out to %s, is at %s", exit, partner.URL())
	}
	partner.KeyTo("Shift", "Shift", "Shift")
	if partner.URL() != "/en/help" {
		t.Errorf("Shift three times is at %s", partner.URL())
	}
}
