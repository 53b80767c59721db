package e2e

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"passage/e2e/browser"
	"passage/e2e/house"
)

// What every page of every role must keep: readable by everyone, light, silent about who it is about.

var (
	randomID = regexp.MustCompile(`^[a-z2-7]{26}$`)
	codeLike = regexp.MustCompile(`^[A-Z0-9][A-Za-z0-9.-]*$`)
	// Nowhere a partner, a year or the letters HRD in an address or a title (decision 6).
	telling = regexp.MustCompile(`(?i)\b(HRD|DDP|UNHCR|HCR|FLD|PD|front.?line|protect.?defenders|(19|20)\d\d)\b`)
)

// pattern is the address without what differs from case to case.
func pattern(path string) string {
	path, query, _ := strings.Cut(path, "?")
	seg := strings.Split(path, "/")
	for i, s := range seg {
		if randomID.MatchString(s) {
			seg[i] = "{id}"
		} else if i > 2 && codeLike.MatchString(s) {
			seg[i] = "{code}"
		}
	}
	var keys []string
	for kv := range strings.SplitSeq(query, "&") {
		if k, _, _ := strings.Cut(kv, "="); k != "" && k != "done" {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return strings.Join(append([]string{strings.Join(seg, "/")}, slices.Compact(keys)...), " ")
}

// seen remembers which patterns were looked at, over all roles of a language.
type seen struct {
	sync.Mutex
	axe   map[string]int
	pages int
}

func (s *seen) first(key string, times int) bool {
	s.Lock()
	defer s.Unlock()
	s.axe[key]++
	return s.axe[key] <= times
}

// TestPages walks every link that every role is shown, in both languages.
func TestPages(t *testing.T) {
	t.Parallel()
	s := house.Demo(t)
	names := planted(t, s)
	for _, lang := range []string{"en", "fr"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			looked := &seen{axe: map[string]int{}}
			door := tabs(t).Open(t, s.Base, browser.Options{})
			door.Go("/" + lang + "/demo")
			check(t, door, lang, looked, names)
			var accounts []string
			door.Eval(`[...document.querySelectorAll('button[name=account]')].map(b => b.value)`, &accounts)
			if len(accounts) < 12 { // decision 23: one for each role and unit
				t.Fatalf("the demo offers %d accounts: %q", len(accounts), accounts)
			}
			for _, a := range oneEach(accounts) {
				p := signIn(t, s, lang, a, browser.Options{})
				crawl(t, p, looked, names)
				calm(t, p.Page)
				p.Close()
			}
			patterns := slices.Sorted(maps.Keys(looked.axe))
			t.Logf("%s: %d pages of %d kinds, for %d accounts: %s", lang, looked.pages, len(patterns), len(accounts), strings.Join(patterns, " · "))
			if len(patterns) < 20 {
				t.Errorf("only %d kinds of page were found", len(patterns))
			}
		})
	}
}

// oneEach is one account of each role; the other offices' and partners' see the same pages of other cases.
func oneEach(accounts []string) (out []string) {
	have := map[string]bool{}
	for _, unit := range []string{"cedar", "unhcr", ""} {
		for _, a := range accounts {
			role, at, _ := strings.Cut(a, ".")
			if !have[role] && !strings.HasSuffix(role, "2") && (unit == "" || at == unit) {
				have[role] = true
				out = append(out, a)
			}
		}
	}
	return out
}

// crawl follows the links of a person's pages, two of each kind.
func crawl(t *testing.T, p *person, looked *seen, names []string) {
	t.Helper()
	mine := map[string]int{}
	queue := []string{p.URL()}
	for len(queue) > 0 && len(mine) < 120 {
		at := queue[0]
		queue = queue[1:]
		key := pattern(at)
		if mine[key]++; mine[key] > 2 {
			continue
		}
		if !p.Opens(at) {
			continue // a document, saved as a file
		}
		if got := p.Status(); got != 200 {
			t.Errorf("%s: %s leads to status %d", p.account, at, got)
			continue
		}
		check(t, p.Page, p.lang, looked, names)
		for _, l := range p.Links() {
			if strings.HasPrefix(l, "/"+p.lang+"/") && mine[pattern(l)] < 2 {
				queue = append(queue, l)
			}
		}
	}
}

// check is what holds on every page. The accessibility rules run on two pages of each kind, wide and narrow.
func check(t *testing.T, p *browser.Page, lang string, looked *seen, names []string) {
	t.Helper()
	looked.Lock()
	looked.pages++
	looked.Unlock()
	at := p.URL()
	var doc struct {
		Lang, Title, Type string
		H1, Main, Inline  int
		Bytes             int
		Wide              bool
		Missing           bool
	}
	p.Eval(`({Lang: document.documentElement.lang, Title: document.title, Type: document.contentType,
		H1: document.querySelectorAll('h1').length, Main: document.querySelectorAll('main').length,
		Inline: document.querySelectorAll('[style],style,script:not([src]),[onclick]').length,
		Bytes: performance.getEntriesByType('navigation')[0].decodedBodySize,
		Wide: document.documentElement.scrollWidth > document.documentElement.clientWidth + 1,
		Missing: document.body.textContent.includes('\u27e6')})`, &doc)
	if doc.Type != "text/html" {
		return
	}
	if doc.Lang != lang || doc.H1 != 1 || doc.Main != 1 || doc.Inline != 0 || doc.Missing {
		t.Errorf("%s: lang %q, %d h1, %d main, %d inline styles or scripts, missing words %v", at, doc.Lang, doc.H1, doc.Main, doc.Inline, doc.Missing)
	}
	if doc.Bytes == 0 || doc.Bytes > 28<<10 {
		t.Errorf("%s: %d bytes of HTML, at most 28 KB", at, doc.Bytes)
	}
	path, _, _ := strings.Cut(at, "?")
	for _, s := range []string{path, doc.Title} {
		if m := telling.FindString(s); m != "" {
			t.Errorf("%s (title %q) says %q", at, doc.Title, m)
		}
	}
	for _, n := range names {
		if strings.Contains(strings.ToLower(at+" "+doc.Title), strings.ToLower(n)) {
			t.Errorf("%s (title %q) names %q", at, doc.Title, n)
		}
	}
	if !looked.first(pattern(at), 2) {
		return
	}
	for _, width := range []int{1366, 390} {
		p.Size(width, map[int]int{1366: 768, 390: 844}[width])
		for _, f := range p.Axe(axe()) {
			t.Errorf("%s at %d: %s", at, width, f)
		}
		p.Eval(`document.documentElement.scrollWidth > document.documentElement.clientWidth + 1`, &doc.Wide)
		if doc.Wide {
			t.Errorf("%s at %d: the page scrolls sideways", at, width)
		}
	}
	p.Size(1366, 768)
}

// planted are words that stand in the demo's cases and must stand in no address or title.
func planted(t *testing.T, s *house.Server) []string {
	return []string{"Applicant"}
}

// TestFirstView measures what a cold browser fetches for the page each role lands on: at most 40 KB in at most 4
// requests, and one request for the page after it (ux section 9).
func TestFirstView(t *testing.T) {
	t.Parallel()
	s := house.Demo(t)
	for _, account := range []string{"caseworker.fld", "clerk.roco", "officer.cedar", "analyst.oppb"} {
		p := signIn(t, s, "fr", account, browser.Options{})
		at := p.URL()
		cookie := p.Cookie()
		cold := tabs(t).Open(t, s.Base, browser.Options{})
		cold.Go("/fr/demo") // cookies can be set once a page stands
		for kv := range strings.SplitSeq(cookie, "; ") {
			k, v, _ := strings.Cut(kv, "=")
			cold.SetCookie(k, v)
		}
		cold.ClearCache()
		cold.Forget()
		cold.Go(at)
		bytes, n := weight(cold.Requests())
		t.Logf("%s: first view %d bytes in %d requests", account, bytes, n)
		if n > 4 || bytes > 40<<10 || bytes < 1000 {
			t.Errorf("%s: first view costs %d bytes in %d requests: %+v", account, bytes, n, cold.Requests())
		}
		cold.Forget()
		cold.Go(at)
		if bytes, n := weight(cold.Requests()); n != 1 {
			t.Errorf("%s: the next view costs %d requests, %d bytes: %+v", account, n, bytes, cold.Requests())
		}
	}
}

// weight is what came over the wire; what the browser had already costs nothing.
func weight(list []browser.Request) (bytes, n int) {
	for _, r := range list {
		if !r.Cached && r.Status != 0 {
			bytes += r.Bytes
			n++
		}
	}
	return bytes, n
}

// TestWeakLine opens the officer's page at 50 kbit/s and a round trip of 800 ms: usable in 5 s (ux section 9).
func TestWeakLine(t *testing.T) {
	t.Parallel()
	s := house.Demo(t)
	p := signIn(t, s, "en", "officer.cedar", browser.Options{})
	p.ClearCache()
	p.Network(800e6, 50_000/8, 50_000/8)
	took := p.Timed(func() { p.Go(p.URL()) })
	t.Logf("cold at 50 kbit/s and 800 ms: %.1f s", took.Seconds())
	if took.Seconds() > 5 {
		t.Errorf("the officer's page takes %.1f s on a weak line, at most 5", took.Seconds())
	}
}
