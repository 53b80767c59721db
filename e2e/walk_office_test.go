package e2e

import (
	"fmt"
	"strings"
	"time"

	"passage/e2e/browser"
)

// The office's part, in French: the worksheet line by line, the interview, admissibility, the decision, the travel.

// facts are the officer's answers to the questions of fact; what is not here is left unanswered.
var facts = map[string]string{
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

// assessed records every line of the worksheet, each HRD note answered. notMet names the criteria that are not met.
func (w *walk) assessed(notMet ...string) {
	p := w.as("fr", "officer.cedar")
	p.Click("Commencer la feuille d’admissibilité à la réinstallation " + w.ref)
	for range 60 {
		if !p.HasField("Motifs") {
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
	against := verdict(title, notMet) == "Non satisfait"
	for _, legend := range groups(p, "finding") {
		part := p.Within("css:form[id=finding]", legend)
		switch {
		case facts[legend] != "":
			part.Choose(facts[legend])
		case strings.HasPrefix(legend, "Note "):
			answer, reason := "Ne se pose pas", "Rien de tel au dossier."
			if against { // and why it changes nothing
				answer, reason = "S’applique", "Elle est prise en compte et ne change pas la conclusion."
			}
			part.Choose(answer)
			p.Fill("Motif ("+strings.TrimPrefix(legend, "Note ")+")", reason)
		case legend == "Que concluez-vous?":
			part.Choose(verdict(title, notMet))
		}
	}
	cite(p)
	if p.Fill("Motifs", "Le dossier l’établit."); against {
		p.Fill("Motifs", adverse)
		if weighed := "Si non satisfait : les motifs répondent à l’évaluation du partenaire"; p.Has(weighed) {
			p.Choose(weighed)
		}
	}
	button := ""
	p.Eval(`document.querySelector('#open button.btn-1').innerText.trim()`, &button)
	send(p, button)
}

// adverse is what an officer writes on a criterion that is not met; no disk may hold it.
const adverse = "Ossington Quay ne montre aucune menace."

func verdict(title string, notMet []string) string {
	for _, a := range notMet {
		if strings.HasPrefix(title, a) {
			return "Non satisfait"
		}
	}
	return "Satisfait"
}

// opens goes to the case from the first page of whoever works on it.
func (w *walk) opens(p *browser.Page) *browser.Page {
	return p.Click("Mon travail").Click(w.ref)
}

// part goes to a part of the case by the list of its parts.
func part(p *browser.Page, end string) *browser.Page {
	return p.ClickCSS(fmt.Sprintf("nav a[href$=%q]", "/"+end))
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
	part(w.opens(w.as("fr", "officer.cedar")), "entrevue").See("Exclu par le plan de sécurité")
}

// interviewed plans the interview, books it, sends the invitation through the partner, and signs the record: not before
// its time has come. What is put to the applicant as a concern is recorded with the reply and with what it bears on.
func (w *walk) interviewed(concerns ...string) {
	p := w.as("fr", "officer.cedar")
	part(w.opens(p), "entrevue")
	send(p, "Choisir : Vidéo depuis le bureau du partenaire")
	at := time.Now().UTC().Add(75 * time.Second).Truncate(time.Minute)
	p.Choose("Une autre heure, inscrite ci-dessous").Fill("Autre heure, UTC", at.Format("2006-01-02 15:04"))
	p.Fill("Pourquoi moins de 14 jours de préavis", "Le demandeur demande à être entendu aujourd’hui.")
	p.ClickCSS(".savebar button.btn-1").See("La convocation est prête à envoyer")
	p.Click("Convocation à envoyer")
	p.Within("css:form[id=send]").Choose("Français")
	send(p, "Envoyer par le partenaire").See("La lettre est envoyée par le partenaire")
	w.told("Interview invitation", "The letter was handed on to the applicant")

	part(w.opens(p), "entrevue").Click("Ouvrir le compte rendu").SeeNot(hidingPlace, codeWord)
	p.Fill("Personnes présentes", "demandeur, agent").Choose("Français")
	p.Fill("Question 1", "Que feriez-vous là-bas?").Fill("Réponse 1", "Continuer.").Fill("Raisonnement de l’agent", "Réponses constantes.")
	if len(concerns) > 0 {
		p.Fill("Réserve 4", "Personne ne vous a cherché.").Fill("Réplique 4", "On m’a cherché deux fois.")
		for _, c := range concerns {
			p.Choose(c)
		}
	}
	if time.Now().UTC().Before(at.Add(-2 * time.Second)) {
		p.Click("Signer le compte rendu").See("L’entrevue est fixée à une heure ultérieure")
	}
	time.Sleep(time.Until(at.Add(2 * time.Second)))
	now := time.Now().UTC().Format("2006-01-02 15:04")
	p.Fill("Début, UTC", now).Fill("Fin, UTC", now)
	send(p, "Signer le compte rendu").See("signé")
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
	p := w.as("fr", "officer.cedar")
	send(part(w.opens(p), "admissibilite-reinstallation"), "Passer à l’interdiction de territoire").See("Vérifications")
	for n := range 3 {
		p.ClickCSS(fmt.Sprintf(".tabs li:nth-child(%d) a", n+1))
		cells(p, "tracks", "État", "Rien à signaler")
		cells(p, "tracks", "Demandée", today(20).Format("2006-01-02"))
		cells(p, "tracks", "Reçue", today(5).Format("2006-01-02"))
		cells(p, "tracks", "Valide jusqu’au", today(-300).Format("2006-01-02"))
		send(p, "Enregistrer les vérifications")
		cells(p, "grounds", "Conclusion", "Rien à signaler")
		send(p, "Enregistrer les conclusions")
	}
	send(p, "Passer à la décision").See("Avant de signer")
}

// approved writes the decision, reads the letters and signs them, after showing once more who signs.
func (w *walk) approved() {
	p := w.as("fr", "officer.cedar")
	p.Choose("Approuver").Fill("Conclusion et sommaire", "Tout est établi.")
	p.Fill("Motifs : comment chaque exigence du paragraphe R139(1) est établie", "Chaque exigence est établie.")
	day(p, "Jour de voyage prévu", today(-60))
	p.Choose("Le bureau a une place pour la famille à même son nombre de RPG pour cette année").Select("Destination", "Ontario")
	day(p, "Destination demandée le", today(0))
	p.ClickCSS(".savebar button.btn-1").See("Signer : Approuver", "Passeports et voyages après votre arrivée")
	w.signed(p)
}

// signed signs and sends both letters through the gate of the demonstration.
func (w *walk) signed(p *browser.Page) {
	send(p, "Signer et envoyer les deux lettres").See("Montrez que c’est bien vous", "Rien n’est encore fait")
	send(p, "C’est moi, continuer").See("Lettres et avis", "Envoyé, réception non prouvée")
}

// landed records visa, departure and landing of each person who travels.
func (w *walk) landed() {
	p := w.as("fr", "assistant.cedar")
	for _, record := range []func(p *browser.Page, n int){visa, departure, landing} {
		part(w.opens(p), "voyage")
		for n := range 3 {
			p.ClickCSS(fmt.Sprintf("main tbody tr:nth-child(%d) a", n+1))
			record(p, n+1)
			part(p, "voyage")
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
