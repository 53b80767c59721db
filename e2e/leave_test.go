package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passage/e2e/browser"
	"passage/e2e/house"
)

// A draft is saved by leaving its page: what was typed is there when one comes back, and nothing was pressed.
func TestLeave_SavesTheDraft(t *testing.T) {
	s := house.Demo(t)
	p := signIn(t, s, "en", "caseworker.fld", browser.Options{}).Page
	p.Click("Start a referral")
	p.Fill("Family name", "Quillmark").Fill("Given names", "Applicant").Click("Start the draft")
	p.See("Cover page")
	p.Fill("Contact for this case", "Caseworker 0118")
	p.Go(strings.Replace(p.URL(), "/cover", "/family", 1)).See("Nobody else")
	deadline := time.Now().Add(20 * time.Second)
	for p.Go(strings.Replace(p.URL(), "/family", "/cover", 1)); p.Value("Contact for this case") != "Caseworker 0118"; p.Go(p.URL()) {
		if time.Now().After(deadline) {
			t.Fatalf("what was typed is gone: %q", p.Value("Contact for this case"))
		}
	}
	shots := os.Getenv("SHOTS")
	if shots == "" {
		return
	}
	look := func(name string) {
		for _, w := range []int{1366, 390} {
			p.Size(w, 900)
			p.Screenshot(filepath.Join(shots, name+map[int]string{1366: "-wide", 390: "-narrow"}[w]+".png"), true)
		}
		p.Size(1366, 900)
	}
	p.Go(strings.Replace(p.URL(), "/cover", "/family", 1))
	look("family")
	var at string
	p.Eval(`[...document.querySelectorAll('a')].map(a => a.getAttribute('href')).find(h => h && h.includes('/persons/') && !h.includes('new'))`, &at)
	p.Go(at + "/jobs/new")
	look("job")
	for _, x := range []string{"history", "background", "details"} {
		p.Go(at + "/sections/" + x)
		look(x)
	}
}
