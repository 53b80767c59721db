package e2e

import (
	"fmt"
	"strings"

	"passage/e2e/browser"
)

// The partner's part, in English: the file is brought in, corrected and completed; a second person refers.

// imported brings the file in and makes the corrections of a caseworker: the in-laws get cases of their own, the
// partners travel, everybody is where the main applicant is (decision 16).
func (w *walk) imported() {
	p := w.as("en", "caseworker.unhcr")
	p.Click("Import from UNHCR’s file")
	p.Upload("eRRF file", w.file).Click("Bring in the file")
	// The address clashes with the country of asylum, and stands beside its field.
	p.See("File brought in", "Differs from the country of asylum", "Brother-in-law", "Partner (male)", "Persons 5")
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

	for _, a := range []string{"Country of asylum, now", "Where the person lives now"} {
		w.address(p, a)
	}
	w.person(p)
	p.Click("Save and continue").See("Family", "More than one spouse or partner is listed")
	for _, r := range rows(p) {
		if strings.Contains(r.Text, "in-law") {
			p.Click(r.Link).Click("Make a linked case of their own").See("A linked case was made")
		}
	}
	for _, r := range rows(p) {
		if strings.Contains(r.Text, "Partner (") {
			p.Click(r.Link).Click("Add an address")
			send(p.Select("What this address is", "Country of asylum, now").Fill("Country", "Türkiye").Fill("Address", "Street 10"), "Save")
			w.person(p)
			send(p, "Save and continue")
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
	w.planned()
	w.papers(0)
	w.checked()
}

// planned answers safety and contact.
func (w *walk) planned() {
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
}

// papers fills the checklist until so many lines are left.
func (w *walk) papers(leave int) {
	p := w.as("en", "caseworker.unhcr")
	for range 60 {
		var open []string
		for _, r := range rows(p) {
			if strings.Contains(r.Text, "Needed") || strings.Contains(r.Text, "needed") || strings.Contains(r.Text, "Can follow") || strings.Contains(r.Text, "can follow") {
				open = append(open, r.Link)
			}
		}
		if len(open) <= leave {
			break
		}
		p.Click(open[0])
		if p.HasField("Files") { // a paper that is no form
			w.paper(p, scanTitle)
			step(p, "forms")
			continue
		}
		w.form(p)
	}
}

// checked adds the photos that are missing and goes on to the check, which finds nothing.
func (w *walk) checked() {
	p := w.as("en", "caseworker.unhcr")
	p.Click("Go on to documents")
	for _, r := range rows(p) {
		if strings.HasPrefix(r.Link, "Add a photo of") {
			p.Click(r.Link)
			p.Upload("Files", scan(w.t, scanName)).Click("Encrypt and save the document")
		}
	}
	p.Click("Go on to the check").See("Nothing is missing")
}

// paper adds a document of the kind and person that the page proposes.
func (w *walk) paper(p *browser.Page, title string) {
	p.Fill("Title", title)
	p.Within("Translation into English or French").Choose("Not needed")
	p.Upload("Files", scan(w.t, scanName)).Click("Encrypt and save the document").See(title)
}

// send sends the form that stands, and ends the walk when the page has something against it.
func send(p *browser.Page, button string) *browser.Page {
	if p.Click(button); p.Status() != 200 {
		p.See("the page that follows " + button) // ends the test with what the page says
	}
	return p
}

// step goes to a step of the draft by the list above it.
func step(p *browser.Page, end string) *browser.Page {
	return p.ClickCSS(fmt.Sprintf("ol.steps a[href$=%q]", "/"+end))
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

// referred sends the draft to the reviewer, who reads, signs and refers.
func (w *walk) referred() {
	p := w.as("en", "caseworker.unhcr")
	p.Click("Referrals").Click("Change " + w.ref)
	send(step(p, "check"), "Send to the reviewer").See("The referral is with the reviewer")
	r := w.as("en", "reviewer.unhcr")
	r.Go(r.URL()).Click("Review this referral").See(w.ref, codeWord)
	r.Choose("I have read everything. It is complete and accurate, and the applicant agreed that we send it.")
	send(r, "Sign and refer").See("The referral was sent and received", "Package 1, 3 persons who travel")
}

// theirs is what a page of the partner says in its language.
func (w *walk) theirs(en, fr string) string {
	if w.partner == "fr" {
		return fr
	}
	return en
}

// referrer is the partner that referred the case, where its messages are: the demo says of no case here which it is.
func (w *walk) referrer() *browser.Page {
	for _, unit := range []string{"unhcr", "fld", "pd"} {
		if w.by != "" && w.by != unit {
			continue
		}
		if p := w.as(w.partner, "caseworker."+unit).Click("Messages"); p.Has(w.ref) {
			w.by = unit
			return p
		}
	}
	w.t.Fatalf("no partner has a message about %s", w.ref)
	return nil
}

// told is the partner handing a letter on to the applicant, and saying so.
func (w *walk) told(letter, how string) {
	p := w.referrer()
	p.Click(w.ref).Click(letter)
	w.saysTold(p, how)
}

// saysTold says on the page of a letter how the applicant was told.
func (w *walk) saysTold(p *browser.Page, how string) {
	p.Choose(how).Fill(w.theirs("Who told the applicant", "Qui a avisé le demandeur"), "Caseworker 0010")
	day(p, w.theirs("Day on which the applicant was told", "Jour où le demandeur a été avisé"), today(0))
	send(p, w.theirs("Record that the applicant was told", "Consigner que le demandeur a été avisé")).See(w.theirs("Recorded: the applicant was told", "Consigné : le demandeur a été avisé"))
}
