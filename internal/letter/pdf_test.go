package letter_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"passage/internal/casework/casefile"
	"passage/internal/i18n"
	"passage/internal/letter"
)

// poppler is what another program reads in a file, its white space made one and without marks of direction.
func poppler(t *testing.T, b []byte, tool string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Fatalf("%s is missing: run scripts/install pdf", tool)
	}
	file := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "FILE", file)
	}
	out, err := exec.Command(tool, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", tool, err, out)
	}
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r >= 0x202A && r <= 0x202E || r == '\f' {
			return -1
		}
		return r
	}, string(out))), " ")
}

// Every letter as a PDF: every word in the order of reading, a structure tree, its language, the same bytes twice, in under
// 100 ms (issue 4).
func TestPDF_EveryLetter(t *testing.T) {
	for _, kind := range slices.Concat(letter.Kinds, letter.MatterKinds) {
		for _, l := range i18n.Langs {
			d := data(l)
			d.Name = "Александра محمد"
			if kind != casefile.Approval && kind != casefile.InterviewInvitation {
				d.Grounds = grounds()
			}
			text := compose(t, kind, d)
			best := time.Hour
			var b []byte
			for i := 0; i < 3 || best > 100*time.Millisecond && i < 30; i++ { // a busy machine gets more tries: the best counts
				at := time.Now()
				again, err := letter.PDF(text, letter.Subject(d), l)
				best = min(best, time.Since(at))
				if err != nil {
					t.Fatal(err)
				}
				if b != nil && !bytes.Equal(b, again) {
					t.Errorf("%s.%s is not the same twice", kind, l)
				}
				b = again
			}
			if t.Logf("%s.%s: %d bytes in %v", kind, l, len(b), best); best > 100*time.Millisecond {
				t.Errorf("%s.%s takes %v", kind, l, best)
			}
			what := string(kind) + "." + string(l)
			words := strings.Fields(letter.Text(text))
			inOrder(t, what+" as it is read", words, poppler(t, b, "pdftotext", "-nopgbrk", "FILE", "-"), 60) // the foot and head between two pages
			if info := poppler(t, b, "pdfinfo", "FILE"); !strings.Contains(info, "Tagged: yes") || strings.Contains(info, "HRD") || strings.Contains(info, "G0000") {
				t.Errorf("%s.%s: %s", kind, l, info)
			}
			if !bytes.Contains(b, []byte("<dc:language><rdf:Bag><rdf:li>"+string(l)+"-CA")) || !bytes.Contains(b, []byte(fmt.Sprintf("/Lang <FEFF%X> /MarkInfo", wide(string(l)+"-CA")))) {
				t.Errorf("%s.%s has no language", kind, l)
			}
			tree := poppler(t, b, "pdfinfo", "-struct-text", "FILE")
			inOrder(t, what+" in its structure tree", words, tree, 100) // the names of the elements between
			for _, want := range []string{"H1", "P (block)", "محمد", "Александра"} {
				if (kind == casefile.PartnerOutcome || kind == casefile.TreatedFirst) && want != "H1" && want != "P (block)" {
					continue // a notice to a partner names nobody
				}
				if !strings.Contains(tree, want) {
					t.Errorf("%s.%s: no %q in its tree", kind, l, want)
				}
			}
		}
	}
}

// inOrder finds each word after the one before it, with no more than so many letters between.
func inOrder(t *testing.T, what string, words []string, read string, most int) {
	t.Helper()
	if len(words) < 20 {
		t.Errorf("%s: %d words only", what, len(words))
	}
	at := 0
	for _, w := range words {
		i := strings.Index(read[at:], w)
		if i < 0 {
			t.Errorf("%s: %q is not there, or not in its order, after %q", what, w, read[max(0, at-60):at])
			return
		}
		if i > most {
			t.Errorf("%s: %q comes %d letters too late: %q", what, w, i, read[at:at+i])
		}
		at += i + len(w)
	}
}

// wide is a text as a PDF writes it in its catalogue.
func wide(s string) (out []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u>>8), byte(u))
	}
	return out
}

// Each template is of a kind that the test above takes.
func TestPDF_EveryTemplateIsALetter(t *testing.T) {
	all, err := filepath.Glob("templates/[LW]*.en.html")
	if err != nil || len(all) != len(letter.Kinds)+len(letter.MatterKinds)+len(letter.OnwardKinds) {
		t.Errorf("%d templates, %d kinds of letter: %v", len(all), len(letter.Kinds)+len(letter.MatterKinds)+len(letter.OnwardKinds), err)
	}
}

// What is stored may be any text: a letter is laid out, and markup of its own is text.
func TestPDF_StoredAsItIs(t *testing.T) {
	for _, s := range []string{"", "plain", "<p>open", "<ol><li>a</li><li><p>b</p></li></ol>", "<script>x</script>", "<p>&lt;b&gt;</p>", "<q>تم</q>", "</p></p>"} {
		if _, err := letter.PDF(s, "7K3M-Q9TD", i18n.EN); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
}
