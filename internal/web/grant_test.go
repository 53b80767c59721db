package web

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/fixture"
	"passage/internal/i18n"
	"passage/internal/store"
)

const planted75 = "zqhiddenzq"

// plant answers everything about two persons of a new draft with one word, or the first code where there is a choice, but for
// the questions that keep says.
func (h *testHouse) plant(keep func(section, name string) bool) casefile.ID {
	h.t.Helper()
	who := access.Actor{Account: "caseworker.fld", Role: access.Caseworker, Unit: "FLD"}
	id, err := h.App.StartReferral(h.t.Context(), app.Write{Actor: who}, app.NewReferral{
		Referral: referral.Referral{Determination: referral.Determination{Statement: planted75}, FamilyCanada: planted75},
		Persons:  []people.Person{{Family: planted75, Given: planted75, Relationship: people.PA, Travelling: people.Yes, Born: "1987-04-12"}, {Family: planted75, Relationship: people.Daughter, Travelling: people.Yes}},
		Plan:     people.SafetyPlan{Reach: people.Direct, Location: planted75, CodeWord: planted75, LocationRestricted: people.Yes}})
	if err != nil {
		h.t.Fatal(err)
	}
	word := func(a referral.Ask) []string {
		switch {
		case a.Name == "email":
			return []string{planted75 + "@example.org"}
		case a.Name == "uci":
			return nil // it has a form of its own
		case len(a.Options) > 0 && a.Kind != referral.Tick:
			return a.Options[:1]
		case a.Kind == referral.Text, a.Kind == referral.Long, a.Kind == referral.Lines:
			return []string{planted75}
		case a.Kind == referral.Date, a.Kind == referral.DateLike:
			return []string{"2011-11-11"}
		case a.Kind == referral.Country, a.Kind == referral.Several:
			return []string{"XPP"}
		}
		return nil
	}
	h.change(id, func(tx *store.Tx, f *store.File) error {
		for i := range f.Persons {
			p := f.Persons[i]
			for _, s := range referral.HelperSections(referral.HelperForms) {
				typed := referral.Answers{}
				for q := range s.Sheet.All() {
					if !keep(s.Name, q.Name) {
						typed[q.Name] = word(q.Ask)
					}
				}
				_ = s.Sheet.Fill(&p, typed)
				for _, r := range s.Rows {
					row := referral.Answers{}
					for _, a := range r.Listed.Asks {
						row[a.Name] = word(a)
					}
					at := referral.Added
					if r.Fixed {
						at = 0
					}
					_ = r.Apply(&p, at, row, tx.Today())
				}
			}
			if err := tx.SavePerson(f, &p); err != nil {
				return err
			}
		}
		return nil
	})
	_, err = h.App.AddDocument(h.t.Context(), app.Write{Actor: who, Case: id}, app.Upload{Said: document.Document{Kind: "identity", Title: planted75, Person: h.file(id).Persons[0].ID}, Name: planted75 + ".pdf", Body: bytes.NewReader(fixture.Paper("Invented receipt"))})
	if err != nil {
		h.t.Fatal(err)
	}
	_, err = h.App.GiveGrant(h.t.Context(), app.Write{Actor: who, Case: id}, casefile.Grant{Account: "helper.iom", Forms: referral.HelperForms, Until: h.App.Today().Add(5)})
	if err != nil {
		h.t.Fatal(err)
	}
	return id
}

// Rule I-75: no page of a helper holds an answer of another, whatever is answered and whatever they ask for.
func TestRule_I_75_NoPageShowsAnothersAnswer(t *testing.T) {
	h := house(t)
	id := h.plant(func(string, string) bool { return false })
	other := h.plant(func(string, string) bool { return false })
	f := h.file(id)
	// What no page may say: the word, the day, the country and the codes that stand in the persons alone.
	secret := []string{planted75, "2011", "XPP", i18n.EN.Country("XPP"), i18n.FR.Country("XPP"), "1987"}
	h.signIn("helper.iom")
	look := func(path string) (body string, code int) {
		rec := ask(t, h, getReq(path))
		return rec.Body.String() + rec.Header().Get("Location"), rec.Code
	}
	n := 0
	for _, l := range i18n.Langs {
		var paths []string
		add := func(pattern string, args ...any) {
			at, err := h.path(l, pattern, args...)
			if err != nil {
				t.Fatal(err)
			}
			paths = append(paths, at)
		}
		add(grantedAt)
		add(grantedCaseAt, id)
		add(grantedDocumentsAt, id)
		for _, p := range f.Persons {
			for _, s := range referral.HelperSections(referral.HelperForms) {
				add(grantedPartAt, id, p.ID, s.Name)
				for _, r := range s.Rows {
					for _, at := range []any{"new", 0, 1} {
						add(grantedRowAt, id, p.ID, r.Name, at)
					}
				}
			}
		}
		for _, path := range paths {
			body, code := look(path)
			if code == 200 {
				n++
			}
			for _, s := range secret {
				if strings.Contains(body, s) {
					t.Errorf("%s (%d) says %q", path, code, s)
				}
			}
			if strings.Contains(body, "\" checked") || strings.Contains(body, "\" selected") {
				t.Errorf("%s shows a choice of another", path)
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d pages were open", n)
	}
	// Every other page of the house with the case in it is closed.
	doc := f.Documents[0].ID
	for key, r := range h.routes {
		if r.method != "GET" || !strings.Contains(r.pattern, "{case}") || strings.HasPrefix(r.pattern, grantedAt) {
			continue
		}
		var args []any
		for _, name := range wildcards(r.pattern) {
			args = append(args, map[string]any{"case": id, "person": f.Persons[0].ID, "document": doc, "section": "person", "rows": "jobs", "index": 0, "form": "imm0008", "paper": "cover", "grant": f.Grants[0].ID}[name])
			if args[len(args)-1] == nil {
				args[len(args)-1] = "x"
			}
		}
		path, err := h.path(i18n.EN, r.pattern, args...)
		if err != nil {
			t.Fatal(err)
		}
		if body, code := look(path); code == 200 || strings.Contains(body, planted75) {
			t.Errorf("%s: %d", key, code)
		}
	}
	// Nor is a case found that nothing is open of: the grant of the other ends.
	g := h.file(other).Grants[0]
	if _, err := h.App.EndGrant(t.Context(), app.Write{Actor: access.Actor{Account: "caseworker.fld", Role: access.Caseworker, Unit: "FLD"}, Case: other}, g.ID, g.Version); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/en/granted/" + string(other), "/en/granted/" + string(other) + "/documents"} {
		if _, code := look(path); code != 404 {
			t.Errorf("%s: %d", path, code)
		}
	}
	if body, _ := look("/en/granted"); strings.Contains(body, string(other)) || !strings.Contains(body, string(id)) {
		t.Error("the list of a helper")
	}
}

// Rule I-75: what a helper typed comes back when somebody was faster, and what the other typed does not.
func TestRule_I_75_AClashTellsNothing(t *testing.T) {
	h := house(t)
	id := h.plant(func(section, name string) bool {
		return section == "person" && slices.Contains([]string{"middle", "maiden", "native"}, name)
	})
	f := h.file(id)
	p := f.Persons[0]
	at := "/en/granted/" + string(id) + "/persons/" + p.ID + "/sections/person"
	h.signIn("helper.iom")
	page := h.page(at)
	form := h.formOf(page, "part")
	who := access.Actor{Account: "caseworker.fld", Role: access.Caseworker, Unit: "FLD"}
	if _, err := h.App.SavePerson(t.Context(), app.Write{Actor: who, Case: id}, p.ID, p.Version, referral.Answers{"middle": {"Zqfasterzq"}}); err != nil {
		t.Fatal(err)
	}
	form.Set("middle", "Mytyped")
	form.Set("maiden", "Myother")
	form.Set("family", "Forced")
	rec := ask(t, h, postReq(at, form.Encode()))
	body := rec.Body.String()
	if rec.Code != 409 || !strings.Contains(body, "Mytyped") || !strings.Contains(body, "Myother") || strings.Contains(body, "Zqfasterzq") || strings.Contains(body, planted75) {
		t.Fatalf("%d\n%s", rec.Code, body)
	}
	form = h.formOf(body, "part")
	form.Set("maiden", "Myother")
	if rec = ask(t, h, postReq(at, form.Encode())); rec.Code != 303 {
		t.Fatal(rec.Code, rec.Body.String())
	}
	if q := h.file(id).Persons[0]; q.Middle != "Zqfasterzq" || q.Maiden != "Myother" || q.Family != planted75 {
		t.Errorf("%+v", q)
	}
	// The partner sees whose it is, beside the field, on the review and with the papers.
	h.signIn("caseworker.fld")
	for _, at := range []string{"/persons/" + p.ID, "/review", "/package", "/helpers"} {
		if page := h.page("/en/referrals/" + string(id) + at); !strings.Contains(page, "Helper 0231") {
			t.Errorf("%s does not say who typed it", at)
		}
	}
}

// Rule I-75: a partner opens forms to a helper on a page, and closes them.
func TestRule_I_75_OnThePage(t *testing.T) {
	h := house(t)
	who := access.Actor{Account: "caseworker.fld", Role: access.Caseworker, Unit: "FLD"}
	id, err := h.App.StartReferral(t.Context(), app.Write{Actor: who}, app.NewReferral{Persons: []people.Person{{Family: "Applicant", Given: "0412"}}})
	if err != nil {
		t.Fatal(err)
	}
	h.signIn("caseworker.fld")
	at := "/en/referrals/" + string(id) + "/helpers"
	form := h.formOf(h.page(at), "give")
	y, m, d := referral.SplitDate(string(h.App.Today().Add(40)))
	form.Set("until_y", y)
	form.Set("until_m", m)
	form.Set("until_d", d)
	form["forms"] = []string{"imm5669"}
	rec := ask(t, h, postReq(at, form.Encode()))
	if body := rec.Body.String(); rec.Code != 422 || !strings.Contains(body, `value="`+y+`"`) || !strings.Contains(body, "within 14 days") {
		t.Fatal(rec.Code, body)
	}
	form = h.formOf(h.page(at), "give")
	day := h.App.Today().Add(3)
	y, m, d = referral.SplitDate(string(day))
	for k, s := range map[string]string{"account": "helper.iom", "forms": "imm5669", "until_y": y, "until_m": m, "until_d": d} {
		form.Set(k, s)
	}
	if rec = ask(t, h, postReq(at, form.Encode())); rec.Code != 303 {
		t.Fatal(rec.Code, rec.Body.String())
	}
	g := h.file(id).Grants[0]
	if g.Until != policy.Day(day) || !slices.Equal(g.Forms, []string{"imm5669"}) {
		t.Errorf("%+v", g)
	}
	form = h.formOf(h.page(at), "end-"+g.ID[:6])
	if rec = ask(t, h, postReq(at+"/"+g.ID, form.Encode())); rec.Code != 303 || h.file(id).Grants[0].Ended.IsZero() {
		t.Error(rec.Code, rec.Body.String())
	}
}

// formOf is what a browser would send of a form of a page that nobody typed into.
func (h *testHouse) formOf(page, name string) url.Values {
	h.t.Helper()
	_, rest, ok := strings.Cut(page, `id="`+name+`"`)
	if !ok {
		h.t.Fatalf("no form %s in\n%s", name, page)
	}
	rest, _, _ = strings.Cut(rest, "</form>")
	out := url.Values{}
	for _, tag := range strings.Split(rest, `<input type="hidden" `)[1:] {
		_, n, _ := strings.Cut(tag, `name="`)
		n, _, _ = strings.Cut(n, `"`)
		_, v, _ := strings.Cut(tag, `value="`)
		v, _, _ = strings.Cut(v, `"`)
		out.Add(n, v)
	}
	return out
}
