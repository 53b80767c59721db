package e2e

import (
	"regexp"
	"testing"

	"passage/e2e/browser"
)

// A refusal to its two notices: the office sends both letters through the partner, the partner opens its own and tells
// the applicant, and only then the case closes. It starts from a refusal that was signed and not yet sent.
func TestWalkRefusalNotices(t *testing.T) {
	walkers(t, func(w *walk) {
		w.refused()
		w.lettersSent()
		w.bothTold()
		w.closed()
		unreadable(w.t, w.s, scanName, "Applicant 0171", "Nothing on file shows a threat")
	})
}

var owed = regexp.MustCompile(`^Envoyer et prouver les lettres (.{9})$`)

// refused finds the case whose letters are owed.
func (w *walk) refused() {
	for _, r := range rows(w.as("fr", "assistant.cedar")) {
		if m := owed.FindStringSubmatch(r.Link); m != nil {
			w.ref = m[1]
		}
	}
	if w.ref == "" {
		w.t.Fatal("no letter of a refusal is owed")
	}
}

// lettersSent sends the letter to the applicant and the notice to the partner.
func (w *walk) lettersSent() {
	p := w.as("fr", "assistant.cedar")
	p.Click("Envoyer et prouver les lettres " + w.ref)
	for _, letter := range []string{"Refus : admissibilité à la réinstallation", "Avis au partenaire"} {
		p.Click(letter)
		p.Within("css:form[id=send]").Choose("Anglais")
		send(p, "Envoyer par le partenaire").See("La lettre est envoyée par le partenaire")
		part(p, "avis")
	}
	p.See("Envoyé, réception non prouvée")
}

// referrer is the partner that referred the case, where its messages are: the demo says of no case here which it is.
func (w *walk) referrer() *browser.Page {
	for _, partner := range []string{"unhcr", "fld", "pd"} {
		if p := w.as("en", "caseworker."+partner).Click("Messages"); p.Has(w.ref) {
			return p
		}
	}
	w.t.Fatalf("no partner has a message about %s", w.ref)
	return nil
}

// bothTold is the partner: it learns of the refusal when it opens its notice, and says when the applicant was told.
func (w *walk) bothTold() {
	p := w.referrer()
	p.Click(w.ref).Click("Outcome of the application").SeeNot("refused")
	send(p, "Open the message").See("The application was refused")
	p.Click("Messages").Click(w.ref).Click("Letter to the applicant").See("We are not able to approve it")
	p.Choose("The applicant was told in words").Fill("Who told the applicant", "Caseworker 0010")
	day(p, "Day on which the applicant was told", today(0))
	send(p, "Record that the applicant was told").See("Recorded: the applicant was told")
}

// closed is the officer closing the case, both notices proven, and the last day to go to court counted from the telling.
func (w *walk) closed() {
	p := w.as("fr", "officer.cedar")
	part(p.Click("Dossiers").Click(w.ref), "decision").See("Dernier jour pour s’adresser à la Cour fédérale")
	send(p, "Fermer le dossier").See("Le dossier est fermé")
}
