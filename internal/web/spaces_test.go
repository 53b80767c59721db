package web

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Rule I-59: "up to" is nowhere a target. No page about spaces has a colour for what stops, a share of the ceiling or a word for
// what was not reached, in either language.
func TestRule_I_59_ACeilingIsNoTarget(t *testing.T) {
	pages, err := filepath.Glob("templates/spaces/*.html")
	if err != nil || len(pages) < 8 {
		t.Fatalf("%d templates, %v", len(pages), err)
	}
	words, err := filepath.Glob("../i18n/words/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range words {
		switch strings.SplitN(filepath.Base(name), ".", 2)[0] {
		case "spaces", "levels", "moves", "turn":
			pages = append(pages, name)
		}
	}
	never := regexp.MustCompile(`(?i)tag-stop|\bred\b|%|\bper ?cent|pourcent|\bmissed\b|\bmanqué|achiev|\batteint|shortfall of|under-?achiev|behind target|en retard|\bquota`)
	if never.MatchString("Room that is left is no shortfall") || !never.MatchString("12 % of the ceiling") || !never.MatchString(`class="tag tag-stop"`) {
		t.Fatal("the pattern is wrong")
	}
	for _, name := range pages {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if m := never.FindString(line); m != "" {
				t.Errorf("%s:%d: %q", name, i+1, m)
			}
		}
	}
}
