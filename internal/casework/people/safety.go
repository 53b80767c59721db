package people

import (
	"log/slog"

	"passage/internal/casework/policy"
)

// SafetyPlan is how the persons of a case may be reached without harm, agreed with them by the partner and read
// again by every officer (intake 7.1, decisions 7 and 8). One per case; what differs for one person is on Person.NamingSafe.
type SafetyPlan struct {
	ID      string
	Version int64 `json:"-"`

	Reach     string   // OnlyPartner, or Direct by an allowed channel; "" is not answered (INT-E16)
	Allowed   []string // Channels that may be used when Reach is Direct
	Forbidden []string // Channels never to be used
	Partner   string   // contact at the partner: account or role, not a person's private number
	Backup    string   // second contact at the partner
	Fallback  string   // contact independent of the partner, agreed at referral (decision 11)
	Language  string   // language of contact
	Hours     string   // safe times, with zone
	CodeWord  string   // what to say instead of naming the department; behind a logged reveal
	MustNot   string   // who must not learn of the application
	AtHome    string   // names of those at home; behind a logged reveal

	LocationRestricted string // Yes when the place may be seen by named officers alone; "" not answered
	Location           string // where the applicant is; behind a logged reveal
	LocationSeen       string // AssignedOnly or Named: who may reveal it

	TravelSafe   string // can travel to an interview safely: Yes, No, Unknown or ""
	TravelWhy    string
	VideoOnly    bool   // an interview must be by video
	VideoSafe    string // Yes, No, Unknown or ""
	Gender       string // of interviewer or interpreter: "", F, M
	NotTheseLang string // interpreters or groups to be avoided

	Confirmed   policy.Day // agreed with the applicant, or confirmed again
	ConfirmedBy string     // account
}

// Ways the department may reach the applicant.
const (
	OnlyPartner = "only_partner"
	Direct      = "direct"
)

// Who may reveal the location.
const (
	AssignedOnly  = "assigned"
	NamedOfficers = "named"
)

// Channels of contact.
var Channels = []string{"telephone", "text", "email", "post", "visit", "vehicle", "social"}

// Prohibition is one code of the safety strip: what must not be done. It never holds a place, a name or a word
// of the plan (decision 7); its words are in the catalogue under safety.prohibition.<code>.
type Prohibition string

// The prohibitions, in the order of the strip.
const (
	ContactPartnerOnly Prohibition = "partner_only"
	VideoInterviewOnly Prohibition = "video_only"
	NoTravel           Prohibition = "no_travel"
	NoVideo            Prohibition = "no_video"
	RestrictedLocation Prohibition = "location_restricted"
	NotToBeNamed       Prohibition = "person_not_named"
	MustNotKnow        Prohibition = "must_not_know"
	NoTelephone        Prohibition = "no_telephone"
	NoText             Prohibition = "no_text"
	NoEmail            Prohibition = "no_email"
	NoPost             Prohibition = "no_post"
	NoVisit            Prohibition = "no_visit"
	NoVehicle          Prohibition = "no_vehicle"
	NoSocial           Prohibition = "no_social"
	PlanExpired        Prohibition = "plan_expired"
	PlanMissing        Prohibition = "plan_missing"
)

// LogValue says nothing: a plan never reaches a log.
func (s SafetyPlan) LogValue() slog.Value { return slog.StringValue("safety plan") }
