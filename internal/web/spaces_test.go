package web

import (
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/store"
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

// The numbers of a past day are links as those of today are, in both languages, and each opens as many cases as it says (I-118).
func TestCommitment_NumbersOfAPastDayOpen(t *testing.T) {
	h := house(t)
	made := clock.AddDate(0, 0, -70)
	for i, state := range []casefile.State{casefile.Received, casefile.Transferred, casefile.Eligibility, casefile.Eligibility, casefile.Approved, casefile.Travel} {
		change := func(days int, fn func(tx *store.Tx) (casefile.ID, error)) casefile.ID {
			answer, err := h.App.Store.Change(t.Context(), store.Entry{Actor: access.Actor{Account: "system", Role: access.System}, Action: "test", Now: made.AddDate(0, 0, days)}, func(tx *store.Tx) (string, error) {
				id, err := fn(tx)
				return string(id), err
			})
			if err != nil {
				t.Fatal(err)
			}
			return casefile.ID(answer)
		}
		id := change(i, func(tx *store.Tx) (casefile.ID, error) {
			f, err := tx.Create(casefile.Case{State: state, Stream: "hrd-global", ReferredBy: "FLD", Office: "cedar", Persons: 1, Referred: tx.Today(), Since: tx.Today()})
			if err != nil {
				return "", err
			}
			return f.Case.ID, nil
		})
		change(50+i, func(tx *store.Tx) (casefile.ID, error) { // it is all over since
			f, err := tx.Load(id)
			if err == nil {
				f.Case.State, f.Case.Since = casefile.Withdrawn, tx.Today()
			}
			return id, err
		})
	}
	h.signIn("analyst.oppb")
	day := made.AddDate(0, 0, 45).Format("2006-01-02")
	for lang, at := range map[string]string{"en": "/en/commitment", "fr": "/fr/engagement"} {
		body := h.page(at+"?unit=cases&day="+day, map[string]string{"en": "A number opens the cases behind it", "fr": "Un nombre ouvre les dossiers qui le composent"}[lang])
		links := regexp.MustCompile(`<a href="(`+at+`/[^"]+day=[^"]+)">(\d+)</a>`).FindAllStringSubmatch(body, -1)
		for _, m := range links {
			list := h.page(html.UnescapeString(m[1]))
			if n := strings.Count(list, `<th scope="row" class="id">`); strconv.Itoa(n) != m[2] {
				t.Errorf("%s says %s and opens %d", m[1], m[2], n)
			}
		}
		for _, x := range []string{"gone+referred", "gone+", "gone+litigation", "left+file_created", "there+", "other+decision", "process&region=nowhere"} {
			where := at + "/" + map[string]string{"en": "cases", "fr": "dossiers"}[lang] + "?of=" + x
			h.sound(where, ask(t, h, getReq(where)), 404)
		}
		if len(links) < 12 {
			t.Errorf("%s: only %d numbers open: %v", at, len(links), links)
		}
	}
}
