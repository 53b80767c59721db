package assessment_test

import (
	"fmt"
	"testing"

	"passage/internal/casework/assessment"
)

func TestRule_A_45_WhatToClarifyBeforeTheInterview(t *testing.T) {
	ask := recorded(repatriation(assessment.NotSafe))
	ask.Ask = true
	clear := assessment.Finding{Row: assessment.Row{Criterion: assessment.OutsideCanada}, Result: assessment.Met, Status: assessment.Recorded}
	open := assessment.Finding{Row: assessment.Row{Criterion: assessment.NotExcluded}, Result: assessment.Undetermined, Status: assessment.Draft}
	a := assessment.Admissibility{Examined: []assessment.Examined{{Person: "p1"}, {Person: "p2"}},
		Grounds: []assessment.Ground{
			{Person: "p1", Ground: assessment.SecurityGround, Result: assessment.GroundConcern, Status: assessment.Recorded},
			{Person: "p1", Ground: assessment.HealthDanger, Result: assessment.GroundClear, Status: assessment.Recorded},
			{Person: "p2", Ground: assessment.SecurityGround, Result: assessment.GroundConcern, Status: assessment.Recorded},
			{Person: "p2", Ground: assessment.SecurityGround, Result: assessment.GroundClear, Status: assessment.Draft}, // no longer a concern
		},
		Convictions: []assessment.Conviction{{ID: "w1", Person: "p2"}, {ID: "w2", Person: "p1", Heard: "2026-08-01"}}}
	var got []string
	for _, x := range assessment.Clarify(sheet(ask, clear, open), a) {
		got = append(got, fmt.Sprint(x.Why, " ", x.Code, " ", x.Person))
	}
	want := "[undetermined ELG-E8  ask ELG-E9a  concern ADM-D1 p1 conviction ADM-D5 p2]"
	if fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
	if list := assessment.Clarify(sheet(clear), assessment.Admissibility{}); list != nil {
		t.Errorf("nothing is open: %v", list)
	}
}
