package web

import (
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/i18n"
	"passage/internal/store"
)

// A supervisor gives the ticked cases to an officer and takes it back; without a tick or an officer the page says so and keeps the ticks.
func TestAssignSeveral(t *testing.T) {
	h := house(t)
	one, two := h.family(412, casefile.Accepted), h.family(413, casefile.Accepted)
	for _, id := range []casefile.ID{one, two} {
		h.change(id, func(_ *store.Tx, f *store.File) error {
			f.Case.State, f.Case.Assigned = casefile.Accepted, ""
			return nil
		})
	}
	s := h.browser("supervisor.cedar")
	s.open("/en/office")
	s.link(i18n.EN.T("list.assign.title"))
	s.says(h.file(one).Case.Ref, h.file(two).Case.Ref, i18n.EN.T("list.assign.conflict"))
	action, v := s.fields("assign")
	v.Set("go", "assign")
	v.Add("case", string(one))
	s.follow(ask(t, h, postReq(action, v.Encode())), action)
	if s.code != 422 {
		t.Errorf("without an officer: %d", s.code)
	}
	s.says(i18n.EN.T("transfer.officer.missing"), `value="`+string(one)+`" checked`)
	v.Set("officer", "officer.cedar")
	action, w := s.fields("assign")
	w.Set("officer", "officer.cedar")
	w.Set("go", "assign")
	w["case"] = []string{string(one), string(two)}
	s.follow(ask(t, h, postReq(action, w.Encode())), action)
	s.says(i18n.EN.T("done.list.assign.all"), i18n.EN.T("list.assign.undo"), i18n.EN.T("list.board.accepted.none"))
	if h.file(one).Case.Assigned != "officer.cedar" || h.file(two).Case.State != casefile.Assigned {
		t.Error("the cases are not given")
	}
	s.send("undo", "undo")
	s.says(i18n.EN.T("done.list.assign.undone"), h.file(one).Case.Ref)
	if h.file(two).Case.Assigned != "" {
		t.Error("the case is still the officer's")
	}
	s.open("/fr/bureau")
	s.says(i18n.FR.T("list.board.stood"), i18n.FR.T("list.board.usual.few"))
}

// Practical needs: an illness is not taken and what was typed stays; who travels stands with them on the page of the journey.
func TestNeedsPages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	p := h.file(id).Persons[2]
	b := h.browser("assistant.cedar")
	b.open("/en/cases/" + string(id) + "/travel")
	b.link(numbered(&p))
	b.says(i18n.EN.T("needs.default"), i18n.EN.T("needs.none"))
	action, v := b.fields("needs")
	v.Set("words", "She has asthma; a ramp.")
	v.Set("go", "save")
	v.Add("codes", "wheelchair")
	b.follow(ask(t, h, postReq(action, v.Encode())), action)
	if b.code != 422 {
		t.Errorf("an illness: %d", b.code)
	}
	b.says("asthma", "a ramp.")
	action, v = b.fields("needs")
	v.Set("words", "A ramp of 80 cm.")
	v.Set("go", "save")
	b.follow(ask(t, h, postReq(action, v.Encode())), action)
	b.says(i18n.EN.T("done.needs.saved"), "A ramp of 80 cm.", i18n.EN.T("needs.code.wheelchair"))
}
