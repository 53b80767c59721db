package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"passage/e2e/browser"
	"passage/e2e/house"
)

const bigTitle = "Letter of two megabytes"

// bigScan is a scanned page as a JPEG of two megabytes: noise, so that it does not compress.
func bigScan(t testing.TB, name string, seed uint32) string {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 1650, 1650))
	for i := range m.Pix {
		seed = seed*1664525 + 1013904223
		m.Pix[i] = byte(seed >> 24)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	if b.Len() < 2<<20 || b.Len() > 5<<19 {
		t.Fatalf("the scan has %d bytes", b.Len())
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A partner on a poor line completes a draft and sends the package: with scripts, a scan of two megabytes and a line
// that is cut twenty times, at forms and in the middle of the scan; with the forms alone on a line of 50 kbit/s; and
// both without scripts. The file was brought in, and most of the checklist filled, while the line was good. The first, with all that
// can go wrong, runs always; the others when POORLINE=all asks for them (make lines).
func TestPoorLine(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup
	defer all.Wait()
	for _, c := range []struct {
		name     string
		bits     int
		trip     time.Duration
		cuts     int
		noScript bool
		scan     bool
		papers   int // lines of the checklist that are filled over the poor line
	}{
		{"256 kbit, a scan, 20 cuts", 256_000, 800 * time.Millisecond, 20, false, true, 3},
		{"50 kbit, forms alone", 50_000, 400 * time.Millisecond, 0, false, false, 1},
		{"256 kbit, a scan, without scripts", 256_000, 800 * time.Millisecond, 0, true, true, 1},
		{"50 kbit, forms alone, without scripts", 50_000, 400 * time.Millisecond, 0, true, false, 1},
	} {
		if c.cuts == 0 && os.Getenv("POORLINE") != "all" {
			continue
		}
		// All at once: they wait, and need no place among the tests that work.
		all.Go(func() {
			t.Run(c.name, func(t *testing.T) {
				w := &walk{t: t, s: house.Demo(t), o: browser.Options{NoScript: c.noScript, Again: true}, file: sampleFile(t), in: map[string]person{}}
				line := house.Slow(t, w.s)
				w.imported()
				w.as("en", "reviewer.unhcr")
				begun := time.Now()
				line.Set(c.bits, c.trip)
				line.Break(c.cuts, 2, 68_000)
				w.planned()
				line.Set(0, 0)
				line.Pause(func() { w.papers(c.papers) })
				line.Set(c.bits, c.trip)
				w.papers(0)
				p := w.in["caseworker.unhcr"].Page
				draft := regexp.MustCompile(`^/en/referrals/[a-z2-7]{26}`).FindString(p.URL())
				var sent string
				if c.scan {
					sent = bigScan(t, "registration.jpg", 7)
					begun := time.Now()
					p.Click("Go on to documents")
					p.Select("What this document is", "Threat").Fill("Title", bigTitle).Upload("Files", sent)
					if c.noScript { // the browser itself sends the form, and answers no question meanwhile
						p.Click("Encrypt and save the document").See(bigTitle)
					} else {
						p.Press("Encrypt and save the document")
						for end := begun.Add(5 * time.Minute); !strings.Contains(p.URL(), "done=") || !p.Has(bigTitle); time.Sleep(300 * time.Millisecond) {
							if time.Now().After(end) {
								t.Fatalf("the scan is not here after 5 minutes and %d cuts: %s", line.Cuts(), p.Text())
							}
						}
					}
					p.SeeNot("Files not yet whole")
					t.Logf("the scan took %.0f s, with %d cuts so far", time.Since(begun).Seconds(), line.Cuts())
					step(p, "forms")
				}
				w.checked()
				w.referred()
				t.Logf("completed and sent in %.0f s over the poor line, %d cuts", time.Since(begun).Seconds(), line.Cuts())
				if line.Cuts() != c.cuts {
					t.Errorf("the line was cut %d times, not %d", line.Cuts(), c.cuts)
				}
				line.Set(0, 0)
				if c.scan { // once, and whole
					p.Go(draft + "/documents")
					want, err := os.ReadFile(sent)
					if err != nil {
						t.Fatal(err)
					}
					if got := original(t, p, bigTitle); !bytes.Equal(got, want) {
						t.Errorf("the scan has %d bytes, of %d", len(got), len(want))
					}
				}
			})
		})
	}
}

// original is a document as it was sent, by its title on the page.
func original(t *testing.T, p *browser.Page, title string) []byte {
	t.Helper()
	var at []string
	p.Eval(fmt.Sprintf(`[...new Set([...document.querySelectorAll('main tbody a')].filter(a => a.innerText.trim() === %q).map(a => a.href))]`, title), &at)
	if len(at) != 1 {
		t.Fatalf("%d documents are called %s: %s", len(at), title, p.Text())
	}
	r, err := http.NewRequest("GET", at[0]+"/original", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Cookie", p.Cookie())
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 {
		t.Fatalf("%s: %d, %v", at[0], res.StatusCode, err)
	}
	return b
}

// TestUpload_ManyFiles is the page of documents with scripts: several files at once, progress that is shown and spoken,
// one that is refused among them, and a file that is gone on with after the page was left.
func TestUpload_ManyFiles(t *testing.T) {
	t.Parallel()
	s := house.Demo(t)
	line := house.Slow(t, s)
	p := signIn(t, s, "en", "caseworker.fld", browser.Options{}).Page
	p.Click("Start a referral").Fill("Family name", "Quillmark").Fill("Given names", "Applicant").Click("Start the draft")
	step(p, "documents")
	at, _, _ := strings.Cut(p.URL(), "?")
	// What the page says as it goes, kept as a reader's software would hear it.
	listen := func() {
		p.Eval(`(() => { window.heard = []; const el = document.querySelector('[data-live]'); new MutationObserver(() => heard.push(el.textContent)).observe(el, {childList: true, characterData: true, subtree: true}); return true })()`, nil)
	}
	waitFor := func(js string) {
		t.Helper()
		for end := time.Now().Add(90 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			var is bool
			if p.Eval(js, &is); is {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("never %s: %s", js, p.Text())
			}
		}
	}
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	big := bigScan(t, "one.jpg", 1)
	line.Set(4_000_000, 100*time.Millisecond)
	listen()
	p.Select("What this document is", "Threat").Fill("Title", "Threat letters")
	p.Upload("Files", big, write("two.pdf", "this is no PDF"), write("три 三.txt", "A text in parts."))
	p.Press("Encrypt and save the document")
	waitFor(`document.querySelectorAll('[data-sending] li').length === 3`)
	waitFor(`[...document.querySelectorAll('[data-sending] li')].filter(l => l.innerText.includes('Kept')).length === 2`)
	waitFor(`!document.querySelector('#add button[value=add]').disabled`)
	p.See("one.jpg", "two.pdf", "does not fit its content", "三.txt")
	var heard []string
	p.Eval("heard", &heard)
	said := strings.Join(heard, "\n")
	for _, want := range []string{"Sending file 1 of 3", "one.jpg: 37 percent", "one.jpg: 85 percent", "Sending file 3 of 3", "two.pdf: "} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not spoken: %q", want, heard)
		}
	}
	// The same choice again: what is kept is not kept twice, and the one that was refused is refused again.
	p.Press("Encrypt and save the document")
	waitFor(`document.querySelectorAll('[data-sending] .err').length === 1 && !document.querySelector('#add button[value=add]').disabled`)
	if n := documents(p.Go(at)); n != 2 {
		t.Errorf("%d documents of two that are sound", n)
	}

	// A page that is left half way, and a file of the same name and size beside the one that had begun.
	half := bigScan(t, "half.jpg", 2)
	line.Set(1_000_000, 100*time.Millisecond)
	p.Select("What this document is", "Threat").Fill("Title", "First words").Upload("Files", half).Press("Encrypt and save the document")
	waitFor(`document.querySelector('[data-sending] progress').value > 500000`)
	p.Go(strings.Replace(at, "/documents", "/check", 1))
	line.Set(0, 0)
	p.Go(at).See("Files not yet whole", "half.jpg", "Choose the same file again below")
	content, err := os.ReadFile(half)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2]++
	p.Select("What this document is", "Threat").Fill("Title", "Twin").Upload("Files", write("half.jpg", string(content)))
	p.Click("Encrypt and save the document").See("Twin", "Files not yet whole")
	p.Eval(`(() => { window.first = ''; new MutationObserver(() => { const w = document.querySelector('[data-sending] .small'); if (!first && / of /.test(w?.textContent)) sessionStorage.first = first = w.textContent }).observe(document.querySelector('[data-sending]'), {childList: true, characterData: true, subtree: true}); return true })()`, nil)
	p.Select("What this document is", "Threat").Fill("Title", "Last words").Upload("Files", half)
	p.Click("Encrypt and save the document").See("Last words").SeeNot("Files not yet whole", "First words")
	var first string
	if p.Eval("sessionStorage.first", &first); first == "" || strings.HasPrefix(first, "0.0") {
		t.Errorf("it did not go on, but began at %q", first)
	}
	for title, path := range map[string]string{"Last words": half, "Twin": filepath.Join(dir, "half.jpg")} {
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(original(t, p, title), want) {
			t.Errorf("%s: not the bytes that were chosen", title)
		}
	}
	calm(t, p)
}

// documents is how many the page lists.
func documents(p *browser.Page) (n int) {
	p.Eval(`document.querySelectorAll('main table tbody tr').length`, &n)
	return n
}
