package web

import (
	"net/url"
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/store"
)

// hires makes accounts that the house has not.
func (h *testHouse) hires(list ...store.Account) {
	h.t.Helper()
	if err := h.App.CreateAccounts(h.t.Context(), app.Write{Actor: access.Actor{Role: access.System, Unit: "HQ"}}, list); err != nil {
		h.t.Fatal(err)
	}
}

// A policy manager reads what each agreement holds and whether it stands; a partner its own. What is not known to us is said to
// be (I-2, I-3).
func TestAgreements(t *testing.T) {
	h := house(t)
	for i := range h.App.Pack.Partners {
		p := &h.App.Pack.Partners[i]
		if p.ID == "PD" {
			a := &p.Agreements[0]
			was := *a
			t.Cleanup(func() { *a = was }) // the pack is every test's
			a.Suspended = []policy.Span{{From: "2026-07-01"}}
			a.Area = []string{"XMM"}
			a.Training = policy.Words{EN: "Invented training", FR: "Formation inventée"}
		}
	}
	h.signIn("policy.oppb")
	h.page("/en/agreements", "Front Line Defenders", "Memorandum of understanding", "125 persons", "2023", "Worldwide", "In force", "Referral organization by law", "Suspended since", "Country M",
		"Manner of referral", "Not known to us", "Invented training", "there is nothing to suspend", "Propose a suspension", "our default")
	h.page("/fr/ententes", "Protocole d’entente", "Suspendue depuis le", "125 personnes", "Nous ne le savons pas", "Formation inventée", "il n’y a rien à suspendre", "Proposer une suspension")
	h.hires(store.Account{ID: "partneradmin.fld", Role: access.PartnerAdmin, Unit: "FLD", Details: store.Details{Name: "Administrator 0003"}})
	h.signIn("partneradmin.fld")
	if body := h.page("/en/agreements", "Front Line Defenders"); strings.Contains(body, "ProtectDefenders") || strings.Contains(body, "Propose a suspension") {
		t.Error("a partner reads another's agreement, or may suspend its own")
	}
}

// One person proposes on the page, another confirms; the partner's people are told before they try, in both languages; it is
// lifted by two (I-3). What was typed comes back with what is wrong.
func TestAgreements_SuspendedByTwo(t *testing.T) {
	h := house(t)
	h.hires(store.Account{ID: "policy2.oppb", Role: access.PolicyManager, Unit: "OPPB", Details: store.Details{Name: "Manager 0002"}},
		store.Account{ID: "partneradmin.fld", Role: access.PartnerAdmin, Unit: "FLD", Details: store.Details{Name: "Administrator 0003"}},
		store.Account{ID: "reviewer.pd", Role: access.Reviewer, Unit: "PD", Details: store.Details{Name: "Reviewer 0003"}})
	draft := h.seenDraft()["case"]
	sent := func(path, form string, over url.Values, code int) string {
		t.Helper()
		rec := h.send(path, fill(h.see(path), form, over))
		if rec.Code != code {
			t.Fatalf("%s: %d, want %d\n%s", path, rec.Code, code, rec.Body)
		}
		if code == 303 {
			return rec.Header().Get("Location")
		}
		return h.sound(path, rec, code)
	}
	banner := func(who string, is bool) {
		t.Helper()
		h.signIn(who)
		for _, l := range i18n.Langs {
			pages := []string{"/en/referrals", "/en/inquiries", "/en/referrals/" + draft + "/check", "/en/referrals/" + draft + "/review"}
			head := "New referrals are stopped"
			if l == i18n.FR {
				pages, head = []string{"/fr/recommandations", "/fr/demandes", "/fr/recommandations/" + draft + "/verifier", "/fr/recommandations/" + draft + "/revision"}, "Les nouvelles recommandations sont arrêtées"
			}
			if strings.HasSuffix(who, ".pd") {
				pages = pages[:2]
			}
			for _, at := range pages {
				if got := strings.Contains(h.see(at), head); got != is {
					t.Errorf("%s, %s: the banner is there: %v, want %v", who, at, got, is)
				}
			}
		}
	}
	h.signIn("policy.oppb")
	body := sent("/en/agreements", "suspend", url.Values{"agreement": {"FLD/fld-1"}, "ground": {""}, "reason": {"Invented reason 0412"}, "from_y": {"2026"}, "from_m": {"1"}, "from_d": {"1"}}, 422)
	for _, want := range []string{"Invented reason 0412", "Choose a ground.", "does not work backwards"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in the page that came back", want)
		}
	}
	to := sent("/en/agreements", "suspend", url.Values{"agreement": {"FLD/fld-1"}, "ground": {"integrity"}, "reason": {"Invented reason 0412"}}, 303)
	if body = h.see(to); !strings.Contains(body, "Waits for another person") || strings.Contains(body, "0412") {
		t.Error("the list does not say that it waits, or holds the reason")
	}
	list, err := h.App.Suspensions(t.Context(), access.Actor{Role: access.PolicyManager, Unit: "OPPB"})
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	at, fr := "/en/agreements/"+list[0].ID, "/fr/ententes/"+list[0].ID
	if body = h.see(at); strings.Contains(body, `value="confirm"`) || !strings.Contains(body, "Invented reason 0412") {
		t.Error("who proposed may confirm, or does not read the reason")
	}
	sent(at, "answer", url.Values{"go": {"confirm"}}, 422) // the button is not there, and the rule says no
	banner("caseworker.fld", false)
	h.signIn("policy2.oppb")
	h.page(fr, "Confirmer la suspension", "Invented reason 0412", "L’intégrité des recommandations")
	sent(at, "answer", url.Values{"go": {"confirm"}}, 303)
	h.page("/en/agreements", "Suspended since", "Suspended")
	banner("caseworker.fld", true)
	h.page("/en/referrals/"+draft+"/check", "The integrity of referrals", "Drafts are kept", "UNHCR")
	banner("reviewer.fld", true)
	banner("reviewer.pd", false)
	h.signIn("partneradmin.fld")
	for _, p := range []string{"/en/agreements", "/fr/ententes"} {
		if body = h.see(p); strings.Contains(body, "0412") || strings.Contains(body, "Manager 0002") || !strings.Contains(body, "tag-stop") {
			t.Errorf("%s: the partner reads the reason or who acted, or not that it is suspended", p)
		}
	}
	h.page("/en/agreements", "Suspended since", "The integrity of referrals", "Drafts are kept, and cases that were sent go on")
	if rec := ask(t, h, getReq(at)); rec.Code != 403 {
		t.Errorf("the partner opens the suspension: %d", rec.Code)
	}
	h.signIn("policy.oppb")
	sent(at, "lift", url.Values{"reason": {"Invented end"}, "go": {"lift"}}, 303)
	h.page(at, "Invented end", "Take it back")
	banner("caseworker.fld", true)
	h.signIn("policy2.oppb")
	sent(at, "answer", url.Values{"go": {"confirm"}}, 303)
	h.page("/fr/ententes", "levée le même jour")
	banner("caseworker.fld", false)
}
