// Package document owns what a document is: its kind, how sensitive it is, who must bring it, and what bytes are
// accepted. It does not own storage or encryption (store, vault) nor the list of forms the authority asks for
// (policy pack).
package document

import (
	"log/slog"

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

	Name        string // file name as uploaded; never a stored file name
	Type        string // media type found in the content
	Size        int64
	SHA256      string // of the content, lower-case hex
	Blob        string // id of the encrypted bytes
	Sensitivity Sensitivity
	Added       policy.Day
	AddedBy     string // account
	Removed     policy.Day
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
