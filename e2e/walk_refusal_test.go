package e2e

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"passage/e2e/browser"
)

// A refusal from its first finding to its two notices: the officer finds criteria not met, answers every HRD note, puts
// the concern to the applicant, assesses both classes; a supervisor looks; the officer signs; the office sends both
// letters through the partner, which opens its own and tells the applicant; and only then the case closes. It starts
// from a case of the demonstration that was assigned to the officer.
func TestWalkRefusal(t *testing.T) {
	walkers(t, func(w *walk) {
		w.assigned()
		w.assessed(notMet...)
		w.interviewed(notMet...)
		w.refused()
		w.lookedAt()
		w.signs()
		w.lettersSent()
		w.bothTold()
		w.closed()
		unreadable(w.t, w.s, scanName, "Applicant 01", adverse, "Personne ne vous a cherch")
	})
}

// notMet are the criteria that the refusal rests on.
var notMet = []string{"Réfugié au sens de la Convention", "Appartient à la catégorie"}

var unbegun = regexp.MustCompile(`^Commencer la feuille d’admissibilité à la réinstallation (.{9})$`)

// assigned finds a case that the officer has not begun.
func (w *walk) assigned() {
	for _, r := range rows(w.as("fr", "officer.cedar")) {
		if m := unbegun.FindStringSubmatch(r.Link); m != nil {
			w.ref = m[1]
			return
		}
	}
	w.t.Fatal("no worksheet is to be begun")
}

// refused goes on to the decision with every line recorded, both classes among them, writes the refusal and asks for the
// second look.
func (w *walk) refused() {
	for _, class := range []string{"Catégorie des réfugiés au sens de la Convention outre-frontières", "Catégorie de personnes de pays d’accueil"} {
		if !slices.ContainsFunc(w.lines, func(line string) bool { return strings.HasPrefix(line, "Appartient à la catégorie "+class) }) {
			w.t.Errorf("the worksheet never asked for the %s: %q", class, w.lines)
		}
	}
	p := w.as("fr", "officer.cedar")
	part(w.opens(p), "admissibilite-reinstallation")
	send(p, "Passer à la décision").See("Refuser")
	p.Choose("Refuser").Fill("Conclusion et sommaire", "Une crainte fondée n’est pas établie.")
	send(p, "Demander un second examen").See("Un second examen est demandé")
}

// lookedAt is the supervisor looking at the refusal.
func (w *walk) lookedAt() {
	p := w.as("fr", "supervisor.cedar")
	p.Click("Faire le second examen " + w.ref).See(adverse)
	p.Choose("Je suis d’accord").Fill("Ce que vous avez examiné, et pourquoi", "Les motifs répondent à chaque note.")
	send(p, "Consigner mon examen")
}

// signs is the officer reading the letters and signing, after showing once more who signs; they are sent later.
func (w *walk) signs() {
	p := w.as("fr", "officer.cedar")
	part(w.opens(p), "decision").ClickCSS(".savebar button.btn-1").See("Signer : Refuser", "60 jours")
	send(p, "Signer, envoyer plus tard").See("Montrez que c’est bien vous", "Rien n’est encore fait")
	send(p, "C’est moi, continuer").See("La décision est signée")
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
	p.Click("Mon travail").Click("Tous ont été informés : fermer le dossier " + w.ref).See("Dernier jour pour s’adresser à la Cour fédérale")
	send(p, "Fermer le dossier").See("Le dossier est fermé")
}
