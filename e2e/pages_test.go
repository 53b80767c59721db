package e2e

import (
	"hash/crc32"
	"maps"
	"os"
	"path/filepath"
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

// seen remembers, over all roles of a language, which kinds of page were looked at and which routes were reached.
type seen struct {
	sync.Mutex
	kinds  map[string]bool
	routes map[string]bool
	pages  int
}

// first says whether nobody has looked at this kind of page yet.
func (s *seen) first(kind string) bool {
	s.Lock()
	defer s.Unlock()
	had := s.kinds[kind]
	s.kinds[kind] = true
	return !had
}

// notReached are the pages that no link of the demo leads to, and why; a line that has become wrong fails the test.
var notReached = map[string]string{
	// No link leads to them by what they are.
	"/referrals/{case}/applicant":                  "the answer to a saved form leads there",
	"/search/{search}":                             "the answer to a search leads there; the crawl posts nothing",
	"/referrals/{case}/import":                     "the answer to an import leads there; the crawl posts nothing",
	"/referrals/{case}/documents/{document}/light": "a picture in a page",
	"/intake/{case}/documents/{document}/light":    "a picture in a page",
	"/cases/{case}/documents/{document}/light":     "a picture in a page",
	// The address of a form on another page, asked again when its post is refused or the language changes.
	"/cases/{case}/decision/second-look":              "its form is on the decision",
	"/cases/{case}/decision/close":                    "its form is on the decision",
	"/cases/{case}/interview/{interview}/letter":      "its form is on the interview",
	"/cases/{case}/interview/{interview}/add":         "its form is on the interview",
	"/cases/{case}/interview/{interview}/cancel":      "its form is on the interview",
	"/cases/{case}/interview/{interview}/second-look": "its form is on the interview",
	"/cases/{case}/interview/{interview}/missed":      "its form is on the interview",
	"/cases/{case}/interview/{interview}/link":        "its form is on the interview",
	"/families/{case}/{change}":                       "its form is on the page of the family",
	"/referrals/{case}/helpers/{grant}":               "its form is on the page of the helpers",
	// A person's own page has no link by design: a card leads there (docs/adr/0037).
	"/page/{key}":         "the address stands on a card alone; TestCard opens one",
	"/page":               "open to the holder of a card alone; TestCard opens one",
	"/page/item/{notice}": "open to the holder of a card alone; TestCard opens one",
	// What no case of the demo, or none within the first of its kind, has come to.
	"/openings/{case}":                           "no emergency opening waits in the demo; TestIncident_WhileTheOfficerIsAway reviews one",
	"/cases/{case}/decision/sign":                "no ready draft decision was found in the demo; TestWalkToLanding signs one",
	"/cases/{case}/concerns/{letter}/sign":       "no letter of the demo is a draft; the answer to a saved one leads there",
	"/cases/{case}/contradictions/{code}":        "no open contradiction was found in the demo; TestPages of internal/web alone looks at it",
	"/cases/{case}/convictions/{conviction}":     "no conviction was found in the demo; TestPages of internal/web alone looks at it",
	"/cases/{case}/records/{record}":             "no certified record is made in the demo; TestRecordPages of internal/web makes one",
	"/cases/{case}/consultations/{consultation}": "no consultation was found in the demo; TestPages of internal/web alone looks at it",
	"/cases/{case}/arrivals/{movement}":          "no travel is planned in the demo; TestWalkDepart plans some",
	"/destinations/{case}":                       "nothing is asked of the operations centre in the demo; TestWalkDepart announces an arrival",
	"/destinations/{case}/{arrival}":             "no arrival is announced in the demo; TestWalkDepart announces one",
	"/cases/{case}/travel/{person}/safe":         "nobody of the demo is asked after; TestWalkDepart does so",
	"/matters/{matter}/wall/{opening}":           "no wall of a matter is open in the demo; TestMatter_NoPageLeadsThere of internal/web opens one",
}

// route is a line of the table of contents: its address, and how it is found again.
type route struct {
	pattern string
	match   *regexp.Regexp
}

var (
	getLine   = regexp.MustCompile(`\bget\((?:"([^"]+)"|(\w+At)),`)
	addressIs = regexp.MustCompile(`(?m)^\s*(?:const )?(\w+At)\s*=\s*(?:(\w+At)\s*\+\s*)?"([^"]+)"`)
	wordIs    = regexp.MustCompile(`(?m)^\t"([a-z-]+)":\s+"([a-z-]+)",`)
	wildcard  = regexp.MustCompile(`\{[a-z]+\}`)
)

// routes are the pages of routes.go in a language, those with the fewest wildcards first: the first that fits is meant.
func routes(t testing.TB, lang string) (out []route) {
	t.Helper()
	root, err := house.Root()
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(root, "internal", "web", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	files, _ := filepath.Glob(filepath.Join(root, "internal", "web", "*.go"))
	all := ""
	for _, f := range files {
		all += read(filepath.Base(f))
	}
	is := map[string]string{}
	for range 3 { // an address may be made of another
		for _, m := range addressIs.FindAllStringSubmatch(all, -1) {
			is[m[1]] = is[m[2]] + m[3]
		}
	}
	french := map[string]string{}
	for _, m := range wordIs.FindAllStringSubmatch(read("paths.go"), -1) {
		french[m[1]] = m[2]
	}
	for _, m := range getLine.FindAllStringSubmatch(read("routes.go"), -1) {
		r := route{pattern: m[1] + is[m[2]]}
		if r.pattern == "" {
			t.Fatalf("no address is known for %s", m[0])
		}
		at := "/" + lang
		for seg := range strings.SplitSeq(strings.Trim(r.pattern, "/"), "/") {
			if seg == "" {
				continue
			}
			if lang == "fr" && french[seg] != "" {
				seg = french[seg]
			}
			at += "/" + seg
		}
		r.match = regexp.MustCompile("^" + wildcard.ReplaceAllString(at, "[^/]+") + "$")
		out = append(out, r)
	}
	if len(out) < 60 {
		t.Fatalf("routes.go has %d pages: it is read wrongly", len(out))
	}
	slices.SortStableFunc(out, func(a, b route) int { return strings.Count(a.pattern, "{") - strings.Count(b.pattern, "{") })
	return out
}

func routeOf(table []route, at string) string {
	path, _, _ := strings.Cut(at, "?")
	for _, r := range table {
		if r.match.MatchString(path) {
			return r.pattern
		}
	}
	return ""
}

// TestPages walks the links that every role is shown, in both languages: with a plain client some of each kind, one of them in a
// browser in the language whose turn it is.
func TestPages(t *testing.T) {
	t.Parallel()
	s := house.Demo(t)
	names := planted(t, s)
	for _, lang := range []string{"en", "fr"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			table := routes(t, lang)
			looked := &seen{kinds: map[string]bool{}, routes: map[string]bool{}}
			door := tabs(t).Open(t, s.Base, browser.Options{})
			door.Go("/" + lang + "/demo")
			view(t, door, routeOf(table, door.URL()))
			var accounts []string
			door.Eval(`[...document.querySelectorAll('button[name=account]')].map(b => b.value)`, &accounts)
			if len(accounts) < 12 { // decision 23: one for each role and unit
				t.Fatalf("the demo offers %d accounts: %q", len(accounts), accounts)
			}
			t.Run("roles", func(t *testing.T) {
				for _, a := range oneEach(accounts) {
					t.Run(a, func(t *testing.T) {
						t.Parallel()
						crawl(t, s, lang, a, table, looked, names)
					})
				}
			})
			t.Logf("%s: %d pages of %d kinds for %d accounts; %d of %d routes reached", lang, looked.pages, len(looked.kinds), len(accounts), len(looked.routes), len(table))
			if ofAKind(lang) < most {
				return
			}
			for _, r := range table {
				why, excused := notReached[r.pattern]
				if reached := looked.routes[r.pattern]; !reached && !excused {
					t.Errorf("no role of the demo reaches %s: link to it, let the demo have a case for it, or say why not", r.pattern)
				} else if reached && excused {
					t.Errorf("%s is reached, although it is said that %s", r.pattern, why)
				}
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

// most is how many pages of one kind a role opens: cases differ in what they link to.
const most = 12

// ofAKind is fewer in French, where the same links lead to the same pages: every kind's words are seen, and what is reached is asked in
// English. PAGES=all opens as many.
func ofAKind(lang string) int {
	if lang == "fr" && os.Getenv("PAGES") != "all" {
		return 3
	}
	return most
}

// crawl follows every link of a person's pages, and begins at every address without a wildcard too: a page that is not
// for them says so. One page of each kind is then looked at in a browser.
func crawl(t *testing.T, s *house.Server, lang, account string, table []route, looked *seen, names []string) {
	t.Helper()
	c := house.NewClient(s.Base)
	if err := c.SignIn(account); err != nil {
		t.Fatal(err)
	}
	var queue []string
	told := map[string]bool{} // these were links
	for _, r := range table {
		if !strings.Contains(r.pattern, "{") {
			at := strings.ReplaceAll(strings.Trim(r.match.String(), "^$"), "[^/]+", "")
			if r.pattern == "/referrals" { // drafts first: they link to more than what has been sent
				queue = append([]string{at + "?show=drafts"}, queue...)
			}
			queue = append(queue, at)
		}
	}
	opened, done := map[string]int{}, map[string]bool{}
	shows := map[string]string{} // one page of each kind
	inLanguage := regexp.MustCompile("^/" + lang + "(/|$)")
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		kind := pattern(at)
		if done[at] || opened[kind] >= ofAKind(lang) {
			continue
		}
		done[at] = true
		opened[kind]++
		a, err := c.Get(at)
		if err != nil {
			t.Fatalf("%s: %v", at, err)
		}
		if a.Status == 303 && inLanguage.MatchString(a.Location) {
			queue = append([]string{a.Location}, queue...)
			looked.reach(routeOf(table, at))
			continue
		}
		if a.Status != 200 {
			if told[at] || a.Status != 403 && a.Status != 404 {
				t.Errorf("%s: %s leads to status %d", account, at, a.Status)
			}
			continue
		}
		looked.reach(routeOf(table, at))
		if !strings.HasPrefix(a.Body, "<!doctype html>") {
			continue // a document
		}
		looked.count()
		whole(t, account+" "+lang+" "+at, at, lang, a.Body, names)
		if _, ok := shows[kind]; !ok {
			shows[kind] = at
		}
		if kind == "/"+lang+"/components" || kind == "/"+lang+"/composants" {
			continue // its links are samples
		}
		for _, l := range a.Links(inLanguage) {
			told[l] = true
			queue = append(queue, l)
		}
	}
	var p *person
	for _, kind := range slices.Sorted(maps.Keys(shows)) {
		// Filters alone make no other kind of page; what a reader may do there does.
		path, query, _ := strings.Cut(kind, " ")
		if query != "" {
			path += " …"
		}
		if route := routeOf(table, shows[kind]); route != "" && !inTurn(route, lang) || !looked.first(path) {
			continue
		}
		if p == nil {
			p = signIn(t, s, lang, account, browser.Options{})
		}
		if p.Opens(shows[kind]) {
			view(t, p.Page, routeOf(table, shows[kind]))
		}
	}
	if p != nil {
		calm(t, p.Page)
		p.Close()
	}
}

func (s *seen) reach(route string) {
	s.Lock()
	defer s.Unlock()
	s.routes[route] = true
}

func (s *seen) count() {
	s.Lock()
	defer s.Unlock()
	s.pages++
}

var (
	titleOf = regexp.MustCompile(`<title>([^<]*)</title>`)
	inline  = regexp.MustCompile(`(?i)<[^>]+ (style|on[a-z]+)="|<style|<script>`)
)

// whole is what holds on every page as it comes from the server.
func whole(t *testing.T, where, at, lang, body string, names []string) {
	t.Helper()
	if h1, main := strings.Count(body, "<h1"), strings.Count(body, "<main"); h1 != 1 || main != 1 || !strings.Contains(body, `<html lang="`+lang+`"`) || strings.Contains(body, "\u27e6") {
		t.Errorf("%s: %d h1, %d main, or another language, or missing words", where, h1, main)
	}
	if m := inline.FindString(body); m != "" {
		t.Errorf("%s has something inline: %s", where, m)
	}
	if len(body) > 28<<10 {
		t.Errorf("%s: %d bytes of HTML, at most 28 KB", where, len(body))
	}
	path, _, _ := strings.Cut(at, "?")
	if strings.HasPrefix(path, "/en/people/") || strings.HasPrefix(path, "/fr/personnel/") {
		path = "" // it names a member of staff by account, and no case
	}
	title := ""
	if m := titleOf.FindStringSubmatch(body); m != nil {
		title = m[1]
	}
	for _, s := range []string{path, title} {
		if m := telling.FindString(s); m != "" || title == "" {
			t.Errorf("%s (title %q) says %q", where, title, m)
		}
	}
	for _, n := range names {
		if strings.Contains(strings.ToLower(path+" "+title), strings.ToLower(n)) {
			t.Errorf("%s (title %q) names %q", where, title, n)
		}
	}
}

// inTurn says whether a check looks at a route's pages in the browser in a language: at half of them in English, at half in French.
// PAGES=all looks at all of them in both (make pages).
func inTurn(route, lang string) bool {
	return os.Getenv("PAGES") == "all" || (crc32.ChecksumIEEE([]byte(route))%2 == 1) == (lang == "fr")
}

// view looks at the page in the browser, wide and narrow: the accessibility rules, and nothing to scroll sideways for. A check asks axe wide in English
// and narrow in French, make pages at both widths in both. A page of no route is looked at both ways.
func view(t *testing.T, p *browser.Page, route string) {
	t.Helper()
	at := p.URL()
	for _, width := range []int{1366, 390} {
		p.Size(width, map[int]int{1366: 768, 390: 844}[width])
		if route == "" || os.Getenv("PAGES") == "all" || (width == 390) == strings.HasPrefix(at, "/fr/") {
			for _, f := range p.Axe(axe()) {
				t.Errorf("%s at %d: %s", at, width, f)
			}
		}
		var over string
		p.Eval(`document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1 ? '' :
			([...document.querySelectorAll('body *')].find(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll,.vh')) || document.body).outerHTML.slice(0, 160)`, &over)
		if over != "" {
			t.Errorf("%s at %d: the page scrolls sideways: %s", at, width, over)
		}
	}
	p.Size(1366, 768)
}

// planted are words that stand in the demo's cases and must stand in no address or title.
func planted(t *testing.T, s *house.Server) []string {
	return []string{"Applicant 0"}
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
		var next []browser.Request
		for _, r := range cold.Requests() {
			if !strings.Contains(r.URL, "/static/icon.") { // fetched by the browser when it has nothing better to do, in either view
				next = append(next, r)
			}
		}
		if bytes, n := weight(next); n != 1 {
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

// TestWeakLine, which has the machine to itself, opens the officer's page at 50 kbit/s and a round trip of 800 ms: usable in 5 s (ux section 9).
func TestWeakLine(t *testing.T) {
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
