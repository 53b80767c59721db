package e2e

import (
	"strings"
	"testing"

	"passage/e2e/browser"
	"passage/e2e/house"
)

// TestRegisteredPackage is a package that came by courier: one clerk registers and enters it on the partner's pages, a second
// one confirms its days, and the partner has it as its own (decisions 4 and 15).
func TestRegisteredPackage(t *testing.T) {
	t.Parallel()
	s := house.Demo(t, "--no-cases")
	p := signIn(t, s, "en", "clerk.roco", browser.Options{})
	p.Click("Register a package that came by another channel")
	view(t, p.Page, "")
	p.Click("Register the package").See("Enter the country where the applicant lives")
	p.Select("Referral partner", "Front Line Defenders").Choose("Courier")
	day(p.Page, "Day on which the referral was made", today(30))
	day(p.Page, "Day on which the application was submitted", today(28))
	p.Fill("Family name", "Applicant").Fill("Given names", "Sample")
	p.Fill("Country of residence now", "Country M")
	p.Upload("Proof of these days", scan(t, "waybill.png"))
	send(p.Page, "Register the package").See("The package is registered", "Came by another channel", "A second clerk confirms both days")
	if p.CanPress("Confirm both days") {
		t.Error("the clerk who registered is offered the confirmation")
	}
	var ref string
	p.Eval(`document.querySelector('h1').firstChild.data.trim()`, &ref)
	view(t, p.Page, "")

	p.Click("Enter the package").See("Cover page", "HRD status is the partner’s determination")
	p.Fill("Contact for this case", "Caseworker 0010")
	p.Click("Save and continue").See("Main applicant")
	if v := p.Value("Given names"); v != "Sample" {
		t.Errorf("the applicant is %q", v)
	}
	view(t, p.Page, "")
	step(p.Page, "check")
	p.SeeNot("Send to the reviewer").Click("Back to the package, for a second clerk").See("Came by another channel")

	q := signIn(t, s, "fr", "clerk2.roco", browser.Options{})
	q.See("Autre voie, en cours de saisie").Click(ref)
	q.See("Inscrit par").SeeNot("Numéro de demande")
	q.Click("Ouvrir la preuve").See("Preuve de la date de la recommandation")
	q.Go("/fr/reception/" + strings.Split(p.URL(), "/")[3])
	q.Go(p.URL()) // the same page, in the first clerk's language
	q.Click("Confirm both days").See("Both days are confirmed", "Version 1, receipt", "Days confirmed by")
	view(t, q.Page, "")

	c := signIn(t, s, "en", "caseworker.fld", browser.Options{})
	c.Click("Open "+ref).See("Receipt", "Package 1")
	calm(t, p.Page)
	calm(t, q.Page)
}
