package matching_test

import (
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/matching"
	"passage/internal/casework/people"

	"pgregory.net/rapid"
)

func like(a, b string) float64 { return matching.Alike(matching.Words(a), matching.Words(b)) }

// The names are invented, or so common that they are nobody's.
func TestNames(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Applicant Person", "PERSON, Applicant", true},
		{"Muhammad Ahmad", "Mohammed Ahmed", true},
		{"Muhammad Ahmad", "محمد أحمد", true},
		{"Aleksandr Ivanov", "Александр Иванов", true},
		{"Alexandre Ivanoff", "Александр Иванов", true},
		{"Abdulrahman Hasan", "Abd al-Rahman Hassan", true},
		{"Abdurrahman Hasan", "عبد الرحمن حسن", true},
		{"Tigist Bekele", "ትግስት በቀለ", true},
		{"Dr Tigist Bekele", "Tigist Bekele", true},
		{"Jean-Pierre Martin", "Jean Pierre Martin", true},
		{"J. Martin", "Jean Martin", true},
		{"Muhammad Ahmad", "Muhammad Yusuf", false},
		{"Muhammad Ahmad", "محمد يوسف", false},
		{"Aleksandr Ivanov", "Александр Петров", false},
		{"Frida Larsen", "Frida Lundgren", false},
		{"", "Applicant", false},
		{"...", "Applicant", false},
	} {
		if got := like(c.a, c.b); (got >= matching.ShippedName) != c.same {
			t.Errorf("%q and %q: %.3f, want the same name %v", c.a, c.b, got, c.same)
		}
	}
}

func TestNames_AnyTextIsCompared(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		x, y := like(a, b), like(b, a)
		if x < 0 || x > 1.0000001 {
			t.Fatalf("likeness %v", x)
		}
		if d := x - y; d > 0.12 || d < -0.12 {
			t.Fatalf("one way %v, the other way %v", x, y)
		}
		if w := matching.Words(a); len(w) > 0 && like(a, a) < 0.98 {
			t.Fatalf("a name is not like itself: %v", like(a, a))
		}
		matching.Prepare(matching.Record{Names: []string{a}, Born: people.Partial(b)}).Tokens()
	})
}

func record(name string, born people.Partial) matching.Record {
	return matching.Record{Names: []string{name}, Born: born, Sex: "F", Nations: []string{"XKK"}}
}

func level(r matching.Result, f matching.Field) matching.Level {
	for _, x := range r.Reasons {
		if x.Field == f {
			return x.Level
		}
	}
	return ""
}

func TestCompare_Dates(t *testing.T) {
	for _, c := range []struct {
		a, b people.Partial
		want matching.Level
		sug  bool
	}{
		{"1987-04-12", "1987-04-12", matching.Same, true},
		{"1987-04-12", "1987-12-04", matching.Swapped, true},
		{"1987-04-12", "1987", matching.Part, true},
		{"1987-04", "1987-04-12", matching.Part, true},
		{"1987-04-12", "1987-04-13", matching.Near, true},
		{"1987-04-12", "", matching.Missing, true},
		{"1987-01-01", "1988-06-02", matching.Near, true}, // the first of January is the day of those who have none
		{"1987-04-12", "1962-11-30", matching.Different, false},
		{"1987-99-99", "1987", matching.Missing, true},
	} {
		got := matching.Compare(matching.Prepare(record("Applicant Person", c.a)), matching.Prepare(record("Applicant Person", c.b)))
		if l := level(got, matching.Born); l != c.want || got.Suggested() != c.sug {
			t.Errorf("%s and %s: %s, suggested %v (%.0f)", c.a, c.b, l, got.Suggested(), got.Weight)
		}
	}
}

func TestCompare_SaysWhyFieldByField(t *testing.T) {
	a, b := record("Muhammad Ahmad", "1987-04-12"), record("محمد أحمد", "1987-12-04")
	a.Numbers, b.Numbers = []matching.Number{{Kind: "unhcr", Value: "XK00000412"}}, []matching.Number{{Kind: "unhcr", Value: "XK00000413"}}
	got := matching.Compare(matching.Prepare(a), matching.Prepare(b))
	var said []string
	for _, r := range got.Reasons {
		said = append(said, string(r.Field)+" "+string(r.Level))
	}
	if s := strings.Join(said, ", "); s != "name sound, born swapped, sex same, nation same, number near" {
		t.Error(s)
	}
	if !got.Likely() {
		t.Errorf("weight %.0f", got.Weight)
	}
	// The same birth day and nothing else is no duplicate.
	if r := matching.Compare(matching.Prepare(record("Applicant One", "1987-04-12")), matching.Prepare(record("Xylo Quartz", "1987-04-12"))); r.Suggested() {
		t.Errorf("another name: %.0f", r.Weight)
	}
}

// Records of one person share tokens across scripts; a token holds no name.
func TestTokens(t *testing.T) {
	share := func(a, b matching.Record) int {
		x, n := matching.Prepare(a).Tokens(), 0
		for _, k := range matching.Prepare(b).Tokens() {
			if slices.Contains(x, k) {
				n++
			}
		}
		return n
	}
	for _, c := range [][2]matching.Record{
		{record("Muhammad Ahmad", "1987-04-12"), record("محمد أحمد", "1987-12-04")},
		{record("Aleksandr Ivanov", "1987"), record("Александр Иванов", "1987-12-04")},
		{record("Khalid Yusuf", "1987-04-12"), record("Халид Юсуф", "1987-04-12")},
		{record("Vakhtang Javadov", ""), record("Вахтанг Джавадов", "")},
		{record("Mohammed Ahmed", ""), record("Muhammad Ahmad", "1962")},
	} {
		if n := share(c[0], c[1]); n < 2 {
			t.Errorf("%v and %v share %d", c[0].Names, c[1].Names, n)
		}
	}
	for _, k := range matching.Prepare(record("Applicant Person", "1987-04-12")).Tokens() {
		if strings.Contains(strings.ToLower(k.Value), "applicant") {
			t.Errorf("%v", k)
		}
	}
}
