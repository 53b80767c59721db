package web

import (
	"strings"
	"testing"
	"time"
)

// In the last weeks of the year and the first of the next, a partner's lists and the analyst's page say what it means for places,
// in both languages; at other times nothing (I-10). It never says that anything was missed (I-59).
func TestTurnOfTheYear(t *testing.T) {
	h := house(t)
	for _, x := range []struct {
		at               time.Time
		en, fr, all, own string
	}{
		{clock, "", "", "", ""},
		{time.Date(2026, 12, 20, 12, 0, 0, 0, time.UTC), "The year 2026 of the places ends in 11 days", "L’année 2026 des places se termine dans 11 jours", "Whoever lands by 31 December counts in 2026", "125 places"},
		{time.Date(2026, 12, 31, 12, 0, 0, 0, time.UTC), "ends today, at midnight (UTC)", "se termine aujourd’hui, à minuit (UTC)", "does not carry over", "125 places"},
		{time.Date(2027, 1, 2, 12, 0, 0, 0, time.UTC), "Places of 2026 are closed", "Les places de 2026 sont closes", "still counts in 2026", "takes places of 2027"},
	} {
		now := func() time.Time { return x.at }
		h.App.Now, h.Auth.Now, h.Now = now, now, now
		h.signIn("caseworker.fld")
		if x.en == "" {
			for _, at := range []string{"/en/referrals", "/en/inquiries"} {
				if strings.Contains(h.see(at), `id="turn"`) {
					t.Errorf("%s on %s speaks of the turn of the year", at, x.at)
				}
			}
			continue
		}
		for _, at := range []string{"/en/referrals", "/en/inquiries"} {
			h.page(at, x.en, x.own, "our default")
		}
		for _, at := range []string{"/fr/recommandations", "/fr/demandes"} {
			h.page(at, x.fr, "valeurs par défaut")
		}
		h.signIn("analyst.oppb")
		if body := h.page("/en/commitment", x.en, x.all); strings.Contains(body, "missed") || strings.Contains(body, "shortfall") {
			t.Error("a ceiling was shown as a target")
		}
		h.page("/fr/engagement", x.fr)
		if body := h.page("/en/commitment?year=2025"); strings.Contains(body, `id="turn"`) {
			t.Error("the page of another year speaks of the turn of this one")
		}
	}
}
