// Package e2e walks through Passage as people do: the real binary, a real Chromium, the words on the page.
//
// Nothing here reads the code of the house; what a test knows stands on the pages.
package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"passage/e2e/browser"
	"passage/e2e/house"
)

var chromium struct {
	sync.Once
	b   *browser.Browser
	err error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if chromium.b != nil {
		chromium.b.Close()
	}
	os.Exit(code)
}

// tabs is the one Chromium of this run; every person in it has a context of their own.
func tabs(t testing.TB) *browser.Browser {
	t.Helper()
	chromium.Do(func() { chromium.b, chromium.err = browser.Start() })
	if chromium.err != nil {
		t.Fatal(chromium.err)
	}
	return chromium.b
}

// axe is the script of the accessibility rules, where scripts/install axe puts it.
func axe() string { return filepath.Join("node_modules", "axe-core", "axe.min.js") }

// person is somebody at a browser, signed in.
type person struct {
	*browser.Page
	lang    string
	account string
}

// signIn opens a browser for an account of the demo and signs in by its button.
func signIn(t testing.TB, s *house.Server, lang, account string, o browser.Options) *person {
	t.Helper()
	p := tabs(t).Open(t, s.Base, o)
	p.Go("/" + lang + "/demo")
	p.ClickCSS(fmt.Sprintf(`button[name="account"][value=%q]`, account))
	if p.Status() != 200 || strings.HasSuffix(p.URL(), "/demo") {
		t.Fatalf("%s is not signed in: at %s, status %d: %s", account, p.URL(), p.Status(), p.Text())
	}
	return &person{p, lang, account}
}

// calm ends the test when the console had something to say: a script error, a broken content policy, a request to
// another host.
func calm(t testing.TB, p *browser.Page) {
	t.Helper()
	for _, s := range p.Trouble() {
		t.Errorf("%s: %s", p.URL(), s)
	}
}
