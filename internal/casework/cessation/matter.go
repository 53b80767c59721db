// Package cessation owns a matter of cessation or vacation: what is asked about the protection of one person who has landed, by
// whom, on which source, and what must be answered before anybody can recommend a referral (assessment section 8).
//
// A matter is an object of its own with its own small group (2.4, A-133): it is no part of the case, and the case says nothing of
// it. The room does not decide, score or rank anybody; it says what is still missing. It does not own who may open a matter
// (access), nor what the letters say (letter).
package cessation

import (
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// ID is the id of a matter: 128 random bits, as that of a case (decision 6).
type ID string

// Matter is one concern about the protection of one person, from its source to its end.
type Matter struct {
	ID      ID    `json:"-"`
	Version int64 `json:"-"`

	Case     casefile.ID // of the person; the case does not point back
	Person   string      // id in the case
	Resident policy.Day  // permanent resident since, as the landing has it; "" when the person is none yet
	Tagged   bool        `json:",omitempty"` // came through a stream for defenders, which counts after landing for this alone

	State   State
	Concern Concern
	Steps   []Step   // how it moved, the oldest first
	Group   []Member // who may see it, and who might once; nobody else knows that it exists

	Panel    []Considered `json:",omitempty"` // the considerations about defenders, each with its reason
	Facts    []Fact       `json:",omitempty"`
	Answers  []Answer     `json:",omitempty"` // to Questions
	Factors  []Factor     `json:",omitempty"` // to FactorNames
	Lines    []Line       `json:",omitempty"` // grounds, one a line
	Asks     []Ask        `json:",omitempty"` // what the person was asked (L18) and said
	Openings []Opening    `json:",omitempty"` // of what is walled off
	Words    Conclusion   `json:",omitzero"`
	Reviews  []Opinion    `json:",omitempty"` // the supervisor's own, the latest last
	Referral Referral     `json:",omitzero"`
	Outcomes []Outcome    `json:",omitempty"` // of others, as recorded
	Told     []Told       `json:",omitempty"` // the partner, with the person's consent
}

// Now is a matter with the day on which its person became a permanent resident, where that came after it was opened.
func (m Matter) Now(resident policy.Day) Matter {
	if resident != "" {
		m.Resident = resident
	}
	return m
}

// Bars says whether a filing keeps the person from becoming a permanent resident: they came on a permit and are none yet.
//
// Rule A-132 (A21(3)): while an application is pending, nobody becomes a permanent resident under A21(2). It does not concern who landed
// on a visa. The case does not know of a matter, so this is said here and stops no act there.
func (m Matter) Bars() bool {
	return m.Resident == "" && (m.State == BeforeRPD || m.State == CourtReview)
}

// LogValue says nothing: a matter never reaches a log.
func (m Matter) LogValue() slog.Value { return slog.StringValue("matter") }

// State is where a matter stands (assessment 2.4).
type State string

// The states, in the order of the work.
const (
	Recorded    State = "concern_recorded"
	Assessing   State = "assessment"
	NoAction    State = "no_action"
	InReview    State = "supervisor_review"
	Referred    State = "referred_to_cbsa"
	Declined    State = "cbsa_declined"
	BeforeRPD   State = "before_rpd"
	Rejected    State = "rpd_rejected"
	Allowed     State = "rpd_allowed"
	CourtReview State = "judicial_review"
	Closed      State = "closed"
)

// States is every state, in the order of the work.
var States = []State{Recorded, Assessing, NoAction, InReview, Referred, Declined, BeforeRPD, Rejected, Allowed, CourtReview, Closed}

// moves is where a matter may go. The way back from a supervisor's review, and from a court to the tribunal, is ours: 2.4 draws
// neither, and without them an opinion that does not agree would have no end.
var moves = map[State][]State{
	Recorded:    {Assessing},
	Assessing:   {NoAction, InReview},
	InReview:    {Assessing, Referred},
	Referred:    {Declined, BeforeRPD},
	Declined:    {Closed},
	BeforeRPD:   {Rejected, Allowed},
	Rejected:    {CourtReview, Closed},
	Allowed:     {CourtReview, Closed},
	CourtReview: {BeforeRPD, Closed},
}

// Next is where a matter may go from a state, in the order of States.
func Next(s State) []State { return slices.Clone(moves[s]) }

// Over says whether nothing more is done.
func (s State) Over() bool { return len(moves[s]) == 0 }

// Ours says whether the department's own work brings a matter into a state. Rule A-96: the department owns the policy and refers; the
// border agency files, the tribunal decides, the Federal Court reviews. What comes after the referral is only recorded.
func (s State) Ours() bool {
	return s == Recorded || s == Assessing || s == NoAction || s == InReview || s == Referred
}

// Step is one move.
type Step struct {
	From, To State
	Why      string `json:",omitempty"` // words; of a result or an opinion
	By       string
	At       time.Time
}

func (m Matter) step(to State, why string, by policy.Mark) (Matter, error) {
	if !slices.Contains(moves[m.State], to) {
		return m, fault.Stop("A-96", "cessation.not_now")
	}
	m.Steps = append(slices.Clip(m.Steps), Step{From: m.State, To: to, Why: why, By: by.By, At: by.At})
	m.State = to
	return m, nil
}

// in stops an act that has no place where the matter stands.
func (m Matter) in(states ...State) error {
	if !slices.Contains(states, m.State) {
		return fault.Stop("A-96", "cessation.not_now")
	}
	return nil
}

// Limits of texts, in characters (ours).
const (
	shortText = 300
	text      = 1000
	longText  = 4000
)

// words is a text as it is kept; needed says that it must be there.
func words(c *fault.Check, name string, s *string, limit int, needed bool) {
	*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	switch {
	case *s == "" && needed:
		c.Add(name, "cessation.words.needed")
	case !utf8.ValidString(*s):
		c.Add(name, "ask.control")
	case utf8.RuneCountInString(*s) > limit:
		c.Fields = append(c.Fields, fault.Field{Name: name, Key: "ask.long", Args: map[string]any{"Limit": limit}})
	}
}
