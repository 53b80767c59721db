package web

import (
	"archive/zip"
	"bytes"
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

// A supervisor makes the record of a moment, an officer says what is withheld, the supervisor confirms it, and each part is taken
// after a proof of presence, under a name that says nothing.
func TestRecordPages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	h.App.Now = func() time.Time { return clock.Add(2 * time.Hour) }
	at := "/en/cases/" + string(id) + "/past"
	o := h.browser("officer.cedar")
	o.open(at)
	o.send("past", "show", "on_y", "2026", "on_m", "8", "on_d", "31", "time", "15:00")
	o.hides(i18n.EN.T("record.make"))
	moment := o.at
	b := h.browser("supervisor.cedar")
	b.open(moment)
	b.says(i18n.EN.T("record.make"))
	b.send("record", "make", "purpose", "Order IMM-0001")
	if b.code != 422 {
		t.Errorf("a record for nobody: %d", b.code)
	}
	b.says(i18n.EN.T("record.for.needed"), "Order IMM-0001")
	b.send("record", "make", "for", "court", "purpose", "Order IMM-0001")
	b.says(i18n.EN.T("done.record.made"), "15:00:00 UTC", i18n.EN.T("record.for.ground.court"), i18n.EN.T("record.redacted.none"))
	if !regexp.MustCompile(`^/en/cases/[a-z2-7]{26}/records/[a-z2-7]{26}\?done=record.made$`).MatchString(b.at) && !regexp.MustCompile(`^/en/cases/[a-z2-7]{26}/records/[a-z2-7]{26}$`).MatchString(b.at) {
		t.Errorf("the address is %s", b.at)
	}
	page, _, _ := strings.Cut(b.at, "?")

	o = h.browser("officer.cedar")
	o.open(at)
	o.says(i18n.EN.T("record.list"), page)
	o.open(page)
	o.hides(i18n.EN.T("record.take.whole"), i18n.EN.T("record.confirm.go"))
	o.send("mark", "mark", "numbers", "1, 99-100", "ground", "pa26")
	if o.code != 422 {
		t.Errorf("entries that are not there: %d", o.code)
	}
	o.says(i18n.EN.T("record.numbers.wrong"), "1, 99-100")
	o.send("mark", "mark", "numbers", "1, 3-4", "ground", "")
	o.says(i18n.EN.T("record.withheld.needed"))
	o.send("mark", "mark", "numbers", "1, 3-4", "ground", "pa26")
	o.says(i18n.EN.T("done.record.marked"), i18n.EN.T("record.withheld.is.pa26"), "1. Person", "4. Person")
	o.send("mark", "mark", "keep", "1", "keep", "4")
	o.says("4. Person")
	o.hides("3. Person")
	o.hides(i18n.EN.T("record.confirm.go"))

	b = h.browser("supervisor.cedar")
	b.open(page)
	b.says(i18n.EN.T("record.take.whole"))
	b.hides(i18n.EN.T("record.take.redacted"))
	b.send("confirm", "confirm")
	b.proven()
	b.says(i18n.EN.T("done.record.confirmed"), i18n.EN.T("record.take.redacted"), i18n.EN.T("record.take.annex"))
	for part, name := range map[string]string{"whole": "record.zip", "redacted": "record-redacted.zip", "annex": "record-annex.zip"} {
		action, v := b.fields("take-" + part)
		v.Set("go", part)
		rec := ask(t, b.testHouse, postReq(action, v.Encode()))
		z, err := zip.NewReader(bytes.NewReader(rec.Body.Bytes()), int64(rec.Body.Len()))
		if rec.Code != 200 || err != nil || rec.Header().Get("Content-Disposition") != `attachment; filename="`+name+`"` {
			t.Fatalf("%s: %d %v %v", part, rec.Code, err, rec.Header())
		}
		if z.File[0].Name != "record.pdf" {
			t.Errorf("%s begins with %s", part, z.File[0].Name)
		}
	}
	b.open(strings.Replace(strings.Replace(page, "/en/cases/", "/fr/dossiers/", 1), "/records/", "/copies-certifiees/", 1))
	b.says(i18n.FR.T("record.take.annex"), i18n.FR.T("record.for.ground.court"))
	for account, want := range map[string]int{"assistant.cedar": 403, "officer.birch": 404, "clerk.roco": 404, "caseworker.fld": 403} {
		other := h.browser(account)
		if rec := ask(t, other.testHouse, getReq(page)); rec.Code != want {
			t.Errorf("%s: %d, want %d", account, rec.Code, want)
		}
	}
}
