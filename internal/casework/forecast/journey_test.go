package forecast_test

import (
	"math"
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/forecast"
)

func TestRule_I_65_JourneyIsReadFromItsDays(t *testing.T) {
	whole := forecast.Journey{Partner: "A", Office: "cedar", Referred: "2024-01-10", Filed: "2024-02-01", AtOffice: "2024-03-01", Decided: "2024-12-01", Landed: "2025-05-01", Since: "2025-05-02", State: casefile.PostArrival, Persons: 3}
	at := func(change func(*forecast.Journey)) forecast.Journey {
		j := whole
		change(&j)
		return j
	}
	for name, c := range map[string]struct {
		j          forecast.Journey
		stages     int
		open, gone bool // the last spell
	}{
		"landed": {whole, 4, false, false},
		"draft":  {at(func(j *forecast.Journey) { j.State = casefile.Preparing }), 0, false, false},
		"sent back": {at(func(j *forecast.Journey) {
			j.State, j.Filed, j.AtOffice, j.Decided, j.Landed = casefile.Returned, "", "", "", ""
		}), 1, true, false},
		"at the office":     {at(func(j *forecast.Journey) { j.State, j.Decided, j.Landed = casefile.Eligibility, "", "" }), 3, true, false},
		"on hold":           {at(func(j *forecast.Journey) { j.State, j.Decided, j.Landed = casefile.OnHold, "", "" }), 3, true, false},
		"held when granted": {at(func(j *forecast.Journey) { j.State, j.Landed = casefile.OnHold, "" }), 4, true, false},
		"refused":           {at(func(j *forecast.Journey) { j.State, j.Landed = casefile.Refused, "" }), 3, false, true},
		"decided again":     {at(func(j *forecast.Journey) { j.State, j.Landed = casefile.Redetermination, "" }), 3, true, false},
		"granted":           {at(func(j *forecast.Journey) { j.State, j.Landed = casefile.Travel, "" }), 4, true, false},
		"not used":          {at(func(j *forecast.Journey) { j.State, j.Landed = casefile.ClosedUnused, "" }), 4, false, true},
		"withdrawn":         {at(func(j *forecast.Journey) { j.State, j.AtOffice, j.Decided, j.Landed = casefile.Withdrawn, "", "", "" }), 2, false, true},
		"days missing":      {at(func(j *forecast.Journey) { j.Filed, j.AtOffice = "", "" }), 4, false, false},
	} {
		list := c.j.Spells()
		if name == "landed, said late" && list[3].To != forecast.At("2025-05-02") {
			t.Errorf("%s: landed at %v, want the day on which it stood among the landed", name, list[3].To)
		}
		if len(list) != c.stages {
			t.Errorf("%s: %d stages, want %d: %+v", name, len(list), c.stages, list)
			continue
		}
		for i, s := range list {
			last := i == len(list)-1
			if s.Stage != i || s.To < s.From || (s.Office == "") != (i == 0) || s.Persons != 3 {
				t.Errorf("%s: %+v", name, s)
			}
			open, gone := math.IsInf(float64(s.To), 1), !s.On && !math.IsInf(float64(s.To), 1)
			if !last && (!s.On || s.To != list[i+1].From) {
				t.Errorf("%s: stage %d does not lead to the next: %+v", name, i, s)
			}
			if last && (open != c.open || gone != c.gone) {
				t.Errorf("%s: the last spell is open %v and gone %v: %+v", name, open, gone, s)
			}
		}
	}
}
