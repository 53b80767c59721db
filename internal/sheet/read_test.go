package sheet_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"

	"passage/internal/i18n"
	"passage/internal/pdf"
)

// tool runs a program of poppler over a file. They are installed by scripts/install.
func tool(t *testing.T, file, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is missing: run scripts/install pdf", name)
	}
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "FILE", file)
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

// bare is a text without white space and without the marks that say how it runs.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
}

// Another program reads every paper of a package in both languages: it is tagged and has its language and title, and each
// word that was written comes out, in the order of reading, from the pages and from the tree.
func TestPapers_OthersReadThem(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, lang := range i18n.Langs {
		s, _ := whole(t, lang)
		papers := s.Papers()
		if len(papers) < 11 {
			t.Errorf("%s: a package of %d papers", lang, len(papers))
		}
		for _, p := range papers {
			d := s.Write(p)
			b, err := pdf.Render(d)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, string(lang)+p.Name()+".pdf")
			if err := os.WriteFile(file, b, 0o600); err != nil {
				t.Fatal(err)
			}
			info := tool(t, file, "pdfinfo", "FILE")
			title := regexp.MustCompile(`(?m)^Title: +(.*)$`).FindStringSubmatch(info)
			if !regexp.MustCompile(`(?m)^Tagged: +yes`).MatchString(info) || title == nil || title[1] != d.Title || d.Title == "" {
				t.Errorf("%s %s: no tags or no title:\n%s", lang, p.Name(), info)
			}
			var hex strings.Builder
			for _, u := range utf16.Encode([]rune(string(lang) + "-CA")) {
				fmt.Fprintf(&hex, "%04X", u)
			}
			if !strings.Contains(string(b), "/Lang <FEFF"+hex.String()+"> /MarkInfo") || !strings.Contains(string(b), "/StructTreeRoot") {
				t.Errorf("%s %s: no language or no tree", lang, p.Name())
			}
			written := strings.Fields(text(d))
			// As it stands on the page, cells of a table lie beside one another: there each word is looked for alone.
			for _, how := range [][]string{{"pdftotext", "-raw", "FILE", "-"}, {"pdftotext", "FILE", "-"}, {"pdfinfo", "-struct-text", "FILE"}} {
				got, at := bare(tool(t, file, how[0], slices.Clone(how[1:])...)), 0
				for i, w := range written {
					if len(how) == 3 && how[0] == "pdftotext" {
						at = 0
					}
					k := strings.Index(got[at:], bare(w))
					if k < 0 {
						t.Errorf("%s %s, %v: word %d, %q after %q, is not there or not in its order", lang, p.Name(), how, i, w, written[max(0, i-4):i])
						break
					}
					at += k + len(bare(w))
				}
			}
		}
	}
}
