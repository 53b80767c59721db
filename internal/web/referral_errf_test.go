package web

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
	"passage/internal/i18n"
)

// Decision 16: an imported draft comes with its faults beside their fields, the caseworker makes the corrections, a
// second person reviews, and it is referred, all of it on the pages. UNHCR's own file has two in-laws, two partners and
// an address in another country than the country of asylum.
func TestReferralPages_ImportedFile(t *testing.T) {
	paths := []string{filepath.Join("..", "..", "e2e", "testdata", "errf-invented.xml")}
	if dir := os.Getenv("PASSAGE_SHARED"); dir != "" {
		paths = append(paths, filepath.Join(dir, "data", "errf", "cases", "V4-TEST.xml"))
	} else {
		t.Log("NOT RUN: PASSAGE_SHARED is not set, so UNHCR's own file was not walked; the invented one was")
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			h := house(t)
			b := h.browser("caseworker.unhcr")
			b.open("/en/referrals/import")
			b.upload("import", "case.xml", string(file))
			b.says(i18n.EN.T("done.errf.imported"))
			w := &walk{browser: b, t: t, id: casefile.ID(strings.Split(b.at, "/")[3])}
			if n := len(w.draft().Persons); n != 5 {
				t.Fatalf("%d persons", n)
			}
			w.correct()
			w.answer()
			b.papers()
			for _, l := range w.draft().Lacks {
				if l.Blocking {
					t.Errorf("still lacking %s (%s)", l.Place, l.Rule)
				}
			}
			b.open(b.stepPath("family"))
			b.says(i18n.EN.T("person.flag.second_partner"))
			b.open(b.stepPath("check"))
			b.send("send", "send")
			r := h.browser("reviewer.unhcr")
			r.open("/en/referrals/" + string(w.id) + "/review")
			// UNHCR's own checklist is offered, in both languages; what was ticked comes back, and what was not stops nothing (I-19).
			r.says("UNHCR’s own checklist", "Seen from what was entered", "Other solutions were weighed")
			r.open("/fr/recommandations/" + string(w.id) + "/revision")
			r.says("Liste de contrôle du HCR", "D’autres solutions ont été examinées")
			r.open("/en/referrals/" + string(w.id) + "/review")
			r.send("refer", "refer", "checked", "solutions")
			r.says(i18n.EN.T("referral.sign.certified"))
			if _, typed := r.fields("refer"); typed.Get("checked") != "solutions" {
				t.Error("what the reviewer ticked is lost")
			}
			r.send("refer", "refer", "certified", "yes")
			r.says(i18n.EN.T("done.referral.referred"))
			x := w.draft()
			if !slices.Equal(x.Referral.Checked, []string{"solutions"}) {
				t.Errorf("ticked %q", x.Referral.Checked)
			}
			if x.Case.State != casefile.Received || x.Case.Persons != 3 || x.Case.Summary.Residence != "TUR" || len(x.Referral.Linked) != 2 || len(x.Referral.Packages) != 1 {
				t.Errorf("%s, %d persons, residence %s, %d linked", x.Case.State, x.Case.Persons, x.Case.Summary.Residence, len(x.Referral.Linked))
			}
		})
	}
}

// walk is a draft on its way.
type walk struct {
	*browser
	t  *testing.T
	id casefile.ID
}

func (w *walk) draft() *app.Draft {
	w.t.Helper()
	d, err := w.App.Draft(w.t.Context(), access.Actor{Account: "caseworker.unhcr", Role: access.Caseworker, Unit: "UNHCR"}, w.id, true)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *walk) step(name string) { w.open("/en/referrals/" + string(w.id) + "/" + name) }

// correct makes the in-laws cases of their own and settles the address.
func (w *walk) correct() {
	w.t.Helper()
	for _, p := range w.draft().Persons {
		if p.Relationship.Class() == people.IsDeFacto {
			w.step("persons/" + p.ID)
			w.says(i18n.EN.T("referral.own_case.what"))
			w.send("own-case", "link")
		}
	}
	clashes := 0
	for _, p := range w.draft().Persons {
		for _, i := range people.ClashingAddresses(p) {
			clashes++
			w.step("persons/" + p.ID)
			w.says(i18n.EN.T("person.address.clash"))
			w.step("persons/" + p.ID + "/addresses/" + string(rune('0'+i)))
			w.send("addresses", "save", "country", "Türkiye")
		}
	}
	if clashes == 0 {
		w.t.Error("no address clashes with the country of asylum")
	}
}

// answer gives the answers that no file holds.
func (w *walk) answer() {
	w.t.Helper()
	w.step("cover")
	w.send("cover", "next", "contact", "Caseworker 0777", "statement", "Known to us.", "determined_on_y", "2026", "determined_on_m", "8", "determined_on_d", "2", "determined_by", "Committee 4",
		"fields", "land", "work", "Invented work.", "work_place", "no", "actors", "state", "reach", "no", "hiding", "no", "quebec", "no")
	for _, p := range w.draft().Persons {
		if p.OwnCase != "" {
			continue
		}
		w.step("persons/" + p.ID)
		kv := []string{"whereabouts", "with_applicant", "travelling", "yes", "naming_safe", "yes", "interpreter", ""}
		if p.Relationship.Class() == people.IsPartner {
			kv = append(kv, "marital", "PT")
		}
		w.send("person", "next", kv...)
		if w.code != 200 {
			w.t.Fatalf("person %d: %d\n%s", p.Number, w.code, w.body)
		}
		if !p.HasAddress() {
			w.step("persons/" + p.ID + "/addresses/new")
			w.send("addresses", "save", "kind", "CoA", "country", "Türkiye", "lines", "Street 1")
		}
	}
	w.step("safety")
	w.send("safety", "next", safetyTyped...)
	w.step("family")
	w.send("others", "next", "no_others", "yes", "no_others_by", "Applicant", "no_others_day_y", "2026", "no_others_day_m", "8", "no_others_day_d", "30")
}
