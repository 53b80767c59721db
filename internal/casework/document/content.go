package document

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"passage/internal/casework/fault"
)

// Limit is the largest document, in bytes (decision 34).
const Limit = 25 << 20

// Head is how many of the first bytes TypeOf wants to see.
const Head = 512

// Type is a media type that is accepted, and how it may be shown: what a browser could run is only downloaded.
type Type struct {
	Media   string
	Ending  string // of the file name when it is downloaded
	Preview bool   // may be shown in the page, sandboxed
}

// Types are the accepted media types. Forms and papers are PDF or pictures; the eRRF is XML; a partner's
// narrative may be plain text. Office files are not: they hold macros, names of authors and earlier versions.
var Types = []Type{
	{"application/pdf", ".pdf", true},
	{"image/jpeg", ".jpg", true},
	{"image/png", ".png", true},
	{"image/webp", ".webp", true},
	{"image/tiff", ".tif", false},
	{"image/heic", ".heic", false},
	{"application/xml", ".xml", false},
	{"text/plain", ".txt", false},
}

// TypeOf is the type that the first bytes of a content show, "" when it is none that is accepted. What the sender
// says about the type is never believed.
func TypeOf(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return "application/pdf"
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return "image/webp"
	case bytes.HasPrefix(head, []byte("II*\x00")), bytes.HasPrefix(head, []byte("MM\x00*")):
		return "image/tiff"
	case len(head) >= 12 && string(head[4:8]) == "ftyp" && slices.Contains([]string{"heic", "heix", "mif1", "heim"}, string(head[8:12])):
		return "image/heic"
	}
	text := bytes.TrimPrefix(head, []byte("\ufeff"))
	if !plain(text) {
		return ""
	}
	start := bytes.ToLower(bytes.TrimLeft(text, " \t\r\n"))
	switch {
	case bytes.HasPrefix(start, []byte("<?xml")):
		return "application/xml"
	case bytes.HasPrefix(start, []byte("<")):
		return "" // HTML, SVG and the like: a browser could run them
	}
	return "text/plain"
}

// plain says whether the bytes are UTF-8 text without control characters; a character cut at the end is let pass.
func plain(b []byte) bool {
	if len(b) == 0 {
		return false
	}
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			return len(b) < utf8.UTFMax && !utf8.FullRune(b)
		}
		if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
			return false
		}
		b = b[n:]
	}
	return true
}

// TypeInfo is what is known of an accepted media type.
func TypeInfo(media string) (Type, bool) {
	i := slices.IndexFunc(Types, func(t Type) bool { return t.Media == media })
	if i < 0 {
		return Type{}, false
	}
	return Types[i], true
}

// CleanName is a file name as it is kept: the last part of a path, without control characters, at most 120
// characters. It is shown and sealed, and never names a stored file.
func CleanName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError || r == '"' || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > 120 {
		name = string(runes[:120])
	}
	if name == "." || name == ".." || name == "/" {
		return ""
	}
	return strings.TrimSpace(name)
}

// Check finds what is wrong with what was said about a document, and with the content found.
func Check(d Document) error {
	var c fault.Check
	k, known := KindOf(d.Kind)
	switch {
	case !known:
		c.Add("kind", "document.kind.missing")
	case k.PerPerson && d.Person == "":
		c.Add("person", "document.person.missing")
	}
	if utf8.RuneCountInString(d.Title) > 120 {
		c.Add("title", "document.title.long")
	}
	if d.Translation != "" && !slices.Contains(Translations, d.Translation) {
		c.Add("translation", "document.translation.code")
	}
	if d.Sensitivity != "" && !slices.Contains(Sensitivities, d.Sensitivity) {
		c.Add("sensitivity", "document.sensitivity.code")
	}
	if d.Date != "" && !d.Date.Valid() {
		c.Add("date", "document.date.form")
	}
	if known && slices.Index(Sensitivities, d.Sensitivity) < slices.Index(Sensitivities, k.Sensitivity) {
		c.Add("sensitivity", "document.sensitivity.lower")
	}
	switch {
	case d.Size > Limit:
		c.Add("file", "document.file.large")
	case d.Size == 0:
		c.Add("file", "document.file.empty")
	case d.Type == "":
		c.Add("file", "document.file.type")
	case d.Kind == "photo" && !strings.HasPrefix(d.Type, "image/"):
		c.Add("file", "document.file.photo")
	}
	return c.Err("document.check")
}

// TranslationNeeded says whether a note on translation is needed: the document is in neither official language
// and nothing was said. It warns and does not stop (I-42).
func TranslationNeeded(d Document) bool {
	switch d.Language {
	case "", "en", "fr", "ENG", "FRA":
		return false
	}
	return d.Translation == ""
}
