package decision

import (
	"log/slog"
	"time"

	"passage/internal/casework/policy"
)

// Visa is the permanent resident visa of one person. It does not make anyone a permanent resident.
type Visa struct {
	ID      string
	Version int64 `json:"-"`

	Person     string
	Number     string     // counterfoil or confirmation number; sealed
	Issued     policy.Day //
	ValidUntil policy.Day // never later than the medical certificate and the travel document
	Document   TravelDocument
	By         string
	At         time.Time

	Cancelled policy.Day `json:",omitempty"`
	Why       string     `json:",omitempty"`
}

// TravelDocument is what a person travels on.
type TravelDocument struct {
	Kind    DocumentKind
	Number  string
	Expires policy.Day
}

// DocumentKind is a kind of travel paper. Having to ask the persecutor for a passport counts as not possible.
type DocumentKind string

// The kinds.
const (
	Passport  DocumentKind = "passport"
	Refugee   DocumentKind = "refugee_document" // Red Cross or United Nations
	Temporary DocumentKind = "temporary"        // issued by the officer when R151 holds (IMM 5485)
)

// DocumentKinds in the order of the page.
var DocumentKinds = []DocumentKind{Passport, Refugee, Temporary}

// Departure is the boarding of one person, as confirmed.
type Departure struct {
	ID      string
	Version int64 `json:"-"`

	Person    string
	Day       policy.Day
	From      string     // country of departure
	Port      string     // port of entry, planned
	Notice    policy.Day // day the arrival notice went to the operations centre
	Confirmed string     // who confirmed the boarding: Confirmers
	By        string
	At        time.Time

	NoShow policy.Day `json:",omitempty"` // the person was not on the flight or did not present
	Cause  string     `json:",omitempty"`
}

// Confirmers may confirm a boarding.
var Confirmers = []string{"IOM", "ROCO", "office"}

// Landing is the day on which one person became a permanent resident, as the port of entry confirmed it.
// It is what the year counts; a visa or a departure never is.
type Landing struct {
	ID      string
	Version int64 `json:"-"`

	Person   string
	Day      policy.Day // permanent resident on this day
	Place    string     // port of entry
	Document string     // number of the confirmation of permanent residence; sealed
	Window   bool       `json:",omitempty"` // landed as a one-year-window member: a line of its own (I-61, A-113)
	Entry    string     // id of the ledger entry that counts it
	Brought  bool       `json:",omitempty"` // from the department's case system, not witnessed here (I-102)
	By       string
	At       time.Time

	TakenBack policy.Day `json:",omitempty"` // entered by mistake; the ledger holds the correcting entry
	Why       string     `json:",omitempty"`
}

// LogValue says nothing.
func (v Visa) LogValue() slog.Value { return slog.StringValue("visa") }

// LogValue says nothing.
func (d Departure) LogValue() slog.Value { return slog.StringValue("departure") }

// LogValue says nothing.
func (l Landing) LogValue() slog.Value { return slog.StringValue("landing") }
