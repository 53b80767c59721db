package browser_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"passage/e2e/browser"
)

// A small form of our own, so that a mistake of the harness is not taken for one of the product.
const form = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Form</title></head><body>
<header>top</header><main><h1>Form</h1>
<form method="post" action="/sent" enctype="multipart/form-data">
<p><label for="n">Family name</label> <input id="n" name="n" value="old"></p>
<p><label for="t">Reasons</label> <textarea id="t" name="t"></textarea></p>
<p><label for="s">Country</label> <select id="s" name="s"><option value="">choose</option><option value="K">Country K</option></select></p>
<fieldset><legend>Result</legend><label><input type="radio" name="r" value="met"> Met</label> <label><input type="radio" name="r" value="not"> Not met</label></fieldset>
<fieldset><legend>Other</legend><label><input type="radio" name="o" value="met"> Met</label></fieldset>
<p><label for="f">File</label> <input type="file" id="f" name="f"></p>
<details><summary>More</summary><p>Inside</p></details>
<button>Record and go on</button></form>
<ul><li>Row one <a href="/one">Open</a></li><li>Row two <a href="/two">Open</a></li></ul>
</main><footer>end</footer><script src="/s.js"></script></body></html>`

func serve(t *testing.T) string {
	mux := http.NewServeMux()
	page := func(w http.ResponseWriter, s string) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, s)
	}
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) { page(w, form) })
	mux.HandleFunc("GET /s.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		io.WriteString(w, `document.querySelector('h1').textContent = 'Scripted'`)
	})
	mux.HandleFunc("POST /sent", func(w http.ResponseWriter, r *http.Request) {
		f, _, err := r.FormFile("f")
		if err != nil {
			http.Error(w, err.Error(), 400)
			return
		}
		b, _ := io.ReadAll(f)
		http.SetCookie(w, &http.Cookie{Name: "got", Value: url.QueryEscape(fmt.Sprintf("%s-%s-%s-%s-%s", r.FormValue("n"), r.FormValue("t"), r.FormValue("s"), r.FormValue("r"), b))})
		http.Redirect(w, r, "/done", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /done", func(w http.ResponseWriter, r *http.Request) {
		got := "nothing"
		if c, err := r.Cookie("got"); err == nil {
			got, _ = url.QueryUnescape(c.Value)
		}
		page(w, `<!doctype html><html lang="en"><title>Done</title><body><main><h1>Got `+got+`</h1></main></body></html>`)
	})
	mux.HandleFunc("GET /two", func(w http.ResponseWriter, r *http.Request) {
		page(w, `<html><body><img src="/x.png"><font color="#ddd">pale words on white</font></body></html>`)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

func start(t *testing.T) *browser.Browser {
	b, err := browser.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

func TestPerson_FillsAndSendsAForm(t *testing.T) {
	b, base := start(t), serve(t)
	file := filepath.Join(t.TempDir(), "scan.txt")
	os.WriteFile(file, []byte("bytes"), 0o600)
	for _, noScript := range []bool{false, true} {
		t.Run(fmt.Sprintf("scripts off %v", noScript), func(t *testing.T) {
			p := b.Open(t, base, browser.Options{NoScript: noScript})
			p.Go("/")
			if heading := map[bool]string{false: "Scripted", true: "Form"}[noScript]; !strings.Contains(p.Text(), heading) {
				t.Fatalf("with scripts off %v the page says %q", noScript, p.Text())
			}
			p.Fill("Family name", "Ünal").Fill("Reasons", "two words").Select("Country", "Country K").Upload("File", file)
			p.Within("Result").Choose("Met")
			p.Press("More").See("Inside")
			p.Click("Record and go on").See("Got Ünal-two words-K-met-bytes")
			if p.URL() != "/done" || p.Status() != 200 {
				t.Errorf("at %s, status %d", p.URL(), p.Status())
			}
			p.Go("/").Within("Row two").Click("Open")
			if p.URL() != "/two" {
				t.Errorf("the second row leads to %s", p.URL())
			}
		})
	}
}

func TestPersons_ShareNothing(t *testing.T) {
	b, base := start(t), serve(t)
	file := filepath.Join(t.TempDir(), "scan.txt")
	os.WriteFile(file, []byte("bytes"), 0o600)
	one, two := b.Open(t, base, browser.Options{}), b.Open(t, base, browser.Options{})
	one.Go("/").Upload("File", file).Click("Record and go on")
	two.Go("/")
	if one.Cookie() == "" || two.Cookie() != "" {
		t.Errorf("cookies: %q and %q", one.Cookie(), two.Cookie())
	}
}

func TestRequests_AreCounted(t *testing.T) {
	b, base := start(t), serve(t)
	p := b.Open(t, base, browser.Options{})
	p.Go("/")
	r := p.Requests()
	if len(r) != 2 || r[0].Bytes < len(form) || r[0].Bytes > len(form)+600 || r[0].Status != 200 {
		t.Errorf("counted %+v for a page of %d bytes and its script", r, len(form))
	}
}

// A control: what is wrong is found, so that finding nothing means something.
func TestAxe_FindsWhatIsWrong(t *testing.T) {
	b, base := start(t), serve(t)
	p := b.Open(t, base, browser.Options{})
	found := strings.Join(p.Go("/two").Axe("../node_modules/axe-core/axe.min.js"), "\n")
	for _, rule := range []string{"html-has-lang", "image-alt", "color-contrast", "document-title"} {
		if !strings.Contains(found, rule) {
			t.Errorf("axe did not find %s:\n%s", rule, found)
		}
	}
	if found := p.Go("/done").Axe("../node_modules/axe-core/axe.min.js"); len(found) > 0 {
		t.Errorf("axe found on a sound page: %q", found)
	}
}
