package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"passage/e2e/browser"
	"passage/e2e/house"
)

// What a partner types of an incident stands in no address, title or log, and nowhere on the disk.
const (
	happened = "Marlfield Crossing at dawn"
	wanted   = "a letter for the Thornquay court"
	hours    = "extension Wexlow 12"
	why      = "Fernwick ne peut attendre"
	deed     = "Avocate de Larkmoor appelée"
	finish   = "Libéré au pont de Swallowgate"
)

// refs are the references on the page, in order.
func refs(p *browser.Page, css string) (out []string) {
	p.Eval(fmt.Sprintf(`[...document.querySelectorAll(%q)].map(e => (e.textContent.match(/[0-9A-Z]{4}-[0-9A-Z]{4}/) || [''])[0]).filter(s => s)`, css), &out)
	return out
}

// An incident that a partner reports while the officer of the case is away reaches whoever is on duty, who opens what
// they need, within its clock; the officer is told afterwards and the supervisor reviews. Nothing of it is told outside.
func TestIncident_WhileTheOfficerIsAway(t *testing.T) {
	t.Parallel()
	s := house.Demo(t)
	at := func(lang, account string) *browser.Page {
		p := signIn(t, s, lang, account, browser.Options{NoScript: lang == "fr"})
		t.Cleanup(func() { calm(t, p.Page) })
		return p.Page
	}
	quiet := func(p *browser.Page) *browser.Page {
		t.Helper()
		for _, w := range []string{"Marlfield", "Thornquay", "Wexlow", "Fernwick", "Larkmoor", "Swallowgate", "arrest", "Arrest", "Applicant"} {
			if strings.Contains(p.URL()+" "+p.Title(), w) {
				t.Errorf("%s (%s) says %q", p.URL(), p.Title(), w)
			}
		}
		return p
	}

	supervisor := at("fr", "supervisor.cedar")
	supervisor.Click("Permanence").See("Personne n’est de permanence aujourd’hui")
	supervisor.Eval(`document.querySelector('select[name=account]').value = 'officer2.cedar'`, nil)
	day(supervisor, "Dernier jour", today(-2))
	send(supervisor, "Désigner pour la permanence").See("De permanence aujourd’hui")

	away := at("fr", "officer.cedar")
	away.Go("/fr/dossiers?assigned=me")
	theirs := refs(away, "main tbody th")

	partner := at("en", "caseworker.fld")
	partner.Click("Something has happened")
	ref := ""
	for _, r := range refs(partner, "select[name=case] option") {
		if slices.Contains(theirs, r) {
			ref = r
		}
	}
	if ref == "" {
		t.Fatalf("no case of the partner is the officer's: %q", theirs)
	}
	partner.Eval(fmt.Sprintf(`[...document.querySelectorAll('select[name=case] option')].find(o => o.textContent.startsWith(%q)).selected = true`, ref), nil)
	partner.Choose("Arrest").Fill("What you know", happened).Fill("What is needed now", wanted)
	partner.Click("Send now").See("Say how to reach you")
	if partner.Value("What you know") != happened || partner.Value("What is needed now") != wanted {
		t.Fatal("what was typed is gone")
	}
	send(quiet(partner.Fill("How to reach you in the next hours", hours)), "Send now").See("It was sent", "Nobody has taken it up yet")
	quiet(partner)

	duty := at("fr", "officer2.cedar") // lands on their work
	duty.See("Il s’est passé quelque chose", "Arrestation", ref, "à vous").SeeNot(happened)
	quiet(duty.Click(ref)).See(happened, wanted, hours)
	wide := 0 // no case of the demo has one open, so the crawl sees none on a telephone
	duty.Size(390, 900)
	duty.Eval(`document.documentElement.scrollWidth`, &wide)
	duty.Size(1366, 900)
	if wide > 390 {
		t.Errorf("the incident is %d px wide on a telephone", wide)
	}
	duty.Click("Ouvrir en urgence").SeeNot("Ouvert pour vous")
	duty.Choose("Un incident a été signalé dans ce dossier").Fill("Dans vos mots", why)
	duty.Click("Ouvrir pendant une heure")
	if duty.CanPress("C’est moi, continuer") { // they have not shown lately who they are
		duty.Click("C’est moi, continuer")
	}
	quiet(duty.See("Ouvert pour vous"))
	duty.ClickCSS(`main a[href$="/devoiler"]`).Click("Ouvrir et consigner ma consultation")
	quiet(duty.See("Vous avez ouvert ceci"))
	duty.Click("Mon travail").Click(ref)
	send(duty, "Je m’en charge").See("Vous vous en êtes chargé")
	send(duty.Fill("Ce qui a été fait", deed), "Ajouter ce qui a été fait").See(deed)
	send(duty.Choose("Quelqu’un aide sur place").Fill("En quelques mots", finish), "C’est terminé").See("C’est clos")
	quiet(duty.Click("Mon travail")).SeeNot("Il s’est passé quelque chose")

	partner.Go(partner.URL()).See("Ended", "Somebody on the spot helps", deed, finish)

	away.Click("Mon travail").See("Votre dossier a été ouvert par une autre personne")
	away.Within("css:section:has(#opened)").Click(ref)
	quiet(away.See(why))
	send(away, "J’en ai pris connaissance").SeeNot("J’en ai pris connaissance")

	supervisor.Click("Mon bureau").ClickCSS(`main a[href$="/ouvertures"]`)
	supervisor.Click(ref).See(why)
	send(supervisor.Choose("Elle était nécessaire").Fill("Votre remarque", "Rien à redire."), "Consigner l’examen").See("L’examen est consigné")
	quiet(supervisor)

	unreadable(t, s, happened, wanted, hours, why, deed, finish, "Marlfield", "Swallowgate")
}
