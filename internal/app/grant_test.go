package app_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/fixture"
	"passage/internal/store"
)

var (
	helper = access.Actor{Account: "helper.iom", Role: access.Helper, Unit: "IOM", Language: "en"}
	other  = access.Actor{Account: "helper.other", Role: access.Helper, Unit: "Volunteers 7", Language: "fr"}
)

// hire makes accounts for actors.
func (d *desk) hire(list ...access.Actor) {
	d.Helper()
	var accounts []store.Account
	for _, who := range list {
		accounts = append(accounts, store.Account{ID: who.Account, Role: who.Role, Unit: who.Unit, Frozen: who.Frozen, Details: store.Details{Name: "Invented 0412", Links: who.Links}})
	}
	d.ok(d.app.CreateAccounts(bg, app.Write{Actor: fixture.System}, accounts))
}

// give opens forms of the draft to a helper.
func (d *desk) give(who access.Actor, until string, forms ...string) casefile.Grant {
	d.Helper()
	_, err := d.app.GiveGrant(bg, d.w(caseworker), casefile.Grant{Account: who.Account, Forms: forms, Until: policy.Day(until)})
	d.ok(err)
	all := d.draft().Grants
	return all[len(all)-1]
}

func (d *desk) helping(who access.Actor) *app.Helping {
	d.Helper()
	h, err := d.app.Helping(bg, who, d.id)
	d.ok(err)
	return h
}

// Rule I-75: a helper fills in the forms that are open to them, sees what they typed and nothing else, and what they typed is
// marked until the partner changes it.
func TestRule_I_75_AHelperAtWork(t *testing.T) {
	desks(t, func(d *desk) {
		d.hire(helper, other)
		d.give(helper, "2026-09-10", "imm0008", "imm5669")
		h := d.helping(helper)
		if h.Until != "2026-09-10" || !h.Open || len(h.Persons) != 1 || h.Persons[0].Number != 1 {
			t.Fatalf("%+v", h)
		}
		p := h.Persons[0]
		part, ok := p.Part("person")
		if !ok || part.Seen["family"] != referral.Filled || part.Seen["born"] != referral.StillEmpty || len(part.Values) != 0 {
			t.Fatalf("%+v", part)
		}
		typed := referral.Answers{"family": {"Overwritten"}, "born_y": {"1985"}, "born_m": {"2"}, "born_d": {"3"}, "birth_place": {"Placeone"}}
		d.ok(d.app.SaveGranted(bg, d.w(helper), p.ID, p.Version, "person", typed))
		d.kind(d.app.SaveGranted(bg, d.w(helper), p.ID, p.Version, "person", typed), fault.Conflict)
		p = d.helping(helper).Persons[0]
		d.ok(d.app.SaveGrantedRow(bg, d.w(helper), p.ID, p.Version, "jobs", referral.Added, referral.Answers{"from": {"2010"}, "text": {"Jobone"}, "city": {"Cityone"}, "country": {"XMM"}}))
		x := d.draft()
		if x.Persons[0].Family != "0412" || x.Persons[0].BirthPlace != "Placeone" || len(x.Persons[0].Employment) != 1 {
			t.Fatalf("%+v", x.Persons[0])
		}
		person, _ := referral.HelperSection(referral.HelperForms, "person")
		jobs, _, _ := referral.HelperRows(referral.HelperForms, "jobs")
		who := casefile.WhoTyped(x.Typed, person, &x.Persons[0])
		if who["birth_place"] != helper.Account || who["family"] != "" || casefile.WhoTypedRow(x.Typed, jobs, &x.Persons[0], 0) != helper.Account {
			t.Errorf("marks %+v", who)
		}

		// What the partner types besides is never in what a helper is given, nor is what another helper typed.
		d.ok(errOf(d.app.SavePerson(bg, d.w(caseworker), p.ID, x.Persons[0].Version, referral.Answers{"middle": {"Plantedone"}, "birth_place": {"Plantedtwo"}, "nationality": {"XKK"}})))
		d.ok(d.app.SaveRow(bg, d.w(caseworker), p.ID, d.draft().Persons[0].Version, "jobs", referral.Added, referral.Answers{"from": {"2015"}, "text": {"Plantedthree"}, "city": {"Cityone"}, "country": {"XMM"}}))
		d.give(other, "2026-09-10", "imm5669")
		all, err := json.Marshal([]any{d.helping(helper), d.helping(other)})
		d.ok(err)
		if strings.Contains(string(all), "Planted") || strings.Contains(string(all), "0412") || !strings.Contains(string(all), "Jobone") {
			t.Errorf("a helper is given %s", all)
		}
		if all, _ = json.Marshal(d.helping(other)); strings.Contains(string(all), "Jobone") {
			t.Error("a helper is given what another typed")
		}
		if got := d.draft(); len(got.Typed) != 1 || slices.ContainsFunc(got.Typed[0].Marks, func(m referral.Mark) bool { return m.Name == "birth_place" }) {
			t.Errorf("the mark stays on what the partner changed: %+v", got.Typed)
		}
		h = d.helping(helper)
		if part, _ := h.Persons[0].Part("person"); part.Seen["birth_place"] != referral.Filled || part.Seen["born"] != referral.Mine {
			t.Errorf("%+v", part.Seen)
		}
		part, _ = h.Persons[0].Part("history")
		if l := part.Lists[0]; !l.Others || len(l.Own) != 1 || l.Own[0].Index != 0 {
			t.Errorf("%+v", l)
		}
		d.kind(d.app.RemoveGrantedRow(bg, d.w(helper), p.ID, h.Persons[0].Version, "jobs", 1), fault.NotFound)
		d.ok(d.app.RemoveGrantedRow(bg, d.w(helper), p.ID, h.Persons[0].Version, "jobs", 0))
		if jobs := d.draft().Persons[0].Employment; len(jobs) != 1 || jobs[0].Text != "Plantedthree" {
			t.Errorf("%+v", jobs)
		}
	})
}

// Rule I-75: another case, another form, after the last day, after it was ended and after it was sent, nothing is found.
func TestRule_I_75_WhereAGrantEnds(t *testing.T) {
	desks(t, func(d *desk) {
		d.hire(helper, other)
		first := d.id
		again, err := d.app.StartReferral(bg, app.Write{Actor: caseworker}, app.NewReferral{Persons: []people.Person{{Family: "0413"}}})
		d.ok(err)
		person := d.draft().Persons[0]
		shut := func(why string, who access.Actor, rows, part string) {
			t.Helper()
			v := d.draftVersion(person.ID)
			for what, err := range map[string]error{
				"part":   d.app.SaveGranted(bg, d.w(who), person.ID, v, part, referral.Answers{"unhcr": {"1"}, "mother_city": {"x"}}),
				"row":    d.app.SaveGrantedRow(bg, d.w(who), person.ID, v, rows, referral.Added, referral.Answers{}),
				"remove": d.app.RemoveGrantedRow(bg, d.w(who), person.ID, v, rows, 0),
			} {
				if fault.KindOf(err) != fault.NotFound {
					t.Errorf("%s, %s: %v", why, what, err)
				}
			}
		}
		out := func(why string, who access.Actor) {
			t.Helper()
			shut(why, who, "jobs", "parents")
			if _, err := d.app.Helping(bg, who, d.id); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", why, err)
			}
			if _, err := d.app.AddDocument(bg, d.w(who), app.Upload{Said: document.Document{Kind: "photo", Person: person.ID}, Name: "photo.png", Body: strings.NewReader(dot())}); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s, a document: %v", why, err)
			}
			if list, err := d.app.Granted(bg, who); err != nil || slices.ContainsFunc(list, func(c casefile.Case) bool { return c.ID == d.id }) {
				t.Errorf("%s: on the list: %v %v", why, list, err)
			}
		}
		out("no grant", helper)
		g := d.give(helper, "2026-09-02", "imm5669", referral.Papers)
		list, err := d.app.Granted(bg, helper)
		if err != nil || len(list) != 1 || list[0].Summary.Name != "" || app.UntilOf(list[0], helper.Account, d.app.Today()) != "2026-09-02" {
			t.Errorf("%+v %v", list, err)
		}
		out("another helper", other)
		shut("another form", helper, "addresses_", "person")
		shut("no such part", helper, "languages", "application")
		d.id = again
		out("another case", helper)
		d.id = first
		for _, action := range []access.Action{access.ViewReferral, access.ViewGranted, access.RevealSafety, access.ViewDocument} {
			if _, err := d.app.View(bg, helper, d.id, action, ""); err == nil {
				t.Errorf("a helper is given the case itself by %s", action)
			}
		}
		d.kind(errOf(d.app.GiveGrant(bg, d.w(stranger), casefile.Grant{Account: other.Account, Forms: g.Forms, Until: g.Until})), fault.NotFound)
		d.kind(errOf(d.app.GiveGrant(bg, d.w(helper), casefile.Grant{Account: other.Account, Forms: g.Forms, Until: g.Until})), fault.Forbidden)
		d.kind(errOf(d.app.GiveGrant(bg, d.w(caseworker), casefile.Grant{Account: reviewer.Account, Forms: g.Forms, Until: g.Until})), fault.Invalid)

		// A document of their own; another's photo stays.
		id, err := d.app.AddDocument(bg, d.w(helper), app.Upload{Said: document.Document{Kind: "photo", Person: person.ID}, Name: "photo.png", Body: strings.NewReader(dot())})
		d.ok(err)
		if h := d.helping(helper); len(h.Documents) != 1 || h.Documents[0].ID != id || h.Documents[0].Name != "" {
			t.Errorf("%+v", h.Documents)
		}
		d.upload(caseworker, document.Document{Kind: "photo", Person: person.ID}, "photo.png", dot())
		_, err = d.app.AddDocument(bg, d.w(helper), app.Upload{Said: document.Document{Kind: "photo", Person: person.ID}, Name: "photo.png", Body: strings.NewReader(dot())})
		d.no(err, "I-75")

		d.now = d.now.AddDate(0, 0, 3) // the clock alone
		out("after the last day", helper)
		d.now = d.now.AddDate(0, 0, -1)
		d.helping(helper)
		d.kind(errOf(d.app.EndGrant(bg, d.w(stranger), g.ID, g.Version)), fault.NotFound)
		d.ok(errOf(d.app.EndGrant(bg, d.w(reviewer), g.ID, g.Version)))
		out("ended", helper)
	})
}

// draftVersion is the version of a person as it is stored, beside the doors.
func (d *desk) draftVersion(person string) int64 {
	f, err := d.app.Store.Read(bg, d.id, store.Everything)
	d.ok(err)
	for _, p := range f.Persons {
		if p.ID == person {
			return p.Version
		}
	}
	return 0
}

// Rule I-75: a grant ends by itself when the case is sent, and a package that comes back does not open it again.
func TestRule_I_75_OverWhenSent(t *testing.T) {
	desks(t, func(d *desk) {
		d.hire(helper, access.Actor{Account: "helper.linked", Role: access.Helper, Unit: "IOM", Links: []string{"XKK"}})
		d.complete()
		d.kind(errOf(d.app.GiveGrant(bg, d.w(caseworker), casefile.Grant{Account: "helper.linked", Forms: []string{"imm5669"}, Until: "2026-09-10"})), fault.Invalid)
		d.give(helper, "2026-09-10", "imm5669")
		d.review()
		p := d.helping(helper).Persons[0]
		d.kind(d.app.SaveGranted(bg, d.w(helper), p.ID, p.Version, "parents", referral.Answers{"mother_city": {"x"}}), fault.Stopped) // the reviewer has it
		d.ok(d.app.Refer(bg, d.w(reviewer), d.draft().Referral.Version, true))
		if _, err := d.app.Helping(bg, helper, d.id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("sent: %v", err)
		}
		x := d.draft()
		if g := x.Grants[0]; g.Ended.IsZero() || g.EndedBy != "" || len(x.Case.Summary.Help) != 0 {
			t.Errorf("%+v", g)
		}
		d.now = d.now.Add(time.Hour)
		d.kind(errOf(d.app.EndGrant(bg, d.w(caseworker), x.Grants[0].ID, x.Grants[0].Version)), fault.Forbidden)
		// Nobody of the department learns who helped.
		f, err := d.app.View(bg, access.Actor{Account: "clerk.roco", Role: access.Clerk, Unit: "ROCO"}, d.id, access.ViewIntake, "")
		if err != nil || len(f.Grants)+len(f.Typed) != 0 {
			t.Errorf("%+v %v", f, err)
		}
	})
}
