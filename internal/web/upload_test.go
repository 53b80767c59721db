package web

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/image/tiff"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/i18n"
)

// Files as somebody hostile, or a broken machine, would send them. Each goes through the same doors as a good one: whole
// with the form, or in parts. It is stored to the byte, or refused with words; then nothing of it stays.

// sent is one file, and what is done to it on the way.
type sent struct {
	what, name, kind string
	body             []byte
	must             string // "kept", "refused", or "" for either
}

func pdfOf(catalog, page string, more ...string) []byte {
	var b bytes.Buffer
	var at []int
	object := func(body string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), body)
	}
	b.WriteString("%PDF-1.7\n")
	object("<< /Type /Catalog /Pages 2 0 R " + catalog + " >>")
	object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> " + page + " >>")
	text := "BT /F1 24 Tf 72 700 Td (Westmarket Quay) Tj ET"
	object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	for _, m := range more {
		object(m)
	}
	x := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, x)
	return b.Bytes()
}

func zipOf(files ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, _ := z.Create(files[i])
		_, _ = w.Write([]byte(files[i+1]))
	}
	_ = z.Close()
	return b.Bytes()
}

func docxOf(more ...string) []byte {
	return zipOf(append([]string{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`, "word/document.xml", "<document>Westmarket</document>"}, more...)...)
}

// goods are sound files of each type that is taken, small.
func goods() []sent {
	m := image.NewRGBA(image.Rect(0, 0, 40, 30))
	for i := range 1200 {
		m.Set(i%40, i/40, color.RGBA{uint8(i), uint8(i * 7), uint8(i / 3), 255})
	}
	var j, p, tf bytes.Buffer
	_ = jpeg.Encode(&j, m, nil)
	_ = png.Encode(&p, m)
	_ = tiff.Encode(&tf, m, nil)
	odt := zipOf("mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "<text/>")
	return []sent{
		{"PDF", "a.pdf", "application/pdf", pdfOf("", ""), "kept"}, {"JPEG", "a.jpg", "image/jpeg", j.Bytes(), "kept"},
		{"PNG", "a.png", "image/png", p.Bytes(), "kept"}, {"TIFF", "a.tiff", "image/tiff", tf.Bytes(), "kept"},
		{"text", "a.txt", "text/plain", []byte(strings.Repeat("A text, été, 中文, שלום.\n", 20)), "kept"},
		{"DOCX", "a.docx", document.DOCX, docxOf(), "kept"}, {"ODT", "a.odt", document.ODT, odt, ""},
	}
}

// hostile are the files; the same seed gives the same ones.
func hostile(r *rand.Rand) (out []sent) {
	good := goods()
	put := func(what, name, kind, must string, body []byte) {
		out = append(out, sent{what, name, kind, body, must})
	}
	out = append(out, good...)
	for _, g := range good {
		for i := range 7 { // its end is missing
			put(fmt.Sprintf("%s cut %d", g.what, i), g.name, g.kind, "", g.body[:1+r.IntN(len(g.body)-1)])
		}
		for i := range 7 { // bits have tipped
			b := bytes.Clone(g.body)
			for range 1 << (i % 6) {
				b[r.IntN(len(b))] ^= 1 << r.IntN(8)
			}
			put(fmt.Sprintf("%s with tipped bits %d", g.what, i), g.name, g.kind, "", b)
		}
		for _, other := range good { // says that it is another
			if other.what != g.what {
				put(g.what+" as "+other.what, other.name, other.kind, "refused", g.body)
			}
		}
		for _, kind := range []string{"text/html", "application/x-msdownload", "image/svg+xml"} {
			put(g.what+" declared "+kind, g.name, kind, "refused", g.body)
		}
		for what, x := range map[string]string{"HTML": "<html><script>alert(1)</script>", "a program": "MZ\x90\x00\x03\x00\x00\x00", "PHP": "<?php system($_GET[0]); ?>", "SVG": "<svg onload=alert(1)>",
			"RAR": "Rar!\x1a\x07\x01\x00", "7z": "7z\xbc\xaf\x27\x1c", "a PDF": "%PDF-1.7\n"} {
			front := append([]byte(x), g.body...)
			put(g.what+" behind "+what, g.name, g.kind, "", front)
			put(g.what+" before "+what, g.name, g.kind, "", append(bytes.Clone(g.body), x...))
		}
		put(g.what+" and an archive", g.name, g.kind, "", append(bytes.Clone(g.body), zipOf("x.exe", "MZ")...))
	}
	for i := range 12 {
		b := make([]byte, 1<<(i+2))
		for k := range b {
			b[k] = byte(r.Uint32())
		}
		put(fmt.Sprintf("noise %d", i), []string{"a.pdf", "a.jpg", "a.txt", "a.docx"}[i%4], "", "refused", b)
	}

	for what, body := range map[string][]byte{
		"JavaScript":        pdfOf("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", ""),
		"JavaScript by hex": pdfOf("/OpenAction << /S /J#61v#61Script /#4aS <616c657274> >>", ""),
		"named JavaScript":  pdfOf("/Names << /JavaScript << /Names [(x) 6 0 R] >> >>", "", "<< /S /JavaScript /JS (x) >>"),
		"launch":            pdfOf("/OpenAction << /S /Launch /F (cmd.exe) >>", ""),
		"page action":       pdfOf("", "/AA << /O << /S /Launch /F (x) >> >>"),
		"form to a server":  pdfOf("", "/Annots [6 0 R]", "<< /Type /Annot /Subtype /Widget /Rect [0 0 9 9] /A << /S /SubmitForm /F (http://beacon.example) >> >>"),
		"embedded file":     pdfOf("/Names << /EmbeddedFiles << /Names [(x) 6 0 R] >> >>", "", "<< /Type /Filespec /F (x) /EF << /F 4 0 R >> >>"),
		"attachment":        pdfOf("", "/Annots [6 0 R]", "<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS << /F (x) /EF << /F 4 0 R >> >> >>"),
		"XFA":               pdfOf("/AcroForm << /XFA 4 0 R >>", ""),
	} {
		put("PDF: "+what, "a.pdf", "application/pdf", "refused", body)
	}
	for what, body := range map[string][]byte{
		"deep array": pdfOf("", "", strings.Repeat("[", 20000)+strings.Repeat("]", 20000)), "deep array of the page": pdfOf("", "/X 6 0 R", strings.Repeat("[", 20000)+strings.Repeat("]", 20000)),
		"deep dictionaries": pdfOf("", "", strings.Repeat("<</A ", 20000)+"1"+strings.Repeat(">>", 20000)), "open array": pdfOf("", "", strings.Repeat("[", 100000)),
	} {
		put("PDF: "+what, "a.pdf", "application/pdf", "", body)
	}
	base := string(pdfOf("", ""))
	for what, swap := range map[string][2]string{
		"a tree that bites its tail": {"/Kids [3 0 R]", "/Kids [2 0 R]"}, "no page": {"/Kids [3 0 R]", "/Kids []"}, "a billion pages": {"/Count 1", "/Count 1000000000"}, "minus one page": {"/Count 1", "/Count -1"},
		"a page of a light year": {"612 792", "99999999999999999999 99999999999999999999"}, "a page of a million points": {"612 792", "1000000 1000000"}, "a page turned inside out": {"0 0 612 792", "612 792 0 0"},
		"a page without a size": {"/MediaBox [0 0 612 792]", ""}, "a length of minus one": {"/Length 46", "/Length -1"}, "a huge length": {"/Length 46", "/Length 999999999999"}, "a length of itself": {"/Length 46", "/Length 4 0 R"},
		"a stream of filters": {"/Length 46", "/Length 46 /Filter [" + strings.Repeat("/FlateDecode ", 60) + "]"}, "an unknown filter": {"/Length 46", "/Length 46 /Filter /Nonsense"},
		"a wrong table": {"startxref\n", "startxref\n9"}, "a table before the file": {"startxref\n", "startxref\n-"}, "no root": {"/Root 1 0 R", ""}, "a root that is a page": {"/Root 1 0 R", "/Root 3 0 R"},
		"encrypted in words": {"/Root 1 0 R", "/Root 1 0 R /Encrypt 4 0 R"}, "an earlier version of itself": {"/Root 1 0 R", "/Root 1 0 R /Prev 15"}, "a huge table": {"/Size 6", "/Size 2000000000"},
		"version 9": {"%PDF-1.7", "%PDF-9.9"}, "no header": {"%PDF-1.7", "%PDX-1.7"}, "a parent that is itself": {"/Parent 2 0 R", "/Parent 3 0 R"}, "contents that are the page": {"/Contents 4 0 R", "/Contents 3 0 R"},
	} {
		put("PDF: "+what, "a.pdf", "application/pdf", "", []byte(strings.Replace(base, swap[0], swap[1], 1)))
	}

	jpg, pic, tif := good[1].body, good[2].body, good[3].body
	for _, side := range [][2]int{{65535, 65535}, {29000, 29000}, {65535, 1000}, {0, 0}, {1, 65535}} {
		b := bytes.Clone(jpg)
		at := bytes.Index(b, []byte("\xff\xc0"))
		binary.BigEndian.PutUint16(b[at+5:], uint16(side[0]))
		binary.BigEndian.PutUint16(b[at+7:], uint16(side[1]))
		put(fmt.Sprintf("JPEG of %d by %d", side[0], side[1]), "a.jpg", "image/jpeg", "refused", b)
	}
	for _, side := range [][2]uint32{{0x7fffffff, 0x7fffffff}, {60000, 60000}, {0, 0}, {0xffffffff, 1}, {50_000_001, 1}} {
		b := bytes.Clone(pic)
		binary.BigEndian.PutUint32(b[16:], side[0])
		binary.BigEndian.PutUint32(b[20:], side[1])
		put(fmt.Sprintf("PNG of %d by %d", side[0], side[1]), "a.png", "image/png", "refused", b)
	}
	for i := range 8 {
		b := bytes.Clone(tif)
		binary.LittleEndian.PutUint32(b[4:], []uint32{0, 4, 0xffffffff, 0x7fffffff, uint32(len(b)), uint32(len(b) - 1), 9, 1}[i])
		put(fmt.Sprintf("TIFF with a table elsewhere %d", i), "a.tiff", "image/tiff", "refused", b)
	}
	zeros := strings.Repeat("\x00", 30<<20)
	many := []string{}
	for i := range 2100 {
		many = append(many, fmt.Sprint(i), "")
	}
	for what, body := range map[string][]byte{
		"that unpacks to 30 MB of nothing": docxOf("word/media/x.bin", zeros), "of 2,100 files": docxOf(many...), "in a DOCX": docxOf("x.docx", string(docxOf())), "with a macro": docxOf("word/vbaProject.bin", "x"),
		"with an object": docxOf("word/embeddings/o.bin", "x"), "with ActiveX": docxOf("word/activeX/x.xml", "x"), "without a text": zipOf("[Content_Types].xml", "<Types/>", "word/other.xml", "x"),
	} {
		put("DOCX "+what, "a.docx", document.DOCX, "refused", body)
	}
	put("DOCX with a way out", "a.docx", document.DOCX, "", docxOf("../../../../etc/passwd", "x", "C:\\x", "x", "/abs", "x"))
	put("ZIP", "a.zip", "application/zip", "refused", zipOf("a.txt", "x"))

	for i, name := range []string{"", ".", "..", "/", "a", ".pdf", "a.", "a.pdf.exe", "a.exe", "a.svg", "a.html", "con.com", "a.php", "a.pdf\x00.exe", "a.p\u202edf"} {
		put(fmt.Sprintf("name %d", i), name, "text/plain", "refused", []byte("A text."))
	}
	for i, name := range []string{"../../etc/a.txt", `C:\Users\x\a.txt`, "a\r\nSet-Cookie: x=1.txt", "a\x00b.txt", `a"b.txt`, "<script>alert(1)</script>.txt", "'; DROP TABLE cases; --.txt", "{{.}}.txt", "%s%n.txt", "$(id).txt", "a;b.txt",
		"имя.txt", "中文.txt", "ქართული.txt", "አማርኛ.txt", "မြန်မာ.txt", "עברית.txt", "اسم.txt", "नमस्ते.txt", "👩‍👩‍👧‍👦.txt", "e\u0301.txt", "a\u202ebc.txt", "a\u200bb.txt", "\xff\xfe.txt", "A.TXT", strings.Repeat("n", 400) + ".txt", strings.Repeat("é", 300) + ".txt", "a.b.c.d.txt", " a.txt", "a.txt ", "-rf.txt", "~.txt", "CON.txt", "ＦＵＬＬ.txt"} {
		put(fmt.Sprintf("odd name %d", i), name, "text/plain", "", []byte("A text of an odd name."))
	}
	slices.SortStableFunc(out, func(a, b sent) int { return strings.Compare(a.what, b.what) }) // maps have no order
	return out
}

// uploads is a draft of a partner into which files are sent.
type uploads struct {
	*browser
	lang    i18n.Lang
	id      casefile.ID
	answers url.Values // of the form, as it stands
	n       int
	said    map[string]bool // every refusal that the catalogue has
	known   string          // the newest entry of the journal
}

func (u *uploads) journal() string {
	u.t.Helper()
	list, err := u.App.Store.History(u.t.Context(), u.id, 1)
	if err != nil {
		u.t.Fatal(err)
	}
	return fmt.Sprint(list)
}

// whole sends a form with a file. mangle changes the body on its way; nil does not.
func (u *uploads) whole(s sent, mangle func(body []byte, boundary string) ([]byte, string)) *httptest.ResponseRecorder {
	u.t.Helper()
	var b bytes.Buffer
	const boundary = "passage-test-boundary"
	field := func(head, value string) {
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n", boundary, head, value)
	}
	for k, list := range u.answers {
		for _, v := range list {
			if k == "token" {
				v += "." + strconv.Itoa(u.n)
			}
			field(fmt.Sprintf("name=%q", k), v)
		}
	}
	name := escaped.Replace(s.name)
	fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n", boundary, name, s.kind)
	b.Write(s.body)
	fmt.Fprintf(&b, "\r\n--%s--\r\n", boundary)
	body, kind := b.Bytes(), "multipart/form-data; boundary="+boundary
	if mangle != nil {
		body, kind = mangle(body, boundary)
	}
	r := httptest.NewRequest("POST", "http://127.0.0.1:8080"+u.stepPathIn("documents"), bytes.NewReader(body))
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return ask(u.t, u.testHouse, r)
}

// escaped is a name as browsers put it into a form.
var escaped = strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A")

func (u *uploads) stepPathIn(step string) string {
	at, err := u.path(u.lang, "/referrals/{case}/"+step, u.id)
	if err != nil {
		u.t.Fatal(err)
	}
	return at
}

// tus sends one request of the protocol; headers come in pairs, and an empty value takes one away.
func (u *uploads) tus(method, to string, body []byte, head ...string) *httptest.ResponseRecorder {
	u.t.Helper()
	r := httptest.NewRequest(method, "http://127.0.0.1:8080"+to, bytes.NewReader(body))
	r.Header.Set("Tus-Resumable", "1.0.0")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == "PATCH" {
		r.Header.Set("Content-Type", "application/offset+octet-stream")
	}
	for i := 0; i < len(head); i += 2 {
		if r.Header.Set(head[i], head[i+1]); head[i+1] == "" {
			r.Header.Del(head[i])
		}
	}
	return ask(u.t, u.testHouse, r)
}

func (u *uploads) meta(name, kind, sum string) string {
	e := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	return fmt.Sprintf("filename %s,filetype %s,sha256 %s,form %s", e(name), e(kind), e(sum), e(u.answers.Encode()))
}

func sumOf(b []byte) string { s := sha256.Sum256(b); return hex.EncodeToString(s[:]) }

// inParts sends a file as our module does.
func (u *uploads) inParts(s sent) *httptest.ResponseRecorder {
	u.t.Helper()
	rec := u.tus("POST", u.stepPathIn("uploads"), nil, "Upload-Length", strconv.Itoa(len(s.body)), "Upload-Metadata", u.meta(s.name, s.kind, sumOf(s.body)))
	if rec.Code != 201 {
		return rec
	}
	to := rec.Header().Get("Location")
	if rec = u.tus("PATCH", to, s.body, "Upload-Offset", "0"); rec.Code != 204 {
		return rec
	}
	return u.finish(to)
}

func (u *uploads) finish(to string) *httptest.ResponseRecorder {
	r := postReq(to, "go=finish")
	r.Header.Set("Accept", "application/json")
	return ask(u.t, u.testHouse, r)
}

// judge looks at an answer: stored to the byte, or refused with words and without a trace. It says which.
func (u *uploads) judge(s sent, rec *httptest.ResponseRecorder) (kept bool) {
	u.t.Helper()
	u.n++
	body := rec.Body.String()
	where := fmt.Sprintf("%s (%s): status %d", s.what, u.lang, rec.Code)
	if rec.Code >= 500 || leak(body) != "" {
		u.t.Errorf("%s: %q %.300q", where, leak(body), body)
	}
	d, err := u.App.View(u.t.Context(), u.actor(), u.id, access.ViewReferral, "")
	if err != nil {
		u.t.Fatal(err)
	}
	var docs []document.Document
	for _, x := range d.Documents {
		if x.Removed == "" {
			docs = append(docs, x)
		}
	}
	open, err := u.App.Uploads(u.t.Context(), u.actor(), u.id)
	if err != nil {
		u.t.Fatal(err)
	}
	for _, x := range open {
		if err := u.App.DropUpload(u.t.Context(), u.actor(), u.id, x.ID); err != nil {
			u.t.Fatal(err)
		}
	}
	if kept = len(docs) == 1; kept {
		if rec.Code != 303 && rec.Code != 200 {
			u.t.Errorf("%s, and yet it is stored", where)
		}
		at, err := u.path(u.lang, "/referrals/{case}/documents/{document}/original", u.id, docs[0].ID)
		if err != nil {
			u.t.Fatal(err)
		}
		if got := ask(u.t, u.testHouse, getReq(at)); got.Code != 200 || !bytes.Equal(got.Body.Bytes(), s.body) || docs[0].SHA256 != sumOf(s.body) {
			u.t.Errorf("%s: stored as %d bytes of %d (%d)", where, got.Body.Len(), len(s.body), got.Code)
		} else if cd := got.Header().Get("Content-Disposition"); strings.ContainsAny(cd, "\r\n\x00") {
			u.t.Errorf("%s: %q", where, cd)
		}
		if want := document.CleanName(s.name); docs[0].Name != want && docs[0].Name != document.CleanName(escaped.Replace(s.name)) {
			u.t.Errorf("%s: is called %q, not %q", where, docs[0].Name, want)
		}
		if err := u.App.RemoveDocument(u.t.Context(), app.Write{Actor: u.actor(), Case: u.id}, docs[0].ID, docs[0].Version); err != nil {
			u.t.Fatal(err)
		}
		u.known = u.journal()
		if s.must == "refused" {
			u.t.Errorf("%s, and must not be stored", where)
		}
		return true
	}
	if s.must == "kept" {
		u.t.Errorf("%s, and is sound: %.300q", where, body)
	}
	if len(docs) != 0 || rec.Code < 400 {
		u.t.Errorf("%s: %d documents: %.200q", where, len(docs), body)
	}
	if now := u.journal(); now != u.known {
		u.t.Errorf("%s: refused, and the journal goes on", where)
		u.known = now
	}
	// The words: of a page, of the answer to our module, or of the protocol, which is not shown.
	switch kind := rec.Header().Get("Content-Type"); {
	case strings.HasPrefix(kind, "text/html"):
		u.framed(where, u.lang, rec)
		text := html.UnescapeString(body)
		if !slices.ContainsFunc(slicesOf(u.said), func(w string) bool { return strings.Contains(text, w) }) {
			u.t.Errorf("%s: no words: %.300q", where, text)
		}
	case kind == "application/json":
		var said uploadState
		if err := json.Unmarshal(rec.Body.Bytes(), &said); err != nil || !u.said[said.Said] {
			u.t.Errorf("%s: says %q", where, body)
		}
	case strings.HasPrefix(body, "ERR_"), body == "" && rec.Code < 500:
	default:
		if !u.said[body] {
			u.t.Errorf("%s: says %q", where, body)
		}
	}
	return false
}

func slicesOf(m map[string]bool) (out []string) {
	for k := range m {
		out = append(out, k)
	}
	return out
}

func (u *uploads) actor() access.Actor {
	return access.Actor{Account: "caseworker.fld", Role: access.Caseworker, Unit: "FLD"}
}

// TestHostileUploads sends them all: each of them in one language and by one door, the other half the other way round.
func TestHostileUploads(t *testing.T) {
	t.Parallel()
	left := func() (out []string) {
		for _, p := range []string{"multipart-*", "passage-*", "pdfcpu*", "upload*"} {
			list, _ := filepath.Glob(filepath.Join(os.TempDir(), p))
			out = append(out, list...)
		}
		return out
	}
	before := left()
	h := house(t)
	b := h.browser("caseworker.fld")
	b.start()
	u := &uploads{browser: b, lang: i18n.EN, id: casefile.ID(strings.Split(b.at, "/")[3])}
	u.known = u.journal()
	ready := func(l i18n.Lang) {
		u.lang = l
		u.said = map[string]bool{}
		for _, key := range i18n.Keys() {
			if strings.HasPrefix(key, "document.") || strings.HasPrefix(key, "frame.error.") || strings.HasPrefix(key, "fault.") {
				u.said[strings.TrimSpace(l.T(key))] = true
			}
		}
		b.open(u.stepPathIn("documents"))
		_, u.answers = b.fields("add")
		u.answers.Set("kind", "threat")
		u.answers.Set("go", "add")
	}
	total, kept := 0, 0
	count := func(is bool) {
		if total++; is {
			kept++
		}
	}
	list := hostile(rand.New(rand.NewPCG(3, 515)))
	for half, l := range i18n.Langs {
		ready(l)
		for i, s := range list {
			if i%2 != half {
				continue
			}
			if i/2%2 == 0 {
				count(u.judge(s, u.whole(s, nil)))
			} else {
				count(u.judge(s, u.inParts(s)))
			}
		}
	}

	// Forms that are cut, or are none.
	good := goods()
	r := rand.New(rand.NewPCG(4, 515))
	for i := range 60 {
		ready(i18n.Langs[i%2])
		s := good[i%len(good)]
		s.what, s.must = fmt.Sprintf("form %d with a %s", i, s.what), ""
		count(u.judge(s, u.whole(s, func(body []byte, boundary string) ([]byte, string) {
			kind := "multipart/form-data; boundary=" + boundary
			switch i / 6 {
			case 0, 1, 2: // the line was cut
				s.must = "refused"
				return body[:r.IntN(len(body)-4)], kind
			case 3: // in the middle of the file
				s.must = "refused"
				return body[:len(body)-len(boundary)-8-r.IntN(len(s.body))], kind
			case 4:
				return body, "multipart/form-data; boundary=" + boundary + []string{"x", "-", "\"", ";", " x", ""}[i%6]
			case 5:
				return body, []string{"multipart/form-data", "multipart/mixed; boundary=" + boundary, "text/plain", "", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + strings.Repeat("b", 200)}[i%6]
			case 6: // fields behind the file, and a second file that is none
				tail := fmt.Sprintf("\r\n--%s\r\nContent-Disposition: form-data; name=%q\r\n\r\nmedical", boundary, []string{"kind", "sensitivity", "token", "go", "person", ""}[i%6])
				return bytes.Replace(body, []byte("\r\n--"+boundary+"--"), []byte(tail+"\r\n--"+boundary+"--"), 1), kind
			case 7:
				return bytes.Replace(body, []byte("form-data; name=\"file\""), []byte([]string{"attachment", "form-data", "form-data; name=\"\xff\"", "form-data; name=\"file\"; name=\"x\"", "; ; ;", "form-data; name=file; x=\"\\"}[i%6]), 1), kind
			case 8: // no end of headers, no end of fields
				return bytes.Replace(body, []byte("\r\n\r\n"), []byte([]string{"\r\nX: " + strings.Repeat("x", 70000) + "\r\n\r\n", "\r\n" + strings.Repeat("X-Y: z\r\n", 20000) + "\r\n", "\n\n", "\r\n", "\r\nContent-Transfer-Encoding: base64\r\n\r\n", "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"}[i%6]), 1), kind
			}
			for range 20 { // bytes that tipped in what is no file
				body[r.IntN(len(body)-len(s.body)-2*len(boundary))] ^= byte(1 + r.IntN(255))
			}
			s.must = ""
			return body, kind
		})))
	}

	// The protocol of parts, with what no client of ours would say.
	txt := sent{"", "a.txt", "text/plain", []byte(strings.Repeat("A text in parts. ", 40)), ""}
	size := strconv.Itoa(len(txt.body))
	begin := func(head ...string) *httptest.ResponseRecorder {
		return u.tus("POST", u.stepPathIn("uploads"), nil, append([]string{"Upload-Length", size, "Upload-Metadata", u.meta(txt.name, txt.kind, sumOf(txt.body))}, head...)...)
	}
	i := 0
	refused := func(what string, do func() *httptest.ResponseRecorder) {
		ready(i18n.Langs[i%2])
		i++
		s := txt
		s.what, s.must = "parts: "+what, "refused"
		count(u.judge(s, do()))
	}
	for _, head := range [][]string{
		{"Tus-Resumable", ""}, {"Tus-Resumable", "0.2.2"}, {"Tus-Resumable", "9"}, {"Upload-Length", ""}, {"Upload-Length", "-1"}, {"Upload-Length", "x"}, {"Upload-Length", "0"}, {"Upload-Length", "1e3"}, {"Upload-Length", "26214401"},
		{"Upload-Length", "99999999999"}, {"Upload-Length", "9223372036854775807"}, {"Upload-Length", "99999999999999999999"}, {"Upload-Length", "", "Upload-Defer-Length", "1"}, {"Upload-Length", "", "Upload-Defer-Length", "7"},
		{"Upload-Metadata", ""}, {"Upload-Metadata", "filename %%%"}, {"Upload-Metadata", "filename"}, {"Upload-Metadata", strings.Repeat("a b,", 3000)}, {"Upload-Metadata", "filename YS50eHQ=,form JXp6"},
		{"Upload-Metadata", u.meta("a.exe", "", sumOf(txt.body))}, {"Upload-Metadata", u.meta("", "", sumOf(txt.body))}, {"Upload-Metadata", u.meta("a.txt", "", "zz")}, {"Upload-Metadata", u.meta("a.txt", "", strings.Repeat("A", 64))}, {"Upload-Metadata", u.meta("a.txt", "", strings.Repeat("0", 63))},
	} {
		refused(fmt.Sprintf("begun with %.60q", head), func() *httptest.ResponseRecorder { return begin(head...) })
	}
	for _, head := range [][]string{
		{"Upload-Offset", "1"}, {"Upload-Offset", "-1"}, {"Upload-Offset", "x"}, {"Upload-Offset", ""}, {"Upload-Offset", size}, {"Upload-Offset", "9223372036854775807"}, {"Upload-Offset", "99999999999999999999"}, {"Content-Type", "text/plain"}, {"Content-Type", ""}, {"Tus-Resumable", "2.0.0"},
	} {
		refused(fmt.Sprintf("a part with %.60q", head), func() *httptest.ResponseRecorder {
			return u.tus("PATCH", begin().Header().Get("Location"), txt.body, append([]string{"Upload-Offset", "0"}, head...)...)
		})
	}
	for what, body := range map[string][]byte{"that were changed": append([]byte("B"), txt.body[1:]...), "of another text": bytes.Repeat([]byte("x"), len(txt.body))} {
		refused("bytes "+what, func() *httptest.ResponseRecorder {
			to := begin().Header().Get("Location")
			u.tus("PATCH", to, body, "Upload-Offset", "0")
			return u.finish(to)
		})
	}
	refused("too few bytes", func() *httptest.ResponseRecorder {
		to := begin().Header().Get("Location")
		u.tus("PATCH", to, txt.body[:9], "Upload-Offset", "0")
		return u.finish(to)
	})
	refused("no bytes", func() *httptest.ResponseRecorder { return u.finish(begin().Header().Get("Location")) })
	for _, method := range []string{"HEAD", "PATCH", "DELETE", "POST"} {
		for _, id := range []string{"aaaaaaaaaaaaaaaaaaaaaaaaaa", "x", "..%2f..", "%00"} {
			refused(method+" of "+id, func() *httptest.ResponseRecorder {
				if to := u.stepPathIn("uploads") + "/" + id; method != "POST" {
					return u.tus(method, to, txt.body, "Upload-Offset", "0")
				}
				return u.finish(u.stepPathIn("uploads") + "/" + id)
			})
		}
	}
	refused("more bytes than were announced", func() *httptest.ResponseRecorder {
		to := begin().Header().Get("Location")
		u.tus("PATCH", to, append(bytes.Clone(txt.body), "more"...), "Upload-Offset", "0")
		return u.finish(to)
	})

	if rep, err := h.App.Store.Verify(t.Context()); err != nil || len(rep.Faults) > 0 {
		t.Errorf("the store after all this: %v, %v", rep.Faults, err)
	}
	for _, p := range left() {
		if !slices.Contains(before, p) {
			t.Errorf("left behind: %s", filepath.Base(p))
		}
	}
	t.Logf("%d malformed uploads: %d kept to the byte, %d refused", total, kept, total-kept)
	if total < 400 || kept > total/2 {
		t.Errorf("%d uploads, of which %d are kept, do not mean much", total, kept)
	}
}
