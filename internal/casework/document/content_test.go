package document_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"passage/internal/casework/document"
	"passage/internal/casework/fault"
)

func TestTypeOf(t *testing.T) {
	for _, c := range []struct{ name, head, want string }{
		{"PDF", "%PDF-1.7\n", "application/pdf"},
		{"PNG", "\x89PNG\r\n\x1a\n....", "image/png"},
		{"JPEG", "\xff\xd8\xff\xe0", "image/jpeg"},
		{"WebP", "RIFF....WEBPVP8 ", "image/webp"},
		{"TIFF", "II*\x00....", "image/tiff"},
		{"HEIC", "\x00\x00\x00\x18ftypheic", "image/heic"},
		{"eRRF with a mark", "\ufeff<?xml version=\"1.0\"?>", "application/xml"},
		{"text", "Invented text, é\n", "text/plain"},
		{"text cut in a character", "Invented text, \xc3", "text/plain"},
		{"HTML called a picture", "<!DOCTYPE html><script>", ""},
		{"SVG", "<svg onload=alert(1)>", ""},
		{"HTML after spaces", " \n <html>", ""},
		{"program", "\x7fELF\x02\x01", ""},
		{"archive", "PK\x03\x04", ""},
		{"nothing", "", ""},
		{"broken text", "ab\xff\xfecdefgh", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := document.TypeOf([]byte(c.head)); got != c.want {
				t.Errorf("TypeOf = %q, want %q", got, c.want)
			}
		})
	}
}

// Whatever the bytes, the type is one of the list or none, and it is never one that a browser runs.
func TestTypeOf_anything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		got := document.TypeOf(rapid.SliceOfN(rapid.Byte(), 0, document.Head).Draw(t, "head"))
		if _, ok := document.TypeInfo(got); got != "" && !ok {
			t.Fatalf("type %q is not in the list", got)
		}
	})
}

func TestCleanName(t *testing.T) {
	for in, want := range map[string]string{
		"scan.pdf": "scan.pdf", "../../etc/scan.pdf": "scan.pdf", `C:\Users\x\scan.pdf`: "scan.pdf", "a\r\nb.pdf": "ab.pdf", `a".pdf`: "a.pdf", "": "", "/": "", "..": "",
	} {
		if got := document.CleanName(in); got != want {
			t.Errorf("CleanName(%q) = %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		got := document.CleanName(rapid.String().Draw(t, "name"))
		if utf8.RuneCountInString(got) > 120 || strings.ContainsAny(got, `/\"`) || strings.ContainsFunc(got, unicode.IsControl) {
			t.Fatalf("kept %q", got)
		}
	})
}

func TestCheck(t *testing.T) {
	good := document.Document{Kind: "identity", Person: "1", Type: "application/pdf", Size: 10, Sensitivity: document.Ordinary}
	edit := func(f func(*document.Document)) document.Document { d := good; f(&d); return d }
	for _, c := range []struct {
		name string
		d    document.Document
		bad  string
	}{
		{"good", good, ""},
		{"no kind", edit(func(d *document.Document) { d.Kind = "" }), "kind"},
		{"whose passport", edit(func(d *document.Document) { d.Person = "" }), "person"},
		{"empty", edit(func(d *document.Document) { d.Size = 0 }), "file"},
		{"too large", edit(func(d *document.Document) { d.Size = document.Limit + 1 }), "file"},
		{"the limit itself", edit(func(d *document.Document) { d.Size = document.Limit }), ""},
		{"not accepted", edit(func(d *document.Document) { d.Type = "" }), "file"},
		{"photo as PDF", edit(func(d *document.Document) { d.Kind = "photo" }), "file"},
		{"medical paper called ordinary", edit(func(d *document.Document) { d.Kind = "medical" }), "sensitivity"},
		{"passport made restricted", edit(func(d *document.Document) { d.Sensitivity = document.Restricted }), ""},
		{"no such day", edit(func(d *document.Document) { d.Date = "2026-02-30" }), "date"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var f *fault.Error
			errors.As(document.Check(c.d), &f)
			got := ""
			if f != nil {
				got = f.Fields[0].Name
			}
			if got != c.bad {
				t.Errorf("fault at %q, want %q", got, c.bad)
			}
		})
	}
}

func TestRule_I_42_Translation(t *testing.T) {
	for _, c := range []struct {
		d    document.Document
		want bool
	}{
		{document.Document{Language: "fr"}, false}, {document.Document{Language: "ar"}, true},
		{document.Document{Language: "ar", Translation: "missing"}, false}, {document.Document{}, false},
	} {
		if got := document.TranslationNeeded(c.d); got != c.want {
			t.Errorf("%q/%q: %v", c.d.Language, c.d.Translation, got)
		}
	}
}
