package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"passage/e2e/browser"
)

// From approval to landing (issue "Done when"), each walked from where a case of `passage demo --practice` stands: a family that travels in
// two parts, of which a member follows a year later, and somebody who does not arrive.
func TestWalkDepart(t *testing.T) {
	practised(t, practice{"in two parts", (*walk).inTwoParts}, practice{"a year later", (*walk).aYearLater}, practice{"no-show", (*walk).notArrived})
}

// A family of five, of whom one stays, travels in two parts: each part has its notice, which the operations centre takes and passes on;
// the second is put off, and amended. Four land, person by person.
func (w *walk) inTwoParts() {
	p := w.as(w.lang, "assistant.cedar")
	w.found(p, "G900006016")
	w.travel(p).See(w.say("Landed: 0 of 4", "Établies : 0 sur 4"))
	w.sets(p, 0, today(0))
	w.announced(p, w.say("Port of entry", "Point d’entrée"))
	for _, n := range []int{1, 2} {
		w.goes(p, n)
		w.lands(p, n)
	}
	w.travel(p).See(w.say("Landed: 2 of 4", "Établies : 2 sur 4"))
	w.sets(p, 2, today(-1))
	w.announced(p, w.say("Resettlement service provider", "Fournisseur de services d’aide à la réinstallation"))
	w.plans(p).ClickCSS("main #ml-0 a")
	day(p, w.say("Planned departure", "Départ prévu"), today(0))
	day(p, w.say("Planned arrival", "Arrivée prévue"), today(0))
	p.Within("css:form[id=change]").Fill(w.say("What changed, and why", "Ce qui a changé, et pourquoi"), w.say("An earlier seat.", "Une place plus tôt."))
	send(p, w.say("Save the change", "Enregistrer la modification")).See(w.say("change 1", "modification 1"))
	w.announced(p, w.say("Resettlement service provider", "Fournisseur de services d’aide à la réinstallation"))
	for _, n := range []int{3, 4} {
		w.goes(p, n)
		w.lands(p, n)
	}
	w.travel(p).See(w.say("Landed: 4 of 4", "Établies : 4 sur 4"), w.say("Family members who do not travel", "Membres de la famille qui ne voyagent pas"))
}

// travel is the page of the case's travel.
func (w *walk) travel(p *browser.Page) *browser.Page { return w.part(p, "travel") }

// plans is the page of its planned travel.
func (w *walk) plans(p *browser.Page) *browser.Page {
	return w.travel(p).Click(w.say("Planned travel and arrival notices", "Voyage prévu et préavis d’arrivée"))
}

// sets plans the travel of the two persons whose travel is still to be planned.
func (w *walk) sets(p *browser.Page, landed int, arrives time.Time) {
	w.plans(p)
	var who []string
	p.Eval(`[...document.querySelectorAll('input[name=persons]')].map(i => i.labels[0].innerText.trim())`, &who)
	if len(who) != 4-landed {
		w.t.Fatalf("the travel of %v can be planned", who)
	}
	for _, x := range who[:2] {
		p.Choose(x)
	}
	day(p, w.say("Planned departure", "Départ prévu"), arrives)
	day(p, w.say("Planned arrival", "Arrivée prévue"), arrives)
	p.Fill(w.say("Port of entry", "Point d’entrée"), "Port 01").Fill(w.say("Flights (restricted)", "Vols (diffusion restreinte)"), "XX 100")
	choose(p, w.say("Booked by", "Réservation faite par"), w.say("International Organization for Migration", "Organisation internationale pour les migrations"))
	p.Fill(w.say("Alert for who meets them", "Alerte pour qui les accueille"), w.say("A militant: meet them inside.", "Un militant : accueillez-les à l’intérieur."))
	save := w.say("Save the planned travel", "Enregistrer le voyage prévu")
	if p.Click(save); p.Status() != 422 { // the work is told only where safety needs it and they agreed
		w.t.Errorf("an alert that names the work: status %d", p.Status())
	}
	p.Fill(w.say("Alert for who meets them", "Alerte pour qui les accueille"), "")
	send(p, save).See(w.say("The travel is planned", "Le voyage est prévu"))
}

// announced sends the notice that is shown; the operations centre takes it and passes it on to somebody.
func (w *walk) announced(p *browser.Page, to string) {
	send(p, w.say("Send the notice to the operations centre", "Envoyer le préavis au centre des opérations")).See(w.say("The notice is with the operations centre", "Le préavis est au centre des opérations"))
	c := w.as(w.lang, "clerk.roco")
	c.Click(w.say("Destinations and arrivals", "Destinations et arrivées"))
	c.See(w.ref).ClickCSS("main tbody a")
	c.SeeNot("District").ClickCSS("main tbody tr:first-child a").See("XX 100")
	send(c, w.say("Acknowledge", "Accuser réception"))
	choose(c, w.say("To whom", "À qui"), to)
	choose(c, w.say("Language of the notice", "Langue du préavis"), w.say("English", "Français"))
	send(c, w.say("Write and record as passed on", "Rédiger et consigner la transmission")).See(w.say("recorded as passed on", "transmission consignée"))
}

// one is the page of a person's travel.
func (w *walk) one(p *browser.Page, n int) *browser.Page {
	return w.travel(p).ClickCSS(fmt.Sprintf("main tbody tr:nth-child(%d) a", n))
}

func (w *walk) goes(p *browser.Page, n int) {
	w.one(p, n)
	day(p, w.say("Day of departure", "Jour du départ"), today(0))
	choose(p, w.say("Who confirmed the boarding", "Qui a confirmé l’embarquement"), w.say("International Organization for Migration", "Organisation internationale pour les migrations"))
	send(p, w.say("Record the departure", "Consigner le départ")).See(w.say("The departure is recorded", "Le départ est consigné"))
}

func (w *walk) lands(p *browser.Page, n int) {
	w.one(p, n)
	w.port(p)
}

func (w *walk) port(p *browser.Page) {
	day(p, w.say("Day on which the person became a permanent resident", "Jour où la personne est devenue résidente permanente"), today(0))
	p.Fill(w.say("Port of entry", "Point d’entrée"), "Port 01").Fill(w.say("Number of the confirmation of permanent residence", "Numéro de la confirmation de résidence permanente"), "C 0001")
	send(p, w.say("Record and count the landing", "Consigner et compter l’établissement")).See(w.say("The landing is recorded and counted", "L’établissement est consigné et compté"))
}

// More than a year after four of five landed the fifth, who applied in time, gets a visa and lands, on a line of their own.
func (w *walk) aYearLater() {
	p := w.officer()
	w.found(p, "G900006015")
	w.travel(p).Click(w.say("Issue the visa of a member who follows", "Délivrer le visa d’un membre qui suit"))
	in := p.Within("css:#admit") // the same is asked for a refusal
	choose(in, w.say("Is the person still a family member today?", "La personne est-elle encore membre de la famille aujourd’hui?"), w.say("Yes", "Oui"))
	in.Fill(w.say("What the determination rests on", "Sur quoi repose la décision"), w.say("Listed before departure, and examined.", "Inscrit avant le départ, et examiné.")).Fill(w.say("Number of the visa", "Numéro du visa"), "V 0005")
	day(in, w.say("Visa issued", "Visa délivré le"), today(0))
	day(in, w.say("Visa valid until", "Visa valide jusqu’au"), today(-200))
	send(p, w.say("Issue the visa", "Délivrer le visa")).See(w.say("The visa is recorded", "Le visa est consigné"))
	a := w.as(w.lang, "assistant.cedar")
	w.found(a, "G900006015")
	w.travel(a).Click(w.say("Record a landing through the one-year window", "Consigner un établissement dans le délai prescrit d’un an"))
	w.port(a)
	a.Within(w.say("Family members who do not travel", "Membres de la famille qui ne voyagent pas")).See("Port 01")
}

// Somebody who had boarded did not present themselves: the office asks the partner, and not before it has heard that they are safe does
// anybody record that they left again. The receipt of the plain words on passports is on the record.
func (w *walk) notArrived() {
	p := w.as(w.lang, "assistant.cedar")
	w.found(p, "G900006018")
	w.by = "pd"
	w.one(p, 1).PressCSS("main details summary")
	p.Fill(w.say("What happened", "Ce qui s’est passé"), w.say("Did not present themselves.", "Ne s’est pas présentée."))
	send(p, w.say("Record the no-show", "Consigner l’absence")).See(w.say("did not arrive: ask whether they are safe", "n’est pas arrivée : demandez si elle est en sécurité"))
	w.one(p, 1)
	day(p, w.say("Day of departure", "Jour du départ"), today(0))
	choose(p, w.say("Who confirmed the boarding", "Qui a confirmé l’embarquement"), w.say("International Organization for Migration", "Organisation internationale pour les migrations"))
	if p.Click(w.say("Record the departure", "Consigner le départ")); p.Status() != 422 {
		w.t.Errorf("leaves again with nobody having asked: status %d", p.Status())
	}
	safe := w.say("Is this person safe?", "Cette personne est-elle en sécurité?")
	w.one(p, 1).Click(safe)
	choose(p, w.say("Whom you ask", "À qui vous demandez"), w.say("The partner", "Le partenaire"))
	send(p, w.say("Send or record the question", "Envoyer ou consigner la question"))
	c := w.as(w.partner, "caseworker.pd").Click("Questions")
	if c.Click(w.ref); !strings.Contains(c.Text(), w.say("did not arrive as planned", "n’est pas arrivée comme prévu")) {
		w.t.Errorf("the partner is not asked: %s", c.Text())
	}
	c.SeeNot(w.say("Did not present themselves.", "Ne s’est pas présentée."))
	choose(p, w.say("What was found", "Constat"), w.say("Safe", "En sécurité"))
	day(p, w.say("Day on which you heard", "Date de la réponse"), today(0))
	p.Fill(w.say("From whom, and what", "De qui, et quoi"), w.say("The partner spoke to them.", "Le partenaire lui a parlé."))
	send(p, w.say("Record what was found", "Consigner le constat"))
	w.goes(p, 1)
	w.one(p, 1).Click(w.say("Passports and travel: plain words given", "Passeports et voyages : explications données"))
	choose(p, w.say("When", "Quand"), w.say("With the approval", "Avec l’approbation"))
	day(p, w.say("Day", "Date"), today(0))
	p.Fill(w.say("Language", "Langue"), w.say("Language Q", "langue Q"))
	choose(p, w.say("How the receipt is known", "Comment la réception est connue"), w.say("Read out to the person, who said that they understood", "Lues à la personne, qui a dit avoir compris"))
	send(p, w.say("Record", "Consigner")).See(w.say("The receipt is recorded", "La réception est consignée"))
}
