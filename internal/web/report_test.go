package web

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"passage/internal/casework/access"
	"passage/internal/casework/report"
	"passage/internal/i18n"
)

// An analyst asks for a table, reads it, and takes it as CSV and as a workbook: both hold the definitions, the as-at time, the unit and
// the policy version, a hidden count is hidden in all three, and nothing typed becomes a formula.
func TestRule_I_68_ReportsAsPageAndFiles(t *testing.T) {
	h := house(t)
	h.seen()
	if err := h.App.MakeReports(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	h.signIn("analyst.oppb")
	purpose := "=HYPERLINK(1) asked by a committee"
	res := h.send("/en/reports/table", url.Values{"form": {"table"}, "token": {strings.Repeat("t", 26)}, "go": {"table"}, "count": {"stock-persons"}, "year": {"2026"},
		"by": {"stage", "office"}, "goes": {"inside"}, "purpose": {purpose}})
	at := res.Header().Get("Location")
	at, _, _ = strings.Cut(at, "?")
	if !strings.HasPrefix(at, "/en/reports/") {
		t.Fatalf("the answer leads to %q", at)
	}
	id := strings.TrimPrefix(at, "/en/reports/")
	for _, l := range i18n.Langs {
		page, words := "/en/reports/"+id, i18n.EN
		if l == i18n.FR {
			page, words = "/fr/rapports/"+id, i18n.FR
		}
		h.page(page, words.T("report.as_at"), words.T("report.goes.inside"), words.T("report.by.office"), h.App.Pack.Version, "..")
		text := h.page(page + "/csv")
		for _, want := range []string{words.T("report.as_at"), h.App.Pack.Version, words.T("report.definition.open"), words.T("report.unit.persons"), "'" + purpose, ".."} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the CSV lacks %q", page, want)
			}
		}
		book, err := excelize.OpenReader(bytes.NewReader([]byte(h.page(page + "/xlsx"))))
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, s := range book.GetSheetList() {
			rows, err := book.GetRows(s)
			if err != nil {
				t.Fatal(err)
			}
			for y, row := range rows {
				for x, c := range row {
					cell, _ := excelize.CoordinatesToCellName(x+1, y+1)
					if f, _ := book.GetCellFormula(s, cell); f != "" {
						t.Errorf("%s %s is a formula: %s", s, cell, f)
					}
					said += c + "\n"
				}
			}
		}
		for _, want := range []string{words.T("report.as_at"), h.App.Pack.Version, words.T("report.definition.open"), purpose, ".."} {
			if !strings.Contains(said, want) {
				t.Errorf("%s: the workbook lacks %q", page, want)
			}
		}
	}
	r, err := h.App.ReportOf(t.Context(), access.Actor{Account: "analyst.oppb", Role: access.Analyst, Unit: "OPPB"}, id, false)
	if err != nil || r.Purpose != purpose {
		t.Errorf("the register has %q: %v", r.Purpose, err)
	}
	for _, c := range report.Counts { // every measure has its definition on the page
		for _, m := range c.What {
			h.page("/en/definitions", i18n.EN.T("report.definition."+m.Code))
			h.page("/fr/definitions", i18n.FR.T("report.definition."+m.Code))
		}
	}
}
