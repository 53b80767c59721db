package e2e

import (
	"fmt"
	"strings"
	"testing"

	"passage/e2e/browser"
)

// An exit barrier ends by each of its three paths (issue "Done when", A-102, A-103): the applicants withdraw; the case waits and is looked
// at again until there is a way out; and after the final decision they leave while their visas last, in exceptional danger the principal
// applicant before who is not let out, after the counselling of L11, or nobody could and the file closes. A check walks each in both
// languages.
func TestWalkBarrier(t *testing.T) {
	practisedIn(t, true, practice{"withdraws", (*walk).stopsAtTheBarrier}, practice{"waits", (*walk).waitsAtTheBarrier}, practice{"leaves alone", (*walk).leavesAlone}, practice{"visa not used", (*walk).neverLetOut})
}

// barrier is the page of the hold, where the ways out of an exit barrier stand.
func (w *walk) barrier(p *browser.Page) *browser.Page {
	return w.travel(p).Click(w.say("On hold, orders, visas not used", "En suspens, décrets, visas non utilisés"))
}

// written chooses the first document of a list: what was asked for or signed in writing.
func written(p *browser.Page, label string) { p.Select(label, p.Options(label)[0]) }

// Whoever waits at an exit barrier withdraws, in writing and not otherwise: the case closes, the letter that acknowledges it reaches them
// through the partner, who sees that it was withdrawn.
func (w *walk) stopsAtTheBarrier() {
	p := w.as(w.lang, "assistant.cedar")
	w.found(p, "G900006019")
	w.by = "pd"
	w.barrier(p).See(w.say("Three ways from an exit barrier", "Trois voies devant un obstacle à la sortie"))
	p.Click(w.say("The applicants withdraw, at their own written request", "Les demandeurs se retirent, à leur propre demande écrite"))
	p.Choose(w.say("The applicants themselves", "Les demandeurs eux-mêmes"))
	day(p, w.say("Day of the written request", "Jour de la demande écrite"), today(2))
	p.Within(w.say("Who signed it, or for whom the representative did", "Qui l’a signée, ou pour qui le représentant l’a fait")).Choose("1. Applicant 6019")
	choose(p, w.say("Reason", "Motif"), w.say("The applicant does not wish to go on", "Le demandeur ne souhaite pas poursuivre"))
	record := w.say("Record the withdrawal and close the case", "Consigner le retrait et fermer le dossier")
	if p.Click(record); p.Status() != 422 { // nobody withdraws for them
		w.t.Errorf("a withdrawal without the request in writing: status %d", p.Status())
	}
	written(p, w.say("The request, as it was signed", "La demande, telle qu’elle a été signée"))
	send(p, record).See(w.say("The withdrawal was recorded and the case is closed", "Le retrait a été consigné et le dossier est fermé"))
	w.stands(p, "Withdrawn", "Retiré")
	w.posted(p, w.say("Withdrawal acknowledged", "Accusé du retrait"))
	w.handedOn(w.theirs("The application was withdrawn", "La demande a été retirée"))
}

// A case with visas waits because there is no exit permit, six months at most before its officer looks again; the permit comes, the case
// goes on where it stood, and its applicant leaves and lands.
func (w *walk) waitsAtTheBarrier() {
	p := w.officer()
	w.found(p, "G900006021")
	w.by = "fld"
	w.barrier(p)
	choose(p, w.say("Why it waits", "Pourquoi il attend"), w.say("No exit permit or way out yet", "Pas encore de permis de sortie ni d’issue"))
	put, look := w.say("Put on hold", "Mettre en suspens"), w.say("Day on which you look again", "Jour où vous le reverrez")
	day(p, look, today(-300))
	if p.Click(put); p.Status() != 422 { // about six months at a time
		w.t.Errorf("looked at again after ten months: status %d", p.Status())
	}
	day(p, look, today(-120))
	send(p, put).See(w.say("The case is on hold", "Le dossier est en suspens"), w.say("To be looked at again by", "À revoir au plus tard le"))
	w.stands(p, "On hold", "En suspens")

	a := w.as(w.lang, "assistant.cedar")
	w.found(a, "G900006021")
	w.posted(a, w.say("Notice of a hold", "Avis de mise en attente"))
	w.handedOn(w.theirs("The application is waiting", "La demande est en attente"))

	again := w.barrier(p).Within("css:form[id=again]")
	again.Fill(w.say("What was found", "Ce qui a été constaté"), w.say("The permit is asked for again.", "Le permis est demandé de nouveau."))
	day(again, look, today(-170))
	send(p, w.say("Wait on", "Attendre encore")).See(w.say("The case waits on", "Le dossier attend encore"), w.say("The permit is asked for again.", "Le permis est demandé de nouveau."))
	p.Within("css:form[id=resume]").Fill(w.say("What was found", "Ce qui a été constaté"), w.say("The permit is there.", "Le permis est là."))
	send(p, w.say("End the hold", "Mettre fin à l’attente")).See(w.say("The hold has ended", "L’attente a pris fin"))
	w.stands(p, "Travel", "Voyage")
	w.goes(a, 1)
	w.lands(a, 1)
	w.travel(a).See(w.say("Landed: 1 of 1", "Établies : 1 sur 1"))
}

// A family waits at an exit barrier and its principal applicant cannot: the letter on separation, window and risk reaches them (L11), the
// counselling is signed, and they leave before the two who stay, whose window of one year opens when they land. The danger stands in no
// letter.
func (w *walk) leavesAlone() {
	p := w.officer()
	w.found(p, "G900006022")
	w.by = "unhcr"
	w.barrier(p).See(w.say("The last visa ends on", "Le dernier visa prend fin le"))
	p.Click(w.say("In exceptional danger the principal applicant leaves without who is not let out", "En cas de danger exceptionnel, le demandeur principal part sans ceux qu’on ne laisse pas sortir"))
	stay := p.Within(w.say("Who cannot leave", "Qui ne peut pas partir"))
	for _, who := range boxes(stay) {
		stay.Choose(who)
	}
	p.Fill(w.say("What keeps them from leaving", "Ce qui les empêche de partir"), w.say("No exit permit for them.", "Aucun permis de sortie pour ces personnes."))
	prepare := w.say("Prepare, and owe the letter", "Préparer, et inscrire la lettre")
	if p.Click(prepare); p.Status() != 422 { // not for speed: in exceptional danger alone
		w.t.Errorf("a separation without the danger: status %d", p.Status())
	}
	danger := "Ossington Quay"
	p.Fill(w.say("Why the principal applicant cannot wait", "Pourquoi le demandeur principal ne peut pas attendre"), danger)
	send(p, prepare).See(w.say("Prepared. The letter is owed.", "Préparé. La lettre est due."), w.say("The counselling is recorded once the letter has reached the principal applicant.", "Le conseil se consigne une fois que la lettre est parvenue au demandeur principal."))
	p.Click(w.say("Open the letters", "Ouvrir les lettres")).Click(w.say("Counselling on separation", "Conseil sur la séparation")).See(w.say("Persons 2, 3", "Les personnes 2, 3")).SeeNot(danger)
	w.posted(p, w.say("Counselling on separation", "Conseil sur la séparation"))
	w.handedOn(w.theirs("Letter to the applicant", "Lettre au demandeur")).SeeNot(danger)

	w.barrier(p).Click(w.say("In exceptional danger the principal applicant leaves without who is not let out", "En cas de danger exceptionnel, le demandeur principal part sans ceux qu’on ne laisse pas sortir"))
	day(p, w.say("Day of the counselling", "Jour du conseil"), today(0))
	p.Fill(w.say("Who counselled", "Qui a donné le conseil"), w.say("officer, with an interpreter", "agent, avec interprète"))
	counsel := p.Within("css:form[id=counsel]")
	counsel.Fill(w.say("What those who stay said, or why they could not be asked safely", "Ce que ceux qui restent ont dit, ou pourquoi il n’était pas sûr de le leur demander"), w.say("They agree.", "Ces personnes sont d’accord."))
	counsel.Fill(w.say("With whom children stay", "Avec qui les enfants restent"), w.say("With a grandparent.", "Avec un grand-parent."))
	record := w.say("Record: they stay", "Consigner : ils restent")
	if p.Click(record); p.Status() != 422 {
		w.t.Errorf("a counselling that nobody signed: status %d", p.Status())
	}
	written(p, w.say("The record as the principal applicant signed it", "Le document signé par le demandeur principal"))
	send(p, record).See(w.say("Recorded: they stay", "Consigné : ils restent"))
	resume := p.Click(w.say("Open the hold", "Ouvrir la mise en suspens")).Within("css:form[id=resume]")
	resume.Fill(w.say("What was found", "Ce qui a été constaté"), w.say("One leaves; two stay.", "Une personne part; deux restent."))
	send(p, w.say("End the hold", "Mettre fin à l’attente"))

	a := w.as(w.lang, "assistant.cedar")
	w.found(a, "G900006022")
	w.goes(a, 1)
	w.lands(a, 1)
	w.travel(a).See(w.say("Landed: 1 of 1", "Établies : 1 sur 1"))
	if got := a.Within(w.say("Family members who do not travel", "Membres de la famille qui ne voyagent pas")).Text(); strings.Count(got, w.say("days left, until", "jours restants, jusqu’au")) != 2 {
		w.t.Errorf("the windows of who stays: %s", got)
	}
}

// The visa of somebody who waits at an exit barrier ended, and nobody could leave: the officer looks on the day of review, and the file
// closes, neutrally; a new application stays possible.
func (w *walk) neverLetOut() {
	p := w.officer()
	w.found(p, "G900006024")
	p.Click(w.say("My work", "Mon travail")).Click(w.say("Look again at the hold ", "Revoir la mise en suspens ") + w.ref)
	p.See(w.say("look again", "à revoir"), w.say("If nobody could leave by then, the file closes and a new application stays possible.", "Si personne n’a pu partir d’ici là, le dossier se ferme et une nouvelle demande reste possible."))
	p.Click(w.say("Close the case before anybody arrives", "Fermer le dossier avant toute arrivée"))
	p.Choose(w.say("The visas ended and nobody could leave", "Les visas ont pris fin et personne n’a pu partir"))
	send(p, w.say("Close the case", "Fermer le dossier")).See(w.say("a new application stays possible", "une nouvelle demande reste possible"))
	w.stands(p, "Closed, visa not used", "Clos, visa non utilisé")
}

// posted sends the letter of a kind to the applicant through the partner.
func (w *walk) posted(p *browser.Page, kind string) {
	var at string
	w.part(p, "notices").Eval(fmt.Sprintf(`[...document.querySelectorAll('main tbody tr')].filter(r => r.innerText.includes(%q) && r.innerText.includes(%q)).map(r => new URL(r.querySelector('a').href).pathname)[0] || ''`,
		kind, w.say("Applicant", "Demandeur")), &at)
	if at == "" {
		w.t.Fatalf("no %q is owed to the applicant: %s", kind, p.Text())
	}
	p.ClickCSS(fmt.Sprintf("main tbody a[href=%q]", at)).Within("css:form[id=send]").Choose(w.say("English", "Français"))
	send(p, w.say("Send through the partner", "Envoyer par le partenaire")).See(w.say("The letter is sent through the partner", "La lettre est envoyée par le partenaire"))
}

// handedOn is the partner handing the newest letter of a kind on to the applicant, and saying so; p is its page.
func (w *walk) handedOn(kind string) *browser.Page {
	p := w.referrer().Click(w.ref)
	var at string
	p.Eval(fmt.Sprintf(`[...document.querySelectorAll('main tbody tr')].filter(r => r.innerText.includes(%q) && r.innerText.includes(%q)).map(r => new URL(r.querySelector('a').href).pathname).pop() || ''`,
		kind, w.theirs("hand it on", "à remettre")), &at)
	if at == "" {
		w.t.Fatalf("no %q is to be handed on: %s", kind, p.Text())
	}
	w.saysTold(p.ClickCSS(fmt.Sprintf("main tbody a[href=%q]", at)), w.theirs("The letter was handed on to the applicant", "La lettre a été remise au demandeur"))
	return p
}

// boxes are the labels of the boxes to tick in a part of the page.
func boxes(p *browser.Page) (labels []string) {
	p.Eval(`[...document.querySelectorAll('input[type=checkbox][name=persons]')].map(i => i.labels[0].innerText.trim())`, &labels)
	return labels
}
