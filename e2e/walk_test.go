package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passage/e2e/browser"
	"passage/e2e/house"
)

// The main job, as the people of it do it: a UNHCR file is brought in, completed, reviewed and referred; the
// operations centre makes the file; the office assesses, decides, and the landings are counted. Each step clicks what
// stands on the page. The officer works in French.

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

// imported brings the file in and makes the corrections of a caseworker: the in-laws get cases of their own, the
// partners travel, everybody is where the main applicant is (decision 16).
func (w *walk) imported() {
	p := w.as("en", "caseworker.unhcr")
	p.Click("Import from UNHCR’s file")
	p.Upload("eRRF file", w.file).Click("Bring in the file")
	// The address clashes with the country of asylum, and stands beside its field.
	p.See("File brought in", "Differs from the country of asylum", "Brother-in-law", "Partner (male)", "5 persons")
	p.Eval(`document.querySelector('h1').innerText.trim()`, &w.ref)
	p.Click("Go on with the draft").See("Cover page", w.ref)

	p.Fill("Contact for this case", "Caseworker 0010")
	p.Fill("How you determined that this person is a human rights defender", "Our panel read the publications and heard two referees.")
	day(p, "Date of your determination", today(40))
	p.Fill("Who made the determination", "Protection panel")
	p.Choose("Publications").Choose("Journalism and media")
	p.Fill("The work: what, where, since when", "Reported on detention conditions since 2012.")
	p.Within("Does the work depend on being in a particular place or community?").Choose("No")
	p.Choose("The state or its agents")
	p.Within("Can they reach the person in the country of asylum?").Choose("Not known")
	p.Within("Is the person living in hiding?").Choose("No")
	p.Within("Does the person wish to live in Quebec?").Choose("No")
	p.Click("Save and continue").See("Main applicant", "Türkiye")

	w.person(p)
	for _, a := range []string{"Country of asylum, now", "Where the person lives now"} {
		w.address(p, a)
	}
	p.Click("Save and continue").See("Family", "More than one spouse or partner is listed")
	for _, r := range rows(p) {
		if strings.Contains(r.Text, "in-law") {
			p.Click(r.Link).Click("Make a linked case of their own").See("A linked case was made")
		}
	}
	for _, r := range rows(p) {
		if strings.Contains(r.Text, "Partner (") {
			p.Click(r.Link)
			w.person(p)
			p.Click("Save and continue")
		}
	}
	p.Choose("There are no other family members").Fill("Signed by", "The main applicant")
	day(p, "Signed on", today(20))
	p.Click("Save and continue").See("Safety and contact")
}

// person answers what the file does not say of somebody.
func (w *walk) person(p *browser.Page) {
	p.Select("Status there", "Asylum seeker").Select("Where is this person now?", "With the main applicant")
	p.Within("Will this person travel to Canada with the main applicant?").Choose("Yes")
	p.Within("Is it safe to name this person in letters?").Choose("Yes")
}

// address sets the country of one address right.
func (w *walk) address(p *browser.Page, kind string) {
	for _, r := range rows(p) {
		if strings.HasPrefix(r.Link, kind) {
			p.Click(r.Link)
			p.Fill("Country", "Türkiye").Click("Save")
			return
		}
	}
	w.t.Fatalf("there is no address %q", kind)
}

// completed answers safety, forms, consents and documents until the check finds nothing, and asks for the review.
func (w *walk) completed() {
	p := w.as("en", "caseworker.unhcr")
	p.Choose("Only through us")
	p.Within("Never use").Choose("Telephone")
	p.Fill("What to say instead of naming the department", codeWord)
	p.Fill("Our contact for safe messages", "Caseworker 0010").Fill("Fallback contact outside your organization", shelter)
	p.Within("Is the applicant’s location restricted?").Choose("Yes")
	p.Fill("Where the applicant is", hidingPlace)
	p.Within("Who may see the location").Choose("The assigned officer only")
	p.Within("Can the applicant travel to an interview safely?").Choose("No")
	p.Fill("Why not", "Checkpoints on the road")
	p.Within("Is a video interview safe?").Choose("Yes")
	p.Choose("The interview must be by video").Choose("We went through this plan with the applicant today")
	p.Click("Save and continue").See("Forms")

	for range 60 {
		open := ""
		for _, r := range rows(p) {
			if strings.Contains(r.Text, "Needed") || strings.Contains(r.Text, "needed") {
				open = r.Link
				break
			}
		}
		if open == "" {
			break
		}
		p.Click(open)
		w.form(p)
	}
	p.Click("Go on to documents")
	for _, r := range rows(p) {
		if strings.HasPrefix(r.Link, "Add a photo of") {
			p.Click(r.Link)
			p.Upload("File", scan(w.t, scanName)).Click("Encrypt and save the document")
		}
	}
	p.Select("What this document is", "Proof of refugee status or registration").Select("Whose document", w.persons(p)[0])
	p.Fill("Title", scanTitle)
	p.Within("Translation into English or French").Choose("Not needed")
	p.Upload("File", scan(w.t, scanName)).Click("Encrypt and save the document").See(scanTitle)
	p.Click("Go on to the check")
	w.t.Log(p.Within("css:main").Text())
}

// persons are the names of the list "Whose document".
func (w *walk) persons(p *browser.Page) (names []string) {
	p.Eval(`[...document.querySelectorAll('select[name=person] option')].slice(1).map(o => o.textContent.trim())`, &names)
	return names
}

// form fills one line of the checklist: a signed form, or a consent.
func (w *walk) form(p *browser.Page) {
	if p.HasField("To what") {
		p.Select("To what", "Sharing this referral with the department").Fill("Read to the person in", "English")
		day(p, "Given on", today(15))
		p.Click("Save")
		return
	}
	p.Choose("Signed")
	if p.HasField("Edition printed on the form") {
		p.Fill("Edition printed on the form", "2026-01")
	}
	if p.HasField("Signed by") {
		p.Fill("Signed by", "The applicant")
		day(p, "Signed on", today(12))
	}
	p.Click("Save")
}

func TestWalk(t *testing.T) {
	for _, noScript := range []bool{false, true} {
		t.Run(fmt.Sprintf("scripts off %v", noScript), func(t *testing.T) {
			t.Parallel()
			w := &walk{t: t, s: house.Demo(t), o: browser.Options{NoScript: noScript}, file: sampleFile(t), in: map[string]person{}}
			w.imported()
			w.completed()
		})
	}
}
