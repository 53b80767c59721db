package web

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"passage/internal/casework/casefile"
	"passage/internal/i18n"
)

// Bad input, generated for every route from the table and from the forms as they stand on its pages: whatever comes,
// the answer is no 5xx and no panic, in the frame and in the reader's language, shows nothing of our inside, and a
// refusal has changed nothing but a draft.

// inside are words that only our inside says; a line of our source is ".go:" and a digit.
var inside = []string{"goroutine", "runtime error", ".go:0", ".go:1", ".go:2", ".go:3", ".go:4", ".go:5", ".go:6", ".go:7", ".go:8", ".go:9",
	"SQLITE", "sqlite", "pq:", "sql:", "panic", "invalid memory", "⟦", "/tmp/", "strconv.", "json:", "template:"}

// leak is the first of them in a text. One by one: a pattern of alternatives costs more than the pages.
func leak(text string) string {
	for _, w := range inside {
		if strings.Contains(text, w) {
			return w
		}
	}
	return ""
}

// rooms are the routes with the values that their wildcards take in the test house.
func (h *testHouse) rooms() func(r *route) []any {
	usual, others := h.seen(), h.others()
	return func(r *route) (args []any) {
		values, best := usual, ""
		for begin, v := range others {
			if strings.HasPrefix(r.pattern, begin) && len(begin) > len(best) {
				values, best = v, begin
			}
		}
		for _, name := range wildcards(r.pattern) {
			args = append(args, values[name])
		}
		return args
	}
}

// framed checks an answer that is a page.
func (h *testHouse) framed(where string, l i18n.Lang, rec *httptest.ResponseRecorder) {
	h.t.Helper()
	body := rec.Body.String()
	if rec.Code >= 500 || rec.Code < 200 {
		h.t.Errorf("%s: status %d", where, rec.Code)
		return
	}
	if rec.Code >= 300 && rec.Code < 400 {
		if to := rec.Header().Get("Location"); !strings.HasPrefix(to, "/"+string(l)) || strings.ContainsAny(to, "\r\n\x00") {
			h.t.Errorf("%s: leads to %q", where, to)
		}
		return
	}
	kind := rec.Header().Get("Content-Type")
	if rec.Code == 200 && !strings.HasPrefix(kind, "text/html") {
		return // a document
	}
	if strings.HasPrefix(kind, "application/json") || strings.HasPrefix(kind, "text/plain") && strings.HasPrefix(body, "ERR_") { // to a script
		if m := leak(body); m != "" {
			h.t.Errorf("%s: says %q", where, m)
		}
		return
	}
	if !strings.Contains(body, `<html lang="`+string(l)+`"`) || strings.Count(body, "<h1") != 1 || !strings.HasSuffix(strings.TrimSpace(body), "</html>") {
		h.t.Errorf("%s: status %d is no whole page in %s: %.200q", where, rec.Code, l, body)
	}
	if m := leak(body); m != "" {
		i := strings.Index(body, m)
		h.t.Errorf("%s: status %d says %q: …%.120q", where, rec.Code, m, body[max(0, i-40):])
	}
	if !utf8.ValidString(body) || strings.ContainsRune(body, 0) {
		h.t.Errorf("%s: status %d, and the page is not text", where, rec.Code)
	}
}

// wellFormed is the form of a route as its page shows it: what a browser would send.
func (h *testHouse) wellFormed(body, action string) []url.Values {
	var out []url.Values
	for _, m := range formTag.FindAllStringSubmatch(body, -1) {
		if to, _, _ := strings.Cut(m[1], "?"); to != action {
			continue
		}
		b := &browser{testHouse: h, body: m[0]}
		_, v := b.fields(m[2])
		if !areaTag.MatchString(m[3]) { // choices alone: nothing typed that could be lost
			for k := range v {
				v.Add("hidden", k)
			}
		}
		for _, in := range inputTag.FindAllStringSubmatch(m[3], -1) {
			if name := nameOf.FindStringSubmatch(in[1]); name != nil && !strings.Contains(in[1], `type="text"`) {
				v.Add("hidden", name[1])
			}
		}
		for _, button := range regexp.MustCompile(`<button[^>]* name="go" value="([^"]+)"`).FindAllStringSubmatch(m[3], -1) {
			if button[1] == "lang" {
				continue
			}
			w := maps.Clone(v)
			w.Set("go", button[1])
			out = append(out, w)
		}
		if len(out) == 0 {
			out = append(out, v)
		}
	}
	return out
}

var nameOf = regexp.MustCompile(`name="([^"]+)"`)

const marker = "Zq7 typed"

// spoil are the ways to break a form; nil leaves it out for this form.
var spoil = []struct {
	name string
	with func(v url.Values) url.Values
}{
	{"no field at all", func(url.Values) url.Values { return url.Values{} }},
	{"every field empty", every(func(k, old string) []string { return []string{""} })},
	{"fields nobody asked for", func(v url.Values) url.Values {
		v["__proto__"], v["state"], v["role"], v["hrd"], v["assigned"], v["office"], v[""] = []string{"x"}, []string{"approved"}, []string{"admin"}, []string{"no"}, []string{"officer.birch"}, []string{"birch"}, []string{"y"}
		return v
	}},
	{"every field three times", every(func(k, old string) []string { return []string{old, "x", old} })},
	{"every field very long", every(func(k, old string) []string { return []string{strings.Repeat("long ", 4000)} })},
	{"one very long word", every(func(k, old string) []string { return []string{strings.Repeat("w", 12000)} })},
	{"NUL", every(func(k, old string) []string { return []string{old + marker + "\x00"} })},
	{"control characters", every(func(k, old string) []string { return []string{marker + "\x1b[31m\x07\x7f"} })},
	{"not UTF-8", every(func(k, old string) []string { return []string{marker + "\xff\xfe\xc3("} })},
	{"unknown codes", every(func(k, old string) []string { return []string{"nonsense"} })},
	{"negative numbers", every(func(k, old string) []string { return []string{"-1"} })},
	{"numbers too large", every(func(k, old string) []string { return []string{"99999999999999999999999"} })},
	{"absurd dates", every(func(k, old string) []string {
		switch {
		case strings.HasSuffix(k, "_y"):
			return []string{"0000"}
		case strings.HasSuffix(k, "_m"), strings.HasSuffix(k, "_d"):
			return []string{"99"}
		}
		return []string{"9999-99-99"}
	})},
	{"dates that are words", every(func(k, old string) []string { return []string{"<b>tomorrow</b>"} })},
	{"ids of others", every(func(k, old string) []string { return []string{"aaaaaaaaaaaaaaaaaaaaaaaaaa"} })},
	{"paths", every(func(k, old string) []string { return []string{"../../../../etc/passwd%00"} })},
	{"SQL and templates", every(func(k, old string) []string { return []string{"');DROP TABLE cases;--{{.}}${7*7}"} })},
	{"a button that is not there", func(v url.Values) url.Values { v.Set("go", "approve everything"); return v }},
	{"a version of the future", func(v url.Values) url.Values { v.Set("version", "9223372036854775808"); return v }},
	{"a version of the past", func(v url.Values) url.Values { v.Set("version", "-9"); return v }},
	{"a token of one's own", func(v url.Values) url.Values { v.Set("token", strings.Repeat("t", 5000)); return v }},
	{"a form that is not there", func(v url.Values) url.Values { v.Set("form", "../x"); return v }},
	{"another post that was kept", func(v url.Values) url.Values { v.Set("kept", "zzzz"); return v }},
}

// every changes each field that a person fills in; what the form is and which button was pressed stays.
func every(fn func(k, old string) []string) func(url.Values) url.Values {
	return func(v url.Values) url.Values {
		for k, old := range v {
			switch k {
			case "form", "go", "token", "version", "shown":
				continue
			}
			v[k] = fn(k, firstOf(old))
		}
		return v
	}
}

// bodies are no form, or say that they are something else.
var bodies = []struct{ name, kind, body string }{
	{"JSON", "application/json", `{"go":"save"}`},
	{"XML", "application/xml", `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>`},
	{"no kind", "", "a=b"},
	{"broken escapes", "application/x-www-form-urlencoded", "reasons=%zz&a=%"},
	{"semicolons", "application/x-www-form-urlencoded", "a=1;b=2"},
	{"another charset", "application/x-www-form-urlencoded; charset=utf-16", "r\x00e\x00=\x001\x00"},
	{"multipart without a boundary", "multipart/form-data", "a=b"},
	{"a broken multipart", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nno end"},
	{"multipart with a file first", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../a\\\x00.exe\"\r\n\r\nMZ\r\n--x--\r\n"},
	{"too many fields", "application/x-www-form-urlencoded", strings.Repeat("a=1&", 40000)},
	{"too large", "application/x-www-form-urlencoded", "a=" + strings.Repeat("x", formLimit)},
}

// last is the newest entry that the case of a route has in the journal; of a route without a case, how many entries the
// whole journal has.
func (h *testHouse) last(args []any, r *route) string {
	h.t.Helper()
	for i, name := range wildcards(r.pattern) {
		if name == "case" {
			list, err := h.App.Store.History(h.t.Context(), casefile.ID(fmt.Sprint(args[i])), 1)
			if err != nil {
				h.t.Fatal(err)
			}
			return fmt.Sprint(list)
		}
	}
	n := 0
	if err := h.journal.QueryRowContext(h.t.Context(), "SELECT COUNT(*) FROM journal").Scan(&n); err != nil {
		h.t.Fatal(err)
	}
	return fmt.Sprint(n)
}

// everything asks for every malformation of every form and every odd value in every address; a check tries every other one,
// another half for the next route (HOSTILE=all, make soak).
var everything = os.Getenv("HOSTILE") == "all"

// TestBadInput_EveryForm posts malformations of every kind to every POST route, with the form of somebody
// who has it before them, and as a stranger. Who, and which of the form's buttons, is drawn with a fixed seed.
func TestBadInput_EveryForm(t *testing.T) {
	t.Parallel()
	h := house(t)
	args := h.rooms()
	cookies := h.cookies()
	n, forms, bare := 0, 0, []string{}
	h.App.Now = func() time.Time { return clock.Add(time.Duration(n) * time.Millisecond) } // no two entries are alike
	for k, key := range slices.Sorted(maps.Keys(h.routes)) {
		r := h.routes[key]
		if r.method != "POST" || r.pattern == "/sign-out" || r.pattern == "/demo/sign-in" {
			continue
		}
		l := i18n.Langs[k%2]
		at, err := h.path(l, r.pattern, args(r)...)
		if err != nil {
			t.Fatal(err)
		}
		before := "" // the journal before the next post, "" when it is to be looked up
		post := func(account, name, kind, body string) *httptest.ResponseRecorder {
			h.cookie = cookies[account]
			req := postReq(at, body)
			req.Header.Set("Content-Type", kind)
			if before == "" {
				before = h.last(args(r), r)
			}
			rec := ask(t, h, req)
			n++
			where := fmt.Sprintf("%s as %s: %s", r.pattern, account, name)
			h.framed(where, l, rec)
			if rec.Code < 400 {
				before = ""
				return rec
			}
			after := h.last(args(r), r)
			if after != before && !keepsDraft[r.pattern] {
				t.Errorf("%s: refused with %d, and the journal goes on all the same", where, rec.Code)
			}
			before = after
			return rec
		}
		who := accounts[0].ID
		var whole []url.Values
		order := rand.New(rand.NewPCG(7, uint64(k))).Perm(len(accounts))
		if h.routes["GET "+r.pattern] != nil && !apart[r.pattern] {
			for _, i := range order {
				h.cookie = cookies[accounts[i].ID]
				if whole = h.wellFormed(ask(t, h, getReq(at)).Body.String(), at); len(whole) > 0 {
					who = accounts[i].ID
					break
				}
			}
		}
		for _, b := range bodies {
			post(who, b.name, b.kind, b.body)
		}
		if stranger := accounts[order[0]].ID; stranger != who {
			post(stranger, "a stranger's form", formKind, "form=x&go=save&token=t&version=1&reasons=x")
		}
		found := len(whole) > 0
		if !found { // its form is on another page, or needs another case
			bare = append(bare, r.pattern)
			whole = []url.Values{{"form": {"x"}, "go": {"save"}, "token": {"t"}, "version": {"1"}, "reasons": {"x"}, "person": {"x"}, "day_y": {"2026"}, "document": {"x"}}}
		} else {
			forms++
		}
		for j, s := range spoil {
			if (j+k)%2 == 1 && !everything {
				continue
			}
			w := whole[(j+k)%len(whole)]
			v := s.with(clone(w))
			v.Set("token", fmt.Sprintf("%s-%d", v.Get("token"), n))
			if s.name == "NUL" {
				for _, k := range w["hidden"] { // what nobody types
					v[k] = w[k]
				}
			}
			delete(v, "hidden")
			rec := post(who, s.name+", button "+w.Get("go"), formKind, v.Encode())
			// What was typed stands there again.
			if s.name == "NUL" && rec.Code == 422 && found && len(w["hidden"]) < len(w)-1 && !strings.HasSuffix(r.pattern, "/sign") && !strings.Contains(rec.Body.String(), marker) && !r.script {
				t.Errorf("%s as %s, button %s: what was typed is lost", r.pattern, who, w.Get("go"))
			}
		}
	}
	t.Logf("%d requests, %d forms; no form of the test house for %s", n, forms, strings.Join(bare, " "))
	if n < 1400 || forms < 45 {
		t.Errorf("%d requests and %d forms are too few to mean anything", n, forms)
	}
	if rep, err := h.App.Store.Verify(t.Context()); err != nil || len(rep.Faults) > 0 {
		t.Errorf("the journal after all this: %v, %v", rep.Faults, err)
	}
}

const formKind = "application/x-www-form-urlencoded"

// keepsDraft are the forms of which what can be kept is saved before a rule speaks: drafts always save (decision 1).
var keepsDraft = map[string]bool{
	eligibilityAt: true, groundAt: true, convictionAt: true, newConvictionAt: true, recordAt: true, signAt: true,
	// The steps of a partner's draft: the answers that are right are stored, and what is wrong is said.
	"/referrals/{case}/cover": true, "/referrals/{case}/convictions/{index}": true, "/referrals/{case}/persons/{person}": true, sectionAt: true, rowAt: true,
	"/referrals/{case}/family": true, "/referrals/{case}/safety": true, "/referrals/{case}/forms/{form}/{person}": true, representativeAt: true,
	"/referrals/{case}/consent/{index}": true, grantedPartAt: true, grantedRowAt: true,
}

func clone(v url.Values) url.Values {
	out := url.Values{}
	for k, s := range v {
		out[k] = slices.Clone(s)
	}
	return out
}

func (h *testHouse) cookies() map[string]*http.Cookie {
	out := map[string]*http.Cookie{}
	for _, a := range accounts {
		h.signIn(a.ID)
		out[a.ID] = h.cookie
	}
	return out
}

// odd are values of an address or a filter that no page of ours ever made.
var odd = []string{"0", "-1", "99999999999999999999", "new", "null", "undefined", "..", "../../etc/passwd", "a/b", "%", "%00", "\x00", "\xff\xfe", "<script>alert(1)</script>", "' OR 1=1 --", "{{.}}", "ü", "😀",
	"\u202eabc", strings.Repeat("a", 26), strings.Repeat("A", 3000), "aaaaaaaaaaaaaaaaaaaaaaaaa1", " ", "\r\nSet-Cookie: a=b"}

var filters = []string{"plan", "done", "change", "order", "stage", "row", "assigned", "kind", "after", "person", "ref", "next", "of", "age", "part", "urgent", "from", "show", "more", "year", "partner", "office", "all", "unit", "count"}

// TestBadInput_EveryAddress asks every page with every hostile value: in each wildcard, in every filter, in the headers.
func TestBadInput_EveryAddress(t *testing.T) {
	t.Parallel()
	h := house(t)
	args := h.rooms()
	cookies := h.cookies()
	n := 0
	for i, key := range slices.Sorted(maps.Keys(h.routes)) {
		r := h.routes[key]
		if r.method != "GET" {
			continue
		}
		l := i18n.Langs[i%2]
		good := args(r)
		at, err := h.path(l, r.pattern, good...)
		if err != nil {
			t.Fatal(err)
		}
		who := "analyst.oppb"
		for _, a := range rand.New(rand.NewPCG(11, uint64(i))).Perm(len(accounts)) { // one who may open the page
			h.cookie = cookies[accounts[a].ID]
			if rec := ask(t, h, getReq(at)); rec.Code == 200 {
				who = accounts[a].ID
				break
			}
		}
		h.cookie = cookies[who]
		try := func(where string, change func(*http.Request)) {
			req := getReq("/")
			req.URL.Path = pathOf(at)
			change(req)
			n++
			h.framed(fmt.Sprintf("%s as %s: %s", r.pattern, who, where), l, ask(t, h, req))
		}
		for j, o := range odd {
			if (i+j)%2 == 1 && !everything {
				continue
			}
			for w := range good {
				bad := slices.Clone(good)
				bad[w] = o
				try(fmt.Sprintf("value %d is %.40q", w, o), func(req *http.Request) {
					to, err := h.path(l, r.pattern, bad...)
					if err == nil {
						req.URL, err = url.Parse("http://127.0.0.1:8080" + to)
					}
					if err != nil {
						t.Fatal(err)
					}
				})
			}
			q := url.Values{}
			for _, f := range filters {
				q[f] = []string{o, o}
			}
			try(fmt.Sprintf("every filter and header is %.40q", o), func(req *http.Request) {
				req.URL.RawQuery = q.Encode()
				for _, name := range []string{"Accept-Language", "Range", "If-None-Match", "If-Modified-Since", "X-Forwarded-For", "X-Forwarded-Host", "Referer", "Accept"} {
					req.Header[name] = []string{o}
				}
			})
		}
		for _, raw := range []string{"a=%zz", ";", "&&&===", strings.Repeat("year=2026&", 2000), "year[]=1", "\x00"} {
			try(fmt.Sprintf("query %.20q", raw), func(req *http.Request) { req.URL.RawQuery = raw })
		}
	}
	t.Logf("%d requests", n)
	if n < 3500 {
		t.Errorf("%d requests are too few to mean anything", n)
	}
}

func pathOf(at string) string {
	p, err := url.PathUnescape(at)
	if err != nil {
		return at
	}
	return p
}
