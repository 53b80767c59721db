package app_test

import (
	"slices"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/store"
)

var (
	admin   = access.Actor{Account: "admin.hq", Role: access.Admin, Unit: "HQ"}
	auditor = access.Actor{Account: "auditor.hq", Role: access.Auditor, Unit: "HQ"}
)

// hire makes accounts at the office, as the command line does.
func (o *office) hire(list ...access.Actor) {
	o.Helper()
	for _, a := range list {
		if err := o.app.AddAccount(bg, app.Write{Actor: access.Actor{Account: "system", Role: access.System, Unit: "HQ"}},
			app.Account{ID: a.Account, Role: a.Role, Unit: a.Unit, Details: app.Details{Name: "Somebody 0001"}}); err != nil {
			o.Fatal(err)
		}
	}
}

// now is the actor as the next request makes it: from the account as it stands.
func (o *office) asNow(a access.Actor) access.Actor {
	o.Helper()
	acc, err := o.app.Store.Account(bg, a.Account)
	if err != nil {
		o.Fatal(err)
	}
	return acc.Actor()
}

// Decision 14: a person with a declared link to country X can neither be assigned, nor open, nor find a case against X, nor
// change it; the case is as if it were not there. It counts at once, and ends when the link is taken back.
func TestDecision14_ConflictOfCountry(t *testing.T) {
	engines(t, casefile.Accepted, func(o *office) {
		o.hire(officer, supervisor)
		see := func(want bool, when string) {
			o.Helper()
			who := o.asNow(officer)
			if _, err := o.app.View(bg, who, o.id, access.ViewCase, ""); (err == nil) != want || err != nil && !isKind(err, fault.NotFound) {
				o.Errorf("%s: open: %v", when, err)
			}
			list, err := o.app.List(bg, who, access.ListCases, store.Query{})
			if err != nil || slices.ContainsFunc(list, func(c casefile.Case) bool { return c.ID == o.id }) != want {
				o.Errorf("%s: in the list: %d cases, %v", when, len(list), err)
			}
			for _, text := range []string{"Applicant", "0413", o.file().Case.Ref} {
				if found, err := o.app.Find(bg, who, text); err != nil || (len(found) == 1) != want {
					o.Errorf("%s: found by %q: %d, %v", when, text, len(found), err)
				}
			}
			if _, err := o.app.AddNote(bg, o.w(who), "A note.", ""); (err == nil) != want || err != nil && !isKind(err, fault.NotFound) {
				o.Errorf("%s: change: %v", when, err)
			}
			if err := o.app.AssignCase(bg, o.w(supervisor), officer.Account); (err == nil) != want {
				o.Errorf("%s: assigned: %v", when, err)
			}
		}
		// One of the children lives in XKK and everybody is its national: either is enough.
		if err := o.app.DeclareLink(bg, app.Write{Actor: admin}, officer.Account, "XKK", true); err != nil {
			o.Fatal(err)
		}
		see(false, "linked to the country of nationality")
		if err := o.app.DeclareLink(bg, app.Write{Actor: admin}, officer.Account, "XKK", false); err != nil {
			o.Fatal(err)
		}
		if err := o.app.DeclareLink(bg, app.Write{Actor: admin}, officer.Account, "XMM", true); err != nil {
			o.Fatal(err)
		}
		see(false, "linked to the country of residence")
		if err := o.app.DeclareLink(bg, app.Write{Actor: admin}, officer.Account, "XMM", false); err != nil {
			o.Fatal(err)
		}
		if err := o.app.DeclareLink(bg, app.Write{Actor: admin}, officer.Account, "XNN", true); err != nil {
			o.Fatal(err)
		}
		see(true, "linked to another country")

		// What was refused stands in the log, without a name.
		trail, err := o.app.Audit(bg, auditor, store.Denied, "")
		if err != nil || len(trail.Looks) < 2 || trail.Looks[0].Actor.Account != officer.Account || trail.Refs[o.id] != o.file().Case.Ref {
			o.Errorf("the log: %+v, %v", trail, err)
		}
	})
}

// Decision 14: a frozen account is out on its next request: its sessions end, and what it may do is nothing.
func TestDecision14_Frozen(t *testing.T) {
	engines(t, casefile.Assigned, func(o *office) {
		o.hire(officer, admin)
		token := []byte("a session")
		if err := o.app.Store.StartSession(bg, store.Session{Token: token, Account: officer.Account, Started: o.now, Seen: o.now}); err != nil {
			o.Fatal(err)
		}
		if err := o.app.Freeze(bg, app.Write{Actor: admin}, officer.Account, true); err != nil {
			o.Fatal(err)
		}
		if _, _, err := o.app.Store.Session(bg, token); !isKind(err, fault.NotFound) {
			o.Errorf("the session goes on: %v", err)
		}
		who := o.asNow(officer)
		if _, err := o.app.View(bg, who, o.id, access.ViewCase, ""); !isKind(err, fault.NotFound) {
			o.Errorf("open: %v", err)
		}
		if _, err := o.app.List(bg, who, access.ListCases, store.Query{}); err == nil {
			o.Error("a list for a frozen account")
		}
		if _, err := o.app.AddNote(bg, o.w(who), "A note.", ""); err == nil {
			o.Error("a change by a frozen account")
		}
		if err := o.app.Freeze(bg, app.Write{Actor: admin}, officer.Account, false); err != nil {
			o.Fatal(err)
		}
		if _, err := o.app.View(bg, o.asNow(officer), o.id, access.ViewCase, ""); err != nil {
			o.Errorf("let back in: %v", err)
		}
	})
}

// Nobody but an administrator changes accounts, not their own either, and an administrator freezes another alone.
func TestAccounts_WhoMayChangeThem(t *testing.T) {
	engines(t, casefile.Assigned, func(o *office) {
		o.hire(officer, admin)
		for _, who := range []access.Actor{officer, supervisor, auditor, caseworker} {
			w := app.Write{Actor: who}
			if err := o.app.Freeze(bg, w, officer.Account, true); !isKind(err, fault.Forbidden) {
				o.Errorf("%s freezes: %v", who.Role, err)
			}
			if err := o.app.DeclareLink(bg, w, officer.Account, "XKK", false); !isKind(err, fault.Forbidden) {
				o.Errorf("%s takes a link back: %v", who.Role, err)
			}
			if _, err := o.app.Person(bg, who, officer.Account); !isKind(err, fault.Forbidden) {
				o.Errorf("%s reads an account: %v", who.Role, err)
			}
		}
		if err := o.app.Freeze(bg, app.Write{Actor: admin}, admin.Account, true); !isKind(err, fault.Stopped) {
			o.Errorf("an administrator freezes their own account: %v", err)
		}
		if err := o.app.DeclareLink(bg, app.Write{Actor: admin}, officer.Account, "Nowhere", true); !isKind(err, fault.Invalid) {
			o.Errorf("a link to nowhere: %v", err)
		}
		for _, who := range []access.Actor{officer, admin, supervisor} {
			if _, err := o.app.Audit(bg, who, store.Denied, ""); !isKind(err, fault.Forbidden) {
				o.Errorf("%s reads the log: %v", who.Role, err)
			}
		}
		if _, err := o.app.View(bg, auditor, o.id, access.ViewCase, ""); !isKind(err, fault.NotFound) {
			o.Errorf("the auditor opens a case: %v", err)
		}
		trail, err := o.app.Audit(bg, auditor, store.Shown, o.file().Case.Ref)
		if err != nil || len(trail.Events) == 0 || len(trail.Looks) < 2 {
			o.Errorf("the log of a case: %d changes, %d looks, %v", len(trail.Events), len(trail.Looks), err)
		}
		for _, l := range trail.Looks {
			if l.Detail != "" {
				o.Error("the log shows what is sealed")
			}
		}
		if _, err := o.app.Audit(bg, auditor, store.Shown, "XXXX-XXXX"); !isKind(err, fault.Invalid) {
			o.Errorf("a reference that is none: %v", err)
		}
	})
}

// Decision 2: headquarters finds the cases in which a partner was consulted, without a name, and no others.
func TestDecision2_HeadquartersSeesConsultationsAlone(t *testing.T) {
	engines(t, casefile.Eligibility, func(o *office) {
		boss := access.Actor{Account: "policy.oppb", Role: access.PolicyManager, Unit: "OPPB"}
		list := func() []casefile.Case {
			o.Helper()
			all, err := o.app.List(bg, boss, access.ListCases, store.Query{})
			if err != nil {
				o.Fatal(err)
			}
			return all
		}
		if all := list(); len(all) != 0 {
			o.Errorf("%d cases before a consultation", len(all))
		}
		if _, err := o.app.View(bg, boss, o.id, access.ViewConsultation, ""); !isKind(err, fault.NotFound) {
			o.Errorf("open before a consultation: %v", err)
		}
		_, err := o.app.Store.Change(bg, store.Entry{Actor: officer, Action: "test", Now: o.now}, func(tx *store.Tx) (string, error) {
			f, err := tx.Load(o.id)
			if err != nil {
				return "", err
			}
			return "", tx.SaveDocument(f, &document.Document{ID: "doc19", Kind: "threat"})
		})
		if err != nil {
			o.Fatal(err)
		}
		o.ok(o.app.OpenConsultation(bg, o.w(officer), casefile.Consultation{Proof: []string{"doc19"}, Summary: "A statement.", Obtained: "At the interview.", Showable: "yes"}))
		all := list()
		if len(all) != 1 || all[0].Summary.Name != "" || all[0].Summary.Countries != nil {
			o.Fatalf("after a consultation: %+v", all)
		}
		f, err := o.app.View(bg, boss, o.id, access.ViewConsultation, "")
		if err != nil || f.Case.Summary.Name != "" || len(f.Persons)+len(f.Documents)+len(f.Referrals)+len(f.Plans) != 0 || len(f.Consultations) != 1 {
			o.Errorf("headquarters sees %+v, %v", f, err)
		}
		for _, what := range []access.Action{access.ViewCase, access.ViewEligibility, access.ViewDocument, access.RevealSafety} {
			if _, err := o.app.View(bg, boss, o.id, what, ""); !isKind(err, fault.Forbidden) {
				o.Errorf("%s: %v", what, err)
			}
		}
	})
}
