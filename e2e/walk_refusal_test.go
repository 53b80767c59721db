package e2e

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"passage/e2e/browser"
	"passage/e2e/house"
)

// A refusal from its first finding to its two notices: the officer finds criteria not met, answers every HRD note, puts
// the concern to the applicant, assesses both classes; a supervisor looks; the officer signs; the office sends both
// letters through the partner, which opens its own and tells the applicant; and only then the case closes. It starts
// from a case of the demonstration that was assigned to the officer.
func TestWalkRefusal(t *testing.T) {
	walkers(t, []way{{"fr", true}}, func(t *testing.T, lang string, noScript bool) {
		w := walker(t, house.Demo(t), lang, noScript)
		w.assigned()
		w.assessed(w.notMet()...)
		w.interviewed(w.notMet()...)
		w.refused()
		w.lookedAt()
		w.signs()
		w.lettersSent()
		w.bothTold(w.theirs("The application was refused", "La demande a été refusée"), w.theirs("We are not able to approve it", "Nous ne pouvons pas l’approuver"))
		w.closed()
		unreadable(w.t, w.s, scanName, "Applicant 01", adverse, "Personne ne vous a cherch")
	})
}

// notMet are the criteria that the refusal rests on.
func (w *walk) notMet() []string {
	return []string{w.say("Convention refugee", "Réfugié au sens de la Convention"), w.say("Member of the class", "Appartient à la catégorie")}
}

var unbegun = regexp.MustCompile(`^(?:Start the eligibility worksheet|Commencer la feuille d’admissibilité à la réinstallation) (.{9})$`)

// assigned finds a case that the officer has not begun.
func (w *walk) assigned() {
	for _, r := range rows(w.officer()) {
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
	for _, class := range []string{w.say("Convention refugees abroad class", "Catégorie des réfugiés au sens de la Convention outre-frontières"), w.say("Country of asylum class", "Catégorie de personnes de pays d’accueil")} {
		if !slices.ContainsFunc(w.lines, func(line string) bool { return strings.HasPrefix(line, w.notMet()[1]+" "+class) }) {
			w.t.Errorf("the worksheet never asked for the %s: %q", class, w.lines)
		}
	}
	p := w.officer()
	w.toDecision(w.part(w.opens(p), "eligibility"))
	p.Choose(w.say("Refuse", "Refuser")).Fill(w.say("Conclusion and summary", "Conclusion et sommaire"), w.say("A well-founded fear is not established.", "Une crainte fondée n’est pas établie."))
	send(p, w.say("Ask for a second look", "Demander un second examen")).See(w.say("The supervisor is asked for a second look", "Un second examen est demandé"))
}

// lookedAt is the supervisor looking at the refusal.
func (w *walk) lookedAt() {
	p := w.as(w.lang, "supervisor.cedar")
	p.Click(w.say("Second looks and what must be settled", "Seconds examens et ce qui reste à régler"))
	p.Click(w.say("Draft decision: give a second look ", "Projet de décision\u00a0: faire un second examen ") + w.ref).See(adverse)
	p.Choose(w.say("I agree", "Je suis d’accord")).Fill(w.say("What you looked at, and why", "Ce que vous avez examiné, et pourquoi"), w.say("The reasons answer every note.", "Les motifs répondent à chaque note."))
	send(p, w.say("Record my look", "Consigner mon examen"))
}

// signs is the officer reading the letters and signing, after showing once more who signs; they are sent later.
func (w *walk) signs() {
	p := w.officer()
	w.part(w.opens(p), "decision").ClickCSS(".savebar button.btn-1").See(w.say("Sign: Refuse", "Signer : Refuser"), w.say("60 days", "60 jours"))
	send(p, w.say("Sign, send later", "Signer, envoyer plus tard"))
	w.proven(p).See(w.say("The decision is signed", "La décision est signée"))
}

// lettersSent sends the letter to the applicant and the notice to the partner.
func (w *walk) lettersSent() {
	p := w.as(w.lang, "assistant.cedar")
	p.Click(w.say("Send and prove the letters ", "Envoyer et prouver les lettres ") + w.ref)
	for _, letter := range []string{w.say("Refusal: eligibility", "Refus : admissibilité à la réinstallation"), w.say("Notice to the partner", "Avis au partenaire")} {
		w.sent(p, letter)
		w.part(p, "notices")
	}
	p.See(w.say("Sent, not proven received", "Envoyé, réception non prouvée"))
}

// bothTold is the partner: it learns of the outcome when it opens its notice, and says when the applicant was told.
func (w *walk) bothTold(outcome, words string) {
	p := w.referrer()
	w.waiting(p.Click(w.ref), w.theirs("Outcome of the application", "Issue de la demande")).SeeNot(outcome)
	send(p, w.theirs("Open the message", "Ouvrir le message")).See(outcome)
	w.waiting(p.Click("Messages").Click(w.ref), w.theirs("Letter to the applicant", "Lettre au demandeur")).See(words)
	w.saysTold(p, w.theirs("The applicant was told in words", "Le demandeur a été avisé de vive voix"))
}

// waiting opens the message of a kind that waits for the partner: an earlier one may have been answered.
func (w *walk) waiting(p *browser.Page, kind string) *browser.Page {
	var at string
	p.Eval(fmt.Sprintf(`[...document.querySelectorAll('main tbody tr')].filter(r => r.innerText.includes(%q) && r.innerText.includes(%q)).map(r => new URL(r.querySelector('a').href).pathname)[0] || ''`,
		kind, w.theirs("Waiting for you", "En attente de votre part")), &at)
	if at == "" {
		w.t.Fatalf("no %q waits: %s", kind, p.Text())
	}
	return p.ClickCSS(fmt.Sprintf("main tbody a[href=%q]", at))
}

// closed is the officer closing the case, both notices proven, and the last day to go to court counted from the telling.
func (w *walk) closed() {
	p := w.officer()
	p.Click(w.say("My work", "Mon travail")).Click(w.say("Everybody was told: close the case ", "Tous ont été informés : fermer le dossier ") + w.ref).See(w.say("Last day to ask the Federal Court", "Dernier jour pour s’adresser à la Cour fédérale"))
	send(p, w.say("Close the case", "Fermer le dossier")).See(w.say("The case is closed", "Le dossier est fermé"))
}
