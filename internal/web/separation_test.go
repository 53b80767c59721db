package web

import (
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/store"
)

// From the page of holds the officer of an approved case sees the three ways of an exit barrier and prepares the last of them; what
// was typed stays when something is missing, and nothing is signed before the letter has arrived.
func TestSeparationPages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Approved)
	h.change(id, func(tx *store.Tx, f *store.File) error {
		f.Case.State, f.Case.Decided = casefile.Approved, policy.DayOf(clock)
		return tx.SaveDecision(f, &decision.Decision{Outcome: decision.Approve, Status: decision.Signed, By: "officer.cedar", SignedAt: clock})
	})
	o := h.browser("officer.cedar")
	o.open("/en/cases/" + string(id) + "/hold")
	o.says(i18n.EN.T("separation.path.withdraw"), i18n.EN.T("separation.path.wait"), i18n.EN.T("separation.path.leave"), i18n.EN.T("separation.path.unused"))
	o.link(i18n.EN.T("separation.path.apart"))
	o.says(i18n.EN.T("separation.choice"), i18n.EN.T("separation.ours"), i18n.EN.T("separation.none"))
	two := h.file(id).Persons[1].ID
	o.send("begin", "begin", "persons", two, "barrier", "No exit permit.")
	if o.code != 422 {
		t.Errorf("without the danger: %d", o.code)
	}
	o.says(i18n.EN.T("separation.danger.needed"), "No exit permit.")
	o.send("begin", "begin", "persons", two, "barrier", "No exit permit.", "danger", "Looked for.")
	o.says(i18n.EN.T("done.separation.begun"), i18n.EN.T("separation.counsel.wait"), "Looked for.")
	o.hides(i18n.EN.T("separation.counsel.go"))
	o.open("/en/cases/" + string(id) + "/notices")
	o.says(i18n.EN.T("notice.kind.L11"))
	h.change(id, func(tx *store.Tx, f *store.File) error {
		n := f.Notices[len(f.Notices)-1]
		n.Status, n.Text, n.Proof = casefile.NoticeReceived, "x", casefile.Proof{How: casefile.ProofHanded, Who: "caseworker", Day: policy.DayOf(clock)}
		return tx.SaveNotice(f, &n)
	})
	o.open("/fr/dossiers/" + string(id) + "/separation")
	o.says(i18n.FR.T("separation.counsel.go"))
	y, m, d := string(policy.DayOf(clock))[:4], string(policy.DayOf(clock))[5:7], string(policy.DayOf(clock))[8:]
	o.send("counsel", "counsel", "told_y", y, "told_m", m, "told_d", d, "counsellor", "Agent", "signed", h.file(id).Documents[0].ID, "heard", "Elle est d’accord.", "keeper", "Une grand-mère")
	o.says(i18n.FR.T("done.separation.left"), i18n.FR.T("separation.is.separated"), "Elle est d’accord.")
	a := h.browser("assistant.cedar")
	a.open("/en/cases/" + string(id) + "/separation")
	a.says(i18n.EN.T("separation.is.separated"))
	a.hides(i18n.EN.T("separation.begin.go"))
	a.open("/en/cases/" + string(id) + "/travel")
	a.says(i18n.EN.T("travel.staying"))
}
