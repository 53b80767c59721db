package web

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/png"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/people"
	"passage/internal/fixture"
	"passage/internal/i18n"
)

// browser follows links and sends forms as they stand on a page, as a browser without scripts does.
type browser struct {
	*testHouse
	at   string // address of the page
	code int
	body string
}

func (h *testHouse) browser(account string) *browser {
	h.signIn(account)
	return &browser{testHouse: h}
}

// open loads an address and checks what every page must be.
func (b *browser) open(path string) {
	b.t.Helper()
	path, _, _ = strings.Cut(path, "#")
	for range 5 {
		rec := ask(b.t, b.testHouse, getReq(path))
		b.at, b.code, b.body = path, rec.Code, rec.Body.String()
		if rec.Code != 303 {
			break
		}
		path, _, _ = strings.Cut(rec.Header().Get("Location"), "#")
	}
	if b.code != 200 {
		b.t.Fatalf("%s: %d\n%s", path, b.code, b.body)
	}
	b.whole()
}

var (
	ids      = regexp.MustCompile(` id="([^"]+)"`)
	labelled = regexp.MustCompile(`<(?:input|select|textarea)[^>]* id="([^"]+)"`)
	title    = regexp.MustCompile(`<title>([^<]*)</title>`)
)

// whole checks what every page must be: its words, one h1, unique ids, a label for every field, small, and a title and
// address that say nothing (decision 6).
func (b *browser) whole() {
	b.t.Helper()
	for what, bad := range map[string]bool{
		"words are missing": strings.Contains(b.body, "⟦"), "not one h1": strings.Count(b.body, "<h1") != 1,
		"a style or a script": strings.Contains(b.body, "style=") || strings.Count(b.body, "<script") != strings.Count(b.body, `<script type="module" src="/static/`), "larger than 28 KB": len(b.body) > 28<<10,
	} {
		if bad {
			b.t.Errorf("%s: %s (%d bytes)", b.at, what, len(b.body))
		}
	}
	seen := map[string]bool{}
	for _, m := range ids.FindAllStringSubmatch(b.body, -1) {
		if seen[m[1]] {
			b.t.Errorf("%s: two things have the id %s", b.at, m[1])
		}
		seen[m[1]] = true
	}
	for _, m := range labelled.FindAllStringSubmatch(b.body, -1) {
		if !strings.Contains(b.body, `for="`+m[1]+`"`) {
			b.t.Errorf("%s: the field %s has no label", b.at, m[1])
		}
	}
	says := title.FindStringSubmatch(b.body)[1] + " " + b.at
	for _, word := range []string{"0412", "Applicant", "HRD", "FLD", "2026", "Invented"} {
		if strings.Contains(says, word) {
			b.t.Errorf("title or address says %q: %s", word, says)
		}
	}
}

var (
	formTag  = regexp.MustCompile(`(?s)<form method="post" action="([^"]+)" id="([^"]+)"[^>]*>(.*?)</form>`)
	inputTag = regexp.MustCompile(`<input ([^>]*)>`)
	areaTag  = regexp.MustCompile(`(?s)<textarea [^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>`)
	pickTag  = regexp.MustCompile(`(?s)<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>`)
	chosen   = regexp.MustCompile(`<option value="([^"]*)" selected`)
	attr     = regexp.MustCompile(`([a-z]+)="([^"]*)"`)
)

// fields is what a form on the page would send as it stands.
func (b *browser) fields(name string) (string, url.Values) {
	b.t.Helper()
	for _, m := range formTag.FindAllStringSubmatch(b.body, -1) {
		if m[2] != name && !strings.HasPrefix(m[2], name+"-") {
			continue
		}
		out := url.Values{}
		for _, in := range inputTag.FindAllStringSubmatch(m[3], -1) {
			a := map[string]string{}
			for _, kv := range attr.FindAllStringSubmatch(in[1], -1) {
				a[kv[1]] = html.UnescapeString(kv[2])
			}
			if (a["type"] == "radio" || a["type"] == "checkbox") && !strings.HasSuffix(in[1], " checked") && !strings.Contains(in[1], " checked ") || a["type"] == "file" {
				continue
			}
			out.Add(a["name"], a["value"])
		}
		for _, in := range areaTag.FindAllStringSubmatch(m[3], -1) {
			out.Add(in[1], html.UnescapeString(in[2]))
		}
		for _, in := range pickTag.FindAllStringSubmatch(m[3], -1) {
			value := ""
			if c := chosen.FindStringSubmatch(in[2]); c != nil {
				value = html.UnescapeString(c[1])
			}
			out.Add(in[1], value)
		}
		return html.UnescapeString(m[1]), out
	}
	b.t.Fatalf("%s: no form %s\n%s", b.at, name, b.body)
	return "", nil
}

// send fills a form in and presses a button, and follows to the page after it. A value that ends in "+" is added.
func (b *browser) send(name, button string, kv ...string) {
	b.t.Helper()
	action, v := b.fields(name)
	for i := 0; i < len(kv); i += 2 {
		if v.Get(kv[i]) == "" && !b.has(name, kv[i]) {
			b.t.Fatalf("%s: the form %s does not ask %s", b.at, name, kv[i])
		}
		v.Set(kv[i], kv[i+1])
	}
	v.Set("go", button)
	b.follow(ask(b.t, b.testHouse, postReq(action, v.Encode())), action)
}

func (b *browser) has(form, field string) bool {
	for _, m := range formTag.FindAllStringSubmatch(b.body, -1) {
		if m[2] == form && strings.Contains(m[3], `name="`+field+`"`) {
			return true
		}
	}
	return false
}

func (b *browser) follow(rec *httptest.ResponseRecorder, action string) {
	b.t.Helper()
	if rec.Code == 303 {
		b.open(rec.Header().Get("Location"))
		return
	}
	b.at, b.code, b.body = action, rec.Code, rec.Body.String()
	if b.code >= 500 {
		b.t.Fatalf("%s: %d\n%s", action, b.code, b.body)
	}
	b.whole()
}

// upload sends a form with a file.
func (b *browser) upload(name, file, content string, kv ...string) {
	b.t.Helper()
	action, v := b.fields(name)
	for i := 0; i < len(kv); i += 2 {
		v.Set(kv[i], kv[i+1])
	}
	v.Set("go", "add")
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for k, list := range v {
		for _, s := range list {
			if err := m.WriteField(k, s); err != nil {
				b.t.Fatal(err)
			}
		}
	}
	part, err := m.CreateFormFile("file", file)
	if err != nil {
		b.t.Fatal(err)
	}
	part.Write([]byte(content))
	m.Close()
	r := httptest.NewRequest("POST", "http://127.0.0.1:8080"+action, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	b.follow(ask(b.t, b.testHouse, r), action)
}

// says and hides check the page's text.
func (b *browser) says(want ...string) {
	b.t.Helper()
	for _, w := range want {
		if !strings.Contains(html.UnescapeString(b.body), w) {
			b.t.Errorf("%s does not say %q\n%s", b.at, w, b.body)
		}
	}
}

func (b *browser) hides(not ...string) {
	b.t.Helper()
	for _, w := range not {
		if strings.Contains(html.UnescapeString(b.body), w) {
			b.t.Errorf("%s says %q", b.at, w)
		}
	}
}

// link follows the first link with those words.
func (b *browser) link(words string) {
	b.t.Helper()
	m := regexp.MustCompile(`<a [^>]*href="([^"]+)"[^>]*>` + regexp.QuoteMeta(html.EscapeString(words)) + `<`).FindStringSubmatch(b.body)
	if m == nil {
		b.t.Fatalf("%s: no link %q\n%s", b.at, words, b.body)
	}
	b.open(html.UnescapeString(m[1]))
}

var (
	coverTyped = []string{"contact", "Caseworker 0118", "statement", "Known to us for years.", "determined_on_y", "2026", "determined_on_m", "8", "determined_on_d", "2", "determined_by", "Committee 4",
		"fields", "land", "work", "Invented work in a valley.", "work_place", "no", "actors", "state", "reach", "no", "hiding", "no", "priority", "normal", "quebec", "no"}
	personTyped = []string{"sex", "F", "born_y", "1985", "born_m", "2", "born_d", "3", "birth_country", "Country K", "nationality", "Country K", "residence", "pays m",
		"whereabouts", "with_applicant", "relationship", "PA", "marital", "SN", "travelling", "yes", "naming_safe", "yes"}
	safetyTyped = []string{"reach", "only_partner", "partner_contact", "Caseworker 0118", "fallback", "Organization 7", "location_restricted", "yes", "location", "Hidden Place 9", "code_word", "juniper",
		"travel_safe", "no", "video_safe", "yes", "video_only", "yes", "agreed", "yes"}
)

// start makes a draft from its first word.
func (b *browser) start() {
	b.open("/en/referrals")
	b.link(i18n.EN.T("referral.list.start"))
	b.send("start", "start", "family", "0412", "given", "Applicant")
}

// complete fills every step in, in the order of the page.
func (b *browser) complete() {
	b.t.Helper()
	b.send("cover", "next", coverTyped...)
	b.says(i18n.EN.T("done.referral.saved"), i18n.EN.T("referral.step.applicant"))
	b.send("person", "row.addresses.new", personTyped...) // what was typed is saved on the way to an address
	b.says(i18n.EN.T("done.referral.saved"))
	b.send("addresses", "save", "kind", "CoA", "country", "Country M", "lines", "Street 1")
	b.says("Street 1, Country M", `value="1985"`, `name="go" value="row.addresses.0"`)
	b.open(b.stepPath("family"))
	b.send("others", "next", "no_others", "yes", "no_others_by", "Applicant 0412", "no_others_day_y", "2026", "no_others_day_m", "8", "no_others_day_d", "30")
	b.send("safety", "next", safetyTyped...)
	b.papers()
}

var draftPath = regexp.MustCompile(`^/(en|fr)/re[a-z]+/[a-z2-7]{26}`)

func (b *browser) stepPath(step string) string {
	return draftPath.FindString(b.at) + "/" + step
}

// papers signs every form on the checklist, gives consent and a photo.
func (b *browser) papers() {
	b.t.Helper()
	b.open(b.stepPath("forms"))
	for range 40 {
		m := regexp.MustCompile(`(?s)#i-need"/></svg><span>[^<]*</span></span></td><td class="num"><a href="([^"]+)"`).FindStringSubmatch(b.body)
		if m == nil {
			break
		}
		b.open(html.UnescapeString(m[1]))
		if strings.Contains(m[1], "/consent/") {
			b.send("consent", "save", "what", "share_department", "language", "English", "given_y", "2026", "given_m", "8", "given_d", "29")
			continue
		}
		kv := []string{"state", "signed"}
		for _, q := range []string{"signed_by", "Applicant 0412", "signed_on_y", "2026", "signed_on_m", "8", "signed_on_d", "29", "no_gaps", "yes", "explained", "yes"} {
			if b.has("line", q) {
				kv = append(kv, q, answerTo(q))
			}
		}
		b.send("line", "save", kv...)
	}
	follows := `#i-follow"/></svg><span>`
	if !strings.Contains(b.body, follows+i18n.EN.T("referral.state.follow")) || strings.Contains(b.body, follows+i18n.EN.T("referral.form.missing")) {
		b.t.Error("the list does not say which forms can follow")
	}
	b.open(b.stepPath("documents"))
	for range 10 {
		m := regexp.MustCompile(`href="([^"]+kind=photo&amp;person=[^"]+)"`).FindStringSubmatch(b.body)
		if m == nil {
			break
		}
		b.open(html.UnescapeString(m[1]))
		b.upload("add", "photo of somebody.png", dot())
		b.says(i18n.EN.T("done.referral.document_added"))
	}
}

func answerTo(q string) string {
	return map[string]string{"signed_by": "Applicant 0412", "signed_on_y": "2026", "signed_on_m": "8", "signed_on_d": "29", "no_gaps": "yes", "explained": "yes"}[q]
}

// The partner's way through the pages, from the first word to the receipt (steps 1 to 7).
func TestReferralPages_Way(t *testing.T) {
	h := house(t)
	b := h.browser("caseworker.fld")
	b.start()
	b.says(i18n.EN.T("done.referral.started"), i18n.EN.T("cover.determination.note"))
	b.hides(i18n.EN.T("cover.criteria_1.label"), i18n.EN.T("cover.identified_by.label")) // UNHCR's alone (I-5, I-18)
	b.open(b.stepPath("check"))
	b.says(i18n.EN.T("referral.check.not_yet"), i18n.EN.T("referral.basis.law"), i18n.EN.T("referral.basis.ours"))
	b.open(b.stepPath("cover"))
	b.complete()
	b.open(b.stepPath("safety"))
	b.says(i18n.EN.T("safety.prohibition.partner_only"), i18n.EN.T("safety.prohibition.video_only"), i18n.EN.T("safety.prohibition.location_restricted"), "Hidden Place 9", "juniper")
	b.open(b.stepPath("check"))
	b.says(i18n.EN.T("referral.check.nothing"))
	b.send("send", "send")
	b.says(i18n.EN.T("done.referral.sent_for_review"), i18n.EN.T("casefile.state.reviewing"))
	sent := b.at
	b.open("/en/referrals?show=drafts")
	b.says(i18n.EN.T("casefile.state.reviewing"))

	b = h.browser("reviewer.fld")
	b.open("/fr/recommandations")
	b.says("Réviser cette recommandation")
	b.link("Réviser cette recommandation")
	b.says("Invented work in a valley.", "Hidden Place 9", "Pays M", "IMM 0008")
	b.send("refer", "refer")
	if b.code != 422 {
		t.Errorf("referred without the certificate: %d", b.code)
	}
	b.says(i18n.FR.T("referral.sign.certified"))
	b.send("refer", "refer", "certified", "yes")
	b.says(i18n.FR.T("done.referral.referred"), i18n.FR.T("referral.receipt.code"), i18n.FR.Date("2026-08-31"), i18n.FR.T("casefile.stage.referred"))
	if !regexp.MustCompile(`<b class="id">[A-Z2-7]{4}-[A-Z2-7]{4}</b>`).MatchString(b.body) {
		t.Error("no receipt code")
	}

	b = h.browser("caseworker.fld")
	path, _, _ := strings.Cut(sent, "?")
	b.open(path)
	b.says(i18n.EN.T("casefile.stage.referred"), i18n.EN.T("referral.receipt.code"))
	b.open("/en/referrals")
	b.says(i18n.EN.T("casefile.stage.referred"), "0412, Applicant")
	b.hides("completeness check", i18n.EN.T("casefile.state.checking"))
}

// Decision 16: an in-law becomes a linked case of their own, an address that clashes is a fault beside it, and a
// second partner is raised for the officer.
func TestReferralPages_Corrections(t *testing.T) {
	h := house(t)
	b := h.browser("caseworker.fld")
	b.start()
	b.complete()
	b.open(b.stepPath("family"))
	b.link(i18n.EN.T("referral.family.add"))
	typed := append(slices.Clone(personTyped), "family", "0413", "given", "Person")
	set := func(kv []string, name, value string) []string {
		kv = slices.Clone(kv)
		kv[slices.Index(kv, name)+1] = value
		return kv
	}
	b.send("person", "add", set(typed, "relationship", "BIL")...)
	b.send("person", "add", set(typed, "relationship", "PTF")...)
	b.send("person", "next", set(typed, "relationship", "PTM")...)
	b.says(i18n.EN.T("person.flag.second_partner"))
	b.open(b.stepPath("check"))
	b.says("Person 2: " + i18n.EN.T("person.own_case.needed"))
	b.link("Person 2: " + i18n.EN.T("person.own_case.needed"))
	b.says(i18n.EN.T("referral.own_case.what"))
	b.send("own-case", "link")
	b.says(i18n.EN.T("done.referral.linked"))
	if !regexp.MustCompile(`Has a linked case: [2-9A-Z]{4}-[2-9A-Z]{4}`).MatchString(b.body) {
		t.Error("no reference of the linked case")
	}
	b.open("/en/referrals")
	if n := strings.Count(b.body, `<tr><th scope="row"`); n != 2 {
		t.Errorf("%d referrals on the list, want the draft and the linked case", n)
	}
	// An address in another country than the residence.
	b.open(strings.Replace(b.stepOf("0412, Applicant"), "/cover", "", 1) + "/applicant")
	b.send("person", "stay", "residence", "Türkiye")
	b.says(i18n.EN.T("person.address.clash"))
}

// stepOf is the address of the draft of a name on the list.
func (b *browser) stepOf(name string) string {
	i := strings.Index(b.body, ">"+name+"<")
	if i < 0 {
		b.t.Fatalf("%s is not on the list", name)
	}
	m := regexp.MustCompile(`href="([^"]+)"`).FindStringSubmatch(b.body[i:])
	return m[1]
}

// What is wrong stands beside its field with what was typed; what is right is saved; a language change keeps both.
func TestReferralPages_Faults(t *testing.T) {
	h := house(t)
	b := h.browser("caseworker.fld")
	b.start()
	b.open(b.stepPath("applicant"))
	b.send("person", "next", "native", "الاسم", "born_y", "2015", "born_m", "27", "born_d", "3", "residence", "Nowhere at all")
	if b.code != 422 {
		t.Fatalf("status %d", b.code)
	}
	b.says(i18n.EN.T("ask.date.month"), i18n.EN.T("ask.country"), `value="27"`, "Nowhere at all", `href="#f-born-m"`, `value="الاسم"`)
	if !strings.HasPrefix(title.FindStringSubmatch(b.body)[1], i18n.EN.T("frame.title.error")) {
		t.Error("the title does not say that something is wrong")
	}
	// The same page in French, with what was typed.
	action, v := b.fields("person")
	v.Set("go", "lang")
	rec := ask(t, h, postReq(strings.Replace(strings.Replace(action, "/en/referrals/", "/fr/recommandations/", 1), "/persons/", "/personnes/", 1), v.Encode()))
	if body := rec.Body.String(); rec.Code != 200 || !strings.Contains(body, `value="27"`) || !strings.Contains(body, "Nowhere at all") || !strings.Contains(body, "Nom de famille") {
		t.Errorf("the toggle loses what was typed: %d", rec.Code)
	}
	b.send("person", "next", "born_m", "3", "residence", "MEX")
	if b.code != 200 {
		t.Fatalf("corrected: %d\n%s", b.code, b.body)
	}
	b.open(b.stepPath("applicant"))
	b.says(`value="الاسم"`, `value="Mexico"`, `name="born_m" inputmode="numeric" value="3"`)
}

// Two write at once: the second sees both versions, and nothing is overwritten until they say so.
func TestReferralPages_Conflict(t *testing.T) {
	h := house(t)
	b := h.browser("caseworker.fld")
	b.start()
	one, two := *b, *b
	two.open(b.at) // a page of its own: another token
	two.send("cover", "stop", "contact", "Second writer")
	one.send("cover", "stop", "contact", "First writer", "work", "Invented by the first")
	if one.code != 409 {
		t.Fatalf("status %d", one.code)
	}
	one.says(i18n.EN.T("frame.clash.title"), "Second writer", `value="First writer"`, "Invented by the first")
	one.send("cover", "stop")
	if one.code != 200 {
		t.Fatalf("what was read and sent again: %d", one.code)
	}
	b.open(b.stepPath("cover"))
	b.says(`value="First writer"`, "Invented by the first")
}

// A repeated post is harmless: the same form sent twice adds one person.
func TestReferralPages_Twice(t *testing.T) {
	h := house(t)
	b := h.browser("caseworker.fld")
	b.start()
	b.open(b.stepPath("persons/new"))
	again := *b
	b.send("person", "next", "family", "0413")
	again.send("person", "next", "family", "0413")
	b.open(b.stepPath("family"))
	if n := strings.Count(b.body, `<tr><th scope="row"`); n != 2+matrixRows(b.body) {
		t.Errorf("%d persons", n)
	}
}

func matrixRows(body string) int {
	_, rest, ok := strings.Cut(body, `<table class="matrix">`)
	if !ok {
		return 0
	}
	rest, _, _ = strings.Cut(rest, "</table>")
	return strings.Count(rest, `<tr><th scope="row"`)
}

func TestReferralPages_Documents(t *testing.T) {
	h := house(t)
	b := h.browser("caseworker.fld")
	b.start()
	b.open(b.stepPath("documents"))
	for name, c := range map[string][4]string{
		"web page":  {"x.pdf", "<html><script>alert(1)</script>", "other", i18n.EN.T("document.file.type")},
		"empty":     {"x.pdf", "", "other", i18n.EN.T("document.file.empty")},
		"no kind":   {"x.pdf", "%PDF-1.7", "", i18n.EN.T("document.kind.missing")},
		"too large": {"x.pdf", "%PDF-1.7" + strings.Repeat("x", 25<<20), "other", i18n.EN.T("document.file.large")},
	} {
		b.upload("add", c[0], c[1], "kind", c[2])
		if b.code/100 != 4 {
			t.Errorf("%s: %d", name, b.code)
		}
		b.says(c[3])
		b.hides("alert(1)")
	}
	b.upload("add", `secret "name" of a person.pdf`, string(fixture.Paper("invented")), "kind", "threat", "title", "Letter 1")
	b.says(i18n.EN.T("done.referral.document_added"), "Letter 1")
	b.hides("secret")
	m := regexp.MustCompile(`href="(/en/referrals/[a-z2-7]+/documents/[a-z2-7]{26})"`).FindStringSubmatch(b.body)
	if m == nil {
		t.Fatal("no link to the document")
	}
	rec := ask(t, h, getReq(m[1]+"/original"))
	if rec.Code != 200 || rec.Body.String() != string(fixture.Paper("invented")) || !strings.HasPrefix(rec.Header().Get("Content-Disposition"), "attachment") ||
		strings.Contains(rec.Header().Get("Content-Disposition"), "secret") || !strings.Contains(rec.Header().Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("download: %d %v", rec.Code, rec.Header())
	}
	b.open(m[1])
	b.says("Letter 1", i18n.EN.T("document.show.traces.none"), i18n.EN.T("document.scan.none"))
	if rec := ask(t, h, getReq(m[1]+"/copy")); rec.Code != 200 || !strings.HasPrefix(rec.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("copy: %d", rec.Code)
	}
	for page, want := range map[string]int{"1": 200, "2": 404, "-1": 404, "x": 404} {
		if rec := ask(t, h, getReq(m[1]+"/pages/"+page)); h.App.Renders() && (rec.Code != want || want == 200 && rec.Header().Get("Content-Type") != "image/jpeg") {
			t.Errorf("page %s: %d", page, rec.Code)
		}
	}
	b.open(b.stepPath("documents"))
	b.send("remove", "remove")
	b.says(i18n.EN.T("done.referral.document_removed"), i18n.EN.T("referral.documents.none"))
}

func TestReferralPages_SentBackAndWithdrawn(t *testing.T) {
	h := house(t)
	b := h.browser("caseworker.fld")
	b.start()
	b.complete()
	b.open(b.stepPath("check"))
	b.send("send", "send")
	at := draftPath.FindString(b.at)
	b.open(at + "/cover") // with the reviewer: shown, and nothing to press that changes it
	b.says(i18n.EN.T("referral.closed"))
	b.send("cover", "next", "contact", "late")
	if b.code != 422 {
		t.Errorf("changed under the reviewer's eyes: %d", b.code)
	}
	r := h.browser("reviewer.fld")
	r.open(at + "/review")
	r.send("back", "back")
	if r.code != 422 {
		t.Errorf("sent back without a word: %d", r.code)
	}
	r.send("back", "back", "what", "Add the deadline")
	b = h.browser("caseworker.fld")
	b.open(at + "/check")
	b.says("Add the deadline")
	b.link(i18n.EN.T("referral.withdraw.link"))
	b.send("withdraw", "withdraw", "asked", "applicant")
	if b.code != 422 {
		t.Errorf("withdrawn without a reason: %d", b.code)
	}
	b.send("withdraw", "withdraw", "reason", "safety")
	b.says(i18n.EN.T("done.referral.withdrawn"), i18n.EN.T("casefile.state.withdrawn_before"), i18n.EN.T("withdraw.reason.is.safety"))
}

// Nobody of the department, and no other partner, opens a draft; the answer is that of an address that leads nowhere.
func TestReferralPages_ClosedToOthers(t *testing.T) {
	h := house(t)
	b := h.browser("caseworker.fld")
	b.start()
	at := draftPath.FindString(b.at)
	for _, account := range []string{"clerk.roco", "officer.cedar", "supervisor.cedar", "analyst.oppb"} {
		h.signIn(account)
		for _, page := range []string{"", "/cover", "/family", "/safety", "/forms", "/documents", "/check", "/review", "/withdraw", "/persons/new"} {
			if rec := ask(t, h, getReq(at+page)); rec.Code != 404 && rec.Code != 403 || strings.Contains(rec.Body.String(), "0412") {
				t.Errorf("%s opens %s: %d", account, page, rec.Code)
			}
		}
	}
}

// Every page of a draft in both languages, whole; and the way out on each of them.
func TestReferralPages_BothLanguages(t *testing.T) {
	h := house(t)
	b := h.browser("caseworker.fld")
	b.start()
	b.complete()
	at := draftPath.FindString(b.at)
	person := regexp.MustCompile(`/persons/([a-z2-7]{26})`).FindStringSubmatch(b.body)[1]
	fr := strings.Replace(at, "/en/referrals/", "/fr/recommandations/", 1)
	for en, frPage := range map[string]string{
		"": "", "/cover": "/page-couverture", "/convictions/new": "/condamnations/new", "/persons/" + person: "/personnes/" + person, "/persons/new": "/personnes/new",
		"/persons/" + person + "/addresses/0": "/personnes/" + person + "/addresses/0", "/persons/" + person + "/identity/new": "/personnes/" + person + "/identity/new",
		"/persons/" + person + "/languages/new": "/personnes/" + person + "/languages/new", "/family": "/famille", "/safety": "/securite", "/forms": "/formulaires",
		"/forms/imm0008/" + person: "/formulaires/imm0008/" + person, "/consent/new": "/consentement/new", "/consent/0": "/consentement/0", "/documents": "/documents",
		"/proof": "/preuve", "/check": "/verifier", "/review": "/revision", "/withdraw": "/retirer-recommandation",
	} {
		for _, path := range []string{at + en, fr + frPage} {
			b.open(path)
			b.says(i18n.Product)
			if !strings.Contains(b.body, `class="exit"`) {
				t.Errorf("%s: no way out", path)
			}
		}
	}
	for _, path := range []string{"/en/referrals", "/fr/recommandations", "/fr/recommandations?show=sent", "/en/referrals/new", "/fr/recommandations/nouveau"} {
		b.open(path)
	}
}

// A large family, with everything said, still fits the page (28 KB), and so does a draft of which nothing is said.
func TestReferralPages_Small(t *testing.T) {
	h := house(t)
	b := h.browser("caseworker.fld")
	b.start()
	b.complete()
	for n := range 14 {
		b.open(b.stepPath("persons/new"))
		kv := append(slices.Clone(personTyped), "family", fmt.Sprintf("05%02d", n), "given", "Person")
		kv[slices.Index(kv, "relationship")+1] = string(people.Daughter)
		kv[slices.Index(kv, "born_y")+1] = "2012"
		b.send("person", "next", kv...)
	}
	for _, page := range []string{"family", "forms", "documents", "check", "review", "cover", "applicant", "safety"} {
		b.open(b.stepPath(page))
	}
}

// dot is a picture of one point.
func dot() string {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1)))
	return b.String()
}
