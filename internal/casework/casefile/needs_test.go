package casefile_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
)

// practical needs alone; a text that names an illness is not kept, in either language; a detail needs why, who agreed and when.
func TestRule_A_70_PracticalNeedsAlone(t *testing.T) {
	persons := []people.Person{{ID: "a", Number: 1}, {ID: "b", Number: 2, OwnCase: "7K3M-Q9TD"}, {ID: "c", Number: 3, Whereabouts: people.Dead}}
	good := casefile.Needs{Person: "a", Codes: []string{"no_stairs", "wheelchair", "wheelchair"}, Words: " A ramp of 80 cm. ", Detail: "Insulin for diabetes, twice a day.", Why: "Without it she is in danger on the flight.",
		Agreed: casefile.ConsentToTell{By: "person", On: "2026-08-20"}}
	n, err := casefile.RecordNeeds(good, persons, "2026-08-31")
	if err != nil || !slices.Equal(n.Codes, []string{"wheelchair", "no_stairs"}) || n.Words != "A ramp of 80 cm." || n.Detail == "" {
		t.Fatalf("%+v %v", n, err)
	}
	for field, wrong := range map[string]func(*casefile.Needs){
		"codes":      func(n *casefile.Needs) { n.Codes = []string{"anything"} },
		"words":      func(n *casefile.Needs) { n.Words = "She has Diabetes." },
		"detail":     func(n *casefile.Needs) { n.Detail = strings.Repeat("x", 601) },
		"detail_why": func(n *casefile.Needs) { n.Why = " " },
		"agreed":     func(n *casefile.Needs) { n.Agreed.By = "officer" },
		"agreed_on":  func(n *casefile.Needs) { n.Agreed.On = "2026-09-01" },
	} {
		in := good
		wrong(&in)
		_, err := casefile.RecordNeeds(in, persons, "2026-08-31")
		var f *fault.Error
		if !errors.As(err, &f) || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Name == field }) {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, id := range []string{"b", "c", "x"} {
		in := good
		in.Person = id
		if _, err := casefile.RecordNeeds(in, persons, "2026-08-31"); err == nil {
			t.Errorf("kept of %s", id)
		}
	}
	in := good
	in.Detail = ""
	if n, err := casefile.RecordNeeds(in, persons, "2026-08-31"); err != nil || n.Why != "" || n.Agreed != (casefile.ConsentToTell{}) {
		t.Errorf("without a detail: %+v %v", n, err)
	}
	for text, found := range map[string]bool{"Atteinte d’épilepsie": true, "Séropositif au VIH": true, "HÉPATITE": true, "Cannot climb stairs": false, "Un lit bas, sans marches": false, "Ramp, quiet room": false} {
		if got := casefile.NamesIllness(text) != ""; got != found {
			t.Errorf("%q: %v", text, got)
		}
	}
}
