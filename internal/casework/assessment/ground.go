package assessment

import (
	"strings"
	"time"
	"unicode/utf8"

	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

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
	Treatable  Answer       `json:",omitempty"` // ADM-D7: can it be treated before travel?
	Breach     Breach       `json:",omitempty"` // ADM-D12: what was not complied with
	Post       string       `json:",omitempty"` // ADM-D2: the senior post that was held (R16)
	Analysed   bool         `json:",omitempty"` // and the reasons say what influence it had
	Ended      policy.Day   `json:",omitempty"` // ADM-D3: the day on which the listing ended, "" while it stands
	Tribunal   policy.Day   `json:",omitempty"` // ADM-D11: the tribunal's final decision that protection ceased; its order is among the evidence (A40.1)
	Reasons    string       `json:",omitempty"`
	Evidence   []Evidence   `json:",omitempty"`
	Notes      []NoteAnswer `json:",omitempty"`
	Through    string       `json:",omitempty"` // ADM-D13: id of the inadmissible family member
	Wording    bool         `json:",omitempty"` // as Finding.Wording
	Status     Status
	Supersedes string         `json:",omitempty"`
	Second     *casefile.Look `json:",omitempty"` // A34 to A37
	By         string
	At         time.Time
	Pack       string
}

// Codes of the grounds, as the pack lists them (assessment 5.2).
const (
	SecurityGround   = "ADM-D1"
	RightsViolations = "ADM-D2"
	Sanctions        = "ADM-D3"
	SeriousCrime     = "ADM-D4"
	Crime            = "ADM-D5"
	OrganizedCrime   = "ADM-D6"
	HealthDanger     = "ADM-D7"
	ExcessiveDemand  = "ADM-D8"
	Financial        = "ADM-D9"
	Misrepresenting  = "ADM-D10"
	Ceased           = "ADM-D11"
	NonCompliance    = "ADM-D12"
	FamilyMember     = "ADM-D13"
)

// Grounds is every ground in the order of the page.
var Grounds = []string{SecurityGround, RightsViolations, Sanctions, SeriousCrime, Crime, OrganizedCrime, HealthDanger,
	ExcessiveDemand, Financial, Misrepresenting, Ceased, NonCompliance, FamilyMember}

// Breach is what was not complied with under A41.
type Breach string

// The breaches; the first three are never a reason to refuse.
const (
	ExitPermit      Breach = "exit_permit"
	HostStatus      Breach = "host_status"
	HomeCertificate Breach = "home_police_certificate"
	OtherBreach     Breach = "other"
)

// Breaches is every breach in the order of the page.
var Breaches = []Breach{ExitPermit, HostStatus, HomeCertificate, OtherBreach}

// closed is the grounds that the law closes for a refugee abroad, with the rule that says so. The ground of cessation opens after a
// final decision of the tribunal (A40.1): somebody may have had protection in Canada before; see Ordered.
var closed = map[string]string{
	ExcessiveDemand: "A-69", // A38(2)(b), R139(4)
	Financial:       "A-71", // R139(3)
	Misrepresenting: "A-72", // R22, while the claim is pending
	Ceased:          "A-122",
}

// ClosedByLaw is the rule that closes a ground, "" when it is open.
func ClosedByLaw(ground string) string { return closed[ground] }

// Ordered says that the ground of cessation is open: the day of the tribunal's final decision is given, and its order is on file (5.2,
// D11). Nothing else opens it, and no matter does by itself: the case does not know of one.
func (g *Ground) Ordered() bool {
	return g.Ground == Ceased && g.Tribunal.Valid() && len(g.Evidence) > 0
}

// NeedsSecondLook says whether another person looks at what is found against somebody under this code: inadmissibility that
// rests on A34 to A37, and exclusion.
//
// Rule A-10: exclusion under Article 1E or 1F of the Convention (A98) always gets a second look.
func NeedsSecondLook(code string) bool {
	switch code {
	case NotExcluded, SecurityGround, RightsViolations, Sanctions, SeriousCrime, Crime, OrganizedCrime:
		return true
	}
	return false
}

// NeedsConviction says whether a finding of inadmissibility on the ground needs conviction worksheets.
func NeedsConviction(ground string) bool { return ground == SeriousCrime || ground == Crime }

// Admissibility is what the rules of one person's grounds read.
type Admissibility struct {
	Examined    []Examined // every person of the case
	Grounds     []Ground   // of every person
	Tracks      []Track
	Convictions []Conviction
}

// recorded is the recorded finding of a person on a ground, nil when none.
func (a Admissibility) recorded(person, ground string) *Ground {
	for i := range a.Grounds {
		if g := &a.Grounds[i]; g.Person == person && g.Ground == ground && g.Status == Recorded {
			return g
		}
	}
	return nil
}

// Standing is the recorded finding of a person on a ground, and the draft over it; either may be nil.
func (a Admissibility) Standing(person, ground string) (standing, draft *Ground) {
	for i := range a.Grounds {
		if g := &a.Grounds[i]; g.Person == person && g.Ground == ground {
			switch g.Status {
			case Recorded:
				standing = g
			case Draft:
				draft = g
			}
		}
	}
	return standing, draft
}

// SaveGround checks only that a draft can be kept.
func (a Admissibility) SaveGround(g Ground) (Ground, error) {
	if !has(Grounds, g.Ground) || !a.knows(g.Person) {
		return g, fault.New(fault.NotFound, "assessment.ground.unknown")
	}
	if rule := closed[g.Ground]; rule != "" && g.Result != GroundNotByLaw && !g.Ordered() {
		// Rule X-18 (stop by law): these grounds cannot be used, by anybody, with any reason; that of cessation not before its order.
		return g, fault.Stop("X-18", "assessment.ground.closed."+rule)
	}
	var c fault.Check
	switch g.Result {
	case "", GroundClear, GroundConcern, GroundInadmissible, GroundNotByLaw, GroundPending:
	default:
		c.Add("result", "assessment.result.unknown")
	}
	if g.Breach != "" && !has(Breaches, g.Breach) {
		c.Add("breach", "assessment.result.unknown")
	}
	if g.Rests != "" && !has(Answers[Source], g.Rests) {
		c.Add("rests", "assessment.result.unknown")
	}
	if g.Treatable != "" && g.Treatable != Yes && g.Treatable != No && g.Treatable != Unknown {
		c.Add("treatable", "assessment.result.unknown")
	}
	if g.Ended != "" && !g.Ended.Valid() {
		c.Add("ended", "assessment.day.invalid")
	}
	if utf8.RuneCountInString(g.Reasons) > maxReasons {
		c.Add("reasons", "assessment.text.too_long")
	}
	if utf8.RuneCountInString(g.Post) > maxNoteReason {
		c.Add("post", "assessment.text.too_long")
	}
	if err := c.Err("assessment.draft.unreadable"); err != nil {
		return g, err
	}
	g.Post = strings.TrimSpace(g.Post)
	g.Reasons, g.Provision = strings.TrimSpace(g.Reasons), strings.TrimSpace(g.Provision)
	_, g.Wording = DriftsIntoStatus(g.Reasons)
	g.Status, g.Supersedes, g.Second = Draft, "", nil
	if standing := a.recorded(g.Person, g.Ground); standing != nil {
		g.Supersedes = standing.ID
	}
	return g, nil
}

func (a Admissibility) knows(person string) bool {
	for _, e := range a.Examined {
		if e.Person == person {
			return true
		}
	}
	return false
}

// RecordGround makes a draft the finding of its ground.
func (a Admissibility) RecordGround(g Ground, notes []Note) (Ground, error) {
	g, err := a.SaveGround(g)
	if err != nil {
		return g, err
	}
	if g.Result == GroundNotByLaw && closed[g.Ground] != "" {
		g.Status = Recorded // the law says it; nothing to reason
		return g, nil
	}
	if err := a.stops(g); err != nil {
		return g, err
	}
	var c fault.Check
	if g.Result == "" {
		c.Add("result", "assessment.result.needed")
	}
	if g.Result != GroundClear && g.Result != GroundPending && g.Reasons == "" {
		c.Add("reasons", "assessment.reasons.needed")
	}
	if g.Result == GroundInadmissible {
		if g.Provision == "" {
			c.Add("provision", "assessment.ground.provision")
		}
		if len(g.Evidence) == 0 {
			c.Add("evidence", "assessment.evidence.needed")
		}
		if NeedsSecondLook(g.Ground) && g.Rests == "" {
			c.AddRule("rests", "assessment.ground.rests", "X-9")
		}
		if g.Ground == HealthDanger && g.Treatable == "" {
			c.AddRule("treatable", "assessment.ground.treatable", "A-69")
		}
		if g.Ground == NonCompliance && g.Breach == "" {
			c.AddRule("breach", "assessment.ground.breach", "X-19")
		}
	}
	if g.Result == GroundInadmissible || g.Result == GroundConcern {
		for _, n := range notes {
			answer := g.note(n.ID)
			if answer.Answer == NotAnswered {
				c.AddRule("note."+n.ID, "assessment.note.needed", "A-1")
			} else if strings.TrimSpace(answer.Reason) == "" {
				c.AddRule("note."+n.ID+".reason", "assessment.note.why_not", "A-1")
			}
		}
	}
	if err := c.Err("assessment.record.not_ready"); err != nil {
		return g, err
	}
	g.Status = Recorded
	return g, nil
}

func (g *Ground) note(id string) NoteAnswer {
	for _, n := range g.Notes {
		if n.Note == id {
			return n
		}
	}
	return NoteAnswer{}
}

// stops is what no reason changes when a ground is recorded.
func (a Admissibility) stops(g Ground) error {
	if g.Result != GroundInadmissible {
		return nil
	}
	switch g.Ground {
	case SeriousCrime, Crime:
		return a.convicted(g)
	case HealthDanger:
		if g.Treatable == Yes {
			// Rule A-69: what can be treated is held and treated, not refused.
			return fault.Stop("X-18", "assessment.ground.treat")
		}
	case NonCompliance:
		switch g.Breach {
		case ExitPermit, HostStatus, HomeCertificate:
			// Rule: never a reason to refuse.
			return fault.Stop("X-19", "assessment.ground.never."+string(g.Breach))
		}
	case FamilyMember:
		// Rule: A42 stands on another person who is recorded inadmissible.
		if g.Through == "" || g.Through == g.Person || !a.inadmissible(g.Through) {
			return fault.Stop("X-20", "assessment.ground.through")
		}
	}
	return nil
}

// CheckConvictions is what signing a refusal asks again of every finding of criminality: a worksheet that was opened again after
// the finding was recorded, or a new charge, leaves it without one. Nobody's reason stands in for it.
func (a Admissibility) CheckConvictions() error {
	var c fault.Check
	for i := range a.Grounds {
		g := &a.Grounds[i]
		if g.Status != Recorded || g.Result != GroundInadmissible || !NeedsConviction(g.Ground) {
			continue
		}
		if err := a.convicted(*g); err != nil {
			c.AddRule(g.Person+"."+g.Ground, "decision.gate.worksheet", "X-17")
		}
	}
	return c.Err("assessment.sign.not_ready")
}

// inadmissible says whether a person is recorded inadmissible on a ground of their own.
func (a Admissibility) inadmissible(person string) bool {
	for i := range a.Grounds {
		g := &a.Grounds[i]
		if g.Person == person && g.Status == Recorded && g.Result == GroundInadmissible && g.Ground != FamilyMember {
			return true
		}
	}
	return false
}

// LookAgain is the second look at a finding on A34 to A37: another person's opinion on the file. It never
// changes the finding: the officer decides.
func LookAgain(g Ground, by string, at time.Time, agrees bool, reasons string) (Ground, error) {
	switch {
	case g.Status != Recorded || g.Result != GroundInadmissible || !NeedsSecondLook(g.Ground):
		return g, fault.Stop("A-82", "assessment.second.not_asked")
	case by == g.By:
		return g, fault.Stop("A-82", "assessment.second.same_person")
	case strings.TrimSpace(reasons) == "":
		return g, &fault.Error{Kind: fault.Invalid, Key: "assessment.record.not_ready",
			Fields: []fault.Field{{Name: "reasons", Key: "assessment.reasons.needed", Rule: "A-82"}}}
	}
	g.Second = &casefile.Look{By: by, At: at, Agrees: agrees, Reasons: strings.TrimSpace(reasons)}
	return g, nil
}

// Open is the grounds and tracks of a person that still wait for something on a day.
func (a Admissibility) Open(e Examined, day policy.Day) (tracks, grounds int) {
	for _, t := range Tracks(e, a.Tracks) {
		if !t.On(day).Settled() {
			tracks++
		}
	}
	for _, code := range Grounds {
		if closed[code] != "" {
			continue
		}
		g := a.recorded(e.Person, code)
		if g == nil || g.Result == GroundPending || g.Result == GroundConcern ||
			g.Result == GroundInadmissible && NeedsSecondLook(code) && g.Second == nil {
			grounds++
		}
	}
	return tracks, grounds
}

// CheckForSigning is what signing asks of admissibility: every track of every person settled and unexpired, no
// ground pending, a second look at what rests on A34 to A37, and A42 answered where it arises.
func (a Admissibility) CheckForSigning(day policy.Day) error {
	var c fault.Check
	barred := a.accompanyingInadmissible()
	for _, e := range a.Examined {
		for _, t := range Tracks(e, a.Tracks) {
			if v := t.On(day); v == Expired {
				c.AddRule(e.Person+"."+string(t.Kind), "assessment.sign.expired", "X-24")
			} else if a.unseparated(t, e) {
				c.AddRule(e.Person+"."+string(t.Kind), "assessment.track.separated", "A-75")
			} else if !v.Settled() {
				c.AddRule(e.Person+"."+string(t.Kind), "assessment.sign.track", "A-86")
			}
		}
		for _, code := range Grounds {
			if closed[code] != "" {
				continue
			}
			name := e.Person + "." + code
			switch g := a.recorded(e.Person, code); {
			case g == nil || g.Result == GroundPending:
				c.AddRule(name, "assessment.sign.ground", code)
			case g.Result == GroundConcern:
				c.AddRule(name, "assessment.sign.concern", code)
			case g.Result == GroundInadmissible && NeedsSecondLook(code) && g.Second == nil:
				c.AddRule(name, "assessment.sign.second_look", "A-82")
			case code == FamilyMember && g.Result == GroundClear && barred != "" && barred != e.Person:
				c.AddRule(name, "assessment.sign.family", "A-74")
			}
		}
	}
	return c.Err("assessment.sign.not_ready")
}

// accompanyingInadmissible is the first accompanying person who is recorded inadmissible: the whole family then is
// (A42(1), R139(1)(i), A-74).
func (a Admissibility) accompanyingInadmissible() string {
	for _, e := range a.Examined {
		if e.Accompanying && a.inadmissible(e.Person) {
			return e.Person
		}
	}
	return ""
}
