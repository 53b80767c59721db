package web

import (
	"strings"
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/i18n"
)

// The officer splits a file after violence: what was typed stays when a tie is left out; the new case is opened; in the old one only the
// officer and the supervisor read where it is, and the other pages say that the persons are no longer part of it.
func TestSplitPages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	who, day := h.file(id).Persons, string(h.App.Today())
	b := h.browser("officer.cedar")
	b.open("/en/cases/" + string(id) + "/persons")
	b.link(i18n.EN.T("split.link"))
	b.says(i18n.EN.T("life.ours"), i18n.EN.T("split.violence"), i18n.EN.F("split.keeps", map[string]any{"Day": i18n.EN.Date("2026-07-14")}))
	action, v := b.fields("split")
	for k, s := range map[string]string{"why": "violence", "on_y": day[:4], "on_m": day[5:7], "on_d": day[8:], "words": "Zqwords of the officer.", "to": who[1].ID, "children": "By her wish.", "leaves": "He agrees.", "stays": "Not asked.", "go": "split"} {
		v.Set(k, s)
	}
	v.Add("person", who[1].ID)
	v.Add("person", who[2].ID)
	b.follow(ask(t, h, postReq(action, v.Encode())), action)
	if b.code != 422 {
		t.Errorf("with a tie left out: %d", b.code)
	}
	b.says(i18n.EN.T("split.tie.needed"), "Zqwords of the officer.", "Not asked.")
	action, v = b.fields("split") // as it was typed
	v.Set("tie."+who[2].ID, "DAU")
	v.Set("go", "split")
	b.follow(ask(t, h, postReq(action, v.Encode())), action)
	b.says(i18n.EN.T("done.split.made"), who[1].Shown())
	other := h.file(id).Splits[0]
	if len(h.file(other.Other).Persons) != 2 || !strings.Contains(b.at, string(other.Other)) {
		t.Errorf("the new case has %d persons; we are at %s", len(h.file(other.Other).Persons), b.at)
	}
	b.open("/fr/scissions/" + string(id))
	b.says(other.Ref, i18n.FR.T("split.left"), "Zqwords of the officer.", i18n.FR.T("split.nobody"))
	b.open("/en/cases/" + string(id) + "/persons")
	b.says(i18n.EN.T("split.person.gone"))
	s := h.browser("supervisor.cedar")
	s.open("/en/splits/" + string(other.Other))
	s.says(h.file(id).Case.Ref, i18n.EN.T("split.came"))
	s.hides(i18n.EN.T("split.go") + "</button>")
	for _, x := range []struct{ account, at string }{{"assistant.cedar", "/en/cases/%s"}, {"assistant.cedar", "/en/cases/%s/persons"}, {"assistant.cedar", "/en/cases/%s/timeline"}, {"caseworker.fld", "/en/referrals/%s"}, {"caseworker.fld", "/en/referrals/%s/review"}} {
		p := h.browser(x.account)
		p.open(strings.Replace(x.at, "%s", string(id), 1))
		p.hides(other.Ref, string(other.Other), "Zqwords")
		p.open(strings.Replace(x.at, "%s", string(other.Other), 1))
		p.hides(h.file(id).Case.Ref, string(id), "Zqwords")
	}
	if rec := ask(t, h, getReq("/en/splits/"+string(id))); rec.Code != 403 && rec.Code != 404 { // signed in as the last reader, of the partner
		t.Errorf("the partner opens the page of the split: %d", rec.Code)
	}
	h.signIn("assistant.cedar")
	if rec := ask(t, h, getReq("/en/splits/"+string(id))); rec.Code != 403 && rec.Code != 404 {
		t.Errorf("the assistant opens the page of the split: %d", rec.Code)
	}
}
