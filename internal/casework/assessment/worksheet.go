package assessment

import (
	"passage/internal/casework/fault"
)

// Heading is one of the six headings of the worksheet.
type Heading string

// The headings, in the order of the page.
const (
	Outside    Heading = "outside"
	Fear       Heading = "fear"
	Protection Heading = "protection"
	Durable    Heading = "durable"
	Intention  Heading = "intention"
	Establish  Heading = "establish"
)

// Headings is every heading in the order of the page.
var Headings = []Heading{Outside, Fear, Protection, Durable, Intention, Establish}

// Codes of the criteria that rules ask for by name. The list itself, with words and citations, is in the pack.
const (
	OutsideCanada  = "ELG-E1"
	SeeksResidence = "ELG-E3"
	OutsideHome    = "ELG-E4"
	Persecution    = "ELG-E5"
	StateProtects  = "ELG-E6"
	FlightInside   = "ELG-E7"
	NotExcluded    = "ELG-E8"
	Repatriation   = "ELG-E9a"
	Integration    = "ELG-E9b"
	ThirdCountry   = "ELG-E9c"
	ClassMet       = "ELG-E10"
	VulnerableNow  = "ELG-E12"
	Establishment  = "ELG-E13"
	QuebecSelects  = "ELG-E14"
)

// Per says for whom the law asks a criterion.
type Per string

// The ways a criterion is asked.
const (
	PerCase    Per = "case"    // once
	PerCountry Per = "country" // once for each nationality or, for the stateless, former habitual residence
	PerClass   Per = "class"   // once for each class, and for family members too before a refusal
)

// Criterion is what the worksheet needs to know of a criterion of the pack.
type Criterion struct {
	Code    string
	Heading Heading
	Per     Per
	Class   Class // the class it belongs to, empty when it is of both
}

// Subject is whom the worksheet is about.
type Subject struct {
	Countries []string // nationalities of the principal applicant; former habitual residences when stateless
	Members   []string // other persons on the application, by id
	Quebec    bool     // destined to Quebec: R139(1)(h) stands in for (1)(g)
	Barred    bool     // somebody who would travel is found inadmissible: a refusal may rest on that alone
}

// Line is one row of the worksheet with what stands on it.
type Line struct {
	Row
	Heading  Heading
	Standing *Finding // the recorded finding, nil when none
	Draft    *Finding // work that is not recorded, nil when none
	Closed   string   // rule that closes the row: "A-32" exempt by law, "A-33" the question before it is open
}

// Shown is what the page shows first: the draft, else what is recorded, else nil.
func (l *Line) Shown() *Finding {
	if l.Draft != nil {
		return l.Draft
	}
	return l.Standing
}

// Exempt says that the law takes the row away; it then counts for nothing.
func (l *Line) Exempt() bool { return l.Closed == "A-32" }

// Sheet is the worksheet of one case.
type Sheet struct{ Lines []Line }

// Build lays out the worksheet: every criterion, for every class and nationality the law asks it for (decision 21),
// with the findings that stand on each line.
func Build(criteria []Criterion, who Subject, findings []Finding) Sheet {
	standing := make(map[Row]*Finding, len(findings))
	drafts := make(map[Row]*Finding, 4)
	for i := range findings {
		switch f := &findings[i]; f.Status {
		case Recorded:
			standing[f.Row] = f
		case Draft:
			drafts[f.Row] = f
		}
	}
	s := Sheet{Lines: make([]Line, 0, len(criteria)+2*len(who.Countries))}
	add := func(c *Criterion, r Row) {
		s.Lines = append(s.Lines, Line{Row: r, Heading: c.Heading, Standing: standing[r], Draft: drafts[r]})
	}
	refusing := who.Barred || adverse(findings)
	for i := range criteria {
		c := &criteria[i]
		if c.Code == QuebecSelects && !who.Quebec || c.Code == Establishment && who.Quebec {
			continue // R139(1)(g) and (h) exclude each other
		}
		switch c.Per {
		case PerCountry:
			for _, country := range who.Countries {
				add(c, Row{Criterion: c.Code, Class: c.Class, Country: country})
			}
		case PerClass:
			// Rule A-12: both classes, and every member of the family under both, before a refusal. Until then the
			// one class that the government can fund is enough.
			add(c, Row{Criterion: c.Code, Class: Convention})
			if refusing {
				add(c, Row{Criterion: c.Code, Class: Asylum})
				for _, m := range who.Members {
					add(c, Row{Criterion: c.Code, Class: Convention, Person: m})
					add(c, Row{Criterion: c.Code, Class: Asylum, Person: m})
				}
			}
		default:
			add(c, Row{Criterion: c.Code, Class: c.Class})
		}
	}
	s.closeEstablishment()
	return s
}

// adverse says whether a recorded finding would carry a refusal.
func adverse(findings []Finding) bool {
	for i := range findings {
		if f := &findings[i]; f.Status == Recorded && f.Against() && f.Person == "" {
			return true
		}
	}
	return false
}

// Against says whether the finding is against the applicant. "Neither vulnerable nor in urgent need" is not: it
// only opens the next question.
func (f *Finding) Against() bool { return f.Result == NotMet && f.Criterion != VulnerableNow }

// Rules: vulnerability is asked before establishment, and a yes takes establishment away.
func (s *Sheet) closeEstablishment() {
	var vulnerable, establishment *Line
	for i := range s.Lines {
		switch s.Lines[i].Criterion {
		case VulnerableNow:
			vulnerable = &s.Lines[i]
		case Establishment:
			establishment = &s.Lines[i]
		}
	}
	if vulnerable == nil || establishment == nil {
		return
	}
	switch f := vulnerable.Standing; {
	case f == nil || f.Result == Undetermined:
		establishment.Closed = "A-33"
	case f.Result == Met:
		establishment.Closed = "A-32"
	}
}

// Line is the line of a row, nil when the worksheet has none.
func (s *Sheet) Line(r Row) *Line {
	for i := range s.Lines {
		if s.Lines[i].Row == r {
			return &s.Lines[i]
		}
	}
	return nil
}

// Next is the first line after r that still needs work, going round once; nil when there is none.
func (s *Sheet) Next(r Row) *Line {
	start := -1
	for i := range s.Lines {
		if s.Lines[i].Row == r {
			start = i
		}
	}
	for n := 1; n <= len(s.Lines); n++ {
		l := &s.Lines[(start+n)%len(s.Lines)]
		if l.Row != r && l.Closed == "" && (l.Standing == nil || l.Draft != nil) {
			return l
		}
	}
	return nil
}

// Progress is "N of M": rows recorded, of the rows that the law asks (decision 21).
func (s *Sheet) Progress() (recorded, rows int) {
	for i := range s.Lines {
		l := &s.Lines[i]
		if l.Exempt() {
			continue
		}
		rows++
		if l.Standing != nil {
			recorded++
		}
	}
	return recorded, rows
}

// NotMet is the rows recorded against the applicant: the grounds a refusal may stand on.
func (s *Sheet) NotMet() []Row {
	var rows []Row
	for i := range s.Lines {
		if f := s.Lines[i].Standing; f != nil && f.Against() && !s.Lines[i].Exempt() {
			rows = append(rows, f.Row)
		}
	}
	return rows
}

// CheckForSigning is what signing checks again (decision 1): every row recorded, none undetermined, no fact that
// the finding beside it denies, both classes assessed when the result is against the applicant.
func (s *Sheet) CheckForSigning(notes func(criterion string) []Note) error {
	var c fault.Check
	for i := range s.Lines {
		l := &s.Lines[i]
		if l.Exempt() {
			continue
		}
		switch f := l.Standing; {
		case f == nil:
			rule := ""
			if l.Criterion == ClassMet && (l.Class == Asylum || l.Person != "") {
				rule = "A-12"
			}
			c.AddRule(l.Key(), "assessment.sign.missing", rule)
		case f.Result == Undetermined:
			c.AddRule(l.Key(), "assessment.sign.undetermined", l.Criterion)
		default:
			if err := s.check(*f, notes(f.Criterion)); err != nil {
				c.AddRule(l.Key(), "assessment.sign.not_sound", l.Criterion)
			}
		}
	}
	return c.Err("assessment.sign.not_ready")
}

// Key names a row in forms and addresses: the criterion, then class, country and person where it has them.
func (r Row) Key() string {
	k := r.Criterion
	for _, part := range []string{string(r.Class), r.Country, r.Person} {
		k += "."
		k += part
	}
	for len(k) > 0 && k[len(k)-1] == '.' {
		k = k[:len(k)-1]
	}
	return k
}
