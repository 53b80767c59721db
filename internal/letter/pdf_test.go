package letter_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
	for _, kind := range letter.Kinds {
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
			read := poppler(t, b, "pdftotext", "-nopgbrk", "FILE", "-")
			at := 0
			for _, w := range strings.Fields(letter.Text(text)) {
				i := strings.Index(read[at:], w)
				if i < 0 {
					t.Errorf("%s.%s: %q is not there, or not in its order, after %q", kind, l, w, read[max(0, at-60):at])
					break
				}
				if i > 60 { // the foot and head between two pages
					t.Errorf("%s.%s: %q comes %d letters too late: %q", kind, l, w, i, read[at:at+i])
				}
				at += i + len(w)
			}
			if info := poppler(t, b, "pdfinfo", "FILE"); !strings.Contains(info, "Tagged: yes") || strings.Contains(info, "HRD") || strings.Contains(info, "G0000") {
				t.Errorf("%s.%s: %s", kind, l, info)
			}
			if !bytes.Contains(b, []byte("<dc:language><rdf:Bag><rdf:li>"+string(l)+"-CA")) {
				t.Errorf("%s.%s has no language", kind, l)
			}
			tree := poppler(t, b, "pdfinfo", "-struct-text", "FILE")
			for _, want := range []string{"H1", "P (block)", "محمد", "Александра"} {
				if kind == casefile.PartnerOutcome && want != "H1" && want != "P (block)" {
					continue // the notice to a partner names nobody
				}
				if !strings.Contains(tree, want) {
					t.Errorf("%s.%s: no %q in its tree", kind, l, want)
				}
			}
		}
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
