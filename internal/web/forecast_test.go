package web

import (
	"strings"
	"testing"
	"time"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/casework/spaces"
	"passage/internal/store"
)

// landings makes families that landed over two years, one a month, and some that are on their way.
func (h *testHouse) landings() {
	h.t.Helper()
	who := access.Actor{Account: "officer.cedar", Role: access.Officer, Unit: "cedar"}
	today := policy.DayOf(clock)
	make1 := func(back int, landed bool) {
		day := today.Add(-back)
		now := day.Time().Add(12 * time.Hour)
		if _, err := h.App.Store.Change(h.t.Context(), store.Entry{Actor: who, Action: access.RecordLanding, Now: now, Pack: h.App.Pack.Version}, func(tx *store.Tx) (string, error) {
			c := casefile.Case{State: casefile.Eligibility, ReferredBy: "FLD", Stream: "hrd-global", Office: "cedar", Persons: 3, Opened: day.Add(-500), Referred: day.Add(-420), Filed: day.Add(-380), AtOffice: day.Add(-360), Since: day}
			if landed {
				c.State, c.Decided, c.Landed = casefile.PostArrival, day.Add(-100), 3
			}
			f, err := tx.Create(c)
			if err != nil || !landed {
				return "", err
			}
			_, err = tx.Ledger(spaces.Entry{Counter: spaces.Commitment, Year: day.Year(), Stream: "hrd-global", Kind: spaces.Landed, Partner: "FLD", Office: "cedar", Case: f.Case.ID, Person: "p", Persons: 3, Free: true})
			return "", err
		}); err != nil {
			h.t.Fatal(err)
		}
	}
	for i := range 24 {
		make1(5+i*30, true)
	}
	for i := range 8 {
		make1(i*40, false)
	}
}

// A range with its chance in words, the middle second, why it moved in parts, what was said before, a question, and what
// it rests on; kept from day to day. Nothing of it is read against a ceiling (I-59), and who may not see it does not.
func TestRule_I_65_ForecastPage(t *testing.T) {
	h := house(t)
	h.landings()
	h.signIn("analyst.oppb")
	if body := h.page("/en/commitment"); strings.Contains(body, "By the end of") {
		t.Error("the commitment tells a forecast that nobody made")
	}
	en := h.page("/en/forecast", "By the end of 2026: ", "8 chances in 10", "The middle is", "Month by month", "No earlier forecast is kept yet", "New referrals, and how many more are expected", "inside the range", "reckoned anew", "400 times")
	h.page("/fr/prevision", "D’ici la fin de 2026", "8 chances sur 10", "recalculé", "Pourquoi elle a bougé")
	for _, word := range []string{"target", "missed", "shortfall", "500", "%</"} {
		if strings.Contains(en, word) {
			t.Errorf("the forecast says %q", word)
		}
	}
	asked := h.page("/en/forecast?partner=FLD&month=2026-10&persons=12", "12 persons more, referred by", "October 2026", "As it is today", "With them")
	if strings.Contains(en, "As it is today") || !strings.Contains(asked, "In 2027") {
		t.Error("the question is answered without being asked, or not")
	}
	h.page("/en/forecast?partner=NOBODY&month=2026-10", "What if more persons")
	if csv := ask(t, h, getReq("/en/forecast/download")).Body.String(); !strings.Contains(csv, "At the office, until the decision") || !strings.Contains(csv, "our defaults") {
		t.Errorf("the assumptions: %s", csv)
	}
	h.page("/fr/engagement", "D’ici la fin de 2026", "Prévision du")
	for _, part := range []string{"?partner=FLD", "?office=cedar", "?year=2025", "?day=2026-08-01"} { // of a part, of another year, of a day before it was made
		if strings.Contains(h.page("/en/commitment"+part), "By the end of") {
			t.Errorf("the forecast of the whole is told of %s", part)
		}
	}
	// The next day it is made anew, and compared with what was kept a month before.
	days := func() int {
		list, err := h.App.Store.ForecastDays(t.Context(), "hrd-global")
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	if days() != 1 {
		t.Fatalf("%d forecasts are kept", days())
	}
	later := func() time.Time { return clock.AddDate(0, 0, 31) }
	h.App.Now = later
	for range 2 {
		if err := h.App.MakeForecast(t.Context(), "hrd-global"); err != nil {
			t.Fatal(err)
		}
	}
	if days() != 2 {
		t.Errorf("%d forecasts are kept, want one a day", days())
	}
	h.App.Now = func() time.Time { return clock }
	h.page("/en/forecast", "The forecast of ", "had ")
	for _, who := range []string{"officer.cedar", "supervisor.cedar", "caseworker.fld", "clerk.roco"} {
		h.signIn(who)
		if r := ask(t, h, getReq("/en/forecast")); r.Code != 403 && r.Code != 404 {
			t.Errorf("%s gets %d", who, r.Code)
		}
	}
}
