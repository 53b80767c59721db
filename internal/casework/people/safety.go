package people

import (
	"log/slog"
	"slices"
	"strings"

	"passage/internal/casework/fault"
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
	Email     string   // where a mail may say "you have an update" and nothing else, where Allowed has it
	CodeWord  string   // what to say instead of naming the department; behind a logged reveal
	MustNot   string   // who must not learn of the application
	AtHome    string   // names of those at home; behind a logged reveal

	LocationRestricted string // Yes when the place may be seen by named officers alone; "" not answered
	Location           string // where the applicant is; behind a logged reveal
	LocationSeen       string // AssignedOnly or Named: who may reveal it

	TravelSafe string // can travel to an interview safely: Yes, No, Unknown or ""
	TravelWhy  string
	VideoOnly  bool   // an interview must be by video
	VideoSafe  string // Yes, No, Unknown or ""
	Gender     string // of interviewer or interpreter: "", F, M
	Avoid      string // interpreters or groups to be avoided

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
var Channels = []string{"telephone", "text", "email", "post", "visit", "vehicle", "social", OwnPage}

// OwnPage is the channel of letters that a person reads on a page of their own, which a card opens (I-88).
const OwnPage = "page"

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
	NoOwnPage          Prohibition = "no_page"
	PlanExpired        Prohibition = "plan_expired"
	PlanMissing        Prohibition = "plan_missing"
)

// Hidden stands for words that are there and not shown.
const Hidden = "…"

// Guarded is the plan as every page but the logged reveal shows it: places, code words and names are blank, and who
// must not know, like other words that may name somebody, is only said to exist (decision 7).
func (s SafetyPlan) Guarded() SafetyPlan {
	s.CodeWord, s.AtHome, s.Location = "", "", ""
	// These may name a place or a person in passing, so a page only says that something is there.
	for _, words := range []*string{&s.Email, &s.MustNot, &s.Fallback, &s.TravelWhy, &s.Avoid} {
		if *words != "" {
			*words = Hidden
		}
	}
	return s
}

// LogValue says nothing: a plan never reaches a log.
func (s SafetyPlan) LogValue() slog.Value { return slog.StringValue("safety plan") }

// planDays is how long a plan holds before it is confirmed again (decision 7).
const planDays = 90

// Expires is the day from which the plan must be confirmed again before contact, "" when it was never agreed.
func (s SafetyPlan) Expires() policy.Day {
	if !s.Confirmed.Valid() {
		return ""
	}
	return s.Confirmed.Add(planDays)
}

// Expired says whether the plan must be confirmed again before contact.
func (s SafetyPlan) Expired(today policy.Day) bool {
	return !s.Confirmed.Valid() || today >= s.Expires()
}

// Answered says whether the choice that INT-E16 asks for was made: how to reach the applicant, and whether the
// place is restricted. There is no default for either.
func (s SafetyPlan) Answered() bool { return s.Reach != "" && s.LocationRestricted != "" }

// Prohibitions is the safety strip: what must not be done, as codes without a place, a name or a word of the plan
// (decision 7).
func (s SafetyPlan) Prohibitions(persons []Person, today policy.Day) []Prohibition {
	var out []Prohibition
	if s.Reach == "" {
		return []Prohibition{PlanMissing}
	}
	add := func(when bool, p Prohibition) {
		if when {
			out = append(out, p)
		}
	}
	add(s.Expired(today), PlanExpired)
	add(s.Reach == OnlyPartner, ContactPartnerOnly)
	add(s.VideoOnly, VideoInterviewOnly)
	add(s.TravelSafe == No && !s.VideoOnly, NoTravel)
	add(s.VideoSafe == No, NoVideo)
	add(s.LocationRestricted == Yes, RestrictedLocation)
	add(slices.ContainsFunc(persons, func(p Person) bool { return p.NamingSafe == No && p.OwnCase == "" }), NotToBeNamed)
	add(s.MustNot != "", MustNotKnow)
	for _, c := range Channels {
		// "Only through the partner" says it all; single channels are named when some contact is direct.
		add(s.Reach == Direct && slices.Contains(s.Forbidden, c), Prohibition("no_"+c))
	}
	return out
}

// Allows says whether a channel may be used to reach the applicant directly on a day. The letter engine asks it
// before anything goes out.
func (s SafetyPlan) Allows(channel string, today policy.Day) error {
	switch {
	case s.Reach == "":
		return fault.Stop("A-56", "safety.allows.missing")
	case s.Expired(today):
		return fault.Stop("A-56", "safety.allows.expired")
	case s.Reach == OnlyPartner && channel != "partner":
		return fault.Stop("A-56", "safety.allows.partner_only")
	case channel != "partner" && (slices.Contains(s.Forbidden, channel) || !slices.Contains(s.Allowed, channel)):
		return fault.Stop("A-56", "safety.allows.channel")
	}
	return nil
}

// CheckPlan finds what is wrong with what was typed in a plan; what is missing is the completeness view's.
func CheckPlan(s SafetyPlan) error {
	var c fault.Check
	if s.Reach != "" && s.Reach != OnlyPartner && s.Reach != Direct {
		c.Add("reach", "safety.reach.code")
	}
	if s.Reach == Direct && len(s.Allowed) == 0 {
		c.Add("allowed", "safety.allowed.none")
	}
	for _, ch := range s.Allowed {
		if slices.Contains(s.Forbidden, ch) {
			c.Add("forbidden", "safety.forbidden.both")
			break
		}
	}
	for name, list := range map[string][]string{"allowed": s.Allowed, "forbidden": s.Forbidden} {
		if slices.ContainsFunc(list, func(ch string) bool { return !slices.Contains(Channels, ch) }) {
			c.Add(name, "safety."+name+".code")
		}
	}
	switch {
	case s.Email == "":
	case s.Reach != Direct || !slices.Contains(s.Allowed, "email"):
		c.Add("email", "safety.email.channel")
	case !strings.Contains(s.Email, "@") || strings.ContainsAny(s.Email, " <>,;"):
		c.Add("email", "person.email.form")
	}
	if s.VideoOnly && s.VideoSafe == No {
		c.Add("video_safe", "safety.video_safe.contradiction")
	}
	return c.Err("safety.check")
}
