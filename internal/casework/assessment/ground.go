package assessment

import "time"

// GroundResult is what an officer finds on one ground of inadmissibility for one person (assessment 5.2).
type GroundResult string

// The results.
const (
	GroundClear        GroundResult = "no_concern"
	GroundConcern      GroundResult = "concern"
	GroundInadmissible GroundResult = "inadmissible"
	GroundNotByLaw     GroundResult = "not_applicable"
	GroundPending      GroundResult = "pending"
)

// Ground is one ground of inadmissibility, for one person.
type Ground struct {
	ID         string
	Version    int64 `json:"-"`
	Person     string
	Ground     string // "ADM-D4"
	Result     GroundResult
	Provision  string       `json:",omitempty"` // the paragraph, "A36(1)(b)"
	Rests      Answer       `json:",omitempty"` // OnlyAccuser or Independent, for an adverse result
	Reasons    string       `json:",omitempty"`
	Evidence   []Evidence   `json:",omitempty"`
	Notes      []NoteAnswer `json:",omitempty"`
	Through    string       `json:",omitempty"` // ADM-D13: id of the inadmissible family member
	Status     Status
	Supersedes string      `json:",omitempty"`
	Second     *SecondLook `json:",omitempty"` // A34 to A37
	By         string
	At         time.Time
	Pack       string
}

// SecondLook is what another person said of an entry. It is an opinion on the file: the officer decides.
type SecondLook struct {
	By      string // account, never the officer's own
	At      time.Time
	Agrees  bool
	Reasons string
}
