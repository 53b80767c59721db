package e2e

import (
	"maps"
	"strconv"
	"strings"
)

// What the analyst's page says: persons landed, by partner and by office, and each office's GAR number.

type counts struct {
	landed map[string]int    // by partner, by office, and "All"
	number map[string]string // the GAR number of an office
}

// counted reads the analyst's page.
func (w *walk) counted() counts {
	p := w.as("en", "analyst.oppb")
	p.Click("Commitment")
	var table []struct{ Name, Landed, Number string }
	p.Eval(`[...document.querySelectorAll('main tbody tr')].filter(r => r.querySelector('[data-l="Landed"]')).map(r => ({
		Name: r.querySelector('th').innerText.trim(), Landed: r.querySelector('[data-l="Landed"]').innerText.trim(), Number: r.cells[r.cells.length-1].innerText.trim()}))`, &table)
	c := counts{map[string]int{}, map[string]string{}}
	for _, r := range table {
		n, err := strconv.Atoi(strings.ReplaceAll(r.Landed, ",", ""))
		if err != nil {
			w.t.Fatalf("landed, of %s: %v", r.Name, err)
		}
		c.landed[r.Name] = n
		if strings.HasPrefix(r.Name, "Office") || r.Name == "All" {
			c.number[r.Name] = r.Number
		}
	}
	return c
}

// count ends the walk unless exactly these persons were added: to the partner, to the office and to the total, and
// the office's number did not grow by them (an HRD landing is inside it, never on top).
func (w *walk) count(before counts, persons int) {
	after := w.counted()
	if len(before.landed) < 8 || len(before.number) < 5 || before.number["Office Cedar"] == "" {
		w.t.Fatalf("the page has too few lines: %+v", before)
	}
	for name, n := range after.landed {
		want := before.landed[name]
		if name == "All" || name == "Middle East" || name == "Office Cedar" || name == "United Nations High Commissioner for Refugees" {
			want += persons
		}
		if n != want {
			w.t.Errorf("%s: %d landed, want %d", name, n, want)
		}
	}
	if !maps.Equal(before.number, after.number) {
		w.t.Errorf("the offices' numbers moved: %v, then %v", before.number, after.number)
	}
}
