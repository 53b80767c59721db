package web

import (
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/i18n"
	"passage/internal/store"
)

// The office keeps its tries; a way that the plan forbids is refused and what was typed stays; the page never says who the other contact
// is, and what is missing before the case may wait.
func TestContactPages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	h.change(id, func(tx *store.Tx, f *store.File) error {
		p := f.Plans[0]
		p.Fallback, p.Reach = "Rowan Three", people.OnlyPartner
		return tx.SavePlan(f, &p)
	})
	b := h.browser("assistant.cedar")
	b.open("/en/cases/" + string(id) + "/persons")
	b.link(i18n.EN.T("contact.link"))
	b.says(i18n.EN.T("contact.ours"), i18n.EN.T("contact.missing.too_few"), i18n.EN.T("contact.missing.not_by_fallback"))
	day := string(h.App.Today())
	b.send("contact", "keep", "on_y", day[:4], "on_m", day[5:7], "on_d", day[8:], "channel", "telephone", "result", "no_answer", "words", "It rang twice.")
	if b.code != 422 {
		t.Errorf("by telephone: %d", b.code)
	}
	b.says(i18n.EN.T("contact.channel.forbidden"), "It rang twice.")
	b.send("contact", "keep", "channel", "partner", "words", "The partner went there.")
	b.says(i18n.EN.T("done.contact.tried"), "The partner went there.")
	b.hides(i18n.EN.T("contact.missing.not_by_partner"), "Rowan Three")
	b.open("/fr/dossiers/" + string(id) + "/contact")
	b.says(i18n.FR.T("contact.result.is.no_answer"))
	o := h.browser("officer.cedar")
	o.open("/en/cases/" + string(id) + "/hold")
	o.send("put", "put", "reason", "lost_contact", "review_y", day[:4], "review_m", "12", "review_d", "1")
	o.says(i18n.EN.T("contact.not_lost"))
}
