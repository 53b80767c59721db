package assessment_test

import (
	"os"
	"strings"
	"testing"

	"passage/internal/casework/assessment"
)

// TestRule_X_3_WordingThatAssessesStatus measures the word check on labelled sentences. The first file was used
// to write the patterns; the second only measures them. docs/status-words.md states both figures.
func TestRule_X_3_WordingThatAssessesStatus(t *testing.T) {
	for _, set := range []struct {
		file              string
		recall, precision float64
	}{
		{"testdata/status_dev.tsv", 0.95, 0.95},
		{"testdata/status_held_out.tsv", 0.65, 0.90},
	} {
		raw, err := os.ReadFile(set.file)
		if err != nil {
			t.Fatal(err)
		}
		hits, misses := map[string]int{}, map[string]int{}
		var found, wrong, all int
		for _, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
			label, rest, _ := strings.Cut(line, "\t")
			lang, sentence, _ := strings.Cut(rest, "\t")
			_, drifts := assessment.DriftsIntoStatus(sentence)
			switch {
			case label == "P":
				all++
				if drifts {
					found++
					hits[lang]++
				} else {
					misses[lang]++
					t.Logf("%s missed: %s", set.file, sentence)
				}
			case drifts:
				wrong++
				t.Logf("%s pointed out without need: %s", set.file, sentence)
			}
		}
		recall, precision := float64(found)/float64(all), float64(found)/float64(found+wrong)
		t.Logf("%s: recall %d of %d (%.2f), precision %.2f; en %d+%d, fr %d+%d", set.file, found, all, recall, precision,
			hits["en"], misses["en"], hits["fr"], misses["fr"])
		if recall < set.recall || precision < set.precision {
			t.Errorf("%s: recall %.2f under %.2f, or precision %.2f under %.2f", set.file, recall, set.recall, precision, set.precision)
		}
	}
}
