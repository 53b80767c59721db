package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The command answers by its exit code: 0 sound, 1 not, 2 unusable.
func TestPolicyCommands(t *testing.T) {
	over, broken := t.TempDir(), t.TempDir()
	write := func(dir, text string) {
		if err := os.WriteFile(filepath.Join(dir, "x.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(over, "clocks:\n  - {id: acknowledge, en: Acknowledge, days: 1, cite: [nowhere], status: default}\n")
	write(broken, "clocks:\n  - {id: acknowledge, minutes: 1}\n")
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"policy", "check"}, 0, "0 faults"},
		{[]string{"policy", "check", "--demo"}, 0, "pack 1+demo: 0 faults"},
		{[]string{"policy", "check", "--overlay", over}, 1, "no French"},
		{[]string{"policy", "check", "--overlay", broken}, 2, "minutes"},
		{[]string{"policy", "check", "--laws", over}, 2, "policy: laws"},
		{[]string{"policy", "show", "hrd-2023", "--on", "2023-07-01"}, 0, "persons: 500"},
		{[]string{"policy", "show", "hrd-2021", "--on", "2021-07-01"}, 0, "persons: 250"},
		{[]string{"policy", "show", "hrd-global", "--on", "2020-07-01"}, 1, "nothing"},
		{[]string{"policy", "show", "X-4", "--on", "2023-02-30"}, 2, "not a day"},
	} {
		var out strings.Builder
		if code := run(t.Context(), c.args, &out, &out); code != c.code || !strings.Contains(out.String(), c.want) {
			t.Errorf("%v: exit %d, want %d with %q: %s", c.args, code, c.code, c.want, out.String())
		}
	}
}
