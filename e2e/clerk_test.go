package e2e

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"passage/e2e/browser"
	"passage/e2e/house"
)

// keysOn turns single keys on by the keyboard alone, and comes back to the landing page.
func keysOn(t testing.TB, p *person) {
	t.Helper()
	home := p.URL()
	p.tabTo(t, map[string]string{"en": "Keyboard", "fr": "Clavier"}[p.lang])
	p.KeyTo("Enter")
	p.tabTo(t, map[string]string{"en": "Turn single keys on", "fr": "Activer les touches seules"}[p.lang])
	p.KeyTo("Enter")
	p.Go(home)
}

// tabTo presses Tab until the focus is on what says these words, and gives the number of presses.
func (p *person) tabTo(t testing.TB, words string) int {
	t.Helper()
	for n := 1; n < 120; n++ {
		p.Key("Tab")
		var at string
		if p.Eval(`(document.activeElement.labels?.[0] || document.activeElement).innerText.trim()`, &at); at == words {
			return n
		}
	}
	t.Fatalf("Tab does not lead to %q at %s", words, p.URL())
	return 0
}

// numberAfter is the number that the page shows after some words.
func (p *person) numberAfter(t testing.TB, words string) int {
	t.Helper()
	m := regexp.MustCompile(regexp.QuoteMeta(words) + ` (\d+)`).FindStringSubmatch(p.Text())
	if m == nil {
		t.Fatalf("%s shows no number after %q", p.URL(), words)
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// TestSixtyFiles is a clerk's day without a mouse: 60 packages get their file and go to their office. A file costs one key
// from the second on, besides what is typed and Tab between the fields (ux section 4, task 4).
func TestSixtyFiles(t *testing.T) {
	t.Parallel()
	const files = 60
	s := house.Demo(t, "--packages", "60")
	p := signIn(t, s, "en", "clerk.roco", browser.Options{})
	keysOn(t, p)
	view(t, p.Page, "") // with every key drawn
	waited := p.numberAfter(t, "Waiting for a file")
	sent := func() int {
		p.KeyTo("g", "t")
		n := p.numberAfter(t, "Sent to an office")
		p.KeyTo("q")
		return n
	}
	before := sent()

	begun, done := time.Now(), 0
	pressed, tabs, typed, loads, skipped := 1, 0, 0, 1, 0 // f on the queue
	p.KeyTo("f")
	var costs []int
	for at := 0; done < files; at++ {
		if at > files+waited {
			t.Fatalf("%d files after %d packages", done, at)
		}
		var page struct {
			Field string
			UCI   int
		}
		p.Eval(`({Field: document.activeElement.name || '', UCI: document.querySelectorAll('input[name^=uci_]').length})`, &page)
		if page.Field != "number" { // something is missing, or somebody is to be compared: not today
			skipped, pressed, loads = skipped+1, pressed+1, loads+1
			p.KeyTo("]")
			continue
		}
		number := fmt.Sprintf("G52%07d", done)
		p.Type(number)
		typed += len(number)
		for i := range page.UCI {
			uci := fmt.Sprintf("77-%04d-%04d", done, i)
			p.Key("Tab").Type(uci)
			tabs, typed = tabs+1, typed+len(uci)
		}
		was := p.URL()
		p.Chord("Enter")
		pressed, loads, done = pressed+1, loads+1, done+1
		costs = append(costs, pressed)
		pressed = 0
		if p.Status() != 200 || p.URL() == was || !strings.Contains(p.URL(), "done=intake.filed_transferred") {
			t.Fatalf("file %d: at %s: %s", done, p.URL(), p.Text())
		}
	}
	took := time.Since(begun)
	view(t, p.Page, "")
	p.Key("Escape").KeyTo("q")
	if left := p.numberAfter(t, "Waiting for a file"); left != waited-files {
		t.Errorf("%d packages wait, want %d", left, waited-files)
	}
	if after := sent(); after != before+files {
		t.Errorf("%d files were sent to an office, want %d", after, before+files)
	}
	sum, most := 0, 0
	for i, c := range costs {
		if sum += c; i > 0 {
			most = max(most, c)
		}
	}
	t.Logf("%d files in %.1f s: %d command keys (%d the first, %d skipped packages among them), %d Tab, %d characters typed, %d page loads; %.2f keys and %.2f Tab a file",
		files, took.Seconds(), sum, costs[0], skipped, tabs, typed, loads, float64(sum)/files, float64(tabs)/files)
	if costs[0]-skipped > 2 || most > 1+skipped {
		t.Errorf("keys of each file: %v", costs)
	}
	calm(t, p.Page)
}
