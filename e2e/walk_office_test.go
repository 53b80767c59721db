package e2e

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"passage/e2e/browser"
)

// The office's part, in the walk's own language: the worksheet line by line, the interview, admissibility, the decision, the
// travel.

// say is what a page says in the language of the walk.
func (w *walk) say(en, fr string) string {
	if w.lang == "fr" {
		return fr
	}
	return en
}

// facts are the officer's answers to the questions of fact; what is not here is left unanswered.
var facts = map[string]string{
	"Could the applicant return safely to this country?":                                             "No safe return",
	"Is there a place in this country where the applicant would be safe, and could reasonably live?": "No place is safe and reasonable",
	"Is there a risk of refoulement or deportation?":                                                 "Yes",
	"Is there an offer of resettlement in another country?":                                          "No offer",
	"Is the person vulnerable, or in urgent need of protection (R138)?":                              "In urgent need of protection",
	"Who does the applicant fear?":                                                                   "The state",

	"Le demandeur pourrait-il retourner en sécurité dans ce pays?":                                        "Aucun retour sûr",
	"Y a-t-il dans ce pays un lieu où le demandeur serait en sécurité et pourrait raisonnablement vivre?": "Aucun lieu n’est sûr et raisonnable",
	"Y a-t-il un risque de refoulement ou d’expulsion?":                                                   "Oui",
	"Y a-t-il une offre de réinstallation dans un autre pays?":                                            "Aucune offre",
	"La personne est-elle vulnérable, ou a-t-elle un besoin urgent de protection (R138)?":                 "Besoin urgent de protection",
	"Qui le demandeur craint-il?":                                                                         "L’État",
}

// groups are the legends of the questions that stand in a form.
func groups(p *browser.Page, form string) (legends []string) {
	p.Eval(fmt.Sprintf(`[...document.querySelectorAll('form[id="%s"] legend')].map(l => l.innerText.replace(/[\s\u00a0\u202f]+/g, ' ').trim())`, form), &legends)
	return legends
}

// cite points to the first document of the file as what the line rests on.
func cite(p *browser.Page) {
	open := p.Within("css:#open")
	open.Select("Document", open.Options("Document")[0]).Fill("Page", "1")
}

// officer is who has the case.
func (w *walk) officer() *browser.Page { return w.as(w.lang, "officer.cedar") }

// assessed begins the worksheet and records every line of it, each HRD note answered. notMet names the criteria that are not met.
func (w *walk) assessed(notMet ...string) {
	p := w.officer()
	p.Click(w.say("Start the eligibility worksheet ", "Commencer la feuille d’admissibilité à la réinstallation ") + w.ref)
	w.everyLine(p, notMet...)
}

// everyLine records the line that is open and each that follows.
func (w *walk) everyLine(p *browser.Page, notMet ...string) {
	for range 60 {
		if !p.HasField(w.say("Reasons", "Motifs")) {
			return
		}
		w.finding(p, notMet)
	}
	w.t.Fatal("the worksheet does not end")
}

// finding records the open line and goes to the next.
func (w *walk) finding(p *browser.Page, notMet []string) {
	title := p.Within("css:#open h4").Text()
	w.lines = append(w.lines, title)
	against := slices.ContainsFunc(notMet, func(a string) bool { return strings.HasPrefix(title, a) })
	for _, legend := range groups(p, "finding") {
		part := p.Within("css:form[id=finding]", legend)
		switch {
		case facts[legend] != "":
			part.Choose(facts[legend])
		case strings.HasPrefix(legend, "Note "):
			answer, reason := w.say("Does not arise", "Ne se pose pas"), w.say("Nothing of the kind on file.", "Rien de tel au dossier.")
			if against { // and why it changes nothing
				answer, reason = w.say("Applies", "S’applique"), w.say("It is weighed and does not change the finding.", "Elle est prise en compte et ne change pas la conclusion.")
			}
			part.Choose(answer)
			p.Fill(w.say("Reason", "Motif")+" ("+strings.TrimPrefix(legend, "Note ")+")", reason)
		case legend == w.say("What do you find?", "Que concluez-vous?"):
			found := w.say("Met", "Satisfait")
			if against {
				found = w.say("Not met", "Non satisfait")
			}
			part.Choose(found)
		}
	}
	cite(p)
	reasons := w.say("The file establishes it.", "Le dossier l’établit.")
	if against {
		reasons = adverse
		if weighed := w.say("If not met: the reasons answer the referring partner’s assessment", "Si non satisfait : les motifs répondent à l’évaluation du partenaire"); p.Has(weighed) {
			p.Choose(weighed)
		}
	}
	p.Fill(w.say("Reasons", "Motifs"), reasons)
	button := ""
	p.Eval(`document.querySelector('#open button.btn-1').innerText.trim()`, &button)
	send(p, button)
}

// adverse is what an officer writes on a criterion that is not met; no disk may hold it.
const adverse = "Ossington Quay ne montre aucune menace."

// opens goes to the case from the first page of whoever works on it.
func (w *walk) opens(p *browser.Page) *browser.Page {
	return p.Click(w.say("My work", "Mon travail")).Click(w.ref)
}

// parts are the parts of a case by the ends of their addresses.
var parts = map[string]string{"admissibility": "interdiction-de-territoire", "concerns": "preoccupations", "consultation": "consultation", "decision": "decision",
	"eligibility": "admissibilite-reinstallation", "interview": "entrevue", "notices": "avis", "travel": "voyage"}

// part goes to a part of the case by the list of its parts.
func (w *walk) part(p *browser.Page, name string) *browser.Page {
	return p.ClickCSS(fmt.Sprintf("nav a[href$=%q]", "/"+w.say(name, parts[name])))
}

// accepted is the supervisor taking the file for the office and giving it to an officer.
func (w *walk) accepted() {
	p := w.as("fr", "supervisor.cedar")
	p.Click("Accepter le transfert " + w.ref)
	p.Choose(first(p, "Agent à qui il est attribué"))
	send(p, "Accepter le dossier").See("Dossier attribué")
}

// ruledOut sees that the safety plan of the walk's own case leaves video alone.
func (w *walk) ruledOut() {
	w.part(w.opens(w.officer()), "interview").See("Exclu par le plan de sécurité")
}

// interviewed plans the interview, books it, sends the invitation through the partner, and signs the record: not before
// its time has come. What is put to the applicant as a concern is recorded with the reply and with what it bears on.
func (w *walk) interviewed(concerns ...string) {
	p := w.officer()
	w.part(w.opens(p), "interview")
	send(p, w.say("Choose: Video from the partner’s office", "Choisir : Vidéo depuis le bureau du partenaire"))
	at := time.Now().UTC().Add(75 * time.Second).Truncate(time.Minute)
	p.Choose(w.say("Another time, written below", "Une autre heure, inscrite ci-dessous")).Fill(w.say("Another time, UTC", "Autre heure, UTC"), at.Format("2006-01-02 15:04"))
	p.Fill(w.say("Why less than 14 days’ notice", "Pourquoi moins de 14 jours de préavis"), w.say("The applicant asks to be heard today.", "Le demandeur demande à être entendu aujourd’hui."))
	p.ClickCSS(".savebar button.btn-1").See(w.say("The invitation is ready to send", "La convocation est prête à envoyer"))
	w.sent(p, w.say("Invitation to send", "Convocation à envoyer"))
	w.told(w.theirs("Interview invitation", "Convocation à une entrevue"), w.theirs("The letter was handed on to the applicant", "La lettre a été remise au demandeur"))

	w.part(w.opens(p), "interview").Click(w.say("Open the record", "Ouvrir le compte rendu")).SeeNot(hidingPlace, codeWord)
	sign := w.say("Sign the record", "Signer le compte rendu")
	p.Fill(w.say("Who was present", "Personnes présentes"), w.say("applicant, officer", "demandeur, agent")).Choose(w.say("French", "Français"))
	p.Fill("Question 1", "Que feriez-vous là-bas?").Fill(w.say("Answer 1", "Réponse 1"), "Continuer.").Fill(w.say("Officer’s reasoning", "Raisonnement de l’agent"), w.say("The answers agree.", "Réponses constantes."))
	if len(concerns) > 0 {
		p.Fill(w.say("Concern 4", "Réserve 4"), "Personne ne vous a cherché.").Fill(w.say("Reply 4", "Réplique 4"), "On m’a cherché deux fois.")
		for _, c := range concerns {
			p.Choose(c)
		}
	}
	if time.Now().UTC().Before(at.Add(-2 * time.Second)) {
		p.Click(sign).See(w.say("The interview is booked for a later time", "L’entrevue est fixée à une heure ultérieure"))
	}
	time.Sleep(time.Until(at.Add(2 * time.Second)))
	now := time.Now().UTC().Format("2006-01-02 15:04")
	p.Fill(w.say("Began, UTC", "Début, UTC"), now).Fill(w.say("Ended, UTC", "Fin, UTC"), now)
	send(p, w.say("Save the record", "Enregistrer le compte rendu"))
	for _, answer := range []string{
		w.say("Alone, or with those they want there", "Seul, ou avec les personnes de son choix"),
		w.say("Says that it is safe to speak", "Dit pouvoir parler sans danger"),
		w.say("The word for danger was not given", "Le mot de danger n’a pas été donné"),
		w.say("Known: a paper was seen, or the partner vouches", "Connu : un papier a été vu, ou le partenaire s’en porte garant"),
		w.say("Agrees, and knows what the record is for", "Accepte, et sait à quoi sert le compte rendu"),
	} {
		p.Choose(answer)
	}
	send(p, sign).See(w.say("The record is signed", "Le compte rendu est signé"))
}

// sent opens a letter and sends it through the partner.
func (w *walk) sent(p *browser.Page, letter string) {
	p.Click(letter)
	p.Within("css:form[id=send]").Choose(w.say("English", "Français"))
	send(p, w.say("Send through the partner", "Envoyer par le partenaire")).See(w.say("The letter is sent through the partner", "La lettre est envoyée par le partenaire"))
}

// first is the label of the first choice of a group.
func first(p *browser.Page, legend string) (label string) {
	p.Eval(fmt.Sprintf(`[...document.querySelectorAll('legend')].find(l => l.innerText.trim().startsWith(%q)).parentElement.querySelector('label').innerText`, legend), &label)
	return label
}

// cells fills a column of a table of checks, cell by cell, as the heads of row and column name it.
func cells(p *browser.Page, form, column, value string) {
	part := p.Within("css:form[id=" + form + "]")
	for _, name := range part.Fields() {
		if !strings.HasSuffix(name, " "+column) {
			continue
		}
		if part.IsList(name) {
			part.Select(name, value)
		} else {
			part.Fill(name, value)
		}
	}
}

// admissible records, person by person, that the checks and the grounds raise nothing.
func (w *walk) admissible() {
	p := w.officer()
	send(w.part(w.opens(p), "eligibility"), w.say("Go on to admissibility", "Passer à l’interdiction de territoire")).See(w.say("Checks", "Vérifications"))
	for n := range 3 {
		p.ClickCSS(fmt.Sprintf(".tabs li:nth-child(%d) a", n+1))
		w.cleared(p)
	}
	w.toDecision(p)
}

// cleared records of one person that the checks and the grounds raise nothing.
func (w *walk) cleared(p *browser.Page) {
	clear := w.say("No concern", "Rien à signaler")
	cells(p, "tracks", w.say("Where it stands", "État"), clear)
	cells(p, "tracks", w.say("Requested", "Demandée"), today(20).Format("2006-01-02"))
	cells(p, "tracks", w.say("Received", "Reçue"), today(5).Format("2006-01-02"))
	cells(p, "tracks", w.say("Valid until", "Valide jusqu’au"), today(-300).Format("2006-01-02"))
	send(p, w.say("Save checks", "Enregistrer les vérifications"))
	cells(p, "grounds", w.say("Finding", "Conclusion"), clear)
	send(p, w.say("Save findings", "Enregistrer les conclusions"))
}

// toDecision goes on from the worksheet or from admissibility to the decision.
func (w *walk) toDecision(p *browser.Page) {
	send(p, w.say("Go on to the decision", "Passer à la décision")).See(w.say("Before you sign", "Avant de signer"))
}

// approved writes the decision, reads the letters and signs them, after showing once more who signs.
func (w *walk) approved(p *browser.Page) {
	p.Choose(w.say("Approve", "Approuver")).Fill(w.say("Conclusion and summary", "Conclusion et sommaire"), w.say("All of it is established.", "Tout est établi."))
	p.Fill(w.say("Reasons: how each requirement of R139(1) is established", "Motifs : comment chaque exigence du paragraphe R139(1) est établie"), w.say("Each requirement is established.", "Chaque exigence est établie."))
	day(p, w.say("Planned day of travel", "Jour de voyage prévu"), today(-60))
	p.Fill(w.say("Year in which the office has a place for the family inside its GAR number", "Année où le bureau a une place pour la famille à même son nombre de RPG"), today(-60).Format("2006")).Select("Destination", "Ontario")
	day(p, w.say("Destination requested on", "Destination demandée le"), today(0))
	p.ClickCSS(".savebar button.btn-1").See(w.say("Sign: Approve", "Signer : Approuver"), w.say("Passports and travel after you arrive", "Passeports et voyages après votre arrivée"))
	p.Choose(w.say("English", "Français")) // of the letter to the applicant
	send(p, w.say("Sign and send both letters", "Signer et envoyer les deux lettres"))
	w.proven(p).See(w.say("Letters and notices", "Lettres et avis"), w.say("Sent, not proven received", "Envoyé, réception non prouvée"))
}

// proven goes through the gate of the demonstration.
func (w *walk) proven(p *browser.Page) *browser.Page {
	p.See(w.say("Show that it is you", "Montrez que c’est bien vous"), w.say("Nothing is done yet", "Rien n’est encore fait"))
	return send(p, w.say("It is me, go on", "C’est moi, continuer"))
}

// landed records visa, departure and landing of each person who travels.
func (w *walk) landed() {
	p := w.as("fr", "assistant.cedar")
	for _, record := range []func(p *browser.Page, n int){visa, departure, landing} {
		w.part(w.opens(p), "travel")
		for n := range 3 {
			p.ClickCSS(fmt.Sprintf("main tbody tr:nth-child(%d) a", n+1))
			record(p, n+1)
			w.part(p, "travel")
		}
	}
	p.See("Établies : 3 sur 3")
}

func visa(p *browser.Page, n int) {
	p.Fill("Numéro du visa", fmt.Sprintf("V 000%d", n)).Fill("Numéro du titre de voyage", fmt.Sprintf("T 000%d", n))
	p.Select("Titre de voyage", "Document de la Croix-Rouge ou des Nations Unies")
	day(p, "Expiration du titre de voyage", today(-700))
	day(p, "Visa délivré le", today(0))
	day(p, "Visa valide jusqu’au", today(-200))
	send(p, "Consigner le visa").See("Le visa est consigné")
}

func departure(p *browser.Page, _ int) {
	day(p, "Jour du départ", today(0))
	choose(p, "Qui a confirmé l’embarquement", "Organisation internationale pour les migrations")
	send(p, "Consigner le départ").See("Le départ est consigné")
}

func landing(p *browser.Page, n int) {
	day(p, "Jour où la personne est devenue résidente permanente", today(0))
	p.Fill("Point d’entrée", "Toronto Pearson").Fill("Numéro de la confirmation de résidence permanente", fmt.Sprintf("C 000%d", n))
	send(p, "Consigner et compter l’établissement").See("L’établissement est consigné et compté")
}

// choose answers a question that is a list when it has many answers and buttons when it has few.
func choose(p *browser.Page, question, answer string) {
	if p.HasField(question) {
		p.Select(question, answer)
	} else {
		p.Within(question).Choose(answer)
	}
}
