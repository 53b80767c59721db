package e2e

import (
	"fmt"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"passage/e2e/browser"
	"passage/e2e/house"
)

// practised walks cases of `passage demo --practice`, each from where it stands: they share a server. A check walks every other one with
// scripts, the rest without; make walks takes all in all four ways.
func practised(t *testing.T, list ...practice) { practisedIn(t, os.Getenv("WALKS") == "all", list...) }

// practisedIn walks every case in each of the ways, or the half of them that the way is for.
func practisedIn(t *testing.T, each bool, list ...practice) {
	walkers(t, []way{{"en", false}, {"fr", true}}, func(t *testing.T, lang string, noScript bool) {
		s := house.Demo(t, "--practice")
		for i, x := range list {
			if !each && (i%2 == 1) != noScript {
				continue
			}
			t.Run(x.name, func(t *testing.T) {
				t.Parallel()
				begun := time.Now()
				x.walk(walker(t, s, lang, noScript))
				t.Logf("%s in %.0f s", x.name, time.Since(begun).Seconds())
			})
		}
	})
}

type practice struct {
	name string
	walk func(w *walk)
}

// The turns that few cases take (issue "Done when"), each walked to its next decision or to what the officer finds there.
func TestWalkTurns(t *testing.T) {
	practised(t, practice{"family of five", (*walk).familyOfFive}, practice{"conviction", (*walk).convicted}, practice{"waived interview", (*walk).unheard}, practice{"consultation", (*walk).consulted},
		practice{"late answer", (*walk).answeredLate}, practice{"reconsideration", (*walk).reconsidered}, practice{"court", (*walk).redetermined})
}

var reference = regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}`)

// turn finds an applicant's case on somebody's first page, and goes where the first link of its row leads.
func (w *walk) turn(p *browser.Page, applicant string) *browser.Page {
	w.t.Helper()
	p.Click(w.say("My work", "Mon travail"))
	for _, r := range rows(p) {
		if strings.Contains(r.Text, applicant) {
			w.ref = reference.FindString(r.Text)
			return p.Click(r.Link)
		}
	}
	w.t.Fatalf("nothing of %s is on the first page: %s", applicant, p.Text())
	return nil
}

// found finds a case by its application number, as it stands on a letter.
func (w *walk) found(p *browser.Page, application string) *browser.Page {
	w.t.Helper()
	p.Fill(w.say("Find a case or person", "Dossier ou personne"), application).KeyTo("Enter")
	w.ref = reference.FindString(p.Within("css:main").Text())
	return p.Click(w.ref)
}

// stands sees where the case stands, on its first page.
func (w *walk) stands(p *browser.Page, en, fr string) {
	w.t.Helper()
	p.Click(w.say("Overview", "Aperçu"))
	if got := p.Within("css:main dl").Text(); !strings.Contains(got, w.say("State "+en, "État "+fr)) {
		w.t.Errorf("the case stands at %q, want %s", got, w.say(en, fr))
	}
}

// proof sees both letters of a decision proven, after the partner has opened its own and told the applicant.
func (w *walk) proof(outcome string) {
	w.bothTold(outcome, w.theirs("Your file", "Votre dossier"))
	p := w.officer()
	w.part(p, "notices")
	if got := strings.Count(p.Within("css:main").Text(), w.say("Received, proven", "Reçu, prouvé")); got < 2 {
		w.t.Errorf("%d letters are proven", got)
	}
}

func (w *walk) wasApproved() string {
	return w.theirs("The application was approved", "La demande a été approuvée")
}

// A family of five, of whom one child is still to be examined, is approved: everybody is told, and five are to travel.
func (w *walk) familyOfFive() {
	p := w.turn(w.officer(), "Applicant 6001")
	var tabs int
	if p.Eval(`document.querySelectorAll('.tabs li').length`, &tabs); tabs != 5 {
		w.t.Fatalf("%d persons are examined", tabs)
	}
	if p.CanPress(w.say("Go on to the decision", "Passer à la décision")) {
		w.t.Error("one goes on to the decision with a child not examined")
	}
	w.cleared(p.ClickCSS(".tabs li:nth-child(5) a"))
	w.toDecision(p)
	w.approved(p)
	w.proof(w.wasApproved())
	w.stands(p, "Approved", "Approuvé")
	p.See(w.say("5 persons to travel, of whom 0 landed", "5 personnes qui voyagent, dont 0 établie"))
	a := w.as(w.lang, "assistant.cedar")
	if a.Click(w.say("Record the visas ", "Consigner les visas ") + w.ref); len(rows(a)) < 5 {
		w.t.Errorf("not five travellers: %s", a.Text())
	}
}

// A conviction in absentia for what the applicant published is looked into, step by step, and is no ground; the case is approved.
func (w *walk) convicted() {
	p := w.turn(w.officer(), "Applicant 6003")
	p.See("Spreading false information")
	p.Click(w.say("Start a conviction worksheet", "Commencer une feuille sur la condamnation"))
	long := w.say("Published in Country K in 2024.", "Publié au pays K en 2024.")
	p.Fill(w.say("Offence, as named there", "Infraction, telle que nommée là-bas"), "Spreading false information").Fill(w.say("Country", "Pays"), w.say("Country K", "Pays K"))
	p.Fill(w.say("Day", "Jour"), "2024-05-06").Select(w.say("Stage", "Stade"), w.say("Conviction in absentia", "Condamnation par défaut"))
	p.Fill(w.say("How we know", "Comment nous le savons"), long)
	record := w.say("Record worksheet", "Consigner la feuille")
	if p.Click(record); p.Status() != 422 { // steps 2 to 8 are wanting
		w.t.Errorf("a worksheet with its first step alone: status %d", p.Status())
	}
	if got := p.Value(w.say("How we know", "Comment nous le savons")); got != long {
		w.t.Errorf("what was typed is gone: %q", got)
	}
	p.Fill(w.say("What the person did", "Ce que la personne a fait"), w.say("Published a report on detention.", "A publié un rapport sur la détention."))
	p.Choose("Direct")
	link := p.Within(w.say("3. Link to the rights work", "3. Lien avec le travail pour les droits"))
	link.Select(w.say("Evidence", "Preuve"), link.Options(w.say("Evidence", "Preuve"))[1])
	p.Choose(w.say("It punishes the exercise or advocacy of rights that international law protects", "Elle punit l’exercice ou la défense de droits que le droit international protège"))
	p.Within(w.say("Is there reliable evidence of a conviction?", "Y a-t-il une preuve fiable d’une condamnation?")).Choose(w.say("Yes", "Oui"))
	p.Within(w.say("Is there reliable evidence of the facts?", "Y a-t-il une preuve fiable des faits?")).Choose(w.say("Yes", "Oui"))
	p.Fill(w.say("Why", "Pourquoi"), w.say("The report is public; the verdict is on file.", "Le rapport est public; le verdict est au dossier."))
	p.Within(w.say("Method", "Méthode")).Choose(w.say("Essential elements of the two laws compared", "Éléments essentiels des deux lois comparés"))
	p.Fill(w.say("Elements, side by side", "Éléments, côte à côte"), w.say("There: a report that displeases. Here: nothing of the kind.", "Là-bas : un rapport qui déplaît. Ici : rien de tel."))
	p.Choose(w.say("No equivalent", "Aucun équivalent"))
	p.Within(w.say("Is an act committed used instead?", "Invoque-t-on plutôt un acte commis?")).Choose(w.say("No", "Non"))
	p.Within(w.say("Exceptions of A36(3)", "Exceptions de L36(3)")).Choose(w.say("None", "Aucune"))
	p.Fill(w.say("Rehabilitation: what follows from the days", "Réadaptation : ce qui découle des dates"), w.say("Nothing: there is no equivalent.", "Rien : il n’y a pas d’équivalent."))
	p.Fill(w.say("Partner asked for context on", "Contexte demandé au partenaire le"), today(9).Format("2006-01-02"))
	p.Fill(w.say("Applicant heard on this point on", "Demandeur entendu sur ce point le"), today(3).Format("2006-01-02"))
	send(p, record).See(w.say("8 of 8 steps", "8 étapes sur 8"), w.say("Recorded", "Consignée"))
	grounds := p.Within("css:form[id=grounds]")
	for _, g := range []string{w.say("Serious criminality", "Grande criminalité"), w.say("Criminality", "Criminalité")} {
		grounds.Select(g+" "+w.say("Finding", "Conclusion"), w.say("No concern", "Rien à signaler"))
		grounds.Fill(g+" "+w.say("Reasons", "Motifs"), w.say("No equivalent: see the worksheet.", "Aucun équivalent : voir la feuille."))
	}
	send(p, w.say("Save findings", "Enregistrer les conclusions"))
	w.toDecision(p)
	w.approved(p)
	w.proof(w.wasApproved())
	w.stands(p, "Approved", "Approuvé")
}

// A file that answers everything is decided without an interview, with a reason; it does not go on before that is said.
func (w *walk) unheard() {
	p := w.turn(w.officer(), "Applicant 6004")
	on := w.say("Go on to admissibility", "Passer à l’interdiction de territoire")
	if p.Click(on); p.Status() != 422 {
		w.t.Errorf("the worksheet goes on without a word on an interview: status %d", p.Status())
	}
	p.See(w.say("Decide first whether an interview is held", "Décidez d’abord si une entrevue a lieu"))
	w.part(p, "interview").Click(w.say("No interview is needed or safe: waive it", "L’entrevue n’est ni nécessaire ni sûre : dispenser le demandeur"))
	record := w.say("Record the waiver", "Consigner la dispense")
	p.Choose(w.say("The written record answers every criterion", "Le dossier écrit répond à chaque critère"))
	if p.Click(record); p.Status() != 422 {
		w.t.Errorf("a waiver without its reason in words: status %d", p.Status())
	}
	p.Fill(w.say("Why, in a few words", "Pourquoi, en quelques mots"), w.say("Each answer is on file.", "Chaque réponse est au dossier."))
	p.Fill(w.say("Note on the risk", "Note sur le risque"), w.say("The road to the partner is watched.", "La route vers le partenaire est surveillée."))
	send(p, record).See(w.say("The waiver is kept", "La dispense est conservée"), w.say("Waived", "Dispense"))
	send(w.part(p, "eligibility"), on)
	w.toDecision(p)
	p.PressCSS("main details:first-of-type summary").See(w.say("Interview held and signed, or waived", "Entrevue tenue et signée, ou dispensée"))
	w.approved(p)
	w.proof(w.wasApproved())
	w.stands(p, "Approved", "Approuvé")
}

// consultations are the routes of the three partners: to the partner itself where it says so, else to headquarters.
var consultations = []struct{ applicant, en, fr, copied string }{
	{"Applicant 6006", "The UNHCR office that made the referral, through the migration office", "Le bureau du HCR qui a fait la recommandation, par le bureau de migration", "FLD"},
	{"Applicant 6007", "Headquarters (resettlement), which speaks to the referring partner", "L’administration centrale (réinstallation), qui parle au partenaire qui a fait la recommandation", ""},
	{"Applicant 6009", "Headquarters (resettlement), which speaks to the referring partner", "L’administration centrale (réinstallation), qui parle au partenaire qui a fait la recommandation", ""},
}

// "I have proof to the contrary" goes to the referring partner by its own route, and the answer is recorded and nothing more: the case
// goes on where it stood.
func (w *walk) consulted() {
	hq := w.as(w.lang, "policy.oppb")
	for i, c := range consultations {
		p := w.turn(w.officer(), c.applicant)
		p.Click(w.say("I have proof to the contrary", "J’ai une preuve du contraire")).See(w.say(c.en, c.fr), w.say("You do not decide this", "Ce n’est pas vous qui en décidez"))
		if copied := p.Has(w.say("Copied for information", "Copie pour information") + " " + c.copied); copied != (c.copied != "") {
			w.t.Errorf("%s: copied to whom identified the applicant: %v", c.applicant, copied)
		}
		shows := fmt.Sprintf("Le registre de l’organisation 7 nomme une autre personne (%d).", i)
		p.Fill(w.say("What it shows", "Ce qu’elle montre"), shows).Fill(w.say("How it was obtained", "Comment elle a été obtenue"), w.say("Public register.", "Registre public."))
		p.Choose(w.say("Yes", "Oui"))
		ask := w.say("Send the consultation", "Envoyer la consultation")
		if i == 0 { // a suspicion without proof
			if p.Click(ask); p.Status() != 422 {
				w.t.Errorf("a suspicion without proof: status %d", p.Status())
			}
			if got := p.Value(w.say("What it shows", "Ce qu’elle montre")); got != shows {
				w.t.Errorf("what was typed is gone: %q", got)
			}
		}
		p.Choose(w.say("2. Letter of an organization", "2. Lettre d’une organisation"))
		send(p, ask).See(w.say("Waiting for the partner’s answer", "En attente de la réponse du partenaire"), shows)

		hq.Click("Consultations").Click(w.ref).See(shows).SeeNot(c.applicant)
		reply := w.say("The partner maintains its referral, with an explanation", "Le partenaire maintient sa recommandation, avec explication")
		if i == 2 {
			reply = w.say("The partner withdraws its referral", "Le partenaire retire sa recommandation")
		}
		hq.Choose(reply).Fill(w.say("In the partner’s words", "Dans les mots du partenaire"), "Le registre est d’une autre année.")
		day(hq, w.say("Day of the answer", "Jour de la réponse"), today(0))
		send(hq, w.say("Record the answer", "Consigner la réponse")).See(w.say("The partner’s answer is recorded", "La réponse du partenaire est consignée"))

		w.part(p, "consultation").See(reply, "Le registre est d’une autre année.")
		w.stands(p, "Assigned to an officer", "Confié à un agent")
		w.turn(p, c.applicant).See(w.say("Eligibility worksheet", "Feuille de travail : admissibilité à la réinstallation"))
	}
}

// A reply comes after the last day and before the decision: it is taken, read as late, assessed like any other, and only then the
// case goes on.
func (w *walk) answeredLate() {
	p := w.turn(w.officer(), "Applicant 6010")
	p.See(w.say("Time over, no reply", "Délai écoulé, sans réponse"))
	w.by = "fld"
	c := w.referrer()
	c.Click(w.ref).Click(w.theirs("Concerns about the application: the applicant may answer", "Préoccupations au sujet de la demande : le demandeur peut répondre"))
	c.Click(w.theirs("Answer, or ask for more time", "Répondre, ou demander un délai")).See(w.theirs("also after the last day", "même après le dernier jour"))
	const said = "Une voisine a entendu le second appel."
	reply := c.Within("css:form[id=reply]")
	reply.Choose(w.theirs("The applicant", "Le demandeur")).Fill(w.theirs("The answer", "La réponse"), said)
	send(c, w.theirs("Send the reply", "Envoyer la réponse")).See(w.theirs("The reply is sent to the office", "La réponse est envoyée au bureau"), said)

	unread := w.say("A reply to a letter is not assessed", "Une réponse à une lettre n’est pas évaluée")
	p.Click(w.say("My work", "Mon travail")).See(w.say("Assess the reply", "Évaluer la réponse"))
	w.part(w.opens(p), "decision").PressCSS("main details:nth-of-type(2) summary").See(unread)
	w.turn(p, "Applicant 6010").See(w.say("Reply to assess", "Réponse à évaluer"))
	p.ClickCSS("main tbody a").See(said, w.say("after the last day", "après le dernier jour"))
	p.Choose(w.say("Allayed", "Levée")).Fill(w.say("Why", "Pourquoi"), w.say("The call is described, with its day.", "L’appel est décrit, avec son jour."))
	p.Within("css:form[id=judge-1]").Click(w.say("Record", "Consigner"))
	p.See(w.say("The assessment is recorded", "L’évaluation est consignée"), w.say("Assessed", "Évaluée"))
	w.part(p, "decision").PressCSS("main details:nth-of-type(2) summary").SeeNot(unread)
	send(w.part(p, "eligibility"), w.say("Go on to admissibility", "Passer à l’interdiction de territoire"))
	w.stands(p, "Admissibility", "Interdiction de territoire")
	if w.referrer(); c.Click(w.ref).Has(w.say("The call is described", "L’appel est décrit")) {
		w.t.Error("the partner reads the assessment")
	}
}

// A refusal is asked about in writing and reopened on new evidence: the letter that says so goes out, the officer records what was not
// met again, examines admissibility, and decides anew.
func (w *walk) reconsidered() {
	a := w.found(w.as(w.lang, "assistant.cedar"), "G900006012")
	w.by = "unhcr"
	w.part(a, "decision").Click(w.say("After the refusal", "Après le refus"))
	a.Choose(w.say("The applicants themselves", "Les demandeurs eux-mêmes"))
	day(a, w.say("Day of the request", "Jour de la demande"), today(2))
	request := a.Within("css:form[id=ask]")
	request.Select(w.say("The request", "La demande"), request.Options(w.say("The request", "La demande"))[1])
	a.Fill(w.say("What they say, in short", "Ce qu’ils disent, en bref"), "Un jugement de juin.")
	send(a, w.say("Enter the request", "Inscrire la demande")).See(w.say("waits for an answer", "en attente de réponse"))

	p := w.turn(w.officer(), "Applicant 6012")
	p.Choose(w.say("New evidence that could not be given before", "Une preuve nouvelle qui ne pouvait être fournie avant"))
	p.Choose(w.say("Yes: the refusal no longer stands", "Oui : le refus ne tient plus"))
	p.Fill(w.say("Why, point by point", "Pourquoi, point par point"), w.say("The judgment could not be had before.", "Le jugement ne pouvait être obtenu avant."))
	send(p, w.say("Record the answer", "Consigner la réponse")).See(w.say("reopened", "rouvert"))
	w.stands(p, "Final review", "Examen final")

	w.sent(w.part(a, "notices"), w.say("Answer to a request for reconsideration", "Réponse à une demande de réexamen"))
	w.again(p)
	w.cleared(w.part(p, "admissibility"))
	w.approved(w.part(p, "decision"))
	w.proof(w.wasApproved())
	w.stands(p, "Approved", "Approuvé")
}

// again records every line that is not met as met: what was found before stands there until then.
func (w *walk) again(p *browser.Page) {
	notMet := w.say("Not met", "Non satisfait")
	for range 10 {
		w.part(p, "eligibility").Click(w.say("Show every row", "Afficher toutes les lignes"))
		var line string
		p.Eval(fmt.Sprintf(`[...document.querySelectorAll('main .finding.sub')].filter(f => f.innerText.includes(%q)).map(f => (f.querySelector('a') || {}).href || '')[0] || ''`, notMet), &line)
		if line == "" {
			return
		}
		p.ClickCSS(fmt.Sprintf("main .finding.sub a[href$=%q]", line[strings.LastIndex(line, "?"):]))
		w.finding(p.Click(w.say("Change this finding", "Modifier cette conclusion")), nil)
	}
	w.t.Fatal("some line is never met")
}

// The court sets a refusal aside: another officer is named, never the one who refused; what was found stays to be read and fills in
// nothing; every line is found anew, and the case is decided again.
func (w *walk) redetermined() {
	s := w.found(w.as(w.lang, "supervisor.cedar"), "G900006013")
	w.by = "pd"
	w.part(s, "decision").Click(w.say("After the refusal", "Après le refus")).See("IMM-6013-26")
	s.Choose(w.say("Set aside: decided again by another officer", "Annulé : nouvelle décision d’un autre agent"))
	day(s, w.say("On", "Le"), today(0))
	s.Fill(w.say("The court’s directions", "Les directives de la Cour"), "Évaluer le risque de nouveau.")
	send(s, w.say("Record the end", "Consigner la fin")).See(w.say("Recorded.", "Consigné."))
	s.Click(w.say("My office", "Mon bureau")).Click(w.say("Cases without an officer", "Dossiers sans agent")).Click(w.ref)
	s.Go("/" + w.lang + w.say("/cases/", "/dossiers/") + path.Base(strings.TrimSuffix(s.URL(), "/")) + w.say("/assign", "/attribuer"))
	refused := w.as(w.lang, "officer.cedar")
	if who := w.name(refused); who == "" || s.Within("css:form[id=assign]").Has(who) {
		w.t.Errorf("%q, who refused, can be named again", who)
	}
	s.Choose(first(s, w.say("Officer who gets it", "Agent à qui il est attribué")))
	send(s, w.say("Assign the case", "Attribuer le dossier")).See(w.say("Case assigned", "Dossier attribué"))
	if refused.Click(w.say("My work", "Mon travail")).Has("Applicant 6013") {
		w.t.Error("the case stays with who refused")
	}

	p := w.turn(w.as(w.lang, "officer2.cedar"), "Applicant 6013")
	p.See("Évaluer le risque de nouveau.", w.say("0 of 16 findings recorded", "0 conclusions sur 16 consignées"))
	if p.PressCSS("#open details summary"); !p.Within("css:#open details").Has(w.name(refused)) {
		w.t.Errorf("what was found before is not to be read: %s", p.Text())
	}
	if got := p.Value(w.say("Reasons", "Motifs")); got != "" {
		w.t.Errorf("the earlier reasons are filled in: %q", got)
	}
	var ticked int
	if p.Eval(`document.querySelectorAll('#open input[type=radio]:checked').length`, &ticked); ticked > 0 {
		w.t.Errorf("%d earlier answers are filled in", ticked)
	}
	w.everyLine(p)
	send(p, w.say("Go on to admissibility", "Passer à l’interdiction de territoire"))
	w.cleared(p)
	w.toDecision(p)
	why := w.say("Why you sign although another officer held the interview", "Pourquoi vous signez alors qu’un autre agent a mené l’entrevue")
	p.Fill(why, w.say("The court asked for another officer.", "La Cour a demandé un autre agent."))
	w.approved(p)
	w.bothTold(w.wasApproved(), w.theirs("Your file", "Votre dossier"))
	w.stands(p, "Approved", "Approuvé")
}

// name is what the header calls whoever is signed in.
func (w *walk) name(p *browser.Page) (name string) {
	p.Eval(`(document.querySelector('header').innerText.match(/[A-Z][a-z]+ \d{4}/) || [''])[0]`, &name)
	return name
}
