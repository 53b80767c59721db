package web

import (
	"database/sql"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/auth"
	"passage/internal/casework/access"
	"passage/internal/casework/fault"
	"passage/internal/i18n"
	"passage/internal/store/storetest"
)

var clock = time.Date(2026, 8, 31, 14, 5, 0, 0, time.UTC)

// house is the pages on a real store, with an officer and a clerk who can sign in.
type testHouse struct {
	*Web
	t       testing.TB
	cookie  *http.Cookie
	journal *sql.DB // the store's file, to count what is entered
}

func house(t testing.TB, extra ...*route) *testHouse {
	t.Helper()
	file := filepath.Join(t.TempDir(), "passage.db")
	s := storetest.At(t, file)
	journal, err := sql.Open("sqlite", "file:"+file+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { journal.Close() })
	a := app.New(s, thePack())
	au, err := auth.New(s, "", true)
	if err != nil {
		t.Fatal(err)
	}
	a.Now, au.Now = func() time.Time { return clock }, func() time.Time { return clock }
	if err := a.CreateAccounts(t.Context(), app.Write{Actor: access.Actor{Role: access.System, Unit: "HQ"}}, accounts); err != nil {
		t.Fatal(err)
	}
	w, err := New(Config{App: a, Auth: au, Demo: true, Origin: "http://127.0.0.1:8080", Now: a.Now})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range extra {
		if err := w.lay(r); err != nil {
			t.Fatal(err)
		}
	}
	h := &testHouse{Web: w, t: t, journal: journal}
	h.signIn("officer.cedar")
	return h
}

// signIn signs in as the demo does; later requests carry the cookie.
func (h *testHouse) signIn(account string) {
	h.t.Helper()
	h.cookie = nil
	rec := ask(h.t, h, postReq("/en/demo/sign-in", "account="+account))
	if rec.Code != 303 || len(rec.Result().Cookies()) != 1 {
		h.t.Fatalf("sign in as %s: %d", account, rec.Code)
	}
	h.cookie = rec.Result().Cookies()[0]
}

func ask(t testing.TB, w *testHouse, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	rec := httptest.NewRecorder()
	if w.cookie != nil && r.Header.Get("Cookie") == "" {
		r.AddCookie(w.cookie)
	}
	w.Handler().ServeHTTP(rec, r)
	return rec
}

func getReq(path string) *http.Request {
	return httptest.NewRequest("GET", "http://127.0.0.1:8080"+path, nil)
}

func postReq(path, body string) *http.Request {
	r := httptest.NewRequest("POST", "http://127.0.0.1:8080"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return r
}

// sample is a page with a form, as a page author writes one.
type sampleView struct {
	page
	Edit *form
}

func sample(stored string, version int64) handler {
	return func(v *visit) error {
		p := sampleView{page: v.page("components.title")}
		p.Main, p.Edit = "sample", v.form("sample", "/components/edit").of(version)
		p.Edit.Fields = []field{p.Edit.long("why", "components.reasons", stored), p.Edit.date("born", "person.born.label", "1987-04-12")}
		return v.show("frame/components", componentsView{page: p.page, Form: p.Edit})
	}
}

func TestForm_ComesBackWithWhatWasTyped(t *testing.T) {
	say := error(&fault.Error{Kind: fault.Invalid, Key: "ask.check", Fields: []fault.Field{{Name: "born", Key: "ask.date.month"}}})
	w := house(t, get("/components/edit", sample("stored", 3)), post("/components/edit", func(*visit) error { return say }))
	rec := ask(t, w, postReq("/fr/composants/modifier", "form=sample&why=Appris+%3Cb%3E&born_y=1987&born_m=14&born_d=2&token=a"))
	body := rec.Body.String()
	if rec.Code != 422 {
		t.Errorf("status %d, want 422", rec.Code)
	}
	for _, want := range []string{"<title>Erreur\u00a0: ", "Appris &lt;b&gt;</textarea>", `value="14"`, `href="#f-born-m"`, i18n.FR.T("ask.date.month"), `aria-invalid="true"`, "Il y a 1 problème", `name="version" value="3"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in the page", want)
		}
	}
	if strings.Contains(body, "stored") || strings.Contains(body, "⟦") {
		t.Error("the stored text stands where the typed one should, or words are missing")
	}

	say = fault.New(fault.Conflict, "ask.check")
	body = ask(t, w, postReq("/en/components/edit", "form=sample&why=mine&born_y=1987&born_m=4&born_d=12")).Body.String()
	if !strings.Contains(body, "mine</textarea>") || !strings.Contains(body, `<span dir="auto">stored</span>`) || strings.Count(body, "theirs") != 1 {
		t.Error("after a conflict both versions stand side by side, and only where they differ")
	}
}

func TestToggle_KeepsPageFilterAndText(t *testing.T) {
	posted := 0
	w := house(t, get("/components/edit", sample("stored", 3)), post("/components/edit", func(*visit) error { posted++; return nil }))
	body := ask(t, w, getReq("/en/components/edit?year=2026")).Body.String()
	if !strings.Contains(body, `formaction="/fr/composants/modifier?year=2026"`) || !strings.Contains(body, `form="sample"`) {
		t.Error("the toggle does not post the main form to the page in the other language")
	}
	rec := ask(t, w, postReq("/fr/composants/modifier?year=2026", "form=sample&go=lang&why=typed"))
	if rec.Code != 200 || !strings.Contains(rec.Body.String(), "typed</textarea>") || !strings.Contains(rec.Body.String(), `lang="fr"`) || posted != 0 {
		t.Errorf("status %d, posted %d: the page in French, with what was typed, and nothing done", rec.Code, posted)
	}
	if body := ask(t, w, getReq("/fr/composants?a=1")).Body.String(); !strings.Contains(body, `href="/en/components?a=1"`) {
		t.Error("the toggle of a page without a form loses page or filter")
	}
}

func TestErrors_PageForEachKind(t *testing.T) {
	var say error
	w := house(t, get("/components/edit", func(*visit) error { return say }))
	for _, c := range []struct {
		err  error
		code int
	}{
		{fault.New(fault.Unusable, "frame.error.unusable"), 400},
		{fault.New(fault.Forbidden, "frame.error.forged"), 403},
		{fault.New(fault.NotFound, "frame.error.forged"), 404},
		{fault.New(fault.Conflict, "ask.check"), 409},
		{fault.New(fault.TooLarge, "frame.error.too_large"), 413},
		{fault.Stop("X-4", "ask.check"), 422},
		{fault.New(fault.TooMany, "ask.check"), 429},
		{http.ErrBodyNotAllowed, 500},
		{http.ErrHandlerTimeout, 500},
	} {
		for _, l := range []string{"/en/components/edit", "/fr/composants/modifier"} {
			say = c.err
			rec := ask(t, w, getReq(l))
			body := rec.Body.String()
			if rec.Code != c.code || strings.Count(body, "<h1>") != 1 || strings.Contains(body, "⟦") || strings.Contains(body, c.err.Error()) {
				t.Errorf("%s %v: status %d, want %d, with one h1 and nothing internal\n%s", l, c.err, rec.Code, c.code, body)
			}
			if c.code == 404 && strings.Contains(body, i18n.EN.T("frame.error.forged")) {
				t.Error("a 404 says more than that")
			}
		}
	}
	if rec := ask(t, w, getReq("/fr/nulle-part")); rec.Code != 404 || !strings.Contains(rec.Body.String(), "Introuvable") {
		t.Errorf("an address that leads nowhere: %d", rec.Code)
	}
	w = house(t, get("/components/edit", func(*visit) error { panic("Applicant 0412") }))
	if rec := ask(t, w, getReq("/en/components/edit")); rec.Code != 500 || strings.Contains(rec.Body.String(), "0412") {
		t.Errorf("a panic: %d, or shows what it held", rec.Code)
	}
}

func TestGuard(t *testing.T) {
	did := 0
	w := house(t, post("/components/edit", func(v *visit) error { did++; return v.redirect("/components") }))
	ok := postReq("/en/components/edit", "a=b")
	if rec := ask(t, w, ok); rec.Code != 303 || rec.Header().Get("Location") != "/en/components" || did != 1 {
		t.Fatalf("a post of our own: %d %s", rec.Code, rec.Header().Get("Location"))
	}
	cross := postReq("/fr/composants/modifier", "a=b")
	cross.Header.Set("Sec-Fetch-Site", "cross-site")
	silent := postReq("/en/components/edit", "a=b")
	silent.Header.Del("Sec-Fetch-Site")
	origin := postReq("/en/components/edit", "a=b")
	origin.Header.Del("Sec-Fetch-Site")
	origin.Header.Set("Origin", "https://elsewhere.example")
	if rec := ask(t, w, silent.Clone(t.Context())); rec.Code != 303 || did != 2 {
		t.Errorf("the demo turns a plain HTTP tool away: %d", rec.Code)
	}
	silent.Body = io.NopCloser(strings.NewReader("a=b"))
	did, w.Demo = 1, false
	for name, r := range map[string]*http.Request{"cross-site": cross, "says nothing of its origin": silent, "other origin": origin} {
		if rec := ask(t, w, r); rec.Code != 403 || did != 1 {
			t.Errorf("%s: status %d, done %d times", name, rec.Code, did)
		}
	}
	big := postReq("/en/components/edit", "a="+strings.Repeat("x", formLimit))
	if rec := ask(t, w, big); rec.Code != 413 {
		t.Errorf("a body over the limit: %d", rec.Code)
	}
	odd := postReq("/en/components/edit", "{}")
	odd.Header.Set("Content-Type", "application/json")
	if rec := ask(t, w, odd); rec.Code != 400 || did != 1 {
		t.Errorf("a body of another kind: %d", rec.Code)
	}
	w2 := house(t, get("/components/edit", sample("", 0)))
	w2.cookie = nil
	if rec := ask(t, w2, getReq("/en/components/edit?year=2026")); rec.Code != 303 || rec.Header().Get("Location") != "/en/demo?next=%2Fen%2Fcomponents%2Fedit%3Fyear%3D2026" {
		t.Errorf("a reader without a session: %d", rec.Code)
	}
	w2.signIn("officer.cedar")
	h := ask(t, w2, getReq("/en/components/edit")).Header()
	for name, want := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin"} {
		if h.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, h.Get(name), want)
		}
	}
	if !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'none'") || h.Get("Strict-Transport-Security") != "" {
		t.Error("the policy of the page, or HSTS on plain http")
	}
}

func TestFirstView_IsSmall(t *testing.T) {
	w := house(t)
	rec := ask(t, w, getReq("/en/components"))
	html := rec.Body.Len()
	if rec.Header().Get("Content-Length") == "" || html > 28<<10 {
		t.Errorf("HTML is %d bytes, at most %d, with its length", html, 28<<10)
	}
	total := html
	for _, name := range []string{"app.css", "icon.svg"} {
		r := getReq(w.static.at[name])
		r.Header.Set("Accept-Encoding", "gzip, br")
		s := ask(t, w, r)
		if s.Code != 200 || !strings.Contains(s.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", name, s.Code, s.Header())
		}
		total += s.Body.Len()
	}
	if total > 40<<10 {
		t.Errorf("first view is %d bytes on the wire, at most %d", total, 40<<10)
	}
	t.Logf("HTML %d, all %d bytes", html, total)
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		house(b)
	}
}
