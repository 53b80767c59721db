package assessment

import (
	"time"

	"passage/internal/casework/policy"
)

// TrackKind is one of the checks that run beside the worksheet, one line per person (assessment 2.3).
type TrackKind string

// The tracks.
const (
	Biometrics   TrackKind = "biometrics"
	Medical      TrackKind = "medical"
	Criminality  TrackKind = "criminality"
	Security     TrackKind = "security"
	Sharing      TrackKind = "information_sharing"
	Identity     TrackKind = "identity"
	Relationship TrackKind = "family_relationship"
)

// TrackKinds is every track in the order of the page.
var TrackKinds = []TrackKind{Biometrics, Medical, Criminality, Security, Sharing, Identity, Relationship}

// TrackValue is where a track stands.
type TrackValue string

// The values. Expired is computed from the validity day and is never entered.
const (
	NotRequired TrackValue = "not_required"
	ToRequest   TrackValue = "to_request"
	Requested   TrackValue = "requested"
	Received    TrackValue = "received"
	NoConcern   TrackValue = "no_concern"
	Concern     TrackValue = "concern"
	Failed      TrackValue = "failed"
	Expired     TrackValue = "expired"
)

// Track is one check of one person. It holds dates, outcome and the officer's own reasons, never classified
// content and never a diagnosis.
type Track struct {
	ID         string
	Version    int64 `json:"-"`
	Person     string
	Kind       TrackKind
	Value      TrackValue
	Requested  policy.Day `json:",omitempty"`
	Received   policy.Day `json:",omitempty"`
	ValidUntil policy.Day `json:",omitempty"`
	Reasons    string     `json:",omitempty"`
	By         string
	At         time.Time
}
