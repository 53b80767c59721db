package assessment

import (
	"testing"
	"time"
)

// what stood when the court set the decision aside is there to be read; what an officer replaced before or after is not it.
func TestRule_A_94_FoundBefore(t *testing.T) {
	row, other := Row{Criterion: Persecution}, Row{Criterion: ClassMet}
	at := func(h int) time.Time { return time.Date(2026, 8, 31, h, 0, 0, 0, time.UTC) }
	all := []Finding{
		{ID: "1", Row: row, Status: Superseded, At: at(1)},
		{ID: "2", Row: row, Status: Superseded, Supersedes: "1", At: at(2)}, // stood when the court spoke
		{ID: "3", Row: row, Status: Superseded, At: at(4)},                  // found again, then changed
		{ID: "4", Row: row, Status: Recorded, Supersedes: "3", At: at(5)},
		{ID: "5", Row: other, Status: Recorded, At: at(3)},
	}
	if x := FoundBefore(all, row); x == nil || x.ID != "2" {
		t.Errorf("%+v", x)
	}
	if x := FoundBefore(all, other); x != nil {
		t.Errorf("what stands was not found before: %+v", x)
	}
	// Set aside twice, the newer is what stood.
	if x := FoundBefore(append(all[:2:2], Finding{ID: "6", Row: row, Status: Superseded, At: at(6)}), row); x == nil || x.ID != "6" {
		t.Errorf("%+v", x)
	}
	grounds := []Ground{{ID: "1", Person: "p", Ground: Crime, Status: Superseded}, {ID: "2", Person: "q", Ground: Crime, Status: Superseded}, {ID: "3", Person: "p", Ground: SeriousCrime, Status: Recorded}}
	if x := GroundBefore(grounds, "p", Crime); x == nil || x.ID != "1" {
		t.Errorf("%+v", x)
	}
	if x := GroundBefore(grounds, "p", SeriousCrime); x != nil {
		t.Errorf("%+v", x)
	}
}
