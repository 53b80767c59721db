package casefile_test

import (
	"testing"

	"passage/internal/casework/casefile"
	"passage/internal/casework/people"
)

// Contradiction X-32: no letter against the safe-contact plan.
func TestRule_X_32_WordsThatMustNotBeWritten(t *testing.T) {
	p := people.SafetyPlan{LocationRestricted: people.Yes, Location: "District R, Street of the Mill 5\nTown S", CodeWord: "the library", AtHome: "Aunt Nour; Uncle Sami", MustNot: "landlord"}
	persons := []people.Person{
		{Family: "Planted", Given: "Amal", NamingSafe: people.Yes},
		{Family: "Planted", Given: "Dunya", Native: "دنيا", NamingSafe: people.No, OtherNames: []people.OtherName{{Given: "Dounia"}}},
	}
	words := casefile.Unsafes(p, persons)
	for _, c := range []struct {
		text string
		want casefile.UnsafeKind
	}{
		{"You live in district r.", casefile.UnsafePlace},
		{"We know of Town S", casefile.UnsafePlace},
		{"Say: THE LIBRARY, please", casefile.UnsafeCode},
		{"aunt nour was asked", casefile.UnsafeHome},
		{"your landlord", casefile.UnsafeKnow},
		{"Your daughter Dunya", casefile.UnsafeName},
		{"دنيا", casefile.UnsafeName},
		{"named Dounia.", casefile.UnsafeName},
		{"Amal Planted, you are invited", ""},
		{"Dunyazad is another name", ""},
		{"District Q", ""},
	} {
		got := casefile.Blocked(c.text, words)
		switch {
		case c.want == "" && len(got) != 0:
			t.Errorf("%q is blocked for %v", c.text, got)
		case c.want != "" && (len(got) == 0 || got[0].Why != c.want):
			t.Errorf("%q: %v, want %s", c.text, got, c.want)
		}
	}
	p.LocationRestricted = people.No
	if got := casefile.Blocked("District R", casefile.Unsafes(p, persons)); len(got) != 0 {
		t.Errorf("a place that is not restricted is blocked: %v", got)
	}
}
