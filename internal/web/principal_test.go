package web

import (
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/i18n"
	"passage/internal/store"
)

// The officer states every relationship anew; what was typed stays when one is left out, and the page says afterwards what each is and
// what follows.
func TestPrincipalPages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	paper := document.Document{Kind: "other"}
	h.change(id, func(tx *store.Tx, f *store.File) error { return tx.SaveDocument(f, &paper) })
	who := h.file(id).Persons
	b := h.browser("officer.cedar")
	b.open("/en/cases/" + string(id) + "/persons")
	b.link(i18n.EN.T("principal.link"))
	b.says(i18n.EN.T("life.ours"), i18n.EN.F("principal.stays", map[string]any{"Day": i18n.EN.Date("2026-07-14")}))
	b.send("principal", "change", "to", who[1].ID, "why", "request", "consent", paper.ID, "proof", paper.ID, "words", "The family asks.", "tie."+who[0].ID, "WIF", "tie."+who[2].ID, "DAU")
	if b.code != 422 {
		t.Errorf("with one left out: %d", b.code)
	}
	b.says(i18n.EN.T("principal.tie.needed"), "The family asks.")
	b.send("principal", "change", "tie."+who[3].ID, "NRM")
	b.says(i18n.EN.F("principal.seen.needed", map[string]any{"Numbers": "4"}))
	b.send("principal", "change", "seen", "yes")
	b.says(i18n.EN.T("done.principal.changed"), i18n.EN.T("principal.follows.own_case"), i18n.EN.T("principal.follows.member"))
	if f := h.file(id); f.Case.Summary.Name != who[1].Shown() || f.Case.Referred != "2026-07-14" {
		t.Errorf("the file is under %q, referred %s", f.Case.Summary.Name, f.Case.Referred)
	}
	a := h.browser("assistant.cedar")
	a.open("/fr/dossiers/" + string(id) + "/demandeur-principal")
	a.says(i18n.FR.T("principal.follows.own_case"))
	a.hides(i18n.FR.T("principal.go") + "</button>")
}
