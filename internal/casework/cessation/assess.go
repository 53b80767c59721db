package cessation

import (
	"slices"
	"time"

	"passage/internal/casework/fault"
	"passage/internal/casework/policy"
)

// Considered is the officer's answer to one consideration about defenders.
type Considered struct {
	What   string // Considerations
	Reason string
	By     string
	At     time.Time
}

// Considerations are what the public instructions say about a defender who goes home, in their order (HRD page: Assessing HRDs at
// risk: Cessation). Words under cessation.panel.<name>.
var Considerations = []string{"not_presumed", "compatible", "risk"}

// Consider answers the considerations and opens the assessment.
//
// Rule A-128: the mark of the stream follows the person after landing for this alone; a concern about a marked person opens the
// considerations first, and nothing else can be done before each has its reason. Rule A-124: a return home is not presumed to be
// use of its protection; use of the own passport and a long, regular presence are compatible with persecution and no protection;
// readiness to run risk for the cause is normal.
func (m Matter) Consider(panel []Considered, by policy.Mark) (Matter, error) {
	if err := m.in(Recorded); err != nil {
		return m, err
	}
	var c fault.Check
	m.Panel = nil
	for _, name := range Considerations {
		if !m.Tagged {
			break
		}
		x := Considered{What: name, By: by.By, At: by.At}
		if i := slices.IndexFunc(panel, func(p Considered) bool { return p.What == name }); i >= 0 {
			x.Reason = panel[i].Reason
		}
		words(&c, "panel."+name, &x.Reason, text, false)
		if x.Reason == "" {
			c.AddRule("panel."+name, "cessation.panel.needed", "A-128")
		}
		m.Panel = append(m.Panel, x)
	}
	if err := c.Err("cessation.check"); err != nil {
		return m, err
	}
	return m.step(Assessing, "", by)
}

// Questions are what must be confirmed. The published list is lost: the first three are the courts' settled test for the first
// ground, the fourth is ours (G-3). Words are the pack's.
var Questions = []string{"voluntary", "intended", "obtained", "resettled"}

// Says are the answers to a question. None is chosen beforehand.
var Says = []string{"yes", "no", "unclear"}

// Answer is the answer to one of the questions, against the purpose of the return, the risk met and the precautions taken.
type Answer struct {
	Question string
	Says     string `json:",omitempty"`
	Reasons  string `json:",omitempty"`
}

// FactorNames is what the record must answer, in the order of the court's list (2022 FCA 50). Words under cessation.factor.<name>.
var FactorNames = []string{"consequences", "submissions", "knowledge", "attributes", "persecutor", "getting", "used", "purpose",
	"frequency", "doing", "precautions", "conduct", "else"}

// Factor is what the record says to one factor.
type Factor struct {
	Name string
	Says string
}

// Conclusion is what the officer concludes, in words; no number and no score.
type Conclusion struct {
	PrimaFacie string `json:",omitempty"` // what the evidence shows on its face
	VeryStrong string `json:",omitempty"` // why it is very strong
	Contrary   string `json:",omitempty"` // what speaks against it
}

// Assessment is what the officer writes on the page of the assessment. It is kept as it is, however little there is.
type Assessment struct {
	Answers []Answer
	Factors []Factor
	Words   Conclusion
}

// Save keeps a draft of the assessment: drafts always save (decision 1). What it still lacks is said by Missing.
func (m Matter) Save(in Assessment) (Matter, error) {
	if err := m.in(Assessing); err != nil {
		return m, err
	}
	var c fault.Check
	var answers []Answer
	for _, q := range Questions {
		i := slices.IndexFunc(in.Answers, func(a Answer) bool { return a.Question == q })
		if i < 0 {
			continue
		}
		a := in.Answers[i]
		words(&c, "q."+q+".reasons", &a.Reasons, text, false)
		if a.Says != "" && !slices.Contains(Says, a.Says) {
			c.Add("q."+q, "cessation.question.says")
		}
		if a.Says != "" || a.Reasons != "" {
			answers = append(answers, a)
		}
	}
	var factors []Factor
	for _, name := range FactorNames {
		i := slices.IndexFunc(in.Factors, func(f Factor) bool { return f.Name == name })
		if i < 0 {
			continue
		}
		f := in.Factors[i]
		words(&c, "factor."+name, &f.Says, text, false)
		if f.Says != "" {
			factors = append(factors, f)
		}
	}
	words(&c, "prima_facie", &in.Words.PrimaFacie, text, false)
	words(&c, "very_strong", &in.Words.VeryStrong, text, false)
	words(&c, "contrary", &in.Words.Contrary, text, false)
	if err := c.Err("cessation.check"); err != nil {
		return m, err
	}
	m.Answers, m.Factors, m.Words = answers, factors, in.Words
	return m, nil
}

// Said is the answer to a question; the zero one when there is none.
func (m Matter) Said(question string) Answer {
	for _, a := range m.Answers {
		if a.Question == question {
			return a
		}
	}
	return Answer{}
}

// Factor is what the record says to a factor, "" when nothing.
func (m Matter) Factor(name string) string {
	for _, f := range m.Factors {
		if f.Name == name {
			return f.Says
		}
	}
	return ""
}

// Ground is a ground of the Act: (a) to (e) of section 108(1), or vacation under section 109.
type Ground string

// The grounds.
const (
	Reavailed    Ground = "a" // re-availed of the protection of the country of nationality
	Reacquired   Ground = "b" // reacquired a lost nationality
	NewNation    Ground = "c" // a new nationality, and its protection
	Established  Ground = "d" // established again in the country left
	ReasonsEnded Ground = "e" // the reasons have ceased to exist
	Vacation     Ground = "v" // the decision was obtained by misrepresenting or withholding material facts
)

// Grounds in the order of the Act.
var Grounds = []Ground{Reavailed, Reacquired, NewNation, Established, ReasonsEnded, Vacation}

// Loses says whether a final decision on the ground takes away permanent residence and makes the person inadmissible.
//
// Rule A-122: on (a) to (d) it does, A46(1)(c.1) and A40.1(2); on (e) residence is kept, the department does not usually pursue it
// for permanent residents, and there is an exception for compelling reasons, A108(4). Rule A-123: on vacation it does, A46(1)(d)
// and A40(1)(c).
func (g Ground) Loses() bool { return g != ReasonsEnded }

// FactKinds is what a fact is about, in the order of the page. The first two alone carry no recommendation.
var FactKinds = []string{"passport", "travel", "protection", "nationality", "residence", "change", "claim", "statement", "other"}

// Levels is how far a fact is proven, in the officer's words.
var Levels = []string{"established", "probable", "doubtful"}

// Fact is one fact of the record, with its source and how far it is proven.
type Fact struct {
	ID      string
	Ground  Ground // which line it is about
	Kind    string
	What    string
	Source  string
	On      policy.Day // of the source
	From    policy.Day `json:",omitempty"` // of a journey: its first day there, where it is known
	Until   policy.Day `json:",omitempty"` // and its last; "" while it is not known
	Level   string
	Against bool `json:",omitempty"` // it speaks against the ground
	By      string
	At      time.Time
}

// Days is how many days a journey took, both its first and its last counted; 0 while one of them is not known.
func (f Fact) Days() int {
	if f.From == "" || f.Until == "" {
		return 0
	}
	return f.From.Until(f.Until) + 1
}

// carries says whether a fact may carry a recommendation on its ground: it speaks for it, is at least probable, and is more than a
// journey or a passport.
func (f Fact) carries() bool {
	return !f.Against && f.Kind != "passport" && f.Kind != "travel" && f.Level != "doubtful"
}

// AddFact adds a fact to the record.
//
// Rule I-113 (ours, after: how often and how long): a journey may have its first and its last day, in their order; of
// another fact none is kept. They are shown where the questions are answered, and nothing is computed from them
// but the number of days.
func (m Matter) AddFact(f Fact, today policy.Day, by policy.Mark) (Matter, error) {
	if err := m.in(Assessing); err != nil {
		return m, err
	}
	var c fault.Check
	if !slices.Contains(Grounds, f.Ground) {
		c.Add("fact_ground", "cessation.fact.ground")
	}
	if !slices.Contains(FactKinds, f.Kind) {
		c.Add("kind", "cessation.fact.kind")
	}
	words(&c, "fact_what", &f.What, text, true)
	words(&c, "fact_source", &f.Source, shortText, true)
	if !f.On.Valid() || f.On > today {
		c.Add("fact_on", "cessation.fact.on")
	}
	if f.Kind != "travel" {
		f.From, f.Until = "", ""
	}
	if f.From != "" && (!f.From.Valid() || f.From > today) {
		c.AddRule("fact_from", "cessation.fact.from.needed", "I-113")
	}
	if f.Until != "" && (!f.Until.Valid() || f.Until > today || f.From == "" || f.Until < f.From) {
		c.AddRule("fact_until", "cessation.fact.until.needed", "I-113")
	}
	if !slices.Contains(Levels, f.Level) {
		c.Add("level", "cessation.fact.level")
	}
	if len(m.Facts) >= maxFacts {
		c.Add("fact_what", "cessation.fact.many")
	}
	if err := c.Err("cessation.check"); err != nil {
		return m, err
	}
	f.By, f.At = by.By, by.At
	m.Facts = append(slices.Clip(m.Facts), f)
	return m, nil
}

// maxFacts is how many facts a matter holds: what one page shows.
const maxFacts = 24

// DropFact takes a fact out; its image stays in the journal.
func (m Matter) DropFact(id string) (Matter, error) {
	if err := m.in(Assessing); err != nil {
		return m, err
	}
	i := slices.IndexFunc(m.Facts, func(f Fact) bool { return f.ID == id })
	if i < 0 {
		return m, fault.New(fault.NotFound, "fault.not_found")
	}
	m.Facts = slices.Delete(slices.Clone(m.Facts), i, i+1)
	return m, nil
}

// Line is the assessment of one ground. Rule A-121: the grounds are those of A108(1), and each stands on a line of its own, with
// its own facts and reasons.
type Line struct {
	Ground  Ground
	Result  string      `json:",omitempty"` // Results, "" while it is not answered
	Reasons string      `json:",omitempty"`
	Seen    policy.Mark `json:",omitzero"` // who acknowledged what follows from a final decision on it

	// Of vacation alone.
	Material string `json:",omitempty"` // the fact that was misrepresented or withheld, and why it is material
	Tied     string `json:",omitempty"` // how it is tied to the claim itself
	Rest     string `json:",omitempty"` // whether other sufficient evidence remains, on which protection still stands
}

// MadeOut and NotMadeOut are how a line can be answered.
const (
	MadeOut    = "made_out"
	NotMadeOut = "not_made_out"
)

// Results in the order of the page; none is chosen beforehand.
var Results = []string{NotMadeOut, MadeOut}

// SaveLine keeps the line of a ground, however little there is. seen says that the officer acknowledges what a final decision on
// it takes from the person; that stands until the line is saved without it.
func (m Matter) SaveLine(in Line, seen bool, by policy.Mark) (Matter, error) {
	if err := m.in(Assessing); err != nil {
		return m, err
	}
	var c fault.Check
	if !slices.Contains(Grounds, in.Ground) {
		c.Add("ground", "cessation.fact.ground")
	}
	if in.Result != "" && !slices.Contains(Results, in.Result) {
		c.Add("result", "cessation.line.result")
	}
	words(&c, "reasons", &in.Reasons, longText, false)
	words(&c, "material", &in.Material, text, false)
	words(&c, "tied", &in.Tied, text, false)
	words(&c, "rest", &in.Rest, text, false)
	if err := c.Err("cessation.check"); err != nil {
		return m, err
	}
	if in.Ground != Vacation {
		in.Material, in.Tied, in.Rest = "", "", ""
	}
	in.Seen = policy.Mark{}
	i := slices.IndexFunc(m.Lines, func(l Line) bool { return l.Ground == in.Ground })
	if seen {
		in.Seen = by
		if i >= 0 && m.Lines[i].Seen.Is() {
			in.Seen = m.Lines[i].Seen
		}
	}
	m.Lines = slices.Clone(m.Lines)
	if i < 0 {
		m.Lines = append(m.Lines, in)
		slices.SortFunc(m.Lines, func(a, b Line) int { return slices.Index(Grounds, a.Ground) - slices.Index(Grounds, b.Ground) })
	} else {
		m.Lines[i] = in
	}
	return m, nil
}

// Line is the line of a ground; false when there is none.
func (m Matter) Line(g Ground) (Line, bool) {
	for _, l := range m.Lines {
		if l.Ground == g {
			return l, true
		}
	}
	return Line{Ground: g}, false
}

// MadeOut are the grounds that the officer finds made out.
func (m Matter) MadeOut() (out []Ground) {
	for _, l := range m.Lines {
		if l.Result == MadeOut {
			out = append(out, l.Ground)
		}
	}
	return out
}
