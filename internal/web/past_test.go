package web

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/i18n"
	"passage/internal/store"
)

// The case as it was, in both languages: by a day and a time in UTC, with its findings, notes and documents of then, the way to
// now on every page, nothing to change, and nothing in an address but the case and a number.
func TestPastPages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	change := func(fn func(tx *store.Tx, f *store.File) error) {
		t.Helper()
		if _, err := h.App.Store.Change(t.Context(), store.Entry{Actor: access.Actor{Account: "officer.cedar", Role: access.Officer, Unit: "cedar"}, Action: "test", Now: h.App.Now()}, func(tx *store.Tx) (string, error) {
			f, err := tx.Load(id)
			if err != nil {
				return "", err
			}
			return "", fn(tx, f)
		}); err != nil {
			t.Fatal(err)
		}
	}
	change(func(tx *store.Tx, f *store.File) error {
		return tx.SaveFinding(f, &assessment.Finding{Row: assessment.Row{Criterion: assessment.Persecution, Class: assessment.Convention, Country: "XKK"}, Result: assessment.Met, Status: assessment.Recorded,
			Reasons: "A reason of then.", By: "officer.cedar", At: clock})
	})
	h.App.Now = func() time.Time { return clock.Add(2 * time.Hour) }
	change(func(tx *store.Tx, f *store.File) error {
		p := f.Persons[1]
		p.Given = "Later 0002"
		if err := tx.SavePerson(f, &p); err != nil {
			return err
		}
		return tx.SaveNote(f, &casefile.Note{Text: strings.Repeat("Words of later. ", 400), By: "officer.cedar", Unit: "cedar", At: clock.Add(2 * time.Hour)})
	})
	h.App.Now = func() time.Time { return clock.Add(4 * time.Hour) }
	for _, lang := range i18n.Langs {
		b := h.browser("officer.cedar")
		b.open(map[i18n.Lang]string{i18n.EN: "/en/cases/", i18n.FR: "/fr/dossiers/"}[lang] + string(id))
		b.link(lang.T("record.link"))
		b.says(lang.T("record.what"), "UTC")
		b.send("past", "show", "on_y", "2026", "on_m", "8")
		if b.code != 422 {
			t.Errorf("half a day: %d", b.code)
		}
		b.send("past", "show", "on_y", "2027", "on_m", "8", "on_d", "1")
		b.says(lang.T("record.on.future"))
		b.send("past", "show", "on_y", "2026", "on_m", "8", "on_d", "31", "time", "25:99")
		b.says(lang.T("record.time.wrong"))
		b.send("past", "show", "on_y", "2026", "on_m", "8", "on_d", "31", "time", "15:00")
		if !regexp.MustCompile(`^/(en|fr)/[a-z]+/[a-z2-7]{26}/[a-z-]+/[0-9]+$`).MatchString(b.at) {
			t.Errorf("the address is %s", b.at)
		}
		b.says(lang.T("record.banner"), "15:00:00 UTC", lang.T("record.now"), "Person 2")
		b.hides("Later 0002", "juniper", "Place Seven", `method="post" action="/`+string(lang)+`/`+map[i18n.Lang]string{i18n.EN: "cases", i18n.FR: "dossiers"}[lang])
		at := b.at
		for _, part := range []string{"persons", "findings", "notes", "others"} {
			b.open(at + "/" + part)
			b.says(lang.T("record.banner"), lang.T("record.part."+part))
			b.hides("Words of later", "juniper", "Place Seven")
			if len(b.body) > 28<<10 {
				t.Errorf("%s: %d bytes", part, len(b.body))
			}
		}
		b.open(at + "/findings")
		b.says("A reason of then.", assessment.Persecution, lang.T("assessment.result.met"), lang.T("record.texts"))
		b.open(at + "/notes")
		b.says("First words.")
		b.open(at + "/documents")
		b.says("Document 1", lang.T("record.pdf.original"))
		b.link(lang.T("record.now"))
		b.says("Later 0002")
	}
	// A part that is longer than a page goes on, and comes back.
	for range 4 {
		change(func(tx *store.Tx, f *store.File) error {
			return tx.SaveNote(f, &casefile.Note{Text: strings.Repeat("Long <b> words. ", 400), By: "officer.cedar", Unit: "cedar", At: clock})
		})
	}
	h.App.Now = func() time.Time { return clock.Add(9 * time.Hour) }
	b := h.browser("supervisor.cedar")
	b.open("/en/cases/" + string(id) + "/past")
	b.send("past", "show", "on_y", "2026", "on_m", "8", "on_d", "31")
	b.open(b.at + "/notes")
	notes, pages := strings.Count(b.body, "Long &lt;b&gt; words. Long"), 1
	for strings.Contains(b.body, i18n.EN.T("record.next")) && pages < 20 {
		if len(b.body) > 28<<10 {
			t.Errorf("page %d: %d bytes", pages, len(b.body))
		}
		b.link(i18n.EN.T("record.next"))
		notes += strings.Count(b.body, "Long &lt;b&gt; words. Long")
		pages++
	}
	if pages < 3 || notes == 0 {
		t.Errorf("%d pages, %d", pages, notes)
	}
	back := 1
	for strings.Contains(b.body, i18n.EN.T("record.prev")) && back < 20 {
		b.link(i18n.EN.T("record.prev"))
		back++
	}
	if back != pages {
		t.Errorf("%d pages there, %d back", pages, back)
	}
	// Whoever has no business with it is not told that there is anything.
	for account, want := range map[string]int{"assistant.cedar": 403, "officer.birch": 404, "clerk.roco": 404, "caseworker.fld": 403, "admin.hq": 404, "auditor.hq": 404} {
		other := h.browser(account)
		for _, page := range []string{b.at, "/en/cases/" + string(id) + "/past"} {
			if rec := ask(t, other.testHouse, getReq(page)); rec.Code != want {
				t.Errorf("%s as %s: %d, want %d", page, account, rec.Code, want)
			}
		}
	}
	h.signIn("officer.cedar")
	for page, want := range map[string]int{"/past/0": 404, "/past/x": 404, "/past/1": 422, "/past/99999999999": 422, "/past/" + "1788190000/nothing": 404} {
		if rec := ask(t, h, getReq("/en/cases/"+string(id)+page)); rec.Code != want {
			t.Errorf("%s: %d, want %d", page, rec.Code, want)
		}
	}
	looks, err := h.App.Store.Looks(t.Context(), id, 20)
	if err != nil || looks[0].Action != access.ViewPast {
		t.Errorf("the look: %+v %v", looks[0], err)
	}
}
