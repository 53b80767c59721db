package web

import (
	"errors"
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/cessation"
	"passage/internal/casework/decision"
	"passage/internal/store"
)

var arrivals = access.Actor{Account: "postarrival.hq", Role: access.PostArrival, Unit: "HQ"}

// landed is a family of which the first person has landed.
func (h *testHouse) landed(number int) casefile.ID {
	h.t.Helper()
	id := h.family(number, casefile.Eligibility)
	h.change(id, func(tx *store.Tx, f *store.File) error {
		f.Case.State, f.Case.Decided = casefile.PostArrival, tx.Today()
		return errors.Join(tx.SaveDecision(f, &decision.Decision{Outcome: decision.Approve, Status: decision.Signed, By: "officer.cedar", SignedAt: tx.Now, Gate: "demo"}),
			tx.SaveLanding(f, &decision.Landing{Person: f.Persons[0].ID, Day: tx.Today(), Place: "YYZ", Document: "C 1", By: "officer.cedar", At: tx.Now}))
	})
	return id
}

// matter is a matter in assessment with something on each of its pages.
func (h *testHouse) matter(number int) map[string]string {
	h.t.Helper()
	ok := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
	}
	ctx, c := h.t.Context(), h.landed(number)
	said, err := h.App.RecordConcern(ctx, app.Write{Actor: arrivals, Case: c}, h.file(c).Persons[0].ID, cessation.Concern{Source: "public", Who: "A report", On: "2026-08-01", What: "Vorvane spoke there.", Officer: arrivals.Account, Second: "supervisor.cedar"})
	ok(err)
	id, version := cessation.ID(said), int64(0)
	w := func() app.MatterWrite {
		version++
		return app.MatterWrite{Write: app.Write{Actor: arrivals}, Matter: id, Version: version}
	}
	var panel []cessation.Considered
	for _, x := range cessation.Considerations {
		panel = append(panel, cessation.Considered{What: x, Reason: "So."})
	}
	ok(h.App.BeginMatter(ctx, w(), panel))
	ok(h.App.AddFact(ctx, w(), cessation.Fact{Ground: "a", Kind: "travel", What: "Ten days.", Source: "A report", On: "2026-08-01", Level: "probable"}))
	ok(h.App.SaveLine(ctx, w(), cessation.Line{Ground: "a", Reasons: "x"}, true))
	ok(h.App.WriteAsk(ctx, w(), cessation.Ask{Way: "in_person", Lang: "fr", Days: 30, Why: "A report.", What: "Why?"}))
	opening, err := h.App.OpenWall(ctx, w(), cessation.Opening{Wall: "narrative", Ground: "a", Why: "What was said."})
	ok(err)
	m, err := h.App.ViewMatter(ctx, arrivals, id, "")
	ok(err)
	return map[string]string{"case": string(c), "matter": said, "line": "a", "opening": opening, "writing": m.Asks[0].ID}
}

// Nobody but the group gets to a page of a matter, and no page of the case says that there is one.
func TestMatter_NoPageLeadsThere(t *testing.T) {
	h := house(t)
	seen := h.matter(420)
	for _, a := range accounts {
		h.signIn(a.ID)
		in := a.ID == arrivals.Account || a.ID == "supervisor.cedar"
		for _, at := range []string{"", "/assessment", "/grounds", "/grounds/a", "/letter", "/result", "/wall", "/group"} {
			if rec := ask(t, h, getReq("/en/matters/"+seen["matter"]+at)); (rec.Code == 200) != in || !in && rec.Code != 404 {
				t.Errorf("%s opens %q: %d", a.ID, at, rec.Code)
			}
		}
		if rec := ask(t, h, getReq("/en/matters/"+seen["matter"]+"/wall/"+seen["opening"])); (rec.Code == 200) != (a.ID == arrivals.Account) {
			t.Errorf("%s reads behind the wall: %d", a.ID, rec.Code)
		}
		if rec := ask(t, h, getReq("/en/matters/"+seen["matter"]+"/writings/"+seen["writing"])); (rec.Code == 200) != in {
			t.Errorf("%s takes the letter: %d", a.ID, rec.Code)
		}
		for _, at := range []string{"", "/travel", "/timeline", "/looked", "/notices", "/notes", "/documents"} {
			body := ask(t, h, getReq("/en/cases/"+seen["case"]+at)).Body.String()
			if strings.Contains(body, seen["matter"]) || strings.Contains(body, "oncern recorded") || strings.Contains(body, "Recorded a concern") {
				t.Errorf("%s: the page %q of the case speaks of the matter", a.ID, at)
			}
		}
	}
}
