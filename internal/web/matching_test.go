package web

import (
	"strings"
	"testing"

	"passage/internal/casework/people"
	"passage/internal/store"
)

// Settle a possible duplicate (ux task 5): from the queue the package, from there the comparison, one press, and the
// answer is taken back with one press. The partner finds none of it.
func TestMatching_CompareAnswerUndo(t *testing.T) {
	h := house(t)
	mine, other := h.incoming(511, true), h.incoming(512, true)
	h.change(other, func(tx *store.Tx, f *store.File) error {
		p := f.Persons[0]
		p.Family, p.Given, p.Native, p.Born, p.UCI = "Youssef", "Mohamed", "محمد يوسف", "1987-12-04", "1234-5678"
		return tx.SavePerson(f, &p)
	})
	h.change(mine, func(tx *store.Tx, f *store.File) error {
		p := f.Persons[0]
		p.Family, p.Given = "Yusuf", "Muhammad"
		return tx.SavePerson(f, &p)
	})
	if n, err := h.App.MatchArrivals(t.Context()); err != nil || n == 0 {
		t.Fatalf("%d compared, %v", n, err)
	}
	h.signIn("clerk.roco")
	h.page("/en/intake?only=alike", "1 possible duplicate", "Possible duplicate 2")
	at := "/en/intake/" + string(mine)
	page := h.page(at, "Possible duplicates", "Date of birth: day and month swapped", "Names compared: same sound", "Likely")
	_, rest, ok := strings.Cut(page, `<a href="`+at+`/duplicates/`)
	compare, _, _ := strings.Cut(rest, `"`)
	if compare = at + "/duplicates/" + compare; !ok {
		t.Fatal("no way to the comparison")
	}
	h.page(at+"/duplicates", "Possible duplicates")
	h.page(strings.NewReplacer("/en/intake/", "/fr/reception/", "/duplicates/", "/doublons/").Replace(compare), "Comparer deux personnes", "jour et mois inversés", "Même personne, lier")
	page = h.page(compare, "Muhammad Yusuf", "Youssef, Mohamed", "1987-04-12", "1987-12-04", "day and month swapped", "client number 1234-5678", "A link merges nothing", `name="go" value="unsure"`)
	if strings.Contains(page, "End this case as a duplicate") {
		t.Error("merging is offered before an answer")
	}
	press := func(what string) string {
		t.Helper()
		rec := h.submit(compare, "form=answer&go="+what)
		if rec.Code != 303 {
			t.Fatalf("%s: %d", what, rec.Code)
		}
		return rec.Header().Get("Location")
	}
	if to := press("different"); !strings.HasPrefix(to, at) {
		t.Errorf("to %s", to)
	}
	h.page(at, "Different people", "Nothing that is needed is missing.")
	press("same")
	h.page(compare, "Answer: Same person. Clerk 0012", "Take the answer back", "End this case as a duplicate")
	if rec := h.submit(compare, "form=answer&go=perhaps"); rec.Code != 422 {
		t.Errorf("an answer that is none: %d", rec.Code)
	}
	press("undo")
	h.page(compare, "Same person, link")
	for _, account := range []string{"caseworker.fld", "reviewer.fld", "officer.cedar", "auditor.hq"} {
		h.signIn(account)
		for _, path := range []string{compare, at + "/duplicates"} {
			if rec := ask(t, h, getReq(path)); rec.Code == 200 {
				t.Errorf("%s opens %s", account, path)
			}
		}
		if rec := h.submit(compare, "form=answer&go=same"); rec.Code == 303 {
			t.Errorf("%s answers", account)
		}
	}
	h.signIn("clerk.roco")
	press("same")
	if to := press("merge"); !strings.HasPrefix(to, "/en/intake?") {
		t.Errorf("merged: to %s", to)
	}
	h.signIn("caseworker.fld") // the partner learns that it is over, and not that the person is elsewhere
	for _, path := range []string{"/en/referrals", "/en/referrals/" + string(mine)} {
		if page := h.page(path); strings.Contains(strings.ToLower(page), "duplicate") {
			t.Errorf("%s tells the partner of a duplicate", path)
		}
	}
}

// The partner compares with its own records alone (I-13).
func TestMatching_Own(t *testing.T) {
	h := house(t)
	one, two := h.incoming(511, true), h.incoming(512, true)
	h.change(two, func(tx *store.Tx, f *store.File) error {
		p := f.Persons[0]
		p.Family, p.Born = "Applicant 0511", people.Partial("1987")
		return tx.SavePerson(f, &p)
	})
	h.signIn("caseworker.fld")
	h.page("/en/referrals/"+string(one)+"/duplicates", "Only your own records are compared.", "Date of birth: same as far as known")
	h.signIn("caseworker.unhcr")
	if rec := ask(t, h, getReq("/en/referrals/"+string(one)+"/duplicates")); rec.Code == 200 {
		t.Error("another partner compares")
	}
}
