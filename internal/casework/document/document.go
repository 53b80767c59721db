// Package document owns what a document is: its kind, how sensitive it is, who must bring it, and what bytes are
// accepted. It does not own storage or encryption (store, vault) nor the list of forms the authority asks for
// (policy pack).
package document

import (
	"log/slog"
	"slices"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Document is one file of a case as it is stored: the words about it here, the bytes encrypted under Blob.
type Document struct {
	ID      string
	Version int64 `json:"-"`

	Kind        string     // Kinds
	Form        string     // pack id of the form this is a signed copy of, "" for none
	Person      string     // person id, "" for the case
	Title       string     // as the sender wrote it; a title may name people, so it is sealed like the rest
	Language    string     // ISO 639-3, upper case as UNHCR writes it; ENG and FRA need no translation
	Translation string     // Translation codes: not_needed, attached, missing (I-42)
	Pages       int        // 0 when not counted
	Date        policy.Day // of the document itself, "" when unknown
	Source      string     // who issued it, for evidence (intake 7.5)

	Name   string // file name as uploaded; never a stored file name
	Type   string // media type found in the content
	Size   int64
	SHA256 string // of the content, lower-case hex
	Blob   string // id of the encrypted bytes

	// What officers see is a copy without Traces; the original stays as it came (security.md 2.10).
	Traces    []string // codes of Traces: what was found in the original
	Clean     Copy     // without it; of type "" when there can be none, then the original alone can be had
	Light     Copy     // a small JPEG of a picture, for slow lines; of type "" for none
	Checked   bool     // its content was taken apart when it arrived; older documents and imports were not
	Malware   Malware  // what the scanner said
	ScannedAt policy.Day

	Sensitivity Sensitivity
	Added       policy.Day
	AddedBy     string // account
	Removed     policy.Day
}

// Copy is bytes that were made from a document.
type Copy struct {
	Blob   string // id of the encrypted bytes; the document's own when nothing had to be taken out
	Type   string // media type
	Size   int64
	SHA256 string
}

// Malware is what is known of a document after the scan.
type Malware string

// What a scan can have said. Unscanned is of a house without a scanner, and the page says so; Waiting fails closed:
// nobody opens it until the scanner has answered.
const (
	Unscanned Malware = ""
	Waiting   Malware = "waiting"
	Sound     Malware = "sound"
	Infected  Malware = "infected"
)

// Held says whether nobody may open the document: it waits for the scanner, or the scanner found something.
func (d Document) Held() bool { return d.Malware == Waiting || d.Malware == Infected }

// Blobs are the ids of all bytes that belong to the document, each once.
func (d Document) Blobs() []string {
	var out []string
	for _, b := range []string{d.Blob, d.Clean.Blob, d.Light.Blob} {
		if b != "" && !slices.Contains(out, b) {
			out = append(out, b)
		}
	}
	return out
}

// Room says whether a case can take another file of this size beside those it has.
func Room(have []Document, openFiles int, openBytes, size int64) error {
	files, bytes := openFiles, openBytes
	for _, d := range have {
		if d.Removed == "" {
			files++
			bytes += d.Size
		}
	}
	var c fault.Check
	switch {
	case files+1 > CaseFiles:
		c.Add("file", "document.case.files")
	case bytes+size > CaseBytes:
		c.Add("file", "document.case.bytes")
	}
	return c.Err("document.check")
}

// Sensitivity says who may open a document besides those who work the case.
type Sensitivity string

// Sensitivities, lowest first.
const (
	Ordinary   Sensitivity = "ordinary"
	Sensitive  Sensitivity = "sensitive"  // medical, children, court papers
	Restricted Sensitivity = "restricted" // names of referees, location, secrets between family members (I-20)
)

// Sensitivities in the order of the page.
var Sensitivities = []Sensitivity{Ordinary, Sensitive, Restricted}

// Translations are the answers about a document that is in neither English nor French (I-42).
var Translations = []string{"not_needed", "attached", "missing"}

// LogValue says nothing: titles and file names never reach a log.
func (d Document) LogValue() slog.Value { return slog.StringValue("document") }
