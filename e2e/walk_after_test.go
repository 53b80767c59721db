package e2e

import (
	"fmt"
	"os"
	"path/filepath"
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
	two.See("Someone saved first", mine, theirs)
	send(two, "Keep both")
	kept := two.Value("Reasons")
	if want := fmt.Sprint(theirs, mine); len(kept) < len(want) {
		t.Errorf("kept: %q", kept)
	}
	unreadable(t, s, "Thistledown Ferry", "Osprey Landing", "Applicant 01")
}
