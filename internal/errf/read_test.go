package errf_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"passage/internal/casework/fault"
	"passage/internal/errf"
)

func TestRead_refuses(t *testing.T) {
	deep := "<UNHCR_RRF><CASE>" + strings.Repeat("<a>", 20) + strings.Repeat("</a>", 20) + "</CASE></UNHCR_RRF>"
	for _, c := range []struct{ name, text, key string }{
		{"nothing", "", "errf.empty"},
		{"a byte order mark alone", "\ufeff", "errf.syntax"},
		{"a PDF", "%PDF-1.7\nnot XML", "errf.not_xml"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00", "errf.syntax"},
		{"words", "hello", "errf.not_xml"},
		{"another document", "<html><body/></html>", "errf.root"},
		{"cut off", write(v4(), false)[:900], "errf.syntax"},
		{"ends that do not match", "<UNHCR_RRF><CASE></UNHCR_RRF></CASE>", "errf.syntax"},
		{"two roots", "<UNHCR_RRF/><UNHCR_RRF/>", "errf.syntax"},
		{"words after the end", "<UNHCR_RRF/>more", "errf.syntax"},
		{"a document type", `<!DOCTYPE UNHCR_RRF><UNHCR_RRF/>`, "errf.doctype"},
		{"an external entity", `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><UNHCR_RRF>&x;</UNHCR_RRF>`, "errf.doctype"},
		{"a billion laughs", `<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><UNHCR_RRF>&b;</UNHCR_RRF>`, "errf.doctype"},
		{"a document type further in", `<UNHCR_RRF><!DOCTYPE x></UNHCR_RRF>`, "errf.doctype"},
		{"an entity without a type", `<UNHCR_RRF><CASE><dataIndividual><FamilyName>&x;</FamilyName></dataIndividual></CASE></UNHCR_RRF>`, "errf.syntax"},
		{"an unknown encoding", `<?xml version="1.0" encoding="ebcdic"?><UNHCR_RRF/>`, "errf.encoding"},
		{"bytes that are not UTF-8", "<UNHCR_RRF><CASE><dataIndividual><FamilyName>\xff\xfe</FamilyName></dataIndividual></CASE></UNHCR_RRF>", "errf.syntax"},
		{"a control character", "<UNHCR_RRF>\x01</UNHCR_RRF>", "errf.syntax"},
		{"too deep", deep, "errf.depth"},
		{"too many records", "<UNHCR_RRF>" + strings.Repeat("<CASE/>", 20_001) + "</UNHCR_RRF>", "errf.many"},
		{"too many elements that nobody knows", "<UNHCR_RRF><CASE>" + strings.Repeat("<x/>", 20_001) + "</CASE></UNHCR_RRF>", "errf.many"},
		{"a name of a megabyte", "<UNHCR_RRF><CASE><dataIndividual><FamilyName>" + strings.Repeat("x", 1<<20) + "</FamilyName></dataIndividual></CASE></UNHCR_RRF>", "errf.text"},
		{"a tag of a megabyte", "<UNHCR_RRF " + strings.Repeat(`a="" `, 1<<18) + "/>", "errf.tag"},
		{"too many bytes", "<UNHCR_RRF>" + strings.Repeat(" ", errf.Limit) + "</UNHCR_RRF>", "errf.large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := errf.Read(strings.NewReader(c.text))
			var f *fault.Error
			if !errors.As(err, &f) || f.Key != c.key {
				t.Errorf("got %v, want %s", err, c.key)
			}
			if (f != nil && f.Kind == fault.TooLarge) != (c.key == "errf.large") {
				t.Errorf("kind %s", f.Kind)
			}
		})
	}
}

func TestRead_tolerates(t *testing.T) {
	plain := strings.TrimPrefix(write(v4(), false), "\ufeff")
	wide := func(first, second byte) string {
		out := []byte{first, second}
		for _, u := range utf16.Encode([]rune(strings.Replace(plain, "utf-8", "utf-16", 1))) {
			if first == 0xff {
				out = append(out, byte(u), byte(u>>8))
			} else {
				out = append(out, byte(u>>8), byte(u))
			}
		}
		return string(out)
	}
	for name, text := range map[string]string{
		"no byte order mark":       plain,
		"no namespace":             strings.Replace(plain, ` xmlns="http://tempuri.org/ElectronicRRF.xsd"`, "", 1),
		"a prefix":                 strings.Replace(regexp.MustCompile(`<(/?)([A-Za-z])`).ReplaceAllString(plain, "<${1}u:$2"), "xmlns=", "xmlns:u=", 1),
		"UTF-16, little end first": wide(0xff, 0xfe),
		"UTF-16, big end first":    wide(0xfe, 0xff),
		"Windows-1252":             strings.Replace(plain, "utf-8", "windows-1252", 1),
		"line ends of Windows":     strings.ReplaceAll(plain, "\n", "\r\n"),
		"comments after the end":   plain + "<!-- made by hand -->\n",
		"no declaration":           plain[strings.Index(plain, "<UNHCR"):],
	} {
		f := read(t, text)
		if faults := errf.Check(f); len(faults) > 0 || f.Version != errf.V4 || len(f.Cases[0].Individuals) != 2 {
			t.Errorf("%s: %+v", name, faults)
		}
	}
	f := read(t, "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><UNHCR_RRF><CASE><dataIndividual><FamilyName>\xe9</FamilyName></dataIndividual></CASE></UNHCR_RRF>")
	if f.Cases[0].Individuals[0].Family != "é" {
		t.Errorf("%q", f.Cases[0].Individuals[0].Family)
	}
}

// A file at the limit is read with memory in proportion to it.
func TestRead_boundedMemory(t *testing.T) {
	f := v4()
	f.Cases[0].Photographs[0].Photo = strings.Repeat("QUFB", (20<<20)/4)
	text := write(f, false)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := read(t, text)
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 300<<20 {
		t.Errorf("%d MB for a file of 20 MB", grown>>20)
	}
	if len(errf.Check(got)) > 0 {
		t.Error("a large photo is a photo")
	}
}

func TestReportFiles(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	bad := v3()
	bad.Cases[0].Individuals[0].RelationshipToPPA = "X"
	good, faulty, broken := put("good.xml", write(v3(), false)), put("faulty.xml", write(bad, false)), put("broken.xml", "<")
	for _, c := range []struct {
		files []string
		exit  int
	}{{[]string{good}, 0}, {[]string{good, faulty}, 1}, {[]string{faulty, broken}, 2}, {[]string{good, filepath.Join(dir, "none.xml")}, 2}, {[]string{dir}, 2}, {nil, 0}} {
		if got := errf.Exit(errf.ReportFiles(c.files)); got != c.exit {
			t.Errorf("%v: exit %d, want %d", c.files, got, c.exit)
		}
	}
	for _, c := range []struct{ path, want string }{
		{good, `{"file":"GOOD","version":"3.1","valid":true,"faults":[]}`},
		{faulty, `{"file":"FAULTY","version":"3.1","valid":false,"faults":[{"kind":"invalid","field":"RelationshipToPrincipalRepresentative","individual":"900-1","value":"X"},{"kind":"missing","field":"primary applicant","individual":""}]}`},
		{broken, `{"file":"BROKEN","version":"","valid":false,"faults":[{"kind":"unreadable"}]}`},
	} {
		raw, err := json.Marshal(errf.ReportFiles([]string{c.path})[0])
		if got := strings.Replace(string(raw), c.path, strings.ToUpper(strings.TrimSuffix(filepath.Base(c.path), ".xml")), 1); err != nil || got != c.want {
			t.Errorf("%v\n got %s\nwant %s", err, got, c.want)
		}
	}
}

// Whatever the bytes, reading ends, and what was read can be checked; nothing the file says is in an error.
func FuzzRead(f *testing.F) {
	f.Add([]byte(write(v3(), false)))
	f.Add([]byte(write(v4(), true)))
	f.Add([]byte("<UNHCR_RRF><CASE><dataIndividual><Photo>====</Photo></dataIndividual></CASE></UNHCR_RRF>"))
	f.Add([]byte(`<!DOCTYPE x [<!ENTITY a "b">]><UNHCR_RRF>&a;</UNHCR_RRF>`))
	f.Add([]byte("\xff\xfe<\x00U\x00"))
	f.Add([]byte(`<?xml version="1.0" encoding="windows-1252"?><UNHCR_RRF><CASE/><CASE/></UNHCR_RRF>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := errf.Read(strings.NewReader(string(text)))
		if err != nil {
			if f := (*fault.Error)(nil); !errors.As(err, &f) {
				t.Fatalf("an error that nobody can act on: %v", err)
			}
			return
		}
		errf.Check(got)
		for i := range got.Cases {
			if alone := got.Source(i, text); alone != nil {
				if again, err := errf.Read(strings.NewReader(string(alone))); err != nil || len(again.Cases) != 1 {
					t.Fatalf("case %d taken alone: %v", i, err)
				}
			}
		}
	})
}
