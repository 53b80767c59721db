package web

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/store"
)

// letterOnPage is a case whose plan allows the page, with a letter of concerns on it that nobody has opened, and a card.
func (h *testHouse) letterOnPage() (casefile.ID, string, app.CardSecrets) {
	h.t.Helper()
	id := h.family(417, casefile.Fairness)
	h.letters(id)
	h.change(id, func(tx *store.Tx, f *store.File) error {
		plan := f.Plans[0]
		plan.Reach, plan.Allowed, plan.Language = people.Direct, []string{people.OwnPage}, "FRA"
		if err := tx.SavePlan(f, &plan); err != nil {
			return err
		}
		n := f.Notices[0]
		n.Status, n.Channel, n.Proof, n.Text = casefile.NoticeSent, casefile.SecurePage, casefile.Proof{}, `<h1>Concerns</h1><p>Dear <span dir="auto">كفل</span>, zqletterzq.</p>`
		return tx.SaveNotice(f, &n)
	})
	s, err := h.App.GiveCard(h.t.Context(), app.Write{Actor: access.Actor{Account: "assistant.cedar", Role: access.Assistant, Unit: "cedar"}, Case: id}, casefile.Card{For: casefile.ForApplicant, Until: h.App.Today().Add(7)}, true)
	if err != nil {
		h.t.Fatal(err)
	}
	return id, h.file(id).Notices[0].ID, s
}

// guest is a browser without a session of an account.
type guest struct {
	*testHouse
	jar *http.Cookie
}

func (g *guest) ask(r *http.Request) *httptest.ResponseRecorder {
	g.t.Helper()
	if g.jar != nil {
		r.AddCookie(g.jar)
	} else {
		r.Header.Set("Cookie", "x=1")
	}
	rec := httptest.NewRecorder()
	g.Handler().ServeHTTP(rec, r)
	for _, c := range rec.Result().Cookies() {
		if g.jar = c; c.MaxAge < 0 {
			g.jar = nil
		}
	}
	body := rec.Body.String()
	if strings.Contains(body, "⟦") {
		g.t.Errorf("%s: words are missing", r.URL.Path)
	}
	if rec.Code == 200 {
		root := tree(g.t, r.URL.Path, body)
		sound(g.t, r.URL.Path, r.URL.Path[1:3], root)
	}
	if len(body) > 28<<10 {
		g.t.Errorf("%s: %d bytes", r.URL.Path, len(body))
	}
	title, _, _ := strings.Cut(body, "</title>")
	if rec.Code == 200 && !strings.HasSuffix(title, "<title>Page") {
		g.t.Errorf("%s: the title says %q", r.URL.Path, title[max(0, len(title)-60):])
	}
	for _, w := range []string{"Passage", "Applicant", "0412", "0417", "FLD", "refug", "réfug", "HRD", "Officer", "IRCC"} {
		if strings.Contains(body, w) {
			g.t.Errorf("%s says %q", r.URL.Path, w)
		}
	}
	for _, c := range rec.Result().Cookies() {
		if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode {
			g.t.Errorf("the cookie: %v", c)
		}
	}
	return rec
}

func (g *guest) open(lang, key, code string) *httptest.ResponseRecorder {
	g.t.Helper()
	return g.ask(postReq("/"+lang+"/page/"+key, "form=open&token=x&code="+code))
}

// Rule I-88: the holder's pages in both languages, from the card to the answer: nothing of what it is before the code, a letter by its date,
// the answer, and closed after it. An ended session gives back what was typed.
func TestRule_I_88_TheHoldersPages(t *testing.T) {
	for _, l := range []struct{ lang, item string }{{"en", "/en/page/item/"}, {"fr", "/fr/page/element/"}} {
		h := house(t)
		now := clock
		h.App.Now, h.Auth.Now = func() time.Time { return now }, func() time.Time { return now }
		id, notice, c := h.letterOnPage()
		g := &guest{testHouse: h}
		door := g.ask(getReq("/" + l.lang + "/page/" + c.Key))
		if door.Code != 200 || strings.Contains(door.Body.String(), "zqletterzq") {
			t.Fatalf("the door: %d", door.Code)
		}
		none := g.ask(getReq("/" + l.lang + "/page/" + strings.Repeat("a", 26)))
		mark := regexp.MustCompile(`name="token" value="[^"]*"|/page/[a-z2-7]{26}`)
		if mark.ReplaceAllString(none.Body.String(), "") != mark.ReplaceAllString(door.Body.String(), "") {
			t.Error("an address that is none looks otherwise")
		}
		wrong, unknown := g.open(l.lang, c.Key, "00000000"), g.open(l.lang, strings.Repeat("a", 26), c.Code)
		if wrong.Code != 422 || mark.ReplaceAllString(wrong.Body.String(), "") != mark.ReplaceAllString(unknown.Body.String(), "") || unknown.Code != wrong.Code {
			t.Errorf("a wrong code and a wrong address differ: %d %d", wrong.Code, unknown.Code)
		}
		for _, bad := range []string{"", "1234567", "12345678x", "%00%01", "12345678%0a9", strings.Repeat("1", 5000), "%ff%fe"} {
			if rec := g.open(l.lang, c.Key, bad); rec.Code != 422 || g.jar != nil || strings.Contains(rec.Body.String(), "1234567") {
				t.Errorf("%q: %d", bad, rec.Code)
			}
		}
		if w := h.file(id).Cards[0].Wrong; w != 1 {
			t.Errorf("%d wrong codes are counted, want 1", w)
		}
		for _, path := range []string{"/" + l.lang + "/page", l.item + notice} {
			if rec := g.ask(getReq(path)); rec.Code != 404 {
				t.Errorf("%s before the code: %d", path, rec.Code)
			}
		}
		if rec := g.open(l.lang, c.Key, c.Code[:4]+"+"+c.Code[4:]); rec.Code != 303 || rec.Header().Get("Location") != "/"+l.lang+"/page" || g.jar == nil {
			t.Fatalf("the right code: %d %v", rec.Code, rec.Header())
		}
		list := g.ask(getReq("/" + l.lang + "/page")).Body.String()
		if !strings.Contains(list, l.item+notice) || strings.Contains(list, "zqletterzq") || strings.Contains(list, c.Key) {
			t.Error("the list")
		}
		if body := g.ask(getReq(l.item + notice)).Body.String(); strings.Contains(body, "zqletterzq") || !strings.Contains(body, `value="read"`) {
			t.Error("a letter that is not opened shows its text")
		}
		if h.file(id).Notices[0].Proven() {
			t.Error("looking at the list told somebody")
		}
		if rec := g.ask(postReq(l.item+notice, "form=read&token=t1")); rec.Code != 303 || !h.file(id).Notices[0].Proven() {
			t.Errorf("opening it: %d", rec.Code)
		}
		body := g.ask(getReq(l.item + notice)).Body.String()
		if !strings.Contains(body, "zqletterzq") || !strings.Contains(body, `<span dir="auto">كفل</span>`) || !strings.Contains(body, `name="text"`) {
			t.Error("the letter is not there, or no answer is asked for")
		}
		if rec := g.ask(postReq(l.item+notice, "form=reply&token=t2&text=+")); rec.Code != 422 || !strings.Contains(rec.Body.String(), "zqletterzq") {
			t.Errorf("an empty answer: %d", rec.Code)
		}
		if rec := g.ask(postReq(l.item+notice, "form=reply&token=t3&text=It+is+wrong%2C+%D9%83%D9%81%D9%84.&whole=yes&from=partner")); rec.Code != 303 {
			t.Errorf("an answer: %d", rec.Code)
		}
		g.ask(postReq(l.item+notice, "form=reply&token=t3&text=It+is+wrong%2C+%D9%83%D9%81%D9%84.&whole=yes&from=partner")) // sent twice
		all := h.file(id).Answers
		if x := all[len(all)-1]; len(all) != 3 || !x.Page || x.From != "applicant" || x.Text != "It is wrong, كفل." || !x.Whole {
			t.Errorf("%d answers, the last %+v", len(all), x)
		}
		for _, bad := range []string{"form=else", "", "form=read"} {
			if rec := g.ask(postReq(l.item+"aaaaaaaaaaaaaaaaaaaaaaaaaa", bad)); rec.Code == 303 || rec.Code >= 500 {
				t.Errorf("%q of a letter that is none: %d", bad, rec.Code)
			}
			if rec := g.open(l.lang, c.Key, c.Code); rec.Code != 303 { // that closed it
				t.Fatalf("again: %d", rec.Code)
			}
		}
		now = now.Add(11 * time.Minute) // idle
		rec := g.ask(postReq(l.item+notice, "form=reply&token=t4&text=zqtyped"))
		if rec.Code != 404 || !strings.Contains(rec.Body.String(), "zqtyped") || strings.Contains(rec.Body.String(), "zqletterzq") || len(h.file(id).Answers) != 3 {
			t.Errorf("after the session: %d\n%s", rec.Code, rec.Body.String())
		}
		g.open(l.lang, c.Key, c.Code)
		for range 8 { // in use, and not for longer than an hour
			now = now.Add(8 * time.Minute)
			rec = g.ask(getReq("/" + l.lang + "/page"))
		}
		if rec.Code != 404 {
			t.Errorf("after an hour: %d", rec.Code)
		}
		g.open(l.lang, c.Key, c.Code)
		old := g.jar
		if rec := g.ask(postReq("/"+l.lang+"/page", "form=leave&token=x")); rec.Code != 200 || g.jar != nil {
			t.Errorf("closing: %d", rec.Code)
		}
		g.jar = old
		if rec := g.ask(getReq("/" + l.lang + "/page")); rec.Code != 404 {
			t.Errorf("a cookie that was closed: %d", rec.Code)
		}
		g.open(l.lang, c.Key, c.Code)
		if rec := g.ask(postReq("/"+l.lang+"/page", "form=end&token=x")); rec.Code != 200 || h.file(id).Cards[0].Why != casefile.CardGiven {
			t.Errorf("ending: %d", rec.Code)
		}
		if rec := g.open(l.lang, c.Key, c.Code); rec.Code != 422 || mark.ReplaceAllString(rec.Body.String(), "") != mark.ReplaceAllString(wrong.Body.String(), "") {
			t.Errorf("a card that was ended: %d", rec.Code)
		}
	}
}

// Rule I-89: the page of whoever is forced is the page with nothing on it, byte for byte but for what changes each time.
func TestRule_I_89_ThePageLooksTheSame(t *testing.T) {
	h := house(t)
	id, _, c := h.letterOnPage()
	forced := &guest{testHouse: h}
	if rec := forced.open("fr", c.Key, c.Forced); rec.Code != 303 || rec.Header().Get("Location") != "/fr/page" {
		t.Fatalf("%d", rec.Code)
	}
	got := forced.ask(getReq("/fr/page")).Body.String()
	h.change(id, func(tx *store.Tx, f *store.File) error {
		n := f.Notices[0]
		n.Status, n.SentAt, n.Channel = casefile.NoticeOwed, time.Time{}, ""
		return tx.SaveNotice(f, &n)
	})
	s, err := h.App.GiveCard(t.Context(), app.Write{Actor: access.Actor{Account: "assistant.cedar", Role: access.Assistant, Unit: "cedar"}, Case: id}, casefile.Card{For: casefile.ForApplicant, Until: h.App.Today().Add(7)}, false)
	if err != nil {
		t.Fatal(err)
	}
	free := &guest{testHouse: h}
	free.open("fr", s.Key, s.Code)
	want := free.ask(getReq("/fr/page")).Body.String()
	mark := regexp.MustCompile(`name="token" value="[^"]*"`)
	if mark.ReplaceAllString(got, "") != mark.ReplaceAllString(want, "") {
		t.Errorf("they differ: %s", diff(got, want))
	}
	h.signIn("officer.cedar")
	page := h.page("/fr/dossiers/" + string(id) + "/nouvelles")
	if !strings.Contains(page, "forcée") {
		t.Error("the officer is not told")
	}
}

// Rule I-88: a card is made and shown once, with nothing on it that says what it is for; the office and the partner see and end it.
func TestRule_I_88_GivingACard(t *testing.T) {
	h := house(t)
	id, notice, _ := h.letterOnPage()
	for _, x := range []struct{ account, at string }{{"assistant.cedar", "/en/cases/" + string(id) + "/cards"}, {"caseworker.fld", "/fr/messages/" + string(id) + "/cartes"}} {
		h.signIn(x.account)
		h.page(x.at)
		rec := ask(t, h, postReq(x.at, "form=give&token=token-of-"+x.account+"&for=applicant&forced=yes&until_y=2026&until_m=9&until_d=10"))
		body := rec.Body.String()
		address := regexp.MustCompile(`http://127\.0\.0\.1:8080/fr/page/([a-z2-7]{26})<`).FindStringSubmatch(body)
		codes := regexp.MustCompile(`<b>(\d{4} \d{4})</b>`).FindAllStringSubmatch(body, -1)
		if rec.Code != 200 || len(address) != 2 || len(codes) != 2 || codes[0][1] == codes[1][1] || rec.Header().Get("Cache-Control") != "no-store" {
			t.Fatalf("%s: %d %v %v", x.account, rec.Code, address, codes)
		}
		again := ask(t, h, postReq(x.at, "form=give&token=token-of-"+x.account+"&for=applicant&forced=yes&until_y=2026&until_m=9&until_d=10"))
		if again.Code != 422 && again.Code != 409 || strings.Contains(again.Body.String(), address[1]) {
			t.Errorf("the form again: %d", again.Code)
		}
		list := h.page(x.at)
		if strings.Contains(list, address[1]) || strings.Contains(list, codes[0][1]) {
			t.Error("a half is shown again")
		}
		g := &guest{testHouse: h}
		if rec := g.open("fr", address[1], strings.ReplaceAll(codes[0][1], " ", "+")); rec.Code != 303 {
			t.Errorf("it does not open: %d", rec.Code)
		}
		f := h.file(id)
		c := f.Cards[len(f.Cards)-1]
		if rec := ask(t, h, postReq(x.at, "form=end-"+c.ID[:6]+"&token=y&version="+regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(h.page(x.at))[1])); rec.Code != 303 {
			t.Errorf("ending it: %d", rec.Code)
		}
		if rec := g.ask(getReq("/fr/page")); rec.Code != 404 {
			t.Errorf("after its end: %d", rec.Code)
		}
	}
	for _, bad := range []string{"form=give&for=partner&forced=yes&until_y=2026&until_m=9&until_d=10", "form=give&for=applicant&forced=yes&until_y=2027&until_m=9&until_d=10", "form=give&for=applicant&forced=maybe", "form=else", ""} {
		if rec := ask(t, h, postReq("/fr/messages/"+string(id)+"/cartes", "token=z&"+bad)); rec.Code == 200 || rec.Code == 303 || rec.Code >= 500 {
			t.Errorf("%q: %d", bad, rec.Code)
		}
	}
	for _, account := range []string{"caseworker.unhcr", "officer.birch", "helper.iom", "admin.hq"} {
		h.signIn(account)
		for _, at := range []string{"/en/cases/" + string(id) + "/cards", "/en/messages/" + string(id) + "/cards"} {
			if rec := ask(t, h, getReq(at)); rec.Code != 404 && rec.Code != 403 {
				t.Errorf("%s at %s: %d", account, at, rec.Code)
			}
		}
	}
	h.signIn("assistant.cedar")
	if page := h.page("/en/cases/" + string(id) + "/notices/" + notice); !strings.Contains(page, "own page") {
		t.Error("the notice does not say where it is")
	}
}
