package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"passage/e2e/browser"
	"passage/e2e/house"
)

// unreadable stops the server and looks for words in every byte it left: database, WAL, documents, temporary files and
// its log. house/search_test.go shows that the search finds them where they are.
func unreadable(t *testing.T, s *house.Server, words ...string) {
	t.Helper()
	look := func(when string) {
		if err := os.WriteFile(filepath.Join(s.Dir, "log"), []byte(s.Log()), 0o600); err != nil {
			t.Fatal(err)
		}
		found, looked, err := house.Search(words, s.Dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			t.Errorf("readable on the disk, %s: %v", when, f)
		}
		if looked < 1<<20 {
			t.Errorf("looked through %d bytes only", looked)
		}
	}
	look("while the server runs")
	s.Stop()
	look("after it has stopped")
}

// Two people, or one in two tabs, write on the same line of the worksheet: the second sees both texts, and both are kept.
func TestTwoTabs(t *testing.T) {
	t.Parallel()
	s := house.Demo(t)
	tab := func() *browser.Page {
		p := signIn(t, s, "en", "officer.cedar", browser.Options{NoScript: true})
		t.Cleanup(func() { calm(t, p.Page) })
		var sheet string
		p.Eval(`[...document.querySelectorAll('main a')].map(a => a.innerText.replace(/\s+/g, ' ').trim()).find(w => /^(Start the e|E)ligibility worksheet .{9}$/.test(w)) || ''`, &sheet)
		if sheet == "" {
			t.Fatalf("no worksheet is to be worked on: %s", p.Text())
		}
		return p.Click(sheet)
	}
	const mine, theirs = "Thistledown Ferry is watched.", "Osprey Landing is quiet."
	one, two := tab(), tab()
	if one.URL() != two.URL() {
		t.Fatalf("not the same case: %s and %s", one.URL(), two.URL())
	}
	send(one.Fill("Reasons", theirs), "Save draft").See("The draft is saved")
	two.Fill("Reasons", mine).Click("Save draft")
	if two.Status() != 409 {
		t.Errorf("the second writer: status %d", two.Status())
	}
	// Both versions stand side by side, each sentence under whose it is, and nothing of either is gone.
	var versions [2]string
	two.See("Someone saved first").Eval(`[...document.querySelectorAll('table.compare2 tbody tr')].filter(r => r.cells[0].innerText.trim() === 'Reasons').map(r => [r.cells[1].innerText.trim(), r.cells[2].innerText.trim()])[0]`, &versions)
	if versions != [2]string{mine, theirs} {
		t.Errorf("my version and theirs: %q", versions)
	}
	at, _, _ := strings.Cut(one.URL(), "#")
	one.Go(at)
	if got := one.Value("Reasons"); got != theirs {
		t.Errorf("the first writer's draft was overwritten: %q", got)
	}
	send(two, "Keep both")
	for _, p := range []*browser.Page{two, one.Go(at)} {
		if kept := p.Value("Reasons"); strings.Count(kept, theirs) != 1 || strings.Count(kept, mine) != 1 {
			t.Errorf("kept: %q", kept)
		}
	}
	unreadable(t, s, "Thistledown Ferry", "Osprey Landing", "Applicant 01")
}

// Two people of a partner write on the same page of a person: the second sees what the first saved beside their own
// words, and decides.
func TestTwoTabs_OfAPersonPage(t *testing.T) {
	t.Parallel()
	s := house.Demo(t)
	const mine, theirs = "Thistledown", "Osprey"
	one := signIn(t, s, "en", "caseworker.fld", browser.Options{NoScript: true}).Page
	one.Click("Start a referral").Fill("Family name", "Quillmark").Fill("Given names", "Applicant").Click("Start the draft")
	at := one.ClickCSS("ol.steps li:nth-child(2) a").URL()
	two := signIn(t, s, "en", "caseworker.fld", browser.Options{NoScript: true}).Page.Go(at)
	one.Fill("Family name", theirs).Fill("City or village of birth", "Fernhollow").Within("Is it safe to name this person in letters?").Choose("No. Letters will say “person” and a number instead")
	send(one, "Save and continue").See("Saved on the server")
	two.Fill("Family name", mine).Fill("Given names", "Wren").Within("Is it safe to name this person in letters?").Choose("Yes")
	two.Click("Save and continue")
	if two.Status() != 409 {
		t.Errorf("the second writer: status %d", two.Status())
	}
	two.See("Somebody else saved first", "Nothing was overwritten", "Saved by somebody else: "+theirs, "Saved by somebody else: Fernhollow", "Saved by somebody else: No. Letters will say")
	if a, b := two.Value("Family name"), two.Value("Given names"); a != mine || b != "Wren" {
		t.Errorf("what the second typed is gone: %q, %q", a, b)
	}
	if one.Go(at); one.Value("Family name") != theirs || one.Value("Given names") != "Applicant" || one.Value("City or village of birth") != "Fernhollow" {
		t.Errorf("the first writer's words were overwritten: %s", one.Text())
	}
	// Having seen both, the second keeps the place and saves their own name.
	two.Fill("City or village of birth", "Fernhollow")
	send(two, "Save and continue")
	if one.Go(at); one.Value("Family name") != mine || one.Value("Given names") != "Wren" || one.Value("City or village of birth") != "Fernhollow" {
		t.Errorf("after the choice: %s", one.Text())
	}
	// The way to an address saves what was typed before it, without scripts too.
	const phone = "00 555 014 7733"
	one.Fill("City or village of birth", "Fernhollow Cross").Click("Add an address").See("Saved on the server")
	send(one.Select("What this address is", "Telephone").Fill("Country", "Türkiye").Fill("Address", phone), "Save").See(phone)
	if got := one.Value("City or village of birth"); got != "Fernhollow Cross" {
		t.Errorf("what was typed before an address was added is gone: %q", got)
	}
	calm(t, one)
	calm(t, two)
	unreadable(t, s, "Thistledown", "Osprey", "Fernhollow", phone, "5550147733")
}
