package web

import (
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/i18n"
)

// The central branch suspends a case by its reference and sees nothing of a person; what was typed comes back with what is wrong; the
// office sees the order on the case and owes the letters.
func TestOrderPages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	ref := h.file(id).Case.Ref
	s := string(h.App.Today())
	y, m, d := s[:4], s[5:7], s[8:]
	p := h.browser("policy.oppb")
	p.open("/en/consultations")
	p.link(i18n.EN.T("order.title"))
	p.says(i18n.EN.T("order.none"))
	fill := func(button, effect, cases string) {
		p.send("order", button, "number", "PC 2026-0123", "on_y", y, "on_m", m, "on_d", d, "scope", "Whom it covers.", "effect", effect, "cases", cases)
	}
	fill("record", "suspend", ref+"\n2222-3333")
	if p.code != 422 {
		t.Errorf("an unknown reference: %d", p.code)
	}
	p.says("Whom it covers.", i18n.EN.F("order.cases.unknown", map[string]any{"Refs": "2222-3333"}))
	fill("record", "suspend", ref)
	p.says(i18n.EN.T("done.order.recorded"), ref, "PC 2026-0123")
	p.hides("Applicant 0412")

	a := h.browser("assistant.cedar")
	a.open("/fr/dossiers/" + string(id) + "/decision")
	a.link(i18n.FR.T("hold.link"))
	a.says("C.P. 2026-0123", i18n.FR.T("order.effect.was.suspend"), "Whom it covers.")
	a.hides(i18n.FR.T("hold.put.go"))
	a.open("/fr/dossiers/" + string(id) + "/avis")
	a.says(i18n.FR.T("notice.kind.L17"))

	p = h.browser("policy.oppb")
	p.open("/fr/decrets")
	fill("record", "lift", ref)
	p.says(i18n.FR.T("done.order.recorded"), i18n.FR.T("order.none"))
	if got := h.file(id).Case.State; got != casefile.Eligibility {
		t.Errorf("the case is in %s", got)
	}
}
