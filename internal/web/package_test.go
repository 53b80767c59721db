package web

import (
	"archive/zip"
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"passage/internal/i18n"
)

// The partner opens each paper in either language, and takes everything in one file; what the browser is told says nothing of
// a person.
func TestPackagePages(t *testing.T) {
	h := house(t)
	b := h.browser("caseworker.fld")
	b.start()
	b.open(b.stepPath("review"))
	b.link(i18n.EN.T("package.link"))
	b.says(i18n.EN.T("package.papers"), i18n.EN.T("sheet.title.cover"), "IMM 0008")
	papers := regexp.MustCompile(`href="(/en/referrals/[a-z2-7]+/package/[a-z0-9-]+\?language=(en|fr))"`).FindAllStringSubmatch(b.body, -1)
	if len(papers) < 10 {
		t.Fatalf("%d links to papers", len(papers))
	}
	for _, m := range papers {
		rec := ask(t, h, getReq(m[1]))
		name := rec.Header().Get("Content-Disposition")
		if rec.Code != 200 || !strings.HasPrefix(rec.Body.String(), "%PDF-1.7") || rec.Header().Get("Content-Type") != "application/pdf" || !strings.HasPrefix(name, "attachment") ||
			!strings.Contains(rec.Header().Get("Cache-Control"), "no-store") || !strings.Contains(rec.Header().Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %d, %v", m[1], rec.Code, rec.Header())
		}
		h.neutral(m[1], name)
		if !bytes.Contains(rec.Body.Bytes(), []byte("<dc:language><rdf:Bag><rdf:li>"+m[2]+"-CA")) {
			t.Errorf("%s is not in %s", m[1], m[2])
		}
	}
	if rec := ask(t, h, getReq(b.at+"/imm9999")); rec.Code != 404 {
		t.Errorf("a paper that is not there: %d", rec.Code)
	}
	if rec := ask(t, h, getReq(b.at+"/cover?language=xx&paper=zz")); rec.Code != 200 {
		t.Errorf("a language that is none: %d", rec.Code)
	}
	for _, button := range []string{"en.", "fr.a4", "", "xx.yy"} {
		b.open(b.at)
		action, v := b.fields("package")
		v.Set("go", button)
		for range 2 { // the same form again gives the file again
			rec := ask(t, h, postReq(action, v.Encode()))
			z, err := zip.NewReader(bytes.NewReader(rec.Body.Bytes()), int64(rec.Body.Len()))
			if rec.Code != 200 || err != nil || len(z.File) < 7 || rec.Header().Get("Content-Disposition") != `attachment; filename="package.zip"` {
				t.Errorf("%q: %d, %v, %v", button, rec.Code, err, rec.Header())
			}
		}
	}
	at := b.at
	other := h.browser("caseworker.unhcr")
	if rec := ask(t, other.testHouse, getReq(at)); rec.Code != 404 {
		t.Errorf("another partner sees the package: %d", rec.Code)
	}
	if rec := ask(t, other.testHouse, getReq(at+"/cover")); rec.Code != 404 {
		t.Errorf("another partner has a paper: %d", rec.Code)
	}
}

// A file that breaks off is cut off: no page of ours stands behind its bytes, and no browser takes it for whole.
func TestPackage_BrokenStreamIsCut(t *testing.T) {
	broken := &route{method: "GET", pattern: "/help/package", public: true, handle: func(v *visit) error {
		v.attach("application/zip", "package.zip")
		_, _ = v.w.Write([]byte("PK"))
		return v.streamed(errors.New("its bytes are not those that were added"))
	}}
	h := house(t, broken)
	rec := httptest.NewRecorder()
	defer func() {
		if p := recover(); p != http.ErrAbortHandler {
			t.Errorf("ended with %v", p)
		}
		if rec.Body.String() != "PK" {
			t.Errorf("behind the bytes: %.200s", rec.Body.String())
		}
	}()
	h.Handler().ServeHTTP(rec, getReq("/en/help/package"))
}
