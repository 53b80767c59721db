package assessment

import (
	"time"
	"unicode/utf8"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Conviction is the worksheet for one charge or conviction (assessment 5.3, working version of lost list G-2).
// Steps 1 to 8 are filled before ADM-D4 or ADM-D5 can be inadmissible.
type Conviction struct {
	ID      string
	Version int64 `json:"-"`
	Person  string

	// Step 1: the offence as named, and how we know without contacting that state.
	Offence  string
	Article  string `json:",omitempty"`
	Country  string // ISO alpha-3
	Court    string `json:",omitempty"`
	Day      policy.Day
	Stage    Stage
	Sentence string     `json:",omitempty"`
	Served   policy.Day `json:",omitempty"` // the day the sentence was completed; R17 and R18 count from it
	HowKnown string

	// Step 2: what the person did, in their words and from independent sources.
	Acts         string
	ActsEvidence []Evidence `json:",omitempty"`

	// Step 3: the link to the rights work, and why the conviction may be illegitimate (pick-list G-1).
	Link         Link
	LinkEvidence []Evidence `json:",omitempty"`
	Illegitimate []string   `json:",omitempty"` // codes of the pack's pick-list
	IllegitText  string     `json:",omitempty"`

	// Step 4: is there reliable evidence of a conviction, and of the facts? (A33)
	ReliableConviction Answer
	ReliableFacts      Answer
	Reliability        string

	// Step 5: equivalency by one of three methods; names of offences prove nothing.
	Method     Method
	Provision  string `json:",omitempty"` // Canadian provision
	MaxYears   int    `json:",omitempty"` // its maximum
	Elements   string `json:",omitempty"` // side by side
	Equivalent Equivalence

	// Step 6: "act committed" used instead: an offence in both places, evidence apart from the verdict.
	ActUsed     Answer
	ActEvidence string `json:",omitempty"`

	// Step 7: exceptions of A36(3), R17, R18.
	Exceptions []Exception `json:",omitempty"`
	Relief     string      `json:",omitempty"`

	// Step 8: the partner asked for context, and the person heard on the point.
	PartnerAsked   policy.Day `json:",omitempty"`
	PartnerReplied policy.Day `json:",omitempty"`
	PartnerSaid    string     `json:",omitempty"`
	Heard          policy.Day `json:",omitempty"`
	HeardAt        string     `json:",omitempty"` // id of the interview or letter

	// Step 9: only when the person is still inadmissible.
	ReliefConsidered string `json:",omitempty"`
	Headquarters     string `json:",omitempty"`
	Conclusion       string `json:",omitempty"`

	Status Status
	By     string
	At     time.Time
	Pack   string
}

// Stage is how far a prosecution went.
type Stage string

// The stages. A charge alone is not a conviction.
const (
	Charged    Stage = "charge"
	Convicted  Stage = "conviction"
	InAbsentia Stage = "in_absentia"
	Amnestied  Stage = "amnesty"
	Completed  Stage = "served"
)

// Link is the link of a conviction to the person's rights work.
type Link string

// The links.
const (
	LinkNone     Link = "none"
	LinkPossible Link = "possible"
	LinkDirect   Link = "direct"
)

// Method is how equivalency was found.
type Method string

// The three methods.
const (
	CompareElements Method = "elements"
	TestFacts       Method = "facts"
	BothMethods     Method = "both"
)

// Equivalence is the conclusion of step 5.
type Equivalence string

// The conclusions.
const (
	NoEquivalent    Equivalence = "none"
	IndictableLevel Equivalence = "indictable"
	TenYearLevel    Equivalence = "ten_year"
	NotDetermined   Equivalence = "undetermined"
)

// Exception is what keeps an offence from being a ground.
type Exception string

// The exceptions of A36(3) and of R17 and R18.
const (
	RecordSuspended Exception = "record_suspended"
	Acquitted       Exception = "acquitted"
	Contravention   Exception = "contravention"
	YouthFinding    Exception = "youth"
	Rehabilitated   Exception = "rehabilitated"
	NoException     Exception = "none"
)

// The lists of the form, in its order.
var (
	Stages       = []Stage{Charged, Convicted, InAbsentia, Amnestied, Completed}
	Links        = []Link{LinkNone, LinkPossible, LinkDirect}
	Methods      = []Method{CompareElements, TestFacts, BothMethods}
	Equivalences = []Equivalence{NoEquivalent, IndictableLevel, TenYearLevel, NotDetermined}
	Exceptions   = []Exception{NoException, RecordSuspended, Acquitted, Contravention, YouthFinding, Rehabilitated}
)

// Rehabilitation is the day from which rehabilitation may be applied for: five years after the sentence was
// completed (R17); "" when the day is not known.
func (c Conviction) Rehabilitation() policy.Day {
	if !c.Served.Valid() {
		return ""
	}
	return c.Served.AddYears(5)
}

// Deemed is the day from which the person is deemed rehabilitated: ten years after a single offence of less than
// ten years' maximum (R18); "" when that does not arise or the day is not known.
func (c Conviction) Deemed() policy.Day {
	if !c.Served.Valid() || c.MaxYears <= 0 || c.MaxYears >= 10 {
		return ""
	}
	return c.Served.AddYears(10)
}

// SaveConviction checks only that the worksheet can be kept as a draft.
func (a Admissibility) SaveConviction(w Conviction, illegitimate []string) (Conviction, error) {
	if !a.knows(w.Person) {
		return w, fault.New(fault.NotFound, "assessment.ground.unknown")
	}
	var c fault.Check
	code(&c, "stage", w.Stage, Stages)
	code(&c, "link", w.Link, Links)
	code(&c, "method", w.Method, Methods)
	code(&c, "equivalent", w.Equivalent, Equivalences)
	for _, x := range w.Exceptions {
		code(&c, "exceptions", x, Exceptions)
	}
	for _, x := range w.Illegitimate {
		code(&c, "illegitimate", x, illegitimate)
	}
	for name, answer := range map[string]Answer{"reliable_conviction": w.ReliableConviction, "reliable_facts": w.ReliableFacts, "act_used": w.ActUsed} {
		code(&c, name, answer, []Answer{Yes, No, Unknown})
	}
	for _, d := range []struct {
		name string
		day  policy.Day
	}{{"day", w.Day}, {"served", w.Served}, {"partner_asked", w.PartnerAsked}, {"partner_replied", w.PartnerReplied}, {"heard", w.Heard}} {
		if d.day != "" && !d.day.Valid() {
			c.Add(d.name, "assessment.day.invalid")
		}
	}
	if w.MaxYears < 0 || w.MaxYears > 99 {
		c.Add("max_years", "assessment.conviction.max_years")
	}
	for _, t := range []struct{ name, text string }{{"offence", w.Offence}, {"how_known", w.HowKnown}, {"acts", w.Acts},
		{"illegitimate_text", w.IllegitText}, {"reliability", w.Reliability}, {"elements", w.Elements}, {"act_evidence", w.ActEvidence},
		{"relief", w.Relief}, {"partner_said", w.PartnerSaid}, {"relief_considered", w.ReliefConsidered}, {"headquarters", w.Headquarters}, {"conclusion", w.Conclusion}} {
		if utf8.RuneCountInString(t.text) > maxReasons {
			c.Add(t.name, "assessment.text.too_long")
		}
	}
	if err := c.Err("assessment.draft.unreadable"); err != nil {
		return w, err
	}
	w.Status = Draft
	return w, nil
}

func code[T ~string](c *fault.Check, name string, value T, list []T) {
	if value != "" && !has(list, value) {
		c.Add(name, "assessment.result.unknown")
	}
}

// RecordConviction records a worksheet whose steps 1 to 8 are filled.
func (a Admissibility) RecordConviction(w Conviction, illegitimate []string) (Conviction, error) {
	w, err := a.SaveConviction(w, illegitimate)
	if err != nil {
		return w, err
	}
	c := w.missing()
	if err := c.Err("assessment.conviction.not_ready"); err != nil {
		return w, err
	}
	w.Status = Recorded
	return w, nil
}

// Steps is how many of the first eight steps are filled.
func (w Conviction) Steps() int {
	open := map[string]bool{}
	c := w.missing()
	for _, f := range c.Fields {
		open[stepOf[f.Name]] = true
	}
	return 8 - len(open)
}

var stepOf = map[string]string{
	"offence": "1", "country": "1", "day": "1", "stage": "1", "how_known": "1",
	"acts": "2", "link": "3", "illegitimate": "3", "link_evidence": "3",
	"reliable_conviction": "4", "reliable_facts": "4", "reliability": "4",
	"method": "5", "provision": "5", "max_years": "5", "elements": "5", "equivalent": "5",
	"act_used": "6", "act_evidence": "6", "exceptions": "7", "relief": "7",
	"partner_asked": "8", "heard": "8",
}

// missing finds what steps 1 to 8 still need (assessment 5.3).
func (w Conviction) missing() fault.Check {
	var c fault.Check
	need := func(name, value string) {
		if value == "" {
			c.AddRule(name, "assessment.conviction.needed", "X-17")
		}
	}
	need("offence", w.Offence)
	need("country", w.Country)
	need("day", string(w.Day))
	need("stage", string(w.Stage))
	need("how_known", w.HowKnown)
	need("acts", w.Acts)
	need("link", string(w.Link))
	if w.Link == LinkDirect && len(w.LinkEvidence) == 0 {
		c.Add("link_evidence", "assessment.evidence.needed") // step 3: direct (with evidence)
	}
	if (w.Link == LinkDirect || w.Link == LinkPossible) && len(w.Illegitimate) == 0 && w.IllegitText == "" {
		c.AddRule("illegitimate", "assessment.conviction.illegitimate", "A-79")
	}
	need("reliable_conviction", string(w.ReliableConviction))
	need("reliable_facts", string(w.ReliableFacts))
	need("reliability", w.Reliability)
	need("equivalent", string(w.Equivalent))
	need("method", string(w.Method))
	need("elements", w.Elements)
	if w.Equivalent == IndictableLevel || w.Equivalent == TenYearLevel {
		need("provision", w.Provision)
		// Rule A-77: a maximum of ten years or more is serious criminality, less is criminality.
		if w.MaxYears == 0 || (w.MaxYears >= 10) != (w.Equivalent == TenYearLevel) {
			c.AddRule("max_years", "assessment.conviction.level", "A-77")
		}
	}
	need("act_used", string(w.ActUsed))
	if w.ActUsed == Yes {
		need("act_evidence", w.ActEvidence)
	}
	if len(w.Exceptions) == 0 {
		c.AddRule("exceptions", "assessment.conviction.needed", "X-17")
	}
	need("relief", w.Relief)
	need("partner_asked", string(w.PartnerAsked))
	need("heard", string(w.Heard))
	return c
}

// convicted is what A36 asks of a person's worksheets before it can be found inadmissible.
func (a Admissibility) convicted(g Ground) error {
	found := false
	for i := range a.Convictions {
		w := &a.Convictions[i]
		if w.Person != g.Person {
			continue
		}
		found = true
		if w.Status != Recorded {
			return fault.Stop("X-17", "assessment.ground.worksheet_open")
		}
	}
	if !found {
		return fault.Stop("X-17", "assessment.ground.worksheet")
	}
	for i := range a.Convictions {
		if w := &a.Convictions[i]; w.Person == g.Person && w.carries(g.Ground) {
			if w.ReliefConsidered == "" || w.Headquarters == "" || w.Conclusion == "" {
				return fault.Stop("X-17", "assessment.ground.step_nine")
			}
			return nil
		}
	}
	// Rule A-77: a charge is not a conviction, and an offence without a Canadian equivalent is none. Rule A-80: nor
	// is one that an exception takes away.
	return fault.Stop("A-77", "assessment.ground.no_offence")
}

// carries says whether the worksheet can carry a finding on a ground.
func (w Conviction) carries(ground string) bool {
	for _, x := range w.Exceptions {
		if x != NoException {
			return false
		}
	}
	if w.Stage == Charged && w.ActUsed != Yes || w.ReliableConviction == No && w.ActUsed != Yes {
		return false
	}
	if ground == SeriousCrime {
		return w.Equivalent == TenYearLevel
	}
	return w.Equivalent == IndictableLevel || w.Equivalent == TenYearLevel
}
