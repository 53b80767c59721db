package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"passage/e2e/browser"
	"passage/e2e/house"
)

// The main job, as the people of it do it: a UNHCR file is brought in, completed, reviewed and referred; the
// operations centre makes the file; the office assesses, decides, and the landings are counted. Each step clicks what
// stands on the page.

// Words that no disk may hold (TestNothingReadable): what a person at the keyboard enters on the way.
const (
	codeWord    = "Lanternbridge"
	shelter     = "Brindlewick Shelter"
	hidingPlace = "Marrowquay House"
	scanName    = "quillscan-residence.png"
	scanTitle   = "Registration of Quillmark"
)

// walk is one case on its way.
type walk struct {
	t    *testing.T
	s    *house.Server
	o    browser.Options
	file string            // UNHCR's file
	in   map[string]person // by account
	ref  string            // the case's reference, once it has one
	by   string            // the partner that referred it, once the walk knows

	lang    string // of the office
	partner string // of the partner's people

	lines []string // the lines of the worksheet that were recorded, by their titles
}

// sampleFile is UNHCR's own sample of the format, or one of the same shape that we wrote when it is not at hand.
func sampleFile(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("PASSAGE_SHARED"); dir != "" {
		return filepath.Join(dir, "data", "errf", "cases", "V4-TEST.xml")
	}
	t.Log("NOT RUN with UNHCR's sample file: PASSAGE_SHARED is not set; an invented file of the same shape takes its place")
	path, err := filepath.Abs(filepath.Join("testdata", "errf-invented.xml"))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// as is a person of the walk, signed in once.
func (w *walk) as(lang, account string) *browser.Page {
	w.t.Helper()
	p, ok := w.in[account]
	if !ok {
		p = *signIn(w.t, w.s, lang, account, w.o)
		w.in[account] = p
		w.t.Cleanup(func() { calm(w.t, p.Page) })
	}
	return p.Page
}

// today is a day that lies n days back, as the server counts days.
func today(n int) time.Time { return time.Now().UTC().AddDate(0, 0, -n) }

// day fills the three boxes of a date.
func day(p *browser.Page, group string, d time.Time) {
	in := p.Within(group)
	year, month, dd := "Year", "Month", "Day"
	if !in.HasField(year) {
		year, month, dd = "Année", "Mois", "Jour"
	}
	in.Fill(year, fmt.Sprint(d.Year())).Fill(month, fmt.Sprint(int(d.Month()))).Fill(dd, fmt.Sprint(d.Day()))
}

// row is a line of a table or list on the page.
type row struct{ Text, Link string }

func rows(p *browser.Page) (out []row) {
	p.Eval(`[...document.querySelectorAll('main tbody tr, main li')].map(r => ({Text: r.innerText.replace(/\s+/g, ' ').trim(), Link: (r.querySelector('a,button') || {innerText: ''}).innerText.replace(/\s+/g, ' ').trim()}))`, &out)
	return out
}

// scan is a small file to be added as a document.
func scan(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, pixel(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// walker is somebody about to walk.
func walker(t *testing.T, s *house.Server, lang string, noScript bool) *walk {
	return &walk{t: t, s: s, o: browser.Options{NoScript: noScript}, in: map[string]person{}, lang: lang, partner: lang}
}

// way is how somebody walks.
type way struct {
	lang     string
	noScript bool
}

// walkers runs a walk in the ways of a check; with WALKS=all, in all four.
func walkers(t *testing.T, check []way, path func(t *testing.T, lang string, noScript bool)) {
	t.Parallel()
	if os.Getenv("WALKS") == "all" {
		check = []way{{"en", false}, {"fr", true}, {"fr", false}, {"en", true}}
	}
	for _, x := range check {
		t.Run(x.lang+map[bool]string{false: ", scripts on", true: ", scripts off"}[x.noScript], func(t *testing.T) {
			t.Parallel()
			begun := time.Now()
			t.Cleanup(func() { t.Logf("walked in %.0f s", time.Since(begun).Seconds()) })
			path(t, x.lang, x.noScript)
		})
	}
}

// The main job: from UNHCR's file to the landings, counted by partner and by office, inside the office's number. The partner and
// the operations centre work in English, the office in French.
func TestWalkToLanding(t *testing.T) {
	t.Parallel()
	for _, noScript := range []bool{false, true} {
		if noScript && os.Getenv("WALKS") != "all" {
			continue // a check refuses without scripts (TestWalkRefusal) and lands with them; make walks does both both ways
		}
		t.Run(map[bool]string{false: "scripts on", true: "scripts off"}[noScript], func(t *testing.T) {
			t.Parallel()
			w := walker(t, house.Demo(t), "fr", noScript)
			w.file, w.partner = sampleFile(t), "en"
			before := w.counted()
			w.imported()
			w.completed()
			w.referred()
			w.filed()
			w.accepted()
			w.assessed()
			w.ruledOut()
			w.interviewed()
			w.admissible()
			w.approved(w.officer())
			w.landed()
			w.count(before, 3)
			unreadable(w.t, w.s, codeWord, shelter, hidingPlace, scanName, scanTitle, scanText, "RTBUNNY", "Toronto Pearson", "Que feriez-vous")
		})
	}
}
