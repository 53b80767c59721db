package web

import (
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/casefile"
	"passage/internal/fixture"
	"passage/internal/i18n"
	"passage/internal/store"
)

// Rule I-102: each page of a case that came from the case system says so, in both languages; what differs of it is read without a name, and
// whoever may not record a landing is offered to keep ours alone.
func TestRule_I_102_PagesSayWhereItCameFrom(t *testing.T) {
	h := house(t)
	text := "record,application,partner,stage,referred,submitted,filed,office,at_office,decided,ended,person,uci,family,given,sex,born,birth_country,nationality,residence,relationship,travels,visa,visa_issued,visa_until,departed,landed\n" +
		"R-1,G000000506,FLD,visa,2025-03-01,2025-03-02,2025-03-20,cedar,2025-04-01,2026-02-03,,1,50600001,Zqcame,0506,F,1983-01-02,XKK,XKK,XMM,PA,yes,V-1,2026-03-01,2027-02-01,2026-08-01,\n"
	got, err := h.App.BringCases(t.Context(), app.Write{Actor: fixture.System}, []byte(text), false)
	if err != nil || got.New != 1 {
		t.Fatal(got, err)
	}
	if x, err := h.App.CompareExtract(t.Context(), app.Write{Actor: fixture.System}, []byte("record,application,stage,person,uci,landed\nR-1,G000000506,landed,1,50600001,2026-08-20\n"), false); err != nil || x.New != 2 {
		t.Fatal(x, err)
	}
	list, err := h.App.Store.List(t.Context(), store.Query{Desk: []casefile.DeskKind{casefile.DeskDiffer}})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	read := func(account, lang, at string) string {
		h.signIn(account)
		rec := ask(t, h, getReq("/"+lang+at))
		if rec.Code != 200 {
			t.Fatalf("%s reads %s: %d", account, at, rec.Code)
		}
		return rec.Body.String()
	}
	id := string(list[0].ID)
	for at, words := range map[string]string{"en/cases/" + id: "not witnessed here", "fr/dossiers/" + id: "constaté ici", "en/cases/" + id + "/travel": "not witnessed here"} {
		lang, path, _ := strings.Cut(at, "/")
		if !strings.Contains(read("officer.cedar", lang, "/"+path), words) {
			t.Errorf("%s does not say where the case came from", at)
		}
	}
	travel := read("assistant.cedar", "en", "/cases/"+id+"/travel/"+h.file(list[0].ID).Persons[0].ID)
	if !strings.Contains(travel, `name="place"`) || strings.Contains(read("assistant.cedar", "en", "/cases/"+id+"/travel"), i18n.EN.T("travel.not_approved")) {
		t.Error("the landing of a family that came approved cannot be recorded")
	}
	one := "/differences/" + id + "/" + h.file(list[0].ID).Differences[1].ID
	for account, takes := range map[string]bool{"analyst.oppb": false, "officer.cedar": true} {
		page := read(account, "en", one)
		if strings.Contains(page, "Zqcame") || strings.Contains(page, `value="take"`) != takes || !strings.Contains(page, `value="keep"`) {
			t.Errorf("%s: a name is shown, or taking theirs is offered: %v", account, !takes)
		}
		if strings.Contains(read(account, "en", "/differences/"+id)+read(account, "en", "/differences"), "Zqcame") {
			t.Errorf("%s reads a name", account)
		}
	}
}
