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

// Limits of a case (security.md 2.10).
const (
	CaseFiles = 300
	CaseBytes = 200 << 20
)

// DOCX and ODT are the media types of the two kinds of office file that are taken.
const (
	DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	ODT  = "application/vnd.oasis.opendocument.text"
)

// Type is a media type that is known, under which endings it comes, and whether it is taken as a document.
type Type struct {
	Media   string
	Ending  string   // of the file name when it is downloaded
	Endings []string // that a file of this type may have
	Taken   bool     // from a person; the others come with an import
}

// Types are the known media types. Forms and papers are PDF or pictures; a statement may be a text or an office file,
// which is never shown, since it holds names of authors and earlier versions. The eRRF is XML and comes by its import.
var Types = []Type{
	{"application/pdf", ".pdf", []string{".pdf"}, true},
	{"image/jpeg", ".jpg", []string{".jpg", ".jpeg"}, true},
	{"image/png", ".png", []string{".png"}, true},
	{"image/tiff", ".tif", []string{".tif", ".tiff"}, true},
	{"image/heic", ".heic", []string{".heic", ".heif"}, true},
	{DOCX, ".docx", []string{".docx"}, true},
	{ODT, ".odt", []string{".odt"}, true},
	{"text/plain", ".txt", []string{".txt", ".text"}, true},
	{"image/webp", ".webp", nil, false},
	{"application/xml", ".xml", nil, false},
}

// Accept is what a file field lets a person choose from.
func Accept() string {
	var out []string
	for _, t := range Types {
		out = append(out, t.Endings...)
	}
	return strings.Join(out, ",")
}

// Packed says whether a media type is a packed file by its nature.
func Packed(media string) bool { return media == DOCX || media == ODT }

// Traces are what a file can hold besides its content, in the order of the page. The copy that is shown has none.
var Traces = []string{"gps", "author", "device", "time", "thumbnail", "description", "comments", "link", "unknown"}

// archives are packed files that are refused with words of their own.
var archives = []string{"application/zip", "application/x-7z-compressed", "application/x-rar-compressed", "application/x-tar", "application/gzip",
	"application/x-bzip2", "application/x-xz", "application/vnd.ms-cab-compressed", "application/x-archive"}

// vague are declared types that say nothing.
var vague = []string{"", "application/octet-stream", "binary/octet-stream", "application/x-download", "application/download"}

// Ends says whether a file's name has an ending that is accepted, so that a wrong one costs no upload.
func Ends(name string) bool {
	ending := strings.ToLower(path.Ext(CleanName(name)))
	return slices.ContainsFunc(Types, func(t Type) bool { return slices.Contains(t.Endings, ending) })
}

// Recognise says which accepted type a file is. The ending of its name, the type that its sender declared and the type
// that its content shows must agree (security.md 2.10); why is the key of the reason when they do not.
func Recognise(name, declared, sniffed string) (media, why string) {
	t, known := TypeInfo(sniffed)
	switch {
	case slices.Contains(archives, sniffed):
		return "", "document.file.archive"
	case !known || !t.Taken:
		return "", "document.file.type"
	}
	ending := strings.ToLower(path.Ext(strings.TrimSpace(CleanName(name))))
	if !slices.Contains(t.Endings, ending) {
		return "", "document.file.ending"
	}
	declared, _, _ = strings.Cut(strings.ToLower(declared), ";")
	declared = strings.TrimSpace(declared)
	switch {
	case slices.Contains(vague, declared), declared == t.Media:
	case declared == "image/jpg" && t.Media == "image/jpeg", declared == "image/heif" && t.Media == "image/heic",
		declared == "application/x-pdf" && t.Media == "application/pdf":
	default:
		return "", "document.file.declared"
	}
	return t.Media, ""
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
// characters of which the ending stays. It is shown and sealed, and never names a stored file.
func CleanName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError || r == '"' || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > 120 {
		end := []rune(path.Ext(name))
		if len(end) > 8 {
			end = nil
		}
		name = string(runes[:120-len(end)]) + string(end)
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
