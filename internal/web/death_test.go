package web

import (
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/i18n"
)

// From the page of the persons an assistant records a death with a day known in part and no paper; what was typed stays when something
// is missing. The death of the principal applicant stops the case, and the page says what may become of it.
func TestDeathPages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	at := "/en/cases/" + string(id) + "/deaths"
	b := h.browser("assistant.cedar")
	b.open("/en/cases/" + string(id) + "/persons")
	b.link(i18n.EN.T("death.link"))
	b.says(i18n.EN.T("death.none"), i18n.EN.T("life.ours"))
	who := h.file(id).Persons
	b.send("death", "record", "person", who[1].ID, "on_y", "2026", "source", "family")
	if b.code != 422 {
		t.Errorf("without a paper or why: %d", b.code)
	}
	b.says(i18n.EN.T("death.proof.needed"), `value="2026"`)
	b.send("death", "record", "no_proof", "The border is closed.")
	b.says(i18n.EN.T("done.death.recorded"), "The border is closed.")
	b.hides(i18n.EN.T("death.stopped.what"))
	b.open("/fr/dossiers/" + string(id) + "/personnes")
	b.says(i18n.FR.T("death.person"))

	b.open(at)
	b.send("death", "record", "person", who[0].ID, "on_y", "2026", "source", "partner", "no_proof", "There is none.")
	b.says(i18n.EN.T("death.stopped.what"))
	b = h.browser("officer.cedar")
	b.open("/en/cases/" + string(id) + "/eligibility")
	b.says(i18n.EN.T("death.stops"))
	b.open("/en/my-work")
	b.says(i18n.EN.T("list.step.died"))
	b.open("/fr/dossiers/" + string(id) + "/deces")
	b.says(i18n.FR.T("death.stopped.what"))
}
