package matching_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"passage/internal/casework/matching"
)

// shared opens a file of labelled data; it stays where it is (architecture 9).
func shared(t *testing.T, name string) []byte {
	t.Helper()
	dir := os.Getenv("PASSAGE_SHARED")
	if dir == "" {
		t.Skip("NOT RUN: PASSAGE_SHARED is not set, so matching was not measured on the labelled data; the cases of matching_test.go were")
	}
	b, err := os.ReadFile(filepath.Join(dir, "data", "matching", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func rows(t *testing.T, name string) [][]string {
	r := csv.NewReader(strings.NewReader(string(shared(t, name))))
	r.TrimLeadingSpace = true
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Issue 3, done when: F1 above 0.75 at the threshold the product ships (decision 31).
func TestBar_NamePairs(t *testing.T) {
	all := rows(t, "name-pairs.csv")
	a, b, same := slices.Index(all[0], "name1"), slices.Index(all[0], "name2"), slices.Index(all[0], "is_match")
	var list []matching.Labelled
	n := 0
	for _, r := range all[1:] {
		x := matching.Labelled{Like: matching.Alike(matching.Words(r[a]), matching.Words(r[b])), Same: r[same] == "true"}
		if list = append(list, x); x.Same {
			n++
		}
	}
	m, best := matching.At(list, n, matching.ShippedName), matching.Best(list, n)
	t.Logf("%d pairs: precision %.3f, recall %.3f, F1 %.3f; best F1 %.3f at %.3f", len(list), m.Precision, m.Recall, m.F1, best.F1, best.Threshold)
	if m.F1 < 0.80 {
		t.Errorf("F1 %.3f at the shipped threshold, want 0.80", m.F1)
	}
}

func dedupe(t *testing.T, name string, fields ...string) (matching.Measure, matching.Measure) {
	all := rows(t, name)
	var values [][]string
	var who []string
	count, truth := map[string]int{}, 0
	for _, r := range all[1:] {
		var row []string
		for c, h := range all[0] {
			if h != "rec_id" && (len(fields) == 0 || slices.Contains(fields, h)) {
				row = append(row, r[c])
			}
		}
		values = append(values, row)
		id := strings.SplitN(r[0], "-", 3)[1]
		who = append(who, id)
		truth += count[id]
		count[id]++
	}
	var list []matching.Labelled
	for _, p := range matching.Dedupe(values) {
		list = append(list, matching.Labelled{Like: p.Like, Same: who[p.A] == who[p.B]})
	}
	m, best := matching.At(list, truth, matching.ShippedDedupe), matching.Best(list, truth)
	t.Logf("%s %v: precision %.4f, recall %.4f, F1 %.4f; best F1 %.4f at %.4f", name, fields, m.Precision, m.Recall, m.F1, best.F1, best.Threshold)
	return m, best
}

// Issue 3, done when: recall above 0.99 at precision above 0.995 with all fields; best F1 above 0.975 with few.
func TestBar_Febrl(t *testing.T) {
	for _, name := range []string{"febrl1.csv", "febrl2.csv"} {
		if name == "febrl1.csv" || os.Getenv("PASSAGE_FULL") != "" { // the larger one with all fields takes ten seconds
			if m, _ := dedupe(t, name); m.Recall <= 0.99 || m.Precision <= 0.995 {
				t.Errorf("%s, all fields: recall %.4f, precision %.4f", name, m.Recall, m.Precision)
			}
		}
		if _, best := dedupe(t, name, "given_name", "surname", "date_of_birth", "suburb", "state"); best.F1 <= 0.975 {
			t.Errorf("%s, few fields: best F1 %.4f", name, best.F1)
		}
	}
}

// Issue 3, done when: among 10,000 names the right one is within the first ten for nine of ten, either way round.
func TestBar_Scripts(t *testing.T) {
	read := func(name string) (latin, other []string) {
		for _, line := range strings.Split(strings.TrimSpace(string(shared(t, name))), "\n") {
			c := strings.Split(line, "\t")
			latin, other = append(latin, c[0]), append(other, strings.ReplaceAll(c[1], " ", ""))
		}
		return latin, other
	}
	arLatin, ar := read("latin-arabic.tsv")
	ruLatin, ru := read("latin-russian.tsv")
	pool := func(lists ...[]string) (out []matching.Ready) {
		seen := map[string]bool{}
		for _, l := range lists {
			for _, n := range l {
				if !seen[n] && len(out) < 10000 {
					seen[n] = true
					out = append(out, matching.Prepare(matching.Record{Names: []string{n}}))
				}
			}
		}
		return out
	}
	few := 90
	if os.Getenv("PASSAGE_FULL") != "" {
		few = 400
	}
	for _, c := range []struct {
		name        string
		query, want []string
		pool        []matching.Ready
	}{
		{"Arabic among Latin", ar, arLatin, pool(arLatin, ruLatin)},
		{"Latin among Arabic", arLatin, ar, pool(ar)},
		{"Russian among Latin", ru[:10000], ruLatin, pool(ruLatin)},
		{"Latin among Russian", ruLatin[:10000], ru, pool(ru)},
	} {
		hit, n := 0, 0
		for i := 0; i < len(c.query); i += len(c.query)/few + 1 {
			n++
			q := matching.Words(c.query[i])
			own := matching.Alike(q, matching.Words(c.want[i]))
			above := 0
			for _, p := range c.pool {
				if p.Names[0] != c.want[i] && p.LikeName(q) >= own { // one as alike counts as before it
					above++
				}
			}
			if above < 10 {
				hit++
			}
		}
		t.Logf("%s: %d of %d within the first ten of %d (%.1f%%)", c.name, hit, n, len(c.pool), 100*float64(hit)/float64(n))
		// The bar is of the whole file, and the full check asks 400 of it. A quick run asks 90: then what chance may take
		// off a true 90% is allowed, two standard errors.
		bar := 0.90
		if os.Getenv("PASSAGE_FULL") == "" {
			bar -= 2 * math.Sqrt(0.90*0.10/float64(n))
		}
		if float64(hit) < bar*float64(n) {
			t.Errorf("%s: %d of %d", c.name, hit, n)
		}
	}
}
