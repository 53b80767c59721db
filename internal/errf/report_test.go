package errf_test

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"passage/internal/errf"
)

// shared is the folder with data that no one here wrote, "" when it is not there; that is said aloud.
func shared(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("PASSAGE_SHARED")
	if dir == "" {
		t.Log("NOT RUN: PASSAGE_SHARED is not set, so UNHCR's own files were not read; the files this test writes itself were")
		return ""
	}
	return filepath.Join(dir, "data", "errf")
}

func byAll(a, b errf.Fault) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Individual, b.Individual), cmp.Compare(a.Value, b.Value))
}

// The verdict and the faults are those of a receiving state's validator, file by file.
func TestReport_sameAsReceivingState(t *testing.T) {
	dir := shared(t)
	if dir == "" {
		return
	}
	raw, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want map[string][]errf.Fault
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	if len(want) < 13 {
		t.Fatalf("only %d files expected", len(want))
	}
	for name, faults := range want {
		t.Run(name, func(t *testing.T) {
			r := errf.ReportFiles([]string{filepath.Join(dir, "cases", name)})[0]
			if r.Why != nil {
				t.Fatal(r.Why)
			}
			got := slices.SortedFunc(slices.Values(r.Faults), byAll)
			slices.SortFunc(faults, byAll)
			if !slices.Equal(got, faults) || r.Valid != (len(faults) == 0) {
				t.Errorf("valid %v\n got %+v\nwant %+v", r.Valid, got, faults)
			}
			if v := errf.Version(map[byte]string{'3': "3.1", '4': "4.1"}[name[1]]); r.Version != v {
				t.Errorf("version %s, want %s", r.Version, v)
			}
		})
	}
}
