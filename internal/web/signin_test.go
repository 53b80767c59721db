package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Decision 25: what is sent after the session has ended is kept, offered after signing in, opened in its form, and gone
// once it is sent. Nothing is done until its person sends it.
func TestSession_EndedKeepsWhatWasTyped(t *testing.T) {
	var sent []string
	w := house(t, get("/components/edit", sample("stored", 3)), post("/components/edit", func(v *visit) error {
		sent = append(sent, v.typed("why"))
		return v.redirect("/components")
	}))
	late := clock.Add(16 * time.Minute)
	w.Auth.Now = func() time.Time { return late }
	rec := ask(t, w, postReq("/en/components/edit?year=2026", "form=sample&why=typed+late&version=3&token=a&go=save"))
	if rec.Code != 303 || !strings.HasPrefix(rec.Header().Get("Location"), "/en/demo?done=signin.kept") || len(sent) != 0 {
		t.Fatalf("%d to %s, sent %v", rec.Code, rec.Header().Get("Location"), sent)
	}
	w.cookie = nil
	rec = ask(t, w, postReq("/en/demo/sign-in", "account=officer.cedar"))
	if rec.Header().Get("Location") != "/en/kept" {
		t.Fatalf("after signing in: %s", rec.Header().Get("Location"))
	}
	w.cookie = rec.Result().Cookies()[0]
	page := ask(t, w, getReq("/en/kept")).Body.String()
	kept := regexp.MustCompile(`name="kept" value="(\w+)"`).FindStringSubmatch(page)
	if kept == nil || !strings.Contains(page, `action="/en/components/edit?year=2026"`) {
		t.Fatal("no kept form on the page")
	}
	open := url.Values{"form": {"sample"}, "why": {"typed late"}, "version": {"3"}, "kept": {kept[1]}, "go": {"lang"}}
	page = ask(t, w, postReq("/en/components/edit?year=2026", open.Encode())).Body.String()
	if !strings.Contains(page, "typed late</textarea>") || !strings.Contains(page, kept[0]) || len(sent) != 0 {
		t.Fatalf("the form is not there as it was left; sent %v", sent)
	}
	open.Set("go", "save")
	if rec = ask(t, w, postReq("/en/components/edit", open.Encode())); rec.Code != 303 || len(sent) != 1 || sent[0] != "typed late" {
		t.Fatalf("%d, sent %v", rec.Code, sent)
	}
	if page = ask(t, w, getReq("/en/kept")).Body.String(); strings.Contains(page, kept[1]) {
		t.Error("what was sent is offered again")
	}
}

// A form that is shown again, in the other language or after a session, keeps the version it was made from: what somebody
// else saved meanwhile is not overwritten unseen.
func TestForm_KeepsItsVersion(t *testing.T) {
	w := house(t, get("/components/edit", sample("stored", 4)), post("/components/edit", func(*visit) error { return nil }))
	page := ask(t, w, postReq("/fr/composants/modifier", "form=sample&go=lang&why=typed&version=3")).Body.String()
	if !strings.Contains(page, `name="version" value="3"`) {
		t.Error("the toggle makes an old text a change of the newest version")
	}
}

// A button without a page of its own is not pressed by the language toggle or by what was kept.
func TestToggle_DoesNothingWithoutAPage(t *testing.T) {
	did := 0
	w := house(t, post("/components/edit", func(v *visit) error { did++; return v.redirect("/components") }))
	if rec := ask(t, w, postReq("/en/components/edit", "go=lang")); rec.Code != http.StatusBadRequest || did != 0 {
		t.Errorf("%d, done %d times", rec.Code, did)
	}
}
