package web

import (
	"bytes"
	"html"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/i18n"
)

var (
	postForm  = regexp.MustCompile(`(?s)<form method="post" action="([^"]*)"[^>]*>(.*?)</form>`)
	fieldTag  = regexp.MustCompile(`(?s)<(input|select|button|textarea)\b([^>]*)>`)
	optionTag = regexp.MustCompile(`<option value="([^"]+)"`)
	attrTag   = regexp.MustCompile(`\b(name|value|type)="([^"]*)"`)
)

// button is a form of a page as its reader sends it with one of its buttons.
type button struct {
	to     string
	fields url.Values
}

// buttons are all of a page; what is empty is filled, and the first of each choice taken.
func buttons(body string) (out []button) {
	for _, m := range postForm.FindAllStringSubmatch(body, -1) {
		fields, pressed := url.Values{}, []string(nil)
		for _, at := range fieldTag.FindAllStringSubmatchIndex(m[2], -1) {
			kind, has := m[2][at[2]:at[3]], map[string]string{}
			for _, a := range attrTag.FindAllStringSubmatch(m[2][at[4]:at[5]], -1) {
				has[a[1]] = html.UnescapeString(a[2])
			}
			name := has["name"]
			switch {
			case kind == "button":
				if name != "" {
					pressed = append(pressed, name+"="+url.QueryEscape(has["value"]))
				}
			case name == "" || has["type"] == "file":
			case kind == "select":
				if o := optionTag.FindStringSubmatch(m[2][at[1]:]); o != nil {
					fields.Set(name, html.UnescapeString(o[1]))
				}
			case has["type"] == "radio" || has["type"] == "checkbox":
				if !fields.Has(name) {
					fields.Set(name, has["value"])
				}
			case has["value"] != "" || has["type"] == "hidden":
				fields.Add(name, has["value"])
			case kind == "textarea":
				fields.Set(name, "A reason of Applicant 0412.")
			default:
				fields.Set(name, "1")
			}
		}
		if pressed == nil {
			pressed = []string{""}
		}
		for _, p := range pressed {
			b := button{to: html.UnescapeString(m[1]), fields: maps.Clone(fields)}
			if name, value, ok := strings.Cut(p, "="); ok {
				value, _ = url.QueryUnescape(value)
				b.fields.Set(name, value)
			}
			out = append(out, b)
		}
	}
	return out
}

// Contradiction X-32, rule A-56: every form that a reader is shown is sent with each of its buttons, and every address that takes a
// form is sent an empty one by everybody who can sign in and by nobody. What comes back in answer is what the reader may read on a page, or it
// stands in the table of answers in docs/ways-out.md.
func TestRule_X_32_EveryAnswerAgainstTheTable(t *testing.T) {
	h := house(t)
	var log bytes.Buffer
	h.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	defer func(was *slog.Logger) { slog.SetDefault(was) }(slog.Default())
	slog.SetDefault(h.Log)
	usual, others := h.seen(), h.others()
	for _, values := range append(slices.Collect(maps.Values(others)), usual) {
		if id := values["case"]; id != "" && len(h.file(casefile.ID(id)).Holds) == 0 { // once each
			h.sow(casefile.ID(id))
		}
	}
	who, cookies := readers(), map[string]*http.Cookie{}
	for _, a := range accounts {
		h.signIn(a.ID)
		cookies[a.ID] = h.cookie
	}
	may := map[[2]string]bool{} // what a reader may read on some page
	for _, w := range theWays(t, "Pages") {
		may[[2]string{w.what, w.to}] = true
	}
	stands := map[way]bool{}
	sent, handed := 0, map[string]bool{}
	send := func(account, group, to, where string, fields url.Values) {
		h.cookie = cookies[account]
		req := postReq(to, fields.Encode())
		if h.cookie == nil {
			req.Header.Set("Cookie", "x=1")
		}
		rec := ask(t, h, req)
		if strings.Contains(rec.Body.String(), `id="prove"`) || strings.Contains(rec.Body.String(), `/reauthenticate"`) || strings.Contains(rec.Body.String(), `/confirmer-identite"`) { // it is me
			for _, b := range buttons(rec.Body.String()) {
				if strings.HasSuffix(b.to, "reauthenticate") || strings.HasSuffix(b.to, "confirmer-identite") { // in either language
					rec = ask(t, h, postReq(b.to, b.fields.Encode()))
					break
				}
			}
		}
		sent++
		if d := rec.Header().Get("Content-Disposition"); d != "" {
			handed[d] = true
		}
		if rec.Code >= 500 {
			t.Errorf("%s by %q: %d", where, account, rec.Code)
		}
		for what := range h.found(where, rec) {
			if !may[[2]string{what, group}] {
				stands[way{what: what, to: group, where: where}] = true
			}
		}
	}
	skip := []string{"/sign-out", "/demo/sign-in", "/reauthenticate", "/kept", "/search"} // of the frame: no case
	keys := slices.Sorted(maps.Keys(h.routes))
	tried, takes := map[string]bool{}, h.takers()
	for _, account := range slices.Sorted(maps.Keys(who)) {
		for n, key := range keys {
			r := h.routes[key]
			l := i18n.Langs[n%2]
			path := h.address(l, r.pattern, usual, others)
			if r.method == "POST" {
				if !slices.Contains(skip, r.pattern) {
					send(account, who[account], path, r.pattern, url.Values{"token": {random(16)}})
				}
				continue
			}
			if account == "" {
				continue
			}
			h.cookie = cookies[account]
			rec := ask(t, h, getReq(path))
			if rec.Code != 200 || !strings.HasPrefix(rec.Body.String(), "<!doctype html>") {
				continue
			}
			for _, b := range buttons(rec.Body.String()) {
				where := takes(b.to)
				if one := account + where + b.fields.Get("form") + b.fields.Get("go"); where != "" && !slices.Contains(skip, where) && !tried[one] {
					tried[one] = true
					send(account, who[account], b.to, where, b.fields)
				}
			}
		}
	}
	h.compare(stands, theWays(t, "Answers"))
	for what, word := range sown {
		if strings.Contains(strings.ToLower(log.String()), strings.ToLower(word)) {
			t.Errorf("the log holds the %s:\n%s", what, log.String())
		}
	}
	for _, name := range []string{"package.zip", "record.zip"} {
		if !handed[`attachment; filename="`+name+`"`] {
			t.Errorf("no answer handed out %s", name)
		}
	}
	if len(tried) < 300 {
		t.Errorf("only %d buttons were pressed", len(tried))
	}
	t.Logf("%d buttons pressed, %d answers read", len(tried), sent)
}

// takers are the routes that take a form, by what their addresses look like.
func (h *testHouse) takers() func(path string) string {
	type taker struct {
		pattern string
		looks   *regexp.Regexp
	}
	var list []taker
	for _, r := range h.routes {
		at, err := h.at(r.pattern)
		if r.method != "POST" || err != nil {
			continue
		}
		for _, a := range at {
			list = append(list, taker{r.pattern, regexp.MustCompile("^" + regexp.MustCompile(`\{[a-z]+\}`).ReplaceAllString(a, "[^/]+") + "$")})
		}
	}
	slices.SortFunc(list, func(a, b taker) int { return strings.Count(a.pattern, "{") - strings.Count(b.pattern, "{") })
	return func(path string) string {
		path, _, _ = strings.Cut(path, "?")
		for _, x := range list {
			if x.looks.MatchString(path) {
				return x.pattern
			}
		}
		return ""
	}
}
